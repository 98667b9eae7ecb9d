"""Reading trades: every tolerance, and every slip with its row and column."""

import datetime
import json
from decimal import Decimal

import pytest

from section16.prepare.events import events
from section16.prepare.keyed import keyed
from section16.prepare.trade_files import parse_trades, read_trades
from section16.prepare.trades import TradesRefused, columns
from section16.vocabulary.errors import Damaged, NotThisFormat
from tests.prepare.made import roster

D = Decimal
HEADING = "owner,event,date,security,shares,price\n"


@pytest.fixture
def read(tmp_path):
    """Read a text as a file of trades."""

    def call(text: str | bytes, name: str = "trades.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_trades(path)

    return call


def one(**cells):
    """The trade of one row."""
    row = {"owner": "a", "event": "buy", "security": "common"} | cells
    (trade,) = parse_trades("trades", [(2, row)])
    return trade


def slips(**cells):
    """What is wrong with one row."""
    with pytest.raises(TradesRefused) as refused:
        one(**cells)
    return [f"{slip.column}: {slip.found}; {slip.expected}" for slip in refused.value.slips]


# ------------------------------------------------------------------------------------------------ tolerances


@pytest.mark.parametrize("heading", [
    "owner,event,date,security,shares,price", "OWNER,Event,Date,Security,Shares,Price",
    "Insider,Action,Trade Date,Class,Quantity,Price per Share", "Person;Type;Date;Title;Qty;Unit Price",
    "Participant\tActivity\tExecution-Date\tInstrument\tNumber of Shares\tExecution Price",
])  # fmt: skip
def test_headings_and_delimiters(read, heading):
    sign = next(sign for sign in "\t;," if sign in heading)
    (trade,) = read(f"{heading}\n" + sign.join(["a", "buy", "2024-03-01", "common", "100", "12.5"]))
    assert (trade.owner, trade.event, trade.date, trade.security) == ("a", "buy", datetime.date(2024, 3, 1), "common")
    assert (trade.shares, trade.price, trade.row) == (D(100), D("12.5"), 2)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,000", "1000"), ("$1,234.50", "1234.50"), ("1000.", "1000"), (".5", "0.5"), ("USD 12.5", "12.5"),
     ("12.5 USD", "12.5"), (" 100 ", "100"), ("1 000", "1000"), ("0012", "12"), ("12.34567", "12.34567"), ("$ 5", "5")],
)  # fmt: skip
def test_numbers(text, value):
    assert one(shares=text).shares == D(value)


@pytest.mark.parametrize("text", ["(1,000)", "-1,000", "−1000", "($1,000)"])
def test_a_broker_signs_what_goes(text):
    assert one(event="sell", shares=text).shares == D(1000)
    assert one(event="discretionary", side="D", shares=text).shares == D(1000)
    assert len(slips(event="buy", shares=text)) == 1


@pytest.mark.parametrize("text", [
    "2023-11-24", "2023-11-24T15:30:00Z", "2023-11-24 15:30", "11/24/2023", "11/24/2023 3:30 PM", "Nov 24, 2023",
    "November 24 2023", "24 Nov 2023", "24-Nov-2023", "20231124", " 2023-11-24 ",
])  # fmt: skip
def test_dates(text):
    assert one(date=text).date == datetime.date(2023, 11, 24)


@pytest.mark.parametrize("text", ["yes", "Y", "TRUE", "1", "x"])
def test_flags(text):
    assert one(early=text).early is True
    assert one(V=text).early is True
    assert one(early="No").early is False


@pytest.mark.parametrize("text", ["", "-", "--", "N/A", "n/a", "None"])
def test_nothing_is_written_in_many_ways(text):
    trade = one(price=text, date=text, account=text, side=text, early=text)
    assert (trade.price, trade.date, trade.account, trade.side, trade.early) == (None, None, "direct", None, False)


