"""The generated parts of docs/questions.md: presets of screens, named queries, the columns of a line."""

from section16.archive.lines import LINES
from section16.archive.queries import queries
from section16.archive.screens import presets
from tools.registry import part, table


@part("screens")
def screens() -> str:
    """Every preset: what it asks for, and why people look at it."""
    rows: list[tuple[object, ...]] = [
        (f"`{one.name}`", one.title, f"`{_options(one.options)}`", one.why) for one in presets().values()
    ]
    return table(("preset", "lists", "the same as", "why"), rows)


def _options(options: str) -> str:
    """The conditions as options of the command."""
    said = []
    for option in options.split(" "):
        name, _, value = option.partition("=")
        if name == "plan":
            said.append("--plan" if value == "yes" else "--no-plan")
        else:
            said.append(f"--{name.replace('_', '-')} {value if value.isalnum() or '-' in value else repr(value)}")
    return " ".join(said)


@part("queries")
def named_queries() -> str:
    """Every named query, its parameters, and its SQL."""
    told = []
    for one in queries().values():
        lines = [f"### {one.name}", "", f"{one.title}: {one.answers}."]
        rows: list[tuple[object, ...]] = [
            (f"`{p.name}`", p.type, "must be given" if p.default is None else f"`{p.default}`", p.meaning)
            for p in one.parameters
        ]
        lines += ["", table(("parameter", "type", "default", "meaning"), rows)]
        sql = "\n".join(line for line in one.sql.splitlines() if not line.startswith("-- "))
        told.append("\n".join([*lines, "", f"```sql\n{sql.strip()}\n```"]))
    return "\n\n".join(told)


@part("line-columns")
def line_columns() -> str:
    """The columns of ``lines`` and ``trades``."""
    return table(("column", "type", "meaning"), [(f"`{c.name}`", c.type, c.meaning) for c in LINES])
