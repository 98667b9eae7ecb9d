"""Our cells against the SEC's: the real overlap, and every kind of difference made by hand."""

import io
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from section16.formats import dataset_tsv
from section16.formats.dataset_compare import compare, reconcile
from section16.formats.dataset_differences import MEANING, DifferenceKind
from section16.formats.dataset_tsv import Dataset, DatasetFiling, from_filing, reduced
from section16.formats.recognise import read
from section16.model.document import (
    Address,
    Footnote,
    Issuer,
    OwnershipDocument,
    Relationship,
    ReportingOwner,
    Signature,
)
from section16.model.lines import DerivativeLine, NonDerivativeLine
from section16.vocabulary.cells import Cell

D = Decimal
ACCESSION = "0000000001-24-000001"
replace = msgspec.structs.replace

# the documents whose accession number is in the 2024Q3 sample
OVERLAP = (
    "0001062993-24-014684", "0001321655-24-000181", "0001415889-24-019064", "0001415889-24-020383",
    "0001628280-24-038676", "0001972928-24-000003",
)  # fmt: skip


def title(text: str) -> Cell[str]:
    return Cell(text, text)


DOCUMENT = OwnershipDocument(
    document_type="4",
    period_of_report=Cell(date(2024, 7, 1), "2024-07-01-04:00"),
    no_longer_subject=Cell(False, "0"),
    rule_10b5_1=Cell(True, "1"),
    issuer=Issuer(cik="0000000009", name="Issuer", trading_symbol="ISS"),
    owners=(
        ReportingOwner(cik="0000000007", name="Doe Jane", address=Address(city="Town"),
                       relationship=Relationship(is_director=Cell(True, "true"), is_officer=Cell(False, "0"))),
        ReportingOwner(cik="0000000008", name="Doe John"),
    ),
    table_i=(
        NonDerivativeLine("holding", security_title=title("A"), shares_following=Cell(D(1), "1")),
        NonDerivativeLine("transaction", security_title=title("A"), price=Cell(D("36.8567"), "36.8567", ("F1", "F2"))),
        NonDerivativeLine("transaction", security_title=title("B"), price=Cell(D(2), "2.00")),
    ),
    table_ii=(DerivativeLine("holding", security_title=title("Option"), exercise_price=Cell(None, None, ("F1",))),),
    footnotes=(Footnote("F1", "one"), Footnote("F2", "two")),
    remarks="Exhibit 24",
    signatures=(Signature("Jane", Cell(date(2024, 7, 2), "2024-07-02")), Signature("John", Cell(date(2024, 7, 2)))),
)  # fmt: skip
OURS = DatasetFiling(
    accession=ACCESSION, document=DOCUMENT, filed_on=date(2024, 7, 3), file_numbers=("001-00009", "001-00009")
)
THEIRS = replace(OURS, document=reduced(DOCUMENT))


def changed(**parts) -> DatasetFiling:
    """Theirs with parts of the document replaced."""
    return replace(THEIRS, document=replace(THEIRS.document, **parts))


def line(at: int, **cells) -> DatasetFiling:
    """Theirs with cells of one line of Table I replaced; transactions first."""
    lines = list(THEIRS.document.table_i)
    lines[at] = replace(lines[at], **cells)
    return changed(table_i=tuple(lines))


def only(theirs: DatasetFiling, ours: DatasetFiling = OURS) -> tuple[object, ...]:
    (d,) = compare(ours, theirs)
    return d.kind.value, d.table, d.line, d.column, d.path, d.ours, d.theirs


