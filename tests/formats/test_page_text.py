"""Printed forms as text: the Ault form by hand-read values, every other kind by small texts of our own."""

import time

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from section16.formats import edgar_xml, page_text
from section16.model.document import Address, Issuer, OwnershipDocument
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import Damaged, NotThisFormat
from section16.vocabulary.findings import Finding, Severity
from tests.formats.filed_cells import NO, YES, day, number, words

SEED = "data/seed/form4-ault-2023-11-24.md"


def read(text: str) -> tuple[OwnershipDocument, list[Finding]]:
    return page_text.read(text.encode())


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


# ------------------------------------------------------------------------------------- the Ault form


@pytest.fixture(scope="module")
def ault(shared):
    document, findings = page_text.read((shared / SEED).read_bytes())
    assert findings == []
    return document


@pytest.mark.needs_shared
def test_ault_heading_and_check_boxes(ault):
    assert ault.document_type == "4"
    assert ault.period_of_report == day("2023-11-24")
    assert ault.original_date == Cell()
    assert ault.no_longer_subject == NO
    assert ault.rule_10b5_1 == NO
    assert ault.no_securities_owned == ault.form3_holdings_reported == Cell()
    assert ault.schema_version is None
    assert ault.remarks is None


@pytest.mark.needs_shared
def test_ault_issuer_owner_and_relationship(ault):
    assert ault.issuer == Issuer(None, "Ault Alliance, Inc.", "AULT")
    (owner,) = ault.owners
    assert (owner.cik, owner.name) == (None, "AULT MILTON C III")
    assert owner.address == Address("11411 SOUTHERN HIGHLANDS PARKWAY", "SUITE 240", "LAS VEGAS", "NV", "89141")
    relationship = owner.relationship
    assert (relationship.is_director, relationship.is_officer) == (YES, YES)
    assert (relationship.is_ten_percent_owner, relationship.is_other) == (NO, NO)
    assert (relationship.officer_title, relationship.other_text) == ("Executive Chairman", None)


@pytest.mark.needs_shared
def test_ault_transactions(ault):
    first, second = ault.table_i[:2]
    for line in (first, second):
        assert line.kind == "transaction"
        assert line.security_title == words("Common Stock")
        assert line.transaction_date == day("2023-11-24")
        assert line.deemed_execution_date == Cell()
        assert (line.form_type, line.code, line.equity_swap) == (words("4"), words("P"), NO)
        assert (line.coding_footnotes, line.timeliness) == ((), Cell())
        assert line.acquired_disposed == words("A")
    assert (first.shares, first.price) == (number("346644"), number("0.0889"))
    assert first.shares_following == number("679969")
    assert (first.direct_indirect, first.nature) == (words("I"), words("By Ault Alpha LP", "F1"))
    assert (second.shares, second.price) == (number("3500"), number("0.0912"))
    assert second.shares_following == number("6539")
    assert (second.direct_indirect, second.nature) == (words("D"), Cell())


@pytest.mark.needs_shared
def test_ault_holdings(ault):
    preferred = "13% Series D Cumulative Redeemable Perpetual Preferred Stock"
    expected = [
        ("Common Stock", "5742", words("By Ault & Company, Inc.", "F2")),
        ("Common Stock", "11", words("By Philou Ventures, LLC", "F3")),
        (preferred, "110", Cell()),
        (preferred, "101184", words("By Ault Alpha LP", "F1")),
    ]
    assert len(ault.table_i) == 6
    for line, (title, shares, nature) in zip(ault.table_i[2:], expected, strict=True):
        assert line.kind == "holding"
        assert (line.security_title, line.shares_following) == (words(title), number(shares))
        assert line.nature == nature
        assert line.direct_indirect == words("I" if nature.value else "D")
        assert line.transaction_date == line.code == line.form_type == line.shares == line.price == Cell()
    assert ault.table_ii == ()


@pytest.mark.needs_shared
def test_ault_footnotes_and_signature(ault):
    assert [note.id for note in ault.footnotes] == ["F1", "F2", "F3"]
    assert ault.footnote("F1").startswith("Milton C. Ault, III, is the Manager of Ault Alpha GP LLC")
    assert ault.footnote("F1").endswith("deemed to beneficially own the shares held by Ault Alpha.")
    assert '("Ault & Co.")' in ault.footnote("F2")
    assert ault.footnote("F3").endswith("held by Philou Ventures, LLC.")
    (signature,) = ault.signatures
    assert (signature.name, signature.date) == ("/s/ Milton C. Ault, III", day("2023-11-28"))


@pytest.mark.needs_shared
def test_ault_is_valid_xml_once_the_ciks_are_given(ault, shared):
    schema = shared / "spec/edgar-ownership-v5.5/schema/ownership4Document.xsd.xml"
    filled = msgspec.structs.replace(
        ault,
        issuer=msgspec.structs.replace(ault.issuer, cik="0000896493"),
        owners=tuple(msgspec.structs.replace(owner, cik="0001100000") for owner in ault.owners),
    )
    source = edgar_xml.write(filled)
    etree.XMLSchema(etree.parse(schema)).assertValid(etree.fromstring(source))
    assert edgar_xml.read(source)[0] == filled


# ------------------------------------------------------------------------------------- small forms


HEAD = """# FORM 4

Check this box if no longer subject to Section 16. Form 4 or Form 5 obligations may continue. See Instruction 1(b).

**UNITED STATES SECURITIES AND EXCHANGE COMMISSION**

**STATEMENT OF CHANGES IN BENEFICIAL OWNERSHIP OF SECURITIES**

"""
BOXES = (
    "<b>1. Name and Address of Reporting Person *</b>  <b>DOE JANE</b>  <small>(Last) (First) (Middle)</small>  "
    "<b>1 MAIN STREET</b>  <small>(Street)</small>  <b>RENO, NV 89501</b>  <small>(City) (State) (Zip)</small>\t"
    "<b>2. Issuer Name and Ticker or Trading Symbol</b>  <b>Sample Corp [ SMPL ]</b>\t"
    "<b>5. Relationship of Reporting Person(s) to Issuer</b> (Check all applicable)  "
    '<input checked="" type="checkbox"/> Director _____ 10% Owner '
    '<input type="checkbox"/> Officer (give title below) _____ Other (specify below)\n'
    "<b>3. Date of Earliest Transaction (MM/DD/YYYY)</b>  <b>05/13/2024</b>\t\t"
    "<b>6. Individual or Joint/Group Filing (Check Applicable Line)</b>  "
    '<input checked="" type="checkbox"/> Form filed by One Reporting Person '
    '<input type="checkbox"/> Form filed by More than One Reporting Person\n'
    "<b>4. If Amendment, Date Original Filed (MM/DD/YYYY)</b>\t\t\n\n"
)
TABLE_I = """**Table I - Non-Derivative Securities Acquired, Disposed of, or Beneficially Owned**

1. Title of Security (Instr. 3)\t2. Trans. Date\t2A. Deemed Execution Date, if any\t3. Trans. Code (Instr. 8)\t\t\
4. Securities Acquired (A) or Disposed of (D) (Instr. 3, 4 and 5)\t\t\t5. Amount of Securities Beneficially Owned \
Following Reported Transaction(s) (Instr. 3 and 4)\t6. Ownership Form: Direct (D) or Indirect (I) (Instr. 4)\t\
7. Nature of Indirect Beneficial Ownership (Instr. 4)
\t\t\tCode\tV\tAmount\t(A) or (D)\tPrice\t\t\t
"""
TABLE_II = """**Table II - Derivative Securities Beneficially Owned (e.g., puts, calls, warrants, options)**

1. Title of Derivate Security (Instr. 3)\t2. Conversion or Exercise Price of Derivative Security\t3. Trans. Date\t\
3A. Deemed Execution Date, if any\t4. Trans. Code (Instr. 8)\t\t5. Number of Derivative Securities Acquired (A) or \
Disposed of (D) (Instr. 3, 4 and 5)\t\t6. Date Exercisable and Expiration Date\t\t7. Title and Amount of Securities \
Underlying Derivative Security (Instr. 3 and 4)\t\t8. Price of Derivative Security (Instr. 5)\t9. Number of \
derivative Securities Beneficially Owned Following Reported Transaction(s) (Instr. 4)\t10. Ownership Form of \
Derivative Security: Direct (D) or Indirect (I) (Instr. 4)\t11. Nature of Indirect Beneficial Ownership (Instr. 4)
\t\t\t\tCode\tV\t(A)\t(D)\tDate Exercisable\tExpiration Date\tTitle\tAmount or Number of Shares\t\t\t\t
"""
NOTES = """
**Explanation of Responses:**

- (1) First.
- (2) Second.
- (3) Third.

"""
OWNERS = """**Reporting Owners**

Reporting Owner Name / Address\tRelationships\t\t\t
\tDirector\t10% Owner\tOfficer\tOther
"""
SIGNED = "\n**Signatures**/s/ Jane Doe05/15/2024\n\n\\*\\*Signature of Reporting Person\n\nDate\n"


