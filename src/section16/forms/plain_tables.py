"""Statements on the lines of Table I and Table II.

One statement a line.  Four or more transactions that differ only in number, price and
what is held after are said once, with their sum, and then line by line; so are three or
more holdings of one security.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from section16.forms import plain_lines as phrases
from section16.forms import plain_securities as securities
from section16.forms.plain_codes import event
from section16.forms.plain_statement import Statement
from section16.forms.plain_words import COMPUTED, average, computed_number, footnotes, is_filled, noted, number, total
from section16.model.document import OwnershipDocument
from section16.model.lines import DerivativeLine, NonDerivativeLine
from section16.vocabulary.cells import Cell

MANY = 4  # as many transactions of one kind are told together
MANY_HELD = 3  # as many holdings of one security

Numbered = tuple[int, NonDerivativeLine]  # position from 0
Key = tuple[object, ...]

# boxes in which transactions told together must agree; their marks may differ
_SAME = ("security_title", "transaction_date", "deemed_execution_date", "form_type", "code", "equity_swap",
         "timeliness", "acquired_disposed", "direct_indirect", "nature")  # fmt: skip
_ABOUT = {"security_title": "the title", "transaction_date": "the date", "deemed_execution_date": "the deemed date",
          "form_type": "the form type", "code": "the code", "equity_swap": "the equity swap",
          "timeliness": "the timeliness", "acquired_disposed": "acquired or disposed",
          "direct_indirect": "direct or indirect", "nature": "the nature of ownership"}  # fmt: skip


def owners_said(document: OwnershipDocument) -> str:
    """The reporting owner or owners as the subject of a sentence."""
    return "the owners" if len(document.owners) > 1 else "the owner"


def transactions(document: OwnershipDocument, table: str) -> Iterator[Statement]:
    """Statements on the transactions of one table, in filed order."""
    lines = [(i, line) for name, i, line in document.lines() if name == table and line.is_transaction]
    yield from _told(
        lines, _transaction_key, MANY, _One(document, table).transaction, _Many(document, table).transactions
    )


def holdings(document: OwnershipDocument, table: str) -> Iterator[Statement]:
    """Statements on the holdings of one table, in filed order."""
    lines = [(i, line) for name, i, line in document.lines() if name == table and not line.is_transaction]
    yield from _told(lines, _holding_key, MANY_HELD, _One(document, table).holding, _Many(document, table).holdings)


def _told(
    lines: Sequence[Numbered],
    key: Callable[[NonDerivativeLine], Key],
    enough: int,
    one: Callable[[Numbered], Statement],
    many: Callable[[Sequence[Numbered]], Iterator[Statement]],
) -> Iterator[Statement]:
    groups: dict[Key, list[Numbered]] = {}
    for numbered in lines:
        groups.setdefault(key(numbered[1]), []).append(numbered)
    for numbered in lines:
        group = groups[key(numbered[1])]
        if len(group) < enough:
            yield one(numbered)
        elif group[0] is numbered:
            yield from many(group)


def _words(cell: Cell[Any]) -> object:
    """What a box says, without its marks."""
    return cell.value if cell.value is not None else (cell.text or "").strip()


def _transaction_key(line: NonDerivativeLine) -> Key:
    # the same words with another mark ("See footnote (1)", "By Trust (2)") are another owner
    return (*(_words(getattr(line, field)) for field in _SAME), line.nature.footnotes)


def _holding_key(line: NonDerivativeLine) -> Key:
    return (_words(line.security_title),)


def _sentence(*parts: str) -> str:
    """Phrases as one sentence: a capital first, one period last."""
    text = "".join(parts)
    return text[:1].upper() + text[1:] + "."


def _refs(table: str, lines: Sequence[Numbered]) -> tuple[str, ...]:
    """Paths of the filled boxes of the lines; of a line without any, the line."""
    found = []
    for i, line in lines:
        fields = [name for name, cell in line.cells() if is_filled(cell)]
        if line.coding_footnotes and "code" not in fields:
            fields.append("code")
        found += [f"{table}[{i}].{field}" for field in fields] or [f"{table}[{i}]"]
    return tuple(found)


def _marks(line: NonDerivativeLine) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mark for _, mark in line.marks()))


class _One:
    """Statements on single lines of one table."""

    def __init__(self, document: OwnershipDocument, table: str) -> None:
        self.document, self.table = document, table
        self.who = owners_said(document)

    def statement(self, numbered: Numbered, *sentences: str, is_computed: bool = False) -> Statement:
        text = " ".join(sentence for sentence in sentences if sentence)
        return Statement(text, _refs(self.table, [numbered]), _marks(numbered[1]), is_computed=is_computed)

    def transaction(self, numbered: Numbered) -> Statement:
        line = numbered[1]
        is_derivative = isinstance(line, DerivativeLine)
        happened = event(line, phrases.amount(line), self.who, is_derivative, phrases.is_one(line))
        terms = phrases.terms(line)
        held = f"{held_after(self.document.form)}: {phrases.following(line)}, {phrases.how_held(line)}"
        in_all = phrases.total_said(line)
        return self.statement(
            numbered,
            f"{phrases.when(line)} {happened}{phrases.price(line)}{in_all}.",
            _sentence(terms) if terms else "",
            _sentence(held),
            *phrases.asides(line, self.document.form),
            is_computed=bool(in_all),
        )

    def holding(self, numbered: Numbered) -> Statement:
        line = numbered[1]
        is_derivative = isinstance(line, DerivativeLine)
        shares, value = line.shares_following, line.value_following
        if is_derivative and not phrases.has_following(line):  # Form 3 has no such box in Table II
            what = securities.security(line.security_title, is_derivative)
        else:
            what = securities.amount(shares, value, line.security_title, is_derivative)
        how = phrases.how_held(line)
        comma = "" if how.startswith(("directly", "indirectly")) else ","
        holds = "hold" if self.who.endswith("s") else "holds"
        terms = phrases.terms(line)
        return self.statement(
            numbered,
            _sentence(f"{self.who} {holds} {what}{comma} {how}"),
            _sentence(terms) if terms else "",
            phrases.strays(line),
            *_due(line, self.document.form),
        )


def _due(line: NonDerivativeLine, form: str | None) -> list[str]:
    """The form a holding was due on; its timeliness, if any, is among the strays."""
    bare = msgspec.structs.replace(line, timeliness=Cell(), equity_swap=Cell())
    return phrases.asides(bare, form)


def held_after(form: str | None) -> str:
    """The words before what a line says is held: Form 5 asks for the end of the fiscal year."""
    return "given as held at the end of the fiscal year" if form == "5" else "held afterwards"


class _Many:
    """Statements on lines told together: what they share, then each."""

    def __init__(self, document: OwnershipDocument, table: str) -> None:
        self.document, self.table = document, table
        self.who = owners_said(document)

    # -------------------------------------------------------------------------------------------- transactions

    def transactions(self, group: Sequence[Numbered]) -> Iterator[Statement]:
        lines = [line for _, line in group]
        line = _shared(lines)
        same = _same(lines)
        form = self.document.form
        what, is_one = self._what(lines)
        happened = event(line, what, self.who, isinstance(line, DerivativeLine), is_one)
        terms = phrases.terms(line, same)
        sentences = [f"{phrases.when(line)} {happened}{_prices(line, lines, same)}."]
        if terms:
            sentences.append(_sentence(f"on each line: {terms}"))
        if same >= phrases.FOLLOWING:
            held = f"{held_after(form)}, on each line: {phrases.following(line)}, {phrases.how_held(line)}"
            sentences.append(_sentence(held))
        else:
            sentences.append(_sentence(phrases.held(line)))
        sentences += phrases.asides(line, form)
        is_computed = _sum(lines) is not None or _totals(lines) is not None
        text = " ".join(sentences)
        yield Statement(text, _refs(self.table, group), _said_marks(line, same), is_computed=is_computed)
        for numbered in group:
            yield self._item(numbered, line, same)

    def _what(self, lines: Sequence[NonDerivativeLine]) -> tuple[str, bool]:
        """The sum, when every line gives a number, and whether it is a single piece."""
        title, is_derivative = _common(lines, "security_title"), isinstance(lines[0], DerivativeLine)
        shares = _sum(lines)
        if shares is None:
            return f"{securities.security(title, is_derivative)} in {len(lines)} lines", True
        found = computed_number(shares)
        what = f"{securities.counted(found, (), title, is_derivative)} in {len(lines)} lines (sum computed)"
        return what, found == "1"

    def _item(self, numbered: Numbered, shared: NonDerivativeLine, same: set[str]) -> Statement:
        line = numbered[1]
        parts = [_amount_alone(line)]
        if "price" not in same:
            parts[0] += phrases.price(line)
        rest = [field for field in phrases.TERMS if field not in same]
        if terms := phrases.terms(line, rest):
            parts.append(terms)
        if not same >= phrases.FOLLOWING:
            parts.append(f"{held_after(self.document.form)} {phrases.following(line)}")
        more = _more_marks(line, shared)
        parts += [f"on {about} see {footnotes(marks)}" for about, marks in more.items()]
        marks = [mark for name, mark in line.marks() if name not in _SAME and name not in same]
        marks += [mark for found in more.values() for mark in found]
        return Statement(
            _sentence("; ".join(parts)), _refs(self.table, [numbered]), tuple(dict.fromkeys(marks)), is_item=True
        )

    # ------------------------------------------------------------------------------------------------ holdings

    def holdings(self, group: Sequence[Numbered]) -> Iterator[Statement]:
        lines = [line for _, line in group]
        line = msgspec.structs.replace(lines[0], security_title=_common(lines, "security_title"))
        same = _same(lines)
        name = securities.security(line.security_title, isinstance(line, DerivativeLine))
        holds = "hold" if self.who.endswith("s") else "holds"
        terms = phrases.terms(line, same)
        text = _sentence(f"{self.who} {holds} {name} in {len(lines)} lines")
        if terms:
            text += " " + _sentence(f"on each line: {terms}")
        marks = [mark for field, mark in line.marks() if field == "security_title" or field in same & {*phrases.TERMS}]
        yield Statement(text, _refs(self.table, group), tuple(dict.fromkeys(marks)))
        for numbered in group:
            yield self._holding(numbered, line, same)

    def _holding(self, numbered: Numbered, shared: NonDerivativeLine, same: set[str]) -> Statement:
        line = numbered[1]
        parts = [phrases.how_held(line)]
        if phrases.has_following(line) or not isinstance(line, DerivativeLine):
            parts = [f"{phrases.following(line)}, {parts[0]}"]
        rest = [field for field in phrases.TERMS if field not in same]
        if terms := phrases.terms(line, rest):
            parts.append(terms)
        of_all = shared.security_title.footnotes
        extra = tuple(mark for mark in line.security_title.footnotes if mark not in of_all)
        if extra:
            parts.append(f"on the title see {footnotes(extra)}")
        marks = [
            mark for field, mark in line.marks() if field != "security_title" and field not in same & {*phrases.TERMS}
        ]
        sentences = [_sentence("; ".join(parts)), phrases.strays(line), *_due(line, self.document.form)]
        text = " ".join(sentence for sentence in sentences if sentence)
        return Statement(text, _refs(self.table, [numbered]), tuple(dict.fromkeys((*marks, *extra))), is_item=True)


def _same(lines: Sequence[NonDerivativeLine]) -> set[str]:
    """Fields that are the same on every line, marks included."""
    found = {name for name, cell in lines[0].cells() if all(getattr(one, name) == cell for one in lines)}
    found -= {"shares", "total_value"}  # said on each line even so
    for phrase in (phrases.UNDERLYING, phrases.FOLLOWING):  # boxes that are said together, or not at all
        if not found >= phrase:
            found -= phrase
    return found


def _common(lines: Sequence[NonDerivativeLine], field: str) -> Cell[Any]:
    """A box on which the lines agree, with the marks that all of them carry."""
    cells: list[Cell[Any]] = [getattr(line, field) for line in lines]
    marks = tuple(mark for mark in cells[0].footnotes if all(mark in cell.footnotes for cell in cells))
    return Cell(cells[0].value, cells[0].text, marks, cells[0].empty)


def _shared(lines: Sequence[NonDerivativeLine]) -> NonDerivativeLine:
    """The first line with only the marks that all lines carry."""
    coding = tuple(mark for mark in lines[0].coding_footnotes if all(mark in line.coding_footnotes for line in lines))
    return msgspec.structs.replace(
        lines[0], coding_footnotes=coding, **{field: _common(lines, field) for field in _SAME}
    )


def _more_marks(line: NonDerivativeLine, shared: NonDerivativeLine) -> dict[str, tuple[str, ...]]:
    """Marks of one line on boxes told together, beyond those that all lines carry."""
    found = {}
    for field, about in _ABOUT.items():
        of_all = getattr(shared, field).footnotes
        marks = tuple(mark for mark in getattr(line, field).footnotes if mark not in of_all)
        if field == "code":
            marks += tuple(mark for mark in line.coding_footnotes if mark not in shared.coding_footnotes)
        if marks:
            found[about] = marks
    return found


def _said_marks(line: NonDerivativeLine, same: set[str]) -> tuple[str, ...]:
    """Marks named in what the lines share."""
    return tuple(dict.fromkeys(mark for name, mark in line.marks() if name in _SAME or name in same))


def _amount_alone(line: NonDerivativeLine) -> str:
    """The number of one line of many; the security has been named."""
    if line.shares.value is not None and line.total_value.is_absent:
        return securities.units(number(line.shares), line.security_title.value) + noted(line.shares.footnotes)
    return phrases.amount(line)


def _sum(lines: Sequence[NonDerivativeLine]) -> Decimal | None:
    """How many in all; None when a line gives no number, or a value beside it."""
    shares = [line.shares.value for line in lines if line.shares.value is not None]
    is_whole = len(shares) == len(lines) and all(line.total_value.is_absent for line in lines)
    return total(shares) if is_whole else None


def _totals(lines: Sequence[NonDerivativeLine]) -> list[Decimal] | None:
    """Number times price of each line; None when one does not give both."""
    totals = [found for line in lines if (found := phrases.total(line)) is not None]
    return totals if len(totals) == len(lines) else None


def _prices(line: NonDerivativeLine, lines: Sequence[NonDerivativeLine], same: set[str]) -> str:
    """Lowest and highest price, total and average of lines told together, as far as they are stated."""
    text = phrases.price(line) if "price" in same else _range(line, lines)
    totals = _totals(lines)
    if totals is None:
        return text
    money = total(totals)
    text += f", {computed_number(money, '$')} in all"
    mean = average(money, total(one.shares.value for one in lines if one.shares.value is not None))
    if "price" in same or mean is None:
        return f"{text} {COMPUTED}"
    return f"{text}, {mean} {securities.each(line.security_title.value)} on average (both computed)"


def _range(line: NonDerivativeLine, lines: Sequence[NonDerivativeLine]) -> str:
    priced = [(one.price.value, number(one.price, "$")) for one in lines if one.price.value is not None]
    if not priced:
        return ", no price stated"
    (low, lowest), (high, highest) = min(priced), max(priced)
    each = securities.each(line.security_title.value)
    span = f"at {lowest} {each}" if low == high else f"at stated prices from {lowest} to {highest} {each}"
    silent = "" if len(priced) == len(lines) else f"{len(lines) - len(priced)} of {len(lines)} lines state no price"
    # a price with a footnote is often itself an average of several trades
    marked = sum(bool(one.price.footnotes) for one in lines if one.price.value is not None)
    notes = "each price has a footnote" if marked == len(priced) else f"{marked} of {len(priced)} prices have footnotes"
    notes = notes if marked else ""
    more = "; ".join(part for part in (silent, notes) if part)
    return f", {span}" + (f" ({more})" if more else "")
