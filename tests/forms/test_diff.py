"""The difference of two forms: what was done to a form is what is said of it, and nothing else."""

import datetime
import io
import json
import random
from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from rich.console import Console

from section16.formats import edgar_page
from section16.formats.recognise import read, write
from section16.forms import diff_html, diff_text
from section16.forms.diff import Change, Diff, Note, Segment, diff, to_json
from section16.forms.diff_boxes import (
    ADDRESS_FIELDS,
    FORM_FIELDS,
    ISSUER_FIELDS,
    LINE_FIELDS,
    OWNER_FIELDS,
    RELATIONSHIP_FIELDS,
    SIGNATURE_FIELDS,
)
from section16.forms.diff_lines import row
from section16.forms.diff_match import match
from section16.forms.diff_model import PARTS
from section16.model.document import (
    Address,
    Footnote,
    Issuer,
    OwnershipDocument,
    Relationship,
    ReportingOwner,
    Signature,
)
from section16.model.filing import Filing, Source
from section16.model.lines import CELLS, DerivativeLine, NonDerivativeLine
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import MissingFact
from tests import strategies
from tests.real_documents import mixed, real_documents

replace = msgspec.structs.replace
AULT = read((files("section16") / "examples" / "form4-ault-2023-11-24.xml").read_bytes())
GOLDEN = Path(__file__).parent / "diff"
SEED = "data/seed/form4-ault-2023-11-24.md"
# two Forms 4 of 2020 that were amended within days
ABBVIE = ("0001179110-20-004028.txt", "0001179110-20-004036.txt")
FREYMAN = ("0001179110-20-005836.txt", "0001179110-20-006518.txt")


def text(found: Diff, width: int = 100) -> str:
    file = io.StringIO()
    Console(file=file, width=width, highlight=False, markup=False, emoji=False).print(diff_text.text(found))
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


def edited(document: OwnershipDocument, path: str, new: Any) -> OwnershipDocument:
    """The document with another value at a path of the model: ``table_i[1].price``."""

    def put(whole: Any, steps: list[str]) -> Any:
        if not steps:
            return new
        name, _, at = steps[0].partition("[")
        inner = getattr(whole, name)
        if at:
            i = int(at.rstrip("]"))
            changed = (*inner[:i], put(inner[i], steps[1:]), *inner[i + 1 :])
        else:
            changed = put(inner, steps[1:])
        return replace(whole, **{name: changed})

    return put(document, path.split("."))


@pytest.fixture(scope="module")
def some(documents, submissions) -> list[OwnershipDocument]:
    """Real documents of every form, those with many lines and footnotes first."""
    sample = mixed(real_documents([*documents.sample(every=3), *submissions.sample(every=40)]))
    found = [read(source).document for _, source in sample]
    found.sort(key=lambda one: -len(one.table_i) - len(one.table_ii) - len(one.footnotes))
    return found[:10] + found[10::6]


# ---------------------------------------------------------------------------------- one box is changed


HOW = {field.name: field.how for field in LINE_FIELDS}


def other(cell: Cell, how: str, rng: random.Random) -> Cell:
    """A cell that says something else; the marks stay."""
    value = cell.value
    if how in ("number", "money"):
        new: Any = (value or 0) + rng.choice((1, 1000, Decimal("0.01")))
    elif how == "date":
        new = (value or datetime.date(2023, 5, 6)) + datetime.timedelta(days=rng.choice((1, 400)))
    elif how in ("check", "yes"):
        return Cell(not value, "0" if value else "1", cell.footnotes)
    else:
        new = rng.choice((f"{value or ''} Trust", "Quagga" if value == "Zebra" else "Zebra"))
    return Cell(new, str(new), cell.footnotes)


def edits_of_lines(document: OwnershipDocument, rng: random.Random) -> Iterator[tuple[str, Any, str]]:
    """Path, new value, and the path that ``diff`` must name: every box of every line."""
    marked = (document.footnotes[-1].id if document.footnotes else None) or "F97"
    for table, i, line in document.lines():
        for name in CELLS[type(line)]:
            cell, at = getattr(line, name), f"{table}[{i}].{name}"
            yield at, other(cell, HOW[name], rng), at
            if cell.value:
                yield at, Cell(footnotes=cell.footnotes), at
            if marked not in (*cell.footnotes, *line.coding_footnotes):
                yield at, replace(cell, footnotes=(*cell.footnotes, marked)), at
        yield f"{table}[{i}].coding_footnotes", (*line.coding_footnotes, "F98"), f"{table}[{i}].code"


