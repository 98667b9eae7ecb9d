"""From every earlier revision to the present tables, with what stood in them; and never back."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from section16.desk import guards, schema
from section16.desk.api import Desk
from section16.desk.errors import NotADesk, Refused
from section16.desk.states import MOVES
from section16.desk.store import Store, address
from section16.desk.tables import Base
from tests.desk.office import furnish

REVISIONS = [script.revision for script in reversed(list(schema.scripts().walk_revisions()))]


def test_there_is_a_path():
    assert len(REVISIONS) >= 2
    assert schema.newest() == REVISIONS[-1]


def described(url: str) -> dict:
    """Everything about the tables in a database, in an order of its own."""
    engine = create_engine(address(url))
    try:
        there = inspect(engine)
        return {
            name: {
                "columns": sorted((c["name"], str(c["type"]), c["nullable"]) for c in there.get_columns(name)),
                "key": there.get_pk_constraint(name),
                "unique": sorted((u["name"], u["column_names"]) for u in there.get_unique_constraints(name)),
                "references": sorted((f["name"], f["constrained_columns"], f["referred_table"], f["referred_columns"],
                                      sorted(f["options"].items())) for f in there.get_foreign_keys(name)),
                "checks": sorted((c["name"], c["sqltext"]) for c in there.get_check_constraints(name)),
            }
            for name in there.get_table_names() if name != "desk_revision"
        }  # fmt: skip
    finally:
        engine.dispose()


@pytest.mark.parametrize("start", [None, *REVISIONS])
def test_every_revision_leads_to_the_tables_of_this_version(empty, backend, request, scratch, start):
    store = Store(empty)
    if start is not None:
        assert schema.upgrade(store, start) == (None, start)
    assert schema.upgrade(store) == (start, schema.newest())
    assert schema.upgrade(store) == (schema.newest(), schema.newest())
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "desk_revision"})
        assert compare_metadata(context, Base.metadata) == []
        assert guards.missing(connection, sorted(Base.metadata.tables)) == []
        rows = connection.execute(text("SELECT action, state_from, state FROM moves")).all()
        assert {tuple(row) for row in rows} == {(m.action, m.before, m.after) for m in MOVES if m.before}
    store.close()
    # what alembic does not compare: checks, and the order in nothing
    if backend == "sqlite":
        plain = f"sqlite:///{scratch}/plain-{start}.db"
    else:
        server = request.getfixturevalue("server")
        server.execute(f"CREATE DATABASE plain_{start or 0}")
        plain = server.url(f"plain_{start or 0}")
    other = Store(plain)
    Base.metadata.create_all(other.engine)
    other.close()
    assert described(empty) == described(plain)


def test_records_survive_an_upgrade_and_verify(empty, clock, monkeypatch):
    """An office that began with the first revision."""
    monkeypatch.setattr(schema, "newest", lambda: "0001")
    newest = schema.upgrade
    monkeypatch.setattr(schema, "upgrade", lambda store, target="0001": newest(store, target))
    furnish(empty, clock).close()
    monkeypatch.undo()
    with pytest.raises(NotADesk, match=f"a desk of revision 0001, expected revision {REVISIONS[-1]}"):
        Desk.open(empty)
    assert Desk.upgrade(empty) == ("0001", schema.newest())
    with Desk.open(empty, clock=clock) as desk:
        ann = desk.as_user("ann")
        assert ann.verify().faults == ()
        assert len(ann.positions()) == 3
        ann.note_account("jane", confirm_by=clock().date())
        assert ann.verify().faults == ()


def test_there_is_no_way_back(empty):
    """A record that an older version cannot hold would be lost: import an export made before."""
    store = Store(empty)
    schema.upgrade(store)
    for script in schema.scripts().walk_revisions():
        with pytest.raises(Refused, match="a step back to an earlier revision of the desk, expected an import of an"):
            script.module.downgrade()
    with pytest.raises(Refused, match=f"revision 0001, which lies behind {REVISIONS[-1]}"):
        schema.upgrade(store, "0001")
    assert schema.revision_of(store) == schema.newest()
    store.close()


def test_what_is_no_desk_is_said(empty, backend, tmp_path):
    if backend == "sqlite":
        with pytest.raises(NotADesk, match=r"no file .*; make one: section16 desk init"):
            Desk.open(empty)
        assert not list(tmp_path.iterdir())
        create_engine(address(empty)).connect().execute(text("CREATE TABLE x (y INTEGER)")).close()
    with pytest.raises(NotADesk, match="a database without a desk"):
        Desk.open(empty)
    with pytest.raises(NotADesk, match="a database without a desk"):
        Desk.upgrade(empty)


def test_another_program_s_tables_are_left_alone(empty):
    engine = create_engine(address(empty))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE users (id INTEGER)"))
    engine.dispose()
    with pytest.raises(Refused, match="tables named users"):
        Desk.init(empty, "kit", "Kit Keeper")


def test_a_desk_of_a_later_version_is_not_touched(url):
    store = Store(url)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE desk_revision SET version_num = '0999'"))
    store.close()
    with pytest.raises(NotADesk, match="made by a later version"):
        Desk.open(url)


def test_a_desk_is_made_once(url):
    with pytest.raises(Refused, match="a desk that has users"):
        Desk.init(url, "eve", "Eve Example")


@pytest.mark.parametrize(
    "given", ["sqlite://", "sqlite:///:memory:", "mysql://host/x", "desk", "://", "postgresql+asyncpg"]
)
def test_addresses_that_are_none(given):
    with pytest.raises(NotADesk):
        Store(given)


def test_a_password_is_never_printed():
    from section16.desk.errors import DeskUnavailable

    address_with_secret = "postgresql://desk:s3cr3t-w0rd@127.0.0.1:1/x"
    assert "s3cr3t" not in repr(address(address_with_secret))
    with pytest.raises(DeskUnavailable) as caught:
        Desk.open(address_with_secret)
    assert "s3cr3t" not in str(caught.value)
