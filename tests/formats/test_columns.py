"""Columns hold the cells that the model holds, on filings of every kind and on documents no one files."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed; get it: pip install 'section16[archive]'")

from section16.formats import columns, columns_usual, edgar_xml  # noqa: E402
from section16.formats.columns import TABLES, Batches, Source, from_model, key_of, plain, read_many  # noqa: E402
from section16.model.document import OwnershipDocument  # noqa: E402
from section16.model.lines import CELLS, DerivativeLine, NonDerivativeLine  # noqa: E402
from section16.vocabulary.cells import Cell  # noqa: E402
from section16.vocabulary.errors import Section16Error  # noqa: E402

ACCESSION = "0000000001-25-000001"
_DOCUMENT = re.compile(rb"<XML>\s*(.*?)\s*</XML>", re.DOTALL)

FORM = b"""<?xml version="1.0"?>
<ownershipDocument>

    <schemaVersion>X0508</schemaVersion>

    <documentType>4</documentType>

    <periodOfReport>2025-01-02</periodOfReport>

    <notSubjectToSection16>0</notSubjectToSection16>

    <issuer>
        <issuerCik>0000000001</issuerCik>
        <issuerName>Issuer &amp; Sons</issuerName>
        <issuerTradingSymbol>ISS</issuerTradingSymbol>
    </issuer>

    <reportingOwner>
        <reportingOwnerId>
            <rptOwnerCik>0000000002</rptOwnerCik>
            <rptOwnerName>Owner One</rptOwnerName>
        </reportingOwnerId>
        <reportingOwnerAddress>
            <rptOwnerStreet1>1 Street</rptOwnerStreet1>
            <rptOwnerStreet2></rptOwnerStreet2>
            <rptOwnerCity>City</rptOwnerCity>
            <rptOwnerState>NY</rptOwnerState>
            <rptOwnerZipCode>10001</rptOwnerZipCode>
        </reportingOwnerAddress>
        <reportingOwnerRelationship>
            <isDirector>true</isDirector>
            <isOfficer>0</isOfficer>
        </reportingOwnerRelationship>
    </reportingOwner>

    <aff10b5One>1</aff10b5One>

    <nonDerivativeTable>
        <nonDerivativeTransaction>
            <securityTitle>
                <value>Common Stock</value>
                <footnoteId id="F1"/>
            </securityTitle>
            <transactionDate>
                <value>2025-01-02</value>
            </transactionDate>
            <transactionCoding>
                <transactionFormType>4</transactionFormType>
                <transactionCode>S</transactionCode>
                <equitySwapInvolved>0</equitySwapInvolved>
                <footnoteId id="F2"/>
            </transactionCoding>
            <transactionTimeliness>
                <value></value>
            </transactionTimeliness>
            <transactionAmounts>
                <transactionShares>
                    <value>100.0000</value>
                </transactionShares>
                <transactionPricePerShare>
                    <value>8.88</value>
                    <footnoteId id="F2"/>
                    <footnoteId id="F1"/>
                </transactionPricePerShare>
                <transactionAcquiredDisposedCode>
                    <value>D</value>
                </transactionAcquiredDisposedCode>
            </transactionAmounts>
            <postTransactionAmounts>
                <sharesOwnedFollowingTransaction>
                    <value>900</value>
                </sharesOwnedFollowingTransaction>
            </postTransactionAmounts>
            <ownershipNature>
                <directOrIndirectOwnership>
                    <value>I</value>
                </directOrIndirectOwnership>
                <natureOfOwnership>
                    <value>By trust </value>
                </natureOfOwnership>
            </ownershipNature>
        </nonDerivativeTransaction>
        <nonDerivativeHolding>
            <securityTitle>
                <value>Common Stock</value>
            </securityTitle>
            <postTransactionAmounts>
                <sharesOwnedFollowingTransaction>
                    <value>7</value>
                </sharesOwnedFollowingTransaction>
            </postTransactionAmounts>
        </nonDerivativeHolding>
    </nonDerivativeTable>

    <derivativeTable>
        <derivativeTransaction>
            <securityTitle>
                <value>Option</value>
            </securityTitle>
            <conversionOrExercisePrice>
                <footnoteId id="F1"/>
            </conversionOrExercisePrice>
            <exerciseDate>
                <footnoteId id="F2"/>
            </exerciseDate>
            <expirationDate>
                <value>2030-01-02-05:00</value>
            </expirationDate>
            <underlyingSecurity>
                <underlyingSecurityTitle>
                    <value>Common Stock</value>
                </underlyingSecurityTitle>
                <underlyingSecurityShares>
                    <value>50</value>
                </underlyingSecurityShares>
            </underlyingSecurity>
        </derivativeTransaction>
    </derivativeTable>

    <footnotes>
        <footnote id="F1">First &lt;note&gt; &quot;of two&quot;.</footnote>
        <footnote id="F2">Second.</footnote>
    </footnotes>

    <remarks></remarks>

    <ownerSignature>
        <signatureName>/s/ Owner One</signatureName>
        <signatureDate>2025-01-03</signatureDate>
    </ownerSignature>
