"""``section16 simulate``: a made market of filings with its truth, in a new folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

import click

from section16.simulate.options import Options
from section16.simulate.writing import Kind, write_market
from section16.vocabulary.errors import Section16Error


def _day(_context: click.Context, _parameter: click.Parameter, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"found {text!r}, expected a date, 2023-06-05") from None


@click.command()
@click.option("-o", "--output", type=click.Path(), required=True, metavar="DIR", help="A folder to make.")
@click.option("--filings", type=int, required=True, metavar="N", help="How many.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another number, another market.")
@click.option("--issuers", type=int, metavar="N", help="How many companies to begin with; else as many as it takes.")
@click.option("--from", "first", callback=_day, default="2023-01-02", show_default=True, metavar="DATE",
              help="First filing date, from 2004 on.")  # fmt: skip
@click.option("--to", "last", callback=_day, metavar="DATE", help="Last filing date; else three years later.")
@click.option("--schema-version", metavar="V", help="One for all filings, X0508; else that of each day.")
@click.option("--as", "kind", type=click.Choice(get_args(Kind)), default="folder", show_default=True,
              help="Folders by quarter, or one file; zip for hundreds of thousands.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="Print nothing when all is well.")
def simulate(
    output: str, filings: int, seed: int, issuers: int | None, first: date, last: date | None,
    schema_version: str | None, kind: Kind, quiet: bool,
) -> int:  # fmt: skip
    """Make a market and write its filings, with the truth beside them.

    DIR/filings (or filings.zip, filings.tar) holds full submission texts, DIR/truth the tables of
    what really happened: see docs/simulate.md.  Nobody in it exists.  The same options give the
    same bytes.

    Exit status: 0 written, 2 not.

    \b
        section16 simulate -o market --filings 1000 --seed 7
        section16 simulate -o big --filings 1000000 --as zip --from 2010-01-01 --to 2025-12-31
    """
    try:
        options = Options(
            filings=filings, seed=seed, issuers=issuers, first=first, last=last, schema_version=schema_version
        )
        number = write_market(options, Path(output), kind)
    except Section16Error as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{output}: {(error.strerror or str(error)).lower()}") from None
    if not quiet:
        click.echo(f"{number} filings of a made market in {output}, with the truth in {output}/truth")
    return 0
