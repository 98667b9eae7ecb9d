"""``section16 check``: findings, a line each, and a summary of many filings."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import click
import msgspec

from section16.cli.inputs import Input, Inputs
from section16.rules.catalogue import RULES
from section16.rules.check import check as check_filing
from section16.vocabulary.findings import Finding, Severity


class Tally:
    """Counts over many filings."""

    def __init__(self) -> None:
        self.read = self.unreadable = self.passed = 0
        self.filings: Counter[str] = Counter()
        self.findings: Counter[str] = Counter()
        self.severities: dict[str, Severity] = {}

    def add(self, found: Iterable[Finding]) -> None:
        """Count the findings of one filing."""
        self.read += 1
        codes = set()
        for finding in found:
            self.findings[finding.code] += 1
            self.severities[finding.code] = finding.severity
            codes.add(finding.code)
        self.filings.update(codes)

    def lines(self) -> Iterator[str]:
        """The summary."""
        said = f"{self.read:,} filings read"
        if self.unreadable:
            said += f", {self.unreadable:,} unreadable"
        if self.passed:
            said += f", {self.passed:,} files of other kinds passed over"
        yield said
        for code, number in sorted(self.findings.items()):
            title = RULES[code].title if code in RULES else "see the rules page"
            yield f"  {code} {self.severities[code].value:8}{number:8,} in {self.filings[code]:,} filings: {title}"


@click.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--fail-on", type=click.Choice([s.value for s in Severity]), default="error", show_default=True,
              help="Lowest severity that makes the exit status 1.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding.")
@click.option("--summary", is_flag=True, help="Only the counts over all FILES.")
def check(files: tuple[str, ...], fail_on: str, as_json: bool, summary: bool) -> int:
    """Check FILES (filings, folders, zip archives, - for standard input) against the rules.

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 unreadable input.

    \b
        section16 check form4.xml
        section16 check downloads/ submissions.zip --fail-on warning
        section16 check --json - < form4.xml
    """
    inputs = Inputs(files)
    tally = Tally()
    limit = Severity(fail_on).rank
    failed = False
    many = summary or inputs.total > 1
    try:
        for entry in _with_progress(inputs, many):
            if entry.filing is None:
                _unreadable(entry, tally)
                continue
            found = check_filing(entry.filing)
            tally.add(found)
            failed = failed or any(f.severity.rank <= limit for f in found)
            if not summary:
                for finding in found:
                    click.echo(_json(entry.name, finding) if as_json else f"{entry.name}: {finding}")
            if not many and not found and not as_json:
                click.echo(f"{entry.name}: no findings")
    except KeyboardInterrupt:
        click.echo(f"section16: stopped after {tally.read:,} of {inputs.total:,} files", err=True)
        return 130
    if many and not as_json:
        for line in tally.lines():
            click.echo(line)
    return 2 if tally.unreadable else 1 if failed else 0


def _unreadable(entry: Input, tally: Tally) -> None:
    if entry.passed:
        tally.passed += 1
        return
    tally.unreadable += 1
    click.echo(f"section16: {entry.name}: {entry.problem}", err=True)


def _json(name: str, finding: Finding) -> str:
    row: dict[str, Any] = {
        "source": name, "code": finding.code, "severity": finding.severity.value, "path": finding.location.path,
        "box": finding.location.box, "message": finding.message, "citation": finding.citation,
    }  # fmt: skip
    return msgspec.json.encode(row).decode()


def _with_progress(inputs: Inputs, many: bool) -> Iterator[Input]:
    """The inputs, with a bar on standard error when somebody is looking."""
    if not many or not sys.stderr.isatty():
        yield from inputs
        return
    with click.progressbar(inputs, length=inputs.total, label="checking", file=sys.stderr) as bar:
        yield from bar
