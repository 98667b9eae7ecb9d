"""A form in the terminal, for a person at a glance.

Every box that was filled in is shown with its marks; columns that no line uses
are left out.  In narrow terminals Table II is printed as paragraphs, because its
columns would not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from section16.formats.plain_texts import with_plain_texts
from section16.forms import words
from section16.forms.visible import visible
from section16.model.document import OwnershipDocument, ReportingOwner
from section16.model.filing import Filing
from section16.vocabulary.cells import Cell

Line = Any
Column = tuple[str, Callable[[Line], str], bool]  # heading, words of a line, right-aligned

TITLES = {
    "3": "INITIAL STATEMENT OF BENEFICIAL OWNERSHIP OF SECURITIES",
    "4": "STATEMENT OF CHANGES IN BENEFICIAL OWNERSHIP",
    "5": "ANNUAL STATEMENT OF CHANGES IN BENEFICIAL OWNERSHIP",
}
_PERIOD = {"3": "Date of event", "4": "Earliest transaction", "5": "Fiscal year ended"}
_WIDE, _PLENTY = 130, 100


def _text(said: str, style: str = "") -> Text:
    """Words for the terminal; a character that would steer it is shown by its number."""
    return Text(visible(said), style)


def form(filing: Filing, width: int) -> RenderableType:
    """The filing for a terminal of ``width`` columns."""
    parts: list[RenderableType] = []
    if filing.header is not None:
        parts.append(_text(_header_line(filing), style="dim"))
    if filing.document is None:
        parts.extend(_texts(filing))
        return Group(*parts)
    document = with_plain_texts(filing.document)
    parts.extend(_head(document))
    parts.extend(_table(document, "Table I: non-derivative securities", document.table_i, _columns_i(), width))
    if width >= _WIDE:
        parts.extend(_table(document, "Table II: derivative securities", document.table_ii, _columns_ii(), width))
    else:
        parts.extend(_paragraphs(document))
    parts.extend(_notes(document))
    return Group(*parts)


def _header_line(filing: Filing) -> str:
    header = filing.header
    if header is None:
        return ""
    said = [f"{header.accession or 'no accession number'}"]
    if header.filed:
        said.append(f"filed {header.filed}")
    if header.accepted:
        said.append(f"accepted {header.accepted:%Y-%m-%d %H:%M:%S} Eastern")
    said.extend(f"{e.type} {e.filename or ''}".strip() for e in filing.exhibits)
    return " | ".join(said)


def _head(document: OwnershipDocument) -> Iterator[RenderableType]:
    form_number = document.form or "?"
    amended = f"/A, amends the form filed {words.date(document.original_date)}" if document.is_amendment else ""
    yield _text(f"FORM {form_number}{amended}  {TITLES.get(form_number, '')}", style="bold")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    issuer = document.issuer
    if issuer is not None:
        symbols = " ".join(s for s in (issuer.trading_symbol, issuer.foreign_trading_symbol) if s)
        grid.add_row("Issuer", _text(f"{issuer.name or 'not named'} [{symbols}]{_cik(issuer.cik)}"))
    for owner in document.owners:
        grid.add_row("Reporting owner", _text(_owner(owner)))
        grid.add_row("", _text(_relationship(owner)))
    grid.add_row(_PERIOD.get(form_number, "Period"), _text(words.date(document.period_of_report)))
    for label, cell in (
        ("No longer subject to Section 16", document.no_longer_subject),
        ("Rule 10b5-1(c) plan", document.rule_10b5_1),
        ("No securities owned", document.no_securities_owned),
        ("Form 3 holdings reported", document.form3_holdings_reported),
        ("Form 4 transactions reported", document.form4_transactions_reported),
    ):
        if not cell.is_absent:
            grid.add_row(label, _text(_yes_no(cell)))
    yield grid


def _yes_no(cell: Cell[Any]) -> str:
    return "yes" if cell.value else "no" if cell.value is False else f"unreadable: {cell.text!r}"


def _cik(cik: str | None) -> str:
    return f", CIK {cik}" if cik else ", CIK not stated"


def _owner(owner: ReportingOwner) -> str:
    address = owner.address
    parts: list[str | None] = [f"{owner.name or 'not named'}{_cik(owner.cik)}"]
    if address is not None:
        place = " ".join(p for p in (address.city, address.non_us_state, address.state, address.zip) if p)
        parts += [address.street1, address.street2, place, address.state_description, address.country]
    return ", ".join(p.strip() for p in parts if p and p.strip())


def _relationship(owner: ReportingOwner) -> str:
    is_ = owner.relationship
    if is_ is None:
        return "no relationship stated"
    said = []
    if is_.is_director.value:
        said.append("Director")
    if is_.is_officer.value or is_.officer_title:
        said.append(f"Officer: {is_.officer_title or 'no title'}")
    if is_.is_ten_percent_owner.value:
        said.append("10% owner")
    if is_.is_other.value or is_.other_text:
        said.append(f"Other: {is_.other_text or 'not described'}")
    return "; ".join(said) or "no relationship checked"


def _when(line: Line) -> str:
    deemed = words.date(line.deemed_execution_date)
    return words.date(line.transaction_date) + (f" deemed {deemed}" if deemed else "")


def _code(line: Line) -> str:
    code = (line.code.text or "").strip() + ("/K" if line.equity_swap.value else "")
    due = line.form_type.value
    early = line.timeliness.value
    said = f"{code} V" if early == "E" else f"{code} late" if early == "L" else code
    if due == "3":
        said = f"{said} 3".strip()
    return f"{said} {words.marks((*line.coding_footnotes, *line.timeliness.footnotes))}".strip()


def _amount(line: Line) -> str:
    return words.number(line.total_value, "$") if line.shares.is_absent else words.number(line.shares)


def _following(line: Line) -> str:
    if line.shares_following.is_absent:
        return words.number(line.value_following, "$")
    return words.number(line.shares_following)


def _underlying(line: Line) -> str:
    amount = line.underlying_shares
    said = words.number(line.underlying_value, "$") if amount.is_absent else words.number(amount)
    return f"{words.plain(line.underlying_title)}: {said}" if said else words.plain(line.underlying_title)


def _columns_i() -> list[Column]:
    return [
        ("Title of security", lambda line: words.plain(line.security_title), False),
        ("Date", _when, False),
        ("Code", _code, False),
        ("Amount", _amount, True),
        ("A/D", lambda line: words.plain(line.acquired_disposed), False),
        ("Price", lambda line: words.number(line.price, "$"), True),
        ("Owned after", _following, True),
        ("D/I", lambda line: words.plain(line.direct_indirect), False),
        ("Nature of ownership", lambda line: words.plain(line.nature), False),
    ]


def _columns_ii() -> list[Column]:
    one = _columns_i()
    return [
        one[0],
        ("Exercise price", lambda line: words.number(line.exercise_price, "$"), True),
        *one[1:5],
        ("Exercisable", lambda line: words.date(line.exercise_date), False),
        ("Expires", lambda line: words.date(line.expiration_date), False),
        ("Underlying", _underlying, False),
        *one[5:],
    ]


def _table(
    document: OwnershipDocument, title: str, lines: tuple[Line, ...], columns: list[Column], width: int
) -> Iterator[RenderableType]:
    yield _text(f"\n{title}", style="bold")
    if not lines:
        yield _text("  no lines", style="dim")
        return
    cells = [[write(line) for _, write, _ in columns] for line in lines]
    used = [i for i in range(len(columns)) if any(row[i] for row in cells)]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("", justify="right", style="dim", no_wrap=True)
    for i in used:
        heading, _, right = columns[i]
        table.add_column(
            heading, justify="right" if right else "left", overflow="fold", no_wrap=right and width >= _PLENTY
        )
    for position, row in enumerate(cells, 1):
        table.add_row(str(position), *(_text(row[i]) for i in used))
    yield table


def _paragraphs(document: OwnershipDocument) -> Iterator[RenderableType]:
    yield _text("\nTable II: derivative securities", style="bold")
    if not document.table_ii:
        yield _text("  no lines", style="dim")
    columns = _columns_ii()
    for position, line in enumerate(document.table_ii, 1):
        said = [(heading, write(line)) for heading, write, _ in columns[1:]]
        yield _text(f"{position:3} {words.plain(line.security_title)}")
        yield Padding(_text("; ".join(f"{heading.lower()} {text}" for heading, text in said if text)), (0, 0, 0, 4))


def _notes(document: OwnershipDocument) -> Iterator[RenderableType]:
    if document.footnotes:
        yield _text("\nExplanation of responses", style="bold")
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for note in document.footnotes:
            grid.add_row(words.marks((note.id or "?",)), _text(note.text.strip()))
        yield grid
    if document.remarks and document.remarks.strip():
        yield _text("\nRemarks", style="bold")
        yield _text(document.remarks.strip())
    yield _text("\nSignatures", style="bold")
    for signature in document.signatures:
        yield _text(f"{(signature.name or 'not named').strip()}, {words.date(signature.date)}")
    if not document.signatures:
        yield _text("  none", style="dim")


def _texts(filing: Filing) -> Iterator[RenderableType]:
    """A submission without an ownership document: its parties and its texts."""
    header = filing.header
    if header is not None:
        yield _text(f"FORM {header.form_type or '?'}, no ownership document", style="bold")
        for party in header.parties:
            yield _text(f"{party.role}: {party.name or 'not named'}{_cik(party.cik)}")
    for exhibit in filing.exhibits:
        yield _text(f"\n{exhibit.type or 'document'} {exhibit.description or exhibit.filename or ''}", style="bold")
        if exhibit.attachment is None:
            yield _text(exhibit.content.decode("latin-1").strip("\r\n"))
