"""``section16 company``: an issuer, its people, what they hold and what they traded."""

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
def company(
    name: str, folder: Path, lines: int, part: str | None, as_known_on: date | None, as_filed: bool, format: str | None,
    out: Path | None,
) -> int:  # fmt: skip
    """Tell about the issuer NAME: a ticker, also one no longer in use, a name, or a CIK.

    Its names and symbols over time, its people with their roles and holdings as last filed, and the latest
    trades, each once. CSV and Parquet hold the trades, or the part that --part names.

    Exit status: 0 shown, 1 several or none of that name, 2 the store cannot be read.

    \b
        section16 company SNOW --store data
        section16 company "wells fargo" --lines 0 -o trades.csv
        section16 company 1640147 --part holdings --format json
    """
    from section16.archive.questions import company as ask

    return show_page(ask, "people", name, folder, lines, part, as_known_on, as_filed, format, out)