def form_4(*rows_i: str, rows_ii: tuple[str, ...] = (), head: str = HEAD, boxes: str = BOXES,
           notes: str = NOTES, owners: str = "", signed: str = SIGNED) -> str:  # fmt: skip
    """A Form 4 as the Ault form is printed; ``/`` parts cells of a row."""
    lines_i, lines_ii = (
        "".join("\t".join(cell.strip() for cell in row.split("/ ")) + "\n" for row in rows)
        for rows in (rows_i, rows_ii)
    )
    return head + boxes + TABLE_I + lines_i + "\n" + TABLE_II + lines_ii + notes + owners + signed


def line_of(*rows: str, **parts: object):
    document, findings = read(form_4(*rows, **parts))
    assert len(document.table_i) == len(rows)
    return document.table_i[0], findings


def test_a_small_form_reads_without_notes():
    document, findings = read(form_4())
    assert findings == []
    assert (document.document_type, document.period_of_report) == ("4", day("2024-05-13"))
    assert document.issuer == Issuer(None, "Sample Corp", "SMPL")
    assert document.owners[0].address == Address("1 MAIN STREET", None, "RENO", "NV", "89501")
    assert document.no_longer_subject == NO
    assert document.rule_10b5_1 == Cell()  # the caption is not printed
    assert (document.table_i, document.table_ii, len(document.footnotes)) == ((), (), 3)


def test_marks_stand_on_every_column():
    line, findings = line_of(
        "Common Stock (1)/ 05/13/2024 (2)/ 05/14/2024(3)/ S (1)(2)/ / 1,000 (3)/ D (1)/ \\$12.50(2)(3)/ "
        "9,000 (1), (2)/ I (3)/ By Trust (1, 2)"
    )
    assert findings == []
    assert line.security_title == words("Common Stock", "F1")
    assert line.transaction_date == day("2024-05-13", "F2")
    assert line.deemed_execution_date == day("2024-05-14", "F3")
    assert (line.code, line.coding_footnotes) == (words("S"), ("F1", "F2"))
    assert line.shares == number("1000", "F3")
    assert line.acquired_disposed == words("D", "F1")
    assert line.price == number("12.50", "F2", "F3")
    assert line.shares_following == number("9000", "F1", "F2")
    assert line.direct_indirect == words("I", "F3")
    assert line.nature == words("By Trust", "F1", "F2")


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        ("(1)", Cell(None, None, ("F1",))),
        ("\\$ (1)", Cell(None, None, ("F1",))),
        ("\\$(1)(2)", Cell(None, None, ("F1", "F2"))),
        ("\\$0", number("0")),
        ("\\$0.0000", number("0.0000")),
        ("\\$.5", number(".5")),
        ("12", number("12")),
        ("\\$1,234,567.89", number("1234567.89")),
        ("", Cell()),
        ("-", Cell()),
    ],
)
def test_prices(price, expected):
    line, findings = line_of(f"Common Stock/ 05/13/2024/ / P/ / 100/ A/ {price}/ 100/ D/ ")
    assert (line.price, findings) == (expected, [])


@pytest.mark.parametrize(
    ("column", "text", "field", "box"),
    [
        (7, "N/A", "price", "column 4"),
        (7, "\\$1,23", "price", "column 4"),
        (5, "about 100", "shares", "column 4"),
        (1, "05/32/2024", "transaction_date", "column 2"),
        (2, "5/13/24", "deemed_execution_date", "column 2A"),
        (8, "12,3456", "shares_following", "column 5"),
    ],
)
def test_what_cannot_be_read_keeps_its_text(column, text, field, box):
    cells = ["Common Stock", "05/13/2024", "", "P", "", "100", "A", "\\$1", "100", "D", ""]
    cells[column] = f"{text} (2)"
    line, (finding,) = line_of("/ ".join(cells))
    assert getattr(line, field) == Cell(None, text.replace("\\", ""), ("F2",))
    assert (finding.code, finding.severity) == ("S16-031", Severity.NOTE)
    assert finding.location.path == f"table_i[0].{field}"
    assert finding.location.box == f"Table I, line 1, {box}, text line 17"


@pytest.mark.parametrize(
    ("code", "v", "expected"),
    [
        ("G", "V", (words("G"), words("5"), NO, Cell())),
        ("G", "V (2)", (words("G"), words("5"), NO, Cell(None, None, ("F2",)))),
        ("S/K", "", (words("S"), words("4"), YES, Cell())),
        ("S /K", "V", (words("S"), words("5"), YES, Cell())),
        ("P", "", (words("P"), words("4"), NO, Cell())),
    ],
)
def test_codes_with_v_and_equity_swap(code, v, expected):
    line, findings = line_of(f"Common Stock/ 05/13/2024/ / {code}/ {v}/ 1/ A/ 0/ 1/ D/ ")
    assert (line.code, line.form_type, line.equity_swap, line.timeliness) == expected
    assert findings == []


@pytest.mark.parametrize(("code", "v"), [("PURCHASE", ""), ("P4", ""), ("/K", ""), ("P", "early")])
def test_codes_that_are_not_understood_are_noted(code, v):
    line, (finding,) = line_of(f"Common Stock/ 05/13/2024/ / {code}/ {v}/ 1/ A/ 0/ 1/ D/ ")
    assert (finding.code, line.kind) == ("S16-031", "transaction")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See footnote (2)", words("See footnote", "F2")),
        ("By Trust (Family Trust)", words("By Trust (Family Trust)")),
        ("By Trust (2019)", words("By Trust (2019)")),
        ("By 401(k) Plan", words("By 401(k) Plan")),
        ("By <i>Trust</i><sup>1</sup>", words("By Trust", "F1")),
        ("R&amp;D Trust &amp; Co.", words("R&D Trust & Co.")),
        ("-", words("-")),
        ("(3)", Cell(None, None, ("F3",))),
    ],
)
def test_natures(text, expected):
    line, findings = line_of(f"Common Stock/ 05/13/2024/ / P/ / 1/ A/ 0/ 1/ I/ {text}")
    assert (line.nature, findings) == (expected, [])


def test_a_mark_without_explanation_is_noted():
    line, (finding,) = line_of("Class B Common Stock (7)/ / / / / / / / 5/ D/ ")
    assert line.security_title == words("Class B Common Stock", "F7")
    assert (finding.code, finding.location.path) == ("S16-035", "table_i[0].security_title")


def test_dollars_in_an_amount_are_a_value():
    line, findings = line_of("Partnership interest/ / / / / / / / \\$1,000.50/ I/ By Fund (1)")
    assert (line.kind, line.value_following, line.shares_following) == ("holding", number("1000.50"), Cell())
    assert findings == []


def test_table_ii_lines():
    rows = (
        "Stock Option (right to buy)/ \\$8.88/ 05/13/2024/ / M/ / / 1,000/ (1)/ 03/01/2030/ Common Stock/ 1,000/ "
        "\\$0/ 4,000/ D/ \n"
        "Phantom Stock (2)/ (3)/ 05/13/2024/ / A/ V/ \\$500.25 (1)/ / (2)/ (2)/ Common Stock (1)/ \\$750/ "
        "\\$0/ \\$900/ I/ By Plan\n"
        "Warrant/ \\$1.50/ / / / / / / 01/02/2024/ 01/02/2034/ Class A Common Stock/ 2,500.5/ / 2,500.5/ D/ "
    )
    document, findings = read(form_4(rows_ii=tuple(rows.split("\n"))))
    assert findings == []
    option, phantom, warrant = document.table_ii
    assert (option.kind, option.exercise_price, option.code) == ("transaction", number("8.88"), words("M"))
    assert (option.shares, option.acquired_disposed) == (number("1000"), words("D"))
    assert (option.exercise_date, option.expiration_date) == (Cell(None, None, ("F1",)), day("2030-03-01"))
    assert (option.underlying_title, option.underlying_shares) == (words("Common Stock"), number("1000"))
    assert (option.price, option.shares_following) == (number("0"), number("4000"))
    assert option.security_title == words("Stock Option (right to buy)")
    assert (phantom.total_value, phantom.shares) == (number("500.25", "F1"), Cell())
    assert (phantom.acquired_disposed, phantom.form_type) == (words("A"), words("5"))
    assert (phantom.exercise_price, phantom.underlying_title) == (
        Cell(None, None, ("F3",)), words("Common Stock", "F1"))  # fmt: skip
    assert (phantom.underlying_value, phantom.value_following) == (number("750"), number("900"))
    assert (warrant.kind, warrant.exercise_date) == ("holding", day("2024-01-02"))
    assert (warrant.underlying_shares, warrant.shares_following) == (number("2500.5"), number("2500.5"))


