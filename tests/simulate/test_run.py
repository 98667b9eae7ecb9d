"""The run of a market: the same for the same options, in order, as long as asked, and no larger than its issuers."""

import ast
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from section16 import simulate as package
from section16.simulate.days import add_business_days, is_business_day, late_after, trading_day
from section16.simulate.dice import Dice
from section16.simulate.market import Market, simulate
from section16.simulate.options import Options
from section16.simulate.truth import KeptTruth, NoTruth
from section16.vocabulary.errors import SeenAndExpected

_PRINTS = """
import hashlib
from section16.simulate.market import simulate
from section16.simulate.options import Options
digest = hashlib.sha256()
for each in simulate(Options(filings=250, seed=77)):
    digest.update(each.content)
print(digest.hexdigest())
"""


def digest(options: Options) -> str:
    total = sha256()
    for each in simulate(options):
        total.update(each.content)
    return total.hexdigest()


def test_one_seed_one_market():
    assert digest(Options(filings=250, seed=77)) == digest(Options(filings=250, seed=77))
    assert digest(Options(filings=250, seed=77)) != digest(Options(filings=250, seed=78))
    assert digest(Options(filings=250, seed=77)) != digest(Options(filings=250, seed=-77))


def test_the_order_of_hashes_does_not_matter():
    """Other processes, with other seeds for hashing, make the same bytes."""
    found = {
        subprocess.run(
            [sys.executable, "-c", _PRINTS], env={"PYTHONHASHSEED": seed, "PYTHONPATH": "src"}, capture_output=True,
            text=True, check=True, cwd=Path(__file__).parents[2],
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip
    assert found == {digest(Options(filings=250, seed=77))}


def test_the_first_draws_are_known():
    """``random.Random.random`` keeps its sequence: a change here would be another market on another Python."""
    dice = Dice(1)
    assert [dice.below(1000) for _ in range(6)] == [134, 847, 763, 255, 495, 449]


def test_the_truth_is_the_same_too():
    first, second = KeptTruth(), KeptTruth()
    for kept in (first, second):
        for _ in simulate(Options(filings=300, seed=8), kept):
            pass
    assert first.tables == second.tables


def test_filings_come_in_order_of_acceptance(market):
    stamps = [each.accepted_at for each in market.submissions]
    assert stamps == sorted(stamps)
    assert len({each.accession for each in market.submissions}) == len(market.submissions)
    for each in market.submissions:
        assert each.accepted_at[:10] == each.filed_on
        assert is_business_day(date.fromisoformat(each.filed_on).toordinal())
        assert "06:00:00" <= each.accepted_at[11:] < "22:00:00"


def test_accession_numbers_of_a_filer_run_on(market):
    last: dict[str, int] = {}
    for each in market.submissions:
        key, number = each.accession[:13], int(each.accession[14:])
        assert number == last.get(key, 0) + 1
        last[key] = number


@pytest.mark.parametrize("number", [1, 2, 37, 400])
@pytest.mark.parametrize(
    ("first", "last"), [("2023-01-02", None), ("2024-02-01", "2024-02-29"), ("2025-06-10", "2025-06-10")]
)
def test_there_are_as_many_as_asked(number, first, last):
    options = Options(
        filings=number, seed=3, first=date.fromisoformat(first), last=date.fromisoformat(last) if last else None
    )
    found = list(simulate(options))
    assert len(found) == number
    assert all(options.first.isoformat() <= each.filed_on <= options.end.isoformat() for each in found)


def test_issuers_can_be_fixed():
    kept = KeptTruth()
    found = list(simulate(Options(filings=10_000, seed=3, issuers=2, last=date(2024, 12, 31)), kept))
    assert 0 < len(found) < 10_000
    merged = {row["issuer_cik"] for row in kept.tables["issuers"] if row["listed_on"]}
    assert len(kept.tables["issuers"]) == 2 + len(merged)


def test_what_goes_in_a_merger_is_reported_even_where_every_form_is_missed():
    """There is no Form 5 after it on which a line could come back."""
    kept = KeptTruth()
    market = Market(Options(filings=3000, seed=9), kept)
    market.rates = {**market.rates, "missed": 10_000, "merger": 5_000}
    last = [each.filed_on for each in market.run()][-1]
    day_of_role = {row["role_id"]: row["day"] for row in kept.tables["departures"] if row["why"] == "merger"}
    merged = [row for row in kept.tables["events"] if row["kind"] == "trade" and row["code"] in ("D", "U", "J")
              and row["day"] == day_of_role.get(row["role_id"])]  # fmt: skip
    early = {row["event_id"] for row in merged if date.fromisoformat(row["day"]).year < int(last[:4])}
    assert len(early) > 100
    assert early <= {row["event_id"] for row in kept.tables["lines"]}


def test_memory_goes_with_the_issuers_and_not_with_the_filings():
    """After thirty years of the same five issuers there is no more to remember than after ten."""
    market = Market(
        Options(filings=100_000, seed=6, issuers=5, first=date(2005, 1, 3), last=date(2034, 12, 29)), NoTruth()
    )

    def size() -> int:
        kept = [market.agenda, market.evening, market.due]
        tasks = sum(len(tasks) for each in kept for tasks in each.values())
        roles = [role for issuer in market.issuers for role in issuer.roles]
        return tasks + sum(1 + len(role.derivatives) + len(role.indirect) + len(role.deferred) for role in roles)

    sizes: dict[int, int] = {}
    for each in market.run():
        sizes[int(each.filed_on[:4])] = size()
    early, late = max(sizes[year] for year in range(2010, 2015)), max(sizes[year] for year in range(2029, 2034))
    assert late < 2 * early


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"filings": 0}, "found 0 filings, expected 1 or more"),
        ({"filings": 5, "issuers": 0}, "found 0 issuers, expected 1 or more"),
        ({"filings": 5, "first": date(1999, 1, 1)}, "found the first day 1999-01-01"),
        ({"filings": 5, "last": date(2020, 1, 1)}, "found the last day 2020-01-01"),
        ({"filings": 5, "first": date(2023, 7, 1), "last": date(2023, 7, 2)}, "found no business day from 2023-07-01"),
        ({"filings": 5, "schema_version": "X9999"}, "found schema version 'X9999'"),
    ],
)
def test_options_that_cannot_be_are_refused(options, said):
    with pytest.raises(SeenAndExpected, match=said):
        Options(**options)


