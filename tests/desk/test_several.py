"""Many drafts in one change: the vesting day of an office, and what stops such a change."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest

import section16
from bench.vesting import PEOPLE, furnish, hire, the_day
from section16.desk.api import Desk
from section16.desk.contents import NewDraft
from section16.desk.errors import Conflict, NotAllowed, Refused, Stopped, WrongState
from section16.desk.signing import Page
from section16.edgar.digest import form_digest
from section16.formats import edgar_package
from section16.rules.check import check
from section16.vocabulary.errors import NotFound
from section16.vocabulary.findings import Severity
from tests.desk.made_up import PAGE, form4
from tests.desk.office import accepted, sign

SIGNED = date(2025, 3, 7)
ACTIONS = ("draft.add", "draft.check", "sign", "draft.approve", "draft.package")


def add(acting, how_many: int, **form) -> list[int]:
    """So many drafts in one change, each with other shares."""
    return [
        one.draft for one in acting.add_drafts([NewDraft(form4(shares=str(i + 1), **form)) for i in range(how_many)])
    ]


def checked(acting, how_many: int) -> list[int]:
    numbers = add(acting, how_many)
    assert [entry.state for entry, _ in acting.check_drafts(numbers)] == ["checked"] * how_many
    return numbers


def reasons(stopped) -> dict[str, type]:
    """What each is called that stops a change, and why."""
    return {name: type(error) for name, error in stopped.value.reasons}


def pages(numbers, **more) -> list[Page]:
    return [Page(draft=number, **{"signed_on": SIGNED, "page_sha256": PAGE, **more}) for number in numbers]


# ---------------------------------------------------------------------------------------- the day of an office


def the_vesting_day(url, tmp_path, owners: int, people: int) -> float:
    """Units of so many owners vest; what an office leaves at its desk. Returns the seconds of its day."""
    with Desk.init(url, "kit", "Kit Keeper") as desk:
        hire(desk, people)
        paths = furnish(desk.as_user("p0"), tmp_path, owners, people)
        before = len(desk.trail())
        start = time.perf_counter()
        packages = the_day(desk, paths)
        seconds = time.perf_counter() - start

        drafts = desk.drafts()
        assert sorted(one.draft for one in drafts) == sorted(packages) == list(range(1, owners + 1))
        assert Counter(one.state for one in drafts) == {"packaged": owners}
        assert Counter(one.owners for one in drafts) == {f"officer-{n:04}": 1 for n in range(owners)}
        preparers = {one.draft: one.prepared_by for one in drafts}
        assert Counter(preparers.values()) == {f"p{n}": owners // people for n in range(people)}
        trail = desk.trail()[before:]
        assert Counter((entry.by, entry.action) for entry in trail) == {
            (f"p{n}", action): 1 for n in range(people) for action in ACTIONS
        }
        every_step_is_in_the_trail(trail, preparers, packages, people)
        for number, package in packages.items():
            assert_is_sent_as_approved(desk, number, package)
        verdict = desk.verify()
        assert (verdict.faults, verdict.entries) == ((), before + len(trail))
    return seconds


def every_step_is_in_the_trail(trail, preparers, packages, people) -> None:
    """Each draft's own rows, in the entries of the two people who took it through; nothing twice."""
    rows = Counter()
    for entry in trail:
        for change in entry.changes:
            row = change["row"]
            if change["table"] == "transitions":
                rows[row["draft"], row["action"], row["by"]] += 1
                assert row.get("package_sha256") in (None, sha256(packages[row["draft"]]).hexdigest())
            elif change["table"] in ("revisions", "checks", "signatures", "approvals"):
                rows[row["draft"], change["table"], row["by"]] += 1
    expected = Counter()
    for number, preparer in preparers.items():
        other = f"p{(int(preparer[1:]) - 1) % people}"
        for what in ("add", "revisions", "check", "checks", "signatures"):
            expected[number, what, preparer] = 1
        for what in ("approve", "approvals", "package"):
            expected[number, what, other] = 1
    assert rows == expected


def assert_is_sent_as_approved(desk, number, package) -> None:
    envelope, found = edgar_package.read(package)
    assert (envelope.is_live, found) == (True, [])
    xml = desk.document(number)
    assert form_digest(envelope.primary.content) == form_digest(xml)
    assert not [one for one in check(section16.read(xml)) if one.severity is Severity.ERROR]


