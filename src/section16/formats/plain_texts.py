"""Texts for values that came without one, from a data set or from JSON, so that they can be printed."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from section16.formats.values import plain
from section16.model.document import OwnershipDocument, ReportingOwner
from section16.vocabulary.cells import Cell


def with_plain_texts(document: OwnershipDocument) -> OwnershipDocument:
    """The document with a text for every value that has none: its shortest print.

    For what prints texts, as XML and the forms do.  These texts are ours, not the filer's.
    """
    parts = msgspec.structs.replace(
        document,
        owners=tuple(map(_owner, document.owners)),
        table_i=tuple(map(_printed, document.table_i)),
        table_ii=tuple(map(_printed, document.table_ii)),
        signatures=tuple(map(_printed, document.signatures)),
    )
    return _printed(parts)


def _owner(owner: ReportingOwner) -> ReportingOwner:
    address, relationship = owner.address, owner.relationship
    return msgspec.structs.replace(
        owner,
        address=None if address is None else _printed(address),
        relationship=None if relationship is None else _printed(relationship),
    )


Part = TypeVar("Part", bound=msgspec.Struct)


def _printed(part: Part) -> Part:
    """A part of the model, its own cells with texts."""
    changed = {}
    for field in part.__struct_fields__:
        cell = getattr(part, field)
        if isinstance(cell, Cell) and cell.text is None and cell.value is not None:
            changed[field] = msgspec.structs.replace(cell, text=plain(cell.value))
    return msgspec.structs.replace(part, **changed) if changed else part
