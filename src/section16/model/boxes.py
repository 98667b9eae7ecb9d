"""The box map: model path <-> box of Form 3, 4 and 5, with its printed caption.

One table for the readers of printed forms, the printers, and the place every
finding names.  Captions are those of the SEC's stylesheets of the ownership
forms (specification, version 5.5: 3_X06 to 5_X09), without the box number.
"""

from __future__ import annotations

import re
from functools import cache

import msgspec

from section16.vocabulary.errors import NotFound
from section16.vocabulary.findings import Location

FORMS = ("3", "4", "5")
STYLESHEETS = {"3": ("X06", "X07"), "4": ("X06", "X07", "X08", "X09"), "5": ("X06", "X07", "X08", "X09")}
TABLES = {"table_i": "Table I", "table_ii": "Table II"}


class Box(msgspec.Struct, frozen=True, gc=False):
    """One box, or one part of a box, of one form.

    form     "3", "4" or "5"
    table    "table_i", "table_ii", or "" outside the tables
    field    the model: a field of a line, or a path without positions ("owners.address.city")
    number   as printed ("2A"); "" for what carries no number
    caption  as printed, without number and subheading
    part     subheading inside the box ("Amount"), or "" when the box has one part
    """

    form: str
    table: str
    field: str
    number: str
    caption: str
    part: str = ""

    @property
    def place(self) -> str:
        """How a person is told where: "column 4", "box 3", "Remarks"."""
        if self.table:
            return f"column {self.number}"
        return f"box {self.number}" if self.number else _PLACES[self.field]


# ------------------------------------------------------------------------------------------ the lines

_MDY = "(Month/Day/Year)"
_TITLE_I, _TITLE_II = "Title of Security", "Title of Derivative Security"
_FOLLOWING = "Beneficially Owned Following Reported Transaction(s)"
_YEAR_END = "Issuer's Fiscal Year"
_DIRECT = "Direct (D) or Indirect (I)"
_NATURE = "Nature of Indirect Beneficial Ownership"
_CODE = "Transaction Code (Instr. 8)"
_SECURITIES = "Securities Acquired (A) or Disposed of (D) (Instr. 3, 4 and 5)"
_NUMBER = "Number of Derivative Securities Acquired (A) or Disposed of (D) (Instr. 3, 4, and 5)"
_DATES = f"Date Exercisable and Expiration Date {_MDY}"
_UNDERLYING = "Title and Amount of Underlying Securities (Instr. 3 and 4)"
_UNDERLYING_3 = "Title and Amount of Securities Underlying Derivative Security (Instr. 4)"
_EXERCISE = "Conversion or Exercise Price of Derivative Security"

# number, caption, and its parts: subheading and the fields that fill it
_Column = tuple[str, str, tuple[tuple[str, str], ...]]
_CODES = "code coding_footnotes equity_swap"
_MOVED = "shares total_value acquired_disposed"
_OWNED = "shares_following value_following"
_UNDER = "underlying_shares underlying_value"


def _coding(v: bool) -> tuple[tuple[str, str], ...]:
    """Column 3 (Table II: 4).  Form 5 has no V: form type and lateness stand beside the code."""
    if v:
        return (("Code", _CODES), ("V", "form_type timeliness"))
    return (("", f"{_CODES} form_type timeliness"),)


def _table_i(following: str, v: bool) -> tuple[_Column, ...]:
    return (
        ("1", f"{_TITLE_I} (Instr. 3)", (("", "security_title"),)),
        ("2", f"Transaction Date {_MDY}", (("", "transaction_date"),)),
        ("2A", f"Deemed Execution Date, if any {_MDY}", (("", "deemed_execution_date"),)),
        ("3", _CODE, _coding(v)),
        ("4", _SECURITIES,
         (("Amount", "shares total_value"), ("(A) or (D)", "acquired_disposed"), ("Price", "price"))),
        ("5", f"Amount of Securities {following} (Instr. 3 and 4)", (("", _OWNED),)),
        ("6", f"Ownership Form: {_DIRECT} (Instr. 4)", (("", "direct_indirect"),)),
        ("7", f"{_NATURE} (Instr. 4)", (("", "nature"),)),
    )  # fmt: skip


