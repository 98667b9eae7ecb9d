"""The client on the wire: what it sends, what it understands, and what it never shows."""

import base64
import io
import json
import logging
import traceback
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler

import pytest
from msgspec.structs import replace

from section16.edgar.filing_api import FilingApi
from section16.edgar.hosts import hosts_of
from section16.edgar.public_record import entries, find
from section16.edgar.secrets import Redactor, Secret, Tokens
from section16.edgar.transport import (
    AnswerLost,
    Condition,
    EndState,
    Message,
    NotSent,
    Status,
    TurnedAway,
    Unreachable,
)
from section16.vocabulary.errors import SeenAndExpected
from section16.vocabulary.identifiers import NotAnIdentifier
from tests.edgar.rehearsal import (
    CCC,
    FILER_TOKEN,
    PLANTED,
    USER_TOKEN,
    FakeClock,
    api,
    endpoint,
    order,
    package,
    submit,
)
from tests.edgar.wire import listening


@contextmanager
def server(*answers):
    """A server that gives each answer in turn, (code, body) or bytes for the bare wire, the last again and again."""
    requests, left = [], list(answers)

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            requests.append((self.command, self.path, dict(self.headers), body))
            found = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(found, bytes):
                self.wfile.write(found)
                self.close_connection = True
                return
            code, text = found
            data = text if isinstance(text, bytes) else json.dumps(text).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(data)))
            if 300 <= code < 400:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self):
            self.answer()

        def do_POST(self):
            self.answer()

    with listening(Handler) as url:
        yield url, requests


def client(url, **more):
    return api(url, clock=FakeClock(), **more)


TAKEN = (202, {"accessionNumber": "000121250226000001", "tracking": "t", "locator": "l", "messages": []})


# ------------------------------------------------------------------------------------------------- requests


def test_a_package_is_posted_as_third_parties_say():
    data = order(package()).transmission()
    with server(TAKEN) as (url, requests):
        sent = client(url, login_cik="1234567", contact="Jane Doe jane@example.com").send(data, "TEST")
    assert (sent.accession, sent.tracking, sent.locator) == ("0001212502-26-000001", "t", "l")
    ((method, path, headers, body),) = requests
    assert (method, path, body) == ("POST", "/submission/single/test", data)
    assert headers["Authorization"] == f"bearer {FILER_TOKEN},{USER_TOKEN}"
    assert headers["X-EDGAR-LOGIN-CIK"] == "0001234567"
    assert headers["Content-Type"] == "application/xml"
    assert headers["User-Agent"].startswith("section16/")
    assert headers["User-Agent"].endswith(" Jane Doe jane@example.com")
    assert base64.b64encode(CCC.encode())[:-2] not in package()  # the CCC is in what is sent alone


def test_a_live_package_goes_to_the_live_path():
    data = order(package(live=True), live=True).transmission()
    with server(TAKEN) as (url, requests):
        client(url, live=True).send(data, "LIVE")
    assert requests[0][1] == "/submission/single/live"


def test_a_question_carries_the_filer_token_alone_and_the_record_none():
    with server((200, {"condition": "ACCEPTING"})) as (url, requests):
        assert client(url).condition() == Condition("ACCEPTING")
    assert requests[0][2]["Authorization"] == f"bearer {FILER_TOKEN}"
    with server((404, {})) as (url, requests):
        client(url, live=True).find(order(package(live=True), live=True).wanted)
    assert "Authorization" not in requests[0][2]


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(code):
    with server((code, {})) as (url, requests):
        with pytest.raises(AnswerLost, match=f"HTTP {code}"):
            client(url).send(order(package()).transmission(), "TEST")
        with pytest.raises(Unreachable, match=f"HTTP {code}"):
            client(url).condition()
    assert [request[1] for request in requests] == ["/submission/single/test", "/status"]


@pytest.mark.parametrize(
    "more",
    [
        {"login_cik": "AAPL"}, {"contact": "José jose@example.com"}, {"contact": "a\nb"},
        {"tokens": Tokens(Secret("é"), Secret("b"))}, {"tokens": Tokens(Secret("a"), Secret("b\nc"))},
        {"tokens": Tokens(Secret(""), Secret("b"))},
    ],
)  # fmt: skip
def test_what_cannot_be_sent_fails_before_an_intent(more):
    tokens = more.pop("tokens", Tokens(Secret("a"), Secret("b")))
    with pytest.raises((SeenAndExpected, NotAnIdentifier)):
        FilingApi(hosts_of("edgar"), tokens, **more)


