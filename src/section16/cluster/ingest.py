"""Taking filings into a store on Spark: the driver lists, admits and settles, executors do the rest.

Tasks go to Spark in waves, some of them at a time, and what they made is admitted in the order
of the input, by the same ``Writer`` as in one process: the same input gives the same store.
The driver holds what a few waves described, however much there is to read.
"""

from __future__ import annotations

import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from pathlib import Path

import msgspec

from section16.archive.ingest import Tally, Writer
from section16.archive.inputs import Found, find
from section16.archive.lock import writing
from section16.archive.parts import FRESH, SOURCES
from section16.archive.taking import Taken
from section16.cluster.session import Py4JError, PySparkException, SparkSession, reason
from section16.cluster.tasks import ROWS, Place, Task, taker, tasks
from section16.formats.columns_arrow import pa
from section16.vocabulary.errors import Section16Error

_AHEAD = 4  # waves that Spark has at a time: the next ones fill the cores that the last tasks of one leave
_WAVE = 2  # tasks of a wave for each core
_LEAST = 8  # tasks of a wave at least: a cluster that grows when it is asked for more must be asked


def ingest(
    spark: SparkSession, folder: Path, paths: Sequence[Path], *, wait: float = 0.0,
    progress: Callable[[Tally], None] | None = None,
) -> Tally:  # fmt: skip
    """Take every filing below the paths into the store in a folder, which is made when there is none.

    spark         a classic session (Spark Connect has no broadcast)
    folder, paths on a file system that every executor sees at the same place; taken as absolute paths
    wait          seconds to wait for another writer to end
    progress      called after each part

    Raises Section16Error when another process writes, a path is not there, an executor does not see the
    folder, or a task failed as often as Spark tries; what was admitted before stays.
    """
    folder = folder.absolute()
    found = find([path.absolute() for path in paths], folder)
    with writing(folder, wait):
        writer = Writer(folder)
        try:
            return _run(spark, writer, found, progress or (lambda tally: None))
        finally:
            writer.close()


def _run(spark: SparkSession, writer: Writer, found: Found, progress: Callable[[Tally], None]) -> Tally:
    """Do all the work there is."""
    started = time.monotonic()
    tally = Tally(left_out=found.left_out, of=found.bytes)
    place = _prepared(writer)
    for taken in _Waves(spark, place, tasks(found)).run():
        look(writer.folder, taken)
        writer.admit(taken, tally)
        tally.seconds = time.monotonic() - started
        progress(tally)
    Path(place.known).unlink()
    writer.settle()
    tally.seconds = time.monotonic() - started
    progress(tally)
    return tally


def _prepared(writer: Writer) -> Place:
    """Folders for the executors to write to, and what is known, for them to read."""
    run = uuid.uuid4().hex[:8]
    # made here: a network file system may go on saying for a while that a folder made elsewhere is not there
    for name in (FRESH, SOURCES, "work"):
        (writer.folder / name).mkdir(exist_ok=True)
    known = writer.folder / "work" / f"known-{run}.sqlite"
    writer.keys.write_copy(known)
    return Place(str(writer.folder), str(known), run)


def look(folder: Path, taken: Taken) -> None:
    """Raise Section16Error unless the files that a task told of are here, whole."""
    files = [*(taken.part.files.values() if taken.part is not None else ()), *([taken.pack] if taken.pack else ())]
    for file in files:
        path = folder / file.path
        size = path.stat().st_size if path.exists() else None
        if size != file.bytes:
            found = "missing" if size is None else f"with {size} bytes"
            raise Section16Error(
                f"found {path} {found} after a task wrote {file.bytes} bytes, "
                "expected one file system on every machine of the cluster"
            )


class _Waves:
    """Tasks on their way through Spark, some waves at a time."""

    def __init__(self, spark: SparkSession, place: Place, todo: Iterator[Task]) -> None:
        self.spark, self.place, self.todo = spark, place, todo
        self.tag = f"section16-{place.run}"
        self.first = 0

    def run(self) -> Iterator[Taken]:
        """What was taken, in the order of the tasks."""
        waiting: deque[Future[pa.Table]] = deque()
        with ThreadPoolExecutor(_AHEAD) as threads:
            try:
                while wave := list(islice(self.todo, self._width())):
                    waiting.append(threads.submit(self._wave, self.first, wave))
                    self.first += len(wave)
                    if len(waiting) >= _AHEAD:
                        yield from taken_of(waiting.popleft().result())
                while waiting:
                    yield from taken_of(waiting.popleft().result())
            except (PySparkException, Py4JError) as error:
                raise Section16Error(
                    f"found a task that the cluster gave up ({reason(error)}), expected it to finish; "
                    "what was taken in stays: run the same command again"
                ) from error
            finally:
                # nothing runs any more but after an error, or when the reader of this went away
                threads.shutdown(wait=False, cancel_futures=True)
                with suppress(Py4JError, OSError):  # Spark itself may be gone
                    self.spark.sparkContext.cancelJobsWithTag(self.tag)

    def _width(self) -> int:
        cores: int = self.spark.sparkContext.defaultParallelism
        return max(_LEAST, _WAVE * cores)

    def _wave(self, first: int, wave: list[Task]) -> pa.Table:
        """Rows of what these tasks made, once each: Spark keeps the first attempt that finished."""
        context = self.spark.sparkContext
        context.addJobTag(self.tag)
        sent = context.broadcast([msgspec.msgpack.encode(task) for task in wave])
        try:
            # as many partitions as numbers: each task is tried again alone
            numbers = self.spark.range(first, first + len(wave), 1, len(wave))
            rows: pa.Table = numbers.mapInArrow(taker(self.place, first, sent), ROWS).toArrow()
            return rows
        finally:
            sent.destroy()


def taken_of(rows: pa.Table) -> Iterator[Taken]:
    """What a wave took, in the order of its tasks. Raises Section16Error for what no task could do."""
    for row in rows.sort_by([("number", "ascending"), ("piece", "ascending")]).to_pylist():
        if row["problem"] is not None:
            raise Section16Error(row["problem"])
        yield msgspec.msgpack.decode(row["taken"], type=Taken)
