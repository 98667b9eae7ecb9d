"""Who takes part in a filing as what, by its own document; kept, so that it is fetched once to find out.

A list of a CIK does not say whether it is issuer or owner.  Filings that were fetched for the
wrong role are noted here with their true one, and passed over by the next run.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from section16.formats import edgar_sgml, edgar_xml
from section16.vocabulary.errors import Damaged, NotThisFormat
from section16.vocabulary.identifiers import compact_cik

if TYPE_CHECKING:
    from section16.edgar.listed import Plan

_NAME = "roles.tsv"


class Roles:
    """Issuer and owners of filings, in a folder, or in memory alone."""

    def __init__(self, folder: Path | None) -> None:
        self._path = None if folder is None else folder / _NAME
        self._known: dict[str, tuple[str, tuple[str, ...]]] = {}
        if self._path is not None and self._path.exists():
            for line in self._path.read_text("utf-8").splitlines():
                parts = line.split("\t")
                if len(parts) == 3:  # a line that was cut short is found out again
                    self._known[parts[0]] = (parts[1], tuple(parts[2].split()))

    def may_want(self, accession: str, plan: Plan) -> bool:
        """False when it is known that the plan does not ask for the filing in its true roles."""
        known = self._known.get(accession)
        return known is None or _asks_for(plan, *known)

    def wants(self, accession: str, content: bytes, plan: Plan) -> bool:
        """True when the plan asks for the filing in the roles that its document gives."""
        if not (plan.issuers or plan.owners):
            return True
        issuer, owners = roles_of(content)
        if _asks_for(plan, issuer, owners):
            return True
        self._known[accession] = (issuer, owners)
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{accession}\t{issuer}\t{' '.join(owners)}\n")
        return False


def roles_of(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Compact CIKs of issuer and owners, by the document; by the header where there is no XML to read."""
    submission, _ = edgar_sgml.read(content)
    if submission.xml is not None:
        try:
            document, _ = edgar_xml.read(submission.xml)
        except (NotThisFormat, Damaged):
            document = None
        if document is not None and document.issuer is not None:
            return compact_cik(document.issuer.cik or ""), tuple(compact_cik(o.cik or "") for o in document.owners)
    header = submission.header
    issuer = header.issuer.cik if header.issuer is not None else None
    return compact_cik(issuer or ""), tuple(compact_cik(owner.cik or "") for owner in header.owners)


def _asks_for(plan: Plan, issuer: str, owners: tuple[str, ...]) -> bool:
    if not (plan.issuers or plan.owners):
        return True
    return issuer in map(compact_cik, plan.issuers) or bool(set(owners) & set(map(compact_cik, plan.owners)))
