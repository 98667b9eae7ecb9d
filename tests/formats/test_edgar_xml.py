"""Ownership XML there and back: real filings, any document that can be built, real filings with things done to them.

The promise: ``write(read(x))`` equals ``x`` in canonical XML once white space between elements is dropped, and the
JSON of a document gives the same document.
"""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from section16.formats import edgar_xml, wire_json
from section16.model.document import OwnershipDocument
from section16.vocabulary.errors import Damaged, NotThisFormat
from tests.canonical import canonical
from tests.real_documents import real_documents
from tests.strategies import documents as any_document
from tests.strategies import with_bytes_changed, with_elements_changed

# Documents come large; hypothesis would rather have small data.
LARGE = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
)


def written(document: OwnershipDocument) -> bytes:
    return edgar_xml.write(document, with_ccc=True)


def same(one: object, other: object) -> bool:
    """Equal to the last digit: 1.0 and 1.00 are equal as numbers, and not the same."""
    return one == other and repr(one) == repr(other)


def assert_json_gives_it_back(document: OwnershipDocument) -> None:
    source = wire_json.write(document)
    again = wire_json.read(source).document
    assert same(again, wire_json.without_ccc(document))
    assert wire_json.write(again) == source


def assert_it_comes_back(source: bytes) -> OwnershipDocument:
    """The promise, on one text that needs no repair; the document as read."""
    document, findings = edgar_xml.read(source)
    assert not findings
    assert same(edgar_xml.read_tree(source), (document, findings)), "the two ways of reading differ"
    output = written(document)
    assert canonical(output) == canonical(source)
    assert same(edgar_xml.read(output)[0], document)
    assert_json_gives_it_back(document)
    return document


# --------------------------------------------------------------------------------------------- real filings


def samples(shared) -> Iterator[tuple[str, bytes]]:
    """The SEC's own sample documents that are well-formed."""
    for folder in ("edgar-ownership-old-samples", "edgar-ownership-v5.5/samples"):
        for path in sorted((shared / "spec" / folder).glob("doc*.xml")):
            try:
                etree.fromstring(path.read_bytes())
            except etree.XMLSyntaxError:
                continue
            yield path.name, path.read_bytes()


def test_every_kind_of_real_document_comes_back(documents):
    count = 0
    for name, source in real_documents(documents.sample()):
        try:
            assert_it_comes_back(source)
        except AssertionError as error:
            raise AssertionError(name) from error
        count += 1
    assert count == 304


def test_some_submissions_come_back(submissions):
    for _, source in real_documents(submissions.sample(every=43)):
        assert_it_comes_back(source)


def test_the_samples_of_the_sec_come_back(shared):
    """Older ones have no schemaVersion, and each owner's CCC, which no JSON may show."""
    names = []
    for name, source in samples(shared):
        document = assert_it_comes_back(source)
        secrets = [owner.ccc for owner in document.owners if owner.ccc]
        assert not any(secret.encode() in wire_json.write(document) for secret in secrets)
        assert not any(secret.encode() in edgar_xml.write(document) for secret in secrets)
        names.append(name)
    assert len(names) == 7


def test_the_samples_of_version_5_5_are_not_well_formed(shared):
    """The SEC printed them with end tags that match nothing; that is said, and nothing is guessed."""
    for path in sorted((shared / "spec" / "edgar-ownership-v5.5" / "samples").glob("doc*.xml")):
        with pytest.raises(Damaged, match=r"found </\w+> at line \d+, column \d+, where <\w+> is open"):
            edgar_xml.read(path.read_bytes())


@pytest.mark.sweep
def test_all_real_documents_come_back(submissions, documents):
    count = 0
    for corpus in (submissions, documents):
        for name, source in real_documents(corpus.sample()):
            try:
                assert_it_comes_back(source)
            except AssertionError as error:
                raise AssertionError(name) from error
            count += 1
    assert count == 9048


# ------------------------------------------------------------------------------------ any document at all


@LARGE
@given(any_document())
def test_any_document_comes_back_from_xml_and_json(document):
    """Whatever the model can say without outlines, XML can say, and the text is read as the same again."""
    output = written(document)
    assert same(edgar_xml.read(output), (document, []))
    assert_it_comes_back(output)


@LARGE
@given(any_document())
def test_no_secret_is_written_unless_asked_for(document):
    """Without the CCC everything else is the same."""
    bare = wire_json.without_ccc(document)
    assert same(edgar_xml.read(edgar_xml.write(document))[0], edgar_xml.read(written(bare))[0])
    assert all(owner.ccc is None for owner in bare.owners)


# ------------------------------------------------------------------------- real filings with things done to them

