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
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from section16 import __version__
from section16.desk import audit as trail
from section16.desk import (
    collecting,
    contents,
    drafts,
    exchange,
    journal,
    people,
    posting_amendments,
    posting_forms,
    readiness,
    receipts,
    roster_book,
    schema,
    signing,
)
from section16.desk.audit import Verdict
from section16.desk.canonical import user_name
from section16.desk.contents import Draftable
from section16.desk.errors import NotAllowed, WrongState
from section16.desk.journal import Place
from section16.desk.posting_forms import Source
from section16.desk.receipts import Answer
from section16.desk.records import (
    Check,
    DraftEntry,
    DraftFile,
    Entry,
    Missing,
    Position,
    Posted,
    Posting,
    Power,
    Receipt,
    Retained,
    SignedPage,
    User,
    record,
)
from section16.desk.roster_book import Imported
from section16.desk.states import ACCEPTED, FILER, KEEPER, PREPARER, roles_for
from section16.desk.store import Change, Clock, Store, now, require
from section16.desk.tables import AuditRow, EdgarAccountRow, OwnerRow
from section16.formats.recognise import read
from section16.model.document import OwnershipDocument
from section16.model.filing import Filing
from section16.model.package import PackageDocument
from section16.prepare.roster import Roster
from section16.rules.check import check as check_filing
from section16.vocabulary.errors import NotFound


