"""The PDF: every word of the sheet, tagged, linked, the same bytes everywhere, whatever a filing holds."""

import io
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import chain

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import section16
from section16.forms import pdf as printer
from section16.forms import pdf_layout
from section16.forms.pdf import pdf, title
from section16.forms.pdf_tables import _COLUMNS, _KINDS, column_widths
from section16.forms.pdf_words import fit, glyphs, longest_word, safe, short, width
from section16.forms.printed import Printed
from section16.forms.sheet import sheet
from section16.model import notices as said
from section16.model.document import (
    Address,
    Footnote,
    Issuer,
    OwnershipDocument,
    Relationship,
    ReportingOwner,
    Signature,
)
from section16.model.lines import DerivativeLine, NonDerivativeLine
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import MissingFact, MissingPackage, NotFound, Section16Error
from tests.forms.conftest import EXAMPLE

needs_typst = pytest.mark.needs("typst")

HOSTILE = (
    '#let x = 1; #panic("x") $ x^2 $ *bold* _em_ @ref <label> // comment /* c */ `raw`',
    "= heading", "- list", '"); #read("/etc/passwd")', '#import "x.typ": *', '{"page": [1]} \\u{202e} \\n \\',
    "</script><script>alert(1)</script> &amp; %s {0} =1+1 'quoted' \"quoted\" --- ... ~",
    "a\u202eb \u200f\u200e\u2066x\u2069 \u05d0\u05d1 12 (3) \u0627\u0644 9",
    "\x00\x01\x1b[31m \x80\x9f \ud800 \ue000 \ufffc \u00ad \u200b\ufeff \U000e0041",
    "\U0001f600\u200d\U0001f468 \u4e2d\u6587 \u0915\u094d\u0937 e\u0301 \u2612\u0301 A\ufe0f x\u034fy \u3000",
    "À la carte – “quoted” € 1⁄2 ﬁ ß ẞ İ ı Ω Ж",
    "W" * 200, "f'" * 100, "-" * 300, "1,000,000," * 30,
)  # fmt: skip


def text_of(printed: bytes) -> str:
    """All text without white space and without the running heads."""
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed)).pages]
    head = re.compile(r"\s*Form .{0,400}?Page\s*\d+\s*of\s*\d+", re.DOTALL)
    return squeezed("".join([pages[0], *(head.sub("", page, count=1) for page in pages[1:])]))


def squeezed(text: str) -> str:
    return "".join(text.split())


def values(document: OwnershipDocument):
    """Everything the sheet says, in the pieces that the PDF keeps together."""
    page = sheet(document)
    words = page.notices
    yield from (*said.AGENCY, said.PURSUANT, said.OMB_APPROVAL, said.OMB_NUMBER, said.BURDEN, said.OWNERS)
    yield from (said.OWNER_NAME, said.RELATIONSHIPS, *said.RELATIONSHIP_COLUMNS, said.SIGNATURES, said.EXPLANATION)
    yield from (words.title, words.omb_number, words.burden_hours, words.print_or_type, words.table_i, words.table_ii)
    yield from (words.examples, *words.below_table_i, words.joint, words.misstatement, *words.closing)
    for part in page.front:
        yield from re.findall(r"\([^)]*\)", part.caption) if part.caption.startswith("(") else [part.caption]
        yield from part.lines
    for tick in chain(page.checks, *(part.ticks for part in page.front)):
        yield ("☒" if tick.is_ticked else "☐") + tick.caption
    for table in (page.table_i, page.table_ii):
        for column in table.columns:
            yield from (column.heading, *column.parts)
        for cell in chain(*table.rows):
            yield cell.text + "".join(f"({mark})" for mark in cell.marks)
    for owner in page.owners:
        yield from (*owner.lines, owner.officer, owner.other)
    for signature in page.signatures:
        yield from signature
    for note in page.footnotes:
        yield f"({note.number}){note.text}"
    yield from page.remarks
    if page.remarks:
        yield said.REMARKS
    if page.no_securities_owned:
        yield said.NO_SECURITIES


