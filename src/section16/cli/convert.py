"""``section16 convert``: any format to any."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from section16.cli.inputs import Inputs, one_filing
from section16.formats.recognise import WRITERS, with_ciks, write
from section16.forms.render import RENDERERS, render
from section16.model.filing import Filing
from section16.vocabulary.errors import Section16Error
from section16.vocabulary.identifiers import NotAnIdentifier, format_cik, validate_cik

_ENDINGS = {
    "xml": ".xml", "json": ".json", "sgml": ".txt", "package": ".package.xml", "html": ".html", "pdf": ".pdf",
    "text": ".text", "markdown": ".md",
}  # fmt: skip


def _cik(ctx: click.Context, parameter: click.Parameter, value: str | tuple[str, ...] | None) -> object:
    try:
        if isinstance(value, tuple):
            return tuple(format_cik(validate_cik(one)) for one in value)
        return None if value is None else format_cik(validate_cik(value))
    except NotAnIdentifier as error:
        raise click.BadParameter(str(error), ctx, parameter) from None


@click.command()
@click.argument("file")
@click.option("--to", "target", type=click.Choice((*WRITERS, *RENDERERS)), required=True, help="The format to write.")
@click.option("-o", "--output", type=click.Path(), help="File to write, or folder when FILE holds many filings. "
              "Standard output when left out.")  # fmt: skip
@click.option("--issuer-cik", callback=_cik, help="The issuer's CIK, when FILE does not hold it.")
@click.option("--owner-cik", "owner_ciks", multiple=True, callback=_cik,
              help="A reporting owner's CIK, in the order of the form; once for each owner.")  # fmt: skip
@click.option("--width", type=click.IntRange(min=80), default=80, show_default=True, help="Columns of the text.")
@click.option("--paper", type=click.Choice(("us-letter", "a4")), default="us-letter", show_default=True,
              help="Paper of the PDF.")  # fmt: skip
@click.option("--with-ccc", is_flag=True, help="Keep the owners' CCC in a package. They are secrets: "
              "without this they are left out.")  # fmt: skip
def convert(
    file: str, target: str, output: str | None, issuer_cik: str | None, owner_ciks: tuple[str, ...], width: int,
    paper: str, with_ccc: bool,
) -> int:  # fmt: skip
    """Write FILE (a filing, or a folder or archive of them, or -) in another format.

    html, pdf, text and markdown print the form as the SEC does. A printed form
    shows no CIK; XML and packages need them, so they are asked for by name.

    Exit status: 0 written, 2 unreadable input or a fact is missing.

    \b
        section16 convert form4.md --to xml --issuer-cik 896493 --owner-cik 1212502 -o form4.xml
        section16 convert form4.xml --to pdf -o form4.pdf
        section16 convert submissions.zip --to json -o json/
    """

    def written(filing: Filing) -> bytes:
        if target in RENDERERS:
            return render(filing, target, width=width, paper=paper)
        return write(filing, target, with_ccc=with_ccc)

    inputs = Inputs((file,))
    if inputs.total > 1:
        if output is None:
            raise click.ClickException(f"{file}: found {inputs.total:,} files, expected a folder for them: -o DIR")
        return _many(inputs, written, _ENDINGS[target], Path(output))
    filing = with_missing(one_filing(file), issuer_cik, owner_ciks, file)
    try:
        data = written(filing)
    except (Section16Error, ValueError) as error:
        raise click.ClickException(f"{file}: {error}") from None
    if filing.document is not None and not with_ccc and any(o.ccc is not None for o in filing.document.owners):
        click.echo("section16: CCC left out" + ("; --with-ccc keeps it" if target == "package" else ""), err=True)
    if output is None or output == "-":
        sys.stdout.buffer.write(data)
    else:
        save(Path(output), data)
    return 0


def with_missing(filing: Filing, issuer_cik: str | None, owner_ciks: tuple[str, ...], name: str) -> Filing:
    """The filing with the CIKs of the command line."""
    try:
        return with_ciks(filing, issuer_cik, owner_ciks)
    except Section16Error as error:
        raise click.ClickException(f"{name}: {error}") from None


def save(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises click.ClickException."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            beside = Path(file.name)
            try:
                file.write(data)
                file.close()
                beside.chmod(0o666 & ~_umask())
                beside.replace(path)
            finally:
                beside.unlink(missing_ok=True)  # when it did not take its place
    except OSError as error:
        raise click.ClickException(f"{path}: {(error.strerror or str(error)).lower()}") from None


def make_folder(path: Path) -> None:
    """Make a folder, and those above it. Raises click.ClickException."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"{path}: {(error.strerror or str(error)).lower()}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _many(inputs: Inputs, written_as: Callable[[Filing], bytes], ending: str, folder: Path) -> int:
    """Every filing of a folder or archive into ``folder``."""
    make_folder(folder)
    written = failed = passed = 0
    for entry in inputs:
        if entry.filing is None:
            passed += entry.passed
            if not entry.passed:
                failed += 1
                click.echo(f"section16: {entry.name}: {entry.problem}", err=True)
            continue
        try:
            data = written_as(entry.filing)
        except (Section16Error, ValueError) as error:
            failed += 1
            click.echo(f"section16: {entry.name}: {error}", err=True)
            continue
        save(folder / f"{Path(entry.name).name.rpartition('.')[0] or Path(entry.name).name}{ending}", data)
        written += 1
    said = f"{written:,} written to {folder}"
    click.echo(said + (f", {passed:,} files of other kinds passed over" if passed else ""), err=True)
    return 2 if failed else 0
