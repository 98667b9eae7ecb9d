"""The tables of the made market: facts in files beside this module, each with its source on top."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_TABLES = Path(__file__).with_name("tables")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Every row of ``tables/<name>.tsv`` by column."""
    lines = [line for line in (_TABLES / f"{name}.tsv").read_text("utf-8").splitlines() if not line.startswith("#")]
    columns = lines[0].split("\t")
    return tuple(dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:] if line)


@cache
def rates() -> dict[str, int]:
    """How often each thing happens, in ten thousand, by its name in ``tables/rates.tsv``."""
    return {row["rate"]: int(row["often"]) for row in rows("rates")}
