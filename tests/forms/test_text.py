"""Plain text: pleasant to read, as wide as it is told, and read back box by box."""

from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import section16
from section16.formats import page_text
from section16.formats.page_text_fold import fold, unfold, with_marks, without_marks
from section16.forms.sheet import sheet
from section16.forms.text import text
from section16.forms.text_tables import Head, Table, table
from section16.forms.visible import visible
from section16.model.document import Address, Footnote, OwnershipDocument
from section16.vocabulary.errors import MissingFact
from tests.forms.conftest import EXAMPLE
from tests.forms.round_trip import HOSTILE, PRINTED, any_document, assert_same, compared, filled, forms, read_back

GOLDEN = Path(__file__).parent / "text"
WIDTHS = (80, 100, 120, 160, 200)
AULT = section16.read(EXAMPLE).document


@pytest.mark.parametrize("width", [80, 160])
def test_the_ault_form(ault, golden, width):
    golden(GOLDEN / f"ault-form4-2023-{width}.txt", text(ault, width))


@pytest.mark.needs_shared
@pytest.mark.parametrize(("source", "name", "widths"), PRINTED)
def test_other_forms(documents, golden, source, name, widths):
    filing = section16.read(documents.read(source))
    for width in widths:
        golden(GOLDEN / f"{name}-{width}.txt", text(filing, width))


@pytest.mark.needs_shared
def test_remarks_keep_their_lines(submissions, golden):
    golden(GOLDEN / "barclays-form4-2023-80.txt", text(section16.read(submissions.read("0000312069-23-000068.txt"))))


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_page(ault, width):
    lines = text(ault, width).split("\n")
    assert max(map(len, lines)) == width
    assert not any(line != line.rstrip() for line in lines)


def test_a_page_is_at_least_80_wide(ault):
    assert text(ault, 10) == text(ault, 80) == text(ault)


def test_a_filing_prints_as_its_document(ault):
    assert text(section16.read(EXAMPLE)) == text(ault)


def test_what_cannot_be_printed():
    with pytest.raises(MissingFact, match="found document type '8', expected one of"):
        text(OwnershipDocument(document_type="8"))
    filing = replace(section16.read(EXAMPLE), document=None)
    with pytest.raises(MissingFact, match="found no ownership document"):
        text(filing)


# --------------------------------------------------------------------------------------------- reading back


@pytest.mark.parametrize("width", WIDTHS)
def test_the_ault_form_is_read_back(ault, width):
    found, notes = page_text.read(text(ault, width).encode())
    assert notes == []
    assert_same(sheet(found, "X08"), sheet(ault, "X08"))
    assert [line.nature for line in found.table_i] == [line.nature for line in ault.table_i]
    assert found.owners[0].address == ault.owners[0].address
    assert found.footnotes == ault.footnotes


@pytest.mark.needs_shared
@pytest.mark.parametrize("width", [80, 120, 200])
def test_printed_forms_are_read_back(submissions, documents, width):
    counts, unequal = compared(
        chain(submissions.sample(60, 5), documents.sample(2)), lambda document: text(document, width)
    )
    assert counts["documents"] > 290
    assert unequal == {}


@pytest.mark.sweep
@pytest.mark.needs_shared
@pytest.mark.parametrize("width", [80, 120, 200])
def test_every_printed_form_is_read_back(submissions, documents, width):
    counts, unequal = compared(chain(submissions.sample(), documents.sample()), lambda document: text(document, width))
    assert counts["documents"] == 9049
    assert unequal == {}


@pytest.mark.needs_shared
def test_an_address_of_2026_comes_back_with_its_codes(documents):
    filing = section16.read(documents.read("0001193125-26-225124.xml"))
    found, _ = page_text.read(text(filing).encode())
    before = filing.document.owners[0].address
    address = found.owners[0].address
    assert (address.city, address.non_us_state, address.country) == (before.city, before.non_us_state, before.country)
    assert (address.street1, address.street2, address.zip) == (before.street1, before.street2, before.zip)
    assert found.issuer.foreign_trading_symbol == filing.document.issuer.foreign_trading_symbol


@pytest.mark.needs_shared
def test_the_addresses_of_all_owners_come_back(submissions):
    """Of a further owner only lines are printed; they are divided as they were filed."""
    count, unequal = 0, []
    for _, source in submissions.sample(12):
        document = section16.read(source).document
        if document is None:
            continue
        found, _ = page_text.read(text(document).encode())
        for before, after in zip(document.owners, found.owners, strict=True):
            count += 1
            a, b = (_address(owner.address) for owner in (before, after))
            if a != b:
                unequal.append((a, b))
    assert count > 700
    assert unequal == []


