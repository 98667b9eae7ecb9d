"""Data sets: the SEC's 2024Q3 row for row, every real filing there and back, and sets no one would publish."""

import csv
import io
import zipfile
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from section16.formats import dataset_tsv, edgar_xml
from section16.formats.dataset_tsv import GAPS, TABLES, Dataset, DatasetFiling, from_filing, reduced, with_plain_texts
from section16.formats.dataset_tsv_rows import fields
from section16.formats.dataset_tsv_tables import LINE_TABLES
from section16.formats.dataset_tsv_values import day, day_text, number, number_text, to_cents
from section16.formats.dataset_tsv_writer import quoted
from section16.formats.recognise import read
from section16.model.document import Footnote, OwnershipDocument, Relationship, ReportingOwner
from section16.model.lines import DerivativeLine, NonDerivativeLine
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import MissingFact, NotThisFormat
from section16.vocabulary.identifiers import is_accession

D = Decimal
ONE, TWO = "0000000001-24-000001", "0000000001-24-000002"


def real_set(shared: Path) -> Path:
    return shared / "data" / "dataset" / "2024q3_form345-part.zip"


def archive(**files: str | bytes) -> bytes:
    """A data set's zip from the texts of its files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in files.items():
            made.writestr(f"{name}.tsv", text)
    return out.getvalue()


def tsv(table: str, *rows: dict[str, str], accession: str = ONE, also: str = "") -> str:
    """A file with the table's header; cells that a row does not name are empty."""
    header = [*TABLES[table].header, *([also] if also else [])]
    lines = [
        header,
        *([row.get(name, accession if name == "ACCESSION_NUMBER" else "") for name in header] for row in rows),
    ]
    return "".join("\t".join(line) + "\n" for line in lines)


def one(**files: str | bytes) -> DatasetFiling:
    (filing,) = dataset_tsv.read(archive(**files))
    return filing


def written(filings, **options) -> io.BytesIO:
    out = io.BytesIO()
    dataset_tsv.write(filings, out, **options)
    return out


def ours(samples) -> list[DatasetFiling]:
    """Real filings; a bare document without an accession number gets one of nobody's."""
    found = []
    for i, (name, source) in enumerate(samples):
        stem = Path(name).stem
        found.append(from_filing(read(source), stem if is_accession(stem) else f"9999999999-99-{i:06}"))
    return found


# ------------------------------------------------------------------------------------------- the SEC's own


@pytest.mark.needs_shared
def test_the_declared_columns_are_those_of_the_real_files(shared):
    with zipfile.ZipFile(real_set(shared)) as made:
        for name in ("SUBMISSION", "NONDERIV_HOLDING", "DERIV_TRANS", "DERIV_HOLDING", "OWNER_SIGNATURE"):
            with made.open(f"{name}.tsv") as file:
                real = file.readline().decode().rstrip("\n").split("\t")
            assert list(TABLES[name].header) == real + (["AFF10B5ONE"] if name == "SUBMISSION" else [])


@pytest.mark.needs_shared
def test_the_real_quarter_is_read_whole_and_written_back_row_for_row(shared):
    """Byte for byte in SUBMISSION; elsewhere every row, but for the surrogate keys and the order of filings.

    No number has more than two decimals, where filers write four.
    """
    again, decimals = io.BytesIO(), Counter()

    def counted(filings):
        for filing in filings:
            assert not filing.findings
            for _, _, line in filing.document.lines():
                decimals.update(-c.value.as_tuple().exponent for _, c in line.cells() if isinstance(c.value, D))
            yield filing

    with Dataset(real_set(shared)) as dataset:
        assert dataset.lacking == {"REPORTINGOWNER", "NONDERIV_TRANS", "FOOTNOTES", "SUBMISSION.AFF10B5ONE"}
        assert [f.code for f in dataset.findings] == ["S16-047"] * 3
        assert (len(dataset), dataset.dates) == (36_075, (date(2024, 7, 1), date(2024, 9, 30)))
        assert dataset_tsv.write(counted(dataset), again, with_10b5_1=False) == 36_075
    assert dict(decimals) == {1: 102_152, 2: 18_312}
    with zipfile.ZipFile(real_set(shared)) as theirs, zipfile.ZipFile(again) as mine:
        assert mine.read("SUBMISSION.tsv") == theirs.read("SUBMISSION.tsv")
        for name in ("NONDERIV_HOLDING", "DERIV_TRANS", "DERIV_HOLDING", "OWNER_SIGNATURE"):
            keyed = bool(TABLES[name].key)
            assert rows_by_filing(mine, name, keyed) == rows_by_filing(theirs, name, keyed)


