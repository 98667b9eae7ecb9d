"""EDGAR submissions in SGML: values a person reads off real filings, and the same bytes back."""

import random
from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from section16.formats import edgar_sgml
from section16.formats.edgar_sgml_brief import brief
from section16.formats.edgar_sgml_build import uuencode
from section16.formats.edgar_sgml_findings import attachment_findings
from section16.model.submission import (
    FilingValues,
    FormerName,
    Header,
    HeaderAddress,
    HeaderField,
    Party,
    decode_attachment,
)
from section16.vocabulary.errors import NotFound, NotThisFormat
from section16.vocabulary.findings import Severity
from tests.formats.briefs import in_brief, in_full

OWN_TEXT = b"""\
<SEC-DOCUMENT>0009999999-24-000001.txt : 20240617
<SEC-HEADER>0009999999-24-000001.hdr.sgml : 20240614
<ACCEPTANCE-DATETIME>20240614183005
<PRIVATE-TO-PUBLIC>
ACCESSION NUMBER:\t\t0009999999-24-000001
CONFORMED SUBMISSION TYPE:\t4/A
PUBLIC DOCUMENT COUNT:\t\t2
CONFORMED PERIOD OF REPORT:\t20240612
FILED AS OF DATE:\t\t20240614
DATE AS OF CHANGE:\t\t20240614
SROS:\t\t\tNYSE

REPORTING-OWNER:\t

\tOWNER DATA:\t
\t\tCOMPANY CONFORMED NAME:\t\t\tDoe Jan\xe9
\t\tCENTRAL INDEX KEY:\t\t\t0001234567
\t\tORGANIZATION NAME:           \t

\tFILING VALUES:
\t\tFORM TYPE:\t\t4/A
\t\tSEC ACT:\t\t1934 Act
\t\tSEC FILE NUMBER:\t001-12345
\t\tFILM NUMBER:\t\t241234567

\tBADGE DATA:\t
\t\tBADGE:\t\t\tgold

ISSUER:\t\t

\tCOMPANY DATA:\t
\t\tCOMPANY CONFORMED NAME:\t\t\tACME CORP
\t\tCENTRAL INDEX KEY:\t\t\t0007654321
\t\tSTANDARD INDUSTRIAL CLASSIFICATION:\tRETAIL [MISC] STORES [5990]
\t\tEIN:\t\t\t\t123456789
</SEC-HEADER>
<DOCUMENT>
<TYPE>4/A
<SEQUENCE>1
<FILENAME>form4.xml
<TEXT>
<XML>
<?xml version="1.0"?>
<ownershipDocument><remarks>\xc3\xa9</remarks></ownershipDocument>
</XML>
</TEXT>
</DOCUMENT>
<DOCUMENT>
<TYPE>EX-24
<SEQUENCE>2
<FILENAME>poa.txt
<DESCRIPTION>POWER OF ATTORNEY
<TEXT>
Every <DOCUMENT> ends in </TEXT> and </DOCUMENT>, says \x93EDGAR\x94.
</TEXT>
</DOCUMENT>
</SEC-DOCUMENT>
"""

OWN_FEED = b"""\
<SUBMISSION>
<CORRECTION>
<TIMESTAMP>20240617:132500
<ACCESSION-NUMBER>0009999999-24-000001
<TYPE>4
<PUBLIC-DOCUMENT-COUNT>1
<FILING-DATE>20240614
<SUBJECT-COMPANY>
<COMPANY-DATA>
<CONFORMED-NAME>ACME CORP
<CIK>0007654321
<ASSIGNED-SIC>5990
</COMPANY-DATA>
<BADGE-DATA>
<BADGE>gold
</BADGE-DATA>
</SUBJECT-COMPANY>
<FILED-BY>
<COMPANY-DATA>
<CONFORMED-NAME>Doe Jane
</COMPANY-DATA>
<FILING-VALUES>
<FORM-TYPE>4
<ACT>34
<FILE-NUMBER>001-12345
<DELETION>
</FILING-VALUES>
</FILED-BY>
<DOCUMENT>
<TYPE>4
<SEQUENCE>1
<FILENAME>form4.xml
<TEXT>
<XML>
<ownershipDocument/>
</XML>
</TEXT>
</DOCUMENT>
</SUBMISSION>
"""

PEM = (
    b"-----BEGIN PRIVACY-ENHANCED MESSAGE-----\nProc-Type: 2001,MIC-CLEAR\n MFgw==\n\n",
    b"-----END PRIVACY-ENHANCED MESSAGE-----",
)


