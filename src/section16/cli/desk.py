"""``section16 desk``: the filer's own records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from section16.cli import desk_drafts, desk_signing
from section16.cli.convert import save
from section16.cli.desk_session import (
    amount,
    at_desk,
    day_option,
    desk_type,
    format_option,
    listing,
    new_desk,
)
from section16.cli.inputs import one_filing
from section16.cli.secret import store_of, vault_option
from section16.prepare.roster_files import read_roster, write_roster

if TYPE_CHECKING:
    from section16.desk.api import Desk

_ROSTER = click.Path(exists=True, path_type=Path)


@click.group()
def desk() -> None:
    """Keep the filer's own records: roster, positions, drafts, approvals, signatures, receipts.

    Every change has a user, a role that allows it, and an entry in an audit trail;
    nothing is overwritten or deleted. Who a user really is, the database and the
    operating system must know.

    Exit statuses, unless a command says otherwise: 0 done, 2 refused, not found or
    unreadable: then nothing was changed.

    \b
        section16 desk init --as kit --name "Kit Keeper"
        section16 desk user add ann --name "Ann Preparer" --role preparer --as kit
        section16 desk roster import roster.yaml --as ann
        section16 desk draft add form4.xml --as ann
    """


desk_drafts.register(desk)
desk_signing.register(desk)

# ------------------------------------------------------------------------------------------- the desk itself


@desk.command()
@click.option("--as", "user", required=True, envvar="SECTION16_DESK_USER", metavar="NAME", help="The keeper's user.")
@click.option("--name", "full_name", required=True, help="The keeper's full name.")
@new_desk
def init(address: str, user: str, full_name: str) -> int:
    """Make a desk, with its first user: the keeper, who adds the others.

    Exit status: 0 made, 2 there is one already, or the database cannot be used.
    """
    desk_type().init(address, user, full_name).close()
    click.echo(f"section16: a new desk; {user} is its keeper", err=True)
    return 0


@desk.command()
@new_desk
def upgrade(address: str) -> int:
    """Bring the tables of an older desk to this version's. Export first: there is no way back.

    Exit status: 0 done or nothing to do, 2 no desk, or one of a later version.
    """
    before, after = desk_type().upgrade(address)
    click.echo(f"section16: revision {after}" + ("" if before == after else f", was {before}"), err=True)
    return 0


@desk.group()
def user() -> None:
    """Users and their roles: keeper, preparer, approver, filer, reader."""


@user.command("add")
@click.argument("name")
@click.option("--name", "full_name", help="Full name; kept when left out for a user who is there.")
@click.option("--role", "roles", multiple=True, help="A role; again for each.")
@click.option("--out", is_flag=True, help="Take every role away: the user stays on record and can do nothing.")
@at_desk
def user_add(desk: Desk, name: str, full_name: str | None, roles: tuple[str, ...], out: bool) -> int:
    """Add the user NAME, or give one exactly these roles in place of the old ones. Keeper."""
    if out == bool(roles):
        raise click.UsageError("found neither or both of --role and --out, expected one of them")
    made = desk.put_user(name, full_name, roles)
    click.echo(f"section16: {made.name}: {', '.join(made.roles) or 'no role any more'}", err=True)
    return 0


@user.command("list")
@format_option
@at_desk
def user_list(desk: Desk, kind: str) -> int:
    """List the users. Exit status: 0 listed, 2 no desk."""
    listing(desk.users(), ("name", "full_name", "roles"), kind, "no users")
    return 0


# ---------------------------------------------------------------------------------------------------- roster


@desk.group()
def roster() -> None:
    """Issuers, owners, securities, accounts, footnotes, signers, in all their versions."""


@roster.command("import")
@click.argument("file", type=_ROSTER)
@day_option("--valid-from", "The day from which what changed holds; today when left out.")
@day_option("--opened-on", "The day whose close the holdings state, for those without as_of.")
@at_desk
def roster_import(desk: Desk, file: Path, valid_from: date | None, opened_on: date | None) -> int:
    """Enter the roster FILE (YAML, JSON, TOML, or a folder of CSV): what differs becomes a new version.

    Its holdings become openings in the journal, once. Things that FILE leaves out stay.
    """
    done = desk.import_roster(read_roster(file), valid_from=valid_from, opened_on=opened_on)
    click.echo(f"section16: {done.versions} versions, {done.openings} openings", err=True)
    return 0


@roster.command("show")
@day_option("--on", "As of that day; today when left out.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@at_desk
def roster_show(desk: Desk, on: date | None, output: Path | None) -> int:
    """Print the roster as JSON, with the balances of the day: what `section16 draft --roster` takes.

    A balance is stated as of its last posting: post what was filed, then draft the next form.
    """
    text = write_roster(desk.roster(on))
    if output is None:
        click.echo(text, nl=False)
    else:
        save(output, text.encode())
    return 0


@desk.command()
@click.argument("owner")
@day_option("--confirm-by", "The day by which EDGAR wants the account confirmed.", required=True)
@day_option("--seen-on", "The day on which that was seen; today when left out.")
@at_desk
def account(desk: Desk, owner: str, confirm_by: date, seen_on: date | None) -> int:
    """Note until when the EDGAR account of OWNER must be confirmed."""
    desk.note_account(owner, confirm_by=confirm_by, seen_on=seen_on)
    click.echo(f"section16: the EDGAR account of {owner} must be confirmed by {confirm_by}", err=True)
    return 0


# --------------------------------------------------------------------------------------------------- journal


@desk.command()
@day_option("--as-of", "At the close of that day; now when left out.")
@click.option("--owner", help="Key of one owner, alone or in a group.")
@click.option("--issuer", help="Key of one issuer.")
@format_option
@at_desk
def positions(desk: Desk, as_of: date | None, owner: str | None, issuer: str | None, kind: str) -> int:
    """List what is held: the sum of the journal's postings."""
    columns = ("owners", "issuer", "security", "account", "shares", "value", "last")
    listing(desk.positions(as_of, owner=owner, issuer=issuer), columns, kind, "no positions")
    return 0


