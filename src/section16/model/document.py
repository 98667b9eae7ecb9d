"""The ownership document: Form 3, 4 or 5 (or its amendment) as filed.

Names are the form's.  Plain strings (names, addresses, CIKs) stand as filed:
None is "not there", "" is "there and empty".  Dates, booleans and every box of
the tables are cells, because what was filed and what it means can differ.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import msgspec

from section16.model.lines import DerivativeLine, NonDerivativeLine
from section16.vocabulary.cells import ABSENT, Cell


class Outline(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True):
    """How one element was laid out, where that differs from the element table.

    Kept so that nothing of a filing is lost: elements we do not know, unusual
    order, attributes, empty containers, stray text.

    place       the element: "" the root, else its path from the root; a step is a
                tag with its position among siblings of that tag from 0, e.g.
                "reportingOwner[0]/reportingOwnerAddress[0]"
    children    in filed order: the tag of a child that the model holds, or the
                markup ("<...") of one that it does not, or "#" and stray text
    attributes  name and value, as filed
    """

    place: str
    children: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


class Issuer(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """The company whose securities are reported (Form 4, box 2).

    cik   as filed, usually ten digits; None on a printed form
    name  EDGAR's conformed name, filled in by EDGAR
    foreign_trading_symbol  since schema X0609 (March 2026)
    """

    cik: str | None = None
    name: str | None = None
    trading_symbol: str | None = None
    foreign_trading_symbol: str | None = None


class Address(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """A reporting owner's address (Form 4, box 1), as filed.

    state              two-character EDGAR code, see ``codes.state_codes``
    state_description  filled in by EDGAR for places outside the US
    is_non_us, non_us_state, country  since schema X0609 (March 2026)
    is_good            EDGAR's own field; never seen in a disseminated document
    """

    street1: str | None = None
    street2: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    state_description: str | None = None
    is_non_us: Cell[bool] = ABSENT
    non_us_state: str | None = None
    country: str | None = None
    is_good: Cell[bool] = ABSENT


class Relationship(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """Relationship of the reporting owner to the issuer (Form 4, box 5).

    An absent flag means "not checked" to EDGAR; the model keeps it absent.
    """

    is_director: Cell[bool] = ABSENT
    is_officer: Cell[bool] = ABSENT
    is_ten_percent_owner: Cell[bool] = ABSENT
    is_other: Cell[bool] = ABSENT
    officer_title: str | None = None
    other_text: str | None = None


class ReportingOwner(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """The person or entity that reports (Form 4, box 1).

    cik   as filed; None on a printed form
    ccc   the owner's secret filing code; None on everything disseminated.  Kept
          out of ``repr`` and of every format but ``edgar_package``
    """

    cik: str | None = None
    ccc: str | None = None
    name: str | None = None
    address: Address | None = None
    relationship: Relationship | None = None

    def __repr__(self) -> str:
        return (
            f"ReportingOwner(cik={self.cik!r}, ccc={None if self.ccc is None else '********'!r}, "
            f"name={self.name!r}, address={self.address!r}, relationship={self.relationship!r})"
        )


class Footnote(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """An explanation of responses: id ("F1" to "F99") and text as filed."""

    id: str | None = None
    text: str = ""


class Signature(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, gc=False):
    """A signature as filed; not tied to a reporting owner."""

    name: str | None = None
    date: Cell[datetime.date] = ABSENT


class OwnershipDocument(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True):
    """A Form 3, 4 or 5.

    schema_version    "X0508"; None before EDGAR adds it, and in the first layout
    document_type     "3", "3/A", "4", "4/A", "5" or "5/A"
    period_of_report  Form 3: date of event; 4: earliest transaction; 5: fiscal year end
    original_date     amendments: when the original was filed
    rule_10b5_1       the Rule 10b5-1(c) box, on Forms 4 and 5 since 2023-04-01;
                      absent before, which is not "false"
    no_longer_subject the exit box
    table_i, table_ii lines in filing order, transactions and holdings mixed
    outlines          what the element table cannot say of the filed XML
    """

    schema_version: str | None = None
    document_type: str | None = None
    period_of_report: Cell[datetime.date] = ABSENT
    original_date: Cell[datetime.date] = ABSENT
    no_securities_owned: Cell[bool] = ABSENT
    no_longer_subject: Cell[bool] = ABSENT
    form3_holdings_reported: Cell[bool] = ABSENT
    form4_transactions_reported: Cell[bool] = ABSENT
    rule_10b5_1: Cell[bool] = ABSENT
    issuer: Issuer | None = None
    owners: tuple[ReportingOwner, ...] = ()
    table_i: tuple[NonDerivativeLine, ...] = ()
    table_ii: tuple[DerivativeLine, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    remarks: str | None = None
    signatures: tuple[Signature, ...] = ()
    outlines: tuple[Outline, ...] = ()

    @property
    def form(self) -> str | None:
        """ "3", "4" or "5", without "/A"; None when the type is none of the six."""
        kind = (self.document_type or "").strip().partition("/")[0]
        return kind if kind in ("3", "4", "5") else None

    @property
    def is_amendment(self) -> bool:
        """True for 3/A, 4/A and 5/A."""
        return (self.document_type or "").strip().endswith("/A")

    def footnote(self, mark: str) -> str | None:
        """Text of the first footnote with that id, or None."""
        return next((note.text for note in self.footnotes if note.id == mark), None)

    def lines(self) -> Iterator[tuple[str, int, NonDerivativeLine | DerivativeLine]]:
        """Every line of both tables with its table's name and position from 0."""
        for i, line in enumerate(self.table_i):
            yield "table_i", i, line
        for i, other in enumerate(self.table_ii):
            yield "table_ii", i, other
