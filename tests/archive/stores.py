"""What tests of stores share: samples on disk, rows without what may differ, and an independent count."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from section16.archive.store import Store
from section16.archive.tables import TABLES

# where a copy lies in its pack depends on what came in with it, and a path on the folder of the test
PLACES = {"pack", "frame", "frame_bytes", "start", "name", "source_name"}


def laid_out(folder: Path, members: Iterable[tuple[str, bytes]]) -> Path:
    """A folder with these files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in members:
        (folder / name).write_bytes(content)
    return folder


def rows(folder: Path) -> dict[str, Counter[tuple[object, ...]]]:
    """Every row of a store that counts, by table, but for what may differ between two runs."""
    with Store(folder) as store:
        found = {}
        for table, kept in TABLES.items():
            names = [name for name in kept.schema.names if name not in PLACES]
            columns = ", ".join(f'"{name}"' for name in names)
            found[table] = Counter(store.connection.execute(f"SELECT {columns} FROM {table}").fetchall())
        return found


def counted(xml: bytes) -> Counter[str]:
    """What stands in a document, counted with lxml and XPath alone."""
    root = etree.fromstring(xml.lstrip())
    paths = {
        "owners": "count(/*/reportingOwner)",
        "table_i": "count(/*/nonDerivativeTable/*)",
        "table_ii": "count(/*/derivativeTable/*)",
        "footnotes": "count(/*/footnotes/footnote)",
        "marks": "count(/*/*[self::nonDerivativeTable or self::derivativeTable]//footnoteId)",
        "signatures": "count(/*/ownerSignature)",
    }
    return Counter({"filings": 1} | {name: int(root.xpath(path)) for name, path in paths.items()})


def header(accession: str, *more: str, form: str = "4") -> bytes:
    """A feed file without documents."""
    lines = ("<SUBMISSION>", *more, f"<ACCESSION-NUMBER>{accession}", f"<TYPE>{form}", "</SUBMISSION>", "")
    return "\n".join(lines).encode()


def as_feed(submission: bytes, *more: str) -> bytes:
    """A submission text as a feed file, with lines put into its header: the same filing, retold."""
    accession = re.search(rb"ACCESSION NUMBER:\s*(\S+)", submission)
    filed = re.search(rb"FILED AS OF DATE:\s*(\S+)", submission)
    documents = submission[submission.index(b"<DOCUMENT>") : submission.index(b"</SEC-DOCUMENT>")]
    assert accession is not None
    assert filed is not None
    lines = (
        "<SUBMISSION>", *more, f"<ACCESSION-NUMBER>{accession[1].decode()}", "<TYPE>4",
        f"<FILING-DATE>{filed[1].decode()}", "",
    )  # fmt: skip
    return "\n".join(lines).encode() + documents + b"</SUBMISSION>\n"
