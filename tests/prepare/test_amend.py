"""Amendments: the wrong lines only, each with its explanation; on real pairs, and on any single edit."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import section16
from section16.forms.diff import diff
from section16.prepare.amend import LEFT_OUT, REPEATED, amendment
from section16.prepare.amended import as_amended
from section16.prepare.entry import cell
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import MissingFact
from tests.prepare.made import brief, faults_of_schema, findings, marks, one
from tests.prepare.test_forms_3_and_5 import form_3
from tests.rules.newest_layout import Schemas

FILED_ON, SIGNED_ON = datetime.date(2024, 3, 5), datetime.date(2024, 3, 12)
D = Decimal


def document():
    """A form with transactions and holdings in both tables, and footnotes on some of them."""
    return one(
        "buy 100 common 12", {"event": "sell", "shares": "50", "security": "common", "price": "15", "account": "trust"},
        {"event": "sell", "shares": "30", "security": "common", "price": "16", "note": "private"},
        "exercise 10 option", "vest 20 units", carry="all",
    ).document  # fmt: skip


BASE = document()


def amended(truth, filed=BASE, **more):
    return amendment(filed, truth, **({"filed_on": FILED_ON, "signed_on": SIGNED_ON} | more))


def changed(table: str, i: int, **boxes):
    """The base form with other boxes on one line."""
    lines = list(getattr(BASE, table))
    lines[i] = replace(lines[i], **boxes)
    return replace(BASE, **{table: tuple(lines)})


def bare(line):
    """The line without the mark of the explanation on its title."""
    return replace(line, security_title=replace(line.security_title, footnotes=()))


# ------------------------------------------------------------------------------------------------ one wrong box


def test_a_wrong_price_is_one_line():
    made = amended(changed("table_i", 0, price=cell(D("12.10"))))
    assert (made.document_type, made.original_date.value) == ("4/A", FILED_ON)
    assert [brief(line) for line in made.table_i] == ["P A 100 @ 12.10 -> 1100"]
    assert made.table_ii == ()
    assert marks(made, made.table_i[0], "security_title") == ["This amendment corrects the price (reported as $12)."]
    assert [signature.date.value for signature in made.signatures] == [SIGNED_ON]
    assert made.period_of_report == BASE.period_of_report
    assert (made.issuer, made.owners, made.remarks) == (BASE.issuer, BASE.owners, None)
    assert findings(made) == []


def edit(cell_, draw):
    value = cell_.value
    if isinstance(value, Decimal):
        return Cell(value + (d := draw(st.sampled_from([D(1), D("0.5"), D(1000)]))), format(value + d, "f"),
                    cell_.footnotes)  # fmt: skip
    if isinstance(value, datetime.date):
        new = value + datetime.timedelta(days=draw(st.sampled_from([1, 30, 365])))
        return Cell(new, str(new), cell_.footnotes)
    if isinstance(value, bool):
        return Cell(not value, "0" if value else "1", cell_.footnotes)
    return Cell(f"{value} (other)", f"{value} (other)", cell_.footnotes)


@given(st.data())
def test_any_single_edit_of_a_line_is_exactly_that_line(data):
    """Whatever box of whatever line is wrong, the amendment holds that line and no other, and moves nothing else."""
    table, i, line = data.draw(st.sampled_from(list(BASE.lines())))
    boxes = [name for name, box in line.cells() if box.value is not None]
    name = data.draw(st.sampled_from(boxes))
    truth = changed(table, i, **{name: edit(getattr(line, name), data.draw)})
    if not diff(BASE, truth).changes:  # a form type of the same form is printed nowhere
        return
    made = amended(truth)
    lines = [(t, one) for t, _, one in made.lines()]
    expected = getattr(truth, table)[i]
    repeated = [one for _, one in lines if REPEATED in marks(made, one, "security_title")]
    assert len(repeated) == (0 if line.is_transaction else 1)
    found = [(t, one) for t, one in lines if one not in repeated]
    assert len(found) == 1
    assert found[0][0] == table
    for field, box in found[0][1].cells():
        assert (box.value, box.text) == (getattr(expected, field).value, getattr(expected, field).text)
    (said,) = [
        text for text in marks(made, found[0][1], "security_title") if text.startswith("This amendment corrects ")
    ]
    assert said.endswith(".")
    for field in ("issuer", "owners", "period_of_report", "rule_10b5_1", "no_longer_subject", "remarks"):
        assert getattr(made, field) == getattr(BASE, field)
    assert [s.name for s in made.signatures] == [s.name for s in BASE.signatures]


@given(st.data())
def test_what_is_amended_says_the_truth(data):
    """The original with the amendment put in place is the truth; nothing is left to amend."""
    truth = BASE
    for _ in range(data.draw(st.integers(1, 4))):
        table, i, line = data.draw(st.sampled_from(list(truth.lines())))
        name = data.draw(st.sampled_from(["shares_following", "price", "shares"]))
        if getattr(line, name).value is not None:
            lines = list(getattr(truth, table))
            lines[i] = replace(line, **{name: edit(getattr(line, name), data.draw)})
            truth = replace(truth, **{table: tuple(lines)})
    if not diff(BASE, truth).changes:
        return
    standing = as_amended(BASE, amended(truth))
    assert diff(standing, truth).changes == ()
    with pytest.raises(MissingFact, match="found no difference"):
        amended(truth, standing)


# --------------------------------------------------------------------------------------- lines and footnotes


def test_a_line_that_was_left_out():
    truth = replace(BASE, table_i=(*BASE.table_i, replace(BASE.table_i[0], shares=cell(D(7)), price=cell(D(3)),
                                                            shares_following=cell(D(5)))))  # fmt: skip
    made = amended(truth)
    assert [brief(line) for line in made.table_i] == ["P A 7 @ 3 -> 5"]
    assert marks(made, made.table_i[0], "security_title") == [LEFT_OUT]


def test_a_line_that_should_not_be_there_is_told_in_the_remarks():
    truth = replace(BASE, table_i=(BASE.table_i[0], *BASE.table_i[2:]))
    made = amended(truth)
    assert made.remarks == (
        "Table I, line 2 of the original filing (Common Stock, 2024-03-01, S, By Trust) should not have been reported."
    )
    assert [REPEATED in marks(made, line, "security_title") for line in made.table_i] == [True]
    assert findings(made) == []


def test_a_footnote_that_was_wrong_repeats_the_lines_that_carry_it():
    notes = tuple(replace(note, text="A sale in private.") if note.text == "A private sale." else note
                  for note in BASE.footnotes)  # fmt: skip
    made = amended(replace(BASE, footnotes=notes))
    assert [brief(line) for line in made.table_i] == ["S D 30 @ 16 -> 1070"]
    assert marks(made, made.table_i[0], "security_title") == ["This amendment corrects a footnote."]
    assert marks(made, made.table_i[0], "code") == ["A sale in private."]


def test_a_mark_that_was_missing():
    line = BASE.table_i[0]
    truth = changed("table_i", 0, price=replace(line.price, footnotes=("F1",)))
    made = amended(truth)
    assert marks(made, made.table_i[0], "price") == ["A private sale."]
    assert len(made.table_i) == 1


def test_a_wrong_head_repeats_one_transaction_and_says_so():
    title = replace(BASE.owners[0], relationship=replace(BASE.owners[0].relationship, is_officer=cell(True),
                                                         officer_title="Treasurer"))  # fmt: skip
    made = amended(replace(BASE, owners=(title,)))
    assert made.remarks.startswith("This amendment corrects box 5")
    assert [REPEATED in marks(made, line, "security_title") for _, _, line in made.lines()] == [True]
    assert findings(made) == []


def test_words_of_the_filer_come_first():
    made = amended(changed("table_i", 0, price=cell(D(13))), why="The broker erred.")
    assert made.remarks == "The broker erred."


def test_a_truth_that_explains_itself():
    made = amended(changed("table_i", 0, price=cell(D(13))), explain=False)
    assert marks(made, made.table_i[0], "security_title") == []


def test_an_amendment_of_form_3():
    truth = form_3().document
    filed = replace(truth, table_i=truth.table_i[1:])
    made = amended(truth, filed)
    assert (made.document_type, [brief(line) for line in made.table_i]) == ("3/A", ["Common Stock: 1000"])
    assert made.table_ii == ()
    assert findings(made) == []


def test_an_amendment_of_an_amendment_names_the_first_day():
    first = amended(changed("table_i", 0, price=cell(D(13))))
    truth = replace(first, table_i=(replace(first.table_i[0], price=cell(D(14))),))
    made = amended(truth, first, filed_on=datetime.date(2024, 3, 12))
    assert made.original_date.value == FILED_ON


def test_footnotes_stay_within_their_limits():
    truth = changed("table_i", 1, nature=Cell("By " + "x" * 90, "By " + "x" * 90))
    filed = changed("table_i", 1, nature=Cell("y" * 2000, "y" * 2000))
    made = amended(truth, filed)
    assert len(made.footnotes) == 4
    assert all(len(note.text) <= 1000 for note in made.footnotes)


@pytest.mark.parametrize(
    ("truth", "more", "said"),
    [
        (BASE, {}, "found no difference between the filed form and the truth"),
        (replace(BASE, signatures=()), {}, "found no difference"),
        (replace(BASE, document_type="5"), {}, "found Form 4 and Form 5, expected two of one form"),
        (replace(BASE, issuer=replace(BASE.issuer, cik="77")), {}, "found issuer 1 and issuer 77"),
        (replace(BASE, owners=(replace(BASE.owners[0], cik="77"),)), {}, "found owner 11 and owner 77"),
        (changed("table_i", 0, price=cell(D(13))), {"filed_on": None}, "found no day on which the original was filed"),
        (changed("table_i", 0, price=cell(D(13))), {"why": "x" * 2001}, "found remarks of 2,001 characters"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, str) else "",
)
def test_what_cannot_be_amended(truth, more, said):
    with pytest.raises(MissingFact, match=said):
        amended(truth, **more)


def test_an_issuer_that_is_not_named_on_one_of_them_is_no_other_issuer():
    made = amended(replace(changed("table_i", 0, price=cell(D(13)))), replace(BASE, issuer=None))
    assert brief(made.table_i[0]) == "P A 100 @ 13 -> 1100"


def test_another_order_of_lines_is_nothing_to_amend():
    with pytest.raises(MissingFact, match="found no difference"):
        amended(replace(BASE, table_i=(*BASE.table_i[1:], BASE.table_i[0])))


# ------------------------------------------------------------------------------------------------- real pairs

PAIRS = [("0001179110-20-004028", "0001179110-20-004036", ["P A 750 @ 69.00 -> 16844"]),
         ("0001179110-20-005836", "0001179110-20-006518", [
             "A A 2333 @ note -> 119675", "Common Stock, $0.01 par value: 4000 By spouse in trust",
             "Common Stock, $0.01 par value: 1941 By spouse as trustee for son",
             "Common Stock, $0.01 par value: 1941 By spouse as trustee for son"])]  # fmt: skip


@pytest.mark.parametrize(("original", "filed_amendment", "expected"), PAIRS, ids=["AbbVie 2020-03", "AbbVie 2020-05"])
def test_real_pairs(submissions, original, filed_amendment, expected):
    """Both filers repeated the untouched lines as well; of the corrected ones ours holds every one, box by box."""
    first = section16.read(submissions.read(f"{original}.txt"))
    second = section16.read(submissions.read(f"{filed_amendment}.txt"))
    truth = replace(as_amended(first.document, second.document), remarks=second.document.remarks)
    made = amendment(
        first.document,
        truth,
        filed_on=first.header.filed,
        signed_on=second.document.signatures[0].date.value,
        explain=False,
    )
    assert [brief(line) for line in made.table_i] == expected
    assert made.original_date.value == second.document.original_date.value
    assert made.signatures == second.document.signatures
    assert made.remarks == second.document.remarks
    theirs = [said(second.document, line) for line in second.document.table_i]
    ours = [said(made, line) for line in made.table_i]
    unchanged = [said(first.document, line) for line in first.document.table_i]
    assert [line for line in theirs if line not in unchanged] == ours
    assert findings(made) == []


def said(form, line):
    """Value and footnote texts of every box."""
    return [(name, box.value, tuple(marks(form, line, name))) for name, box in line.cells()]


def test_what_stands_after_a_real_amendment(submissions):
    original, filed_amendment, _ = PAIRS[1]
    first = section16.read(submissions.read(f"{original}.txt")).document
    second = section16.read(submissions.read(f"{filed_amendment}.txt")).document
    standing = as_amended(first, second)
    assert (standing.document_type, len(standing.table_i)) == ("4", 5)
    assert [said(standing, line) for line in standing.table_i] == [said(second, line) for line in second.table_i]


@pytest.mark.parametrize("explain", [True, False])
def test_amendments_follow_the_official_schema(shared, explain):
    schemas = Schemas(shared / "spec" / "edgar-ownership-v5.5" / "schema")
    truths = [changed("table_i", 0, price=cell(D(13))), changed("table_ii", 1, underlying_shares=cell(D(13))),
              replace(BASE, table_i=BASE.table_i[:2]), changed("table_i", 4, shares_following=cell(D(13)))]  # fmt: skip
    for truth in truths:
        assert faults_of_schema(amended(truth, explain=explain), schemas) == []


def test_a_form_of_holdings_alone_has_nothing_to_repeat():
    filed = replace(BASE, table_i=BASE.table_i[-1:], table_ii=())
    truth = replace(filed, remarks="More to say.")
    assert list(amended(truth, filed).lines()) == []


def test_two_forms_cannot_be_put_together():
    with pytest.raises(MissingFact, match="found Form 4 and Form 3, expected two of one form"):
        as_amended(BASE, form_3().document)
