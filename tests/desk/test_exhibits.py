"""What is enclosed with a form: kept with each revision, approved with it, and in its package to the byte."""

import json

import msgspec
import pytest

import section16
from section16.desk.errors import Refused
from section16.edgar.order import Refused as NotPackaged
from section16.formats import edgar_package, edgar_xml
from section16.model.package import PackageDocument
from tests.desk.made_up import POWER, form4
from tests.desk.office import sign

REMARKS = PackageDocument(name="ex99-remarks.htm", type="EX-99", content=b"<html><body>More words</body></html>")


def approved(ann, bob, **more) -> int:
    number = ann.add_draft(form4(), **more).draft
    ann.check(number)
    sign(ann, number)
    bob.approve(number, version=2)
    return number


def packed(xml: bytes, *exhibits: PackageDocument) -> bytes:
    return edgar_package.write(edgar_package.build(edgar_xml.read(xml)[0], test_or_live="LIVE", exhibits=exhibits))


def test_exhibits_go_into_the_package(desk, ann, bob, fay):
    number = approved(ann, bob, exhibits=[POWER, REMARKS])
    assert desk.exhibits(number) == (POWER, REMARKS)
    assert [(one.name, one.type) for one in desk.draft(number).enclosed] == [
        ("ex24-john.txt", "EX-24"), ("ex99-remarks.htm", "EX-99"),
    ]  # fmt: skip
    package = fay.packed(number)
    read = section16.read(package).package
    assert read.is_live
    assert [(one.name, one.type, one.description, one.content) for one in read.exhibits] == [
        (one.name, one.type, one.description, one.content) for one in (POWER, REMARKS)
    ]
    assert fay.package(number, package).state == "packaged"
    assert desk.verify().faults == ()


@pytest.mark.parametrize(
    "enclosed",
    [
        (),
        (REMARKS,),
        (POWER, REMARKS),
        (msgspec.structs.replace(POWER, content=b"I appoint Saul.\n"),),
        (msgspec.structs.replace(POWER, type="EX-99"),),
        (POWER, msgspec.structs.replace(POWER)),
    ],
)
def test_a_package_encloses_what_was_approved_and_nothing_else(desk, ann, bob, fay, enclosed):
    number = approved(ann, bob, exhibits=[POWER])
    with pytest.raises(Refused, match=r"expected those that were approved, to the byte: EX-24 ex24-john\.txt"):
        fay.package(number, packed(desk.document(number), *enclosed))
    assert desk.draft(number).entry.state == "approved"


def test_a_form_without_exhibits_is_packaged_without(desk, ann, bob, fay):
    number = approved(ann, bob)
    with pytest.raises(Refused, match=r"with the exhibits EX-24 ex24-john\.txt, expected .*: none"):
        fay.package(number, packed(desk.document(number), POWER))
    fay.package(number, packed(desk.document(number)))


def test_exhibits_of_a_filing_are_kept_and_none_is_lost(desk, ann):
    number = ann.add_draft(section16.read(packed(form4(), POWER)), exhibits=[REMARKS]).draft
    assert [one.name for one in desk.exhibits(number)] == [POWER.name, REMARKS.name]


def test_a_revision_keeps_what_was_enclosed_unless_it_says_otherwise(desk, ann):
    number = ann.add_draft(form4(), exhibits=[POWER]).draft
    ann.revise(number, form4(shares="2"), version=1)
    assert desk.exhibits(number) == (POWER,)
    ann.revise(number, form4(shares="3"), version=2, exhibits=[REMARKS])
    assert desk.exhibits(number) == (REMARKS,)
    ann.revise(number, form4(shares="4"), version=3, exhibits=())
    assert desk.exhibits(number) == ()
    assert [desk.exhibits(number, revision) for revision in (1, 2, 3)] == [(POWER,), (POWER,), (REMARKS,)]