</ownershipDocument>
"""
PRICE = b"<value>8.88</value>"


def changed(old: bytes, new: bytes) -> bytes:
    """FORM with its first ``old`` replaced."""
    assert old in FORM
    return FORM.replace(old, new, 1)


def with_price(text: str) -> bytes:
    return changed(PRICE, f"<value>{text}</value>".encode())


def read(source: bytes) -> dict[str, list[dict[str, object]]]:
    """Rows of every table, by the bulk path."""
    batches = Batches()
    batches.add(source, ACCESSION, source_name="form.xml")
    return {name: batch.to_pylist() for name, batch in batches.finish().items()}


def first_line(source: bytes) -> dict[str, object]:
    return read(source)["table_i"][0]


def same_as_the_model(sources: list[tuple[str, bytes]]) -> Counter[str]:
    """Compare one batch with the model, cell by cell; how many documents went which way."""
    batches, expected, ways = Batches(), {name: [] for name in TABLES}, Counter()
    for name, source in sources:
        is_usual = columns_usual.add_rows(source, name, {table: [] for table in TABLES}) is not None
        ways["usual" if is_usual else "model"] += 1
        batches.add(source, name, source_name=name)
        try:
            document, findings = edgar_xml.read_tree(source)
        except Section16Error:
            ways["quarantine"] += 1
            continue
        ways["findings"] += len(findings)
        rows = from_model(document, name, sha256=sha256(source).hexdigest(), source_name=name)
        for table, batch in rows.items():
            expected[table].append(batch)
    found = batches.finish()
    assert found["quarantine"].num_rows == ways["quarantine"]
    assert found["findings"].num_rows == ways["findings"]
    for table in TABLES.keys() - {"quarantine", "findings"}:
        want = pa.Table.from_batches(expected[table], TABLES[table].arrow)
        have = pa.Table.from_batches([found[table]])
        have.validate(full=True)
        if not have.equals(want):
            differing = [pair for pair in zip(want.to_pylist(), have.to_pylist(), strict=True) if pair[0] != pair[1]]
            pytest.fail(f"{table}: model and columns differ in {len(differing)} rows, first {differing[0]}")
    return ways


# ------------------------------------------------------------------------------------------ real filings


def document_in(submission: bytes) -> bytes:
    found = _DOCUMENT.search(submission)
    assert found is not None
    return found[1]


def examples_of_the_specification(shared: Path) -> Iterator[tuple[str, bytes]]:
    for folder in ("edgar-ownership-v5.5/samples", "edgar-ownership-old-samples"):
        for path in sorted((shared / "spec" / folder).glob("doc*.xml")):
            yield path.name, path.read_bytes()


@pytest.mark.needs_shared
def test_a_sample_of_filings(submissions, documents, shared):
    sources = [(name, document_in(text)) for name, text in submissions.sample(40)]
    sources += documents.sample(10)
    sources += examples_of_the_specification(shared)
    ways = same_as_the_model(sources)
    assert ways["usual"] > 200
    assert ways["model"] > 0


@pytest.mark.sweep
@pytest.mark.needs_shared
def test_every_filing(submissions, documents, shared):
    ways = Counter()
    for start in range(8):
        ways += same_as_the_model([(name, document_in(text)) for name, text in submissions.sample(8, start)])
    assert ways == {"usual": 8744}
    ways = same_as_the_model([*documents.sample(), *examples_of_the_specification(shared)])
    assert ways["model"] <= 20


# -------------------------------------------------------------------------------------- odd documents

FIRST_LAYOUT = b"""<?xml version="1.0"?>
<ownershipDocument>
    <documentType>4</documentType>
    <periodOfReport>2003-06-02</periodOfReport>
    <issuer><issuerCik>1</issuerCik></issuer>
    <reportingOwner><reportingOwnerId><rptOwnerCik>2</rptOwnerCik></reportingOwnerId></reportingOwner>
    <nonDerivativeSecurity>
        <securityTitle><value>Common</value></securityTitle>
        <transactionCoding><transactionCode>P</transactionCode><footnoteId id="F1"/></transactionCoding>
        <transactionAmounts>
            <transactionShares><value>10</value></transactionShares>
            <transactionValue><value>2.50</value><footnoteId id="F1"/></transactionValue>
        </transactionAmounts>
    </nonDerivativeSecurity>
    <nonDerivativeSecurity>
        <securityTitle><value>Common</value></securityTitle>
    </nonDerivativeSecurity>
    <derivativeSecurity>
        <exerciseDate><footnoteId id="F1"/></exerciseDate>
    </derivativeSecurity>
    <footnotes><footnote id="F1">Note.</footnote></footnotes>
