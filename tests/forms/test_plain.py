"""The form in plain English: whole pages checked against the filings by hand, and what must hold on every page.

The properties are worked out from the filing anew: numbers with fractions, marks and dates with patterns, so that
they do not rest on the functions that make the page.
"""

import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import section16
from section16.forms import terminal
from section16.forms.plain import Statement, page, statements
from section16.forms.visible import shown_once
from section16.model.document import Footnote, Issuer, OwnershipDocument, Relationship, ReportingOwner, Signature
from section16.model.filing import Filing, Source
from section16.model.lines import DerivativeLine, NonDerivativeLine
from section16.vocabulary.cells import Cell
from section16.vocabulary.codes import transaction_codes
from tests.formats.filed_cells import number, words
from tests.strategies import documents as any_document

PAGES = Path(__file__).parent / "plain"
EXAMPLE = Path(section16.__file__).parent / "examples" / "form4-ault-2023-11-24.xml"

# page, filing, and what it is here for
REAL = {
    "tesla-form3-2010": ("0001181431-10-034759.xml", "Form 3: derivative holdings without a number of their own"),
    "bird-form3-2021": ("0000899243-21-044370.xml", "Form 3: no securities owned"),
    "snowflake-form5-2022": ("doc-cec0c0c171fb.xml", "Form 5: a gift, two trusts"),
    "marcus-form4a-2026": ("0000897069-26-001273.xml", "amendment, seven options held"),
    "apple-form4-2025": ("doc-d424f2f167f2.xml", "vesting, withholding, four sales in one, plan box ticked"),
    "skyquarry-form4-2024": ("doc-736fc686b8a3.xml", "exit box, holdings only, two owners"),
    "tailwind-form4-2023": ("0001104659-23-006210.txt", "puts and calls exercised and expired, early lines"),
    "hall-of-fame-form4-2023": ("0001209191-23-012901.txt", "early gifts between companies and a trust, a value held"),
    "amerisource-form4-2023": ("0000899243-23-012969.txt", "equity swaps, four lines told together"),
    "nuburu-form4-2023": ("0000899243-23-015661.txt", "a value instead of a number"),
    "wesbanco-form4-2023": ("0001127602-23-015230.txt", "deemed execution dates, fractions of shares"),
    "schwab-form4-2023": ("0001062993-23-006877.txt", "a purchase that is disposed of"),
    "frost-form4-2023": ("0001209191-23-030575.txt", "an inheritance among many trusts"),
    "wells-fargo-form4-2023": ("0000899243-23-014223.txt", "marks on (A) or (D) and on direct or indirect; code J"),
}  # fmt: skip


def test_the_example_that_ships(golden):
    golden(PAGES / "ault-form4-2023.txt", page(section16.read(EXAMPLE)))


@pytest.mark.needs_shared
@pytest.mark.parametrize("name", REAL)
def test_real_pages(name, golden, submissions, documents):
    filing = REAL[name][0]
    source = (submissions if filing.endswith(".txt") else documents).read(filing)
    golden(PAGES / f"{name}.txt", page(section16.read(source), 100))


SALE = {
    "security_title": words("Common Stock"),
    "transaction_date": Cell(date(2024, 3, 3), "2024-03-03"),
    "form_type": words("4"),
    "code": words("S"),
    "shares": number("1000"),
    "price": number("10.50"),
    "acquired_disposed": words("D"),
    "shares_following": number("2000"),
    "direct_indirect": words("D"),
}


def form(*lines: NonDerivativeLine, **boxes: object) -> OwnershipDocument:
    owner = ReportingOwner(name="DOE JANE", relationship=Relationship(is_director=Cell(True, "1")))
    usual = {
        "document_type": "4",
        "issuer": Issuer(name="Acme Inc", trading_symbol="ACME"),
        "owners": (owner,),
        "table_i": tuple(line for line in lines if not isinstance(line, DerivativeLine)),
        "table_ii": tuple(line for line in lines if isinstance(line, DerivativeLine)),
    }
    return OwnershipDocument(**(usual | boxes))


