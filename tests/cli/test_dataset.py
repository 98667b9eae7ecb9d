"""``section16 dataset`` as a data team uses it: a quarter out of a store, what counts, and nothing half written."""

import subprocess
import sys
import zipfile
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from section16.archive.ingest import ingest
from section16.archive.quarters import Days, write_dataset
from section16.archive.store import Store
from section16.formats.dataset_compare import reconcile
from section16.formats.dataset_tsv import TABLES, Dataset, DatasetFiling, from_filing, reduced
from section16.formats.recognise import read
from section16.vocabulary.errors import SeenAndExpected
from tests.archive.stores import as_feed, header, laid_out
from tests.cli.test_missing_packages import WITHOUT

pytestmark = pytest.mark.needs("duckdb", "pyarrow", "filelock")

EXAMPLE = Path(str(files("section16"))) / "examples" / "form4-ault-2023-11-24.xml"
ONE, TWO = "0001214659-23-015548", "0001214659-23-015549"
AMENDMENT = "0000018349-23-999999"
Q1 = Days(date(2023, 1, 1), date(2023, 3, 31))


def filed(folder: Path, *accessions: str) -> Path:
    """The example under these accession numbers: bare documents of no known filing date."""
    return laid_out(folder, [(f"{accession}.xml", EXAMPLE.read_bytes()) for accession in accessions])


def numbers(path: Path) -> list[str]:
    with Dataset(path) as dataset:
        assert not dataset.lacking
        return [filing.accession for filing in dataset]


def texts(path: Path) -> dict[str, bytes]:
    """The files of a set, of an archive or a folder."""
    if path.is_dir():
        return {one.name: one.read_bytes() for one in path.iterdir()}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def members(submissions) -> list[tuple[str, bytes]]:
    """Every 60th, and the first of them once more as if it had been amended."""
    found = [(Path(name).name, content) for name, content in submissions.sample(60)]
    name, content = found[0]
    amended = content.replace(Path(name).stem.encode(), AMENDMENT.encode())
    for filed, made in ((b"<documentType>4<", b"<documentType>4/A<"), (b"TYPE:\t4", b"TYPE:\t4/A")):
        assert filed in amended
        amended = amended.replace(filed, made)
    return [*found, (f"{AMENDMENT}.txt", amended)]


@pytest.fixture(scope="module")
def of_q1(members) -> dict[str, DatasetFiling]:
    """Our reading of those filed in the first quarter of 2023, by accession number."""
    found = (from_filing(read(content)) for _, content in members)
    return {one.accession: one for one in found if Q1.has(one.filed_on)}


