"""The public functions: what they take, what they give, what they raise."""

import copy
import io
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

import section16
from section16.formats import wire_json

AULT = Path(str(files("section16"))) / "examples" / "form4-ault-2023-11-24.xml"


def test_read_takes_bytes_text_paths_and_files():
    data = AULT.read_bytes()
    wanted = section16.read(data).document
    sources = [
        data,
        bytearray(data),
        memoryview(data),
        data.decode(),
        str(AULT),
        AULT,
        io.BytesIO(data),
        io.StringIO(data.decode()),
    ]
    with AULT.open("rb") as file:
        for source in [*sources, file]:
            assert section16.read(source).document == wanted


def test_the_source_is_evidence():
    filing = section16.read(AULT)
    assert filing.source.data == AULT.read_bytes()
    assert (filing.source.format, filing.source.bytes, filing.source.name) == ("xml", AULT.stat().st_size, str(AULT))
    assert filing.key == f"sha256:{filing.source.sha256[:16]}"
    assert len(repr(filing.source)) < 200


def test_a_format_can_be_named():
    assert section16.read(AULT, format="xml").document is not None
    with pytest.raises(section16.NotThisFormat, match=r"found .*, expected"):
        section16.read(AULT, format="json")
    with pytest.raises(section16.NotThisFormat, match="the format name 'papyrus', expected one of xml, sgml"):
        section16.read(AULT, format="papyrus")


@pytest.mark.parametrize("format", ["xml", "json", "sgml", "package"])
def test_what_is_written_is_read_back(format):
    filing = section16.read(AULT)
    again = section16.read(section16.write(filing, format))
    assert again.source.format == format
    assert again.document == filing.document


def test_write_refuses_what_it_cannot_write():
    filing = section16.read(AULT)
    with pytest.raises(section16.NotThisFormat):
        section16.write(filing, "papyrus")
    issuer = msgspec.structs.replace(filing.document.issuer, cik=None)
    nameless = msgspec.structs.replace(filing, document=msgspec.structs.replace(filing.document, issuer=issuer))
    for format in ("xml", "sgml", "package"):
        with pytest.raises(section16.MissingFact, match="--issuer-cik"):
            section16.write(msgspec.structs.replace(nameless, submission=None), format)
    assert section16.write(nameless, "json")


@pytest.mark.parametrize("format", ["xml", "json", "sgml", "package"])
def test_an_edited_filing_is_written_edited_and_an_unedited_one_as_it_was(format):
    filing = section16.read(section16.write(section16.read(AULT), format))
    assert section16.write(filing, format) == filing.source.data
    changed = msgspec.structs.replace(filing.document, remarks="See exhibit.")
    written = section16.write(msgspec.structs.replace(filing, document=changed), format)
    assert section16.read(written).document == changed


def test_values_are_exact_and_unknown_is_not_zero():
    line = section16.read(AULT).document.table_i[0]
    assert line.price == section16.Cell(Decimal("0.0889"), "0.0889")
    assert line.deemed_execution_date == section16.Cell()
    assert line.signed_shares == Decimal(346644)
    assert section16.read(AULT).document.table_i[2].signed_shares is None


def test_nothing_public_can_be_changed():
    document = section16.read(AULT).document
    with pytest.raises(AttributeError):
        document.remarks = "x"
    assert hash(document.table_i[0].price) == hash(section16.Cell(Decimal("0.0889"), "0.0889"))


def test_errors_and_filings_cross_processes():
    filing = section16.read(AULT)
    assert pickle.loads(pickle.dumps(filing)) == filing
    assert copy.deepcopy(filing) == filing
    for error in (section16.NotThisFormat("a", "b"), section16.Damaged("a", "b"), section16.NotFound("r", "x", ("y",)),
                  section16.TooLarge("t"), section16.MissingFact("m")):  # fmt: skip
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again)) == (type(error), str(error))
        assert isinstance(error, section16.Section16Error)


def test_threads_do_not_disturb_each_other():
    data = AULT.read_bytes()
    wanted = section16.read(data).document
    odd = data.replace(b"<issuer>", b"<!-- x --><issuer>")
    odd_wanted = section16.read(odd).document
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda i: section16.read(odd if i % 2 else data).document, range(400)))
    assert got == [odd_wanted if i % 2 else wanted for i in range(400)]


def test_check_is_pure():
    filing = section16.read(AULT)
    before = msgspec.json.encode(filing.document)
    first, second = section16.check(filing), section16.check(filing)
    assert first == second
    assert msgspec.json.encode(filing.document) == before


def test_the_ccc_is_in_no_repr():
    owner = section16.ReportingOwner(cik="1", ccc="a#ofc0rn")
    assert "a#ofc0rn" not in repr(owner)
    assert "a#ofc0rn" not in repr(section16.OwnershipDocument(owners=(owner,)))


def test_json_keeps_value_text_and_footnotes():
    wire = msgspec.json.decode(section16.write(section16.read(AULT), "json"))
    line = wire["document"]["table_i"][0]
    assert line["nature"] == {"value": "By Ault Alpha LP", "text": "By Ault Alpha LP", "footnotes": ["F1"]}
    assert list(wire) == ["format", "document"]
    assert list(line)[:4] == ["kind", "security_title", "transaction_date", "form_type"]


@pytest.mark.parametrize(
    "broken", [b'{"format": "section16-filing/2"}', b'{"format": "section16-filing/1", "document": 5}',
               b'{"format": "section16-filing/1", "document": {"period_of_report": {"value": "2023-02-30"}}}',
               b'{"format": "section16-filing/1", ' + b'"a":[' * 100_000],
)  # fmt: skip
def test_json_that_breaks_the_schema_is_damaged(broken):
    with pytest.raises(section16.Damaged) as caught:
        section16.read(broken)
    assert "\n" not in str(caught.value)


def test_the_schema_names_every_field_of_a_line():
    schema = wire_json.schema()
    assert set(schema["$defs"]["NonDerivativeLine"]["properties"]) == set(section16.NonDerivativeLine.__struct_fields__)


def test_importing_needs_no_extra_and_no_network():
    code = (
        "import sys, section16; "
        "assert not {'pyarrow', 'duckdb', 'rich', 'click', 'socket', 'http'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_every_public_name_is_there():
    assert set(section16.__all__) == set(section16._MODULES)
    assert all(getattr(section16, name) is not None for name in section16.__all__)
    assert set(section16.__all__) <= set(dir(section16))
    with pytest.raises(AttributeError, match="no attribute 'rad'"):
        _ = section16.rad
