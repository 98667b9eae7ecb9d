"""A market on disk, and the command: the same filings in folders, zip and tar, and nothing half written."""

import csv
import tarfile
import zipfile
from datetime import date
from pathlib import Path

import pytest

from section16.cli.main import main
from section16.simulate import writing
from section16.simulate.market import simulate
from section16.simulate.options import Options
from section16.simulate.truth import TABLES, KeptTruth
from section16.simulate.writing import write_market
from section16.vocabulary.errors import SeenAndExpected

SMALL = Options(filings=60, seed=12)


def expected() -> dict[str, bytes]:
    return {each.accession: each.content for each in simulate(SMALL)}


def test_a_folder_by_quarter(tmp_path):
    assert write_market(SMALL, tmp_path / "made") == 60
    files = {path.stem: path for path in (tmp_path / "made" / "filings").rglob("*.txt")}
    assert {name: path.read_bytes() for name, path in files.items()} == expected()
    for each in simulate(SMALL):
        month = date.fromisoformat(each.filed_on).month
        assert files[each.accession].parent.name == f"QTR{(month + 2) // 3}"
        assert files[each.accession].parent.parent.name == each.filed_on[:4]
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_a_zip_has_the_same(tmp_path):
    write_market(SMALL, tmp_path / "made", "zip")
    with zipfile.ZipFile(tmp_path / "made" / "filings.zip") as archive:
        assert {Path(name).stem: archive.read(name) for name in archive.namelist()} == expected()


def test_a_tar_has_the_same(tmp_path):
    write_market(SMALL, tmp_path / "made", "tar")
    with tarfile.open(tmp_path / "made" / "filings.tar") as archive:
        found = {Path(member.name).stem: archive.extractfile(member).read() for member in archive}
    assert found == expected()


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_twice_the_same_bytes(tmp_path, kind):
    for name in ("one", "two"):
        write_market(SMALL, tmp_path / name, kind)
    first, second = ((tmp_path / name / f"filings.{kind}").read_bytes() for name in ("one", "two"))
    assert first == second


def test_the_truth_is_beside_them(tmp_path):
    kept = KeptTruth()
    list(simulate(SMALL, kept))
    write_market(SMALL, tmp_path / "made")
    for name, columns in TABLES.items():
        with (tmp_path / "made" / "truth" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
            assert rows == kept.tables[name]
        assert (tmp_path / "made" / "truth" / f"{name}.tsv").read_text().splitlines()[0] == "\t".join(columns)


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "mine").write_text("kept")
    with pytest.raises(SeenAndExpected, match="there already"):
        write_market(SMALL, tmp_path)
    with pytest.raises(SeenAndExpected, match="there already"):
        write_market(SMALL, tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "kept"


@pytest.mark.parametrize("place", [".", "..", "/"])
def test_the_present_folder_is_not_replaced(tmp_path, monkeypatch, place):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(SeenAndExpected, match="expected a folder of its own, by its name"):
        write_market(SMALL, Path(place))
    assert list((tmp_path / "here").iterdir()) == []


def test_what_is_stopped_leaves_nothing(tmp_path, monkeypatch):
    def stopping(options, truth):
        for number, each in enumerate(simulate(options, truth)):
            if number == 20:
                raise KeyboardInterrupt
            yield each

    monkeypatch.setattr(writing, "simulate", stopping)
    with pytest.raises(KeyboardInterrupt):
        write_market(SMALL, tmp_path / "made", "zip")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def run(capsys):
    """The command; exit status, standard output, standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main(["simulate", *map(str, arguments)])
        captured = capsys.readouterr()
        return stopped.value.code, captured.out, captured.err

    return call


def test_the_command(run, tmp_path):
    made = tmp_path / "made"
    status, out, err = run("-o", made, "--filings", 40, "--seed", 3, "--from", "2026-04-01", "--to", "2026-08-31")
    assert (status, err) == (0, "")
    assert out == f"40 filings of a made market in {made}, with the truth in {made}/truth\n"
    assert len(list((made / "filings" / "2026").rglob("*.txt"))) == 40


def test_the_command_can_be_quiet(run, tmp_path):
    assert run("-o", tmp_path / "made", "--filings", 3, "--as", "zip", "--quiet") == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--filings", 0), "found 0 filings, expected 1 or more"),
        (("--filings", 5, "--from", "1998-01-01"), "found the first day 1998-01-01, expected one from 2004-01-01"),
        (("--filings", 5, "--from", "yesterday"), "found 'yesterday', expected a date, 2023-06-05"),
        (("--filings", 5, "--schema-version", "X1"), "found schema version 'X1', expected one of X0202, X0203"),
    ],
)
def test_errors_are_one_line(run, tmp_path, arguments, said):
    status, out, err = run("-o", tmp_path / "made", *arguments)
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_one_line(run, tmp_path):
    (tmp_path / "mine").write_text("kept")
    status, _, err = run("-o", tmp_path, "--filings", 3)
    assert status == 2
    assert err.startswith("section16: found ")
    assert err.count("\n") == 1