# -------------------------------------------------------------------------------------------------- answers


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((400, {"messages": [{"type": "ERROR", "content": "bad"}]}), TurnedAway),
        ((401, b"no"), TurnedAway),
        ((403, {}), TurnedAway),
        ((413, b""), TurnedAway),
        ((415, b""), TurnedAway),
        ((429, b""), TurnedAway),
        ((408, b""), AnswerLost),
        ((409, b""), AnswerLost),
        ((500, b""), AnswerLost),
        ((503, {"messages": []}), AnswerLost),
        ((200, b""), AnswerLost),
        ((202, b"<html>"), AnswerLost),
        ((202, {"accessionNumber": "soon"}), AnswerLost),
        ((202, {"accessionNumber": None}), AnswerLost),
        ((202, []), AnswerLost),
        (b"", AnswerLost),
        (b"garbage\r\n\r\n", AnswerLost),
        (b"HTTP/1.1 202 Accepted\r\nContent-Length: 500\r\n\r\n{", AnswerLost),
    ],
)
def test_each_answer_to_a_package_is_certain_or_is_lost(answer, error):
    with server(answer) as (url, requests), pytest.raises(error):
        client(url).send(order(package()).transmission(), "TEST")
    assert len(requests) == 1  # never repeated


def test_an_accession_number_counts_whatever_the_status():
    with server((500, TAKEN[1])) as (url, _):
        assert client(url).send(order(package()).transmission(), "TEST").accession == "0001212502-26-000001"


def test_no_connection_is_nothing_sent():
    with pytest.raises(NotSent, match="no connection to"):
        client("http://127.0.0.1:9").send(order(package()).transmission(), "TEST")


def test_a_question_is_asked_again_with_growing_waits():
    clock = FakeClock()
    answers = [(503, b""), (500, b""), (429, b""), (200, {"condition": "ACCEPTING"})]
    with server(*answers) as (url, requests):
        assert api(url, clock=clock).condition().is_accepting
    assert len(requests) == 4
    assert clock.slept > 0
    with server((503, b"")) as (url, requests), pytest.raises(Unreachable, match="HTTP 503"):
        client(url).condition()
    assert len(requests) == 4
    with server((403, b"")) as (url, requests), pytest.raises(Unreachable, match="HTTP 403"):
        client(url).condition()
    assert len(requests) == 1


@pytest.mark.parametrize(
    ("answer", "word", "accepting"),
    [
        ({"condition": "ACCEPTING AFTER HOURS"}, "ACCEPTING AFTER HOURS", True),
        ({"condition": "NOT AVAILABLE", "message": "closed"}, "NOT AVAILABLE", False),
        ({"condition": "DOWN"}, "DOWN", False),
        ({"condition": {"state": "ACCEPTING", "description": "x"}}, "ACCEPTING", True),
        ({"condition": "SOMETHING NEW"}, "SOMETHING NEW", True),
        ({}, "", True),
    ],
)
def test_conditions(answer, word, accepting):
    with server((200, answer)) as (url, _):
        condition = client(url).condition()
    assert (condition.word, condition.is_accepting) == (word, accepting)


def test_a_status_is_read_with_its_messages_and_its_notice():
    answer = {
        "submissionAccessionNumber": "0001212502-26-000001", "submissionFormType": "4", "mode": "live", "final": True,
        "transmissionStatus": "received", "submissionProcessingStatus": "suspended", "somethingNew": {"a": 1},
        "notification": base64.b64encode(b"Your  filing\nis suspended").decode(),
        "messages": [{"type": "ERROR", "content": "wrong", "errorNumber": 17, "errorLabel": "CCC"}],
    }  # fmt: skip
    with server((200, answer)) as (url, _):
        status = client(url).status("0001212502-26-000001")
    assert (status.end, status.is_final, status.mode) == (EndState.SUSPENDED, True, "LIVE")
    assert status.messages == (Message("ERROR", "17 CCC: wrong"), Message("NOTICE", "Your filing is suspended"))


def test_a_status_that_is_not_known_yet_is_none():
    with server((404, b"")) as (url, _):
        assert client(url).status("0001212502-26-000001") is None


