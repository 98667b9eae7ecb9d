"""The package: the ``edgarSubmission`` envelope that a filer transmits to EDGAR.

It carries the form and its exhibits, base64-encoded.  The owners' CCC stands inside
the form: it is never printed here, and only ``edgar_package.write(with_ccc=True)``
lets it out.  Text stands as written: None is "not there", "" is "there and empty".
Authority: EDGAR Ownership XML Technical Specification, sections 3.4 and 4.2.
"""

from __future__ import annotations

import msgspec

from section16.vocabulary.cells import ABSENT, Cell

DOCUMENT_TYPES = ("3", "3/A", "4", "4/A", "5", "5/A")


class Contact(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Whom EDGAR may ask about the submission.

    name   at most 30 characters
    phone  at most 20
    email  at most 80
    """

    name: str | None = None
    phone: str | None = None
    email: str | None = None


class PackageDocument(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One document of a package.

    name         file name, "doc4.xml"; at most 32 characters
    type         "4/A", "EX-24", "COVER.1"; at most 20 characters
    description  at most 255 characters
    content      the decoded file; empty when it could not be decoded
    block        the base64 text as transmitted, with its line breaks; None for a
                 document that was not read from a package.  It is written back as
                 long as it says what ``content`` says
    unknown      markup of elements that the schema does not foresee
    """

    name: str | None = None
    type: str | None = None
    description: str | None = None
    content: bytes = b""
    block: bytes | None = None
    unknown: tuple[str, ...] = ()

    @property
    def is_form(self) -> bool:
        """True for a Form 3, 4 or 5 by its type; an exhibit has another."""
        return (self.type or "").strip() in DOCUMENT_TYPES

    def __repr__(self) -> str:
        """Without the content: the form holds the owners' CCC."""
        return (
            f"PackageDocument(name={self.name!r}, type={self.type!r}, description={self.description!r}, "
            f"content=<{len(self.content)} bytes>)"
        )


class Part(msgspec.Struct, frozen=True, gc=False):
    """A stretch of an envelope as it was transmitted.

    slot   path of the value that stands here ("contact.email"), or "" for the rest
    raw    the bytes
    value  what they say, for a slot
    """

    slot: str
    raw: bytes
    value: str = ""

    def __repr__(self) -> str:
        return f"Part(slot={self.slot!r}, raw=<{len(self.raw)} bytes>)"


class Package(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A submission as a filer transmits it.

    submission_type         "3" to "5/A"; that of the form in it
    test_or_live            "TEST" or "LIVE"
    return_copy             in the specification and its samples, but not in the schema
                            of version 5.5
    notification_addresses  e-mail addresses; None without the element
    documents               in the order of the file, which means nothing
    layout                  the envelope as transmitted, which is written back as far as
                            the values above still say the same; empty for a new one
    unknown                 place (tag of the parent) and markup of elements that the
                            schema does not foresee
    """

    submission_type: str | None = None
    test_or_live: str | None = None
    contact: Contact | None = None
    return_copy: Cell[bool] = ABSENT
    notification_addresses: tuple[str, ...] | None = None
    documents: tuple[PackageDocument, ...] = ()
    layout: tuple[Part, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()

    @property
    def primary(self) -> PackageDocument | None:
        """The form: of the submission's type, else of a form's type, else the one XML file; or None."""
        wanted = (self.submission_type or "").strip()
        forms = [document for document in self.documents if document.is_form]
        files = [document for document in self.documents if (document.name or "").lower().endswith(".xml")]
        if forms:
            return next((form for form in forms if (form.type or "").strip() == wanted), forms[0])
        return files[0] if len(files) == 1 else None

    @property
    def exhibits(self) -> tuple[PackageDocument, ...]:
        """The documents but the form, in order."""
        primary = self.primary
        return tuple(document for document in self.documents if document is not primary)

    @property
    def is_live(self) -> bool:
        """True when EDGAR would take it as a real filing."""
        return (self.test_or_live or "").strip() == "LIVE"

    def __repr__(self) -> str:
        """Without layout and unknown elements, which can hold anything."""
        return (
            f"Package(submission_type={self.submission_type!r}, test_or_live={self.test_or_live!r}, "
            f"contact={self.contact!r}, return_copy={self.return_copy!r}, "
            f"notification_addresses={self.notification_addresses!r}, documents={self.documents!r})"
        )
