"""Trades at several prices on one line: when, at which average, with which footnote."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from section16.prepare.aggregate import bands, span, together, weighted
from section16.prepare.trades import Trade
from tests.prepare.made import findings, marks, needs, one, table_i

D = Decimal
DAY = datetime.date(2024, 3, 1)


def sale(row: int, shares: int | str, price: str, **more) -> Trade:
    return Trade(**({"row": row, "owner": "a", "event": "sell", "security": "common", "date": DAY, "shares": D(shares),
                     "price": D(price)} | more))  # fmt: skip


def rows(found: list[list[Trade]]) -> list[list[int]]:
    return [[trade.row for trade in band] for band in found]


def test_within_a_dollar_is_one_line():
    assert rows(bands([sale(1, 100, "14.01"), sale(2, 100, "15.01"), sale(3, 100, "14.5")])) == [[1, 2, 3]]


def test_more_than_a_dollar_apart_is_cut_from_the_lowest_price_up():
    found = bands([sale(1, 1, "16.50"), sale(2, 1, "14.00"), sale(3, 1, "15.00"), sale(4, 1, "15.01")])
    assert rows(found) == [[1], [2, 3], [4]]


def test_other_trades_of_the_day_may_lie_between():
    buy = sale(2, 1, "10", event="buy")
    assert rows(bands([sale(1, 1, "10"), buy, sale(3, 1, "10.5")])) == [[1, 3], [2]]


@pytest.mark.parametrize("more", [
    {"date": datetime.date(2024, 3, 4)}, {"account": "trust"}, {"security": "preferred"}, {"private": True},
    {"event": "withhold"}, {"code": "J"}, {"plan": DAY}, {"deemed": DAY}, {"swap": True}, {"price": None},
    {"shares": None}, {"owner": "b"}, {"notes": {"code": ("private",)}},
])  # fmt: skip
def test_what_is_not_the_same_way_stands_alone(more):
    other = Trade(**({name: getattr(sale(2, 1, "10.5"), name) for name in Trade.__struct_fields__} | more))
    assert len(bands([sale(1, 1, "10"), other])) == 2


def test_before_the_staff_letter_nothing_is_aggregated():
    """SEC staff letter of 2008-06-25; C&DI 133.08 for the time before."""
    on = datetime.date(2008, 6, 25)
    assert len(bands([sale(1, 1, "10", date=on), sale(2, 1, "10", date=on)])) == 2
    on = datetime.date(2008, 6, 26)
    assert len(bands([sale(1, 1, "10", date=on), sale(2, 1, "10", date=on)])) == 1


def test_a_broker_s_average_counts_with_its_range():
    average = sale(1, 100, "10.5", low=D(10), high=D(11))
    assert len(bands([average, sale(2, 100, "11.01")])) == 2
    assert len(bands([average, sale(2, 100, "10.2")])) == 1
    assert span(average) == (D(10), D(11))


def test_the_average_has_four_decimals_and_no_idle_zeros():
    assert weighted([sale(1, 1, "10"), sale(2, 2, "10.5")]) == (D(3), D("10.3333"))
    assert weighted([sale(1, 1, "10"), sale(2, 1, "11")]) == (D(2), D("10.5"))
    assert str(weighted([sale(1, 50, "10.00"), sale(2, 50, "10.00")])[1]) == "10"


def test_what_is_known_of_one_trade_is_kept():
    assert together([sale(1, 1, "10.123456")]).price == D("10.123456")


trades = st.lists(
    st.tuples(st.integers(1, 10**6), st.decimals("0.01", "50", places=4), st.booleans()), min_size=1, max_size=12
).map(lambda items: [sale(i, n, str(p), event="sell" if s else "buy") for i, (n, p, s) in enumerate(items, 1)])


@given(trades)
def test_aggregation_conserves_shares_and_money(given_trades):
    """All shares are there, each trade once; a line differs from its trades by the rounding of its price only."""
    found = bands(given_trades)
    assert sorted(row for band in rows(found) for row in band) == [trade.row for trade in given_trades]
    for band in found:
        line = together(band)
        low, high = min(trade.price for trade in band), max(trade.price for trade in band)
        assert high - low <= 1
        assert low - D("0.00005") <= line.price <= high + D("0.00005")
        assert line.shares == sum(trade.shares for trade in band)
        paid = sum(trade.shares * trade.price for trade in band)
        assert abs(line.shares * line.price - paid) <= line.shares * D("0.00005")


@given(trades)
def test_no_two_bands_of_one_kind_could_be_joined_further(given_trades):
    """Cut from the lowest price up, the bands are as few as can be."""
    for event in ("sell", "buy"):
        prices = sorted(trade.price for trade in given_trades if trade.event == event)
        least, low = 0, None
        for price in prices:
            if low is None or price - low > 1:
                least, low = least + 1, price
        assert sum(band[0].event == event for band in bands(given_trades)) == least


# ------------------------------------------------------------------------------------------------ on the form


def test_the_line_its_footnote_and_its_evidence():
    draft = one(
        {"event": "sell", "shares": "100", "security": "common", "price": "12.00"},
        {"event": "sell", "shares": "200", "security": "common", "price": "12.8"},
        "sell 50 common 14", carry="none",
    )  # fmt: skip
    assert table_i(draft) == ["S D 300 @ 12.5333 -> 700", "S D 50 @ 14 -> 650"]
    (said,) = marks(draft.document, draft.document.table_i[0], "price")
    assert said == (
        "The price in this column is a weighted average. The shares were sold in several transactions at prices from "
        "$12.00 to $12.80, inclusive. The reporting person undertakes to give to Issuer One Inc, to any holder of its "
        "securities, or to the staff of the Securities and Exchange Commission, upon request, the number of shares "
        "sold at each separate price within that range."
    )
    assert [[trade.row for trade in one.trades] for one in draft.evidence] == [[2, 3], [4]]
    assert [trade.price for trade in draft.evidence[0].trades] == [D("12.00"), D("12.8")]
    assert findings(draft.document) == []
    assert draft.is_complete


def test_one_price_for_all_needs_no_footnote():
    draft = one({"event": "buy", "shares": "100", "security": "common", "price": "12", "ref": "1"},
                {"event": "buy", "shares": "200", "security": "common", "price": "12.0", "ref": "2"})  # fmt: skip
    assert table_i(draft)[0] == "P A 300 @ 12 -> 1300"
    assert draft.document.footnotes == ()


def test_each_price_on_its_line_when_asked_for():
    draft = one("sell 100 common 12", "sell 100 common 12.5", aggregate=False, carry="none")
    assert table_i(draft) == ["S D 100 @ 12 -> 900", "S D 100 @ 12.5 -> 800"]


def test_a_broker_s_average_has_its_footnote_too():
    draft = one({"event": "sell", "shares": "100", "security": "common", "price": "12.5", "low": "12", "high": "13"})
    assert "from $12.00 to $13.00, inclusive" in marks(draft.document, draft.document.table_i[0], "price")[0]
    assert needs(draft) == []


def test_a_range_of_more_than_a_dollar_is_to_be_looked_at():
    draft = one({"event": "sell", "shares": "100", "security": "common", "price": "12.5", "low": "12", "high": "13.5"})
    assert needs(draft) == [
        (
            "table_i[0].price: look: row 2: prices from 12 to 13.5 are more than a dollar apart, so they "
            "take several lines (staff letter of 2008-06-25)"
        )
    ]


def test_the_roster_s_own_words_for_an_average():
    more = "footnotes:\n  weighted: 'Average of trades from ${low} to ${high}; details on request.'"
    draft = one("buy 100 common 12", "buy 100 common 12.5", more=more)
    assert draft.document.footnotes[0].text == "Average of trades from $12.00 to $12.50; details on request."
