"""What the desk refuses, named after what the caller can do about it."""

from __future__ import annotations

from section16.vocabulary.errors import Section16Error, SeenAndExpected


class NotAllowed(SeenAndExpected):
    """The acting user lacks the role: another person has to do it."""


class Conflict(SeenAndExpected):
    """Somebody else was faster: look again, then decide again."""


class WrongState(SeenAndExpected):
    """The draft is not in a state from which that can be done."""


class Refused(SeenAndExpected):
    """The record would break a promise of the desk: a second person, a known position, an unbroken chain."""


class NotADesk(SeenAndExpected):
    """The database holds no desk, or one of another revision: ``desk init``, ``desk upgrade``."""


class DeskUnavailable(Section16Error):
    """The database gave no answer."""
