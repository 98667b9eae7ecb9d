"""The journal: a chain that breaks at any change, and mends only what a stopped machine leaves."""

import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from section16.edgar import chain
from section16.edgar.journal import HEAD, JOURNAL, Busy, Journal, inspect, verify
from section16.edgar.standing import forms, other_accessions, standing
from section16.vocabulary.errors import Damaged
from tests.edgar.rehearsal import environment

ABOUT = ("form1:abc", "TEST", "local")


@pytest.fixture
def folder(tmp_path) -> Path:
    """A journal of five records."""
    journal = Journal(tmp_path)
    journal.append("intent", ABOUT, issuer="0000000001")
    journal.append("sent", ABOUT, accession="0000000001-26-000001")
    journal.append("polled", ABOUT, processing="PROCESSING")
    journal.append("polled", ABOUT, processing="ACCEPTED")
    journal.append("final", ABOUT, outcome="accepted", accession="0000000001-26-000001")
    return tmp_path


def test_records_are_numbered_chained_and_on_disk(folder):
    found = inspect(folder)
    assert [record.number for record in found.records] == [1, 2, 3, 4, 5]
    assert found.records[0].previous == "0" * 64
    assert all(b.previous == a.hash for a, b in zip(found.records, found.records[1:], strict=False))
    assert verify(folder) == ()
    assert Journal(folder).records == list(found.records)
    assert [json.loads(line)["kind"] for line in (folder / JOURNAL).read_text().splitlines()] == [
        "intent", "sent", "polled", "polled", "final",
    ]  # fmt: skip


def test_an_empty_folder_is_an_empty_journal(tmp_path):
    assert verify(tmp_path) == ()
    assert Journal(tmp_path).records == []


def test_the_files_are_the_owners_alone(folder):
    assert (folder / JOURNAL).stat().st_mode & 0o777 == 0o600
    assert (folder / HEAD).stat().st_mode & 0o777 == 0o600


# ------------------------------------------------------------------------------------------------ tampering


def test_every_changed_byte_is_found(folder):
    data = (folder / JOURNAL).read_bytes()
    for i in range(len(data)):
        changed = data[:i] + bytes((data[i] ^ 1,)) + data[i + 1 :]
        found = chain.scan(changed)
        assert found.faults or len(found.records) < 5, f"byte {i} of {len(data)}"
        if i % 53 == 0:
            (folder / JOURNAL).write_bytes(changed)
            assert verify(folder) != (), f"byte {i} of {len(data)}"
    (folder / JOURNAL).write_bytes(data)
    assert verify(folder) == ()


@pytest.mark.parametrize("gone", range(5))
def test_every_missing_line_is_found(folder, gone):
    lines = (folder / JOURNAL).read_bytes().splitlines(keepends=True)
    (folder / JOURNAL).write_bytes(b"".join(lines[:gone] + lines[gone + 1 :]))
    assert verify(folder) != ()
    with pytest.raises(Damaged, match="expected a journal as it was written"):
        Journal(folder)


def test_swapped_repeated_and_inserted_lines_are_found(folder):
    lines = (folder / JOURNAL).read_bytes().splitlines(keepends=True)
    for changed in (
        [lines[0], lines[2], lines[1], *lines[3:]],
        [*lines[:3], lines[2], *lines[3:]],
        [*lines[:3], b"noise\n", *lines[3:]],
        [*lines, b"noise\n", lines[-1]],
        [b"\n", *lines],
        [],
    ):
        (folder / JOURNAL).write_bytes(b"".join(changed))
        assert verify(folder) != (), changed


def test_a_journal_cut_off_at_the_end_is_found(folder):
    data = (folder / JOURNAL).read_bytes()
    for length in [*range(0, len(data) - 1, 31), len(data) - 2]:
        (folder / JOURNAL).write_bytes(data[:length])
        assert verify(folder) != (), f"{length} of {len(data)} bytes"


def test_a_changed_head_is_found(folder):
    for head in (b"", b"{}", b'{"number":3,"hash":"00"}', b'{"number":9,"hash":"00"}', b"\xff"):
        (folder / HEAD).write_bytes(head)
        assert verify(folder) != (), head