def _address(address: Address | None) -> tuple[object, ...]:
    """The parts; a street filed on the second line alone is printed like one on the first."""
    address = address or Address()
    streets = [" ".join(street.split()) for street in (address.street1, address.street2) if street]
    return (*streets, *(" ".join((part or "").split()) for part in (address.city, address.state, address.zip)))


@pytest.mark.parametrize("change", ["crlf", "bom", "stripped", "above", "below"])
def test_what_happens_to_a_text_file_does_not_matter(ault, change):
    printed = text(ault)
    changed = {
        "crlf": printed.replace("\n", "\r\n"),
        "bom": f"\ufeff{printed}",
        "stripped": "\n".join(line.rstrip() for line in printed.split("\n")),
        "above": f"As filed\n\n{printed}",
        "below": f"{printed}\nCopied by hand\n",
    }[change]
    found, notes = page_text.read(changed.encode())
    assert_same(sheet(found, "X08"), sheet(ault, "X08"))
    said = [note.message for note in notes]
    assert said == {
        "above": ["text beside the form: 'As filed'"],
        "below": ["text beside the form: 'Copied by hand'"],
    }.get(change, [])


def test_a_value_changed_by_hand_is_read(ault):
    found, notes = page_text.read(text(ault).replace("346,644", "346,645").replace("11/24/2023", "11/31/2023").encode())
    assert found.table_i[0].shares.text == "346645"
    assert {note.message for note in notes} == {"'11/31/2023' is not read; expected a date"}


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        (
            "|     AULT MILTON C III ",
            "|     ROE RICHARD       ",
            "owners[0].name",
            "the box says 'ROE RICHARD', the table",
        ),
        (
            "|     LAS VEGAS, NV 89141",
            "|     LAS VEGAS, NV 89142",
            "owners[0].address",
            "the box says '11411 SOUTHERN",
        ),
        ("[ ] 10% Owner", "[X] 10% Owner", "owners[0].relationship.is_ten_percent_owner", "the box says 'True'"),
        (
            "|     Executive Chairman",
            "|     Former Chairman   ",
            "owners[0].relationship.officer_title",
            "'Former Chairman'",
        ),
        ("[ ] Form filed by More", "[X] Form filed by More", "", ""),
        ("By Ault Alpha LP (1)", "By Ault Alpha LP (7)", "table_i[0].nature", "footnote (7) has no explanation"),
    ],
)
def test_a_print_that_was_made_to_contradict_itself_is_noted(ault, old, new, path, message):
    printed = text(ault, 160)
    assert old in printed
    found, notes = page_text.read(printed.replace(old, new, 1).encode())
    assert [note.location.path for note in notes] == ([path] if path else [])
    assert all(message in note.message for note in notes)
    assert found.owners == page_text.read(printed.encode())[0].owners


def test_box_6_counts_the_owners(ault):
    one, more = "[X] Form filed by One", "[ ] Form filed by More"
    printed = text(ault, 160).replace(one, one.replace("X", " ")).replace(more, more.replace("[ ]", "[X]"))
    _, (note,) = page_text.read(printed.encode())
    assert (note.message, note.location.path) == ("filed by more than one reporting person, but 1 named", "owners")


def test_an_owner_missing_in_the_table_is_read_from_box_1(ault):
    lines = text(ault, 160).split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith("AULT MILTON"))
    found, _ = page_text.read("\n".join(lines[:start] + lines[start + 5 :]).encode())
    assert found.owners[0].name == "AULT MILTON C III"


# --------------------------------------------------------------------------------------------- any text


@pytest.mark.parametrize("said", HOSTILE)
def test_any_string_is_text_and_is_read_back(ault, said):
    document = filled(ault, said)
    for width in (80, 120, 200):
        printed = text(document, width)
        assert not any(char in printed for char in "\x00\x07\x1b\x7f\x9b\u202e\u200f\u2066\ufeff\ud800")
        assert_same(read_back(printed, sheet(document)), sheet(document))


@settings(max_examples=60)
@given(forms(AULT), st.sampled_from([80, 97, 120, 200]))
def test_any_text_is_read_back(document, width):
    page = sheet(document)
    assert_same(read_back(text(document, width), page), page)


@settings(max_examples=60)
@given(any_document(), st.sampled_from([80, 100, 160, 240]))
def test_any_box_is_read_back(document, width):
    page, printed = sheet(document), text(document, width)
    assert max(map(len, printed.split("\n"))) <= width
    assert_same(read_back(printed, page), page)


@given(st.text(st.sampled_from("ab (1)\xa0-") | st.characters(), max_size=60), st.integers(3, 20), st.integers(0, 2))
def test_folded_lines_are_put_together_again(said, width, hanging):
    said = " ".join(said.split())
    lines = fold(said, width, hanging)
    assert unfold(lines, width, hanging) == said
    assert max(map(len, lines)) <= width


@given(st.text("ab  ", max_size=60), st.integers(3, 20))
def test_runs_of_blanks_are_kept(said, width):
    said = said.rstrip()
    assert unfold(fold(said, width), width) == said


