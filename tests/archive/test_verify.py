"""The store against its sources, and citations back to the byte."""

import html
import random
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path
from shutil import copytree

import msgspec
import pytest

from section16.archive import manifest as manifests
from section16.archive.cite import cite
from section16.archive.ingest import ingest
from section16.archive.store import Store
from section16.archive.tables import TABLES
from section16.archive.verify import Verified, verify
from section16.formats import edgar_xml
from section16.formats.edgar_xml_places import place
from section16.vocabulary.errors import NotFound
from tests.archive.stores import laid_out
from tests.real_documents import real_documents

pytestmark = [pytest.mark.needs("duckdb", "pyarrow", "filelock"), pytest.mark.needs_shared]


@pytest.fixture(scope="module")
def store(submissions, documents, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("verify")
    members = [(Path(name).name, content) for name, content in chain(submissions.sample(150), documents.sample(20))]
    ingest(folder / "store", [laid_out(folder / "in", [*members, ("bad.txt", b"no filing")])], jobs=1)
    return folder / "store"


def test_a_whole_store_has_no_faults(store):
    seen: list[Verified] = []
    assert list(verify(store, seen.append)) == []
    with Store(store) as opened:
        filings = opened.rows("SELECT count(*) AS n FROM filings")[0]["n"]
    assert seen[-1].filings == filings
    assert seen[-1].rows > filings * 5


def test_a_flipped_bit_in_any_file_is_found(store):
    chance = random.Random(16)
    with Store(store) as opened:
        paths = [file.path for file in opened.manifest.files()]
    assert {Path(path).parts[1] for path in paths if path.startswith("tables/")} == set(TABLES)
    assert any(path.endswith(".zst") for path in paths)
    whole = {path: (store / path).read_bytes() for path in paths}
    try:
        for path, content in whole.items():
            flipped = bytearray(content)
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
            (store / path).write_bytes(flipped)
        assert {fault.where for fault in verify(store)} == set(paths)
    finally:
        for path, content in whole.items():
            (store / path).write_bytes(content)
    assert list(verify(store)) == []


def test_a_missing_file_is_found(store):
    with Store(store) as opened:
        path = next(file.path for file in opened.manifest.files() if file.path.endswith(".zst"))
    content = (store / path).read_bytes()
    (store / path).unlink()
    try:
        assert path in {fault.where for fault in verify(store)}
    finally:
        (store / path).write_bytes(content)


def test_a_row_that_was_changed_is_found(store, tmp_path):
    """A forger who mends every checksum is still found out: the filed bytes say otherwise."""
    forged = Path(copytree(store, tmp_path / "forged"))
    manifest = manifests.read(forged)
    part = max(manifest.parts, key=lambda one: one.filings)
    file = part.files["table_i"]
    with Store(store) as opened:
        opened.connection.execute(
            "COPY (SELECT * REPLACE (CASE line WHEN 1 THEN shares + 1 ELSE shares END AS shares) "
            f"FROM read_parquet('{forged / file.path}')) TO '{forged / 'new.parquet'}' (FORMAT parquet)"
        )
    (forged / "new.parquet").rename(forged / file.path)
    mended = msgspec.structs.replace(
        part, files={**part.files, "table_i": manifests.described(forged, forged / file.path, file.rows)}
    )
    parts = tuple(mended if one.name == part.name else one for one in manifest.parts)
    manifests.write(forged, msgspec.structs.replace(manifest, parts=parts))
    faults = list(verify(forged))
    assert faults
    assert {fault.where.partition(", ")[2] for fault in faults} == {"table_i"}


# ------------------------------------------------------------------------------------------------ citations


def test_a_citation_points_at_the_very_bytes(submissions, tmp_path):
    name = next(name for name in submissions.names if name.endswith("0000018349-23-000009.txt"))
    content = submissions.read(name)
    ingest(tmp_path / "store", [laid_out(tmp_path / "in", [("x.txt", content)])], jobs=1)
    with Store(tmp_path / "store") as opened:
        found = cite(opened, "0000018349-23-000009", "table_i", 1, "shares")
        assert (found.value, found.text, found.filed_on) == (Decimal(523), "523", date(2023, 2, 7))
        ((mark, note),) = found.footnotes
        assert mark == "F1"
        assert note == (
            "These shares were withheld upon the vesting of restricted stock units to pay tax withholding obligations."
        )
        assert found.path == (
            "ownershipDocument/nonDerivativeTable/nonDerivativeTransaction/transactionAmounts/transactionShares"
        )
        assert content[slice(*found.span)] == b"523"
        assert content[slice(*found.element)].startswith(b"<transactionShares>")
        assert found.address == (
            "https://www.sec.gov/Archives/edgar/data/18349/000001834923000009/0000018349-23-000009.txt"
        )
        assert cite(opened, found.accession, "owners", 1, "name").text == "Weislogel Katherine"
        assert cite(opened, found.accession, "filings", 1, "issuer_symbol").text == "SNV"
        assert cite(opened, found.accession, "table_i", 1, "deemed_execution_date").span is None
        for wrong, said in (
            (("table_i", 2, "shares"), "no line 2 of table_i in"), (("table_i", 1, "sum"), "no field of table_i sum"),
            (("lines", 1, "shares"), "no table lines"),
        ):  # fmt: skip
            with pytest.raises(NotFound, match=said):
                cite(opened, found.accession, *wrong)
        with pytest.raises(NotFound, match="no filing 0000000000-00-000000"):
            cite(opened, "0000000000-00-000000", "table_i", 1, "shares")


def compared(members) -> int:
    """Every box of every line: its place holds the text that the model has."""
    boxes = 0
    for name, xml in real_documents(members):
        document, findings = edgar_xml.read(xml)
        if findings:
            continue  # repaired: its bytes are not well-formed, and no place is told
        for table, i, line in document.lines():
            for field, cell in line.cells():
                try:
                    span = place(xml, table, i + 1, field).text
                except NotFound:
                    span = None
                text = html.unescape(xml[slice(*span)].decode()) if span else None
                assert text == ((cell.text or "").strip() or None), (name, table, i + 1, field)
                boxes += 1
    return boxes


def test_every_place_holds_what_the_model_has(submissions, documents):
    assert compared(chain(submissions.sample(400), documents.sample(15))) > 500


@pytest.mark.sweep
def test_every_place_of_everything_holds_what_the_model_has(submissions, documents):
    assert compared(chain(submissions.sample(), documents.sample())) > 300_000