def rows_by_filing(made: zipfile.ZipFile, name: str, keyed: bool) -> tuple[str, dict[str, list[str]]]:
    """The header, and of each filing the rows as they stand, in the order of the surrogate key and without it."""
    header, *lines = made.read(f"{name}.tsv").decode().splitlines()
    found = defaultdict(list)
    for line in lines:
        accession, _, rest = line.partition("\t")
        key, _, cells = rest.partition("\t") if keyed else ("0", "", rest)
        found[accession].append((int(key), cells))
    return header, {a: [cells for _, cells in (sorted(rows) if keyed else rows)] for a, rows in found.items()}


@pytest.mark.needs_shared
def test_a_real_filing_in_the_set(shared):
    """Tesla, Form 4 of 2024-09-09: one restricted stock unit in Table II; read off the XML by hand."""
    with Dataset(real_set(shared)) as dataset:
        filing = dataset.get("0001972928-24-000003")
        assert dataset.get("0001972928-24-999999") is None
    document = filing.document
    assert (filing.filed_on, document.document_type, document.issuer.trading_symbol) == (date(2024, 9, 9), "4", "TSLA")
    assert document.period_of_report == Cell(date(2024, 9, 5))
    assert document.no_longer_subject == Cell(False, "0")
    (line,) = document.table_ii
    assert (line.kind, line.code, line.shares) == ("transaction", Cell("M", "M"), Cell(D(2633)))
    assert line.exercise_price == line.price == line.shares_following == Cell(D(0))
    assert line.exercise_date == Cell(footnotes=("F3",))
    assert line.exercise_date.is_footnote_only
    assert not line.shares.is_absent
    assert document.signatures[0].date == Cell(date(2024, 9, 9))


@pytest.mark.needs_shared
def test_lines_stand_in_filed_order_by_their_surrogate_key(shared, documents):
    """Block, Form 4: nine holdings, scrambled in the file."""
    filed = edgar_xml.read(documents.read("0001062993-24-014684.xml"))[0]
    holdings = [line.shares_following.value for line in filed.table_i if line.kind == "holding"]
    with Dataset(real_set(shared)) as dataset:
        lines = dataset.get("0001062993-24-014684").document.table_i
    assert [line.shares_following.value for line in lines] == holdings
    assert holdings[:3] == [1862, 77, 11388]


# ------------------------------------------------------------------------------------------- there and back


def check_round_trip(filings: list[DatasetFiling], as_published: bool) -> None:
    with Dataset(written(filings, as_published=as_published)) as dataset:
        assert not dataset.lacking
        assert not dataset.findings
        assert len(dataset) == len(filings)
        for filing, back in zip(filings, dataset, strict=True):
            assert back.document == reduced(filing.document, as_published=as_published), filing.accession
            facts = (filing.accession, filing.filed_on, filing.file_numbers)
            assert (back.accession, back.filed_on, back.file_numbers) == facts
            assert back.findings == ()


def check_nothing_is_lost(filings: list[DatasetFiling]) -> None:
    """Without a word of ``reduced``: the values and marks of every line, and the texts around them."""
    with Dataset(written(filings)) as dataset:
        for filing, back in zip(filings, dataset, strict=True):
            for table in ("table_i", "table_ii"):
                lines = sorted(getattr(filing.document, table), key=lambda line: line.kind, reverse=True)
                assert list(map(said, getattr(back.document, table))) == list(map(said, lines))
            assert {n.id: n.text for n in back.document.footnotes} == {n.id: n.text for n in filing.document.footnotes}
            assert [o.cik for o in back.document.owners] == [o.cik for o in filing.document.owners]
            assert [(s.name, s.date.value) for s in back.document.signatures] == [
                (s.name, s.date.value) for s in filing.document.signatures
            ]
            assert (back.document.remarks or "") == (filing.document.remarks or "")


