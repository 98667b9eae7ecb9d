"""The local EDGAR: both of its sides on this machine, for rehearsals and tests.

It answers the calls of the filing API as ``filing_api`` makes them (unverified against the
SEC), judges packages by our rules, and shows what it accepted in the public record, beside the
submissions of a folder or zip: see ``serve_record``.  Test filings are in a list of their own
under ``/submissions/test/``, which EDGAR does not have.  It listens on this machine alone,
keeps no CCC, and can be told to fail: see ``serve_faults``.
"""

from __future__ import annotations

import gzip
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from section16.edgar.clock import Clock, SystemClock
from section16.edgar.hosts import is_loopback
from section16.edgar.serve_answer import Answer, said, traces
from section16.edgar.serve_faults import Faults
from section16.edgar.serve_judge import Registry, Verdict, disseminated, judge
from section16.edgar.serve_record import Record
from section16.edgar.serve_shelf import Shelf
from section16.edgar.serve_store import Reception, Store
from section16.edgar.serve_traffic import Report, Traffic
from section16.edgar.transport import LIVE, TEST, EndState, Message, Mode
from section16.formats.sources import MOST_BYTES
from section16.vocabulary.calendar import eastern, edgar_calendar
from section16.vocabulary.errors import Damaged, NotThisFormat, SeenAndExpected
from section16.vocabulary.identifiers import compact_cik, format_accession, is_accession, is_cik

_STATUS = re.compile(r"/submission/([0-9-]{18,20})/status").fullmatch
_TEST_LIST = re.compile(r"/submissions/test/CIK([0-9]{10})\.json").fullmatch
_ANNOUNCED = {"short": -40, "long": 40}  # bytes more than are sent
_ENDS = {"suspend": EndState.SUSPENDED, "block": EndState.BLOCKED, "reject": EndState.REJECTED,
         "fail": EndState.FAILED, "done": EndState.DONE}  # fmt: skip


