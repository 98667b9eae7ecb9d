"""When two lines are one trade: real filings read by hand, and properties that hold for any."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from section16.archive.clusters import Traded, clusters, parties
from section16.archive.one_trade import Reported, is_named, reports
from section16.archive.queries import ask
from section16.archive.store import Store


@dataclass
class Pair:
    """Two real filings, how the later one's lines repeat the earlier's, and how many do."""

    accessions: tuple[str, str]
    how: str | None
    lines: int
    why: str


# each read off the forms and their footnotes
PAIRS = [
    Pair(("0001127602-23-001105", "0001127602-23-001106"), "same", 4, "spouses, each line direct on one form"),
    Pair(("0001104659-23-019916", "0001104659-23-019918"), "same", 6, "a sponsor, and the member its footnote names"),
    Pair(("0001209191-23-009371", "0001209191-23-009376"), "same", 1, "a fund, and a partner whose line names it"),
    Pair(("0000950142-23-000022", "0000950142-23-000023"), "same", 4, "more than ten owners, split over two forms"),
    Pair(("0000914546-23-000004", "0000914546-23-000005"), "same", 1, "a partnership named in the remarks"),
    Pair(("0001104659-23-077642", "0001104659-23-077643"), "same", 1, "nature names the owner of the other form"),
    Pair(("0001179110-20-005836", "0001179110-20-006518"), "again", 2, "an amendment that repeats both lines"),
    Pair(("0001415889-23-009659", "0001415889-23-009661"), "again", 1, "the same form filed twice"),
    Pair(("0001562180-23-005888", "0001562180-23-005889"), None, 0, "two founders, equal plans, each by his own trust"),
    Pair(("0001225208-23-000912", "0001225208-23-000916"), None, 0, "equal awards to two directors, both marked I"),
    Pair(("0001209191-23-022646", "0001209191-23-022663"), None, 0, "equal deferred units of two directors"),
    Pair(("0001213900-23-035857", "0001213900-23-035861"), None, 0, "equal warrants, one by a partnership"),
    Pair(
        ("0001213900-23-027267", "0001213900-23-027287"), None, 0, "equal units of a fund's designee and of a director"
    ),
    Pair(("0001818382-23-000084", "0001818382-23-000095"), None, 0, "equal options, one of them a spouse's"),
    Pair(("0001628280-23-015948", "0001628280-23-015955"), None, 0, "equal units, one of them a spouse's"),
    Pair(("0001062993-23-014299", "0001062993-23-014300"), None, 0, "equal units in a directors' plan, both I"),
    Pair(("0001209191-23-034658", "0001209191-23-034662"), None, 0, "two trusts of different names"),
    Pair(("0000899243-23-003539", "0000899243-23-003617"), None, 0, "equal purchases, one by a living trust"),
    Pair(("0001888316-23-000025", "0001888316-23-000027"), None, 0, "equal units of two directors, one by a trust"),
    Pair(("0000899243-23-016822", "0000899243-23-016826"), None, 0, "equal lines of two people, both direct"),
]


@pytest.mark.needs_shared
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.why)
def test_pairs_read_by_hand(chosen_store, pair):
    with Store(chosen_store(*pair.accessions)) as store:
        found = ask(store, "SELECT DISTINCT report, count(*) AS n FROM lines WHERE report IS NOT NULL GROUP BY report")
        told = {row["report"]: row["n"] for row in found.to_pylist()}
        assert told == ({pair.how: pair.lines} if pair.how else {})
        lines, trades = (
            ask(store, f"SELECT count(*) AS n FROM {of} WHERE kind = 'transaction'").to_pylist()[0]["n"]
            for of in ("lines", "trades")
        )
        assert lines - trades == pair.lines


@pytest.mark.needs_shared
def test_an_amendment_corrects_a_date(chosen_store):
    """AbbVie, Form 4 of 2020-03-20: line 3 says March 30; the amendment of the same evening says March 20."""
    with Store(chosen_store("0001179110-20-004028", "0001179110-20-004036")) as store:
        told = ask(
            store, "SELECT line, report FROM lines WHERE accession = '0001179110-20-004036' AND kind = 'transaction'"
        )
        assert {row["line"]: row["report"] for row in told.to_pylist()} == {1: "again", 2: "again", 3: "corrected"}
        standing = ask(store, "SELECT accession, line, transaction_date, reports FROM trades ORDER BY line").to_pylist()
        assert [(row["accession"][-6:], row["transaction_date"], row["reports"]) for row in standing] == [
            ("004028", date(2020, 3, 18), 2), ("004028", date(2020, 3, 20), 2), ("004036", date(2020, 3, 20), 2),
        ]  # fmt: skip


@pytest.mark.sweep
def test_counts_over_all_shared_data(whole_store):
    """312 of 20,264 transactions repeat another: what docs/decisions/012-one-trade.md says."""
    with Store(whole_store) as store:
        found = ask(store, "SELECT report, count(*) AS n FROM lines WHERE report IS NOT NULL GROUP BY ALL").to_pylist()
        assert {row["report"]: row["n"] for row in found} == {"same": 276, "again": 41, "corrected": 1}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Corazon V838 Monoceros Sponsor LLC", "By Corazon V838 Monoceros Sponsor LLC", True),
        ("ACME Opportunity Fund, LP", "held by ACME Opportunity Fund, L.P. (the fund)", True),
        ("Niklason Laura E", "Shares held by Laura E. Niklason, the reporting person's spouse", True),
        ("BADER PAUL", "Mr. Kimmelman and Mr. Leininger, who serve as directors", False),
        ("Smith J", "the Smith family", False),
        ("Trust", "By Trust", False),
        ("", "anything", False),
    ],
)
def test_names_in_texts(name, text, said):
    assert is_named(name, text) is said


def at(*when) -> datetime:
    """A moment as the store has it: Eastern time, without a zone."""
    return datetime(*when)  # noqa: DTZ001


def line(accession="0000000001-24-000001", number=1, **changes) -> Reported:
    told = {
        "accession": accession, "table": "table_i", "line": number, "is_amendment": False,
        "moment": at(2024, 1, 3, 17), "issuer_cik": "1", "owners": (("11", "Doe Jane"),),
        "security_title": "Common Stock", "transaction_date": date(2024, 1, 2), "code": "P", "acquired_disposed": "A",
        "shares": Decimal(100), "price": Decimal(10), "total_value": None, "shares_following": Decimal(500),
        "direct_indirect": "D", "nature": None, "exercise_price": None, "expiration_date": None,
        "underlying_title": None, "period_of_report": date(2024, 1, 2),
    }  # fmt: skip
    return Reported(**(told | changes))


LATER = {"accession": "0000000001-24-000002", "moment": at(2024, 1, 9, 17)}
OTHER = {"owners": (("22", "Fund Two LP"),)}


@pytest.mark.parametrize(
    ("changes", "how"),
    [
        ({"is_amendment": True}, "again"),
        ({"is_amendment": True, "shares_following": Decimal(600)}, "again"),
        ({}, "again"),
        ({"shares_following": Decimal(600)}, None),
        ({"is_amendment": True, "price": Decimal(11)}, "corrected"),
        ({"is_amendment": True, "shares": Decimal(150), "shares_following": Decimal(550)}, "corrected"),
        # forgotten at first: it begins where the other ended
        ({"is_amendment": True, "shares": Decimal(150), "shares_following": Decimal(650)}, None),
        ({"price": Decimal(11)}, None),
        ({"is_amendment": True, **OTHER}, None),
        ({**OTHER, "direct_indirect": "I", "nature": "By Fund Two LP"}, None),
        ({**OTHER, "direct_indirect": "I", "nature": "By Jane Doe"}, "same"),
        ({**OTHER, "direct_indirect": "I", "nature": "By spouse"}, "same"),
        ({**OTHER, "direct_indirect": "I", "nature": "By spouse", "shares_following": Decimal(600)}, None),
        ({**OTHER, "direct_indirect": "I", "nature": "By Jane Doe", "moment": at(2024, 3, 9)}, None),
        ({**OTHER, "direct_indirect": "I", "nature": "By Jane Doe", "moment": None}, None),
        ({"is_amendment": True, "price": None}, "corrected"),
        ({"is_amendment": True, "security_title": "COMMON  stock"}, "again"),
        ({"is_amendment": True, "issuer_cik": "2"}, None),
    ],
)
def test_two_lines(changes, how):
    found = reports([line(), line(**(LATER | changes))], {})
    assert [report.how for report in found.values()] == ([how] if how else [])


def test_lines_of_one_filing_stay_two():
    assert reports([line(number=1), line(number=2)], {}) == {}


def test_an_amendment_repeats_as_many_lines_as_there_were():
    amended = [line(number=n, is_amendment=True, **LATER) for n in (1, 2, 3)]
    found = reports([line(number=1), line(number=2), *amended], {})
    assert len(found) == 2
    assert len({report.of for report in found.values()}) == 2


some_lines = st.lists(
    st.builds(
        line, accession=st.sampled_from(["a", "b", "c"]), number=st.integers(1, 4), is_amendment=st.booleans(),
        owners=st.sampled_from([(("11", "Doe Jane"),), (("22", "Fund Two LP"),), (("11", "Doe Jane"), ("33", "X Y"))]),
        shares=st.sampled_from([Decimal(1), Decimal(2), None]), price=st.sampled_from([Decimal(0), None]),
        shares_following=st.sampled_from([Decimal(5), Decimal(6)]), direct_indirect=st.sampled_from(["D", "I"]),
        nature=st.sampled_from([None, "By Jane Doe", "By spouse", "By Fund Two LP"]),
        moment=st.sampled_from([None, at(2024, 1, 3), at(2024, 1, 4)]),
    ),
    max_size=8, unique_by=lambda one: one.id,
)  # fmt: skip


@given(some_lines, st.randoms())
def test_the_order_makes_no_difference(lines, random):
    shuffled = random.sample(lines, len(lines))
    assert reports(shuffled, {}) == reports(lines, {})


@given(some_lines)
def test_what_is_repeated_stands_and_no_filing_tells_a_trade_twice(lines):
    found = reports(lines, {})
    assert all(report.of not in found for report in found.values())
    trades = [(report.of, one[0]) for one, report in found.items()]
    assert len(trades) == len(set(trades))
    assert all(of[0] != accession for of, accession in trades)
    for one, report in found.items():
        here, there = (next(x for x in lines if x.id == of) for of in (one, report.of))
        assert (here.issuer_cik, here.table, here.code) == (there.issuer_cik, there.table, there.code)


# ------------------------------------------------------------------------------------------------ clusters

traded = st.lists(
    st.builds(
        Traded, id=st.tuples(st.text("ab", max_size=2), st.just("table_i"), st.integers(1, 99)),
        group=st.sampled_from([("1", "A"), ("1", "D"), ("2", "A")]),
        owners=st.lists(st.sampled_from("pqrstu"), min_size=1, max_size=2, unique=True).map(tuple),
        on=st.integers(0, 40).map(lambda days: date(2024, 1, 1) + timedelta(days=days)),
    ),
    max_size=12, unique_by=lambda one: one.id,
)  # fmt: skip


@given(traded, st.integers(2, 4), st.integers(1, 20))
def test_clusters_are_those_of_a_plain_search(trades, people, days):
    expected = set()
    for group in {trade.group for trade in trades}:
        mine = [trade for trade in trades if trade.group == group]
        party = parties(mine)
        for first in mine:
            inside = [t for t in mine if timedelta(0) <= t.on - first.on < timedelta(days=days)]
            if len({party[t.owners[0]] for t in inside}) >= people:
                expected |= {t.id for t in inside}
    found = clusters(trades, people, days)
    assert {one for cluster in found for one in cluster.trades} == expected
    assert sum(len(cluster.trades) for cluster in found) == len(expected)
    assert all(cluster.people >= people for cluster in found)


def test_those_who_report_together_are_one():
    day = date(2024, 1, 1)
    funds = [Traded(("a", "", n), ("1", "A"), owners, day) for n, owners in enumerate([("p", "q"), ("q", "r"), ("r",)])]
    assert clusters(funds, 2, 5) == []
    assert parties(funds) == {"p": "p", "q": "p", "r": "p"}
