"""Seeded defects of single boxes: missing, empty, unreadable, too large, too long, of no list."""

from __future__ import annotations

from tests.mutations.planting import (
    DATES,
    DERIVATIVES,
    FLAGS,
    LINES,
    NUMBERS,
    PLAIN_DATES,
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
    is_mentioned_elsewhere,
    mark,
    named,
    set_text,
    text_of,
)

# --------------------------------------------------------------------------------------------------------- missing


def _paths(tables: tuple[str, ...], *below: str) -> tuple[str, ...]:
    return tuple(f"{table}/{path}" for table in tables for path in below)


for _name, *_places in (
    ("no period of report", "periodOfReport"),
    ("no issuer", "issuer"),
    ("no issuer CIK", "issuer/issuerCik"),
    ("no trading symbol", "issuer/issuerTradingSymbol"),
    ("no owner's id", "reportingOwner/reportingOwnerId"),
    ("no owner's CIK", "reportingOwner/reportingOwnerId/rptOwnerCik"),
    ("no relationship", "reportingOwner/reportingOwnerRelationship"),
    ("no name on a signature", "ownerSignature/signatureName"),
    ("no date on a signature", "ownerSignature/signatureDate"),
    ("no security title", *_paths(LINES, "securityTitle")),
    ("no text of a security title", *_paths(LINES, "securityTitle/value")),
    ("no transaction date", *_paths(TRANSACTIONS, "transactionDate")),
    ("no column 3", *_paths(TRANSACTIONS, "transactionCoding")),
    ("no form type of a transaction", *_paths(TRANSACTIONS, "transactionCoding/transactionFormType")),
    ("no transaction code", *_paths(TRANSACTIONS, "transactionCoding/transactionCode")),
    ("no equity swap box", *_paths(TRANSACTIONS, "transactionCoding/equitySwapInvolved")),
    ("no amounts", *_paths(TRANSACTIONS, "transactionAmounts")),
    ("no price", *_paths(TRANSACTIONS, "transactionAmounts/transactionPricePerShare")),
    ("no acquired or disposed", *_paths(TRANSACTIONS, "transactionAmounts/transactionAcquiredDisposedCode")),
    ("no amounts following", *_paths(LINES, "postTransactionAmounts")),
    ("no ownership", *_paths(LINES, "ownershipNature")),
    ("no direct or indirect", *_paths(LINES, "ownershipNature/directOrIndirectOwnership")),
    ("no exercise price", *_paths(DERIVATIVES, "conversionOrExercisePrice")),
    ("no exercise date", *_paths(DERIVATIVES, "exerciseDate")),
    ("no expiration date", *_paths(DERIVATIVES, "expirationDate")),
    ("no underlying security", *_paths(DERIVATIVES, "underlyingSecurity")),
    ("no title of the underlying security", *_paths(DERIVATIVES, "underlyingSecurity/underlyingSecurityTitle")),
):

    def _without(root: Node, places: list[str] = _places) -> Node | None:
        node = choose(root, [n for n in at(root, *places) if is_mentioned_elsewhere(root, n)])
        if node is None:
            return None
        drop(node)
        return root

    _code = "S16-106" if _name == "no text of a security title" else "S16-105"
    defect(_code, "The form demands it.", _name)(_without)


@defect("S16-105", "The form demands it.")
def no_document_type(root: Node) -> Node | None:
    kind = root.find("documentType")
    if kind is None:
        return None
    drop(kind)
    return root


@defect("S16-105", "A form without an owner reports for nobody.")
def no_reporting_owner(root: Node) -> Node | None:
    for owner in at(root, "reportingOwner"):
        drop(owner)
    return root


@defect("S16-105", "Each form is signed.")
def no_signature(root: Node) -> Node | None:
    for signature in at(root, "ownerSignature"):
        drop(signature)
    return root


@defect("S16-105", "Mandatory on Forms 4 and 5 since April 2023.")
def no_rule_10b5_1_box(root: Node) -> Node | None:
    box = root.find("aff10b5One")
    if box is None or form(root)[:1] == "3" or generation(root) < 4:
        return None
    drop(box)
    return root


@defect("S16-105", "An amendment says when the original was filed.")
def amendment_without_date_of_original(root: Node) -> Node | None:
    date = root.find("dateOfOriginalSubmission")
    if date is None:
        return None
    drop(date)
    return root


@defect("S16-114", "A line reports a number or a dollar value.")
def neither_shares_nor_value(root: Node) -> Node | None:
    node = choose(root, [n for n in named(root, "transactionShares", "underlyingSecurityShares")
                         if is_mentioned_elsewhere(root, n)])  # fmt: skip
    if node is None:
        return None
    drop(node)
    return root


