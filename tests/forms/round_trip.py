"""Forms with any text in them, and what printing them and reading the print back must give."""

from collections import Counter
from collections.abc import Callable, Iterable

from hypothesis import strategies as st
from msgspec.structs import replace

import section16
from section16.formats import page_text
from section16.forms.sheet import Sheet, sheet
from section16.model.document import (
    Address,
    Footnote,
    Issuer,
    OwnershipDocument,
    Relationship,
    ReportingOwner,
    Signature,
)
from section16.model.lines import CELLS, DerivativeLine, NonDerivativeLine
from section16.vocabulary.cells import Cell

# (file of the corpus, name of the golden file, widths)
PRINTED = (
    ("0001181431-10-034759.xml", "tesla-form3-2010", (80,)),
    ("0002129616-26-000003.xml", "matternet-form3-2026", (80,)),
    ("0001209191-12-025855.xml", "linkedin-form4-2012", (80, 160)),
    ("0000002488-24-000005.xml", "amd-form4-2024", (80, 200)),
    ("0001193125-26-225124.xml", "orix-form5-2026", (100,)),
)

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=y> </td></tr><br><b>x</b> <!-- x --> &amp; &lt;b&gt; &#35;",
    "a | b \\| c \\\\| d || e", "*x* **y** _z_ __w__ ~~s~~ `c` ``d`` ```e``` $f$ $$g$$ ==h== ^i^", "\\ \\\\ \\n \\* \\",
    "[x](http://a.example) ![y](z) [w]: http://a.example [v] [ ] [x] [^1] <http://a.example> http://a.example/?q=1",
    "www.a.example someone@a.example @someone https://a.example", "=1+1", "+1+1", "-1+1", "@SUM(A1)", "# Heading",
    "## Remarks:", "- item", "* item", "+ item", "1. item", "2) item", "> said", "---", "===", "***", "|---|---|",
    "    code", "```", "~~~", "(1)", "Trust (1)", "Trust(1)(2)", "Trust (1)(2)", "()", "(012423)", "$", "$ (1)", "-",
    "Remarks:", "Explanation of Responses:", "Signatures", "Table II - Derivative Securities Beneficially Owned",
    "+----+----+", "| (Street) |", "[X] Director", "(1)  Second.", "FORM 4", "* Note", "X", "NV 89501", "A, NV 89501",
    "a\u202eb\u200f\u2066c\u2069 \u05d0\u05d1", "\x00\x07\x1b[31mred\x1b[0m\x7f\x9b", "\ud800 \ufeff \u00ad \u200b",
    "⟨U+202E⟩ ⟨U+FFFFFF⟩ ⟨U+0041⟩ ⟨", "one\ntwo\r\nthree\tfour\x85five\u2028six", "naïve – “½” 日本 é",
    "W" * 200, "word " * 40, "f'" * 70, "1,000", "5.0", "15.50", "2023-11-24", "11/24/2023", " blanks  within  ",
)  # fmt: skip


def filled(document: OwnershipDocument, text: str) -> OwnershipDocument:
    """The document with ``text`` in every string a filer writes."""
    cell = Cell(text, text)
    owner = document.owners[0]
    return replace(
        document,
        issuer=replace(document.issuer, name=text, trading_symbol=text),
        owners=(
            replace(
                owner, name=f"Doe {text}", address=Address(f"1 {text}", text, text, "NV", "89501"),
                relationship=replace(owner.relationship, officer_title=text, other_text=text),
            ),
        ),
        table_i=tuple(replace(line, security_title=cell, nature=cell, price=cell) for line in document.table_i),
        footnotes=(*document.footnotes, Footnote("F4", text)),
        remarks=text,
        signatures=tuple(replace(signature, name=text) for signature in document.signatures),
    )  # fmt: skip


PARTS = [*HOSTILE, "\t", "\n", " ", "  ", "\xa0", "\u3000", "<br>", "**", "|", "\\", "é"]
texts = st.text(max_size=40) | st.lists(st.sampled_from(PARTS) | st.text(max_size=6), max_size=6).map(" ".join)
maybe = st.none() | texts
marks = st.lists(st.sampled_from(["F1", "F2", "F10"]), max_size=3).map(tuple)
cells = st.builds(lambda text, marks: Cell(text, text, marks), maybe, marks)
issuers = st.builds(lambda name, symbol: Issuer(None, name, symbol), maybe, maybe)
# a further owner's address is divided by the number of its lines, so none may be left out
owners = st.builds(
    lambda name, one, two, city, state, title, other: ReportingOwner(
        name=f"Doe {name}",
        address=Address(f"1 {one}", two and f"2 {two}", f"C {city}", state, "89501"),
        relationship=Relationship(officer_title=title, other_text=other),
    ),
    texts, texts, maybe, texts, st.sampled_from(["NV", "X0"]), maybe, maybe,
)  # fmt: skip


