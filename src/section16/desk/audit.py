"""The audit trail: every change of the desk as one entry of a chain of SHA-256.

An entry holds who, when, what was done, and the rows that were written, each with its
table.  Its hash is taken over the canonical JSON of all that and of the hash before.  A
document stands in the trail by its digest.  Whoever changes a row, an entry, or takes one
away breaks the chain or parts the rows from it; only who cuts off the newest entries
together with their rows, or rewrites everything, leaves a whole chain, and is found by
a head that was noted elsewhere (``desk verify --head``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Column, Insert, LargeBinary, Table, insert, select, type_coerce
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from section16.desk import guards
from section16.desk.canonical import START, canonical, digest, digest_of, parsed, spelled
from section16.desk.columns import Json
from section16.desk.states import MOVES
from section16.desk.tables import AuditRow, Base, MoveRow, ReceiptRow

TABLES = Base.metadata.tables
_AUDIT = TABLES[AuditRow.__tablename__].c
_NEWEST = select(_AUDIT.sequence, _AUDIT.hash).order_by(_AUDIT.sequence.desc()).limit(1)
_UNTRAILED = (AuditRow.__tablename__, MoveRow.__tablename__)
_HEAD = re.compile(r"(\d+):([0-9a-f]{64})")


class Fault(msgspec.Struct, frozen=True):
    """Something that is not as it was written: where, and what."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class Verdict(msgspec.Struct, frozen=True):
    """What a verification found.

    entries, rows  how many were read
    head           "number:hash" of the newest entry: note it where the desk cannot reach; "0:000..." without entries
    """

    entries: int
    rows: int
    head: str
    faults: tuple[Fault, ...]


# --------------------------------------------------------------------------------------------------- writing


class Written(msgspec.Struct, frozen=True):
    """A row as the trail holds it, and its table."""

    table: str
    row: dict[str, object]


def written(row: Base) -> Written:
    """The row for the trail. Raises Refused for values that it cannot hold."""
    return Written(row.__tablename__, as_row(row))


def as_row(row: Base) -> dict[str, object]:
    """The row as the trail holds it: without what is empty, a document by its digest."""
    return {
        column.name: _spelled(column, value)
        for column in TABLES[row.__tablename__].columns
        if not isinstance(column.type, LargeBinary) and (value := getattr(row, column.name)) is not None
    }


def _spelled(column: Column[Any], value: object) -> object:
    return parsed(canonical(value)) if isinstance(column.type, Json) else spelled(value)


def head(session: Session) -> tuple[int, str]:
    """Number and hash of the newest entry; 0 and 64 zeros before the first."""
    newest = session.connection().execute(_NEWEST).first()
    return (newest.sequence, newest.hash) if newest else (0, START)


def append(session: Session, entry: AuditRow, rows: list[Written]) -> None:
    """Write the entry about the rows at the end of the chain. The caller holds the writers' lock."""
    number, previous = head(session)
    entry.sequence, entry.previous = number + 1, previous
    entry.changes = [{"table": row.table, "row": row.row} for row in rows]
    entry.hash = hash_of(as_row(entry))
    insert_rows(session, [entry])


def insert_rows(session: Session, rows: Sequence[Base]) -> None:
    """Write rows of one table in their order, by one statement."""
    table = TABLES[rows[0].__tablename__]
    values = [{column.name: getattr(row, column.name) for column in table.columns} for row in rows]
    session.connection().execute(_insert(table), values)


@cache
def _insert(table: Table) -> Insert:
    return insert(table)


def hash_of(record: dict[str, object]) -> str:
    """SHA-256 of the canonical JSON of a record without its own hash."""
    return digest_of({name: value for name, value in record.items() if name != "hash"})


# ------------------------------------------------------------------------------------------------- verifying


def verify(session: Session, noted: str | None = None) -> Verdict:
    """Compare every row with the trail, and the trail with itself.

    noted  a head that was noted earlier, "number:hash"; the trail must still hold it
    """
    book = _Book()
    try:
        for entry in raw_rows(session, TABLES["audit"]):
            book.read(entry)
        for name in trailed():
            for row in raw_rows(session, TABLES[name]):
                book.compare(name, row)
    except DatabaseError as error:
        book.fault("database", f"cannot be read: {str(error.orig).strip()}")
    book.close()
    for where, what in _beside(session):
        book.fault(where, what)
    number, newest = book.last
    if noted is not None and (said := _not_held(noted, book)):
        book.fault("audit", said)
    return Verdict(book.entries, book.rows, f"{number}:{newest}", tuple(book.faults))


@cache
def trailed() -> tuple[str, ...]:
    """The tables whose rows the trail holds, in an order in which they can be filled."""
    return tuple(table.name for table in Base.metadata.sorted_tables if table.name not in _UNTRAILED)


