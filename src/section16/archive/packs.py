"""Packs: filed bytes, compressed many at a time, each to be had back alone.

A pack is a file of zstd frames one after another: ``zstd -dc`` of it gives all it holds.
A frame holds about a megabyte of filings, so that what they share is stored once, and
one of them is unpacked in about a millisecond.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from section16.formats.columns_arrow import pa
from section16.vocabulary.errors import Damaged

_FRAME = 1 << 20  # bytes of a frame before it is compressed
_LEVEL = 3


class Place(NamedTuple):
    """Where bytes lie in a pack: as the columns of ``sources`` have it."""

    frame: int
    frame_bytes: int
    start: int
    size: int


class Packer:
    """Packs bytes in memory; ``finish`` gives the pack and the place of each."""

    def __init__(self) -> None:
        self._codec = pa.Codec("zstd", compression_level=_LEVEL)
        self._frames: list[bytes] = []
        self._written = 0
        self._open: list[bytes] = []
        self._open_bytes = 0
        self._pending: list[tuple[int, int]] = []
        self._places: list[Place] = []

    def add(self, content: bytes) -> int:
        """Take bytes in; the number under which ``finish`` tells their place."""
        number = len(self._places) + len(self._pending)
        self._pending.append((self._open_bytes, len(content)))
        self._open.append(content)
        self._open_bytes += len(content)
        if self._open_bytes >= _FRAME:
            self._close()
        return number

    def _close(self) -> None:
        if not self._pending:
            return
        frame = self._codec.compress(b"".join(self._open), asbytes=True)
        self._places += [Place(self._written, len(frame), start, size) for start, size in self._pending]
        self._frames.append(frame)
        self._written += len(frame)
        self._open, self._open_bytes, self._pending = [], 0, []

    def finish(self) -> tuple[bytes, list[Place]]:
        """The pack, and the places by number; starts anew."""
        self._close()
        packed, places = b"".join(self._frames), self._places
        self._frames, self._written, self._places = [], 0, []
        return packed, places


def unpack(pack: Path, place: Place, digest: str) -> bytes:
    """The bytes at a place.

    digest  their SHA-256, hexadecimal

    Raises Damaged when they are not the bytes that were packed; OSError.
    """
    try:
        content = _frame(pack, place.frame, place.frame_bytes)[place.start : place.start + place.size]
    except pa.ArrowException as error:
        raise Damaged(f"{pack} damaged at byte {place.frame:,} ({error})", "a zstd frame") from error
    if sha256(content).hexdigest() != digest:
        raise Damaged(f"{pack} damaged at byte {place.frame:,}", f"a filing with SHA-256 {digest}")
    return content


@lru_cache(maxsize=4)
def _frame(pack: Path, start: int, size: int) -> bytes:
    """A frame, unpacked; the last few are kept, since what is asked for together lies together."""
    with pack.open("rb") as file:
        file.seek(start)
        frame = file.read(size)
    return bytes(pa.CompressedInputStream(pa.BufferReader(frame), "zstd").read())
