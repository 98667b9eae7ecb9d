"""Positions are the sum of postings; a posting is never changed, only taken back."""

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest

import section16
from section16.desk.errors import NotAllowed, Refused, WrongState
from section16.desk.journal import Place
from section16.prepare.roster import RosterSecurity
from section16.prepare.roster_files import parse_roster, write_roster
from section16.vocabulary.errors import NotFound
from tests.desk.made_up import amended, form4, roster

COMMON = Place(("jane",), "acme", "common", "direct")


def held(desk, **asked) -> dict[tuple[str, str], Decimal | None]:
    return {(one.security, one.account): one.shares for one in desk.positions(**{"owner": "jane", **asked})}


def test_the_roster_opens_the_journal(desk):
    assert held(desk) == {("common", "direct"): Decimal("1000.5"), ("common", "by-trust"): Decimal(250)}
    assert held(desk, as_of=date(2025, 1, 30)) == {}
    assert desk.postings()[0].reason == "opening in the roster"


def test_a_running_position_is_the_exact_sum(desk, ann):
    for shares in ("0.1", "0.2", "-1000.8", "123456789012345678901234567890.000000000000000001"):
        ann.post("trade", COMMON, date(2025, 2, 3), shares=Decimal(shares), reason="by hand")
    assert held(desk)["common", "direct"] == Decimal("123456789012345678901234567890.000000000000000001")


def test_as_of_a_day_and_as_known_at_a_moment(desk, ann, clock):
    ann.post("trade", COMMON, date(2025, 2, 3), shares=Decimal(-100), reason="sold")
    between = clock()
    ann.post("adjustment", COMMON, date(2025, 2, 2), shares=Decimal(1000), reason="two for one split, told late")
    assert held(desk, as_of=date(2025, 2, 1))["common", "direct"] == Decimal("1000.5")
    assert held(desk, as_of=date(2025, 2, 2))["common", "direct"] == Decimal("2000.5")
    assert held(desk)["common", "direct"] == Decimal("1900.5")
    assert held(desk, known_at=between)["common", "direct"] == Decimal("900.5")
    assert desk.positions(known_at=datetime(2020, 1, 1, tzinfo=UTC)) == []


def test_a_correction_is_the_opposite_on_the_same_day_and_once(desk, ann):
    wrong = ann.post("trade", COMMON, date(2025, 2, 3), shares=Decimal(-100), reason="sold")
    back = ann.reverse(wrong.number, "it was 10")
    assert (back.kind, back.shares, back.day, back.reverses) == ("correction", Decimal(100), wrong.day, wrong.number)
    assert held(desk)["common", "direct"] == Decimal("1000.5")
    with pytest.raises(Refused, match=f"posting {wrong.number}, which {back.number} took back already"):
        ann.reverse(wrong.number, "again")
    with pytest.raises(Refused, match=f"the correction {back.number}"):
        ann.reverse(back.number, "no")
    with pytest.raises(NotFound, match="no posting 999"):
        ann.reverse(999, "which?")


def test_dollars_are_another_measure(desk, ann):
    ann.post(
        "opening", COMMON._replace(account="by-trust"), date(2025, 2, 3), value=Decimal("1500.25"), reason="fund units"
    )
    (one,) = [one for one in desk.positions(owner="jane") if one.account == "by-trust"]
    assert (one.shares, one.value, one.postings) == (Decimal(250), Decimal("1500.25"), 2)


