"""Companies, people, filings and queries: values read off the forms, names in every spelling, days as known then."""

import json
import re
from datetime import date
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from section16.archive import manifest as manifests
from section16.archive import names, queries, questions
from section16.archive.ingest import ingest
from section16.archive.lines import VALUE
from section16.archive.pages import make_pages
from section16.archive.pages_of import value_of
from section16.archive.reading import ROLE
from section16.archive.screens import Screen, screen
from section16.archive.store import QueryError, Store
from section16.cli.main import cli, main
from section16.vocabulary.errors import NotFound
from tests.archive.stores import laid_out

pytestmark = pytest.mark.needs_shared

SHETTY, CANTON = "0001127602-23-001105", "0001127602-23-001106"
DURKIN, DURKIN_AMENDED = "0001179110-20-004028", "0001179110-20-004036"


@pytest.fixture(scope="module")
def few(chosen_store):
    """Two spouses of Ginkgo on one day, and a form of AbbVie with its amendment."""
    with Store(chosen_store(SHETTY, CANTON, DURKIN, DURKIN_AMENDED)) as opened:
        yield opened


@pytest.fixture(scope="module")
def sample(store):
    with Store(store) as opened:
        yield opened


def run(capsys, *arguments):
    """(exit status, what is printed, what is said on standard error)."""
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    printed = capsys.readouterr()
    return stopped.value.code, printed.out, printed.err


# --------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize("asked", ["DNA", "dna", "$DNA", "1830214", "0001830214", "ginkgo", "Bioworks, Ginkgo"])
def test_an_issuer_is_found(few, asked):
    assert names.issuer(few, asked) == "0001830214"


@pytest.mark.parametrize("asked", ["Canton Barry", "barry canton", "BARRY", "1882756"])
def test_a_person_is_found(few, asked):
    assert names.person(few, asked) == "0001882756"


def test_a_ticker_no_longer_in_use(sample):
    """Facebook filed as FB until June 2022; its CIK is Meta's."""
    assert names.issuer(sample, "FB") == "0001326801"


def test_the_nearest_names_are_told(few):
    with pytest.raises(NotFound, match=r"no issuer 'ginko bio'; nearest: Ginkgo Bioworks Holdings, Inc\. ") as found:
        names.issuer(few, "ginko bio")
    assert found.value.near[0].endswith("(0001830214)")


def test_several_of_a_name_are_listed(sample, capsys, store):
    with pytest.raises(names.Ambiguous) as found:
        names.person(sample, "john")
    counts = [one.filings for one in found.value.candidates]
    assert len(counts) > 5
    assert counts == sorted(counts, reverse=True)
    status, printed, said = run(capsys, "person", "john", "--store", str(store))
    assert (status, printed) == (1, "")
    assert said.splitlines()[0] == f"section16: {found.value}"
    assert said.splitlines()[1].strip() == str(found.value.candidates[0])


@pytest.mark.parametrize("asked", ["", "  ", "%", "no such company anywhere", "9999999999"])
def test_nobody(few, asked):
    with pytest.raises(NotFound):
        names.issuer(few, asked)


def test_all_who_can_be_meant_are_counted(sample, store, capsys):
    """Twenty are listed, but what is said of their number is true."""
    with pytest.raises(names.Ambiguous) as found:
        names.person(sample, "a")
    told = sample.rows(
        "SELECT count(DISTINCT cik) AS n FROM owners WHERE regexp_matches(upper(name), '(^|[^A-Z0-9&])A')"
    )
    assert len(found.value.candidates) > 20
    assert str(found.value).startswith(f"found {len(found.value.candidates)} persons")
    assert len(found.value.candidates) <= told[0]["n"]
    _, _, said = run(capsys, "person", "a", "--store", str(store))
    assert said.splitlines()[-1].strip() == f"and {len(found.value.candidates) - 20:,} more with fewer filings"


RENAMED, MOVED = "0001127602-23-900001", "0001127602-23-900002"


