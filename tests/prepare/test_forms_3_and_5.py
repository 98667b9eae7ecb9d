"""Form 3 for new insiders, Form 5 at the year end, the exit form, and what waits for which form."""

import datetime

import pytest

from section16.prepare.draft import prepared
from section16.prepare.drafted import Wishes
from section16.prepare.initial import initial, leaving
from section16.vocabulary.errors import NotFound
from tests.prepare.made import SIGNED, findings, make, marks, needs, one, roster, table_i, table_ii

EVENT = datetime.date(2024, 3, 1)
YEAR = datetime.date(2023, 12, 31)


def form_3(more: str = "", owner: str = "a", event_date: datetime.date = EVENT, **wishes):
    return initial(roster(more), owner, event_date, Wishes(**({"signed_on": SIGNED} | wishes)))


# -------------------------------------------------------------------------------------------------- Form 3


def test_form_3_lists_what_is_held():
    draft = form_3()
    document = draft.document
    assert (document.document_type, document.period_of_report.value) == ("3", EVENT)
    assert table_i(draft) == ["Common Stock: 1000", "Common Stock: 500 By Trust", "Series A Preferred Stock: 50"]
    assert [
        (line.security_title.value, line.underlying_shares.value, line.underlying_value.value)
        for line in document.table_ii
    ] == [
        ("Restricted Stock Units", 300, None),
        ("Option (right to buy)", 400, None),
        ("Class B Common Stock", 300, None),
        ("Convertible Notes", None, 100000),
    ]
    assert all(line.shares_following.is_absent for line in document.table_ii)
    assert document.no_securities_owned.value is False
    assert (needs(draft), findings(document)) == ([], [])


def test_form_3_without_holdings():
    draft = form_3("holdings: []")
    assert draft.document.no_securities_owned.value is True
    assert draft.document.lines is not None
    assert (list(draft.document.lines()), needs(draft), findings(draft.document)) == ([], [], [])


def test_form_3_with_a_holding_of_unknown_size():
    draft = form_3("holdings:\n  - {owner: a, security: common}\n  - {owner: a, security: option}")
    assert [need.path for need in draft.needs] == ["table_i[0].shares_following", "table_ii[0].underlying_shares"]


def test_form_3_of_somebody_unknown():
    with pytest.raises(NotFound, match="no owner 'z'"):
        form_3(owner="z")


def test_form_3_signed_too_late():
    draft = form_3(signed_on=datetime.date(2024, 3, 20))
    assert needs(draft) == ["period_of_report: look: late: it was due on Monday 2024-03-11"]


# ------------------------------------------------------------------------------------------------ the exit form


def test_the_exit_box_alone():
    draft = leaving(roster(), "a", EVENT, Wishes(signed_on=SIGNED))
    assert (draft.document.no_longer_subject.value, list(draft.document.lines())) == (True, [])
    assert findings(draft.document) == []


def test_the_exit_box_with_holdings():
    draft = leaving(roster(), "a", EVENT, Wishes(signed_on=SIGNED, carry="all"))
    assert table_i(draft)[0] == "Common Stock: 1000"


# -------------------------------------------------------------------------------------------- what waits, and where


def test_what_may_wait_is_left_out_of_form_4_and_said():
    made = make("inherit 10 common", "buy 1 common 9")
    assert [str(left) for left in made.left_out] == [
        "row 2 (a): left out: inherit may wait for Form 5; early = yes reports it now"
    ]
    (draft,) = made.drafts
    assert table_i(draft) == ["P A 1 @ 9 -> 1011", "Common Stock: 500 By Trust"]
    assert marks(draft.document, draft.document.table_i[0], "shares_following") == [
        "Includes 10 shares acquired on March 1, 2024, to be reported on Form 5."
    ]


def test_a_gift_given_waits_only_before_february_27_2023():
    made = make({"event": "gift", "shares": "1", "security": "common", "date": "2023-02-26"},
                {"event": "gift", "shares": "2", "security": "common", "date": "2023-02-27"})  # fmt: skip
    assert [left.row for left in made.left_out] == [2]
    assert table_i(made.drafts[0])[0] == "G D 2 @ 0 -> 997"