def test_what_edgar_would_say_of_an_exhibit_is_found_by_the_check(ann):
    number = ann.add_draft(form4(), exhibits=[msgspec.structs.replace(POWER, type="EX-23")]).draft
    entry, found = ann.check(number)
    assert entry.state == "draft"
    assert [one["code"] for one in found.findings if one["severity"] == "error"] == ["S16-022"]


def test_what_edgar_would_not_take_is_not_packed(ann):
    number = ann.add_draft(form4(), exhibits=[msgspec.structs.replace(POWER, content="né".encode())]).draft
    with pytest.raises(NotPackaged, match=r"ex24-john\.txt: found a character outside ASCII in line 1"):
        ann.packed(number)


@pytest.mark.parametrize(
    ("exhibits", "says"),
    [
        ([POWER, POWER], "two exhibits named 'ex24-john.txt'"),
        ([msgspec.structs.replace(POWER, content=b"")], "with nothing in it"),
        ([msgspec.structs.replace(POWER, name=None)], "no name of an exhibit"),
        ([msgspec.structs.replace(POWER, type=" ")], "no type of an exhibit"),
        ([msgspec.structs.replace(POWER, unknown=("<odd/>",))], "with elements that no package has"),
    ],
)
def test_exhibits_that_are_none(desk, ann, exhibits, says):
    with pytest.raises(Refused, match=says):
        ann.add_draft(form4(), exhibits=exhibits)
    assert desk.drafts() == []


# ------------------------------------------------------------------------------------------- at the command line


def test_exhibits_at_the_command_line(at, desk, tmp_path):
    form, power = tmp_path / "form4.xml", tmp_path / "ex24-john.txt"
    form.write_bytes(form4())
    power.write_bytes(POWER.content)
    facts = {"format": "section16-draft/1", "exhibits": [{"type": "EX-24", "name": power.name}]}
    form.with_suffix(".json").write_text(json.dumps(facts))
    more = tmp_path / "letter.txt"
    more.write_bytes(b"Dear staff")
    at("ann", "draft", "add", form, "--exhibit", f"COVER={more}")
    assert [(one.type, one.name) for one in desk.exhibits(1)] == [("EX-24", "ex24-john.txt"), ("COVER", "letter.txt")]
    shown = at("rea", "draft", "show", 1).out
    assert "enclosed: EX-24 ex24-john.txt, sha256 " in shown
    assert at("rea", "draft", "show", 1, "--exhibit", "letter.txt").out == "Dear staff"
    assert "no exhibit 'x'; nearest: ex24-john.txt" in at("rea", "draft", "show", 1, "--exhibit", "x", status=2).err
    form.with_suffix(".json").unlink()
    at("ann", "draft", "revise", 1, form, "--version", 1, "--no-exhibits")
    assert desk.exhibits(1) == ()
    at("ann", "draft", "revise", 1, form, "--version", 2, "--exhibit", power)
    at("ann", "draft", "check", 1)
    at("bob", "draft", "approve", 1, "--version", 4)
    at("ann", "sign", 1, "--owner", "jane", "--signed-on", "2025-03-07", "--page", form)
    package = tmp_path / "filing.xml"
    package.write_text(at("fay", "draft", "show", 1, "--package").out)
    assert "packaged" in at("fay", "draft", "package", 1, package).err
    both = at("ann", "draft", "revise", 1, form, "--version", 5, "--exhibit", power, "--no-exhibits", status=2)
    assert "found --no-exhibits and exhibits, expected one of them" in both.err
    for exhibits, says in (
        ([{"type": "EX-24", "name": "gone.txt"}], "gone.txt"),
        ([{"type": "EX-24"}], "form4.json: found the exhibit {'type': 'EX-24'}, expected an object with type and name"),
        ("ex24", "found the exhibit 'e'"),
    ):
        form.with_suffix(".json").write_text(json.dumps({**facts, "exhibits": exhibits}))
        assert says in at("ann", "draft", "add", form, status=2).err
