"""Fetching filings: from a plan to their complete texts, each once, none of them cut or mistaken.

What the caller has already is not fetched, so a run that was stopped goes on where it was.  A
text counts only when its end is there and its header names the accession number that was asked
for.  Issuer and owners are read from the document, never taken from the list: a company that
owns another stands in its own list with the other's filings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from hashlib import sha256

import msgspec

from section16.edgar.cache import Cache
from section16.edgar.client import Client
from section16.edgar.listed import Listed, Lists, Plan
from section16.edgar.roles import Roles
from section16.edgar.transport import NotAllowed, Unreachable
from section16.formats.edgar_sgml_brief import brief
from section16.vocabulary.calendar import eastern
from section16.vocabulary.errors import Damaged
from section16.vocabulary.identifiers import compact_accession, is_accession

_ENDS = (b"</SEC-DOCUMENT>", b"</IMS-DOCUMENT>", b"-----END PRIVACY-ENHANCED MESSAGE-----")
_MISSED_IN_A_ROW = 5  # then it is EDGAR, not the filings


class Fetched(msgspec.Struct, frozen=True):
    """A filing.

    content      the complete text, as disseminated
    filed_on     by its header, else by the list; None when neither says
    accepted_at  by its header, UTC; None when that does not say (feed files, before about 2001)
    found_in     the list that named it, in words
    fetched_at   UTC, by EDGAR's clock
    """

    accession: str
    content: bytes
    url: str
    filed_on: date | None
    accepted_at: datetime | None
    found_in: str
    fetched_at: datetime

    @property
    def delay(self) -> float | None:
        """Seconds from acceptance to fetching; None when the time of acceptance is not known."""
        return None if self.accepted_at is None else (self.fetched_at - self.accepted_at).total_seconds()


class Missed(msgspec.Struct, frozen=True):
    """A filing that is listed and could not be had, and why; the next run tries again."""

    accession: str
    why: str
    is_absent: bool = False


def sync(
    client: Client, plan: Plan, known: Mapping[str, str], *, cache: Cache | None = None,
    missed: Callable[[Missed], None] = lambda one: None, say: Callable[[str], None] = lambda line: None,
) -> Iterator[Fetched]:  # fmt: skip
    """The filings of a plan that the caller does not have.

    known   accession number with hyphens -> SHA-256 of its text in hex, or "" when that is not
            known; asked as the run goes on, so what the caller adds meanwhile counts
    cache   of the lists, and of who takes part in what; left out: nothing is kept
    missed  told of each filing that could not be had

    Raises what ``Lists.wanted`` raises; Unreachable also when five filings in a row could not be
    had, and Blocked when EDGAR shuts this machine out.
    """
    cache = cache or Cache(None)
    lists = Lists(client, cache, say)
    yield from fetch(client, lists.wanted(plan), plan, known.get, Roles(cache.folder), missed)


def fetch(
    client: Client, listed: Iterator[Listed], plan: Plan, known: Callable[[str], str | None], roles: Roles,
    missed: Callable[[Missed], None],
) -> Iterator[Fetched]:  # fmt: skip
    """The texts of listed filings, as ``sync`` gives them."""
    in_a_row = 0
    for one in listed:
        has = known(one.accession)
        if (has is not None and not plan.recheck) or not roles.may_want(one.accession, plan):
            continue
        try:
            found = _fetched(client, one)
        except NotAllowed:
            raise
        except (Unreachable, Damaged) as error:
            in_a_row += 1
            missed(Missed(one.accession, str(error)))
            if in_a_row >= _MISSED_IN_A_ROW:
                raise Unreachable(f"{in_a_row} filings in a row could not be had; the last: {error}") from error
            continue
        in_a_row = 0
        if found is None:
            missed(Missed(one.accession, f"{one.found_in} names it, and it is not there", is_absent=True))
        elif has and sha256(found.content).hexdigest() == has:
            continue
        elif roles.wants(found.accession, found.content, plan):
            yield found


def _fetched(client: Client, listed: Listed) -> Fetched | None:
    """One filing, whole; None when it is not there."""
    url = f"{client.archives}/Archives/{listed.path}"

    def check(content: bytes) -> None:
        _is_whole(content, listed.accession)

    page = client.get(url, check)
    if page is None:
        return None
    head = brief(page.content).header
    accepted = head.accepted.replace(tzinfo=eastern()).astimezone(UTC) if head.accepted is not None else None
    return Fetched(
        accession=listed.accession, content=page.content, url=url, filed_on=head.filed or listed.filed,
        accepted_at=accepted, found_in=listed.found_in, fetched_at=client.now(),
    )  # fmt: skip


def _is_whole(content: bytes, accession: str) -> None:
    """Raises Damaged, NotThisFormat for anything but the whole text of this filing."""
    said = brief(content).header.accession
    if said is None or not is_accession(said) or compact_accession(said) != compact_accession(accession):
        raise Damaged(f"the accession number {said!r}", accession)
    if not content.rstrip().endswith(_ENDS):
        raise Damaged(f"{content[-30:]!r} at the end", "</SEC-DOCUMENT>")
