"""What the tests of filing share: a form, packages of it, a quick pace, the local endpoint, made-up secrets."""

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import cryptography  # noqa: F401 - of the extra; named first, so that a missing one skips the tests
import httpx  # noqa: F401
import keyring  # noqa: F401
import msgspec

from section16.edgar.filing_api import FilingApi
from section16.edgar.hosts import hosts_of
from section16.edgar.journal import Journal
from section16.edgar.order import make_order
from section16.edgar.pace import Pace
from section16.edgar.packing import pack
from section16.edgar.secrets import Secret, Tokens
from section16.edgar.serve import LocalEdgar, LocalServer
from section16.edgar.serve_faults import Faults
from section16.edgar.serve_judge import Filer, Registry
from section16.edgar.serve_store import Store
from section16.edgar.submission import Submission
from section16.formats import edgar_package
from section16.formats.recognise import read
from tests.edgar.wire import Unlimited

ROOT = Path(__file__).resolve().parent.parent.parent
FORM = (Path(str(files("section16"))) / "examples" / "form4-ault-2023-11-24.xml").read_bytes()
OWNER, ISSUER = "1212502", "896493"
CCC, FILER_TOKEN, USER_TOKEN = "pl@nt3d!", "planted.filer.token-5b1f", "planted.user.token-77ce"
PASSPHRASE = "planted passphrase"
PLANTED = (CCC, FILER_TOKEN, USER_TOKEN, PASSPHRASE)
TOKENS = Tokens(Secret(FILER_TOKEN), Secret(USER_TOKEN))
REGISTRY = Registry(
    filers={OWNER: Filer("AULT MILTON C III", CCC), ISSUER: Filer("Ault Alliance, Inc.")},
    filer_tokens=(FILER_TOKEN,),
    user_tokens=(USER_TOKEN,),
)
QUICK = Pace(first=0.02, longest=0.1, settle=0.4, watch=0.0, stall=0.0, patience=10.0, overnight=False, tries=3)


def form(price: str = "0.0889") -> bytes:
    """The example form, another one for another price."""
    return FORM.replace(b"<value>0.0889</value>", f"<value>{price}</value>".encode())


def package(*, live: bool = False, price: str = "0.0889") -> bytes:
    """A package without CCC."""
    return edgar_package.write(pack(read(form(price)), live=live).package)


def order(source: bytes, *, live: bool = False, ccc: str = CCC):
    """The order for a package, with a CCC for every owner."""
    return make_order(source, lambda name: Secret(ccc) if name.startswith("ccc-") else None, live=live)


@contextmanager
def endpoint(faults: str = "", *, store: Path | None = None, registry: Registry = REGISTRY, delay: float = 0.05):
    """A running local endpoint: gives the engine and its address."""
    edgar = LocalEdgar(Store(store), registry, Faults(faults), delay=delay)
    with LocalServer(edgar).running() as url:
        yield edgar, url


def api(url: str, *, live: bool = False, **more) -> FilingApi:
    """A client of the local endpoint."""
    return FilingApi(hosts_of(url), TOKENS, live=live, **{"timeout": 5.0, "rate": Unlimited(), **more})


def submit(source: bytes, url: str, receipts: Path, *, live: bool = False, pace: Pace = QUICK, **more):
    """One run, as the command does it; gives the outcome."""
    return submission(source, url, receipts, live=live, pace=pace, **more).run()


def submission(
    source: bytes, url: str, receipts: Path, *, live: bool = False, pace: Pace = QUICK, **more
) -> Submission:
    """The submission, not yet run."""
    ccc = more.pop("ccc", CCC)
    return Submission(order(source, live=live, ccc=ccc), api(url, live=live), Journal(receipts), pace, **more)


def accepted(edgar: LocalEdgar, mode: str) -> list[int]:
    """How often each form was accepted."""
    return sorted(edgar.store.accepted()[mode].values())


def kinds(receipts: Path) -> list[str]:
    """The kinds of the records in a journal."""
    return [record.kind for record in Journal(receipts).records if record.kind != "polled"]


class FakeClock:
    """A clock that jumps when somebody sleeps."""

    def __init__(self, now: datetime = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)) -> None:
        self.time, self.slept = now, 0.0

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.time += timedelta(seconds=seconds)


def environment(**more: str) -> dict[str, str]:
    """The environment for the command in a process of its own."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        **more,
    }


def command(*arguments: object) -> list[str]:
    """The command line of section16."""
    return [sys.executable, "-m", "section16", *(str(argument) for argument in arguments)]


def spawn(*arguments: object, passphrase: str = "", **more: str) -> subprocess.Popen[bytes]:
    """Start section16 in a process of its own; a passphrase is given by file descriptor."""
    return _spawn(command(*arguments), passphrase, more)


def spawn_program(program: str, *arguments: object, passphrase: str = "") -> subprocess.Popen[bytes]:
    """Start a program of the test's own in a process."""
    return _spawn([sys.executable, "-c", program, *map(str, arguments)], passphrase, {})


def _spawn(arguments: list[str], passphrase: str, more: dict[str, str]) -> subprocess.Popen[bytes]:
    reader, writer = os.pipe()
    os.write(writer, passphrase.encode())
    os.close(writer)
    try:
        return subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=(reader,),
            env=environment(**({"SECTION16_PASSPHRASE_FD": str(reader)} if passphrase else {}), **more),
        )  # fmt: skip
    finally:
        os.close(reader)


def write_registry(path: Path) -> Path:
    """The registry as the command reads it."""
    path.write_bytes(
        msgspec.json.encode({
            "filers": {
                OWNER: {"name": "AULT MILTON C III", "ccc": CCC}, ISSUER: {"name": "Ault Alliance, Inc."},
            },
            "filer_tokens": [FILER_TOKEN], "user_tokens": [USER_TOKEN],
        })
    )  # fmt: skip
    return path
