"""Feeds, lists of filings and of symbols: real ones, and answers that are something else."""

import gzip
import json
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from section16.edgar import feeds, indexes, serve_feeds, submissions_json, tickers
from section16.edgar.cache import Cache
from section16.edgar.listed import Lists
from section16.edgar.serve_shelf import held
from section16.vocabulary.calendar import eastern
from section16.vocabulary.errors import Damaged, NotFound, NotThisFormat
from tests.edgar.reading import KKR, client, local


@pytest.fixture
def samples(shared):
    return shared / "data" / "index"


@pytest.fixture
def atom(samples):
    return (samples / "getcurrent-type-4.atom").read_bytes()


def test_a_real_feed(atom):
    entries = feeds.read(atom)
    assert len(entries) == atom.count(b"<entry>")
    first, second = entries[:2]
    assert first == feeds.Entry(
        "0002063236-25-000004", "4", datetime(2025, 12, 12, 23, 2, 43, tzinfo=UTC), date(2025, 12, 12), "2063236",
        "Perez Daniel Antonio", "Reporting",
        "https://www.sec.gov/Archives/edgar/data/2063236/000206323625000004/0002063236-25-000004-index.htm",
    )  # fmt: skip
    assert (second.accession, second.role, second.name) == (first.accession, "Issuer", "Hinge Health, Inc.")
    assert all(entry.filed and entry.cik and entry.role in ("Issuer", "Reporting") for entry in entries)


def test_a_name_with_brackets_in_a_title(atom):
    changed = atom.replace(b"Hinge Health, Inc. (0001673743)", b"HINGE (OLD) - NEW (0001673743)", 1)
    assert feeds.read(changed)[1].name == "HINGE (OLD) - NEW"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"accession-number=0002063236-25-000004", b"accession-number=x"),
        (b'<category scheme="https://www.sec.gov/" label="form type" term="4"/>', b""),
        (b"<updated>2025-12-12T18:02:43-05:00</updated>", b"<updated>2025-12-12T18:02:43</updated>"),
        (b"<updated>2025-12-12T18:02:43-05:00</updated>", b"<updated>yesterday</updated>"),
        (b"</feed>", b""),
    ],
)
def test_a_feed_with_a_hole_is_damaged(atom, before, after):
    assert before in atom
    with pytest.raises(Damaged):
        feeds.read(atom.replace(before, after))


def test_something_else_is_no_feed():
    with pytest.raises(NotThisFormat):
        feeds.read(b"<html><body>Site maintenance</body></html>")


@pytest.mark.parametrize("query", [{"action": "getcurrent", "owner": "only"}, {"action": "getcompany"}])
def test_what_the_local_edgar_writes_reads_back(submissions, query):
    shelf = sorted((held(raw) for _, raw in submissions.sample(300)), key=lambda one: one.accepted, reverse=True)
    query = {"type": "4", "count": "100", **query}
    if query["action"] == "getcompany":
        query["CIK"] = shelf[0].roles[0].cik
    raw = serve_feeds.browse(query, shelf, datetime(2023, 6, 30, 12, tzinfo=eastern()), "https://www.sec.gov")
    entries = feeds.read(raw)
    assert entries[0].accession == shelf[0].accession
    by_number = {one.accession: one for one in shelf}
    for entry in entries:
        one = by_number[entry.accession]
        assert (entry.form, entry.filed, entry.accepted) == (one.form, one.filed, one.stamp.astimezone(UTC))


def test_a_prefix_is_not_a_form(submissions):
    """EDGAR's type is a prefix: 4 also brings 4/A and 424B3; the feed's reader goes by the category."""
    (_, raw), *_ = submissions.sample(8000)
    shelf = [held(raw.replace(b"SUBMISSION TYPE:\t4\n", b"SUBMISSION TYPE:\t" + form + b"\n"))
             for form in (b"4", b"424B3", b"4/A")]  # fmt: skip
    asked = {"action": "getcurrent", "type": "4", "owner": "include", "count": "100"}
    page = feeds.read(serve_feeds.browse(asked, shelf, datetime.now(UTC), "x"))
    assert [entry.form for entry in page[::2]] == ["4", "424B3", "4/A"]
    only = feeds.read(serve_feeds.browse({**asked, "owner": "only"}, shelf, datetime.now(UTC), "x"))
    assert [entry.form for entry in only[::2]] == ["4", "4/A"]


