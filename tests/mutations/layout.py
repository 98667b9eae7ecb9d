"""Seeded defects of layout: order, names, repetition, attributes, stray text, processing instructions."""

from __future__ import annotations

from lxml import etree

from tests.mutations.planting import (
    LINES,
    TRANSACTIONS,
    Node,
    add,
    at,
    choose,
    defect,
    filled,
    named,
    repeat,
    swap_with_next,
    unmarked,
)

_ORDER = "EDGAR's schemas are sequences."


def _swapped(*paths: str):  # type: ignore[no-untyped-def]
    """Plants by letting an element at one of the paths and the next, of another name, change places."""

    def plant(root: Node) -> Node | None:
        node = choose(root, [
            n for n in at(root, *paths)
            if isinstance(n.tag, str) and (after := n.getnext()) is not None and isinstance(after.tag, str)
            and after.tag != n.tag
        ])  # fmt: skip
        if node is None:
            return None
        swap_with_next(node)
        return root

    return plant


for _name, *_paths in (
    ("document type before schema version", "schemaVersion"),
    ("flag of the form after what follows it", "notSubjectToSection16", "noSecuritiesOwned"),
    ("owner before issuer", "issuer"),
    ("table II before table I", "nonDerivativeTable"),
    ("remarks before footnotes", "footnotes"),
    ("issuer name before its CIK", "issuer/issuerCik"),
    ("trading symbol before issuer name", "issuer/issuerName"),
    ("owner name before owner CIK", "reportingOwner/reportingOwnerId/rptOwnerCik"),
    ("owner's address before the owner's id", "reportingOwner/reportingOwnerId"),
    ("second address line before the first", "reportingOwner/reportingOwnerAddress/rptOwnerStreet1"),
    ("ZIP code before state", "reportingOwner/reportingOwnerAddress/rptOwnerState"),
    ("officer box before director box", "reportingOwner/reportingOwnerRelationship/isDirector"),
    ("transaction date before security title", "nonDerivativeTable/nonDerivativeTransaction/securityTitle"),
    ("exercise price before derivative title", "derivativeTable/*/securityTitle"),
    ("ownership before balance", *(f"{line}/postTransactionAmounts" for line in LINES)),
    ("transaction code before form type", *(f"{line}/transactionCoding/transactionFormType" for line in TRANSACTIONS)),
    ("swap box before transaction code", *(f"{line}/transactionCoding/transactionCode" for line in TRANSACTIONS)),
    ("price before shares", *(f"{line}/transactionAmounts/transactionShares" for line in TRANSACTIONS)),
    ("nature before direct or indirect", *(f"{line}/ownershipNature/directOrIndirectOwnership" for line in LINES)),
    ("underlying shares before their title", "derivativeTable/*/underlyingSecurity/underlyingSecurityTitle"),
    ("signature date before the name", "ownerSignature/signatureName"),
):
    defect("S16-102", _ORDER, _name)(_swapped(*_paths))


@defect("S16-102", "Marks come after the value.")
def mark_before_its_value(root: Node) -> Node | None:
    value = choose(root, [box.find("value") for box in named(root, "*") if box.find("value") is not None
                          and box.find("footnoteId") is not None])  # fmt: skip
    if value is None:
        return None
    swap_with_next(value)
    return root


@defect("S16-102", "In column 3 the marks come last.")
def mark_before_the_codes(root: Node) -> Node | None:
    coding = choose(root, [node for node in named(root, "transactionCoding") if node.find("footnoteId") is not None])
    if coding is None:
        return None
    coding.insert(0, coding.find("footnoteId"))  # type: ignore[arg-type]
    return root


@defect("S16-102", "Signatures close the document.")
def remarks_after_the_signature(root: Node) -> Node | None:
    remarks = root.find("remarks")
    if remarks is None:
        remarks = add(root, "remarks", "None.")
    root.append(remarks)
    return root


# -------------------------------------------------------------------------------------------------- unknown things

_UNKNOWN = "EDGAR takes no element its schema does not name."

for _name, *_paths in (
    ("unknown element in the document", "."),
    ("unknown element in the issuer", "issuer"),
    ("unknown element in an owner", "reportingOwner"),
    ("unknown element in an address", "reportingOwner/reportingOwnerAddress"),
    ("unknown element in a table", "nonDerivativeTable", "derivativeTable"),
    ("unknown element in a line", *LINES),
    ("unknown element in the amounts", *(f"{line}/transactionAmounts" for line in TRANSACTIONS)),
    ("unknown element in column 3", *(f"{line}/transactionCoding" for line in TRANSACTIONS)),
    ("unknown element in a box", *(f"{line}/securityTitle" for line in LINES)),
    ("unknown element in a value", *(f"{line}/securityTitle/value" for line in LINES)),
    ("unknown element in the footnotes", "footnotes"),
    ("markup within a footnote", "footnotes/footnote"),
    ("markup within a name", "ownerSignature/signatureName"),
):

    def _with_stranger(root: Node, paths: list[str] = _paths) -> Node | None:
        node = choose(root, [n for n in at(root, *paths) if len(n) or n.text])
        if node is None:
            return None
        add(node, "note", "x")
        return root

    defect("S16-103", _UNKNOWN, _name)(_with_stranger)