def read(source: bytes):
    """The submission and the codes of its findings, once it has been written back unchanged."""
    submission, findings = edgar_sgml.read(source)
    assert edgar_sgml.write(submission) == source
    return submission, [finding.code for finding in findings]


def damaged(old: bytes, new: bytes, source: bytes = OWN_TEXT) -> bytes:
    assert old in source
    return source.replace(old, new, 1)


def member(shared: Path, name: str) -> bytes:
    return (shared / "data" / "feed" / name).read_bytes()


# ------------------------------------------------------------------------------------------ what stands there


@pytest.mark.needs_shared
def test_wesco_director_2023(submissions):
    """WESCO International, Form 4 of Laura Thompson, accepted after the usual closing hour."""
    submission, codes = read(submissions.read("0001209191-23-023102.txt"))
    header = submission.header

    assert (submission.spelling, codes) == ("txt", [])
    assert (header.accession, header.form_type, header.public_document_count) == (
        "0001209191-23-023102",
        "4",
        1,
    )
    assert header.accepted == datetime.fromisoformat("2023-04-04T20:59:36")
    assert (header.period, header.filed) == (date(2023, 3, 31), date(2023, 4, 4))
    assert (header.changed, header.disseminated) == (date(2023, 4, 4), date(2023, 4, 4))
    assert (header.file_numbers, header.sic) == (("001-14989",), "5063")
    assert header.issuer == Party(
        role="ISSUER",
        name="WESCO INTERNATIONAL INC",
        cik="0000929008",
        sic="5063",
        sic_name="WHOLESALE-ELECTRICAL APPARATUS & EQUIPMENT, WIRING SUPPLIES",
        irs_number="251723342",
        fiscal_year_end="1231",
        business_address=HeaderAddress(
            "225 WEST STATION SQUARE DRIVE", "STE 700", "PITTSBURGH", "PA", "15219", "4124542200"
        ),
        mail_address=HeaderAddress("225 WEST STATION SQUARE DRIVE", "STE 700", "PITTSBURGH", "PA", "15219"),
        former_names=(FormerName("CDW HOLDING CORP", date(1997, 12, 17)),),
    )
    (owner,) = header.owners
    assert (owner.name, owner.cik, owner.file_number) == ("Thompson Laura K", "0001589405", "001-14989")
    assert owner.filing_values == (FilingValues("4", "1934 Act", "001-14989", "23800914"),)
    assert owner.mail_address == HeaderAddress("200 INNOVATION WAY", None, "AKRON", "OH", "44316")
    (document,) = submission.documents
    assert (document.type, document.sequence, document.filename) == ("4", 1, "doc4.xml")
    assert (document.description, document.kind) == ("FORM 4 SUBMISSION", "xml")
    assert submission.xml.startswith(b'<?xml version="1.0"?>\n<ownershipDocument>')
    assert submission.xml.endswith(b"</ownershipDocument>")


@pytest.mark.needs_shared
def test_arrow_feed_file_2025(shared):
    """A feed file: raw tags, CR line ends, no acceptance time."""
    submission, codes = read(member(shared, "0001127602-25-004598.nc"))
    header = submission.header

    assert (submission.spelling, codes) == ("nc", [])
    assert (header.accession, header.accepted) == ("0001127602-25-004598", None)
    assert (header.period, header.filed) == (date(2025, 2, 12), date(2025, 2, 13))
    (owner,) = header.owners
    assert (owner.name, owner.organization_name) == ("Jean-Claude Carine Lamercie", "")
    assert owner.filing_values == (FilingValues("4", "34", "001-04482", "25619631"),)
    assert (header.issuer.name, header.issuer.organization_name) == (
        "ARROW ELECTRONICS, INC.", "07 Trade & Services",
    )  # fmt: skip
    assert (header.sic, header.issuer.sic_name, header.issuer.irs_number) == ("5065", None, "111806155")
    assert [(former.name, former.changed) for former in header.issuer.former_names] == [
        ("ARROW ELECTRONICS, INC", date(2022, 11, 17)),
        ("ARROW ELECTRONICS INC", date(1992, 7, 3)),
    ]
    assert submission.xml.startswith(b'<?xml version="1.0"?>\r<ownershipDocument>')


