"""What the local endpoint thinks of a package, and what it makes public of it.

A package is judged by the envelope's rules and the form's, as EDGAR is specified to, and by
a registry of CCCs when there is one.  What becomes public is the form as EDGAR changes it:
names and schema version filled in, the CCC taken out, text of the address in upper case.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from section16.edgar.digest import form_digest
from section16.edgar.transport import EndState, Message
from section16.formats import edgar_sgml, edgar_xml
from section16.formats.edgar_package import without_ccc
from section16.formats.recognise import read
from section16.model.document import Address, OwnershipDocument, ReportingOwner
from section16.model.package import Package
from section16.model.submission import FilingValues, Header, Party
from section16.rules.check import check
from section16.vocabulary.calendar import eastern, edgar_calendar
from section16.vocabulary.cells import Cell
from section16.vocabulary.errors import Damaged
from section16.vocabulary.findings import Severity
from section16.vocabulary.identifiers import NotAnIdentifier, compact_cik, format_cik

_VERSIONS = {"3": "X0607", "4": "X0609", "5": "X0609"}
_NEW_YORK = Address(street1="100 F STREET NE", city="WASHINGTON", state="DC", zip="20549")


class Filer(msgspec.Struct, frozen=True):
    """A company or person of the registry; without ``ccc`` any is taken."""

    name: str | None = None
    ccc: str | None = None

    def __repr__(self) -> str:
        return f"Filer(name={self.name!r})"


class Registry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who may file at the local endpoint: made-up secrets for rehearsals, never real ones.

    filers        by CIK; empty: every CIK is known and every CCC is right
    filer_tokens, user_tokens  empty: any token will do
    """

    filers: dict[str, Filer] = {}
    filer_tokens: tuple[str, ...] = ()
    user_tokens: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Registry({len(self.filers)} filers)"

    def filer(self, cik: str | None) -> Filer | None:
        """The filer of a CIK, with or without leading zeros."""
        wanted = compact_cik(cik or "")
        return next((filer for known, filer in self.filers.items() if compact_cik(known) == wanted), None)

    def admits(self, authorization: str, *, with_user: bool) -> bool:
        """True when an ``Authorization`` header names known tokens, the filer's first."""
        scheme, _, rest = authorization.partition(" ")
        tokens = rest.replace(",", " ").split()
        if scheme.lower() != "bearer" or len(tokens) < (2 if with_user else 1):
            return False
        is_filer = not self.filer_tokens or any(hmac.compare_digest(tokens[0], one) for one in self.filer_tokens)
        if not with_user:
            return is_filer
        return is_filer and (
            not self.user_tokens or any(hmac.compare_digest(tokens[1], one) for one in self.user_tokens)
        )