@pytest.fixture(scope="module")
def changing(submissions, tmp_path_factory):
    """Ginkgo, which takes another name and symbol on an evening in July; its old symbol goes to another issuer."""
    place = tmp_path_factory.mktemp("changing")
    old = submissions.read(f"{SHETTY}.txt")
    later = re.sub(rb"<ACCEPTANCE-DATETIME>\d+", b"<ACCEPTANCE-DATETIME>20230710190000", old)
    later = re.sub(rb"FILED AS OF DATE:\t\t\d+", b"FILED AS OF DATE:\t\t20230711", later)
    assert later.count(b"20230710190000") == later.count(b"20230711") == 1
    renamed = later.replace(b"Ginkgo Bioworks Holdings, Inc.", b"Zym\xe2\x80\xaeolife Co")
    renamed = renamed.replace(b"<issuerTradingSymbol>DNA<", b"<issuerTradingSymbol>ZYML<")
    moved = later.replace(b"0001830214", b"0009999999")
    made = {
        SHETTY: old, RENAMED: renamed.replace(SHETTY.encode(), RENAMED.encode()),
        MOVED: moved.replace(SHETTY.encode(), MOVED.encode()),
    }  # fmt: skip
    ingest(place / "store", [laid_out(place / "in", ((f"{name}.txt", made[name]) for name in made))], jobs=1)
    with Store(place / "store") as opened:
        yield opened


def with_pages(opened):
    made = make_pages(opened.folder, opened.manifest)
    assert made.pages is not None
    return Store(opened.folder, made)


@pytest.mark.parametrize("asked", ["ZYML", "olife"])
@pytest.mark.parametrize("has_pages", [False, True])
def test_a_name_taken_later_is_not_known_before(changing, asked, has_pages):
    """Accepted at seven in the evening of July 10, filed as of the next day: known on July 10."""
    with with_pages(changing) if has_pages else Store(changing.folder) as opened:
        assert names.issuer(opened, asked) == "0001830214"
        assert names.issuer(opened, asked, date(2023, 7, 10)) == "0001830214"
        for day in (date(2023, 7, 9), date(2022, 1, 1), date(2020, 1, 1)):
            with pytest.raises(NotFound, match="in what was known that day"):
                names.issuer(opened, asked, day)
            with pytest.raises(NotFound, match="in what was known that day"):
                questions.company(opened, asked, as_known_on=day)


@pytest.mark.parametrize("has_pages", [False, True])
def test_a_ticker_means_who_had_it_then(changing, has_pages):
    with with_pages(changing) if has_pages else Store(changing.folder) as opened:
        assert names.issuer(opened, "DNA") == "0009999999"
        assert names.issuer(opened, "DNA", date(2025, 1, 1)) == "0009999999"
        assert names.issuer(opened, "DNA", date(2023, 3, 1)) == "0001830214"
        known = questions.company(opened, "DNA", as_known_on=date(2023, 3, 1))
        assert [row["symbol"] for row in known.names.to_pylist()] == ["DNA"]


def test_a_name_turns_no_line_of_the_terminal(changing, capsys):
    """U+202E turns the direction of a line: it is shown by its number where names are told on standard error."""
    status, _, said = run(capsys, "company", "zym olife company", "--store", str(changing.folder))
    assert status == 1
    assert "Zym⟨U+202E⟩olife Co (0001830214)" in said


# --------------------------------------------------------------------------------------- company and person


