"""Made markets that several tests look at: filings as read, with the findings of the rules and the truth."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import NamedTuple

import pytest

from section16.formats.recognise import read
from section16.model.filing import Filing
from section16.rules.check import check
from section16.simulate.market import simulate
from section16.simulate.options import Options
from section16.simulate.state import Simulated
from section16.simulate.truth import KeptTruth
from section16.vocabulary.findings import Finding


class Made(NamedTuple):
    """A market: its submissions in order, what reading and checking each gave, and the tables of the truth."""

    submissions: list[Simulated]
    filings: dict[str, Filing]
    findings: dict[str, list[Finding]]
    truth: dict[str, list[dict[str, str]]]


MARKETS = {
    "2023": Options(filings=4000, seed=1),
    "2006": Options(filings=1500, seed=2, first=date(2004, 6, 1), last=date(2008, 3, 31)),
    "2012": Options(filings=1500, seed=3, first=date(2010, 3, 1), last=date(2013, 9, 30)),
    "2026": Options(filings=1500, seed=4, first=date(2025, 10, 1), last=date(2027, 3, 31)),
}


@cache
def made(name: str) -> Made:
    """One of the markets above, made once."""
    truth = KeptTruth()
    submissions = list(simulate(MARKETS[name], truth))
    filings = {each.accession: read(each.content) for each in submissions}
    findings = {accession: check(filing) for accession, filing in filings.items()}
    return Made(submissions, filings, findings, truth.tables)


@pytest.fixture(params=MARKETS)
def market(request: pytest.FixtureRequest) -> Made:
    """Each of the markets in turn."""
    return made(request.param)


@pytest.fixture
def market_of() -> Callable[[str], Made]:
    """A market by its name."""
    return made
