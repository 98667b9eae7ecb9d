"""What a listing command prints: one set of options, one set of formats, for all of them.

Numbers are exact everywhere: decimals in JSON and CSV are written digit by digit, and xlsx
gets a number only where a double holds all its digits.  In CSV and xlsx no text is ever a
formula; a spreadsheet that opens the file computes nothing.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import msgspec
from rich import box
from rich.console import Console
from rich.table import Table

from section16.forms.visible import visible
from section16.vocabulary.errors import MissingPackage

if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = ("table", "csv", "json", "parquet", "xlsx")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DIGITS = 15  # decimal digits that every double holds
_SHEET = 31  # letters of a sheet's name
_LONGEST, _MANY = 60, 6  # characters of a cell of the printed table where it has more columns than so many
_LEAST = 14  # characters that a column of text gets at least, where it has so many
_BETWEEN = 3  # blanks from column to column
_WHOLE = frozenset((
    "accession", "of_accession", "cik", "issuer_cik", "owner_cik", "filed_on", "transaction_date", "first_on",
    "last_on", "first_traded_on", "last_traded_on", "last_filed_on",
))  # fmt: skip
# what stands above a column of the printed table, where its name would take more room than what is in it
_HEADS = {
    "transaction_date": "traded on", "issuer_symbol": "symbol", "issuer_name": "issuer", "owner_names": "owners",
    "owner_name": "owner", "security_title": "security", "acquired_disposed": "A/D", "direct_indirect": "D/I",
    "shares_following": "owned after", "value_following": "value after", "without_price": "no price",
    "first_traded_on": "first trade", "last_traded_on": "last trade", "last_filed_on": "last filed",
}  # fmt: skip

Function = TypeVar("Function", bound=Callable[..., Any])
Sections = Mapping[str, "pa.Table"]


def output_options(command: Function) -> Function:
    """The options ``--format`` and ``-o`` of a listing command: parameters ``format`` and ``out``."""
    command = click.option(
        "-o", "--output", "out", type=click.Path(dir_okay=False, path_type=Path),
        help="File to write; its ending tells the format when --format does not.",
    )(command)  # fmt: skip
    return click.option(
        "--format",
        "format",
        type=click.Choice(FORMATS),
        help="How to print it.  [default: table, or by the file's ending]",
    )(command)


def put(
    sections: Sections, format: str | None, out: Path | None, brief: Collection[str] = (), narrow: Sequence[str] = ()
) -> None:
    """Print tables, or write them to a file.

    sections  by title; a format that holds one table gets the first: CSV and Parquet
    format    one of ``FORMATS``; None: by the ending of ``out``, else "table"
    brief     columns that are left out of the printed table: the other formats have all of them
    narrow    columns that are left out of it, in this order, where they do not all fit; after them the last ones

    Raises click.ClickException when it cannot be written.
    """
    chosen = format or _by_ending(out)
    if chosen in ("parquet", "xlsx") and out is None and sys.stdout.isatty():
        raise click.UsageError(f"found no -o FILE, expected one: {chosen} is no text for a terminal")
    try:
        content = _as_table(sections, brief, narrow) if chosen == "table" else _WRITERS[chosen](sections)
    except MissingPackage as error:
        raise click.ClickException(str(error)) from None
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise click.ClickException(
            f"{out}: found {(error.strerror or str(error)).lower()}, expected to write there"
        ) from None


def _by_ending(out: Path | None) -> str:
    ending = out.suffix.lower().removeprefix(".") if out is not None else ""
    return ending if ending in FORMATS else "table"


# ------------------------------------------------------------------------------------------------- values


def plain(number: Decimal) -> str:
    """All the digits of a number and no more.

    >>> plain(Decimal("8.8800000")), plain(Decimal("1E+3")), plain(Decimal("-0.50"))
    ('8.88', '1000', '-0.5')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> safe("=1+1"), safe("Common Stock"), safe("-")
    ("'=1+1", 'Common Stock', "'-")
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _text(value: Any) -> str:
    """A value in words; "" for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    return str(value)


def _rows(table: pa.Table) -> Iterable[tuple[Any, ...]]:
    for batch in table.to_batches(max_chunksize=4096):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


# ------------------------------------------------------------------------------------------------ formats


def _as_csv(sections: Sections) -> bytes:
    table = next(iter(sections.values()))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe(name) for name in table.column_names])
    writer.writerows([_csv_cell(value) for value in row] for row in _rows(table))
    return text.getvalue().encode()


def _csv_cell(value: Any) -> str:
    text = _text(value)
    return safe(text) if isinstance(value, str | list) else text


def _as_json(sections: Sections) -> bytes:
    """An object for each row; of several tables, one object with a list for each."""
    told = {
        title: [dict(zip(table.column_names, map(_json_value, row), strict=True)) for row in _rows(table)]
        for title, table in sections.items()
    }
    whole: Any = next(iter(told.values())) if len(told) == 1 else told
    return msgspec.json.format(msgspec.json.encode(whole, enc_hook=str), indent=1) + b"\n"


def _json_value(value: Any) -> Any:
    """A number with all its digits and no more; other values as they are."""
    return msgspec.Raw(plain(value).encode()) if isinstance(value, Decimal) else value


def _as_parquet(sections: Sections) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(next(iter(sections.values())), sink, compression="zstd")
    return bytes(sink.getvalue())


def _as_xlsx(sections: Sections) -> bytes:
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingPackage(
            "found no package xlsxwriter, expected it for xlsx; get it: pip install 'section16[archive]'"
        ) from error
    content = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(content, options) as book:
        forms = {"head": book.add_format({"bold": True}), "day": book.add_format({"num_format": "yyyy-mm-dd"}),
                 "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})}  # fmt: skip
        for title, table in sections.items():
            sheet = book.add_worksheet(title[:_SHEET])
            sheet.freeze_panes(1, 0)
            for at, name in enumerate(table.column_names):
                sheet.write_string(0, at, name, forms["head"])
            for number, row in enumerate(_rows(table), 1):
                for at, value in enumerate(row):
                    _xlsx_cell(sheet, number, at, value, forms)
    return content.getvalue()


def _xlsx_cell(sheet: Any, row: int, column: int, value: Any, forms: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value, forms["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, forms["day"])
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, Decimal | int) and is_held(Decimal(value)):
        sheet.write_number(row, column, float(value))
    else:
        sheet.write_string(row, column, _text(value))


def is_held(number: Decimal) -> bool:
    """True when a double gives back every digit of a number.

    >>> is_held(Decimal("150.841")), is_held(Decimal("999999999999.9999"))
    (True, False)
    """
    return len(plain(number).lstrip("-0.").replace(".", "").rstrip("0")) <= _DIGITS


def _as_table(sections: Sections, brief: Collection[str], narrow: Sequence[str]) -> bytes:
    """For people: every table with its title; numbers with commas, and no more columns than can be read."""
    text = io.StringIO()
    wide = Console().width if sys.stdout.isatty() else 200
    console = Console(file=text, width=wide, highlight=False, markup=False, emoji=False, force_terminal=False)
    for at, (title, table) in enumerate(sections.items()):
        if len(sections) > 1:
            console.print(f"{chr(10) if at else ''}{title}: {table.num_rows:,}")
        columns = [_Column(name, table.column(name).to_pylist()) for name in table.column_names if name not in brief]
        columns = [column for column in columns if column.is_used or not table.num_rows]
        left_out = _left_out(columns, wide, narrow)
        shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        longest = _LONGEST if len(columns) > _MANY else None
        columns = [column for column in columns if column not in left_out]
        for column in columns:
            shown.add_column(
                column.head, justify="right" if column.is_number else "left", no_wrap=column.is_whole,
                min_width=column.least,
            )  # fmt: skip
        for row in zip(*(column.cells for column in columns), strict=True):
            shown.add_row(*(_cut(cell, longest) for cell in row))
        console.print(shown if table.num_rows else "none")
        if left_out and table.num_rows:
            names = ", ".join(column.head for column in left_out)
            console.print(f"No room for {names}: --format csv, json or xlsx has all.", soft_wrap=True)
    return text.getvalue().encode()


class _Column:
    """A column of the printed table.

    least  characters that it needs
    """

    def __init__(self, name: str, values: list[Any]) -> None:
        self.name, self.head = name, _HEADS.get(name, name.replace("_", " "))
        self.is_used = any(value not in (None, "", []) for value in values)
        self.is_number = any(isinstance(value, Decimal | int) and not isinstance(value, bool) for value in values)
        self.is_whole = self.is_number or name in _WHOLE
        self.cells = [_shown(value) for value in values]
        longest = max(map(len, self.cells), default=0)
        word = max(map(len, self.head.split()), default=0)
        self.least = max(word, longest if self.is_whole else min(longest, _LEAST))
        if self.is_whole:
            self.least = max(self.least, len(self.head))


def _left_out(columns: list[_Column], wide: int, narrow: Sequence[str]) -> list[_Column]:
    """The columns for which there is no room; one is always shown."""
    by_name = {column.name: column for column in columns}
    order = [by_name[name] for name in narrow if name in by_name]
    order += [column for column in reversed(columns) if column not in order]
    room = wide + _BETWEEN - sum(column.least + _BETWEEN for column in columns)
    out = 0
    while room < 0 and out < len(order) - 1:
        room += order[out].least + _BETWEEN
        out += 1
    return order[:out]


def _shown(value: Any) -> str:
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        whole, point, rest = plain(Decimal(value)).partition(".")
        return f"{'-0' if whole == '-0' else f'{int(whole):,}'}{point}{rest}"
    return visible(" ".join(_text(value).split()))


def _cut(text: str, longest: int | None) -> str:
    return text if longest is None or len(text) <= longest else f"{text[: longest - 1]}…"


_WRITERS: dict[str, Callable[[Sections], bytes]] = {
    "csv": _as_csv, "json": _as_json, "parquet": _as_parquet, "xlsx": _as_xlsx,
}  # fmt: skip