@pytest.mark.needs("postgresql", "psycopg")
@pytest.mark.parametrize("backend", ["postgresql"])
def test_five_hundred_owners_vest_and_ten_people_file(empty, tmp_path, record_property, capsys):
    """Each of ten drafts, enters, checks and signs fifty forms, and approves and packages the fifty of another."""
    seconds = the_vesting_day(empty, tmp_path, 500, PEOPLE)
    record_property("seconds for 500 owners", round(seconds, 1))
    with capsys.disabled():
        print(f"\n500 vesting owners taken to a package by ten people at once: {seconds:.1f} s")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_same_day_in_one_file(empty, tmp_path):
    the_vesting_day(empty, tmp_path, 20, 4)


# --------------------------------------------------------------------------------------- all of them or none


def test_one_entry_of_the_trail_holds_the_rows_of_every_draft(desk, ann, bob, fay):
    before = len(desk.trail())
    numbers = add(ann, 3)
    ann.check_drafts(numbers)
    bob.approve_drafts(dict.fromkeys(numbers, 2), reason="as the broker says")
    ann.sign_drafts(pages(numbers))
    packed = fay.packed_drafts(numbers)
    entries = fay.package_drafts(packed)
    assert [(one.draft, one.state, one.version) for one in entries] == [(n, "packaged", 4) for n in numbers]
    fay.submit_drafts(numbers, reason="one after the other")
    trail = desk.trail()[before:]
    assert [entry.action for entry in trail] == [
        "draft.add", "draft.check", "draft.approve", "sign", "draft.package", "draft.submit",
    ]  # fmt: skip
    for entry in trail:
        rows = [one["row"] for one in entry.changes if one["table"] in ("transitions", "signatures")]
        assert [row["draft"] for row in rows] == numbers
    assert [desk.packed(number) for number in numbers] == list(packed.values())
    assert desk.verify().faults == ()


def test_no_draft_is_no_change(desk, ann, bob):
    before = len(desk.trail())
    assert (ann.add_drafts([]), ann.check_drafts([]), bob.approve_drafts({})) == ([], [], [])
    assert len(desk.trail()) == before


def test_a_draft_named_twice_is_taken_once(desk, ann):
    (number,) = add(ann, 1)
    assert len(ann.check_drafts([number, number])) == 1
    assert len(desk.draft(number).checks) == 1


def test_one_form_that_cannot_be_entered_stops_all_and_is_named(desk, ann):
    stranger = form4(shares="2").replace(b"0000999911", b"0000000077")
    other = form4().replace(b"<documentType>4<", b"<documentType>9<")
    before = desk.trail()
    with pytest.raises(Stopped) as stopped:
        ann.add_drafts([NewDraft(form4()), NewDraft(stranger), NewDraft(other)])
    assert reasons(stopped) == {"form 2 of 3": NotFound, "form 3 of 3": Refused}
    assert "form 2 of 3: no owner with the CIK 0000000077" in str(stopped.value)
    with pytest.raises(Stopped) as stopped:
        ann.add_drafts([NewDraft(form4(), label="good"), NewDraft(form4(), label="\0"),
                        NewDraft(form4(), owners=("nobody",), issuer="acme")])  # fmt: skip
    assert reasons(stopped) == {"form 2 of 3": Refused, "form 3 of 3": NotFound}
    assert (desk.drafts(), desk.trail()) == ([], before)


def test_errors_in_one_draft_stop_no_check(desk, ann):
    numbers = [
        one.draft for one in ann.add_drafts([NewDraft(form4()), NewDraft(form4(shares="N/A")), NewDraft(form4())])
    ]
    found = ann.check_drafts(numbers)
    assert [(entry.draft, entry.state, said.errors > 0) for entry, said in found] == [
        (1, "checked", False), (2, "draft", True), (3, "checked", False),
    ]  # fmt: skip
    assert len(desk.draft(2).checks) == 1


