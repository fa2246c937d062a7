"""What a steward may do at the node; nothing of it is a patient's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from autonome.access.actors import Invitation, Listed, NewPerson
from autonome.access.roles import Role
from autonome.kernel import Instant, Json, Text
from autonome.ledger import Recorded
from autonome.workflows.remind import Matter


@dataclass(frozen=True, slots=True)
class PartnerCard:
    """What a partner's card says.

    Args:
        name: for people to read.
        recipient: class of recipients that it belongs to.
        jurisdiction: whose law it works under.
        url: of its exchange.
        since: from when on the card is in force.
        until: when it ends.
        words: its fingerprint, to be read aloud.
        earlier_until: until when the card before holds too; None where none does.
    """

    name: str
    recipient: str
    jurisdiction: str
    url: str
    since: Instant
    until: Instant
    words: str
    earlier_until: Instant | None


@dataclass(frozen=True, slots=True)
class KnownPartner:
    """An institution with which the node exchanges.

    Args:
        id: of it.
        entry: that made it a partner, or gave it this card.
        by: the steward who did.
        card: of it; None where it cannot be used.
        fault: why it cannot; "" where it can.
    """

    id: str
    entry: int
    by: str
    card: PartnerCard | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class LogHealth:
    """How the node's log is.

    Args:
        size: entries.
        checkpoint: the newest signed note, with its cosignatures.
        cosigners: names of keys that have cosigned it.
        policy: by which others trust the log.
        witnesses: those of them that are not the log's own key: who else has seen this state.
        key_events: keys that sign, from the first: place on the log, when, what.
    """

    size: int
    checkpoint: str
    cosigners: tuple[str, ...]
    policy: str
    witnesses: tuple[str, ...]
    key_events: tuple[tuple[int, Instant, str], ...]


class KeyUse(StrEnum):
    """What a key of the node is for."""

    LOG = "log"
    RECOVERY = "recovery"
    WITNESS = "witness"
    EVIDENCE = "evidence"
    MINTER = "minter"
    EXCHANGE = "exchange"
    EXCHANGE_BEFORE = "exchange-before"
    INSTITUTION = "institution"


@dataclass(frozen=True, slots=True)
class KeptKey:
    """A key of the node, as its stewards care for it.

    Args:
        use: what it is for.
        name: by which others know it; of the institution's key its generation, from 1.
        since: from when on it holds; for a later generation of the institution's key, time of its file.
        until: when it ends, or has ended; None where nothing says so.
        entry: of the log, that named it; None for keys that the log does not name.
        changing: whether a change of it was begun and not ended.
        by_service: whether a key service holds it.
        here: of a key that is to be taken away: whether it still lies on this machine.
    """

    use: KeyUse
    name: str
    since: Instant | None
    until: Instant | None = None
    entry: int | None = None
    changing: bool = False
    by_service: bool = False
    here: bool = False


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """The newest backup that the node knows of, of its data or of its keys.

    Args:
        at: when it was finished.
        digest: of it; SHA-256; "" where it was made elsewhere.
        behind: entries that the log has grown by since; None for keys, and where it was made elsewhere.
        reference: an operator's, of one that was made elsewhere; "" for those that the node made.
    """

    at: Instant
    digest: str
    behind: int | None
    reference: str = ""


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


@dataclass(frozen=True, slots=True)
class NodeMatter:
    """Something that a steward is told of by mail.

    Args:
        matter: as it is told once.
        words: of what kind it is.
        can_wait: whether a steward may turn mail about it off.
    """

    matter: Matter
    words: Text
    can_wait: bool = False


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

    def kept_keys(self) -> tuple[KeptKey, ...]:
        """The node's keys, of the log, of the exchange and of the institution; nothing of what is secret."""

    def storage(self) -> Mapping[str, int]:
        """Bytes by kind: what the node keeps takes, and what is free."""

    def storage_before(self) -> tuple[tuple[Instant, Mapping[str, int]], ...]:
        """The same as it was written down day by day, the newest last."""

    def backups(self) -> Backups:
        """What the node knows of its backups: when, and their digests."""

    def waiting_reviews(self) -> int:
        """How many break-glasses nobody has looked at."""

    def overdue_questions(self) -> tuple[str, ...]:
        """Ids of patients' questions that wait for longer than was promised; nothing of whose they are."""

    def unseen_reviews(self) -> tuple[int, ...]:
        """Which they are, by number."""

    def matters(self) -> tuple[NodeMatter, ...]:
        """Of what a steward is to be told now, the gravest first."""

    def exchange_stands(self) -> bool:
        """Whether the exchange with partners stands still: its process does not run, or nothing has left for a day."""

    def reviews(self) -> tuple[WaitingReview, ...]:
        """Every break-glass, those that wait first; nothing of anybody's record."""

    def close_review(self, number: int, finding: str) -> Recorded:
        """Record what was found.

        Raises:
            InputError: there is no such review, or nobody else looked.
        """
