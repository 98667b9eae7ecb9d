"""What is printed on every Form 3, 4 and 5, whoever files it: headings and notices.

Words and punctuation are those of the SEC's stylesheets of the ownership forms
(specification, version 5.5).  A stylesheet is named by the last two digits of the
schema version: a document of X0508 is printed by 4_X08.  Titles, OMB numbers and
hours are in the table of form types; captions of boxes are in the box map.
"""

from __future__ import annotations

from functools import cache

import msgspec

from section16.vocabulary.codes import form_types

AGENCY = ("UNITED STATES SECURITIES AND EXCHANGE COMMISSION", "Washington, D.C. 20549")
PURSUANT = (
    "Filed pursuant to Section 16(a) of the Securities Exchange Act of 1934 or Section 30(h) of the Investment "
    "Company Act of 1940"
)
OMB_APPROVAL, OMB_NUMBER = "OMB APPROVAL", "OMB Number:"
BURDEN = "Estimated average burden hours per response..."
NO_SECURITIES = "No securities are beneficially owned"
EXPLANATION, REMARKS, OWNERS, SIGNATURES = (
    "Explanation of Responses:", "Remarks:", "Reporting Owners", "Signatures",
)  # fmt: skip
OWNER_NAME, RELATIONSHIPS = "Reporting Owner Name / Address", "Relationships"
RELATIONSHIP_COLUMNS = ("Director", "10% Owner", "Officer", "Other")
SIGNED_BY, SIGNED_ON = "Signature of Reporting Person", "Date"
PLAN_HEADING = "Rule 10b5-1(c) Transaction Indication"

_REMINDER = (
    "Reminder: Report on a separate line for each class of securities beneficially owned directly or indirectly."
)
_RESPOND = (
    "Persons who respond to the collection of information contained in this form are not required to respond unless "
    "the form displays a currently valid OMB control number."
)
_MISSTATEMENT = (
    "Intentional misstatements or omissions of facts constitute Federal Criminal Violations. See 18 U.S.C. 1001 and "
    "15 U.S.C. 78ff(a)."
)
_POTENTIAL = (
    "Potential persons who are to respond to the collection of information contained in this form are not required "
    "to respond unless the form displays a currently valid OMB number."
)
EXAMPLES = "(e.g., puts, calls, warrants, options, convertible securities)"
_MOVED = "Securities Acquired, Disposed of, or Beneficially Owned"
_OWNED = "Securities Beneficially Owned"


class Notices(msgspec.Struct, frozen=True):
    """The constant words of one form as one stylesheet prints them, in the order of the page.

    title            in capitals, as printed
    print_or_type    "" on Form 5
    table_i, table_ii, examples  headings of the tables, and what stands below that of Table II
    below_table_i    reminder, who must respond, number of the paper form
    joint            after "*" in the explanations; misstatement after "**"
    closing          below the explanations, one paragraph each
    """

    title: str
    omb_number: str
    burden_hours: str
    print_or_type: str
    table_i: str
    table_ii: str
    examples: str
    below_table_i: tuple[str, ...]
    joint: str
    misstatement: str
    closing: tuple[str, ...]

    @property
    def omb(self) -> tuple[str, str, str]:
        """The lines of the box in the upper right corner."""
        return OMB_APPROVAL, f"{OMB_NUMBER} {self.omb_number}", f"{BURDEN} {self.burden_hours}"


@cache
def notices(form: str, stylesheet: str) -> Notices:
    """The notices of Form "3", "4" or "5" as stylesheet "X06" to "X09" prints them.

    >>> notices("5", "X09").closing[-1]
    '* Form 5: SEC 2770T (03-26)'
    """
    kind = form_types()[form]
    moved = _OWNED if form == "3" else _MOVED
    paper = {"3": "SEC 1473 (7-02)", "4": "SEC 1474 (9-02)", "5": "SEC 2270 (9-02)"}[form]
    if_space, see = {"3": ("space", "See"), "4": ("space", "see"), "5": ("space provided", "see")}[form]
    edition = {
        ("3", "X07"): "* Form 3: SEC 1473 (03-26).",
        ("4", "X09"): "* Form 4: SEC 1474 (03-26)",
        ("5", "X09"): "* Form 5: SEC 2770T (03-26)",  # the number as the stylesheet has it
    }.get((form, stylesheet))
    copies = (
        "Note: File three copies of this Form, one of which must be manually signed. "
        f"If {if_space} is insufficient, {see} Instruction 6 for procedure."
    )
    instruction = "5(b)(v)" if form == "3" else "4(b)(v)"
    return Notices(
        title=kind.title.upper(),
        omb_number=kind.omb_number,
        burden_hours=kind.burden_hours,
        print_or_type="" if form == "5" else "(Print or Type Responses)",
        table_i=f"Table I - Non-Derivative {moved}",
        table_ii=f"Table II - Derivative {moved}",
        examples=EXAMPLES,
        below_table_i=(_REMINDER, paper, _RESPOND) if form == "3" else (_REMINDER, _RESPOND, paper),
        joint=f"If the form is filed by more than one reporting person, see Instruction {instruction}.",
        misstatement=_MISSTATEMENT,
        closing=(copies, _POTENTIAL, *([edition] if edition else ())),
    )
