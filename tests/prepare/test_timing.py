"""Due dates with their reasoning, what is late, and deemed execution dates that do not count."""

import datetime

import pytest

from section16.prepare.timing import form_due, line_dues
from tests.prepare.made import needs, one
from tests.prepare.test_forms_3_and_5 import form_3

FRIDAY = "2024-03-01"
PLAN = {"event": "sell", "shares": "1", "security": "common", "price": "9", "plan": "2023-05-01", "date": FRIDAY}


def due_on(draft):
    found = form_due(draft)
    return None if found is None else found.due.date


def test_the_form_is_due_by_its_earliest_line():
    draft = one("buy 1 common 9", {"event": "buy", "shares": "2", "security": "common", "price": "9",
                                   "date": "2024-02-29"})  # fmt: skip
    assert str(due_on(draft)) == "2024-03-04"
    assert [(one.path, str(one.due.date)) for one in line_dues(draft)] == [
        ("table_i[0]", "2024-03-04"), ("table_i[1]", "2024-03-05"),
    ]  # fmt: skip
    found = form_due(draft)
    assert str(found.due.steps[0]).startswith("Thursday 2024-02-29: the transaction, code P")


def test_what_may_wait_does_not_decide():
    early = {"event": "inherit", "shares": "1", "security": "common", "early": "yes", "date": "2024-01-02"}
    assert str(due_on(one("buy 1 common 9", early))) == "2024-03-05"
    assert due_on(one(early)) is None


def test_forms_3_and_5_have_one_date():
    assert str(due_on(form_3())) == "2024-03-11"
    gift = {"event": "gift-received", "shares": "1", "security": "common", "date": "2023-05-01"}
    assert str(due_on(one(gift, form="5", signed_on=datetime.date(2024, 2, 1)))) == "2024-02-14"


@pytest.mark.parametrize(("signed", "late"), [("2024-03-05", False), ("2024-03-06", True)])
def test_late_when_signed_after_the_due_date(signed, late):
    draft = one(PLAN, signed_on=datetime.date.fromisoformat(signed))
    said = [need for need in needs(draft) if "due on" in need]
    expected = [
        (
            "table_i[0].transaction_date: look: due on Tuesday 2024-03-05; timely until 2024-03-08 only under a doubt "
            "that section16 due names"
        )
    ]
    assert said == (expected if late else [])


def test_late_for_certain():
    draft = one({**PLAN, "plan": ""}, signed_on=datetime.date(2024, 3, 15))
    assert needs(draft) == ["table_i[0].transaction_date: look: late: it was due on Tuesday 2024-03-05"]
    assert draft.is_complete


def test_late_as_of_a_day():
    draft = one("gift 1 common", as_of=datetime.date(2024, 3, 15), signed_on=None)
    assert "table_i[0].transaction_date: look: late: it was due on Tuesday 2024-03-05" in needs(draft)


def test_a_deemed_date_moves_the_due_date():
    draft = one({**PLAN, "deemed": "2024-03-05"}, signed_on=datetime.date(2024, 3, 7))
    assert str(due_on(draft)) == "2024-03-07"
    assert needs(draft) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"deemed": "2024-02-29"}, "it is before the trade"),
        ({"deemed": "2024-03-07"}, "it is after 2024-03-06"),
        (
            {"event": "gift", "plan": "", "price": "", "deemed": "2024-03-04"},
            ("found code G, expected a trade under a Rule 10b5-1(c) plan"),
        ),
    ],
)
def test_deemed_dates_that_do_not_count(more, said):
    (need,) = needs(one({**PLAN, **more}))
    assert need.startswith("table_i[0].deemed_execution_date: look: the deemed execution date does not count: ")
    assert said in need


@pytest.mark.parametrize("year", [202, 9999])
def test_forms_3_and_5_of_a_year_that_nobody_means_have_no_due_date(year):
    assert due_on(form_3(event_date=datetime.date(year, 3, 1))) is None
    gift = {"event": "gift-received", "shares": "1", "security": "common", "date": f"{year:04d}-05-01"}
    assert due_on(one(gift, form="5", signed_on=None)) is None


def test_a_year_that_nobody_means_has_no_due_date():
    draft = one({**PLAN, "date": "0202-03-01", "plan": ""})
    assert due_on(draft) is None