def said(line) -> list[object]:
    """What a line says in boxes that every row has a column for."""
    left_out = {"total_value"} if type(line) is NonDerivativeLine else set()
    return [line.kind, sorted(line.marks()), *((n, c.value) for n, c in line.cells() if n not in left_out)]


@pytest.mark.needs_shared
@pytest.mark.parametrize("as_published", [False, True])
def test_a_sample_of_real_filings_there_and_back(submissions, documents, as_published):
    filings = ours([*submissions.sample(97), *documents.sample(5)])
    check_round_trip(filings, as_published)
    if not as_published:
        check_nothing_is_lost(filings)


@pytest.mark.sweep
@pytest.mark.needs_shared
@pytest.mark.parametrize("as_published", [False, True])
def test_every_real_filing_there_and_back(submissions, documents, as_published):
    check_round_trip(ours(documents.sample()), as_published)
    for start in range(0, len(submissions), 1000):
        check_round_trip(ours((n, submissions.read(n)) for n in submissions.names[start : start + 1000]), as_published)


@pytest.mark.needs_shared
def test_the_same_filings_give_the_same_bytes(submissions):
    filings = ours(submissions.sample(2000))
    assert written(filings).getvalue() == written(iter(filings)).getvalue()


@pytest.mark.needs_shared
def test_the_header_gives_filing_date_and_file_number(submissions):
    """A submission tells what a bare document does not."""
    filing = read(submissions.read("0000899243-23-000230.txt"))
    made = from_filing(filing)
    assert made.filed_on == filing.header.filed
    assert made.file_numbers == tuple(party.file_number for party in filing.header.owners)
    with pytest.raises(MissingFact, match="no accession number"):
        from_filing(read(edgar_xml.write(filing.document)))


def test_published_sets_round_and_fold():
    line = DerivativeLine(
        "transaction",
        price=Cell(D("36.8567"), "36.8567", ("F2", "F1")),
        shares=Cell(D("0.004"), ".004"),
        nature=Cell("By\nTrust", "By\nTrust "),
        equity_swap=Cell(True, "true"),
        code=Cell("S", "S", ("F3",)),
        coding_footnotes=("F4",),
    )
    filing = DatasetFiling(accession=ONE, document=OwnershipDocument(document_type="4", table_ii=(line,)))

    def row(as_published):
        with zipfile.ZipFile(written([filing], as_published=as_published)) as made:
            (cells,) = csv.DictReader(io.StringIO(made.read("DERIV_TRANS.tsv").decode()), delimiter="\t")
        return {name: text for name, text in cells.items() if text}

    common = {
        "ACCESSION_NUMBER": ONE, "DERIV_TRANS_SK": "1", "TRANS_PRICEPERSHARE_FN": "F2, F1", "TRANS_CODE": "S",
        "EQUITY_SWAP_INVOLVED": "true", "EQUITY_SWAP_TRANS_CD_FN": "F3, F4",
    }  # fmt: skip
    exact = {"TRANS_PRICEPERSHARE": "36.8567", "TRANS_SHARES": "0.004", "NATURE_OF_OWNERSHIP": "By\nTrust "}
    published = {"TRANS_PRICEPERSHARE": "36.86", "TRANS_SHARES": "0.0", "NATURE_OF_OWNERSHIP": "By Trust"}
    assert row(as_published=False) == common | exact
    assert row(as_published=True) == common | published


def test_a_written_set_has_the_secs_files_headers_and_name():
    with zipfile.ZipFile(written([])) as made:
        assert made.namelist() == [table.file for table in TABLES.values()]
        for table in TABLES.values():
            assert made.read(table.file).decode() == "\t".join(table.header) + "\n"
    assert "AFF10B5ONE" not in zipfile.ZipFile(written([], with_10b5_1=False)).read("SUBMISSION.tsv").decode()
    assert dataset_tsv.name_of(2024, 3) == "2024q3_form345.zip"


