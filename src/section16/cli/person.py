"""``section16 person``: a reporting owner, the issuers, what is held and what was traded."""

from __future__ import annotations

from typing import Any

import click

from section16.cli.pages import page_options, show_page


@click.command()
@page_options
def person(**asked: Any) -> int:
    """Tell about the reporting owner NAME: a name, its words in any order, or a CIK.

    The names used, the issuers with roles and holdings as last filed, and the latest trades, each once.
    CSV and Parquet hold the trades, or the part that --part names.

    Exit status: 0 shown, 1 several or none of that name, 2 the store cannot be read.

    \b
        section16 person "tim cook" --store data
        section16 person 1214156 --lines 0 --format csv
    """
    from section16.archive.questions import person as ask

    return show_page(ask, "issuers", **asked)
