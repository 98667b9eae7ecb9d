"""The envelope that a filer transmits: written back byte for byte, and the CCC only by name."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from section16.formats import edgar_package, edgar_xml
from section16.formats.edgar_package_ccc import strip_ccc
from section16.formats.edgar_package_findings import CODES
from section16.formats.edgar_package_reader import decode
from section16.model.document import Issuer, OwnershipDocument, ReportingOwner
from section16.model.package import Contact, Package, PackageDocument
from section16.model.submission import SubmissionDocument
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import Damaged, MissingFact, NotThisFormat, SeenAndExpected
from section16.vocabulary.findings import Severity

CCC = "s3cr3t#1"
FORM = f"""<?xml version="1.0"?>
<ownershipDocument>
    <documentType>4</documentType>
    <issuer>
        <issuerCik>12345</issuerCik>
    </issuer>
    <reportingOwner>
        <reportingOwnerId>
            <rptOwnerCik>67890</rptOwnerCik>
            <rptOwnerCcc>{CCC}</rptOwnerCcc>
        </reportingOwnerId>
    </reportingOwner>
</ownershipDocument>
""".encode()
BARE_FORM = re.sub(rb" *<rptOwnerCcc>.*\n", b"", FORM)


def lines_of(content: bytes, width: int = 60) -> bytes:
    text = base64.b64encode(content)
    lines = [text[i : i + width] for i in range(0, len(text), width)]
    return b"\n            " + b"\n            ".join(lines) + b"\n        "


ENVELOPE = b"""<?xml version="1.0"?>

<edgarSubmission>
    <submissionType>4</submissionType>
    <testOrLive>TEST</testOrLive>
    <pointOfContact>
        <contactName>Doe &amp; Sons</contactName>
        <contactEmailAddress>jane@example.com</contactEmailAddress>
    </pointOfContact>
    <notificationAddresses>
        <notificationEmailAddress>joe@example.com</notificationEmailAddress>
    </notificationAddresses>
    <edgarDocument>
        <documentName>ex24.htm</documentName>
        <documentType>EX-24</documentType>
        <documentMimeBlock>%s</documentMimeBlock>
    </edgarDocument>
    <edgarDocument>
        <documentName>form4.xml</documentName>
        <documentType>4</documentType>
        <documentDescription>Form 4</documentDescription>
        <documentMimeBlock>%s</documentMimeBlock>
    </edgarDocument>
