"""``section16 due``: what it prints, its JSON, its calendar file, its exit statuses."""

import json
import re
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from section16.cli.main import main
from section16.forms.deadline_event import calendar_file, escaped, folded
from section16.rules.deadlines import due
from section16.vocabulary.errors import MissingFact

STAMP = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)


@pytest.fixture
def run(capfd, monkeypatch):
    """Run the command line; exit status, standard output, standard error."""
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main(["due", *map(str, arguments)])
        sys.stdout.flush()
        captured = capfd.readouterr()
        return stopped.value.code, captured.out, captured.err

    return call


def test_the_date_and_why(run):
    status, out, err = run("--form", 4, "--trade-date", "2025-12-22", "--code", "S", "--no-plan")
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == "Form 4 is due on Monday 2025-12-29 (confidence A)."
    assert "  Thursday 2025-12-25   not a business day, Christmas Day [5 U.S.C. 6103(a); A]" in out.splitlines()
    assert "by 22:00 Eastern time" in out
    assert "not legal advice" in out
    assert max(map(len, out.splitlines())) <= 100


def test_the_latest_day_and_its_doubt(run):
    _, out, _ = run("--form", 4, "--trade-date", "2023-05-05", "--plan")
    assert "The latest day that can be argued for is Friday 2023-05-12." in out
    assert "In doubt, or not counted:" in out


@pytest.mark.parametrize(
    ("arguments", "first"),
    [
        (("--form", 4, "--trade-date", "2023-05-19", "--deemed-date", "2023-05-23", "--code", "S"), "2023-05-25"),
        (("--form", 4, "--trade-date", "2023-06-05", "--code", "G", "--side", "D"), "2023-06-07"),
        (("--form", 4, "--trade-date", "2025-03-03", "--code", "L", "--limit-broken", "2025-05-22"), "2025-05-27"),
        (("--form", 4, "--trade-date", "2023-05-05", "--code", "W", "--fiscal-year-end", "2023-12-31"), "2024-02-14"),
        (("--form", 3, "--event-date", "2020-01-08"), "2020-01-21"),
        (("--form", 3, "--event-date", "2026-01-05", "--foreign"), "2026-03-18"),
        (("--form", 3, "--registration-date", "2023-05-05"), "2023-05-05"),
        (("--form", 5, "--fiscal-year-end", "2020-12-31"), "2021-02-16"),
    ],
)
def test_every_kind_of_question(run, arguments, first):
    status, out, err = run(*arguments)
    assert (status, err) == (0, "")
    assert first in out.splitlines()[0]


def test_a_missing_fact_is_status_1(run):
    status, out, _ = run("--form", 4, "--trade-date", "2023-05-05", "--code", "W")
    assert status == 1
    assert out.startswith("Form 5 is due, and its date cannot be told: a fact is missing.")
    assert "the end of the issuer's fiscal year, which was not given" in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--form", 4), "found no trade date"),
        (("--form", 6, "--trade-date", "2023-05-05"), "'6' is not one of"),
        (("--form", 4, "--trade-date", "5/5/2023"), "found '5/5/2023', expected a date"),
        (("--form", 4, "--trade-date", "2023-05-05", "--code", "V"), "'V' is not one of"),
        (("--form", 4, "--trade-date", "2023-05-05", "--event-date", "2023-05-05"), "--event-date with --form 4"),
        (("--form", 3, "--trade-date", "2023-05-05"), "found --trade-date with --form 3, expected it with 4"),
        (("--form", 5, "--fiscal-year-end", "1900-12-31"), "found fiscal year end 1900-12-31"),
        (("--form", 4, "--trade-date", "2023-05-05", "--closings", "nowhere.tsv"), "nowhere.tsv: no such file"),
    ],
)
def test_what_cannot_be_is_one_line_and_status_2(run, arguments, words):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("section16: ")
    assert len(err.splitlines()) == 1
    assert words in err


def test_json(run):
    status, out, _ = run("--form", 4, "--trade-date", "2020-12-22", "--json")
    answer = json.loads(out)
    assert status == 0
    assert {"form": "4", "date": "2020-12-28", "latest": "2020-12-31", "confidence": "B"}.items() <= answer.items()
    assert answer["steps"][0] == {
        "day": "2020-12-22",
        "text": "the transaction",
        "authority": "Form 4, column 2",
        "confidence": "A",
    }
    assert "not legal advice" in answer["notice"]


def test_a_table_of_closings(run, tmp_path):
    path = tmp_path / "mine.tsv"
    path.write_text("first\twhat\n2027-05-06\tday of mourning\n", "utf-8")
    _, out, _ = run("--form", 4, "--trade-date", "2027-05-05", "--closings", path)
    assert out.startswith("Form 4 is due on Monday 2027-05-10 (confidence U).")
    assert "day of mourning" in out
    path.write_text("when\n2027-05-06\n", "utf-8")
    status, _, err = run("--form", 4, "--trade-date", "2027-05-05", "--closings", path)
    assert (status, len(err.splitlines())) == (2, 1)
    assert "found columns 'when' in mine.tsv" in err


# ------------------------------------------------------------------------------------------------- calendar files


