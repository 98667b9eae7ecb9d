"""The commands of filing as a person uses them: package, submit, edgar, secret; and no secret anywhere."""

import base64
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from msgspec.structs import replace

from section16.cli.main import main
from section16.edgar import vault as vault_module
from section16.edgar.journal import JOURNAL
from section16.edgar.secrets import Secret
from section16.edgar.sync import sync
from section16.edgar.vault import VaultStore
from section16.formats import edgar_package
from tests.edgar.reading import DAY, client
from tests.edgar.rehearsal import (
    CCC,
    FILER_TOKEN,
    FORM,
    ISSUER,
    OWNER,
    PASSPHRASE,
    PLANTED,
    USER_TOKEN,
    command,
    endpoint,
    environment,
    spawn,
    spawn_program,
    write_registry,
)


class Result:
    """How a command ended and what it printed."""

    def __init__(self, returncode: int, stdout: bytes, stderr: bytes) -> None:
        self.returncode, self.stdout, self.stderr = returncode, stdout, stderr


@pytest.fixture
def run(capfdbinary, monkeypatch):
    """Run the command line as a person would; a passphrase is given by file descriptor."""
    monkeypatch.setattr(vault_module, "WORK", 2**4)
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())

    def call(*arguments: object, stdin: bytes = b"", passphrase: str = "") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        monkeypatch.delenv("SECTION16_PASSPHRASE_FD", raising=False)
        reader, writer = os.pipe()
        os.write(writer, passphrase.encode())
        os.close(writer)
        if passphrase:
            monkeypatch.setenv("SECTION16_PASSPHRASE_FD", str(reader))
        try:
            with pytest.raises(SystemExit) as stopped:
                main([str(argument) for argument in arguments])
        finally:
            os.close(reader)
        sys.stdout.flush()
        captured = capfdbinary.readouterr()
        return Result(stopped.value.code, captured.out, captured.err)

    yield call
    keyring.set_keyring(before)


@pytest.fixture
def draft(tmp_path) -> Path:
    path = tmp_path / "draft.xml"
    path.write_bytes(FORM)
    return path


@pytest.fixture
def vault(tmp_path) -> Path:
    """A vault with the planted secrets, light to open."""
    path = tmp_path / "vault.json"
    store = VaultStore(path, Secret(PASSPHRASE), work=2**4)
    store.set(f"ccc-{OWNER}", Secret(CCC))
    store.set("filer-token", Secret(FILER_TOKEN))
    store.set("user-token", Secret(USER_TOKEN))
    return path


@pytest.fixture
def filing(run, tmp_path, draft) -> Path:
    path = tmp_path / "filing.xml"
    assert run("package", draft, "-o", path).returncode == 0
    return path


