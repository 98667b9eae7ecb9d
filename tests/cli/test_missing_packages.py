"""Without an extra, a command says in one line what it lacks and how to get it."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from section16.cli.main import COMMANDS, EXTRAS

ROOT = Path(__file__).resolve().parents[2]

# as on a machine with the core alone: these packages cannot be imported
WITHOUT = """
import sys
from importlib.abc import MetaPathFinder
class Missing(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in {packages!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
from section16.cli.main import main
main({arguments!r})
"""
CALLS = [
    ("ingest", "{folder}", "--store", "{folder}/store"), ("sync", "--store", "{folder}/store"),
    ("query", "SELECT 1", "--store", "{folder}"), ("company", "X", "--store", "{folder}"),
    ("person", "X", "--store", "{folder}"), ("filing", "0000018349-23-000009", "--store", "{folder}"),
    ("screen", "purchases", "--store", "{folder}"), ("verify", "--store", "{folder}"),
    ("cite", "0000018349-23-000009", "table_i", "1", "price", "--store", "{folder}"),
    ("cluster", "ingest", "{folder}", "--store", "{folder}/store", "--master", "local[1]"),
    ("desk", "init"), ("submit", "{folder}/x.xml"), ("secret", "list"),
]  # fmt: skip


@pytest.mark.parametrize("call", CALLS, ids=lambda call: " ".join(call[:2]))
def test_one_line_says_what_is_missing(call, tmp_path):
    arguments = [part.format(folder=tmp_path) for part in call]
    program = WITHOUT.format(packages=set(EXTRAS), arguments=arguments)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("section16: ")


def test_every_package_is_in_the_extra_that_is_named():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    for package, extra in EXTRAS.items():
        names = {re.split(r"[\[>=<. ]", wanted)[0] for wanted in extras[extra]}
        assert package in names
    assert {"archive", "desk", "file", "pdf", "cluster"} <= set(EXTRAS.values())
    assert {call[0] for call in CALLS} <= set(COMMANDS)
