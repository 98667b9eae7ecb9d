"""``section16 edgar``: the local endpoint, and the journal of what was submitted."""

from __future__ import annotations

from pathlib import Path

import click

from section16.cli.inputs import reason
from section16.vocabulary.errors import Section16Error


@click.group()
def edgar() -> None:
    """Rehearse filing on this machine, and read the receipts."""


@edgar.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8016, show_default=True, help="0: any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="An address of this machine.")
@click.option("--store", type=click.Path(file_okay=False), help="Folder that keeps what came; memory when left out.")
@click.option("--registry", type=click.Path(exists=True, dir_okay=False),
              help="JSON of made-up filers, CCCs and tokens; without it all are taken.")  # fmt: skip
@click.option("--delay", type=click.FloatRange(min=0), default=0.5, show_default=True, help="Seconds to the end.")
@click.option(
    "--faults", default="", metavar="NAME[=VALUE][*TIMES],...", help="What is to go wrong; see --list-faults."
)
@click.option("--list-faults", is_flag=True, help="List the faults and stop.")
@click.option("--log", is_flag=True, help="Each request on standard error, without headers and bodies.")
def serve(
    port: int, host: str, store: str | None, registry: str | None, delay: float, faults: str, list_faults: bool,
    log: bool,
) -> int:  # fmt: skip
    """Run a local filing endpoint that judges packages as EDGAR is specified to.

    It answers to this machine alone, files nothing, and keeps no CCC. Its
    address is printed when it is ready; Ctrl-C stops it.

    Exit status: 0 stopped, 2 it could not start.

    \b
        section16 edgar serve --port 0 --store edgar/ --faults lost-answer*1
        section16 submit filing.xml --receipts receipts/ --endpoint http://127.0.0.1:8016
    """
    from section16.edgar.serve import LocalEdgar, LocalServer
    from section16.edgar.serve_faults import FAULTS, Faults
    from section16.edgar.serve_judge import Registry, read_registry
    from section16.edgar.serve_store import Store

    if list_faults:
        for name, (value, what) in FAULTS.items():
            click.echo(f"{f'{name}={value}' if value else name:20}{what}")
        return 0
    try:
        known = read_registry(Path(registry)) if registry else Registry()
        local = LocalEdgar(Store(Path(store) if store else None), known, Faults(faults), delay=delay)
        server = LocalServer(local, host, port, (lambda line: click.echo(line, err=True)) if log else None)
    except Section16Error as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or f'{host}:{port}'}: {reason(error)}") from None
    click.echo(server.url)
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        click.echo("section16: stopped", err=True)
    finally:
        server.server_close()
    return 0


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
