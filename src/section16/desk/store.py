"""The database of a desk: connections, reading, and one change at a time.

A change is one transaction of one user: it takes the writers' lock first (BEGIN IMMEDIATE
on SQLite, an advisory lock on PostgreSQL), looks at what is there, writes its rows and
their entry in the audit trail, and commits.  So every decision is made on what all
earlier changes left, and the chain has one end.  Readers never wait: they see the desk
as it was when they began.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, bindparam, create_engine, event, func, make_url, select
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.orm import Session

from section16.desk import audit
from section16.desk.columns import COLLATION, compare_exact
from section16.desk.errors import DeskUnavailable, NotADesk, NotAllowed, Refused
from section16.desk.tables import AuditRow, RecordedRow, UserVersionRow
from section16.vocabulary.errors import MissingPackage

LOCK = 0x5316DE5C  # of the writers on PostgreSQL; any number that others are unlikely to take
_WAIT_SECONDS = 60
_FRESH_SECONDS = 60
_LOCK = select(func.pg_advisory_xact_lock(LOCK))
_USERS = UserVersionRow.__table__.c
_ROLES = select(_USERS.roles).where(_USERS.name == bindparam("name")).order_by(_USERS.version.desc()).limit(1)
R = TypeVar("R", bound=RecordedRow)
Clock = Callable[[], datetime]


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


def address(url: str) -> URL:
    """The database's address, with the driver that the desk uses. Raises NotADesk for any but the two."""
    try:
        made = make_url(url)
    except (ArgumentError, ValueError):
        raise NotADesk("what is no address of a database", "sqlite:///desk.db or postgresql://host/name") from None
    backend = made.get_backend_name()
    if backend == "sqlite":
        if made.database in (None, "", ":memory:"):
            raise NotADesk("a database in memory", "a file, such as sqlite:///desk.db")
        return made.set(drivername="sqlite")
    if backend not in ("postgresql", "postgres"):
        raise NotADesk(f"an address of {backend}", "sqlite:///desk.db or postgresql://host/name")
    return made.set(drivername="postgresql+psycopg")


def engine_of(url: URL) -> Engine:
    """The engine for an address. Raises MissingPackage without the driver of PostgreSQL."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": _WAIT_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        # a new connection each minute costs less than to ask each time whether the old one is still there
        return create_engine(url, pool_size=10, max_overflow=20, pool_recycle=_FRESH_SECONDS)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise MissingPackage(
            "found no package psycopg, expected it for PostgreSQL; get it: pip install 'section16[desk]'"
        ) from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transactions of its own: see _begin_sqlite
    connection.create_collation(COLLATION, compare_exact)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("desk_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def answering() -> Iterator[None]:
    """What the database says, in one line: Refused for a constraint, DeskUnavailable for no answer."""
    try:
        yield
    except IntegrityError as error:
        raise Refused(f"a record that the database turned down ({_line(error)})", "one that keeps its rules") from None
    except (OperationalError, InterfaceError) as error:
        raise DeskUnavailable(f"the database of the desk gave no answer: {_line(error)}") from None
    except DBAPIError as error:
        raise Refused(f"a record that the database turned down ({_line(error)})", "one that keeps its rules") from None


def _line(error: DBAPIError) -> str:
    return " ".join(str(error.orig).split("\n")[0].split())


class Change:
    """One change while it is made.

    by, at, action  who, when and what, for every row and for the trail
    known           keys that were asked for and are there, with their tables
    """

    def __init__(self, session: Session, by: str, at: datetime, action: str) -> None:
        self.by, self.at, self.action = by, at, action
        self.rows: list[audit.Written] = []
        self.known: set[tuple[type[RecordedRow], str]] = set()
        self._session = session
        self._waiting: dict[str, list[RecordedRow]] = {}

    @property
    def session(self) -> Session:
        """The transaction, for a look at it: what was added before is written first."""
        self.write()
        return self._session

    def add(self, row: R) -> R:
        """Write a row, with who and when: before the next look, together with others of its table."""
        row.by, row.at = self.by, self.at
        self.rows.append(audit.written(row))
        self._waiting.setdefault(row.__tablename__, []).append(row)
        return row

    def write(self) -> None:
        """Write what was added since the last look: rows refer to earlier ones, and to those of earlier tables."""
        for name in audit.trailed() if self._waiting else ():
            if rows := self._waiting.pop(name, None):
                audit.insert_rows(self._session, rows)

    def next(self, column: Any, *where: Any) -> int:
        """The next number of a column, from 1. Without gaps: there is one writer at a time."""
        return (self.session.scalar(select(func.max(column)).where(*where)) or 0) + 1


class Store:
    """A database with a desk in it, or with room for one."""

    def __init__(self, url: str, clock: Clock = now) -> None:
        self.url = address(url)
        self.clock = clock
        self.engine = engine_of(self.url)
        self.readers = self.engine
        self.writers = self.engine.execution_options(desk_writes=True)
        if self.is_postgresql:
            # after the lock a writer must see what others committed while it waited; a reader must not
            self.writers = self.writers.execution_options(isolation_level="READ COMMITTED")
            self.readers = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @property
    def is_postgresql(self) -> bool:
        """True for PostgreSQL, False for SQLite."""
        return self.engine.dialect.name == "postgresql"

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """The desk as it is now, unchanged until the end of the block."""
        with answering(), Session(self.readers, autoflush=False) as session:
            yield session

    @contextmanager
    def alone(self) -> Iterator[Session]:
        """A transaction that no other writer shares; committed at the end of the block."""
        with answering(), Session(self.writers, autoflush=False, expire_on_commit=False) as session:
            if self.is_postgresql:
                session.connection().execute(_LOCK)
            yield session
            session.commit()

    @contextmanager
    def change(self, by: str, action: str, roles: tuple[str, ...]) -> Iterator[Change]:
        """A change by a user who has one of the roles; empty ``roles`` ask for none. Raises NotAllowed."""
        with self.alone() as session:
            if roles:
                require(session, by, roles, action)
            change = Change(session, by, self.clock(), action)
            yield change
            change.write()
            if change.rows:
                audit.append(session, AuditRow(at=change.at, by=by, action=action), change.rows)


def roles_of(session: Session, name: str) -> tuple[str, ...] | None:
    """The roles of a user; empty for one who was put out, None for one who is not there."""
    found = session.connection().execute(_ROLES, {"name": name}).first()
    return None if found is None else tuple((found.roles or "").split())


def require(session: Session, name: str, roles: tuple[str, ...], action: str) -> None:
    """Raises NotAllowed unless the user has one of the roles; without any, unless the user is active at all."""
    held = roles_of(session, name)
    if held is None:
        raise NotAllowed(f"the user {name!r}, who is not of this desk", "a user of it")
    if not held:
        raise NotAllowed(f"the user {name!r}, who has no role any more", "an active user")
    if roles and not set(held) & set(roles):
        raise NotAllowed(f"{name} as {' and '.join(held)}", f"the role {' or '.join(roles)} for {action}")
