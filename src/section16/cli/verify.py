"""``section16 verify``: the store against its sources."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from section16.cli.stores import store_option
from section16.forms.visible import visible
from section16.vocabulary.errors import Section16Error


@click.command()
@store_option
def verify(folder: Path) -> int:
    """Check every file of the store, and make every row anew from the filed bytes.

    Findings of rules that have changed since the filing was taken in differ; ingest it anew for those of today.

    Exit status: 0 the store is what its sources say, 1 it is not, 2 it cannot be opened.

    \b
        section16 verify --store data
    """
    from section16.archive.verify import Verified
    from section16.archive.verify import verify as faults_of

    done = Verified()

    def say(found: Verified) -> None:
        nonlocal done
        done = found
        if sys.stderr.isatty():
            click.echo(f"\r{found.files:,} files, {found.filings:,} filings, {found.rows:,} rows", err=True, nl=False)

    faults = 0
    try:
        for fault in faults_of(folder, say):
            faults += 1
            click.echo(visible(f"{fault.where}: {fault.what}"))
    except Section16Error as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        click.echo(f"section16: stopped after {done.filings:,} filings", err=True)
        return 130
    if sys.stderr.isatty():
        click.echo(err=True)
    unkept = f"; {done.unkept:,} filings whose bytes are not kept" if done.unkept else ""
    click.echo(
        f"{done.files:,} files ({done.bytes:,} bytes), {done.filings:,} filings and {done.rows:,} rows "
        f"looked at: {faults or 'no'} fault{'' if faults == 1 else 's'}{unkept}"
    )
    return 1 if faults else 0
