"""Why a drafted line differs from the filed one it was made from: every difference has a class, with its reason.

A class is decided by what the filing itself says, never by what the drafter did. ``documented`` marks those in which
the filer and the drafter follow the form differently on purpose (docs/preparing.md, "What a draft does otherwise");
the others are faults in the filing, or facts that its boxes do not tell.
"""

from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from section16.model.lines import CELLS, DerivativeLine, NonDerivativeLine
from section16.prepare.drafted import Draft
from section16.rules.arithmetic_readings import Row, closes, runs, trails
from tests.prepare.reverse import Reversed

Line = NonDerivativeLine
Said = dict[str, tuple[object, tuple[str, ...]]]


class Class(NamedTuple):
    """reason  in words; documented  True when both ways follow the form"""

    reason: str
    documented: bool


ONE_FIGURE = Class("column 5: one closing figure on every line, not a running tally", True)
DAY_FIGURE = Class("column 5: the closing figure of each day on its lines", True)
OTHER_ORDER = Class("column 5: a running tally in another order than the lines stand in", True)
ALL_GRANTS = Class("column 9: all grants of one title counted together", True)
OWN_LOTS = Class(
    "column 5: a line begins or ends at 0 by itself: each counts a lot of its own, which no box tells", False
)
ONE_GRANT = Class("column 9: the lines do not run on; each can be a grant of its own, which no box tells", False)
HOLDERS = Class("a joint form: the lines do not run on; each can be another owner's, which no box tells", False)
NOTED = Class("column 5: a footnote tells of a change that no line shows", True)
NO_TALLY = Class("column 5: the figures of one title and nature add up in no order: a slip, or two holders", False)
NOT_EARLY = Class("a Form 4 transaction for what may wait for Form 5; the draft calls it early (V)", True)
NO_V = Class("form type 5 without its V; the draft writes E", True)
PRICE_II = Class("column 8: a price on the derivative's line of an exercise; the draft writes 0", True)
PRICE_0 = Class("column 8: 0 beside a footnote on an exercise; the draft writes the footnote alone", True)
DEEMED_II = Class("a deemed execution date on one of the two lines of an exercise", False)
BY_NOTE = Class("column 7: the amount underlying by footnote alone; the draft computes it", True)
NO_UNDERLYING = Class("column 7: the amount underlying is another than shares times ratio on a holding", False)
TWICE = Class("a holding alike in title and nature to another line: a second account, or the same once more", False)
TWO_UNITS = Class("one position counted in shares on one line and in dollars on another", False)
DIRECT_NOTE = Class("a footnote on the nature of a direct holding, which has none", False)
NO_BALANCE = Class("column 5 is given by a footnote alone", True)


def texts(document) -> dict[str | None, str]:
    return {note.id: " ".join(note.text.split()) for note in document.footnotes}


def said(line: Line, notes: dict[str | None, str]) -> Said:
    """Value and footnote texts of every box; spelling and the numbers of footnotes do not count."""
    found: Said = {}
    for name in CELLS[type(line)]:
        cell = getattr(line, name)
        marks = line.coding_footnotes if name == "code" else cell.footnotes
        value = (
            bool(cell.value) if name == "equity_swap" else cell.value or None if name == "timeliness" else cell.value
        )
        found[name] = (value, tuple(dict.fromkeys(notes.get(mark, mark) for mark in marks)))
    return found


