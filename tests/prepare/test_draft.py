"""Drafts: the tally, holdings carried along, footnotes, the plan box, owners together, and what is still needed."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from section16.prepare.draft import prepared
from section16.prepare.drafted import Wishes
from section16.vocabulary.errors import MissingFact
from tests.prepare.made import (
    SIGNED,
    findings,
    make,
    marks,
    needs,
    one,
    roster,
    table_i,
    table_ii,
    total,
    trades,
)

D = Decimal

# ----------------------------------------------------------------------------------------------- the tally


def test_column_5_is_a_running_tally_of_each_position():
    draft = one("buy 100 common 12", {"event": "sell", "shares": "50", "security": "common", "price": "15",
                                      "account": "trust"}, "sell 30 common 15.5")  # fmt: skip
    assert table_i(draft) == ["P A 100 @ 12 -> 1100", "S D 50 @ 15 -> 450 By Trust", "S D 30 @ 15.5 -> 1070"]


steps = st.lists(
    st.tuples(st.sampled_from(["buy", "sell", "gift", "withhold", "grant", "espp"]), st.integers(1, 500),
              st.sampled_from(["direct", "trust"]), st.integers(1, 28)),
    min_size=1, max_size=15,
)  # fmt: skip


@given(steps, st.booleans())
def test_the_tally_adds_up(events, aggregate):
    """Every line follows from the one before in its position, but for what moves unseen; the last is the closing."""
    given_rows = [
        {
            "event": event,
            "shares": n,
            "security": "common",
            "account": account,
            "price": f"1{row % 3}",
            "date": f"2024-02-{day:02}",
            "ref": str(row),
        }
        for row, (event, n, account, day) in enumerate(events)
    ]
    made = make(*given_rows, aggregate=aggregate)
    signs = {"buy": 1, "grant": 1, "espp": 1}
    change = {account: sum(n * signs.get(event, -1) for event, n, at, _ in events if at == account)
              for account in ("direct", "trust")}  # fmt: skip
    if not made.drafts:
        assert {event for event, _, _, _ in events} == {"espp"}
        return
    (draft,) = made.drafts
    closing = {one.account: one.shares for one in draft.closing if one.security == "common" and one.owner == "a"}
    assert closing == {"direct": 1000 + change["direct"], "trust": 500 + change["trust"]}
    held = {"D": D(1000), "I": D(500)}
    days = {}
    for evidence in draft.evidence:
        line = draft.document.table_i[int(evidence.path.partition("[")[2].rstrip("]"))]
        assert line.shares.value == total(trade.shares for trade in evidence.trades)
        side = line.direct_indirect.value
        unseen = line.shares_following.value - held[side] - line.signed_shares
        assert unseen >= 0
        assert (unseen > 0) == bool(marks(draft.document, line, "shares_following"))
        held[side] = line.shares_following.value
        days.setdefault(side, []).append(line.transaction_date.value)
    assert all(found == sorted(found) for found in days.values())


def test_trades_up_to_the_day_of_an_opening_are_in_it():
    opening = "holdings:\n  - {owner: a, security: common, shares: 1000, as_of: 2024-02-20}"
    draft = one({"event": "buy", "shares": "100", "security": "common", "price": "9", "date": "2024-02-20"},
                "sell 50 common 12", more=opening)  # fmt: skip
    assert table_i(draft) == ["P A 100 @ 9 -> 1000", "S D 50 @ 12 -> 950"]
    assert needs(draft)[0].startswith("table_i[0].transaction_date: look: row 2 is of 2024-02-20; the opening position "
                                      "states the close of 2024-02-20")  # fmt: skip


def test_an_unknown_opening_is_a_need_and_never_zero():
    draft = one({"event": "buy", "shares": "100", "security": "common", "price": "9", "account": "spouse"})
    assert draft.document.table_i[0].shares_following.is_absent
    assert needs(draft) == ["table_i[0].shares_following: missing: no opening position of Common Stock, spouse"]
    assert not draft.is_complete


def test_more_sold_than_held_is_provisional():
    draft = one("sell 1500 common 9")
    assert needs(draft) == [("table_i[0].shares_following: provisional: -500 would be held: more goes than the opening "
                            "position and the trades hold")]  # fmt: skip


def test_what_comes_stands_before_what_goes_where_more_would_go_than_is_held():
    draft = one("sell 1200 common 20", "exercise 400 option", carry="none")
    assert table_i(draft) == ["M A 400 @ 12.50 -> 1400", "S D 1200 @ 20 -> 200"]
    assert draft.is_complete
    draft = one("sell 900 common 20", "exercise 400 option", carry="none")
    assert table_i(draft) == ["S D 900 @ 20 -> 100", "M A 400 @ 12.50 -> 500"]


def test_newest_first_is_turned_round():
    rows = [
        {"event": event, "shares": "10", "security": "common", "price": price, "date": day}
        for event, price, day in (("sell", "9", "2024-03-01"), ("buy", "8", "2024-02-29"), ("sell", "7", "2024-02-29"))
    ]
    assert table_i(one(*rows)) == ["S D 10 @ 7 -> 990", "P A 10 @ 8 -> 1000", "S D 10 @ 9 -> 990",
                                   "Common Stock: 500 By Trust"]  # fmt: skip
    assert table_i(one(*rows, in_order=True))[0] == "S D 10 @ 9 -> 990"


def test_a_position_in_dollars():
    draft = one({"event": "buy", "value": "25000", "security": "notes", "price": "100"}, carry="none")
    line = draft.document.table_ii[0]
    assert (line.total_value.value, line.value_following.value, line.underlying_value.value) == (25000, 125000, 25000)
    assert line.shares_following.is_absent
    assert draft.closing[5].value == 125000


# -------------------------------------------------------------------------------------------------- holdings


def test_untouched_holdings_of_the_class_are_carried_along():
    assert table_i(one("buy 100 common 12")) == ["P A 100 @ 12 -> 1100", "Common Stock: 500 By Trust"]
    assert table_ii(one("buy 100 common 12")) == []
    assert table_i(one("buy 100 common 12", carry="none")) == ["P A 100 @ 12 -> 1100"]


def test_all_holdings_when_asked_for():
    draft = one("buy 100 common 12", carry="all")
    assert table_i(draft)[1:] == ["Common Stock: 500 By Trust", "Series A Preferred Stock: 50"]
    assert [text.partition(":")[0] for text in table_ii(draft)] == [
        "Restricted Stock Units", "Option (right to buy)", "Class B Common Stock", "Convertible Notes",
        "Call Option (obligation to sell)",
    ]  # fmt: skip
    convertible = draft.document.table_ii[2]
    assert convertible.underlying_shares.value == D(300)
    assert findings(draft.document) == []


def test_holdings_of_another_issuer_stay_away():
    more = """
