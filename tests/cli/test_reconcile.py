"""``section16 reconcile`` as a person uses it: listings, counts, exit statuses."""

import csv
import io
import json
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

from section16.cli.main import main
from section16.formats import dataset_tsv
from section16.formats.recognise import read

EXAMPLE = Path(str(files("section16"))) / "examples" / "form4-ault-2023-11-24.xml"
ACCESSION = "0001214659-23-015548"


@pytest.fixture
def run(capsys):
    """Exit status, standard output and standard error of a command line."""

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main(["reconcile", *map(str, arguments)])
        captured = capsys.readouterr()
        return stopped.value.code, captured.out, captured.err

    return call


@pytest.fixture
def filed(tmp_path) -> Path:
    """The example under its accession number."""
    path = tmp_path / "filed" / f"{ACCESSION}.xml"
    path.parent.mkdir()
    path.write_bytes(EXAMPLE.read_bytes())
    return path


@pytest.fixture
def dataset(tmp_path) -> Path:
    """A set as the SEC makes them, with the example in it."""
    path = tmp_path / "2023q4_form345.zip"
    dataset_tsv.write([dataset_tsv.from_filing(read(EXAMPLE), ACCESSION)], path, as_published=True)
    return path


def test_rounded_prices_are_explained(run, dataset, filed):
    status, out, err = run(dataset, filed)
    lines = out.splitlines()
    assert (status, err) == (0, "")
    place = f"{ACCESSION} NONDERIV_TRANS, line 1, TRANS_PRICEPERSHARE"
    assert lines[0] == f"rounded      {place}: ours '0.0889', theirs '0.09'"
    assert lines[-2].startswith("1 filings compared, ")
    assert lines[-1].split() == [str(len(lines) - 2), "rounded"]


def test_a_changed_value_is_a_difference(run, dataset, filed):
    filed.write_text(filed.read_text().replace("<value>346644</value>", "<value>346645</value>", 1))
    status, out, _ = run(dataset, filed.parent, "--kind", "value")
    assert status == 1
    assert "ours '346645.0', theirs '346644.0'" in out.splitlines()[0]
    assert "       1 value, unexplained" in out.splitlines()


def test_no_text_of_the_csv_is_a_formula(run, dataset, filed):
    text = filed.read_text()
    changed = text.replace("<value>Common", "<value>=HYPERLINK(1)Common", 1)
    changed = changed.replace("<value>346644</value>", "<value>-346644</value>", 1)
    assert changed.count("HYPERLINK") == changed.count(">-346644<") == 1
    filed.write_text(changed)
    _, out, _ = run(dataset, filed, "--format", "csv", "--kind", "value")
    ours = [row["ours"] for row in csv.DictReader(io.StringIO(out))]
    assert next(one for one in ours if "HYPERLINK" in one).startswith("'=HYPERLINK(1)Common")
    assert [one for one in ours if "346644" in one] == ["-346644.0"], "a number is no formula"


def test_csv_and_json_list_the_same_and_count_on_standard_error(run, dataset, filed):
    status, out, err = run(dataset, filed, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0
    assert "filings compared" in err
    assert rows[0]["column"] == "TRANS_PRICEPERSHARE"
    found = [json.loads(line) for line in run(dataset, filed, "--json")[1].splitlines()]
    assert [one["theirs"] for one in found] == [row["theirs"] for row in rows]
    assert found[0]["line"] == 1


def test_a_filing_that_is_not_in_the_set_is_counted(run, dataset, filed, tmp_path):
    other = tmp_path / "filed" / "0000000001-23-000001.xml"
    other.write_bytes(EXAMPLE.read_bytes())
    status, out, _ = run(dataset, filed.parent)
    assert status == 0
    assert "; 1 filings are not in the set" in out


def test_without_an_accession_number_nothing_can_be_compared(run, dataset, filed):
    status, out, _ = run(dataset, EXAMPLE)
    assert status == 2
    assert out.splitlines()[-1] == f"1 filings without an accession number not compared, the first {EXAMPLE}"
    assert run(dataset, EXAMPLE, filed)[0] == 0


def test_what_cannot_be_read(run, dataset, filed, tmp_path):
    status, _, err = run(filed, filed)
    assert (status, err.count("\n")) == (2, 1)
    assert "found a file that is no zip archive" in err
    assert run(tmp_path / "none.zip", filed)[0] == 2
    status, _, err = run(dataset, filed, tmp_path / "none.xml")
    assert status == 2
    assert err == f"section16: {tmp_path / 'none.xml'}: no such file or directory\n"


def test_what_the_set_lacks_is_said(run, dataset, filed, tmp_path):
    part = tmp_path / "part.zip"
    with zipfile.ZipFile(dataset) as whole, zipfile.ZipFile(part, "w") as made:
        for name in whole.namelist():
            if name != "FOOTNOTES.tsv":
                made.writestr(name, whole.read(name))
    status, out, err = run(part, filed, "--kind", "gap")
    assert status == 0
    assert "S16-047 note: FOOTNOTES.tsv: found no such file" in err
    assert out.splitlines()[0].startswith(f"gap          {ACCESSION} FOOTNOTES: ours ")
