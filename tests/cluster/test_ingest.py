"""The ingest on Spark: the embedded store, row for row, also when a machine is lost in mid-run."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="pyspark is not installed; get it: pip install 'section16[cluster]'")

from section16.archive import ingest as embedded
from section16.cluster.ingest import ingest
from tests.archive.stores import laid_out
from tests.cluster.machines import (
    executor_of,
    inputs,
    kill,
    opened_for_writing,
    reader_of,
    tables,
    two_machines,
    unnamed,
)  # fmt: skip

pytestmark = [
    pytest.mark.needs("pyspark", "pandas", "duckdb", "java"),
    pytest.mark.needs_shared,
    pytest.mark.skipif(sys.platform != "linux", reason="a small cluster is made on Linux alone"),
]


def assert_same(clustered: Path, alone: Path) -> None:
    found, expected = tables(clustered), tables(alone)
    assert {name: rows.num_rows for name, rows in found.items()} == {
        name: rows.num_rows for name, rows in expected.items()
    }
    assert [name for name, rows in found.items() if not rows.equals(expected[name])] == []


def told(tally: embedded.Tally) -> dict[str, object]:
    return {name: getattr(tally, name) for name in tally.__struct_fields__ if name != "seconds"}


def test_the_store_is_the_embedded_one(submissions, documents, tmp_path):
    paths = inputs(submissions, documents, tmp_path)
    alone, clustered = tmp_path / "alone", tmp_path / "clustered"
    expected = embedded.ingest(alone, paths, jobs=1)
    assert expected.quarantined
    assert expected.lost
    assert expected.deleted
    assert expected.replaced
    assert expected.known
    with two_machines() as spark:
        assert told(ingest(spark, clustered, paths)) == told(expected)
        assert_same(clustered, alone)
        assert unnamed(clustered) == set()

        more = laid_out(tmp_path / "more", submissions.sample(every=1000, start=1))
        again = told(ingest(spark, clustered, [*paths, more]))
        assert again == told(embedded.ingest(alone, [*paths, more], jobs=1))
        assert again["new"] == len(list(more.iterdir()))
        assert_same(clustered, alone)
    # the one goes on where the other stopped
    assert embedded.ingest(clustered, [*paths, more], jobs=1).new == 0
    assert_same(clustered, alone)


def test_an_executor_is_lost_in_mid_run(submissions, documents, tmp_path):
    """It is killed while it reads a file, with a part of the same task already written."""
    paths = inputs(submissions, documents, tmp_path)
    content = submissions.read(submissions.names[7])
    # cut.txt has the number of another filing and makes a part of its own; these have the task read on after that
    more = laid_out(tmp_path / "more", [(f"{number:03}.txt", b"the same") for number in range(200)])
    pipe = tmp_path / "zz.txt"
    os.mkfifo(pipe)
    paths = [*paths, more, pipe]
    clustered, alone = tmp_path / "clustered", tmp_path / "alone"

    def lose_the_reader() -> None:
        end = opened_for_writing(pipe)
        try:
            worker = reader_of(pipe)
            executor = executor_of(worker)
            ready = tmp_path / "ready"
            ready.write_bytes(content)
            ready.replace(pipe)  # the next attempt finds a file
            kill(executor, worker)
        finally:
            os.close(end)

    with two_machines() as spark, ThreadPoolExecutor(1) as beside:
        lost = beside.submit(lose_the_reader)
        tally = ingest(spark, clustered, paths)
        lost.result()
        expected = embedded.ingest(alone, paths, jobs=1)
        assert (tally.new, tally.known, tally.quarantined) == (expected.new, expected.known, expected.quarantined)
        assert_same(clustered, alone)
        left = unnamed(clustered)
        assert left, "the attempt that was lost left nothing"
        assert ingest(spark, clustered, paths).new == 0
    assert not unnamed(clustered) & left
    assert_same(clustered, alone)


@pytest.mark.sweep
def test_all_filings_by_the_command(shared, tmp_path):
    """Every submission and document of the shared data, by ``section16 cluster ingest``."""
    paths = [shared / "data" / "submissions.zip", shared / "data" / "documents.zip", shared / "data" / "feed"]
    clustered, alone = tmp_path / "clustered", tmp_path / "alone"
    command = [sys.executable, "-m", "section16", "cluster", "ingest", "--master", "local-cluster[2,1,1024]"]
    done = subprocess.run(
        [*command, "--store", clustered, *paths], capture_output=True, text=True, check=False, timeout=3600
    )
    expected = embedded.ingest(alone, paths, jobs=1)
    assert done.stdout.startswith(f"{expected.new:,} filings taken into {clustered} in "), done.stderr
    assert_same(clustered, alone)
