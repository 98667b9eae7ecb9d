"""Values that came without a text are printed all the same, in every print."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

import section16
from section16.formats.plain_texts import with_plain_texts
from section16.forms.render import render
from section16.vocabulary.cells import Cell

AULT = Path(section16.__file__).parent / "examples" / "form4-ault-2023-11-24.xml"


@pytest.fixture(scope="module")
def ault_filing():
    return section16.read(AULT)


def without_texts(document):
    """The document as a data set or a hand-made JSON gives it: values, no texts."""

    def bare(cell):
        return Cell(cell.value, None, cell.footnotes)

    lines = tuple(replace(line, **{name: bare(cell) for name, cell in line.cells()}) for line in document.table_i)
    return replace(document, table_i=lines, period_of_report=bare(document.period_of_report))


def test_no_value_is_lost_in_a_print(ault_filing):
    filing = replace(ault_filing, document=without_texts(ault_filing.document), submission=None)
    line = filing.document.table_i[0]
    assert line.shares.text is None
    xml = section16.read(section16.write(filing, "xml")).document
    assert xml.table_i[0].shares.value == line.shares.value
    assert xml.table_i[0].transaction_date.value == line.transaction_date.value
    for format in ("text", "markdown", "html"):
        printed = render(filing, format).decode()
        assert f"{line.shares.value:,}" in printed
        assert f"{line.transaction_date.value:%m/%d/%Y}" in printed


def test_texts_as_filed_stay(ault_filing):
    assert with_plain_texts(ault_filing.document) == ault_filing.document
    made = with_plain_texts(replace(ault_filing.document, period_of_report=Cell(date(2023, 1, 4))))
    assert made.period_of_report.text == "2023-01-04"
    line = replace(ault_filing.document.table_i[0], shares=Cell(Decimal("8.880")))
    made = with_plain_texts(replace(ault_filing.document, table_i=(line,)))
    assert made.table_i[0].shares.text == "8.88"
