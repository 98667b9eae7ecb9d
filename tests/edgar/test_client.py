"""The reading client: who it says it is, what it waits for, and which answers count."""

import gzip
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest

from section16.edgar.agent import declared
from section16.edgar.cache import Cache
from section16.edgar.client import Blocked, Client
from section16.edgar.hosts import hosts_of, record_hosts
from section16.edgar.rate import SharedRate, cache_folder, rate_of
from section16.edgar.serve_traffic import Traffic
from section16.edgar.transport import NotAllowed, Unreachable
from section16.vocabulary.errors import Damaged, MissingFact, Section16Error, SeenAndExpected
from tests.edgar.reading import AGENT, client
from tests.edgar.rehearsal import FakeClock
from tests.edgar.wire import listening

BLOCK = b"<html><h1>Request Rate Threshold Exceeded</h1></html>"
UNDECLARED = b"<html>Your Request Originates from an Undeclared Automated Tool</html>"


@contextmanager
def server(*answers):
    """Gives each answer in turn, (code, headers, body), the last again and again; and the requests that came."""
    requests, left = [], list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            requests.append((self.path, dict(self.headers)))
            code, headers, body = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(code)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = "Content-Length" in headers

    with listening(Handler) as url:
        yield url, requests


def is_whole(body):
    if not body.endswith(b"."):
        raise Damaged(repr(body), "a full stop")


# ------------------------------------------------------------------------------------------------- who it is


@pytest.mark.parametrize("user_agent", [None, "", "  "])
def test_without_a_user_agent_nothing_is_asked(user_agent):
    with pytest.raises(MissingFact, match="--user-agent or SECTION16_USER_AGENT"):
        Client(record_hosts("http://127.0.0.1:9"), user_agent)


@pytest.mark.parametrize("user_agent", ["Mozilla/5.0", "me@", "@example.com", "me@example", "José jose@example.com"])
def test_a_user_agent_names_somebody(user_agent):
    with pytest.raises(SeenAndExpected):
        declared(user_agent)


def test_it_says_who_it_is():
    with server((200, {}, b"here.")) as (url, requests), client(url) as asking:
        assert asking.get(f"{url}/a").content == b"here."
    assert requests[0][1]["User-Agent"] == AGENT
    assert requests[0][1]["Accept-Encoding"] == "gzip"


def test_record_hosts():
    assert (record_hosts().archives, record_hosts().data) == ("https://www.sec.gov", "https://data.sec.gov")
    assert record_hosts("https://www.sec.gov/") == record_hosts("https://data.sec.gov") == record_hosts()
    mirror = record_hosts("https://mirror.example")
    assert (mirror.archives, mirror.data, mirror.is_local) == ("https://mirror.example",) * 2 + (False,)
    assert record_hosts("http://127.0.0.1:1").is_local
    with pytest.raises(SeenAndExpected, match="https, for it is not on this machine"):
        record_hosts("http://mirror.example")
    with pytest.raises(SeenAndExpected, match="a system with a public record"):
        Client(hosts_of("beta"), AGENT)


# ----------------------------------------------------------------------------------------------------- answers


@pytest.mark.parametrize(
    "broken",
    [
        (503, {}, b""), (500, {}, b""), (408, {}, b""), (429, {}, b""),
        (200, {"Content-Length": "50"}, b"cut."), (200, {"Content-Length": "3"}, b"here."), (200, {}, b"another"),
        (200, {"Content-Encoding": "gzip"}, gzip.compress(b"here.")[:-3]),
        (200, {"Content-Encoding": "gzip"}, b"no gzip."),
        (200, {"Content-Encoding": "br"}, b"here."), (304, {}, b""),
    ],
)  # fmt: skip
def test_what_came_broken_is_asked_for_again(broken):
    with server(broken, broken, (200, {}, b"here.")) as (url, requests), client(url) as asking:
        assert asking.get(f"{url}/a", is_whole).content == b"here."
    assert len(requests) == 3


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((503, {}, b""), Unreachable), ((200, {}, b"another"), Damaged),
        ((200, {"Content-Length": "9"}, b"cut"), Unreachable),
        ((403, {"Retry-After": "0"}, BLOCK), Blocked),
    ],
)  # fmt: skip
def test_what_stays_broken_is_an_error(answer, kind):
    with server(answer) as (url, requests), client(url, tries=3, clock=FakeClock()) as asking:
        with pytest.raises(kind, match=f"{url}/a"):
            asking.get(f"{url}/a", is_whole)
        assert len(requests) == 3


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((403, {}, UNDECLARED), Blocked), ((403, {}, b"no"), NotAllowed), ((301, {"Location": "/b"}, b""), Unreachable),
        ((400, {}, b""), Unreachable),
    ],
)  # fmt: skip
def test_what_asking_again_cannot_mend_is_asked_once(answer, kind):
    with server(answer) as (url, requests), client(url, clock=FakeClock()) as asking:
        with pytest.raises(kind):
            asking.get(f"{url}/a")
        assert len(requests) == 1


