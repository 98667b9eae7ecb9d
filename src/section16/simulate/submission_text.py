"""The full submission text around a document: header, form, exhibits, as EDGAR disseminates them."""

from __future__ import annotations

from collections.abc import Sequence

from section16.simulate.days import compact
from section16.simulate.state import Issuer, Owner


def issuer_header(issuer: Issuer) -> str:
    """The block of the issuer; the same on every submission until something about it changes."""
    former = "".join(
        f"\n\tFORMER COMPANY:\t\n\t\tFORMER CONFORMED NAME:\t{name}\n\t\tDATE OF NAME CHANGE:\t{compact(day)}\n"
        for name, day in issuer.former
    )
    address = (
        f"\t\tSTREET 1:\t\t{issuer.street.upper()}\n\t\tCITY:\t\t\t{issuer.city.upper()}\n"
        f"\t\tSTATE:\t\t\t{issuer.state}\n\t\tZIP:\t\t\t{issuer.zip}\n"
    )
    return (
        "\nISSUER:\t\t\n\n\tCOMPANY DATA:\t\n"
        f"\t\tCOMPANY CONFORMED NAME:\t\t\t{issuer.name}\n\t\tCENTRAL INDEX KEY:\t\t\t{issuer.cik}\n"
        f"\t\tSTANDARD INDUSTRIAL CLASSIFICATION:\t{issuer.sic_name} [{issuer.sic}]\n"
        f"\t\tIRS NUMBER:\t\t\t\t{issuer.irs_number}\n\t\tSTATE OF INCORPORATION:\t\t\t{issuer.incorporated}\n"
        f"\t\tFISCAL YEAR END:\t\t\t{issuer.fiscal_year_end}\n"
        f"\n\tBUSINESS ADDRESS:\t\n{address}\t\tBUSINESS PHONE:\t\t{issuer.phone}\n"
        f"\n\tMAIL ADDRESS:\t\n{address}{former}"
    )


def _owner_header(owner: Owner, form_type: str, file_number: str, film: str) -> str:
    company = ""
    if owner.kind == "fund":
        company = "\t\tSTATE OF INCORPORATION:\t\t\tDE\n\t\tFISCAL YEAR END:\t\t\t1231\n"
    street2 = f"\t\tSTREET 2:\t\t{owner.street2.upper()}\n" if owner.street2 else ""
    address = (
        f"\t\tSTREET 1:\t\t{owner.street1.upper()}\n{street2}\t\tCITY:\t\t\t{owner.city.upper()}\n"
        f"\t\tSTATE:\t\t\t{owner.state}\n\t\tZIP:\t\t\t{owner.zip}\n"
    )
    business = f"\n\tBUSINESS ADDRESS:\t\n{address}\t\tBUSINESS PHONE:\t\t555-555-0100\n" if company else ""
    return (
        f"\nREPORTING-OWNER:\t\n\n\tOWNER DATA:\t\n\t\tCOMPANY CONFORMED NAME:\t\t\t{owner.name}\n"
        f"\t\tCENTRAL INDEX KEY:\t\t\t{owner.cik}\n{company}\n\tFILING VALUES:\n\t\tFORM TYPE:\t\t{form_type}\n"
        f"\t\tSEC ACT:\t\t1934 Act\n\t\tSEC FILE NUMBER:\t{file_number}\n\t\tFILM NUMBER:\t\t{film}\n"
        f"{business}\n\tMAIL ADDRESS:\t\n{address}"
    )


def submission(
    *, accession: str, form_type: str, period: int, filed: int, accepted: str, owners: Sequence[Owner], issuer: Issuer,
    first_film: int, filename: str, description: str, document: str, exhibits: Sequence[tuple[str, str, str, str]],
) -> str:  # fmt: skip
    """A whole submission.

    accepted    20230605163105
    first_film  film number of the first owner; the others follow
    exhibits    (type, file name, description, text)
    """
    on = compact(filed)
    # EDGAR lists the owners in another order than the form, most often the reverse
    people = "".join(
        _owner_header(owner, form_type, issuer.file_number, str(first_film + i))
        for i, owner in enumerate(reversed(owners))
    )
    about = f"<DESCRIPTION>{description}\n" if description else ""
    attached = "".join(
        f"<DOCUMENT>\n<TYPE>{kind}\n<SEQUENCE>{i}\n<FILENAME>{name}\n<DESCRIPTION>{said}\n<TEXT>\n{text}\n</TEXT>\n"
        "</DOCUMENT>\n"
        for i, (kind, name, said, text) in enumerate(exhibits, 2)
    )
    return (
        f"<SEC-DOCUMENT>{accession}.txt : {on}\n<SEC-HEADER>{accession}.hdr.sgml : {on}\n"
        f"<ACCEPTANCE-DATETIME>{accepted}\nACCESSION NUMBER:\t\t{accession}\nCONFORMED SUBMISSION TYPE:\t{form_type}\n"
        f"PUBLIC DOCUMENT COUNT:\t\t{1 + len(exhibits)}\nCONFORMED PERIOD OF REPORT:\t{compact(period)}\n"
        f"FILED AS OF DATE:\t\t{on}\nDATE AS OF CHANGE:\t\t{on}\n{people}{issuer.header}</SEC-HEADER>\n"
        f"<DOCUMENT>\n<TYPE>{form_type}\n<SEQUENCE>1\n<FILENAME>{filename}\n{about}<TEXT>\n<XML>\n{document}\n</XML>\n"
        f"</TEXT>\n</DOCUMENT>\n{attached}</SEC-DOCUMENT>\n"
    )
