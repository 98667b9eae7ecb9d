"""What the market remembers: issuers, owners, their roles, what they hold, and what is still to be reported.

Days are ordinals (``days``), amounts whole ten-thousandths (``amounts``).  These things change as the market
runs; how many there are goes with the size of the market and not with the filings it has written.
"""

from __future__ import annotations

import msgspec

Note = tuple[str, str]  # a field of the line, and the text of a footnote marked on it


class Owner(msgspec.Struct):
    """A person or entity that reports.

    kind  person, fund or trust
    signs what stands under a form: the person's name, or who signs for the entity
    """

    cik: str
    name: str
    kind: str
    signs: str
    street1: str
    street2: str
    city: str
    state: str
    zip: str


class Position(msgspec.Struct):
    """A balance of one security in one form of ownership.

    number       of the truth
    table        1 or 2
    kind         common, unit, option, deferred, convertible, warrant, swap
    strike       None where there is none, as for units
    exercisable  first day; 0 when a footnote tells
    expires      last day; 0 when a footnote tells, or never
    ready        first day on which an option can be used, where only a footnote tells
    """

    number: int
    table: int
    kind: str
    title: str
    balance: int
    nature: str = ""
    nature_note: str = ""
    strike: int | None = None
    exercisable: int = 0
    expires: int = 0
    underlying: str = ""
    ready: int = 0
    price_note: str = ""
    exercise_note: str = ""
    expiry_note: str = ""


class Entry(msgspec.Struct):
    """A transaction to be reported, with what its line will say.

    event      number of the truth
    price      None when only a footnote tells
    following  balance after it
    form_type  form on which it is due, "4" or "5"
    timeliness "", "E" or "L"
    due        last day on which a report is in time, 0 when it may wait for Form 5
    """

    event: int
    position: Position
    day: int
    code: str
    side: str
    shares: int
    price: int | None
    following: int
    notes: tuple[Note, ...] = ()
    deemed: int = 0
    form_type: str = "4"
    timeliness: str = ""
    swap: bool = False
    plan: int = 0
    due: int = 0


class Swing(msgspec.Struct):
    """A planted pair of opposite trades, or several.

    kind  how it is laid out: see ``planted``
    """

    number: int
    kind: str
    first: Entry
    seconds: list[Entry]


class Plan(msgspec.Struct):
    """A plan under Rule 10b5-1."""

    number: int
    adopted: int
    ends: int


class Report(msgspec.Struct):
    """A form to be filed on a day.

    period     0: the earliest transaction
    amends     accession number of the form it amends, filed on day ``original``
    corrected  events whose lines an amendment corrects or adds
    holdings   the holding lines; None: whatever else is held of the class when the form is filed
    """

    form: str
    role: Role
    day: int
    entries: list[Entry]
    period: int = 0
    exit: bool = False
    remarks: str = ""
    amends: str = ""
    original: int = 0
    scope: str = ""
    what: str = ""
    is_late: bool = False
    corrected: frozenset[int] = frozenset()
    holdings: list[tuple[Position, int]] | None = None


class Line(msgspec.Struct):
    """What one line prints; the boxes of an entry, or of a holding, as the form says them.

    shown  boxes that say something else than the truth: field and text
    """

    position: Position
    following: int
    entry: Entry | None = None
    notes: tuple[tuple[str, str], ...] = ()
    form3: bool = False
    shown: dict[str, str] | None = None


class Role(msgspec.Struct):
    """One reporting person, or a group that reports together, at one issuer.

    kind    officer, director, founder, fund, holder
    trades  seller, buyer or holder: on the open market, or not at all
    signer  who signs as attorney-in-fact, "" when the owners sign
    """

    number: int
    issuer: Issuer
    owners: list[Owner]
    kind: str
    is_director: bool
    is_officer: bool
    is_ten_percent: bool
    is_other: bool
    title: str
    trades: str
    common: Position
    since: int
    routine: int = 0
    indirect: list[Position] = []
    derivatives: list[Position] = []
    plan: Plan | None = None
    signer: str = ""
    power_filed: bool = False
    open_report: Report | None = None
    deferred: list[Entry] = []
    gone: bool = False
    swings: bool = False
    last_small: int = 0
    last_buy: int = 0
    note_next: str = ""
    lists_holdings: bool = True


class Issuer(msgspec.Struct):
    """A company whose securities are reported.

    installments  in which an award vests, a year apart
    units    awards are units in Table II; otherwise restricted shares in Table I
    swing    how far the price moves in a day, in ten-thousandths of it, at most
    factor   new and old shares of all splits so far
    no_buys  days on which only the members of a cluster buy
    """

    number: int
    cik: str
    name: str
    symbol: str
    foreign_symbol: str
    sic: str
    sic_name: str
    state: str
    incorporated: str
    fiscal_year_end: str
    file_number: str
    irs_number: str
    phone: str
    street: str
    city: str
    zip: str
    former: list[tuple[str, int]]
    agent: int
    prefix: str
    common: str
    units: bool
    options: bool
    deferred_units: bool
    installments: int
    grant_month: int
    meeting_month: int
    price: int
    price_day: int
    swing: int
    listed: int
    header: str = ""
    roles: list[Role] = []
    last_buy: int = 0
    last_buyer: int = 0
    no_buys: tuple[int, int] = (0, 0)
    split_note: tuple[str, int] = ("", 0)
    split_day: int = 0
    merger_day: int = 0
    factor: tuple[int, int] = (1, 1)
    gone: bool = False


class Simulated(msgspec.Struct, frozen=True):
    """A filing as EDGAR would hold it.

    content      the full submission text
    filed_on     the filing date, 2023-06-05
    accepted_at  Eastern time, 2023-06-05T16:31:05
    """

    accession: str
    content: bytes
    filed_on: str
    accepted_at: str
