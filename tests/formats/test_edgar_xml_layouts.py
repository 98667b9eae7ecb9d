"""Layouts that few filings have, one by one: what the model says of each, and that each comes back as it was."""

from datetime import date
from decimal import Decimal

import pytest

from section16.formats import edgar_xml, wire_json
from section16.model.document import Address, Footnote, Issuer, Outline, OwnershipDocument, Relationship, Signature
from section16.model.lines import NonDerivativeLine
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import Damaged, NotThisFormat
from tests.canonical import canonical

EMPTY = Cell(empty=True)


def form(content: str) -> str:
    return f"<ownershipDocument>{content}</ownershipDocument>"


def row(content: str) -> str:
    """A transaction line of Table I."""
    return form(
        f"<nonDerivativeTable><nonDerivativeTransaction>{content}</nonDerivativeTransaction></nonDerivativeTable>"
    )


def read(text: str | bytes):
    """The document; that it comes back from XML and from JSON is part of reading it here."""
    source = text.encode() if isinstance(text, str) else text
    document, findings = edgar_xml.read(source)
    assert findings == []
    output = edgar_xml.write(document, with_ccc=True)
    assert canonical(output) == canonical(source)
    assert repr(edgar_xml.read(output)[0]) == repr(document)
    assert repr(wire_json.read(wire_json.write(document)).document) == repr(wire_json.without_ccc(document))
    return document


def line(content: str):
    (found,) = read(row(content)).table_i
    return found


def outline(document, place: str):
    return {found.place: found for found in document.outlines}[place]


# ------------------------------------------------------------------------------------------------- the first layout

FIRST = """<ownershipDocument>
  <schemaVersion>X0101</schemaVersion>
  <documentType>4</documentType>
  <nonDerivativeSecurity>
    <securityTitle><value>Common Stock</value></securityTitle>
    <transactionDate><value>2003-05-06</value></transactionDate>
    <transactionCoding>
      <transactionFormType>4</transactionFormType>
      <transactionCode>S</transactionCode>
      <equitySwapInvolved>0</equitySwapInvolved>
    </transactionCoding>
    <transactionAmounts>
      <transactionShares><value>500</value></transactionShares>
      <transactionValue><value>27.50</value><footnoteId id="F1"/></transactionValue>
      <transactionAcquiredDisposedCode><value>D</value></transactionAcquiredDisposedCode>
    </transactionAmounts>
    <postTransactionAmounts>
      <sharesOwnedFollowingTransaction><value>1000</value></sharesOwnedFollowingTransaction>
    </postTransactionAmounts>
    <ownershipNature><directOrIndirectOwnership><value>D</value></directOrIndirectOwnership></ownershipNature>
  </nonDerivativeSecurity>
  <nonDerivativeSecurity>
    <securityTitle><value>Preferred Stock</value></securityTitle>
    <postTransactionAmounts>
      <valueOwnedFollowingTransaction><value>300.25</value></valueOwnedFollowingTransaction>
    </postTransactionAmounts>
  </nonDerivativeSecurity>
  <derivativeSecurity>
    <securityTitle><value>Option</value></securityTitle>
    <conversionOrExercisePrice><value>10</value></conversionOrExercisePrice>
    <transactionCoding><transactionCode>A</transactionCode></transactionCoding>
    <transactionAmounts><transactionValue><footnoteId id="F1"/></transactionValue></transactionAmounts>
    <underlyingSecurity><underlyingSecurityValue><value>9000</value></underlyingSecurityValue></underlyingSecurity>
  </derivativeSecurity>
  <footnotes><footnote id="F1">Average.</footnote></footnotes>
</ownershipDocument>"""


