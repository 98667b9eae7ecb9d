"""One writer at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from section16.edgar.locks import Held, locked
from section16.vocabulary.errors import Section16Error

NAME, HOLDER = "lock", "lock.holder"


@contextmanager
def writing(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Be the only writer of the store in a folder, which is made when it is not there.

    wait  seconds to wait for another writer to end

    Raises Section16Error when another is at work for longer, or the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / NAME, wait=wait):
            (folder / HOLDER).write_text(f"{os.getpid()}\n", "ascii")
            try:
                yield
            finally:
                (folder / HOLDER).unlink(missing_ok=True)
    except Held:
        raise Section16Error(
            f"found the store {folder} being written by {_writer(folder)}, expected nobody; wait for it: --wait SECONDS"
        ) from None
    except OSError as error:
        raise Section16Error(
            f"found an error while writing to {folder} ({error.strerror or error}), expected room and rights; "
            "the store is as it was after the last finished part"
        ) from error


def _writer(folder: Path) -> str:
    try:
        return f"process {(folder / HOLDER).read_text('ascii').strip()}"
    except OSError:
        return "another process"