@pytest.mark.parametrize(
    ("word", "event"),
    [("Bought", "buy"), ("S", "sell"), ("RSU Vest", "vest"), ("Option Exercise", "exercise"), ("Tax", "withhold"),
     ("gift_given", "gift"), ("DRIP", "reinvest"), ("ESPP purchase", "plan-purchase"), ("stock split", "adjust")],
)  # fmt: skip
def test_words_of_brokers(word, event):
    assert one(event=word).event == event


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(read, code):
    text = HEADING + "a,buy,2024-03-01,Actions à dividende,100,12.5\r\n"
    (trade,) = read(text.encode(code))
    assert trade.security == "Actions à dividende"


def test_empty_rows_and_comments_are_passed_over_and_rows_keep_their_numbers(read):
    rows = ",,,,,\na,buy,2024-03-01,common,100,12.5\n\n# more\na,sell,2024-03-01,common,1,2\n"
    text = f"# from the broker\n\n{HEADING}{rows}"
    assert [(trade.row, trade.event) for trade in read(text)] == [(5, "buy"), (8, "sell")]


def test_quoted_cells(read):
    (trade,) = read(f'{HEADING}"a",buy,"March 1, 2024",common,"1,000","$12.50"\n')
    assert (trade.shares, trade.price) == (D(1000), D("12.50"))


def test_what_a_form_does_not_hold_is_passed_over():
    trade = one(
        time="15:30", commission="9.95", **{"Settlement Date": "2024-03-05", "Order ID": "7", "Net amount": "x"}
    )
    assert trade.event == "buy"


def test_dollars_are_the_only_currency():
    assert one(currency="USD").event == "buy"
    assert slips(currency="CAD") == ["currency: 'CAD'; USD: the form takes dollars only"]


def test_one_row_for_several_owners(read):
    trades = read(HEADING + "a | b|a,grant,2024-03-01,common,100,\n")
    assert [(trade.owner, trade.row) for trade in trades] == [("a", 2), ("b", 2)]


def test_notes():
    trade = one(note="private | Another.", note_price="avg", **{"Note shares following": "x y", "note_ii.price": "k"})
    assert trade.notes == {"code": ("private", "Another."), "price": ("avg",), "shares_following": ("x y",),
                           "ii.price": ("k",)}  # fmt: skip


def test_a_question_mark_makes_a_value_provisional():
    trade = one(shares="100?", price="12.5 ?", date="2024-03-01")
    assert (trade.shares, trade.price, trade.provisional) == (D(100), D("12.5"), {"shares", "price"})


@pytest.mark.parametrize("shape", ["list", "under trades"])
@pytest.mark.parametrize("kind", ["json", pytest.param("yaml", marks=pytest.mark.needs("ruamel"))])
def test_json_and_yaml_hold_the_same(read, kind, shape):
    row = {
        "owner": ["a", "b"],
        "event": "vest",
        "date": "2024-03-01",
        "security": "units",
        "shares": 100,
        "withheld": 40.5,
        "early": False,
        "private": True,
        "notes": {"code": ["x y", "z"], "price": "w"},
    }
    content = [row] if shape == "list" else {"trades": [row]}
    trades = read(json.dumps(content), f"trades.{kind}")
    assert [trade.owner for trade in trades] == ["a", "b"]
    assert {trade.row for trade in trades} == {1}
    first = trades[0]
    assert (first.shares, first.withheld, first.early, first.private) == (D(100), D("40.5"), False, True)
    assert first.notes == {"code": ("x y", "z"), "price": ("w",)}


