"""Powers of attorney: the exhibit that goes with a form, its term, and a text to begin with.

A form that an attorney-in-fact signs has the power enclosed as EX-24 the first time; later
forms refer to it (Form 4, General Instruction 7; EDGAR Ownership XML Technical
Specification, section 4.2).  The text is a start, in common words; counsel decides.
"""

from __future__ import annotations

import datetime
import re
import textwrap

from msgspec.structs import replace

from section16.forms.plain_words import day as said
from section16.prepare.drafted import LOOK, MISSING, Boxes, Exhibit, Need
from section16.prepare.roster import Roster, RosterOwner, Signer
from section16.vocabulary.errors import MissingFact

EX_24 = "EX-24"
LONGEST_NAME = 32  # of a file in a package: EDGAR Ownership XML Technical Specification, section 3.4

_TEXT = """\
POWER OF ATTORNEY

Know all by these presents that the undersigned hereby constitutes and appoints {signer} the undersigned's true and \
lawful attorney-in-fact to:

(1) prepare and execute for and on behalf of the undersigned, in the undersigned's capacity as an officer, director \
or holder of more than ten percent of a class of securities of {issuer} (the "Company"), Forms 3, 4 and 5, and any \
amendments to them, in accordance with Section 16(a) of the Securities Exchange Act of 1934 and the rules under it;

(2) do and perform any and all acts for and on behalf of the undersigned that may be necessary or desirable to \
complete and execute any such form and to file it timely with the United States Securities and Exchange Commission \
and any stock exchange or similar authority; and

(3) obtain, as the undersigned's representative and on the undersigned's behalf, credentials that enable the \
undersigned to make electronic filings with the Securities and Exchange Commission.

The undersigned grants to the attorney-in-fact full power and authority to do and perform every act necessary or \
proper to be done in the exercise of these rights and powers, as fully as the undersigned could do if personally \
present, with full power of substitution and revocation, and ratifies all that the attorney-in-fact, or a \
substitute, lawfully does by virtue of this power of attorney. The undersigned acknowledges that the \
attorney-in-fact, in serving in such capacity at the request of the undersigned, does not assume, and the Company \
does not assume, any of the undersigned's responsibilities to comply with Section 16 of the Securities Exchange Act \
of 1934.

This power of attorney remains in full force and effect until {until}, unless the undersigned revokes it earlier in \
a signed writing delivered to the attorney-in-fact.

IN WITNESS WHEREOF, the undersigned has caused this power of attorney to be executed as of this ____ day of \
____________, 20__.

                                        ______________________________
                                        {owner}
"""
_NO_TERM = (
    "the undersigned is no longer required to file Forms 3, 4 and 5 with respect to the undersigned's holdings of "
    "and transactions in securities of the Company"
)


def power_text(roster: Roster, owner: str, issuer: str) -> str:
    """A power of attorney for an owner of one issuer, to be signed: plain text, lines of at most 78 characters.

    Raises NotFound for a key that the roster lacks, MissingFact for an owner who signs alone.
    """
    person = roster.owner(owner)
    if person.signer is None:
        raise MissingFact(f"found no signer for {owner}, expected one: owners.{owner}.signer")
    signer = roster.signer(person.signer)
    company = roster.issuer(issuer)[1]
    until = _NO_TERM if signer.valid_until is None else said(signer.valid_until)
    text = _TEXT.format(signer=signer.name, issuer=company.name, until=until, owner=person.name)
    lines = [part if part.startswith(" ") else textwrap.fill(part, 78) for part in text.split("\n")]
    return "\n".join(lines)


def file_name(kind: str, words: str, ending: str = ".txt") -> str:
    """A name that a package takes: small letters, digits and hyphens, at most 32 characters.

    >>> file_name("ex24", "Jane Q. Public")
    'ex24-jane-q-public.txt'
    """
    plain = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
    return f"{kind}-{plain}"[: LONGEST_NAME - len(ending)].rstrip("-") + ending


def powers(
    roster: Roster, owners: tuple[str, ...], signed_on: datetime.date | None, box: Boxes
) -> tuple[tuple[Exhibit, ...], tuple[Need, ...]]:
    """The powers to enclose with a form, and what is to be said of the signatures.

    One power for several owners is enclosed once.
    """
    exhibits: dict[str, Exhibit] = {}
    needs: list[Need] = []
    for i, key in enumerate(owners):
        person = roster.owner(key)
        if person.signer is None:
            continue
        signer = roster.signer(person.signer)
        path = f"signatures[{i}]"
        for state, why in _faults(person, signer, signed_on):
            needs.append(Need(path, box(path), state, why))
        if signer.power is not None and signer.filed_on is None:
            name = file_name("ex24", key)
            if name in {one.name for one in exhibits.values()}:  # long keys that begin alike
                name = file_name("ex24", f"{i + 1}-{key}")
            new = Exhibit(EX_24, name, f"Power of attorney: {person.name}", signer.power)
            known = exhibits.setdefault(signer.power, new)
            exhibits[signer.power] = replace(known, owners=(*known.owners, key))
    return tuple(exhibits.values()), tuple(needs)


def _faults(person: RosterOwner, signer: Signer, signed_on: datetime.date | None) -> list[tuple[str, str]]:
    found = []
    is_other = signer.capacity is not None
    if is_other and signer.power is None and signer.filed_on is None:
        why = f"{signer.name} signs as {signer.capacity} for {person.name}, and the roster has no power of attorney"
        found.append((LOOK, f"{why} and no day on which one was filed"))
    if signer.valid_until is not None and (signed_on is not None and signed_on > signer.valid_until):
        found.append((MISSING, f"the power of {signer.name} ended on {signer.valid_until}"))
    return found
