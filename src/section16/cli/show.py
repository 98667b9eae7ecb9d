"""``section16 show``: the form in the terminal."""

from __future__ import annotations

import click
from rich.console import Console

from section16.cli.inputs import Inputs
from section16.forms import plain, terminal


@click.command()
@click.argument("file")
@click.option("--width", type=click.IntRange(min=40), help="Columns; the terminal's when left out.")
@click.option(
    "--plain", "in_english", is_flag=True, help="Say it in plain English, with the box behind each statement."
)
def show(file: str, width: int | None, in_english: bool) -> int:
    """Show FILE (a filing, a folder or archive of them, or -) in the terminal.

    Exit status: 0 shown, 2 unreadable input.

    \b
        section16 show form4.xml
        section16 show --plain form4.xml
    """
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
        else:
            console.print(terminal.form(entry.filing, console.width))
        for finding in entry.filing.findings:
            console.print(f"{finding}", style="dim")
        shown += 1
    return 2 if failed else 0
