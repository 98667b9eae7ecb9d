"""Count findings by rule over all shared filings: ``python -m tools.findings_by_rule [--check]``.

The table is committed as docs/data/findings-by-rule.tsv, so that a changed rule shows
as a changed line.  Rules that found nothing are listed with zero.
"""

import sys
import zipfile
from collections import Counter
from collections.abc import Iterator

import section16
from section16.rules.catalogue import RULES
from section16.vocabulary.errors import Section16Error
from tools.registry import ROOT, SHARED, keep

TABLE = ROOT / "docs" / "data" / "findings-by-rule.tsv"
HEADING = "code\tseverity\tfindings\tfilings\n"


def sources() -> Iterator[bytes]:
    """Every submission and document of the shared data."""
    for name in ("submissions.zip", "documents.zip"):
        with zipfile.ZipFile(SHARED / "data" / name) as archive:
            for member in sorted(archive.namelist()):
                yield archive.read(member)


def count(filings: Iterator[bytes]) -> str:
    """The table for these filings."""
    findings: Counter[str] = Counter()
    places: Counter[str] = Counter()
    total = unreadable = 0
    for source in filings:
        total += 1
        try:
            codes = [finding.code for finding in section16.check(section16.read(source))]
        except Section16Error:
            unreadable += 1
            continue
        findings.update(codes)
        places.update(set(codes))
    lines = [
        f"{rule.code}\t{rule.severity.value}\t{findings[rule.code]}\t{places[rule.code]}\n"
        for rule in sorted(RULES.values(), key=lambda rule: rule.code)
    ]
    return f"# {total} filings, {unreadable} unreadable\n{HEADING}{''.join(lines)}"


def main() -> int:
    """Write the table, or compare it; the exit status is 1 when it differs."""
    return keep(TABLE, lambda: count(sources()), "tools.findings_by_rule", __doc__)


if __name__ == "__main__":
    sys.exit(main())
