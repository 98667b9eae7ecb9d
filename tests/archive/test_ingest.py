"""Taking filings in: nothing lost, nothing twice, corrections honoured, what cannot be read kept apart."""

import io
import os
import random
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path

import msgspec
import pytest

import section16
from section16.archive import manifest as manifests
from section16.archive.ingest import Writer, ingest
from section16.archive.lock import writing
from section16.archive.store import Store
from section16.archive.verify import verify
from section16.formats import dataset_tsv
from section16.vocabulary.errors import Damaged, NotFound, Section16Error
from tests.archive.stores import as_feed, counted, header, laid_out, rows
from tests.real_documents import document_of

ACCESSION = "0000018349-23-000009"
NAME = f"{ACCESSION}.txt"

pytestmark = [pytest.mark.needs("duckdb", "pyarrow", "filelock")]


def numbers(folder: Path) -> dict[str, int]:
    return {table: sum(found.values()) for table, found in rows(folder).items()}


@pytest.fixture
def one(submissions) -> bytes:
    """A Form 4 of Synovus with one line: 523 shares withheld at 43.6 dollars on 2023-02-06."""
    return submissions.read(next(name for name in submissions.names if name.endswith(NAME)))


# ---------------------------------------------------------------------------------------------------- counts


def compared_with_lxml(members, folder):
    members = list(members)
    tally = ingest(folder / "store", [laid_out(folder / "in", members)], jobs=1)
    expected: Counter[str] = Counter()
    for _, content in members:
        expected += counted(document_of(content))
    found = numbers(folder / "store")
    assert {name: found[name] for name in expected} == expected
    assert tally.new == len(members) == found["sources"]
    assert found["quarantine"] == 0
    return found


@pytest.mark.needs_shared
def test_counts_are_those_of_lxml(submissions, documents, tmp_path):
    members = chain(submissions.sample(40), documents.sample(3))
    assert compared_with_lxml(members, tmp_path)["filings"] > 300


@pytest.mark.sweep
@pytest.mark.needs_shared
def test_counts_of_everything_are_those_of_lxml(submissions, documents, tmp_path):
    assert compared_with_lxml(chain(submissions.sample(), documents.sample()), tmp_path)["filings"] == 9049


@pytest.mark.needs_shared
def test_what_a_person_reads_off_the_form(one, tmp_path):
    ingest(tmp_path / "store", [laid_out(tmp_path / "in", [(NAME, one)])], jobs=1)
    with Store(tmp_path / "store") as store:
        assert store.rows("SELECT code, shares, price, acquired_disposed, filed_on, issuer_cik FROM table_i") == [
            {
                "code": "F", "shares": Decimal(523), "price": Decimal("43.6"), "acquired_disposed": "D",
                "filed_on": date(2023, 2, 7), "issuer_cik": "0000018349",
            }
        ]  # fmt: skip
        assert store.rows("SELECT sic, sic_name, fiscal_year_end, file_number FROM headers") == [
            {
                "sic": "6021",
                "sic_name": "NATIONAL COMMERCIAL BANKS",
                "fiscal_year_end": "1231",
                "file_number": "001-10312",
            }
        ]
        assert store.filed_bytes(ACCESSION) == one


# ------------------------------------------------------------------------------------------- the same again


@pytest.mark.needs_shared
def test_the_same_input_adds_nothing_in_whatever_shape_it_comes(submissions, tmp_path):
    members = [(Path(name).name, content) for name, content in submissions.sample(120)]
    folder = laid_out(tmp_path / "in", members)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, content in members:
            archive.writestr(f"below/{name}", content)
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    stores = {}
    for shape in (folder, tmp_path / "a.zip", tmp_path / "a.tar.gz"):
        stores[shape.name] = tmp_path / f"store-{shape.name}"
        assert ingest(stores[shape.name], [shape], jobs=1).new == len(members)
    first, *others = (rows(store) for store in stores.values())
    assert all(other == first for other in others)
    again = ingest(stores["in"], [tmp_path / "a.zip", folder], jobs=1)
    assert (again.new, again.known) == (0, 2 * len(members))
    assert rows(stores["in"]) == first


