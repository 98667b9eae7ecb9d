"""One submission against the local endpoint over real HTTP: each fault, each end, and never two filings."""

import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from section16.edgar.hosts import EDGAR, Hosts
from section16.edgar.journal import Journal, verify
from section16.edgar.order import Refused
from section16.edgar.pace import Pace
from section16.edgar.standing import standing
from section16.edgar.submission import IN_RECORD, Submission, Word
from section16.edgar.transport import (
    AnswerLost,
    Condition,
    Look,
    Message,
    NotAllowed,
    NotSent,
    Sent,
    Status,
    TurnedAway,
    Unreachable,
)
from tests.edgar.rehearsal import (
    QUICK,
    FakeClock,
    accepted,
    api,
    endpoint,
    kinds,
    order,
    package,
    submission,
    submit,
)

MODES = pytest.mark.parametrize("live", [False, True], ids=["TEST", "LIVE"])


@MODES
def test_a_package_is_accepted_once(tmp_path, live):
    with endpoint() as (edgar, url):
        outcome = submit(package(live=live), url, tmp_path, live=live)
        assert (outcome.kind, outcome.exit_status) == ("accepted", 0)
        assert outcome.accession.startswith("0001212502-")
        assert kinds(tmp_path) == ["intent", "sent", "final"]
        assert accepted(edgar, "LIVE" if live else "TEST") == [1]
        again = submit(package(live=live), url, tmp_path, live=live)
        assert (again.kind, again.exit_status, again.accession) == ("refused", 1, outcome.accession)
        assert "accepted already" in again.reasons[0]
        assert accepted(edgar, "LIVE" if live else "TEST") == [1]
    assert verify(tmp_path) == ()


def test_another_form_and_another_mode_are_other_submissions(tmp_path):
    with endpoint() as (edgar, url):
        assert submit(package(), url, tmp_path).kind == "accepted"
        assert submit(package(price="0.09"), url, tmp_path).kind == "accepted"
        assert submit(package(live=True), url, tmp_path, live=True).kind == "accepted"
        assert (accepted(edgar, "TEST"), accepted(edgar, "LIVE")) == ([1, 1], [1])


def test_the_same_form_in_other_words_is_the_same_form(tmp_path):
    with endpoint() as (edgar, url):
        assert submit(package(), url, tmp_path).kind == "accepted"
        assert submit(package(price="0.08890"), url, tmp_path).kind == "refused"
        assert accepted(edgar, "TEST") == [1]


# ------------------------------------------------------------------------------------------- ends but accepted


@pytest.mark.parametrize(("fault", "state"), [("suspend", "SUSPENDED"), ("reject", "REJECTED"), ("fail", "FAILED")])
def test_what_edgar_does_not_take_ends_with_its_reasons_and_may_be_sent_again(tmp_path, fault, state):
    with endpoint(f"{fault}*1") as (edgar, url):
        outcome = submit(package(), url, tmp_path)
        assert (outcome.kind, outcome.state, outcome.exit_status) == ("suspended", state, 1)
        assert outcome.reasons == ("ERROR: made to fail for a rehearsal",)
        assert submit(package(), url, tmp_path).kind == "accepted"
        assert accepted(edgar, "TEST") == [1]


def test_a_wrong_ccc_is_suspended_with_reasons(tmp_path):
    with endpoint() as (edgar, url):
        outcome = submit(package(), url, tmp_path, ccc="wr0ng$$$")
        assert (outcome.kind, outcome.state) == ("suspended", "SUSPENDED")
        assert outcome.reasons[0] == "ERROR: Invalid Reporting Owner CIK and/or CCC: 0001212502"
        assert submit(package(), url, tmp_path).kind == "accepted"
        assert accepted(edgar, "TEST") == [1]


def test_a_blocked_form_is_never_sent_again(tmp_path):
    with endpoint("block*1") as (edgar, url):
        first = submit(package(live=True), url, tmp_path, live=True)
        assert (first.kind, first.state, first.exit_status) == ("suspended", "BLOCKED", 1)
        assert "call EDGAR's filer support" in first.to_do
        assert submit(package(live=True), url, tmp_path, live=True).state == "BLOCKED"
        assert len(edgar.store._receptions) == 1


