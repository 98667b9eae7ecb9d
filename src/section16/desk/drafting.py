"""The part of a desk about drafts: from the form to EDGAR's answer, one or many in one change.

On a vesting day nobody takes fifty forms through one by one.  Each step has a method for
one draft and one for several, which is one change: one hold of the writers' lock, one
entry in the trail with the rows of every draft, and all of them or none.  What stops some
of them is raised together, as Stopped.  Reading forms, asking the rules and reading
packages is done before the lock is taken; what was read is of a revision, and a draft
that says something else by then is a Conflict.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from section16 import __version__
from section16.desk import collecting, contents, drafts, present, receipts, roster_book, signing
from section16.desk.acting import Acting
from section16.desk.contents import Draftable, NewDraft
from section16.desk.drafts import ANY_VERSION, Seen
from section16.desk.receipts import Answer
from section16.desk.records import Check, DraftEntry, DraftFile, Receipt, SignedPage
from section16.desk.roster_book import Parties
from section16.desk.several import alone, each, each_draft
from section16.desk.signing import Page
from section16.desk.states import FILER, PREPARER, roles_for
from section16.model.package import PackageDocument


class Drafting(Acting):
    """What an office does with drafts; ``seen`` gives the version of each draft that was seen, see ``drafts``."""

    # ----------------------------------------------------------------------------------------------- reading

    def drafts(
        self, *, states: Sequence[str] = (), owner: str | None = None, numbers: Collection[int] | None = None
    ) -> list[DraftEntry]:
        """Drafts by due date, in some states or in all; of some numbers, or of all."""
        with self._reading() as session:
            return present.entries(session, states=states, owner=owner, numbers=numbers)

    def draft(self, number: int) -> DraftFile:
        """Everything about one draft."""
        with self._reading() as session:
            return present.file_of(session, number)

    def document(self, number: int, revision: int | None = None) -> bytes:
        """The ownership XML of a revision, the present one when left out."""
        with self._reading() as session:
            return present.document_of(session, number, revision)[1]

    def exhibits(self, number: int, revision: int | None = None) -> tuple[PackageDocument, ...]:
        """What is enclosed in a revision, the present one when left out."""
        with self._reading() as session:
            found, _ = present.document_of(session, number, revision)
            return present.exhibits_of(session, number, found)

    def packed(self, number: int) -> bytes:
        """The live package of what a draft says now, exhibits included, without CCC; nothing is noted.

        Raises edgar.order.Refused with every reason why EDGAR would not take it.
        """
        with alone():
            return self.packed_drafts((number,))[number]

    def packed_drafts(self, numbers: Collection[int]) -> dict[int, bytes]:
        """The live package of each draft, as ``packed``."""
        with self._reading() as session:
            papers = present.papers(session, numbers)
        made = each_draft(numbers, lambda number: contents.package_of(present.of_draft(papers, number)))
        return dict(zip(dict.fromkeys(numbers), made, strict=True))

    def receipts(self, draft: int | None = None) -> list[Receipt]:
        """Every receipt, or those of one draft."""
        with self._reading() as session:
            return receipts.receipts(session, draft)

    # --------------------------------------------------------------------------------------------- preparing

    def add_draft(
        self, source: Draftable, *, needs: Sequence[Any] = (), evidence: Sequence[Any] = (), due: Any = None,
        due_on: date | None = None, exhibits: Sequence[PackageDocument] = (), owners: Sequence[str] = (),
        issuer: str | None = None, label: str | None = None,
    ) -> DraftEntry:  # fmt: skip
        """A new draft, as ``NewDraft`` describes it. Preparer."""
        new = NewDraft(source, needs, evidence, due, due_on, exhibits, owners, issuer, label)
        with alone():
            return self.add_drafts((new,))[0]

    def add_drafts(self, new: Sequence[NewDraft]) -> list[DraftEntry]:
        """New drafts, in their order. Preparer."""
        parties = Parties({}, {})
        if not all(one.is_about_known for one in new):
            with self._reading("draft.add", *roles_for("add")) as session:
                parties = roster_book.parties(session)
        entered = each(zip(contents.names_of(new), new, strict=True), lambda one: one[1].entered(parties), _first)
        with self._change("draft.add", *roles_for("add")) as change:
            return drafts.add(change, dict(zip(contents.names_of(new), entered, strict=True)))

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
        with alone():
            return self.check_drafts((number,), seen=_seen(number, version))[0]

    def check_drafts(self, numbers: Collection[int], *, seen: Seen = ANY_VERSION) -> list[tuple[DraftEntry, Check]]:
        """``check`` of several: one with errors stays a draft and stops no other. Preparer."""
        with self._reading("draft.check", *roles_for("check")) as session:
            papers = present.papers(session, numbers)
        said = each_draft(numbers, lambda number: contents.judged(present.of_draft(papers, number)))
        judged = {number: (papers[number], found) for number, found in zip(dict.fromkeys(numbers), said, strict=True)}
        with self._change("draft.check", *roles_for("check")) as change:
            return drafts.check(change, judged, __version__, seen)

    def sign(
        self, number: int, *, owner: str, signed_on: date, page_sha256: str, line: int = 1, signer: str | None = None,
        manner: str = signing.MANUAL,
    ) -> SignedPage:  # fmt: skip
        """Note the signed page for a signature of the present revision, see ``signing.Page``. Preparer or filer."""
        page = Page(
            draft=number, owner=owner, signed_on=signed_on, page_sha256=page_sha256, line=line, signer=signer,
            manner=manner,
        )  # fmt: skip
        with alone():
            return self.sign_drafts((page,))[0]

    def sign_drafts(self, pages: Sequence[Page]) -> list[SignedPage]:
        """Note the signed pages for signatures of several drafts. Preparer or filer."""
        numbers = {page.draft: None for page in pages}
        with self._change("sign", PREPARER, FILER) as change:
            documents = present.documents_of(change.session, numbers)
            names = {number: contents.signatures_of(documents[number][1]) for number in documents}
            return signing.sign(change, pages, names)

    # --------------------------------------------------------------------------------------------- approving

    def approve(self, number: int, *, version: int, confirm: bool = False, reason: str | None = None) -> DraftEntry:
        """Approve the ``version`` that was seen; ``confirm`` takes what is provisional. Approver, not the preparer."""
        with alone():
            return self.approve_drafts({number: version}, confirm=confirm, reason=reason)[0]

    def approve_drafts(self, seen: Seen, *, confirm: bool = False, reason: str | None = None) -> list[DraftEntry]:
        """Approve several drafts, each at the version that was seen. Approver, not the preparer of any."""
        with self._change("draft.approve", *roles_for("approve")) as change:
            return drafts.approve(change, seen, confirm=confirm, reason=reason)

    def give_back(self, number: int, reason: str, *, version: int | None = None) -> DraftEntry:
        """Give a draft back to its preparer. Approver."""
        with alone():
            return self.give_drafts_back((number,), reason, seen=_seen(number, version))[0]

    def give_drafts_back(self, numbers: Collection[int], reason: str, *, seen: Seen = ANY_VERSION) -> list[DraftEntry]:
        """Give several drafts back to their preparers. Approver."""
        return self._move_on(numbers, "return", seen, reason)

    def withdraw(self, number: int, reason: str, *, version: int | None = None) -> DraftEntry:
        """Take a draft out of work; its file stays. Preparer or approver."""
        with alone():
            return self.withdraw_drafts((number,), reason, seen=_seen(number, version))[0]

    def withdraw_drafts(self, numbers: Collection[int], reason: str, *, seen: Seen = ANY_VERSION) -> list[DraftEntry]:
        """Take several drafts out of work. Preparer or approver."""
        return self._move_on(numbers, "withdraw", seen, reason)

    def _move_on(self, numbers: Collection[int], action: str, seen: Seen, reason: str | None) -> list[DraftEntry]:
        with self._change(f"draft.{action}", *roles_for(action)) as change:
            return drafts.move_on(change, numbers, action, seen, reason)

    # ------------------------------------------------------------------------------------------------ filing

    def package(self, number: int, package: bytes, *, version: int | None = None) -> DraftEntry:
        """Note the package made of an approved draft, by its digest; the package itself is not kept. Filer.

        Raises Refused when it is a test, holds another form or other exhibits than were approved, or a signature has
        no signed page.
        """
        with alone():
            return self.package_drafts({number: package}, seen=_seen(number, version))[0]

    def package_drafts(self, packages: Mapping[int, bytes], *, seen: Seen = ANY_VERSION) -> list[DraftEntry]:
        """Note the packages made of several approved drafts, as ``package``. Filer."""
        with self._reading("draft.package", *roles_for("package")) as session:
            papers = present.papers(session, packages)

        def read(number: int) -> tuple[int, str, int]:
            paper = present.of_draft(papers, number)
            sha256 = contents.package_digest(packages[number], paper)
            return paper.revision, sha256, len(contents.signatures_of(paper.document))

        made = dict(zip(packages, each_draft(packages, read), strict=True))
        with self._change("draft.package", *roles_for("package")) as change:
            return drafts.package(change, made, seen)

    def submit(self, number: int, *, version: int | None = None, reason: str | None = None) -> DraftEntry:
        """Note that the package was sent, live. The sending itself is ``section16 submit``. Filer."""
        with alone():
            return self.submit_drafts((number,), seen=_seen(number, version), reason=reason)[0]

    def submit_drafts(
        self, numbers: Collection[int], *, seen: Seen = ANY_VERSION, reason: str | None = None
    ) -> list[DraftEntry]:
        """Note that the packages of several drafts were sent. Filer."""
        return self._move_on(numbers, "submit", seen, reason)

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


def _seen(number: int, version: int | None) -> Seen:
    return ANY_VERSION if version is None else {number: version}


def _first(pair: tuple[str, NewDraft]) -> str:
    return pair[0]
