"""Templates and the writer's single steps give the same text."""

import pytest
from hypothesis import given

from section16.formats import edgar_xml
from section16.formats.edgar_xml_writer import DocumentWriter
from section16.model.document import OwnershipDocument
from tests.real_documents import real_documents
from tests.strategies import documents as any_documents


class Everything(set[str]):
    """Says of every part that it has outlines, so that no template is used."""

    def __contains__(self, _: object) -> bool:
        return True


def both(document: OwnershipDocument) -> tuple[bytes, bytes]:
    """The document by templates and step by step."""
    steps = DocumentWriter(document, with_ccc=True)
    steps.odd = Everything()
    return DocumentWriter(document, with_ccc=True).write(), steps.write()


@given(any_documents())
def test_any_document_is_written_the_same(document):
    by_template, by_steps = both(document)
    assert by_template == by_steps


@pytest.mark.needs_shared
def test_real_documents_are_written_the_same(submissions, documents):
    number = 0
    for corpus in (submissions, documents):
        for name, xml in real_documents(corpus.sample(every=40)):
            by_template, by_steps = both(edgar_xml.read(xml)[0])
            assert by_template == by_steps, name
            number += 1
    assert number > 200
