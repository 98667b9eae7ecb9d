"""What goes wrong on the way: complete, polite and without duplicates all the same."""

import signal
import subprocess
import sys

import pytest

from section16.edgar.listed import Plan
from section16.edgar.serve_faults import READING
from section16.edgar.transport import Unreachable
from tests.edgar.reading import DAY, QUARTER, SPRING, all_of, at, hashes, local, of_day, sync_all
from tests.edgar.rehearsal import environment

# -------------------------------------------------------------------------------------------------- all faults

ONCE = (
    "page-slow=0.1*1", "page-cut*1", "page-short*1", "page-long*1", "page-html*1", "page-403*1", "page-429=0*1",
    "page-503=0*1", "filing-other*1",
)  # fmt: skip


def test_every_fault_of_reading_is_tried():
    tried = {fault.partition("=")[0].partition("*")[0] for fault in ONCE} | {"filing-late", "filing-corrected"}
    assert tried == set(READING)


@pytest.mark.parametrize("fault", ONCE)
def test_with_every_fault_once_at_each_address_it_is_complete(corpus, tmp_path, fault):
    name = fault.partition("=")[0].partition("*")[0]
    share = "%20" if name == "page-403" else ""  # each of them is a second's wait
    with local(corpus, fault + share) as (edgar, url):
        found, missed, _ = sync_all(url, DAY, folder=tmp_path)
        assert missed == []
        assert {accession: one.content for accession, one in found.items()} == {
            accession: edgar.record.shelf.text(accession) for accession in of_day(edgar)
        }
        assert edgar.counted().faults[name] >= (1 if share else 12)


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.sweep) for seed in range(2, 8))])
def test_with_all_faults_at_once_it_is_complete(corpus, tmp_path, seed):
    faults = ",".join(f"{fault}%{20 if '403' not in fault else 3}" for fault in ONCE)
    with local(corpus, faults, seed=seed, clock=at("2020-03-20T19:00")) as (edgar, url):
        found, missed, _ = sync_all(url, QUARTER, folder=tmp_path, tries=12)
        assert missed == []
        assert set(found) == all_of(edgar, *SPRING)
        assert all(one.content == edgar.record.shelf.text(accession) for accession, one in found.items())
        assert len(edgar.counted().faults) >= 6


def test_the_same_seed_gives_the_same_faults(corpus):
    def drawn(seed):
        with local(corpus, "page-cut*1%30", seed=seed) as (edgar, url):
            sync_all(url, DAY)
            return set(edgar.faults._at), edgar.faults.happened()

    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)


def test_a_filing_that_appears_late_is_missed_and_taken_by_the_next_run(corpus, tmp_path):
    with local(corpus, "filing-late*1%40") as (edgar, url):
        found, missed, _ = sync_all(url, DAY, folder=tmp_path)
        assert 0 < len(missed) < 12
        assert all(one.is_absent for one in missed)
        again, none, _ = sync_all(url, DAY, hashes(found), folder=tmp_path)
        assert (set(again), none) == ({one.accession for one in missed}, [])
        assert set(found) | set(again) == of_day(edgar)


def test_a_corrected_filing_is_taken_again_on_recheck_alone(corpus, tmp_path):
    recheck = Plan(since=DAY.since, until=DAY.until, recheck=True)
    with local(corpus, "filing-corrected=1%30") as (edgar, url):
        found, _, _ = sync_all(url, DAY, folder=tmp_path)
        assert sync_all(url, DAY, hashes(found), folder=tmp_path)[0] == {}
        changed, _, _ = sync_all(url, recheck, hashes(found), folder=tmp_path)
        drawn = {accession for name, accession in edgar.faults._at if name == "filing-corrected"}
        assert set(changed) == drawn
        assert 0 < len(changed) < 12
        assert all(b"DATE AS OF CHANGE:\t\t20200304" in one.content for one in changed.values())
        assert sync_all(url, recheck, hashes(found) | hashes(changed), folder=tmp_path)[0] == {}


