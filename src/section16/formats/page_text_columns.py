"""Columns of Table I and II on a printed page, known by their captions.

What stands in a column is named by a slot: the page divides some boxes into
columns that the model keeps together, and prints amount and value in one.  A
caption is known by its words wherever the editions of the forms differ, else by
its number.
"""

from __future__ import annotations

import re

from section16.formats.page_text_markup import letters
from section16.model import boxes

Slot = str  # a column of the page; see SLOTS


def _numbered(text: str) -> dict[str, tuple[Slot, ...]]:
    pairs = (word.split(":") for word in text.split())
    return {number: tuple(slots.split(",")) for number, slots in pairs}


_SLOTS_I = "title date deemed code v amount side price following direct nature"
_SLOTS_II = (
    "title exercise date deemed code v acquired disposed exercisable expiration underlying underlying_amount "
    "price following direct nature"
)
_SLOTS_II_3 = "title exercisable expiration underlying underlying_amount exercise direct nature"
# columns of the page in printed order, by form and table
SLOTS: dict[tuple[str, str], list[Slot]] = {
    ("3", "table_i"): ["title", "following", "direct", "nature"],
    ("3", "table_ii"): _SLOTS_II_3.split(),
    ("4", "table_i"): _SLOTS_I.split(),
    ("4", "table_ii"): _SLOTS_II.split(),
    ("5", "table_i"): [slot for slot in _SLOTS_I.split() if slot != "v"],
    ("5", "table_ii"): [slot for slot in _SLOTS_II.split() if slot != "v"],
}  # fmt: skip

# column -> field of the model, by how it is filled in
WORDS: dict[Slot, str] = {
    "title": "security_title", "side": "acquired_disposed", "direct": "direct_indirect", "nature": "nature",
    "underlying": "underlying_title",
}  # fmt: skip
DATES: dict[Slot, str] = {
    "date": "transaction_date", "deemed": "deemed_execution_date", "exercisable": "exercise_date",
    "expiration": "expiration_date",
}  # fmt: skip
PRICES: dict[Slot, str] = {"price": "price", "exercise": "exercise_price"}
# field of a number of shares, field of a value in dollars
AMOUNTS: dict[Slot, tuple[str, str]] = {
    "amount": ("shares", "total_value"),
    "following": ("shares_following", "value_following"),
    "underlying_amount": ("underlying_shares", "underlying_value"),
}

# columns of the page under each number, by "is Form 3" and table
_BY_NUMBER: dict[tuple[bool, str], dict[str, tuple[Slot, ...]]] = {
    (True, "table_i"): _numbered("1:title 2:following 3:direct 4:nature"),
    (True, "table_ii"): _numbered(
        "1:title 2:exercisable,expiration 3:underlying,underlying_amount 4:exercise 5:direct 6:nature"
    ),
    (False, "table_i"): _numbered(
        "1:title 2:date 2A:deemed 3:code,v 4:amount,side,price 5:following 6:direct 7:nature"
    ),
    (False, "table_ii"): _numbered(
        "1:title 2:exercise 3:date 3A:deemed 4:code,v 5:acquired,disposed 6:exercisable,expiration "
        "7:underlying,underlying_amount 8:price 9:following 10:direct 11:nature"
    ),
}

_I = re.IGNORECASE
# heading of a column -> what its parts are, in printed order; the first that is found counts
_HEADS: tuple[tuple[re.Pattern[str], tuple[Slot, ...]], ...] = tuple(
    (re.compile(pattern, _I), tuple(slots.split()))
    for pattern, slots in (
        (r"deemed\s+execution", "deemed"),
        (r"nature\s+of", "nature"),
        (r"ownership\s+form|form\s+of\s+ownership", "direct"),
        (r"conversion\s+or\s+exercise", "exercise"),
        (r"date\s+exercisable\s+and|expiration\s+date\s+\(month", "exercisable expiration"),
        (r"title\s+and\s+(?:amount|number)", "underlying underlying_amount"),
        (r"price\s+of\s+deriv", "price"),
        (r"number\s+of\s+deriv\w*\s+securities\s+acquired", "acquired disposed"),
        (r"securities\s+acquired", "amount side price"),
        (r"(?:amount|number)\s+of\s+(?:deriv\w*\s+)?securities", "following"),
        (r"title\s+of", "title"),
        (r"trans\w*\.?\s+date", "date"),
        (r"trans\w*\.?\s+code", "code v"),
    )
)
PARTS: dict[str, dict[str, Slot]] = {
    "table_i": {"code": "code", "v": "v", "amount": "amount", "aord": "side", "price": "price"},
    "table_ii": {
        "code": "code", "v": "v", "a": "acquired", "d": "disposed", "dateexercisable": "exercisable",
        "expirationdate": "expiration", "title": "underlying", "amountornumberofshares": "underlying_amount",
        "amount": "underlying_amount", "amountornumber": "underlying_amount",
    },
}  # fmt: skip
NUMBERED = re.compile(r"[0-9]{1,2}A?\s*\.(?:\s*[A-Za-z(]|\Z)")
_LEADING_NUMBER = re.compile(r"([0-9]{1,2}A?)\s*\.")
# a heading with its subheading in one cell: "3. Transaction Code (Instr. 8) V", "5. ... (Instr. 3, 4, and 5): (A)"
_ENDING = re.compile(
    r"\):?\s*(Code|V|Amount|\(A\) or \(D\)|Price|Title|Date Exercisable|Expiration Date|Amount or Number of Shares)\Z"
    r"|:\s*(\([AD]\))\Z", _I
)  # fmt: skip
HEAD_TEXT = " ".join(
    letters(" ".join((number, caption, *parts)))
    for form in boxes.FORMS
    for table in boxes.TABLES
    for number, caption, parts in boxes.columns(form, table)
)


def is_caption(text: str) -> bool:
    """True for the printed heading of a column.

    >>> is_caption("2A. Deemed Execution Date, if any"), is_caption("2. Issuer Name and Ticker or Trading Symbol")
    (True, False)
    """
    return any(head.search(text) for head, _ in _HEADS)


class Captions:
    """What the captions of one table mean.

    form      "3", "4" or "5"
    table     "table_i" or "table_ii"
    expected  the slots in printed order
    """

    def __init__(self, form: str, table: str) -> None:
        self.form, self.table = form, table
        self.expected = SLOTS[form, table]

    def slots(self, parents: list[str], parts: list[str]) -> list[Slot | None]:
        """Column of each cell by its heading, its subheading, or its place under the heading."""
        found: list[Slot | None] = []
        following: list[Slot] = []
        known = PARTS[self.table]
        for parent, part in zip(parents, parts, strict=True):
            if parent:
                named = next((slots for head, slots in _HEADS if head.search(parent)), None)
                following = [slot for slot in named or self.by_number(parent) if slot in self.expected]
            slot = known.get(letters(part or parent))
            if slot is None and not part and (end := _ENDING.search(parent)):
                slot = known.get(letters(end[1] or end[2]))
            slot = slot or (following[0] if following else None)
            following = [other for other in following if other != slot]
            found.append(slot)
        return found

    @staticmethod
    def is_whole(slots: list[Slot | None]) -> bool:
        """True when title and ownership are among the columns, and none is there twice."""
        named = [slot for slot in slots if slot]
        return "title" in named and "direct" in named and len(set(named)) == len(named)

    def by_number(self, caption: str) -> tuple[Slot, ...]:
        """Columns under the number of a caption whose words are not known."""
        found = _LEADING_NUMBER.match(caption)
        return _BY_NUMBER.get((self.form == "3", self.table), {}).get(found[1], ()) if found else ()
