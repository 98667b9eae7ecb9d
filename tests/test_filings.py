"""Real filings: what a person reads off the form, value by value.

The expected values were written down from the filed XML, not from what the reader gives. Each filing is here for
something that readers get wrong: its test says what.
"""

from datetime import date
from decimal import Decimal

import pytest

import section16
from section16 import Cell, Filing, OwnershipDocument

pytestmark = pytest.mark.needs_shared

ABSENT: Cell = Cell()
EMPTY: Cell = Cell(empty=True)  # <deemedExecutionDate/>
BLANK: Cell = Cell(None, "")  # <transactionTimeliness><value/></transactionTimeliness>


def number(text: str, *marks: str) -> Cell[Decimal]:
    return Cell(Decimal(text), text, marks)


def day(text: str, *marks: str) -> Cell[date]:
    return Cell(date.fromisoformat(text), text, marks)


def words(text: str, *marks: str) -> Cell[str]:
    return Cell(text, text, marks)


def yes(text: str) -> Cell[bool]:
    return Cell(True, text)


def no(text: str) -> Cell[bool]:
    return Cell(False, text)


def marked(*marks: str) -> Cell:
    """A box answered by footnotes alone."""
    return Cell(None, None, marks)


@pytest.fixture(scope="module")
def filing(submissions, documents, shared):
    """Reads a filing of the shared data by its name."""

    def read(name: str) -> Filing:
        if name.endswith(".txt"):
            return section16.read(submissions.read(name))
        return section16.read(documents.read(name) if "/" not in name else shared / "data" / name)

    return read


@pytest.fixture(scope="module")
def load(filing):
    def document(name: str) -> OwnershipDocument:
        found = filing(name)
        assert found.findings == ()
        assert found.document is not None
        return found.document

    return document


def codes(document: OwnershipDocument) -> list[tuple[str | None, str | None]]:
    """Table I: code and shares as filed, line by line."""
    return [(line.code.value, line.shares.text) for line in document.table_i]


# ------------------------------------------------------------------------------------------------- Form 3


def test_berkshire_in_snowflake(load):
    """Form 3 for 2020-09-18: two owners, one indirect holding, a footnote wrapped over several lines."""
    form = load("doc-01595653b27f.xml")
    assert (form.schema_version, form.document_type, form.form, form.is_amendment) == ("X0206", "3", "3", False)
    assert form.period_of_report == day("2020-09-18")
    assert form.no_securities_owned == no("0")
    assert form.rule_10b5_1.is_absent  # no such box on Form 3
    assert (form.issuer.cik, form.issuer.name, form.issuer.trading_symbol) == ("0001640147", "Snowflake Inc.", "SNOW")
    berkshire, buffett = form.owners
    assert (berkshire.cik, berkshire.name) == ("0001067983", "BERKSHIRE HATHAWAY INC")
    assert (buffett.cik, buffett.name) == ("0000315090", "BUFFETT WARREN E")
    assert (berkshire.address.street1, berkshire.address.street2) == ("3555 FARNAM STREET", "")
    assert (berkshire.address.city, berkshire.address.state, berkshire.address.zip) == ("OMAHA", "NE", "68131")
    for owner in form.owners:
        assert owner.relationship.is_director == no("0")
        assert owner.relationship.is_ten_percent_owner == yes("1")
        assert owner.relationship.officer_title is None
    (holding,) = form.table_i
    assert (holding.kind, holding.is_transaction) == ("holding", False)
    assert holding.security_title == words("Class A Common Stock")
    assert holding.shares_following == number("6125376")
    assert holding.direct_indirect == words("I")
    assert holding.nature == words("See footnote", "F1")
    assert holding.code == holding.shares == holding.price == ABSENT
    assert form.footnotes[0].text.startswith("The reported securities are owned directly by Columbia Insurance Company")
    assert form.footnotes[0].text.endswith("interest therein.\n        ")  # as filed
    assert form.remarks == ""
    (signature,) = form.signatures
    assert signature.name.startswith("/s/ Warren E. Buffett, on behalf of himself")
    assert signature.date == day("2020-09-28")


