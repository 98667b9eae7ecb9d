"""``section16 draft`` as a person uses it: files written, what is said, exit statuses."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

import section16
from section16.formats import edgar_package
from section16.forms.diff import diff
from tests.prepare.made import NO_YAML, ROSTER

EXAMPLES = Path(str(files("section16"))) / "examples"
FILED = EXAMPLES / "form4-ault-2023-11-24.xml"
AULT = (EXAMPLES / "ault-trades.csv", "--roster", EXAMPLES / "ault-roster.json", "--carry", "all",
        "--signed-on", "2023-11-28")  # fmt: skip


@pytest.fixture
def roster(tmp_path):
    """Write the made-up roster."""
    pytest.importorskip("ruamel.yaml", reason=NO_YAML)
    path = tmp_path / "roster.yaml"
    path.write_text(ROSTER)
    return path


def trades(tmp_path, text: str, name: str = "trades.csv") -> Path:
    path = tmp_path / name
    path.write_text("owner,event,date,security,shares,price\n" + text)
    return path


@pytest.mark.needs("typst")
def test_from_trades_to_package_pdf_and_plain_page_in_two_commands(run, tmp_path):
    """The facts of a filed form: what is drafted and packaged is that form, box by box."""
    status, out, err = run("draft", *AULT, "-o", "out")
    assert (status, err) == (0, "section16: 1 draft in out, 0 not complete\n")
    assert out.splitlines()[0] == "form4-milton-2023-11-24: 6 lines, due Tuesday 2023-11-28"
    assert "because Friday 2023-11-24: the transaction, code P [Form 4, column 2; A] (Table I, line 1)" in out
    written = tmp_path / "out" / "form4-milton-2023-11-24"
    assert diff(section16.read(FILED), section16.read(written.with_suffix(".xml")), strict=True).changes == ()
    assert written.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    assert "the owner bought 3,500 shares of Common Stock" in written.with_suffix(".txt").read_text()
    status, _, err = run("package", written.with_suffix(".xml"), "-o", "filing.xml")
    assert status == 0, err
    package, found = edgar_package.read((tmp_path / "filing.xml").read_bytes())
    assert (package.submission_type, package.test_or_live, found) == ("4", "TEST", [])
    changes = diff(section16.read(FILED), section16.read(tmp_path / "filing.xml")).changes
    assert {change.label for change in changes} == {"name"}  # which EDGAR fills in


def test_the_facts_beside_the_form(run, tmp_path):
    assert run("draft", *AULT, "--no-pdf", "-o", "out")[0] == 0
    facts = json.loads((tmp_path / "out" / "form4-milton-2023-11-24.json").read_text())
    assert (facts["format"], facts["owners"], facts["issuer"], facts["due"]) == (
        "section16-draft/1", ["milton"], "ault", "2023-11-28",
    )  # fmt: skip
    assert (facts["is_complete"], facts["needs"], facts["findings"], facts["exhibits"]) == (True, [], [], [])
    assert [line["path"] for line in facts["lines"]] == ["table_i[0]", "table_i[1]"]
    assert facts["lines"][0]["why"][-1].startswith("Tuesday 2023-11-28: Form 4 is due, by 22:00 Eastern time")
    assert facts["evidence"][0]["trades"][0]["shares"] == "346644"
    assert facts["closing"][0] == {
        "owner": "milton", "security": "common", "account": "alpha", "shares": "679969", "as_of": "2023-11-24",
    }  # fmt: skip


def test_what_is_missing_is_said_and_status_1(run, tmp_path, roster):
    path = trades(tmp_path, "a,sell,2024-03-01,common,,9\n")
    status, out, err = run("draft", path, "--roster", roster, "--no-pdf", "-o", "out")
    assert (status, err) == (1, "section16: 1 draft in out, 1 not complete\n")
    assert [line.strip() for line in out.splitlines() if "missing" in line] == [
        "Table I, line 1, column 4: missing: row 2 does not give the number of shares",
        "Table I, line 1, column 5: missing: a change of Common Stock, direct, is not known",
        "signature 1, signature date: missing: /s/ OWNER A has not signed",
    ]


def test_what_is_to_be_looked_at_is_said_and_status_0(run, tmp_path, roster):
    path = trades(tmp_path, "a,sell,2024-03-01,common,5,9\n")
    status, out, _ = run("draft", path, "--roster", roster, "--no-pdf", "-o", "out", "--signed-on", "2024-04-01")
    assert status == 0
    assert "  Table I, line 1, column 2: look: late: it was due on Tuesday 2024-03-05" in out.splitlines()


def test_what_is_left_out_is_said_on_standard_error(run, tmp_path, roster):
    path = trades(tmp_path, "a,inherit,2024-03-01,common,5,\n")
    status, out, err = run("draft", path, "--roster", roster, "--no-pdf", "-o", "out")
    assert (status, out) == (0, "")
    assert err.splitlines() == [
        f"section16: {path}: row 2 (a): left out: inherit may wait for Form 5; early = yes reports it now",
        "section16: 0 drafts in out, 0 not complete",
    ]


def test_every_slip_is_a_line_and_status_2(run, tmp_path, roster):
    path = trades(tmp_path, "z,sell,2024-03-01,common,5,9\na,sell,2024-03-01,gold,5,9\n")
    status, out, err = run("draft", path, "--roster", roster, "-o", "out")
    assert (status, out) == (2, "")
    assert [line.partition(": found")[0] for line in err.splitlines()] == [
        f"section16: {path}: row 2, column owner", f"section16: {path}: row 3, column security",
    ]  # fmt: skip
    assert not (tmp_path / "out").exists()


def test_every_fault_of_a_roster_is_a_line_and_status_2(run, tmp_path, roster):
    path = trades(tmp_path, "a,sell,2024-03-01,common,5,9\n")
    roster.write_text(
        ROSTER.replace('cik: "12"', "cik: twelve").replace("security: units, shares", "security: unit, shares")
    )
    status, _, err = run("draft", path, "--roster", roster, "-o", "out")
    assert status == 2
    assert [line.partition(": found")[0] for line in err.splitlines()] == [
        f"section16: {roster}: owners.b.cik", f"section16: {roster}: holdings[2].security",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["t.csv", "-o", "out"], "found neither --roster nor --from"),
        (["t.csv", "--roster", "roster.yaml"], "found no -o"),
        (["--roster", "roster.yaml", "-o", "out"], "found no TRADES"),
        (["--form", "3", "--roster", "roster.yaml", "-o", "out", "--owner", "a"],
         "found no --owner or no --event-date"),
        (["t.csv", "--form", "3", "--roster", "roster.yaml", "-o", "out"], "found TRADES, expected none for Form 3"),
        (["t.csv", "--roster", "roster.xls", "-o", "out"], "found the roster roster.xls"),
        (["t.csv", "--roster", "roster.yaml", "--no-pdf", "-o", "t.csv/out"], "t.csv/out: not a directory"),
        (["t.csv", "--from", "t.csv", "-o", "out"], "t.csv: found"),
        (["--form", "3", "--roster", "roster.yaml", "-o", "out", "--owner", "z", "--event-date", "2024-03-01"],
         "no owner 'z'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_does_not_go_together_is_one_line_and_status_2(run, tmp_path, roster, arguments, said):
    trades(tmp_path, "a,sell,2024-03-01,common,5,9\n", "t.csv")
    (tmp_path / "roster.xls").write_text("x")
    status, _, err = run("draft", *arguments)
    assert (status, len(err.splitlines())) == (2, 1)
    assert said in err


def test_form_3_for_several_new_insiders(run, tmp_path, roster):
    status, out, _ = run("draft", "--form", "3", "--roster", roster, "--owner", "a", "--owner", "b", "--event-date",
                         "2024-03-01", "--signed-on", "2024-03-05", "--no-pdf", "-o", "out")  # fmt: skip
    assert status == 0
    assert [line for line in out.splitlines() if not line.startswith(" ")] == [
        "form3-a-2024-03-01: 7 lines, due Monday 2024-03-11", "form3-b-2024-03-01: 1 line, due Monday 2024-03-11",
    ]  # fmt: skip


def test_form_3_at_the_registration(run, roster):
    status, out, _ = run(
        "draft",
        "--form",
        "3",
        "--roster",
        roster,
        "--owner",
        "b",
        "--registration-date",
        "2024-03-01",
        "--signed-on",
        "2024-03-01",
        "--no-pdf",
        "-o",
        "out",
    )
    assert (status, out.splitlines()[0]) == (0, "form3-b-2024-03-01: 1 line, due Friday 2024-03-01")


def test_form_5_and_the_exit_form(run, tmp_path, roster):
    path = trades(tmp_path, "a,inherit,2023-03-01,common,5,\n")
    status, out, _ = run(
        "draft",
        path,
        "--form",
        "5",
        "--roster",
        roster,
        "--fiscal-year-end",
        "2023-12-31",
        "--signed-on",
        "2024-02-01",
        "--no-pdf",
        "-o",
        "out",
    )
    assert (status, out.splitlines()[0]) == (0, "form5-a-2023-12-31: 2 lines, due Wednesday 2024-02-14")
    status, out, _ = run("draft", "--leaves", "--owner", "a", "--event-date", "2024-03-01", "--roster", roster,
                         "--signed-on", "2024-03-04", "--no-pdf", "-o", "out")  # fmt: skip
    assert (status, out) == (0, "form4-a-2024-03-01: 0 lines\n")


def test_the_last_filed_form_is_a_start(run, tmp_path):
    path = tmp_path / "more.csv"
    path.write_text("event,date,security,shares,price\nbuy,2023-12-01,Common Stock,100,0.09\n")
    status, out, _ = run("draft", path, "--from", FILED, "--signed-on", "2023-12-04", "--no-pdf", "-o", "out")
    assert (status, out.splitlines()[0]) == (0, "form4-ault-milton-c-iii-2023-12-01: 4 lines, due Tuesday 2023-12-05")


def test_the_roster_afterwards_is_the_start_of_the_next_form(run, tmp_path):
    assert run("draft", *AULT, "--no-pdf", "-o", "out", "--save-roster", "next.json")[0] == 0
    path = tmp_path / "more.csv"
    path.write_text("event,date,security,shares,price\nbuy,2023-12-01,common,100,0.09\n")
    status, _, _ = run("draft", path, "--roster", "next.json", "--signed-on", "2023-12-04", "--no-pdf", "-o", "out")
    assert status == 0
    form = section16.read(tmp_path / "out" / "form4-milton-2023-12-01.xml").document
    assert form.table_i[0].shares_following.value == 6639


def test_a_roster_is_made_of_a_filed_form(run, tmp_path):
    assert run("draft", "--from", FILED, "--save-roster", "roster.json")[0] == 0
    assert json.loads((tmp_path / "roster.json").read_text())["securities"]["common-stock"] == {"title": "Common Stock"}


POWER = """
owners:
  a: {cik: "11", name: OWNER A, address: {city: X, state: NV}, roles: {one: {director: true}}, signer: s}
  b: {cik: "12", name: OWNER B}
