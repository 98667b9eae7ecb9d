"""The statement: one thing the form says, in plain English, with its places on the form."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from section16.forms.plain_words import footnotes
from section16.model.boxes import TABLES, box

_LINE = re.compile(r"(table_ii?)\[([0-9]+)\]").match
_BOX = re.compile(r"(owner [0-9]+, )?box ([0-9]+[aA]?)").fullmatch


class Statement(msgspec.Struct, frozen=True):
    """One statement about a form.

    text         whole sentences; filed words are made safe for a terminal, whatever is
                 computed is said to be
    refs         model paths of the boxes it comes from ("table_i[0].price"); "" is the
                 form as a whole
    footnotes    ids of the footnotes whose marks those boxes carry, as filed, each once;
                 each is named in the text
    part         heading under which it stands on the page
    is_item      True for a line of the list that the statement before it introduces
    is_computed  True when a number in it is a product, sum or quotient and not on the form
    """

    text: str
    refs: tuple[str, ...]
    footnotes: tuple[str, ...] = ()
    part: str = ""
    is_item: bool = False
    is_computed: bool = False


def source(form: str | None, statement: Statement) -> str:
    """Where a statement comes from, as printed behind it.

    >>> source("4", Statement("", ("table_i[0].price", "table_i[1].price", "table_i[3].price"), ("F1", "F2")))
    'Table I, lines 1, 2, 4; footnotes 1, 2'
    >>> source("4", Statement("", ("owners[0].name", "owners[0].relationship", "issuer")))
    'boxes 1, 2, 5'
    """
    parts = [*_lines(statement.refs), *_boxes(form, statement.refs), footnotes(statement.footnotes)]
    return "; ".join(part for part in parts if part)


def _lines(refs: Iterable[str]) -> Iterable[str]:
    """The lines of the tables, each table once."""
    found: dict[str, dict[int, None]] = {}
    for ref in refs:
        if at := _LINE(ref):
            found.setdefault(at[1], {})[int(at[2]) + 1] = None
    for table, numbers in found.items():
        yield f"{TABLES[table]}, line{'s' if len(numbers) > 1 else ''} {_ranges(list(numbers))}"


def _ranges(numbers: list[int]) -> str:
    """Line numbers, three or more in a row as a range."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def _boxes(form: str | None, refs: Iterable[str]) -> Iterable[str]:
    """The places outside the tables; boxes of one owner together."""
    found: dict[str, dict[str, None]] = {}
    for ref in refs:
        if _LINE(ref):
            continue
        place = box(form, ref)
        numbered = _BOX(place)
        whose, number = (numbered[1] or "", numbered[2]) if numbered else (place, "")
        found.setdefault(whose, {})[number] = None
    for whose, numbers in found.items():
        given = sorted((number for number in numbers if number), key=lambda number: (len(number), number))
        yield f"{whose}box{'es' if len(given) > 1 else ''} {', '.join(given)}" if given else whose
