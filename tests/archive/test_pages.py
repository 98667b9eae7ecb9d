"""Pages tell what the tables tell: made anew, gone stale, beside fresh filings, with filings taken back."""

import shutil
from datetime import date
from pathlib import Path

import msgspec
import pytest

from section16.archive import manifest as manifests
from section16.archive import pages as making
from section16.archive import questions
from section16.archive.ingest import Writer, ingest
from section16.archive.inputs import find, works
from section16.archive.lock import writing
from section16.archive.names import issuer, person
from section16.archive.pages import Covered, bucket, make_pages, pages_if_due
from section16.archive.queries import ask
from section16.archive.reading import lines_of_issuer, lines_of_owner
from section16.archive.screens import Screen, presets, screen
from section16.archive.store import Store
from tests.archive.stores import as_feed

pytestmark = pytest.mark.needs_shared

SHETTY, CANTON = "0001127602-23-001105", "0001127602-23-001106"
OFFICERS = ("0001104659-23-041538", "0001104659-23-041543", "0001104659-23-041545", "0001104659-23-041546")


def with_pages(folder: Path) -> None:
    made = make_pages(folder, manifests.read(folder))
    manifests.write(folder, msgspec.structs.replace(made, generation=made.generation + 1))


@pytest.fixture(scope="module")
def both(store, tmp_path_factory):
    """(the store without pages, the same with them)."""
    folder = tmp_path_factory.mktemp("paged") / "store"
    shutil.copytree(store, folder)
    with_pages(folder)
    with Store(store) as without, Store(folder) as paged:
        assert manifests.read(folder).pages is not None
        yield without, paged


def told(opened, cik, read=lines_of_issuer, **known):
    return sorted(map(repr, read(opened, cik, **known).to_pylist()))


def test_pages_by_issuer_tell_the_same(both):
    without, paged = both
    ciks = [
        row["c"] for row in without.rows("SELECT DISTINCT issuer_cik AS c FROM filings WHERE issuer_cik IS NOT NULL")
    ]
    for cik in ciks[::6]:
        assert told(without, cik) == told(paged, cik)
        known = {"as_known_on": date(2023, 5, 10)}
        assert told(without, cik, **known) == told(paged, cik, **known)


def test_pages_by_owner_tell_the_same(both):
    without, paged = both
    for row in without.rows("SELECT DISTINCT cik AS c FROM owners WHERE cik IS NOT NULL ORDER BY c")[::40]:
        assert told(without, row["c"], lines_of_owner) == told(paged, row["c"], lines_of_owner)


def test_trades_of_the_whole_store_are_the_same(both):
    sql = 'SELECT * FROM trades ORDER BY accession, "table", line'
    without, paged = (ask(opened, sql).to_pylist() for opened in both)
    assert without == paged
    sql = 'SELECT accession, "table", line, report, of_accession FROM lines WHERE report IS NOT NULL ORDER BY ALL'
    assert ask(both[0], sql).to_pylist() == ask(both[1], sql).to_pylist()


SCREENS = {
    **{name: one.screen for name, one in presets().items()},
    "all": Screen(), "both tables": Screen(table="both", code=("M", "C")), "of May": Screen(filed_to=date(2023, 5, 31)),
    "from May": Screen(filed_from=date(2023, 5, 1), sector=("28",)),
}  # fmt: skip


@pytest.mark.parametrize("name", SCREENS)
def test_screens_tell_the_same(both, name):
    asked = SCREENS[name]
    for known in ({}, {"as_known_on": date(2023, 5, 10)}, {"as_filed": True}):
        without, paged = (screen(opened, asked, **known).to_pylist() for opened in both)
        assert without == paged
        assert without or asked.quiet_years or asked.days or asked.cluster
    assert both[1].manifest.pages.files.keys() >= {"by_day-2023"}


