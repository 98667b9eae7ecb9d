"""What was planted is there to be found, and nothing like it is there by accident.

The searches below are this test's own, straight from the events: neither the rules nor any matching
code of the package is asked.
"""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import pytest

from section16.simulate.market import simulate
from section16.simulate.options import Options
from section16.simulate.truth import KeptTruth

_BOUGHT, _SOLD = {"P", "L"}, {"S", "H", "U"}
_KINDS = {"purchase_sale", "sale_purchase", "two_sales", "last_day", "day_after", "after_exit"}


@pytest.fixture(scope="module")
def truth() -> dict[str, list[dict[str, str]]]:
    """A larger market, of which only the truth is wanted."""
    kept = KeptTruth()
    for _ in simulate(Options(filings=9_000, seed=22), kept):
        pass
    return kept.tables


def is_within(first: date, second: date) -> bool:
    """Less than six months: the window ends two days before the same-numbered day (spec, worked examples)."""
    early, late = sorted((first, second))
    month = early.month + 6
    year, month = early.year + (month > 12), (month - 1) % 12 + 1
    return late <= date(year, month, early.day) - timedelta(days=2)


def best(purchases, sales) -> Decimal:
    """The most that pairs inside one window can give: dearest sales against cheapest purchases."""
    lots = sorted((Decimal(each["price"]), Decimal(each["shares"])) for each in purchases)
    asks = sorted(((Decimal(each["price"]), Decimal(each["shares"])) for each in sales), reverse=True)
    profit = Decimal(0)
    while lots and asks and asks[0][0] > lots[0][0]:
        shares = min(lots[0][1], asks[0][1])
        profit += shares * (asks[0][0] - lots[0][0])
        for queue in (lots, asks):
            queue[0] = (queue[0][0], queue[0][1] - shares)
            if not queue[0][1]:
                queue.pop(0)
    return profit


def test_every_profit_is_planted_and_exact(truth):
    planted = defaultdict(Decimal)
    for row in truth["shortswing"]:
        planted[row["role_id"]] += Decimal(row["profit"])
    roles = defaultdict(list)
    for event in truth["events"]:
        if event["code"] in _BOUGHT | _SOLD and event["price"]:
            roles[event["role_id"]].append(event)
    found = {}
    for role, events in roles.items():
        pairs = [
            (one, other)
            for one, other in combinations(events, 2)
            if (one["code"] in _BOUGHT) != (other["code"] in _BOUGHT)
            and is_within(date.fromisoformat(one["day"]), date.fromisoformat(other["day"]))
        ]
        within = {each["event_id"]: each for pair in pairs for each in pair}.values()
        profit = best([each for each in within if each["code"] in _BOUGHT],
                      [each for each in within if each["code"] in _SOLD])  # fmt: skip
        if profit:
            found[role] = profit
    assert found == {role: profit for role, profit in planted.items() if profit}
    assert len(found) > 5


def test_every_kind_of_swing_is_planted(truth):
    assert {row["kind"] for row in truth["shortswing"]} == _KINDS
    days = {row["event_id"]: date.fromisoformat(row["day"]) for row in truth["events"]}
    for row in truth["shortswing"]:
        is_in = is_within(days[row["purchase_event"]], days[row["sale_event"]])
        assert is_in == (row["kind"] != "day_after")


def test_whoever_left_and_sold_says_so(truth):
    left = {row["role_id"]: row["day"] for row in truth["departures"]}
    days = {row["event_id"]: row["day"] for row in truth["events"]}
    after = [row for row in truth["shortswing"] if row["kind"] == "after_exit"]
    assert after
    assert all(days[row["sale_event"]] > left[row["role_id"]] for row in after)


def test_every_cluster_is_planted(truth):
    issuer_of = {row["role_id"]: row["issuer_cik"] for row in truth["roles"]}
    planted = {row["event_id"] for row in truth["clusters"]}
    purchases = defaultdict(list)
    for event in truth["events"]:
        if event["code"] == "P" and event["kind"] == "trade":
            purchases[issuer_of[event["role_id"]]].append(event)
    securities = {row["position_id"]: row["table"] for row in truth["positions"]}
    for events in purchases.values():
        shares = [event for event in events if securities[event["position_id"]] == "I"]
        for one, other in combinations(shares, 2):
            apart = abs(date.fromisoformat(one["day"]) - date.fromisoformat(other["day"])).days
            if one["role_id"] != other["role_id"] and apart <= 31:
                assert {one["event_id"], other["event_id"]} <= planted, (one, other)
    members = defaultdict(set)
    for row in truth["clusters"]:
        members[row["cluster_id"]].add(row["role_id"])
        assert row["first"] <= row["day"] <= row["last"]
    assert max(map(len, members.values())) >= 4


def test_who_sells_does_not_buy(truth):
    trades = {row["role_id"]: row["trades"] for row in truth["roles"]}
    for event in truth["events"]:
        if event["code"] in _BOUGHT:
            assert trades[event["role_id"]] != "seller", event
        elif event["code"] in _SOLD:
            assert trades[event["role_id"]] != "buyer", event


def test_who_trades_by_routine_keeps_to_a_month(truth):
    months = {row["role_id"]: int(row["routine_month"]) for row in truth["roles"] if row["routine_month"]}
    plans = [
        event for event in truth["events"]
        if event["code"] in {"P", "S"} and event["role_id"] in months
    ]  # fmt: skip
    clusters = {row["event_id"] for row in truth["clusters"]}
    traded = [event for event in plans if event["event_id"] not in clusters]
    off = [
        event
        for event in traded
        if int(event["day"][5:7]) not in {months[event["role_id"]], months[event["role_id"]] % 12 + 1}
    ]
    assert len(traded) > 100
    assert len(off) < len(traded) // 50  # equity swaps of funds go by their own calendar
