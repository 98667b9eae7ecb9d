"""Content rules, S16-210 to S16-214: the Rule 10b5-1(c) box and the plan behind it.

The box is part of Forms 4 and 5 since 1 April 2023.  It stands for plans under the
rule as amended with effect from 27 February 2023; a transaction under an older plan
leaves it empty, and a footnote may tell.  Authority: Form 4, General Instruction 10;
Release 33-11138; staff interpretations of August 2023.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from section16.rules.catalogue import rule
from section16.rules.content_facts import facts
from section16.rules.subject import Has, Subject
from section16.vocabulary.findings import Location, Severity

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE
_INSTRUCTION = "Form 4, General Instruction 10"
Places = Iterable[tuple[Location, str]]

BOX_SINCE = date(2023, 4, 1)
AMENDED_RULE = date(2023, 2, 27)
_KEY = "content_plans"
_NEAR = 60  # characters between the word and the date it belongs to
# what a plan cannot decide: a grant by the issuer and an inheritance
_NOT_PLANNED = frozenset({"A", "W", None})
_PLANNED = frozenset("PSGMX")

_PLAN = re.compile(r"10b[-\s]|\b(?:trading|sales?|selling|written) (?:plan|arrangement|instruction)").search
_ADOPTED = re.compile(r"adopt|enter|dated|establish|execut|modif|amend").search
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?,?\s+"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?,?\s+"
_ANY_DATE = re.compile(
    rf"{_MONTH}(?:of\s+)?(?:{_DAY})?\d{{4}}|\d{{1,2}}[/-]\d{{1,2}}[/-]\d\d|\d{{4}}-\d\d-\d\d|quarter of"
).search
_FULL_DATE = re.compile(
    rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
    r"|(?P<m>\d{1,2})[/-](?P<d>\d{1,2})[/-](?P<y>\d{4}|\d\d)\b|(?P<iso>\d{4}-\d\d-\d\d)"
)


def plan_notes(subject: Subject) -> list[tuple[str, str]]:
    """Path and lower-case text of each footnote, and of the remarks, that names a plan; found once."""
    kept: dict[str, Any] = subject.__dict__
    named: list[tuple[str, str]] | None = kept.get(_KEY)
    if named is None:
        found = facts(subject)
        texts = [(f"footnotes[{i}]", text) for i, text in enumerate(found.notes)]
        texts.append(("remarks", (subject.document.remarks or "").lower()))
        named = [(path, text) for path, text in texts if "10b5" in text or "10b-5" in text]
        named = named or [(path, text) for path, text in texts if _PLAN(text)]
        kept[_KEY] = named
    return named


def dates(text: str) -> Iterator[tuple[str, date]]:
    """Every full date in lower-case text, with the words before it since the last one.

    >>> [str(day) for _, day in dates("granted june 31, 2023, approved on may 30, 2023 and 6/1/23")]
    ['2023-05-30', '2023-06-01']
    """
    end = 0
    for found in _FULL_DATE.finditer(text):
        before = text[max(end, found.start() - _NEAR) : found.start()]
        end = found.end()
        try:
            if found["iso"]:
                yield before, date.fromisoformat(found["iso"])
            elif found["month"]:
                month = _MONTHS.index(found["month"]) + 1
                yield before, date(int(found["year"]), month, int(found["day"]))
            else:
                year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
                yield before, date(year, int(found["m"]), int(found["d"]))
        except ValueError:
            continue  # the 31st of June is no date


def adopted(text: str) -> list[date]:
    """Dates that lower-case text gives for adopting or changing a plan.

    >>> adopted("a rule 10b5-1 plan adopted on march 15, 2023; vested on 1/2/2024")
    [datetime.date(2023, 3, 15)]
    """
    return [day for before, day in dates(text) if _ADOPTED(before)]


@rule(
    "S16-210",
    "A checked Rule 10b5-1 box is explained",
    _WARNING,
    _INSTRUCTION,
    since=BOX_SINCE,
    forms="45",
    when=Has.PLAN,
)
def plan_is_explained(subject: Subject) -> Places:
    """The box says that some transaction was made under a plan.  Only a footnote tells which one,
    and under which plan."""
    if subject.document.rule_10b5_1.value is not True:
        return ()
    if not facts(subject).codes or plan_notes(subject):
        return ()
    return [(subject.at("rule_10b5_1"), "the Rule 10b5-1(c) box is checked, but no footnote or remark names a plan")]


@rule(
    "S16-211",
    "A plan under Rule 10b5-1 is given with its date of adoption",
    _WARNING,
    _INSTRUCTION,
    since=BOX_SINCE,
    forms="45",
    when=Has.PLAN,
)
def plan_has_its_date(subject: Subject) -> Places:
    """Waiting periods run from the adoption of a plan, so the form must give its date."""
    if subject.document.rule_10b5_1.value is not True:
        return ()
    named = plan_notes(subject)
    if not named or any(_ANY_DATE(text) for _, text in named):
        return ()
    return [(subject.at(named[0][0]), "a Rule 10b5-1 plan is named without its date of adoption")]


@rule(
    "S16-212",
    "A checked Rule 10b5-1 box has a transaction that a plan can cover",
    _NOTE,
    _INSTRUCTION,
    since=BOX_SINCE,
    forms="45",
    when=Has.PLAN,
)
def plan_covers_something(subject: Subject) -> Places:
    """The box is for purchases and sales under a plan.  On a form that reports only grants it was
    probably checked by mistake, or kept from an earlier form."""
    if subject.document.rule_10b5_1.value is not True:
        return ()
    codes = facts(subject).codes
    if not codes or not codes <= _NOT_PLANNED:
        return ()
    listed = " and ".join(sorted(code for code in codes if code))
    return [(subject.at("rule_10b5_1"), f"the Rule 10b5-1(c) box is checked on a form with code {listed} only")]


def _claims(subject: Subject) -> list[tuple[str, str]]:
    """Footnotes that say a trade was made under a Rule 10b5-1 plan, while the box is empty."""
    if subject.document.rule_10b5_1.value is not False:
        return []
    found = facts(subject)
    if _PLANNED.isdisjoint(found.codes) or "10b" not in found.text:
        return []
    return [(path, text) for path, text in plan_notes(subject) if "10b" in text]


@rule(
    "S16-213",
    "A plan adopted since 27 February 2023 has its box checked",
    _WARNING,
    _INSTRUCTION,
    since=BOX_SINCE,
    forms="45",
    when=Has.RULE_10B,
)
def new_plan_has_its_box(subject: Subject) -> Places:
    """Readers who filter by the box miss a planned trade that is told in a footnote only."""
    for path, text in _claims(subject):
        late = [day for day in adopted(text) if day >= AMENDED_RULE]
        if late:
            message = (
                f"a plan adopted on {max(late)} is named, but the Rule 10b5-1(c) box is empty; plans adopted since"
                f" {AMENDED_RULE} have it checked"
            )
            yield subject.at(path), message


@rule(
    "S16-214",
    "A plan named beside an empty Rule 10b5-1 box has its date",
    _NOTE,
    _INSTRUCTION,
    since=BOX_SINCE,
    forms="45",
    when=Has.RULE_10B,
)
def old_plan_has_its_date(subject: Subject) -> Places:
    """A plan from before 27 February 2023 rightly leaves the box empty, but only its date of
    adoption shows that it is one."""
    message = (
        "a Rule 10b5-1 plan is named without its date, and the Rule 10b5-1(c) box is empty;"
        f" only a plan adopted before {AMENDED_RULE} leaves it empty"
    )
    return [(subject.at(path), message) for path, text in _claims(subject) if not _ANY_DATE(text)]
