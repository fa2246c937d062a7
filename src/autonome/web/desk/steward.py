"""What a steward may do at the node; nothing of it is a patient's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from autonome.access.actors import Invitation, Listed, NewPerson
from autonome.access.roles import Role
from autonome.kernel import Instant, Json
from autonome.ledger import Recorded


@dataclass(frozen=True, slots=True)
class KnownPartner:
    """An institution with which the node exchanges.

    Args:
        id: of it.
        entry: that made it a partner.
        by: the steward who did.
        told: what its card says, by name; only a fault where the card cannot be used.
    """

    id: str
    entry: int
    by: str
    told: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LogHealth:
    """How the node's log is.

    Args:
        size: entries.
        checkpoint: the newest signed note, with its cosignatures.
        cosigners: names of keys that have cosigned it.
        policy: by which others trust the log.
        key_events: keys that sign, from the first: place on the log, when, what.
        generation: number of the institution's key, which wraps people's; 1 for the one that was drawn first.
        changing: whether a change of that key was begun and not ended.
        by_service: whether a key service holds it.
    """

    size: int
    checkpoint: str
    cosigners: tuple[str, ...]
    policy: str
    key_events: tuple[tuple[int, Instant, str], ...]
    generation: int
    changing: bool
    by_service: bool


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """The newest backup that the node knows of, of its data or of its keys.

    Args:
        at: when it was finished.
        digest: of it; SHA-256.
        behind: entries that the log has grown by since; None for keys.
    """

    at: Instant
    digest: str
    behind: int | None


@dataclass(frozen=True, slots=True)
class Backups:
    """What the node knows of its backups.

    Args:
        data: the newest of the database and what is public; None where it knows of none.
        keys: the newest of the keys, likewise.
        fault: why it cannot tell; "" where it can.
    """

    data: KeptBackup | None
    keys: KeptBackup | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class WaitingReview:
    """A break-glass in the queue.

    Args:
        number: of the review.
        at: when it was queued.
        patient: id in the node; None where the person was erased.
        actor: who did it.
        items: codes of the data.
        reason: that was given.
        finding: what was found; None while nobody has looked.
        closed_by: who looked.
    """

    number: int
    at: Instant
    patient: str | None
    actor: str
    items: tuple[str, ...]
    reason: str
    finding: str | None
    closed_by: str | None


class StewardDesk(Protocol):
    """A node, as its stewards meet it. Each act of theirs is on the log."""

    def people(self) -> tuple[Listed, ...]:
        """All accounts, by name."""

    def state(self) -> Mapping[str, Json]:
        """How the node is: its log, its process, its journal; by name."""

    def add(self, new: NewPerson) -> Invitation:
        """Make an account.

        Raises:
            InputError: the name is taken or none, or the roles do not go together.
        """

    def invite(self, name: str) -> Invitation:
        """Give somebody a new code."""

    def give(self, name: str, role: Role) -> None:
        """Give a role."""

    def take(self, name: str, role: Role) -> None:
        """End a role."""

    def lock(self, name: str) -> None:
        """Lock an account; its sessions end."""

    def unlock(self, name: str) -> None:
        """Unlock an account."""

    def partners(self) -> tuple[KnownPartner, ...]:
        """With whom the node exchanges."""

    def add_partner(self, card: bytes, fingerprint: str) -> Recorded:
        """Make an institution a partner.

        Args:
            card: its signed card.
            fingerprint: as it was heard; "" for a card that follows a trusted one.

        Raises:
            AutonomeError: it is no card, or not the one whose fingerprint was heard.
        """

    def remove_partner(self, institution: str) -> Recorded:
        """End a partnership."""

    def log_health(self) -> LogHealth:
        """How the log is."""

    def storage(self) -> Mapping[str, int]:
        """Bytes by name: what the node keeps takes, and what is free."""

    def backups(self) -> Backups:
        """What the node knows of its backups: when, and their digests."""

    def reviews(self) -> tuple[WaitingReview, ...]:
        """Every break-glass, those that wait first; nothing of anybody's record."""

    def close_review(self, number: int, finding: str) -> Recorded:
        """Record what was found.

        Raises:
            InputError: there is no such review, or nobody else looked.
        """
