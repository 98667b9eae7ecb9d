"""The forms of a made market are such as EDGAR has: to the readers, the rules, the writer and the SEC's schemas."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from section16.formats import edgar_sgml, edgar_xml
from section16.formats.recognise import read
from section16.simulate.market import Market, simulate
from section16.simulate.options import Options
from section16.simulate.tables_of import rows
from section16.simulate.truth import KeptTruth
from section16.vocabulary.findings import Severity

# what the rules say of each defect, and of nothing else
_FINDINGS = {
    "broken_balance": {"S16-301"}, "average": {"S16-216"}, "side": {"S16-201", "S16-202"}, "unexplained": {"S16-204"},
    "plan": {"S16-210"}, "period": {"S16-238"},
}  # fmt: skip
_LATE = {"S16-401", "S16-402", "S16-410", "S16-420"}


def canonical(source: bytes) -> bytes:
    parser = etree.XMLParser(remove_blank_text=True)
    return etree.tostring(etree.fromstring(source, parser), method="c14n")


def test_the_header_says_what_the_truth_says(market):
    for row in market.truth["filings"]:
        filing = market.filings[row["accession"]]
        header, document = filing.header, filing.document
        assert (header.accession, header.form_type) == (row["accession"], row["form"]) == (
            filing.accession, document.document_type)  # fmt: skip
        assert (header.filed.isoformat(), header.accepted.isoformat()) == (row["filed_on"], row["accepted_at"])
        assert header.period == document.period_of_report.value == date.fromisoformat(row["period"])
        assert header.issuer.cik == document.issuer.cik == row["issuer_cik"]
        assert [owner.cik for owner in document.owners] == row["owner_ciks"].split(",")
        assert sorted(party.cik for party in header.parties if party.role == "REPORTING-OWNER") == sorted(
            row["owner_ciks"].split(","))  # fmt: skip
        assert document.schema_version == row["schema_version"]
        assert header.public_document_count == 1 + len(filing.exhibits)
    issuers = {row["issuer_cik"]: row for row in market.truth["issuers"]}
    issuer = next(iter(market.filings.values())).header.issuer
    true = issuers[issuer.cik]
    assert (issuer.name, issuer.sic, issuer.fiscal_year_end) == (true["name"], true["sic"], true["fiscal_year_end"])


def test_the_sgml_is_edgars(market):
    """Read and written again it has the same bytes, and the header is laid out as our writer lays it out."""
    for each in market.submissions[::7]:
        submission, _ = edgar_sgml.read(each.content)
        assert edgar_sgml.write(submission) == each.content


def test_the_xml_is_what_our_writer_writes(market):
    for filing in list(market.filings.values())[::3]:
        xml = filing.submission.documents[0].xml
        assert canonical(edgar_xml.write(filing.document)) == canonical(xml)


@pytest.mark.needs_shared
def test_the_newest_layout_is_valid_by_the_secs_schemas(market_of, shared):
    folder = shared / "spec" / "edgar-ownership-v5.5" / "schema"
    schemas = {
        form: etree.XMLSchema(etree.parse(folder / f"ownership{form.replace('/', '')}Document.xsd.xml"))
        for form in ("3", "3/A", "4", "4/A", "5", "5/A")
    }
    seen = Counter()
    for filing in market_of("2026").filings.values():
        if filing.document.schema_version in {"X0607", "X0609"}:
            form = filing.document.document_type
            root = etree.fromstring(filing.submission.documents[0].xml)
            assert schemas[form].validate(root), schemas[form].error_log
            seen[form] += 1
    assert {"3", "4", "4/A", "5"} <= seen.keys()


def test_the_version_is_that_of_the_day(market):
    table = [(row["since"], row["form3"], row["form45"]) for row in rows("schema_versions")]
    for filing in market.filings.values():
        since = [row for row in table if row[0] <= filing.header.filed.isoformat()][-1]
        assert filing.document.schema_version == (since[1] if filing.document.form == "3" else since[2])


@pytest.mark.parametrize("version", ["X0202", "X0306", "X0407", "X0609"])
def test_one_version_for_all(version):
    forms = set()
    for each in simulate(Options(filings=400, seed=5, schema_version=version)):
        document = read(each.content).document
        forms.add(document.form)
        assert document.schema_version == version or document.form == "3"
        assert (document.rule_10b5_1.text is not None) == (document.form != "3" and version >= "X0407")
    assert {"3", "4"} <= forms


def test_the_rules_find_no_error_and_no_repair(market):
    bad = [
        str(finding) for findings in market.findings.values() for finding in findings
        if finding.severity is Severity.ERROR
    ]  # fmt: skip
    assert not bad


def test_the_rules_find_what_was_planted_and_nothing_else(market):
    planted = defaultdict(set)
    for row in market.truth["defects"]:
        planted[row["accession"]].add(row["kind"])
    for accession, findings in market.findings.items():
        codes = {finding.code for finding in findings} - _LATE
        if codes:
            assert accession in planted, (accession, [str(finding) for finding in findings])
        for kind in planted[accession] & _FINDINGS.keys():
            assert codes & _FINDINGS[kind], (accession, kind)


def test_the_rules_call_late_what_was_planted_late(market):
    """S16-401 says it, or S16-402 where the form hints at an excuse; nothing else is late."""
    forms = {row["accession"]: row["form"] for row in market.truth["filings"]}
    planted = {
        (row["accession"], row["table"], int(row["line"])) for row in market.truth["late"]
        if row["table"] and forms[row["accession"]] == "4"
    }  # fmt: skip
    found = set()
    for accession, findings in market.findings.items():
        for finding in findings:
            if finding.code in {"S16-401", "S16-402"}:
                table, _, position = finding.location.path.partition("[")
                found.add((accession, "I" if table == "table_i" else "II", int(position.partition("]")[0])))
    assert found == planted
    assert planted
    for code, form in (("S16-410", "3"), ("S16-420", "5")):
        late = {
            row["accession"] for row in market.truth["late"] if not row["table"] and forms[row["accession"]] == form
        }
        assert late == {
            accession for accession, findings in market.findings.items()
            if any(finding.code == code for finding in findings)
        }  # fmt: skip


def test_late_lines_of_form_5_are_marked(market):
    forms = {row["accession"]: row["form"] for row in market.truth["filings"]}
    for row in market.truth["late"]:
        if row["table"] and forms[row["accession"]] == "5":
            document = market.filings[row["accession"]].document
            line = (document.table_i if row["table"] == "I" else document.table_ii)[int(row["line"])]
            assert (line.form_type.value, line.timeliness.value, row["marked"]) == ("4", "L", "L")
            assert document.form4_transactions_reported.value is True


def test_more_than_ten_owners_take_two_forms():
    kept = KeptTruth()
    market = Market(Options(filings=300, seed=4), kept)
    market.rates = {**market.rates, "fund": 10_000, "fund_over_ten": 10_000}
    for each in market.run():
        assert len(read(each.content).document.owners) <= 10
    truth = kept.tables
    parts = [row for row in truth["filings"] if row["part"] != "1 of 1"]
    assert len(parts) > 10
    lines = defaultdict(list)
    for row in truth["lines"]:
        lines[row["accession"]].append((row["event_id"], row["relation"]))
    pairs = 0
    for first in parts:
        later = [row for row in parts if row["role_id"] == first["role_id"] and row["filed_on"] == first["filed_on"]]
        for second in later:
            same = [event for event, _ in lines[first["accession"]]] == [
                event for event, _ in lines[second["accession"]]
            ]
            if (first["part"], second["part"]) == ("1 of 2", "2 of 2") and same:
                pairs += 1
                assert not set(first["owner_ciks"].split(",")) & set(second["owner_ciks"].split(","))
                assert {relation for _, relation in lines[second["accession"]]} == {"repeats"}
    assert pairs * 2 >= len(parts) - 1  # the last one may fall after the last filing


def test_a_power_of_attorney_comes_once(market_of):
    powers = Counter()
    made = market_of("2023")
    for row in made.truth["filings"]:
        exhibits = made.filings[row["accession"]].exhibits
        assert all(exhibit.type == "EX-24" for exhibit in exhibits)
        powers[row["role_id"]] += len(exhibits)
    assert max(powers.values()) == 1


def test_averages_lie_in_their_ranges(market_of):
    """Prices of several trades differ by a dollar at most: counted on the footnotes, defects left out."""
    made = market_of("2023")
    wrong = {row["accession"] for row in made.truth["defects"]}
    seen = 0
    for accession, filing in made.filings.items():
        notes = {note.id: note.text for note in filing.document.footnotes}
        for _, _, line in filing.document.lines():
            for mark in line.price.footnotes:
                if "weighted average" in notes[mark] and accession not in wrong:
                    low, high = (Decimal(part.split()[0].rstrip(",")) for part in notes[mark].split("$")[1:3])
                    assert low <= line.price.value <= high <= low + 1
                    seen += 1
    assert seen > 200


def test_the_codes_have_the_mix_of_real_forms(market_of):
    """The frequent codes within a third of their real share; the rare ones are there."""
    truth = market_of("2023").truth
    counted = Counter(row["code"] for row in truth["events"] if row["kind"] == "trade")
    real = Counter()
    for row in rows("code_mix"):
        real[row["code"]] += int(row["lines"])
    for code, number in real.items():
        share, made = number / real.total(), counted[code] / counted.total()
        if share > 0.05:
            assert abs(made - share) < share / 3, (code, share, made)
    assert {"G", "D", "J", "C", "L", "W"} <= counted.keys()
