"""Named queries: SQL files of ``sql/`` with a head that says what each answers and which parameters it takes.

A head is a block of comment lines at the top of the file::

    -- title: Net purchases by month
    -- answers: how much insiders bought and sold ...
    -- param issuer VARCHAR: CIK of the issuer
    -- param since DATE = 2020-01-01: first day of filing

A parameter without a default must be given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from section16.archive.pages import TRADE, Covered
from section16.archive.reading import all_lines, trades
from section16.archive.store import Store, on_a_store
from section16.archive.trades import repeats
from section16.formats.columns_arrow import pa
from section16.vocabulary.errors import NotFound, Section16Error

_PARAMETER = re.compile(
    r"-- param (?P<name>\w+) (?P<type>[A-Z]+(?:\(\d+,\d+\))?)(?: = (?P<default>.*?))?: (?P<meaning>.+)"
)
_USES = re.compile(r"\b(lines|trades)\b", re.IGNORECASE)


class BadParameter(Section16Error, ValueError):
    """A parameter that is missing, unknown, or not of its type."""


class Parameter(NamedTuple):
    """What a query asks for. ``default`` is None when it must be given."""

    name: str
    type: str
    default: str | None
    meaning: str


class Query(NamedTuple):
    """A named query."""

    name: str
    title: str
    answers: str
    parameters: tuple[Parameter, ...]
    sql: str


@cache
def queries() -> dict[str, Query]:
    """Every named query, by name."""
    found = sorted((files("section16.archive") / "sql").iterdir(), key=lambda file: file.name)
    return {
        query.name: query
        for query in (_read(file.name, file.read_text("utf-8")) for file in found if file.name.endswith(".sql"))
    }


def _read(file: str, text: str) -> Query:
    told: dict[str, str] = {}
    parameters = []
    for line in text.splitlines():
        if not line.startswith("-- "):
            break
        parameter = _PARAMETER.fullmatch(line)
        if parameter is not None:
            parameters.append(Parameter(**parameter.groupdict()))
            continue
        name, _, words = line[3:].partition(": ")
        told[name] = words
    return Query(file.removesuffix(".sql"), told["title"], told["answers"], tuple(parameters), text)


def query(name: str) -> Query:
    """A query by its name. Raises NotFound."""
    if name not in queries():
        raise NotFound("query", repr(name), tuple(queries()))
    return queries()[name]


def run(store: Store, name: str, given: Mapping[str, str]) -> pa.Table:
    """The answer of a named query.

    given  parameters as text; those left out have their default

    Raises NotFound, BadParameter, QueryError, Damaged.
    """
    asked = query(name)
    known = {parameter.name for parameter in asked.parameters}
    for unknown in given.keys() - known:
        raise BadParameter(f"found the parameter {unknown!r}, expected one of {', '.join(sorted(known)) or 'none'}")
    values = {}
    for parameter in asked.parameters:
        text = given.get(parameter.name, parameter.default)
        if text is None:
            raise BadParameter(f"found no parameter {parameter.name!r}, expected it: {parameter.meaning}")
        values[parameter.name] = _value(store, parameter, text)
    return ask(store, asked.sql, values)


def _value(store: Store, parameter: Parameter, text: str) -> object:
    """The text as a value of the parameter's type."""
    found = store.rows(f"SELECT try_cast($text AS {parameter.type}) AS value", {"text": text})[0]["value"]
    if found is None:
        raise BadParameter(f"found {text!r} for {parameter.name}, expected {parameter.type}: {parameter.meaning}")
    return found


@on_a_store
def ask(store: Store, sql: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
    """The answer to any SQL statement, which may use ``lines`` and ``trades`` beside the tables.

    lines   every line with its filing, owners and industry, see ``lines.LINES``, and the trade it repeats
    trades  every trade once, see ``reading.trades``

    Both are made when a statement names them: what is on no page yet is compared with the rest.
    """
    used = {name.lower() for name in _USES.findall(sql)}
    if used:
        _make_views(store)
    return store.query(sql, parameters or {})


def _make_views(store: Store) -> None:
    generation = store.manifest.generation
    if store.rows(
        "SELECT 1 FROM duckdb_views() WHERE view_name = 'trades' AND comment = $now", {"now": str(generation)}
    ):
        return
    whole = all_lines(store)
    if Covered(store.manifest).beside:
        with store.asked() as connection:
            found = repeats(connection, f"({whole})", "footnotes", "filings")
        with store.registered(found) as told:
            store.query(f"CREATE OR REPLACE TEMP TABLE repeated AS SELECT * FROM {told}")
        rest = ", ".join(f"r.{column}" for column in TRADE)
        whole = (
            f"SELECT l.* EXCLUDE ({', '.join(TRADE)}), {rest} FROM ({whole}) l LEFT JOIN repeated r "
            'ON l.accession = r.accession AND l."table" = r."table" AND l.line = r.line'
        )
    store.query(f"CREATE OR REPLACE VIEW lines AS {whole}")
    store.query(f"CREATE OR REPLACE VIEW trades AS {trades('lines')}")
    store.query(f"COMMENT ON VIEW trades IS '{generation}'")
