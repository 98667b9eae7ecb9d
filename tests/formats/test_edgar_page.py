"""Rendered pages: the SEC's own by hand-read values, every other kind by small pages of ours in EDGAR's markup.

What the SEC's published stylesheets print of real filings is in ``test_edgar_page_stylesheets.py``.
"""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from section16.formats import edgar_page, edgar_xml, page_text
from section16.model.document import Address, Issuer, OwnershipDocument, Signature
from section16.model.lines import NonDerivativeLine
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import Damaged, NotThisFormat
from section16.vocabulary.findings import Finding, Severity
from tests.formats.filed_cells import NO, YES, day, number, words

PAGES = "data/pages"


def read(page: str) -> tuple[OwnershipDocument, list[Finding]]:
    return edgar_page.read(page.encode())


def places(findings: list[Finding]) -> list[tuple[str, str]]:
    """Code and path of every note."""
    assert all(finding.severity is Severity.NOTE for finding in findings)
    return [(finding.code, finding.location.path) for finding in findings]


# ------------------------------------------------------------------------------------ EDGAR's own pages


def live(shared, name: str) -> OwnershipDocument:
    document, findings = edgar_page.read((shared / PAGES / name).read_bytes())
    assert findings == []
    return document


@pytest.mark.needs_shared
def test_google_above_the_tables(shared):
    page = live(shared, "form4-google-2015.html")
    assert (page.document_type, page.period_of_report) == ("4", day("2015-10-02"))
    assert (page.no_longer_subject, page.rule_10b5_1, page.original_date) == (NO, Cell(), Cell())
    assert page.issuer == Issuer("0001288776", "GOOGLE INC.", "GOOG")
    (owner,) = page.owners
    assert (owner.cik, owner.name) == ("0001295032", "Brin Sergey")
    assert owner.address == Address("C/O GOOGLE INC.", "1600 AMPHITHEATRE PARKWAY", "MOUNTAIN VIEW", "CA", "94043")
    relationship = owner.relationship
    assert (relationship.is_director, relationship.is_officer, relationship.is_ten_percent_owner) == (YES, YES, YES)
    assert (relationship.is_other, relationship.officer_title, relationship.other_text) == (NO, "Co-Founder", None)


@pytest.mark.needs_shared
def test_google_tables(shared):
    page = live(shared, "form4-google-2015.html")
    lines = page.table_i
    assert len(lines) == 19
    assert [line.kind for line in lines] == ["transaction"] * 18 + ["holding"]
    assert all(line.security_title == words("Class A Common Stock", "F1") for line in lines[:18])
    assert [line.code.text for line in lines[:18]] == ["C"] + ["S"] * 17
    # each sale has a footnote of its own on its price
    assert [line.price.footnotes for line in lines[:18]] == [(), *((f"F{i}",) for i in range(2, 19))]
    assert (lines[0].shares, lines[0].price, lines[0].acquired_disposed) == (number("16670"), number("0"), words("A"))
    last = lines[17]
    assert (last.shares, last.price) == (number("1207"), number("656.1295", "F18"))
    assert (last.acquired_disposed, last.shares_following) == (words("D"), number("0"))
    assert lines[18] == NonDerivativeLine(
        kind="holding", security_title=words("Class C Capital Stock"), shares_following=number("21169379"),
        direct_indirect=words("D"),
    )  # fmt: skip
    (converted,) = page.table_ii
    assert (converted.security_title, converted.exercise_price) == (words("Class B Common Stock"), number("0"))
    assert (converted.code, converted.form_type, converted.equity_swap) == (words("C"), words("4"), NO)
    assert (converted.shares, converted.acquired_disposed) == (number("16670"), words("D"))
    assert converted.exercise_date == Cell(None, None, ("F19",))
    assert converted.expiration_date == Cell(None, None, ("F20",))
    assert converted.underlying_title == words("Class A Common Stock")
    assert (converted.underlying_shares, converted.price) == (number("16670"), number("0"))
    assert (converted.shares_following, converted.nature) == (number("21109310"), Cell())


@pytest.mark.needs_shared
def test_google_below_the_tables(shared):
    page = live(shared, "form4-google-2015.html")
    assert [note.id for note in page.footnotes] == [f"F{i}" for i in range(1, 21)]
    assert page.footnote("F20") == "There is no expiration date for the Issuer's Class B Common Stock."
    assert page.remarks.startswith("Form 4 Filing 1 of 2 (continuation report): Related transactions")
    assert "10b5-1 Trading Plan adopted by the Reporting Person.\n\nAs of October 2, 2015, pursuant" in page.remarks
    name = "/s/ Valentina Margulis, as attorney-in-fact for Sergey Brin"
    assert page.signatures == (Signature(name, day("2015-10-05")),)


@pytest.mark.needs_shared
def test_microsoft(shared):
    page = live(shared, "form4-microsoft.html")
    assert (page.document_type, page.period_of_report) == ("4", day("2016-06-02"))
    assert page.issuer == Issuer("0000789019", "MICROSOFT CORP", "MSFT")
    (owner,) = page.owners
    assert (owner.cik, owner.name) == ("0001529370", "List Teri L.")
    assert owner.address == Address(
        "C/O MICROSOFT CORPORATION", "ONE MICROSOFT WAY", "REDMOND", "WA", "98052-6399"
    )  # fmt: skip
    assert (owner.relationship.is_director, owner.relationship.is_officer) == (YES, NO)
    assert owner.relationship.officer_title is None
    (holding,) = page.table_i
    assert (holding.kind, holding.shares_following) == ("holding", number("3398"))
    (units,) = page.table_ii
    assert (units.kind, units.transaction_date) == ("transaction", day("2016-06-02"))
    assert units.exercise_price == Cell(None, None, ("F1",))
    assert units.exercise_date == units.expiration_date == Cell(None, None, ("F2",))
    assert (units.shares, units.shares_following) == (number("1619"), number("4172", "F3"))
    assert len(page.footnotes) == 3
    assert page.remarks is None
    assert page.signatures == (
        Signature("Keith R. Dolliver, Attorney-in-fact for Teri L. List-Stoll", day("2016-06-03")),
    )