def test_musk_in_tesla_before_the_offering(load):
    """Form 3 for 2010-06-28 (X0203): eight derivative holdings whose price and dates are footnotes alone."""
    form = load("0001181431-10-034759.xml")
    assert form.schema_version == "X0203"
    assert form.owners[0].relationship.officer_title == "Pres, Prod Architect & Chairmn"
    assert [line.shares_following.text for line in form.table_i] == ["2666666"]
    assert len(form.table_ii) == 8
    series_a, *_, warrants = form.table_ii
    assert series_a.security_title == words("Series A Preferred Stock")
    assert series_a.exercise_price == series_a.exercise_date == series_a.expiration_date == marked("F1")
    assert series_a.exercise_price.is_footnote_only
    assert series_a.underlying_shares == number("4880343")
    assert series_a.shares_following == ABSENT  # Form 3 has no such column
    option = form.table_ii[5]
    assert option.security_title == words("Option to Buy (Common Stock)", "F3")
    assert option.exercise_price == number("6.63")
    assert (option.exercise_date, option.expiration_date) == (day("2009-12-04"), day("2016-12-03"))
    assert option.underlying_shares == number("3355986")
    assert (option.direct_indirect, option.nature) == (words("D"), ABSENT)
    assert warrants.security_title == words("Series C Preferred Stock Warrants (right to buy)", "F2")
    assert warrants.exercise_price == marked("F5")
    assert warrants.underlying_shares == number("325441")
    assert form.remarks == "The nticipated effective date of Issuer initial public offering is June 28, 2010."  # sic


def test_garrett_in_snowflake(load):
    """Form 3 for 2020-09-15: an empty Table I, two marks on one title, shares written with a decimal point."""
    form = load("pages/form3-snowflake.xml")
    assert form.table_i == ()
    first, option = form.table_ii[:2]
    assert first.underlying_title == words("Class B Common Stock", "F2", "F3")
    assert first.underlying_shares == number("134018.0")
    assert first.underlying_shares.value == 134018
    assert (first.direct_indirect, first.nature) == (words("I"), words("Limited Partnership", "F4"))
    assert option.security_title == words("Stock Option (Right to Buy)")
    assert option.exercise_price == number("3.74")
    assert (option.exercise_date, option.expiration_date) == (marked("F5"), day("2028-04-14"))
    assert form.owners[0].relationship.officer_title == ""


def test_form_3_without_securities(load):
    """Elon Musk in Endeavor, 2021-04-29: nothing owned, and the box says so; no tables at all."""
    form = load("0000899243-21-017509.xml")
    assert form.no_securities_owned == yes("1")
    assert (form.table_i, form.table_ii, form.footnotes) == ((), (), ())
    assert form.remarks == "Exhibit 24 - Power of Attorney."
    assert form.signatures[0].name == "/s/ Robert Hilton, Attorney-in-fact"


def test_form_3_of_the_newest_layout(load):
    """Matternet, 2026-05-22 (X0607): flags in words, the foreign address flag, a symbol filed empty."""
    form = load("0002129616-26-000003.xml")
    assert form.schema_version == "X0607"
    assert (form.issuer.trading_symbol, form.issuer.foreign_trading_symbol) == ("NONE", "")
    (owner,) = form.owners
    assert owner.address.is_non_us == no("false")
    assert (owner.address.country, owner.address.non_us_state) == (None, None)
    assert owner.address.zip == "Mountain V"  # as filed
    assert owner.relationship.is_officer == yes("true")
    assert (owner.relationship.officer_title, owner.relationship.other_text) == ("Chief Financial Officer", "")
    assert (form.table_i, form.table_ii, form.footnotes) == ((), (), ())
    assert form.remarks is None  # not filed, which is not ""


def test_hoffman_in_zynga(load):
    """Form 3 for 2011-12-15 (X0204): no Table I; different footnotes answer one line's two dates."""
    form = load("0001209191-11-061529.xml")
    assert form.schema_version == "X0204"
    (line,) = form.table_ii
    assert (line.exercise_price, line.exercise_date, line.expiration_date) == (marked("F1"), marked("F1"), marked("F2"))
    assert line.underlying_title == words("Class B Common Stock", "F3")
    assert line.underlying_shares == number("3109744")
    assert form.footnote("F2") == "Not applicable."
    assert form.remarks.startswith("In addition to the securities reported herein, as described in the Issuer's")
    assert form.remarks.endswith("with respect to RSUs that vest at such time.")


