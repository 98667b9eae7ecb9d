"""Every step of a draft: who may take it, from where, and what the second person guards."""

from datetime import date
from hashlib import sha256

import pytest

from section16.desk import contents
from section16.desk.errors import Conflict, NotAllowed, Refused, WrongState
from section16.desk.receipts import Answer
from section16.desk.states import ACTIONS, MOVES, ROLES, STATES, move
from section16.formats import edgar_xml
from section16.vocabulary.errors import NotFound
from tests.desk.made_up import PAGE, SECRET, form4, package_of
from tests.desk.office import accepted, sign


def version(desk, number: int) -> int:
    return desk.draft(number).entry.version


# action -> how it is done by a desk that acts as somebody
DO = {
    "revise": lambda desk, n: desk.revise(n, form4(shares="101"), version=version(desk, n)),
    "check": lambda desk, n: desk.check(n),
    "return": lambda desk, n: desk.give_back(n, "the price is not the confirmation's"),
    "approve": lambda desk, n: desk.approve(n, version=version(desk, n)),
    "package": lambda desk, n: desk.package(n, package_of(desk.document(n))),
    "submit": lambda desk, n: desk.submit(n),
    "accept": lambda desk, n: desk.receive(n, accepted(n)),
    "suspend": lambda desk, n: desk.receive(n, Answer(outcome="suspended")),
    "withdraw": lambda desk, n: desk.withdraw(n, "the trade was cancelled"),
}
WHO = {"preparer": "ann", "approver": "bob", "filer": "fay", "reader": "rea", "keeper": "kit"}


def test_every_action_is_tried():
    assert {*DO, "add"} == set(ACTIONS)


@pytest.mark.parametrize("state", STATES)
def test_every_step_from_every_state(desk, at_state, state):
    """What the table allows is done, and everything else refused with the states from which it could be."""
    untouched = at_state(state)
    before = desk.draft(untouched).entry
    for action, do in DO.items():
        allowed = move(action, state)
        role = next(one.roles[0] for one in MOVES if one.action == action)
        acting = desk.as_user(WHO[role])
        if allowed is None and (state, action) != ("accepted", "accept"):
            with pytest.raises(WrongState, match=f"draft {untouched}, which is {state}"):
                do(acting, untouched)
        elif allowed is not None:
            number = at_state(state)
            if action == "package":
                sign(desk.as_user("ann"), number)
            do(acting, number)
            after = desk.draft(number).entry
            assert (after.state, after.version) == (allowed.after, before.version + 1)
    assert desk.draft(untouched).entry == before
    assert desk.verify().faults == ()


@pytest.mark.parametrize("action", DO)
def test_every_step_needs_its_role(desk, at_state, action):
    one = next(one for one in MOVES if one.action == action)
    number = at_state(one.before)
    if action == "package":
        sign(desk.as_user("ann"), number)
    for role in ROLES:
        if role not in one.roles:
            with pytest.raises(NotAllowed, match=f"{WHO[role]} as {role}, expected the role {one.roles[0]}"):
                DO[action](desk.as_user(WHO[role]), number)
    assert desk.draft(number).entry.state == one.before
    DO[action](desk.as_user(WHO[one.roles[0]]), number)
    assert desk.draft(number).entry.state == one.after


def test_only_a_preparer_adds(desk):
    for role in set(ROLES) - {"preparer"}:
        with pytest.raises(NotAllowed, match="the role preparer for draft"):
            desk.as_user(WHO[role]).add_draft(form4())
    assert desk.drafts() == []


def test_a_stranger_and_one_who_was_put_out_do_nothing(desk):
    with pytest.raises(NotAllowed, match="'eve', who is not of this desk"):
        desk.as_user("eve")
    ann = desk.as_user("ann")
    desk.as_user("kit").put_user("ann", None, ())
    for work in (lambda: ann.add_draft(form4()), ann.drafts, lambda: desk.as_user("ann")):
        with pytest.raises(NotAllowed, match="'ann', who has no role any more"):
            work()


def test_nothing_is_done_without_an_acting_user(desk):
    nobody = type(desk)(desk.store)
    for work in (nobody.drafts, nobody.verify, lambda: nobody.add_draft(form4()), lambda: nobody.ready("jane", "acme")):
        with pytest.raises(NotAllowed, match="no acting user"):
            work()


# --------------------------------------------------------------------------------------------- second person


def test_the_preparer_never_approves_even_with_the_role(desk, bob):
    both = desk.as_user("two")
    number = both.add_draft(form4()).draft
    both.check(number)
    with pytest.raises(Refused, match="two, who prepared revision 1 of draft 1, expected a second person"):
        both.approve(number, version=2)
    assert bob.approve(number, version=2).state == "approved"