def lost(document: OwnershipDocument, printed: bytes) -> list[str]:
    text = text_of(printed)
    return [value for value in values(document) if squeezed(safe(value)) not in text]


def filled(word: str, form: str = "4", version: str = "X0508", *, rows: int = 1, notes: int = 2, owners: int = 1):
    """A document with every box filled in, most of them with ``word``, and marks on every line."""

    def cell(text: str, *marks: int) -> Cell:
        return Cell(None, text, tuple(f"F{1 + mark % notes}" for mark in marks))

    def boxes(i: int) -> dict[str, object]:
        return {
            "kind": "transaction", "security_title": cell(f"{word} {i}", i), "transaction_date": cell("2023-11-24", i),
            "deemed_execution_date": cell("2023-11-25", i), "form_type": cell("5"), "code": cell("P"),
            "timeliness": cell("L", i), "shares": cell("123456789.1234", i, i + 1), "price": cell("99999.9999", i),
            "acquired_disposed": cell("A", i), "shares_following": cell("999999999999.9999", i),
            "direct_indirect": cell("I", i), "nature": cell(f"By {word} for the benefit of others", i, i + 1, i + 2),
        }  # fmt: skip

    dates = {"exercise_date": cell("2024-01-01", 0), "expiration_date": cell("2034-01-01")}
    under = {"underlying_title": cell(word, 1), "underlying_shares": cell("1000000"), "exercise_price": cell("12.5")}
    yes = Cell(True, "1")
    titles = Relationship(yes, yes, yes, yes, f"Officer {word}", f"Other {word}")
    address = Address(street1=f"1 {word}", street2="Suite 2", city="Washington", state="DC", zip="20004")
    return OwnershipDocument(
        schema_version=version,
        document_type=form,
        period_of_report=cell("2023-11-24"),
        no_longer_subject=yes,
        issuer=Issuer(cik="1", name=f"{word} Inc.", trading_symbol="ABC"),
        owners=tuple(
            ReportingOwner(name=f"Owner {i} {word}", address=address, relationship=titles) for i in range(owners)
        ),
        table_i=tuple(NonDerivativeLine(**boxes(i)) for i in range(rows)),
        table_ii=tuple(DerivativeLine(**boxes(i), **dates, **under) for i in range(rows)),
        footnotes=tuple(Footnote(id=f"F{i + 1}", text=f"Note {i + 1}: {word} explained") for i in range(notes)),
        remarks=f"{word}\n   indented\n\nlast line",
        signatures=tuple(Signature(name=f"/s/ {word} {i}", date=cell("2023-11-28")) for i in range(owners)),
    )


def elements(reader, role: str) -> list[dict]:
    """The elements of the structure tree with a role, in reading order."""
    found = []

    def visit(node) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                visit(child)
        elif isinstance(node, dict):
            if node.get("/S") == role:
                found.append(node)
            if "/K" in node:
                visit(node["/K"])

    visit(reader.root_object["/StructTreeRoot"])
    return found


# ------------------------------------------------------------------------------------------------ the words


@needs_typst
def test_every_value_is_there(ault):
    assert lost(ault, pdf(ault)) == []


@needs_typst
@pytest.mark.needs_shared
def test_every_value_of_real_filings_is_there(submissions, documents):
    for name, source in chain(submissions.sample(500, 3), documents.sample(12)):
        filing = section16.read(source)
        if filing.document is not None:
            assert lost(filing.document, pdf(filing)) == [], name