# ------------------------------------------------------------------------------------------------- Form 4


def test_musk_option_of_2009_reported_in_2011(load):
    """Form 4 (X0303): a grant filed as vested years later; the price is the number 0, not an empty box."""
    form = load("0001494730-11-000002.xml")
    assert (form.schema_version, form.period_of_report) == ("X0303", day("2009-12-04"))
    (grant,) = form.table_ii
    assert (grant.code, grant.form_type, grant.equity_swap) == (words("A"), words("4"), no("0"))
    assert (grant.shares, grant.price, grant.acquired_disposed) == (number("838996"), number("0"), words("A"))
    assert (grant.exercise_date, grant.expiration_date) == (marked("F1"), day("2016-12-03"))
    assert grant.signed_shares == 838996
    assert form.remarks is None
    assert form.signatures[0].date == day("2011-01-25")


def test_hoffman_conversion_in_zynga(load):
    """Form 4 for 2011-12-21 (X0304): transactions and a holding mixed in Table II; empty and blank boxes."""
    form = load("0001209191-11-062562.xml")
    assert [line.kind for line in form.table_ii] == ["transaction", "transaction", "holding"]
    out, into, held = form.table_ii
    assert (out.code, out.acquired_disposed, out.shares_following) == (words("C"), words("D"), number("0"))
    assert (out.price, out.deemed_execution_date, out.timeliness) == (marked("F2"), EMPTY, BLANK)
    assert (into.exercise_price, into.price) == (number("0.00"), number("0.00"))
    assert into.exercise_price.text == "0.00"  # not "0"
    assert (out.signed_shares, into.signed_shares) == (Decimal(-3109744), Decimal(3109744))
    assert (held.shares_following, held.direct_indirect) == (number("1412998"), words("D"))
    assert held.transaction_date == held.code == ABSENT


def test_hoffman_sales_of_linkedin(load):
    """Form 4 for 2012-05-01 (X0305): two owners, marks on column 3, price tranches of one day."""
    form = load("0001209191-12-025855.xml")
    assert [owner.name for owner in form.owners] == ["Hoffman Reid", "Reid Hoffman & Michelle Yee Living Trust"]
    assert [owner.relationship.is_director.value for owner in form.owners] == [True, False]
    conversion, *sales = form.table_i
    assert (conversion.code, conversion.coding_footnotes) == (words("C"), ("F1",))
    assert conversion.price == marked("F2", "F3")
    assert [(line.shares.text, line.price) for line in sales[:3]] == [
        ("18856", number("106.7726", "F6")), ("45348", number("107.6256", "F6")), ("13863", number("108.4614", "F6")),
    ]  # fmt: skip
    assert all(line.coding_footnotes == ("F5",) for line in sales)
    (class_b,) = form.table_ii
    assert class_b.exercise_date == class_b.expiration_date == class_b.exercise_price == marked("F2", "F3")
    assert class_b.shares_following == number("18523029")


def test_botha_in_natera(load):
    """Form 4 for 2020-11-20: 53 lines, every one of them, in order."""
    form = load("0001179110-20-011380.xml")
    assert (len(form.table_i), len(form.table_ii)) == (27, 26)
    assert codes(form)[:10] == [
        ("M", "1987"), ("M", "2845"), ("M", "2072"), ("M", "11169"), ("M", "1849"), ("M", "2021"), ("M", "2388"),
        ("M", "2851"), ("M", "11169"), ("M", "2080"),
    ]  # fmt: skip
    assert [line.price.text for line in form.table_i[:4]] == ["9.97", "7.00", "9.59", "11.8"]
    assert [line.exercise_price.text for line in form.table_ii[:4]] == ["9.97", "7.00", "9.59", "11.80"]
    balance = Decimal(0)
    for line in form.table_i[:26]:  # the running balance of column 5 proves that no line is lost or swapped
        balance += line.signed_shares
        assert line.shares_following.value == balance
    last = form.table_i[26]
    assert (last.kind, last.shares_following) == ("holding", number("1109342"))
    assert last.nature == words("By estate planning vehicles")
    assert form.table_ii[25].expiration_date == day("2030-10-08")
    assert all(line.exercise_date == marked("F1") for line in form.table_ii)