class Comparison:
    """One filing against its draft.

    equal    number of filed lines whose drafted line says the same in every box
    differs  (table, position, differing boxes, class) of the others; class None: not explained
    """

    def __init__(self, source: Reversed, draft: Draft) -> None:
        self.source, self.document, self.draft = source, source.document, draft
        self.equal = 0
        self.differs: list[tuple[str, int, tuple[str, ...], Class | None]] = []
        aligned, filed, made = source.aligned(draft), texts(source.document), texts(draft.document)
        for table, i, line in self.document.lines():
            place = aligned.get((table, i))
            if place is None:
                self.differs.append((table, i, (), self._lost(table, i, line)))
                continue
            before, after = said(line, filed), said(getattr(draft.document, place[0])[place[1]], made)
            boxes = tuple(name for name in before if before[name] != after[name])
            if boxes:
                self.differs.append((table, i, boxes, self._why(table, line, boxes)))
            else:
                self.equal += 1

    @property
    def lines(self) -> int:
        return self.equal + len(self.differs)

    def _why(self, table: str, line: Line, boxes: tuple[str, ...]) -> Class | None:
        """The class of the first box; the others must have one as well."""
        found = [self._of_box(table, line, box, boxes) for box in boxes]
        return None if None in found else next((one for one in found if one and not one.documented), found[0])

    def _of_box(self, table: str, line: Line, box: str, boxes: tuple[str, ...]) -> Class | None:
        if box in {"shares_following", "value_following"}:
            return self._tally(table, line)
        if box in {"form_type", "timeliness"}:
            if line.form_type.value == "4" and line.code.value in {"G", "L", "W", "Z"}:
                return NOT_EARLY
            return NO_V if line.form_type.value == "5" and not line.timeliness.value else None
        if box == "price" and table == "table_ii" and line.code.value in {"M", "C", "X", "O"}:
            return PRICE_II if line.price.value else PRICE_0 if line.price.value == 0 and line.price.footnotes else None
        if box == "deemed_execution_date" and line.code.value in {"M", "C", "X", "O"}:
            return DEEMED_II
        if box in {"underlying_shares", "underlying_value"} and isinstance(line, DerivativeLine):
            if line.underlying_shares.value is None and line.underlying_value.value is None:
                return BY_NOTE if line.underlying_shares.footnotes or line.underlying_value.footnotes else None
            return NO_UNDERLYING if not line.is_transaction or "underlying_value" in boxes else None
        if box == "nature" and line.direct_indirect.value == "D":
            return DIRECT_NOTE
        return None

    # ---------------------------------------------------------------------------------------- column 5

    def _position(self, table: str, line: Line) -> tuple[str, str, str]:
        return table, self.source.key(table, line), self.source.account(line)

    def _lines_like(self, table: str, line: Line, by_title: bool = False) -> list[tuple[int, Line]]:
        """The transactions of the position that a line states; ``by_title``: of every grant of its title."""

        def of(one: Line) -> tuple[object, ...]:
            return (one.security_title.value, self.source.account(one)) if by_title else self._position(table, one)

        return [(i, one) for i, one in enumerate(getattr(self.document, table)) if one.is_transaction
                and of(one) == of(line)]  # fmt: skip

    def _tally(self, table: str, line: Line) -> Class | None:
        if line.shares_following.value is None and line.value_following.value is None:
            return NO_BALANCE
        like = self._lines_like(table, line)
        units = {one.shares_following.value is None for _, one in like}
        if len(units) > 1 or any(
            (one.total_value.value is None) != (one.value_following.value is None) for _, one in like
        ):
            return TWO_UNITS
        rows = rows_of(like)
        if len(rows) != len(like):
            return None
        if len(rows) > 1 and all(row.following == rows[0].following for row in rows):
            return ONE_FIGURE
        if runs(rows):
            return OTHER_ORDER
        if closes(rows):
            return DAY_FIGURE
        if trails(rows) == 1:
            return OTHER_ORDER
        if table == "table_ii":
            together = rows_of(self._lines_like(table, line, by_title=True))
            if len(together) > len(rows) and (runs(together) or closes(together) or trails(together) == 1):
                return ALL_GRANTS
        if all(
            row.following in {row.change, 0} or row.following == before.following + row.change
            for before, row in pairwise(rows)
        ):
            return OWN_LOTS
        is_possible = all(row.following >= max(row.change, Decimal(0)) for row in rows)
        if is_possible and table == "table_ii":
            return ONE_GRANT
        if is_possible and len(self.document.owners) > 1:
            return HOLDERS
        if any(one.shares_following.footnotes for _, one in like):
            return NOTED
        return NO_TALLY

    def _lost(self, table: str, i: int, line: Line) -> Class | None:
        """A line without a drafted one: a holding whose position has a line already."""
        position = self._position(table, line)
        same = [(t, k) for t, k, one in self.document.lines() if self._position(t, one) == position]
        if line.is_transaction:
            return None
        if len(same) > 1:
            return TWICE
        nobody = line.shares_following.value is None and line.value_following.value is None
        return NO_BALANCE if nobody else TWICE if self._is_underlying(line) else None

    def _is_underlying(self, line: Line) -> bool:
        """True for a holding of what an exercise without its line in Table I turned into."""
        return any(one.underlying_title.value == line.security_title.value for one in self.document.table_ii)


def rows_of(lines: list[tuple[int, Line]]) -> list[Row]:
    """The lines as rows of a tally; those in dollars by their dollars."""
    found = []
    for i, line in lines:
        change, after = line.signed_shares, line.shares_following.value
        if change is None and line.total_value.value is not None:
            change = line.total_value.value if line.acquired_disposed.value == "A" else -line.total_value.value
            after = line.value_following.value
        if change is not None and after is not None:
            found.append(Row(i, change, after, line.transaction_date.value))
    return found
