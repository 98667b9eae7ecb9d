"""EDGAR accepted these filings, so none of them may show an error: a false alarm is worse than silence.

All filings of the shared data: 8,744 submissions of 2023, 304 documents of every form and layout from 2009 to 2026,
and the Commission's own sample documents. What is left out is in ``NOT_ACCEPTED`` with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from section16.formats.recognise import read
from section16.rules.check import check
from section16.vocabulary.errors import Damaged
from section16.vocabulary.findings import Severity

pytestmark = pytest.mark.needs_shared

# Never filed: an invented Form 4 dated January 2024 in layout X0306, which gave way to X0407 in April 2023. No layout
# has its <signature> in place of <ownerSignature>, nor an underlying security outside <value>, and a Form 4 of that
# year has the Rule 10b5-1 box. Name -> codes of its errors.
NOT_ACCEPTED = {"doc-5b1725a6dc8a.xml": {"S16-103", "S16-105"}}

# The samples of the specification 5.5 were edited by hand and are not well-formed: what is wrong -> what was meant.
COUNTRY = (b"<rptOwnerCounrty>I7</rptOwnerState>", b"<rptOwnerCountry>M0</rptOwnerCountry>")  # I7 is a retired code
ADDRESS = (b"</reportingOwnerId>\n\t<rptOwnerNonUS", b"</reportingOwnerId><reportingOwnerAddress><rptOwnerNonUS")
NOT_WELL_FORMED = dict.fromkeys(("doc3.xml", "doc4.xml", "doc4a.xml", "doc5.xml", "doc5a.xml"), (COUNTRY,))
NOT_WELL_FORMED["doc3a.xml"] = (COUNTRY, ADDRESS)


def errors(source: bytes) -> list[str]:
    return [str(finding) for finding in check(read(source)) if finding.severity is Severity.ERROR]


def report(samples: Iterable[tuple[str, bytes]]) -> None:
    wrong = [
        f"{name}: {found[0]}" for name, source in samples if name not in NOT_ACCEPTED and (found := errors(source))
    ]
    if wrong:
        pytest.fail(f"{len(wrong)} accepted filings with errors\n" + "\n".join(wrong[:20]), pytrace=False)


def test_some_submissions(submissions):
    report(submissions.sample(every=29))


def test_all_documents(documents):
    report(documents.sample())


@pytest.mark.sweep
def test_all_submissions(submissions):
    report(submissions.sample())


@pytest.mark.parametrize("name", NOT_ACCEPTED)
def test_what_was_never_accepted(documents, name):
    source = documents.read(name)
    assert {error[:7] for error in errors(source)} == NOT_ACCEPTED[name]
    assert b"<signature>" in source
    assert b"<ownerSignature>" not in source


def test_the_samples_of_the_older_specification(shared: Path):
    """Each sample has an owner whose CIK is the issuer's, and dates of another decade; none of it suspends."""
    samples = sorted((shared / "spec" / "edgar-ownership-old-samples").glob("doc*.xml"))
    assert len(samples) >= 6
    report((path.name, path.read_bytes()) for path in samples)


def newest_sample(shared: Path, name: str) -> bytes:
    return (shared / "spec" / "edgar-ownership-v5.5" / "samples" / name).read_bytes().replace(b"\r\n", b"\n")


@pytest.mark.parametrize("name", NOT_WELL_FORMED)
def test_the_samples_of_the_newest_specification_are_not_well_formed(shared: Path, name):
    """All close <rptOwnerCounrty>, misspelt, as </rptOwnerState>; one also lacks <reportingOwnerAddress>."""
    source = newest_sample(shared, name)
    assert all(wrong in source for wrong, _ in NOT_WELL_FORMED[name])
    with pytest.raises(Damaged, match=r"rptOwnerState|reportingOwnerAddress"):
        read(source)


@pytest.mark.parametrize("name", NOT_WELL_FORMED)
def test_the_samples_of_the_newest_specification_once_mended(shared: Path, name):
    source = newest_sample(shared, name)
    for wrong, meant in NOT_WELL_FORMED[name]:
        source = source.replace(wrong, meant)
    assert errors(source) == []
