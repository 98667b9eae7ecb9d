"""A difference as one self-contained HTML page: no script, nothing fetched, readable on paper.

What was removed and added is told by words for those who do not see the strokes and
colours: every ``del`` and ``ins`` begins with a text that only a screen reader reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from section16.forms import diff_said as said
from section16.forms.diff_model import Change, Diff, Side

_STYLE = """
:root{color-scheme:light}
body{font:16px/1.45 "Helvetica Neue",Arial,"Liberation Sans",sans-serif;color:#111;background:#fff;margin:0}
main{max-width:64rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;margin:.2rem 0 1rem}
h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
table{border-collapse:collapse;width:100%;table-layout:fixed;margin:1.2rem 0}
caption{text-align:left;font-weight:700;padding:.3rem 0}
th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead th{background:#f0f0f0}
tbody th{font-weight:400}
thead th:first-child{width:24%}.forms thead th:first-child{width:3rem}
del{color:#8a1300;background:#fdecea;text-decoration:line-through}
ins{color:#0b5a1e;background:#e8f5ea;text-decoration:underline}
small{color:#444}
.alone{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media print{main{max-width:none;padding:0}tr{break-inside:avoid}caption,h2{break-after:avoid}
del,ins{background:none;color:#000}}
""".strip()


def html(found: Diff) -> bytes:
    """The page in UTF-8."""
    return "\n".join(_page(found)).encode("utf-8")


def _page(found: Diff) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>{_title(found)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<main>"
    yield f"<h1>{_title(found)}</h1>"
    yield '<table class="forms">\n<caption>The two forms</caption>\n<thead><tr><th scope="col">Form</th>'
    yield '<th scope="col">File</th><th scope="col">What it is</th></tr></thead>\n<tbody>'
    yield from (_side(letter, side) for letter, side in (("A", found.a), ("B", found.b)))
    yield "</tbody>\n</table>"
    if sentence := found.said():
        yield f"<p>{_safe(sentence)}</p>"
    yield f"<p>{escape(said.summary(found))}</p>"
    for group in said.groups(found):
        yield f"<table>\n<caption>{escape(group.heading)}</caption>"
        yield '<thead><tr><th scope="col">Box</th><th scope="col">A</th><th scope="col">B</th></tr></thead>\n<tbody>'
        yield from map(_row, group.changes)
        yield "</tbody>\n</table>"
    if notes := [f"<li>{escape(note)}</li>" for note in said.notes(found)]:
        yield f"<h2>Not compared</h2>\n<ul>{''.join(notes)}</ul>"
    yield "</main>\n</body>\n</html>\n"


def _title(found: Diff) -> str:
    return _safe(f"{found.a.form} and {found.b.form}: what differs")


def _side(letter: str, side: Side) -> str:
    name = _safe(side.name) if side.name else "not named"
    return f'<tr><th scope="row">{letter}</th><td>{name}</td><td>{escape(said.side(side))}</td></tr>'


def _row(change: Change) -> str:
    place = escape(said.place(change))
    if change.part == "footnotes" and change.about:
        place += f"<br><small>{_safe(change.about)}</small>"
    return f'<tr><th scope="row">{place}</th>{"".join(_cells(change))}</tr>'


def _cells(change: Change) -> Iterator[str]:
    """What stands on A and on B."""
    if change.kind == "spelling":
        yield from (f"<td>filed as {escape(said.exact(text))}</td>" for text in (change.old, change.new))
        return
    if change.kind == "moved":
        yield from (f"<td>{_safe(text or '')}</td>" for text in (change.old, change.new))
        return
    for text, only, tag in ((change.old, "-", "del"), (change.new, "+", "ins")):
        if text is None:
            yield f"<td>{'blank' if change.kind == 'changed' else 'not there'}</td>"
        elif change.words:
            runs = (run for run in change.words if run.op in ("=", only))
            yield f"<td>{' '.join(_safe(run.text) if run.op == '=' else _marked(run.text, tag) for run in runs)}</td>"
        else:
            yield f"<td>{_marked(text, tag)}</td>"


def _marked(text: str, tag: str) -> str:
    word = "removed" if tag == "del" else "added"
    return f'<{tag}><span class="alone">{word}: </span>{_safe(text)}</{tag}>'


def _safe(text: str) -> str:
    """Filed text: escaped, controls and marks of direction spelled out; ``said`` has spelled out its own words."""
    return escape(said.shown(text))
