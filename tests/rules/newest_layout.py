"""Real documents lifted to the newest layout, for which the official schemas are at hand.

The schemas of the EDGAR Ownership XML Technical Specification 5.5 (March 2026) describe X0609 (Forms 4 and 5) and
X0607 (Form 3). A document filed under an older layout differs from them in what that release added: the Rule
10b5-1 box, the box for an address outside the United States, and the country, which stood in the state before.
"""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

from lxml import etree

from section16.vocabulary import codes

Node = etree._Element
FORMS = {"3": "3", "3/A": "3A", "4": "4", "4/A": "4A", "5": "5", "5/A": "5A"}


class Schemas:
    """The six official schemas, each read when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._schemas: dict[str, etree.XMLSchema] = {}

    def messages(self, root: Node) -> list[str]:
        """What the schema of the document's own type says against it.

        A type that is none of the six is judged as a Form 4. libxml2 checks the type of ID and IDREF but not that
        a reference has its target, which xs:IDREF demands: that is looked up here.
        """
        kind = root.find("documentType")
        schema = self._of("".join(kind.itertext()).strip() if kind is not None else "")
        valid = schema.validate(root)
        found = [] if valid else [entry.message for entry in schema.error_log]
        return found + list(_dangling(root))

    def _of(self, kind: str) -> etree.XMLSchema:
        name = f"ownership{FORMS.get(kind, '4')}Document.xsd.xml"
        if name not in self._schemas:
            self._schemas[name] = etree.XMLSchema(etree.parse(self.folder / name))
        return self._schemas[name]


def _dangling(root: Node) -> Iterator[str]:
    ids = {" ".join(note.get("id", "").split()) for note in root.iter("footnote")}
    for mark in root.iter("footnoteId"):
        if (name := " ".join(mark.get("id", "").split())) and name not in ids:
            yield f"Element 'footnoteId', attribute 'id': IDREF {name!r} has no ID."


def lifted(root: Node, kind: str | None = None) -> Node:
    """A copy of the document in the newest layout, as its own form or as a document of type ``kind``.

    Only a Form 4 can be made into another kind: into its amendment, or into a Form 5 or its amendment, whose lines
    are the same.
    """
    root = deepcopy(root)
    if kind is not None and kind != root.findtext("documentType"):
        _become(root, kind)
    form = (root.findtext("documentType") or "")[:1]
    _set(root, "schemaVersion", "X0607" if form == "3" else "X0609", 0)
    if form != "3" and root.find("aff10b5One") is None:
        last_owner = root.findall("reportingOwner")[-1]
        last_owner.addnext(_element("aff10b5One", "0"))
    for address in root.iterfind("reportingOwner/reportingOwnerAddress"):
        _move_country(address)
    return root


def _become(root: Node, kind: str) -> None:
    _set(root, "documentType", kind, 0)
    if kind.endswith("/A") and root.find("dateOfOriginalSubmission") is None:
        period = root.find("periodOfReport")
        assert period is not None
        period.addnext(_element("dateOfOriginalSubmission", "2023-06-01"))
    if kind.startswith("5"):
        for timeliness in list(root.iter("transactionTimeliness")):
            timeliness.getparent().remove(timeliness)  # E of a Form 4; its marks have no place on a Form 5


def _move_country(address: Node) -> None:
    state = address.find("rptOwnerState")
    if address.find("rptOwnerNonUSAddressFlag") is not None or state is None:
        return
    code = (state.text or "").strip()
    if not code:
        return
    is_abroad = code not in codes.US_STATES_2026
    if is_abroad:
        state.tag = "rptOwnerCountry"
    address.insert(0, _element("rptOwnerNonUSAddressFlag", "1" if is_abroad else "0"))


def _set(root: Node, tag: str, text: str, at: int) -> None:
    node = root.find(tag)
    if node is None:
        node = _element(tag, text)
        root.insert(at, node)
    node.text = text


def _element(tag: str, text: str) -> Node:
    node = etree.Element(tag)
    node.text = text
    return node
