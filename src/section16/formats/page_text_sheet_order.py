"""A form that section16 printed, read from its first line to its last, in the order of the page.

Plain text and Markdown print the same parts in the same order; how a part is set is
for the reader of each.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from section16.formats.page_text_sheet import Layout, SheetForm, beside
from section16.formats.page_text_sheet_lines import Row
from section16.formats.page_text_sheet_owners import SheetOwner
from section16.model.notices import EXPLANATION, NO_SECURITIES, OWNERS, REMARKS, SIGNATURES


class SheetReader(ABC):
    """Goes through the text once.

    lines    without the blanks at their ends that mean nothing
    at       the next line to be taken, from 0
    heading  what stands before the words of a heading
    """

    heading = ""

    def __init__(self, lines: list[str], start: int, layout: Layout) -> None:
        self.lines, self.at, self.layout = lines, start, layout
        self.sheet = SheetForm(layout.form, layout.is_newest, beside=beside(lines[:start], 0))

    def read(self) -> SheetForm:
        """The whole form. Raises OtherLayout for a text of another layout."""
        words, sheet = self.layout.notices, self.sheet
        self.head()
        self.front()
        self.said(words.table_i)
        sheet.table_i = self.table("table_i")
        self.said(*words.below_table_i, words.table_ii, words.examples)
        sheet.table_ii = self.table("table_ii")
        self.said(OWNERS)
        sheet.owners = self.owners()
        self.said(SIGNATURES)
        sheet.signatures = self.signatures()
        self.said(EXPLANATION)
        sheet.is_nothing_owned = self.skip() == NO_SECURITIES
        self.at += sheet.is_nothing_owned
        sheet.footnotes = self.footnotes()
        if self.skip() == f"{self.heading}{REMARKS}":
            self.at += 1
            sheet.remarks = self.remarks()
        self.said(*words.closing)
        sheet.beside += beside(self.lines[self.at :], self.at)
        return sheet

    def skip(self) -> str:
        """The next line that is not empty, which is not yet taken; "" at the end."""
        while self.at < len(self.lines) and not self.lines[self.at]:
            self.at += 1
        return self.lines[self.at] if self.at < len(self.lines) else ""

    @abstractmethod
    def said(self, *words: str) -> None:
        """These paragraphs and headings come next."""

    @abstractmethod
    def head(self) -> None:
        """Above the boxes: the form's own words, and the check boxes."""

    @abstractmethod
    def front(self) -> None:
        """Boxes 1 to 6."""

    @abstractmethod
    def table(self, name: str) -> list[Row]:
        """Rows of Table I or II."""

    @abstractmethod
    def owners(self) -> list[SheetOwner]:
        """The table of owners."""

    @abstractmethod
    def signatures(self) -> list[tuple[int, str, str]]:
        """Line, name and date of each signature."""

    @abstractmethod
    def footnotes(self) -> list[tuple[str, str]]:
        """The form's own two notes, then number and text of each explanation."""

    @abstractmethod
    def remarks(self) -> list[str]:
        """The remarks line by line."""