@pytest.mark.needs_shared
def test_text_form_4_of_2000(shared):
    """PEM wrapper, labels mixed with raw tags, a relationship, no XML."""
    submission, codes = read(member(shared, "0001094891-00-000193.txt"))
    header = submission.header

    assert (submission.spelling, codes, submission.xml) == ("txt", [], None)
    assert (header.filed, header.disseminated) == (date(2000, 3, 14), date(2000, 3, 16))
    assert (header.accepted, header.changed) == (None, None)
    assert [party.role for party in header.parties] == ["SUBJECT COMPANY", "REPORTING-OWNER"]
    assert (header.issuer.name, header.issuer.cik) == ("PRODUCTIVITY TECHNOLOGIES CORP /", "0000911787")
    assert (header.sic, header.file_numbers) == ("3540", ("000-24212",))
    assert header.issuer.filing_values[0].act == ""
    (owner,) = header.owners
    assert (owner.name, owner.relationship, owner.sic) == ("FOSTER ALAN H", "DIRECTOR", "")
    assert owner.business_address.street1 == "PRODUCTIVITY TECHNOLOGIES CORP"
    assert owner.mail_address.zip == "10022"
    assert submission.primary.kind == "text"
    assert b"Options to Purchase Co|$1.375" in submission.primary.content


@pytest.mark.needs_shared
def test_submission_whose_tabs_were_lost(submissions):
    """Tesla, 2023-07-31: this copy was indented anew; lines are known by their labels."""
    submission, codes = read(submissions.read("0001790565-23-000009.txt"))
    (owner,) = submission.header.owners

    assert codes == []
    assert (owner.name, owner.mail_address.city) == ("Baglino Andrew D", "FREMONT")
    assert (submission.header.sic, submission.header.file_numbers) == ("3711", ("001-34756",))
    assert submission.xml.startswith(b'<?xml version="1.0"?>')


@pytest.mark.needs_shared
def test_owners_of_a_group_filing_2025(submissions):
    """1-800-Flowers, 2025-04-28: several owners, "EIN" where "IRS NUMBER" stood before."""
    header = read(submissions.read("0000921895-25-001190.txt"))[0].header
    assert [owner.name for owner in header.owners][:3] == [
        "Pleasant Lake Partners LLC", "PLP Funds Master Fund LP", "Fund 1 Investments, LLC",
    ]  # fmt: skip
    assert (header.issuer.irs_number, header.issuer.organization_name) == ("113117311", "07 Trade & Services")
    assert header.file_numbers == ("000-26841",)


@pytest.mark.needs_shared
def test_dissemination_follows_the_filing_date(submissions):
    """Accepted 21:45 on 2023-06-20 and filed that day, disseminated the next."""
    header = read(submissions.read("0001209191-23-038683.txt"))[0].header
    assert (header.filed, header.disseminated) == (date(2023, 6, 20), date(2023, 6, 21))


@pytest.mark.needs_shared
def test_copy_under_another_name(submissions):
    submission, findings = edgar_sgml.read(submissions.read("0001209191-23-002844.txt"))
    (finding,) = findings
    assert (finding.code, finding.severity) == ("S16-017", Severity.NOTE)
    assert finding.message.startswith("found '1.txt : 20230110', the accession number is '0001209191-23-002844'")
    assert submission.header.accession == "0001209191-23-002844"


@pytest.mark.needs_shared
def test_graphics_are_decoded(submissions):
    """A power of attorney in images. Python's own decoder refuses how EDGAR fills the last line."""
    submission, _ = read(submissions.read("0001091667-23-000012.txt"))
    graphics = [document for document in submission.documents if document.type == "GRAPHIC"]
    assert graphics
    for document in graphics:
        attachment = document.attachment
        assert (document.kind, attachment.name, attachment.damage) == ("uuencoded", document.filename, None)
        assert attachment.content.startswith(b"\xff\xd8\xff")  # JPEG
        assert attachment.content.endswith(b"\xff\xd9")
    assert attachment_findings(submission) == []


# ------------------------------------------------------------------------------------------- own examples