def sale(**boxes: object) -> NonDerivativeLine:
    return NonDerivativeLine(kind="transaction", **(SALE | boxes))


def told(document: OwnershipDocument, part: str = "What happened") -> list[str]:
    return [statement.text for statement in statements(document) if statement.part == part]


# -------------------------------------------------------------------------------------- what holds on every page

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SEEN = re.compile(r"footnotes? (\d+(?:, \d+)*)")
DATE = re.compile(rf"(?:{'|'.join(MONTHS)}) \d{{1,2}}, \d{{4}}")
# numbers that are part of a rule, a count of lines, or a form's name
OURS = re.compile(
    r"Rule 1\w\w?\d?-\d(?:\(\w\))?|in \d+ lines|Form \d(?:/A)?"
    r"|\d+ of \d+ (?:lines state no price|prices have footnotes)"
)
EACH = re.compile(r"[Oo]n each line: (.*?)\.(?= [A-Z]|$)")
NUMBER = re.compile(r"\$?\d[\d,]*(?:\.\d+)?|\$?\.\d+")
WORDS = {
    "A": ("bought", "received", "acquired", "(A)", "expired"),
    "D": ("sold", "disposed of", "delivered", "gave away", "given away", "exercised", "converted", "expired"),
}
SEE = re.compile(r"see( (foot)?notes?| explanation of responses)?[.:]?", re.IGNORECASE)


def flat(text: str | None) -> str:
    return " ".join((text or "").split())


