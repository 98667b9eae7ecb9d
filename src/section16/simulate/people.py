"""Reporting owners and their roles: who they are, what they hold when we first meet them, how they come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from section16.simulate import awards, funds, names
from section16.simulate.amounts import CENT, ONE
from section16.simulate.days import add_business_days, iso, months_later, on_or_after
from section16.simulate.state import Issuer, Owner, Plan, Position, Report, Role

if TYPE_CHECKING:
    from section16.simulate.market import Market

_OFFICERS = (
    "Chief Executive Officer", "Chief Financial Officer", "General Counsel & Secretary", "Chief Operating Officer",
    "EVP, Sales & Marketing", "Chief Accounting Officer", "SVP, Human Resources", "President, Products",
)  # fmt: skip
_MEMBER = "Member of 10% owner group"
_TRUST = "Shares held by a trust of which the reporting person is a trustee and a beneficiary."
_DISCLAIMED = (
    "The reporting person disclaims beneficial ownership except to the extent of any pecuniary interest therein."
)
_FUND_NOTE = (
    "The securities are held directly by {name} Each of the other reporting persons may be deemed to share voting and "
    "dispositive power over them and disclaims beneficial ownership except to the extent of its pecuniary interest "
    "therein."
)


def staff(market: Market, issuer: Issuer) -> None:
    """Everybody who reports at a new issuer."""
    dice = market.dice
    for rank in range(dice.between(3, 6)):
        join(market, issuer, "officer", rank)
    for rank in range(dice.between(4, 7)):
        join(market, issuer, "director", rank)
    if market.chance("fund"):
        join(market, issuer, "fund", 0)
    if dice.chance(800):
        join(market, issuer, "holder", 0)


def join(market: Market, issuer: Issuer, kind: str, rank: int) -> Role:
    """A new role.  Before the market's first day nothing is filed; later a Form 3 is."""
    dice = market.dice
    if kind == "fund":
        owners = _group(market, issuer)
    else:
        owners = [_trust(market, issuer) if kind == "holder" and dice.chance(5000) else _person(market, issuer)]
    is_new = issuer.listed == market.day or market.day > market.first
    since = market.day if is_new else months_later(market.first, -dice.between(4, 96))
    common = Position(0, 1, "common", issuer.common, 0)
    if kind == "fund":
        common.nature, common.nature_note = f"By {owners[0].name}"[:100], _FUND_NOTE.format(name=owners[0].name)
    is_chief = kind == "officer" and rank == 0
    is_member = kind == "fund" and dice.chance(2000)  # of a group that together has ten percent
    role = Role(
        number=market.number("role"), issuer=issuer, owners=owners, kind=kind,
        is_director=kind == "director" or is_chief, is_officer=kind == "officer",
        is_ten_percent=kind in ("fund", "holder") and not is_member,
        is_other=is_member,
        title=_OFFICERS[rank % len(_OFFICERS)] if kind == "officer" else _MEMBER if is_member else "",
        trades="holder", common=common, since=since,
    )  # fmt: skip
    _habits(market, role)
    issuer.roles.append(role)
    _opening(market, role, is_new and issuer.listed != market.day)
    market.tell(
        "roles", str(role.number), issuer.cik, ",".join(owner.cik for owner in owners), *(
            "1" if flag else "0" for flag in (role.is_director, role.is_officer, role.is_ten_percent, role.is_other)
        ), role.title, role.trades, str(role.routine or ""), iso(since), iso(market.day),
    )  # fmt: skip
    if is_new:
        _form_3(market, role)
    return role


def _habits(market: Market, role: Role) -> None:
    dice = market.dice
    draw = dice.below(10_000)
    seller = market.rates["seller"]
    if role.kind in ("fund", "holder"):
        role.trades = "seller" if draw < 5000 else "buyer" if draw < 7500 else "holder"
    elif draw < seller:
        role.trades = "seller"
    elif draw < seller + market.rates["buyer"]:
        role.trades = "buyer"
    if role.trades != "holder" and market.chance("routine"):
        role.routine = dice.between(1, 12)
    if role.kind != "fund" and market.chance("attorney"):
        surname, first = names.person(market.offset + 3 * role.issuer.number)
        role.signer = f"{first} {surname}"
        role.power_filed = role.since < market.first
    role.lists_holdings = dice.chance(6500)
    if role.trades == "seller" and market.chance("plan"):
        new_plan(market, role)


def new_plan(market: Market, role: Role) -> None:
    """A plan adopted 100 to 300 days ago, or on the first day of the role; it lasts for a year or two."""
    dice = market.dice
    adopted = max(market.day - dice.between(100, 300), role.since)
    role.plan = Plan(market.number("plan"), adopted, adopted + dice.between(400, 760))
    market.tell("plans", str(role.plan.number), str(role.number), iso(adopted), iso(role.plan.ends))


