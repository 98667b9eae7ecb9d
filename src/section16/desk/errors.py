"""What the desk refuses, named after what the caller can do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence

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


class Stopped(Section16Error):
    """Some of several stop a change of all of them: nothing was changed. Mend these or leave them out.

    reasons  what each is called ("draft 7", a file) and the error that it would have been by itself, in order
    """

    def __init__(self, reasons: Sequence[tuple[str, Section16Error]]) -> None:
        super().__init__(reasons)
        self.reasons = tuple(reasons)

    def __str__(self) -> str:
        return "\n".join(_named(name, "; ".join(str(error).splitlines())) for name, error in self.reasons)


def _named(name: str, said: str) -> str:
    return said if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) else f"{name}: {said}"
