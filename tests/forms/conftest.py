"""The form that the tests of printing share."""

from pathlib import Path

import pytest

import section16

EXAMPLE = Path(section16.__file__).parent / "examples" / "form4-ault-2023-11-24.xml"


@pytest.fixture
def ault() -> section16.OwnershipDocument:
    """The Form 4 of Milton C. Ault III for 2023-11-24, as it ships with the package."""
    document = section16.read(EXAMPLE).document
    assert document is not None
    return document
