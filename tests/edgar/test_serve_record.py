"""The public record of the local EDGAR: the same addresses and formats as the SEC's."""

import gzip
import http.client
import io
import json
import tarfile
import zipfile
from urllib.parse import urlsplit

import pytest

from section16.edgar import indexes, submissions_json, tickers
from section16.edgar.serve_shelf import Shelf, held
from section16.formats import edgar_sgml
from section16.formats.edgar_sgml_brief import brief
from section16.formats.recognise import read
from section16.vocabulary.errors import Damaged
from tests.edgar.reading import AGENT, AS_ISSUER, KKR, at, local
from tests.edgar.rehearsal import OWNER, endpoint, package, submit

NUMBER = "0001179110-20-002868"


@pytest.fixture(scope="module")
def served(corpus):
    with local(corpus) as (edgar, url):
        yield edgar, url


def ask(url, path, agent=AGENT, **headers):
    """Status, headers and body."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request("GET", path, headers={"User-Agent": agent, **headers})
        response = connection.getresponse()
        return response.status, dict(response.headers), response.read()
    finally:
        connection.close()


@pytest.fixture
def fetched(served):
    """The body of an address that is there."""

    def fetch(path):
        status, _, body = ask(served[1], path)
        assert status == 200, path
        return body

    return fetch


def folder(edgar, number):
    one = next(one for one in edgar.record.shelf.public() if one.accession == number)
    return f"/Archives/edgar/data/{one.roles[0].cik}/{number.replace('-', '')}", one


# --------------------------------------------------------------------------------------------------- one filing


def test_a_filing_stands_under_each_of_its_ciks_in_both_places_and_under_no_other(served, fetched):
    edgar, url = served
    _, one = folder(edgar, NUMBER)
    text = edgar.record.shelf.text(NUMBER)
    for role in one.roles:
        base = f"/Archives/edgar/data/{role.cik}"
        assert fetched(f"{base}/{NUMBER}.txt") == text
        assert fetched(f"{base}/{NUMBER.replace('-', '')}/{NUMBER}.txt") == text
    assert ask(url, f"/Archives/edgar/data/1/{NUMBER}.txt")[0] == 404
    assert ask(url, "/Archives/edgar/data/1/0000000001-20-000001.txt")[0] == 404


def test_the_files_of_a_filing(served, fetched):
    edgar, _ = served
    base, one = folder(edgar, NUMBER)
    submission = edgar_sgml.read(edgar.record.shelf.text(NUMBER))[0]
    name = one.documents[0][0]
    assert fetched(f"{base}/{name}") == submission.xml
    assert fetched(f"{base}/xslF345X03/{name}") == submission.xml
    names = [item["name"] for item in json.loads(fetched(f"{base}/index.json"))["directory"]["item"]]
    assert {name, f"{NUMBER}.txt", f"{NUMBER}-index.htm", f"{NUMBER}.hdr.sgml"} <= set(names)
    for each in names:
        fetched(f"{base}/{each}")
    header = edgar_sgml.read(fetched(f"{base}/{NUMBER}.hdr.sgml"))[0]
    assert (header.spelling, header.header.accession, header.header.accepted) == (
        "hdr.sgml", NUMBER, submission.header.accepted,
    )  # fmt: skip
    assert NUMBER.encode() in fetched(f"{base}/{NUMBER}-index.htm")
    assert b"&lt;SEC-HEADER&gt;" in fetched(f"{base}/{NUMBER}-index-headers.html")


# ------------------------------------------------------------------------------------------------------- lists


@pytest.mark.parametrize("kind", ["master", "form", "company", "crawler"])
def test_indexes_in_every_kind_and_spelling(fetched, kind):
    quarter = indexes.read(fetched(f"/Archives/edgar/full-index/2020/QTR1/{kind}.idx"))
    assert indexes.read(fetched(f"/Archives/edgar/full-index/2020/QTR1/{kind}.gz")) == quarter
    daily = indexes.read(fetched(f"/Archives/edgar/daily-index/2020/QTR1/{kind}.20200303.idx"))
    assert {row.accession for row in daily.rows} < {row.accession for row in quarter.rows}
    assert len({row.accession for row in daily.rows}) == 12


def test_folders_of_indexes(fetched):
    def names(path):
        return [item["name"] for item in json.loads(fetched(path))["directory"]["item"]]

    assert "2020" in names("/Archives/edgar/full-index/index.json")
    assert "master.gz" in names("/Archives/edgar/full-index/2020/QTR1/index.json")
    assert "master.20200303.idx" in names("/Archives/edgar/daily-index/2020/QTR1/index.json")


@pytest.mark.parametrize(
    "path",
    [
        "/Archives/edgar/full-index/2019/QTR4/master.idx", "/Archives/edgar/full-index/2020/QTR1/master.20200303.idx",
        "/Archives/edgar/daily-index/2020/QTR1/master.idx", "/Archives/edgar/daily-index/2020/QTR1/master.20200307.idx",
        "/Archives/edgar/full-index/2020/QTR1/other.idx", "/submissions/CIK0000000001.json", "/files/other.json",
        "/submissions/CIK0001404912-submissions-001.json", "/cgi-bin/browse-edgar?action=other",
        "/cgi-bin/browse-edgar?action=getcompany&CIK=x", "/Archives/edgar/data/1/2/3", "/Archives/%2e%2e/etc/passwd",
        "/Archives/edgar/Feed/2020/QTR1/20200307.nc.tar.gz", "/Archives/edgar/Feed/2020/QTR2/20200303.nc.tar.gz",
    ],
)  # fmt: skip
def test_what_is_not_there_is_404(served, path):
    assert ask(served[1], path)[0] == 404


def test_a_number_beyond_all_measure_is_as_none(served):
    first, beyond = (
        ask(served[1], f"/cgi-bin/browse-edgar?action=getcurrent{more}") for more in ("", f"&start={'9' * 5000}")
    )
    assert (first[0], beyond[0]) == (200, 200)
    assert beyond[2].count(b"<entry>") == first[2].count(b"<entry>")


def test_the_current_quarter_has_an_address_of_its_own_and_reaches_to_the_last_night(corpus):
    with local(corpus, clock=at("2020-03-04T21:59")) as (_, url):
        index = indexes.read(ask(url, "/Archives/edgar/full-index/master.idx")[2])
        assert index.received.isoformat() == "2020-03-03"
        assert ask(url, "/Archives/edgar/daily-index/2020/QTR1/master.20200304.idx")[0] == 404
    with local(corpus, clock=at("2020-03-04T22:01")) as (_, url):
        assert indexes.read(ask(url, "/Archives/edgar/full-index/master.idx")[2]).received.isoformat() == "2020-03-04"


def test_the_lists_of_a_cik_and_of_symbols(fetched):
    listing = submissions_json.read(fetched(f"/submissions/CIK{KKR:0>10}.json"))
    assert (len(listing.entries), listing.shards) == (7, ())
    assert {entry.accession for entry in listing.entries} > AS_ISSUER
    whole = json.loads(fetched(f"/submissions/CIK{KKR:0>10}.json"))
    assert (whole["insiderTransactionForOwnerExists"], whole["insiderTransactionForIssuerExists"]) == (1, 1)
    assert len({len(values) for values in whole["filings"]["recent"].values()}) == 1
    found = tickers.read(fetched("/files/company_tickers.json"))
    assert found["KKR"].cik == KKR


def test_the_acceptance_in_a_list_is_utc(served, fetched):
    (number,) = AS_ISSUER
    entries = submissions_json.read(fetched(f"/submissions/CIK{KKR:0>10}.json")).entries
    entry = next(entry for entry in entries if entry.accession == number)
    assert entry.accepted == "2023-03-03T23:00:42.000Z"
    assert brief(served[0].record.shelf.text(number)).header.accepted.isoformat() == "2023-03-03T18:00:42"


def test_the_feed_file_of_a_day(served, fetched):
    packed = fetched("/Archives/edgar/Feed/2020/QTR1/20200303.nc.tar.gz")
    assert packed == fetched("/Archives/edgar/Feed/2020/QTR1/20200303.nc.tar.gz")
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(packed))) as tar:
        members = {member.name: tar.extractfile(member).read() for member in tar}
    assert len(members) == 12
    submission = edgar_sgml.read(members[f"{NUMBER}.nc"])[0]
    assert (submission.spelling, submission.header.accession) == ("nc", NUMBER)
    assert submission.xml == edgar_sgml.read(served[0].record.shelf.text(NUMBER))[0].xml


# ---------------------------------------------------------------------------------------------------- manners


def test_pages_are_packed_and_tagged_for_who_asks(served):
    _, url = served
    path = "/files/company_tickers.json"
    status, headers, packed = ask(url, path, **{"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert gzip.decompress(packed) == ask(url, path)[2]
    assert ask(url, path, **{"If-None-Match": headers["ETag"]})[0] == 304


def test_who_names_nobody_is_refused_and_counted(corpus):
    with local(corpus, polite=True) as (_, url):
        status, _, body = ask(url, f"/submissions/CIK{KKR:0>10}.json", agent="python-urllib/3")
        assert (status, b"Undeclared Automated Tool" in body) == (403, True)
        report = json.loads(ask(url, "/section16/traffic")[2])
        assert (report["requests"], report["undeclared"], report["peak"]) == (1, 1, 1)


def test_the_date_of_an_answer_is_that_of_the_endpoint(corpus):
    with local(corpus, clock=at("2020-03-04T12:00")) as (_, url):
        assert ask(url, "/files/company_tickers.json")[1]["Date"].startswith("Wed, 04 Mar 2020 17:0")


def test_what_is_accepted_later_is_not_there_yet(corpus):
    with local(corpus, clock=at("2020-03-03T16:53")) as (edgar, url):
        cik = held(edgar.record.shelf._from[NUMBER]()).roles[0].cik
        assert ask(url, f"/Archives/edgar/data/{cik}/{NUMBER}.txt")[0] == 404
        assert edgar.record.shelf.size > len(edgar.record.shelf.public()) > 10


def test_what_was_filed_here_stands_beside_what_was_given(corpus, tmp_path):
    with endpoint() as (edgar, url):
        shelf = Shelf(corpus, edgar.store)
        edgar.record.shelf = shelf
        accession = submit(package(live=True), url, tmp_path, live=True).accession
        assert accession in {one.accession for one in shelf.of(OWNER)}
        assert accession in {row.accession for row in _feed(url)}
        text = ask(url, f"/Archives/edgar/data/{OWNER}/{accession}.txt")[2]
    assert read(text).accession == accession


def _feed(url):
    from section16.edgar import feeds

    return feeds.read(ask(url, "/cgi-bin/browse-edgar?action=getcurrent&type=4&owner=only&count=100&output=atom")[2])


# ------------------------------------------------------------------------------------------------------ sources


def test_a_folder_is_looked_through_and_what_is_no_submission_is_counted(submissions, tmp_path):
    (tmp_path / "deep").mkdir()
    for number, (name, raw) in enumerate(submissions.sample(3000)):
        (tmp_path / ("deep" if number else "") / name.rpartition("/")[2]).write_bytes(raw)
    (tmp_path / "notes.txt").write_text("no submission")
    (tmp_path / "cut.txt").write_bytes(b"<SEC-DOCUMENT>0000000001-20-000001.txt : 20200303\n<SEC-HEADER>")
    shelf = Shelf(tmp_path)
    assert (shelf.size, shelf.passed) == (3, 2)


def test_a_source_that_is_none(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"no zip")
    with pytest.raises(Damaged, match="expected a folder or zip of submissions"):
        Shelf(tmp_path / "a.zip")
    with pytest.raises(OSError, match="missing"):
        Shelf(tmp_path / "missing")


def test_a_member_that_does_not_unpack_is_named(corpus, tmp_path):
    with zipfile.ZipFile(corpus) as archive:
        info = archive.infolist()[3]
    content = bytearray(corpus.read_bytes())
    content[info.header_offset + 60 + len(info.filename)] ^= 0xFF
    (tmp_path / "bad.zip").write_bytes(content)
    with pytest.raises(Damaged, match=rf"bad\.zip!{info.filename}, which does not unpack"):
        Shelf(tmp_path / "bad.zip")