def test_done_without_a_word_is_undecided(tmp_path):
    with endpoint("done*1") as (edgar, url):
        outcome = submit(package(), url, tmp_path)
        assert (outcome.kind, outcome.exit_status) == ("undecided", 3)
        assert "does not say how" in outcome.reasons[0]
        assert submit(package(), url, tmp_path).kind == "undecided"
        assert len(edgar.store._receptions) == 1


# --------------------------------------------------------------------------------------------- lost answers


@MODES
@pytest.mark.parametrize("fault", ["lost-answer", "cut", "garbage", "error-after", "error-after=500"])
def test_a_lost_answer_is_found_in_the_record(tmp_path, fault, live):
    with endpoint(f"{fault}*1") as (edgar, url):
        outcome = submit(package(live=live), url, tmp_path, live=live)
        assert (outcome.kind, outcome.state) == ("accepted", IN_RECORD)
        assert kinds(tmp_path) == ["intent", "lost", "found", "final"]
        (received,) = edgar.store._receptions
        assert outcome.record.data["filed_on"] == received.filed.isoformat()
        assert accepted(edgar, "LIVE" if live else "TEST") == [1]


@pytest.mark.parametrize("fault", ["drop*1", "error-before*1", "error-before=502*1"])
def test_a_package_that_never_arrived_is_sent_again_once_the_record_has_settled(tmp_path, fault):
    with endpoint(fault) as (edgar, url):
        outcome = submit(package(), url, tmp_path)
        assert outcome.kind == "accepted"
        assert kinds(tmp_path) == ["intent", "lost", "cleared", "intent", "sent", "final"]
        records = {r.kind: r for r in Journal(tmp_path).records}
        lost = next(r for r in Journal(tmp_path).records if r.kind == "lost")
        assert (records["cleared"].at - lost.at).total_seconds() >= QUICK.settle
        assert accepted(edgar, "TEST") == [1]


def test_a_slow_answer_is_a_lost_one_and_is_resolved(tmp_path):
    with endpoint("slow=0.6*1") as (edgar, url):
        machine = submission(package(), url, tmp_path)
        machine.transport = api(url, timeout=0.2)
        assert machine.run().kind == "accepted"
        assert kinds(tmp_path) == ["intent", "lost", "found", "final"]
        assert accepted(edgar, "TEST") == [1]


def test_a_package_that_arrives_late_is_waited_for(tmp_path):
    """The connection breaks, and EDGAR takes the package in only afterwards: within the settling time."""
    with endpoint("late=0.25*1,lost-answer*1") as (edgar, url):
        assert submit(package(), url, tmp_path).kind == "accepted"
        assert accepted(edgar, "TEST") == [1]
        assert kinds(tmp_path) == ["intent", "lost", "found", "final"]


def test_a_filing_that_becomes_public_late_is_waited_for(tmp_path):
    with endpoint("hidden=0.25*1,lost-answer*1") as (edgar, url):
        assert submit(package(live=True), url, tmp_path, live=True).kind == "accepted"
        assert accepted(edgar, "LIVE") == [1]


def test_a_lost_answer_of_a_suspended_form_is_sent_again_and_told(tmp_path):
    with endpoint("lost-answer*1") as (_, url):
        outcome = submit(package(), url, tmp_path, ccc="wr0ng$$$")
        assert (outcome.kind, outcome.state) == ("suspended", "SUSPENDED")
        assert kinds(tmp_path) == ["intent", "lost", "cleared", "intent", "sent", "final"]


def test_the_record_out_of_order_delays_and_decides_nothing(tmp_path):
    with endpoint("lost-answer*1,record-error*6") as (edgar, url):
        assert submit(package(), url, tmp_path).kind == "accepted"
        assert accepted(edgar, "TEST") == [1]


def test_an_endpoint_that_stays_away_leaves_it_undecided_with_one_instruction(tmp_path):
    with endpoint("lost-answer*1,record-error") as (edgar, url):
        outcome = submit(package(), url, tmp_path, pace=replace(QUICK, patience=1.0))
        assert (outcome.kind, outcome.exit_status) == ("undecided", 3)
        assert "the form may have arrived" in outcome.reasons[0]
        assert outcome.to_do.startswith("run the same command again when local answers; nothing is sent before")
        edgar.faults._faults.clear()
        assert submit(package(), url, tmp_path).state == IN_RECORD
        assert accepted(edgar, "TEST") == [1]


