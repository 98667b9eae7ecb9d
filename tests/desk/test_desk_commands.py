"""The office at the command line: a day from the roster to the receipt, one-line errors, exit statuses."""

import csv
import io
import json
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from section16.cli import desk as desk_commands
from section16.desk.api import Desk
from section16.desk.store import address
from section16.edgar.digest import form_digest
from section16.edgar.journal import Journal
from section16.prepare.roster_files import write_roster
from tests.desk.made_up import PAGE, SECRET, form4, package_of, roster


@pytest.fixture
def form(tmp_path):
    path = tmp_path / "form4.xml"
    path.write_bytes(form4(ccc=SECRET))
    return path


def test_a_day_from_the_draft_to_the_journal(at, tmp_path, form):
    form.with_suffix(".json").write_text(json.dumps({
        "format": "section16-draft/1", "owners": ["jane"], "issuer": "acme", "due": "2025-03-07",
        "needs": [{"path": "signatures[0].date", "box": "Signature", "state": "provisional", "why": "not signed yet"}],
        "lines": [{"path": "table_i[0]", "due": "2025-03-07", "why": ["two business days"]}],
        "evidence": [{"path": "table_i[0]", "trades": [{"row": 2}]}],
    }))  # fmt: skip
    added = at("ann", "draft", "add", form, "--label", "plan purchase")
    assert (added.out, added.err) == ("1\n", "section16: draft 1, version 1: draft, revision 1\n")
    assert "draft 1, version 2: checked, revision 1; 0 errors" in at("ann", "draft", "check", 1).err
    assert "expected them confirmed: --confirm" in at("bob", "draft", "approve", 1, "--version", 2, status=2).err
    at("bob", "draft", "approve", 1, "--version", 2, "--confirm", "--reason", "as the confirmation says")
    page = tmp_path / "page.pdf"
    page.write_bytes(b"signed")
    at("ann", "sign", 1, "--owner", "jane", "--signed-on", "2025-03-07", "--page", page)
    xml = at("fay", "draft", "show", 1, "--xml").out.encode()
    assert SECRET.encode() not in xml
    package = tmp_path / "package.xml"
    package.write_bytes(package_of(xml))
    at("fay", "draft", "package", 1, package)
    at("fay", "draft", "submitted", 1)
    answer = at("fay", "draft", "answer", 1, "--outcome", "accepted", "--accession", "0000999901-25-000001",
                "--filed-on", "2025-03-07")  # fmt: skip
    assert answer.err == "section16: draft 1, version 6: accepted, revision 1; receipt 1\n"
    assert at("fay", "draft", "post", 1).err == "section16: 1 postings\n"
    assert "1100.5" in at("rea", "positions", "--owner", "jane").out
    shown = at("rea", "draft", "show", 1).out
    for words in ("draft 1: Form 4, acme, jane, period 2025-03-05, due 2025-03-07", "accepted, version 6, revision 1",
                  "provisional: Signature: not signed yet", "check: 0 errors", "/s/ Example Jane, manual, 2025-03-07",
                  "bob: approve -> approved, revision 1: as the confirmation says"):  # fmt: skip
        assert words in shown
    (listed,) = csv.DictReader(io.StringIO(at("rea", "drafts", "--format", "csv").out))
    assert (listed["due_on"], listed["label"], listed["sha256"]) == (
        "2025-03-07", "plan purchase", sha256(xml).hexdigest(),
    )  # fmt: skip
    facts = json.loads(at("rea", "draft", "show", 1, "--json").out)
    assert facts["revisions"][0]["due"]["lines"][0]["why"] == ["two business days"]
    assert "0000999901-25-000001" in at("rea", "receipts").out
    assert "2030-03-07" in at("rea", "retention").out
    assert "no pages" in at("rea", "retention", "--may-go").out
    verified = at("rea", "verify").out
    assert "0 faults; head " in verified
    head = verified.split("head ")[1].strip()
    assert at("rea", "verify", "--head", head).status == 0