def test_every_draft_that_stops_an_approval_is_named(desk, ann, bob):
    numbers = checked(ann, 4)
    (own,) = checked(desk.as_user("two"), 1)
    ann.revise(numbers[1], form4(shares="9"), version=2)
    open_box = [{"box": "Table I, line 1, column 4", "state": "provisional", "why": "the price"}]
    ann.revise(numbers[2], form4(shares="9"), version=2, needs=open_box)
    ann.check(numbers[2])
    before = desk.trail()
    seen = {numbers[0]: 2, numbers[1]: 3, numbers[2]: 4, numbers[3]: 7, 99: 1}
    with pytest.raises(Stopped) as stopped:
        bob.approve_drafts(seen)
    assert reasons(stopped) == {
        "draft 2": WrongState, "draft 3": Refused, "draft 4": Conflict, "draft 99": NotFound,
    }  # fmt: skip
    assert str(stopped.value).splitlines()[:2] == [
        "found draft 2, which is draft, expected one that is checked",
        "draft 3: found provisional: Table I, line 1, column 4, expected them confirmed: --confirm, or a new revision",
    ]
    with pytest.raises(Stopped) as stopped:
        desk.as_user("two").approve_drafts({numbers[0]: 2, own: 2})
    assert reasons(stopped) == {f"draft {own}": Refused}
    assert desk.trail() == before
    assert [len(desk.draft(number).approvals) for number in numbers] == [0, 0, 0, 0]
    assert [one.state for one in bob.approve_drafts({numbers[0]: 2, numbers[2]: 4}, confirm=True)] == ["approved"] * 2
    assert desk.draft(numbers[2]).approvals[0].confirmed == ["Table I, line 1, column 4"]


def test_a_single_step_raises_its_reason_itself(ann, bob):
    (number,) = add(ann, 1)
    with pytest.raises(WrongState, match="which is draft"):
        bob.approve(number, version=1)
    with pytest.raises(Stopped):
        bob.approve_drafts({number: 1})


def test_a_role_is_asked_for_before_anything_is_read(ann):
    numbers = add(ann, 2)
    with pytest.raises(NotAllowed, match="expected the role filer"):
        ann.package_drafts(dict.fromkeys(numbers, b"no package"))


def test_pages_of_several_forms(desk, ann):
    numbers = [*checked(ann, 2), ann.add_draft(form4(owner="john")).draft]
    ann.check(numbers[2])
    with pytest.raises(Stopped) as stopped:
        ann.sign_drafts([*pages(numbers, signer="paul"), *pages([98])])
    assert reasons(stopped) == {"draft 1": Refused, "draft 2": Refused, "draft 3": Refused, "draft 98": NotFound}
    with pytest.raises(Stopped) as stopped:
        ann.sign_drafts([*pages(numbers[:1]), *pages(numbers[:1]), *pages(numbers[1:2], line=2),
                         *pages(numbers[2:], signer="paul")])  # fmt: skip
    assert [str(error).partition(", expected ")[0] for _, error in stopped.value.reasons] == [
        "found a signed page for signature 1 of draft 1, revision 1",
        "found signature 2 of draft 2",
        "found no power of attorney from john to paul is recorded",
    ]
    assert desk.draft(numbers[0]).signatures == ()
    power = ann.empower(owner="john", signer="paul", page_sha256=PAGE, valid_from=date(2025, 1, 1))
    ann.attest(owner="jane", signed_on=date(2025, 1, 1), page_sha256=PAGE)
    signed = ann.sign_drafts([*pages(numbers[:2], manner="electronic"), *pages(numbers[2:], signer="paul")])
    assert [(one.draft, one.owner, one.power, one.attestation) for one in signed] == [
        (1, "jane", None, 1), (2, "jane", None, 1), (3, "john", power, None),
    ]  # fmt: skip


def test_who_signs_a_joint_form_is_said(ann):
    number = ann.add_draft(form4(), owners=("jane", "trust"), issuer="acme").draft
    ann.check(number)
    with pytest.raises(Stopped, match="found no signatory of draft 1, expected one of its owners: jane, trust"):
        ann.sign_drafts(pages([number]))
    assert ann.sign_drafts(pages([number], owner="trust"))[0].owner == "trust"


def test_packages_that_stop_the_others(desk, ann, bob, fay):
    numbers = checked(ann, 4)
    bob.approve_drafts(dict.fromkeys(numbers, 2))
    ann.sign_drafts(pages(numbers[:3]))
    packed = fay.packed_drafts(numbers)
    swapped = {**packed, numbers[0]: packed[numbers[1]]}
    with pytest.raises(Stopped) as stopped:
        fay.package_drafts(swapped)
    assert reasons(stopped) == {"draft 1": Refused}
    with pytest.raises(Stopped, match="no signed page for signature 1 of draft 4"):
        fay.package_drafts(packed)
    assert Counter(one.state for one in desk.drafts()) == {"approved": 4}
    sign(ann, numbers[3])
    fay.package_drafts(packed, seen=dict.fromkeys(numbers, 3))
    assert Counter(one.state for one in desk.drafts(numbers=numbers[1:])) == {"packaged": 3}


