"""Rosters: the four ways of writing one, and every fault by its key."""

import json

import pytest

from section16.prepare.roster import Roster, RosterSecurity
from section16.prepare.roster_files import RosterRefused, parse_roster, read_roster, write_roster
from section16.vocabulary.errors import Damaged, NotFound, NotThisFormat
from tests.prepare.made import ROSTER, merged, roster

pytestmark = pytest.mark.needs("ruamel")

TOML = """
[issuers.one]
cik = "0000000001"
name = "Issuer One Inc"
symbol = "ONE"
[owners.a]
cik = "11"
name = "OWNER A"
roles.one.director = true
roles.one.since = 2020-01-02
[securities.option]
title = "Option"
derivative = true
exercise_price = 12.50
[[holdings]]
owner = "a"
security = "option"
shares = 100.25
"""
FOLDER = {
    "issuers": "key,cik,name,symbol\none,0000000001,Issuer One Inc,ONE\n",
    "owners": "key,cik,name,street1,city,state,zip,files_with\na,11,OWNER A,1 MAIN STREET,ANYTOWN,NV,89141,b | c\n"
              "b,12,OWNER B,,,,,\nc,13,OWNER C,,,,,\n",
    "roles": "owner,issuer,director,officer,title,since\na,one,yes,no,,2020-01-02\nb,one,no,yes,Treasurer,\n",
    "securities": "key,title,derivative,exercise_price,note_exercise_date\noption,Option,yes,$12.50,terms\n",
    "accounts": "key,nature,notes\ntrust,By Trust,terms|disclaimer\n",
    "footnotes": 'key,text\nterms,"Exercisable in full, at once."\n',
    "holdings": 'owner,security,account,shares,as_of\na,option,trust,"1,000",2024-01-31\n',
    "signers": "key,name,capacity\ns,Signer,Attorney-in-Fact\n",
}  # fmt: skip


def test_yaml_keeps_zeros_and_decimals():
    found = parse_roster(ROSTER.replace('cik: "1"', "cik: 0000000001"), "YAML")
    assert found.issuers["one"].cik == "0000000001"
    assert str(found.securities["option"].exercise_price) == "12.50"
    assert str(found.holdings[0].shares) == "1000"


def test_toml():
    found = parse_roster(TOML, "TOML")
    assert (found.issuers["one"].cik, str(found.securities["option"].exercise_price)) == ("0000000001", "12.50")
    assert str(found.owners["a"].roles["one"].since) == "2020-01-02"
    assert str(found.holdings[0].shares) == "100.25"


def test_what_is_written_is_read_back():
    found = roster()
    text = write_roster(found)
    assert parse_roster(text, "JSON") == found
    assert list(json.loads(text)["securities"]) == list(found.securities)


def test_a_folder_of_csv_files(tmp_path):
    for name, text in FOLDER.items():
        (tmp_path / f"{name}.csv").write_text(text)
    found = read_roster(tmp_path)
    assert found.owners["a"].files_with == ("b", "c")
    assert found.owners["a"].address.city == "ANYTOWN"
    assert found.owners["b"].address is None
    assert found.owners["a"].roles["one"].director is True
    assert found.owners["b"].roles["one"].title == "Treasurer"
    assert found.securities["option"].notes == {"exercise_date": ("terms",)}
    assert str(found.securities["option"].exercise_price) == "12.50"
    assert found.accounts["trust"].notes == ("terms", "disclaimer")
    assert found.footnotes == {"terms": "Exercisable in full, at once."}
    assert (str(found.holdings[0].shares), str(found.holdings[0].as_of)) == ("1000", "2024-01-31")
    assert found.signers["s"].capacity == "Attorney-in-Fact"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("owners", None, "without owners.csv"),
        ("owners", "key,cik,name\na,1,A\na,2,B\n", "owners.csv, row 3: the key 'a' again"),
        ("owners", "key,cik,name\n,1,A\n", "owners.csv, row 2: nothing in column key"),
        ("roles", "owner,issuer,director\nz,one,yes\n", "roles.csv, row 2: owner 'z'"),
        ("roles", "owner,issuer,director\na,one,yes\na,one,no\n", "roles.csv, row 3: 'a' at 'one' again"),
        ("footnotes", "key,words\nterms,Exercisable.\n", "footnotes.csv: columns key, words, expected key and text"),
    ],
)
def test_folders_with_faults(tmp_path, name, text, said):
    for part, content in FOLDER.items():
        (tmp_path / f"{part}.csv").write_text(content)
    path = tmp_path / f"{name}.csv"
    path.unlink()
    if text is not None:
        path.write_text(text)
    with pytest.raises((NotThisFormat, Damaged), match=said):
        read_roster(tmp_path)