def test_musk_sales_of_2021_11_09(load):
    """Second of five Forms 4 for one day: 30 lines, 31 footnotes, one price range each."""
    form = load("0000899243-21-044229.xml")
    assert (len(form.table_i), len(form.footnotes)) == (30, 31)
    assert form.table_i[0].price == number("1042.544", "F1")
    assert [line.price.footnotes for line in form.table_i] == [("F1",), *((f"F{i}",) for i in range(3, 32))]
    assert all(line.nature == words("by Trust", "F2") for line in form.table_i)
    opening = form.table_i[0].shares_following.value + form.table_i[0].shares.value
    assert opening + sum(line.signed_shares for line in form.table_i) == Decimal(168958417)
    assert form.table_i[-1].shares_following == number("168958417")
    assert [note.id for note in form.footnotes] == [f"F{i}" for i in range(1, 32)]
    assert form.remarks.startswith("This Form 4 is the second of 5 Form 4s being filed")


def test_musk_exercise_of_2021_11_23(load):
    """33 footnotes; marks on column 3 and on the shares; two marks alone for a date."""
    form = load("0000899243-21-045944.xml")
    assert (len(form.table_i), len(form.table_ii), len(form.footnotes)) == (30, 1, 33)
    exercise, sale = form.table_i[:2]
    assert (exercise.code, exercise.coding_footnotes, exercise.price) == (words("M"), ("F1",), number("6.24"))
    assert (sale.shares, sale.price) == (number("700", "F2"), number("1063.963", "F3"))
    assert form.table_i[-1].price == number("1094.239", "F31")
    (option,) = form.table_ii
    assert (option.exercise_date, option.expiration_date) == (marked("F32", "F33"), day("2022-08-13"))
    assert option.shares_following == number("16970819")
    assert list(option.marks()) == [
        ("code", "F1"), ("exercise_date", "F32"), ("exercise_date", "F33"),
    ]  # fmt: skip
    assert form.footnote("F33").endswith("2,637,455 of the shares have not vested.")


def test_ten_owners_and_an_exit(filing):
    """Peridot, 2023-03-13: ten owners, signatures in an exhibit, the exit box, marks on D or I."""
    found = filing("0000899243-23-008241.txt")
    assert (found.accession, found.source.format) == ("0000899243-23-008241", "sgml")
    assert len(found.exhibits) == 1
    form = found.document
    assert form.no_longer_subject == yes("1")
    assert [owner.cik for owner in form.owners] == [
        "0001841897", "0001825713", "0001773942", "0001825632", "0001825619", "0001733420", "0001733466", "0001490501",
        "0001825198", "0001526699",
    ]  # fmt: skip
    sponsor = form.owners[0]
    assert (sponsor.relationship.is_other, sponsor.relationship.other_text) == (yes("1"), "See Remarks")
    first, second = form.table_ii
    assert (first.code, first.coding_footnotes) == (words("D"), ("F2", "F3"))
    assert (first.shares, first.price) == (number("10121368", "F2", "F3"), number("0.00", "F2", "F3"))
    assert first.direct_indirect == words("D", "F2", "F3")
    assert (second.shares, second.direct_indirect) == (number("90000", "F4"), words("D", "F4"))
    assert [signature.name for signature in form.signatures] == ["/s/ See signatures included in Exhibit 99.1"]


def test_thiel_notes_in_dollars(load):
    """AbCellera, 2020-12-15: notes reported by value: column 5 and column 9 in dollars, no shares."""
    form = load("0000899243-20-034355.xml")
    assert (len(form.table_i), len(form.table_ii), len(form.footnotes)) == (8, 10, 11)
    note = form.table_ii[0]
    assert note.security_title == words("Convertible Note")
    assert (note.shares, note.total_value) == (ABSENT, number("30430000.00"))
    assert (note.shares_following, note.value_following) == (ABSENT, number("30430000.00"))
    assert (note.price, note.underlying_shares) == (number("30430000.00"), number("2477100"))
    assert note.signed_shares is None
    assert note.coding_footnotes == ("F11",)
    last = form.table_ii[-1]
    assert (last.total_value, last.price, last.acquired_disposed) == (number("302950.00"), number("0.00"), words("D"))
    assert (last.shares_following, last.value_following) == (number("0"), ABSENT)
    assert form.owners[0].address.state_description == "BRITISH COLUMBIA, CANADA"


