"""The lines of one issuer or one owner: from their page, and from what lies beside the pages, with their trades."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from section16.archive.lines import MOMENT, NAMES, columns, joined
from section16.archive.manifest import Part
from section16.archive.pages import LINE_AND_TRADE, TRADE, Covered
from section16.archive.store import Store
from section16.archive.trades import repeats
from section16.archive.views import quoted, select_table
from section16.formats.columns_arrow import pa

_UNTRADED = ", ".join(f"NULL AS {column}" for column in TRADE)


def lines_of_issuer(
    store: Store, cik: str, *, as_known_on: date | None = None, only: Sequence[str] | None = None
) -> pa.Table:
    """Every line that reports on an issuer: the columns of ``lines.LINES`` and of ``pages.TRADE``, latest first.

    as_known_on  only what EDGAR had accepted by the end of that day
    only         columns that are wanted; more may come
    """
    beside = Covered(store.manifest).beside
    direct = joined(store.folder, beside, f"issuer_cik = {quoted(cik)}") if beside else None
    return _lines(store, "by_issuer", "issuer_cik", cik, direct, as_known_on, only)


def lines_of_owner(store: Store, cik: str, *, as_known_on: date | None = None) -> pa.Table:
    """Every line of the filings of an owner; as ``lines_of_issuer``."""
    beside = Covered(store.manifest).beside
    direct = None
    if beside:
        # where the owner's filings are is known only when they are found: their issuers tell where the rest lies
        found = store.query(
            f"SELECT DISTINCT accession, issuer_cik FROM ({select_table('owners', store.folder, beside)}) "
            "WHERE cik = $cik", {"cik": cik}
        ).to_pydict()  # fmt: skip
        if found["accession"]:
            accessions = ", ".join(map(quoted, found["accession"]))
            issuers = ", ".join(quoted(one) for one in set(found["issuer_cik"]) if one is not None)
            among = f" AND issuer_cik IN ({issuers})" if issuers and None not in found["issuer_cik"] else ""
            direct = joined(store.folder, beside, f"accession IN ({accessions}){among}")
    return _lines(store, "by_owner", "owner_cik", cik, direct, as_known_on)


def _lines(
    store: Store, name: str, column: str, cik: str, direct: str | None, as_known_on: date | None,
    only: Sequence[str] | None = None,
) -> pa.Table:  # fmt: skip
    covered = Covered(store.manifest)
    page = covered.page(name, cik)
    chosen = []
    if page is not None:
        file = quoted(str(store.folder / page))
        is_alone = only is not None and direct is None and as_known_on is None
        told = ", ".join(f'"{one}"' for one in only) if only is not None and is_alone else LINE_AND_TRADE
        chosen.append(f"SELECT {told} FROM read_parquet({file}) WHERE {column} = {quoted(cik)} AND {covered.condition}")
    if direct is not None:
        chosen.append(f"SELECT {columns()}, {_UNTRADED} FROM ({direct})")
    if not chosen:
        return store.query(f"SELECT {columns()}, {_UNTRADED} FROM ({joined(store.folder, [])})")
    known = f" WHERE {MOMENT} < {_end(as_known_on)}" if as_known_on is not None else ""
    order = "" if direct is None else ' ORDER BY filed_on DESC NULLS LAST, accession DESC, "table", line'
    found = store.query(f"SELECT * FROM ({' UNION ALL '.join(chosen)}){known}{order}")
    if direct is not None or as_known_on is not None:
        # the pages tell of trades as known when they were made
        return with_trades(store, found)
    return _among_themselves(store, found) if column == "owner_cik" else found


def _among_themselves(store: Store, lines: pa.Table) -> pa.Table:
    """The lines of an owner, without word of what others reported: the owner's own first report is the first."""
    if lines.column("report").null_count == lines.num_rows:
        return lines
    first = "report IS NULL DESC, moment, is_amendment, accession, line"
    trade = 'coalesce(of_accession, accession), "table", coalesce(of_line, line)'
    with store.registered(lines) as found:
        return store.query(f"""
SELECT {columns()}, CASE WHEN place > 1 THEN first_accession END AS of_accession,
    CASE WHEN place > 1 THEN first_line END AS of_line, CASE WHEN place > 1 THEN report END AS report
FROM (
    SELECT *, row_number() OVER same AS place, first_value(accession) OVER same AS first_accession,
        first_value(line) OVER same AS first_line
    FROM (SELECT *, {MOMENT} AS moment, coalesce(form LIKE '%/A', false) AS is_amendment FROM {found})
    WINDOW same AS (PARTITION BY {trade} ORDER BY {first})
) ORDER BY filed_on DESC NULLS LAST, accession DESC, "table", line""")


def _end(day: date) -> str:
    """The moment at which a day has ended, in SQL."""
    return f"DATE '{day.isoformat()}' + INTERVAL 1 DAY"


