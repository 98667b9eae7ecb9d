"""Who is meant: an issuer by ticker, name or CIK, a person by name or CIK, among all that the store has seen.

Names and tickers are those of the filings, so one that is no longer in use leads to the
issuer that used it.  Nobody is chosen where several can be meant: ``Ambiguous`` lists them.
As known on a day, only what EDGAR had accepted by its end has been seen: a name that was
taken later means nobody, and a ticker means who had it then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from section16.archive.lines import known_by
from section16.archive.pages import Covered, names
from section16.archive.store import Store
from section16.archive.tables import UNKNOWN
from section16.archive.views import listed
from section16.vocabulary.errors import NotFound, Section16Error

_WORD = re.compile(r"[A-Z0-9&]+")


class Candidate(NamedTuple):
    """One who may be meant, with the last name; days of the first and last filing, and how many there are."""

    cik: str
    name: str
    symbol: str | None
    first_on: date | None
    last_on: date | None
    filings: int

    def __str__(self) -> str:
        symbol = f" ({self.symbol})" if self.symbol else ""
        days = f", filings {self.first_on} to {self.last_on}" if self.first_on is not None else ""
        return f"{self.cik} {self.name}{symbol}{days}"


class Ambiguous(Section16Error, LookupError):
    """Several are meant by one word; ``candidates`` are in order, those with most filings first."""

    def __init__(self, kind: str, name: str, candidates: Iterable[Candidate]) -> None:
        self.kind, self.name, self.candidates = kind, name, tuple(candidates)
        super().__init__(kind, name, self.candidates)

    def __str__(self) -> str:
        return f"found {len(self.candidates)} {self.kind}s for {self.name!r}, expected one; say which by its CIK"


class _Used(NamedTuple):
    """A name and symbol that one CIK used, and when."""

    cik: str
    name: str
    symbol: str | None
    words: str
    tickers: list[str] | None
    first_on: date | None
    last_on: date | None
    filings: int


def issuer(store: Store, text: str, as_known_on: date | None = None) -> str:
    """CIK of the issuer that a CIK, a ticker (also one no longer in use) or a name means.

    A ticker that several used, one after the other, means the last of them.
    Raises Ambiguous, NotFound.
    """
    text = text.strip()
    seen = _Seen(store, "issuers", "issuer", as_known_on)
    if _is_number(text) and (found := seen.cik(text)):
        return found
    used = seen.read("list_contains(tickers, $ticker)", {"ticker": text.upper().removeprefix("$")})
    return _by_ticker(text, used) if used else seen.by_name(text)


def person(store: Store, text: str, as_known_on: date | None = None) -> str:
    """CIK of the reporting owner that a CIK or a name means; the words of a name in any order.

    Raises Ambiguous, NotFound.
    """
    text = text.strip()
    seen = _Seen(store, "people", "person", as_known_on)
    return (seen.cik(text) if _is_number(text) else None) or seen.by_name(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _by_ticker(text: str, used: list[_Used]) -> str:
    by_cik = _by_cik(used)
    if len(by_cik) > 1:
        # one filing with the symbol of another company, a parent's say, is no use of it
        most = max(sum(one.filings for one in some) for some in by_cik.values())
        by_cik = {cik: some for cik, some in by_cik.items() if sum(one.filings for one in some) * 20 > most}
    order = sorted(by_cik.values(), key=lambda some: max(one.last_on or date.min for one in some))
    last = order[-1]
    began = min(one.first_on or date.min for one in last)
    if all(max(one.last_on or date.max for one in some) < began for some in order[:-1]):
        return last[0].cik
    raise Ambiguous("issuer", text, _candidates(by_cik.values()))


def _by_cik(used: Iterable[_Used]) -> dict[str, list[_Used]]:
    by_cik: dict[str, list[_Used]] = {}
    for one in used:
        by_cik.setdefault(one.cik, []).append(one)
    return by_cik


def _candidates(used: Iterable[list[_Used]]) -> list[Candidate]:
    found = []
    for some in used:
        last = max(some, key=lambda one: one.last_on or date.min)
        days = [day for one in some for day in (one.first_on, one.last_on) if day is not None]
        found.append(Candidate(
            last.cik, last.name, last.symbol, min(days, default=None), max(days, default=None),
            sum(one.filings for one in some),
        ))  # fmt: skip
    return sorted(found, key=lambda one: (-one.filings, one.cik))


class _Seen:
    """The names that were ever seen.

    page         "issuers" or "people"
    kind         what one of them is called
    as_known_on  only in filings that EDGAR had accepted by the end of that day
    """

    def __init__(self, store: Store, page: str, kind: str, as_known_on: date | None) -> None:
        self.store, self.page, self.kind = store, page, kind
        self.when = " in what was known that day" if as_known_on is not None else ""
        self.relation = relation(store, page) if as_known_on is None else self._known(as_known_on)

    def _known(self, day: date) -> str:
        """A query for the names known on a day: those of the years near it are told from the filings themselves."""
        years = range(day.year - 1, day.year + 2)
        near = [part for part in self.store.manifest.parts if part.year is None or part.year in years]
        exact = names(self.store.folder, near, known_by(day))[self.page][0]
        earlier = f"filing_year > {UNKNOWN} AND filing_year < {years[0]}"
        return (
            f"SELECT * FROM ({relation(self.store, self.page)}) WHERE {earlier} "
            f"UNION ALL BY NAME SELECT * FROM ({exact}) WHERE NOT ({earlier})"
        )

    def read(self, where: str, parameters: dict[str, Any]) -> list[_Used]:
        """Those that meet a condition."""
        symbol = "symbol, words, tickers" if self.page == "issuers" else "NULL AS symbol, words, NULL AS tickers"
        rows = self.store.query(
            f"SELECT cik, name, {symbol}, min(first_on), max(last_on), sum(filings)::BIGINT "
            f"FROM ({self.relation}) WHERE cik IS NOT NULL AND {where} GROUP BY ALL", parameters
        )  # fmt: skip
        return [_Used(*row) for row in zip(*(column.to_pylist() for column in rows.columns), strict=True)]

    def cik(self, digits: str) -> str | None:
        """The CIK of this number as it was filed; None when nobody has it."""
        bare = digits.lstrip("0")
        used = self.read("cik = $cik", {"cik": bare.zfill(10)}) or self.read("ltrim(cik, '0') = $cik", {"cik": bare})
        return used[0].cik if used else None

    def by_name(self, text: str) -> str:
        """The one whose name has these words, or just these. Raises Ambiguous, NotFound."""
        words = _WORD.findall(text.upper().replace(".", "").replace("'", ""))
        if not words:
            raise NotFound(self.kind, f"{text!r}{self.when}")
        asked = {f"w{number}": f" {word}" for number, word in enumerate(words)}
        found = self.read(" AND ".join(f"contains(words, ${name})" for name in asked), asked)
        by_cik = _by_cik(found)
        if len(by_cik) > 1:
            exact = _by_cik(one for one in found if sorted(one.words.split()) == sorted(words))
            by_cik = exact if len(exact) == 1 else by_cik
        if not by_cik:
            near = () if _is_number(text) else self.nearest(" ".join(words))
            raise NotFound(self.kind, f"{text!r}{self.when}", near)
        if len(by_cik) > 1:
            raise Ambiguous(self.kind, text, _candidates(by_cik.values()))
        return next(iter(by_cik))

    def nearest(self, words: str) -> tuple[str, ...]:
        """Names that look most like these words, with their CIKs."""
        rows = self.store.rows(
            "SELECT arg_max(name, (likeness, name)) AS name, cik FROM ("
            f"SELECT cik, name, jaro_winkler_similarity(trim(words), $words) AS likeness FROM ({self.relation}) "
            "WHERE cik IS NOT NULL) GROUP BY cik ORDER BY max(likeness) DESC, cik LIMIT 5", {"words": words}
        )  # fmt: skip
        return tuple(f"{row['name']} ({row['cik']})" for row in rows)


def relation(store: Store, page: str) -> str:
    """A query for the names of "issuers" or "people": those of the pages, and of what lies beside them."""
    covered = Covered(store.manifest)
    chosen = [names(store.folder, covered.beside)[page][0]] if covered.beside else []
    files = covered.all(page)
    if files:
        some = listed(str(store.folder / file) for file in files)
        chosen.append(f"SELECT * FROM read_parquet([{some}]) WHERE {covered.years}")
    return " UNION ALL BY NAME ".join(chosen) if chosen else f"{names(store.folder, [])[page][0]}"
