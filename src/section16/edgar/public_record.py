"""A form looked up in the public record: the list of an owner's filings, and the filings in it.

``/submissions/CIK##########.json`` lists every live filing in which a CIK takes part, the
newest first, at least the last thousand (SEC, "EDGAR Application Programming Interfaces").
Those of the form's type and period are fetched and compared by digest.  Test filings are
never public; a local endpoint lists them under ``/submissions/test/``.
"""

from __future__ import annotations

from collections.abc import Callable

from section16.edgar import submissions_json
from section16.edgar.digest import form_digest
from section16.edgar.submissions_json import Entry
from section16.edgar.transport import LIVE, Look, Unreachable, Wanted
from section16.formats import edgar_sgml, edgar_xml
from section16.model.document import OwnershipDocument
from section16.vocabulary.errors import Damaged, NotThisFormat
from section16.vocabulary.identifiers import compact_accession, compact_cik, format_cik

MOST_LOOKED_AT = 60  # filings of one owner, type and period; more than one is rare, more than a few unheard of


def find(fetch: Callable[[str], bytes | None], data: str, archives: str, wanted: Wanted) -> Look:
    """Look a form up in the record of its first owner.

    fetch     address -> bytes, None when there is nothing; raises Unreachable
    data      host of the lists; archives, host of the filings

    Raises Unreachable when a list or a filing in question cannot be read.
    """
    owner = wanted.owner_ciks[0]
    folder = "submissions" if wanted.mode == LIVE else "submissions/test"
    raw = fetch(f"{data}/{folder}/CIK{format_cik(owner)}.json")
    if raw is None:  # nothing was ever filed under this CIK
        return Look("absent")
    similar: str | None = None
    for entry in _candidates(raw, wanted):
        xml = _form(fetch, archives, owner, entry.accession)
        if form_digest(xml) == wanted.digest:
            return Look("found", entry.accession, entry.filed)
        is_late = wanted.since is not None and entry.filed >= wanted.since
        if similar is None and is_late and entry.accession not in wanted.ours and _is_similar(xml, wanted):
            similar = entry.accession
    return Look("similar", similar) if similar else Look("absent")


def entries(raw: bytes) -> tuple[Entry, ...]:
    """The filings of a list, newest first as listed.  Raises Unreachable for anything but a list."""
    try:
        return submissions_json.read(raw).entries
    except Damaged:
        raise Unreachable("the record answered with something that is no list of filings") from None


def _candidates(raw: bytes, wanted: Wanted) -> list[Entry]:
    """The filings that could be the form: of its type, and of its period as far as both are said."""
    found = [
        entry
        for entry in entries(raw)
        if entry.form == wanted.form_type and (None in (entry.period, wanted.period) or entry.period == wanted.period)
    ]
    if len(found) > MOST_LOOKED_AT:
        raise Unreachable(f"the record has {len(found)} filings in question, too many to read")
    return found


def _form(fetch: Callable[[str], bytes | None], archives: str, owner: str, accession: str) -> bytes:
    """The ownership document of a filing."""
    folder = f"{archives}/Archives/edgar/data/{compact_cik(owner)}/{compact_accession(accession)}"
    raw = fetch(f"{folder}/{accession}.txt")
    if raw is None:
        raise Unreachable(f"the record lists {accession} but does not show it yet")
    try:
        submission, _ = edgar_sgml.read(raw)
        xml = submission.xml
        if xml is None:
            raise Damaged("no XML", "a form")
        edgar_xml.tree(xml)
    except (NotThisFormat, Damaged) as error:
        raise Unreachable(f"the record shows {accession} in a shape that cannot be read: {error}") from None
    return xml


def _is_similar(xml: bytes, wanted: Wanted) -> bool:
    """True when the form is of the same issuer and shares an owner."""
    document, _ = edgar_xml.read(xml)
    return _issuer(document) == compact_cik(wanted.issuer_cik) and bool(
        {compact_cik(owner.cik or "") for owner in document.owners} & {compact_cik(cik) for cik in wanted.owner_ciks}
    )


def _issuer(document: OwnershipDocument) -> str:
    return compact_cik(document.issuer.cik or "") if document.issuer is not None else ""
