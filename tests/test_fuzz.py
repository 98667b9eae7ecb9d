"""What the fuzzer states holds for its seeds, and the harness and its corpus can be made."""

import re

import pytest

from fuzz import reading, seeds


def test_the_seeds_that_ship_hold(monkeypatch):
    """Without the shared data there is still a seed of every format that can be written."""
    monkeypatch.setattr(seeds, "SHARED", seeds.ROOT / "nothing")
    formats = {reading.attempt(seed) for seed in seeds.seeds()}
    assert formats >= {"xml", "json", "sgml", "package"}


@pytest.mark.needs_shared
def test_the_seeds_of_the_shared_data_hold():
    found = {reading.attempt(seed) for seed in seeds.seeds()}
    assert found == {"", "xml", "json", "sgml", "package", "page_text", "edgar_page"}


def test_the_dictionary_is_one_libfuzzer_reads():
    lines = seeds.dictionary().splitlines()
    assert '"<transactionPricePerShare>"' in lines
    assert all(re.fullmatch(r'"(?:[ !#-\[\]-~]|\\x[0-9A-F]{2})+"', line) for line in lines)


@pytest.mark.parametrize("claim", ["sgml", "json"])
def test_what_does_not_hold_is_noticed(monkeypatch, claim):
    """The property is worth nothing unless it fails when writing goes wrong."""
    example = (seeds.EXAMPLES / "form4-ault-2023-11-24.xml").read_bytes()
    whole = reading.section16.write(reading.section16.read(example), "sgml") if claim == "sgml" else example
    write = reading.section16.write

    def broken(filing, target):
        output = write(filing, target)
        return output.replace(b"Ault", b"Other") if target == claim else output

    monkeypatch.setattr(reading.section16, "write", broken)
    with pytest.raises(AssertionError):
        reading.attempt(whole)
