"""``section16 demo``: the guided tour on the form that ships with the package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib.resources import files

import click
from rich.console import Console

from section16.formats.recognise import read, write
from section16.forms import terminal
from section16.rules.catalogue import RULES
from section16.rules.check import check
from section16.simulate.market import simulate
from section16.simulate.options import Options

EXAMPLE = "form4-ault-2023-11-24"
_MADE = 100


@click.command()
def demo() -> int:
    """A real Form 4 read, shown, checked and converted. Exit status: 0."""
    console = Console(highlight=False, markup=False, emoji=False)
    source = (files("section16") / "examples" / f"{EXAMPLE}.xml").read_bytes()
    filing = read(source)
    console.print("A Form 4 of November 2023, as section16 shows it:\n", style="bold")
    console.print(terminal.form(filing, console.width))
    console.print("\nWhat the rules find (section16 check):\n", style="bold")
    found = check(filing)
    for finding in found:
        console.print(str(finding))
    if not found:
        console.print("no findings")
    console.print("\nThe first lines of Table I as EDGAR's XML (section16 convert --to xml):\n", style="bold")
    xml = write(filing, "xml").decode()
    _excerpt(console, xml, "<nonDerivativeTransaction>", 22)
    console.print("\nThe same line as JSON (section16 convert --to json):\n", style="bold")
    _excerpt(console, write(filing, "json").decode(), '"table_i"', 26)
    console.print("\nAn invented market, read and checked (section16 simulate, section16 check):\n", style="bold")
    for line in _market():
        console.print(f"    {line}")
    console.print("\nTry it on a file of your own:\n", style="bold")
    for command in (
        "show FILE", "show --plain FILE", "check FILE_OR_FOLDER...", "convert FILE --to pdf|html|xml|json|...",
        "diff A B", "draft TRADES --roster FILE -o DIR", "simulate -o market --filings 1000",
        "ingest market --store data", "screen purchases --store data", "--help",
    ):  # fmt: skip
        console.print(f"    section16 {command}")
    return 0


def _market() -> Iterator[str]:
    """What an invented market of a hundred filings holds, and what the rules find in it."""
    filings = [read(made.content) for made in simulate(Options(filings=_MADE, seed=16))]
    forms = Counter(filing.document.document_type for filing in filings if filing.document is not None)
    yield f"{len(filings)} filings: " + ", ".join(f"{number} of Form {form}" for form, number in forms.most_common())
    found = Counter(finding.code for filing in filings for finding in check(filing))
    for code, number in found.most_common(5):
        yield f"{number:4} x {code} {RULES[code].title}"
    yield "(mistakes made on purpose; the truth is written beside the filings)"


def _excerpt(console: Console, text: str, start: str, number: int) -> None:
    lines = text.splitlines()
    first = next((i for i, line in enumerate(lines) if start in line), 0)
    for line in lines[first : first + number]:
        console.print(f"    {line}", overflow="ellipsis", no_wrap=True)
    console.print("    ...")