def test_trades_after_a_day_wait_for_the_next_form():
    made = make("buy 1 common 9", {"event": "buy", "shares": "2", "security": "common", "price": "9",
                                   "date": "2024-03-04"}, as_of=EVENT)  # fmt: skip
    assert [str(left) for left in made.left_out] == ["row 3 (a): left out: it is of 2024-03-04, after 2024-03-01"]
    assert table_i(made.drafts[0])[0] == "P A 1 @ 9 -> 1001"


def test_early_on_what_is_due_is_to_be_looked_at():
    draft = one({"event": "buy", "shares": "1", "security": "common", "price": "9", "early": "yes"})
    assert needs(draft) == ["table_i[0].form_type: look: row 2 says early, but buy is due on Form 4"]


# -------------------------------------------------------------------------------------------------- Form 5

ROWS = [
    {"event": "gift-received", "shares": "10", "security": "common", "date": "2023-05-01"},
    {"event": "inherit", "shares": "20", "security": "common", "date": "2022-11-01", "late": "yes"},
    {"event": "buy", "shares": "30", "security": "common", "price": "9", "date": "2023-06-01", "late": "yes"},
    {"event": "sell", "shares": "40", "security": "common", "price": "9", "date": "2023-07-03"},
    {"event": "small-acquisition", "shares": "5", "security": "common", "price": "9", "date": "2023-08-01",
     "early": "yes"},
    {"event": "inherit", "shares": "6", "security": "common", "date": "2022-10-03"},
    {"event": "gift-received", "shares": "7", "security": "common", "date": "2024-01-02"},
    {"event": "espp", "shares": "8", "security": "common", "date": "2023-09-29"},
]  # fmt: skip


def test_form_5_holds_what_waited_and_what_was_missed():
    made = make(*ROWS, form="5", signed_on=datetime.date(2024, 2, 14))
    assert [str(left) for left in made.left_out] == [
        (
            "row 7 (a): left out: it is of 2022-10-03, before the fiscal year that begins on 2023-01-01; late = yes "
            "when it was never reported"
        ),
        "row 5 (a): left out: sell is due on Form 4; late = yes when it was never reported",
        "row 6 (a): left out: it was reported early, on Form 4",
        "row 8 (a): left out: it is of 2024-01-02, after the fiscal year that ends on 2023-12-31",
    ]
    (draft,) = made.drafts
    document = draft.document
    held = 1000 + 10 + 20 + 30 - 40 + 5 + 6 + 8  # column 5 of Form 5: at the end of the fiscal year, on every line
    assert table_i(draft) == [f"WL A 20 @ 0 -> {held}", f"GL A 10 @ 0 -> {held}".replace("GL", "G"),
                              f"PL A 30 @ 9 -> {held}", "Common Stock: 500 By Trust"]  # fmt: skip
    assert [line.form_type.value for line in document.table_i] == ["5", "5", "4", None]
    assert document.period_of_report.value == YEAR
    assert document.form4_transactions_reported.value is True
    assert document.form3_holdings_reported.is_absent
    assert findings(document) == []
    assert draft.is_complete


def test_form_5_without_anything_to_report_is_not_made():
    made = make(ROWS[3], form="5", signed_on=datetime.date(2024, 2, 14))
    assert made.drafts == ()


def test_form_5_says_neither_of_what_it_has_nothing_of():
    draft = one(ROWS[0], form="5", signed_on=datetime.date(2024, 2, 14))
    assert draft.document.form3_holdings_reported.is_absent
    assert draft.document.form4_transactions_reported.is_absent


def test_a_holding_that_was_left_out_of_form_3():
    more = (
        "holdings:\n  - {owner: a, security: common, shares: 5}\n"
        "  - {owner: a, security: preferred, shares: 9, late: yes}"
    )
    draft = one(ROWS[0], form="5", more=more, signed_on=datetime.date(2024, 2, 14))
    assert table_i(draft) == ["G A 10 @ 0 -> 15", "Series A Preferred Stock: 9"]
    line = draft.document.table_i[1]
    assert (line.form_type.value, draft.document.form3_holdings_reported.value) == ("3", True)
    assert findings(draft.document) == []
    assert not any(holding.late for holding in draft.closing)


