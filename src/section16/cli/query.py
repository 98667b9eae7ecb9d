"""``section16 query``: SQL over the store, named or free."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from section16.cli.outputs import output_options, put
from section16.cli.stores import opened
from section16.vocabulary.errors import Section16Error

if TYPE_CHECKING:
    import pyarrow as pa


@click.command()
@click.argument("sql", required=False)
@click.option("--store", "folder", envvar="SECTION16_STORE", type=click.Path(file_okay=False, path_type=Path),
              help="Folder of the store.  [default: $SECTION16_STORE]")  # fmt: skip
@click.option("--list", "is_list", is_flag=True, help="List the named queries and their parameters.")
@click.option("--param", "-p", "params", multiple=True, metavar="NAME=VALUE", help="A parameter; can be repeated.")
@output_options
def query(
    sql: str | None, folder: Path | None, is_list: bool, params: tuple[str, ...], format: str | None, out: Path | None
) -> int:
    """Answer SQL: the name of a query, or a statement over the tables of the store.

    Beside the tables there are lines (every line with its filing and owners) and trades (every trade once).
    In a statement $name stands for a parameter.

    Exit status: 0 answered, 2 no such query, SQL that is wrong, or the store cannot be read.

    \b
        section16 query --list
        section16 query purchases-by-month --param since=2023-01-01 --store data
        section16 query "SELECT code, count(*) AS n FROM trades GROUP BY code" --store data
    """
    from section16.archive import queries

    if is_list:
        put({"queries": _listed()}, format, out)
        return 0
    if sql is None or folder is None:
        missing = "SQL or the name of a query" if sql is None else "--store"
        raise click.UsageError(f"found no {missing}, expected it; section16 query --list names the queries")
    given = _given(params)
    try:
        with opened(folder) as store:
            is_named = " " not in sql.strip()
            found = queries.run(store, sql.strip(), given) if is_named else queries.ask(store, sql, given)
    except (Section16Error, OSError) as error:
        raise click.ClickException(str(error)) from None
    put({"rows": found}, format, out)
    return 0


def _given(params: tuple[str, ...]) -> dict[str, str]:
    given = {}
    for text in params:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise click.UsageError(f"found --param {text!r}, expected NAME=VALUE")
        given[name] = value
    return given


def _listed() -> pa.Table:
    import pyarrow as pa

    from section16.archive import queries

    rows = [
        {"name": one.name, "answers": one.answers,
         "parameters": "; ".join(f"{p.name} {p.type}{f' = {p.default}' if p.default is not None else ''}: {p.meaning}"
                                 for p in one.parameters)}
        for one in queries.queries().values()
    ]  # fmt: skip
    return pa.Table.from_pylist(rows)
