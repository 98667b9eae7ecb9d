"""Count late lines by transaction code over the shared submissions: ``python -m tools.late_lines [--check]``.

The table is committed as docs/data/late-lines.tsv, so that a changed rule shows as a
changed line; docs/late-lines.md shows it beside the lines that were read by hand.
"""

import sys
import zipfile
from collections.abc import Iterator

import msgspec

from section16.formats.recognise import read
from section16.model.filing import Filing
from section16.rules.deadlines_form4 import waits_for_form_5
from section16.rules.subject import Stage, Subject
from section16.rules.timeliness_lines import late_lines, second_business_day
from section16.vocabulary.calendar import EXCHANGE_ACT
from tools.registry import ROOT, SHARED, keep, part, table

TABLE = ROOT / "docs" / "data" / "late-lines.tsv"
COLUMNS = ("code", "lines", "may wait", "due", "last day", "late", "in doubt")


class Row(msgspec.Struct):
    """The lines with one code.

    waits     due on Form 5, or marked as reported early (V)
    last_day  filed on the day they were due, counted from the trade
    late      S16-401
    in_doubt  S16-402
    """

    lines: int = 0
    waits: int = 0
    last_day: int = 0
    late: int = 0
    in_doubt: int = 0

    @property
    def due(self) -> int:
        """Lines due on Form 4."""
        return self.lines - self.waits


def submissions() -> Iterator[bytes]:
    """The submissions of the shared data."""
    with zipfile.ZipFile(SHARED / "data" / "submissions.zip") as archive:
        for member in sorted(archive.namelist()):
            yield archive.read(member)


def count(filings: Iterator[Filing]) -> tuple[int, dict[str, Row]]:
    """Number of original Forms 4, and the rows by code."""
    forms, rows = 0, dict[str, Row]()
    for filing in filings:
        document, header = filing.document, filing.header
        if document is None or header is None or header.filed is None or document.document_type != "4":
            continue
        forms += 1
        late = {(each.table, each.position): each for each in late_lines(Subject(document, Stage.FILED, None, header))}
        for name, position, line in document.lines():
            day = line.transaction_date.value
            if line.kind != "transaction" or day is None or not EXCHANGE_ACT <= day <= header.filed:
                continue
            row = rows.setdefault(line.code.value or "(none)", Row())
            row.lines += 1
            found = late.get((name, position))
            if found is None:
                waits = line.form_type.value == "5" or waits_for_form_5(
                    line.code.value, line.acquired_disposed.value, day
                )
                row.waits += waits
                row.last_day += not waits and header.filed == second_business_day(day)
            else:
                row.late += not found.doubt
                row.in_doubt += bool(found.doubt)
    return forms, rows


def text(forms: int, rows: dict[str, Row]) -> str:
    """The table, most frequent codes first, with a line of sums."""
    total = Row()
    for row in rows.values():
        for name in Row.__struct_fields__:
            setattr(total, name, getattr(total, name) + getattr(row, name))
    ordered = [*sorted(rows.items(), key=lambda item: (-item[1].lines, item[0])), ("all", total)]
    lines = [
        "\t".join(map(str, (code, row.lines, row.waits, row.due, row.last_day, row.late, row.in_doubt)))
        for code, row in ordered
    ]
    return "\n".join([f"# {forms} original Forms 4", "\t".join(COLUMNS), *lines]) + "\n"


@part("late-lines")
def late_lines_part() -> str:
    """The committed counts of late lines by code, with shares."""
    heading, _, *rows = TABLE.read_text("utf-8").splitlines()
    cells: list[tuple[object, ...]] = []
    for row in rows:
        code, *numbers = row.split("\t")
        lines, waits, due, last_day, late, in_doubt = map(int, numbers)
        shares = [f"{number / due:.1%}" if due else "" for number in (late, in_doubt)]
        plain = [f"{number:,}" for number in (lines, waits, due, last_day)]
        cells.append((code, *plain, f"{late:,}", shares[0], f"{in_doubt:,}", shares[1]))
    headings = ("code", "lines", "may wait or V", "due on Form 4", "filed on the last day", "late (S16-401)", "share",
                "in doubt (S16-402)", "share")  # fmt: skip
    number, _, kind = heading.removeprefix("# ").partition(" ")
    return f"{int(number):,} {kind}.\n\n{table(headings, cells)}"


def main() -> int:
    """Write the table, or compare it; the exit status is 1 when it differs."""
    return keep(TABLE, lambda: text(*count(map(read, submissions()))), "tools.late_lines", __doc__)


if __name__ == "__main__":
    sys.exit(main())
