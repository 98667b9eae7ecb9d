"""``section16 due``: when a form is due, and why, step by step."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import msgspec
from click.core import ParameterSource

from section16.cli.convert import save
from section16.forms.deadline_event import calendar_file
from section16.rules.deadlines import Due, Step
from section16.rules.deadlines import due as due_date
from section16.vocabulary.calendar import Calendar, edgar_calendar, weekday
from section16.vocabulary.codes import TRANSACTION_CODES
from section16.vocabulary.errors import Section16Error

Command = Callable[..., Any]

# option -> the forms it is for; the others are for all
_FORMS = {
    **dict.fromkeys(("trade_date", "deemed_date", "code", "side", "plan", "limit_broken"), "4"),
    **dict.fromkeys(("event_date", "registration_date", "foreign"), "3"),
    "fiscal_year_end": "45",
}
_MARKS = "A read in the text itself, B as others quote it, C one weak source, K common knowledge, U your own table"
_NOTICE = "Software, not legal advice: the statute, the rules and the Commission's notices decide."


def _day(text: str) -> date:
    """A date of the command line; the usual one-line error for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"found {text!r}, expected a date, 2023-06-05") from None


def _date(name: str, words: str) -> Callable[[Command], Command]:
    return click.option(name, type=_day, metavar="DATE", help=words)


@click.command()
@click.option("--form", "form", type=click.Choice(("3", "4", "5")), required=True, help="The form.")
@_date("--trade-date", "4: day of the transaction.")
@_date("--deemed-date", "4: day on which the owner was told of a trade whose date others chose.")
@click.option("--code", type=click.Choice(sorted(TRANSACTION_CODES)), help="4: transaction code.")
@click.option("--side", type=click.Choice(("A", "D")), help="4: acquired or disposed.")
@click.option("--plan/--no-plan", default=None, help="4: under a Rule 10b5-1(c) plan, or on a date the owner chose.")
@_date("--limit-broken", "4, code L: day on which small acquisitions ceased to be small.")
@_date("--event-date", "3: day the person became director, officer or large holder.")
@_date("--registration-date", "3: day the issuer's first registration took effect.")
@click.option("--foreign", is_flag=True, help="3: the issuer is a foreign private issuer.")
@_date("--fiscal-year-end", "5, and 4 for what may wait: end of the issuer's fiscal year.")
@click.option("--closings", type=click.Path(), help="A table of EDGAR closings, added to the built-in one.")
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
@click.option("--ics", type=click.Path(), help="Write the due date as a calendar file, with an alarm a day before.")
@click.pass_context
def due(
    context: click.Context, form: str, trade_date: date | None, deemed_date: date | None, code: str | None,
    side: str | None, plan: bool | None, limit_broken: date | None, event_date: date | None,
    registration_date: date | None, foreign: bool, fiscal_year_end: date | None, closings: str | None, as_json: bool,
    ics: str | None,
) -> int:  # fmt: skip
    """Say when Form 3, 4 or 5 is due, and why, step by step.

    Each step names its authority and how well that is known.  What could move the date is
    listed apart, with the latest day that can be argued for.  Not legal advice.

    A closings table is tab-separated with the column first (a date), and any of last,
    status, moved_to, confidence, what, source.

    Exit status: 0 a date was found, 1 a fact is missing for one, 2 facts that cannot be.

    \b
        section16 due --form 4 --trade-date 2025-12-22 --code S
        section16 due --form 4 --trade-date 2023-05-19 --deemed-date 2023-05-23 --code S
        section16 due --form 3 --event-date 2020-01-08 --ics form3.ics
        section16 due --form 5 --fiscal-year-end 2025-12-31
    """
    _check_options(context, form)
    try:
        answer = due_date(
            form, trade_date=trade_date, deemed_date=deemed_date, code=code, side=side, plan=plan,
            limit_broken_on=limit_broken, event_date=event_date, registration_date=registration_date,
            is_foreign=foreign, fiscal_year_end=fiscal_year_end, calendar=_calendar(closings),
        )  # fmt: skip
        if ics is not None and answer.date is not None:
            about = trade_date or event_date or registration_date or fiscal_year_end
            summary = f"Form {answer.form} due, for {about}{f', code {code}' if code else ''}"
            save(Path(ics), calendar_file(answer, summary, datetime.now(UTC)))
    except Section16Error as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(msgspec.json.format(_json(answer), indent=2).decode())
    else:
        for line in _lines(answer):
            click.echo(line)
    return 0 if answer.date is not None else 1


def _check_options(context: click.Context, form: str) -> None:
    """Raises click.UsageError for an option that another form takes."""
    for parameter in context.command.params:
        name = parameter.name or ""
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        forms = _FORMS.get(name, form)
        if given and form not in forms:
            raise click.UsageError(
                f"found {parameter.opts[0]} with --form {form}, expected it with {' or '.join(forms)}"
            )


def _calendar(closings: str | None) -> Calendar:
    if closings is None:
        return edgar_calendar()
    try:
        return edgar_calendar().extended(Path(closings))
    except OSError as error:
        raise click.ClickException(f"{closings}: {(error.strerror or str(error)).lower()}") from None


def _json(answer: Due) -> bytes:
    row = {**msgspec.structs.asdict(answer), "confidence": answer.confidence, "notice": _NOTICE}
    return msgspec.json.encode(row)


def _lines(answer: Due) -> Iterator[str]:
    """The answer as the terminal prints it, wrapped to its width."""
    width = max(shutil.get_terminal_size((100, 24)).columns, 60)
    if answer.date is None:
        yield f"Form {answer.form} is due, and its date cannot be told: a fact is missing."
    else:
        yield f"Form {answer.form} is due on {weekday(answer.date)} (confidence {answer.confidence})."
    if answer.latest is not None and answer.latest != answer.date:
        yield f"The latest day that can be argued for is {weekday(answer.latest)}."
    yield ""
    for step in answer.steps:
        yield from _step(step, width)
    if answer.doubts:
        yield ""
        yield "In doubt, or not counted:"
        for step in answer.doubts:
            yield from _step(step, width)
    yield ""
    yield from textwrap.wrap(f"{_MARKS}. {_NOTICE}", width)


def _step(step: Step, width: int) -> list[str]:
    day = weekday(step.day) if step.day else ""
    text = f"{step.text} [{step.authority}; {step.confidence}]"
    return textwrap.wrap(text, width, initial_indent=f"  {day:22}", subsequent_indent=" " * 24, break_on_hyphens=False)
