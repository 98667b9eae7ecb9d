"""What EDGAR would say about an envelope: findings S16-020 to S16-029.

No message holds anything of the enclosed documents.  Authority: EDGAR Ownership XML
Technical Specification, sections 3.4, 4.2 and 5.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from section16.formats.reading import ReadingCode, ReadingCodes
from section16.model.package import DOCUMENT_TYPES, Package, PackageDocument
from section16.vocabulary.findings import Finding, Location, Severity

_SPEC = "EDGAR Ownership XML Technical Specification"

CODES = ReadingCodes((
    ReadingCode(
        "S16-020", "A document of a package is base64 text", Severity.ERROR, f"{_SPEC}, section 4.2.1",
        "A document that cannot be decoded is kept as its base64 text and cannot be read.",
    ),
    ReadingCode(
        "S16-021", "A package has every mandatory element", Severity.ERROR, f"{_SPEC}, section 3.4",
        "The schema demands type, TEST or LIVE, and for each document a name, a type and its text.",
    ),
    ReadingCode(
        "S16-022", "A value of a package is one of those allowed", Severity.ERROR,
        f"{_SPEC}, sections 3.6.3, 3.6.7, 3.6.8 and 5",
        "Choices, yes or no, and e-mail addresses; anything else suspends the submission.",
    ),
    ReadingCode(
        "S16-023", "Nothing in a package is longer or more often than allowed", Severity.ERROR,
        f"{_SPEC}, section 3.4",
        "Exceeding a length or a count suspends the submission.",
    ),
    ReadingCode(
        "S16-024", "A package has the elements of the schema in its order", Severity.ERROR,
        f"{_SPEC}, section 5",
        "Other elements, attributes, instructions or another order suspend the submission. They are kept.",
    ),
    ReadingCode(
        "S16-025", "A package has one form, of the submission's type", Severity.ERROR,
        f"{_SPEC}, sections 4.2 and 4.2.1.1",
        "Exactly one document is the form; its type is the type of the submission.",
    ),
    ReadingCode(
        "S16-026", "The documents of a package are named and numbered as EDGAR wants", Severity.WARNING,
        f"{_SPEC}, sections 4.2 and 4.2.1.2",
        "Names, extensions and the number of documents of one type have rules of their own.",
    ),
    ReadingCode(
        "S16-027", "No e-mail address is there twice", Severity.WARNING, f"{_SPEC}, section 4.2, rule 4",
        "EDGAR warns of an address that is named again.",
    ),
    ReadingCode(
        "S16-028", "No document of a package is a PDF file", Severity.WARNING, f"{_SPEC}, section 4.2.1.2",
        "EDGAR discards PDF files of ownership submissions.",
    ),
    ReadingCode(
        "S16-029", "A package asks for no return copy", Severity.NOTE,
        f"{_SPEC}, section 3.4, against its schema edgarSubmission.xsd.xml",
        "The table and the samples of version 5.5 have the element, its schema has not.",
    ),
))  # fmt: skip

# path of a value -> most characters (section 3.4)
_LENGTHS = {"contact.name": 30, "contact.phone": 20, "contact.email": 80}
_DOCUMENT_LENGTHS = {"name": 32, "type": 20, "description": 255}
_ADDRESS_LENGTH, _MOST_ADDRESSES, _MOST_DOCUMENTS = 80, 30, 611
_MODES = ("TEST", "LIVE")
_EXHIBIT_TYPE = re.compile(r"(?:CORRESP|COVER|EX-24|EX-99|GRAPHIC)(?:\..+)?").fullmatch
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+").fullmatch
_NAME = re.compile(r"(?!.*_.*_)(?!.*-.*-)[a-z][a-z0-9_-]*\.[a-z0-9]+").fullmatch
_EXTENSIONS = (".txt", ".htm", ".jpg", ".gif")
# most documents of each kind (section 4.2.1.2)
_MOST_OF_A_KIND = {"CORRESP": 100, "COVER": 10, "exhibits and graphics": 500}

Found = Iterator[tuple[str, Location, str]]


def check(package: Package) -> list[Finding]:
    """What EDGAR would suspend, warn of, or what is unusual in the envelope."""
    rows = (*_of_values(package), *_of_addresses(package), *_of_documents(package))
    return [CODES.finding(code, place, message) for code, place, message in rows]


def at_document(i: int, document: PackageDocument, field: str) -> Location:
    """The place of one document of a package."""
    name = f" ({document.name})" if document.name and len(document.name) <= 32 else ""
    return Location(f"package.documents[{i}].{field}", f"Package, document {i + 1}{name}")


def at(field: str) -> Location:
    """A place in the envelope."""
    return Location(f"package.{field}", "Package")


def _of_values(package: Package) -> Found:
    for field, tag, choices in (
        ("submission_type", "submissionType", DOCUMENT_TYPES),
        ("test_or_live", "testOrLive", _MODES),
    ):
        value = getattr(package, field)
        if not value:
            yield "S16-021", at(field), f"no <{tag}>, expected one of {', '.join(choices)}"
        elif value not in choices:
            yield "S16-022", at(field), f"{_shown(value)} in <{tag}>, expected one of {', '.join(choices)}"
    for path, most in _LENGTHS.items():
        value = getattr(package.contact, path.partition(".")[2], None)
        yield from _too_long(at(path), value, most)
    copy = package.return_copy
    if not copy.is_absent:
        yield "S16-029", at("return_copy"), "<returnCopy>, which the schema does not have"
        if copy.value is None:
            yield (
                "S16-022",
                at("return_copy"),
                f"{_shown(copy.text)} in <returnCopy>, expected 0, 1, true or false",
            )


def _of_addresses(package: Package) -> Found:
    addresses = package.notification_addresses or ()
    email = package.contact.email if package.contact is not None else None
    if len(addresses) > _MOST_ADDRESSES:
        message = f"{len(addresses)} notification addresses, expected at most {_MOST_ADDRESSES}"
        yield "S16-023", at("notification_addresses"), message
    if email and not _ADDRESS(email):
        yield "S16-022", at("contact.email"), f"{_shown(email)}, expected an e-mail address"
    seen = {email.lower()} if email else set()
    for i, address in enumerate(addresses):
        place = at(f"notification_addresses[{i}]")
        yield from _too_long(place, address, _ADDRESS_LENGTH)
        if address and not _ADDRESS(address):
            yield "S16-022", place, f"{_shown(address)}, expected an e-mail address"
        if address and address.lower() in seen:
            yield "S16-027", place, f"{_shown(address)} is there already"
        seen.add(address.lower())


def _of_documents(package: Package) -> Found:
    documents = package.documents
    if not documents:
        yield "S16-021", at("documents"), "no <edgarDocument>, expected the form"
        return
    if len(documents) > _MOST_DOCUMENTS:
        yield "S16-023", at("documents"), f"{len(documents)} documents, expected at most {_MOST_DOCUMENTS}"
    forms = [document for document in documents if document.is_form]
    if len(forms) != 1 or forms[0].type != package.submission_type:
        types = ", ".join(_shown(form.type) for form in forms) or "none"
        message = f"forms of type {types}, expected one of type {_shown(package.submission_type)}"
        yield "S16-025", at("documents"), message
    for i, document in enumerate(documents):
        yield from _of_document(i, document)
    kinds = Counter(_kind(document.type or "") for document in documents)
    for kind, most in _MOST_OF_A_KIND.items():
        if kinds[kind] > most:
            yield (
                "S16-026",
                at("documents"),
                f"{kinds[kind]} documents of type {kind}, expected at most {most}",
            )
    names = Counter(document.name for document in documents if document.name)
    for name in (name for name, times in names.items() if times > 1):
        yield "S16-026", at("documents"), f"{names[name]} documents named {_shown(name)}, expected one"


def _of_document(i: int, document: PackageDocument) -> Found:
    for field, most in _DOCUMENT_LENGTHS.items():
        value = getattr(document, field)
        if not value and field != "description":
            yield "S16-021", at_document(i, document, field), f"a document without {field}"
        yield from _too_long(at_document(i, document, field), value, most)
    if not document.content and not (document.block or b"").strip():
        yield "S16-021", at_document(i, document, "content"), "a document without text"
    kind, name = document.type, document.name
    if kind and not document.is_form and not _EXHIBIT_TYPE(kind):
        message = f"type {_shown(kind)}, expected a form, CORRESP, COVER, EX-24, EX-99 or GRAPHIC"
        yield "S16-022", at_document(i, document, "type"), message
    if document.content.startswith(b"%PDF") or (name or "").lower().endswith(".pdf"):
        yield "S16-028", at_document(i, document, "content"), "a PDF file"
    elif name:
        wanted = (".xml",) if document.is_form else _EXTENSIONS
        if not name.endswith(wanted):
            message = f"name {_shown(name)}, expected one that ends in {' or '.join(wanted)}"
            yield "S16-026", at_document(i, document, "name"), message
        elif not _NAME(name):
            message = f"name {_shown(name)}, expected lower case letters, digits, at most one '_', '-' and '.'"
            yield "S16-026", at_document(i, document, "name"), message


def _kind(type_: str) -> str:
    kind = type_.partition(".")[0]
    return "exhibits and graphics" if kind in ("EX-24", "EX-99", "GRAPHIC") else kind


def _too_long(place: Location, value: str | None, most: int) -> Found:
    if value is not None and len(value) > most:
        yield "S16-023", place, f"{len(value)} characters, expected at most {most}"


def _shown(value: str | None) -> str:
    """A value of the envelope in quotes; a long one cut."""
    return "none" if value is None else repr(value if len(value) <= 80 else value[:80] + "...")