def test_own_text():
    submission, codes = read(OWN_TEXT)
    header = submission.header
    assert (submission.spelling, codes) == ("txt", [])
    assert header.accepted == datetime.fromisoformat("2024-06-14T18:30:05")
    assert (header.filed, header.disseminated) == (date(2024, 6, 14), date(2024, 6, 17))
    assert (header.is_private_to_public, header.is_correction, header.is_deletion) == (True, False, False)
    assert header.owners[0].name == "Doe Jané"
    assert (header.owners[0].organization_name, header.owners[0].irs_number) == ("", None)
    assert (header.issuer.sic, header.issuer.sic_name) == ("5990", "RETAIL [MISC] STORES")
    assert header.issuer.irs_number == "123456789"
    assert submission.xml == (
        b'<?xml version="1.0"?>\n<ownershipDocument><remarks>\xc3\xa9</remarks></ownershipDocument>'
    )
    exhibit = submission.documents[1]
    assert (exhibit.kind, exhibit.description, exhibit.xml) == ("text", "POWER OF ATTORNEY", None)
    assert exhibit.content.endswith(b"says \x93EDGAR\x94.\n")


@pytest.mark.parametrize("source", [OWN_TEXT, OWN_FEED])
def test_unknown_lines_are_kept(source):
    header = read(source)[0].header
    (group,) = [field for field in header.walk() if field.label.startswith("BADGE") and field.children]
    assert group.children == (HeaderField("BADGE", "gold"),)
    assert any(group in party.children for party in header.fields)
    assert header.first("SROS") in {"NYSE", None}


def test_own_feed_file():
    submission, codes = read(OWN_FEED)
    header = submission.header
    assert (submission.spelling, codes) == ("nc", [])
    assert (header.is_correction, header.is_deletion) == (True, False)  # the deletion is of a file number
    assert header.timestamp == "20240617:132500"
    assert [party.role for party in header.parties] == ["SUBJECT-COMPANY", "FILED-BY"]
    assert (header.issuer.name, header.sic, header.owners) == ("ACME CORP", "5990", ())
    assert header.file_numbers == ("001-12345",)


def test_header_alone():
    text = OWN_FEED.partition(b"<DOCUMENT>")[0].partition(b"\n")[2]
    source = b"<SEC-HEADER>0009999999-24-000001.hdr.sgml : 20240614\n" + text + b"</SEC-HEADER>\n"
    submission, codes = read(source)
    assert (submission.spelling, submission.documents, codes) == ("hdr.sgml", (), [])
    assert (submission.primary, submission.xml) == (None, None)
    assert submission.header.issuer.name == "ACME CORP"


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("source", [OWN_TEXT, OWN_FEED, PEM[0] + OWN_TEXT + PEM[1]])
def test_line_ends_change_nothing_but_the_bytes(source, line_end):
    expected, _ = edgar_sgml.read(source)
    submission, codes = read(source.replace(b"\n", line_end))
    assert codes == []
    assert submission.header == expected.header
    assert [d.filename for d in submission.documents] == [d.filename for d in expected.documents]
    assert submission.xml == expected.xml.replace(b"\n", line_end)


def test_header_without_tabs():
    """Lines stripped of all blanks at their ends still find their places."""
    expected = edgar_sgml.read(OWN_TEXT)[0].header
    header = read(b"\n".join(line.strip() for line in OWN_TEXT.split(b"\n")))[0].header
    assert header.parties == expected.parties


def test_unknown_label_indented_with_blanks():
    source = damaged(b"\t\tBADGE:", b"        BADGE:")
    assert HeaderField("BADGE", "gold") in read(source)[0].header.walk()


def test_first_of_repeated_groups():
    address = b"<MAIL-ADDRESS>\n<CITY>%s\n</MAIL-ADDRESS>\n"
    source = damaged(b"<BADGE-DATA>\n", address % b"AKRON" + address % b"TULSA" + b"<BADGE-DATA>\n", OWN_FEED)
    header = read(source)[0].header
    assert header.issuer.mail_address == HeaderAddress(city="AKRON")
    assert [field.value for field in header.walk() if field.label == "CITY"] == ["AKRON", "TULSA"]


def test_text_on_the_line_of_its_tag():
    submission, _ = read(damaged(b"<TEXT>\nEvery", b"<TEXT>Every"))
    assert submission.documents[1].content.startswith(b"Every <DOCUMENT>")


def test_header_goes_through_json():
    header = edgar_sgml.read(OWN_TEXT)[0].header
    assert msgspec.json.decode(msgspec.json.encode(header), type=Header) == header


