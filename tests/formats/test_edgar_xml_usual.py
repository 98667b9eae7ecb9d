"""The quick way and the tree give the same document; the quick way reads what EDGAR prints."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from section16.formats import edgar_sgml, edgar_xml, edgar_xml_usual
from section16.vocabulary.errors import Section16Error

FORM = b"""<?xml version="1.0"?>
<ownershipDocument>
    <schemaVersion>X0508</schemaVersion>
    <documentType>4</documentType>
    <periodOfReport>2025-01-02</periodOfReport>
    <issuer>
        <issuerCik>0000000001</issuerCik>
        <issuerName>ISSUER &amp; SONS INC</issuerName>
        <issuerTradingSymbol>ISS</issuerTradingSymbol>
    </issuer>
    <reportingOwner>
        <reportingOwnerId>
            <rptOwnerCik>0000000002</rptOwnerCik>
            <rptOwnerName>OWNER ONE</rptOwnerName>
        </reportingOwnerId>
        <reportingOwnerRelationship>
            <isDirector>1</isDirector>
        </reportingOwnerRelationship>
    </reportingOwner>
    <aff10b5One>0</aff10b5One>
    <nonDerivativeTable>
        <nonDerivativeTransaction>
            <securityTitle>
                <value>Common Stock</value>
                <footnoteId id="F1"/>
            </securityTitle>
            <transactionDate>
                <value>2025-01-02</value>
            </transactionDate>
            <deemedExecutionDate></deemedExecutionDate>
            <transactionCoding>
                <transactionFormType>4</transactionFormType>
                <transactionCode>P</transactionCode>
                <equitySwapInvolved>0</equitySwapInvolved>
                <footnoteId id="F1"/>
                <footnoteId id="F2"/>
            </transactionCoding>
            <transactionTimeliness>
                <value></value>
            </transactionTimeliness>
            <transactionAmounts>
                <transactionShares>
                    <value>10.0000</value>
                </transactionShares>
                <transactionPricePerShare>
                    <footnoteId id="F2"/>
                </transactionPricePerShare>
                <transactionAcquiredDisposedCode>
                    <value>A</value>
                </transactionAcquiredDisposedCode>
            </transactionAmounts>
            <postTransactionAmounts>
                <sharesOwnedFollowingTransaction>
                    <value>10</value>
                </sharesOwnedFollowingTransaction>
            </postTransactionAmounts>
            <ownershipNature>
                <directOrIndirectOwnership>
                    <value>D</value>
                </directOrIndirectOwnership>
            </ownershipNature>
        </nonDerivativeTransaction>
    </nonDerivativeTable>
    <derivativeTable></derivativeTable>
    <footnotes>
        <footnote id="F1">One &lt; two.</footnote>
        <footnote id="F2"> Two. </footnote>
    </footnotes>
    <remarks></remarks>
    <ownerSignature>
        <signatureName>/s/ Owner One</signatureName>
        <signatureDate>2025-01-03</signatureDate>
    </ownerSignature>
