"""What is wrong with a roster: every fault at once, each with the key it stands under.

First the shape (a field unknown, a value of the wrong kind), then the references: every
key that one part names is there in the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

import msgspec

from section16.prepare.roster import (
    DIRECT,
    Account,
    Holding,
    Role,
    Roster,
    RosterIssuer,
    RosterOwner,
    RosterSecurity,
    Signer,
)
from section16.prepare.values import flag, number, unprintable, year_end
from section16.rules.structure_lines import MOST
from section16.vocabulary.identifiers import is_cik

# what stands under the keys of a part; msgspec itself names a key as "[...]"
_KINDS: dict[str, Any] = {
    "issuers": RosterIssuer, "owners": RosterOwner, "securities": RosterSecurity, "accounts": Account,
    "footnotes": str, "signers": Signer, "roles": Role, "notes": tuple[str, ...],
}  # fmt: skip
_NUMBERS = frozenset({"shares", "value", "exercise_price", "ratio"})
_FLAGS = frozenset({"director", "officer", "ten_percent_owner", "other", "foreign", "derivative", "short", "late"})
_LISTS = frozenset({"files_with", "notes"})


def tidy(content: object, field: str = "") -> object:
    """The plain content with numbers as ``$1,000``, flags as ``yes`` and single keys for lists made plain.

    Texts stay as they are: only fields that hold a number, a flag or a list are touched.
    """
    if isinstance(content, dict):
        if field == "notes":
            return {str(key): [one] if isinstance(one, str) else one for key, one in content.items()}
        return {str(key): tidy(one, "" if field in _KINDS else str(key)) for key, one in content.items()}
    if isinstance(content, list):
        return [tidy(one) for one in content]
    if not isinstance(content, str):
        return content
    if field in _NUMBERS:
        found = number(content)
        return content if found is None or found < 0 else format(found, "f")
    if field in _FLAGS:
        said = flag(content)
        return content if said is None else said
    return [content] if field in _LISTS else content


def shape(content: object) -> Iterator[str]:
    """One line for each thing that is not as a roster has it: "owners.jane.cik: expected `str`, got `int`"."""
    if not isinstance(content, Mapping):
        yield f"found a {type(content).__name__}, expected issuers, owners, securities and more, each by key"
        return
    known = Roster.__struct_fields__
    for name in content:
        if name not in known:
            yield f"{name}: found an unknown part{_near(str(name), known)}, expected one of {', '.join(known)}"
    for name in known:
        if name in content:
            yield from _odd_characters(content[name], name)
            yield from _faults({name: content[name]}, Roster, "")


def _odd_characters(value: object, place: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _odd_characters(one, f"{place}.{key}")
    elif isinstance(value, list):
        for i, one in enumerate(value):
            yield from _odd_characters(one, f"{place}[{i}]")
    elif isinstance(value, str) and (odd := unprintable(value)) is not None:
        yield f"{place}: found the character {odd!r}, expected characters that a form can hold"


def _faults(value: Any, kind: Any, place: str) -> Iterator[str]:
    """The faults of one value; where msgspec hides a key, each entry is tried alone."""
    try:
        msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        said, _, path = str(error).partition(" - at `$")
        path = path.rstrip("`")
        before, hidden, _ = path.partition("[...]")
        field = before.rpartition(".")[2]
        if not hidden or field not in _KINDS:
            yield f"{place}{path}".lstrip(".") + f": {_plain(said)}"
            return
        entries = value
        for step in filter(None, before.split(".")):
            entries = entries[step]
        for key, one in entries.items():
            yield from _faults(one, _KINDS[field], f"{place}{before}.{key}")


def _plain(said: str) -> str:
    """msgspec's words in ours: "expected `str`, got `int`" is kept, the rest says what would do."""
    for theirs, ours in (
        ("Invalid RFC3339 encoded date", "found another text, expected a date as 2023-11-24"),
        ("Invalid decimal string", "found another text, expected a number"),
        ("Object contains unknown field", "found an unknown field"),
        ("Object missing required field", "found nothing, expected the field"),
    ):
        said = said.replace(theirs, ours)
    return said[:1].lower() + said[1:]


