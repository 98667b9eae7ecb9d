"""The printed form as one self-contained HTML page.

The words and their order are those of the SEC's stylesheet (they come from the
sheet); the markup is ours: no script, no outside file, tables with header cells,
labelled check boxes, footnotes linked both ways, styles for a phone and for paper.
Every string is escaped by the template engine; a policy in the page forbids
scripts and fetching anything.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from section16.forms.sheet import PrintedTable, Sheet, document_of, sheet, title
from section16.forms.visible import visible
from section16.model import notices
from section16.model.document import OwnershipDocument
from section16.model.filing import Filing

_TEMPLATES = Path(__file__).with_name("templates")
_HEADINGS = {
    "owners": notices.OWNERS, "name": notices.OWNER_NAME, "relationships": notices.RELATIONSHIPS,
    "columns": notices.RELATIONSHIP_COLUMNS, "signatures": notices.SIGNATURES, "signed_by": notices.SIGNED_BY,
    "signed_on": notices.SIGNED_ON, "explanation": notices.EXPLANATION, "remarks": notices.REMARKS,
    "no_securities": notices.NO_SECURITIES,
}  # fmt: skip


def html(source: Filing | OwnershipDocument) -> bytes:
    """The form as an HTML page in UTF-8.

    Raises MissingFact when there is no document, or its type is none of the six.
    """
    document = document_of(source, "html")
    page = sheet(document)
    notes = _notes(page)
    marked = _Marks({number for _, number, _ in notes})
    printed = _page().render(sheet=page, title=title(document), notes=notes, marked=marked, **_constant(page.form))
    return printed.encode()


@cache
def _page() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, finalize=_shown)
    environment.filters["breakable"] = _breakable
    return environment.from_string((_TEMPLATES / "form.html").read_text("utf-8"))


def _shown(value: object) -> object:
    """What is printed: a character that would turn the direction of a line is shown by its number."""
    return visible(value) if type(value) is str else value  # markup is a type of its own


@cache
def _breakable(heading: str) -> Markup:
    """A caption that may be broken after a slash: (Month/Day/Year) makes a column wide."""
    return Markup(str(Markup.escape(heading)).replace("/", "/<wbr>"))  # noqa: S704 - escaped here


class _Marks:
    """Footnote numbers as links to their explanations; one that has none is printed without.

    seen  the numbers printed so far: an explanation links back to the first mark that names it
    """

    def __init__(self, explained: set[str]) -> None:
        self.explained = explained
        self.seen: set[str] = set()

    def __call__(self, marks: tuple[str, ...]) -> Markup:
        links = []
        for mark in marks:
            safe = Markup.escape(mark)
            if mark not in self.explained:
                links.append(f"({safe})")
                continue
            anchor = "" if mark in self.seen else f' id="mark-{safe}"'
            self.seen.add(mark)
            links.append(f'<a href="#F{safe}"{anchor}>({safe})</a>')
        return Markup(f"<sup>{''.join(links)}</sup>")  # noqa: S704 - each mark is escaped above


def _notes(page: Sheet) -> list[tuple[bool, str, str]]:
    """Each explanation with its number and text; first, whether the number is new, so that it can be an anchor."""
    found: list[tuple[bool, str, str]] = []
    known: set[str] = set()
    for note in page.footnotes:
        found.append((note.number not in known, note.number, note.text))
        known.add(note.number)
    return found


@cache
def _constant(form: str) -> dict[str, object]:
    """What is the same on every page of a form."""
    empty = sheet(OwnershipDocument(document_type=form))
    style = _small((_TEMPLATES / "form.css").read_text("utf-8"))
    style += _cards(empty.table_i, "760px") + _cards(empty.table_ii, "1000px")
    return {
        "style": Markup(style),  # noqa: S704 - nothing of a filing is in it
        "layout": "initial" if form == "3" else "reports",
        "heads": {name: any(c.parts for c in getattr(empty, name).columns) for name in ("table_i", "table_ii")},
        "agency": notices.AGENCY,
        "pursuant": notices.PURSUANT,
        "omb": (notices.OMB_APPROVAL, notices.OMB_NUMBER, notices.BURDEN),
        "headings": _HEADINGS,
    }


def _small(style: str) -> str:
    """A style sheet without comments and line breaks."""
    return re.sub(r"/\*.*?\*/|\n", "", style, flags=re.DOTALL)


def _cards(table: PrintedTable, width: str) -> str:
    """Where the table does not fit, every row is a card and every cell says its column, by its position."""
    labels: list[str] = []
    for column in table.columns:
        for part in column.parts or ("",):
            label = f"{column.heading} {part}".strip().replace('"', "'")
            labels.append(f'.{table.name} tbody tr>:nth-child({len(labels) + 1})::before{{content:"{label}"}}')
    rules = (_TEMPLATES / "cards.css").read_text("utf-8")
    rules = rules.replace("TABLE", f".{table.name}").replace("WIDTH", width)
    return _small(rules.replace("LABELS", "".join(labels)))
