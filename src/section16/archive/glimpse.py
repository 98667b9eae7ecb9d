"""Filed bytes at a glance: which filing they are, and whether they can be taken in at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256 as sha256_of
from typing import NamedTuple

from section16.formats import edgar_sgml
from section16.formats.edgar_sgml_brief import Brief, brief, brief_usual
from section16.formats.recognise import read as read_any
from section16.formats.recognise import recognise
from section16.model.filing import Filing
from section16.model.submission import Header
from section16.vocabulary.errors import Section16Error
from section16.vocabulary.findings import Finding
from section16.vocabulary.identifiers import format_accession

OWNERSHIP = re.compile(r"[345](?:/A)?").fullmatch
# the whole name of a file, after folders and the archive it lies in, but for its endings
_NAMED = re.compile(r"(?:.*[/\\!])?([0-9]{10}-[0-9]{2}-[0-9]{6}|[0-9]{18})(?:\.[^/\\!]*)?", re.DOTALL).fullmatch


class Glimpse(NamedTuple):
    """What must be known of bytes before anything is done with them.

    kind     one of ``KINDS``
    header   of a submission
    reason   why they cannot be taken in; None when they can
    """

    accession: str
    sha256: str
    kind: str
    header: Header | None = None
    file_number: str | None = None
    xml: bytes | None = None
    findings: tuple[Finding, ...] = ()
    filing: Filing | None = None
    reason: str | None = None

    @property
    def is_other_form(self) -> bool:
        """A submission of a form that is not 3, 4 or 5: nothing for this store."""
        form = self.header.form_type if self.header is not None else None
        return form is not None and OWNERSHIP(form) is None


def glimpses(content: bytes, name: str) -> Iterator[tuple[bytes, Glimpse, str]]:
    """Each submission in a file, with what is seen of it and its name; a file that is none is its own piece.

    name  of the file; tells the accession number where the bytes do not and it is
          nothing but an accession number
    """
    if (found := brief_usual(content)) is not None:
        yield content, _submission(content, found, name), name
        return
    several = list(edgar_sgml.split(content)) if edgar_sgml.sniff(content) else [content]
    for number, piece in enumerate(several, 1):
        named = name if len(several) == 1 else f"{name}#{number}"
        yield piece, glimpse(piece, named), named


def glimpse(content: bytes, name: str) -> Glimpse:
    """What is seen of one submission or document; ``name`` as for ``glimpses``."""
    digest = sha256_of(content).hexdigest()
    try:
        if edgar_sgml.sniff(content):
            return _submission(content, brief(content), name)
        named = _named(name, digest)
        format = recognise(content)
        if format == "xml":
            return Glimpse(named, digest, "document", xml=content)
        if format == "package":
            return Glimpse(named, digest, "unreadable", reason="a package to be filed, expected what EDGAR made public")
        filing = read_any(content, format=format)
        accession = filing.header.accession if filing.header is not None and filing.header.accession else named
        kind = "document" if format == "json" else "printed"
        return Glimpse(accession, digest, kind, filing.header, filing=filing, findings=filing.findings)
    except Section16Error as error:
        return Glimpse(_named(name, digest), digest, "unreadable", reason=str(error))


def _submission(content: bytes, found: Brief, name: str) -> Glimpse:
    head, digest = found.header, sha256_of(content).hexdigest()
    kind = "feed" if content[:64].lstrip().startswith(b"<SUBMISSION>") else "submission"
    accession = head.accession or _named(name, digest)
    return Glimpse(accession, digest, kind, head, found.file_number, found.xml, tuple(found.findings))


def _named(name: str, digest: str) -> str:
    """The accession number that is the name of a file; a key made of its SHA-256 where it is none."""
    found = _NAMED(name)
    return format_accession(found[1]) if found else f"sha256:{digest[:16]}"
