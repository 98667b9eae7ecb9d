"""How quick taking filings in is, and how much memory it holds: ``python -m bench.ingest``.

Real submissions are laid out as files, several times over under new accession numbers,
and taken into a new store by two processes; before and after, in the same run, lxml
parses their documents and does nothing else.  With ``--simulated N`` the input is an invented
market of N filings in a zip file, a tar file or folders, for time and memory at sizes that no
real data has here.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Self

from lxml import etree

from section16.archive.ingest import Tally, ingest
from section16.formats.edgar_sgml_brief import brief

ROOT = Path(__file__).resolve().parent.parent
JOBS = 2
TARGET = 4.0
_PAGE = os.sysconf("SC_PAGE_SIZE")
_ACCESSION = re.compile(rb"[0-9]{10}-[0-9]{2}-[0-9]{6}")


def lay_out(shared: Path, folder: Path, copies: int) -> list[bytes]:
    """Write every submission ``copies`` times; their documents, once each."""
    documents = []
    with zipfile.ZipFile(shared / "data" / "submissions.zip") as archive:
        for number, name in enumerate(archive.namelist()):
            content = archive.read(name)
            found = _ACCESSION.search(content)
            if found is None:
                continue
            documents.append(brief(content).xml or b"")
            for copy in range(copies):
                accession = f"{number:010}-{found[0][11:13].decode()}-{copy:06}"
                place = folder / f"{copy:03}"
                place.mkdir(exist_ok=True)
                (place / f"{accession}.txt").write_bytes(content.replace(found[0], accession.encode()))
    return documents


def parsed(documents: list[bytes], rounds: int) -> list[float]:
    """Microseconds per document of lxml alone, of each round."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        for document in documents:
            etree.fromstring(document)
        found.append((time.perf_counter() - start) / len(documents) * 1e6)
    return found


class Memory:
    """Most memory that this process and its children held at once, in megabytes, looked at ten times a second.

    own  most that this process held alone
    """

    def __init__(self) -> None:
        self.most = self.own = 0.0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._is_over.wait(0.1):
            held = [_held(process) for process in _family(os.getpid())]
            self.most, self.own = max(self.most, sum(held)), max(self.own, held[0])


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _held(process: int) -> float:
    """Megabytes of its own: pages that it shares with others, those of programs above all, are not counted.

    Not by ``smaps_rollup``, which would know better: to add that up takes the kernel a tenth of the whole time.
    """
    try:
        resident, shared = Path(f"/proc/{process}/statm").read_text("ascii").split()[1:3]
    except OSError:
        return 0.0
    return (int(resident) - int(shared)) * _PAGE / 1e6


def measured(paths: list[Path], folder: Path) -> tuple[Tally, Memory]:
    """One run into a new store, and the memory it held."""
    shutil.rmtree(folder, ignore_errors=True)
    with Memory() as memory:
        tally = ingest(folder, paths, jobs=JOBS)
    return tally, memory


def said(tally: Tally, memory: Memory, lxml: float) -> str:
    """One line of figures."""
    each = tally.seconds / tally.new * 1e6
    return (
        f"{tally.new:,} filings in {tally.seconds:.1f} s: {each:.0f} us each, {each / lxml:.2f} times lxml's "
        f"{lxml:.1f} us (target {TARGET}); {memory.most:,.0f} MB held at most by all processes, "
        f"{memory.own:,.0f} MB by the one that writes"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=8, help="how often each real submission is laid out")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--simulated", type=int, nargs="*", default=[], help="sizes of invented markets")
    parser.add_argument("--as", dest="kind", choices=("zip", "tar", "folder"), default="zip", help="their shape")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--scratch", type=Path, default=None, help="folder for input and stores")
    options = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(dir=options.scratch))
    try:
        documents = lay_out(options.shared, _made(scratch / "in"), options.copies)
        for _ in range(options.rounds):
            before = parsed(documents, 5)
            run = measured([scratch / "in"], scratch / "store")
            lxml = median([*before, *parsed(documents, 5)])  # a machine is not equally quick at all times
            print(said(*run, lxml), flush=True)
        shutil.rmtree(scratch / "in")
        for number in options.simulated:
            print(said(*simulated(number, options.kind, scratch), lxml), flush=True)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def simulated(number: int, kind: str, scratch: Path) -> tuple[Tally, Memory]:
    """A run over an invented market."""
    from click.testing import CliRunner

    from section16.cli.main import cli

    market = scratch / "market"
    made = CliRunner().invoke(cli, ["simulate", "-o", str(market), "--filings", str(number), "--as", kind])
    if made.exit_code:
        raise SystemExit(made.output)
    try:
        return measured([*market.glob("filings*")], scratch / "store")
    finally:
        shutil.rmtree(market)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


if __name__ == "__main__":
    main()