</ownershipDocument>
"""

NUMBERS = (
    "0", "-0", "-0.0", "0.0", "007", "+3", "-3", "-3.50", ".5", "5.", ".", "", " ", "\n", " 12 ", "\u00a012", "1,000",
    "1e5", "N/A", "$5", "1.50", "100", "1.2345", "1.2345678", "1.23456789", "1.000000000000", "0.00000001",
    "9" * 15, "9" * 16, "9" * 17, "999999999999.9999", "9" * 31, "-" + "9" * 31, "9" * 32, "1" + "0" * 31,
    "9" * 31 + ".9999999", "0" * 40 + "1", "1." + "0" * 60, "\uff11\uff12", "NaN", "Infinity", "1_000", "0x1",
)  # fmt: skip
DATES = (
    "2025-01-02", "2025-01-02-05:00", "2025-01-02+14:00", "2025-01-02Z", " 2025-01-02\n", "", " ", "2025-1-2",
    "2025-02-30", "2025-W01-1", "20250102", "0001-01-01", "0000-01-01", "9999-12-31", "10000-01-01", "1/2/2025",
    "2025-01-02T00:00:00", "2025-01-02-05", "\uff12025-01-02",
)  # fmt: skip
FLAGS = ("0", "1", "true", "false", "TRUE", " 1 ", "", " ", "Y", "2", "true\n")
WORDS = (
    "P",
    " P",
    "P ",
    "",
    " ",
    "\n",
    "\u00a0P\u2003",
    "\x85",
    "A &amp; B",
    "&lt;x/&gt;",
    "&amp;amp;",
    "&quot;&apos;",
    ">",
)


def twice(start: bytes, before: bytes) -> bytes:
    """FORM with another element before the first that starts so."""
    return changed(start, before + start)


ODD = {
    "no declaration": changed(b'<?xml version="1.0"?>\n', b""),
    "an encoding": changed(b'version="1.0"', b'version="1.0" encoding="ISO-8859-1"').replace(b">City<", b">Z\xfcrich<"),
    "UTF-8": changed(b">City<", ">Zürich \U0001f600<".encode()),
    "a byte order mark": b"\xef\xbb\xbf" + FORM,
    "Windows line ends": FORM.replace(b"\n", b"\r\n"),
    "a carriage return in a text": changed(b"Second.", b"Second.\r\nThird.\rFourth."),
    "no white space": re.sub(rb">\s+<", b"><", FORM),
    "tabs": FORM.replace(b"    ", b"\t"),
    "a character reference": changed(b"Second.", b"Second &#8212; third &#x3c;."),
    "a comment": twice(b"<footnotes>", b"<!-- here -->"),
    "a comment in a text": changed(b"Second.", b"Sec<!-- here -->ond."),
    "a comment at the end": FORM + b"<!-- here -->",
    "CDATA": changed(b"Second.", b"<![CDATA[Second & last.]]>"),
    "an instruction": twice(b"<footnotes>", b"<?here now?>"),
    "an attribute": changed(b"<remarks>", b'<remarks lang="en">'),
    "an attribute of a mark": changed(b'<footnoteId id="F2"/>', b'<footnoteId id="F2" at="1"/>'),
    "a mark with text": changed(b'<footnoteId id="F2"/>', b'<footnoteId id="F2">x</footnoteId>'),
    "a mark without id": changed(b'<footnoteId id="F2"/>', b"<footnoteId/>"),
    "a mark of nothing": changed(b'<footnoteId id="F2"/>', b'<footnoteId id=""/>'),
    "a mark with a blank": changed(b'<footnoteId id="F2"/>', b'<footnoteId id="F 2" />'),
    "a mark before the value": changed(PRICE, b'<footnoteId id="F1"/><value>8.88</value>'),
    "a mark beside the code": changed(b"<transactionCode>S", b'<footnoteId id="F1"/><transactionCode>S'),
    "a mark in the row": changed(b"<nonDerivativeHolding>", b'<nonDerivativeHolding><footnoteId id="F1"/>'),
    "a mark twice": changed(b'<footnoteId id="F2"/>', b'<footnoteId id="F2"/><footnoteId id="F2"/>'),
    "an equals sign": changed(b"Second.", b"Second = last."),
    "two values": changed(PRICE, PRICE + b"<value>9</value>"),
    "no value element": changed(PRICE, b"8.88"),
    "a text beside the value": changed(PRICE, b"about " + PRICE),
    "an element in a value": changed(PRICE, b"<value>8<b>.</b>88</value>"),
    "an empty box": re.sub(rb"(?s)<value>8.88</value>.*?</", b"</", FORM),
    "an empty value": changed(PRICE, b"<value/>"),
    "an unknown element": twice(b"<footnotes>", b"<novelty>1</novelty>"),
    "an unknown element in a row": twice(b"<transactionAmounts>", b"<novelty/>"),
    "an element of another order": changed(b"<remarks></remarks>", b"").replace(b"<issuer>", b"<remarks/><issuer>"),
    "a box of another order": changed(b"<nonDerivativeHolding>", b"<nonDerivativeHolding><transactionDate/>"),
    "a box twice": twice(b"<transactionDate>", b"<transactionDate><value>2024-01-02</value></transactionDate>"),
    "a code twice": twice(b"<transactionCode>", b"<transactionCode>P</transactionCode>"),
    "a code with an element in it": changed(b"<transactionCode>S", b"<transactionCode><x/>"),
    "a scalar twice": twice(b"<documentType>", b"<documentType>5</documentType>"),
    "an issuer twice": twice(b"<issuer>", b"<issuer><issuerCik>3</issuerCik></issuer>"),
    "a table twice": twice(b"<footnotes>", b"<derivativeTable></derivativeTable>"),
    "footnotes twice": twice(b"<remarks>", b"<footnotes><footnote id='F3'>x</footnote></footnotes>"),
    "a footnote without id": changed(b'<footnote id="F2">', b"<footnote>"),
    "a footnote with an element": changed(b"Second.", b"Sec<i>on</i>d."),
    "two owners of one tag": twice(b"<aff10b5One>", b"<reportingOwner></reportingOwner>"),
    "an owner with a secret": twice(b"<rptOwnerName>", b"<rptOwnerCcc>s3cret$1</rptOwnerCcc>"),
    "two signatures": twice(b"<ownerSignature>", b"<ownerSignature><signatureName>B</signatureName></ownerSignature>"),
    "no signature date": changed(b"<signatureDate>2025-01-03</signatureDate>", b"<signatureDate></signatureDate>"),
    "an empty signature": twice(b"<ownerSignature>", b"<ownerSignature/>"),
    "an empty row": twice(b"<nonDerivativeHolding>", b"<nonDerivativeHolding></nonDerivativeHolding>"),
    "a row of the other table": twice(b"<nonDerivativeHolding>", b"<derivativeHolding/>"),
    "empty tables": re.sub(rb"(?s)(<(non)?[dD]erivativeTable>).*?(</(non)?[dD]erivativeTable>)", rb"\1\3", FORM),
    "nothing but the root": b"<ownershipDocument/>",
    "the first layout": FIRST_LAYOUT,
}  # fmt: skip


@pytest.mark.parametrize("source", ODD.values(), ids=ODD.keys())
def test_an_odd_document(source):
    ways = same_as_the_model([("odd", source)])
    assert ways["quarantine"] == 0


@pytest.mark.parametrize(
    "name", ["UTF-8", "no declaration", "no white space", "tabs", "an equals sign", "empty tables"]
)
def test_the_usual_manner_is_wide_enough(name):
    assert same_as_the_model([("odd", ODD[name])])["usual"] == 1


def test_any_text_in_any_box():
    texts = {
        b"<value>8.88</value>": NUMBERS,
        b"<value>2025-01-02</value>": DATES,
        b"<value>2030-01-02-05:00</value>": DATES,
        b"<periodOfReport>2025-01-02</periodOfReport>": DATES,
        b"<signatureDate>2025-01-03</signatureDate>": DATES,
        b"<aff10b5One>1</aff10b5One>": FLAGS,
        b"<isDirector>true</isDirector>": FLAGS,
        b"<equitySwapInvolved>0</equitySwapInvolved>": FLAGS,
        b"<transactionCode>S</transactionCode>": WORDS,
        b"<value>Common Stock</value>": WORDS,
        b"<rptOwnerStreet2></rptOwnerStreet2>": WORDS,
        b"<remarks></remarks>": WORDS,
    }
    sources = []
    for element, written in texts.items():
        tag = element[1 : element.index(b">")].decode()
        sources += [(f"{tag} {text!r}", changed(element, f"<{tag}>{text}</{tag}>".encode())) for text in written]
    assert same_as_the_model(sources)["usual"] == len(sources)


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=30))
def test_any_characters(text):
    """What XML can hold arrives; what it cannot is quarantined or repaired, as the model does."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    same_as_the_model([("any", with_price(escaped)), ("note", changed(b"Second.", escaped.encode()))])