def test_the_first_layout():
    """X0101: rows at the root, transactions told from holdings by their code, the price called transactionValue."""
    document = read(FIRST)
    sale, held = document.table_i
    assert (sale.kind, sale.layout) == ("transaction", "nonDerivativeSecurity")
    assert sale.price == Cell(Decimal("27.50"), "27.50", ("F1",))
    assert sale.signed_shares == -500
    assert (held.kind, held.value_following.value) == ("holding", Decimal("300.25"))
    (option,) = document.table_ii
    assert (option.kind, option.layout) == ("transaction", "derivativeSecurity")
    assert option.price == Cell(None, None, ("F1",))
    assert option.underlying_value.value == 9000
    assert document.outlines == ()


def test_both_layouts_in_one_document():
    """Rows of a table and rows at the root keep their order and their own names."""
    document = read(
        form(
            "<nonDerivativeSecurity><securityTitle><value>a</value></securityTitle></nonDerivativeSecurity>"
            "<nonDerivativeTable><nonDerivativeHolding><securityTitle><value>b</value></securityTitle>"
            "</nonDerivativeHolding></nonDerivativeTable>"
            "<nonDerivativeSecurity><securityTitle><value>c</value></securityTitle></nonDerivativeSecurity>"
        )
    )
    assert [(found.security_title.value, found.layout) for found in document.table_i] == [
        ("a", "nonDerivativeSecurity"), ("b", None), ("c", "nonDerivativeSecurity"),
    ]  # fmt: skip


def test_no_schema_version():
    document = read(form("<documentType>4</documentType><periodOfReport>2003-09-15</periodOfReport>"))
    assert document.schema_version is None
    assert (document.form, document.is_amendment) == ("4", False)


# -------------------------------------------------------------------------------------- footnotes and their marks


def test_several_marks_on_one_box_in_filing_order():
    found = line(
        "<securityTitle><value>Common</value>"
        '<footnoteId id="F3"/><footnoteId id="F1"/><footnoteId id="F3"/></securityTitle>'
    )
    assert found.security_title == Cell("Common", "Common", ("F3", "F1", "F3"))


def test_forty_marks_on_one_box():
    marks = [f"F{i}" for i in range(1, 41)]
    ids = "".join(f'<footnoteId id="{mark}"/>' for mark in marks)
    found = line(f"<securityTitle><value>Common</value>{ids}</securityTitle>")
    assert list(found.security_title.footnotes) == marks


def test_marks_on_every_place_of_a_line():
    """Each box of both tables, and column 3, keeps its own marks, with a value and without."""
    places = (
        ("securityTitle", "security_title"),
        ("conversionOrExercisePrice", "exercise_price"),
        ("transactionDate", "transaction_date"),
        ("deemedExecutionDate", "deemed_execution_date"),
        ("transactionTimeliness", "timeliness"),
        ("transactionAmounts/transactionShares", "shares"),
        ("transactionAmounts/transactionTotalValue", "total_value"),
        ("transactionAmounts/transactionPricePerShare", "price"),
        ("transactionAmounts/transactionAcquiredDisposedCode", "acquired_disposed"),
        ("exerciseDate", "exercise_date"),
        ("expirationDate", "expiration_date"),
        ("underlyingSecurity/underlyingSecurityTitle", "underlying_title"),
        ("underlyingSecurity/underlyingSecurityShares", "underlying_shares"),
        ("underlyingSecurity/underlyingSecurityValue", "underlying_value"),
        ("postTransactionAmounts/sharesOwnedFollowingTransaction", "shares_following"),
        ("postTransactionAmounts/valueOwnedFollowingTransaction", "value_following"),
        ("ownershipNature/directOrIndirectOwnership", "direct_indirect"),
        ("ownershipNature/natureOfOwnership", "nature"),
    )
    for value in ("", "<value>1</value>"):
        for i, (path, field) in enumerate(places):
            *outer, tag = path.split("/")
            box = f'<{tag}>{value}<footnoteId id="F{i}"/><footnoteId id="X"/></{tag}>'
            for step in reversed(outer):
                box = f"<{step}>{box}</{step}>"
            for kind in ("derivativeTransaction", "derivativeHolding"):
                document = read(form(f"<derivativeTable><{kind}>{box}</{kind}></derivativeTable>"))
                (found,) = document.table_ii
                assert getattr(found, field).footnotes == (f"F{i}", "X")
                assert getattr(found, field).is_footnote_only == (not value)
                assert list(found.marks()) == [(field, f"F{i}"), (field, "X")]
                assert document.outlines == ()


