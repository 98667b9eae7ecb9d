"""The sheet: which stylesheet prints a document without a schema version, and what the front of the form has."""

import pytest
from msgspec.structs import replace

import section16
from section16.forms.render import RENDERERS
from section16.forms.sheet import sheet, title
from section16.model import front
from section16.model.boxes import STYLESHEETS
from section16.model.document import Address, Issuer, OwnershipDocument, ReportingOwner
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import MissingFact
from tests.forms.conftest import EXAMPLE

ABROAD = Address("1 Main Street", None, "London", zip="SW1", is_non_us=Cell(True, "1"), non_us_state="Kent")


def printed(form: str = "4", *owners: ReportingOwner, **boxes: object):
    return sheet(OwnershipDocument(document_type=form, owners=owners, **boxes))


@pytest.mark.parametrize(("form", "newest"), [("3", "X07"), ("4", "X09"), ("5", "X09")])
def test_what_only_the_newest_stylesheet_prints_is_printed_by_it(form, newest):
    """A document without a schema version, which was read from a print, loses nothing of an address."""
    at_home = ReportingOwner(name="Doe", address=Address("1 Main Street", None, "Reno", "NV", "89501"))
    abroad = ReportingOwner(name="Roe", address=ABROAD)
    assert printed(form, at_home).stylesheet == "X06"
    assert printed(form, issuer=Issuer(foreign_trading_symbol="8591")).stylesheet == newest
    for owners in ((abroad,), (at_home, abroad), (ReportingOwner(address=Address(country="X0")), at_home)):
        assert printed(form, *owners).stylesheet == newest
    assert printed(form, at_home, abroad).owners[1].lines[1:4] == ("1 Main Street", "London", "Kent")


def test_a_plan_box_that_is_answered_is_printed():
    assert printed("4", rule_10b5_1=Cell(False, "0")).stylesheet == "X08"
    assert printed("4").stylesheet == printed("3", rule_10b5_1=Cell(False, "0")).stylesheet == "X06"


@pytest.mark.parametrize("form", STYLESHEETS)
def test_every_part_and_check_box_of_the_front_has_its_caption(form):
    for name in STYLESHEETS[form]:
        parts = front.parts(form, name)
        assert all(parts.values())
        assert set(front.ticks(form, name)) <= set(parts)
        assert {part for column in front.COLUMNS for part in column} >= set(parts) - {"table_i"}
        page = sheet(OwnershipDocument(document_type=form), name)
        assert [part.area for part in page.front] == list(parts)
        assert [tick.caption for tick in page.checks] == list(front.corner(form, name).values())
    assert front.parts("4", "X09")["place"] == "(City) (State) (Zip/Postal Code)"
    assert front.parts("4", "X08")["place"] == "(City) (State) (Zip)"


def test_an_amendment_is_called_one():
    document = section16.read(EXAMPLE).document
    assert title(document) == "Form 4, Ault Alliance, Inc., AULT MILTON C III, 11/24/2023"
    assert title(replace(document, document_type="4/A")).startswith("Form 4/A, ")


@pytest.mark.parametrize("format", RENDERERS)
def test_nothing_to_print(format):
    with pytest.raises(MissingFact, match=f"found no ownership document, expected one to print as {format}"):
        section16.render(replace(section16.read(EXAMPLE), document=None), format)
