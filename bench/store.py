"""A store as large as all of EDGAR, made of the filings of a small one, many times over.

    python -m bench.store SMALL LARGE [--lines 10000000]

Every filing is repeated under new accession numbers, issuers, owners and days, over the
years 2003 to 2026, all those of an issuer by as many days, so that what repeats a trade
still does; its lines, footnotes, marks, findings and header go with it, and its
filed bytes are those of the original.  The rows are real, the people are not.
"""

import argparse
import shutil
import sys
import time
from pathlib import Path

from section16.archive import manifest as manifests
from section16.archive.manifest import Manifest, Part, described
from section16.archive.pages import make_pages
from section16.archive.store import Store
from section16.archive.tables import TABLES
from section16.archive.views import quoted

YEARS = range(2003, 2027)
_DATES = ("filed_on", "transaction_date", "deemed_execution_date", "period_of_report", "original_date")


def replicate(small: Store, folder: Path, lines: int) -> Manifest:
    """Write the tables of the large store; the manifest that names them."""
    connection = small.connection
    connection.execute("SET preserve_insertion_order = false")
    there = small.rows(
        "SELECT count(*) AS n FROM table_i JOIN filings USING (accession) WHERE filings.filed_on IS NOT NULL"
    )
    copies = max(round(lines / there[0]["n"] / len(YEARS)), 1)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE base AS SELECT accession, issuer_cik, filed_on, "
        "row_number() OVER (ORDER BY accession) - 1 AS n FROM filings WHERE filed_on IS NOT NULL"
    )
    (folder / "sources").mkdir(parents=True)
    for pack in small.manifest.packs:
        shutil.copy(small.folder / pack.path, folder / pack.path)
    return Manifest(parts=tuple(_year(small, folder, year, copies) for year in YEARS), packs=small.manifest.packs)


def _year(small: Store, folder: Path, year: int, copies: int) -> Part:
    small.connection.execute(f"""
CREATE OR REPLACE TEMP TABLE copied AS
SELECT accession AS old, r, lpad((1000000 + (n * {copies} + r) // 1000000)::VARCHAR, 10, '0')
        || '-{year % 100:02}-' || lpad(((n * {copies} + r) % 1000000)::VARCHAR, 6, '0') AS new,
    lpad((hash(issuer_cik, r) % 1000000 + 700000)::VARCHAR, 10, '0') AS issuer,
    (DATE '{year}-01-01' + ((filed_on - DATE '2000-01-01' + (hash(issuer_cik, r) % 364)::INTEGER) % 364)::INTEGER)::DATE
        - filed_on AS later
FROM base, range({copies}) AS copies(r)""")
    name, files = f"{year}-bench", {}
    for table, kept in TABLES.items():
        if "accession" not in kept.schema.names:
            continue
        place = folder / "tables" / table / f"filing_year={year}"
        place.mkdir(parents=True)
        path = place / f"{name}.parquet"
        order = ", ".join(f'"{column}" NULLS FIRST' for column in kept.order)
        shown = ", ".join(_column(table, column, year) for column in kept.schema.names)
        done = small.connection.execute(
            f"COPY (SELECT {shown} FROM {table} s JOIN copied ON s.accession = copied.old ORDER BY {order}) "
            f"TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 16384)"
        ).fetchone()  # fmt: skip
        files[table] = described(folder, path, done[0])
    print(f"{year}: {files['filings'].rows:,} filings, {files['table_i'].rows:,} lines of Table I", file=sys.stderr)
    return Part(name, year, files["filings"].rows, files)


def _column(table: str, column: str, year: int) -> str:
    """A column of a copy: the original's, but for what tells copies apart."""
    person = f"lpad((hash(s.cik, r, {year // 6}) % 100000000 + 1000000)::VARCHAR, 10, '0')"
    made = {
        "accession": "new", "issuer_cik": "issuer", "issuer_name": "s.issuer_name || ' ' || r",
        "issuer_symbol": "s.issuer_symbol || chr((65 + r % 26)::INTEGER)",
    }  # fmt: skip
    if table == "owners":
        made |= {"cik": person, "name": f"s.name || ' ' || r || {year // 6}"}
    if column == "accepted_at":
        return "s.accepted_at + to_days(later::INTEGER) AS accepted_at"
    if column in _DATES:
        return f's."{column}" + later::INTEGER AS "{column}"'
    return f'{made[column]} AS "{column}"' if column in made else f's."{column}"'


def main(arguments: list[str] | None = None) -> int:
    """Make the store and its pages."""
    parser = argparse.ArgumentParser(prog="python -m bench.store", description="A large store for speed trials.")
    parser.add_argument("small", type=Path, help="a store of real filings")
    parser.add_argument("large", type=Path, help="folder to make")
    parser.add_argument("--lines", type=int, default=10_000_000, help="lines of Table I, about")
    chosen = parser.parse_args(arguments)
    with Store(chosen.small) as small:
        manifest = replicate(small, chosen.large, chosen.lines)
    manifests.write(chosen.large, manifest)
    started = time.perf_counter()
    manifests.write(chosen.large, make_pages(chosen.large, manifest))
    print(f"pages: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
