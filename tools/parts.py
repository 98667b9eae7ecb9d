"""The generated parts: one function each, named after what it shows."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator

import click

from section16.archive.tables import HEADERS, SOURCES
from section16.cli.main import COMMANDS, cli
from section16.formats import elements, wire_json
from section16.formats.columns_tables import TABLES, Table
from section16.formats.elements import Element
from section16.rules.catalogue import RULES
from section16.rules.check import RULE_MODULES
from section16.vocabulary import codes
from tools.registry import ROOT, part, table, whole


@part("extras")
def extras() -> str:
    """Table of the extras of the package and what each installs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    rows = [("(none)", project["dependencies"]), *project["optional-dependencies"].items()]
    return table(("extra", "installs"), [(name, ", ".join(f"`{line}`" for line in wanted)) for name, wanted in rows])


@part("make")
def make() -> str:
    """Table of the targets of the Makefile, with the words of ``make help``."""
    targets = re.findall(r"^([a-z-]+):.*?## (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    return table(("command", "does"), [(f"`make {name}`", words) for name, words in targets])


@part("commands")
def commands() -> str:
    """Every command with its help, as the terminal prints it."""
    return "\n\n".join(_sections())


def _sections() -> Iterator[str]:
    context = click.Context(cli, info_name="section16", max_content_width=100)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield from _section(command, name, context)


def _section(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    """The help of a command; of a group, that of its commands too."""
    inner = click.Context(command, info_name=name, parent=parent, max_content_width=100, terminal_width=100)
    yield f"## {inner.command_path}\n\n```text\n{command.get_help(inner)}\n```"
    if isinstance(command, click.Group):
        for below in command.list_commands(inner):
            found = command.get_command(inner, below)
            assert found is not None
            yield from _section(found, below, inner)


@part("rules")
def rules() -> str:
    """Every rule: code, severity, title, authority, since, and why."""
    assert RULE_MODULES
    rows: list[tuple[object, ...]] = []
    for rule in sorted(RULES.values(), key=lambda r: r.code):
        forms = "all" if rule.forms == "345" else ", ".join(rule.forms)
        rows.append((rule.code, rule.severity.value, rule.title, rule.why, rule.citation, forms, rule.since))
    return table(("code", "severity", "what must hold", "why", "authority", "forms", "since"), rows)


@part("elements")
def element_table() -> str:
    """The element table: XML path, model attribute, type, limits."""
    parts = []
    for title, prefix, rows in (
        ("ownershipDocument", "OwnershipDocument", elements.DOCUMENT),
        ("issuer", "Issuer", elements.ISSUER),
        ("reportingOwnerId", "ReportingOwner", elements.OWNER_ID),
        ("reportingOwnerAddress", "Address", elements.ADDRESS),
        ("reportingOwnerRelationship", "Relationship", elements.RELATIONSHIP),
        ("nonDerivativeTransaction, nonDerivativeHolding", "NonDerivativeLine", elements.TABLE_I),
        ("derivativeTransaction, derivativeHolding", "DerivativeLine", elements.TABLE_II),
        ("ownerSignature", "Signature", elements.SIGNATURE),
    ):
        parts.append(f"### {title}\n\nModel class `{prefix}`.\n\n{_element_rows(rows)}")
    return "\n\n".join(parts)


def _element_rows(rows: tuple[Element, ...]) -> str:
    return table(
        ("element", "field", "type", "most characters", "footnotes", "forms", "in holdings", "since"),
        [(f"`{e.path}`", f"`{e.attribute}`", e.kind.value, e.length or "", _marks(e), e.forms, e.holding, e.since or "")
         for e in rows],
    )  # fmt: skip


def _marks(element: Element) -> str:
    return "in place of a value too" if element.lone_mark else "yes" if element.marks else ""


@part("transaction-codes")
def transaction_codes() -> str:
    """The transaction codes with their meaning."""
    rows: list[tuple[object, ...]] = [
        (row.code, row.label, row.group, f"`{row.filed_as}`", row.exemption or "")
        for row in codes.transaction_codes().values()
    ]
    return table(("code", "meaning", "group", "filed in", "rule that usually exempts it from Section 16(b)"), rows)


@part("columns")
def columns() -> str:
    """The tables of the bulk path and of the store."""
    return _tables(TABLES.values())


@part("store-tables")
def store_tables() -> str:
    """The tables that only a store has."""
    return _tables((HEADERS, SOURCES))


def _tables(declared_tables: Iterable[Table]) -> str:
    parts = []
    for declared in declared_tables:
        rows: list[tuple[object, ...]] = [(f"`{c.name}`", c.type, c.meaning) for c in declared.columns]
        key = f" Key: {', '.join(declared.key)}." if declared.key else ""
        parts.append(f"### {declared.name}\n\n{declared.meaning}.{key}\n\n"
                     + table(("column", "type", "meaning"), rows))  # fmt: skip
    return "\n\n".join(parts)


@whole("docs/filing.schema.json")
def filing_schema() -> str:
    """The JSON Schema of ``convert --to json``."""
    return json.dumps(wire_json.schema(), indent=2) + "\n"


@part("findings-by-rule")
def findings_by_rule() -> str:
    """The committed counts of findings by rule, with the titles."""
    text = (ROOT / "docs" / "data" / "findings-by-rule.tsv").read_text("utf-8")
    rows: list[tuple[object, ...]] = []
    for line in text.splitlines()[2:]:
        code, severity, findings, filings = line.split("\t")
        rows.append((code, severity, f"{int(findings):,}", f"{int(filings):,}", RULES[code].title))
    heading = text.splitlines()[0].removeprefix("# ")
    return f"{heading}.\n\n" + table(("code", "severity", "findings", "in filings", "what must hold"), rows)


@part("mutations")
def mutations() -> str:
    """The seeded defects with the counts the last sweep committed."""
    lines = (ROOT / "tests" / "mutations" / "results.tsv").read_text("utf-8").splitlines()[1:]
    rows = [tuple(line.split("\t")) for line in lines]
    planted, found = (sum(int(row[i]) for row in rows) for i in (3, 4))
    summary = f"{len(rows)} defects, planted {planted:,} times, found {found:,} times ({found / planted:.2%})."
    return f"{summary}\n\n" + table(("rule", "defect", "why it is one", "filings", "found"), [*rows])


@part("schema-differences")
def schema_differences() -> str:
    """The justified differences between the structure rules and the official schemas."""
    lines = (ROOT / "tests" / "rules" / "schema-differences.tsv").read_text("utf-8").splitlines()[1:]
    rows: list[tuple[object, ...]] = []
    for line in lines:
        side, code, _, what, why, authority = line.split("\t")
        rows.append((code if side != "schema" else "(schema)", what, why, authority))
    return table(("found by", "what", "why the other side takes it", "authority"), rows)


@part("print-exceptions")
def print_exceptions() -> str:
    """The documents whose HTML does not say the words of the SEC's stylesheet."""
    lines = (ROOT / "tests" / "forms" / "exceptions.tsv").read_text("utf-8").splitlines()[1:]
    return table(("document", "what differs", "why"), [tuple(line.split("\t")) for line in lines])
