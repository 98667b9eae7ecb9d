"""Defects on the public record of other readers of these forms, each with a test that it is not here.

T1 to T13 are the numbers of the list in the project's market study. The filings named there are not in the shared
data; where it has one of the same kind the test reads that one, else a document of the same shape.
"""

import re
from datetime import date
from decimal import Decimal

import pytest

import section16
from section16.formats import columns
from section16.vocabulary.cells import Cell
from section16.vocabulary.codes import transaction_codes


def form(content: str, kind: str = "4", head: str = "") -> bytes:
    return (
        f"<ownershipDocument><schemaVersion>X0508</schemaVersion><documentType>{kind}</documentType>{head}"
        "<issuer><issuerCik>0000000077</issuerCik><issuerName>Issuer Inc</issuerName></issuer>"
        "<reportingOwner><reportingOwnerId><rptOwnerCik>0000000099</rptOwnerCik></reportingOwnerId></reportingOwner>"
        f"{content}</ownershipDocument>"
    ).encode()


def box(tag: str, value: object = None, *marks: str) -> str:
    text = "" if value is None else f"<value>{value}</value>"
    ids = "".join(f"<footnoteId id='{mark}'/>" for mark in marks)
    return f"<{tag}>{text}{ids}</{tag}>"


def trade(
    code: str, shares: object, price: str, following: object = "", day: str = "2024-05-01", more: str = ""
) -> str:
    """A transaction line of Table I."""
    side = "A" if code in "PAMG" else "D"
    return (
        f"<nonDerivativeTransaction>{box('securityTitle', 'Common Stock')}{box('transactionDate', day)}"
        f"<transactionCoding><transactionFormType>4</transactionFormType><transactionCode>{code}</transactionCode>"
        f"<equitySwapInvolved>0</equitySwapInvolved></transactionCoding><transactionAmounts>"
        f"{box('transactionShares', shares)}{price}{box('transactionAcquiredDisposedCode', side)}</transactionAmounts>"
        f"<postTransactionAmounts>{box('sharesOwnedFollowingTransaction', following)}</postTransactionAmounts>"
        f"<ownershipNature>{more or box('directOrIndirectOwnership', 'D')}</ownershipNature></nonDerivativeTransaction>"
    )


def price(value: object = None, *marks: str) -> str:
    return box("transactionPricePerShare", value, *marks)


def table_i(*rows: str) -> str:
    return f"<nonDerivativeTable>{''.join(rows)}</nonDerivativeTable>"


def notes(**texts: str) -> str:
    content = "".join(f"<footnote id='{mark}'>{text}</footnote>" for mark, text in texts.items())
    return f"<footnotes>{content}</footnotes>"


SIGNED = "<ownerSignature><signatureName>J</signatureName><signatureDate>2024-05-02</signatureDate></ownerSignature>"


def document(source: bytes) -> section16.OwnershipDocument:
    filing = section16.read(source)
    assert filing.document is not None
    assert filing.findings == ()
    return filing.document


def codes(source: bytes) -> set[str]:
    """Codes of what the rules find."""
    return {finding.code for finding in section16.check(section16.read(source))}


# --------------------------------------------------------------------------------- rows: none lost, none mixed


