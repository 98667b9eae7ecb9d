"""From a filing to what the desk keeps of it, and who it is about.

The desk keeps the ownership XML without CCC: secrets are no part of the records.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from section16.desk import roster_book
from section16.desk.canonical import digest
from section16.desk.drafts import Content
from section16.desk.errors import Refused
from section16.edgar import packing
from section16.edgar.digest import form_digest
from section16.formats import edgar_package, edgar_xml
from section16.formats.edgar_package_ccc import strip_ccc
from section16.model.document import OwnershipDocument
from section16.model.filing import Filing, Source
from section16.model.package import PackageDocument
from section16.prepare.roster import Roster
from section16.vocabulary.findings import Finding

Draftable = Filing | OwnershipDocument | bytes


def document_of(source: Draftable) -> OwnershipDocument:
    """The ownership document of a filing. Raises Refused for one without, NotThisFormat and Damaged for other bytes."""
    if isinstance(source, bytes):
        return edgar_xml.read(source)[0]
    document = source.document if isinstance(source, Filing) else source
    if document is None:
        raise Refused("a filing without ownership document", "a Form 3, 4 or 5")
    return document


def content_of(
    source: Draftable, *, needs: Sequence[Any] = (), evidence: Sequence[Any] = (), due: Any = None,
    due_on: date | None = None, exhibits: Sequence[PackageDocument] | None = None,
) -> Content:  # fmt: skip
    """What a revision says: the document as XML, what is enclosed, and what its preparer notes.

    due       any JSON; when it is an object with "due", that day is ``due_on``
    exhibits  besides those of the filing itself; None, where it has none, for those of the revision before

    Raises Refused for a document of no form.
    """
    document = document_of(source)
    if document.form is None:
        raise Refused(f"the document type {document.document_type!r}", "3, 3/A, 4, 4/A, 5 or 5/A")
    plain_due = msgspec.to_builtins(due)
    if due_on is None and isinstance(plain_due, dict) and isinstance(plain_due.get("due"), str):
        due_on = _day(plain_due["due"])
    own = packing.exhibits_of(source) if isinstance(source, Filing) else ()
    return Content(
        document=strip_ccc(edgar_xml.write(document)), form=(document.document_type or "").strip(),
        period=document.period_of_report.value, needs=msgspec.to_builtins(list(needs)),
        evidence=msgspec.to_builtins(list(evidence)), due=plain_due, due_on=due_on,
        exhibits=None if exhibits is None and not own else (*own, *(exhibits or ())),
    )  # fmt: skip


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"the due date {text!r}", "a day as YYYY-MM-DD") from None


def envelope_findings(document: bytes, exhibits: Sequence[PackageDocument]) -> list[Finding]:
    """What EDGAR would say to the names, types and numbers of what is enclosed; nothing without exhibits."""
    if not exhibits:
        return []
    return edgar_package.check(edgar_package.build(document_of(document), exhibits=exhibits))


def package_of(document: bytes, exhibits: Sequence[PackageDocument]) -> bytes:
    """The live package of a form and what is enclosed, without CCC. Raises edgar.order.Refused with every reason."""
    filing = Filing(document=document_of(document), source=Source("xml", document))
    return edgar_package.write(packing.pack(filing, live=True, exhibits=exhibits).package)


def package_digest(package: bytes, approved: bytes, exhibits: Sequence[PackageDocument]) -> str:
    """SHA-256 of a package.

    Raises Refused unless it is live and holds the approved form and exactly the approved exhibits, Damaged when
    unreadable.
    """
    read, _ = edgar_package.read(package)
    if not read.is_live:
        raise Refused(f"a package that says {read.test_or_live or 'nothing'}", "one that says LIVE: package --live")
    if read.primary is None or form_digest(read.primary.content) != form_digest(approved):
        raise Refused("a package with another form", "the one that was approved: section16 desk draft show --xml")
    kept, there = ({(one.type, one.name): one.content for one in of} for of in (exhibits, read.exhibits))
    if kept != there or len(read.exhibits) != len(exhibits):
        listed = [", ".join(sorted(f"{kind} {name}" for kind, name in one)) or "none" for one in (there, kept)]
        raise Refused(f"a package with the exhibits {listed[0]}", f"those that were approved, to the byte: {listed[1]}")
    return digest(package)


def parties_of(document: OwnershipDocument, roster: Roster) -> tuple[tuple[str, ...], str]:
    """Keys of the owners, in the order of the form, and of the issuer. Raises NotFound for a CIK that is not there."""
    issuer = roster_book.key_of_cik(roster.issuers, document.issuer.cik if document.issuer else None, "issuer")
    owners = tuple(roster_book.key_of_cik(roster.owners, owner.cik, "owner") for owner in document.owners)
    if not owners:
        raise Refused("a form without reporting owner", "one or more")
    return owners, issuer
