"""``section16 show``: the form in the terminal."""

from __future__ import annotations

import click
from rich.console import Console

from section16.cli.inputs import Inputs
from section16.forms import terminal


@click.command()
@click.argument("file")
@click.option("--width", type=click.IntRange(min=40), help="Columns; the terminal's when left out.")
def show(file: str, width: int | None) -> int:
    """Show FILE (a filing, a folder or archive of them, or -) in the terminal.

    Exit status: 0 shown, 2 unreadable input.
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
        console.print(terminal.form(entry.filing, console.width))
        for finding in entry.filing.findings:
            console.print(f"{finding}", style="dim")
        shown += 1
    return 2 if failed else 0