@pytest.mark.needs_shared
@pytest.mark.parametrize("name", ["form3-snowflake", "form4-374water", "form5-snowflake"])
def test_pages_with_their_xml(shared, name):
    """Every box as in the XML. The XML of the two Snowflake forms was indented once more, its footnotes wrapped."""
    page = live(shared, f"{name}.html")
    filed, _ = edgar_xml.read((shared / PAGES / f"{name}.xml").read_bytes())
    assert page.document_type == filed.document_type
    assert page.period_of_report.value == filed.period_of_report.value
    assert page.issuer == filed.issuer
    for said, known in zip(page.owners, filed.owners, strict=True):
        assert (said.cik, said.name) == (known.cik, known.name)
        for field in ("street1", "street2", "city", "state", "zip"):
            assert getattr(said.address, field) == getattr(known.address, field)
        for field in ("is_director", "is_officer", "is_ten_percent_owner", "is_other"):
            value = getattr(known.relationship, field).value
            assert getattr(said.relationship, field).value is (value or False)
        assert (said.relationship.officer_title or "") == (known.relationship.officer_title or "")
    for table in ("table_i", "table_ii"):
        for line, known in zip(getattr(page, table), getattr(filed, table), strict=True):
            assert (line.kind, line.coding_footnotes) == (known.kind, known.coding_footnotes)
            assert [(field, cell.value, cell.footnotes) for field, cell in line.cells()] == [
                (field, cell.value, cell.footnotes) for field, cell in known.cells()
            ]
    assert [(note.id, note.text.split()) for note in page.footnotes] == [
        (note.id, note.text.split()) for note in filed.footnotes
    ]
    assert (page.remarks or "") == (filed.remarks or "")
    assert [(one.name, one.date.value) for one in page.signatures] == [
        (one.name, one.date.value) for one in filed.signatures
    ]


# --------------------------------------------------------------------------------------- small pages


def cell(text: str) -> str:
    """A cell of a line; ``^1`` is a raised mark."""
    text, *marks = text.split("^")
    return f"<td><span class='FormData'>{text}</span>{''.join(f'<sup>({mark})</sup>' for mark in marks)}</td>"


def rows(*lines: str) -> str:
    """Rows of a table; ``/ `` parts the cells."""
    return "".join(f"<tr>{''.join(cell(text.strip()) for text in line.split('/ '))}</tr>\n" for line in lines)


def tick_box(is_ticked: bool, caption: str) -> str:
    sign = "X" if is_ticked else "&nbsp;&nbsp;"
    return f"<tr><td><table border=1><tr><td>{sign}</td></tr></table></td><td>{caption}</td></tr>\n"


def box_1(name: str, cik: str = "0001234567", place: str = "<td>RENO</td><td>NV</td><td>89501</td>") -> str:
    return f"""<span>1. Name and Address of Reporting Person<sup>*</sup></span>
<table><tr><td><a href="/cgi-bin/browse-edgar?action=getcompany&amp;CIK={cik}">{name}</a></td></tr></table><hr>
<table><tr><td>(Last)</td><td>(First)</td><td>(Middle)</td></tr></table>
<table><tr><td>1 MAIN STREET</td></tr><tr><td>SUITE 5</td></tr></table><hr>
<span>(Street)</span><table><tr>{place}</tr></table><hr>
<table><tr><td>(City)</td><td>(State)</td><td>(Zip)</td></tr></table>"""


