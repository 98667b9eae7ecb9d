"""The pages are true: their transcripts are run, their examples are doctests, their files are current."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
_CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(#[^)]*)?\)")


def transcripts():
    """(page, command, what it prints) of every ``$ section16 ...`` in a console block."""
    for page in PAGES:
        for block in _CONSOLE.findall(page.read_text("utf-8")):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, printed = part.partition("\n")
                yield pytest.param(command, printed, id=f"{page.name}: {command[:60]}")


@pytest.mark.parametrize(("command", "printed"), list(transcripts()))
def test_transcripts_are_true(command, printed):
    """Run as a shell would, 100 columns wide; blanks at line ends do not count."""
    env = {**os.environ, "COLUMNS": "100", "PYTHONPATH": "src", "NO_COLOR": "1"}
    shell = f'section16() {{ "{sys.executable}" -m section16 "$@"; }}; {command}'
    done = subprocess.run(["bash", "-c", shell], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    got = [line.rstrip() for line in (done.stdout + done.stderr).strip("\n").splitlines()]
    assert got == [line.rstrip() for line in printed.strip("\n").splitlines()]


def test_readme_shows_a_transcript():
    assert len(list(transcripts())) >= 3


@pytest.mark.parametrize("page", [p for p in PAGES if ">>>" in p.read_text("utf-8")], ids=lambda p: p.name)
def test_examples_in_pages(page):
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert (failed, tried > 0) == (0, True)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target, _ in _LINK.findall(page.read_text("utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"


def test_every_page_is_in_the_index():
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in index, f"docs/README.md does not list {page.name}"