def unfolded(data: bytes) -> list[str]:
    """The content lines of a calendar file, as a reader of RFC 5545 has them."""
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    return data.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_the_calendar_file(run, tmp_path):
    path = tmp_path / "due.ics"
    status, _, _ = run("--form", 4, "--trade-date", "2023-06-05", "--code", "S", "--ics", path)
    lines = unfolded(path.read_bytes())
    assert status == 0
    assert "DTSTART;TZID=America/New_York:20230607T220000" in lines
    assert "SUMMARY:Form 4 due\\, for 2023-06-05\\, code S" in lines
    assert lines[lines.index("BEGIN:VALARM") : lines.index("END:VALARM")] == [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Form 4 due\\, for 2023-06-05\\, code S",
        "TRIGGER:-P1D",
    ]


def test_no_calendar_file_without_a_date(run, tmp_path):
    path = tmp_path / "due.ics"
    status, _, _ = run("--form", 4, "--trade-date", "2023-05-05", "--code", "W", "--ics", path)
    assert status == 1
    assert not path.exists()
    with pytest.raises(MissingFact, match="found no due date"):
        calendar_file(due("4", trade_date=date(2023, 5, 5), code="W"), "Form 5", STAMP)


def test_what_the_standard_demands():
    """RFC 5545: nesting, the properties each component must have once, the zone it names."""
    lines = unfolded(calendar_file(due("4", trade_date=date(2023, 6, 5)), "Form 4", STAMP))
    open_now: list[str] = []
    seen: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            open_now.append(value)
        elif name == "END":
            assert open_now.pop() == value
        else:
            seen.setdefault(open_now[-1], []).append(re.split("[;:]", line)[0])
    assert open_now == []
    assert lines[0] == "BEGIN:VCALENDAR"
    for component, wanted in {
        "VCALENDAR": ["VERSION", "PRODID"],
        "VTIMEZONE": ["TZID"],
        "VEVENT": ["UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION"],
        "VALARM": ["ACTION", "TRIGGER", "DESCRIPTION"],
    }.items():
        assert all(seen[component].count(name) == 1 for name in wanted), component
    assert "TZID:America/New_York" in lines
    assert "DTSTAMP:20260501T123000Z" in lines


def test_the_same_question_gives_the_same_event():
    answer = due("4", trade_date=date(2023, 6, 5))
    elsewhere = STAMP.astimezone(timezone(timedelta(hours=9)))
    assert calendar_file(answer, "Form 4", STAMP) == calendar_file(answer, "Form 4", elsewhere)
    uids = [
        next(line for line in unfolded(calendar_file(answer, summary, STAMP)) if line.startswith("UID:"))
        for summary in ("Form 4", "Form 4", "Form 4 of another")
    ]
    assert uids[0] == uids[1] != uids[2]
    assert uids[0].endswith("@section16")


def test_the_reasons_come_back_as_they_were():
    answer = due("4", trade_date=date(2020, 12, 22))
    line = next(
        line for line in unfolded(calendar_file(answer, "Form 4", STAMP)) if line.startswith("DESCRIPTION:Tuesday")
    )
    text = re.sub(r"\\([\\;,n])", lambda m: "\n" if m[1] == "n" else m[1], line.removeprefix("DESCRIPTION:"))
    assert text.splitlines()[: len(answer.steps)] == [str(step) for step in answer.steps]
    assert text.endswith("Not legal advice.")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_a_folded_line_is_the_line(text):
    parts = list(folded(text))
    assert all(len(part) <= 75 for part in parts)
    assert b"".join([parts[0], *(part[1:] for part in parts[1:])]).decode() == text
    assert all(part.startswith(b" ") for part in parts[1:])


@given(st.text(st.sampled_from("ab\\;,\n")))
def test_an_escaped_text_is_the_text(text):
    assert re.sub(r"\\([\\;,n])", lambda m: "\n" if m[1] == "n" else m[1], escaped(text)) == text


def test_the_hour_in_the_file_is_the_hour_in_washington():
    """The rules of the zone in the file are those of the zone data: offsets of every year's January and July."""
    lines = unfolded(calendar_file(due("4", trade_date=date(2023, 6, 5)), "Form 4", STAMP))
    assert [line for line in lines if line.startswith("TZOFFSETTO")] == ["TZOFFSETTO:-0400", "TZOFFSETTO:-0500"] * 2
    zone = ZoneInfo("America/New_York")
    for year in range(1988, 2036):
        spring = (4, 1) if year < 2007 else (3, 2)
        autumn = (10, -1) if year < 2007 else (11, 1)
        for (month, count), before, after in ((spring, -5, -4), (autumn, -4, -5)):
            sundays = [
                d
                for n in range(31)
                if (d := date(year, month, 1) + timedelta(days=n)).month == month and d.weekday() == 6
            ]
            change = sundays[count - 1 if count > 0 else -1]
            for days, offset in ((0, before), (1, after)):
                moment = datetime(change.year, change.month, change.day, 1, tzinfo=zone) + timedelta(days=days)
                assert moment.utcoffset() == timedelta(hours=offset), (year, change)
