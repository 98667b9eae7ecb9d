"""Element table of ``ownershipDocument``: XML path <-> model attribute.

The reader, the writer, the bulk columns, the structure rules and the reference
page are all driven by these rows.  Row order is schema order.  Authority: EDGAR
Ownership XML Technical Specification, sections 3.2 to 3.5, and its schemas; the
first layout (X0101, 2003) from the paths of filed documents.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from section16.model.document import Address, Issuer, OwnershipDocument, Relationship, ReportingOwner, Signature
from section16.model.lines import DerivativeLine, NonDerivativeLine
from section16.vocabulary import codes


class Kind(Enum):
    """What the text of an element must be; the value is how messages name it."""

    TEXT = "text"
    CODE = "a code"
    NUMBER = "a number"
    DATE = "a date"
    FLAG = "a yes or no (0, 1, true, false)"


class Shape(Enum):
    """How an element holds its text."""

    BOX = "box"  # <value> child and footnoteId children
    PLAIN = "plain"  # text of the element itself; a cell in the model
    STRING = "string"  # text of the element itself; a str in the model


class Element(msgspec.Struct, frozen=True):
    """One row.

    path        below the element of its table; one step or two
    attribute   of the model class
    length      most characters allowed (specification, section 3.5)
    least       fewest characters allowed
    choices     allowed values of a code
    marks       footnotes allowed
    lone_mark   a footnote may stand in place of the value (specification, cm(8))
    required    must be there when its parent is
    filled      EDGAR fills it in; a filer leaves it out (NA in the specification)
    forms       forms that have it ("345"); for lines: as transaction
    holding     lines only: forms that have it in a holding row
    since       schema family in which it appeared, e.g. "X0609"; None from the first
    """

    path: str
    attribute: str
    kind: Kind = Kind.TEXT
    shape: Shape = Shape.STRING
    length: int | None = None
    least: int = 0
    choices: frozenset[str] | None = None
    marks: bool = False
    lone_mark: bool = False
    required: bool = False
    filled: bool = False
    forms: str = "345"
    holding: str = ""
    since: str | None = None

    @property
    def tag(self) -> str:
        """Last step of the path."""
        return self.path.rpartition("/")[2]

    @property
    def container(self) -> str:
        """First step of a two-step path, else ""."""
        return self.path.rpartition("/")[0]


_BOX, _PLAIN = Shape.BOX, Shape.PLAIN
_FLAG, _DATE, _NUMBER, _CODE = Kind.FLAG, Kind.DATE, Kind.NUMBER, Kind.CODE

DOCUMENT = (
    Element("schemaVersion", "schema_version", length=5, least=5, filled=True),
    Element("documentType", "document_type", _CODE, required=True, choices=codes.FORM_TYPES),
    Element("periodOfReport", "period_of_report", _DATE, _PLAIN, required=True),
    Element("dateOfOriginalSubmission", "original_date", _DATE, _PLAIN),
    Element("noSecuritiesOwned", "no_securities_owned", _FLAG, _PLAIN, filled=True, forms="3"),
    Element("notSubjectToSection16", "no_longer_subject", _FLAG, _PLAIN, forms="45"),
    Element("form3HoldingsReported", "form3_holdings_reported", _FLAG, _PLAIN, filled=True, forms="5"),
    Element("form4TransactionsReported", "form4_transactions_reported", _FLAG, _PLAIN, filled=True, forms="5"),
    Element("aff10b5One", "rule_10b5_1", _FLAG, _PLAIN, since="X0407"),
    Element("remarks", "remarks", length=2000),
)

ISSUER = (
    Element("issuerCik", "cik", length=10, least=1, required=True),
    Element("issuerName", "name", length=150, filled=True),
    Element("issuerTradingSymbol", "trading_symbol", length=10, least=1, required=True),
    Element("issuerForeignTradingSymbol", "foreign_trading_symbol", length=14, since="X0609"),
)

OWNER_ID = (
    Element("rptOwnerCik", "cik", length=10, least=1, required=True),
    Element("rptOwnerCcc", "ccc", length=8, least=8),
    Element("rptOwnerName", "name", length=150, filled=True),
)

ADDRESS = (
    Element("rptOwnerNonUSAddressFlag", "is_non_us", _FLAG, _PLAIN, since="X0609"),
    Element("rptOwnerStreet1", "street1", length=40),
    Element("rptOwnerStreet2", "street2", length=40),
    Element("rptOwnerCity", "city", length=30),
    Element("rptOwnerNonUSStateTerritory", "non_us_state", length=40, since="X0609"),
    Element("rptOwnerState", "state", _CODE),
    Element("rptOwnerCountry", "country", _CODE, since="X0609"),
    Element("rptOwnerZipCode", "zip", length=10),
    Element("rptOwnerStateDescription", "state_description", length=50, filled=True),
    Element("rptOwnerGoodAddress", "is_good", _FLAG, _PLAIN, filled=True),
)

RELATIONSHIP = (
    Element("isDirector", "is_director", _FLAG, _PLAIN),
    Element("isOfficer", "is_officer", _FLAG, _PLAIN),
    Element("isTenPercentOwner", "is_ten_percent_owner", _FLAG, _PLAIN),
    Element("isOther", "is_other", _FLAG, _PLAIN),
    Element("officerTitle", "officer_title", length=30),
    Element("otherText", "other_text", length=30),
)

SIGNATURE = (
    Element("signatureName", "name", length=255, least=1, required=True),
    Element("signatureDate", "date", _DATE, _PLAIN, required=True),
)


def _box(path: str, attribute: str, kind: Kind, forms: str, holding: str, **limits: object) -> Element:
    limits = {"marks": True, "required": True, **limits}
    return msgspec.convert(
        {"path": path, "attribute": attribute, "kind": kind, "shape": _BOX, "forms": forms, "holding": holding}
        | limits,
        Element,
    )


_TITLE = _box("securityTitle", "security_title", Kind.TEXT, "45", "345", length=60, least=1)
_WHEN = (
    _box("transactionDate", "transaction_date", _DATE, "45", ""),
    _box("deemedExecutionDate", "deemed_execution_date", _DATE, "45", "", required=False),
    Element("transactionCoding/transactionFormType", "form_type", _CODE, _PLAIN, required=True, forms="45",
            holding="5", choices=codes.TRANSACTION_FORM_TYPES),
    Element("transactionCoding/transactionCode", "code", _CODE, _PLAIN, required=True, forms="45",
            choices=codes.TRANSACTION_CODES),
    Element("transactionCoding/equitySwapInvolved", "equity_swap", _FLAG, _PLAIN, required=True, forms="45"),
    _box("transactionTimeliness", "timeliness", _CODE, "45", "", required=False,
         choices=codes.TIMELINESS),
)  # fmt: skip
_AMOUNT = "transactionAmounts/"
_SHARES = _box(_AMOUNT + "transactionShares", "shares", _NUMBER, "45", "")
_TOTAL = _box(_AMOUNT + "transactionTotalValue", "total_value", _NUMBER, "45", "", required=False)
_PRICE = _box(_AMOUNT + "transactionPricePerShare", "price", _NUMBER, "45", "", lone_mark=True)
_SIDE = _box(_AMOUNT + "transactionAcquiredDisposedCode", "acquired_disposed", _CODE, "45", "",
             choices=codes.ACQUIRED_DISPOSED)  # fmt: skip
_POST = "postTransactionAmounts/"
_NATURE = (
    _box("ownershipNature/directOrIndirectOwnership", "direct_indirect", _CODE, "45", "345",
         choices=codes.DIRECT_INDIRECT),
    _box("ownershipNature/natureOfOwnership", "nature", Kind.TEXT, "45", "345", length=100, required=False),
)  # fmt: skip


def _following(holding: str) -> tuple[Element, ...]:
    return (
        _box(_POST + "sharesOwnedFollowingTransaction", "shares_following", _NUMBER, "45", holding),
        _box(_POST + "valueOwnedFollowingTransaction", "value_following", _NUMBER, "45", holding, required=False),
    )


TABLE_I = (
    _TITLE, *_WHEN, _SHARES, msgspec.structs.replace(_TOTAL, forms=""), _PRICE, _SIDE,
    *_following("345"), *_NATURE,
)  # fmt: skip

_UNDER = "underlyingSecurity/underlyingSecurity"
TABLE_II = (
    _TITLE,
    _box("conversionOrExercisePrice", "exercise_price", _NUMBER, "45", "345", lone_mark=True),
    *_WHEN, _SHARES, _TOTAL, _PRICE, msgspec.structs.replace(_SIDE, marks=False),
    _box("exerciseDate", "exercise_date", _DATE, "45", "345", lone_mark=True),
    _box("expirationDate", "expiration_date", _DATE, "45", "345", lone_mark=True),
    _box(_UNDER + "Title", "underlying_title", Kind.TEXT, "45", "345", length=60, least=1),
    _box(_UNDER + "Shares", "underlying_shares", _NUMBER, "45", "345", lone_mark=True),
    _box(_UNDER + "Value", "underlying_value", _NUMBER, "45", "345", lone_mark=True, required=False),
    *_following("45"), *_NATURE,
)  # fmt: skip


def _first_layout(elements: tuple[Element, ...]) -> tuple[Element, ...]:
    """X0101 names the price ``transactionValue``."""
    return tuple(
        msgspec.structs.replace(e, path=_AMOUNT + "transactionValue") if e.attribute == "price" else e for e in elements
    )


# of two, exactly one is filed (specification, cm(4), cm(6), cm(7))
ALTERNATIVES = (
    ("shares", "total_value"),
    ("shares_following", "value_following"),
    ("underlying_shares", "underlying_value"),
)

# row element -> (table, kind, elements); kind None: a transaction when it is coded, else a holding
ROWS: dict[str, tuple[str, str | None, tuple[Element, ...]]] = {
    "nonDerivativeTransaction": ("table_i", "transaction", TABLE_I),
    "nonDerivativeHolding": ("table_i", "holding", TABLE_I),
    "derivativeTransaction": ("table_ii", "transaction", TABLE_II),
    "derivativeHolding": ("table_ii", "holding", TABLE_II),
    "nonDerivativeSecurity": ("table_i", None, _first_layout(TABLE_I)),
    "derivativeSecurity": ("table_ii", None, _first_layout(TABLE_II)),
}
ROW_TAGS = {(table, kind): tag for tag, (table, kind, _) in ROWS.items() if kind}
LINE_TYPES: dict[str, type[NonDerivativeLine]] = {"table_i": NonDerivativeLine, "table_ii": DerivativeLine}

# children of the root in schema order; scalars are those of DOCUMENT
ROOT_ORDER = (
    "schemaVersion", "documentType", "periodOfReport", "dateOfOriginalSubmission", "noSecuritiesOwned",
    "notSubjectToSection16", "form3HoldingsReported", "form4TransactionsReported", "issuer", "reportingOwner",
    "aff10b5One", "nonDerivativeTable", "nonDerivativeSecurity", "derivativeTable", "derivativeSecurity",
    "footnotes", "remarks", "ownerSignature",
)  # fmt: skip
REPEATED = {"reportingOwner", "ownerSignature", "nonDerivativeSecurity", "derivativeSecurity"}
TABLE_TAGS = {"nonDerivativeTable": "table_i", "derivativeTable": "table_ii"}

MODELS: dict[str, tuple[type[msgspec.Struct], tuple[Element, ...]]] = {
    "ownershipDocument": (OwnershipDocument, DOCUMENT),
    "issuer": (Issuer, ISSUER),
    "reportingOwnerId": (ReportingOwner, OWNER_ID),
    "reportingOwnerAddress": (Address, ADDRESS),
    "reportingOwnerRelationship": (Relationship, RELATIONSHIP),
    "ownerSignature": (Signature, SIGNATURE),
}
