"""Fixtures that run a command of ``section16 desk`` as a person would."""

import io
import sys

import pytest

from section16.cli.main import main


class Result:
    """Exit status, standard output, standard error."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def call(capfdbinary, monkeypatch):
    """Run a command as a person would, at the desk of the environment."""

    def run(*arguments: object) -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
        with pytest.raises(SystemExit) as stopped:
            main(["desk", *[str(a) for a in arguments]])
        sys.stdout.flush()
        captured = capfdbinary.readouterr()
        return Result(stopped.value.code, captured.out.decode(), captured.err.decode())

    return run


@pytest.fixture
def at(url, monkeypatch, call):
    """``at(user, command...)`` at the furnished desk; it must succeed unless ``status`` says otherwise."""
    monkeypatch.setenv("SECTION16_DESK", url)

    def run(user: str, *arguments: object, status: int = 0) -> Result:
        result = call(*arguments, "--as", user)
        assert result.status == status, result.err
        assert "Traceback" not in result.err
        return result

    return run