def test_marks_on_column_3():
    found = line(
        "<transactionCoding><transactionCode>J</transactionCode>"
        '<footnoteId id="F1"/><footnoteId id="F2"/></transactionCoding>'
    )
    assert (found.code, found.coding_footnotes) == (Cell("J", "J"), ("F1", "F2"))
    assert line('<transactionCoding><footnoteId id="F1"/></transactionCoding>').coding_footnotes == ("F1",)


def test_marks_before_the_value():
    document = read(row('<transactionDate><footnoteId id="F1"/><value>2024-05-01</value></transactionDate>'))
    assert document.table_i[0].transaction_date == Cell(date(2024, 5, 1), "2024-05-01", ("F1",))
    assert outline(document, "table_i[0]/transactionDate").children == ("footnoteId", "value")


def test_marks_before_the_codes():
    found = line('<transactionCoding><footnoteId id="F1"/><transactionCode>P</transactionCode></transactionCoding>')
    assert (found.code.value, found.coding_footnotes) == ("P", ("F1",))


def test_a_mark_with_something_in_it_is_a_mark():
    content = '<securityTitle><value>x</value><footnoteId id="F1"> </footnoteId><footnoteId id="F2"/></securityTitle>'
    assert line(content).security_title.footnotes == ("F1", "F2")
    assert line(f"<transactionCoding>{content[31:-16]}</transactionCoding>").coding_footnotes == ("F1", "F2")


def test_a_mark_without_an_id_is_kept_but_marks_nothing():
    document = read(row('<securityTitle><footnoteId/><footnoteId number="2"/></securityTitle>'))
    assert document.table_i[0].security_title.footnotes == ()
    assert len(outline(document, "table_i[0]/securityTitle").children) == 2


def test_a_footnote_with_markup_in_it():
    note = '<footnote id="F1">See <b>Rule <i>16b-3</i></b>.<!-- not this --></footnote>'
    document = read(form(f"<footnotes>{note}</footnotes>"))
    assert document.footnotes == (Footnote("F1", "See Rule 16b-3."),)


def test_footnotes_without_id_without_text_and_twice():
    notes = '<footnote>a</footnote><footnote id="F1"/><footnote id="F1">b</footnote>'
    document = read(form(f"<footnotes>{notes}</footnotes>"))
    assert document.footnotes == (Footnote(None, "a"), Footnote("F1", ""), Footnote("F1", "b"))
    assert document.footnote("F1") == ""


# -------------------------------------------------------------------------------------- numbers, dates, yes and no


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8.880", "8.880"), ("12.3456789012345678901234567890", "12.3456789012345678901234567890"), (".5", "0.5"),
        ("5.", "5"), ("-3", "-3"), ("+3", "3"), ("000012", "12"), (" 5 ", "5"), ("\n5\n", "5"),
        ("1,000", None), ("$5", None), ("1e5", None), ("N/A", None), ("١", None), ("1 000", None), ("NaN", None),
    ],
)  # fmt: skip
def test_numbers(text, value):
    """What the schemas call a decimal, with every digit; nothing else becomes a number."""
    cell = line(
        f"<transactionAmounts><transactionShares><value>{text}</value></transactionShares></transactionAmounts>"
    )
    assert cell.shares.text == text
    assert cell.shares.value == (None if value is None else Decimal(value))
    assert cell.shares.is_unreadable == (value is None)
    if value:
        assert str(cell.shares.value) == str(Decimal(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-05-01", date(2024, 5, 1)), ("2024-05-01-05:00", date(2024, 5, 1)), ("2024-05-01Z", date(2024, 5, 1)),
        ("2024-05-01+14:00", date(2024, 5, 1)), ("0022-05-01", date(22, 5, 1)), ("2024-02-30", None),
        ("05/01/2024", None), ("20240501", None), ("2024-5-1", None), ("2024-05-01T00:00:00", None),
        ("2024-W18-3", None),
    ],
)  # fmt: skip
def test_dates(text, value):
    """The calendar day that was written; a zone moves nothing."""
    assert line(f"<transactionDate><value>{text}</value></transactionDate>").transaction_date == Cell(value, text)
    document = read(form(f"<periodOfReport>{text}</periodOfReport>"))
    assert document.period_of_report == Cell(value, text)


