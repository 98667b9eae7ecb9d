"""Markdown: renders as the form, whatever a filing says, says all that the seed says, and is read back box by box."""

import re
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import html as lxml_html
from markdown_it import MarkdownIt
from msgspec.structs import replace

import section16
from section16.formats import page_text, page_text_ours
from section16.formats.page_text_markup import plain
from section16.forms.markdown import escaped, markdown
from section16.forms.sheet import sheet
from section16.forms.visible import visible
from section16.model.document import OwnershipDocument
from section16.vocabulary.errors import MissingFact
from tests.forms.conftest import EXAMPLE
from tests.forms.round_trip import HOSTILE, PRINTED, any_document, assert_same, compared, filled, forms, read_back

GOLDEN = Path(__file__).parent / "markdown"
SEED = "data/seed/form4-ault-2023-11-24.md"
AULT = section16.read(EXAMPLE).document


def test_the_ault_form(ault, golden):
    golden(GOLDEN / "ault-form4-2023.md", markdown(ault))


@pytest.mark.needs_shared
@pytest.mark.parametrize(("source", "name"), [(source, name) for source, name, _ in PRINTED])
def test_other_forms(documents, golden, source, name):
    golden(GOLDEN / f"{name}.md", markdown(section16.read(documents.read(source))))


@pytest.mark.needs_shared
def test_remarks_keep_their_lines(submissions, golden):
    golden(GOLDEN / "barclays-form4-2023.md", markdown(section16.read(submissions.read("0000312069-23-000068.txt"))))


def test_a_filing_prints_as_its_document(ault):
    assert markdown(section16.read(EXAMPLE)) == markdown(ault)


def test_what_cannot_be_printed():
    with pytest.raises(MissingFact, match="found document type '8', expected one of"):
        markdown(OwnershipDocument(document_type="8"))
    with pytest.raises(MissingFact, match="found no ownership document"):
        markdown(replace(section16.read(EXAMPLE), document=None))


# ---------------------------------------------------------------------------------------------- the seed

# what the seed says in other words than the form: with the same meaning, and none of it a fact of the filing
EXAMPLES = "(e.g., puts, calls, warrants, options, convertible securities)"
OTHER_WORDS = {
    "1. Name and Address of Reporting Person *": "1. Name and Address of Reporting Person*",
    "Ault Alliance, Inc. [ AULT ]": "Ault Alliance, Inc. [AULT]",
    "(Check all applicable) ☒ Director": "(Check all applicable)",  # caption and check box in one line; ours have two
    "_____ 10% Owner": "[ ] 10% Owner",
    "☒ Officer (give title below)": "[x] Officer (give title below)",
    "_____ Other (specify below)": "[ ] Other (specify below)",
    "3. Date of Earliest Transaction (MM/DD/YYYY)": "3. Date of Earliest Transaction (Month/Day/Year)",
    "4. If Amendment, Date Original Filed (MM/DD/YYYY)": "4. If Amendment, Date Original Filed (Month/Day/Year)",
    "☒ Form filed by One Reporting Person ☐ Form filed by More than One Reporting Person": (
        "[x] Form filed by One Reporting Person [ ] Form filed by More than One Reporting Person"
    ),
    "2. Trans. Date": "2. Transaction Date (Month/Day/Year)",
    "3. Trans. Code (Instr. 8)": "3. Transaction Code (Instr. 8)",
    "3. Trans. Date": "3. Transaction Date (Month/Day/Year)",
    "4. Trans. Code (Instr. 8)": "4. Transaction Code (Instr. 8)",
    f"Table II - Derivative Securities Beneficially Owned {EXAMPLES}": (
        f"Table II - Derivative Securities Acquired, Disposed of, or Beneficially Owned {EXAMPLES}"
    ),
    "1. Title of Derivate Security (Instr. 3)": "1. Title of Derivative Security (Instr. 3)",
    "5. Number of Derivative Securities Acquired (A) or Disposed of (D) (Instr. 3, 4 and 5)": (
        "5. Number of Derivative Securities Acquired (A) or Disposed of (D) (Instr. 3, 4, and 5)"
    ),
    "7. Title and Amount of Securities Underlying Derivative Security (Instr. 3 and 4)": (
        "7. Title and Amount of Underlying Securities (Instr. 3 and 4)"
    ),
    "9. Number of derivative Securities Beneficially Owned Following Reported Transaction(s) (Instr. 4)": (
        "9. Number of Derivative Securities Beneficially Owned Following Reported Transaction(s) (Instr. 4)"
    ),
    "Signatures/s/ Milton C. Ault, III11/28/2023": "/s/ Milton C. Ault, III 11/28/2023",
    "**Signature of Reporting Person": "** Signature of Reporting Person",
}


