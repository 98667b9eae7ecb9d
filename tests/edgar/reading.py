"""What the tests of reading share: a local EDGAR over real filings, and a client of it.

The filings are those of February and March 2020 in the shared submissions, one listed under three CIKs, one filed
in the evening and public the next day, and those in which KKR & Co. (CIK 1404912) is issuer (one) or owner
(six, of up to eleven).
"""

import zipfile
from contextlib import contextmanager
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import httpx  # noqa: F401 - of the extra; named first, so that a missing one skips the tests

from section16.edgar.cache import Cache
from section16.edgar.client import Client
from section16.edgar.clock import ShiftedClock
from section16.edgar.hosts import record_hosts
from section16.edgar.listed import Plan
from section16.edgar.serve import LocalEdgar, LocalServer
from section16.edgar.serve_faults import Faults
from section16.edgar.serve_store import Store
from section16.edgar.sync import Fetched, Missed, sync
from section16.vocabulary.calendar import eastern
from tests.edgar.wire import Unlimited

AGENT = "Jane Doe jane@example.com"
KKR = "1404912"
AS_ISSUER = {"0001140361-23-010125"}
AS_OWNER = {
    "0001140361-23-033120", "0001140361-23-033063", "0001140361-23-028402", "0001140361-23-027776",
    "0001140361-23-025779", "0001140361-23-004488",
}  # fmt: skip
THREE_CIKS, EVENING = "0001140361-23-035330", "0001213900-23-050220"
_PREFIXES = ("0001179110-20-", "0001209191-20-0", "0000807249-20-", "0001553350-20-", "0000814585-20-")
SPRING = ("2020-02-01", "2020-03-31")
DAY = Plan(since=date(2020, 3, 3), until=date(2020, 3, 3))
QUARTER = Plan(since=date(2020, 2, 1), until=date(2020, 3, 31))


def write_corpus(submissions, folder: Path) -> Path:
    """The filings as a zip, as it is served."""
    wanted = AS_ISSUER | AS_OWNER | {THREE_CIKS, EVENING}
    path = folder / "filings.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in submissions.names:
            accession = Path(name).stem
            if accession in wanted or accession.startswith(_PREFIXES):
                archive.writestr(f"{accession}.txt", submissions.read(name))
    return path


def at(text: str, speed: float = 1.0) -> ShiftedClock:
    """A clock set to an Eastern time."""
    return ShiftedClock(datetime.fromisoformat(text).replace(tzinfo=eastern()), speed)


@contextmanager
def local(source: Path, faults: str = "", *, seed: int = 0, clock=None, polite: bool = False):
    """A running local EDGAR: gives the engine and its address.

    polite  it refuses who is too fast; else it only counts
    """
    edgar = LocalEdgar(Store(), faults=Faults(faults, seed), clock=clock, source=source)
    if not polite:
        edgar.traffic._shut_out = -1.0
    with LocalServer(edgar).running() as url:
        yield edgar, url


def client(url: str, **more) -> Client:
    """A client that does not wait between two requests."""
    return Client(record_hosts(url), AGENT, **{"rate": Unlimited(), "timeout": 10.0, **more})


def cache(folder: Path) -> Cache:
    return Cache(folder / "lists")


def all_of(edgar: LocalEdgar, since: str, until: str) -> set[str]:
    """The accession numbers that are public and filed within a span."""
    return {one.accession for one in edgar.record.shelf.public() if since <= one.filed.isoformat() <= until}


def of_day(edgar: LocalEdgar) -> set[str]:
    """The twelve of ``DAY``."""
    return all_of(edgar, "2020-03-03", "2020-03-03")


def sync_all(url: str, plan: Plan, known=None, *, folder: Path | None = None, **more):
    """One sync: what was fetched, by accession number, what was missed, what was said."""
    missed: list[Missed] = []
    said: list[str] = []
    kept = cache(folder) if folder else None
    with client(url, **more) as asking:
        found = list(sync(asking, plan, known or {}, cache=kept, missed=missed.append, say=said.append))
    assert len({one.accession for one in found}) == len(found)
    return {one.accession: one for one in found}, missed, said


def hashes(found: dict[str, Fetched]) -> dict[str, str]:
    """What a caller knows of filings that it has."""
    return {accession: sha256(one.content).hexdigest() for accession, one in found.items()}
