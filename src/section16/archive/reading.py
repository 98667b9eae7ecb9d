"""The lines of one issuer or one owner: from their page, and from what lies beside the pages, with their trades."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from section16.archive.lines import MOMENT, NAMES, columns, joined, known_by
from section16.archive.manifest import Part
from section16.archive.pages import LINE_AND_TRADE, TRADE, Covered
from section16.archive.store import Store
from section16.archive.trades import repeats
from section16.archive.views import listed, quoted, select_table
from section16.formats.columns_arrow import pa

_COLUMNS = (*NAMES, *TRADE)
_UNTRADED = ", ".join(f"NULL AS {column}" for column in TRADE)


def lines_of_issuer(
    store: Store, cik: str, *, as_known_on: date | None = None, only: Sequence[str] | None = None
) -> pa.Table:
    """Every line that reports on an issuer: the columns of ``lines.LINES`` and of ``pages.TRADE``, latest first.

    as_known_on  only what EDGAR had accepted by the end of that day
    only         columns that are wanted; more may come
    """
    beside, where = Covered(store.manifest).beside, f"issuer_cik = {quoted(cik)}"
    # nothing of most issuers lies beside the pages: one table tells that sooner than all of them would
    filings = f"SELECT 1 FROM ({select_table('filings', store.folder, beside)}) WHERE {where} LIMIT 1"
    is_there = bool(beside) and store.query(filings).num_rows > 0
    direct = joined(store.folder, beside, where) if is_there else None
    return _lines(store, "by_issuer", "issuer_cik", cik, direct, as_known_on, only)


def lines_of_owner(store: Store, cik: str, *, as_known_on: date | None = None) -> pa.Table:
    """Every line of the filings of an owner; as ``lines_of_issuer``, without word of what others reported."""
    beside = Covered(store.manifest).beside
    direct = None
    if beside:
        # where the owner's filings are is known only when they are found: their issuers tell where the rest lies
        found = store.query(
            f"SELECT DISTINCT accession, issuer_cik FROM ({select_table('owners', store.folder, beside)}) "
            "WHERE cik = $cik", {"cik": cik}
        ).to_pydict()  # fmt: skip
        if found["accession"]:
            issuers = {one for one in found["issuer_cik"] if one is not None}
            among = f" AND issuer_cik IN ({listed(issuers)})" if issuers and None not in found["issuer_cik"] else ""
            direct = joined(store.folder, beside, f"accession IN ({listed(found['accession'])}){among}")
    lines = _lines(store, "by_owner", "owner_cik", cik, direct, as_known_on)
    is_told_again = lines.column("report").null_count < lines.num_rows
    return with_trades(store, lines) if is_told_again else lines


def _lines(
    store: Store, name: str, column: str, cik: str, direct: str | None, as_known_on: date | None,
    only: Sequence[str] | None = None,
) -> pa.Table:  # fmt: skip
    """The lines of a page that still count, and those of a query for what lies beside the pages.

    The page tells of trades as its lines were when it was made: with other lines they are looked for anew.
    """
    covered = Covered(store.manifest)
    known = known_by(as_known_on) if as_known_on is not None else "true"
    page = covered.page(name, cik)
    if page is not None and direct is None and covered.condition == known == "true":
        return store.page(page, column, cik, only or _COLUMNS)
    found: list[pa.Table] = []
    if page is not None:
        ready = store.page(page, column, cik, [*_COLUMNS, "filing_year"])
        with store.registered(ready) as lines:
            left = store.query(f"SELECT {LINE_AND_TRADE} FROM {lines} WHERE {covered.condition} AND {known}")
        if direct is None and left.num_rows == ready.num_rows:
            return left
        found.append(left.select(list(NAMES)))
    if direct is not None:
        found.append(store.query(f"SELECT {columns()} FROM ({direct}) WHERE {known}"))
    if not any(some.num_rows for some in found):
        return store.query(f"SELECT {columns()}, {_UNTRADED} FROM ({joined(store.folder, [])})")
    return with_trades(store, pa.concat_tables(found))


def with_trades(store: Store, lines: pa.Table, *, parts: Sequence[Part] | None = None) -> pa.Table:
    """Lines with the trade each repeats, looked for among themselves.

    parts  in which their footnotes are; all of them when None
    """
    chosen = store.manifest.parts if parts is None else parts
    notes, filings = (f"({select_table(table, store.folder, chosen)})" for table in ("footnotes", "filings"))
    bare = lines.select(list(NAMES))
    with store.registered(bare) as found:
        with store.asked() as connection:
            told = repeats(connection, found, notes, filings)
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
    # few trades are told of more than once: only their lines are put in order and together
    return f"""
WITH told_again AS (
    SELECT DISTINCT of_accession AS trade_accession, "table", of_line AS trade_line FROM {source}
    WHERE kind = 'transaction' AND report IS NOT NULL
), reported AS NOT MATERIALIZED (
    SELECT *, coalesce(of_accession, accession) AS trade_accession, coalesce(of_line, line) AS trade_line
    FROM {source} WHERE kind = 'transaction'
)
SELECT {columns()}, 1::BIGINT AS reports FROM reported ANTI JOIN told_again USING ({trade})
UNION ALL
SELECT {rest}, coalesce(s.reports, 1) AS reports FROM (
    SELECT * FROM reported SEMI JOIN told_again USING ({trade})
    QUALIFY row_number() OVER (PARTITION BY {trade} ORDER BY coalesce(report = 'corrected', false) DESC,
        CASE WHEN report = 'corrected' THEN {MOMENT} END DESC, report IS NOT NULL, {MOMENT}, accession, line) = 1
) k LEFT JOIN (
    SELECT {trade}, count(*) AS reports, {roles}, list_sort(list_distinct(flatten(list(
            list_transform(list_zip(owner_ciks, owner_names), lambda one: {{'cik': one[1], 'name': one[2]}})
        )))) AS people,
        string_agg(DISTINCT officer_title, '; ' ORDER BY officer_title) AS title
    FROM reported SEMI JOIN told_again USING ({trade}) GROUP BY {trade} HAVING count(*) > 1
) s USING ({trade})"""


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
    chosen = []
    if files:
        some = listed(str(store.folder / file) for file in files)
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