@pytest.mark.needs("pyarrow")
@pytest.mark.needs_shared
def test_a_filing_of_a_data_set_goes_into_the_same_tables(submissions):
    """Through ``columns``: the rows of a filing read from a data set are those of its XML but for the gaps."""
    from section16.formats.columns import Batches

    (filing,) = ours([("0000899243-23-000230", submissions.read("0000899243-23-000230.txt"))])
    (back,) = dataset_tsv.read(written([filing]))
    tables = []
    for this in (filing, back):
        batches = Batches()
        batches.add_document(this.document, this.accession, sha256="0" * 64, filed_on=this.filed_on)
        tables.append({name: batch.to_pylist() for name, batch in batches.finish().items()})
    direct, by_set = tables
    for name in ("table_i", "table_ii", "footnotes", "marks", "signatures"):
        values = [
            [{k: v for k, v in row.items() if not k.endswith("_text")} for row in t[name]] for t in (direct, by_set)
        ]
        assert values[0] == values[1], name
    assert by_set["table_i"]
    assert by_set["filings"][0]["filed_on"] == filing.filed_on
    assert by_set["filings"][0]["issuer_cik"] == direct["filings"][0]["issuer_cik"]


@pytest.mark.needs_shared
def test_printing_needs_texts_and_says_the_same(submissions):
    for filing in ours(submissions.sample(900)):
        (back,) = dataset_tsv.read(written([filing]))
        printed = with_plain_texts(back.document)
        again = edgar_xml.read(edgar_xml.write(printed))[0]
        assert list(map(said, again.table_i)) == list(map(said, back.document.table_i))
        assert list(map(said, again.table_ii)) == list(map(said, back.document.table_ii))
        assert again.period_of_report.value == filing.document.period_of_report.value


# ------------------------------------------------------------------------------------------------- by hand


def test_gaps_are_declared():
    assert all(gap.what and gap.instead for gap in GAPS)
    assert len({gap.what for gap in GAPS}) == len(GAPS)


def test_owners_and_their_relationship():
    owner = {
        "RPTOWNERCIK": "0000000007", "RPTOWNERNAME": "Doe Jane", "RPTOWNER_CITY": "Town", "FILE_NUMBER": "001-00009",
        "RPTOWNER_RELATIONSHIP": "Director,TenPercentOwnerOther", "RPTOWNER_TXT": "Trustee",
    }  # fmt: skip
    filing = one(SUBMISSION=tsv("SUBMISSION", {}), REPORTINGOWNER=tsv("REPORTINGOWNER", owner, {"RPTOWNERCIK": "8"}))
    first, second = filing.document.owners
    assert first.relationship == Relationship(
        is_director=Cell(True), is_ten_percent_owner=Cell(True), is_other=Cell(True), other_text="Trustee"
    )
    assert (first.address.city, second) == ("Town", ReportingOwner(cik="8"))
    assert filing.file_numbers == ("001-00009", None)
    assert filing.findings == ()


def test_footnotes_stand_by_number():
    notes = [{"FOOTNOTE_ID": f"F{i}", "FOOTNOTE_TXT": f"note {i}"} for i in (10, 2, 1)]
    filing = one(SUBMISSION=tsv("SUBMISSION", {}), FOOTNOTES=tsv("FOOTNOTES", *notes))
    assert filing.document.footnotes == tuple(Footnote(f"F{i}", f"note {i}") for i in (1, 2, 10))


def test_quotes_and_line_breaks_in_a_text():
    remarks = '"two lines:\nthe ""second"""'
    filing = one(SUBMISSION=tsv("SUBMISSION", {"REMARKS": remarks}, {"ACCESSION_NUMBER": ONE}))
    assert filing.document.remarks == 'two lines:\nthe "second"'


