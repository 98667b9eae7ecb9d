"""Pages made by the SEC's published stylesheets of real filings, read back and compared with the XML.

``as_printed`` says what a stylesheet does not print, or prints otherwise than filed: with that every box of every
page must come back, and only the places that contradict themselves are noted.
"""

from collections import Counter
from functools import cache
from typing import Any

import msgspec
import pytest
from lxml import etree

from section16.formats import edgar_page, edgar_xml
from section16.model.document import Address, Issuer, OwnershipDocument, Relationship, ReportingOwner
from section16.model.lines import DerivativeLine
from section16.vocabulary.cells import Cell
from section16.vocabulary.codes import country_codes, state_codes
from section16.vocabulary.findings import Finding
from tests.conftest import SHARED
from tests.real_documents import real_documents

pytestmark = pytest.mark.needs_shared

STYLESHEETS = SHARED / "spec" / "edgar-ownership-v5.5" / "stylesheets"
OF_FORM = {"3": ("X06", "X07"), "4": ("X06", "X07", "X08", "X09"), "5": ("X06", "X07", "X08", "X09")}
NEWEST = {"3": "X07", "4": "X09", "5": "X09"}
EVERY = [f"{form}_{name}" for form, names in OF_FORM.items() for name in names]
with_changes = msgspec.structs.replace


@cache
def stylesheet(name: str) -> etree.XSLT:
    parser = etree.XMLParser(load_dtd=True, resolve_entities=True)  # State_Codes.xsl declares a dash
    return etree.XSLT(etree.parse(STYLESHEETS / f"{name}.xsl", parser))


def name_of(form: str, schema_version: str | None) -> str:
    """The stylesheet of a schema version: its generation, the oldest published for what is older."""
    generation = max(int((schema_version or "X0101")[-2:]), 6)
    return f"{form}_X{min(generation, int(NEWEST[form][1:])):02}"


def page_of(xml: bytes, name: str) -> bytes:
    return bytes(stylesheet(name)(etree.fromstring(xml)))


# --------------------------------------------------------------------------- what is printed of a filing


def as_printed(document: OwnershipDocument, name: str) -> OwnershipDocument:
    """The document without what the stylesheet leaves out."""
    form, generation = name.split("_")
    has_plan = form != "3" and generation != "X06"
    is_newest = generation == NEWEST[form]
    exit_box, issuer = document.no_longer_subject, document.issuer
    if form == "3" or (form == "4" and exit_box.text == "true"):  # XPath: 'true' > 0 is false
        exit_box = Cell()
    if issuer is not None and not is_newest:
        issuer = with_changes(issuer, foreign_trading_symbol=None)
    types = [(line.kind, line.form_type.text) for _, _, line in document.lines()]
    return with_changes(
        document,
        no_longer_subject=exit_box,
        issuer=issuer,
        rule_10b5_1=document.rule_10b5_1 if has_plan else Cell(),
        no_securities_owned=document.no_securities_owned if form == "3" else Cell(),
        form3_holdings_reported=Cell(form == "5" and ("holding", "3") in types),
        form4_transactions_reported=Cell(form == "5" and ("transaction", "4") in types),
        owners=tuple(owner_as_printed(owner, i, form, is_newest) for i, owner in enumerate(document.owners)),
        table_i=tuple(line_as_printed(line, form) for line in document.table_i),
        table_ii=tuple(line_as_printed(line, form) for line in document.table_ii),
    )


def owner_as_printed(owner: ReportingOwner, position: int, form: str, is_newest: bool) -> ReportingOwner:
    address, relationship = owner.address or Address(), owner.relationship or Relationship()
    if not (address.street1 or "").strip():
        address = with_changes(address, street1=address.street2, street2=None)
    if not is_newest:
        address = with_changes(address, is_non_us=Cell(), non_us_state=None, country=None)
    has_title, has_other = bool(relationship.officer_title), bool(relationship.other_text)
    if position > 0:
        relationship = with_changes(relationship, is_officer=Cell(has_title), is_other=Cell(has_other))
    elif form == "4" and has_other:
        relationship = with_changes(relationship, is_other=Cell(True))  # and noted, when it was not so filed
    elif form == "4" and relationship.is_other.text == "true":
        relationship = with_changes(relationship, is_other=Cell(False))
    return with_changes(owner, address=address, relationship=relationship)


