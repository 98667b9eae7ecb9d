"""One submission from the intent to its end: never two filings of one form, never a doubt left unsaid.

Before a package is sent, the intent is on disk.  An intent without an answer (the answer was
lost, the program was killed, the machine stopped) is resolved before anything is sent again:
by its accession number if there is one, else by looking the form up in the record, and only
once the record must show what arrived (``pace``) does its silence mean that nothing did.
Every run ends in an ``Outcome``: accepted, suspended, refused, or undecided with what a person
has to do.  The package itself is sent once per intent; no error repeats it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Literal

import msgspec

from section16.edgar.chain import Record
from section16.edgar.clock import Clock, SystemClock
from section16.edgar.journal import Busy, Journal
from section16.edgar.order import Order
from section16.edgar.pace import Pace
from section16.edgar.standing import Standing, other_accessions, standing
from section16.edgar.transport import (
    LIVE,
    AnswerLost,
    EndState,
    Look,
    NotAllowed,
    NotSent,
    Status,
    Transport,
    TurnedAway,
    Unreachable,
)

_SLOW = 60.0  # seconds from the intent to the sending; after that the intent's time says too little
_UNKNOWN = 3  # answers in a row that EDGAR does not know a number
IN_RECORD = "IN THE RECORD"
_WHERE_TO_LOOK = "the e-mail from EDGAR or the list of submissions on EDGAR's site"


class Outcome(msgspec.Struct, frozen=True):
    """How a run ended.

    kind       accepted; suspended (not filed: state says how); refused (not sent, or not taken);
               undecided
    state      EDGAR's word (DISSEMINATED, SUSPENDED, BLOCKED ...); "" without one
    reasons    why, one a line
    to_do      for undecided and BLOCKED: what a person has to do
    record     the last record about the form; None when none was written
    """

    kind: Literal["accepted", "suspended", "refused", "undecided"]
    state: str = ""
    accession: str | None = None
    reasons: tuple[str, ...] = ()
    to_do: str = ""
    record: Record | None = None

    @property
    def exit_status(self) -> int:
        """0 accepted, 1 suspended or refused, 3 undecided."""
        return {"accepted": 0, "undecided": 3}.get(self.kind, 1)


class Word(msgspec.Struct, frozen=True):
    """What a person found out about an intent without an answer: its accession number, or that it did not arrive."""

    accession: str | None = None


class Submission:
    """Submits one order through one transport, by one journal.

    say   told of each step, one line
    word  what a person found out, for an intent that the record cannot resolve
    """

    def __init__(
        self, order: Order, transport: Transport, journal: Journal, pace: Pace, *, clock: Clock | None = None,
        say: Callable[[str], None] = lambda line: None, word: Word | None = None,
    ) -> None:  # fmt: skip
        self.order, self.transport, self.journal, self.pace = order, transport, journal, pace
        self.clock = clock or SystemClock()
        self.say, self.word = say, word
        self._about = (order.digest, order.mode, transport.system)
        self._end = self.clock.now()

    def run(self) -> Outcome:
        """Submit, or go on where an earlier run stopped.  Raises Damaged when the journal is broken."""
        self._end = self.clock.now() + timedelta(seconds=self.pace.patience)
        try:
            with self.journal.form_lock(self.order.digest, self.order.mode):
                self.journal.refresh()
                return self._go_on() or self._send_until_known()
        except Busy as error:
            return Outcome("refused", reasons=(str(error),))

    # -------------------------------------------------------------------------------- where it stands now

    def _go_on(self) -> Outcome | None:
        """Bring an earlier run to its end; None when the form may be sent."""
        now = self._standing()
        if self.word is not None and now.stage == "open":
            self._write("said", accession=self.word.accession, absent=self.word.accession is None)
            now = self._standing()
        elif self.word is not None:
            self.say("no answer is missing for this form, so what you found out is not needed")
        if now.stage == "accepted":
            state = now.end.data["state"] if now.end is not None else ""
            receipt = f"{now.accession}, {self.order.mode}, {state}, {_time(now.end)}"
            return self._refused(f"this form was accepted already: {receipt}", accession=now.accession)
        if now.stage == "sent":
            assert now.accession is not None
            self.say(f"sent before as {now.accession}")
            return self._follow(now.accession)
        if now.stage == "open":
            self.say(f"an earlier run sent this form at {_time(now.intent)} and got no answer")
            return self._resolve(now)
        return None

    def _standing(self) -> Standing:
        return standing(self.journal.records, *self._about)

    # --------------------------------------------------------------------------------------------- sending

    def _send_until_known(self) -> Outcome:
        """Send; after a lost answer, again only once it is known that nothing came of it."""
        for _ in range(self.pace.tries):
            if (refused := self._before_sending()) is not None:
                return refused
            outcome = self._send()
            if outcome is not None:
                return outcome
        return self._undecided(
            f"the answer was lost {self.pace.tries} times and nothing came of it", "run the same command again later"
        )

    def _before_sending(self) -> Outcome | None:
        """Why nothing is sent: EDGAR is closed, or the form is in the record already; None to go on."""
        try:
            condition = self.transport.condition()
        except Unreachable as error:
            return self._refused(f"nothing was sent: {error}")
        self.say(f"{self.transport.system} is {condition.word or 'there'}")
        if not condition.is_accepting:
            return self._refused(f"{self.transport.system} is {condition.word}: {condition.message or 'nothing sent'}")
        if self.order.mode != LIVE:
            return None
        try:
            look = self._look(None)
        except Unreachable as error:
            self.say(f"the public record could not be read first: {error}")
            return None
        if look.said != "found" or look.accession is None:
            return None
        if self._standing().intent is not None:  # ours after all, and later than the record should have told
            return self._final("accepted", IN_RECORD, look.accession, (), look.filed)
        record = self._final("accepted", IN_RECORD, look.accession, (), look.filed).record
        reason = f"this form is in the public record already: {look.accession}"
        return Outcome("refused", accession=look.accession, reasons=(reason,), record=record)

    def _send(self) -> Outcome | None:
        """One intent and its sending; None when it is known that nothing came of it and it may be tried again."""
        order = self.order
        intent = self._write(
            "intent", package_sha256=order.package_sha256, form_type=order.form_type,
            period=None if order.period is None else order.period.isoformat(), issuer=order.issuer,
            owners=list(order.owners), host=self.transport.host,
        )  # fmt: skip
        if (self.clock.now() - intent.at).total_seconds() > _SLOW:
            self._write("unsent", why="the machine stood still between intent and sending")
            return None
        self.say(f"sending Form {order.form_type} to {self.transport.host}, {order.mode}")
        try:
            sent = self.transport.send(order.transmission(), order.mode)
        except NotSent as error:
            record = self._write("unsent", why=str(error))
            return Outcome("refused", reasons=(f"nothing was sent: {error}",), record=record)
        except TurnedAway as error:
            record = self._write("turned-away", why=str(error))
            return Outcome("refused", reasons=(f"{self.transport.system} did not take it: {error}",), record=record)
        except AnswerLost as error:
            self._write("lost", why=str(error))
            self.say(f"no answer: {error}")
            return self._resolve(self._standing())
        self._write(
            "sent", accession=sent.accession, tracking=sent.tracking, locator=sent.locator,
            messages=[str(message) for message in sent.messages],
        )  # fmt: skip
        self.say(f"received as {sent.accession}")
        return self._follow(sent.accession)

    # ------------------------------------------------------------------------------------------- resolving

    def _resolve(self, now: Standing) -> Outcome | None:
        """Find out what came of an intent without an answer; None when it is known that nothing did."""
        assert now.since is not None
        settle = timedelta(seconds=self.pace.settle)
        settled = max(
            self.pace.settled(now.since, self.order.mode, is_over=now.is_over),
            self.clock.now() + timedelta(seconds=self.pace.watch),
        )
        wait = self.pace.first
        while True:
            asked = self.clock.now()
            closed = self._closed()
            look, why = self._seen(now.since)
            if look is not None and look.accession is not None:
                return self._shown(look)
            if look is not None and look.said == "unknowable":
                self._cleared("a test filing is in no record, and is no filing: it may be sent again")
                return None
            # silence counts only where the record was read at a time at which it had to tell
            if look is not None and not closed and asked >= settled:
                self._cleared("the record has settled and does not show it: it did not arrive, or was suspended")
                return None
            if closed and asked >= settled - settle:
                settled = max(settled, asked + settle)  # what waits inside may come out when it opens
            if asked >= self._end:
                return self._not_known(settled, closed or why)
            doubt = f" ({closed or why})" if closed or why else ""
            self.say(f"not in the record yet{doubt}; asking until {settled:%Y-%m-%d %H:%M:%S} UTC")
            self.clock.sleep(wait)
            wait = min(wait * 1.5, self.pace.longest)

    def _closed(self) -> str:
        """Why what arrived may still be held up inside; "" while EDGAR is at work."""
        try:
            condition = self.transport.condition()
        except Unreachable as error:
            return str(error)
        return "" if condition.is_accepting else f"{self.transport.system} is {condition.word}"

    def _seen(self, since: datetime) -> tuple[Look | None, str]:
        """What the record shows; None and why when it cannot be read."""
        try:
            return self._look(since), ""
        except Unreachable as error:
            return None, str(error)

    def _look(self, since: datetime | None) -> Look:
        """Look the form up.  The day before the sending counts too: dates are Eastern, clocks differ."""
        wanted = msgspec.structs.replace(
            self.order.wanted, since=None if since is None else (since - timedelta(days=1)).date(),
            ours=other_accessions(self.journal.records, self.order.digest),
        )  # fmt: skip
        return self.transport.find(wanted)

    def _shown(self, look: Look) -> Outcome:
        """The record shows the form, or one that a person has to tell apart from it."""
        assert look.accession is not None
        if look.said == "found":
            self._write("found", accession=look.accession)
            self.say(f"it arrived: the record shows it as {look.accession}")
            return self._final("accepted", IN_RECORD, look.accession, (), look.filed)
        self._write("looked", said=look.said, accession=look.accession)
        return self._undecided(
            f"the record shows {look.accession}, of the same owner, issuer, form and period, but in other words",
            f"compare {look.accession} with the form; if it is the same, run again with --accession {look.accession}, "
            f"else with --not-received",
        )

    def _cleared(self, why: str) -> None:
        self._write("cleared", why=why)
        self.say(why)

    def _not_known(self, settled: datetime, why: str) -> Outcome:
        """Patience is at its end before the record could tell."""
        system = self.transport.system
        if why:
            return self._undecided(
                f"the form may have arrived, and {system} cannot be asked: {why}",
                f"run the same command again when {system} answers; nothing is sent before it is asked",
            )
        return self._undecided(
            f"the form may have arrived; the record tells for certain only after {settled:%Y-%m-%d %H:%M} UTC",
            f"run the same command again after that time; or read {_WHERE_TO_LOOK}, and run it with "
            f"--accession NUMBER if the form is there, with --not-received if it is not",
        )

    # ------------------------------------------------------------------------------------------- following

    def _follow(self, accession: str) -> Outcome:
        """Ask until EDGAR has said its last word; a form that has a number is not sent again in this run."""
        wait, shown, unknown = self.pace.first, "", 0
        why = f"{self.transport.system} does not know it yet"
        while True:
            try:
                status = self.transport.status(accession)
            except NotAllowed as error:
                to_do = "renew the filer token and run the same command again: it asks and does not send"
                return self._undecided(
                    f"{accession} was sent, and its end may not be asked for: {error}", to_do, accession
                )
            except Unreachable as error:
                status, why = None, str(error)
            else:
                unknown = unknown + 1 if status is None else 0
                if unknown >= _UNKNOWN and self.clock.now() >= self._since() + timedelta(seconds=self.pace.settle):
                    return self._forgotten(accession)
            if status is not None:
                shown = self._polled(status, shown)
                why = shown
                if status.end is not None:
                    return self._ended(accession, status)
            if self.clock.now() >= self._end:
                return self._undecided(
                    f"{accession} was sent and has no end yet: {why}",
                    "run the same command again: it asks and does not send",
                    accession,
                )
            self.clock.sleep(wait)
            wait = min(wait * 1.5, self.pace.longest)

    def _since(self) -> datetime:
        """When the form can have left this machine, at the latest known."""
        since = self._standing().since
        return self._end if since is None else since

    def _polled(self, status: Status, before: str) -> str:
        said = status.processing or status.transmission or "NO_STATUS"
        if said != before:
            self._write("polled", transmission=status.transmission, processing=status.processing)
            self.say(f"{status.accession} is {said}")
        return said

    def _ended(self, accession: str, status: Status) -> Outcome:
        end = status.end
        assert end is not None
        reasons = tuple(str(message) for message in status.messages)
        if status.mode not in (None, self.order.mode):
            reasons = (f"EDGAR calls it {status.mode}, it was sent as {self.order.mode}", *reasons)
        if end is EndState.DONE and (found := self._in_record()) is not None:
            return self._final("accepted", IN_RECORD, found.accession or accession, reasons, found.filed)
        if end.is_accepted:
            return self._final("accepted", end.value, accession, reasons)
        if end.is_over:
            return self._final("suspended", end.value, accession, reasons)
        if end is EndState.BLOCKED:
            outcome = self._final("blocked", end.value, accession, reasons)
            to_do = f"call EDGAR's filer support about {accession}; the form is not sent again while it is blocked"
            return msgspec.structs.replace(outcome, to_do=to_do)
        return self._undecided(
            f"EDGAR is done with {accession} and does not say how", f"read {_WHERE_TO_LOOK} for {accession}", accession
        )

    def _in_record(self) -> Look | None:
        """The form in the record; None when it is not there or cannot be asked."""
        try:
            look = self._look(None)
        except Unreachable:
            return None
        return look if look.said == "found" else None

    def _forgotten(self, accession: str) -> Outcome:
        """EDGAR does not know a number that it gave: it keeps an end for some days only (unverified)."""
        look, why = self._seen(self._since())
        if look is not None and look.said == "found":
            return self._final("accepted", IN_RECORD, look.accession or accession, (), look.filed)
        reason = f"EDGAR does not know {accession} any more"
        settled = self.pace.settled(self._since(), self.order.mode, is_over=True)
        if self.order.mode != LIVE or (look is not None and look.said == "absent" and self.clock.now() >= settled):
            return self._final("suspended", "UNKNOWN", accession, (f"{reason}, and no record shows it",))
        return self._undecided(
            f"{reason}{f', and the record cannot be read: {why}' if why else ''}",
            f"read {_WHERE_TO_LOOK} for {accession}, and run the same command again: it asks and does not send",
            accession,
        )

    # ------------------------------------------------------------------------------------------ writing up

    def _write(self, kind: str, **data: Any) -> Record:
        return self.journal.append(kind, self._about, **data)

    def _final(
        self, outcome: Literal["accepted", "suspended", "blocked"], state: str, accession: str,
        reasons: tuple[str, ...], filed: date | None = None,
    ) -> Outcome:  # fmt: skip
        dated = {} if filed is None else {"filed_on": filed.isoformat()}
        record = self._write("final", outcome=outcome, state=state, accession=accession, reasons=list(reasons), **dated)
        kind: Literal["accepted", "suspended"] = "accepted" if outcome == "accepted" else "suspended"
        return Outcome(kind, state, accession, reasons, record=record)

    def _refused(self, reason: str, accession: str | None = None) -> Outcome:
        record = self._write("refused", why=reason)
        return Outcome("refused", accession=accession, reasons=(reason,), record=record)

    def _undecided(self, reason: str, to_do: str, accession: str | None = None) -> Outcome:
        return Outcome("undecided", accession=accession, reasons=(reason,), to_do=to_do, record=self._standing().last)


def _time(record: Record | None) -> str:
    return f"{record.at:%Y-%m-%d %H:%M:%S} UTC" if record is not None else "an unknown time"
