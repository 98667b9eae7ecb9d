"""What there is to take in: folders, zip and tar archives, single files, as pieces of work.

Files are named, not opened, until a worker takes them; only a tar archive, which can be
read from its start alone, is read on the way.
"""

from __future__ import annotations

import gzip
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from section16.vocabulary.errors import NotFound

ENDINGS = (".txt", ".xml", ".nc", ".sgml", ".json", ".html", ".htm", ".md")
_ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz")
_MANY = 4096  # files of one piece of work
_MUCH = 64 << 20  # bytes of one
_LONGEST = 1 << 28  # a file longer than this is no filing
_SUBMISSIONS = "submission.tsv"
_METHODS, _ENCRYPTED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED), 1
# of a member's own header: its signature, the lengths of its name and its extra field (APPNOTE 4.3.7)
_LOCAL, _LOCAL_SIGNATURE = struct.Struct("<4s22xHH"), b"PK\x03\x04"


class Place(NamedTuple):
    """Where a member of a zip archive lies, by its directory.

    A worker that knows it need not read the directory, which in an archive of a million
    members takes longer than a thousand of them.
    """

    offset: int
    packed: int
    method: int
    crc: int


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

    kind     "files", "zip", "dataset", or "broken": an archive that cannot be read from here on
    path     of the zip or the data set; of what is broken, what is said of it
    members  files; of a zip, names of its members
    bytes    about how much it is to read, for progress
    """

    kind: Literal["files", "zip", "dataset", "broken"]
    path: str
    members: tuple[Member, ...]
    bytes: int


class Found(NamedTuple):
    """What lies below the paths.

    files, archives  with their lengths in bytes
    left_out         files whose ending is none that filings have
    """

    files: list[tuple[Path, int]]
    archives: list[tuple[Path, int]]
    left_out: int

    @property
    def bytes(self) -> int:
        """About how much there is to read; of a compressed archive, as it lies there."""
        return sum(size for _, size in (*self.files, *self.archives))


def find(paths: Sequence[Path], store: Path) -> Found:
    """Every file below the paths, in the order of their names; the store itself is passed over.

    Raises NotFound for a path that does not exist.
    """
    found = Found([], [], 0)
    left_out = 0
    for path in paths:
        if not path.exists():
            raise NotFound("file or folder", str(path))
        if path.is_dir():
            for file in _walk(path, store.resolve()):
                left_out += not _place(found, file, is_named=False)
        else:
            _place(found, path, is_named=True)
    return found._replace(left_out=left_out)


def _walk(folder: Path, store: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if entry.resolve() != store:
                yield from _walk(entry, store)
        elif entry.is_file():
            yield entry


def _place(found: Found, path: Path, *, is_named: bool) -> bool:
    """Put a file where it belongs; False when it is none of ours and nobody named it."""
    name = path.name.lower()
    if name.endswith(_ARCHIVES):
        found.archives.append((path, path.stat().st_size))
    elif is_named or name.removesuffix(".gz").endswith(ENDINGS):
        found.files.append((path, path.stat().st_size))
    else:
        return False
    return True


def works(found: Found) -> Iterator[Work]:
    """The pieces of work, in order."""
    yield from _of_files(found.files)
    for path, size in found.archives:
        try:
            yield from _of_zip(path) if zipfile.is_zipfile(path) else _of_tar(path)
        except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, OSError) as error:
            yield Work("broken", f"found {path}, which cannot be read ({error}), expected a zip or tar file", (), size)


def _of_files(files: list[tuple[Path, int]]) -> Iterator[Work]:
    members: list[Member] = []
    size = 0
    for path, length in files:
        members.append(Member(str(path)))
        size += length
        if len(members) >= _MANY or size >= _MUCH:
            yield Work("files", "", tuple(members), size)
            members, size = [], 0
    if members:
        yield Work("files", "", tuple(members), size)


def _of_zip(path: Path) -> Iterator[Work]:
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
    if any(info.filename.rpartition("/")[2].lower() == _SUBMISSIONS for info in infos):
        yield Work("dataset", str(path), (), path.stat().st_size)
        return
    members: list[Member] = []
    size = packed = 0
    for info in infos:
        is_usual = info.compress_type in _METHODS and not info.flag_bits & _ENCRYPTED
        place = Place(info.header_offset, info.compress_size, info.compress_type, info.CRC) if is_usual else None
        members.append(Member(info.filename, None, place))
        size += info.file_size
        packed += info.compress_size
        if len(members) >= _MANY or size >= _MUCH:
            yield Work("zip", str(path), tuple(members), packed)
            members, size, packed = [], 0, 0
    if members:
        yield Work("zip", str(path), tuple(members), packed)


def _of_tar(path: Path) -> Iterator[Work]:
    members: list[Member] = []
    size = 0
    with path.open("rb") as raw, tarfile.open(fileobj=raw, mode="r|*") as archive:
        before = 0
        for info in archive:
            if not info.isfile():
                continue
            if info.size > _LONGEST:
                name = f"{path}!{info.name}"
                problem = f"found {name} of {info.size:,} bytes, expected at most {_LONGEST:,}, far above a filing"
                members.append(Member(name, problem=problem))
                continue
            opened = archive.extractfile(info)
            content = opened.read() if opened is not None else b""
            members.append(Member(f"{path}!{info.name}", content))
            size += len(content)
            if len(members) >= _MANY or size >= _MUCH:
                at = raw.tell()
                yield Work("files", "", tuple(members), at - before)
                members, size, before = [], 0, at
        if members:
            yield Work("files", "", tuple(members), path.stat().st_size - before)


def contents(work: Work) -> Iterator[tuple[str, bytes | OSError]]:
    """Name and bytes of each file of a piece of work; the error instead of bytes that cannot be had."""
    if work.kind == "zip":
        yield from _of_members(work)
        return
    for member in work.members:
        if member.content is not None:
            yield member.name, member.content
            continue
        if member.problem is not None:
            yield member.name, OSError(member.problem)
            continue
        try:
            with open(member.name, "rb", buffering=0) as file:  # noqa: PTH123  a Path for each of millions costs as much
                yield member.name, _opened(member.name, file.read())
        except (OSError, EOFError, zlib.error) as error:
            yield member.name, OSError(f"found {member.name}, which cannot be read ({error}), expected a file")


def _of_members(work: Work) -> Iterator[tuple[str, bytes | OSError]]:
    with open(work.path, "rb") as file:  # noqa: PTH123
        for member in work.members:
            name = f"{work.path}!{member.name}"
            try:
                yield name, _opened(member.name, _member(file, work.path, member))
            except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, struct.error) as error:
                yield name, OSError(f"found {name}, which does not unpack ({error}), expected a file")


def _member(file: BinaryIO, path: str, member: Member) -> bytes:
    """The bytes of a member. Raises zlib.error, struct.error, BadZipFile, RuntimeError (it is encrypted)."""
    place = member.place
    if place is None:
        with zipfile.ZipFile(path) as archive:
            return archive.read(member.name)
    file.seek(place.offset)
    signature, name, extra = _LOCAL.unpack(file.read(_LOCAL.size))
    if signature != _LOCAL_SIGNATURE:
        raise zipfile.BadZipFile("no member begins where the directory says")
    file.seek(name + extra, 1)
    packed = file.read(place.packed)
    content = zlib.decompress(packed, -15) if place.method == zipfile.ZIP_DEFLATED else packed
    if zlib.crc32(content) != place.crc:
        raise zipfile.BadZipFile("bad CRC-32")
    return content


def _opened(name: str, content: bytes) -> bytes:
    return gzip.decompress(content) if name.lower().endswith(".gz") else content
