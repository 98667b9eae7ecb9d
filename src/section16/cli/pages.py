"""The page of a company or a person, printed: what both commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from section16.cli.outputs import put
from section16.cli.stores import opened
from section16.vocabulary.errors import NotFound, Section16Error

BRIEF = (
    "issuer_name", "officer_title", "table", "acquired_disposed", "nature", "rule_10b5_1", "form", "line", "reports",
    "exercise_price", "expiration_date", "underlying_title",
)  # fmt: skip
PARTS = ("names", "parties", "holdings", "lines")


def show_page(
    ask: Callable[..., Any], parties: str, name: str, folder: Path, lines: int, part: str | None,
    as_known_on: date | None, as_filed: bool, format: str | None, out: Path | None,
) -> int:  # fmt: skip
    """Ask for a page and print it; the exit status.

    ask      ``questions.company`` or ``questions.person``
    parties  what those are called whose roles stand on it
    """
    from section16.archive.names import Ambiguous

    with opened(folder) as store:
        try:
            page = ask(store, name, as_known_on=as_known_on, as_filed=as_filed, most=lines or None)
        except Ambiguous as error:
            click.echo(f"section16: {error}", err=True)
            for candidate in error.candidates:
                click.echo(f"  {candidate}", err=True)
            return 1
        except NotFound as error:
            click.echo(f"section16: {error}", err=True)
            return 1
        except (Section16Error, OSError) as error:
            raise click.ClickException(str(error)) from None
    whose: Any = [[page.cik] * page.names.num_rows]
    told = {
        "names": page.names.add_column(0, "cik", whose), parties: page.parties, "holdings": page.holdings,
        "lines as filed" if as_filed else "trades": page.lines,
    }  # fmt: skip
    if part is not None:
        told = dict([list(told.items())[PARTS.index(part)]])
    elif (format or (out.suffix[1:] if out else "")) in ("csv", "parquet"):
        told = dict([list(told.items())[-1]])
    put(told, format, out, BRIEF)
    return 0
