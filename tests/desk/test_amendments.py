"""An accepted amendment corrects what its original posted: taken back where it was wrong, and posted rightly."""

from datetime import date
from decimal import Decimal

import pytest

from section16.desk.errors import Refused
from section16.desk.journal import Place
from section16.formats import edgar_xml
from section16.prepare.amend import amendment
from tests.desk.made_up import amended, form4, two_lines
from tests.desk.test_journal import held

COMMON = Place(("jane",), "acme", "common", "direct")
DAY = date(2025, 3, 5)


@pytest.fixture
def filed(at_state, fay):
    """``filed(xml)``: number of an accepted and posted draft, and what it posted."""

    def post(xml: bytes):
        number = at_state("accepted", xml=xml)
        return number, fay.post_draft(number)

    return post


def test_a_wrong_amount_is_taken_back_and_posted_rightly(desk, filed):
    original, _ = filed(form4())
    number, posted = filed(amended(shares="90", following="1090.50"))
    back, right = posted.postings
    assert (back.kind, back.shares, back.day, back.reverses) == ("correction", Decimal(-100), DAY, 4)
    assert back.reason == f"corrected by draft {number}, Table I, line 1"
    assert (right.kind, right.shares, right.day, right.draft, right.line) == ("trade", Decimal(90), DAY, number, 1)
    assert (posted.open, posted.differences) == ((), ())
    assert held(desk)["common", "direct"] == Decimal("1090.5")
    assert [one.number for one in desk.postings() if one.draft == original] == [4]
    assert desk.verify().faults == ()


def test_a_price_moves_nothing(desk, filed):
    filed(form4())
    assert filed(amended(price="12.60"))[1].postings == ()
    assert held(desk)["common", "direct"] == Decimal("1100.5")


def test_a_wrong_day(desk, filed):
    filed(form4())
    _, posted = filed(amended(day="2025-03-04"))
    assert [(one.day, one.shares) for one in posted.postings] == [
        (DAY, Decimal(-100)), (date(2025, 3, 4), Decimal(100)),
    ]  # fmt: skip
    assert held(desk)["common", "direct"] == Decimal("1100.5")


def test_a_line_with_nothing_in_common_is_not_posted_besides_the_old_one(desk, filed):
    """Left out, or wrong in every box? Where the balance that it states does not tell, a person must."""
    filed(form4())
    wrong = amended(code="S", following="900.50", day="2025-03-04", price="13")
    _, posted = filed(wrong)
    assert posted.postings == ()
    assert posted.open == (
        "Table I, line 1: was left out, or corrects posting 4, which the amendment does not repeat: a person must say",
    )
    assert held(desk)["common", "direct"] == Decimal("1100.5")


def test_a_line_that_was_left_out_is_known_by_the_balance_that_it_states(desk, filed):
    filed(form4())
    _, posted = filed(amended(code="S", shares="7", following="1093.50", price="13", day="2025-03-06"))
    assert [one.shares for one in posted.postings] == [Decimal(-7)]
    assert (posted.open, posted.differences) == ((), ())


def test_a_line_that_was_left_out_is_posted(desk, filed):
    """By the smallest amendment, as ``section16 amend`` makes it, and one that repeats every line."""
    filed(form4())
    truth = two_lines(form4(), form4(shares="7", code="S", price="13", following="1093.50"))
    smallest = amendment(edgar_xml.read(form4())[0], edgar_xml.read(truth)[0], filed_on=date(2025, 3, 7),
                         signed_on=date(2025, 3, 7))  # fmt: skip
    _, posted = filed(edgar_xml.write(smallest))
    assert [(one.kind, one.shares) for one in posted.postings] == [("trade", Decimal(-7))]
    assert held(desk)["common", "direct"] == Decimal("1093.5")


def test_a_line_that_is_not_repeated_stands(desk, filed):
    both = two_lines(form4(), form4(shares="7", code="S", price="13", following="1093.50"))
    filed(both)
    _, posted = filed(amended(shares="8", code="S", price="13", following="1092.50"))
    assert [one.shares for one in posted.postings] == [Decimal(7), Decimal(-8)]
    assert held(desk)["common", "direct"] == Decimal("1092.5")