# ------------------------------------------------------------------------------------------------- damage


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        (damaged(b"</SEC-DOCUMENT>\n", b""), ["S16-012"]),
        (damaged(b"</SUBMISSION>\n", b"", OWN_FEED), ["S16-012"]),
        (PEM[0] + OWN_TEXT, ["S16-012"]),
        (damaged(b"</SEC-HEADER>\n", b""), ["S16-012"]),
        (damaged(b"</XML>\n</TEXT>\n</DOCUMENT>\n", b""), ["S16-011"]),
        (damaged(b"</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>\n", b""), ["S16-011", "S16-012"]),
        (damaged(b"</DOCUMENT>\n</SEC-DOCUMENT>\n", b"</SEC-DOCUMENT>\n"), ["S16-011"]),
        (damaged(b"<TEXT>\n<XML>\n", b""), ["S16-011"]),
        (damaged(b"ACCESSION NUMBER:", b"NUMBER:"), ["S16-013"]),
        (damaged(b"COUNT:\t\t2", b"COUNT:\t\t3"), ["S16-014"]),
        (damaged(b"COUNT:\t\t2", b"COUNT:\t\ttwo"), ["S16-015"]),
        (damaged(b"20240612", b"20240631"), ["S16-015"]),
        (damaged(b"20240614183005", b"20240614183065"), ["S16-015"]),
        (b"From: a friend\n\n" + OWN_TEXT, ["S16-016"]),
        (OWN_TEXT + b"the end\n", ["S16-016"]),
        (damaged(b"</DOCUMENT>\n", b"</DOCUMENT>\nstray\n"), ["S16-016"]),
        (damaged(b"</SEC-HEADER>\n", b"</SEC-HEADER>\nstray\n"), ["S16-016"]),
        (damaged(b"<SEC-HEADER>0009999999", b"<SEC-HEADER>0008888888"), ["S16-017"]),
        (OWN_TEXT + OWN_FEED, ["S16-018"]),
        (OWN_TEXT.partition(b"<DOCUMENT>")[0] + b"</SEC-DOCUMENT>\n" + OWN_FEED, ["S16-014", "S16-018"]),
        (OWN_TEXT[OWN_TEXT.index(b"<DOCUMENT>") :].partition(b"</SEC-DOCUMENT>")[0], ["S16-013"]),
        (PEM[0], ["S16-010"]),
    ],
)
def test_damage_is_read_around_and_reported(source, codes):
    assert read(source)[1] == codes


def test_only_what_holds_nothing_is_an_error():
    (finding,) = edgar_sgml.read(PEM[0])[1]
    assert finding.severity is Severity.ERROR
    assert finding.message == "neither a header nor a document was found"


def test_document_that_is_not_closed_ends_at_the_next():
    submission, findings = edgar_sgml.read(damaged(b"</TEXT>\n</DOCUMENT>\n", b""))
    assert [document.filename for document in submission.documents] == ["form4.xml", "poa.txt"]
    assert submission.xml.endswith(b"</ownershipDocument>")
    (finding,) = findings
    assert str(finding.location) == "Document 1 (form4.xml) (submission.documents[0])"
    assert finding.message == "the document is cut short: '</TEXT>', '</DOCUMENT>' were not found"


def test_unreadable_date_is_kept():
    submission, (finding,) = edgar_sgml.read(damaged(b"20240612", b"2024-06-12"))
    assert submission.header.period is None
    assert submission.header.first("CONFORMED PERIOD OF REPORT") == "2024-06-12"
    assert finding.message == "found '2024-06-12', expected a date YYYYMMDD"
    assert str(finding.location) == "Submission header, CONFORMED PERIOD OF REPORT (header.period)"


def test_documents_of_a_second_submission_are_not_taken():
    submission, _ = edgar_sgml.read(OWN_TEXT + OWN_FEED)
    assert len(submission.documents) == 2
    assert submission.closing == b"</SEC-DOCUMENT>\n" + OWN_FEED


def test_concatenated_submissions_are_split():
    parts = [OWN_FEED, OWN_TEXT, PEM[0] + OWN_TEXT + PEM[1] + b"\n", OWN_FEED]
    assert list(edgar_sgml.split(b"".join(parts))) == parts
    assert list(edgar_sgml.split(OWN_TEXT)) == [OWN_TEXT]


@pytest.mark.parametrize("source", [b"", b"<ownershipDocument/>", b"Form 4", b"<SEC-DOC", b"\x00" * 99])
def test_other_formats_are_refused(source):
    assert not edgar_sgml.sniff(source)
    with pytest.raises(NotThisFormat, match="expected an EDGAR submission"):
        edgar_sgml.read(source)
    with pytest.raises(NotThisFormat):
        brief(source)


