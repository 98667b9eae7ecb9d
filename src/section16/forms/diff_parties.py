"""The rest of a form: its own boxes, the issuer, the reporting owners, the signatures.

An owner is known by the CIK, else by the name; a signature by the name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from section16.forms.diff_boxes import (
    ADDRESS_FIELDS,
    FORM_FIELDS,
    ISSUER_FIELDS,
    OWNER_FIELDS,
    RELATIONSHIP_FIELDS,
    SIGNATURE_FIELDS,
    Field,
    Reading,
    as_cell,
    compare,
    field_cells,
    printed,
    value,
)
from section16.forms.diff_match import Pairs, distance, match
from section16.forms.diff_model import Change, Part
from section16.forms.diff_words import bag, flat
from section16.model.document import OwnershipDocument, ReportingOwner, Signature

# What a difference costs, and what an owner or a signature without a partner does: two owners are one
# unless both CIK and name are others.
_CIK_COST, _NAME_COST, _PART_COST, _OWNER_ALONE = 2500, 1000, 500, 2200
_DATE_COST, _SIGNATURE_ALONE = 1000, 1450


class _Owner(NamedTuple):
    cik: object
    name: str
    bag: frozenset[str]
    address: tuple[object, ...]
    relationship: tuple[object, ...]


class _Signature(NamedTuple):
    name: str
    bag: frozenset[str]
    date: object


def _owner(owner: ReportingOwner) -> _Owner:
    name = flat(owner.name or "")
    address = tuple(value(cell) for _, cell in field_cells(owner.address, ADDRESS_FIELDS))
    relationship = tuple(value(cell) for _, cell in field_cells(owner.relationship, RELATIONSHIP_FIELDS))
    return _Owner(value(as_cell(owner.cik, "number")), name, bag(name), address, relationship)


def _owner_cost(a: _Owner, b: _Owner) -> int:
    found = _CIK_COST if a.cik != b.cik else 0
    if a.name != b.name:
        found += _NAME_COST + distance(a.bag, b.bag)
    return found + _PART_COST * ((a.address != b.address) + (a.relationship != b.relationship))


def _signature(signature: Signature) -> _Signature:
    name = flat(signature.name or "")
    return _Signature(name, bag(name), value(signature.date))


def _signature_cost(a: _Signature, b: _Signature) -> int:
    found = _NAME_COST + distance(a.bag, b.bag) if a.name != b.name else 0
    return found + (_DATE_COST if a.date != b.date else 0)


def pair_owners(a: tuple[ReportingOwner, ...], b: tuple[ReportingOwner, ...], flip: bool) -> Pairs:
    """Which owner of A is which of B."""
    return match([_owner(one) for one in a], [_owner(one) for one in b], _owner_cost, lambda _: _OWNER_ALONE, flip)


def pair_signatures(a: tuple[Signature, ...], b: tuple[Signature, ...], flip: bool) -> Pairs:
    """Which signature of A is which of B."""
    said_a, said_b = [_signature(one) for one in a], [_signature(one) for one in b]
    return match(said_a, said_b, _signature_cost, lambda _: _SIGNATURE_ALONE, flip)


def form(a: OwnershipDocument, b: OwnershipDocument, skip: frozenset[str], reading: Reading) -> Iterator[Change]:
    """The boxes a form has once, but for those in ``skip``."""
    fields = tuple(field for field in FORM_FIELDS if field.name not in skip)
    yield from _fields(a, b, fields, "form", "", ("", ""), reading)
    if not reading.is_strict:
        return
    schema = Field("schema_version", "schema version", "words")
    for change in _fields(a, b, (schema,), "form", "", ("", ""), reading):
        yield msgspec.structs.replace(change, kind="spelling")
    if a.outlines != b.outlines:
        where = reading.where("outlines", "outlines")
        old, new = (f"{len(one.outlines)} elements laid out unusually" for one in (a, b))
        yield Change("spelling", "form", "outlines", "outlines", where, "layout of the XML", "", old, new)


def issuer(a: OwnershipDocument, b: OwnershipDocument, reading: Reading) -> Iterator[Change]:
    """The boxes of the issuer."""
    yield from _fields(a.issuer, b.issuer, ISSUER_FIELDS, "issuer", "", ("issuer.", "issuer."), reading)


def owners(a: OwnershipDocument, b: OwnershipDocument, pairs: Pairs, reading: Reading) -> Iterator[Change]:
    """Owners added and removed, and the boxes of the others."""
    for i, j in pairs.walk(len(a.owners), len(b.owners)):
        if i is not None and j is not None:
            yield from _in_owner(a.owners[i], b.owners[j], (i, j), (i, j) in pairs.moved, reading)
        elif i is not None:
            path, owner = f"owners[{i}]", a.owners[i]
            where = reading.where(f"{path}.name", None)
            yield Change("removed", "owners", path, None, where, "reporting owner", _named(owner), _whole(owner), None)
        elif j is not None:
            path, owner = f"owners[{j}]", b.owners[j]
            where = reading.where(None, f"{path}.name")
            yield Change("added", "owners", None, path, where, "reporting owner", _named(owner), None, _whole(owner))


def _in_owner(
    a: ReportingOwner, b: ReportingOwner, at: tuple[int, int], is_moved: bool, reading: Reading
) -> Iterator[Change]:
    paths = f"owners[{at[0]}]", f"owners[{at[1]}]"
    named = _named(a)
    if is_moved:
        where = reading.where(f"{paths[0]}.name", f"{paths[1]}.name")
        order = f"owner {at[0] + 1}", f"owner {at[1] + 1}"
        yield Change("moved", "owners", *paths, where, "reporting owner", named, *order)
    within = f"{paths[0]}.", f"{paths[1]}."
    yield from _fields(a, b, OWNER_FIELDS, "owners", named, within, reading)
    within = f"{paths[0]}.address.", f"{paths[1]}.address."
    yield from _fields(a.address, b.address, ADDRESS_FIELDS, "owners", named, within, reading)
    within = f"{paths[0]}.relationship.", f"{paths[1]}.relationship."
    yield from _fields(a.relationship, b.relationship, RELATIONSHIP_FIELDS, "owners", named, within, reading)


def signatures(a: OwnershipDocument, b: OwnershipDocument, pairs: Pairs, reading: Reading) -> Iterator[Change]:
    """Name and date of every signature; their order counts only when the spelling does."""
    for i, j in pairs.walk(len(a.signatures), len(b.signatures)):
        one = a.signatures[i] if i is not None else b.signatures[j or 0]
        named = flat(one.name or "")
        if i is not None and j is not None:
            paths = f"signatures[{i}]", f"signatures[{j}]"
            if reading.is_strict and (i, j) in pairs.moved:
                order = f"signature {i + 1}", f"signature {j + 1}"
                yield Change("moved", "signatures", *paths, reading.where(*paths), "signature", named, *order)
            within = f"{paths[0]}.", f"{paths[1]}."
            yield from _fields(one, b.signatures[j], SIGNATURE_FIELDS, "signatures", named, within, reading)
        elif i is not None:
            path = f"signatures[{i}]"
            where = reading.where(path, None)
            yield Change("removed", "signatures", path, None, where, "signature", named, _signed(one), None)
        else:
            path = f"signatures[{j}]"
            where = reading.where(None, path)
            yield Change("added", "signatures", None, path, where, "signature", named, None, _signed(one))


def _fields(
    a: object, b: object, fields: tuple[Field, ...], part: Part, about: str, within: tuple[str, str], reading: Reading
) -> Iterator[Change]:
    for (field, cell_a), (_, cell_b) in zip(field_cells(a, fields), field_cells(b, fields), strict=True):
        paths = f"{within[0]}{field.name}", f"{within[1]}{field.name}"
        change = compare(reading, part, about, paths, field, (cell_a, cell_b), (cell_a.footnotes, cell_b.footnotes))
        if change is not None:
            yield change


def _named(owner: ReportingOwner) -> str:
    return flat(owner.name or "") or "owner without a name"


def _whole(owner: ReportingOwner) -> str:
    """Every box of an owner that is filled in, with its label."""
    said = []
    for part, fields in (
        (owner, OWNER_FIELDS),
        (owner.address, ADDRESS_FIELDS),
        (owner.relationship, RELATIONSHIP_FIELDS),
    ):
        for field, cell in field_cells(part, fields):
            if value(cell) is not None:
                said.append(field.label if cell.value is True else f"{field.label} {printed(cell, field.how)}")
    return "; ".join(said)


def _signed(signature: Signature) -> str:
    return ", ".join(part for part in (flat(signature.name or ""), printed(signature.date, "date")) if part)