def line_as_printed(line: Any, form: str) -> Any:
    timeliness = line.timeliness
    if form == "4":
        changes: dict[str, Any] = {"timeliness": Cell(None, None, timeliness.footnotes)}
    else:
        is_late = timeliness.value == "L" and line.form_type.value == "5"
        changes = {"timeliness": Cell("L") if is_late else Cell()}
    if isinstance(line, DerivativeLine) and form == "3":
        changes |= {"shares_following": Cell(), "value_following": Cell()}
    if isinstance(line, DerivativeLine) and form == "5":  # without a value they are not printed
        names = ("exercise_price", "shares_following", "value_following", "direct_indirect", "nature")
        changes |= {name: Cell() for name in names if getattr(line, name).is_footnote_only}
    return with_changes(line, **changes)


def boxes(document: OwnershipDocument) -> dict[str, Any]:
    """Every printed box by its path: what it says, and its marks."""
    found: dict[str, Any] = {
        "document_type": document.document_type,
        "period_of_report": document.period_of_report.value,
        "original_date": document.original_date.value,
        "issuer": said(document.issuer or Issuer(), "name", "trading_symbol", "foreign_trading_symbol"),
        "owners": len(document.owners),
        "lines": (len(document.table_i), len(document.table_ii)),
        "footnotes": [(note.id, note.text.strip()) for note in document.footnotes],
        "remarks": (document.remarks or "").strip(),
        "signatures": [((one.name or "").strip(), one.date.value) for one in document.signatures],
    }
    for field in ("no_securities_owned", "no_longer_subject", "form3_holdings_reported",
                  "form4_transactions_reported", "rule_10b5_1"):  # fmt: skip
        found[field] = getattr(document, field).value is True
    for i, owner in enumerate(document.owners):
        address, relationship = owner.address or Address(), owner.relationship or Relationship()
        found[f"owners[{i}]"] = said(owner, "name")
        found[f"owners[{i}].address"] = said(
            address, "street1", "street2", "city", "state", "zip", "non_us_state", "country"
        )
        found[f"owners[{i}].title"] = said(relationship, "officer_title", "other_text")
        for field in ("is_director", "is_officer", "is_ten_percent_owner", "is_other"):
            found[f"owners[{i}].{field}"] = getattr(relationship, field).value is True
    for table, i, line in document.lines():
        found[f"{table}[{i}]"] = (line.kind, line.coding_footnotes)
        for field, cell in line.cells():
            found[f"{table}[{i}].{field}"] = (None if cell.value is False else cell.value, cell.footnotes)
    return found


def said(part: Any, *fields: str) -> list[str]:
    return [(getattr(part, field) or "").strip() for field in fields]


def assert_it_comes_back(document: OwnershipDocument, name: str, also: tuple[str, ...] = ()) -> list[Finding]:
    """Print, read, compare; the notes of the reading.

    also  paths that may be noted as well
    """
    read, findings = edgar_page.read(page_of(edgar_xml.write(document), name))
    filed = boxes(as_printed(document, name))
    printed = boxes(read)
    assert {path: said for path, said in printed.items() if filed.get(path) != said} == {}
    assert filed.keys() == printed.keys()
    relationship = document.owners[0].relationship or Relationship()
    is_misprinted = name[0] == "4" and relationship.other_text and relationship.is_other.text not in ("1", " 1")
    assert [finding.location.path for finding in findings if finding.location.path not in also] == (
        ["owners[0].relationship.is_other"] if is_misprinted else []
    )
    return findings


# ----------------------------------------------------------------------------------------- real filings


def test_a_sample_of_real_filings(submissions, documents):
    names = Counter()
    for corpus, every in ((submissions, 60), (documents, 1)):
        for source_name, source in real_documents(corpus.sample(every)):
            document, _ = edgar_xml.read(source)
            name = name_of(document.form, document.schema_version)
            try:
                assert_it_comes_back(document, name)
            except AssertionError as error:
                raise AssertionError(source_name) from error
            names[name] += 1
    assert {"3_X06", "3_X07", "4_X06", "4_X07", "4_X08", "4_X09", "5_X06", "5_X09"} <= set(names)


@pytest.mark.sweep
def test_all_real_filings(submissions, documents):
    noted = count = 0
    for corpus in (submissions, documents):
        for source_name, source in real_documents(corpus.sample()):
            document, _ = edgar_xml.read(source)
            try:
                noted += bool(assert_it_comes_back(document, name_of(document.form, document.schema_version)))
            except AssertionError as error:
                raise AssertionError(source_name) from error
            count += 1
    assert (count, noted) == (9048, 19)


