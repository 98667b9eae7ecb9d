"""Identifiers of EDGAR: CIK, accession number, SEC file number.

Each has the same four functions: ``compact_X`` strips what only decorates,
``validate_X`` returns the compact form or raises ``NotAnIdentifier``, ``is_X``
answers yes or no, ``format_X`` writes it as EDGAR prints it.  Equal compact
forms name the same thing.

Authority: EDGAR Ownership XML Technical Specification v5.5, schema type CIK (1 to
10 digits); EDGAR submission headers for the other two.  None of them carries a
check digit, so only the shape is judged, and loosely: to reject a number that
exists is far worse than to accept one that does not.  Digits are ASCII only.
"""

from __future__ import annotations

import re

from section16.vocabulary.errors import Section16Error

_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))  # typeset hyphens
_CIK_LABEL = re.compile(r"CIK[\s:#=]*", re.IGNORECASE)
_CIK = re.compile(r"[0-9]{1,10}")
_ACCESSION = re.compile(r"[0-9]{18}")
_FILE_NUMBER = re.compile(r"[0-9]{1,3}[A-Z]{0,2}-[0-9]{1,8}(-[0-9A-Z]{1,4})?")
_LONGEST_QUOTE = 60


class NotAnIdentifier(Section16Error, ValueError):
    """Text that cannot be the identifier asked for.

    seen      the text as it was given
    expected  the shape it should have had
    """

    def __init__(self, seen: str, expected: str) -> None:
        super().__init__(seen, expected)
        self.seen, self.expected = seen, expected

    def __str__(self) -> str:
        quoted = self.seen if len(self.seen) <= _LONGEST_QUOTE else self.seen[:_LONGEST_QUOTE] + "..."
        return f"found {quoted!r}, expected {self.expected}"


def compact_cik(text: str) -> str:
    """The central index key without label, blanks and leading zeros.

    >>> compact_cik("0001318605")
    '1318605'
    >>> compact_cik("CIK 0001318605")
    '1318605'
    """
    bare = _CIK_LABEL.sub("", text.strip(), count=1) if text.strip()[:3].upper() == "CIK" else text.strip()
    return bare.lstrip("0") or bare[:1]


def validate_cik(text: str) -> str:
    """The compact CIK; raises NotAnIdentifier for anything but 1 to 10 digits.

    >>> validate_cik("320193")
    '320193'
    >>> validate_cik("AAPL")
    Traceback (most recent call last):
    section16.vocabulary.identifiers.NotAnIdentifier: found 'AAPL', expected a CIK of 1 to 10 digits
    """
    compact = compact_cik(text)
    if not _CIK.fullmatch(compact):
        raise NotAnIdentifier(text, "a CIK of 1 to 10 digits")
    return compact


def is_cik(text: str) -> bool:
    """True when ``text`` has the shape of a CIK.

    >>> is_cik("0000320193"), is_cik("12345678901")
    (True, False)
    """
    return _CIK.fullmatch(compact_cik(text)) is not None


def format_cik(text: str) -> str:
    """The CIK as EDGAR disseminates it, ten digits.

    >>> format_cik("320193")
    '0000320193'
    """
    return validate_cik(text).zfill(10)


def compact_accession(text: str) -> str:
    """The accession number without hyphens: login CIK, two-digit year, sequence.

    A login CIK written without its leading zeros is filled up; this is safe only
    where the hyphens show the three parts.

    >>> compact_accession("0001127602-25-004598")
    '000112760225004598'
    >>> compact_accession("1127602-25-004598")
    '000112760225004598'
    """
    parts = text.strip().translate(_DASHES).split("-")
    if len(parts) == 3 and parts[0]:
        parts[0] = parts[0].zfill(10)
    return "".join(parts)


def validate_accession(text: str) -> str:
    """The compact accession number; raises NotAnIdentifier for anything but 18 digits.

    >>> validate_accession("4598")
    Traceback (most recent call last):
    section16.vocabulary.identifiers.NotAnIdentifier: found '4598', expected an accession number of 18 digits
    """
    compact = compact_accession(text)
    if not _ACCESSION.fullmatch(compact):
        raise NotAnIdentifier(text, "an accession number of 18 digits")
    return compact


def is_accession(text: str) -> bool:
    """True when ``text`` has the shape of an accession number.

    >>> is_accession("000112760225004598"), is_accession("0000320193")
    (True, False)
    """
    return _ACCESSION.fullmatch(compact_accession(text)) is not None


def format_accession(text: str) -> str:
    """The accession number as EDGAR prints it, with hyphens.

    >>> format_accession("000112760225004598")
    '0001127602-25-004598'
    """
    compact = validate_accession(text)
    return f"{compact[:10]}-{compact[10:12]}-{compact[12:]}"


def compact_file_number(text: str) -> str:
    """The SEC file number without blanks and without leading zeros in its first two parts.

    The first part names the act and the kind of filer (001 for a listed class
    of securities); a third part names a co-registrant and stays as it is.

    >>> compact_file_number("001-14989"), compact_file_number("333-123456-01")
    ('1-14989', '333-123456-01')
    """
    parts = "".join(text.split()).translate(_DASHES).upper().split("-")
    return "-".join([*(part.lstrip("0") or part[:1] for part in parts[:2]), *parts[2:]])


def validate_file_number(text: str) -> str:
    """The compact file number; raises NotAnIdentifier when it has no two parts of digits.

    >>> validate_file_number("14989")
    Traceback (most recent call last):
    section16.vocabulary.identifiers.NotAnIdentifier: found '14989', expected a file number such as 001-14989
    """
    compact = compact_file_number(text)
    if not _FILE_NUMBER.fullmatch(compact):
        raise NotAnIdentifier(text, "a file number such as 001-14989")
    return compact


def is_file_number(text: str) -> bool:
    """True when ``text`` has the shape of an SEC file number.

    >>> is_file_number("000-00121"), is_file_number("0001127602-25-004598")
    (True, False)
    """
    return _FILE_NUMBER.fullmatch(compact_file_number(text)) is not None


def format_file_number(text: str) -> str:
    """The file number as EDGAR prints it: three digits, a hyphen, at least five digits.

    >>> format_file_number("1-14989"), format_file_number("0-121")
    ('001-14989', '000-00121')
    """
    act, number, *rest = validate_file_number(text).split("-")
    return "-".join([act.zfill(3) if act.isdigit() else act, number.zfill(5), *rest])
