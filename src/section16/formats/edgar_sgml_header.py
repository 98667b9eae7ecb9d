"""Read the header of an EDGAR submission, in labels or in raw tags.

First the tree of its lines, nothing dropped; then the model from the tree.  The
nesting of known lines is taken from the table, because submissions circulate
with their tabs lost, and because those of before 2003 mix raw tags with labels.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from section16.formats.edgar_sgml_labels import GROUP_ATTRIBUTES, PLACES, ROLE_NAMES, TOP_ATTRIBUTES
from section16.model.submission import FilingValues, FormerName, Header, HeaderAddress, HeaderField, Party

_CLOSED = re.compile(r"</([^<>\n]+)>")
COMPANY = GROUP_ATTRIBUTES["COMPANY DATA"][1]
_ENVELOPES = ("SEC-DOCUMENT", "IMS-DOCUMENT")
_DEEPEST = 16  # EDGAR nests three deep; a file that never closes its groups shall not exhaust the stack


class _Tree:
    """The lines read so far: finished top fields, and the groups still open."""

    def __init__(self, text: str) -> None:
        self.top: list[HeaderField] = []
        self.open: list[tuple[str, str, list[HeaderField]]] = []
        self.shift = 0  # 1 below a role in raw-tag form whose labels stand one tab too far left
        self.closed = frozenset(_CLOSED.findall(text)) if "</" in text else frozenset()

    def close_to(self, level: int) -> None:
        """Finish the open groups below that depth."""
        while len(self.open) > level:
            label, value, children = self.open.pop()
            target = self.open[-1][2] if self.open else self.top
            target.append(HeaderField(label, value, tuple(children)))

    def add(self, label: str, value: str, level: int, is_group: bool) -> None:
        """Put one line at a depth, or as deep as the open groups go."""
        self.close_to(level)
        if is_group and len(self.open) < _DEEPEST:
            self.open.append((label, value, []))
        else:
            (self.open[-1][2] if self.open else self.top).append(HeaderField(label, value))

    def close_tag(self, label: str) -> None:
        """Finish the innermost open group of that name; a stray closing tag changes nothing."""
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth][0] == label:
                self.close_to(depth)
                return

    def add_tag(self, line: str) -> None:
        """A raw line: ``<TAG>value``, ``<GROUP>`` or ``</GROUP>``."""
        label, bracket, value = line[1:].partition(">")
        if not bracket:
            self.add("", line, len(self.open), False)
        elif label[:1] == "/":
            self.close_tag(label[1:])
        elif (place := PLACES.get(label)) is not None:
            self.add(label, value.strip(), place.level, place.is_group)
            if label in ROLE_NAMES:
                self.shift = 0 if label in self.closed else 1
        else:
            self.add(label, value.strip(), len(self.open), label in self.closed and not value.strip())

    def add_line(self, bare: str, label: str, value: str | None) -> None:
        """A raw tag, a label that is not in the table, or a line that is neither."""
        if bare[0] == "<":
            self.add_tag(bare)
        elif value is None:
            self.add("", bare, len(self.open), False)
        else:
            self.add_label(label, value)

    def add_label(self, label: str, value: str) -> None:
        """A label in another indent than EDGAR's, or an unknown one: its tabs say where it stands."""
        name = label.strip()
        if (place := PLACES.get(name)) is not None:
            self.add(name, value, place.level, place.is_group)
            return
        indent = len(label) - len(label.lstrip("\t"))
        if label[indent : indent + 1] == " ":
            self.add(name, value, len(self.open), False)
        else:
            self.add(name, value, min(indent + self.shift, len(self.open)), not value)