def test_answers_lost_again_and_again_end_undecided_or_resolved(tmp_path):
    with endpoint("drop") as (edgar, url):
        outcome = submit(package(), url, tmp_path)
        assert (outcome.kind, kinds(tmp_path).count("intent")) == ("undecided", QUICK.tries)
        edgar.faults._faults.clear()
        assert submit(package(), url, tmp_path).kind == "accepted"
        assert accepted(edgar, "TEST") == [1]


# ----------------------------------------------------------------------------------------------- turned away


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("unauthorized*1", "HTTP 401"),
        ("forbidden*1", "HTTP 403"),
        ("rate-limit*1", "HTTP 429"),
        ("error-before=400*1", "HTTP 400"),
        ("error-before=413*1", "HTTP 413"),
    ],
)
def test_what_the_endpoint_turns_away_is_refused_and_not_repeated(tmp_path, fault, said):
    with endpoint(fault) as (edgar, url):
        outcome = submit(package(), url, tmp_path)
        assert (outcome.kind, outcome.exit_status) == ("refused", 1)
        assert said in outcome.reasons[0]
        assert kinds(tmp_path) == ["intent", "turned-away"]
        assert edgar.store._receptions == []
        assert submit(package(), url, tmp_path).kind == "accepted"


def test_nothing_is_sent_while_edgar_is_closed(tmp_path):
    with endpoint("not-available*1") as (edgar, url):
        outcome = submit(package(), url, tmp_path)
        assert (outcome.kind, kinds(tmp_path)) == ("refused", ["refused"])
        assert "NOT AVAILABLE" in outcome.reasons[0]
        assert edgar.store._receptions == []


