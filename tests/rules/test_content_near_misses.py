"""Content and arithmetic rules on documents made for one turn of a rule: found too, or silent though alike."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from section16.model.document import Footnote, OwnershipDocument, Relationship, ReportingOwner, Signature
from section16.model.lines import CELLS, DerivativeLine, NonDerivativeLine
from section16.rules.check import check_subject
from section16.rules.subject import Stage, Subject
from section16.vocabulary.cells import Cell


def codes(read: OwnershipDocument) -> set[str]:
    return {finding.code for finding in check_subject(Subject(read, Stage.FILED))}


def cell(value: object, *marks: str) -> Cell:
    """A box; ``None`` is one answered by its footnotes alone."""
    return Cell(value, None if value is None else str(value), marks)


PRICE, SHARES = Decimal(10), Decimal(100)
DAY = date(2024, 5, 6)
TRANSACTION = {
    "kind": "transaction", "security_title": cell("Common Stock"), "transaction_date": cell(DAY),
    "form_type": cell("4"),
    "code": cell("P"), "shares": cell(SHARES), "price": cell(PRICE), "acquired_disposed": cell("A"),
    "shares_following": cell(Decimal(1100)), "direct_indirect": cell("D"),
}  # fmt: skip
RIGHT = {
    "security_title": cell("Stock Option (Right to Buy)"), "exercise_price": cell(PRICE),
    "exercise_date": cell(None, "F1"), "expiration_date": cell(date(2034, 5, 6)),
    "underlying_title": cell("Common Stock"), "underlying_shares": cell(SHARES),
    "shares_following": cell(Decimal(0)), "price": cell(Decimal(0)), "acquired_disposed": cell("D"), "code": cell("M"),
}  # fmt: skip


NOT_BOXES = {"kind", "coding_footnotes"}


def boxes(changes: dict[str, object]) -> dict[str, object]:
    return {
        name: value if isinstance(value, Cell) or name in NOT_BOXES else cell(value) for name, value in changes.items()
    }


def one(**changes: object) -> NonDerivativeLine:
    """A line of Table I: a purchase of 100 shares at 10 dollars, unless changed."""
    return NonDerivativeLine(**(TRANSACTION | boxes(changes)))


def two(**changes: object) -> DerivativeLine:
    """A line of Table II: the exercise of an option on 100 shares at 10 dollars, unless changed."""
    return DerivativeLine(**(TRANSACTION | RIGHT | boxes(changes)))


def form(*lines: NonDerivativeLine, notes: tuple[str, ...] = (), **fields: object) -> OwnershipDocument:
    director = Relationship(is_director=cell(True))
    usual = {
        "document_type": "4", "period_of_report": cell(DAY), "owners": (ReportingOwner(relationship=director),),
        "signatures": (Signature("/s/ OWNER ONE", cell(date(2024, 5, 7))),),
        "table_i": tuple(line for line in lines if not isinstance(line, DerivativeLine)),
        "table_ii": tuple(line for line in lines if isinstance(line, DerivativeLine)),
        "footnotes": tuple(Footnote(f"F{i}", text) for i, text in enumerate(notes, 1)),
    }  # fmt: skip
    return OwnershipDocument(**(usual | fields))


def owners(*relationships: Relationship) -> tuple[ReportingOwner, ...]:
    return tuple(
        ReportingOwner(cik=str(i), name=f"OWNER {i}", relationship=each) for i, each in enumerate(relationships, 2)
    )


RECEIVED = {"code": "M", "shares_following": Decimal(1100)}
SOLD = {"code": "S", "acquired_disposed": "D", "shares_following": Decimal(900)}
OFFICER = Relationship(is_officer=cell(True), officer_title="Treasurer")
OLD, FAR = date(24, 5, 6), date(2333, 5, 6)
MANY = tuple(one(shares_following=Decimal(1000 + 100 * n)) for n in range(1, 31))

TWO_NOTES = "Each unit is one share of common stock (footnote 1)."


def told(traded: str, deemed: str) -> OwnershipDocument:
    """A sale of one day, of which the owner was told on another."""
    return form(one(**SOLD | {"transaction_date": date.fromisoformat(traded),
                              "deemed_execution_date": date.fromisoformat(deemed)}))  # fmt: skip


FOUND = [
    ("S16-233", told("2024-05-06", "2024-05-10")),
    ("S16-233", told("2024-05-23", "2024-05-30")),  # over Memorial Day
    ("S16-233", told("2018-12-03", "2018-12-10")),  # over a day of mourning
    ("S16-233", told("2026-12-21", "2026-12-30")),  # before all closings of the year are known
    ("S16-233", told("0015-05-06", "2015-05-06")),
    ("S16-233", told("2024-05-06", "9999-12-31")),
    ("S16-232", form(one(**SOLD, deemed_execution_date=date(2024, 5, 3)), one(deemed_execution_date=DAY))),
    ("S16-220", form(one(shares=cell(SHARES, "F1", "F2")), notes=(TWO_NOTES, "As told in footnote 9 above."))),
    ("S16-224", form(one(shares=cell(SHARES, "F1", "F2")), notes=(TWO_NOTES, "Under the issuer?s plan of 2020."))),
    ("S16-230", form(one(transaction_date=OLD), one(transaction_date=None, shares_following=Decimal(1200)))),
    # the same words, another box or another kind of line
    ("S16-201", form(two(code="S", acquired_disposed="A"))),
    ("S16-204", form(one(code="J"), remarks="Received from a partnership.")),
    (
        "S16-208",
        form(one(code="A", price=Decimal(0)), owners=owners(*[Relationship(is_ten_percent_owner=cell(True))] * 2)),
    ),
    ("S16-220", form(one(shares=cell(SHARES, "F1")), notes=("See footnote (4) for the terms of these shares.",))),
    ("S16-221", form(one(direct_indirect="I", nature="See Remarks"))),
    ("S16-223", form(one(shares=cell(SHARES, "F1")), notes=("See footnote.",))),
    ("S16-230", form(one(transaction_date=OLD), period_of_report=cell(OLD))),
    ("S16-230", form(one(), signatures=(Signature("/s/ ONE", cell(OLD)),))),
    ("S16-230", form(two(expiration_date=OLD, code="A", acquired_disposed="A", shares_following=SHARES))),
    ("S16-230", form(two(exercise_date=FAR, code="A", acquired_disposed="A", shares_following=SHARES))),
    ("S16-230", form(one(), one(transaction_date=OLD, shares_following=Decimal(1200)))),
    ("S16-238", form(one(), one(transaction_date=date(2024, 5, 3), shares_following=Decimal(1200)))),
    ("S16-240", form(one(), document_type="4/A", original_date=cell(date(2024, 5, 8)), remarks="Corrects the price.")),
    ("S16-252", form(one(), owners=owners(Relationship(is_other=cell(True), other_text="10% Owner")))),
    ("S16-277", form(one(price=Decimal(1_000_001)))),
    ("S16-277", form(one(), one(price=Decimal(1000), code="J"), one(**SOLD | {"price": Decimal(1000)}))),
    (
        "S16-278",
        form(
            one(code="A", price=cell(PRICE, "F1")), notes=("Granted for no consideration under a plan of the issuer.",)
        ),
    ),
    (
        "S16-291",
        form(one(code="A", price=Decimal(0)), two(), notes=("Fully vested and exercisable on the grant date.",)),
    ),
    (
        "S16-303",
        form(one(**RECEIVED), two(underlying_shares=Decimal(1000)), notes=("Fully vested and exercisable at once.",)),
    ),
    ("S16-306", form(two(underlying_shares=Decimal(102)), one(**RECEIVED))),
    ("S16-306", form(two(shares=Decimal(3614), underlying_shares=Decimal(3164)), one(**RECEIVED))),
    ("S16-306", form(two(underlying_shares=Decimal(500), shares_following=Decimal(500)), one(**RECEIVED))),
]

GIVEN = {"code": "G", "price": Decimal(0), "acquired_disposed": "D", "shares_following": Decimal(900)}
TAKEN = {"code": "G", "price": Decimal(0), "direct_indirect": "I", "nature": "By trust"}

SILENT = [
    ("S16-233", told("2024-05-06", "2024-05-09")),
    ("S16-233", told("2024-05-23", "2024-05-29")),
    ("S16-233", told("2018-12-03", "2018-12-07")),
    ("S16-233", told("2012-10-26", "2012-11-02")),  # over two days on which the sources are at odds
    ("S16-233", told("2026-12-21", "2026-12-29")),
    ("S16-233", told("9999-12-30", "9999-12-31")),
    # a change of one's own form of ownership is no gift to another
    ("S16-206", form(one(**GIVEN), one(**TAKEN))),
    ("S16-207", form(one(**GIVEN, form_type="5"), one(**TAKEN, form_type="5"))),
    ("S16-221", form(one(direct_indirect="I", nature="By the Remarks Family Trust"))),
    (
        "S16-292",
        form(two(acquired_disposed="A", shares_following=SHARES), one(**RECEIVED), remarks="This is part 1 of 2."),
    ),
    ("S16-303", form(one(**RECEIVED, shares=Decimal(200)), two(), two())),
    ("S16-293", form(*[one(**RECEIVED, price=Decimal(n)) for n in (9, 10)], two())),
    # a written option is closed by its purchase
    ("S16-201", form(two(code="P", security_title="Call option (obligation to sell)"))),
    ("S16-208", form(one(code="A"), owners=owners(Relationship()))),
    ("S16-208", form(one(code="D", acquired_disposed="D"), remarks="A director by deputization.", owners=())),
    (
        "S16-216",
        form(
            one(**SOLD, price=cell(None, "F1")),
            notes=("A weighted average price of $9.00 to $9.10, given on request.",),
        ),
    ),
    (
        "S16-218",
        form(
            one(**SOLD, coding_footnotes=("F1",), price=cell(PRICE, "F2")),
            notes=("A weighted average decides the bonus.", "x" * 40),
        ),
    ),
    (
        "S16-218",
        form(
            one(**SOLD, coding_footnotes=("F1",)),
            notes=("The price is the average, weighted, of all sales on that day.",),
        ),
    ),
    # another line has its mark where it belongs
    (
        "S16-218",
        form(
            one(**SOLD, price=cell(PRICE, "F1")),
            one(**SOLD | {"shares_following": Decimal(800)}, shares=cell(SHARES, "F2")),
            notes=("A weighted average of $9.90 to $10.10, given on request.", "A weighted average of the month."),
        ),
    ),
    ("S16-222", form(one(direct_indirect="I", nature="See footnote", shares=cell(SHARES, "F1")), notes=("x" * 40,))),
    ("S16-231", form(one(), signatures=())),
    (
        "S16-237",
        form(
            two(exercise_date=cell(date(2025, 1, 1), "F1")),
            one(**RECEIVED),
            notes=("Vesting was accelerated on the transaction date.",),
        ),
    ),
    ("S16-237", form(two(exercise_date=date(2025, 1, 1), acquired_disposed="A"))),
    ("S16-238", form(one(), document_type="4/A", period_of_report=cell(date(2024, 5, 3)), remarks="Corrects line 2.")),
    ("S16-239", form(one(), period_of_report=cell(DAY), signatures=(Signature("/s/ ONE", cell(date(2024, 5, 3))),))),
    ("S16-240", form(one(), document_type="4/A", original_date=cell(date(2024, 5, 7)), remarks="Corrects the price.")),
    ("S16-241", form(one(), document_type="5", period_of_report=cell(None))),
    ("S16-251", form(one(), owners=owners(OFFICER))),
    ("S16-253", form(one(), owners=(ReportingOwner(relationship=OFFICER),))),
    (
        "S16-278",
        form(one(code="A", price=cell(PRICE, "F1")), notes=("Taken in place of a fee in consideration of services.",)),
    ),
    # the other half stands elsewhere, is of another kind, or is not owed
    ("S16-290", form(*MANY[1:], one(**RECEIVED))),
    ("S16-290", form(one(**RECEIVED), document_type="4/A", remarks="Corrects the price.")),
    ("S16-290", form(one(**RECEIVED), remarks="This is the first of two Forms 4.")),
    ("S16-291", form(two(), one(code="D", acquired_disposed="D"))),
    (
        "S16-291",
        form(
            two(underlying_title="Class B Stock"),
            two(code="J", acquired_disposed="A", security_title="Class B Stock", shares_following=SHARES),
        ),
    ),
    (
        "S16-292",
        form(
            two(acquired_disposed="A", shares_following=SHARES),
            one(**RECEIVED),
            document_type="4/A",
            remarks="Corrects the price.",
        ),
    ),
    (
        "S16-293",
        form(
            one(**RECEIVED, price=cell(Decimal(9), "F1")), two(), notes=("Paid in part in cash and in part in shares.",)
        ),
    ),
    (
        "S16-293",
        form(one(**RECEIVED, price=cell(None, "F1")), two(), notes=("Each unit is one share of common stock.",)),
    ),
    (
        "S16-294",
        form(
            one(**RECEIVED), one(**RECEIVED, transaction_date=date(2024, 5, 7)), two(transaction_date=date(2024, 5, 7))
        ),
    ),
    ("S16-295", form(one(**RECEIVED), one(code="X"), two(code="X"), two())),
    ("S16-294", form(one(**RECEIVED), two(transaction_date=None))),
    (
        "S16-294",
        form(
            *[one(**RECEIVED, transaction_date=date(2024, 5, day)) for day in (6, 7)],
            two(transaction_date=date(2024, 5, 7)),
        ),
    ),
    ("S16-296", form(one(**RECEIVED, security_title="Common Stock, par value $0.01"), two())),
    ("S16-296", form(one(**RECEIVED, security_title="Shares"), two(underlying_title=None))),
    # two securities exchanged together, units that turn into units, fractions, performance
    ("S16-303", form(one(**RECEIVED), two(security_title="LP Units"), two(security_title="Class B Common Stock"))),
    (
        "S16-303",
        form(
            one(**RECEIVED),
            two(),
            two(security_title="Units"),
            two(security_title="Vested Units", acquired_disposed="A", shares_following=SHARES),
        ),
    ),
    ("S16-303", form(one(**RECEIVED), two(underlying_shares=Decimal("101.5")))),
    (
        "S16-303",
        form(
            one(**RECEIVED),
            two(underlying_shares=cell(Decimal(200), "F1")),
            notes=("Half of the units were forfeited on that day.",),
        ),
    ),
    ("S16-303", form(one(**RECEIVED), two(security_title="Performance Share Units", underlying_shares=Decimal(200)))),
    (
        "S16-303",
        form(
            one(**RECEIVED, coding_footnotes=("F1",)),
            two(underlying_shares=Decimal(200)),
            notes=("Settled at 50 percent of target.",),
        ),
    ),
    ("S16-303", form(one(**RECEIVED), two(underlying_shares=Decimal(200)), remarks="A cashless exercise.")),
    ("S16-303", form(one(**RECEIVED), two(underlying_shares=None))),
    ("S16-303", form(one(**RECEIVED), two(underlying_title="Class B Common Stock", underlying_shares=Decimal(7)))),
    # balances
    (
        "S16-301",
        form(
            one(),
            one(shares_following=cell(Decimal(1450), "F1")),
            notes=("Includes 250 shares bought under a purchase plan.",),
        ),
    ),
    (
        "S16-301",
        form(one(), one(shares_following=Decimal(1450)), remarks="Shares were contributed to a trust (Rule 16a-13)."),
    ),
    ("S16-301", form(one(), one(direct_indirect="I", nature="By spouse", shares_following=Decimal(450)))),
    ("S16-301", form(one(), one(shares_following=None))),
    ("S16-301", form(one(), one(direct_indirect="I", nature="By spouse", shares_following=Decimal(1200)))),
    (
        "S16-301",
        form(*[one(direct_indirect="I", nature="By children", shares_following=Decimal(n)) for n in (100, 450)]),
    ),
    (
        "S16-301",
        form(
            one(shares=cell(SHARES, "F1")),
            one(shares=cell(SHARES, "F2"), shares_following=Decimal(450)),
            notes=("Held by OWNER ONE as record holder.", "Held by OWNER TWO as record holder."),
            owners=owners(OFFICER, OFFICER),
        ),
    ),
    (
        "S16-302",
        form(
            *[two(code="A", acquired_disposed="A", shares_following=SHARES)] * 2,
            two(code="D", shares_following=Decimal(7)),
            owners=owners(OFFICER, OFFICER),
        ),
    ),
    (
        "S16-304",
        form(one(shares_following=cell(Decimal(5), "F1")), notes=("The balance excludes shares that were pledged.",)),
    ),
    ("S16-304", form(one(shares_following=Decimal(50)), one(**SOLD | {"shares_following": Decimal(50)}))),
    (
        "S16-305",
        form(one(), one(kind="holding", code=None, transaction_date=None, shares=None, shares_following=Decimal(1100))),
    ),
    ("S16-306", form(two(underlying_shares=Decimal(250)), one(**RECEIVED))),
    ("S16-306", form(two(security_title="Convertible Note", underlying_shares=Decimal(1000)), one(**RECEIVED))),
]


@pytest.mark.parametrize(("code", "read"), FOUND)
def test_what_is_found_too(code, read):
    assert code in codes(read)


@pytest.mark.parametrize(("code", "read"), SILENT)
def test_what_looks_alike_but_is_in_order(code, read):
    assert code not in codes(read)


# ------------------------------------------------------------------------------------- nothing is too odd

odd = st.sampled_from(["A", "D", "M", "C", "X", "S", "P", "G", "J", "F", "H", "E", "?", None])
number = st.sampled_from([None, *map(Decimal, ("0", "1", "100", "1100", "0.5", "999999999999.9999"))])
day = st.sampled_from([None, DAY, date(1, 1, 1), date(2024, 5, 3), date(9999, 12, 31)])
word = st.sampled_from([None, "See footnote", "Common Stock", "Stock Option", "-", "By children"])
text = st.sampled_from(
    ["", "?", "[●]", "a weighted average price, $1.00 to $.99", "a 10b5-1 plan dated 13/45/24", "gift"]
)
filled = {
    "code": odd, "acquired_disposed": odd, "shares": number, "price": number, "shares_following": number,
    "exercise_price": number, "underlying_shares": number, "transaction_date": day, "deemed_execution_date": day,
    "exercise_date": day, "expiration_date": day, "security_title": word, "underlying_title": word, "nature": word,
    "direct_indirect": st.sampled_from(["D", "I", None]), "form_type": st.sampled_from(["4", "5", None]),
}  # fmt: skip
marked = st.sampled_from([(), ("F1",), ("F9",)])


@st.composite
def any_line(draw, table):
    values = {
        name: Cell(value, draw(st.sampled_from([None if value is None else str(value), " x "])), draw(marked))
        for name in CELLS[table] if name in filled
        for value in [draw(filled[name])]
    }  # fmt: skip
    kind = draw(st.sampled_from(["transaction", "transaction", "holding"]))
    return table(kind=kind, coding_footnotes=draw(marked), **values)


@given(
    st.lists(any_line(NonDerivativeLine), max_size=4),
    st.lists(any_line(DerivativeLine), max_size=4),
    st.sampled_from(["3", "4", "4/A", "5", "6", None]),
    st.sampled_from([None, True, False]),
    st.lists(text, max_size=2),
    day,
)
def test_no_filling_of_the_boxes_stops_the_rules(first, second, kind, checked, notes, period):
    read = form(
        *first,
        *second,
        document_type=kind,
        period_of_report=cell(period),
        rule_10b5_1=cell(checked),
        notes=tuple(notes),
        original_date=cell(period),
    )
    for finding in check_subject(Subject(read, Stage.FILED)):
        assert finding.message
        assert finding.location.box