@given(number=st.decimals(allow_nan=False, allow_infinity=False, places=7, min_value=-(10**30), max_value=10**30))
def test_any_number_that_fits_is_exact(number):
    line = first_line(with_price(format(number, "f")))
    assert line["price"] == number
    assert (line["price_text"] is None) == (format(number, "f") == plain(number))


@given(st.data())
def test_a_damaged_document_goes_the_way_of_the_model(data):
    source = bytearray(FORM)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(source) - 1))
        source[at : at + data.draw(st.integers(0, 12))] = data.draw(
            st.sampled_from([b"", b"<", b">", b"&", b" ", b'"', b"x", b"\x00", b"\xff", b"]]>", b"/", b"<value>"])
        )
    same_as_the_model([("damaged", bytes(source))])


# -------------------------------------------------------------------------------- what the columns say


def test_a_form_read_by_eye():
    rows = read(FORM)
    (filing,), (owner,), (sale, holding) = rows["filings"], rows["owners"], rows["table_i"]
    assert filing == {
        "accession": ACCESSION, "form": "4", "schema_version": "X0508",
        "period_of_report": date(2025, 1, 2), "period_of_report_text": None,
        "filed_on": None, "accepted_at": None, "original_date": None, "original_date_text": None,
        "issuer_cik": "0000000001", "issuer_name": "Issuer & Sons", "issuer_symbol": "ISS",
        "issuer_foreign_symbol": None, "rule_10b5_1": True, "rule_10b5_1_text": None,
        "no_longer_subject": False, "no_longer_subject_text": None,
        "no_securities_owned": None, "no_securities_owned_text": None,
        "form3_holdings_reported": None, "form3_holdings_reported_text": None,
        "form4_transactions_reported": None, "form4_transactions_reported_text": None,
        "remarks": "", "source_sha256": sha256(FORM).hexdigest(), "source_name": "form.xml",
    }  # fmt: skip
    assert (owner["position"], owner["cik"], owner["street2"], owner["zip"]) == (1, "0000000002", "", "10001")
    assert (owner["is_director"], owner["is_director_text"]) == (True, "true")
    assert (owner["is_officer"], owner["is_officer_text"], owner["is_other"]) == (False, None, None)
    assert (sale["line"], sale["kind"], holding["line"], holding["kind"]) == (1, "transaction", 2, "holding")
    assert (sale["price"], sale["price_text"]) == (Decimal("8.88"), None)
    assert (sale["shares"], sale["shares_text"]) == (Decimal(100), "100.0000")
    assert (sale["nature"], sale["nature_text"]) == ("By trust", "By trust ")
    assert (holding["price"], holding["price_text"]) == (None, None)
    (option,) = rows["table_ii"]
    assert (option["expiration_date"], option["expiration_date_text"]) == (date(2030, 1, 2), "2030-01-02-05:00")
    assert [row["text"] for row in rows["footnotes"]] == ['First <note> "of two".', "Second."]
    assert rows["signatures"] == [
        {"accession": ACCESSION, "position": 1, "name": "/s/ Owner One", "date": date(2025, 1, 3), "date_text": None}
    ]
    assert rows["quarantine"] == rows["findings"] == []


