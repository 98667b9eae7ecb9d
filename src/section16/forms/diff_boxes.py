"""One box of A against one box of B: same value, same marks, same characters.

Boxes are the same when their values are (a number by its amount, a date by its day, a
check box by what is checked, words without regard to white space) and their marks lead
to the same footnotes.  What only the characters as filed tell apart is a difference of
spelling.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any, Literal, NamedTuple

from section16.forms import words
from section16.forms.diff_model import Change, Kind, Part
from section16.forms.diff_words import flat
from section16.model import boxes
from section16.vocabulary.cells import ABSENT, Cell

How = Literal["words", "number", "money", "date", "check", "yes"]
# the SEC's stylesheets print a number with at most four decimals (template "value")
_PRINTED_DIGITS = Decimal("0.0001")
_MOST_ROUNDED = 10**20  # far above any amount, far below what a decimal of 28 digits can round


class Field(NamedTuple):
    """name of the model's field, its label in words, and how its box is filled in"""

    name: str
    label: str
    how: How


LINE_FIELDS = (
    Field("security_title", "title of security", "words"),
    Field("exercise_price", "conversion or exercise price", "money"),
    Field("transaction_date", "transaction date", "date"),
    Field("deemed_execution_date", "deemed execution date", "date"),
    Field("code", "transaction code", "words"),
    Field("equity_swap", "equity swap", "yes"),
    Field("form_type", "form type", "words"),
    Field("timeliness", "timeliness", "words"),
    Field("shares", "shares", "number"),
    Field("total_value", "total value", "money"),
    Field("acquired_disposed", "acquired or disposed", "words"),
    Field("exercise_date", "date exercisable", "date"),
    Field("expiration_date", "expiration date", "date"),
    Field("underlying_title", "title of underlying securities", "words"),
    Field("underlying_shares", "underlying shares", "number"),
    Field("underlying_value", "underlying value", "money"),
    Field("price", "price", "money"),
    Field("shares_following", "shares owned", "number"),
    Field("value_following", "value owned", "money"),
    Field("direct_indirect", "direct or indirect", "words"),
    Field("nature", "nature of ownership", "words"),
)
FORM_FIELDS = (
    Field("document_type", "form", "words"),
    Field("no_longer_subject", "no longer subject to Section 16", "check"),
    Field("rule_10b5_1", "Rule 10b5-1(c) plan", "check"),
    Field("form3_holdings_reported", "Form 3 holdings reported", "check"),
    Field("form4_transactions_reported", "Form 4 transactions reported", "check"),
    Field("period_of_report", "period of report", "date"),
    Field("original_date", "date of original filing", "date"),
    Field("no_securities_owned", "no securities owned", "check"),
)
ISSUER_FIELDS = (
    Field("cik", "CIK", "number"),
    Field("name", "name", "words"),
    Field("trading_symbol", "trading symbol", "words"),
    Field("foreign_trading_symbol", "foreign trading symbol", "words"),
)
OWNER_FIELDS = (Field("cik", "CIK", "number"), Field("name", "name", "words"))
ADDRESS_FIELDS = (
    Field("street1", "street 1", "words"),
    Field("street2", "street 2", "words"),
    Field("city", "city", "words"),
    Field("state", "state", "words"),
    Field("non_us_state", "non-US state", "words"),
    Field("zip", "zip", "words"),
    Field("country", "country", "words"),
    Field("is_non_us", "address outside the US", "yes"),
    Field("state_description", "description of state", "words"),
    Field("is_good", "EDGAR's address check", "yes"),
)
RELATIONSHIP_FIELDS = (
    Field("is_director", "director", "check"),
    Field("is_ten_percent_owner", "10% owner", "check"),
    Field("is_officer", "officer", "check"),
    Field("officer_title", "officer title", "words"),
    Field("is_other", "other", "check"),
    Field("other_text", "other relationship", "words"),
)
SIGNATURE_FIELDS = (Field("name", "name", "words"), Field("date", "date", "date"))


class Reading(NamedTuple):
    """What comparing the boxes of two forms needs to know.

    form_a, form_b  "3", "4", "5" or None
    marks_a         footnote id on A -> what it stands for: equal on A and B when the
    marks_b         footnotes are a pair
    texts_a         footnote id -> its text
    texts_b
    is_strict       also differences of spelling
    is_printed      one side is a print, which shows four decimals at most
    rounded         filled with the paths at which a print shows fewer digits
    """

    form_a: str | None
    form_b: str | None
    marks_a: Mapping[str, object]
    marks_b: Mapping[str, object]
    texts_a: Mapping[str, str]
    texts_b: Mapping[str, str]
    is_strict: bool
    is_printed: bool
    rounded: list[str]

    def where(self, path_a: str | None, path_b: str | None) -> str:
        """The box in words: B's, or A's for what B does not have."""
        return boxes.box(self.form_a, path_a or "") if path_b is None else boxes.box(self.form_b, path_b)


