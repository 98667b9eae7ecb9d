"""The manifest: which files are the store, at one moment.

A file that the manifest does not name is not part of the store.  Writers make new files,
then replace the manifest in one step, so that a reader sees all of a change or nothing,
and a writer that is killed leaves nothing but files that nobody looks at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

from section16.edgar.private import sync_folder
from section16.vocabulary.errors import Damaged, NotFound, Section16Error

LAYOUT = 1
NAME = "manifest.json"


class File(msgspec.Struct, frozen=True):
    """One file of the store.

    path   from the store's folder
    rows   of a table; 0 for a pack
    bytes  its length
    """

    path: str
    rows: int
    bytes: int
    sha256: str


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """Filings that came in together, or, once settled, those filed in one year.

    year      of filing; 0 when unknown; None while the part is fresh: of any year, unsorted
    filings   rows of ``filings``, also those that no longer count
    files     by table; a table without rows has none
    doubled   accession numbers whose rows another part already has
    replaced  accession numbers of which a later copy came
    deleted   accession numbers that EDGAR took back
    """

    name: str
    year: int | None
    filings: int
    files: dict[str, File]
    doubled: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()

    @property
    def hidden(self) -> tuple[str, ...]:
        """Accession numbers whose rows no longer count, but for those of ``sources``."""
        return (*self.doubled, *self.replaced, *self.deleted)


class Retired(msgspec.Struct, frozen=True):
    """A file that is no longer part of the store, kept a while for readers that still hold it.

    since  seconds since 1970
    """

    path: str
    since: float


class Pages(msgspec.Struct, frozen=True):
    """Derived files by issuer and by owner, see ``pages``.

    covers  names of the parts they were made from
    files   by name
    """

    covers: tuple[str, ...]
    files: dict[str, File]


class Manifest(msgspec.Struct, frozen=True):
    """The store at one moment; ``generation`` grows by one with each change."""

    layout: int = LAYOUT
    generation: int = 0
    parts: tuple[Part, ...] = ()
    packs: tuple[File, ...] = ()
    pages: Pages | None = None
    retired: tuple[Retired, ...] = ()
    sha256: str = ""

    def files(self) -> Iterator[File]:
        """Every file of the store."""
        for part in self.parts:
            yield from part.files.values()
        yield from self.packs
        if self.pages is not None:
            yield from self.pages.files.values()


def _sealed(manifest: Manifest) -> bytes:
    """The manifest as JSON, with the checksum of its own text without it."""
    bare = msgspec.structs.replace(manifest, sha256="")
    digest = sha256(msgspec.json.encode(bare)).hexdigest()
    return msgspec.json.encode(msgspec.structs.replace(bare, sha256=digest))


def read(folder: Path) -> Manifest:
    """The manifest of the store in a folder.

    Raises NotFound when there is no store, Damaged when the manifest is not as written,
    Section16Error when the store is of another layout.
    """
    try:
        text = (folder / NAME).read_bytes()
    except FileNotFoundError:
        raise NotFound("store in", f"{folder} (no {NAME}); make one: section16 ingest PATH --store {folder}") from None
    except NotADirectoryError:
        raise NotFound("store in", f"{folder}: it is a file, expected a folder") from None
    try:
        layout = msgspec.json.decode(text, type=_Layout).layout
        if layout != LAYOUT:
            raise Section16Error(
                f"found a store of layout {layout} in {folder}, expected layout {LAYOUT}; its filed bytes are in "
                f"{folder / 'sources'}: ingest them into a new store"
            )
        manifest = msgspec.json.decode(text, type=Manifest)
    except msgspec.MsgspecError as error:
        raise Damaged(f"a manifest that cannot be read in {folder} ({error})", "JSON as section16 writes it") from error
    if _sealed(manifest) != text:
        raise Damaged(f"a changed {NAME} in {folder}", "the text whose checksum it holds")
    return manifest


class _Layout(msgspec.Struct):
    layout: int


def write(folder: Path, manifest: Manifest) -> None:
    """Make this the manifest, in one step."""
    replace_file(folder / NAME, _sealed(manifest))


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power failure."""
    new = path.with_name(path.name + ".new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync_folder(path.parent)


def described(folder: Path, path: Path, rows: int) -> File:
    """A finished file of the store, as the manifest names it; it is on the disk then."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
        os.fsync(file.fileno())
    return File(path.relative_to(folder).as_posix(), rows, path.stat().st_size, digest.hexdigest())
