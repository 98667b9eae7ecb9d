"""A desk and the user who acts at it: reading, and changing with a role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Self

from sqlalchemy.orm import Session

from section16.desk.errors import NotAllowed
from section16.desk.store import Change, Store, require


class Acting:
    """A store, and the name of the user who acts; None while nobody does."""

    def __init__(self, store: Store, user: str | None = None) -> None:
        self.store, self.user = store, user

    def as_user(self, name: str) -> Self:
        """The same desk with an acting user. Raises NotAllowed for one who is not there or has no role."""
        with self.store.reading() as session:
            require(session, name, (), "")
        return type(self)(self.store, name)

    def close(self) -> None:
        """Give the connections back."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _acting(self) -> str:
        if self.user is None:
            raise NotAllowed("no acting user", "one: --as NAME, or as_user(name)")
        return self.user

    @contextmanager
    def _reading(self, action: str = "", *roles: str) -> Iterator[Session]:
        """The desk as it is now; for an action also the roles that a change will ask for."""
        with self.store.reading() as session:
            require(session, self._acting(), roles, action)
            yield session

    def _change(self, action: str, *roles: str) -> AbstractContextManager[Change]:
        return self.store.change(self._acting(), action, roles)

    def _today(self) -> date:
        return self.store.clock().date()
