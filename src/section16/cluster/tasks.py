"""What one task of the cluster does: a piece of work, in the embedded way, on another machine.

A task is told of by its number alone; what it is to read comes with the broadcast of its
wave.  It writes parts under names that no other attempt has, and gives back rows that
describe them: small, whatever the size of the filings.
"""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from section16.archive.inputs import Found, Work, archives, of_archive, of_files
from section16.archive.taking import Taken, take
from section16.archive.unpacking import is_zip
from section16.formats.columns_arrow import pa
from section16.vocabulary.errors import MissingPackage, Section16Error

try:
    from pyspark import Broadcast, TaskContext
except ImportError as error:
    raise MissingPackage(
        "found no package pyspark, expected it for a cluster; get it: pip install 'section16[cluster]'"
    ) from error

ROWS = "number long, piece long, taken binary, problem string"
_TYPES: dict[str, pa.DataType] = {
    "number": pa.int64(), "piece": pa.int64(), "taken": pa.binary(), "problem": pa.string(),
}  # fmt: skip
_SCHEMA = pa.schema(_TYPES)


class Task(msgspec.Struct, frozen=True):
    """A piece of work for one task: files or members of a zip, or a whole tar archive.

    tar    path of the archive; its pieces of work come out of it as it is read
    bytes  of the archive
    """

    work: Work | None = None
    tar: str = ""
    bytes: int = 0


def tasks(found: Found) -> Iterator[Task]:
    """The tasks, in the order of the embedded ingest."""
    for work in of_files(found):
        yield Task(work)
    for path, size in archives(found):
        if is_zip(path):
            yield from map(Task, of_archive(path, size))
        else:
            yield Task(tar=path, bytes=size)


class Place(msgspec.Struct, frozen=True):
    """Where tasks write.

    folder  of the store
    known   a copy of its keys; that it is there tells that the folder is the driver's
    run     what the names of all parts of the run begin with
    """

    folder: str
    known: str
    run: str


def taker(
    place: Place, first: int, wave: Broadcast[list[bytes]]
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """The function for ``mapInArrow``: numbers of tasks -> rows of what was taken.

    first  number of the wave's first task
    wave   its tasks, as ``msgspec`` writes them
    """

    def take_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            numbers: list[int] = batch.to_pydict()["id"]
            for number in numbers:
                task = msgspec.msgpack.decode(wave.value[number - first], type=Task)
                # two attempts at one task never share a name, nor do two runs
                name = f"{place.run}-{number:06}-{TaskContext.get().taskAttemptId()}"
                yield from rows(number, place, task, name)

    return take_batches


def rows(number: int, place: Place, task: Task, name: str) -> Iterator[pa.RecordBatch]:
    """Do a task. What another attempt would not mend is a row; any other error is for Spark, which tries again."""
    piece = 0
    try:
        for taken in _do(place, task, name):
            yield _row(number, piece, msgspec.msgpack.encode(taken), None)
            piece += 1
    except (Section16Error, zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError) as error:
        yield _row(number, piece, None, str(error))


def _do(place: Place, task: Task, name: str) -> Iterator[Taken]:
    folder, known = Path(place.folder), Path(place.known)
    if not known.exists():
        raise Section16Error(
            f"found no {known} on a machine of the cluster, expected the driver's folder on every one at the same path"
        )
    if task.work is not None:
        yield from take(folder, task.work, name, known)
        return
    for number, work in enumerate(of_archive(task.tar, task.bytes)):
        yield from take(folder, work, f"{name}.{number}", known)


def _row(number: int, piece: int, taken: bytes | None, problem: str | None) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(
        [{"number": number, "piece": piece, "taken": taken, "problem": problem}], schema=_SCHEMA
    )