def test_all_spellings_of_yes_and_no_in_one_document():
    document = read(
        form(
            "<notSubjectToSection16>0</notSubjectToSection16><reportingOwner><reportingOwnerRelationship>"
            "<isDirector>true</isDirector><isOfficer>1</isOfficer><isTenPercentOwner>false</isTenPercentOwner>"
            "<isOther>Y</isOther></reportingOwnerRelationship></reportingOwner><aff10b5One>TRUE</aff10b5One>"
        )
    )
    assert document.owners[0].relationship == Relationship(
        is_director=Cell(True, "true"), is_officer=Cell(True, "1"), is_ten_percent_owner=Cell(False, "false"),
        is_other=Cell(None, "Y"),
    )  # fmt: skip
    assert document.no_longer_subject == Cell(False, "0")
    assert document.rule_10b5_1 == Cell(None, "TRUE")


def test_absent_empty_blank_and_white():
    """Four ways to say nothing, all different."""
    document = read(
        form(
            "<nonDerivativeTable><nonDerivativeTransaction/><nonDerivativeTransaction><transactionTimeliness/>"
            "</nonDerivativeTransaction><nonDerivativeTransaction><transactionTimeliness><value/>"
            "</transactionTimeliness></nonDerivativeTransaction><nonDerivativeTransaction><transactionTimeliness>"
            "<value>  </value></transactionTimeliness></nonDerivativeTransaction></nonDerivativeTable>"
        )
    )
    assert [found.timeliness for found in document.table_i] == [Cell(), EMPTY, Cell(None, ""), Cell(None, "  ")]
    assert document.outlines == ()
    for text, remarks in (("", None), ("<remarks/>", ""), ("<remarks> </remarks>", " ")):
        assert read(form(text)).remarks == remarks
    for text, box in (("", Cell()), ("<aff10b5One/>", EMPTY), ("<aff10b5One> </aff10b5One>", Cell(None, " "))):
        assert read(form(text)).rule_10b5_1 == box


def test_late_and_early():
    for text in ("E", "L"):
        found = line(f"<transactionTimeliness><value>{text}</value></transactionTimeliness>")
        assert found.timeliness == Cell(text, text)


# ----------------------------------------------------------------------------------------- empty, doubled, unknown


def test_empty_containers():
    document = read(
        form(
            "<issuer/><reportingOwner/><reportingOwner><reportingOwnerId/><reportingOwnerAddress/>"
            "<reportingOwnerRelationship/></reportingOwner><nonDerivativeTable/><derivativeTable><derivativeHolding>"
            "<transactionCoding/><underlyingSecurity/></derivativeHolding></derivativeTable><footnotes/>"
            "<ownerSignature/>"
        )
    )
    assert document.issuer == Issuer()
    assert [owner.address for owner in document.owners] == [None, Address()]
    assert document.signatures == (Signature(),)
    assert (document.table_i, len(document.table_ii), document.footnotes) == ((), 1, ())


def test_the_first_of_two_counts():
    """An element filed twice: the first one is the value, the second is kept behind it."""
    document = read(
        form(
            "<issuer><issuerCik>1</issuerCik><issuerCik>2</issuerCik></issuer><remarks>a</remarks><remarks>b</remarks>"
            "<issuer><issuerCik>3</issuerCik></issuer>"
        )
    )
    assert (document.issuer.cik, document.remarks) == ("1", "a")
    assert outline(document, "issuer").children == ("issuerCik", "<issuerCik>2</issuerCik>")


