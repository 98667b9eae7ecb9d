"""Each event: what a row becomes on the form."""

import pytest

from section16.prepare.events import events
from tests.prepare.made import ROSTER, findings, make, marks, needs, one, table_i, table_ii

# event, more columns of the row -> lines of Table I and II; holdings of the class follow
LINES = [
    ("buy 100 common 12.5", {}, ["P A 100 @ 12.5 -> 1100"], []),
    ("sell 100 common 12.5", {}, ["S D 100 @ 12.5 -> 900"], []),
    ("sell 100 common 12.5", {"account": "trust"}, ["S D 100 @ 12.5 -> 400 By Trust"], []),
    ("grant 100 common", {}, ["A A 100 @ 0 -> 1100"], []),
    ("grant 90 units", {"security": "new-units"}, [], ["A A 90 @ 0 -> 90"]),
    ("grant 90 units", {}, [], ["A A 90 @ 0 -> 390"]),
    ("dividend-equivalent 1.5 units", {}, [], ["A A 1.5 @ 0 -> 301.5"]),
    ("vest 100 units", {}, ["M A 100 @ 0 -> 1100"], ["M D 100 @ 0 -> 200"]),
    ("vest 100 units", {"underlying_shares": "150"}, ["M A 150 @ 0 -> 1150"], ["M D 100 @ 0 -> 200"]),
    ("exercise 100 option", {}, ["M A 100 @ 12.50 -> 1100"], ["M D 100 @ 0 -> 300"]),
    ("exercise-in-the-money 100 option", {}, ["X A 100 @ 12.50 -> 1100"], ["X D 100 @ 0 -> 300"]),
    ("exercise-out-of-the-money 100 option", {}, ["O A 100 @ 12.50 -> 1100"], ["O D 100 @ 0 -> 300"]),
    ("convert 100 convertible", {}, ["C A 150.0 @ 0 -> 1150.0"], ["C D 100 @ 0 -> 100"]),
    ("withhold 40 common 12.5", {}, ["F D 40 @ 12.5 -> 960"], []),
    ("return 40 common 12.5", {}, ["D D 40 @ 12.5 -> 960"], []),
    ("gift 40 common", {}, ["G D 40 @ 0 -> 960"], []),
    ("gift-received 40 common", {"early": "yes"}, ["GE A 40 @ 0 -> 1040"], []),
    ("inherit 40 common", {"early": "yes"}, ["WE A 40 @ 0 -> 1040"], []),
    ("small-acquisition 40 common 12.5", {"early": "yes"}, ["LE A 40 @ 12.5 -> 1040"], []),
    ("discretionary 40 common 12.5", {"side": "D"}, ["I D 40 @ 12.5 -> 960"], []),
    ("discretionary 40 common 12.5", {"side": "acquired"}, ["I A 40 @ 12.5 -> 1040"], []),
    ("tender 40 common 12.5", {}, ["U D 40 @ 12.5 -> 960"], []),
    ("expire 40 option 1.5", {}, [], ["H D 40 @ 1.5 -> 360"]),
    ("sell 40 written 2.5", {}, [], ["S D 40 @ 2.5 -> 40"]),
    ("voting-trust 40 common", {"side": "D", "early": "yes"}, ["ZE D 40 @ 0 -> 960"], []),
    ("other 40 common 12.5", {"side": "A", "note": "Received in a merger of others."},
     ["J A 40 @ 12.5 -> 1040"], []),
    ("other 40 common 0", {"side": "D", "code": "G"}, ["G D 40 @ 0 -> 960"], []),
    ("buy 100 common 12.5", {"swap": "yes"}, ["PK A 100 @ 12.5 -> 1100"], []),
    ("buy - notes 100", {"value": "$25,000"}, [], ["P A 25000 @ 100 -> 125000"]),
]  # fmt: skip
# the securities of the roster, and a grant of units of which nothing is held yet
SECURITIES = ROSTER.partition("securities:")[2].partition("accounts:")[0]
NEW_UNITS = f"""securities:
  new-units: {{title: Restricted Stock Units, derivative: true, underlying: common, notes: {{exercise_price: [unit],
              exercise_date: [unit-terms], expiration_date: [unit-terms]}}}}{SECURITIES}"""