@desk.command()
@click.option("--owner", help="Key of one owner, alone or in a group.")
@click.option("--issuer", help="Key of one issuer.")
@format_option
@at_desk
def journal(desk: Desk, owner: str | None, issuer: str | None, kind: str) -> int:
    """List every posting behind the positions."""
    columns = ("number", "day", "kind", "owners", "security", "account", "shares", "value", "by", "reason")
    listing(desk.postings(owner=owner, issuer=issuer), columns, kind, "no postings")
    return 0


@desk.command()
@click.option("--owner", "owners", multiple=True, required=True, help="Key of the owner; again for each who holds.")
@click.option("--issuer", help="Key of the issuer; may be left out when the roster has one.")
@click.option("--security", required=True, help="Key of the security.")
@click.option("--account", default="direct", show_default=True, help="Key of the account.")
@click.option("--shares", type=amount, help="Shares, with a minus when they go.")
@click.option("--value", type=amount, help="Dollars, for what is held in dollars.")
@click.option("--kind", "posting_kind", type=click.Choice(("adjustment", "opening", "trade")), default="adjustment",
              show_default=True)  # fmt: skip
@click.option("--reason", required=True, help="Why: a split, rounding, reinvestment.")
@day_option("--on", "The day.", required=True)
@at_desk
def post(
    desk: Desk, owners: tuple[str, ...], issuer: str | None, security: str, account: str, shares: Decimal | None,
    value: Decimal | None, posting_kind: str, reason: str, on: date,
) -> int:  # fmt: skip
    """Post a change of a position by hand. An adjustment never stands on a form."""
    from section16.desk.journal import Place

    place = Place(owners, desk.roster(on).issuer(issuer)[0], security, account)
    made = desk.post(posting_kind, place, on, shares=shares, value=value, reason=reason)
    click.echo(f"section16: posting {made.number}", err=True)
    return 0


@desk.command()
@click.argument("number", type=int)
@click.option("--reason", required=True, help="What was wrong.")
@at_desk
def reverse(desk: Desk, number: int, reason: str) -> int:
    """Take posting NUMBER back by its opposite; then post what is right."""
    click.echo(f"section16: posting {desk.reverse(number, reason).number} takes {number} back", err=True)
    return 0


@desk.command()
@click.argument("file")
@day_option("--as-of", "The day whose close FILE states; its last transaction when left out.")
@at_desk
def openings(desk: Desk, file: str, as_of: date | None) -> int:
    """Post the balances that FILE, a filed form in any format, states.

    Exit status: 0 all posted, 1 some left open, 2 refused or unreadable.
    """
    posted = desk.import_openings(one_filing(file), as_of=as_of)
    for line in posted.open:
        click.echo(f"left open: {line}")
    click.echo(f"section16: {len(posted.postings)} openings posted, {len(posted.open)} left open", err=True)
    return 1 if posted.open else 0


