"""Lines with the trade each belongs to: ``one_trade`` asked about rows of a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from section16.archive.lines import MOMENT
from section16.archive.one_trade import LINE, Report, Reported, reports
from section16.formats.columns_arrow import COUNT, TEXT, pa

if TYPE_CHECKING:
    import duckdb

# of a line: what tells it from others, and what it repeats
_REPEATS: list[pa.Field[Any]] = [
    pa.field("accession", TEXT, nullable=False),
    pa.field("table", TEXT, nullable=False),
    pa.field("line", COUNT, nullable=False),
    pa.field("of_accession", TEXT, nullable=False),
    pa.field("of_line", COUNT, nullable=False),
    pa.field("report", TEXT, nullable=False),
]
REPEATS = pa.schema(_REPEATS)

_FOLDED = "lower(trim(regexp_replace(security_title, '\\s+', ' ', 'g')))"
_KIND = f'issuer_cik, "table", {_FOLDED}, code, acquired_disposed'
_FIELDS = (
    "accession, \"table\", line, coalesce(form LIKE '%/A', false) AS is_amendment, "
    f"{MOMENT} AS moment, issuer_cik, owner_ciks, owner_names, "
    "security_title, transaction_date, code, acquired_disposed, shares, price, total_value, shares_following, "
    "direct_indirect, nature, exercise_price, expiration_date, underlying_title, period_of_report"
)

_OF_SEVERAL = "min(accession) <> max(accession)"


def candidates(source: str) -> str:
    """A query for the lines of a relation that may tell of a trade another filing of it tells of too."""
    return f"""
WITH transactions AS MATERIALIZED (
    SELECT {_FIELDS}, hash({_KIND}, period_of_report) AS of_kind,
        hash({_KIND}, transaction_date, shares, price, total_value) AS of_trade
    FROM {source} WHERE kind = 'transaction' AND transaction_date IS NOT NULL
)
SELECT * EXCLUDE (of_kind, of_trade) FROM transactions
WHERE of_trade IN (SELECT of_trade FROM transactions GROUP BY of_trade HAVING {_OF_SEVERAL})
    OR of_kind IN (SELECT of_kind FROM transactions GROUP BY of_kind HAVING {_OF_SEVERAL} AND bool_or(is_amendment))"""


def repeats(connection: duckdb.DuckDBPyConnection, source: str, footnotes: str, filings: str) -> pa.Table:
    """The lines of a relation that repeat another line of it, see ``REPEATS``.

    footnotes, filings  relations in which the notes and remarks of those filings are looked up
    """
    rows = connection.execute(candidates(source)).fetchall()
    lines = [_reported(row) for row in rows]
    notes = _notes(connection, lines, footnotes, filings) if lines else {}
    return as_table(reports(lines, notes))


def _reported(row: Sequence[Any]) -> Reported:
    owners = tuple(zip(row[6] or (), row[7] or (), strict=True))
    return Reported._make((*row[:6], owners, *row[8:]))


def _notes(
    connection: duckdb.DuckDBPyConnection, lines: list[Reported], footnotes: str, filings: str
) -> dict[str, str]:
    """Footnotes and remarks of the filings in which a line is held indirectly: only those are read."""
    wanted = sorted({line.accession for line in lines if line.direct_indirect == "I"})
    if not wanted:
        return {}
    issuers = sorted({line.issuer_cik for line in lines if line.direct_indirect == "I" and line.issuer_cik})
    where = "accession IN (SELECT unnest($wanted)) AND issuer_cik IN (SELECT unnest($issuers))"
    found = connection.execute(
        f"""
SELECT accession, string_agg(text, ' ') FROM (
    SELECT accession, text FROM {footnotes} WHERE {where}
    UNION ALL
    SELECT accession, remarks FROM {filings} WHERE {where}
) GROUP BY accession""",
        {"wanted": wanted, "issuers": issuers},
    ).fetchall()
    return {accession: text for accession, text in found if text}


def as_table(found: dict[LINE, Report]) -> pa.Table:
    """What ``reports`` found, as Arrow."""
    rows = [(*line, report.of[0], report.of[2], report.how) for line, report in sorted(found.items())]
    return pa.Table.from_arrays(
        [pa.array([row[i] for row in rows], field.type) for i, field in enumerate(REPEATS)], schema=REPEATS
    )
