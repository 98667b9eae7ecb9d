"""Exhibits of a draft; a suspended package that is sent once more as it is (after a broken transmission, say)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from section16.desk.guards import protect
from section16.desk.migrations.frozen import column, downgrade, table, together

__all__ = ["downgrade", "upgrade"]

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table and one move more."""
    exhibits = table(
        "exhibits", ("draft", "revision", "number"),
        column("draft", "count"), column("revision", "count"), column("number", "count"), column("name"),
        column("type"), column("description", null=True), column("content", "bytes"), column("sha256"),
        together(("draft", "revision"), "revisions", ("draft", "number")),
        sa.UniqueConstraint("draft", "revision", "name"),
    )  # fmt: skip
    protect(op.get_bind(), [exhibits])
    moves = sa.table("moves", sa.column("action"), sa.column("state_from"), sa.column("state"))
    op.bulk_insert(moves, [{"action": "submit", "state_from": "suspended", "state": "submitted"}])
