"""What drafting gives: drafts with their needs and evidence, and what was left out of them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from section16.model.document import OwnershipDocument
from section16.model.package import PackageDocument
from section16.prepare.roster import Holding
from section16.prepare.trades import Trade

# MISSING: a box that nobody filled.  PROVISIONAL: filled, and its value may change or cannot be.  LOOK: complete,
# and a person should look at it before it is filed
MISSING, PROVISIONAL, LOOK = "missing", "provisional", "look"
Boxes = Callable[[str], str]  # gives the words for a path


class Need(msgspec.Struct, frozen=True):
    """What a draft still lacks, or what somebody should look at.

    path   model path; box  the same in words
    state  "missing", "provisional" or "look"
    """

    path: str
    box: str
    state: str
    why: str

    def __str__(self) -> str:
        return f"{self.box}: {self.state}: {self.why}" if self.box else f"{self.state}: {self.why}"


class Evidence(msgspec.Struct, frozen=True):
    """The trades behind one line."""

    path: str
    trades: tuple[Trade, ...]


class Exhibit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A document to be enclosed.

    type     "EX-24" for a power of attorney, "EX-99" for remarks that are too long
    name     file name in the package, at most 32 characters
    source   file it is in, as the roster names it; None when ``content`` holds it
    content  None until the file was read
    owners   keys of those whose power it is
    """

    type: str
    name: str
    description: str = ""
    source: str | None = None
    content: bytes | None = None
    owners: tuple[str, ...] = ()

    def document(self) -> PackageDocument:
        """As a package holds it; empty while the file was not read."""
        return PackageDocument(
            name=self.name, type=self.type, description=self.description or None, content=self.content or b""
        )


class LeftOut(msgspec.Struct, frozen=True):
    """A trade that is on no draft, and why."""

    row: int
    owner: str
    why: str

    def __str__(self) -> str:
        return f"row {self.row} ({self.owner}): left out: {self.why}"


class Draft(msgspec.Struct, frozen=True):
    """A form that is not filed yet.

    owners    keys of the roster, in the order of the form
    issuer    key of the roster
    evidence  for every line made from trades
    closing   what the owners hold after the form, for the next one; positions that are empty now are stated as 0
    exhibits  to be enclosed
    is_foreign, registered_on  facts that the due date of Form 3 needs
    """

    document: OwnershipDocument
    owners: tuple[str, ...]
    issuer: str
    needs: tuple[Need, ...]
    evidence: tuple[Evidence, ...]
    closing: tuple[Holding, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    is_foreign: bool = False
    registered_on: datetime.date | None = None

    @property
    def is_complete(self) -> bool:
        """True when nothing is missing or provisional; what a person should look at may remain."""
        return not any(need.state in {MISSING, PROVISIONAL} for need in self.needs)


class Prepared(msgspec.Struct, frozen=True):
    """Drafts, and the trades that are on none of them."""

    drafts: tuple[Draft, ...]
    left_out: tuple[LeftOut, ...] = ()


class Reported(msgspec.Struct, frozen=True):
    """A line of a form that is filed, by the roster's keys: a trade that equals it is not reported again.

    shares  as filed; None for a line in dollars
    """

    owner: str
    security: str
    account: str
    date: datetime.date | None
    code: str | None
    shares: Decimal | None


@dataclass(frozen=True, slots=True)
class Wishes:
    """How drafts are made.

    form       "4" or "5"; Form 3 has a function of its own
    carry      which untouched holdings are listed: "class", "all" or "none"
    as_of      trades after that day are left for the next form; None: all trades given
    signed_on  the day on which the owners sign; None leaves the signatures open
    in_order   True: lines in the order given; False: by date
    aggregate  put market trades of a day within one dollar on one line
    leaves     the exit box
    fiscal_year_end  Form 5: the last day of the year reported; None: the last one before ``signed_on`` or ``as_of``,
                     else the year of the latest trade
    registered_on    Form 3: the issuer's first registration under Section 12 took effect then
    reported   lines of the last form filed
    """

    form: str = "4"
    carry: str = "class"
    as_of: datetime.date | None = None
    signed_on: datetime.date | None = None
    in_order: bool = False
    aggregate: bool = True
    leaves: bool = False
    remarks: str | None = None
    fiscal_year_end: datetime.date | None = None
    registered_on: datetime.date | None = None
    reported: tuple[Reported, ...] = ()
