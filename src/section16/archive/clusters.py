"""Clusters: several people who trade in one issuer's securities within some days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from section16.archive.one_trade import LINE


class Traded(NamedTuple):
    """A trade.

    id      the line that tells of it
    group   trades of one group only make a cluster: issuer and side
    owners  CIKs of everybody who reported it
    """

    id: LINE
    group: tuple[str, str | None]
    owners: tuple[str, ...]
    on: date


class Cluster(NamedTuple):
    """Trades of one group, each within some days of enough others.

    people  who trade in its fullest window; those who report a trade together count as one
    """

    group: tuple[str, str | None]
    first_on: date
    last_on: date
    people: int
    trades: tuple[LINE, ...]


def clusters(trades: Iterable[Traded], people: int, days: int) -> list[Cluster]:
    """Every cluster of at least so many people within so many days, both end days counted.

    Windows that overlap make one cluster. The order of the trades makes no difference.

    >>> day = date(2024, 1, 1)
    >>> some = [Traded(("", "", n), ("X", "A"), (f"{n}",), day + timedelta(days=n)) for n in range(3)]
    >>> [(c.people, len(c.trades)) for c in clusters(some, 3, 3)], clusters(some, 3, 2)
    ([(3, 3)], [])
    """
    groups: dict[tuple[str, str | None], list[Traded]] = defaultdict(list)
    for trade in trades:
        if trade.owners:
            groups[trade.group].append(trade)
    found = []
    for group, some in groups.items():
        if len(some) >= people:
            found += _of_group(group, sorted(some, key=lambda trade: (trade.on, trade.id)), people, days)
    return sorted(found, key=lambda cluster: (cluster.first_on, str(cluster.group)))


def parties(trades: Iterable[Traded]) -> dict[str, str]:
    """Owner -> the least CIK among all who report trades together with them, directly or through others."""
    least: dict[str, str] = {}

    def of(owner: str) -> str:
        while (above := least.setdefault(owner, owner)) != owner:
            owner = above
        return owner

    for trade in trades:
        tops = {of(owner) for owner in trade.owners}
        for top in tops:
            least[top] = min(tops)
    return {owner: of(owner) for owner in list(least)}


def _of_group(group: tuple[str, str | None], trades: list[Traded], people: int, days: int) -> list[Cluster]:
    party = parties(trades)
    found: list[Cluster] = []
    begin, started, most = 0, None, 0
    end = 0
    inside: dict[str, int] = defaultdict(int)
    for at, trade in enumerate(trades):
        inside[party[trade.owners[0]]] += 1
        while trade.on - trades[begin].on >= timedelta(days=days):
            leaving = party[trades[begin].owners[0]]
            inside[leaving] -= 1
            if not inside[leaving]:
                del inside[leaving]
            begin += 1
        if started is not None and begin > end:
            found.append(_cluster(group, trades[started : end + 1], most))
            started, most = None, 0
        if len(inside) >= people:
            started = begin if started is None else started
            most, end = max(most, len(inside)), at
    if started is not None:
        found.append(_cluster(group, trades[started : end + 1], most))
    return found


def _cluster(group: tuple[str, str | None], trades: list[Traded], people: int) -> Cluster:
    return Cluster(group, trades[0].on, trades[-1].on, people, tuple(trade.id for trade in trades))
