"""A polite client for the public record of EDGAR.

It says whose it is, asks at most as fast as the SEC allows all of a user's programs together
(``rate``), waits when EDGAR says so, and asks again, with growing waits, for what came
broken.  An answer counts only when it is whole: its length is what was announced, compressed
bytes carry a right checksum, and the asker's own check passes.

EDGAR's ways of refusing: 403 with a page about the request rate (a block of about ten
minutes, unconfirmed), 403 with a page about undeclared tools, 403 "AccessDenied" from its
store for a file that is not there (unconfirmed), 429, 503.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import msgspec

from section16.edgar.agent import declared
from section16.edgar.clock import Clock, SystemClock
from section16.edgar.hosts import Hosts
from section16.edgar.rate import Rate, backoff, rate_of
from section16.edgar.transport import NotAllowed, Unreachable
from section16.vocabulary.calendar import eastern
from section16.vocabulary.errors import Damaged, MissingPackage, NotThisFormat, SeenAndExpected

try:
    import httpx
except ImportError as error:
    raise MissingPackage(
        "found no package httpx, expected it for EDGAR; get it: pip install 'section16[file]'"
    ) from error

MOST_BYTES = 512 * 1024 * 1024  # the largest index is about a tenth of that
_LONGEST_ANSWER = 600.0  # seconds, the body alone
_LONGEST_PAUSE = 900.0  # seconds that a Retry-After is obeyed
_RATE_PAGE = (b"Request Rate Threshold Exceeded", b"request rate has exceeded")
_UNDECLARED_PAGE = (b"Undeclared Automated Tool", b"declare your traffic")
_NO_SUCH_FILE = b"<Code>AccessDenied</Code>"


class Page(msgspec.Struct, frozen=True):
    """What stands at an address.

    content       b"" when it is unchanged
    etag, modified  to ask by the next time; None when EDGAR gave none
    is_unchanged  EDGAR says that it is as it was when last asked
    """

    content: bytes
    etag: str | None = None
    modified: str | None = None
    is_unchanged: bool = False


class Blocked(NotAllowed):
    """EDGAR has shut this machine out for a while, or does not take it for a declared program."""


class _Again(Exception):
    """Ask again: why, after how many seconds EDGAR says (None: it does not say), and what it is in the end."""

    def __init__(self, why: str, after: float | None = None, kind: type[Unreachable] = Unreachable) -> None:
        super().__init__(why)
        self.after, self.kind = after, kind


class Client:
    """Asks one EDGAR.  Close it, or use it in a ``with``.

    user_agent  who asks, see ``agent``
    rate        left out: the one that all processes of this user share
    tries       how often one page is asked for
    blocked     seconds to wait after the page about the request rate, when it names no time

    Raises MissingFact without a User-Agent, SeenAndExpected for one that names nobody and for
    a system without a public record.
    """

    def __init__(
        self, hosts: Hosts, user_agent: str | None, *, rate: Rate | None = None, clock: Clock | None = None,
        timeout: float = 60.0, tries: int = 6, blocked: float = 600.0, say: Callable[[str], None] = lambda line: None,
    ) -> None:  # fmt: skip
        if hosts.archives is None or hosts.data is None:
            raise SeenAndExpected(hosts.system, "a system with a public record, such as edgar")
        self.archives, self.data, self.is_local = hosts.archives, hosts.data, hosts.is_local
        self.clock = clock or SystemClock()
        self._rate = rate or rate_of(hosts, clock=self.clock)
        self._tries, self._blocked, self._say = tries, blocked, say
        self._ahead: timedelta | None = None  # EDGAR's clock before ours; None until it answered
        self._http = httpx.Client(
            timeout=httpx.Timeout(timeout, connect=min(timeout, 15.0)), follow_redirects=False,
            trust_env=not hosts.is_local, headers={"User-Agent": declared(user_agent), "Accept-Encoding": "gzip"},
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    # --------------------------------------------------------------------------------------------- the time

    def now(self) -> datetime:
        """The time by EDGAR's clock, UTC; it is asked when it has not answered yet.  Raises Unreachable."""
        if self._ahead is None:
            self.get(f"{self.archives}/Archives/edgar/full-index/index.json")
        return self.clock.now() + (self._ahead or timedelta())

    def today(self) -> date:
        """The day at the SEC, by EDGAR's clock.  Raises Unreachable."""
        return self.now().astimezone(eastern()).date()

    # --------------------------------------------------------------------------------------------- asking

    def get(
        self, address: str, check: Callable[[bytes], object] | None = None, *, etag: str | None = None,
        modified: str | None = None,
    ) -> Page | None:  # fmt: skip
        """What stands at an address; None when nothing does.

        check  raises Damaged or NotThisFormat for bytes that cannot be what was asked for

        Raises Unreachable, Blocked when EDGAR shuts this machine out, Damaged when what came
        was broken each time.
        """
        asked = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in asked.items() if value}
        last: Exception = Unreachable(address)
        for attempt in range(1, self._tries + 1):
            self._rate.wait()
            try:
                page = self._once(address, headers)
                if check is not None and page is not None and not page.is_unchanged:
                    check(page.content)
            except _Again as error:
                last, after = error.kind(f"{address}: {error}"), error.after
            except (Damaged, NotThisFormat) as error:
                last, after = Damaged(f"{address}, {error.seen}", error.expected), None
            except (httpx.HTTPError, httpx.StreamError) as error:
                last, after = Unreachable(f"{address}: {type(error).__name__} ({str(error)[:200]})"), None
            else:
                return page
            if attempt < self._tries:
                self._wait(last, attempt, after)
        raise last

    def _wait(self, why: Exception, attempt: int, after: float | None) -> None:
        seconds = backoff(attempt, first=0.05 if self.is_local else 0.5, longest=60.0) if after is None else after
        self._say(f"{why}; asking again in {seconds:.1f} seconds")
        if after is not None:
            self._rate.pause(after)  # said to all of this user's programs
        self.clock.sleep(seconds)

    def _once(self, address: str, headers: dict[str, str]) -> Page | None:
        """One question.  Raises _Again for an answer that another question may mend."""
        try:
            with self._http.stream("GET", address, headers=headers) as response:
                code, raw = response.status_code, _raw(response)
        except httpx.InvalidURL as error:
            raise Unreachable(f"found {address[:200]!r}, which is no address ({error}), expected one") from None
        self._set_clock(response)
        body = _decoded(raw, response.headers.get("Content-Encoding", ""))
        if code == 304 and not headers:
            raise _Again("HTTP 304 for a page that was not asked for so")
        if code in (200, 304):
            return Page(body if code == 200 else b"", response.headers.get("ETag"),
                        response.headers.get("Last-Modified"), code == 304)  # fmt: skip
        if code == 404 or (code == 403 and _NO_SUCH_FILE in body):
            return None
        after = self._retry_after(response)
        if code == 403:
            raise self._forbidden(address, body, after)
        if code in (408, 429) or code >= 500:
            raise _Again(f"HTTP {code}", after)
        raise Unreachable(f"{address}: HTTP {code}")

    def _forbidden(self, address: str, body: bytes, after: float | None) -> Exception:
        if any(words in body for words in _UNDECLARED_PAGE):
            return Blocked(f"{address}: EDGAR takes this for an undeclared program, whose User-Agent names nobody")
        if any(words in body for words in _RATE_PAGE):
            seconds = self._blocked if after is None else after
            return _Again("EDGAR's page about too many requests", seconds, Blocked)
        return NotAllowed(f"{address}: HTTP 403")

    def _retry_after(self, response: httpx.Response) -> float | None:
        """Seconds that the answer asks to wait; None when it does not say."""
        text = response.headers.get("Retry-After", "").strip()
        if text.isdecimal():
            return min(float(text), _LONGEST_PAUSE)
        try:
            until = parsedate_to_datetime(text)
        except (ValueError, OverflowError):  # a year that no date has
            return None
        until = until if until.tzinfo is not None else until.replace(tzinfo=UTC)
        return min(max((until - self.now()).total_seconds(), 0.0), _LONGEST_PAUSE)

    def _set_clock(self, response: httpx.Response) -> None:
        try:
            self._ahead = parsedate_to_datetime(response.headers.get("Date", "")) - self.clock.now()
        except (ValueError, OverflowError, TypeError):  # no date, a year that none has, or one without a zone
            self._ahead = self._ahead or timedelta()


