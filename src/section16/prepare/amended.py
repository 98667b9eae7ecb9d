"""What a form says after its amendments: the original with the lines of each put in place.

An amendment holds only the lines that were wrong or left out (Form 4, General Instruction
9), though many repeat all of them; either way a line of it takes the place of the line
that it is, and a line that is none stands at the end of its table.  A line that an
amendment takes back in its remarks stays: only a person can tell.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from section16.forms import diff_lines, diff_responses
from section16.model.document import Footnote, OwnershipDocument
from section16.prepare.amend import CORRECTS, LEFT_OUT, REPEATED
from section16.prepare.split import renumbered, with_footnotes
from section16.vocabulary.errors import MissingFact


def as_amended(original: OwnershipDocument, amendment: OwnershipDocument) -> OwnershipDocument:
    """The whole form as it stands after one amendment; it keeps the type of the original.

    Explanations that ``amend`` wrote are left out of it, for they are about the amendment.  Raises MissingFact for
    two documents of different forms.
    """
    partners = partner_lines(original, amendment)
    first, second = _set_apart(original, "A"), _set_apart(amendment, "B")
    tables: dict[str, tuple[Any, ...]] = {}
    for table in ("table_i", "table_ii"):
        partner = partners[table]
        lines = list(getattr(first, table))
        for j, line in enumerate(getattr(second, table)):
            if j in partner:
                lines[partner[j]] = line
            else:
                lines.append(line)
        tables[table] = tuple(lines)
    made = replace(
        amendment, document_type=original.document_type, original_date=original.original_date,
        period_of_report=original.period_of_report, remarks=original.remarks, signatures=original.signatures,
        footnotes=(*first.footnotes, *second.footnotes), outlines=(), **tables,
    )  # fmt: skip
    return renumbered(_merged(made))


def partner_lines(original: OwnershipDocument, amendment: OwnershipDocument) -> dict[str, dict[int, int]]:
    """For each table: position of a line of the amendment -> position of the line of the original that it is.

    A line that was left out of the original has no partner.  Raises MissingFact for two documents of different forms.
    """
    if original.form is None or original.form != amendment.form:
        seen = f"Form {original.document_type} and Form {amendment.document_type}"
        raise MissingFact(f"found {seen}, expected two of one form")
    pairs = diff_responses.pair(original.footnotes, amendment.footnotes, False)
    marks = diff_responses.keys(original.footnotes, amendment.footnotes, pairs)
    return {
        table: {
            j: i for i, j in diff_lines.pair(getattr(original, table), getattr(amendment, table), marks, False).pairs
        }
        for table in ("table_i", "table_ii")
    }


def _is_explanation(text: str) -> bool:
    return text in {REPEATED, LEFT_OUT} or text.startswith(CORRECTS)


def _set_apart(document: OwnershipDocument, side: str) -> OwnershipDocument:
    """The document with footnote ids that no other has; explanations of ours are gone."""
    ids = {
        note.id: () if _is_explanation(note.text) else (f"{side}{note.id}",) for note in document.footnotes if note.id
    }
    return with_footnotes(document, (Footnote(f"{side}{note.id}", note.text) for note in document.footnotes), ids)


def _merged(document: OwnershipDocument) -> OwnershipDocument:
    """Footnotes of the same text become one."""
    by_text: dict[str, str] = {}
    ids: dict[str, tuple[str, ...]] = {}
    for note in document.footnotes:
        assert note.id is not None
        ids[note.id] = (by_text.setdefault(" ".join(note.text.split()), note.id),)
    return with_footnotes(document, document.footnotes, ids)