def test_an_amount_in_both_columns_of_table_ii_is_not_read():
    document, (finding,) = read(form_4(rows_ii=(
        "Option/ \\$1/ 05/13/2024/ / J/ / 10/ 20/ / / Common Stock/ 10/ \\$0/ 10/ D/ ",)))  # fmt: skip
    (line,) = document.table_ii
    assert (line.shares.value, line.shares.text, line.acquired_disposed) == (
        None,
        "10 acquired and 20 disposed",
        Cell(),
    )
    assert finding.location.path == "table_ii[0].shares"


def test_lines_under_the_headings_of_the_ault_form_are_read_by_position():
    """Its Table II has fifteen headings, out of step, for sixteen columns."""
    text = form_4(rows_ii=("Option/ \\$1/ 05/13/2024/ / A/ / 10/ / / / Common Stock/ 10/ \\$0/ 10/ D/ ",))
    damaged = text.replace("(Instr. 3, 4 and 5)\t\t6.", "(Instr. 3, 4 and 5)\t6.").replace(
        "Code\tV\t(A)\t(D)\tDate Exercisable\tExpiration Date\tTitle\tAmount or Number of Shares",
        "Code\tV\t\t(A)\t(D)\tDate Exercisable\tExpiration Date",
    )
    assert damaged != text
    document, findings = read(damaged)
    assert codes(findings) == ["S16-032"]
    assert document.table_ii == read(text)[0].table_ii


def test_subheadings_out_of_step_with_the_captions_do_not_matter():
    text = form_4("Common Stock/ 05/13/2024/ / P/ / 100/ A/ \\$1/ 100/ D/ ")
    shifted = text.replace("\t\t\tCode\tV\tAmount\t(A) or (D)\tPrice\t\t\t", "Code\tV\tAmount\t(A) or (D)\tPrice")
    assert shifted != text
    assert read(shifted)[0].table_i == read(text)[0].table_i
    assert read(shifted)[1] == []


def test_a_line_that_is_no_row_is_noted_with_its_text():
    document, findings = read(form_4("Common Stock/ / / / / / / / 5/ D/ ", "continued on the next page"))
    assert len(document.table_i) == 1
    assert codes(findings) == ["S16-031"]
    assert "'continued on the next page" in findings[0].message
    assert findings[0].location.box == "Table I, text line 18"


def test_headings_printed_again_on_a_new_page_are_no_rows():
    heading = TABLE_I.split("\n", 2)[2]
    text = form_4("Common Stock/ / / / / / / / 5/ D/ ")
    again = text.replace("\t5\tD\t\n", f"\t5\tD\t\n{heading}Other Stock\t\t\t\t\t\t\t\t7\tD\t\n")
    document, findings = read(again)
    assert ([line.security_title.value for line in document.table_i], findings) == (["Common Stock", "Other Stock"], [])


# ---------------------------------------------------------------------------- amendments, boxes, owners


@pytest.mark.parametrize(
    ("old", "new", "kind", "original"),
    [
        ("# FORM 4", "# FORM 4/A", "4/A", Cell()),
        (
            "Original Filed (MM/DD/YYYY)</b>",
            "Original Filed (MM/DD/YYYY)</b>  <b>05/14/2024</b>",
            "4/A",
            day("2024-05-14"),
        ),
        ("# FORM 4", "# SEC Form 4", "4", Cell()),
    ],
)
def test_amendments(old, new, kind, original):
    document, findings = read(form_4().replace(old, new))
    assert (document.document_type, document.original_date, findings) == (kind, original, [])
    assert document.is_amendment == (kind == "4/A")


@pytest.mark.parametrize(
    ("sign", "expected"),
    [("X ", YES), ("[X] ", YES), ("☒ ", YES), ('<input checked="" type="checkbox"/> ', YES), ("\\[x\\] ", YES),
     ("__X__ ", YES), ("", NO), ("[ ] ", NO), ("☐ ", NO), ('<input type="checkbox"/> ', NO), ("_____ ", NO)],
)  # fmt: skip
def test_check_boxes(sign, expected):
    document, findings = read(form_4().replace("Check this box if no", f"{sign}Check this box if no"))
    assert (document.no_longer_subject, findings) == (expected, [])


def test_what_stands_above_the_boxes_and_is_not_the_forms_is_noted():
    _, findings = read(form_4().replace("# FORM 4\n", "# FORM 4\n\nCourtesy of nobody\n\n[X] I agree\n"))
    assert codes(findings) == ["S16-031"] * 3
    assert "'Courtesy of nobody'" in findings[0].message
    assert "a tick above the boxes" in findings[2].message
    assert [finding.location.box for finding in findings] == ["text line 3", "text line 5", "text line 5"]


def relationship(text: str):
    box = BOXES[: BOXES.index('<input checked="" type="checkbox"/> Director')] + text
    box += BOXES[BOXES.index("\n<b>3. Date") :]
    document, findings = read(form_4(boxes=box))
    return document.owners[0].relationship, findings


@pytest.mark.parametrize(
    ("text", "flags", "title", "other"),
    [
        ("__X__ Director _____ 10% Owner __X__ Officer (give title below) _____ Other (specify below)  CEO",
         "1010", "CEO", None),
        ("X Director  10% Owner X Officer (give title below)  Other (specify below)  CEO", "1010", "CEO", None),
        ("[ ] Director [X] 10% Owner [ ] Officer (give title below) [X] Other (specify below)  Trustee",
         "0101", None, "Trustee"),
        ("( ) Director ( ) 10% Owner (X) Officer (give title below) CFO (X) Other (specify below) Trustee",
         "0011", "CFO", "Trustee"),
        ("☐ Director ☐ 10% Owner ☒ Officer (give title below) ☒ Other (specify below)  CFO / Trustee",
         "0011", "CFO", "Trustee"),
        ("Director ☐ 10% Owner ☒ Officer (give title below) ☐ Other (specify below) ☐", "0100", None, None),
    ],
)  # fmt: skip
def test_relationships(text, flags, title, other):
    found, findings = relationship(text)
    ticks = (found.is_director, found.is_ten_percent_owner, found.is_officer, found.is_other)
    assert "".join(cell.text for cell in ticks) == flags
    assert (found.officer_title, found.other_text, findings) == (title, other, [])


def test_relationships_that_are_not_clear_are_noted():
    found, (finding,) = relationship(
        "☐ Director ☐ 10% Owner ☒ Officer (give title below) ☒ Other (specify below)  CFO and Trustee"
    )
    assert (found.officer_title, found.other_text) == ("CFO and Trustee", None)
    assert finding.location.path == "owners[0].relationship.other_text"
    found, (finding,) = relationship(
        "☐ Director ☐ 10% Owner ☐ Officer (give title below) ☐ Other (specify below) See note"
    )
    assert (found.officer_title, finding.code) == (None, "S16-031")
    found, (finding,) = relationship("none of these")
    assert (found, finding.code) == (None, "S16-031")


JOINT = BOXES.replace('checked="" type="checkbox"/> Form', 'type="checkbox"/> Form').replace(
    'type="checkbox"/> Form filed by More', 'checked="" type="checkbox"/> Form filed by More'
)


def test_several_owners():
    rows = (
        "<b>DOE JANE<br>1 MAIN STREET<br>RENO, NV 89501</b>\t<b>X</b>\t\t\t\n"
        "<b>DOE CAPITAL LP<br>C/O DOE JANE<br>2 SIDE STREET, FLOOR 3<br>LONDON, X0 EC1A 1BB</b>"
        "\t\t<b>X</b>\t\t<b>Adviser</b>\n"
    )
    document, findings = read(form_4(boxes=JOINT, owners=OWNERS + rows))
    assert findings == []
    jane, capital = document.owners
    assert (jane.name, jane.relationship.is_director, jane.relationship.is_officer) == ("DOE JANE", YES, NO)
    assert capital.name == "DOE CAPITAL LP"
    assert capital.address == Address("C/O DOE JANE", "2 SIDE STREET, FLOOR 3", "LONDON", "X0", "EC1A 1BB")
    assert (capital.relationship.is_ten_percent_owner, capital.relationship.is_other) == (YES, YES)
    assert (capital.relationship.other_text, capital.relationship.officer_title) == ("Adviser", None)