@needs_typst
@pytest.mark.parametrize("form", ["3", "4", "5"])
@pytest.mark.parametrize("version", ["X0206", "X0407", "X0508", "X0609"])
@pytest.mark.parametrize("paper", ["us-letter", "a4"])
def test_every_form_and_stylesheet(form, version, paper):
    document = filled("Common Stock", form, version, owners=2)
    printed = pdf(document, paper=paper)
    assert lost(document, printed) == []
    box = pypdf.PdfReader(io.BytesIO(printed)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == {"us-letter": (792, 612), "a4": (842, 595)}[paper]


@needs_typst
@pytest.mark.parametrize("form", ["3", "4", "5"])
def test_an_empty_document_is_printed(form):
    document = OwnershipDocument(document_type=form)
    assert lost(document, pdf(document)) == []


@needs_typst
def test_remarks_keep_their_lines(ault):
    printed = pdf(replace(ault, remarks="first\n    second\n\n\tthird"))
    text = pypdf.PdfReader(io.BytesIO(printed)).pages[-1].extract_text(extraction_mode="layout")
    first, second, *_, third = (line for line in text.splitlines() if line.strip() in {"first", "second", "third"})
    assert first.index("f") < second.index("s") < third.index("t")


@needs_typst
@pytest.mark.parametrize("word", HOSTILE, ids=lambda word: ascii(word[:20]))
def test_strings_of_a_filing_are_text(word):
    document = filled(word)
    assert lost(document, pdf(document)) == []


@needs_typst
def test_every_character_of_the_table_has_a_glyph():
    """PDF/UA allows no missing glyph: one that the table promises and no font has would end the printing."""
    inside = re.compile(f"[{''.join(glyphs().values())}]")
    known = [chr(code) for code in range(sys.maxunicode) if inside.match(chr(code))]
    assert len(known) > 3000
    text = "\n".join("a" + "a".join(known[start : start + 60]) for start in range(0, len(known), 60))
    assert safe(text.replace("\n", "")) == text.replace("\n", "")
    assert pdf(OwnershipDocument(document_type="4", remarks=text)).startswith(b"%PDF")


@needs_typst
@settings(max_examples=40)
@given(st.text(max_size=80))
def test_any_text_can_be_printed(text):
    document = OwnershipDocument(
        document_type="4", remarks=text, issuer=Issuer(name=text), footnotes=(Footnote(id=text, text=text),)
    )
    assert pdf(document).startswith(b"%PDF")


def test_what_cannot_be_seen_is_shown_by_its_number():
    assert safe("a\u202eb\x00\u05d0") == "a⟨U+202E⟩b⟨U+0000⟩⟨U+05D0⟩"
    assert safe("☒\u0301 e\u0301") == "☒⟨U+0301⟩ e\u0301"
    assert safe("tab\tand\r\nlines\u2028") == "tab and lines "


@given(st.text(st.characters(max_codepoint=0x2FF)), st.floats(min_value=12, max_value=300))
def test_pieces_are_the_text_and_fit(text, room):
    found = fit(text, room, 8)
    pieces = [found] if isinstance(found, str) else found
    assert "".join(pieces) == safe(text)
    assert all(longest_word(piece, 8) <= room for piece in pieces)


def test_characters_are_spelled_out_once(ault):
    """A tab in remarks goes to the next column, a control character is shown by its number."""
    document = replace(ault, remarks="a\tb\x1b ⟨U+202E⟩", signatures=(Signature("\u202e ⟨U+202E⟩"),))
    content = pdf_layout.page(sheet(document), "us-letter")
    assert content["remarks"] == ["a       b⟨U+001B⟩ ⟨U+27E8⟩U+202E⟩"]
    assert content["signatures"]["rows"][0][0] == "⟨U+202E⟩ ⟨U+27E8⟩U+202E⟩"


def test_short_is_one_line():
    assert short("Ault Alliance, Inc.", 300, 7) == "Ault Alliance, Inc."
    assert width(short("W" * 500, 100, 7), 7) < 112


@pytest.mark.parametrize(("form", "table"), _COLUMNS)
def test_columns_fill_the_page(form, table):
    kinds = [_KINDS[name] for name in _COLUMNS[form, table].split()]
    for cell in (Printed("", ()), Printed("1", ("1",)), Printed("W" * 300, ("1", "2"))):
        widths = column_widths(kinds, ((cell,) * len(kinds),), 734)
        assert sum(widths) == pytest.approx(734, abs=0.1)
        assert all(found >= kind.empty for found, kind in zip(widths, kinds, strict=True))
    assert sum(column_widths(kinds, (), 734)) == pytest.approx(734, abs=0.1)


# ------------------------------------------------------------------------------------ tags, links, metadata


@needs_typst
def test_it_says_that_it_is_accessible(ault):
    reader = pypdf.PdfReader(io.BytesIO(pdf(ault)))
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == title(ault) == "Form 4, Ault Alliance, Inc., AULT MILTON C III, 11/24/2023"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert reader.metadata.get("/CreationDate") is None
    assert [page["/Tabs"] for page in reader.pages] == ["/S"] * len(reader.pages)
    roles = [role for role in ("/H1", "/H2", "/H3") for _ in elements(reader, role)]
    assert roles == ["/H1"] + ["/H2"] * 5
    assert len(reader.outline) > 0


@needs_typst
def test_headings_of_tables_are_tagged(ault):
    reader = pypdf.PdfReader(io.BytesIO(pdf(ault)))
    table_i, table_ii, owners = elements(reader, "/Table")
    head, body = table_i["/K"]
    heads = [cell.get_object() for row in head.get_object()["/K"] for cell in row.get_object()["/K"]]
    assert [cell["/S"] for cell in heads] == ["/TH"] * 13
    assert {cell["/A"][0]["/Scope"] for cell in heads} == {"/Column"}
    rows = [row.get_object()["/K"] for row in body.get_object()["/K"]]
    assert [len(row) for row in rows] == [11] * len(ault.table_i)
    # each cell names its headings: the one of its column, and the one above that
    amount = rows[0][5].get_object()
    assert amount["/S"] == "/TD"
    assert len(amount["/A"][0]["/Headers"]) == 2
    assert table_ii["/K"][0].get_object()["/S"] == owners["/K"][0].get_object()["/S"] == "/THead"


@needs_typst
def test_explanations_are_a_list(ault):
    reader = pypdf.PdfReader(io.BytesIO(pdf(ault)))
    (items,) = elements(reader, "/L")
    assert len(items["/K"]) == 2 + len(ault.footnotes)
    assert len(elements(reader, "/Lbl")) == len(elements(reader, "/LBody")) == 2 + len(ault.footnotes)


@needs_typst
def test_everything_shown_is_tagged_or_an_artifact():
    """No text and no rule stands outside marked content; running heads and rules are artifacts."""
    reader = pypdf.PdfReader(io.BytesIO(pdf(filled("Common Stock", rows=30, notes=99))))
    painting = {b"Tj", b"TJ", b"f", b"S", b"B", b"f*"}
    for page in reader.pages:
        depth = 0
        for operands, operator in page.get_contents().operations:
            if operator in {b"BDC", b"BMC"}:
                assert operands[0] == "/Artifact" or "/MCID" in operands[1] or depth
                depth += 1
            elif operator == b"EMC":
                depth -= 1
            elif operator in painting:
                assert depth, (page.page_number, operator)


@needs_typst
def test_fonts_are_embedded():
    reader = pypdf.PdfReader(io.BytesIO(pdf(filled("Ж ☎ é"))))
    fonts = {str(font["/BaseFont"]): font for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert {re.sub(r"^/[A-Z]{6}\+|-.*", "", name) for name in fonts} == {"LibertinusSerif", "DejaVuSansMono"}
    for font in fonts.values():
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert "/FontFile3" in descriptor or "/FontFile2" in descriptor
        assert "/ToUnicode" in font


@needs_typst
def test_marks_and_explanations_are_linked(ault):
    """Every mark goes to its explanation, every explanation that has a mark goes back; so do * and **."""
    reader = pypdf.PdfReader(io.BytesIO(pdf(ault)))
    links = [annotation.get_object() for page in reader.pages for annotation in page.get("/Annots", [])]
    marks = [mark for _, _, line in ault.lines() for _, mark in line.marks()]
    assert len(links) == len(marks) + len(set(marks)) + 1 + len(ault.signatures)
    assert len(elements(reader, "/Link")) == len(links)
    assert all(link["/Contents"] and "/StructParent" in link and "/Dest" in link for link in links)


@needs_typst
def test_marks_without_explanation_and_explanations_without_mark():
    document = filled("x")
    document = replace(
        document, footnotes=(Footnote("F7", "no mark"), Footnote("F7", "the same"), Footnote("", "none"))
    )
    reader = pypdf.PdfReader(io.BytesIO(pdf(document)))
    assert lost(document, pdf(document)) == []
    assert len(elements(reader, "/Link")) == 2  # * and **


# --------------------------------------------------------------------------------------------- long documents


@needs_typst
def test_a_document_as_large_as_edgar_takes():
    document = filled("Convertible Preferred Stock", rows=30, notes=99, owners=12)
    printed = pdf(document)
    assert lost(document, printed) == []
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed)).pages]
    assert len(pages) < 20
    called = squeezed(title(document))
    for number, text in enumerate(pages[1:], 2):
        assert called in squeezed(text)
        assert f"Page{number}of{len(pages)}" in squeezed(text)
    assert called not in squeezed(pages[0])
    # headings are repeated wherever rows go on
    going_on = [text for text in pages if "Convertible Preferred Stock 15" in " ".join(text.split())]
    assert len(going_on) == 2
    assert all("Title of" in text and "(Instr. 8)" in " ".join(text.split()) for text in going_on)


