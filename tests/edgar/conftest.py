"""What is kept for a user between runs goes into a folder of the test's own."""

import pytest


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory, monkeypatch):
    """No test reads or writes the cache of the person who runs it."""
    monkeypatch.setenv("SECTION16_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="session")
def corpus(submissions, tmp_path_factory):
    """Real filings as a zip, for the local EDGAR."""
    from tests.edgar.reading import write_corpus

    return write_corpus(submissions, tmp_path_factory.mktemp("corpus"))
