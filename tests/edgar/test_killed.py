"""SIGKILL at any moment, and a restart: one acceptance, and a journal that says so.

Most kills are at a chosen line of the program, so that the moments cover all of it; others are of the command as a
person runs it, at a random time. Each form is another one, so the endpoint's count tells of each by itself.
"""

import json
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from section16.edgar.digest import form_digest
from section16.edgar.journal import Journal, verify
from section16.edgar.order import make_order
from section16.edgar.packing import pack
from section16.edgar.secrets import Secret
from section16.edgar.serve_judge import Registry
from section16.edgar.standing import standing
from section16.formats import edgar_package
from section16.formats.recognise import read
from tests.edgar.rehearsal import CCC, FORM, ROOT, command, endpoint, environment

MOMENTS = 50
SETTLE = 0.25


class Killer:
    """A process that runs submissions and kills them; see ``killing``."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.edgar.killing"], cwd=ROOT, env=environment(), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def run(self, arguments: list[str], output: Path, kill_at: int) -> tuple[int, int]:
        """How it ended, and how many lines it ran."""
        request = {"arguments": arguments, "kill_at": kill_at, "output": str(output)}
        print(json.dumps(request), file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline())
        return answer["status"], answer["lines"]

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


@contextmanager
def killers(number: int):
    """Some of them, to work at once."""
    made = [Killer() for _ in range(number)]
    try:
        yield made
    finally:
        for killer in made:
            killer.close()


class Case:
    """One form with its package, receipts and output, submitted to one endpoint."""

    def __init__(self, folder: Path, number: int, url: str, *, live: bool, settle: float = SETTLE) -> None:
        folder.mkdir(parents=True)
        self.folder, self.live = folder, live
        # another owner each: many forms of one owner, issuer and period are similar, which is for a person to decide
        source = FORM.replace(b"<rptOwnerCik>0001212502<", b"<rptOwnerCik>%d<" % (2_000_000 + number))
        packed = pack(read(source), live=live).package
        order = make_order(edgar_package.write(packed), lambda name: Secret(CCC), live=live)
        (folder / "filing.xml").write_bytes(order.transmission())
        self.digest = form_digest(source)
        self.receipts, self.output = folder / "receipts", folder / "output"
        self.arguments = ["submit", str(folder / "filing.xml"), "--receipts", str(self.receipts), "--endpoint", url,
                          "--settle", str(settle), "--wait", "20", *(["--live"] if live else [])]  # fmt: skip

    def keep(self, said: bytes) -> None:
        """What a run printed, to be searched."""
        with self.output.open("ab") as file:
            file.write(said)

    def check(self, edgar) -> None:
        """One acceptance, a whole journal that says accepted, and nothing that should not be seen."""
        mode = "LIVE" if self.live else "TEST"
        assert edgar.store.accepted()[mode].get(self.digest) == 1
        assert verify(self.receipts) == ()
        now = standing(Journal(self.receipts).records, self.digest, mode, "local")
        assert (now.stage, now.accession is not None) == ("accepted", True)
        for path in (self.output, *self.receipts.rglob("*")):
            if path.is_file():
                assert CCC.encode() not in path.read_bytes(), path


def kill_and_restart(killer: Killer, case: Case, kill_at: int, edgar) -> int:
    """Kill a run at a line, run again to the end; gives how the killed run ended."""
    killed, _ = killer.run(case.arguments, case.output, kill_at)
    status, _ = killer.run(case.arguments, case.output, -1)
    said = case.output.read_text()
    assert status == 0 or (status == 1 and "accepted already" in said), (kill_at, status, said)
    case.check(edgar)
    return killed


def kill_at_lines(
    tmp_path: Path, moments: int, least: int, *, live: bool, faults: str = "", at_once: int = 6, settle: float = SETTLE
) -> None:
    with endpoint(faults, registry=Registry(), delay=0.06) as (edgar, url), killers(at_once) as workers:

        def whole(i: int) -> int:
            """Lines of a run that nobody kills, among as many others as later."""
            first = Case(tmp_path / f"whole-{i}", -1 - i, url, live=live, settle=settle)
            status, lines = workers[i].run(first.arguments, first.output, 0)
            assert status == 0, first.output.read_text()
            first.check(edgar)
            return lines

        with ThreadPoolExecutor(at_once) as pool:
            lines = min(pool.map(whole, range(at_once)))
        points = [1 + i * lines // moments for i in range(moments)]

        def work(i: int) -> list[int]:
            return [
                kill_and_restart(
                    workers[i], Case(tmp_path / str(point), point, url, live=live, settle=settle), point, edgar
                )
                for point in points[i::at_once]
            ]

        with ThreadPoolExecutor(at_once) as pool:
            ended = [how for part in pool.map(work, range(at_once)) for how in part]
    # a run that polls less often has fewer lines than the first, and ends before its moment comes
    assert ended.count(-signal.SIGKILL) >= least


def test_killed_at_fifty_lines_and_started_again(tmp_path):
    kill_at_lines(tmp_path, MOMENTS + 8, MOMENTS, live=True)


def kill_at_random(tmp_path: Path, wanted: int, seed: int, *, live: bool) -> None:
    """The command as a person runs it, killed from outside, each form up to three times, then left alone."""
    moments = random.Random(seed)
    kills = number = 0
    with endpoint(registry=Registry(), delay=0.15) as (edgar, url):
        while kills < wanted:
            number += 1
            assert number < 20 * wanted, f"{kills} kills only"
            case = Case(tmp_path / str(number), number, url, live=live)
            for _ in range(moments.randint(1, 3)):
                process = subprocess.Popen(
                    command(*case.arguments), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
                )
                try:
                    process.wait(moments.uniform(0.3, 1.2))
                except subprocess.TimeoutExpired:
                    process.kill()
                    kills += 1
                case.keep(process.communicate()[0])
            last = subprocess.run(command(*case.arguments), env=environment(), capture_output=True, check=False)
            case.keep(last.stdout + last.stderr)
            assert last.returncode == 0 or b"accepted already" in last.stderr
            case.check(edgar)


def test_killed_at_random_and_started_again(tmp_path):
    kill_at_random(tmp_path, 3, seed=16, live=False)


@pytest.mark.sweep
@pytest.mark.parametrize("live", [False, True], ids=["TEST", "LIVE"])
@pytest.mark.parametrize(
    "faults", ["", "lost-answer", "cut", "late=0.2,lost-answer", "not-found=0.2", "hidden=0.2,cut"]
)
def test_killed_at_two_hundred_lines_under_each_fault(tmp_path, live, faults):
    kill_at_lines(tmp_path, 200, 140, live=live, faults=faults, settle=1.5)


@pytest.mark.sweep
@pytest.mark.parametrize("live", [False, True], ids=["TEST", "LIVE"])
def test_killed_at_random_fifty_times(tmp_path, live):
    kill_at_random(tmp_path, 50, seed=2026, live=live)


def test_the_endpoint_killed_and_started_again(tmp_path):
    """The endpoint takes the form, dies before it answers, and comes back on the same port with its store."""
    store, url = tmp_path / "store", ""
    first = subprocess.Popen(
        command("edgar", "serve", "--port", 0, "--store", store, "--faults", "slow=5*1"),
        env=environment(), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    url = first.stdout.readline().strip()
    # the endpoint shows a filing 0.6 seconds after it came: the record has settled well after that
    case = Case(tmp_path / "case", 1, url, live=False, settle=3.0)
    submitting = subprocess.Popen(command(*case.arguments), env=environment(), stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 20
    while not (store / "receptions.jsonl").exists() and time.monotonic() < end:
        time.sleep(0.05)
    first.kill()
    first.communicate()
    again = subprocess.Popen(
        command("edgar", "serve", "--port", url.rpartition(":")[2], "--store", store),
        env=environment(), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert again.stdout.readline().strip() == url
        said = submitting.communicate(timeout=30)[1]
        assert submitting.returncode == 0, said
        lines = (store / "receptions.jsonl").read_text().splitlines()
        assert [json.loads(line)["digest"] for line in lines] == [case.digest], said
        assert standing(Journal(case.receipts).records, case.digest, "TEST", "local").stage == "accepted"
    finally:
        again.kill()
        again.communicate()