def test_softbank_note_in_dollars(load):
    """Berkshire Grey, 2023-04-28: a price with a mark, the dates with other marks, a foreign address."""
    form = load("0001062993-23-009784.txt")
    assert form.no_longer_subject == ABSENT  # the box may be left out, which is not "false"
    assert (form.owners[0].address.state, form.owners[0].address.state_description) == ("M0", "JAPAN")
    assert form.table_i[0].shares_following == number("0")
    (note,) = form.table_ii
    assert (note.exercise_price, note.exercise_date, note.expiration_date) == (
        number("1.40", "F2"), marked("F4"), marked("F5"),
    )  # fmt: skip
    assert (note.total_value, note.value_following) == (number("12000000"), number("12000000"))
    assert note.nature == words("By Backgammon Investment Corp", "F6")


def test_temple_deemed_execution_date(load):
    """NuScale, 2023-05-04: a deemed date two days before the trade, on one of three lines."""
    form = load("0001822966-23-000087.txt")
    assert form.rule_10b5_1 == yes("1")
    assert [line.deemed_execution_date for line in form.table_i] == [ABSENT, ABSENT]
    (unit,) = form.table_ii
    assert (unit.transaction_date, unit.deemed_execution_date) == (day("2023-05-04"), day("2023-05-02"))
    assert unit.underlying_shares == number("32680.0")
    assert form.table_i[1].price == number("7.927", "F1")


def test_lepert_deemed_date_is_a_footnote(load):
    """Complete Solaria, 2023-07-18: a mark alone where a date belongs; the other boxes are empty."""
    form = load("0001209191-23-042997.txt")
    (award,) = form.table_i
    assert award.deemed_execution_date == marked("F1")
    assert award.deemed_execution_date.is_footnote_only
    assert award.timeliness == BLANK
    assert award.shares == number("541009", "F2")
    assert [line.deemed_execution_date for line in form.table_ii] == [EMPTY, EMPTY]
    assert [line.exercise_price.text for line in form.table_ii] == ["4.62", "11.45"]


def test_walgreens_forward_sales(load):
    """AmerisourceBergen, 2023-05-11: the equity swap flag; five marks alone in three boxes; two signatures."""
    form = load("0000899243-23-012969.txt")
    assert form.table_i[0].equity_swap == no("0")
    assert form.table_i[0].shares_following == number("33366388", "F7")
    assert [line.equity_swap for line in form.table_ii] == [yes("1")] * 4
    assert [line.shares.text for line in form.table_ii] == ["918000", "1836000", "918000", "918000"]
    contract = form.table_ii[0]
    five = marked("F2", "F3", "F4", "F5", "F6")
    assert contract.exercise_price == contract.exercise_date == contract.expiration_date == five
    assert (contract.code, contract.coding_footnotes, contract.price) == (words("J"), ("F2",), marked("F2"))
    assert contract.nature == words("See footnotes", "F7", "F8", "F9")
    assert [signature.date for signature in form.signatures] == [day("2023-05-15"), day("2023-05-15")]


def test_telekom_forward_purchase_of_zero_shares(load):
    """T-Mobile, 2023-02-22: zero shares with three marks; flags left out; four owners abroad."""
    form = load("0000950157-23-000154.txt")
    assert [owner.address.state_description for owner in form.owners] == ["GERMANY"] * 3 + ["NETHERLANDS"]
    relationship = form.owners[0].relationship
    assert (relationship.is_director, relationship.is_ten_percent_owner) == (yes("true"), yes("true"))
    assert relationship.is_officer == relationship.is_other == ABSENT
    (contract,) = form.table_ii
    assert contract.shares == number("0", "F1", "F2", "F3")
    assert contract.price == number("0", "F3")
    assert contract.coding_footnotes == ("F1", "F2", "F3")
    assert contract.signed_shares == 0
    assert len(form.signatures) == 4


