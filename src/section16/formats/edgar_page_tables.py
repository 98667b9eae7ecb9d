"""Table I and II of a page -> lines of the model.

The table's own rows and columns decide: a cell belongs to the column whose heading
stands above it, spans counted.  Where the headings are not the form's, the cells are
read by their position when there are as many as the form has columns.
"""

from __future__ import annotations

from section16.formats.edgar_page_markup import Element, GridRow, grid, one_line, read_cell, text_of
from section16.formats.page_text_columns import NUMBERED, PARTS, Captions, Slot, is_caption
from section16.formats.page_text_lines import LineReader, Printed
from section16.formats.page_text_markup import letters
from section16.formats.page_text_notes import BY_POSITION, NOT_UNDERSTOOD, Notes, quoted
from section16.formats.page_text_regions import heading
from section16.formats.page_text_tables import SUBTITLE
from section16.model import boxes
from section16.model.lines import NonDerivativeLine

_WORDS = {"title", "nature", "underlying"}  # what the filer wrote in words: its white space stays


def lines(tables: list[Element], form: str, table: str, notes: Notes) -> list[NonDerivativeLine]:
    """The lines of one table; what is not understood goes to the notes with its text."""
    reader = LineReader(form, table, notes)
    found: list[NonDerivativeLine] = []
    for element in tables:
        rows = _Rows(element, form, table, notes)
        for row in rows.body:
            texts = rows.texts(row, len(found))
            if texts is not None:
                found.append(reader.of_cells(len(found), row.number, texts))
    return found


class _Rows:
    """The rows of one printed table.

    slots  of each column; None for one that is not understood
    body   the rows below the headings
    """

    def __init__(self, table: Element, form: str, name: str, notes: Notes) -> None:
        self.table, self.notes = name, notes
        self.name = boxes.TABLES[name]
        self.captions = Captions(form, name)
        rows = grid(table)
        first = next((at for at, row in enumerate(rows) if _captions(row) > 1), None)
        if first is None:
            self.body = [row for row in rows if not self.is_above(row)]
            self.slots = self.by_position(self.body)
            return
        for row in rows[:first]:
            if not self.is_above(row):
                self.lost(row)
        last = first + max(down for _, _, down, _ in rows[first].cells) - 1
        while last + 1 < len(rows) and self.is_subheading(rows[last + 1]):
            last += 1
        self.body = rows[last + 1 :]
        self.slots = self.headed(rows[first : last + 1], rows[first].number)

    def headed(self, heads: list[GridRow], number: int) -> list[Slot | None]:
        """Columns by their headings, with a note when some are not the form's."""
        width = max(at + across for row in heads for at, across, _, _ in row.cells)
        parents, parts = [""] * width, [""] * width
        for depth, row in enumerate(heads):
            for at, across, _, cell in row.cells:
                text = one_line(text_of(cell))
                if depth == 0:
                    parents[at] = text
                else:
                    for column in range(at, at + across):
                        parts[column] = text
        slots = self.captions.slots(parents, parts)
        if self.captions.is_whole(slots) and None not in slots:
            return slots
        if width == len(self.captions.expected):
            message = f"the headings of {self.name} are not those of Form {self.captions.form}"
            self.notes.add(BY_POSITION, number, message, self.table)
            return list(self.captions.expected)
        return slots

    def by_position(self, rows: list[GridRow]) -> list[Slot | None]:
        """Columns of a table without headings."""
        number = rows[0].number if rows else 0
        widths = {sum(across for _, across, _, _ in row.cells) for row in rows}
        if widths <= {len(self.captions.expected)}:
            if rows:
                message = f"{self.name} has no headings; its columns are read by their position"
                self.notes.add(BY_POSITION, number, message, self.table)
            return list(self.captions.expected)
        return []

    def is_above(self, row: GridRow) -> bool:
        """True for a row that is blank or has only the table's own heading."""
        text = one_line(text_of(row.element))
        if not text or heading(text):
            return True
        return letters(text) in SUBTITLE

    def is_subheading(self, row: GridRow) -> bool:
        """True for a further row of headings."""
        texts = [letters(text) for _, _, _, cell in row.cells if (text := text_of(cell))]
        if all(cell.tag == "th" for _, _, _, cell in row.cells):
            return bool(texts)
        return len(texts) > 1 and all(text in PARTS[self.table] for text in texts)

    def texts(self, row: GridRow, position: int) -> dict[Slot, Printed] | None:
        """Text and marks by column; None for a row that is blank or no line."""
        found: dict[Slot, Printed] = {}
        filled = [(at, across, read_cell(cell)) for at, across, _, cell in row.cells]
        filled = [(at, across, printed) for at, across, printed in filled if printed != ("", ())]
        if not filled:
            return None
        if not any(self.slots) or any(across > 1 for _, across, _ in filled):
            self.lost(row)
            return None
        for at, _, (text, marks) in filled:
            slot = self.slots[at] if at < len(self.slots) else None
            if slot is None:
                message = f"a cell of {self.name} is in no known column: {quoted(text)}"
                self.notes.add(NOT_UNDERSTOOD, row.number, message, f"{self.table}[{position}].kind")
            else:
                found[slot] = (text if slot in _WORDS else one_line(text), marks)
        return found

    def lost(self, row: GridRow) -> None:
        """Say that a row is not read."""
        text = quoted(text_of(row.element))
        self.notes.add(NOT_UNDERSTOOD, row.number, f"a row of {self.name} is not understood: {text}", self.table)


def _captions(row: GridRow) -> int:
    """How many numbered headings of columns are in a row."""
    texts = (one_line(text_of(cell)) for _, _, _, cell in row.cells)
    return sum(1 for text in texts if NUMBERED.match(text) and is_caption(text))