def spelled(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def threes(text: str) -> str:
    whole, point, rest = text.strip().partition(".")
    return (f"{int(whole):,}" if whole else "") + point + rest


def names_of(texts: str) -> set[str]:
    return {name for found in SEEN.findall(texts) for name in found.split(", ")}


def on_line(found: list[Statement], place: str) -> list[Statement]:
    return [statement for statement in found if any(ref.startswith(f"{place}.") for ref in statement.refs)]


def faults(filing: Filing) -> Iterator[str]:
    """Everything on the page of a filing that is not as it must be."""
    document = filing.document
    found = statements(document)
    text = page(filing)
    bare = "".join(text.split())
    for line in text.splitlines():
        if len(line) > 80:
            yield f"too long: {line}"
    for note in document.footnotes:
        if "".join(shown_once(note.text).split()) not in bare:
            yield f"footnote {note.id} is not in full"
    for table, i, line in document.lines():
        place = f"{table}[{i}]"
        about = on_line(found, place)
        yield from (f"{place}: {fault}" for fault in unsaid(document, line, " ".join(s.text for s in about)))
        for statement in about:
            if statement.is_item or len({ref.partition(".")[0] for ref in statement.refs}) == 1:
                yield from (f"{place}: {fault}" for fault in unfiled([line], statement.text))
    lines = {f"{table}[{i}]": line for table, i, line in document.lines()}
    for statement in found:
        if not set(statement.footnotes) <= {f"F{name}" for name in names_of(statement.text)}:
            yield f"cites what it does not name: {statement}"
        places = dict.fromkeys(ref.partition(".")[0] for ref in statement.refs if ref.startswith("table"))
        yield from unfiled([lines[place] for place in places], statement.text) if places else ()


def unsaid(document: OwnershipDocument, line: NonDerivativeLine, text: str) -> Iterator[str]:
    """Filled boxes of a line that no statement on it tells."""
    cited = names_of(text)
    for field, cell in line.cells():
        told = True
        match cell.value:
            case bool():
                told = not cell.value or "code K" in text
            case Decimal():
                told = re.search(rf"(?<![\d,.]){re.escape(threes(cell.text))}(?![\d]|,\d|\.\d)", text) is not None
            case date():
                told = spelled(cell.value) in text
            case str() as word if field in ("security_title", "underlying_title"):
                told = flat(word) in text
            case str() as word if field == "nature":
                told = flat(word) in text or (SEE.fullmatch(flat(word)) is not None and bool(cell.footnotes))
            case str() as word if field == "code":
                told = f"code {word}" in text or f"code is {word}" in text
            case str() as word if field == "acquired_disposed":
                told = any(verb in text for verb in WORDS[word])
            case str() as word if field == "direct_indirect":
                told = re.search(r"(?i)\bindirectly\b" if word == "I" else r"(?i)\bdirectly\b", text) is not None
            case str() as word if field in ("form_type", "timeliness"):
                told = word == document.form or "(V)" in text
        if not told:
            yield f"{field} {cell.text!r} is not told"
        for mark in (*cell.footnotes, *(line.coding_footnotes if field == "code" else ())):
            if mark.removeprefix("F") not in cited:
                yield f"{field}: mark {mark} is not told"


def unfiled(lines: list[NonDerivativeLine], text: str) -> Iterator[str]:
    """Numbers of a statement on lines that are neither in their boxes nor a sum that is said to be one."""
    filed = {threes(cell.text) for line in lines for _, cell in line.cells() if isinstance(cell.value, Decimal)}
    days = {spelled(cell.value) for line in lines for _, cell in line.cells() if isinstance(cell.value, date)}
    text = SEEN.sub("", text)
    for line in lines:
        for _, cell in line.cells():
            if isinstance(cell.value, str) and len(cell.value) > 2:
                text = text.replace(flat(cell.value), "")
    for row in transaction_codes().values():
        text = text.replace(row.label, "")
    yield from (f"{day} is not filed" for day in DATE.findall(text) if day not in days)
    text = OURS.sub("", DATE.sub("", text))
    for part in EACH.findall(text):
        for said in NUMBER.findall(part):
            if not all(
                said.rstrip(",").removeprefix("$")
                in {threes(cell.text) for _, cell in line.cells() if isinstance(cell.value, Decimal)}
                for line in lines
            ):
                yield f"{said} is not on each line: {part}"
    pairs = [(line.shares.value, line.price.value) for line in lines]
    worth = sum(Fraction(shares or 0) * Fraction(price or 0) for shares, price in pairs)
    for found in NUMBER.finditer(text):
        said, after = found[0].rstrip(",").removeprefix("$"), text[found.end() :]
        value = Fraction(said.replace(",", ""))
        if re.match(r" in all[ ,]", after) and "computed)" in after:
            expected = value == worth and None not in {one for pair in pairs for one in pair}
        elif re.match(r" (a share|each) on average \(both computed\)", after):
            shares = sum(Fraction(one) for one, _ in pairs)
            exact = value == worth / shares
            expected = exact or (abs(value - worth / shares) <= Fraction(1, 200) and "about $" in text)
        elif said in filed:
            continue
        else:
            expected = "(sum computed)" in after and value == sum(Fraction(one or 0) for one, _ in pairs)
        if not expected:
            yield f"{found[0]} is not filed: {text}"


@pytest.mark.needs_shared
def test_every_box_is_told_and_every_number_is_filed(submissions, documents):
    corpora = (submissions.sample(25), documents.sample())
    assert [f"{name}: {fault}" for one in corpora for name, data in one for fault in faults(section16.read(data))] == []


@pytest.mark.needs_shared
@pytest.mark.sweep
def test_every_box_is_told_on_every_filing(submissions):
    assert [f"{name}: {fault}" for name, data in submissions.sample() for fault in faults(section16.read(data))] == []


@given(any_document(), st.integers(40, 120))
def test_any_document_has_a_page(document, width):
    text = page(Filing(document, Source("xml", b"")), width)
    assert max(map(len, text.splitlines())) <= width
    assert not {category(char) for char in text.replace("\n", "")} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    for statement in statements(document):
        assert statement.text.endswith((".", ":")) or statement.part == "Remarks"
        assert statement.part
    assert list(untold(document)) == []


def traces(field: str, cell: Cell) -> Iterator[str]:
    """What must stand in the statements on a line because a box says it; letters become words, so they leave none."""
    filed = flat(shown_once(cell.value if isinstance(cell.value, str) else cell.text or ""))
    if cell.is_unreadable:
        yield filed
    elif isinstance(cell.value, Decimal):
        yield threes(cell.text.strip().lstrip("+-"))
    elif isinstance(cell.value, date):
        yield f"{MONTHS[cell.value.month - 1]} {cell.value.day}, {cell.value.year:04d}"
    elif (
        cell.value
        and field in {"security_title", "underlying_title", "nature"}
        and not (cell.footnotes and SEE.fullmatch(filed))
    ):
        yield filed
    for mark in cell.footnotes:
        yield mark[1:] if re.fullmatch("F[0-9]+", mark) else flat(shown_once(mark))


def untold(document: OwnershipDocument) -> Iterator[str]:
    found = statements(document)
    for table, i, line in document.lines():
        place = f"{table}[{i}]"
        about = [s.text for s in found if any(ref.partition(".")[0] == place for ref in s.refs)]
        if len(about) == 0:
            yield f"{place} is not told"
        text = " ".join(about)
        for field, cell in line.cells():
            yield from (
                f"{place}.{field}: {trace!r} is not in {text}" for trace in traces(field, cell) if trace not in text
            )
        marks = [mark for mark in line.coding_footnotes if flat(shown_once(mark[1:])) not in text]
        yield from (f"{place}: mark {mark!r}" for mark in marks)


FEW = st.sampled_from(
    [Cell(), number("1"), number("2.50", "F1"), Cell(None, None, ("F2",)), Cell(None, "N/A", ("F3",))]
)
MARKS = st.lists(st.sampled_from(["F4", "F5"]), max_size=2, unique=True).map(tuple)
LIKE = {
    "shares": FEW, "price": FEW, "shares_following": FEW, "value_following": FEW, "total_value": FEW,
    "coding_footnotes": MARKS, "direct_indirect": MARKS.map(lambda marks: words("D", *marks)),
    "security_title": MARKS.map(lambda marks: words("Common Stock", *marks)),
}  # fmt: skip
LIKE_II = {"exercise_price": FEW, "underlying_shares": FEW, "underlying_value": FEW}


@given(st.data(), st.booleans(), st.sampled_from(["transaction", "holding"]))
def test_lines_told_together_tell_their_boxes(data, is_derivative, kind):
    """Lines of one security, day, code and side, with anything in the other boxes."""
    line_type, boxes = (DerivativeLine, LIKE | LIKE_II) if is_derivative else (NonDerivativeLine, LIKE)
    usual = SALE if kind == "transaction" else {}
    lines = data.draw(st.lists(st.fixed_dictionaries({}, optional=boxes), min_size=4, max_size=6))
    document = form(
        *(line_type(kind=kind, **({**usual, "security_title": words("Common Stock")} | one)) for one in lines)
    )
    assert list(untold(document)) == []
    for statement in statements(document):
        named = {f"F{name}" for name in names_of(statement.text)}
        assert set(statement.footnotes) <= named


# --------------------------------------------------------------------------------------------- odd fillings


def test_a_sale_in_one_sentence():
    (text,) = told(form(sale()))
    assert text == (
        "On March 3, 2024, the owner sold 1,000 shares of Common Stock on the open market or privately (code S), at "
        "$10.50 a share, $10,500 in all (computed). Held afterwards: 2,000 shares, directly."
    )


@pytest.mark.parametrize(
    ("boxes", "expected"),
    [
        ({"shares": Cell(None, "N/A")}, 'the number box says "N/A", which is not a number'),
        ({"price": Cell(None, "N/A", ("F1",))}, 'the price box says "N/A", which is not a number (see footnote 1)'),
        ({"price": Cell(None, None, ("F2",))}, ", price not stated, see footnote 2."),
        ({"price": Cell()}, ", price not stated."),
        ({"price": number("0")}, ", at $0 a share."),
        ({"transaction_date": Cell(None, "soon")}, 'the transaction date box says "soon", which is not a date'),
        ({"transaction_date": Cell(None, None, ("F1",))}, "On a day not stated (see footnote 1), the owner sold"),
        ({"code": words("Q")}, 'as disposed of (D), under code "Q", which is not on the form\'s list of codes'),
        ({"code": Cell()}, "reported 1,000 shares of Common Stock as disposed of (D), without a transaction code, at"),
        ({"code": words("P")}, 'as disposed of (D), although the code is P, "Open market or private purchase of'),
        ({"acquired_disposed": Cell()}, "without saying whether acquired or disposed of, under code S"),
        ({"acquired_disposed": words("X")}, 'the box says "X", not A or D'),
        ({"direct_indirect": Cell()}, "whether directly or indirectly is not stated"),
        ({"direct_indirect": words("I")}, "1,000 shares of Common Stock were sold on the open market"),
        ({"direct_indirect": words("I")}, "indirectly, through whom is not stated"),
        ({"direct_indirect": words("I"), "nature": Cell(None, "", ("F3",))}, "indirectly, through whom see footnote 3"),
        ({"direct_indirect": words("I"), "nature": words("By Trust", "F3")}, 'indirectly: "By Trust" (see footnote 3)'),
        ({"nature": words("By Trust")}, 'directly; the nature box says "By Trust"'),
        ({"shares_following": Cell()}, "Held afterwards: not stated, directly."),
        ({"shares_following": number("0", "F1")}, "Held afterwards: 0 shares (see footnote 1), directly."),
        ({"form_type": words("5")}, "Reported voluntarily, earlier than required (V)."),
        ({"timeliness": words("L")}, "Reported late."),
        ({"timeliness": words("E")}, 'The timeliness box says "E" (early).'),
        ({"equity_swap": Cell(True, "1")}, "An equity swap or similar instrument is involved (code K)."),
        ({"equity_swap": Cell(None, "Y")}, 'The equity swap box says "Y", which is neither yes nor no.'),
        ({"security_title": Cell()}, "the owner sold 1,000 of a security without a title on the open market"),
        ({"deemed_execution_date": Cell(date(2024, 3, 5), "2024-03-05")},
         "On March 3, 2024 (deemed execution date March 5, 2024), the owner sold"),
        ({"code": words("G"), "coding_footnotes": ("F1",)}, "as a bona fide gift (code G; see footnote 1)"),
    ],
)  # fmt: skip
def test_boxes_are_told_as_filed(boxes, expected):
    (text,) = told(form(sale(**boxes)))
    assert expected in text


def test_a_total_is_only_given_where_both_factors_are_stated():
    for boxes in ({"price": Cell(None, None, ("F1",))}, {"price": number("0")}, {"shares": Cell(None, "N/A")}):
        assert "in all" not in " ".join(told(form(sale(**boxes))))


def test_four_sales_of_one_day_are_told_together():
    lines = [sale(shares=number(n), price=number(p)) for n, p in (("1", "1.5"), ("1", "2"), ("2", "3"), ("3", "1.25"))]
    first, *items = told(form(*lines))
    assert "sold 7 shares of Common Stock in 4 lines (sum computed)" in first
    assert "at stated prices from $1.25 to $3 a share, $13.25 in all, about $1.89 a share on average" in first
    assert items[0] == "1 share, at $1.5 a share."
    assert [statement.is_item for statement in statements(form(*lines))].count(True) == 4


def test_sales_of_different_trusts_are_not_told_together():
    lines = [sale(direct_indirect=words("I"), nature=words("See footnote", f"F{i}")) for i in range(1, 5)]
    assert len(told(form(*lines))) == 4


def test_sums_are_exact_however_long():
    digits = "1" * 40 + ".5"
    text = told(form(sale(shares=number(digits), price=number("3"))))[0]
    assert f"${3 * int('1' * 40) + 1:,}.50 in all" in text


def test_lines_of_form_5():
    late = sale(form_type=words("4"), timeliness=words("L"))
    document = form(late, document_type="5")
    assert "Given as held at the end of the fiscal year: 2,000 shares, directly." in told(document)[0]
    assert told(document)[0].endswith("It was due on Form 4, reported late.")
    holding = NonDerivativeLine(
        kind="holding", security_title=words("Common Stock"), form_type=words("3"),
        shares_following=number("5"), direct_indirect=words("D"),
    )  # fmt: skip
    assert told(form(holding, document_type="5"), "What is held") == [
        "The owner holds 5 shares of Common Stock directly. It was due on Form 3."
    ]


def test_a_holding_with_boxes_of_a_transaction():
    held = NonDerivativeLine(kind="holding", **SALE)
    (text,) = told(form(held), "What is held")
    assert (
        'also fills boxes of a transaction: transaction date March 3, 2024; code "S"; amount 1,000; price $10.50'
        in text
    )


def test_owners_and_boxes():
    owners = (
        ReportingOwner(name="A LP", relationship=Relationship(is_ten_percent_owner=Cell(True, "1"))),
        ReportingOwner(name="B", relationship=Relationship(officer_title="Chief", is_officer=Cell(False, "0"))),
        ReportingOwner(),
    )
    document = form(owners=owners, rule_10b5_1=Cell(None, "Y"), no_longer_subject=Cell(True, "true"))
    text = " ".join(told(document, "What this is"))
    assert "3 reporting owners file it together:" in text
    assert "A LP, a 10% owner." in text
    assert 'B, with no relationship box ticked; the officer title says "Chief", but the officer box is not' in text
    assert "not named, with no relationship to the issuer stated." in text
    assert 'The Rule 10b5-1(c) box says "Y", which is neither yes nor no.' in text
    assert "the owners are no longer subject to Section 16" in text


def test_a_box_that_the_form_does_not_have_is_no_answer():
    for kind, expected in (("4", True), ("5", True), ("3", False)):
        text = " ".join(told(form(document_type=kind), "What this is"))
        assert ("the form has no Rule 10b5-1(c) box: it says neither yes nor no" in text) is expected
        assert "not ticked" not in text


def test_marks_without_footnotes_and_footnotes_without_marks():
    document = form(sale(price=Cell(None, None, ("F7",))), footnotes=(Footnote("F1", "One.\n\nTwo."), Footnote()))
    text = page(Filing(document, Source("xml", b"")))
    assert "price not stated, see footnote 7" in text
    assert '   7  The form carries the mark "F7", but no such footnote.' in text
    assert "   1  One.\n      Two. (no box carries its mark)\n" in text


def test_filed_text_cannot_command_the_terminal():
    hostile = "Com\x1b[2Jmon\u202eSto\x85ck"
    document = form(
        sale(security_title=words(hostile), direct_indirect=words("I"), nature=words(hostile)),
        remarks=hostile, footnotes=(Footnote("F1", hostile),), signatures=(Signature(name=hostile),),
        issuer=Issuer(name=hostile), owners=(ReportingOwner(name=hostile),),
    )  # fmt: skip
    text = page(Filing(document, Source("xml", b"")))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    text = "".join(text.split())
    assert text.count("⟨U+001B⟩[2J") == text.count("⟨U+202E⟩") == text.count("⟨U+0085⟩") == 7


def test_only_what_was_computed_is_explained():
    """The filer's own "(computed)" is no sum of ours."""
    computed = "(computed): multiplied, added or divided here"
    said = form(sale(price=Cell(), nature=words("(computed)")), remarks="As (computed) by the broker.")
    assert computed not in page(Filing(said, Source("xml", b"")), 200)
    assert computed in page(Filing(form(sale()), Source("xml", b"")), 200)
    many = form(*[sale(price=Cell(), shares=number(str(i))) for i in range(2, 7)])
    assert computed in page(Filing(many, Source("xml", b"")), 200)


def test_a_text_of_any_length_is_printed_as_a_number():
    """What is filed and what it means come apart in a document made by hand: JSON may say both."""
    line = sale(shares=Cell(Decimal(1), "1" * 5000))
    assert "1,111," in page(Filing(form(line), Source("xml", b"")))
    shown = io.StringIO()
    Console(file=shown, width=100).print(terminal.form(Filing(form(line), Source("xml", b"")), 100))
    assert "1,111" in shown.getvalue()


def test_a_submission_without_a_form():
    text = page(Filing(None, Source("sgml", b"")))
    assert text.startswith("A submission without an ownership document that could be read")