def row(text, more):
    event, shares, security, *price = text.split()
    return {"event": event, "shares": shares, "security": security, "price": price[0] if price else ""} | more


@pytest.mark.parametrize(("text", "more", "first", "second"), LINES, ids=[f"{t} {m}" for t, m, _, _ in LINES])
def test_what_a_row_becomes(text, more, first, second):
    draft = one(row(text, more), more=NEW_UNITS, carry="none")
    assert (table_i(draft), table_ii(draft)) == (first, second)
    assert (needs(draft), draft.is_complete) == ([], True)
    assert [str(finding) for finding in findings(draft.document)] == []


def test_every_event_is_in_this_table_or_makes_no_line():
    shown = {text.split()[0] for text, _, _, _ in LINES}
    silent = {name for name, event in events().items() if event.report == "none"}
    assert events().keys() - shown == silent | {"expire-short"}


def test_a_written_option_expires():
    holdings = "holdings:\n  - {owner: a, security: written, shares: 40}"
    draft = one(row("expire-short 40 written", {"side": "A"}), more=holdings, carry="none")
    assert table_ii(draft) == ["E A 40 @ 0 -> 0"]


# what makes no line: the holding moves, and the next line of the position says why
SILENT = [
    ({"event": "reinvest", "shares": "2.5", "price": "10"}, "902.5",
     ("Includes 2.5 shares acquired on February 1, 2024 by reinvestment of dividends in a plan, exempt under "
      "Rule 16a-11.")),
    ({"event": "espp", "shares": "20"}, "920",
     "Includes 20 shares acquired on February 1, 2024 in an employee plan, exempt under Rule 16b-3(c)."),
    ({"event": "forfeit", "shares": "20"}, "880",
     "Reflects the forfeiture or expiration of 20 shares on February 1, 2024 for no value."),
    ({"event": "split", "shares": "1000", "side": "A"}, "1900",
     "Adjusted by +1,000 shares on February 1, 2024 for a change that is no transaction."),
    ({"event": "gift-received", "shares": "5"}, "905",
     "Includes 5 shares acquired on February 1, 2024, to be reported on Form 5."),
    ({"event": "espp", "shares": "20", "note_shares_following": "With 20 shares of the plan."}, "920",
     "With 20 shares of the plan."),
]  # fmt: skip


@pytest.mark.parametrize(("before", "held", "said"), SILENT, ids=lambda value: str(value)[:40])
def test_what_makes_no_line_moves_the_holding_and_is_explained(before, held, said):
    draft = one({"security": "common", "date": "2024-02-01"} | before, "sell 100 common 12.5", carry="none")
    assert table_i(draft) == [f"S D 100 @ 12.5 -> {held}"]
    assert marks(draft.document, draft.document.table_i[0], "shares_following") == [said]


def test_changes_of_one_kind_are_explained_together():
    draft = one(
        {"event": "espp", "security": "common", "shares": "20", "date": "2024-01-31"},
        {"event": "espp", "security": "common", "shares": "10", "date": "2024-02-29"},
        "sell 100 common 12.5",
    )
    assert marks(draft.document, draft.document.table_i[0], "shares_following") == [
        (
            "Includes 30 shares acquired between January 31, 2024 and February 29, 2024 in an employee plan, exempt "
            "under Rule 16b-3(c)."
        )
    ]


def test_a_transfer_shows_both_holdings():
    """To a trust: no line of its own (Rule 16a-13), but both holdings with the reason."""
    draft = one(
        {"event": "transfer", "shares": "300", "security": "common", "to": "trust", "date": "2024-02-01"},
        "sell 10 preferred 9", carry="none",
    )  # fmt: skip
    assert table_i(draft) == ["S D 10 @ 9 -> 40", "Common Stock: 700", "Common Stock: 800 By Trust"]
    said = (
        'Reflects the transfer of 300 shares on February 1, 2024, from direct ownership to the holding "By Trust", '
        "a change in the form of beneficial ownership that is exempt under Rule 16a-13."
    )
    for line in draft.document.table_i[1:]:
        assert marks(draft.document, line, "shares_following") == [said]
    assert draft.is_complete