def test_a_record_rewritten_with_its_own_hash_is_found_by_the_next(folder):
    lines = (folder / JOURNAL).read_bytes().splitlines(keepends=True)
    record = chain.opened(lines[1][:-1])
    forged = chain.seal(chain.Record(**{**{f: getattr(record, f) for f in record.__struct_fields__}, "data": {}}))[1]
    (folder / JOURNAL).write_bytes(b"".join([lines[0], forged, *lines[2:]]))
    assert [str(fault) for fault in verify(folder)] == ["line 3: does not follow the record before it"]


def test_nothing_is_added_to_a_broken_journal(folder):
    journal = Journal(folder)
    data = (folder / JOURNAL).read_bytes()
    (folder / JOURNAL).write_bytes(data[:-200])
    with pytest.raises(Damaged):
        journal.append("intent", ABOUT)
    assert (folder / JOURNAL).read_bytes() == data[:-200]


# ------------------------------------------------------------------------------- what a stopped machine leaves


def after_a_crash(folder: Path, left: int) -> None:
    """The last record was being written: ``left`` bytes of it are there, and the head is one behind."""
    lines = (folder / JOURNAL).read_bytes().splitlines(keepends=True)
    (folder / JOURNAL).write_bytes(b"".join(lines[:-1]) + lines[-1][:left])
    before = chain.opened(lines[-2][:-1])
    (folder / HEAD).write_text(json.dumps({"number": before.number, "hash": before.hash}))


def test_a_torn_last_line_is_kept_and_told_of(folder):
    whole = (folder / JOURNAL).read_bytes()
    after_a_crash(folder, 100)
    torn = (folder / JOURNAL).read_bytes()
    assert verify(folder) == ()
    journal = Journal(folder)
    assert [record.kind for record in journal.records] == ["intent", "sent", "polled", "polled", "torn"]
    assert journal.records[-1].data["bytes"] == 101
    assert (folder / JOURNAL).read_bytes().startswith(torn)  # nothing was deleted
    assert whole.startswith(torn)
    journal.append("polled", ABOUT, processing="ACCEPTED")
    assert verify(folder) == ()
    assert len(Journal(folder).records) == 6


def test_every_length_of_a_torn_line_mends(folder, tmp_path_factory):
    data, head = (folder / JOURNAL).read_bytes(), (folder / HEAD).read_bytes()
    last = data.splitlines(keepends=True)[-1]
    for left in range(0, len(last), 29):
        (folder / JOURNAL).write_bytes(data)
        (folder / HEAD).write_bytes(head)
        after_a_crash(folder, left)
        assert verify(folder) == ()
        Journal(folder).append("polled", ABOUT)
        assert verify(folder) == (), left


def test_a_line_whose_end_alone_is_missing_counts(folder):
    last = (folder / JOURNAL).read_bytes().splitlines(keepends=True)[-1]
    after_a_crash(folder, len(last) - 1)
    assert [record.kind for record in Journal(folder).records][-1] == "final"
    assert verify(folder) == ()


def test_a_crash_while_mending_mends_too(folder):
    after_a_crash(folder, 80)
    torn = (folder / JOURNAL).read_bytes()
    head = (folder / HEAD).read_bytes()
    Journal(folder)
    mended = (folder / JOURNAL).read_bytes()
    for length in range(len(torn) + 1, len(mended), 23):
        (folder / JOURNAL).write_bytes(mended[:length])
        (folder / HEAD).write_bytes(head)
        Journal(folder).append("polled", ABOUT)
        assert verify(folder) == (), length


def test_a_forged_torn_line_is_no_way_to_hide_a_record(folder):
    """To blot out a record and call it torn, its successors and the head would have to be forged as well."""
    lines = (folder / JOURNAL).read_bytes().splitlines(keepends=True)
    (folder / JOURNAL).write_bytes(b"".join(lines[:3]) + b"blotted\n" + lines[4])
    assert verify(folder) != ()
    (folder / JOURNAL).write_bytes(b"".join(lines[:4]) + b"blotted")
    assert verify(folder) != ()


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_harm(data):
    found = chain.scan(data)
    assert found.records == ()


# ------------------------------------------------------------------------------------------------ processes

WRITER = """
import sys
from pathlib import Path
from section16.edgar.journal import Journal
journal = Journal(Path(sys.argv[1]))
for number in range(20):
    journal.append("polled", (f"form1:{sys.argv[2]}", "TEST", "local"), number=number)
"""


