"""The seed corpus and the dictionary of the fuzzer.

``python -m fuzz.seeds DIR`` fills DIR with small filings of every format: real ones of the shared data where it is
there, and whatever the case the example that ships with the package, in every format it can be written in, whole
and damaged. ``DIR/../read.dict`` gets the words of the formats: names of elements, tags of SGML, headings.
"""

import argparse
import os
import sys
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import section16
from section16.formats import elements
from section16.vocabulary.errors import Section16Error

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "src" / "section16" / "examples"
SHARED = Path(os.environ.get("SECTION16_SHARED") or ROOT.parent / "shared")
LONGEST = 20_000  # bytes: what is longer is slow to change and finds nothing more

_TABLES = (
    elements.DOCUMENT, elements.ISSUER, elements.OWNER_ID, elements.ADDRESS, elements.RELATIONSHIP, elements.SIGNATURE,
    *(table for _, _, table in elements.ROWS.values()),
)  # fmt: skip
_OTHER_WORDS = (
    "<value>", "</value>", '<footnoteId id="F1"/>', '<footnote id="F1">', "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>",
    "&amp;", "&#65;", "&#x0;", "<!DOCTYPE a [", "<!ENTITY a 'b'>", "xmlns:x='urn:x'", "\xef\xbb\xbf", "\xff\xfe",
    "encoding='UTF-16'", "encoding='ISO-8859-1'", "-05:00", "0.0001", "false", "<SEC-DOCUMENT>", "<SEC-HEADER>",
    "</SEC-HEADER>", "<SUBMISSION>", "<DOCUMENT>", "</DOCUMENT>", "<TYPE>4", "<SEQUENCE>1", "<FILENAME>a.xml",
    "<DESCRIPTION>", "<TEXT>", "</TEXT>", "<XML>", "</XML>", "<REPORTING-OWNER>", "<ISSUER>", "<CIK>", "\tISSUER:\t",
    "ACCESSION NUMBER:\t\t", "-----BEGIN PRIVACY-ENHANCED MESSAGE-----", "begin 644 a.pdf\n", "edgarSubmission",
    '"format": "section16-filing/1"', '"document": {', '"table_i": [', '"kind": "transaction"', '"footnotes": [',
    "FORM 4", "Table I - Non-Derivative Securities", "Table II - Derivative Securities", "Explanation of Responses:",
    "Remarks:", "1. Title of Security", "** Signature of Reporting Person", "| --- |", "(1)", "\n\n", "\r\n",
)  # fmt: skip


def dictionary() -> str:
    """Words of the formats, one a line, as libFuzzer reads them."""
    tags = {step for table in _TABLES for element in table for step in element.path.split("/")}
    tags |= {"footnotes", *elements.MODELS, *elements.ROWS, *elements.ROOT_ORDER}
    words = [*(f"<{tag}>" for tag in sorted(tags)), *(f"</{tag}>" for tag in sorted(tags)), *_OTHER_WORDS]
    return "".join(f'"{_escaped(word)}"\n' for word in words)


def _escaped(word: str) -> str:
    printable = (chr(c) if 32 <= c < 127 and c not in b'"\\' else f"\\x{c:02X}" for c in word.encode("latin-1"))
    return "".join(printable)


def filings() -> Iterator[bytes]:
    """Small filings of every format."""
    for path in sorted(EXAMPLES.iterdir()):
        if path.is_file():
            yield path.read_bytes()
    data = SHARED / "data"
    if not data.is_dir():
        return
    for name, every in (("documents.zip", 4), ("submissions.zip", 250)):
        with zipfile.ZipFile(data / name) as archive:
            for member in sorted(archive.namelist())[::every]:
                yield archive.read(member)
    for folder in (data / "feed", data / "pages", data / "seed", *(SHARED / "spec").glob("edgar-ownership-*")):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".xml", ".html", ".md", ".txt", ".nc"} and path.stat().st_size < 10 * LONGEST:
                yield path.read_bytes()


def seeds() -> Iterator[bytes]:
    """Each filing, its other formats, and a few kinds of damage."""
    for source in filings():
        short = source[:LONGEST]
        yield short
        yield short[: len(short) // 2]
        yield short.replace(b"&amp;", b"&")
        try:
            filing = section16.read(source)
        except Section16Error:
            continue
        for target in ("xml", "json", "sgml", "package"):
            try:
                yield section16.write(filing, target)[:LONGEST]
            except Section16Error:
                continue


def main() -> int:
    """Write corpus and dictionary."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.seeds", description="Seed corpus of the fuzzer.")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    found = {sha256(seed).hexdigest()[:16]: seed for seed in seeds()}
    for name, seed in found.items():
        (folder / name).write_bytes(seed)
    (folder.parent / "read.dict").write_text(dictionary(), "ascii")
    print(f"{len(found)} seeds in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