</edgarSubmission>
""" % (lines_of(b"<html>power of attorney</html>"), lines_of(FORM))


def canonical(source: bytes) -> bytes:
    return etree.tostring(etree.fromstring(source), method="c14n")


def read(source: bytes = ENVELOPE) -> Package:
    package, _ = edgar_package.read(source)
    return package


def codes(source: bytes) -> list[str]:
    return [finding.code for finding in edgar_package.read(source)[1]]


def everything_said(source: bytes) -> str:
    """All that a reader of this package would print."""
    try:
        package, findings = edgar_package.read(source)
    except SeenAndExpected as error:
        return f"{error} {error!r}"
    return f"{package!r} {package!s} {findings}" + "".join(map(str, findings))


# ------------------------------------------------------------------------------------------------- reading


def test_the_values_of_an_envelope():
    package, findings = edgar_package.read(ENVELOPE)
    assert findings == []
    assert (package.submission_type, package.test_or_live, package.is_live) == ("4", "TEST", False)
    assert package.contact == Contact(name="Doe & Sons", email="jane@example.com")
    assert package.return_copy.is_absent
    assert package.notification_addresses == ("joe@example.com",)
    assert [(d.name, d.type, d.description) for d in package.documents] == [
        ("ex24.htm", "EX-24", None),
        ("form4.xml", "4", "Form 4"),
    ]
    assert package.primary is package.documents[1]
    assert package.primary.content == FORM
    assert package.exhibits == package.documents[:1]


def test_the_form_is_found_by_its_type_or_else_by_its_name():
    form, other = PackageDocument(type="4/A"), PackageDocument(type="4")
    assert Package(submission_type="4", documents=(form, other)).primary is other
    assert Package(submission_type="5", documents=(form, other)).primary is form
    unnamed, named = PackageDocument(name="a.txt"), PackageDocument(name="b.XML")
    assert Package(documents=(unnamed, named)).primary is named
    assert Package(documents=(named, named)).primary is None
    assert Package(documents=(unnamed,)).exhibits == (unnamed,)


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        (b"", "nothing"),
        (b" \n", "nothing"),
        (b"hello", "text that is not XML"),
        (b"<ownershipDocument/>", "text that is not XML"),
        (b"<a><edgarSubmission/></a>", "<a>"),
        (
            b'<edgarSubmission xmlns="http://www.sec.gov/edgar/ownership"/>',
            "<edgarSubmission> of 'http://www.sec.gov/edgar/ownership'",
        ),
    ],
)
def test_other_texts_are_another_format(source, seen):
    with pytest.raises(NotThisFormat) as caught:
        edgar_package.read(source)
    assert caught.value.seen == seen
    assert edgar_package.sniff(source) == (b"<edgarSubmission" in source)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"&amp;", b"&", "found '&' that starts no reference at line 7, column 26, expected '&amp;'"),
        (b"</contactName>", b"</contact>", "found </contact> at line 7, column 36, where <contactName> is open"),
        (b"</edgarSubmission>\n", b"", "found a truncated document, cut at line "),
        (b"<?xml", b"\n<?xml", "found an XML declaration that does not come first at line 2"),
        (b"\n\n<edgar", b"<!DOCTYPE edgarSubmission []><edgar", "found a document type declaration"),
        (b'"1.0"', b'"1.0" encoding="UTF-7"', "found text in the encoding 'UTF-7', expected UTF-8"),
    ],
)
def test_a_damaged_envelope_is_not_guessed(old, new, message):
    with pytest.raises(Damaged) as caught:
        edgar_package.read(ENVELOPE.replace(old, new, 1))
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_a_document_larger_than_xml_readers_take():
    content = bytes(range(256)) * 40_000
    source = ENVELOPE.replace(lines_of(b"<html>power of attorney</html>"), lines_of(content))
    assert read(source).documents[0].content == content
    assert edgar_package.write(read(source), with_ccc=True) == source


# ------------------------------------------------------------------------------------------- writing it back

ODD = {
    "plain": ENVELOPE,
    "CRLF": ENVELOPE.replace(b"\n", b"\r\n"),
    "one line": re.sub(rb"\n *", b"", ENVELOPE),
    "byte order mark": b"\xef\xbb\xbf" + ENVELOPE,
    "comments": ENVELOPE.replace(b"<testOrLive>", b"<!-- <testOrLive>LIVE</testOrLive> --><testOrLive><!-- x -->"),
    "instruction": ENVELOPE.replace(b"<testOrLive>", b"<?go now?><testOrLive>"),
    "attributes": ENVELOPE.replace(b"<testOrLive>", b"<testOrLive  why='not' >"),
    "schema location": ENVELOPE.replace(
        b"<edgarSubmission>",
        b'<edgarSubmission xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        b'xsi:noNamespaceSchemaLocation="edgarSubmission.xsd.xml">',
    ),
    "references": ENVELOPE.replace(b"Doe", b"D&#111;e").replace(b"TEST", b"<![CDATA[TEST]]>"),
    "base64 in a section": ENVELOPE.replace(b"<documentMimeBlock>", b"<documentMimeBlock><![CDATA[", 1).replace(
        b"</documentMimeBlock>", b"]]></documentMimeBlock>", 1
    ),
    "unknown": ENVELOPE.replace(b"<testOrLive>", b"<periodOfReport>2024-05-01</periodOfReport><testOrLive>"),
    "unknown in parts": ENVELOPE.replace(b"<contactName>", b"<fax>1</fax><contactName>")
    .replace(b"<documentType>", b"<size>2</size><documentType>")
    .replace(b"<notificationAddresses>", b"<notificationAddresses><pager/>"),
    "repeated": ENVELOPE.replace(b"<testOrLive>", b"<testOrLive>LIVE</testOrLive><testOrLive>"),
    "other order": ENVELOPE.replace(b"<submissionType>4</submissionType>", b"").replace(
        b"</edgarSubmission>", b"<submissionType>4</submissionType></edgarSubmission>"
    ),
    "empty": ENVELOPE.replace(b"Doe &amp; Sons", b"").replace(b">4<", b"><"),
    "self-closed": ENVELOPE.replace(b"<contactName>Doe &amp; Sons</contactName>", b"<contactName />"),
    "containers": re.sub(rb"<(pointOfContact|notificationAddresses)>.*?</\1>", rb"<\1/>", ENVELOPE, flags=re.DOTALL),
    "return copy": ENVELOPE.replace(b"<notificationA", b"<returnCopy>true</returnCopy><notificationA", 1),
    "no text": re.sub(rb"<documentMimeBlock>.*?</documentMimeBlock>", b"", ENVELOPE, count=1, flags=re.DOTALL),
    "no documents": re.sub(rb"<edgarDocument>.*</edgarDocument>", b"", ENVELOPE, flags=re.DOTALL),
    "nothing": b"<edgarSubmission/>",
    "latin-1": ENVELOPE.replace(b'"1.0"', b'"1.0" encoding="ISO-8859-1"').replace(b"Doe", b"D\xf6e"),
    "not base64": ENVELOPE.replace(lines_of(FORM), b"!!" + lines_of(FORM)),
    "inside a value": ENVELOPE.replace(b"Form 4", b"Form <b>4</b>"),
}


@pytest.mark.parametrize("name", ODD)
def test_an_unchanged_package_is_written_back_byte_for_byte(name):
    source = ODD[name]
    assert edgar_package.write(read(source), with_ccc=True) == source


@pytest.mark.parametrize("name", ODD)
def test_a_changed_value_changes_its_place_and_nothing_else(name):
    package = read(ODD[name])
    if package.test_or_live is None:
        return
    written = edgar_package.write(replace(package, test_or_live="LIVE"), with_ccc=True)
    again = read(written)
    assert again.is_live
    assert replace(again, layout=(), test_or_live="TEST") == replace(package, layout=(), test_or_live="TEST")


def test_a_value_that_needs_escaping():
    package = read(ODD["self-closed"])
    contact = Contact(name="Müller & <Söhne>", email=package.contact.email)
    written = edgar_package.write(replace(package, contact=contact), with_ccc=True)
    assert b"<contactName>M&#252;ller &amp; &lt;S&#246;hne&gt;</contactName>" in written
    assert read(written).contact == contact


def test_elements_without_an_inside_are_opened_for_a_value():
    source = ODD["self-closed"].replace(
        b"<documentMimeBlock>" + lines_of(FORM) + b"</documentMimeBlock>", b"<documentMimeBlock/>"
    )
    package = read(source)
    assert edgar_package.write(package) == source
    form = replace(package.primary, content=BARE_FORM)
    changed = replace(package, documents=(package.documents[0], form), contact=replace(package.contact, name="Joe"))
    written = edgar_package.write(changed)
    assert b"<contactName>Joe</contactName>" in written
    assert read(written).primary.content == BARE_FORM


def test_a_changed_document_keeps_the_line_length_of_its_base64_text():
    package = read()
    form = replace(package.primary, content=FORM * 2)
    written = edgar_package.write(replace(package, documents=(package.documents[0], form)), with_ccc=True)
    assert written == ENVELOPE.replace(lines_of(FORM), lines_of(FORM * 2))


@pytest.mark.parametrize("name", ODD)
def test_a_package_with_other_parts_is_composed_anew_and_loses_nothing(name):
    package = read(ODD[name])
    cover = PackageDocument(name="cover.txt", type="COVER", content=b"Dear Sirs")
    changed = replace(package, documents=(*package.documents, cover))
    again = read(edgar_package.write(changed, with_ccc=True))
    assert again.documents[-1].content == b"Dear Sirs"
    assert [(d.name, d.content, d.unknown) for d in again.documents] == [
        (d.name, d.content, d.unknown) for d in changed.documents
    ]
    for field in ("submission_type", "test_or_live", "contact", "return_copy", "notification_addresses", "unknown"):
        assert getattr(again, field) == getattr(package, field), field


@pytest.mark.parametrize("change", [{"contact": None}, {"notification_addresses": None}, {"documents": ()}])
def test_parts_can_be_taken_out(change):
    again = read(edgar_package.write(replace(read(), **change), with_ccc=True))
    assert all(getattr(again, field) == value for field, value in change.items())


@given(
    st.binary(max_size=300),
    st.integers(min_value=1, max_value=90),
    st.sampled_from([b"", b"\n", b"\r\n   ", b" \t"]),
)
def test_any_content_in_any_base64_layout(content, width, between):
    text = base64.b64encode(content)
    block = between + between.join(text[i : i + width] for i in range(0, len(text), width)) + between
    source = ENVELOPE.replace(lines_of(b"<html>power of attorney</html>"), block)
    package = read(source)
    assert package.documents[0].content == content
    assert edgar_package.write(package, with_ccc=True) == source


# --------------------------------------------------------------------------------------------------- the CCC


def test_the_ccc_is_left_out_unless_asked_for_by_name():
    written = edgar_package.write(read())
    assert written == ENVELOPE.replace(lines_of(FORM), lines_of(BARE_FORM))
    assert read(written).primary.content == BARE_FORM
    assert edgar_package.write(read(), with_ccc=True) == ENVELOPE


def test_a_package_without_ccc_is_written_byte_for_byte_either_way():
    source = edgar_package.write(read())
    assert edgar_package.write(read(source)) == source


@pytest.mark.parametrize("name", ODD)
def test_the_ccc_is_never_said(name):
    secrets = (CCC, base64.b64encode(FORM).decode()[:40])
    assert not any(secret in everything_said(ODD[name]) for secret in secrets)


def test_the_ccc_is_nowhere_in_a_package_that_may_be_kept():
    clean = edgar_package.without_ccc(read())
    held = b"".join([part.raw for part in clean.layout] + [(d.block or b"") + d.content for d in clean.documents])
    assert CCC.encode() not in held
    assert base64.b64encode(FORM)[:400] not in held.replace(b"\n            ", b"")


@pytest.mark.parametrize(
    ("filed", "kept"),
    [
        (b"<a>\n  <rptOwnerCcc>SECRET#1</rptOwnerCcc>\n</a>", b"<a>\n</a>"),
        (b"<a>\r\n\t<rptOwnerCcc>SECRET#1</rptOwnerCcc> \r\n</a>", b"<a>\r\n</a>"),
        (b"<a> <rptOwnerCcc>SECRET#1</rptOwnerCcc> </a>", b"<a>  </a>"),
        (b"<rptOwnerCcc>SECRET#1</rptOwnerCcc>\n<a/>", b"<a/>"),
        (b"<a><rptOwnerCcc/><rptOwnerCcc></rptOwnerCcc></a>", b"<a></a>"),
        (b"<a><rptOwnerCcc why='x'>SECRET#1</rptOwnerCcc ></a>", b"<a></a>"),
        (b"<a><x:RPTOWNERCCC>SECRET#1</x:RPTOWNERCCC></a>", b"<a></a>"),
        (b"<a><filerCcc>SECRET#1</filerCcc></a>", b"<a></a>"),
        (b"<a><rptOwnerCcc><![CDATA[SECRET#1]]></rptOwnerCcc></a>", b"<a></a>"),
        (b"<a><!-- <rptOwnerCcc>SECRET#1</rptOwnerCcc> --></a>", b"<a><!--  --></a>"),
        (b"<a><rptOwnerCcc>SECRET#1</a>", b"<a></a>"),
        (b"<a><rptOwnerCcc>SECRET#1", b"<a>"),
        (b"<a><rptOwnerCcc SECRET#1</rptOwnerCcc></a>", b"<a></a>"),
        (b"<a><rptOwnerCcc>SECRET#1</rptOwnerCc></a>", b"<a></rptOwnerCc></a>"),
        (b"<a><rptOwnerCcc>SECRET#1<b/><rptOwnerCcc>SECRET#1</rptOwnerCcc></a>", b"<a><b/></a>"),
        (b"<a><cccNote>kept</cccNote></a>", b"<a><cccNote>kept</cccNote></a>"),
        (b"The rptOwnerCcc goes into the form.", b"The rptOwnerCcc goes into the form."),
        (b"GIF89a<ccc>", b"GIF89a<ccc>"),
    ],
)
def test_a_ccc_is_taken_out_and_nothing_else_with_it(filed, kept):
    assert strip_ccc(filed) == kept


@pytest.mark.parametrize(
    "hidden",
    [
        FORM.decode().encode("utf-16"),
        FORM.decode().encode("utf-16-le"),
        FORM.replace(b"<rptOwnerCcc>", b"<rptOwn\nerCcc>"),
        b'<?xml version="1.0" encoding="UTF-7"?>+ADw-rptOwnerCcc+AD4-SECRET#1+ADw-/rptOwnerCcc+AD4-',
    ],
)
def test_a_text_that_may_hide_a_ccc_is_refused(hidden):
    source = ENVELOPE.replace(lines_of(FORM), lines_of(hidden))
    package = read(source)
    assert edgar_package.write(package, with_ccc=True) == source
    with pytest.raises(Damaged, match=r"CCC in 'form4\.xml' that cannot be told apart") as caught:
        edgar_package.write(package)
    assert CCC not in str(caught.value)


def test_text_that_cannot_be_decoded_may_hide_a_ccc():
    package = read(ODD["not base64"])
    with pytest.raises(Damaged, match=r"'form4\.xml' that is not base64"):
        edgar_package.write(package)
    mended = replace(package, documents=(package.documents[0], replace(package.primary, content=BARE_FORM)))
    assert read(edgar_package.write(mended)).primary.content == BARE_FORM


@given(st.integers(min_value=0, max_value=len(ENVELOPE)), st.binary(max_size=20))
def test_whatever_is_put_in_is_read_or_refused_in_one_line_that_says_no_secret(at, junk):
    said = everything_said(ENVELOPE[:at] + junk + ENVELOPE[at:])
    assert CCC not in said


@given(
    st.integers(min_value=0, max_value=len(FORM)), st.sampled_from([b"<", b">", b"&", b"\n", b"\x00", b"</a>", b"<!--"])
)
def test_a_damaged_form_keeps_its_ccc_to_itself(at, junk):
    form = FORM[:at] + junk + FORM[at:]
    source = ENVELOPE.replace(lines_of(FORM), lines_of(form))
    assert CCC not in everything_said(source)
    try:
        written = edgar_package.write(read(source))
    except Damaged:
        return
    inside = FORM.index(CCC.encode())
    if not inside - 13 < at < inside + len(CCC):  # neither the start tag nor the CCC itself was hit
        assert CCC.encode() not in read(written).primary.content


# --------------------------------------------------------------------------------------------------- findings


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (lines_of(FORM), b"PD94bWw", "S16-020"),
        (lines_of(FORM), b"PD94=bWw", "S16-020"),
        (lines_of(FORM), "é".encode(), "S16-020"),
        (b"<submissionType>4</submissionType>", b"", "S16-021"),
        (b"<testOrLive>TEST</testOrLive>", b"", "S16-021"),
        (b"<documentName>ex24.htm</documentName>", b"", "S16-021"),
        (b"EX-24", b"", "S16-021"),
        (lines_of(b"<html>power of attorney</html>"), b" ", "S16-021"),
        (b"TEST", b"test", "S16-022"),
        (b"TEST", b" TEST ", "S16-022"),
        (b"EX-24", b"EX-10", "S16-022"),
        (b"joe@example.com", b"joe", "S16-022"),
        (b"jane@example.com", b"jane at example.com", "S16-022"),
        (b"<notificationA", b"<returnCopy>maybe</returnCopy><notificationA", "S16-022"),
        (b"<notificationA", b"<returnCopy></returnCopy><notificationA", "S16-022"),
        (b"Form 4", b"x" * 256, "S16-023"),
        (b"Doe &amp; Sons", b"x" * 31, "S16-023"),
        (b"ex24.htm", b"e" * 29 + b".htm", "S16-023"),
        (b"joe@example.com", b"j" * 80 + b"@example.com", "S16-023"),
        (b"<notificationA", b"<sros>NYSE</sros><notificationA", "S16-024"),
        (b"<testOrLive>", b"<testOrLive a='b'>", "S16-024"),
        (b"<testOrLive>", b"<?a b?><testOrLive>", "S16-024"),
        (b"Form 4", b"Form <b>4</b>", "S16-024"),
        (b"<documentType>4</documentType>", b"<documentType>4/A</documentType>", "S16-025"),
        (b"<documentType>EX-24</documentType>", b"<documentType>4</documentType>", "S16-025"),
        (b"ex24.htm", b"Ex24.htm", "S16-026"),
        (b"ex24.htm", b"ex_2_4.htm", "S16-026"),
        (b"ex24.htm", b"ex24.html", "S16-026"),
        (b"ex24.htm", b"form4.xml", "S16-026"),
        (b"form4.xml", b"form4.txt", "S16-026"),
        (b"joe@example.com", b"Jane@Example.com", "S16-027"),
        (b"ex24.htm", b"ex24.pdf", "S16-028"),
        (lines_of(b"<html>power of attorney</html>"), base64.b64encode(b"%PDF-1.4"), "S16-028"),
        (b"<notificationA", b"<returnCopy>1</returnCopy><notificationA", "S16-029"),
    ],
)  # fmt: skip
def test_what_edgar_would_say(old, new, code):
    assert old in ENVELOPE
    assert code in codes(ENVELOPE.replace(old, new, 1))


def test_the_findings_of_one_package_name_their_places():
    source = ODD["unknown"].replace(b"joe@", b"jane@").replace(b"TEST", b"LIFE")
    _, findings = edgar_package.read(source)
    odd = "an element that the schema does not have here: <periodOfReport> at line 5"
    assert [str(f).partition(" [")[0] for f in findings] == [
        f"S16-024 error: Package (package.layout): {odd}",
        "S16-022 error: Package (package.test_or_live): 'LIFE' in <testOrLive>, expected one of TEST, LIVE",
        "S16-027 warning: Package (package.notification_addresses[0]): 'jane@example.com' is there already",
    ]


def test_counts():
    address = b"<notificationEmailAddress>%d@example.com</notificationEmailAddress>"
    many = b"".join(address % i for i in range(31))
    assert codes(ENVELOPE.replace(b"</notificationAddresses>", many + b"</notificationAddresses>")) == ["S16-023"]
    cover = PackageDocument(type="COVER", content=b"x")
    package = replace(read(), documents=(read().primary, *(replace(cover, name=f"c{i}.txt") for i in range(11))))
    assert [f.code for f in edgar_package.check(package)] == ["S16-026"]
    package = replace(read(), documents=(read().primary,) * 612)
    assert "S16-023" in [f.code for f in edgar_package.check(package)]
    assert [f.code for f in edgar_package.check(replace(read(), documents=()))] == ["S16-021"]


def test_many_odd_elements_are_told_in_few_findings():
    odd = b"".join(b"<a%d/>" % (i // 2) for i in range(100))
    _, findings = edgar_package.read(ENVELOPE.replace(b"<testOrLive>", odd + b"<testOrLive>"))
    assert len(findings) == 21
    assert findings[0].message.endswith("<a0> at line 5, and 1 more")
    assert findings[-1].message == "30 more kinds of what the schema does not have"


def test_every_code_has_a_title_a_reason_and_an_authority():
    assert sorted(CODES) == [f"S16-02{i}" for i in range(10)]
    assert all(row.title and row.why and row.citation for row in CODES.values())
    assert {row.severity for row in CODES.values()} == set(Severity)


# ---------------------------------------------------------------------------------------------------- building

DOCUMENT = OwnershipDocument(
    document_type="4/A", issuer=Issuer(cik="12345"), owners=(ReportingOwner(cik="67890", ccc=CCC),)
)


def test_a_new_package_is_a_test_unless_live_is_asked_for():
    package = edgar_package.build(DOCUMENT)
    assert (package.submission_type, package.test_or_live) == ("4/A", "TEST")
    assert [(d.name, d.type) for d in package.documents] == [("doc4a.xml", "4/A")]
    assert edgar_package.build(DOCUMENT, test_or_live=edgar_package.LIVE).is_live
    with pytest.raises(SeenAndExpected, match="found 'live', expected TEST or LIVE"):
        edgar_package.build(DOCUMENT, test_or_live="live")


def test_a_new_package_is_read_back_as_it_was_built():
    exhibit = SubmissionDocument(
        type="EX-24", filename="ex24.txt", description="Power", head=b"", body=b"\nI appoint\n", tail=b""
    )
    package = edgar_package.build(
        DOCUMENT,
        exhibits=[exhibit, PackageDocument(name="cover.txt", type="COVER", content=b"Dear Sirs")],
        contact=Contact(name="Jane Doe"),
        notification_addresses=["jane@example.com"],
        name="form4.xml",
        description="Form 4/A",
    )
    again, findings = edgar_package.read(edgar_package.write(package, with_ccc=True))
    assert findings == []
    assert [replace(d, block=None) for d in again.documents] == list(package.documents)
    assert replace(again, documents=(), layout=()) == replace(package, documents=())
    assert [d.content for d in again.exhibits] == [b"I appoint\n", b"Dear Sirs"]
    assert edgar_xml.read(again.primary.content)[0].owners[0].ccc == CCC


def test_a_new_package_lets_no_ccc_out_unless_asked():
    package = edgar_package.build(DOCUMENT)
    assert CCC not in repr(package)
    form = read(edgar_package.write(package)).primary
    assert CCC.encode() not in form.content
    assert form.content == edgar_xml.write(DOCUMENT)


def test_lines_of_a_new_package_are_as_long_as_in_the_samples():
    written = edgar_package.write(edgar_package.build(DOCUMENT)).decode()
    lines = re.search(r"<documentMimeBlock>\n(.*)\n +</documentMimeBlock>", written, re.DOTALL)[1].split("\n")
    assert {len(line) for line in lines[:-1]} == {72}
    assert all(line.startswith(" " * 12) for line in lines)


@pytest.mark.parametrize("kind", [None, "", "10-K"])
def test_a_document_that_is_no_form_goes_into_no_package(kind):
    with pytest.raises(MissingFact, match="expected one of 3, 3/A, 4, 4/A, 5, 5/A"):
        edgar_package.build(replace(DOCUMENT, document_type=kind))


def test_an_empty_package():
    written = edgar_package.write(Package(return_copy=Cell(True, "1"), documents=(PackageDocument(name="a.txt"),)))
    again = read(written)
    assert again.return_copy == Cell(True, "1")
    assert again.documents == (PackageDocument(name="a.txt"),)


# ------------------------------------------------------------------------------------------------ shared data


@pytest.mark.needs_shared
def test_the_samples_of_the_specification(shared):
    folder = shared / "spec" / "edgar-ownership-v5.5" / "samples"
    paths = sorted(folder.glob("filing*.xml"))
    assert len(paths) == 6
    for path in paths:
        source = path.read_bytes()
        package, findings = edgar_package.read(source)
        assert [f.code for f in findings] == ["S16-029"]
        assert not package.return_copy.is_absent
        written = edgar_package.write(package, with_ccc=True)
        assert written == source
        assert canonical(written) == canonical(source)

        name = path.name.replace("filing", "doc")
        form = (folder / name).read_bytes()
        assert package.primary.content == form
        assert (
            b"This is a private cover letter" in package.exhibits[0].content.replace(b"\r\n", b" ") or package.exhibits
        )

        clean = read(edgar_package.write(package))
        assert clean.primary.content == re.sub(rb"[ \t]*<rptOwnerCcc>.*\n", b"", form)
        assert clean.exhibits == package.exhibits
        assert decode(clean.primary.block) == clean.primary.content