def test_a_late_holding_alone_makes_a_form_5():
    more = "holdings:\n  - {owner: a, security: preferred, shares: 9, late: yes}"
    (draft,) = prepared([], roster(more), Wishes(form="5", signed_on=datetime.date(2024, 2, 14))).drafts
    assert (draft.owners, table_i(draft)) == (("a",), ["Series A Preferred Stock: 9"])
    assert draft.document.period_of_report.value == YEAR
    assert draft.is_complete
    assert prepared([], roster(more), Wishes(signed_on=SIGNED)).drafts == ()


@pytest.mark.parametrize(
    ("end", "wishes", "expected"),
    [
        ("12-31", {"signed_on": "2024-02-14"}, "2023-12-31"),
        ("12-31", {"as_of": "2023-12-31"}, "2023-12-31"),
        ("06-30", {"signed_on": "2024-02-14"}, "2023-06-30"),
        ("06-30", {}, "2023-06-30"),
        ("02-29", {}, "2024-02-29"),
        ("12-31", {"fiscal_year_end": "2024-12-31"}, "2024-12-31"),
    ],
)
def test_the_fiscal_year_of_a_form_5(end, wishes, expected):
    more = f"issuers:\n  one: {{cik: '1', name: I, symbol: ONE, fiscal_year_end: {end}}}"
    days = {name: datetime.date.fromisoformat(day) for name, day in wishes.items()}
    draft = one({**ROWS[0], "late": "yes"}, form="5", more=more, **({"signed_on": None} | days))
    assert draft.document.period_of_report.text == expected


def test_derivatives_on_form_5_state_the_year_end_too():
    draft = one({"event": "vest", "shares": "100", "security": "units", "date": "2023-05-01", "late": "yes"},
                {"event": "vest", "shares": "50", "security": "units", "date": "2023-06-01", "late": "yes"},
                form="5", signed_on=datetime.date(2024, 2, 14), carry="none")  # fmt: skip
    assert table_i(draft) == ["ML A 100 @ 0 -> 1150", "ML A 50 @ 0 -> 1150"]
    assert table_ii(draft) == ["ML D 100 @ 0 -> 150", "ML D 50 @ 0 -> 150"]


# ------------------------------------------------------------------------------------------ small acquisitions


def small(day: str, shares: str, price: str = "100"):
    return {"event": "small-acquisition", "shares": shares, "security": "common", "price": price, "date": day}


def test_small_acquisitions_above_the_limit_are_to_be_looked_at():
    """17 CFR 240.16a-6: $10,000 in six months."""
    draft = one(small("2023-03-01", "60"), small("2023-05-01", "40"), form="5", signed_on=datetime.date(2024, 2, 14))
    assert needs(draft) == []
    draft = one(small("2023-03-01", "60"), small("2023-05-01", "41"), form="5", signed_on=datetime.date(2024, 2, 14))
    (need,) = needs(draft)
    assert need == (
        "table_i[1]: look: $10,100.00 of small acquisitions in six months, more than $10,000: due on Form 4 "
        "within two business days (Rule 16a-6)"
    )
    draft = one(small("2023-01-02", "60"), small("2023-08-01", "60"), form="5", signed_on=datetime.date(2024, 2, 14))
    assert needs(draft) == []


def test_a_sale_within_six_months_makes_small_acquisitions_due():
    draft = one(small("2023-03-01", "6"), {"event": "sell", "shares": "1", "security": "common", "price": "9",
                "date": "2023-06-01"}, form="5", signed_on=datetime.date(2024, 2, 14))  # fmt: skip
    (need,) = needs(draft)
    assert "a sale on 2023-06-01, within six months" in need


def test_form_5_of_trades_without_dates():
    draft = one({**ROWS[0], "date": ""}, form="5", signed_on=None)
    assert [need.path for need in draft.needs] == [
        "table_i[0].transaction_date",
        "period_of_report",
        "signatures[0].date",
    ]


def test_form_5_takes_no_footnote_on_its_mark_of_lateness():
    draft = one({**ROWS[2], "note_timeliness": "Found at the year end."}, form="5", signed_on=datetime.date(2024, 2, 1))
    line = draft.document.table_i[0]
    assert (line.timeliness.footnotes, marks(draft.document, line, "code")) == ((), ["Found at the year end."])
    assert findings(draft.document) == []
