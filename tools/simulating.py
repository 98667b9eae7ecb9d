"""The generated parts of docs/simulate.md: the tables of the truth, how often things happen, the mix of codes."""

from collections import Counter

from section16.simulate.market import simulate
from section16.simulate.options import Options
from section16.simulate.tables_of import rows
from section16.simulate.truth import KeptTruth
from tools.registry import part, table

_MADE = Options(filings=4000, seed=1)


@part("simulate-truth")
def truth_tables() -> str:
    """Every table of the truth with its columns."""
    return table(
        ("table", "column", "meaning"),
        [(f"`{row['table']}`", f"`{row['column']}`", row["meaning"]) for row in rows("truth")],
    )


@part("simulate-rates")
def how_often() -> str:
    """How often what happens, and where the figure is from."""
    return table(
        ("rate", "in 10,000", "of", "what", "source"),
        [(f"`{row['rate']}`", row["often"], row["of"], row["what"], row["source"]) for row in rows("rates")],
    )


@part("simulate-agents")
def programs() -> str:
    """The programs that make the forms, and their habits."""
    names = ("agent", "weight", "filename", "description", "flags", "coding", "relation", "empty", "exit", "price")
    return table(names, [tuple(row[name] for name in names) for row in rows("agents")])


@part("simulate-versions")
def versions() -> str:
    """Which schema version EDGAR writes from which day."""
    return table(
        ("from", "Form 3", "Forms 4 and 5"),
        [(row["since"], row["form3"], row["form45"]) for row in rows("schema_versions")],
    )


@part("simulate-codes")
def code_mix() -> str:
    """The codes of a made market beside those of real forms, in percent of the transaction lines."""
    kept = KeptTruth()
    for _ in simulate(_MADE, kept):
        pass
    tables = {row["position_id"]: row["table"] for row in kept.tables["positions"]}
    made = Counter((tables[row["position_id"]], row["code"]) for row in kept.tables["events"] if row["kind"] == "trade")
    real = Counter({(row["table"], row["code"]): int(row["lines"]) for row in rows("code_mix")})
    lines: list[tuple[object, ...]] = [
        (f"Table {name}", code, _percent(real, (name, code)), _percent(made, (name, code)))
        for name, code in sorted(real | made, key=lambda key: (-real[key], key))
    ]
    heading = (
        f"{len(kept.tables['filings']):,} filings made with seed {_MADE.seed}; the real ones are those of {_SOURCE}."
    )
    return f"{heading}\n\n" + table(("table", "code", "real", "made"), lines)


_SOURCE = "the 8,744 submissions of 2023 in the shared data, 18,700 lines"


def _percent(counted: Counter[tuple[str, str]], key: tuple[str, str]) -> str:
    return f"{100 * counted[key] / counted.total():.2f} %"
