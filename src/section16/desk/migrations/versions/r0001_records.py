"""The records of an office: users, trail, roster, journal, drafts, signatures, receipts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from section16.desk.guards import protect
from section16.desk.migrations.frozen import column, downgrade, table, to, together

__all__ = ["downgrade", "upgrade"]

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOVES = (
    ("revise", "draft", "draft"), ("revise", "checked", "draft"), ("revise", "approved", "draft"),
    ("revise", "packaged", "draft"), ("revise", "suspended", "draft"), ("check", "draft", "checked"),
    ("check", "checked", "checked"), ("return", "checked", "draft"), ("return", "approved", "draft"),
    ("approve", "checked", "approved"), ("package", "approved", "packaged"), ("submit", "packaged", "submitted"),
    ("accept", "submitted", "accepted"), ("suspend", "submitted", "suspended"), ("withdraw", "draft", "withdrawn"),
    ("withdraw", "checked", "withdrawn"), ("withdraw", "approved", "withdrawn"),
    ("withdraw", "packaged", "withdrawn"), ("withdraw", "suspended", "withdrawn"),
)  # fmt: skip


def upgrade() -> None:
    """Create every table, then the triggers on it."""
    made = [*_people(), *_roster(), *_drafts(), *_signing(), *_journal()]
    moves = next(one for one in made if one.name == "moves")
    op.bulk_insert(
        moves, [{"action": action, "state_from": before, "state": after} for action, before, after in _MOVES]
    )
    protect(op.get_bind(), made)


def _people() -> list[sa.Table]:
    return [
        table("users", ("name",), column("name")),
        table(
            "user_versions", ("name", "version"),
            to("name", "users.name"), column("version", "count"), column("full_name"), column("roles", null=True),
        ),
        op.create_table(
            "audit", column("sequence", "count"), column("at", "moment"), column("by"), column("action"),
            column("changes", "json"), column("previous"), column("hash"),
            sa.PrimaryKeyConstraint("sequence"), sa.UniqueConstraint("previous"), sa.UniqueConstraint("hash"),
        ),
    ]  # fmt: skip


def _roster() -> list[sa.Table]:
    made = []
    for entries, versions in (
        ("issuers", "issuer_versions"), ("owners", "owner_versions"), ("securities", "security_versions"),
        ("accounts", "account_versions"), ("footnotes", "footnote_versions"), ("signers", "signer_versions"),
    ):  # fmt: skip
        made.append(table(entries, ("key",), column("key")))
        made.append(
            table(
                versions, ("key", "version"),
                to("key", f"{entries}.key"), column("version", "count"), column("valid_from", "day"),
                column("content", "json", null=True),
            )
        )  # fmt: skip
    made.append(
        table(
            "holding_versions", ("owner", "security", "account", "version"),
            to("owner", "owners.key"), to("security", "securities.key"), to("account", "accounts.key"),
            column("version", "count"), column("valid_from", "day"), column("place", "count", null=True),
            column("content", "json", null=True),
        )
    )  # fmt: skip
    made.append(table("owner_groups", ("key",), column("key")))
    made.append(
        table(
            "owner_group_members", ("owners", "owner"), to("owners", "owner_groups.key"), to("owner", "owners.key")
        )
    )  # fmt: skip
    return made


def _drafts() -> list[sa.Table]:
    revision_key = together(("draft", "revision"), "revisions", ("draft", "number"))
    return [
        table(
            "drafts", ("number",),
            column("number", "count"), to("owners", "owner_groups.key"), to("issuer", "issuers.key"),
            column("label", null=True),
        ),
        table(
            "revisions", ("draft", "number"),
            to("draft", "drafts.number", "count"), column("number", "count"), column("document", "bytes"),
            column("sha256"), column("form"), column("period", "day", null=True), column("due_on", "day", null=True),
            column("due", "json", null=True), column("needs", "json"), column("evidence", "json"),
            column("reason", null=True), sa.UniqueConstraint("draft", "number", "by", "sha256"),
        ),
        op.create_table(
            "moves", column("action"), column("state_from"), column("state"),
            sa.PrimaryKeyConstraint("action", "state_from", "state"),
        ),
        _transitions(),
        table(
            "checks", ("draft", "revision", "number"),
            column("draft", "count"), column("revision", "count"), column("number", "count"), column("software"),
            column("errors", "count"), column("warnings", "count"), column("notes", "count"),
            column("findings", "json"), revision_key,
        ),
        table(
            "approvals", ("draft", "transition"),
            column("draft", "count"), column("transition", "count"), column("revision", "count"),
            column("prepared_by"), column("sha256"), column("confirmed", "json"), column("reason", null=True),
            together(("draft", "transition"), "transitions", ("draft", "number")),
            together(("draft", "revision", "prepared_by", "sha256"), "revisions", ("draft", "number", "by", "sha256")),
            sa.CheckConstraint('"by" <> prepared_by', name="second_person"),
        ),
    ]  # fmt: skip


def _transitions() -> sa.Table:
    return table(
        "transitions", ("draft", "number"),
        to("draft", "drafts.number", "count"), column("number", "count"), column("previous", "count", null=True),
        column("action"), column("state_from", null=True), column("state"), column("revision", "count"),
        column("package_sha256", null=True), column("reason", null=True),
        sa.UniqueConstraint("draft", "number", "state"),
        together(("draft", "revision"), "revisions", ("draft", "number")),
        together(("action", "state_from", "state"), "moves", ("action", "state_from", "state")),
        together(("draft", "previous", "state_from"), "transitions", ("draft", "number", "state")),
        sa.CheckConstraint("(number = 1) = (previous IS NULL)", name="first_follows_none"),
        sa.CheckConstraint("(number = 1) = (state_from IS NULL)", name="first_from_none"),
        sa.CheckConstraint("previous = number - 1", name="follows"),
        sa.CheckConstraint("state_from IS NOT NULL OR (action = 'add' AND state = 'draft')", name="first_adds"),
        sa.CheckConstraint("(action = 'package') = (package_sha256 IS NOT NULL)", name="package_named"),
    )  # fmt: skip


def _signing() -> list[sa.Table]:
    return [
        table(
            "attestations", ("number",),
            column("number", "count"), to("owner", "owners.key", null=True), to("signer", "signers.key", null=True),
            column("signed_on", "day"), column("page_sha256"),
            sa.CheckConstraint("(owner IS NULL) <> (signer IS NULL)", name="one_signatory"),
        ),
        table(
            "powers", ("number",),
            column("number", "count"), to("owner", "owners.key"), to("signer", "signers.key"),
            to("issuer", "issuers.key", null=True), column("forms"), column("valid_from", "day"),
            column("valid_until", "day", null=True), column("page_sha256"), column("filing", null=True),
        ),
        table("revocations", ("power",), to("power", "powers.number", "count"), column("day", "day"), column("reason")),
        table(
            "signatures", ("draft", "revision", "line"),
            column("draft", "count"), column("revision", "count"), column("line", "count"), to("owner", "owners.key"),
            to("signer", "signers.key", null=True), to("power", "powers.number", "count", null=True), column("name"),
            column("manner"), column("signed_on", "day"), column("page_sha256"),
            to("attestation", "attestations.number", "count", null=True),
            together(("draft", "revision"), "revisions", ("draft", "number")),
            sa.CheckConstraint("manner IN ('manual', 'electronic')", name="manner"),
            sa.CheckConstraint("(manner = 'electronic') = (attestation IS NOT NULL)", name="attested"),
        ),
        table(
            "receipts", ("number",),
            column("number", "count"), column("draft", "count"), column("revision", "count"), column("mode"),
            column("system"), column("outcome"), column("state"), column("accession", null=True),
            column("filed_on", "day", null=True),
            column("accepted_at", "moment", null=True), column("messages", "json"),
            column("journal_sha256", null=True), column("previous"), column("hash"),
            sa.UniqueConstraint("previous"), sa.UniqueConstraint("hash"),
            together(("draft", "revision"), "revisions", ("draft", "number")),
            sa.CheckConstraint("mode IN ('TEST', 'LIVE')", name="mode"),
            sa.CheckConstraint("outcome IN ('accepted', 'suspended', 'blocked')", name="outcome"),
        ),
    ]  # fmt: skip


def _journal() -> list[sa.Table]:
    return [
        table(
            "postings", ("number",),
            column("number", "count"), to("owners", "owner_groups.key"), to("issuer", "issuers.key"),
            to("security", "securities.key"), to("account", "accounts.key"), column("day", "day"), column("kind"),
            column("shares", "exact", null=True), column("value", "exact", null=True),
            to("reverses", "postings.number", "count", null=True), column("draft", "count", null=True),
            column("revision", "count", null=True), column("filing", null=True), column("form_table", null=True),
            column("line", "count", null=True), column("occasion", "count"), column("reason", null=True),
            sa.UniqueConstraint("reverses"),
            together(("draft", "revision"), "revisions", ("draft", "number")),
            sa.UniqueConstraint("draft", "form_table", "line", "occasion"),
            sa.UniqueConstraint("filing", "form_table", "line", "occasion"),
            sa.CheckConstraint("kind IN ('opening', 'trade', 'adjustment', 'correction')", name="kind"),
            sa.CheckConstraint("(shares IS NULL) <> (value IS NULL)", name="shares_or_value"),
            sa.CheckConstraint("(kind = 'correction') = (reverses IS NOT NULL)", name="correction_reverses"),
            sa.CheckConstraint(
                "kind <> 'adjustment' OR (draft IS NULL AND filing IS NULL)", name="adjustment_on_no_form"
            ),
            sa.CheckConstraint(
                "reason IS NOT NULL OR (line IS NOT NULL AND (draft IS NOT NULL OR filing IS NOT NULL))", name="why"
            ),
        )
    ]  # fmt: skip
