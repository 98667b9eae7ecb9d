"""From a filing to what the desk keeps of it, and who it is about.

The desk keeps the ownership XML without CCC: secrets are no part of the records.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from section16.desk.canonical import digest
from section16.desk.drafts import Content, Entered
from section16.desk.errors import Refused
from section16.desk.present import Paper
from section16.desk.roster_book import Parties
from section16.edgar import packing
from section16.edgar.digest import form_digest
from section16.formats import edgar_package, edgar_xml
from section16.formats.edgar_package_ccc import strip_ccc
from section16.formats.recognise import read
from section16.model.document import OwnershipDocument
from section16.model.filing import Filing, Source
from section16.model.package import PackageDocument
from section16.rules.check import check as check_filing
from section16.vocabulary.findings import Finding

Draftable = Filing | OwnershipDocument | bytes


class NewDraft(msgspec.Struct, frozen=True):
    """A draft that is to be entered.

    needs ... due_on  as for ``content_of``
    exhibits          what is enclosed, besides what the filing encloses already
    owners, issuer    keys of the roster; found there by CIK unless they are given
    label             a word for the list
    """

    source: Draftable
    needs: Sequence[Any] = ()
    evidence: Sequence[Any] = ()
    due: Any = None
    due_on: date | None = None
    exhibits: Sequence[PackageDocument] = ()
    owners: Sequence[str] = ()
    issuer: str | None = None
    label: str | None = None

    @property
    def is_about_known(self) -> bool:
        """True when it says itself whom it is about."""
        return bool(self.owners) and self.issuer is not None

    def entered(self, parties: Parties) -> Entered:
        """What is to be entered. Raises NotFound for a CIK that the roster lacks, and what ``content_of`` raises."""
        content = content_of(
            self.source, needs=self.needs, evidence=self.evidence, due=self.due, due_on=self.due_on,
            exhibits=self.exhibits,
        )  # fmt: skip
        owners, issuer = tuple(self.owners), self.issuer
        if not owners or issuer is None:
            found = parties_of(document_of(self.source), parties)
            owners, issuer = owners or found[0], issuer or found[1]
        return Entered(content, owners, issuer, self.label)


def names_of(new: Sequence[NewDraft]) -> list[str]:
    """What each is called in messages: its file where it has one, its place among several, or "the form"."""
    if len(new) == 1:
        return ["the form"]
    return [f"form {place} of {len(new)}{_file(one.source)}" for place, one in enumerate(new, 1)]


def _file(source: Draftable) -> str:
    return f", {source.source.name}" if isinstance(source, Filing) and source.source.name else ""


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


def judged(paper: Paper) -> list[Finding]:
    """What the rules say of a form, and EDGAR would say to the names, types and numbers of what is enclosed."""
    found = check_filing(read(paper.document, format="xml"))
    if not paper.exhibits:
        return found
    package = edgar_package.build(document_of(paper.document), exhibits=paper.exhibits)
    return [*found, *edgar_package.check(package)]


def signatures_of(document: bytes) -> tuple[str, ...]:
    """The signatures as typed on a form, in order."""
    return tuple(one.name or "" for one in document_of(document).signatures)


def package_of(paper: Paper) -> bytes:
    """The live package of a form and what is enclosed, without CCC. Raises edgar.order.Refused with every reason."""
    filing = Filing(document=document_of(paper.document), source=Source("xml", paper.document))
    return edgar_package.write(packing.pack(filing, live=True, exhibits=paper.exhibits).package)


def package_digest(package: bytes, approved: Paper) -> str:
    """SHA-256 of a package.

    Raises Refused unless it is live and holds the approved form and exactly the approved exhibits, Damaged when
    unreadable.
    """
    found, _ = edgar_package.read(package)
    if not found.is_live:
        raise Refused(f"a package that says {found.test_or_live or 'nothing'}", "one that says LIVE: package --live")
    if found.primary is None or not _is_the_form(found.primary.content, approved.document):
        raise Refused("a package with another form", "the one that was approved: section16 desk draft show --xml")
    kept, there = ({(one.type, one.name): one.content for one in of} for of in (approved.exhibits, found.exhibits))
    if kept != there or len(found.exhibits) != len(approved.exhibits):
        listed = [", ".join(sorted(f"{kind} {name}" for kind, name in one)) or "none" for one in (there, kept)]
        raise Refused(f"a package with the exhibits {listed[0]}", f"those that were approved, to the byte: {listed[1]}")
    return digest(package)


def _is_the_form(sent: bytes, approved: bytes) -> bool:
    """True when what is sent is the form, but for what EDGAR fills in."""
    ours = edgar_package.build(packing.for_transmission(document_of(approved))[0]).primary
    # what we would send ourselves needs no digest, which costs ten times as much
    return (ours is not None and sent == ours.content) or form_digest(sent) == form_digest(approved)


def parties_of(document: OwnershipDocument, parties: Parties) -> tuple[tuple[str, ...], str]:
    """Keys of the owners, in the order of the form, and of the issuer. Raises NotFound for a CIK that is not there."""
    issuer = parties.issuer(document.issuer.cik if document.issuer else None)
    owners = tuple(parties.owner(owner.cik) for owner in document.owners)
    if not owners:
        raise Refused("a form without reporting owner", "one or more")
    return owners, issuer
