"""The printed form as GitHub-flavoured Markdown.

The words are those of the sheet.  Boxes 1 to 6 are one table, in the columns of the
SEC's page; Tables I and II have a heading for each column of figures, with its number
and caption.  Strings of a filing print as text: what Markdown, HTML or a spreadsheet
would take for theirs is escaped.  The layout is read back by ``formats.page_text``.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from section16.formats.page_text_fold import AFTER, with_marks
from section16.forms.printed import Printed
from section16.forms.sheet import Part, PrintedTable, Sheet, Tick, document_of, sheet
from section16.forms.text_tables import figures
from section16.forms.visible import visible
from section16.model import notices
from section16.model.document import OwnershipDocument
from section16.model.filing import Filing
from section16.model.front import BOX_1, COLUMNS

# anywhere: emphasis, code, links, math, mentions, strikethrough, cells; an address that would become a link
_ACTIVE = re.compile(r"[\\`*_\[\]~$@|]|:(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_MARKUP = re.compile(r"[<>]|&(?=#?[A-Za-z0-9]+;)")
# at the beginning: headings, lists, quotations, underlines, formulas of a spreadsheet
_LEADING = re.compile(r"[#+=-]|[0-9]{1,9}(?=[.)](?: |\Z))")
_RUN = re.compile(r"\A +|  +")
_LITERAL_MARKS = re.compile(r"(?:\A| )(?=(?:\([0-9]{0,2}\))+\Z)")


def markdown(source: Filing | OwnershipDocument) -> str:
    """The form as Markdown.

    Raises MissingFact when there is no document, or its type is none of the six.
    """
    page = sheet(document_of(source, "markdown"))
    words = page.notices
    blocks = [
        *_head(page),
        _front(page),
        f"## {_plain(words.table_i)}",
        _lines(page, page.table_i),
        *map(_plain, words.below_table_i),
        f"## {_plain(words.table_ii)}",
        _plain(words.examples),
        _lines(page, page.table_ii),
        f"## {notices.OWNERS}",
        _owners(page),
        f"## {notices.SIGNATURES}",
        _signatures(page),
        *_responses(page),
        *map(_plain, words.closing),
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


# ---------------------------------------------------------------------------------------- strings as text


def escaped(text: str) -> str:
    """A string of a filing, so that it prints as text wherever it stands.

    >>> print(escaped("*Acme* <b>R&D</b> | $5"), escaped("- see [1]"), escaped("=1+1"), escaped("2. www.acme.com"))
    \\*Acme\\* &lt;b&gt;R&D&lt;/b&gt; \\| \\$5 \\- see \\[1\\] \\=1+1 2\\. www\\.acme.com
    """
    said = _plain(visible(text))
    leading = _LEADING.match(said)
    if leading is None:
        return said
    at = leading.end() if said[0].isdigit() else 0
    return f"{said[:at]}\\{said[at:]}"


def _plain(text: str) -> str:
    """Words of the form, which begin no list and no heading."""
    return _MARKUP.sub(lambda found: _ENTITIES[found[0]], _ACTIVE.sub(r"\\\g<0>", text))


def _boxed(printed: Printed) -> str:
    """Text and footnote numbers; a filed text that ends like such numbers is told from them by a backslash."""
    text = printed.text
    found = _LITERAL_MARKS.search(text)
    said = escaped(text)
    if found is not None:
        at = len(said) - (len(text) - found.end())
        said = f"{said[:at]}\\{said[at:]}"
    return with_marks(said, printed.marks)


# ----------------------------------------------------------------------------------------- above the tables


def _head(page: Sheet) -> list[str]:
    words = page.notices
    return [
        f"# FORM {page.form}",
        "<br>".join(words.omb),
        f"**{'<br>'.join(notices.AGENCY)}**",
        f"## {words.title}",
        notices.PURSUANT,
        "\n".join(f"- {_tick(tick)}" for tick in page.checks),
        words.print_or_type,
    ]


def _tick(tick: Tick) -> str:
    return f"[{'x' if tick.is_ticked else ' '}] {_plain(tick.caption)}"


def _front(page: Sheet) -> str:
    """Boxes 1 to 6: the first of each column is its heading."""
    columns = [_stack([part for part in page.front if part.area in areas]) for areas in COLUMNS]
    return _table([[first for first, _ in columns], [rest for _, rest in columns]])


def _stack(parts: list[Part]) -> tuple[str, str]:
    """Caption of the first box, and the rest of the column below it."""
    lines: list[str] = []
    for i, part in enumerate(parts):
        if i and part.area in BOX_1:
            lines.append(f"<small>{_plain(part.caption)}</small>")
        elif i:
            lines += ["", f"**{_plain(part.caption)}**"]
        lines += [_tick(tick) for tick in part.ticks]
        lines += [_RUN.sub("&nbsp;", escaped(line), 1) if line[:1] == " " else escaped(line) for line in part.lines]
    return _plain(parts[0].caption), "<br>".join(lines)


# ---------------------------------------------------------------------------------------------- the tables


def _table(rows: list[list[str]], right: Collection[int] = ()) -> str:
    """Rows between pipes, the first of them the headings; ``right`` are set against the right edge."""
    rule = ["---:" if i in right else "---" for i in range(len(rows[0]))]
    return "\n".join([f"| {' | '.join(cells)} |" for cells in (rows[0], rule, *rows[1:])])


def _lines(page: Sheet, printed: PrintedTable) -> str:
    heads = [
        _plain(f"{column.heading}: {part}" if part else column.heading)
        for column in printed.columns
        for part in column.parts or ("",)
    ]
    rows = [[_boxed(cell) for cell in row] for row in printed.rows]
    return _table([heads, *rows], figures(page.form, printed.name))


def _owners(page: Sheet) -> str:
    heads = [notices.OWNER_NAME, *[f"{notices.RELATIONSHIPS}: {name}" for name in notices.RELATIONSHIP_COLUMNS]]
    rows = [
        [
            "<br>".join([escaped(line) for line in owner.lines]),
            "X" if owner.is_director else "",
            "X" if owner.is_ten_percent_owner else "",
            escaped(owner.officer),
            escaped(owner.other),
        ]
        for owner in page.owners
    ]
    return _table([heads, *rows])


def _signatures(page: Sheet) -> str:
    heads = [_plain(f"** {notices.SIGNED_BY}"), notices.SIGNED_ON]
    return _table([heads, *[[escaped(name), escaped(day)] for name, day in page.signatures]])


# ------------------------------------------------------------------------------------- below the signatures


def _responses(page: Sheet) -> list[str]:
    """Explanations and remarks."""
    words = page.notices
    notes = [f"- ({escaped(note.number)}) {escaped(note.text)}".rstrip(" ") for note in page.footnotes]
    blocks = [
        f"## {notices.EXPLANATION}",
        notices.NO_SECURITIES if page.no_securities_owned else "",
        _plain(f"* {words.joint}"),
        _plain(f"** {words.misstatement}"),
        "\n".join(notes),
    ]
    if page.remarks:
        blocks += [f"## {notices.REMARKS}", "<br>\n".join([_remark(line) for line in page.remarks])]
    return blocks


def _remark(line: str) -> str:
    """A line of the remarks: blanks that Markdown would drop are kept, also the one of an empty line."""
    if not line:
        return "&nbsp;"
    said = escaped(line).replace(AFTER, "&#160;").replace("\t", "&#9;")
    return _RUN.sub(lambda found: "&nbsp;" * (len(found[0]) - (found.start() > 0)) + " " * (found.start() > 0), said)
