"""How the tests of drafting and amending run a command."""

import sys
from collections.abc import Callable

import pytest

from section16.cli.main import main


@pytest.fixture
def run(capfd, tmp_path, monkeypatch) -> Callable[..., tuple[int, str, str]]:
    """Run a command in an empty folder: exit status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
        sys.stdout.flush()
        captured = capfd.readouterr()
        return stopped.value.code, captured.out, captured.err

    return call