@pytest.mark.parametrize(
    ("content", "field", "value"),
    [
        ("<securityTitle><value>a</value><value>b</value></securityTitle>", "security_title", "a"),
        ("<securityTitle><value>a</value></securityTitle><securityTitle><value>b</value></securityTitle>",
         "security_title", "a"),
        (("<transactionCoding><transactionCode>A</transactionCode><transactionFormType>4</transactionFormType>"
         "<transactionCode>B</transactionCode></transactionCoding>"), "code", "A"),
        (("<transactionAmounts><transactionShares><value>1</value></transactionShares></transactionAmounts>"
         "<transactionAmounts><transactionShares><value>2</value></transactionShares></transactionAmounts>"),
         "shares", 1),
        ("<securityTitle><value><b/></value><value>y</value></securityTitle>", "security_title", None),
    ],
)  # fmt: skip
def test_the_first_of_two_boxes_counts(content, field, value):
    assert getattr(line(content), field).value == value


@pytest.mark.parametrize("part", ["reportingOwnerId", "reportingOwnerAddress"])
def test_a_repeated_part_after_another_is_not_read_over_the_first(part):
    tag = "rptOwnerCik" if part == "reportingOwnerId" else "rptOwnerCity"
    one, two = (f"<{part}><{tag}>{text}</{tag}></{part}>" for text in ("first", "second"))
    between = "<reportingOwnerRelationship/>" if part == "reportingOwnerAddress" else "<reportingOwnerAddress/>"
    document = read(form(f"<reportingOwner>{one}{between}{two}</reportingOwner>"))
    owner = document.owners[0]
    assert (owner.cik if part == "reportingOwnerId" else owner.address.city) == "first"


def test_a_repeated_section_after_another_is_not_read_over_the_first():
    one, two = ("<footnotes><footnote>x</footnote></footnotes>", "<footnotes><footnote>y</footnote></footnotes>")
    assert read(form(f"{one}<issuer/>{two}")).footnotes == (Footnote(None, "x"),)


def test_wrong_order_is_read_and_kept():
    document = read(
        form(
            "<ownerSignature><signatureDate>2024-05-02</signatureDate><signatureName>J</signatureName></ownerSignature>"
            "<remarks>r</remarks><nonDerivativeTable><nonDerivativeHolding><ownershipNature><natureOfOwnership>"
            "<value>n</value></natureOfOwnership><directOrIndirectOwnership><value>I</value>"
            "</directOrIndirectOwnership></ownershipNature><securityTitle><value>t</value></securityTitle>"
            "</nonDerivativeHolding></nonDerivativeTable><issuer><issuerTradingSymbol>S</issuerTradingSymbol>"
            "<issuerCik>1</issuerCik></issuer><documentType>4</documentType>"
        )
    )
    assert (document.document_type, document.issuer) == ("4", Issuer(cik="1", trading_symbol="S"))
    assert document.table_i[0].security_title.value == "t"
    assert document.table_i[0].nature.value == "n"
    assert document.signatures == (Signature("J", Cell(date(2024, 5, 2), "2024-05-02")),)


UNKNOWN = "<future a='1'>x<more/>y</future>"