def _person(market: Market, issuer: Issuer) -> Owner:
    number = market.number("owner")
    surname, first = names.person(market.offset * 31 + number)
    owner = Owner(
        f"{8_000_000 + number:010d}", f"{surname} {first}".rstrip("."), "person", f"{first} {surname}",
        f"c/o {issuer.name}"[:40], issuer.street[:40], issuer.city, issuer.state, issuer.zip,
    )  # fmt: skip
    market.tell("owners", owner.cik, owner.name, "person")
    return owner


def _trust(market: Market, issuer: Issuer) -> Owner:
    """A family's trust that holds more than ten percent."""
    number = market.number("owner")
    name = f"{names.family(market.offset + number)} Family Trust"
    surname, first = names.person(market.offset * 31 + number)
    owner = Owner(
        f"{8_000_000 + number:010d}", name, "trust", f"{name}, By: /s/ {first} {surname}, Trustee",
        names.street(number), "", names.city(number), issuer.state, issuer.zip,
    )  # fmt: skip
    market.tell("owners", owner.cik, owner.name, "trust")
    return owner


def _group(market: Market, issuer: Issuer) -> list[Owner]:
    """A fund, its general partner, its manager, sister funds, and now and then the person behind them."""
    dice = market.dice
    size = (
        dice.between(11, 12) if market.chance("fund_over_ten") else dice.pick((2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10))
    )
    word = names.family(market.offset + 7 * issuer.number)
    street, city = names.street(market.offset + issuer.number * 5), names.city(issuer.number + 11)
    found = []
    titles = ["Capital Partners, L.P.", "Capital GP, LLC", "Management, LLC"]
    titles += [f"Opportunities Fund {numeral}, L.P." for numeral in ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")]
    for title in titles[:size]:
        name = f"{word} {title}"
        owner = Owner(
            f"{8_000_000 + market.number('owner'):010d}", name, "fund", name, street, "", city,
            names.STATES[issuer.number % 20], f"000{issuer.number % 100:02d}",
        )  # fmt: skip
        found.append(owner)
        market.tell("owners", owner.cik, owner.name, "fund")
    if size > len(found):
        person = _person(market, issuer)
        person.street1, person.street2, person.city = street, "", city
        found.append(person)
    return found


def _opening(market: Market, role: Role, joins: bool) -> None:
    """What is held when the market first sees the role."""
    dice, issuer = market.dice, role.issuer
    if role.kind in ("fund", "holder"):
        role.common.balance = dice.between(2_000, 30_000) * 1_000 * ONE
    elif not joins:
        role.common.balance = dice.between(2_000, 250_000) * ONE
    elif not market.chance("no_securities"):
        role.common.balance = dice.between(100, 20_000) * ONE
    market.hold(role, role.common, market.day)
    if role.kind != "fund" and role.common.balance and market.chance("indirect"):
        nature, note = dice.pick((
            ("By Trust", _TRUST), ("By Spouse", _DISCLAIMED), ("By Family LLC", _DISCLAIMED), ("By Trust", ""),
            ("By 401(k) Plan", ""), ("By Spouse", ""), ("By Son", _DISCLAIMED),
        ))  # fmt: skip
        held = Position(0, 1, "common", issuer.common, dice.between(100, 60_000) * ONE, nature=nature, nature_note=note)
        role.indirect.append(market.hold(role, held, market.day))
    if role.kind == "fund":
        funds.opening(market, role)
    if role.kind == "officer" and not joins:
        awards.earlier(market, role)
        if issuer.options:
            _old_options(market, role)


def _old_options(market: Market, role: Role) -> None:
    """Options granted in earlier years, exercisable in full."""
    dice, issuer = market.dice, role.issuer
    for _ in range(dice.between(1, 3)):
        granted = months_later(market.day, -dice.between(40, 96))
        role.derivatives.append(
            market.hold(
                role,
                Position(
                    0, 2, "option", "Stock Option (right to buy)", dice.between(20, 600) * 100 * ONE,
                    strike=max(issuer.price * dice.between(30, 110) // 100 // CENT, 50) * CENT,
                    exercisable=months_later(granted, 36), expires=months_later(granted, 120), underlying=issuer.common,
                ),
                market.day,
            )
        )  # fmt: skip


def _form_3(market: Market, role: Role) -> None:
    """Due on the tenth day after the event, on the very day when the issuer's registration is the event."""
    dice, day = market.dice, market.day
    tenth = on_or_after(day + 10)
    if role.issuer.listed == day:
        filed = on_or_after(day)
    elif market.chance("late_form_3"):
        filed = add_business_days(tenth, dice.between(2, 40))
    else:
        filed = on_or_after(day + dice.between(1, 10))
    held = [role.common, *role.indirect, *role.derivatives]
    report = Report(
        "3", role, filed, [], period=day, is_late=filed > tenth,
        holdings=[(position, position.balance) for position in held if position.balance],
    )  # fmt: skip
    market.file(report)
