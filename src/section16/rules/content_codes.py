"""Content rules, S16-201 to S16-208: the transaction code and what it must agree with.

Facts about the codes are rows of ``vocabulary/tables/transaction_codes.tsv``; the
rules here only compare.  Authority: EDGAR Ownership XML Technical Specification,
section 3.6.10, and Form 4, General Instruction 8.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from section16.model.lines import DerivativeLine
from section16.rules.catalogue import Line, line_rule, rule
from section16.rules.content_facts import facts
from section16.rules.subject import Has, Subject
from section16.vocabulary.codes import transaction_codes
from section16.vocabulary.findings import Location, Severity

_WARNING, _NOTE = Severity.WARNING, Severity.NOTE
_LIST = "EDGAR Ownership XML Technical Specification, section 3.6.10; Form 4, General Instruction 8"
_TRANSACTION = ("transaction",)
Places = Iterable[tuple[Location, str]]
Fields = Iterable[tuple[str, str]]

GIFTS_ON_FORM_4 = date(2023, 2, 27)
_SIDES = {"A": "acquired", "D": "disposed"}
# a written option or a short position is opened by its sale and closed by its purchase
_OWED = re.compile(r"oblig|written|short|forward|swap|\bput|\bcall", re.IGNORECASE).search


def _expected_side(line: Line) -> str | None:
    row = transaction_codes()[line.code.value]
    return row.side_ii if isinstance(line, DerivativeLine) else row.side_i


def _wrong_side(line: Line) -> Fields:
    code, side, expected = line.code.value, line.acquired_disposed.value, _expected_side(line)
    if expected is None or side in expected:
        return ()
    label = transaction_codes()[code].label
    return [("acquired_disposed", f"{side!r} ({_SIDES[side]}) with code {code} ({label}), expected {expected!r}")]


@line_rule(
    "S16-201",
    "A purchase or grant acquires; a sale or a return to the issuer disposes",
    _WARNING,
    _LIST,
    codes="P S A D L U",
    kinds=_TRANSACTION,
)
def side_fits_code(subject: Subject, line: Line) -> Fields:
    """The letter in the column "(A) or (D)" decides whether the holding rises or falls; with the
    wrong one every sum over the line is wrong by twice its shares."""
    side = line.acquired_disposed.value
    if side == ("A" if line.code.value in "PAL" else "D") or side not in _SIDES:
        return ()
    if line.code.value in "PS" and isinstance(line, DerivativeLine) and _OWED(line.security_title.value or ""):
        return ()
    return _wrong_side(line)


@line_rule(
    "S16-202",
    "Exercise, conversion, payment and expiration stand on the usual side",
    _WARNING,
    "Form 4, General Instruction 8; working rule, unconfirmed",
    codes="F M C H",
    kinds=_TRANSACTION,
)
def exercise_side_fits_code(subject: Subject, line: Line) -> Fields:
    """An exercise acquires the underlying security in Table I; paying with securities, or the
    end of a long position, disposes of them."""
    side = line.acquired_disposed.value
    if side == ("D" if line.code.value in "FH" else "A") or side not in _SIDES:
        return ()
    return _wrong_side(line)


@line_rule(
    "S16-203",
    "A code stands in the table it belongs to",
    _NOTE,
    "Form 4, General Instruction 8; working rule, unconfirmed",
    codes="E H Z",
    kinds=_TRANSACTION,
)
def code_fits_table(subject: Subject, line: Line) -> Fields:
    """Expirations happen to derivative securities, which are Table II; a voting trust takes
    deposits of stock, which is Table I."""
    if _expected_side(line) is not None:
        return ()
    row = transaction_codes()[line.code.value]
    table = "II" if isinstance(line, DerivativeLine) else "I"
    return [("code", f"code {row.code} ({row.label}) in Table {table}, expected in Table {row.table}")]


# boxes whose footnotes say who holds the securities or when, not what the transaction was
_NO_DESCRIPTION = frozenset({"direct_indirect", "nature", "exercise_date", "expiration_date"})


@line_rule(
    "S16-204",
    "A code J transaction is described in a footnote",
    _WARNING,
    "Form 4, General Instruction 8 (code J)",
    codes="J",
    kinds=_TRANSACTION,
)
def other_transaction_is_described(subject: Subject, line: Line) -> Fields:
    """Code J means "other" and carries no meaning without its description."""
    if line.coding_footnotes or any(field not in _NO_DESCRIPTION for field, _ in line.marks()):
        return ()
    remark = "; the remarks are not tied to the line" if (subject.document.remarks or "").strip() else ""
    return [("code", f"code J is used but no footnote describes the transaction{remark}")]


@line_rule(
    "S16-205",
    "What is due on Form 4 is not called a Form 5 transaction",
    _WARNING,
    "Form 4, General Instruction 4(a)(i); Rule 16a-3(g)(1)",
    forms="4",
    codes="P S D F I M C X O U H",
    kinds=_TRANSACTION,
)
def form_type_fits_code(subject: Subject, line: Line) -> Fields:
    """Form type 5 prints a V and says the report was voluntary; purchases, sales, exercises and
    transactions with the issuer under Rule 16b-3(d), (e) and (f) never are."""
    if line.form_type.value != "5":
        return ()
    small = "; a small acquisition under Rule 16a-6 has code L" if line.code.value == "P" else ""
    return [("form_type", f"form type '5' with code {line.code.value}, expected '4'{small}")]


def _is_own_transfer(subject: Subject, line: Line) -> bool:
    """True for a gift whose other side stands on the same form: a change of the owner's own form
    of ownership, to a trust for instance, which is exempt and reported at will."""
    return any(
        other.code.value == "G"
        and other.acquired_disposed.value != line.acquired_disposed.value
        and other.shares.value == line.shares.value
        and other.transaction_date.value == line.transaction_date.value
        for _, _, other in facts(subject).lines()
    )


@line_rule(
    "S16-206",
    "What may wait for Form 5 is marked as reported early",
    _NOTE,
    "Rule 16a-3(f)(1); Form 4, General Instruction 8 (code V), unconfirmed",
    forms="4",
    codes="L W Z G",
    kinds=_TRANSACTION,
)
def early_report_is_marked(subject: Subject, line: Line) -> Fields:
    """Small acquisitions, inheritances, voting trusts and gifts received may wait for Form 5; on a
    Form 4 they are form type 5, printed V, and then no deadline of two business days is missed."""
    code = line.code.value
    if line.form_type.value != "4" or (code == "G" and line.acquired_disposed.value != "A"):
        return ()
    if code == "G" and _is_own_transfer(subject, line):
        return ()
    what = "a gift received" if code == "G" else f"code {code}"
    return [("form_type", f"form type '4' for {what}, expected '5' (V), as it may wait for Form 5")]


@line_rule(
    "S16-207",
    "A gift made since 27 February 2023 is a Form 4 transaction",
    _WARNING,
    "Rule 16a-3(g)(1) as amended by Release 33-11138",
    since=GIFTS_ON_FORM_4,
    forms="45",
    codes="G",
    kinds=_TRANSACTION,
)
def gift_is_due_on_form_4(subject: Subject, line: Line) -> Fields:
    """Since then a bona fide gift of securities is due on Form 4 within two business days and can
    no longer be a voluntary report."""
    day = line.transaction_date.value
    if line.form_type.value != "5" or line.acquired_disposed.value != "D" or day is None or day < GIFTS_ON_FORM_4:
        return ()
    if _is_own_transfer(subject, line):
        return ()
    return [("form_type", f"form type '5' for a gift made on {day}, expected '4' since {GIFTS_ON_FORM_4}")]


_ISSUER_DEALS = frozenset("ADFIM")


@rule(
    "S16-208",
    "Codes of Rule 16b-3 are for officers and directors",
    _NOTE,
    "Rule 16b-3(a); Form 4, General Instruction 8 (Rule 16b-3 codes)",
    forms="45",
    when=Has.TEN_PERCENT,
)
def rule_16b_3_codes_are_for_insiders(subject: Subject) -> Places:
    """Rule 16b-3 exempts transactions of an issuer with its officers and directors.  A holder of
    more than ten percent who is neither has no use of it, unless a director by deputisation."""
    for owner in subject.document.owners:
        is_ = owner.relationship
        if is_ is None or is_.is_director.value or is_.is_officer.value or is_.is_other.value:
            return ()
        if not is_.is_ten_percent_owner.value:
            return ()
    found = facts(subject)
    if not subject.document.owners or _ISSUER_DEALS.isdisjoint(found.codes) or "deput" in found.text:
        return ()
    table, i, line = next(item for item in found.lines() if item[2].code.value in _ISSUER_DEALS)
    message = f"code {line.code.value} (Rule 16b-3), but every reporting owner is a ten percent owner only"
    return [(subject.at_line(table, i, "code"), message)]