class _Book:
    """What the trail says, while it is read and compared."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.entries = self.rows = 0
        self.last = (0, START)
        self.hashes: dict[int, str] = {}
        self.said: dict[tuple[str, str], str] = {}

    def fault(self, where: str, what: str) -> None:
        """Note one."""
        self.faults.append(Fault(where, what))

    def read(self, entry: dict[str, Any]) -> None:
        """Check the links of one entry and remember the rows that it holds."""
        number, newest = self.last
        where = f"audit {entry.get('sequence')}"
        if entry.get("sequence") != number + 1:
            self.fault(where, f"follows entry {number}, expected entry {number + 1}")
        if entry.get("previous") != newest:
            self.fault(where, "does not follow the entry before it")
        if (computed := hash_of(entry)) != entry.get("hash"):
            self.fault(where, "is not what its hash says")
        self.entries += 1
        self.last = (number + 1, computed)
        self.hashes[number + 1] = computed
        changes = entry.get("changes")
        for change in changes if isinstance(changes, list) else []:
            is_row = isinstance(change, dict) and isinstance(change.get("row"), dict) and change.get("table") in TABLES
            if not is_row:
                self.fault(where, "holds what is no row")
                continue
            place = _place(change["table"], change["row"])
            if place in self.said:
                self.fault(where, f"writes {_named(place)} a second time")
            self.said[place] = digest_of(change["row"])

    def compare(self, table: str, row: dict[str, Any]) -> None:
        """Check one row against the entry that wrote it."""
        self.rows += 1
        place = _place(table, row)
        said = self.said.pop(place, None)
        if said is None:
            self.fault(_named(place), "stands in no entry of the trail")
        elif said != digest_of(row):
            self.fault(_named(place), "is not what the trail says")

    def close(self) -> None:
        """What the trail says and no row holds."""
        for place in self.said:
            self.fault(_named(place), "stands in the trail and is gone")


def _place(table: str, row: dict[str, Any]) -> tuple[str, str]:
    return table, canonical([row.get(column.name) for column in TABLES[table].primary_key.columns])


def _named(place: tuple[str, str]) -> str:
    return f"{place[0]} {place[1]}"


def raw_rows(session: Session, table: Table) -> Iterator[dict[str, Any]]:
    """The rows as they are stored, in the spelling of the trail, in the order of their keys."""
    # on SQLite everything is stored in that spelling already; read as it is, a value that is no day cannot stop us
    raw = session.connection().dialect.name == "sqlite"
    columns = [column for column in table.columns if not isinstance(column.type, LargeBinary)]
    picked = [type_coerce(column, NullType()) if raw or isinstance(column.type, Json) else column for column in columns]
    query = select(*picked).order_by(*table.primary_key.columns).execution_options(yield_per=500)
    for values in session.execute(query):
        pairs = zip(columns, values, strict=True)
        yield {c.name: _stored(c, value) for c, value in pairs if value is not None}


def _stored(column: Column[Any], value: object) -> object:
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if not isinstance(column.type, Json) or not isinstance(value, str):
        return spelled(value)
    try:
        content = parsed(value)
        return content if canonical(content) == value else {"not canonical": value}
    except ValueError:
        return {"not JSON": value}


# ------------------------------------------------------------------------------------------ beside the trail


def _beside(session: Session) -> Iterator[tuple[str, str]]:
    """What the trail holds only by digest, the chain of receipts, the allowed moves and the triggers."""
    try:
        for table in TABLES.values():
            yield from _digested(session, table)
        previous = START
        for row in raw_rows(session, TABLES[ReceiptRow.__tablename__]):
            if row.get("previous") != previous or hash_of(row) != row.get("hash"):
                yield f"receipts [{row.get('number')}]", "breaks the chain of receipts"
            previous = str(row.get("hash"))
        there = {(row.action, row.state_from, row.state) for row in session.scalars(select(MoveRow))}
        if there != {(one.action, one.before, one.after) for one in MOVES if one.before is not None}:
            yield "moves", "the allowed transitions are not those of this version"
        for trigger in guards.missing(session.connection(), list(TABLES)):
            yield "database", f"the trigger {trigger} is gone or disabled"
    except DatabaseError as error:
        yield "database", f"cannot be read: {str(error.orig).strip()}"


def _digested(session: Session, table: Table) -> Iterator[tuple[str, str]]:
    """The bytes of a table that are not what the ``sha256`` beside them says."""
    for column in table.columns:
        if isinstance(column.type, LargeBinary):
            # read as it is stored: another program may have left what is no bytes
            query = select(*table.primary_key.columns, table.c.sha256, type_coerce(column, NullType()))
            for *key, said, stored in session.execute(query.execution_options(yield_per=100)):
                if not isinstance(stored, bytes) or digest(stored) != said:
                    yield _named((table.name, canonical(key))), f"the {column.name} is not what its digest says"


def _not_held(noted: str, book: _Book) -> str | None:
    """Why the trail does not hold the noted head; None when it does."""
    found = _HEAD.fullmatch(noted.strip().lower())
    if not found:
        return f"found the head {noted!r}, expected number:hash as an earlier verification printed it"
    number = int(found[1])
    if number == 0:
        return None if found[2] == START else "the noted head is none"
    if number > book.entries:
        return f"ends with entry {book.entries}, but entry {number} was noted: the newest entries are gone"
    return None if book.hashes.get(number) == found[2] else f"entry {number} is not the one that was noted"
