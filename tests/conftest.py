"""What every test may use: shared data, optional programs, golden files, and one honest closing list.

Markers: ``needs("duckdb", "chromium")`` skips a test unless each package or program is there;
``needs_shared`` skips it unless the shared data is there; ``sweep`` keeps a long test for ``make sweep``.
With SECTION16_REQUIRE_ALL=1 a skipped test makes the run fail.

The shared data is a folder of real filings, too large for the repository. It is looked for in the folder
that SECTION16_SHARED names, else in ``shared`` beside the project.
"""

import os
import shutil
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SECTION16_SHARED") or ROOT.parent / "shared")
REQUIRE_ALL = os.environ.get("SECTION16_REQUIRE_ALL", "") not in {"", "0"}

NO_SHARED = f"no shared data in {SHARED}; get it: set SECTION16_SHARED to the folder that holds data/submissions.zip"

# Programs a test may need: any one of the commands proves it there; what installs it on Debian.
PROGRAMS = {
    "chromium": (("chromium", "chromium-browser", "google-chrome"), "apt-get install chromium"),
    "java": (("java",), "apt-get install default-jre-headless"),
    "postgresql": (("pg_ctlcluster", "postgres"), "apt-get install postgresql"),
}

# Python packages a test may need, by the extra that brings them. Any other name is a package of its own.
EXTRAS = {
    "alembic": "desk",
    "cryptography": "file",
    "duckdb": "archive",
    "filelock": "file",
    "h11": "file",
    "httpx": "file",
    "keyring": "file",
    "psycopg": "desk",
    "py4j": "cluster",
    "ruamel": "file",
    "sqlalchemy": "desk",
    "litestar": "web",
    "pandas": "cluster",
    "pyarrow": "archive",
    "pyspark": "cluster",
    "typst": "pdf",
    "uvicorn": "web",
    "xlsxwriter": "archive",
}

# Ordinary runs are the same every time; `make fuzz` looks for new examples.
settings.register_profile("section16", deadline=None, derandomize=True)
settings.register_profile(
    "fuzz",
    deadline=None,
    print_blob=True,
    max_examples=int(os.environ.get("SECTION16_FUZZ_EXAMPLES", "2000")),
)
settings.load_profile("section16")

SWEEPS_LEFT_OUT = pytest.StashKey[int]()


# -------------------------------------------------------------------------------------------- shared data


