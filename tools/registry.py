"""The registry of generated parts: name -> function that returns Markdown."""

from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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
