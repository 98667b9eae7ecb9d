"""Structure rules, S16-101 to S16-149: what the six schemas demand.

One pass over the document driven by the element table: the rows of the table
are the constraints, so these rules are data here and code in ``structure_lines``,
``structure_document`` and ``structure_layout``.  Authority: the schemas of the EDGAR Ownership XML
Technical Specification 5.5 (March 2026) and its sections 3.2 to 3.5 and 5.
"""

from __future__ import annotations

from section16.rules.catalogue import Rule, enter
from section16.vocabulary.findings import Severity

_SPEC = "EDGAR Ownership XML Technical Specification"
_ROWS = (
    ("101", "A number, date or yes-or-no can be read as one",
     "sections 3.2 and 5: mandatory element has an invalid value",
     "What cannot be read cannot be reported; the text is kept as filed."),
    ("102", "Elements stand in the order of the schema", "section 5: elements not in sequence",
     "EDGAR's schemas are sequences; an element out of place suspends the submission."),
    ("103", "Only elements of the schema are there", "section 5: element not prescribed in the schema",
     "Unknown elements, attributes and stray text are kept and written back, but EDGAR takes none of them."),
    ("104", "No element is there more often than once, where once is allowed", "sections 3.5 and 5: Max Occur",
     "A second copy of an element leaves open which of the two is meant."),
    ("105", "Every mandatory element is there", "sections 3.3, 3.5 and 5: mandatory element",
     "A box that the form demands is missing."),
    ("106", "No element that must have a value is empty", "sections 3.2 and 5: element does not have a value",
     "An optional box is left out altogether; an empty element of a number, date or flag suspends."),
    ("107", "Texts keep their length", "sections 3.5 and 5: string value exceeds maximum length",
     "EDGAR stores no more than the listed number of characters and suspends longer text."),
    ("108", "Coded boxes hold a code of their list", "sections 3.6 and 5: choice list has an invalid value",
     "The lists are closed; white space around a code counts as part of it."),
    ("109", "Numbers are from 0 to 999999999999.9999 with at most four decimals", "section 3.2: decimal",
     "Signs, more than four decimals and larger numbers do not fit EDGAR's type."),
    ("110", "Footnote ids are F1 to F99", "sections 4.3.5 and 5: invalid footnote ID",
     "An id is a capital F and a number from 1 to 99 without leading zero."),
    ("111", "Every footnote id is there once", "section 5: duplicate footnote ID",
     "With two footnotes of one id, a mark does not say which is meant."),
    ("112", "Every mark has its footnote", "section 4.3.6: ID and IDREF",
     "A mark without a footnote leaves the reader with nothing to read."),
    ("113", "No footnote where none is allowed",
     "section 3.5: transactionAcquiredDisposedCode of Table II; transactionTimeliness of Form 5",
     "Two boxes take no footnote; EDGAR's schema has no place for one."),
    ("114", "Of number and dollar value, exactly one is given", "section 3.3: cm(4), cm(6), cm(7)",
     "A line reports shares or, for securities counted in dollars, a value; never both, never neither."),
    ("115", "A box that may be answered by footnote has a value or a footnote", "section 3.3: cm(8)",
     "Prices, exercise dates and underlying amounts may be explained in place of a figure, but not left blank."),
    ("116", "A table has at most 30 lines", "section 3.3 (*) and section 5: Max Occur",
     "More lines need a second filing."),
    ("117", "At most 10 owners, 10 signatures, 99 footnotes, 99 marks on a box", "section 3.5: Max Occur",
     "EDGAR's limits; more owners need a second filing."),
    ("118", "CIKs and ZIP codes hold only the characters they may", "schema types CIK and rptOwnerZipCode",
     "A CIK is one to ten digits; white space around it counts."),
    ("119", "No element that belongs to another form", "section 3.5: applicability by submission type",
     "Transactions on a Form 3, a date of original on a form that amends nothing, and the like."),
    ("120", "No processing instruction", "section 5: processing instruction",
     "A style sheet reference or any other instruction suspends the submission."),
)  # fmt: skip

# Oldest generation of the schema for which a rule is known to hold. Some hold whatever the layout; what else EDGAR
# enforced on the first is not known. Marks on the boxes of S16-113 stand in about 1,400 accepted filings of Forms 4
# and 5 (none of them among those since 2023 that are at hand); which layout first forbade them is not known.
_GENERATION = {"101": 0, "111": 0, "113": 4}
_KNOWN = 2

STRUCTURE = {
    f"S16-{number}": enter(
        Rule(code=f"S16-{number}", title=title, severity=Severity.ERROR, citation=f"{_SPEC}, {where}",
             why=why, scope="structure", generation=_GENERATION.get(number, _KNOWN))
    )
    for number, title, where, why in _ROWS
}  # fmt: skip