@defect("S16-114", "A line reports a number or a dollar value, never both.")
def both_shares_and_value(root: Node) -> Node | None:
    node = choose(root, named(root, "sharesOwnedFollowingTransaction", "underlyingSecurityShares"))
    if node is None:
        return None
    other = str(node.tag).replace("shares", "value").replace("Shares", "Value")
    node.addnext(add(node, other))
    add(node.getnext(), "value", "100")  # type: ignore[arg-type]
    return root


@defect("S16-115", "A price that cannot be stated is explained in a footnote.")
def neither_price_nor_footnote(root: Node) -> Node | None:
    tags = "transactionPricePerShare", "conversionOrExercisePrice", "exerciseDate", "expirationDate"
    node = choose(root, [n for n in named(root, *tags) if len(n) and is_mentioned_elsewhere(root, n)])
    if node is None:
        return None
    for child in list(node):
        node.remove(child)
    return root


@defect("S16-106", "The dollar amount may not be a footnote alone.")
def balance_by_footnote_alone(root: Node) -> Node | None:
    value = choose(root, filled(root, "sharesOwnedFollowingTransaction"))
    if value is None:
        return None
    box = value.getparent()
    assert box is not None
    if box.find("footnoteId") is None:
        mark(root, box)
    box.remove(value)
    return root


# ----------------------------------------------------------------------------------------------------------- empty

_EMPTY = "An element that must have a value may not be empty; an optional one is left out."


def _emptied(root: Node, nodes: list[Node], text: str = "") -> Node | None:
    return set_text(root, choose(root, [n for n in nodes if n.text and n.text.strip()]), text)


for _name, _tags in (
    ("empty transaction date", DATES),
    ("empty number", NUMBERS),
    ("empty security title", ("securityTitle", "underlyingSecurityTitle")),
    ("empty acquired or disposed", ("transactionAcquiredDisposedCode",)),
    ("empty direct or indirect", ("directOrIndirectOwnership",)),
):

    def _empty_box(root: Node, tags: tuple[str, ...] = _tags) -> Node | None:
        return _emptied(root, [v for v in filled(root, *tags) if v.getnext() is None])

    defect("S16-106", _EMPTY, _name)(_empty_box)

for _name, _places in (
    ("empty period of report", ["periodOfReport"]),
    ("empty date of a signature", ["ownerSignature/signatureDate"]),
    ("empty name of a signature", ["ownerSignature/signatureName"]),
    ("empty trading symbol", ["issuer/issuerTradingSymbol"]),
    ("empty issuer CIK", ["issuer/issuerCik"]),
    ("empty relationship box", [f"reportingOwner/reportingOwnerRelationship/{flag}" for flag in FLAGS]),
    ("empty exit box", ["notSubjectToSection16"]),
    ("empty Rule 10b5-1 box", ["aff10b5One"]),
    ("empty equity swap box", list(_paths(TRANSACTIONS, "transactionCoding/equitySwapInvolved"))),
    ("empty transaction code", list(_paths(TRANSACTIONS, "transactionCoding/transactionCode"))),
):

    def _empty(root: Node, places: list[str] = _places) -> Node | None:
        nodes = at(root, *places)
        if "isDirector" in places[0]:  # the box that is checked makes another defect when it is emptied
            nodes = [n for n in nodes if (n.text or "").strip() in ("0", "false")]
        return _emptied(root, nodes)

    defect("S16-106", _EMPTY, _name)(_empty)


@defect("S16-106", "Blanks are no number.")
def number_of_blanks(root: Node) -> Node | None:
    return _emptied(root, filled(root, *NUMBERS), "  ")


# ------------------------------------------------------------------------------------------------------ unreadable

for _text, _why in (
    ("2023-02-30", "February has no 30 days."),
    ("02/01/2023", "EDGAR's dates are YYYY-MM-DD."),
    ("2023-2-1", "EDGAR's dates are YYYY-MM-DD."),
    ("20230201", "EDGAR's dates are YYYY-MM-DD."),
    ("2023-02-01T00:00:00", "A date has no time of day."),
    ("2023-02-01+15:00", "No zone lies fifteen hours ahead."),
    ("see footnote", "A date is a date."),
):

    def _bad_date(root: Node, text: str = _text) -> Node | None:
        return set_text(root, choose(root, [*filled(root, *DATES), *at(root, *PLAIN_DATES)]), text)

    defect("S16-101", _why, f"date {_text!r}")(_bad_date)

