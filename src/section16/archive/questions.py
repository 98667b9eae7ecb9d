"""The usual questions: a company, a person, a filing.  Answers are Arrow tables.

Days and balances are those filed; nothing is summed over people, since the same holding
may be reported by several of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import pyarrow.compute as pc

from section16.archive import names
from section16.archive.pages_of import by_owner, holdings, latest_first, names_used, parties, shown
from section16.archive.reading import lines_of_issuer, lines_of_owner, trades
from section16.archive.store import Store, on_a_store
from section16.archive.tables import UNKNOWN
from section16.archive.views import select_table
from section16.formats.columns_arrow import DAY, TEXT, pa
from section16.vocabulary.errors import NotFound
from section16.vocabulary.identifiers import compact_accession, format_accession, format_cik, is_accession, is_cik


class Page(NamedTuple):
    """The answer about a company or a person; each part is an Arrow table.

    cik       whose page it is
    names     names (and symbols) used, the latest first: first_on, last_on, filings
    parties   of a company its people, of a person the issuers: roles and title as last filed, days, filings
    holdings  what each of them held after the last line about it; balances of zero left out
    lines     the latest trades, each once; or the lines as filed
    """

    cik: str
    names: pa.Table
    parties: pa.Table
    holdings: pa.Table
    lines: pa.Table


@on_a_store
def company(
    store: Store, text: str, *, as_known_on: date | None = None, as_filed: bool = False, most: int | None = 25
) -> Page:
    """The page of an issuer.

    text         ticker (also one no longer in use), name or CIK
    as_known_on  only what EDGAR had accepted by the end of that day
    as_filed     every line as filed, also those that repeat a trade
    most         lines that are told; None: all

    Raises Ambiguous, NotFound.
    """
    cik, found = _found(store, text, names.issuer, lines_of_issuer, as_known_on)
    if not found.num_rows:
        raise NotFound("issuer", f"{text!r} in what was known that day")
    latest = latest_first(found)
    used = latest.select(["issuer_name", "issuer_symbol", "sic"]).rename_columns(["name", "symbol", "sic"])
    whose = by_owner(latest)
    return Page(cik, names_used(latest, used), parties(whose), holdings(whose), _told(store, found, as_filed, most))


@on_a_store
def person(
    store: Store, text: str, *, as_known_on: date | None = None, as_filed: bool = False, most: int | None = 25
) -> Page:
    """The page of a reporting owner; as ``company``, with the issuers in place of the people."""
    cik, found = _found(store, text, names.person, lines_of_owner, as_known_on)
    if not found.num_rows:
        raise NotFound("person", f"{text!r} in what was known that day")
    latest = latest_first(found)
    everybody = by_owner(latest)
    mine = everybody.filter(pc.equal(everybody.column("cik"), pa.scalar(cik)))
    whose = latest.append_column("cik", latest.column("issuer_cik")).append_column("name", latest.column("issuer_name"))
    return Page(
        cik, names_used(mine, mine.select(["name"])), parties(whose), holdings(whose),
        _told(store, found, as_filed, most),
    )  # fmt: skip


def _found(
    store: Store,
    text: str,
    meant: Callable[[Store, str, date | None], str],
    lines_of: Callable[..., pa.Table],
    as_known_on: date | None,
) -> tuple[str, pa.Table]:
    """Who is meant, and the lines about them; a whole CIK need not be looked up among the names."""
    if is_cik(text):
        found = lines_of(store, format_cik(text), as_known_on=as_known_on)
        if found.num_rows:
            return format_cik(text), found
    cik = meant(store, text, as_known_on)
    return cik, lines_of(store, cik, as_known_on=as_known_on)


def _told(store: Store, found: pa.Table, as_filed: bool, most: int | None) -> pa.Table:
    """The latest trades, or lines as filed."""
    if as_filed:
        return shown(found.filter(pc.is_valid(found.column("kind"))), "report", most)
    if found.column("report").null_count == found.num_rows:
        # nothing is told twice: every transaction is a trade
        lines = found.filter(pc.equal(found.column("kind"), pa.scalar("transaction")))
        once = pa.array([1], pa.int64()).take(pa.array([0] * lines.num_rows, pa.int64()))
        return shown(lines.append_column("reports", once), "reports", most)
    with store.registered(found) as lines_of:
        return shown(store.query(trades(lines_of)), "reports", most)


class Filed(NamedTuple):
    """What the store knows about one filing.

    content      the bytes as they came in; None when they were not kept
    findings     of reading it and of the rules
    sources      every copy that came in, and whether it is the current one
    later        filings of the same owners on the same issuer that say they amend one filed that day, and
                 those that repeat or correct its lines
    """

    accession: str
    content: bytes | None
    findings: pa.Table
    sources: pa.Table
    later: pa.Table


@on_a_store
def filing(store: Store, accession: str) -> Filed:
    """One filing, by its accession number with or without dashes, or by "sha256:" and 16 digits.

    Raises NotFound, Damaged.
    """
    accession = format_accession(compact_accession(accession)) if is_accession(accession) else accession.strip().lower()
    sources = copies(store, accession)
    if not sources.num_rows:
        raise NotFound("filing", accession)
    every = sources.to_pylist()
    first = every[0]
    kept = next((one for one in every if one["pack"] is not None and one["state"] in ("current", "quarantined")), None)
    return Filed(
        accession, store.unpacked(kept) if kept is not None else None, _findings(store, first), sources,
        _later(store, first) if first["state"] == "current" else _LATER.empty_table(),
    )  # fmt: skip


def copies(store: Store, accession: str) -> pa.Table:
    """The rows of ``sources`` of a filing, the current one first.

    An accession number tells the year in which it was given, which is nearly always that of filing: parts of
    that year are asked first.
    """
    year = _year(accession)
    parts = store.manifest.parts
    near = [part for part in parts if part.year in (year, UNKNOWN, None)] if year is not None else parts
    for some in (near, parts):
        found = store.query(
            f"SELECT * FROM ({select_table('sources', store.folder, some)}) WHERE accession = $accession "
            "ORDER BY state, sha256", {"accession": accession}
        )  # fmt: skip
        if "current" in found.column("state").to_pylist():
            break
    return found


def _year(accession: str) -> int | None:
    if not is_accession(accession):
        return None
    two = int(accession[11:13])
    return 1900 + two if two > 90 else 2000 + two


def _findings(store: Store, source: dict[str, Any]) -> pa.Table:
    """What is said of a filing; its copy tells where that is."""
    year = source["filed_on"].year if source["filed_on"] is not None else UNKNOWN
    parts = [part for part in store.manifest.parts if part.year in (year, None)]
    return store.query(
        "SELECT code, severity, box, path, message "
        f"FROM ({select_table('findings', store.folder, parts)}) WHERE accession = $accession "
        "AND issuer_cik IS NOT DISTINCT FROM $issuer ORDER BY code, path, message",
        {"accession": source["accession"], "issuer": source["issuer_cik"]},
    )  # fmt: skip


_LATER_TYPES: dict[str, pa.DataType] = {"accession": TEXT, "form": TEXT, "filed_on": DAY, "why": TEXT}
_LATER = pa.schema(list(_LATER_TYPES.items()))
_WHY = {"same": "the same trades by another owner", "corrected": "corrects lines", "again": "repeats lines"}


def _later(store: Store, source: dict[str, Any]) -> pa.Table:
    """What came after a filing, by its current copy, and why it matters here."""
    if source["issuer_cik"] is None:
        return _LATER.empty_table()
    asked = ["accession", "form", "filed_on", "report", "owner_ciks"]
    lines = lines_of_issuer(store, source["issuer_cik"], only=[*asked, "of_accession", "original_date"])
    why: dict[tuple[str, str, date | None], set[str]] = {}
    repeating = lines.filter(pc.equal(lines.column("of_accession"), pa.scalar(source["accession"]))).select(asked)
    for one in repeating.to_pylist():
        why.setdefault((one["accession"], one["form"], one["filed_on"]), set()).add(_WHY[one["report"]])
    if source["filed_on"] is not None:
        mine = lines.filter(pc.equal(lines.column("accession"), pa.scalar(source["accession"]))).column("owner_ciks")
        owners = set(mine[0].as_py() or ())
        naming = lines.filter(pc.equal(lines.column("original_date"), pa.scalar(source["filed_on"]))).select(asked)
        for one in naming.to_pylist():
            is_later = one["accession"] != source["accession"] and (one["filed_on"] or date.max) >= source["filed_on"]
            if is_later and owners & set(one["owner_ciks"] or ()):
                said = "amends a filing of that day"
                why.setdefault((one["accession"], one["form"], one["filed_on"]), set()).add(said)
    told = sorted((filed or date.max, accession, form, filed, said) for (accession, form, filed), said in why.items())
    return pa.Table.from_pylist(
        [
            {"accession": a, "form": form, "filed_on": filed, "why": ", ".join(sorted(said))}
            for _, a, form, filed, said in told
        ],
        _LATER,
    )
