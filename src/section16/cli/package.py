"""``section16 package``: a draft and its exhibits into the file that EDGAR takes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from section16.cli.convert import save
from section16.cli.inputs import one_filing, reason
from section16.cli.secret import lazily, vault_option
from section16.formats import edgar_package
from section16.model.package import Contact, Package
from section16.vocabulary.errors import Section16Error

if TYPE_CHECKING:
    from section16.edgar.packing import Packed


@click.command()
@click.argument("draft")
@click.option(
    "-o", "--output", required=True, help="Package to write, a name that ends in .xml; - for standard output."
)
@click.option("--live", is_flag=True, help="A real filing. Without this the package says TEST.")
@click.option("--exhibit", "exhibits", multiple=True, metavar="[TYPE=]FILE",
              help="A file to enclose: EX-24=poa.txt; again for each.")  # fmt: skip
@click.option("--contact-name", help="Whom EDGAR may ask, at most 30 characters.")
@click.option("--contact-phone", help="At most 20 characters.")
@click.option("--contact-email", help="At most 80 characters.")
@click.option("--notify", multiple=True, metavar="EMAIL", help="An address that EDGAR tells as well; again for each.")
@click.option("--with-ccc", is_flag=True, help="Put the owners' CCC into the file, for an upload by hand. "
              "They are secrets; submit puts them in by itself.")  # fmt: skip
@vault_option
def package(
    draft: str, output: str, live: bool, exhibits: tuple[str, ...], contact_name: str | None, contact_phone: str | None,
    contact_email: str | None, notify: tuple[str, ...], with_ccc: bool, vault: str | None,
) -> int:  # fmt: skip
    """Write DRAFT (a filing in any format) as a package for EDGAR.

    The package is checked as EDGAR would check it; nothing is written when
    EDGAR would suspend it. What EDGAR fills in itself is left out.

    Exit status: 0 written, 1 EDGAR would not take it, 2 unreadable input.

    \b
        section16 package draft.xml -o filing.xml
        section16 package draft.xml -o filing.xml --live --exhibit EX-24=poa.txt
    """
    from section16.edgar.order import Refused
    from section16.edgar.packing import exhibit, pack
    from section16.edgar.private import write_private

    filing = one_filing(draft)
    asked = (contact_name, contact_phone, contact_email)
    contact = Contact(*asked) if any(asked) else None
    try:
        if output != "-" and not output.endswith(".xml"):
            raise Refused(f"{output}: found another ending, expected .xml")
        enclosed = [exhibit(one) for one in exhibits]
        packed = pack(filing, live=live, exhibits=enclosed, contact=contact, notify=notify)
        data = _written(packed.package, with_ccc=with_ccc, vault=vault)
    except Refused as error:
        for line in error.reasons:
            click.echo(f"section16: {draft}: {line}", err=True)
        return 1
    except Section16Error as error:
        raise click.ClickException(f"{draft}: {error}") from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or draft}: {reason(error)}") from None
    try:
        if output == "-":
            sys.stdout.buffer.write(data)
        elif with_ccc:
            write_private(Path(output), data)
        else:
            save(Path(output), data)
    except OSError as error:
        raise click.ClickException(f"{output}: {reason(error)}") from None
    _tell(packed, draft, output, live=live)
    return 0


def _tell(packed: Packed, draft: str, output: str, *, live: bool) -> None:
    """What was left out, what is to be looked at, what was written."""
    if packed.left_out:
        click.echo(f"section16: left out, for EDGAR fills it in: {', '.join(packed.left_out)}", err=True)
    for finding in packed.warnings:
        click.echo(f"section16: {draft}: {finding}", err=True)
    said = "LIVE, a real filing" if live else "TEST"
    number = len(packed.package.documents)
    documents = "1 document" if number == 1 else f"{number} documents"
    click.echo(f"section16: {output}: Form {packed.package.submission_type}, {said}, {documents}", err=True)


def _written(package: Package, *, with_ccc: bool, vault: str | None) -> bytes:
    """The file; with the CCCs of the draft, or else of the keyring or the vault.  Raises Refused."""
    from section16.edgar.order import sealed

    if not with_ccc:
        return edgar_package.write(package)

    return sealed(package, lazily(vault))
