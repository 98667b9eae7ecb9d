"""What a command line names -> filings: files, folders, zip archives, standard input.

A file named outright must be a filing.  In folders and archives other files are
passed over, counted and said; what looks like a filing and cannot be read is an
error there too.
"""

from __future__ import annotations

import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from section16.formats.recognise import read
from section16.formats.sources import MOST_BYTES, Readable
from section16.model.filing import Filing
from section16.vocabulary.errors import NotThisFormat, Section16Error

_ZIP = b"PK\x03\x04"


class Input(msgspec.Struct, frozen=True):
    """One thing to read.

    name     as printed in front of findings
    filing   when it could be read
    problem  one line, when it could not
    passed   True when it is a file of another kind in a folder or archive
    """

    name: str
    filing: Filing | None = None
    problem: str | None = None
    passed: bool = False


class Inputs:
    """The inputs of a command, in order; ``total`` is known before the first is read.

    named  the paths; "-" is standard input
    """

    def __init__(self, named: tuple[str, ...]) -> None:
        self.named = named
        self.plans = [self._plan(name) for name in named]
        self.total = sum(len(members) for _, _, members in self.plans)

    def _plan(self, name: str) -> tuple[str, str, list[str]]:
        """(kind, name, members): what is there, without reading filings."""
        if name == "-":
            return "stdin", name, ["-"]
        path = Path(name)
        try:
            if path.is_dir():
                found = sorted(str(p) for p in path.rglob("*") if p.is_file() and not _hidden(p.relative_to(path)))
                return "folder", name, found
            if path.is_file() and _begins(path, _ZIP):
                with zipfile.ZipFile(path) as archive:
                    return "zip", name, [info.filename for info in archive.infolist() if not info.is_dir()]
        except (OSError, zipfile.BadZipFile) as error:
            return "broken", f"{name}: {reason(error)}", [name]
        return "file", name, [name]

    def __iter__(self) -> Iterator[Input]:
        for kind, name, members in self.plans:
            if kind == "broken":
                yield Input(members[0], problem=name.partition(": ")[2])
            elif not members:
                what = "a folder without files" if kind == "folder" else "an empty archive"
                yield Input(name, problem=f"found {what}, expected filings")
            else:
                yield from self._members(kind, name, members)

    def _members(self, kind: str, name: str, members: list[str]) -> Iterator[Input]:
        within = kind in ("folder", "zip")
        passed_only = within
        if kind == "zip":
            with zipfile.ZipFile(name) as archive:
                for member in members:
                    entry = read_input(f"{name}/{member}", member_bytes(archive, member), within)
                    passed_only = passed_only and entry.passed
                    yield entry
        else:
            for member in members:
                source: Readable = sys.stdin.buffer if kind == "stdin" else Path(member)
                entry = read_input("standard input" if kind == "stdin" else member, source, within)
                passed_only = passed_only and entry.passed
                yield entry
        if passed_only:
            yield Input(name, problem=f"found {len(members)} files of other kinds, expected filings")


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _begins(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def member_bytes(archive: zipfile.ZipFile, member: str) -> Readable | Exception:
    """The bytes of a member, or why there are none.  Never more than a filing can have."""
    try:
        if archive.getinfo(member).file_size > MOST_BYTES:
            return NotThisFormat("a member above any filing's size", f"at most {MOST_BYTES >> 20} MB")
        with archive.open(member) as file:
            return file.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, zlib.error) as error:
        return error


def read_input(name: str, source: Readable | Exception, within: bool) -> Input:
    """Read one thing; what goes wrong is a line, not an exception."""
    if isinstance(source, Exception):
        return Input(name, problem=reason(source))
    try:
        return Input(name, filing=read(source))
    except NotThisFormat as error:
        return Input(name, problem=str(error), passed=within)
    except (Section16Error, OSError) as error:
        return Input(name, problem=reason(error))


def reason(error: Exception) -> str:
    """Why, in words, without the traceback's."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower() if error.strerror else str(error)
    return str(error) or type(error).__name__


def one_filing(name: str) -> Filing:
    """The single filing a command asks for. Raises click.ClickException."""
    inputs = Inputs((name,))
    if inputs.total != 1:
        raise click.ClickException(f"{name}: found {inputs.total} files, expected one filing")
    entry = next(iter(inputs))
    if entry.filing is None:
        raise click.ClickException(f"{entry.name}: {entry.problem}")
    return entry.filing