def test_ginkgo(few):
    """Two spouses sold on 2023-01-04 and 05, each line on both forms: four trades, eight lines."""
    page = questions.company(few, "DNA")
    assert page.cik == "0001830214"
    assert page.names.to_pylist() == [
        {"name": "Ginkgo Bioworks Holdings, Inc.", "symbol": "DNA", "sic": "2836", "first_on": date(2023, 1, 6),
         "last_on": date(2023, 1, 6), "filings": 2}
    ]  # fmt: skip
    people = {row["name"]: row["roles"] for row in page.parties.to_pylist()}
    assert people == {"Canton Barry": "10% owner", "Shetty Reshma P.": "director, officer, 10% owner"}
    assert page.lines.num_rows == 4
    first = page.lines.to_pylist()[-1]
    assert (first["shares"], first["price"], first["value"]) == (Decimal(37650), Decimal("1.5556"), Decimal("58568.34"))
    assert first["owner_names"] == ["Shetty Reshma P.", "Canton Barry"] or first["owner_names"] == [
        "Canton Barry",
        "Shetty Reshma P.",
    ]
    assert first["reports"] == 2
    assert questions.company(few, "DNA", as_filed=True).lines.num_rows == 8


def test_what_a_person_holds_is_the_last_balance(few):
    """Shetty: her own 17,605,503 and her husband's 17,605,497 after the sales of January 5."""
    page = questions.person(few, "Shetty")
    held = {(row["direct_indirect"], row["shares_following"]) for row in page.holdings.to_pylist()}
    assert held == {("D", Decimal(17605503)), ("I", Decimal(17605497))}
    assert page.parties.to_pylist()[0]["officer_title"] == "See remarks"


def test_as_known_on_an_evening(few):
    """Both of AbbVie's came on 2020-03-20; on the day before nothing was known."""
    with pytest.raises(NotFound, match="in what was known that day"):
        questions.company(few, "AbbVie", as_known_on=date(2020, 3, 19))
    known = questions.company(few, "AbbVie", as_known_on=date(2020, 3, 20))
    assert known.lines.column("transaction_date").to_pylist() == [
        date(2020, 3, 20),
        date(2020, 3, 20),
        date(2020, 3, 18),
    ]


def test_a_filing_without_a_day_is_not_known_on_any(sample):
    undated = sample.rows("SELECT issuer_cik FROM filings GROUP BY ALL HAVING count(filed_on) = 0 LIMIT 1")[0][
        "issuer_cik"
    ]
    assert questions.company(sample, undated).names.num_rows
    with pytest.raises(NotFound):
        questions.company(sample, undated, as_known_on=date(2030, 1, 1))


def test_every_line_of_the_store_is_on_the_page_of_its_issuer(sample):
    for row in sample.rows(
        "SELECT issuer_cik AS cik, count(*) AS n FROM ("
        "SELECT issuer_cik FROM table_i UNION ALL SELECT issuer_cik FROM table_ii) "
        "WHERE issuer_cik IS NOT NULL GROUP BY ALL ORDER BY n DESC LIMIT 8"
    ):
        page = questions.company(sample, row["cik"], as_filed=True, most=None)
        assert page.lines.num_rows == row["n"]


def test_what_arrow_works_out_is_what_sql_works_out(sample):
    """Roles and values of the pages, which are made without SQL, against the same in SQL."""
    told = f'accession, "table", line, {ROLE}, {VALUE} AS value'
    asked = f"SELECT {told} FROM lines WHERE kind IS NOT NULL AND issuer_cik = $cik"
    ciks = [row["cik"] for row in sample.rows("SELECT DISTINCT issuer_cik AS cik FROM filings ORDER BY cik")]
    for cik in [cik for cik in ciks if cik][::25]:
        expected = {tuple(row.values())[:3]: row for row in queries.ask(sample, asked, {"cik": cik}).to_pylist()}
        found = questions.company(sample, cik, as_filed=True, most=None).lines
        assert found.num_rows == len(expected)
        for row in found.to_pylist():
            same = expected[row["accession"], row["table"], row["line"]]
            assert (row["roles"], row["value"]) == (same["roles"], same["value"])


def test_titles_left_blank_are_no_titles(sample):
    told = queries.ask(sample, "SELECT DISTINCT officer_title AS title FROM lines WHERE officer_title IS NOT NULL")
    titles = told.column("title").to_pylist()
    assert len(titles) > 100
    assert not [title for title in titles if not title.strip("; ") or title.startswith(";")]


amounts = st.none() | st.decimals(-(10**24), 10**24, places=7)