def as_form(document: OwnershipDocument, form: str) -> OwnershipDocument:
    """The document as it would be on another form: there are few real Forms 3 and 5."""
    changes: dict[str, Any] = {"document_type": form + ("/A" if document.is_amendment else ""), "outlines": ()}
    if form == "3":
        names = ("security_title", "exercise_price", "exercise_date", "expiration_date", "underlying_title",
                 "underlying_shares", "underlying_value", "shares_following", "value_following", "direct_indirect",
                 "nature")  # fmt: skip
        for table in ("table_i", "table_ii"):
            changes[table] = tuple(
                type(line)(kind="holding", **{name: cell for name, cell in line.cells() if name in names})
                for line in getattr(document, table)
            )
        changes["no_securities_owned"] = Cell(True, "1")
    return with_changes(document, **changes)


@pytest.mark.parametrize("name", EVERY)
def test_every_stylesheet(submissions, documents, name):
    for corpus, every in ((submissions, 150), (documents, 10)):
        for source_name, source in real_documents(corpus.sample(every, start=7)):
            document, _ = edgar_xml.read(source)
            try:
                assert_it_comes_back(as_form(document, name[0]), name)
            except AssertionError as error:
                raise AssertionError(source_name) from error


# ------------------------------------------------------------------------------------------ addresses


@pytest.fixture(scope="module")
def small(shared) -> OwnershipDocument:
    """A filed Form 4 of one line."""
    return edgar_xml.read((shared / "data/pages/form4-374water.xml").read_bytes())[0]


def with_addresses(document: OwnershipDocument, *addresses: Address) -> OwnershipDocument:
    owners = tuple(
        with_changes(document.owners[0], name=f"DOE JANE {i}", address=address) for i, address in enumerate(addresses)
    )
    return with_changes(document, owners=owners, outlines=())


ABROAD = Cell(True, "true")


@pytest.mark.parametrize("name", ["4_X06", "4_X09"])
@pytest.mark.parametrize(
    "address",
    [
        Address("1 MAIN STREET", None, "RENO", "NV", "89501"),
        Address("1 MAIN STREET, SUITE 5", "ATTN: JANE", "RENO", "NV", None),
        Address("1 MAIN STREET", "SUITE 5", "RENO", None, "89501"),
        Address("1 MAIN STREET", "SUITE 5"),
        Address("1 MAIN STREET", None, "WASHINGTON, DC", "DC", "20549"),
        Address("1 MAIN STREET", None, None, "NV", "89501"),
        Address("1 MAIN STREET", None, "PAGO PAGO", "B5", "96799"),
        Address("1 MAIN STREET", None, "LONDON", "X0", "SW1A 1AA"),
        Address("1 MAIN STREET", None, "SINGAPORE"),
    ],
)
def test_addresses(small, name, address):
    assert_it_comes_back(with_addresses(small, address), name)
    # box 1 prints the first street, city or ZIP of any owner: where the first has none, it is another's
    joint = with_addresses(small, address, small.owners[0].address, address)
    assert_it_comes_back(joint, name, also=("owners[0].address",))


@pytest.mark.parametrize(
    "address",
    [
        Address("1 A", None, "TOKYO", zip="105-5135", is_non_us=ABROAD, country="M0"),
        Address("1 A", "2 B", "TOKYO", zip="105-5135", is_non_us=ABROAD, non_us_state="JAPAN", country="M0"),
        Address("1 A", None, "TOKYO", is_non_us=ABROAD, non_us_state="KANTO", country="M0"),
        Address("1 A", "2 B", "LONDON", zip="SW1A 1AA", is_non_us=ABROAD, country="X0"),
        Address("1 A", "2 B", "LONDON", is_non_us=ABROAD, country="X0"),
    ],
)
def test_addresses_abroad(small, address):
    assert_it_comes_back(with_addresses(small, address), "4_X09")


def test_a_further_address_abroad_may_be_unclear(small):
    clear = Address("1 A", "", "TOKYO", zip="105-5135", is_non_us=ABROAD, country="M0")
    unclear = with_changes(clear, street2="2 B")
    read, findings = edgar_page.read(page_of(edgar_xml.write(with_addresses(small, clear, clear, unclear)), "4_X09"))
    assert [(finding.code, finding.location.path) for finding in findings] == [("S16-034", "owners[2].address")]
    assert [boxes(read)[f"owners[{i}].address"][1] for i in range(3)] == ["", "", "2 B"]


