"""The box map against the model: every box of every line and of the document has its place."""

import pytest

from section16.model import boxes
from section16.model.document import (
    Address,
    Issuer,
    OwnershipDocument,
    Relationship,
    ReportingOwner,
    Signature,
)
from section16.model.lines import CELLS, DerivativeLine, NonDerivativeLine
from section16.vocabulary.errors import NotFound

LINES = {"table_i": NonDerivativeLine, "table_ii": DerivativeLine}


@pytest.mark.parametrize(
    ("form", "table", "field", "expected"),
    [
        ("4", "table_i", "security_title", "column 1"),
        ("4", "table_i", "transaction_date", "column 2"),
        ("4", "table_i", "deemed_execution_date", "column 2A"),
        ("4", "table_i", "code", "column 3"),
        ("4", "table_i", "coding_footnotes", "column 3"),
        ("4", "table_i", "form_type", "column 3"),
        ("4", "table_i", "equity_swap", "column 3"),
        ("4", "table_i", "timeliness", "column 3"),
        ("4", "table_i", "shares", "column 4"),
        ("4", "table_i", "acquired_disposed", "column 4"),
        ("4", "table_i", "price", "column 4"),
        ("4", "table_i", "value_following", "column 5"),
        ("4", "table_i", "direct_indirect", "column 6"),
        ("5", "table_i", "nature", "column 7"),
        ("4", "table_ii", "exercise_price", "column 2"),
        ("4", "table_ii", "transaction_date", "column 3"),
        ("4", "table_ii", "deemed_execution_date", "column 3A"),
        ("4", "table_ii", "code", "column 4"),
        ("4", "table_ii", "acquired_disposed", "column 5"),
        ("4", "table_ii", "total_value", "column 5"),
        ("4", "table_ii", "expiration_date", "column 6"),
        ("4", "table_ii", "underlying_value", "column 7"),
        ("4", "table_ii", "price", "column 8"),
        ("4", "table_ii", "shares_following", "column 9"),
        ("4", "table_ii", "direct_indirect", "column 10"),
        ("5", "table_ii", "nature", "column 11"),
        ("3", "table_i", "shares_following", "column 2"),
        ("3", "table_i", "nature", "column 4"),
        ("3", "table_ii", "exercise_date", "column 2"),
        ("3", "table_ii", "underlying_shares", "column 3"),
        ("3", "table_ii", "exercise_price", "column 4"),
        ("3", "table_ii", "direct_indirect", "column 5"),
        ("3", "table_i", "code", "column 3 of Form 4"),
        (None, "table_i", "price", "column 4"),
        ("4", "table_i", "exercise_price", "column 2 of Table II"),
    ],
)
def test_columns(form, table, field, expected):
    assert boxes.column(form, table, field) == expected


@pytest.mark.parametrize(
    ("form", "path", "expected"),
    [
        ("4", "", "Form 4"),
        (None, "", "the form"),
        ("4", "document_type", "form name"),
        ("4", "issuer.trading_symbol", "box 2"),
        ("3", "issuer.name", "box 3"),
        ("3", "period_of_report", "box 2"),
        ("5", "period_of_report", "box 3"),
        ("3", "original_date", "box 5"),
        ("4", "owners[0].address.zip", "box 1"),
        ("4", "owners[2].name", "owner 3, box 1"),
        ("4", "owners[1].relationship.officer_title", "owner 2, box 5"),
        ("3", "owners[0].relationship", "box 4"),
        ("4", "no_longer_subject", "box 'no longer subject to Section 16'"),
        ("3", "no_longer_subject", "box 'no longer subject to Section 16' of Form 4"),
        ("4", "footnotes[1]", "Explanation of Responses, footnote 2"),
        ("4", "footnotes[1].text", "Explanation of Responses, footnote 2"),
        ("4", "remarks", "Remarks"),
        ("4", "signatures[0].name", "signature 1"),
        ("4", "signatures[1].date", "signature 2, signature date"),
        ("4", "table_i", "Table I"),
        ("4", "table_i[3]", "Table I, line 4"),
        ("4", "table_i[3].kind", "Table I, line 4, the line"),
        ("4", "table_i[3].coding_footnotes[1]", "Table I, line 4, column 3"),
        ("4", "schema_version", "not printed"),
    ],
)
def test_places_in_words(form, path, expected):
    assert boxes.box(form, path) == expected


@pytest.mark.parametrize("form", boxes.FORMS)
def test_every_box_of_a_line_has_a_place_on_every_form(form):
    for table, line_type in LINES.items():
        for field in (*CELLS[line_type], "coding_footnotes", "kind", "layout"):
            assert boxes.column(form, table, field)


@pytest.mark.parametrize("form", boxes.FORMS)
def test_every_field_of_the_document_has_a_place(form):
    paths = list(OwnershipDocument.__struct_fields__)
    for name, part in (("issuer", Issuer), ("owners[0]", ReportingOwner), ("signatures[0]", Signature),
                       ("owners[0].address", Address), ("owners[0].relationship", Relationship)):  # fmt: skip
        paths += [f"{name}.{field}" for field in part.__struct_fields__]
    for path in paths:
        assert boxes.box(form, path)


def test_the_columns_come_in_printed_order():
    def numbers(form, table):
        return " ".join(number for number, _, _ in boxes.columns(form, table))

    assert numbers("4", "table_i") == "1 2 2A 3 4 5 6 7"
    assert numbers("4", "table_ii") == "1 2 3 3A 4 5 6 7 8 9 10 11"
    assert numbers("3", "table_ii") == "1 2 3 4 5 6"
    assert boxes.columns("5", "table_i")[3][2] == ()


def test_a_caption_is_found_by_path():
    found = boxes.caption("4", "owners[0].relationship.is_officer")
    assert (found.number, found.part) == ("5", "Officer (give title below)")
    assert boxes.caption("4", "table_ii[0].underlying_shares").part == "Amount or Number of Shares"


@pytest.mark.parametrize(
    "ask",
    [
        lambda: boxes.column("4", "table_i", "colour"),
        lambda: boxes.column("4", "table_iii", "price"),
        lambda: boxes.box("4", "owners[0].colour"),
        lambda: boxes.box("4", "?"),
        lambda: boxes.caption("3", "table_i[0].code"),
        lambda: boxes.boxes("6"),
    ],
)
def test_what_is_not_on_the_form_is_not_found(ask):
    with pytest.raises(NotFound):
        ask()
