"""The printed form as plain text, for a terminal or a file.

The words are those of the sheet.  What was filled in is indented below its caption, or
stands in a table; lines are broken at blanks, and inside a word only when it is longer
than its column.  The layout is read back by ``formats.page_text``.
"""

from __future__ import annotations

from section16.formats.page_text_fold import AFTER, fold, with_marks
from section16.formats.page_text_sheet_plain import HANGING, INDENT, NOTE
from section16.forms.sheet import Part, PrintedTable, Sheet, Tick, document_of, sheet
from section16.forms.text_tables import Cell, Head, Table, figures, table
from section16.forms.visible import visible
from section16.model import notices
from section16.model.document import OwnershipDocument
from section16.model.filing import Filing
from section16.model.front import BOX_1, COLUMNS

NARROWEST = 80
_THREE_COLUMNS = 120  # from this width on, the boxes stand as on the SEC's page
_TWO_COLUMNS = ((*BOX_1, "period", "original"), ("issuer", "foreign", "relationship", "joint", "plan"))


def text(source: Filing | OwnershipDocument, width: int = NARROWEST) -> str:
    """The form in lines of at most ``width`` characters, 80 and more.

    Raises MissingFact when there is no document, or its type is none of the six.
    """
    page, width = sheet(document_of(source, "text")), max(width, NARROWEST)
    words = page.notices
    blocks = [
        *_head(page, width),
        _front(page, width),
        [words.table_i],
        _lines(page, page.table_i, width),
        *[fold(notice, width) for notice in words.below_table_i],
        [words.table_ii, *fold(words.examples, width)],
        _lines(page, page.table_ii, width),
        [notices.OWNERS],
        _owners(page, width),
        [notices.SIGNATURES],
        _signatures(page, width),
        *_responses(page, width),
        *[fold(notice, width) for notice in words.closing],
    ]
    return "\n".join("\n".join([*block, ""]) for block in blocks if block)


# ----------------------------------------------------------------------------------------- above the tables


def _head(page: Sheet, width: int) -> list[list[str]]:
    words = page.notices
    name = f"FORM {page.form}"
    first, *rest = words.omb
    corner = [name + first.rjust(width - len(name)), *[line.rjust(width) for line in rest]]
    agency = [line.center(width).rstrip() for line in notices.AGENCY]
    title = [line.center(width).rstrip() for line in fold(words.title, width)]
    half = notices.PURSUANT.index(" or Section") + 1
    pursuant = [notices.PURSUANT[:half].strip(), notices.PURSUANT[half:]]
    if len(notices.PURSUANT) <= width:
        pursuant = [notices.PURSUANT]
    ticks = [_tick(tick, width) for tick in page.checks]
    print_or_type = [words.print_or_type] if words.print_or_type else []
    return [corner, agency, title, [line.center(width).rstrip() for line in pursuant], *ticks, print_or_type]


def _tick(tick: Tick, width: int) -> list[str]:
    sign = "[X] " if tick.is_ticked else "[ ] "
    first, *rest = fold(tick.caption, width - len(sign))
    return [sign + first, *[" " * len(sign) + line for line in rest]]


def _front(page: Sheet, width: int) -> list[str]:
    """Boxes 1 to 6 in a drawn frame."""
    columns = COLUMNS if width >= _THREE_COLUMNS else _TWO_COLUMNS
    inside = width - len(columns) - 1
    widths = [inside // len(columns) + (i < inside % len(columns)) for i in range(len(columns))]
    stacks = [_stack(_parts(page, areas), wide) for areas, wide in zip(columns, widths, strict=True)]
    height = max(map(len, stacks))
    lines = [_border(widths)]
    for at in range(height):
        cells = [stack[at] if at < len(stack) else "" for stack in stacks]
        drawn = [cell or " " * wide for cell, wide in zip(cells, widths, strict=True)]
        line = ""
        for i in range(len(drawn) + 1):
            beside = {cell[:1] for cell in drawn[max(0, i - 1) : i + 1]}
            line += "+" if "-" in beside else "|"
            line += drawn[i] if i < len(drawn) else ""
        lines.append(line)
    return [*lines, _border(widths)]


def _parts(page: Sheet, areas: tuple[str, ...]) -> list[Part]:
    """The parts of a column of boxes: those of box 1 together, the rest as on the page."""
    return sorted([part for part in page.front if part.area in areas], key=lambda part: part.area not in BOX_1)


def _border(widths: list[int]) -> str:
    return "+".join(["", *["-" * wide for wide in widths], ""])


def _stack(parts: list[Part], wide: int) -> list[str]:
    """Boxes one below the other: captions, check boxes, and what was filled in."""
    room = wide - 2
    lines: list[str] = []
    for part in parts:
        if lines and part.area not in BOX_1:
            lines.append("-" * wide)
        said = fold(part.caption, room)
        for tick in part.ticks:
            said += _tick(tick, room)
        for value in part.lines:
            said += [" " * INDENT + line for line in fold(visible(value), room - INDENT, HANGING)]
        lines += [f" {line.ljust(room)} " for line in said]
    return lines


# --------------------------------------------------------------------------------------------- the tables


def _lines(page: Sheet, printed: PrintedTable, width: int) -> list[str]:
    heads = [Head(f"{column.number}.", column.caption, column.parts) for column in printed.columns]
    rows = [[(with_marks(visible(cell.text), cell.marks),) for cell in row] for row in printed.rows]
    return table(Table(heads, rows, figures(page.form, printed.name)), width)


def _owners(page: Sheet, width: int) -> list[str]:
    heads = [Head("", notices.OWNER_NAME), Head("", notices.RELATIONSHIPS, notices.RELATIONSHIP_COLUMNS)]
    rows: list[list[Cell]] = [
        [
            tuple([visible(line) for line in owner.lines]) or ("",),
            ("X" if owner.is_director else "",),
            ("X" if owner.is_ten_percent_owner else "",),
            (visible(owner.officer),),
            (visible(owner.other),),
        ]
        for owner in page.owners
    ]
    return table(Table(heads, rows, lists=frozenset([0])), width)


def _signatures(page: Sheet, width: int) -> list[str]:
    heads = [Head("", f"** {notices.SIGNED_BY}"), Head("", notices.SIGNED_ON)]
    return table(Table(heads, [[(visible(name),), (visible(day),)] for name, day in page.signatures]), width)


# ------------------------------------------------------------------------------------ below the signatures


def _responses(page: Sheet, width: int) -> list[list[str]]:
    """Explanations and remarks."""
    notes = [("*", page.notices.joint), ("**", page.notices.misstatement)]
    notes += [(f"({visible(note.number)})", visible(note.text)) for note in page.footnotes]
    blocks = [[notices.EXPLANATION]]
    if page.no_securities_owned:
        blocks.append([notices.NO_SECURITIES])
    for sign, words in notes:
        first, *rest = fold(words, width - NOTE)
        blocks.append([f"{sign.ljust(NOTE)}{first}".rstrip(" "), *[" " * NOTE + line for line in rest]])
    if page.remarks:
        blocks += [[notices.REMARKS], _remarks(page.remarks, width)]
    return blocks


def _remarks(remarks: tuple[str, ...], width: int) -> list[str]:
    """Line by line; a no-break space before a line says that it belongs to the one above."""
    lines: list[str] = []
    for remark in remarks:
        first, *rest = fold(visible(remark) or AFTER, width - NOTE)
        lines += [" " * NOTE + first, *[AFTER + " " * (NOTE - 1) + line for line in rest]]
    return lines
