"""How the commands of ``section16 desk`` reach a desk, and how they print."""

from __future__ import annotations

import csv
import datetime
import functools
import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from section16.cli.inputs import reason
from section16.vocabulary.errors import Section16Error

if TYPE_CHECKING:
    from section16.desk.api import Desk

Command = Callable[..., Any]
MOST_AT_ONCE = 10_000  # drafts in one change; the databases take three times as many

_desk = click.option(
    "--desk", "address", envvar="SECTION16_DESK", default="desk.db", show_default=True, metavar="FILE|URL",
    help="An SQLite file, or postgresql://host/name. Also SECTION16_DESK.",
)  # fmt: skip
_acting = click.option("--as", "user", envvar="SECTION16_DESK_USER", metavar="NAME",
                       help="Who acts. Also SECTION16_DESK_USER.")  # fmt: skip
format_option = click.option(
    "--format", "kind", type=click.Choice(("table", "csv", "json")), default="table", show_default=True
)
version_option = click.option("--version", type=int, help="The version that you have seen, of each.")
reason_option = click.option("--reason", help="Why; kept with it.")


def numbers_of(named: Sequence[str]) -> tuple[int, ...]:
    """The numbers of drafts, in their order, each once: 7, or the first and the last, 7-56. Raises click.BadParameter.

    >>> numbers_of(("9", "2-4", "3"))
    (9, 2, 3, 4)
    """
    found: dict[int, None] = {}
    for one in named:
        first, dash, last = one.partition("-")
        numbers = range(0)
        if first.isdecimal() and (last.isdecimal() or not dash):
            numbers = range(int(first), int(last or first) + 1)
        if not numbers:
            raise click.BadParameter(f"found {one!r}, expected the number of a draft, 7, or several, 7-56")
        if len(numbers) + len(found) > MOST_AT_ONCE:
            raise click.BadParameter(f"found more than {MOST_AT_ONCE:,} drafts in {one!r}, expected fewer at once")
        found |= dict.fromkeys(numbers)
    return tuple(found)


def numbers_argument(command: Command) -> Command:
    """``NUMBERS...``: drafts, as ``numbers_of`` reads them; the command gets ``numbers``."""

    def joined(_context: click.Context, _parameter: click.Parameter, named: tuple[str, ...]) -> tuple[int, ...]:
        return numbers_of(named)

    return click.argument("numbers", nargs=-1, required=True, callback=joined)(command)


def seen(numbers: Sequence[int], version: int | None) -> dict[int, int]:
    """The version of each draft, as ``--version`` says it of all of them."""
    return {} if version is None else dict.fromkeys(numbers, version)


def day(text: str) -> datetime.date:
    """A date of the command line."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"found {text!r}, expected a date, 2025-03-07") from None


def amount(text: str) -> Decimal:
    """A number of the command line."""
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise click.BadParameter(f"found {text!r}, expected a number")
    return number


def day_option(name: str, words: str, *, required: bool = False) -> Callable[[Command], Command]:
    """An option that takes a day."""
    return click.option(name, type=day, metavar="DATE", help=words, required=required)


def page_option(command: Command) -> Command:
    """``--page``: a signed page, as a file or by its digest; the command gets ``page_sha256``."""

    def digest(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
        return digest_of_page(Path(value)) if Path(value).is_file() else value

    return click.option(
        "--page", "page_sha256", required=True, callback=digest, metavar="FILE|SHA256",
        help="The signed page, or its SHA-256. Only the digest is kept.",
    )(command)  # fmt: skip


def digest_of_page(path: Path) -> str:
    """SHA-256 of a file. Raises OSError."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def address_of(given: str) -> str:
    """The database's address; a plain path is an SQLite file."""
    return given if "://" in given else f"sqlite:///{given}"


@contextmanager
def one_line() -> Iterator[None]:
    """What goes wrong at the desk, as the one line of a command. Raises click.ClickException."""
    try:
        yield
    except Section16Error as error:
        raise click.ClickException("; ".join(str(error).splitlines())) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'input'}: {reason(error)}") from None


def at_desk(command: Command) -> Command:
    """Options ``--desk`` and ``--as``; the command gets the open desk, acting as that user, first.

    Where several drafts stop a change of many, each has a line.
    """

    @functools.wraps(command)
    def run(*arguments: Any, address: str, user: str | None, **options: Any) -> Any:
        with one_line():
            from section16.desk.api import Desk
            from section16.desk.errors import Stopped

            with Desk.open(address_of(address)) as desk:
                try:
                    return command(desk.as_user(user) if user is not None else desk, *arguments, **options)
                except Stopped as stopped:
                    *others, last = str(stopped).splitlines()
                    for line in others:
                        click.echo(f"section16: {line}", err=True)
                    raise click.ClickException(last) from None

    return _desk(_acting(run))


def new_desk(command: Command) -> Command:
    """Option ``--desk`` alone; the command gets the address."""

    @functools.wraps(command)
    def run(*arguments: Any, address: str, **options: Any) -> Any:
        with one_line():
            return command(address_of(address), *arguments, **options)

    return _desk(run)


# -------------------------------------------------------------------------------------------------- printing


def listing(rows: Sequence[Any], columns: Sequence[str], kind: str, none: str) -> None:
    """Print records: a table of some columns, or every field as CSV or JSON, one object a line.

    none  what a table says when there are no rows
    """
    if kind == "json":
        for row in rows:
            click.echo(msgspec.json.encode(row).decode())
    elif kind == "csv":
        names = rows[0].__struct_fields__ if rows else columns
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_plain(getattr(row, name)) for name in names] for row in rows)
    elif not rows:
        click.echo(none)
    else:
        cells = [[_plain(getattr(row, name)) for name in columns] for row in rows]
        heads = [name.replace("_", " ") for name in columns]
        widths = [max(len(line[i]) for line in [heads, *cells]) for i in range(len(columns))]
        for line in [heads, *cells]:
            click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}Z"
    if isinstance(value, tuple):
        return " ".join(map(_plain, value))
    return value if isinstance(value, str) else msgspec.json.encode(value).decode().strip('"')


def say(entry: Any, also: str = "") -> None:
    """Where a draft stands now, on standard error."""
    said = f"draft {entry.draft}, version {entry.version}: {entry.state}, revision {entry.revision}"
    click.echo(f"section16: {said}{f'; {also}' if also else ''}", err=True)


def desk_type() -> type[Desk]:
    """The class, imported when it is needed: the core runs without the extra ``desk``."""
    from section16.desk.api import Desk

    return Desk