issuers:
  one: {cik: "1", name: Issuer One Inc, symbol: ONE}
  two: {cik: "2", name: Issuer Two Inc, symbol: TWO}
owners:
  a: {cik: "11", name: OWNER A, address: {city: X, state: NV}, roles: {one: {director: true}, two: {director: true}}}
securities:
  c1: {title: Common Stock, issuer: one}
  c2: {title: Common Stock, issuer: two}
holdings:
  - {owner: a, security: c1, shares: 10}
  - {owner: a, security: c2, shares: 20}
"""
    first, second = make("buy 1 c1 5", "buy 2 c2 6", more=more, carry="all").drafts
    assert (first.issuer, table_i(first)) == ("one", ["P A 1 @ 5 -> 11"])
    assert (second.issuer, table_i(second)) == ("two", ["P A 2 @ 6 -> 22"])


def test_closing_positions_are_the_next_openings():
    first = one("sell 1000 common 12")
    after = replace(roster(), holdings=first.closing)
    buy = {"event": "buy", "shares": "5", "security": "common", "price": "9", "date": "2024-04-01"}
    (following,) = prepared(trades(buy), after, Wishes(signed_on=SIGNED)).drafts
    assert table_i(following) == ["P A 5 @ 9 -> 5", "Common Stock: 500 By Trust"]
    assert [need.state for need in following.needs] == []
    assert [str(one.as_of) for one in first.closing[:2]] == ["2024-03-01", "None"]


# ------------------------------------------------------------------------------------------------- footnotes


def test_footnotes_are_numbered_as_a_reader_meets_them():
    draft = one(
        {"event": "vest", "shares": "10", "security": "units", "note_ii.price": "P two.", "note_i.shares": "S one.",
         "note_exercise_price": "Price."},
        {"event": "sell", "shares": "5", "security": "common", "account": "spouse", "price": "9",
         "note_price": "Price of the sale.", "note": "private", "note_shares_following": "After."},
    )  # fmt: skip
    assert [(note.id, note.text[:22]) for note in draft.document.footnotes] == [
        ("F1", "S one."), ("F2", "A private sale."), ("F3", "Price of the sale."), ("F4", "After."),
        ("F5", "The reporting person d"), ("F6", "Each unit is the right"), ("F7", "Price."),
        ("F8", "The units vest in thre"), ("F9", "P two."),
    ]  # fmt: skip


texts = st.sampled_from(["Alpha beta.", "Gamma delta.", "Epsilon zeta.", "Eta theta."])
boxes = st.sampled_from(["code", "price", "shares", "security_title", "shares_following", "transaction_date"])


@given(st.lists(st.dictionaries(boxes, st.lists(texts, min_size=1, max_size=2), max_size=3), min_size=1, max_size=6))
def test_numbers_follow_first_use_and_every_footnote_is_used_once_on_a_box(notes):
    draft = one(*({"event": "buy", "shares": 1, "security": "common", "price": 9 + 2 * i, "notes": found}
                  for i, found in enumerate(notes)))  # fmt: skip
    document = draft.document
    assert [note.id for note in document.footnotes] == [f"F{i}" for i in range(1, len(document.footnotes) + 1)]
    assert len({note.text for note in document.footnotes}) == len(document.footnotes)
    met = []
    for line in document.table_i:
        for name, cell in line.cells():
            met += line.coding_footnotes if name == "code" else cell.footnotes
            assert len(set(cell.footnotes)) == len(cell.footnotes)
    assert list(dict.fromkeys(met)) == [note.id for note in document.footnotes]
    for line, found in zip(document.table_i, notes, strict=False):
        for box, expected in found.items():
            assert marks(document, line, box) == list(dict.fromkeys(expected))


def test_a_text_of_the_roster_is_filled_from_the_trade():
    more = "footnotes:\n  f: '{shares} of {security} at ${price} on {date}, plan of {plan}, {issuer}.'"
    draft = one({"event": "sell", "shares": "1,000", "security": "common", "price": "9.5", "plan": "2023-05-01",
                 "note": "f"}, more=more)  # fmt: skip
    assert draft.document.footnotes[0].text == (
        "1,000 of Common Stock at $9.50 on March 1, 2024, plan of May 1, 2023, Issuer One Inc."
    )
    with pytest.raises(
        MissingFact, match=r"row 2, footnote 'f': found \{plan\} in a footnote, expected one of the known facts"
    ):
        one({"event": "sell", "shares": "1", "security": "common", "price": "9.5", "note": "f"}, more=more)


def test_a_note_that_looks_like_a_key_and_is_none():
    draft = one({"event": "sell", "shares": "1", "security": "common", "price": "9.5", "note": "privat"})
    assert needs(draft) == ["table_i[0].code: provisional: no footnote 'privat' in the roster: printed as it stands"]
    draft = one({"event": "sell", "shares": "1", "security": "common", "price": "9.5", "note": "See remarks."})
    assert draft.is_complete


def test_the_letter_of_table_ii_takes_no_footnote():
    draft = one({"event": "vest", "shares": "10", "security": "units", "note_ii.acquired_disposed": "Given up."})
    assert "Given up." in marks(draft.document, draft.document.table_ii[0], "code")


def test_a_nature_too_long_for_its_box_is_told_in_a_footnote():
    long = "By a trust of which the reporting person is trustee and " + "the children are beneficiaries and " * 3
    more = f"accounts:\n  trust: {{nature: {long}}}\n  spouse: {{nature: S}}"
    draft = one({"event": "sell", "shares": "1", "security": "common", "price": "9", "account": "trust"}, more=more)
    line = draft.document.table_i[0]
    assert (line.nature.value, marks(draft.document, line, "nature")) == ("See footnote", [long.strip()])
    assert findings(draft.document) == []


# ---------------------------------------------------------------------------------------------- plan and head


def test_the_plan_box_and_its_footnote():
    draft = one({"event": "sell", "shares": "1", "security": "common", "price": "9", "plan": "2023-02-27"})
    assert draft.document.rule_10b5_1.value is True
    assert draft.document.footnotes[0].text == (
        "This transaction was made under a written plan intended to satisfy the affirmative defense conditions of Rule "
        "10b5-1(c), adopted by the reporting person on February 27, 2023."
    )


def test_a_plan_under_the_former_rule_leaves_the_box_open():
    draft = one({"event": "sell", "shares": "1", "security": "common", "price": "9", "plan": "2023-02-26"})
    assert draft.document.rule_10b5_1.value is False
    assert draft.document.footnotes[0].text == (
        "This transaction was made under a Rule 10b5-1 trading plan that the reporting person adopted on February 26, "
        "2023."
    )
    assert findings(draft.document) == []


def test_a_footnote_of_one_s_own_on_the_plan_is_enough():
    draft = one({"event": "sell", "shares": "1", "security": "common", "price": "9", "plan": "2023-05-01",
                 "note": "Sold under a Rule 10b5-1 plan adopted May 1, 2023."})  # fmt: skip
    assert len(draft.document.footnotes) == 1


def test_a_long_title_goes_on_in_the_remarks():
    more = """