def test_a_filing_that_stays_broken_is_missed_and_the_rest_is_fetched(corpus):
    with local(corpus) as (edgar, url):
        (bad, *_) = sorted(of_day(edgar))
        whole = edgar.record.shelf.text
        edgar.record.shelf.text = lambda accession: whole(accession)[: -40 if accession == bad else None]
        found, missed, _ = sync_all(url, DAY, tries=2)
    assert len(found) == 11
    assert [one.accession for one in missed] == [bad]
    assert "expected </SEC-DOCUMENT>" in missed[0].why


def test_an_edgar_that_is_down_ends_the_run_after_five_filings(corpus):
    with local(corpus) as (edgar, url):
        edgar.record.shelf.text = lambda accession: b"nothing of the kind"
        with pytest.raises(Unreachable, match="5 filings in a row could not be had"):
            sync_all(url, DAY, tries=1)


# --------------------------------------------------------------------------------------------------- politeness


PROGRAM = """
import sys
from pathlib import Path
from section16.edgar.cache import Cache
from section16.edgar.client import Client
from section16.edgar.hosts import record_hosts
from section16.edgar.listed import Plan
from section16.edgar.sync import sync
from datetime import date

url, folder, since, until = sys.argv[1:]
folder = Path(folder)
folder.mkdir(exist_ok=True)
known = {path.stem: "" for path in folder.glob("*.txt")}
plan = Plan(since=date.fromisoformat(since), until=date.fromisoformat(until))
with Client(record_hosts(url), "Jane Doe jane@example.com") as client:
    for one in sync(client, plan, known, cache=Cache(folder / "lists")):
        new = folder / f"{one.accession}.new"
        new.write_bytes(one.content)
        new.rename(folder / f"{one.accession}.txt")
        print(one.accession, flush=True)
"""


def start(url, folder, since, until):
    arguments = [sys.executable, "-c", PROGRAM, url, str(folder), since, until]
    return subprocess.Popen(arguments, env=environment(), stdout=subprocess.PIPE, text=True)


def test_two_processes_together_stay_below_ten_a_second(corpus, tmp_path):
    with local(corpus, polite=True) as (edgar, url):
        running = [start(url, tmp_path / day, day, day) for day in ("2020-03-03", "2020-02-24")]
        counted = [len(process.communicate(timeout=60)[0].splitlines()) for process in running]
        report = edgar.counted()
    assert [process.returncode for process in running] == [0, 0]
    assert counted == [12, 12]
    assert (report.too_fast, report.undeclared) == (0, 0)
    assert 1 < report.peak <= 10


def test_killed_and_started_again_it_goes_on_where_it_was(corpus, tmp_path):
    folder = tmp_path / "filings"
    with local(corpus, polite=True) as (edgar, url):
        for number in (3, 8):
            process = start(url, folder, "2020-03-03", "2020-03-03")
            for _ in range(number - len(list(folder.glob("*.txt")))):
                process.stdout.readline()
            process.send_signal(signal.SIGKILL)
            process.communicate()
        last = start(url, folder, "2020-03-03", "2020-03-03")
        last.communicate(timeout=60)
        assert last.returncode == 0
        wanted = of_day(edgar)
        assert {path.stem for path in folder.glob("*.txt")} == wanted
        assert all((folder / f"{one}.txt").read_bytes() == edgar.record.shelf.text(one) for one in wanted)
        asked = [edgar.traffic.times(a) for a in edgar.traffic._addresses if a.endswith(".txt")]
        assert sum(asked) <= 12 + 2  # at most the one under way when it was killed
        assert edgar.traffic.times("/Archives/edgar/daily-index/2020/QTR1/master.20200303.idx") == 1


def test_who_is_too_fast_is_shut_out_waits_and_still_gets_all(corpus, tmp_path):
    with local(corpus, polite=True) as (edgar, url):
        found, _, _ = sync_all(url, DAY)
        report = edgar.counted()
        assert set(found) == of_day(edgar)
    assert report.peak > 10
    assert report.too_fast > 0
