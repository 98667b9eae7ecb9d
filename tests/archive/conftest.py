"""Stores of the shared data, made once for each process that tests."""

from pathlib import Path

import pytest

from section16.archive.ingest import ingest


def _laid_out(folder: Path, corpus, every: int) -> Path:
    folder.mkdir()
    for name, content in corpus.sample(every):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.fixture(scope="session")
def store(tmp_path_factory, submissions, documents) -> Path:
    """A store of every 8th submission and all documents. Not to be changed: copy it."""
    place = tmp_path_factory.mktemp("sample")
    paths = [_laid_out(place / "submissions", submissions, 8), _laid_out(place / "documents", documents, 1)]
    ingest(place / "store", paths, jobs=1)
    return place / "store"


@pytest.fixture(scope="session")
def whole_store(tmp_path_factory, shared) -> Path:
    """A store of all submissions and documents, for sweeps. Not to be changed."""
    folder = tmp_path_factory.mktemp("whole") / "store"
    ingest(folder, [shared / "data" / "submissions.zip", shared / "data" / "documents.zip"], jobs=1)
    return folder


@pytest.fixture(scope="session")
def chosen_store(tmp_path_factory, submissions):
    """``chosen_store(accession, ...)``: a store of just these submissions."""

    def make(*accessions: str) -> Path:
        place = tmp_path_factory.mktemp("chosen")
        (place / "in").mkdir()
        for accession in accessions:
            (place / "in" / f"{accession}.txt").write_bytes(submissions.read(_member(submissions, accession)))
        ingest(place / "store", [place / "in"], jobs=1)
        return place / "store"

    return make


def _member(corpus, accession: str) -> str:
    return next(name for name in corpus.names if name.endswith(f"{accession}.txt"))