@contextmanager
def served(*arguments):
    """``section16 edgar serve`` in a process of its own; gives its address and the process."""
    process = subprocess.Popen(
        command("edgar", "serve", "--port", 0, "--delay", 0.05, *arguments), env=environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def submitted(run):
    """``section16 submit`` of a package to an endpoint."""
    return lambda filing, url, receipts, *more, **how: run(
        "submit", filing, "--receipts", receipts, "--endpoint", url, *more, **how
    )


# -------------------------------------------------------------------------------------------------- package


def test_package_writes_a_test_package_without_ccc(filing, tmp_path):
    package, findings = edgar_package.read(filing.read_bytes())
    assert (package.test_or_live, package.submission_type, findings) == ("TEST", "4", [])
    assert b"rptOwnerCcc" not in package.primary.content


def test_package_says_what_it_left_out_and_what_it_wrote(run, draft, tmp_path):
    (tmp_path / "ex24.txt").write_text("Power of attorney\n")
    out = tmp_path / "live.xml"
    result = run("package", draft, "-o", out, "--live", "--exhibit", tmp_path / "ex24.txt", "--contact-name", "Jane")
    assert result.stderr.decode().splitlines() == [
        "section16: left out, for EDGAR fills it in: issuerName, rptOwnerName",
        f"section16: {out}: Form 4, LIVE, a real filing, 2 documents",
    ]
    assert edgar_package.read(out.read_bytes())[0].is_live


def test_package_writes_to_standard_output(run, draft):
    result = run("package", draft, "-o", "-")
    assert edgar_package.read(result.stdout)[0].submission_type == "4"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["-o", "filing.txt"], 1, "filing.txt: found another ending, expected .xml"),
        (["-o", "f.xml", "--exhibit", "poa.txt"], 2, "found 'poa.txt', expected a type: EX-24=poa.txt"),
        (["-o", "f.xml", "--exhibit", "EX-24=missing.txt"], 2, "missing.txt: no such file or directory"),
        (["-o", "f.xml", "--exhibit", "EX-24=Bad Name.txt"], 1, "'Bad Name.txt', expected lower case letters"),
        (["-o", "nowhere/f.xml"], 2, "no such file or directory"),
    ],
)
def test_package_refuses_in_one_line(run, draft, tmp_path, arguments, status, said, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Bad Name.txt").write_text("text")
    result = run("package", draft, *arguments)
    assert result.returncode == status
    assert result.stderr.count(b"\n") == 1
    assert said in result.stderr.decode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Bad Name.txt", "draft.xml"]


def test_package_with_ccc_is_the_owners_alone(run, draft, tmp_path, vault):
    out = tmp_path / "upload.xml"
    result = run("package", draft, "-o", out, "--with-ccc", "--vault", vault, passphrase=PASSPHRASE)
    assert result.returncode == 0, result.stderr
    assert out.stat().st_mode & 0o777 == 0o600
    assert CCC.encode() in edgar_package.read(out.read_bytes())[0].primary.content
    assert CCC.encode() not in result.stdout + result.stderr


def test_package_with_ccc_writes_into_no_file_that_others_can_read(run, draft, tmp_path, vault):
    """What a crash, or another, left under the name it is written as first is not used."""
    (tmp_path / ".upload.xml.new").write_bytes(b"")
    (tmp_path / ".upload.xml.new").chmod(0o666)
    out = tmp_path / "upload.xml"
    assert run("package", draft, "-o", out, "--with-ccc", "--vault", vault, passphrase=PASSPHRASE).returncode == 0
    assert out.stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / ".upload.xml.new").exists()


def test_package_with_ccc_names_the_one_it_lacks(run, draft, tmp_path):
    path = tmp_path / "empty.json"
    VaultStore(path, Secret(PASSPHRASE), work=2**4).set("user-token", Secret("x"))
    result = run("package", draft, "-o", tmp_path / "f.xml", "--with-ccc", "--vault", path, passphrase=PASSPHRASE)
    assert result.returncode == 1
    assert f"no CCC for owner {OWNER}; keep it with: section16 secret set ccc-{OWNER}" in result.stderr.decode()


# --------------------------------------------------------------------------------------------------- submit


def test_submit_ends_in_one_line_and_status_0(submitted, filing, tmp_path, vault):
    with endpoint() as (_, url):
        result = submitted(filing, url, tmp_path / "r", "--vault", vault, passphrase=PASSPHRASE)
    assert result.returncode == 0, result.stderr
    (receipt,) = result.stdout.decode().splitlines()
    assert re.fullmatch(
        r"accepted 0001212502-\d\d-000001 TEST Form 4 issuer 0000896493 owner 0001212502 ACCEPTED "
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ record \d+ [0-9a-f]{64}",
        receipt,
    )
    lines = (tmp_path / "r" / JOURNAL).read_text().splitlines()
    assert json.loads(lines[-1])["hash"] == receipt.split()[-1]


def test_submit_again_shows_the_receipt_and_status_1(submitted, filing, tmp_path, vault):
    with endpoint() as (_, url):
        submitted(filing, url, tmp_path / "r", "--vault", vault, passphrase=PASSPHRASE)
        result = submitted(filing, url, tmp_path / "r", "--vault", vault, "--quiet", passphrase=PASSPHRASE)
    assert result.returncode == 1
    assert b"this form was accepted already: 0001212502-" in result.stderr
    assert result.stdout.startswith(b"refused 0001212502-")


def test_submit_suspended_is_status_1_with_reasons(submitted, filing, tmp_path, vault):
    with endpoint("suspend") as (_, url):
        result = submitted(filing, url, tmp_path / "r", "--vault", vault, passphrase=PASSPHRASE)
    assert result.returncode == 1
    assert result.stdout.startswith(b"suspended 0001212502-")
    assert b"ERROR: made to fail for a rehearsal" in result.stderr