EXIT = """Check this box if no longer subject to Section 16. Form 4 or Form 5 obligations may continue.
<i>See</i> Instruction 1(b)."""
PLAN = (
    "Check this box to indicate that a transaction was made pursuant to a contract, instruction or written plan "
    "that is intended to satisfy the affirmative defense conditions of Rule 10b5-1(c). See Instruction 10."
)
RELATIONSHIP = """<table><tr><td>X</td><td>Director</td><td></td><td>10% Owner</td></tr>
<tr><td></td><td>Officer (give title below)</td><td></td><td>Other (specify below)</td></tr></table>"""
HEADS_I = """<thead><tr><th colspan=11><b>Table I - Non-Derivative Securities Acquired, Disposed of, or Beneficially
Owned</b></th></tr><tr><th rowspan=2>1. Title of Security (Instr. 3)</th><th rowspan=2>2. Transaction Date</th>
<th rowspan=2>2A. Deemed Execution Date, if any</th><th colspan=2>3. Transaction Code (Instr. 8)</th><th colspan=3>4.
Securities Acquired (A) or Disposed Of (D)</th><th rowspan=2>5. Amount of Securities Beneficially Owned</th>
<th rowspan=2>6. Ownership Form</th><th rowspan=2>7. Nature of Indirect Beneficial Ownership</th></tr>
<tr><th>Code</th><th>V</th><th>Amount</th><th>(A) or (D)</th><th>Price</th></tr></thead>
"""
HEADS_II = """<thead><tr><th colspan=16><b>Table II - Derivative Securities Acquired, Disposed of, or Beneficially
Owned</b><br><b>(e.g., puts, calls, warrants, options, convertible securities)</b></th></tr>
<tr><th rowspan=2>1. Title of Derivative Security</th><th rowspan=2>2. Conversion or Exercise Price of Derivative
Security</th><th rowspan=2>3. Transaction Date</th><th rowspan=2>3A. Deemed Execution Date, if any</th><th colspan=2>
4. Transaction Code</th><th colspan=2>5. Number of Derivative Securities Acquired (A) or Disposed of (D)</th>
<th colspan=2>6. Date Exercisable and Expiration Date</th><th colspan=2>7. Title and Amount of Securities Underlying
Derivative Security</th><th rowspan=2>8. Price of Derivative Security</th><th rowspan=2>9. Number of derivative
Securities Beneficially Owned</th><th rowspan=2>10. Ownership Form</th><th rowspan=2>11. Nature of Indirect Beneficial
Ownership</th></tr><tr><th>Code</th><th>V</th><th>(A)</th><th>(D)</th><th>Date Exercisable</th><th>Expiration Date
</th><th>Title</th><th>Amount or Number of Shares</th></tr></thead>
"""
NOTES = "<tr><td>1. First.</td></tr><tr><td>2. Second  note.</td></tr><tr><td>3. Third.</td></tr>"
NOTICES = """<tr><td colspan=3>Reminder: Report on a separate line for each class of securities beneficially owned
directly or indirectly.</td></tr><tr><td colspan=3>* If the form is filed by more than one reporting person, <i>see</i>
Instruction 4 (b)(v).</td></tr>"""
SIGNED = """<tr><td></td><td><u>/s/ Jane Doe</u></td><td><u>05/15/2024</u></td></tr>
<tr><td></td><td>** Signature of Reporting Person</td><td>Date</td></tr>"""


