"""section16: SEC Forms 3, 4 and 5 read, checked, converted and shown.

The public names; nothing is computed here.  Each is imported when it is first asked
for, so that importing the package costs little.

    >>> import section16
    >>> callable(section16.read) and callable(section16.check) and callable(section16.write)
    True
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from section16.formats.recognise import read, write
    from section16.forms.diff import diff
    from section16.forms.render import render
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
        MissingPackage,
        NotFound,
        NotThisFormat,
        Section16Error,
        TooLarge,
    )
    from section16.vocabulary.findings import Finding, Location, Severity

__version__ = "0.1.0"

_HOME = {
    "formats.recognise": ("read", "write"),
    "forms.diff": ("diff",),
    "forms.render": ("render",),
    "model.document": (
        "Address", "Footnote", "Issuer", "OwnershipDocument", "Relationship", "ReportingOwner", "Signature",
    ),
    "model.filing": ("Filing", "Source"),
    "model.lines": ("DerivativeLine", "NonDerivativeLine"),
    "rules.check": ("check",),
    "vocabulary.cells": ("Cell",),
    "vocabulary.errors": (
        "Damaged", "MissingFact", "MissingPackage", "NotFound", "NotThisFormat", "Section16Error", "TooLarge",
    ),
    "vocabulary.findings": ("Finding", "Location", "Severity"),
}  # fmt: skip
_MODULES = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "Address", "Cell", "Damaged", "DerivativeLine", "Filing", "Finding", "Footnote", "Issuer", "Location",
    "MissingFact", "MissingPackage", "NonDerivativeLine", "NotFound", "NotThisFormat", "OwnershipDocument",
    "Relationship", "ReportingOwner", "Section16Error", "Severity", "Signature", "Source", "TooLarge", "check",
    "diff", "read", "render", "write",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """A public name, imported at first use. Raises AttributeError for any other."""
    if name not in _MODULES:
        raise AttributeError(f"module 'section16' has no attribute {name!r}")
    found: object = getattr(importlib.import_module(f"section16.{_MODULES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names."""
    return sorted({*globals(), *__all__})
