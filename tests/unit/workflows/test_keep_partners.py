"""Partners: the log says who is one; a card alone makes nobody a partner, and neither does a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from autonome.kernel import InputError, Instant, Json, Sha256, sha256_hex
from autonome.ledger import Draft, EntryKind, LogError, Payload, Recorded
from autonome.sharing.cards import SignedCard
from autonome.sharing.errors import CardError
from autonome.workflows.keep_partners import MATTER, PartnerLog, Partners
from tests.fakes.cards import NOW, Institution, following, fresh_institution, institution

HOSPITAL, CLINIC = institution("hospital.example"), institution()


@dataclass
class MemoryCards:
    held: dict[Sha256, bytes] = field(default_factory=dict)

    def keep(self, signed: SignedCard) -> Sha256:
        digest = sha256_hex(signed.write())
        self.held[digest] = signed.write()
        return digest

    def card(self, digest: Sha256) -> SignedCard:
        if digest not in self.held:
            raise LogError("missing")
        return SignedCard.read(self.held[digest], where="card")

    def drop(self, digest: Sha256) -> None:
        self.held.pop(digest, None)


@dataclass
class MemoryLog:
    entries: list[dict[str, Json]] = field(default_factory=list)

    def append(self, drafts: Sequence[Draft], **_: Any) -> tuple[Recorded, ...]:  # noqa: ANN401 - as the log takes it
        self.entries += [dict(draft.body) for draft in drafts]
        assert all((draft.kind, draft.subject) == (EntryKind.STEWARDSHIP, MATTER) for draft in drafts)
        return self.institution_entries()[-len(drafts) :]

    def institution_entries(self, *_: object) -> tuple[Recorded, ...]:
        return tuple(
            Recorded(at, b"", Payload("hospital.example/autonome", EntryKind.STEWARDSHIP, MATTER, at, None, NOW, body))
            for at, body in enumerate(self.entries)
        )


def partners(log: MemoryLog | None = None, cards: MemoryCards | None = None) -> Partners:
    return Partners(HOSPITAL.card.id, cast("PartnerLog", log or MemoryLog()), cards or MemoryCards())


def added(to: Partners, who: Institution = CLINIC, now: Instant = NOW) -> Recorded:
    return to.add(who.signed, who.card.fingerprint, "stella", now)


def test_a_steward_who_compared_the_fingerprint_adds_a_partner_and_the_log_says_so() -> None:
    log = MemoryLog()
    found = partners(log)
    assert found.trusted() == {}
    added(found)
    assert found.trusted() == {CLINIC.card.id: CLINIC.card}
    assert log.entries[0]["by"] == "stella"
    assert log.entries[0]["fingerprint"] == CLINIC.card.fingerprint.hex()


def test_another_fingerprint_adds_nobody() -> None:
    found = partners()
    with pytest.raises(CardError, match="is not that of the card"):
        found.add(CLINIC.signed, HOSPITAL.card.fingerprint, "stella", NOW)
    with pytest.raises(CardError, match="nothing here vouches"):
        found.add(CLINIC.signed, None, "stella", NOW)
    assert found.trusted() == {}


def test_a_card_beside_the_log_makes_nobody_a_partner() -> None:
    cards = MemoryCards()
    cards.keep(CLINIC.signed)
    assert partners(cards=cards).trusted() == {}


def test_an_entry_without_its_card_makes_nobody_a_partner_and_stops_no_other() -> None:
    cards = MemoryCards()
    found = partners(cards=cards)
    added(found)
    added(found, institution("pharmacy.example"))
    cards.drop(sha256_hex(CLINIC.signed.write()))
    assert list(found.trusted()) == ["pharmacy.example"]
    assert [type(card).__name__ for _, card in found.shown()] == ["LogError", "Card"]


def test_a_new_card_that_follows_needs_no_telephone_and_another_one_does() -> None:
    cards = MemoryCards()
    found = partners(cards=cards)
    added(found)
    after = following(CLINIC, Instant.parse("2026-04-01"))
    found.add(after.signed, None, "stella", NOW)
    assert found.trusted() == {CLINIC.card.id: after.card}
    assert len(cards.held) == 1, "the card before is taken away"
    with pytest.raises(CardError, match="nothing here vouches"):
        found.add(fresh_institution("clinic.example").signed, None, "stella", NOW)
    with pytest.raises(CardError, match="nothing here vouches"):
        found.add(CLINIC.signed, None, "stella", NOW)


def test_who_is_removed_is_out_and_can_be_added_again() -> None:
    found = partners()
    added(found)
    found.remove(CLINIC.card.id, "stella")
    assert found.known() == ()
    with pytest.raises(InputError, match="is no partner"):
        found.remove(CLINIC.card.id, "stella")
    added(found)
    assert list(found.trusted()) == [CLINIC.card.id]


def test_neither_oneself_nor_who_is_not_in_force_is_added() -> None:
    with pytest.raises(CardError, match="our own"):
        added(partners(), HOSPITAL)
    with pytest.raises(CardError, match="in force from"):
        added(partners(), now=Instant.parse("2027-01-01"))


def test_an_entry_of_another_act_is_passed_over() -> None:
    log = MemoryLog([{"act": "partner-praised", "partner": "clinic.example", "card": "0" * 64, "by": "x"}])
    assert partners(log).known() == ()
    assert replace(partners(log), own=CLINIC.card.id).trusted() == {}