class LocalEdgar:
    """The endpoint without the wire.

    delay   seconds from a package's coming to its end
    source  folder or zip of submissions that are public; then it also judges how politely it is asked

    Raises Damaged and OSError for a source that is none.
    """

    def __init__(
        self, store: Store, registry: Registry | None = None, faults: Faults | None = None, *, delay: float = 0.5,
        clock: Clock | None = None, source: Path | None = None,
    ) -> None:  # fmt: skip
        self.store, self.registry, self.faults = store, registry or Registry(), faults or Faults()
        self.delay, self.clock = delay, clock or SystemClock()
        self.record = Record(Shelf(source, store, self.clock), self.faults)
        self.traffic = Traffic() if source is not None else None
        self._lock = threading.Lock()

    # ------------------------------------------------------------------------------------------- receiving

    def receive(self, source: bytes, mode: Mode, authorization: str, login: str | None) -> Answer:
        """Take a package in, or turn it away."""
        if (refused := self._turned_away(authorization)) is not None:
            return refused
        if login is not None and not is_cik(login):
            return said(HTTPStatus.BAD_REQUEST, f"X-EDGAR-LOGIN-CIK is {login[:40]!r}, no CIK")
        try:
            verdict = judge(source, self.registry)
        except (NotThisFormat, Damaged) as error:
            return said(HTTPStatus.BAD_REQUEST, str(error))
        found = verdict.package.test_or_live
        if found != mode:
            return said(HTTPStatus.BAD_REQUEST, f"testOrLive is {found!r} in a submission sent as {mode}")
        with self._lock:
            reception = self._taken(verdict, mode, compact_cik(login) if login else None)
        if (code := self.faults.take("error-after")) is not None:
            return said(int(code), "failed after the submission was received")
        time.sleep(self.faults.seconds("slow"))
        breaks = next((name for name in ("lost-answer", "cut", "garbage") if self.faults.take(name) is not None), "")
        answer = {"accessionNumber": reception.accession, **traces(), "messages": []}
        return Answer(HTTPStatus.ACCEPTED, msgspec.json.encode(answer), breaks=breaks)

    def _turned_away(self, authorization: str) -> Answer | None:
        faults = self.faults
        if (code := faults.take("error-before")) is not None:
            return said(int(code), "failed before the submission was received")
        if faults.take("not-available") is not None:
            return said(HTTPStatus.SERVICE_UNAVAILABLE, "EDGAR is not available")
        if faults.take("rate-limit") is not None:
            return said(HTTPStatus.TOO_MANY_REQUESTS, "too many requests")
        if faults.take("forbidden") is not None:
            return said(HTTPStatus.FORBIDDEN, "token 2 of type USER_API is not allowed for this CIK")
        known = self.registry.admits(authorization, with_user=True)
        if faults.take("unauthorized") is not None or not known:
            return said(HTTPStatus.UNAUTHORIZED, "token 1 is not in the format expected, or not known")
        return None

    def _taken(self, verdict: Verdict, mode: Mode, login: str | None) -> Reception:
        faults, document = self.faults, verdict.document
        received = self.clock.now() + timedelta(seconds=faults.seconds("late"))
        owners = tuple(compact_cik(owner.cik or "") for owner in document.owners) if document is not None else ()
        issuer = compact_cik(document.issuer.cik or "") if document is not None and document.issuer is not None else ""
        accession = self.store.number(login or next(filter(is_cik, owners), "1"), received.year)
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
        answer = {"condition": word, "message": "The local endpoint of section16", "testRecord": True, **traces()}
        return Answer(HTTPStatus.OK, msgspec.json.encode(answer))

    def status(self, accession: str) -> Answer:
        """``GET /submission/{accession}/status``."""
        if (code := self.faults.take("status-error")) is not None:
            return said(int(code), "no status now")
        one = self.store.get(format_accession(accession)) if is_accession(accession) else None
        answer = one.status(self.clock.now()) if one is not None else None
        if answer is None:
            return said(HTTPStatus.NOT_FOUND, f"no submission {accession}")
        return Answer(HTTPStatus.OK, msgspec.json.encode(answer | traces()))

    def tests_of(self, cik: str) -> Answer:
        """``GET /submissions/test/CIK##########.json``, which EDGAR does not have; 404 where nothing was filed."""
        if (code := self.faults.take("record-error")) is not None:
            return said(int(code), "no record now")
        shown = self.store.public(cik, TEST, self.clock.now())
        if not shown:
            return said(HTTPStatus.NOT_FOUND, f"no test filings of CIK {cik}")
        recent = {
            "accessionNumber": [one.accession for one in shown],
            "filingDate": [one.filed.isoformat() for one in shown],
            "reportDate": [one.period.isoformat() if one.period else "" for one in shown],
            "form": [one.form_type for one in shown],
        }
        return Answer(HTTPStatus.OK, msgspec.json.encode({"cik": cik, "filings": {"recent": recent, "files": []}}))

    def public(self, path: str, query: str, user_agent: str) -> Answer:
        """A question to the public record, judged for politeness where a folder of submissions is served."""
        if self.traffic is not None and (refused := self.traffic.admit(path, user_agent)) is not None:
            return refused
        if path.startswith("/submissions/") and (code := self.faults.take("record-error")) is not None:
            return said(int(code), "no record now")
        return self.record.get(path, query)

    def counted(self) -> Report:
        """What was counted of the questions to the public record; zeros where none are."""
        return (self.traffic or Traffic()).report(self.faults.happened())

    def accepted(self) -> Answer:
        """``GET /section16/accepted``: how often each form was accepted, by mode and digest."""
        return Answer(HTTPStatus.OK, msgspec.json.encode(self.store.accepted()))


