"""The SEC's quarterly data sets into the store's tables, with the gaps they have.

A filing of a set has no bytes of its own: the set's zip file is kept beside the packs.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple

from section16.archive.manifest import File, described
from section16.archive.parts import SOURCES
from section16.edgar.private import sync_folder
from section16.formats.dataset_tsv import Dataset, DatasetFiling


class Set(NamedTuple):
    """A data set as an input: its zip file and where the store will keep a copy of it."""

    path: Path
    sha256: str
    kept: str


def identify(path: Path) -> Set:
    """Which data set a zip file is. Raises OSError."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return Set(path, digest, f"{SOURCES}/dataset-{digest[:16]}.zip")


def filings(found: Set) -> Iterator[DatasetFiling]:
    """The filings of a data set. Raises NotThisFormat, Damaged, OSError."""
    with Dataset(found.path) as opened:
        yield from opened


def keep(found: Set, store: Path) -> File:
    """Put a copy of the zip file into the store; the same copy is put there once."""
    path = store / found.kept
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        new = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}")  # two machines of a cluster may do this at once
        shutil.copyfile(found.path, new)
        new.replace(path)
        sync_folder(path.parent)
    return described(store, path, 0)