def test_an_unpaired_quote_spoils_one_cell_and_nothing_else():
    signed = tsv("OWNER_SIGNATURE", {"OWNERSIGNATURENAME": '"Jane', "OWNERSIGNATUREDATE": "01-JUL-2024"},
                 {"OWNERSIGNATURENAME": "John", "OWNERSIGNATUREDATE": "02-JUL-2024"})  # fmt: skip
    filing = one(SUBMISSION=tsv("SUBMISSION", {}), OWNER_SIGNATURE=signed)
    assert [(s.name, s.date.value) for s in filing.document.signatures] == [
        ('"Jane', date(2024, 7, 1)), ("John", date(2024, 7, 2))
    ]  # fmt: skip
    (finding,) = filing.findings
    assert (finding.code, finding.location.box) == ("S16-046", "OWNER_SIGNATURE.tsv, line 2, column OWNERSIGNATURENAME")
    assert "quotes that do not pair" in finding.message


def test_a_damaged_row_is_left_out_and_named():
    text = tsv("DERIV_TRANS", {"DERIV_TRANS_SK": "2", "TRANS_CODE": "M"}) + f"{ONE}\t1\tcut sho\n"
    filing = one(SUBMISSION=tsv("SUBMISSION", {}), DERIV_TRANS=text)
    assert [line.code.value for line in filing.document.table_ii] == ["M"]
    (finding,) = filing.findings
    assert (finding.code, finding.location.box) == ("S16-045", "DERIV_TRANS.tsv, line 3")
    assert finding.message.startswith("found 3 fields, expected 42, in ")


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("TRANS_SHARES", "1,000", "found '1,000', expected a number"),
        ("TRANS_DATE", "31-FEB-2024", "found '31-FEB-2024', expected a date"),
        ("EQUITY_SWAP_INVOLVED", "Y", "found 'Y', expected a yes or no (0, 1, true, false)"),
        ("DERIV_TRANS_SK", "x", "found 'x', expected a whole number"),
        ("SECURITY_TITLE", "\udcff", "found U+FFFD"),
    ],
)
def test_a_cell_that_cannot_be_read_is_kept_and_named(column, text, expected):
    row = {"DERIV_TRANS_SK": "1", "TRANS_CODE": "M"} | {column: text}
    source = tsv("DERIV_TRANS", row).encode("utf-8", "surrogateescape")
    filing = one(SUBMISSION=tsv("SUBMISSION", {}), DERIV_TRANS=source)
    (finding,) = filing.findings
    assert finding.message.startswith(expected)
    assert finding.location.box == f"DERIV_TRANS.tsv, line 2, column {column}"
    (line,) = filing.document.table_ii
    assert line.code.value == "M"
    if column in ("TRANS_SHARES", "TRANS_DATE"):
        assert getattr(line, {"TRANS_SHARES": "shares", "TRANS_DATE": "transaction_date"}[column]) == Cell(None, text)


def test_an_unknown_word_of_the_relationship_is_named():
    rows = tsv("REPORTINGOWNER", {"RPTOWNER_RELATIONSHIP": "Officer,Chair"})
    (finding,) = one(SUBMISSION=tsv("SUBMISSION", {}), REPORTINGOWNER=rows).findings
    assert finding.message == "found 'Chair', expected Director, Officer, TenPercentOwner, Other"


def test_rows_without_submission_make_a_filing_of_their_own():
    signed = tsv("OWNER_SIGNATURE", {"OWNERSIGNATURENAME": "Jane"}, accession=TWO)
    first, second = dataset_tsv.read(archive(SUBMISSION=tsv("SUBMISSION", {}), OWNER_SIGNATURE=signed))
    assert (first.accession, second.accession) == (ONE, TWO)
    assert second.document.signatures[0].name == "Jane"
    (finding,) = second.findings
    assert finding.message == f"found 0 rows for {TWO}, expected 1"


def test_two_rows_of_submission_for_one_filing():
    filing = one(SUBMISSION=tsv("SUBMISSION", {"DOCUMENT_TYPE": "4"}, {"DOCUMENT_TYPE": "5"}))
    assert filing.document.document_type == "4"
    assert [f.code for f in filing.findings] == ["S16-048"]


