"""The facts of a filed form, from a file of trades and a roster: the draft is that form, box by box."""

import datetime
from importlib.resources import files
from pathlib import Path

import pytest

import section16
from section16.forms.diff import diff
from section16.prepare.draft import prepared
from section16.prepare.drafted import Wishes
from section16.prepare.roster_files import read_roster
from section16.prepare.trade_files import read_trades

EXAMPLES = Path(str(files("section16"))) / "examples"
FILED = EXAMPLES / "form4-ault-2023-11-24.xml"


def the_draft(roster: str):
    (draft,) = prepared(
        read_trades(EXAMPLES / "ault-trades.csv"), read_roster(EXAMPLES / roster),
        Wishes(carry="all", signed_on=datetime.date(2023, 11, 28)),
    ).drafts  # fmt: skip
    return draft


@pytest.mark.parametrize(
    "roster", [pytest.param("ault-roster.yaml", marks=pytest.mark.needs("ruamel")), "ault-roster.json"]
)
def test_the_draft_equals_the_filed_form_box_by_box(roster):
    draft = the_draft(roster)
    filed = section16.read(FILED).document
    assert diff(filed, draft.document, strict=True).changes == ()
    assert draft.document.footnotes == filed.footnotes
    assert (draft.needs, draft.is_complete) == ((), True)


@pytest.mark.needs("ruamel")
def test_both_rosters_say_the_same():
    assert read_roster(EXAMPLES / "ault-roster.yaml") == read_roster(EXAMPLES / "ault-roster.json")


def test_every_line_has_its_evidence():
    draft = the_draft("ault-roster.json")
    assert [(one.path, [trade.row for trade in one.trades]) for one in draft.evidence] == [
        ("table_i[0]", [2]), ("table_i[1]", [3]),
    ]  # fmt: skip
