"""Institutions that exchange: their keys, and cards as partners get them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from autonome.adapters.exchange.key_sets import KeySet, signed_card
from autonome.adapters.exchange.sealing import HpkeSealer
from autonome.adapters.keys import Ed25519Signer
from autonome.kernel import Instant, Period
from autonome.ledger import Clock, write_policy
from autonome.sharing import Card, InstitutionId
from autonome.sharing.cards import About, Earlier, SignedCard

NOW = Instant.parse("2026-03-01T10:00:00Z")
YEAR = Period(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"))


@dataclass(frozen=True, slots=True)
class Fixed:
    """A clock that stands."""

    at: Instant = NOW

    def now(self) -> Instant:
        return self.at


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution that exchanges.

    Args:
        keys: of it.
        signed: its card.
    """

    keys: KeySet
    signed: SignedCard

    @property
    def card(self) -> Card:
        return self.signed.card

    def sealer(self, clock: Clock | None = None) -> HpkeSealer:
        return HpkeSealer(self.card.id, lambda: self.keys, lambda: [self.keys], clock or Fixed())


@cache
def institution(name: str = "clinic.example") -> Institution:
    """One that is made once: its keys cost some milliseconds."""
    return fresh_institution(name)


def fresh_institution(name: str, valid: Period = YEAR, **changes: Any) -> Institution:  # noqa: ANN401 - one keyword for each part
    """One of its own, its card changed."""
    keys = KeySet.drawn(name, "127.0.0.1", valid)
    made = replace(card_of(name, keys, valid), **changes)
    return Institution(keys, signed_card(made, keys))


def following(before: Institution, until: Instant, valid: Period = YEAR) -> Institution:
    """The same institution with new keys, whose card follows the one before."""
    keys = KeySet.drawn(before.card.id, "127.0.0.1", valid)
    identity, earlier = keys.identity, Earlier(before.keys.identity, until)
    made = replace(before.card, identity=identity, sealing=keys.sealing, valid=valid, earlier=earlier)
    return Institution(keys, signed_card(made, keys, before.keys))


def card_of(name: str, keys: KeySet, valid: Period) -> Card:
    """A card, of a clinic if its name says nothing else."""
    return about(name).card(keys.identity, keys.sealing, valid)


def about(name: str, url: str = "https://127.0.0.1:8443") -> About:
    """What is said of an institution: its class is the first part of its name, where that is one."""
    kind = name.partition(".")[0]
    known = kind if kind in {"hospital", "clinic", "pharmacy"} else "clinical-laboratory"
    return About(InstitutionId(name), kind.title(), known, "DE", url, _policy(name))


def known(*institutions: Institution) -> Mapping[InstitutionId, Card]:
    """Cards by the ids of whom they are of."""
    return {each.card.id: each.card for each in institutions}


@cache
def _policy(name: str) -> str:
    return write_policy(Ed25519Signer.generate(f"{name}/autonome").verifier)