class Corpus:
    """The filings in one zip file, read in place and always in the same order."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def archive(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(self.path)

    @cached_property
    def names(self) -> list[str]:
        """Names of the members, sorted; folders left out."""
        return sorted(name for name in self.archive.namelist() if not name.endswith("/"))

    def read(self, name: str) -> bytes:
        """The exact bytes of one member."""
        return self.archive.read(name)

    def sample(self, every: int = 1, start: int = 0) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of each ``every``-th member from ``start``: a fixed sample, or all of them."""
        for name in self.names[start::every]:
            yield name, self.read(name)

    def close(self) -> None:
        if "archive" in vars(self):
            self.archive.close()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data; the test is skipped where there is none."""
    if not (SHARED / "data").is_dir():
        pytest.skip(NO_SHARED)
    return SHARED


@pytest.fixture(scope="session")
def submissions(shared: Path) -> Iterator[Corpus]:
    """8,744 full submission texts (``<accession>.txt``), nearly all Form 4 of the year 2023."""
    corpus = Corpus(shared / "data" / "submissions.zip")
    yield corpus
    corpus.close()


@pytest.fixture(scope="session")
def documents(shared: Path) -> Iterator[Corpus]:
    """305 ownership documents in XML: every form and amendment, every schema version, 2009 to 2026."""
    corpus = Corpus(shared / "data" / "documents.zip")
    yield corpus
    corpus.close()


# ------------------------------------------------------------------------------------------- golden files


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str | bytes], None]:
    """``golden(path, actual)``: the file holds exactly ``actual``, or ``--update-golden`` writes it."""

    def compare(path: Path, actual: str | bytes) -> None:
        content = actual.encode("utf-8") if isinstance(actual, str) else actual
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        if request.config.getoption("update_golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_bytes() != content:
                path.write_bytes(content)
        elif not path.exists():
            pytest.fail(f"{name} is missing; pytest --update-golden writes it", pytrace=False)
        elif isinstance(actual, str):
            assert actual == path.read_bytes().decode("utf-8"), f"{name} differs; see pytest --update-golden"
        else:
            assert actual == path.read_bytes(), f"{name} differs; see pytest --update-golden"

    return compare


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the golden files with what the tests produce; read the difference before committing it",
    )


# ------------------------------------------------------------------------------- what is run, what is not


def lack(name: str) -> str | None:
    """Why a test that needs ``name`` cannot run here and how to change that; None when it can."""
    if name in PROGRAMS:
        commands, how = PROGRAMS[name]
        is_there = any(shutil.which(command) for command in commands)
    else:
        how = f"pip install 'section16[{EXTRAS[name]}]'" if name in EXTRAS else f"pip install {name}"
        is_there = find_spec(name) is not None
    return None if is_there else f"{name} is not installed; get it: {how}"


class MissingPackages:
    """A module whose import fails for want of a package is skipped; for any other reason it fails.

    A plugin of its own, because a conftest below ``tests`` has no say over what is collected in ``src``.
    """

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector):
        report = yield
        error = report.call.excinfo.value if report.failed and report.call.excinfo else None
        while error is not None and not isinstance(error, ModuleNotFoundError):
            error = error.__cause__ or error.__context__  # our own MissingPackage hides it
        if isinstance(error, ModuleNotFoundError) and (why := lack((error.name or "").partition(".")[0])):
            report.outcome = "skipped"
            report.longrepr = (str(collector.path), 1, f"Skipped: {why}")
            forget(collector.path)
        return report


def forget(path: Path) -> None:
    """Take a module whose import failed out of ``sys.modules``.

    pytest leaves it there half made, and what imports it next would miss its names and not the package.
    """
    for name in [name for name, module in sys.modules.items() if getattr(module, "__file__", None) == str(path)]:
        del sys.modules[name]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(MissingPackages())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("needs_shared") and not (SHARED / "data").is_dir():
            item.add_marker(pytest.mark.skip(reason=NO_SHARED))
        for marker in item.iter_markers("needs"):
            for why in filter(None, map(lack, marker.args)):
                item.add_marker(pytest.mark.skip(reason=why))


def pytest_deselected(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("sweep"):
            item.config.stash[SWEEPS_LEFT_OUT] = item.config.stash.get(SWEEPS_LEFT_OUT, 0) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    """A process of pytest-xdist is done: it alone knows how many sweeps it left out."""
    output = getattr(node, "workeroutput", {})
    node.config.stash[SWEEPS_LEFT_OUT] = output.get("sweeps_left_out", 0)


def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["sweeps_left_out"] = config.stash.get(SWEEPS_LEFT_OUT, 0)
    elif REQUIRE_ALL and skipped(config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def skipped(config: pytest.Config) -> Counter[str]:
    """Reasons for which tests, or whole modules, were skipped, and how many each."""
    reports = config.pluginmanager.get_plugin("terminalreporter").stats.get("skipped", [])
    reasons = (r.longrepr[2] if isinstance(r.longrepr, tuple) else str(r.longrepr) for r in reports)
    return Counter(reason.removeprefix("Skipped: ") for reason in reasons)


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    """The closing list: everything that did not run, why, and how to get it."""
    reasons, sweeps = skipped(config), config.stash.get(SWEEPS_LEFT_OUT, 0)
    if not reasons and not sweeps:
        return
    terminalreporter.section("not run, and how to get it")
    for why, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count:5} skipped: {why}")
    if sweeps:
        terminalreporter.write_line(f"{sweeps:5} long sweeps left out; get them: make sweep")
    if reasons and REQUIRE_ALL:
        total = reasons.total()
        terminalreporter.write_line(f"FAILED: SECTION16_REQUIRE_ALL is set and {total} did not run", red=True)
