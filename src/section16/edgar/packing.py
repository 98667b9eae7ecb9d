"""Packing: from a form and its exhibits to the package that EDGAR takes.

Every rule of the specification for files and their names is applied here, with one line for
each that is broken: sections 4.1, 4.2 and 5, and the schema edgarSubmission.xsd.  What EDGAR
fills in itself is left out of the form (section 4.3), for EDGAR would discard it and warn.
The CCCs are left out too, unless asked for: they are put in when the package is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

import msgspec

from section16.edgar.order import Refused
from section16.edgar.transport import LIVE, TEST
from section16.formats import edgar_package
from section16.formats.edgar_package_findings import check as check_envelope
from section16.formats.recognise import read, require_ciks
from section16.formats.sources import load
from section16.model.document import OwnershipDocument
from section16.model.filing import Filing
from section16.model.package import Contact, Package, PackageDocument
from section16.model.submission import SubmissionDocument
from section16.rules.check import check
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import MissingFact, SeenAndExpected
from section16.vocabulary.findings import Finding, Severity

_KINDS = {"ex24": "EX-24", "ex99": "EX-99", "cover": "COVER", "corresp": "CORRESP"}
_GRAPHICS = {".jpg": (b"\xff\xd8\xff",), ".gif": (b"GIF87a", b"GIF89a")}
_TYPED = re.compile(r"(?:EX-24|EX-99|COVER|CORRESP|GRAPHIC)(?:\.[^=/\\]+)?", re.ASCII).fullmatch
_NAME_RULES = "S16-026"  # a warning to a reader, no package of ours to a filer
_NO_CCC = "S16-165"


def exhibit(argument: str) -> PackageDocument:
    """An exhibit from a file: ``TYPE=FILE``, or a FILE whose name tells its type.

    ex24..., ex-24...: EX-24; ex99...: EX-99; cover...: COVER; corresp...: CORRESP; .jpg and
    .gif: GRAPHIC.  Raises SeenAndExpected when the type is not told, TooLarge, OSError.

    >>> exhibit("poa.txt")
    Traceback (most recent call last):
    section16.vocabulary.errors.SeenAndExpected: found 'poa.txt', expected a type: EX-24=poa.txt
    """
    kind, sep, name = argument.partition("=")
    if not (sep and _TYPED(kind)):
        kind, name = "", argument
    if not kind:
        plain = PurePath(name).name.lower().replace("-", "").replace("_", "")
        by_name = next((found for start, found in _KINDS.items() if plain.startswith(start)), "")
        kind = "GRAPHIC" if PurePath(name).suffix.lower() in _GRAPHICS else by_name
    if not kind:
        raise SeenAndExpected(repr(name), f"a type: EX-24={name}")
    content, _ = load(Path(name))
    return PackageDocument(name=PurePath(name).name, type=kind, content=content)


class Packed(msgspec.Struct, frozen=True):
    """A package and what is to be said of it.

    left_out  elements that EDGAR fills in, by name, in form order
    warnings  findings below error
    """

    package: Package
    left_out: tuple[str, ...] = ()
    warnings: tuple[Finding, ...] = ()


def pack(
    filing: Filing,
    *,
    live: bool = False,
    exhibits: Iterable[PackageDocument] = (),
    contact: Contact | None = None,
    notify: Iterable[str] = (),
) -> Packed:
    """A new package around the form of a filing, with its exhibits and more.

    live      a real filing; else TEST
    notify    e-mail addresses that EDGAR is to tell as well

    Raises MissingFact without a form or a CIK, Refused with every reason why EDGAR would not
    take the package.
    """
    document = filing.document
    if document is None:
        raise MissingFact("found no ownership document, expected one to package")
    require_ciks(filing)
    bare, left_out = for_transmission(document)
    notified = tuple(notify)
    old = filing.package
    package = edgar_package.build(
        bare,
        test_or_live=LIVE if live else TEST,
        exhibits=(*exhibits_of(filing), *exhibits),
        contact=contact or (old.contact if old is not None else None),
        notification_addresses=notified or (old.notification_addresses if old is not None else None),
    )
    found = _findings(package)
    reasons = [str(finding) for finding in found if _is_error(finding)]
    reasons += [f"{one.name}: {reason}" for one in package.exhibits for reason in _content_faults(one)]
    if reasons:
        raise Refused(*reasons)
    return Packed(package, left_out, tuple(finding for finding in found if finding.code != _NO_CCC))


def for_transmission(document: OwnershipDocument) -> tuple[OwnershipDocument, tuple[str, ...]]:
    """The form without what EDGAR fills in, and the names of what was left out.

    >>> for_transmission(OwnershipDocument(schema_version="X0609", document_type="4"))[1]
    ('schemaVersion',)
    """
    left: list[str] = []
    absent: Cell[bool] = Cell()
    changes: dict[str, object] = {}
    if document.schema_version is not None:
        left.append("schemaVersion")
        changes["schema_version"] = None
    for field, tag in (
        ("no_securities_owned", "noSecuritiesOwned"),
        ("form3_holdings_reported", "form3HoldingsReported"),
        ("form4_transactions_reported", "form4TransactionsReported"),
    ):
        if getattr(document, field) != absent:
            left.append(tag)
            changes[field] = absent
    issuer = document.issuer
    if issuer is not None and issuer.name is not None:
        left.append("issuerName")
        changes["issuer"] = msgspec.structs.replace(issuer, name=None)
    owners = []
    for owner in document.owners:
        address = owner.address
        if owner.name is not None:
            left.append("rptOwnerName")
        if address is not None and address.state_description is not None:
            left.append("rptOwnerStateDescription")
            address = msgspec.structs.replace(address, state_description=None)
        if address is not None and address.is_good != absent:
            left.append("rptOwnerGoodAddress")
            address = msgspec.structs.replace(address, is_good=absent)
        owners.append(msgspec.structs.replace(owner, name=None, address=address))
    changes["owners"] = tuple(owners)
    return msgspec.structs.replace(document, **changes), tuple(dict.fromkeys(left))


def exhibits_of(filing: Filing) -> tuple[PackageDocument, ...]:
    """The exhibits of a filing, as a package holds them."""
    return filing.package.exhibits if filing.package is not None else tuple(map(_of_submission, filing.exhibits))


def _of_submission(document: SubmissionDocument) -> PackageDocument:
    return PackageDocument(
        name=document.filename, type=document.type, description=document.description, content=document.content
    )


def _findings(package: Package) -> list[Finding]:
    """What the rules find in the package as EDGAR would get it, the CCC aside."""
    again = read(edgar_package.write(package, with_ccc=True), format="package")
    return [*dict.fromkeys((*check_envelope(package), *check(again)))]


def _is_error(finding: Finding) -> bool:
    if finding.code == _NO_CCC:
        return False
    return finding.severity is Severity.ERROR or finding.code in (_NAME_RULES, "S16-028")


def _content_faults(document: PackageDocument) -> Iterator[str]:
    """What is wrong with the content of an exhibit, by its extension (sections 4.1, 4.2.1.2 and 5)."""
    suffix = PurePath(document.name or "").suffix
    content = document.content
    if not content.strip():
        yield "found an empty file, expected one that says something"
    elif suffix in _GRAPHICS:
        if not content.startswith(_GRAPHICS[suffix]):
            yield f"found other content, expected a picture of the kind {suffix}"
    elif suffix in (".txt", ".htm"):
        if content.startswith((b"PK\x03\x04", b"\x1f\x8b")):
            yield "found a compressed file, expected text"
        elif b"\0" in content:
            yield "found binary data, expected text"
        elif suffix == ".txt" and not content.isascii():
            at = next(i for i, byte in enumerate(content) if byte > 127)
            line = content.count(b"\n", 0, at) + 1
            yield f"found a character outside ASCII in line {line}, expected an ASCII document"
