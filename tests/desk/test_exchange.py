"""A desk as plain files and back: the same bytes, whatever the database, and no contradiction gets in."""

import json
import shutil
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest

from section16.desk.api import Desk
from section16.desk.errors import NotAllowed, Refused
from section16.desk.exchange import MANIFEST
from section16.desk.journal import Place
from section16.prepare.roster_files import read_roster
from section16.vocabulary.errors import Damaged
from tests.desk.made_up import POWER, SECRET


def files(folder) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def exported(full, tmp_path):
    full.export(tmp_path / "out")
    return tmp_path / "out"


def test_everything_is_there_as_plain_files(full, exported):
    assert sorted(files(exported)) == [
        "accounts.csv", "audit.jsonl", "desk.json", "drafts/000001-r1.xml", "drafts/000001.json",
        "drafts/000002-r1-e1.txt", "drafts/000002-r1.xml", "drafts/000002-r2-e1.txt", "drafts/000002-r2.xml",
        "drafts/000002.json", "journal.csv", "receipts.jsonl",
        "roster-history.jsonl", "roster.json", "signing.jsonl", "users.csv",
    ]  # fmt: skip
    manifest = json.loads((exported / MANIFEST).read_text())
    assert manifest["head"] == full.verify().head
    assert manifest["files"] == {
        name: sha256(data).hexdigest() for name, data in files(exported).items() if name != MANIFEST
    }
    assert (exported / "drafts/000002-r2.xml").read_bytes() == full.document(2)
    assert (exported / "drafts/000002-r2-e1.txt").read_bytes() == POWER.content
    assert read_roster(exported / "roster.json") == full.roster(date(2025, 3, 7))
    assert SECRET.encode() not in b"".join(files(exported).values())


def test_the_same_bytes_come_back(exported, empty, tmp_path):
    head = Desk.bring_in(empty, exported)
    with Desk.open(empty) as desk:
        rea = desk.as_user("rea")
        assert (rea.verify().head, rea.verify().faults) == (head, ())
        rea.export(tmp_path / "again")
    assert files(tmp_path / "again") == files(exported)


@pytest.mark.needs("postgresql", "psycopg")
@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_same_bytes_come_back_through_both_databases(backend, templates, server, scratch, tmp_path):
    """SQLite -> PostgreSQL -> SQLite."""
    with Desk.open(templates.copy(backend, "filled")) as desk:
        desk.as_user("rea").export(tmp_path / "0")
    server.execute("CREATE DATABASE both_ways")
    for number, url in ((1, server.url("both_ways")), (2, f"sqlite:///{scratch}/both-ways.db")):
        Desk.bring_in(url, tmp_path / str(number - 1))
        with Desk.open(url) as desk:
            desk.as_user("rea").export(tmp_path / str(number))
        assert files(tmp_path / str(number)) == files(tmp_path / "0")


def test_work_goes_on_after_an_import(exported, empty):
    Desk.bring_in(empty, exported)
    with Desk.open(empty) as desk:
        ann = desk.as_user("ann")
        place = Place(("jane",), "acme", "common", "direct")
        assert ann.post("trade", place, date(2025, 4, 1), shares=Decimal(1), reason="on").number == 9
        assert ann.verify().faults == ()


def test_an_empty_desk_goes_there_and_back(empty, tmp_path, scratch):
    with Desk.init(empty, "kit", "Kit Keeper") as desk:
        desk.export(tmp_path / "out")
    Desk.bring_in(f"sqlite:///{scratch}/{tmp_path.name}.db", tmp_path / "out")


def test_only_an_empty_desk_takes_an_import(exported, url):
    with pytest.raises(Refused, match="a desk with records"):
        Desk.bring_in(url, exported)


def test_an_export_overwrites_nothing(full, exported):
    before = files(exported)
    with pytest.raises(Refused, match="which is there already"):
        full.export(exported)
    assert files(exported) == before
    assert not list(exported.parent.glob(".out*"))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("journal.csv", lambda data: data.replace(b",100,", b",101,")),
        ("users.csv", lambda data: data.replace(b"Rea Reader", b"Rea Filer")),
        ("roster.json", lambda data: data.replace(b"Springfield", b"Shelbyville")),
        ("drafts/000001.json", lambda data: data.replace(b'"by": "bob"', b'"by": "ann"')),
        ("drafts/000001-r1.xml", lambda data: data.replace(b"12.50", b"12.51")),
        ("drafts/000002-r1-e1.txt", lambda data: data.replace(b"Paul", b"Saul")),
        ("receipts.jsonl", lambda data: data.replace(b"accepted", b"suspended")),
        ("audit.jsonl", lambda data: data.replace(b"12345", b"12346") + b"\n"),
        ("audit.jsonl", lambda data: data[: data.rindex(b"\n", 0, -1) + 1]),
        ("audit.jsonl", lambda data: data.replace(b'"table":"postings"', b'"table":"postcards"', 1)),
        ("audit.jsonl", lambda data: b"[1]\n" + data),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_files_that_were_edited_are_turned_down(exported, empty, name, change):
    """Even when whoever edited them also mended the digests in the manifest."""
    path, manifest = exported / name, exported / MANIFEST
    old = path.read_bytes()
    path.write_bytes(change(old))
    assert path.read_bytes() != old
    with pytest.raises(Refused, match="which is not as it was exported"):
        Desk.bring_in(empty, exported)
    said = manifest.read_text().replace(sha256(old).hexdigest(), sha256(path.read_bytes()).hexdigest())
    manifest.write_text(said)
    with pytest.raises((Refused, Damaged)):
        Desk.bring_in(empty, exported)
    with Desk.open(empty) as desk, pytest.raises(NotAllowed, match="'rea', who is not of this desk"):
        desk.as_user("rea")


def test_files_too_few_or_too_many_are_turned_down(exported, empty):
    (exported / "notes.txt").write_text("mine")
    with pytest.raises(Refused, match=r"notes\.txt, which is not named in"):
        Desk.bring_in(empty, exported)
    (exported / "notes.txt").unlink()
    (exported / "receipts.jsonl").unlink()
    with pytest.raises(Refused, match=r"receipts\.jsonl, which is missing"):
        Desk.bring_in(empty, exported)
    shutil.rmtree(exported / "drafts")
    (exported / MANIFEST).write_text("{}")
    with pytest.raises(Damaged):
        Desk.bring_in(empty, exported)


def test_a_desk_that_does_not_verify_is_exported_only_by_wish(full, sql, tmp_path, empty):
    sql("""INSERT INTO issuers ("key", "by", at) VALUES ('evil', 'ann', '2025-03-08T00:00:00.000000Z')""")
    with pytest.raises(Refused, match="does not verify"):
        full.export(tmp_path / "out")
    manifest = full.export(tmp_path / "out", anyway=True)
    assert manifest["faults"] == ['issuers ["evil"]: stands in no entry of the trail']
    with pytest.raises(Refused, match="files of a desk with faults"):
        Desk.bring_in(empty, tmp_path / "out")
