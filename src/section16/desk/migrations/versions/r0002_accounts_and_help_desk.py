"""EDGAR accounts with their confirmation dates; tracking and locator of a submission for the help desk."""

from __future__ import annotations

from alembic import op

from section16.desk.guards import protect
from section16.desk.migrations.frozen import column, downgrade, table, to

__all__ = ["downgrade", "upgrade"]

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table and two columns more."""
    accounts = table(
        "edgar_accounts", ("number",),
        column("number", "count"), to("owner", "owners.key"), column("confirm_by", "day"), column("seen_on", "day"),
    )  # fmt: skip
    protect(op.get_bind(), [accounts])
    op.add_column("receipts", column("tracking", null=True))
    op.add_column("receipts", column("locator", null=True))
