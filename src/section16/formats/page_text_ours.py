"""Text and Markdown that section16 itself printed: read by its layout, box by box.

Tried before the reader of any printed form; a text that differs from the layout
anywhere, because it was edited, is left to that one.
"""

from __future__ import annotations

from section16.formats import page_text_sheet_markdown, page_text_sheet_plain
from section16.formats.page_text_sheet import OtherLayout, document, layouts
from section16.model.document import OwnershipDocument
from section16.vocabulary.findings import Finding


def read(source: bytes) -> tuple[OwnershipDocument, list[Finding]] | None:
    """The document and its notes, or None for a text of another layout."""
    try:
        text = source.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None
    lines = text.split("\n")
    for reader in (page_text_sheet_markdown, page_text_sheet_plain):
        at, form = next(((i, form) for i, line in enumerate(lines) if (form := reader.begins(line.rstrip()))), (0, ""))
        for layout in layouts(form):
            try:
                return document(reader.read(lines, at, layout))
            except OtherLayout:
                continue
    return None
