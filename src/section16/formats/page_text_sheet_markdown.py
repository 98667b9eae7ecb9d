"""The Markdown that section16 prints, read back.

Every string of a filing is escaped in it, so headings, pipes, tags and check boxes that
are not escaped are the form's own.
"""

from __future__ import annotations

import html
import re

from section16.formats.page_text_fold import without_marks
from section16.formats.page_text_notes import quoted
from section16.formats.page_text_sheet import FrontReader, Layout, OtherLayout, SheetForm
from section16.formats.page_text_sheet_lines import Box, Row
from section16.formats.page_text_sheet_order import SheetReader
from section16.formats.page_text_sheet_owners import SheetOwner
from section16.model import notices
from section16.model.boxes import columns

_FIRST = re.compile(r"# FORM ([345])\Z")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:amp|lt|gt|nbsp|#9|#160);")
_TICK = re.compile(r"\[([x ])\] (.*)")
_LABEL = re.compile(r"<small>(.*)</small>\Z")
_STRONG = re.compile(r"\*\*(.*)\*\*\Z")
_EXPLANATION = re.compile(r"- \(([^() ]{0,9})\)(?: (.*))?\Z")
_CELL = re.compile(r"(?:[^|\\]|\\.)*")
_RULE = re.compile(r"\|(?: *:?-+:? *\|)+\Z")
_BREAK = "<br>"


def begins(line: str) -> str | None:
    """The form that begins with this line, when it may be ours.

    >>> begins("# FORM 4")
    '4'
    """
    found = _FIRST.match(line)
    return found[1] if found else None


def unescaped(text: str) -> str:
    """Characters as filed.

    >>> unescaped(r"\\*Acme\\* &lt;b&gt; \\| \\$5")
    '*Acme* <b> | $5'
    """
    return _ESCAPED.sub(lambda found: found[1] or (" " if found[0] == "&nbsp;" else html.unescape(found[0])), text)


def read(lines: list[str], start: int, layout: Layout) -> SheetForm:
    """What the boxes of the form say that begins at ``start``. Raises OtherLayout for a text of another layout."""
    return _Markdown([line.strip(" \t") for line in lines], start, layout).read()


