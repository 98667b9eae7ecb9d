"""Words in which the revisions say their columns. Frozen: a change here would change the past."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from section16.desk.columns import Day, Exact, Json, Moment
from section16.desk.errors import Refused

_KEPT: dict[str, Any] = {"ondelete": "RESTRICT", "onupdate": "RESTRICT"}
_TYPES: dict[str, Any] = {
    "text": sa.Text, "count": sa.Integer, "day": Day, "moment": Moment, "exact": Exact, "json": Json,
    "bytes": sa.LargeBinary,
}  # fmt: skip


def column(name: str, kind: str = "text", *, null: bool = False) -> sa.Column[Any]:
    """A column of one of the kinds."""
    return sa.Column(name, _TYPES[kind](), nullable=null, autoincrement=False)


def to(name: str, target: str, kind: str = "text", *, null: bool = False) -> sa.Column[Any]:
    """A column that names a row of another table, which can then neither be deleted nor renamed."""
    return sa.Column(name, _TYPES[kind](), sa.ForeignKey(target, **_KEPT), nullable=null, autoincrement=False)


def together(columns: tuple[str, ...], table: str, targets: tuple[str, ...]) -> sa.ForeignKeyConstraint:
    """Columns that together name a row of another table."""
    return sa.ForeignKeyConstraint(columns, [f"{table}.{target}" for target in targets], **_KEPT)


def table(name: str, key: tuple[str, ...], *parts: Any) -> sa.Table:
    """A table of records, each with who wrote it and when."""
    return op.create_table(
        name, *parts, to("by", "users.name"), column("at", "moment"), sa.PrimaryKeyConstraint(*key)
    )  # fmt: skip


def downgrade() -> None:
    """The way back of every revision: there is none. Raises Refused, for an older table would lose records."""
    raise Refused("a step back to an earlier revision of the desk", "an import of an export that was made before it")
