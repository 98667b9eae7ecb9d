"""A made-up office, its roster, and forms about nobody."""

from datetime import date
from decimal import Decimal

import msgspec

from section16.formats import edgar_package, edgar_xml
from section16.model.package import PackageDocument
from section16.prepare.roster import (
    Account,
    Holding,
    Role,
    Roster,
    RosterAddress,
    RosterIssuer,
    RosterOwner,
    RosterSecurity,
    Signer,
)

# user -> full name and roles; "kit" is the keeper
OFFICE = {
    "ann": ("Ann Preparer", ("preparer",)),
    "bob": ("Bob Approver", ("approver",)),
    "fay": ("Fay Filer", ("filer",)),
    "rea": ("Rea Reader", ("reader",)),
    "two": ("Two Roles", ("preparer", "approver")),
}
PAGE = "ab" * 32
SECRET = "a#ofc0rn"
POWER = PackageDocument(
    name="ex24-john.txt", type="EX-24", description="Power of attorney", content=b"I appoint Paul.\n"
)
START = date(2025, 1, 1)


def roster() -> Roster:
    """An issuer, a director who signs, an officer with an attorney-in-fact, a trust that files with the director."""
    where = RosterAddress(street1="1 Example Street", city="Springfield", state="IL", zip="62701")
    return Roster(
        issuers={"acme": RosterIssuer(cik="0000999901", name="Acme Example Corp", symbol="ACMX")},
        owners={
            "jane": RosterOwner(
                cik="0000999911", name="Example Jane", address=where, roles={"acme": Role(director=True)}
            ),
            "john": RosterOwner(
                cik="0000999912", name="Example John", address=where, signer="paul",
                roles={"acme": Role(officer=True, title="Chief Example Officer", since=date(2024, 5, 1))},
            ),
            "trust": RosterOwner(
                cik="0000999913", name="Example Trust", address=where, files_with=("jane",),
                roles={"acme": Role(ten_percent_owner=True)},
            ),
        },
        securities={
            "common": RosterSecurity(title="Common Stock"),
            "option": RosterSecurity(
                title="Stock Option", derivative=True, underlying="common", exercise_price=Decimal("1.50"),
                expires=date(2030, 1, 31),
            ),
        },
        accounts={"by-trust": Account(nature="By Trust")},
        footnotes={"plan": "Under a Rule 10b5-1 plan adopted on {adopted}."},
        holdings=(
            Holding(owner="jane", security="common", shares=Decimal("1000.50"), as_of=date(2025, 1, 31)),
            Holding(owner="jane", security="common", account="by-trust", shares=Decimal(250), as_of=date(2025, 1, 31),
                    notes={"nature": ("plan",)}),
            Holding(owner="john", security="option", shares=Decimal(40), as_of=date(2025, 1, 31)),
        ),
        signers={"paul": Signer(name="Example Paul", capacity="Attorney-in-Fact")},
    )  # fmt: skip


def form4(
    *, shares: str = "100", price: str = "12.50", following: str = "1100.50", code: str = "P", owner: str = "jane",
    ccc: str = "", document_type: str = "4", day: str = "2025-03-05",
) -> bytes:  # fmt: skip
    """Ownership XML of a Form 4 with one purchase or sale of common stock, held directly."""
    who = roster().owners[owner]
    side = "A" if code == "P" else "D"
    secret = f"<rptOwnerCcc>{ccc}</rptOwnerCcc>" if ccc else ""
    role = who.roles["acme"]
    boxes = f"<isDirector>{int(role.director)}</isDirector><isOfficer>{int(role.officer)}</isOfficer>"
    boxes += f"<isTenPercentOwner>{int(role.ten_percent_owner)}</isTenPercentOwner><isOther>0</isOther>"
    title = f"<officerTitle>{role.title}</officerTitle>" if role.title else ""
    return f"""<?xml version="1.0"?>
<ownershipDocument>
    <documentType>{document_type}</documentType>
    <periodOfReport>{day}</periodOfReport>
    <issuer><issuerCik>0000999901</issuerCik><issuerTradingSymbol>ACMX</issuerTradingSymbol></issuer>
    <reportingOwner>
        <reportingOwnerId><rptOwnerCik>{who.cik}</rptOwnerCik>{secret}</reportingOwnerId>
        <reportingOwnerAddress>
            <rptOwnerStreet1>1 Example Street</rptOwnerStreet1><rptOwnerCity>Springfield</rptOwnerCity>
            <rptOwnerState>IL</rptOwnerState><rptOwnerZipCode>62701</rptOwnerZipCode>
        </reportingOwnerAddress>
        <reportingOwnerRelationship>{boxes}{title}</reportingOwnerRelationship>
    </reportingOwner>
    <aff10b5One>0</aff10b5One>
    <nonDerivativeTable>
        <nonDerivativeTransaction>
            <securityTitle><value>Common Stock</value></securityTitle>
            <transactionDate><value>{day}</value></transactionDate>
            <transactionCoding>
                <transactionFormType>4</transactionFormType><transactionCode>{code}</transactionCode>
                <equitySwapInvolved>0</equitySwapInvolved>
            </transactionCoding>
            <transactionAmounts>
                <transactionShares><value>{shares}</value></transactionShares>
                <transactionPricePerShare><value>{price}</value></transactionPricePerShare>
                <transactionAcquiredDisposedCode><value>{side}</value></transactionAcquiredDisposedCode>
            </transactionAmounts>
            <postTransactionAmounts>
                <sharesOwnedFollowingTransaction><value>{following}</value></sharesOwnedFollowingTransaction>
            </postTransactionAmounts>
            <ownershipNature><directOrIndirectOwnership><value>D</value></directOrIndirectOwnership></ownershipNature>
        </nonDerivativeTransaction>
    </nonDerivativeTable>
    <ownerSignature>
        <signatureName>/s/ {who.name}</signatureName><signatureDate>2025-03-07</signatureDate>
    </ownerSignature>
</ownershipDocument>
""".encode()


def amended(*, filed_on: str = "2025-03-07", **form) -> bytes:
    """Ownership XML of a Form 4/A of what was filed that day."""
    original = f"<dateOfOriginalSubmission>{filed_on}</dateOfOriginalSubmission><issuer>".encode()
    return form4(document_type="4/A", **form).replace(b"<issuer>", original)


def two_lines(first: bytes, second: bytes) -> bytes:
    """The first form with the line of the second below its own."""
    _, _, line = second.split(b"</nonDerivativeTable>")[0].rpartition(b"<nonDerivativeTable>")
    return first.replace(b"</nonDerivativeTable>", line + b"</nonDerivativeTable>")


def package_of(xml: bytes, *, live: bool = True) -> bytes:
    """The package of a form."""
    package = edgar_package.build(edgar_xml.read(xml)[0])
    return edgar_package.write(msgspec.structs.replace(package, test_or_live="LIVE" if live else "TEST"))
