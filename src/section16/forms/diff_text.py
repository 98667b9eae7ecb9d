"""A difference in the terminal: by part of the form, the place left, old and new right.

In texts that changed, words only on A stand in ``[-...-]`` and words only on B in
``{+...+}``; long runs that did not change are cut.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from section16.forms import diff_said as said
from section16.forms.diff_model import Change, Diff, Segment

_OLD, _NEW = "red", "green"
_KEPT = 6  # words of a run that did not change, on either side of what did


def text(found: Diff) -> RenderableType:
    """The difference for a terminal."""
    parts: list[RenderableType] = list(_head(found))
    for group in said.groups(found):
        parts.append(Text(f"\n{group.heading}", style="bold"))
        grid = Table.grid(padding=(0, 1))
        grid.add_column()
        grid.add_column(overflow="fold")
        for change in group.changes:
            grid.add_row(Text(f"{said.place(change)}:"), _said(change))
        parts.append(Padding(grid, (0, 0, 0, 2)))
    parts.append(Text(f"\n{said.summary(found)}"))
    parts.extend(Text(f"Not compared: {note}", style="dim") for note in said.notes(found))
    return Group(*parts)


def _head(found: Diff) -> Iterator[RenderableType]:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for letter, side in (("A", found.a), ("B", found.b)):
        named = f"{said.shown(side.name)}: " if side.name else ""
        grid.add_row(letter, Text(f"{named}{said.side(side)}"))
    yield grid
    if sentence := found.said():
        yield Text(said.shown(sentence))


def _said(change: Change) -> Text:
    """What happened to one box, line or footnote."""
    line = Text()
    if change.kind == "moved":
        return line.append(f"now {said.shown(change.new)}, was {said.shown(change.old)}")
    if change.kind == "spelling":
        return line.append(f"filed as {said.exact(change.old)}, now {said.exact(change.new)}")
    if change.kind == "added":
        line.append(said.shown(change.new), style=_NEW)
    elif change.kind == "removed":
        line.append(said.shown(change.old), style=_OLD)
    elif change.words:
        _runs(line, change.words)
    else:
        line.append(said.shown(change.old), style=_OLD).append(" -> ").append(said.shown(change.new), style=_NEW)
    if change.part == "footnotes" and change.about:
        line.append(f" [{said.shown(change.about)}]", style="dim")
    return line


def _runs(line: Text, runs: tuple[Segment, ...]) -> None:
    """Runs of words, one blank between them."""
    for at, run in enumerate(runs):
        if at:
            line.append(" ")
        shown = said.shown(run.text)
        if run.op == "-":
            line.append(f"[-{shown}-]", style=_OLD)
        elif run.op == "+":
            line.append(f"{{+{shown}+}}", style=_NEW)
        else:
            line.append(_cut(shown, is_first=at == 0, is_last=at == len(runs) - 1))


def _cut(text: str, is_first: bool, is_last: bool) -> str:
    """A run that did not change, with its middle left out."""
    words = text.split(" ")
    before, after = (0 if is_first else _KEPT), (0 if is_last else _KEPT)
    if len(words) <= before + after + 2:
        return text
    return " ".join((*words[:before], "...", *words[len(words) - after :]))
