"""``check``: every finding of one filing, in catalogue order."""

from __future__ import annotations

from section16.model.filing import Filing
from section16.rules import all_rules
from section16.rules.catalogue import RULES, findings_of
from section16.rules.structure_document import check_document
from section16.rules.structure_layout import check_layout
from section16.rules.structure_lines import check_lines
from section16.rules.subject import Stage, Subject, stage_of
from section16.vocabulary.findings import Finding, Location

_PRINTED = {"page_text", "edgar_page"}
RULE_MODULES = all_rules.MODULES


def check(filing: Filing) -> list[Finding]:
    """What the rules find, after what was found while reading.

    Sorted by code, then by place in the document.  Empty for a filing without an
    ownership document, but for what reading found.
    """
    if filing.document is None:
        return list(filing.findings)
    printed = filing.source.format in _PRINTED
    stage = Stage.PRINTED if printed else Stage.DRAFT if filing.package is not None else stage_of(filing.document)
    found = check_subject(Subject(filing.document, stage, filing.package, filing.header))
    return [*filing.findings, *found] if filing.findings else found


def check_subject(subject: Subject) -> list[Finding]:
    """What the rules find about one document at its stage."""
    found: list[Finding] = []

    def report(code: str, location: Location, message: str) -> None:
        entry = RULES[code]
        if subject.generation < entry.generation:
            return
        found.append(Finding(code, entry.severity, location, message, entry.citation))

    check_document(subject, report)
    check_lines(subject, report)
    if subject.document.outlines:
        check_layout(subject, report)
    found.extend(findings_of(subject))
    if len(found) > 1:
        found.sort(key=lambda finding: finding.code)
    return found
