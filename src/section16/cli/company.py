"""``section16 company``: an issuer, its people, what they hold and what they traded."""

from __future__ import annotations

from typing import Any

import click

from section16.cli.pages import page_options, show_page


@click.command()
@page_options
def company(**asked: Any) -> int:
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

    return show_page(ask, "people", **asked)