@pytest.mark.parametrize(
    "source",
    [
        form(f"<documentType>4</documentType>{UNKNOWN}"),
        form(f"<issuer>{UNKNOWN}<issuerCik>1</issuerCik>{UNKNOWN}</issuer>"),
        form(f"<reportingOwner>{UNKNOWN}<reportingOwnerId>{UNKNOWN}</reportingOwnerId></reportingOwner>"),
        form(f"<reportingOwner><reportingOwnerAddress>{UNKNOWN}</reportingOwnerAddress></reportingOwner>"),
        form(f"<nonDerivativeTable>{UNKNOWN}<nonDerivativeHolding/>{UNKNOWN}</nonDerivativeTable>"),
        form(f"<nonDerivativeTable><derivativeHolding>{UNKNOWN}</derivativeHolding></nonDerivativeTable>"),
        form(f"<footnotes>{UNKNOWN}<footnote id='F1'>{UNKNOWN}</footnote></footnotes>"),
        form(f"<ownerSignature>{UNKNOWN}<signatureName>J{UNKNOWN}</signatureName></ownerSignature>"),
        form(f"<remarks>{UNKNOWN}</remarks>"),
        row(UNKNOWN),
        row(f"<securityTitle>{UNKNOWN}<value>t</value>{UNKNOWN}</securityTitle>"),
        row(f"<securityTitle><value>{UNKNOWN}</value></securityTitle>"),
        row(f"<transactionAmounts>{UNKNOWN}</transactionAmounts>"),
        row(f"<transactionCoding>{UNKNOWN}<footnoteId id='F1'>{UNKNOWN}</footnoteId></transactionCoding>"),
        row(f"<transactionCoding><transactionCode>P{UNKNOWN}</transactionCode></transactionCoding>"),
    ],
)
def test_unknown_elements_at_every_level(source):
    """Kept where they stood, with all that is in them."""
    document = read(source)
    assert sum("<future" in child for found in document.outlines for child in found.children) == source.count(
        "<future "
    )


def test_stray_text_gains_no_white_space():
    """Text where only elements belong is kept to the character, between elements and after them."""
    document = read(
        form(
            "a<documentType>4</documentType>b<nonDerivativeTable>c<nonDerivativeHolding>d<securityTitle>e"
            "<value>f</value>g</securityTitle>h</nonDerivativeHolding> i </nonDerivativeTable>j"
        )
    )
    assert outline(document, "").children == ("#a", "documentType", "#b", "nonDerivativeTable", "#j")
    assert outline(document, "nonDerivativeTable").children == ("#c", "nonDerivativeHolding", "# i ")
    assert document.table_i[0].security_title == Cell("f", "f")


def test_text_in_a_box_without_value_is_its_value():
    document = read(row("<securityTitle>Common</securityTitle>"))
    assert document.table_i[0].security_title == Cell("Common", "Common")
    assert read(row("<securityTitle>  </securityTitle>")).table_i[0].security_title == EMPTY


def test_no_break_space_is_text():
    """White space of XML is blank, tab and line end; a no-break space is a character that someone typed."""
    document = read(form("<documentType>4</documentType>\u00a0<remarks>\u2003</remarks>"))
    assert outline(document, "").children == ("documentType", "#\u00a0", "remarks")
    assert document.remarks == "\u2003"


# -------------------------------------------------------------------------------- comments, CDATA, references, ends


def test_comments_are_no_text():
    document = read(row("<securityTitle><value>Com<!-- x -->mon</value></securityTitle>"))
    assert document.table_i[0].security_title == Cell("Common", "Common")
    assert read(form("<remarks>a<!-- x -->b<?y z?>c</remarks>")).remarks == "abc"


def test_comments_and_instructions_everywhere():
    source = (
        '<?xml version="1.0"?><?before this?><!-- né --><ownershipDocument><!-- 1 --><issuer><!----></issuer><?in x?>'
        "<nonDerivativeTable><!-- 2 --><nonDerivativeHolding><!-- 3 --><securityTitle><!-- 4 --></securityTitle>"
        "</nonDerivativeHolding></nonDerivativeTable></ownershipDocument><!-- after --><?after?>"
    )
    document = read(source)
    assert outline(document, "/").children == (
        "<?before this?>", "<!-- né -->", "ownershipDocument", "<!-- after -->", "<?after?>",
    )  # fmt: skip


def test_cdata_is_text():
    document = read(
        form("<remarks>  <![CDATA[a < b & c]]> </remarks><footnotes><footnote><![CDATA[]]></footnote></footnotes>")
    )
    assert document.remarks == "  a < b & c "
    assert document.footnotes == (Footnote(None, ""),)


