"""SQL over the files of a store: what counts in each table, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from section16.archive.manifest import Manifest, Part
from section16.archive.tables import TABLES


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def listed(texts: Iterable[str]) -> str:
    """Texts as an SQL list of literals, without brackets."""
    return ", ".join(map(quoted, texts))


def select_table(table: str, folder: Path, parts: Sequence[Part]) -> str:
    """A query for the rows of a table that count in these parts."""
    columns = ", ".join(f'"{name}"' for name in TABLES[table].schema.names)
    plain = [part for part in parts if table in part.files and not _hides(table, part)]
    chosen = []
    if plain:
        files = listed(str(folder / part.files[table].path) for part in plain)
        chosen.append(f"SELECT {columns} FROM read_parquet([{files}])")
    for part in parts:
        if table in part.files and _hides(table, part):
            file = quoted(str(folder / part.files[table].path))
            if table == "quarantine":
                sources = quoted(str(folder / part.files["sources"].path))
                chosen.append(_without_doubled(columns, file, sources, part))
            else:
                chosen.append(_without_hidden(table, columns, file, part))
    return "\nUNION ALL\n".join(chosen) if chosen else _nothing(table)


def _hides(table: str, part: Part) -> bool:
    return bool(part.doubled if table == "quarantine" else part.hidden)


def _without_hidden(table: str, columns: str, file: str, part: Part) -> str:
    if table != "sources":
        return f"SELECT {columns} FROM read_parquet({file}) WHERE accession NOT IN ({listed(part.hidden)})"
    states = [
        f"WHEN accession IN ({listed(found)}) THEN '{state}'"
        for state, found in (("replaced", part.replaced), ("deleted", part.deleted))
        if found
    ]
    of = f"CASE WHEN state <> 'current' THEN state {' '.join(states)} ELSE state END AS state" if states else "state"
    columns = columns.replace('"state"', of)
    where = f" WHERE accession NOT IN ({listed(part.doubled)})" if part.doubled else ""
    return f"SELECT {columns} FROM read_parquet({file}){where}"


def _without_doubled(columns: str, file: str, sources: str, part: Part) -> str:
    """Rows of ``quarantine``, which knows no accession numbers, but for those of copies that were known."""
    return (
        f"SELECT {columns} FROM read_parquet({file}) AS q WHERE NOT EXISTS (SELECT 1 FROM read_parquet({sources}) AS s "
        f"WHERE s.name = q.source_name AND s.sha256 = q.sha256 AND s.accession IN ({listed(part.doubled)}))"
    )


def _nothing(table: str) -> str:
    kept = TABLES[table]
    typed = ", ".join(f'NULL::{c.duckdb} AS "{c.name}"' for c in (*kept.keys, *kept.table.columns))
    return f"SELECT {typed} WHERE false"


def make_views(manifest: Manifest, folder: Path) -> str:
    """Statements that make a view of each table."""
    return ";\n".join(
        f'CREATE OR REPLACE VIEW "{table}" AS {select_table(table, folder, manifest.parts)}' for table in TABLES
    )
