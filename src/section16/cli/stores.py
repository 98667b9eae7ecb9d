"""Options of the commands that ask a store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from section16.vocabulary.errors import Section16Error

if TYPE_CHECKING:
    from section16.archive.store import Store

Function = TypeVar("Function", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; fails with one line."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            self.fail(f"found {value!r}, expected a day as YYYY-MM-DD", param, ctx)


DAY = Day()


def store_option(command: Function) -> Function:
    """The option ``--store``: parameter ``folder``."""
    return click.option(
        "--store", "folder", envvar="SECTION16_STORE", required=True, type=click.Path(file_okay=False, path_type=Path),
        help="Folder of the store.  [default: $SECTION16_STORE]",
    )(command)  # fmt: skip


def known_option(command: Function) -> Function:
    """The options ``--as-known-on`` and ``--as-filed``: parameters of these names."""
    command = click.option(
        "--as-filed", is_flag=True, help="Every line as filed, also those that repeat a trade told before."
    )(command)
    return click.option(
        "--as-known-on", type=DAY, metavar="DATE", help="Only what EDGAR had accepted by the end of that day."
    )(command)


def opened(folder: Path) -> Store:
    """The store in a folder. Raises click.ClickException."""
    try:
        from section16.archive.store import Store

        return Store(folder)
    except (Section16Error, OSError) as error:
        raise click.ClickException(str(error)) from None
