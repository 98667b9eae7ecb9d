"""The order to submit: a package made ready, with the CCC put in only as it is sent.

What is kept of an order (digests, form type, CIKs) holds no secret.  The CCC of each owner
comes from a secret store, or from the package when it was written with them.  The package is
checked as EDGAR would check it; what EDGAR would suspend is not sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from hashlib import sha256

import msgspec

from section16.edgar.digest import form_digest
from section16.edgar.secrets import Redactor, Secret, ccc_name
from section16.edgar.transport import LIVE, TEST, Mode, Wanted
from section16.formats import edgar_package, edgar_xml
from section16.formats.recognise import read
from section16.model.document import OwnershipDocument
from section16.model.package import Package, PackageDocument
from section16.rules.check import check
from section16.vocabulary.errors import MissingFact, NotThisFormat, Section16Error
from section16.vocabulary.findings import Finding, Severity
from section16.vocabulary.identifiers import NotAnIdentifier, format_cik, validate_cik


class Refused(Section16Error):
    """The package is not sent, and why: one reason a line."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = reasons

    def __str__(self) -> str:
        return "; ".join(self.reasons)


class Order(msgspec.Struct, frozen=True):
    """A package ready to be sent.

    package_sha256  of the package without CCC
    digest          of the form: ``digest.form_digest``
    period          of report; None when the form does not say
    issuer, owners  CIKs of ten digits
    secrets         the CCCs, one for each owner
    """

    package: Package
    package_sha256: str
    digest: str
    form_type: str
    period: date | None
    issuer: str
    owners: tuple[str, ...]
    mode: Mode
    secrets: tuple[Secret, ...]

    def __repr__(self) -> str:
        return f"Order({self.form_type!r}, {self.mode!r}, {self.digest!r})"

    @property
    def wanted(self) -> Wanted:
        """The form as the record is asked for it."""
        return Wanted(
            digest=self.digest, form_type=self.form_type, issuer_cik=self.issuer, owner_ciks=self.owners,
            period=self.period, mode=self.mode,
        )  # fmt: skip

    def transmission(self) -> bytes:
        """The bytes that are sent, the CCCs in them.  They are made for the sending and kept nowhere."""
        return edgar_package.write(_with_cccs(self.package, self.secrets), with_ccc=True)


def make_order(source: bytes, secret: Callable[[str], Secret | None], *, live: bool = False) -> Order:
    """An order for the package in ``source``.

    secret  name -> secret, asked for the CCC of each owner whose CCC is not in the package
    live    the explicit word for a LIVE package

    Raises NotThisFormat and Damaged for what is no package, Refused with every reason why
    it is not to be sent.
    """
    if not edgar_package.sniff(source):
        raise NotThisFormat("another kind of file", "a package; section16 package DRAFT -o PACKAGE makes one")
    filing = read(source, format="package")
    package, document = filing.package, filing.document
    primary = package.primary if package is not None else None
    if package is None or primary is None or document is None:
        raise Refused(*(str(finding) for finding in filing.findings))
    mode = mode_of(package, live=live)
    secrets = _cccs(document, secret)
    ready = _with_cccs(package, secrets)
    if errors := errors_of(ready):
        redact = Redactor(secrets).text
        raise Refused(*(redact(str(error)) for error in errors))
    bare = edgar_package.write(package)
    return Order(
        package=package, package_sha256=sha256(bare).hexdigest(), digest=form_digest(primary.content),
        form_type=document.document_type or "", period=document.period_of_report.value,
        issuer=format_cik(document.issuer.cik or "") if document.issuer else "",
        owners=tuple(format_cik(owner.cik or "") for owner in document.owners), mode=mode, secrets=secrets,
    )  # fmt: skip


def sealed(package: Package, secret: Callable[[str], Secret | None]) -> bytes:
    """The package with the owners' CCC in its form, for an upload by hand.  Raises Refused, MissingFact."""
    primary = package.primary
    document = edgar_xml.read(primary.content)[0] if primary is not None else OwnershipDocument()
    return edgar_package.write(_with_cccs(package, _cccs(document, secret)), with_ccc=True)


def mode_of(package: Package, *, live: bool) -> Mode:
    """TEST or LIVE, when the package and the caller agree.  Raises Refused when they do not."""
    said = package.test_or_live
    if said == LIVE and live:
        return LIVE
    if said == TEST and not live:
        return TEST
    if said == LIVE:
        raise Refused("the package is LIVE, a real filing; to send it say --live")
    if said == TEST:
        raise Refused("the package says TEST and --live was asked for; section16 package --live makes a LIVE one")
    raise Refused(f"found {said!r} in <testOrLive>, expected {TEST} or {LIVE}")


def errors_of(package: Package) -> list[Finding]:
    """What EDGAR would suspend the package for, by our rules."""
    found = check(read(edgar_package.write(package, with_ccc=True), format="package"))
    return [finding for finding in found if finding.severity is Severity.ERROR]


def _cccs(document: OwnershipDocument, secret: Callable[[str], Secret | None]) -> tuple[Secret, ...]:
    """The CCC of each owner, in order.  Raises Refused naming every one that is missing."""
    found: list[Secret] = []
    missing: list[str] = []
    for owner in document.owners:
        try:
            cik = validate_cik(owner.cik or "")
        except NotAnIdentifier:
            missing.append(f"an owner without a CIK: {owner.name or 'no name'}")
            continue
        ccc = Secret(owner.ccc) if owner.ccc else secret(ccc_name(cik))
        if ccc is None:
            missing.append(f"no CCC for owner {cik}; keep it with: section16 secret set {ccc_name(cik)}")
        else:
            found.append(ccc)
    if missing:
        raise Refused(*missing)
    return tuple(found)


def _with_cccs(package: Package, secrets: Iterable[Secret]) -> Package:
    """The package with the CCCs in its form, for sending."""
    primary = package.primary
    if primary is None:
        raise MissingFact("found no form in the package, expected one")
    document, _ = edgar_xml.read(primary.content)
    owners = tuple(
        msgspec.structs.replace(owner, ccc=secret.reveal())
        for owner, secret in zip(document.owners, secrets, strict=True)
    )
    if owners == document.owners:
        return package
    content = edgar_xml.write(msgspec.structs.replace(document, owners=owners), with_ccc=True)
    changed: PackageDocument = msgspec.structs.replace(primary, content=content)
    documents = tuple(changed if one is primary else one for one in package.documents)
    return msgspec.structs.replace(package, documents=documents)
