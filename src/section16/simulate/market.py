"""The made market: its clock, its memory, and the filings it gives rise to, in order of acceptance.

``simulate`` is the whole of it.  One day after another, what was planned for the day happens, new
things are planned, and the reports whose day has come are written.  Memory goes with the number of
issuers, not with the number of filings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from section16.simulate import filing, issuers, people, year
from section16.simulate.amounts import dollars as in_dollars
from section16.simulate.amounts import plain
from section16.simulate.days import add_business_days, is_business_day, iso, late_after, spoken, year_of
from section16.simulate.dice import Dice, Weighted
from section16.simulate.document_text import odd, styles
from section16.simulate.options import Options, Versions
from section16.simulate.state import Entry, Issuer, Note, Plan, Position, Report, Role, Simulated
from section16.simulate.tables_of import rates, rows
from section16.simulate.truth import NoTruth, Truth

Task = tuple[Callable[..., None], tuple[Any, ...]]

_FILINGS_A_YEAR = 48  # of one issuer, measured; the market corrects itself as it runs
_FORMS_3 = 10  # of a new issuer
_MOST_LINES = 26  # of a table; four are left for halves that belong together
_WAITS = "Reflects a transaction of {day} that is left for Form 5."
_LAST_DAYS = 20  # on which the number of filings is made up exactly
_SEQUENCE = 999_999  # accession numbers of one login in a year
_CLOSES = 22 * 3600 - 1  # second of the day at which EDGAR closes


class Market:
    """Everything there is.  Methods change it; each truth row is written as the thing happens."""

    def __init__(self, options: Options, truth: Truth) -> None:
        self.options, self.truth = options, truth
        self.dice = Dice(options.seed)
        self.rates = rates()
        self.versions = Versions(options.schema_version)
        self.styles = styles()
        self.odd_styles = [odd(style) for style in self.styles]
        self.agents = Weighted(range(len(self.styles)), [int(row["weight"]) for row in rows("agents")])
        hours = rows("hours")
        self.hours = Weighted([int(row["hour"]) for row in hours], [int(row["weight"]) for row in hours])
        industries = rows("industries")
        self.industries = Weighted(industries, [int(row["weight"]) for row in industries])
        self.first, self.last = options.first.toordinal(), options.end.toordinal()
        self.day = self.first
        self.agenda: dict[int, list[Task]] = {}
        self.evening: dict[int, list[Task]] = {}
        self.due: dict[int, list[Report]] = {}
        self.issuers: list[Issuer] = []
        self.counts: dict[str, int] = {}
        self.sequences: dict[tuple[str, int], int] = {}
        self.written = 0
        self.offset = self.dice.below(40_000)

    # ------------------------------------------------------------------------------------- small services

    def number(self, kind: str) -> int:
        """The next number of a kind, from 1."""
        found = self.counts[kind] = self.counts.get(kind, 0) + 1
        return found

    def chance(self, rate: str) -> bool:
        """True as often as ``tables/rates.tsv`` says."""
        return self.dice.chance(self.rates[rate])

    def tell(self, table: str, *row: str) -> None:
        """One row of the truth."""
        self.truth.add(table, row)

    def at(self, day: int, act: Callable[..., None], *arguments: Any) -> None:
        """Plan something for a day; what is past or beyond the end does not happen."""
        if self.day <= day <= self.last:
            self.agenda.setdefault(day, []).append((act, arguments))

    def in_the_evening(self, day: int, act: Callable[..., None], *arguments: Any) -> None:
        """Plan something for a day, after everything else that happens on it."""
        if self.day <= day <= self.last:
            self.evening.setdefault(day, []).append((act, arguments))

    def file(self, report: Report) -> None:
        """Plan a form for its day."""
        self.due.setdefault(report.day, []).append(report)

    # ------------------------------------------------------------------------------------ who is there

    def found(self, *, listed: bool) -> None:
        """A new issuer with its owners; ``listed`` as in ``issuers.found``."""
        issuer = issuers.found(self, listed)
        people.staff(self, issuer)
        if listed:
            year.plan(self, issuer)

    def expect(self, day: int, issuer: Issuer, kind: str, rank: int) -> None:
        """Somebody will join an issuer on that day."""
        self.at(day, Market._arrive, issuer, kind, rank)

    def _arrive(self, issuer: Issuer, kind: str, rank: int) -> None:
        if not issuer.gone:
            year.plan_role(self, people.join(self, issuer, kind, rank), year_of(self.day))

    # ------------------------------------------------------------------------------------ what is held

    def hold(self, role: Role, position: Position, day: int) -> Position:
        """Make a position known, with an opening balance when it has one."""
        position.number = self.number("position")
        self.tell(
            "positions", str(position.number), str(role.number), "I" if position.table == 1 else "II", position.title,
            "I" if position.nature else "D", position.nature,
            "" if position.strike is None else plain(position.strike),
            iso(position.expires) if position.expires else "", position.underlying,
        )  # fmt: skip
        if position.balance:
            self.happened("opening", role, position, day, position.balance)
        return position

    def happened(
        self, kind: str, role: Role, position: Position, day: int, change: int, *, code: str = "",
        price: int | None = None, dollars: int | None = None, deemed: int = 0, plan: int = 0,
    ) -> int:  # fmt: skip
        """Write an event whose change is in the balance already; its number."""
        number = self.number("event")
        paid = "" if dollars is None else in_dollars(dollars)
        self.tell(
            "events", str(number), kind, str(role.number), str(position.number), iso(day), code,
            "A" if change >= 0 else "D", plain(abs(change)), "" if price is None else plain(price), paid,
            plain(position.balance), iso(deemed) if deemed else "", str(plan) if plan else "",
        )  # fmt: skip
        return number

    def trade(
        self, role: Role, position: Position, code: str, side: str, shares: int, price: int | None, *,
        notes: tuple[Note, ...] = (), deemed: int = 0, plan: Plan | None = None, swap: bool = False,
        waits: bool = False, dollars: int | None = None, true_price: int | None = None,
    ) -> Entry:  # fmt: skip
        """A transaction of today: the balance moves, the truth is written, and the line to come is made.

        waits       may be reported on Form 5
        price       what the line says; None when its footnote tells
        true_price  what was paid, where the line does not say it
        """
        change = shares if side == "A" else -shares
        position.balance += change
        day = self.day
        paid = price if true_price is None else true_price
        event = self.happened(
            "trade", role, position, day, change, code=code, price=paid, deemed=deemed,
            dollars=dollars if dollars is not None else None if paid is None else shares * paid,
            plan=plan.number if plan else 0,
        )  # fmt: skip
        if role.note_next and position is role.common:
            notes = (*notes, ("shares_following", role.note_next))
            role.note_next = ""
        return Entry(
            event, position, day, code, side, shares, price, position.balance, notes, deemed,
            form_type="5" if waits else "4", swap=swap, plan=plan.adopted if plan else 0,
            due=0 if waits else late_after(deemed or day),
        )  # fmt: skip

    # --------------------------------------------------------------------------------------- reporting

    def report(self, role: Role, entries: list[Entry]) -> Report:
        """Put transactions of today on the Form 4 that is open, or on a new one; now and then on none.

        A form that is missed comes back on Form 5; what is returned then is filed by nobody.
        """
        first = entries[0]
        latest = add_business_days(first.deemed or first.day, 2)
        found = role.open_report
        if found is None or not self.day <= found.day <= latest or len(found.entries) + len(entries) > _MOST_LINES:
            found = self._new_report(role, first.deemed or first.day, latest)
            # who has sold to the acquirer files no Form 5 any more, on which it could come back
            if role.kind != "fund" and self.chance("missed") and not role.issuer.gone:
                for entry in entries:
                    entry.timeliness = "L"
                self.wait(role, entries)
                return found
            role.open_report = found
            self.file(found)
        found.entries.extend(entries)
        return found

    def wait(self, role: Role, entries: list[Entry]) -> None:
        """Leave transactions for Form 5; the next form whose balance has them in it says so."""
        role.deferred.extend(entries)
        for entry in entries:
            if entry.position is role.common:
                told = [text for field, text in entry.notes if field == "shares_following"]
                role.note_next = " ".join(dict.fromkeys((*told, _WAITS.format(day=spoken(entry.day)))))

    def _new_report(self, role: Role, day: int, latest: int) -> Report:
        draw = self.dice.below(100)
        wait = 0 if draw < 6 else 1 if draw < 37 else 2
        filed = add_business_days(day, wait) if wait or is_business_day(day) else add_business_days(day, 1)
        found = Report("4", role, filed, [])
        if self.chance("late_report"):
            steps = self.dice.below(10)
            more = 1 + self.dice.below(4) if steps < 6 else 2 + self.dice.below(58)
            found.day = add_business_days(max(latest, late_after(day)), more)
        return found

    # ------------------------------------------------------------------------------------------ the run

    def run(self) -> Iterator[Simulated]:
        """The filings, in order of acceptance."""
        wanted = self.options.filings
        span = max(self.last - self.first + 1, 60)
        begin = self.options.issuers or max(1, wanted * 365 * 95 // (span * _FILINGS_A_YEAR * 100))
        for _ in range(begin):
            self.found(listed=False)
        planned = 0
        while self.written < wanted and self.day <= self.last:
            if (this := year_of(self.day)) != planned:
                planned = this
                self.issuers = [issuer for issuer in self.issuers if not issuer.gone]
                for issuer in self.issuers:
                    year.plan(self, issuer)
            self._happen()
            if self.options.issuers is None:
                self._keep_pace(wanted)
            yield from self._written_today(wanted)
            self.day += 1

    def _happen(self) -> None:
        """Everything planned for today, and what that plans for today."""
        while tasks := self.agenda.pop(self.day, None):
            for act, arguments in tasks:
                act(self, *arguments)
        for act, arguments in self.evening.pop(self.day, ()):
            act(self, *arguments)

    def _keep_pace(self, wanted: int) -> None:
        """List new issuers when the filings fall behind; on the last days, exactly as many as it takes.

        Most filings come from January to May, so a lag of up to 45 days is none; it has to shrink as the
        end comes near.
        """
        left, span = self.last - self.day, self.last - self.first + 1
        if not is_business_day(self.day):
            return
        if left > _LAST_DAYS:
            if not self.day % 15:
                share = wanted * (self.day - self.first - min(45, left // 10)) // span
                for _ in range(min((share - self.written) // (3 * _FORMS_3), 1 + len(self.issuers) // 12)):
                    self.found(listed=True)
            return
        coming = max(self._waiting(self.last), wanted * left * 9 // (span * 10))
        missing = wanted - self.written - coming
        business = sum(map(is_business_day, range(self.day, self.last + 1)))
        for _ in range(-(-missing // (_FORMS_3 * business)) if missing > 0 else 0):
            self.found(listed=True)
        while business == 1 and self.written + self._waiting(self.day) < wanted:
            self.found(listed=True)

    def _waiting(self, until: int) -> int:
        return sum(len(reports) for day, reports in self.due.items() if day <= until)

    def _written_today(self, wanted: int) -> Iterator[Simulated]:
        reports = self.due.pop(self.day, None)
        if not reports:
            return
        stamped: list[tuple[int, int, int]] = []
        for i, report in enumerate(reports):
            if report.role.open_report is report:
                report.role.open_report = None
            second = self.dice.weigh(self.hours) * 3600 + self.dice.below(3600)
            stamped += [(min(second + 60 * part, _CLOSES), i, part) for part in range(filing.parts(report))]
        stamped.sort()
        for second, i, part in stamped[: wanted - self.written]:
            yield filing.write(self, reports[i], part, second)
            self.written += 1

    def accession(self, prefix: str) -> str:
        """The next accession number of a filer: ten digits, the year, and a count of six.

        A filer that has used up its numbers goes on under another login.
        """
        this = year_of(self.day)
        key = (prefix, this)
        count = self.sequences[key] = self.sequences.get(key, -1) + 1
        login, count = divmod(count, _SEQUENCE)
        return f"{int(prefix) + 100 * login:010d}-{this % 100:02d}-{count + 1:06d}"


def simulate(options: Options, truth: Truth | None = None) -> Iterator[Simulated]:
    """The filings of a made market, in order of acceptance; the truth goes to ``truth`` as it happens.

    Equal options give equal bytes, on every Python.  Nothing is kept of what was written.
    """
    yield from Market(options, truth or NoTruth()).run()
