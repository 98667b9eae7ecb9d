"""The ownership document of one report, as EDGAR disseminates it, in the habits of the program that made it.

Text is put together from fixed pieces in schema order, because a market of millions of forms is
written here; the tests hold it against ``formats.edgar_xml`` and the SEC's schemas.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from section16.simulate.amounts import plain
from section16.simulate.days import iso
from section16.simulate.state import Entry, Issuer, Line, Owner, Role
from section16.simulate.tables_of import rows

_BOX = "            "
_INNER = "                "


class Style(msgspec.Struct, frozen=True):
    """The habits of one program, a row of ``tables/agents.tsv``, and of one form.

    zone       follows every date of the tables: "" or "-05:00"
    is_blank   a nature without value stands on what is held directly
    """

    filename: str
    description: str
    no: str
    yes: str
    coding_no: str
    coding_yes: str
    all_flags: bool
    empty: bool
    exit_shown: bool
    decimals: int
    zone: str = ""
    is_blank: bool = False


def styles() -> list[Style]:
    """One for each row of ``tables/agents.tsv``, in its order."""
    spelling = {"01": ("0", "1"), "tf": ("false", "true")}
    return [
        Style(
            row["filename"], row["description"], *spelling[row["flags"]], *spelling[row["coding"]],
            row["relation"] == "all", row["empty"] == "1", row["exit"] == "1", int(row["price"]),
        )
        for row in rows("agents")
    ]  # fmt: skip


HABITS = ("zone_suffix", "word_flags", "blank_nature")  # of a form, by their rates


def odd(style: Style) -> dict[str, Style]:
    """The style with one habit more, by its name."""
    other = ("false", "true") if style.coding_no == "0" else ("0", "1")
    return {
        "zone_suffix": msgspec.structs.replace(style, zone="-05:00"),
        "word_flags": msgspec.structs.replace(style, coding_no=other[0], coding_yes=other[1]),
        "blank_nature": msgspec.structs.replace(style, is_blank=True),
    }


def escape(text: str) -> str:
    """As EDGAR writes text: the double quote is a reference too.

    >>> escape('R&D "A" <B>')
    'R&amp;D &quot;A&quot; &lt;B&gt;'
    """
    if "&" in text:
        text = text.replace("&", "&amp;")
    return text.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


class Notes:
    """The footnotes of a form, numbered as they are first marked; equal texts have one number."""

    __slots__ = ("ids",)

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}

    def mark(self, text: str) -> str:
        """The id of a footnote."""
        ids = self.ids
        found = ids.get(text)
        if found is None:
            found = ids[text] = f"F{len(ids) + 1}"
        return found

    def marks(self, notes: Sequence[tuple[str, str]], field: str, indent: str) -> str:
        """The references of one box; one footnote is marked on a box once."""
        if not notes:
            return ""
        return "".join(
            f'{indent}    <footnoteId id="{self.mark(text)}"/>\n'
            for name, text in dict.fromkeys(notes)
            if name == field
        )

    def element(self) -> str:
        """The element that holds them all; "" without any."""
        if not self.ids:
            return ""
        texts = "".join(f'        <footnote id="{name}">{escape(text)}</footnote>\n' for text, name in self.ids.items())
        return f"    <footnotes>\n{texts}    </footnotes>\n\n"


class Form(msgspec.Struct):
    """Everything a document says."""

    style: Style
    version: str
    kind: str
    period: int
    original: int
    issuer: Issuer
    role: Role
    owners: Sequence[Owner]
    table_i: list[Line]
    table_ii: list[Line]
    signatures: list[tuple[str, int]]
    is_exit: bool = False
    box: bool | None = None
    remarks: str = ""
    title: str = ""


def document(form: Form) -> str:
    """The XML of a form, from the declaration to the end tag."""
    style, notes, number = form.style, Notes(), form.kind[0]
    table_i = "".join(_line_i(line, style, notes, number) for line in form.table_i)
    table_ii = "".join(_line_ii(line, style, notes, number) for line in form.table_ii)
    tables = _table("nonDerivativeTable", table_i, style.empty and form.table_ii)
    tables += _table("derivativeTable", table_ii, style.empty and form.table_i)
    plan = "" if form.box is None else f"    <aff10b5One>{style.yes if form.box else style.no}</aff10b5One>\n\n"
    remarks = f"    <remarks>{escape(form.remarks)}</remarks>\n\n" if form.remarks or style.empty else ""
    signed = "\n".join(
        f"    <ownerSignature>\n        <signatureName>{escape(name)}</signatureName>\n"
        f"        <signatureDate>{iso(day)}</signatureDate>\n    </ownerSignature>\n"
        for name, day in form.signatures
    )
    return (
        f'<?xml version="1.0"?>\n<ownershipDocument>\n\n    <schemaVersion>{form.version}</schemaVersion>\n\n'
        f"    <documentType>{form.kind}</documentType>\n\n    <periodOfReport>{iso(form.period)}</periodOfReport>\n\n"
        f"{_top(form, number)}{_issuer(form)}{''.join(_owner(form, owner) for owner in form.owners)}"
        f"{plan}{tables}{notes.element()}{remarks}{signed}</ownershipDocument>"
    )


def _table(tag: str, lines: str, shown_empty: object) -> str:
    if lines:
        return f"    <{tag}>\n{lines}    </{tag}>\n\n"
    return f"    <{tag}></{tag}>\n\n" if shown_empty else ""


def _top(form: Form, number: str) -> str:
    style, text = form.style, ""
    if form.original:
        text = f"    <dateOfOriginalSubmission>{iso(form.original)}</dateOfOriginalSubmission>\n\n"
    if number == "3":
        none = "0" if form.table_i or form.table_ii else "1"
        return f"{text}    <noSecuritiesOwned>{none}</noSecuritiesOwned>\n\n"
    if form.is_exit or style.exit_shown:
        text += f"    <notSubjectToSection16>{style.yes if form.is_exit else style.no}</notSubjectToSection16>\n\n"
    if number == "5":
        late = any(line.entry is not None and line.entry.form_type == "4" for line in (*form.table_i, *form.table_ii))
        text += "    <form3HoldingsReported>0</form3HoldingsReported>\n\n"
        text += f"    <form4TransactionsReported>{'1' if late else '0'}</form4TransactionsReported>\n\n"
    return text


def _issuer(form: Form) -> str:
    issuer = form.issuer
    foreign = ""
    if form.version >= "X0607":
        foreign = f"        <issuerForeignTradingSymbol>{issuer.foreign_symbol}</issuerForeignTradingSymbol>\n"
    return (
        f"    <issuer>\n        <issuerCik>{issuer.cik}</issuerCik>\n"
        f"        <issuerName>{escape(issuer.name)}</issuerName>\n"
        f"        <issuerTradingSymbol>{issuer.symbol}</issuerTradingSymbol>\n{foreign}    </issuer>\n\n"
    )


def _owner(form: Form, owner: Owner) -> str:
    role, style = form.role, form.style
    non_us = f"            <rptOwnerNonUSAddressFlag>{style.no}</rptOwnerNonUSAddressFlag>\n"
    flags = "".join(
        f"            <{tag}>{style.yes if holds else style.no}</{tag}>\n"
        for tag, holds in (
            ("isDirector", role.is_director), ("isOfficer", role.is_officer),
            ("isTenPercentOwner", role.is_ten_percent), ("isOther", role.is_other),
        )
        if holds or style.all_flags
    )  # fmt: skip
    title = form.title or role.title
    if role.is_officer:
        flags += f"            <officerTitle>{escape(title)}</officerTitle>\n"
    elif style.empty and style.all_flags:
        flags += "            <officerTitle></officerTitle>\n"
    if role.is_other:
        flags += f"            <otherText>{escape(role.title)}</otherText>\n"
    return (
        f"    <reportingOwner>\n        <reportingOwnerId>\n            <rptOwnerCik>{owner.cik}</rptOwnerCik>\n"
        f"            <rptOwnerName>{escape(owner.name)}</rptOwnerName>\n        </reportingOwnerId>\n"
        f"        <reportingOwnerAddress>\n{non_us if form.version >= 'X0607' else ''}"
        f"            <rptOwnerStreet1>{escape(owner.street1)}</rptOwnerStreet1>\n"
        f"            <rptOwnerStreet2>{escape(owner.street2)}</rptOwnerStreet2>\n"
        f"            <rptOwnerCity>{owner.city}</rptOwnerCity>\n"
        f"            <rptOwnerState>{owner.state}</rptOwnerState>\n"
        f"            <rptOwnerZipCode>{owner.zip}</rptOwnerZipCode>\n"
        "            <rptOwnerStateDescription></rptOwnerStateDescription>\n        </reportingOwnerAddress>\n"
        f"        <reportingOwnerRelationship>\n{flags}        </reportingOwnerRelationship>\n    </reportingOwner>\n\n"
    )


# ------------------------------------------------------------------------------------------------ lines


def _box(tag: str, value: str, marks: str, indent: str) -> str:
    """A box with its value and marks; a value of "" is left to the marks."""
    inner = f"{indent}    <value>{value}</value>\n" if value else ""
    return f"{indent}<{tag}>\n{inner}{marks}{indent}</{tag}>\n"


def _line_i(line: Line, style: Style, notes: Notes, number: str) -> str:
    entry, position = line.entry, line.position
    title = _box("securityTitle", escape(position.title), notes.marks(line.notes, "security_title", _BOX), _BOX)
    if entry is None:
        return (
            f"        <nonDerivativeHolding>\n{title}{_coding_of_holding(number, style)}"
            f"{_after(line, notes)}{_nature(line, style, notes)}        </nonDerivativeHolding>\n"
        )
    return (
        f"        <nonDerivativeTransaction>\n{title}{_when(line, entry, style, notes)}"
        f"{_coding(line, entry, style, notes)}{_amounts(line, entry, style, notes, 'I')}"
        f"{_after(line, notes)}{_nature(line, style, notes)}        </nonDerivativeTransaction>\n"
    )


def _line_ii(line: Line, style: Style, notes: Notes, number: str) -> str:
    entry, position = line.entry, line.position
    tag = "derivativeHolding" if entry is None else "derivativeTransaction"
    title = _box("securityTitle", escape(position.title), notes.marks(line.notes, "security_title", _BOX), _BOX)
    strike = "" if position.strike is None else plain(position.strike, style.decimals)
    fixed: list[tuple[str, str]] = []
    for field, text in (("exercise_price", position.price_note), ("exercise_date", position.exercise_note),
                        ("expiration_date", position.expiry_note)):  # fmt: skip
        if text:
            fixed.append((field, text))
    price = _box("conversionOrExercisePrice", strike, notes.marks(fixed, "exercise_price", _BOX), _BOX)
    moved = _coding_of_holding(number, style)
    if entry is not None:
        moved = (
            f"{_when(line, entry, style, notes)}{_coding(line, entry, style, notes)}"
            f"{_amounts(line, entry, style, notes, 'II')}"
        )
    underlying = line.following if entry is None else entry.shares
    after = "" if line.form3 else _after(line, notes)
    return (
        f"        <{tag}>\n{title}{price}{moved}"
        f"{_date('exerciseDate', position.exercisable, notes.marks(fixed, 'exercise_date', _BOX), style)}"
        f"{_date('expirationDate', position.expires, notes.marks(fixed, 'expiration_date', _BOX), style)}"
        f"            <underlyingSecurity>\n"
        f"{_box('underlyingSecurityTitle', escape(position.underlying), '', _INNER)}"
        f"{_box('underlyingSecurityShares', plain(underlying), '', _INNER)}            </underlyingSecurity>\n"
        f"{after}{_nature(line, style, notes)}        </{tag}>\n"
    )


def _date(tag: str, day: int, marks: str, style: Style) -> str:
    return _box(tag, f"{iso(day)}{style.zone}" if day else "", marks, _BOX)


def _when(line: Line, entry: Entry, style: Style, notes: Notes) -> str:
    day = iso(entry.day) if line.shown is None else line.shown.get("transaction_date", iso(entry.day))
    text = _box("transactionDate", day + style.zone, notes.marks(line.notes, "transaction_date", _BOX), _BOX)
    if entry.deemed:
        text += _box("deemedExecutionDate", iso(entry.deemed) + style.zone, "", _BOX)
    elif style.empty:
        text += f"{_BOX}<deemedExecutionDate></deemedExecutionDate>\n"
    return text


def _coding(line: Line, entry: Entry, style: Style, notes: Notes) -> str:
    code = entry.code if line.shown is None else line.shown.get("code", entry.code)
    text = (
        f"{_BOX}<transactionCoding>\n{_INNER}<transactionFormType>{entry.form_type}</transactionFormType>\n"
        f"{_INNER}<transactionCode>{code}</transactionCode>\n"
        f"{_INNER}<equitySwapInvolved>{style.coding_yes if entry.swap else style.coding_no}</equitySwapInvolved>\n"
        f"{notes.marks(line.notes, 'code', _BOX)}{_BOX}</transactionCoding>\n"
    )
    if entry.timeliness:
        text += _box("transactionTimeliness", entry.timeliness, "", _BOX)
    elif style.empty:
        text += f"{_BOX}<transactionTimeliness>\n{_INNER}<value></value>\n{_BOX}</transactionTimeliness>\n"
    return text


def _coding_of_holding(number: str, style: Style) -> str:
    """Holdings of Form 5 may have an empty form type."""
    if number != "5" or not style.empty:
        return ""
    return (
        f"{_BOX}<transactionCoding>\n{_INNER}<transactionFormType></transactionFormType>\n{_BOX}</transactionCoding>\n"
    )


def _amounts(line: Line, entry: Entry, style: Style, notes: Notes, table: str) -> str:
    shares, side = plain(entry.shares), entry.side
    price = "" if entry.price is None else plain(entry.price, style.decimals if entry.price else 0)
    if line.shown is not None:
        shares, price = line.shown.get("shares", shares), line.shown.get("price", price)
        side = line.shown.get("acquired_disposed", side)
    return (
        f"{_BOX}<transactionAmounts>\n"
        f"{_box('transactionShares', shares, notes.marks(line.notes, 'shares', _INNER), _INNER)}"
        f"{_box('transactionPricePerShare', price, notes.marks(line.notes, 'price', _INNER), _INNER)}"
        f"{_box('transactionAcquiredDisposedCode', side, '', _INNER)}{_BOX}</transactionAmounts>\n"
    )


def _after(line: Line, notes: Notes) -> str:
    following = plain(line.following)
    if line.shown is not None:
        following = line.shown.get("shares_following", following)
    marks = notes.marks(line.notes, "shares_following", _INNER)
    return (
        f"{_BOX}<postTransactionAmounts>\n{_box('sharesOwnedFollowingTransaction', following, marks, _INNER)}"
        f"{_BOX}</postTransactionAmounts>\n"
    )


def _nature(line: Line, style: Style, notes: Notes) -> str:
    nature, note = line.position.nature, line.position.nature_note
    side = _box("directOrIndirectOwnership", "I" if nature else "D", "", _INNER)
    if nature:
        marks = f'{_INNER}    <footnoteId id="{notes.mark(note)}"/>\n' if note else ""
        side += _box("natureOfOwnership", escape(nature), marks, _INNER)
    elif style.is_blank:
        side += f"{_INNER}<natureOfOwnership>\n{_INNER}    <value></value>\n{_INNER}</natureOfOwnership>\n"
    return f"{_BOX}<ownershipNature>\n{side}{_BOX}</ownershipNature>\n"