def said(text: str) -> list[str]:
    """What a Markdown text says, piece by piece: cells, lines, changes of type."""
    cells = [cell for line in text.split("\n") for cell in re.split(r"\t|(?<!\\)\|", line)]
    return [" ".join(piece.split()) for cell in cells for piece in plain(cell.strip(" #"), True).split("\n") if piece]


@pytest.mark.needs_shared
def test_it_says_all_that_the_seed_says(ault, shared):
    seed, ours = said((shared / SEED).read_text("utf-8")), " ".join(said(markdown(ault)))
    assert len(seed) == 120
    missing = [piece for piece in seed if piece not in ours]
    assert sorted(set(missing)) == sorted(OTHER_WORDS)
    assert [words for words in OTHER_WORDS.values() if words not in ours] == []


def test_the_ault_form_is_read_back(ault):
    found, notes = page_text.read(markdown(ault).encode())
    assert notes == []
    assert_same(sheet(found, "X08"), sheet(ault, "X08"))
    assert found.owners[0].address == ault.owners[0].address
    assert found.footnotes == ault.footnotes
    assert found.period_of_report == ault.period_of_report
    for after, before in zip(found.table_i, ault.table_i, strict=True):
        for field in ("kind", "security_title", "transaction_date", "code", "shares", "price", "shares_following"):
            assert getattr(after, field) == getattr(before, field)


# -------------------------------------------------------------------------------------------- reading back


@pytest.mark.needs_shared
def test_printed_forms_are_read_back(submissions, documents):
    counts, unequal = compared(chain(submissions.sample(30, 2), documents.sample(2, 1)), markdown)
    assert counts["documents"] > 400
    assert unequal == {}


@pytest.mark.sweep
@pytest.mark.needs_shared
def test_every_printed_form_is_read_back(submissions, documents):
    counts, unequal = compared(chain(submissions.sample(), documents.sample()), markdown)
    assert counts["documents"] == 9049
    assert unequal == {}


@pytest.mark.parametrize("said", HOSTILE)
def test_any_string_is_read_back(ault, said):
    document = filled(ault, said)
    printed = markdown(document)
    assert not any(char in printed for char in "\x00\x07\x1b\x7f\x9b\u202e\u200f\u2066\ufeff\ud800")
    assert_same(read_back(printed, sheet(document)), sheet(document))


@settings(max_examples=120)
@given(forms(AULT))
def test_any_text_is_read_back(document):
    page = sheet(document)
    assert_same(read_back(markdown(document), page), page)


@settings(max_examples=60)
@given(any_document())
def test_any_box_is_read_back(document):
    page = sheet(document)
    assert_same(read_back(markdown(document), page), page)


@pytest.mark.parametrize("change", ["crlf", "aligned", "above"])
def test_what_an_editor_does_to_it_does_not_matter(ault, change):
    printed = markdown(ault)
    changed = {
        "crlf": printed.replace("\n", "\r\n"),
        "aligned": re.sub(r" \|", "      |", printed).replace("| ---", "| :-------"),
        "above": f"Attached.\n\n{printed}",
    }[change]
    found, notes = page_text.read(changed.encode())
    assert_same(sheet(found, "X08"), sheet(ault, "X08"))
    assert [note.message for note in notes] == (["text beside the form: 'Attached.'"] if change == "above" else [])


@pytest.mark.needs_shared
def test_the_reader_of_any_printed_form_reads_it_too(documents, monkeypatch):
    """Where our layout was edited: by the words of the headings, amounts by their value."""
    monkeypatch.setattr(page_text_ours, "read", lambda source: None)
    for name, source in documents.sample(9):
        document = section16.read(source).document
        found, notes = page_text.read(markdown(document).encode())
        assert notes == [], name
        for table in ("table_i", "table_ii"):
            for after, before in zip(getattr(found, table), getattr(document, table), strict=True):
                for field in ("security_title", "code", "acquired_disposed", "direct_indirect", "nature"):
                    assert _words(getattr(after, field)) == _words(getattr(before, field)), (name, field)
                for field in ("shares", "price", "shares_following", "transaction_date"):
                    assert getattr(after, field).value == getattr(before, field).value, (name, field)
        assert [owner.name for owner in found.owners] == [" ".join(owner.name.split()) for owner in document.owners]