def read_registry(path: Path) -> Registry:
    """The registry in a JSON file.  Raises Damaged, which quotes nothing of it; OSError."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Registry)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Damaged(
            f"{path}, which is no registry", '{"filers": {"1234567": {"name": "...", "ccc": "..."}}}'
        ) from None


class Verdict(msgspec.Struct, frozen=True):
    """What EDGAR would say of a package.

    document  the form; None when it cannot be read
    digest    "" without a form
    """

    end: EndState
    messages: tuple[Message, ...]
    package: Package
    document: OwnershipDocument | None
    digest: str = ""


def judge(source: bytes, registry: Registry) -> Verdict:
    """The verdict on a package.  Raises NotThisFormat and Damaged for other bytes."""
    filing = read(source, format="package")
    package, document = filing.package, filing.document
    assert package is not None
    errors: list[Message] = []
    others: list[Message] = []
    for finding in check(filing):
        is_error = finding.severity is Severity.ERROR
        message = Message("ERROR" if is_error else "WARNING", f"{finding.code} {finding.location}: {finding.message}")
        (errors if is_error else others).append(message)
    if document is not None:
        errors += _of_registry(document, registry)
    primary = package.primary
    return Verdict(
        end=EndState.SUSPENDED if errors or document is None or primary is None else EndState.ACCEPTED,
        messages=(*errors, *others),
        package=without_ccc(package),
        document=document,
        digest=form_digest(primary.content) if primary is not None and document is not None else "",
    )


def _of_registry(document: OwnershipDocument, registry: Registry) -> Iterator[Message]:
    """Section 5: invalid issuer CIK, invalid owner CIK or CCC."""
    if not registry.filers:
        return
    issuer = document.issuer.cik if document.issuer is not None else None
    if registry.filer(issuer) is None:
        yield Message("ERROR", f"Invalid Issuer CIK {issuer}")
    for owner in document.owners:
        known = registry.filer(owner.cik)
        if known is None or (known.ccc is not None and not hmac.compare_digest(known.ccc, owner.ccc or "")):
            yield Message("ERROR", f"Invalid Reporting Owner CIK and/or CCC: {owner.cik}")


def disseminated(verdict: Verdict, registry: Registry, accession: str, accepted: datetime) -> bytes:
    """The submission as the public sees it: ``.txt``, with the form as EDGAR fills it in."""
    document = verdict.document
    assert document is not None
    local = accepted.astimezone(eastern())
    filed = edgar_calendar().filing_date(local).day
    form = _filled(document, registry)
    parties = [
        Party(role="REPORTING-OWNER", name=owner.name, cik=_cik(owner.cik),
              filing_values=(FilingValues(form_type=document.document_type, act="34"),))
        for owner in form.owners
    ]  # fmt: skip
    if form.issuer is not None:
        parties.append(Party(role="ISSUER", name=form.issuer.name, cik=_cik(form.issuer.cik)))
    primary = verdict.package.primary
    documents = []
    for number, one in enumerate(verdict.package.documents, 1):
        content = edgar_xml.write(form) if one is primary else one.content
        documents.append(
            edgar_sgml.enclose(
                content, document_type=one.type or "", sequence=number, filename=one.name or "",
                description=one.description,
            )
        )  # fmt: skip
    header = Header(
        accession=accession, form_type=document.document_type, public_document_count=len(documents),
        period=document.period_of_report.value, filed=filed, changed=filed, disseminated=filed,
        accepted=local.replace(tzinfo=None, microsecond=0), parties=tuple(parties),
    )  # fmt: skip
    return edgar_sgml.write(edgar_sgml.build(header, documents))


def _filled(document: OwnershipDocument, registry: Registry) -> OwnershipDocument:
    """The form as EDGAR disseminates it (specification, sections 3.3 and 4.3)."""
    issuer = document.issuer
    known = registry.filer(issuer.cik) if issuer is not None else None
    if issuer is not None:
        name = (known.name if known else None) or f"ISSUER {_cik(issuer.cik)}"
        issuer = msgspec.structs.replace(issuer, cik=_cik(issuer.cik), name=name)
    holdings = bool(document.table_i or document.table_ii)
    return msgspec.structs.replace(
        document,
        schema_version=_VERSIONS.get(document.form or "", "X0609"),
        issuer=issuer,
        owners=tuple(_filled_owner(owner, registry) for owner in document.owners),
        no_securities_owned=Cell(not holdings, "0" if holdings else "1") if document.form == "3" else Cell(),
    )


def _filled_owner(owner: ReportingOwner, registry: Registry) -> ReportingOwner:
    known = registry.filer(owner.cik)
    address = owner.address or _NEW_YORK
    shouted = {
        field: value.upper()
        for field in ("street1", "street2", "city")
        if (value := getattr(address, field)) is not None
    }
    return msgspec.structs.replace(
        owner, cik=_cik(owner.cik), ccc=None, name=(known.name if known else None) or f"OWNER {_cik(owner.cik)}",
        address=msgspec.structs.replace(address, **shouted),
    )  # fmt: skip


def _cik(cik: str | None) -> str:
    try:
        return format_cik(cik or "")
    except NotAnIdentifier:
        return cik or ""
