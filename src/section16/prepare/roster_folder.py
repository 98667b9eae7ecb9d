"""A roster as a folder of CSV files, for those who keep it in a spreadsheet.

    issuers.csv     key, cik, name, symbol, foreign_symbol, fiscal_year_end, foreign
    owners.csv      key, cik, name, street1, street2, city, state, zip, country, province, signer, files_with
    roles.csv       owner, issuer, director, officer, ten_percent_owner, other, title, other_text, since, until
    securities.csv  key, title, issuer, derivative, underlying, ratio, exercise_price, exercisable, expires, short
    accounts.csv    key, nature, notes
    footnotes.csv   key, text
    holdings.csv    owner, security, account, shares, value, as_of, late
    signers.csv     key, name, capacity, power, filed_on, valid_until

securities.csv and holdings.csv may have columns ``note_BOX`` as well.  Several keys in one
cell are divided by ``|``.  Only owners.csv and issuers.csv must be there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from section16.prepare.sheets import sheet
from section16.vocabulary.errors import Damaged, NotThisFormat

PARTS = ("issuers", "owners", "roles", "securities", "accounts", "footnotes", "holdings", "signers")
_ADDRESS = frozenset({"street1", "street2", "city", "state", "zip", "country", "province"})
_LISTS = frozenset({"files_with", "notes"})


def read_folder(folder: Path) -> dict[str, Any]:
    """The content of a roster, part by part, as a YAML file would hold it.

    Raises NotThisFormat without owners.csv and issuers.csv, Damaged for a row without its key or with one that was
    there before, and for footnotes.csv with other columns; OSError.
    """
    for needed in ("issuers", "owners"):
        if not (folder / f"{needed}.csv").is_file():
            raise NotThisFormat(f"the folder {folder.name} without {needed}.csv", "a roster as a folder of CSV files")
    content: dict[str, Any] = {}
    for part in PARTS:
        path = folder / f"{part}.csv"
        if path.is_file():
            _take(content, part, path)
    return content


def _take(content: dict[str, Any], part: str, path: Path) -> None:
    if part == "holdings":
        content["holdings"] = [_entry(cells) for _, cells in sheet(path)]
        return
    entries = content.setdefault("owners" if part == "roles" else part, {})
    for key, row, cells in _keyed(path, "owner" if part == "roles" else "key"):
        if part == "roles":
            if key not in entries:
                raise Damaged(f"{path.name}, row {row}: owner {key!r}", "one of the keys in owners.csv")
            roles, issuer = entries[key].setdefault("roles", {}), cells.pop("issuer", "")
            if issuer in roles:
                raise Damaged(f"{path.name}, row {row}: {key!r} at {issuer!r} again", "one row for each")
            roles[issuer] = _entry(cells)
            continue
        if key in entries:
            raise Damaged(f"{path.name}, row {row}: the key {key!r} again", "a key of its own for each row")
        if part == "footnotes" and cells.keys() != {"text"}:
            raise Damaged(f"{path.name}: columns key, {', '.join(cells)}", "key and text")
        entries[key] = cells["text"] if part == "footnotes" else _entry(cells)


def _keyed(path: Path, column: str) -> Iterator[tuple[str, int, dict[str, str]]]:
    for row, cells in sheet(path):
        key = cells.pop(column, "")
        if not key:
            raise Damaged(f"{path.name}, row {row}: nothing in column {column}", "a key")
        yield key, row, cells


def _entry(cells: dict[str, str]) -> dict[str, Any]:
    """One row as an entry: empty cells are absent, address and notes are gathered."""
    made: dict[str, Any] = {}
    for name, text in cells.items():
        if not text:
            continue
        if name in _ADDRESS:
            made.setdefault("address", {})[name] = text
        elif name.startswith("note_"):
            made.setdefault("notes", {})[name.removeprefix("note_")] = _several(text)
        else:
            made[name] = _several(text) if name in _LISTS else text
    return made


def _several(text: str) -> list[str]:
    return [one.strip() for one in text.split("|") if one.strip()]
