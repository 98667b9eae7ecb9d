"""Generated parts of the pages: one function per part, marked in the page it belongs to.

A page holds the part between two comments, and everything around them is written by hand::

    <!-- generated: NAME -->
    ...
    <!-- end -->

``python -m tools.docs`` writes the parts; ``--check`` changes nothing and fails with one line for each part
that is stale, unknown or missing. A new part is a function without arguments that returns Markdown, marked
``@part("NAME")`` in tools/parts.py.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tools import dataset as _dataset  # noqa: F401 - registers three
from tools import late_lines as _late_lines  # noqa: F401 - registers one
from tools import parts as _parts  # noqa: F401 - registers them
from tools import path_coverage as _path_coverage  # noqa: F401 - registers three
from tools import preparing as _preparing  # noqa: F401 - registers four
from tools import questions as _questions  # noqa: F401 - registers three
from tools import simulating as _simulating  # noqa: F401 - registers five
from tools.registry import FILES, PARTS, ROOT

_MARKED = re.compile(
    r"(?P<start>^<!-- generated: (?P<name>[\w-]+) -->\n)(?P<text>.*?)(?P<end>^<!-- end -->$)",
    re.MULTILINE | re.DOTALL,
)


def pages() -> list[Path]:
    """Every page that may hold generated parts."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def filled(text: str) -> str:
    """The page ``text`` with every known part brought up to date."""

    def fill(found: re.Match[str]) -> str:
        make_part = PARTS.get(found["name"])
        return f"{found['start']}{make_part().strip()}\n{found['end']}" if make_part else found[0]

    return _MARKED.sub(fill, text)


def faults() -> Iterator[str]:
    """One line for each part that is stale, unknown, or on no page."""
    used: set[str] = set()
    for page in pages():
        name = page.relative_to(ROOT)
        text = page.read_text("utf-8")
        for found in _MARKED.finditer(text):
            used.add(found["name"])
            if found["name"] not in PARTS:
                yield f"{name}: no function in tools/docs.py generates {found['name']!r}"
            elif filled(found[0]) != found[0]:
                yield f"{name}: the generated part {found['name']!r} is stale; run: make pages"
    for path, make in FILES.items():
        file = ROOT / path
        if not file.exists() or file.read_text("utf-8") != make():
            yield f"{path}: the generated file is stale; run: make pages"
    for missing in sorted(PARTS.keys() - used):
        yield f"tools/docs.py: the generated part {missing!r} stands on no page"


def write() -> Iterator[str]:
    """Bring every page up to date; one line for each page that changed."""
    for page in pages():
        old = page.read_text("utf-8")
        new = filled(old)
        if new != old:
            page.write_text(new, "utf-8")
            yield f"{page.relative_to(ROOT)}: written"
    for path, make in FILES.items():
        file = ROOT / path
        if not file.exists() or file.read_text("utf-8") != make():
            file.write_text(make(), "utf-8")
            yield f"{path}: written"


def main(arguments: list[str] | None = None) -> int:
    """Write the pages, or check them; the exit status is 1 when a check found something."""
    parser = argparse.ArgumentParser(prog="python -m tools.docs", description="The generated parts of the pages.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a page is stale")
    is_check = parser.parse_args(arguments).check
    lines = list(faults() if is_check else write())
    for line in lines:
        print(line, file=sys.stderr if is_check else sys.stdout)
    if not lines:
        print(f"{len(PARTS)} generated parts are up to date")
    return int(is_check and bool(lines))


if __name__ == "__main__":
    sys.exit(main())