def test_marks_stand_at_their_box_in_filing_order():
    marks = [tuple(row.values())[1:] for row in read(FORM)["marks"]]
    assert marks == [
        ("table_i", 1, "security_title", "F1", 1),
        ("table_i", 1, "code", "F2", 1),
        ("table_i", 1, "price", "F2", 1),
        ("table_i", 1, "price", "F1", 2),
        ("table_ii", 1, "exercise_price", "F1", 1),
        ("table_ii", 1, "exercise_date", "F2", 1),
    ]


def test_an_unreadable_price_keeps_its_text():
    line = first_line(with_price("see note"))
    assert (line["price"], line["price_text"]) == (None, "see note")


@pytest.mark.parametrize(
    ("text", "value", "kept"),
    [
        ("8.880", "8.88", "8.880"),
        ("0", "0", None),
        ("0.00", "0", "0.00"),
        ("-0", "0", "-0"),
        (".5", "0.5", ".5"),
        ("12345678901234567", "12345678901234567", None),
        ("1.2345678", "1.2345678", None),
        ("1.23456789", None, "1.23456789"),
        ("1.23456780", "1.2345678", "1.23456780"),
        ("9" * 31, "9" * 31, None),
        ("9" * 32, None, "9" * 32),
        ("1e5", None, "1e5"),
    ],
)
def test_a_number_is_exact_or_null(text, value, kept):
    line = first_line(with_price(text))
    assert (line["price"], line["price_text"]) == (value and Decimal(value), kept)


