"""The local filing endpoint: EDGAR on this machine, for rehearsals and tests.

It answers the calls of the filing API as ``filing_api`` makes them (unverified against the
SEC), judges packages by our rules, and shows what it accepted as the public record does:
live filings under ``/submissions/CIK##########.json`` and ``/Archives/edgar/data/``, test
filings in a list of their own under ``/submissions/test/``, which EDGAR does not have.  It
listens on this machine alone, keeps no CCC, and can be told to fail: see ``serve_faults``.
"""

from __future__ import annotations

import re
import socket
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import msgspec

from section16.edgar.clock import Clock, SystemClock
from section16.edgar.hosts import is_loopback
from section16.edgar.serve_faults import Faults
from section16.edgar.serve_judge import Registry, Verdict, disseminated, judge
from section16.edgar.serve_store import Reception, Store
from section16.edgar.transport import LIVE, TEST, EndState, Message, Mode
from section16.formats import edgar_sgml
from section16.formats.sources import MOST_BYTES
from section16.vocabulary.calendar import eastern, edgar_calendar
from section16.vocabulary.errors import Damaged, NotThisFormat, SeenAndExpected
from section16.vocabulary.identifiers import compact_accession, compact_cik, format_accession, is_accession

_ROUTES = {
    "status": re.compile(r"/submission/([0-9-]{18,20})/status").fullmatch,
    "list": re.compile(r"/submissions/(test/)?CIK([0-9]{10})\.json").fullmatch,
    "archive": re.compile(r"/Archives/edgar/data/([0-9]{1,10})/([0-9]{18})/([A-Za-z0-9._-]{1,80})").fullmatch,
}
_ENDS = {"suspend": EndState.SUSPENDED, "block": EndState.BLOCKED, "reject": EndState.REJECTED,
         "fail": EndState.FAILED, "done": EndState.DONE}  # fmt: skip


class Answer(msgspec.Struct, frozen=True):
    """An HTTP answer: status, body, and how it is to break (a fault's name)."""

    code: int
    body: bytes
    type: str = "application/json"
    breaks: str = ""


