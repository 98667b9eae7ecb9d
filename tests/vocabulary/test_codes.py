"""Code lists: values a person can read off the specification, and the official schema itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from section16.vocabulary import codes
from section16.vocabulary.errors import NotFound

TABLES = Path(codes.__file__).with_name("tables")
SCHEMA = Path("spec/edgar-ownership-v5.5/schema/ownershipDocumentCommon.xsd.xml")
SPECIFICATION = Path("spec/edgar-ownership-v5.5/specification.txt")
OURS = ("transaction_codes", "state_codes", "country_codes", "form_types", "box_codes")


@pytest.mark.parametrize("table", OURS)
def test_every_table_names_its_source_and_since(table):
    words = {line[:8] for line in (TABLES / f"{table}.tsv").read_text("utf-8").splitlines()}
    assert {"# source", "# since "} <= words


@pytest.mark.parametrize("table", OURS)
def test_every_table_is_clean(table):
    text = (TABLES / f"{table}.tsv").read_bytes().decode("ascii")
    assert text.endswith("\n")
    assert not any(line != line.rstrip() for line in text.splitlines())


# --- transaction codes: Form 4, General Instruction 8; specification, section 3.6.10 ---


def test_the_eighteen_letters_and_the_two_that_are_not_filed_as_codes():
    assert sorted(codes.TRANSACTION_CODES) == list("ACDEFGHIJLMOPSUWXZ")
    assert sorted(set(codes.transaction_codes()) - codes.TRANSACTION_CODES) == ["K", "V"]
    assert codes.transaction_codes()["V"].filed_as == "transactionFormType"
    assert codes.transaction_codes()["K"].filed_as == "equitySwapInvolved"


@pytest.mark.parametrize(
    ("letter", "group", "side", "table", "price", "exemption"),
    [
        ("P", "general", "A", "both", "market", None),
        ("S", "general", "D", "both", "market", None),
        ("A", "16b-3", "A", "both", "any", "17 CFR 240.16b-3(d)"),
        ("D", "16b-3", "D", "both", "any", "17 CFR 240.16b-3(e)"),
        ("F", "16b-3", "D", "both", "market", "17 CFR 240.16b-3(e)"),
        ("M", "16b-3", "AD", "both", "any", "17 CFR 240.16b-3"),
        ("C", "derivative", "AD", "both", "any", "17 CFR 240.16b-6(b)"),
        ("H", "derivative", "D", "II", "any", None),
        ("O", "derivative", "AD", "both", "any", None),
        ("G", "exempt", "AD", "both", "zero", "17 CFR 240.16b-5"),
        ("L", "small", "A", "both", "market", None),
        ("Z", "exempt", "AD", "I", "zero", "17 CFR 240.16b-8"),
        ("J", "other", "AD", "both", "any", None),
        ("U", "other", "D", "both", "market", None),
    ],
)
def test_transaction_code(letter, group, side, table, price, exemption):
    row = codes.transaction_codes()[letter]
    assert (row.group, row.side, row.table) == (group, side, table)
    assert (row.price, row.exemption) == (price, exemption)


def test_an_exercise_acquires_in_table_i():
    exercise = codes.transaction_codes()["M"]
    assert (exercise.side_i, exercise.side_ii) == ("A", "AD")


def test_unconfirmed_names_columns_that_claim_something():
    claims = {"exemption", "price", "side", "table"}
    for row in codes.transaction_codes().values():
        assert set(row.unconfirmed) <= claims
        assert "price" not in row.unconfirmed or row.price != "any"
        assert row.price == "any" or "price" in row.unconfirmed
        assert "table" not in row.unconfirmed or row.table != "both"
        assert "exemption" not in row.unconfirmed or row.exemption
    assert codes.transaction_codes()["F"].unconfirmed == ("exemption", "side", "price")
    assert codes.transaction_codes()["A"].unconfirmed == ()


# --- states and countries: specification, sections 3.6.2 and 3.6.6, appendices A and H ---


def test_counts_of_places():
    standings = Counter(row.standing for row in codes.state_codes().values())
    assert standings == {"state": 57, "country": 252, "retired": 22, "printed": 1}
    assert len(codes.US_STATES_2026) == 57
    assert len(codes.STATE_CODES_BEFORE_2026) == 309
    assert len(codes.STATE_CODES_ALL) == 332
    standings = Counter(row.standing for row in codes.country_codes().values())
    assert standings == {"current": 252, "appendix": 1, "retired": 22}
    assert len(codes.COUNTRIES) == 253
    assert len(codes.COUNTRIES_ALL) == 275


def test_a_state_has_two_letters_and_a_territory_may_not():
    territories = {"B5", "GU", "1V", "PR", "2J", "VI"}
    assert territories < codes.US_STATES_2026
    assert len(codes.US_STATES_2026 - territories) == 51  # 50 states and the District of Columbia
    assert {row.kind for row in codes.state_codes().values() if row.standing == "state"} == {"us"}


def test_places():
    places = codes.state_codes()
    assert (places["NY"].name, places["NY"].kind, places["NY"].until) == ("NEW YORK", "us", None)
    assert (places["A6"].name, places["A6"].kind) == ("ONTARIO, CANADA", "canada")
    assert (places["X0"].kind, places["X0"].standing) == ("country", "country")
    assert (places["X1"].kind, places["X1"].standing) == ("us", "country")
    assert (places["Z5"].name, places["Z5"].since) == ("MONTENEGRO", "2010-04")
    assert (places["Y2"].name, places["Y2"].until) == ("YUGOSLAVIA", "2010-04")
    assert places["Y2"].standing == "retired"
    assert places["E6"].standing == "printed"
    assert sum(row.kind == "canada" for row in places.values()) == 13


def test_puerto_rico_is_never_wrong():
    """Schema and counts make it a state, Appendix H a country."""
    assert "PR" in codes.US_STATES_2026
    assert "PR" in codes.COUNTRIES


def test_lists_agree_with_each_other():
    assert {"PR"} == codes.US_STATES_2026 & codes.COUNTRIES
    assert codes.US_STATES_2026 | codes.COUNTRIES == codes.STATE_CODES_BEFORE_2026
    retired = {row.code for row in codes.state_codes().values() if row.standing == "retired"}
    assert retired == codes.RETIRED_PLACES
    for code, country in codes.country_codes().items():
        assert country.name == codes.state_codes()[code].name


# --- forms and small boxes ---


def test_form_types():
    assert list(codes.form_types()) == ["3", "3/A", "4", "4/A", "5", "5/A"]
    assert set(codes.form_types()) == codes.FORM_TYPES
    assert [codes.form_types()[form].omb_number for form in "345"] == ["3235-0104", "3235-0287", "3235-0362"]
    assert codes.form_types()["5"].burden_hours == "1.0"
    for form, row in codes.form_types().items():
        assert row.original_date_required == form.endswith("/A")
        assert row.amends == (form[0] if form.endswith("/A") else None)
    assert codes.form_types()["4"].period_means == "the date of the earliest transaction"


def test_small_boxes():
    assert {"A", "D"} == codes.ACQUIRED_DISPOSED
    assert {"D", "I"} == codes.DIRECT_INDIRECT
    assert {"", "E", "L"} == codes.TIMELINESS
    assert {"3", "4", "5"} == codes.TRANSACTION_FORM_TYPES
    assert codes.box_codes("direct_indirect")["I"].label == "Indirect"


def test_an_unknown_box_and_an_unknown_set_are_named():
    with pytest.raises(NotFound, match="no box colour; nearest: acquired_disposed"):
        codes.box_codes("colour")
    with pytest.raises(AttributeError, match="has no attribute 'PLANETS'"):
        _ = codes.PLANETS


def test_tables_and_sets_are_made_once_and_cannot_be_changed():
    assert codes.TRANSACTION_CODES is codes.TRANSACTION_CODES
    assert codes.state_codes() is codes.state_codes()
    with pytest.raises(TypeError):
        codes.transaction_codes()["Q"] = codes.transaction_codes()["P"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        codes.transaction_codes()["P"].label = "Loan"  # type: ignore[misc]


# --- against the official schema and filed documents ---


def enumeration(schema: str, element: str) -> dict[str, str]:
    """Value and the name beside it in a comment, without the three blank values."""
    body = schema.partition(f'<xs:element name="{element}"')[2].partition("</xs:element>")[0]
    pairs = re.findall(r'enumeration value="([^"]+)"/>\s*<!-- (.*?) -->', body)
    return {value: name for value, name in pairs if value.strip()}


@pytest.mark.needs_shared
def test_schema_enumerations(shared: Path):
    schema = (shared / SCHEMA).read_text("utf-8")
    states, countries = enumeration(schema, "rptOwnerState"), enumeration(schema, "rptOwnerCountry")
    assert set(states) == codes.US_STATES_2026
    assert set(countries) == codes.COUNTRIES_ALL - {"PR"}
    assert {code: codes.state_codes()[code].name for code in states} == states
    assert {code: codes.country_codes()[code].name for code in countries} == countries
    pattern = re.search(r'TRANS_CODE_PICKLIST.*?pattern value="([^"]*)"', schema, re.DOTALL)
    assert pattern
    assert set(pattern[1].split("|")) == codes.TRANSACTION_CODES


@pytest.mark.needs_shared
def test_specification_appendices(shared: Path):
    """The text of Appendix A still holds the 309; the PDF strikes out all but 56."""
    text = (shared / SPECIFICATION).read_text("utf-8")
    row = re.compile(r"^([0-9A-Z]{2})  +(\S.*?)\s*$", re.MULTILINE)
    appendix_a = dict(row.findall(text.split("APPENDIX A.        STATE AND")[1].split("APPENDIX B.  ")[0]))
    appendix_h = dict(row.findall(text.split("APPENDIX H.        COUNTRY")[1]))
    assert appendix_a == {code: codes.state_codes()[code].name for code in codes.STATE_CODES_BEFORE_2026}
    assert appendix_h == {code: codes.country_codes()[code].name for code in codes.COUNTRIES}


@pytest.mark.needs_shared
def test_stylesheet_prints_every_place(shared: Path):
    text = (shared / SCHEMA.parents[1] / "stylesheets" / "State_Codes.xsl").read_text("utf-8")
    assert set(re.findall(r"\$stateCode='(..)'", text)) == codes.STATE_CODES_ALL


def lines_of(source: bytes) -> Iterator[tuple[str, etree._Element]]:
    """Every transaction line of one submission, with its table."""
    document = re.search(rb"<ownershipDocument>.*?</ownershipDocument>", source, re.DOTALL)
    assert document
    root = etree.fromstring(document[0])
    for table, row in (("I", "nonDerivativeTransaction"), ("II", "derivativeTransaction")):
        for line in root.iter(row):
            yield table, line


@pytest.mark.needs_shared
def test_filed_states_are_on_the_list(submissions):
    filed = {
        state.decode("ascii").strip()
        for _, source in submissions.sample()
        for state in re.findall(rb"<rptOwnerState>([^<]*)<", source)
    }
    assert filed - {""} <= codes.STATE_CODES_ALL


@pytest.mark.needs_shared
def test_filed_lines_use_the_codes_as_the_table_says(submissions):
    """Sides, tables and prices called usual are usual: exceptions stay below 3 % of a code's lines."""
    lines, odd_sides, odd_prices = Counter[str](), Counter[str](), Counter[str]()
    for table, line in (found for _, source in submissions.sample() for found in lines_of(source)):
        row = codes.transaction_codes()[line.findtext("transactionCoding/transactionCode", "")]
        lines[row.code] += 1
        side = line.findtext("transactionAmounts/transactionAcquiredDisposedCode/value", "").strip()
        odd_sides[row.code] += side not in ((row.side_i if table == "I" else row.side_ii) or "")
        price = line.findtext("transactionAmounts/transactionPricePerShare/value")
        if price is not None and row.price != "any":
            odd_prices[row.code] += (Decimal(price) == 0) == (row.price == "market")
    assert sum(lines.values()) > 18_000
    for code, count in lines.items():
        if count >= 100:
            assert odd_sides[code] < 0.03 * count, code
            assert odd_prices[code] < 0.03 * count, code