def test_filed_blank_is_told_from_not_filed():
    assert first_line(with_price(""))["price_text"] == ""
    assert first_line(changed(PRICE, b""))["price_text"] is None
    assert first_line(FORM)["timeliness_text"] == ""


def test_the_first_layout():
    rows = read(FIRST_LAYOUT)
    assert [(row["line"], row["kind"]) for row in rows["table_i"]] == [(1, "transaction"), (2, "holding")]
    assert (rows["table_i"][0]["price"], rows["table_i"][0]["price_text"]) == (Decimal("2.5"), "2.50")
    assert [row["field"] for row in rows["marks"]] == ["code", "price", "exercise_date"]


def text_as_filed(row: dict[str, object], name: str) -> object:
    """What the two columns of a box say was filed."""
    value, text = row[name], row[f"{name}_text"]
    return plain(value) if text is None and value is not None else text


@pytest.mark.needs_shared
def test_the_text_as_filed_can_be_had_back(submissions):
    for name, submission in submissions.sample(200):
        source = document_in(submission)
        document, _ = edgar_xml.read(source)
        rows = read(source)
        for table, i, line in document.lines():
            for field, cell in line.cells():
                assert text_as_filed(rows[table][i], field) == (cell.text or None if cell.empty else cell.text), name


def test_no_secret_leaves_the_document():
    source = ODD["an owner with a secret"]
    assert b"s3cret$1" in source
    assert "s3cret" not in str(read(source))


# --------------------------------------------------------------------------------------- whole batches


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "found nothing, expected <ownershipDocument>"),
        (b"%PDF-1.4", "found text that is not XML, expected <ownershipDocument>"),
        (b"<html></html>", "found <html>, expected <ownershipDocument>"),
        (FORM[:2000], "expected"),
        (b"<!DOCTYPE x [<!ENTITY y 'z'>]>" + FORM[22:], "document type"),
    ],
)
def test_what_cannot_be_read_is_quarantined_with_its_reason(source, reason):
    batches = Batches()
    batches.add(FORM, "before")
    batches.add(source, "unreadable", source_name="bad.xml")
    batches.add(source)
    batches.add(FORM, "after")
    assert batches.documents == 4
    rows = {name: batch.to_pylist() for name, batch in batches.finish().items()}
    assert [row["accession"] for row in rows["filings"]] == ["before", "after"]
    assert {row["accession"] for table in ("owners", "table_i", "marks") for row in rows[table]} == {"before", "after"}
    first, second = rows["quarantine"]
    assert (first["source_name"], first["sha256"]) == ("bad.xml", sha256(source).hexdigest())
    assert second["source_name"] == ""
    assert reason in first["reason"]