def _raw(response: httpx.Response) -> bytes:
    """The bytes as they came, not decompressed."""
    parts: list[bytes] = []
    size, end = 0, time.monotonic() + _LONGEST_ANSWER
    for part in response.iter_raw():
        size += len(part)
        if size > MOST_BYTES or time.monotonic() > end:
            raise _Again(f"an answer of more than {MOST_BYTES >> 20} MB or {_LONGEST_ANSWER:.0f} seconds")
        parts.append(part)
    return b"".join(parts)


def _decoded(raw: bytes, encoding: str) -> bytes:
    """The body, decompressed whole or not at all."""
    if encoding in ("", "identity"):
        return raw
    if encoding != "gzip":
        raise _Again(f"an answer in the encoding {encoding[:20]!r}")
    try:
        return unzipped(raw)
    except Damaged as error:
        raise _Again(str(error)) from None


def unzipped(raw: bytes) -> bytes:
    """The one gzip member in the bytes, its checksum checked.  Raises Damaged."""
    inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        body = inflate.decompress(raw, MOST_BYTES)
    except zlib.error as error:
        raise Damaged(f"gzip that does not unpack ({error})", "a whole file") from None
    if not inflate.eof or inflate.unused_data:
        raise Damaged("gzip that is cut short" if not inflate.eof else "more than one gzip file", "a whole file")
    return body