def test_character_references():
    document = read(form("<remarks>&#65;&#x42;&amp;&lt;&gt;&quot;&apos;&#8217;&#128512;&#13;&#10;&#9;</remarks>"))
    assert document.remarks == "AB&<>\"'’😀\r\n\t"
    assert edgar_xml.write(document).isascii()


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends(end):
    """One line feed each (XML 1.0, section 2.11), at the start of a text too, where parsers drop blanks."""
    text = f"<remarks>{end}  {end}{end}a{end}b {end}</remarks>"
    assert read(form(text)).remarks == "\n  \n\na\nb \n"


def test_attributes_with_and_without_namespaces():
    source = (
        '<ownershipDocument xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xml:lang="en"'
        ' xsi:noNamespaceSchemaLocation="ownership4Document.xsd.xml" plain="a &amp; &quot;b&quot; &#10;">'
        '<documentType xsi:type="t">4</documentType><issuer xmlns:q="urn:q"><issuerCik q:r="1">2</issuerCik></issuer>'
        '<nonDerivativeTable n="1"><nonDerivativeHolding n="2"><securityTitle n="3"><value n="4">t</value>'
        '<footnoteId n="5" id="F1"/></securityTitle><ownershipNature n="6"/></nonDerivativeHolding>'
        "</nonDerivativeTable>"
        '<footnotes><footnote n="7" id="F1">x</footnote></footnotes></ownershipDocument>'
    )
    document = read(source)
    assert document.document_type == "4"
    assert document.table_i[0].security_title == Cell("t", "t", ("F1",))
    assert dict(outline(document, "").attributes)["xsi:noNamespaceSchemaLocation"] == "ownership4Document.xsd.xml"
    assert outline(document, "issuer").attributes == (("xmlns:q", "urn:q"),)
    assert outline(document, "footnotes[0]").attributes == (("n", "7"),)


def test_two_prefixes_for_one_namespace():
    read('<ownershipDocument xmlns:a="urn:n" xmlns:b="urn:n" b:x="1" a:y="2"><issuer b:z="3"/></ownershipDocument>')


# --------------------------------------------------------------------------------------------------------- encodings

ACCENTED = form(
    "<!-- é --><é>x</é><issuer ü='ö'><issuerName>Société Générale – ½</issuerName></issuer><remarks>é</remarks>"
)


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", None), ("utf-8", "UTF-8"), ("utf-8-sig", None), ("utf-8-sig", "UTF-8"), ("utf-16", None),
        ("utf-16", "UTF-16"), ("utf-16-be", "UTF-16"), ("utf-16-le", "UTF-16"), ("iso-8859-1", "ISO-8859-1"),
        ("windows-1252", "windows-1252"), ("utf-7", "UTF-7"),
    ],
)  # fmt: skip
def test_encodings(encoding, declared):
    """The same document in any of them: declared, or told by a byte order mark."""
    text = ACCENTED.replace("–", "-") if encoding == "iso-8859-1" else ACCENTED
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    source = (declaration + text).encode(encoding)
    if encoding in ("utf-16-be", "utf-16-le"):
        source = ("\ufeff" + declaration + text).encode(encoding)
    document = read(source)
    assert document.issuer.name.startswith("Société Générale")
    assert document.remarks == "é"
    assert outline(document, "issuer").attributes == (("ü", "ö"),)


def test_a_text_of_another_kind_is_not_read():
    for source in (b"", b"   ", b"plain text", b"<html/>", b"<x:ownershipDocument xmlns:x='u'/>", b"{}"):
        with pytest.raises(NotThisFormat, match=r"^found .+, expected <ownershipDocument>$"):
            edgar_xml.read(source)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_declaration_is_refused(encoding):
    """Wherever it hides: after a comment that looks like the document, in another encoding."""
    for start in ("", "<!-- <ownershipDocument> -->"):
        source = f"{start}<!DOCTYPE ownershipDocument [<!ENTITY e 'x'>]>{form('<remarks>&e;</remarks>')}"
        with pytest.raises(Damaged, match="document type declaration"):
            edgar_xml.read(source.encode(encoding))
    assert read(form("<!-- <!DOCTYPE a> --><remarks><![CDATA[<!DOCTYPE a>]]></remarks>")).remarks == "<!DOCTYPE a>"