def test_submit_undecided_is_status_3_with_one_thing_to_do(submitted, filing, tmp_path, vault):
    with endpoint("lost-answer,record-error") as (_, url):
        result = submitted(filing, url, tmp_path / "r", "--vault", vault, "--wait", 0.5, passphrase=PASSPHRASE)
    assert result.returncode == 3
    assert result.stderr.decode().count("to do: ") == 1
    assert result.stdout.startswith(b"undecided - TEST")


@pytest.mark.parametrize("name", ["draft", "missing"])
def test_submit_of_something_else_is_status_2(submitted, draft, tmp_path, name):
    result = submitted(tmp_path / f"{name}.xml", "http://127.0.0.1:9", tmp_path / "r")
    assert result.returncode == 2
    assert result.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--live"], 1, "the package says TEST and --live was asked for"),
        (["--endpoint", "http://api.edgarfiling.sec.gov"], 2, "expected https, for it is not on this machine"),
        (["--accession", "12"], 2, "expected an accession number"),
        (["--accession", "0001212502-26-000001", "--not-received"], 2, "expected one of them"),
    ],
)
def test_submit_guards(submitted, filing, tmp_path, vault, arguments, status, said):
    result = submitted(
        filing, "http://127.0.0.1:9", tmp_path / "r", "--vault", vault, *arguments, passphrase=PASSPHRASE
    )
    assert result.returncode == status
    assert said in result.stderr.decode()
    assert not (tmp_path / "r").exists()


def test_submit_refuses_live_without_the_word_and_without_a_contact(run, submitted, draft, tmp_path, vault):
    live = tmp_path / "live.xml"
    assert run("package", draft, "-o", live, "--live").returncode == 0
    result = submitted(live, "http://127.0.0.1:9", tmp_path / "r", "--vault", vault, passphrase=PASSPHRASE)
    assert (result.returncode, b"to send it say --live" in result.stderr) == (1, True)
    result = submitted(live, "edgar", tmp_path / "r", "--vault", vault, "--live", passphrase=PASSPHRASE)
    assert (result.returncode, b"found no --contact" in result.stderr) == (1, True)
    assert not (tmp_path / "r").exists()


def test_submit_refuses_what_edgar_would_suspend(submitted, filing, tmp_path, vault):
    package = edgar_package.read(filing.read_bytes())[0]
    content = package.primary.content.replace(b"<isDirector>1<", b"<isDirector>2<")
    broken = edgar_package.write(replace(package, documents=(replace(package.primary, content=content),)))
    (tmp_path / "broken.xml").write_bytes(broken)
    result = submitted(
        tmp_path / "broken.xml", "http://127.0.0.1:9", tmp_path / "r", "--vault", vault, passphrase=PASSPHRASE
    )
    assert result.returncode == 1
    assert b"S16-101 error" in result.stderr
    assert result.stdout == f"refused {tmp_path / 'broken.xml'}: not sent\n".encode()


def test_submit_with_a_broken_journal_sends_nothing(submitted, filing, tmp_path, vault):
    with endpoint() as (edgar, url):
        submitted(filing, url, tmp_path / "r", "--vault", vault, passphrase=PASSPHRASE)
        journal = tmp_path / "r" / JOURNAL
        journal.write_bytes(journal.read_bytes().replace(b'"TEST"', b'"LIVE"', 1))
        result = submitted(filing, url, tmp_path / "r", "--vault", vault, passphrase=PASSPHRASE)
        assert result.returncode == 2
        assert b"line 1: not as it was written" in result.stderr
        assert len(edgar.store._receptions) == 1


def test_two_processes_at_once_send_once(filing, tmp_path, vault):
    with endpoint("slow=4.0") as (edgar, url):
        arguments = ("submit", filing, "--receipts", tmp_path / "r", "--endpoint", url, "--vault", vault)
        running = [spawn(*arguments, passphrase=PASSPHRASE) for _ in range(2)]
        said = [process.communicate(timeout=30) for process in running]
        assert sorted(process.returncode for process in running) == [0, 1]
        assert b"another process that is submitting this form" in b"".join(err for _, err in said)
        assert sorted(edgar.store.accepted()["TEST"].values()) == [1]


