"""The part of ``section16 desk`` about drafts: from the preparer to EDGAR's answer."""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from section16.cli.convert import make_folder
from section16.cli.desk_session import (
    at_desk,
    day_option,
    format_option,
    listing,
    numbers_argument,
    numbers_of,
    reason_option,
    say,
    seen,
    version_option,
)
from section16.cli.inputs import one_filing
from section16.vocabulary.errors import NotFound

if TYPE_CHECKING:
    from section16.desk.api import Desk
    from section16.desk.records import DraftEntry, DraftFile
    from section16.model.package import PackageDocument

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FACTS = "section16-draft/1"


def register(group: click.Group) -> None:
    """Put the commands into the group ``desk``."""
    for command in (drafts, draft):
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
@click.argument("files", nargs=-1, required=True)
@_content_options
@click.option("--label", help="A word for the list.")
@at_desk
def add(
    desk: Desk, files: tuple[str, ...], facts: Path | None, exhibits: tuple[str, ...], due: date | None,
    label: str | None,
) -> int:  # fmt: skip
    """Add FILES, each a form in any format, as drafts, with what they enclose; a CCC in one is left out. Preparer.

    Prints the number of each draft. All of the files are added, or none.

    \b
        section16 desk draft add drafts/*.xml --as ann
    """
    from section16.desk.contents import NewDraft

    if facts is not None and len(files) > 1:
        raise click.UsageError(f"found --facts and {len(files)} files, expected one, or the facts beside each")
    new = []
    for file in files:
        said = _facts(file, facts, exhibits)
        said["exhibits"] = said["exhibits"] or ()
        new.append(NewDraft(one_filing(file), **said, due_on=due, label=label))
    for entry in desk.add_drafts(new):
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
@numbers_argument
@version_option
@at_desk
def check(desk: Desk, numbers: tuple[int, ...], version: int | None) -> int:
    """Check the drafts NUMBERS, such as 7 or 7-56, against the rules and keep what they say. Preparer.

    Exit status: 0 all checked, 1 errors or missing boxes in some, which stay drafts, 2 refused.
    """
    left = False
    for entry, found in desk.check_drafts(numbers, seen=seen(numbers, version)):
        for finding in found.findings:
            said = f"{finding['code']} {finding['severity']}: {finding['box']}: {finding['message']}"
            click.echo(f"draft {entry.draft}: {said}")
        needs = [] if entry.state == "checked" else desk.draft(entry.draft).present.needs
        missing = [need for need in needs if need.get("state") == "missing"]
        for need in missing:
            click.echo(f"draft {entry.draft}: {_need(need)}")
        say(entry, f"{found.errors} errors, {found.warnings} warnings, {found.notes} notes")
        left = left or bool(found.errors or missing)
    return 1 if left else 0


@draft.command("approve")
@numbers_argument
@click.option("--version", type=int, required=True, help="The version that you have read, of each.")
@click.option("--confirm", is_flag=True, help="Take the boxes that are provisional as they are.")
@reason_option
@at_desk
def approve(desk: Desk, numbers: tuple[int, ...], version: int, confirm: bool, reason: str | None) -> int:
    """Approve what the drafts NUMBERS say, to the byte. Approver, and never who prepared one of them."""
    _say_all(desk.approve_drafts(seen(numbers, version), confirm=confirm, reason=reason))
    return 0


@draft.command("return")
@numbers_argument
@click.option("--reason", required=True, help="What is to be mended.")
@version_option
@at_desk
def return_(desk: Desk, numbers: tuple[int, ...], reason: str, version: int | None) -> int:
    """Give the drafts NUMBERS back to their preparers. Approver."""
    _say_all(desk.give_drafts_back(numbers, reason, seen=seen(numbers, version)))
    return 0


@draft.command("withdraw")
@numbers_argument
@click.option("--reason", required=True, help="Why it is not filed.")
@version_option
@at_desk
def withdraw(desk: Desk, numbers: tuple[int, ...], reason: str, version: int | None) -> int:
    """Take the drafts NUMBERS out of work for good; their files stay. Preparer or approver."""
    _say_all(desk.withdraw_drafts(numbers, reason, seen=seen(numbers, version)))
    return 0


@draft.command("package")
@click.argument("which", metavar="NUMBERS...|NUMBER PACKAGE", nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path),
              help="Make the packages, and write them into this folder, by number.")  # fmt: skip
@version_option
@at_desk
def package(desk: Desk, which: tuple[str, ...], output: Path | None, version: int | None) -> int:
    """Package the drafts NUMBERS with -o, or note PACKAGE, which another made of draft NUMBER. Filer.

    PACKAGE is from `desk draft show --package` or `section16 package --live`. Refused
    when it holds another form or other exhibits than were approved, or a signature has
    no signed page; with -o no package is written then.

    \b
        section16 desk draft package 7-56 -o packages/ --as fay
        section16 desk draft package 7 filing.xml --as fay
    """
    if output is None:
        numbers = numbers_of(which[:1])
        if len(which) != 2 or len(numbers) != 1:
            raise click.UsageError("found no -o and no single NUMBER PACKAGE, expected one of them")
        path = _FILE.convert(which[1], None, None)
        say(desk.package(numbers[0], path.read_bytes(), version=version))
        return 0
    numbers = numbers_of(which)
    packages = desk.packed_drafts(numbers)
    make_folder(output)
    with tempfile.TemporaryDirectory(dir=output, prefix=".packages-") as beside:
        # written before they are noted: what is noted is there, and what is refused is not
        for number, data in packages.items():
            (Path(beside) / f"{number:06}.xml").write_bytes(data)
        entries = desk.package_drafts(packages, seen=seen(numbers, version))
        for number in packages:
            name = f"{number:06}.xml"
            (Path(beside) / name).replace(output / name)
    for entry in entries:
        say(entry)
        click.echo(output / f"{entry.draft:06}.xml")
    return 0


@draft.command("submitted")
@numbers_argument
@version_option
@reason_option
@at_desk
def submitted(desk: Desk, numbers: tuple[int, ...], version: int | None, reason: str | None) -> int:
    """Note that the packages of the drafts NUMBERS went to EDGAR. The sending is `section16 submit`. Filer."""
    _say_all(desk.submit_drafts(numbers, seen=seen(numbers, version), reason=reason))
    return 0


def _say_all(entries: list[DraftEntry]) -> None:
    for entry in entries:
        say(entry)


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
