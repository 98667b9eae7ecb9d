"""Shares and dollars as whole numbers of ten-thousandths, the finest a form can say.

EDGAR takes at most four decimals (specification, section 4.1); whole numbers keep every
sum exact and fast.
"""

from __future__ import annotations

ONE = 10_000  # one share, one dollar
CENT = 100


def plain(amount: int, least: int = 0) -> str:
    """As a form says it, with at least so many decimals.

    >>> plain(123_4500), plain(12 * ONE), plain(12 * ONE, 2), plain(1)
    ('123.45', '12', '12.00', '0.0001')
    """
    whole, rest = divmod(amount, ONE)
    if not rest:
        return f"{whole}.{'0' * least}" if least else str(whole)
    digits = f"{rest:04d}".rstrip("0")
    return f"{whole}.{digits.ljust(least, '0')}"


def with_commas(amount: int) -> str:
    """Shares as sentences give them.

    >>> with_commas(1_234_567 * ONE)
    '1,234,567'
    """
    whole, rest = divmod(amount, ONE)
    return f"{whole:,}" + (f".{rest:04d}".rstrip("0") if rest else "")


def dollars(product: int) -> str:
    """Shares times price, each in ten-thousandths, as exact dollars.

    >>> dollars(3 * ONE * 12_3450)
    '37.035'
    """
    whole, rest = divmod(product, ONE * ONE)
    return f"{whole}.{rest:08d}".rstrip("0") if rest else str(whole)


def average(lots: list[tuple[int, int]]) -> int:
    """Weighted average price of (shares, price), rounded half up to four decimals.

    >>> average([(ONE, 10 * ONE), (2 * ONE, 11 * ONE)])
    106667
    """
    total = sum(shares for shares, _ in lots)
    return (2 * sum(shares * price for shares, price in lots) + total) // (2 * total)
