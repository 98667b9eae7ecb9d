"""Many at once: nothing is lost, nothing doubled, and the chain holds."""

import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest

from bench.vesting import hire
from section16.desk import audit, journal
from section16.desk.errors import Conflict, Refused, WrongState
from section16.desk.journal import Place
from tests.desk.made_up import form4
from tests.desk.office import sign

COMMON = Place(("jane",), "acme", "common", "direct")
PEOPLE, EACH = 10, 10


@pytest.mark.needs("postgresql", "psycopg")
@pytest.mark.parametrize("backend", ["postgresql"])
def test_ten_people_take_drafts_to_a_package_one_by_one_at_once(desk, record_property, capsys):
    """Each prepares ten, checks and signs them, and approves and packages the ten of the neighbour as they come."""
    hire(desk.as_user("kit"), PEOPLE)
    done = [threading.Semaphore(0) for _ in range(PEOPLE)]
    numbers: list[list[int]] = [[] for _ in range(PEOPLE)]
    packages: dict[int, str] = {}

    def work(person: int) -> None:
        acting, neighbour = desk.as_user(f"p{person}"), (person + 1) % PEOPLE
        for i in range(EACH):
            number = acting.add_draft(form4(shares=str(person * 1000 + i)), owners=("jane",), issuer="acme").draft
            assert acting.check(number)[0].state == "checked"
            sign(acting, number)
            numbers[person].append(number)
            done[person].release()
            assert done[neighbour].acquire(timeout=60)
            theirs = numbers[neighbour][i]
            acting.approve(theirs, version=2)
            package = acting.packed(theirs)
            packages[theirs] = sha256(package).hexdigest()
            acting.package(theirs, package)

    before = len(desk.trail())
    start = time.perf_counter()
    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(work, range(PEOPLE)))
    seconds = time.perf_counter() - start

    drafts = desk.drafts()
    total = PEOPLE * EACH
    assert sorted(one.draft for one in drafts) == list(range(1, total + 1))
    assert Counter(one.state for one in drafts) == {"packaged": total}
    assert Counter(one.prepared_by for one in drafts) == {f"p{n}": EACH for n in range(PEOPLE)}
    assert len({one.sha256 for one in drafts}) == total
    assert len(set(packages.values())) == total
    for person, mine in enumerate(numbers):
        other = f"p{(person - 1) % PEOPLE}"
        for number in mine:
            file = desk.draft(number)
            assert [(step.number, step.action, step.by) for step in file.transitions] == [
                (1, "add", f"p{person}"), (2, "check", f"p{person}"), (3, "approve", other), (4, "package", other),
            ]  # fmt: skip
            assert file.transitions[-1].package_sha256 == packages[number]
            assert [one.by for one in file.approvals] == [other]
            assert [one.by for one in file.signatures] == [f"p{person}"]
    trail = desk.trail()[before:]
    actions = ("draft.add", "draft.check", "sign", "draft.approve", "draft.package")
    assert Counter(entry.action for entry in trail) == dict.fromkeys(actions, total)
    assert [entry.sequence for entry in trail] == list(range(before + 1, before + 1 + len(actions) * total))
    assert desk.verify().faults == ()
    record_property("changes a second", round(len(actions) * total / seconds))
    with capsys.disabled():
        print(f"\n{total} drafts taken to a package one by one, by ten at once: {seconds:.1f} s, "
              f"{len(actions) * total / seconds:.0f} changes a second")  # fmt: skip


def test_of_many_who_take_one_step_one_takes_it(desk, at_state):
    """Ten approve the same draft, ten revise another from the same version, ten post one accepted form."""
    hire(desk.as_user("kit"), 10)
    approved, revised, accepted = at_state("checked"), at_state("checked"), at_state("accepted")
    people = [desk.as_user(f"p{number}") for number in range(10)]
    begin = threading.Barrier(10)

    def try_all(acting) -> list[object]:
        begin.wait()
        outcomes: list[object] = []
        for step in (
            lambda: acting.approve(approved, version=2),
            lambda: acting.revise(revised, form4(shares="7"), version=2),
            lambda: acting.post_draft(accepted),
        ):
            try:
                step()
            except (Conflict, Refused, WrongState) as error:
                outcomes.append(type(error))
            else:
                outcomes.append("done")
        return outcomes

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(try_all, people))
    for step, refusal in enumerate((Conflict, Conflict, Refused)):
        assert Counter(one[step] for one in outcomes) == {"done": 1, refusal: 9}
    assert len(desk.draft(approved).approvals) == 1
    assert len(desk.draft(revised).revisions) == 2
    assert desk.positions(owner="jane", as_of=date(2025, 3, 7))[1].shares == Decimal("1100.5")
    assert desk.verify().faults == ()


POSTER = """
import sys
from datetime import date
from decimal import Decimal
from section16.desk.api import Desk
from section16.desk.journal import Place
with Desk.open(sys.argv[1]) as desk:
    for i in range(20):
        desk.as_user(sys.argv[2]).post("trade", Place(("jane",), "acme", "common", "direct"), date(2025, 2, 1),
                                       shares=Decimal("0.1"), reason=f"{sys.argv[2]} {i}")
"""


def test_processes_post_at_once(desk, url):
    """Two processes of their own, as on two machines; the sum is exact and the numbers have no gap."""
    hire(desk.as_user("kit"), 2)
    workers = [subprocess.Popen([sys.executable, "-c", POSTER, url, f"p{number}"]) for number in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    rows = desk.postings()
    assert [one.number for one in rows] == list(range(1, 44))
    assert desk.positions(owner="jane")[1].shares == Decimal("1004.5")
    assert Counter(one.by for one in rows) == {"ann": 3, "p0": 20, "p1": 20}
    assert desk.verify().faults == ()


def test_readers_see_one_moment_while_others_write(desk, ann):
    """An export that begins sees nothing of what comes after."""
    with desk.store.reading() as session:
        first = audit.verify(session)
        ann.post("trade", COMMON, date(2025, 2, 1), shares=Decimal(1), reason="meanwhile")
        assert audit.verify(session) == first
        assert len(journal.postings(session)) == 3
    assert len(desk.postings()) == 4


def test_a_page_is_signed_once_by_two_at_once(desk, at_state):
    number = at_state("checked")
    begin = threading.Barrier(2)

    def try_sign(name: str) -> str:
        begin.wait()
        try:
            sign(desk.as_user(name), number)
        except Refused:
            return "refused"
        return "signed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(try_sign, ("ann", "fay"))) == ["refused", "signed"]