# ----------------------------------------------------------------------------------------------- lists, symbols


def test_a_real_list_with_further_files(samples):
    listing = submissions_json.read(gzip.decompress((samples / "CIK0001318605.json.gz").read_bytes()))
    assert (listing.name, len(listing.entries)) == ("Tesla, Inc.", 1000)
    assert listing.shards == (
        submissions_json.Shard("CIK0001318605-submissions-001.json", date(2005, 2, 17), date(2018, 2, 11), 720),
    )
    form4 = next(entry for entry in listing.entries if entry.form == "4")
    assert (form4.accession, form4.filed, form4.period, form4.accepted) == (
        "0001972928-26-000001", date(2026, 1, 12), date(2026, 1, 8), "2026-01-13T00:04:08.000Z",
    )  # fmt: skip


def test_a_further_file_is_the_arrays_alone(samples):
    arrays = json.loads((samples / "CIK0001830056.json").read_bytes())["filings"]["recent"]
    entries = submissions_json.read_shard(json.dumps(arrays).encode())
    assert len(entries) == 6
    with pytest.raises(Damaged):
        submissions_json.read_shard((samples / "CIK0001830056.json").read_bytes())


@pytest.mark.parametrize(
    "source",
    [
        b"", b"[]", b"<html>", b"{}", b'{"filings":{}}',
        b'{"filings":{"recent":{"accessionNumber":["0001212502-26-000001"],"form":["4"]}}}',
        b'{"filings":{"recent":{"accessionNumber":["0001212502-26-000001"],"form":["4"],"filingDate":["soon"]}}}',
    ],
)  # fmt: skip
def test_something_else_is_no_list(source):
    with pytest.raises(Damaged):
        submissions_json.read(source)


def test_real_symbols(samples):
    found = tickers.read(gzip.decompress((samples / "company_tickers.json.gz").read_bytes()))
    assert len(found) == 10089
    assert found["AAPL"] == tickers.Ticker("AAPL", "320193", "Apple Inc.")
    with pytest.raises(Damaged):
        tickers.read(b'{"0": {"ticker": "AAPL"}}')


@pytest.mark.parametrize("name", ["", "../CIK1.json", "CIK1.json?x", "CIK\u0000.json", "a" * 200])
def test_a_further_file_whose_name_is_none_is_damage(name):
    """It becomes part of an address and of a path on this machine."""
    file = {"name": name, "filingFrom": "2020-01-01", "filingTo": "2020-12-31"}
    source = json.dumps({"filings": {"recent": {}, "files": [file]}}).encode()
    with pytest.raises(Damaged, match="no list of filings"):
        submissions_json.read(source)


# ------------------------------------------------------------------------------------------ page by page, odd bytes


def test_a_feed_is_read_page_by_page(corpus):
    with local(corpus) as (edgar, url), client(url) as asking:
        pages = list(feeds.current(asking, "4"))
        assert len(pages) > 1
        assert {entry.accession for page in pages for entry in page} == {
            one.accession for one in edgar.record.shelf.public() if one.form in ("4", "4/A")
        }


def test_a_symbol_or_a_cik_names_a_company(corpus):
    with local(corpus) as (_, url), client(url) as asking:
        lists = Lists(asking, Cache(None))
        assert [lists.cik_of(text) for text in ("kkr", f"000{KKR}", KKR)] == [KKR] * 3
        with pytest.raises(NotFound, match="no trading symbol NONE in the SEC's list; say a CIK"):
            lists.cik_of("NONE")


@pytest.mark.parametrize(
    "reader", [indexes.read, feeds.read, submissions_json.read, submissions_json.read_shard, tickers.read]
)
@given(data=st.data())
def test_any_bytes_are_read_or_refused(shared, reader, data):
    """Bytes of any kind, and real answers with a piece of them changed."""
    folder = shared / "data" / "index"
    real = data.draw(st.sampled_from(["master.20181231.idx", "getcurrent-type-4.atom", "CIK0001830056.json"]))
    raw = (folder / real).read_bytes()[:20000]
    at = data.draw(st.integers(0, len(raw)))
    changed = raw[:at] + data.draw(st.binary(max_size=40)) + raw[at + data.draw(st.integers(0, 40)) :]
    with suppress(NotThisFormat, Damaged):
        reader(data.draw(st.sampled_from([changed, changed[:at], data.draw(st.binary(max_size=200))])))