def test_a_repair_is_a_finding():
    damaged = changed(b"Issuer &amp; Sons", b"Issuer & Sons")
    rows = read(damaged)
    (finding,) = rows["findings"]
    assert (finding["accession"], finding["code"], finding["severity"]) == (ACCESSION, "S16-002", "error")
    assert rows["filings"][0]["issuer_name"] == "Issuer & Sons"


def test_finish_starts_anew():
    batches = Batches()
    batches.add(FORM, ACCESSION)
    assert (batches.documents, batches.bytes) == (1, len(FORM))
    assert batches.finish()["filings"].num_rows == 1
    assert (batches.documents, batches.bytes) == (0, 0)
    empty = batches.finish()
    assert {name: batch.num_rows for name, batch in empty.items()} == dict.fromkeys(TABLES, 0)
    assert all(empty[name].schema.equals(table.arrow) for name, table in TABLES.items())


def test_what_is_known_from_elsewhere():
    batches = Batches()
    accepted = datetime.fromisoformat("2025-01-03T16:05:09")
    batches.add(FORM, ACCESSION, filed_on=date(2025, 1, 3), accepted_at=accepted, source_name="a.txt", sha256="ff")
    batches.add(FORM)
    first, second = batches.finish()["filings"].to_pylist()
    assert (first["filed_on"], first["accepted_at"]) == (date(2025, 1, 3), accepted)
    assert (first["source_name"], first["source_sha256"]) == ("a.txt", "ff")
    assert second["accession"] == key_of(FORM) == "sha256:" + sha256(FORM).hexdigest()[:16]


def test_a_moment_with_a_zone_is_refused():
    batches = Batches()
    moment = datetime(2025, 1, 3, 16, 5, tzinfo=UTC)
    document, _ = edgar_xml.read(FORM)
    with pytest.raises(ValueError, match="has a zone, expected Eastern time without one"):
        batches.add(FORM, ACCESSION, accepted_at=moment)
    with pytest.raises(ValueError, match="2025-01-03T16:05:00"):
        batches.add_document(document, ACCESSION, sha256="", accepted_at=moment)
    assert batches.documents == 0


def test_a_model_gives_the_same_batches():
    batches = Batches()
    document, findings = edgar_xml.read(FORM)
    batches.add_document(
        document, ACCESSION, sha256=sha256(FORM).hexdigest(), source_name="form.xml", findings=findings
    )
    assert {name: batch.to_pylist() for name, batch in batches.finish().items()} == read(FORM)


def test_a_value_without_its_text():
    """A data set has values only: the plain print stands for the text."""
    line = NonDerivativeLine("holding", price=Cell(Decimal("1.10")), shares=Cell(Decimal("0.00000001")))
    document = OwnershipDocument(table_i=(line,), period_of_report=Cell(date(2025, 1, 2)))
    batches = Batches()
    batches.add_document(document, ACCESSION, sha256="")
    found = batches.finish()
    expected = from_model(document, ACCESSION, sha256="")
    assert {name: batch.to_pylist() for name, batch in found.items()} == {
        name: batch.to_pylist() for name, batch in expected.items()
    }
    (row,) = found["table_i"].to_pylist()
    assert (row["price"], row["price_text"]) == (Decimal("1.1"), None)
    assert (row["shares"], row["shares_text"]) == (None, "0.00000001")


def test_many_documents_come_in_batches():
    taken = []

    def sources() -> Iterator[Source]:
        for n in range(7):
            taken.append(n)
            yield Source(FORM if n != 4 else b"", f"a{n}", name=f"{n}.xml")

    batches = read_many(sources(), batch_size=3)
    assert [row["accession"] for row in next(batches)["filings"].to_pylist()] == ["a0", "a1", "a2"]
    assert taken == [0, 1, 2]
    second, third = batches
    assert (second["filings"].num_rows, second["quarantine"].num_rows, third["filings"].num_rows) == (2, 1, 1)
    assert list(read_many([])) == []
    with pytest.raises(ValueError, match="a batch of 0 documents, expected at least 1"):
        next(read_many([], batch_size=0))


def test_a_batch_of_long_documents_ends_early(monkeypatch):
    monkeypatch.setattr(columns, "_MOST_BYTES", 2 * len(FORM))
    sizes = [batch["filings"].num_rows for batch in read_many([Source(FORM, str(n)) for n in range(5)])]
    assert sizes == [2, 2, 1]


