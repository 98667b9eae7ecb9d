"""Business days, closings, and the filing date of an acceptance."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from section16.formats.recognise import read
from section16.vocabulary.calendar import Calendar, edgar_calendar, federal_holidays
from section16.vocabulary.closings import Closing, read_closings
from section16.vocabulary.errors import Damaged, NotThisFormat

EDGAR = edgar_calendar()
DAYS = st.dates(date(1994, 1, 1), date(2035, 12, 31))

# Worked out by hand in the shared specification (spec/legal.md, section 3).
LISTED = """
2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-10-12 2026-11-11 2026-11-26 2026-12-25
2027-01-01 2027-01-18 2027-02-15 2027-05-31 2027-06-18 2027-07-05 2027-09-06 2027-10-11 2027-11-11 2027-11-25 2027-12-24
2027-12-31 2028-01-17 2028-02-21 2028-05-29 2028-06-19 2028-07-04 2028-09-04 2028-10-09 2028-11-10 2028-11-23 2028-12-25
"""


def day(text: str) -> date:
    return date.fromisoformat(text)


# ------------------------------------------------------------------------------------------------- holidays


def test_holidays_as_listed():
    found = [str(d) for year in (2026, 2027, 2028) for d in federal_holidays(year)]
    assert found == LISTED.split()


@pytest.mark.needs("holidays")
@pytest.mark.parametrize("year", range(1994, 2036))
def test_holidays_are_those_of_the_package(year):
    """Two independent makers of the list agree; the package names the day itself and the day in its place."""
    import holidays

    theirs = {d for d in holidays.country_holidays("US", years=[year, year + 1]) if d.year == year and d.weekday() < 5}
    assert set(federal_holidays(year)) == theirs


def test_a_holiday_at_the_weekend_is_kept_beside_it():
    assert federal_holidays(2021)[day("2021-06-18")] == "Juneteenth National Independence Day, observed"
    assert federal_holidays(2022)[day("2022-06-20")].startswith("Juneteenth")
    assert day("2021-12-31") in federal_holidays(2021)  # New Year's Day 2022
    assert day("2022-01-01") not in federal_holidays(2022)
    assert not any(d.month == 6 for d in federal_holidays(2020))
    assert not any(d.weekday() > 4 for year in range(1994, 2036) for d in federal_holidays(year))


def test_the_first_and_the_last_year_of_all():
    assert list(federal_holidays(1)) == []
    assert day("9999-12-24") in federal_holidays(9999)  # Christmas of that year is a Saturday
    assert EDGAR.business_days_between(day("0001-01-01"), day("9999-12-31")) > 2_500_000
    assert EDGAR.is_business_day(day("9999-12-31"))


@given(st.integers(1986, 2199))
def test_a_year_has_ten_to_twelve_holidays(year):
    assert 9 <= len(federal_holidays(year)) <= 12
    assert list(federal_holidays(year)) == sorted(federal_holidays(year))


# ------------------------------------------------------------------------------------------------- business days


@pytest.mark.parametrize(
    "text",
    ["2024-10-14", "2025-11-11", "2018-12-05", "2018-12-24", "2019-12-24", "2020-12-24", "2021-06-18", "2021-12-31",
     "2024-12-24", "2025-01-09", "2025-01-20", "2025-12-24", "2025-12-26", "2004-06-11", "2007-01-02", "2014-12-26"],
)  # fmt: skip
def test_edgar_was_closed(text):
    assert not EDGAR.is_business_day(day(text))
    assert EDGAR.why_not(day(text)) is not None


@pytest.mark.parametrize(
    "text",
    ["2026-04-03", "2009-01-20", "2017-01-20", "2021-01-20", "2009-12-24", "2015-12-24", "2013-10-08", "2018-12-27",
     "2025-10-02", "2026-01-26", "2016-01-25", "2012-10-29"],
)  # fmt: skip
def test_edgar_was_open(text):
    assert EDGAR.is_business_day(day(text))
    assert EDGAR.why_not(day(text)) is None


def test_a_shutdown_does_not_open_a_holiday():
    assert EDGAR.closing(day("2025-10-13"), "open") is not None
    assert not EDGAR.is_business_day(day("2025-10-13"))


def test_an_unsettled_day_counts_unless_one_is_lenient():
    sandy = day("2012-10-29")
    assert EDGAR.is_business_day(sandy)
    assert not EDGAR.is_business_day(sandy, lenient=True)
    assert EDGAR.why_not(sandy, lenient=True).confidence == "K"


def test_an_order_of_relief_closes_nothing():
    assert EDGAR.is_business_day(day("2012-11-05"))
    assert [row.moved_to for row in EDGAR.reliefs(day("2012-11-05"))] == [day("2012-11-21")]
    assert [row.moved_to for row in EDGAR.reliefs(day("2017-09-21"))] == [
        day("2017-10-10"),
        day("2017-10-19"),
        day("2017-11-02"),
    ]
    assert EDGAR.reliefs(day("2012-11-21")) == ()


def test_the_table_says_how_far_it_goes():
    assert EDGAR.is_known(day("2023-05-01"))
    assert not EDGAR.is_known(day("2003-06-29"))
    assert not EDGAR.is_known(day("2026-06-01"))
    assert not EDGAR.is_business_day(day("2031-07-04"))  # by rule all the same
    assert Calendar().is_known(day("2099-01-01"))


@given(DAYS, st.integers(0, 60))
def test_counting_there_and_back(start, number):
    end = EDGAR.add_business_days(start, number)
    assert EDGAR.business_days_between(start, end) == number
    assert EDGAR.business_days_between(end, start) == -number
    if number:
        assert EDGAR.is_business_day(end)


@given(DAYS, DAYS)
def test_the_count_is_the_number_of_business_days(one, other):
    start, end = min(one, other), min(max(one, other), min(one, other) + timedelta(days=900))
    days = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert EDGAR.business_days_between(start, end) == sum(map(EDGAR.is_business_day, days))


@given(DAYS)
def test_next_and_not_before(start):
    following = EDGAR.next_business_day(start)
    assert following > start
    assert EDGAR.on_or_after(start) == (start if EDGAR.is_business_day(start) else following)
    assert all(not EDGAR.is_business_day(skipped.day) for skipped in EDGAR.skipped(start, following))
    assert len(EDGAR.skipped(start, following)) == (following - start).days - 1


def test_a_negative_number_is_refused():
    with pytest.raises(ValueError, match="found -1 business days, expected 0 or more"):
        EDGAR.add_business_days(day("2024-01-02"), -1)


# ------------------------------------------------------------------------------------------------- closings


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "closings.tsv"
    path.write_text(text, "utf-8")
    return path


def test_every_line_of_ours_has_a_source_and_a_mark():
    for row in read_closings().closings:
        assert row.confidence in "ABCK"
        assert len(row.source) > 5
        assert len(row.what) > 5
        assert row.last - row.first < timedelta(days=70)


def test_a_users_table_is_added(tmp_path):
    mine = EDGAR.extended(table(tmp_path, "first\n2027-03-01\n"))
    assert not mine.is_business_day(day("2027-03-01"))
    assert mine.why_not(day("2027-03-01")).confidence == "U"
    assert EDGAR.is_business_day(day("2027-03-01"))  # ours has not changed


def test_a_users_table_may_say_more(tmp_path):
    path = table(
        tmp_path,
        "# known_until 2027-12-31\nfirst\tlast\tstatus\twhat\tsource\n"
        "2027-03-01\t2027-03-02\tclosed\tday of mourning\tthe SEC\n"
        "2018-12-05\t-\topen\tas if nothing had happened\ta test\n",
    )
    mine = EDGAR.extended(path)
    assert mine.why_not(day("2027-03-02")).why == "day of mourning"
    assert mine.is_business_day(day("2018-12-05"))
    assert mine.is_known(day("2027-12-31"))
    assert not mine.is_known(day("2028-01-03"))


def test_closings_may_be_given_as_they_are():
    mine = Calendar((Closing(first=day("2024-05-06"), last=day("2024-05-06")),))
    assert mine.next_business_day(day("2024-05-03")) == day("2024-05-07")
    assert not EDGAR.extended([Closing(first=day("2024-05-06"), last=day("2024-05-06"))]).is_business_day(
        day("2024-05-06")
    )


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("", NotThisFormat, "found no line in closings.tsv"),
        ("date\n2027-01-01\n", NotThisFormat, "columns 'date'"),
        ("first\n2027-13-01\n", Damaged, "found '2027-13-01' in closings.tsv, line 2, expected a date"),
        ("first\tlast\n2027-03-02\t2027-03-01\n", Damaged, "last day 2027-03-01 before the first"),
        ("first\tstatus\n2027-03-02\tshut\n", Damaged, "status 'shut'"),
        ("first\tconfidence\n2027-03-02\tZ\n", Damaged, "confidence 'Z'"),
        ("first\tstatus\n2027-03-02\trelief\n", Damaged, "moved_to"),
        ("first\n-\n", Damaged, "no first day"),
        ("first\n2027-03-02\tclosed\n", Damaged, "2 columns in closings.tsv, line 2"),
        ("# known_until soon\nfirst\n", Damaged, "found 'soon' in closings.tsv, known_until"),
    ],
)
def test_a_table_that_cannot_be_read(tmp_path, text, kind, words):
    with pytest.raises(kind, match=words):
        read_closings(table(tmp_path, text))


def test_bytes_of_another_kind(tmp_path):
    path = tmp_path / "closings.tsv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NotThisFormat, match="not UTF-8"):
        read_closings(path)


def test_every_closing_of_the_specification_is_in_the_table(shared):
    """Closed, open or unsettled as there; what the rule alone gives need not be listed."""
    rows = (shared / "spec" / "edgar-closings.tsv").read_text("utf-8").splitlines()[1:]
    for row in rows:
        span, kind, _, _ = row.split("\t")
        first, _, last = span.partition("..")
        for on in {day(first), day(last or first)}:
            ours = EDGAR.closing(on)
            by_rule = on in federal_holidays(on.year) or on.weekday() > 4
            reliefs = EDGAR.reliefs(on)
            assert ours or by_rule or reliefs or on in SAID_OTHERWISE, f"{on}: {kind}"
            if "EDGAR CLOSED" in kind or "EDGAR presumed closed" in kind or "treated as holiday" in kind:
                assert not EDGAR.is_business_day(on), f"{on}: {kind}"
            if "OPEN" in kind and not by_rule:
                assert EDGAR.is_business_day(on), f"{on}: {kind}"


# A shutdown that began at a weekend and while the SEC still had money: EDGAR was open, nothing to explain.
SAID_OTHERWISE = {date(2018, 12, 22)}


# ------------------------------------------------------------------------------------------------- filing dates


@pytest.mark.parametrize(
    ("accepted", "filed", "certain"),
    [
        ("2023-06-16T21:59:58", "2023-06-16", True),
        ("2023-06-16T22:00:00", "2023-06-16", True),
        ("2023-06-16T22:00:01", "2023-06-20", False),  # Friday; Monday is Juneteenth
        ("2023-06-16T22:45:00", "2023-06-20", True),
        ("2023-06-16T17:31:00", "2023-06-16", True),  # not the ordinary cut-off
        ("2023-06-16T06:00:00", "2023-06-16", True),
        ("2023-06-16T05:59:59", "2023-06-16", False),
        ("2023-06-17T12:00:00", "2023-06-20", False),  # a Saturday
        ("2023-06-19T12:00:00", "2023-06-20", False),  # a holiday
        ("2018-12-04T20:21:00", "2018-12-04", True),  # EDGAR stamped 2018-12-05, a closed day
        ("2002-10-01T17:29:00", "2002-10-01", True),
        ("2002-10-01T17:31:00", "2002-10-02", True),  # before electronic filing
    ],
)
def test_filing_date_of_an_acceptance(accepted, filed, certain):
    found = EDGAR.filing_date(datetime.fromisoformat(accepted))
    assert (str(found.day), found.is_certain) == (filed, certain)
    assert accepted[11:] in found.why


@pytest.mark.parametrize(
    ("moment", "filed"),
    [
        ("2023-03-10T02:59:00", "2023-03-09"),  # 21:59 standard time
        ("2023-03-14T01:59:00", "2023-03-13"),  # 21:59 daylight time, the day after the change
        ("2023-03-14T02:30:00", "2023-03-14"),  # 22:30 daylight time
        ("2023-11-07T02:30:00", "2023-11-06"),  # 21:30 standard time, the day after the change
    ],
)
def test_the_hour_is_that_of_washington(moment, filed):
    accepted = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert str(EDGAR.filing_date(accepted).day) == filed


@given(st.datetimes(datetime(2003, 6, 30), datetime(2035, 12, 31)))  # noqa: DTZ001
def test_a_filing_date_is_a_business_day_not_before(accepted):
    found = EDGAR.filing_date(accepted)
    assert EDGAR.is_business_day(found.day)
    assert found.day >= accepted.date()


def test_real_filing_dates(submissions):
    """EDGAR's own filing dates are those of the rule."""
    for name, source in submissions.sample(every=29):
        header = read(source).header
        found = EDGAR.filing_date(header.accepted)
        assert (found.day, found.is_certain) == (header.filed, True), name


@pytest.mark.sweep
def test_all_real_filing_dates(submissions):
    wrong = [
        name
        for name, source in submissions.sample()
        if EDGAR.filing_date((header := read(source).header).accepted).day != header.filed
    ]
    assert wrong == []