def test_trading_days_are_not_business_days():
    good_friday, columbus_day, christmas = date(2024, 3, 29), date(2024, 10, 14), date(2024, 12, 25)
    assert trading_day(good_friday.toordinal()) == date(2024, 4, 1).toordinal()
    assert is_business_day(good_friday.toordinal())
    assert trading_day(columbus_day.toordinal()) == columbus_day.toordinal()
    assert not is_business_day(columbus_day.toordinal())
    assert trading_day(christmas.toordinal()) == date(2024, 12, 26).toordinal()
    assert late_after(date(2024, 10, 11).toordinal()) == add_business_days(date(2024, 10, 11).toordinal(), 2)


@pytest.mark.parametrize(
    "day", ["2008-03-21", "2011-04-22", "2019-04-19", "2024-03-29", "2038-04-23", "2049-04-16", "2076-04-17"]
)
def test_good_friday_of_many_years(day):
    assert trading_day(date.fromisoformat(day).toordinal()) > date.fromisoformat(day).toordinal()


def test_it_asks_no_one_for_the_truth():
    """Neither rules, ledger and matching code, nor the parts above: only vocabulary, model and formats."""
    allowed = ("section16.simulate", "section16.vocabulary", "section16.model", "section16.formats")
    for path in Path(package.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert all(name.startswith(allowed) for name in names if name.startswith("section16")), path


def test_nobody_is_real(market):
    """CIKs beyond EDGAR's, telephone numbers kept for fiction, ZIP codes of no place."""
    for filing in market.filings.values():
        assert 7_000_000 <= int(filing.document.issuer.cik) < 8_000_000
        assert all(int(owner.cik) >= 8_000_000 for owner in filing.document.owners)
        assert filing.header.issuer.business_address.phone.startswith("555-555-01")
        assert filing.header.issuer.business_address.zip.startswith("000")