def _table_ii(following: str, v: bool) -> tuple[_Column, ...]:
    return (
        ("1", f"{_TITLE_II} (Instr. 3)", (("", "security_title"),)),
        ("2", _EXERCISE, (("", "exercise_price"),)),
        ("3", f"Transaction Date {_MDY}", (("", "transaction_date"),)),
        ("3A", f"Deemed Execution Date, if any {_MDY}", (("", "deemed_execution_date"),)),
        ("4", _CODE, _coding(v)),
        ("5", _NUMBER, (("(A)", _MOVED), ("(D)", _MOVED))),
        ("6", _DATES, (("Date Exercisable", "exercise_date"), ("Expiration Date", "expiration_date"))),
        ("7", _UNDERLYING, (("Title", "underlying_title"), ("Amount or Number of Shares", _UNDER))),
        ("8", "Price of Derivative Security (Instr. 5)", (("", "price"),)),
        ("9", f"Number of Derivative Securities {following} (Instr. 4)", (("", _OWNED),)),
        ("10", f"Ownership Form of Derivative Security: {_DIRECT} (Instr. 4)", (("", "direct_indirect"),)),
        ("11", f"{_NATURE} (Instr. 4)", (("", "nature"),)),
    )  # fmt: skip


_TABLE_I_3: tuple[_Column, ...] = (
    ("1", f"{_TITLE_I} (Instr. 4)", (("", "security_title"),)),
    ("2", "Amount of Securities Beneficially Owned (Instr. 4)", (("", _OWNED),)),
    ("3", f"Ownership Form: {_DIRECT} (Instr. 5)", (("", "direct_indirect"),)),
    ("4", f"{_NATURE} (Instr. 5)", (("", "nature"),)),
)
_TABLE_II_3: tuple[_Column, ...] = (
    ("1", f"{_TITLE_II} (Instr. 4)", (("", "security_title"),)),
    ("2", _DATES, (("Date Exercisable", "exercise_date"), ("Expiration Date", "expiration_date"))),
    ("3", _UNDERLYING_3, (("Title", "underlying_title"), ("Amount or Number of Shares", _UNDER))),
    ("4", _EXERCISE, (("", "exercise_price"),)),
    ("5", f"Ownership Form of Derivative Security: {_DIRECT} (Instr. 5)", (("", "direct_indirect"),)),
    ("6", f"{_NATURE} (Instr. 5)", (("", "nature"),)),
)  # fmt: skip
_COLUMNS: dict[tuple[str, str], tuple[_Column, ...]] = {
    ("3", "table_i"): _TABLE_I_3,
    ("3", "table_ii"): _TABLE_II_3,
    ("4", "table_i"): _table_i(_FOLLOWING, True),
    ("4", "table_ii"): _table_ii(_FOLLOWING, True),
    ("5", "table_i"): _table_i(f"Beneficially Owned at end of {_YEAR_END}", False),
    ("5", "table_ii"): _table_ii(f"Beneficially Owned at End of {_YEAR_END}", False),
}

# ------------------------------------------------------------------------------------- the rest of the form

_NAME = "Name and Address of Reporting Person*"
_ISSUER = "Issuer Name and Ticker or Trading Symbol"
_RELATIONSHIP = "Relationship of Reporting Person(s) to Issuer (Check all applicable)"
_AMENDS = f"If Amendment, Date Original Filed {_MDY}"
_EXIT = (
    "Check this box if no longer subject to Section 16. Form 4 or Form 5 obligations may continue. "
    "See Instruction 1(b)."
)
_PLAN = (
    "Check this box to indicate that a transaction was made pursuant to a contract, instruction or "
    "written plan that is intended to satisfy the affirmative defense conditions of Rule 10b5-1(c). "
    "See Instruction 10."
)
# Form 5 of schema X0407 said more
_FOR_EQUITY = "for the purchase or sale of equity securities of the issuer"
_PLAN_5_X07 = _PLAN.replace("plan that", f"plan {_FOR_EQUITY} that")
_ALL = ("3", "4", "5")
_REPORTS = ("4", "5")
_ZIP, _ZIP_AND_ABROAD = "(Zip)", "(Zip/Postal Code)"

