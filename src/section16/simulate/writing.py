"""A made market on disk: submissions in a folder, a zip or a tar file, and the tables of the truth."""

from __future__ import annotations

import io
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TextIO

from section16.simulate.market import simulate
from section16.simulate.options import Options
from section16.simulate.state import Simulated
from section16.simulate.truth import TABLES
from section16.vocabulary.errors import SeenAndExpected

Kind = Literal["folder", "zip", "tar"]
Put = Callable[[str, Simulated], None]


class TruthFiles:
    """One tab-separated file a table, the columns on its first line."""

    def __init__(self, folder: Path, open_files: ExitStack) -> None:
        folder.mkdir()
        self._write: dict[str, Callable[[str], int]] = {}
        for name, columns in TABLES.items():
            file: TextIO = open_files.enter_context((folder / f"{name}.tsv").open("w", encoding="utf-8", newline="\n"))
            file.write("\t".join(columns) + "\n")
            self._write[name] = file.write

    def add(self, table: str, row: tuple[str, ...]) -> None:
        """One line; no text of the market holds a tab or a line end."""
        self._write[table]("\t".join(row) + "\n")


def write_market(options: Options, folder: Path, kind: Kind = "folder") -> int:
    """Write a market into a new folder; how many filings that were.

    folder  does not exist, or is empty; it appears when all is written

    Raises SeenAndExpected for a folder that holds something, or is the present one; OSError as
    the system does.
    """
    if folder.name in ("", ".."):
        raise SeenAndExpected(repr(str(folder)), "a folder of its own, by its name")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SeenAndExpected(f"{str(folder)!r}, which is there already", "a new or empty folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    number = 0
    try:
        with ExitStack() as open_files:
            truth = TruthFiles(partial / "truth", open_files)
            put = open_files.enter_context(_PLACES[kind](partial))
            for filing in simulate(options, truth):
                put(_name(filing), filing)
                number += 1
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return number


def _name(filing: Simulated) -> str:
    """``2023/QTR2/0006990001-23-000012.txt``, as EDGAR's indexes are laid out."""
    year, month = filing.filed_on[:4], int(filing.filed_on[5:7])
    return f"{year}/QTR{(month + 2) // 3}/{filing.accession}.txt"


@contextmanager
def _folder(partial: Path) -> Iterator[Put]:
    top, made = partial / "filings", set[str]()
    top.mkdir()

    def put(name: str, filing: Simulated) -> None:
        place = name.rpartition("/")[0]
        if place not in made:
            (top / place).mkdir(parents=True, exist_ok=True)
            made.add(place)
        (top / name).write_bytes(filing.content)

    yield put


class _Members(list[zipfile.ZipInfo]):
    """What a zip file has to remember of its members until it is closed, kept in a file and not in memory.

    ``zipfile`` appends each member, and at the end goes through them once and asks how many there are.
    """

    def __init__(self) -> None:
        super().__init__()
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed with the archive
        self._number = 0

    def append(self, member: zipfile.ZipInfo) -> None:
        """Put a member down."""
        numbers = (*member.date_time, member.CRC, member.compress_size, member.file_size, member.header_offset,
                   member.flag_bits, member.create_version, member.extract_version)  # fmt: skip
        self._file.write(f"{member.filename}\t{' '.join(map(str, numbers))}\n")
        self._number += 1

    def __iter__(self) -> Iterator[zipfile.ZipInfo]:
        self._file.seek(0)
        for line in self._file:
            name, _, numbers = line.partition("\t")
            year, month, day, hour, minute, second, *rest = map(int, numbers.split())
            member = _member(name, (year, month, day, hour, minute, second))
            member.CRC, member.compress_size, member.file_size, member.header_offset = rest[:4]
            member.flag_bits, member.create_version, member.extract_version = rest[4:]
            yield member

    def __len__(self) -> int:
        return self._number

    def close(self) -> None:
        """Forget them."""
        self._file.close()


def _member(name: str, stamp: tuple[int, int, int, int, int, int]) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, stamp)
    member.compress_type, member.create_system, member.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
    return member


@contextmanager
def _zip(partial: Path) -> Iterator[Put]:
    with closing(_Members()) as members, zipfile.ZipFile(partial / "filings.zip", "w") as archive:
        archive.filelist = members

        def put(name: str, filing: Simulated) -> None:
            at = datetime.fromisoformat(filing.accepted_at)
            member = _member(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
            archive.writestr(member, filing.content, compresslevel=1)
            archive.NameToInfo.clear()

        yield put


@contextmanager
def _tar(partial: Path) -> Iterator[Put]:
    with tarfile.open(partial / "filings.tar", "w", format=tarfile.PAX_FORMAT) as archive:

        def put(name: str, filing: Simulated) -> None:
            member = tarfile.TarInfo(name)
            member.size = len(filing.content)
            member.mtime = int(datetime.fromisoformat(filing.accepted_at).replace(tzinfo=UTC).timestamp())
            archive.addfile(member, io.BytesIO(filing.content))
            archive.getmembers().clear()  # kept by tarfile for reading; a million of them are too many

        yield put


_PLACES = {"folder": _folder, "zip": _zip, "tar": _tar}
