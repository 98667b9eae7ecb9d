"""The ownership documents of the shared data as bytes of XML, in one order on every machine.

Cut out of the submissions with a pattern and not with the project's own readers, so that a test of the rules
does not rest on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha1
from itertools import chain, zip_longest

_XML = re.compile(rb"<XML>\s*(.*?)\s*</XML>", re.DOTALL)
_FORM_4 = re.compile(rb"<documentType>\s*4\s*<").search

# Among the documents, but never filed: see tests/rules/test_accepted.py.
NOT_FILED = "doc-5b1725a6dc8a.xml"

Documents = Iterable[tuple[str, bytes]]


def document_of(source: bytes) -> bytes | None:
    """The first XML document of a submission text; a bare document as it is; None when there is none."""
    if b"<XML>" not in source:
        return source
    found = _XML.search(source)
    return found[1] if found else None


def real_documents(samples: Documents) -> Iterator[tuple[str, bytes]]:
    """Name and XML of every ownership document among the files of a corpus; the one never filed left out."""
    for name, source in samples:
        document = document_of(source)
        if document is not None and name != NOT_FILED and b"<ownershipDocument" in document:
            yield name, document


def mixed(documents: Documents) -> list[tuple[str, bytes]]:
    """The documents with years and filers mixed, and each second one no Form 4 for as long as there are others.

    Nearly all filings at hand are Forms 4. The order depends on nothing but the names.
    """
    shuffled = sorted(documents, key=lambda item: sha1(item[0].encode(), usedforsecurity=False).digest())
    fours = [item for item in shuffled if _FORM_4(item[1])]
    others = [item for item in shuffled if not _FORM_4(item[1])]
    return [item for item in chain.from_iterable(zip_longest(fours, others)) if item is not None]
