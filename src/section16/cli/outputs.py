"""What a listing command prints: one set of options, one set of formats, for all of them.

Numbers are exact everywhere: decimals in JSON and CSV are written digit by digit, and xlsx
gets a number only where a double holds all its digits.  In CSV and xlsx no text is ever a
formula; a spreadsheet that opens the file computes nothing.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import msgspec
from rich import box
from rich.console import Console
from rich.table import Table

from section16.vocabulary.errors import MissingPackage

if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = ("table", "csv", "json", "parquet", "xlsx")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DIGITS = 15  # decimal digits that every double holds
_SHEET = 31  # letters of a sheet's name
_LONGEST = 60  # characters of a cell of the printed table
_WHOLE = frozenset(("accession", "cik", "filed on", "transaction date", "first on", "last on"))  # never broken

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


def put(sections: Sections, format: str | None, out: Path | None, brief: Collection[str] = ()) -> None:
    """Print tables, or write them to a file.

    sections  by title; a format that holds one table gets the first: CSV and Parquet
    format    one of ``FORMATS``; None: by the ending of ``out``, else "table"
    brief     columns that are left out of the printed table: the other formats have all of them

    Raises click.ClickException when it cannot be written.
    """
    chosen = format or _by_ending(out)
    if chosen in ("parquet", "xlsx") and out is None and sys.stdout.isatty():
        raise click.UsageError(f"found no -o FILE, expected one: {chosen} is no text for a terminal")
    if chosen == "table":
        sections = {title: table.drop_columns([name for name in table.column_names if name in brief])
                    for title, table in sections.items()}  # fmt: skip
    try:
        content = _WRITERS[chosen](sections)
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


def _as_table(sections: Sections) -> bytes:
    """For people: every table with its title; numbers with commas, a cell too long cut short."""
    text = io.StringIO()
    wide = Console().width if sys.stdout.isatty() else 200
    console = Console(file=text, width=wide, highlight=False, markup=False, emoji=False, force_terminal=False)
    for title, table in sections.items():
        if len(sections) > 1:
            console.print(f"\n{title}: {table.num_rows:,}")
        shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        rows = list(_rows(table))
        used = [at for at in range(table.num_columns) if not rows or any(row[at] not in (None, "", []) for row in rows)]
        for at in used:
            is_number = any(isinstance(row[at], Decimal | int) and not isinstance(row[at], bool) for row in rows)
            name = table.column_names[at].replace("_", " ")
            shown.add_column(name, justify="right" if is_number else "left", no_wrap=name in _WHOLE or is_number)
        for row in rows:
            shown.add_row(*(_shown(row[at]) for at in used))
        console.print(shown if rows else "none")
    return text.getvalue().encode()


def _shown(value: Any) -> str:
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        whole, point, rest = plain(Decimal(value)).partition(".")
        return f"{'-0' if whole == '-0' else f'{int(whole):,}'}{point}{rest}"
    text = "".join(
        " " if letter in "\n\r\t" else letter for letter in _text(value) if letter.isprintable() or letter.isspace()
    )
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


_WRITERS: dict[str, Callable[[Sections], bytes]] = {
    "table": _as_table, "csv": _as_csv, "json": _as_json, "parquet": _as_parquet, "xlsx": _as_xlsx,
}  # fmt: skip