@pytest.fixture(scope="module")
def store(members, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    ingest(folder / "store", [laid_out(folder / "in", members)], jobs=1)
    return folder / "store"


# ---------------------------------------------------------------------------------------------- the whole of it


@pytest.mark.needs_shared
@pytest.mark.parametrize("as_published", [False, True])
def test_a_quarter_of_real_filings_reads_back_as_it_was_filed(run, store, of_q1, as_published):
    options = ["--as-published"] if as_published else []
    status, out, err = run("dataset", "--store", store, "--quarter", "2023q1", "-o", "q.zip", *options)
    told = f"{len(of_q1)} filings filed from 2023-01-01 to 2023-03-31 written to q.zip\n"
    assert (status, out, err) == (0, told, "")
    assert list(Path().iterdir()) == [Path("q.zip")]
    with Dataset("q.zip") as dataset:
        assert not dataset.findings
        back = list(dataset)
    assert [(one.filed_on, one.accession) for one in back] == sorted((f.filed_on, a) for a, f in of_q1.items())
    for one in back:
        ours = of_q1[one.accession]
        assert one.document == reduced(ours.document, as_published=as_published)
        assert one.file_numbers == ours.file_numbers
        assert any(one.file_numbers)
    assert [one.accession for one in back if one.document.document_type == "4/A"] == [AMENDMENT]


@pytest.mark.needs_shared
def test_reconcile_finds_what_the_page_on_data_sets_says(run, store, of_q1):
    """As published: rounding and white space, explained, and nothing else; exact: nothing at all."""
    assert run("dataset", "--store", store, "--quarter", "2023q1", "-o", "q.zip", "--as-published")[0] == 0
    status, out, _ = run("reconcile", "q.zip", "--store", store)
    summary = [line for line in out.splitlines() if not line.startswith(("rounded", "whitespace"))]
    assert status == 0
    assert summary[0].startswith(f"{len(of_q1)} filings compared, ")
    assert {line.split()[1] for line in summary[1:]} <= {"rounded", "whitespace"}
    assert any(line.endswith(" rounded") for line in summary)
    assert run("dataset", "--store", store, "--quarter", "2023q1", "-o", "q.zip")[0] == 0
    assert run("reconcile", "q.zip", "--store", store)[1].splitlines()[1:] == ["no differences"]


@pytest.mark.needs_shared
def test_the_same_filings_give_the_same_bytes_however_they_came(run, store, members, tmp_path):
    """In another order, in two goes, settled or fresh, and from files."""
    half = len(members) // 2
    for some in (members[half:], members[:half]):
        ingest(tmp_path / "other", [laid_out(tmp_path / f"in{some[0][0]}", some)], jobs=1)
    laid_out(tmp_path / "files", members)
    for number, source in enumerate((["--store", store], ["--store", tmp_path / "other"], [tmp_path / "files"])):
        assert run("dataset", *source, "-o", f"{number}.zip", "--quiet") == (0, "", "")
    assert Path("0.zip").read_bytes() == Path("1.zip").read_bytes() == Path("2.zip").read_bytes()
    assert len(numbers(Path("0.zip"))) == len(members)


@pytest.mark.needs_shared
def test_a_folder_holds_what_an_archive_holds(run, store):
    days = ["--filed-from", "2023-02-01", "--filed-to", "2023-02-28", "--without-10b5-1", "--quiet"]
    assert run("dataset", "--store", store, *days, "-o", "q.zip") == (0, "", "")
    assert run("dataset", "--store", store, *days, "-o", "q") == (0, "", "")
    assert texts(Path("q")) == texts(Path("q.zip"))
    assert set(texts(Path("q"))) == {table.file for table in TABLES.values()}
    assert b"AFF10B5ONE" not in texts(Path("q"))["SUBMISSION.tsv"]
    status, _, err = run("dataset", "--store", store, *days, "-o", "q")
    assert (status, err) == (
        2,
        "section16: found 'q', which is there already, expected a new or empty folder, or FILE.zip\n",
    )


@pytest.mark.needs_shared
def test_the_secs_own_filings_come_out_of_a_store_as_they_went_in(run, shared, documents, tmp_path):
    """A part of 2024Q3, and two of its filings as documents: these tell no filing date, and have the set's."""
    wanted = ("0001972928-24-000003", "0001062993-24-014684")
    theirs = part_of_the_real_set(shared, tmp_path / "2024q3_form345.zip", 400, wanted)
    for name in wanted:
        laid_out(tmp_path / "in", [(f"{name}.xml", documents.read(f"{name}.xml"))])
    ingest(tmp_path / "store", [theirs], jobs=1)
    arguments = ["dataset", "--store", tmp_path / "store", "--quarter", "2024q3", "--without-10b5-1", "-o"]
    status, out, _ = run(*arguments, "q.zip")
    assert (status, out.splitlines()[0].split()[0]) == (0, "402")
    assert "come from a data set without FOOTNOTES, NONDERIV_TRANS, REPORTINGOWNER" in out
    made, given = texts(Path("q.zip")), texts(theirs)
    for name, content in given.items():
        keyed = bool(TABLES[name[:-4]].key)
        assert rows_of(made[name], keyed) == rows_of(content, keyed), name
    ingest(tmp_path / "store", [tmp_path / "in"], jobs=1)
    status, out, _ = run(*arguments, "q.zip")
    assert (status, out.splitlines()[0].split()[0]) == (0, "402")
    with Dataset(theirs) as sets, Dataset("q.zip") as ours:
        found = list(reconcile([one for name in wanted if (one := ours.get(name))], sets))
    assert [one.is_there for one in found] == [True, True]
    kinds = {(d.table, d.kind.value) for one in found for d in one.differences}
    assert kinds == {(table, "gap") for table in ("REPORTINGOWNER", "NONDERIV_TRANS", "FOOTNOTES")}


def part_of_the_real_set(shared: Path, path: Path, many: int, also: tuple[str, ...]) -> Path:
    """The first filings of the shared data set and these others, in an archive of their own."""
    with zipfile.ZipFile(shared / "data" / "dataset" / "2024q3_form345-part.zip") as whole:
        lines = {name: whole.read(name).splitlines(keepends=True) for name in whole.namelist()}
    kept = {line.split(b"\t")[0] for line in lines["SUBMISSION.tsv"][1 : many + 1]} | {one.encode() for one in also}
    with zipfile.ZipFile(path, "w") as part:
        for name, (head, *rest) in lines.items():
            if not name.endswith(".tsv"):
                continue
            part.writestr(name, b"".join([head, *(line for line in rest if line.split(b"\t")[0] in kept)]))
    return path


def rows_of(content: bytes, keyed: bool) -> tuple[bytes, list[tuple[bytes, int, bytes]]]:
    """The header; every row, those of a filing in the order of its surrogate key, which itself is another."""
    head, *lines = content.splitlines()
    rows = []
    for line in lines:
        accession, _, rest = line.partition(b"\t")
        key, _, cells = rest.partition(b"\t") if keyed else (b"0", b"", rest)
        rows.append((accession, int(key), cells))
    return head, [(accession, cells) for accession, _, cells in sorted(rows)]


# ------------------------------------------------------------------------------------------- which copies count


@pytest.mark.needs_shared
def test_replaced_and_deleted_copies_are_not_in_it(run, members, tmp_path):
    (first, one), (second, two) = members[:2]
    gone = Path(second).stem
    ingest(tmp_path / "store", [laid_out(tmp_path / "a", [(first, one), (second, two)])], jobs=1)
    corrected = as_feed(one.replace(b"Common Stock", b"Common Shares"), "<CORRECTION>")
    assert b"Common Shares" in corrected
    later = laid_out(tmp_path / "b", [("c.nc", corrected), ("d.nc", header(gone, "<DELETION>"))])
    ingest(tmp_path / "store", [later], jobs=1)
    assert run("dataset", "--store", tmp_path / "store", "-o", "all.zip")[0] == 0
    assert numbers(Path("all.zip")) == [Path(first).stem]
    assert b"Common Shares" in b"".join(texts(Path("all.zip")).values())


@pytest.mark.needs_shared
def test_unreadable_filings_are_named_and_counted(run, members, tmp_path):
    """Of the wanted days, by their header; one that is known in a good copy as well is not missing."""
    (first, one), (second, two), *_ = [(n, c) for n, c in members if Q1.has(read(c).header.filed)]
    broken = two.replace(b"<issuer>", b"<issuer", 1)
    place = laid_out(tmp_path / "in", [(first, one), (second, broken), ("junk.txt", b"no filing")])
    ingest(tmp_path / "store", [place], jobs=1)
    status, out, err = run("dataset", "--store", tmp_path / "store", "--quarter", "2023q1", "-o", "q.zip")
    assert status == 1
    assert err.startswith(f"section16: {Path(second).stem}: quarantined, found ")
    assert err.count("\n") == 1
    assert out.splitlines()[1:] == ["  1 left out, named above", "  1 left out, of no known filing date"]
    assert numbers(Path("q.zip")) == [Path(first).stem]
    status, _, err = run("dataset", "--store", tmp_path / "store", "-o", "all.zip")
    assert (status, err.count("quarantined, "), err.count("junk.txt: ")) == (1, 2, 1)
    ingest(tmp_path / "store", [laid_out(tmp_path / "good", [(second, two)])], jobs=1)
    assert run("dataset", "--store", tmp_path / "store", "--quarter", "2023q1", "-o", "q.zip")[::2] == (0, "")
    assert set(numbers(Path("q.zip"))) == {Path(first).stem, Path(second).stem}


@pytest.mark.needs_shared
def test_what_a_damaged_pack_held_is_named(run, members, tmp_path):
    ingest(tmp_path / "store", [laid_out(tmp_path / "a", members[:3])], jobs=1)
    with Store(tmp_path / "store") as opened:
        (pack,) = (tmp_path / "store" / file.path for file in opened.manifest.packs)
    ingest(tmp_path / "store", [laid_out(tmp_path / "b", members[3:5])], jobs=1)
    pack.write_bytes(b"\0" * pack.stat().st_size)
    status, out, err = run("dataset", "--store", tmp_path / "store", "-o", "all.zip")
    assert (status, err.count(f"found sources/{pack.name} that cannot be read"), out.splitlines()[1]) == (
        1,
        3,
        "  3 left out, named above",
    )
    assert set(numbers(Path("all.zip"))) == {Path(name).stem for name, _ in members[3:5]}


@pytest.mark.needs_shared
def test_a_named_file_stands_for_the_copy_of_the_store_unless_that_tells_more(run, members, tmp_path):
    name, content = members[0]
    ingest(tmp_path / "store", [laid_out(tmp_path / "in", [members[0]])], jobs=1)
    other = tmp_path / "other.txt"
    other.write_bytes(content.replace(b"Common Stock", b"Common Shares"))
    status, out, _ = run("dataset", other, "--store", tmp_path / "store", "-o", "both.zip")
    assert (status, out.splitlines()[1]) == (0, "  1 copies gave way to another of the same filing")
    assert b"Common Shares" in b"".join(texts(Path("both.zip")).values())
    bare = filed(tmp_path / "bare", Path(name).stem)
    assert run("dataset", bare, "--store", tmp_path / "store", "-o", "both.zip")[0] == 0
    with Dataset("both.zip") as dataset:
        (found,) = dataset
    assert found.document.issuer == reduced(read(content).document).issuer


def test_the_store_of_the_environment_is_not_written_beside_files(run, monkeypatch, tmp_path):
    ingest(tmp_path / "store", [filed(tmp_path / "in", ONE)], jobs=1)
    monkeypatch.setenv("SECTION16_STORE", str(tmp_path / "store"))
    assert run("dataset", "-o", "store.zip")[0] == 0
    assert run("dataset", filed(tmp_path / "two", TWO), "-o", "files.zip")[0] == 0
    assert (numbers(Path("store.zip")), numbers(Path("files.zip"))) == ([ONE], [TWO])


# ------------------------------------------------------------------------------------------------ files alone


def test_filings_of_no_known_date_are_in_all_days_and_in_no_quarter(run, tmp_path):
    folder = filed(tmp_path / "in", TWO, ONE)
    (folder / "nobodys.xml").write_bytes(EXAMPLE.read_bytes())
    (folder / "notes.csv").write_text("not a filing")
    status, out, err = run("dataset", folder, "-o", "all.zip")
    assert status == 1
    assert (
        err
        == f"section16: {folder}/nobodys.xml: found no accession number, expected one: a data set has a row for each\n"
    )
    assert out.splitlines() == [
        "2 filings written to all.zip", "  1 left out, named above", "  2 of them without a filing date",
        "  1 files of other kinds passed over",
    ]  # fmt: skip
    assert numbers(Path("all.zip")) == [ONE, TWO]
    before = Path("all.zip").read_bytes()
    status, _, err = run("dataset", folder, "--quarter", "2023q4", "-o", "all.zip")
    seen = "found no filing filed from 2023-10-01 to 2023-12-31 (2 of no known filing date)"
    assert (status, err) == (2, f"section16: {seen}, expected one to write at least\n")
    assert Path("all.zip").read_bytes() == before


def test_files_need_no_package_of_the_store(tmp_path):
    arguments = ["dataset", str(filed(tmp_path / "in", ONE)), "-o", str(tmp_path / "all.zip")]
    program = WITHOUT.format(packages={"duckdb", "pyarrow", "filelock"}, arguments=arguments)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert numbers(tmp_path / "all.zip") == [ONE]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--quarter", "2024q5"], "found '2024q5', expected a year and a quarter, as 2024q3"),
        (["--quarter", "2024q1", "--filed-to", "2024-01-02"], "found --quarter beside --filed-from or --filed-to"),
        (["--filed-from", "1/2/24"], "found '1/2/24', expected a day as YYYY-MM-DD"),
        (["-o", "nowhere/set.zip"], "nowhere', expected one to write into"),
        (["-o", "."], "found '.', expected a folder of its own, by its name"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run, tmp_path, arguments, said):
    status, out, err = run("dataset", filed(tmp_path / "in", ONE), "-o", "set.zip", *arguments)
    assert (status, out) == (2, "")
    assert said in err
    assert not Path("set.zip").exists()


def test_without_files_and_store_there_is_nothing_to_write(run, monkeypatch):
    monkeypatch.delenv("SECTION16_STORE", raising=False)
    status, _, err = run("dataset", "-o", "set.zip")
    assert (status, "found no FILES and no --store" in err) == (2, True)


# ------------------------------------------------------------------------------------------------- from Python


def test_stopped_half_way_it_leaves_what_was_there(tmp_path):
    """An archive keeps its bytes, a folder is not made, and nothing lies beside them."""
    one = from_filing(read(EXAMPLE), ONE)

    def stopped():
        yield one
        raise KeyboardInterrupt

    (tmp_path / "set.zip").write_bytes(b"the last one")
    for name in ("set.zip", "set"):
        with pytest.raises(KeyboardInterrupt):
            write_dataset(tmp_path / name, filings=stopped())
    assert [path.name for path in tmp_path.iterdir()] == ["set.zip"]
    assert (tmp_path / "set.zip").read_bytes() == b"the last one"
    assert write_dataset(tmp_path / "set.zip", filings=[one]).filings == 1
    assert numbers(tmp_path / "set.zip") == [ONE]


def test_progress_counts_every_filing_looked_at(tmp_path):
    one, seen = from_filing(read(EXAMPLE), ONE), []
    written = write_dataset(tmp_path / "set", filings=[one, one], progress=seen.append)
    assert (seen, written.filings, written.doubled, written.undated) == ([1, 2], 1, 1, 1)


def test_an_empty_folder_is_filled_and_a_folder_is_no_archive(tmp_path):
    one = from_filing(read(EXAMPLE), ONE)
    (tmp_path / "set").mkdir()
    write_dataset(tmp_path / "set", filings=[one])
    assert set(texts(tmp_path / "set")) == {table.file for table in TABLES.values()}
    (tmp_path / "set.zip").mkdir()
    with pytest.raises(SeenAndExpected, match="the name of a zip archive"):
        write_dataset(tmp_path / "set.zip", filings=[one])