for _text, _why in (
    ("1,000", "No commas in numbers."),
    ("$5", "No dollar sign in numbers."),
    ("1e5", "No exponents in numbers."),
    ("(5)", "No parentheses in numbers."),
    ("5 000", "No blanks in numbers."),
    ("N/A", "A number is a number."),
    ("5\u00a0", "A no-break space is not white space to XML."),
):

    def _bad_number(root: Node, text: str = _text) -> Node | None:
        return set_text(root, choose(root, filled(root, *NUMBERS)), text)

    defect("S16-101", _why, f"number {_text!r}")(_bad_number)

for _text in ("Y", "yes", "TRUE", "X", "2"):

    def _bad_flag(root: Node, text: str = _text) -> Node | None:
        boxes = [f"reportingOwner/reportingOwnerRelationship/{flag}" for flag in FLAGS]
        unset = [n for n in at(root, *boxes) if (n.text or "").strip() in ("0", "false")]
        swaps = at(root, *_paths(TRANSACTIONS, "transactionCoding/equitySwapInvolved"))
        return set_text(root, choose(root, [*unset, *swaps]), text)

    defect("S16-101", "Yes and no are 1 or true and 0 or false.", f"flag {_text!r}")(_bad_flag)

for _text, _why in (
    ("-1", "Numbers have no sign; the side is in the box acquired or disposed."),
    ("0.12345", "EDGAR stores four decimals."),
    ("1234567890123", "The largest number is 999999999999.9999."),
    ("1000000000000", "The largest number is 999999999999.9999."),
    ("999999999999.99991", "EDGAR stores four decimals."),
):

    def _large_number(root: Node, text: str = _text) -> Node | None:
        return set_text(root, choose(root, filled(root, *NUMBERS)), text)

    defect("S16-109", _why, f"number {_text!r}")(_large_number)


# -------------------------------------------------------------------------------------------------------- too long

for _name, _length, *_places in (
    ("security title of 61 characters", 61, *_paths(LINES, "securityTitle/value")),
    ("underlying title of 61 characters", 61, *_paths(DERIVATIVES, "underlyingSecurity/underlyingSecurityTitle/value")),
    ("nature of 101 characters", 101, *_paths(LINES, "ownershipNature/natureOfOwnership/value")),
    ("officer title of 31 characters", 31, "reportingOwner/reportingOwnerRelationship/officerTitle"),
    ("description of another relationship of 31 characters", 31, "reportingOwner/reportingOwnerRelationship/otherText"),
    ("street of 41 characters", 41, "reportingOwner/reportingOwnerAddress/rptOwnerStreet1"),
    ("second street line of 41 characters", 41, "reportingOwner/reportingOwnerAddress/rptOwnerStreet2"),
    ("city of 31 characters", 31, "reportingOwner/reportingOwnerAddress/rptOwnerCity"),
    ("ZIP code of 11 characters", 11, "reportingOwner/reportingOwnerAddress/rptOwnerZipCode"),
    ("symbol of 11 characters", 11, "issuer/issuerTradingSymbol"),
    ("issuer name of 151 characters", 151, "issuer/issuerName"),
    ("owner name of 151 characters", 151, "reportingOwner/reportingOwnerId/rptOwnerName"),
    ("signature of 256 characters", 256, "ownerSignature/signatureName"),
    ("remarks of 2001 characters", 2001, "remarks"),
):

    def _long(root: Node, length: int = _length, places: list[str] = _places) -> Node | None:
        node = choose(root, [n for n in at(root, *places) if n.text])
        return set_text(root, node, f"{(node.text or '') * 3:x<{length}}"[:length]) if node is not None else None

    defect("S16-107", "EDGAR stores no more characters and suspends longer texts.", _name)(_long)


@defect("S16-107", "The specification allows a footnote 1,000 characters.")
def footnote_of_1001_characters(root: Node) -> Node | None:
    if generation(root) < 3:
        return None
    return set_text(root, choose(root, at(root, "footnotes/footnote")), "Held by the trust. " * 52 + "x" * 13)


@defect("S16-107", "A schema version has five characters.")
def schema_version_of_six_characters(root: Node) -> Node | None:
    version = root.find("schemaVersion")
    return set_text(root, version, f"{text_of(root, 'schemaVersion')}0")


@defect("S16-107", "A CCC has eight characters.", also="S16-163 S16-164 S16-161 S16-162 S16-105")
def confirmation_code_of_seven_characters(root: Node) -> Node | None:
    cik = choose(root, at(root, "reportingOwner/reportingOwnerId/rptOwnerCik"))
    if cik is None:
        return None
    cik.addnext(code := cik.makeelement("rptOwnerCcc"))
    code.text = "a#bcdef"
    return root


