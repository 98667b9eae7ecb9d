"""A document that fails and one that passes for every structure rule and every rule of EDGAR's own, S16-1xx.

The documents are written for these tests; owner and issuer are invented. The failing one gives its code and no
other error, the passing one, which comes as near as it may, neither its code nor any error.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from section16.formats.recognise import read
from section16.rules.catalogue import RULES
from section16.rules.check import check
from section16.vocabulary.findings import Finding, Severity

HERE = Path(__file__).parent
CODES = sorted(code for code in RULES if code.startswith("S16-1"))


def findings(code: str, name: str) -> list[Finding]:
    return check(read((HERE / code / f"{name}.xml").read_bytes()))


def errors(found: list[Finding]) -> set[str]:
    return {finding.code for finding in found if finding.severity is Severity.ERROR}


@pytest.mark.parametrize("code", CODES)
def test_the_failing_document_gives_its_code(code):
    found = findings(code, "fails")
    assert code in {finding.code for finding in found}
    assert errors(found) <= {code}, "\n".join(map(str, found))


@pytest.mark.parametrize("code", CODES)
def test_the_passing_document_gives_no_error(code):
    found = findings(code, "passes")
    assert code not in {finding.code for finding in found}
    assert not errors(found), "\n".join(map(str, found))


@pytest.mark.parametrize("code", CODES)
def test_a_finding_says_where_and_why(code):
    finding = next(finding for finding in findings(code, "fails") if finding.code == code)
    assert finding.severity is RULES[code].severity
    assert finding.citation == RULES[code].citation
    assert finding.location.box
    assert finding.message
    assert not finding.message.removesuffix("...").endswith(".")
    assert "a#bcdefg" not in str(finding)


def test_no_document_is_left_over():
    assert [folder.name for folder in sorted(HERE.glob("S16-1*"))] == CODES


@pytest.mark.parametrize(("country", "expected"), [("M0", set()), ("I7", {"S16-108"})])
def test_a_retired_country_suspends_a_draft(country, expected):
    """The schema takes the code, "if coming from OnlineWeb in one special case"; from a filer EDGAR does not."""
    source = (HERE / "S16-161" / "passes.xml").read_text("utf-8").replace(">M0<", f">{country}<")
    assert not errors(check(read(source.encode())))
    draft = source.replace("<rptOwnerName>OWNER ONE</rptOwnerName>", "").replace(
        "<issuerName>ISSUER INC</issuerName>", ""
    )
    draft = draft.replace("<schemaVersion>X0609</schemaVersion>", "")
    assert errors(check(read(draft.encode()))) == expected
