"""What the journal of submissions says, the filing date with it; a person types only what it does not know."""

from datetime import UTC, date, datetime, timedelta

import pytest

from section16.desk.errors import Refused, WrongState
from section16.desk.receipts import Answer
from section16.edgar.digest import form_digest
from section16.edgar.journal import Journal
from section16.edgar.submission import IN_RECORD
from tests.desk.made_up import form4

FRIDAY = date(2025, 3, 7)
NUMBER = "0000999901-25-000005"
AFTERNOON = datetime(2025, 3, 7, 21, 0, tzinfo=UTC)  # 16:00 Eastern time


class Told:
    """A journal of submissions about one form, written at the times that a test says."""

    def __init__(self, folder, desk, number: int) -> None:
        self.folder, self.at = folder, AFTERNOON
        self.about = (form_digest(desk.document(number)), "LIVE", "EDGAR")
        self.journal = Journal(folder, lambda: self.at)

    def say(self, kind: str, after: timedelta = timedelta(seconds=1), **data):
        self.at += after
        return self.journal.append(kind, self.about, **data)

    def end(self, outcome: str = "accepted", accession: str = NUMBER, after=timedelta(seconds=1), **data):
        state = {"accepted": "DISSEMINATED", "suspended": "FAILED"}[outcome]
        said = {"outcome": outcome, "state": state, "accession": accession, "reasons": [], **data}
        return self.say("final", after, **said)


@pytest.fixture
def told(desk, at_state, tmp_path):
    """``told(state)``: number of a draft, and the journal about it."""

    def make(state: str = "packaged"):
        number = at_state(state)
        return number, Told(tmp_path, desk, number)

    return make


def test_the_filing_date_is_that_of_the_transmission(desk, fay, told):
    number, journal = told()
    journal.say("intent")
    journal.say("sent", accession=NUMBER, tracking="T-1", locator="L-1", messages=[])
    journal.end(after=timedelta(days=4))
    (receipt,) = fay.collect(number, journal.folder)
    assert (receipt.filed_on, receipt.tracking, desk.draft(number).entry.state) == (FRIDAY, "T-1", "accepted")
    assert fay.collect(number, journal.folder) == []


@pytest.mark.parametrize(
    ("began", "took", "filed_on"),
    [
        (datetime(2025, 3, 8, 2, 59, tzinfo=UTC), 30, FRIDAY),  # 21:59 Eastern time
        (datetime(2025, 3, 8, 2, 59, 50, tzinfo=UTC), 60, None),  # begun by 22:00, received after it
        (datetime(2025, 3, 8, 3, 40, tzinfo=UTC), 30, date(2025, 3, 10)),  # 22:40
        (datetime(2025, 3, 8, 15, 0, tzinfo=UTC), 30, None),  # a Saturday
        (datetime(2025, 3, 7, 10, 30, tzinfo=UTC), 30, None),  # 5:30, before EDGAR opens
        (AFTERNOON, 3600 * 24 * 3, None),  # the answer came days later
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_where_the_hours_do_not_decide_a_person_types_the_date(desk, fay, told, began, took, filed_on):
    number, journal = told()
    journal.at = began - timedelta(seconds=1)
    journal.say("intent")
    journal.say("sent", timedelta(seconds=took), accession=NUMBER)
    journal.end()
    if filed_on is None:
        with pytest.raises(Refused, match="without accession number or filing date"):
            fay.collect(number, journal.folder)
        assert desk.draft(number).entry.state == "packaged"
    (receipt,) = fay.collect(number, journal.folder, filed_on=filed_on or date(2025, 3, 11))
    assert receipt.filed_on == (filed_on or date(2025, 3, 11))


def test_a_lost_answer_bounds_the_transmission_too(fay, told):
    number, journal = told()
    journal.say("intent")
    journal.say("unsent", why="the cable")
    journal.say("intent")
    journal.say("lost", why="no answer")
    journal.end()
    assert fay.collect(number, journal.folder)[0].filed_on == FRIDAY


def test_a_crash_bounds_nothing(fay, told):
    number, journal = told()
    journal.say("intent")
    journal.say("said", accession=NUMBER)
    journal.end()
    with pytest.raises(Refused, match="or filing date"):
        fay.collect(number, journal.folder)


def test_the_date_that_the_record_shows_is_the_date(fay, told):
    number, journal = told()
    journal.say("intent")
    journal.say("sent", accession=NUMBER)
    journal.end(state=IN_RECORD, filed_on="2025-03-06")
    with pytest.raises(Refused, match="found the filing date 2025-03-07, expected 2025-03-06, which the public record"):
        fay.collect(number, journal.folder, filed_on=FRIDAY)
    assert fay.collect(number, journal.folder, filed_on=date(2025, 3, 6))[0].filed_on == date(2025, 3, 6)


def test_what_the_record_shows_without_a_date_is_not_dated_by_our_own_sending(fay, told):
    number, journal = told()
    journal.say("intent")
    journal.say("sent", accession=NUMBER)
    journal.end(state=IN_RECORD)
    with pytest.raises(Refused, match="or filing date"):
        fay.collect(number, journal.folder)


def test_a_date_that_edgar_changed_is_typed_over_its_hours(fay, told):
    """17 CFR 232.13(b): the Commission may grant another date."""
    number, journal = told()
    journal.say("intent")
    journal.say("sent", accession=NUMBER)
    journal.end()
    assert fay.collect(number, journal.folder, filed_on=date(2025, 3, 6))[0].filed_on == date(2025, 3, 6)


def test_a_test_filing_has_no_filing_date(desk, fay, told):
    number, journal = told()
    journal.about = (journal.about[0], "TEST", "EDGAR")
    journal.say("intent")
    journal.say("sent", accession=NUMBER)
    journal.end()
    assert fay.collect(number, journal.folder)[0].filed_on is None
    assert desk.draft(number).entry.state == "packaged"


def test_a_broken_transmission_that_was_sent_once_more(desk, fay, told):
    """docs/filing.md: FAILED files nothing, the same package is submitted again. Collected at once, or one by one."""
    number, journal = told()
    for accession, outcome in (("0000999901-25-000006", "suspended"), (NUMBER, "accepted")):
        journal.say("intent")
        journal.say("sent", accession=accession)
        journal.end(outcome, accession)
    assert [one.outcome for one in fay.collect(number, journal.folder)] == ["suspended", "accepted"]
    assert desk.draft(number).entry.state == "accepted"
    assert [step.action for step in desk.draft(number).transitions[-4:]] == ["submit", "suspend", "submit", "accept"]


def test_a_suspension_that_was_noted_by_hand_is_not_noted_twice(desk, fay, told):
    number, journal = told("submitted")
    fay.receive(number, Answer(outcome="suspended", accession=NUMBER))
    journal.say("intent")
    journal.say("sent", accession=NUMBER)
    journal.end("suspended")
    with pytest.raises(WrongState):
        fay.collect(number, journal.folder)
    assert len(desk.receipts(number)) == 1


def test_another_form_in_the_journal_is_none_of_ours(desk, fay, ann, told):
    number, journal = told()
    journal.about = (form_digest(form4(shares="3")), "LIVE", "EDGAR")
    journal.say("intent")
    journal.end()
    assert desk.draft(number).entry.state == "packaged"
    with pytest.raises(LookupError, match="no submission of this form"):
        fay.collect(number, journal.folder)
