"""One report on several forms, where EDGAR's limits demand it.

At most 10 reporting owners, 30 lines in a table, 99 footnotes of 1,000 characters
(EDGAR Ownership XML Technical Specification, sections 3.3 and 3.5), 2,000 characters of
remarks.  Every part says in its remarks which part it is and who or what is on the
others.  No line and no word is lost: the two lines of an exercise stay together, a long
footnote goes on in the next one with both marks on the line, and remarks that are too
long go on in an exhibit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from section16.model.boxes import box
from section16.model.document import Footnote, OwnershipDocument
from section16.model.lines import CELLS
from section16.prepare.drafted import LOOK, Draft, Evidence, Exhibit, Need
from section16.prepare.notes import marks_in_order
from section16.prepare.powers import file_name
from section16.rules.structure_document import MAX_FOOTNOTE, MAX_FOOTNOTES, MAX_OWNERS
from section16.rules.structure_lines import MAX_LINES

MAX_REMARKS = 2000
_MORE = " (continued in the next footnote)"
_TABLES = ("table_i", "table_ii")
Place = tuple[str, int]  # table and position in the whole
Places = Mapping[str, Sequence[int]]  # table, and "owners" -> positions in the whole of what is on a part


def parts(draft: Draft) -> list[Draft]:
    """The drafts that can be filed: the draft itself when it is within the limits.

    Owners are split before lines, so that every owner is on a form for every line.
    """
    document = short_footnotes(draft.document)
    number = len(document.owners)
    owners = [range(i, min(i + MAX_OWNERS, number)) for i in range(0, max(number, 1), MAX_OWNERS)]
    by_lines = _by_lines(document, _units(draft, document))
    total = len(owners) * len(by_lines)
    if total == 1:
        return [_with_short_remarks(replace(draft, document=renumbered(by_lines[0][0])), "")]
    found: list[Draft] = []
    for people in owners:
        for of_lines, places in by_lines:
            at = len(found) + 1
            part = _part(draft, of_lines, {**places, "owners": people}, (at, total))
            found.append(_with_short_remarks(part, f"part{at}"))
    return found


# -------------------------------------------------------------------------------------------------- lines


def _units(draft: Draft, document: OwnershipDocument) -> list[list[Place]]:
    """The transactions in the order of their first lines, those of one trade together; then the holdings.

    Lines that share a trade (the two halves of an exercise) are one unit.
    """
    by_trade: dict[tuple[int, str, str], int] = {}
    units: list[list[Place]] = []
    of_place: dict[Place, tuple[tuple[int, str, str], ...]] = {}
    for one in draft.evidence:
        head, _, rest = one.path.partition("[")
        trades = tuple((trade.row, trade.owner, trade.event) for trade in one.trades)
        of_place[head, int(rest.rstrip("]"))] = trades
    holdings: list[list[Place]] = []
    for table, i, line in document.lines():
        if not line.is_transaction:
            holdings.append([(table, i)])
            continue
        trades = of_place.get((table, i), ())
        known = next((by_trade[trade] for trade in trades if trade in by_trade and table == "table_ii"), None)
        if known is None:
            known = len(units)
            units.append([])
        units[known].append((table, i))
        by_trade |= dict.fromkeys(trades, known)
    return [*units, *holdings]


def _by_lines(document: OwnershipDocument, units: list[list[Place]]) -> list[tuple[OwnershipDocument, Places]]:
    """The document cut so that no part has too many lines or footnotes."""
    tables = {table: getattr(document, table) for table in _TABLES}
    number = max(1, *(-(-len(lines) // MAX_LINES) for lines in tables.values()))
    is_done = {(table, i): line.is_transaction for table, i, line in document.lines()}
    transactions = [unit for unit in units if is_done[unit[0]]]
    holdings = [unit for unit in units if not is_done[unit[0]]]
    while True:
        found = [
            _cut(document, [*_share(transactions, k, number), *_share(holdings, k, number)]) for k in range(number)
        ]
        if number > len(units) or all(_fits(part) for part, _ in found):
            return found
        number += 1


def _share(units: list[list[Place]], k: int, number: int) -> list[list[Place]]:
    """Part ``k`` of ``number``, in order: each has its share, so that few parts are without a transaction."""
    return units[-(-len(units) * k // number) : -(-len(units) * (k + 1) // number)]


def _fits(document: OwnershipDocument) -> bool:
    is_small = len(document.table_i) <= MAX_LINES and len(document.table_ii) <= MAX_LINES
    return is_small and len(_used(document)) <= MAX_FOOTNOTES


def _cut(document: OwnershipDocument, units: list[list[Place]]) -> tuple[OwnershipDocument, Places]:
    """The lines of some units, in the order of the whole."""
    places: Places = {table: sorted(i for unit in units for t, i in unit if t == table) for table in _TABLES}
    changed: dict[str, Any] = {
        table: tuple(getattr(document, table)[i] for i in found) for table, found in places.items()
    }
    return replace(document, **changed), places


def _used(document: OwnershipDocument) -> list[str]:
    """Footnote ids in the order in which a reader meets their marks."""
    return list(dict.fromkeys(mark for table, _, line in document.lines() for mark in marks_in_order(table, line)))


def renumbered(document: OwnershipDocument) -> OwnershipDocument:
    """Only the footnotes that the lines use, numbered anew by first use."""
    used = _used(document)
    ids = {old: f"F{i}" for i, old in enumerate(used, 1)}
    if list(ids) == list(ids.values()) == [note.id for note in document.footnotes]:
        return document
    texts = {note.id: note.text for note in document.footnotes}
    notes = (Footnote(new, texts.get(old, "")) for old, new in ids.items())
    return with_footnotes(document, notes, {old: (new,) for old, new in ids.items()})


def with_footnotes(
    document: OwnershipDocument, notes: Iterable[Footnote], ids: Mapping[str, tuple[str, ...]]
) -> OwnershipDocument:
    """The document with these footnotes, and on its lines other marks for the old: one, several, or none."""
    return replace(
        document,
        table_i=tuple(_with_marks(line, ids) for line in document.table_i),
        table_ii=tuple(_with_marks(line, ids) for line in document.table_ii),
        footnotes=tuple(notes),
    )


def _with_marks(line: Any, ids: Mapping[str, tuple[str, ...]]) -> Any:
    def new(marks: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(to for mark in marks for to in ids.get(mark, (mark,))))

    changed: dict[str, Any] = {
        name: replace(cell, footnotes=new(cell.footnotes))
        for name in CELLS[type(line)]
        if (cell := getattr(line, name)).footnotes
    }
    if line.coding_footnotes:
        changed["coding_footnotes"] = new(line.coding_footnotes)
    return replace(line, **changed) if changed else line


# ----------------------------------------------------------------------------------------- long texts


def short_footnotes(document: OwnershipDocument) -> OwnershipDocument:
    """Footnotes above the limit cut at a blank; each mark is followed by those of the continuation."""
    if all(len(note.text) <= MAX_FOOTNOTE for note in document.footnotes):
        return document
    notes: list[Footnote] = []
    ids: dict[str, tuple[str, ...]] = {}
    for note in document.footnotes:
        pieces = pieces_of(note.text, MAX_FOOTNOTE, _MORE)
        new = tuple(f"F{len(notes) + i}" for i in range(1, len(pieces) + 1))
        notes += [Footnote(id, text) for id, text in zip(new, pieces, strict=True)]
        if note.id is not None:
            ids[note.id] = new
    return with_footnotes(document, notes, ids)


def pieces_of(text: str, most: int, more: str) -> list[str]:
    """A text in pieces of at most ``most`` characters, cut at blanks; all but the last end with ``more``.

    >>> pieces_of("one two three", 10, " ...")
    ['one ...', 'two three']
    """
    found = []
    while len(text) > most:
        room = most - len(more)
        at = text.rfind(" ", 1, room + 1)
        at = at if at > 0 else room
        found.append(text[:at].rstrip() + more)
        text = text[at:].lstrip()
    return [*found, text]


def _with_short_remarks(draft: Draft, part: str) -> Draft:
    """Remarks above the limit are whole in an exhibit, and begun on the form."""
    remarks = draft.document.remarks
    if remarks is None or len(remarks) <= MAX_REMARKS:
        return draft
    name = file_name("ex99", f"remarks-{part}")
    begun = pieces_of(remarks, MAX_REMARKS, f" (continued in Exhibit 99, {name})")[0]
    exhibit = Exhibit("EX-99", name, "Remarks", content=f"REMARKS\n\n{remarks}\n".encode())
    return replace(draft, document=replace(draft.document, remarks=begun), exhibits=(*draft.exhibits, exhibit))


# ------------------------------------------------------------------------------------------------- a part


def _part(draft: Draft, document: OwnershipDocument, places: Places, number: tuple[int, int]) -> Draft:
    """One part: the lines of ``document``, the owners of ``places``; which part it is, and of how many."""
    whole, people = draft.document, places["owners"]
    one_each = len(whole.signatures) == len(whole.owners)
    places = {**places, "signatures": people if one_each else range(len(whole.signatures))}
    remarks = "\n".join(filter(None, [whole.remarks, _reference(whole, document, people, number)]))
    made = renumbered(replace(
        document, owners=tuple(whole.owners[i] for i in people), remarks=remarks,
        signatures=tuple(whole.signatures[i] for i in places["signatures"]),
    ))  # fmt: skip
    needs = list(_moved(draft.needs, places, made.form or "4"))
    if made.form == "4" and not made.no_longer_subject.value and not any(x.is_transaction for _, _, x in made.lines()):
        why = "this part holds no transaction; the specification asks for one, but EDGAR has taken such forms"
        needs.append(Need("table_i", box("4", "table_i"), LOOK, why))
    owners = tuple(draft.owners[i] for i in people)
    kept = [Evidence(at, one.trades) for one in draft.evidence if (at := _path(one.path, places)) is not None]
    return replace(
        draft, document=made, owners=owners, needs=tuple(needs), evidence=tuple(kept),
        exhibits=tuple(one for one in draft.exhibits if not one.owners or set(one.owners) & set(owners)),
    )  # fmt: skip


def _reference(
    whole: OwnershipDocument, document: OwnershipDocument, people: Sequence[int], number: tuple[int, int]
) -> str:
    """What a part says of the others."""
    said = [f"This is part {number[0]} of {number[1]} of one report, filed in parts because of the limits of EDGAR."]
    others = [owner.name or "" for i, owner in enumerate(whole.owners) if i not in people]
    if others:
        said.append(f"The report is also made by {'; '.join(others)}, who are named on the other parts.")
    if len(document.table_i) + len(document.table_ii) < len(whole.table_i) + len(whole.table_ii):
        said.append("The other parts hold further lines of the tables.")
    return " ".join(said)


def _path(path: str, places: Places) -> str | None:
    """A path in the whole as a path in the part; None when what it leads to is on another part."""
    head, bracket, rest = path.partition("[")
    if head not in places or not bracket:
        return path
    position, _, field = rest.partition("]")
    if int(position) not in places[head]:
        return None
    return f"{head}[{places[head].index(int(position))}]{field}"


def _moved(needs: Iterable[Need], places: Places, form: str) -> Iterator[Need]:
    for need in needs:
        path = _path(need.path, places)
        if path is not None:
            yield replace(need, path=path, box=need.box if path == need.path else box(form, path))