def test_who_prepared_an_earlier_revision_may_approve_a_later_one(desk, ann):
    both = desk.as_user("two")
    number = both.add_draft(form4()).draft
    ann.revise(number, form4(shares="7"), version=1)
    ann.check(number)
    assert both.approve(number, version=3).state == "approved"


def test_approval_is_of_exact_bytes(desk, ann, bob):
    number = ann.add_draft(form4()).draft
    ann.check(number)
    bob.approve(number, version=2, reason="as the confirmation says")
    file = desk.draft(number)
    (approval,) = file.approvals
    assert (approval.by, approval.prepared_by, approval.sha256) == ("bob", "ann", file.present.sha256)
    assert approval.reason == "as the confirmation says"


def test_a_revision_after_approval_is_a_new_draft(desk, at_state, ann, fay):
    number = at_state("packaged")
    before = desk.document(number)
    entry = ann.revise(number, form4(shares="90"), version=version(desk, number), reason="the broker corrected it")
    assert (entry.state, entry.revision) == ("draft", 2)
    assert desk.document(number, 1) == before
    assert b"<value>90</value>" in desk.document(number)
    with pytest.raises(WrongState):
        fay.submit(number)


def test_a_suspended_form_is_revised_and_filed(desk, at_state, ann, bob, fay):
    number = at_state("suspended")
    ann.revise(number, form4(shares="99"), version=version(desk, number))
    ann.check(number)
    bob.approve(number, version=version(desk, number))
    sign(ann, number)
    fay.package(number, package_of(desk.document(number)))
    fay.submit(number)
    fay.receive(number, accepted(number, accession="0000999901-25-000777"))
    assert desk.draft(number).entry.state == "accepted"
    assert [one.outcome for one in desk.receipts(number)] == ["suspended", "accepted"]
    assert desk.verify().faults == ()


# ------------------------------------------------------------------------------------------------- conflicts


def test_who_saw_an_older_version_is_told_and_nothing_is_lost(desk, ann, bob):
    number = ann.add_draft(form4()).draft
    ann.check(number)
    seen = desk.draft(number).entry.version
    desk.as_user("two").revise(number, form4(shares="55"), version=seen)
    with pytest.raises(Conflict, match=r"version 3: revise by two on 2025-03-07 22:\d\d UTC, expected version 2"):
        ann.revise(number, form4(shares="66"), version=seen)
    with pytest.raises(Conflict):
        bob.approve(number, version=seen)
    assert b"<value>55</value>" in desk.document(number)
    assert len(desk.draft(number).revisions) == 2


def test_a_check_of_an_older_revision_is_a_conflict(desk, ann, monkeypatch):
    number = ann.add_draft(form4()).draft

    def meanwhile(filing):
        desk.as_user("two").revise(number, form4(shares="55"), version=1)
        return []

    monkeypatch.setattr(contents, "check_filing", meanwhile)
    with pytest.raises(Conflict, match="at revision 2, expected revision 1, which was checked"):
        ann.check(number)


# ------------------------------------------------------------------------------------------- needs and checks


def test_errors_keep_a_form_a_draft(desk, ann):
    number = ann.add_draft(form4(shares="N/A")).draft
    entry, check = ann.check(number)
    assert (entry.state, entry.version) == ("draft", 1)
    assert check.errors
    assert check.findings[0]["code"].startswith("S16-")
    assert desk.draft(number).checks == (check,)


def test_missing_boxes_keep_a_form_a_draft(ann):
    need = {"box": "Table I, line 1, column 4", "why": "no price was given", "state": "missing"}
    number = ann.add_draft(form4(), needs=[need]).draft
    entry, check = ann.check(number)
    assert (entry.state, check.errors) == ("draft", 0)
    assert ann.draft(number).present.needs == [need]


def test_provisional_boxes_are_confirmed_by_the_approver(desk, ann, bob):
    need = {"box": "Table I, line 1, column 5", "why": "from the journal", "state": "provisional"}
    number = ann.add_draft(form4(), needs=[need]).draft
    ann.check(number)
    with pytest.raises(Refused, match="provisional: Table I, line 1, column 5"):
        bob.approve(number, version=2)
    bob.approve(number, version=2, confirm=True)
    assert desk.draft(number).approvals[0].confirmed == ["Table I, line 1, column 5"]


def test_a_need_says_its_state(ann):
    with pytest.raises(Refused, match="missing, provisional, look"):
        ann.add_draft(form4(), needs=[{"box": "here", "why": "because"}])


def test_evidence_and_due_are_kept_as_given(desk, ann):
    evidence = [{"path": "table_i[0]", "trades": [{"row": 3, "shares": "100"}]}]
    due = {"due": "2025-03-07", "lines": [{"path": "table_i[0]", "why": ["two business days"]}]}
    entry = ann.add_draft(form4(), evidence=evidence, due=due, label="plan sale")
    assert (entry.due_on, entry.label) == (date(2025, 3, 7), "plan sale")
    assert (desk.draft(entry.draft).present.evidence, desk.draft(entry.draft).present.due) == (evidence, due)


