"""Due dates: every worked example of the specification, the corners of the rules, and what must always hold."""

import csv
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from section16.rules.deadlines import Due, due
from section16.vocabulary.calendar import edgar_calendar
from section16.vocabulary.errors import MissingFact, SeenAndExpected

EDGAR = edgar_calendar()
DAYS = st.dates(date(2003, 7, 1), date(2035, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


def form_4(trade_date: str, **facts: Any) -> Due:
    return due("4", trade_date=day(trade_date), **facts)


def said(answer: Due) -> str:
    return "\n".join(map(str, answer.steps))


# --------------------------------------------------------------------------------- the examples of the specification

SMALL = (
    "small acquisition deferred under 16a-6, condition fails on 2025-05-22 "
    "(a further purchase lifts the six-month sum over $10,000)"
)
# Rows whose first column is a sentence: form and sentence -> the facts it tells, or None with the reason why nothing
# can be computed.
TOLD: dict[tuple[str, str], dict[str, Any]] = {
    ("4", "2023-02-25 (Saturday)"): {
        "trade_date": day("2023-02-25"), "deemed_date": day("2023-02-27"), "code": "M", "side": "A",
    },
    ("3", "FPI director or officer in office on 2025-12-18 and still on 2026-03-18"): {
        "event_date": day("2025-12-18"), "is_foreign": True,
    },
    ("3", "FPI insider appointed 2026-03-12"): {"event_date": day("2026-03-12"), "is_foreign": True},
    ("3", "FPI insider appointed 2026-01-05"): {"event_date": day("2026-01-05"), "is_foreign": True},
    ("5", "2020-12-31 (fiscal year end)"): {"fiscal_year_end": day("2020-12-31")},
    ("5", "2019-12-31 (fiscal year end)"): {"fiscal_year_end": day("2019-12-31")},
    ("5", "2023-12-31 (fiscal year end)"): {"fiscal_year_end": day("2023-12-31")},
    ("5", "2024-12-31 (fiscal year end)"): {"fiscal_year_end": day("2024-12-31")},
    ("5", "2025-12-31 (fiscal year end)"): {"fiscal_year_end": day("2025-12-31")},
    ("5", "2024-06-30 (fiscal year end)"): {"fiscal_year_end": day("2024-06-30")},
    ("4", SMALL): {
        "trade_date": day("2025-03-03"), "code": "L", "limit_broken_on": day("2025-05-22"),
    },
}  # fmt: skip

# Rows without a date of their own: where in this file each is tested.
WITHOUT_DATE = {
    ("4", "any (10b5-1 or discretionary, date not chosen)"): "test_at_most_five_business_days",
    ("3", "IPO: registration statement effective on day E"): "test_form_3_at_the_registration",
    ("4 or any 16(a) filing", "due 2012-10-29..2012-11-20, filer hit by Sandy"): "test_an_order_of_relief_is_told",
    ("4", "accepted 21:30 ET on the due day"): "test_filed_on_the_evening_of_the_due_day",
}


def examples(shared) -> list[dict[str, str]]:
    with (shared / "spec" / "deadline-examples.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def facts_of(row: dict[str, str]) -> dict[str, Any] | None:
    """The arguments of ``due`` for a row; None for one without a date."""
    form, event = row["form"], row["event_or_trade_date"]
    if (form, event) in TOLD:
        return TOLD[form, event]
    if (form, event) in WITHOUT_DATE:
        return None
    if form == "3":
        return {"event_date": day(event)}
    deemed = row["deemed_date"]
    code = {"code": "G", "side": "D"} if "gift" in row["explanation"].lower() else {}
    return {"trade_date": day(event), **({"deemed_date": day(deemed)} if deemed else {}), **code}


def test_every_example_of_the_specification(shared):
    rows = examples(shared)
    assert len(rows) >= 50
    wrong = []
    computed = 0
    for row in rows:
        facts = facts_of(row)
        if facts is None:
            continue
        computed += 1
        answer = due(row["form"], **facts)
        if str(answer.date) != row["due_date"] or answer.form != row["form"]:
            wrong.append(f"{row['event_or_trade_date']}: {answer.date}, expected {row['due_date']}")
    assert wrong == []
    assert computed == len(rows) - len(WITHOUT_DATE)


def test_every_row_of_the_specification_is_accounted_for(shared):
    keys = {(row["form"], row["event_or_trade_date"]) for row in examples(shared)}
    assert set(TOLD) <= keys
    assert set(WITHOUT_DATE) <= keys
    assert all(name in globals() for name in WITHOUT_DATE.values())


@given(DAYS)
def test_at_most_five_business_days(trade):
    """Rule 16a-3(g)(4): no notice moves the date further."""
    fifth = EDGAR.add_business_days(trade, 5)
    assert due("4", trade_date=trade, code="S", deemed_date=trade + timedelta(days=30)).date == fifth
    assert due("4", trade_date=trade, code="S", plan=True).latest >= fifth


@given(DAYS.filter(EDGAR.is_business_day))
def test_form_3_at_the_registration(effective):
    answer = due("3", event_date=effective - timedelta(days=200), registration_date=effective)
    assert answer.date == effective
    assert due("3", registration_date=effective).date == effective


def test_an_order_of_relief_is_told():
    answer = form_4("2012-11-01", code="S", plan=False)
    assert (str(answer.date), str(answer.latest)) == ("2012-11-05", "2012-11-21")
    assert any("Sandy" in doubt.text for doubt in answer.doubts)
    assert due("5", fiscal_year_end=day("2012-09-30")).latest == day("2012-11-21")


def test_filed_on_the_evening_of_the_due_day():
    answer = form_4("2023-06-05")
    assert EDGAR.filing_date(datetime(2023, 6, 7, 21, 30)).day == answer.date  # noqa: DTZ001
    assert "by 22:00 Eastern time" in said(answer)


# ------------------------------------------------------------------------------------------------- Form 4


def test_every_step_has_a_day_an_authority_and_a_mark():
    answer = form_4("2020-12-22", code="S")
    assert [str(step.day) for step in answer.steps] == [
        "2020-12-22", "2020-12-23", "2020-12-24", "2020-12-25", "2020-12-26", "2020-12-27", "2020-12-28", "2020-12-28",
    ]  # fmt: skip
    assert "Friday 2020-12-25: not a business day, Christmas Day [5 U.S.C. 6103(a); A]" in said(answer)
    assert all(step.authority for step in answer.steps)
    assert answer.confidence == "B"  # Christmas Eve rests on a notice as quoted
    assert answer.authority.startswith("15 U.S.C. 78p(a)(2)(C)")


@pytest.mark.parametrize(
    ("trade", "deemed", "code", "expected"),
    [
        ("2023-05-19", "2023-05-22", "S", "2023-05-24"),  # told the next business day
        ("2023-05-19", "2023-05-24", "S", "2023-05-26"),  # the third
        ("2023-05-19", "2023-05-25", "S", "2023-05-26"),  # too late, so the third counts
        ("2023-05-19", "2028-05-25", "S", "2023-05-26"),
        ("2023-05-19", "2023-05-20", "S", "2023-05-23"),  # told on a Saturday
        ("2023-05-19", "2023-05-18", "S", "2023-05-23"),  # before the trade: does not count
        ("2023-05-19", "2023-05-19", "S", "2023-05-23"),
        ("2023-05-19", "2023-05-23", "A", "2023-05-23"),  # a grant has no deemed date
        ("2023-05-19", "2023-05-23", "F", "2023-05-23"),
        ("2023-05-19", "2023-05-23", "I", "2023-05-25"),
        ("2023-05-19", "2023-05-23", None, "2023-05-25"),
    ],
)
def test_deemed_execution(trade, deemed, code, expected):
    assert str(form_4(trade, deemed_date=day(deemed), code=code).date) == expected


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"deemed_date": "2023-05-18", "code": "S"}, "it is before the trade"),
        ({"deemed_date": "2023-05-23", "code": "M"}, "found code M, expected a trade under a Rule 10b5-1(c) plan"),
        ({"deemed_date": "2023-05-23", "code": "S", "plan": False}, "found a trade whose date the owner chose"),
        ({"deemed_date": "2023-06-23", "code": "S"}, "it is after 2023-05-24"),
    ],
)
def test_a_deemed_date_that_cannot_be_is_told(facts, words):
    facts["deemed_date"] = day(facts["deemed_date"])
    doubts = "\n".join(map(str, form_4("2023-05-19", **facts).doubts))
    assert "the deemed execution date does not count" in doubts
    assert words in doubts


