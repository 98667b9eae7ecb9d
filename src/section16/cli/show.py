"""``section16 show``: the form in the terminal."""

from __future__ import annotations

import click
from rich.console import Console

from section16.cli.inputs import Inputs
from section16.forms import plain, terminal
from section16.forms.text import text
from section16.model.filing import Filing

_LEAST = 80  # columns of the printed form


@click.command()
@click.argument("file")
@click.option("--width", type=click.IntRange(min=40), help="Columns; the terminal's when left out. The printed form "
              "has 80 at least.")  # fmt: skip
@click.option("--brief", is_flag=True, help="At a glance: only what is filled in.")
@click.option(
    "--plain", "in_english", is_flag=True, help="Say it in plain English, with the box behind each statement."
)
def show(file: str, width: int | None, brief: bool, in_english: bool) -> int:
    """Show FILE (a filing, a folder or archive of them, or -) as the printed form.

    Exit status: 0 shown, 2 unreadable input.

    \b
        section16 show form4.xml
        section16 show --brief form4.xml
        section16 show --plain form4.xml
    """
    if brief and in_english:
        raise click.UsageError("found --brief and --plain, expected one of them")
    console = Console(width=width, highlight=False, markup=False, emoji=False)
    failed = shown = 0
    for entry in Inputs((file,)):
        if entry.filing is None:
            if not entry.passed:
                failed += 1
                click.echo(f"section16: {entry.name}: {entry.problem}", err=True)
            continue
        if shown:
            console.rule(style="dim")
        if in_english:
            click.echo(plain.page(entry.filing, console.width), nl=False)
        elif brief or not _is_form(entry.filing):
            console.print(terminal.form(entry.filing, console.width))
        else:
            click.echo(text(entry.filing, width=max(_LEAST, console.width)), nl=False)
        for finding in entry.filing.findings:
            console.print(f"{finding}", style="dim")
        shown += 1
    return 2 if failed else 0


def _is_form(filing: Filing) -> bool:
    """False for a submission without a Form 3, 4 or 5, and for one whose type says none of them."""
    return filing.document is not None and filing.document.form is not None
