"""``section16 amend``: the smallest correct amendment."""

from __future__ import annotations

import datetime
from pathlib import Path

import click
from rich.console import Console

from section16.cli.convert import save
from section16.cli.draft import DAY
from section16.cli.inputs import one_filing
from section16.formats import edgar_xml
from section16.forms import diff_text
from section16.forms.diff import diff
from section16.model.document import OwnershipDocument
from section16.model.filing import Filing, Source
from section16.prepare.amend import NoOriginalDate, amendment
from section16.prepare.amended import as_amended
from section16.rules.check import check
from section16.vocabulary.errors import Section16Error
from section16.vocabulary.findings import Severity


@click.command()
@click.argument("filed")
@click.option("--truth", required=True, help="The whole form as it should have been, in any format.")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@click.option("--after", "amendments", multiple=True, metavar="AMENDMENT",
              help="An amendment of FILED that was filed since; again for each, the oldest first.")  # fmt: skip
@click.option("--filed-on", type=DAY, help="The day FILED was filed, when it does not say so itself.")
@click.option("--signed-on", type=DAY, help="The day on which the owners sign; left out, the dates are open.")
@click.option("--why", help="Words of the filer for the head of the remarks.")
@click.option("--explain/--no-explain", default=True, show_default=True,
              help="A footnote on each line that says what was wrong.")  # fmt: skip
def amend(
    filed: str, truth: str, output: Path, amendments: tuple[str, ...], filed_on: datetime.datetime | None,
    signed_on: datetime.datetime | None, why: str | None, explain: bool,
) -> int:  # fmt: skip
    """Write the amendment that puts FILED right: the wrong lines only, each with its explanation.

    Lines that were right are not repeated. Where no transaction was wrong, the first
    one is, because EDGAR wants one; its footnote says so.

    This is software for filers, not legal advice.

    Exit status: 0 written, 1 written and something is found in it, 2 unreadable, or nothing to amend.

    \b
        section16 amend form4.xml --truth corrected.xml --filed-on 2023-11-28 -o form4a.xml
    """
    original, right = one_filing(filed), one_filing(truth)
    header = original.header
    day = filed_on.date() if filed_on is not None else header.filed if header is not None else None
    standing, whole = _document(filed, original), _document(truth, right)
    try:
        for name in amendments:
            standing = as_amended(standing, _document(name, one_filing(name)))
        signed = None if signed_on is None else signed_on.date()
        made = amendment(standing, whole, filed_on=day, signed_on=signed, why=why, explain=explain)
    except NoOriginalDate as error:
        raise click.ClickException(f"{filed}: {error}; name it: --filed-on YYYY-MM-DD") from None
    except Section16Error as error:
        raise click.ClickException(f"{filed}: {error}") from None
    data = edgar_xml.write(made)
    save(output, data)
    filing = Filing(document=made, source=Source("xml", data, output.name))
    before = Filing(document=standing, source=original.source, header=original.header) if amendments else original
    Console(highlight=False, markup=False, emoji=False).print(diff_text.text(diff(before, right)))
    open_dates = [f"signatures[{i}].date" for i in range(len(made.signatures))] if signed_on is None else []
    findings = [finding for finding in check(filing)
                if finding.severity is not Severity.NOTE and finding.location.path not in open_dates]  # fmt: skip
    for path in open_dates:
        click.echo(f"{output}: {path} is open: not signed yet")
    for finding in findings:
        click.echo(f"{output}: {finding}")
    return 1 if findings or open_dates else 0


def _document(name: str, filing: Filing) -> OwnershipDocument:
    if filing.document is None:
        raise click.ClickException(f"{name}: found no ownership document, expected a Form 3, 4 or 5")
    return filing.document
