"""What may become of a draft, and who may do what: two tables, and the roles.

The moves stand in the database too, and a foreign key holds every transition to them.
"""

from __future__ import annotations

import msgspec

KEEPER, PREPARER, APPROVER, FILER, READER = "keeper", "preparer", "approver", "filer", "reader"

# role -> what it is for; any role may read
ROLES = {
    KEEPER: "adds users and gives roles",
    PREPARER: "keeps roster, journal, powers and attestations; prepares, checks, signs in and withdraws drafts",
    APPROVER: "approves what another prepared, or gives it back",
    FILER: "packages, submits, notes what EDGAR answered and posts what was filed",
    READER: "reads",
}

DRAFT, CHECKED, APPROVED, PACKAGED = "draft", "checked", "approved", "packaged"
SUBMITTED, ACCEPTED, SUSPENDED, WITHDRAWN = "submitted", "accepted", "suspended", "withdrawn"
STATES = (DRAFT, CHECKED, APPROVED, PACKAGED, SUBMITTED, ACCEPTED, SUSPENDED, WITHDRAWN)
# states from which no move leads away
CLOSED = (ACCEPTED, WITHDRAWN)


class Move(msgspec.Struct, frozen=True):
    """One allowed transition.

    before  None for a new draft
    roles   any one of them is enough
    """

    action: str
    before: str | None
    after: str
    roles: tuple[str, ...]


MOVES = (
    Move("add", None, DRAFT, (PREPARER,)),
    Move("revise", DRAFT, DRAFT, (PREPARER,)),
    Move("revise", CHECKED, DRAFT, (PREPARER,)),
    Move("revise", APPROVED, DRAFT, (PREPARER,)),
    Move("revise", PACKAGED, DRAFT, (PREPARER,)),
    Move("revise", SUSPENDED, DRAFT, (PREPARER,)),
    Move("check", DRAFT, CHECKED, (PREPARER,)),
    Move("check", CHECKED, CHECKED, (PREPARER,)),
    Move("return", CHECKED, DRAFT, (APPROVER,)),
    Move("return", APPROVED, DRAFT, (APPROVER,)),
    Move("approve", CHECKED, APPROVED, (APPROVER,)),
    Move("package", APPROVED, PACKAGED, (FILER,)),
    Move("submit", PACKAGED, SUBMITTED, (FILER,)),
    # the same package once more: a transmission that broke has filed nothing
    Move("submit", SUSPENDED, SUBMITTED, (FILER,)),
    Move("accept", SUBMITTED, ACCEPTED, (FILER,)),
    Move("suspend", SUBMITTED, SUSPENDED, (FILER,)),
    Move("withdraw", DRAFT, WITHDRAWN, (PREPARER, APPROVER)),
    Move("withdraw", CHECKED, WITHDRAWN, (PREPARER, APPROVER)),
    Move("withdraw", APPROVED, WITHDRAWN, (PREPARER, APPROVER)),
    Move("withdraw", PACKAGED, WITHDRAWN, (PREPARER, APPROVER)),
    Move("withdraw", SUSPENDED, WITHDRAWN, (PREPARER, APPROVER)),
)
ACTIONS = tuple(dict.fromkeys(move.action for move in MOVES))


def move(action: str, before: str | None) -> Move | None:
    """The move of that action from that state; None when there is none.

    >>> move("approve", "checked").after, move("approve", "draft")
    ('approved', None)
    """
    return next((one for one in MOVES if (one.action, one.before) == (action, before)), None)


def roles_for(action: str) -> tuple[str, ...]:
    """The roles that may do that to a draft.

    >>> roles_for("withdraw")
    ('preparer', 'approver')
    """
    return next(one.roles for one in MOVES if one.action == action)


def states_before(action: str) -> tuple[str, ...]:
    """The states from which that can be done."""
    return tuple(one.before for one in MOVES if one.action == action and one.before is not None)
