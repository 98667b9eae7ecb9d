"""Whatever stands in the cells: a draft with its needs, or refused with its slips, and nothing else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from section16.formats import edgar_xml
from section16.prepare.draft import prepared
from section16.prepare.drafted import Prepared, Wishes
from section16.prepare.events import events
from section16.prepare.split import parts
from section16.prepare.trade_files import parse_trades
from section16.prepare.trades import BOXES, Slip, TradesRefused, columns
from section16.vocabulary.errors import MissingFact
from tests.prepare.made import SIGNED, findings, roster

words = st.sampled_from([
    "", "0", "1", "-5", "99999999999999999999", "0.00001", "1e5", "NaN", "Infinity", "2024-02-30", "0001-01-01",
    "9999-12-31", "2024-03-01", "2023-02-26", "yes", "?", "5?", "a|b", "a", "common", "units", "option", "notes",
    "written", "direct", "trust", "spouse", "A", "D", "{plan}", "unit", "x" * 3000, "Äß✓", "\x00", "%s",
])  # fmt: skip
names = st.sampled_from([name for name in columns() if name not in {"-", "note", "note_BOX"}] + ["note"]
                        + [f"note_{box}" for box in BOXES] + [f"note_ii.{box}" for box in BOXES])  # fmt: skip
sensible = st.fixed_dictionaries({
    "owner": st.sampled_from(["a", "b", "a|b"]), "event": st.sampled_from(sorted(events())),
    "security": st.sampled_from(["common", "units", "option", "convertible", "notes", "written", "preferred"]),
    "date": st.sampled_from(["2024-03-01", "2023-02-26", "2023-06-30", ""]),
    "shares": st.sampled_from(["1", "10.5", ""]),
    "price": st.sampled_from(["9", "12.34567", ""]), "side": st.sampled_from(["", "A", "D"]),
    "to": st.sampled_from(["", "spouse"]),
})  # fmt: skip
rows = st.lists(st.tuples(sensible, st.dictionaries(names, words, max_size=3)).map(lambda pair: pair[0] | pair[1]),
                min_size=1, max_size=5)  # fmt: skip


@settings(max_examples=300)
@given(rows, st.sampled_from(["4", "5"]), st.sampled_from(["class", "all", "none"]), st.booleans())
def test_nothing_else_ever_happens(given_rows, form, carry, in_order):
    wishes = Wishes(form=form, carry=carry, in_order=in_order, signed_on=SIGNED)
    slips: tuple[Slip, ...] = ()
    made, said = Prepared(()), ""
    try:
        made = prepared(parse_trades("trades", enumerate(given_rows, 2)), roster(), wishes)
    except TradesRefused as refused:
        slips = refused.slips
    except MissingFact as error:
        said = str(error)
    assert all(slip.row >= 2 and slip.column and slip.found and slip.expected for slip in slips)
    assert not said or "expected one of the known facts" in said
    for draft in made.drafts:
        for part in parts(draft):
            assert edgar_xml.write(part.document)
            assert {need.state for need in part.needs} <= {"missing", "provisional", "look"}
            findings(part.document)
