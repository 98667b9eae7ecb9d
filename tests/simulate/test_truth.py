"""The truth agrees with itself, and the forms say it, but for the defects that were planted."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

from section16.simulate.truth import TABLES


def test_every_row_has_its_columns(market):
    for name, columns in TABLES.items():
        assert all(tuple(row) == columns for row in market.truth[name])
        assert not any("\t" in value or "\n" in value for row in market.truth[name] for value in row.values())


def test_keys_lead_somewhere(market):
    truth = market.truth
    keys = {
        key: {row[key] for row in truth[table]}
        for table, key in (
            ("issuers", "issuer_cik"), ("owners", "owner_cik"), ("roles", "role_id"), ("positions", "position_id"),
            ("events", "event_id"), ("plans", "plan_id"), ("filings", "accession"),
        )
    }  # fmt: skip
    keys["purchase_event"] = keys["sale_event"] = keys["event_id"]
    keys["amends"] = keys["accession"]
    for rows in truth.values():
        for row in rows:
            for column, value in row.items():
                if column in keys and value:
                    assert value in keys[column], (row, column)
                if column == "owner_ciks":
                    assert set(value.split(",")) <= keys["owner_cik"]


def test_a_balance_is_the_sum_of_what_happened(market):
    balances: dict[str, Decimal] = defaultdict(Decimal)
    before = ""
    for event in market.truth["events"]:
        sign = 1 if event["side"] == "A" else -1
        balances[event["position_id"]] += sign * Decimal(event["shares"])
        assert balances[event["position_id"]] == Decimal(event["balance"]) >= 0, event
        assert event["day"] >= before
        before = event["day"]


def test_dollars_are_what_was_paid(market):
    for event in market.truth["events"]:
        if event["dollars"]:
            average = Decimal(event["dollars"]) / Decimal(event["shares"])
            assert abs(average - Decimal(event["price"])) <= Decimal("0.00005"), event


def test_every_line_says_the_truth_unless_a_defect_says_otherwise(market):
    truth = market.truth
    events = {row["event_id"]: row for row in truth["events"]}
    positions = {row["position_id"]: row for row in truth["positions"]}
    wrong = {row["accession"] for row in truth["defects"]}
    shown = {(row["accession"], row["table"], row["line"], row["field"]): row for row in truth["defects"]}
    seen = set()
    for row in truth["lines"]:
        document = market.filings[row["accession"]].document
        line = (document.table_i if row["table"] == "I" else document.table_ii)[int(row["line"])]
        position = positions[row["position_id"]]
        assert line.kind == row["kind"]
        assert line.security_title.value == position["security"]
        assert line.direct_indirect.value == position["direct_indirect"]
        assert (line.nature.value or "") == position["nature"]
        if row["kind"] == "holding":
            continue
        event = events[row["event_id"]]
        said = {
            "transaction_date": line.transaction_date.value.isoformat(), "code": line.code.value,
            "acquired_disposed": line.acquired_disposed.value, "shares": line.shares.value,
            "price": line.price.value, "shares_following": line.shares_following.value,
        }  # fmt: skip
        true = {
            "transaction_date": event["day"], "code": event["code"], "acquired_disposed": event["side"],
            "shares": Decimal(event["shares"]), "price": Decimal(event["price"]) if event["price"] else None,
            "shares_following": Decimal(event["balance"]),
        }  # fmt: skip
        for field, value in said.items():
            planted = shown.get((row["accession"], row["table"], row["line"], field))
            if planted is not None:
                assert str(value) == planted["shown"]
                assert Decimal(planted["true"]) == true[field] if "." in planted["true"] else planted["true"]
                seen.add((row["accession"], field))
            elif field == "price" and value is None:
                assert line.price.footnotes
            elif field == "shares_following" and (document.form == "5" or row["accession"] in wrong):
                continue  # Form 5 gives the balance at the year's end; a wrong number moves the balances after it
            else:
                assert value == true[field], (row, field)
    fields = {"price", "shares", "acquired_disposed", "shares_following"}
    assert {(row["accession"], row["field"]) for row in truth["defects"] if row["field"] in fields} == seen


def test_form_5_gives_the_balance_at_the_end_of_the_year(market):
    truth = market.truth
    balances = defaultdict(list)
    for event in truth["events"]:
        balances[event["position_id"]].append((event["day"], Decimal(event["balance"])))
    for row in truth["lines"]:
        document = market.filings[row["accession"]].document
        if document.form == "5" and row["kind"] == "transaction":
            line = (document.table_i if row["table"] == "I" else document.table_ii)[int(row["line"])]
            end = document.period_of_report.value.isoformat()
            assert line.shares_following.value == [held for day, held in balances[row["position_id"]] if day <= end][-1]


def test_holdings_are_what_was_held(market):
    """A holding line gives the balance of some moment from the event to the filing."""
    truth = market.truth
    filings = {row["accession"]: row for row in truth["filings"]}
    history = defaultdict(list)
    for event in truth["events"]:
        history[event["position_id"]].append((event["day"], Decimal(event["balance"])))
    for row in truth["lines"]:
        if row["kind"] == "transaction":
            continue
        document, filing = market.filings[row["accession"]].document, filings[row["accession"]]
        line = (document.table_i if row["table"] == "I" else document.table_ii)[int(row["line"])]
        value = line.underlying_shares.value if document.form == "3" and row["table"] == "II" else None
        value = value if value is not None else line.shares_following.value
        until = [held for day, held in history[row["position_id"]] if day <= filing["filed_on"]]
        before = [held for day, held in history[row["position_id"]] if day < filing["period"]]
        assert value in until[max(len(before) - 1, 0) :] or form_repeats(row, value, until), row


def form_repeats(row, value, until):
    """An amendment repeats what the original gave."""
    return row["relation"] == "repeats" and value in until


def test_an_event_is_reported_once_and_else_repeated(market):
    """Joint parts and amendments are linked to the event; only what nobody filed yet has no line."""
    truth = market.truth
    first = Counter(row["event_id"] for row in truth["lines"] if row["event_id"] and row["relation"] == "reports")
    assert set(first.values()) == {1}
    trades = [row for row in truth["events"] if row["kind"] == "trade"]
    last = max(row["filed_on"] for row in truth["filings"])
    added = {row["event_id"] for row in truth["lines"] if row["relation"] == "adds"}
    left_out = {row["true"] for row in truth["defects"] if row["kind"] == "missing"}
    assert added <= left_out
    silent = [row for row in trades if row["event_id"] not in first and row["event_id"] not in left_out]
    end = date.fromisoformat(last)
    assert all((end - date.fromisoformat(row["day"])).days < 480 for row in silent)  # waiting for Form 5
    assert sum((end - date.fromisoformat(row["day"])).days > 90 for row in silent) < len(trades) // 50


def test_splits_multiply(market_of):
    truth = market_of("2023").truth
    changed = [row for row in truth["events"] if row["kind"] == "split"]
    issuer_of = {row["role_id"]: row["issuer_cik"] for row in truth["roles"]}
    ratios = {(row["issuer_cik"], row["day"]): Decimal(row["new"]) / Decimal(row["old"]) for row in truth["splits"]}
    assert changed
    for row in changed:
        change = Decimal(row["shares"]) * (1 if row["side"] == "A" else -1)
        before, after = Decimal(row["balance"]) - change, Decimal(row["balance"])
        assert abs(before * ratios[issuer_of[row["role_id"]], row["day"]] - after) < 1


def test_amendments_name_what_they_amend(market):
    filings = {row["accession"]: row for row in market.truth["filings"]}
    kinds = {row["accession"]: row["kind"] for row in market.truth["defects"]}
    for row in market.truth["amendments"]:
        document, original = market.filings[row["accession"]].document, filings[row["amends"]]
        assert document.document_type == f"{original['form']}/A"
        assert document.original_date.value.isoformat() == original["filed_on"]
        assert document.period_of_report.value.isoformat() == original["period"]
        assert row["what"] == kinds[row["amends"]]
    assert market.truth["amendments"]
