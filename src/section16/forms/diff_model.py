"""What ``diff`` gives: the changes between two forms, and what could not be compared.

A change is data with its place on both forms: a path into the model for a program,
the box in words for a person, and what is printed in the box on either side.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

FORMAT = "section16-diff/1"

Kind = Literal["changed", "added", "removed", "moved", "spelling"]
Part = Literal["form", "issuer", "owners", "table_i", "table_ii", "footnotes", "remarks", "signatures"]
Which = Literal["a", "b"]

# the parts in the order of the page, with their headings
PARTS: dict[Part, str] = {
    "form": "Form",
    "issuer": "Issuer",
    "owners": "Reporting owners",
    "table_i": "Table I",
    "table_ii": "Table II",
    "footnotes": "Explanation of Responses",
    "remarks": "Remarks",
    "signatures": "Signatures",
}


class Segment(msgspec.Struct, frozen=True, gc=False):
    """A run of words: ``=`` in both texts, ``-`` only in the old one, ``+`` only in the new one."""

    op: Literal["=", "-", "+"]
    text: str


class Change(msgspec.Struct, frozen=True):
    """One difference.

    kind    changed, added, removed; moved (the same line in another order); spelling
            (the same value, filed in other characters; only when asked for)
    part    of the form: a key of ``PARTS``
    path_a  where in the model of A, "table_i[1].price"; None for what was added
    path_b  where in the model of B; None for what was removed
    box     the box in words, on B's form (on A's for what was removed)
    label   what the box holds, in words of the field: "price"
    about   which line, owner or footnote: "Common Stock, 2023-11-24, P"; "" for boxes
            that a form has once
    old     as printed on A, with marks; None for a blank box and what was added
    new     as printed on B; None for a blank box and what was removed
    words   for texts that changed: the runs of words that differ, and those that do not
    """

    kind: Kind
    part: Part
    path_a: str | None
    path_b: str | None
    box: str
    label: str
    about: str = ""
    old: str | None = None
    new: str | None = None
    words: tuple[Segment, ...] = ()


class Side(msgspec.Struct, frozen=True):
    """One of the two forms.

    name      file name, when there is one
    format    it was read from; None for a document without a source
    filed     from the submission header; None for a bare document
    owners    their names
    """

    name: str | None
    format: str | None
    accession: str | None
    filed: date | None
    document_type: str | None
    period_of_report: date | None
    original_date: date | None
    issuer: str | None
    owners: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        """ "Form 4/A", or "a form" when it does not say which."""
        kind = (self.document_type or "").strip()
        return f"Form {kind}" if kind else "a form"


class Note(msgspec.Struct, frozen=True):
    """What one side cannot hold, so that it is no difference.

    about   "CIKs"
    side    the side that does not hold it
    reason  "not printed"
    """

    about: str
    side: Which
    reason: str = "not printed"

    def __str__(self) -> str:
        return f"{self.about}: {self.reason} on {self.side.upper()}"


class Diff(msgspec.Struct, frozen=True):
    """The semantic difference of two forms.

    amendment  "b" when B is an amendment and A a form of the same kind, issuer and owner
               that it can amend; "a" the other way round; None otherwise.  Where it is not
               None, document type and date of the original are not among the changes
    changes    in the order of the page
    notes      what could not be compared, once each
    """

    a: Side
    b: Side
    amendment: Which | None = None
    changes: tuple[Change, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when nothing differs; notes do not count."""
        return not self.changes

    def said(self) -> str:
        """How one form amends the other, as a sentence; "" when neither does.

        A bare document does not say when it was filed: then the sentence leaves open whether
        the other form is the very original.
        """
        if self.amendment is None:
            return ""
        later, earlier = (self.b, self.a) if self.amendment == "b" else (self.a, self.b)
        names = ("B", "A") if self.amendment == "b" else ("A", "B")
        day = f" filed {later.original_date}" if later.original_date else ""
        if earlier.filed is not None and later.original_date is not None:
            return f"{names[0]} is an amendment of {names[1]}: {later.form} to the {earlier.form}{day}"
        number = (earlier.document_type or "").strip()
        return f"{names[0]} is an amendment, {later.form}, of a Form {number}{day}; {names[1]} is compared as that form"


def to_json(found: Diff) -> bytes:
    """The difference as JSON with a line end; keys in the order of the classes, all of them always there."""
    data = msgspec.json.encode({"format": FORMAT, **msgspec.to_builtins(found)})
    return msgspec.json.format(data, indent=2) + b"\n"