def test_botha_early_gifts(load):
    """MongoDB, 2022-06-28: gifts due on Form 5, reported early on Form 4 among awards."""
    form = load("0001441816-22-000130.xml")
    assert [(line.form_type.value, line.code.value, line.timeliness) for line in form.table_i] == [
        ("5", "G", words("E")), ("5", "G", words("E")), ("4", "A", ABSENT), ("4", "A", ABSENT),
        ("5", "G", words("E")), ("5", "G", words("E")),
    ]  # fmt: skip
    assert [line.signed_shares for line in form.table_i] == [-1080, 1080, 787, 154, -758, 758]
    assert form.table_i[0].shares == number("1080", "F1")
    assert form.table_i[5].shares_following == number("243572")
    assert form.table_i[1].nature == words("By Estate Planning Vehicles")


def test_hernandez_early_plan_purchase(load):
    """Cano Health, 2023-01-03: an exempt purchase reported early, then a holding in the same table."""
    form = load("0000899243-23-000963.txt")
    early, trust = form.table_i
    assert (early.form_type, early.timeliness, early.coding_footnotes) == (words("5"), words("E"), ("F1",))
    assert (early.shares, early.price) == (number("134660"), number("0.867"))
    assert (trust.kind, trust.nature) == ("holding", words("See Footnote", "F2"))


def test_clempson_price_with_five_decimals(load):
    """Holley, 2023-06-16: more decimals than the schema allows, the trailing zero kept; one flag of four."""
    form = load("0001437749-23-017919.txt")
    bought, held = form.table_i
    assert bought.price == number("3.49780", "F3")
    assert str(bought.price.value) == "3.49780"
    assert (bought.shares, bought.coding_footnotes) == (number("2553", "F2"), ("F1",))
    assert held.shares_following == number("24854")
    assert form.owners[0].relationship.is_director == yes("1")
    assert form.owners[0].relationship.is_officer == ABSENT
    assert form.rule_10b5_1 == yes("1")


def test_pasquesi_nature_is_a_footnote(load):
    """Arch Capital, 2023-02-15: a blank value with a mark; a title with a stray colon; "other" in words."""
    form = load("0001415889-23-002748.txt")
    assert codes(form) == [("S", "26329"), ("G", "60000"), *[(None, None)] * 5]
    odd = form.table_i[2]
    assert odd.security_title == words(": Common Shares, $.0011 par value per share")
    assert odd.nature == Cell(None, "", ("F2",))
    assert odd.nature.is_footnote_only
    assert form.table_i[0].price == number("67.0069", "F1")
    assert form.owners[0].relationship.is_other == yes("true")
    assert (form.owners[0].relationship.officer_title, form.owners[0].relationship.other_text) == ("", "CHAIR")
    assert form.table_ii == ()


def test_roystone_underlying_shares_are_a_footnote(load):
    """biote, 2023-06-09: the number of underlying shares is a mark alone; four owners, four signatures."""
    form = load("0000919574-23-003839.txt")
    assert len(form.owners) == len(form.signatures) == 4
    (warrants,) = form.table_ii
    assert warrants.underlying_shares == marked("F2")
    assert warrants.timeliness == warrants.deemed_execution_date == EMPTY
    assert warrants.shares == number("432055")
    assert form.signatures[3].name == "/s/ Richard Barrera"


def test_frost_inheritance(load):
    """Cullen/Frost, 2023-05-16: code W among trusts; tenths of a share; 22 lines told apart by nature alone."""
    form = load("0001209191-23-030575.txt")
    assert len(form.table_i) == 22
    assert [line.kind for line in form.table_i].count("transaction") == 12
    first, second, third = form.table_i[:3]
    assert (first.code, first.shares, first.acquired_disposed) == (words("W"), number("92321.1"), words("D"))
    assert first.direct_indirect == words("I", "F1")
    assert first.nature == words("Through Trust [Marital Trust-B]")
    assert second.nature == words("Through Trust  [Family Trust-B fbo Thomas C. Frost III]")  # two blanks, as filed
    assert (second.shares_following, third.shares_following) == (number("30773.7"), number("30773.7"))
    assert second.nature != third.nature
    assert form.table_i[-1].nature == words("Through Trust [Legacy Trust fbo Patrick B. Frost]")


