"""The local endpoint: what it takes, what it says, what it makes public, and what it keeps."""

import http.client
import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from section16.edgar.serve import LocalEdgar, LocalServer
from section16.edgar.serve_faults import FAULTS, Faults
from section16.edgar.serve_judge import Filer, Registry, judge, read_registry
from section16.edgar.serve_store import Store
from section16.edgar.transport import EndState
from section16.formats.recognise import read
from section16.rules.check import check
from section16.vocabulary.errors import Damaged, SeenAndExpected
from section16.vocabulary.findings import Severity
from tests.edgar.rehearsal import (
    CCC,
    FILER_TOKEN,
    OWNER,
    PLANTED,
    REGISTRY,
    USER_TOKEN,
    endpoint,
    order,
    package,
    submit,
    write_registry,
)

BEARER = f"bearer {FILER_TOKEN},{USER_TOKEN}"


def ask(url, method, path, body=b"", **headers):
    """One request on the wire: status and answer."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request(method, path, body or None, {name.replace("_", "-"): text for name, text in headers.items()})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "body", "headers", "code"),
    [
        ("/submission/single/test", "package", {"Authorization": BEARER}, 202),
        ("/submission/single/live", "package", {"Authorization": BEARER}, 400),
        ("/submission/single/test", "package", {}, 401),
        ("/submission/single/test", "package", {"Authorization": f"bearer {FILER_TOKEN}"}, 401),
        ("/submission/single/test", "package", {"Authorization": f"bearer {USER_TOKEN},{FILER_TOKEN}"}, 401),
        ("/submission/single/test", "package", {"Authorization": f"basic {FILER_TOKEN},{USER_TOKEN}"}, 401),
        ("/submission/single/test", b"<other/>", {"Authorization": BEARER}, 400),
        ("/submission/single/test", b"<edgarSubmission>", {"Authorization": BEARER}, 400),
        ("/submission/bulk/test", "package", {"Authorization": BEARER}, 404),
        ("/submission/single/test", "package", {"Authorization": BEARER, "Host": "evil.example"}, 403),
        ("/submission/single/test", "package", {"Authorization": BEARER, "Host": "["}, 403),
        ("/submission/single/test", "package", {"Authorization": BEARER, "X-EDGAR-LOGIN-CIK": "../../../x"}, 400),
        ("/submission/single/test", b"", {"Authorization": BEARER, "Content-Length": "x"}, 411),
        ("/submission/single/test", b"", {"Authorization": BEARER, "Content-Length": "\u00b2"}, 411),
        ("/submission/single/test", b"", {"Authorization": BEARER, "Content-Length": "999999999999"}, 413),
    ],
)
def test_what_it_takes(path, body, headers, code):
    source = order(package()).transmission() if body == "package" else body
    with endpoint() as (edgar, url):
        status, answer = ask(url, "POST", path, source, **headers)
        assert status == code
        assert len(edgar.store._receptions) == (code == 202)
    assert not any(planted.encode() in answer for planted in PLANTED)
    assert {"tracking", "locator", "messages"} <= set(json.loads(answer))


def test_it_is_for_this_machine_alone():
    for host in ("0.0.0.0", "192.168.1.1", "example.com", ""):
        with pytest.raises(SeenAndExpected, match="an address of this machine"):
            LocalServer(LocalEdgar(Store()), host)


def test_a_status_goes_through_the_states_of_edgar(tmp_path):
    with endpoint(delay=0.4) as (edgar, url):
        submit(package(live=True), url, tmp_path, live=True)
        one = edgar.store._receptions[0]
    seen = [one.status(one.received + timedelta(seconds=age)) for age in (0.0, 0.2, 0.41, 0.6)]
    assert [(row["processingStatus"], row["final"]) for row in seen] == [
        ("NO_STATUS", False), ("PROCESSING", False), ("ACCEPTED", False), ("DISSEMINATED", True),
    ]  # fmt: skip


def test_what_is_accepted_live_is_public(tmp_path):
    with endpoint(store=tmp_path / "store") as (_, url):
        accession = submit(package(live=True), url, tmp_path / "r", live=True).accession
        status, raw = ask(url, "GET", f"/submissions/CIK{OWNER:0>10}.json")
        recent = json.loads(raw)["filings"]["recent"]
        assert (status, recent["accessionNumber"], recent["form"]) == (200, [accession], ["4"])
        assert ask(url, "GET", f"/submissions/test/CIK{OWNER:0>10}.json")[0] == 404
        folder = f"/Archives/edgar/data/{OWNER}/{accession.replace('-', '')}"
        _, text = ask(url, "GET", f"{folder}/{accession}.txt")
        _, xml = ask(url, "GET", f"{folder}/doc4.xml")
        assert ask(url, "GET", f"{folder}/other.xml")[0] == 404
        assert ask(url, "GET", f"{folder}/../../../etc/passwd")[0] == 404
    filing = read(text)
    assert (filing.accession, filing.header.form_type) == (accession, "4")
    assert filing.document == read(xml).document
    document = filing.document
    assert (document.schema_version, document.issuer.name) == ("X0609", "Ault Alliance, Inc.")
    assert (document.owners[0].name, document.owners[0].ccc) == ("AULT MILTON C III", None)
    assert [found for found in check(filing) if found.severity is Severity.ERROR] == []
    assert CCC.encode() not in text


def test_what_is_accepted_as_a_test_is_in_a_list_of_its_own(tmp_path):
    with endpoint() as (_, url):
        submit(package(), url, tmp_path)
        assert ask(url, "GET", f"/submissions/CIK{OWNER:0>10}.json")[0] == 404
        assert ask(url, "GET", f"/submissions/test/CIK{OWNER:0>10}.json")[0] == 200


def test_it_counts_how_often_each_form_was_accepted(tmp_path):
    with endpoint() as (_, url):
        outcome = submit(package(), url, tmp_path)
        _, raw = ask(url, "GET", "/section16/accepted")
    assert json.loads(raw) == {"TEST": {outcome.record.form: 1}, "LIVE": {}}


def test_a_store_that_was_cut_short_opens(tmp_path):
    with endpoint(store=tmp_path / "s") as (_, url):
        submit(package(), url, tmp_path / "r")
    path = tmp_path / "s" / "receptions.jsonl"
    path.write_bytes(path.read_bytes() + b'{"accession":"000')
    assert Store(tmp_path / "s").number("1", 2026) == "0000000001-26-000002"
    path.write_bytes(b"{}\n")
    with pytest.raises(Damaged, match="what section16 edgar serve has written"):
        Store(tmp_path / "s")


# ----------------------------------------------------------------------------------------------- the verdict


def test_the_verdict_on_a_good_package():
    verdict = judge(order(package()).transmission(), REGISTRY)
    assert (verdict.end, verdict.messages) == (EndState.ACCEPTED, ())


@pytest.mark.parametrize(
    ("registry", "said"),
    [
        (Registry(filers={OWNER: Filer(ccc="0ther$$$"), "896493": Filer()}), "Invalid Reporting Owner CIK and/or CCC"),
        (Registry(filers={"896493": Filer()}), "Invalid Reporting Owner CIK and/or CCC"),
        (Registry(filers={OWNER: Filer()}), "Invalid Issuer CIK 0000896493"),
    ],
)
def test_the_registry_is_asked(registry, said):
    verdict = judge(order(package()).transmission(), registry)
    assert verdict.end is EndState.SUSPENDED
    assert said in verdict.messages[0].text
    assert CCC not in str(verdict.messages)


def test_a_package_without_ccc_is_suspended():
    verdict = judge(package(), Registry())
    assert (verdict.end, verdict.messages[0].text[:7]) == (EndState.SUSPENDED, "S16-165")


def test_the_registry_hides_its_secrets(tmp_path):
    registry = read_registry(write_registry(tmp_path / "registry.json"))
    assert registry == REGISTRY
    assert not any(planted in repr(registry) + repr(registry.filers) for planted in PLANTED)
    (tmp_path / "registry.json").write_text(f'{{"filers": "{CCC}"}}')
    with pytest.raises(Damaged) as error:
        read_registry(tmp_path / "registry.json")
    assert CCC not in str(error.value)


# ------------------------------------------------------------------------------------------------- the faults


def test_faults_are_taken_as_often_as_they_are_written():
    faults = Faults("lost-answer*2, delay=1.5, error-before=502*1")
    assert [faults.take("lost-answer") for _ in range(3)] == ["", "", None]
    assert [faults.seconds("delay") for _ in range(3)] == [1.5, 1.5, 1.5]
    assert [faults.take("error-before"), faults.take("error-before"), faults.take("cut")] == ["502", None, None]
    assert Faults("delay").seconds("delay") == float(FAULTS["delay"][0])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("suspend=3", "expected suspend without a value"), ("error-before=2.5", "from 400 to 599"),
        ("error-after=99999", "from 400 to 599"), ("status-error=200", "from 400 to 599"),
        ("filing-corrected*2", "without"), ("filing-corrected=1.5", "a whole number"),
        ("suspend%20", "for a fault of reading alone"), ("page-cut%101", "%SHARE up to 100"),
    ],
)  # fmt: skip
def test_faults_with_a_value_that_cannot_happen(text, said):
    with pytest.raises(SeenAndExpected, match=said):
        Faults(text)


def test_faults_of_reading_count_for_each_address_and_are_drawn_by_the_seed():
    faults = Faults("page-cut*2")
    assert [faults.at("page-cut", "/a") for _ in range(3)] == ["", "", None]
    assert faults.at("page-cut", "/b") == ""
    assert faults.at("page-503", "/a") is None
    assert faults.happened() == {"page-cut": 3}

    def drawn(seed):
        some = Faults("page-cut%30", seed)
        return [number for number in range(1000) if some.at("page-cut", f"/{number}") is not None]

    assert drawn(1) == drawn(1) != drawn(2)
    assert 250 < len(drawn(1)) < 350


@pytest.mark.parametrize("text", ["meteor", "delay=", "delay=x", "lost-answer*", "lost-answer*-1", "*1"])
def test_faults_that_are_none(text):
    with pytest.raises(SeenAndExpected, match="expected one of suspend"):
        Faults(text)
