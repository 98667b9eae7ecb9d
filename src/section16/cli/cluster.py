"""``section16 cluster``: the ingest on Spark."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from section16.cli.ingest import finished, progress
from section16.cli.stores import store_option

if TYPE_CHECKING:
    from section16.archive.ingest import Tally


@click.group()
def cluster() -> None:
    """The same ingest on Spark, for more filings than one machine should read."""


@cluster.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--master", required=True, metavar="URL",
              help="Of Spark: spark://HOST:7077, yarn, k8s://..., local-cluster[2,1,1024] to try it.")  # fmt: skip
@store_option
@click.option("--conf", "settings", multiple=True, metavar="NAME=VALUE", help="A setting of Spark; can be repeated.")
@click.option("--wait", type=click.FloatRange(min=0), default=0, show_default=True,
              help="Seconds to wait while another process writes to the store.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="Say nothing but what went wrong.")
def ingest(
    paths: tuple[Path, ...], master: str, folder: Path, settings: tuple[str, ...], wait: float, quiet: bool
) -> int:
    """Take every filing in PATHS into a store, by the executors of a Spark cluster.

    PATHS and the store lie on a file system that every machine sees at the same place.  The
    store is the one that section16 ingest makes, row for row; either command goes on
    where the other stopped.

    Exit status: 0 done, 1 some files could not be read or were quarantined, 2 nothing could be done.

    \b
        section16 cluster ingest --master spark://head:7077 --store /shared/store /shared/edgar
    """
    from section16.cluster.ingest import ingest as take_in
    from section16.cluster.session import start

    def run() -> Tally:
        spark = start(master, _named(settings))
        try:
            with progress(quiet) as say:
                return take_in(spark, folder, paths, wait=wait, progress=say)
        finally:
            spark.stop()

    return finished(run, folder, quiet)


def _named(settings: tuple[str, ...]) -> dict[str, str]:
    """Spark's settings by name."""
    for setting in settings:
        if "=" not in setting:
            raise click.BadParameter(f"{setting!r}, expected NAME=VALUE", param_hint="--conf")
    return dict(setting.split("=", 1) for setting in settings)