def test_jpmorgan_exit(load):
    """Sky Quarry, 2024-09-30: the exit box on a Form 4 that only has a holding."""
    form = load("doc-736fc686b8a3.xml")
    assert form.no_longer_subject == yes("1")
    assert [owner.name for owner in form.owners] == ["JPMORGAN CHASE & CO", "JPMorgan Chase Funding Inc."]
    (held,) = form.table_i
    assert (held.kind, held.shares_following) == ("holding", number("2249882"))
    assert form.footnotes == ()


def test_jpmorgan_warrant_without_footnotes(load):
    """Ribbon, 2023-03-30: a blank timeliness; no footnotes and no remarks at all."""
    form = load("0000019617-23-000273.txt")
    (warrant,) = form.table_ii
    assert warrant.timeliness == BLANK
    assert warrant.deemed_execution_date == ABSENT
    assert (warrant.shares, warrant.underlying_shares) == (number("441645"), number("52036572"))
    assert (form.footnotes, form.remarks) == ((), None)


def test_cook_vesting_and_sales(load):
    """Apple, 2025-10-01: code M without a price, F withheld, S in tranches; four marks for one date."""
    form = load("doc-d424f2f167f2.xml")
    assert codes(form)[:5] == [("M", "277206"), ("F", "147243"), ("S", "8395"), ("S", "22524"), ("S", "39293")]
    vested, withheld, sold = form.table_i[:3]
    assert vested.price == marked("F1", "F2")
    assert (withheld.security_title, withheld.price) == (words("Common Stock", "F4"), number("255.45"))
    assert (sold.security_title, sold.price) == (words("Common Stock", "F5"), number("254.83", "F6"))
    assert vested.direct_indirect == words("D", "F3")
    (unit,) = form.table_ii
    assert unit.exercise_date == unit.expiration_date == marked("F10", "F11", "F12", "F13")
    assert unit.shares_following == number("0")
    assert form.footnote("F3") == "These shares are held through Mr. Cook's trust."


def test_golden_properties_dates_with_a_zone(load):
    """American Resources, 2024-07-19: every date carries "-05:00"; the day does not move."""
    form = load("doc-e47d0c6b2e58.xml")
    zoned = Cell(date(2024, 7, 19), "2024-07-19-05:00")
    assert form.period_of_report == form.table_i[0].transaction_date == form.signatures[0].date == zoned
    assert form.table_i[0].deemed_execution_date == EMPTY
    assert form.no_longer_subject == no("false")
    assert (form.table_i[0].code, form.table_i[0].acquired_disposed) == (words("P"), words("D"))  # as filed
    assert form.owners[0].address.zip == "V6E 2K3"


def test_melkote_in_374water(load):
    """2025-04-30: the numbers differ by two digits between columns, as filed; nothing is made to agree."""
    form = load("pages/form4-374water.xml")
    assert form.table_i[0].shares == number("757756", "F1")
    (option,) = form.table_ii
    assert (option.shares, option.shares_following) == (number("757576", "F1"), number("757756"))


def test_feed_file_of_arrow(filing):
    """A feed file on one line: header and document together, an empty timeliness box."""
    found = filing("feed/0001127602-25-004598.nc")
    assert found.accession == "0001127602-25-004598"
    form = found.document
    assert codes(form) == [("A", "2193"), ("F", "1009")]
    assert form.table_i[0].security_title == words("Common Stock", "F1")
    assert [line.timeliness for line in form.table_i] == [EMPTY, EMPTY]
    assert form.owners[0].relationship.officer_title == "SVP, CLO & Secretary"
    assert '("PSU")' in form.footnote("F1")


# ---------------------------------------------------------------------------------------- amendments, Form 5


def test_amendment_that_adds_an_exhibit(load):
    """Palo Alto Networks, 4/A of 2022-01-13: the original's date, the original's lines."""
    form = load("doc-8f2526364482.xml")
    assert (form.document_type, form.form, form.is_amendment) == ("4/A", "4", True)
    assert (form.period_of_report, form.original_date) == (day("2021-12-14"), day("2021-12-15"))
    assert form.table_i[0].shares == number("661", "F1")
    assert form.remarks.startswith("The sole purpose of this amendment is to add the Reporting Person's Power of")