@pytest.mark.needs_shared
def test_a_filing_that_is_in_the_input_twice_is_taken_in_once(one, tmp_path):
    folder = laid_out(tmp_path / "in", [("a.txt", one), ("b.txt", one)])
    laid_out(folder / "deeper", [(f"{i}.txt", one) for i in range(3)])
    tally = ingest(tmp_path / "store", [folder, folder], jobs=1)
    assert (tally.new, tally.known) == (1, 9)
    assert numbers(tmp_path / "store")["filings"] == 1


@pytest.mark.needs_shared
def test_two_workers_give_what_one_gives(submissions, tmp_path):
    members = [(Path(name).name, content) for name, content in submissions.sample(100)]
    folder = laid_out(tmp_path / "in", members)
    laid_out(folder / "again", members[::3])
    ingest(tmp_path / "one", [folder], jobs=1)
    tally = ingest(tmp_path / "two", [folder], jobs=2)
    assert tally.new == len(members)
    assert rows(tmp_path / "two") == rows(tmp_path / "one")


@pytest.mark.needs_shared
def test_keys_may_be_lost(one, tmp_path):
    folder = laid_out(tmp_path / "in", [(NAME, one)])
    ingest(tmp_path / "store", [folder], jobs=1)
    for path in (tmp_path / "store").glob("keys.sqlite*"):
        path.unlink()
    assert ingest(tmp_path / "store", [folder], jobs=1).known == 1


# --------------------------------------------------------------------------- corrections, deletions, ranks


@pytest.mark.needs_shared
@pytest.mark.parametrize("is_settled", [True, False])
def test_a_later_copy_replaces_an_earlier(one, tmp_path, is_settled):
    store = tmp_path / "store"
    ingest(store, [laid_out(tmp_path / "1", [(NAME, one)])], jobs=1)
    changed = one.replace(b"<value>523</value>", b"<value>524</value>")
    if not is_settled:
        Writer.settle, kept = (lambda self, *, goes_on=False: None), Writer.settle
    try:
        tally = ingest(store, [laid_out(tmp_path / "2", [(NAME, changed)])], jobs=1)
    finally:
        if not is_settled:
            Writer.settle = kept
    assert (tally.new, tally.replaced) == (1, 1)
    with Store(store) as opened:
        assert opened.rows("SELECT shares FROM table_i") == [{"shares": Decimal(524)}]
        assert opened.rows("SELECT count(*) AS n FROM filings") == [{"n": 1}]
        states = opened.rows("SELECT state FROM sources ORDER BY state")
        assert [row["state"] for row in states] == ["current", "replaced"]
        assert opened.filed_bytes(ACCESSION) == changed
        old = opened.rows("SELECT sha256 FROM sources WHERE state = 'replaced'")[0]["sha256"]
        assert opened.filed_bytes(ACCESSION, old) == one
    # the first copy once more: it is known, and does not come back
    assert ingest(store, [tmp_path / "1"], jobs=1).known == 1
    with Store(store) as opened:
        assert opened.rows("SELECT shares FROM table_i") == [{"shares": Decimal(524)}]


@pytest.mark.needs_shared
def test_a_copy_that_tells_less_does_not_replace(one, tmp_path):
    store = tmp_path / "store"
    bare = laid_out(tmp_path / "1", [(f"{ACCESSION}.xml", document_of(one)), ("x.nc", as_feed(one))])
    full = laid_out(tmp_path / "2", [(NAME, one)])
    ingest(store, [full, bare], jobs=1)
    other = tmp_path / "other"
    ingest(other, [bare], jobs=1)
    ingest(other, [full], jobs=1)
    for folder in (store, other):
        with Store(folder) as opened:
            current = opened.rows("SELECT kind, accession FROM sources WHERE state = 'current'")
            assert current == [{"kind": "submission", "accession": ACCESSION}]
            assert opened.rows("SELECT count(*) AS n FROM table_i") == [{"n": 1}]
            assert opened.rows("SELECT count(*) AS n FROM sources WHERE state = 'replaced'") == [{"n": 2}]
            assert opened.rows("SELECT count(*) AS n FROM headers") == [{"n": 1}]