class LocalEdgar:
    """The endpoint without the wire.

    delay  seconds from a package's coming to its end
    """

    def __init__(
        self, store: Store, registry: Registry | None = None, faults: Faults | None = None, *, delay: float = 0.5,
        clock: Clock | None = None,
    ) -> None:  # fmt: skip
        self.store, self.registry, self.faults = store, registry or Registry(), faults or Faults()
        self.delay, self.clock = delay, clock or SystemClock()
        self._lock = threading.Lock()

    # ------------------------------------------------------------------------------------------- receiving

    def receive(self, source: bytes, mode: Mode, authorization: str, login: str | None) -> Answer:
        """Take a package in, or turn it away."""
        if (refused := self._turned_away(authorization)) is not None:
            return refused
        try:
            verdict = judge(source, self.registry)
        except (NotThisFormat, Damaged) as error:
            return _said(HTTPStatus.BAD_REQUEST, str(error))
        said = verdict.package.test_or_live
        if said != mode:
            return _said(HTTPStatus.BAD_REQUEST, f"testOrLive is {said!r} in a submission sent as {mode}")
        with self._lock:
            reception = self._taken(verdict, mode, login)
        if (code := self.faults.take("error-after")) is not None:
            return _said(int(code), "failed after the submission was received")
        time.sleep(self.faults.seconds("slow"))
        breaks = next((name for name in ("lost-answer", "cut", "garbage") if self.faults.take(name) is not None), "")
        answer = {"accessionNumber": reception.accession, **_traces(), "messages": []}
        return Answer(HTTPStatus.ACCEPTED, msgspec.json.encode(answer), breaks=breaks)

    def _turned_away(self, authorization: str) -> Answer | None:
        faults = self.faults
        if (code := faults.take("error-before")) is not None:
            return _said(int(code), "failed before the submission was received")
        if faults.take("not-available") is not None:
            return _said(HTTPStatus.SERVICE_UNAVAILABLE, "EDGAR is not available")
        if faults.take("rate-limit") is not None:
            return _said(HTTPStatus.TOO_MANY_REQUESTS, "too many requests")
        if faults.take("forbidden") is not None:
            return _said(HTTPStatus.FORBIDDEN, "token 2 of type USER_API is not allowed for this CIK")
        known = self.registry.admits(authorization, with_user=True)
        if faults.take("unauthorized") is not None or not known:
            return _said(HTTPStatus.UNAUTHORIZED, "token 1 is not in the format expected, or not known")
        return None

    def _taken(self, verdict: Verdict, mode: Mode, login: str | None) -> Reception:
        faults, document = self.faults, verdict.document
        received = self.clock.now() + timedelta(seconds=faults.seconds("late"))
        owners = tuple(compact_cik(owner.cik or "") for owner in document.owners) if document is not None else ()
        issuer = compact_cik(document.issuer.cik or "") if document is not None and document.issuer is not None else ""
        accession = self.store.number(login or next(iter(owners), "1") or "1", received.year)
        forced = next((end for name, end in _ENDS.items() if faults.take(name) is not None), None)
        end, messages = verdict.end, verdict.messages
        if forced is not None:
            end, messages = forced, (Message("ERROR", "made to fail for a rehearsal"), *messages)
        primary = verdict.package.primary
        reception = Reception(
            accession=accession, received=received, mode=mode, form_type=verdict.package.submission_type or "",
            period=document.period_of_report.value if document is not None else None,
            filed=edgar_calendar().filing_date(received.astimezone(eastern())).day,
            ciks=tuple(dict.fromkeys((*owners, issuer))), name=(primary.name if primary else None) or "",
            digest=verdict.digest, end=end, messages=messages, unknown=faults.seconds("not-found"),
            delay=faults.seconds("delay") or self.delay, hidden=faults.seconds("hidden"),
        )  # fmt: skip
        public = disseminated(verdict, self.registry, accession, received) if end is EndState.ACCEPTED else None
        self.store.add(reception, public)
        return reception

    # ------------------------------------------------------------------------------------------- answering

    def condition(self) -> Answer:
        """``GET /status``; ``testRecord`` is ours: EDGAR has no list of test filings."""
        word = "NOT AVAILABLE" if self.faults.take("not-available") is not None else "ACCEPTING"
        said = {"condition": word, "message": "The local endpoint of section16", "testRecord": True, **_traces()}
        return Answer(HTTPStatus.OK, msgspec.json.encode(said))

    def status(self, accession: str) -> Answer:
        """``GET /submission/{accession}/status``."""
        if (code := self.faults.take("status-error")) is not None:
            return _said(int(code), "no status now")
        one = self.store.get(format_accession(accession)) if is_accession(accession) else None
        answer = one.status(self.clock.now()) if one is not None else None
        if answer is None:
            return _said(HTTPStatus.NOT_FOUND, f"no submission {accession}")
        return Answer(HTTPStatus.OK, msgspec.json.encode(answer | _traces()))

    def listing(self, cik: str, mode: Mode) -> Answer:
        """``GET /submissions/CIK##########.json``; 404 where nothing was filed."""
        if (code := self.faults.take("record-error")) is not None:
            return _said(int(code), "no record now")
        shown = self.store.public(cik, mode, self.clock.now())
        if not shown:
            return _said(HTTPStatus.NOT_FOUND, f"no filings of CIK {cik}")
        recent = {
            "accessionNumber": [one.accession for one in shown],
            "filingDate": [one.filed.isoformat() for one in shown],
            "reportDate": [one.period.isoformat() if one.period else "" for one in shown],
            "acceptanceDateTime": [f"{one.received:%Y-%m-%dT%H:%M:%S}.000Z" for one in shown],
            "form": [one.form_type for one in shown],
            "primaryDocument": [f"xslF345X06/{one.name}" for one in shown],
        }
        whole = {"cik": cik, "name": f"CIK {compact_cik(cik)}", "filings": {"recent": recent, "files": []}}
        return Answer(HTTPStatus.OK, msgspec.json.encode(whole))

    def archive(self, accession: str, name: str) -> Answer:
        """A file of a filing: the complete text, or the form alone."""
        number = format_accession(accession)
        text = self.store.text(number, self.clock.now())
        if text is None:
            return _said(HTTPStatus.NOT_FOUND, f"no filing {number}")
        if name == f"{number}.txt":
            return Answer(HTTPStatus.OK, text, "text/plain")
        one, xml = self.store.get(number), edgar_sgml.read(text)[0].xml
        if one is not None and name == one.name and xml is not None:
            return Answer(HTTPStatus.OK, xml, "application/xml")
        return _said(HTTPStatus.NOT_FOUND, f"no {name} in {number}")

    def accepted(self) -> Answer:
        """``GET /section16/accepted``: how often each form was accepted, by mode and digest."""
        return Answer(HTTPStatus.OK, msgspec.json.encode(self.store.accepted()))