owners:
  a:
    cik: "11"
    name: OWNER A
    address: {city: X, state: Nevada}
    roles: {one: {officer: true, title: Executive Vice President and General Counsel}}
holdings: []
"""
    document = one("buy 1 common 9", more=more, remarks="Thank you.").document
    assert document.owners[0].relationship.officer_title == "See Remarks"
    assert document.remarks == "Thank you.\nOfficer title: Executive Vice President and General Counsel"
    assert document.owners[0].address.state == "NV"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("{city: X, state: NV, country: USA}", ("NV", None, None)),
        ("{city: London, country: United Kingdom}", (None, True, "X0")),
        ("{city: London, country: X0}", (None, True, "X0")),
        ("{city: Toronto, state: A6}", (None, True, "A6")),
    ],
)
def test_addresses_abroad(address, expected):
    more = f"owners:\n  a: {{cik: '11', name: A, address: {address}, roles: {{one: {{director: true}}}}}}\nholdings: []"
    found = one("buy 1 common 9", more=more).document.owners[0].address
    assert (found.state, found.is_non_us.value, found.country) == expected


def test_the_period_is_the_earliest_transaction_that_is_due():
    early = {"event": "gift-received", "shares": "1", "security": "common", "date": "2024-01-05", "early": "yes"}
    draft = one("buy 1 common 9", early)
    assert draft.document.period_of_report.text == "2024-03-01"
    assert one(early).document.period_of_report.text == "2024-01-05"
    assert findings(draft.document) == []


# ------------------------------------------------------------------------------------------------ owners together


JOINT = """
owners:
  a: {cik: "11", name: OWNER A, address: {city: X, state: NV}, roles: {one: {director: true}}, files_with: [f]}
  f: {cik: "12", name: FUND F, address: {city: X, state: NV}, roles: {one: {ten_percent_owner: true}}, files_with: [a]}
