"""Every seeded defect is found in real filings, by its own rule, and no other error is reported with it.

The normal run plants each defect in 8 filings; the sweep in 50 (fewer where fewer offer a place for it) and
compares the counts with ``results.tsv``, from which docs/mutations.md is made. ``--update-golden`` rewrites that.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from section16.formats import edgar_xml
from section16.rules.catalogue import RULES
from section16.rules.check import check_subject
from section16.rules.subject import Subject, stage_of
from section16.vocabulary.findings import Severity
from tests.mutations.catalogue import CATALOGUE, Mutation
from tests.real_documents import mixed, real_documents

RESULTS = Path(__file__).with_name("results.tsv")
COLUMNS = ("code", "mutation", "why", "filings", "found")
SOME, MANY = 8, 50
ALL = 0.99  # of all planted defects
EACH = {"S16-1": 1.0, "S16-2": 0.85, "S16-3": 0.85}  # of one; rules of content stay silent where a text may explain


def codes_of(source: bytes) -> frozenset[str]:
    document, findings = edgar_xml.read(source)
    found = [*findings, *check_subject(Subject(document, stage_of(document)))]
    return frozenset(finding.code for finding in found)


class Filings:
    """Real filings with the codes found in them as filed, read when first asked for."""

    def __init__(self, documents: list[tuple[str, bytes]]) -> None:
        self.documents = documents
        self._before: dict[str, frozenset[str]] = {}

    def before(self, name: str, source: bytes) -> frozenset[str]:
        if name not in self._before:
            self._before[name] = codes_of(source)
        return self._before[name]

    def planted(self, mutation: Mutation, most: int) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
        """Name, codes before and codes after for the first filings that offer a place for the defect.

        A filing in which the rule finds something already offers none.
        """
        for name, source in self.documents:
            if most == 0:
                return
            root = mutation.plant(etree.fromstring(source))
            if root is None or mutation.code in self.before(name, source):
                continue
            most -= 1
            yield name, self.before(name, source), codes_of(etree.tostring(root.getroottree()))


def unexpected(mutation: Mutation, before: frozenset[str], after: frozenset[str]) -> set[str]:
    """Errors that the defect does not explain."""
    new = after - before - {mutation.code} - mutation.also
    return {code for code in new if code not in RULES or RULES[code].severity is Severity.ERROR}


def required(mutation: Mutation) -> float:
    """Share of the filings in which a defect must be found."""
    return EACH[mutation.code[:5]]


@pytest.fixture(scope="module")
def filings(documents, submissions) -> Filings:
    samples = [*real_documents(documents.sample()), *real_documents(submissions.sample(every=40))]
    return Filings(mixed(samples))


def test_the_catalogue_is_complete():
    assert len(CATALOGUE) >= 80
    assert all(mutation.code in RULES for mutation in CATALOGUE)
    assert all(mutation.why.endswith(".") for mutation in CATALOGUE)


def test_every_rule_has_a_seeded_defect():
    """But for those about packages, which a bare document cannot break."""
    rules = {code for code in RULES if "S16-100" < code < "S16-400"}
    assert rules - {"S16-165", "S16-171", "S16-172"} == {mutation.code for mutation in CATALOGUE}


def test_the_results_are_those_of_this_catalogue():
    rows = [line.split("\t") for line in RESULTS.read_text("utf-8").splitlines()]
    assert tuple(rows[0]) == COLUMNS
    assert [row[:3] for row in rows[1:]] == [[m.code, m.name, m.why] for m in CATALOGUE], (
        "the catalogue has changed; run: pytest -m sweep tests/mutations --update-golden"
    )


@pytest.mark.needs_shared
@pytest.mark.parametrize("mutation", CATALOGUE, ids=lambda mutation: f"{mutation.code} {mutation.name}")
def test_a_seeded_defect_is_found(mutation, filings):
    tried = list(filings.planted(mutation, SOME))
    assert tried, "no filing offers a place for this defect"
    missed = [name for name, _, after in tried if mutation.code not in after]
    assert len(missed) <= (1 - required(mutation)) * len(tried) + 0.5, f"not found in {missed} of {len(tried)}"
    besides = {name: more for name, before, after in tried if (more := unexpected(mutation, before, after))}
    assert not besides, f"one defect, more errors: {besides}"


@pytest.mark.sweep
@pytest.mark.needs_shared
def test_rates(documents, submissions, golden):
    filings = Filings(mixed([*real_documents(documents.sample()), *real_documents(submissions.sample())]))
    lines = ["\t".join(COLUMNS)]
    tried = found = 0
    for mutation in CATALOGUE:
        codes = [after for _, _, after in filings.planted(mutation, MANY)]
        hits = sum(mutation.code in after for after in codes)
        tried, found = tried + len(codes), found + hits
        lines.append("\t".join((mutation.code, mutation.name, mutation.why, str(len(codes)), str(hits))))
        assert hits >= required(mutation) * len(codes), f"{mutation.name}: found in {hits} of {len(codes)}"
    assert found >= ALL * tried
    golden(RESULTS, "\n".join(lines) + "\n")
