"""What EDGAR enforces beyond the schemas, S16-150 to S16-169.

Authority: EDGAR Ownership XML Technical Specification 5.5, sections 3.3, 4.3
and 5.  A document can be valid by the schemas and still break these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from section16.rules.catalogue import Line, Rule, enter, line_rule, rule
from section16.rules.subject import NEWEST, Has, Stage, Subject
from section16.vocabulary.findings import Location, Severity
from section16.vocabulary.identifiers import compact_cik

_SPEC = "EDGAR Ownership XML Technical Specification"
_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_KNOWN = 2  # what EDGAR enforced on the first layout is not known
Places = Iterable[tuple[Location, str]]
Fields = Iterable[tuple[str, str]]


@rule("S16-150", "Each owner has a relationship to the issuer", _ERROR, f"{_SPEC}, section 3.3: cm(1)",
      generation=_KNOWN)  # fmt: skip
def owner_has_relationship(subject: Subject) -> Places:
    """At least one of director, officer, ten percent owner and other must be true."""
    return [
        (subject.at(f"owners[{i}].relationship"), "no relationship is checked, expected at least one of four")
        for i, owner in enumerate(subject.document.owners)
        if (is_ := owner.relationship) is not None
        and not (is_.is_director.value or is_.is_officer.value or is_.is_ten_percent_owner.value or is_.is_other.value)
    ]


@rule("S16-151", "An officer has a title", _ERROR, f"{_SPEC}, section 3.3: cm(2)", generation=_KNOWN, when=Has.OFFICER)
def officer_has_title(subject: Subject) -> Places:
    """The officer's title is mandatory when the officer box is checked."""
    for i, owner in enumerate(subject.document.owners):
        is_ = owner.relationship
        if is_ is not None and is_.is_officer.value and not (is_.officer_title or "").strip():
            where = subject.at(f"owners[{i}].relationship.officer_title")
            yield where, "officer without a title, expected <officerTitle>"


@rule(
    "S16-152",
    "Another relationship is described",
    _ERROR,
    f"{_SPEC}, section 3.3: cm(3)",
    generation=_KNOWN,
    when=Has.OTHER,
)
def other_is_described(subject: Subject) -> Places:
    """The description is mandatory when the box for another relationship is checked."""
    for i, owner in enumerate(subject.document.owners):
        is_ = owner.relationship
        if is_ is not None and is_.is_other.value and not (is_.other_text or "").strip():
            where = subject.at(f"owners[{i}].relationship.other_text")
            yield where, "other relationship without text, expected <otherText>"


@line_rule("S16-153", "A direct holding names no nature of ownership", _ERROR, f"{_SPEC}, section 3.3: cm(5)",
           generation=_KNOWN, when=Has.NATURE)  # fmt: skip
def direct_has_no_nature(subject: Subject, line: Line) -> Fields:
    """Nature of ownership explains indirect ownership; with a direct one EDGAR suspends."""
    if line.nature.value is None or line.direct_indirect.value != "D":
        return ()
    return [("nature", f"{line.nature.value[:60]!r} on a line held directly (D), expected nothing")]


@line_rule("S16-154", "An indirect holding names its nature of ownership", _ERROR, f"{_SPEC}, section 3.3: cm(5)",
           generation=_KNOWN, when=Has.INDIRECT)  # fmt: skip
def indirect_has_nature(subject: Subject, line: Line) -> Fields:
    """An indirect holding without its nature leaves open through whom it is held."""
    if line.direct_indirect.value != "I" or line.nature.value is not None:
        return ()
    return [("nature", "no nature of ownership on a line held indirectly (I)")]


@rule("S16-155", "A Form 4 or 5 has a line, unless the exit box is checked", _ERROR, f"{_SPEC}, section 4.3",
      forms="45", generation=_KNOWN)  # fmt: skip
def form_reports_something(subject: Subject) -> Places:
    """EDGAR suspends a Form 4 or 5 without transactions and holdings unless the owner is no longer subject."""
    document = subject.document
    if document.table_i or document.table_ii or document.no_longer_subject.value:
        return ()
    if subject.form is None:  # an unreadable document type may be a Form 3
        return ()
    return [(subject.at("table_i"), "no line in either table and the exit box is not checked")]


@rule("S16-160", "A Form 4 or 5 reports a transaction, unless the exit box is checked", _WARNING,
      f"{_SPEC}, section 4.3.3", forms="45", generation=_KNOWN, when=Has.HOLDINGS)  # fmt: skip
def form_reports_a_transaction(subject: Subject) -> Places:
    """The specification asks for a transaction; EDGAR has nevertheless accepted forms of holdings alone."""
    document = subject.document
    if subject.form is None or document.no_longer_subject.value or not (document.table_i or document.table_ii):
        return ()
    for line in (*document.table_i, *document.table_ii):
        if line.kind == "transaction":
            return ()
    return [(subject.at("table_i"), "holdings only, expected a transaction or the exit box")]


@line_rule("S16-156", "Early and late marks fit the form", _ERROR, f"{_SPEC}, section 4.3.8",
           kinds=("transaction",), forms="45", generation=_KNOWN, when=Has.TIMELINESS)  # fmt: skip
def timeliness_fits(subject: Subject, line: Line) -> Fields:
    """On Form 4 only a Form 5 line can be early; on Form 5 a line can only be late."""
    mark = line.timeliness.value
    if mark is None:
        return ()
    due = line.form_type.value
    if subject.form == "4" and (mark != "E" or due == "4"):
        expected = "E or nothing" if due == "5" else "nothing"
        return [("timeliness", f"{mark!r} on a line of type {due}, expected {expected}")]
    if subject.form == "5" and mark != "L":
        return [("timeliness", f"{mark!r} on Form 5, expected L or nothing")]
    return ()