# fields, box number by form, caption, part
_BOXES: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("document_type", dict.fromkeys(_ALL, ""), "FORM", ""),
    ("no_longer_subject", dict.fromkeys(_REPORTS, ""), _EXIT, ""),
    ("rule_10b5_1", dict.fromkeys(_REPORTS, ""), _PLAN, ""),
    ("form3_holdings_reported", {"5": ""}, "Form 3 Holdings Reported", ""),
    ("form4_transactions_reported", {"5": ""}, "Form 4 Transactions Reported", ""),
    ("owners owners.name owners.cik owners.ccc", dict.fromkeys(_ALL, "1"), _NAME, "(Last) (First) (Middle)"),
    ("owners.address owners.address.street1 owners.address.street2",
     dict.fromkeys(_ALL, "1"), _NAME, "(Street)"),
    ("owners.address.city", dict.fromkeys(_ALL, "1"), _NAME, "(City)"),
    ("owners.address.state owners.address.state_description owners.address.non_us_state",
     dict.fromkeys(_ALL, "1"), _NAME, "(State)"),
    ("owners.address.zip owners.address.is_good", dict.fromkeys(_ALL, "1"), _NAME, _ZIP),
    ("owners.address.country owners.address.is_non_us", dict.fromkeys(_ALL, "1"), _NAME, "(Country)"),
    ("period_of_report", {"3": "2"}, f"Date of Event Requiring Statement {_MDY}", ""),
    ("period_of_report", {"4": "3"}, f"Date of Earliest Transaction {_MDY}", ""),
    ("period_of_report", {"5": "3"}, f"Statement for Issuer's Fiscal Year Ended {_MDY}", ""),
    ("issuer issuer.name issuer.trading_symbol issuer.cik", {"3": "3", "4": "2", "5": "2"}, _ISSUER, ""),
    ("issuer.foreign_trading_symbol", {"3": "3a", "4": "2a", "5": "2a"}, "Foreign Trading Symbol", ""),
    ("owners.relationship", {"3": "4", "4": "5", "5": "5"}, _RELATIONSHIP, ""),
    ("owners.relationship.is_director", {"3": "4", "4": "5", "5": "5"}, _RELATIONSHIP, "Director"),
    ("owners.relationship.is_ten_percent_owner", {"3": "4", "4": "5", "5": "5"}, _RELATIONSHIP, "10% Owner"),
    ("owners.relationship.is_officer owners.relationship.officer_title",
     {"3": "4", "4": "5", "5": "5"}, _RELATIONSHIP, "Officer (give title below)"),
    ("owners.relationship.is_other owners.relationship.other_text",
     {"3": "4", "4": "5", "5": "5"}, _RELATIONSHIP, "Other (specify below)"),
    ("original_date", {"3": "5", "4": "4", "5": "4"}, _AMENDS, ""),
    ("joint_filing", {"3": "6", "4": "6"}, "Individual or Joint/Group Filing (Check Applicable Line)", ""),
    ("joint_filing", {"5": "6"}, "Individual or Joint/Group Reporting (check applicable line)", ""),
    ("no_securities_owned", {"3": ""}, "No securities are beneficially owned", ""),
    ("footnotes", dict.fromkeys(_ALL, ""), "Explanation of Responses:", ""),
    ("remarks", dict.fromkeys(_ALL, ""), "Remarks:", ""),
    ("signatures signatures.name", dict.fromkeys(_ALL, ""), "** Signature of Reporting Person", ""),
    ("signatures.date", dict.fromkeys(_ALL, ""), "Date", ""),
)  # fmt: skip

_PLACES = {
    "document_type": "form name",
    "no_longer_subject": "box 'no longer subject to Section 16'",
    "rule_10b5_1": "box 'Rule 10b5-1(c)'",
    "form3_holdings_reported": "box 'Form 3 Holdings Reported'",
    "form4_transactions_reported": "box 'Form 4 Transactions Reported'",
    "no_securities_owned": "Explanation of Responses",
    "footnotes": "Explanation of Responses",
    "remarks": "Remarks",
    "signatures": "signature",
    "signatures.name": "signature",
    "signatures.date": "signature date",
}


@cache
def boxes(form: str) -> tuple[Box, ...]:
    """Every box of Form "3", "4" or "5" in the order of the page; one row per field and part.

    >>> [box.number for box in boxes("3") if box.field == "original_date"]
    ['5']
    """
    found = [
        Box(form, "", field, numbers[form], caption, part)
        for fields, numbers, caption, part in _BOXES
        if form in numbers
        for field in fields.split()
    ]
    found += [
        Box(form, table, field, number, caption, part)
        for table in TABLES
        for number, caption, parts in _COLUMNS[_known_form(form), table]
        for part, fields in parts
        for field in fields.split()
    ]
    return tuple(found)


def stylesheet(form: str, schema_version: str | None) -> str:
    """The SEC's stylesheet for a schema version: its last two digits; "X06" for all before, and for None.

    >>> stylesheet("4", "X0508"), stylesheet("3", "X0206"), stylesheet("5", "X0101")
    ('X08', 'X06', 'X06')
    """
    name = "X" + (schema_version or "")[-2:]
    known = STYLESHEETS[_known_form(form)]
    return name if name in known else known[-1] if name.isalnum() and name > known[-1] else known[0]


def is_newest(form: str, sheet: str) -> bool:
    """True for the stylesheet of March 2026, the first with countries and foreign trading symbols."""
    return sheet == STYLESHEETS[form][-1]


def printed_caption(form: str, path: str, sheet: str) -> str:
    """Number and caption of a box outside the tables, as one stylesheet prints them.

    >>> printed_caption("5", "period_of_report", "X08")
    "3. Statement for Issuer's Fiscal Year Ended (Month/Day/Year)"
    """
    found = caption(form, path)
    if found.field == "rule_10b5_1" and (form, sheet) == ("5", "X07"):
        return _PLAN_5_X07
    return f"{found.number}. {found.caption}" if found.number else found.caption