def test_many_processes_write_one_chain(tmp_path):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), str(i)], env=environment()) for i in range(3)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert verify(tmp_path) == ()
    records = Journal(tmp_path).records
    assert [record.number for record in records] == list(range(1, 61))
    for i in range(3):
        assert [r.data["number"] for r in records if r.form == f"form1:{i}"] == list(range(20))


def test_one_form_is_held_by_one_process(tmp_path):
    mine, yours = Journal(tmp_path), Journal(tmp_path)
    with mine.form_lock("form1:abc", "TEST"):
        with pytest.raises(Busy), yours.form_lock("form1:abc", "TEST"):
            pass
        with yours.form_lock("form1:abd", "TEST"), yours.form_lock("form1:abc", "LIVE"):
            pass
    with yours.form_lock("form1:abc", "TEST"):
        pass


def test_a_reader_sees_what_another_wrote(tmp_path):
    mine, yours = Journal(tmp_path), Journal(tmp_path)
    mine.append("intent", ABOUT)
    assert [record.kind for record in yours.refresh()] == ["intent"]
    yours.append("sent", ABOUT, accession="0000000001-26-000001")
    assert [record.kind for record in mine.refresh()] == ["intent", "sent"]


def test_threads_share_a_folder(tmp_path):
    def write(i: int) -> None:
        journal = Journal(tmp_path)
        for _ in range(10):
            journal.append("polled", (f"form1:{i}", "TEST", "local"))

    threads = [threading.Thread(target=write, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verify(tmp_path) == ()
    assert len(Journal(tmp_path).records) == 40


# ------------------------------------------------------------------------------------------------- standing


def stand(tmp_path, *steps):
    journal = Journal(tmp_path, lambda: datetime(2026, 11, 18, tzinfo=UTC))
    for kind, data in steps:
        journal.append(kind, ABOUT, **data)
    return standing(journal.records, *ABOUT)


NUMBER = {"accession": "0000000001-26-000001"}


@pytest.mark.parametrize(
    ("steps", "stage"),
    [
        ([], "new"),
        ([("refused", {})], "new"),
        ([("intent", {})], "open"),
        ([("intent", {}), ("lost", {})], "open"),
        ([("intent", {}), ("lost", {}), ("looked", {})], "open"),
        ([("intent", {}), ("lost", {}), ("cleared", {})], "new"),
        ([("intent", {}), ("unsent", {})], "new"),
        ([("intent", {}), ("turned-away", {})], "new"),
        ([("intent", {}), ("sent", NUMBER)], "sent"),
        ([("intent", {}), ("sent", NUMBER), ("polled", {})], "sent"),
        ([("intent", {}), ("lost", {}), ("found", NUMBER)], "sent"),
        ([("intent", {}), ("said", {"accession": None, "absent": True})], "new"),
        ([("intent", {}), ("said", NUMBER)], "sent"),
        ([("intent", {}), ("sent", NUMBER), ("final", {"outcome": "accepted", **NUMBER})], "accepted"),
        ([("intent", {}), ("sent", NUMBER), ("final", {"outcome": "blocked", **NUMBER})], "sent"),
        ([("intent", {}), ("sent", NUMBER), ("final", {"outcome": "suspended", **NUMBER})], "new"),
        ([("final", {"outcome": "accepted", **NUMBER}), ("refused", {})], "accepted"),
    ],
)
def test_where_a_form_stands(tmp_path, steps, stage):
    assert stand(tmp_path, *steps).stage == stage


def test_other_forms_do_not_count(tmp_path):
    journal = Journal(tmp_path)
    journal.append("intent", ABOUT)
    journal.append("sent", ("form1:other", "TEST", "local"), **NUMBER)
    assert standing(journal.records, *ABOUT).stage == "open"
    assert standing(journal.records, "form1:abc", "LIVE", "local").stage == "new"
    assert standing(journal.records, "form1:abc", "TEST", "EDGAR").stage == "new"
    assert other_accessions(journal.records, "form1:abc") == (NUMBER["accession"],)
    assert forms(journal.records) == (ABOUT, ("form1:other", "TEST", "local"))


def test_a_folder_that_cannot_be_written_says_so(tmp_path):
    if os.geteuid() == 0:
        (tmp_path / "locks").write_text("a file where a folder is to be")
    else:
        tmp_path.chmod(0o500)
    with pytest.raises(OSError, match=r"locks|denied"):
        Journal(tmp_path)
