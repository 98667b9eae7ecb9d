"""The house rules that no linter knows: sizes, imports, docstrings, and a page for every command."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "section16"
MODULES = sorted(PACKAGE.rglob("*.py"))

LONGEST_MODULE = 500  # lines
LONGEST_FUNCTION = 60  # lines, docstring included; 40 is the aim

# What the bottom of the house may import besides the standard library and what lies below it. The readers
# know lxml; the bulk path in formats/columns.py makes Arrow batches.
THIRD_PARTY = {
    "vocabulary": {"msgspec"},
    "model": {"msgspec"},
    "ledger": {"msgspec"},
    "formats": {"msgspec", "lxml", "pyarrow"},
}

# Only section16.edgar may import these; a prefix stands for all below it.
NETWORK = {
    "aiohttp", "ftplib", "http.client", "http.cookiejar", "http.server", "httpx", "imaplib", "nntplib",
    "paramiko", "poplib", "requests", "smtplib", "socket", "socketserver", "ssl", "telnetlib",
    "urllib.request", "urllib3", "websockets", "wsgiref", "xmlrpc",
}  # fmt: skip

# An import inside a function is for a dependency that may be missing, or a part of the house that rests on
# one: the core must start fast and without the extras.
OPTIONAL = {
    "altair", "duckdb", "holidays", "httpx", "jinja2", "litestar", "ortools", "psycopg", "pyarrow", "pyspark",
    "alembic", "cryptography", "keyring", "ruamel", "scipy", "sqlalchemy", "typst", "uvicorn", "vl_convert",
    "xlsxwriter", "zstandard",
    "section16.api", "section16.archive", "section16.cluster", "section16.desk", "section16.edgar",
    "section16.formats.columns", "section16.web",
}  # fmt: skip

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), path)


def where(path: Path, node: ast.AST | None = None) -> str:
    line = getattr(node, "lineno", None)
    return f"{path.relative_to(ROOT)}{f':{line}' if line else ''}"


def is_below(name: str, tops: set[str]) -> bool:
    """True when the dotted ``name`` is one of ``tops`` or lies below one."""
    return any(name == top or name.startswith(f"{top}.") for top in tops)


def imports(path: Path, node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Every module imported below ``node``, by its full name: ``from a import b`` gives a and a.b."""
    package = ["section16", *path.relative_to(PACKAGE).parent.parts]
    for found in ast.walk(node):
        if isinstance(found, ast.Import):
            yield from ((found, alias.name) for alias in found.names)
        elif isinstance(found, ast.ImportFrom):
            parents = package[: len(package) - found.level + 1] if found.level else []
            module = ".".join([*parents, *([found.module] if found.module else [])])
            yield from ((found, f"{module}.{alias.name}") for alias in found.names)


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def report(faults: Iterable[str]) -> None:
    """Fail with one line for each fault."""
    if lines := sorted(set(faults)):
        pytest.fail("\n".join(lines), pytrace=False)


def test_there_is_a_house():
    assert MODULES, f"no module below {PACKAGE.relative_to(ROOT)}"


def test_no_module_is_too_long():
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in MODULES}
    report(
        f"{where(path)}: {size} lines, at most {LONGEST_MODULE}"
        for path, size in sizes.items()
        if size > LONGEST_MODULE
    )


def test_no_function_is_too_long():
    report(
        f"{where(path, node)}: {node.name} has {size} lines, at most {LONGEST_FUNCTION}"
        for path in MODULES
        for node in functions(path)
        if (size := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    )


def test_every_module_says_what_it_holds():
    report(f"{where(path)}: no module docstring" for path in MODULES if not ast.get_docstring(tree(path)))


def test_every_public_function_and_class_has_a_docstring():
    report(
        f"{where(path, node)}: {node.name} has no docstring"
        for path in MODULES
        for node in tree(path).body
        if isinstance(node, Function | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and not any(ast.unparse(mark).endswith("overload") for mark in node.decorator_list)
    )


def test_nothing_is_swallowed():
    """Neither a bare ``except`` nor ``except Exception``, alone or among others."""

    def is_blind(handler: ast.ExceptHandler) -> bool:
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        return any(
            kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"}) for kind in kinds
        )

    report(
        f"{where(path, node)}: name the exceptions that are expected here"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and is_blind(node)
    )


def test_only_edgar_talks_to_the_network():
    report(
        f"{where(path, node)}: imports {name}; only section16.edgar may"
        for path in MODULES
        if not path.is_relative_to(PACKAGE / "edgar")
        for node, name in imports(path, tree(path))
        if is_below(name, NETWORK)
    )


def test_the_bottom_of_the_house_imports_little():
    report(
        f"{where(path, node)}: imports {name}; section16.{package} may import {', '.join(sorted(allowed))}"
        for package, allowed in THIRD_PARTY.items()
        for path in sorted((PACKAGE / package).rglob("*.py"))
        for node, name in imports(path, tree(path))
        if name.partition(".")[0] not in sys.stdlib_module_names | allowed | {"section16"}
    )


def test_imports_inside_functions_are_for_optional_parts():
    report(
        f"{where(path, node)}: imports {name} inside {function.name}; move it to the top of the module"
        for path in MODULES
        for function in functions(path)
        for node, name in imports(path, function)
        if not is_below(name, OPTIONAL)
    )


def test_nothing_is_left_to_do():
    words = re.compile(r"\b(TODO|FIXME)\b")
    report(
        f"{where(path)}:{number}: {found[0]}; finish it or file an issue"
        for path in MODULES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (found := words.search(line))
    )


def test_every_command_has_a_section_in_the_docs():
    """Each command, and each command of a group, is a heading: ``## section16 check``."""
    import click

    from section16.cli import main

    def commands(group: click.Group, context: click.Context, name: str) -> Iterator[str]:
        for word in group.list_commands(context):
            command = group.get_command(context, word)
            assert command is not None, f"{name} lists {word}, which is not there"
            if command.hidden:
                continue
            yield f"{name} {word}"
            if isinstance(command, click.Group):
                yield from commands(command, click.Context(command, context, word), f"{name} {word}")

    top = main.main if isinstance(main.main, click.Group) else main.cli
    page = (ROOT / "docs" / "commands.md").read_text("utf-8")
    headings = {line.lstrip("#").strip().strip("`") for line in page.splitlines() if line.startswith("#")}
    report(
        f"docs/commands.md: no section '## {name}'"
        for name in commands(top, click.Context(top), "section16")
        if name not in headings
    )