def _words(cell) -> tuple[object, ...]:
    return (" ".join((cell.text or "").split()), cell.footnotes)


# ----------------------------------------------------------------------------------------------- rendering


def rendered(text: str):
    """The HTML of GitHub-flavoured Markdown."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return lxml_html.document_fromstring(f"<html><body>{parser.render(text)}</body></html>")


def shown(element) -> str:
    """The text of an element on one line; a line break is a blank."""
    for br in element.iter("br"):
        br.tail = f" {br.tail or ''}"
    return " ".join(element.text_content().split())


TAGS = {
    "html",
    "body",
    "h1",
    "h2",
    "p",
    "strong",
    "small",
    "br",
    "ul",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


@pytest.mark.parametrize("said", HOSTILE)
def test_any_string_renders_as_text(ault, said):
    document = filled(ault, said)
    page, root = sheet(document), rendered(markdown(document))
    assert {element.tag for element in root.iter()} <= TAGS
    assert not root.xpath("//@href | //@src | //@onclick")
    tables = root.xpath("//table")
    assert len(tables) == 5
    for table, rows in zip(tables[1:3], (page.table_i.rows, page.table_ii.rows), strict=True):
        cells = [[shown(cell) for cell in row] for row in table.xpath("./tbody/tr")]
        assert cells == [
            [" ".join(f"{visible(text)} {''.join(f'({mark})' for mark in marks)}".split()) for text, marks in row]
            for row in rows
        ]
    assert shown(tables[4].xpath("./tbody/tr")[0][0]) == visible(page.signatures[0].name)
    assert shown(root.xpath("//ul[last()]/li[last()]")[0]).endswith(visible(page.footnotes[-1].text))
    remarks = root.xpath("//h2[text()='Remarks:']/following-sibling::p[1]")
    assert shown(remarks[0]) == " ".join(visible("\n".join(page.remarks)).split())


@pytest.mark.needs_shared
def test_real_forms_render_as_they_read(documents):
    for name, source in documents.sample(5, 2):
        page = sheet(section16.read(source).document)
        root = rendered(markdown(section16.read(source)))
        assert {element.tag for element in root.iter()} <= TAGS, name
        assert shown(root.find(".//h1")) == f"FORM {page.form}"
        front, first, second, owners, signatures = root.xpath("//table")
        words = shown(front)
        for part in page.front:
            assert part.area == "table_i" or part.caption in words, name
            assert all(" ".join(line.split()) in words for line in part.lines), name
        for table, printed in ((first, page.table_i), (second, page.table_ii)):
            heads = [f"{column.heading}: {part}" if part else column.heading
                     for column in printed.columns for part in column.parts or ("",)]  # fmt: skip
            assert [shown(head) for head in table.xpath(".//th")] == heads
            assert len(table.xpath("./tbody/tr")) == len(printed.rows)
        assert [shown(row[0]) for row in owners.xpath("./tbody/tr")] == [" ".join(o.lines) for o in page.owners]
        assert len(signatures.xpath("./tbody/tr")) == len(page.signatures)


@pytest.mark.parametrize(
    ("filed", "written"),
    [
        ("Ault & Company, Inc.", "Ault & Company, Inc."),
        ("R&D; &copy; AT&T", "R&amp;D; &amp;copy; AT&T"),
        ("<b>", "&lt;b&gt;"),
        ("a|b\\", "a\\|b\\\\"),
        ("401(k) plan - 5% [a]", "401(k) plan - 5% \\[a\\]"),
        ("# 1", "\\# 1"),
        ("- 1", "\\- 1"),
        ("=1+1", "\\=1+1"),
        ("1. First", "1\\. First"),
        ("12) Twelfth", "12\\) Twelfth"),
        ("1.5% Notes", "1.5% Notes"),
        ("$5 ~ 6 @ 7 `x` *y* _z_", "\\$5 \\~ 6 \\@ 7 \\`x\\` \\*y\\* \\_z\\_"),
        ("http://a.b WWW.a.b", "http\\://a.b WWW\\.a.b"),
        ("a\u202eb", "a⟨U+202E⟩b"),
    ],
)
def test_only_what_would_be_taken_for_markup_is_escaped(filed, written):
    assert escaped(filed) == written