@pytest.mark.parametrize(
    ("transmission", "processing", "final", "end"),
    [
        ("RECEIVED", None, False, None), ("RECEIVED", "NO_STATUS", False, None),
        ("RECEIVED", "PROCESSING", False, None),
        ("RECEIVED", "ACCEPTED", False, EndState.ACCEPTED), ("RECEIVED", "DISSEMINATED", True, EndState.DISSEMINATED),
        ("RECEIVED", "SUSPENDED", True, EndState.SUSPENDED), ("REJECTED", None, False, EndState.REJECTED),
        ("FAILED", "NO_STATUS", True, EndState.FAILED), ("RECEIVED", "BLOCKED", True, EndState.BLOCKED),
        ("RECEIVED", "DONE", False, None), ("RECEIVED", "DONE", True, EndState.DONE), (None, "NEW WORD", True, None),
    ],
)  # fmt: skip
def test_ends(transmission, processing, final, end):
    assert Status("0001212502-26-000001", transmission, processing, final).end is end


def test_only_what_is_taken_is_accepted():
    assert {end for end in EndState if end.is_accepted} == {EndState.ACCEPTED, EndState.DISSEMINATED}
    assert {end for end in EndState if end.is_over} == {EndState.SUSPENDED, EndState.REJECTED, EndState.FAILED}


# ---------------------------------------------------------------------------------------------------- hosts


def test_hosts():
    edgar = hosts_of("edgar")
    assert (edgar.api, edgar.data, edgar.archives) == (
        "https://api.edgarfiling.sec.gov", "https://data.sec.gov", "https://www.sec.gov",
    )  # fmt: skip
    assert hosts_of("https://api.edgarfiling.sec.gov") == edgar
    assert (hosts_of("beta").system, hosts_of("beta").data) == ("EDGAR Beta", None)
    assert hosts_of("http://localhost:8016/").api == "http://localhost:8016"
    assert hosts_of("http://[::1]:8016").is_local
    relay = hosts_of("https://relay.example:8443")
    assert (relay.system, relay.api, relay.data) == ("EDGAR", "https://relay.example:8443", "https://data.sec.gov")


@pytest.mark.parametrize(
    "address",
    [
        "http://api.edgarfiling.sec.gov", "http://10.0.0.1", "ftp://127.0.0.1", "127.0.0.1:8016", "", "https://",
        "https://me:pw@relay.example", "https://relay.example/path", "https://relay.example?x=1", "https://a:port",
        "http://127.0.0.1.example.com", "http://localhost.example.com",
    ],
)  # fmt: skip
def test_addresses_that_are_none_or_in_the_clear(address):
    with pytest.raises(SeenAndExpected):
        hosts_of(address)


# ------------------------------------------------------------------------------------------------- the record


def test_the_real_list_of_an_owner_is_read(shared):
    raw = (shared / "data" / "index" / "CIK0001830056.json").read_bytes()
    rows = list(entries(raw))
    assert (rows[0].accession, rows[0].form, rows[0].filed, rows[0].period) == (
        "9999999995-26-000414", "EFFECT", date(2026, 1, 30), None,
    )  # fmt: skip


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"<html>", b'{"filings":{"recent":{"accessionNumber":["0001212502-26-000001"]}}}']
)
def test_something_else_is_no_list(raw):
    with pytest.raises(Unreachable):
        list(entries(raw))


def listing(*rows):
    """A list of filings: accession, date, period, form."""
    columns = ("accessionNumber", "filingDate", "reportDate", "form")
    recent = {name: [row[i] for row in rows] for i, name in enumerate(columns)}
    return json.dumps({"filings": {"recent": recent}}).encode()


def looked(files, **more):
    return find(
        lambda address: files.get(address.removeprefix("r")),
        "r",
        "r",
        replace(order(package()).wanted, mode="LIVE", **more),
    )


def published(tmp_path):
    """The public text of the form, as the local endpoint makes it."""
    with endpoint() as (edgar, url):
        accession = submit(package(live=True), url, tmp_path, live=True).accession
        return accession, edgar.store._texts[accession]


LIST = "/submissions/CIK0001212502.json"


def test_find_reads_only_what_can_be_the_form(tmp_path):
    accession, text = published(tmp_path)
    folder = f"/Archives/edgar/data/1212502/{accession.replace('-', '')}/{accession}.txt"
    other = ("0000000001-26-000001", "2026-11-20")
    rows = [(*other, "2023-11-24", "4/A"), (*other, "2023-11-25", "4"), (accession, "2026-11-20", "2023-11-24", "4")]
    assert looked({LIST: listing(*rows), folder: text}).accession == accession
    assert looked({LIST: listing(rows[0], rows[1])}).said == "absent"
    assert looked({}).said == "absent"