def test_an_owner_printed_in_one_run_is_divided_as_far_as_known():
    rows = (
        "DOE JANE 1 MAIN STREET RENO, NV 89501\tX\t\t\t\n"
        "DOE CAPITAL LP 1 MAIN STREET RENO, NV 89501\t\tX\t\t\n"
        "ROE RICHARD 9 ELM STREET SPRINGFIELD, IL 62701\t\tX\t\t\n"
    )
    document, findings = read(form_4(boxes=JOINT, owners=OWNERS + rows))
    jane, capital, richard = document.owners
    assert jane.address == capital.address == Address("1 MAIN STREET", None, "RENO", "NV", "89501")
    assert (capital.name, richard.name) == ("DOE CAPITAL LP", "ROE RICHARD")
    assert richard.address == Address(state="IL", zip="62701")
    assert codes(findings) == ["S16-034"]
    assert "'9 ELM STREET SPRINGFIELD' is in no field" in findings[0].message


@pytest.mark.parametrize(
    ("printed", "in_table", "street1", "street2"),
    [
        ("11411 SOUTHERN HIGHLANDS PARKWAY, SUITE 240", "11411 SOUTHERN HIGHLANDS PARKWAY SUITE 240",
         "11411 SOUTHERN HIGHLANDS PARKWAY", "SUITE 240"),
        ("C/O SAMPLE CORP, 5 OAK STREET, SUITE 2", "C/O SAMPLE CORP 5 OAK STREET, SUITE 2",
         "C/O SAMPLE CORP", "5 OAK STREET, SUITE 2"),
        ("5 OAK STREET, SUITE 2", "5 OAK STREET, SUITE 2", "5 OAK STREET, SUITE 2", None),
        ("5 OAK STREET, SUITE 2", None, "5 OAK STREET, SUITE 2", None),
        ("11411 SOUTHERN HIGHLANDS PARKWAY, SUITE 240", None, "11411 SOUTHERN HIGHLANDS PARKWAY", "SUITE 240"),
    ],
)  # fmt: skip
def test_streets_are_divided_where_the_comma_is_the_forms(printed, in_table, street1, street2):
    owners = f"{OWNERS}DOE JANE {in_table} RENO, NV 89501\tX\t\t\t\n" if in_table else ""
    document, findings = read(form_4(boxes=BOXES.replace("1 MAIN STREET", printed), owners=owners))
    assert findings == []
    assert document.owners[0].address == Address(street1, street2, "RENO", "NV", "89501")


def test_box_and_table_that_disagree_are_noted():
    owners = OWNERS + "ROE RICHARD<br>1 MAIN STREET<br>RENO, NV 89501\t\tX\tCEO\t\n"
    document, findings = read(form_4(boxes=JOINT, owners=owners))
    assert document.owners[0].name == "ROE RICHARD"
    assert document.owners[0].relationship.officer_title == "CEO"
    assert codes(findings) == ["S16-033"] * 5  # name, three relationships, one owner where box 6 says more


def test_the_secs_own_page_repeats_box_1_for_every_owner():
    again = (
        "1. Name and Address of Reporting Person\\*\nDOE JANE\n(Last) (First) (Middle)\n1 MAIN STREET\n(Street)\n"
        "RENO\tNV\t89501\n(City) (State) (Zip)\n\n"
        "1. Name and Address of Reporting Person\\*\nDOE CAPITAL LP\n(Last) (First) (Middle)\nC/O DOE JANE\n"
        "1 MAIN STREET\n(Street)\nRENO\tNV\t89501\n(City) (State) (Zip)\n\n"
    )
    notes = again + "**Explanation of Responses:**\n\n1. First.\n\n**Remarks:**\n\nOne remark,\non two lines.\n\n"
    signed = "/s/ Jane Doe\t05/15/2024\n/s/ Jane Doe, for Doe Capital\t05/16/2024\n"
    signed += "\\*\\* Signature of Reporting Person\tDate\n"
    document, findings = read(form_4(boxes=JOINT, notes=notes, signed=signed))
    assert findings == []
    assert [owner.name for owner in document.owners] == ["DOE JANE", "DOE CAPITAL LP"]
    assert document.owners[1].address == Address("C/O DOE JANE", "1 MAIN STREET", "RENO", "NV", "89501")
    assert document.owners[1].relationship is None
    assert document.remarks == "One remark,\non two lines."
    assert [(s.name, s.date.text) for s in document.signatures] == [
        ("/s/ Jane Doe", "2024-05-15"), ("/s/ Jane Doe, for Doe Capital", "2024-05-16")]  # fmt: skip


def test_an_address_of_2026_names_its_state_and_country():
    boxes = BOXES.replace("<b>RENO, NV 89501</b>  <small>(City) (State) (Zip)</small>",
                          "<b>RENO</b>  <b>NEVADA</b>  <b>89501</b>  <small>(City) (State) (Zip/Postal Code)</small>  "
                          "<b>UNITED STATES</b>  <small>(Country)</small>")  # fmt: skip
    boxes = boxes.replace("[ SMPL ]</b>", "[ SMPL ]</b>  <b>2a. Foreign Trading Symbol</b>  <b>[TSE: 8591]</b>")
    document, findings = read(form_4(boxes=boxes))
    assert findings == []
    assert document.owners[0].address == Address("1 MAIN STREET", None, "RENO", "NV", "89501")
    assert document.issuer == Issuer(None, "Sample Corp", "SMPL", "TSE: 8591")
    document, _ = read(form_4(boxes=boxes.replace("NEVADA", "KANTO").replace("UNITED STATES", "JAPAN")))
    address = document.owners[0].address
    assert (address.non_us_state, address.country, address.is_non_us, address.state) == ("KANTO", "M0", YES, None)


OWNERS_IN_TEXT = """\
Reporting Owners

Reporting Owner Name /     Relationships
Address                    Director  10% Owner  Officer    Other
DOE JANE                   X                    Chief
C/O SAMPLE CORP                                 Executive
1 MAIN STREET                                   Officer
RENO, NV
89501
Doe Family Partnership               X
(Nevada) LP
C/O SAMPLE CORP
1 MAIN STREET
RENO, NV 89501
ROE RICHARD                          X                     Trustee
9 ELM STREET
SPRINGFIELD, IL 62701

"""


@pytest.mark.parametrize("rule", [None, "-" * 80])
def test_owners_in_plain_text_with_wrapped_columns(rule):
    table = OWNERS_IN_TEXT
    if rule:
        for name in ("Doe Family", "ROE RICHARD"):
            table = table.replace(name, f"{rule}\n{name}")
    text = FORM_3.replace("__X__ Director ", "_____ Director ").replace("Signatures\n", f"{table}Signatures\n")
    text = text.replace("_X_ Form filed by One", "___ Form filed by One")
    document, findings = read(text.replace("___ Form filed by More", "_X_ Form filed by More"))
    jane, family, richard = document.owners
    address = Address("C/O SAMPLE CORP", "1 MAIN STREET", "RENO", "NV", "89501")
    assert (jane.name, jane.address) == ("DOE JANE", address)
    assert (family.name, family.address) == ("Doe Family Partnership (Nevada) LP", address)
    assert richard.name == "ROE RICHARD"
    assert richard.address == Address("9 ELM STREET", None, "SPRINGFIELD", "IL", "62701")
    assert (jane.relationship.is_director, jane.relationship.officer_title) == (YES, "Chief Executive Officer")
    assert (family.relationship.is_ten_percent_owner, family.relationship.is_other) == (YES, NO)
    assert richard.relationship.other_text == "Trustee"
    assert [f.location.path for f in findings] == [f"owners[0].relationship.{x}" for x in ("is_director", "is_officer")]


def test_an_officer_without_a_title_shows_in_the_box_only():
    boxes = BOXES.replace('type="checkbox"/> Officer', 'checked="" type="checkbox"/> Officer')
    owners = OWNERS + "DOE JANE<br>1 MAIN STREET<br>RENO, NV 89501\tX\t\t\t\n"
    document, findings = read(form_4(boxes=boxes, owners=owners))
    relationship = document.owners[0].relationship
    assert (relationship.is_officer, relationship.officer_title, findings) == (YES, None, [])


def test_a_title_printed_twice_and_differently_is_noted():
    boxes = BOXES.replace('type="checkbox"/> Officer', 'checked="" type="checkbox"/> Officer').replace(
        "_____ Other (specify below)", "_____ Other (specify below)  CFO")  # fmt: skip
    owners = OWNERS + "DOE JANE<br>1 MAIN STREET<br>RENO, NV 89501\tX\t\tCEO\t\n"
    document, (finding,) = read(form_4(boxes=boxes, owners=owners))
    assert document.owners[0].relationship.officer_title == "CEO"
    assert (finding.code, finding.location.path) == ("S16-033", "owners[0].relationship.officer_title")