@given(amounts, amounts, amounts)
def test_a_value_is_the_same_in_python_and_in_sql(few, total, shares, price):
    typed = ", ".join(f"${name}::DECIMAL(38,7) AS {name}" for name in ("total_value", "shares", "price"))
    sql = f"SELECT {VALUE} AS value FROM (SELECT {typed})"
    found = few.rows(sql, {"total_value": total, "shares": shares, "price": price})[0]["value"]
    assert found == value_of(total, shares, price)


# -------------------------------------------------------------------------------------------------- filing


def test_a_filing_and_what_came_after(few, capsys):
    found = questions.filing(few, DURKIN.replace("-", ""))
    assert found.accession == DURKIN
    assert found.content.startswith(b"<SEC-DOCUMENT>")
    assert found.later.to_pylist() == [
        {"accession": DURKIN_AMENDED, "form": "4/A", "filed_on": date(2020, 3, 20),
         "why": "amends a filing of that day, corrects lines, repeats lines"}
    ]  # fmt: skip
    assert [row["code"] for row in found.findings.to_pylist()] == ["S16-231"]
    status, printed, _ = run(capsys, "filing", DURKIN, "--store", str(few.folder))
    assert status == 0
    for told in ("Durkin Brian L", "03/30/2020", "S16-231", DURKIN_AMENDED):
        assert told in printed


def test_the_bytes_of_a_filing(few, tmp_path, submissions):
    with pytest.raises(SystemExit) as stopped:
        main(["filing", DURKIN, "--raw", "-o", str(tmp_path / "out.txt"), "--store", str(few.folder)])
    assert stopped.value.code == 0
    assert (tmp_path / "out.txt").read_bytes() == submissions.read(f"{DURKIN}.txt")


def test_filings_that_are_not_there(few, capsys):
    for asked in ("0000000001-01-000001", "nonsense", "sha256:0000000000000000"):
        status, printed, said = run(capsys, "filing", asked, "--store", str(few.folder))
        assert (status, printed, said.count("\n")) == (1, "", 1)
        assert "no filing" in said


def test_a_document_without_an_accession_number(sample):
    key = sample.rows("SELECT accession FROM filings WHERE starts_with(accession, 'sha256:') ORDER BY ALL LIMIT 1")
    found = questions.filing(sample, key[0]["accession"].upper())
    assert found.accession == key[0]["accession"]
    assert [row["state"] for row in found.sources.to_pylist()] == ["current"]
    assert found.content is not None


def test_the_current_copy_of_a_filing_of_another_year(tmp_path, submissions):
    """An unreadable file of that name does not hide the copy that was filed in the year after its number was given."""
    text = submissions.read(f"{DURKIN}.txt")
    later = re.sub(rb"FILED AS OF DATE:\t\t\d+", b"FILED AS OF DATE:\t\t20210104", text)
    assert later != text
    laid_out(tmp_path / "bad", [(f"{DURKIN}.txt", b"nothing that can be read")])
    laid_out(tmp_path / "good", [(f"{DURKIN}.txt", later)])
    ingest(tmp_path / "store", [tmp_path / "bad"], jobs=1)
    ingest(tmp_path / "store", [tmp_path / "good"], jobs=1)
    with Store(tmp_path / "store") as opened:
        assert {part.year for part in opened.manifest.parts} == {0, 2021}
        assert questions.filing(opened, DURKIN).content == later


def test_a_damaged_file_is_one_line(chosen_store, capsys):
    """Also where lines are compared: the footnotes are read by another way than the rest."""
    folder = chosen_store(SHETTY, CANTON)
    (file,) = (folder / "tables" / "footnotes").rglob("*.parquet")
    content = file.read_bytes()
    begin, end = 4, pq.read_metadata(file).row_group(0).column(0).total_compressed_size * 2
    file.write_bytes(content[:begin] + b"x" * (end - begin) + content[end:])
    for asked in (["company", "DNA"], ["screen", "--code", "S"], ["query", "SELECT count(*) FROM trades"]):
        status, _, said = run(capsys, *asked, "--store", str(folder))
        assert (status, said.count("\n")) == (2, 1)
        assert "Parquet as written" in said


