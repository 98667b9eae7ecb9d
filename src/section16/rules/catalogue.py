"""The catalogue: every rule with its title, severity, citation and date.

``@rule`` enters a check of the whole document, ``@line_rule`` one of a single
line; both yield (place, message).  A check runs only for the forms, stages,
tables and transaction codes it names, and only for documents whose period of
report is not before ``since``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

import msgspec

from section16.model.lines import DerivativeLine
from section16.rules.subject import Stage, Subject
from section16.vocabulary.codes import TRANSACTION_CODES
from section16.vocabulary.findings import Finding, Location, Severity

Line = Any  # NonDerivativeLine or DerivativeLine: rules of Table II read fields Table I has not
DocumentCheck = Callable[[Subject], Iterable[tuple[Location, str]]]
LineCheck = Callable[[Subject, Line], Iterable[tuple[str, str]]]

ELECTRONIC = date(2003, 6, 30)  # electronic filing of Forms 3, 4, 5 became mandatory
_CODE = re.compile(r"S16-[0-9]{3}").fullmatch


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One check and everything a reader of its findings will ask about it.

    why       first paragraph of the check's docstring, for the rules page
    scope     "document", "line", or "structure" / "reading" for checks that are
              one pass with others
    forms     "345" or fewer
    tables    line rules: "I", "II" or both
    kinds     line rules: transaction, holding or both
    codes     line rules: transaction codes the rule is about; None for every line
    stages    stages of a document at which the rule holds
    generation  oldest generation of the schema for which it is known to hold
    when      what a document must have for the rule to be about it (``Has``)
    """

    code: str
    title: str
    severity: Severity
    citation: str
    since: date = ELECTRONIC
    why: str = ""
    scope: str = "document"
    forms: str = "345"
    tables: tuple[str, ...] = ("I", "II")
    kinds: tuple[str, ...] = ("transaction", "holding")
    codes: frozenset[str] | None = None
    stages: tuple[Stage, ...] = tuple(Stage)
    generation: int = 0
    when: int = 0
    check: Callable[..., Any] | None = None


RULES: dict[str, Rule] = {}


def enter(rule: Rule) -> Rule:
    """Put a rule into the catalogue. Raises ValueError for a code taken or misspelt."""
    if not _CODE(rule.code):
        raise ValueError(f"rule code {rule.code!r} is not S16- and three digits")
    if rule.code in RULES:
        raise ValueError(f"rule code {rule.code} is already taken by {RULES[rule.code].title!r}")
    if not rule.citation or not rule.title:
        raise ValueError(f"rule {rule.code} has no title or no citation")
    RULES[rule.code] = rule
    return rule


def _why(check: Callable[..., Any]) -> str:
    return " ".join((check.__doc__ or "").strip().split("\n\n")[0].split())


def rule(
    code: str, title: str, severity: Severity, citation: str, since: date = ELECTRONIC, **gate: Any
) -> Callable[[DocumentCheck], DocumentCheck]:
    """Enter a check of a document. ``since`` defaults to mandatory electronic filing."""

    def decorate(check: DocumentCheck) -> DocumentCheck:
        enter(Rule(code=code, title=title, severity=severity, citation=citation, since=since,
                   why=_why(check), scope="document", check=check, **gate))  # fmt: skip
        return check

    return decorate


def line_rule(
    code: str, title: str, severity: Severity, citation: str, since: date = ELECTRONIC, codes: str = "", **gate: Any
) -> Callable[[LineCheck], LineCheck]:
    """Enter a check of a line; it yields (field of the line, message)."""

    def decorate(check: LineCheck) -> LineCheck:
        enter(Rule(code=code, title=title, severity=severity, citation=citation, since=since, why=_why(check),
                   scope="line", check=check, codes=frozenset(codes.split()) if codes else None, **gate))  # fmt: skip
        return check

    return decorate


# a check beside its rule: thousands are called for each that finds something
Checks = tuple[tuple[Callable[..., Any], Rule], ...]


def _checks(rules: Iterable[Rule]) -> Checks:
    return tuple((r.check, r) for r in rules if r.check is not None)


class Plan:
    """The rules that apply to documents of one form, stage, layout and time, by what they look at."""

    def __init__(self, form: str | None, stage: Stage, generation: int, on: date | None) -> None:
        # each beside what it asks for, as a plain number: a flag's arithmetic is slow
        self.rules = [
            (r, int(r.when)) for r in sorted(RULES.values(), key=lambda r: r.code)
            if stage in r.stages and generation >= r.generation
            and (on is None or on >= r.since) and (form is None or form in r.forms)
        ]  # fmt: skip
        self.documents: dict[int, Checks] = {}
        self.lines: dict[tuple[type, str, str | None, int], Checks] = {}
        self.asked = reduce(or_, (when for r, when in self.rules if r.scope == "line"), 0)

    def for_document(self, has: int) -> Checks:
        """The rules for a document that has these things (bits of ``Has``)."""
        rules = self.documents.get(has)
        if rules is None:
            rules = self.documents[has] = _checks(
                r for r, when in self.rules if r.scope == "document" and when & has == when
            )
        return rules

    def for_line(self, line: Line, has: int) -> Checks:
        """The rules for a line of this table, kind and transaction code, in a document that has these things."""
        kind, code = line.kind, line.code.value
        key = (type(line), kind, code, has & self.asked)
        rules = self.lines.get(key)
        if rules is None:
            table = "II" if isinstance(line, DerivativeLine) else "I"
            rules = _checks(
                r for r, when in self.rules
                if r.scope == "line" and table in r.tables and kind in r.kinds
                and (r.codes is None or code in r.codes) and when & has == when
            )  # fmt: skip
            if code is None or code in TRANSACTION_CODES:  # codes outside the list are without number
                self.lines[key] = rules
        return rules


_SINCE: list[date] = []
_plans: dict[tuple[str | None, Stage, int, int | None], Plan] = {}


def seal() -> None:
    """Called once all rules are entered: fixes the dates on which plans change."""
    _SINCE[:] = sorted({r.since for r in RULES.values()})
    _plans.clear()


def plan(subject: Subject) -> Plan:
    """The rules for a subject."""
    on = subject.on
    key = (subject.form, subject.stage, subject.generation, None if on is None else bisect_right(_SINCE, on))
    found = _plans.get(key)
    if found is None:
        found = _plans[key] = Plan(subject.form, subject.stage, subject.generation, on)
    return found


def findings_of(subject: Subject) -> list[Finding]:
    """Findings of all document and line rules, unsorted."""
    rules = plan(subject)
    found: list[Finding] = []
    has = subject.has
    for check, r in rules.for_document(has):
        if places := check(subject):
            found += [Finding(r.code, r.severity, location, message, r.citation) for location, message in places]
    document = subject.document
    for table, lines in (("table_i", document.table_i), ("table_ii", document.table_ii)):
        for index, line in enumerate(lines):
            for check, r in rules.for_line(line, has):
                if fields := check(subject, line):
                    found += [
                        Finding(r.code, r.severity, subject.at_line(table, index, field), message, r.citation)
                        for field, message in fields
                    ]
    return found