def printed_part(form: str, path: str, sheet: str) -> str:
    """Label of a part of a box outside the tables, as one stylesheet prints it.

    >>> printed_part("4", "owners.address.zip", "X08"), printed_part("4", "owners.address.zip", "X09")
    ('(Zip)', '(Zip/Postal Code)')
    """
    part = caption(form, path).part
    return _ZIP_AND_ABROAD if part == _ZIP and is_newest(form, sheet) else part


def columns(form: str, table: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Number, caption and subheadings of each column of a table, as printed.

    >>> columns("4", "table_i")[4]
    ('4', 'Securities Acquired (A) or Disposed of (D) (Instr. 3, 4 and 5)', ('Amount', '(A) or (D)', 'Price'))
    """
    return tuple(
        (number, caption, tuple(part for part, _ in parts if part))
        for number, caption, parts in _COLUMNS[_known_form(form), table]
    )


def _known_form(form: str) -> str:
    if form not in FORMS:
        raise NotFound("form", form, FORMS)
    return form


@cache
def _by_field(form: str) -> dict[tuple[str, str], Box]:
    found: dict[tuple[str, str], Box] = {}
    for box in boxes(form):
        found.setdefault((box.table, box.field), box)
    return found


def column(form: str | None, table: str, field: str) -> str:
    """Where a field of a line is printed.

    Without a known form, as on Form 4.  A field that Form 3 does not print is
    placed by Form 4, and says so.

    >>> column("4", "table_i", "price"), column("3", "table_ii", "exercise_price")
    ('column 4', 'column 4')
    >>> column("3", "table_i", "transaction_date")
    'column 2 of Form 4'
    """
    box = _by_field(form if form in FORMS else "4").get((table, field))
    if box is not None:
        return box.place
    of_form_4 = _by_field("4").get((table, field))
    if of_form_4 is not None:
        return f"{of_form_4.place} of Form 4"
    if field in ("kind", "layout") and table in TABLES:
        return "the line"
    if table == "table_i" and ("table_ii", field) in _by_field("4"):
        return f"column {_by_field('4')['table_ii', field].number} of Table II"
    raise NotFound("field of a line", f"{table}.{field}")


_POSITION = re.compile(r"\[[0-9]+\]")
_STEP = re.compile(r"([a-z0-9_]+)(?:\[([0-9]+)\])?(?:\.|\Z)").match
_ONE_OF = {"owners": "owner", "signatures": "signature", "footnotes": "footnote"}


def box(form: str | None, path: str) -> str:
    """The place of a model path in words.

    >>> box("4", "period_of_report"), box("3", "owners[0].relationship.is_officer")
    ('box 3', 'box 4')
    >>> box("5", "table_ii[2].nature"), box("4", "owners[1].address.city")
    ('Table II, line 3, column 11', 'owner 2, box 1')
    """
    if not path:
        return f"Form {form}" if form in FORMS else "the form"
    step = _STEP(path)
    head, at, rest = (step[1], step[2], path[step.end() :]) if step else (path, None, "")
    rest = _POSITION.sub("", rest)
    if head in TABLES:
        where = TABLES[head] + (f", line {int(at) + 1}" if at is not None else "")
        return f"{where}, {column(form, head, rest)}" if rest else where
    place = _outside(form, f"{head}.{rest}" if rest else head)
    if at is None or (head == "owners" and at == "0"):
        return place
    nth = f"{_ONE_OF.get(head, head)} {int(at) + 1}"
    return f"{place}, {nth}" if head == "footnotes" else nth if place == "signature" else f"{nth}, {place}"


def _outside(form: str | None, field: str) -> str:
    """The place of a path without positions, outside the tables."""
    for known in (form, "4", "5", "3"):
        if known in FORMS and (found := _by_field(known).get(("", field))):
            return found.place if known == form or form not in FORMS else f"{found.place} of Form {known}"
    if field == "schema_version" or field.startswith("outlines"):
        return "not printed"
    if field in {"footnotes.text", "footnotes.id"}:
        return "Explanation of Responses"
    raise NotFound("box", field)


def place(form: str | None, path: str) -> Location:
    """A finding's place: the path for a program, the box for a person.

    >>> str(place("4", "table_i[0].price"))
    'Table I, line 1, column 4 (table_i[0].price)'
    """
    return Location(path, box(form, path))


def caption(form: str, path: str) -> Box:
    """The box of a model path with its printed caption; positions in the path do not matter.

    >>> caption("5", "table_i[0].shares_following").caption
    "Amount of Securities Beneficially Owned at end of Issuer's Fiscal Year (Instr. 3 and 4)"
    """
    plain = _POSITION.sub("", path)
    head, _, rest = plain.partition(".")
    key = (head, rest) if head in TABLES else ("", plain)
    found = _by_field(_known_form(form)).get(key)
    if found is None:
        raise NotFound(f"box of Form {form}", path)
    return found
