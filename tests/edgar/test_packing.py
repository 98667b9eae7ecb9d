"""Packing: every package is valid by the SEC's schemas, and each broken rule is one line."""

import pytest
from lxml import etree
from msgspec.structs import replace

from section16.edgar.order import Refused
from section16.edgar.packing import exhibit, for_transmission, pack
from section16.formats import edgar_package
from section16.formats.recognise import read
from section16.model.package import Contact, PackageDocument
from section16.vocabulary.errors import MissingFact, SeenAndExpected
from tests.edgar.rehearsal import FORM
from tests.rules.newest_layout import Schemas, lifted

JPEG = b"\xff\xd8\xff\xe0" + bytes(20)


def enclosed(name: str, type_: str = "EX-99", content: bytes = b"An exhibit.\n") -> PackageDocument:
    return PackageDocument(name=name, type=type_, content=content)


@pytest.fixture
def official(shared):
    """What the SEC's schemas say against a package: the envelope, and the form in it."""
    folder = shared / "spec" / "edgar-ownership-v5.5" / "schema"
    envelope = etree.XMLSchema(etree.parse(folder / "edgarSubmission.xsd.xml"))
    forms = Schemas(folder)

    def faults(data: bytes) -> list[str]:
        root = etree.fromstring(data)
        found = [] if envelope.validate(root) else [error.message for error in envelope.error_log]
        package, findings = edgar_package.read(data)
        found += [str(finding) for finding in findings]
        return found + forms.messages(etree.fromstring(package.primary.content))

    return faults


def real_packages(submissions, every):
    """Real filings lifted to the newest layout, with their exhibits, as packages; and why some are none."""
    for name, raw in submissions.sample(every):
        filing = read(raw)
        if filing.document is None:
            continue
        newest = etree.tostring(lifted(etree.fromstring(filing.submission.xml)))
        draft = replace(filing, document=read(newest).document)
        try:
            yield name, edgar_package.write(pack(draft).package), ""
        except Refused as error:
            yield name, b"", str(error)


def test_packages_of_real_filings_are_valid(submissions, official):
    seen = list(real_packages(submissions, 40))
    packed = [(name, data) for name, data, _ in seen if data]
    assert [(name, official(data)) for name, data in packed if official(data)] == []
    assert len(packed) > 0.9 * len(seen)


@pytest.mark.sweep
def test_every_real_filing_is_packed_validly_or_refused_for_a_reason(submissions, official):
    packed = refused = 0
    for name, data, why in real_packages(submissions, 1):
        if data:
            assert official(data) == [], name
            packed += 1
        else:
            assert why.startswith("S16-") or "expected" in why, (name, why)
            refused += 1
    assert packed > 8000
    assert refused < 600


def test_the_example_is_packed(official):
    packed = pack(read(FORM), contact=Contact("Jane Doe", "555-0100", "jane@example.com"), notify=["joe@example.com"])
    data = edgar_package.write(packed.package)
    assert official(data) == []
    assert packed.left_out == ("issuerName", "rptOwnerName")
    package = edgar_package.read(data)[0]
    assert (package.test_or_live, package.submission_type, package.primary.name) == ("TEST", "4", "doc4.xml")
    assert (package.contact.name, package.notification_addresses) == ("Jane Doe", ("joe@example.com",))


def test_live_is_said_by_name():
    assert pack(read(FORM), live=True).package.is_live
    assert not pack(read(FORM)).package.is_live


def test_exhibits_are_enclosed(official):
    exhibits = [
        enclosed("ex24-poa.txt", "EX-24"), enclosed("cover_1.txt", "COVER.1"), enclosed("letter.txt", "CORRESP"),
        enclosed("ex99.htm", content=b"<html><body><img src='chart.jpg'></body></html>"),
        enclosed("chart.jpg", "GRAPHIC", JPEG),
    ]  # fmt: skip
    data = edgar_package.write(pack(read(FORM), exhibits=exhibits).package)
    assert official(data) == []
    assert [one.content for one in edgar_package.read(data)[0].exhibits] == [one.content for one in exhibits]