@st.composite
def forms(draw: st.DrawFn, document: OwnershipDocument) -> OwnershipDocument:
    """The document with any text wherever a filer writes words, and any number of owners, lines and notes."""
    line = document.table_i[0]
    lines = st.builds(
        lambda title, side, direct, nature: replace(
            line, security_title=title, acquired_disposed=side, direct_indirect=direct, nature=nature
        ),
        cells, cells, cells, cells,
    )  # fmt: skip
    notes = draw(st.lists(texts, max_size=3))
    return replace(
        document,
        issuer=draw(st.none() | issuers),
        owners=tuple(draw(st.lists(owners, max_size=3))),
        table_i=tuple(draw(st.lists(lines, max_size=4))),
        footnotes=tuple(Footnote(f"F{number}", text) for number, text in enumerate(notes, 1)),
        remarks=draw(maybe),
        signatures=tuple(draw(st.lists(st.builds(Signature, maybe, cells), max_size=2))),
    )


numbers = st.sampled_from(
    [
        "1",
        "15.5",
        "15.50",
        "0",
        "0.0",
        "5.00",
        "5.0",
        "1234567.8901",
        "-3",
        "-0.5",
        ".5",
        "7.",
        "007",
        "1,000",
        "$5",
        " ",
    ]
)
dates = st.sampled_from(["2023-11-24", "2023-11-24-05:00", "2023-02-30", "soon", "11/24/2023", "1/5/2023", ""])
flags = st.sampled_from([Cell(), Cell(True, "1"), Cell(False, "0")])


def boxes(said: st.SearchStrategy[str]) -> st.SearchStrategy[Cell]:
    """A box of numbers or dates, with any words in it and any marks; the value does not matter to a print."""
    return st.just(Cell()) | st.builds(lambda text, marks: Cell(None, text, marks), st.none() | said | texts, marks)


def lines(kind: type) -> st.SearchStrategy:
    """A line with every box of its table."""
    words = {"security_title", "direct_indirect", "nature", "underlying_title"}
    fixed = {
        "form_type": st.sampled_from([Cell(), *[Cell(text, text) for text in "345"]]),
        "code": st.sampled_from([Cell(), *[Cell(text, text) for text in "PSMJ"]]),
        "equity_swap": flags,
        "timeliness": st.sampled_from([Cell(), Cell("E", "E"), Cell("L", "L"), Cell(None, None, ("F1",))]),
        "acquired_disposed": st.sampled_from([Cell(), Cell("A", "A"), Cell("D", "D", ("F2",))]),
        "total_value": boxes(numbers) if kind is DerivativeLine else st.just(Cell()),
    }
    fields = {
        name: cells if name in words else boxes(dates) if name.endswith("date") else boxes(numbers)
        for name in CELLS[kind]
    }
    return st.builds(kind, kind=st.just("transaction"), coding_footnotes=marks, **(fields | fixed))


@st.composite
def any_document(draw: st.DrawFn) -> OwnershipDocument:
    """Any form of any schema version with any lines."""
    form = draw(st.sampled_from(["3", "4", "5", "3/A", "4/A", "5/A"]))
    version = draw(st.sampled_from(["X0206", "X0306", "X0407", "X0508", "X0607", "X0609"]))
    is_newest = version == "X0609" or (form[0] == "3" and version[-2:] == "07")
    abroad = st.builds(
        lambda street, city, region, country: Address(
            f"1 {street}", None, f"C {city}", zip="105-5135", is_non_us=Cell(True, "1"), non_us_state=region,
            country=country,
        ),
        texts, texts, maybe, st.sampled_from(["M0", "X0", "2Q"]),
    )  # fmt: skip
    anywhere = st.builds(lambda owner, address: replace(owner, address=address), owners, abroad)
    return OwnershipDocument(
        schema_version=version,
        document_type=form,
        period_of_report=draw(boxes(dates)),
        original_date=draw(boxes(dates)),
        no_securities_owned=draw(flags),
        no_longer_subject=draw(flags),
        form3_holdings_reported=draw(flags),
        form4_transactions_reported=draw(flags),
        rule_10b5_1=draw(flags),
        issuer=draw(st.builds(lambda issuer, abroad: replace(issuer, foreign_trading_symbol=abroad), issuers, maybe)),
        owners=tuple(draw(st.lists(owners | anywhere if is_newest else owners, max_size=2))),
        table_i=tuple(draw(st.lists(lines(NonDerivativeLine), max_size=3))),
        table_ii=tuple(draw(st.lists(lines(DerivativeLine), max_size=4))),
        footnotes=(Footnote("F1", "One."), Footnote("F2", "Two."), Footnote("F10", "Ten.")),
    )


def read_back(printed: str, page: Sheet) -> Sheet:
    """The sheet of what is read from a print."""
    return sheet(page_text.read(printed.encode())[0], page.stylesheet)


def assert_same(found: Sheet, expected: Sheet) -> None:
    """One box after the other, so that a failure names the box."""
    for name in expected.__struct_fields__:
        assert getattr(found, name) == getattr(expected, name), name


def compared(samples: Iterable[tuple[str, bytes]], printer: Callable[[OwnershipDocument], str]) -> tuple[Counter, dict]:
    """How many documents there are; and by name those whose print says another thing, or is noted."""
    counts: Counter[str] = Counter()
    unequal = {}
    for name, source in samples:
        document = section16.read(source).document
        if document is None:
            continue
        page = sheet(document)
        found, notes = page_text.read(printer(document).encode())
        counts["documents"] += 1
        if notes or sheet(found, page.stylesheet) != page:
            unequal[name] = notes
    return counts, unequal