holdings:
  - {owner: a, security: common, shares: 10}
  - {owner: f, security: common, shares: 1000}
"""


def test_joint_filers_are_on_one_form_and_each_signs():
    draft = one("buy 1 common 9", {"owner": "f", "event": "buy", "shares": "5", "security": "common", "price": "11"},
                more=JOINT)  # fmt: skip
    document = draft.document
    assert [owner.name for owner in document.owners] == ["OWNER A", "FUND F"]
    assert [signature.name for signature in document.signatures] == ["/s/ OWNER A", "/s/ FUND F"]
    assert table_i(draft) == ["P A 1 @ 9 -> 11", "P A 5 @ 11 -> 1005"]
    assert draft.owners == ("a", "f")


def test_files_with_alone_is_one_way():
    more = JOINT.replace(", files_with: [a]", "")
    first, second = make("buy 1 common 9", {"owner": "f", "event": "buy", "shares": "5", "security": "common",
                                            "price": "11"}, more=more).drafts  # fmt: skip
    assert (first.owners, second.owners) == (("a", "f"), ("f",))


def test_one_grant_to_many_owners():
    made = make({"owner": "a|b", "event": "grant", "shares": "100", "security": "common"})
    assert [(draft.owners, table_i(draft)[0]) for draft in made.drafts] == [
        (("a",), "A A 100 @ 0 -> 1100"), (("b",), "A A 100 @ 0 -> 2100"),
    ]  # fmt: skip


# ----------------------------------------------------------------------------------------------------- needs


def test_everything_that_nobody_gave_is_named():
    more = """