def test_columns_are_found_by_name_and_unknown_ones_named():
    header, row, _ = tsv("SUBMISSION", {"DOCUMENT_TYPE": "4", "NEW": "x"}, also="NEW").split("\n")
    turned = "".join(
        "\t".join([cells[0], *reversed(cells[1:])]) + "\n" for cells in (header.split("\t"), row.split("\t"))
    )
    with Dataset(archive(SUBMISSION=turned)) as dataset:
        assert [f.message for f in dataset.findings if "NEW" in f.message] == [
            "found the column 'NEW', which no data set is known to have"
        ]
        assert next(iter(dataset)).document.document_type == "4"


def test_a_row_that_names_no_filing_is_a_finding_about_the_set():
    with Dataset(archive(SUBMISSION=tsv("SUBMISSION", {}) + "\n" + "garbage\n" * 150)) as dataset:
        said_of_rows = [f for f in dataset.findings if f.code == "S16-045"]
        assert len(dataset) == 1
    assert said_of_rows[0].location.box == "SUBMISSION.tsv, line 4"
    assert said_of_rows[0].message == "found a row that begins 'garbage', expected an accession number"
    assert len(said_of_rows) == 101
    assert "the rest are not named" in said_of_rows[-1].message


def test_a_file_that_breaks_off_is_read_as_far_as_it_goes():
    made = bytearray(archive(OWNER_SIGNATURE=tsv("OWNER_SIGNATURE", *({} for _ in range(9000)))))
    made[made.rfind(ONE.encode())] = ord("9")  # in the last row: the checksum no longer holds
    with Dataset(bytes(made)) as dataset:
        (finding,) = (f for f in dataset.findings if f.code == "S16-045")
        (filing,) = dataset
    assert finding.message.startswith("found a file that breaks off (Bad CRC-32")
    assert len(filing.document.signatures) > 8000


def test_a_broken_archive_is_no_traceback():
    made = bytearray(archive(SUBMISSION=tsv("SUBMISSION", {})))
    at = made.rfind(b"PK\x01\x02")
    made[at + 43] = 0xFF  # where the file begins
    with Dataset(bytes(made)) as dataset:
        assert {f.code for f in dataset.findings} == {"S16-045", "S16-047"}


def test_a_file_without_accession_numbers_is_no_table():
    with Dataset(archive(SUBMISSION="A\tB\n1\t2\n", FOOTNOTES=tsv("FOOTNOTES", {}))) as dataset:
        assert "SUBMISSION" in dataset.lacking
        (finding,) = (f for f in dataset.findings if f.code == "S16-045")
        assert finding.message == r"found 'A\tB' as the first line, expected ACCESSION_NUMBER and other columns"
        (filing,) = dataset
        assert (filing.accession, filing.findings, dataset.dates) == (ONE, (), None)


def test_other_files_are_refused(tmp_path):
    with pytest.raises(NotThisFormat, match="found a file that is no zip archive"):
        Dataset(b"ACCESSION_NUMBER\tFILING_DATE\n")
    with pytest.raises(NotThisFormat, match=r"without a file of a data set, expected SUBMISSION\.tsv, REPORTINGOWNER"):
        Dataset(archive(OTHER="x"))
    path = tmp_path / "set.zip"
    path.write_bytes(archive(SUBMISSION=tsv("SUBMISSION", {})))
    assert dataset_tsv.sniff(path)
    assert not dataset_tsv.sniff(__file__)


def test_names_of_files_may_be_in_a_folder_and_of_either_case():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("2006q1/submission.TSV", tsv("SUBMISSION", {"DOCUMENT_TYPE": "3"}))
    (filing,) = dataset_tsv.read(out)
    assert filing.document.document_type == "3"


# -------------------------------------------------------------------------------------------- any text at all


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2))
def test_any_cells_are_quoted_and_read_back(cells):
    assert fields("\t".join(map(quoted, cells))) == cells


@given(st.dates())
def test_any_day_is_printed_and_read_back(value):
    assert day(day_text(value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_any_number_is_printed_and_read_back(value):
    assert number(number_text(value)) == value
    assert abs(to_cents(value) - value) <= D("0.005")


def test_every_field_of_a_line_has_one_column():
    for table in LINE_TABLES:
        for marks in (False, True):
            found = [c.field for c in table.columns if c.marks is marks]
            assert len(found) == len(set(found)), table.name
