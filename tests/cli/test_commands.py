"""The commands as a person uses them: output, one-line errors, exit statuses."""

import base64
import io
import json
import sys
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

from section16.cli.main import main

EXAMPLES = Path(str(files("section16"))) / "examples"
AULT = EXAMPLES / "form4-ault-2023-11-24.xml"
SECRET = "a#ofc0rn"


class Result:
    """Exit status, standard output (text and bytes), standard error."""

    def __init__(self, status: int, out: bytes, err: bytes) -> None:
        self.status, self.data = status, out
        self.out, self.err = out.decode(), err.decode()


@pytest.fixture
def run(capfdbinary, monkeypatch):
    """Run the command line as a person would."""

    def call(*arguments: object, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as stopped:
            main([str(a) for a in arguments])
        sys.stdout.flush()
        captured = capfdbinary.readouterr()
        return Result(stopped.value.code, captured.out, captured.err)

    return call


def draft(tmp_path: Path) -> Path:
    """The example as a filer would have it: with a CCC, without what EDGAR fills in."""
    text = AULT.read_text()
    text = text.replace("</rptOwnerCik>", f"</rptOwnerCik><rptOwnerCcc>{SECRET}</rptOwnerCcc>")
    path = tmp_path / "draft.xml"
    path.write_text(text)
    return path


def test_show_prints_the_form(run):
    result = run("show", AULT, "--width", "100")
    assert result.status == 0
    assert max(len(line) for line in result.out.splitlines()) <= 100
    for words in ("STATEMENT OF CHANGES IN BENEFICIAL OWNERSHIP OF SECURITIES", "[X] Director", "[ ] 10% Owner",
                  "Ault Alliance, Inc. [AULT]", "346,644", "$0.0889", "** Signature of Reporting Person"):  # fmt: skip
        assert words in result.out


@pytest.mark.parametrize("option", ["--brief", "--plain", "--width=80"])
def test_show_does_not_let_a_filing_steer_the_terminal(run, tmp_path, option):
    document = json.loads(run("convert", AULT, "--to", "json").out)
    document["document"]["issuer"]["name"] = "Ault \x1b[31m\u202eInc."
    path = tmp_path / "steers.json"
    path.write_text(json.dumps(document))
    result = run("show", option, path)
    assert result.status == 0
    assert "\x1b[31m" not in result.out
    assert "\u202e" not in result.out
    assert "⟨U+001B⟩[31m⟨U+202E⟩Inc." in "".join(result.out.split("\n"))


def test_show_prints_the_boxes_with_their_marks(run):
    result = run("show", "--brief", AULT, "--width", "120")
    assert result.status == 0
    for words in ("FORM 4", "Ault Alliance, Inc. [AULT]", "AULT MILTON C III", "Officer: Executive Chairman", "346,644",
                  "$0.0889", "679,969", "By Ault Alpha LP (1)", "(3) Ault & Co. is the", "2023-11-28"):  # fmt: skip
        assert words in result.out


def test_show_fits_narrow_terminals(run):
    result = run("show", "--brief", AULT, "--width", "80")
    assert result.status == 0
    assert max(len(line) for line in result.out.splitlines()) <= 80
    assert "346,644" in result.out


def test_check_of_a_clean_form(run):
    result = run("check", AULT)
    assert (result.status, result.err) == (0, "")


def test_check_says_rule_place_and_authority(run, tmp_path):
    broken = tmp_path / "broken.xml"
    broken.write_text(AULT.read_text().replace("<value>0.0889</value>", "<value>N/A</value>"))
    result = run("check", broken)
    assert result.status == 1
    assert (
        f"{broken}: S16-101 error: Table I, line 1, column 4 (table_i[0].price): 'N/A', expected a number ["
        in result.out
    )


def test_check_as_json_is_one_object_a_line(run, tmp_path):
    broken = tmp_path / "broken.xml"
    broken.write_text(AULT.read_text().replace("<value>0.0889</value>", "<value>N/A</value>"))
    result = run("check", "--json", broken)
    rows = [json.loads(line) for line in result.out.splitlines()]
    assert {"code": "S16-101", "severity": "error", "path": "table_i[0].price"}.items() <= rows[0].items()


def test_check_fails_on_what_is_asked_for(run, tmp_path):
    dangling = tmp_path / "warned.xml"
    text = AULT.read_text()
    cut = text[text.index("<nonDerivativeTransaction>") : text.rindex("</nonDerivativeTransaction>") + 27]
    dangling.write_text(text.replace(cut, ""))  # holdings only: a warning
    assert run("check", dangling, "--fail-on", "error").status == 0 or "error" in run("check", dangling).out
    assert run("check", dangling, "--fail-on", "warning").status == 1


def test_check_reads_standard_input(run):
    result = run("check", "-", stdin=AULT.read_bytes())
    assert result.status == 0


def test_check_of_many_gives_a_summary_and_passes_over_other_files(run, tmp_path):
    (tmp_path / "one.xml").write_bytes(AULT.read_bytes())
    (tmp_path / "two.xml").write_bytes(AULT.read_bytes())
    (tmp_path / "notes.txt").write_text("Remember to file.\n")
    result = run("check", tmp_path)
    assert result.status == 0
    assert "2 filings read, 1 files of other kinds passed over" in result.out


def test_archives_are_read_in_place(run, tmp_path):
    path = tmp_path / "filings.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/one.xml", AULT.read_bytes())
        archive.writestr("b/cut.xml", AULT.read_bytes()[:900])
    result = run("check", path)
    assert result.status == 2
    assert result.err.count("\n") == 1
    assert result.err.startswith(f"section16: {path}/b/cut.xml: found ")
    assert "1 filings read, 1 unreadable" in result.out