def as_cell(found: Any, how: How) -> Cell[Any]:
    """The box of a field: cells as they are, plain strings as a cell, None as an absent one."""
    if isinstance(found, Cell):
        return found
    if found is None:
        return ABSENT
    text = flat(found)
    # CIKs are filed with and without the zeros in front
    return Cell((text.lstrip("0") or "0") if text and how == "number" else text or None, found)


def field_cells(part: object, fields: tuple[Field, ...]) -> Iterator[tuple[Field, Cell[Any]]]:
    """Every field that the part has, with its box; ``part`` may be None: then all are absent."""
    for field in fields:
        if part is None or hasattr(part, field.name):
            yield field, as_cell(getattr(part, field.name, None), field.how)


def value(cell: Cell[Any]) -> object:
    """What the box means, to compare: a number, a day, words; None for a blank box and a box not checked.

    >>> value(Cell(Decimal("8.880"), "8.880")) == value(Cell(Decimal("8.88"), "8.88"))
    True
    >>> value(Cell(False, "0")) == value(Cell())
    True
    """
    found = cell.value
    if found is False:
        return None
    if isinstance(found, str):
        return flat(found) or None
    if found is None:
        return flat(cell.text or "") or None
    return found


def marks_of(part: object, field: str, cell: Cell[Any]) -> tuple[str, ...]:
    """The marks on a box; those on column 3 as a whole belong to the code."""
    if field == "code":
        return (*cell.footnotes, *getattr(part, "coding_footnotes", ()))
    return cell.footnotes


def printed(cell: Cell[Any], how: How, marks: tuple[str, ...] = ()) -> str | None:
    """The box as printed, marks included; None when blank.

    >>> printed(Cell(Decimal("346644"), "346644"), "number", ("F1",)), printed(Cell(True, "1"), "check")
    ('346,644 (1)', 'checked')
    """
    text = flat(cell.text or "")
    if how in ("check", "yes"):
        yes, no = ("checked", "not checked") if how == "check" else ("yes", "no")
        text = yes if cell.value is True else no if cell.value is False or not text else text
    elif isinstance(cell.value, Decimal):
        text = ("$" if how == "money" else "") + words.grouped(text)
    elif how == "date" and cell.value is not None:
        text = cell.value.isoformat()
    return f"{text} {words.marks(marks)}".strip() or None


def _as_filed(cell: Cell[Any], marks: tuple[str, ...]) -> str | None:
    """The characters as filed, in quotes; None when the box was not filed."""
    text = f'"{cell.text}"' if cell.text is not None else "empty" if cell.empty else ""
    return f"{text} {words.marks(marks)}".strip() or None


def compare(
    reading: Reading,
    part: Part,
    about: str,
    paths: tuple[str, str],
    field: Field,
    cells: tuple[Cell[Any], Cell[Any]],
    marks: tuple[tuple[str, ...], tuple[str, ...]] = ((), ()),
) -> Change | None:
    """The change from one box to the other; None when they say the same."""
    keys_a = [reading.marks_a.get(mark, ("no footnote", mark)) for mark in marks[0]]
    keys_b = [reading.marks_b.get(mark, ("no footnote", mark)) for mark in marks[1]]
    kind: Kind = "changed"
    if set(keys_a) == set(keys_b) and _same_value(reading, paths[0], *cells):
        is_same_text = cells[0].text == cells[1].text and cells[0].empty == cells[1].empty
        if not reading.is_strict or (is_same_text and keys_a == keys_b):
            return None
        kind = "spelling"
        old, new = _as_filed(cells[0], marks[0]), _as_filed(cells[1], marks[1])
    else:
        old, new = printed(cells[0], field.how, marks[0]), printed(cells[1], field.how, marks[1])
        if old == new:
            old = _explained(old, marks[0], reading.texts_a)
            new = _explained(new, marks[1], reading.texts_b)
    return Change(kind, part, *paths, reading.where(*paths), field.label, about, old, new)


def _same_value(reading: Reading, path: str, a: Cell[Any], b: Cell[Any]) -> bool:
    of_a, of_b = value(a), value(b)
    if of_a == of_b:
        return True
    if reading.is_printed and isinstance(of_a, Decimal) and isinstance(of_b, Decimal) and _is_rounded(of_a, of_b):
        reading.rounded.append(path)
        return True
    return False


def _is_rounded(a: Decimal, b: Decimal) -> bool:
    """True when one number is the other with four decimals; prints are made with either rounding."""
    if max(abs(a), abs(b)) >= _MOST_ROUNDED:
        return False
    for rounding in (ROUND_HALF_EVEN, ROUND_HALF_UP):
        shown = {one.quantize(_PRINTED_DIGITS, rounding) for one in (a, b)}
        if len(shown) == 1 and shown & {a, b}:
            return True
    return False


def _explained(shown: str | None, marks: tuple[str, ...], texts: Mapping[str, str]) -> str:
    """A box that looks like the other's, but whose marks lead to other footnotes: with what these say."""
    notes = "; ".join(f"{words.marks((mark,))} {flat(texts.get(mark, 'no footnote'))}" for mark in marks)
    return f"{shown or ''} [{notes}]".strip()