def page(*rows_i: str, rows_ii: tuple[str, ...] = (), form: str = "4", above: str = "", ticks: str | None = None,
         owner: str | None = None, issuer: str = "Sample Corp [ <span>SMPL</span> ]", period: str = "05/13/2024",
         original: str = "", relationship: str = RELATIONSHIP, more: bool = False, heads_i: str = HEADS_I,
         heads_ii: str = HEADS_II, between: str = "", others: str = "", notes: str = NOTES, remarks: str = "",
         signed: str = SIGNED, end: str = "</body></html>") -> str:  # fmt: skip
    """A Form 4 in the markup of EDGAR's pages."""
    dated = "3. Statement for Issuer's Fiscal Year Ended" if form == "5" else "3. Date of Earliest Transaction"
    one, many = ("", "X") if more else ("X", "")
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">
<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"><title>SEC FORM {form}</title>
<style>td {{color: blue}}</style></head><body>SEC Form {form}
<table><tr><td colspan=2>FORM {form}</td><td>UNITED STATES SECURITIES AND EXCHANGE COMMISSION<br>Washington, D.C. 20549
<br><br>STATEMENT OF CHANGES IN BENEFICIAL OWNERSHIP</td></tr>{above}
{tick_box(False, EXIT) if ticks is None else ticks}</table>
<table><tr><td rowspan=3>{box_1("DOE JANE") if owner is None else owner}</td><td><span>2. Issuer Name <b>and</b> Ticker
or Trading Symbol</span><br>{issuer}</td><td rowspan=2><span>5. Relationship of Reporting Person(s) to Issuer
</span><br><span>(Check all applicable)</span>{relationship}</td></tr>
<tr><td><span>{dated} (Month/Day/Year)</span><br>{period}</td></tr>
<tr><td><span>4. If Amendment, Date of Original Filed (Month/Day/Year)</span><br>{original}</td>
<td><span>6. Individual or Joint/Group Filing (Check Applicable Line)</span><table><tr><td>{one}</td><td>Form filed by
One Reporting Person</td></tr><tr><td>{many}</td><td>Form filed by More than One Reporting Person</td></tr></table></td>
</tr></table>
<table>{heads_i}<tbody>{rows(*rows_i)}</tbody></table>
{between}
<table>{heads_ii}<tbody>{rows(*rows_ii)}</tbody></table>
{others}
<table><tr><td><b>Explanation of Responses:</b></td></tr>{notes}
<tr><td><b>Remarks:</b></td></tr><tr><td>{remarks}</td></tr></table>
<table>{signed}{NOTICES}</table>{end}"""


def line_of(*lines: str, **parts: object):
    document, findings = read(page(*lines, **parts))
    assert len(document.table_i) == len(lines)
    return document.table_i[0], findings


def test_a_small_page_reads_without_notes():
    document, findings = read(page())
    assert findings == []
    assert (document.document_type, document.period_of_report) == ("4", day("2024-05-13"))
    assert document.issuer == Issuer(None, "Sample Corp", "SMPL")
    (owner,) = document.owners
    assert (owner.cik, owner.name) == ("0001234567", "DOE JANE")
    assert owner.address == Address("1 MAIN STREET", "SUITE 5", "RENO", "NV", "89501")
    assert (owner.relationship.is_director, owner.relationship.is_officer) == (YES, NO)
    assert (document.no_longer_subject, document.rule_10b5_1) == (NO, Cell())
    assert (document.table_i, document.table_ii) == ((), ())
    assert [(note.id, note.text) for note in document.footnotes] == [
        ("F1", "First."), ("F2", "Second  note."), ("F3", "Third."),
    ]  # fmt: skip
    assert document.remarks is None
    assert document.signatures == (Signature("/s/ Jane Doe", day("2024-05-15")),)


def test_marks_stand_on_every_column():
    line, findings = line_of(
        "Common Stock^1/ 05/13/2024^2/ 05/14/2024^3/ S^1^2/ / 1,000^3/ D^1/ $12.50^2^3/ 9,000^1^2/ I^3/ By Trust^1^2"
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
    assert (line.direct_indirect, line.nature) == (words("I", "F3"), words("By Trust", "F1", "F2"))


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("By Trust (1)", words("By Trust (1)")),  # no mark: it is not raised
        ("By  Trust", words("By  Trust")),
        ("By Trust<sup>1</sup>", words("By Trust", "F1")),
        ("By Trust<sup>(1)(2)</sup>", words("By Trust", "F1", "F2")),
        ("By Trust<sup>1, 2</sup>", words("By Trust", "F1", "F2")),
        ("By Trust <a href='#F1'><sup>(1)</sup></a>", words("By Trust", "F1")),
        ("By Trust<sup><a href='#F01'>(1)</a></sup>", words("By Trust", "F01")),
        ("By Trust<sup><a href='#F1'>(1)</a><a href='#F3'>(3)</a></sup>", words("By Trust", "F1", "F3")),
        ("By Trust<sup></sup>", words("By Trust")),
        ("<sup>(3)</sup>", Cell(None, None, ("F3",))),
        ("By the 5<sup>th</sup> Trust", words("By the 5th Trust")),
        ("By R&amp;D &lt;Trust&gt;", words("By R&D <Trust>")),
        ("By Trust<script>x()</script><b hidden>y</b><i style='display: none'>z</i>", words("By Trust")),
        ("-", words("-")),
        ("&nbsp;", Cell()),
    ],
)
def test_natures_and_marks(markup, expected):
    line, findings = line_of(f"Common Stock/ 05/13/2024/ / P/ / 1/ A/ $0/ 1/ I/ {markup}")
    assert (line.nature, [code for code, _ in places(findings) if code != "S16-035"]) == (expected, [])


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        ("^1", Cell(None, None, ("F1",))),
        ("$^1^2", Cell(None, None, ("F1", "F2"))),
        ("$\n  0\n ", number("0")),
        ("<span>$</span><span>1,234,567.89</span>", number("1234567.89")),
        ("", Cell()),
    ],
)
def test_prices(price, expected):
    line, findings = line_of(f"Common Stock/ 05/13/2024/ / P/ / 100/ A/ {price}/ 100/ D/ ")
    assert (line.price, findings) == (expected, [])


@pytest.mark.parametrize(
    ("form", "code", "v", "expected"),
    [
        ("4", "G", "V", ("G", "5", False, None, ())),
        ("4", "G", "V^2", ("G", "5", False, None, ("F2",))),
        ("4", "S\n  /K", "", ("S", "4", True, None, ())),
        ("4", "S^1", "^2", ("S", "4", False, None, ("F2",))),
        ("5", "P4", None, ("P", "4", False, None, ())),
        ("5", "P\n /K4^1", None, ("P", "4", True, None, ())),
        ("5", "G5", None, ("G", "5", False, "L", ())),
        ("5", "G", None, ("G", "5", False, None, ())),
    ],
)
def test_codes(form, code, v, expected):
    heads = HEADS_I
    if form == "5":
        heads = heads.replace("<th colspan=2>3.", "<th rowspan=2>3.").replace("<th>Code</th><th>V</th>", "")
    v_cell = "" if v is None else f"{v}/ "
    line, findings = line_of(f"Common/ 05/13/2024/ / {code}/ {v_cell}1/ A/ $0/ 1/ D/ ", form=form, heads_i=heads)
    found = (line.code.text, line.form_type.text, line.equity_swap.value, line.timeliness.text)
    assert (*found, line.timeliness.footnotes) == expected
    assert [code for code, _ in places(findings)] in ([], ["S16-031"] if form == "5" else [])  # Table II's headings


def test_a_holding_of_form_3_on_form_5():
    heads = HEADS_I.replace("<th colspan=2>3.", "<th rowspan=2>3.").replace("<th>Code</th><th>V</th>", "")
    line, _ = line_of("Common/ / / 3/ / / / 100/ D/ ", form="5", heads_i=heads)
    assert (line.kind, line.form_type, line.code, line.equity_swap) == ("holding", words("3"), Cell(), Cell())


def test_table_ii_lines():
    document, findings = read(
        page(
            rows_ii=(
                "Option/ $8.88/ 05/13/2024/ / M/ / / 1,000/ ^1/ 03/01/2030/ Common Stock/ 1,000/ $0/ 4,000/ D/ ",
                "Unit^2/ ^3/ 05/13/2024/ / A/ V/ $500.25^1/ / ^2/ ^2/ Common^1/ $750/ $0/ $900/ I/ By Plan",
                "Warrant/ $1.5/ / / / / / / 01/02/2024/ 01/02/2034/ Class A/ 2,500.5/ / 2,500.5/ D/ ",
            )
        )
    )
    assert findings == []
    option, unit, warrant = document.table_ii
    assert (option.acquired_disposed, option.shares, option.exercise_price) == (
        words("D"),
        number("1000"),
        number("8.88"),
    )
    assert (option.exercise_date, option.expiration_date) == (Cell(None, None, ("F1",)), day("2030-03-01"))
    assert (unit.acquired_disposed, unit.total_value, unit.shares) == (words("A"), number("500.25", "F1"), Cell())
    assert (unit.underlying_value, unit.value_following) == (number("750"), number("900"))
    assert (unit.underlying_title, unit.form_type) == (words("Common", "F1"), words("5"))
    assert (warrant.kind, warrant.underlying_shares) == ("holding", number("2500.5"))


def test_ticks_of_every_kind():
    ticks = (
        tick_box(True, EXIT)
        + "<tr><td><input type='checkbox' checked='true' disabled></td><td>Form 3 Holdings Reported.</td></tr>"
        + "<tr><td><input type='checkbox' disabled></td><td>Form 4 Transactions Reported.</td></tr>"
        + f"<tr><td colspan=2><label><input type='checkbox' checked> {PLAN}</label></td></tr>"
    )
    document, findings = read(page(ticks=ticks))
    assert findings == []
    assert (document.no_longer_subject, document.rule_10b5_1) == (YES, YES)
    assert (document.form3_holdings_reported, document.form4_transactions_reported) == (YES, NO)


def test_the_date_of_the_original_makes_an_amendment():
    document, findings = read(page(original="05/15/2024"))
    assert (document.document_type, document.original_date, findings) == ("4/A", day("2024-05-15"), [])
    assert read(page().replace(">FORM 4<", ">FORM 4/A<"))[0].document_type == "4/A"


# ------------------------------------------------------------------------------------ issuer and owners


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<a href='/cgi-bin/browse-edgar?action=getcompany&CIK=320193'>Apple</a> [ AAPL ]",
         Issuer("0000320193", "Apple", "AAPL")),
        ("Apple [AAPL, BBBB]", Issuer(None, "Apple", "AAPL, BBBB")),
        ("Apple [[AAPL]]", Issuer(None, "Apple", "[AAPL]")),
        ("Apple [old] [AAPL]", Issuer(None, "Apple [old]", "AAPL")),
        ("Apple []", Issuer(None, "Apple", None)),
    ],
)  # fmt: skip
def test_issuers(markup, expected):
    document, findings = read(page(issuer=markup))
    assert (document.issuer, findings) == (expected, [])


def test_an_issuer_without_brackets_or_name_is_noted():
    document, findings = read(page(issuer="Apple"))
    assert (document.issuer, places(findings)) == (
        Issuer(None, "Apple", None), [("S16-031", "issuer.trading_symbol")],
    )  # fmt: skip
    document, findings = read(page(issuer=""))
    assert (document.issuer, places(findings)) == (None, [("S16-031", "issuer")])


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("<td>RENO</td><td></td><td>89501</td>", ("RENO", None, "89501")),
        ("<td>LONDON</td><td>X0</td><td></td>", ("LONDON", "X0", None)),
        ("<td></td><td>NV</td><td>89501</td>", (None, "NV", "89501")),
        ("<td>RENO</td><td>NEVADA</td><td>89501</td>", ("RENO", "NV", "89501")),
    ],
)
def test_cells_of_a_place(place, expected):
    document, findings = read(page(owner=box_1("DOE JANE", place=place)))
    address = document.owners[0].address
    assert ((address.city, address.state, address.zip), findings) == (expected, [])


@pytest.mark.parametrize(
    ("officer", "other", "below", "title", "text", "paths"),
    [
        ("X", "", "<td colspan=4>Chief Executive Officer</td>", "Chief Executive Officer", None, []),
        ("X", "", "<td colspan=4>Director of Sales, President X</td>", "Director of Sales, President X", None, []),
        ("", "X", "<td colspan=4>Member of 10% Owner group</td>", None, "Member of 10% Owner group", []),
        ("X", "X", "<td></td><td>CFO</td><td></td><td>Trustee</td>", "CFO", "Trustee", []),
        ("", "X", "<td></td><td></td><td></td><td>Trustee</td>", None, "Trustee", []),
        ("X", "X", "<td colspan=4>CFO / Trustee</td>", "CFO", "Trustee", []),
        ("X", "X", "<td colspan=4>CFO</td>", "CFO", None, [("S16-031", "owners[0].relationship.other_text")]),
    ],
)
def test_titles_below_the_relationships(officer, other, below, title, text, paths):
    markup = RELATIONSHIP.replace("<td></td><td>Officer", f"<td>{officer}</td><td>Officer")
    markup = markup.replace("<td></td><td>Other", f"<td>{other}</td><td>Other")
    document, findings = read(page(relationship=markup.replace("</table>", f"<tr>{below}</tr></table>")))
    found = document.owners[0].relationship
    assert (found.officer_title, found.other_text, places(findings)) == (title, text, paths)
    assert (found.is_officer.value, found.is_other.value) == (officer == "X", other == "X")
    assert (found.is_director, found.is_ten_percent_owner) == (YES, NO)


def test_box_1_is_printed_again_for_every_owner():
    owners = (("DOE JANE", "0001234567"), ("Doe Fund LP", "7"), ("Doe Trust", "8"))
    again = "".join(f"<table><tr><td>{box_1(name, cik)}</td></tr></table>" for name, cik in owners)
    document, findings = read(page(others=again, more=True))
    assert findings == []
    assert [(owner.name, owner.cik) for owner in document.owners] == [
        ("DOE JANE", "0001234567"), ("Doe Fund LP", "0000000007"), ("Doe Trust", "0000000008"),
    ]  # fmt: skip
    assert document.owners[2].address == document.owners[0].address
    assert (document.owners[0].relationship.is_director, document.owners[1].relationship) == (YES, None)


def test_a_relationship_below_a_repeated_box_1_is_its_owners():
    again = f"""<table><tr><td>{box_1("Doe Fund LP", "7")}</td><td>5. Relationship of Reporting Person(s) to Issuer
    <table><tr><td></td><td>Director</td><td>X</td><td>10% Owner</td></tr></table></td></tr></table>"""
    document, findings = read(page(others=again, more=True))
    assert findings == []
    assert document.owners[1].relationship.is_ten_percent_owner == YES


def test_a_count_of_owners_that_box_6_contradicts_is_noted():
    document, findings = read(page(more=True))
    assert (len(document.owners), places(findings)) == (1, [("S16-033", "owners")])


OWNERS = """<h2>Reporting Owners</h2><table><tr><td rowspan=2>Reporting Owner Name / Address</td><td colspan=4>
Relationships</td></tr><tr><td>Director</td><td>10% Owner</td><td>Officer</td><td>Other</td></tr>{}</table>"""
JANE = "<td>DOE JANE<br>1 MAIN STREET<br>SUITE 5<br>RENO,&nbsp;NV&nbsp;89501</td>"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (f"<tr>{JANE}<td>&nbsp;</td><td></td><td></td><td></td></tr>",
         [("S16-033", "owners[0].relationship.is_director")]),
        (f"<tr>{JANE.replace('JANE', 'JOHN')}<td>X</td><td></td><td></td><td></td></tr>",
         [("S16-033", "owners[0].name")]),
        (f"<tr>{JANE.replace('RENO', 'ELKO')}<td>X</td><td></td><td></td><td></td></tr>",
         [("S16-033", "owners[0].address")]),
        (f"<tr>{JANE}<td>X</td><td></td><td>CEO</td><td></td></tr>",
         [("S16-033", "owners[0].relationship.is_officer")]),
        (f"<tr>{JANE}<td>X</td><td></td><td></td><td>Trustee</td></tr>",
         [("S16-033", "owners[0].relationship.is_other")]),
        (f"<tr>{JANE}<td>X</td><td></td><td></td><td></td></tr><tr><td>total: 1</td></tr>", [("S16-031", "owners")]),
        (f"<tr>{JANE}<td>X</td><td></td><td></td><td></td></tr>", []),
    ],
)  # fmt: skip
def test_the_table_of_owners_and_box_1(row, expected):
    document, findings = read(page(others=OWNERS.format(row)))
    assert (len(document.owners), places(findings)) == (1, expected)
    assert document.owners[0].cik == (None if ("S16-033", "owners[0].name") in expected else "0001234567")


def test_boxes_with_nothing_in_them_are_noted():
    _, findings = read(page(owner="<span>1. Name and Address of Reporting Person</span>"))
    assert places(findings) == [("S16-031", "owners")]
    _, findings = read(page(relationship=""))
    assert places(findings) == [("S16-031", "owners[0].relationship")]
    document, findings = read(page(period="soon"))
    assert (document.period_of_report, places(findings)) == (Cell(None, "soon"), [("S16-031", "period_of_report")])
    document, findings = read(page(period=""))
    assert (document.period_of_report, findings) == (Cell(), [])


# ------------------------------------------------------------------------------- what is not understood


def test_a_note_says_where():
    line, (finding,) = line_of("Common Stock/ 05/32/2024/ / P/ / 1/ A/ $0/ 1/ D/ ")
    source = page("Common Stock/ 05/32/2024/ / P/ / 1/ A/ $0/ 1/ D/ ").split("\n")
    at = next(i for i, text in enumerate(source, 1) if "05/32/2024" in text)
    assert line.transaction_date == Cell(None, "05/32/2024")
    assert finding.location.path == "table_i[0].transaction_date"
    assert finding.location.box == f"Table I, line 1, column 2, page line {at}"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"above": "<tr><td>DRAFT OF MONDAY</td></tr>"}, ("S16-031", "")),
        ({"above": "<tr><td>[X]</td><td>a further box</td></tr>"}, ("S16-031", "")),
        ({"between": "<p>Something about the company.</p>"}, ("S16-031", "table_i")),
        ({"others": "<p>Something about the company.</p>"}, ("S16-031", "table_ii")),
        ({"notes": NOTES + "<tr><td>An explanation</td></tr>"}, ("S16-031", "footnotes")),
        ({"signed": SIGNED + "<tr><td colspan=3>and something else</td></tr>"}, ("S16-031", "signatures")),
        ({"signed": SIGNED.replace("05/15/2024", "")}, ("S16-031", "signatures[0].date")),
        ({"original": "unknown"}, ("S16-031", "original_date")),
        ({"heads_i": HEADS_I.replace("7. Nature of Indirect Beneficial Ownership", "8. Weather")},
         ("S16-032", "table_i")),
    ],
)  # fmt: skip
def test_regions_that_are_not_understood_are_noted(parts, expected):
    document, findings = read(page(**parts))
    assert document.document_type == "4"
    assert expected in places(findings)
    assert all("page line" in finding.location.box for finding in findings)


def test_a_tick_before_no_known_caption_is_noted():
    ticks = "<tr><td><input type=checkbox checked></td><td>Check this box on Sundays.</td></tr>"
    document, findings = read(page(ticks=ticks))
    assert document.no_longer_subject == Cell()
    assert places(findings) == [("S16-031", ""), ("S16-031", "")]


def test_a_column_the_form_has_not_is_noted_cell_by_cell():
    heads = HEADS_I.replace("</th></tr>\n<tr><th>Code", "</th><th rowspan=2>8. Weather</th></tr>\n<tr><th>Code")
    line, findings = line_of("Common/ 05/13/2024/ / P/ / 1/ A/ $0/ 1/ D/ / sunny", heads_i=heads)
    assert (line.price, line.direct_indirect) == (number("0"), words("D"))
    assert ("S16-031", "table_i[0].kind") in places(findings)
    assert "'sunny'" in str(findings[-1])


def test_columns_without_headings_are_read_by_position():
    heads = "<caption>Table I - Non-Derivative Securities Acquired, Disposed of, or Beneficially Owned</caption>"
    text = page("Common/ 05/13/2024/ / P/ / 1/ A/ $0/ 1/ D/ ", heads_i=heads)
    document, findings = read(text)
    assert (document.table_i, places(findings)[0]) == ((), ("S16-031", "table_i"))  # no table that is known as one
    heads = HEADS_I.replace("2. Transaction Date", "2. Day").replace("6. Ownership Form", "6. D/I")
    line, findings = line_of("Common/ 05/13/2024/ / P/ / 1/ A/ $0/ 1/ D/ ", heads_i=heads)
    assert (line.transaction_date, line.direct_indirect) == (day("2024-05-13"), words("D"))
    assert places(findings) in ([], [("S16-032", "table_i")])


def test_a_row_across_the_table_is_noted():
    text = page("Common/ 05/13/2024/ / P/ / 1/ A/ $0/ 1/ D/ ")
    text = text.replace("<tbody><tr>", "<tbody><tr><td colspan=11>continued from page 1</td></tr><tr>", 1)
    document, findings = read(text)
    assert (len(document.table_i), places(findings)) == (1, [("S16-031", "table_i")])


def test_a_table_that_is_missing_is_noted():
    document, findings = read(page(heads_ii=""))
    assert (document.table_ii, places(findings)) == ((), [("S16-031", "table_ii")])


def test_a_mark_without_explanation_is_noted():
    line, findings = line_of("Common Stock^7/ / / / / / / / 5/ D/ ")
    assert line.security_title == words("Common Stock", "F7")
    assert places(findings) == [("S16-035", "table_i[0].security_title")]


# --------------------------------------------------------------------------- explanations and remarks


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ("<tr><td>1. 2. is next</td></tr><tr><td>10. Ten</td></tr>", [("F1", "2. is next"), ("F10", "Ten")]),
        ("<tr><td><b>(1)</b></td><td>(2) is not next</td></tr>", [("F1", "(2) is not next")]),
        ("<tr><td>(1) Text\n in two lines</td></tr>", [("F1", "Text\n in two lines")]),
        ("<tr><td>1. </td></tr>", [("F1", "")]),
        ("<tr><td>1. Remarks:</td></tr><tr><td>2. Signatures</td></tr>", [("F1", "Remarks:"), ("F2", "Signatures")]),
        ("<tr><td>1. 1. Name and Address of Reporting Person*</td></tr>",
         [("F1", "1. Name and Address of Reporting Person*")]),
        ("", []),
    ],
)  # fmt: skip
def test_explanations(notes, expected):
    document, findings = read(page(notes=notes))
    assert ([(note.id, note.text) for note in document.footnotes], findings) == (expected, [])


@pytest.mark.parametrize(
    ("remarks", "expected"),
    [
        ("One.<br>Two.<br><br>Three.", "One.\nTwo.\n\nThree."),
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("&nbsp;&nbsp;indented<br>&nbsp;again", "indented\n again"),
        ("Explanation of Responses: none", "Explanation of Responses: none"),
        ("Note: File three copies of this Form.", "Note: File three copies of this Form."),
        ("", None),
    ],
)  # fmt: skip
def test_remarks(remarks, expected):
    document, findings = read(page(remarks=remarks))
    assert (document.remarks, findings) == (expected, [])


def test_remarks_in_the_cell_of_their_heading():
    text = page().replace(
        "<td><b>Remarks:</b></td></tr><tr><td></td>", "<td>&nbsp;<br><b>Remarks:</b><br>A&nbsp;b<br>c</td>"
    )
    assert read(text)[0].remarks == "A b\nc"


def test_several_signatures():
    second = SIGNED.replace("/s/ Jane Doe", "Doe Fund LP\nBy: /s/ Jane Doe").replace("05/15", "05/16")
    document, findings = read(page(signed=SIGNED + second))
    assert findings == []
    assert document.signatures == (
        Signature("/s/ Jane Doe", day("2024-05-15")), Signature("Doe Fund LP\nBy: /s/ Jane Doe", day("2024-05-16")),
    )  # fmt: skip


def test_a_form_3_that_says_nothing_is_owned():
    notes = "<tr><td colspan=2><b>No securities are beneficially owned</b><p></p></td></tr>" + NOTES
    document, findings = read(page(notes=notes))
    assert (document.no_securities_owned, len(document.footnotes), findings) == (YES, 3, [])


# ---------------------------------------------------------------------------------- other and cut pages


@pytest.mark.parametrize(
    "source",
    [
        b"", b"  \n", b"<html></html>", b"<!DOCTYPE html><html><body><table><tr><td>x</td></tr></table></body></html>",
        b"%PDF-1.7", b"<?xml version='1.0'?><ownershipDocument/>", b"\x00\x01", b'{"a": "<table>"}',
        b"<html><body><table><tr><td>How to fill in box 1. Name and Address of Reporting Person</td></tr></table>",
        page().replace("1. Name and Address of Reporting Person", "Name").encode(),
        page().replace("2. Issuer Name", "2. Company").encode(),
        ("<SEC-DOCUMENT>\n" + page()).encode(),
    ],
)  # fmt: skip
def test_other_pages_are_not_taken(source):
    assert not edgar_page.sniff(source)
    with pytest.raises(NotThisFormat, match="expected the HTML page of a Form 3, 4 or 5"):
        edgar_page.read(source)


@pytest.mark.parametrize(
    "source",
    [
        page().encode(),
        b"\xef\xbb\xbf\n" + page().encode(),
        page().replace("\n", "\r\n").encode(),
        page()[page().index("<body>") :].encode(),
        page(end="")[page().index("<table>") :].encode(),
    ],
)
def test_pages_are_taken(source):
    assert edgar_page.sniff(source)
    assert not page_text.sniff(source) or not source.lstrip(b"\xef\xbb\xbf\n").startswith((b"<!", b"<html"))
    document, findings = edgar_page.read(source)
    assert (document.document_type, document.period_of_report, findings) == ("4", day("2024-05-13"), [])


@pytest.mark.needs_shared
def test_of_all_shared_files_only_the_pages_are_taken(shared):
    found = [
        path.relative_to(shared)
        for path in sorted(shared.rglob("*"))
        if path.is_file() and path.suffix != ".zip" and edgar_page.sniff(path.read_bytes())
    ]
    assert [str(path.parent) for path in found] == [PAGES] * 5


@pytest.mark.parametrize("share", [0.5, 0.75, 0.9, 0.99])
def test_a_page_that_is_cut_is_damaged(share):
    source = page("Common Stock/ 05/13/2024/ / P/ / 1/ A/ $0/ 1/ D/ ").encode()
    with pytest.raises(Damaged, match="found a page without its end"):
        edgar_page.read(source[: int(len(source) * share)])


def test_a_part_of_a_page_without_signatures_is_damaged():
    text = page(end="")
    with pytest.raises(Damaged):
        read(text[text.index("<table>") : text.index("<table>", text.index("Remarks"))])


def test_a_page_without_tables_is_damaged():
    with pytest.raises(Damaged, match="without Table I and II"):
        read(page(heads_i="", heads_ii=""))


def test_a_page_nested_beyond_reason_is_damaged():
    with pytest.raises(Damaged, match="nested"):
        read(page(remarks="<div>" * 500))


@pytest.mark.parametrize(
    ("charset", "encoding"), [("UTF-8", "utf-8"), ("windows-1252", "cp1252"), ("none", "utf-8"), ("none", "cp1252")]
)
def test_characters(charset, encoding):
    text = page("Common Stock/ / / / / / / / 5/ I/ By Müller’s Trust")
    source = text.replace("charset=UTF-8", f"charset={charset}").encode(encoding)
    assert edgar_page.read(source)[0].table_i[0].nature == words("By Müller’s Trust")


def test_the_codes_are_those_of_printed_forms():
    assert edgar_page.CODES is page_text.CODES


# ------------------------------------------------------------------------------------------ any page

LINE = "Common Stock^1/ 05/13/2024/ / S/ / 5/ D/ $1/ 5/ I/ By Trust"
OPTION = "Option/ $8/ / / M/ / 1/ / ^1/ / Common/ 1/ / 4/ D/ "
PARTS = [*page(LINE, rows_ii=(OPTION,)).split("\n"), OWNERS.format(JANE), "<table>", "</table>", "<tr>", "<td>",
         "<td colspan=99 rowspan=99>", "<br>", "<sup>(1)</sup>", "&nbsp;", "<b>", "</b>", "X", "(City)",
         "UNITED STATES", "<!--", "<script>", "\x0c"]  # fmt: skip


BEGUN = {"owner": "1. Name and Address of Reporting Person<br>DOE JANE<br>"}


@given(st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "replace"))))
@example(b"<html>")
def test_any_bytes_raise_only_what_is_promised(source):
    try:
        edgar_page.read(source)
    except (NotThisFormat, Damaged):
        assert True


@given(st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=20)), max_size=40), st.integers(0, 6))
def test_any_markup_anywhere_raises_only_what_is_promised(parts, where):
    text = "\n".join(parts).encode("utf-8", "replace").decode()
    names = ("above", "owner", "issuer", "relationship", "between", "others", "notes")
    try:
        document, findings = read(page(LINE, **{names[where]: BEGUN.get(names[where], "") + text}))
    except (NotThisFormat, Damaged):
        return
    assert document.form in {"3", "4", "5"}
    assert all(code.startswith("S16-03") for code, _ in places(findings))


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=60))
def test_markup_in_any_order_raises_only_what_is_promised(parts):
    head = page()[: page().index("Table I -")]
    try:
        read(head + "\n".join(parts) + "</html>")
    except (NotThisFormat, Damaged):
        assert True


@pytest.mark.parametrize(
    "junk", ["a\n", "<br>", "<td>", "<tr>", "<p>a", "<sup>(1)</sup>", "&nbsp;", "[", "1 ", "<b>", "(Street)", ", "]
)
@pytest.mark.parametrize("name", ["issuer", "relationship", "owner", "notes", "remarks", "others"])
def test_much_junk_is_read_in_bounded_time(junk, name):
    size = 300_000 if name in ("notes", "remarks", "others") else 30_000  # what a page is known by comes first
    start = time.process_time()
    try:
        read(page(LINE, **{name: BEGUN.get(name, "") + junk * (size // len(junk))}))
    except Damaged:
        assert junk in ("<td>", "<b>", "<p>a", "<tr>", "<sup>(1)</sup>")
    assert time.process_time() - start < 10
