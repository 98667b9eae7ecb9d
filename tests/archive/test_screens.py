"""Screens: against a plain search over all lines, in clusters, as known then, and unknown prices."""

from datetime import date
from decimal import Decimal

import pytest

from section16.archive.queries import ask
from section16.archive.screens import BadScreen, Screen, preset, presets, screen
from section16.archive.store import Store
from section16.cli.main import main
from section16.vocabulary.errors import NotFound

pytestmark = pytest.mark.needs_shared


@pytest.fixture(scope="module")
def sample(store):
    with Store(store) as opened:
        yield opened


def counted(sample, where):
    return ask(sample, f"SELECT count(*) AS n FROM trades WHERE \"table\" = 'table_i' AND {where}").to_pylist()[0]["n"]


MAY = {"filed_from": date(2023, 5, 1), "filed_to": date(2023, 5, 31)}


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        (Screen(code=("P",)), "code = 'P'"),
        (Screen(code=("P", "S"), **MAY), "code IN ('P', 'S') AND filed_on BETWEEN '2023-05-01' AND '2023-05-31'"),
        (Screen(side="D", value_min=Decimal(1000000)), "acquired_disposed = 'D' AND shares * price >= 1000000"),
        (Screen(price_max=Decimal("0.5")), "price <= 0.5"),
        (Screen(role=("officer",), code=("S",)), "code = 'S' AND is_officer"),
        (Screen(role=("ten-percent", "other")), "(is_ten_percent_owner OR is_other)"),
        (Screen(plan=True), "rule_10b5_1"),
        (Screen(plan=False), "NOT rule_10b5_1"),
        (Screen(sector=("60", "28")), "(sic LIKE '60%' OR sic LIKE '28%')"),
        (
            Screen(traded_from=date(2023, 6, 1), traded_to=date(2023, 6, 5)),
            "transaction_date BETWEEN '2023-06-01' AND '2023-06-05'",
        ),
        (Screen(title="chief financial|cfo"), "regexp_matches(officer_title, 'chief financial|cfo', 'i')"),
    ],
    ids=str,
)  # fmt: skip
def test_a_screen_finds_what_a_plain_search_finds(sample, asked, where):
    found = screen(sample, asked)
    assert found.num_rows == counted(sample, where)
    assert found.num_rows


def test_a_window_of_days_ends_with_the_last_day_known(sample):
    asked = Screen(code=("S",), days=30, filed_to=date(2023, 6, 30))
    days = screen(sample, asked).column("filed_on").to_pylist()
    assert min(days) >= date(2023, 6, 1)
    assert max(days) <= date(2023, 6, 30)
    known = screen(sample, Screen(code=("S",), days=10), as_known_on=date(2023, 6, 15)).column("filed_on").to_pylist()
    assert (min(known) >= date(2023, 6, 6), max(known) <= date(2023, 6, 15)) == (True, True)


def test_an_amendment_of_an_older_form_is_not_new(chosen_store):
    """Freyman's amendment of 2020-05-22 repeats what he filed on May 12: nothing new in the second week."""
    with Store(chosen_store("0001179110-20-005836", "0001179110-20-006518")) as opened:
        late = Screen(filed_from=date(2020, 5, 20), filed_to=date(2020, 5, 31))
        assert screen(opened, late).num_rows == 0
        assert screen(opened, late, as_filed=True).num_rows == 2
        assert screen(opened, Screen(filed_from=date(2020, 5, 1), filed_to=date(2020, 5, 15))).num_rows == 2


def test_a_correction_counts_from_the_day_it_was_known(chosen_store):
    """Durkin bought 750 at 69.00; the first form says March 30, ten days after it was signed."""
    with Store(chosen_store("0001179110-20-004028", "0001179110-20-004036")) as opened:
        assert screen(opened, Screen(traded_from=date(2020, 3, 21))).num_rows == 0
        assert screen(opened, Screen(traded_from=date(2020, 3, 21)), as_filed=True).num_rows == 1
        (found,) = screen(opened, Screen(price_min=Decimal(69))).to_pylist()
        assert (found["accession"], found["transaction_date"]) == ("0001179110-20-004036", date(2020, 3, 20))


def test_own_change(chosen_store):
    """Durkin: 16,844 after 750 more were bought, from 16,094: 4.7 percent."""
    with Store(chosen_store("0001179110-20-004036")) as opened:
        found = screen(opened, Screen(own_change=Decimal("4.7"))).to_pylist()
        assert [(row["shares"], row["own_change"]) for row in found if row["shares"] == 750] == [
            (Decimal(750), Decimal("4.7"))
        ]
        assert not [row for row in screen(opened, Screen(own_change=Decimal(99))).to_pylist() if row["shares"] == 750]