@pytest.mark.needs_shared
def test_a_correction_of_the_feed_replaces_and_a_deletion_removes(one, tmp_path):
    store = tmp_path / "store"
    ingest(store, [laid_out(tmp_path / "1", [(NAME, one)])], jobs=1)
    corrected = as_feed(one, "<CORRECTION>", "<TIMESTAMP>20230301:101500").replace(b">523<", b">525<")
    tally = ingest(store, [laid_out(tmp_path / "2", [("a.corr01", b""), ("a.nc", corrected)])], jobs=1)
    assert tally.replaced == 1
    with Store(store) as opened:
        assert opened.rows("SELECT shares FROM table_i") == [{"shares": Decimal(525)}]
    gone = laid_out(tmp_path / "3", [("b.nc", header(ACCESSION, "<DELETION>"))])
    assert ingest(store, [gone], jobs=1).deleted == 1
    with Store(store) as opened:
        assert opened.rows("SELECT count(*) AS n FROM filings") == [{"n": 0}]
        states = opened.rows("SELECT state, count(*) AS n FROM sources GROUP BY state ORDER BY state")
        assert {row["state"]: row["n"] for row in states} == {"deleted": 2, "replaced": 1}
    # an old copy found elsewhere does not bring it back
    changed = one.replace(b"<value>523</value>", b"<value>526</value>")
    ingest(store, [laid_out(tmp_path / "4", [(NAME, changed)])], jobs=1)
    assert numbers(store)["filings"] == 0


@pytest.mark.needs_shared
def test_a_feed_day_is_read_for_its_ownership_filings(one, shared, tmp_path):
    day = tmp_path / "20230207.nc.tar.gz"
    real = (shared / "data" / "feed" / "0001127602-25-004598.nc").read_bytes()
    members = [("a.nc", as_feed(one)), ("b.nc", real), ("c.nc", header("0000000001-23-000001", form="10-K"))]
    with tarfile.open(day, "w:gz") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    tally = ingest(tmp_path / "store", [day], jobs=1)
    assert (tally.new, tally.other_forms, tally.quarantined) == (2, 1, 0)


# ------------------------------------------------------------------------------------------------ what is bad


@pytest.mark.needs_shared
def test_what_cannot_be_read_is_kept_apart_with_its_reason(one, shared, tmp_path):
    text_form = (shared / "data" / "feed" / "0001094891-00-000193.txt").read_bytes()
    secret = document_of(one).replace(b"<rptOwnerName>", b"<rptOwnerCcc>abc$1234</rptOwnerCcc><rptOwnerName>")
    cut = one[: one.index(b"<transactionAmounts>")]
    bad = [
        ("empty.txt", b""), ("noise.txt", bytes(range(256)) * 4), ("cut.txt", cut), ("page.html", b"<html><p>x</html>"),
        ("2000.txt", text_form), ("draft.xml", secret),
    ]  # fmt: skip
    store = tmp_path / "store"
    tally = ingest(store, [laid_out(tmp_path / "in", bad)], jobs=1)
    assert (tally.new, tally.quarantined) == (0, len(bad))
    with Store(store) as opened:
        reasons = {Path(row["source_name"]).name: row["reason"] for row in opened.rows("SELECT * FROM quarantine")}
        assert reasons["empty.txt"].startswith("found nothing, expected a Form 3, 4 or 5")
        assert "without <ownershipDocument>" in reasons["2000.txt"]
        assert reasons["draft.xml"] == (
            "a document that holds a CCC, expected what EDGAR made public; its bytes are not kept"
        )
        kept = {Path(row["name"]).name: row for row in opened.rows("SELECT * FROM sources")}
        assert opened.unpacked(kept["noise.txt"]) == bytes(range(256)) * 4
        assert kept["draft.xml"]["pack"] is None
        assert opened.rows("SELECT form_type, issuer_name FROM headers WHERE accession = '0001094891-00-000193'")
    for path in store.rglob("*"):
        assert path.is_dir() or b"abc$1234" not in path.read_bytes()
    assert ingest(store, [tmp_path / "in"], jobs=1).known == len(bad)