def test_nothing_there():
    for answer in ((404, {}, b""), (403, {}, b"<Error><Code>AccessDenied</Code></Error>")):
        with server(answer) as (url, requests), client(url) as asking:
            assert asking.get(f"{url}/a", is_whole) is None
            assert len(requests) == 1


@pytest.mark.parametrize(
    ("answer", "waited"),
    [
        ((403, {}, BLOCK), 600.0), ((403, {"Retry-After": "7"}, BLOCK), 7.0), ((429, {"Retry-After": "9"}, b""), 9.0),
        ((503, {"Retry-After": "99999"}, b""), 900.0),
    ],
)  # fmt: skip
def test_it_waits_as_long_as_edgar_says_and_so_does_every_other_program(tmp_path, answer, waited):
    clock = FakeClock(datetime.now(UTC))
    rate = SharedRate(tmp_path / "rate", clock=clock)
    with server(answer, (200, {}, b"here.")) as (url, _), client(url, clock=clock, rate=rate) as asking:
        before = clock.now()
        assert asking.get(f"{url}/a").content == b"here."
        assert (clock.now() - before).total_seconds() == pytest.approx(waited, abs=1.0)


def test_a_retry_after_that_is_a_date():
    clock = FakeClock(datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC))
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    with (
        server((503, {"Retry-After": until}, b""), (200, {}, b"here.")) as (url, _),
        client(url, clock=clock) as asking,
    ):
        asking.get(f"{url}/a")
    assert 90 < clock.slept <= 100


@pytest.mark.parametrize("date", ["Wed, 21 Oct 99999999999 07:28:00 GMT", "-5", "Mon", "21 Oct 2015 07:28:00 -0000"])
def test_a_date_that_is_none_is_passed_over(date):
    """As the date of an answer and as the end of a wait."""
    clock = FakeClock()
    with (
        server((503, {"Date": date, "Retry-After": date}, b""), (200, {"Date": date}, b"here.")) as (url, _),
        client(url, clock=clock) as asking,
    ):
        assert asking.get(f"{url}/a").content == b"here."
        assert clock.slept < 1.0


def test_what_is_no_address_is_not_asked_for():
    with server((200, {}, b"here.")) as (url, requests), client(url, clock=FakeClock()) as asking:
        with pytest.raises(Unreachable, match="which is no address"):
            asking.get(f"{url}/a\x07")
        assert requests == []


def test_the_time_is_edgars(tmp_path):
    clock = FakeClock(datetime(2031, 1, 1, tzinfo=UTC))
    with server((404, {}, b"")) as (url, requests), client(url, clock=clock) as asking:
        assert abs(asking.now() - datetime.now(UTC)).total_seconds() < 60
        assert [path for path, _ in requests] == ["/Archives/edgar/full-index/index.json"]


# ------------------------------------------------------------------------------------------------------- cache


def test_a_final_page_is_asked_for_once_and_others_if_they_changed(tmp_path):
    answers = [(200, {"ETag": '"1"'}, b"first."), (304, {}, b""), (200, {"ETag": '"2"'}, b"second."), (304, {}, b"")]
    with server(*answers) as (url, requests), client(url) as asking:
        kept = Cache(tmp_path)
        found = [kept.get(asking, f"{url}/a/b.gz", is_whole) for _ in range(3)]
        assert found == [b"first.", b"first.", b"second."]
        assert [headers.get("If-None-Match") for _, headers in requests] == [None, '"1"', '"1"']
        assert kept.get(asking, f"{url}/a/b.gz", is_whole, is_final=True) == b"second."
        assert kept.get(asking, f"{url}/a/b.gz", is_whole) == b"second."
        assert len(requests) == 4


