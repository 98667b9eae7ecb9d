"""The semantic difference of two forms: what changed, line by line, box by box.

    >>> from importlib.resources import files
    >>> from section16 import read
    >>> form = (files("section16") / "examples" / "form4-ault-2023-11-24.xml").read_bytes()
    >>> (change,) = diff(read(form), read(form.replace(b"<value>0.0912</value>", b"<value>0.0921</value>"))).changes
    >>> change.box, change.about, change.old, change.new
    ('Table I, line 2, column 4', 'Common Stock, 2023-11-24, P', '$0.0912', '$0.0921')

Lines, footnotes and owners are matched by what they say and not by their position;
boxes are compared by value.  What only one of two sources can hold is not a change but
a note.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from section16.forms import diff_lines, diff_parties, diff_prints, diff_responses
from section16.forms.diff_boxes import Reading
from section16.forms.diff_match import Pairs
from section16.forms.diff_model import Change, Diff, Note, Segment, Side, Which, to_json
from section16.forms.diff_words import flat
from section16.model.document import Issuer, OwnershipDocument
from section16.model.filing import Filing
from section16.vocabulary.errors import MissingFact

__all__ = ["Change", "Diff", "Note", "Segment", "Side", "diff", "to_json"]


class _Pairing(NamedTuple):
    """Which part of A is which of B."""

    footnotes: Pairs
    owners: Pairs
    table_i: Pairs
    table_ii: Pairs
    signatures: Pairs


def diff(a: Filing | OwnershipDocument, b: Filing | OwnershipDocument, *, strict: bool = False) -> Diff:
    """What changed from A to B.

    strict  also what is the same by value and was filed in other characters ("8.880" and
            "8.88", a check box left out or filed as 0), as changes of kind "spelling"

    The submission header, exhibits and the owners' CCC are not compared.  Raises MissingFact
    for a filing without an ownership document.
    """
    first, second = _document(a, "first"), _document(b, "second")
    side_a, side_b = _side(a, first), _side(b, second)
    printed_a, printed_b = side_a.format in diff_prints.PRINTS, side_b.format in diff_prints.PRINTS
    notes: list[Note] = []
    if printed_a or printed_b:
        if not printed_b:
            notes += diff_prints.lost(second, first, "a")
        if not printed_a:
            notes += diff_prints.lost(first, second, "b")
        first, second = _as_printed(first, second, printed_a, printed_b)
        # a print does not show the characters as filed
        if strict:
            notes += [Note("text as filed", "a")] * printed_a + [Note("text as filed", "b")] * printed_b
        strict = False
    pairing, reading = _paired(first, second, strict, printed_a or printed_b)
    amendment = _amendment(side_a, side_b, first, second, pairing)
    changes = tuple(_changes(first, second, pairing, reading, amendment))
    if reading.rounded:
        notes.append(Note("digits after the fourth decimal", "b" if printed_b else "a"))
    notes += _unread(a, "a") if printed_a else ()
    notes += _unread(b, "b") if printed_b else ()
    return Diff(side_a, side_b, amendment, changes, tuple(notes))


def _document(source: Filing | OwnershipDocument, which: str) -> OwnershipDocument:
    document = source.document if isinstance(source, Filing) else source
    if document is None:
        raise MissingFact(f"found no ownership document in the {which} filing, expected a Form 3, 4 or 5 to compare")
    return document


def _side(source: Filing | OwnershipDocument, document: OwnershipDocument) -> Side:
    filing = source if isinstance(source, Filing) else None
    header = filing.header if filing is not None else None
    issuer = document.issuer
    return Side(
        name=filing.source.name if filing is not None else None,
        format=filing.source.format if filing is not None else None,
        accession=header.accession if header is not None else None,
        filed=header.filed if header is not None else None,
        document_type=document.document_type,
        period_of_report=document.period_of_report.value,
        original_date=document.original_date.value,
        issuer=issuer.name if issuer is not None else None,
        owners=tuple(owner.name or "" for owner in document.owners),
    )


def _as_printed(
    a: OwnershipDocument, b: OwnershipDocument, printed_a: bool, printed_b: bool
) -> tuple[OwnershipDocument, OwnershipDocument]:
    """Both documents with no more than a print shows."""
    if not (diff_prints.has_ciks(a) and diff_prints.has_ciks(b)):
        a, b = diff_prints.without_ciks(a), diff_prints.without_ciks(b)
    if printed_b and not printed_a:
        a = diff_prints.like(a, b)
    if printed_a and not printed_b:
        b = diff_prints.like(b, a)
    return diff_prints.reduced(a), diff_prints.reduced(b)


def _paired(a: OwnershipDocument, b: OwnershipDocument, strict: bool, is_printed: bool) -> tuple[_Pairing, Reading]:
    # of two equally good pairings the same one is taken for (A, B) and (B, A)
    flip = msgspec.json.encode(b) < msgspec.json.encode(a)
    footnotes = diff_responses.pair(a.footnotes, b.footnotes, flip)
    marks = diff_responses.keys(a.footnotes, b.footnotes, footnotes)
    pairing = _Pairing(
        footnotes,
        diff_parties.pair_owners(a.owners, b.owners, flip),
        diff_lines.pair(a.table_i, b.table_i, marks, flip),
        diff_lines.pair(a.table_ii, b.table_ii, marks, flip),
        diff_parties.pair_signatures(a.signatures, b.signatures, flip),
    )
    texts_a, texts_b = diff_responses.texts(a), diff_responses.texts(b)
    return pairing, Reading(a.form, b.form, *marks, texts_a, texts_b, strict, is_printed, [])


def _changes(
    a: OwnershipDocument, b: OwnershipDocument, pairing: _Pairing, reading: Reading, amendment: Which | None
) -> Iterator[Change]:
    """Every change in the order of the page."""
    skip = frozenset(("document_type", "original_date")) if amendment else frozenset[str]()
    yield from diff_parties.form(a, b, skip, reading)
    yield from diff_parties.issuer(a, b, reading)
    yield from diff_parties.owners(a, b, pairing.owners, reading)
    yield from diff_lines.changes(a.table_i, b.table_i, "table_i", pairing.table_i, reading)
    yield from diff_lines.changes(a.table_ii, b.table_ii, "table_ii", pairing.table_ii, reading)
    yield from diff_responses.changes(a, b, pairing.footnotes, reading)
    yield from diff_responses.remarks(a, b, reading)
    yield from diff_parties.signatures(a, b, pairing.signatures, reading)


def _amendment(
    side_a: Side, side_b: Side, a: OwnershipDocument, b: OwnershipDocument, pairing: _Pairing
) -> Which | None:
    """Which form amends the other: the same kind of form, issuer and an owner, and no date against it."""
    if a.is_amendment == b.is_amendment or a.form is None or a.form != b.form:
        return None
    if not (_same_issuer(a.issuer, b.issuer) and pairing.owners.pairs):
        return None
    which: Which = "b" if b.is_amendment else "a"
    later, earlier = (side_b, side_a) if b.is_amendment else (side_a, side_b)
    if earlier.filed is not None and later.original_date is not None and earlier.filed != later.original_date:
        return None
    return which


def _same_issuer(a: Issuer | None, b: Issuer | None) -> bool:
    if a is None or b is None:
        return False
    if a.cik and b.cik:
        return a.cik.strip().lstrip("0") == b.cik.strip().lstrip("0")
    return flat(a.name or "").casefold() == flat(b.name or "").casefold()


def _unread(source: Filing | OwnershipDocument, side: Which) -> Iterator[Note]:
    """A note when the print was not understood everywhere: a change may be one of reading."""
    findings = source.findings if isinstance(source, Filing) else ()
    if findings:
        places = "1 place" if len(findings) == 1 else f"{len(findings)} places"
        yield Note(f"{places} (section16 check names them)", side, "not understood")