@pytest.mark.needs_shared
def test_a_whole_file_replaces_one_that_was_cut(one, tmp_path):
    store = tmp_path / "store"
    ingest(store, [laid_out(tmp_path / "1", [(NAME, one[: one.index(b"<transactionAmounts>")])])], jobs=1)
    assert ingest(store, [laid_out(tmp_path / "2", [(NAME, one)])], jobs=1).new == 1
    assert numbers(store)["table_i"] == 1


@pytest.mark.needs_shared
def test_a_damaged_archive_is_one_line_and_the_rest_is_taken_in(one, tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 no zip")
    with tarfile.open(tmp_path / "b.tar.gz", "w:gz") as archive:
        info = tarfile.TarInfo(NAME)
        info.size = len(one)
        archive.addfile(info, io.BytesIO(one))
    whole = (tmp_path / "b.tar.gz").read_bytes()
    (tmp_path / "c.tar.gz").write_bytes(whole[: len(whole) // 2])
    tally = ingest(tmp_path / "store", [tmp_path / name for name in ("a.zip", "b.tar.gz", "c.tar.gz")], jobs=2)
    assert tally.new == 1
    assert [line.partition(", which")[0] for line in tally.lost] == [
        f"found {tmp_path / 'a.zip'}", f"found {tmp_path / 'c.tar.gz'}"
    ]  # fmt: skip


# ----------------------------------------------------------------------------------------- writers and disks


def test_a_second_writer_is_told_who_writes(tmp_path):
    with writing(tmp_path), pytest.raises(Section16Error, match=f"being written by process {os.getpid()}"):
        ingest(tmp_path, [tmp_path], jobs=1)


@pytest.mark.needs_shared
def test_a_reader_sees_the_store_of_one_moment(submissions, tmp_path):
    members = [(Path(name).name, content) for name, content in submissions.sample(400)]
    store = tmp_path / "store"
    ingest(store, [laid_out(tmp_path / "1", members[:10])], jobs=1)
    with Store(store) as opened:
        ingest(store, [laid_out(tmp_path / "2", members[10:])], jobs=1)
        assert opened.rows("SELECT count(*) AS n FROM filings") == [{"n": 10}]
        assert opened.refresh()
        assert opened.rows("SELECT count(*) AS n FROM filings") == [{"n": len(members)}]


def test_a_folder_that_cannot_be_written_to(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(Section16Error, match="expected room and rights"):
        ingest(tmp_path / "file" / "store", [tmp_path], jobs=1)


FULL = """
import resource, signal, sys
from pathlib import Path
from section16.archive.ingest import ingest
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
ingest(Path(sys.argv[1]), [Path(sys.argv[2])], jobs=1)
"""


@pytest.mark.needs_shared
@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
def test_a_disk_without_room_leaves_the_store_as_it_was(submissions, tmp_path):
    members = [(Path(name).name, content) for name, content in submissions.sample(60)]
    store = tmp_path / "store"
    ingest(store, [laid_out(tmp_path / "1", members[:20])], jobs=1)
    before = rows(store)
    folder = laid_out(tmp_path / "2", members[20:])
    run = subprocess.run(
        [sys.executable, "-c", FULL, store, folder, "40000"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "expected room and rights" in run.stderr
    assert rows(store) == before
    assert ingest(store, [folder], jobs=1).new == len(members) - 20
    assert numbers(store)["filings"] == len(members)


def test_a_store_of_another_layout_is_named(tmp_path):
    (tmp_path / "manifest.json").write_bytes(msgspec.json.encode({"layout": 0, "tables": []}))
    with pytest.raises(Section16Error, match=r"found a store of layout 0 in .*, expected layout 1"):
        Store(tmp_path)


def test_no_store(tmp_path):
    with pytest.raises(NotFound, match="section16 ingest PATH --store"):
        Store(tmp_path)


def test_a_changed_manifest_is_not_believed(tmp_path):
    manifests.write(tmp_path, manifests.Manifest())
    text = (tmp_path / "manifest.json").read_bytes()
    (tmp_path / "manifest.json").write_bytes(text.replace(b'"generation":0', b'"generation":1'))
    with pytest.raises(Damaged, match=r"a changed manifest\.json"):
        Store(tmp_path)


# --------------------------------------------------------------------------------------------------- killed


def killed(store: Path, folder: Path, after: float) -> bool:
    """Run an ingest and kill all its processes after some seconds; True when it was still at work."""
    command = [sys.executable, "-m", "section16", "ingest", folder, "--store", store, "--jobs", "2", "--quiet"]
    with subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL) as run:
        time.sleep(after)
        was_running = run.poll() is None
        if was_running:
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    return was_running


def compared_after_kills(members, folder, times, longest):
    chance = random.Random(16)
    source = laid_out(folder / "in", members)
    ingest(folder / "calm", [source], jobs=2)
    expected = rows(folder / "calm")
    kills, number = 0, 0
    while kills < times:
        store = folder / f"store-{number}"
        for _ in range(3):
            kills += killed(store, source, chance.uniform(0.6, longest))
        ingest(store, [source], jobs=2)
        assert rows(store) == expected
        named = {file.path for file in manifests.read(store).files()}
        retired = {file.path for file in manifests.read(store).retired}
        there = {p.relative_to(store).as_posix() for p in store.rglob("*") if p.suffix in (".parquet", ".zst")}
        assert there <= named | retired
        number += 1
    return kills


@pytest.mark.needs_shared
@pytest.mark.skipif(sys.platform == "win32", reason="kills a group of processes")
def test_killed_and_run_again_it_is_the_same_store(submissions, tmp_path):
    members = [(Path(name).name, content) for name, content in submissions.sample(12)]
    assert compared_after_kills(members, tmp_path, 3, 3.0) >= 3


@pytest.mark.sweep
@pytest.mark.needs_shared
def test_killed_fifty_times(submissions, tmp_path):
    members = [(Path(name).name, content) for name, content in submissions.sample(2)]
    assert compared_after_kills(members, tmp_path, 50, 6.0) >= 50


# ----------------------------------------------------------------------------------------------- data sets


@pytest.mark.needs_shared
def test_a_data_set_gives_way_to_the_filings_themselves(submissions, tmp_path):
    members = [(Path(name).name, content) for name, content in submissions.sample(200)]
    filings = [dataset_tsv.from_filing(section16.read(content)) for _, content in members]
    path = tmp_path / dataset_tsv.name_of(2023, 1)
    dataset_tsv.write(filings, path)
    store = tmp_path / "store"
    assert ingest(store, [path], jobs=1).new == len(members)
    assert ingest(store, [path], jobs=1).known == len(members)
    assert list(verify(store)) == []
    asset = numbers(store)
    assert asset["filings"] == len(members)
    assert asset["headers"] == 0
    tally = ingest(store, [laid_out(tmp_path / "in", members)], jobs=1)
    assert (tally.new, tally.replaced) == (len(members), len(members))
    found = numbers(store)
    assert {name: found[name] for name in ("filings", "table_i", "owners")} == {
        name: asset[name] for name in ("filings", "table_i", "owners")
    }
    assert found["headers"] == len(members)
    assert ingest(store, [path], jobs=1).known == len(members)
    assert list(verify(store)) == []
    run = subprocess.run(
        [sys.executable, "-m", "section16", "reconcile", path, "--store", store],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0
    assert f"{len(members):,} filings compared" in run.stdout