@pytest.mark.sweep
def test_pages_of_everybody_tell_the_same(whole_store, tmp_path):
    folder = tmp_path / "paged"
    shutil.copytree(whole_store, folder)
    with_pages(folder)
    with Store(whole_store) as without, Store(folder) as paged:
        for column, table, read in (
            ("issuer_cik", "filings", lines_of_issuer), ("cik", "owners", lines_of_owner),
        ):  # fmt: skip
            found = without.query(f"SELECT DISTINCT {column} AS c FROM {table} WHERE {column} IS NOT NULL")
            for cik in found.column("c").to_pylist():
                for known in (None, date(2023, 5, 10)):
                    assert told(without, cik, read, as_known_on=known) == told(paged, cik, read, as_known_on=known)
        sql = 'SELECT * FROM trades ORDER BY accession, "table", line'
        assert ask(without, sql).equals(ask(paged, sql))


def test_titles_of_a_trade_stand_in_one_order(chosen_store):
    """Three officers report together: their titles, as their names, in the order of the alphabet."""
    with Store(chosen_store(*OFFICERS)) as opened:
        found = ask(opened, "SELECT DISTINCT officer_title AS title FROM trades WHERE reports > 1").column("title")
    assert found.to_pylist() == ["Chief Executive Officer; Chief Financial Officer; Chief Strategy Officer"]


def test_names_are_the_same(both):
    for opened in both:
        assert issuer(opened, "FB") == "0001326801"
        assert person(opened, "musk elon") == "0001494730"


def test_the_pages_are_smaller_than_what_they_were_made_from(both):
    """One file for each thing at this size; what they cover is every settled part."""
    manifest = both[1].manifest
    years = {f"by_day-{part.year}" for part in manifest.parts if part.name in manifest.pages.covers}
    assert set(manifest.pages.files) == {"by_issuer-00-of-01", "by_owner-00-of-01", "issuers", "people", *years}
    assert set(manifest.pages.covers) <= {part.name for part in manifest.parts}
    assert not any((both[1].folder / "work").rglob("*")) if (both[1].folder / "work").exists() else True


@pytest.mark.parametrize("buckets", [1, 7, 64])
def test_any_number_of_buckets(chosen_store, monkeypatch, buckets):
    folder = chosen_store(SHETTY, CANTON, "0001104659-23-019916", "0001104659-23-019918")
    with Store(folder) as opened:
        before = told(opened, "0001830214"), told(opened, "0001882756", lines_of_owner)
    monkeypatch.setattr(making, "_BUCKETS", buckets)
    monkeypatch.setattr(making, "_FILINGS", 1)
    monkeypatch.setattr(making, "_AT_ONCE", 1)
    with_pages(folder)
    with Store(folder) as opened:
        assert Covered(opened.manifest).page("by_issuer", "0001830214") is not None
        assert (told(opened, "0001830214"), told(opened, "0001882756", lines_of_owner)) == before


def test_the_bucket_of_a_cik_does_not_hang_on_its_zeros():
    assert bucket("0001830214", 64) == bucket("1830214", 64) == 1830214 % 64
    assert bucket("", 64) == bucket("x", 64) == bucket("²", 64) == 0


def test_filings_beside_the_pages(chosen_store, tmp_path, submissions):
    """A second form of the same trades comes after the pages were made: the trades are still counted once."""
    folder = chosen_store(SHETTY)
    with_pages(folder)
    (tmp_path / f"{CANTON}.txt").write_bytes(submissions.read(f"{CANTON}.txt"))
    taken_in_fresh(folder, tmp_path)
    with Store(folder) as opened:
        assert [part.year for part in Covered(opened.manifest).beside] == [None]
        page = questions.company(opened, "DNA")
        assert (page.lines.num_rows, page.names.to_pylist()[0]["filings"]) == (4, 2)
        assert questions.company(opened, "DNA", as_filed=True).lines.num_rows == 8
        assert ask(opened, "SELECT count(*) AS n FROM trades").to_pylist() == [{"n": 4}]
        assert questions.person(opened, "Canton Barry").lines.num_rows == 4
        assert {row["accession"] for row in questions.filing(opened, SHETTY).later.to_pylist()} == {CANTON}
        assert screen(opened, Screen(table="both")).column("reports").to_pylist() == [2] * 4


