"""``section16 amend`` as a person uses it."""

from importlib.resources import files
from pathlib import Path

import pytest

import section16

AULT = Path(str(files("section16"))) / "examples" / "form4-ault-2023-11-24.xml"


@pytest.fixture
def truth(tmp_path) -> Path:
    """The example with another price."""
    path = tmp_path / "truth.xml"
    path.write_text(AULT.read_text().replace("<value>0.0912</value>", "<value>0.0921</value>"))
    return path


def test_the_wrong_line_and_what_changed(run, tmp_path, truth):
    status, out, err = run("amend", AULT, "--truth", truth, "--filed-on", "2023-11-28", "--signed-on", "2023-12-04",
                           "-o", "a.xml")  # fmt: skip
    assert (status, err) == (0, "")
    assert "column 4, price: $0.0912 -> $0.0921" in out
    made = section16.read(tmp_path / "a.xml").document
    assert (made.document_type, made.original_date.text, len(made.table_i)) == ("4/A", "2023-11-28", 1)
    assert made.footnotes[0].text == "This amendment corrects the price (reported as $0.0912)."


def test_open_signatures_are_status_1(run, truth):
    status, out, _ = run("amend", AULT, "--truth", truth, "--filed-on", "2023-11-28", "-o", "a.xml")
    assert status == 1
    assert out.splitlines()[-1] == "a.xml: signatures[0].date is open: not signed yet"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--truth", "truth.xml"],
            (
                "found no day on which the original was filed, expected one for box 'If Amendment'; "
                "name it: --filed-on YYYY-MM-DD"
            ),
        ),
        (["--truth", AULT, "--filed-on", "2023-11-28"], "found no difference between the filed form and the truth"),
        (["--truth", "absent.xml", "--filed-on", "2023-11-28"], "absent.xml: "),
    ],
)
def test_nothing_to_amend_is_status_2(run, truth, arguments, said):
    status, _, err = run("amend", AULT, *arguments, "-o", "a.xml")
    assert (status, len(err.splitlines())) == (2, 1)
    assert said in err


def test_after_an_amendment_only_what_is_still_wrong(run, tmp_path, truth):
    call = ("--filed-on", "2023-11-28", "--signed-on", "2023-12-04")
    assert run("amend", AULT, "--truth", truth, *call, "-o", "a.xml")[0] == 0
    truth.write_text(truth.read_text().replace("<value>5742</value>", "<value>5743</value>"))
    status, out, _ = run("amend", AULT, "--truth", truth, "--after", "a.xml", *call, "-o", "b.xml")
    assert status == 0
    assert "price" not in out
    made = section16.read(tmp_path / "b.xml").document
    assert [line.shares_following.text for line in made.table_i] == ["679969", "5743"]
    assert made.original_date.text == "2023-11-28"


def test_the_filing_date_of_a_submission_is_known(run, tmp_path, submissions):
    data = submissions.read("0001179110-20-004028.txt")
    (tmp_path / "filed.txt").write_bytes(data)
    (tmp_path / "truth.txt").write_bytes(data.replace(b"<value>2020-03-30</value>", b"<value>2020-03-20</value>"))
    status, _, err = run("amend", "filed.txt", "--truth", "truth.txt", "--signed-on", "2020-03-23", "-o", "a.xml",
                         "--why", "A slip of the pen.", "--no-explain")  # fmt: skip
    assert (status, err) == (0, "")
    made = section16.read(tmp_path / "a.xml").document
    assert (made.original_date.text, made.remarks, len(made.table_i)) == ("2020-03-20", "A slip of the pen.", 1)