def test_weekend_vesting_counts_from_its_own_day():
    assert str(form_4("2023-02-25", code="M").date) == "2023-02-28"
    assert form_4("2023-02-25", code="M").date == form_4("2023-02-24", code="M").date


@pytest.mark.parametrize(
    ("trade", "side", "form"),
    [("2023-02-27", "D", "4"), ("2023-02-26", "D", "5"), ("2023-02-27", "A", "5"), ("2023-02-27", None, "4")],
)
def test_gifts(trade, side, form):
    answer = form_4(trade, code="G", side=side, fiscal_year_end=day("2023-12-31"))
    assert answer.form == form
    assert str(answer.date) == ("2023-03-01" if form == "4" else "2024-02-14")


@pytest.mark.parametrize("code", ["L", "W", "Z"])
def test_what_may_wait(code):
    answer = form_4("2023-05-05", code=code, fiscal_year_end=day("2023-06-30"))
    assert (answer.form, str(answer.date)) == ("5", "2023-08-14")
    assert "may wait for Form 5; on Form 4 it is early, marked V" in said(answer)
    without = form_4("2023-05-05", code=code)
    assert (without.form, without.date, without.latest) == ("5", None, None)
    assert "which was not given" in said(without)


@pytest.mark.parametrize("code", ["J", "E"])
def test_what_may_be_exempt(code):
    answer = form_4("2023-05-05", code=code, fiscal_year_end=day("2023-12-31"))
    assert (answer.form, str(answer.date), str(answer.latest)) == ("4", "2023-05-09", "2024-02-14")
    assert form_4("2023-05-05", code=code).latest == day("2023-05-09")
    assert any("may wait for Form 5" in doubt.text for doubt in form_4("2023-05-05", code=code).doubts)


