"""Partners: who is one is said by the log alone, in entries of the institution's own.

Each entry names the steward, the partner and the digest of its card. The newest entry about a partner holds. The card
itself lies beside the log: it counts if it is the one that the entry names, and not otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from autonome.kernel import AutonomeError, InputError, Instant, Json, Sha256, SubjectId
from autonome.ledger import Draft, EntryKind, Log, Recorded
from autonome.sharing.cards import Card, SignedCard
from autonome.sharing.errors import CardError
from autonome.sharing.names import InstitutionId

MATTER: Final = SubjectId("partners")
"""What the entries are about."""

ADDED: Final = "partner-added"
REMOVED: Final = "partner-removed"


class Cards(Protocol):
    """Where partners' cards are kept."""

    def keep(self, signed: SignedCard) -> Sha256:
        """Keep a card; gives its digest."""

    def card(self, digest: Sha256) -> SignedCard:
        """The card of a digest.

        Raises:
            LogError: it is missing, or was changed.
        """

    def drop(self, digest: Sha256) -> None:
        """Take a card away; none is no fault."""


class PartnerLog(Log, Protocol):
    """A log whose institution's own entries can be read."""

    def institution_entries(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """The institution's own entries about a matter."""


@dataclass(frozen=True, slots=True)
class Known:
    """A partner as the log names it.

    Args:
        id: of it.
        digest: of its card.
        entry: that made it one.
        at: when.
        by: the steward who did.
    """

    id: InstitutionId
    digest: Sha256
    entry: int
    at: Instant
    by: str


@dataclass(frozen=True, slots=True)
class Partners:
    """The partners of an institution.

    Args:
        own: the institution itself.
        log: of it.
        cards: of its partners.
    """

    own: InstitutionId
    log: PartnerLog
    cards: Cards

    def known(self) -> tuple[Known, ...]:
        """All that are partners now, in order of their names."""
        found: dict[str, Known] = {}
        for entry in self.log.institution_entries(MATTER, EntryKind.STEWARDSHIP):
            match dict(entry.payload.body):
                case {"act": "partner-added", "partner": str(id_), "card": str(digest), "by": str(by)}:
                    at = entry.payload.recorded_at
                    found[id_] = Known(InstitutionId(id_), Sha256(digest), entry.index, at, by)
                case {"act": "partner-removed", "partner": str(id_)}:
                    found.pop(id_, None)
        return tuple(found[id_] for id_ in sorted(found))

    def trusted(self) -> dict[InstitutionId, Card]:
        """The cards of partners; one whose file is missing or changed is none, and the others are."""
        return {each.id: card for each, card in self.shown() if isinstance(card, Card)}

    def shown(self) -> Iterator[tuple[Known, Card | AutonomeError]]:
        """Each partner with its card, or with what is wrong with that."""
        for each in self.known():
            try:
                yield each, self.cards.card(each.digest).card
            except AutonomeError as error:
                yield each, error

    def add(self, signed: SignedCard, fingerprint: bytes | None, by: str, now: Instant) -> Recorded:
        """Make somebody a partner, or give a partner a new card.

        Args:
            signed: the card.
            fingerprint: as the steward heard it from the partner; None where the card follows one that is trusted.
            by: name of the steward's account.
            now: the time of it.

        Raises:
            CardError: the fingerprint is another, or none was given where one is needed; or the card is not in force.
        """
        card = signed.card
        if card.id == self.own:
            raise CardError("the card is our own", mend="ask the partner for theirs.")
        if not card.holds(now):
            raise CardError(
                f"the card is in force from {card.valid.start} to {card.valid.end}", mend="ask for another."
            )
        known = {each.id: each.digest for each in self.known()}
        before = self.trusted().get(card.id)
        if fingerprint is None and (before is None or not signed.continues(before)):
            raise CardError(
                "nothing here vouches for the card", mend="compare it by telephone, and give --fingerprint."
            )
        if fingerprint is not None and fingerprint != card.fingerprint:
            raise CardError(
                "the fingerprint is not that of the card: it is another's, or was changed on the way",
                mend="add nothing; ask the partner for the card once more.",
            )
        told: dict[str, Json] = {"url": card.url, "recipient": card.recipient, "jurisdiction": card.jurisdiction}
        told |= {"fingerprint": card.fingerprint.hex(), "compared": fingerprint is not None}
        digest = self.cards.keep(signed)
        recorded = self._recorded(ADDED, card.id, by, told | {"card": digest})
        if known.get(card.id, digest) != digest:
            self.cards.drop(known[card.id])
        return recorded

    def remove(self, id_: str, by: str) -> Recorded:
        """End a partnership: nothing is sent there, or taken from there, any more.

        Raises:
            InputError: it is no partner.
        """
        known = next((each for each in self.known() if each.id == id_), None)
        if known is None:
            raise InputError(f"{id_[:60]!r} is no partner", mend="see `autonome partner list`.")
        recorded = self._recorded(REMOVED, id_, by, {"card": known.digest})
        self.cards.drop(known.digest)
        return recorded

    def _recorded(self, act: str, id_: str, by: str, told: dict[str, Json]) -> Recorded:
        body: dict[str, Json] = {"act": act, "by": by, "partner": id_, **told}
        (recorded,) = self.log.append([Draft(EntryKind.STEWARDSHIP, MATTER, body)])
        return recorded