@pytest.mark.parametrize(
    ("posting", "error", "says"),
    [
        ({"place": COMMON._replace(owners=("eve",))}, NotFound, "no owner 'eve'"),
        ({"place": COMMON._replace(issuer="evil")}, NotFound, "no issuer 'evil'"),
        ({"place": COMMON._replace(security="gold")}, NotFound, "no security 'gold'"),
        ({"place": COMMON._replace(account="vault")}, NotFound, "no account 'vault'"),
        ({"place": COMMON._replace(owners=())}, Refused, "no owner"),
        ({"place": COMMON._replace(owners=("a+b",))}, Refused, "without +"),
        ({"shares": None}, Refused, "neither or both"),
        ({"value": Decimal(1)}, Refused, "neither or both"),
        ({"shares": Decimal("NaN")}, Refused, "NaN"),
        ({"reason": " "}, Refused, "no reason"),
        ({"reason": "nul \0"}, Refused, "character"),
        ({"reason": "half \ud800"}, Refused, "character"),
        ({"kind": "correction"}, NotFound, "kind of posting"),
    ],
)
def test_what_is_not_posted(desk, ann, posting, error, says):
    before = desk.postings()
    given = {
        "kind": "adjustment",
        "place": COMMON,
        "day": date(2025, 2, 3),
        "shares": Decimal(1),
        "reason": "why",
        **posting,
    }
    with pytest.raises(error) as caught:
        ann.post(given.pop("kind"), given.pop("place"), given.pop("day"), **given)
    assert says in str(caught.value)
    assert desk.postings() == before


def test_only_a_preparer_posts(desk):
    for name in ("kit", "bob", "fay", "rea"):
        with pytest.raises(NotAllowed):
            desk.as_user(name).post("adjustment", COMMON, date(2025, 2, 3), shares=Decimal(1), reason="why")


def test_owners_who_hold_together_are_one_position(desk, ann):
    ann.post("opening", COMMON._replace(owners=("trust", "jane")), date(2025, 2, 3), shares=Decimal(5), reason="joint")
    assert [one.owners for one in desk.positions(owner="trust")] == ["jane+trust"]
    assert [one.owners for one in desk.positions(owner="jane")] == ["jane", "jane", "jane+trust"]


# ---------------------------------------------------------------------------------------------- from a form


def test_an_accepted_form_moves_the_journal_once(desk, at_state, fay):
    number = at_state("accepted")
    posted = fay.post_draft(number)
    (one,) = posted.postings
    assert (one.kind, one.shares, one.draft, one.form_table, one.line) == ("trade", Decimal(100), number, "table_i", 1)
    assert (posted.differences, posted.open) == ((), ())
    assert held(desk)["common", "direct"] == Decimal("1100.5")
    with pytest.raises(Refused, match="posted already as number 4"):
        fay.post_draft(number)
    assert held(desk)["common", "direct"] == Decimal("1100.5")


def test_a_line_is_posted_anew_after_its_correction(desk, at_state, ann, fay):
    number = at_state("accepted")
    ann.reverse(fay.post_draft(number).postings[0].number, "posted to the wrong day")
    fay.post_draft(number)
    assert held(desk)["common", "direct"] == Decimal("1100.5")


def test_a_balance_that_differs_is_shown_and_not_mended(desk, at_state, fay):
    posted = fay.post_draft(at_state("accepted", following="1100.75"))
    assert [str(one) for one in posted.differences] == [
        "Table I, line 1: the form states 1100.75, the journal gives 1100.5"
    ]
    assert held(desk)["common", "direct"] == Decimal("1100.5")


def test_what_is_not_filed_is_not_posted(at_state, fay):
    with pytest.raises(WrongState, match="one that EDGAR accepted"):
        fay.post_draft(at_state("submitted"))


def test_what_came_after_the_form_makes_no_difference(desk, at_state, ann, fay):
    number = at_state("accepted")
    ann.post("trade", COMMON, date(2025, 3, 6), shares=Decimal(5), reason="the day after, posted before")
    assert fay.post_draft(number).differences == ()


def test_every_digit_is_taken_back(desk, ann):
    shares = Decimal("123456789012345678901234567890.000000000000000001")
    wrong = ann.post("trade", COMMON, date(2025, 2, 3), shares=shares, reason="by hand")
    assert ann.reverse(wrong.number, "no").shares == shares.copy_negate()
    assert held(desk)["common", "direct"] == Decimal("1000.5")


