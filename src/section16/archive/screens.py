"""Screens: the trades of the whole store that meet conditions, each once, or grouped, or in clusters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import msgspec

from section16.archive.clusters import Traded, clusters
from section16.archive.lines import VALUE, columns, joined, known_by
from section16.archive.manifest import Part
from section16.archive.one_trade import DAYS_APART
from section16.archive.pages import LINE_AND_TRADE, Covered
from section16.archive.reading import ROLE, SHOWN, trades
from section16.archive.store import Store, on_a_store
from section16.archive.trades import repeats
from section16.archive.views import listed, quoted, select_table
from section16.formats.columns_arrow import COUNT, TEXT, pa
from section16.vocabulary.errors import NotFound, Section16Error

ROLES = {
    "officer": "is_officer", "director": "is_director", "ten-percent": "is_ten_percent_owner", "other": "is_other",
}  # fmt: skip
TABLES = {"I": ("table_i",), "II": ("table_ii",), "both": ("table_i", "table_ii")}
GROUPS = ("issuer", "person")

# Percent of the holding before that a line adds or takes away; null when that holding is not known or was nothing.
_BEFORE = "(shares_following - CASE acquired_disposed WHEN 'A' THEN shares WHEN 'D' THEN -shares END)"
_OWN_CHANGE = (
    f"CASE WHEN {_BEFORE} > 0 AND shares < 1e15 AND {_BEFORE} < 1e15 "
    f"THEN round(100 * shares::DOUBLE / {_BEFORE}::DOUBLE, 1)::DECIMAL(18,1) END"
)
_IS_NEW = f"(acquired_disposed = 'A' AND shares > 0 AND {_BEFORE} = 0)"


class BadScreen(Section16Error, ValueError):
    """Conditions that cannot be met together, or of a word that is none."""


class Screen(msgspec.Struct, frozen=True, omit_defaults=True):
    """Conditions; those left out are no conditions.

    code         transaction codes
    side         "A" acquired, "D" disposed of
    role         of any of those who report it: "officer", "director", "ten-percent", "other"
    title        regular expression, found anywhere in an officer's title, whatever the case
    table        "I", "II" or "both"
    value_min, value_max  dollars; a trade without a price has no value and meets neither
    price_min, price_max  dollars
    filed_from, filed_to, traded_from, traded_to  days, both counted
    days         filed in so many days before ``filed_to``, else before the last day known
    plan         the Rule 10b5-1 box: True checked, False filed and not checked
    own_change   percent of the holding before, at least, up or down; a new holding meets it
    sector       beginnings of the SIC code
    quiet_years  no trade of that code and side by any of the owners in the issuer for so long before
    cluster, window  so many people within so many days
    group_by     "issuer" or "person"
    """

    code: tuple[str, ...] = ()
    side: str | None = None
    role: tuple[str, ...] = ()
    title: str | None = None
    table: str = "I"
    value_min: Decimal | None = None
    value_max: Decimal | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    filed_from: date | None = None
    filed_to: date | None = None
    traded_from: date | None = None
    traded_to: date | None = None
    days: int | None = None
    plan: bool | None = None
    own_change: Decimal | None = None
    sector: tuple[str, ...] = ()
    quiet_years: int | None = None
    cluster: int | None = None
    window: int = 30
    group_by: str | None = None


class Preset(NamedTuple):
    """A screen with a name, and why people look at it."""

    name: str
    title: str
    options: str
    why: str

    @property
    def screen(self) -> Screen:
        """Its conditions."""
        told: dict[str, Any] = {}
        for option in self.options.split(" "):
            name, _, text = option.partition("=")
            value: Any = {"yes": True, "no": False}.get(text, text)
            told[name] = (*told.get(name, ()), text) if name in ("code", "role", "sector") else value
        return msgspec.convert(told, Screen, strict=False)


@cache
def presets() -> dict[str, Preset]:
    """The presets by name, in the order in which they are listed."""
    lines = (files("section16.archive") / "screens.tsv").read_text("utf-8").splitlines()[1:]
    return {preset.name: preset for preset in (Preset(*line.split("\t")) for line in lines)}


def preset(name: str) -> Preset:
    """A preset by its name. Raises NotFound."""
    if name not in presets():
        raise NotFound("screen", repr(name), tuple(presets()))
    return presets()[name]


@on_a_store
def screen(store: Store, asked: Screen, *, as_known_on: date | None = None, as_filed: bool = False) -> pa.Table:
    """The trades that meet the conditions, latest filed first; or, with ``group_by``, a row for each group.

    as_known_on  only what EDGAR had accepted by the end of that day
    as_filed     every line as filed: a trade that is reported twice is there twice

    Raises BadScreen.
    """
    _check(asked)
    filed_from, filed_to = _filed(store, asked, as_known_on)
    has_repeats = _find(store, asked, filed_from, filed_to, as_known_on, as_filed)
    shown = trades("screened") if has_repeats else "SELECT *, 1::BIGINT AS reports FROM screened"
    sources = f"SELECT *, {VALUE} AS value, {_OWN_CHANGE} AS own_change FROM ({shown})"
    chosen = f"SELECT * FROM ({sources}) WHERE {' AND '.join(_conditions(asked, filed_from, filed_to))}"
    reported = "report" if as_filed else "reports"
    if asked.quiet_years is None and asked.cluster is None:
        return store.query(_answer(asked, reported, f"({chosen})"), _parameters(asked))
    store.run(f"CREATE OR REPLACE TEMP TABLE chosen AS {chosen}", _parameters(asked))
    if asked.quiet_years is not None:
        _leave_out_the_busy(store, asked, as_known_on)
    if asked.cluster is None:
        return store.query(_answer(asked, reported, "chosen"))
    with store.registered(_clustered(store, asked.cluster, asked.window)) as clustered:
        within = f'(SELECT * FROM chosen JOIN {clustered} USING (accession, "table", line))'
        return store.query(_answer(asked, reported, within))


def _check(asked: Screen) -> None:
    for role in asked.role:
        if role not in ROLES:
            raise BadScreen(f"found the role {role!r}, expected one of {', '.join(ROLES)}")
    if asked.side not in (None, "A", "D"):
        raise BadScreen(f"found the side {asked.side!r}, expected A or D")
    if asked.table not in TABLES:
        raise BadScreen(f"found the table {asked.table!r}, expected one of {', '.join(TABLES)}")
    if asked.group_by not in (None, *GROUPS):
        raise BadScreen(f"found a group by {asked.group_by!r}, expected one of {', '.join(GROUPS)}")
    if asked.days is not None and asked.filed_from is not None:
        raise BadScreen("found both a number of days and a first day of filing, expected one of them")
    for name in ("days", "quiet_years", "cluster", "window"):
        number = getattr(asked, name)
        if number is not None and number < 1:
            raise BadScreen(f"found {name.replace('_', ' ')} of {number}, expected 1 or more")


def _filed(store: Store, asked: Screen, as_known_on: date | None) -> tuple[date | None, date | None]:
    """First and last day of filing that count; None where nothing bounds them."""
    if asked.days is None:
        return asked.filed_from, asked.filed_to
    last = asked.filed_to or as_known_on or last_day(store)
    return (last - timedelta(days=asked.days - 1), last) if last is not None else (None, None)


def last_day(store: Store) -> date | None:
    """The last day of filing that the store knows of."""
    known = [part.year for part in store.manifest.parts if part.year]
    last = max(known, default=None)
    parts = [part for part in store.manifest.parts if part.year in (None, last)]
    found: date | None = store.query(
        f"SELECT max(filed_on) AS day FROM ({select_table('filings', store.folder, parts)})"
    ).column("day")[0].as_py()  # fmt: skip
    return found


def _find(
    store: Store, asked: Screen, filed_from: date | None, filed_to: date | None, as_known_on: date | None,
    as_filed: bool,
) -> bool:  # fmt: skip
    """Make the table ``screened``: lines that may meet the conditions, and earlier reports of their trades.

    True when some of them repeat others.
    """
    begin = filed_from - timedelta(days=DAYS_APART) if filed_from is not None and not as_filed else filed_from
    lines, is_told = _lines(store, asked, begin, filed_to, as_known_on)
    store.run(f"CREATE OR REPLACE TEMP TABLE screened AS {lines}")
    if as_filed:
        store.run("UPDATE screened SET of_accession = NULL, of_line = NULL, report = NULL")
        return False
    amended = store.rows(
        "SELECT issuer_cik AS cik, min(transaction_date) AS day FROM screened WHERE form LIKE '%/A' "
        "AND issuer_cik IS NOT NULL AND transaction_date IS NOT NULL GROUP BY ALL"
    )
    if amended and begin is not None and (since := min(one["day"] for one in amended)) < begin:
        where = f"issuer_cik IN ({listed(one['cik'] for one in amended)})"
        earlier, is_told_too = _lines(store, asked, since, begin - timedelta(days=1), as_known_on, where)
        store.run(f"INSERT INTO screened {earlier}")
        begin, is_told = since, is_told and is_told_too
    if is_told:
        return store.query("SELECT 1 FROM screened WHERE report IS NOT NULL LIMIT 1").num_rows > 0
    return _tell(store, _parts(store, begin, filed_to))


def _tell(store: Store, parts: list[Part]) -> bool:
    """Note beside each line of ``screened`` the trade that it repeats; True when there is any."""
    notes, filings = (f"({select_table(table, store.folder, parts)})" for table in ("footnotes", "filings"))
    with store.asked() as connection:
        found = repeats(connection, "screened", notes, filings)
    with store.registered(found) as repeated:
        store.run("UPDATE screened SET of_accession = NULL, of_line = NULL, report = NULL WHERE report IS NOT NULL")
        store.run(
            "UPDATE screened SET of_accession = r.of_accession, of_line = r.of_line, report = r.report "
            f"FROM {repeated} r WHERE screened.accession = r.accession "
            'AND screened."table" = r."table" AND screened.line = r.line'
        )
    return bool(found.num_rows)


def _lines(
    store: Store, asked: Screen, first: date | None, last: date | None, as_known_on: date | None, where: str = "true"
) -> tuple[str, bool]:
    """A query for lines of filings between two days, from the pages by day and from what lies beside them.

    where  a further condition on the filing

    And whether they are told with the trades they repeat: the pages know, unless other filings count as well.
    """
    kind = "kind = 'transaction'"
    if asked.code:
        kind += f" AND code IN ({listed(asked.code)})"
    if asked.side:
        kind += f" AND acquired_disposed = {quoted(asked.side)}"
    if first is not None:
        where += f" AND filed_on >= DATE '{first}'"
    if last is not None:
        where += f" AND filed_on <= DATE '{last}'"
    known = known_by(as_known_on) if as_known_on is not None else "true"
    tables, covered = TABLES[asked.table], Covered(store.manifest)
    pages, parts = covered.by_day(first, last), _parts(store, first, last)
    told: list[str] = []
    if pages:
        files = listed(str(store.folder / page) for page in pages)
        condition = f'({kind}) AND "table" IN ({listed(tables)}) AND {covered.condition}'
        told.append(f"SELECT {LINE_AND_TRADE} FROM read_parquet([{files}]) WHERE {where} AND {condition} AND {known}")
        beside = {part.name for part in covered.beside}
        parts = [part for part in parts if part.name in beside]
    is_told = bool(pages) and not parts and covered.condition == known == "true"
    if parts or not pages:
        untold = "NULL::VARCHAR AS of_accession, NULL::INTEGER AS of_line, NULL::VARCHAR AS report"
        lines = joined(store.folder, parts, where, kind, tables, has_sic=bool(asked.sector))
        told.append(f"SELECT {columns()}, {untold} FROM ({lines}) WHERE {known}")
    return " UNION ALL ".join(told), is_told


def _parts(store: Store, first: date | None, last: date | None) -> list[Part]:
    """Parts in which filings between two days can be."""
    if first is None and last is None:
        return list(store.manifest.parts)
    low, high = (first.year if first else 1), (last.year if last else 9999)
    return [part for part in store.manifest.parts if part.year is None or low <= part.year <= high]


def _conditions(asked: Screen, filed_from: date | None, filed_to: date | None) -> Iterator[str]:
    yield "true"
    bounds: tuple[tuple[str, str, Any], ...] = (
        ("filed_on", ">=", filed_from), ("filed_on", "<=", filed_to),
        ("transaction_date", ">=", asked.traded_from), ("transaction_date", "<=", asked.traded_to),
    )  # fmt: skip
    yield from (f"{column} {sign} DATE '{day}'" for column, sign, day in bounds if day is not None)
    numbers: tuple[tuple[str, str, Decimal | None], ...] = (
        ("value", ">=", asked.value_min), ("value", "<=", asked.value_max),
        ("price", ">=", asked.price_min), ("price", "<=", asked.price_max),
    )  # fmt: skip
    yield from (f"{column} {sign} {number:f}" for column, sign, number in numbers if number is not None)
    if asked.role:
        yield "(" + " OR ".join(ROLES[role] for role in asked.role) + ")"
    if asked.title is not None:
        yield "regexp_matches(officer_title, $title, 'i')"
    if asked.plan is not None:
        yield f"rule_10b5_1 = {str(asked.plan).lower()}"
    if asked.own_change is not None:
        yield f"(own_change >= {asked.own_change:f} OR {_IS_NEW})"
    if asked.sector:
        yield "(" + " OR ".join(f"starts_with(sic, {quoted(prefix)})" for prefix in asked.sector) + ")"


def _parameters(asked: Screen) -> dict[str, Any]:
    return {"title": asked.title} if asked.title is not None else {}


def _leave_out_the_busy(store: Store, asked: Screen, as_known_on: date | None) -> None:
    """Take out of ``chosen`` whoever had made such a trade not long before."""
    bounds = store.rows("SELECT min(transaction_date) AS first, max(transaction_date) AS last FROM chosen")[0]
    if bounds["first"] is None:
        return
    issuers = [
        row["issuer_cik"] for row in store.rows("SELECT DISTINCT issuer_cik FROM chosen WHERE issuer_cik IS NOT NULL")
    ]
    since = min(bounds["first"] - timedelta(days=366 * (asked.quiet_years or 0)), bounds["last"])
    where = f"issuer_cik IN ({listed(issuers)}) AND filed_on >= DATE '{since}'"
    made = joined(
        store.folder, _parts(store, since, None), where,
        "kind = 'transaction' AND code IN (SELECT code FROM chosen)", TABLES[asked.table],
    )  # fmt: skip
    known = known_by(as_known_on) if as_known_on is not None else "true"
    store.run(f"""