# ----------------------------------------------------------------------------------------------------- slips


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"shares": "ten"}, "shares: 'ten'; a number"),
        ({"shares": "1.000,50"}, "shares: '1.000,50'; a number"),
        ({"shares": "12,5"}, "shares: '12,5'; a number"),
        ({"shares": "10 00"}, "shares: '10 00'; a number"),
        ({"shares": "1e5"}, "shares: '1e5'; a number"),
        ({"shares": "1000000000000"},
         "shares: '1000000000000'; at most 999,999,999,999.9999, which is what the form holds"),
        ({"shares": "$"}, "shares: '$'; a number"),
        ({"price": "-3"}, "price: '-3'; a number without a minus sign"),
        ({"date": "24/11/2023"}, "date: '24/11/2023'; a date with a year of four digits, as 2023-11-24 or 11/24/2023"),
        ({"date": "11/24/23"}, "date: '11/24/23'; a date with a year of four digits, as 2023-11-24 or 11/24/2023"),
        ({"date": "2023-02-30"}, "date: '2023-02-30'; a date with a year of four digits, as 2023-11-24 or 11/24/2023"),
        ({"plan": "spring"}, "plan: 'spring'; a date with a year of four digits, as 2023-11-24 or 11/24/2023"),
        ({"event": ""}, "event: nothing; the event"),
        ({"early": "maybe"}, "early: 'maybe'; yes or no"),
        ({"side": "both"}, "side: 'both'; A (acquired) or D (disposed of)"),
        ({"note": "x\x07y"}, "note: the character '\\x07'; characters that a form can hold"),
        ({"note": ["x", "x\x07y"]}, "note: the character '\\x07'; characters that a form can hold"),
        ({"notes": {"price": ["x\x07y"]}}, "notes: the character '\\x07'; characters that a form can hold"),
        ({"code": "V"}, "code: 'V'; early = yes: V is no code of its own"),
        ({"code": "K"}, "code: 'K'; swap = yes: K is no code of its own"),
        ({"note_prize": "x"}, ("note_prize: the box 'prize'; one of security_title, transaction_date, "
         "deemed_execution_date, code, timeliness, shares, total_value, price, acquired_disposed, shares_following, "
         "value_following, direct_indirect, nature, exercise_price, exercise_date, expiration_date, underlying_title, "
         "underlying_shares, underlying_value")),
        ({"shares": "1", "Quantity": "2"}, "Quantity: '2'; one shares, not also '1'"),
        ({"shares": "1", "value": "2"}, "value: '2'; shares or value, not both"),
        ({"low": "1", "price": "2"}, "high: nothing; low and high, or neither"),
        ({"low": "1", "high": "2", "price": "3"}, "price: 3 with a range of 1 to 2; an average within its range"),
        ({"low": "2", "high": "1"}, "price: a range of 2 to 1; low, then high"),
    ],
    ids=lambda value: str(value)[:50],
)  # fmt: skip
def test_slips(cells, said):
    assert slips(**cells) == [said]


def test_a_code_that_is_none():
    (said,) = slips(code="Q")
    assert said.startswith("code: 'Q'; one of A C D E F G H I J L M O P S U W X Z")


def test_an_event_that_is_none_has_the_nearest_named():
    (said,) = slips(event="sel")
    assert said == f"event: 'sel'; sell, or another of the {len(events())} events in docs/preparing.md"
    (said,) = slips(event="zzz")
    assert said.startswith("event: 'zzz'; one of buy, sell, ")


def test_an_unknown_column_is_said_once_with_the_nearest(read):
    with pytest.raises(TradesRefused) as refused:
        read("owner,event,prize\na,buy,1\na,buy,2\n")
    (slip,) = refused.value.slips
    assert (slip.row, slip.column, slip.found) == (2, "prize", "an unknown column")
    assert slip.expected == "price, or another of the columns in docs/preparing.md"


def test_an_unknown_column_without_anything_in_it_is_nothing(read):
    assert len(read("owner,event,security,prize\na,buy,common,\n")) == 1


def test_a_file_without_events(read):
    with pytest.raises(TradesRefused, match="row 2, column event: found no such column among owner, security"):
        read("owner,security\na,common\n")