SEED = b"""<?xml version="1.0"?>
<ownershipDocument>
    <schemaVersion>X0508</schemaVersion>
    <documentType>4/A</documentType>
    <periodOfReport>2024-05-01</periodOfReport>
    <dateOfOriginalSubmission>2024-05-02-05:00</dateOfOriginalSubmission>
    <notSubjectToSection16>0</notSubjectToSection16>
    <issuer>
        <issuerCik>0000012345</issuerCik>
        <issuerName>Smith &amp; Sons, Inc.</issuerName>
        <issuerTradingSymbol>XMPL</issuerTradingSymbol>
    </issuer>
    <reportingOwner>
        <reportingOwnerId>
            <rptOwnerCik>0000054321</rptOwnerCik>
            <rptOwnerName>Doe Jane</rptOwnerName>
        </reportingOwnerId>
        <reportingOwnerAddress>
            <rptOwnerStreet1>1 MAIN STREET</rptOwnerStreet1>
            <rptOwnerStreet2/>
            <rptOwnerCity>ANYWHERE</rptOwnerCity>
            <rptOwnerState>VA</rptOwnerState>
            <rptOwnerZipCode>21212</rptOwnerZipCode>
        </reportingOwnerAddress>
        <reportingOwnerRelationship>
            <isDirector>true</isDirector>
            <isOfficer>1</isOfficer>
            <officerTitle>President</officerTitle>
        </reportingOwnerRelationship>
    </reportingOwner>
    <aff10b5One>false</aff10b5One>
    <nonDerivativeTable>
        <nonDerivativeTransaction>
            <securityTitle><value>Common Stock</value><footnoteId id="F1"/></securityTitle>
            <transactionDate><value>2024-05-01</value></transactionDate>
            <deemedExecutionDate/>
            <transactionCoding>
                <transactionFormType>4</transactionFormType>
                <transactionCode>S</transactionCode>
                <equitySwapInvolved>0</equitySwapInvolved>
                <footnoteId id="F1"/>
                <footnoteId id="F2"/>
            </transactionCoding>
            <transactionTimeliness><value></value></transactionTimeliness>
            <transactionAmounts>
                <transactionShares><value>1000.50</value></transactionShares>
                <transactionPricePerShare><footnoteId id="F2"/></transactionPricePerShare>
                <transactionAcquiredDisposedCode><value>D</value></transactionAcquiredDisposedCode>
            </transactionAmounts>
            <postTransactionAmounts>
                <sharesOwnedFollowingTransaction><value>0</value></sharesOwnedFollowingTransaction>
            </postTransactionAmounts>
            <ownershipNature>
                <directOrIndirectOwnership><value>I</value></directOrIndirectOwnership>
                <natureOfOwnership><value>By trust</value><footnoteId id="F1"/></natureOfOwnership>
            </ownershipNature>
        </nonDerivativeTransaction>
    </nonDerivativeTable>
    <derivativeTable>
        <derivativeHolding>
            <securityTitle><value>Option</value></securityTitle>
            <conversionOrExercisePrice><value>8.880</value></conversionOrExercisePrice>
            <exerciseDate><footnoteId id="F1"/></exerciseDate>
            <underlyingSecurity>
                <underlyingSecurityTitle><value>Common Stock</value></underlyingSecurityTitle>
                <underlyingSecurityShares><value>10</value></underlyingSecurityShares>
            </underlyingSecurity>
        </derivativeHolding>
    </derivativeTable>
    <footnotes>
        <footnote id="F1">Sold through Smith &amp; Sons &lt;the "Broker"&gt;.</footnote>
        <footnote id="F2"> Price range: $1 - $2. </footnote>
    </footnotes>
    <remarks/>
    <ownerSignature>
        <signatureName>/s/ Jane Doe</signatureName>
        <signatureDate>2024-05-02</signatureDate>
    </ownerSignature>
</ownershipDocument>
"""


def check(source: bytes) -> None:
    """Refused in one line, or read; what is read comes back."""
    try:
        document, findings = edgar_xml.read(source)
    except (NotThisFormat, Damaged) as error:
        message = str(error)
    else:
        message = ""
    if message:
        assert "\n" not in message
        assert message.startswith("found ")
        return
    if not findings:
        assert_it_comes_back(source)
        return
    assert same(edgar_xml.read(written(document))[0], document)
    assert_json_gives_it_back(document)


@LARGE
@given(with_elements_changed(SEED))
def test_a_form_with_elements_changed_comes_back(source):
    """Deleted, doubled, moved, renamed, new, with attributes, in any encoding: well-formed, so nothing is lost."""
    assert_it_comes_back(source)


@LARGE
@given(with_bytes_changed(SEED))
def test_a_form_with_bytes_changed_is_refused_or_comes_back(source):
    check(source)


@LARGE
@given(st.data())
def test_real_filings_with_elements_changed_come_back(documents, data):
    name = data.draw(st.sampled_from(documents.names))
    source = dict(real_documents([(name, documents.read(name))])).get(name, SEED)
    assert_it_comes_back(data.draw(with_elements_changed(source)))


@LARGE
@given(st.data())
def test_real_filings_with_bytes_changed_are_refused_or_come_back(documents, data):
    check(data.draw(with_bytes_changed(documents.read(data.draw(st.sampled_from(documents.names))))))
