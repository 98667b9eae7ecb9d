"""Who may sign, and how long the signed pages are kept."""

from datetime import UTC, date, datetime

import pytest

from section16.desk.errors import NotAllowed, Refused, WrongState
from section16.vocabulary.errors import NotFound
from section16.vocabulary.identifiers import NotAnIdentifier
from tests.desk.made_up import PAGE, START, package_of
from tests.desk.office import accepted, sign

OTHER_PAGE = "cd" * 32


@pytest.fixture
def checked(ann, at_state):
    """A checked draft of John, for whom Paul signs."""
    return at_state("checked", owner="john")


def power(ann, **more) -> int:
    return ann.empower(**{"owner": "john", "signer": "paul", "page_sha256": PAGE, "valid_from": START, **more})


def test_an_attorney_signs_under_a_power_in_force(desk, ann, checked):
    with pytest.raises(Refused, match="no power of attorney from john to paul is recorded"):
        sign(ann, checked, owner="john", signer="paul")
    number = power(ann)
    sign(ann, checked, owner="john", signer="paul")
    (page,) = desk.draft(checked).signatures
    assert (page.name, page.power, page.signer, page.manner) == ("/s/ Example John", number, "paul", "manual")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"valid_until": date(2025, 3, 6)}, "ended on 2025-03-06"),
        ({"valid_from": date(2025, 3, 8)}, "begins on 2025-03-08"),
        ({"forms": "35"}, "covers another issuer or other forms"),
    ],
)
def test_a_power_has_its_days_and_forms(ann, checked, given, says):
    power(ann, **given)
    with pytest.raises(Refused, match=says):
        sign(ann, checked, owner="john", signer="paul")


def test_a_power_ends_when_it_is_revoked(desk, ann, checked):
    number = power(ann)
    ann.revoke(number, date(2025, 3, 7), "john signs himself")
    with pytest.raises(Refused, match="was revoked on 2025-03-07"):
        sign(ann, checked, owner="john", signer="paul")
    with pytest.raises(Refused, match="revoked already"):
        ann.revoke(number, date(2025, 3, 8), "again")
    with pytest.raises(NotFound, match="no power of attorney 99"):
        ann.revoke(99, date(2025, 3, 8), "which?")
    sign(ann, checked, owner="john", signer="paul", signed_on=date(2025, 3, 6))
    assert desk.powers("john")[0].revoked_on == date(2025, 3, 7)


@pytest.mark.parametrize(
    "given", [{"forms": ""}, {"forms": "34X"}, {"valid_until": date(2024, 1, 1)}, {"page_sha256": "page 3"}]
)
def test_powers_that_are_none(ann, given):
    with pytest.raises(Refused):
        power(ann, **given)


def test_the_form_that_a_power_was_filed_with_is_an_accession_number(desk, ann):
    with pytest.raises(NotAnIdentifier):
        power(ann, filing="the one of March")
    power(ann, filing="000099990124000003")
    assert [one.filing for one in desk.powers()] == ["0000999901-24-000003"]


@pytest.mark.parametrize("given", [{"owner": "eve"}, {"signer": "eve"}, {"issuer": "eve"}])
def test_powers_are_of_the_roster(ann, given):
    with pytest.raises(NotFound, match="'eve'"):
        power(ann, **given)


def test_who_signs_electronically_has_attested_by_hand_before(desk, ann, at_state):
    number = at_state("checked")
    with pytest.raises(Refused, match=r"without an attestation, expected one signed by hand before, 17 CFR 232\.302"):
        sign(ann, number, manner="electronic")
    ann.attest(owner="jane", signed_on=date(2025, 3, 7), page_sha256=OTHER_PAGE)
    with pytest.raises(Refused):
        sign(ann, number, manner="electronic", signed_on=date(2025, 3, 6))
    sign(ann, number, manner="electronic")
    assert desk.draft(number).signatures[0].attestation == 1


@pytest.mark.parametrize(
    ("more", "error", "says"),
    [
        ({"line": 2}, Refused, "one of the 1 on the form"),
        ({"owner": "john"}, Refused, "john as signatory of draft 1, expected one of its owners: jane"),
        ({"signed_on": date(2025, 3, 9)}, Refused, "in the future"),
        ({"page_sha256": "12"}, Refused, "64 hexadecimal digits"),
        ({"signer": "eve"}, NotFound, "no signer on 2025-03-07 'eve'"),
    ],
)
def test_pages_that_are_none(ann, at_state, more, error, says):
    with pytest.raises(error, match=says):
        sign(ann, at_state("checked"), **more)


def test_a_page_is_signed_when_the_form_is_checked_and_before_it_is_sent(desk, at_state):
    for state in ("draft", "submitted", "accepted", "withdrawn"):
        with pytest.raises(WrongState):
            sign(desk.as_user("ann"), at_state(state))
    sign(desk.as_user("fay"), at_state("approved"))
    with pytest.raises(NotAllowed):
        sign(desk.as_user("bob"), at_state("checked"))


# ------------------------------------------------------------------------------------------------ retention


def test_a_page_is_kept_five_years_from_the_filing(desk, at_state):
    at_state("accepted")
    at_state("packaged")
    (shared,) = desk.retention()
    assert (shared.keep_until, shared.may_go) == (None, False)
    assert shared.what == "signed page: draft 1, /s/ Example Jane; draft 2, /s/ Example Jane"
    assert "not filed" in shared.why


def test_a_page_may_go_after_five_years_and_never_goes_by_itself(desk, ann, bob, fay, at_state, clock):
    clock.go_to(datetime(2024, 2, 29, 15, 0, tzinfo=UTC))
    number = at_state("checked")
    bob.approve(number, version=2)
    sign(ann, number, signed_on=date(2024, 2, 29))
    fay.package(number, package_of(desk.document(number)))
    fay.submit(number)
    fay.receive(number, accepted(number, filed_on=date(2024, 2, 29)))
    (page,) = desk.retention(date(2029, 3, 1))
    assert (page.keep_until, page.may_go) == (date(2029, 3, 1), False)
    assert page.why == "five years after the filing on 2024-02-29, 17 CFR 232.302(b)(1)"
    assert [one.may_go for one in desk.retention(date(2029, 3, 2))] == [True]
    assert desk.verify().faults == ()


def test_an_attestation_is_kept_while_it_may_be_used_and_seven_years_more(desk, ann, at_state):
    ann.attest(owner="jane", signed_on=START, page_sha256=OTHER_PAGE)
    ann.attest(signer="paul", signed_on=START, page_sha256=PAGE)
    number = at_state("checked")
    sign(ann, number, manner="electronic")
    assert {one.why for one in desk.retention() if "attestation" in one.what} == {
        "it may still be used, 17 CFR 232.302(b)(2)"
    }
    for part, key in (("owners", "jane"), ("signers", "paul")):
        ann.leave_roster(part, key, valid_from=date(2026, 1, 1))
    later = {one.page_sha256: one for one in desk.retention(date(2032, 3, 8)) if "attestation" in one.what}
    assert (later[OTHER_PAGE].keep_until, later[OTHER_PAGE].may_go) == (date(2032, 3, 7), True)
    assert later[OTHER_PAGE].why == "seven years after its last use on 2025-03-07, 17 CFR 232.302(b)(2)"
    assert later[PAGE].keep_until == date(2032, 1, 1)
    with pytest.raises(Refused, match="neither or both"):
        ann.attest(signed_on=START, page_sha256=PAGE)
