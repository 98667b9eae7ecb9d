"""The committed numbers of docs/path-coverage.md are what the tool says, and nothing is lost."""

import json

import pytest

from tools import path_coverage
from tools.path_coverage import FORMS, Landing


@pytest.fixture(scope="module")
def landings(shared):
    return path_coverage.measure(json.loads((shared / "data" / "element-path-counts.json").read_text("utf-8")))


def test_the_committed_table_is_what_the_tool_says(landings):
    table = path_coverage.to_table(path_coverage.shortened(landings))
    assert table == path_coverage.TABLE.read_text("utf-8"), "run: python -m tools.path_coverage --write"


def test_nearly_everything_has_a_field_and_nothing_is_lost(landings):
    *_, total = path_coverage.shares(landings)
    assert (total.form, total.total, total.lost) == ("all", 189_955_045, 0)
    assert total.field / total.total >= 0.9999


def test_no_unknown_element_was_ever_filed(landings):
    """What has no field is a name cut short, or a known element where it cannot be."""
    reasons = {path_coverage.wrong(one.path) for one in landings if one.verdict == "kept"}
    assert reasons == {"the name of an element is cut", "known elements in another place"}


def test_summing_up_keeps_the_sums(landings):
    assert path_coverage.shares(path_coverage.shortened(landings)) == path_coverage.shares(landings)


def test_the_table_is_read_back():
    """The page is made from the table alone, so it needs no shared data."""
    landings = path_coverage.committed()
    assert path_coverage.to_table(landings) == path_coverage.TABLE.read_text("utf-8")
    assert [share.lost for share in path_coverage.shares(landings)] == [0] * (len(FORMS) + 1)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/ownershipDocument/issuer/issuerCik", "issuer.cik"),
        ("/ownershipDocument/footnotes/footnote/@id", "footnotes.id"),
        ("/ownershipDocument/derivativeTable/derivativeTransaction/exerciseDate/footnoteId/@id",
         "table_ii.exercise_date.footnotes"),
        ("/ownershipDocument/nonDerivativeSecurity/transactionAmounts/transactionValue/value", "table_i.price"),
        ("/ownershipDocument/nonDerivativeTable/nonDerivativeTransaction/securityTitle", "table_i.security_title"),
        ("/ownershipDocument/nonDerivativeTable/footnotes/footnote", ""),
        ("/ownershipDocument/issuer/@unknown", ""),
    ],
)  # fmt: skip
def test_one_path(path, field):
    assert path_coverage.land(path) == (field, True)


def test_a_lost_text_would_show():
    assert Landing("/a", None, True, (1, 0, 0, 0, 0, 0)).verdict == "lost"
    assert Landing("/a", "issuer.cik", False, (1, 0, 0, 0, 0, 0)).verdict == "lost"


def test_unknown_form_types_are_refused():
    with pytest.raises(ValueError, match="found the form types"):
        path_coverage.measure({"4/B": {"/ownershipDocument": 1}})