def test_a_desk_is_made_and_moved(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    nothing = call("positions", "--as", "kit")
    assert nothing.status == 2
    assert "found no file desk.db, expected a desk; make one: section16 desk init" in nothing.err
    assert call("init", "--as", "kit", "--name", "Kit Keeper").err == "section16: a new desk; kit is its keeper\n"
    assert call("init", "--as", "kit", "--name", "Kit Keeper").status == 2
    added = call("user", "add", "ann", "--name", "Ann", "--role", "preparer", "--role", "filer", "--as", "kit")
    assert added.err == "section16: ann: preparer, filer\n"
    assert call("user", "add", "eve", "--name", "Eve", "--role", "king", "--as", "kit").status == 2
    assert call("user", "add", "ann", "--as", "kit").status == 2
    assert call("user", "add", "tom", "--name", "Tom", "--role", "reader", "--as", "kit").status == 0
    assert call("user", "add", "tom", "--out", "--as", "kit").err == "section16: tom: no role any more\n"
    (tmp_path / "roster.json").write_text(write_roster(roster()))
    done = call("roster", "import", "roster.json", "--valid-from", "2025-01-01", "--as", "ann")
    assert done.err == "section16: 12 versions, 3 openings\n"
    assert json.loads(call("roster", "show", "--as", "ann").out)["holdings"][0]["shares"] == "1000.5"
    call("post", "--owner", "jane", "--security", "common", "--shares=-1,000.5", "--on", "2025-03-01", "--reason",
         "exchanged", "--as", "ann")  # fmt: skip
    assert [row["kind"] for row in map(json.loads, call("journal", "--format", "json", "--as", "ann").out.splitlines())
            ] == ["opening", "opening", "opening", "adjustment"]  # fmt: skip
    assert call("reverse", 4, "--reason", "wrong day", "--as", "ann").err == "section16: posting 5 takes 4 back\n"
    assert call("account", "jane", "--confirm-by", "2026-01-01", "--as", "ann").status == 0
    assert call("export", "out", "--as", "ann").status == 0
    assert call("export", "out", "--as", "ann").status == 2
    assert call("import", "out", "--desk", "copy.db").status == 0
    assert call("verify", "--desk", "copy.db", "--as", "ann").status == 0
    assert call("upgrade").err == "section16: revision 0003\n"
    listed = call("trail", "--as", "kit").out
    assert [line.split()[-1] for line in listed.splitlines()[1:4]] == ["init", "user.put", "user.put"]


def test_what_is_still_missing(at, monkeypatch):
    lines = at("ann", "ready", "jane", "--on", "2025-03-07", "--no-ccc", status=1).out.splitlines()
    assert lines[0].startswith("CCC of jane: nobody was asked")
    at("ann", "account", "jane", "--confirm-by", "2026-01-01")
    at("kit", "user", "add", "ann", "--role", "preparer", "--role", "filer")

    class Names:
        def names(self):
            return ("ccc-999911",)

    monkeypatch.setattr(desk_commands, "store_of", lambda _vault: Names())
    assert at("ann", "ready", "jane", "--on", "2025-03-07").out == "jane: ready\n"
    rows = at("ann", "ready", "john", "--format", "json", status=1).out.splitlines()
    assert {json.loads(row)["what"] for row in rows} >= {"CCC of john", "power of attorney of john"}


def test_errors_and_missing_boxes_keep_it_a_draft(at, tmp_path):
    bad = tmp_path / "bad.xml"
    bad.write_bytes(form4(shares="N/A"))
    at("ann", "draft", "add", bad)
    result = at("ann", "draft", "check", 1, status=1)
    assert "'N/A', expected a number" in result.out
    assert "draft 1, version 1: draft" in result.err
    facts = tmp_path / "facts.json"
    need = {"box": "Table I, line 1, column 4", "state": "missing", "why": "no price"}
    facts.write_text(json.dumps({"format": "section16-draft/1", "needs": [need]}))
    good = tmp_path / "good.xml"
    good.write_bytes(form4())
    at("ann", "draft", "revise", 1, good, "--version", 1, "--facts", facts, "--reason", "from the broker")
    assert "missing: Table I, line 1, column 4: no price" in at("ann", "draft", "check", 1, status=1).out
    facts.write_text("[]")
    assert "expected section16-draft/1" in at("ann", "draft", "add", good, "--facts", facts, status=2).err


def test_refusals_are_one_line(at, form):
    at("ann", "draft", "add", form)
    for user, words, said in (
        ("bob", ("draft", "approve", 1, "--version", 1), "found draft 1, which is draft, expected one that is checked"),
        ("ann", ("draft", "approve", 1, "--version", 1), "expected the role approver for draft.approve"),
        ("eve", ("drafts",), "found the user 'eve', who is not of this desk"),
        ("ann", ("draft", "show", 9), "no draft 9"),
        ("ann", ("draft", "check", 1, "--version", 7), "at version 1: add by ann"),
        ("ann", ("draft", "return", 1, "--reason", "x"), "the role approver"),
        ("ann", ("power", "revoke", 3, "--on", "2025-01-01", "--reason", "x"), "no power of attorney 3"),
        ("ann", ("openings", "nowhere.xml"), "nowhere.xml"),
        ("ann", ("positions", "--as-of", "soon"), "found 'soon', expected a date"),
        ("ann", ("post", "--owner", "jane", "--security", "common", "--shares", "few", "--on", "2025-01-01",
                 "--reason", "x"), "found 'few', expected a number"),
    ):  # fmt: skip
        result = at(user, *words, status=2)
        assert result.err.count("\n") == 1
        assert said in result.err, result.err
        assert result.out == ""


def test_nobody_acts_without_a_name(call, url, monkeypatch):
    monkeypatch.setenv("SECTION16_DESK", url)
    assert "found no acting user, expected one: --as NAME" in call("drafts").err
    monkeypatch.setenv("SECTION16_DESK_USER", "rea")
    assert call("drafts").out == "no drafts\n"


def test_other_commands(at, tmp_path, form):
    at("ann", "draft", "add", form)
    at("ann", "draft", "check", 1)
    at("bob", "draft", "return", 1, "--reason", "the date")
    at("bob", "draft", "withdraw", 1, "--reason", "not traded")
    at("ann", "attest", "--owner", "jane", "--signed-on", "2025-01-02", "--page", PAGE)
    at("ann", "power", "add", "--owner", "john", "--signer", "paul", "--valid-from", "2025-01-01", "--page", PAGE)
    at("ann", "power", "revoke", 1, "--on", "2025-06-01", "--reason", "left")
    assert "2025-06-01" in at("rea", "power", "list", "--owner", "john").out
    assert "Bob Approver" in at("rea", "user", "list").out
    filed = tmp_path / "filed.xml"
    filed.write_bytes(form4(owner="john", following="77"))
    assert at("ann", "openings", filed).err == "section16: 1 openings posted, 0 left open\n"
    assert "postings already" in at("ann", "openings", filed, status=1).out
    at("rea", "roster", "show", "-o", tmp_path / "now.json")
    assert json.loads((tmp_path / "now.json").read_text())["issuers"]["acme"]["symbol"] == "ACMX"


def test_a_tampered_desk_ends_with_status_1(call, templates, monkeypatch):
    url = templates.copy("sqlite", "filled")
    engine = create_engine(address(url))
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO issuers VALUES ('evil', 'ann', '2025-03-08T00:00:00.000000Z')"))
    engine.dispose()
    result = call("verify", "--desk", url, "--as", "rea")
    assert result.status == 1
    assert result.out.startswith('issuers ["evil"]: stands in no entry of the trail\n')
    assert json.loads(call("verify", "--desk", url, "--as", "rea", "--format", "json").out)["faults"]


# --------------------------------------------------------------------------------- the journal of submissions


def test_what_submit_did_is_collected(at, desk, at_state, tmp_path):
    number = at_state("packaged")
    about = (form_digest(desk.document(number)), "LIVE", "EDGAR")
    journal = Journal(tmp_path / "receipts")
    nothing = at("fay", "draft", "collect", number, "--receipts", tmp_path, status=2)
    assert "expected a folder of receipts, as section16 submit writes it" in nothing.err
    journal.append("sent", about, accession="0000999901-25-000005", tracking="T-1", locator="L-1", messages=[])
    assert at("fay", "draft", "collect", number, "--receipts", tmp_path / "receipts", status=1).out == ""
    end = journal.append("final", about, outcome="accepted", state="DISSEMINATED", accession="0000999901-25-000005",
                         reasons=["INFO: fine"])  # fmt: skip
    refused = at("fay", "draft", "collect", number, "--receipts", tmp_path / "receipts", status=2)
    assert "without accession number or filing date" in refused.err
    at("fay", "draft", "collect", number, "--receipts", tmp_path / "receipts", "--filed-on", "2025-03-07")
    (receipt,) = desk.receipts(number)
    assert (receipt.journal_sha256, receipt.state, receipt.tracking) == (end.hash, "DISSEMINATED", "T-1")
    assert (receipt.filed_on, desk.draft(number).entry.state) == (date(2025, 3, 7), "accepted")
    again = at("fay", "draft", "collect", number, "--receipts", tmp_path / "receipts", status=1)
    assert again.out == ""


def test_a_journal_that_was_changed_is_not_believed(at, desk, at_state, tmp_path):
    number = at_state("submitted")
    journal = Journal(tmp_path)
    journal.append("final", (form_digest(desk.document(number)), "LIVE", "EDGAR"), outcome="suspended",
                   state="SUSPENDED", accession="0000999901-25-000005", reasons=[])  # fmt: skip
    path = tmp_path / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b"suspended", b"accepted!"))
    assert "journal.jsonl" in at("fay", "draft", "collect", number, "--receipts", tmp_path, status=2).err
    assert desk.draft(number).entry.state == "submitted"