owners:
  a: {cik: "11", name: OWNER A}
  b: {cik: "12", name: OWNER B, roles: {one: {officer: true, other: true}}}
securities:
  common: {title: Common Stock}
  bare: {title: Warrant, derivative: true}
holdings: []
"""
    rows = [{"event": "sell", "security": "common", "date": ""}, {"event": "buy", "security": "bare", "shares": "1",
            "price": "2", "date": ""}, {"owner": "b", "event": "other", "security": "common", "side": "A"}]  # fmt: skip
    first, second = make(*rows, more=more, signed_on=None).drafts
    assert [need.path for need in first.needs] == [
        "table_i[0].transaction_date", "table_i[0].shares", "table_i[0].price", "table_i[0].shares_following",
        "table_ii[0].transaction_date", "table_ii[0].exercise_price", "table_ii[0].exercise_date",
        "table_ii[0].expiration_date", "table_ii[0].underlying_title", "table_ii[0].shares_following",
        "owners[0].relationship", "owners[0].address", "period_of_report", "signatures[0].date",
    ]  # fmt: skip
    assert [need.path for need in second.needs] == [
        "table_i[0].shares", "table_i[0].price", "table_i[0].code", "table_i[0].shares_following",
        "owners[0].relationship.officer_title", "owners[0].relationship.other_text", "owners[0].address",
        "signatures[0].date",
    ]  # fmt: skip
    assert str(first.needs[1]) == "Table I, line 1, column 4: missing: row 2 does not give the number of shares"


def test_a_value_is_complete_provisional_or_missing():
    draft = one({"event": "sell", "shares": "10?", "security": "common", "price": "9", "date": "2024-03-01?"})
    assert needs(draft) == ["table_i[0].transaction_date: provisional: row 2 marks it with a question mark",
                            "table_i[0].shares: provisional: row 2 marks it with a question mark"]  # fmt: skip
    assert draft.document.table_i[0].shares.value == 10


def test_rows_that_are_alike_are_asked_about():
    draft = one("sell 10 common 9", "sell 10 common 9")
    assert needs(draft) == ["table_i[0]: look: rows 2 and 3 are alike in everything: one trade or several?"]
    assert draft.is_complete
    rows = [{"event": "sell", "shares": "10", "security": "common", "price": "9", "ref": ref} for ref in "xy"]
    assert needs(one(*rows)) == []


def test_numbers_that_do_not_fit_are_rounded_and_said():
    draft = one({"event": "buy", "shares": "1.234567", "security": "common", "price": "12.345678"})
    line = draft.document.table_i[0]
    assert (line.shares.text, line.price.text, line.shares_following.text) == ("1.2346", "12.3457", "1001.2346")
    assert [need.path for need in draft.needs] == [
        "table_i[0].shares",
        "table_i[0].price",
        "table_i[0].shares_following",
    ]
    assert needs(draft)[1] == ("table_i[0].price: look: 12.345678 has more than the four decimals that fit: rounded to "
                               "12.3457")  # fmt: skip
    assert draft.closing[0].shares == D("1001.234567")


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("{director: true, since: 2024-03-02}", "became an insider on 2024-03-02, after the trade of 2024-03-01"),
        ("{director: true, until: 2024-02-01}", "ceased on 2024-02-01, before the trade of 2024-03-01"),
    ],
)
def test_trades_outside_the_time_in_office_are_to_be_looked_at(role, said):
    more = (
        f"owners:\n  a: {{cik: '11', name: A, address: {{city: X}}, roles: {{one: {role}}}}}\nholdings:\n"
        "  - {owner: a, security: common, shares: 5}"
    )
    (need,) = one("buy 1 common 9", more=more).needs
    assert (need.state, said in need.why) == ("look", True)


def test_a_ten_percent_holder_of_a_foreign_issuer():
    more = (
        "issuers:\n  one: {cik: '1', name: I, symbol: ONE, foreign: yes}\nowners:\n  a: {cik: '11', name: A, "
        "address: {city: X}, roles: {one: {ten_percent_owner: yes}}}\nholdings:\n  - {owner: a, security: common, "
        "shares: 5}"
    )
    (need,) = one("buy 1 common 9", more=more).needs
    assert "holders of more than ten percent do not file" in need.why


def test_a_note_of_an_account_that_is_no_key():
    draft = one({"event": "sell", "shares": "1", "security": "common", "price": "9", "account": "trust"},
                more="accounts:\n  trust: {nature: By Trust, notes: [trustt]}\n  spouse: {nature: S}")  # fmt: skip
    assert needs(draft) == ["table_i[0].nature: provisional: no footnote 'trustt' in the roster: printed as it stands"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("buy 5 notes 100", "Convertible Notes, direct, is held in dollars and row 2 is in shares"),
        ({"event": "buy", "value": "5", "security": "option", "price": "1"},
         "Option (right to buy), direct, is held in shares and row 2 is in dollars"),
        ({"event": "buy", "security": "notes", "price": "100"}, "a change of Convertible Notes, direct, is not known"),
    ],
    ids=["shares", "dollars", "neither"],
)  # fmt: skip
def test_a_change_in_other_units_than_the_holding(row, said):
    assert said in [need.why for need in one(row).needs]


def test_notes_in_dollars_convert_at_a_ratio():
    more = """
