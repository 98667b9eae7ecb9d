"""``section16 person``: a reporting owner, the issuers, what is held and what was traded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from section16.cli.outputs import output_options
from section16.cli.pages import PARTS, show_page
from section16.cli.stores import known_option, store_option


@click.command()
@click.argument("name")
@store_option
@click.option("--lines", type=click.IntRange(min=0), default=25, show_default=True, help="Trades to list; 0 for all.")
@click.option("--part", type=click.Choice(PARTS), help="Only this part of the page.")
@known_option
@output_options
def person(
    name: str, folder: Path, lines: int, part: str | None, as_known_on: date | None, as_filed: bool, format: str | None,
    out: Path | None,
) -> int:  # fmt: skip
    """Tell about the reporting owner NAME: a name, its words in any order, or a CIK.

    The names used, the issuers with roles and holdings as last filed, and the latest trades, each once.
    CSV and Parquet hold the trades, or the part that --part names.

    Exit status: 0 shown, 1 several or none of that name, 2 the store cannot be read.

    \b
        section16 person "tim cook" --store data
        section16 person 1214156 --lines 0 --format csv
    """
    from section16.archive.questions import person as ask

    return show_page(ask, "issuers", name, folder, lines, part, as_known_on, as_filed, format, out)
