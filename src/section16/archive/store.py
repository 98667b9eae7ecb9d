"""A store, opened to be read: the tables by SQL, and the filed bytes."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

from section16.archive import manifest as manifests
from section16.archive.manifest import Manifest
from section16.archive.packs import Place, unpack
from section16.archive.views import make_views
from section16.formats.columns_arrow import pa
from section16.vocabulary.errors import Damaged, MissingPackage, NotFound, Section16Error

if TYPE_CHECKING:
    import duckdb
    from pyarrow.dataset import Fragment

P = ParamSpec("P")
R = TypeVar("R")

_FOOTERS = 32  # of pages, that are kept: two megabytes each


class QueryError(Section16Error, ValueError):
    """A question that DuckDB cannot answer; says what it found fault with."""


def on_a_store(ask: Callable[Concatenate[Store, P], R]) -> Callable[Concatenate[Store, P], R]:
    """A question that is asked once more when files it would read are gone, since the store has changed meanwhile."""

    @wraps(ask)
    def asked(store: Store, /, *given: P.args, **named: P.kwargs) -> R:
        seen = store.manifest.generation
        try:
            return ask(store, *given, **named)
        except Damaged:
            if store.manifest.generation == seen and not store.refresh():
                raise
            return ask(store, *given, **named)

    return asked


class Store:
    """A store as it is at one moment; ``refresh`` looks whether there is a newer one.

    Not to be shared by threads.  Use it as a context manager, or ``close`` it.

    folder    where it lies
    manifest  which files it is
    """

    def __init__(self, folder: Path | str, manifest: Manifest | None = None) -> None:
        """Open the store in a folder.

        manifest  which files to see; None: those of its own manifest, as it is now

        Raises NotFound when there is no store, Damaged when its manifest or a file is, MissingPackage.
        """
        try:
            import duckdb
        except ImportError as error:
            raise MissingPackage(
                "found no package duckdb, expected it for a store; get it: pip install 'section16[archive]'"
            ) from error
        self.folder = Path(folder)
        self.manifest: Manifest = manifest or manifests.read(self.folder)
        self._duckdb = duckdb
        self.connection: duckdb.DuckDBPyConnection = duckdb.connect()
        # footers of files that never change once written need not be read again
        self.connection.execute("SET parquet_metadata_cache = true")
        self._registered = 0
        self._look()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        self.connection.close()

    def _look(self) -> None:
        try:
            self.connection.execute(make_views(self.manifest, self.folder))
        except self._duckdb.Error as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> Damaged:
        """What is said of a file that cannot be read; names it where its footer is damaged."""
        import pyarrow.parquet as pq

        for file in self.manifest.files():
            if file.path.endswith(".parquet") and file.path not in str(error):
                try:
                    pq.read_metadata(self.folder / file.path)
                except (OSError, pa.ArrowException) as reason:
                    return Damaged(f"{file.path}, which cannot be read ({_line(reason)})", "Parquet as written")
        return Damaged(f"a file of the store that cannot be read ({_line(error)})", "Parquet as written")

    def refresh(self) -> bool:
        """See the store as it is now; True when it has changed."""
        found = manifests.read(self.folder)
        if found.generation == self.manifest.generation:
            return False
        self.manifest = found
        self._look()
        return True

    def query(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> pa.Table:
        """The answer to one SQL statement, as an Arrow table.

        parameters  by name (``$name``) or in order (``?``)

        Raises QueryError with what DuckDB finds wrong, Damaged for a file that cannot be read.
        """
        for attempt in (1, 2):
            try:
                return self._answer(sql, parameters)
            except self._duckdb.Error as error:
                # a file may have been retired since the manifest was read: then a newer one tells
                if attempt == 1 and isinstance(error, self._duckdb.IOException) and self.refresh():
                    continue
                raise self._fault(error) from error
        raise AssertionError("the second attempt returns or raises")

    @contextmanager
    def asked(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The connection, to be asked directly. Raises as ``query``."""
        try:
            yield self.connection
        except self._duckdb.Error as error:
            raise self._fault(error) from error

    def _fault(self, error: duckdb.Error) -> Section16Error:
        """What DuckDB finds fault with, in our words."""
        said = str(error)
        if isinstance(error, self._duckdb.IOException) or "arquet" in said or "zstd" in said.lower():
            return self._damaged(error)
        return QueryError(f"found an SQL statement that DuckDB does not take: {_line(error)}")

    def _answer(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any]) -> pa.Table:
        """The answer by way of a prepared statement: a relation would be planned twice, which is most of a small
        question's time.  The copy that DuckDB warns of costs less."""
        found: Any = self.connection.execute(sql, parameters or None)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            table: pa.Table = found.to_arrow_table()
        return table

    def run(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> None:
        """Do what a statement says that has no answer, such as to make a temporary table. Raises as ``query``."""
        try:
            self.connection.execute(sql, parameters or None).fetchall()
        except self._duckdb.Error:
            # the second attempt knows what to make of the fault
            self.query(sql, parameters)

    def rows(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The same as a list of rows, each a dictionary by column."""
        found: list[dict[str, Any]] = self.query(sql, parameters).to_pylist()
        return found

    def page(self, path: str, column: str, value: str, columns: Sequence[str]) -> pa.Table:
        """The rows of a page, as they lie, whose column has this value: the same as by SQL, but for half of its time.

        path     from the store's folder
        columns  what is wanted of them

        Raises Damaged for a page that cannot be read.
        """
        import pyarrow.compute as pc

        try:
            file = _footed(str(self.folder / path))
            return file.to_table(columns=list(columns), filter=pc.field(column) == pa.scalar(value))
        except (OSError, pa.ArrowException) as error:
            raise self._damaged(error) from error

    @contextmanager
    def registered(self, table: pa.Table) -> Iterator[str]:
        """An Arrow table as a relation of a name that is given, for as long as the block lasts."""
        self._registered += 1
        name = f"arrow_{self._registered}"
        self.connection.register(name, table)
        try:
            yield name
        finally:
            self.connection.unregister(name)
            self._registered -= 1

    def filed_bytes(self, accession: str, digest: str | None = None) -> bytes:
        """The bytes of a filing as they came in.

        digest  SHA-256 of the copy, hexadecimal; None: the current one

        Raises NotFound when the store has no such filing or did not keep its bytes, Damaged.
        """
        copies = self.rows(
            "SELECT * FROM sources WHERE accession = $accession AND frame IS NOT NULL "
            "AND coalesce(sha256 = $digest, state IN ('current', 'quarantined')) ORDER BY state",
            {"accession": accession, "digest": digest},
        )
        if not copies:
            raise NotFound("filed bytes of", accession)
        return self.unpacked(copies[0])

    def unpacked(self, source: Mapping[str, Any]) -> bytes:
        """The bytes that a row of ``sources`` tells of. Raises Damaged; OSError."""
        place = Place(source["frame"], source["frame_bytes"], source["start"], source["bytes"])
        return unpack(self.folder / source["pack"], place, source["sha256"])


@lru_cache(maxsize=_FOOTERS)
def _footed(path: str) -> Fragment:
    """A file that never changes once written, with its footer."""
    from pyarrow.dataset import ParquetFileFormat
    from pyarrow.fs import LocalFileSystem

    found: Any = ParquetFileFormat().make_fragment(path, filesystem=LocalFileSystem())
    found.ensure_complete_metadata()
    fragment: Fragment = found
    return fragment


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:500]
