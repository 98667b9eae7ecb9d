"""The registry of generated parts, name -> function that returns Markdown; and tables counted over the shared data."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SECTION16_SHARED") or ROOT.parent / "shared")
PARTS: dict[str, Callable[[], str]] = {}
FILES: dict[str, Callable[[], str]] = {}  # whole generated files, by their path from the root


def part(name: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Register a function that returns the text of the part ``name``."""

    def register(function: Callable[[], str]) -> Callable[[], str]:
        if name in PARTS:
            raise ValueError(f"two generated parts are named {name!r}")
        PARTS[name] = function
        return function

    return register


def whole(path: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Register a function that returns the whole text of the file ``path``."""

    def register(function: Callable[[], str]) -> Callable[[], str]:
        FILES[path] = function
        return function

    return register


def table(headings: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    """A Markdown table; pipes in cells are escaped."""
    lines = [headings, tuple("---" for _ in headings), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in lines)


def keep(path: Path, made: Callable[[], str], module: str, about: str | None) -> int:
    """The command line of a tool whose table is committed: write it, or with --check compare it.

    The exit status is 1 when a check found a difference.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=about)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when the table differs")
    is_check = parser.parse_args().check
    text = made()
    if is_check:
        is_same = path.exists() and path.read_text("utf-8") == text
        print("the table is current" if is_same else f"the table differs: python -m {module}")
        return int(not is_same)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    print(text)
    return 0
