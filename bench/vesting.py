"""Five hundred owners whose units vest on one day: drafted, checked and packaged, by the commands and at the desk.

    python -m bench.vesting [--owners 500] [--desk postgresql://host/an-empty-database]

Each owner gets shares for units and has some withheld for taxes: two lines in Table I, one in Table II.  At the desk
ten people work at once: each enters, checks and signs the forms of fifty owners, and approves and packages those of
the next.  Without an address the desk is in a PostgreSQL of our own, where one is installed, else in a file.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from section16.desk.api import Desk
from section16.desk.contents import NewDraft
from section16.desk.drafts import Seen
from section16.desk.signing import Page
from section16.edgar.packing import pack
from section16.formats import edgar_package
from section16.formats.recognise import read
from section16.prepare.draft import prepared
from section16.prepare.drafted import Draft, Wishes
from section16.prepare.roster_files import parse_roster
from section16.prepare.timing import form_due
from section16.prepare.trade_files import read_trades
from tests.desk.server import Server, installed

PEOPLE = 10
SIGNED = date(2024, 3, 4)


def roster(owners: int) -> dict[str, Any]:
    """An invented issuer with so many officers, each holding shares and units."""
    keys = [f"officer-{number:04}" for number in range(owners)]
    address = {"street1": "1 MAIN STREET", "city": "ANYTOWN", "state": "NV", "zip": "89141"}
    return {
        "issuers": {"one": {"cik": "1", "name": "Issuer One Inc", "symbol": "ONE"}},
        "owners": {
            key: {
                "cik": str(1000 + number), "name": f"OWNER {number:04}", "address": address,
                "roles": {"one": {"officer": True, "title": "Vice President"}},
            }
            for number, key in enumerate(keys)
        },
        "securities": {
            "common": {"title": "Common Stock"},
            "units": {
                "title": "Restricted Stock Units", "derivative": True, "underlying": "common",
                "notes": {"exercise_price": ["unit"], "exercise_date": ["terms"], "expiration_date": ["terms"]},
            },
        },
        "footnotes": {"terms": "The units vest in four equal parts from 2024 on."},
        "holdings": [
            {"owner": key, "security": security, "shares": shares}
            for key in keys
            for security, shares in (("common", "1000"), ("units", "400"))
        ],
    }  # fmt: skip


def trades(owners: Iterable[int]) -> str:
    """One vesting and one withholding for each, by number."""
    lines = ["owner,event,date,security,shares,price"]
    for number in owners:
        lines.append(f"officer-{number:04},vest,2024-03-01,units,100,")
        lines.append(f"officer-{number:04},withhold,2024-03-01,common,{30 + number % 10},25.17")
    return "\n".join(lines) + "\n"


def timed(*arguments: object) -> float:
    """Seconds of one command; it must succeed."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "section16", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    took = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"section16 {arguments[0]} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return took


