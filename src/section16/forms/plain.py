"""A form in plain English: what an insider or a journalist would be told in a minute.

Every statement is made from boxes by rule and names them; nothing is guessed, nothing
of the filer's words is cut.  Authority for the words of a transaction: Form 4, General
Instruction 8, as kept in ``vocabulary/tables/transaction_codes.tsv``.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import msgspec

from section16.forms import plain_head as head
from section16.forms import plain_tables as tables
from section16.forms.plain_statement import Statement, source
from section16.forms.plain_words import COMPUTED, day, footnote_name, paragraphs, quoted, said
from section16.model.document import OwnershipDocument
from section16.model.filing import Filing

__all__ = ["Statement", "page", "statements"]

WIDTH = 80


def statements(document: OwnershipDocument) -> list[Statement]:
    """Everything the form says, in the order of the page.

    The full text of the footnotes is not among them: ``OwnershipDocument.footnotes``.
    """
    both = ("table_i", "table_ii")
    held = _held(document)
    parts: tuple[tuple[str, Iterable[Statement]], ...] = (
        ("What this is", head.opening(document)),
        (held if document.form == "3" else "What happened", head.nothing(document)),
        ("What happened", (s for table in both for s in tables.transactions(document, table))),
        (held, (s for table in both for s in tables.holdings(document, table))),
        ("Remarks", head.remarks(document)),
        ("Signatures", head.signatures(document)),
    )
    return [msgspec.structs.replace(statement, part=part) for part, found in parts for statement in found]


def _held(document: OwnershipDocument) -> str:
    if document.form == "3":
        return "What is held at the start"
    return "What else is held" if any(line.is_transaction for _, _, line in document.lines()) else "What is held"


def page(filing: Filing, width: int = WIDTH) -> str:
    """The filing in plain English, as text of at most ``width`` columns (at least 40).

    A submission without a readable ownership document gives a page that says so.
    """
    return "\n".join(line.rstrip() for line in _lines(filing, max(width, 40))) + "\n"


def _lines(filing: Filing, width: int) -> Iterator[str]:
    document = filing.document
    if document is None:
        kind = said(filing.header.form_type) if filing.header is not None else ""
        text = f"{f'Form {kind}' if kind else 'A submission'} without an ownership document that could be read"
        yield from textwrap.wrap(f"{text}: there is nothing to put in plain English.", width)
        yield from _wrapped(_submission(filing), width, "")
        return
    yield from _wrapped(f"FORM {said(document.document_type) or '?'} IN PLAIN ENGLISH", width, "")
    yield from _wrapped(_submission(filing), width, "")
    found = statements(document)
    for part, group in groupby(found, key=lambda statement: statement.part):
        yield ""
        yield part
        for statement in group:
            where = source(document.form, statement)
            bullet = "    - " if statement.is_item else "  - "
            yield from _wrapped(f"{statement.text} [{where}]", width, bullet)
    yield from _footnotes(document, found, width)
    if any(statement.is_computed for statement in found):
        yield ""
        said_last = f"{COMPUTED}: multiplied, added or divided here from the boxes named; not on the form."
        yield from _wrapped(said_last, width, "")


def _submission(filing: Filing) -> str:
    """Accession number, filing date and exhibits, from the header."""
    header = filing.header
    if header is None:
        return ""
    words = [f"Accession number {said(header.accession) or 'not stated'}"]
    if header.filed is not None:
        words.append(f"filed {day(header.filed)}")
    exhibits = [f"{said(one.type) or 'a document'} {said(one.filename)}".strip() for one in filing.exhibits]
    return ", ".join(words) + (f"; with {', '.join(exhibits)}" if exhibits else "")


def _wrapped(text: str, width: int, bullet: str) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=bullet, subsequent_indent=" " * len(bullet), break_on_hyphens=False
    )


def _footnotes(document: OwnershipDocument, found: Iterable[Statement], width: int) -> Iterator[str]:
    """Every footnote in full, and the marks that have none."""
    known = {note.id for note in document.footnotes}
    cited = dict.fromkeys(mark for statement in found for mark in statement.footnotes)
    missing = [mark for mark in cited if mark not in known]
    if not document.footnotes and not missing:
        return
    yield ""
    yield "Footnotes"
    for note in document.footnotes:
        texts = paragraphs(note.text) or ["(no text)"]
        if note.id not in cited:
            texts[-1] += " (no box carries its mark)"
        yield from _footnote(footnote_name(note.id) if note.id else "?", texts, width)
    for mark in missing:
        text = f"The form carries the mark {quoted(mark)}, but no such footnote."
        yield from _footnote(footnote_name(mark), [text], width)


def _footnote(name: str, texts: Sequence[str], width: int) -> Iterator[str]:
    """One footnote: its name in the margin, unless it is too long for that."""
    first, *rest = texts
    bullet, indent = f"  {name:>2}  ", " " * 6
    if len(bullet) > len(indent) + 1:
        bullet, first = indent, f"{name}: {first}"
    yield from _wrapped(first, width, bullet)
    for text in rest:
        yield from _wrapped(text, width, " " * len(bullet))