# ------------------------------------------------------------------------------------------------- model to XML


def test_secrets_in_odd_places_stay_secret():
    """A CCC filed twice, with a comment in it, or where none belongs is not written either, nor shown as JSON."""
    source = form(
        "<rptOwnerCcc>secret1$</rptOwnerCcc><reportingOwner><reportingOwnerId><rptOwnerCik>1</rptOwnerCik>"
        "<rptOwnerCcc>secret<!-- -->2$</rptOwnerCcc><rptOwnerCcc>secret3$</rptOwnerCcc></reportingOwnerId>"
        "</reportingOwner>"
    )
    document = read(source)
    assert document.owners[0].ccc == "secret2$"
    for output in (edgar_xml.write(document), wire_json.write(document)):
        assert b"secret" not in output
    assert edgar_xml.write(document, with_ccc=True).count(b"secret") == 3


def test_a_text_is_escaped_whatever_its_value_says():
    """A value proves nothing about the text beside it, when neither was read here."""
    text = "1</value>&\r"
    boxes = {
        "transaction_date": Cell(date(2024, 5, 1), text), "shares": Cell(Decimal(1), text, ("F1",)),
        "equity_swap": Cell(True, text), "code": Cell("P", text), "security_title": Cell("t", text),
    }  # fmt: skip
    made = OwnershipDocument(
        period_of_report=Cell(date(2024, 5, 1), text), table_i=(NonDerivativeLine("transaction", **boxes),)
    )
    again, findings = edgar_xml.read(edgar_xml.write(made))
    assert findings == []
    assert again.period_of_report.text == text
    assert [getattr(again.table_i[0], field).text for field in boxes] == [text] * len(boxes)


def test_marks_on_the_codes_of_column_3_are_marks_of_the_column():
    """XML has no place for them on one code: they are written, on the column, and not lost."""
    made = NonDerivativeLine(
        "transaction", form_type=Cell("4", "4", ("F1",)), code=Cell("P", "P", ("F2",)), coding_footnotes=("F3",)
    )
    for outlines in ((), (Outline("table_i[0]/transactionCoding", ("transactionCode", "transactionFormType")),)):
        again, _ = edgar_xml.read(edgar_xml.write(OwnershipDocument(table_i=(made,), outlines=outlines)))
        assert again.table_i[0].coding_footnotes == ("F1", "F2", "F3")


def test_outlines_that_no_document_has_are_refused():
    """JSON from elsewhere cannot bring markup that would break the XML, nor break the writer."""
    for place, children in (
        ("", ("<a>",)), ("", ("",)), ("", ("<!DOCTYPE a>",)), ("/", ()), ("/", ("ownershipDocument", "<a/>")),
        ("/", ("ownershipDocument",) * 2), ("issuer", ("</issuer>",)), ("issuer", ("<q:a/>",)),
    ):  # fmt: skip
        source = wire_json.write(OwnershipDocument(issuer=Issuer(cik="1"), outlines=(Outline(place, children),)))
        with pytest.raises(Damaged, match="outline"):
            wire_json.read(source)
    fine = OwnershipDocument(issuer=Issuer(cik="1"), outlines=(Outline("issuer", ("unknown", "issuerCik")),))
    assert wire_json.read(wire_json.write(fine)).document == fine


def test_what_xml_cannot_hold_is_refused():
    document = read(form("<remarks>x</remarks>"))
    for character in ("\x00", "\x0b", "\ufffe", "\ud800"):
        changed = type(document)(remarks=f"a{character}b")
        with pytest.raises(Damaged, match="in a text, expected what XML can hold"):
            edgar_xml.write(changed)
