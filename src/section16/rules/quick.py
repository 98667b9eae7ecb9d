"""Quick tests made from the element table: True only for what no structure rule finds fault with.

Nearly every box of nearly every filing is plain: there, of the usual kind and length,
with one mark at most.  A test is one expression over all fields of a struct, put
together from its rows; whatever it is not sure of it leaves to the rules themselves,
which alone decide.  Asking box by box costs six times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from section16.formats.elements import Element, Kind, Shape
from section16.vocabulary.codes import US_STATES_2026

Test = Callable[[Any], bool]


def plain_struct(elements: Iterable[Element], names: Mapping[str, Any]) -> Test:
    """A test for a struct outside the tables.

    names  ABSENT the cell of a box not filed, USUAL the lengths of usual texts
    """
    parts = [_string(e) if e.shape is Shape.STRING else _plain(e) for e in elements]
    return _made(parts, {**names, "STATES": US_STATES_2026, **_lists(elements)})


def plain_line(boxes: Iterable[Any], foreign: Iterable[Element], names: Mapping[str, Any]) -> Test:
    """A test for a line: its ``structure_lines.Box`` rows and the elements it may not have.

    names  as for ``plain_struct``, and EXACT, which matches a number within EDGAR's limits
    """
    parts = [_box(box) for box in boxes]
    parts += [f"s.{e.attribute} is ABSENT" for e in foreign]
    parts.append("len(s.coding_footnotes) < 2")
    choices = {f"LIST_{box.attribute}": box.choices for box in boxes if box.choices}
    return _made(parts, {**names, **choices})


def _made(parts: list[str], names: dict[str, Any]) -> Test:
    # the expression holds names of fields and constants of the element table, nothing of any filing
    test: Test = eval(f"lambda s: {' and '.join(parts)}", {"__builtins__": {"len": len}, **names})  # noqa: S307
    return test


def _lists(elements: Iterable[Element]) -> dict[str, Any]:
    return {f"LIST_{e.attribute}": e.choices for e in elements if e.choices}


def _string(element: Element) -> str:
    name = f"(v := s.{element.attribute})"
    if element.attribute == "state":
        test = "v in STATES"
    elif element.choices:
        test = f"v in LIST_{element.attribute}"
    elif element.kind is Kind.CODE:
        test = "v == ''"  # a list that depends on more than the element
    else:
        test = f"{element.least} <= len(v) <= {element.length}" if element.length else f"len(v) >= {element.least}"
        if element.attribute == "cik":
            test += " and v.isascii() and v.isdigit()"
        elif element.attribute == "zip":
            test += " and v.isascii() and v.isalnum()"
    return f"({name} is not None and {test})" if element.required else f"({name} is None or {test})"


def _plain(element: Element) -> str:
    test = "v.value is not None and v.text is not None and len(v.text) in USUAL"
    return f"((v := s.{element.attribute}) is {'not ABSENT and' if element.required else 'ABSENT or'} {test})"


def _box(box: Any) -> str:
    attribute, kind = box.attribute, box.kind
    if kind is Kind.NUMBER:
        test = "EXACT(v.text)"
    elif kind is Kind.CODE:
        test = f"v.text in LIST_{attribute}"
    elif kind is Kind.TEXT:
        test = f"{box.element.least} <= len(v.text) <= {box.length}"
    else:
        test = "v.value is not None and len(v.text) in USUAL"
    marks = "len(v.footnotes) < 2" if box.marks else "not v.footnotes"
    test = f"v.text is not None and {test} and {marks}"
    if box.bare:
        test += f" or v.text is None and {marks}"
    elif box.lone_mark and box.marks:
        test += " or v.text is None and len(v.footnotes) == 1"
    test = f"({test})"
    return f"((v := s.{attribute}) is {'not ABSENT and' if box.required else 'ABSENT or'} {test})"
