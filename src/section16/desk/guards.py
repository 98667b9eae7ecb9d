"""Triggers that keep every table append-only: UPDATE, DELETE and TRUNCATE are refused by the database itself.

SQLite knows a third way to lose a row, INSERT OR REPLACE, which fires no DELETE trigger:
there an INSERT that meets any unique key is refused as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, PrimaryKeyConstraint, Table, UniqueConstraint, text

FUNCTION = "desk_is_append_only"
_SAYS = "the desk is append-only: write a correction or a new version instead"

_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of %: {_SAYS}', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def names(table: str, dialect: str) -> tuple[str, ...]:
    """The triggers of a table."""
    if dialect == "sqlite":
        return (f"{table}_no_update", f"{table}_no_delete", f"{table}_no_replace")
    return (f"{table}_append_only",)


def protect(connection: Connection, tables: list[Table]) -> None:
    """Put the triggers on new tables."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(_POSTGRESQL_FUNCTION))
    for table in tables:
        for statement in _statements(table, connection.dialect.name):
            connection.exec_driver_sql(statement)


def _statements(table: Table, dialect: str) -> Iterator[str]:
    name = table.name
    if dialect != "sqlite":
        yield (
            f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{name}: {_SAYS}'); END"
    yield f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} {refuse}"
    yield f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} {refuse}"
    met = " OR ".join(" AND ".join(f'"{name}" = NEW."{name}"' for name in key) for key in _unique_keys(table))
    yield (
        f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name} "  # noqa: S608 - names of our own tables
        f"WHEN EXISTS (SELECT 1 FROM {name} WHERE {met}) {refuse}"
    )


def _unique_keys(table: Table) -> list[tuple[str, ...]]:
    keys = [
        tuple(column.name for column in constraint.columns)
        for constraint in table.constraints
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint)
    ]
    return sorted(key for key in keys if key)


def missing(connection: Connection, tables: list[str]) -> list[str]:
    """Names of triggers that are not there, or that somebody disabled."""
    dialect = connection.dialect.name
    if dialect == "sqlite":
        there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars())
    else:
        there = set(
            connection.exec_driver_sql(
                "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)"
            ).scalars()
        )
    return [name for table in tables for name in names(table, dialect) if name not in there]
