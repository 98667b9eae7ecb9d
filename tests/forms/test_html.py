"""The HTML page: the words of the SEC's stylesheets in their order, sound markup, everything escaped."""

from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from lxml import html as lxml_html
from msgspec.structs import replace

import section16
from section16.forms.html import html
from section16.model.document import Footnote, OwnershipDocument
from section16.vocabulary.errors import MissingFact
from tests.forms.round_trip import filled
from tests.forms.stylesheets import TICKS, page, words, words_of_html
from tests.real_documents import document_of

HERE = Path(__file__).parent
EXCEPTIONS = {line.split("\t")[0] for line in (HERE / "exceptions.tsv").read_text("utf-8").splitlines()[1:]}
HOSTILE = (
    "<script>alert(1)</script>&lt;b&gt; \"' {{ 7*7 }} {% raw %} =1+1 \\ javascript:x ]]> --> <img src=x onerror=y>"
)


def compared(shared: Path, samples) -> tuple[Counter[str], list[str], list[str]]:
    """How many documents say the same words, which differ, and which differ in check marks only."""
    counts: Counter[str] = Counter()
    differ, ticks = [], []
    for name, source in samples:
        document = section16.read(source).document
        xml = document_of(source)
        if document is None or xml is None:
            continue
        theirs, ours = words(page(shared, document, xml)), words_of_html(html(document))
        counts["documents"] += 1
        if theirs == ours:
            continue
        pairs = [] if len(theirs) != len(ours) else [(a, b) for a, b in zip(theirs, ours, strict=True) if a != b]
        if pairs and set(chain(*pairs)) <= TICKS:
            # a box filed as "true" that the stylesheet compares with a number; it must be one, and ticked by us
            filed = [document.no_longer_subject, *(o.relationship.is_other for o in document.owners if o.relationship)]
            assert all(pair == ("[ ]", "[X]") for pair in pairs), name
            assert sum(cell.text == "true" for cell in filed) >= len(pairs), name
            ticks.append(name)
        else:
            differ.append(name)
    return counts, differ, ticks


@pytest.mark.needs_shared
def test_words_are_those_of_the_stylesheet(shared, submissions, documents):
    """A sample of the submissions, and every document of the other corpus: all forms, all versions."""
    counts, differ, _ = compared(shared, chain(submissions.sample(40, 7), documents.sample()))
    assert set(differ) == EXCEPTIONS
    assert counts["documents"] > 500


@pytest.mark.sweep
@pytest.mark.needs_shared
def test_words_of_every_document(shared, submissions, documents):
    counts, differ, ticks = compared(shared, chain(submissions.sample(), documents.sample()))
    assert set(differ) == EXCEPTIONS
    assert len(differ) <= counts["documents"] / 1000
    assert (counts["documents"], len(ticks)) == (9049, 32)  # see docs/printed-form.md


@pytest.mark.needs_shared
def test_footnotes_are_linked_both_ways(submissions):
    """Every mark leads to an explanation, every explanation with a mark back to the first one."""
    linked = 0
    for _, source in submissions.sample(200, 3):
        filing = section16.read(source)
        root = lxml_html.document_fromstring(html(filing))
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        for link in root.iter("a"):
            target = link.get("href").removeprefix("#")
            assert target in ids, filing.accession
            linked += 1
        marks = {mark for _, _, line in filing.document.lines() for _, mark in line.marks()}
        back = {link.get("href") for link in root.xpath("//dl//a")}
        shown = {note.id for note in filing.document.footnotes} & marks
        assert back == {f"#mark-{mark.removeprefix('F')}" for mark in shown}
    assert linked > 300


@pytest.mark.needs_shared
def test_markup_is_sound(documents):
    """One self-contained file: language, title, header cells with scope, a label on every check box, no script."""
    for name, source in documents.sample(7):
        root = lxml_html.document_fromstring(html(section16.read(source)))
        assert root.get("lang") == "en-US"
        assert root.findtext(".//title").startswith("Form ")
        assert not root.xpath("//script | //link | //img | //iframe | //*[@src] | //@*[starts-with(name(), 'on')]"), (
            name
        )
        assert all(cell.get("scope") in {"col", "colgroup", "row"} for cell in root.iter("th"))
        assert all(box.getparent().tag == "label" for box in root.iter("input"))
        for table in root.iter("table"):
            wide = {sum(int(cell.get("colspan", "1")) for cell in row) for row in table.xpath("./tbody/tr")}
            head = sum(int(cell.get("colspan", "1")) for cell in table.find("thead/tr"))
            assert wide <= {head}, name


def hostile(document: OwnershipDocument, text: str) -> OwnershipDocument:
    """The document with ``text`` in every string a filer writes, and in the id of a footnote."""
    document = filled(document, text)
    (owner,) = document.owners
    owner = replace(owner, name=text, address=replace(owner.address, street1=text, zip=text))
    return replace(
        document, owners=(owner,), footnotes=(*document.footnotes[:-1], Footnote(f'F9" onclick="{text}', text))
    )


def test_every_string_is_escaped(ault):
    document = hostile(ault, HOSTILE)
    source = html(document)
    root = lxml_html.document_fromstring(source)
    plain = lxml_html.document_fromstring(html(ault))
    assert not root.xpath("//script | //img | //@onclick | //@onerror | //b[text()=' ']")
    # the same elements as without the hostile strings, but for what more lines of text need
    tags, usual = Counter(e.tag for e in root.iter()), Counter(e.tag for e in plain.iter())
    assert set(tags) <= {*usual, "h3"}
    assert source.count(b"alert(1)") == source.count(b"&lt;script&gt;alert(1)&lt;/script&gt;")
    assert "{{ 7*7 }}" in source.decode()


def test_nothing_turns_the_direction_of_a_line(ault):
    source = html(hostile(ault, "Ault\u202e\u200f\x85Inc\u2066")).decode()
    assert not set("\u202e\u200f\x85\u2066") & set(source)
    assert "Ault⟨U+202E⟩⟨U+200F⟩" in source


def test_words_that_look_like_a_shown_character_are_told_from_one(ault):
    shown, looks_so = (html(replace(ault, remarks=said)).decode() for said in ("a\u202eb", "a⟨U+202E⟩b"))
    assert "a⟨U+202E⟩b" in shown
    assert "a⟨U+27E8⟩U+202E⟩b" in looks_so


def test_what_cannot_be_printed():
    with pytest.raises(MissingFact, match="found document type '8', expected one of"):
        html(OwnershipDocument(document_type="8"))