def test_a_store_that_changed_since_it_was_opened(chosen_store, tmp_path, submissions):
    """A reader that holds the store for long finds what is there now, when the files it knows are gone."""
    folder = chosen_store(SHETTY)
    asked = (
        lambda opened: questions.company(opened, "DNA", as_filed=True).lines.num_rows,
        lambda opened: questions.person(opened, "0001873523").lines.num_rows,
        lambda opened: questions.filing(opened, SHETTY).later.num_rows,
        lambda opened: screen(opened, Screen(code=("S",))).num_rows,
        lambda opened: queries.ask(opened, "SELECT * FROM trades").num_rows,
    )
    stores = [Store(folder) for _ in asked]
    before = [ask(opened) for ask, opened in zip(asked, stores, strict=True)]
    laid_out(tmp_path / "more", [(f"{CANTON}.txt", submissions.read(f"{CANTON}.txt"))])
    ingest(folder, [tmp_path / "more"], jobs=1)
    there = {file.path for file in manifests.read(folder).files()}
    for path in folder.rglob("*.parquet"):
        if path.relative_to(folder).as_posix() not in there:
            path.unlink()
    assert before == [4, 4, 0, 4, 4]
    assert [ask(opened) for ask, opened in zip(asked, stores, strict=True)] == [8, 4, 1, 4, 4]


# ------------------------------------------------------------------------------------------------- queries


GIVEN = {
    "net-by-issuer": {"since": "2023-01-01", "until": "2023-12-31"}, "footnotes-with": {"words": "10b5-1"},
    "names-of-issuer": {"issuer": "0001830214"},
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(queries.queries()))
def test_every_named_query_answers(sample, name):
    found = queries.run(sample, name, GIVEN.get(name, {}))
    assert found.num_rows, name
    assert queries.query(name).answers


def test_queries_that_go_wrong(sample):
    with pytest.raises(NotFound, match="no query 'nothing'; nearest: codes"):
        queries.run(sample, "nothing", {})
    with pytest.raises(queries.BadParameter, match="found no parameter 'since', expected it: first day of filing"):
        queries.run(sample, "net-by-issuer", {})
    with pytest.raises(queries.BadParameter, match="found '2023-13-01' for since, expected DATE"):
        queries.run(sample, "net-by-issuer", {"since": "2023-13-01"})
    with pytest.raises(queries.BadParameter, match="found the parameter 'nix', expected one of since"):
        queries.run(sample, "codes", {"nix": "1"})
    with pytest.raises(QueryError, match="nix"):
        queries.ask(sample, "SELECT nix FROM filings")


def test_query_on_the_command_line(store, capsys):
    sql = "SELECT count(*) AS n, sum(shares) AS shares FROM table_i WHERE accession = $accession"
    status, printed, _ = run(
        capsys, "query", sql, "-p", "accession=0001127602-23-001105", "--store", str(store), "--format", "json"
    )
    assert status == 0
    assert json.loads(printed)[0]["n"] in (0, 4)
    status, printed, said = run(capsys, "query", "SELECT 1 +", "--store", str(store))
    assert (status, printed) == (2, "")
    assert said.startswith("section16: found an SQL statement that DuckDB does not take")
    assert run(capsys, "query", "--list")[0] == 0
    assert run(capsys, "query", "codes")[0] == 2


def test_a_store_that_is_not_there(tmp_path, capsys):
    for command in (["company", "X"], ["person", "X"], ["filing", "X"], ["screen"], ["query", "codes"]):
        status, printed, said = run(capsys, *command, "--store", str(tmp_path))
        assert (status, printed, said.count("\n")) == (2, "", 1)
        assert "no store in" in said


def test_commands_are_listed():
    assert {"query", "company", "person", "filing", "screen"} <= set(cli.list_commands(None))