signers:
  s: {name: Signer S, capacity: Attorney-in-Fact, power: powers/a.txt}
"""


def test_a_power_of_attorney_is_written_beside_the_draft(run, tmp_path, roster):
    from tests.prepare.made import merged

    roster.write_text(merged(ROSTER, POWER))
    path = trades(tmp_path, "a,sell,2024-03-01,common,5,9\n")
    call = ("draft", path, "--roster", roster, "--signed-on", "2024-03-04", "--no-pdf", "-o", "out")
    status, out, _ = run(*call)
    assert status == 1
    assert "signature 1: missing: the power of attorney powers/a.txt: no such file or directory" in out
    (tmp_path / "powers").mkdir()
    (tmp_path / "powers" / "a.txt").write_text("POWER OF ATTORNEY\n")
    status, out, _ = run(*call, "--power")
    assert status == 0
    assert "  enclose EX-24: package --exhibit ex24-a.txt" in out.splitlines()
    assert (tmp_path / "out" / "ex24-a.txt").read_text() == "POWER OF ATTORNEY\n"
    assert "appoints Signer S" in " ".join((tmp_path / "out" / "power-a.txt").read_text().split())
    status, _, err = run("package", "out/form4-a-2024-03-01.xml", "-o", "p.xml", "--exhibit", "out/ex24-a.txt")
    assert status == 0, err
    package, _ = edgar_package.read((tmp_path / "p.xml").read_bytes())
    assert [(document.type, document.name) for document in package.exhibits] == [("EX-24", "ex24-a.txt")]


def test_parts_have_names_of_their_own(run, tmp_path, roster):
    rows = "".join(f"a,sell,2024-03-01,common,1,{10 + 2 * i}\n" for i in range(31))
    path = trades(tmp_path, rows)
    status, _out, _ = run("draft", path, "--roster", roster, "--signed-on", "2024-03-04", "--no-pdf", "-o", "out")
    assert status == 0
    assert sorted(one.name for one in (tmp_path / "out").glob("*.xml")) == [
        "form4-a-2024-03-01-part2.xml", "form4-a-2024-03-01.xml",
    ]  # fmt: skip


def test_exhibits_of_one_name_and_different_words_are_both_kept(run, tmp_path, roster):
    titles = (f"title: {'Treasurer ' * 4}".rstrip(), f"title: {'Secretary ' * 4}".rstrip())
    text = ROSTER.replace("{director: true}", f"{{officer: true, {titles[0]}}}").replace(
        "title: Treasurer}", titles[1] + "}"
    )
    roster.write_text(text)
    path = trades(tmp_path, "a|b,sell,2024-03-01,common,5,9\n")
    status, out, _ = run("draft", path, "--roster", roster, "--signed-on", "2024-03-04", "--no-pdf", "-o", "out",
                         "--remarks", "word " * 500)  # fmt: skip
    assert status == 0
    enclosed = [line.rpartition(" ")[2] for line in out.splitlines() if "enclose" in line]
    assert enclosed == ["ex99-remarks.txt", "form4-b-2024-03-01/ex99-remarks.txt"]
    first, second = ((tmp_path / "out" / name).read_text() for name in enclosed)
    assert ("Treasurer" in first, "Secretary" in second) == (True, True)


def test_a_finding_is_said_beside_what_is_to_be_looked_at(run, tmp_path, roster):
    """A deemed date that does not count is looked at by the drafter and found by a rule."""
    path = tmp_path / "t.csv"
    path.write_text("owner,event,date,security,shares,price,plan,deemed\n"
                    "a,sell,2024-03-01,common,5,9,2023-05-01,2024-03-15\n")  # fmt: skip
    call = ("draft", path, "--roster", roster, "--signed-on", "2024-03-05", "--no-pdf", "-o", "out")
    status, out, _ = run(*call)
    assert status == 1
    assert "column 2A: look: the deemed execution date does not count" in out
    assert "S16-233 warning" in out


def test_500_owners_in_one_run(run, tmp_path):
    """A grant to each of many: drafted, checked, packaged.  docs/preparing.md has the time it takes."""
    owners = {
        f"o{i}": {
            "cik": str(1000 + i),
            "name": f"OWNER {i}",
            "address": {"city": "X", "state": "NV"},
            "roles": {"one": {"officer": True, "title": "Vice President"}},
        }
        for i in range(500)
    }
    roster = {"issuers": {"one": {"cik": "1", "name": "Issuer One Inc", "symbol": "ONE"}}, "owners": owners,
              "securities": {"common": {"title": "Common Stock"}},
              "holdings": [{"owner": key, "security": "common", "shares": "10"} for key in owners]}  # fmt: skip
    (tmp_path / "roster.json").write_text(json.dumps(roster))
    path = trades(tmp_path, f"{'|'.join(owners)},grant,2024-03-01,common,100,\n")
    status, _, err = run("draft", path, "--roster", "roster.json", "--signed-on", "2024-03-05", "--no-pdf", "-o", "out")
    assert (status, err) == (0, "section16: 500 drafts in out, 0 not complete\n")
    written = sorted((tmp_path / "out").glob("*.xml"))
    assert len(written) == 500
    for one in written[::50]:
        edgar_package.write(edgar_package.build(section16.read(one).document))
