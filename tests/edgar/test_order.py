"""The order: what is kept of a package, what is put into it for the sending, and why it is not sent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from section16.edgar.hosts import hosts_of
from section16.edgar.order import Refused, make_order, sealed
from section16.edgar.pace import Pace, pace_for
from section16.edgar.secrets import Secret
from section16.edgar.transport import LIVE, TEST
from section16.formats import edgar_package, edgar_xml
from section16.vocabulary.errors import Damaged, NotThisFormat
from tests.edgar.rehearsal import CCC, FORM, OWNER, order, package


def changed(**changes) -> bytes:
    return edgar_package.write(replace(edgar_package.read(package())[0], **changes))


def test_an_order_says_what_is_sent_and_hides_the_secret():
    made = order(package())
    assert (made.form_type, made.mode, made.period) == ("4", TEST, date(2023, 11, 24))
    assert (made.issuer, made.owners) == ("0000896493", ("0001212502",))
    assert made.digest.startswith("form1:")
    assert CCC not in repr(made) + str(made) + repr(made.secrets) + repr(made.package)


def test_the_ccc_is_in_the_transmission_alone():
    made = order(package())
    sent = edgar_package.read(made.transmission())[0]
    assert [owner.ccc for owner in edgar_xml.read(sent.primary.content)[0].owners] == [CCC]
    kept = edgar_package.read(edgar_package.write(made.package))[0]
    assert [owner.ccc for owner in edgar_xml.read(kept.primary.content)[0].owners] == [None]


def test_a_package_with_its_ccc_needs_no_store():
    with_ccc = sealed(edgar_package.read(package())[0], lambda name: Secret(CCC))

    def nothing(name):
        pytest.fail("asked for a secret that is there")

    made = make_order(with_ccc, nothing)
    assert made.transmission() == with_ccc
    assert made.package_sha256 == order(package()).package_sha256  # of the package without
    assert made.digest == order(package()).digest


def test_the_ccc_is_asked_for_by_the_owners_cik():
    asked = []
    make_order(package(), lambda name: asked.append(name) or Secret(CCC))
    assert asked == [f"ccc-{OWNER}"]


@pytest.mark.parametrize(
    ("source", "live", "said"),
    [
        (changed(test_or_live="MAYBE"), False, "expected TEST or LIVE"),
        (changed(test_or_live=None), False, "expected TEST or LIVE"),
        (changed(documents=()), False, "S16-0"),
        (changed(submission_type="5"), False, "S16-025"),
        (package(live=True), False, "to send it say --live"),
        (package(), True, "the package says TEST and --live was asked for"),
    ],
)
def test_why_it_is_not_sent(source, live, said):
    with pytest.raises(Refused) as error:
        order(source, live=live)
    assert any(said in reason for reason in error.value.reasons)


def test_every_missing_ccc_is_named():
    with pytest.raises(Refused, match=f"no CCC for owner {OWNER}; keep it with: section16 secret set ccc-{OWNER}"):
        make_order(package(), lambda name: None)
    no_cik = FORM.replace(b"<rptOwnerCik>0001212502<", b"<rptOwnerCik>none<")
    primary = edgar_package.read(package())[0].primary
    with pytest.raises(Refused, match="an owner without a CIK"):
        make_order(changed(documents=(replace(primary, content=no_cik),)), lambda name: None)


def test_a_ccc_of_the_wrong_length_is_refused_without_quoting_it():
    with pytest.raises(Refused) as error:
        order(package(), ccc="planted-and-too-long")
    assert "planted" not in str(error.value)
    assert "a CCC of 20 characters, expected 8" in str(error.value)


@pytest.mark.parametrize("source", [b"", FORM, b"<other/>"])
def test_what_is_no_package(source):
    with pytest.raises(NotThisFormat, match="section16 package DRAFT -o PACKAGE makes one"):
        order(source)


def test_a_broken_package():
    with pytest.raises(Damaged):
        order(package()[:-30])


def test_paces():
    assert pace_for(hosts_of("edgar")) == Pace()
    assert not pace_for(hosts_of("http://127.0.0.1:8016")).overnight
    assert pace_for(hosts_of("edgar"), settle=7200).patience == 14400
    assert pace_for(hosts_of("edgar"), patience=60).patience == 60
    sent = datetime(2026, 11, 18, 23, 0, tzinfo=UTC)  # 18:00 in Washington, so public by the next morning at the latest
    assert Pace().settled(sent, TEST, is_over=True) == sent + timedelta(hours=1)
    assert Pace().settled(sent, LIVE, is_over=True) == datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