DEEP = b"<ownershipDocument>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</ownershipDocument>"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE ownershipDocument [<!ENTITY a "' + b"x" * 1000 + b'">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 50) for i in range(9))
    + b"]><ownershipDocument>&j;</ownershipDocument>"
)  # fmt: skip
ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE ownershipDocument [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b"<ownershipDocument><remarks>&a;</remarks></ownershipDocument>"
)
TENK = b"<SEC-DOCUMENT>0000000001-24-000001.txt : 20240101\n<html><body>ANNUAL REPORT ON FORM 10-K</body></html>"
BAD = {
    "notes.md": (b"# Notes\n\nNothing to see here.\n", "text that begins '# Notes'"),
    "10k.htm": (b"<!DOCTYPE html><html><body>FORM 10-K annual report</body></html>", "an HTML page"),
    "empty.xml": (b"", "nothing"),
    "blank.xml": (b" \n", "only white space"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a PNG picture"),
    "noise.bin": (bytes(range(256)) * 10, "binary data"),
    "other.xml": (b"<?xml version='1.0'?><rss/>", "begins <"),
    "other.json": (b'{"a": 1}', "other JSON"),
    "cut.xml": (b'<?xml version="1.0"?>\n<ownershipDocument><schemaVersion>X0508</sch', ""),
    "deep.xml": (DEEP, ""),
    "bomb.xml": (BOMB, "a document type declaration"),
    "entity.xml": (ENTITY, "a document type declaration"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", ["check", "show", "convert"])
def test_bad_input_is_one_line_and_status_2(run, tmp_path, name, command):
    data, words = BAD[name]
    path = tmp_path / name
    path.write_bytes(data)
    result = run(command, path, *(["--to", "json"] if command == "convert" else []))
    assert result.status == 2
    assert result.err.count("\n") == 1
    assert result.err.startswith(f"section16: {path}: found ")
    assert words in result.err
    assert "root:" not in result.err + result.out  # nothing of /etc/passwd


def test_folders_without_filings(run, tmp_path):
    (tmp_path / "empty").mkdir()
    result = run("check", tmp_path / "empty")
    assert (result.status, result.err.count("\n")) == (2, 1)
    assert "a folder without files" in result.err
    (tmp_path / "empty" / "notes.txt").write_text("Nothing.\n")
    result = run("check", tmp_path / "empty")
    assert (result.status, result.err.count("\n")) == (2, 1)
    assert "found 1 files of other kinds, expected filings" in result.err


def test_a_file_of_two_gigabytes_is_not_read(run, tmp_path):
    path = tmp_path / "large.xml"
    with path.open("wb") as file:
        file.truncate(2 * 2**30)
    result = run("check", path)
    assert (result.status, result.err.count("\n")) == (2, 1)
    assert "found 2.0 GB, expected a filing" in result.err


def test_missing_files_and_options(run, tmp_path):
    for arguments in (("check", tmp_path / "none.xml"), ("show", tmp_path / "none.xml"), ("check",), ("chekc",),
                      ("convert", AULT, "--to", "papyrus"), ("check", AULT, "--nope")):  # fmt: skip
        result = run(*arguments)
        assert result.status == 2
        assert result.err.count("\n") == 1
        assert result.err.startswith("section16: ")


def test_convert_to_json_and_back_is_the_same_document(run, tmp_path):
    out = tmp_path / "ault.json"
    assert run("convert", AULT, "--to", "json", "-o", out).status == 0
    back = run("convert", out, "--to", "xml")
    assert back.data == run("convert", AULT, "--to", "xml").data
    assert out.read_bytes() == (EXAMPLES / "form4-ault-2023-11-24.json").read_bytes()


def test_convert_of_many_asks_for_a_folder(run, tmp_path):
    (tmp_path / "one.xml").write_bytes(AULT.read_bytes())
    (tmp_path / "two.xml").write_bytes(AULT.read_bytes())
    asked = run("convert", tmp_path, "--to", "json")
    assert asked.status == 2
    assert "-o DIR" in asked.err
    assert run("convert", tmp_path, "--to", "json", "-o", tmp_path / "out").status == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["one.json", "two.json"]


def test_convert_that_cannot_be_written_leaves_nothing(run, tmp_path):
    result = run("convert", AULT, "--to", "json", "-o", tmp_path / "none" / "out.json")
    assert (result.status, result.err.count("\n")) == (2, 1)


@pytest.mark.needs_shared
def test_a_printed_form_asks_for_its_ciks_by_name(run, shared, tmp_path):
    seed = shared / "data" / "seed" / "form4-ault-2023-11-24.md"
    asked = run("convert", seed, "--to", "xml")
    assert asked.status == 2
    assert "--issuer-cik" in asked.err
    assert "--owner-cik (1: AULT MILTON C III)" in asked.err
    given = run("convert", seed, "--to", "xml", "--issuer-cik", "896493", "--owner-cik", "1212502")
    assert given.status == 0
    assert given.data == AULT.read_bytes()
    wrong = run("convert", seed, "--to", "xml", "--issuer-cik", "ABC", "--owner-cik", "1212502")
    assert (wrong.status, wrong.err.count("\n")) == (2, 1)


def test_the_ccc_is_never_printed(run, tmp_path):
    path = draft(tmp_path)
    encoded = base64.b64encode(SECRET.encode()).decode().rstrip("=")
    for arguments in (("show", path), ("check", path), ("check", "--json", path), ("convert", path, "--to", "json"),
                      ("convert", path, "--to", "xml"), ("convert", path, "--to", "package")):  # fmt: skip
        result = run(*arguments)
        assert SECRET not in result.out + result.err
        assert encoded not in result.out + result.err
    kept = run("convert", path, "--to", "package", "--with-ccc")
    body = kept.out.partition("<documentMimeBlock>")[2].partition("</documentMimeBlock>")[0]
    assert SECRET in base64.b64decode(body).decode()


def test_a_submission_before_2003_is_shown_as_text(run):
    text = (
        b"<SEC-DOCUMENT>0000000001-00-000001.txt : 20000316\n<SEC-HEADER>0000000001-00-000001.hdr.sgml : 20000316\n"
        b"ACCESSION NUMBER:\t\t0000000001-00-000001\nCONFORMED SUBMISSION TYPE:\t4\n</SEC-HEADER>\n"
        b"<DOCUMENT>\n<TYPE>4\n"
        b"<TEXT>\nSTATEMENT OF CHANGES\n</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>\n"
    )
    shown = run("show", "-", stdin=text)
    assert shown.status == 0
    assert "STATEMENT OF CHANGES" in shown.out
    checked = run("check", "-", stdin=text)
    assert checked.status == 0
    assert "S16-040 note" in checked.out


def test_the_tour(run):
    result = run("demo")
    assert result.status == 0
    for words in ("346,644", "<nonDerivativeTransaction>", '"table_i"', "section16 check FILE_OR_FOLDER..."):
        assert words in result.out


def test_rules_explains_one_rule(run):
    result = run("rules", "S16-154")
    assert result.status == 0
    assert "cm(5)" in result.out
    assert "S16-154" in run("rules").out
    assert run("rules", "S16-999").status == 2


def test_help_lists_every_command(run):
    result = run("--help")
    assert result.status == 0
    for command in ("show", "check", "convert", "demo", "rules"):
        assert command in result.out


def test_a_file_that_cannot_be_written_leaves_nothing_behind(run, tmp_path):
    (tmp_path / "out").mkdir()
    result = run("convert", AULT, "--to", "json", "-o", tmp_path / "out")
    assert (result.status, "out: is a directory" in result.err) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
