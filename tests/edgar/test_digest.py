"""The digest of a form: one for what is sent and what becomes public of it, another for any other form."""

from collections import defaultdict

import pytest

from section16.edgar.digest import form_digest
from section16.edgar.packing import for_transmission
from section16.edgar.serve_judge import Registry, _filled
from section16.formats import edgar_sgml, edgar_xml
from section16.vocabulary.errors import NotThisFormat
from tests.edgar.rehearsal import FORM

WANTED = form_digest(FORM)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"</rptOwnerCik>", b"</rptOwnerCik><rptOwnerCcc>a1b2c3d$</rptOwnerCcc>"),
        (b"<issuerCik>0000896493<", b"<issuerCik>896493<"),
        (b"<value>0.0889</value>", b"<value>00.08890</value>"),
        (b"<isDirector>1<", b"<isDirector>true<"),
        (b"<isOther>0</isOther>", b""),
        (b"<isOther>0<", b"<isOther>false<"),
        (b"<documentType>", b"<schemaVersion>X0609</schemaVersion><documentType>"),
        (b"\n", b"\r\n"),
        (b"    ", b"\t"),
        (b"Executive Chairman", b"EXECUTIVE  CHAIRMAN"),
        (b"LAS VEGAS", b"RENO"),
    ],
)
def test_what_edgar_changes_does_not_count(before, after):
    assert before in FORM
    assert form_digest(FORM.replace(before, after)) == WANTED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<value>0.0889</value>", b"<value>0.0888</value>"),
        (b"<isDirector>1<", b"<isDirector>0<"),
        (b"<documentType>4<", b"<documentType>4/A<"),
        (b"<issuerCik>0000896493<", b"<issuerCik>896494<"),
        (b"<rptOwnerCik>0001212502<", b"<rptOwnerCik>1212503<"),
        (b"<periodOfReport>2023-11-24<", b"<periodOfReport>2023-11-25<"),
        (b'<footnoteId id="F1"/>', b""),
        (b"Executive Chairman", b"Chairman"),
    ],
)
def test_what_the_filer_says_counts(before, after):
    assert before in FORM
    assert form_digest(FORM.replace(before, after)) != WANTED


def test_the_order_of_owners_does_not_count():
    start, end = FORM.index(b"<reportingOwner>"), FORM.index(b"</reportingOwner>") + 17
    one = FORM[start:end]
    two = one.replace(b"1212502", b"7")
    assert form_digest(FORM[:start] + one + two + FORM[end:]) == form_digest(FORM[:start] + two + one + FORM[end:])


def test_other_text_has_no_digest():
    with pytest.raises(NotThisFormat):
        form_digest(b"<other/>")


def forms(submissions, every):
    for name, raw in submissions.sample(every):
        xml = edgar_sgml.read(raw)[0].xml
        if xml is not None:
            yield name, xml


def survives(xml: bytes) -> bool:
    """Stripped for transmission, filled in by an EDGAR, and still the same form."""
    bare, _ = for_transmission(edgar_xml.read(xml)[0])
    digest = form_digest(xml)
    return form_digest(edgar_xml.write(bare)) == digest == form_digest(edgar_xml.write(_filled(bare, Registry())))


def test_real_forms_keep_their_digest_on_the_way(submissions):
    assert [name for name, xml in forms(submissions, 60) if not survives(xml)] == []


@pytest.mark.sweep
def test_every_real_form_keeps_its_digest_and_only_forms_filed_twice_share_one(submissions):
    """Four of the 8,744 were filed twice, byte for byte and minutes apart: what the journal is there to prevent."""
    by_digest = defaultdict(list)
    for name, xml in forms(submissions, 1):
        assert survives(xml), name
        by_digest[form_digest(xml)].append(xml.split(b"<documentType>")[1])
    shared = [found for found in by_digest.values() if len(found) > 1]
    assert len(shared) == 4
    assert all(len(set(found)) == 1 for found in shared)
