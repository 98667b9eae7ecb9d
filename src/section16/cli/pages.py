"""The page of a company or a person, printed: what both commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from section16.cli.outputs import output_options, put
from section16.cli.stores import Function, known_option, opened, store_option
from section16.forms.visible import visible
from section16.vocabulary.errors import NotFound, Section16Error

# of trades and lines: what the printed table never shows, and what it leaves out first where there is no room
BRIEF = (
    "issuer_name", "officer_title", "table", "nature", "rule_10b5_1", "form", "line", "reports",
    "exercise_price", "expiration_date", "underlying_title",
)  # fmt: skip
NARROW = (
    "roles", "direct_indirect", "shares_following", "accession", "filed_on", "security_title", "price",
)  # fmt: skip
PARTS = ("names", "parties", "holdings", "lines")
_CANDIDATES = 20  # that are listed


def page_options(command: Function) -> Function:
    """The argument and the options of both commands: the parameters of ``show_page`` but for its first two."""
    parts = click.option("--part", type=click.Choice(PARTS), help="Only this part of the page.")
    lines = click.option(
        "--lines", type=click.IntRange(min=0), default=25, show_default=True, help="Trades to list; 0 for all."
    )
    return click.argument("name")(store_option(lines(parts(known_option(output_options(command))))))


def show_page(
    ask: Callable[..., Any], parties: str, *, name: str, folder: Path, lines: int, part: str | None,
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
            click.echo(visible(f"section16: {error}"), err=True)
            for candidate in error.candidates[:_CANDIDATES]:
                click.echo(visible(f"  {candidate}"), err=True)
            if (more := len(error.candidates) - _CANDIDATES) > 0:
                click.echo(f"  and {more:,} more with fewer filings", err=True)
            return 1
        except NotFound as error:
            click.echo(visible(f"section16: {error}"), err=True)
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
    # on a page of one issuer its symbol says nothing, and an owner's name little on that owner's
    of_one = ("issuer_symbol",) if parties == "people" else ("owner_names",)
    put(told, format, out, BRIEF, (*of_one, *NARROW))
    return 0