def test_control_c_says_how_to_go_on(filing, tmp_path, vault):
    with endpoint("delay=20") as (_, url):
        arguments = ("submit", filing, "--receipts", tmp_path / "r", "--endpoint", url, "--vault", vault)
        process = spawn(*arguments, passphrase=PASSPHRASE)
        while b"received as" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert b"run the same command again, it asks before it sends" in err
    assert b"Traceback" not in err


# ----------------------------------------------------------------------------------------------- no secrets


def test_no_secret_is_anywhere(filing, tmp_path, vault):
    """Output, journal, the endpoint's store and log, and the command lines that ps shows."""
    registry = write_registry(tmp_path / "registry.json")
    store, receipts, seen = tmp_path / "store", tmp_path / "r", []
    faults = "suspend*1,lost-answer*1,delay=0.4"
    with served("--store", store, "--registry", registry, "--log", "--faults", faults) as (url, server):
        process = spawn("submit", filing, "--receipts", receipts, "--endpoint", url, "--vault", vault, "--settle", 1,
                        passphrase=PASSPHRASE)  # fmt: skip
        while process.poll() is None:
            seen.append(subprocess.run(["ps", "-eo", "args"], capture_output=True, check=True).stdout)
            time.sleep(0.1)
        seen.extend(process.communicate())
        assert process.returncode == 0, seen[-1]
        server.terminate()
        seen.extend(part.encode() for part in server.communicate())
    kept = [path for folder in (store, receipts) for path in folder.rglob("*") if path.is_file()]
    seen.extend(path.read_bytes() for path in (*kept, filing))
    assert len(kept) >= 5
    for planted in PLANTED:
        assert [one for one in seen if planted.encode() in one] == []
    assert CCC.encode() not in b"".join(base64_blocks(b"".join(seen)))


def base64_blocks(data: bytes):
    """Every base64 document in a text, decoded."""
    for block in re.findall(rb"<documentMimeBlock>([^<]*)<", data):
        yield base64.b64decode(block)


CRASH = """
import sys
from section16.edgar import filing_api
from section16.cli.main import main

def breaks(self, package, mode):
    headers, body = self._headers(with_user=True), package.decode()
    raise RuntimeError(f"{headers} {body} {package[-200:]}")

filing_api.FilingApi.send = breaks
main(sys.argv[1:])
"""


def test_a_traceback_of_a_bug_shows_no_secret(filing, tmp_path, vault):
    with endpoint() as (_, url):
        arguments = ("submit", filing, "--receipts", tmp_path / "r", "--endpoint", url, "--vault", vault)
        out, err = spawn_program(CRASH, *arguments, passphrase=PASSPHRASE).communicate(timeout=30)
    assert b"RuntimeError" in err
    for planted in PLANTED:
        assert planted.encode() not in err + out
    assert CCC.encode() not in b"".join(base64_blocks(err))


# --------------------------------------------------------------------------------------------------- secret


def test_secrets_are_kept_listed_and_forgotten(run, tmp_path):
    vault = tmp_path / "v.json"
    kept = run("secret", "set", "CCC-0001212502", "--vault", vault, stdin=f"{CCC}\n".encode(), passphrase=PASSPHRASE)
    assert (kept.returncode, kept.stderr) == (0, b"ccc-1212502: kept\n")
    listed = run("secret", "list", "--vault", vault, passphrase=PASSPHRASE)
    assert listed.stdout == b"ccc-1212502\n"
    assert VaultStore(vault, Secret(PASSPHRASE)).get("ccc-1212502") == Secret(CCC)
    assert run("secret", "delete", "ccc-1212502", "--vault", vault, passphrase=PASSPHRASE).returncode == 0
    assert run("secret", "delete", "ccc-1212502", "--vault", vault, passphrase=PASSPHRASE).returncode == 1
    assert run("secret", "list", "--vault", vault, passphrase=PASSPHRASE).stdout == b""


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (["set", "password"], b"x", "expected filer-token, user-token or ccc- and an owner's CIK"),
        (["set", "ccc-1"], b"pl@nt3d", "found 7 characters, expected a CCC, 8 characters without blanks"),
        (["set", "user-token"], b"pl@nt3d with blanks", "expected printable ASCII without blanks and commas"),
        (["list"], b"", "found no keyring on this system"),
    ],
)
def test_secret_errors_are_one_line_without_the_value(run, arguments, stdin, said):
    result = run("secret", *arguments, stdin=stdin)
    assert result.returncode == 2
    assert result.stderr.count(b"\n") == 1
    assert said in result.stderr.decode()
    assert b"pl@nt3d" not in result.stderr


