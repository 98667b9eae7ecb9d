"""A small cluster on this machine, the inputs it is given, and ways to break it."""

from __future__ import annotations

import io
import os
import shutil
import signal
import tarfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyspark

from section16.archive.store import Store
from section16.archive.tables import TABLES
from section16.cluster.session import SparkSession, start
from tests.archive.stores import as_feed, header, laid_out

PACKED = ["pack", "frame", "frame_bytes", "start"]  # the name of a pack has the name of the run in it
_PATIENCE = 240  # seconds for what another process does


@contextmanager
def two_machines() -> Iterator[SparkSession]:
    """Spark with two executors, each a process of its own with one core."""
    spark = start("local-cluster[2,1,1024]", {})
    app = spark.sparkContext.applicationId
    home = Path(pyspark.__file__).parent
    try:
        yield spark
    finally:
        spark.stop()
        shutil.rmtree(home / "work" / app, ignore_errors=True)  # what its executors said


def tables(folder: Path) -> dict[str, pa.Table]:
    """Every table of a store, row for row and in the order of its files."""
    with Store(folder) as store:
        found = {name: store.query(f'SELECT * FROM "{name}"') for name in TABLES}
    return found | {"sources": found["sources"].drop_columns(PACKED)}


def unnamed(folder: Path) -> set[str]:
    """Files of a store that its manifest does not name, and that no reader may still hold."""
    with Store(folder) as store:
        named = {file.path for file in store.manifest.files()} | {gone.path for gone in store.manifest.retired}
    tops = ("fresh", "sources", "tables", "work")
    there = {
        path.relative_to(folder).as_posix() for top in tops for path in (folder / top).rglob("*") if path.is_file()
    }
    return there - named


def inputs(submissions, documents, folder: Path) -> list[Path]:
    """Files, a zip and a feed day, with copies of copies, corrections, a deletion and damage; a task each at least."""
    some = [(name.rpartition("/")[2], content) for name, content in submissions.sample(every=120)]
    assert len(some) > 60
    cut = some[3][1][: some[3][1].index(b"</ownershipDocument>")]
    files = laid_out(
        folder / "files",
        [*some[:30], ("cut.txt", cut), ("noise.txt", bytes(range(256)) * 4), ("copy-of-0.txt", some[0][1])],
    )
    with zipfile.ZipFile(folder / "some.zip", "w") as archive:
        for name, content in [*some[20:50], *documents.sample(every=25)]:
            archive.writestr(name, content)
        archive.writestr("noise.txt", bytes(range(256)) * 4)
        archive.writestr("broken.txt", b"A" * 4000)
    raw = (folder / "some.zip").read_bytes()
    (folder / "some.zip").write_bytes(raw.replace(b"A" * 4000, b"A" * 3999 + b"B"))  # its checksum is wrong now
    with tarfile.open(folder / "day.nc.tar.gz", "w:gz") as day:
        for number, content in enumerate([
            *(content for _, content in some[45:]),
            as_feed(some[5][1], "<CORRECTION>", "<TIMESTAMP>20230301:101500").replace(b"<remarks>", b"<remarks>X"),
            header(some[7][0].removesuffix(".txt"), "<DELETION>"),
            as_feed(some[9][1]),
        ]):  # fmt: skip
            info = tarfile.TarInfo(f"{number:04}.nc")
            info.size = len(content)
            day.addfile(info, io.BytesIO(content))
    return [files, folder / "some.zip", folder / "day.nc.tar.gz"]


def reader_of(pipe: Path) -> int:
    """The process that has a named pipe open, once there is one; not this one."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        for process in Path("/proc").glob("[0-9]*"):
            if int(process.name) != os.getpid() and str(pipe) in _opened(process):
                return int(process.name)
        time.sleep(0.05)
    raise AssertionError(f"nobody reads {pipe}")


def _opened(process: Path) -> set[str]:
    try:
        return {str(descriptor.readlink()) for descriptor in (process / "fd").iterdir()}
    except OSError:  # it has ended, or has opened and closed something meanwhile
        return set()


def opened_for_writing(pipe: Path) -> int:
    """A named pipe, opened once somebody waits for what it holds."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nobody reads {pipe}")


def executor_of(worker: int) -> int:
    """The executor that a Python worker belongs to, among the processes below this one."""
    line = [worker]
    while line[-1] not in (1, os.getpid()):
        line.append(int(Path(f"/proc/{line[-1]}/stat").read_text().rpartition(")")[2].split()[1]))
    assert line[-1] == os.getpid(), f"process {worker} is none of ours"
    return next(
        process for process in line if b"CoarseGrainedExecutorBackend" in Path(f"/proc/{process}/cmdline").read_bytes()
    )


def kill(*processes: int) -> None:
    """End processes as a power failure would."""
    for process in processes:
        os.kill(process, signal.SIGKILL)
