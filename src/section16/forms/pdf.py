"""The printed form as PDF, laid out as the SEC's paper form and accessible (PDF/UA-1).

The words are those of the sheet; typst sets them by ``templates/form.typ``, with the
fonts it brings.  What is added: a title, and from the second page on a running head
with the page number.  The same filing gives the same bytes on every machine: no date
is written, and no font or file of the system is used.
"""

from __future__ import annotations

import os
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from section16.forms.pdf_layout import MARGIN, PAPERS, SMALL, page
from section16.forms.pdf_words import safe, short
from section16.forms.sheet import document_of, sheet, title
from section16.model.document import OwnershipDocument
from section16.model.filing import Filing
from section16.vocabulary.errors import MissingPackage, NotFound, Section16Error

if TYPE_CHECKING:
    import typst

_TEMPLATE = Path(__file__).with_name("templates") / "form.typ"
_PAGE_NUMBER = 60.0  # points, right of the running head

_of_thread = threading.local()


def pdf(source: Filing | OwnershipDocument, *, paper: str = "us-letter") -> bytes:
    """The form on paper of the size "us-letter" or "a4", turned on its side; the accession number is its keyword.

    Raises MissingFact when there is no document or its type is none of the six, NotFound for another paper,
    MissingPackage when typst is not installed.  It can be called from several threads; a process that was
    forked from one that has printed already must not, and gets a Section16Error.
    """
    document = document_of(source, "pdf")
    if paper not in PAPERS:
        raise NotFound("paper", paper, tuple(PAPERS))
    compiler = _compiler()
    accession = source.accession if isinstance(source, Filing) else None
    called = title(document)
    content = page(sheet(document), paper)
    content["title"] = safe(called)
    content["running"] = short(called, PAPERS[paper][0] - 2 * MARGIN - _PAGE_NUMBER, SMALL)
    content["keywords"] = [safe(accession)] if accession else []
    printed = compiler.compile(
        input=_template(),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"page": msgspec.json.encode(content).decode("utf-8")},
    )
    assert isinstance(printed, bytes)
    return printed


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


@cache
def _fonts() -> typst.Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _compiler() -> typst.Compiler:
    """The compiler of this thread; one can do one thing at a time, and all share the fonts.

    typst lays out pages in threads of its own, and a fork has none of them: there it would wait for ever.
    """
    try:
        import typst
    except ImportError as error:
        raise MissingPackage(
            "found no package typst, expected it for pdf; get it: pip install 'section16[pdf]'"
        ) from error
    if _printing_process() != os.getpid():
        raise Section16Error(
            "found a process forked from one that has printed a PDF, expected a process of its own; "
            "start it with multiprocessing's 'spawn' or 'forkserver'"
        )
    if not hasattr(_of_thread, "compiler"):
        _of_thread.compiler = typst.Compiler(root=_TEMPLATE.parent, font_paths=_fonts(), ignore_system_fonts=True)
    compiler: typst.Compiler = _of_thread.compiler
    return compiler


@cache
def _printing_process() -> int:
    """The process that printed first, or was there when this one was forked."""
    return os.getpid()