def test_a_year_settled_anew_makes_its_pages_stale(chosen_store, tmp_path, submissions):
    folder = chosen_store(SHETTY, "0001179110-20-004028")
    with_pages(folder)
    (tmp_path / f"{CANTON}.txt").write_bytes(submissions.read(f"{CANTON}.txt"))
    ingest(folder, [tmp_path], jobs=1)
    with Store(folder) as opened:
        assert [part.year for part in Covered(opened.manifest).beside] == [2023]
        assert questions.company(opened, "DNA", as_filed=True).lines.num_rows == 8
        assert questions.company(opened, "ABBV").lines.num_rows == 3
        assert screen(opened, Screen(table="both")).num_rows == 7
        assert ask(opened, "SELECT count(*) AS n FROM lines WHERE kind = 'transaction'").to_pylist() == [{"n": 11}]


def test_a_filing_that_was_taken_back_is_on_no_page(chosen_store, tmp_path, submissions):
    folder = chosen_store(SHETTY, CANTON)
    with_pages(folder)
    taken_back = as_feed(submissions.read(f"{CANTON}.txt"), "<DELETION>")
    (tmp_path / f"{CANTON}.nc").write_bytes(taken_back)
    taken_in_fresh(folder, tmp_path)
    with Store(folder) as opened:
        assert any(part.hidden for part in opened.manifest.parts)
        assert questions.company(opened, "DNA", as_filed=True).lines.num_rows == 4
        assert lines_of_owner(opened, "0001882756").num_rows == 0
        assert ask(opened, "SELECT count(*) AS n FROM lines").to_pylist() == [{"n": 4}]
        assert screen(opened, Screen(table="both")).column("accession").to_pylist() == [SHETTY] * 4


@pytest.mark.parametrize("gone", [SHETTY, CANTON])
def test_nothing_repeats_a_filing_that_was_taken_back(chosen_store, tmp_path, submissions, gone):
    """What the pages say of trades is said anew where one of their filings no longer counts."""
    folder = chosen_store(SHETTY, CANTON)
    with_pages(folder)
    (tmp_path / f"{gone}.nc").write_bytes(as_feed(submissions.read(f"{gone}.txt"), "<DELETION>"))
    taken_in_fresh(folder, tmp_path)
    with Store(folder) as opened:
        lines = questions.company(opened, "DNA", as_filed=True).lines
        assert lines.num_rows == lines.column("report").null_count == 4


def test_pages_are_made_when_due(chosen_store, monkeypatch):
    folder = chosen_store(SHETTY, CANTON)
    manifest = manifests.read(folder)
    assert manifest.pages is None, "small stores need none"
    assert pages_if_due(folder, manifest) is None
    monkeypatch.setattr(making, "_FEW", 1)
    made = pages_if_due(folder, manifest)
    assert made is not None
    assert made.pages is not None
    assert pages_if_due(folder, made) is None, "they cover everything"


def test_the_writer_makes_them(chosen_store, monkeypatch, tmp_path, submissions):
    folder = chosen_store(SHETTY)
    monkeypatch.setattr(making, "_FEW", 1)
    (tmp_path / f"{CANTON}.txt").write_bytes(submissions.read(f"{CANTON}.txt"))
    ingest(folder, [tmp_path], jobs=1)
    manifest = manifests.read(folder)
    assert manifest.pages is not None
    assert all((folder / file.path).stat().st_size == file.bytes for file in manifest.pages.files.values())


def taken_in_fresh(folder: Path, path: Path) -> None:
    """Take a file in without settling it."""
    with writing(folder, 0):
        writer = Writer(folder)
        try:
            writer.settle = lambda *, now=False: None
            found = find([path], folder)
            writer.run(found, works(found), 1, lambda tally: None)
        finally:
            writer.close()
