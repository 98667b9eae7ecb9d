"""The SEC's stylesheets at work, and the visible words of an HTML page.

A page's words are compared one by one: a run of letters, a number with its points and commas, or one mark of
punctuation. White space is none of them, because the stylesheets leave it between a dollar sign and its amount
just as their own lines are broken. A check box is a word of its own, whether it is drawn by the browser or with
underscores.
"""

import re
from functools import cache
from pathlib import Path

from lxml import etree, html

from section16.model.boxes import stylesheet
from section16.model.document import OwnershipDocument

_BLOCKS = {
    "article", "body", "br", "caption", "center", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "header",
    "label", "li", "main", "ol", "p", "section", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_NOT_SHOWN = {"head", "script", "style", "title"}
_WORD = re.compile(r"\[[X ]\]|\d+(?:,\d+)*(?:\.\d+)?|[^\W\d_]+|[^\w\s]|_")
_TICKED, _EMPTY = re.compile(r"_+X_+"), re.compile(r"_{5}|___(?= [Ff]orm)")
TICKS = {"[X]", "[ ]"}


def shown(node: etree._Element) -> str:
    """The text of a page as a browser shows it, with [X] and [ ] for check boxes."""
    pieces: list[str] = []

    def visit(element: etree._Element) -> None:
        if isinstance(element.tag, str) and element.tag.lower() not in _NOT_SHOWN:
            edge = " " if element.tag.lower() in _BLOCKS else ""
            pieces.append(edge)
            if element.tag.lower() == "input":
                pieces.append(" [X] " if element.get("checked") is not None else " [ ] ")
            pieces.append(element.text or "")
            for child in element:
                visit(child)
            pieces.append(edge)
        pieces.append(element.tail or "")

    visit(node)
    return _EMPTY.sub(" [ ] ", _TICKED.sub(" [X] ", "".join(pieces).replace("\xa0", " ")))


def words(node: etree._Element) -> list[str]:
    """The visible words of a page, in order."""
    return _WORD.findall(shown(node))


@cache
def _transform(path: Path) -> etree.XSLT:
    return etree.XSLT(etree.parse(path))


def page(shared: Path, document: OwnershipDocument, xml: bytes) -> etree._Element:
    """The page that the SEC's stylesheet for the document's schema version makes of its XML."""
    assert document.form is not None
    name = f"{document.form}_{stylesheet(document.form, document.schema_version)}.xsl"
    folder = shared / "spec" / "edgar-ownership-v5.5" / "stylesheets"
    return _transform(folder / name)(etree.fromstring(xml)).getroot()


def words_of_html(source: bytes) -> list[str]:
    """The visible words of an HTML page in bytes."""
    return words(html.document_fromstring(source))