def edits_of_the_rest(document: OwnershipDocument, rng: random.Random) -> Iterator[tuple[str, Any, str]]:
    """The same for every other box."""
    for name in ("no_longer_subject", "rule_10b5_1", "no_securities_owned", "form3_holdings_reported"):
        yield name, other(getattr(document, name), "check", rng), name
    yield "period_of_report", other(document.period_of_report, "date", rng), "period_of_report"
    yield "remarks", f"{document.remarks or ''} More.", "remarks"
    for name in ("cik", "name", "trading_symbol", "foreign_trading_symbol"):
        yield f"issuer.{name}", "4711", f"issuer.{name}"
    for i, owner in enumerate(document.owners):
        paths = [f"owners[{i}].{name}" for name in ("cik", "name")]
        yield from ((path, "4711", path) for path in paths)
        for part, kind in (("address", Address), ("relationship", Relationship)):
            for name in kind.__struct_fields__ if getattr(owner, part) is not None else ():
                cell, path = getattr(getattr(owner, part), name), f"owners[{i}].{part}.{name}"
                yield path, other(cell, "check", rng) if isinstance(cell, Cell) else "Elsewhere", path
    for i, note in enumerate(document.footnotes):
        for new in (f"{note.text} And more.", "Nothing in common with it!"):
            yield f"footnotes[{i}].text", new, f"footnotes[{i}].text"
    for i, signature in enumerate(document.signatures):
        yield f"signatures[{i}].name", "Somebody Else", f"signatures[{i}].name"
        yield f"signatures[{i}].date", other(signature.date, "date", rng), f"signatures[{i}].date"