securities:
  common: {title: Common Stock}
  notes: {title: Convertible Notes, derivative: true, underlying: common, exercise_price: 20, ratio: 0.05,
          exercisable: 2022-01-01, expires: 2027-01-01}
holdings:
  - {owner: a, security: common, shares: 10}
  - {owner: a, security: notes, value: "$100,000"}
"""
    draft = one({"event": "convert", "value": "20,000", "security": "notes"}, more=more)
    assert (table_i(draft), table_ii(draft)) == (["C A 1000.00 @ 0 -> 1010.00"], ["C D 20000 @ 0 -> 80000"])
    assert draft.document.table_ii[0].underlying_shares.value == 1000
    assert draft.is_complete


def test_form_3_is_not_made_of_trades():
    with pytest.raises(MissingFact, match="found form '3', expected 4 or 5 for trades"):
        make("buy 1 common 9", form="3")


def test_a_form_of_nobody_is_not_made():
    assert prepared([], roster(), Wishes()).drafts == ()
    assert prepared(trades("buy 1 common 9"), roster(), Wishes(as_of=datetime.date(2024, 2, 1))).drafts == ()


def test_a_first_position_in_dollars():
    draft = one({"event": "grant", "value": "5000", "security": "notes"}, more="holdings: []", carry="none")
    assert table_ii(draft) == ["A A 5000 @ 0 -> 5000"]
    assert draft.is_complete


def test_a_footnote_on_a_balance_in_dollars():
    draft = one(
        {"event": "buy", "value": "5000", "security": "notes", "price": "1", "note_shares_following": "At par."}
    )
    assert marks(draft.document, draft.document.table_ii[0], "value_following") == ["At par."]


def test_late_on_form_4_is_to_be_looked_at():
    draft = one({"event": "buy", "shares": "1", "security": "common", "price": "9", "late": "yes"})
    assert needs(draft) == ["table_i[0].transaction_date: look: marked as late"]


def test_changes_that_cancel_need_no_words():
    rows = [
        {"event": "split", "shares": "5", "security": "common", "side": side, "date": "2024-02-01"} for side in "AD"
    ]
    draft = one(*rows, "sell 1 common 9")
    assert draft.document.footnotes == ()


def test_an_issuer_must_be_told_where_there_are_two():
    two = "issuers: {one: {cik: '1', name: I, symbol: ONE}, two: {cik: '2', name: J, symbol: TWO}}"
    more = f"{two}\nsecurities:\n  c: {{title: Common Stock, issuer: one}}\nholdings: []"
    assert make("buy 1 c 9", more=more).drafts[0].issuer == "one"