def test_all_slips_are_told_at_once(read):
    with pytest.raises(TradesRefused) as refused:
        read(HEADING + "a,sel,2024-03-01,common,ten,1\na,buy,March,common,5,x\n")
    assert [(slip.row, slip.column) for slip in refused.value.slips] == [
        (2, "event"), (2, "shares"), (3, "date"), (3, "price"),
    ]  # fmt: skip
    assert str(refused.value).splitlines()[1] == "trades.csv: row 2, column shares: found 'ten', expected a number"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADING + "a,buy,2024-03-01,common,100,12.5,7\n", "row 2: '7' after the last heading"),
        (HEADING + "a,buy,2024-03-01,common,1,000,12.5\n", "row 2: '12.5' after the last heading"),
        ("owner,event,event\na,buy,buy\n", "two columns named 'event'"),
        (HEADING + 'a,"buy,2024-03-01,common,1,2\n', "row 2: unexpected end of data"),
        ("owner,,event\na,lost,buy\n", "row 2: 'lost' in a column without a heading"),
        (HEADING.encode() + b"a,buy,2024-03-01,Caf\x81,1,2\n", "trades.csv: bytes that are no text"),
        (HEADING.encode("utf-16") + b"a", "trades.csv: bytes that are no text"),
    ],
)
def test_files_that_are_no_tables(read, text, said):
    with pytest.raises(Damaged, match=said):
        read(text)


def test_other_files_are_refused(read):
    with pytest.raises(
        NotThisFormat, match=r"the trades trades.pdf, expected a name that ends in .csv, .json or .yaml"
    ):
        read(b"%PDF", "trades.pdf")
    with pytest.raises(NotThisFormat, match="JSON without a list of trades"):
        read('{"trades": 5}', "trades.json")
    with pytest.raises(Damaged, match="JSON that cannot be read"):
        read("{", "trades.json")


def test_no_slip_is_kept_back(read):
    with pytest.raises(TradesRefused) as refused:
        read(HEADING + "a,sel,2024-03-01,common,1,1\n" * 300)
    assert len(refused.value.slips) == 300


def test_a_key_twice_in_one_item_is_refused(read):
    with pytest.raises(Damaged, match="the key 'shares' stands there twice"):
        read('[{"event": "buy", "shares": 1, "shares": 2}]', "trades.json")


def test_an_empty_file_has_no_trades(read):
    assert read("") == read(HEADING) == []


def test_every_column_has_a_meaning_and_other_names_are_unambiguous():
    words = [word for name, column in columns().items() for word in (name, *column.also)]
    assert len(words) == len(set(words))
    assert all(column.meaning for name, column in columns().items() if name not in {"-", "currency"} or column.meaning)


# ------------------------------------------------------------------------------------------ names become keys


def by_key(**cells):
    row = {"owner": "a", "event": "buy", "security": "common", "shares": "1", "price": "2"} | cells
    (trade,) = keyed(parse_trades("trades", [(2, row)]), roster())
    return trade


@pytest.mark.parametrize("owner", ["a", "OWNER A", "owner  a", "11", "0000000011", "A"])
def test_owners_by_key_name_or_cik(owner):
    assert by_key(owner=owner).owner == "a"


@pytest.mark.parametrize("security", ["common", "Common Stock", "COMMON STOCK"])
def test_securities_by_key_or_title(security):
    assert by_key(security=security).security == "common"


@pytest.mark.parametrize("account", ["trust", "By Trust", "by trust"])
def test_accounts_by_key_or_nature(account):
    assert by_key(account=account).account == "trust"


@pytest.mark.parametrize("account", ["", "direct", "D", "Self"])
def test_held_directly(account):
    assert by_key(account=account).account == "direct"


@pytest.mark.parametrize("issuer", ["one", "ONE", "Issuer One Inc", "1", ""])
def test_issuers_by_key_ticker_name_or_cik(issuer):
    assert by_key(issuer=issuer).issuer == "one"


def test_what_the_roster_has_one_of_may_be_left_out():
    trades = parse_trades("trades", [(2, {"event": "buy", "shares": "1", "price": "2"})])
    text = "owners:\n  a: {cik: '1', name: A}\nsecurities:\n  c: {title: Common Stock}\nholdings: []"
    (trade,) = keyed(trades, roster(text))
    assert (trade.owner, trade.security, trade.issuer) == ("a", "c", "one")


TWO_TRUSTS = "accounts:\n  t1: {nature: By Trust}\n  t2: {nature: By Trust}\nholdings: []"


