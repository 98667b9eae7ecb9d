"""Making and upgrading the tables of a desk.

There is one way to the present tables: through every revision, in one transaction, under
the writers' lock.  There is no way back: a record that an older version cannot hold would
be lost.  Before an upgrade, export.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, inspect, text

from section16.desk.errors import NotADesk, Refused
from section16.desk.store import LOCK, Store, answering
from section16.desk.tables import Base
from section16.vocabulary.errors import MissingPackage

try:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
except ImportError as error:
    raise MissingPackage(
        "found no package alembic, expected it for the tables of the desk; get it: pip install 'section16[desk]'"
    ) from error

_HERE = Path(__file__).with_name("migrations")
_VERSIONS = "desk_revision"  # the table that holds the revision, beside what else a database may hold


@cache
def scripts() -> ScriptDirectory:
    """The revisions that this version knows."""
    return ScriptDirectory.from_config(_configuration())


def newest() -> str:
    """The revision of this version's tables."""
    head = scripts().get_current_head()
    assert head is not None
    return head


def revision_of(store: Store) -> str | None:
    """The revision of the desk in the database; None when it holds none."""
    with answering(), store.readers.connect() as connection:
        return _current(connection)


def _current(connection: Connection) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table": _VERSIONS})
    return context.get_current_revision()


def demand(store: Store) -> None:
    """Raises NotADesk unless the database holds a desk of this version."""
    there, wanted = demand_any(store), newest()
    if there == wanted:
        return
    if there in {script.revision for script in scripts().walk_revisions()}:
        raise NotADesk(f"a desk of revision {there}", f"revision {wanted}; bring it up: section16 desk upgrade")
    raise NotADesk(f"a desk of revision {there}, made by a later version", f"revision {wanted}; install that version")


def demand_any(store: Store) -> str:
    """The revision of the desk. Raises NotADesk where there is none."""
    # SQLite makes the file that it is asked for
    if not store.is_postgresql and not Path(store.url.database or "").is_file():
        raise NotADesk(f"no file {store.url.database}", "a desk; make one: section16 desk init")
    there = revision_of(store)
    if there is None:
        raise NotADesk("a database without a desk", "one; make it: section16 desk init")
    return there


def upgrade(store: Store, target: str = "head") -> tuple[str | None, str]:
    """Bring the tables to a revision; returns the one before and the one after.

    Raises Refused for a database that holds other tables of our names, and for a target that lies behind.
    """
    directory = scripts()
    with answering(), store.writers.connect() as connection, connection.begin():
        if store.is_postgresql:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        before = _current(connection)
        if before is None and (taken := _taken(connection)):
            raise Refused(f"tables named {', '.join(taken)} in a database without a desk", "a database of its own")
        _run(connection, directory, target)
        after = _current(connection)
        if before == after and target not in ("head", before):
            raise Refused(f"revision {target}, which lies behind {before}", "a later one")
    assert after is not None
    return before, after


def _run(connection: Connection, directory: ScriptDirectory, target: str) -> None:
    def steps(revision: Any, _context: Any) -> Any:
        return directory._upgrade_revs(target, revision)

    named = MetaData(naming_convention=Base.metadata.naming_convention)
    with EnvironmentContext(_configuration(), directory, fn=steps, destination_rev=target) as environment:
        environment.configure(
            connection=connection, target_metadata=named, version_table=_VERSIONS, transactional_ddl=True
        )
        environment.run_migrations()


def _configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    return config


def _taken(connection: Connection) -> list[str]:
    ours = {"users", "user_versions", "audit", "owners", "issuers", "drafts", "postings"}
    return sorted(ours & set(inspect(connection).get_table_names()))
