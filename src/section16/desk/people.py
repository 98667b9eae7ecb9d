"""Users and their roles. Who somebody really is, the database and the operating system must know."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from section16.desk.canonical import user_name, words
from section16.desk.errors import Refused
from section16.desk.records import User
from section16.desk.states import KEEPER, ROLES
from section16.desk.store import Change
from section16.desk.tables import AccountRow, UserRow, UserVersionRow
from section16.prepare.roster import DIRECT


def users(session: Session) -> list[User]:
    """Every user by name, also those without roles."""
    rows = session.scalars(select(UserVersionRow).order_by(UserVersionRow.version))
    newest = {row.name: row for row in rows}
    return [User(row.name, row.full_name, tuple((row.roles or "").split())) for _, row in sorted(newest.items())]


def having(session: Session, role: str) -> list[str]:
    """Names of the users with that role."""
    return [user.name for user in users(session) if role in user.roles]


def found(change: Change, name: str, full_name: str) -> User:
    """Write the first user, who keeps the others, and the account "direct". Raises Refused when there are users."""
    if change.session.scalar(select(func.count()).select_from(UserRow)):
        raise Refused("a desk that has users", "one without; a keeper adds further users: section16 desk user add")
    made = _write(change, name, full_name, (KEEPER,))
    change.add(AccountRow(key=DIRECT))
    return made


def put(change: Change, name: str, full_name: str | None, roles: tuple[str, ...]) -> User:
    """Add a user, or write a new version of one; no roles put the user out.

    full_name  None keeps it

    Raises Refused for unknown roles, a name that is none, and when no keeper would be left.
    """
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        raise Refused(f"the role {unknown[0]!r}", f"one of {', '.join(ROLES)}")
    old = next((user for user in users(change.session) if user.name == name), None)
    if full_name is None:
        if old is None:
            raise Refused(f"no full name for {name}", "one for a new user")
        full_name = old.full_name
    if old is not None and KEEPER in old.roles and KEEPER not in roles and having(change.session, KEEPER) == [name]:
        raise Refused(f"{name} as the only keeper", "another keeper before this one leaves")
    return _write(change, name, full_name, roles)


def _write(change: Change, name: str, full_name: str, roles: tuple[str, ...]) -> User:
    user_name(name)
    words(full_name, "full name")
    chosen = tuple(role for role in ROLES if role in roles)
    if change.session.get(UserRow, name) is None:
        change.add(UserRow(name=name))
    version = change.next(UserVersionRow.version, UserVersionRow.name == name)
    change.add(UserVersionRow(name=name, version=version, full_name=full_name, roles=" ".join(chosen) or None))
    return User(name, full_name, chosen)