def test_an_amendment_of_what_was_filed_elsewhere_is_left_to_a_person(at_state, fay):
    with pytest.raises(Refused, match="found an amendment of a Form 4 filed on 2025-03-06 that is no draft of this"):
        fay.post_draft(at_state("accepted", xml=amended(filed_on="2025-03-06")))


def test_openings_of_a_filed_form(desk, ann):
    filing = section16.read(form4(owner="john", following="77"))
    posted = ann.import_openings(filing)
    (one,) = posted.postings
    assert (one.owners, one.kind, one.shares, one.day) == ("john", "opening", Decimal(77), date(2025, 3, 5))
    assert (one.filing, one.form_table, one.line) == (filing.key, "table_i", 1)
    assert ann.import_openings(filing).open == ("Table I, line 1: common direct has postings already",)


def test_openings_that_are_not_plain_are_left_open(desk, ann):
    odd = form4(owner="john").replace(b"Common Stock", b"Class B Stock")
    assert ann.import_openings(section16.read(odd)).open == (
        "Table I, line 1: no security of the roster is titled 'Class B Stock'",
    )
    noted = form4(owner="john", following="see note")
    assert ann.import_openings(section16.read(noted)).open == (
        "Table I, line 1: the amount owned following is no plain number",
    )
    line = form4(owner="john").split(b"<nonDerivativeTable>")[1].split(b"</nonDerivativeTable>")[0]
    earlier = line.replace(b"2025-03-05", b"2025-03-04").replace(b"1100.50", b"900")
    backwards = form4(owner="john").replace(line, line + earlier)
    assert ann.import_openings(section16.read(backwards)).open == (
        "Table I, line 2: Table I, line 1 is later and states another balance",
    )
    assert desk.positions(owner="john", issuer="acme") == desk.positions(owner="john")
    assert [one.security for one in desk.positions(owner="john")] == ["option"]


def test_a_joint_form_moves_the_position_that_is_there(desk, ann):
    """Jane's stock was opened under Jane alone; a form of Jane and the trust does not open a second position."""
    joint = form4().replace(b"<aff10b5One>", _second_owner() + b"<aff10b5One>")
    posted = ann.import_openings(section16.read(joint))
    assert posted.open == ("Table I, line 1: common direct has postings already",)


def _second_owner() -> bytes:
    block = b"<reportingOwner>" + form4().split(b"<reportingOwner>")[1].split(b"</reportingOwner>")[0]
    return block.replace(b"0000999911", b"0000999913") + b"</reportingOwner>"


# -------------------------------------------------------------------------------------------------- the roster


def test_a_roster_comes_back_with_the_balances_of_the_day(desk, ann):
    ann.post("trade", COMMON, date(2025, 2, 3), shares=Decimal("-0.5"), reason="a fraction paid out")
    given, back = roster(), desk.roster(date(2025, 2, 28))
    assert [(one.shares, one.as_of) for one in back.holdings] == [
        (Decimal(1000), date(2025, 2, 3)), (Decimal(250), date(2025, 1, 31)), (Decimal(40), date(2025, 1, 31)),
    ]  # fmt: skip
    assert [(one.owner, one.security, one.account, one.notes) for one in back.holdings] == [
        (one.owner, one.security, one.account, one.notes) for one in given.holdings
    ]
    for part in ("issuers", "owners", "securities", "accounts", "footnotes", "signers"):
        assert getattr(back, part) == getattr(given, part)


def test_a_roster_that_nothing_moved_comes_back_as_it_was(desk, ann):
    assert desk.roster() == roster()
    assert ann.import_roster(desk.roster()).versions == 0


