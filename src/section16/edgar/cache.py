"""Lists of EDGAR kept on disk: what is finished is asked for once, the rest with "only if it changed".

A page is kept under its own path, with a second file that holds its ETag, Last-Modified and
whether it is final.  Both are written whole; a page without the second file is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from section16.edgar.client import Client
from section16.edgar.private import write_private

Check = Callable[[bytes], object]


class _Facts(msgspec.Struct, frozen=True):
    """What is kept beside a page; ``sha256`` of its bytes, so that a page and another's facts do not pair up."""

    sha256: str
    etag: str | None = None
    modified: str | None = None
    is_final: bool = False


class Cache:
    """Pages in a folder, by address; without a folder nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def get(self, client: Client, address: str, check: Check, *, is_final: bool = False) -> bytes | None:
        """The page, from disk if it is final, else from EDGAR; None when there is none.

        is_final  what is fetched now will not change any more

        Raises Unreachable, OSError.
        """
        path = self._path(address)
        kept = None if path is None else _kept(path)
        if kept is not None and kept[1].is_final:
            return kept[0]
        etag, modified = (kept[1].etag, kept[1].modified) if kept is not None else (None, None)
        page = client.get(address, check, etag=etag, modified=modified)
        if page is None:
            return None
        content = kept[0] if page.is_unchanged and kept is not None else page.content
        if path is not None and not (page.is_unchanged and not is_final):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_private(path, content)
            facts = _Facts(sha256(content).hexdigest(), page.etag or etag, page.modified or modified, is_final)
            write_private(_beside(path), msgspec.json.encode(facts))
        return content

    def _path(self, address: str) -> Path | None:
        if self.folder is None:
            return None
        parts = urlsplit(address)
        names = [parts.netloc.replace(":", "-"), *parts.path.strip("/").split("/")]
        return self.folder.joinpath(*(name for name in names if name not in ("", ".", "..")))


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.facts")


def _kept(path: Path) -> tuple[bytes, _Facts] | None:
    try:
        content, facts = path.read_bytes(), msgspec.json.decode(_beside(path).read_bytes(), type=_Facts)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
    return (content, facts) if sha256(content).hexdigest() == facts.sha256 else None
