"""What every table of the desk is made of: its types, its references, who wrote a row and when."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from sqlalchemy import ForeignKey, ForeignKeyConstraint, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from section16.desk.columns import Day, Exact, Json, Moment

# a part of a key that the desk counts itself, without gaps
Number = Annotated[int, mapped_column(primary_key=True, autoincrement=False)]


class Base(DeclarativeBase):
    """The tables; the types of their columns by the Python type."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        date: Day(),
        datetime: Moment(),
        Decimal: Exact(),
        Any: Json(),
    }


def to(column: str) -> ForeignKey:
    """A reference that can neither be deleted nor renamed."""
    return ForeignKey(column, ondelete="RESTRICT", onupdate="RESTRICT")


def together(columns: tuple[str, ...], targets: tuple[str, ...]) -> ForeignKeyConstraint:
    """Columns that together refer to a row, as ``to``."""
    return ForeignKeyConstraint(columns, targets, ondelete="RESTRICT", onupdate="RESTRICT")


def among(column: str, words: tuple[str, ...]) -> str:
    """The condition that a column holds one of the words."""
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


class RecordedRow(Base):
    """Who wrote the row, and when."""

    __abstract__ = True
    by: Mapped[str] = mapped_column(to("users.name"))
    at: Mapped[datetime]