def main() -> None:
    """Make the files, run the commands, work at the desk, print the seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--owners", type=int, default=500)
    parser.add_argument("--desk", help="address of an empty database")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL may have to run as another user
        by_commands(folder, asked.owners)
        with database(folder, asked.desk) as url:
            at_the_desk(folder, url, asked.owners)


def by_commands(folder: Path, owners: int) -> None:
    """Draft, check and package in a process for each, as somebody alone does."""
    (folder / "roster.json").write_text(json.dumps(roster(owners)))
    (folder / "trades.csv").write_text(trades(range(owners)))
    drafts, packages = folder / "drafts", folder / "packages"
    packages.mkdir()
    took = {
        "drafted": timed(
            "draft", folder / "trades.csv", "--roster", folder / "roster.json", "-o", drafts,
            "--signed-on", "2024-03-04", "--no-pdf",
        ),
        "checked": timed("check", drafts, "--summary", "--fail-on", "error"),
    }  # fmt: skip
    forms = sorted(drafts.glob("*.xml"))
    if len(forms) != owners:
        raise SystemExit(f"found {len(forms)} drafts, expected {owners}")
    started = time.perf_counter()
    _package(forms, packages)
    took["packaged"] = time.perf_counter() - started
    print(f"{owners} owners: " + ", ".join(f"{what} in {seconds:.1f} s" for what, seconds in took.items()))


def _package(forms: list[Path], packages: Path) -> None:
    """Package every draft in one process, as a program of an office would."""
    for form in forms:
        (packages / form.name).write_bytes(edgar_package.write(pack(read(form)).package))


# ----------------------------------------------------------------------------------------------- at the desk


@contextmanager
def database(folder: Path, url: str | None) -> Iterator[str]:
    """The address of an empty database: the given one, one on a PostgreSQL of our own, or a file."""
    if url is not None or installed() is None:
        yield url or f"sqlite:///{folder}/desk.db"
        return
    where = folder / "postgresql"
    where.mkdir()
    server = Server(where)
    server.start()
    try:
        server.execute("CREATE DATABASE desk")
        yield server.url("desk")
    finally:
        server.stop()


def at_the_desk(folder: Path, url: str, owners: int) -> None:
    """Make a desk with its people and its roster, and measure their day."""
    with Desk.init(url, "kit", "Kit Keeper") as desk:
        hire(desk, PEOPLE)
        paths = furnish(desk.as_user("p0"), folder, owners, PEOPLE)
        started = time.perf_counter()
        packages = the_day(desk, paths)
        seconds = time.perf_counter() - started
        if len(packages) != owners or desk.verify().faults:
            raise SystemExit(f"found {len(packages)} packages or a desk with faults, expected {owners} and none")
        kind = "PostgreSQL" if desk.store.is_postgresql else "SQLite"
        print(f"{owners} owners at the desk on {kind}, {PEOPLE} people at once: entered, checked, signed, approved "
              f"and packaged in {seconds:.1f} s")  # fmt: skip


def hire(desk: Desk, people: int) -> None:
    """So many people, "p0" and so on, each of whom may do everything with drafts; the desk is its keeper's."""
    for number in range(people):
        desk.put_user(f"p{number}", f"Person {number}", ("preparer", "approver", "filer"))


def furnish(preparer: Desk, folder: Path, owners: int, people: int) -> list[Path]:
    """Enter the roster with its openings; a file of the trades of each person's share of the owners."""
    preparer.import_roster(
        parse_roster(json.dumps(roster(owners)), "json"), valid_from=date(2024, 1, 1), opened_on=date(2024, 2, 29)
    )
    paths = [folder / f"trades-{person}.csv" for person in range(people)]
    for person, path in enumerate(paths):
        path.write_text(trades(range(person, owners, people)))
    return paths


def the_day(desk: Desk, paths: list[Path]) -> dict[int, bytes]:
    """Each person enters the forms of one file, and approves and packages those of the next; the packages by draft."""
    entered: list[Future[Seen]] = [Future() for _ in paths]

    def work(person: int) -> dict[int, bytes]:
        acting = desk.as_user(f"p{person}")
        try:
            entered[person].set_result(enter(acting, paths[person]))
        except BaseException as error:
            entered[person].set_exception(error)  # the person who waits for these forms must not wait for ever
            raise
        return approve(acting, entered[(person + 1) % len(paths)].result())

    with ThreadPoolExecutor(len(paths)) as pool:
        done = list(pool.map(work, range(len(paths))))
    return {number: package for packages in done for number, package in packages.items()}


def enter(acting: Desk, path: Path) -> Seen:
    """Draft what a file of trades asks for, enter it, have it checked and signed; the version of each draft."""
    made = prepared(read_trades(path), acting.roster(), Wishes(signed_on=SIGNED), path.name)
    entries = acting.add_drafts(
        [NewDraft(one.document, needs=one.needs, evidence=one.evidence, due=_due(one)) for one in made.drafts]
    )
    checked = acting.check_drafts([entry.draft for entry in entries])
    pages = [Page(draft=e.draft, signed_on=SIGNED, page_sha256=sha256(e.owners.encode()).hexdigest()) for e in entries]
    acting.sign_drafts(pages)
    return {entry.draft: entry.version for entry, _ in checked}


def _due(draft: Draft) -> dict[str, Any] | None:
    due = form_due(draft)
    return None if due is None else {"due": due.due.date}


def approve(acting: Desk, seen: Seen) -> dict[int, bytes]:
    """Approve drafts of another person, and package them."""
    acting.approve_drafts(seen)
    packages = acting.packed_drafts(seen)
    acting.package_drafts(packages)
    return packages


if __name__ == "__main__":
    main()
