"""Seeded defects of counts, of elements that belong to another form, and of footnotes."""

from __future__ import annotations

from copy import deepcopy

from tests.mutations.planting import (
    HOLDINGS,
    TRANSACTIONS,
    Node,
    add,
    at,
    choose,
    defect,
    drop,
    form,
    generation,
    mark,
    named,
    set_text,
)

# ---------------------------------------------------------------------------------------------------- how many

_MORE = "EDGAR takes no more; the rest needs a second filing."

for _name, *_tables in (("31 lines in table I", "nonDerivativeTable"), ("31 lines in table II", "derivativeTable")):

    def _lines(root: Node, tables: list[str] = _tables) -> Node | None:
        line = choose(root, at(root, *(f"{table}/*" for table in tables)))
        if line is None:
            return None
        table = line.getparent()
        assert table is not None
        while len(table) < 31:
            line.addnext(deepcopy(line))
        return root

    defect("S16-116", _MORE, _name)(_lines)


@defect("S16-117", _MORE)
def eleven_owners(root: Node) -> Node | None:
    owner = choose(root, at(root, "reportingOwner"))
    if owner is None:
        return None
    for i in range(11 - len(at(root, "reportingOwner"))):
        owner.addnext(another := deepcopy(owner))
        set_text(root, another.find("reportingOwnerId/rptOwnerCik"), f"{9000000 + i}")
    return root


@defect("S16-117", _MORE)
def eleven_signatures(root: Node) -> Node | None:
    signature = choose(root, at(root, "ownerSignature"))
    if signature is None:
        return None
    while len(at(root, "ownerSignature")) < 11:
        signature.addnext(deepcopy(signature))
    return root


@defect("S16-117", _MORE, also="S16-110")
def hundred_footnotes(root: Node) -> Node | None:
    """The hundredth has no id left to it."""
    box = choose(root, named(root, "securityTitle"))
    if box is None:
        return None
    while len(at(root, "footnotes/footnote")) < 99:
        mark(root, box)
    notes = root.find("footnotes")
    assert notes is not None
    add(notes, "footnote", "One more.", id="F100")
    add(box, "footnoteId", id="F100")
    return root


# ------------------------------------------------------------------------------------------------- another form


@defect("S16-119", "EDGAR sets this on Form 3 alone.")
def no_securities_owned_on_form_4_or_5(root: Node) -> Node | None:
    before = root.find("issuer")
    if form(root)[:1] == "3" or before is None or root.find("notSubjectToSection16") is not None:
        return None
    before.addprevious(flag := before.makeelement("noSecuritiesOwned"))
    flag.text = "0"
    return root


@defect("S16-119", "Form 3 reports what is owned, not who has left.")
def exit_box_on_form_3(root: Node) -> Node | None:
    before = root.find("issuer")
    if form(root)[:1] != "3" or before is None:
        return None
    before.addprevious(flag := before.makeelement("notSubjectToSection16"))
    flag.text = "0"
    return root


@defect("S16-119", "EDGAR sets this on Form 5 alone.")
def form_3_holdings_reported_on_form_4(root: Node) -> Node | None:
    before = root.find("issuer")
    if form(root)[:1] != "4" or before is None:
        return None
    before.addprevious(flag := before.makeelement("form3HoldingsReported"))
    flag.text = "0"
    return root


@defect("S16-119", "Only an amendment has an original.")
def date_of_original_on_an_original(root: Node) -> Node | None:
    period = root.find("periodOfReport")
    if form(root).endswith("/A") or period is None:
        return None
    period.addnext(date := period.makeelement("dateOfOriginalSubmission"))
    date.text = "2023-06-01"
    return root


@defect("S16-119", "Form 3 reports holdings.")
def transaction_on_form_3(root: Node) -> Node | None:
    holding = choose(root, at(root, *HOLDINGS))
    if form(root)[:1] != "3" or holding is None:
        return None
    holding.tag = str(holding.tag).replace("Holding", "Transaction")
    return root


@defect("S16-119", "A document of type 3 holds holdings alone.", also="S16-105 S16-158")
def form_4_called_form_3(root: Node) -> Node | None:
    if form(root) != "4" or not at(root, *TRANSACTIONS):
        return None
    return set_text(root, root.find("documentType"), "3")


@defect("S16-119", "On a Form 4 only transactions are coded.")
def form_type_on_a_holding_of_form_4(root: Node) -> Node | None:
    holding = choose(root, at(root, *HOLDINGS))
    if form(root)[:1] != "4" or holding is None:
        return None
    before = "exerciseDate" if holding.find("exerciseDate") is not None else "postTransactionAmounts"
    place = holding.find(before)
    assert place is not None
    place.addprevious(coding := holding.makeelement("transactionCoding"))
    add(coding, "transactionFormType", "3")
    return root


@defect("S16-119", "A holding was not made on a day.")
def transaction_date_on_a_holding(root: Node) -> Node | None:
    holding = choose(root, at(root, HOLDINGS[0]))
    if holding is None:
        return None
    holding.insert(1, date := holding.makeelement("transactionDate"))
    add(date, "value", "2023-06-01")
    return root


