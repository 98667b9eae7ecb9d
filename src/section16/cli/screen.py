"""``section16 screen``: trades of the whole store that meet conditions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from section16.cli.outputs import output_options, put
from section16.cli.pages import BRIEF, NARROW
from section16.cli.stores import DAY, known_option, opened, store_option
from section16.vocabulary.errors import Section16Error

if TYPE_CHECKING:
    import pyarrow as pa


class Number(click.ParamType[Decimal]):
    """A number, with or without commas, exact."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """The number; fails with one line."""
        try:
            number = Decimal(str(value).replace(",", "").removeprefix("$"))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.fail(f"found {value!r}, expected a number", param, ctx)
        return number


NUMBER = Number()
# of groups: what is left out first where there is no room
_NARROW = ("issuer_cik", "owner_cik", "disposed", "acquired", "last_filed_on", "first_traded_on")


@click.command()
@click.argument("preset", required=False)
@store_option
@click.option("--list", "is_list", is_flag=True, help="List the presets, and why people look at them.")
@click.option("--code", multiple=True, metavar="CODE", help="Transaction code, such as P; can be repeated.")
@click.option("--side", type=click.Choice(("A", "D")), help="Acquired or disposed of.")
@click.option("--role", multiple=True, type=click.Choice(("officer", "director", "ten-percent", "other")),
              help="Of any of those who report; can be repeated.")  # fmt: skip
@click.option("--title", metavar="REGEX", help="Found in an officer's title, whatever the case.")
@click.option("--table", type=click.Choice(("I", "II", "both")), help="Table of the form.  [default: I]")
@click.option("--value-min", type=NUMBER, help="Dollars; a trade without a price has no value.")
@click.option("--value-max", type=NUMBER, help="Dollars.")
@click.option("--price-min", type=NUMBER, help="Dollars for one.")
@click.option("--price-max", type=NUMBER, help="Dollars for one.")
@click.option("--filed-from", type=DAY, help="First day of filing.")
@click.option("--filed-to", type=DAY, help="Last day of filing.")
@click.option("--traded-from", type=DAY, help="First day of trading.")
@click.option("--traded-to", type=DAY, help="Last day of trading.")
@click.option("--days", type=click.IntRange(min=1), help="Filed in so many days up to the last one known.")
@click.option("--plan/--no-plan", default=None, help="The Rule 10b5-1 box: checked, or filed and not checked.")
@click.option("--own-change", type=NUMBER, metavar="PERCENT",
              help="The holding changed by at least so much, up or down; a new holding counts.")  # fmt: skip
@click.option("--sector", multiple=True, metavar="SIC", help="The SIC code begins so; can be repeated.")
@click.option("--quiet-years", type=click.IntRange(min=1), help="No such trade by the same owner for so long before.")
@click.option("--cluster", type=click.IntRange(min=2), metavar="PEOPLE", help="So many different people ...")
@click.option("--window", type=click.IntRange(min=1), metavar="DAYS", help="... within so many days.  [default: 30]")
@click.option("--group-by", type=click.Choice(("issuer", "person")), help="A row for each.")
@known_option
@output_options
def screen(
    preset: str | None, folder: Path, is_list: bool, as_known_on: date | None, as_filed: bool, format: str | None,
    out: Path | None, **options: Any,
) -> int:  # fmt: skip
    """List trades that meet conditions, each once, those of PRESET or those given.

    What is given changes what PRESET says. Days are counted back from the last day of filing that the store
    knows, or from --filed-to or --as-known-on.

    Exit status: 0 listed, also when nothing was found, 2 conditions that cannot be, or the store cannot be read.

    \b
        section16 screen --list --store data
        section16 screen purchases --store data
        section16 screen --code S --role officer --value-min 1,000,000 --no-plan --days 30
        section16 screen clusters --cluster 4 --window 14 --group-by issuer -o clusters.xlsx
    """
    from section16.archive import screens

    if is_list:
        import pyarrow as pa

        put({"presets": pa.Table.from_pylist([one._asdict() for one in screens.presets().values()])}, format, out)
        return 0
    given = {name: value for name, value in options.items() if value not in (None, ())}
    try:
        asked = screens.preset(preset).screen if preset is not None else screens.Screen()
        if given.keys() & {"filed_from", "traded_from"} and "days" not in given:
            asked = msgspec.structs.replace(asked, days=None)
        asked = msgspec.structs.replace(asked, **given)
        with opened(folder) as store:
            found = screens.screen(store, asked, as_known_on=as_known_on, as_filed=as_filed)
    except (Section16Error, OSError) as error:
        raise click.ClickException(str(error)) from None
    # an issuer is told by its symbol where its trades are listed, and by its name where it stands for them
    brief, narrow = (BRIEF, ("own_change", *NARROW)) if asked.group_by is None else ((), _NARROW)
    put({"trades": found}, format, out, brief, narrow)
    said = f"{found.num_rows:,} {asked.group_by or 'trade'}{'' if found.num_rows == 1 else 's'}"
    click.echo(f"section16: {said}, {_unpriced(found):,} trades among them without a price", err=True)
    return 0


def _unpriced(found: pa.Table) -> int:
    """Trades whose price is not known, among those found or in all groups."""
    if "without_price" in found.column_names:
        return sum(count or 0 for count in found.column("without_price").to_pylist())
    return found.column("value").null_count
