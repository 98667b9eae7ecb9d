"""The plain text that section16 prints, read back.

Boxes 1 to 6 stand in a drawn frame, in columns; what was filled in is indented below
its caption.  A table is set in one of two ways: rows below headings, or, where its
columns would not fit, each row as a column beside the captions.  In both a line of
dashes shows where the columns are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from section16.formats.page_text_fold import AFTER, unfold, without_marks
from section16.formats.page_text_notes import quoted
from section16.formats.page_text_sheet import FrontReader, Layout, OtherLayout, SheetForm
from section16.formats.page_text_sheet_lines import Box, Row
from section16.formats.page_text_sheet_order import SheetReader
from section16.formats.page_text_sheet_owners import SheetOwner
from section16.model.boxes import columns
from section16.model.notices import RELATIONSHIP_COLUMNS

INDENT = 4  # what was filled in a box, below its caption
NOTE = 5  # explanations and remarks
HANGING = 2  # what does not fit on the first line of an answer
CAPTION = 4  # the same of a caption beside its answers
TICKS = {"[X] ": True, "[ ] ": False}

_FIRST = re.compile(r"FORM ([345]) {2,}OMB APPROVAL\Z")
_EXPLANATION = re.compile(r"\(([^() ]{0,9})\) ")
_MOST_HEADS = 99  # lines of headings above the rows


def begins(line: str) -> str | None:
    """The form that begins with this line, when it may be ours.

    >>> begins("FORM 4            OMB APPROVAL")
    '4'
    """
    found = _FIRST.match(line)
    return found[1] if found else None


def read(lines: list[str], start: int, layout: Layout) -> SheetForm:
    """What the boxes of the form say that begins at ``start``. Raises OtherLayout for a text of another layout."""
    return _Plain([line.rstrip(" ") for line in lines], start, layout).read()


class _Plain(SheetReader):
    """Reads the parts of the form as plain text.

    width  of the page, known from the drawn frame on
    """

    width = 0

    # ---------------------------------------------------------------------------------- constant words

    def said(self, *words: str) -> None:
        """These paragraphs come next, however they are wrapped."""
        for expected in words:
            self.skip()
            text = ""
            while text != expected:
                line = self.lines[self.at] if self.at < len(self.lines) else ""
                text = f"{text} {line}".strip() if line else ""
                if not text or not expected.startswith(text):
                    raise OtherLayout(quoted(text), quoted(expected))
                self.at += 1

    def head(self) -> None:
        """Above the frame: the form's own words, and the check boxes."""
        words: list[str] = []
        ticks: list[tuple[bool, list[str]]] = []
        is_tick = False
        while self.at < len(self.lines) and not self.lines[self.at].startswith("+-"):
            line = self.lines[self.at]
            if line[:4] in TICKS:
                ticks.append((TICKS[line[:4]], [line[4:]]))
                is_tick = True
            elif is_tick and line.startswith(" "):
                ticks[-1][1].append(line.strip())
            else:
                words.append(line)
                is_tick = False
            self.at += 1
        found = {self.layout.checks.get(" ".join(caption)): is_ticked for is_ticked, caption in ticks}
        said = " ".join(" ".join(words).split())
        if said != self.layout.head or set(found) != set(self.layout.checks.values()) or len(found) != len(ticks):
            raise OtherLayout(quoted(said), quoted(self.layout.head))
        self.sheet.checks = {field: is_ticked for field, is_ticked in found.items() if field}

    # ---------------------------------------------------------------------------------- the drawn frame

    def front(self) -> None:
        """Boxes 1 to 6, column by column."""
        self.sheet.number = self.at + 1
        border = self.lines[self.at] if self.at < len(self.lines) else ""
        bars = [i for i, char in enumerate(border) if char == "+"]
        end = self.at
        while end < len(self.lines) and self.lines[end]:
            end += 1
        drawn = self.lines[self.at + 1 : end]
        if border.strip("+-") or any(len(line) != len(border) or line[0] not in "|+" for line in drawn):
            raise OtherLayout(quoted(border), "a drawn frame")
        self.width, self.at = len(border), end
        reader = FrontReader(self.layout, self.sheet)
        for left, right in pairwise(bars):
            self.stack([line[left + 1 : right] for line in drawn], reader)
        reader.close()

    def stack(self, slices: list[str], reader: FrontReader) -> None:
        """One column of boxes."""
        room = len(slices[0]) - 2 - INDENT
        lines: list[str] = []
        for line in slices:
            if line.strip("-"):
                lines.append(line[1:].rstrip(" "))
            else:  # below the last answer of a box is nothing
                while lines and not lines[-1]:
                    lines.pop()
        at = 0
        while at < len(lines):
            line = lines[at]
            if line.startswith(" ") or not line:
                end = at + 1
                while end < len(lines) and lines[end].startswith(" " * (INDENT + HANGING)):
                    end += 1
                reader.value(unfold([folded[INDENT:] for folded in lines[at:end]], room, HANGING))
                at = end
                continue
            is_tick = line[:4] in TICKS
            known = self.layout.ticks.get(reader.area, ()) if is_tick else tuple(self.layout.captions)
            words, at = _caption(lines, at, known, 4 if is_tick else 0)
            if is_tick:
                reader.tick(TICKS[line[:4]], words)
            else:
                reader.caption(words)

    # ---------------------------------------------------------------------------------------- the tables

    def table(self, name: str) -> list[Row]:
        """Rows of Table I or II."""
        known = columns(self.layout.form, name)
        if _is_rule(self.skip()):
            entries = [
                (part or f"{number}. {caption}", part is not None)
                for number, caption, parts in known
                for part in ((None, *parts) if parts else ("",))
            ]
            found = [row for band in self.bands(entries) for row in band]
        elif self.is_empty(known):
            found = []
        else:
            found = list(self.rows(sum(len(parts) or 1 for _, _, parts in known)))
        return [
            Row(number, tuple(Box(*without_marks(unfold(cell, width))) for cell, width in cells))
            for number, cells in found
        ]

    def is_empty(self, known: tuple[tuple[str, str, tuple[str, ...]], ...]) -> bool:
        """True when the captions stand above a line, and nothing else."""
        end = self.at
        while end < len(self.lines) and self.lines[end] and not _is_rule(self.lines[end]):
            end += 1
        captions = [
            f"{number}. {caption}: {', '.join(parts)}" if parts else f"{number}. {caption}"
            for number, caption, parts in known
        ]
        if " ".join(" ".join(self.lines[self.at : end]).split()) != " ".join(captions):
            return False
        if self.lines[end : end + 1] != ["-" * self.width]:
            return False
        self.at = end + 1
        return True

    def rows(self, count: int) -> Iterator[tuple[int, list[tuple[list[str], int]]]]:
        """Rows below their headings: line, and for each cell its pieces and the width of its column.

        Rows are apart by an empty line where one of them takes several lines.
        """
        for _ in range(_MOST_HEADS):
            line = self.skip()
            if _is_rule(line) and len(line.split()) == count:
                break
            self.at += 1
        else:
            raise OtherLayout("no line of dashes", f"a table of {count} columns")
        places = [(found.start(), found.end()) for found in re.finditer("-+", line)]
        start = self.at + 1
        end = start
        while end < len(self.lines) and self.lines[end] != "-" * places[-1][1]:
            end += 1
        if end == len(self.lines):
            raise OtherLayout("no line of dashes", "one below the rows")
        body, self.at = self.lines[start:end], end + 1
        is_spaced = "" in body
        group: list[list[str]] = []
        for number, line in enumerate(body, start + 1):
            if line:
                group.append(_sliced(line, places))
            if group and (not line or not is_spaced):
                pieces = [_pieces(list(column)) for column in zip(*group, strict=True)]
                yield number, [(cell, b - a) for cell, (a, b) in zip(pieces, places, strict=True)]
                group = []

    def bands(self, entries: list[tuple[str, bool]]) -> Iterator[list[tuple[int, list[tuple[list[str], int]]]]]:
        """Rows that stand side by side, each as a column beside the captions.

        entries  captions in order, and whether answers stand beside them
        """
        while _is_rule(line := self.skip()):
            places = [(found.start(), found.end()) for found in re.finditer("-+", line)]
            number, closing = self.at + 1, "-" * places[-1][1]
            self.at += 1
            groups: list[list[list[str]]] = []
            while self.at < len(self.lines) and self.lines[self.at] != closing:
                cells = _sliced(self.lines[self.at], places)
                if cells[0] and not cells[0].startswith(" " * CAPTION):
                    groups.append([])
                if not groups:
                    raise OtherLayout(quoted(self.lines[self.at]), "a caption")
                groups[-1].append(cells)
                self.at += 1
            self.at += 1
            captions = [" ".join(cells[0].strip() for cells in group if cells[0]) for group in groups]
            if captions != [caption for caption, _ in entries]:
                raise OtherLayout(quoted(", ".join(captions)), "the captions of the table")
            yield [
                (number, [
                    (_pieces([cells[i] for cells in group]), places[i][1] - places[i][0])
                    for group, (_, is_answered) in zip(groups, entries, strict=True)
                    if is_answered
                ])
                for i in range(1, len(places))
            ]  # fmt: skip

    # ------------------------------------------------------------------------------- below the tables

    def owners(self) -> list[SheetOwner]:
        """The table of owners."""
        return [_owner(cells) for _, cells in self.rows(1 + len(RELATIONSHIP_COLUMNS))]

    def signatures(self) -> list[tuple[int, str, str]]:
        """Line, name and date of each signature."""
        found = []
        for number, cells in self.rows(2):
            name, day = (unfold(*cell).removesuffix(AFTER) for cell in cells)
            found.append((number, name, day))
        return found

    def footnotes(self) -> list[tuple[str, str]]:
        """The form's own two notes, then number and text of each explanation."""
        self.note("*", self.layout.notices.joint)
        self.note("**", self.layout.notices.misstatement)
        notes = []
        while found := _EXPLANATION.match(f"{self.skip()} "):
            notes.append((found[1], unfold(self.indented(), self.width - NOTE)))
        return notes

    def note(self, sign: str, expected: str) -> None:
        """A note of the form itself."""
        is_there = self.skip().split(" ")[0] == sign
        text = unfold(self.indented(), self.width - NOTE)
        if not is_there or text != expected:
            raise OtherLayout(quoted(text), quoted(expected))

    def indented(self) -> list[str]:
        """This line and those below it that are indented, without their first columns."""
        start = self.at
        self.at += 1
        while self.at < len(self.lines) and self.lines[self.at].startswith(" "):
            self.at += 1
        return [line[NOTE:] for line in self.lines[start : self.at]]

    def remarks(self) -> list[str]:
        """Line by line; a no-break space before a line says that it belongs to the one above.

        Where a line of the remarks is empty, a no-break space stands in its place.
        """
        self.skip()
        found: list[list[str]] = []
        while self.at < len(self.lines) and self.lines[self.at][:1] in {" ", AFTER}:
            line = self.lines[self.at]
            if line.startswith(AFTER) and found:
                found[-1].append(line[NOTE:])
            else:
                found.append([line[NOTE:]])
            self.at += 1
        return ["" if lines == [AFTER] else unfold(lines, self.width - NOTE) for lines in found]