def test_a_late_holding_is_late_until_a_later_roster_says_otherwise(desk, ann):
    given = roster()
    late = msgspec.structs.replace(given.holdings[0], late=True)
    assert ann.import_roster(
        msgspec.structs.replace(given, holdings=(late, *given.holdings[1:])), valid_from=date(2025, 2, 10)
    ).versions == 1  # fmt: skip
    assert [one.late for one in desk.roster(date(2025, 2, 10)).holdings] == [True, False, False]
    assert [one.late for one in desk.roster(date(2025, 2, 9)).holdings] == [False, False, False]
    assert parse_roster(write_roster(desk.roster()), "JSON").holdings[0].late
    ann.import_roster(given, valid_from=date(2026, 2, 14))
    assert [one.late for one in desk.roster(date(2026, 2, 14)).holdings] == [False, False, False]


def test_a_change_is_a_new_version_and_the_old_one_stays(desk, ann):
    changed = roster()
    changed.securities["common"] = RosterSecurity(title="Class A Common Stock")
    assert ann.import_roster(changed, valid_from=date(2025, 2, 10)).versions == 1
    assert ann.import_roster(changed, valid_from=date(2025, 2, 11)).versions == 0
    assert desk.roster(date(2025, 2, 9)).securities["common"].title == "Common Stock"
    assert desk.roster(date(2025, 2, 10)).securities["common"].title == "Class A Common Stock"
    versions = desk.roster_history("securities", "common")
    assert [(number, day, by) for number, day, _, by in versions] == [
        (1, date(2025, 1, 1), "ann"), (2, date(2025, 2, 10), "ann"),
    ]  # fmt: skip


def test_a_version_entered_late_does_not_hide_a_later_one(desk, ann):
    for day, title in ((date(2025, 2, 10), "Class A"), (date(2025, 2, 5), "Class Z")):
        changed = roster()
        changed.securities["common"] = RosterSecurity(title=title)
        ann.import_roster(changed, valid_from=day)
    titles = [desk.roster(date(2025, 2, day)).securities["common"].title for day in (4, 5, 9, 10)]
    assert titles == ["Common Stock", "Class Z", "Class Z", "Class A"]


def test_who_leaves_stays_on_record(desk, ann):
    ann.leave_roster("owners", "john", valid_from=date(2025, 2, 10))
    assert "john" not in desk.roster(date(2025, 2, 10)).owners
    assert "john" in desk.roster(date(2025, 2, 9)).owners
    assert [one.owners for one in desk.positions(owner="john")] == ["john"]
    with pytest.raises(NotFound):
        ann.leave_roster("owners", "john")
    with pytest.raises(NotFound, match="part of the roster"):
        ann.leave_roster("dogs", "rex")


def test_a_holding_that_contradicts_the_journal_is_refused(desk, ann):
    ann.post("trade", COMMON, date(2025, 1, 20), shares=Decimal(1), reason="found later")
    with pytest.raises(Refused, match=r"common direct of jane with 1000.50 on 2025-01-31, expected 1001.5"):
        ann.import_roster(roster())


def test_a_holding_without_a_day_is_not_guessed(desk, ann):
    given = roster()
    open_one = msgspec.structs.replace(given.holdings[0], as_of=None, owner="trust")
    with pytest.raises(Refused, match="without as_of"):
        ann.import_roster(msgspec.structs.replace(given, holdings=(open_one,)))
    ann.import_roster(msgspec.structs.replace(given, holdings=(open_one,)), opened_on=date(2025, 2, 1))
    assert [one.owners for one in desk.positions(owner="trust")] == ["jane+trust"]
    assert desk.roster().holdings[-1].owner in ("trust", "john")


def test_keys_of_the_roster_are_judged(ann):
    given = roster()
    given.accounts["a+b"] = given.accounts["by-trust"]
    with pytest.raises(Refused, match="without \\+"):
        ann.import_roster(given)
    del given.accounts["a+b"]
    given.accounts["direct"] = given.accounts["by-trust"]
    with pytest.raises(Refused, match='an account named "direct"'):
        ann.import_roster(given)
