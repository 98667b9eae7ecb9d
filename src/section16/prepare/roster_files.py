"""Reading and writing rosters: YAML, JSON or TOML, or a folder of CSV files.

Everything is read as text first and only then given its type, so that a CIK keeps
its zeros and a price its decimals, in every one of them.
"""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from io import StringIO
from pathlib import Path

import msgspec

from section16.prepare.roster import Roster
from section16.prepare.roster_checks import references, shape, tidy
from section16.prepare.roster_folder import read_folder
from section16.prepare.sheets import text_of
from section16.vocabulary.errors import Damaged, MissingPackage, NotThisFormat

ENDINGS = {".yaml": "YAML", ".yml": "YAML", ".json": "JSON", ".toml": "TOML"}


class RosterRefused(Damaged):
    """A roster that cannot be used; ``faults`` has every one of its faults, with the key."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults), "a roster as docs/preparing.md describes it")
        self.faults = faults

    def __reduce__(self) -> tuple[type[RosterRefused], tuple[tuple[str, ...]]]:
        return type(self), (self.faults,)

    def __str__(self) -> str:
        return "\n".join(f"roster: {fault}" for fault in self.faults)


def read_roster(path: Path) -> Roster:
    """The roster of a file, by its ending, or of a folder of CSV files.

    Raises NotThisFormat for another ending, RosterRefused with every fault, Damaged for a text that is not
    well-formed, MissingPackage for YAML without the package that reads it, OSError when the file cannot be opened.
    """
    if path.is_dir():
        return _made(read_folder(path))
    kind = ENDINGS.get(path.suffix.lower())
    if kind is None:
        raise NotThisFormat(f"the roster {path.name}", f"a name that ends in one of {', '.join(ENDINGS)}, or a folder")
    return parse_roster(text_of(path), kind)


def parse_roster(text: str, kind: str) -> Roster:
    """The roster in ``text``; ``kind`` is "YAML", "JSON" or "TOML". Raises as ``read_roster``."""
    content = load_plain(text, kind)
    return Roster() if content is None else _made(content)


def _made(content: object) -> Roster:
    plain = tidy(content)
    faults = tuple(shape(plain))
    if faults:
        raise RosterRefused(faults)
    roster = msgspec.convert(plain, Roster, strict=False)
    check_roster(roster)
    return roster


def check_roster(roster: Roster) -> None:
    """Raises RosterRefused when a part names a key that another part lacks, or a CIK can be none."""
    faults = tuple(references(roster))
    if faults:
        raise RosterRefused(faults)


def load_plain(text: str, kind: str) -> object:
    """The content of a YAML, JSON or TOML text as lists, dictionaries and exact values. Raises Damaged."""
    try:
        if kind == "JSON":
            return json.loads(text, parse_float=Decimal, object_pairs_hook=_once) if text.strip() else None
        if kind == "TOML":
            return tomllib.loads(text, parse_float=Decimal)
    except ValueError as error:  # of either
        raise Damaged(f"{kind} that cannot be read: {error}", f"well-formed {kind}") from None
    return _yaml(text)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object; as in YAML and TOML no key may stand there twice."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} stands there twice")
        found[key] = value
    return found


def _yaml(text: str) -> object:
    try:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError
    except ImportError:
        raise MissingPackage("YAML needs a package: pip install 'section16[file]'; or give JSON or TOML") from None
    try:
        return YAML(typ="base", pure=True).load(StringIO(text))
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "a fault"
        raise Damaged(f"YAML with {problem}{where}", "well-formed YAML") from None


def write_roster(roster: Roster) -> str:
    """The roster as JSON, keys in their order, two blanks in: what ``parse_roster`` reads back equal."""
    return msgspec.json.format(msgspec.json.encode(roster), indent=2).decode() + "\n"
