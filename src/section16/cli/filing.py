"""``section16 filing``: one filing of a store, as filed, with what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from section16.cli.outputs import output_options, put
from section16.cli.stores import opened, store_option
from section16.formats.recognise import read
from section16.forms.text import text
from section16.forms.visible import visible
from section16.vocabulary.errors import NotFound, Section16Error

if TYPE_CHECKING:
    from section16.archive.questions import Filed

_BRIEF = ("path", "issuer_cik", "pack", "frame", "frame_bytes", "start")  # what the printed table never shows


@click.command()
@click.argument("accession")
@store_option
@click.option("--raw", is_flag=True, help="The bytes as they came in, and nothing else.")
@output_options
def filing(accession: str, folder: Path, raw: bool, format: str | None, out: Path | None) -> int:
    """Show the filing ACCESSION (with or without dashes) as the printed form.

    Below it: what the rules found, every copy that came in and from where, and later filings that amend it,
    repeat its lines or report the same trades. CSV and Parquet hold the findings.

    Exit status: 0 shown, 1 no such filing, 2 the store cannot be read.

    \b
        section16 filing 0001127602-23-001105 --store data
        section16 filing 000112760223001105 --raw -o filing.txt
    """
    from section16.archive.questions import filing as ask

    with opened(folder) as store:
        try:
            found = ask(store, accession)
        except NotFound as error:
            click.echo(visible(f"section16: {error}"), err=True)
            return 1
        except (Section16Error, OSError) as error:
            raise click.ClickException(str(error)) from None
    if raw:
        return _raw(found, out)
    if format in (None, "table") and out is None:
        click.echo(_form(found), nl=False)
    told: dict[str, Any] = {"findings": found.findings, "copies": found.sources, "later": found.later}
    put(told, format, out, _BRIEF, ("sha256", "kind", "bytes"))
    return 0


def _raw(found: Filed, out: Path | None) -> int:
    if found.content is None:
        click.echo(f"section16: no filed bytes of {found.accession} were kept", err=True)
        return 1
    with click.open_file(str(out) if out is not None else "-", "wb") as file:
        file.write(found.content)
    return 0


def _form(found: Filed) -> str:
    """The printed form, or why there is none."""
    if found.content is None:
        return f"{found.accession}: the filed bytes were not kept\n"
    try:
        read_again = read(found.content)
        if read_again.document is None or read_again.document.form is None:
            return f"{found.accession}: a submission without a Form 3, 4 or 5\n"
        return text(read_again, width=100)
    except Section16Error as error:
        return visible(f"{found.accession}: {error}\n")
