"""The relationship of a reporting person to the issuer on a page.

The relationship box is the first owner's; the table of owners, where it is printed,
has the words of title and other relationship apart from each other.
"""

from __future__ import annotations

import msgspec

from section16.formats.edgar_page_boxes import Box, ticked
from section16.formats.edgar_page_markup import BLANK, by_row
from section16.formats.page_text_markup import letters
from section16.formats.page_text_notes import CONTRADICTION, NOT_UNDERSTOOD, Notes, quoted
from section16.formats.page_text_owners import LABELS
from section16.formats.page_text_values import flag
from section16.model.document import Relationship


def in_relationship_box(box: Box, position: int, has_table: bool, notes: Notes) -> Relationship | None:
    """The relationship box of an owner; None when no label is printed in it.

    has_table  the table of owners says which words are title and which are other
    """
    path = f"owners[{position}].relationship"
    states, left = ticked(box.pieces, LABELS)
    if not states:
        notes.add(NOT_UNDERSTOOD, box.number, f"relationship {quoted(box.content)}", path)
        return None
    is_officer, is_other = states.get("is_officer", False), states.get("is_other", False)
    titles, others = [], []
    for row in by_row(left):
        texts = [piece.text.strip(BLANK) for piece in row]
        words = " ".join(text for text in texts if text)
        if len(texts) == len(LABELS):  # title and other words each below its label
            titles.append(texts[1])
            others.append(texts[3])
        elif is_officer and is_other and " / " in words:
            first, _, second = words.partition(" / ")
            titles.append(first)
            others.append(second)
        elif is_other and not is_officer:
            others.append(words)
        else:
            titles.append(words)
            if is_other and not has_table:
                message = f"title or other relationship: {quoted(words)}"
                notes.add(NOT_UNDERSTOOD, box.number, message, f"{path}.other_text")
    cells = {name: flag(is_ticked) for name, is_ticked in states.items()}
    return Relationship(
        **cells,
        officer_title=" ".join(filter(None, titles)) or None,
        other_text=" ".join(filter(None, others)) or None,
    )


def is_misprinted(box: Box, form: str) -> bool:
    """True for a box in which an empty "Other" says nothing.

    The stylesheets of Form 4 draw it empty, as ``_____ Other``, where "true" was filed.
    """
    return form == "4" and "__" in box.content


def merged(table: Relationship, box: Relationship | None, other: bool, number: int, notes: Notes) -> Relationship:
    """The first owner's relationship: ticks of the box, words of the table.

    other  words in the table's column Other say more than the box (``is_misprinted``)
    """
    if box is None:
        return table
    changes = {}
    for name, _ in LABELS:
        in_table, in_box = getattr(table, name), getattr(box, name)
        if in_box.is_absent or in_table.value == in_box.value:
            continue
        if not (name == "is_other" and other and in_table.value):
            changes[name] = in_box
        if not (name in ("is_officer", "is_other") and in_box.value):  # the table prints words, not a tick
            message = f"the relationship box says {in_box.text}, the table of owners {in_table.text}"
            notes.add(CONTRADICTION, number, message, f"owners[0].relationship.{name}")
    in_table, in_box = (" / ".join(filter(None, (one.officer_title, one.other_text))) for one in (table, box))
    if in_box and letters(in_table) != letters(in_box):
        message = f"the relationship box says {quoted(in_box)}, the table of owners {quoted(in_table)}"
        notes.add(CONTRADICTION, number, message, "owners[0].relationship.officer_title")
    return msgspec.structs.replace(table, **changes)
