"""Tables of the store: one declaration gives Arrow schema, DuckDB table and documentation.

Every box has two columns.  ``price`` is its value; ``price_text`` is the text as
filed, and is null when that text is exactly the plain print of the value:

    number   as short as it can be: "8.88", "0", "0.5", "-3"
    date     "2023-01-04", without a zone
    yes, no  "1", "0"
    words    the value itself

So the text as filed is ``coalesce(price_text, plain print of price)``, and a
value that is null beside a text that is not was filed and could not be read.
Names, addresses, remarks and footnotes are text and have one column, as filed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from section16.formats import elements
from section16.formats.columns_arrow import COUNT, DAY, DECIMALS, FLAG, LONG, MOMENT, NUMBER, TEXT, WHOLE_DIGITS, pa
from section16.formats.elements import Element, Kind, Shape
from section16.model.lines import CELLS, DerivativeLine, NonDerivativeLine

_TYPES: dict[Kind, pa.DataType] = {
    Kind.TEXT: TEXT, Kind.CODE: TEXT, Kind.NUMBER: NUMBER, Kind.DATE: DAY, Kind.FLAG: FLAG,
}  # fmt: skip
_DUCKDB: dict[pa.DataType, str] = {
    TEXT: "VARCHAR", DAY: "DATE", FLAG: "BOOLEAN", COUNT: "INTEGER", LONG: "BIGINT", MOMENT: "TIMESTAMP",
    NUMBER: f"DECIMAL({WHOLE_DIGITS + DECIMALS},{DECIMALS})",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column.

    text_of  name of the column whose text as filed this is, else None
    boxed    of a box that holds its text in ``<value>``: the text as filed is ""
             when that was filed blank
    """

    name: str
    type: pa.DataType
    meaning: str
    nullable: bool = True
    text_of: str | None = None
    boxed: bool = False

    @property
    def duckdb(self) -> str:
        """Name of the type in DuckDB."""
        return _DUCKDB[self.type]


