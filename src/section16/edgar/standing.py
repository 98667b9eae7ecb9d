"""Where a form stands, read off the journal: the state of the machine in ``submission``.

new       never sent, or what was sent is known to have come to nothing
open      an intent without an answer: it may or may not have arrived
sent      EDGAR gave an accession number and has not said its last word
accepted  filed; the end
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from section16.edgar.chain import Record, about

Stage = Literal["new", "open", "sent", "accepted"]
# a blocked form may still be let through, so it counts as under way
_ENDS: dict[str, Stage] = {"accepted": "accepted", "blocked": "sent", "suspended": "new"}
_NOTHING_CAME = ("unsent", "turned-away", "cleared")


class Standing(msgspec.Struct, frozen=True):
    """The state of one form.

    intent     the record of the last intent; None when there was none
    accession  once EDGAR gave one
    last       the last record about the form
    since      when the last intent can have left this machine, at the latest known
    end        the record of the end; None without one since the last intent
    is_over    a record says that the sending ended without an answer, at ``since``; after a
               crash nothing says when it did
    """

    stage: Stage = "new"
    intent: Record | None = None
    accession: str | None = None
    last: Record | None = None
    since: datetime | None = None
    end: Record | None = None
    is_over: bool = False


def standing(records: Iterable[Record], form: str, mode: str, system: str) -> Standing:
    """The state of one form in one mode at one system."""
    now = Standing()
    for record in about(records, form, mode, system):
        now = _after(msgspec.structs.replace(now, last=record), record)
    return now


def _after(now: Standing, record: Record) -> Standing:
    kind, data = record.kind, record.data
    if kind == "intent":
        return Standing("open", record, None, record, record.at)
    if kind == "lost":
        return msgspec.structs.replace(now, since=record.at, is_over=True)
    if kind in _NOTHING_CAME:
        return msgspec.structs.replace(now, stage="new", accession=None)
    if kind in ("sent", "found") or (kind == "said" and data.get("accession")):
        return msgspec.structs.replace(now, stage="sent", accession=data["accession"])
    if kind == "said":
        return msgspec.structs.replace(now, stage="new", accession=None)
    if kind == "final":
        return msgspec.structs.replace(now, stage=_ENDS[data["outcome"]], accession=data.get("accession"), end=record)
    return now


def other_accessions(records: Iterable[Record], form: str) -> tuple[str, ...]:
    """Accession numbers known to hold other forms of ours."""
    return tuple({r.data["accession"] for r in records if r.form not in ("", form) and r.kind in ("sent", "found")})


def forms(records: Iterable[Record]) -> tuple[tuple[str, str, str], ...]:
    """Digest, mode and system of every form in the journal, in order of its first record."""
    return tuple(dict.fromkeys((r.form, r.mode, r.system) for r in records if r.form))
