"""Content and arithmetic rules: each has a document that passes and one that fails, and only by that rule."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from section16.formats import edgar_xml
from section16.model.document import OwnershipDocument
from section16.rules.arithmetic_readings import Row, closes, first_break, fits, runs, trails
from section16.rules.catalogue import RULES, Rule
from section16.rules.check import check_subject
from section16.rules.content_exercise import title_words
from section16.rules.content_people import is_entity, is_on_board
from section16.rules.content_plans import adopted
from section16.rules.content_prices import price_range
from section16.rules.subject import Stage, Subject
from section16.vocabulary.cells import Cell
from section16.vocabulary.findings import Finding, Severity

FOLDER = Path(__file__).parent
MINE = sorted(code for code in RULES if code[:5] in {"S16-2", "S16-3"})
each_rule = pytest.mark.parametrize("code", MINE)


def document(code: str, name: str) -> OwnershipDocument:
    read, findings = edgar_xml.read((FOLDER / code / f"{name}.xml").read_bytes())
    assert findings == []
    return read


def found(code: str, name: str) -> list[Finding]:
    return check_subject(Subject(document(code, name), Stage.FILED))


def codes(read: OwnershipDocument) -> set[str]:
    return {finding.code for finding in check_subject(Subject(read, Stage.FILED))}


def test_there_are_rules_of_both_kinds():
    assert len([code for code in MINE if code.startswith("S16-2")]) >= 35
    assert len([code for code in MINE if code.startswith("S16-3")]) >= 5


def test_no_folder_is_left_over():
    folders = {path.name for path in FOLDER.glob("S16-[23]??") if path.is_dir()}
    assert folders == set(MINE)


@each_rule
def test_the_failing_document_fails_by_this_rule_alone(code):
    findings = found(code, "fails")
    assert {finding.code for finding in findings} == {code}, "\n".join(map(str, findings))


@each_rule
def test_the_passing_document_passes_every_rule(code):
    assert [str(finding) for finding in found(code, "passes")] == []


@each_rule
def test_a_finding_says_what_was_found_and_where(code):
    for finding in found(code, "fails"):
        assert finding.location.path
        assert finding.location.box
        assert len(finding.message) > 15
        assert "please" not in finding.message.lower()
        assert "invalid" not in finding.message.lower()


@each_rule
def test_a_rule_has_title_reason_and_authority_and_is_never_an_error(code):
    rule: Rule = RULES[code]
    assert rule.severity is not Severity.ERROR
    assert len(rule.title.split()) > 3
    assert len(rule.why.split()) > 8
    assert rule.citation


@each_rule
def test_an_empty_document_has_nothing_to_find(code):
    """A rule reads no box that may be absent."""
    rule = RULES[code]
    for form in ("3", "4", "4/A", "5", None):
        subject = Subject(OwnershipDocument(document_type=form), Stage.DRAFT)
        if rule.scope == "document" and rule.check is not None and code != "S16-225":
            assert list(rule.check(subject)) == []


# ------------------------------------------------------------------------------------- when a rule is silent


def test_the_box_for_plans_is_asked_for_only_since_it_exists():
    checked = document("S16-210", "fails")
    before = replace(checked, period_of_report=Cell(date(2023, 3, 31), "2023-03-31"))
    assert "S16-210" in codes(checked)
    assert "S16-210" not in codes(before)


# ------------------------------------------------------------------------------------- balances


def rows(*pairs: tuple[int, int], day: date | None = None) -> list[Row]:
    return [Row(i, Decimal(change), Decimal(following), day) for i, (change, following) in enumerate(pairs)]


def test_running_closing_and_reversed_balances_fit():
    assert runs(rows((100, 1100), (-50, 1050)))
    assert closes(rows((100, 1050), (-50, 1050)))
    assert not runs(rows((-50, 1050), (100, 1100)))
    assert fits(rows((-50, 1050), (100, 1100)))  # last trade first


def test_each_day_may_have_its_closing_figure():
    monday, tuesday = date(2024, 5, 6), date(2024, 5, 7)
    both = [*rows((10, 130), (20, 130), day=monday), *rows((5, 140), (5, 140), day=tuesday)]
    assert closes(both)
    assert not closes([*both[:3], both[3]._replace(following=Decimal(141))])


def test_a_missing_line_breaks_every_reading():
    broken = rows((100, 1100), (50, 1250))
    assert not fits(broken)
    assert first_break(broken) == (broken[0], broken[1])


def test_what_a_footnote_time_or_rounding_explains_is_no_break():
    one, other = rows((100, 1100), (50, 1250))
    assert first_break([one, other._replace(explained=True)]) is None
    assert first_break([one, other._replace(following=Decimal("1150.5"))]) is None
    earlier, later = one._replace(day=date(2024, 1, 2)), other._replace(day=date(2024, 5, 6))
    assert first_break([earlier, later]) is None


def test_two_holders_need_two_trails():
    children = rows((1668, 8668), (1673, 8673), (1000, 9668), (1000, 9673))
    assert trails(children) == 2


@given(
    st.integers(0, 10**6),
    st.lists(st.integers(-999, 999).filter(bool), min_size=1, max_size=12),
    st.randoms(use_true_random=False),
)
def test_a_running_balance_fits_in_whatever_order_its_lines_stand(opening, changes, random):
    balance = Decimal(opening)
    chain = []
    for i, change in enumerate(changes):
        balance += change
        chain.append(Row(i, Decimal(change), balance))
    random.shuffle(chain)
    assert trails(chain) == 1
    assert fits(chain)


@given(st.lists(st.integers(1, 999), min_size=2, max_size=8), st.integers(1, 999))
def test_a_closing_figure_fits_whatever_the_changes(changes, closing):
    assert fits([Row(i, Decimal(change), Decimal(closing)) for i, change in enumerate(changes)])


# ------------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("note", "stated"),
    [
        ("at prices ranging from $14.01 to $15.00, inclusive", ("14.01", "15.00")),
        ("ranging from a low of $505.00 to a high of $505.19 per share", ("505.00", "505.19")),
        ("prices between $1,003.60 and $1,004.59", ("1003.60", "1004.59")),
        ("from $87.75 to $86.75", ("86.75", "87.75")),
        ("at $14.10-14.55", ("14.10", "14.55")),
        ("$2.75 to $3.46, $2.25 to $2.92, and $2.15 to $2.62, respectively", None),
        ("250,000 shares at $7.00 per share and 8,600 shares at $7.15", None),
        ("a weighted average price", None),
    ],
)
def test_price_range(note, stated):
    assert price_range(note) == (stated and tuple(map(Decimal, stated)))


@pytest.mark.parametrize(
    ("note", "day"),
    [
        ("a 10b5-1 plan adopted on march 15, 2023.", date(2023, 3, 15)),
        ("plan entered into on 3/15/23", date(2023, 3, 15)),
        ("plan dated 2023-03-15", date(2023, 3, 15)),
        ("adopted on sept. 1st, 2023", date(2023, 9, 1)),
        ("adopted on june 31, 2023", None),
        ("shares vested on march 15, 2023", None),
    ],
)
def test_date_of_adoption(note, day):
    assert adopted(note) == ([day] if day else [])


def test_titles_of_the_board_and_of_a_division():
    assert is_on_board("Executive Chairman")
    assert is_on_board("DIRECTOR")
    assert is_on_board("President, CEO & Chairman")
    assert not is_on_board("Chairman, President & CEO, West Division")
    assert not is_on_board("Vice Chairman")
    assert not is_on_board("Managing Director")


def test_names_of_entities_end_as_no_persons_name_does():
    assert is_entity("OWNER FUND ONE, L.P.")
    assert not is_entity("OWNER ONE JR")


def test_par_value_and_plural_do_not_make_another_title():
    assert title_words("Common Stock, $0.01 par value") == title_words("common stock")
    assert title_words("Common Shares") == title_words("Common Share")
    assert title_words("Class A Common Stock") != title_words("Class B Common Stock")
