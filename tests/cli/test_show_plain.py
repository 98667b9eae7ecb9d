"""``section16 show --plain``: the page, its width, its exit statuses."""

from importlib.resources import files
from pathlib import Path

import pytest

from section16.cli.main import main
from section16.formats.recognise import read
from section16.forms.plain import page

AULT = Path(str(files("section16"))) / "examples" / "form4-ault-2023-11-24.xml"


@pytest.fixture
def run(capfd):
    """Run the command line as a person would: exit status, standard output, standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main([str(a) for a in arguments])
        captured = capfd.readouterr()
        return int(stopped.value.code or 0), captured.out, captured.err

    return call


@pytest.mark.parametrize("width", [40, 80, 120])
def test_show_plain_prints_the_page(run, width):
    status, out, err = run("show", "--plain", AULT, "--width", width)
    assert (status, err) == (0, "")
    assert out == page(read(AULT), width)
    assert max(map(len, out.splitlines())) <= width


def test_show_plain_names_boxes_and_footnotes(run):
    out = " ".join(run("show", "--plain", AULT, "--width", "120")[1].split())
    for words in (
        "On November 24, 2023, 346,644 shares of Common Stock were bought on the open market or privately (code P)",
        "at $0.0889 a share, $30,816.6516 in all (computed). Held afterwards: 679,969 shares, indirectly",
        '"By Ault Alpha LP" (see footnote 1). [Table I, line 1; footnote 1]',
        "Redeemable Perpetual Preferred Stock directly. [Table I, line 5]",
        'Signed "/s/ Milton C. Ault, III" on November 28, 2023. [signature 1]',
    ):
        assert words in out


def test_show_plain_of_a_folder_and_of_other_files(run, tmp_path):
    (tmp_path / "one.xml").write_bytes(AULT.read_bytes())
    (tmp_path / "two.xml").write_bytes(AULT.read_bytes())
    status, out, _ = run("show", "--plain", tmp_path)
    assert (status, out.count("FORM 4 IN PLAIN ENGLISH")) == (0, 2)
    (tmp_path / "notes.md").write_text("# Notes\n")
    status, out, err = run("show", "--plain", tmp_path / "notes.md")
    assert (status, out, err.count("\n")) == (2, "", 1)