@pytest.mark.parametrize(
    "source",
    [
        b"<SUBMISSION>\n" + b"<DOCUMENT>\n" * 20_000,
        b"<SUBMISSION>\n" + b"<A>\n" * 20_000 + b"</A>\n" * 20_000,
        b"<SEC-DOCUMENT>" + b" <DOCUMENT>" * 20_000,
        b"<SEC-DOCUMENT>x\n" + b"\t" * 100_000 + b"A:\n" * 20_000,
        b"<SUBMISSION>\n<DOCUMENT>\n<TYPE>4\n" + b"</TEXT><TEXT></DOCUMENT>" * 20_000,
    ],
)
def test_hostile_files_are_read_in_one_pass(source):
    submission, _ = read(source)
    assert sum(1 for _ in submission.header.walk()) < 50_000


# -------------------------------------------------------------------------------------------- attachments


def test_trailing_blanks_and_other_encoders():
    content = bytes(range(256)) + b"\0" * 50
    plain = uuencode(content, "a.bin")
    assert b" \n" not in plain
    begin, *lines = plain.split(b"\n")
    backquoted = b"\n".join([begin, *(line.replace(b" ", b"`") for line in lines)])
    checked = b"\n".join([begin, *(line + b"X" if len(line) == 61 else line for line in lines)])
    for text in (plain, backquoted, checked, plain.replace(b"\n", b"\r\n"), b"<PDF>\n" + plain + b"</PDF>"):
        assert decode_attachment(text).content == content
        assert decode_attachment(text).damage is None


@pytest.mark.parametrize(
    ("text", "damage"),
    [
        (b"begin 644 a.bin\n#8V%T\n", "the file is cut short: no 'end' line"),
        (b"begin 644 a.bin\n#8V%T\n#abcd\n\nend\n", "line 2 after 'begin' is not uuencoded: b'#abcd'"),
    ],
)
def test_damaged_attachment_says_so(text, damage):
    attachment = decode_attachment(text)
    assert (attachment.name, attachment.content, attachment.damage) == ("a.bin", b"cat", damage)


def test_damaged_attachment_is_found():
    source = damaged(b"Every <DOCUMENT>", b"begin 644 a.jpg\nEvery <DOCUMENT>")
    submission, codes = read(source)
    (finding,) = attachment_findings(submission)
    assert (codes, finding.code, finding.severity) == ([], "S16-019", Severity.WARNING)
    assert submission.documents[1].content == submission.documents[1].attachment.content


def test_no_attachment():
    assert decode_attachment(b"begin the work") is None
    assert edgar_sgml.read(OWN_TEXT)[0].documents[1].attachment is None


# ---------------------------------------------------------------------------------- replacing and building


def test_another_xml_in_the_form():
    submission = edgar_sgml.replace_document(edgar_sgml.read(OWN_TEXT)[0], b"<ownershipDocument/>")
    written = edgar_sgml.write(submission)
    assert b"<TEXT>\n<XML>\n<ownershipDocument/>\n</XML>\n</TEXT>" in written
    assert edgar_sgml.read(written)[0] == submission
    original = edgar_sgml.read(OWN_TEXT)[0].xml
    assert edgar_sgml.write(edgar_sgml.replace_document(submission, original)) == OWN_TEXT


def test_no_xml_to_replace():
    submission = edgar_sgml.read(damaged(b"<XML>\n", b""))[0]
    with pytest.raises(NotFound, match="0009999999-24-000001"):
        edgar_sgml.replace_document(submission, b"<ownershipDocument/>")


