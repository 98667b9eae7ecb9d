"""What listing commands print: exact in every format, and nothing that a spreadsheet would compute."""

import csv
import io
import json
import sys
import xml.etree.ElementTree as ET
import zipfile
from datetime import date, datetime
from decimal import Decimal

import click
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from section16.cli.outputs import FORMATS, is_held, plain, put, safe

NUMBER = pa.decimal128(38, 7)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def table(**columns) -> pa.Table:
    return pa.table(columns)


@pytest.fixture
def rows() -> pa.Table:
    return table(
        name=pa.array(["=HYPERLINK(1)", "Common Stock", None]),
        shares=pa.array([Decimal(-5), Decimal("999999999999.9999"), None], NUMBER),
        price=pa.array([Decimal("150.841"), Decimal(0), None], NUMBER),
        filed_on=pa.array([date(2023, 1, 6), date(1999, 12, 31), None]),
        accepted_at=pa.array([datetime.fromisoformat("2023-01-06T18:24:41"), None, None], pa.timestamp("us")),
        owners=pa.array([["+A", "B"], [], None]),
        plan=pa.array([True, False, None]),
        lines=pa.array([3, 0, None], pa.int32()),
    )


def written(tmp_path, rows, format, **more):
    path = tmp_path / f"out.{format}"
    put({"rows": rows, **more}, None, path)
    return path.read_bytes()


def test_csv(tmp_path, rows):
    text = written(tmp_path, rows, "csv").decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["name", "shares", "price", "filed_on", "accepted_at", "owners", "plan", "lines"],
        ["'=HYPERLINK(1)", "-5", "150.841", "2023-01-06", "2023-01-06 18:24:41", "'+A; B", "yes", "3"],
        ["Common Stock", "999999999999.9999", "0", "1999-12-31", "", "", "no", "0"],
        ["", "", "", "", "", "", "", ""],
    ]


def test_json_has_every_digit(tmp_path, rows):
    found = json.loads(written(tmp_path, rows, "json"), parse_float=Decimal)
    assert found[1]["shares"] == Decimal("999999999999.9999")
    assert found[0] == {
        "name": "=HYPERLINK(1)", "shares": -5, "price": Decimal("150.841"), "filed_on": "2023-01-06",
        "accepted_at": "2023-01-06T18:24:41", "owners": ["+A", "B"], "plan": True, "lines": 3,
    }  # fmt: skip
    assert set(found[2].values()) == {None}
    both = json.loads(written(tmp_path, rows, "json", more=table(a=[1])))
    assert both["more"] == [{"a": 1}]


def test_parquet_is_the_table(tmp_path, rows):
    assert pq.read_table(io.BytesIO(written(tmp_path, rows, "parquet"))).equals(rows)


