"""The desk: the filer's own records, from the roster to the receipts.

SQLite for one office, PostgreSQL for a team.  Every table is append-only, every change is
an entry of one hash chain, and nothing is deleted.  The face of it all is ``api.Desk``;
how an office runs on it is in docs/desk.md.

The packages behind it are those of the extra ``desk``.
"""

from __future__ import annotations

from section16.vocabulary.errors import MissingPackage

try:
    import sqlalchemy as _sqlalchemy  # noqa: F401 - asked for here, so that one line says what is missing
except ImportError as error:
    raise MissingPackage(
        "found no package sqlalchemy, expected it for the desk; get it: pip install 'section16[desk]'"
    ) from error
