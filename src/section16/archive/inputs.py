"""What there is to take in: folders, zip and tar archives, single files, as pieces of work.

Nothing is listed before it is asked for, so memory does not grow with the number of files.  They
are named, not opened, until a worker takes them; only a tar archive, which can be read from its
start alone, is read on the way.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Literal, NamedTuple

from section16.archive import zip_directory
from section16.archive.folders import Listed, walk
from section16.archive.unpacking import DAMAGE, LONGEST, Zip, gunzipped, is_zip
from section16.archive.zip_directory import Place
from section16.vocabulary.errors import NotFound

ENDINGS = (".txt", ".xml", ".nc", ".sgml", ".json", ".html", ".htm", ".md")
_ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz")
_MANY = 4096  # files of one piece of work
_MUCH = 64 << 20  # bytes of one
_SENT = 16 << 20  # bytes of one that goes to a worker with all it is to read: several wait at a time
_SUBMISSIONS = "submission.tsv"
_ENTRY = 76  # bytes that a zip has for each member beside what it holds and twice its name


class Member(NamedTuple):
    """A file to take in.

    name     under which it is told of: its path, or its archive's and its own in that
    content  when it is already read; else None
    place    in a zip: where it lies
    problem  why it is not to be read; None when it is
    """

    name: str
    content: bytes | None = None
    place: Place | None = None
    problem: str | None = None


class Work(NamedTuple):
    """A piece of work for one worker.

    kind     "files", "zip" or "dataset"
    path     of the zip or the data set
    members  files; of a zip, names of its members
    bytes    about how much it is to read, for progress
    """

    kind: Literal["files", "zip", "dataset"]
    path: str
    members: tuple[Member, ...]
    bytes: int


class Found(NamedTuple):
    """Where to look, and how much there was at the first look.

    paths     files and folders, as named
    store     is passed over
    bytes     about how much there is to read; of a compressed archive, as it lies there
    left_out  files whose ending is none that filings have
    """

    paths: tuple[Path, ...]
    store: Path
    bytes: int
    left_out: int


class _Sized(NamedTuple):
    """A file with its length.

    size  bytes as it is put to work
    read  bytes that are read for it, for progress
    """

    member: Member
    size: int = 0
    read: int = 0


def find(paths: Sequence[Path], store: Path) -> Found:
    """Look once at everything below the paths, and keep nothing but how much it is.

    Raises NotFound for a path that does not exist.
    """
    size = left_out = 0
    for path in paths:
        if not path.exists():
            raise NotFound("file or folder", str(path))
        if not path.is_dir():
            size += path.stat().st_size
            continue
        for file in walk(path, store, lambda name: True):
            if _is_filing(file.path) or _is_archive(file.path):
                size += file.size
            elif file.problem is None:
                left_out += 1
    return Found(tuple(paths), store, size, left_out)


def works(found: Found) -> Iterator[Work]:
    """The pieces of work, in the order of the paths and of the names below them; archives after all other files."""
    yield from of_files(found)
    for path, size in archives(found):
        yield from of_archive(path, size)


def of_files(found: Found) -> Iterator[Work]:
    """The pieces of work of all files but archives."""
    yield from _grouped("files", "", map(_of_file, _listed(found, is_archive=False)))


def archives(found: Found) -> Iterator[tuple[str, int]]:
    """Path and length in bytes of each archive."""
    for path, size, problem in _listed(found, is_archive=True):
        if problem is None:  # a folder that cannot be listed is told of with the files
            yield path, size


def of_archive(path: str, size: int) -> Iterator[Work]:
    """The pieces of work of an archive. Where it cannot be read any further, one line stands for the rest.

    size  of the archive, bytes
    """
    if not _is_utf_8(path):
        yield Work("files", "", (_unnamed(path),), size)
    elif not is_zip(path):
        yield from _grouped("files", "", _told(path, _of_tar(path)), _SENT)
    elif _is_dataset(path):
        yield Work("dataset", path, (), size)
    else:
        yield from _grouped("zip", path, _told(path, _of_zip(path)))


def _listed(found: Found, *, is_archive: bool) -> Iterator[Listed]:
    """The archives below the paths, or all other files that are taken in."""
    for path in found.paths:
        if path.is_dir():
            yield from walk(path, found.store, _is_archive if is_archive else _is_filing)
        elif _is_archive(path.name) == is_archive:  # whoever names a file wants it, whatever its ending
            yield Listed(str(path), path.stat().st_size if path.exists() else 0)


def _is_archive(name: str) -> bool:
    return name.lower().endswith(_ARCHIVES)


def _is_filing(name: str) -> bool:
    return name.lower().removesuffix(".gz").endswith(ENDINGS)


def _grouped(kind: Literal["files", "zip"], path: str, several: Iterable[_Sized], much: int = _MUCH) -> Iterator[Work]:
    """Pieces of work, each of as many as a part takes, or of about so many bytes."""
    members: list[Member] = []
    size = read = 0
    for one in several:
        members.append(one.member)
        size += one.size
        read += one.read
        if len(members) >= _MANY or size >= much:
            yield Work(kind, path, tuple(members), read)
            members, size, read = [], 0, 0
    if members:
        yield Work(kind, path, tuple(members), read)


def _told(path: str, members: Iterator[_Sized]) -> Iterator[_Sized]:
    """The members of an archive, and after the last that is to be had, what is wrong with it."""
    try:
        yield from members
    except DAMAGE as error:
        problem = f"found {path}, which cannot be read ({error}), expected a zip or tar file"
        yield _Sized(Member(path, problem=problem))


def _too_long(name: str, size: int, read: int = 0) -> _Sized:
    problem = f"found {name} of {size:,} bytes, expected at most {LONGEST:,}, far above a filing"
    return _Sized(Member(name, problem=problem), 0, read)


def _of_file(file: Listed) -> _Sized:
    if not _is_utf_8(file.path):
        return _Sized(_unnamed(file.path), 0, file.size)
    if file.size > LONGEST:
        return _too_long(file.path, file.size, file.size)
    return _Sized(Member(file.path, problem=file.problem), file.size, file.size)


def _is_utf_8(path: str) -> bool:
    """False for a name in the characters of an older system: the store could not say where the filing came from."""
    return path.isascii() or not any("\udc80" <= character <= "\udcff" for character in path)


def _unnamed(path: str) -> Member:
    shown = os.fsencode(path).decode("utf-8", "backslashreplace")
    return Member(shown, problem=f"found {shown}, a name that is not UTF-8, expected one that is; rename it")


def _is_dataset(path: str) -> bool:
    """True for a zip of the SEC's data sets, by a member's name. It is read to the end, or where it is damaged."""
    with suppress(*DAMAGE):
        return any(name.rpartition("/")[2].lower() == _SUBMISSIONS for name, _ in zip_directory.members(path))
    return False


def _of_zip(path: str) -> Iterator[_Sized]:
    """Raises BadZipFile, OSError."""
    for name, place in zip_directory.members(path):
        if name.endswith("/"):
            continue
        read = place.packed + 2 * len(name) + _ENTRY
        if max(place.size, place.packed) > LONGEST:
            yield _too_long(f"{path}!{name}", max(place.size, place.packed), read)
        else:
            yield _Sized(Member(name, None, place), place.size, read)


def _of_tar(path: str) -> Iterator[_Sized]:
    """Raises TarError, EOFError, ValueError, OSError."""
    with (
        open(path, "rb") as raw,  # noqa: PTH123
        tarfile.open(fileobj=raw, mode="r|*", errors="backslashreplace") as archive,
    ):
        before = 0
        while (info := archive.next()) is not None:
            archive.members.clear()  # type: ignore[attr-defined]  # or it keeps every one
            name = f"{path}!{info.name}"
            if info.isfile() and info.size > LONGEST:
                yield _too_long(name, info.size)
            elif (opened := archive.extractfile(info) if info.isfile() else None) is not None:
                content = opened.read()
                at = raw.tell()
                yield _Sized(Member(name, content), len(content), at - before)
                before = at


def contents(work: Work) -> Iterator[tuple[str, bytes | OSError]]:
    """Name and bytes of each file of a piece of work; the error instead of bytes that cannot be had."""
    with ExitStack() as opened:
        archive = Zip(work.path, opened)
        for member in work.members:
            if member.problem is not None:
                yield member.name, OSError(member.problem)
                continue
            name = f"{work.path}!{member.name}" if member.place is not None else member.name
            content: bytes | OSError
            try:
                if member.place is not None:
                    content = archive.read(member.place)
                elif member.content is not None:
                    content = member.content
                else:
                    with open(member.name, "rb", buffering=0) as file:  # noqa: PTH123
                        content = file.read()
                if member.name.lower().endswith(".gz"):
                    content = gunzipped(content)
            except DAMAGE as error:
                content = OSError(f"found {name}, which cannot be read ({error}), expected a file")
            yield name, content
