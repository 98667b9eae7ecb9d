"""The SEC's filing API over httpx, as far as third parties tell of it.  All of it is unverified.

Sources: the Python package ``edgar-filings`` 0.1.1, written from the SEC's OpenAPI 1.11.0
and tried against EDGAR Beta, and published notes on the SEC's API Development Toolkit.  No
call here was ever made to the SEC.  Whether the API takes Forms 3, 4 and 5 at all, and in
this envelope, is unresolved: one source says that they are filed on the OnlineForms site
alone, others sell filing them through the API (see docs/filing.md).

What is taken from them: ``POST /submission/single/{live|test}`` with the package as the body,
answered by 202 with accession number, tracking and locator; ``GET
/submission/{accession}/status``, 404 for the first seconds; ``GET /status``; the header
``Authorization: bearer {filer token},{user token}``, of which a status needs the first;
``X-EDGAR-LOGIN-CIK`` to name the login; 429 for too many requests; a User-Agent that names
vendor and version.

Questions (GET) are repeated with growing waits; a package is sent once, over a connection
of its own, so that a refused connection means for certain that nothing was sent.
"""

from __future__ import annotations

import time
from base64 import b64decode
from collections.abc import Sequence
from typing import Any

import msgspec

from section16.edgar import public_record
from section16.edgar.agent import header_text, program
from section16.edgar.clock import Clock, SystemClock
from section16.edgar.hosts import BETA, Hosts
from section16.edgar.rate import Rate, backoff, rate_of
from section16.edgar.secrets import FILER_TOKEN, USER_TOKEN, Redactor, Tokens, checked
from section16.edgar.transport import (
    LIVE,
    TEST,
    AnswerLost,
    Condition,
    Look,
    Message,
    Mode,
    NotAllowed,
    NotSent,
    Sent,
    Status,
    TurnedAway,
    Unreachable,
    Wanted,
)
from section16.formats import edgar_package
from section16.vocabulary.errors import Damaged, MissingPackage, NotThisFormat, Section16Error
from section16.vocabulary.identifiers import format_accession, format_cik, is_accession

try:
    import httpx
except ImportError as error:
    raise MissingPackage(
        "found no package httpx, expected it for filing; get it: pip install 'section16[file]'"
    ) from error

# answers that say for certain that the package was not taken; any other but 2xx leaves it open
_TURNED_AWAY = frozenset({400, 401, 403, 404, 405, 406, 411, 413, 414, 415, 417, 422, 429, 431})
# nothing had been written when these are raised: the connection of its own was never made
_BEFORE_SENDING = (
    httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol,
)  # fmt: skip
_MOST_ANSWER = 64 * 1024 * 1024  # a filing in the record; answers of the API are far smaller
_LONGEST_ANSWER = 180.0  # seconds, the body alone
_TRIES = 4
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0


class _Message(msgspec.Struct, frozen=True, rename="camel"):
    type: str | None = None
    content: str | None = None
    error_number: Any = None
    error_label: str | None = None


class _Answer(msgspec.Struct, frozen=True, rename="camel"):
    """Every field of an answer that is used; others are passed over."""

    accession_number: str | None = None
    submission_accession_number: str | None = None
    tracking: str | None = None
    locator: str | None = None
    messages: list[_Message] | None = None
    message: str | None = None
    condition: Any = None  # a string, though the OpenAPI says an object
    test_record: bool = False  # of our local endpoint alone: it lists test filings
    submission_mode: str | None = None
    mode: str | None = None
    transmission_status: str | None = None
    processing_status: str | None = None
    submission_processing_status: str | None = None  # the name that was seen on the wire
    final: bool | None = None
    notification: str | None = None


