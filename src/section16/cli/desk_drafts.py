"""The part of ``section16 desk`` about drafts: from the preparer to EDGAR's answer, and signing."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from section16.cli.desk_session import (
    at_desk,
    day_option,
    format_option,
    listing,
    page_option,
    reason_option,
    say,
    version_option,
)
from section16.cli.inputs import one_filing
from section16.vocabulary.errors import NotFound

if TYPE_CHECKING:
    from section16.desk.api import Desk
    from section16.desk.records import DraftFile
    from section16.model.package import PackageDocument

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FACTS = "section16-draft/1"


def register(group: click.Group) -> None:
    """Put the commands into the group ``desk``."""
    for command in (drafts, draft, sign, attest, power):
        group.add_command(command)


@click.command()
@click.option("--state", "states", multiple=True, help="Only in that state; again for each.")
@click.option("--owner", help="Key of one owner.")
@format_option
@at_desk
def drafts(desk: Desk, states: tuple[str, ...], owner: str | None, kind: str) -> int:
    """List the drafts by due date, each with its state and version."""
    columns = ("draft", "due_on", "state", "version", "form", "issuer", "owners", "period", "prepared_by", "label")
    listing(desk.drafts(states=states, owner=owner), columns, kind, "no drafts")
    return 0


@click.group()
def draft() -> None:
    """One draft: draft, checked, approved, packaged, submitted, accepted or suspended.

    A command that takes --version refuses when somebody changed the draft since.
    """


def _facts(file: str, given: Path | None, exhibits: tuple[str, ...]) -> dict[str, Any]:
    """What ``section16 draft`` wrote beside the form: needs, evidence, due dates, and what is to be enclosed.

    exhibits  what the command line encloses besides
    """
    from section16.edgar.packing import exhibit

    more = [exhibit(one) for one in exhibits]
    beside = Path(file).with_suffix(".json")
    path = given or (beside if beside.is_file() and beside != Path(file) else None)
    if path is None:
        return {"exhibits": more or None}
    try:
        facts = msgspec.json.decode(path.read_bytes())
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path}: found no JSON ({error}), expected the facts of a draft") from None
    if not isinstance(facts, dict) or facts.get("format") != _FACTS:
        if given is None:
            return {"exhibits": more or None}  # another file that happens to stand there
        raise click.ClickException(f"{path}: found another format, expected {_FACTS}")
    due = {name: facts[name] for name in ("due", "lines") if facts.get(name)}
    for one in facts.get("exhibits", []):
        if not isinstance(one, dict) or not {"type", "name"} <= one.keys():
            raise click.ClickException(f"{path}: found the exhibit {one!r}, expected an object with type and name")
    named = [exhibit(f"{one['type']}={path.parent / one['name']}") for one in facts.get("exhibits", [])]
    return {
        "needs": facts.get("needs", []), "evidence": facts.get("evidence", []), "due": due or None,
        "exhibits": [*named, *more] or None,
    }  # fmt: skip


def _content_options(command: Any) -> Any:
    """What a revision has besides FILE: ``--facts``, ``--exhibit`` and ``--due``."""
    command = day_option("--due", "The due date, when the facts do not say it.")(command)
    command = click.option("--exhibit", "exhibits", multiple=True, metavar="[TYPE=]FILE",
                           help="A file to enclose: EX-24=poa.txt; again for each.")(command)  # fmt: skip
    return click.option("--facts", type=_FILE, help="JSON that `section16 draft` wrote, with the exhibits it names; "
                        "the one beside FILE when left out.")(command)  # fmt: skip


@draft.command("add")
@click.argument("file")
@_content_options
@click.option("--label", help="A word for the list.")
@at_desk
def add(
    desk: Desk, file: str, facts: Path | None, exhibits: tuple[str, ...], due: date | None, label: str | None
) -> int:
    """Add FILE, a form in any format, as a draft, with what it encloses; a CCC in it is left out. Preparer."""
    filing, said = one_filing(file), _facts(file, facts, exhibits)
    entry = desk.add_draft(filing, **{**said, "exhibits": said["exhibits"] or ()}, due_on=due, label=label)
    say(entry)
    click.echo(entry.draft)
    return 0


@draft.command("revise")
@click.argument("number", type=int)
@click.argument("file")
@click.option("--version", type=int, required=True, help="The version that FILE was made from.")
@_content_options
@click.option("--no-exhibits", is_flag=True, help="Enclose nothing any more.")
@reason_option
@at_desk
def revise(
    desk: Desk, number: int, file: str, version: int, facts: Path | None, exhibits: tuple[str, ...], due: date | None,
    no_exhibits: bool, reason: str | None,
) -> int:  # fmt: skip
    """Put FILE in place of what draft NUMBER says; it must be checked and approved again. Preparer.

    What was enclosed stays enclosed, unless FILE, its facts or --exhibit enclose something.
    """
    said = _facts(file, facts, exhibits)
    if no_exhibits:
        if said["exhibits"]:
            raise click.UsageError("found --no-exhibits and exhibits, expected one of them")
        said["exhibits"] = ()
    say(desk.revise(number, one_filing(file), version=version, **said, due_on=due, reason=reason))
    return 0


@draft.command("show")
@click.argument("number", type=int)
@click.option("--xml", is_flag=True, help="The form itself, as section16 package takes it.")
@click.option("--json", "as_json", is_flag=True, help="Everything but the form.")
@click.option("--exhibit", metavar="NAME", help="An exhibit itself, by its file name.")
@click.option("--package", is_flag=True, help="The live package that encloses the exhibits, as section16 submit takes "
              "it.")  # fmt: skip
@click.option("--revision", type=int, help="With --xml and --exhibit: an earlier revision.")
@at_desk
def show(
    desk: Desk, number: int, xml: bool, as_json: bool, exhibit: str | None, package: bool, revision: int | None
) -> int:
    """Show draft NUMBER: its state, what it still needs, findings, and every step."""
    if xml:
        sys.stdout.buffer.write(desk.document(number, revision))
    elif exhibit is not None:
        sys.stdout.buffer.write(_named(desk.exhibits(number, revision), exhibit))
    elif package:
        sys.stdout.buffer.write(desk.packed(number))
    if xml or package or exhibit is not None:
        return 0
    file = desk.draft(number)
    if as_json:
        click.echo(msgspec.json.encode(msgspec.structs.replace(file, document=b"")).decode())
    else:
        _print(file)
    return 0


def _named(exhibits: tuple[PackageDocument, ...], name: str) -> bytes:
    for one in exhibits:
        if one.name == name:
            return one.content
    raise NotFound("exhibit", repr(name), tuple(one.name or "" for one in exhibits))


def _need(need: dict[str, Any]) -> str:
    from section16.desk.records import box_of

    return f"{need.get('state')}: {box_of(need)}: {need.get('why', '')}"


def _print(file: DraftFile) -> None:
    entry, said = file.entry, file.present
    click.echo(f"draft {entry.draft}: Form {entry.form}, {entry.issuer}, {entry.owners.replace('+', ', ')}, "
               f"period {entry.period or 'open'}, due {entry.due_on or 'open'}")  # fmt: skip
    click.echo(f"{entry.state}, version {entry.version}, revision {entry.revision} by {said.by}, sha256 {said.sha256}")
    for need in said.needs:
        click.echo(f"  {_need(need)}")
    for exhibit in file.enclosed:
        click.echo(f"  enclosed: {exhibit.type} {exhibit.name}, sha256 {exhibit.sha256}")
    for check in file.checks[-1:]:
        if check.revision == said.number:
            click.echo(f"  check: {check.errors} errors, {check.warnings} warnings, {check.notes} notes")
            for finding in check.findings:
                click.echo(f"    {finding['code']} {finding['severity']}: {finding['box']}: {finding['message']}")
    for page in file.signatures:
        click.echo(f"  revision {page.revision}, signature {page.line}: {page.name}, {page.manner}, {page.signed_on}")
    for step in file.transitions:
        why = f": {step.reason}" if step.reason else ""
        click.echo(f"  {step.number}. {step.at:%Y-%m-%d %H:%M}Z {step.by}: {step.action} -> {step.state}, "
                   f"revision {step.revision}{why}")  # fmt: skip


@draft.command("check")
@click.argument("number", type=int)
@version_option
@at_desk
def check(desk: Desk, number: int, version: int | None) -> int:
    """Check draft NUMBER against the rules and keep what they say. Preparer.

    Exit status: 0 checked, 1 errors or missing boxes: it stays a draft, 2 refused.
    """
    entry, found = desk.check(number, version=version)
    for finding in found.findings:
        click.echo(f"{finding['code']} {finding['severity']}: {finding['box']}: {finding['message']}")
    missing = [need for need in desk.draft(number).present.needs if need.get("state") == "missing"]
    for need in missing:
        click.echo(_need(need))
    say(entry, f"{found.errors} errors, {found.warnings} warnings, {found.notes} notes")
    return 1 if found.errors or missing else 0


@draft.command("approve")
@click.argument("number", type=int)
@click.option("--version", type=int, required=True, help="The version that you have read.")
@click.option("--confirm", is_flag=True, help="Take the boxes that are provisional as they are.")
@reason_option
@at_desk
def approve(desk: Desk, number: int, version: int, confirm: bool, reason: str | None) -> int:
    """Approve what draft NUMBER says, to the byte. Approver, and never who prepared it."""
    say(desk.approve(number, version=version, confirm=confirm, reason=reason))
    return 0


@draft.command("return")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="What is to be mended.")
@version_option
@at_desk
def return_(desk: Desk, number: int, reason: str, version: int | None) -> int:
    """Give draft NUMBER back to its preparer. Approver."""
    say(desk.give_back(number, reason, version=version))
    return 0


@draft.command("withdraw")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Why it is not filed.")
@version_option
@at_desk
def withdraw(desk: Desk, number: int, reason: str, version: int | None) -> int:
    """Take draft NUMBER out of work for good; its file stays. Preparer or approver."""
    say(desk.withdraw(number, reason, version=version))
    return 0


@draft.command("package")
@click.argument("number", type=int)
@click.argument("package", type=_FILE)
@version_option
@at_desk
def package(desk: Desk, number: int, package: Path, version: int | None) -> int:
    """Note PACKAGE, which `desk draft show --package` or `section16 package --live` made of draft NUMBER. Filer.

    Refused when it holds another form or other exhibits than were approved, or a
    signature has no signed page.
    """
    say(desk.package(number, package.read_bytes(), version=version))
    return 0


@draft.command("submitted")
@click.argument("number", type=int)
@version_option
@reason_option
@at_desk
def submitted(desk: Desk, number: int, version: int | None, reason: str | None) -> int:
    """Note that the package of draft NUMBER went to EDGAR. The sending is `section16 submit`. Filer."""
    say(desk.submit(number, version=version, reason=reason))
    return 0


@draft.command("collect")
@click.argument("number", type=int)
@click.option("--receipts", "folder", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="The folder of `section16 submit --receipts`.")  # fmt: skip
@day_option("--filed-on", "The filing date of the accepted form, when the journal does not know it.")
@at_desk
def collect(desk: Desk, number: int, folder: Path, filed_on: date | None) -> int:
    """Keep what the journal of submissions says of draft NUMBER. Filer.

    Exit status: 0 kept, 1 the journal says nothing new, 2 refused or unreadable.
    """
    new = desk.collect(number, folder, filed_on=filed_on)
    for receipt in new:
        click.echo(f"receipt {receipt.number}: {receipt.mode} {receipt.outcome} {receipt.accession or ''}".rstrip())
    say(desk.draft(number).entry)
    return 0 if new else 1


@draft.command("answer")
@click.argument("number", type=int)
@click.option("--outcome", type=click.Choice(("accepted", "suspended", "blocked")), required=True)
@click.option("--accession", help="Accession number.")
@day_option("--filed-on", "Filing date of an accepted form.")
@click.option("--test", is_flag=True, help="The answer to a test.")
@click.option("--message", "messages", multiple=True, help="What EDGAR said; again for each.")
@at_desk
def answer(
    desk: Desk, number: int, outcome: str, accession: str | None, filed_on: date | None, test: bool,
    messages: tuple[str, ...],
) -> int:  # fmt: skip
    """Keep EDGAR's answer about draft NUMBER, for a form uploaded by hand. Filer."""
    from section16.desk.receipts import Answer

    receipt = desk.receive(
        number,
        Answer(outcome=outcome, accession=accession, filed_on=filed_on, mode="TEST" if test else "LIVE",
               messages=messages),
    )  # fmt: skip
    say(desk.draft(number).entry, f"receipt {receipt.number}")
    return 0


