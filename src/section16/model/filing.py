"""The filing: what reading any source gives."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from section16.model.document import OwnershipDocument
from section16.model.package import Package
from section16.model.submission import Header, Submission, SubmissionDocument
from section16.vocabulary.findings import Finding


class Source(msgspec.Struct, frozen=True):
    """Where a filing was read from.

    format  name of the format, as ``convert --to`` takes it where it can be written
    data    the bytes as read: the evidence
    name    file or member name, when there is one
    """

    format: str
    data: bytes
    name: str | None = None

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return sha256(self.data).hexdigest()

    @property
    def bytes(self) -> int:
        """Length of the source in bytes."""
        return len(self.data)

    def __repr__(self) -> str:
        return f"Source(format={self.format!r}, name={self.name!r}, bytes={len(self.data)})"


class Filing(msgspec.Struct, frozen=True):
    """A filing as read.

    document    the Form 3, 4 or 5; None when the source holds none that can be read
    header      the submission header, from SGML; None for a bare document
    exhibits    the other documents of the submission, in filed order
    findings    what was found while reading; ``check`` adds what the rules find
    submission  the SGML around it, kept so that it can be written back
    package     the envelope of a filing to be transmitted
    """

    document: OwnershipDocument | None
    source: Source
    header: Header | None = None
    exhibits: tuple[SubmissionDocument, ...] = ()
    findings: tuple[Finding, ...] = ()
    submission: Submission | None = None
    package: Package | None = None

    @property
    def accession(self) -> str | None:
        """Accession number of the header, or None."""
        return self.header.accession if self.header is not None else None

    @property
    def key(self) -> str:
        """Accession number, else ``sha256:`` and the first 16 hex digits of the source."""
        return self.accession or f"sha256:{self.source.sha256[:16]}"