def test_fresh_submission():
    files = {
        "form4.xml": b"<ownershipDocument/>",
        "poa.txt": b"I appoint ...",
        "poa.pdf": b"%PDF-1.4 \x00\xff",
        "sign.jpg": b"\xff\xd8\xff\xe0" + b"\0" * 70,
        "tags.txt": b"<DOCUMENT>\n</DOCUMENT>\n",
        "begin.txt": b"begin 644 times, end once\n",
    }
    documents = [
        edgar_sgml.enclose(content, document_type="4", sequence=i, filename=name, description="A\nB")
        for i, (name, content) in enumerate(files.items(), 1)
    ]
    header = Header(form_type="4", period=date(2026, 3, 31), parties=(Party(role="ISSUER", irs_number="1"),))
    submission = edgar_sgml.build(header, documents)
    again, codes = read(edgar_sgml.write(submission))

    assert again == submission
    assert codes == ["S16-013"]  # EDGAR gives the accession number
    assert [d.kind for d in again.documents] == ["xml", "text", "pdf", *["uuencoded"] * 3]
    files["poa.txt"] += b"\n"
    assert {d.filename: d.content for d in again.documents} == files
    assert {d.description for d in again.documents} == {"A B"}
    plain = edgar_sgml.enclose(b"I\n", document_type="EX-99", sequence=1, filename="i.txt")
    assert plain.head == b"<DOCUMENT>\n<TYPE>EX-99\n<SEQUENCE>1\n<FILENAME>i.txt\n<TEXT>"
    assert edgar_sgml.write(submission).splitlines()[:6] == [
        b"<SEC-DOCUMENT>",
        b"<SEC-HEADER>",
        b"CONFORMED SUBMISSION TYPE:\t4",
        b"PUBLIC DOCUMENT COUNT:\t\t6",
        b"CONFORMED PERIOD OF REPORT:\t20260331",
        b"",
    ]
    assert b"\t\tEIN:\t\t\t\t1\n" in submission.opening
    assert b"FILED" not in submission.opening


def attributes(header: Header) -> Header:
    """The header without its tree, whose labels differ by spelling."""
    return msgspec.structs.replace(header, fields=())


LINE = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=9)
TEXT = st.none() | LINE
PARTY = st.builds(
    Party,
    role=st.sampled_from(["REPORTING-OWNER", "ISSUER"]),
    name=TEXT,
    cik=TEXT,
    organization_name=TEXT,
    sic=st.none() | st.just("") | st.integers(0, 9999).map("{:04}".format),
    irs_number=TEXT,
    state_of_incorporation=TEXT,
    fiscal_year_end=TEXT,
    relationship=TEXT,
    filing_values=st.lists(
        st.builds(FilingValues, form_type=TEXT, act=st.none(), file_number=TEXT, film_number=TEXT), max_size=2
    ).map(tuple),
    business_address=st.none()
    | st.builds(HeaderAddress, street1=TEXT, street2=TEXT, city=TEXT, state=TEXT, zip=TEXT, phone=TEXT),
    mail_address=st.none() | st.builds(HeaderAddress, street1=TEXT),
    former_names=st.lists(st.builds(FormerName, name=TEXT, changed=st.none() | st.dates()), max_size=2).map(tuple),
)
HEADER = st.builds(
    Header,
    accession=TEXT,
    form_type=TEXT,
    public_document_count=st.integers(0, 99),
    period=st.none() | st.dates(),
    filed=st.none() | st.dates(),
    changed=st.none() | st.dates(),
    accepted=st.none() | st.datetimes().map(lambda at: at.replace(microsecond=0)),
    parties=st.lists(PARTY, max_size=3).map(tuple),
)


@given(HEADER, st.sampled_from(["txt", "hdr.sgml", "nc"]))
def test_what_is_built_is_read_again(header, spelling):
    built = edgar_sgml.build(header, [], spelling=spelling)
    assert built.spelling == spelling
    again = msgspec.structs.replace(attributes(built.header), disseminated=None)
    if spelling == "nc":  # has no place for it
        header = msgspec.structs.replace(header, accepted=None)
    assert again == header
    assert edgar_sgml.build(header, [], spelling=spelling) == built


def test_header_composed_from_the_model():
    own = edgar_sgml.read(OWN_TEXT)[0].header
    assert attributes(edgar_sgml.build(own, []).header) == attributes(own)


def test_spellings_of_one_header():
    """From a feed file to a .txt: the act is spelled out, the roles lose their hyphens."""
    feed = edgar_sgml.read(OWN_FEED)[0]
    text = edgar_sgml.build(feed.header, feed.documents)
    assert [party.role for party in text.header.parties] == ["SUBJECT COMPANY", "FILED BY"]
    assert text.header.parties[1].filing_values[0].act == "1934 Act"
    back = edgar_sgml.build(text.header, text.documents, spelling="nc")
    assert attributes(back.header) == attributes(feed.header)


# ------------------------------------------------------------------------------------------------- bytes


@given(st.binary())
def test_any_bytes(source):
    assert_read_or_refused(source)


