"""Input made to hurt: each is refused in one clear line, promptly, and nothing that it names is opened.

Promptly means that an alarm far above any honest time does not ring.
"""

import os
import random
import re
import signal
import socket
import sys

import pytest

import section16
from section16.formats import edgar_xml, wire_json
from section16.vocabulary.errors import Damaged, NotThisFormat, Section16Error

SECONDS = 30
OPENED: list[tuple[str, str]] = []
WATCHED = {"open", "os.open", "os.system", "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "urllib.Request"}
_watching = False


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    # the import of a codec, and the archive that the test reads from, are not what a document named
    if _watching and event in WATCHED and not re.search(r"\.pyc?'|/shared/data/", repr(arguments)):
        OPENED.append((event, repr(arguments)[:200]))


sys.addaudithook(_hook)  # cannot be taken back, so it only listens while a test asks it to


@pytest.fixture(autouse=True)
def alarm():
    """Ends a test that takes too long."""

    def ring(_number, _frame):
        raise TimeoutError(f"not done after {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def nothing_opened():
    """Fails a test in which Python opened a file, a process or an address."""
    global _watching  # noqa: PLW0603
    OPENED.clear()
    _watching = True
    yield
    _watching = False
    assert OPENED == []


@pytest.fixture
def listener():
    """A server nobody may call: it sees connections that are made below Python too."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(8)
        server.setblocking(False)
        yield server
        with pytest.raises(BlockingIOError):
            server.accept()


def form(content: str | bytes) -> bytes:
    inner = content.encode() if isinstance(content, str) else content
    return b'<?xml version="1.0"?>\n<ownershipDocument>' + inner + b"</ownershipDocument>"


def refused(source: bytes, expected: type[Exception] | tuple[type[Exception], ...] = Damaged) -> str:
    """The one line with which both readers refuse ``source``."""
    message = ""
    for read in (section16.read, edgar_xml.read):
        with pytest.raises(expected) as caught:
            read(source)
        assert isinstance(caught.value, Section16Error)
        message = str(caught.value)
        assert message.startswith("found ")
        assert "expected" in message
        assert "\n" not in message
        assert len(message) < 400
    return message


# ---------------------------------------------------------------------------------------- entities and addresses

LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))


@pytest.mark.usefixtures("nothing_opened")
@pytest.mark.parametrize("end", ["", "</ownershipDocument>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_billion_laughs(encoding, end):
    source = f"<!DOCTYPE ownershipDocument [{LAUGHS}]><ownershipDocument><remarks>&a11;</remarks>{end}"
    refused(source.encode(encoding))


@pytest.mark.usefixtures("nothing_opened")
def test_a_quadratic_blowup():
    source = f'<!DOCTYPE a [<!ENTITY a "{"x" * 100_000}">]><ownershipDocument>{"&a;" * 100_000}</ownershipDocument>'
    refused(source.encode(), (NotThisFormat, Damaged))


@pytest.mark.usefixtures("nothing_opened")
def test_entities_that_eat_each_other():
    refused(b'<!DOCTYPE a [<!ENTITY a "&b;"><!ENTITY b "&a;">]><ownershipDocument>&a;</ownershipDocument>')


def external(address: str) -> list[str]:
    """Every place of a document that can name something outside."""
    return [
        f'<!DOCTYPE a [<!ENTITY e SYSTEM "{address}">]><ownershipDocument><remarks>&e;</remarks></ownershipDocument>',
        f'<!DOCTYPE a [<!ENTITY % e SYSTEM "{address}"> %e;]><ownershipDocument/>',
        f'<!DOCTYPE ownershipDocument SYSTEM "{address}"><ownershipDocument/>',
        f'<!DOCTYPE ownershipDocument PUBLIC "-//X//Y" "{address}"><ownershipDocument/>',
        f'<!DOCTYPE a [<!ATTLIST ownershipDocument b CDATA "&e;"><!ENTITY e SYSTEM "{address}">]><ownershipDocument/>',
    ]


@pytest.mark.usefixtures("nothing_opened")
@pytest.mark.parametrize("address", ["file:///etc/passwd", "/etc/passwd", "../../../etc/passwd"])
def test_external_entities_from_files(address):
    for source in external(address):
        assert "root" not in refused(source.encode())


def test_an_external_entity_shows_nothing_of_a_file(tmp_path):
    """Below Python a file could be read unseen: what is in it would show."""
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP-SECRET")
    for source in external(secret.as_uri()):
        assert "TOP-SECRET" not in refused(source.encode())


def test_external_entities_from_the_network(listener):
    for source in external(f"http://127.0.0.1:{listener.getsockname()[1]}/x.dtd"):
        refused(source.encode())


def test_addresses_in_a_document_that_is_read_are_only_text(listener, nothing_opened):
    """Schema locations, stylesheets, inclusions and a base address: kept as filed, never followed."""
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    source = (
        f'<?xml-stylesheet href="{address}"?><ownershipDocument xml:base="{address}"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xi="http://www.w3.org/2001/XInclude"'
        f' xsi:noNamespaceSchemaLocation="{address}"><xi:include href="{address}"/><remarks>{address}</remarks>'
        "</ownershipDocument>"
    ).encode()
    filing = section16.read(source)
    assert filing.document.remarks == address
    assert address.encode() in section16.write(filing, "json")
    assert edgar_xml.write(filing.document).count(address.encode()) == 5


# --------------------------------------------------------------------------------------------------- too much

MANY = 100_000


@pytest.mark.parametrize("depth", [300, MANY])
def test_deep_nesting(depth):
    assert "256 deep" in refused(form("<a>" * depth + "</a>" * depth))
    refused(form("<a>" * depth))
    refused(form("<nonDerivativeTable>" * depth))


def test_deep_nesting_without_a_document():
    refused(b"<a>" * MANY, NotThisFormat)
    refused(b"<a>" * MANY + b"</a>" * MANY, (NotThisFormat, Damaged))


def test_fifty_megabytes_of_tags():
    tags = b"<a>" * (50_000_000 // 3)
    refused(tags, NotThisFormat)
    refused(form(tags))


@pytest.mark.parametrize("piece", [b"</a>", b"<", b"&#x0;", b"]]>", b"<!--", b"<![CDATA["])
def test_ten_megabytes_of_markup_that_means_nothing(piece):
    refused(form(piece * (10_000_000 // len(piece))))


@pytest.mark.parametrize("piece", [b"&", b"&amp", b"\xff", b"\x0b", b"x" * 1023 + b"\n"])
def test_ten_megabytes_of_damage(piece):
    """What a known repair could mend, ten megabytes of it: mended with one finding, or refused."""
    for source in (form(piece * (10_000_000 // len(piece))), form(piece * (1_000_000 // len(piece)))):
        try:
            findings = [str(finding) for finding in section16.read(source).findings]
        except Damaged as error:
            findings = [str(error)]
        assert len(findings) <= 3
        assert not any("\n" in finding for finding in findings)


def test_a_huge_attribute():
    refused(form(b'<remarks a="' + b"x" * 20_000_000 + b'">r</remarks>'))


def test_very_many_attributes():
    for prefix in ("a", "p:a"):
        attributes = " ".join(f'{prefix}{i}="1"' for i in range(10_000))
        document, _ = edgar_xml.read(form(f"<remarks xmlns:p='urn:p' xmlns:q='urn:p' {attributes}>r</remarks>"))
        assert document.remarks == "r"
        assert len(document.outlines[0].attributes) == 10_002
    refused(form("<remarks " + 'a="1" ' * MANY + ">r</remarks>"))


@pytest.mark.parametrize(
    ("start", "end"),
    [(b"<remarks>", b"</remarks>"), (b"<remarks><![CDATA[", b"]]></remarks>"), (b"<!--", b"-->"), (b"<?a ", b"?>"),
     (b"<", b"/>")],
)  # fmt: skip
def test_a_huge_text(start, end):
    """More than ten million characters in one piece: above the parser's limit, far above any filing."""
    refused(form(start + b"x" * 12_000_000 + end))


def test_a_large_text_is_read():
    """Nine million characters in a footnote are absurd, but a text."""
    text = "x" * 9_000_000
    document = section16.read(form(f"<footnotes><footnote id='F1'>{text}</footnote></footnotes>")).document
    assert document.footnotes[0].text == text


def test_very_many_rows_and_marks():
    rows = "<nonDerivativeHolding><securityTitle><value>x</value></securityTitle></nonDerivativeHolding>" * 20_000
    marks = "".join(f'<footnoteId id="F{i}"/>' for i in range(20_000))
    document = section16.read(
        form(
            f"<nonDerivativeTable>{rows}</nonDerivativeTable><derivativeTable><derivativeHolding><securityTitle>"
            f"<value>y</value>{marks}</securityTitle></derivativeHolding></derivativeTable>"
        )
    ).document
    assert len(document.table_i) == 20_000
    assert len(document.table_ii[0].security_title.footnotes) == 20_000


def test_very_many_repeated_and_unknown_elements():
    """Each occurrence after the first is kept; looking for the first must not take longer each time."""
    count = 20_000
    content = (
        "<remarks>a</remarks>" * count + "<unknown/>" * count + "<issuer><issuerCik>1</issuerCik></issuer>" * count
    )
    document = section16.read(form(content)).document
    assert (document.remarks, document.issuer.cik) == ("a", "1")
    (root,) = document.outlines
    assert len(root.children) == 3 * count


@pytest.mark.parametrize(("digits", "is_number"), [(300, True), (301, False), (2_000_000, False)])
def test_numbers_with_very_many_digits(digits, is_number):
    """Above three hundred digits a number is unreadable, and kept: nothing overflows in the arithmetic."""
    text = "9" * digits
    coding = "<transactionCoding><transactionCode>P</transactionCode></transactionCoding>"
    boxes = "".join(
        f"<{tag}><value>{'A' if tag.endswith('Code') else text}</value></{tag}>"
        for tag in ("transactionShares", "transactionPricePerShare", "transactionAcquiredDisposedCode")
    )
    following = f"<sharesOwnedFollowingTransaction><value>{text}</value></sharesOwnedFollowingTransaction>"
    row = (
        f"<nonDerivativeTransaction>{coding}<transactionAmounts>{boxes}</transactionAmounts>"
        f"<postTransactionAmounts>{following}</postTransactionAmounts></nonDerivativeTransaction>"
    )
    filing = section16.read(form(f"<documentType>4</documentType><nonDerivativeTable>{row * 3}</nonDerivativeTable>"))
    shares = filing.document.table_i[0].shares
    assert (shares.text, shares.value is not None) == (text, is_number)
    assert section16.check(filing)
    assert section16.read(section16.write(filing, "json")).document == filing.document


# ------------------------------------------------------------------------------------------------ not a document


@pytest.mark.usefixtures("nothing_opened")
@pytest.mark.parametrize(
    "source",
    [
        b"", b" ", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00", b"\x00" * 1000, b"<", b"<?xml", b"<!--",
        b"<?xml version='1.0'?>", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"%PDF-1.7", b"\x7fELF", b"<html></html>",
        b"<!DOCTYPE html><html></html>", b"{", b"[]", b"null", b"-----BEGIN", b"<SEC-DOCUMENT", b"&", b"]]>",
        bytes(range(256)), random.Random(16).randbytes(100_000), b"<" * 100_000, b"\xef\xbb\xbf" * 1000,
        b"<ownershipdocument/>", b"<a:ownershipDocument xmlns:a='b'/>",
    ],
    ids=lambda source: repr(source[:24]),
)  # fmt: skip
def test_what_is_no_filing(source):
    refused(source, (NotThisFormat, Damaged))


@pytest.mark.usefixtures("nothing_opened")
@pytest.mark.parametrize("place", ["tag", "text", "attribute", "before", "after"])
@pytest.mark.parametrize(
    "character", [b"\x00", b"\x0b", b"\x1f", b"\xff", b"\xed\xa0\x80", b"\xef\xbf\xbf", b"\xc0\x80"]
)
def test_bytes_that_xml_cannot_hold(place, character):
    """Never an exception of another kind: refused in one line, or read with a finding that says what was done."""
    whole = form("<remarks a='b'>text</remarks>")
    at = {"tag": b"emarks a", "text": b"ext<", "attribute": b"b'", "before": b"<owner", "after": b""}[place]
    position = whole.index(at) if at else len(whole)
    source = whole[:position] + character + whole[position:]
    try:
        filing = section16.read(source)
    except (NotThisFormat, Damaged) as error:
        message = str(error)
    else:
        message = " ".join(str(finding) for finding in filing.findings)
        assert message
    assert "\n" not in message


@pytest.mark.needs_shared
@pytest.mark.usefixtures("nothing_opened")
def test_a_real_filing_cut_at_every_97th_byte(documents):
    source = documents.read("doc-d424f2f167f2.xml")
    for length in range(0, len(source) - 400, 97):
        refused(source[:length], (NotThisFormat, Damaged))


@pytest.mark.needs_shared
@pytest.mark.usefixtures("nothing_opened")
def test_a_real_submission_cut_at_every_97th_byte(submissions):
    """Header and envelope are read as far as they go; what was cut is said."""
    source = submissions.read("0000899243-23-008241.txt")
    whole = section16.read(source)
    for length in range(0, len(source), 97):
        try:
            filing = section16.read(source[:length])
        except Section16Error as error:
            message = str(error)
        else:
            message = "; ".join(str(finding) for finding in filing.findings)
            assert filing.document in (None, whole.document)
            assert section16.write(filing, "sgml") == source[:length]
            assert message or filing.document == whole.document
        assert "\n" not in message


# --------------------------------------------------------------------------------------------------- other formats


def test_json_that_is_no_utf_8():
    with pytest.raises(Damaged) as caught:
        section16.read(f'{{"format": "{wire_json.FORMAT}", "document": {{"remarks": "'.encode() + b'\xff"}}')
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        '"document": ' + "[" * MANY, '"document": ' + "{" * MANY, '"document": ' + '{"a":' * MANY,
        '"document": {"table_i": [{"kind": "transaction", "shares": {"value": "1e99999999999", "text": "x"}}]}',
        '"document": {"table_ii": [{"kind": "holding", "price": {"value": "NaN"}}]}',
        '"document": {"table_ii": [{"kind": "holding", "shares": {"value": "-Infinity"}}]}',
        '"document": {"remarks": 1}', '"document": {"period_of_report": {"value": "2024-13-01"}}', '"document": ',
        '"document": {"remarks": "\\ud800"}',
    ],
    ids=lambda content: content[:40],
)  # fmt: skip
def test_hostile_json(content):
    source = f'{{"format": "{wire_json.FORMAT}", {content}}}'.encode()
    with pytest.raises((NotThisFormat, Damaged)) as caught:
        section16.read(source)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "source",
    [
        b"<SEC-DOCUMENT>" * 10_000, b"<SUBMISSION>\n" + b"<TYPE>4\n" * MANY, b"<SEC-HEADER>\n" + b"A:" * 500_000,
        b"<SUBMISSION><DOCUMENT><TEXT>" * 10_000,
        b"<SUBMISSION>\n<DOCUMENT>\n<TYPE>4\n<TEXT>\n<XML>\n" + b"x" * 10_000_000,
        b"<SUBMISSION>\n" + b"<DOCUMENT>\n<TYPE>4\n<TEXT>\nx\n</TEXT>\n</DOCUMENT>\n" * 5_000,
    ],
    ids=lambda source: repr(source[:24]),
)  # fmt: skip
def test_hostile_submissions(source):
    try:
        filing = section16.read(source)
    except Section16Error as error:
        message = str(error)
    else:
        message = " ".join(str(finding) for finding in filing.findings)
        assert filing.document is None
    assert "\n" not in message