@defect("S16-103", "The samples of the specification misspell rptOwnerCountry so.", also="S16-162")
def misspelt_country(root: Node) -> Node | None:
    address = choose(root, at(root, "reportingOwner/reportingOwnerAddress"))
    if address is None:
        return None
    add(address, "rptOwnerCounrty", "M0")
    return root


@defect("S16-103", "Names are case-sensitive; with another name the element is also missing.", also="S16-105")
def element_in_lower_case(root: Node) -> Node | None:
    node = choose(root, at(root, "issuer/issuerCik", "issuer/issuerTradingSymbol", "ownerSignature/signatureDate"))
    if node is None:
        return None
    node.tag = str(node.tag).lower()
    return root


for _name, *_paths in (
    ("attribute on the document", "."),
    ("attribute on the issuer", "issuer"),
    ("attribute on an owner's CIK", "reportingOwner/reportingOwnerId/rptOwnerCik"),
    ("attribute on a line", *LINES),
    ("attribute on a box", *(f"{line}/securityTitle" for line in LINES)),
    ("attribute on a value", *(f"{line}/securityTitle/value" for line in LINES)),
    ("second attribute on a footnote", "footnotes/footnote"),
):

    def _with_attribute(root: Node, paths: list[str] = _paths) -> Node | None:
        node = choose(root, at(root, *paths))
        if node is None:
            return None
        node.set("class", "x")
        return root

    defect("S16-103", "The schema has one attribute only, the id of footnotes and marks.", _name)(_with_attribute)

for _name, *_paths in (
    ("stray text in the document", "issuer"),
    ("stray text in an owner", "reportingOwner/reportingOwnerId"),
    ("stray text in a line", *(f"{line}/securityTitle" for line in LINES)),
    ("stray text beside a value", *(f"{line}/securityTitle/value" for line in LINES)),
    ("stray text between table lines", *LINES),
):

    def _with_text_after(root: Node, paths: list[str] = _paths) -> Node | None:
        node = choose(root, at(root, *paths))
        if node is None:
            return None
        node.tail = " x "
        return root

    defect("S16-103", "Text stands in values and nowhere else.", _name)(_with_text_after)


@defect("S16-103", "A box holds its text in <value>.", also="S16-106 S16-115")
def text_without_value_element(root: Node) -> Node | None:
    value = choose(root, [v for v in filled(root, "securityTitle", "transactionDate") if v.getnext() is None])
    if value is None:
        return None
    box = value.getparent()
    assert box is not None
    box.text = value.text
    box.remove(value)
    return root


# ------------------------------------------------------------------------------------------------------ repetition

for _name, *_paths in (
    ("two document types", "documentType"),
    ("two periods of report", "periodOfReport"),
    ("two issuers", "issuer"),
    ("two issuer CIKs", "issuer/issuerCik"),
    ("two names of an owner", "reportingOwner/reportingOwnerId/rptOwnerName"),
    ("two director boxes", "reportingOwner/reportingOwnerRelationship/isDirector"),
    ("table I twice", "nonDerivativeTable"),
    ("two titles on a line", *(f"{line}/securityTitle" for line in LINES)),
    ("two values in a box", *(f"{line}/securityTitle/value" for line in LINES)),
    ("two transaction codes on a line", *(f"{line}/transactionCoding/transactionCode" for line in TRANSACTIONS)),
    ("two balances on a line", *(f"{line}/postTransactionAmounts/sharesOwnedFollowingTransaction" for line in LINES)),
    ("footnotes twice", "footnotes"),
    ("two dates on a signature", "ownerSignature/signatureDate"),
):

    def _twice(root: Node, paths: list[str] = _paths) -> Node | None:
        node = choose(root, [n for n in unmarked(at(root, *paths)) if len(n) or n.text])
        if node is None:
            return None
        repeat(node)
        return root

    defect("S16-104", "The element may be there once.", _name)(_twice)


# ----------------------------------------------------------------------------------------- processing instructions

_INSTRUCTION = "A style sheet reference or any other instruction suspends the submission."


@defect("S16-120", _INSTRUCTION)
def style_sheet_before_the_document(root: Node) -> Node | None:
    root.addprevious(etree.ProcessingInstruction("xml-stylesheet", 'type="text/xsl" href="form4.xsl"'))
    return root


@defect("S16-120", _INSTRUCTION)
def instruction_in_the_document(root: Node) -> Node | None:
    root.insert(1, etree.ProcessingInstruction("x", "y"))
    return root


@defect("S16-120", _INSTRUCTION)
def instruction_in_a_box(root: Node) -> Node | None:
    box = choose(root, named(root, "securityTitle"))
    if box is None:
        return None
    box.append(etree.ProcessingInstruction("x", "y"))
    return root


@defect("S16-120", _INSTRUCTION)
def instruction_after_the_document(root: Node) -> Node | None:
    root.addnext(etree.ProcessingInstruction("x", "y"))
    return root
