"""The one spelling of a record: what is hashed, compared and exported.

Canonical JSON has sorted keys, no blanks, and every character as itself in UTF-8.  An
exact number is its shortest decimal digits, a day is ISO 8601, a moment is UTC with six
digits of a second.  The same record has the same bytes on SQLite, on PostgreSQL and in
the exported files.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from section16.desk.errors import Refused

START = "0" * 64
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_KEY = re.compile(r"[^\s+](?:[^+\t\r\n]{0,98}[^\s+])?")
_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def canonical(value: object) -> str:
    """The value as canonical JSON. Raises Refused for what JSON cannot say exactly."""
    try:
        text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        text.encode()
    except (TypeError, ValueError) as error:
        raise Refused(f"a value that JSON cannot hold ({error})", "text, numbers, lists and objects") from None
    return text


def parsed(text: str) -> Any:
    """What a canonical text says. Raises ValueError for text that is not JSON."""
    return json.loads(text)


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return sha256(data).hexdigest()


def digest_of(value: object) -> str:
    """SHA-256 of the canonical JSON."""
    return digest(canonical(value).encode())


def exact(number: Decimal) -> str:
    """The shortest digits of a number, without exponent. Raises Refused for infinity and for no number.

    >>> exact(Decimal("1.50")), exact(Decimal("-0.0")), exact(Decimal("1E+3"))
    ('1.5', '0', '1000')
    """
    if not number.is_finite():
        raise Refused(f"{number}", "a number")
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def moment(at: datetime) -> str:
    """A moment in UTC to the microsecond. Raises Refused without a zone.

    >>> moment(datetime(2025, 3, 7, 21, 4, tzinfo=UTC))
    '2025-03-07T21:04:00.000000Z'
    """
    if at.tzinfo is None:
        raise Refused("a time without a zone", "one with a zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def spelled(value: object) -> object:
    """A value of a column as JSON says it: exact numbers and times become text."""
    if isinstance(value, Decimal):
        return exact(value)
    if isinstance(value, datetime):
        return moment(value)
    return value.isoformat() if isinstance(value, date) else value


def words(text: str, what: str) -> str:
    """Text that both databases and every file can hold. Raises Refused for none and for control characters."""
    if not text.strip():
        raise Refused(f"no {what}", f"the {what} in words")
    if found := _CONTROL.search(text):
        raise Refused(f"the character {found[0]!a} in the {what}", "text without control characters")
    return text


def key(text: str, what: str) -> str:
    """A key of the roster. Raises Refused: a plus sign joins the owners of a group, so it stands in no key."""
    if not _KEY.fullmatch(text) or _CONTROL.search(text):
        raise Refused(f"{text!r}", f"a key for {what}: 1 to 100 characters without + and line ends")
    return text


def user_name(text: str) -> str:
    """A name of a user. Raises Refused."""
    if not _USER.fullmatch(text):
        raise Refused(f"the user name {text!r}", "1 to 64 letters, digits, and . _ @ -")
    return text


def page_digest(text: str) -> str:
    """A SHA-256 given by a person, in small letters. Raises Refused."""
    if not _DIGEST.fullmatch(text.lower()):
        raise Refused(f"{text!r}", "a SHA-256 of 64 hexadecimal digits")
    return text.lower()