@pytest.mark.parametrize(
    ("cells", "more", "said"),
    [
        ({"owner": "c"}, "", "owner: found 'c', expected one of the roster's: a, b"),
        ({"owner": "Ownr A"}, "", "owner: found 'Ownr A', expected one of the roster's: a, b, nearest: a"),
        ({"owner": ""}, "", "owner: found nothing, expected one of the roster's: a, b"),
        ({"security": "comon"}, "", "nearest: common"),
        ({"security": ""}, "", "security: found nothing, expected one of the roster's: common, preferred"),
        ({"account": "by trust"}, TWO_TRUSTS,
         "account: found 'by trust', which 2 have, expected one of the keys t1, t2"),
        ({"issuer": "two"}, "", "issuer: found 'two', expected one of the roster's: one"),
        ({"event": "transfer"}, "", "to: found nothing, expected the account that the transfer goes to"),
        ({"event": "transfer", "to": "direct"}, "", "to: found 'direct', expected another account"),
        ({"event": "discretionary"}, "", "side: found nothing, expected A or D: discretionary can be either"),
        ({"event": "sell", "side": "A"}, "", "side: found 'A', expected D, or nothing, for sell"),
        ({"event": "exercise"}, "", "security: found 'common', expected a derivative security for exercise"),
        ({"event": "exercise-in-the-money"}, "",
         "security: found 'common', expected a derivative security for exercise-in-the-money"),
        ({"event": "expire"}, "", "security: found 'common', expected a derivative security for expire"),
        ({"value": "5", "shares": ""}, "", "value: found 5, expected shares: Table I takes no dollars in their place"),
        ({"low": "1", "high": "2", "price": ""}, "", "price: found nothing, expected the average"),
        ({"withheld": "5"}, "", "withheld: found it with buy, expected it with a vesting"),
        ({"event": "vest", "security": "units", "withheld": "1", "sold": "1"}, "",
         "withheld: found 2 withheld and sold, expected at most the 1 received"),
        ({"event": "vest", "security": "units", "sale_price": "5"}, "", "sold: found sale_price 5 alone"),
        ({"event": "vest", "security": "units", "underlying": "gold"}, "", "underlying: found 'gold', expected a key"),
        ({"event": "vest", "security": "units", "underlying": "option"}, "",
         "underlying: found 'option', expected a security that is no derivative"),
    ],
    ids=lambda value: str(value)[:60],
)  # fmt: skip
def test_trades_that_cannot_become_lines(cells, more, said):
    row = {"owner": "a", "event": "buy", "security": "common", "shares": "1", "price": "2"} | cells
    with pytest.raises(TradesRefused) as refused:
        keyed(parse_trades("trades", [(7, row)]), roster(more), "t.csv")
    (line,) = str(refused.value).splitlines()
    assert line.startswith("t.csv: row 7, column ")
    assert said in line


def test_one_reference_twice_is_a_slip_for_one_owner_only():
    rows = [{"owner": "a|b", "event": "buy", "security": "common", "ref": "X1"},
            {"owner": "b", "event": "sell", "security": "common", "ref": "X1"}]  # fmt: skip
    with pytest.raises(TradesRefused) as refused:
        keyed(parse_trades("trades", enumerate(rows, 2)), roster())
    assert [str(slip) for slip in refused.value.slips] == [
        "row 3, column reference: found 'X1', which row 2 has, expected each trade once"
    ]


def test_a_security_of_another_issuer():
    more = """
issuers:
  one: {cik: "1", name: Issuer One Inc, symbol: ONE}
  two: {cik: "2", name: Issuer Two Inc, symbol: TWO}
securities:
  common: {title: Common Stock, issuer: one}
  other: {title: Common Stock, issuer: two}
holdings: []
"""
    row = {"owner": "a", "event": "buy", "security": "other", "issuer": "one"}
    with pytest.raises(TradesRefused, match="column issuer: found 'one' for other, which is of two, expected two"):
        keyed(parse_trades("trades", [(2, row)]), roster(more))


def test_what_a_derivative_turns_into_may_be_named_by_its_title():
    assert by_key(event="vest", security="units", underlying="Series A Preferred Stock").underlying == "preferred"
    assert by_key(security="units", underlying="Gold").underlying == "Gold"