def faults(text: str, base: str = ROSTER) -> tuple[str, ...]:
    with pytest.raises(RosterRefused) as refused:
        parse_roster(merged(base, text), "YAML")
    return refused.value.faults


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("owners: {a: {cik: '11', name: A, adress: {city: X}}}", "owners.a: found an unknown field `adress`"),
        ("owners: {a: {cik: '11'}}", "owners.a: found nothing, expected the field `name`"),
        ("owners: {a: {cik: '11', name: A, roles: {one: {officer: perhaps}}}}",
         "owners.a.roles.one.officer: expected `bool`, got `str`"),
        ("owners: {a: {cik: '11', name: A, roles: {one: {since: 1/2/2020}}}}",
         "owners.a.roles.one.since: found another text, expected a date as 2023-11-24"),
        ("securities: {common: {title: C, ratio: many}}",
         "securities.common.ratio: found another text, expected a number"),
        ("securities: {common: {title: C, notes: {price: {x: y}}}}",
         "securities.common.notes.price: expected `array`, got `object`"),
        ("holdings: [{owner: a}]", "holdings[0]: found nothing, expected the field `security`"),
        ("accounts: {t: By Trust}", "accounts.t: expected `object`, got `str`"),
        ("footnote: {t: x}", ("footnote: found an unknown part (nearest: footnotes), expected one of issuers, owners, "
         "securities, accounts, footnotes, holdings, signers, version")),
        ("version: 7", "version: invalid enum value 7"),
        ("owners: [a]", "owners: expected `object`, got `array`"),
    ],
    ids=lambda value: value[:50],
)  # fmt: skip
def test_a_fault_of_shape_is_told_by_its_key(text, said):
    assert faults(text) == (said,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("owners: {a: {cik: eleven, name: A}, b: {cik: '12', name: B}}",
         "owners.a.cik: found 'eleven', expected a CIK of 1 to 10 digits"),
        ("owners: {a: {cik: '11', name: A, roles: {two: {director: yes}}}, b: {cik: '12', name: B}}",
         "owners.a.roles: found no issuer 'two', expected one of one"),
        ("owners: {a: {cik: '11', name: A, files_with: [bb]}, b: {cik: '12', name: B}}",
         "owners.a.files_with: found no owner 'bb' (nearest: b), expected one of a, b"),
        ("owners: {a: {cik: '11', name: A, files_with: [a]}, b: {cik: '12', name: B}}",
         "owners.a.files_with: found the owner itself, expected others"),
        ("owners: {a: {cik: '11', name: A, signer: s}, b: {cik: '12', name: B}}",
         "owners.a.signer: found no signer 's', expected one of the roster, which has none"),
        ("accounts: {direct: {nature: x}, trust: {nature: y}}",
         "accounts.direct: found an account of that name, expected another: it is how one holds directly"),
        ("holdings: [{owner: a, security: comon, shares: 1}]",
         ("holdings[0].security: found no security 'comon' (nearest: common), expected one of common, preferred, "
         "units, option, notes, convertible, written")),
        ("holdings: [{owner: a, security: common, account: trsut, shares: 1}]",
         "holdings[0].account: found no account 'trsut' (nearest: trust), expected one of direct, trust, spouse"),
        ("holdings: [{owner: a, security: common, shares: 1, value: 2}]",
         "holdings[0]: found shares and value, expected one of them"),
        ("holdings: [{owner: a, security: common, shares: 1}, {owner: a, security: common, shares: 2}]",
         "holdings[1]: found a common direct again, which stands in holdings[0]"),
        ("holdings: [{owner: a, security: common, shares: NaN}]",
         "holdings[0].shares: found NaN, expected a number from -999,999,999,999.9999 to 999,999,999,999.9999"),
        ("securities: {c: {title: C, exercise_price: 1E+30}}\nholdings: []",
         "securities.c.exercise_price: found 1E+30, expected a number from 0 to 999,999,999,999.9999"),
        ("securities: {c: {title: C, ratio: 0}}\nholdings: []",
         "securities.c.ratio: found 0, expected how many underlying shares each turns into"),
        ("issuers: {one: {cik: '1', name: I, symbol: ONE, fiscal_year_end: 31-12}}",
         "issuers.one.fiscal_year_end: found '31-12', expected month and day as 12-31"),
    ],
    ids=lambda value: value[:60],
)  # fmt: skip
def test_a_reference_to_nothing_is_told_by_its_key(text, said):
    assert faults(text) == (said,)


