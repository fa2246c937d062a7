"""A steward at the node: satisfies `web.desk.StewardDesk`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autonome.access.actors import Invitation, Listed, NewPerson
from autonome.access.roles import Role
from autonome.adapters.system import SystemClock
from autonome.bootstrap.desk_keys import keys_of
from autonome.bootstrap.desk_portal import overdue_at
from autonome.bootstrap.desk_storage import sizes_before, sizes_of
from autonome.bootstrap.exchange import heard_fingerprint, partners_of, stands_still
from autonome.bootstrap.nodes import node_status
from autonome.bootstrap.session import Session
from autonome.kernel import AutonomeError, InputError, Instant, Json, SubjectId
from autonome.ledger import Checkpoint, EntryKind, Recorded, write_policy
from autonome.web.desk.steward import (
    Backups,
    KeptBackup,
    KeptKey,
    KnownPartner,
    LogHealth,
    NodeMatter,
    PartnerCard,
    WaitingReview,
)
from autonome.workflows import review_emergencies
from autonome.workflows.review_emergencies import Review, line_of
from autonome.workflows.show_timeline import Line, timeline_in

if TYPE_CHECKING:
    from autonome.adapters.node.backup_records import BackupMade
    from autonome.sharing.cards import Card
    from autonome.web.accounts.accounts import Accounts
    from autonome.web.accounts.stewarding import Stewarding
    from autonome.workflows.keep_partners import Known

SIGNATURE = "\u2014 "
"""Begins a line of a signed note that holds a signature (C2SP signed-note)."""


@dataclass(frozen=True, slots=True)
class NodeStewardDesk:
    """A steward who is signed in.

    Args:
        session: of who is signed in.
        accounts: of the node.
    """

    session: Session
    accounts: Accounts

    def people(self) -> tuple[Listed, ...]:
        """See `StewardDesk`."""
        return self.accounts.listed()

    def state(self) -> Mapping[str, Json]:
        """See `StewardDesk`."""
        return node_status(self.session.node.directory)

    def add(self, new: NewPerson) -> Invitation:
        """See `StewardDesk`."""
        return self._acts().add(new)

    def invite(self, name: str) -> Invitation:
        """See `StewardDesk`."""
        return self._acts().invite(name)

    def give(self, name: str, role: Role) -> None:
        """See `StewardDesk`."""
        self._acts().give(name, role)

    def take(self, name: str, role: Role) -> None:
        """See `StewardDesk`."""
        self._acts().take(name, role)

    def lock(self, name: str) -> None:
        """See `StewardDesk`."""
        self._acts().lock(name)

    def unlock(self, name: str) -> None:
        """See `StewardDesk`."""
        self._acts().unlock(name)

    def partners(self) -> tuple[KnownPartner, ...]:
        """See `StewardDesk`."""
        return tuple(_partner(known, card) for known, card in partners_of(self.session.node).shown())

    def add_partner(self, card: bytes, fingerprint: str) -> Recorded:
        """See `StewardDesk`."""
        from autonome.sharing.cards import SignedCard  # noqa: PLC0415 - ML-KEM, which no plan needs

        signed = SignedCard.read(card, where="the card")
        heard = heard_fingerprint(fingerprint) if fingerprint.strip() else None
        return partners_of(self.session.node).add(signed, heard, self.session.person.name, SystemClock().now())

    def remove_partner(self, institution: str) -> Recorded:
        """See `StewardDesk`."""
        return partners_of(self.session.node).remove(institution, self.session.person.name)

    def log_health(self) -> LogHealth:
        """See `StewardDesk`."""
        log = self.session.node.log
        note = log.checkpoint()
        signers = [
            line.removeprefix(SIGNATURE).split(" ")[0] for line in note.splitlines() if line.startswith(SIGNATURE)
        ]
        events = tuple(
            (each.index, each.payload.recorded_at, str(each.payload.body.get("event", each.payload.kind)))
            for each in log.public_entries(EntryKind.KEY)
        )
        checkpoint = Checkpoint.of_note(note)
        return LogHealth(
            size=checkpoint.size,
            checkpoint=note,
            cosigners=tuple(signers),
            witnesses=tuple(each for each in signers if each != checkpoint.origin),
            policy=write_policy(log.verifier),
            key_events=events,
        )

    def kept_keys(self) -> tuple[KeptKey, ...]:
        """See `StewardDesk`."""
        return keys_of(self.session.node)

    def storage(self) -> Mapping[str, int]:
        """See `StewardDesk`."""
        return sizes_of(self.session.node)

    def storage_before(self) -> tuple[tuple[Instant, Mapping[str, int]], ...]:
        """See `StewardDesk`."""
        return sizes_before(self.session.node)

    def backups(self) -> Backups:
        """See `StewardDesk`."""
        from autonome.adapters.node.backup_records import Part, newest_backups  # noqa: PLC0415 - an extra

        node = self.session.node
        try:
            newest = newest_backups(node.directory)
        except InputError as error:
            return Backups(None, None, str(error))
        size = Checkpoint.of_note(node.log.checkpoint()).size
        data, keys = newest.get(Part.DATA), newest.get(Part.KEYS)
        return Backups(
            None if data is None else _kept(data, size),
            None if keys is None else _kept(keys, size),
        )

    def waiting_reviews(self) -> int:
        """See `StewardDesk`."""
        return len(self.unseen_reviews())

    def overdue_questions(self) -> tuple[str, ...]:
        """See `StewardDesk`."""
        return overdue_at(self.session.node)

    def unseen_reviews(self) -> tuple[int, ...]:
        """See `StewardDesk`."""
        queued = review_emergencies.reviews(self.session.node.log)
        return tuple(each.number for each in queued if each.finding is None)

    def matters(self) -> tuple[NodeMatter, ...]:
        """See `StewardDesk`."""
        from autonome.web.steward.matters import matters_of  # noqa: PLC0415 - Django is set up now

        return tuple(matters_of(self, SystemClock().now()))

    def exchange_stands(self) -> bool:
        """See `StewardDesk`."""
        return stands_still(self.session.node, SystemClock().now())

    def reviews(self) -> tuple[WaitingReview, ...]:
        """See `StewardDesk`."""
        log, queued = self.session.node.log, review_emergencies.reviews(self.session.node.log)
        people = self.session.node.patients.by_name(each.known_as for each in queued)
        entries = log.entries_of_each(people.values())
        timelines = {subject: timeline_in(subject, found) for subject, found in entries.items()}
        found = [_told(each, people.get(each.known_as), timelines) for each in queued]
        return tuple(sorted(found, key=lambda each: (each.finding is not None, each.number)))

    def close_review(self, number: int, finding: str) -> Recorded:
        """See `StewardDesk`."""
        done_by = {each.number: each.actor for each in self.reviews()}
        log, who = self.session.node.log, self.session.person.name
        return review_emergencies.close_review(log, number, finding, who, done_by)

    def _acts(self) -> Stewarding:
        return self.accounts.steward(str(self.session.person.name))


def _partner(known: Known, card: Card | AutonomeError) -> KnownPartner:
    if isinstance(card, AutonomeError):
        return KnownPartner(str(known.id), known.entry, known.by, None, str(card.message))
    until = card.valid.end or card.valid.start  # a card without an end cannot be made (`Card`)
    told = PartnerCard(
        card.name, str(card.recipient), str(card.jurisdiction), card.url, card.valid.start, until, card.words,
        None if card.earlier is None else card.earlier.until,
    )  # fmt: skip
    return KnownPartner(str(known.id), known.entry, known.by, told)


def _kept(made: BackupMade, size: int) -> KeptBackup:
    return KeptBackup(made.at, made.digest, None if made.size is None else size - made.size, made.reference)


def _told(review: Review, subject: SubjectId | None, timelines: Mapping[SubjectId, tuple[Line, ...]]) -> WaitingReview:
    """A review with what was done; of who was erased, or is not known here, without."""
    line = None if subject is None else line_of(review, timelines.get(subject, ()))
    return WaitingReview(
        review.number,
        review.at,
        subject,
        line.actor if line else "",
        line.items if line else (),
        line.emergency.reason if line and line.emergency else "",
        review.finding,
        review.closed_by,
    )
