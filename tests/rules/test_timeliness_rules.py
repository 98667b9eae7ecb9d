"""Timeliness rules: fixtures that pass and fail, what keeps them silent, and that they count as ``due`` does."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from section16.formats.recognise import read
from section16.model.document import Footnote, Issuer, OwnershipDocument, Signature
from section16.model.filing import Filing
from section16.model.lines import NonDerivativeLine
from section16.model.submission import Header, Party
from section16.rules.catalogue import RULES
from section16.rules.check import check
from section16.rules.content_plans import dates
from section16.rules.deadlines import due
from section16.rules.subject import Stage, Subject
from section16.rules.timeliness import _year_end_after
from section16.rules.timeliness_lines import late_lines, second_business_day
from section16.vocabulary.cells import Cell
from section16.vocabulary.findings import Finding, Severity

FOLDER = Path(__file__).parent
MINE = sorted(code for code in RULES if code.startswith("S16-4"))
each_rule = pytest.mark.parametrize("code", MINE)


def filing(code: str, name: str) -> Filing:
    return read((FOLDER / code / f"{name}.txt").read_bytes())


def cell(value: Any) -> Cell[Any]:
    return Cell() if value is None else Cell(value, str(value))


def day(text: str) -> date:
    return date.fromisoformat(text)


# ------------------------------------------------------------------------------------------------- the fixtures


def test_no_folder_is_left_over():
    assert {path.name for path in FOLDER.glob("S16-4??") if path.is_dir()} == set(MINE)
    assert len(MINE) >= 8


@each_rule
def test_the_failing_submission_fails_by_this_rule_alone(code):
    found = check(filing(code, "fails"))
    assert {finding.code for finding in found} == {code}, "\n".join(map(str, found))


@each_rule
def test_the_passing_submission_passes_every_rule(code):
    assert [str(finding) for finding in check(filing(code, "passes"))] == []


@each_rule
def test_without_a_header_there_is_nothing_to_say(code):
    failing = filing(code, "fails")
    assert check(replace(failing, header=None)) == []
    assert check(replace(failing, header=replace(failing.header, filed=None))) == []
    assert check(replace(failing, header=replace(failing.header, filed=date(9999, 12, 31)))) == []


@each_rule
def test_a_rule_has_title_reason_and_authority_and_is_never_an_error(code):
    rule = RULES[code]
    assert rule.severity is not Severity.ERROR
    assert len(rule.title.split()) > 3
    assert len(rule.why.split()) > 8
    assert rule.citation


@pytest.mark.parametrize("code", [code for code in MINE if code not in {"S16-421", "S16-430"}])
def test_an_amendment_is_not_late(code):
    failing = filing(code, "fails")
    document = failing.document
    amendment = replace(
        document,
        document_type=f"{document.document_type}/A",
        original_date=Cell(failing.header.filed, str(failing.header.filed)),
    )
    assert not [f for f in check(replace(failing, document=amendment)) if f.code.startswith("S16-4")]


@pytest.mark.parametrize("code", ["S16-401", "S16-402"])
def test_a_finding_names_the_three_dates_and_how_sure_it_is(code):
    failing = filing(code, "fails")
    message = next(f.message for f in check(failing) if f.code == code)
    line = failing.document.table_i[0]
    assert f"'{line.transaction_date.value}'" in message
    assert f"filed on '{failing.header.filed}'" in message
    assert f"due on '{second_business_day(line.transaction_date.value)}'" in message
    assert "(confidence A" in message


# ------------------------------------------------------------------------------------------------- single lines


def form(  # one line on one form, filed on a day
    filed: str, traded: str, code: str = "S", side: str = "D", *, form_type: str = "4", deemed: str | None = None,
    plan: bool | None = None, note: str | None = None, kind: str = "4", fiscal: str = "1231",
    field: str = "coding_footnotes",
) -> list[Finding]:  # fmt: skip
    """The timeliness findings about one line."""
    marks: dict[str, Any] = {}
    if note is not None:
        marks = {field: ("F1",) if field == "coding_footnotes" else Cell(Decimal(1), "1", ("F1",))}
    line = NonDerivativeLine(
        kind="transaction", transaction_date=cell(day(traded)), deemed_execution_date=cell(deemed and day(deemed)),
        form_type=cell(form_type), code=cell(code), acquired_disposed=cell(side), **marks,
    )  # fmt: skip
    document = OwnershipDocument(
        schema_version="X0508", document_type=kind, period_of_report=cell(day(traded)), rule_10b5_1=cell(plan),
        issuer=Issuer(cik="0000000001"), table_i=(line,),
        footnotes=() if note is None else (Footnote("F1", note),),
        signatures=(Signature("OWNER", cell(day(filed))),),
    )  # fmt: skip
    parties = (Party(role="ISSUER", cik="0000000001", fiscal_year_end=fiscal),)
    made = filing("S16-401", "passes")
    found = check(replace(made, document=document, header=Header(filed=day(filed), parties=parties)))
    return [finding for finding in found if finding.code.startswith("S16-4")]


def codes(*arguments: Any, **facts: Any) -> list[str]:
    return [finding.code for finding in form(*arguments, **facts)]


@pytest.mark.parametrize(
    ("filed", "expected"), [("2023-06-07", []), ("2023-06-08", ["S16-401"]), ("2023-06-05", []), ("2023-06-06", [])]
)
def test_the_second_business_day_is_the_last(filed, expected):
    assert codes(filed, "2023-06-05") == expected


@pytest.mark.parametrize("code", ["P", "A", "D", "F", "M", "C", "X", "O", "H", "U"])
def test_all_these_are_due_in_two_business_days(code):
    assert codes("2023-06-09", "2023-06-05", code, "A" if code in "PAMCXO" else "D") == ["S16-401"]


@pytest.mark.parametrize(("code", "side"), [("L", "A"), ("W", "A"), ("W", "D"), ("Z", "D"), ("G", "A")])
@pytest.mark.parametrize("form_type", ["4", "5"])
def test_what_may_wait_is_not_late_before_form_5_is_due(code, side, form_type):
    assert codes("2023-12-29", "2023-06-05", code, side, form_type=form_type) == []
    assert codes("2024-02-24", "2023-06-05", code, side, form_type=form_type) == []  # within the days of grace
    assert codes("2024-03-01", "2023-06-05", code, side, form_type=form_type) == ["S16-403"]
    assert codes("2024-03-01", "2023-06-05", code, side, form_type=form_type, fiscal="") == []


def test_lines_marked_v_holdings_and_form_5_are_no_matter():
    assert codes("2023-12-29", "2023-06-05", "A", "A", form_type="5") == []  # wrongly marked: S16-205 says so
    assert codes("2023-08-14", "2023-06-30", "S", kind="5", fiscal="0630") == []  # a line of Form 5
    assert codes("2023-08-15", "2023-06-30", "S", kind="5", fiscal="0630") == ["S16-420"]


def test_gifts_given_away_are_due_on_form_4_since_2023():
    assert codes("2023-06-09", "2023-06-05", "G") == ["S16-401"]
    assert "(confidence B)" in form("2023-06-09", "2023-06-05", "G")[0].message
    assert codes("2023-06-09", "2023-06-05", "G", form_type="5") == ["S16-402"]
    assert codes("2023-03-10", "2023-02-24", "G") == []


@pytest.mark.parametrize(
    ("filed", "deemed", "code", "expected"),
    [
        ("2023-05-25", "2023-05-23", "S", []),
        ("2023-05-26", "2023-05-23", "S", ["S16-401"]),
        ("2023-05-26", "2023-05-24", "S", []),
        ("2023-05-26", "2023-05-25", "S", []),  # later than the rule allows, and in time by it all the same
        ("2023-05-30", "2023-05-25", "S", ["S16-401"]),
        ("2023-05-25", "2023-05-23", "A", ["S16-402"]),  # no deemed date for a grant
        ("2023-05-26", "2023-05-23", "A", ["S16-401"]),  # late even with it
        ("2023-05-24", "2023-05-18", "S", ["S16-401"]),  # before the trade
        ("2023-05-24", "2023-05-19", "S", ["S16-401"]),
    ],
)
def test_a_deemed_execution_date(filed, deemed, code, expected):
    assert codes(filed, "2023-05-19", code, "A" if code == "A" else "D", deemed=deemed) == expected


def test_a_plan_without_a_deemed_date_is_in_doubt_for_five_business_days():
    assert codes("2023-05-26", "2023-05-19", plan=True, note="Rule 10b5-1 plan of 2023-01-09") == ["S16-402"]
    assert codes("2023-05-30", "2023-05-19", plan=True, note="Rule 10b5-1 plan of 2023-01-09") == ["S16-401"]
    assert codes("2023-05-26", "2023-05-19", note="sold under a 10b5-1 plan") == ["S16-402"]
    assert codes("2023-05-26", "2023-05-19") == ["S16-401"]
    assert codes("2023-05-26", "2023-05-19", "A", "A", plan=True) == ["S16-401"]
    assert codes("2023-05-26", "2023-05-19", "I") == ["S16-402"]


@pytest.mark.parametrize("code", ["J", "E"])
def test_what_may_be_exempt_is_in_doubt(code):
    assert codes("2023-12-29", "2023-06-05", code) == ["S16-402"]


def test_the_year_before_may_be_a_slip():
    assert codes("2023-01-05", "2022-01-04") == ["S16-402"]
    assert codes("2023-01-10", "2022-01-04") == ["S16-401"]
    assert "timely if the year is a slip for 2023" in form("2023-01-05", "2022-01-04")[0].message


def test_an_order_of_relief_is_a_doubt():
    assert codes("2012-11-21", "2012-11-01", kind="4") == ["S16-402"]
    assert codes("2012-11-23", "2012-11-01", kind="4") == ["S16-401"]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Contingent upon shareholder approval, which was obtained on June 9, 2023.", ["S16-402"]),
        ("The award was subject to approval by the issuer's stockholders.", ["S16-402"]),
        ("Shares acquired through an automatic dividend reinvestment program.", ["S16-402"]),
        ("This number includes units acquired through reinvestment of dividends.", ["S16-402"]),
        ("Issued before the initial public offering, which closed on June 12, 2023.", ["S16-402"]),
        ("Issued before the initial public offering of June 1, 2020.", ["S16-401"]),
        ("Vests in three equal instalments from June 5, 2024.", ["S16-401"]),
        ("Granted on 6/31/2023.", ["S16-401"]),
    ],
)
def test_a_footnote_can_speak_for_a_line(note, expected):
    assert codes("2023-06-13", "2023-06-05", "A", "A", note=note) == expected


@pytest.mark.parametrize(
    ("code", "note", "expected"),
    [
        ("D", "The disposition reported in this Form 4 is an exempt transaction.", ["S16-402"]),
        ("D", "A disposition exempt under Rule 16b-3(e).", ["S16-401"]),
        ("F", "An exempt transaction.", ["S16-401"]),
        ("S", "Sold by a Cayman Islands exempted company.", ["S16-401"]),
    ],
)
def test_a_footnote_can_claim_an_exemption(code, note, expected):
    assert codes("2023-06-13", "2023-06-05", code, note=note) == expected


def test_a_footnote_about_the_balance_does_not():
    note = "Includes shares acquired through dividend reinvestment by June 9, 2023."
    assert codes("2023-06-13", "2023-06-05", "A", "A", note=note, field="shares_following") == ["S16-401"]
    assert codes("2023-06-13", "2023-06-05", "A", "A", note=note, field="shares") == ["S16-402"]
    note = "All were acquired through a dividend reinvestment plan."
    assert codes("2023-06-13", "2023-06-05", "P", "A", note=note, field="shares_following") == ["S16-402"]


def test_dates_in_words():
    text = "on june 9, 2023 or 6/10/23 or 06/11/2023 or 2023-06-12, not on june 31, 2023"
    assert [d.day for _, d in dates(text)] == [9, 10, 11, 12]


# ------------------------------------------------------------------------------------------------- forms 3 and 5


def form_3(filed: str, event: str) -> list[str]:
    made = filing("S16-410", "passes")
    document = replace(made.document, period_of_report=cell(day(event)))
    found = check(replace(made, document=document, header=replace(made.header, filed=day(filed))))
    return [finding.code for finding in found if finding.code.startswith("S16-4")]


@pytest.mark.parametrize(
    ("filed", "event", "expected"),
    [
        ("2020-01-21", "2020-01-08", []),
        ("2020-01-22", "2020-01-08", ["S16-410"]),
        ("2026-03-18", "2026-01-05", ["S16-411"]),  # perhaps an insider of a foreign private issuer
        ("2026-03-19", "2026-01-05", ["S16-410"]),
        ("2026-01-20", "2026-01-05", ["S16-410"]),
        ("2026-03-27", "2026-03-18", []),
        ("2023-05-09", "2022-05-04", ["S16-411"]),
        ("2023-05-01", "2023-05-04", []),  # before the event
    ],
)
def test_form_3(filed, event, expected):
    assert form_3(filed, event) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2023-03-01", (12, 31), "2023-12-31"),
        ("2023-12-31", (12, 31), "2023-12-31"),
        ("2023-03-01", (1, 31), "2024-01-31"),
        ("2023-03-01", (2, 28), "2024-02-28"),
        ("2023-03-01", (2, 30), "2024-02-29"),
        ("2024-03-01", (2, 29), "2025-02-28"),
    ],
)
def test_the_end_of_a_fiscal_year(start, end, expected):
    assert str(_year_end_after(day(start), end)) == expected


# ------------------------------------------------------------------------------------------------- what always holds


@given(st.dates(date(1995, 1, 1), date(2035, 12, 31)))
def test_the_rules_count_as_due_does(traded):
    """The later of the readings where one day is unsettled; orders of relief are doubts and counted apart."""
    answer = due("4", trade_date=traded, code="A", plan=False)
    counted = second_business_day(traded)
    assert answer.date <= counted <= answer.latest
    if not answer.doubts:
        assert counted == answer.date


@given(
    st.dates(date(2003, 7, 1), date(2026, 5, 1)),
    st.integers(0, 20),
    st.sampled_from("PSAMFDIJGLWZCXOHUE"),
    st.sampled_from("AD"),
    st.one_of(st.none(), st.integers(-3, 9)),
)
def test_a_line_called_late_is_past_its_due_date(traded, after, code, side, notice):
    """No alarm before the date that ``due`` gives for the same facts."""
    filed = traded + timedelta(days=after)
    deemed = None if notice is None else traded + timedelta(days=notice)
    line = NonDerivativeLine(
        kind="transaction", transaction_date=cell(traded), deemed_execution_date=cell(deemed), form_type=cell("4"),
        code=cell(code), acquired_disposed=cell(side),
    )  # fmt: skip
    document = OwnershipDocument(document_type="4", table_i=(line,))
    found = late_lines(Subject(document, Stage.FILED, None, Header(filed=filed)))
    answer = due(
        "4", trade_date=traded, code=code, side=side, deemed_date=deemed, plan=False if deemed is None else None
    )
    if found:
        assert answer.form == "4"
        assert filed > answer.date
    elif answer.form == "4" and answer.latest is not None:
        assert filed <= answer.latest


def test_no_real_submission_has_an_error_by_these_rules(submissions):
    for name, source in submissions.sample(every=97):
        assert all(
            finding.severity is not Severity.ERROR
            for finding in check(read(source))
            if finding.code.startswith("S16-4")
        ), name