@given(st.text("ab (1)2", max_size=20), st.lists(st.sampled_from(["1", "12", ""]), max_size=3))
def test_marks_are_told_from_text(said, marks):
    said = " ".join(said.split())
    assert without_marks(with_marks(said, marks)) == (said, tuple(marks))


@pytest.mark.parametrize(
    ("filed", "shown"),
    [
        ("Acme, Inc.", "Acme, Inc."),
        ("naïve – ½ 日本", "naïve – ½ 日本"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("\x00\x1b\x7f\x85\x9f", "⟨U+0000⟩⟨U+001B⟩⟨U+007F⟩⟨U+0085⟩⟨U+009F⟩"),
        ("\u200e\u200f\u2066\u2069\u061c", "⟨U+200E⟩⟨U+200F⟩⟨U+2066⟩⟨U+2069⟩⟨U+061C⟩"),
        ("\ud800\U000e0041\ufffe", "⟨U+D800⟩⟨U+E0041⟩⟨U+FFFE⟩"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("⟨U+202E⟩ ⟨x⟩", "⟨U+27E8⟩U+202E⟩ ⟨x⟩"),
    ],
)
def test_characters_that_print_nothing_are_shown(filed, shown):
    assert visible(filed) == shown


# ---------------------------------------------------------------------------------------------- tables

HEADS = (Head("1.", "Title of Security"), Head("2.", "Securities", ("Amount", "Price")), Head("3.", "Nature"))


def test_a_table_says_its_captions_where_they_fit():
    lines = table(Table(HEADS, [[("Common",), ("100",), ("$1",), ("",)]], frozenset({1, 2})), 60)
    assert lines == [
        "1. Title of Security  2. Securities   3. Nature",
        "                      --------------",
        "                      Amount  Price",
        "--------------------  ------  ------  ---------",
        "Common                   100      $1",
        "-----------------------------------------------",
    ]


def test_rows_of_several_lines_are_apart():
    rows = [[("Common Stock of Acme",), ("100",), ("$1",), ("By a family trust",)], [("Other",), ("7",), ("",), ("",)]]
    assert table(Table(HEADS, rows, frozenset({1, 2})), 50)[3:] == [
        "------------------  ------  -----  ---------------",
        "Common Stock of        100     $1  By a family",
        "Acme                               trust",
        "",
        "Other                    7",
        "",
        "--------------------------------------------------",
    ]


def test_numbers_stand_for_captions_that_do_not_fit():
    heads = [head._replace(caption=f"{head.caption} {'Beneficially ' * 4}Owned") for head in HEADS[::2]] * 3
    assert table(Table(heads, [[("Common Stock of Acme",)] * 6]), 76)[-7:] == [
        "1.           3.           1.           3.           1.           3.",
        "------------ ------------ ------------ ------------ ------------ -----------",
        "Common       Common       Common       Common       Common       Common",
        "Stock of     Stock of     Stock of     Stock of     Stock of     Stock of",
        "Acme         Acme         Acme         Acme         Acme         Acme",
        "",
        "-" * 76,
    ]


def test_rows_stand_beside_the_captions_where_columns_do_not_fit():
    rows = [[("Common Stock",), ("100",), ("$1",), ("By a family trust (1)",)] * 3] * 3
    lines = table(Table(HEADS * 3, rows), 80)
    assert lines[0] == f"{'-' * 32}  {'-' * 14}  {'-' * 14}  {'-' * 14}"
    assert lines[1:7] == [
        "1. Title of Security              Common Stock    Common Stock    Common Stock",
        "2. Securities",
        "  Amount                          100             100             100",
        "  Price                           $1              $1              $1",
        "3. Nature                         By a family     By a family     By a family",
        "                                  trust (1)       trust (1)       trust (1)",
    ]


def test_words_too_long_for_their_column_are_broken():
    heads = (Head("", "Name"), Head("", "Title"))
    lines = table(Table(heads, [[("W" * 60,), ("V" * 60,)]]), 80)
    assert max(map(len, lines)) <= 80
    assert sum(line.count("W") for line in lines) == sum(line.count("V") for line in lines) == 60


def test_an_empty_row_is_a_row(ault):
    line = type(ault.table_i[0])(kind="holding")
    for rows in ((line,), (line, ault.table_i[0]), (ault.table_i[4], line, line)):
        document = replace(ault, table_i=rows)
        page = sheet(document)
        assert_same(read_back(text(document), page), page)
        assert len(page.table_i.rows) == len(rows)


def test_a_footnote_number_that_is_none_is_printed(ault):
    document = replace(ault, footnotes=(Footnote("Fx1", "odd"), Footnote(None, "none")))
    assert "(x1) odd" in text(document)
    assert "()   none" in text(document)