@pytest.mark.parametrize("code", ["P", "S", "A", "D", "F", "I", "M", "C", "X", "O", "H", "U"])
def test_what_is_due_in_two_business_days(code):
    assert str(form_4("2023-05-05", code=code).date) == "2023-05-09"


def test_who_chose_the_date_is_in_doubt_unless_told():
    assert str(form_4("2023-05-05", code="S").latest) == "2023-05-12"
    assert str(form_4("2023-05-05", code="S", plan=True).latest) == "2023-05-12"
    assert str(form_4("2023-05-05", code="S", plan=False).latest) == "2023-05-09"
    assert str(form_4("2023-05-05", code="A").latest) == "2023-05-09"
    assert str(form_4("2023-05-05", code="S", deemed_date=day("2023-05-08")).latest) == "2023-05-10"


@pytest.mark.parametrize(
    ("trade", "expected"), [("2002-08-29", "2002-09-03"), ("2002-08-28", "2002-09-10"), ("2001-05-05", "2001-06-11")]
)
def test_trades_before_the_sarbanes_oxley_act_were_reported_by_the_month(trade, expected):
    assert str(form_4(trade, code="S").date) == expected
    assert "by 17:30 Eastern time" in said(form_4(trade, code="S"))


def test_days_after_the_table_are_told():
    answer = form_4("2031-05-05", code="S")
    assert str(answer.date) == "2031-05-07"
    assert any("closings announced after 2026-05-31 are not in the table" in doubt.text for doubt in answer.doubts)
    assert not any("not in the table" in doubt.text for doubt in form_4("2023-05-05").doubts)


def test_an_unsettled_day_is_told():
    answer = form_4("2012-10-25", code="S", plan=False)
    assert str(answer.date) == "2012-10-29"
    assert any("if the unsettled days do not count" in doubt.text for doubt in answer.doubts)
    assert answer.confidence == "K"


def test_an_open_day_with_a_name_is_told():
    assert "counts: Good Friday" in said(form_4("2026-04-01"))
    assert "counts: government shutdown" in said(form_4("2025-10-01"))


def test_another_calendar(tmp_path):
    path = tmp_path / "closings.tsv"
    path.write_text("first\twhat\n2027-05-06\tday of mourning\n", "utf-8")
    answer = form_4("2027-05-05", code="S", calendar=EDGAR.extended(path))
    assert str(answer.date) == "2027-05-10"
    assert "not a business day, day of mourning" in said(answer)
    assert answer.confidence == "U"


# ------------------------------------------------------------------------------------------------- Forms 3 and 5


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("2025-12-17", "2026-03-18"),
        ("2025-12-18", "2026-03-18"),
        ("2025-12-19", "2026-03-18"),
        ("2026-03-08", "2026-03-18"),
        ("2026-03-09", "2026-03-19"),
        ("2026-03-18", "2026-03-30"),  # the 28th is a Saturday
        ("2026-04-01", "2026-04-13"),
    ],
)
def test_insiders_of_foreign_private_issuers(event, expected):
    assert str(due("3", event_date=day(event), is_foreign=True).date) == expected