@draft.command("post")
@click.argument("number", type=int)
@at_desk
def post(desk: Desk, number: int) -> int:
    """Post what the accepted draft NUMBER reported into the journal. Filer.

    Exit status: 0 posted and the balances agree, 1 lines left open or balances that differ, 2 refused.
    """
    posted = desk.post_draft(number)
    for line in posted.open:
        click.echo(f"left open: {line}")
    for difference in posted.differences:
        click.echo(f"differs: {difference}")
    click.echo(f"section16: {len(posted.postings)} postings", err=True)
    return 1 if posted.open or posted.differences else 0


# --------------------------------------------------------------------------------------------------- signing


@click.command()
@click.argument("number", type=int)
@click.option("--owner", required=True, help="Key of the owner for whom is signed.")
@click.option("--line", type=int, default=1, show_default=True, help="Which signature of the form.")
@click.option("--signer", help="Key of who signed; left out when the owner did.")
@click.option("--manner", type=click.Choice(("manual", "electronic")), default="manual", show_default=True)
@day_option("--signed-on", "The day on which the page was signed.", required=True)
@page_option
@at_desk
def sign(
    desk: Desk, number: int, owner: str, line: int, signer: str | None, manner: str, signed_on: date, page_sha256: str
) -> int:
    """Note the signed page for a signature of draft NUMBER (17 CFR 232.302). Preparer or filer."""
    page = desk.sign(
        number, owner=owner, line=line, signer=signer, manner=manner, signed_on=signed_on, page_sha256=page_sha256
    )
    click.echo(f"section16: draft {number}, revision {page.revision}, signature {page.line}: {page.name}", err=True)
    return 0