@pytest.mark.parametrize(
    ("in_table", "expected", "code"),
    [
        ("DOE JANE<br>2 SIDE STREET<br>RENO, NV 89501", "2 SIDE STREET", "S16-033"),
        ("DOE JANE 2 SIDE STREET RENO, NV 89501", "2 SIDE STREET", "S16-034"),
        ("DOE JANE 2 SIDE STREET RENO", "1 MAIN STREET", "S16-034"),
        ("DOE JANE<br>SOMEWHERE<br>ELSE", "1 MAIN STREET", "S16-034"),
    ],
)
def test_an_address_that_differs_from_box_1_is_noted(in_table, expected, code):
    document, findings = read(form_4(owners=f"{OWNERS}{in_table}\tX\t\t\t\n"))
    assert document.owners[0].address.street1 == expected
    assert code in codes(findings)
    assert {finding.location.path for finding in findings} == {"owners[0].address"}


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("PARIS 75008", ("PARIS", None, "75008")),
        ("ZUG", ("ZUG", None, None)),
        ("HONG KONG, K3", ("HONG KONG", "K3", None)),
        ("LAS VEGAS NV 89141-0001", ("LAS VEGAS", "NV", "89141-0001")),
        ("BONN, 2M 53227", ("BONN", "2M", "53227")),
        ("Montevideo</b>  <b>Uruguay</b>  <b>11000", ("Montevideo", "X3", "11000")),
    ],
)
def test_cities(place, expected):
    document, findings = read(form_4(boxes=BOXES.replace("RENO, NV 89501", place)))
    address = document.owners[0].address
    assert ((address.city, address.state, address.zip), findings) == (expected, [])


def test_a_street_that_cannot_be_divided_is_left_whole():
    street = "A STREET WITH A NAME OF MORE THAN FORTY LETTERS, IN ALL"
    document, _ = read(form_4(boxes=BOXES.replace("1 MAIN STREET", f"{street}, {street}")))
    assert document.owners[0].address.street1 == f"{street}, {street}"


OWNER = BOXES[BOXES.index("<b>DOE JANE") : BOXES.index("\t<b>2. Issuer")]


@pytest.mark.parametrize(
    ("box", "path"),
    [
        ("<b>Sample Corp [ SMPL ]</b>", "issuer"),
        ("[ SMPL ]", "issuer.trading_symbol"),
        (OWNER, "owners"),
        (OWNER.partition("  ")[2], "owners[0].address"),
        ("<b>3. Date of Earliest Transaction (MM/DD/YYYY)</b>  ", "period_of_report"),
    ],
)
def test_boxes_with_nothing_in_them_are_noted(box, path):
    text = form_4()
    assert box in text
    _, findings = read(text.replace(box, ""))
    assert path in [finding.location.path for finding in findings]


def test_dates_that_cannot_be_read_are_noted():
    document, (finding,) = read(form_4().replace("05/13/2024", "13 May"))
    assert (document.period_of_report, finding.location.path) == (Cell(None, "13 May"), "period_of_report")
    document, (finding,) = read(form_4().replace("Filed (MM/DD/YYYY)</b>", "Filed (MM/DD/YYYY)</b>  <b>May 24</b>"))
    assert (document.original_date, document.document_type) == (Cell(None, "May 24"), "4/A")
    assert finding.location.path == "original_date"


def test_a_number_for_taxes_is_noted():
    _, findings = read(OLD.replace("(Voluntary)\n", "(Voluntary)\n   12-3456789\n"))
    assert "taxpayer" in findings[0].message


def test_a_box_printed_twice_and_differently_is_noted():
    _, (finding,) = read(form_4(boxes=BOXES.rstrip("\n") + "\n3. Date of Earliest Transaction  05/14/2024\n\n"))
    assert (finding.code, finding.message) == ("S16-031", "a second box with this caption is printed: '05/14/2024'")


def test_a_repeated_box_1_without_a_name_is_noted():
    notes = "1. Name and Address of Reporting Person*\n(Last) (First) (Middle)\n" + NOTES
    document, (finding,) = read(form_4(notes=notes))
    assert (len(document.owners), finding.message) == (1, "a further box 1 names no reporting person")


def test_box_6_with_both_or_no_ticks_says_nothing():
    both = BOXES.replace('type="checkbox"/> Form', 'checked="" type="checkbox"/> Form')
    assert read(form_4(boxes=both))[1] == []


def test_a_line_among_the_owners_that_is_no_row_is_noted():
    owners = OWNERS + "DOE JANE<br>1 MAIN STREET<br>RENO, NV 89501\tX\t\t\t\nsee attached list\n"
    document, (finding,) = read(form_4(owners=owners))
    assert (len(document.owners), finding.location.path) == (1, "owners")


def test_a_column_the_form_has_not_is_noted_cell_by_cell():
    nature = "Nature of Indirect Beneficial Ownership |"
    text = FORM_5.replace(nature, f"{nature} Status |")
    text = text.replace("| D | |", "| D | | open |").replace("|---" * 10, "|---" * 11)
    document, findings = read(text)
    assert [line.shares_following.text for line in document.table_i] == ["900", "950", "940", "930", "70", "80"]
    assert {finding.message for finding in findings} == {"a cell of Table I is in no known column: 'open'"}
    assert len(findings) == 4


def test_lines_that_are_not_read_are_noted_together():
    document, findings = read(FORM_3.replace("3. Ownership     4. Nature", "8. Something     9. Nothing"))
    assert (document.table_i, len(document.table_ii)) == ((), 2)
    assert [finding.message[:43] for finding in findings] == ["3 lines of Table I are not understood: 'Cla"]
    document, findings = read(FORM_3.replace("Class A Common Stock,  ", "Page 2\nClass A Common Stock,  "))
    assert len(document.table_i) == 2
    assert [finding.message for finding in findings] == ["a line of Table I is not understood: 'Page 2'"]


@pytest.mark.parametrize("change", ["\t\t\t\t\n", "\n"])
def test_blank_cells_at_the_end_of_a_row_do_not_matter(change):
    text = form_4("Common Stock/ 05/13/2024/ / S/ / 5/ D/ \\$1/ 5/ D/ ")
    document, findings = read(text.replace("\t5\tD\t\n", f"\t5\tD{change}"))
    assert (document.table_i, findings) == (read(text)[0].table_i, [])


@pytest.mark.parametrize(
    "row",
    [
        "Common Stock/ 05/13/2024/ / S/ / 5/ D/ \\$1/ 5/ D/ / / / over",
        "Common Stock/ 05/13/2024/ / S/ / 5/ D/ \\$1/ 5",
        "Common Stock/ May/ / S/ / 5/ D/ \\$1/ 5/ D",
    ],
)
def test_rows_of_another_shape_are_noted(row):
    document, (finding,) = read(form_4("Common Stock/ / / / / / / / 5/ D/ ", row))
    assert (len(document.table_i), finding.code) == (1, "S16-031")
    assert finding.message.startswith("a line of Table I is not understood: 'Common Stock | ")


def test_rows_under_damaged_headings_of_another_shape_are_noted():
    text = form_4("Common Stock/ 05/13/2024/ / S/ / 5/ D/ \\$1/ D")
    _, (finding,) = read(text.replace("\t6. Ownership Form: Direct (D) or Indirect (I) (Instr. 4)", ""))
    assert finding.message.startswith("a line of Table I is not understood")


def test_the_heading_of_table_i_may_stand_beside_the_end_of_box_1():
    text = form_4("Common Stock/ / / / / / / / 5/ D/ ")
    beside = text.replace("\n\n**Table I -", "\n<small>(City) (State) (Zip)</small>\t**Table I -")
    assert beside != text
    assert read(beside) == (read(text)[0], [])


def test_captions_in_other_words_are_no_answers():
    again = "1. Name and Address of Reporting Person *\tDOE JANE\n\n"
    assert read(form_4(boxes=BOXES + again))[0].owners[0].name == "DOE JANE"
    boxes = BOXES.replace("Address of Reporting Person *", "Address of the Reporting Person").replace(
        "Date Original Filed (MM/DD/YYYY)</b>", "First Filed</b>")  # fmt: skip
    document, findings = read(form_4(boxes=boxes) + "\n1. Name and Address of Reporting Person: see above\n")
    assert document.owners[0].name == "DOE JANE"
    assert document.original_date == Cell(None, ", First Filed")
    assert {"original_date", "owners"} == {finding.location.path for finding in findings}