def test_a_foreign_issuer_registered_in_the_span():
    assert str(due("3", registration_date=day("2026-02-02"), is_foreign=True).date) == "2026-03-18"
    assert str(due("3", registration_date=day("2026-03-25"), is_foreign=True).date) == "2026-03-25"


def test_a_registration_that_takes_effect_at_a_weekend():
    assert str(due("3", registration_date=day("2023-07-01")).date) == "2023-07-03"


def test_who_came_after_the_registration_has_ten_days():
    answer = due("3", event_date=day("2023-05-05"), registration_date=day("2023-05-01"))
    assert str(answer.date) == "2023-05-15"


def test_form_5_says_that_it_may_not_be_needed():
    assert "only when something of the year is still unreported" in str(
        due("5", fiscal_year_end=day("2023-12-31")).doubts
    )


# ------------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize("form", ["3", "4", "5"])
def test_the_date_a_form_goes_by_is_asked_for(form):
    with pytest.raises(MissingFact, match=f"expected the .* for Form {form}"):
        due(form)


@pytest.mark.parametrize(
    ("form", "facts", "words"),
    [
        ("4/A", {"trade_date": "2023-05-05"}, "an amendment has no due date"),
        ("4", {"trade_date": "2023-05-05", "code": "V"}, "found code 'V', expected one of A C D"),
        ("4", {"trade_date": "2023-05-05", "side": "B"}, "found side 'B'"),
        ("4", {"trade_date": "0022-05-05"}, "found trade date 0022-05-05, expected a date from 1934"),
        ("4", {"trade_date": "2023-05-05", "fiscal_year_end": "2023-04-30"}, "the fiscal year in which 2023-05-05"),
        ("4", {"trade_date": "2023-05-05", "fiscal_year_end": "2024-12-31"}, "the fiscal year in which 2023-05-05"),
        ("4", {"trade_date": "2023-05-05", "limit_broken_on": "2023-05-04"}, "found the limit broken on 2023-05-04"),
        ("5", {"fiscal_year_end": "9999-12-31"}, "found fiscal year end 9999-12-31"),
    ],
)
def test_facts_that_cannot_be(form, facts, words):
    dated = {name: day(value) if "-" in value else value for name, value in facts.items()}
    with pytest.raises(SeenAndExpected, match=words):
        due(form, **dated)


# ------------------------------------------------------------------------------------------------- what always holds

CODES = st.sampled_from([None, "P", "S", "I", "A", "M", "F", "J", "G"])


@given(DAYS, CODES, st.one_of(st.none(), st.integers(-10, 40)))
def test_a_due_date_is_a_business_day_after_the_trade(trade, code, notice):
    deemed = None if notice is None else trade + timedelta(days=notice)
    answer = due("4", trade_date=trade, code=code, side="D" if code == "G" else None, deemed_date=deemed,
                 fiscal_year_end=trade + timedelta(days=200))  # fmt: skip
    assert answer.date is not None
    assert answer.latest is not None
    assert EDGAR.is_business_day(answer.date)
    assert trade < answer.date <= answer.latest
    assert answer.steps[-1].day == answer.date
    if answer.form == "4":
        assert 2 <= EDGAR.business_days_between(trade, answer.date) <= 5


@given(DAYS, st.integers(0, 40), st.sampled_from([None, "S", "A"]))
def test_a_later_trade_is_never_due_earlier(trade, days, code):
    later = trade + timedelta(days=days)
    assert due("4", trade_date=trade, code=code).date <= due("4", trade_date=later, code=code).date
    assert due("3", event_date=trade).date <= due("3", event_date=later).date
    assert due("5", fiscal_year_end=trade).date <= due("5", fiscal_year_end=later).date


@given(DAYS, st.integers(0, 30), st.integers(0, 10))
def test_a_later_notice_is_never_due_earlier(trade, notice, more):
    first, second = (trade + timedelta(days=n) for n in (notice, notice + more))
    one = due("4", trade_date=trade, code="S", deemed_date=first)
    other = due("4", trade_date=trade, code="S", deemed_date=second)
    assert one.date <= other.date <= EDGAR.add_business_days(trade, 5)


@given(DAYS)
def test_forms_3_and_5_are_due_on_business_days(start):
    for answer in (due("3", event_date=start), due("5", fiscal_year_end=start), due("3", registration_date=start)):
        assert EDGAR.is_business_day(answer.date)
        assert answer.date <= answer.latest
    assert timedelta(days=10) <= due("3", event_date=start).date - start <= timedelta(days=15)