DELETE FROM chosen USING (
    SELECT DISTINCT issuer_cik, unnest(owner_ciks) AS cik, transaction_date, code, acquired_disposed FROM ({made})
    WHERE {known}
) earlier WHERE chosen.issuer_cik = earlier.issuer_cik AND list_contains(chosen.owner_ciks, earlier.cik)
    AND chosen.code = earlier.code AND chosen.acquired_disposed IS NOT DISTINCT FROM earlier.acquired_disposed
    AND earlier.transaction_date < chosen.transaction_date
    AND earlier.transaction_date >= chosen.transaction_date - INTERVAL {asked.quiet_years} YEAR""")


def _clustered(store: Store, people: int, days: int) -> pa.Table:
    """The lines of ``chosen`` that are in a cluster: accession, table, line, number of the cluster, people."""
    rows = store.connection.execute(
        'SELECT accession, "table", line, issuer_cik, acquired_disposed, owner_ciks, transaction_date FROM chosen '
        "WHERE transaction_date IS NOT NULL AND issuer_cik IS NOT NULL "
        f"QUALIFY count(*) OVER (PARTITION BY issuer_cik, acquired_disposed) >= {people}"
    ).fetchall()
    traded = [
        Traded((accession, table, line), (issuer, side), tuple(cik for cik in owners or () if cik), on)
        for accession, table, line, issuer, side, owners, on in rows
    ]
    found = clusters(traded, people, days)
    told = [(*one, number, cluster.people) for number, cluster in enumerate(found, 1) for one in cluster.trades]
    names: dict[str, pa.DataType] = {
        "accession": TEXT, "table": TEXT, "line": COUNT, "cluster": COUNT, "people": COUNT,
    }  # fmt: skip
    schema = pa.schema(list(names.items()))
    return pa.Table.from_arrays(
        [pa.array([row[i] for row in told], field.type) for i, field in enumerate(schema)], schema=schema
    )


_TOTALS = """count(*) AS trades, count(*) FILTER (acquired_disposed = 'A') AS acquired,
    count(*) FILTER (acquired_disposed = 'D') AS disposed, sum(value) AS value,
    count(*) FILTER (value IS NULL) AS without_price,
    min(transaction_date) AS first_traded_on, max(transaction_date) AS last_traded_on, max(filed_on) AS last_filed_on"""


def _answer(asked: Screen, reported: str, chosen: str) -> str:
    """A query for what is told of a relation of trades.

    reported  the column that says how often, or how, a trade was reported
    """
    more = ", cluster, people" if asked.cluster is not None else ""
    if asked.group_by == "issuer":
        people = ", max(people) AS people" if more else ""
        return f"""SELECT arg_max(issuer_symbol, filed_on) AS issuer_symbol,
    arg_max(issuer_name, filed_on) AS issuer_name, issuer_cik, {_TOTALS},
    len(list_distinct(flatten(list(owner_ciks)))) AS owners{people}
    FROM {chosen} GROUP BY issuer_cik ORDER BY value DESC NULLS LAST, issuer_cik"""
    if asked.group_by == "person":
        return f"""SELECT arg_max(owner_name, filed_on) AS owner_name, owner_cik, {_TOTALS},
    count(DISTINCT issuer_cik) AS issuers
    FROM (SELECT unnest(owner_ciks) AS owner_cik, unnest(owner_names) AS owner_name, * FROM {chosen})
    GROUP BY owner_cik ORDER BY value DESC NULLS LAST, owner_cik"""
    order = "cluster DESC, " if more else ""
    shown = ", ".join(ROLE if name == "roles" else f'"{name}"' for name in SHOWN)
    return f"""SELECT {shown}, own_change, {reported}{more} FROM {chosen}
ORDER BY {order}filed_on DESC NULLS LAST, accession DESC, "table", line"""