@rule("S16-157", "No reporting owner is there twice", _ERROR, f"{_SPEC}, section 5: duplicate Reporting Owner CIK",
      generation=_KNOWN, when=Has.OWNERS)  # fmt: skip
def owners_differ(subject: Subject) -> Places:
    """Each owner may be named once; CIKs are compared without leading zeros."""
    owners = subject.document.owners
    seen: set[str] = set()
    for i, owner in enumerate(owners):
        cik = compact_cik(owner.cik) if owner.cik else ""
        if cik and cik in seen:
            yield subject.at(f"owners[{i}].cik"), f"CIK {owner.cik} is there already"
        seen.add(cik)


@rule("S16-158", "Every footnote is referred to", _ERROR, f"{_SPEC}, section 5: footnote that is never referenced",
      generation=3, when=Has.NOTES)  # fmt: skip
def footnotes_are_used(subject: Subject) -> Places:
    """A footnote that no box marks explains nothing. Filings before X0303 were accepted with such footnotes."""
    used = subject.used
    for note in subject.document.footnotes:
        if note.id not in used:
            break
    else:
        return ()
    return [
        (subject.at(f"footnotes[{i}]"), f"footnote {note.id!r} is not marked on any box")
        for i, note in enumerate(subject.document.footnotes)
        if note.id is not None and note.id not in used
    ]


enter(Rule(
    code="S16-159", title="A box refers to a footnote once", severity=_ERROR, scope="structure", generation=_KNOWN,
    citation=f"{_SPEC}, section 5: multiple references to the same footnote from within a single element",
    why="The same mark twice on one box says nothing more and suspends the submission.",
))  # fmt: skip


@rule("S16-161", "An address outside the United States names its country", _ERROR,
      f"{_SPEC}, section 3.3: cm(9), read with section 3.5", generation=NEWEST)  # fmt: skip
def foreign_address_has_country(subject: Subject) -> Places:
    """Since schema X0609 and X0607 the country is mandatory when the non-US box is checked."""
    for i, owner in enumerate(subject.document.owners):
        address = owner.address
        if address is not None and address.is_non_us.value and not (address.country or "").strip():
            yield subject.at(f"owners[{i}].address.country"), "non-US address without <rptOwnerCountry>"


@rule("S16-162", "An address in the United States names its state", _ERROR,
      f"{_SPEC}, section 3.3: cm(10), read with section 3.5", generation=NEWEST)  # fmt: skip
def home_address_has_state(subject: Subject) -> Places:
    """Since schema X0609 and X0607 the state is mandatory when the non-US box says no."""
    for i, owner in enumerate(subject.document.owners):
        address = owner.address
        if address is not None and address.is_non_us.value is False and not (address.state or "").strip():
            yield subject.at(f"owners[{i}].address.state"), "US address without <rptOwnerState>"


def _filled_by_edgar(document: Any) -> Iterator[tuple[str, str]]:
    if document.issuer is not None and document.issuer.name is not None:
        yield "issuer.name", "issuerName"
    for i, owner in enumerate(document.owners):
        if owner.name is not None:
            yield f"owners[{i}].name", "rptOwnerName"
        if owner.address is not None and owner.address.state_description:
            yield f"owners[{i}].address.state_description", "rptOwnerStateDescription"
        if owner.address is not None and not owner.address.is_good.is_absent:
            yield f"owners[{i}].address.is_good", "rptOwnerGoodAddress"
    for field, tag in (("no_securities_owned", "noSecuritiesOwned"),
                       ("form3_holdings_reported", "form3HoldingsReported"),
                       ("form4_transactions_reported", "form4TransactionsReported")):  # fmt: skip
        if not getattr(document, field).is_absent:
            yield field, tag


@rule("S16-163", "A filer leaves out what EDGAR fills in", _WARNING, f"{_SPEC}, section 5: NA field has a value",
      stages=(Stage.DRAFT,))  # fmt: skip
def filer_leaves_out(subject: Subject) -> Places:
    """EDGAR discards the value and warns."""
    for field, tag in _filled_by_edgar(subject.document):
        yield subject.at(field), f"<{tag}> in a document to be filed, which EDGAR fills in itself"


@rule("S16-164", "A filer leaves out the schema version", _WARNING, f"{_SPEC}, section 4.3", stages=(Stage.DRAFT,))
def filer_leaves_out_version(subject: Subject) -> Places:
    """EDGAR discards the value, and warns once more when it is not the current one."""
    version = subject.document.schema_version
    if version is not None:
        current = "X0607" if subject.form == "3" else "X0609"
        differs = "" if version == current else f"; it is not the current one, {current}"
        yield subject.at("schema_version"), f"{version!r} in a document to be filed, expected none{differs}"


@rule("S16-165", "Each owner of a package has a CCC", _ERROR, f"{_SPEC}, section 3.3: o(1)", stages=(Stage.DRAFT,))
def package_has_ccc(subject: Subject) -> Places:
    """The schema marks the CCC optional only so that it can be removed on dissemination."""
    if subject.package is None:
        return
    for i, owner in enumerate(subject.document.owners):
        if owner.ccc is None:
            yield subject.at(f"owners[{i}].ccc"), "no <rptOwnerCcc> in a package for EDGAR"
