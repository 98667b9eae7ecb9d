"""Seeded defects of content: codes, plans, prices, footnotes, people. EDGAR takes them all.

Rules of content stay silent where a footnote may explain what they see. So these defects are planted where no
footnote does; what is found there says nothing about lines that are explained.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from decimal import Decimal

from tests.mutations.planting import FLAGS, LINES, Node, add, at, choose, defect, drop, mark, set_text, text_of
from tests.mutations.readings import (
    TABLE_I,
    TABLE_II,
    checks_plan,
    coded,
    day,
    explains,
    is_form,
    is_plain,
    number,
    set_code,
    set_side,
)

_AMOUNTS = "transactionAmounts"
_PRICE = f"{_AMOUNTS}/transactionPricePerShare"
_SHARES = f"{_AMOUNTS}/transactionShares"
_RELATIONSHIP = "reportingOwner/reportingOwnerRelationship"

# ----------------------------------------------------------------------------------------------- codes and sides

for _name, _code, _letters, _table, _from, _to in (
    ("purchase that disposes", "S16-201", "P", TABLE_I, "A", "D"),
    ("sale that acquires", "S16-201", "S", TABLE_I, "D", "A"),
    ("grant that disposes", "S16-201", "A", TABLE_I, "A", "D"),
    ("withholding that acquires", "S16-202", "F", TABLE_I, "D", "A"),
    ("exercise that disposes in table I", "S16-202", "M", TABLE_I, "A", "D"),
):

    def _other_side(
        root: Node, letters: str = _letters, table: str = _table, now: str = _from, then: str = _to
    ) -> Node | None:
        return set_side(root, choose(root, coded(root, letters, table, of=now)), then)

    defect(_code, "The code says on which side a transaction stands.", _name)(_other_side)


@defect("S16-203", "What expires is a derivative security.")
def expiration_in_table_i(root: Node) -> Node | None:
    return set_code(root, choose(root, coded(root, "S F", TABLE_I)), "H")


@defect("S16-204", "Code J carries no meaning without its description.")
def other_transaction_without_footnote(root: Node) -> Node | None:
    return set_code(root, choose(root, [line for line in coded(root, "P S A") if is_plain(line)]), "J")


@defect("S16-205", "A sale is due on Form 4 within two business days and is never an early report.")
def sale_of_form_type_5(root: Node) -> Node | None:
    line = choose(root, coded(root, "P S M"))
    if line is None or not is_form(root, "4"):
        return None
    return set_text(root, line.find("transactionCoding/transactionFormType"), "5")


@defect("S16-206", "An inheritance may wait for Form 5; on Form 4 it is an early report.")
def inheritance_of_form_type_4(root: Node) -> Node | None:
    line = choose(root, coded(root, "A P", of="A"))
    if line is None or not is_form(root, "4") or text_of(line, "transactionCoding/transactionFormType") != "4":
        return None
    return set_code(root, line, "W")


@defect("S16-207", "Since 27 February 2023 a gift is due on Form 4 within two business days.")
def gift_of_form_type_5(root: Node) -> Node | None:
    since = date(2023, 2, 27)
    line = choose(root, [line for line in coded(root, "S F G", TABLE_I, of="D")
                         if (day(line, "transactionDate") or date.min) >= since])  # fmt: skip
    period = day(root, "periodOfReport")
    if line is None or period is None or period < since:
        return None
    set_text(root, line.find("transactionCoding/transactionFormType"), "5")
    return set_code(root, line, "G")


@defect("S16-208", "Rule 16b-3 is for transactions of an issuer with its officers and directors.")
def withholding_of_a_ten_percent_owner(root: Node) -> Node | None:
    if not coded(root, "F M A") or len(at(root, "reportingOwner")) > 1:
        return None
    for flag in FLAGS:
        for box in at(root, f"{_RELATIONSHIP}/{flag}"):
            drop(box)
    relationship = root.find(_RELATIONSHIP)
    if relationship is None:
        return None
    add(relationship, "isTenPercentOwner", "1", at=0)
    return root


# --------------------------------------------------------------------------------------------- Rule 10b5-1 plans

_NO_PLAN = "10b", "plan", "arrangement", "instruction"


@defect("S16-210", "The box says that a plan was followed; a footnote says which.")
def plan_box_without_plan(root: Node) -> Node | None:
    if checks_plan(root) is not False or explains(root, *_NO_PLAN) or not coded(root, "P S M A F G"):
        return None
    return set_text(root, root.find("aff10b5One"), "1")


@defect("S16-211", "The form asks for the date on which the plan was adopted.")
def plan_without_date(root: Node) -> Node | None:
    line = choose(root, coded(root, "P S", TABLE_I))
    if checks_plan(root) is not False or explains(root, *_NO_PLAN) or line is None:
        return None
    mark(root, line.find("transactionCoding"), "Made under a Rule 10b5-1 trading plan.")  # type: ignore[arg-type]
    return set_text(root, root.find("aff10b5One"), "1")


@defect("S16-212", "A grant is not made under a plan of its receiver.", also="S16-210")
def plan_box_on_grants_alone(root: Node) -> Node | None:
    if checks_plan(root) is not False or explains(root, *_NO_PLAN):
        return None
    if not coded(root, "A") or len(coded(root, "A")) < len(at(root, TABLE_I, TABLE_II)):
        return None
    return set_text(root, root.find("aff10b5One"), "true")


@defect("S16-213", "For a plan of 2023 or later the box is checked.")
def new_plan_beside_an_empty_box(root: Node) -> Node | None:
    line = choose(root, coded(root, "P S", TABLE_I))
    if checks_plan(root) is not False or explains(root, *_NO_PLAN) or line is None:
        return None
    text = "Made under a trading plan according to Rule 10b5-1, adopted on March 15, 2023."
    mark(root, line.find("transactionCoding"), text)  # type: ignore[arg-type]
    return root


@defect("S16-214", "Only its date shows that a plan is older than the box.")
def plan_without_date_beside_an_empty_box(root: Node) -> Node | None:
    line = choose(root, coded(root, "P S", TABLE_I))
    if checks_plan(root) is not False or explains(root, *_NO_PLAN) or line is None:
        return None
    mark(root, line.find("transactionCoding"), "Sold under a Rule 10b5-1 trading plan.")  # type: ignore[arg-type]
    return root


# ------------------------------------------------------------------------------------------------ average prices


def _trade(root: Node) -> Node | None:
    """A purchase or sale at a price that no footnote speaks of, on a form without averages."""
    if explains(root, "weighted", "average"):
        return None
    return choose(root, [line for line in coded(root, "P S", TABLE_I)
                         if (number(line, _PRICE) or 0) > 0 and is_plain(line)])  # fmt: skip


def _averaged(root: Node, low: str, high: str, box: str = _PRICE) -> Node | None:
    """Marks a trade with a footnote on an average; ``low`` and ``high`` are added to its price."""
    line = _trade(root)
    if line is None:
        return None
    price = number(line, _PRICE) or Decimal(0)
    text = (f"The price is a weighted average price. The shares were sold at prices ranging from"
            f" ${price + Decimal(low):.2f} to ${price + Decimal(high):.2f}; the reporting person undertakes to provide"
            f" the number of shares sold at each price on request.")  # fmt: skip
    mark(root, line.find(box), text)  # type: ignore[arg-type]
    return root


@defect("S16-215", "One line is for trades within one dollar.")
def average_over_a_wide_range(root: Node) -> Node | None:
    return _averaged(root, "0", "2.5")


@defect("S16-216", "An average lies between the lowest and the highest price.")
def average_outside_its_range(root: Node) -> Node | None:
    return _averaged(root, "1", "1.5")


@defect("S16-217", "The relief for averages asks for the range of the prices.")
def average_without_range(root: Node) -> Node | None:
    line = _trade(root)
    if line is None:
        return None
    mark(root, line.find(_PRICE), "This is a weighted average price.")  # type: ignore[arg-type]
    return root


@defect("S16-218", "Who reads the price column alone takes the average for the price of one trade.")
def average_told_at_another_box(root: Node) -> Node | None:
    return _averaged(root, "0", "0.5", _SHARES)


# ------------------------------------------------------------------------------------------ footnotes and remarks


@defect("S16-219", "A gift has code G.")
def sale_that_is_a_gift(root: Node) -> Node | None:
    line = choose(root, coded(root, "S P"))
    if line is None or explains(root, "gift"):
        return None
    mark(root, line.find("transactionCoding"), "This transaction was a bona fide gift.")  # type: ignore[arg-type]
    return root


@defect("S16-220", "A reference to a footnote that is not there was copied from another form.")
def reference_to_a_footnote_that_is_not_there(root: Node) -> Node | None:
    box = choose(root, at(root, *(f"{line}/securityTitle" for line in LINES)))
    if box is None:
        return None
    mark(root, box, "Held by the trust described in footnote 97.")
    return root


@defect("S16-221", "Without remarks the form names no office.")
def title_in_remarks_that_are_not_there(root: Node) -> Node | None:
    title = choose(root, [t for t in at(root, f"{_RELATIONSHIP}/officerTitle") if t.text])
    if title is None or text_of(root, "remarks"):
        return None
    return set_text(root, title, "See Remarks")


@defect("S16-222", "Without a mark the reader must guess which footnote is meant.")
def nature_in_a_footnote_without_mark(root: Node) -> Node | None:
    ownership = choose(root, [node for line in at(root, *LINES) if is_plain(line)
                              and (node := line.find("ownershipNature")) is not None
                              and text_of(node, "natureOfOwnership/value")])  # fmt: skip
    if ownership is None:
        return None
    return set_text(root, ownership.find("natureOfOwnership/value"), "See footnote")


for _text in ("See footnote.", ".", "The plan was adopted on [date].", "Includes _____ shares held in trust."):

    def _open_footnote(root: Node, text: str = _text) -> Node | None:
        box = choose(root, at(root, *(f"{line}/securityTitle" for line in LINES)))
        if box is None:
            return None
        mark(root, box, text)
        return root

    defect("S16-223", "A footnote explains.", f"footnote that says {_text!r}")(_open_footnote)


@defect("S16-224", "Quotation marks read in the wrong character set are printed as such.")
def damaged_characters(root: Node) -> Node | None:
    box = choose(root, at(root, *(f"{line}/securityTitle" for line in LINES)))
    if box is None:
        return None
    mark(root, box, "The company\u00e2\u20ac\u2122s common stock.")
    return root


@defect("S16-225", "An amendment says what it corrects.", also="S16-115")
def amendment_without_a_word(root: Node) -> Node | None:
    if text_of(root, "dateOfOriginalSubmission") == "":
        return None
    for node in [*root.iter("footnoteId"), *at(root, "footnotes", "remarks")]:
        drop(node)
    return root


@defect("S16-226", "The box asks through whom the securities are owned.")
def nature_that_says_indirect(root: Node) -> Node | None:
    nature = choose(root, [node for line in at(root, *LINES) if is_plain(line)
                           and (node := line.find("ownershipNature/natureOfOwnership/value")) is not None
                           and node.text])  # fmt: skip
    return set_text(root, nature, "Indirect")


# -------------------------------------------------------------------------------------------------------- people


def _officer(root: Node) -> Node | None:
    return choose(root, [r for r in at(root, _RELATIONSHIP)
                         if text_of(r, "isOfficer") in ("1", "true") and text_of(r, "officerTitle")])  # fmt: skip


for _text in ("N/A", ".", "Officer", "None"):

    def _no_office(root: Node, text: str = _text) -> Node | None:
        officer = _officer(root)
        return set_text(root, officer.find("officerTitle"), text) if officer is not None else None

    defect("S16-250", "The form asks which office is held.", f"officer's title {_text!r}")(_no_office)


@defect("S16-251", "The chairman of the board is a director.")
def chairman_who_is_no_director(root: Node) -> Node | None:
    officer = _officer(root)
    if officer is None:
        return None
    set_text(root, officer.find("isDirector"), "0")
    return set_text(root, officer.find("officerTitle"), "Chairman of the Board")


@defect("S16-252", "A chief accounting officer is an officer.")
def officer_under_other(root: Node) -> Node | None:
    officer = _officer(root)
    if officer is None or officer.find("isOther") is None:
        return None
    drop(officer.find("officerTitle"))  # type: ignore[arg-type]
    set_text(root, officer.find("isOfficer"), "0")
    set_text(root, officer.find("isOther"), "1")
    other = officer.find("otherText")
    set_text(root, add(officer, "otherText") if other is None else other, "Chief Accounting Officer")
    return root


@defect("S16-253", "A company holds no office.")
def company_as_officer(root: Node) -> Node | None:
    officer = _officer(root)
    owner = officer.getparent() if officer is not None else None
    return set_text(root, owner.find("reportingOwnerId/rptOwnerName"), "OWNER ONE LLC") if owner is not None else None


@defect("S16-254", "A company does not report its own shares.")
def issuer_as_owner(root: Node) -> Node | None:
    cik = choose(root, at(root, "reportingOwner/reportingOwnerId/rptOwnerCik"))
    return set_text(root, cik, text_of(root, "issuer/issuerCik"))


@defect("S16-255", "One person with two CIKs has two histories, each of them incomplete.")
def owner_under_two_numbers(root: Node) -> Node | None:
    owner = choose(root, [o for o in at(root, "reportingOwner") if text_of(o, "reportingOwnerId/rptOwnerName")])
    if owner is None or len(at(root, "reportingOwner")) > 9:
        return None
    owner.addnext(other := deepcopy(owner))
    return set_text(root, other.find("reportingOwnerId/rptOwnerCik"), "0009999999")


@defect("S16-256", "A ZIP code has five or nine digits.")
def zip_code_of_six_digits(root: Node) -> Node | None:
    address = choose(root, [a for a in at(root, "reportingOwner/reportingOwnerAddress")
                            if text_of(a, "rptOwnerState") in ("CA", "NY", "TX", "MA", "IL", "FL", "WA")])  # fmt: skip
    return set_text(root, address.find("rptOwnerZipCode"), "941050") if address is not None else None


@defect("S16-257", "Who has left checks the exit box.")
def former_officer_without_exit_box(root: Node) -> Node | None:
    officer = _officer(root)
    if officer is None or len(at(root, "reportingOwner")) > 1 or not is_form(root, "4"):
        return None
    if text_of(root, "notSubjectToSection16") in ("1", "true") or officer.find("isTenPercentOwner") is None:
        return None
    set_text(root, officer.find("isDirector"), "0")
    set_text(root, officer.find("isTenPercentOwner"), "0")
    return set_text(root, officer.find("officerTitle"), "Former Chief Financial Officer")


for _text in ("(ABC)", "NYSE:ABC", "[ABC]"):

    def _symbol(root: Node, text: str = _text) -> Node | None:
        return set_text(root, root.find("issuer/issuerTradingSymbol"), text)

    defect("S16-258", "A symbol is found by its letters.", f"symbol {_text!r}")(_symbol)
