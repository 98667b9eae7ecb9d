"""A whole desk as plain files, and back.

    desk.json            format, head of the trail, SHA-256 of every file
    audit.jsonl          the audit trail, an entry a line: from it and the documents a desk is made again
    users.csv            users in their versions
    roster.json          the roster as of the last change: what section16 draft takes
    roster-history.jsonl every version of everything in the roster
    journal.csv          every posting
    accounts.csv         what was seen of EDGAR accounts
    signing.jsonl        attestations, powers of attorney, revocations
    receipts.jsonl       every receipt
    drafts/000001.json   a draft with its steps, checks, approvals and signatures
    drafts/000001-r1.xml and each of its revisions
    drafts/000001-r1-e1.txt and what is enclosed in it

The files say the same on SQLite and PostgreSQL, byte for byte, and an import makes a desk
whose export is these bytes again; files that contradict each other are turned down.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy import LargeBinary, Table, insert, select
from sqlalchemy.orm import Session

from section16.desk import audit, roster_book
from section16.desk.audit import TABLES, raw_rows
from section16.desk.canonical import canonical, digest, parsed
from section16.desk.columns import Day, Exact, Moment
from section16.desk.errors import Refused
from section16.desk.tables import ExhibitRow, RevisionRow
from section16.prepare.roster_files import write_roster
from section16.vocabulary.errors import Damaged

FORMAT = "section16-desk/1"
MANIFEST, TRAIL = "desk.json", "audit.jsonl"
_ENDINGS = (".txt", ".htm", ".jpg", ".gif")  # of exhibits, as EDGAR takes them
_HISTORY = (
    "issuer_versions", "owner_versions", "security_versions", "account_versions", "footnote_versions",
    "signer_versions", "holding_versions",
)  # fmt: skip
_SIGNING = ("attestations", "powers", "revocations")
_OF_DRAFT = ("revisions", "transitions", "checks", "approvals", "signatures")
_ENCLOSED = ExhibitRow.__tablename__  # named in the file of a draft that has some


# --------------------------------------------------------------------------------------------------- writing


def export(session: Session, folder: Path, *, anyway: bool = False) -> dict[str, Any]:
    """Write the desk into a new folder, whole or not at all; returns what ``desk.json`` says.

    anyway  also a desk that does not verify; no import takes such files

    Raises Refused when the folder holds something or the desk does not verify, OSError when it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder}, which is there already", "a new folder")
    verdict = audit.verify(session)
    if verdict.faults and not anyway:
        raise Refused(f"a desk that does not verify ({verdict.faults[0]})", "one that does, or --anyway")
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, new, ignore_errors=True)
        (new / "drafts").mkdir()
        digests: dict[str, str] = {}
        for name, data in files_of(session):
            (new / name).write_bytes(data)
            digests[name] = digest(data)
        manifest = _manifest(digests, verdict.head, [str(fault) for fault in verdict.faults])
        (new / MANIFEST).write_text(_pretty(manifest), "utf-8")
        if folder.exists():
            folder.rmdir()
        new.replace(folder)
        undo.pop_all()
    return manifest