def test_an_unknown_price_is_not_zero(sample):
    """A line without a price has no value, meets no bound on it, and is counted apart."""
    unpriced = counted(sample, "price IS NULL AND total_value IS NULL AND code = 'A'")
    found = screen(sample, Screen(code=("A",)))
    assert found.column("value").null_count == unpriced > 0
    assert screen(sample, Screen(code=("A",), value_min=Decimal(0))).column("value").null_count == 0
    grouped = screen(sample, Screen(code=("A",), group_by="issuer"))
    assert sum(grouped.column("without_price").to_pylist()) == unpriced
    for row in grouped.to_pylist():
        assert (row["value"] is None) == (row["without_price"] == row["trades"])


def test_groups_add_up(sample):
    whole = screen(sample, Screen(code=("S",)))
    by_issuer = screen(sample, Screen(code=("S",), group_by="issuer"))
    assert sum(by_issuer.column("trades").to_pylist()) == whole.num_rows
    told = sum(value for value in whole.column("value").to_pylist() if value is not None)
    assert sum(value for value in by_issuer.column("value").to_pylist() if value is not None) == told


def test_spouses_and_sponsors_are_no_cluster(chosen_store):
    with Store(chosen_store("0001127602-23-001105", "0001127602-23-001106")) as opened:
        assert screen(opened, Screen(code=("S",), cluster=2, window=30)).num_rows == 0
        assert screen(opened, Screen(code=("S",))).num_rows == 4


def test_clusters_have_people_enough(sample):
    found = screen(sample, Screen(code=("P",), cluster=3, window=30)).to_pylist()
    assert found
    assert all(row["people"] >= 3 for row in found)
    by_cluster = {}
    for row in found:
        by_cluster.setdefault(row["cluster"], set()).add(row["issuer_name"])
    assert all(len(issuers) == 1 for issuers in by_cluster.values())


def test_first_purchases_leave_out_who_bought_before(chosen_store):
    """Agree Realty's directors bought again and again in May 2023; Durkin did not before March 2020."""
    with Store(chosen_store("0001179110-20-004028")) as opened:
        found = screen(opened, Screen(code=("P",), quiet_years=2)).to_pylist()
        assert {row["transaction_date"] for row in found} == {date(2020, 3, 18)}


@pytest.mark.parametrize("name", list(presets()))
def test_every_preset_runs(sample, name):
    asked = preset(name)
    assert asked.title
    assert asked.why.endswith(".")
    found = screen(sample, asked.screen, as_known_on=date(2023, 5, 31))
    assert all(day <= date(2023, 5, 31) for day in found.column("filed_on").to_pylist())


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Screen(role=("boss",)), "found the role 'boss', expected one of officer"),
        (Screen(side="X"), "found the side 'X'"),
        (Screen(table="III"), "found the table 'III'"),
        (Screen(group_by="day"), "found a group by 'day'"),
        (Screen(days=0), "found days of 0, expected 1 or more"),
        (Screen(days=3, filed_from=date(2020, 1, 1)), "expected one of them"),
        (Screen(title="(", code=("P",)), "DuckDB"),
    ],
)
def test_conditions_that_cannot_be(sample, asked, said):
    with pytest.raises((BadScreen, ValueError), match=said.replace("(", r"\(")):
        screen(sample, asked)


def test_no_such_preset():
    with pytest.raises(NotFound, match="no screen 'nix'; nearest: purchases"):
        preset("nix")


def test_on_the_command_line(store, capsys):
    arguments = ["screen", "purchases", "--store", str(store), "--filed-to", "2023-05-31", "--value-min", "$100,000"]
    with pytest.raises(SystemExit) as stopped:
        main([*arguments, "--format", "csv"])
    printed = capsys.readouterr()
    assert stopped.value.code == 0
    lines = printed.out.splitlines()
    at = lines[0].split(",").index("price")
    assert len(lines) > 1
    assert at
    assert printed.err.strip().endswith("trades, 0 trades among them without a price")
    with pytest.raises(SystemExit):
        main([*arguments, "--group-by", "issuer"])
    printed = capsys.readouterr()
    assert {"symbol", "issuer", "value"} <= set(printed.out.splitlines()[0].split())
    assert " issuers, " in printed.err
    for wrong in (["--value-min", "much"], ["--filed-to", "31.5.2023"], ["nix"], ["--days", "0"]):
        with pytest.raises(SystemExit) as stopped:
            main(["screen", *wrong, "--store", str(store)])
        assert stopped.value.code == 2
        assert capsys.readouterr().err.count("\n") == 1