@pytest.mark.parametrize(
    ("exhibits", "said"),
    [
        ([enclosed("Poa.txt")], "'Poa.txt', expected lower case letters"),
        ([enclosed("1poa.txt")], "'1poa.txt', expected lower case letters"),
        ([enclosed("po a.txt")], "'po a.txt', expected lower case letters"),
        ([enclosed("a_b_c.txt")], "'a_b_c.txt', expected lower case letters"),
        ([enclosed("a.b.txt")], "'a.b.txt', expected lower case letters"),
        ([enclosed("poa.docx")], "expected one that ends in .txt or .htm or .jpg or .gif"),
        ([enclosed("poa.pdf", content=b"%PDF-1.7")], "a PDF file"),
        ([enclosed("poa.txt", content=b"%PDF-1.7")], "a PDF file"),
        ([enclosed("a" * 29 + ".txt")], "33 characters, expected at most 32"),
        ([enclosed("poa.txt", "EX-10")], "type 'EX-10', expected a form, CORRESP, COVER, EX-24, EX-99 or GRAPHIC"),
        ([enclosed("poa.txt", "EX-24." + "x" * 20)], "26 characters, expected at most 20"),
        ([enclosed("poa.txt", content=b"")], "a document without text"),
        ([enclosed("poa.txt", content=b" \n")], "poa.txt: found an empty file"),
        ([enclosed("a.txt"), enclosed("a.txt")], "2 documents named 'a.txt', expected one"),
        ([enclosed(f"c{i}.txt", "COVER") for i in range(11)], "11 documents of type COVER, expected at most 10"),
        ([enclosed(f"e{i}.txt") for i in range(501)], "501 documents of type exhibits and graphics"),
        ([enclosed(f"l{i}.txt", "CORRESP") for i in range(101)], "101 documents of type CORRESP"),
        ([enclosed("c.jpg", "GRAPHIC", JPEG)], "a graphic that no HTML document of the package shows"),
        ([enclosed("c.jpg", "GRAPHIC", b"GIF89a")], "c.jpg: found other content, expected a picture of the kind .jpg"),
        ([enclosed("poa.txt", content="“so”\n".encode())], "poa.txt: found a character outside ASCII in line 1"),
        ([enclosed("poa.txt", content=b"a\0b")], "poa.txt: found binary data, expected text"),
        ([enclosed("poa.htm", content=b"PK\x03\x04")], "poa.htm: found a compressed file, expected text"),
        ([enclosed("doc5.xml", "5", FORM)], "forms of type '4', '5', expected one of type '4'"),
    ],
)
def test_each_broken_rule_for_files_is_one_line(exhibits, said):
    with pytest.raises(Refused) as error:
        pack(read(FORM), exhibits=exhibits)
    assert any(said in reason for reason in error.value.reasons)
    assert all("\n" not in reason for reason in error.value.reasons)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((b"<value>0.0889</value>", b"<value>N/A</value>"), "S16-101"),
        ((b"<isDirector>1<", b"<isDirector>2<"), "S16-101"),
        ((b"<transactionCode>P<", b"<transactionCode>Q<"), "S16-108"),
    ],
)
def test_a_form_that_edgar_would_suspend_is_not_packed(change, said):
    assert change[0] in FORM
    with pytest.raises(Refused, match=said):
        pack(read(FORM.replace(*change)))


def test_contact_limits():
    with pytest.raises(Refused, match="31 characters, expected at most 30"):
        pack(read(FORM), contact=Contact(name="x" * 31))
    with pytest.raises(Refused, match="expected an e-mail address"):
        pack(read(FORM), notify=["nobody"])
    with pytest.raises(Refused, match="31 notification addresses, expected at most 30"):
        pack(read(FORM), notify=[f"a{i}@example.com" for i in range(31)])


def test_a_printed_form_without_ciks_is_not_packed():
    bare = FORM.replace(b"<rptOwnerCik>0001212502</rptOwnerCik>", b"")
    with pytest.raises(MissingFact, match="--owner-cik"):
        pack(read(bare))


def test_a_package_is_packed_again_with_what_it_has():
    once = pack(read(FORM), exhibits=[enclosed("poa.txt", "EX-24")], contact=Contact("Jane"), notify=["a@b.com"])
    again = pack(read(edgar_package.write(once.package)), live=True)
    assert again.package.is_live
    assert [one.name for one in again.package.documents] == ["doc4.xml", "poa.txt"]
    assert (again.package.contact, again.package.notification_addresses) == (Contact("Jane"), ("a@b.com",))


def test_a_ccc_is_left_out_unless_asked_for():
    with_ccc = FORM.replace(b"</rptOwnerCik>", b"</rptOwnerCik><rptOwnerCcc>a1b2c3d$</rptOwnerCcc>")
    package = pack(read(with_ccc)).package
    assert b"a1b2c3d$" not in edgar_package.read(edgar_package.write(package))[0].primary.content
    assert b"a1b2c3d$" in edgar_package.read(edgar_package.write(package, with_ccc=True))[0].primary.content


def test_what_edgar_fills_in_is_left_out(documents):
    for name, raw in documents.sample(7):
        document = read(raw).document
        bare, left = for_transmission(document)
        assert bare.schema_version is None, name
        assert all(owner.name is None for owner in bare.owners)
        assert set(left) <= {
            "schemaVersion", "noSecuritiesOwned", "form3HoldingsReported", "form4TransactionsReported", "issuerName",
            "rptOwnerName", "rptOwnerStateDescription", "rptOwnerGoodAddress",
        }  # fmt: skip
        assert (bare.table_i, bare.table_ii, bare.footnotes) == (
            document.table_i,
            document.table_ii,
            document.footnotes,
        )


@pytest.mark.parametrize(
    ("argument", "type_"),
    [
        ("EX-24=poa.txt", "EX-24"), ("ex24.txt", "EX-24"), ("ex-24_poa.txt", "EX-24"), ("ex991.htm", "EX-99"),
        ("EX-99.press=poa.txt", "EX-99.press"), ("cover.txt", "COVER"), ("corresp1.txt", "CORRESP"),
        ("a.gif", "GRAPHIC"),
    ],
)  # fmt: skip
def test_an_exhibit_says_its_type(tmp_path, argument, type_):
    kind, sep, name = argument.rpartition("=")
    (tmp_path / name).write_bytes(b"text")
    found = exhibit(f"{kind}{sep}{tmp_path / name}")
    assert (found.type, found.name, found.content) == (type_, name, b"text")


def test_an_exhibit_without_a_type_is_asked_for_one():
    with pytest.raises(SeenAndExpected, match=r"found 'poa\.txt', expected a type: EX-24=poa\.txt"):
        exhibit("poa.txt")
