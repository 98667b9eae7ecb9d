"""Measure reading, columns, checking and writing against ``lxml.etree.fromstring``.

Every task runs over the same documents in the same process, in turns, several
rounds; the best round of each counts, so that a busy neighbour does not.  The
targets are those of the design; ``--write`` puts the table into bench/RESULTS.md.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lxml import etree

from bench import printing
from section16.formats import columns, edgar_sgml, edgar_xml
from section16.formats.recognise import read
from section16.model.filing import Filing, Source
from section16.rules.check import check

ROOT = Path(__file__).resolve().parent.parent
_ALL = "import section16; section16.read; section16.check; section16.write"
RESULTS = Path(__file__).with_name("RESULTS.md")
Task = tuple[str, Callable[[Any], object], Sequence[Any], float | None]


def sources(shared: Path, number: int) -> tuple[list[bytes], list[bytes]]:
    """(ownership XML, submission text) of every k-th submission, or of the example alone."""
    path = shared / "data" / "submissions.zip"
    if not path.exists():
        example = (ROOT / "src/section16/examples/form4-ault-2023-11-24.xml").read_bytes()
        return [example] * 200, []
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        texts = [archive.read(name) for name in names[:: max(1, len(names) // number)]]
    pairs = [(edgar_sgml.read(text)[0].xml, text) for text in texts]
    return [xml for xml, _ in pairs if xml], [text for xml, text in pairs if xml]


def bulk(documents: Sequence[bytes]) -> None:
    """All documents into Arrow batches."""
    batches = columns.Batches()
    for i, document in enumerate(documents):
        batches.add(document, f"{i:018}")
    batches.finish()


def measure(tasks: Sequence[Task], rounds: int) -> dict[str, float]:
    """Best microseconds per document of each task, the tasks taking turns."""
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, call, items, _target in tasks:
            gc.collect()
            start = time.perf_counter()
            for item in items:
                call(item)
            spent = (time.perf_counter() - start) / max(len(items), 1) * 1e6
            best[name] = min(spent, best.get(name, spent))
    return best


def started(arguments: list[str], rounds: int = 7) -> float:
    """Best milliseconds of a fresh interpreter with ``arguments``."""
    spent = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        spent.append((time.perf_counter() - start) * 1e3)
    return min(spent)


def machine() -> str:
    """Processor, cores, Python and lxml."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, "
        f"lxml {version('lxml')}, msgspec {version('msgspec')}, pyarrow {version('pyarrow')}"
    )


def table(rounds: int, shared: Path, number: int) -> str:
    """The results as Markdown."""
    xml, texts = sources(shared, number)
    filings = [Filing(document=edgar_xml.read(x)[0], source=Source("xml", x)) for x in xml]
    chunk = 1000
    chunks = [xml[i : i + chunk] for i in range(0, len(xml), chunk)]
    tasks: list[Task] = [
        ("`lxml.etree.fromstring` alone", etree.fromstring, xml, None),
        ("XML -> full model", edgar_xml.read, xml, 2.5),
        ("all single-document rules on a read filing", check, filings, 1.5),
        ("model -> XML bytes", lambda f: edgar_xml.write(f.document), filings, 2.0),
        ("XML -> Arrow columns (bulk)", bulk, chunks, 2.0),
        ("submission text -> filing, format recognised", read, texts, None),
    ]
    best = measure([task for task in tasks if task[2]], rounds)
    best["XML -> Arrow columns (bulk)"] *= len(chunks) / len(xml)
    base = best["`lxml.etree.fromstring` alone"]
    size = sum(map(len, xml)) / len(xml)
    lines = [
        f"{len(xml):,} documents of {size:,.0f} bytes on average, best of {rounds} rounds, one core.",
        "",
        "| work | microseconds per document | ratio to lxml | target | met |",
        "|---|---|---|---|---|",
    ]
    for name, _, items, target in tasks:
        if items:
            ratio = best[name] / base
            met = "" if target is None else "yes" if ratio <= target else "no"
            lines.append(f"| {name} | {best[name]:.1f} | {ratio:.2f} | {target or ''} | {met} |")
    bare = started(["-c", "pass"])
    for name, arguments, limit in (
        ("`import section16`", ["-c", "import section16"], 100),
        ("the same, and its `read`, `check` and `write`", ["-c", _ALL], None),
        ("`section16 --help`", ["-m", "section16", "--help"], 250),
    ):
        spent = started(arguments)
        own = spent - bare if arguments[0] == "-c" else spent
        met = "" if limit is None else "yes" if own <= limit else "no"
        lines.append(f"| {name} | {own:.0f} ms | | {f'{limit} ms' if limit else ''} | {met} |")
    printed = printing.table(filings[:: max(1, len(filings) // 200)], shared, min(rounds, 3))
    return "\n".join([*lines, "", printed])


def main() -> None:
    """Measure, print, and with ``--write`` keep."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--write", action="store_true", help="write bench/RESULTS.md")
    options = parser.parse_args()
    shared = Path(os.environ.get("SECTION16_SHARED", ROOT.parent / "shared"))
    text = table(options.rounds, shared, options.documents)
    print(text)
    if options.write:
        RESULTS.write_text(
            "# Speed\n\nMade by `make bench ARGS=--write`: every figure of one table is of one run and one process, "
            "on the same files.\nMachines differ and are noisy: the ratios are what counts.\n\n"
            f"Machine: {machine()}. Day: {datetime.now(UTC):%Y-%m-%d}.\n\n{text}\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