def test_the_desk_is_not_imported_before_it_is_asked_for():
    """``--help`` of the desk works without the extra."""
    code = "import sys; sys.modules['sqlalchemy'] = None; from section16.cli.main import main; main(sys.argv[1:])"
    help_ = subprocess.run([sys.executable, "-c", code, "desk", "--help"], capture_output=True, text=True, check=False)
    assert (help_.returncode, help_.stderr) == (0, "")
    asked = subprocess.run([sys.executable, "-c", code, "desk", "drafts", "--as", "x"], capture_output=True, text=True,
                           check=False)  # fmt: skip
    assert asked.returncode == 2
    assert asked.stderr.strip().endswith("get it: pip install 'section16[desk]'")


def test_the_api_is_the_one_the_commands_use():
    assert all(getattr(Desk, name).__doc__ for name in dir(Desk) if not name.startswith("_"))


# ------------------------------------------------------------------------------------------- many in one command


def test_a_day_of_many_drafts(at, desk, tmp_path):
    files = [tmp_path / f"form{number}.xml" for number in range(1, 4)]
    for number, file in enumerate(files, 1):
        file.write_bytes(form4(shares=str(number)))
    stranger = tmp_path / "stranger.xml"
    stranger.write_bytes(form4().replace(b"0000999911", b"0000000077"))
    refused = at("ann", "draft", "add", *files, stranger, status=2)
    assert refused.out == ""
    assert refused.err.startswith(f"section16: form 4 of 4, {stranger}: no owner with the CIK 0000000077")
    facts = at("ann", "draft", "add", *files, "--facts", files[0], status=2)
    assert "found --facts and 3 files, expected one" in facts.err
    added = at("ann", "draft", "add", *files, "--label", "vesting", "--due", "2025-03-07")
    assert added.out == "1\n2\n3\n"
    assert at("ann", "draft", "check", "1-3").err.count(": checked, revision 1; 0 errors") == 3
    stopped = at("bob", "draft", "approve", "1-4", 2, "--version", 1, status=2)
    assert [line[:27] for line in stopped.err.splitlines()] == [
        "section16: found draft 1 at", "section16: found draft 2 at", "section16: found draft 3 at",
        "section16: no draft 4",
    ]  # fmt: skip
    at("bob", "draft", "approve", "1-3", "--version", 2)
    pages = tmp_path / "pages"
    pages.mkdir()
    assert (
        "found 0 files named jane, expected one page"
        in at("ann", "sign", "1-3", "--signed-on", "2025-03-07", "--page", pages, status=2).err
    )
    (pages / "jane.pdf").write_bytes(b"signed")
    at("ann", "sign", 1, "2-3", "--signed-on", "2025-03-07", "--page", pages)
    assert {page.page_sha256 for number in (1, 2, 3) for page in desk.draft(number).signatures} == {
        sha256(b"signed").hexdigest()
    }
    out = tmp_path / "packages"
    assert "found draft 2 at version 3" in at("fay", "draft", "package", 2, "--version", 9, "-o", out, status=2).err
    assert list(out.iterdir()) == []
    made = at("fay", "draft", "package", "1-3", "-o", out).out.split()
    assert [sha256(Path(name).read_bytes()).hexdigest() for name in made] == [
        desk.draft(number).transitions[-1].package_sha256 for number in (1, 2, 3)
    ]
    assert [path.name for path in sorted(out.iterdir())] == ["000001.xml", "000002.xml", "000003.xml"]
    at("fay", "draft", "submitted", "1-2")
    at("ann", "draft", "withdraw", 3, "--reason", "not vested")
    assert [one.state for one in desk.drafts()] == ["submitted", "submitted", "withdrawn"]
    assert [entry.action for entry in desk.trail()][-7:] == [
        "draft.add", "draft.check", "draft.approve", "sign", "draft.package", "draft.submit", "draft.withdraw",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("check", "3-1"), "found '3-1', expected the number of a draft, 7, or several, 7-56"),
        (("check", "x"), "found 'x', expected the number of a draft"),
        (("check", "1-99999999"), "found more than 10,000 drafts in '1-99999999', expected fewer at once"),
        (("package", "1", "2", "3"), "found no -o and no single NUMBER PACKAGE, expected one of them"),
        (("package", "1-2", "package.xml"), "found no -o and no single NUMBER PACKAGE, expected one of them"),
        (("package", "1", "nowhere.xml"), "nowhere.xml"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_numbers_that_are_none(at, words, says):
    refused = at("ann", "draft", *words, status=2)
    assert (says in refused.err, refused.err.count("\n")) == (True, 1)
