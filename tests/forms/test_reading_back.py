"""What was printed is read back: the pages of the SEC and of its stylesheets, and our HTML, against the XML."""

from itertools import chain

import pytest
from lxml import etree

import section16
from section16.formats import edgar_page, page_text
from section16.forms.html import html
from section16.forms.markdown import markdown
from section16.forms.sheet import sheet
from section16.forms.text import text
from tests.forms.printed_boxes import differences
from tests.forms.stylesheets import page
from tests.real_documents import NOT_FILED, document_of

LIVE = {"form3-snowflake": "X06", "form4-374water": "X08", "form5-snowflake": "X06"}


def read_back(samples, printed):
    """Count of documents, and for those that came back with another box: name and differences."""
    count, unequal = 0, {}
    for name, source in samples:
        document, xml = section16.read(source).document, document_of(source)
        if document is None or xml is None or name == NOT_FILED:
            continue
        count += 1
        said = sheet(document)
        read, _ = edgar_page.read(printed(document, xml))
        if found := differences(said, sheet(read, said.stylesheet)):
            unequal[name] = (document, found)
    return count, unequal


def is_lost_by_the_stylesheet(document, found) -> bool:
    """Only what its page does not show.

    It leaves the exit box empty where it was filed as "true"; "Other" is read as ticked where words for it are
    printed, because it leaves that box empty for "true", too.
    """
    reasons = set()
    for place in found:
        if place == "check 0" and document.no_longer_subject.text == "true":
            reasons.add(place)
        if place == "relationship" and document.owners[0].relationship.other_text:
            reasons.add(place)
    return reasons == set(found)


def of_stylesheet(shared):
    return lambda document, xml: etree.tostring(page(shared, document, xml), method="html")


@pytest.mark.needs_shared
def test_our_html(submissions, documents):
    count, unequal = read_back(chain(submissions.sample(40, 11), documents.sample(2)), lambda d, _: html(d))
    assert count > 300
    assert {name: found for name, (_, found) in unequal.items()} == {}


@pytest.mark.needs_shared
def test_pages_of_the_stylesheets(shared, submissions, documents):
    _, unequal = read_back(chain(submissions.sample(40, 13), documents.sample(2, 1)), of_stylesheet(shared))
    assert all(is_lost_by_the_stylesheet(*one) for one in unequal.values()), list(unequal)


@pytest.mark.sweep
@pytest.mark.needs_shared
def test_all_of_our_html(submissions, documents):
    count, unequal = read_back(chain(submissions.sample(), documents.sample()), lambda d, _: html(d))
    assert count == 9048
    assert {name: found for name, (_, found) in unequal.items()} == {}


@pytest.mark.sweep
@pytest.mark.needs_shared
def test_all_pages_of_the_stylesheets(shared, submissions, documents):
    count, unequal = read_back(chain(submissions.sample(), documents.sample()), of_stylesheet(shared))
    assert (count, len(unequal)) == (9048, 32)  # see docs/printed-form.md
    assert all(is_lost_by_the_stylesheet(*one) for one in unequal.values()), list(unequal)


PRINTS = {
    "markdown": markdown,
    "text of 80 columns": lambda document: text(document, width=80),
    "text of 200 columns": lambda document: text(document, width=200),
}


def prints_read_back(samples):
    """Documents read, and those of which one of our prints says another box or leaves a note."""
    count, wrong = 0, {}
    for name, source in samples:
        document = section16.read(source).document
        if document is None:
            continue
        count += 1
        said = sheet(document)
        for how, printed in PRINTS.items():
            read, notes = page_text.read(printed(document).encode())
            if found := differences(said, sheet(read, said.stylesheet)) or notes:
                wrong[name, how] = found
    return count, wrong


@pytest.mark.needs_shared
def test_our_text_and_markdown(submissions, documents):
    count, wrong = prints_read_back(chain(submissions.sample(60, 17), documents.sample(3)))
    assert count > 200
    assert wrong == {}


@pytest.mark.sweep
@pytest.mark.needs_shared
def test_all_of_our_text_and_markdown(submissions, documents):
    assert prints_read_back(chain(submissions.sample(), documents.sample())) == (9049, {})


@pytest.mark.needs_shared
@pytest.mark.parametrize("name", LIVE)
def test_live_pages_and_their_xml(shared, name):
    folder = shared / "data" / "pages"
    filed = section16.read(folder / f"{name}.xml").document
    read = section16.read(folder / f"{name}.html")
    assert read.source.format == "edgar_page"
    assert differences(sheet(filed, LIVE[name]), sheet(read.document, LIVE[name])) == {}
    assert read.document.issuer.cik.lstrip("0") == filed.issuer.cik.lstrip("0")
    assert [o.cik.lstrip("0") for o in read.document.owners] == [o.cik.lstrip("0") for o in filed.owners]
