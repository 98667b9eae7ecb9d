"""What a submission in brief says, and the same by way of the whole of it."""

from section16.formats import edgar_sgml, edgar_xml
from section16.formats.edgar_sgml_brief import brief

PARTY = (
    "role", "name", "cik", "organization_name", "sic", "sic_name", "irs_number", "state_of_incorporation",
    "fiscal_year_end", "relationship",
)  # fmt: skip


def in_full(source: bytes):
    """The same facts by way of the whole submission."""
    submission, findings = edgar_sgml.read(source)
    head = submission.header
    xml = [document.xml for document in submission.documents if document.xml is not None]
    party = head.issuer and [getattr(head.issuer, name) for name in PARTY]
    return (
        (head.accession, head.form_type, head.period, head.filed, head.accepted), party,
        next(iter(head.file_numbers), None), next(filter(edgar_xml.sniff, xml), None), findings,
    )  # fmt: skip


def in_brief(source: bytes):
    found = brief(source)
    head = found.header
    party = head.issuer and [getattr(head.issuer, name) for name in PARTY]
    return (
        (head.accession, head.form_type, head.period, head.filed, head.accepted), party, found.file_number, found.xml,
        found.findings,
    )  # fmt: skip
