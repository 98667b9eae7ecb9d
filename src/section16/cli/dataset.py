"""``section16 dataset``: filings as a data set in the SEC's files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from section16.archive.quarters import Days, Written, count, quarter, write_dataset
from section16.cli.inputs import Inputs, reason
from section16.cli.reconcile import Ours
from section16.cli.stores import DAY, opened
from section16.forms.visible import visible
from section16.vocabulary.errors import Section16Error, SeenAndExpected


class Quarter(click.ParamType[Days]):
    """A quarter as 2024q3."""

    name = "quarter"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Days:
        """Its days; fails with one line."""
        try:
            return value if isinstance(value, Days) else quarter(str(value))
        except SeenAndExpected as error:
            self.fail(str(error), param, ctx)


@click.command()
@click.argument("files", nargs=-1)
@click.option("--store", "folder", envvar="SECTION16_STORE", type=click.Path(file_okay=False, path_type=Path),
              help="Write what this store has.  [default: $SECTION16_STORE when there are no FILES]")  # fmt: skip
@click.option("--quarter", "quarter_days", type=Quarter(), metavar="YYYYqN",
              help="Filings of this quarter, by filing date.")  # fmt: skip
@click.option("--filed-from", type=DAY, help="First day of filing.")
@click.option("--filed-to", type=DAY, help="Last day of filing.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE.zip|DIR",
              help="Zip archive to write, or folder to make.")  # fmt: skip
@click.option(
    "--as-published",
    is_flag=True,
    help="As the SEC does: numbers to two decimals, texts on one line. Else every digit and text as filed.",
)
@click.option("--without-10b5-1", is_flag=True, help="Leave out the column AFF10B5ONE, as the SEC up to 2024q3.")
@click.option("--quiet", is_flag=True, help="Say nothing but what went wrong.")
def dataset(
    files: tuple[str, ...], folder: Path | None, quarter_days: Days | None, filed_from: date | None,
    filed_to: date | None, output: Path, as_published: bool, without_10b5_1: bool, quiet: bool,
) -> int:  # fmt: skip
    """Write a data set with the files and columns of the SEC's Insider Transactions Data Sets.

    Of a store, FILES, or both: one quarter, any days, or all there is, sorted by filing date and accession
    number.  Of a store the copies that count, amendments included; each filing once.  The same filings give
    the same bytes, and a set that is there already stays until the new one is whole.

    Exit status: 0 written, 1 written without the filings that are named because they cannot be read or have no
    accession number, 2 not written.

    \b
        section16 dataset --store data --quarter 2024q3 -o 2024q3_form345.zip
        section16 dataset --store data --filed-from 2024-01-01 --filed-to 2024-12-31 -o 2024/
        section16 dataset submissions.zip --as-published -o all.zip
    """
    if quarter_days is not None and (filed_from is not None or filed_to is not None):
        raise click.UsageError("found --quarter beside --filed-from or --filed-to, expected one of them")
    days = quarter_days or Days(filed_from, filed_to)
    context = click.get_current_context()
    if files and context.get_parameter_source("folder") is click.core.ParameterSource.ENVIRONMENT:
        folder = None
    if not files and folder is None:
        raise click.UsageError("found no FILES and no --store, expected what to write")
    inputs = Inputs(files)
    ours = Ours(inputs)
    try:
        with opened(folder) if folder is not None else nullcontext() as store:
            total = inputs.total + (count(store, days) if store is not None else 0)
            with _progress(total, quiet) as say:
                written = write_dataset(
                    output, store, ours, days=days, as_published=as_published, with_10b5_1=not without_10b5_1,
                    tell=_tell, progress=say,
                )  # fmt: skip
    except (Section16Error, OSError) as error:
        at = f"{output}: " if isinstance(error, OSError) and not isinstance(error, Section16Error) else ""
        raise click.ClickException(f"{at}{reason(error)}") from None
    for name in ours.unnamed:
        _tell(name, "found no accession number, expected one: a data set has a row for each")
    left_out = written.left_out + ours.unreadable + len(ours.unnamed)
    if not quiet:
        for line in _said(written, left_out, ours.passed, output, days):
            click.echo(line)
    return 1 if left_out else 0


def _tell(name: str, why: str) -> None:
    click.echo(visible(f"section16: {name}: {why}"), err=True)


def _said(written: Written, left_out: int, passed: int, output: Path, days: Days) -> Iterator[str]:
    """What was done, a line each, nothing that is 0 but the first."""
    yield f"{written.filings:,} filings{days} written to {output}"
    lacking = ", ".join(sorted(written.lacking))
    for number, what in (
        (left_out, "left out, named above"),
        (written.dateless, "left out, of no known filing date"),
        (written.undated, "of them without a filing date"),
        (written.doubled, "copies gave way to another of the same filing"),
        (passed, "files of other kinds passed over"),
    ):
        if number:
            yield f"  {number:,} {what}"
    if lacking:
        yield f"  some come from a data set without {lacking}, and lack that here"


@contextmanager
def _progress(total: int, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """A bar on standard error when somebody is looking."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    columns = TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, completed=done)
