"""The journal of positions: postings that are never changed, and what they add up to.

An adjustment (a split, rounding, reinvestment, a change of form) is a kind of its own and
never stands on a form.  A mistake is taken back by a correction, which is the same amount
with the other sign on the same day, and then posted rightly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from section16.desk.canonical import key, words
from section16.desk.errors import Refused
from section16.desk.records import Position, Posting, record
from section16.desk.store import Change
from section16.desk.tables import (
    AccountRow,
    IssuerRow,
    OwnerGroupMemberRow,
    OwnerGroupRow,
    OwnerRow,
    PostingRow,
    SecurityRow,
)
from section16.vocabulary.errors import NotFound

OPENING, TRADE, ADJUSTMENT, CORRECTION = "opening", "trade", "adjustment", "correction"


class Place(NamedTuple):
    """What is moved: whose, of which issuer, which security, held how. Keys of the roster."""

    owners: tuple[str, ...]
    issuer: str
    security: str
    account: str


class Origin(NamedTuple):
    """The line that a posting comes from: of a draft's revision, or of a filed form; ``line`` from 1."""

    draft: int | None = None
    revision: int | None = None
    filing: str | None = None
    form_table: str | None = None
    line: int | None = None


BY_HAND = Origin()
_POSTING = tuple(getattr(PostingRow, name) for name in Posting.__struct_fields__)


def group_key(owners: Iterable[str]) -> str:
    """The key of owners who hold together.

    >>> group_key(["trust", "jane"])
    'jane+trust'
    """
    chosen = sorted(set(owners))
    if not chosen:
        raise Refused("no owner", "one or more")
    return "+".join(key(owner, "an owner") for owner in chosen)


class KnownGroups(NamedTuple):
    """Keys of groups and of owners that are at the desk."""

    groups: set[str]
    owners: set[str]


def known_groups(session: Session, wanted: Iterable[Iterable[str]]) -> KnownGroups:
    """Those of the wanted groups that are there, and the owners in the roster of those that are not."""
    members = {"+".join(sorted(set(owners))): set(owners) for owners in wanted}
    groups = keys_of(session, OwnerGroupRow, members)
    new = set().union(*(members[name] for name in members.keys() - groups))
    return KnownGroups(groups, keys_of(session, OwnerRow, new))


def group(change: Change, owners: Iterable[str], known: KnownGroups) -> str:
    """The key of the group, entered when it is new. Raises NotFound for an owner who is not in the roster."""
    members = sorted(set(owners))
    name = group_key(members)
    if name not in known.groups:
        for member in members:
            if member not in known.owners:
                raise unknown(change.session, OwnerRow, member, "owner")
        change.add(OwnerGroupRow(key=name))
        for member in members:
            change.add(OwnerGroupMemberRow(owners=name, owner=member))
        known.groups.add(name)
    return name


def keys_of(session: Session, entries: Any, names: Iterable[str]) -> set[str]:
    """Those of the keys that are there."""
    wanted = list(names)
    return set(session.scalars(select(entries.key).where(entries.key.in_(wanted)))) if wanted else set()


def known(change: Change, entries: Any, name: str, what: str) -> None:
    """Raises NotFound unless the key is in the roster. Nothing leaves a table, so a change asks once for each."""
    if (entries, name) not in change.known:
        if not keys_of(change.session, entries, (name,)):
            raise unknown(change.session, entries, name, what)
        change.known.add((entries, name))


def unknown(session: Session, entries: Any, name: str, what: str) -> NotFound:
    """The error for a key that the roster lacks."""
    near = tuple(session.scalars(select(entries.key).order_by(entries.key).limit(5)))
    return NotFound(what, repr(name), near)


def write(
    change: Change, place: Place, day: date, kind: str, *, shares: Decimal | None = None, value: Decimal | None = None,
    reason: str | None = None, origin: Origin = BY_HAND, reverses: int | None = None,
) -> Posting:  # fmt: skip
    """Post one change of a position.

    shares  signed; or ``value``, signed dollars

    Raises NotFound for a key that the roster lacks, Refused without reason or line, and for a line posted already.
    """
    if (shares is None) == (value is None):
        raise Refused("a posting with neither or both of shares and dollars", "one of them")
    if reason is not None:
        words(reason, "reason")
    elif origin.line is None:
        raise Refused("a posting without a reason", "a reason, or the line of a form")
    for entries, name, what in (
        (IssuerRow, place.issuer, "issuer"), (SecurityRow, place.security, "security"),
        (AccountRow, place.account, "account"),
    ):  # fmt: skip
        known(change, entries, name, what)
    groups = known_groups(change.session, (place.owners,))
    row = PostingRow(
        number=change.next(PostingRow.number), owners=group(change, place.owners, groups), issuer=place.issuer,
        security=place.security, account=place.account, day=day, kind=kind, shares=shares, value=value,
        reverses=reverses, occasion=_occasion(change, origin), reason=reason, **origin._asdict(),
    )  # fmt: skip
    return record(Posting, change.add(row))


def _occasion(change: Change, origin: Origin) -> int:
    """1, or one more than the postings of this line that were all taken back. Raises Refused for one that stands."""
    if origin.line is None:
        return 1
    source = PostingRow.draft == origin.draft if origin.draft is not None else PostingRow.filing == origin.filing
    same = (source, PostingRow.form_table == origin.form_table, PostingRow.line == origin.line)
    if standing := not_taken_back(change.session, *same):
        raise Refused(
            f"line {origin.line} of {origin.form_table}, posted already as number {standing[0].number}",
            "a line that was not posted; to post it anew, reverse that number first",
        )
    return change.next(PostingRow.occasion, *same)


