"""A package to be transmitted against the form in it, S16-170 to S16-179.

What the envelope alone must be, ``formats.edgar_package`` finds while reading.
Authority: EDGAR Ownership XML Technical Specification 5.5, sections 4.3 and 5.
"""

from __future__ import annotations

from collections.abc import Iterator

from section16.rules.catalogue import rule
from section16.rules.subject import Stage, Subject
from section16.vocabulary.codes import FORM_TYPES
from section16.vocabulary.findings import Location, Severity

_SPEC = "EDGAR Ownership XML Technical Specification"
_ERROR = Severity.ERROR
Places = Iterator[tuple[Location, str]]


@rule(
    "S16-171", "The form in a package says the package's type", _ERROR, f"{_SPEC}, section 4.3", stages=(Stage.DRAFT,)
)
def document_says_the_type(subject: Subject) -> Places:
    """The documentType inside must be the submissionType outside."""
    package = subject.package
    if package is not None and package.submission_type in FORM_TYPES:
        said = subject.document.document_type
        if said != package.submission_type:
            yield subject.at("document_type"), f"{said!r} in a package of type {package.submission_type!r}"


@rule("S16-172", "Every graphic is shown by an HTML document", _ERROR, f"{_SPEC}, section 5: graphic not referenced",
      stages=(Stage.DRAFT,))  # fmt: skip
def graphics_are_referenced(subject: Subject) -> Places:
    """A graphic that no HTML document names suspends the submission."""
    if subject.package is None:
        return
    documents = subject.package.documents
    pages = b"".join(d.content.lower() for d in documents if (d.name or "").lower().endswith((".htm", ".html")))
    for i, document in enumerate(documents):
        name = (document.name or "").lower()
        if (document.type or "").startswith("GRAPHIC") and name.encode("utf-8", "replace") not in pages:
            where = Location(f"package.documents[{i}]", f"package, document {document.name or i + 1}")
            yield where, "a graphic that no HTML document of the package shows"
