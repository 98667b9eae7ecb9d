"""Who asks: the User-Agent that the SEC wants of every program, and how fast it may ask.

Authority: SEC, "Accessing EDGAR Data".  The SEC's form is a name and an e-mail address,
"Company Name admin@example.com"; a client that does not declare itself is answered by a page
that says so.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version

from section16.vocabulary.errors import MissingFact, SeenAndExpected

ALLOWED = 10  # requests a second, over all machines of one user
VARIABLE = "SECTION16_USER_AGENT"
_ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+").search
_EXPECTED = "a name and an e-mail address, such as 'Company Name admin@example.com'"


def program() -> str:
    """This program and its version, ``section16/0.1.0``."""
    try:
        return f"section16/{version('section16')}"
    except PackageNotFoundError:  # run from its sources
        return "section16/0"


def header_text(text: str, what: str) -> str:
    """The text, when it can stand in a header.  Raises SeenAndExpected.

    >>> header_text("José", "contact")
    Traceback (most recent call last):
    section16.vocabulary.errors.SeenAndExpected: found the contact 'José', expected printable ASCII
    """
    if not (text.isascii() and text.isprintable()):
        raise SeenAndExpected(f"the {what} {text[:60]!r}", "printable ASCII")
    return text


def declared(user_agent: str | None) -> str:
    """The User-Agent to send.  Raises MissingFact without one, SeenAndExpected for one that names nobody.

    >>> declared(" Jane Doe jane@example.com ")
    'Jane Doe jane@example.com'
    """
    text = (user_agent or "").strip()
    if not text:
        raise MissingFact(
            f"found no User-Agent, expected {_EXPECTED}: the SEC asks every program to say whose it is. "
            f"Give it with --user-agent or {VARIABLE}"
        )
    header_text(text, "User-Agent")
    if not names_somebody(text):
        raise SeenAndExpected(f"the User-Agent {text[:60]!r}", _EXPECTED)
    return text


def names_somebody(user_agent: str) -> bool:
    """True when an e-mail address is in it.

    >>> names_somebody("Jane Doe jane@example.com"), names_somebody("Mozilla/5.0")
    (True, False)
    """
    return _ADDRESS(user_agent) is not None
