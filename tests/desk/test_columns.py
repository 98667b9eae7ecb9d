"""Exact numbers, days and moments mean the same on both databases."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, insert, select

from section16.desk.canonical import canonical, exact, parsed
from section16.desk.columns import Day, Exact, Json, Moment, compare_exact
from section16.desk.errors import Refused
from section16.desk.store import Store

NUMBERS = ["-1000000000000000000000000.5", "-10", "-9.99", "-0.0", "0", "0.000000000000000000001", "1.50", "1.5", "9",
           "10", "1E+3", "123456789012345678901234567890.123456789"]  # fmt: skip


@pytest.fixture
def table(empty):
    metadata = MetaData()
    made = Table("t", metadata, Column("id", Integer, primary_key=True), Column("n", Exact()), Column("d", Day()),
                 Column("m", Moment()), Column("j", Json()))  # fmt: skip
    store = Store(empty)
    metadata.create_all(store.engine)
    yield store, made
    store.close()


def test_numbers_are_exact_and_compare_by_value(table):
    store, made = table
    numbers = [Decimal(text) for text in NUMBERS]
    with store.engine.begin() as connection:
        connection.execute(insert(made), [{"id": i, "n": n} for i, n in enumerate(numbers)])
        assert connection.scalars(select(made.c.n).order_by(made.c.id)).all() == numbers
        ordered = connection.scalars(select(made.c.n).order_by(made.c.n, made.c.id)).all()
        assert ordered == sorted(numbers)
        for limit in numbers:
            above = connection.scalars(select(made.c.n).where(made.c.n > limit)).all()
            assert sorted(above) == sorted(n for n in numbers if n > limit)
            assert connection.scalars(select(made.c.n).where(made.c.n == limit)).all() == [
                n for n in numbers if n == limit
            ]
        assert [str(n) for n in connection.scalars(select(made.c.n).where(made.c.n == Decimal("1.5")))] == ["1.5"] * 2


@given(st.decimals(allow_nan=False, allow_infinity=False), st.decimals(allow_nan=False, allow_infinity=False))
def test_the_spelling_of_a_number_is_its_value(a, b):
    assert Decimal(exact(a)) == a
    assert "E" not in exact(a)
    assert (exact(a) == exact(b)) == (a == b)
    assert compare_exact(exact(a), exact(b)) == (a > b) - (a < b)


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity")])
def test_what_is_no_number_is_refused(number):
    with pytest.raises(Refused):
        exact(number)


def test_moments_are_utc_to_the_microsecond(table):
    store, made = table
    eastern = timezone(-timedelta(hours=5))
    given_at = datetime(2025, 3, 7, 22, 0, 0, 1, tzinfo=eastern)
    with store.engine.begin() as connection:
        connection.execute(insert(made).values(id=1, m=given_at, d=date(2025, 3, 7)))
        row = connection.execute(select(made.c.m, made.c.d)).one()
        assert (row.m, row.m.tzinfo, row.d) == (given_at, UTC, date(2025, 3, 7))
        assert connection.scalar(select(made.c.id).where(made.c.m <= given_at)) == 1
        assert connection.scalar(select(made.c.id).where(made.c.m < given_at)) is None


WORDS = st.text(st.characters(codec="utf-8"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner),
    max_leaves=8,
)  # fmt: skip


@given(JSON)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_canonical_json_is_stable(value):
    assert parsed(canonical(value)) == value
    assert canonical(parsed(canonical(value))) == canonical(value)


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, object(), "\ud800"])
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises(Refused):
        canonical(value)