def test_an_amendment_of_an_amendment(desk, filed):
    """The second corrects what the first posted, and leaves what only the original said."""
    both = two_lines(form4(), form4(shares="7", code="S", price="13", following="1093.50"))
    filed(both)
    filed(amended(shares="90", following="1090.50"))
    _, posted = filed(amended(shares="95", following="1095.50"))
    assert [one.shares for one in posted.postings] == [Decimal(-90), Decimal(95)]
    assert held(desk)["common", "direct"] == Decimal("1088.5")


def test_a_line_that_the_remarks_take_back_is_left_to_a_person(desk, filed):
    truth = form4()
    both = two_lines(truth, form4(shares="7", code="S", price="13", following="1093.50"))
    filed(both)
    smallest = amendment(edgar_xml.read(both)[0], edgar_xml.read(truth)[0], filed_on=date(2025, 3, 7),
                         signed_on=date(2025, 3, 7))  # fmt: skip
    _, posted = filed(edgar_xml.write(smallest))
    assert posted.open == ("Table I, line 2 of the original: the remarks take it back; section16 desk reverse 5",)
    assert held(desk)["common", "direct"] == Decimal("1093.5")


def test_an_amendment_is_posted_once_and_after_its_original(desk, at_state, fay, filed):
    original = at_state("accepted")
    number = at_state("accepted", xml=amended(shares="90", following="1090.50"))
    with pytest.raises(Refused, match=f"found draft {number} before draft {original}, which it amends"):
        fay.post_draft(number)
    fay.post_draft(original)
    fay.post_draft(number)
    before = desk.postings()
    with pytest.raises(Refused, match="posted already as number 6"):
        fay.post_draft(number)
    assert desk.postings() == before


def test_an_original_is_not_posted_after_its_amendment_by_halves(desk, ann, fay, filed):
    """A person took the original's posting back and posted by hand: the amendment adds nothing to that."""
    filed(form4())
    ann.reverse(4, "90, says the broker")
    ann.post("trade", COMMON, DAY, shares=Decimal(90), reason="the broker's confirmation")
    with pytest.raises(Refused, match="that one posted first"):
        filed(amended(shares="90", following="1090.50"))
    assert held(desk)["common", "direct"] == Decimal("1090.5")


def test_of_two_originals_of_one_day_the_period_decides_or_nobody(desk, filed):
    filed(form4(day="2025-03-04"))
    filed(form4(following="1200.50"))
    _, posted = filed(amended(shares="90", following="1190.50"))
    assert [one.day for one in posted.postings] == [DAY, DAY]
    filed(form4(shares="3", following="1193.50"))
    with pytest.raises(Refused, match=r"which can be any of the drafts 2, 4, expected an original; reverse"):
        filed(amended(shares="90", following="1190.50"))


def test_a_form_3_is_opened_anew(desk, filed):
    first = _form3(b"40")
    filed(first)
    _, posted = filed(
        first.replace(b"<documentType>3<", b"<documentType>3/A<")
        .replace(b"<issuer>", b"<dateOfOriginalSubmission>2025-03-07</dateOfOriginalSubmission><issuer>")
        .replace(b"<value>40<", b"<value>44<")
    )
    assert [(one.kind, one.shares, one.day) for one in posted.postings] == [
        ("correction", Decimal(-40), DAY), ("opening", Decimal(44), DAY),
    ]  # fmt: skip
    assert held(desk, owner="john")["common", "direct"] == Decimal(44)


def _form3(shares: bytes) -> bytes:
    """A Form 3 of John with one holding of common stock."""
    head, rest = form4(document_type="3", owner="john").split(b"    <aff10b5One>")
    tail = rest.split(b"</nonDerivativeTable>")[1]
    line = b"""<nonDerivativeTable><nonDerivativeHolding><securityTitle><value>Common Stock</value></securityTitle>
    <postTransactionAmounts><sharesOwnedFollowingTransaction><value>%s</value></sharesOwnedFollowingTransaction>
    </postTransactionAmounts><ownershipNature><directOrIndirectOwnership><value>D</value></directOrIndirectOwnership>
    </ownershipNature></nonDerivativeHolding></nonDerivativeTable>"""
    return head + line % shares + tail
