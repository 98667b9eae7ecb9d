"""What readers find, S16-0xx, entered in the catalogue so that it can be looked up."""

from __future__ import annotations

from section16.formats import (
    dataset_tsv_findings,
    edgar_package_findings,
    edgar_sgml_findings,
    page_text_notes,
    reading,
    repairs,
)
from section16.rules.catalogue import Rule, enter

_ROWS = (
    *repairs.CODES.values(), *edgar_sgml_findings.CODES.values(), *edgar_package_findings.CODES.values(),
    *page_text_notes.CODES.values(), *reading.CODES.values(), *dataset_tsv_findings.CODES.values(),
)  # fmt: skip
for _row in _ROWS:
    enter(Rule(code=_row.code, title=_row.title, severity=_row.severity, citation=_row.citation,
               why=_row.why, scope="reading"))  # fmt: skip