def test_boxes_printed_below_the_tables_are_not_read():
    boxes = "".join(line for line in BOXES.splitlines(keepends=True) if not line.startswith("<b>1."))
    assert "2. Issuer" not in boxes
    below = "\n2. Issuer Name and Ticker or Trading Symbol\n1. Name and Address of Reporting Person\n"
    below += "5. Relationship of Reporting Person(s) to Issuer\n"
    document, findings = read(form_4(boxes=boxes.replace("<b>4. If Amendment", "<b>4. In Amendment")) + below)
    assert (document.issuer, document.owners, document.original_date) == (None, (), Cell())
    assert {"issuer", "owners"} <= {finding.location.path for finding in findings}


def test_a_table_of_owners_alone_says_the_relationship():
    boxes = BOXES.replace(OWNER, "<b>DOE JANE</b>").replace("10% Owner", "").replace("Director", "")
    boxes = boxes.replace("Officer (give title below)", "").replace("Other (specify below)", "")
    owners = OWNERS + "DOE JANE<br>1 MAIN STREET<br>RENO, NV 89501\tX\t\t\t\n"
    document, findings = read(form_4(boxes=boxes, owners=owners))
    assert document.owners[0].relationship.is_director == YES
    assert document.owners[0].address == Address("1 MAIN STREET", None, "RENO", "NV", "89501")
    assert [f.location.path for f in findings] == ["owners[0].relationship", "owners[0].address"]


def test_an_owner_without_a_name_is_noted():
    document, findings = read(form_4(owners=f"{OWNERS}RENO, NV 89501\tX\t\t\t\n"))
    assert document.owners[0].name is None
    assert codes(findings) == ["S16-033", "S16-034"]


def test_a_city_with_its_postal_code_only_keeps_the_streets_of_box_1():
    boxes = BOXES.replace("RENO, NV 89501", "PARIS 75008").replace("1 MAIN STREET", "5 RUE A, ESCALIER B")
    owners = f"{OWNERS}DOE JANE 5 RUE A, ESCALIER B PARIS 75008\tX\t\t\t\n"
    document, findings = read(form_4(boxes=boxes, owners=owners))
    assert document.owners[0].address == Address("5 RUE A, ESCALIER B", None, "PARIS", None, "75008")
    assert findings == []


def test_a_further_column_in_plain_text_is_noted_cell_by_cell():
    text = FORM_3.replace("4. Nature of Indirect\n", "4. Nature of Indirect    5. Status\n")
    text = text.replace("By Doe Family\n", "By Doe Family            open\n")
    document, (finding,) = read(text)
    assert document.table_i[0].nature == words("By Doe Family Trust", "F2")
    assert finding.message == "a cell of Table I is in no known column: 'open'"


def test_headings_may_stand_right_of_their_columns():
    text = FORM_3.replace("1. Title of Security    2.", "    1. Title of Security2.").replace(
        "\n(Instr. 4)              Sec", "\n      (Instr. 4)        Sec")  # fmt: skip
    text = text.replace("1. Title of Security2.", "1. Title Security   2.").replace(
        "Owned\n\n", "Owned\n(Country)\n", 1
    )
    assert read(text) == read(FORM_3)


def test_subheadings_may_stand_below_a_drawn_line():
    start = FORM_3.index("                   Date         Expiration")
    assert read(f"{FORM_3[:start]}{'-' * 110}\n{FORM_3[start:]}") == read(FORM_3)


def test_a_caption_above_the_numbered_ones_is_passed_over():
    first = "\n\n1. Title of Security"
    text = FORM_3.replace(first, f"\n\n{' ' * 24}Beneficially Owned{first[1:]}")
    assert text != FORM_3
    assert read(text)[0] == read(FORM_3)[0]


def test_notices_side_by_side_are_left_out():
    notices = "Reminder: Report on a separate line for each class of securities beneficially owned directly or "
    notices += "indirectly."
    text = form_4("Common Stock/ / / / / / / / 5/ D/ ")
    text = text.replace("\t5\tD\t\n", f"\t5\tD\t\n{notices}\tSEC 1474 (9-02)\n\n")
    document, findings = read(text)
    assert (len(document.table_i), findings) == (1, [])


@pytest.mark.parametrize("title", ["Preferred (0)", "Preferred (1)(100)", "Preferred (a)", "Preferred ()"])
def test_what_is_no_footnote_number_stays_text(title):
    line, findings = line_of(f"{title}/ / / / / / / / 5/ D/ ")
    assert (line.security_title, findings) == (words(title), [])


# ------------------------------------------------------------------------- explanations, signatures


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ("(1) First\nline.\n(2) Second (2) still.\n", {"F1": "First line.", "F2": "Second (2) still."}),
        ("1. First.\n2. Second.\n", {"F1": "First.", "F2": "Second."}),
        ("- (1) One:\n\n(1) nothing new\n- (2) Two.\n", {"F1": "One:\n\n(1) nothing new", "F2": "Two."}),
        ("(1)\tFirst.\n(10)\tTenth.\n(2)\tSecond.\n", {"F1": "First.", "F10": "Tenth.", "F2": "Second."}),
        (
            "| (1) | First \\| one. |\n|---|---|\n| (2) | \\$5 *or* more. |\n",
            {"F1": "First | one.", "F2": "$5 or more."},
        ),
        ("1. 2024 was the year\n2024. It was.\n", {"F1": "2024 was the year 2024. It was."}),
    ],
)
def test_explanations(notes, expected):
    document, findings = read(form_4(notes=f"\n**Explanation of Responses:**\n\n{notes}\n"))
    assert ({note.id: note.text for note in document.footnotes}, findings) == (expected, [])


def test_an_explanation_without_a_number_is_noted():
    document, (finding,) = read(form_4(notes="\n**Explanation of Responses:**\n\nSee the attached.\n\n"))
    assert document.footnotes == ()
    assert (finding.code, finding.location.path) == ("S16-031", "footnotes")


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        ("**Signatures**/s/ Jane Doe05/15/2024\n", [("/s/ Jane Doe", "2024-05-15")]),
        ("**Signatures**Jane Doe05/15/2024\n", [("Jane Doe", "2024-05-15")]),
        ("**Signatures**\n\nDoe Fund 205/15/2024\n", [("Doe Fund 2", "2024-05-15")]),
        ("Signatures\n\n/s/ A05/15/2024/s/ B05/16/2024\n", [("/s/ A", "2024-05-15"), ("/s/ B", "2024-05-16")]),
        ("| /s/ A | 05/15/2024 |\n\\*\\* Signature of Reporting Person\n", [("/s/ A", "2024-05-15")]),
        ("/s/ A\n\n05/15/2024\n\n\\*\\* Signature of Reporting Person\n\nDate\n", [("/s/ A", "2024-05-15")]),
        ("SIGNATURE OF REPORTING PERSON\n  /s/ Jane Doe\nDATE\nMay 15, 2024\n", [("/s/ Jane Doe", "2024-05-15")]),
    ],
)
def test_signatures(signed, expected):
    document, findings = read(form_4(signed=signed))
    assert ([(s.name, s.date.text) for s in document.signatures], findings) == (expected, [])
    assert len(document.footnotes) == 3
    assert document.footnotes[2].text == "Third."


def test_a_signature_without_a_date_is_noted():
    document, (finding,) = read(form_4(signed="**Signatures**\n\n/s/ Jane Doe\n"))
    assert [(s.name, s.date) for s in document.signatures] == [("/s/ Jane Doe", Cell())]
    assert finding.location.path == "signatures[0].date"


# ----------------------------------------------------------------------------- Forms 3 and 5, plain text

