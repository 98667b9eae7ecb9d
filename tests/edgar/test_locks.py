"""Locks that a crash leaves free, and files that are written whole, for their owner alone."""

import signal
import subprocess
import sys

import filelock
import pytest

from section16.edgar import locks
from section16.edgar.locks import Held, locked
from section16.edgar.private import write_private
from section16.vocabulary.errors import Section16Error
from tests.edgar.rehearsal import environment

HOLDER = """
import sys, time
from pathlib import Path
from section16.edgar.locks import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_lock_is_held_by_one_process_and_free_once_that_is_killed(tmp_path):
    path = tmp_path / "lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], env=environment(), stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Held, match="expected it free"), locked(path, wait=False):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with locked(path, wait=False):
            assert path.stat().st_mode & 0o777 == 0o600
    finally:
        holder.kill()
        holder.communicate()


def test_an_error_inside_frees_the_lock(tmp_path):
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "lock"):
        raise ZeroDivisionError
    with locked(tmp_path / "lock", wait=False):
        pass


class NoLocks:
    """What older versions of the package do on a file system without locks."""

    def __init__(self, *_, **__):
        pass

    def acquire(self, **_):
        raise NotImplementedError


@pytest.mark.parametrize("kind", [filelock.SoftFileLock, NoLocks])
def test_a_file_system_without_locks_is_refused(tmp_path, monkeypatch, kind):
    """A file that merely exists would stay after a crash, and hold up everybody after it."""
    monkeypatch.setattr(locks, "FileLock", kind)
    with pytest.raises(Section16Error, match="a file system without file locks"), locked(tmp_path / "lock"):
        pytest.fail("the lock was given")
    assert list(tmp_path.iterdir()) == []


def test_a_private_file_is_replaced_whole_or_not_at_all(tmp_path):
    path = tmp_path / "secret"
    write_private(path, b"old")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"old", 0o600)
    write_private(path, b"new")
    assert path.read_bytes() == b"new"
    path.unlink()
    path.mkdir()  # a folder cannot be replaced by a file
    with pytest.raises(OSError, match="secret"):
        write_private(path, b"newer")
    assert list(tmp_path.iterdir()) == [path]
