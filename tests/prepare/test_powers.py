"""Powers of attorney: the exhibit, its term, and the text to begin with."""

import datetime

import pytest

from section16.prepare.powers import file_name, power_text
from section16.vocabulary.errors import MissingFact
from tests.prepare.made import needs, one, roster

OWNERS = """
owners:
  a: {cik: "11", name: OWNER A, address: {city: X}, roles: {one: {director: true}}, signer: s, files_with: [b]}
  b: {cik: "12", name: OWNER B, address: {city: X}, roles: {one: {director: true}}, signer: s}
"""


def signers(text: str) -> str:
    return f"{OWNERS}signers:\n  s: {{name: Signer S, capacity: Attorney-in-Fact, {text}}}"


def test_the_first_form_encloses_the_power_once():
    draft = one("buy 1 common 9", more=signers("power: powers/a.txt"))
    (exhibit,) = draft.exhibits
    assert (exhibit.type, exhibit.name, exhibit.source, exhibit.owners) == (
        "EX-24", "ex24-a.txt", "powers/a.txt", ("a", "b"),
    )  # fmt: skip
    assert [signature.name for signature in draft.document.signatures] == 2 * ["/s/ Signer S, Attorney-in-Fact"]
    assert needs(draft) == []


def test_powers_of_owners_whose_keys_begin_alike_have_names_of_their_own():
    keys = [f"a-trust-with-a-very-long-key-{i}" for i in (1, 2)]
    owners = "owners:\n" + "\n".join(
        f"  {key}: {{cik: '{i}', name: T, address: {{city: X}}, roles: {{one: {{director: true}}}}, signer: s{i}, "
        f"files_with: [{keys[i - 2]}]}}" for i, key in enumerate(keys, 1)
    )  # fmt: skip
    people = "signers:\n" + "\n".join(
        f"  s{i}: {{name: S, capacity: Attorney-in-Fact, power: {i}.txt}}" for i in (1, 2)
    )
    held = f"holdings:\n  - {{owner: {keys[0]}, security: common, shares: 5}}"
    row = {"owner": keys[0], "event": "buy", "shares": "1", "security": "common", "price": "9"}
    names = [exhibit.name for exhibit in one(row, more=f"{owners}\n{people}\n{held}").exhibits]
    assert names == ["ex24-a-trust-with-a-very-lon.txt", "ex24-2-a-trust-with-a-very-l.txt"]


def test_later_forms_refer_to_it():
    draft = one("buy 1 common 9", more=signers("power: powers/a.txt, filed_on: 2023-01-03"))
    assert (draft.exhibits, needs(draft)) == ((), [])


def test_a_signer_without_a_power_is_to_be_looked_at():
    draft = one("buy 1 common 9", more=signers(""))
    assert [need.state for need in draft.needs] == ["look", "look"]
    assert "the roster has no power of attorney and no day on which one was filed" in draft.needs[0].why


def test_a_power_that_has_ended():
    more = signers("power: a.txt, valid_until: 2024-03-04")
    assert [need.path for need in one("buy 1 common 9", more=more).needs] == ["signatures[0]", "signatures[1]"]
    assert needs(one("buy 1 common 9", more=more, signed_on=datetime.date(2024, 3, 4))) == []


def test_the_text_to_begin_with():
    text = power_text(roster(signers("valid_until: 2025-12-31")), "a", "one")
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 78
    words = " ".join(text.split())
    for part in ("appoints Signer S the", "securities of Issuer One Inc", "until December 31, 2025, unless", "OWNER A"):
        assert part in words
    assert "no longer required to file Forms 3, 4 and 5" in " ".join(
        power_text(roster(signers("")), "a", "one").split()
    )


def test_no_text_for_who_signs_alone():
    with pytest.raises(MissingFact, match="found no signer for b"):
        power_text(roster(), "b", "one")


def test_file_names_fit_a_package():
    assert file_name("ex24", "A Very Long Name of an Owner, Jr., Trustee") == "ex24-a-very-long-name-of-an.txt"
    assert len(file_name("ex99", "x" * 80)) == 32


def test_an_exhibit_as_a_package_holds_it():
    (exhibit,) = one("buy 1 common 9", more=signers("power: powers/a.txt")).exhibits
    document = exhibit.document()
    assert (document.name, document.type, document.description) == ("ex24-a.txt", "EX-24", "Power of attorney: OWNER A")
