"""Keeping up with new filings, whose times are those of 2020 and 2023, replayed."""

from datetime import UTC, date, datetime

import pytest

from section16.edgar.follow import Follower
from section16.edgar.listed import Plan
from section16.edgar.serve_faults import Fault
from section16.vocabulary.errors import Damaged
from tests.edgar.reading import AS_ISSUER, KKR, all_of, at, client, local, of_day
from tests.edgar.rehearsal import FakeClock

# ------------------------------------------------------------------------------------------------------- follow


def follow(url, wanted, *, plan=None, rounds=200, known=None, every=0.05):
    found = {}
    with client(url) as asking:
        follower = Follower(asking, plan or Plan(), known or {}, every=every)
        for one in follower.run(rounds=rounds):
            assert one.accession not in found
            found[one.accession] = one
            if len(found) == wanted:
                break
    return found


def test_it_keeps_up_and_tells_the_delay(corpus):
    """From 16:53:30 on 2020-03-03, sixty times as fast: four filings are there, eight more come, a minute between."""
    with local(corpus, clock=at("2020-03-03T16:53:30", speed=60.0)) as (edgar, url):
        found = follow(url, 12, known={})
        assert set(found) == of_day(edgar)
    assert all(one.delay >= 0 for one in found.values())
    assert [one.accepted_at for one in found.values()] == sorted(one.accepted_at for one in found.values())


def test_a_filing_that_is_listed_first_and_there_later_is_followed(corpus):
    with local(corpus, "filing-late*3%50", clock=at("2020-03-03T17:30")) as (edgar, url):
        assert set(follow(url, 12)) == of_day(edgar)
        assert edgar.counted().faults["filing-late"] > 3


def test_at_the_start_it_fills_the_gap_from_the_indexes(corpus):
    with local(corpus, clock=at("2020-03-05T09:00")) as (edgar, url):
        found = follow(url, 99, plan=Plan(since=date(2020, 2, 24)), rounds=1)
        assert set(found) == all_of(edgar, "2020-02-24", "2020-03-05")


def test_it_follows_one_issuer(corpus):
    with local(corpus, clock=at("2023-03-03T21:30")) as (_, url):
        found = follow(url, 99, plan=Plan(issuers=(KKR,)), rounds=2)
    assert set(found) == AS_ISSUER


def test_a_round_without_an_answer_is_said_and_the_next_goes_on(corpus):
    with local(corpus, clock=at("2020-03-03T16:53:30", speed=60.0)) as (edgar, url):
        said, found = [], []
        with client(url, tries=1) as asking:
            for one in Follower(asking, Plan(), {}, every=0.05, say=said.append).run(rounds=300):
                found.append(one.accession)
                if len(found) == 5:  # from now on, each address fails once
                    edgar.faults._faults["page-503"] = Fault("0", 1)
                if len(found) == 12:
                    break
    assert sorted(found) == sorted(of_day(edgar))
    assert any("trying again in" in line for line in said)


def test_a_round_with_another_page_is_said_and_the_next_goes_on(corpus):
    """EDGAR closed for an hour gives 200 and a page that is no feed; only at the start that is an error."""
    with local(corpus, clock=at("2020-03-03T16:53:30", speed=60.0)) as (edgar, url):
        said, found = [], []
        with client(url, tries=1) as asking:
            for one in Follower(asking, Plan(), {}, every=0.05, say=said.append).run(rounds=300):
                found.append(one.accession)
                if len(found) == 5:
                    edgar.faults._faults["page-html"] = Fault("", 1)
                if len(found) == 12:
                    break
            assert sorted(found) == sorted(of_day(edgar))
            assert any("expected an Atom feed" in line and "trying again in" in line for line in said)
            edgar.faults._faults["page-html"] = Fault("")
            with pytest.raises(Damaged):
                next(Follower(asking, Plan(), {}).run())


def test_what_the_caller_has_and_what_is_past_is_not_remembered(corpus):
    """A follower that runs for a year remembers what came lately alone: here eight days, a round in 90 minutes."""
    clock, known, new = FakeClock(datetime(2020, 3, 3, 22, 0, tzinfo=UTC)), {}, {}
    with local(corpus, clock=clock) as (edgar, url), client(url, clock=clock) as asking:
        follower = Follower(asking, Plan(), known, every=5400.0)
        for one in follower.run(rounds=8 * 16, after=lambda: known.update(new)):
            assert one.accession not in new
            new[one.accession] = "00"
        assert set(new) == all_of(edgar, "2020-03-02", "2020-03-11")
    assert len(new) > 12
    assert follower._given == {}
    assert len(follower._shown) < 10
