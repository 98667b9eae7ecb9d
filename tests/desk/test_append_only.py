"""The database itself refuses to change or to lose a record, whoever asks."""

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DatabaseError

from section16.desk import guards
from section16.desk.api import Desk
from section16.desk.store import address
from section16.desk.tables import Base
from tests.desk.made_up import PAGE
from tests.desk.office import bring_to

TABLES = sorted(Base.metadata.tables)


def test_every_table_has_rows(full, sql):
    for table in TABLES:
        assert sql(f"SELECT count(*) FROM {table}")[0][0], table


@pytest.mark.parametrize("verb", ["update", "delete", "replace", "truncate"])
def test_no_row_is_changed_or_lost(full, sql, backend, verb):
    head = full.verify().head
    for table in TABLES:
        columns = [f'"{column.name}"' for column in Base.metadata.tables[table].columns]
        listed = ", ".join(columns)
        statement = {
            "update": f"UPDATE {table} SET {columns[0]} = {columns[0]}",
            "delete": f"DELETE FROM {table}",
            "replace": f"INSERT OR REPLACE INTO {table} ({listed}) SELECT {listed} FROM {table}"
            if backend == "sqlite"
            else f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {table} ON CONFLICT ({_key(table)}) "
            f"DO UPDATE SET {columns[0]} = excluded.{columns[0]}",
            "truncate": f"TRUNCATE {table} CASCADE" if backend == "postgresql" else f"DELETE FROM {table} WHERE 1 = 1",
        }[verb]
        with pytest.raises(DatabaseError, match="append-only"):
            sql(statement)
    assert full.verify() == full.verify(head)
    assert full.verify(head).faults == ()


def _key(table: str) -> str:
    return ", ".join(f'"{column.name}"' for column in Base.metadata.tables[table].primary_key.columns)


def test_a_trigger_that_is_gone_is_told(full, sql, backend):
    (name,) = guards.names("postings", backend)[:1]
    sql(f"DROP TRIGGER {name}" if backend == "sqlite" else "ALTER TABLE postings DISABLE TRIGGER ALL")
    assert [str(fault) for fault in full.verify().faults] == [f"database: the trigger {name} is gone or disabled"]


def test_every_reference_holds_back_what_it_names():
    """Nothing is deleted by cascade, nothing set to NULL, nothing renamed: the metadata say RESTRICT everywhere."""
    found = 0
    for table in Base.metadata.tables.values():
        for reference in table.foreign_key_constraints:
            found += 1
            assert (reference.ondelete, reference.onupdate) == ("RESTRICT", "RESTRICT"), reference.name
    assert found > 60


def test_every_reference_in_the_database_holds_back_what_it_names(full_url):
    engine = create_engine(address(full_url))
    for table in TABLES:
        for reference in inspect(engine).get_foreign_keys(table):
            assert reference["options"] == {"ondelete": "RESTRICT", "onupdate": "RESTRICT"}, (table, reference)
    engine.dispose()


@pytest.mark.parametrize(
    "row",
    [
        # from checked straight to packaged
        "(1, 7, 6, 'package', 'checked', 'packaged', 1, 'x', NULL, 'ann', '2025-03-08T00:00:00.000000Z')",
        # from a state in which the draft is not
        "(1, 7, 6, 'revise', 'checked', 'draft', 1, NULL, NULL, 'ann', '2025-03-08T00:00:00.000000Z')",
        # a second first step
        "(1, 8, NULL, 'add', NULL, 'draft', 1, NULL, NULL, 'ann', '2025-03-08T00:00:00.000000Z')",
        # a gap
        "(1, 9, 8, 'revise', 'draft', 'draft', 1, NULL, NULL, 'ann', '2025-03-08T00:00:00.000000Z')",
        # by nobody of this desk
        "(1, 7, 6, 'accept', 'submitted', 'accepted', 1, NULL, NULL, 'eve', '2025-03-08T00:00:00.000000Z')",
    ],
)
def test_the_database_knows_the_steps(full, sql, row):
    columns = 'draft, number, previous, action, state_from, state, revision, package_sha256, reason, "by", at'
    with pytest.raises(DatabaseError):
        sql(f"INSERT INTO transitions ({columns}) VALUES {row}")


def test_the_database_knows_the_second_person(full, sql):
    (sha256,) = sql("SELECT sha256 FROM revisions WHERE draft = 1")[0]
    columns = 'draft, transition, revision, prepared_by, sha256, confirmed, "by", at'
    for prepared_by, digest, by in (("ann", sha256, "ann"), ("bob", sha256, "ann"), ("ann", PAGE, "bob")):
        row = f"(1, 1, 1, '{prepared_by}', '{digest}', '[]', '{by}', '2025-03-08T00:00:00.000000Z')"
        with pytest.raises(DatabaseError):
            sql(f"INSERT INTO approvals ({columns}) VALUES {row}")


def test_the_chain_cannot_fork(full, sql):
    (previous,) = sql("SELECT previous FROM audit WHERE sequence = 3")[0]
    with pytest.raises(DatabaseError):
        sql(f"INSERT INTO audit VALUES (9999, '2025-03-08T00:00:00.000000Z', 'ann', 'x', '[]', '{previous}', 'x')")


def test_what_went_around_the_desk_is_found(full, sql):
    sql("""INSERT INTO issuers ("key", "by", at) VALUES ('evil', 'ann', '2025-03-08T00:00:00.000000Z')""")
    assert [str(fault) for fault in full.verify().faults] == ['issuers ["evil"]: stands in no entry of the trail']


@pytest.mark.needs("postgresql", "psycopg")
@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_clerk_of_the_database_needs_only_to_read_and_to_add(backend, full_url, sql, server):
    """The whole of a day's work by a role that may neither change nor delete, and cannot take the triggers away."""
    server.execute("CREATE ROLE clerk LOGIN")
    sql("GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO clerk")
    as_clerk = full_url.replace("//desk@", "//clerk@")
    with Desk.open(as_clerk) as desk:
        bring_to("accepted", *(desk.as_user(name) for name in ("ann", "bob", "fay")))
        assert desk.as_user("rea").verify().faults == ()
    engine = create_engine(address(as_clerk))
    for statement in ("UPDATE postings SET reason = 'x'", "DELETE FROM audit", "TRUNCATE audit",
                      "ALTER TABLE audit DISABLE TRIGGER ALL", "DROP TABLE audit CASCADE"):  # fmt: skip
        with engine.begin() as connection, pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
            connection.execute(text(statement))
    engine.dispose()