def with_trades(store: Store, lines: pa.Table, *, parts: Sequence[Part] | None = None) -> pa.Table:
    """Lines with the trade each repeats, looked for among themselves.

    parts  in which their footnotes are; all of them when None
    """
    chosen = store.manifest.parts if parts is None else parts
    notes, filings = (f"({select_table(table, store.folder, chosen)})" for table in ("footnotes", "filings"))
    bare = lines.select(list(NAMES))
    with store.registered(bare) as found:
        told = repeats(store.connection, found, notes, filings)
        with store.registered(told) as repeated:
            trade = ", ".join(f"r.{column}" for column in TRADE)
            return store.query(
                f'SELECT l.*, {trade} FROM {found} l LEFT JOIN {repeated} r ON l.accession = r.accession '
                'AND l."table" = r."table" AND l.line = r.line '
                'ORDER BY l.filed_on DESC NULLS LAST, l.accession DESC, l."table", l.line'
            )  # fmt: skip


def trades(source: str) -> str:
    """A query for the trades among lines, each once: as first reported, or as an amendment corrected it.

    Beside the columns of a line: ``reports``, how many lines tell of it, and the owners and
    roles of all of them.
    """
    rest = columns("k.").replace(
        'k."owner_ciks"', "coalesce(list_transform(s.people, lambda one: one.cik), k.owner_ciks) AS owner_ciks"
    )
    rest = rest.replace(
        'k."owner_names"', "coalesce(list_transform(s.people, lambda one: one.name), k.owner_names) AS owner_names"
    )
    rest = rest.replace('k."officer_title"', "coalesce(s.title, k.officer_title) AS officer_title")
    for role in ROLES:
        rest = rest.replace(f'k."{role}"', f"CASE WHEN s.reports IS NULL THEN k.{role} ELSE s.{role} END AS {role}")
    roles = ", ".join(f"bool_or({role}) AS {role}" for role in ROLES)
    trade = 'trade_accession, "table", trade_line'
    return f"""
SELECT {rest}, coalesce(s.reports, 1) AS reports FROM (
    SELECT *, coalesce(of_accession, accession) AS trade_accession, coalesce(of_line, line) AS trade_line
    FROM {source} WHERE kind = 'transaction'
    QUALIFY row_number() OVER (PARTITION BY {trade} ORDER BY coalesce(report = 'corrected', false) DESC,
        CASE WHEN report = 'corrected' THEN {MOMENT} END DESC, report IS NOT NULL, {MOMENT}, accession, line) = 1
) k LEFT JOIN (
    SELECT coalesce(of_accession, accession) AS trade_accession, "table", coalesce(of_line, line) AS trade_line,
        count(*) AS reports, {roles}, list_sort(list_distinct(flatten(list(
            list_transform(list_zip(owner_ciks, owner_names), lambda one: {{'cik': one[1], 'name': one[2]}})
        )))) AS people,
        string_agg(DISTINCT officer_title, '; ') AS title
    FROM {source} WHERE kind = 'transaction' GROUP BY ALL HAVING count(*) > 1
) s ON k.trade_accession = s.trade_accession AND k."table" = s."table" AND k.trade_line = s.trade_line"""


# a box of the relationship, and its word
ROLE_WORDS = {
    "is_director": "director", "is_officer": "officer", "is_ten_percent_owner": "10% owner", "is_other": "other",
}  # fmt: skip
ROLES = tuple(ROLE_WORDS)
ROLE = (
    "concat_ws(', ', "
    + ", ".join(f"CASE WHEN {role} THEN '{word}' END" for role, word in ROLE_WORDS.items())
    + ") AS roles"
)


def all_lines(store: Store, where: str = "true") -> str:
    """A query for the lines of the whole store, of pages and of what lies beside them; trades only where known."""
    covered = Covered(store.manifest)
    files = covered.all("by_issuer")
    chosen: list[Any] = []
    if files:
        some = ", ".join(quoted(str(store.folder / file)) for file in files)
        chosen.append(f"SELECT {LINE_AND_TRADE} FROM read_parquet([{some}]) WHERE ({where}) AND {covered.condition}")
    if covered.beside or not files:
        chosen.append(f"SELECT {columns()}, {_UNTRADED} FROM ({joined(store.folder, covered.beside, where)})")
    return " UNION ALL ".join(chosen)


# what is shown of a line or a trade; "roles" and "value" are worked out
SHOWN = (
    "filed_on", "transaction_date", "issuer_symbol", "issuer_name", "owner_names", "roles", "officer_title", "table",
    "security_title", "code", "acquired_disposed", "shares", "price", "value", "shares_following", "direct_indirect",
    "nature", "rule_10b5_1", "form", "accession", "line",
)  # fmt: skip
