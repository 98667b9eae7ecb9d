"""Arrow, which the extra ``archive`` brings, and the types of the store's columns."""

from __future__ import annotations

from section16.vocabulary.errors import MissingPackage

__all__ = [
    "COUNT",
    "DAY",
    "DECIMALS",
    "FLAG",
    "LONG",
    "MOMENT",
    "NUMBER",
    "TEXT",
    "WHOLE_DIGITS",
    "MissingPackage",
    "pa",
]


try:
    import pyarrow as pa
except ImportError as error:
    raise MissingPackage(
        "found no package pyarrow, expected it for columns; get it: pip install 'section16[archive]'"
    ) from error

# Seven decimals where EDGAR stores four (specification, section 3.2).  It is the most that lets a query
# multiply any two numbers EDGAR accepts, the largest 999999999999.9999, within the 38 digits there are.
WHOLE_DIGITS, DECIMALS = 31, 7
NUMBER = pa.decimal128(WHOLE_DIGITS + DECIMALS, DECIMALS)
TEXT = pa.string()
DAY = pa.date32()
FLAG = pa.bool_()
COUNT = pa.int32()
LONG = pa.int64()
MOMENT = pa.timestamp("us")
