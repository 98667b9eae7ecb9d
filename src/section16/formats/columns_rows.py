"""The model -> texts of table rows, in the order of the tables' columns.

A row holds texts as filed; values come later, for a whole batch.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from section16.formats.columns_values import Cells
from section16.formats.elements import DOCUMENT
from section16.formats.values import plain
from section16.model.document import Address, Issuer, OwnershipDocument, Relationship, ReportingOwner, Signature
from section16.model.lines import Line
from section16.vocabulary.cells import Cell

Text = str | None

_SCALARS = attrgetter(*(element.attribute for element in DOCUMENT))

# by table, the cells of all its rows end to end: quicker to make, keep and take apart than a list of rows
Rows = dict[str, Cells]


def as_filed(cell: Cell[Any]) -> Text:
    """Text of a box; of a value that came without one (a data set has none), its plain print."""
    if cell.text is None and cell.value is not None:
        return plain(cell.value)
    return cell.text


def issuer_texts(issuer: Issuer | None) -> tuple[Text, ...]:
    """Columns ``issuer_cik`` to ``issuer_foreign_symbol`` of ``filings``."""
    i = issuer or Issuer()
    return i.cik, i.name, i.trading_symbol, i.foreign_trading_symbol


def owner_texts(owner: ReportingOwner) -> tuple[Text, ...]:
    """Columns of ``owners`` from ``cik`` on; the secret CCC is not among them."""
    a, r = owner.address or Address(), owner.relationship or Relationship()
    return (
        owner.cik, owner.name, a.street1, a.street2, a.city, a.state, a.zip, a.state_description,
        as_filed(a.is_non_us), a.non_us_state, a.country, as_filed(a.is_good),
        as_filed(r.is_director), as_filed(r.is_officer), as_filed(r.is_ten_percent_owner), as_filed(r.is_other),
        r.officer_title, r.other_text,
    )  # fmt: skip


def signature_texts(signature: Signature) -> tuple[Text, ...]:
    """Columns of ``signatures`` from ``name`` on."""
    return signature.name, as_filed(signature.date)


def add_rows(document: OwnershipDocument, accession: str, rows: Rows) -> list[Text]:
    """Add the rows of a document, but for ``filings``: its texts in that table are returned.

    They are those of ``elements.DOCUMENT`` in its order, then those of the issuer.
    """
    for n, owner in enumerate(document.owners, 1):
        rows["owners"] += (accession, n, *owner_texts(owner))
    _add_lines("table_i", document.table_i, accession, rows)
    _add_lines("table_ii", document.table_ii, accession, rows)
    for n, note in enumerate(document.footnotes, 1):
        rows["footnotes"] += (accession, n, note.id, note.text)
    for n, signature in enumerate(document.signatures, 1):
        rows["signatures"] += (accession, n, *signature_texts(signature))
    scalars = [as_filed(value) if isinstance(value, Cell) else value for value in _SCALARS(document)]
    return [*scalars, *issuer_texts(document.issuer)]


def _add_lines(table: str, lines: Iterable[Line], accession: str, rows: Rows) -> None:
    """The rows of Table I or II, and their marks with the place of each on its box, from 1."""
    into, marks = rows[table], rows["marks"]
    for n, line in enumerate(lines, 1):
        boxes = line.boxes
        into += (accession, n, line.kind)
        # ``as_filed`` of each; most of the time goes into these
        into += [box.text if box.text is not None or box.value is None else plain(box.value) for box in boxes]
        if line.coding_footnotes or [box for box in boxes if box.footnotes]:
            met: dict[str, int] = {}
            for field, mark in line.marks():
                met[field] = met.get(field, 0) + 1
                marks += (accession, table, n, field, mark, met[field])
