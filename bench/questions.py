"""How long the usual questions take over a large store: medians of one warm process, and the best of them.

Not a part of ``make bench``: a small store has no pages, and what it takes says nothing about a large one.

python -m bench.store SMALL LARGE
python -m bench.questions LARGE
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from section16.archive.questions import company, filing, person
from section16.archive.screens import Screen, screen
from section16.archive.store import Store

_LAST = date(2023, 6, 30)
_MONTH = Screen(code=("P",), side="A", value_min=25_000, days=30, filed_to=_LAST)
_CLUSTER = Screen(code=("P",), side="A", cluster=3, window=30, days=60, filed_to=_LAST)


def measured(ask: Callable[[Any], object], asked: Sequence[Any]) -> tuple[float, float, float]:
    """Median, shortest and longest, in milliseconds; the first few are asked twice, so that nothing is cold."""
    for one in asked[:3]:
        ask(one)
    took = []
    for one in asked:
        started = time.perf_counter()
        ask(one)
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took), min(took), max(took)


def measure(store: Store, times: int) -> list[tuple[str, float, float, float, int]]:
    """Rows of the table: question, median, shortest, longest, target."""

    def some(table: str, column: str) -> list[str]:
        sql = (
            f"SELECT one FROM (SELECT DISTINCT {column} AS one FROM {table} WHERE year(filed_on) = 2020) "
            f"WHERE one IS NOT NULL ORDER BY hash(one) LIMIT {times}"
        )
        return [row["one"] for row in store.rows(sql)]

    questions: list[tuple[str, Callable[[Any], object], Sequence[Any], int]] = [
        ("company page, by CIK", lambda cik: company(store, cik), some("filings", "issuer_cik"), 20),
        ("person page, by CIK", lambda cik: person(store, cik), some("owners", "cik"), 20),
        ("one filing, by accession number", lambda key: filing(store, key), some("filings", "accession"), 20),
        ("purchases over $25,000 filed in 30 days", lambda _: screen(store, _MONTH), range(times), 100),
        ("clusters of purchases filed in 60 days", lambda _: screen(store, _CLUSTER), range(times), 150),
    ]
    return [(name, *measured(ask, asked), target) for name, ask, asked, target in questions]


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.questions", description="Questions over a large store.")
    parser.add_argument("store", type=Path)
    parser.add_argument("--times", type=int, default=25, help="how often each is asked, of others each time")
    chosen = parser.parse_args(arguments)
    with Store(chosen.store) as store:
        sizes = store.rows("SELECT (SELECT count(*) FROM filings) AS filings, (SELECT count(*) FROM table_i) AS lines")[
            0
        ]
        print(f"{sizes['filings']:,} filings, {sizes['lines']:,} lines of Table I; medians of {chosen.times}, warm.\n")
        print("| question | median, ms | shortest, ms | longest, ms | target, ms | met |\n|---|---|---|---|---|---|")
        for name, middle, shortest, longest, target in measure(store, chosen.times):
            met = "yes" if middle <= target else "no"
            print(f"| {name} | {middle:.1f} | {shortest:.1f} | {longest:.1f} | {target} | {met} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