@click.command()
@click.option("--owner", help="Key of the owner who attests, or")
@click.option("--signer", help="key of the signer.")
@day_option("--signed-on", "The day on which it was signed by hand.", required=True)
@page_option
@at_desk
def attest(desk: Desk, owner: str | None, signer: str | None, signed_on: date, page_sha256: str) -> int:
    """Note that somebody took the electronic signature for a manual one (17 CFR 232.302(b)(2)). Preparer."""
    number = desk.attest(owner=owner, signer=signer, signed_on=signed_on, page_sha256=page_sha256)
    click.echo(f"section16: attestation {number}", err=True)
    return 0


@click.group()
def power() -> None:
    """Powers of attorney: who may sign for whom, since when and until when."""


@power.command("add")
@click.option("--owner", required=True, help="Key of the owner who gives it.")
@click.option("--signer", required=True, help="Key of the signer who gets it.")
@click.option("--issuer", help="Key of the only issuer it covers; every one when left out.")
@click.option("--forms", default="345", show_default=True, help="The forms it covers.")
@day_option("--valid-from", "Its first day.", required=True)
@day_option("--valid-until", "Its last day, when it has one.")
@click.option("--filed-with", help="Accession number of the form it was filed with.")
@page_option
@at_desk
def power_add(
    desk: Desk, owner: str, signer: str, issuer: str | None, forms: str, valid_from: date, valid_until: date | None,
    filed_with: str | None, page_sha256: str,
) -> int:  # fmt: skip
    """Note a power of attorney. Preparer."""
    number = desk.empower(
        owner=owner, signer=signer, issuer=issuer, forms=forms, valid_from=valid_from, valid_until=valid_until,
        filing=filed_with, page_sha256=page_sha256,
    )  # fmt: skip
    click.echo(f"section16: power {number}", err=True)
    return 0


@power.command("revoke")
@click.argument("number", type=int)
@day_option("--on", "The first day without it.", required=True)
@click.option("--reason", required=True, help="Why.")
@at_desk
def power_revoke(desk: Desk, number: int, on: date, reason: str) -> int:
    """End power NUMBER before its time. Preparer."""
    desk.revoke(number, on, reason)
    click.echo(f"section16: power {number} ends on {on}", err=True)
    return 0


@power.command("list")
@click.option("--owner", help="Key of one owner.")
@format_option
@at_desk
def power_list(desk: Desk, owner: str | None, kind: str) -> int:
    """List the powers of attorney."""
    columns = ("number", "owner", "signer", "issuer", "forms", "valid_from", "valid_until", "revoked_on")
    listing(desk.powers(owner), columns, kind, "no powers of attorney")
    return 0