def test_the_same_filing_has_no_differences():
    """A mark filed before a holding, a zone on a date, other decimals: no difference of value."""
    assert compare(OURS, THEIRS) == []


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        (line(0, price=Cell(D("36.86"), None, ("F1", "F2"))),
         ("rounded", "NONDERIV_TRANS", 2, "TRANS_PRICEPERSHARE", "table_i[1].price", "36.8567", "36.86")),
        (line(0, price=Cell(D("36.85"), None, ("F1", "F2"))),
         ("value", "NONDERIV_TRANS", 2, "TRANS_PRICEPERSHARE", "table_i[1].price", "36.8567", "36.85")),
        (line(0, price=Cell(D("36.857"), None, ("F1", "F2"))),
         ("value", "NONDERIV_TRANS", 2, "TRANS_PRICEPERSHARE", "table_i[1].price", "36.8567", "36.857")),
        (line(0, price=Cell(D("36.8567"), None, ("F2", "F1"))),
         ("order", "NONDERIV_TRANS", 2, "TRANS_PRICEPERSHARE_FN", "table_i[1].price", "F1, F2", "F2, F1")),
        (line(1, price=Cell()),
         ("only ours", "NONDERIV_TRANS", 3, "TRANS_PRICEPERSHARE", "table_i[2].price", "2.0", "")),
        (line(2, nature=title("Trust")),
         ("only theirs", "NONDERIV_HOLDING", 1, "NATURE_OF_OWNERSHIP", "table_i[0].nature", "", "Trust")),
        (changed(table_i=THEIRS.document.table_i[:-1]),
         ("only ours", "NONDERIV_HOLDING", 1, "", "table_i[0]", "A", "")),
        (changed(table_ii=THEIRS.document.table_ii * 2), ("only theirs", "DERIV_HOLDING", None, "", "", "", "Option")),
        (changed(no_longer_subject=Cell(False, "false")),
         ("spelling", "SUBMISSION", None, "NOT_SUBJECT_SEC16", "no_longer_subject", "0", "false")),
        (changed(no_longer_subject=Cell(True, "1")),
         ("value", "SUBMISSION", None, "NOT_SUBJECT_SEC16", "no_longer_subject", "0", "1")),
        (changed(remarks="Exhibit  24 "),
         ("whitespace", "SUBMISSION", None, "REMARKS", "remarks", "Exhibit 24", "Exhibit  24 ")),
        (changed(remarks="Exhibit"), ("value", "SUBMISSION", None, "REMARKS", "remarks", "Exhibit 24", "Exhibit")),
        (changed(period_of_report=Cell(date(2024, 7, 2))),
         ("value", "SUBMISSION", None, "PERIOD_OF_REPORT", "period_of_report", "01-JUL-2024", "02-JUL-2024")),
        (changed(owners=THEIRS.document.owners[:1]),
         ("only ours", "REPORTINGOWNER", 2, "", "owners[1]", "Doe John", "")),
        (changed(owners=(replace(THEIRS.document.owners[0], relationship=None), THEIRS.document.owners[1])),
         ("only ours", "REPORTINGOWNER", 1, "RPTOWNER_RELATIONSHIP", "owners[0].relationship", "Director", "")),
        (changed(footnotes=THEIRS.document.footnotes[:1]), ("only ours", "FOOTNOTES", 2, "", "footnotes[1]", "F2", "")),
        (changed(footnotes=(Footnote("F1", "other"), Footnote("F2", "two"))),
         ("value", "FOOTNOTES", 1, "FOOTNOTE_TXT", "footnotes[0].text", "one", "other")),
        (changed(signatures=(Signature("Jack", Cell(date(2024, 7, 2))), THEIRS.document.signatures[0])),
         ("value", "OWNER_SIGNATURE", 2, "OWNERSIGNATURENAME", "signatures[1].name", "John", "Jack")),
        (replace(THEIRS, filed_on=date(2024, 7, 5)),
         ("value", "SUBMISSION", None, "FILING_DATE", "", "03-JUL-2024", "05-JUL-2024")),
        (replace(THEIRS, file_numbers=("001-00009", None)),
         ("only ours", "REPORTINGOWNER", 2, "FILE_NUMBER", "", "001-00009", "")),
        (replace(changed(rule_10b5_1=Cell()), lacking=frozenset({"SUBMISSION.AFF10B5ONE"})),
         ("gap", "SUBMISSION", None, "AFF10B5ONE", "rule_10b5_1", "1", "")),
        (replace(changed(footnotes=()), lacking=frozenset({"FOOTNOTES"})),
         ("gap", "FOOTNOTES", None, "", "", "2 rows", "")),
    ],
)  # fmt: skip
def test_each_kind_of_difference(theirs, expected):
    assert only(theirs) == expected


