"""The last filed form as a start: openings, the pieces of a roster, and what is reported already."""

import datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from msgspec.structs import replace

import section16
from section16.forms.diff import diff
from section16.prepare.draft import prepared
from section16.prepare.drafted import Wishes
from section16.prepare.entry import cell
from section16.prepare.filed import closing_line, openings_from, roster_from, with_filed
from section16.prepare.roster import Roster
from section16.prepare.roster_files import check_roster, parse_roster, write_roster
from section16.vocabulary.errors import MissingFact
from tests.prepare.made import needs, one, roster, table_i, table_ii, trades
from tests.prepare.test_forms_3_and_5 import form_3

AULT = Path(str(files("section16"))) / "examples" / "form4-ault-2023-11-24.xml"
D = Decimal


def test_openings_of_the_ault_form():
    found = openings_from(section16.read(AULT).document)
    assert [(one.security, one.account, one.shares) for one in found] == [
        ("common-stock", "by-ault-alpha-lp", 679969), ("common-stock", "direct", 6539),
        ("common-stock", "by-ault-company-inc", 5742), ("common-stock", "by-philou-ventures-llc", 11),
        ("13-series-d-cumulative-redeemable-perpet", "direct", 110),
        ("13-series-d-cumulative-redeemable-perpet", "by-ault-alpha-lp", 101184),
    ]  # fmt: skip
    assert {one.as_of for one in found} == {datetime.date(2023, 11, 24)}


def test_the_next_form_without_any_roster():
    start = roster_from(section16.read(AULT).document)
    row = {"owner": "AULT MILTON C III", "event": "buy", "shares": "1,000", "security": "Common Stock", "price": "0.09",
           "date": "2023-12-01"}  # fmt: skip
    (draft,) = prepared(trades(row), start, Wishes(signed_on=datetime.date(2023, 12, 4))).drafts
    assert table_i(draft)[0] == "P A 1000 @ 0.09 -> 7539"
    assert len(table_i(draft)) == 4
    assert draft.is_complete
    assert [note.text.partition(",")[0] for note in draft.document.footnotes] == [
        "Milton C. Ault",
        "Milton C. Ault",
        "Ault & Co. is the Manager of Philou Ventures",
    ]
    assert draft.document.signatures[0].name == "/s/ Milton C. Ault, III"


def test_a_roster_at_hand_keeps_its_keys_and_words():
    first = one("buy 100 common 12", "vest 10 units", {"event": "sell", "shares": "5", "security": "common",
                "account": "spouse", "price": "9"}, carry="all")  # fmt: skip
    at_hand = replace(roster(), holdings=())
    found = with_filed(at_hand, first.document)
    assert found.roster.owners == at_hand.owners
    assert found.roster.securities == at_hand.securities
    assert found.roster.accounts == at_hand.accounts
    assert {
        (one.security, one.account): one.shares if one.value is None else one.value for one in found.roster.holdings
    } == {
        ("common", "direct"): 1110,
        ("common", "trust"): 500,
        ("units", "direct"): 290,
        ("option", "direct"): 400,
        ("convertible", "direct"): 200,
        ("notes", "direct"): 100000,
        ("preferred", "direct"): 50,
        ("common", "spouse"): None,
        ("written", "direct"): 0,
    }


def test_newer_holdings_of_the_roster_stay():
    document = section16.read(AULT).document
    start = roster_from(document)
    newer = replace(
        start,
        holdings=(
            replace(start.holdings[0], shares=D(1), as_of=datetime.date(2024, 1, 1)),
            replace(start.holdings[1], shares=D(2), as_of=datetime.date(2023, 1, 1)),
        ),
    )
    found = with_filed(newer, document).roster.holdings
    assert [one.shares for one in found[:2]] == [1, 6539]
    assert len(found) == 6


def test_what_the_form_reports_is_not_reported_again():
    filed = one("buy 100 common 12", "sell 30 common 15")
    start = with_filed(roster(), filed.document)
    rows = trades(
        "buy 100 common 12",
        "sell 30 common 15",
        "sell 30 common 15",
        {"event": "buy", "shares": "1", "security": "common", "price": "9", "date": "2024-03-04"},
    )
    made = prepared(rows, start.roster, Wishes(reported=start.reported, signed_on=datetime.date(2024, 3, 5)))
    assert [(left.row, left.why) for left in made.left_out] == [
        (2, "the form filed last reports it"), (3, "the form filed last reports it"),
    ]  # fmt: skip
    (draft,) = made.drafts
    assert table_i(draft)[:2] == ["S D 30 @ 15 -> 1070", "P A 1 @ 9 -> 1071"]
    assert [need.split(":")[0] for need in needs(draft)] == ["table_i[0].transaction_date", "table_i[0]"]


