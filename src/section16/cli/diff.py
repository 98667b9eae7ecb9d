"""``section16 diff``: what changed from one form to another."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click
import msgspec
from rich.console import Console

from section16.cli.convert import save
from section16.cli.inputs import one_filing
from section16.forms import diff_html, diff_text
from section16.forms.diff import Diff, to_json
from section16.forms.diff import diff as difference
from section16.model.filing import Filing
from section16.vocabulary.errors import MissingFact

_FILE_WIDTH = 100


@click.command()
@click.argument("a")
@click.argument("b")
@click.option("--to", "target", type=click.Choice(("text", "html", "json")), default="text", show_default=True,
              help="How to write it.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(), help="File to write; standard output when left out.")
@click.option("--strict", is_flag=True, help="Also what is the same by value and was filed in other characters.")
def diff(a: str, b: str, target: str, output: str | None, strict: bool) -> int:
    """Say what changed from form A to form B, line by line, box by box.

    Lines, owners and footnotes are matched by what they say, boxes compared by value.
    That one form amends the other is said first and is no difference by itself.  What
    only one of two sources can hold, as the CIKs that a print does not show, is noted
    and not compared.

    Exit status: 0 no difference, 1 differences, 2 unreadable input.

    \b
        section16 diff original.xml amendment.xml
        section16 diff form4.txt form4-printed.md
        section16 diff original.xml amendment.xml --to html -o changes.html
    """
    if a == b == "-":
        raise click.ClickException("found - twice, expected standard input for one of the two forms at most")
    found = _compared(a, b, strict)
    if target == "text" and output in (None, "-"):
        console = Console(highlight=False, markup=False, emoji=False)
        console.print(diff_text.text(found))
    else:
        data = diff_html.html(found) if target == "html" else to_json(found) if target == "json" else _text(found)
        if output is None or output == "-":
            sys.stdout.buffer.write(data)
        else:
            save(Path(output), data)
    return 0 if found.is_empty else 1


def _compared(a: str, b: str, strict: bool) -> Diff:
    """The difference, each form named as on the command line. Raises click.ClickException."""
    filings: list[Filing] = []
    for name in (a, b):
        filing = one_filing(name)
        shown = "standard input" if name == "-" else name
        filings.append(msgspec.structs.replace(filing, source=msgspec.structs.replace(filing.source, name=shown)))
    try:
        return difference(*filings, strict=strict)
    except MissingFact as error:
        raise click.ClickException(str(error)) from None


def _text(found: Diff) -> bytes:
    """The text as a file holds it: no colours, blanks at line ends cut."""
    file = io.StringIO()
    Console(file=file, width=_FILE_WIDTH, highlight=False, markup=False, emoji=False).print(diff_text.text(found))
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines()).encode()
