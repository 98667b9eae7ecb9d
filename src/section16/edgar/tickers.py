"""``/files/company_tickers.json``: trading symbols and their companies.

One row for each symbol; the SEC does not promise that the list is complete or exact.
"""

from __future__ import annotations

import msgspec

from section16.vocabulary.errors import Damaged
from section16.vocabulary.identifiers import compact_cik

PATH = "/files/company_tickers.json"


class Ticker(msgspec.Struct, frozen=True):
    """A trading symbol as the SEC writes it ("BRK-B"), the compact CIK and the name of its company."""

    symbol: str
    cik: str
    name: str


class _Row(msgspec.Struct, frozen=True):
    cik_str: int | str
    ticker: str
    title: str


def read(source: bytes) -> dict[str, Ticker]:
    """Each symbol, in the order of the file.  Raises Damaged.

    >>> read(b'{"0": {"cik_str": 320193, "ticker": "AAPL", "title": "Apple Inc."}}')["AAPL"].cik
    '320193'
    """
    try:
        rows = msgspec.json.decode(source, type=dict[str, _Row])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Damaged("something that is no list of symbols", "rows of cik_str, ticker, title") from None
    return {row.ticker: Ticker(row.ticker, compact_cik(str(row.cik_str)), row.title) for row in rows.values()}
