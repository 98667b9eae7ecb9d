"""Reports in parts: at 10, 11 and 25 owners, at 30, 31 and 75 lines, with long footnotes and remarks."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from section16.prepare.split import MAX_REMARKS, parts, pieces_of
from tests.prepare.made import faults_of_schema, findings, make, needs, one
from tests.rules.newest_layout import Schemas


def owners(number: int, more: str = "") -> str:
    """That many joint owners; the first holds the shares."""
    others = ", ".join(f"a{i}" for i in range(1, number))
    lines = [
        f"  a{i}: {{cik: '{i + 101}', name: OWNER {i}, address: {{city: X, state: NV}}, "
        "roles: {one: {director: true}}" + (f", files_with: [{others}]" if i == 0 and others else "") + "}"
        for i in range(number)
    ]
    return "owners:\n" + "\n".join(lines) + "\nholdings:\n  - {owner: a0, security: common, shares: 100000}\n" + more


def sales(number: int, **more: object) -> list[dict[str, object]]:
    """Sales that stand on a line each."""
    return [{"owner": "a0", "event": "sell", "shares": i, "security": "common", "price": 10 + i * 2} | more
            for i in range(1, number + 1)]  # fmt: skip


@pytest.mark.parametrize(("number", "expected"), [(1, [1]), (10, [10]), (11, [10, 1]), (25, [10, 10, 5])])
def test_owners(number, expected):
    draft = one(*sales(2), more=owners(number))
    found = parts(draft)
    assert [len(part.document.owners) for part in found] == expected
    assert [len(part.document.signatures) for part in found] == expected
    assert [part.owners for part in found] == [
        tuple(f"a{i}" for i in range(10 * k, min(10 * k + 10, number))) for k in range(len(expected))
    ]
    for i, part in enumerate(found, 1):
        assert len(part.document.table_i) == 2
        assert [finding.code for finding in findings(part.document)] == []
        if len(found) > 1:
            assert f"This is part {i} of {len(found)} of one report" in part.document.remarks
            others = {f"OWNER {k}" for k in range(number)} - {owner.name for owner in part.document.owners}
            assert all(name in part.document.remarks for name in others)


@pytest.mark.parametrize(("number", "expected"), [(30, [30]), (31, [16, 15]), (75, [25, 25, 25])])
def test_lines(number, expected):
    draft = one(*sales(number), more=owners(1))
    found = parts(draft)
    assert [len(part.document.table_i) for part in found] == expected
    assert [line for part in found for line in part.document.table_i] == list(draft.document.table_i)
    for i, part in enumerate(found, 1):
        assert findings(part.document) == []
        assert [one.path for one in part.evidence] == [f"table_i[{k}]" for k in range(expected[i - 1])]
        if len(found) > 1:
            assert part.document.remarks == (
                f"This is part {i} of {len(found)} of one report, filed in parts because of the limits of EDGAR. The "
                "other parts hold further lines of the tables."
            )


def test_owners_and_lines():
    found = parts(one(*sales(31), more=owners(11)))
    assert [(len(part.document.owners), len(part.document.table_i)) for part in found] == [
        (10, 16), (10, 15), (1, 16), (1, 15),
    ]  # fmt: skip


def test_both_lines_of_an_exercise_stay_together():
    rows = [
        {"event": "exercise", "shares": 1, "security": "option", "price": 12 + i, "sold": 1, "sale_price": 20 + i * 2}
        for i in range(29)
    ]
    draft = one(*rows, carry="none")
    assert (len(draft.document.table_i), len(draft.document.table_ii)) == (58, 29)
    found = parts(draft)
    assert [len(part.document.table_ii) for part in found] == [15, 14]
    for part in found:
        exercised = [line.price.value for line in part.document.table_i if line.code.value == "M"]
        rows_i = [
            e.trades[0].row for e in part.evidence if e.path.startswith("table_i[") and e.trades[0].event == "exercise"
        ]
        rows_ii = [e.trades[0].row for e in part.evidence if e.path.startswith("table_ii[")]
        assert rows_i == rows_ii
        assert len(exercised) == len(part.document.table_ii)
        assert not [finding for finding in findings(part.document) if finding.code.startswith("S16-29")]


def test_holdings_without_transactions_are_looked_at():
    more = "accounts:\n" + "\n".join(f"  t{i}: {{nature: By Trust {i}}}" for i in range(40))
    held = owners(1) + "\n".join(
        f"  - {{owner: a0, security: common, account: t{i}, shares: {i + 1}}}" for i in range(40)
    )
    first, second = parts(one(*sales(1), more=f"{held}\n{more}"))
    assert (len(first.document.table_i), len(second.document.table_i)) == (21, 20)
    assert first.document.table_i[0].is_transaction
    assert needs(second) == [
        (
            "table_i: look: this part holds no transaction; the specification asks for one, but EDGAR "
            "has taken such forms"
        )
    ]


def test_needs_follow_their_lines_and_owners():
    rows = sales(31)
    rows[20]["shares"] = "5?"
    draft = one(*rows, more=owners(11), signed_on=None)
    found = parts(draft)
    assert sum(len([need for need in part.needs if need.path.startswith("signatures")]) for part in found) == 22
    provisional = [(k, need.path, need.box) for k, part in enumerate(found) for need in part.needs
                   if need.state == "provisional"]  # fmt: skip
    assert provisional == [(k, "table_i[4].shares", "Table I, line 5, column 4") for k in (1, 3)]


# ----------------------------------------------------------------------------------------------- long texts


def test_a_long_footnote_goes_on_in_the_next():
    long = " ".join(f"word{i}" for i in range(400))
    draft = one({**sales(1)[0], "note_price": long, "note_shares": "Short and after."}, more=owners(1))
    (part,) = parts(draft)
    texts = [note.text for note in part.document.footnotes]
    assert [len(text) <= 1000 for text in texts] == [True] * len(texts)
    marked = part.document.table_i[0].price.footnotes
    assert (
        " ".join(part.document.footnote(mark).removesuffix(" (continued in the next footnote)") for mark in marked)
        == long
    )
    assert findings(part.document) == []


def test_more_than_99_footnotes_are_parts():
    rows = [
        dict(
            row, notes={box: [f"{box} of {row['shares']}."] for box in ("code", "price", "shares", "shares_following")}
        )
        for row in sales(30)
    ]
    draft = one(*rows, more=owners(1))
    found = parts(draft)
    assert [len(part.document.footnotes) for part in found] == [60, 60]
    assert [note.text for part in found for note in part.document.footnotes] == [
        n.text for n in draft.document.footnotes
    ]
    assert all(findings(part.document) == [] for part in found)


def test_remarks_that_are_too_long_are_whole_in_an_exhibit():
    long = " ".join(f"word{i}" for i in range(400))
    (part,) = parts(one(*sales(1), more=owners(1), remarks=long))
    assert len(part.document.remarks) <= MAX_REMARKS
    assert part.document.remarks.endswith("(continued in Exhibit 99, ex99-remarks.txt)")
    (exhibit,) = part.exhibits
    assert (exhibit.type, exhibit.name) == ("EX-99", "ex99-remarks.txt")
    assert long in exhibit.content.decode()


def test_powers_go_with_their_owners():
    text = owners(11).replace("OWNER 3,", "OWNER 3, signer: s,").replace("OWNER 10,", "OWNER 10, signer: u,")
    signers = (
        "signers:\n  s: {name: S, capacity: Attorney-in-Fact, power: s.txt}\n"
        "  u: {name: U, capacity: Attorney-in-Fact, power: u.txt}"
    )
    first, second = parts(one(*sales(1), more=f"{text}\n{signers}"))
    assert [exhibit.source for exhibit in first.exhibits] == ["s.txt"]
    assert [exhibit.source for exhibit in second.exhibits] == ["u.txt"]


@given(st.text("ab ", min_size=1, max_size=300), st.integers(20, 60))
def test_pieces_lose_no_word(text, most):
    found = pieces_of(text, most, " ...")
    assert all(len(piece) <= most for piece in found)
    joined = "".join(piece.removesuffix(" ...") for piece in found[:-1]) + found[-1]
    assert Counter(joined.replace(" ", "")) == Counter(text.replace(" ", ""))


# ------------------------------------------------------------------------------------------- nothing is lost

notes = st.dictionaries(
    st.sampled_from(["code", "price", "shares"]),
    st.sampled_from(["One text.", "Another text.", "x" * 1200]),
    max_size=2,
)


@settings(max_examples=40)
@given(st.integers(1, 24), st.lists(notes, min_size=1, max_size=75), st.booleans())
def test_splitting_loses_nothing(number, found_notes, signed):
    """Every line with its footnote texts is on a form for every owner; every need is on one; all are within limits."""
    rows = [dict(row, notes={box: [text] for box, text in found.items()})
            for row, found in zip(sales(len(found_notes)), found_notes, strict=True)]  # fmt: skip
    wishes = {} if signed else {"signed_on": None}
    (whole,) = make(*rows, more=owners(number), **wishes).drafts
    found = parts(whole)
    lines = Counter((owner.cik, *said(part.document, line)) for part in found for owner in part.document.owners
                    for line in part.document.table_i)  # fmt: skip
    expected = Counter((owner.cik, *said(whole.document, line)) for owner in whole.document.owners
                       for line in whole.document.table_i)  # fmt: skip
    assert lines == expected
    assert {need.why for need in whole.needs} <= {need.why for part in found for need in part.needs}
    for part in found:
        document = part.document
        assert len(document.owners) <= 10
        assert len(document.table_i) <= 30
        assert len(document.footnotes) <= 99
        assert all(len(note.text) <= 1000 for note in document.footnotes)
        assert [note.id for note in document.footnotes] == [f"F{i}" for i in range(1, len(document.footnotes) + 1)]
        assert not {finding.code for finding in findings(document)} - {"S16-105"}  # the open dates of signatures


def said(document, line):
    """The figures of a line and the words of its footnotes."""
    words = []
    for name, cell in line.cells():
        marked = line.coding_footnotes if name == "code" else cell.footnotes
        text = " ".join(document.footnote(mark).removesuffix(" (continued in the next footnote)") for mark in marked)
        words.append((name, text.replace(" ", "")))
    return line.shares.value, line.price.value, line.shares_following.value, tuple(words)


@pytest.mark.needs_shared
@pytest.mark.parametrize(("number", "lines"), [(11, 31), (25, 75), (10, 30)])
def test_parts_follow_the_official_schema(shared, number, lines):
    schemas = Schemas(shared / "spec" / "edgar-ownership-v5.5" / "schema")
    for part in parts(one(*sales(lines), more=owners(number))):
        assert faults_of_schema(part.document, schemas) == []