def test_t1_boxes_of_neighbouring_rows_are_not_mixed_when_their_order_changes():
    """Eight rows and two more: boxes in another order, left out, or filed twice never reach into the next row."""
    rows = []
    for i in range(1, 9):
        parts = [
            box("securityTitle", f"Stock {i}"),
            f"<transactionAmounts>{price(f'{i}.25')}{box('transactionShares', i * 100)}</transactionAmounts>",
            f"<transactionCoding><transactionCode>{'PS'[i % 2]}</transactionCode></transactionCoding>",
            box("transactionDate", f"2025-06-{i:02}"),
        ]
        rows.append(f"<nonDerivativeTransaction>{''.join(parts[i % 4 :] + parts[: i % 4])}</nonDerivativeTransaction>")
    rows[2] = re.sub(r"<transactionShares>.*?</transactionShares>", "", rows[2])
    rows[5] = rows[5].replace("<transactionAmounts>", f"<transactionAmounts>{box('transactionShares', 600)}", 1)
    derived = "".join(
        f"<derivativeTransaction>{box('securityTitle', f'Option {i}')}</derivativeTransaction>" for i in (1, 2)
    )
    found = document(form(f"{table_i(*rows)}<derivativeTable>{derived}</derivativeTable>"))
    assert [line.security_title.value for line in found.table_i] == [f"Stock {i}" for i in range(1, 9)]
    assert [line.security_title.value for line in found.table_ii] == ["Option 1", "Option 2"]
    assert [line.transaction_date.value for line in found.table_i] == [date(2025, 6, i) for i in range(1, 9)]
    assert [line.price.text for line in found.table_i] == [f"{i}.25" for i in range(1, 9)]
    assert [line.shares.value for line in found.table_i] == [100, 200, None, 400, 500, 600, 700, 800]
    assert [line.code.value for line in found.table_i] == ["S", "P", "S", "P", "S", "P", "S", "P"]


@pytest.mark.needs_shared
def test_t1_every_filing_has_as_many_lines_as_rows(documents):
    for _, source in documents.sample():
        found = section16.read(source).document
        rows = re.findall(rb"<(nonDerivative|derivative)(?:Transaction|Holding|Security)>", source)
        assert (len(found.table_i), len(found.table_ii)) == (rows.count(b"nonDerivative"), rows.count(b"derivative"))


def test_t2_an_amendment_with_holdings_alone_takes_no_trade_away():
    """Reading is of one document: what an amendment means for the original is no business of a reader."""
    original = form(table_i(trade("P", 100, price("5"), 100), trade("S", 50, price("6"), 50)))
    held = f"<nonDerivativeHolding>{box('securityTitle', 'Common Stock')}</nonDerivativeHolding>"
    amendment = form(table_i(held), kind="4/A", head="<dateOfOriginalSubmission>2024-05-03</dateOfOriginalSubmission>")
    first, second = document(original), document(amendment)
    assert [line.code.value for line in first.table_i] == ["P", "S"]
    assert [line.kind for line in second.table_i] == ["holding"]
    assert second.is_amendment
    assert second.original_date.value == date(2024, 5, 3)


@pytest.mark.needs("pyarrow")
def test_t2_rows_of_original_and_amendment_stand_side_by_side_in_bulk():
    original = form(table_i(trade("P", 100, price("5"), 100)))
    amendment = form(
        table_i(f"<nonDerivativeHolding>{box('securityTitle', 'Common')}</nonDerivativeHolding>"), kind="4/A"
    )
    (batch,) = columns.read_many([columns.Source(original, "a"), columns.Source(amendment, "b")])
    assert [(row["accession"], row["kind"]) for row in batch["table_i"].to_pylist()] == [
        ("a", "transaction"), ("b", "holding"),
    ]  # fmt: skip


def test_t4_price_tranches_and_direct_and_indirect_rows_are_not_collapsed():
    """Lines alike in date, code and shares, or alike in everything, stay as many as were filed."""
    by_trust = box("directOrIndirectOwnership", "I") + box("natureOfOwnership", "By trust")
    rows = (
        trade("S", 100, price("10.01")), trade("S", 100, price("10.02")), trade("S", 100, price("10.02")),
        trade("S", 100, price("10.02"), more=by_trust),
    )  # fmt: skip
    found = document(form(table_i(*rows))).table_i
    assert [line.price.text for line in found] == ["10.01", "10.02", "10.02", "10.02"]
    assert [line.direct_indirect.value for line in found] == ["D", "D", "D", "I"]
    assert found[1] == found[2]


@pytest.mark.needs_shared
def test_t4_thirty_tranches_of_one_day(documents):
    found = document(documents.read("0000899243-21-044229.xml")).table_i
    assert len({(line.shares.text, line.price.text) for line in found}) == len(found) == 30