@needs_typst
def test_nothing_is_cut_however_long():
    document = filled("very long words " * 400, owners=2)
    printed = pdf(document)
    text = text_of(printed)
    pages = pypdf.PdfReader(io.BytesIO(printed)).pages
    assert len(pages) > 10
    # issuer, owner (twice), street (three times), titles (three times), lines, notes, signatures ...
    assert text.count("verylongwords") >= 400 * 15


@needs_typst
@pytest.mark.parametrize("sign", [*"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "0", "a", "1.", "(1)", "\u00a0x"])
def test_a_word_without_blanks_is_broken_anywhere(sign):
    """Line-breaking rules hold signs together; a word that fills the page is broken between them all the same."""
    text = sign * (1000 // len(sign))
    printed = pdf(OwnershipDocument(document_type="4", footnotes=(Footnote("F1", text),)))
    shown = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed)).pages)
    lines = [line for line in shown.splitlines() if line.count(safe(sign)) > 30]
    assert squeezed(safe(text)) in squeezed(shown)
    assert all(width(line, 8) < 734 + 30 for line in lines)


# ------------------------------------------------------------------------------------- the same bytes; errors


@needs_typst
def test_the_same_bytes_in_another_process(ault, tmp_path):
    code = (
        "import hashlib, section16, sys; from section16.forms.pdf import pdf;"
        "print(hashlib.sha256(pdf(section16.read(sys.argv[1]).document)).hexdigest())"
    )
    places = {**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}
    there = subprocess.run(
        [sys.executable, "-c", code, str(EXAMPLE)], cwd=tmp_path, env=places, capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == sha256(pdf(ault)).hexdigest()
    assert list(tmp_path.iterdir()) == []


@needs_typst
def test_threads_do_not_disturb_each_other():
    documents = [filled(f"Class {number}", rows=number % 4) for number in range(12)]
    one_by_one = [pdf(document) for document in documents]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(pdf, documents)) == one_by_one


@needs_typst
def test_a_fork_is_told_not_to_wait(ault, monkeypatch):
    pdf(ault)
    monkeypatch.setattr(printer.os, "getpid", lambda: -1)
    with pytest.raises(Section16Error, match="'spawn'"):
        pdf(ault)


def test_without_typst_it_says_what_to_install(ault, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingPackage, match=r"pip install 'section16\[pdf\]'"):
        pdf(ault)


def test_nothing_to_print(ault):
    source = section16.read(EXAMPLE)
    with pytest.raises(MissingFact):
        pdf(replace(source, document=None))
    with pytest.raises(NotFound, match="us-letter"):
        pdf(source, paper="a5")


@needs_typst
def test_the_type_is_one_of_six(ault):
    with pytest.raises(MissingFact, match="'144'"):
        pdf(replace(ault, document_type="144"))


@needs_typst
@pytest.mark.needs_shared
def test_the_accession_number_is_a_keyword(submissions):
    name, source = next(submissions.sample())
    printed = pdf(section16.read(source))
    assert pypdf.PdfReader(io.BytesIO(printed)).metadata.keywords == name.removesuffix(".txt")