def edits(document: OwnershipDocument, rng: random.Random, number: int) -> list[tuple[str, Any, str]]:
    """Some of them, half in lines."""
    in_lines, elsewhere = list(edits_of_lines(document, rng)), list(edits_of_the_rest(document, rng))
    chosen = rng.sample(in_lines, min(number // 2, len(in_lines)))
    return chosen + rng.sample(elsewhere, min(number - len(chosen), len(elsewhere)))


@pytest.mark.needs_shared
def test_one_changed_box_is_one_change(some):
    """Every box of every form, one at a time, many of them on forms whose lines are nearly alike."""
    rng = random.Random(16)
    tried = 0
    for document in some:
        for path, new, expected in edits(document, rng, 60):
            after = edited(document, path, new)
            changes = diff(document, after).changes
            assert [(c.kind, c.path_a, c.path_b) for c in changes] == [("changed", expected, expected)], path
            (change,) = changes
            assert change.old != change.new
            assert change.box
            tried += 1
    assert tried > 2000


def test_a_change_says_place_box_old_and_new():
    after = edited(AULT.document, "table_i[1].price", Cell(Decimal("0.0921"), "0.0921", ("F1",)))
    assert diff(AULT.document, after).changes == (
        Change("changed", "table_i", "table_i[1].price", "table_i[1].price", "Table I, line 2, column 4", "price",
               "Common Stock, 2023-11-24, P", "$0.0912", "$0.0921 (1)"),
    )  # fmt: skip


def test_every_box_of_a_line_is_compared():
    assert {field.name for field in LINE_FIELDS} == set(CELLS[DerivativeLine])


@pytest.mark.parametrize(
    ("fields", "part", "others"),
    [
        (FORM_FIELDS, OwnershipDocument, f"schema_version {' '.join(PARTS)} outlines"),
        (ISSUER_FIELDS, Issuer, ""),
        (OWNER_FIELDS, ReportingOwner, "ccc address relationship"),
        (ADDRESS_FIELDS, Address, ""),
        (RELATIONSHIP_FIELDS, Relationship, ""),
        (SIGNATURE_FIELDS, Signature, ""),
    ],
)  # fmt: skip
def test_every_box_around_the_tables_is_compared(fields, part, others):
    """What is not among the fields is compared by a function of its own, or not at all: the CCC."""
    assert {field.name for field in fields} == set(part.__struct_fields__) - set(others.split())


# ----------------------------------------------------------------------------- the same in another way


@pytest.mark.parametrize(
    ("path", "same"),
    [
        ("table_i[0].price", Cell(Decimal("0.08890"), "0.08890")),
        ("table_i[0].shares", Cell(Decimal("346644.0"), "346644.0")),
        ("table_i[0].transaction_date", Cell(datetime.date(2023, 11, 24), "2023-11-24-05:00")),
        ("table_i[0].equity_swap", Cell()),
        ("table_i[0].equity_swap", Cell(False, "false")),
        ("table_i[1].nature", Cell(None, " ")),
        ("table_i[0].security_title", Cell("Common  Stock", "Common \n Stock")),
        ("no_longer_subject", Cell()),
        ("owners[0].relationship.is_director", Cell(True, "true")),
        ("owners[0].relationship.is_other", Cell()),
        ("owners[0].address.street2", "SUITE  240 "),
        ("owners[0].cik", "1212502"),
        ("issuer.foreign_trading_symbol", ""),
        ("remarks", " \n"),
        ("schema_version", "X0999"),
        ("footnotes[1].text", AULT.document.footnotes[1].text.replace(" ", "\n")),
    ],
)
def test_the_same_value_in_other_characters(path, same):
    after = edited(AULT.document, path, same)
    assert after != AULT.document
    assert diff(AULT.document, after).is_empty
    (change,) = diff(AULT.document, after, strict=True).changes
    assert (change.kind, change.path_a) == ("spelling", path)
    assert change.old != change.new


def test_unknown_is_not_zero():
    before = edited(AULT.document, "table_i[0].price", Cell(None, None, ("F1",)))
    after = edited(AULT.document, "table_i[0].price", Cell(Decimal(0), "0", ("F1",)))
    (change,) = diff(before, after).changes
    assert (change.old, change.new) == ("(1)", "$0 (1)")


@pytest.mark.parametrize("format", ["json", "package", "sgml", "xml"])
def test_the_same_filing_in_another_format(format):
    again = read(write(AULT, format))
    found = diff(AULT, again, strict=True)
    assert (found.changes, found.notes) == ((), ())


def renumbered(document: OwnershipDocument, rng: random.Random) -> OwnershipDocument:
    """The footnotes in another order, under other numbers, and the marks after them."""
    ids = sorted({note.id for note in document.footnotes})
    shuffled = [f"F{number}" for number in rng.sample(range(1, 99), len(ids))]
    new = dict(zip(ids, shuffled, strict=True))
    notes = [Footnote(new[note.id], note.text) for note in document.footnotes]
    rng.shuffle(notes)

    def line(one: Any) -> Any:
        marks = {name: tuple(new.get(m, m) for m in cell.footnotes) for name, cell in one.cells()}
        cells = {name: replace(getattr(one, name), footnotes=found) for name, found in marks.items()}
        return replace(one, coding_footnotes=tuple(new.get(m, m) for m in one.coding_footnotes), **cells)

    tables = {name: tuple(map(line, getattr(document, name))) for name in ("table_i", "table_ii")}
    return replace(document, footnotes=tuple(notes), **tables)


@pytest.mark.needs_shared
def test_renumbered_footnotes_are_no_change(some):
    rng = random.Random(16)
    tried = 0
    for document in some:
        marks = {mark for _, _, line in document.lines() for _, mark in line.marks()}
        texts = [note.text for note in document.footnotes]
        # where two footnotes say the same, or a mark leads nowhere, renumbering does change something
        if not texts or len(set(texts)) < len(texts) or marks - {note.id for note in document.footnotes}:
            continue
        after = renumbered(document, rng)
        assert diff(document, after).changes == ()
        assert {change.kind for change in diff(document, after, strict=True).changes} <= {"spelling"}
        tried += 1
    assert tried > 30


def test_a_mark_that_leads_to_another_footnote_says_where():
    """(1) on both, but the footnote it leads to is another."""
    notes = AULT.document.footnotes
    after = replace(AULT.document, footnotes=(Footnote("F1", "New and quite different."), *(
        Footnote(f"F{i + 2}", note.text) for i, note in enumerate(notes)
    )))  # fmt: skip
    changes = diff(AULT.document, after).changes
    assert [c.kind for c in changes if c.part == "footnotes"] == ["added"]
    (first, *_) = (c for c in changes if c.part == "table_i")
    assert first.old.startswith("By Ault Alpha LP (1) [(1) Milton C. Ault, III, is the Manager of")
    assert first.new == "By Ault Alpha LP (1) [(1) New and quite different.]"


# ------------------------------------------------------------------------------------ lines and their order


@pytest.mark.needs_shared
def test_lines_in_another_order_are_moves_and_nothing_else(some):
    rng = random.Random(16)
    for document in some:
        tables = {name: list(getattr(document, name)) for name in ("table_i", "table_ii")}
        for lines in tables.values():
            rng.shuffle(lines)
        after = replace(document, **{name: tuple(lines) for name, lines in tables.items()})
        changes = diff(document, after).changes
        assert {change.kind for change in changes} <= {"moved"}
        for name, lines in tables.items():
            moved = sum(change.part == name for change in changes)
            assert moved < max(1, len(lines))
            assert moved or lines == list(getattr(document, name))


@pytest.mark.needs_shared
def test_a_line_more_or_less_is_that_line(some):
    rng = random.Random(16)
    donors = {DerivativeLine: [], NonDerivativeLine: []}
    for document in some:
        for _, _, line in document.lines():
            donors[type(line)].append(line)
    for document in some:
        for name, kind in (("table_i", NonDerivativeLine), ("table_ii", DerivativeLine)):
            lines = getattr(document, name)
            new = rng.choice(donors[kind])
            at = rng.randint(0, len(lines))
            after = replace(document, **{name: (*lines[:at], new, *lines[at:])})
            (added,) = diff(document, after).changes
            assert (added.kind, added.part, added.path_a, added.old) == ("added", name, None, None)
            assert added.new == row(new, document.form)
            (removed,) = diff(after, document).changes
            assert (removed.kind, removed.path_a, removed.old) == ("removed", added.path_b, added.new)


def test_lines_that_have_little_in_common_are_two_lines():
    lines = AULT.document.table_i
    bought = replace(
        lines[0], transaction_date=Cell(datetime.date(2023, 9, 1), "2023-09-01"), shares=Cell(Decimal(5), "5"),
        price=Cell(Decimal(9), "9"), shares_following=Cell(Decimal(7), "7"),
    )  # fmt: skip
    changes = diff(AULT.document, replace(AULT.document, table_i=(bought, *lines[1:]))).changes
    assert [(c.kind, c.path_a, c.path_b) for c in changes] == [
        ("removed", "table_i[0]", None),
        ("added", None, "table_i[0]"),
    ]


def test_owners_are_known_by_cik_else_by_name():
    one = AULT.document.owners[0]
    two = ReportingOwner(cik="0000896493", name="AULT & COMPANY, INC.", address=one.address)
    renamed = replace(one, name="Ault Milton")
    both, turned = replace(AULT.document, owners=(one, two)), replace(AULT.document, owners=(two, renamed))
    changes = diff(both, turned).changes
    assert [(c.kind, c.path_a, c.path_b) for c in changes] == [
        ("moved", "owners[1]", "owners[0]"),
        ("changed", "owners[0].name", "owners[1].name"),
    ]
    without = replace(AULT.document, owners=(replace(two, cik=None), replace(one, cik=None)))
    kinds = {(c.kind, c.label) for c in diff(both, without).changes}
    assert kinds == {("moved", "reporting owner"), ("changed", "CIK")}
    (gone,) = diff(both, AULT.document).changes
    assert (gone.kind, gone.path_a, gone.about) == ("removed", "owners[1]", "AULT & COMPANY, INC.")


def test_the_ccc_is_neither_compared_nor_shown():
    after = edited(AULT.document, "owners[0].ccc", "s3cr#tcc")
    two = replace(after, owners=(*after.owners, ReportingOwner(cik="1", ccc="s3cr#tcc", name="X")))
    assert diff(AULT.document, after, strict=True).is_empty
    assert b"s3cr#tcc" not in to_json(diff(AULT.document, two, strict=True))


def test_a_text_is_compared_word_by_word():
    after = edited(AULT.document, "footnotes[1].text", AULT.document.footnotes[1].text.replace("held by", "owned by"))
    (change,) = diff(AULT.document, after).changes
    runs = [(run.op, run.text) for run in change.words]
    assert [run for run in runs if run[0] != "="] == [("-", "held"), ("+", "owned")]
    assert " ".join(t for op, t in runs if op != "+") == change.old
    assert " ".join(t for op, t in runs if op != "-") == change.new
    assert change.about == "Table I, line 3, column 7"


# -------------------------------------------------------------------------------------------- both ways


def mirror(change: Change) -> tuple:
    kinds = {"added": "removed", "removed": "added"}
    runs = [(run.text, {"+": "-", "-": "+"}.get(run.op, run.op)) for run in change.words]
    kind = kinds.get(change.kind, change.kind)
    return kind, change.part, change.path_b, change.path_a, change.new, change.old, sorted(runs)


def straight(change: Change) -> tuple:
    runs = sorted((run.text, run.op) for run in change.words)
    return change.kind, change.part, change.path_a, change.path_b, change.old, change.new, runs


def assert_mirrored(a: Filing | OwnershipDocument, b: Filing | OwnershipDocument) -> None:
    for strict in (False, True):
        there, back = diff(a, b, strict=strict), diff(b, a, strict=strict)
        assert sorted(map(repr, map(straight, there.changes))) == sorted(map(repr, map(mirror, back.changes)))
        assert (there.a, there.b) == (back.b, back.a)
        assert {there.amendment, back.amendment} in ({None}, {"a", "b"})


@pytest.mark.needs_shared
def test_the_way_back_is_the_mirror(some):
    rng = random.Random(16)
    for document in some:
        after = document
        for path, new, _ in edits(document, rng, 8):
            after = edited(after, path, new)
        lines = list(after.table_i)
        rng.shuffle(lines)
        assert_mirrored(document, replace(after, table_i=tuple(lines[1:])))
        assert_mirrored(document, rng.choice(some))


@settings(max_examples=60)
@given(strategies.documents(), strategies.documents())
def test_any_two_documents(a, b):
    """Never an exception; nothing differs from itself; the way back is the mirror; what is said can be written."""
    assert diff(a, a, strict=True).is_empty
    assert_mirrored(a, b)
    found = diff(a, b, strict=True)
    text(found)
    etree.fromstring(diff_html.html(found), etree.HTMLParser())
    assert json.loads(to_json(found))["format"] == "section16-diff/1"


@given(st.lists(st.integers(0, 6), max_size=7), st.lists(st.integers(0, 6), max_size=7))
def test_the_cheapest_pairing_is_found(a, b):
    """Against trying every pairing of a few numbers, whose distance is their difference."""

    def best(rest: list[int], left: list[int]) -> int:
        if not rest:
            return 2 * len(left)
        first, *others = rest
        alone = 2 + best(others, left)
        return min([alone, *(abs(first - y) + best(others, left[:k] + left[k + 1 :]) for k, y in enumerate(left))])

    found = match(a, b, lambda x, y: abs(x - y), lambda _: 2)
    paid = sum(abs(a[i] - b[j]) for i, j in found.pairs) + 2 * (len(a) + len(b) - 2 * len(found.pairs))
    assert paid == best(a, b)
    assert all(i < k for (i, _), (k, _) in zip(found.pairs, found.pairs[1:], strict=False))


def test_many_lines_are_compared_too():
    """More than any form has: in the same time, only less cleverly."""
    lines = [replace(AULT.document.table_i[0], shares=Cell(Decimal(i), str(i))) for i in range(2000)]
    before = replace(AULT.document, table_i=tuple(lines))
    after = replace(AULT.document, table_i=(*lines[:500], *lines[501:]))
    (change,) = diff(before, after).changes
    assert (change.kind, change.path_a) == ("removed", "table_i[500]")
    other_lines = tuple(replace(line, price=Cell(Decimal(5), "5")) for line in lines)
    assert len(diff(before, replace(before, table_i=other_lines)).changes) == 2000


# ------------------------------------------------------------------------------------------ amendments


def amended(document: OwnershipDocument, day: str = "2023-11-28") -> OwnershipDocument:
    date = Cell(datetime.date.fromisoformat(day), day)
    return replace(document, document_type=f"{document.document_type}/A", original_date=date)


def test_an_amendment_is_said_once_and_is_no_change():
    found = diff(AULT.document, amended(AULT.document))
    assert (found.is_empty, found.amendment) == (True, "b")
    assert (found.b.document_type, found.b.original_date) == ("4/A", datetime.date(2023, 11, 28))
    assert found.said() == "B is an amendment, Form 4/A, of a Form 4 filed 2023-11-28; A is compared as that form"
    back = diff(amended(AULT.document), AULT.document)
    assert (back.is_empty, back.amendment) == (True, "a")
    assert back.said().startswith("A is an amendment")


@pytest.mark.parametrize(
    ("path", "new"),
    [("issuer.cik", "4711"), ("document_type", "5/A"), ("owners[0]", ReportingOwner("4711", None, "Somebody Else"))],
)
def test_no_amendment_of_another_issuer_owner_or_form(path, new):
    found = diff(AULT.document, edited(amended(AULT.document), path, new))
    assert (found.amendment, found.said()) == (None, "")
    assert {"document_type", "original_date"} <= {change.path_b for change in found.changes}


@pytest.mark.needs_shared
def test_no_amendment_of_a_form_filed_on_another_day(submissions):
    original, amendment = (read(submissions.read(name)) for name in ABBVIE)
    assert diff(original, amendment).amendment == "b"
    day = Cell(datetime.date(2020, 3, 19), "2020-03-19")
    found = diff(original, replace(amendment, document=replace(amendment.document, original_date=day)))
    assert found.amendment is None
    assert {"document_type", "original_date"} <= {change.path_b for change in found.changes}


@pytest.mark.needs_shared
@pytest.mark.parametrize(("name", "pair"), [("abbvie-durkin", ABBVIE), ("abbvie-freyman", FREYMAN)])
def test_real_amendments(submissions, golden, name, pair):
    original, amendment = (read(submissions.read(one)) for one in pair)
    found = diff(original, amendment)
    golden(GOLDEN / f"{name}.txt", text(found))
    golden(GOLDEN / f"{name}.json", to_json(found))
    assert_mirrored(original, amendment)


def test_a_filing_without_a_form_cannot_be_compared():
    with pytest.raises(MissingFact, match="found no ownership document in the second filing"):
        diff(AULT, replace(AULT, document=None))


# ------------------------------------------------------------------------------------- prints and filings


@pytest.mark.needs_shared
def test_a_print_of_the_form_differs_in_nothing_but_what_no_print_shows(shared):
    printed = read(shared / SEED)
    for found, side in ((diff(AULT, printed), "B"), (diff(printed, AULT), "A")):
        assert found.is_empty
        assert [str(note) for note in found.notes] == [f"CIKs: not printed on {side}"]
    strict = diff(AULT, printed, strict=True)
    assert strict.is_empty
    assert [note.about for note in strict.notes] == ["CIKs", "text as filed"]


@pytest.mark.needs_shared
def test_what_differs_from_a_print_is_still_said(shared):
    printed = read(shared / SEED)
    for path, new, expected, _ in (
        ("table_i[1].price", Cell(Decimal("0.0921"), "0.0921"), "$0.0921", "$0.0912"),
        ("table_i[0].nature", Cell("By Trust", "By Trust", ("F2",)), "By Trust (2)", "By Ault Alpha LP (1)"),
        ("owners[0].address.city", "RENO", "RENO", "LAS VEGAS"),
        ("table_i[0].form_type", Cell("5", "5"), "5", None),
    ):
        (change,) = diff(replace(AULT, document=edited(AULT.document, path, new)), printed).changes
        assert (change.path_a, change.old) == (path, expected)


PRINTED = Source("edgar_page", b"")


def as_print(document: OwnershipDocument) -> Filing:
    return Filing(document, PRINTED)


@pytest.mark.parametrize(
    ("path", "filed", "shown", "note"),
    [
        ("table_i[0].timeliness", Cell("L", "L"), Cell(), "timeliness of transactions"),
        ("table_i[0].price", Cell(Decimal("0.08888"), "0.08888"), Cell(Decimal("0.0889"), "0.0889"),
         "digits after the fourth decimal"),
        ("table_i[0].form_type", Cell("3", "3"), Cell("4", "4"), "form type of lines"),
        ("owners[0].address.state_description", "NEVADA", None, "descriptions of states"),
        ("issuer.cik", "0000896493", None, None),
    ],
)  # fmt: skip
def test_what_a_print_cannot_hold_is_noted_once(path, filed, shown, note):
    def bare(document: OwnershipDocument) -> OwnershipDocument:
        return edited(edited(document, "issuer.cik", None), "owners[0].cik", None)

    a, b = edited(AULT.document, path, filed), bare(edited(AULT.document, path, shown))
    found = diff(replace(AULT, document=a), as_print(b))
    assert found.changes == ()
    assert [one.about for one in found.notes] == [about for about in ("CIKs", note) if about]


def test_ciks_are_compared_with_a_print_that_links_them():
    (change,) = diff(AULT, as_print(edited(AULT.document, "owners[0].cik", "0000004711"))).changes
    assert change.path_b == "owners[0].cik"


def test_the_second_owner_has_no_relationship_on_the_page_of_the_sec():
    two = replace(AULT.document, owners=(*AULT.document.owners, replace(AULT.document.owners[0], cik="1", name="B")))
    shown = edited(two, "owners[1].relationship", None)
    found = diff(replace(AULT, document=two), as_print(shown))
    assert (found.changes, [note.about for note in found.notes]) == ((), ["relationships of owners after the first"])


def test_marks_are_compared_by_what_a_print_shows_of_their_place():
    """Column 3 of a print has one place for marks, column 5 of Table II too."""
    line = DerivativeLine(
        kind="transaction", security_title=Cell("Option", "Option"), code=Cell("M", "M"), form_type=Cell("4", "4"),
        transaction_date=Cell(datetime.date(2023, 1, 2), "2023-01-02"), equity_swap=Cell(False, "0", ("F1",)),
        shares=Cell(Decimal(5), "5"), acquired_disposed=Cell("D", "D", ("F2",)),
        value_following=Cell(None, None, ("F3",)),
    )  # fmt: skip
    shown = replace(
        line, equity_swap=Cell(False, "0"), coding_footnotes=("F1",), shares=Cell(Decimal(5), "5", ("F2",)),
        acquired_disposed=Cell("D", "D"), shares_following=Cell(None, None, ("F3",)), value_following=Cell(),
    )  # fmt: skip
    filed, printed = (replace(AULT.document, table_ii=(one,)) for one in (line, shown))
    assert diff(replace(AULT, document=filed), as_print(printed)).is_empty
    assert not diff(filed, printed).is_empty


@pytest.mark.needs_shared
@pytest.mark.parametrize("name", ["form4-374water", "form3-snowflake", "form5-snowflake"])
def test_pages_of_the_sec_against_their_filings(shared, name):
    page = (shared / "data" / "pages" / f"{name}.html").read_bytes()
    document, findings = edgar_page.read(page)
    filing = read(shared / "data" / "pages" / f"{name}.xml")
    assert diff(filing, Filing(document, Source("edgar_page", page), findings=tuple(findings))).is_empty


@pytest.mark.needs_shared
def test_forms_printed_with_the_stylesheets_of_the_sec_against_their_filings(shared, documents, submissions):
    """Printed, read back and compared: nothing differs, whatever a print leaves out."""
    folder = shared / "spec" / "edgar-ownership-v5.5" / "stylesheets"
    print_as = {
        form: etree.XSLT(etree.parse(folder / f"{form}_{version}.xsl"))
        for form, version in (("3", "X06"), ("4", "X08"), ("5", "X08"))
    }
    tried = 0
    for name, source in real_documents([*documents.sample(every=10), *submissions.sample(every=120)]):
        filing = read(source)
        if filing.document.schema_version == "X0609":
            continue  # since March 2026 the page prints more than these stylesheets
        page = bytes(print_as[filing.document.form](etree.fromstring(source)))
        document, findings = edgar_page.read(page)
        found = diff(filing, Filing(document, Source("edgar_page", page), findings=tuple(findings)))
        assert found.changes == (), name
        assert Note("CIKs", "b") in found.notes
        tried += 1
    assert tried > 90


# ------------------------------------------------------------------------------------------ how it is said

HOSTILE = '<script>alert("x")</script>\x1b[31m\u202eevil & "co"\x9b2J'


def hostile() -> Diff:
    document = AULT.document
    document = edited(document, "owners[0].name", HOSTILE)
    document = edited(document, "owners[0].relationship.officer_title", HOSTILE)
    document = edited(document, "footnotes[0].text", HOSTILE)
    document = edited(document, "table_i[1].security_title", Cell(HOSTILE, HOSTILE))
    document = edited(document, "remarks", HOSTILE)
    line = replace(
        document.table_i[0], security_title=Cell(HOSTILE, HOSTILE), nature=Cell(HOSTILE, HOSTILE, (HOSTILE,))
    )
    document = replace(document, table_i=(*document.table_i, line, line), signatures=(Signature(HOSTILE),))
    named = Source("xml", b"", HOSTILE)
    return diff(AULT, Filing(replace(document, document_type=f"4{HOSTILE}"), named), strict=True)


def test_the_page_escapes_what_was_filed():
    page = diff_html.html(hostile()).decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not set(page) & {"\x1b", "\u202e", "\x9b"}


def test_what_prints_nothing_is_spelled_out_once():
    after = edited(AULT.document, "issuer.name", "Acme\x1b ⟨U+202E⟩")
    page, shown = diff_html.html(diff(AULT.document, after)).decode(), text(diff(AULT.document, after), 200)
    for said in (page, shown):
        assert said.count("Acme⟨U+001B⟩ ⟨U+27E8⟩U+202E⟩") == 2  # the form in a line, and the box


def test_the_terminal_is_not_commanded():
    shown = text(hostile())
    assert not {character for character in shown if not character.isprintable()} - {"\n"}
    assert "⟨U+001B⟩[31m⟨U+202E⟩evil" in shown


def test_the_page_is_one_whole_accessible_page():
    page = diff_html.html(diff(AULT.document, edited(AULT.document, "table_i[1].price", Cell(Decimal(1), "1"))))
    root = html.document_fromstring(page.decode())
    assert root.get("lang") == "en"
    assert root.findtext("head/title") == "Form 4 and Form 4: what differs"
    assert not root.xpath("//script | //link | //img | //@src | //@href")
    assert root.xpath("//th")
    assert all(cell.get("scope") in ("col", "row") for cell in root.iter("th"))
    assert [table.findtext("caption") for table in root.iter("table")] == [
        "The two forms", "Table I, line 2 (Common Stock, 2023-11-24, P)",
    ]  # fmt: skip
    # what the strokes say to the eye is said in words, too
    assert root.xpath("string(//del)") == "removed: $0.0912"
    assert root.xpath("string(//ins)") == "added: $1"


def test_lines_of_the_terminal():
    after = edited(AULT.document, "table_i[1].price", Cell(Decimal("0.0921"), "0.0921"))
    shown = text(diff(AULT.document, after))
    assert "\nTable I, line 2 (Common Stock, 2023-11-24, P)\n  column 4, price: $0.0912 -> $0.0921\n" in shown
    assert shown.endswith("\n1 difference: 1 box changed.\n")


def test_long_texts_are_cut_where_they_did_not_change():
    old = " ".join(f"word{i}" for i in range(60))
    before = edited(AULT.document, "remarks", old)
    shown = text(diff(before, edited(before, "remarks", old.replace("word30", "other"))), width=200)
    assert "... word24 word25 word26 word27 word28 word29 [-word30-] {+other+} word31" in shown


def test_keys_of_the_json_are_documented():
    found = json.loads(to_json(hostile()))
    page = (Path(__file__).parents[2] / "docs" / "commands.md").read_text("utf-8")
    section = page.partition("## What `section16 diff` says")[2].partition("\n## ")[0]
    keys = {*found, *found["a"], *found["changes"][0], *Segment.__struct_fields__, *Note.__struct_fields__}
    assert {key for key in keys if f"`{key}`" not in section} == set()
    assert {tuple(change) for change in found["changes"]} == {Change.__struct_fields__}


# ------------------------------------------------------------------------------------------------ sweep


@pytest.mark.sweep
@pytest.mark.needs_shared
def test_nothing_differs_from_itself(documents, submissions):
    tried = 0
    for name, source in [*documents.sample(), *submissions.sample()]:
        filing = read(source)
        if filing.document is not None:
            found = diff(filing, read(source), strict=True)
            assert (found.changes, found.notes) == ((), ()), name
            tried += 1
    assert tried > 9000
