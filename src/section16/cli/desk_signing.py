"""The part of ``section16 desk`` about signing: signed pages, attestations, powers of attorney."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from section16.cli.desk_session import (
    at_desk,
    day_option,
    digest_of_page,
    format_option,
    listing,
    numbers_argument,
    page_option,
)

if TYPE_CHECKING:
    from section16.desk.api import Desk


def register(group: click.Group) -> None:
    """Put the commands into the group ``desk``."""
    for command in (sign, attest, power):
        group.add_command(command)


@click.command()
@numbers_argument
@click.option("--owner", help="Key of the owner for whom is signed; left out for the only one.")
@click.option("--line", type=int, default=1, show_default=True, help="Which signature of the form.")
@click.option("--signer", help="Key of who signed; left out when the owner did.")
@click.option("--manner", type=click.Choice(("manual", "electronic")), default="manual", show_default=True)
@day_option("--signed-on", "The day on which the page was signed.", required=True)
@page_option
@at_desk
def sign(
    desk: Desk, numbers: tuple[int, ...], owner: str | None, line: int, signer: str | None, manner: str,
    signed_on: date, page_sha256: str,
) -> int:  # fmt: skip
    """Note the signed page for a signature of each of the drafts NUMBERS (17 CFR 232.302). Preparer or filer.

    Where each draft has a page of its own, --page is the folder in which they lie, each
    named after the owner for whom it was signed: officer-0001.pdf.
    """
    from section16.desk.signing import Page

    folder, pages = Path(page_sha256), dict.fromkeys(numbers, page_sha256)
    if folder.is_dir():
        pages |= {one.draft: _page_of(folder, owner or one.owners) for one in desk.drafts(numbers=numbers)}
    signed = desk.sign_drafts([
        Page(draft=number, owner=owner, line=line, signer=signer, manner=manner, signed_on=signed_on, page_sha256=page)
        for number, page in pages.items()
    ])  # fmt: skip
    for page in signed:
        said = f"draft {page.draft}, revision {page.revision}, signature {page.line}: {page.name}"
        click.echo(f"section16: {said}", err=True)
    return 0


def _page_of(folder: Path, owner: str) -> str:
    """The digest of the file in the folder that is named after the owner. Raises click.ClickException."""
    found = [path for path in sorted(folder.iterdir()) if path.is_file() and path.stem == owner]
    if len(found) != 1:
        raise click.ClickException(f"{folder}: found {len(found)} files named {owner}, expected one page")
    return digest_of_page(found[0])


@click.command()
@click.option("--owner", help="Key of the owner who attests, or")
@click.option("--signer", help="key of the signer.")
@day_option("--signed-on", "The day on which it was signed by hand.", required=True)
@page_option
@at_desk
def attest(desk: Desk, owner: str | None, signer: str | None, signed_on: date, page_sha256: str) -> int:
    """Note that somebody took the electronic signature for a manual one (17 CFR 232.302(b)(2)). Preparer."""
    number = desk.attest(owner=owner, signer=signer, signed_on=signed_on, page_sha256=page_sha256)
    click.echo(f"section16: attestation {number}", err=True)
    return 0


@click.group()
def power() -> None:
    """Powers of attorney: who may sign for whom, since when and until when."""


@power.command("add")
@click.option("--owner", required=True, help="Key of the owner who gives it.")
@click.option("--signer", required=True, help="Key of the signer who gets it.")
@click.option("--issuer", help="Key of the only issuer it covers; every one when left out.")
@click.option("--forms", default="345", show_default=True, help="The forms it covers.")
@day_option("--valid-from", "Its first day.", required=True)
@day_option("--valid-until", "Its last day, when it has one.")
@click.option("--filed-with", help="Accession number of the form it was filed with.")
@page_option
@at_desk
def power_add(
    desk: Desk, owner: str, signer: str, issuer: str | None, forms: str, valid_from: date, valid_until: date | None,
    filed_with: str | None, page_sha256: str,
) -> int:  # fmt: skip
    """Note a power of attorney. Preparer."""
    number = desk.empower(
        owner=owner, signer=signer, issuer=issuer, forms=forms, valid_from=valid_from, valid_until=valid_until,
        filing=filed_with, page_sha256=page_sha256,
    )  # fmt: skip
    click.echo(f"section16: power {number}", err=True)
    return 0


@power.command("revoke")
@click.argument("number", type=int)
@day_option("--on", "The first day without it.", required=True)
@click.option("--reason", required=True, help="Why.")
@at_desk
def power_revoke(desk: Desk, number: int, on: date, reason: str) -> int:
    """End power NUMBER before its time. Preparer."""
    desk.revoke(number, on, reason)
    click.echo(f"section16: power {number} ends on {on}", err=True)
    return 0


@power.command("list")
@click.option("--owner", help="Key of one owner.")
@format_option
@at_desk
def power_list(desk: Desk, owner: str | None, kind: str) -> int:
    """List the powers of attorney."""
    columns = ("number", "owner", "signer", "issuer", "forms", "valid_from", "valid_until", "revoked_on")
    listing(desk.powers(owner), columns, kind, "no powers of attorney")
    return 0
