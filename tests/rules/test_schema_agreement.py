"""The structure rules and the official schemas say the same of every document of the newest layout.

Valid by the schema of its type if and only if no S16-1xx error is found, but for the justified differences in
``schema-differences.tsv``, which docs/schema-differences.md prints. Tried on real documents, lifted to the newest
layout where they are older, on every seeded defect planted in them, and on every single edit of some of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree

from section16.formats import edgar_xml
from section16.rules.catalogue import RULES
from section16.rules.check import check_subject
from section16.rules.subject import Subject, stage_of
from section16.vocabulary import codes
from section16.vocabulary.findings import Severity
from tests.mutations.catalogue import CATALOGUE
from tests.real_documents import mixed, real_documents
from tests.rules.newest_layout import Schemas, lifted
from tests.rules.single_edits import edits

pytestmark = pytest.mark.needs_shared

Node = etree._Element
TABLE = Path(__file__).with_name("schema-differences.tsv")
KINDS = (None, "4/A", "5", "5/A")
BARE = etree.XMLParser(remove_blank_text=True)


class Difference(NamedTuple):
    """A justified difference.

    side     "rules": found by a rule, valid by the schema; "schema": the other way; "document": as
             "rules", and what else either says of the same document cannot be compared
    pattern  within the message of the finding, or of the schema; "" is any
    """

    side: str
    code: str
    pattern: str
    what: str
    why: str
    authority: str

    def explains(self, code: str, message: str) -> bool:
        return self.code == code and re.search(self.pattern, message) is not None


DIFFERENCES = [Difference(*line.split("\t")) for line in TABLE.read_text("utf-8").splitlines()[1:]]


class Judge:
    """Compares rules and schemas; counts which differences were met."""

    def __init__(self, folder: Path) -> None:
        self.schemas = Schemas(folder)
        self.met: Counter[Difference] = Counter()

    def disagreement(self, root: Node) -> str:
        """What one side says and the other does not; "" when they agree."""
        source = etree.tostring(root.getroottree())
        document, _ = edgar_xml.read(source)
        errors = [
            finding for finding in check_subject(Subject(document, stage_of(document)))
            if finding.code.startswith("S16-1") and finding.severity is Severity.ERROR
        ]  # fmt: skip
        if any(self._is_justified("document", error.code, error.message) for error in errors):
            return ""
        ours = [str(error) for error in errors if not self._is_justified("rules", error.code, error.message)]
        messages = self.schemas.messages(etree.fromstring(source))
        theirs = [message for message in messages if not self._is_justified("schema", "-", message)]
        if bool(ours) == bool(theirs):
            return ""
        return f"{'rules' if ours else 'schema'} alone: {(ours or theirs)[0][:300]}"

    def _is_justified(self, side: str, code: str, message: str) -> bool:
        for difference in DIFFERENCES:
            if difference.side == side and difference.explains(code, message):
                self.met[difference] += 1
                return True
        return False


@pytest.fixture(scope="module")
def judge(shared: Path) -> Judge:
    return Judge(shared / "spec" / "edgar-ownership-v5.5" / "schema")


def newest(documents: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, Node]]:
    """The documents in the newest layout; each second Form 4 as its amendment or as Form 5 or its amendment."""
    turn = 0
    for name, source in documents:
        root = etree.fromstring(source, BARE)
        kind = None
        if root.findtext("documentType") == "4":
            kind, turn = KINDS[turn % len(KINDS)], turn + 1
        yield f"{name} as {kind or 'filed'}", lifted(root, kind)


def report(found: Iterable[tuple[str, str]]) -> None:
    lines = [f"{name}: {text}" for name, text in found if text]
    if lines:
        pytest.fail(f"{len(lines)} disagreements\n" + "\n".join(lines[:20]), pytrace=False)


def planted(judge: Judge, documents: Iterable[tuple[str, Node]], every: int) -> Iterator[tuple[str, str]]:
    """Each defect in each ``every``-th document, of those it has not yet been in."""
    for number, (name, root) in enumerate(documents):
        for mutation in CATALOGUE[number % every :: every]:
            copy = etree.fromstring(etree.tostring(root))
            if (damaged := mutation.plant(copy)) is not None:
                yield f"{mutation.name}, {name}", judge.disagreement(damaged)


def edited(judge: Judge, documents: Iterable[tuple[str, Node]], every: int) -> Iterator[tuple[str, str]]:
    position = 0
    for name, root in documents:
        for what, make in edits(root):
            if position % every == 0:
                yield f"{what}, {name}", judge.disagreement(make())
            position += 1


@pytest.fixture(scope="module")
def some(documents, submissions) -> list[tuple[str, bytes]]:
    return mixed([*real_documents(documents.sample()), *real_documents(submissions.sample(every=100))])


def test_a_lifted_document_is_valid(judge, some):
    report((name, judge.disagreement(root)) for name, root in newest(some))


def test_a_seeded_defect(judge, some):
    report(planted(judge, newest(some), 24))


def test_a_single_edit(judge, some):
    report(edited(judge, newest(some[:12]), 67))


def test_the_lists_of_places(judge):
    """State and country codes are those of the schema, but for the codes that only Appendix H has."""
    common = etree.parse(judge.schemas.folder / "ownershipDocumentCommon.xsd.xml")
    space = {"xs": "http://www.w3.org/2001/XMLSchema"}

    def listed(tag: str) -> set[str]:
        values = common.xpath(f"//xs:element[@name={tag!r}]//xs:enumeration/@value", namespaces=space)
        return {str(value) for value in values} - {"", " ", "  "}

    assert listed("rptOwnerState") == codes.US_STATES_2026
    appendix = {row.code for row in codes.country_codes().values() if row.standing == "appendix"}
    assert listed("rptOwnerCountry") == codes.COUNTRIES_ALL - appendix


def test_the_table_of_differences_names_rules():
    assert {d.code for d in DIFFERENCES if d.side != "schema"} <= set(RULES)
    assert all(d.what and d.why and d.authority for d in DIFFERENCES)


@pytest.mark.sweep
def test_every_document_defect_and_edit(judge, documents, submissions):
    """All documents in all kinds; each defect in each tenth of them; every edit of forty. All differences are met."""
    everything = mixed([*real_documents(documents.sample()), *real_documents(submissions.sample())])

    def all_kinds(kinds: Iterable[str | None]) -> Iterator[tuple[str, Node]]:
        for name, source in everything:
            root = etree.fromstring(source, BARE)
            for kind in kinds if root.findtext("documentType") == "4" else (None,):
                yield f"{name} as {kind or 'filed'}", lifted(root, kind)

    report((name, judge.disagreement(root)) for name, root in all_kinds(KINDS))
    report(planted(judge, newest(everything), 10))
    short = [item for item in everything if len(item[1]) < 9000]
    report(edited(judge, newest(short[:40]), 1))
    stale = [difference.what for difference in DIFFERENCES if not judge.met[difference]]
    assert not stale, f"no document shows these differences: {stale}"
