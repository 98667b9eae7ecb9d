"""Lines as people look at them: one row for each line of a form, with its filing, owners and industry beside it.

The row is the same wherever it is read: joined from the tables of the store here, or from
``pages``, where it lies ready by issuer and by owner.  A filing without lines has one row
too, whose ``table`` is null.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from section16.archive.manifest import Part
from section16.archive.views import select_table


class Shown(NamedTuple):
    """A column of a line: name, DuckDB type, what it takes it from, meaning."""

    name: str
    type: str
    of: str
    meaning: str


_NUMBER = "DECIMAL(38,7)"

LINES: tuple[Shown, ...] = (
    Shown("accession", "VARCHAR", "f.accession", "accession number of the filing"),
    Shown("form", "VARCHAR", "f.form", 'document type: "4", "4/A" ...'),
    Shown("filed_on", "DATE", "f.filed_on", "filing date"),
    Shown("accepted_at", "TIMESTAMP", "f.accepted_at", "when EDGAR accepted it, Eastern time"),
    Shown("period_of_report", "DATE", "f.period_of_report", "period of report"),
    Shown("original_date", "DATE", "f.original_date", "amendments: day on which the original was filed"),
    Shown("rule_10b5_1", "BOOLEAN", "f.rule_10b5_1", "the Rule 10b5-1(c) box; null is not no"),
    Shown("issuer_cik", "VARCHAR", "f.issuer_cik", "CIK of the issuer"),
    Shown("issuer_name", "VARCHAR", "f.issuer_name", "name of the issuer that day"),
    Shown("issuer_symbol", "VARCHAR", "f.issuer_symbol", "trading symbol as the filer wrote it"),
    Shown("sic", "VARCHAR", "h.sic", "industry of the issuer, four digits, by EDGAR's header; null without one"),
    Shown("owner_ciks", "VARCHAR[]", "o.owner_ciks", "CIKs of the reporting owners, as listed"),
    Shown("owner_names", "VARCHAR[]", "o.owner_names", "their names"),
    Shown("is_director", "BOOLEAN", "o.is_director", "one of them is a director; null: no box filed"),
    Shown("is_officer", "BOOLEAN", "o.is_officer", "one of them is an officer"),
    Shown("is_ten_percent_owner", "BOOLEAN", "o.is_ten_percent_owner", "one of them holds ten percent"),
    Shown("is_other", "BOOLEAN", "o.is_other", "one of them has another relationship"),
    Shown("officer_title", "VARCHAR", "o.officer_title", "titles of the officers among them"),
    Shown("table", "VARCHAR", 'l."table"', '"table_i" or "table_ii"; null for a filing without lines'),
    Shown("line", "INTEGER", "l.line", "place in that table, from 1"),
    Shown("kind", "VARCHAR", "l.kind", '"transaction" or "holding"'),
    Shown("security_title", "VARCHAR", "l.security_title", "title of the security"),
    Shown("transaction_date", "DATE", "l.transaction_date", "day of the transaction; null on a holding"),
    Shown("code", "VARCHAR", "l.code", "transaction code"),
    Shown("acquired_disposed", "VARCHAR", "l.acquired_disposed", '"A" acquired, "D" disposed of'),
    Shown("shares", _NUMBER, "l.shares", "amount, unsigned"),
    Shown("price", _NUMBER, "l.price", "dollars for one; null when not stated, which is not 0"),
    Shown("total_value", _NUMBER, "l.total_value", "dollars, in place of the amount"),
    Shown("shares_following", _NUMBER, "l.shares_following", "amount owned afterwards"),
    Shown("value_following", _NUMBER, "l.value_following", "dollars, in place of the amount owned afterwards"),
    Shown("direct_indirect", "VARCHAR", "l.direct_indirect", '"D" held directly, "I" indirectly'),
    Shown("nature", "VARCHAR", "l.nature", "nature of indirect ownership"),
    Shown("exercise_price", _NUMBER, "l.exercise_price", "Table II: conversion or exercise price"),
    Shown("expiration_date", "DATE", "l.expiration_date", "Table II: day of expiration"),
    Shown("underlying_title", "VARCHAR", "l.underlying_title", "Table II: title of the underlying securities"),
    Shown("underlying_shares", _NUMBER, "l.underlying_shares", "Table II: amount of them"),
)

NAMES = tuple(column.name for column in LINES)
TABLES = ("table_i", "table_ii")
_ONLY_II = {"exercise_price", "expiration_date", "underlying_title", "underlying_shares"}

# when the public could know of a filing: its acceptance, else the end of the day of filing; null when unknown
MOMENT = "coalesce(accepted_at, filed_on + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND)"


def known_by(day: date) -> str:
    """A condition: EDGAR had accepted it by the end of that day, Eastern time.

    >>> known_by(date(2023, 5, 15)).endswith("< DATE '2023-05-15' + INTERVAL 1 DAY")
    True
    """
    return f"{MOMENT} < DATE '{day.isoformat()}' + INTERVAL 1 DAY"


# Dollars of a line, exact; null when no price is stated. Amounts above any that there can be have no value:
# one mistaken line would make every sum overflow.
MOST_SHARES, MOST_PRICE, MOST_DOLLARS = 10**12, 10**10, 10**22
VALUE = (
    f"CASE WHEN total_value IS NOT NULL THEN CASE WHEN abs(total_value) < {MOST_DOLLARS} "
    "THEN total_value::DECIMAL(38,14) END "
    f"WHEN abs(shares) < {MOST_SHARES} AND abs(price) < {MOST_PRICE} THEN (shares * price)::DECIMAL(38,14) END"
)


def columns(prefix: str = "") -> str:
    """The columns of a line as an SQL list."""
    return ", ".join(f'{prefix}"{name}"' for name in NAMES)


def joined(
    folder: Path, parts: Sequence[Part], where: str = "true", lines: str | None = None,
    tables: Sequence[str] = TABLES, *, has_sic: bool = True,
) -> str:  # fmt: skip
    """A query for the lines of some parts.

    where   a condition on ``issuer_cik``, ``filed_on`` and ``accession`` alone: every table is asked with it,
            so that little of each is read
    lines   a condition on the columns of a line: only lines that meet it, and no filings without lines; the
            other tables are asked about their filings alone
    tables   "table_i", "table_ii" or both
    has_sic  tell the industry; else it is null, and no header is read
    """
    of = {name: f"({select_table(name, folder, parts)})" for name in ("filings", "owners", "headers", *TABLES)}
    told = "\n    UNION ALL\n    ".join(
        f"SELECT accession, '{table}' AS \"table\", {_columns_of(table)} FROM {of[table]} "
        f"WHERE {where}{f' AND ({lines})' if lines is not None else ''}"
        for table in tables
    )
    shown = ", ".join(f'{c.of}::{c.type} AS "{c.name}"' for c in LINES)
    if lines is not None:
        where += " AND accession IN (SELECT accession FROM lines_told)"
    industry = f"LEFT JOIN (SELECT accession, sic FROM {of['headers']} WHERE {where}) h ON f.accession = h.accession"
    if not has_sic:
        shown, industry = shown.replace("h.sic::", "NULL::"), ""
    return f"""
WITH lines_told AS {"MATERIALIZED" if lines is not None else ""} (
    {told}
)
SELECT {shown}
FROM (SELECT * FROM {of["filings"]} WHERE {where}) f
LEFT JOIN (
    SELECT accession, list(cik ORDER BY position) AS owner_ciks, list(name ORDER BY position) AS owner_names,
        bool_or(is_director) AS is_director, bool_or(is_officer) AS is_officer,
        bool_or(is_ten_percent_owner) AS is_ten_percent_owner, bool_or(is_other) AS is_other,
        string_agg(nullif(trim(officer_title), ''), '; ' ORDER BY position) AS officer_title
    FROM {of["owners"]} WHERE {where} GROUP BY accession
) o ON f.accession = o.accession
{industry}
{"LEFT" if lines is None else "INNER"} JOIN lines_told l ON f.accession = l.accession"""


def _columns_of(table: str) -> str:
    """The columns of a line that a table has, null for those it lacks."""
    names = [c.of[2:] for c in LINES if c.of.startswith("l.") and c.name != "table"]
    return ", ".join(f"NULL AS {name}" if table == "table_i" and name in _ONLY_II else name for name in names)