def test_a_vault_that_is_missing_or_closed_is_one_line(run, tmp_path, vault):
    missing = run("secret", "list", "--vault", tmp_path / "none.json", passphrase=PASSPHRASE)
    assert (missing.returncode, b"found no vault" in missing.stderr) == (2, True)
    closed = run("secret", "list", "--vault", vault, passphrase="another")
    assert (closed.returncode, b"does not open" in closed.stderr) == (2, True)
    unasked = run("secret", "list", "--vault", vault)
    assert (unasked.returncode, b"SECTION16_PASSPHRASE_FD" in unasked.stderr) == (2, True)


# ---------------------------------------------------------------------------------------------------- edgar


def test_receipts_are_listed_and_verified(run, submitted, filing, tmp_path, vault):
    with endpoint() as (_, url):
        submitted(filing, url, tmp_path / "r", "--vault", vault, passphrase=PASSPHRASE)
    result = run("edgar", "receipts", tmp_path / "r")
    assert result.returncode == 0
    (line,) = result.stdout.decode().splitlines()
    assert re.match(r"accepted 0001212502-\d\d-000001 TEST local Form 4 issuer 0000896493 owner 0001212502 ", line)
    journal = tmp_path / "r" / JOURNAL
    data = journal.read_bytes()
    journal.write_bytes(data.replace(b"RECEIVED", b"REJECTED", 1))
    broken = run("edgar", "receipts", tmp_path / "r", "--verify")
    assert (broken.returncode, broken.stdout) == (1, b"")
    assert b"not as it was written" in broken.stderr


def test_serve_of_submissions_says_what_it_holds_and_what_it_counted(corpus):
    with served(corpus, "--at", "2020-03-04T12:00", "--faults", "page-cut*1%50", "--seed", "3") as (url, process):
        with client(url) as asking:
            found = list(sync(asking, DAY, {}))
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
    first, *_, last = err.splitlines()
    assert re.fullmatch(r"section16: .*filings\.zip: \d+ filings, \d+ of them public now", first)
    assert re.match(r"section16: \d+ requests, at most \d+ in a second; \d+ refused as too fast, 0 as undecl", last)
    assert re.search(r", page-cut \d+$", last)
    assert len(found) == 12


def test_serve_lists_its_faults(run):
    result = run("edgar", "serve", "--list-faults")
    assert result.returncode == 0
    assert b"lost-answer" in result.stdout
    assert b"filing-corrected" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--host", "0.0.0.0"], "expected an address of this machine"),
        (["--faults", "meteor"], "found the fault 'meteor', expected one of suspend"),
        ([__file__], "which is no zip, expected a folder or zip of submissions"),
        (["--at", "2020-02-30"], "does not match the formats"),
        (["--speed", "2"], "found --speed without --at"),
        (["--registry", __file__], "which is no registry"),
    ],
)
def test_serve_refuses_in_one_line(run, arguments, said):
    result = run("edgar", "serve", "--port", 0, *arguments)
    assert result.returncode == 2
    assert result.stderr.count(b"\n") == 1
    assert said in result.stderr.decode()


def test_serve_on_a_port_in_use_is_one_line(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("edgar", "serve", "--port", taken.getsockname()[1])
    assert result.returncode == 2
    assert b"address already in use" in result.stderr


def test_a_rehearsal_needs_no_tokens(run, submitted, draft, tmp_path):
    """With the CCC in the package and an endpoint that knows nobody, nothing has to be kept first."""
    path = tmp_path / "draft.xml"
    path.write_bytes(FORM.replace(b"</rptOwnerCik>", f"</rptOwnerCik><rptOwnerCcc>{CCC}</rptOwnerCcc>".encode()))
    filing = tmp_path / "f.xml"
    assert run("package", path, "-o", filing, "--with-ccc").returncode == 0
    with served() as (url, _):
        result = submitted(filing, url, tmp_path / "r")
    assert result.returncode == 0, result.stderr
    assert ISSUER in result.stdout.decode()