def test_t9_gifts_and_exercises_are_not_erased_behind_the_first_row():
    rows = [trade(code, i, price("1")) for i, code in enumerate("MFSGPA", 1)]
    assert [(line.code.value, line.shares.value) for line in document(form(table_i(*rows))).table_i] == [
        ("M", 1), ("F", 2), ("S", 3), ("G", 4), ("P", 5), ("A", 6),
    ]  # fmt: skip


@pytest.mark.needs_shared
def test_t9_all_rows_of_a_long_form(documents):
    found = document(documents.read("0001179110-20-011380.xml"))
    assert [line.code.value for line in found.table_i].count("M") == 26


# ------------------------------------------------------------------------------------------- who, when, how much


@pytest.mark.needs_shared
def test_t3_the_owner_whose_filings_these_are_is_not_the_issuer(submissions):
    """The accession number begins with the owner's CIK, 19617; the issuer is the one the form names."""
    filing = section16.read(submissions.read("0000019617-23-000273.txt"))
    assert filing.accession.startswith("0000019617")
    assert (filing.document.issuer.cik, filing.document.issuer.name) == ("0001708055", "Ribbon Communications Inc.")
    assert [owner.cik for owner in filing.document.owners] == ["0000019617"]
    roles = {party.role: party.cik for party in filing.header.parties}
    assert (roles["ISSUER"], roles["REPORTING-OWNER"]) == ("0001708055", "0000019617")


def test_t5_impossible_years_are_kept_as_filed_and_flagged():
    for day, year in (("2035-01-15", 2035), ("0022-05-01", 22)):
        source = form(
            table_i(trade("P", 100, price("5"), 100, day=day)) + SIGNED,
            head="<periodOfReport>2024-05-01</periodOfReport>",
        )
        (line,) = document(source).table_i
        assert (line.transaction_date.text, line.transaction_date.value.year) == (day, year)
        assert codes(source) & {"S16-230", "S16-231"}


def test_t6_a_price_for_another_unit_keeps_the_footnote_that_says_so():
    """A price for one ADS beside a number of ordinary shares: the note hangs on the price, and nothing multiplies."""
    note = "Price per American Depositary Share (ADS). Each ADS represents 500 ordinary shares."
    source = form(table_i(trade("P", 5000000, price("1.25", "F1"), 9000000)) + notes(F1=note))
    found = document(source)
    (line,) = found.table_i
    assert (line.shares, line.price) == (Cell(Decimal(5000000), "5000000"), Cell(Decimal("1.25"), "1.25", ("F1",)))
    assert [found.footnote(mark) for field, mark in line.marks() if field == "price"] == [note]


def test_t12_withholding_is_not_a_sale():
    """Code F is a class of its own: what a line is follows from its code, not from D and a price."""
    sale, withheld = document(form(table_i(trade("S", 10, price("5")), trade("F", 10, price("5"))))).table_i
    assert (sale.acquired_disposed.value, withheld.acquired_disposed.value) == ("D", "D")
    table = transaction_codes()
    assert (table[sale.code.value].group, table[withheld.code.value].group) == ("general", "16b-3")
    assert table["F"].exemption == "17 CFR 240.16b-3(e)"
    assert table["S"].exemption is None


# ----------------------------------------------------------------------------------------------------- footnotes


@pytest.mark.needs_shared
def test_t7_rows_know_their_footnotes(documents):
    """Apple, 2025-10-01: each line has the ids hung on it, by box, and the texts behind them."""
    found = document(documents.read("doc-d424f2f167f2.xml"))
    assert list(found.table_i[0].marks()) == [("price", "F1"), ("price", "F2"), ("direct_indirect", "F3")]
    assert list(found.table_i[2].marks()) == [("security_title", "F5"), ("price", "F6"), ("direct_indirect", "F3")]
    assert all(found.footnote(mark) for _, _, line in found.lines() for _, mark in line.marks())


PLAN = "This sale was made under a Rule 10b5-1 trading plan adopted on May 15, 2023."