def _manifest(digests: dict[str, str], head: str, faults: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {"format": FORMAT, "head": head, "files": dict(sorted(digests.items()))}
    return {**made, "faults": faults} if faults else made


def files_of(session: Session) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file but ``desk.json``."""
    entries = list(raw_rows(session, TABLES["audit"]))
    yield TRAIL, _lines(entries)
    yield "users.csv", _csv(session, "user_versions")
    last = date.fromisoformat(str(entries[-1]["at"])[:10]) if entries else date.min
    yield "roster.json", write_roster(roster_book.roster_on(session, last)).encode()
    yield "roster-history.jsonl", _lines(_tagged(session, _HISTORY))
    yield "journal.csv", _csv(session, "postings")
    yield "accounts.csv", _csv(session, "edgar_accounts")
    yield "signing.jsonl", _lines(_tagged(session, _SIGNING))
    yield "receipts.jsonl", _lines(_rows(session, "receipts"))
    yield from _drafts(session)


def _drafts(session: Session) -> Iterator[tuple[str, bytes]]:
    parts: dict[int, dict[str, Any]] = {
        row["number"]: {"draft": row, **{name: [] for name in _OF_DRAFT}} for row in _rows(session, "drafts")
    }
    for table in (*_OF_DRAFT, _ENCLOSED):
        for row in _rows(session, table):
            if row["draft"] in parts:  # else a row that went around the desk; the manifest tells of it
                parts[row["draft"]].setdefault(table, []).append(row)
    for number, part in parts.items():
        yield f"drafts/{number:06}.json", _pretty(part).encode()
        for table in (RevisionRow.__tablename__, _ENCLOSED):
            for row in part.get(table, []):
                yield _path(table, row) or "", _bytes(session, TABLES[table], row)


def _bytes(session: Session, table: Table, row: dict[str, Any]) -> bytes:
    """What a row holds besides what the trail says of it."""
    (column,) = (column for column in table.columns if isinstance(column.type, LargeBinary))
    found = session.scalar(select(column).where(*(key == row[key.name] for key in table.primary_key.columns)))
    return bytes(found or b"")


def _path(table: str, row: dict[str, Any]) -> str | None:
    """The file with the bytes of a row; None for a table without."""
    if table == RevisionRow.__tablename__:
        return f"drafts/{row['draft']:06}-r{row['number']}.xml"
    if table == _ENCLOSED:
        ending = PurePath(str(row["name"])).suffix
        known = ending if ending in _ENDINGS else ".bin"
        return f"drafts/{row['draft']:06}-r{row['revision']}-e{row['number']}{known}"
    return None


def _rows(session: Session, table: str) -> list[dict[str, Any]]:
    """The rows in the order of their keys: by number, or by letters alike on every database."""
    keys = [column.name for column in TABLES[table].primary_key.columns]
    return sorted(raw_rows(session, TABLES[table]), key=lambda row: [row[name] for name in keys])


def _tagged(session: Session, tables: Iterable[str]) -> Iterator[dict[str, Any]]:
    for table in tables:
        for row in _rows(session, table):
            yield {"table": table, "row": row}


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(canonical(row) + "\n" for row in rows).encode()


def _pretty(value: object) -> str:
    """Canonical JSON with line ends, for people."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _csv(session: Session, table: str) -> bytes:
    names = [column.name for column in TABLES[table].columns]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for row in _rows(session, table):
        writer.writerow([row.get(name, "") for name in names])
    return text.getvalue().encode()


# --------------------------------------------------------------------------------------------------- reading


def bring_in(session: Session, folder: Path) -> str:
    """Fill an empty desk from the files of an export; returns the head of its trail.

    Raises Refused for a desk that is not empty and for files that contradict each other, Damaged for files that cannot
    be read, OSError when they are not there.
    """
    if audit.head(session)[0]:
        raise Refused("a desk with records", "an empty one")
    manifest = _read_manifest(folder)
    names = set(manifest["files"])
    for number, line in enumerate((folder / TRAIL).read_bytes().splitlines(), 1):
        try:
            _replay(session, parsed(line.decode()), folder, names)
        except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
            raise Damaged(f"{TRAIL}, line {number}: {type(error).__name__} {error}", "an entry of the trail") from None
    verdict = audit.verify(session, manifest["head"])
    if verdict.faults:
        raise Refused(f"files of a desk that does not verify ({verdict.faults[0]})", "those of one that does")
    _compare(session, folder, names)
    return verdict.head


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = parsed((folder / MANIFEST).read_text("utf-8"))
        files = manifest["files"]
        is_ours = manifest["format"] == FORMAT and isinstance(files, dict) and isinstance(manifest["head"], str)
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(f"{MANIFEST} that cannot be read ({error})", "the manifest of an export") from None
    if not is_ours:
        raise Damaged(f"{MANIFEST} of the format {manifest['format']!r}", FORMAT)
    if manifest.get("faults"):
        raise Refused(f"files of a desk with faults ({manifest['faults'][0]})", "those of one that verifies")
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    if odd := sorted(there ^ set(files)):
        what = "is not named in" if odd[0] in there else "is missing, but named in"
        raise Refused(f"{odd[0]}, which {what} {MANIFEST}", "exactly the files of an export")
    for name, said in sorted(files.items()):
        if digest((folder / name).read_bytes()) != said:
            raise Refused(f"{name}, which is not as it was exported", f"the bytes that {MANIFEST} names")
    loaded: dict[str, Any] = manifest
    return loaded


def _replay(session: Session, entry: dict[str, Any], folder: Path, names: set[str]) -> None:
    """Write the rows of one entry, and the entry. ``names`` of the files that may be read."""
    for change in entry["changes"]:
        table = TABLES[change["table"]]
        values = _values(table, change["row"])
        path = _path(table.name, values)
        if path is not None:
            if path not in names:
                raise KeyError(path)
            (column,) = (column.name for column in table.columns if isinstance(column.type, LargeBinary))
            values[column] = (folder / path).read_bytes()
        session.execute(insert(table).values(**values))
    session.execute(insert(TABLES["audit"]).values(**_values(TABLES["audit"], entry)))


def _values(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """The values of a row, typed as its columns want them. Raises ValueError and KeyError for what is no row."""
    return {
        name: _value(table.columns[name].type, value)
        for name, value in row.items()
        if not isinstance(table.columns[name].type, LargeBinary)
    }


def _value(kind: object, value: Any) -> Any:
    match kind:
        case Day():
            return date.fromisoformat(value)
        case Moment():
            return datetime.fromisoformat(value)
        case Exact():
            return Decimal(value)
    return value


def _compare(session: Session, folder: Path, names: set[str]) -> None:
    """The desk as it is now gives exactly the files that it was made from."""
    made = set()
    for name, data in files_of(session):
        made.add(name)
        if name not in names or (folder / name).read_bytes() != data:
            raise Refused(f"{name}, which does not say what {TRAIL} says", "files that agree")
    if left := sorted(names - made):
        raise Refused(f"{left[0]}, which is no file of a desk", "exactly the files of an export")
