"""Column types that say the same on SQLite and PostgreSQL.

SQLite has neither exact numbers, nor days, nor moments: there they are text in the
canonical spelling, which sorts rightly for days and moments.  Exact numbers sort rightly
through the collation ``EXACT`` that every connection of the desk brings along; a program
without it can read them but not order them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Date, DateTime, Dialect, Numeric, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from section16.desk.canonical import canonical, exact, moment, parsed

COLLATION = "EXACT"


def compare_exact(a: str, b: str) -> int:
    """-1, 0 or 1 as the number ``a`` is below, equal to or above ``b``; text that is no number comes last.

    >>> compare_exact("9", "10"), compare_exact("1.50", "1.5"), compare_exact("-2", "-10"), compare_exact("x", "9")
    (-1, 0, 1, 1)
    """
    left, right = _order(a), _order(b)
    return (left > right) - (left < right)


def _order(text: str) -> tuple[int, Decimal, str]:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return 1, Decimal(0), text
    return (0, number, "") if number.is_finite() else (1, Decimal(0), text)


class Exact(TypeDecorator[Decimal]):
    """An exact number of any size: NUMERIC, or text on SQLite."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text with the collation on SQLite."""
        return dialect.type_descriptor(Text(collation=COLLATION) if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """The shortest digits; so the scale is the same on both."""
        if value is None:
            return None
        return exact(value) if dialect.name == "sqlite" else Decimal(exact(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """The number."""
        return None if value is None else Decimal(exact(Decimal(value)))


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: TIMESTAMP WITH TIME ZONE, or text on SQLite."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """The moment in UTC; Refused without a zone."""
        if value is None:
            return None
        text = moment(value)
        return text if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        if value is None:
            return None
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


class Day(TypeDecorator[date]):
    """A day: DATE, or text on SQLite."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        """The day."""
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """The day."""
        return date.fromisoformat(value) if isinstance(value, str) else value


class Json(TypeDecorator[Any]):
    """Canonical JSON as text, so that its bytes can be hashed; in queries ``column::jsonb`` or ``json_extract``."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The canonical text; NULL for None."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """What it says."""
        return None if value is None else parsed(value)
