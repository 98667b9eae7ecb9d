"""``section16 submit``: a package to EDGAR, once, with a receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from section16.cli.inputs import reason
from section16.cli.secret import lazily, vault_option
from section16.formats.sources import load
from section16.vocabulary.errors import Section16Error
from section16.vocabulary.identifiers import NotAnIdentifier, format_accession

if TYPE_CHECKING:
    from section16.edgar.hosts import Hosts
    from section16.edgar.order import Order
    from section16.edgar.secrets import Secret, Tokens
    from section16.edgar.submission import Outcome, Word


@click.command()
@click.argument("package", type=click.Path(exists=True, dir_okay=False))
@click.option("--receipts", required=True, type=click.Path(file_okay=False),
              help="Folder of the journal; always the same one. Nothing in it is ever deleted.")  # fmt: skip
@click.option("--endpoint", default="edgar", show_default=True,
              help="edgar, beta, or an address; a local one is what section16 edgar serve prints.")  # fmt: skip
@click.option("--live", is_flag=True, help="File for real; the package must say LIVE too.")
@vault_option
@click.option("--login-cik", help="CIK of the login, when it is not the filer token's own.")
@click.option("--contact", envvar="SECTION16_CONTACT", metavar="'NAME EMAIL'",
              help="Who asks, for the SEC's fair access rules; needed for a LIVE filing.")  # fmt: skip
@click.option("--settle", type=click.FloatRange(min=0), metavar="SECONDS",
              help="How long until the record shows what arrived.  [default: 3600; local: 5]")  # fmt: skip
@click.option("--wait", type=click.FloatRange(min=0), metavar="SECONDS",
              help="How long to wait for an end.  [default: 7200; local: 60]")  # fmt: skip
@click.option("--accession", metavar="NUMBER", help="What you found out about a lost answer: it arrived under NUMBER.")
@click.option("--not-received", is_flag=True, help="What you found out about a lost answer: it did not arrive.")
@click.option("--quiet", is_flag=True, help="Only the receipt.")
def submit(
    package: str, receipts: str, endpoint: str, live: bool, vault: str | None, login_cik: str | None,
    contact: str | None, settle: float | None, wait: float | None, accession: str | None, not_received: bool,
    quiet: bool,
) -> int:  # fmt: skip
    """Send PACKAGE to EDGAR and wait for its end. TEST unless --live is said.

    A form is never sent twice: what was sent before is found out first, even
    after a crash. The last line on standard output is the receipt.

    Whether EDGAR's filing API takes Forms 3, 4 and 5 is not known: see
    docs/filing.md before relying on it.

    Exit status: 0 accepted, 1 suspended or refused, 2 unreadable input,
    3 undecided: do what the line says.

    \b
        section16 submit filing.xml --receipts receipts/ --endpoint http://127.0.0.1:8016
        section16 submit filing.xml --receipts receipts/ --live
    """
    from section16.edgar.hosts import hosts_of
    from section16.edgar.order import Refused, make_order

    try:
        source, _ = load(Path(package))
        hosts = hosts_of(endpoint)
        word = _word(accession, not_received)
        secret = lazily(vault)
        order = make_order(source, secret, live=live)
        tokens = _tokens(secret, made_up=hosts.is_local and vault is None)
        if live and not hosts.is_local and not contact:
            raise Refused("found no --contact, expected your name and e-mail address for the SEC's public record")
        outcome = _submitted(order, hosts, tokens, Path(receipts), live=live, login_cik=login_cik,
                             contact=contact, settle=settle, wait=wait, word=word, quiet=quiet)  # fmt: skip
    except Refused as error:
        for line in error.reasons:
            click.echo(f"section16: {package}: {line}", err=True)
        click.echo(f"refused {package}: not sent")
        return 1
    except Section16Error as error:
        raise click.ClickException(f"{package}: {error}") from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or package}: {reason(error)}") from None
    _tell(outcome, package)
    click.echo(receipt(outcome, order))
    return outcome.exit_status


def _submitted(
    order: Order, hosts: Hosts, tokens: Tokens, receipts: Path, *, live: bool, login_cik: str | None,
    contact: str | None, settle: float | None, wait: float | None, word: Word | None, quiet: bool,
) -> Outcome:  # fmt: skip
    from section16.edgar.clock import SystemClock
    from section16.edgar.filing_api import FilingApi
    from section16.edgar.journal import Journal
    from section16.edgar.pace import pace_for
    from section16.edgar.secrets import Redactor
    from section16.edgar.submission import Submission

    clock = SystemClock()
    redactor = Redactor((*order.secrets, tokens.filer, tokens.user))
    last = ""

    def say(line: str) -> None:
        nonlocal last
        if not quiet and line != last:
            click.echo(f"section16: {redactor.text(line)}", err=True)
        last = line

    for line in _expiring(tokens):
        say(line)
    with redactor.installed():
        api = FilingApi(hosts, tokens, live=live, login_cik=login_cik, contact=contact, clock=clock, secrets=redactor)
        journal = Journal(receipts, clock.now)
        pace = pace_for(hosts, settle=settle, patience=wait)
        try:
            return Submission(order, api, journal, pace, clock=clock, say=say, word=word).run()
        except KeyboardInterrupt:
            say("stopped; the journal knows how far it came: run the same command again, it asks before it sends")
            raise


def _tokens(secret: Callable[[str], Secret | None], *, made_up: bool) -> Tokens:
    """The two tokens; made up for a rehearsal, which must not get those of the keyring.  Raises Refused."""
    from section16.edgar.order import Refused
    from section16.edgar.secrets import FILER_TOKEN, USER_TOKEN, Secret, Tokens

    if made_up:
        return Tokens(Secret("rehearsal-filer"), Secret("rehearsal-user"))
    filer, user = secret(FILER_TOKEN), secret(USER_TOKEN)
    missing = [name for name, found in ((FILER_TOKEN, filer), (USER_TOKEN, user)) if found is None]
    if filer is None or user is None:
        raise Refused(*(f"no {name}; keep it with: section16 secret set {name}" for name in missing))
    return Tokens(filer, user)


def _expiring(tokens: Tokens) -> Iterator[str]:
    """One line for each token that says it is over."""
    from section16.edgar.secrets import FILER_TOKEN, USER_TOKEN, token_expiry

    for name, token in ((FILER_TOKEN, tokens.filer), (USER_TOKEN, tokens.user)):
        end = token_expiry(token)
        if end is not None and end < datetime.now(end.tzinfo):
            yield f"the {name} says that it ended on {end:%Y-%m-%d}"


def _word(accession: str | None, not_received: bool) -> Word | None:
    """What the person at the keyboard found out.  Raises click.UsageError."""
    from section16.edgar.submission import Word

    if accession is not None and not_received:
        raise click.UsageError("found --accession and --not-received, expected one of them")
    try:
        return Word(format_accession(accession)) if accession is not None else Word() if not_received else None
    except NotAnIdentifier as error:
        raise click.UsageError(f"--accession: {error}") from None


def _tell(outcome: Outcome, package: str) -> None:
    """Every reason, then what a person has to do."""
    for line in outcome.reasons:
        click.echo(f"section16: {package}: {line}", err=True)
    if outcome.to_do:
        click.echo(f"section16: {package}: to do: {outcome.to_do}", err=True)


def receipt(outcome: Outcome, order: Order) -> str:
    """The outcome in one line: what, which, where it is written.

    The hash is that of the journal's record; noted elsewhere, it proves the journal up to there.
    """
    record = outcome.record
    parts = [
        outcome.kind, outcome.accession or "-", order.mode, f"Form {order.form_type}", f"issuer {order.issuer}",
        f"owner {','.join(order.owners)}", outcome.state or "-",
    ]  # fmt: skip
    if record is not None:
        parts.append(f"{record.at:%Y-%m-%dT%H:%M:%SZ} record {record.number} {record.hash}")
    return " ".join(parts)
