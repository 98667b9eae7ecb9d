"""The ``section16`` command.

Commands are imported when they are called, so that ``--help`` stays quick.
Exit statuses are a promise and part of each command's help.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import click

from section16.vocabulary.errors import Section16Error

# command -> module of this package that defines it, and its line in the list of commands
COMMANDS = {
    "show": "The form in the terminal.",
    "check": "Findings by the rules; exit 0 none, 1 findings, 2 unreadable.",
    "convert": "Any format to any.",
    "reconcile": "Filings as we read them against the SEC's quarterly data sets.",
    "dataset": "Filings as a data set in the SEC's files, by quarter or by days.",
    "diff": "What changed, line by line, box by box.",
    "draft": "Forms from trades and a roster, with what they still need.",
    "amend": "The smallest correct amendment, from the filed form and the truth.",
    "due": "When a form is due, and why, step by step.",
    "simulate": "A made market of filings, with the truth beside it.",
    "package": "A draft and its exhibits into the file that EDGAR takes.",
    "submit": "A package to EDGAR, once, with a receipt.",
    "edgar": "Rehearse filing on this machine, and read the receipts.",
    "secret": "Keep the owners' CCC and the tokens of the filing API.",
    "desk": "The filer's own records: roster, positions, drafts, approvals, receipts.",
    "ingest": "Filings into a store: folders, archives, feed days, data sets.",
    "cluster": "The same ingest on Spark.",
    "query": "SQL over the store, named or free.",
    "company": "An issuer: names, people, holdings, trades.",
    "person": "A reporting owner: issuers, holdings, trades.",
    "filing": "One filing of the store, and what became of it.",
    "screen": "Trades that meet conditions, each once, or in clusters.",
    "sync": "From EDGAR into a store, politely.",
    "verify": "The store against its sources, byte by byte and row by row.",
    "cite": "A value of the store, back to the bytes it was filed in.",
    "demo": "The guided tour on what ships with the package.",
    "rules": "The rule catalogue, or one rule.",
}


# package -> extra that brings it, for who calls a command without
EXTRAS = {
    "alembic": "desk", "cryptography": "file", "duckdb": "archive", "filelock": "archive", "httpx": "archive",
    "keyring": "file", "pandas": "cluster", "psycopg": "desk", "pyarrow": "archive", "pyspark": "cluster",
    "ruamel": "file", "sqlalchemy": "desk", "typst": "pdf", "xlsxwriter": "archive",
}  # fmt: skip


class LazyGroup(click.Group):
    """A group whose commands are imported at first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of ``COMMANDS``."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"section16.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="section16", message="%(prog)s %(version)s")
def cli() -> None:
    """Read, check, convert and show SEC Forms 3, 4 and 5.

    Software for filers and readers of ownership reports, not legal advice.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; errors are one line on standard error."""
    try:
        status = cli.main(args=arguments, prog_name="section16", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("section16: stopped", err=True)
        status = 130
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        hint = f"; try: {context.command_path} --help" if context is not None else ""
        click.echo(f"section16: {error.format_message()}{hint}", err=True)
        status = 2
    except Section16Error as error:
        click.echo(f"section16: {error}", err=True)
        status = 2
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in EXTRAS:
            raise
        extra = f"pip install 'section16[{EXTRAS[package]}]'"
        click.echo(f"section16: found no package {package}, expected it for this command; get it: {extra}", err=True)
        status = 2
    except BrokenPipeError:
        # the reader of our output has gone: nothing more to say, and nothing to flush
        sys.stderr.close()
        status = 1
    sys.exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