def test_box_1_is_misprinted_when_another_owner_lives_abroad(small):
    """The stylesheet asks whether any owner does; the table of owners is right, and says so."""
    at_home, abroad = small.owners[0].address, Address("1 A", None, "TOKYO", None, "1", is_non_us=ABROAD, country="M0")
    document = with_addresses(small, at_home, abroad)
    read, findings = edgar_page.read(page_of(edgar_xml.write(document), "4_X09"))
    assert [(finding.code, finding.location.path) for finding in findings] == [("S16-033", "owners[0].address")]
    assert boxes(read) == boxes(as_printed(document, "4_X09"))


def test_every_state_and_country_gets_its_code_back(small):
    states = [Address("1 A", None, "B", row.code, "1") for row in state_codes().values() if row.standing == "state"]
    assert_it_comes_back(with_addresses(small, *states), "4_X09")
    known = [row for row in country_codes().values() if row.standing == "current" and row.code != "X1"]
    for start in range(0, len(known), 60):
        countries = [
            Address("1 A", None, "B", zip="1", is_non_us=ABROAD, country=row.code) for row in known[start : start + 60]
        ]
        assert_it_comes_back(with_addresses(small, *countries), "4_X09")


# -------------------------------------------------------------------------------- what stylesheets change


def with_line(document: OwnershipDocument, **cells: Cell) -> OwnershipDocument:
    line = document.table_i[0]
    return with_changes(document, table_i=(with_changes(line, **cells),), outlines=())


@pytest.mark.parametrize(
    ("filed", "printed"),
    [("12.34567", "12.3457"), ("0.00004", "0"), ("1234567.5", "1234567.50"), ("7.0", "7.00"), ("about 5", None)],
)
def test_numbers_as_printed(small, filed, printed):
    xml = edgar_xml.write(with_line(small, price=Cell(None, filed)))
    document, findings = edgar_page.read(page_of(xml, "4_X08"))
    price = document.table_i[0].price
    assert (price.text if price.value is not None else None) == printed
    assert [finding.code for finding in findings] == ([] if printed else ["S16-031"])


def test_a_zone_is_printed_inside_a_date(small):
    document = with_line(small, transaction_date=Cell(None, "2025-04-30-05:00"))
    read, findings = edgar_page.read(page_of(edgar_xml.write(document), "4_X08"))
    assert (read.table_i[0].transaction_date.text, findings) == ("2025-04-30-05:00", [])


def test_marks_on_the_side_stand_behind_those_of_the_amount(small):
    line = small.table_ii[0]
    line = with_changes(line, acquired_disposed=Cell("A", "A", ("F1",)), shares=Cell(None, "5", ("F1",)))
    document = with_changes(small, table_ii=(line,), outlines=())
    read, findings = edgar_page.read(page_of(edgar_xml.write(document), "4_X08"))
    assert (read.table_ii[0].shares.footnotes, read.table_ii[0].acquired_disposed) == (("F1", "F1"), Cell("A", "A"))
    assert findings == []


# --------------------------------------------------------------------------------------- our own pages


def on_one_line(said: Any) -> Any:
    """Texts with single blanks: our pages print them so, but for the lines of the remarks."""
    if isinstance(said, str):
        return "\n".join(" ".join(line.split()) for line in said.split("\n")).strip()
    if isinstance(said, list | tuple):
        return [on_one_line(part).replace("\n", " ") if isinstance(part, str) else on_one_line(part) for part in said]
    return said


@pytest.mark.needs("jinja2")
def test_our_own_pages_of_real_filings(submissions, documents):
    html = pytest.importorskip("section16.forms.html").html
    for corpus, every in ((submissions, 150), (documents, 3)):
        for source_name, source in real_documents(corpus.sample(every, start=1)):
            document, _ = edgar_xml.read(source)
            read, findings = edgar_page.read(html(document))
            filed = boxes(as_printed(document, name_of(document.form, document.schema_version)))
            # these the stylesheets misprint and we do not
            filed["no_longer_subject"] = document.form != "3" and document.no_longer_subject.value is True
            relationship = document.owners[0].relationship or Relationship()
            filed["owners[0].is_other"] = relationship.is_other.value is True
            printed = boxes(read)
            different = {path: said for path, said in printed.items() if on_one_line(filed[path]) != on_one_line(said)}
            assert (different, findings) == ({}, []), source_name
