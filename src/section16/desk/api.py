"""The desk as one object: what an office does in a day, each thing one method.

    desk = Desk.open("sqlite:///desk.db").as_user("ann")
    entry = desk.add_draft(filing)
    desk.check(entry.draft)

Every method asks for the acting user: any role reads, and a change needs the role that its
docstring ends with.  A change is written whole or not at all, and entered in the audit
trail.  Errors are those of ``errors`` and of ``vocabulary.errors``.  A Desk may be used by
several threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from sqlalchemy import select

from section16.desk import audit as trail
from section16.desk import (
    contents,
    exchange,
    journal,
    people,
    posting_amendments,
    posting_forms,
    present,
    readiness,
    roster_book,
    schema,
    signing,
)
from section16.desk.audit import Verdict
from section16.desk.canonical import user_name
from section16.desk.drafting import Drafting
from section16.desk.errors import WrongState
from section16.desk.journal import Place
from section16.desk.posting_forms import Source
from section16.desk.records import (
    Entry,
    Missing,
    Position,
    Posted,
    Posting,
    Power,
    Retained,
    User,
    record,
)
from section16.desk.roster_book import Imported, Parties
from section16.desk.states import ACCEPTED, FILER, KEEPER, PREPARER
from section16.desk.store import Change, Clock, Store, now
from section16.desk.tables import AuditRow, EdgarAccountRow, OwnerRow
from section16.model.document import OwnershipDocument
from section16.model.filing import Filing
from section16.prepare.roster import Roster
from section16.vocabulary.errors import NotFound


class Desk(Drafting):
    """A desk, and the user who acts at it; see ``open`` and ``as_user``. What concerns drafts is in ``Drafting``."""

    # ---------------------------------------------------------------------------------- opening and closing

    @classmethod
    def init(cls, url: str, name: str, full_name: str, *, clock: Clock = now) -> Self:
        """Make the tables and the first user, who is the keeper and nothing else; that user acts at the desk returned.

        Raises Refused where a desk with users is already.
        """
        user_name(name)
        with _closed_on_error(Store(url, clock)) as store:
            schema.upgrade(store)
            with store.change(name, "init", ()) as change:
                people.found(change, name, full_name)
        return cls(store, name)

    @classmethod
    def open(cls, url: str, *, clock: Clock = now) -> Self:
        """Open a desk. Raises NotADesk where there is none, or one of another revision; DeskUnavailable."""
        with _closed_on_error(Store(url, clock)) as store:
            schema.demand(store)
        return cls(store)

    @classmethod
    def upgrade(cls, url: str) -> tuple[str | None, str]:
        """Bring an older desk to this version's tables; the revisions before and after. Raises NotADesk for none."""
        with closing(Store(url)) as store:
            schema.demand_any(store)
            return schema.upgrade(store)

    @classmethod
    def bring_in(cls, url: str, folder: Path) -> str:
        """Make a desk from the files of an export; the head of its trail. Raises Refused where one is already."""
        with closing(Store(url)) as store:
            schema.upgrade(store)
            with store.alone() as session:
                return exchange.bring_in(session, folder)

    # ------------------------------------------------------------------------------------------------ people

    def users(self) -> list[User]:
        """Every user, also those put out."""
        with self._reading() as session:
            return people.users(session)

    def put_user(self, name: str, full_name: str | None, roles: Sequence[str]) -> User:
        """Add a user, or give one other roles; without roles the user is put out. Keeper."""
        with self._change("user.put", KEEPER) as change:
            return people.put(change, name, full_name, tuple(roles))

    # ------------------------------------------------------------------------------------------------ roster

    def roster(self, on: date | None = None) -> Roster:
        """The roster as of a day (today), its holdings with the balances of that day."""
        with self._reading() as session:
            return roster_book.roster_on(session, on or self._today())

    def import_roster(
        self, roster: Roster, *, valid_from: date | None = None, opened_on: date | None = None
    ) -> Imported:
        """Enter a roster; see ``roster_book.bring_in``. Preparer."""
        with self._change("roster.import", PREPARER) as change:
            return roster_book.bring_in(change, roster, valid_from or self._today(), opened_on)

    def leave_roster(self, part: str, key: str, *, valid_from: date | None = None) -> None:
        """A thing leaves the roster from a day on; ``part`` is "owners", "signers" ... Preparer."""
        with self._change("roster.leave", PREPARER) as change:
            roster_book.leave(change, part, key, valid_from or self._today())

    def roster_history(self, part: str, key: str) -> list[tuple[int, date, object, str]]:
        """Every version of a thing: number, first day, content (None: it left), who wrote it."""
        with self._reading() as session:
            return roster_book.history(session, part, key)

    def note_account(self, owner: str, *, confirm_by: date, seen_on: date | None = None) -> None:
        """Note until when an owner's EDGAR account must be confirmed. Preparer."""
        with self._change("account.note", PREPARER) as change:
            journal.known(change, OwnerRow, owner, "owner")
            number = change.next(EdgarAccountRow.number)
            seen = seen_on or self._today()
            change.add(EdgarAccountRow(number=number, owner=owner, confirm_by=confirm_by, seen_on=seen))

    # ----------------------------------------------------------------------------------------------- journal

    def positions(
        self, as_of: date | None = None, *, owner: str | None = None, issuer: str | None = None,
        known_at: datetime | None = None,
    ) -> list[Position]:  # fmt: skip
        """What is held at the close of a day (now), as the journal stands or stood at a moment."""
        with self._reading() as session:
            return journal.positions(session, as_of=as_of, owner=owner, issuer=issuer, known_at=known_at)

    def postings(self, *, owner: str | None = None, issuer: str | None = None) -> list[Posting]:
        """Every posting, in order."""
        with self._reading() as session:
            return journal.postings(session, owner=owner, issuer=issuer)

    def post(
        self, kind: str, place: Place, day: date, *, shares: Decimal | None = None, value: Decimal | None = None,
        reason: str,
    ) -> Posting:  # fmt: skip
        """Post an opening, a trade or an adjustment by hand, with its reason. Preparer."""
        if kind not in (journal.OPENING, journal.TRADE, journal.ADJUSTMENT):
            raise NotFound("kind of posting", repr(kind), (journal.OPENING, journal.TRADE, journal.ADJUSTMENT))
        with self._change(f"journal.{kind}", PREPARER) as change:
            return journal.write(change, place, day, kind, shares=shares, value=value, reason=reason)

    def reverse(self, number: int, reason: str) -> Posting:
        """Take a posting back by its opposite. Preparer."""
        with self._change("journal.reverse", PREPARER) as change:
            return journal.reverse(change, number, reason)

    def import_openings(self, filing: Filing, *, as_of: date | None = None) -> Posted:
        """Post the balances that a filed form states; see ``posting_forms.openings``. Preparer."""
        document = contents.document_of(filing)
        with self._change("journal.openings", PREPARER) as change:
            roster = roster_book.roster_on(change.session, date.max)
            owners, issuer = contents.parties_of(document, Parties.of(roster))
            source = Source(filing=filing.key)
            return posting_forms.openings(change, document, roster, owners, issuer, source, as_of)

    def post_draft(self, number: int) -> Posted:
        """Post what an accepted draft reported: a Form 3's holdings, another's transactions. Filer.

        An amendment corrects what its original posted, see ``posting_amendments``.
        """
        with self._change("journal.draft", FILER) as change:
            row, step, said = present.standing(change.session, number)
            if step.state != ACCEPTED:
                raise WrongState(f"draft {number}, which is {step.state}", "one that EDGAR accepted")
            document = _document(change, number)
            roster = roster_book.roster_on(change.session, date.max)
            owners, source = contents.parties_of(document, Parties.of(roster))[0], Source(number, said.number)
            if document.is_amendment:
                return posting_amendments.corrections(change, document, roster, owners, row, source)
            post = posting_forms.openings if document.form == "3" else posting_forms.trades
            return post(change, document, roster, owners, row.issuer, source)

    # ----------------------------------------------------------------------------------------------- signing

    def attest(self, *, signed_on: date, page_sha256: str, owner: str | None = None, signer: str | None = None) -> int:
        """Note an attestation (Reg. S-T 302(b)(2)) of an owner or a signer; its number. Preparer."""
        with self._change("attest", PREPARER) as change:
            return signing.attest(change, owner=owner, signer=signer, signed_on=signed_on, page_sha256=page_sha256)

    def empower(
        self, *, owner: str, signer: str, page_sha256: str, valid_from: date, valid_until: date | None = None,
        issuer: str | None = None, forms: str = "345", filing: str | None = None,
    ) -> int:  # fmt: skip
        """Note a power of attorney; its number. Preparer."""
        with self._change("power.add", PREPARER) as change:
            return signing.empower(
                change, owner=owner, signer=signer, page_sha256=page_sha256, valid_from=valid_from,
                valid_until=valid_until, issuer=issuer, forms=forms, filing=filing,
            )  # fmt: skip

    def revoke(self, power: int, day: date, reason: str) -> None:
        """End a power of attorney before its time. Preparer."""
        with self._change("power.revoke", PREPARER) as change:
            signing.revoke(change, power, day, reason)

    def powers(self, owner: str | None = None) -> list[Power]:
        """Powers of attorney."""
        with self._reading() as session:
            return signing.powers(session, owner)

    def retention(self, on: date | None = None) -> list[Retained]:
        """Signed pages and attestations with the last day on which they must be kept. Destroys nothing."""
        on = on or self._today()
        with self._reading() as session:
            roster = roster_book.roster_on(session, on)
            active = {("owner", key) for key in roster.owners} | {("signer", key) for key in roster.signers}
            return signing.retention(session, on, active)

    # ------------------------------------------------------------------------------------- asking and proving

    def ready(
        self, owner: str, issuer: str, on: date | None = None, *, has_ccc: Callable[[str], bool] | None = None
    ) -> list[Missing]:
        """What is missing for the acting user to file that owner's form; empty when nothing is."""
        with self._reading() as session:
            return readiness.ready(session, self._acting(), owner, issuer, on or self._today(), has_ccc)

    def verify(self, noted: str | None = None) -> Verdict:
        """Compare everything with the audit trail; ``noted`` is a head that an earlier verification gave."""
        with self._reading() as session:
            return trail.verify(session, noted)

    def trail(self, since: int = 1) -> list[Entry]:
        """Entries of the audit trail from a number on."""
        with self._reading() as session:
            rows = session.scalars(select(AuditRow).where(AuditRow.sequence >= since).order_by(AuditRow.sequence))
            return [record(Entry, row) for row in rows]

    def export(self, folder: Path, *, anyway: bool = False) -> dict[str, Any]:
        """Write everything as plain files; see ``exchange``."""
        with self._reading() as session:
            return exchange.export(session, folder, anyway=anyway)


def _document(change: Change, number: int) -> OwnershipDocument:
    """What the draft says at this moment."""
    return contents.document_of(present.document_of(change.session, number)[1])


@contextmanager
def _closed_on_error(store: Store) -> Iterator[Store]:
    """The store, closed when it will not become a desk."""
    with ExitStack() as undo:
        undo.callback(store.close)
        yield store
        undo.pop_all()