# ------------------------------------------------------------------------------------------ asking, proving


@desk.command()
@click.argument("owner")
@click.option("--issuer", help="Key of the issuer; may be left out when the roster has one.")
@day_option("--on", "The day; today when left out.")
@vault_option
@click.option("--no-ccc", is_flag=True, help="Do not ask whether the CCC is stored.")
@format_option
@at_desk
def ready(
    desk: Desk, owner: str, issuer: str | None, on: date | None, vault: str | None, no_ccc: bool, kind: str
) -> int:
    """Say what is missing for the acting user to file a form of OWNER; of secrets only whether they are there.

    Exit status: 0 nothing is missing, 1 something is, 2 no such owner or issuer.
    """
    key = desk.roster(on).issuer(issuer)[0]

    def has_ccc(cik: str) -> bool:
        from section16.edgar.secrets import ccc_name

        return ccc_name(cik) in store_of(vault).names()

    missing = desk.ready(owner, key, on, has_ccc=None if no_ccc else has_ccc)
    if kind == "table":
        for one in missing:
            click.echo(str(one))
    if kind != "table" or not missing:
        listing(missing, ("what", "why"), kind, f"{owner}: ready")
    return 1 if missing else 0


@desk.command()
@click.option("--draft", type=int, help="Of one draft.")
@format_option
@at_desk
def receipts(desk: Desk, draft: int | None, kind: str) -> int:
    """List what EDGAR answered."""
    columns = ("number", "draft", "mode", "outcome", "state", "accession", "filed_on", "at")
    listing(desk.receipts(draft), columns, kind, "no receipts")
    return 0


@desk.command()
@day_option("--on", "As of that day; today when left out.")
@click.option("--may-go", is_flag=True, help="Only pages that need not be kept any longer.")
@format_option
@at_desk
def retention(desk: Desk, on: date | None, may_go: bool, kind: str) -> int:
    """List the signed pages, until when each must be kept, and why. Nothing is ever destroyed here."""
    found = [one for one in desk.retention(on) if one.may_go or not may_go]
    listing(found, ("keep_until", "what", "why", "page_sha256"), kind, "no pages")
    return 0


@desk.command()
@click.option("--head", "noted", metavar="NUMBER:HASH", help="A head that an earlier verification printed.")
@format_option
@at_desk
def verify(desk: Desk, noted: str | None, kind: str) -> int:
    """Compare every record with the audit trail, and print the head of the trail.

    Note the head outside the desk: only so can later be shown that nobody cut the trail
    short or wrote it anew.

    Exit status: 0 everything is as it was written, 1 something is not, 2 no desk.
    """
    verdict = desk.verify(noted)
    if kind == "json":
        click.echo(msgspec.json.encode(verdict).decode())
    else:
        for fault in verdict.faults:
            click.echo(str(fault))
        said = f"{verdict.entries:,} entries, {verdict.rows:,} rows, {len(verdict.faults)} faults"
        click.echo(f"{said}; head {verdict.head}")
    return 1 if verdict.faults else 0


@desk.command()
@click.option("--since", type=int, default=1, show_default=True, help="Number of the first entry.")
@format_option
@at_desk
def trail(desk: Desk, since: int, kind: str) -> int:
    """List the audit trail: who did what when; with --format json the rows that were written."""
    listing(desk.trail(since), ("sequence", "at", "by", "action"), kind, "no entries")
    return 0


@desk.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--anyway", is_flag=True, help="Also a desk that does not verify; no import takes such files.")
@at_desk
def export(desk: Desk, folder: Path, anyway: bool) -> int:
    """Write everything as plain files into the new FOLDER."""
    manifest = desk.export(folder, anyway=anyway)
    click.echo(f"section16: {len(manifest['files']) + 1} files in {folder}; head {manifest['head']}", err=True)
    return 0


@desk.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@new_desk
def import_(address: str, folder: Path) -> int:
    """Make a desk from the files of an export; its own export is these files again."""
    click.echo(f"section16: imported; head {desk_type().bring_in(address, folder)}", err=True)
    return 0