FORM_3 = """\
FORM 3                      UNITED STATES SECURITIES AND EXCHANGE COMMISSION        OMB APPROVAL
                                      Washington, D.C. 20549                        OMB Number: 3235-0104
              INITIAL STATEMENT OF BENEFICIAL OWNERSHIP OF SECURITIES

1. Name and Address of Reporting        2. Date of Event Requiring      3. Issuer Name and Ticker or
   Person *                             Statement (Month/Day/Year)      Trading Symbol
DOE JANE                                05/13/2024                      Sample Corp [ SMPL ]
(Last) (First) (Middle)
C/O SAMPLE CORP                         4. Relationship of Reporting Person(s) to Issuer
1 MAIN STREET                           (Check all applicable)
(Street)                                __X__ Director           _____ 10% Owner
RENO, NV 89501                          _____ Officer (give title below) _____ Other (specify below)
(City) (State) (Zip)
                                        5. If Amendment, Date           6. Individual or Joint/Group Filing
                                        Original Filed(Month/Day/Year)  (Check Applicable Line)
                                                                        _X_ Form filed by One Reporting Person
                                                                        ___ Form filed by More than One Reporting Person

Table I - Non-Derivative Securities Beneficially Owned

1. Title of Security    2. Amount of         3. Ownership     4. Nature of Indirect
(Instr. 4)              Securities           Form: Direct     Beneficial Ownership
                        Beneficially Owned   (D) or           (Instr. 5)
                        (Instr. 4)           Indirect (I)
                                             (Instr. 5)
---------------------------------------------------------------------------------
Class A Common Stock,   1,250 (1)            I                By Doe Family
par value $0.01                                               Trust (2)
Common Stock            75                   D

Table II - Derivative Securities Beneficially Owned
(e.g., puts, calls, warrants, options, convertible securities)

1. Title of        2. Date Exercisable and    3. Title and Amount of     4.          5. Ownership  6. Nature of
Derivative         Expiration Date            Securities Underlying      Conversion  Form          Indirect
Security           (Month/Day/Year)           Derivative Security        or          (Instr. 5)    Beneficial
(Instr. 4)                                    (Instr. 4)                 Exercise                  Ownership
                                                                         Price                     (Instr. 5)
                   Date         Expiration    Title        Amount or
                   Exercisable  Date                       Number of
                                                           Shares
Stock Option       (1)          05/12/2034    Common       10,000        $ 2.50      D
(right to buy)                                Stock
Warrant            06/01/2024   06/01/2029    Common       $ 900         $ (2)       I             By Trust
                                              Stock

Explanation of Responses:
(1) Vests in four
    equal instalments.
(2) Set at the time.

Remarks:
None of note.

Signatures

/s/ Jane Doe          05/20/2024
** Signature of Reporting Person          Date

Reminder: Report on a separate line for each class of securities beneficially owned directly or
indirectly.
* If the form is filed by more than one reporting person, see Instruction 5(b)(v).
"""


def test_form_3_in_plain_text_with_wrapped_columns():
    document, findings = read(FORM_3)
    assert findings == []
    assert (document.document_type, document.period_of_report) == ("3", day("2024-05-13"))
    assert document.issuer == Issuer(None, "Sample Corp", "SMPL")
    assert document.no_longer_subject == document.original_date == document.no_securities_owned == Cell()
    (owner,) = document.owners
    assert owner.address == Address("C/O SAMPLE CORP", "1 MAIN STREET", "RENO", "NV", "89501")
    assert (owner.relationship.is_director, owner.relationship.is_officer) == (YES, NO)
    common, other = document.table_i
    assert common.kind == other.kind == "holding"
    assert common.security_title == words("Class A Common Stock, par value $0.01")
    assert (common.shares_following, common.nature) == (number("1250", "F1"), words("By Doe Family Trust", "F2"))
    assert (other.shares_following, other.direct_indirect, other.form_type) == (number("75"), words("D"), Cell())
    option, warrant = document.table_ii
    assert (option.kind, option.security_title) == ("holding", words("Stock Option (right to buy)"))
    assert (option.exercise_date, option.expiration_date) == (Cell(None, None, ("F1",)), day("2034-05-12"))
    assert (option.underlying_title, option.underlying_shares) == (words("Common Stock"), number("10000"))
    assert (option.exercise_price, option.direct_indirect) == (number("2.50"), words("D"))
    assert (warrant.underlying_value, warrant.exercise_price) == (number("900"), Cell(None, None, ("F2",)))
    assert [note.text for note in document.footnotes] == ["Vests in four equal instalments.", "Set at the time."]
    assert document.remarks == "None of note."
    assert [(s.name, s.date.text) for s in document.signatures] == [("/s/ Jane Doe", "2024-05-20")]


def test_form_3_that_says_nothing_is_owned():
    start, end = FORM_3.index("Class A Common Stock,"), FORM_3.index("Table II")
    text = FORM_3[:start] + FORM_3[end:]
    start, end = text.index("Stock Option"), text.index("Explanation of Responses")
    text = text[:start] + text[end:].replace("(1) Vests in four\n    equal instalments.\n(2) Set at the time.",
                                             "No securities are beneficially owned.")  # fmt: skip
    document, findings = read(text)
    assert (document.no_securities_owned, document.table_i, document.table_ii) == (YES, (), ())
    assert (document.footnotes, findings) == ((), [])


FORM_5 = """\
# FORM 5

| | |
|---|---|
| ☐ | Check this box if no longer subject to Section 16. Form 4 or Form 5 obligations may continue. |
| ☒ | Form 3 Holdings Reported |
| ☒ | Form 4 Transactions Reported |
| ☐ | Check this box to indicate that a transaction was made pursuant to a contract, instruction or written plan |

**ANNUAL STATEMENT OF CHANGES IN BENEFICIAL OWNERSHIP OF SECURITIES**

| 1. Name and Address of Reporting Person\\* | 2. Issuer Name and Ticker or Trading Symbol | 5. Relationship of \
Reporting Person(s) to Issuer (Check all applicable) |
|---|---|---|
| DOE JANE<br>(Last) (First) (Middle)<br>1 MAIN STREET<br>(Street)<br>RENO, NV 89501<br>(City) (State) (Zip) | \
Sample Corp [ SMPL ] | ☒ Director ☐ 10% Owner ☐ Officer (give title below) ☐ Other (specify below) |
| | 3. Statement for Issuer's Fiscal Year Ended (Month/Day/Year) | 6. Individual or Joint/Group Reporting \
(check applicable line) |
| | 12/31/2023 | ☒ Form Filed by One Reporting Person ☐ Form Filed by More than One Reporting Person |
| | 4. If Amendment, Date Original Filed (Month/Day/Year) | |
| | 02/14/2024 | |

**Table I - Non-Derivative Securities Acquired, Disposed of, or Beneficially Owned**

| 1. Title of Security (Instr. 3) | 2. Transaction Date (Month/Day/Year) | 2A. Deemed Execution Date, if any | 3. \
Transaction Code (Instr. 8) | 4. Securities Acquired (A) or Disposed of (D) Amount | (A) or (D) | Price | 5. Amount of \
Securities Beneficially Owned at end of Issuer's Fiscal Year | 6. Ownership Form: Direct (D) or Indirect (I) | 7. \
Nature of Indirect Beneficial Ownership |
|---|---|---|---|---|---|---|---|---|---|
| Common Stock | 03/01/2023 | | G | 100 | D | \\$0 | 900 | D | |
| Common Stock | 04/03/2023 | | P4 (1) | 50 | A | \\$3.10 | 950 | D | |
| Common Stock | 05/01/2022 | | G5 | 10 | D | \\$0 | 940 | D | |
| Common Stock | 06/01/2023 | | S/K4 | 10 | D | \\$4 | 930 | D | |
| Common Stock | | | 3 | | | | 70 | I | By Spouse |
| Common Stock | | | | | | | 80 | I | By Trust |

**Table II - Derivative Securities Acquired, Disposed of, or Beneficially Owned**

**Explanation of Responses:**

- (1) Late.

**Signatures**

| /s/ Jane Doe | 02/20/2024 |
| \\*\\* Signature of Reporting Person | Date |
"""


def test_form_5_in_markdown_tables():
    document, findings = read(FORM_5)
    assert findings == []
    assert (document.document_type, document.period_of_report) == ("5/A", day("2023-12-31"))
    assert document.original_date == day("2024-02-14")
    assert (document.form3_holdings_reported, document.form4_transactions_reported) == (YES, YES)
    assert (document.no_longer_subject, document.rule_10b5_1) == (NO, NO)
    coded = [
        (line.kind, line.form_type.text, line.code.text, line.equity_swap.text, line.timeliness.text)
        for line in document.table_i
    ]
    assert coded == [
        ("transaction", "5", "G", "0", None),
        ("transaction", "4", "P", "0", None),
        ("transaction", "5", "G", "0", "L"),
        ("transaction", "4", "S", "1", None),
        ("holding", "3", None, None, None),
        ("holding", None, None, None, None),
    ]
    assert document.table_i[1].coding_footnotes == ("F1",)
    assert document.table_i[4].nature == words("By Spouse")
    assert [(s.name, s.date.text) for s in document.signatures] == [("/s/ Jane Doe", "2024-02-20")]