def test_a_page_that_was_changed_on_disk_is_asked_for_again(tmp_path):
    with server((200, {"ETag": '"1"'}, b"first.")) as (url, requests), client(url) as asking:
        kept = Cache(tmp_path)
        kept.get(asking, f"{url}/a", is_whole, is_final=True)
        (path,) = tmp_path.rglob("a")
        path.write_bytes(b"cut")
        assert kept.get(asking, f"{url}/a", is_whole, is_final=True) == b"first."
        assert len(requests) == 2
        assert "If-None-Match" not in requests[1][1]


def test_no_address_leads_out_of_the_cache(tmp_path):
    with server((200, {}, b"here.")) as (url, _), client(url) as asking:
        Cache(tmp_path / "in").get(asking, f"{url}/../../../out", is_whole)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


# -------------------------------------------------------------------------------------------------------- rate


def test_slots_are_an_eighth_of_a_second_apart_whoever_takes_them(tmp_path):
    clock = FakeClock(datetime.now(UTC))
    one, other = (SharedRate(tmp_path / "rate", clock=clock) for _ in range(2))
    for _ in range(8):
        one.wait()
        other.wait()
    assert clock.slept == pytest.approx(15 / 8, abs=0.001)


def test_behind_the_longest_pause_nobody_comes_early(tmp_path):
    """The second to wait finds a slot that lies further ahead than any pause."""
    clock = FakeClock(datetime.now(UTC))
    waited: list[float] = []
    clock.sleep = waited.append  # all wait at the same time
    SharedRate(tmp_path / "rate", clock=clock).pause(900.0)
    for _ in range(3):
        SharedRate(tmp_path / "rate", clock=clock).wait()
    assert waited == [pytest.approx(900.0 + number / 8, abs=0.001) for number in range(3)]


@pytest.mark.parametrize("left", ["", "soon", "nan", "1e300", "-inf"])
def test_a_file_that_says_nothing_holds_nobody_up(tmp_path, left):
    clock = FakeClock(datetime.now(UTC))
    (tmp_path / "rate").write_text(left)
    SharedRate(tmp_path / "rate", clock=clock).wait()
    assert clock.slept <= 0.126


def test_a_file_that_cannot_be_written_is_said_with_its_way_out(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Section16Error, match=r"file/rate that cannot be used \(.*\), expected .*SECTION16_CACHE names"):
        SharedRate(tmp_path / "file" / "rate").wait()


def test_one_rate_for_all_of_edgar_and_one_for_each_other(monkeypatch, tmp_path):
    monkeypatch.setenv("SECTION16_CACHE", str(tmp_path))
    assert rate_of(hosts_of("edgar"))._path == rate_of(hosts_of("beta"))._path == tmp_path / "rate" / "edgar"
    assert rate_of(hosts_of("http://127.0.0.1:8016"))._path.name == "127-0-0-1-8016"
    monkeypatch.delenv("SECTION16_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "x"))
    assert cache_folder() == tmp_path / "x" / "section16"


def test_no_rate_is_above_what_the_sec_allows(tmp_path):
    assert SharedRate(tmp_path / "rate", per_second=500.0)._between == pytest.approx(0.1)


# ------------------------------------------------------------------------------------------------- the judge


def test_ten_a_second_are_let_in_and_the_eleventh_shuts_all_out():
    now = [0.0]
    traffic = Traffic(shut_out=2.0, clock=lambda: now[0])
    for _ in range(10):
        assert traffic.admit("/a", AGENT) is None
        now[0] += 0.05
    refused = traffic.admit("/b", AGENT)
    assert (refused.code, b"Request Rate Threshold" in refused.body) == (403, True)
    now[0] += 1.9
    assert traffic.admit("/b", AGENT) is not None
    now[0] += 0.2
    assert traffic.admit("/b", AGENT) is None
    report = traffic.report()
    assert (report.requests, report.peak, report.too_fast, report.undeclared) == (13, 11, 2, 0)


def test_who_names_nobody_is_not_let_in():
    traffic = Traffic()
    assert b"Undeclared Automated Tool" in traffic.admit("/a", "python-httpx/0.28").body
    assert traffic.report().undeclared == 1