def test_hostile_printed_forms():
    """Texts that begin like a printed form and then go on and on."""
    head = b"FORM 4\nSTATEMENT OF CHANGES IN BENEFICIAL OWNERSHIP\n"
    for filler in (
        b"|" * 1_000_000, b"| a " * 200_000 + b"|\n", b"Table I\n" * 50_000, b"(1)" * 200_000, b" " * 1_000_000,
        b"1. Title of Security\n" * 20_000, b"<td>" * 200_000, b"F1 F2 (1)(2) " * 50_000,
    ):  # fmt: skip
        try:
            filing = section16.read(head + filler)
        except Section16Error as error:
            message = str(error)
        else:
            message = " ".join(str(finding) for finding in filing.findings[:100])
        assert "\n" not in message


# --------------------------------------------------------------------------------------------------------- files


def test_a_folder_a_missing_file_and_an_endless_one(tmp_path):
    with pytest.raises(NotThisFormat, match="found a folder"):
        section16.read(tmp_path)
    with pytest.raises(FileNotFoundError):
        section16.read(tmp_path / "missing.xml")
    huge = tmp_path / "huge.xml"
    with huge.open("wb") as file:
        os.truncate(file.fileno(), 10 << 30)  # sparse: ten gigabytes of nothing
    with pytest.raises(Section16Error, match=r"10\.0 GB"):
        section16.read(huge)
