"""Reading all of it: complete, polite and without duplicates, whatever goes wrong on the way."""

import re
from datetime import date

import pytest

from section16.cli.main import main
from section16.edgar.listed import Lists, Plan
from section16.edgar.serve_answer import Answer
from section16.formats.edgar_sgml_brief import brief
from section16.vocabulary.errors import NotFound, SeenAndExpected
from section16.vocabulary.identifiers import NotAnIdentifier
from tests.edgar.reading import (
    AGENT,
    AS_ISSUER,
    AS_OWNER,
    DAY,
    EVENING,
    KKR,
    QUARTER,
    SPRING,
    THREE_CIKS,
    all_of,
    at,
    cache,
    client,
    local,
    of_day,
    sync_all,
)

# ---------------------------------------------------------------------------------------------------- complete


def test_a_day_is_read_from_its_daily_index_to_the_byte(corpus, tmp_path):
    with local(corpus) as (edgar, url):
        found, missed, said = sync_all(url, DAY, folder=tmp_path)
        assert (set(found), missed, said) == (of_day(edgar), [], [])
        assert len(found) == 12
        for accession, one in found.items():
            assert one.content == edgar.record.shelf.text(accession)
            head = brief(one.content).header
            assert (one.filed_on, one.found_in) == (head.filed, "daily-index 2020-03-03")
            assert one.accepted_at.isoformat() == f"{head.accepted.isoformat()}+00:00".replace("T16", "T21")


def test_a_quarter_its_last_days_and_today_come_from_three_lists_and_once_each(corpus, tmp_path):
    """On the evening of 2020-03-20 the quarterly index reaches to the 19th; what came today is in the feed."""
    with local(corpus, clock=at("2020-03-20T19:00")) as (edgar, url):
        found, missed, _ = sync_all(url, QUARTER, folder=tmp_path)
        assert (set(found), missed) == (all_of(edgar, *SPRING), [])
        lists = {one.found_in for one in found.values()}
    assert len(found) > 40
    assert lists == {"full-index/2020/QTR1", "feed of newest filings"}


def test_what_a_list_names_under_many_ciks_comes_once(corpus):
    wanted = AS_OWNER | {THREE_CIKS}
    with local(corpus) as (edgar, url):
        found, _, _ = sync_all(url, Plan(since=date(2023, 1, 1), until=date(2023, 12, 31)))
        assert wanted <= set(found)
        for accession in wanted:
            asked = [address for address in edgar.traffic._addresses if accession in address]
            assert [edgar.traffic.times(address) for address in asked] == [1]


def test_what_was_made_public_the_next_morning_belongs_to_its_evening(corpus):
    """0001213900-23-050220 was accepted on 2023-06-20 at 21:48, dated so, and stands in the index of the 21st."""
    with local(corpus) as (_, url):
        evening, _, _ = sync_all(url, Plan(since=date(2023, 6, 20), until=date(2023, 6, 20)))
        morning, _, _ = sync_all(url, Plan(since=date(2023, 6, 21), until=date(2023, 6, 21)))
    assert (set(evening), set(morning)) == ({EVENING}, set())


def test_a_later_run_fetches_what_is_new_and_asks_for_finished_lists_no_more(corpus, tmp_path):
    with local(corpus) as (edgar, url):
        found, _, _ = sync_all(url, DAY, folder=tmp_path)
        before = edgar.counted().requests
        again, _, _ = sync_all(url, DAY, dict.fromkeys(found, ""), folder=tmp_path)
        assert again == {}
        assert edgar.counted().requests - before == 2  # the date, and the folder of daily indexes


def test_a_company_that_owns_another_is_no_issuer_of_its_filings(corpus, tmp_path):
    with local(corpus) as (edgar, url):
        as_issuer, _, _ = sync_all(url, Plan(issuers=(KKR,)), folder=tmp_path)
        assert set(as_issuer) == AS_ISSUER
        before = edgar.counted().requests
        again, _, _ = sync_all(url, Plan(issuers=(KKR,)), dict.fromkeys(as_issuer, ""), folder=tmp_path)
        assert (again, edgar.counted().requests - before) == ({}, 1)  # the list; the others are known as what they are
        as_owner, _, _ = sync_all(url, Plan(owners=(f"000{KKR}",)), folder=tmp_path)
        assert set(as_owner) == AS_OWNER
        both, _, _ = sync_all(url, Plan(owners=(KKR,), since=date(2023, 7, 1)))
        assert set(both) == {one for one in AS_OWNER if one in ("0001140361-23-033120", "0001140361-23-033063")}