def test_rows_in_no_order_are_no_difference():
    """The sets have owners, footnotes and signatures in no order."""
    d = THEIRS.document
    theirs = changed(owners=d.owners[::-1], footnotes=d.footnotes[::-1], signatures=d.signatures[::-1])
    assert compare(OURS, theirs) == []


def test_lines_in_another_order_are_one_difference():
    first, second, *rest = THEIRS.document.table_i
    rounded = replace(first, price=Cell(D("36.86"), None, ("F2", "F1")))
    expected = ("order", "NONDERIV_TRANS", None, "", "table_i", "2 rows", "2 rows")
    assert only(changed(table_i=(second, rounded, *rest))) == expected


def test_a_text_cut_at_the_length_of_its_column():
    ours = replace(OURS, document=replace(DOCUMENT, remarks="x" * 1990 + " words that go on"))
    kind, *_, column, _, _, theirs = only(changed(remarks="x" * 1990 + " words th"), ours)
    assert (kind, column, len(theirs)) == ("cut", "REMARKS", 1999)


def test_what_a_bare_document_does_not_tell_is_not_compared():
    assert compare(replace(OURS, filed_on=None, file_numbers=()), THEIRS) == []


def test_every_kind_has_a_meaning():
    assert set(MEANING) == set(DifferenceKind)


# --------------------------------------------------------------------------------------------- real filings


@pytest.mark.needs_shared
def test_the_real_overlap_differs_by_gaps_alone(shared, documents):
    """131 cells of six filings, and nothing to explain but what the sample lacks."""
    ours = [from_filing(read(documents.read(f"{name}.xml")), name) for name in OVERLAP]
    with Dataset(shared / "data" / "dataset" / "2024q3_form345-part.zip") as dataset:
        known = {Path(name).stem for name in documents.names}
        assert {filing for filing in known if filing in dataset} == set(OVERLAP)
        compared = list(reconcile(ours, dataset))
    assert all(one.is_there for one in compared)
    assert sum(one.cells for one in compared) == 131
    tables = Counter((d.kind.value, d.table) for one in compared for d in one.differences)
    assert tables == {("gap", t): 6 for t in ("SUBMISSION", "REPORTINGOWNER", "NONDERIV_TRANS", "FOOTNOTES")}


@pytest.mark.needs_shared
def test_real_filings_against_a_set_as_the_sec_makes_them(submissions):
    """Rounding and white space are found and named; nothing else differs, and what was filed outside is not there."""
    ours = [from_filing(read(source)) for _, source in submissions.sample(50)]
    out = io.BytesIO()
    dataset_tsv.write(ours[:-1], out, as_published=True)
    with Dataset(out) as dataset:
        *found, last = reconcile(ours, dataset)
    kinds = Counter(d.kind.value for one in found for d in one.differences)
    assert set(kinds) == {"rounded", "whitespace"}
    assert kinds["rounded"] > 100
    assert sum(one.cells for one in found) > 5000
    (difference,) = last.differences
    assert (last.is_there, difference.kind.value, difference.table) == (False, "only ours", "SUBMISSION")


def test_a_filing_of_another_quarter_is_no_difference():
    out = io.BytesIO()
    dataset_tsv.write([THEIRS], out)
    other = replace(OURS, accession="0000000001-24-000009")
    with Dataset(out) as dataset:
        assert [len(one.differences) for one in reconcile([other], dataset)] == [1]
        assert [len(one.differences) for one in reconcile([replace(other, filed_on=date(2024, 8, 1))], dataset)] == [0]
        assert [len(one.differences) for one in reconcile([replace(other, filed_on=None)], dataset)] == [0]
