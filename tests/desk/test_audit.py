"""Whatever is changed behind the desk's back is found, in any row of any table."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from sqlalchemy import LargeBinary

from section16.desk import drafts, guards
from section16.desk.canonical import START
from section16.desk.tables import Base
from tests.desk.made_up import form4

TABLES = Base.metadata.tables


@pytest.fixture
def unguarded(full, sql, backend):
    """The desk without its triggers and references: what somebody with all rights can do."""
    for table in TABLES:
        if backend == "sqlite":
            for name in guards.names(table, backend):
                sql(f"DROP TRIGGER {name}")
        else:
            sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            for (name,) in sql(f"SELECT conname FROM pg_constraint WHERE conrelid = '{table}'::regclass "
                               "AND contype IN ('f', 'c')"):  # fmt: skip
                sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    if backend == "sqlite":
        sql("PRAGMA foreign_keys = OFF")
        sql("PRAGMA ignore_check_constraints = ON")
    return full


def faults(desk, noted=None) -> list[str]:
    """What verification finds, but for the triggers that the test took away."""
    return [str(one) for one in desk.verify(noted).faults if "the trigger" not in str(one)]


def test_a_whole_desk_verifies(full):
    verdict = full.verify()
    assert verdict.faults == ()
    assert verdict.entries == len(full.trail())
    assert full.verify(verdict.head).faults == ()


def test_anybody_can_check_the_chain_by_hand(full):
    """The rule in one place: SHA-256 over the canonical JSON of an entry without its hash."""
    previous = START
    for entry in full.trail():
        said = {
            "sequence": entry.sequence, "at": entry.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "by": entry.by,
            "action": entry.action, "changes": entry.changes, "previous": entry.previous,
        }  # fmt: skip
        text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert entry.previous == previous
        previous = sha256(text.encode()).hexdigest()
        assert entry.hash == previous


# every type of column, and every table that is hashed by itself; the other tables in one column each
IN_FULL = ("audit", "moves", "postings", "receipts", "revisions", "transitions")


def test_one_changed_byte_in_any_column_is_found(unguarded, sql, backend):
    """Every column of every table in turn, put back afterwards; on PostgreSQL not all, for they are read alike."""
    assert faults(unguarded) == []
    for table in TABLES:
        keys = [column.name for column in TABLES[table].primary_key.columns]
        columns = list(TABLES[table].columns)
        for column in columns if backend == "sqlite" or table in IN_FULL else columns[-1:]:
            key, old = _last_row(sql, table, keys, column.name)
            new = _flipped(old, column)
            where = " AND ".join(f'"{name}" = :{name}' for name in keys)
            update = f'UPDATE {table} SET "{column.name}" = :new WHERE {where}'
            sql(update, **key, new=new)
            assert faults(unguarded), f"{table}.{column.name}: {old!r} -> {new!r}"
            sql(update, **(key | {column.name: new} if column.name in keys else key), new=old)
    assert faults(unguarded) == []


def _last_row(sql, table, keys, column):
    """The key of a row that has a value in the column, and the value."""
    listed = ", ".join(f'"{name}"' for name in [*keys, column])
    *key, value = sql(f'SELECT {listed} FROM {table} WHERE "{column}" IS NOT NULL')[-1]
    return dict(zip(keys, key, strict=True)), value


def _flipped(value, column):
    """The value with one thing changed, of a kind that the database takes."""
    if isinstance(column.type, LargeBinary):
        value = bytes(value)
        return value[:-2] + bytes([value[-2] ^ 1]) + value[-1:]
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, int | Decimal):
        return value + 1000
    return value[:-1] + ("0" if value[-1] != "0" else "1")


def test_a_row_that_is_gone_is_found_in_every_table(unguarded, sql):
    for table in set(TABLES) - {"moves", "audit"}:
        keys = [column.name for column in TABLES[table].primary_key.columns]
        key, _ = _last_row(sql, table, keys, keys[0])
        sql(f"DELETE FROM {table} WHERE " + " AND ".join(f'"{name}" = :{name}' for name in keys), **key)
        assert any(one.startswith(f"{table} [") and one.endswith("is gone") for one in faults(unguarded)), table
    sql("DELETE FROM audit WHERE sequence = 5")
    assert "audit 6: follows entry 4, expected entry 5" in faults(unguarded)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_values_that_are_none_are_found_too(unguarded, sql):
    """SQLite takes anything anywhere, where PostgreSQL keeps its types; verification must not stumble over it."""
    for column, value in (("day", "'no day'"), ("at", "'soon'"), ("shares", "'a few'"), ("reason", "x'ff00'")):
        sql(f"UPDATE postings SET {column} = {value} WHERE number = 1")
        assert faults(unguarded) == ["postings [1]: is not what the trail says"], column
    sql("UPDATE revisions SET document = 'text' WHERE draft = 1")
    assert any("document" in one for one in faults(unguarded))
    sql("UPDATE audit SET changes = '[{}, 1' WHERE sequence = 2")
    assert any(one.startswith("audit 2") for one in faults(unguarded))


def test_a_tail_that_was_cut_off_is_found_by_a_noted_head(unguarded, sql):
    """The newest entries and all their rows: what is left is whole, and only the noted head tells."""
    head = unguarded.verify().head
    unguarded.as_user("ann").note_account("john", confirm_by=date(2026, 1, 1))
    later = unguarded.verify().head
    last = int(later.split(":")[0])
    sql("DELETE FROM edgar_accounts WHERE number = 2")
    sql(f"DELETE FROM audit WHERE sequence = {last}")
    assert faults(unguarded) == []
    assert faults(unguarded, head) == []
    assert faults(unguarded, later) == [
        f"audit: ends with entry {last - 1}, but entry {last} was noted: the newest entries are gone"
    ]


def test_a_trail_that_was_written_anew_is_found_by_a_noted_head(full):
    number, digest = full.verify().head.split(":")
    other = digest[::-1]
    assert faults(full, f"{number}:{other}") == [f"audit: entry {number} is not the one that was noted"]
    assert faults(full, "yesterday")[0].startswith("audit: found the head 'yesterday', expected number:hash")
    assert faults(full, f"0:{START}") == []
    assert faults(full, f"0:{other}") == ["audit: the noted head is none"]


def test_a_change_that_fails_leaves_nothing(desk, ann, monkeypatch):
    before = desk.verify()

    def broken(*_arguments, **_more):
        raise OSError("the lights went out")

    monkeypatch.setattr(drafts, "_step", broken)
    with pytest.raises(OSError, match="lights"):
        ann.add_draft(form4())
    assert (desk.verify(), desk.drafts()) == (before, [])
