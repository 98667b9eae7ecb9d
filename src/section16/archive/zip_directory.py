"""The directory of a zip archive, one member after another, in memory that does not grow with their number.

``zipfile`` keeps half a kilobyte for every member as long as an archive is open.  Authority: PKWARE's
APPNOTE.TXT 6.3.10, sections 4.3.12 (a member's entry), 4.3.14 to 4.3.16 (the end of the directory) and
4.5.3 (lengths beyond 32 bits).  What a member holds is not looked at here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple
from zipfile import BadZipFile

_ENTRY, _ENTRY_SIGNATURE = struct.Struct("<4s4x2H4x3L3H8xL"), b"PK\x01\x02"
_END, END_SIGNATURE = struct.Struct("<4s4H2LH"), b"PK\x05\x06"
_ZIP64_LOCATOR, _ZIP64_LOCATOR_SIGNATURE = struct.Struct("<4sLQL"), b"PK\x06\x07"
_ZIP64_END, _ZIP64_END_SIGNATURE = struct.Struct("<4s12x2L4Q"), b"PK\x06\x06"
_WIDE, _ZIP64_FIELD = 0xFFFFFFFF, 1  # a length that stands in the extra field, and the number of that field
_ELSEWHERE = 0xFFFF  # a number of members that stands in the record for large archives
_LONGEST_COMMENT = 0xFFFF
_UTF_8 = 1 << 11  # flag: the name is UTF-8, else it is in the first PC's characters
_BUFFER = 1 << 18


class Place(NamedTuple):
    """Where a member lies and how it is packed, as the directory tells; nothing of it need be true.

    offset        of the member's own header, from the start of the file
    packed, size  its bytes there and unpacked
    method        0 stored, 8 deflated; others: APPNOTE 4.4.5
    crc           CRC-32 of its bytes unpacked
    flags         bit 0: it is encrypted
    """

    offset: int
    packed: int
    size: int
    method: int
    crc: int
    flags: int


class _End(NamedTuple):
    """What the end of an archive tells.

    start, size  of the directory in the file, bytes
    members      how many there are; modulo 65,536 unless ``is_zip64``: some programs write more all the same
    shift        bytes before the archive itself, which its offsets do not count
    """

    start: int
    size: int
    members: int
    shift: int
    is_zip64: bool


def members(path: str) -> Iterator[tuple[str, Place]]:
    """Name and place of each member, folders too, in the order of the directory.

    Raises BadZipFile when there is no directory, as soon as an entry is damaged, and at the end when there were
    more or fewer members than the archive tells; OSError.
    """
    with open(path, "rb", buffering=_BUFFER) as file:  # noqa: PTH123
        end = _end(file)
        file.seek(end.start)
        left, number = end.size, 0
        while left > 0:
            name, place, length = _member(file, end.shift)
            left -= length
            if left < 0:
                raise BadZipFile(f"the directory's last entry goes {-left:,} bytes beyond its end")
            number += 1
            yield name, place
        if (number if end.is_zip64 else number & _ELSEWHERE) != end.members:
            raise BadZipFile(f"a directory of {number:,} members, where its end tells of {end.members:,}")


def _member(file: BinaryIO, shift: int) -> tuple[str, Place, int]:
    """Name and place of the next member, and the bytes that they take in the directory."""
    head = _read(file, _ENTRY.size)
    signature, flags, method, crc, packed, size, *lengths, offset = _ENTRY.unpack(head)
    if signature != _ENTRY_SIGNATURE:
        raise BadZipFile(f"no member's entry in the directory at byte {file.tell() - _ENTRY.size:,}")
    rest = _read(file, sum(lengths))
    named, extra = lengths[0], lengths[1]
    if _WIDE in (packed, size, offset):
        size, packed, offset = _widened(rest[named : named + extra], size, packed, offset)
    name = rest[:named].decode("utf-8" if flags & _UTF_8 else "cp437", "backslashreplace")
    return name, Place(offset + shift, packed, size, method, crc, flags), len(head) + len(rest)


def _widened(extra: bytes, *lengths: int) -> list[int]:
    """The lengths, those beyond 32 bits from the extra field, where only they stand, in this order."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        at += 4
        if kind == _ZIP64_FIELD:
            field = extra[at : at + length]
            wide = [one for (one,) in struct.iter_unpack("<Q", field[: len(field) // 8 * 8])]
            if len(wide) < lengths.count(_WIDE):
                raise BadZipFile("a member's entry without all of its 64-bit lengths")
            return [wide.pop(0) if one == _WIDE else one for one in lengths]
        at += length
    return list(lengths)


def _end(file: BinaryIO) -> _End:
    """Find and read the end of the directory."""
    length = file.seek(0, 2)
    file.seek(max(length - _END.size - _LONGEST_COMMENT, 0))
    before = file.tell()
    tail = file.read(_END.size + _LONGEST_COMMENT)
    # not in its own last bytes: numbers there may look like the signature
    at = tail.rfind(END_SIGNATURE, 0, max(len(tail) - _END.size + len(END_SIGNATURE), 0))
    if at < 0:
        raise BadZipFile("no end of a zip archive: cut short, or no zip archive")
    _, disk, _, here, number, size, offset, _ = _END.unpack_from(tail, at)
    end = before + at
    zip64 = _zip64_end(file, end)
    if zip64 is not None:
        end, disk, here, told, size, offset = zip64
        if number not in {_ELSEWHERE, told & _ELSEWHERE}:
            raise BadZipFile(f"an end that tells of {number:,} members, and before it one of {told:,}")
        number = told
    if disk or here != number:
        raise BadZipFile("one part of an archive that was split into several files")
    if size > end:
        raise BadZipFile(f"a directory of {size:,} bytes said to lie before byte {end:,}")
    return _End(end - size, size, number, end - size - offset, zip64 is not None)


def _zip64_end(file: BinaryIO, end: int) -> tuple[int, int, int, int, int, int] | None:
    """The record for large archives: where it lies, then disk, members here and in all, size and offset, if any."""
    last = end - _ZIP64_LOCATOR.size - _ZIP64_END.size
    if last < 0:
        return None
    file.seek(end - _ZIP64_LOCATOR.size)
    signature, disk, offset, disks = _ZIP64_LOCATOR.unpack(_read(file, _ZIP64_LOCATOR.size))
    if signature != _ZIP64_LOCATOR_SIGNATURE:
        return None
    if disk or disks > 1:
        raise BadZipFile("one part of an archive that was split into several files")
    # usually just before; further off when it has more fields, but not where it is said to be when bytes stand before
    for at in (last, offset):
        if at <= last:
            file.seek(at)
            found, disk, _, here, number, size, start = _ZIP64_END.unpack(_read(file, _ZIP64_END.size))
            if found == _ZIP64_END_SIGNATURE:
                return at, disk, here, number, size, start
    raise BadZipFile("no record of a large archive where its locator tells of one")


def _read(file: BinaryIO, length: int) -> bytes:
    """So many bytes. Raises BadZipFile when there are fewer."""
    found = file.read(length)
    if len(found) != length:
        raise BadZipFile("a directory that is cut short")
    return found
