"""Drafts follow the official schemas once they are signed, and the rules find no error in them."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from section16.formats import edgar_package, edgar_xml
from section16.model.filing import Filing, Source
from section16.prepare.drafted import Wishes
from section16.prepare.initial import initial, leaving
from section16.prepare.split import parts
from section16.rules.check import check
from section16.vocabulary.findings import Severity
from tests.prepare.made import SIGNED, faults_of_schema, make, roster
from tests.prepare.test_events import LINES, NEW_UNITS, row
from tests.prepare.test_forms_3_and_5 import ROWS
from tests.rules.newest_layout import Schemas

pytestmark = pytest.mark.needs_shared


@pytest.fixture(scope="module")
def schemas(shared):
    return Schemas(shared / "spec" / "edgar-ownership-v5.5" / "schema")


def drafts():
    """One draft of every kind."""
    for text, more, _, _ in LINES:
        yield from make(row(text, more), more=NEW_UNITS, carry="all").drafts
    yield from make(*ROWS, form="5", signed_on=datetime.date(2024, 2, 14)).drafts
    yield from make(*(row(text, more) for text, more, _, _ in LINES if "units" not in text), more=NEW_UNITS).drafts
    for holdings in ("holdings: []", ""):
        yield initial(roster(holdings), "a", SIGNED, Wishes(signed_on=SIGNED))
    yield leaving(roster(), "a", SIGNED, Wishes(signed_on=SIGNED))
    abroad = (
        "owners:\n  a: {cik: '11', name: A, address: {street1: 1 High Street, city: London, country: X0, province: "
        "Greater London, zip: EC1}, roles: {one: {director: true}}}\nholdings:\n  - {owner: a, security: common, "
        "shares: 5}"
    )
    yield from make("buy 1 common 9", more=f"{abroad}\n").drafts


def test_every_kind_of_draft(schemas):
    number = 0
    for draft in drafts():
        assert draft.is_complete
        for part in parts(draft):
            assert faults_of_schema(part.document, schemas) == []
            assert errors(part.document) == []
            number += 1
    assert number == len(LINES) + 6


def errors(document):
    """Errors of the rules, of the form alone and as a package holds it; a CCC is put in when it is sent."""
    xml = edgar_xml.write(document)
    package = edgar_package.build(document)
    found = check(Filing(document, Source("xml", xml))) + check(
        Filing(document, Source("package", xml), package=package)
    )
    return [str(one) for one in found if one.severity is Severity.ERROR and one.code != "S16-165"]


events = [(text, more) for text, more, _, _ in LINES]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(events), min_size=1, max_size=8), st.sampled_from(["class", "all", "none"]))
def test_any_mixture_of_events(schemas, chosen, carry):
    """Whatever happened on one day: where the holdings suffice, the draft follows schema and rules."""
    for draft in make(*(row(text, more) for text, more in chosen), more=NEW_UNITS, carry=carry).drafts:
        if draft.is_complete:
            assert faults_of_schema(draft.document, schemas) == []
            assert errors(draft.document) == []
        else:
            open_boxes = {need.path.rpartition(".")[2] for need in draft.needs if need.state != "look"}
            assert open_boxes <= {"shares_following", "value_following"}
