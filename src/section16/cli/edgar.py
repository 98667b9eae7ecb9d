"""``section16 edgar``: the local EDGAR, and the journal of what was submitted."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from section16.cli.inputs import reason
from section16.vocabulary.calendar import eastern
from section16.vocabulary.errors import Section16Error

if TYPE_CHECKING:
    from section16.edgar.clock import Clock
    from section16.edgar.serve import LocalEdgar


@click.group()
def edgar() -> None:
    """Rehearse filing and reading on this machine, and read the receipts."""


@edgar.command()
@click.argument("submissions", type=click.Path(exists=True), required=False)
@click.option("--port", type=click.IntRange(0, 65535), default=8016, show_default=True, help="0: any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="An address of this machine.")
@click.option("--store", type=click.Path(file_okay=False), help="Folder that keeps what came; memory when left out.")
@click.option("--registry", type=click.Path(exists=True, dir_okay=False),
              help="JSON of made-up filers, CCCs and tokens; without it all are taken.")  # fmt: skip
@click.option("--delay", type=click.FloatRange(min=0), default=0.5, show_default=True, help="Seconds to the end.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]), metavar="DATE[THH:MM]",
              help="Eastern time that it starts at; what was accepted later appears later.")  # fmt: skip
@click.option("--speed", type=click.FloatRange(min=0, min_open=True), default=1.0, show_default=True,
              help="Its seconds in one of ours; with --at.")  # fmt: skip
@click.option("--faults", default="", metavar="NAME[=VALUE][*TIMES][%SHARE],...",
              help="What is to go wrong; see --list-faults.")  # fmt: skip
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Draws the addresses that have a fault of reading."
)
@click.option("--list-faults", is_flag=True, help="List the faults and stop.")
@click.option("--log", is_flag=True, help="Each request on standard error, without headers and bodies.")
def serve(
    submissions: str | None, port: int, host: str, store: str | None, registry: str | None, delay: float,
    at: datetime | None, speed: float, faults: str, seed: int, list_faults: bool, log: bool,
) -> int:  # fmt: skip
    """Run a local EDGAR: it takes packages, and shows what is public.

    Packages are judged as EDGAR is specified to. With SUBMISSIONS, a folder or
    zip of full submission .txt files, these are public at EDGAR's addresses
    (filings, indexes, feeds, lists), and it judges how politely it is asked.

    It answers to this machine alone, files nothing, and keeps no CCC. Its
    address is printed when it is ready; Ctrl-C stops it, and then it says what
    it counted.

    Exit status: 0 stopped, 2 it could not start.

    \b
        section16 edgar serve --port 0 --store edgar/ --faults lost-answer*1
        section16 submit filing.xml --receipts receipts/ --endpoint http://127.0.0.1:8016
        section16 edgar serve submissions.zip --at 2023-03-01T17:00 --faults page-cut*1%20
    """
    from section16.edgar.serve import LocalEdgar, LocalServer
    from section16.edgar.serve_faults import FAULTS, READING, Faults
    from section16.edgar.serve_judge import Registry, read_registry
    from section16.edgar.serve_store import Store

    if list_faults:
        for name, (value, what) in (FAULTS | READING).items():
            click.echo(f"{f'{name}={value}' if value else name:20}{what}")
        return 0
    if at is None and speed != 1.0:
        raise click.UsageError("found --speed without --at, expected both")
    try:
        known = read_registry(Path(registry)) if registry else Registry()
        local = LocalEdgar(Store(Path(store) if store else None), known, Faults(faults, seed), delay=delay,
                           clock=_clock(at, speed), source=Path(submissions) if submissions else None)  # fmt: skip
        server = LocalServer(local, host, port, (lambda line: click.echo(line, err=True)) if log else None)
    except Section16Error as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or f'{host}:{port}'}: {reason(error)}") from None
    if submissions:
        click.echo(f"section16: {submissions}: {_holding(local)}", err=True)
    click.echo(server.url)
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        click.echo("section16: stopped", err=True)
    finally:
        server.server_close()
    if submissions:
        click.echo(f"section16: {_counted(local)}", err=True)
    return 0


def _clock(at: datetime | None, speed: float) -> Clock:
    from section16.edgar.clock import ShiftedClock, SystemClock

    return SystemClock() if at is None else ShiftedClock(at.replace(tzinfo=eastern()), speed)


def _holding(local: LocalEdgar) -> str:
    shelf = local.record.shelf
    passed = f", {shelf.passed} files are no submission with accession number, form and date" if shelf.passed else ""
    return f"{shelf.size} filings, {len(shelf.public())} of them public now{passed}"


def _counted(local: LocalEdgar) -> str:
    """What the endpoint saw of its readers, in one line."""
    seen = local.counted()
    refused = f"{seen.too_fast} refused as too fast, {seen.undeclared} as undeclared"
    faults = "".join(f", {name} {times}" for name, times in seen.faults.items())
    return f"{seen.requests} requests, at most {seen.peak} in a second; {refused}{faults}"


@edgar.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
@click.option("--verify", is_flag=True, help="Only check that every record is as it was written.")
def receipts(folder: str, verify: bool) -> int:
    """List the receipts in FOLDER: every form with where it stands.

    Exit status: 0 the journal is whole, 1 it is not as it was written, 2 unreadable.
    """
    from section16.edgar.journal import inspect
    from section16.edgar.standing import forms, standing

    try:
        found = inspect(Path(folder))
    except OSError as error:
        raise click.ClickException(f"{folder}: {reason(error)}") from None
    if not verify:
        for form, mode, system in forms(found.records):
            now = standing(found.records, form, mode, system)
            facts = now.intent.data if now.intent is not None else {}
            owners = ",".join(facts.get("owners", ())) or "-"
            last = now.end or now.last
            at = f"{last.at:%Y-%m-%dT%H:%M:%SZ}" if last is not None else "-"
            click.echo(f"{now.stage} {now.accession or '-'} {mode} {system} Form {facts.get('form_type', '-')} "
                       f"issuer {facts.get('issuer', '-')} owner {owners} {at} {form}")  # fmt: skip
    for fault in found.faults:
        click.echo(f"section16: {folder}: {fault}", err=True)
    if not found.faults:
        newest = found.records[-1].hash if found.records else "-"
        click.echo(f"section16: {folder}: {len(found.records)} records, whole, the last {newest}", err=True)
    return 1 if found.faults else 0
