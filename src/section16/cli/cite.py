"""``section16 cite``: a value of the store, back to the bytes it was filed in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from section16.cli.stores import store_option
from section16.forms.visible import visible
from section16.model import boxes
from section16.vocabulary.errors import Section16Error
from section16.vocabulary.identifiers import format_accession, is_accession

if TYPE_CHECKING:
    from section16.archive.cite import Citation


@click.command()
@click.argument("accession")
@click.argument("table")
@click.argument("line", type=int)
@click.argument("field")
@store_option
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def cite(accession: str, table: str, line: int, field: str, folder: Path, as_json: bool) -> int:
    """A citation of FIELD in LINE of TABLE of the filing ACCESSION, to be pasted.

    TABLE is table_i, table_ii, owners, footnotes, signatures or filings (LINE 1); lines count from 1.

    Exit status: 0 cited, 2 no such store, filing, line or field.

    \b
        section16 cite 0001214659-23-013845 table_i 1 price --store data
    """
    from section16.archive import cite as citing
    from section16.archive.store import Store

    try:
        with Store(folder) as store:
            name = format_accession(accession) if is_accession(accession) else accession
            found = citing.cite(store, name, table, line, field)
    except Section16Error as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return 0
    for said in _lines(found):
        click.echo(said)
    return 0


def _lines(c: Citation) -> Iterator[str]:
    """The citation in words."""
    filed = f"filed {c.filed_on}" if c.filed_on is not None else "filing date unknown"
    yield visible(f"Form {c.form} of {c.issuer or 'an unknown issuer'}, {filed}, {c.accession}")
    box = f"{c.table}, line {c.line}"
    if c.table in ("table_i", "table_ii"):
        box = boxes.place((c.form or "")[:1] or None, f"{c.table}[{c.line - 1}].{c.field}").box
    value = c.text if c.text is not None else str(c.value) if c.value is not None else "(nothing was filed)"
    yield visible(f"{box} ({c.field}): {value}")
    for name, text in c.footnotes:
        yield visible(f"  footnote {name}: {text if text is not None else '(not in the document)'}")
    if c.path is not None and c.element is not None:
        yield f"  element  /{c.path}"
        where = f"{c.span[0]:,} to {c.span[1]:,}, in " if c.span is not None else ""
        yield f"  bytes    {where}{c.element[0]:,} to {c.element[1]:,} of the file, counted from 0"
    else:
        yield "  element  unknown: the source is no XML, or was repaired to be read"
    yield visible(f"  file     {c.source or ''} ({c.bytes:,} bytes)")
    yield f"  SHA-256  {c.sha256}"
    yield f"  {c.address or 'no public address: the accession number or the CIK of the issuer is unknown'}"
