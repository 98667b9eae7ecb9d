"""The generated parts of docs/preparing.md: columns of trades, events, fields of a roster, footnote templates."""

import re
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import msgspec

from section16.prepare import roster as rosters
from section16.prepare.events import events
from section16.prepare.notes import templates
from section16.prepare.trades import columns
from tools.registry import part, table

_MEANING = re.compile(r"^    (?! )([a-z0-9_, ]+?)  +(.*(?:\n     +.*)*)", re.MULTILINE)
_KINDS: dict[str, type[msgspec.Struct]] = {
    "issuers": rosters.RosterIssuer, "owners": rosters.RosterOwner, "owners, address": rosters.RosterAddress,
    "owners, roles": rosters.Role, "securities": rosters.RosterSecurity, "accounts": rosters.Account,
    "holdings": rosters.Holding, "signers": rosters.Signer,
}  # fmt: skip


@part("trade-columns")
def trade_columns() -> str:
    """Every column of a file of trades, with the other headings it is known by."""
    shown = [column for column in columns().values() if column.column != "-"]
    rows: list[tuple[object, ...]] = [
        (f"`{one.column}`", one.holds, one.meaning, ", ".join(one.also) or "-") for one in shown
    ]
    passed = ", ".join(columns()["-"].also)
    text = table(("column", "holds", "meaning", "also"), rows)
    return f"{text}\n\nPassed over, for the form does not hold it: {passed}."


@part("events")
def event_table() -> str:
    """Every event: what it makes, and the words brokers have for it."""
    rows: list[tuple[object, ...]] = []
    for one in events().values():
        due = {"4": "Form 4", "5": "may wait for Form 5", "none": "no line"}[one.report]
        tables = "I and II" if one.pair else "-" if one.report == "none" else "I or II"
        side = one.side or ("-" if one.event == "transfer" else "say it")
        rows.append((f"`{one.event}`", one.code or "-", side, tables, due, one.meaning, ", ".join(one.also) or "-"))
    return table(("event", "code", "A or D", "table", "due", "what happened", "also"), rows)


@part("roster-fields")
def roster_fields() -> str:
    """Every field of a roster."""
    return table(("part", "field", "holds", "must be there", "meaning"), list(_fields()))


def _fields() -> Iterator[tuple[object, ...]]:
    for name, kind in _KINDS.items():
        said = _meanings(kind.__doc__ or "")
        types = get_type_hints(kind)
        for field in msgspec.structs.fields(kind):
            needed = "yes" if field.required else ""
            yield name, f"`{field.name}`", _holds(types[field.name]), needed, said.get(field.name, "")


def _meanings(text: str) -> dict[str, str]:
    """What a docstring says of each field."""
    found = {}
    for names, meaning in _MEANING.findall(text):
        for one in names.split(","):
            found[one.strip()] = " ".join(meaning.split())
    return found


def _holds(kind: Any) -> str:
    inner = [one for one in get_args(kind) if one is not type(None)]
    if kind in _WORDS:
        return _WORDS[kind]
    if str(kind).startswith("dict[str, tuple"):
        return "lists of keys by box"
    if str(kind).startswith("dict"):
        return "by key"
    return _holds(inner[0]) if inner else "part"


_WORDS: dict[Any, str] = {
    str: "text", bool: "yes or no", tuple[str, ...]: "list of keys",
    get_type_hints(rosters.Holding)["as_of"]: "date", get_type_hints(rosters.Holding)["shares"]: "number",
    get_type_hints(rosters.RosterSecurity)["ratio"]: "number",
}  # fmt: skip


@part("footnote-templates")
def footnote_templates() -> str:
    """Every footnote the program composes, with its authority."""
    rows: list[tuple[object, ...]] = [
        (f"`{one.name}`", one.box, one.when, one.text, one.authority) for one in templates().values()
    ]
    return table(("name", "box", "when", "text", "authority"), rows)
