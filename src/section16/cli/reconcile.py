"""``section16 reconcile``: our reading of filings against the SEC's data sets."""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import msgspec

from section16.cli.inputs import Input, Inputs, read_input, reason
from section16.cli.outputs import safe
from section16.formats.dataset_compare import Compared
from section16.formats.dataset_compare import reconcile as reconciled
from section16.formats.dataset_differences import Difference, DifferenceKind
from section16.formats.dataset_tsv import Dataset, DatasetFiling, from_filing
from section16.forms.visible import visible
from section16.vocabulary.errors import Section16Error
from section16.vocabulary.identifiers import is_accession

_COLUMNS = ("kind", "accession", "table", "line", "column", "path", "ours", "theirs")
_SHOWN = 60
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)


class Tally:
    """Counts over all filings compared."""

    def __init__(self) -> None:
        self.compared = self.absent = self.cells = self.unexplained = 0
        self.kinds: Counter[DifferenceKind] = Counter()

    def add(self, one: Compared) -> None:
        """Count one filing."""
        self.compared += one.is_there
        self.absent += not one.is_there
        self.cells += one.cells
        for difference in one.differences:
            self.kinds[difference.kind] += 1
            self.unexplained += not difference.kind.is_explained

    def lines(self) -> Iterator[str]:
        """The summary."""
        said = f"{self.compared:,} filings compared, {self.cells:,} cells"
        yield said + (f"; {self.absent:,} filings are not in the set" if self.absent else "")
        for kind in DifferenceKind:
            if self.kinds[kind]:
                yield f"{self.kinds[kind]:8,} {kind.value}{'' if kind.is_explained else ', unexplained'}"
        if not self.kinds:
            yield "no differences"


class Ours:
    """The filings among the inputs of a command, and what became of the others.

    Iterating reads them; the counts are true when it has ended.

    unnamed  filings without an accession number, which cannot be looked up
    """

    def __init__(self, inputs: Iterable[Input]) -> None:
        self.inputs = inputs
        self.found = self.unreadable = self.passed = 0
        self.unnamed: list[str] = []

    def __iter__(self) -> Iterator[DatasetFiling]:
        for entry in self.inputs:
            filing, stem = entry.filing, Path(entry.name).stem
            if filing is None or filing.document is None:
                self._without_document(entry)
            elif filing.accession is None and not is_accession(stem):
                self.unnamed.append(entry.name)
            else:
                self.found += 1
                yield from_filing(filing, stem)

    def _without_document(self, entry: Input) -> None:
        """A file of another kind, or a filing that cannot be compared."""
        self.passed += entry.passed
        if not entry.passed:
            self.unreadable += 1
            problem = entry.problem or "found no ownership document, expected one to compare"
            click.echo(visible(f"section16: {entry.name}: {problem}"), err=True)

    def lines(self) -> Iterator[str]:
        """What was not compared."""
        if self.unnamed:
            yield f"{len(self.unnamed):,} filings without an accession number not compared, the first {self.unnamed[0]}"
        if self.passed:
            yield f"{self.passed:,} files of other kinds passed over"

    @property
    def nothing_compared(self) -> bool:
        """True when there were filings and none of them could be looked up."""
        return not self.found and bool(self.unnamed)


@click.command()
@click.argument("dataset")
@click.argument("files", nargs=-1)
@click.option("--store", "folder", type=click.Path(path_type=Path),
              help="Compare what this store has of the set's days as well.")  # fmt: skip
@click.option("--format", "output", type=click.Choice(("table", "csv", "json")), default="table", show_default=True,
              help="How to list the differences; json is one object per line.")  # fmt: skip
@click.option("--json", "output", flag_value="json", help="The same as --format json.")
@click.option("--kind", "kinds", type=click.Choice([kind.value for kind in DifferenceKind]), multiple=True,
              help="List only differences of this kind; can be repeated. All are counted.")  # fmt: skip