@dataclass(frozen=True)
class Table:
    """One table. ``key`` names the columns that tell its rows apart; empty when nothing does."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @cached_property
    def arrow(self) -> pa.Schema:
        """The schema; the meaning of table and column is in the metadata."""
        return pa.schema(
            [pa.field(c.name, c.type, c.nullable, {"meaning": c.meaning}) for c in self.columns],
            {"meaning": self.meaning},
        )

    @cached_property
    def filed(self) -> tuple[Column, ...]:
        """The columns but for the texts as filed: what a row is made from."""
        return tuple(c for c in self.columns if c.text_of is None)

    @cached_property
    def texts(self) -> dict[str, Column]:
        """The columns of texts as filed, by the name of the column each belongs to."""
        return {c.text_of: c for c in self.columns if c.text_of is not None}

    @property
    def duckdb(self) -> str:
        """The statement that makes the table in DuckDB.

        >>> print(TABLES["quarantine"].duckdb)
        CREATE TABLE "quarantine" (
            "source_name" VARCHAR NOT NULL,
            "sha256" VARCHAR NOT NULL,
            "reason" VARCHAR NOT NULL
        )
        """
        lines = [f'"{c.name}" {c.duckdb}{"" if c.nullable else " NOT NULL"}' for c in self.columns]
        if self.key:
            lines.append("PRIMARY KEY (" + ", ".join(f'"{name}"' for name in self.key) + ")")
        return f'CREATE TABLE "{self.name}" (\n    ' + ",\n    ".join(lines) + "\n)"

    def documentation(self) -> Iterator[tuple[str, str, str, str]]:
        """A row for each column: name, type, "key", "never null" or "", meaning.

        >>> next(TABLES["marks"].documentation())
        ('accession', 'VARCHAR', 'key', 'accession number with dashes, or "sha256:" and 16 digits')
        """
        for c in self.columns:
            place = "key" if c.name in self.key else "" if c.nullable else "never null"
            yield c.name, c.duckdb, place, c.meaning


def _needed(name: str, kind: pa.DataType, meaning: str) -> Column:
    return Column(name, kind, meaning, nullable=False)


def _box(element: Element, name: str, meaning: str) -> tuple[Column, Column]:
    """The two columns of a box: its value and its text as filed."""
    boxed = element.shape is Shape.BOX
    blank = '; "" when filed blank' if boxed else ""
    return (
        Column(name, _TYPES[element.kind], meaning),
        Column(f"{name}_text", TEXT, f"{name} as filed, where that is not its plain print{blank}", True, name, boxed),
    )


_ACCESSION = _needed("accession", TEXT, 'accession number with dashes, or "sha256:" and 16 digits')


def _position(of: str) -> Column:
    return _needed("position", COUNT, f"place among the {of}, from 1, as filed")


_DOCUMENT = {e.attribute: e for e in elements.DOCUMENT}


def _scalar(attribute: str, meaning: str) -> tuple[Column, Column]:
    return _box(_DOCUMENT[attribute], attribute, meaning)


FILINGS = Table(
    "filings",
    "Ownership documents, one row each",
    ("accession",),
    (
        _ACCESSION,
        Column("form", TEXT, 'document type: "3", "3/A", "4", "4/A", "5" or "5/A"'),
        Column("schema_version", TEXT, 'version of the XML, such as "X0508"; null when it has none'),
        *_scalar("period_of_report", "Form 3: date of event; 4: earliest transaction; 5: end of the fiscal year"),
        Column("filed_on", DAY, "filing date; null when the source does not tell"),
        Column("accepted_at", MOMENT, "when EDGAR accepted it, Eastern time; null when the source does not tell"),
        *_scalar("original_date", "amendments: date on which the original was filed"),
        Column("issuer_cik", TEXT, "CIK of the issuer"),
        Column("issuer_name", TEXT, "name of the issuer as EDGAR conforms it"),
        Column("issuer_symbol", TEXT, "trading symbol of the issuer as the filer wrote it"),
        Column("issuer_foreign_symbol", TEXT, "trading symbol abroad, since March 2026"),
        *_scalar("rule_10b5_1", "the Rule 10b5-1(c) box, Forms 4 and 5 since April 2023; null is not no"),
        *_scalar("no_longer_subject", "the exit box: no longer subject to Section 16; Forms 4 and 5"),
        *_scalar("no_securities_owned", "Form 3: no securities are beneficially owned"),
        *_scalar("form3_holdings_reported", "Form 5: holdings that a Form 3 should have reported"),
        *_scalar("form4_transactions_reported", "Form 5: transactions that a Form 4 should have reported"),
        Column("remarks", TEXT, "remarks"),
        _needed("source_sha256", TEXT, "SHA-256 of the source, hexadecimal"),
        Column("source_name", TEXT, "name of the source, such as a path; null when none was given"),
    ),
)

_ADDRESS = {e.attribute: e for e in elements.ADDRESS}
_RELATIONSHIP = {e.attribute: e for e in elements.RELATIONSHIP}

OWNERS = Table(
    "owners",
    "Reporting owners of each document",
    ("accession", "position"),
    (
        _ACCESSION,
        _position("owners of the document"),
        Column("cik", TEXT, "CIK of the owner"),
        Column("name", TEXT, "name of the owner as EDGAR conforms it"),
        Column("street1", TEXT, "address, first line"),
        Column("street2", TEXT, "address, second line"),
        Column("city", TEXT, "address, city"),
        Column("state", TEXT, "address, EDGAR's code of state or country"),
        Column("zip", TEXT, "address, postal code"),
        Column("state_description", TEXT, "address, name that EDGAR gives the code"),
        *_box(_ADDRESS["is_non_us"], "is_non_us", "address is outside the US, since March 2026"),
        Column("non_us_state", TEXT, "address, state or territory outside the US, since March 2026"),
        Column("country", TEXT, "address, EDGAR's code of the country, since March 2026"),
        *_box(_ADDRESS["is_good"], "is_good", "EDGAR's own mark on an address; not disseminated"),
        *_box(_RELATIONSHIP["is_director"], "is_director", "is a director; null is not checked"),
        *_box(_RELATIONSHIP["is_officer"], "is_officer", "is an officer; null is not checked"),
        *_box(_RELATIONSHIP["is_ten_percent_owner"], "is_ten_percent_owner", "holds ten percent; null is not checked"),
        *_box(_RELATIONSHIP["is_other"], "is_other", "has another relationship; null is not checked"),
        Column("officer_title", TEXT, "title of the officer"),
        Column("other_text", TEXT, "the other relationship in words"),
    ),
)

# field -> column of Form 4 in Table I, in Table II, meaning
_LINE = {
    "security_title": ("1", "1", "title of the security"),
    "transaction_date": ("2", "3", "date of the transaction; null on a holding"),
    "deemed_execution_date": ("2A", "3A", "date on which execution is deemed"),
    "form_type": ("3", "4", 'form on which the line is due: "3", "4" or "5"'),
    "code": ("3", "4", "transaction code; its marks are those of the whole column"),
    "equity_swap": ("3", "4", "an equity swap is involved (printed K)"),
    "timeliness": ("3", "4", '"E" early (printed V), "L" late; null on time'),
    "shares": ("4", "5", "amount, unsigned: see acquired_disposed"),
    "total_value": ("4", "5", "dollars, in place of the amount"),
    "price": ("4", "8", "dollars for one; null when a footnote stands for it, which is not 0"),
    "acquired_disposed": ("4", "5", '"A" acquired, "D" disposed of'),
    "shares_following": ("5", "9", "amount owned following the reported transactions"),
    "value_following": ("5", "9", "dollars, in place of the amount owned following"),
    "direct_indirect": ("6", "10", 'form of ownership: "D" direct, "I" indirect'),
    "nature": ("7", "11", "nature of indirect ownership"),
    "exercise_price": ("", "2", "conversion or exercise price, dollars"),
    "exercise_date": ("", "6", "first day on which it can be exercised; often a footnote alone"),
    "expiration_date": ("", "6", "day of expiration; often a footnote alone"),
    "underlying_title": ("", "7", "title of the underlying securities"),
    "underlying_shares": ("", "7", "amount of the underlying securities"),
    "underlying_value": ("", "7", "dollars, in place of that amount"),
}
_ELEMENTS = {e.attribute: e for e in elements.TABLE_II}


def _lines(name: str, title: str, line: type[NonDerivativeLine]) -> Table:
    at = 0 if name == "table_i" else 1
    boxes = [_box(_ELEMENTS[field], field, f"column {_LINE[field][at]}: {_LINE[field][2]}") for field in CELLS[line]]
    return Table(
        name,
        f"Lines of {title} as filed, transactions and holdings",
        ("accession", "line"),
        (
            _ACCESSION,
            _needed("line", COUNT, f"place in {title}, from 1, as filed"),
            _needed("kind", TEXT, '"transaction" or "holding"'),
            *(column for box in boxes for column in box),
        ),
    )


TABLE_I = _lines("table_i", "Table I", NonDerivativeLine)
TABLE_II = _lines("table_ii", "Table II", DerivativeLine)

FOOTNOTES = Table(
    "footnotes",
    "Explanations of responses",
    ("accession", "position"),
    (
        _ACCESSION,
        _position("footnotes of the document"),
        Column("id", TEXT, 'id to which marks refer, "F1" to "F99"; usually unique in the document'),
        _needed("text", TEXT, "text of the footnote"),
    ),
)

MARKS = Table(
    "marks",
    "References to footnotes, one row for each mark on a box",
    ("accession", "table", "line", "field", "position"),
    (
        _ACCESSION,
        _needed("table", TEXT, '"table_i" or "table_ii"'),
        _needed("line", COUNT, "line of that table"),
        _needed("field", TEXT, "column of that table on which the mark stands"),
        _needed("footnote_id", TEXT, "id of the footnote"),
        _needed("position", COUNT, "place among the marks on the box, from 1, as filed"),
    ),
)

SIGNATURES = Table(
    "signatures",
    "Signatures as filed; a signature is not tied to an owner",
    ("accession", "position"),
    (
        _ACCESSION,
        _position("signatures of the document"),
        Column("name", TEXT, "name of the person who signed"),
        *_box(next(e for e in elements.SIGNATURE if e.attribute == "date"), "date", "date of the signature"),
    ),
)

FINDINGS = Table(
    "findings",
    "What is said about a document; empty in columns but for repairs made while reading",
    (),
    (
        _ACCESSION,
        _needed("code", TEXT, "code of the rule"),
        _needed("severity", TEXT, '"error", "warning" or "note"'),
        _needed("path", TEXT, 'place in the model, such as "table_i[0].price"'),
        _needed("box", TEXT, 'place on the form, such as "Table I, line 1, column 4"'),
        _needed("message", TEXT, "what was found and what was expected"),
    ),
)

QUARANTINE = Table(
    "quarantine",
    "Sources that could not be read",
    (),
    (
        _needed("source_name", TEXT, 'name of the source; "" when none was given'),
        _needed("sha256", TEXT, "SHA-256 of the source, hexadecimal"),
        _needed("reason", TEXT, "what was found and what was expected"),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        FILINGS, OWNERS, TABLE_I, TABLE_II, FOOTNOTES, MARKS, SIGNATURES, FINDINGS, QUARANTINE,
    )
}  # fmt: skip