PIECES = st.sampled_from([
    b"<SEC-DOCUMENT>", b"<SEC-HEADER>", b"<SUBMISSION>", b"<DOCUMENT>", b"<TEXT>", b"<XML>", b"</XML>",
    b"</TEXT>", b"</DOCUMENT>", b"</SEC-HEADER>", b"</SEC-DOCUMENT>", b"</SUBMISSION>", b"<TYPE>4", b"<CIK>1",
    b"<SEQUENCE>\xb2", b"ISSUER:", b"<ISSUER>", b"</ISSUER>", b"CITY:", b"X:", b"[", b"]", b"<", b">",
    b"\xff", b"20240101", b"20240230", b"9" * 20, b"begin 644 a", b"end", b"M", b"`", b"\n", b"\r", b"\t",
    b" ", b" : ", b"\tCOMPANY DATA:", b"FORMER NAME:", b"FILED AS OF DATE:", b"PUBLIC DOCUMENT COUNT:",
    b"STANDARD INDUSTRIAL CLASSIFICATION:", b"<ACCEPTANCE-DATETIME>", PEM[0], PEM[1],
])  # fmt: skip


@given(st.lists(PIECES | st.binary(max_size=3), max_size=60).map(b"".join))
def test_any_heap_of_tags(source):
    assert_read_or_refused(source)
    assert_read_or_refused(b"<SUBMISSION>\n" + source)


@given(st.integers(0, len(OWN_TEXT)), st.integers(0, len(OWN_TEXT)))
def test_any_piece_of_a_submission(start, end):
    assert_read_or_refused(OWN_TEXT[start:end])


def assert_read_or_refused(source: bytes) -> None:
    try:
        submission, findings = edgar_sgml.read(source)
    except NotThisFormat:
        assert not edgar_sgml.sniff(source)
        return
    assert edgar_sgml.write(submission) == source
    assert all(str(finding) for finding in findings)
    attachment_findings(submission)
    assert all(isinstance(document.content, bytes) for document in submission.documents)
    brief(source)
    assert b"".join(edgar_sgml.split(source)) == source


@pytest.mark.parametrize(
    "source",
    [
        OWN_TEXT,
        OWN_FEED,
        PEM[0] + OWN_TEXT + PEM[1],
        OWN_TEXT.replace(b"20240612", b"20240631"),
        OWN_TEXT.replace(b"Jan\xe9\n", b"Jan\xe9\n</SEC-DOCUMENT>\n"),
        OWN_TEXT.replace(b"<XML>\n", b"</SEC-DOCUMENT>\n<XML>\n"),
    ],
)
def test_brief_says_what_read_says(source):
    assert in_brief(source) == in_full(source)


@pytest.mark.needs_shared
def test_sample_is_byte_identical(submissions):
    for _, source in submissions.sample(every=25):
        assert in_brief(source) == in_full(source)


@pytest.mark.needs_shared
def test_real_submissions_cut_anywhere(submissions, shared):
    """At 20 places by chance, and all along the tags of the end."""
    sources = [source for _, source in submissions.sample(every=500)]
    sources += [path.read_bytes() for path in sorted((shared / "data" / "feed").iterdir())]
    chance = random.Random(16)
    for source in sources:
        for _ in range(20):
            cut = source[: chance.randint(len("<SEC-DOCUMENT>"), len(source))]
            assert read(cut)[1] or cut == source
            assert in_brief(cut) == in_full(cut)
        for length in range(len(source) - 1, len(source) - 40, -2):
            read(source[:length])
            assert in_brief(source[:length]) == in_full(source[:length])


@pytest.mark.sweep
@pytest.mark.needs_shared
def test_every_submission_is_byte_identical(submissions):
    """All of them: the same bytes, the same in brief, no damage, and every graphic a picture."""
    codes = []
    for name, source in submissions.sample():
        submission, found = read(source)
        codes += [(name, code) for code in found]
        assert in_brief(source) == in_full(source)
        assert attachment_findings(submission) == []
        for document in submission.documents:
            if document.type == "GRAPHIC":
                assert document.content.startswith((b"\xff\xd8\xff", b"GIF8")), name
    assert codes == [("0001209191-23-002844.txt", "S16-017")]


@pytest.mark.sweep
@pytest.mark.needs_shared
def test_composed_anew_as_edgar_did(submissions):
    """Headers composed from the model are the filed ones, but for copies changed on their way."""
    changed = [
        name
        for name, source in submissions.sample()
        for submission in [edgar_sgml.read(source)[0]]
        if edgar_sgml.write(edgar_sgml.build(submission.header, submission.documents)) != source
    ]
    assert len(changed) <= 5, changed
