"""section16: SEC Forms 3, 4 and 5 read, checked, converted and shown.

The public names; nothing is computed here.

    >>> import section16
    >>> callable(section16.read) and callable(section16.check) and callable(section16.write)
    True
"""

from __future__ import annotations

from section16.formats.recognise import read, write
from section16.model.document import (
    Address,
    Footnote,
    Issuer,
    OwnershipDocument,
    Relationship,
    ReportingOwner,
    Signature,
)
from section16.model.filing import Filing, Source
from section16.model.lines import DerivativeLine, NonDerivativeLine
from section16.rules.check import check
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import (
    Damaged,
    MissingFact,
    NotFound,
    NotThisFormat,
    Section16Error,
    TooLarge,
)
from section16.vocabulary.findings import Finding, Location, Severity

__version__ = "0.1.0"

__all__ = [
    "Address", "Cell", "Damaged", "DerivativeLine", "Filing", "Finding", "Footnote", "Issuer", "Location",
    "MissingFact", "NonDerivativeLine", "NotFound", "NotThisFormat", "OwnershipDocument", "Relationship",
    "ReportingOwner", "Section16Error", "Severity", "Signature", "Source", "TooLarge", "check", "read", "write",
]  # fmt: skip
