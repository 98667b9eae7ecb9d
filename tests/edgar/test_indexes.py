"""Index files: real ones to the row, every kind that the local EDGAR writes, and what is no row."""

import gzip
from datetime import date

import pytest

from section16.edgar import indexes, serve_indexes
from section16.edgar.serve_shelf import held
from section16.vocabulary.errors import Damaged, NotThisFormat
from tests.edgar.reading import SPRING  # noqa: F401 - skips where httpx is missing

FORMS = frozenset({"3", "3/A", "4", "4/A", "5", "5/A"})


@pytest.fixture
def samples(shared):
    return shared / "data" / "index"


def test_a_real_daily_master_index(samples):
    index = indexes.read((samples / "master.20181231.idx").read_bytes())
    assert (index.received, index.unread) == (date(2018, 12, 31), ())
    assert index.rows[0] == indexes.Row(
        "1000228", "HENRY SCHEIN INC", "4", date(2018, 12, 31), "edgar/data/1000228/0001209191-18-064398.txt"
    )
    assert len(index.rows) == (samples / "master.20181231.idx").read_bytes().count(b"\n") - 6


def test_a_real_quarterly_master_index(samples):
    """115,253 rows of ownership forms are 50,000 and more filings: each is listed under all its CIKs."""
    index = indexes.read((samples / "master-2023Q2-ownership.idx.gz").read_bytes())
    assert (index.received, index.unread, len(index.rows)) == (date(2023, 6, 30), (), 115253)
    filings = dict(indexes.filings(index, FORMS))
    assert len(filings) == len({row.accession for row in index.rows if row.form in FORMS}) < len(index.rows) / 2
    assert {row.form for row in filings.values()} <= FORMS
    assert min(row.filed for row in index.rows) == date(2023, 4, 3)


def test_a_real_form_index_with_columns(samples):
    """The sample is the first 100 kB, so its last line is cut."""
    raw = (samples / "form.20200318-first-100kB.idx").read_bytes()
    with pytest.raises(Damaged, match="ends after a whole row"):
        indexes.read(raw)
    whole = raw[: raw.rindex(b"\n") + 1]
    index = indexes.read(whole)
    assert (index.received, index.unread) == (date(2020, 3, 18), ())
    assert index.rows[2] == indexes.Row(
        "1749817", "Belpointe REIT, Inc.", "1-A POS", date(2020, 3, 18), "edgar/data/1749817/0001010549-20-000033.txt"
    )
    assert len(index.rows) == whole.count(b"\n") - 10


HEAD = b"Description: x\nLast Data Received:    June 30, 2023\n\n"
MASTER = HEAD + b"CIK|Company Name|Form Type|Date Filed|Filename\n" + b"-" * 80 + b"\n"
FORM = HEAD + b"Form Type   Company Name   CIK         Date Filed  File Name\n" + b"-" * 80 + b"\n"
PATH = b"edgar/data/1/0000000001-23-000001.txt"


def test_latin_1_bars_in_names_and_both_spellings_of_a_date():
    body = b"0001|BAR|N \xc9 INC|4|20230518|" + PATH + b"\r\n2|B|4/A|2023-05-19|" + PATH + b"\n"
    first, second = indexes.read(MASTER + body).rows
    assert (first.cik, first.name, first.filed) == ("1", "BAR|N É INC", date(2023, 5, 18))
    assert (second.form, second.filed, second.accession) == ("4/A", date(2023, 5, 19), "0000000001-23-000001")


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense", b"1|A|4|2023-02-30|" + PATH, b"x|A|4|2023-02-03|" + PATH, b"1|A||2023-02-03|" + PATH,
        b"1|A|4|2023-02-03|", b"12345678901|A|4|2023-02-03|" + PATH, b"1|A|4|2023-02-03|edgar\x07/" + PATH,
        b"1|A|4|2023-02-03|" + b"edgar/" * 200 + PATH,
    ],
)  # fmt: skip
def test_what_is_no_row_is_kept_with_its_number(line):
    good = b"1|A|4|2023-02-03|" + PATH + b"\n"
    index = indexes.read(MASTER + good + line + b"\n" + good)
    assert len(index.rows) == 2
    assert index.unread == ((7, line.decode()),)


def test_a_value_wider_than_its_column_is_no_row():
    good = b"4           JANE DOE       1           2023-02-03  " + PATH + b"\n"
    wide = b"SCHEDULE 13G/A JANE DOE    1           2023-02-03  " + PATH + b"\n"
    index = indexes.read(FORM + good + wide)
    assert [row.name for row in index.rows] == ["JANE DOE"]
    assert index.unread[0][0] == 7


def test_a_path_without_an_accession_number_is_a_row_of_no_filing():
    index = indexes.read(MASTER + b"1|A|4|1995-02-03|edgar/data/1/paper.txt\n")
    assert index.rows[0].accession is None
    assert list(indexes.filings(index, FORMS)) == []


@pytest.mark.parametrize("source", [b"", b"<html>", b"CIK|Company Name\n----\n", MASTER[:-90], b"-" * 80 + b"\n"])
def test_other_bytes_are_no_index(source):
    with pytest.raises(NotThisFormat):
        indexes.read(source)


def test_a_packed_index_that_is_cut_or_changed_is_damaged():
    packed = gzip.compress(MASTER + b"1|A|4|2023-02-03|" + PATH + b"\n")
    assert len(indexes.read(packed).rows) == 1
    for broken in (packed[:-1], packed[:-9], packed[:30], packed + packed, packed[:-6] + b"\0" + packed[-5:]):
        with pytest.raises(Damaged):
            indexes.read(broken)


@pytest.mark.parametrize("is_daily", [True, False])
@pytest.mark.parametrize("kind", serve_indexes.KINDS)
def test_what_the_local_edgar_writes_reads_back(submissions, kind, is_daily):
    shelf = [held(raw) for _, raw in submissions.sample(400)]
    raw = serve_indexes.index(kind, shelf, received=date(2023, 6, 30), is_daily=is_daily, site="https://www.sec.gov")
    index = indexes.read(raw)
    assert (index.received, index.unread) == (date(2023, 6, 30), ())
    assert {(row.accession, row.cik, row.form, row.filed) for row in index.rows} == {
        (one.accession, role.cik, one.form, one.filed) for one in shelf for role in one.roles
    }


def test_the_head_is_that_of_the_real_ones(samples, submissions):
    shelf = [held(raw) for _, raw in submissions.sample(4000)]
    for name, kind, received, is_daily in (
        ("master.20181231.idx", "master", date(2018, 12, 31), True),
        ("form.20200318-first-100kB.idx", "form", date(2020, 3, 18), True),
    ):
        real = (samples / name).read_bytes().split(b"\n")
        ours = serve_indexes.index(kind, shelf, received=received, is_daily=is_daily, site="https://www.sec.gov")
        at = next(i for i, line in enumerate(real) if line.startswith(b"----"))
        assert ours.split(b"\n")[: at + 1] == real[: at + 1]
    real = gzip.decompress((samples / "master-2023Q2-ownership.idx.gz").read_bytes()).split(b"\n")
    ours = serve_indexes.index(
        "master", shelf, received=date(2023, 6, 30), is_daily=False, site="https://www.sec.gov"
    ).split(b"\n")
    assert ours[:11] == real[:11]
