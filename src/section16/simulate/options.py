"""What a made market is asked for."""

from __future__ import annotations

from datetime import date

import msgspec

from section16.simulate.days import on_or_after
from section16.simulate.tables_of import rows
from section16.vocabulary.errors import SeenAndExpected

EARLIEST = date(2004, 1, 1)
LATEST = date(2098, 12, 31)


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """Every choice; equal options give equal bytes.

    filings         how many to write, exactly, unless a fixed number of issuers ends earlier at ``last``
    seed            any whole number
    issuers         how many companies to begin with and to keep; None: as many as the filings take
    first, last     first and last filing date; ``last`` None: three years, or open with ``issuers``
    schema_version  one for all filings, "X0508" or the like; None: the one EDGAR wrote that day
    """

    filings: int
    seed: int = 1
    issuers: int | None = None
    first: date = date(2023, 1, 2)
    last: date | None = None
    schema_version: str | None = None

    def __post_init__(self) -> None:
        if self.filings < 1:
            raise SeenAndExpected(f"{self.filings} filings", "1 or more")
        if self.issuers is not None and self.issuers < 1:
            raise SeenAndExpected(f"{self.issuers} issuers", "1 or more")
        if not EARLIEST <= self.first <= LATEST:
            raise SeenAndExpected(f"the first day {self.first}", f"one from {EARLIEST} to {LATEST}")
        if self.last is not None and not self.first <= self.last <= LATEST:
            raise SeenAndExpected(f"the last day {self.last}", f"one from {self.first} to {LATEST}")
        if on_or_after(self.first.toordinal()) > self.end.toordinal():
            raise SeenAndExpected(f"no business day from {self.first} to {self.end}", "at least one")
        versions = sorted({row[form] for row in rows("schema_versions") for form in ("form3", "form45")})
        if self.schema_version is not None and self.schema_version not in versions:
            raise SeenAndExpected(f"schema version {self.schema_version!r}", f"one of {', '.join(versions)}")

    @property
    def end(self) -> date:
        """The last day on which anything is filed."""
        if self.last is not None:
            return self.last
        if self.issuers is not None:
            return LATEST
        year = min(self.first.year + 3, LATEST.year)
        return date.fromordinal(date(year, self.first.month, min(self.first.day, 28)).toordinal() - 1)


class Versions:
    """Which schema version a form has on a day."""

    def __init__(self, forced: str | None) -> None:
        table = [(date.fromisoformat(row["since"]).toordinal(), row["form3"], row["form45"])
                 for row in rows("schema_versions")]  # fmt: skip
        if forced is not None:
            chosen = [row for row in table if row[2] == forced] or [row for row in table if row[1] == forced]
            table = [(0, chosen[0][1], chosen[0][2])]
        self._table = table

    def on(self, day: int, form: str) -> str:
        """The version of a form ("3", "4", "5") filed that day."""
        found = self._table[0]
        for row in self._table:
            if row[0] <= day:
                found = row
        return found[1] if form == "3" else found[2]
