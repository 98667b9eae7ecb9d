"""The interface of a filing transport: what a way to EDGAR must offer, and what it answers.

A transport sends a package once and says what it knows.  It never repeats a sending:
whether that is safe is the business of ``submission``.  The words of the states are those of
the SEC's filing API as third parties describe them (unverified, see ``filing_api``).
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Literal, Protocol

import msgspec

from section16.vocabulary.errors import Section16Error

Mode = Literal["TEST", "LIVE"]
TEST: Mode = "TEST"
LIVE: Mode = "LIVE"


class EndState(Enum):
    """How EDGAR is done with a submission.

    ACCEPTED      taken; a live one is filed
    DISSEMINATED  taken and public
    SUSPENDED     not filed: errors in the submission
    REJECTED      not filed: turned down on arrival
    FAILED        not filed: the transmission broke
    BLOCKED       not filed yet: the SEC's staff has to act, and may still let it through
    DONE          EDGAR has finished and does not say how
    """

    ACCEPTED = "ACCEPTED"
    DISSEMINATED = "DISSEMINATED"
    SUSPENDED = "SUSPENDED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    BLOCKED = "BLOCKED"
    DONE = "DONE"

    @property
    def is_accepted(self) -> bool:
        """True when the submission was taken."""
        return self in (EndState.ACCEPTED, EndState.DISSEMINATED)

    @property
    def is_over(self) -> bool:
        """True when nothing of the submission was filed, nor ever will be."""
        return self in (EndState.SUSPENDED, EndState.REJECTED, EndState.FAILED)


class Condition(msgspec.Struct, frozen=True):
    """Whether EDGAR takes submissions now.

    word     "ACCEPTING", "ACCEPTING AFTER HOURS", "NOT AVAILABLE", "DOWN", or one we do not know
    message  EDGAR's own sentence; "" without one
    """

    word: str
    message: str = ""

    @property
    def is_accepting(self) -> bool:
        """False only for the words that say no: a word we do not know closes nothing."""
        return self.word.upper() not in ("NOT AVAILABLE", "DOWN")


class Message(msgspec.Struct, frozen=True):
    """What EDGAR says about a submission: INFO, NOTICE, WARNING or ERROR, and the text."""

    type: str
    text: str

    def __str__(self) -> str:
        return f"{self.type}: {self.text}" if self.type else self.text


class Sent(msgspec.Struct, frozen=True):
    """EDGAR's answer to a package that it received.

    accession  with hyphens
    tracking, locator  for the filer's call to the help desk; None when not given
    """

    accession: str
    tracking: str | None = None
    locator: str | None = None
    messages: tuple[Message, ...] = ()


class Status(msgspec.Struct, frozen=True):
    """What EDGAR says about a submission it received.

    transmission  "RECEIVED", "REJECTED", "FAILED"; None when not said
    processing    "PROCESSING", "ACCEPTED", "DISSEMINATED", "SUSPENDED", "BLOCKED", "DONE", "NO_STATUS"; or None
    is_final      EDGAR's own word that nothing more will come
    mode          "TEST" or "LIVE"; None when not said
    """

    accession: str
    transmission: str | None = None
    processing: str | None = None
    is_final: bool = False
    mode: str | None = None
    messages: tuple[Message, ...] = ()

    @property
    def end(self) -> EndState | None:
        """The end state; None while EDGAR is at work.  DONE counts only with EDGAR's word that it is final."""
        if self.transmission in ("REJECTED", "FAILED"):
            return EndState(self.transmission)
        if self.processing == "DONE":
            return EndState.DONE if self.is_final else None
        if self.processing in ("ACCEPTED", "DISSEMINATED", "SUSPENDED", "BLOCKED"):
            return EndState(self.processing)
        return None


class Wanted(msgspec.Struct, frozen=True):
    """A form to look for in the record.

    digest  of ``digest.form_digest``
    period  of report; None when the form does not say
    since   filings dated before cannot be the one, but the very same form counts whatever its date
    ours    accession numbers known to hold another form of ours
    """

    digest: str
    form_type: str
    issuer_cik: str
    owner_ciks: tuple[str, ...]
    period: date | None
    mode: Mode
    since: date | None = None
    ours: tuple[str, ...] = ()


class Look(msgspec.Struct, frozen=True):
    """What a look into the record showed.

    found       this very form is there
    similar     not this form, but one of the same owner, issuer, type and period, filed since
    absent      neither
    unknowable  this record does not hold such submissions (test filings on EDGAR)
    accession   of what was found, or of the similar one
    filed       its filing date, as the record lists it
    """

    said: Literal["found", "similar", "absent", "unknowable"]
    accession: str | None = None
    filed: date | None = None


class NotSent(Section16Error):
    """Nothing has left this machine."""


class TurnedAway(Section16Error):
    """EDGAR answered that it did not take the package (HTTP 4xx): no filing came of it."""


class AnswerLost(Section16Error):
    """The package may or may not have arrived."""


class Unreachable(Section16Error):
    """A question could not be asked, or was not answered."""


class NotAllowed(Unreachable):
    """A question was turned down for want of a right: asking again will not help, another token may."""


class Transport(Protocol):
    """A way to EDGAR.

    system  "EDGAR", "EDGAR Beta" or "local": receipts of one say nothing about another
    host    scheme, host and port, for the journal
    """

    @property
    def system(self) -> str: ...

    @property
    def host(self) -> str: ...

    def condition(self) -> Condition:
        """Whether EDGAR takes submissions.  Raises Unreachable."""
        ...

    def send(self, package: bytes, mode: Mode) -> Sent:
        """Send a package once.  Raises NotSent, TurnedAway, AnswerLost; never repeats."""
        ...

    def status(self, accession: str) -> Status | None:
        """What became of a submission; None while EDGAR does not know it.  Raises Unreachable."""
        ...

    def find(self, wanted: Wanted) -> Look:
        """Look a form up in the record.  Raises Unreachable when the record cannot be read whole."""
        ...
