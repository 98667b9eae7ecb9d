"""Seeded defects that the schemas let pass and EDGAR does not: relationships, nature, lines, early and late, owners."""

from __future__ import annotations

from copy import deepcopy

from tests.mutations.planting import (
    FLAGS,
    HOLDINGS,
    LINES,
    TRANSACTIONS,
    Node,
    add,
    at,
    choose,
    defect,
    drop,
    filled,
    form,
    generation,
    set_text,
    text_of,
)

_RELATIONSHIP = "reportingOwner/reportingOwnerRelationship"


@defect("S16-150", "At least one of the four boxes must be checked.")
def no_relationship_checked(root: Node) -> Node | None:
    relationship = choose(root, at(root, _RELATIONSHIP))
    if relationship is None:
        return None
    for flag in FLAGS:
        set_text(root, relationship.find(flag), "0")
    return root


@defect("S16-150", "At least one of the four boxes must be checked; absent means not checked.")
def no_relationship_box(root: Node) -> Node | None:
    relationship = choose(root, at(root, _RELATIONSHIP))
    if relationship is None:
        return None
    for box in [relationship.find(flag) for flag in FLAGS]:
        if box is not None:
            drop(box)
    return root


@defect("S16-151", "An officer has a title.")
def officer_without_title(root: Node) -> Node | None:
    title = choose(root, [t for t in at(root, f"{_RELATIONSHIP}/officerTitle")
                          if text_of(t.getparent(), "isOfficer") in ("1", "true")])  # type: ignore[arg-type] # fmt: skip
    if title is None:
        return None
    drop(title)
    return root


@defect("S16-151", "A blank is no title.")
def officer_with_a_blank_title(root: Node) -> Node | None:
    title = choose(root, [t for t in at(root, f"{_RELATIONSHIP}/officerTitle")
                          if text_of(t.getparent(), "isOfficer") in ("1", "true")])  # type: ignore[arg-type] # fmt: skip
    return set_text(root, title, " ")


@defect("S16-152", "Another relationship is described.")
def other_relationship_without_text(root: Node) -> Node | None:
    other = choose(root, [o for o in at(root, f"{_RELATIONSHIP}/isOther")
                          if not text_of(o.getparent(), "otherText")])  # type: ignore[arg-type] # fmt: skip
    return set_text(root, other, "1")


@defect("S16-153", "Nature of ownership explains indirect ownership.")
def nature_on_a_direct_holding(root: Node) -> Node | None:
    ownership = choose(root, [o for o in at(root, *(f"{line}/ownershipNature" for line in LINES))
                              if text_of(o, "directOrIndirectOwnership/value") == "D"])  # fmt: skip
    if ownership is None:
        return None
    nature = ownership.find("natureOfOwnership")
    if nature is None:
        nature = add(ownership, "natureOfOwnership")
    value = nature.find("value")
    set_text(root, add(nature, "value", at=0) if value is None else value, "By trust")
    return root


@defect("S16-153", "Nature of ownership explains indirect ownership.")
def indirect_holding_called_direct(root: Node) -> Node | None:
    value = choose(root, [v for v in filled(root, "directOrIndirectOwnership") if v.text == "I"])
    return set_text(root, value, "D")


@defect("S16-154", "An indirect holding says through whom it is held.")
def indirect_holding_without_nature(root: Node) -> Node | None:
    value = choose(root, [v for v in filled(root, "directOrIndirectOwnership")
                          if v.text == "D" and not text_of(v.getparent().getparent(), "natureOfOwnership/value")])  # type: ignore[union-attr, arg-type] # fmt: skip
    return set_text(root, value, "I")


@defect("S16-154", "An indirect holding says through whom it is held.")
def indirect_holding_with_an_empty_nature(root: Node) -> Node | None:
    return set_text(root, choose(root, filled(root, "natureOfOwnership")), "")


@defect("S16-155", "A Form 4 or 5 has a line, unless the owner leaves.", also="S16-158")
def no_lines(root: Node) -> Node | None:
    if form(root)[:1] == "3" or text_of(root, "notSubjectToSection16") in ("1", "true"):
        return None
    for tag in ("nonDerivativeTable", "derivativeTable", "footnotes"):
        if (node := root.find(tag)) is not None:
            drop(node)
    return root


@defect("S16-155", "A Form 4 or 5 has a line, unless the owner leaves.")
def empty_tables(root: Node) -> Node | None:
    if form(root)[:1] == "3" or text_of(root, "notSubjectToSection16") in ("1", "true"):
        return None
    for tag in ("nonDerivativeTable", "derivativeTable", "footnotes"):
        for child in at(root, f"{tag}/*"):
            drop(child)
    return root


