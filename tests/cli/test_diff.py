"""``section16 diff`` as a person uses it: output, files, exit statuses."""

import io
import json
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from section16.cli.main import main

AULT = Path(str(files("section16"))) / "examples" / "form4-ault-2023-11-24.xml"


@pytest.fixture
def run(capfdbinary, monkeypatch):
    """Run ``section16 diff``: exit status, standard output, standard error."""

    def call(*arguments: object, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        monkeypatch.setenv("COLUMNS", "100")
        with pytest.raises(SystemExit) as stopped:
            main(["diff", *map(str, arguments)])
        sys.stdout.flush()
        captured = capfdbinary.readouterr()
        return stopped.value.code, captured.out.decode(), captured.err.decode()

    return call


@pytest.fixture
def other(tmp_path) -> Path:
    """The example with another price."""
    path = tmp_path / "other.xml"
    path.write_text(AULT.read_text().replace("<value>0.0912</value>", "<value>0.0921</value>"))
    return path


def test_no_difference(run):
    status, out, err = run(AULT, AULT)
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == "No differences."


def test_differences_are_status_1(run, other):
    status, out, err = run(AULT, other)
    assert (status, err) == (1, "")
    assert "column 4, price: $0.0912 -> $0.0921" in out


def test_one_form_may_be_standard_input(run, other):
    assert run(AULT, "-", stdin=AULT.read_bytes())[0] == 0
    status, out, _ = run("-", other, stdin=AULT.read_bytes())
    assert status == 1
    assert out.startswith("A  standard input: Form 4, Ault Alliance")
    assert run("-", "-")[0] == 2


def test_spelling_counts_when_asked_for(run, tmp_path):
    path = tmp_path / "spelled.xml"
    path.write_text(AULT.read_text().replace("<value>0.0912</value>", "<value>0.09120</value>"))
    assert run(AULT, path)[0] == 0
    status, out, _ = run(AULT, path, "--strict")
    assert status == 1
    assert 'column 4, price: filed as "0.0912", now "0.09120"' in out


@pytest.mark.parametrize("target", ["text", "html", "json"])
def test_files_and_standard_output_say_the_same(run, other, tmp_path, target):
    path = tmp_path / f"changes.{target}"
    status, out, _ = run(AULT, other, "--to", target, "-o", path)
    assert (status, out) == (1, "")
    status, out, _ = run(AULT, other, "--to", target)
    assert status == 1
    written = path.read_text("utf-8")
    assert [line.rstrip() for line in out.splitlines()] == written.splitlines()


def test_json(run, other):
    status, out, _ = run(AULT, other, "--to", "json")
    found = json.loads(out)
    assert (status, found["format"], found["amendment"], found["notes"]) == (1, "section16-diff/1", None, [])
    assert (found["a"]["name"], found["b"]["name"]) == (str(AULT), str(other))
    (change,) = found["changes"]
    assert (change["path_b"], change["old"], change["new"]) == ("table_i[1].price", "$0.0912", "$0.0921")


@pytest.mark.parametrize("order", [1, -1])
def test_unreadable_input_is_status_2_and_one_line(run, tmp_path, order):
    path = tmp_path / "nothing.pdf"
    path.write_bytes(b"%PDF-1.4")
    for bad, why in ((path, "found a PDF file"), (tmp_path / "absent.xml", "no such file"), (tmp_path, "found")):
        status, out, err = run(*[AULT, bad][::order])
        assert (status, out) == (2, "")
        assert len(err.splitlines()) == 1
        assert why in err


def test_a_submission_without_a_form_is_status_2(run, tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text(
        "<SEC-DOCUMENT>0000000000-23-000001.txt : 20230101\n<SEC-HEADER>0000000000-23-000001.hdr.sgml : 20230101\n"
        "ACCESSION NUMBER:\t\t0000000000-23-000001\nCONFORMED SUBMISSION TYPE:\t4\n</SEC-HEADER>\n"
        "<DOCUMENT>\n<TYPE>4\n<SEQUENCE>1\n<TEXT>\na letter\n</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>\n"
    )
    status, out, err = run(AULT, path)
    assert (status, out) == (2, "")
    assert "found no ownership document in the second filing" in err
