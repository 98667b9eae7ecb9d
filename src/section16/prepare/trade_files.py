"""Reading trades: CSV, JSON or YAML, each row or item with its number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from section16.prepare.roster_files import ENDINGS, load_plain
from section16.prepare.sheets import sheet, text_of
from section16.prepare.trade_rows import Row, unknown_columns
from section16.prepare.trades import Slip, Trade, TradesRefused
from section16.vocabulary.errors import NotThisFormat


def read_trades(path: Path) -> list[Trade]:
    """The trades of a CSV, JSON or YAML file, in its order.

    Raises TradesRefused with every slip, NotThisFormat for another ending, Damaged for a file that is not
    well-formed, MissingPackage for YAML without the package that reads it, OSError when it cannot be opened.
    """
    if path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        return parse_trades(path.name, list(sheet(path)))
    kind = ENDINGS.get(path.suffix.lower())
    if kind is None:
        raise NotThisFormat(f"the trades {path.name}", "a name that ends in .csv, .json or .yaml")
    content = load_plain(text_of(path), kind)
    rows = content.get("trades") if isinstance(content, dict) else content
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotThisFormat(f"{kind} without a list of trades", "a list of trades, or one under the key trades")
    return parse_trades(path.name, list(enumerate(rows, 1)))


def parse_trades(name: str, rows: Iterable[tuple[int, Mapping[str, object]]]) -> list[Trade]:
    """Trades from numbered rows of named values; an owner cell with several keys makes one for each.

    name  of the file, for messages

    Raises TradesRefused.
    """
    numbered = list(rows)
    slips: list[Slip] = list(unknown_columns(numbered))
    trades: list[Trade] = []
    if not slips:
        for number, row in numbered:
            reader = Row(number, row)
            trades += reader.trades()
            slips += reader.slips
    if slips:
        raise TradesRefused(name, tuple(slips))
    return trades