def test_a_transfer_to_an_account_without_an_opening_is_to_be_looked_at():
    draft = one(
        {"event": "transfer", "shares": "300", "security": "common", "to": "spouse", "date": "2024-02-01"},
        "sell 100 common 9",
    )
    assert table_i(draft) == ["S D 100 @ 9 -> 600", "Common Stock: 500 By Trust", "Common Stock: 300 By Spouse"]
    assert needs(draft) == [("table_i[2].shares_following: look: no opening position of Common Stock, spouse: taken as "
                            "empty before the transfer")]  # fmt: skip


def test_nothing_but_what_is_not_reported_makes_no_form():
    made = make({"event": "espp", "security": "common", "shares": "20"})
    assert (made.drafts, made.left_out) == ((), ())


def test_the_vesting_of_a_class_of_table_i_is_no_transaction():
    made = make({"event": "vest", "security": "common", "shares": "20"})
    (left,) = made.left_out
    assert (made.drafts, str(left)) == (
        (), "row 2 (a): left out: restrictions that lapse on a class of Table I are no transaction"
    )  # fmt: skip


def test_dividend_equivalents_say_what_they_are_unless_a_note_does():
    draft = one("dividend-equivalent 1.5 units")
    line = draft.document.table_ii[0]
    assert marks(draft.document, line, "code")[0].startswith("Credited as dividend equivalents on units")
    draft = one({"event": "deu", "security": "units", "shares": "1.5", "note": "Accrued on the 2021 award."})
    assert marks(draft.document, draft.document.table_ii[0], "code") == ["Accrued on the 2021 award."]


# ------------------------------------------------------------------------------------------ rows that say more


def test_a_vesting_with_tax_withholding_and_a_sale_is_one_row():
    draft = one({
        "event": "RSU vest", "shares": "100", "security": "units", "withheld": "40", "withheld_price": "12.5",
        "sold": "10", "sale_price": "12.6", "note_withheld.code": "withheld", "note_i.code": "At vesting.",
    }, carry="none")  # fmt: skip
    assert table_i(draft) == ["M A 100 @ 0 -> 1100", "F D 40 @ 12.5 -> 1060", "S D 10 @ 12.6 -> 1050"]
    assert table_ii(draft) == ["M D 100 @ 0 -> 200"]
    document = draft.document
    assert marks(document, document.table_i[0], "code") == ["At vesting."]
    assert marks(document, document.table_i[1], "code") == [
        "Withheld by Issuer One Inc for taxes due on the vesting or exercise."
    ]
    assert draft.is_complete


def test_an_exercise_and_same_day_sale_under_a_plan():
    draft = one({
        "event": "exercise", "shares": "100", "security": "option", "sold": "100", "sale_price": "20",
        "plan": "2023-09-01", "deemed": "2024-03-04",
    }, carry="none")  # fmt: skip
    assert table_i(draft) == ["M A 100 @ 12.50 -> 1100", "S D 100 @ 20 -> 1000"]
    exercise, sale = draft.document.table_i
    assert exercise.deemed_execution_date.is_absent
    assert sale.deemed_execution_date.text == "2024-03-04"
    assert exercise.coding_footnotes == sale.coding_footnotes == ("F1",)
    assert draft.document.rule_10b5_1.value is True


def test_nobody_plans_a_vesting():
    draft = one({
        "event": "vest", "shares": "100", "security": "units", "sold": "40", "sale_price": "20", "plan": "2023-09-01",
    })  # fmt: skip
    vesting, sale = draft.document.table_i[:2]
    assert (vesting.coding_footnotes, len(sale.coding_footnotes)) == ((), 1)


def test_restricted_stock_of_table_i_vests_with_withholding():
    made = make({"event": "vest", "shares": "100", "security": "common", "withheld": "40", "withheld_price": "12.5"})
    assert table_i(made.drafts[0])[0] == "F D 40 @ 12.5 -> 960"
    assert len(made.left_out) == 1


def test_what_is_marked_provisional_in_a_column_is_so_on_its_line():
    draft = one({"event": "vest", "shares": "100", "security": "units", "withheld": "40?", "withheld_price": "12.5?"})
    assert [need.path for need in draft.needs] == ["table_i[1].price", "table_i[1].shares"]


def test_a_withholding_without_its_price_is_a_need():
    draft = one({"event": "vest", "shares": "100", "security": "units", "withheld": "40"})
    assert needs(draft) == [
        "table_i[1].price: missing: row 2 does not give the price per share, or a note that says why it cannot be given"
    ]