# ------------------------------------------------------------------------------------------------ not on its list

_LIST = "The lists of codes are closed; blanks and small letters count."

for _text in ("K", "V", "B", "p", " P", "PP"):

    def _code_of_no_list(root: Node, text: str = _text) -> Node | None:
        return set_text(root, choose(root, at(root, *_paths(TRANSACTIONS, "transactionCoding/transactionCode"))), text)

    defect("S16-108", _LIST, f"transaction code {_text!r}")(_code_of_no_list)

for _name, _tag, _text in (
    ("acquired or disposed 'X'", "transactionAcquiredDisposedCode", "X"),
    ("acquired or disposed 'a'", "transactionAcquiredDisposedCode", "a"),
    ("direct or indirect 'B'", "directOrIndirectOwnership", "B"),
    ("direct or indirect 'D '", "directOrIndirectOwnership", "D "),
):

    def _letter(root: Node, tag: str = _tag, text: str = _text) -> Node | None:
        same = [v for v in filled(root, tag) if (v.text or "").strip() == text.strip() or text.strip() not in "ADI"]
        return set_text(root, choose(root, same), text)

    defect("S16-108", _LIST, _name)(_letter)

for _text in ("X", "V", "|"):

    def _timeliness(root: Node, text: str = _text) -> Node | None:
        coding = choose(root, [n for n in at(root, *_paths(TRANSACTIONS, "transactionCoding"))
                               if n.getnext() is not None and n.getnext().tag != "transactionTimeliness"])  # fmt: skip
        if coding is None:
            return None
        coding.addnext(box := coding.makeelement("transactionTimeliness"))
        add(box, "value", text)
        return root

    defect("S16-108", _LIST, f"timeliness {_text!r}", also="S16-156")(_timeliness)

for _text in ("3", "6", "4/A"):

    def _form_type(root: Node, text: str = _text) -> Node | None:
        places = _paths(TRANSACTIONS, "transactionCoding/transactionFormType")
        return set_text(root, choose(root, at(root, *places)), text)

    defect("S16-108", _LIST, f"transaction of form type {_text!r}")(_form_type)


@defect("S16-108", _LIST)
def document_type_of_no_form(root: Node) -> Node | None:
    return set_text(root, root.find("documentType"), "144")


@defect("S16-108", _LIST)
def document_type_with_a_blank(root: Node) -> Node | None:
    return set_text(root, root.find("documentType"), f"{form(root)} ")


for _text in ("XY", "Cal", "ny", "   "):

    def _state(root: Node, text: str = _text) -> Node | None:
        return set_text(root, choose(root, at(root, "reportingOwner/reportingOwnerAddress/rptOwnerState")), text)

    defect("S16-108", _LIST, f"state {_text!r}", also="S16-162")(_state)


@defect("S16-108", "Since March 2026 a foreign country stands in its own box.", also="S16-162")
def country_in_the_box_of_the_state(root: Node) -> Node | None:
    if generation(root) < 6:
        return None
    return set_text(root, choose(root, at(root, "reportingOwner/reportingOwnerAddress/rptOwnerState")), "M0")


@defect("S16-108", _LIST)
def country_of_no_list(root: Node) -> Node | None:
    return set_text(root, choose(root, at(root, "reportingOwner/reportingOwnerAddress/rptOwnerCountry")), "JP")


# --------------------------------------------------------------------------------------------------- CIK, ZIP code

for _name, _text, _code in (
    ("CIK with letters", "12345A", "S16-118"),
    ("CIK with a blank in front", " 123456", "S16-118"),
    ("CIK of 11 digits", "00001234567", "S16-107"),
    ("CIK on a line of its own", "\n123456\n", "S16-118"),
):

    def _cik(root: Node, text: str = _text) -> Node | None:
        places = "issuer/issuerCik", "reportingOwner/reportingOwnerId/rptOwnerCik"
        return set_text(root, choose(root, at(root, *places)), text)

    defect(_code, "A CIK is one to ten digits and nothing else.", _name)(_cik)

for _text in ("12345_6789", "1234*", "12.345", "1234\u00e9"):

    def _zip(root: Node, text: str = _text) -> Node | None:
        if generation(root) < 3:
            return None
        return set_text(root, choose(root, at(root, "reportingOwner/reportingOwnerAddress/rptOwnerZipCode")), text)

    defect("S16-118", "A ZIP code holds letters, digits, blanks, # and -.", f"ZIP code {_text!r}")(_zip)
