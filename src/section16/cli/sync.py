"""``section16 sync``: filings from EDGAR into a store."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from section16.cli.inputs import reason
from section16.cli.stores import DAY, store_option
from section16.forms.visible import visible
from section16.vocabulary.errors import Section16Error

if TYPE_CHECKING:
    from section16.archive.ingest import Tally
    from section16.edgar.sync import Fetched, Missed


@click.command()
@store_option
@click.option("--since", type=DAY, help="First filing date.  [default: 2003-05-05, or yesterday with --follow]")
@click.option("--until", type=DAY, help="Last filing date.  [default: today]")
@click.option("--issuer", "issuers", multiple=True, metavar="SYMBOL|CIK", help="Only filings about this issuer.")
@click.option("--owner", "owners", multiple=True, metavar="CIK", help="Only filings of this reporting owner.")
@click.option("--accession", "accessions", multiple=True, metavar="NUMBER|CIK/NUMBER", help="Only this filing.")
@click.option("--recheck", is_flag=True, help="Fetch known filings too, and take those that EDGAR has corrected.")
@click.option("--follow", is_flag=True, help="Keep up with new filings until stopped; prints the delay of each.")
@click.option("--every", type=click.FloatRange(min=1), default=30.0, show_default=True,
              help="Seconds between two looks, with --follow.")  # fmt: skip
@click.option("--rounds", type=click.IntRange(min=1), help="With --follow, stop after so many looks.")
@click.option("--edgar", default="edgar", show_default=True, metavar="URL",
              help="EDGAR itself, or the address of a local one: section16 edgar serve.")  # fmt: skip
@click.option("--user-agent", envvar="SECTION16_USER_AGENT",
              help="Who asks, a name and an e-mail address; else SECTION16_USER_AGENT.")  # fmt: skip
@click.option("--wait", type=click.FloatRange(min=0), default=0, show_default=True,
              help="Seconds to wait while another process writes to the store.")  # fmt: skip
def sync(
    folder: Path, since: date | None, until: date | None, issuers: tuple[str, ...], owners: tuple[str, ...],
    accessions: tuple[str, ...], recheck: bool, follow: bool, every: float, rounds: int | None, edgar: str,
    user_agent: str | None, wait: float,
) -> int:  # fmt: skip
    """Fetch Forms 3, 4 and 5 from EDGAR into a store: by dates, issuer, owner, number, or all there are.

    What the store has is not fetched again, so the same command goes on where it was stopped.  At most
    ten requests a second, over all programs of this user; the SEC wants to know who asks.

    Exit status: 0 complete, 1 some filings could not be had (the next run tries again), 2 not done.

    \b
        section16 sync --since 2023-05-18 --until 2023-05-19 --store data --user-agent "Company Name admin@example.com"
        section16 sync --issuer TSLA --store data
        section16 sync --follow --store data
    """
    from section16.archive.syncing import LISTS, sync_into
    from section16.edgar.cache import Cache
    from section16.edgar.client import Client
    from section16.edgar.hosts import record_hosts
    from section16.edgar.listed import Lists, Plan

    misses = 0

    def missed(one: Missed) -> None:
        nonlocal misses
        misses += 1
        click.echo(visible(f"section16: {one.accession}: {one.why}"), err=True)

    def fetched(one: Fetched) -> None:
        if follow and one.delay is not None:
            click.echo(f"{one.accession}  fetched {one.delay:,.0f} s after its acceptance")
        elif sys.stderr.isatty():
            click.echo(f"\r{one.accession}", err=True, nl=False)

    try:
        with Client(record_hosts(edgar), user_agent) as client:
            lists = Lists(client, Cache(folder / LISTS), _say)
            plan = Plan(
                since=since, until=until,
                issuers=tuple(map(lists.cik_of, issuers)), owners=tuple(map(lists.cik_of, owners)),
                accessions=accessions, recheck=recheck,
            )  # fmt: skip
            tally = sync_into(
                folder, client, plan, follow=follow, every=every, rounds=rounds, wait=wait, fetched=fetched,
                missed=missed, say=_say,
            )  # fmt: skip
    except Section16Error as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or folder}: {reason(error)}") from error
    except KeyboardInterrupt:
        click.echo(
            f"section16: stopped; what was fetched is in {folder}, the same command goes on from there", err=True
        )
        return 130
    for line in _said(tally, misses, folder):
        click.echo(line)
    return 1 if misses else 0


def _say(line: str) -> None:
    click.echo(visible(f"section16: {line}"), err=True)


def _said(tally: Tally, misses: int, folder: Path) -> Iterator[str]:
    """What was done, a line each, nothing that is 0 but the first."""
    yield f"{tally.new:,} filings fetched into {folder}"
    for number, what in (
        (tally.replaced, "copies replaced by what EDGAR has now"),
        (tally.quarantined, "quarantined: section16 query 'SELECT * FROM quarantine'"),
        (misses, "could not be had; the next run tries again"),
    ):
        if number:
            yield f"  {number:,} {what}"
