"""``section16 ingest``: filings into a store."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from section16.cli.stores import store_option
from section16.vocabulary.errors import Section16Error

if TYPE_CHECKING:
    from section16.archive.ingest import Tally


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@store_option
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that read.  [default: one for each core]")
@click.option("--wait", type=click.FloatRange(min=0), default=0, show_default=True,
              help="Seconds to wait while another process writes to the store.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="Say nothing but what went wrong.")
def ingest(paths: tuple[Path, ...], folder: Path, jobs: int | None, wait: float, quiet: bool) -> int:
    """Take every filing in PATHS into a store: folders, zip and tar archives, feed days, single files, data sets.

    What is there already is passed over, so the same command goes on where it was stopped.  What
    cannot be read is kept apart with its reason.  Corrections and deletions of a feed are honoured.

    Exit status: 0 done, 1 some files could not be read or were quarantined, 2 nothing could be done.

    \b
        section16 ingest downloads/ 20230404.nc.tar.gz --store data
    """
    from section16.archive.ingest import ingest as take_in

    def run() -> Tally:
        with progress(quiet) as say:
            return take_in(folder, paths, jobs=jobs, wait=wait, progress=say)

    return finished(run, folder, quiet)


def finished(run: Callable[[], Tally], folder: Path, quiet: bool) -> int:
    """Take in, say what was done, and give the exit status.

    run  takes in; it may be stopped
    """
    try:
        tally = run()
    except Section16Error as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        click.echo(
            f"section16: stopped; what was finished is in {folder}, the same command goes on from there", err=True
        )
        return 130
    for line in tally.lost:
        click.echo(f"section16: {line}", err=True)
    if not quiet:
        for line in said(tally, folder):
            click.echo(line)
    return 1 if tally.lost or tally.quarantined else 0


def said(tally: Tally, folder: Path) -> Iterator[str]:
    """What was done, a line each, nothing that is 0 but the first."""
    rate = f", {tally.seen / tally.seconds:,.0f} a second" if tally.seconds else ""
    yield f"{tally.new:,} filings taken into {folder} in {tally.seconds:,.1f} s{rate}"
    for number, what in (
        (tally.known, "known already"),
        (tally.replaced, "copies replaced by a later one"),
        (tally.deleted, "filings taken back by EDGAR"),
        (tally.quarantined, "quarantined: section16 query 'SELECT * FROM quarantine'"),
        (tally.other_forms, "submissions of other forms passed over"),
        (tally.left_out, "files of other kinds passed over"),
        (len(tally.lost), "files that could not be read"),
    ):
        if number:
            yield f"  {number:,} {what}"


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[Tally], None] | None]:
    """A bar on standard error when somebody is looking."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    told = TextColumn("{task.fields[filings]:,} filings, {task.fields[rate]:,.0f} a second")
    with Progress(
        TextColumn("taking in"), BarColumn(), TextColumn("{task.percentage:3.0f} %"), told, TimeRemainingColumn(),
        console=Console(stderr=True),
    ) as bar:  # fmt: skip
        task = bar.add_task("", total=None, filings=0, rate=0.0)

        def say(tally: Tally) -> None:
            rate = tally.seen / tally.seconds if tally.seconds else 0.0
            bar.update(task, total=tally.of, completed=min(tally.bytes, tally.of), filings=tally.seen, rate=rate)

        yield say