def test_find_tells_of_a_similar_form(tmp_path):
    accession, text = published(tmp_path)
    folder = f"/Archives/edgar/data/1212502/{accession.replace('-', '')}/{accession}.txt"
    files = {LIST: listing((accession, "2026-11-20", "2023-11-24", "4")), folder: text.replace(b">0.0889<", b">9<")}
    assert looked(files).said == "absent"  # before the first sending, only the very same form counts
    assert looked(files, since=date(2026, 11, 19)).said == "similar"
    assert looked(files, since=date(2026, 11, 21)).said == "absent"
    assert looked(files, since=date(2026, 11, 19), ours=(accession,)).said == "absent"
    files[folder] = files[folder].replace(b"896493", b"1")
    assert looked(files, since=date(2026, 11, 19)).said == "absent"


@pytest.mark.parametrize("text", [None, b"<SEC-DOCUMENT>", b"not a filing"])
def test_a_filing_in_question_that_cannot_be_read_decides_nothing(text):
    number = "0001212502-26-000001"
    files = {LIST: listing((number, "2026-11-20", "2023-11-24", "4"))}
    if text is not None:
        files[f"/Archives/edgar/data/1212502/000121250226000001/{number}.txt"] = text
    with pytest.raises(Unreachable):
        looked(files)


def test_too_many_to_read_decides_nothing():
    rows = [(f"0001212502-26-{i:06}", "2026-11-20", "2023-11-24", "4") for i in range(61)]
    with pytest.raises(Unreachable, match="61 filings in question"):
        looked({LIST: listing(*rows)})


def test_tests_are_in_no_record_but_the_local_one():
    wanted = order(package()).wanted
    with endpoint() as (_, url):
        assert client(url).find(wanted).said == "absent"
    with server((200, {"condition": "ACCEPTING"})) as (url, _):
        assert client(url).find(wanted).said == "unknowable"
    beta = client("http://127.0.0.1:9")
    beta.hosts = hosts_of("beta")
    assert beta.find(wanted).said == "unknowable"
    edgar = client("http://127.0.0.1:9")
    edgar.hosts = hosts_of("edgar")
    assert edgar.find(wanted).said == "unknowable"


# -------------------------------------------------------------------------------------------------- secrets


@pytest.mark.parametrize(
    "answer",
    [
        b"", (500, b"boom"), (401, {"messages": [{"type": "ERROR", "content": f"token {FILER_TOKEN} and {CCC}"}]}),
        (202, {"messages": [{"content": base64.b64encode(f"xx{CCC}yy".encode()).decode()}]}),
    ],
)  # fmt: skip
def test_no_error_shows_a_secret(answer):
    request = order(package())
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        with server(answer) as (url, _):
            secrets = Redactor((*request.secrets, Secret(FILER_TOKEN), Secret(USER_TOKEN)))
            with pytest.raises((AnswerLost, TurnedAway)) as error:
                client(url, secrets=secrets).send(request.transmission(), "TEST")
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(logging.WARNING)
    text = "".join(traceback.format_exception(error.value)) + log.getvalue()
    assert not any(planted in text for planted in PLANTED)
    assert base64.b64encode(f"xx{CCC}yy".encode()).decode()[4:10] not in text


def test_each_question_to_the_record_takes_its_turn():
    """One that is asked again as well; a question to the filing API takes none."""

    class Counted:
        turns = 0

        def wait(self):
            self.turns += 1

    rate = Counted()
    wanted = order(package(live=True), live=True).wanted
    with server((503, b""), (503, b""), (404, b"")) as (url, requests):
        assert client(url, live=True, rate=rate).find(wanted).said == "absent"
    assert (len(requests), rate.turns) == (3, 3)
    with server((200, {"condition": "ACCEPTING"})) as (url, requests):
        client(url, rate=rate).condition()
    assert (len(requests), rate.turns) == (1, 3)


def test_a_token_that_is_no_header_is_not_quoted():
    bad = "planted\nInjected: yes"
    one = client("http://127.0.0.1:9")
    with server(TAKEN) as (url, requests):
        one.hosts, one.tokens = hosts_of(url), Tokens(Secret(bad), Secret("user"))
        one._redactor = type(one._redactor)((Secret(bad), Secret("user-token")))
        with pytest.raises((AnswerLost, NotSent)) as error:
            one.send(order(package()).transmission(), "TEST")
    assert requests == []
    assert "planted" not in "".join(traceback.format_exception(error.value))
