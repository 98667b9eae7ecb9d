"""A desk to test on, each test on SQLite and on a real PostgreSQL.

PostgreSQL is started once in a folder of its own, on a free port of this machine, and
stopped at the end; every test gets a database of its own.  A made-up office works at the
desk: see ``made_up``.
"""

import itertools
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text

import section16
from section16.desk.api import Desk
from section16.desk.journal import Place
from section16.desk.receipts import Answer
from section16.desk.store import address
from tests.desk.made_up import OFFICE, PAGE, POWER, START, form4, package_of, roster
from tests.desk.server import Server

NAMES = itertools.count(1)


class Ticking:
    """A clock that starts on a Friday afternoon and goes on a second with every look."""

    def __init__(self) -> None:
        self.at = datetime(2025, 3, 7, 21, 0, tzinfo=UTC)
        self.lock = threading.Lock()

    def __call__(self) -> datetime:
        with self.lock:
            self.at += timedelta(seconds=1)
            return self.at

    def go_to(self, at: datetime) -> None:
        self.at = at


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder for databases, in memory where there is room: what is tested is not how fast a disk is."""
    memory = Path("/dev/shm")
    is_there = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30
    folder = Path(tempfile.mkdtemp(prefix="section16-desk-", dir=memory if is_there else None))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server(scratch) -> Iterator[Server]:
    folder = scratch / "postgresql"
    folder.mkdir()
    made = Server(folder)
    made.start()
    yield made
    made.stop()


POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.needs("postgresql", "psycopg"))


@pytest.fixture(params=["sqlite", POSTGRESQL])
def backend(request) -> str:
    """The kind of database."""
    return request.param


@pytest.fixture
def empty(backend, request, scratch) -> Iterator[str]:
    """The address of an empty database."""
    if backend == "sqlite":
        yield f"sqlite:///{scratch}/empty-{next(NAMES)}.db"
        return
    server = request.getfixturevalue("server")
    name = f"desk_{next(NAMES)}"
    server.execute(f"CREATE DATABASE {name}")
    yield server.url(name)
    server.drop(server.url(name))


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


def furnish(url: str, clock: Ticking):
    """A new desk with the office and its roster; returns it without acting user."""
    desk = Desk.init(url, "kit", "Kit Keeper", clock=clock)
    for name, (full_name, roles) in OFFICE.items():
        desk.put_user(name, full_name, roles)
    desk.as_user("ann").import_roster(roster(), valid_from=datetime(2025, 1, 1, tzinfo=UTC).date())
    return Desk(desk.store)


class Templates:
    """Desks that are made once and copied for every test."""

    def __init__(self, scratch: Path, request) -> None:
        self.scratch, self.request = scratch, request
        self.made: set[tuple[str, str]] = set()

    def copy(self, backend: str, what: str) -> str:
        """The address of a new desk: "furnished", or "filled" with a row in every table."""
        server = self.request.getfixturevalue("server") if backend == "postgresql" else None

        def url(name: str) -> str:
            return server.url(name) if server else f"sqlite:///{self.scratch}/{name}.db"

        if (backend, what) not in self.made:
            if server:
                server.execute(f"CREATE DATABASE {what}")
            clock = Ticking()
            desk = furnish(url(what), clock)
            if what == "filled":
                fill(desk)
            desk.close()
            self.made.add((backend, what))
        name = f"desk_{next(NAMES)}"
        if server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE {what}")
        else:
            shutil.copy(self.scratch / f"{what}.db", self.scratch / f"{name}.db")
        return url(name)

    def drop(self, backend: str, url: str) -> None:
        """What a test leaves behind on PostgreSQL; SQLite's files go with their folder."""
        if backend == "postgresql":
            self.request.getfixturevalue("server").drop(url)


@pytest.fixture(scope="session")
def templates(scratch, request) -> Templates:
    return Templates(scratch, request)


def address_of_a(what: str):
    """The fixture that gives the address of a desk like that, for one test."""

    @pytest.fixture
    def copied(backend, templates) -> Iterator[str]:
        made = templates.copy(backend, what)
        yield made
        templates.drop(backend, made)

    return copied


url = address_of_a("furnished")
full_url = address_of_a("filled")  # with a row in every table and a value in every column


def read_later(url: str, clock: Ticking) -> Iterator[Desk]:
    """The desk there, some time later, for a reader."""
    clock.at += timedelta(hours=1)
    with Desk.open(url, clock=clock) as opened:
        yield opened.as_user("rea")


@pytest.fixture
def desk(url, clock) -> Iterator[Desk]:
    """The furnished desk, for a reader."""
    yield from read_later(url, clock)