# --------------------------------------------------------------------------------------------------- the wire


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "section16-edgar", ""
    disable_nagle_algorithm = True  # or a body waits 40 milliseconds for the asker to acknowledge the headers
    server: LocalServer

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        edgar, asked = self.server.edgar, self.headers.get
        if not self._is_from_here():
            return
        if edgar.record.has(path):
            self._give(self._as_asked(edgar.public(unquote(path), query, asked("User-Agent", ""))))
        elif path == "/status":
            self._give(edgar.condition())
        elif path == "/section16/accepted":
            self._give(edgar.accepted())
        elif path == "/section16/traffic":
            self._give(Answer(HTTPStatus.OK, msgspec.json.encode(edgar.counted())))
        elif found := _STATUS(path):
            known = edgar.registry.admits(asked("Authorization", ""), with_user=False)
            self._give(edgar.status(found[1]) if known else said(HTTPStatus.UNAUTHORIZED, "token 1 is not known"))
        elif found := _TEST_LIST(path):
            self._give(edgar.tests_of(found[1]))
        else:
            self._give(said(HTTPStatus.NOT_FOUND, f"nothing at {path[:100]}"))

    def _as_asked(self, answer: Answer) -> Answer:
        """As EDGAR gives its pages: with a tag, compressed for who takes that, 304 for who has it."""
        if answer.code != HTTPStatus.OK:
            return answer
        tag = f'"{sha256(answer.body).hexdigest()[:20]}"'
        headers = (*answer.headers, ("ETag", tag))
        if self.headers.get("If-None-Match") == tag:
            return Answer(HTTPStatus.NOT_MODIFIED, b"", answer.type, answer.breaks, headers)
        body = answer.body
        if "gzip" in self.headers.get("Accept-Encoding", "") and answer.type != "application/gzip":
            body, headers = gzip.compress(body, mtime=0), (*headers, ("Content-Encoding", "gzip"))
        return Answer(answer.code, body, answer.type, answer.breaks, headers)

    def do_POST(self) -> None:
        path = self.path.partition("?")[0]
        modes: dict[str, Mode] = {"/submission/single/test": TEST, "/submission/single/live": LIVE}
        edgar = self.server.edgar
        if not self._is_from_here():
            return
        if edgar.faults.take("drop") is not None:
            self._hang_up()
            return
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self.close_connection = True
            code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if length.isdecimal() else HTTPStatus.LENGTH_REQUIRED
            self._give(said(code, "a Content-Length within reason is needed"))
            return
        source = self.rfile.read(int(length))
        if len(source) < int(length):  # the sender broke off: nothing came
            self.close_connection = True
        elif path not in modes:
            self._give(said(HTTPStatus.NOT_FOUND, f"nothing at {path[:100]}"))
        else:
            headers = self.headers
            login = headers.get("X-EDGAR-LOGIN-CIK")
            self._give(edgar.receive(source, modes[path], headers.get("Authorization", ""), login))

    def _is_from_here(self) -> bool:
        """A page in a browser of this machine must not reach us under another name."""
        try:
            host = urlsplit(f"//{self.headers.get('Host', '')}").hostname or ""
        except ValueError:
            host = ""
        if is_loopback(host):
            return True
        self.close_connection = True
        self._give(said(HTTPStatus.FORBIDDEN, "this endpoint answers to its own machine only"))
        return False

    def _give(self, answer: Answer) -> None:
        if answer.breaks == "lost-answer":
            self._hang_up()
            return
        body = b"<html>Bad Gateway" if answer.breaks == "garbage" else answer.body
        try:
            self.send_response(answer.code)
            self.send_header("Content-Type", answer.type)
            self.send_header("Content-Length", str(len(body) + _ANNOUNCED.get(answer.breaks, 0)))
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if answer.breaks == "cut" else body)
        except (BrokenPipeError, ConnectionResetError):  # the asker has gone
            self.close_connection = True
        if answer.breaks in ("cut", *_ANNOUNCED):
            self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:  # gone already
            return

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The ``Date`` of an answer, by the clock of the endpoint."""
        return super().date_time_string(self.server.edgar.clock.now().timestamp() if timestamp is None else timestamp)

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
        edgar.record.site = self.url

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
