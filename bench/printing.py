"""Printing: milliseconds per filing beside what lxml's XSLT takes with the SEC's own stylesheets.

The median filing counts here, because a form of thirty rows takes many times as long as an ordinary one.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from lxml import etree

from section16.forms.html import html
from section16.forms.markdown import markdown
from section16.forms.pdf import pdf
from section16.forms.sheet import sheet
from section16.forms.text import text
from section16.model.boxes import stylesheet
from section16.model.filing import Filing

Timed = tuple[str, Callable[[Any], object], float | None]


@cache
def _transform(path: Path) -> etree.XSLT:
    return etree.XSLT(etree.parse(path))


def _by_stylesheet(folder: Path) -> Callable[[Filing], bytes]:
    """The SEC's page from the XML, as a program with lxml alone would make it."""

    def page(filing: Filing) -> bytes:
        document = filing.document
        assert document is not None
        assert document.form is not None
        name = f"{document.form}_{stylesheet(document.form, document.schema_version)}.xsl"
        return etree.tostring(_transform(folder / name)(etree.fromstring(filing.source.data)), method="html")

    return page


def table(filings: Sequence[Filing], shared: Path, rounds: int) -> str:
    """The results as Markdown; a filing's time is its best of the rounds, the tasks taking turns."""
    folder = shared / "spec" / "edgar-ownership-v5.5" / "stylesheets"
    tasks: list[Timed] = [
        ("the words of the form (sheet)", lambda f: sheet(f.document), None),
        ("HTML", html, 1.0),
        ("text, 80 columns", text, None),
        ("Markdown", markdown, None),
        ("PDF", pdf, 60.0),
    ]
    if folder.is_dir():
        tasks.insert(0, ("the SEC's stylesheet with lxml: parse, XSLT, HTML", _by_stylesheet(folder), None))
    best: dict[str, list[float]] = {name: [float("inf")] * len(filings) for name, _, _ in tasks}
    for _ in range(rounds):
        for name, call, _ in tasks:
            gc.collect()
            for i, filing in enumerate(filings):
                start = time.perf_counter()
                call(filing)
                best[name][i] = min(best[name][i], (time.perf_counter() - start) * 1e3)
    lines = [
        f"Printing {len(filings):,} filings, best of {rounds} rounds each.",
        "",
        "| print | median, ms | 95th percentile, ms | target for the median | met |",
        "|---|---|---|---|---|",
    ]
    for name, _, target in tasks:
        middle, high = median(best[name]), quantiles(best[name], n=20)[-1]
        met = "" if target is None else "yes" if middle <= target else "no"
        lines.append(f"| {name} | {middle:.2f} | {high:.2f} | {f'{target:g} ms' if target else ''} | {met} |")
    return "\n".join(lines)