def reconcile(dataset: str, files: tuple[str, ...], folder: Path | None, output: str, kinds: tuple[str, ...]) -> int:
    """Compare FILES, or a store, with DATASET, a zip of the SEC's Insider Transactions Data Sets.

    FILES are filings, folders or zip archives of them. Each is looked up by its accession number: that of
    its header, or the file's name where that is one. Differences that follow from how the SEC makes the
    sets (numbers to two decimals, tables that are not there) are explained; the others want a look.

    Exit status: 0 no unexplained difference, 1 differences, 2 unreadable input, or no filing with an
    accession number.

    \b
        section16 reconcile 2024q3_form345.zip submissions/
        section16 reconcile 2024q3_form345.zip filing.txt --format csv > differences.csv
        section16 reconcile 2024q3_form345.zip --store data
    """
    if not files and folder is None:
        raise click.UsageError("found no FILES and no --store, expected what to compare")
    try:
        opened = Dataset(dataset)
    except (Section16Error, OSError) as error:
        raise click.ClickException(f"{dataset}: {reason(error)}") from None
    with opened:
        for finding in opened.findings:
            click.echo(f"section16: {dataset}: {finding}", err=True)
        ours, tally = Ours(_inputs(files, folder, opened)), Tally()
        _list(reconciled(ours, opened), tally, output, frozenset(kinds))
    for line in (*tally.lines(), *ours.lines()):
        click.echo(visible(line), err=output != "table")
    return 2 if ours.unreadable or ours.nothing_compared else 1 if tally.unexplained else 0


def _inputs(files: tuple[str, ...], folder: Path | None, dataset: Dataset) -> Iterator[Input]:
    """The filings of the files and of the store; of the store, those of the set's days, or of no known day."""
    yield from Inputs(files)
    if folder is None:
        return
    from section16.archive.store import Store

    first, last = dataset.dates or (date.max, date.min)
    try:
        with Store(folder) as store:
            sources = store.rows(
                "SELECT * FROM sources WHERE state = 'current' AND frame IS NOT NULL "
                "AND coalesce(filed_on BETWEEN ? AND ?, true) ORDER BY pack, frame, start",
                [first, last],
            )
            for row in sources:
                yield read_input(row["accession"], store.unpacked(row), within=False)
    except Section16Error as error:
        raise click.ClickException(str(error)) from error


def _list(found: Iterable[Compared], tally: Tally, output: str, kinds: frozenset[str]) -> None:
    """Print the differences as they are found."""
    table = csv.DictWriter(sys.stdout, _COLUMNS, lineterminator="\n")
    if output == "csv":
        table.writeheader()
    for one in found:
        tally.add(one)
        for difference in one.differences:
            if kinds and difference.kind.value not in kinds:
                continue
            if output == "csv":
                table.writerow({name: _csv_cell(value) for name, value in _row(difference).items()})
            else:
                click.echo(msgspec.json.encode(_row(difference)).decode() if output == "json" else _line(difference))


def _row(difference: Difference) -> dict[str, Any]:
    row = {name: getattr(difference, name) for name in _COLUMNS}
    return row | {"kind": difference.kind.value}


def _csv_cell(value: Any) -> Any:
    """A value that no spreadsheet takes for a formula; a number below zero is none."""
    return safe(value) if isinstance(value, str) and not _NUMBER.fullmatch(value) else value


def _line(difference: Difference) -> str:
    """The difference in one line.

    >>> print(_line(Difference("0000000001-24-000001", "DERIV_TRANS", 2, "TRANS_SHARES", "table_ii[1].shares", "1.005",
    ...     "1.01", DifferenceKind.ROUNDED)))
    rounded      0000000001-24-000001 DERIV_TRANS, line 2, TRANS_SHARES: ours '1.005', theirs '1.01'
    """
    d = difference
    place = ", ".join(filter(None, (d.table, f"line {d.line}" if d.line else "", d.column)))
    said = ", ".join(f"{whose} {_short(text)}" for whose, text in (("ours", d.ours), ("theirs", d.theirs)) if text)
    return f"{d.kind.value:12} {d.accession} {place}: {said}"


def _short(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")