def test_nothing_is_sent_when_nobody_answers(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    outcome = submit(package(), f"http://127.0.0.1:{port}", tmp_path)
    assert (outcome.kind, kinds(tmp_path)) == ("refused", ["refused"])
    assert outcome.reasons[0].startswith("nothing was sent: ")


@pytest.mark.parametrize("fault", ["not-found=0.3*1", "status-error*3", "delay=0.5*1"])
def test_a_status_that_takes_its_time_is_waited_for(tmp_path, fault):
    with endpoint(fault) as (edgar, url):
        assert submit(package(), url, tmp_path).kind == "accepted"
        assert accepted(edgar, "TEST") == [1]


def test_without_an_end_in_time_it_is_undecided_and_the_next_run_only_asks(tmp_path):
    with endpoint("delay=1.0*1") as (edgar, url):
        outcome = submit(package(), url, tmp_path, pace=replace(QUICK, patience=0.2))
        assert (outcome.kind, outcome.exit_status) == ("undecided", 3)
        assert outcome.to_do == "run the same command again: it asks and does not send"
        assert submit(package(), url, tmp_path).kind == "accepted"
        assert kinds(tmp_path) == ["intent", "sent", "final"]
        assert accepted(edgar, "TEST") == [1]


# ----------------------------------------------------------------------------- the record before the first sending


def test_a_live_form_that_is_public_already_is_not_filed_again_from_elsewhere(tmp_path):
    """Another folder of receipts, another machine, a colleague: the record is asked first."""
    with endpoint() as (edgar, url):
        first = submit(package(live=True), url, tmp_path / "mine", live=True)
        again = submit(package(live=True), url, tmp_path / "yours", live=True)
        assert (again.kind, again.accession) == ("refused", first.accession)
        assert "in the public record already" in again.reasons[0]
        assert kinds(tmp_path / "yours") == ["final"]
        assert submit(package(live=True), url, tmp_path / "yours", live=True).kind == "refused"
        assert accepted(edgar, "LIVE") == [1]


def test_a_filing_that_shows_after_the_record_had_settled_is_not_sent_again(tmp_path):
    """EDGAR slower than we thought: the look before the second sending finds what the first one filed."""
    clock = FakeClock(at(11))

    def looks():
        yield Look("absent")  # before the first sending
        while clock.slept < 3600:
            yield Look("absent")
        yield Look("absent")  # the hour is over: cleared
        while True:
            yield Look("found", "0001212502-26-000003")

    machine, transport = scripted(tmp_path, clock, send=[AnswerLost("gone")])
    script = looks()
    transport.find = lambda wanted: next(script)
    outcome = machine.run()
    assert (outcome.kind, outcome.accession) == ("accepted", "0001212502-26-000003")
    assert kinds(tmp_path) == ["intent", "lost", "cleared", "final"]
    assert transport.calls.count("send") == 1


def test_a_record_that_cannot_be_read_first_does_not_hold_up_a_filing(tmp_path):
    said = []
    with endpoint("record-error*4") as (_, url):
        assert submit(package(live=True), url, tmp_path, live=True, say=said.append).kind == "accepted"
    assert any("could not be read first" in line for line in said)


# ------------------------------------------------------------------------------------------------- at once


def test_two_at_once_send_once(tmp_path):
    with endpoint("slow=0.3*1") as (edgar, url):
        outcomes = []
        threads = [threading.Thread(target=lambda: outcomes.append(submit(package(), url, tmp_path))) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcome.kind for outcome in outcomes) == ["accepted", "refused"]
        assert accepted(edgar, "TEST") == [1]


def test_an_endpoint_that_restarts_has_forgotten_nothing(tmp_path):
    with endpoint("lost-answer*1,hidden=0.3*1", store=tmp_path / "store") as (edgar, url):
        machine = submission(package(), url, tmp_path / "receipts", pace=replace(QUICK, patience=0.0))
        assert machine.run().kind == "undecided"
    with endpoint(store=tmp_path / "store") as (edgar, url):
        assert submit(package(), url, tmp_path / "receipts").state == IN_RECORD
        assert submit(package(price="7"), url, tmp_path / "receipts").accession.endswith("000002")
        assert accepted(edgar, "TEST") == [1, 1]


# ---------------------------------------------------------------------------------- a scripted EDGAR, a fake clock


class Scripted:
    """A transport that answers what a test tells it, with a clock of its own."""

    def __init__(self, clock, *, send=(), find=(), status=(), condition=(), system=EDGAR):
        self.clock, self.system, self.host = clock, system, "https://edgar.example"
        self.scripts = {"send": list(send), "find": list(find), "status": list(status), "condition": list(condition)}
        self.calls = []

    def _next(self, name, default):
        self.calls.append(name)
        script = self.scripts[name]
        answer = script.pop(0) if len(script) > 1 else script[0] if script else default
        if isinstance(answer, Exception):
            raise answer
        return answer

    def condition(self):
        return self._next("condition", Condition("ACCEPTING"))

    def send(self, package, mode):
        return self._next("send", Sent("0001212502-26-000001"))

    def status(self, accession):
        return self._next("status", Status(accession, "RECEIVED", "DISSEMINATED", is_final=True))

    def find(self, wanted):
        return self._next("find", Look("absent"))


def scripted(tmp_path, clock, *, live=True, word=None, **script):
    transport = Scripted(clock, **script)
    machine = Submission(
        order(package(live=live), live=live), transport, Journal(tmp_path, clock.now), Pace(), clock=clock, word=word
    )
    return machine, transport


def at(hour, minute=0, day=18):
    """A time of November 2026 in New York (UTC-5); the 18th is a Wednesday, the 26th Thanksgiving."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) + timedelta(hours=5)


def test_silence_of_the_record_counts_after_an_hour(tmp_path):
    clock = FakeClock(at(11))
    machine, transport = scripted(tmp_path, clock, send=[AnswerLost("gone"), Sent("0001212502-26-000007")])
    assert machine.run().accession == "0001212502-26-000007"
    assert 3600 <= clock.slept <= 3700
    assert transport.calls.count("send") == 2


@pytest.mark.parametrize(
    ("sent", "until"),
    [
        (at(17, 31), at(7, 0, 19)),
        (at(21, 59), at(7, 0, 19)),
        (at(18, 0, 20), at(7, 0, 23)),
        (at(18, 0, 25), at(7, 0, 27)),
    ],
    ids=["evening", "at the close", "Friday", "before Thanksgiving"],
)
def test_what_was_sent_in_the_evening_settles_the_next_business_morning(tmp_path, sent, until):
    clock = FakeClock(sent)
    machine, transport = scripted(tmp_path, clock, send=[AnswerLost("gone"), Sent("0001212502-26-000007")])
    outcome = machine.run()
    assert outcome.kind == "undecided"
    assert f"only after {until:%Y-%m-%d %H:%M} UTC" in outcome.reasons[0]
    assert "--not-received" in outcome.to_do
    clock.time = until + timedelta(seconds=1)
    assert machine.run().kind == "accepted"
    assert transport.calls.count("send") == 2


def test_a_filing_of_the_evening_is_found_as_soon_as_it_shows(tmp_path):
    clock = FakeClock(at(18))
    shown = [Look("absent")] * 5 + [Look("found", "0001212502-26-000003")]
    machine, _ = scripted(tmp_path, clock, send=[AnswerLost("gone")], find=shown)
    outcome = machine.run()
    assert (outcome.kind, outcome.accession) == ("accepted", "0001212502-26-000003")
    assert clock.slept < 120


def test_a_closing_in_between_starts_the_hour_anew(tmp_path):
    """What waits inside EDGAR while it is down comes out only when it is back."""
    clock = FakeClock(at(11))
    condition = [Condition("ACCEPTING")] * 100 + [Condition("DOWN")] * 20 + [Condition("ACCEPTING")]
    machine, _ = scripted(tmp_path, clock, send=[AnswerLost("gone"), Sent("0001212502-26-000007")], condition=condition)
    outcome = machine.run()
    assert (outcome.kind, outcome.exit_status) == ("accepted", 0)
    assert clock.slept > 3600 + 100 * 30


def test_days_later_silence_still_takes_ten_minutes(tmp_path):
    """EDGAR may have come back a moment ago: what it was before this run, nobody saw."""
    clock = FakeClock(at(11))
    machine, transport = scripted(tmp_path, clock)
    transport.send = lambda package, mode: (_ for _ in ()).throw(MemoryError())
    with pytest.raises(MemoryError):
        machine.run()
    clock.time, clock.slept = at(11, day=20), 0.0
    machine, transport = scripted(tmp_path, clock)
    assert machine.run().kind == "accepted"
    assert 600 <= clock.slept <= 660


def test_a_person_can_say_that_it_arrived(tmp_path):
    clock = FakeClock(at(18))
    machine, _ = scripted(tmp_path, clock, send=[AnswerLost("gone")])
    assert machine.run().kind == "undecided"
    machine, transport = scripted(tmp_path, clock, word=Word("0001212502-26-000009"))
    outcome = machine.run()
    assert (outcome.kind, outcome.accession) == ("accepted", "0001212502-26-000009")
    assert "send" not in transport.calls
    assert kinds(tmp_path) == ["intent", "lost", "said", "final"]


def test_a_person_can_say_that_it_did_not_arrive(tmp_path):
    clock = FakeClock(at(18))
    machine, _ = scripted(tmp_path, clock, send=[AnswerLost("gone")])
    assert machine.run().kind == "undecided"
    machine, transport = scripted(tmp_path, clock, word=Word())
    assert machine.run().kind == "accepted"
    assert transport.calls.count("send") == 1


def test_a_similar_form_in_the_record_is_for_a_person_to_compare(tmp_path):
    """EDGAR may change a form in a way we do not know: then nothing is sent again on our own."""
    clock = FakeClock(at(11))
    script = {"send": [AnswerLost("gone")], "find": [Look("absent"), Look("similar", "0001212502-26-000005")]}
    machine, transport = scripted(tmp_path, clock, **script)
    outcome = machine.run()
    assert outcome.kind == "undecided"
    assert "compare 0001212502-26-000005 with the form" in outcome.to_do
    assert transport.calls.count("send") == 1


def test_a_lost_test_filing_on_edgar_cannot_be_found_and_may_be_sent_again(tmp_path):
    clock = FakeClock(at(11))
    script = {"send": [AnswerLost("gone"), Sent("0001212502-26-000007")], "find": [Look("unknowable")]}
    machine, _ = scripted(tmp_path, clock, live=False, **script)
    assert machine.run().kind == "accepted"
    assert kinds(tmp_path) == ["intent", "lost", "cleared", "intent", "sent", "final"]


def test_a_number_that_edgar_forgets_is_looked_up(tmp_path):
    clock = FakeClock(at(11))
    machine, transport = scripted(
        tmp_path, clock, status=[None], find=[Look("absent"), Look("found", "0001212502-26-000001")]
    )
    outcome = machine.run()
    assert (outcome.kind, outcome.state) == ("accepted", IN_RECORD)
    assert transport.calls.count("send") == 1


def test_a_number_that_edgar_forgets_and_no_record_shows_was_not_filed(tmp_path):
    clock = FakeClock(at(11))
    machine, _ = scripted(tmp_path, clock, status=[None])
    outcome = machine.run()
    assert (outcome.kind, outcome.state) == ("suspended", "UNKNOWN")
    machine, _ = scripted(tmp_path, clock)
    assert machine.run().kind == "accepted"


def test_a_number_that_edgar_forgets_while_the_record_is_away_is_undecided(tmp_path):
    clock = FakeClock(at(11))
    machine, transport = scripted(tmp_path, clock, status=[None], find=[Look("absent"), Unreachable("no route")])
    outcome = machine.run()
    assert (outcome.kind, outcome.accession) == ("undecided", "0001212502-26-000001")
    assert "the record cannot be read: no route" in outcome.reasons[0]
    transport.scripts["status"] = [Status("0001212502-26-000001", "RECEIVED", "DISSEMINATED")]
    assert machine.run().kind == "accepted"
    assert transport.calls.count("send") == 1


@pytest.mark.parametrize(
    ("look", "kind"),
    [
        (Look("found", "0001212502-26-000001"), "accepted"),
        (Look("absent"), "undecided"),
        (Unreachable("x"), "undecided"),
    ],
)
def test_done_is_decided_by_the_record(tmp_path, look, kind):
    status = [Status("0001212502-26-000001", "RECEIVED", "DONE", is_final=True)]
    machine, _ = scripted(tmp_path, FakeClock(at(11)), status=status, find=[Look("absent"), look])
    assert machine.run().kind == kind


def test_edgar_away_while_resolving_is_undecided_and_never_sent_again(tmp_path):
    clock = FakeClock(at(11))
    condition = [Condition("ACCEPTING"), Unreachable("no route")]
    machine, transport = scripted(tmp_path, clock, send=[AnswerLost("gone")], condition=condition)
    outcome = machine.run()
    assert outcome.kind == "undecided"
    assert outcome.to_do.startswith("run the same command again when EDGAR answers")
    assert transport.calls.count("send") == 1


def test_after_a_crash_the_hour_starts_ten_minutes_later(tmp_path):
    clock = FakeClock(at(11))
    machine, transport = scripted(tmp_path, clock)
    transport.send = lambda package, mode: (_ for _ in ()).throw(MemoryError())
    with pytest.raises(MemoryError):
        machine.run()
    machine, transport = scripted(tmp_path, clock)
    assert machine.run().kind == "accepted"
    assert 4200 <= clock.slept <= 4300


def test_edgar_calling_a_test_live_is_told(tmp_path):
    clock = FakeClock(at(11))
    status = Status("0001212502-26-000001", "RECEIVED", "ACCEPTED", mode="LIVE", messages=(Message("INFO", "so"),))
    machine, _ = scripted(tmp_path, clock, live=False, status=[status])
    assert machine.run().reasons == ("EDGAR calls it LIVE, it was sent as TEST", "INFO: so")


@pytest.mark.parametrize("word", ["DOWN", "NOT AVAILABLE", "not available"])
def test_edgar_down_is_refused(tmp_path, word):
    machine, transport = scripted(tmp_path, FakeClock(at(11)), condition=[Condition(word, "later")])
    assert machine.run().reasons == (f"EDGAR is {word}: later",)
    assert transport.calls == ["condition"]


@pytest.mark.parametrize(
    ("error", "kind"), [(NotSent("no connection"), "unsent"), (TurnedAway("HTTP 401"), "turned-away")]
)
def test_what_was_certainly_not_taken_is_refused_at_once(tmp_path, error, kind):
    machine, transport = scripted(tmp_path, FakeClock(at(11)), send=[error])
    outcome = machine.run()
    assert (outcome.kind, kinds(tmp_path)) == ("refused", ["intent", kind])
    assert transport.calls.count("send") == 1


def test_a_machine_that_stood_still_after_the_intent_sends_nothing_on_it(tmp_path):
    """A laptop that slept between intent and sending: the intent's time would say too little."""

    class Sleepy(FakeClock):
        reads = 0

        def now(self):
            self.reads += 1
            if self.stand_at and self.reads == self.stand_at:
                self.time += timedelta(hours=8)
            return super().now()

    seen = set()
    for stand_at in range(1, 14):
        clock = Sleepy(at(11))
        clock.stand_at = stand_at
        machine, transport = scripted(tmp_path / str(stand_at), clock)
        assert machine.run().kind in {"accepted", "undecided"}
        seen.update(kinds(tmp_path / str(stand_at)))
        now = standing(machine.journal.records, machine.order.digest, "LIVE", EDGAR)
        sends = transport.calls.count("send")
        assert sends == 1 or now.stage != "accepted"
    assert "unsent" in seen


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), AssertionError("a bug")])
def test_whatever_breaks_in_sending_leaves_an_open_intent_that_is_resolved(tmp_path, error):
    clock = FakeClock(at(11))
    machine, transport = scripted(tmp_path, clock)
    transport.send = lambda package, mode: (_ for _ in ()).throw(error)
    with pytest.raises(type(error)):
        machine.run()
    assert kinds(tmp_path) == ["intent"]
    machine, transport = scripted(tmp_path, clock, find=[Look("found", "0001212502-26-000002")])
    assert machine.run().accession == "0001212502-26-000002"
    assert "send" not in transport.calls