class Desk:
    """A desk, and the user who acts at it; see ``open`` and ``as_user``."""

    def __init__(self, store: Store, user: str | None = None) -> None:
        self.store, self.user = store, user

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

    def as_user(self, name: str) -> Self:
        """The same desk with an acting user. Raises NotAllowed for one who is not there or has no role."""
        with self.store.reading() as session:
            require(session, name, (), "")
        return type(self)(self.store, name)

    def close(self) -> None:
        """Give the connections back."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _acting(self) -> str:
        if self.user is None:
            raise NotAllowed("no acting user", "one: --as NAME, or as_user(name)")
        return self.user

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with self.store.reading() as session:
            require(session, self._acting(), (), "")
            yield session

    def _change(self, action: str, *roles: str) -> AbstractContextManager[Change]:
        return self.store.change(self._acting(), action, roles)

    def _today(self) -> date:
        return self.store.clock().date()

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
            journal.known(change.session, OwnerRow, (owner,), "owner")
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
            owners, issuer = contents.parties_of(document, roster)
            source = Source(filing=filing.key)
            return posting_forms.openings(change, document, roster, owners, issuer, source, as_of)

    def post_draft(self, number: int) -> Posted:
        """Post what an accepted draft reported: a Form 3's holdings, another's transactions. Filer.

        An amendment corrects what its original posted, see ``posting_amendments``.
        """
        with self._change("journal.draft", FILER) as change:
            row, step, said = drafts.standing(change.session, number)
            if step.state != ACCEPTED:
                raise WrongState(f"draft {number}, which is {step.state}", "one that EDGAR accepted")
            document = _document(change, number)
            roster = roster_book.roster_on(change.session, date.max)
            owners, source = contents.parties_of(document, roster)[0], Source(number, said.number)
            if document.is_amendment:
                return posting_amendments.corrections(change, document, roster, owners, row, source)
            post = posting_forms.openings if document.form == "3" else posting_forms.trades
            return post(change, document, roster, owners, row.issuer, source)

    # ------------------------------------------------------------------------------------------------ drafts

    def drafts(self, *, states: Sequence[str] = (), owner: str | None = None) -> list[DraftEntry]:
        """Drafts by due date, in some states or in all."""
        with self._reading() as session:
            return drafts.entries(session, states=states, owner=owner)

    def draft(self, number: int) -> DraftFile:
        """Everything about one draft."""
        with self._reading() as session:
            return drafts.file_of(session, number)

    def document(self, number: int, revision: int | None = None) -> bytes:
        """The ownership XML of a revision, the present one when left out."""
        with self._reading() as session:
            return drafts.document_of(session, number, revision)[1]

    def add_draft(
        self, source: Draftable, *, needs: Sequence[Any] = (), evidence: Sequence[Any] = (), due: Any = None,
        due_on: date | None = None, exhibits: Sequence[PackageDocument] = (), owners: Sequence[str] = (),
        issuer: str | None = None, label: str | None = None,
    ) -> DraftEntry:  # fmt: skip
        """A new draft; its owners and issuer are found in the roster by CIK unless they are given. Preparer.

        exhibits  what is enclosed, besides what the filing encloses already
        """
        content = contents.content_of(
            source, needs=needs, evidence=evidence, due=due, due_on=due_on, exhibits=exhibits
        )  # fmt: skip
        if not owners or issuer is None:
            found = contents.parties_of(contents.document_of(source), self.roster(date.max))
            owners, issuer = owners or found[0], issuer or found[1]
        with self._change("draft.add", *roles_for("add")) as change:
            return drafts.add(change, content, tuple(owners), issuer, label)

    def revise(
        self, number: int, source: Draftable, *, version: int, needs: Sequence[Any] = (),
        evidence: Sequence[Any] = (), due: Any = None, due_on: date | None = None,
        exhibits: Sequence[PackageDocument] | None = None, reason: str | None = None,
    ) -> DraftEntry:  # fmt: skip
        """A new revision on top of the ``version`` that was seen; Conflict when there is a newer one. Preparer.

        exhibits  as for ``add_draft``; None keeps those of the revision before, unless the filing encloses others
        """
        content = contents.content_of(
            source, needs=needs, evidence=evidence, due=due, due_on=due_on, exhibits=exhibits
        )  # fmt: skip
        with self._change("draft.revise", *roles_for("revise")) as change:
            return drafts.revise(change, number, content, version, reason)

    def check(self, number: int, *, version: int | None = None) -> tuple[DraftEntry, Check]:
        """Ask the rules about the present revision, keep what they say; checked without errors. Preparer."""
        with self._reading() as session:
            revision, xml = drafts.document_of(session, number)
            exhibits = drafts.exhibits_of(session, number, revision)
        findings = [*check_filing(read(xml, format="xml")), *contents.envelope_findings(xml, exhibits)]
        with self._change("draft.check", *roles_for("check")) as change:
            return drafts.check(change, number, revision, findings, __version__, version)

    def approve(self, number: int, *, version: int, confirm: bool = False, reason: str | None = None) -> DraftEntry:
        """Approve the ``version`` that was seen; ``confirm`` takes what is provisional. Approver, not the preparer."""
        with self._change("draft.approve", *roles_for("approve")) as change:
            return drafts.approve(change, number, version, confirm=confirm, reason=reason)

    def give_back(self, number: int, reason: str, *, version: int | None = None) -> DraftEntry:
        """Give a draft back to its preparer. Approver."""
        with self._change("draft.return", *roles_for("return")) as change:
            return drafts.give_back(change, number, version, reason)

    def withdraw(self, number: int, reason: str, *, version: int | None = None) -> DraftEntry:
        """Take a draft out of work; its file stays. Preparer or approver."""
        with self._change("draft.withdraw", *roles_for("withdraw")) as change:
            return drafts.withdraw(change, number, version, reason)

    def package(self, number: int, package: bytes, *, version: int | None = None) -> DraftEntry:
        """Note the package made of an approved draft, by its digest; the package itself is not kept. Filer.

        Raises Refused when it is a test, holds another form or other exhibits than were approved, or a signature has
        no signed page.
        """
        with self._change("draft.package", *roles_for("package")) as change:
            revision, xml = drafts.document_of(change.session, number)
            exhibits = drafts.exhibits_of(change.session, number, revision)
            signatures = len(contents.document_of(xml).signatures)
            return drafts.package(change, number, contents.package_digest(package, xml, exhibits), signatures, version)

    def packed(self, number: int) -> bytes:
        """The live package of what a draft says now, exhibits included, without CCC; nothing is noted.

        Raises edgar.order.Refused with every reason why EDGAR would not take it.
        """
        with self._reading() as session:
            revision, xml = drafts.document_of(session, number)
            return contents.package_of(xml, drafts.exhibits_of(session, number, revision))

    def exhibits(self, number: int, revision: int | None = None) -> tuple[PackageDocument, ...]:
        """What is enclosed in a revision, the present one when left out."""
        with self._reading() as session:
            found, _ = drafts.document_of(session, number, revision)
            return drafts.exhibits_of(session, number, found)

    def submit(self, number: int, *, version: int | None = None, reason: str | None = None) -> DraftEntry:
        """Note that the package was sent, live. The sending itself is ``section16 submit``. Filer."""
        with self._change("draft.submit", *roles_for("submit")) as change:
            return drafts.submit(change, number, version, reason)

    def receive(self, number: int, answer: Answer) -> Receipt:
        """Keep what EDGAR answered; a live end accepts or suspends the draft. Filer."""
        with self._change("receipt", FILER) as change:
            return receipts.receive(change, number, answer)

    def collect(self, number: int, folder: Path, *, filed_on: date | None = None) -> list[Receipt]:
        """Keep what the journal of submissions in a folder says of a draft and the desk does not know yet. Filer.

        filed_on  filing date of the accepted form; needed only where the journal does not know it, see ``collecting``
        """
        found = collecting.answers(folder, self.document(number), filed_on)
        with self._change("receipt", FILER) as change:
            known = {one.journal_sha256 for one in receipts.receipts(change.session, number)}
            new = [one for one in found if one.journal_sha256 not in known]
            return [receipts.collected(change, number, one) for one in new]

    def receipts(self, draft: int | None = None) -> list[Receipt]:
        """Every receipt, or those of one draft."""
        with self._reading() as session:
            return receipts.receipts(session, draft)

    # ----------------------------------------------------------------------------------------------- signing

    def sign(
        self, number: int, *, owner: str, signed_on: date, page_sha256: str, line: int = 1, signer: str | None = None,
        manner: str = signing.MANUAL,
    ) -> SignedPage:  # fmt: skip
        """Note the signed page for a signature of the present revision; see ``signing.sign``. Preparer or filer."""
        with self._change("sign", PREPARER, FILER) as change:
            names = tuple(one.name or "" for one in _document(change, number).signatures)
            who = None
            if signer is not None:
                signers = roster_book.roster_on(change.session, signed_on).signers
                if signer not in signers:
                    raise NotFound(f"signer on {signed_on}", repr(signer), tuple(signers)[:5])
                who = (signer, signers[signer])
            return signing.sign(
                change, number, names, line=line, owner=owner, signer=who, manner=manner, signed_on=signed_on,
                page_sha256=page_sha256,
            )  # fmt: skip

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
    return contents.document_of(drafts.document_of(change.session, number)[1])


@contextmanager
def _closed_on_error(store: Store) -> Iterator[Store]:
    """The store, closed when it will not become a desk."""
    with ExitStack() as undo:
        undo.callback(store.close)
        yield store
        undo.pop_all()