def test_characters_that_no_form_can_hold():
    with pytest.raises(RosterRefused) as refused:
        parse_roster('{"footnotes": {"a": "x\\u0007"}, "owners": {"a": {"cik": "1", "name": "\\u0000"}}}', "JSON")
    assert refused.value.faults == (
        "owners.a.name: found the character '\\x00', expected characters that a form can hold",
        "footnotes.a: found the character '\\x07', expected characters that a form can hold",
    )


def test_securities_of_several_issuers_must_say_whose_they_are():
    two = "issuers: {one: {cik: '1', name: I, symbol: ONE}, two: {cik: '2', name: J, symbol: TWO}}"
    assert faults(f"{two}\nsecurities: {{c: {{title: C}}}}\nholdings: []\n") == (
        "securities.c.issuer: found nothing, expected one of one, two",
    )


def test_all_faults_are_told_at_once():
    text = "owners: {a: {cik: '11'}, b: {name: B}}\nsecurities: {common: {titel: C}}"
    assert [fault.partition(":")[0] for fault in faults(text)] == ["owners.a", "owners.b", "securities.common"]


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("a: [", "YAML", "YAML with"),
        ("{", "JSON", "JSON that cannot be read"),
        ('{"owners": {"a": {}, "a": {}}}', "JSON", "the key 'a' stands there twice"),
        ("a =", "TOML", "TOML that cannot be read"),
        ("[1, 2]", "JSON", "found a list, expected issuers"),
    ],
)
def test_texts_that_are_no_rosters(text, kind, said):
    with pytest.raises(Damaged, match=said):
        parse_roster(text, kind)


def test_an_empty_text_is_an_empty_roster():
    assert parse_roster("", "YAML") == parse_roster(" ", "JSON") == Roster()


def test_another_ending_is_refused(tmp_path):
    path = tmp_path / "roster.xlsx"
    path.write_text("x")
    with pytest.raises(NotThisFormat, match=r"the roster roster\.xlsx, expected a name that ends in one of \.yaml"):
        read_roster(path)


def test_a_key_that_is_not_there():
    with pytest.raises(NotFound, match="no security 'gold'; nearest: common, preferred"):
        roster().security("gold")
    assert roster().security("common") == RosterSecurity(title="Common Stock")


def test_an_error_survives_a_process():
    import pickle

    error = RosterRefused(("owners.a: x",))
    assert str(pickle.loads(pickle.dumps(error))) == str(error) == "roster: owners.a: x"