</ownershipDocument>
"""


def same(source: bytes) -> bool:
    """True when the quick way read it; fails when it read something else than the tree."""
    quick = edgar_xml_usual.read(source)
    if quick is None:
        return False
    assert quick == edgar_xml.read_tree(source)[0]
    assert edgar_xml.read_tree(source)[1] == []
    return True


def test_a_document_as_edgar_prints_it_is_read_the_quick_way():
    assert same(FORM)
    line = edgar_xml_usual.read(FORM).table_i[0]
    assert (line.coding_footnotes, line.price.footnotes, line.timeliness.text) == (("F1", "F2"), ("F2",), "")
    assert line.deemed_execution_date.empty


UNUSUAL = {
    "comment": (b"<issuer>", b"<!-- x --><issuer>"),
    "attribute": (b"<issuer>", b'<issuer a="1">'),
    "unknown element": (b"<issuerName>", b"<issuerAlias>x</issuerAlias><issuerName>"),
    "other order": (b"<schemaVersion>X0508</schemaVersion>\n    <documentType>4</documentType>",
                    b"<documentType>4</documentType>\n    <schemaVersion>X0508</schemaVersion>"),
    "stray text": (b"<issuer>", b"stray<issuer>"),
    "reference": (b"&amp;", b"&#38;"),
    "bare ampersand": (b"&amp;", b"&"),
    "CDATA": (b"X0508", b"<![CDATA[X0508]]>"),
    "carriage return": (b"\n", b"\r\n"),
    "empty container": (b"<issuer>", b"<issuer></issuer><issuer>"),
    "empty-element tag": (b"<deemedExecutionDate></deemedExecutionDate>", b"<deemedExecutionDate/>"),
    "value twice": (b"<value>D</value>", b"<value>D</value><value>D</value>"),
    "mark before value": (b"<value>D</value>", b'<footnoteId id="F1"/><value>D</value>'),
    "instruction": (b"<issuer>", b"<?x y?><issuer>"),
    "control character": (b"OWNER ONE", b"OWNER\x01ONE"),
    "blanks in an empty table": (b"<derivativeTable></derivativeTable>", b"<derivativeTable>\n </derivativeTable>"),
    "blanks in an empty box": (b"<deemedExecutionDate></deemedExecutionDate>",
                               b"<deemedExecutionDate> </deemedExecutionDate>"),
    "text after the end": (b"</ownershipDocument>\n", b"</ownershipDocument>\nx"),
    "]]>": (b"Two.", b"T]]>wo."),
    "other encoding": (b"OWNER ONE", b"OWNER \xe9NE"),
    "a row without end": (b"</nonDerivativeTransaction>", b""),
}  # fmt: skip


@pytest.mark.parametrize("name", UNUSUAL)
def test_what_is_unusual_is_left_to_the_tree(name):
    old, new = UNUSUAL[name]
    assert old in FORM
    assert edgar_xml_usual.read(FORM.replace(old, new)) is None


def test_white_space_is_read_as_the_tree_reads_it():
    for old, new in ((b"<value>10</value>", b"<value> 10\n</value>"), (b"    ", b""), (b"\n", b" \n\t "),
                     (b"<remarks></remarks>", b"<remarks> </remarks>")):  # fmt: skip
        assert old in FORM
        assert same(FORM.replace(old, new))


_TOKENS = [token for token in re.split(rb"(<[^>]*>)", FORM) if token.strip()]


@given(st.data())
def test_moved_dropped_and_repeated_tokens_never_differ(data):
    tokens = list(_TOKENS)
    for _ in range(data.draw(st.integers(1, 3))):
        i = data.draw(st.integers(0, len(tokens) - 1))
        j = data.draw(st.integers(0, len(tokens) - 1))
        change = data.draw(st.sampled_from(["drop", "copy", "swap"]))
        if change == "drop":
            del tokens[i]
        elif change == "copy":
            tokens.insert(j, tokens[i])
        else:
            tokens[i], tokens[j] = tokens[j], tokens[i]
    _agree(b"".join(tokens))


def _agree(source: bytes) -> None:
    quick = edgar_xml_usual.read(source)
    if quick is not None:
        document, findings = edgar_xml.read_tree(source)
        assert (quick, findings) == (document, [])


@given(st.integers(0, len(FORM) - 1), st.integers(0, 255))
def test_a_changed_byte_never_makes_a_difference(at, byte):
    _agree(FORM[:at] + bytes([byte]) + FORM[at + 1 :])


def _xml(source: bytes) -> bytes:
    return edgar_sgml.read(source)[0].xml or source if edgar_sgml.sniff(source) else source


@pytest.mark.needs_shared
def test_real_filings_agree(submissions, documents):
    quick = total = 0
    for corpus in (submissions, documents):
        for name, source in corpus.sample(every=40):
            total += 1
            quick += same(_xml(source))
            assert name
    assert quick / total > 0.97


@pytest.mark.sweep
@pytest.mark.needs_shared
def test_all_real_filings_agree_whole_and_damaged(submissions, documents):
    chance = random.Random(16)
    for corpus in (submissions, documents):
        for name in corpus.names:
            source = _xml(corpus.read(name))
            same(source)
            at = chance.randrange(len(source))
            try:
                _agree(source[:at] + bytes([chance.randrange(256)]) + source[at + 1 :])
            except Section16Error as error:
                raise AssertionError(f"{name}: read the quick way, refused by the tree") from error