def test_t8_the_plan_box_and_the_footnotes_are_both_kept_and_their_disagreement_shown():
    """The box is what the owner ticked, a keyword in a footnote is what it says; neither overrides the other."""

    def filed(ticked: str, note: str) -> bytes:
        sale = trade("S", 10, price("5", "F1"), 90)
        head = f"<periodOfReport>2024-05-01</periodOfReport>{ticked}"
        return form(table_i(sale) + notes(F1=note) + SIGNED, head=head)

    unticked = filed("<aff10b5One>0</aff10b5One>", PLAN)
    assert document(unticked).rule_10b5_1 == Cell(False, "0")
    assert document(unticked).footnote("F1") == PLAN
    assert codes(unticked) & {"S16-213", "S16-214"}
    ticked = filed("<aff10b5One>1</aff10b5One>", PLAN)
    assert document(ticked).rule_10b5_1 == Cell(True, "1")
    assert not codes(ticked) & {"S16-210", "S16-211", "S16-213", "S16-214"}
    bare = filed("<aff10b5One>1</aff10b5One>", "Sold to pay taxes.")
    assert document(bare).rule_10b5_1.value is True  # though no keyword is there
    assert "S16-210" in codes(bare)
    denied = filed("<aff10b5One>0</aff10b5One>", "These sales were not made under a Rule 10b5-1 plan.")
    assert document(denied).rule_10b5_1.value is False  # though the keyword is there
    absent = filed("", PLAN)
    assert document(absent).rule_10b5_1.is_absent  # before April 2023 there was no box, which is not "no"


@pytest.mark.needs_shared
@pytest.mark.needs("pyarrow")
def test_t10_footnotes_are_in_the_tables(documents):
    """Every footnote and every mark of the documents is a row of its table."""
    sources = [columns.Source(source, name) for name, source in documents.sample()]
    batches = list(columns.read_many(sources))
    texts = {(r["accession"], r["id"]): r["text"] for b in batches for r in b["footnotes"].to_pylist()}
    marks = [row for b in batches for row in b["marks"].to_pylist()]
    assert sum(source.content.count(b"<footnote ") for source in sources) == len(texts)
    assert sum(len(re.findall(rb"<footnoteId ", source.content)) for source in sources) == len(marks)
    assert texts["0000899243-21-044229.xml", "F31"].startswith("The price reported in Column 4")


def test_t11_more_than_thirty_notes_on_one_value():
    marks = [f"F{i}" for i in range(1, 46)]
    texts = {mark: f"Note {mark}." for mark in marks}
    found = document(form(table_i(trade("S", 10, price("5", *marks))) + notes(**texts)))
    assert list(found.table_i[0].price.footnotes) == marks
    assert len(found.footnotes) == 45
    assert found.footnote("F45") == "Note F45."


@pytest.mark.needs_shared
def test_t11_thirty_three_notes_on_a_real_form(documents):
    found = document(documents.read("0000899243-21-045944.xml"))
    assert [note.id for note in found.footnotes] == [f"F{i}" for i in range(1, 34)]


# -------------------------------------------------------------------------------------------------------- bulk


@pytest.mark.needs_shared
@pytest.mark.needs("pyarrow")
def test_t13_many_documents_are_narrow_tables_and_not_one_wide_product(documents):
    """Owners, lines and footnotes are rows of their own tables, never multiplied; batches have a bounded size."""
    sources = [columns.Source(source, name) for name, source in documents.sample()]
    batches = list(columns.read_many(iter(sources), batch_size=50))
    assert max(batch["filings"].num_rows for batch in batches) <= 50
    total = {table: sum(batch[table].num_rows for batch in batches) for table in columns.TABLES}
    assert total["filings"] + total["quarantine"] == len(sources)
    for table, tag in (("owners", b"<reportingOwner>"), ("signatures", b"<ownerSignature>")):
        assert total[table] == sum(source.content.count(tag) for source in sources)
    assert total["table_i"] == sum(source.content.count(b"</nonDerivativeTransaction>") for source in sources) + sum(
        source.content.count(b"</nonDerivativeHolding>") for source in sources
    )
    bytes_of_batches = sum(table.nbytes for batch in batches for table in batch.values())
    assert bytes_of_batches < 2 * sum(len(source.content) for source in sources)
