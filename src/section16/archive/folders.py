"""The files below a folder, in the order of their names, in memory that does not grow with their number."""

from __future__ import annotations

import heapq
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

_NAMES = 250_000  # of one folder that are in memory at a time: a folder may hold millions


class Listed(NamedTuple):
    """A file below a folder.

    path     the folder's, as it was named, with the file's behind it
    size     bytes; 0 when nobody could tell
    problem  of what may be a folder and cannot be looked into: one line that says so; None for a file
    """

    path: str
    size: int = 0
    problem: str | None = None


def walk(root: Path, passed_over: Path, is_wanted: Callable[[str], bool]) -> Iterator[Listed]:
    """The files below a folder whose names are wanted; no hidden ones.

    passed_over  a folder, whether it is there yet or not

    A link to a folder is followed unless it leads back to one above it, or another led there before.
    """
    seen = {_identity(str(passed_over))} - {None}  # and where links led
    above: list[tuple[str, tuple[int, int] | None, Iterator[str]]] = []

    def enter(folder: str) -> None:
        here = _identity(folder)
        if here not in seen and here not in [identity for _, identity, _ in above]:
            if os.path.islink(folder):  # noqa: PTH114
                seen.add(here)
            above.append((folder, here, _names(folder, is_wanted)))

    enter(str(root))
    while above:
        folder, _, names = above[-1]
        try:
            name = next(names, None)
        except OSError as error:
            yield Listed(folder, problem=_problem(folder, error))
            name = None
        if name is None:
            above.pop()
            continue
        path = name if folder == os.curdir else os.path.join(folder, name)  # noqa: PTH118
        try:
            told = os.stat(path)  # noqa: PTH116
        except OSError as error:
            if is_wanted(name):
                yield Listed(path)  # who comes to read it will say what is wrong
            elif not isinstance(error, FileNotFoundError):  # a link that leads nowhere may be called anything
                yield Listed(path, problem=_problem(path, error))
            continue
        if stat.S_ISDIR(told.st_mode):
            enter(path)
        elif stat.S_ISREG(told.st_mode) and is_wanted(name):
            yield Listed(path, told.st_size)


def _problem(path: str, error: OSError) -> str:
    return f"found {path}, which cannot be looked into ({error.strerror}), expected a folder"


def _identity(folder: str) -> tuple[int, int] | None:
    """What a folder is known by, whatever it is called; None when there is none."""
    try:
        told = os.stat(folder)  # noqa: PTH116
    except OSError:
        return None
    return told.st_dev, told.st_ino


def _names(folder: str, is_wanted: Callable[[str], bool]) -> Iterator[str]:
    """Wanted names of a folder and those of all folders in it, sorted.

    They are in memory some at a time: the folder is listed again for the next ones.  Raises OSError.
    """
    last = ""
    while True:
        with os.scandir(folder) as entries:
            names = (
                entry.name for entry in entries
                # a link may lead to a folder
                if is_wanted(entry.name) or entry.is_dir(follow_symlinks=False) or entry.is_symlink()
            )  # fmt: skip
            some = heapq.nsmallest(_NAMES, (name for name in names if name > last and not name.startswith(".")))
        yield from some
        if len(some) < _NAMES:
            return
        last = some[-1]
