"""From a report to the submission: lines, holdings, signatures, exhibits, header, and the truth about each line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from section16.simulate import corrections
from section16.simulate.days import compact, iso, on_or_after, year_of
from section16.simulate.document_text import HABITS, Form, Style, document
from section16.simulate.state import Line, Owner, Report, Role, Simulated
from section16.simulate.submission_text import submission

if TYPE_CHECKING:
    from section16.simulate.market import Market

_MOST_OWNERS = 10
_SIGNED = {"person": "/s/ {}", "trust": "{}", "fund": "{}, By: /s/ Authorized Signatory"}
_PARTLY = "Form {part} of a report by more than ten reporting persons; the others report the same on a separate form."
_BOX_SINCE = 738_611  # 2023-04-01
_AMENDED_RULE = 738_578  # 2023-02-27
_BOX_VERSION = "X0407"
_POWER = (
    "POWER OF ATTORNEY\n\nThe undersigned constitutes and appoints {signer} the undersigned's true and lawful\n"
    "attorney-in-fact to execute and file, for and on behalf of the undersigned, Forms 3, 4 and 5 in accordance\n"
    "with Section 16(a) of the Securities Exchange Act of 1934, until revoked in a signed writing.\n\n"
    "/s/ {owner}\nDate: {day}"
)


def parts(report: Report) -> int:
    """How many submissions a report takes: one for every ten owners."""
    return -(-len(report.role.owners) // _MOST_OWNERS)


def write(market: Market, report: Report, part: int, second: int) -> Simulated:
    """One submission of a report, counted from 0, accepted at that second of the day."""
    owners = report.role.owners[part * _MOST_OWNERS : (part + 1) * _MOST_OWNERS]
    return _submission(market, report, owners, second, f"{part + 1} of {parts(report)}")


def _submission(market: Market, report: Report, owners: list[Owner], second: int, part: str) -> Simulated:
    role, issuer, day, number = report.role, report.role.issuer, report.day, report.form[0]
    tables = _lines(report)
    version = market.versions.on(day, number)
    fault = corrections.spoil(market, report, tables, _has_plan(tables))
    box = None
    if number != "3" and version >= _BOX_VERSION:
        box = (report.original or day) >= _BOX_SINCE and _has_plan(tables)
    period = report.period or min(entry.day for entry in report.entries)
    title = ""
    if fault is not None:
        period, title = fault.period or period, fault.title
        owners = owners[:-1] if fault.fewer_owners else owners
    remarks = report.remarks
    if len(role.owners) > _MOST_OWNERS:
        remarks = f"{remarks} {_PARTLY.format(part=part)}".strip()
    style, habit = _style(market, issuer.agent)
    exhibits = _exhibits(role, day)
    accession = market.accession(issuer.prefix)
    form = Form(
        style, version, report.form, period, report.original, issuer, role, owners, *tables,
        _signatures(role, owners, day), report.exit, box, remarks, title,
    )  # fmt: skip
    film = market.number("film")
    market.counts["film"] = film + len(owners) - 1
    clock = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    text = submission(
        accession=accession, form_type=report.form, period=period, filed=day,
        accepted=compact(day) + clock.replace(":", ""), owners=owners, issuer=issuer,
        first_film=year_of(day) % 100 * 1_000_000 + 500_000 + film,
        filename=style.filename.replace("#", f"{day}{film:07d}"),
        description=style.description.replace("FORM 4", f"FORM {report.form}"), document=document(form),
        exhibits=exhibits,
    )  # fmt: skip
    market.tell(
        "filings", accession, report.form, iso(day), f"{iso(day)}T{clock}", str(role.number), issuer.cik,
        ",".join(owner.cik for owner in owners), iso(period), version, part, habit,
    )  # fmt: skip
    _tell_lines(market, report, accession, tables, part.startswith("1"))
    if report.original:
        market.tell("amendments", accession, report.amends, report.scope, report.what)
    if fault is not None:
        corrections.tell(market, report, fault, accession, tables)
    return Simulated(accession, text.encode(), iso(day), f"{iso(day)}T{clock}")


def _style(market: Market, agent: int) -> tuple[Style, str]:
    """The habits of the issuer's program, and now and then one more, with its name."""
    for habit in HABITS:
        if market.chance(habit):
            return market.odd_styles[agent][habit], habit
    return market.styles[agent], ""


def _lines(report: Report) -> tuple[list[Line], list[Line]]:
    """Table I and Table II: transactions as they happened, then what else is held of the same class."""
    role = report.role
    tables: tuple[list[Line], list[Line]] = ([], [])
    for entry in report.entries:
        tables[entry.position.table - 1].append(Line(entry.position, entry.following, entry, entry.notes))
    if report.holdings is not None:
        for position, balance in report.holdings:
            tables[position.table - 1].append(Line(position, balance, form3=report.form[0] == "3"))
    elif tables[0] and role.lists_holdings:
        moved = {line.position.number for line in tables[0]}
        for position in (role.common, *role.indirect):
            if position.number not in moved and position.balance:
                tables[0].append(Line(position, position.balance))
    return tables


def _has_plan(tables: tuple[list[Line], list[Line]]) -> bool:
    """True when a line was made under a plan of the amended rule, for which the box is checked."""
    return any(line.entry is not None and line.entry.plan >= _AMENDED_RULE for lines in tables for line in lines)


def _signatures(role: Role, owners: list[Owner], day: int) -> list[tuple[str, int]]:
    if role.signer:
        return [(f"/s/ {role.signer}, Attorney-in-Fact for {owners[0].signs}", day)]
    return [(_SIGNED[owner.kind].format(owner.signs), day) for owner in owners]


def _exhibits(role: Role, day: int) -> list[tuple[str, str, str, str]]:
    """A power of attorney with the first form signed under it."""
    if not role.signer or role.power_filed:
        return []
    role.power_filed = True
    text = _POWER.format(signer=role.signer, owner=role.owners[0].signs, day=iso(day))
    return [("EX-24", f"poa{role.number}.txt", "POWER OF ATTORNEY", text)]


def _tell_lines(
    market: Market, report: Report, accession: str, tables: tuple[list[Line], list[Line]], is_first: bool
) -> None:
    day = report.day
    if report.is_late and report.form in ("3", "5"):
        last = on_or_after(report.period + (10 if report.form == "3" else 45))
        market.tell("late", accession, "", "", "", iso(last), iso(day), str(day - last), "")
    for table, lines in zip(("I", "II"), tables, strict=True):
        for number, line in enumerate(lines):
            entry, at = line.entry, str(number)
            relation = "reports" if is_first and not report.original else "repeats"
            if entry is None:
                market.tell("lines", accession, table, at, "holding", "", str(line.position.number), relation)
                continue
            if entry.event in report.corrected:
                relation = "adds" if report.what == "missing" else "corrects"
            market.tell(
                "lines", accession, table, at, "transaction", str(entry.event), str(line.position.number), relation
            )
            if entry.due and day > entry.due and not report.original:
                market.tell(
                    "late", accession, table, at, str(entry.event), iso(entry.due), iso(day), str(day - entry.due),
                    entry.timeliness,
                )  # fmt: skip