def test_a_form_that_edgar_would_not_take_is_named(ann, fay):
    numbers = [*add(ann, 1), ann.add_draft(form4(shares="N/A")).draft]
    with pytest.raises(Stopped) as stopped:
        fay.packed_drafts(numbers)
    assert [name for name, _ in stopped.value.reasons] == ["draft 2"]


def test_a_revision_that_came_in_between_stops_the_packages(desk, ann, bob, fay, monkeypatch):
    numbers = checked(ann, 2)
    bob.approve_drafts(dict.fromkeys(numbers, 2))
    ann.sign_drafts(pages(numbers))
    packed = fay.packed_drafts(numbers)
    change = fay.store.change

    def meanwhile(*arguments):
        monkeypatch.undo()
        ann.revise(numbers[1], form4(shares="99"), version=3)
        ann.check(numbers[1])
        bob.approve(numbers[1], version=5)
        return change(*arguments)

    monkeypatch.setattr(fay.store, "change", meanwhile)
    with pytest.raises(Stopped) as stopped:
        fay.package_drafts(packed)
    assert reasons(stopped) == {"draft 2": Conflict}
    assert "at revision 2, expected revision 1, which was packaged" in str(stopped.value)
    assert Counter(one.state for one in desk.drafts()) == {"approved": 2}


def test_several_are_given_back_and_withdrawn(desk, ann, bob):
    numbers = checked(ann, 3)
    with pytest.raises(Stopped) as stopped:
        bob.give_drafts_back(numbers, "the date", seen=dict.fromkeys(numbers[:2], 1))
    assert reasons(stopped) == {"draft 1": Conflict, "draft 2": Conflict}
    bob.give_drafts_back(numbers, "the date")
    ann.withdraw_drafts(numbers[1:], "cancelled", seen=dict.fromkeys(numbers, 3))
    assert [one.state for one in desk.drafts()] == ["draft", "withdrawn", "withdrawn"]
    assert [step.reason for step in desk.draft(3).transitions] == [None, None, "the date", "cancelled"]


# ----------------------------------------------------------------------------------------------- many at once


def test_two_who_approve_overlapping_drafts_at_once(desk, ann):
    """One gets all of hers, the other none of his: nothing is half done, and nothing is approved twice."""
    numbers = checked(ann, 30)
    kit = desk.as_user("kit")
    kit.put_user("ben", "Ben", ("approver",))
    batches = {"bob": numbers[:20], "ben": numbers[10:]}
    begin = threading.Barrier(2)

    def approve(name: str) -> object:
        begin.wait()
        try:
            return [one.draft for one in desk.as_user(name).approve_drafts(dict.fromkeys(batches[name], 2))]
        except Stopped as stopped:
            return {(name, type(error)) for name, error in stopped.reasons}

    with ThreadPoolExecutor(2) as pool:
        outcomes = dict(zip(batches, pool.map(approve, batches), strict=True))
    (winner,) = [name for name, outcome in outcomes.items() if isinstance(outcome, list)]
    (loser,) = set(batches) - {winner}
    assert outcomes[winner] == batches[winner]
    assert outcomes[loser] == {(f"draft {number}", Conflict) for number in numbers[10:20]}
    approved = {number: [one.by for one in desk.draft(number).approvals] for number in numbers}
    assert approved == {number: [winner] if number in batches[winner] else [] for number in numbers}
    assert desk.verify().faults == ()


def test_an_export_of_such_changes_comes_back(desk, ann, bob, fay, tmp_path):
    numbers = checked(ann, 3)
    bob.approve_drafts(dict.fromkeys(numbers, 2))
    ann.sign_drafts(pages(numbers))
    fay.package_drafts(fay.packed_drafts(numbers))
    fay.submit_drafts(numbers)
    fay.receive(numbers[0], accepted(numbers[0]))
    fay.post_draft(numbers[0])
    assert desk.positions(owner="jane", as_of=SIGNED)[1].shares == Decimal("1001.5")
    head = desk.export(tmp_path / "out")["head"]
    assert Desk.bring_in(f"sqlite:///{tmp_path}/copy.db", tmp_path / "out") == head
