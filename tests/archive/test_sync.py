"""From a local EDGAR into a store over real HTTP: complete, once each, in spite of faults, stops and corrections."""

import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from section16.archive.ingest import ingest
from section16.archive.store import Store
from section16.archive.syncing import sync_into
from section16.archive.verify import verify
from section16.edgar.listed import Plan
from section16.formats.edgar_sgml_brief import brief
from tests.archive.stores import laid_out, rows
from tests.edgar.reading import (
    AGENT,
    AS_ISSUER,
    DAY,
    KKR,
    QUARTER,
    SPRING,
    all_of,
    at,
    client,
    local,
    of_day,
    write_corpus,
)
from tests.real_documents import document_of

pytestmark = [pytest.mark.needs("duckdb", "pyarrow", "filelock", "httpx"), pytest.mark.needs_shared]

FAULTS = ",".join(
    f"{fault}*1%20"
    for fault in ("page-slow=0.05", "page-cut", "page-short", "page-long", "page-html", "page-429=0", "page-503=0")
)


@pytest.fixture(scope="module")
def corpus(submissions, tmp_path_factory) -> Path:
    return write_corpus(submissions, tmp_path_factory.mktemp("corpus"))


def synced(folder: Path, url: str, plan: Plan, **more):
    """Sync with a client that does not wait between two requests."""
    with client(url, tries=12) as asking:
        return sync_into(folder, asking, plan, **more)


def kept(folder: Path) -> dict[str, bytes]:
    """Text of each filing of a store."""
    with Store(folder) as store:
        accessions = [row["accession"] for row in store.rows("SELECT accession FROM filings")]
        assert len(set(accessions)) == len(accessions)
        return {accession: store.filed_bytes(accession) for accession in accessions}


def test_with_every_fault_the_store_is_complete_and_as_filed(corpus, tmp_path):
    with local(corpus, FAULTS, seed=16, clock=at("2020-03-20T19:00")) as (edgar, url):
        missed = []
        synced(tmp_path / "store", url, QUARTER, missed=missed.append)
        wanted = all_of(edgar, *SPRING)
        assert missed == []
        assert kept(tmp_path / "store") == {accession: edgar.record.shelf.text(accession) for accession in wanted}
        assert len(edgar.counted().faults) >= 5
        asked = edgar.counted().requests
        again = synced(tmp_path / "store", url, QUARTER)
        assert (again.new, again.known) == (0, 0)
        assert edgar.counted().requests - asked < len(wanted)  # lists alone, no filing
    assert list(verify(tmp_path / "store")) == []


def test_it_gives_what_ingest_gives(corpus, tmp_path):
    with local(corpus) as (edgar, url):
        synced(tmp_path / "synced", url, DAY)
        texts = {f"{accession}.txt": edgar.record.shelf.text(accession) for accession in of_day(edgar)}
    ingest(tmp_path / "taken", [laid_out(tmp_path / "in", texts.items())], jobs=1)
    assert rows(tmp_path / "synced") == rows(tmp_path / "taken")


def test_a_filing_that_edgar_corrected_is_taken_again_on_recheck(corpus, tmp_path):
    store, later = tmp_path / "store", tmp_path / "later.zip"
    with local(corpus) as (edgar, url):
        accession = min(of_day(edgar))
        synced(store, url, DAY)
    with zipfile.ZipFile(corpus) as before, zipfile.ZipFile(later, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            changed = text.replace(b"<signatureName>", b"<signatureName>/s/ ", 1) if accession in name else text
            after.writestr(name, changed)
    with local(later) as (edgar, url):
        assert synced(store, url, DAY).new == 0
        tally = synced(store, url, Plan(since=DAY.since, until=DAY.until, recheck=True))
        assert (tally.new, tally.replaced) == (1, 1)
        assert kept(store)[accession] == edgar.record.shelf.text(accession)


def test_a_bare_document_does_not_keep_the_full_text_away(corpus, tmp_path):
    store = tmp_path / "store"
    with local(corpus) as (edgar, url):
        accession = min(of_day(edgar))
        text = edgar.record.shelf.text(accession)
        ingest(store, [laid_out(tmp_path / "in", [(f"{accession}.xml", document_of(text))])], jobs=1)
        tally = synced(store, url, DAY)
        assert tally.replaced == 1
        assert kept(store)[accession] == text


def test_the_issuer_is_that_of_the_document(corpus, tmp_path):
    with local(corpus) as (_, url):
        synced(tmp_path / "store", url, Plan(issuers=(KKR,)))
    assert set(kept(tmp_path / "store")) == AS_ISSUER


def test_following_takes_in_what_comes_and_tells_its_delay(corpus, tmp_path):
    delays = []
    with local(corpus, clock=at("2020-03-03T16:00", 3600.0)) as (_, url):
        synced(tmp_path / "store", url, Plan(since=date(2020, 3, 3)), follow=True, every=1.0, rounds=4,
            fetched=lambda one: delays.append(one.delay),
        )  # fmt: skip
        there = kept(tmp_path / "store")
    assert there
    assert len(delays) == len(there)
    assert all(delay is not None and delay >= 0 for delay in delays)
    assert {brief(text).header.filed for text in there.values()} >= {date(2020, 3, 3)}


def section16(*arguments: object, agent: str = "", cache: Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own; it asks as nobody unless ``agent`` says who."""
    env = {name: value for name, value in os.environ.items() if name != "SECTION16_USER_AGENT"}
    env |= {"SECTION16_CACHE": str(cache)} | ({"SECTION16_USER_AGENT": agent} if agent else {})
    command = [sys.executable, "-m", "section16", *map(str, arguments)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_the_command(corpus, tmp_path):
    with local(corpus) as (edgar, url):
        accession = min(of_day(edgar))
        common = ("sync", "--store", tmp_path / "store", "--edgar", url)
        nobody = section16(*common, cache=tmp_path)
        assert nobody.returncode == 2
        assert nobody.stderr.startswith("section16: found no User-Agent, expected a name and an e-mail address")
        found = section16(*common, "--accession", accession, agent=AGENT, cache=tmp_path)
        assert (found.returncode, found.stdout) == (0, f"1 filings fetched into {tmp_path / 'store'}\n")
        nothing = section16(*common, "--accession", "0000000000-20-000001", agent=AGENT, cache=tmp_path)
        assert nothing.returncode in (1, 2)
        assert "0000000000-20-000001" in nothing.stderr
    assert set(kept(tmp_path / "store")) == {accession}


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process")
def test_killed_in_the_middle_it_goes_on(corpus, tmp_path):
    env = {**os.environ, "SECTION16_USER_AGENT": AGENT, "SECTION16_CACHE": str(tmp_path / "cache")}
    with local(corpus, "page-slow=0.02") as (edgar, url):
        command = [
            sys.executable, "-m", "section16", "sync", "--store", tmp_path / "store", "--edgar", url,
            "--since", "2020-03-02", "--until", "2020-03-04",
        ]  # fmt: skip
        with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            time.sleep(3)
            running.send_signal(signal.SIGKILL)
        plan = Plan(since=date(2020, 3, 2), until=date(2020, 3, 4))
        synced(tmp_path / "store", url, plan)
        wanted = all_of(edgar, "2020-03-02", "2020-03-04")
        assert set(kept(tmp_path / "store")) == wanted
    assert list(verify(tmp_path / "store")) == []
