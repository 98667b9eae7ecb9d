"""The words that every printed form carries: headings, notices, captions of unnumbered boxes.

They say nothing about a filing, so a reader leaves them out; compared by letters
and digits only, so wrapping and type do not matter.  From the SEC's stylesheets of
the ownership forms (specification, version 5.5) and its pages since 2003.
"""

from __future__ import annotations

import re

from section16.formats.page_text_markup import letters

_ABOVE = """
UNITED STATES SECURITIES AND EXCHANGE COMMISSION Washington, D.C. 20549
INITIAL STATEMENT OF BENEFICIAL OWNERSHIP OF SECURITIES
ANNUAL STATEMENT OF CHANGES IN BENEFICIAL OWNERSHIP OF SECURITIES
Filed pursuant to Section 16(a) of the Securities Exchange Act of 1934
or Section 30(h) of the Investment Company Act of 1940
Filed pursuant to Section 16(a) of the Securities Exchange Act of 1934, Section 17(a) of the Public
Utility Holding Company Act of 1935 or Section 30(h) of the Investment Company Act of 1940
OMB APPROVAL Print Page (Print or Type Responses)
Form 3 Holdings Reported. Form 4 Transactions Reported.
Check this box if no longer subject to Section 16. Form 4 or Form 5 obligations may continue.
See Instruction 1(b).
Form 4 or Form 5 obligations may continue. See Instructions 1(b).
Check this box to indicate that a transaction was made pursuant to a contract, instruction or written plan
that is intended to satisfy the affirmative defense conditions of Rule 10b5-1(c). See Instruction 10.
Check this box to indicate that a transaction was made pursuant to a contract, instruction or written plan
for the purchase or sale of equity securities of the issuer that is intended to satisfy the affirmative
defense conditions of Rule 10b5-1(c). See Instruction 10.
"""
_NOTICES = """
Reminder: Report on a separate line for each class of securities beneficially owned directly or
 indirectly.
* If the form is filed by more than one reporting person, see Instruction 4(b)(v).
* If the form is filed by more than one reporting person, see Instruction 5(b)(v).
** Intentional misstatements or omissions of facts constitute Federal Criminal Violations.
 See 18 U.S.C. 1001 and 15 U.S.C. 78ff(a).
Note: File three copies of this Form, one of which must be manually signed. If space is insufficient,
 see Instruction 6 for procedure.
Note: File three copies of this Form, one of which must be manually signed. If space provided is
 insufficient, see Instruction 6 for procedure.
Persons who respond to the collection of information contained in this form are not required to respond
 unless the form displays a currently valid OMB Number.
Persons who respond to the collection of information contained in this form are not required to respond
 unless the form displays a currently valid OMB control number.
Potential persons who are to respond to the collection of information contained in this form are not
 required to respond unless the form displays a currently valid OMB number.
SEC 1473 (7-02)
SEC 1474 (9-02)
SEC 2270 (9-02)
* Form 3: SEC 1473 (03-26)
* Form 4: SEC 1474 (03-26)
* Form 5: SEC 2270 (03-26)
* Form 5: SEC 2770T (03-26)
"""
# what is printed below the parts of an address in box 1
ADDRESS_LABELS = re.compile(
    r"(?:\(\s*(?:last|first|middle|street|city|state|zip|country)[^()]{0,15}\)\s*)+\Z", re.IGNORECASE
)
ABOVE_THE_BOXES = letters(_ABOVE)
_TEXTS = tuple(letters(notice) for notice in _NOTICES.replace("\n ", " ").split("\n") if notice)
_SHORTEST = 12


class Notices:
    """Recognises the form's own notices below the tables, also when they are wrapped over several lines."""

    def __init__(self) -> None:
        self.rest: tuple[str, ...] = ()

    def is_notice(self, line: str) -> bool:
        """True for a line of a notice: its beginning, or what follows the line before.

        >>> notices = Notices()
        >>> notices.is_notice("Reminder: Report on a separate line for"), notices.is_notice("each class of")
        (True, True)
        >>> notices.is_notice("Remarks")
        False
        """
        text = letters(line)
        if not text:
            return False
        left = tuple(rest[len(text) :] for rest in self.rest if rest.startswith(text))
        while not left and text:
            if len(text) >= _SHORTEST or text in _TEXTS:
                left = tuple(notice[len(text) :] for notice in _TEXTS if notice.startswith(text))
            whole = next((notice for notice in (*self.rest, *_TEXTS) if text.startswith(notice)), None)
            if left or whole is None:
                break
            text = text[len(whole) :]
            left = () if text else ("",)
        self.rest = tuple(rest for rest in left if rest)
        return bool(left)