class FilingApi:
    """A transport over the filing API.

    live     the explicit word without which only TEST packages are sent
    login_cik  the login, where it is not the filer token's own
    contact  "Name name@example.com", which the SEC asks every reader of its record to send
    rate     of questions to the record; left out, the one that all programs of this user share

    Raises SeenAndExpected for a contact or token that cannot stand in a header, and
    NotAnIdentifier: all that could fail before the sending fails here, before the intent.
    """

    def __init__(
        self, hosts: Hosts, tokens: Tokens, *, live: bool = False, login_cik: str | None = None,
        contact: str | None = None, clock: Clock | None = None, secrets: Redactor | None = None,
        timeout: float = 60.0, rate: Rate | None = None,
    ) -> None:  # fmt: skip
        self.hosts, self.live = hosts, live
        self.tokens = Tokens(checked(FILER_TOKEN, tokens.filer.reveal()), checked(USER_TOKEN, tokens.user.reveal()))
        self.login_cik = None if login_cik is None else format_cik(login_cik)
        self.clock = clock or SystemClock()
        self._rate = rate or rate_of(hosts, clock=self.clock)
        self._redactor = secrets or Redactor((tokens.filer, tokens.user))
        self._timeout = httpx.Timeout(timeout, connect=min(timeout, 15.0))
        self._tls = httpx.create_ssl_context(trust_env=not hosts.is_local)  # reading the certificates takes a while
        self._agent = f"{program()} {header_text(contact, 'contact')}" if contact else program()

    @property
    def system(self) -> str:
        """See ``Transport``."""
        return self.hosts.system

    @property
    def host(self) -> str:
        """See ``Transport``."""
        return self.hosts.api

    # --------------------------------------------------------------------------------------------- sending

    def send(self, package: bytes, mode: Mode) -> Sent:
        """See ``Transport``: one POST, never repeated.

        LIVE leaves this machine only when ``live`` was said, ``mode`` says it, and the very
        bytes to be sent say it.  Raises NotSent otherwise.
        """
        self._guard(package, mode)
        path = f"/submission/single/{mode.lower()}"
        headers = self._headers(with_user=True) | {"Content-Type": "application/xml"}
        if self.login_cik is not None:
            headers["X-EDGAR-LOGIN-CIK"] = self.login_cik
        try:
            with (
                self._client() as client,
                client.stream("POST", self.hosts.api + path, content=package, headers=headers) as response,
            ):
                code, body = response.status_code, _body(response)
        except _BEFORE_SENDING as error:
            raise NotSent(f"no connection to {self.hosts.api}: {self._named(error)}") from None
        except (httpx.HTTPError, httpx.StreamError, _TooMuch) as error:
            raise AnswerLost(f"the connection broke after sending: {self._named(error)}") from None
        return self._taken(code, body)

    def _guard(self, package: bytes, mode: Mode) -> None:
        try:
            said = edgar_package.read(package)[0].test_or_live
        except (NotThisFormat, Damaged):
            raise NotSent("the bytes to be sent are no package") from None
        if mode not in (TEST, LIVE) or said != mode:
            raise NotSent(f"the package says {said!r} and was to be sent as {mode}")
        if mode == LIVE and not self.live:
            raise NotSent("the package is LIVE and live filing was not asked for")
        if mode == LIVE and self.hosts.system == BETA:
            raise NotSent("EDGAR Beta takes test filings only")

    def _taken(self, code: int, body: bytes) -> Sent:
        answer = _decoded(body)
        number = answer.accession_number or answer.submission_accession_number if answer else None
        if answer is not None and number and is_accession(number):
            return Sent(
                accession=format_accession(number),
                tracking=self._plain(answer.tracking),
                locator=self._plain(answer.locator),
                messages=self._messages(answer),
            )
        said = "; ".join(str(message) for message in self._messages(answer)) if answer else ""
        if code in _TURNED_AWAY:
            raise TurnedAway(f"HTTP {code}{f': {said}' if said else ''}{_hint(code)}")
        raise AnswerLost(f"HTTP {code} without an accession number{f': {said}' if said else ''}")

    # --------------------------------------------------------------------------------------------- asking

    def condition(self) -> Condition:
        """See ``Transport``."""
        answer = self._ask(f"{self.hosts.api}/status")
        word = answer.condition
        if isinstance(word, dict):
            word = word.get("state") or word.get("description")
        messages = "; ".join(str(message) for message in self._messages(answer))
        return Condition(self._plain(str(word or "")) or "", messages)

    def status(self, accession: str) -> Status | None:
        """See ``Transport``."""
        raw = self._fetch(f"{self.hosts.api}/submission/{format_accession(accession)}/status", with_token=True)
        if raw is None:
            return None
        answer = _decoded(raw)
        if answer is None:
            raise Unreachable("the endpoint answered with something that is no status")
        processing = answer.submission_processing_status or answer.processing_status
        messages = self._messages(answer)
        notice = self._notice(answer)
        return Status(
            accession=format_accession(accession),
            transmission=(answer.transmission_status or "").upper() or None,
            processing=(processing or "").upper() or None,
            is_final=bool(answer.final),
            mode=(answer.submission_mode or answer.mode or "").upper() or None,
            messages=(*messages, Message("NOTICE", notice)) if notice else messages,
        )

    def find(self, wanted: Wanted) -> Look:
        """See ``Transport``: in the public record, which holds live filings only.

        EDGAR shows test filings to nobody (unverified), so one whose answer was lost cannot be
        found again; a local endpoint has a list of them and says so.
        """
        data, archives = self.hosts.data, self.hosts.archives
        if data is None or archives is None:
            return Look("unknowable")
        if wanted.mode == TEST and not (self.hosts.is_local and self._ask(f"{self.hosts.api}/status").test_record):
            return Look("unknowable")
        return public_record.find(self._look, data, archives, wanted)

    def _look(self, address: str) -> bytes | None:
        return self._fetch(address, with_token=False)

    def _take_turn(self) -> None:
        """Wait until the public record may be asked."""
        try:
            self._rate.wait()
        except Section16Error as error:
            raise Unreachable(f"the turn of this question cannot be found out: {error}") from None

    def _ask(self, address: str) -> _Answer:
        raw = self._fetch(address, with_token=True)
        answer = None if raw is None else _decoded(raw)
        if answer is None:
            raise Unreachable(f"{address} did not answer as EDGAR does")
        return answer

    def _fetch(self, address: str, *, with_token: bool) -> bytes | None:
        """The bytes at an address, None for 404; asks again with growing waits, for a question does no harm.

        with_token  of the filing API; else of the public record, where each question takes its turn
        """
        why = ""
        headers = self._headers(with_user=False) if with_token else {}
        with self._client() as client:
            for attempt in range(_TRIES):
                if attempt:
                    self.clock.sleep(self._wait(attempt))
                if not with_token:
                    self._take_turn()
                try:
                    with client.stream("GET", address, headers=headers) as response:
                        code, body = response.status_code, _body(response)
                except (httpx.HTTPError, httpx.StreamError, _TooMuch) as error:
                    why = self._named(error)
                    continue
                if code == 200:
                    return body
                if code == 404:
                    return None
                why = f"HTTP {code}{_hint(code)}"
                if code in (401, 403):
                    raise NotAllowed(f"{address}: {why}")
                if code not in (408, 429) and code < 500:
                    break
        raise Unreachable(f"{address}: {why}")

    def _wait(self, attempt: int) -> float:
        return backoff(attempt, first=_FIRST_WAIT, longest=0.2 if self.hosts.is_local else _LONGEST_WAIT)

    # ---------------------------------------------------------------------------------------------- parts

    def _client(self) -> httpx.Client:
        return httpx.Client(
            timeout=self._timeout,
            follow_redirects=False,  # a token is for the host it was meant for
            trust_env=not self.hosts.is_local,
            verify=self._tls,
            headers={"User-Agent": self._agent, "Accept": "application/json, text/plain;q=0.5, */*;q=0.1"},
        )

    def _headers(self, *, with_user: bool) -> dict[str, str]:
        tokens = self.tokens
        names = (tokens.filer, tokens.user) if with_user else (tokens.filer,)
        return {"Authorization": f"bearer {','.join(token.reveal() for token in names)}"}

    def _named(self, error: Exception) -> str:
        """Which error; its own words can quote a header, so what is secret in them is hidden."""
        kind, said = type(error).__name__, self._redactor.text(str(error))[:200]
        quotes = isinstance(error, httpx.LocalProtocolError)
        return f"{kind} ({said})" if said and not quotes else kind

    def _plain(self, text: str | None) -> str | None:
        return None if text is None else self._redactor.text(text)[:2000]

    def _messages(self, answer: _Answer) -> tuple[Message, ...]:
        rows: Sequence[_Message] = answer.messages or ()
        found = [Message(row.type or "", self._redactor.text(_text(row))[:2000]) for row in rows[:100]]
        if answer.message:
            found.append(Message("", self._redactor.text(answer.message)[:2000]))
        return tuple(found)

    def _notice(self, answer: _Answer) -> str | None:
        """EDGAR's notice to the filer, base64 text; None without one."""
        if not answer.notification:
            return None
        try:
            text = b64decode(answer.notification, validate=False).decode("utf-8", "replace")
        except ValueError:
            return None
        return self._redactor.text(" ".join(text.split()))[:4000]


class _TooMuch(Exception):
    """An answer larger or slower than any EDGAR gives."""


def _body(response: httpx.Response) -> bytes:
    parts: list[bytes] = []
    size, end = 0, time.monotonic() + _LONGEST_ANSWER
    for part in response.iter_bytes():
        size += len(part)
        if size > _MOST_ANSWER or time.monotonic() > end:
            raise _TooMuch(f"an answer of more than {_MOST_ANSWER >> 20} MB or {_LONGEST_ANSWER:.0f} seconds")
        parts.append(part)
    return b"".join(parts)


def _decoded(body: bytes) -> _Answer | None:
    try:
        return msgspec.json.decode(body, type=_Answer)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _text(row: _Message) -> str:
    label = " ".join(str(part) for part in (row.error_number, row.error_label) if part)
    return f"{label}: {row.content or ''}" if label else row.content or ""


def _hint(code: int) -> str:
    return {
        401: " (the tokens are missing, wrong or expired)",
        403: " (the tokens do not allow this, or too many requests were made)",
        413: " (the package is too large)",
        429: " (too many requests: wait a minute)",
    }.get(code, "")