def _owner(cells: list[tuple[list[str], int]]) -> SheetOwner:
    """A row of the table of owners."""
    (names, width), *rest = cells
    lines: list[list[str]] = []
    for piece in names:
        if piece.startswith(" " * HANGING) and lines:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    director, ten_percent, officer, other = (unfold(*cell) for cell in rest)
    unfolded = [unfold(pieces, width, HANGING).removesuffix(AFTER) for pieces in lines]
    return SheetOwner([name for name in unfolded if name], director == "X", ten_percent == "X", officer, other)


def _caption(lines: list[str], at: int, known: tuple[str, ...], indent: int) -> tuple[str, int]:
    """A caption over one line or more, and where it ends."""
    text = lines[at][indent:]
    at += 1
    while text not in known:
        more = f"{text} {lines[at][indent:]}" if at < len(lines) and not lines[at][:indent].strip(" ") else text
        if more == text or not any(caption.startswith(more) for caption in known):
            raise OtherLayout(quoted(text), "a caption of the form")
        text, at = more, at + 1
    return text, at


def _is_rule(line: str) -> bool:
    return line.startswith("-") and not line.strip("- ")


def _sliced(line: str, places: list[tuple[int, int]]) -> list[str]:
    """The cells of a line; nothing stands between its columns."""
    end = 0
    for start, stop in places:
        if line[end:start].strip(" "):
            raise OtherLayout(quoted(line), "cells below their headings")
        end = stop
    if line[end:]:
        raise OtherLayout(quoted(line), "cells below their headings")
    return [line[start:stop].rstrip(" ") for start, stop in places]


def _pieces(column: list[str]) -> list[str]:
    """The lines of one cell: without the empty ones below, and without the blanks before a number."""
    while column and not column[-1]:
        column.pop()
    return [column[0].lstrip(" ")] if len(column) == 1 else column
