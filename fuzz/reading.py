"""What must hold for any bytes at all: the property that the fuzzer tries to break.

Reading gives a filing or one of our errors, in one line. What was read can be checked and written: the same SGML to
the byte, the same document through XML and JSON, and by both ways of reading XML. No CCC is written unless asked.
"""

import section16
from section16.formats import edgar_xml, wire_json
from section16.formats.recognise import WRITERS
from section16.model.filing import Filing
from section16.vocabulary.errors import Section16Error


def attempt(data: bytes) -> str:
    """Read ``data`` and check all that must hold; the format that was read, "" when it was refused."""
    try:
        filing = section16.read(data)
    except Section16Error as error:
        _in_one_line(error)
        return ""
    for finding in section16.check(filing):
        assert finding.code.startswith("S16-")
        assert str(finding)
    for target in WRITERS:
        _written(filing, target, data)
    if filing.source.format == "xml":
        _read_both_ways(data)
    return filing.source.format


def _in_one_line(error: Section16Error) -> None:
    message = str(error)
    assert message, "an error without a message"
    assert "\n" not in message, f"an error of more than one line: {message!r}"


def _written(filing: Filing, target: str, data: bytes) -> None:
    try:
        output = section16.write(filing, target)
    except Section16Error as error:
        _in_one_line(error)
        return
    document = filing.document
    if target == "sgml" and filing.source.format == "sgml":
        assert output == data, "SGML is not the same to the byte"
    elif target == "json":
        again = wire_json.read(output)
        assert again.document == (None if document is None else wire_json.without_ccc(document))
        assert again.header == filing.header
    elif target == "xml" and document is not None:
        again_document, findings = edgar_xml.read(output)
        assert not findings, "XML of our own needs repair"
        if filing.source.format == "xml":
            # a secret that is left out leaves its traces in the layout: only with it is everything the same
            again_document, _ = edgar_xml.read(edgar_xml.write(document, with_ccc=True))
            assert again_document == document, "XML does not give the same document"


def _read_both_ways(data: bytes) -> None:
    quick, slow = edgar_xml.read(data), edgar_xml.read_tree(data)
    assert quick == slow, "the quick way and the tree differ"
