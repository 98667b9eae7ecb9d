"""What goes wrong before or beside Spark: one clear line each. No cluster is started here."""

import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("pyspark", reason="pyspark is not installed; get it: pip install 'section16[cluster]'")

from section16.archive.ingest import Tally, Writer, ingest
from section16.archive.inputs import Work, find, works
from section16.archive.keys import Keys
from section16.archive.lock import writing
from section16.archive.taking import take
from section16.cli.main import cli
from section16.cluster import ingest as driver
from section16.cluster import tasks
from section16.cluster.session import start
from section16.vocabulary.errors import Section16Error
from tests.archive.stores import laid_out, rows

pytestmark = [pytest.mark.needs("pyspark", "duckdb", "filelock")]

ONE = b"<ownershipDocument><schemaVersion>X0508</schemaVersion><documentType>4</documentType></ownershipDocument>"


@pytest.fixture
def store(tmp_path) -> Path:
    """A store with one filing, and one file in quarantine."""
    ingest(tmp_path / "store", [laid_out(tmp_path / "in", [("a.xml", ONE), ("b.txt", b"noise")])], jobs=1)
    return tmp_path / "store"


def test_a_tar_is_one_task_and_the_rest_as_in_one_process(tmp_path):
    files = laid_out(tmp_path / "in", [("a.xml", ONE), ("b.txt", b"noise")])
    with tarfile.open(tmp_path / "day.tar", "w") as day:
        day.add(files / "a.xml", "a.xml")
    found = find([files, tmp_path / "day.tar"], tmp_path / "store")
    of_files, of_tar = tasks.tasks(found)
    assert [of_files.work] == list(works(find([files], tmp_path / "store")))
    assert (of_tar.work, of_tar.tar) == (None, str(tmp_path / "day.tar"))


def test_a_copy_of_the_keys_knows_what_the_keys_know(store, tmp_path):
    """It is read where the keys themselves cannot be opened: in a folder that nobody may write to."""
    with writing(store):
        writer = Writer(store)
        writer.keys.write_copy(tmp_path / "copy")
        writer.close()
    (taken,) = take(tmp_path / "elsewhere", next(works(find([tmp_path / "in"], store))), "part", tmp_path / "copy")
    assert (taken.part, taken.known) == (None, 2)
    keys = Keys(tmp_path, copy=tmp_path / "copy")
    assert not keys.has("sha256:0123456789abcdef", "0" * 64)
    keys.close()


def test_what_a_worker_did_not_know_is_judged_by_the_writer(store, tmp_path):
    """Workers that know nothing write it all again; nothing of that counts, and nothing of it stays."""
    before = rows(store)
    with writing(store):
        writer = Writer(store)
        (tmp_path / "nothing").mkdir()
        unknowing = Keys(tmp_path / "nothing")
        unknowing.write_copy(tmp_path / "copy")
        unknowing.close()
        more = laid_out(tmp_path / "more", [("a.xml", ONE), ("b.txt", b"noise"), ("c.txt", b"more noise")])
        tally = Tally()
        for name, folder in (("one", tmp_path / "in"), ("two", more)):
            for taken in take(store, next(works(find([folder], store))), name, tmp_path / "copy"):
                writer.admit(taken, tally)
        writer.settle()
        writer.close()
        assert (tally.known, tally.new, tally.quarantined, tally.parts) == (4, 0, 1, 1)
        Writer(store).close()
    after = rows(store)
    assert [after[table] - before[table] for table in after if table not in ("sources", "quarantine")] == [
        after[table] - after[table] for table in after if table not in ("sources", "quarantine")
    ]
    assert sum(after["quarantine"].values()) == 2
    assert sum(after["sources"].values()) == 3
    assert not (store / "fresh" / "one").exists()


def test_a_machine_that_does_not_see_the_folder_says_so(tmp_path):
    place = tasks.Place(str(tmp_path / "store"), str(tmp_path / "store" / "work" / "known"), "run")
    (row,) = tasks.rows(3, place, tasks.Task(Work("files", "", (), 0)), "name")
    with pytest.raises(Section16Error, match="on a machine of the cluster, expected the driver's folder"):
        list(driver.taken_of(driver.pa.Table.from_batches([row])))
    assert not (tmp_path / "store").exists()


def test_a_tar_that_breaks_off_is_one_line(store, tmp_path):
    (tmp_path / "day.tar").write_bytes(b"\x1f\x8b no tar")
    (tmp_path / "known").touch()
    place = tasks.Place(str(store), str(tmp_path / "known"), "run")
    (task,) = tasks.tasks(find([tmp_path / "day.tar"], store))
    (row,) = tasks.rows(0, place, task, "name")
    ((taken,),) = [driver.taken_of(driver.pa.Table.from_batches([row]))]
    (line,) = taken.lost
    assert "day.tar, which cannot be read" in line


def test_files_that_the_driver_does_not_see_are_not_admitted(store, tmp_path):
    work = next(works(find([laid_out(tmp_path / "more", [("c.txt", b"more")])], store)))
    (taken,) = take(store, work, "part")
    driver.look(store, taken)
    path = store / "fresh" / "part" / "sources.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    with pytest.raises(Section16Error, match=f"with {len(whole) - 1} bytes after a task wrote {len(whole)} bytes"):
        driver.look(store, taken)
    path.unlink()
    with pytest.raises(Section16Error, match="missing after a task wrote"):
        driver.look(store, taken)


def test_no_java_is_one_line(monkeypatch, tmp_path):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Section16Error, match="found no java, expected Java 17"):
        start("local[1]", {})
    done = CliRunner().invoke(cli, ["cluster", "ingest", "--master", "local[1]", "--store", str(tmp_path / "s"), "x"])
    assert (done.exit_code, done.output.count("found no java")) == (1, 1)


def test_a_setting_without_a_value_is_refused(tmp_path):
    command = ["cluster", "ingest", "--master", "local[1]", "--store", str(tmp_path / "s"), "--conf", "spark.x", "x"]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 2
    assert "'spark.x', expected NAME=VALUE" in done.output