@pytest.fixture
def full(full_url, clock) -> Iterator[Desk]:
    """The filled desk, for a reader."""
    yield from read_later(full_url, clock)


@pytest.fixture
def ann(desk):
    """The preparer's desk."""
    return desk.as_user("ann")


@pytest.fixture
def bob(desk):
    """The approver's desk."""
    return desk.as_user("bob")


@pytest.fixture
def fay(desk):
    """The filer's desk."""
    return desk.as_user("fay")


@pytest.fixture
def at_state(ann, bob, fay):
    """``at_state(state)``: number of a new draft brought to that state by those whose work it is."""
    return lambda state, **form: bring_to(state, ann, bob, fay, **form)


def bring_to(state: str, ann, bob, fay, **form) -> int:
    entry = ann.add_draft(form.pop("xml", None) or form4(**form))
    number, owner = entry.draft, entry.owners.partition("+")[0]
    steps = {
        "checked": lambda: ann.check(number),
        "approved": lambda: bob.approve(number, version=2),
        "packaged": lambda: (sign(ann, number, owner=owner), fay.package(number, package_of(ann.document(number)))),
        "submitted": lambda: fay.submit(number),
        "accepted": lambda: fay.receive(number, accepted(number)),
    }
    if state == "suspended":
        bring_to_end(steps, "submitted")
        fay.receive(number, Answer(outcome="suspended", accession=f"0000999901-25-{number:06}"))
    elif state == "withdrawn":
        ann.withdraw(number, "the trade was cancelled")
    elif state != "draft":
        bring_to_end(steps, state)
    assert ann.draft(number).entry.state == state
    return number


def bring_to_end(steps, last: str) -> None:
    for state, step in steps.items():
        step()
        if state == last:
            return


def sign(desk, number: int, **more) -> None:
    desk.sign(number, **{"owner": "jane", "signed_on": date(2025, 3, 7), "page_sha256": PAGE, **more})


def accepted(number: int, **more):
    return Answer(**{"outcome": "accepted", "accession": f"0000999901-25-{number:06}", "filed_on": date(2025, 3, 7),
                     **more})  # fmt: skip


def fill(desk: Desk) -> None:
    """At least a row in every table, and a value in every column."""
    ann, bob, fay = (desk.as_user(name) for name in ("ann", "bob", "fay"))
    fay.post_draft(bring_to("accepted", ann, bob, fay))
    ann.reverse(4, "posted twice by hand")
    ann.import_openings(section16.read(form4(owner="john", following="77")))
    ann.attest(owner="jane", signed_on=START, page_sha256=PAGE)
    ann.attest(signer="paul", signed_on=START, page_sha256=PAGE)
    power = ann.empower(owner="john", signer="paul", issuer="acme", page_sha256=PAGE, valid_from=START,
                        valid_until=date(2026, 1, 31), filing="0000999901-24-000003")  # fmt: skip
    ann.revoke(power, date(2025, 6, 30), "john signs himself")
    number = ann.add_draft(form4(owner="john"), due={"due": "2025-03-07"}, label="john's", exhibits=[POWER]).draft
    ann.revise(number, form4(owner="john", shares="5"), version=1, due={"due": "2025-03-07"}, reason="five")
    ann.check(number)
    bob.approve(number, version=3, reason="as confirmed")
    sign(ann, number, owner="john", signer="paul", manner="electronic")
    fay.package(number, fay.packed(number))
    fay.submit(number)
    fay.receive(number, accepted(number, accepted_at=datetime(2025, 3, 7, 22, 30, tzinfo=UTC), journal_sha256=PAGE,
                                 messages=("fine",), tracking="T1", locator="L1"))  # fmt: skip
    ann.note_account("jane", confirm_by=START)
    # decimals, quotes and line ends, through every file of an export
    place = Place(("jane", "trust"), "acme", "common", "direct")
    ann.post("adjustment", place, START, shares=Decimal("-0.10"), reason='a "fraction",\r\npaid out; = 1+1 §é\u2028')
    ann.post("opening", place._replace(account="by-trust"), START, value=Decimal("1E+3"), reason="fund units")


@pytest.fixture
def sql(full_url):
    """``sql(statement)`` on the full desk: as another program would, without the desk."""
    engine = create_engine(address(full_url))
    if engine.dialect.name == "sqlite":  # which asks every program to ask for its references
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))

    def execute(statement: str, **values):
        with engine.begin() as connection:
            done = connection.execute(text(statement), values)
            return done.fetchall() if done.returns_rows else None

    yield execute
    engine.dispose()