def cells(content):
    """Reference -> (type, text) of every cell of the first sheet, read from its XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
        strings = ["".join(one.itertext()) for one in ET.fromstring(book.read("xl/sharedStrings.xml"))]
    found = {}
    for cell in sheet.iter(f"{SHEET}c"):
        assert cell.find(f"{SHEET}f") is None, "a formula"
        value = cell.findtext(f"{SHEET}v")
        found[cell.get("r")] = strings[int(value)] if cell.get("t") == "s" else (cell.get("t"), value)
    return found


@pytest.mark.needs("xlsxwriter")
def test_xlsx(tmp_path, rows):
    found = cells(written(tmp_path, rows, "xlsx"))
    assert found["A2"] == "=HYPERLINK(1)"
    assert (found["B2"], found["C2"]) == ((None, "-5"), (None, "150.841"))
    assert found["B3"] == "999999999999.9999", "a double does not hold it"
    assert found["D2"] == (None, "44932"), "days since 1900"
    assert found["F2"] == "+A; B"
    assert found["G2"] == ("b", "1")
    assert not [place for place in found if place.endswith("4")], "nothing is nothing, not zero"


@pytest.mark.needs("xlsxwriter")
def test_xlsx_has_a_sheet_for_each_table(tmp_path, rows):
    content = written(tmp_path, rows, "xlsx", **{"a title of more than thirty-one letters": table(a=[1])})
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = [one.get("name") for one in ET.fromstring(book.read("xl/workbook.xml")).iter(f"{SHEET}sheet")]
    assert names == ["rows", "a title of more than thirty-one"]


def test_table(capsys, rows):
    put({"rows": rows}, "table", None)
    printed = capsys.readouterr().out
    assert "999,999,999,999.9999" in printed
    assert "150.841" in printed
    put({"rows": rows.slice(0, 0)}, "table", None)
    assert capsys.readouterr().out == "none\n"
    put({"rows": table(a=["x\x1b[31m\ny" + "z" * 99])}, None, None)
    assert "\x1b" not in capsys.readouterr().out


def test_a_table_leaves_out_what_has_no_room_and_says_so(capsys):
    """Two hundred characters where it is not a terminal: every column that is shown is shown as it is."""
    many = table(**{f"column_{at:02}": [f"value {at:02} of this row"] for at in range(14)})
    put({"rows": many}, "table", None, brief=("column_00",), narrow=("column_03", "column_01"))
    printed = capsys.readouterr().out
    shown = [f"{at:02}" for at in range(14) if f"column {at:02} " in printed.splitlines()[0] + " "]
    assert shown == ["02", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13"]
    assert printed.splitlines()[-1] == "No room for column 03, column 01: --format csv, json or xlsx has all."
    put({"rows": many.select(["column_01", "column_02"])}, "table", None, narrow=("column_01",))
    assert "No room" not in capsys.readouterr().out


def test_a_table_that_is_too_wide_anyhow_keeps_one_column(capsys):
    put({"rows": table(a=[Decimal(10) ** 70], b=[Decimal(10) ** 71 * 3], c=[Decimal(10) ** 72 * 7])}, "table", None)
    first, *_, last = capsys.readouterr().out.splitlines()
    assert (first.split(), last) == (["a", "b"], "No room for c: --format csv, json or xlsx has all.")


def test_prose_is_not_cut_short(capsys):
    """Where there are few columns: a message of a rule, or why people look at a screen."""
    message = " ".join(f"word{at}" for at in range(80))
    put({"rows": table(code=["S16-204"], message=[message])}, "table", None)
    printed = capsys.readouterr().out
    assert all(f"word{at}" in printed for at in range(80))


def test_heads_are_words_of_the_form(capsys):
    put({"rows": table(acquired_disposed=["A"], transaction_date=[date(2023, 1, 6)])}, "table", None)
    assert capsys.readouterr().out.splitlines()[0].split("   ") == ["A/D", "traded on "]


def test_marks_that_turn_a_line_are_shown_by_number(capsys):
    put({"rows": table(name=["Acme\u202e\u2066 Inc", "\x1b]0;title\x07"])}, "table", None)
    printed = capsys.readouterr().out
    assert "Acme⟨U+202E⟩⟨U+2066⟩ Inc" in printed
    assert not {"\x1b", "\x07", "\u202e", "\u2066"} & set(printed)


@pytest.mark.parametrize("format", FORMATS)
def test_no_rows_and_no_columns(tmp_path, format):
    for empty in (table(a=pa.array([], pa.string())), pa.table({})):
        assert isinstance(written(tmp_path, empty, format), bytes)


def test_a_file_that_cannot_be_written(tmp_path, rows):
    with pytest.raises(click.ClickException, match="no such file or directory, expected to write there"):
        put({"rows": rows}, "csv", tmp_path / "nowhere" / "out.csv")


numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=7)


@given(st.lists(st.tuples(st.text(), numbers), min_size=1, max_size=5))
def test_csv_gives_back_numbers_and_harmless_texts(tmp_path_factory, found):
    path = tmp_path_factory.mktemp("csv") / "out.csv"
    rows = table(text=pa.array([text for text, _ in found]), number=pa.array([number for _, number in found], NUMBER))
    put({"rows": rows}, "csv", path)
    read = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))[1:]
    for (text, number), (told, figure) in zip(found, read, strict=True):
        assert told in (text, f"'{text}")
        assert not told.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert Decimal(figure) == number


@given(numbers)
def test_a_number_loses_nothing(number):
    assert Decimal(plain(number)) == number
    if is_held(number):
        assert Decimal(repr(float(number))) == number


@given(st.text())
def test_safe_texts_are_as_they_were_or_quoted(text):
    assert safe(text) == text or safe(text) == "'" + text
    assert safe(safe(text)) == safe(text)


def test_without_the_package_for_xlsx(tmp_path, rows, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(click.ClickException, match="found no package xlsxwriter, expected it for xlsx"):
        put({"rows": rows}, "xlsx", tmp_path / "out.xlsx")
    assert not list(tmp_path.iterdir())