def not_taken_back(session: Session, *where: ColumnElement[bool]) -> list[PostingRow]:
    """The postings of which that is true and which no correction took back, in the order of their numbers."""
    correction = aliased(PostingRow)
    stands = ~exists().where(correction.reverses == PostingRow.number)
    return list(session.scalars(select(PostingRow).where(*where, stands).order_by(PostingRow.number)))


def reverse(change: Change, number: int, reason: str) -> Posting:
    """Take a posting back. Raises NotFound, and Refused for a correction and for one taken back already."""
    row = change.session.get(PostingRow, number)
    if row is None:
        raise NotFound("posting", str(number))
    if row.kind == CORRECTION:
        raise Refused(f"the correction {number}", "a posting that is none; post anew what was right")
    earlier = change.session.scalar(select(PostingRow.number).where(PostingRow.reverses == number))
    if earlier is not None:
        raise Refused(f"posting {number}, which {earlier} took back already", "a posting that stands")
    words(reason, "reason")
    return write(
        change, Place(tuple(row.owners.split("+")), row.issuer, row.security, row.account), row.day, CORRECTION,
        shares=opposite(row.shares), value=opposite(row.value),
        reason=reason, reverses=number,
    )  # fmt: skip


def opposite(number: Decimal | None) -> Decimal | None:
    """The number with the other sign, every digit kept: the minus of ``decimal`` rounds to 28."""
    return None if number is None else number.copy_negate()


# --------------------------------------------------------------------------------------------------- reading


def held_by(
    session: Session, owners: tuple[str, ...], issuer: str, security: str, account: str, *, of_first: bool = False
) -> tuple[str, ...]:
    """Under which owners a position of a joint form stands: those it was posted to before, else all of them.

    owners    as on the form, the first one first
    of_first  only positions in which the first one has a part: what the roster says is said of one owner

    Raises Refused when it stands under several groups and under none of the likely ones.
    """
    of = owners[:1] if of_first else owners
    groups = select(OwnerGroupMemberRow.owners).where(OwnerGroupMemberRow.owner.in_(of))
    same = (PostingRow.issuer == issuer, PostingRow.security == security, PostingRow.account == account)
    there = set(session.scalars(select(PostingRow.owners).where(PostingRow.owners.in_(groups), *same).distinct()))
    for likely in (group_key(owners), group_key(owners[:1])):
        if likely in there:
            return tuple(likely.split("+"))
    if len(there) > 1:
        raise Refused(f"{security} {account} held under {', '.join(sorted(there))}", "one of them, posted by hand")
    return tuple(there.pop().split("+")) if there else owners


def postings(
    session: Session, *, owner: str | None = None, issuer: str | None = None, as_of: date | None = None,
    known_at: datetime | None = None, owners: str | None = None, security: str | None = None,
    account: str | None = None,
) -> list[Posting]:  # fmt: skip
    """Postings in the order of their numbers.

    owner     alone or in a group; ``owners`` exactly that group
    as_of     up to that day
    known_at  as the journal stood at that moment
    """
    query = select(*_POSTING).order_by(PostingRow.number)
    for column, wanted in ((PostingRow.issuer, issuer), (PostingRow.owners, owners),
                           (PostingRow.security, security), (PostingRow.account, account)):  # fmt: skip
        if wanted is not None:
            query = query.where(column == wanted)
    if owner is not None:
        groups = select(OwnerGroupMemberRow.owners).where(OwnerGroupMemberRow.owner == owner)
        query = query.where(PostingRow.owners.in_(groups))
    if as_of is not None:
        query = query.where(PostingRow.day <= as_of)
    if known_at is not None:
        query = query.where(PostingRow.at <= known_at)
    return [Posting(*row) for row in session.execute(query)]


def positions(
    session: Session, *, as_of: date | None = None, owner: str | None = None, issuer: str | None = None,
    known_at: datetime | None = None,
) -> list[Position]:  # fmt: skip
    """What the postings add up to, for every position that was ever moved, in the order of keys.

    as_of, known_at, owner, issuer  as for ``postings``
    """
    found: dict[tuple[str, str, str, str], list[Posting]] = defaultdict(list)
    for one in postings(session, owner=owner, issuer=issuer, as_of=as_of, known_at=known_at):
        found[one.owners, one.issuer, one.security, one.account].append(one)
    return [_sum(*place, moved) for place, moved in sorted(found.items())]


def balance(session: Session, place: Place, as_of: date) -> Position | None:
    """One position as of a day; None when nothing was posted up to then."""
    owners = group_key(place.owners)
    moved = postings(
        session, owners=owners, issuer=place.issuer, security=place.security, account=place.account, as_of=as_of
    )
    return _sum(owners, place.issuer, place.security, place.account, moved) if moved else None


def _sum(owners: str, issuer: str, security: str, account: str, moved: list[Posting]) -> Position:
    shares = [one.shares for one in moved if one.shares is not None]
    dollars = [one.value for one in moved if one.value is not None]
    return Position(
        owners, issuer, security, account, total(shares) if shares else None, total(dollars) if dollars else None,
        len(moved), max(one.day for one in moved),
    )  # fmt: skip


def total(numbers: Iterable[Decimal]) -> Decimal:
    """The exact sum: no digit is rounded, however many there are.

    >>> total([Decimal("1E+40"), Decimal("0.001"), Decimal("-1E+40")])
    Decimal('0.001')
    """
    parts = [number.as_tuple() for number in numbers]
    least = min((int(part.exponent) for part in parts), default=0)
    whole = sum(
        (-1 if part.sign else 1) * int("".join(map(str, part.digits))) * 10 ** (int(part.exponent) - least)
        for part in parts
    )
    return Decimal(f"{whole}E{least}")