def fields(text: str) -> tuple[HeaderField, ...]:
    """The lines of a header as a tree, in filed order."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    tree = _Tree(text)
    known, groups = PLACES.get, tree.open
    for line in text.split("\n"):
        label, colon, value = line.partition(":")
        if (place := known(label)) is not None and colon:
            name, level, is_group = place
            if len(groups) > level:
                tree.close_to(level)
            if is_group:
                groups.append((name, value.strip(), []))
                tree.shift *= level  # a role in label form ends the shift
            else:
                (groups[-1][2] if groups else tree.top).append(HeaderField(name, value.strip()))
        elif bare := line.strip():
            tree.add_line(bare, label, value.strip() if colon else None)
    tree.close_to(0)
    return tuple(tree.top)


def header(text: str) -> Header:
    """The header as a model; a value that cannot be read is None and stays in ``fields``."""
    tree = fields(text)
    found: dict[str, str] = {}
    parties = []
    disseminated = None
    for field in tree:
        if (attribute := TOP_ATTRIBUTES.get(field.label)) is not None:
            found.setdefault(attribute, field.value)
        elif field.label in ROLE_NAMES or any(child.label in GROUP_ATTRIBUTES for child in field.children):
            parties.append(_party(field))
        elif field.label in _ENVELOPES and disseminated is None:
            disseminated = day(field.value.rpartition(":")[2].strip())
    count = found.get("public_document_count", "")
    return Header(
        accession=found.get("accession"),
        form_type=found.get("form_type"),
        public_document_count=int(count) if count.isascii() and count.isdigit() and len(count) < 10 else None,
        period=day(found.get("period")),
        filed=day(found.get("filed")),
        changed=day(found.get("changed")),
        accepted=moment(found.get("accepted")),
        disseminated=disseminated,
        parties=tuple(parties),
        fields=tree,
    )


def _party(field: HeaderField) -> Party:
    data: dict[str, str] = {}
    values: list[FilingValues] = []
    addresses: dict[str, HeaderAddress] = {}
    former: list[FormerName] = []
    for child in field.children:
        attribute, names = GROUP_ATTRIBUTES.get(child.label, ("", COMPANY))
        if not attribute:
            _collect(data, names, (child,))
        elif attribute == "data":
            _collect(data, names, child.children)
        elif attribute == "filing_values":
            values.append(FilingValues(**_collect({}, names, child.children)))
        elif attribute == "former_names":
            name = _collect({}, names, child.children)
            former.append(FormerName(name.get("name"), day(name.get("changed"))))
        elif attribute not in addresses:
            addresses[attribute] = HeaderAddress(**_collect({}, names, child.children))
    return party(
        field.label, data, filing_values=tuple(values), former_names=tuple(former),
        business_address=addresses.get("business_address"), mail_address=addresses.get("mail_address"),
    )  # fmt: skip


def party(role: str, data: dict[str, Any], **groups: Any) -> Party:
    """A party from the lines of its data, by attribute, and its groups."""
    if (sic := data.pop("sic", None)) is not None:
        data |= _industry(sic)
    return Party(role=role, **data, **groups)


def _collect(into: dict[str, str], names: dict[str, str], children: tuple[HeaderField, ...]) -> dict[str, str]:
    """Values by attribute; the first of repeated lines."""
    for child in children:
        if (attribute := names.get(child.label)) is not None and attribute not in into:
            into[attribute] = child.value
    return into


def _industry(value: str) -> dict[str, str]:
    """Labels have "RETAIL STORES [5990]", raw tags and the oldest labels "5990"."""
    name, bracket, code = value.rpartition("[")
    if bracket and code.endswith("]"):
        return {"sic": code[:-1].strip(), "sic_name": name.strip()}
    return {"sic": value} if value.isdigit() or not value else {"sic_name": value}


def day(text: str | None) -> date | None:
    """A date from "20230404"; None for anything else."""
    return None if text is None or len(text) != 8 or not text.isdigit() else _day(text)


@lru_cache(maxsize=4096)  # one day is on thousands of filings
def _day(digits: str) -> date | None:
    try:
        return date.fromisoformat(digits)
    except ValueError:
        return None


def moment(text: str | None) -> datetime | None:
    """Eastern time, without a zone, from "20230404205936"; None for anything else."""
    if text is None or len(text) != 14 or not text.isdigit():
        return None
    try:
        return datetime.fromisoformat(f"{text[:8]}T{text[8:]}")
    except ValueError:
        return None
