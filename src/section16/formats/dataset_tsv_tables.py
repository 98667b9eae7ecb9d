"""Tables and columns of the SEC's Insider Transactions Data Sets, and where each cell stands in the model.

Names and order are those of the files: SUBMISSION, NONDERIV_HOLDING, DERIV_TRANS,
DERIV_HOLDING and OWNER_SIGNATURE from the published 2024Q3; REPORTINGOWNER,
NONDERIV_TRANS and FOOTNOTES, and the column AFF10B5ONE (not in 2024Q3), from the
headers of 2026Q2 as others have listed them.  EXCERCISE_DATE is spelled so in one
file and EXERCISE_DATE in the other.  Authority: FORM_345_readme.htm, section 5.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from section16.formats.elements import Kind
from section16.model.lines import Kind as LineKind

TEXT, CODE, NUMBER, DATE, FLAG = Kind.TEXT, Kind.CODE, Kind.NUMBER, Kind.DATE, Kind.FLAG

Part = Literal["filing", "document", "issuer", "owner", "address", "relationship", "line", "footnote", "signature"]


class Column(msgspec.Struct, frozen=True):
    """One column of a file.

    of     the part of the model that has it; "filing" is what EDGAR's header says
    field  attribute of that part
    kind   what the cell of the model must be; None for a plain string
    marks  True when the column lists the footnote ids of the field
    """

    name: str
    of: Part
    field: str
    kind: Kind | None = None
    marks: bool = False

    @property
    def length(self) -> int | None:
        """Most characters as the readme declares; None for dates, numbers and flags.

        The published rows are longer in places: UNDLYNG_SEC_TITLE of 60.
        """
        return 150 if self.marks else _LENGTHS.get(self.name)


class Table(msgspec.Struct, frozen=True):
    """One file.

    key      name of its surrogate key, which numbers the lines of a filing in filed order; "" when it has none
    columns  without ACCESSION_NUMBER and the surrogate key, which come first
    lines    for a file of lines: the table of the form and the kind of line
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: str = ""
    lines: tuple[str, LineKind] | None = None

    @property
    def file(self) -> str:
        """Name of the file in the zip."""
        return f"{self.name}.tsv"

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns in their order."""
        return (ACCESSION, *((self.key,) if self.key else ()), *(column.name for column in self.columns))


ACCESSION = "ACCESSION_NUMBER"
FLAG_10B5_1 = "AFF10B5ONE"


# the underlying title is declared with 50 in DERIV_TRANS and with 20 in DERIV_HOLDING, and cut at neither
_LENGTHS = {
    "DOCUMENT_TYPE": 20, "ISSUERCIK": 10, "ISSUERNAME": 150, "ISSUERTRADINGSYMBOL": 10, "REMARKS": 2000,
    "RPTOWNERCIK": 10, "RPTOWNERNAME": 150, "RPTOWNER_RELATIONSHIP": 100, "RPTOWNER_TITLE": 150, "RPTOWNER_TXT": 50,
    "RPTOWNER_STREET1": 150, "RPTOWNER_STREET2": 150, "RPTOWNER_CITY": 150, "RPTOWNER_STATE": 2,
    "RPTOWNER_ZIPCODE": 10, "RPTOWNER_STATE_DESC": 150, "FILE_NUMBER": 30, "SECURITY_TITLE": 60,
    "NATURE_OF_OWNERSHIP": 100, "FOOTNOTE_ID": 10, "FOOTNOTE_TXT": 2000, "OWNERSIGNATURENAME": 255,
}  # fmt: skip


def _strings(of: Part, **names: str) -> tuple[Column, ...]:
    return tuple(Column(name, of, field) for field, name in names.items())


def _box(name: str, field: str, kind: Kind) -> tuple[Column, Column]:
    """A box of a line: its value and, in the column behind it, its marks."""
    return Column(name, "line", field, kind), Column(f"{name}_FN", "line", field, marks=True)


SUBMISSION = Table(
    "SUBMISSION",
    "one row for each filing",
    (
        Column("FILING_DATE", "filing", "filed_on", DATE),
        Column("PERIOD_OF_REPORT", "document", "period_of_report", DATE),
        Column("DATE_OF_ORIG_SUB", "document", "original_date", DATE),
        Column("NO_SECURITIES_OWNED", "document", "no_securities_owned", FLAG),
        Column("NOT_SUBJECT_SEC16", "document", "no_longer_subject", FLAG),
        Column("FORM3_HOLDINGS_REPORTED", "document", "form3_holdings_reported", FLAG),
        Column("FORM4_TRANS_REPORTED", "document", "form4_transactions_reported", FLAG),
        Column("DOCUMENT_TYPE", "document", "document_type"),
        *_strings("issuer", cik="ISSUERCIK", name="ISSUERNAME", trading_symbol="ISSUERTRADINGSYMBOL"),
        Column("REMARKS", "document", "remarks"),
        Column(FLAG_10B5_1, "document", "rule_10b5_1", FLAG),
    ),
)

RELATIONSHIP = "RPTOWNER_RELATIONSHIP"
REPORTINGOWNER = Table(
    "REPORTINGOWNER",
    "one row for each reporting owner of a filing",
    (
        *_strings("owner", cik="RPTOWNERCIK", name="RPTOWNERNAME"),
        Column(RELATIONSHIP, "relationship", ""),
        *_strings("relationship", officer_title="RPTOWNER_TITLE", other_text="RPTOWNER_TXT"),
        *_strings("address", street1="RPTOWNER_STREET1", street2="RPTOWNER_STREET2", city="RPTOWNER_CITY",
                  state="RPTOWNER_STATE", zip="RPTOWNER_ZIPCODE", state_description="RPTOWNER_STATE_DESC"),
        Column("FILE_NUMBER", "filing", "file_numbers"),
    ),
)  # fmt: skip

# the words of RPTOWNER_RELATIONSHIP, in the order in which the SEC lists them
RELATIONSHIPS = {
    "Director": "is_director",
    "Officer": "is_officer",
    "TenPercentOwner": "is_ten_percent_owner",
    "Other": "is_other",
}

_CODING = (
    Column("TRANS_FORM_TYPE", "line", "form_type", CODE),
    Column("TRANS_CODE", "line", "code", CODE),
    Column("EQUITY_SWAP_INVOLVED", "line", "equity_swap", FLAG),
    Column("EQUITY_SWAP_TRANS_CD_FN", "line", "coding_footnotes", marks=True),
    *_box("TRANS_TIMELINESS", "timeliness", CODE),
)
_DATES = (
    *_box("TRANS_DATE", "transaction_date", DATE),
    *_box("DEEMED_EXECUTION_DATE", "deemed_execution_date", DATE),
)
_HOLDING_TYPE = (
    Column("TRANS_FORM_TYPE", "line", "form_type", CODE),
    Column("TRANS_FORM_TYPE_FN", "line", "coding_footnotes", marks=True),
)
_FOLLOWING = (
    *_box("SHRS_OWND_FOLWNG_TRANS", "shares_following", NUMBER),
    *_box("VALU_OWND_FOLWNG_TRANS", "value_following", NUMBER),
    *_box("DIRECT_INDIRECT_OWNERSHIP", "direct_indirect", CODE),
    *_box("NATURE_OF_OWNERSHIP", "nature", TEXT),
)
_UNDERLYING = (
    *_box("EXPIRATION_DATE", "expiration_date", DATE),
    *_box("UNDLYNG_SEC_TITLE", "underlying_title", TEXT),
    *_box("UNDLYNG_SEC_SHARES", "underlying_shares", NUMBER),
    *_box("UNDLYNG_SEC_VALUE", "underlying_value", NUMBER),
)
_TITLE = _box("SECURITY_TITLE", "security_title", TEXT)
_SHARES = _box("TRANS_SHARES", "shares", NUMBER)
_PRICE = _box("TRANS_PRICEPERSHARE", "price", NUMBER)
_SIDE = _box("TRANS_ACQUIRED_DISP_CD", "acquired_disposed", CODE)
_EXERCISE_PRICE = _box("CONV_EXERCISE_PRICE", "exercise_price", NUMBER)

NONDERIV_TRANS = Table(
    "NONDERIV_TRANS",
    "one row for each transaction of Table I",
    (*_TITLE, *_DATES, *_CODING, *_SHARES, *_PRICE, *_SIDE, *_FOLLOWING),
    "NONDERIV_TRANS_SK",
    ("table_i", "transaction"),
)
NONDERIV_HOLDING = Table(
    "NONDERIV_HOLDING",
    "one row for each holding of Table I",
    (*_TITLE, *_HOLDING_TYPE, *_FOLLOWING),
    "NONDERIV_HOLDING_SK",
    ("table_i", "holding"),
)
DERIV_TRANS = Table(
    "DERIV_TRANS",
    "one row for each transaction of Table II",
    (
        *_TITLE, *_EXERCISE_PRICE, *_DATES, *_CODING, *_SHARES, *_box("TRANS_TOTAL_VALUE", "total_value", NUMBER),
        *_PRICE, *_SIDE, *_box("EXCERCISE_DATE", "exercise_date", DATE), *_UNDERLYING, *_FOLLOWING,
    ),
    "DERIV_TRANS_SK",
    ("table_ii", "transaction"),
)  # fmt: skip
DERIV_HOLDING = Table(
    "DERIV_HOLDING",
    "one row for each holding of Table II",
    (*_TITLE, *_EXERCISE_PRICE, *_HOLDING_TYPE, *_box("EXERCISE_DATE", "exercise_date", DATE), *_UNDERLYING,
     *_FOLLOWING),
    "DERIV_HOLDING_SK",
    ("table_ii", "holding"),
)  # fmt: skip

FOOTNOTES = Table(
    "FOOTNOTES",
    "one row for each footnote",
    _strings("footnote", id="FOOTNOTE_ID", text="FOOTNOTE_TXT"),
)
OWNER_SIGNATURE = Table(
    "OWNER_SIGNATURE",
    "one row for each signature",
    (Column("OWNERSIGNATURENAME", "signature", "name"), Column("OWNERSIGNATUREDATE", "signature", "date", DATE)),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        SUBMISSION, REPORTINGOWNER, NONDERIV_TRANS, NONDERIV_HOLDING, DERIV_TRANS, DERIV_HOLDING, FOOTNOTES,
        OWNER_SIGNATURE,
    )
}  # fmt: skip
LINE_TABLES = tuple(table for table in TABLES.values() if table.lines)