@defect("S16-160", "A Form 4 or 5 reports a transaction, unless the owner leaves.", also="S16-158")
def holdings_alone(root: Node) -> Node | None:
    if form(root)[:1] == "3" or text_of(root, "notSubjectToSection16") in ("1", "true") or not at(root, *HOLDINGS):
        return None
    for line in at(root, *TRANSACTIONS):
        drop(line)
    return root if at(root, *LINES) else None


def _timeliness(root: Node, coding: Node, text: str) -> Node:
    after = coding.getnext()
    if after is None or after.tag != "transactionTimeliness":
        coding.addnext(after := coding.makeelement("transactionTimeliness"))
    value = after.find("value")
    set_text(root, add(after, "value", at=0) if value is None else value, text)
    return root


@defect("S16-156", "What is due on Form 4 cannot be early on it.")
def early_on_form_4(root: Node) -> Node | None:
    coding = choose(root, [c for c in at(root, *(f"{line}/transactionCoding" for line in TRANSACTIONS))
                           if text_of(c, "transactionFormType") == "4"])  # fmt: skip
    return _timeliness(root, coding, "E") if coding is not None and form(root)[:1] == "4" else None


@defect("S16-156", "On Form 4 a transaction cannot be late.")
def late_on_form_4(root: Node) -> Node | None:
    coding = choose(root, at(root, *(f"{line}/transactionCoding" for line in TRANSACTIONS)))
    return _timeliness(root, coding, "L") if coding is not None and form(root)[:1] == "4" else None


@defect("S16-156", "On Form 5 a transaction cannot be early.")
def early_on_form_5(root: Node) -> Node | None:
    coding = choose(root, at(root, *(f"{line}/transactionCoding" for line in TRANSACTIONS)))
    return _timeliness(root, coding, "E") if coding is not None and form(root)[:1] == "5" else None


@defect("S16-157", "Each owner is named once.")
def owner_twice(root: Node) -> Node | None:
    owner = choose(root, at(root, "reportingOwner"))
    if owner is None or len(at(root, "reportingOwner")) > 9:
        return None
    owner.addnext(deepcopy(owner))
    return root


@defect("S16-157", "Leading zeros do not make another CIK.")
def owner_twice_with_other_zeros(root: Node) -> Node | None:
    owner = choose(root, at(root, "reportingOwner"))
    if owner is None or len(at(root, "reportingOwner")) > 9:
        return None
    owner.addnext(another := deepcopy(owner))
    cik = another.find("reportingOwnerId/rptOwnerCik")
    if cik is None or not (cik.text or "").startswith("0"):
        return None
    cik.text = (cik.text or "").lstrip("0")
    return root


@defect("S16-161", "An address outside the United States names its country.")
def foreign_address_without_country(root: Node) -> Node | None:
    if generation(root) < 6:
        return None
    address = choose(root, at(root, "reportingOwner/reportingOwnerAddress"))
    if address is None:
        return None
    flag, country = address.find("rptOwnerNonUSAddressFlag"), address.find("rptOwnerCountry")
    set_text(root, add(address, "rptOwnerNonUSAddressFlag", at=0) if flag is None else flag, "true")
    if country is not None:
        drop(country)
    return root


@defect("S16-162", "An address in the United States names its state.")
def home_address_without_state(root: Node) -> Node | None:
    if generation(root) < 6:
        return None
    address = choose(root, at(root, "reportingOwner/reportingOwnerAddress"))
    if address is None:
        return None
    flag, state = address.find("rptOwnerNonUSAddressFlag"), address.find("rptOwnerState")
    set_text(root, add(address, "rptOwnerNonUSAddressFlag", at=0) if flag is None else flag, "false")
    if state is not None:
        drop(state)
    return root


@defect("S16-163", "EDGAR fills in the names and discards what a filer gives.", also="S16-164 S16-161 S16-162 S16-105")
def names_in_a_draft(root: Node) -> Node | None:
    """A CCC makes the document one that has not been through EDGAR."""
    for cik in at(root, "reportingOwner/reportingOwnerId/rptOwnerCik"):
        cik.addnext(code := cik.makeelement("rptOwnerCcc"))
        code.text = "a#bcdefg"
    version = root.find("schemaVersion")
    if version is not None:
        drop(version)
    return root


@defect("S16-164", "EDGAR fills in the schema version and discards what a filer gives.", also="S16-163")
def schema_version_in_a_draft(root: Node) -> Node | None:
    if root.find("schemaVersion") is None:
        return None
    for cik in at(root, "reportingOwner/reportingOwnerId/rptOwnerCik"):
        cik.addnext(code := cik.makeelement("rptOwnerCcc"))
        code.text = "a#bcdefg"
    return root
