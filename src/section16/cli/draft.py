"""``section16 draft``: forms from trades and a roster."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import click
import msgspec
from msgspec.structs import replace

from section16.cli.convert import make_folder, save
from section16.cli.inputs import one_filing
from section16.formats import edgar_xml
from section16.forms import plain
from section16.forms.render import render
from section16.model.boxes import box
from section16.model.filing import Filing, Source
from section16.prepare.draft import prepared
from section16.prepare.drafted import LOOK, MISSING, Draft, Need, Prepared, Wishes
from section16.prepare.filed import with_filed
from section16.prepare.initial import initial, leaving
from section16.prepare.powers import file_name, power_text
from section16.prepare.roster import Roster
from section16.prepare.roster_files import RosterRefused, read_roster, write_roster
from section16.prepare.split import parts
from section16.prepare.timing import LineDue, form_due, line_dues
from section16.prepare.trade_files import read_trades
from section16.prepare.trades import TradesRefused
from section16.rules.check import check
from section16.vocabulary.calendar import weekday
from section16.vocabulary.errors import Section16Error
from section16.vocabulary.findings import Finding, Severity

DAY = click.DateTime(["%Y-%m-%d"])
_MOST_REASONED = 10  # drafts whose due dates are explained on the terminal; the JSON beside each always has it
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("trades", required=False, type=_FILE)
@click.option("--roster", "roster_path", type=click.Path(exists=True, path_type=Path),
              help="Issuers, owners, securities, footnotes, opening positions: YAML, JSON, TOML, or a folder of CSV "
              "files.")  # fmt: skip
@click.option("--from", "filed", metavar="FILED", help="The last form filed, in any format: opening positions, and "
              "what the roster lacks.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="Folder to write.")
@click.option("--form", type=click.Choice(("3", "4", "5")), default="4", show_default=True)
@click.option("--owner", "owners", multiple=True, help="Form 3, and Form 4 with --leaves: the owner's key; again for "
              "each.")  # fmt: skip
@click.option("--event-date", type=DAY, help="Form 3: the day the person became an insider; --leaves: ceased to be.")
@click.option("--registration-date", type=DAY, help="Form 3: the issuer's first registration took effect.")
@click.option("--fiscal-year-end", type=DAY, help="Form 5: the last day of the year; by default the last one before "
              "--signed-on or --as-of, else that of the latest trade.")  # fmt: skip
@click.option("--as-of", type=DAY, help="Leave out trades after that day.")
@click.option("--carry", type=click.Choice(("class", "all", "none")), default="class", show_default=True,
              help="Untouched holdings to list: of the classes traded, all, or none.")  # fmt: skip
@click.option("--signed-on", type=DAY, help="The day on which the owners sign; left out, the signatures are open.")
@click.option("--as-given", is_flag=True, help="Lines in the order of TRADES, not by date.")
@click.option("--each-price", is_flag=True, help="A line for each price: no weighted averages.")
@click.option("--leaves", is_flag=True, help="Tick the exit box.")
@click.option("--remarks", help="Text of the remarks.")
@click.option("--pdf/--no-pdf", "with_pdf", default=True, show_default=True, help="Print each form as PDF, too.")
@click.option("--power", "with_power", is_flag=True, help="Also write a power of attorney to be signed, for each owner "
              "whom another signs for.")  # fmt: skip
@click.option("--save-roster", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write the roster as JSON, with what is held after the drafts.")  # fmt: skip
def draft(
    trades: Path | None, roster_path: Path | None, filed: str | None, output: Path | None, form: str,
    owners: tuple[str, ...], event_date: datetime.datetime | None, registration_date: datetime.datetime | None,
    fiscal_year_end: datetime.datetime | None, as_of: datetime.datetime | None, carry: str,
    signed_on: datetime.datetime | None, as_given: bool, each_price: bool, leaves: bool, remarks: str | None,
    with_pdf: bool, with_power: bool, save_roster: Path | None,
) -> int:  # fmt: skip
    """Draft Forms 3, 4 or 5 from TRADES (CSV, JSON or YAML) and a roster.

    Each form is written as XML for `package`, as a page in plain English, as PDF, and
    as JSON with what is still needed, the trades behind each line, and why it is due
    when. Nothing is guessed: what nobody gave is left open and named; what a person
    should look at is named, too.

    This is software for filers, not legal advice: which event a trade is, and what it
    is exempt under, is yours to decide.

    Exit status: 0 all drafts are complete, 1 something is still needed or found, 2 TRADES or the roster cannot be read.

    \b
        section16 draft trades.csv --roster roster.yaml -o drafts/
        section16 draft trades.csv --from last-form4.xml -o drafts/
        section16 draft --form 3 --owner jane --event-date 2026-03-02 --roster roster.yaml -o drafts/
    """
    wishes = Wishes(
        form=form, carry=carry, as_of=_day(as_of), signed_on=_day(signed_on), in_order=as_given,
        aggregate=not each_price, leaves=leaves, remarks=remarks, fiscal_year_end=_day(fiscal_year_end),
        registered_on=_day(registration_date),
    )  # fmt: skip
    _asked(trades, roster_path, filed, output, save_roster, owners, wishes, _day(event_date))
    try:
        roster, wishes = _roster(roster_path, filed, wishes)
        made = _prepared(trades, roster, wishes, owners, _day(event_date))
        ready = [part for one in made.drafts for part in parts(one)]
    except TradesRefused as error:
        return _refused(f"{trades}: {slip}" for slip in error.slips)
    except RosterRefused as error:
        return _refused(f"{roster_path or filed}: {fault}" for fault in error.faults)
    except Section16Error as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {(error.strerror or str(error)).lower()}") from None
    for left in made.left_out:
        click.echo(f"section16: {trades}: {left}", err=True)
    if save_roster is not None:
        save(save_roster, write_roster(_afterwards(roster, made)).encode())
    if output is None:
        return 0
    folder = roster_path if roster_path is not None and roster_path.is_dir() else (roster_path or Path()).parent
    return _write_all([_with_files(one, folder) for one in ready], output, roster, with_pdf, with_power)


def _refused(lines: Iterable[str]) -> int:
    for line in lines:
        click.echo(f"section16: {line}", err=True)
    return 2


def _day(given: datetime.datetime | None) -> datetime.date | None:
    return None if given is None else given.date()


# ------------------------------------------------------------------------------------------------- what is asked


def _asked(
    trades: Path | None, roster: Path | None, filed: str | None, output: Path | None, save_roster: Path | None,
    owners: tuple[str, ...], wishes: Wishes, event_date: datetime.date | None,
) -> None:  # fmt: skip
    """Raises click.UsageError for options that do not go together."""
    if roster is None and filed is None:
        raise click.UsageError("found neither --roster nor --from, expected one of them or both")
    if output is None and save_roster is None:
        raise click.UsageError("found no -o, expected a folder to write")
    is_without_trades = wishes.form == "3" or (wishes.leaves and trades is None)
    if is_without_trades and output is not None:
        if trades is not None:
            raise click.UsageError("found TRADES, expected none for Form 3: it lists the roster's holdings")
        if not owners or (event_date is None and wishes.registered_on is None):
            raise click.UsageError("found no --owner or no --event-date, expected both for a form without trades")
    elif trades is None and output is not None:
        raise click.UsageError(f"found no TRADES, expected a file of them for Form {wishes.form}")


def _roster(path: Path | None, filed: str | None, wishes: Wishes) -> tuple[Roster, Wishes]:
    """The roster of the file, of the filed form, or of both; and what that form reports already."""
    roster = Roster() if path is None else read_roster(path)
    if filed is None:
        return roster, wishes
    document = one_filing(filed).document
    if document is None:
        raise click.ClickException(f"{filed}: found no ownership document, expected a Form 3, 4 or 5")
    both = with_filed(roster, document)
    return both.roster, dataclasses.replace(wishes, reported=both.reported)


def _prepared(
    trades: Path | None, roster: Roster, wishes: Wishes, owners: tuple[str, ...], event_date: datetime.date | None
) -> Prepared:
    if trades is not None:
        return prepared(read_trades(trades), roster, wishes, trades.name)
    day = event_date or wishes.registered_on
    if day is None:
        return Prepared(())
    make = initial if wishes.form == "3" else leaving
    return Prepared(tuple(make(roster, owner, day, wishes) for owner in owners))


def _afterwards(roster: Roster, made: Prepared) -> Roster:
    """The roster with what is held after the drafts."""
    after = {(one.owner, one.security, one.account): one for draft in made.drafts for one in draft.closing}
    kept = [after.pop((one.owner, one.security, one.account), one) for one in roster.holdings]
    return replace(roster, holdings=(*kept, *after.values()))


# ------------------------------------------------------------------------------------------------- what is written


def _with_files(one: Draft, folder: Path) -> Draft:
    """The draft with its exhibits read; one that cannot be is a need."""
    exhibits, needs = [], list(one.needs)
    for exhibit in one.exhibits:
        if exhibit.content is None and exhibit.source is not None:
            try:
                exhibits.append(replace(exhibit, content=(folder / exhibit.source).read_bytes()))
            except OSError as error:
                why = f"the power of attorney {exhibit.source}: {(error.strerror or str(error)).lower()}"
                at = next((i for i, key in enumerate(one.owners) if key in exhibit.owners), 0)
                needs.append(Need(f"signatures[{at}]", box(one.document.form, f"signatures[{at}]"), MISSING, why))
        else:
            exhibits.append(exhibit)
    return replace(one, exhibits=tuple(exhibits), needs=tuple(needs))


def _write_all(ready: list[Draft], output: Path, roster: Roster, with_pdf: bool, with_power: bool) -> int:
    make_folder(output)
    if with_pdf and ready and find_spec("typst") is None:
        click.echo("section16: PDF left out: it needs a package: pip install 'section16[pdf]'", err=True)
        with_pdf = False
    open_ones = 0
    written: dict[str, bytes] = {}
    for one, name in zip(ready, _names(ready), strict=True):
        open_ones += _write(one, output, name, with_pdf, len(ready) <= _MOST_REASONED)
        for exhibit in one.exhibits:
            content = exhibit.content or b""
            # packages take short names, so that two drafts may have the same one for different exhibits
            at = exhibit.name if written.setdefault(exhibit.name, content) == content else f"{name}/{exhibit.name}"
            make_folder((output / at).parent)
            save(output / at, content)
            click.echo(f"  enclose {exhibit.type}: package --exhibit {at}")
    if with_power:
        _write_powers(ready, output, roster)
    drafts = "1 draft" if len(ready) == 1 else f"{len(ready):,} drafts"
    click.echo(f"section16: {drafts} in {output}, {open_ones:,} not complete", err=True)
    return 1 if open_ones else 0


def _write_powers(ready: list[Draft], output: Path, roster: Roster) -> None:
    several = len({one.issuer for one in ready}) > 1
    for owner, issuer in dict.fromkeys((key, one.issuer) for one in ready for key in one.owners):
        if roster.owners[owner].signer is not None:
            name = file_name("power", f"{issuer}-{owner}" if several else owner)
            save(output / name, power_text(roster, owner, issuer).encode())
            click.echo(f"{name}: a power of attorney for {roster.owners[owner].name} to sign")


def _names(made: list[Draft]) -> list[str]:
    """A file name for each draft: form, issuer where there are several, owner, period, and the number of the part."""
    names: dict[str, None] = {}
    several = len({one.issuer for one in made}) > 1
    for one in made:
        owner = re.sub(r"[^A-Za-z0-9]+", "-", one.owners[0] if one.owners else "owner").strip("-").lower()
        period = one.document.period_of_report.text or "undated"
        issuer = f"{one.issuer}-" if several else ""
        base = name = f"form{one.document.form}-{issuer}{owner}-{period}"
        number = 1
        while name in names:
            number += 1
            name = f"{base}-part{number}"
        names[name] = None
    return list(names)


def _write(one: Draft, folder: Path, name: str, with_pdf: bool, with_reasons: bool) -> bool:
    """Write one draft and say what it still needs; True when it is not complete."""
    xml = edgar_xml.write(one.document)
    filing = Filing(document=one.document, source=Source("xml", xml, f"{name}.xml"))
    found = _news(one, check(filing))
    save(folder / f"{name}.xml", xml)
    save(folder / f"{name}.txt", plain.page(filing).encode())
    due = form_due(one)
    save(folder / f"{name}.json", _facts(one, due, found))
    if with_pdf:
        save(folder / f"{name}.pdf", render(filing, "pdf"))
    _say(one, name, due, found, with_reasons)
    return not one.is_complete or bool(found)


def _news(one: Draft, found: list[Finding]) -> list[Finding]:
    """Errors and warnings of the rules, but for boxes that are known to be open."""
    told = {need.path for need in one.needs if need.state != LOOK}
    return [finding for finding in found if finding.severity is not Severity.NOTE and finding.location.path not in told]


def _say(one: Draft, name: str, due: LineDue | None, found: list[Finding], with_reasons: bool) -> None:
    lines = len(one.document.table_i) + len(one.document.table_ii)
    said = "" if due is None or due.due.date is None else f", due {weekday(due.due.date)}"
    click.echo(f"{name}: {'1 line' if lines == 1 else f'{lines} lines'}{said}")
    if due is not None and with_reasons:
        at = f" ({box(one.document.form, due.path)})" if due.path else ""
        for i, step in enumerate(due.due.steps):
            click.echo(f"  {'because' if i == 0 else '    and'} {step}{at if i == 0 else ''}")
    for need in one.needs:
        click.echo(f"  {need}")
    for finding in found:
        click.echo(f"  {finding}")


def _facts(one: Draft, due: LineDue | None, found: list[Finding]) -> bytes:
    """What a form cannot say: needs, findings, evidence, due dates, exhibits, and the holdings afterwards."""
    facts = {
        "format": "section16-draft/1",
        "owners": one.owners,
        "issuer": one.issuer,
        "due": None if due is None else due.due.date,
        "is_complete": one.is_complete and not found,
        "needs": one.needs,
        "findings": [{"code": f.code, "path": f.location.path, "said": str(f)} for f in found],
        "lines": [
            {
                "path": line.path, "due": line.due.date, "latest": line.due.latest,
                "why": [str(step) for step in line.due.steps], "doubts": [str(step) for step in line.due.doubts],
            }
            for line in line_dues(one)
        ],
        "evidence": one.evidence,
        "exhibits": [{"type": exhibit.type, "name": exhibit.name} for exhibit in one.exhibits],
        "closing": one.closing,
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(facts), indent=2) + b"\n"