def _traces() -> dict[str, str]:
    tracking = uuid.uuid4().hex
    return {"tracking": tracking, "locator": tracking[:6]}


def _said(code: int, text: str) -> Answer:
    messages = [{"type": "ERROR", "content": text}]
    return Answer(code, msgspec.json.encode({"messages": messages, **_traces()}))


# --------------------------------------------------------------------------------------------------- the wire


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "section16-edgar", ""
    server: LocalServer

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        edgar = self.server.edgar
        if not self._is_from_here():
            return
        if path == "/status":
            answer = edgar.condition()
        elif path == "/section16/accepted":
            answer = edgar.accepted()
        elif found := _ROUTES["status"](path):
            known = edgar.registry.admits(self.headers.get("Authorization", ""), with_user=False)
            answer = edgar.status(found[1]) if known else _said(HTTPStatus.UNAUTHORIZED, "token 1 is not known")
        elif found := _ROUTES["list"](path):
            answer = edgar.listing(found[2], TEST if found[1] else LIVE)
        elif found := _ROUTES["archive"](path):
            answer = edgar.archive(compact_accession(found[2]), found[3])
        else:
            answer = _said(HTTPStatus.NOT_FOUND, f"nothing at {path[:100]}")
        self._give(answer)

    def do_POST(self) -> None:
        path = urlsplit(self.path).path
        modes: dict[str, Mode] = {"/submission/single/test": TEST, "/submission/single/live": LIVE}
        edgar = self.server.edgar
        if not self._is_from_here():
            return
        if edgar.faults.take("drop") is not None:
            self._hang_up()
            return
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MOST_BYTES:
            self.close_connection = True
            code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if length.isdigit() else HTTPStatus.LENGTH_REQUIRED
            self._give(_said(code, "a Content-Length within reason is needed"))
            return
        source = self.rfile.read(int(length))
        if len(source) < int(length):  # the sender broke off: nothing came
            self.close_connection = True
        elif path not in modes:
            self._give(_said(HTTPStatus.NOT_FOUND, f"nothing at {path[:100]}"))
        else:
            headers = self.headers
            login = headers.get("X-EDGAR-LOGIN-CIK")
            self._give(edgar.receive(source, modes[path], headers.get("Authorization", ""), login))

    def _is_from_here(self) -> bool:
        """A page in a browser of this machine must not reach us under another name."""
        if is_loopback(urlsplit(f"//{self.headers.get('Host', '')}").hostname or ""):
            return True
        self.close_connection = True
        self._give(_said(HTTPStatus.FORBIDDEN, "this endpoint answers to its own machine only"))
        return False

    def _give(self, answer: Answer) -> None:
        if answer.breaks == "lost-answer":
            self._hang_up()
            return
        body = b"<html>Bad Gateway" if answer.breaks == "garbage" else answer.body
        try:
            self.send_response(answer.code)
            self.send_header("Content-Type", answer.type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if answer.breaks == "cut" else body)
        except (BrokenPipeError, ConnectionResetError):  # the asker has gone
            self.close_connection = True
        if answer.breaks == "cut":
            self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:  # gone already
            return

    def log_message(self, format: str, *args: Any) -> None:
        """Request lines only, and only when asked for: never headers or bodies."""
        if self.server.log is not None:
            self.server.log(format % args)


class LocalServer(ThreadingHTTPServer):
    """The endpoint on the wire, on this machine alone.  Raises SeenAndExpected for any other host, OSError."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, edgar: LocalEdgar, host: str = "127.0.0.1", port: int = 0, log: Any = None) -> None:
        if not is_loopback(host):
            raise SeenAndExpected(f"the host {host[:60]!r}", "an address of this machine, such as 127.0.0.1")
        self.edgar, self.log = edgar, log
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        """Where it answers."""
        host, port = self.server_address[0], self.server_address[1]
        return f"http://[{host!s}]:{port}" if ":" in str(host) else f"http://{host!s}:{port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A broken connection is the asker's business; what else goes wrong is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    @contextmanager
    def running(self) -> Iterator[str]:
        """Within, it answers at the address given, from a thread of its own."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self.url
        finally:
            self.shutdown()
            self.server_close()
            thread.join()