class _Markdown(SheetReader):
    """Reads the parts of the form as Markdown."""

    heading = "## "

    def said(self, *words: str) -> None:
        """These paragraphs and headings come next."""
        for expected in words:
            line = self.skip()
            if unescaped(line.removeprefix(self.heading)) != expected:
                raise OtherLayout(quoted(line), quoted(expected))
            self.at += 1

    def head(self) -> None:
        """Above the boxes: the form's own words, and the check boxes."""
        said: list[str] = []
        while self.at < len(self.lines) and not self.lines[self.at].startswith("|"):
            line = self.lines[self.at]
            tick = _TICK.match(line.removeprefix("- ")) if line.startswith("- ") else None
            field = self.layout.checks.get(unescaped(tick[2])) if tick else None
            if tick and field:
                self.sheet.checks[field] = tick[1] == "x"
            else:
                said.append(line.lstrip("# ").replace("**", "").replace(_BREAK, " "))
            self.at += 1
        words = " ".join(" ".join(said).split())
        if words != self.layout.head or set(self.sheet.checks) != set(self.layout.checks.values()):
            raise OtherLayout(quoted(words), quoted(self.layout.head))

    def front(self) -> None:
        """Boxes 1 to 6: a table with one row, whose cells are columns of boxes."""
        self.sheet.number, heads = self.row()
        rule = self.skip()
        self.at += 1
        _, stacks = self.row()
        if not _RULE.match(rule) or len(heads) != len(stacks):
            raise OtherLayout(quoted(rule), "one row of boxes")
        reader = FrontReader(self.layout, self.sheet)
        for head, stack in zip(heads, stacks, strict=True):
            reader.caption(unescaped(head))
            self.stack(stack.split(_BREAK) if stack else [], reader)
        reader.close()

    def stack(self, lines: list[str], reader: FrontReader) -> None:
        """One column of boxes; an empty line stands above a box."""
        for i, line in enumerate(lines):
            label, strong, tick = _LABEL.match(line), _STRONG.match(line), _TICK.match(line)
            if label or strong:
                reader.caption(unescaped((label or strong or [""])[1]))
            elif tick:
                reader.tick(tick[1] == "x", unescaped(tick[2]))
            elif line or not _STRONG.match((lines[i + 1 :] or [""])[0]):
                reader.value(unescaped(line))

    # ---------------------------------------------------------------------------------------- the tables

    def row(self) -> tuple[int, list[str]]:
        """Line and cells of the next line, which is a row."""
        line = self.skip()
        if not line.startswith("|") or not line.endswith("|"):
            raise OtherLayout(quoted(line), "a row of a table")
        self.at += 1
        cells = []
        end = 1
        while end < len(line):
            found = _CELL.match(line, end)
            assert found is not None  # it may be empty
            cells.append(found[0].strip(" "))
            if found.end() >= len(line):
                raise OtherLayout(quoted(line), "a row that ends with a pipe")
            end = found.end() + 1
        return self.at, cells

    def rows(self, heads: list[str]) -> list[tuple[int, list[str]]]:
        """Rows below these headings."""
        _, found = self.row()
        if [unescaped(head) for head in found] != heads or not _RULE.match(self.skip()):
            raise OtherLayout(quoted(" | ".join(found)), quoted(" | ".join(heads)))
        self.at += 1
        rows = []
        while self.at < len(self.lines) and self.lines[self.at].startswith("|"):
            rows.append(self.row())
        if any(len(cells) != len(heads) for _, cells in rows):
            raise OtherLayout("a row of another length", f"{len(heads)} cells")
        return rows

    def table(self, name: str) -> list[Row]:
        """Rows of Table I or II."""
        heads = [
            f"{number}. {caption}: {part}" if part else f"{number}. {caption}"
            for number, caption, parts in columns(self.layout.form, name)
            for part in parts or ("",)
        ]
        return [Row(number, tuple(_box(cell) for cell in cells)) for number, cells in self.rows(heads)]

    # ------------------------------------------------------------------------------- below the tables

    def owners(self) -> list[SheetOwner]:
        """The table of owners."""
        heads = [f"{notices.RELATIONSHIPS}: {name}" for name in notices.RELATIONSHIP_COLUMNS]
        return [_owner(cells) for _, cells in self.rows([notices.OWNER_NAME, *heads])]

    def signatures(self) -> list[tuple[int, str, str]]:
        """Line, name and date of each signature."""
        heads = [f"** {notices.SIGNED_BY}", notices.SIGNED_ON]
        return [(at, unescaped(name), unescaped(day)) for at, (name, day) in self.rows(heads)]

    def footnotes(self) -> list[tuple[str, str]]:
        """The form's own two notes, then number and text of each explanation."""
        self.said(f"* {self.layout.notices.joint}", f"** {self.layout.notices.misstatement}")
        notes = []
        while found := _EXPLANATION.match(self.skip()):
            notes.append((unescaped(found[1]), unescaped(found[2] or "")))
            self.at += 1
        return notes

    def remarks(self) -> list[str]:
        """The remarks line by line; each but the last ends in a line break."""
        self.skip()
        found: list[str] = []
        while self.at < len(self.lines) and self.lines[self.at]:
            line = self.lines[self.at]
            said = line.removesuffix(_BREAK)
            found.append("" if said == "&nbsp;" else unescaped(said))
            self.at += 1
            if said == line:
                break
        return found


def _box(cell: str) -> Box:
    """Text and footnote numbers: in a filed text that ends like these, a backslash stands before them."""
    text, marks = without_marks(cell)
    return Box(unescaped(text), marks)


def _owner(cells: list[str]) -> SheetOwner:
    lines = [unescaped(line) for line in cells[0].split(_BREAK) if line]
    return SheetOwner(lines, cells[1] == "X", cells[2] == "X", unescaped(cells[3]), unescaped(cells[4]))
