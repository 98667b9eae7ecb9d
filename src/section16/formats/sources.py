"""From whatever a caller names to bytes: bytes, text, a path, an open file.

Nothing but the one thing named is opened, and nothing larger than any
submission can be.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import IO, Any

from section16.vocabulary.errors import NotThisFormat, TooLarge

# far above any ownership submission; EDGAR itself takes at most 200 MB (unconfirmed)
MOST_BYTES = 256 * 1024 * 1024

Readable = bytes | bytearray | memoryview | str | Path | IO[Any]


def load(source: Readable) -> tuple[bytes, str | None]:
    """The bytes and, when there is one, the name.

    A ``str`` is text when it begins like a filing ("<", "{", "-----BEGIN") or has
    more than one line, else a path.  Raises TooLarge, OSError, and NotThisFormat
    for a folder or a device.
    """
    if isinstance(source, (bytes, bytearray, memoryview)):
        return _checked(bytes(source)), None
    if isinstance(source, str):
        if source.lstrip("\ufeff \t\r\n")[:1] in ("<", "{") or "\n" in source or source.startswith("-----BEGIN"):
            return _checked(source.encode("utf-8", "surrogateescape")), None
        source = Path(source)
    if isinstance(source, Path):
        return _from_path(source), str(source)
    data = source.read(MOST_BYTES + 1)
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogateescape")
    name = getattr(source, "name", None)
    return _checked(data), name if isinstance(name, str) else None


def _checked(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise TooLarge(f"found more than {MOST_BYTES >> 20} MB, expected a filing, which is never that large")
    return data


def _from_path(path: Path) -> bytes:
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise NotThisFormat("a folder", "a file")
    if stat.S_ISREG(status.st_mode) and status.st_size > MOST_BYTES:
        raise TooLarge(
            f"found {status.st_size / 2**30:.1f} GB, expected a filing, which is never above {MOST_BYTES >> 20} MB"
        )
    with path.open("rb") as file:
        return _checked(file.read(MOST_BYTES + 1))