def test_drawn_tables():
    drawn = """\
Table I - Non-Derivative Securities Acquired, Disposed of, or Beneficially Owned
+----------------+------------+------------+----------+------------------------------+------------+------+-----------+
| 1. Title of    | 2. Trans-  | 2A. Deemed | 3. Trans.| 4. Securities Acquired (A)   | 5. Amount  | 6.   | 7. Nature |
| Security       | action     | Execution  | Code     | or Disposed of (D)           | of         | Own- | of        |
|                | Date       | Date       | Code | V | Amount | (A) or (D)  | Price | Securities | ship | Indirect  |
+----------------+------------+------------+------+---+--------+-------------+-------+------------+------+-----------+
| Class A Common | 05/13/2024 |            | S    |   | 1,000  | D           | $5.00 | 9,000      | I    | By Family |
| Stock          |            |            |      |   |        |             |       |            |      | Trust (1) |
+----------------+------------+------------+------+---+--------+-------------+-------+------------+------+-----------+
|                |            |            |      |   |        |             |       |            |      |           |
| Common Stock   |            |            |      |   |        |             |       | 7          | D    |           |
+----------------+------------+------------+------+---+--------+-------------+-------+------------+------+-----------+
"""
    text = form_4()
    text = text[: text.index("**Table I -")] + drawn + text[text.index("**Table II -") :]
    document, findings = read(text)
    assert findings == []
    sale, holding = document.table_i
    assert (sale.security_title, sale.code) == (words("Class A Common Stock"), words("S"))
    assert (sale.shares, sale.acquired_disposed, sale.price) == (number("1000"), words("D"), number("5.00"))
    assert (sale.shares_following, sale.nature) == (number("9000"), words("By Family Trust", "F1"))
    assert (holding.kind, holding.shares_following) == ("holding", number("7"))


OLD = """\
FORM 4
STATEMENT OF CHANGES IN BENEFICIAL OWNERSHIP
( ) Check this box if no longer subject to Section 16.
Form 4 or Form 5 obligations may continue. See Instructions 1(b).
1. Name and Address of Reporting Person
   Doe, Jane
   c/o Sample Corp.
   1 Main Street
   Reno, NV  89501
   USA
2. Issuer Name and Ticker or Trading Symbol
   Sample Corp.
   SMPL
3. IRS or Social Security Number of Reporting Person (Voluntary)

4. Statement for Month/Year
   February 29,2000
5. If Amendment, Date of Original (Month/Year)

6. Relationship of Reporting Person(s) to Issuer (Check all applicable)
   (X) Director ( ) 10% Owner ( ) Officer (give title below) ( ) Other
   (specify below)

7. Individual or Joint/Group Filing (Check Applicable Line)
   (X) Form filed by One Reporting Person
   ( ) Form filed by More than One Reporting Person
<TABLE>
 Table I -- Non-Derivative Securities Acquired, Disposed of, or Beneficially Owned   |
_____________________________________________________________________________________|
1. Title of Security       |2.    |3.    |4.Securities Acquired (A)         |5.Amount |
<S>                        <C>    <C>  <C><C>               <C> <C>         <C>
Common Stock               |2/7/0 |P   | |1,000             |A  |$1         |1,000    |
</TABLE>
Explanation of Responses:
SIGNATURE OF REPORTING PERSON
  /s/         Jane Doe
DATE
March 13, 2000
"""


def test_a_form_before_2003_gives_its_boxes_and_a_note_for_its_table():
    document, findings = read(OLD)
    assert (document.document_type, document.period_of_report) == ("4", day("2000-02-29"))
    assert document.issuer == Issuer(None, "Sample Corp.", "SMPL")
    assert document.owners[0].name == "Doe, Jane"
    assert document.owners[0].address == Address("c/o Sample Corp.", "1 Main Street", "Reno", "NV", "89501")
    assert document.owners[0].relationship.is_director == YES
    assert document.signatures[0].date == day("2000-03-13")
    assert document.table_i == ()
    assert [(f.code, f.location.path) for f in findings] == [("S16-031", "table_i")]


# --------------------------------------------------------------------------------- what it is not

README = """# section16

Reads Form 4. It has `1. Name and Address of Reporting Person`, a box `2. Issuer Name and Ticker or Trading
Symbol`, `5. Relationship of Reporting Person(s) to Issuer` and Table I.
"""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FORM 4",
        README,
        "FORM 10-K\nANNUAL REPORT PURSUANT TO SECTION 13\n\n1. Name and Address of the Issuer\n",
        "<?xml version='1.0'?><ownershipDocument/>",
        "<html><body>" + FORM_3 + "</body></html>",
        "<SEC-DOCUMENT>0001.txt : 20000316\n" + OLD,
        "-----BEGIN PRIVACY-ENHANCED MESSAGE-----\n" + OLD,
        '{"document_type": "4"}',
        FORM_3.replace("1. Name", "One. Name"),
        FORM_3 + "\0",
    ],
)
def test_other_texts_are_not_taken(text):
    assert not page_text.sniff(text.encode())
    with pytest.raises(NotThisFormat):
        read(text)


@pytest.mark.parametrize("text", [FORM_3, FORM_5, OLD, form_4(), "\ufeff" + form_4()])
def test_printed_forms_are_taken(text):
    assert page_text.sniff(text.encode())
    assert page_text.sniff(text.encode().replace(b"\n", b"\r\n"))
    assert page_text.read(text.encode())[0] == page_text.read(text.replace("\n", "\r\n").encode())[0]


@pytest.mark.needs_shared
def test_of_all_shared_texts_only_the_ault_form_is_taken(shared):
    found = [
        str(path.relative_to(shared))
        for path in sorted(shared.rglob("*"))
        if path.is_file() and path.suffix != ".zip" and page_text.sniff(path.read_bytes())
    ]
    assert found == [SEED]


@pytest.mark.needs_shared
def test_a_filed_text_of_2000_gives_its_boxes(shared):
    source = (shared / "data/feed/0001094891-00-000193.txt").read_bytes()
    assert not page_text.sniff(source)
    document, findings = page_text.read(source[source.index(b"<TEXT>") + 6 : source.index(b"</TEXT>")])
    assert document.issuer == Issuer(None, "Productivity Technologies Corp.", "PRAC")
    assert document.owners[0].name == "Foster, Alan H."
    assert [finding.location.path for finding in findings] == ["table_i", "table_ii"]


def test_a_form_cut_before_its_tables_is_damaged():
    with pytest.raises(Damaged, match="Form 4 that ends before Table I"):
        read(HEAD + BOXES)


def test_a_text_in_windows_characters_is_read():
    source = form_4("Common Stock/ / / / / / / / 5/ I/ By Müller’s Trust").encode("cp1252")
    assert page_text.read(source)[0].table_i[0].nature == words("By Müller’s Trust")


def test_the_codes_are_listed_for_the_catalogue():
    assert [note.code for note in page_text.CODES.values()] == [f"S16-03{i}" for i in range(1, 6)]
    assert all(note.title and note.citation and note.severity is Severity.NOTE for note in page_text.CODES.values())


# ------------------------------------------------------------------------------------ any text at all

PARTS = [*form_4("Common Stock (1)/ 05/13/2024/ / S/ / 5/ D/ \\$1/ 5/ I/ By Trust").split("\n"), *FORM_3.split("\n"),
         *FORM_5.split("\n"), *OLD.split("\n"), "\t", "|", "(1)", "☒", "X", "  ", "$", "<b>", "\\", "*"]  # fmt: skip


@given(st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "replace"))))
@example(b"\xff\xfe")
def test_any_bytes_raise_only_what_is_promised(source):
    try:
        page_text.read(source)
    except (NotThisFormat, Damaged):
        assert True


@given(st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=20)), max_size=40), st.integers(0, 3))
def test_any_text_below_the_heading_raises_only_what_is_promised(parts, where):
    text = "\n".join(parts)
    start, tables, end = HEAD + BOXES, TABLE_I + TABLE_II, NOTES + SIGNED
    texts = (start + text + tables + end, start + TABLE_I + text + "\n" + TABLE_II + end,
             start + tables + text + end, start + tables + end + text)  # fmt: skip
    try:
        document, findings = read(texts[where].encode("utf-8", "replace").decode())
    except (NotThisFormat, Damaged):
        return
    assert document.form in {"3", "4", "5"}
    assert all(finding.severity is Severity.NOTE and finding.code.startswith("S16-03") for finding in findings)


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=60))
def test_lines_in_any_order_raise_only_what_is_promised(parts):
    try:
        read("\n".join(parts))
    except (NotThisFormat, Damaged):
        assert True


@pytest.mark.parametrize("junk", ["a\n", "*a", "_", " ", "\t", "(1)", "<b ", "a, NV 89141 ", "1. ", "D\t"])
def test_a_megabyte_of_junk_is_read_in_bounded_time(junk):
    megabyte = junk * (1_000_000 // len(junk))
    start = time.process_time()
    document, _ = read(HEAD + BOXES + TABLE_I + megabyte + "\n" + TABLE_II + NOTES + megabyte + SIGNED)
    assert document.document_type == "4"
    assert time.process_time() - start < 30