def test_a_list_in_several_files_is_read_whole_and_only_as_far_as_asked(corpus):
    with local(corpus) as (edgar, url):
        edgar.record.recent = 2
        found, _, _ = sync_all(url, Plan(owners=(KKR,)))
        assert set(found) == AS_OWNER
        newest, _, _ = sync_all(url, Plan(owners=(KKR,), since=date(2023, 7, 1)))
        assert len(newest) == 2
        names = [a for a in edgar.traffic._addresses if "-submissions-" in a]
        assert [edgar.traffic.times(name) for name in sorted(names)] == [1, 1, 1]


def test_single_filings(corpus):
    number = "0001140361-23-033120"  # of an agent's login: the number leads to no CIK
    with local(corpus) as (edgar, url):
        found, _, _ = sync_all(url, Plan(accessions=(f"{KKR}/{number}",)))
        assert (set(found), edgar.counted().requests) == ({number}, 1)
        found, _, _ = sync_all(url, Plan(accessions=(number.replace("-", ""),)))
        assert set(found) == {number}
        with pytest.raises(NotFound, match="in the indexes of 2023; if you know a CIK of it, say CIK/NUMBER"):
            sync_all(url, Plan(accessions=("0001140361-23-999999",)))
        missing, missed, _ = sync_all(url, Plan(accessions=(f"1/{number}",)))
        assert (missing, [(one.accession, one.is_absent) for one in missed]) == ({}, [(number, True)])


def test_plans_that_make_no_sense(corpus):
    with local(corpus) as (_, url):
        with pytest.raises(SeenAndExpected, match="expected the earlier one first"):
            sync_all(url, Plan(since=date(2020, 2, 2), until=date(2020, 2, 1)))
        with pytest.raises(NotAnIdentifier):
            sync_all(url, Plan(issuers=("AAPL",)))
        with pytest.raises(NotAnIdentifier):
            sync_all(url, Plan(accessions=("12",)))
        assert sync_all(url, Plan(since=date(2999, 1, 1)))[0] == {}
        assert sync_all(url, Plan(issuers=("1",)))[2] == ["CIK 1: EDGAR has no list of its filings"]


def test_a_day_without_an_index_is_said(corpus, monkeypatch):
    with local(corpus) as (edgar, url):
        days = edgar.record._days
        monkeypatch.setattr(edgar.record, "_days", lambda: {d: held for d, held in days().items() if held})
        found, _, said = sync_all(url, Plan(since=date(2020, 3, 10), until=date(2020, 3, 10)))
        assert len(found) == 2
        assert said == ["2020-03-11: EDGAR has no daily index of this business day"]
        _, _, said = sync_all(url, Plan(since=date(2020, 3, 9), until=date(2020, 3, 10)))
        assert said == ["2020-03-09: EDGAR has no daily index of 2 business days up to 2020-03-11"]


def test_a_line_of_an_index_that_is_no_row_is_said(corpus, monkeypatch):
    with local(corpus) as (edgar, url):
        right = edgar.record._right

        def wrong(path, query):
            answer = right(path, query)
            if path.endswith("master.20200303.idx"):
                answer = Answer(200, answer.body.replace(b"|4|", b"|4", 1), answer.type)
            return answer

        monkeypatch.setattr(edgar.record, "_right", wrong)
        found, _, said = sync_all(url, DAY)
    assert len(found) == 12  # it stands there under its other CIK too
    (line,) = said
    assert re.fullmatch(r"http://.*/master\.20200303\.idx, line 8: found '.*', expected a row of an index", line)


def test_lists_alone_name_each_filing_once(corpus, tmp_path):
    with local(corpus) as (edgar, url), client(url) as asking:
        listed = list(Lists(asking, cache(tmp_path)).wanted(QUARTER))
        assert sorted(one.accession for one in listed) == sorted(all_of(edgar, *SPRING))
        assert edgar.counted().requests <= 4


@pytest.mark.needs("duckdb", "pyarrow", "filelock")
def test_a_file_in_the_way_is_one_line(corpus, tmp_path, monkeypatch, capsys):
    """Of the lists in the store, and of the rate in the user's cache."""
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "lists").write_text("not a folder")
    said = []
    with local(corpus) as (_, url):
        asked = ["--edgar", url, "--user-agent", AGENT, "--issuer", "KKR"]
        for store, cache_folder in (("one", tmp_path / "cache"), ("two", tmp_path / "one" / "lists")):
            monkeypatch.setenv("SECTION16_CACHE", str(cache_folder))
            with pytest.raises(SystemExit) as stopped:
                main(["sync", "--store", str(tmp_path / store), *asked])
            assert stopped.value.code == 2
            said.append(capsys.readouterr().err)
    assert [text.count("\n") for text in said] == [1, 1]
    assert said[0].startswith(f"section16: {tmp_path}/one/lists")
    assert "SECTION16_CACHE names another folder" in said[1]
