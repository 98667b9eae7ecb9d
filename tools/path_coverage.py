"""Which element paths of EDGAR's ownership documents land in a field of the model.

``element-path-counts.json`` of the shared data counts every path to a text or attribute in 5,014,961 filed
documents, by form type. For each path this builds the smallest document that has it, with a text found nowhere
else at its end, reads it, looks for that text in the model, and writes the document back. Names are never
compared with the element table: only what the reader does counts.

``python -m tools.path_coverage`` prints the result; ``--write`` brings ``docs/data/path-coverage.tsv`` up to
date, from which the tables of ``docs/path-coverage.md`` are made.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
from lxml import etree

from section16.formats import edgar_xml, elements
from section16.model.document import Outline, OwnershipDocument
from section16.vocabulary.cells import Cell
from tools.registry import ROOT, SHARED, part, table

COUNTS = SHARED / "data" / "element-path-counts.json"
TABLE = ROOT / "docs" / "data" / "path-coverage.tsv"

FORMS = ("3", "3/A", "4", "4/A", "5", "5/A")
DOCUMENTS = 5_014_961  # in which the paths were counted
FEW = 50  # unknown paths in fewer documents are summed up in one row

_PROBE = "probe-5014961"
_TABLES = (
    elements.DOCUMENT, elements.ISSUER, elements.OWNER_ID, elements.ADDRESS, elements.RELATIONSHIP, elements.SIGNATURE,
    *(table for _, _, table in elements.ROWS.values()),
)  # fmt: skip
# only to say why a path has no field
_NAMES = {
    "footnote", "footnoteId", "value", *elements.MODELS, *elements.ROOT_ORDER, *elements.ROWS,
    *(step for table in _TABLES for element in table for step in element.path.split("/")),
}  # fmt: skip
_PARSER = etree.XMLParser(remove_blank_text=True)


class Landing(msgspec.Struct, frozen=True):
    """Where the text at the end of one path is found.

    path      below the root; the last row of the table sums up the rarest, "(5300 paths ...)"
    field     of the model, without positions: "table_i.shares"; "table_i.shares.footnotes" for a mark;
              "" for an element that is kept as filed, in an outline; None for a text that is lost
    is_whole  the document written back is the same in canonical XML
    counts    documents that have the path, in the order of ``FORMS``
    """

    path: str
    field: str | None
    is_whole: bool
    counts: tuple[int, ...]

    @property
    def documents(self) -> int:
        """Documents that have the path, over all forms."""
        return sum(self.counts)

    @property
    def verdict(self) -> str:
        """field, kept or lost."""
        return "lost" if self.field is None or not self.is_whole else "field" if self.field else "kept"


class Share(msgspec.Struct, frozen=True):
    """Occurrences (a path in a document) of one form type, by verdict."""

    form: str
    field: int
    kept: int
    lost: int

    @property
    def total(self) -> int:
        """All occurrences."""
        return self.field + self.kept + self.lost


# ------------------------------------------------------------------------------------------------- one path


def smallest(path: str) -> bytes:
    """The smallest document with ``path``: the probe is the text, or the attribute, at its end."""
    steps = path.strip("/").split("/")
    if steps[-1].startswith("@"):
        name = steps.pop()[1:]
        middle = f'<{steps[-1]} {name}="{_PROBE}"/>'
    else:
        middle = f"<{steps[-1]}>{_PROBE}</{steps[-1]}>"
    outer = steps[:-1]
    text = "".join(f"<{step}>" for step in outer) + middle + "".join(f"</{step}>" for step in reversed(outer))
    return text.encode()


def fields_with(value: Any, place: str) -> Iterator[str]:
    """Fields at and below ``value`` that hold the probe."""
    if isinstance(value, str):
        if _PROBE in value:
            yield place
    elif isinstance(value, Cell):
        if value.text is not None and _PROBE in value.text:
            yield place
        if _PROBE in value.footnotes:
            yield f"{place}.footnotes"
    elif isinstance(value, tuple):
        for one in value:
            yield from fields_with(one, place)
    elif isinstance(value, msgspec.Struct) and not isinstance(value, Outline):
        for name in value.__struct_fields__:
            yield from fields_with(getattr(value, name), f"{place}.{name}" if place else name)


def is_kept(document: OwnershipDocument) -> bool:
    """True when an outline holds the probe."""
    return any(_PROBE in text for outline in document.outlines for text in (*outline.children, *outline.attributes))


def canonical(source: bytes) -> bytes:
    """Canonical XML without white space between elements."""
    return etree.tostring(etree.fromstring(source, _PARSER), method="c14n")


def land(path: str) -> tuple[str | None, bool]:
    """Field of the model and whether writing gives the document back, as in ``Landing``."""
    source = smallest(path)
    document, _ = edgar_xml.read(source)
    field = next(fields_with(document, ""), None)
    if field is None and is_kept(document):
        field = ""
    return field, canonical(edgar_xml.write(document, with_ccc=True)) == canonical(source)


# ------------------------------------------------------------------------------------------------ all paths


def measure(counts: dict[str, dict[str, int]]) -> list[Landing]:
    """Every path with where it lands, the most frequent first."""
    if unknown := counts.keys() - set(FORMS):
        raise ValueError(f"found the form types {sorted(unknown)}, expected {', '.join(FORMS)}")
    paths = sorted({path for form in counts.values() for path in form})
    found = [Landing(path, *land(path), tuple(counts[form].get(path, 0) for form in FORMS)) for path in paths]
    return sorted(found, key=lambda one: (-one.documents, one.path))


def shares(landings: Iterable[Landing]) -> list[Share]:
    """Occurrences by form type and verdict, and their sum."""
    sums = {form: Counter[str]() for form in (*FORMS, "all")}
    for landing in landings:
        for form, count in zip(FORMS, landing.counts, strict=True):
            sums[form][landing.verdict] += count
            sums["all"][landing.verdict] += count
    return [Share(form, found["field"], found["kept"], found["lost"]) for form, found in sums.items()]


def shortened(landings: list[Landing]) -> list[Landing]:
    """The same, with the rarest unknown paths summed up by what is wrong with their names."""
    rare: dict[str, list[Landing]] = {}
    for one in landings:
        if one.verdict == "kept" and one.documents < FEW:
            rare.setdefault(wrong(one.path), []).append(one)
    names = {one.path for group in rare.values() for one in group}
    return [
        *(one for one in landings if one.path not in names),
        *(
            Landing(
                f"({len(group)} paths in fewer than {FEW} documents each: {what})", "", True,
                tuple(map(sum, zip(*(one.counts for one in group), strict=True))),
            )
            for what, group in sorted(rare.items())
        ),
    ]  # fmt: skip


def wrong(path: str) -> str:
    """Why no field has a path.

    >>> wrong("/ownershipDocument/nonDerivativeTable/nonDerivativeTr/securityTitle/value")
    'the name of an element is cut'
    """
    steps = {step for step in path.split("/") if step and not step.startswith("@")} - _NAMES
    if not steps:
        return "known elements in another place"
    cut = all(any(name.startswith(step) for name in _NAMES) for step in steps)
    return "the name of an element is cut" if cut else "unknown elements"


# ------------------------------------------------------------------------------------------ the table in docs


def to_table(landings: list[Landing]) -> str:
    """The text of ``docs/data/path-coverage.tsv``."""
    head = ["path", "field", "written back", *FORMS]
    rows = [
        [one.path, "-" if one.field is None else one.field or "(kept)", "yes" if one.is_whole else "no",
         *map(str, one.counts)]
        for one in landings
    ]  # fmt: skip
    lines = ["\t".join(row) for row in [head, *rows]]
    note = (
        f"# documents with each path, by form type, out of {DOCUMENTS} ownership documents on EDGAR up to March"
        " 2026; made by python -m tools.path_coverage --write"
    )
    return "\n".join([note, *lines]) + "\n"


def from_table(text: str) -> list[Landing]:
    """The rows of ``docs/data/path-coverage.tsv``."""
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return [
        Landing(path, None if field == "-" else "" if field == "(kept)" else field, whole == "yes",
                tuple(map(int, counts)))
        for path, field, whole, *counts in rows[1:]
    ]  # fmt: skip


def percent(part: int, whole: int) -> str:
    """Per cent, cut and never rounded up.

    >>> percent(99_9999, 100_0000), percent(0, 7)
    ('99.9999 %', '0.0000 %')
    """
    parts = part * 1_000_000 // whole if whole else 0
    return f"{parts // 10_000}.{parts % 10_000:04} %"


def share_table(landings: list[Landing]) -> str:
    """Markdown: occurrences by form type."""
    headings = ("form", "occurrences", "in a field of the model", "share", "kept as filed", "lost")
    rows: list[tuple[object, ...]] = [
        (one.form, f"{one.total:,}", f"{one.field:,}", percent(one.field, one.total), f"{one.kept:,}", f"{one.lost:,}")
        for one in shares(landings)
    ]
    return table(headings, rows)


def field_table(landings: list[Landing], most: int | None = None) -> str:
    """Markdown: fields of the model with the paths that fill them, the most frequent field first."""
    known = sorted((one for one in landings if one.verdict == "field"), key=lambda one: one.field or "")
    groups = [list(group) for _, group in groupby(known, key=lambda one: one.field)]
    groups.sort(key=lambda group: -max(one.documents for one in group))
    rows: list[tuple[object, ...]] = [
        (f"`{one.field}`", _shown(one.path), f"{one.documents:,}") for group in groups for one in group
    ]
    return table(("field", "filled from", "documents"), rows[:most])


def kept_table(landings: list[Landing], most: int | None = None) -> str:
    """Markdown: the paths that no field has."""
    rows: list[tuple[object, ...]] = [
        (_shown(one.path), f"{one.documents:,}") for one in landings if one.verdict == "kept"
    ]
    return table(("path", "documents"), rows[:most])


def _shown(path: str) -> str:
    return path if path.startswith("(") else f"`{path.removeprefix('/ownershipDocument/')}`"


def committed() -> list[Landing]:
    """What ``docs/data/path-coverage.tsv`` says."""
    return from_table(TABLE.read_text("utf-8"))


@part("path-coverage-forms")
def path_coverage_forms() -> str:
    """Occurrences by form type, from the committed table."""
    return share_table(committed())


@part("path-coverage-fields")
def path_coverage_fields() -> str:
    """Fields with their paths, from the committed table."""
    return field_table(committed())


@part("path-coverage-kept")
def path_coverage_kept() -> str:
    """Paths without a field, from the committed table."""
    return kept_table(committed())


def main(arguments: list[str] | None = None) -> int:
    """Print the coverage; the exit status is 1 when a text is lost or a document does not come back whole."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.path_coverage", description="Which element paths land in a field of the model."
    )
    parser.add_argument("file", nargs="?", type=Path, default=COUNTS, help="the counts (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help=f"write {TABLE.relative_to(ROOT)}")
    parser.add_argument("--most", type=int, default=60, help="rows of each list (default: %(default)s)")
    options = parser.parse_args(arguments)
    landings = measure(json.loads(options.file.read_text("utf-8")))
    lost = [one for one in landings if one.verdict == "lost"]
    print("Occurrences (a path in a document)", share_table(landings), sep="\n")
    print("", "Paths in a field of the model", field_table(landings, options.most), sep="\n")
    print("", "Paths kept as filed", kept_table(landings, options.most), sep="\n")
    for one in lost:
        print(f"LOST: {one.path} ({one.documents:,} documents): {one.field}, whole: {one.is_whole}")
    if options.write:
        TABLE.parent.mkdir(parents=True, exist_ok=True)
        TABLE.write_text(to_table(shortened(landings)), "utf-8")
        print(f"{TABLE.relative_to(ROOT)}: written")
    return int(bool(lost))


if __name__ == "__main__":
    sys.exit(main())