def test_amendment_of_the_newest_layout(load):
    """Marcus, 4/A of 2026-05-27 (X0609): seven derivative holdings, of which one is amended."""
    form = load("0000897069-26-001273.xml")
    assert (form.schema_version, form.document_type) == ("X0609", "4/A")
    assert form.original_date == day("2026-05-26")
    assert form.no_longer_subject == ABSENT
    assert [line.exercise_price.text for line in form.table_ii] == [
        "31.55", "27.2", "38.51", "32.6", "17.95", "14.25", "14.69",
    ]  # fmt: skip
    assert form.table_ii[0].security_title == words("Stock Option (Right to Buy)", "F2")
    amended = [line.underlying_shares for line in form.table_ii if "F3" in line.underlying_shares.footnotes]
    assert amended == [number("1438", "F3")]
    assert form.footnote("F3").startswith("Amending solely to correct previously reported Underlying Securities")


def test_mcmahon_annual_statement(load):
    """Snowflake, Form 5 for the year to 2022-01-31: a gift, two trusts; the two boxes of Form 5."""
    form = load("doc-cec0c0c171fb.xml")
    assert (form.document_type, form.form3_holdings_reported, form.form4_transactions_reported) == (
        "5", no("0"), no("0"),
    )  # fmt: skip
    gift, *trusts = form.table_i
    assert (gift.code, gift.form_type, gift.coding_footnotes) == (words("G"), words("5"), ("F1",))
    assert (gift.shares, gift.shares_following) == (number("61386"), number("54666", "F2"))
    assert [line.shares_following.text for line in trusts] == ["151188", "125737"]
    assert [line.nature for line in trusts] == [words("Trust", "F3"), words("Trust", "F4")]


def test_matsuzaki_annual_statement_from_japan(load):
    """ORIX, Form 5 for 2026-03-19 (X0609): every field that the layout of March 2026 added."""
    form = load("0001193125-26-225124.xml")
    assert (form.issuer.trading_symbol, form.issuer.foreign_trading_symbol) == ("IX", "TSE: 8591")
    (owner,) = form.owners
    assert owner.address.is_non_us == yes("true")
    assert (owner.address.non_us_state, owner.address.country, owner.address.state) == ("JAPAN", "M0", None)
    assert (owner.address.zip, owner.address.state_description) == ("105-5135", "JAPAN")
    assert [(line.shares, line.price, line.shares_following) for line in form.table_i] == [
        (number("6.586"), number("30.16"), number("10699.312")),
        (number("13.162"), number("31.94"), number("10712.474")),
    ]
    assert form.table_i[1].shares_following.value - form.table_i[0].shares_following.value == Decimal("13.162")
    assert form.table_i[0].form_type == words("5")
    assert form.rule_10b5_1 == no("false")
    assert form.remarks == "Deputy President Executive Officer, Chief Operating Officer, Japan & APAC Business Unit"


# ------------------------------------------------------------------------------------------- odd documents


def test_texts_without_value_elements(load):
    """A document that no one filed, with texts straight in their boxes and <signature> for <ownerSignature>."""
    form = load("doc-5b1725a6dc8a.xml")
    option, unit = form.table_ii
    assert option.underlying_title == words("Common Stock")
    assert (option.underlying_shares, unit.underlying_shares) == (number("10000"), number("5000"))
    assert option.exercise_price == number("150.00")
    assert (unit.exercise_price, unit.exercise_date) == (ABSENT, marked("F1"))
    assert form.signatures == ()  # kept where it stood:
    root = next(outline for outline in form.outlines if outline.place == "")
    assert [child for child in root.children if child.startswith("<signature>")]


def test_comment_before_the_document(load):
    """Apple, 2026-08-11 (X0609), saved with a comment in front."""
    form = load("doc-a9591f603456.xml")
    assert (form.schema_version, form.owners[0].name) == ("X0609", "Newstead Jennifer")
    (around,) = (outline for outline in form.outlines if outline.place == "/")
    assert around.children[0].startswith("<!--")
    assert around.children[1:] == ("ownershipDocument",)