def test_the_ccc_is_never_kept(desk, ann, url):
    number = ann.add_draft(form4(ccc=SECRET)).draft
    assert b"Ccc" not in desk.document(number)
    assert edgar_xml.read(desk.document(number))[0].owners[0].ccc is None
    assert SECRET not in str(desk.trail()) + repr(desk.draft(number))


def test_owners_and_issuer_are_found_by_cik(desk, ann):
    entry = ann.add_draft(form4(owner="john"))
    assert (entry.owners, entry.issuer) == ("john", "acme")
    with pytest.raises(NotFound, match="no owner with the CIK 0000999999"):
        ann.add_draft(form4().replace(b"0000999911", b"0000999999"))
    assert ann.add_draft(form4().replace(b"0000999911", b"0000999999"), owners=("jane",), issuer="acme").draft == 2


def test_drafts_are_listed_by_due_date(desk, ann, bob):
    ann.add_draft(form4())
    ann.add_draft(form4(), due_on=date(2025, 3, 10))
    ann.add_draft(form4(owner="john"), due_on=date(2025, 3, 7))
    ann.check(3)
    assert [one.draft for one in desk.drafts()] == [3, 2, 1]
    assert [one.draft for one in desk.drafts(states=("draft",))] == [2, 1]
    assert [one.draft for one in desk.drafts(owner="john")] == [3]


# ------------------------------------------------------------------------------------------ package, receipts


def test_a_package_is_live_and_holds_what_was_approved(desk, at_state, ann, fay):
    number = at_state("approved")
    sign(ann, number)
    with pytest.raises(Refused, match="a package that says TEST"):
        fay.package(number, package_of(desk.document(number), live=False))
    with pytest.raises(Refused, match="a package with another form"):
        fay.package(number, package_of(form4(shares="1")))
    package = package_of(desk.document(number))
    fay.package(number, package)
    assert desk.draft(number).transitions[-1].package_sha256 == sha256(package).hexdigest()


def test_no_package_without_signed_pages(desk, at_state, fay):
    number = at_state("approved")
    with pytest.raises(Refused, match="no signed page for signature 1 of draft 1, revision 1"):
        fay.package(number, package_of(desk.document(number)))


def test_a_test_and_a_rehearsal_move_nothing(desk, at_state, fay):
    number = at_state("packaged")
    fay.receive(number, Answer(outcome="accepted", mode="TEST", accession="0000999901-25-000900"))
    fay.receive(number, Answer(outcome="accepted", system="local", accession="0000999901-25-000901"))
    fay.receive(number, Answer(outcome="suspended", mode="TEST", system="EDGAR Beta"))
    assert desk.draft(number).entry.state == "packaged"
    with pytest.raises(WrongState):
        fay.receive(number, accepted(number))


def test_receipts_are_a_chain_and_an_accession_number_is_of_one_draft(desk, at_state, fay):
    first, second = at_state("accepted"), at_state("submitted")
    with pytest.raises(Refused, match=f"0000999901-25-{first:06}, which receipt 1 has for draft {first}"):
        fay.receive(second, accepted(first))
    fay.receive(second, Answer(outcome="blocked", accession="0000999901-25-000801", messages=("call us",)))
    assert desk.draft(second).entry.state == "submitted"
    fay.receive(second, accepted(second, accession="0000999901-25-000801", journal_sha256="CD" * 32))
    rows = desk.receipts()
    assert [one.previous for one in rows[1:]] == [one.hash for one in rows[:-1]]
    assert (rows[-1].journal_sha256, rows[1].messages) == ("cd" * 32, ["call us"])
    fay.receive(second, accepted(second, accession="0000999901-25-000801", state="DISSEMINATED"))
    assert desk.draft(second).entry.state == "accepted"


def test_an_accepted_form_has_its_number_and_date(at_state, fay):
    number = at_state("submitted")
    for lack in ({"accession": None}, {"filed_on": None}):
        with pytest.raises(Refused, match="without accession number or filing date"):
            fay.receive(number, accepted(number, **lack))
    with pytest.raises(Refused, match="the outcome 'fine'"):
        fay.receive(number, Answer(outcome="fine"))


def test_pages_belong_to_a_revision(desk, at_state, ann, bob, fay):
    number = at_state("approved")
    sign(ann, number)
    with pytest.raises(Refused, match="expected none yet"):
        sign(ann, number)
    ann.revise(number, form4(shares="90"), version=version(desk, number))
    ann.check(number)
    bob.approve(number, version=version(desk, number))
    with pytest.raises(Refused, match="no signed page for signature 1 of draft 1, revision 2"):
        fay.package(number, package_of(desk.document(number)))
    sign(ann, number, page_sha256=PAGE[::-1])
    fay.package(number, package_of(desk.document(number)))