@defect("S16-119", "Form 3 has no column for what follows a transaction in Table II.")
def balance_in_table_ii_of_form_3(root: Node) -> Node | None:
    nature = choose(root, at(root, "derivativeTable/derivativeHolding/ownershipNature"))
    if form(root)[:1] != "3" or nature is None:
        return None
    nature.addprevious(amounts := nature.makeelement("postTransactionAmounts"))
    add(add(amounts, "sharesOwnedFollowingTransaction"), "value", "100")
    return root


@defect("S16-119", "Table I counts shares; total values belong to Table II.")
def total_value_in_table_i(root: Node) -> Node | None:
    shares = choose(root, at(root, f"{TRANSACTIONS[0]}/transactionAmounts/transactionShares"))
    if shares is None:
        return None
    shares.tag = "transactionTotalValue"
    return root


# ----------------------------------------------------------------------------------------------------- footnotes

_ID = "A footnote id is F and a number from 1 to 99, without leading zero."

for _text in ("F0", "F01", "f1", "F100", "1", "(1)", "F1a"):

    def _renamed(root: Node, text: str = _text) -> Node | None:
        note = choose(root, at(root, "footnotes/footnote"))
        if note is None:
            return None
        for reference in root.iter("footnoteId"):
            if reference.get("id") == note.get("id"):
                reference.set("id", text)
        note.set("id", text)
        return root

    defect("S16-110", _ID, f"footnote {_text!r}")(_renamed)


@defect("S16-110", _ID, also="S16-158 S16-115")
def mark_without_id(root: Node) -> Node | None:
    reference = choose(root, named(root, "footnoteId"))
    if reference is None:
        return None
    del reference.attrib["id"]
    return root


@defect("S16-110", _ID, also="S16-112 S16-158")
def footnote_without_id(root: Node) -> Node | None:
    note = choose(root, at(root, "footnotes/footnote"))
    if note is None:
        return None
    del note.attrib["id"]
    return root


@defect("S16-110", _ID, also="S16-112")
def mark_of_a_form_that_is_none(root: Node) -> Node | None:
    box = choose(root, named(root, "securityTitle"))
    if box is None:
        return None
    add(box, "footnoteId", id="(1)")
    return root


@defect("S16-111", "A mark must lead to one footnote.", also="S16-158 S16-112")
def two_footnotes_of_one_id(root: Node) -> Node | None:
    note = choose(root, at(root, "footnotes/footnote"))
    if note is None:
        return None
    note.addnext(deepcopy(note))
    return root


@defect("S16-112", "A mark must lead to a footnote.")
def mark_without_footnote(root: Node) -> Node | None:
    box = choose(root, named(root, "securityTitle", "sharesOwnedFollowingTransaction"))
    if box is None:
        return None
    add(box, "footnoteId", id="F99")
    return root


@defect("S16-112", "A mark must lead to a footnote.")
def footnotes_left_out(root: Node) -> Node | None:
    notes = root.find("footnotes")
    if notes is None or not len(notes):
        return None
    drop(notes)
    return root


@defect("S16-113", "That box of Table II takes no footnote.")
def mark_on_acquired_or_disposed_of_table_ii(root: Node) -> Node | None:
    box = choose(root, at(root, f"{TRANSACTIONS[1]}/transactionAmounts/transactionAcquiredDisposedCode"))
    if box is None or generation(root) < 4:
        return None
    mark(root, box)
    return root


@defect("S16-113", "On Form 5 that box takes no footnote.")
def mark_on_timeliness_of_form_5(root: Node) -> Node | None:
    coding = choose(root, at(root, *(f"{line}/transactionCoding" for line in TRANSACTIONS)))
    if form(root)[:1] != "5" or coding is None or generation(root) < 4:
        return None
    after = coding.getnext()
    if after is None or after.tag != "transactionTimeliness":
        coding.addnext(after := coding.makeelement("transactionTimeliness"))
    mark(root, after)
    return root


@defect("S16-158", "A footnote that no box marks explains nothing.")
def footnote_never_marked(root: Node) -> Node | None:
    if generation(root) < 3:
        return None
    box = choose(root, named(root, "securityTitle"))
    if box is None:
        return None
    drop(mark(root, box))
    return root


@defect("S16-159", "The same mark twice on one box says nothing more.")
def same_mark_twice_on_a_box(root: Node) -> Node | None:
    box = choose(root, named(root, "securityTitle", "sharesOwnedFollowingTransaction", "transactionShares"))
    if box is None:
        return None
    reference = mark(root, box)
    reference.addnext(deepcopy(reference))
    return root


@defect("S16-159", "The same mark twice on one box says nothing more.")
def same_mark_twice_on_column_3(root: Node) -> Node | None:
    box = choose(root, at(root, *(f"{line}/transactionCoding" for line in TRANSACTIONS)))
    if box is None:
        return None
    reference = mark(root, box)
    reference.addnext(deepcopy(reference))
    return root