def test_receipts_of_one_system_say_nothing_about_another(tmp_path):
    clock = FakeClock(at(11))
    machine, _ = scripted(tmp_path, clock, system="local")
    assert machine.run().kind == "accepted"
    machine, transport = scripted(tmp_path, clock)
    assert machine.run().kind == "accepted"
    assert transport.calls.count("send") == 1


def test_unreachable_while_following_is_undecided(tmp_path):
    machine, transport = scripted(tmp_path, FakeClock(at(11)), status=[Unreachable("no route")])
    outcome = machine.run()
    assert (outcome.kind, outcome.accession) == ("undecided", "0001212502-26-000001")
    assert transport.calls.count("send") == 1


def test_a_token_that_ends_meanwhile_is_told_at_once(tmp_path):
    machine, _ = scripted(tmp_path, FakeClock(at(11)), status=[NotAllowed("HTTP 401")])
    outcome = machine.run()
    assert (outcome.kind, outcome.accession) == ("undecided", "0001212502-26-000001")
    assert outcome.to_do.startswith("renew the filer token")
    assert machine.clock.slept == 0


def test_what_a_person_found_out_changes_nothing_where_no_answer_is_missing(tmp_path):
    said = []
    machine, _ = scripted(tmp_path, FakeClock(at(11)), word=Word("0001212502-26-000009"))
    machine.say = said.append
    assert machine.run().accession == "0001212502-26-000001"
    assert said[0].startswith("no answer is missing")


