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

from section16.rules.catalogue import rule
from section16.rules.content_facts import facts
from section16.rules.subject import Subject
from section16.vocabulary.findings import Location, Severity

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE
_INSTRUCTION = "Form 4, General Instruction 10"
Places = Iterable[tuple[Location, str]]

BOX_SINCE = date(2023, 4, 1)
AMENDED_RULE = date(2023, 2, 27)
_PLAN = re.compile(r"10b[-\s]|\b(?:trading|sales?|selling|written) (?:plan|arrangement|instruction)").search
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + "|sept"
_DATE = re.compile(
    rf"(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
    r"|(?P<m>\d{1,2})[/-](?P<d>\d{1,2})[/-](?P<y>\d{4}|\d\d)\b|(?P<iso>\d{4}-\d\d-\d\d)"
)
_ANY_DATE = re.compile(
    rf"(?:{'|'.join(name[:3] for name in _MONTHS)})[a-z]*\.?,?\s+(?:of\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?\d{{4}}"
    r"|\d{1,2}[/-]\d{1,2}[/-]\d\d|\d{4}-\d\d-\d\d|quarter of"
).search
_ADOPTED = re.compile(r"adopt|enter|dated|establish|execut|modif|amend").search
_NEAR = 60  # characters between the word and the date it belongs to


def _plan_notes(subject: Subject) -> list[tuple[str, str]]:
    """Path and lower-case text of each footnote, and of the remarks, that names a plan."""
    found = facts(subject)
    remarks = (subject.document.remarks or "").lower()
    texts = [*((f"footnotes[{i}]", text) for i, text in enumerate(found.notes)), ("remarks", remarks)]
    if "10b5" in found.text or "10b-5" in found.text:
        return [(path, text) for path, text in texts if "10b5" in text or "10b-5" in text]
    return [(path, text) for path, text in texts if _PLAN(text)]


def _dates(text: str) -> Iterator[tuple[int, date]]:
    """Every full date in lower-case text, with the position where it starts."""
    for found in _DATE.finditer(text):
        month, day, year = found["month"], found["day"], found["year"]
        try:
            if month:
                number = next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(month[:3]))
                yield found.start(), date(int(year), number, int(day))
            elif found["iso"]:
                yield found.start(), date.fromisoformat(found["iso"])
            else:
                year = found["y"]
                yield found.start(), date(int(year) + (2000 if len(year) == 2 else 0), int(found["m"]), int(found["d"]))
        except ValueError:
            continue  # the 31st of June is no date of adoption


@rule("S16-210", "A checked Rule 10b5-1 box is explained", _WARNING, _INSTRUCTION, since=BOX_SINCE, forms="45")
def plan_is_explained(subject: Subject) -> Places:
    """The box says that some transaction was made under a plan.  Only a footnote tells which one,
    and under which plan."""
    document = subject.document
    if document.rule_10b5_1.value is not True or not facts(subject).codes or _plan_notes(subject):
        return ()
    return [(subject.at("rule_10b5_1"), "the Rule 10b5-1(c) box is checked, but no footnote or remark names a plan")]


@rule("S16-211", "A plan under Rule 10b5-1 is given with its date of adoption", _WARNING, _INSTRUCTION,
      since=BOX_SINCE, forms="45")  # fmt: skip
def plan_has_its_date(subject: Subject) -> Places:
    """Waiting periods run from the adoption of a plan, so the form must give its date."""
    if subject.document.rule_10b5_1.value is not True:
        return ()
    named = _plan_notes(subject)
    if not named or any(_ANY_DATE(text) for _, text in named):
        return ()
    return [(subject.at(named[0][0]), "a Rule 10b5-1 plan is named without its date of adoption")]


# what a plan can decide: everything but a grant by the issuer, a withholding and an inheritance
_NOT_PLANNED = frozenset({"A", "W", None})


@rule("S16-212", "A checked Rule 10b5-1 box has a transaction that a plan can cover", _NOTE, _INSTRUCTION,
      since=BOX_SINCE, forms="45")  # fmt: skip
def plan_covers_something(subject: Subject) -> Places:
    """The box is for purchases and sales under a plan.  On a form that reports only grants it was
    probably checked by mistake, or kept from an earlier form."""
    if subject.document.rule_10b5_1.value is not True:
        return ()
    codes = facts(subject).codes
    if not codes or codes - _NOT_PLANNED or _plan_notes(subject):
        return ()
    listed = " and ".join(sorted(code for code in codes if code))
    return [(subject.at("rule_10b5_1"), f"the Rule 10b5-1(c) box is checked on a form with code {listed} only")]


def _claims(subject: Subject) -> list[tuple[str, str]]:
    """Footnotes that say a trade was made under a Rule 10b5-1 plan, while the box is empty."""
    if subject.document.rule_10b5_1.value is not False:
        return []
    found = facts(subject)
    if _TRADES.isdisjoint(found.codes) or "10b" not in found.text:
        return []
    return [(path, text) for path, text in _plan_notes(subject) if "10b5" in text or "10b-5" in text]


_TRADES = frozenset("PSGMX")


def _adopted(text: str) -> list[date]:
    return [day for at, day in _dates(text) if _ADOPTED(text, max(0, at - _NEAR), at)]


@rule("S16-213", "A plan adopted since 27 February 2023 has its box checked", _WARNING, _INSTRUCTION,
      since=BOX_SINCE, forms="45")  # fmt: skip
def new_plan_has_its_box(subject: Subject) -> Places:
    """Readers who filter by the box miss a planned trade that is told in a footnote only."""
    for path, text in _claims(subject):
        late = [day for day in _adopted(text) if day >= AMENDED_RULE]
        if late:
            yield (subject.at(path), f"a plan adopted on {max(late)} is named, but the Rule 10b5-1(c) box is empty,"
                   f" expected it checked for plans adopted since {AMENDED_RULE}")  # fmt: skip


@rule("S16-214", "A plan named beside an empty Rule 10b5-1 box has its date", _NOTE, _INSTRUCTION,
      since=BOX_SINCE, forms="45")  # fmt: skip
def old_plan_has_its_date(subject: Subject) -> Places:
    """A plan from before 27 February 2023 rightly leaves the box empty, but only its date of
    adoption shows that it is one."""
    for path, text in _claims(subject):
        if not _ANY_DATE(text):
            yield (subject.at(path), "a Rule 10b5-1 plan is named without its date, and the Rule 10b5-1(c) box is"
                   f" empty; a plan adopted before {AMENDED_RULE} leaves it empty, a later one does not")  # fmt: skip
