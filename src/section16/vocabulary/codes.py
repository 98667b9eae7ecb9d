"""Code lists of the forms: transactions, places, form types and the small boxes.

Each list is a table in ``tables/``, with its source and ``since`` on top, read at
first use and kept.  A row is a frozen struct; ``None`` stands where the table has
"-".  The sets for rules (``TRANSACTION_CODES`` and others below) are made from the
same tables when first asked for.

The lists say what may be filed and what is usual; whether a filing breaks a rule
is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeVar

import msgspec

from section16.vocabulary.errors import NotFound

Row = TypeVar("Row")
Side = Literal["A", "D", "AD"]

_TABLES = Path(__file__).with_name("tables")

TRANSACTION_CODES: frozenset[str]  # the 18 letters of transactionCode; not K, not V
FORM_TYPES: frozenset[str]  # 3, 3/A, 4, 4/A, 5, 5/A
ACQUIRED_DISPOSED: frozenset[str]
DIRECT_INDIRECT: frozenset[str]
TIMELINESS: frozenset[str]  # E, L and empty
TRANSACTION_FORM_TYPES: frozenset[str]  # 3, 4, 5
US_STATES_2026: frozenset[str]  # rptOwnerState since 2026-03-18, 57 codes
STATE_CODES_BEFORE_2026: frozenset[str]  # rptOwnerState until then, 309 codes
STATE_CODES_ALL: frozenset[str]  # every code rptOwnerState may ever have held
COUNTRIES: frozenset[str]  # rptOwnerCountry, 253 codes: schema and appendix together
COUNTRIES_ALL: frozenset[str]  # with the retired ones
RETIRED_PLACES: frozenset[str]  # 22 codes: the schema accepts them, EDGAR suspends them


class TransactionCode(msgspec.Struct, frozen=True, gc=False):
    """One row of the transaction code list (Form 4, General Instruction 8).

    group        heading of the list: general, 16b-3, derivative, exempt, small, other
    filed_as     the element that carries it: V and K are printed in column 3 but
                 filed as transactionFormType 5 on Form 4 and as equitySwapInvolved
    side_i       acquired and disposed codes that make sense in Table I; None when
                 the code is not usual there
    side_ii      the same for Table II
    price        column 4 (Table II: 8): "market" above zero, "zero", or "any"
    exemption    the rule that usually exempts the transaction from Section 16(b),
                 or None.  A presumption to be explained, never a legal conclusion
    unconfirmed  columns that rest on no official text, so never on an error:
                 some of exemption, price, side, table
    """

    code: str
    group: Literal["general", "16b-3", "derivative", "exempt", "small", "other"]
    filed_as: Literal["transactionCode", "transactionFormType", "equitySwapInvolved"]
    label: str
    side_i: Side | None
    side_ii: Side | None
    price: Literal["market", "zero", "any"]
    exemption: str | None
    unconfirmed: tuple[str, ...]
    note: str | None

    @property
    def side(self) -> str:
        """Acquired and disposed codes that make sense in one table or the other.

        >>> transaction_codes()["P"].side, transaction_codes()["M"].side
        ('A', 'AD')
        """
        return "".join(letter for letter in "AD" if letter in f"{self.side_i}{self.side_ii}")

    @property
    def table(self) -> Literal["I", "II", "both"]:
        """Where the code is usual.

        >>> transaction_codes()["P"].table, transaction_codes()["H"].table
        ('both', 'II')
        """
        if self.side_i is None:
            return "II"
        return "I" if self.side_ii is None else "both"


class StateCode(msgspec.Struct, frozen=True, gc=False):
    """One value that rptOwnerState holds or held, with the name EDGAR prints.

    standing  "state"    on the list of 57 in force since 2026-03-18 and on the 309 before it
              "country"  on the 309 only; since then a value of rptOwnerCountry
              "retired"  on neither; accepted by the schema, suspended when a filer sends it
              "printed"  known to the stylesheet only
    since     first day or month on the list (YYYY-MM-DD or YYYY-MM); None when not known
    until     last one; None when not known or still on the list
    """

    code: str
    name: str
    kind: Literal["us", "canada", "country"]
    standing: Literal["state", "country", "retired", "printed"]
    since: str | None
    until: str | None
    note: str | None


class CountryCode(msgspec.Struct, frozen=True, gc=False):
    """One value of rptOwnerCountry (schema X0607 and X0609, 2026-03-18).

    standing  "current"; "appendix" when the schema leaves it out; "retired" when
              only the schema has it and EDGAR suspends it when a filer sends it
    """

    code: str
    name: str
    standing: Literal["current", "appendix", "retired"]
    note: str | None


class FormType(msgspec.Struct, frozen=True, gc=False):
    """One of the six forms.

    amends                  the form it amends; None for an original
    burden_hours            as printed in the box "OMB APPROVAL"
    period_means            what periodOfReport holds on this form
    period_caption          the caption of its box, without number and "(Month/Day/Year)"
    original_date_required  dateOfOriginalSubmission must be given; else it must not
    """

    form: str
    amends: str | None
    title: str
    omb_number: str
    burden_hours: str
    period_means: str
    period_caption: str
    original_date_required: bool


class BoxCode(msgspec.Struct, frozen=True, gc=False):
    """One letter of a small box, with the element that holds it and its condition."""

    box: str
    code: str
    label: str
    element: str
    note: str | None


@cache
def transaction_codes() -> Mapping[str, TransactionCode]:
    """Every transaction code by letter, with V and K.

    >>> transaction_codes()["G"].exemption
    '17 CFR 240.16b-5'
    >>> transaction_codes()["K"].filed_as
    'equitySwapInvolved'
    """
    return _by("code", _read("transaction_codes", TransactionCode))


@cache
def state_codes() -> Mapping[str, StateCode]:
    """Every state or country code that an owner's address may hold in rptOwnerState.

    >>> state_codes()["X0"].name, state_codes()["X0"].until
    ('UNITED KINGDOM', '2026-03-17')
    """
    return _by("code", _read("state_codes", StateCode))


@cache
def country_codes() -> Mapping[str, CountryCode]:
    """Every value of rptOwnerCountry, current and retired.

    >>> country_codes()["M0"].name
    'JAPAN'
    """
    return _by("code", _read("country_codes", CountryCode))


@cache
def form_types() -> Mapping[str, FormType]:
    """The six forms by documentType.

    >>> form_types()["4/A"].amends, form_types()["4"].omb_number
    ('4', '3235-0287')
    """
    return _by("form", _read("form_types", FormType))


@cache
def box_codes(box: str) -> Mapping[str, BoxCode]:
    """The letters of one box: acquired_disposed, direct_indirect, timeliness or form_type.

    >>> {letter: row.label for letter, row in box_codes("timeliness").items()}
    {'': 'On time', 'E': 'Early', 'L': 'Late'}
    """
    rows = [row for row in _read("box_codes", BoxCode) if row.box == box]
    if not rows:
        raise NotFound("box", box, ("acquired_disposed", "direct_indirect", "timeliness", "form_type"))
    return _by("code", rows)


def _read(table: str, row_type: type[Row]) -> list[Row]:
    lines = (_TABLES / f"{table}.tsv").read_text("utf-8").splitlines()
    names, *rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return [
        msgspec.convert(
            {name: _value(name, text) for name, text in zip(names, row, strict=True)}, row_type, strict=False
        )
        for row in rows
    ]


def _value(name: str, text: str) -> Any:
    if name == "unconfirmed":
        return () if text == "-" else tuple(text.split(","))
    return None if text == "-" else text


def _by(key: str, rows: Iterable[Row]) -> Mapping[str, Row]:
    return MappingProxyType({getattr(row, key): row for row in rows})


_SETS: dict[str, Callable[[], Iterable[str]]] = {
    "TRANSACTION_CODES": lambda: (
        row.code for row in transaction_codes().values() if row.filed_as == "transactionCode"
    ),
    "FORM_TYPES": form_types,
    "ACQUIRED_DISPOSED": lambda: box_codes("acquired_disposed"),
    "DIRECT_INDIRECT": lambda: box_codes("direct_indirect"),
    "TIMELINESS": lambda: box_codes("timeliness"),
    "TRANSACTION_FORM_TYPES": lambda: box_codes("form_type"),
    "US_STATES_2026": lambda: (row.code for row in state_codes().values() if row.standing == "state"),
    "STATE_CODES_BEFORE_2026": lambda: (
        row.code for row in state_codes().values() if row.standing in ("state", "country")
    ),
    "STATE_CODES_ALL": state_codes,
    "COUNTRIES": lambda: (row.code for row in country_codes().values() if row.standing != "retired"),
    "COUNTRIES_ALL": country_codes,
    "RETIRED_PLACES": lambda: (row.code for row in country_codes().values() if row.standing == "retired"),
}


def __getattr__(name: str) -> frozenset[str]:
    if name not in _SETS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    made = globals()[name] = frozenset(_SETS[name]())
    return made