# --------------------------------------------------------------------------------------- declarations

PROMISED = {
    "filings": "accession form schema_version period_of_report filed_on accepted_at original_date issuer_cik "
    "issuer_name issuer_symbol rule_10b5_1 no_longer_subject no_securities_owned remarks source_sha256 source_name",
    "owners": "accession position cik name street1 street2 city state zip country is_director is_officer "
    "is_ten_percent_owner is_other officer_title other_text",
    "table_i": "accession line kind " + " ".join(CELLS[NonDerivativeLine]),
    "table_ii": "accession line kind " + " ".join(CELLS[DerivativeLine]),
    "footnotes": "accession id text",
    "marks": "accession table line field footnote_id position",
    "signatures": "accession position name date",
    "findings": "accession code severity path box message",
    "quarantine": "source_name sha256 reason",
}  # fmt: skip


def test_the_promised_tables_are_there():
    assert TABLES.keys() == PROMISED.keys()
    for name, promised in PROMISED.items():
        assert set(promised.split()) <= {column.name for column in TABLES[name].columns}, name


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_a_declaration_is_whole(table):
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names))
    assert [field.name for field in table.arrow] == names
    assert [row[0] for row in table.documentation()] == names
    assert all(row[3] for row in table.documentation())
    by_name = {column.name: column for column in table.columns}
    assert not any(by_name[name].nullable for name in table.key)
    for value, text in table.texts.items():
        assert names.index(text.name) == names.index(value) + 1
        assert (text.name, text.type) == (f"{value}_text", pa.string())
    assert all(field.metadata[b"meaning"].decode() == by_name[field.name].meaning for field in table.arrow)


def test_duckdb_holds_what_arrow_holds(tmp_path):
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed; get it: pip install 'section16[archive]'")
    batches = Batches()
    batches.add(FORM, "a", filed_on=date(2025, 1, 3), accepted_at=datetime.fromisoformat("2025-01-03T16:05:09"))
    batches.add(b"", source_name="b")
    batches.add(changed(b"Issuer &amp; Sons", b"Issuer & Sons"), "c")
    with duckdb.connect(tmp_path / "store.duckdb") as connection:
        for name, batch in batches.finish().items():
            table = TABLES[name]
            assert batch.num_rows > 0
            connection.execute(table.duckdb)
            connection.register("batch", pa.Table.from_batches([batch]))
            connection.execute(f'INSERT INTO "{name}" SELECT * FROM batch')
            described = connection.execute(f'DESCRIBE "{name}"').fetchall()
            assert [(row[0], row[1]) for row in described] == [(c.name, c.duckdb) for c in table.columns]
            back = connection.execute(f'SELECT * FROM "{name}"').fetchall()
            assert sorted(map(str, back)) == sorted(str(tuple(row.values())) for row in batch.to_pylist())
            if table.key:
                with pytest.raises(duckdb.ConstraintException):
                    connection.execute(f'INSERT INTO "{name}" SELECT * FROM batch')
            connection.unregister("batch")


def test_a_query_may_multiply_any_two_numbers_edgar_accepts():
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed; get it: pip install 'section16[archive]'")
    largest = "999999999999.9999"
    source = with_price(largest).replace(b"100.0000", largest.encode())
    batches = Batches()
    batches.add(source, ACCESSION)
    with duckdb.connect() as connection:
        connection.register("batch", pa.Table.from_batches([batches.finish()["table_i"]]))
        (product,) = connection.execute("SELECT shares * price FROM batch WHERE line = 1").fetchone()
    assert product == Decimal("999999999999999800000000.00000001")


# ------------------------------------------------------------------------------------- optional Arrow


def run(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_core_does_not_load_arrow():
    assert run("import sys, section16.formats.edgar_xml; print('pyarrow' in sys.modules)") == "False"


@pytest.mark.parametrize("module", ["columns", "columns_values", "columns_model", "columns_tables"])
def test_without_arrow_the_error_names_the_extra(module):
    said = run(
        "import sys; sys.modules['pyarrow'] = None\n"
        "from section16.vocabulary.errors import Section16Error\n"
        f"try: import section16.formats.{module}\n"
        "except Section16Error as error: print(isinstance(error, ImportError), error)"
    )
    assert said == ("True found no package pyarrow, expected it for columns; get it: pip install 'section16[archive]'")
