"""CIK, accession number and SEC file number: shapes a person can check."""

from __future__ import annotations

import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from section16.vocabulary.errors import Section16Error
from section16.vocabulary.identifiers import (
    NotAnIdentifier,
    compact_accession,
    compact_cik,
    compact_file_number,
    format_accession,
    format_cik,
    format_file_number,
    is_accession,
    is_cik,
    is_file_number,
    validate_accession,
    validate_cik,
    validate_file_number,
)


@pytest.mark.parametrize("text", ["320193", "0000320193", " 320193\n", "CIK0000320193", "cik: 320193", "CIK#=320193"])
def test_apple_has_one_cik_however_it_is_written(text):
    assert compact_cik(text) == "320193"
    assert format_cik(text) == "0000320193"


def test_cik_of_zeros_is_digits_and_stays_one_zero():
    """The schema type CIK takes any one to ten digits."""
    assert compact_cik("0000000000") == "0"
    assert format_cik("0") == "0000000000"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "CIK",
        "-320193",
        "320193.0",
        "12345678901",
        "32O193",
        "\uff13\uff12\uff10",
        "\u0663\u0662\u0660",
    ],
)
def test_not_a_cik(text):
    assert not is_cik(text)
    with pytest.raises(NotAnIdentifier):
        validate_cik(text)


@pytest.mark.parametrize(
    "text",
    [
        "0001127602-25-004598",
        "000112760225004598",
        " 0001127602-25-004598 ",
        "1127602-25-004598",
        "0001127602\u201325\u2013004598",
    ],
)
def test_one_accession_number_however_it_is_written(text):
    assert compact_accession(text) == "000112760225004598"
    assert format_accession(text) == "0001127602-25-004598"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-25-004598",
        "0001127602-25-4598",
        "0001127602-2025-004598",
        "112760225004598",
        "0000320193",
        "0001127602-25-00459\uff18",
    ],
)
def test_not_an_accession_number(text):
    assert not is_accession(text)
    with pytest.raises(NotAnIdentifier):
        validate_accession(text)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("001-14989", "001-14989"),
        ("1-14989", "001-14989"),
        ("001 - 14989", "001-14989"),
        ("000-00121", "000-00121"),
        ("333-123456", "333-123456"),
        ("333-123456-01", "333-123456-01"),
        ("033-10346-a", "033-10346-A"),
        ("24R-00012", "24R-00012"),
    ],
)
def test_file_numbers(text, printed):
    assert is_file_number(text)
    assert format_file_number(text) == printed
    assert compact_file_number(text) == compact_file_number(printed)


@pytest.mark.parametrize("text", ["", "-", "14989", "001-", "001-ABCDE", "0001127602-25-004598", "001-1498\uff19"])
def test_not_a_file_number(text):
    assert not is_file_number(text)
    with pytest.raises(NotAnIdentifier):
        validate_file_number(text)


def test_the_error_says_what_was_seen_and_what_was_expected():
    with pytest.raises(ValueError, match="found 'AAPL', expected a CIK of 1 to 10 digits") as caught:
        validate_cik("AAPL")
    assert isinstance(caught.value, Section16Error)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.seen, copy.expected) == ("AAPL", "a CIK of 1 to 10 digits")


def test_the_error_does_not_repeat_a_whole_document():
    error = NotAnIdentifier("x" * 10_000, "a CIK")
    assert str(error) == f"found '{'x' * 60}...', expected a CIK"


@given(st.integers(min_value=1, max_value=9_999_999_999))
def test_any_cik_comes_back_from_its_printed_form(number):
    assert compact_cik(format_cik(str(number))) == str(number)


@given(st.from_regex(r"[0-9]{10}-[0-9]{2}-[0-9]{6}", fullmatch=True).filter(str.isascii))
def test_any_accession_number_comes_back_from_its_compact_form(printed):
    assert format_accession(compact_accession(printed)) == printed


@given(st.from_regex(r"[0-9]{3}-[0-9]{5,6}(-[0-9]{2})?", fullmatch=True).filter(str.isascii))
def test_any_file_number_names_the_same_after_printing(text):
    assert compact_file_number(format_file_number(text)) == compact_file_number(text)


@given(st.text(max_size=30))
def test_any_text_is_judged_without_an_accident(text):
    for judge in (is_cik, is_accession, is_file_number):
        assert judge(text) in (True, False)


@pytest.mark.needs_shared
def test_every_header_of_the_corpus_holds_identifiers(submissions):
    """Accession numbers, CIKs and file numbers of 8,744 filings, as EDGAR prints them."""
    for name, source in submissions.sample():
        header = source[:6000].decode("latin-1").partition("</SEC-HEADER>")[0]
        (accession,) = re.findall(r"ACCESSION NUMBER:\s*(\S+)", header)
        assert format_accession(accession) == accession == name.removesuffix(".txt")
        for cik in re.findall(r"CENTRAL INDEX KEY:\s*(\S+)", header):
            assert format_cik(cik) == cik
        for number in re.findall(r"SEC FILE NUMBER:\s*(\S+)", header):
            assert format_file_number(number) == number