# -------------------------------------------------------------------------------------------------- LIVE guards


def test_live_needs_the_word_and_the_package():
    with pytest.raises(Refused, match="the package is LIVE, a real filing; to send it say --live"):
        order(package(live=True))
    with pytest.raises(Refused, match="the package says TEST and --live was asked for"):
        order(package(), live=True)


@pytest.mark.parametrize(
    ("live_package", "mode", "word"),
    [(True, "LIVE", False), (True, "TEST", True), (False, "LIVE", True), (True, "TEST", False)],
)
def test_the_transport_refuses_a_mismatch_before_a_byte_is_sent(live_package, mode, word):
    with endpoint() as (edgar, url):
        with pytest.raises(NotSent):
            api(url, live=word).send(order(package(live=live_package), live=live_package).transmission(), mode)
        assert edgar.store._receptions == []


def test_beta_takes_no_live_filing():
    client = api("http://127.0.0.1:9", live=True)
    client.hosts = Hosts("EDGAR Beta", "http://127.0.0.1:9")
    with pytest.raises(NotSent, match="EDGAR Beta takes test filings only"):
        client.send(order(package(live=True), live=True).transmission(), "LIVE")


def test_the_transport_sends_packages_only():
    with pytest.raises(NotSent, match="no package"):
        api("http://127.0.0.1:9").send(b"<other/>", "TEST")
