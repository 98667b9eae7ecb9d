"""Can this person file this owner's form tonight? One line for each thing that is missing, with its reason."""

from datetime import date

import msgspec
import pytest

from section16.desk.errors import NotAllowed
from section16.prepare.roster import Role, RosterAddress, RosterIssuer
from section16.vocabulary.errors import NotFound
from tests.desk.made_up import PAGE, START, roster

TONIGHT = date(2025, 3, 7)


def has(_cik: str) -> bool:
    return True


def complete(desk) -> None:
    """What lacks for Jane when the office has just been furnished."""
    desk.as_user("kit").put_user("ann", None, ("preparer", "filer"))
    desk.as_user("ann").note_account("jane", confirm_by=date(2025, 12, 31))


def lines(desk, owner="jane", **more) -> list[str]:
    asked = {"has_ccc": has, **more}
    return [str(one) for one in desk.as_user("ann").ready(owner, "acme", TONIGHT, **asked)]


def change(desk, part: str, key: str, **fields) -> None:
    """A new version of one thing of the roster."""
    given = roster()
    things = getattr(given, part)
    things[key] = msgspec.structs.replace(things[key], **fields)
    desk.as_user("ann").import_roster(msgspec.structs.replace(given, holdings=()), valid_from=date(2025, 2, 1))


def test_ready(desk):
    complete(desk)
    assert lines(desk) == []


def test_what_is_missing_at_first(desk):
    assert lines(desk, has_ccc=None) == [
        "CCC of jane: nobody was asked whether it is stored; every owner's is sent with the form",
        "EDGAR account of jane: nobody noted until when it is confirmed; EDGAR deactivates it after a year",
        "filer: ann lacks the role; fay could",
    ]


def test_the_ccc_is_asked_for_by_cik_and_never_read(desk):
    complete(desk)
    asked = []
    assert lines(desk, has_ccc=lambda cik: asked.append(cik) or False) == [
        "CCC of jane: it is not stored; every owner's is sent with the form"
    ]
    assert asked == ["0000999911"]


ADDRESS = RosterAddress(street1="1 Example Street", city="Springfield")
POWER = "power of attorney of john: "


@pytest.mark.parametrize(
    ("part", "key", "fields", "owner", "says"),
    [
        ("owners", "jane", {"cik": "none"}, "jane", "CIK of jane: 'none' is none; EDGAR gives it on Form ID"),
        ("owners", "jane", {"address": None}, "jane", "address of jane: box 1 needs street and city"),
        ("owners", "jane", {"address": ADDRESS}, "jane",
         "address of jane: box 1 needs state and ZIP code of an address in the United States"),
        ("owners", "jane", {"roles": {}}, "jane", "role of jane at acme: the roster has none; box 5 needs one"),
        ("owners", "jane", {"roles": {"acme": Role(officer=True)}}, "jane",
         "role of jane at acme: an officer without a title; box 5 needs it"),
        ("owners", "jane", {"roles": {"acme": Role(other=True)}}, "jane",
         'role of jane at acme: "other" without words; box 5 needs them'),
        ("owners", "jane", {"roles": {"acme": Role(director=True, since=date(2025, 4, 1))}}, "jane",
         "role of jane at acme: it begins on 2025-04-01"),
        ("owners", "jane", {"roles": {"acme": Role(director=True, until=date(2025, 2, 1))}}, "jane",
         "role of jane at acme: it ended on 2025-02-01; check whether the exit box belongs on the form"),
        ("owners", "jane", {"signer": "paul"}, "jane",
         "power of attorney of jane: no power of attorney from jane to paul is recorded"),
        ("issuers", "acme", {"symbol": " "}, "jane", "symbol of acme: box 2 needs the trading symbol, or NONE"),
        ("issuers", "acme", {"cik": "0"}, "jane", "CIK of acme: '0' is none"),
    ],
)  # fmt: skip
def test_each_thing_that_can_be_missing(desk, part, key, fields, owner, says):
    complete(desk)
    change(desk, part, key, **fields)
    assert lines(desk, owner) == [says]


def test_an_address_abroad_needs_a_country_and_no_state(desk):
    complete(desk)
    abroad = RosterAddress(street1="1 Example Road", city="Exampleton", country="X0")
    change(desk, "owners", "jane", address=abroad)
    assert lines(desk) == []


def test_powers_of_attorney_and_signers(desk):
    complete(desk)
    ann = desk.as_user("ann")
    ann.note_account("john", confirm_by=date(2025, 12, 31))
    assert lines(desk, "john") == [POWER + "no power of attorney from john to paul is recorded"]
    ann.empower(owner="john", signer="paul", page_sha256=PAGE, valid_from=START, valid_until=date(2025, 3, 6))
    assert lines(desk, "john") == [POWER + "power 1 from john to paul ended on 2025-03-06"]
    ann.empower(owner="john", signer="paul", page_sha256=PAGE, valid_from=START)
    assert lines(desk, "john") == []
    change(desk, "signers", "paul", valid_until=date(2025, 3, 1))
    assert lines(desk, "john") == ["signer of john: paul could sign until 2025-03-01, says the roster"]
    ann.leave_roster("signers", "paul", valid_from=date(2025, 3, 1))
    assert lines(desk, "john") == ["signer of john: paul is not in the roster of 2025-03-07"]


def test_an_account_that_was_not_confirmed(desk):
    complete(desk)
    desk.as_user("ann").note_account("jane", confirm_by=date(2025, 3, 6), seen_on=date(2025, 3, 1))
    assert lines(desk) == ["EDGAR account of jane: it had to be confirmed by 2025-03-06, as seen on 2025-03-01"]


def test_everybody_on_a_joint_form_counts(desk):
    complete(desk)
    assert lines(desk, "trust") == [
        "EDGAR account of trust: nobody noted until when it is confirmed; EDGAR deactivates it after a year",
        "opening position of trust: the journal has no posting for acme; 0 is a position too",
    ]


def test_the_second_person_must_be_there(desk):
    complete(desk)
    kit = desk.as_user("kit")
    kit.put_user("two", None, ())
    kit.put_user("bob", None, ())
    assert lines(desk) == ["approver: no active user has the role"]
    kit.put_user("ann", None, ("preparer", "filer", "approver"))
    assert lines(desk) == ["approver: nobody but ann could approve, and a preparer does not approve"]
    kit.put_user("ann", None, ("filer",))
    assert lines(desk) == ["preparer: no active user has the role", "approver: no active user has the role"]


def test_who_is_asked_about_must_be_in_the_roster(desk):
    with pytest.raises(NotFound, match="no owner 'eve'"):
        desk.ready("eve", "acme", TONIGHT)
    with pytest.raises(NotFound, match="no issuer 'evil'"):
        desk.ready("jane", "evil", TONIGHT)
    with pytest.raises(NotAllowed):
        type(desk)(desk.store).ready("jane", "acme", TONIGHT)


def test_a_second_issuer_is_another_question(desk):
    complete(desk)
    given = roster()
    given.issuers["beta"] = RosterIssuer(cik="0000999902", name="Beta Example Corp", symbol="BETX")
    given.securities["common"] = msgspec.structs.replace(given.securities["common"], issuer="acme")
    given.securities["option"] = msgspec.structs.replace(given.securities["option"], issuer="acme")
    desk.as_user("ann").import_roster(given, valid_from=date(2025, 2, 1))
    assert [one.what for one in desk.as_user("ann").ready("jane", "beta", TONIGHT, has_ccc=has)] == [
        "role of jane at beta", "opening position of jane",
    ]  # fmt: skip