def test_a_form_3_states_derivatives_by_what_they_turn_into():
    found = {one.security: (one.shares, one.value) for one in openings_from(form_3().document)}
    assert found["option-right-to-buy-2031-01-02"] == (400, None)
    assert found["convertible-notes-2027-01-01"] == (None, 100000)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("buy", 10, "2024-03-01"), ("buy", 5, "2024-03-04")], 1015),
        ([("sell", 10, "2024-03-01"), ("sell", 5, "2024-03-01")], 985),
    ],
)
def test_the_closing_line_of_a_tally_either_way(rows, expected):
    given = [
        {"event": event, "shares": n, "security": "common", "price": 9 + 2 * n, "date": day} for event, n, day in rows
    ]
    lines = list(one(*given, carry="none").document.table_i)
    assert closing_line(lines).shares_following.value == expected
    assert closing_line(lines[::-1]).shares_following.value == expected


def test_a_closing_figure_on_every_line():
    lines = list(one("buy 10 common 9", "buy 5 common 12", carry="none").document.table_i)
    same = [replace(line, shares_following=lines[1].shares_following) for line in lines]
    assert closing_line(same).shares_following.value == 1015


def test_two_accounts_of_one_nature_stay_two():
    more = (
        "accounts:\n  t1: {nature: By Trust, notes: [One trust.]}\n  t2: {nature: By Trust, notes: [Two trust.]}\n"
        "holdings:\n  - {owner: a, security: common, account: t1, shares: 5}\n"
        "  - {owner: a, security: common, account: t2, shares: 6}"
    )
    document = one(
        {"event": "sell", "shares": "1", "security": "common", "price": "9", "account": "t1"}, more=more
    ).document
    assert [(one.account, one.shares) for one in openings_from(document)] == [("by-trust", 4), ("by-trust-2", 6)]


def test_a_signer_with_a_power_has_had_it_filed():
    text = (
        "owners:\n  a: {cik: '11', name: OWNER A, address: {city: X}, roles: {one: {director: true}}, signer: s}\n"
        "signers:\n  s: {name: Signer S, capacity: Attorney-in-Fact, power: a.txt}\nholdings: []"
    )
    found = roster_from(one("buy 1 common 9", more=text).document)
    (signer,) = found.signers.values()
    assert (signer.name, signer.capacity, str(signer.filed_on)) == ("Signer S", "Attorney-in-Fact", "2024-03-05")


def test_each_power_was_filed_when_its_own_signature_says():
    text = (
        "owners:\n"
        "  a: {cik: '11', name: OWNER A, address: {city: X}, roles: {one: {director: true}}, files_with: [b]}\n"
        "  b: {cik: '12', name: OWNER B, address: {city: X}, roles: {one: {director: true}}, signer: s}\n"
        "signers:\n  s: {name: Signer S, capacity: Attorney-in-Fact, power: a.txt}\nholdings: []"
    )
    document = one("buy 1 common 9", more=text).document
    first, second = document.signatures
    later = replace(second, date=cell(datetime.date(2024, 3, 6)))
    (signer,) = roster_from(replace(document, signatures=(first, later))).signers.values()
    assert str(signer.filed_on) == "2024-03-06"


def test_a_form_without_owners_is_no_start():
    with pytest.raises(MissingFact, match="found a form without issuer or owners"):
        roster_from(replace(section16.read(AULT).document, owners=()))


@pytest.mark.needs_shared
def test_every_kind_of_form_gives_a_roster_that_holds(documents):
    """A roster made of a real form is without faults, is read back equal, and drafts nothing of itself."""
    read = 0
    for _, data in documents.sample(every=6):
        document = section16.read(data).document
        if document is None or document.issuer is None or not document.owners:
            continue
        found = roster_from(document)
        check_roster(found)
        assert parse_roster(write_roster(found), "JSON") == found
        assert with_filed(Roster(), document).roster == found
        again = with_filed(found, document).roster
        assert (again.securities, again.accounts, again.owners) == (found.securities, found.accounts, found.owners)
        read += 1
    assert read > 40


def test_a_printed_form_will_do(tmp_path):
    """Any format that is read: here the form as text, which shows no CIK."""
    filing = section16.read(AULT)
    text = section16.render(filing, "text")
    path = tmp_path / "form.text"
    path.write_bytes(text)
    printed = section16.read(path).document
    assert diff(filing, section16.read(path)).changes == ()
    found = roster_from(printed)
    assert [one.shares for one in found.holdings] == [679969, 6539, 5742, 11, 110, 101184]
    assert table_ii(one("vest 1 units")) == ["M D 1 @ 0 -> 299"]


def test_an_owner_at_hand_gains_the_role_at_this_issuer():
    document = section16.read(AULT).document
    at_hand = replace(roster(), owners={"m": replace(roster().owners["a"], cik="1212502")}, holdings=())
    found = with_filed(at_hand, document).roster.owners["m"]
    assert sorted(found.roles) == ["ault", "one"]
    assert found.roles["ault"].title == "Executive Chairman"


def test_a_printed_form_without_ciks_and_roles_is_taken_as_it_is():
    document = section16.read(AULT).document
    bare = replace(document.owners[0], cik=None, relationship=None)
    (owner,) = roster_from(replace(document, owners=(bare,))).owners.values()
    assert (owner.cik, owner.roles["ault"].director) == ("", False)
