"""Locks between processes, over files of their own: held by the system, freed however a process ends.

The package ``filelock`` does the work on each system.  Where a file system has no locks it falls
back on the mere existence of a file, which a crash leaves behind; that is refused here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from section16.vocabulary.errors import MissingPackage, Section16Error

try:
    from filelock import FileLock, SoftFileLock, Timeout
except ImportError as error:
    raise MissingPackage(
        "found no package filelock, expected it for locks; get it: pip install 'section16[file]'"
    ) from error


class Held(Section16Error):
    """Another process, or thread, holds the lock."""


@contextmanager
def locked(path: Path, *, wait: bool | float = True) -> Iterator[None]:
    """Within: this lock is held by nobody else.  The file is made, and stays.

    wait  for as long as it takes, not at all, or for so many seconds

    Raises Held when another still holds it then, Section16Error on a file system without
    locks, OSError.
    """
    lock = FileLock(path, mode=0o600)
    try:
        lock.acquire(timeout=-1 if wait is True else float(wait), poll_interval=0.005)
    except Timeout:
        raise Held(f"found {path} held by another process, expected it free") from None
    except NotImplementedError:  # older versions say so themselves
        raise _no_locks(path) from None
    try:
        if SoftFileLock in type(lock).__mro__:  # newer ones change the class
            raise _no_locks(path)
        yield
    finally:
        lock.release()


def _no_locks(path: Path) -> Section16Error:
    return Section16Error(f"found a file system without file locks at {path.parent}, expected one with them")
