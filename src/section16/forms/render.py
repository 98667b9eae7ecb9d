"""``render``: the printed form as HTML, PDF, text or Markdown.

All four lay out the same sheet, so they say the same words.
"""

from __future__ import annotations

import importlib

from section16.model.filing import Filing
from section16.vocabulary.errors import NotThisFormat

RENDERERS = ("html", "pdf", "text", "markdown")


def render(filing: Filing, format: str, *, width: int = 80, paper: str = "us-letter") -> bytes:
    """The form as a person reads it: one of ``RENDERERS``. Text in UTF-8.

    width  columns of ``text``, at least 80
    paper  of ``pdf``: "us-letter" or "a4"

    Raises MissingFact when there is no document or its type is none of the six, NotThisFormat for a name that is
    none, MissingPackage when the extra that makes a PDF is not installed.
    """
    if format not in RENDERERS:
        raise NotThisFormat(f"the format name {format!r}", f"one of {', '.join(RENDERERS)}")
    # each printer and the package behind it is loaded when it is first asked for
    printer = getattr(importlib.import_module(f"section16.forms.{format}"), format)
    if format == "text":
        printed = printer(filing, width=width)
    elif format == "pdf":
        printed = printer(filing, paper=paper)
    else:
        printed = printer(filing)
    return printed.encode("utf-8") if isinstance(printed, str) else bytes(printed)