def references(roster: Roster) -> Iterator[str]:
    """One line for each key that is named and not there, and each CIK, day or number that can be none."""
    parts: tuple[tuple[str, Mapping[str, RosterIssuer | RosterOwner]], ...] = (
        ("issuers", roster.issuers),
        ("owners", roster.owners),
    )
    for part, things in parts:
        for key, thing in things.items():
            if not is_cik(thing.cik):
                yield f"{part}.{key}.cik: found {thing.cik!r}, expected a CIK of 1 to 10 digits"
    for key, company in roster.issuers.items():
        if year_end(company.fiscal_year_end) is None:
            yield f"issuers.{key}.fiscal_year_end: found {company.fiscal_year_end!r}, expected month and day as 12-31"
    for key, owner in roster.owners.items():
        for issuer in owner.roles:
            yield from _missing(f"owners.{key}.roles", "issuer", issuer, roster.issuers)
        for other in owner.files_with:
            yield from _missing(f"owners.{key}.files_with", "owner", other, roster.owners)
            if other == key:
                yield f"owners.{key}.files_with: found the owner itself, expected others"
        if owner.signer is not None:
            yield from _missing(f"owners.{key}.signer", "signer", owner.signer, roster.signers)
    for key, security in roster.securities.items():
        if security.issuer is not None:
            yield from _missing(f"securities.{key}.issuer", "issuer", security.issuer, roster.issuers)
        elif len(roster.issuers) > 1:
            yield f"securities.{key}.issuer: found nothing, expected one of {', '.join(roster.issuers)}"
    if DIRECT in roster.accounts:
        yield f"accounts.{DIRECT}: found an account of that name, expected another: it is how one holds directly"
    yield from _holdings(roster)
    yield from _amounts(roster)


def _holdings(roster: Roster) -> Iterator[str]:
    seen: dict[tuple[str, str, str], int] = {}
    for i, one in enumerate(roster.holdings):
        where = f"holdings[{i}]"
        yield from _missing(f"{where}.owner", "owner", one.owner, roster.owners)
        yield from _missing(f"{where}.security", "security", one.security, roster.securities)
        if one.account != DIRECT:
            yield from _missing(f"{where}.account", "account", one.account, {DIRECT: None, **roster.accounts})
        if one.shares is not None and one.value is not None:
            yield f"{where}: found shares and value, expected one of them"
        position = (one.owner, one.security, one.account)
        if position in seen:
            yield f"{where}: found {' '.join(position)} again, which stands in holdings[{seen[position]}]"
        seen.setdefault(position, i)


def _amounts(roster: Roster) -> Iterator[str]:
    """Numbers that no form can hold; a holding below zero is what a draft leaves where too much went."""
    given = [(f"securities.{key}.{name}", amount, Decimal(0)) for key, one in roster.securities.items()
             for name, amount in (("exercise_price", one.exercise_price), ("ratio", one.ratio))]  # fmt: skip
    given += [(f"holdings[{i}].{name}", amount, -MOST) for i, one in enumerate(roster.holdings)
              for name, amount in (("shares", one.shares), ("value", one.value))]  # fmt: skip
    for where, amount, least in given:
        if amount is not None and not (amount.is_finite() and least <= amount <= MOST):
            yield f"{where}: found {amount}, expected a number from {least:,} to {MOST:,}"
    for key, security in roster.securities.items():
        if security.ratio == 0:
            yield f"securities.{key}.ratio: found 0, expected how many underlying shares each turns into"


def _missing(where: str, kind: str, key: str, known: Mapping[str, object]) -> Iterator[str]:
    if key not in known:
        expected = f"one of {some(known)}" if known else "one of the roster, which has none"
        yield f"{where}: found no {kind} {key!r}{_near(key, known)}, expected {expected}"


def _near(key: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    near = get_close_matches(key, list(known), n=1)
    return f" (nearest: {near[0]})" if near else ""


def some(known: Mapping[str, object]) -> str:
    """The first eight keys, and how many more there are."""
    shown = list(known)[:8]
    more = f" and {len(known) - len(shown)} more" if len(known) > len(shown) else ""
    return ", ".join(shown) + more


def positions(roster: Roster) -> dict[tuple[str, str, str], Holding]:
    """The holdings by owner, security and account."""
    return {(one.owner, one.security, one.account): one for one in roster.holdings}
