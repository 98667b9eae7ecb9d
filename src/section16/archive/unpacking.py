"""Bytes out of zip archives and gzip files, never more of them than a filing may have."""

from __future__ import annotations

import bz2
import os
import struct
import tarfile
import zipfile
import zlib
from contextlib import ExitStack
from functools import cached_property
from lzma import LZMAError
from typing import BinaryIO

from section16.archive.zip_directory import END_SIGNATURE, Place

LONGEST = 1 << 28  # bytes: a longer file is no filing
# what damage makes the readers of archives raise; tarfile lets a ValueError through, and seeks and lengths overflow
DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, LZMAError, EOFError, OSError, RuntimeError, ValueError,
    OverflowError, struct.error,
)  # fmt: skip
_METHODS, _ENCRYPTED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2), 1
_NO_MEMBER = "no member begins where the directory says"
# of a member's own header: its signature, the lengths of its name and its extra field (APPNOTE 4.3.7)
_LOCAL, _LOCAL_SIGNATURE = struct.Struct("<4s22xHH"), b"PK\x03\x04"


def is_zip(path: str) -> bool:
    """True for a zip archive by its first bytes, or by its name and its end when something stands before it.

    The end alone would not do: a tar archive may hold a zip as its last file, or look like one by chance.
    """
    try:
        with open(path, "rb") as file:  # noqa: PTH123  a Path for each of millions costs as much
            start = file.read(4)
        is_named = path.lower().endswith(".zip")
        return start in {_LOCAL_SIGNATURE, END_SIGNATURE} or (is_named and zipfile.is_zipfile(path))
    except OSError:
        return False
    except zipfile.BadZipFile:  # what is wrong with it is said when it is read
        return True


class Zip:
    """A zip archive whose members are read by their places. It is opened at the first, and closed with a stack."""

    def __init__(self, path: str, stack: ExitStack) -> None:
        self.path, self.stack = path, stack

    @cached_property
    def file(self) -> BinaryIO:
        return self.stack.enter_context(open(self.path, "rb"))  # noqa: PTH123

    @cached_property
    def whole(self) -> tuple[zipfile.ZipFile, dict[int, zipfile.ZipInfo]]:
        """The archive as zipfile has it, and what it has on each member, by its offset: memory grows with it."""
        archive = self.stack.enter_context(zipfile.ZipFile(self.file))
        return archive, {info.header_offset: info for info in archive.infolist()}

    def read(self, place: Place) -> bytes:
        """The bytes of a member, no more than the directory tells. Raises what ``DAMAGE`` names."""
        if place.flags & _ENCRYPTED:
            raise zipfile.BadZipFile("it is encrypted")
        if place.method not in _METHODS:
            archive, infos = self.whole
            if place.offset not in infos:
                raise zipfile.BadZipFile(_NO_MEMBER)
            return archive.read(infos[place.offset])
        self.file.seek(place.offset)
        head = self.file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or not head.startswith(_LOCAL_SIGNATURE):
            raise zipfile.BadZipFile(_NO_MEMBER)
        _, name, extra = _LOCAL.unpack(head)
        self.file.seek(name + extra, os.SEEK_CUR)
        content = self.file.read(place.packed)
        if place.method != zipfile.ZIP_STORED:
            unpacker = zlib.decompressobj(-15) if place.method == zipfile.ZIP_DEFLATED else bz2.BZ2Decompressor()
            # one byte more than it should be, to see that there is no more: a small file may unpack to terabytes
            content = unpacker.decompress(content, place.size + 1)
        if len(content) != place.size:
            raise zipfile.BadZipFile(f"not the {place.size:,} bytes that the directory tells of")
        if zlib.crc32(content) != place.crc:
            raise zipfile.BadZipFile("bad CRC-32")
        return content


def gunzipped(content: bytes) -> bytes:
    """Raises zlib.error, EOFError, ValueError when it is longer than any filing."""
    whole: list[bytes] = []
    left = LONGEST + 1
    while content:  # one stream after another: what gzip wrote at different times
        unpacker = zlib.decompressobj(31)
        whole.append(unpacker.decompress(content, left))
        left -= len(whole[-1])
        if left <= 0:
            raise ValueError(f"more than {LONGEST:,} bytes unpacked, far above a filing")
        if not unpacker.eof:
            raise EOFError("it is cut short")
        content = unpacker.unused_data.lstrip(b"\0")
    return b"".join(whole)
