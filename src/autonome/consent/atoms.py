"""Atoms: the smallest thing that can be consented to or refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from autonome.consent.categories import CategoryCode
from autonome.consent.errors import ConsentError
from autonome.consent.jurisdictions import JurisdictionCode
from autonome.consent.obligations import ObligationCode
from autonome.consent.purposes import PurposeCode
from autonome.consent.recipients import RecipientCode
from autonome.kernel import Period


class Effect(StrEnum):
    """Whether an atom opens or closes."""

    PERMIT = "permit"
    DENY = "deny"


class Action(StrEnum):
    """What is done with data; from `WITHDRAW` on, what a person does about a consent or asks about her or his data."""

    COLLECT = "collect"
    USE = "use"
    DISCLOSE = "disclose"
    PUBLISH = "publish"
    EXPORT = "export"
    TRAIN = "train"
    WITHDRAW = "withdraw"
    REFUSE = "refuse"
    CORRECT = "correct"
    ERASE = "erase"
    RESTRICT = "restrict"
    PORT = "port"
    OBJECT = "object"
    ACCOUNT = "account"


RIGHTS = frozenset(
    {
        Action.WITHDRAW,
        Action.REFUSE,
        Action.CORRECT,
        Action.ERASE,
        Action.RESTRICT,
        Action.PORT,
        Action.OBJECT,
        Action.ACCOUNT,
    }
)
"""Actions that need no consent: how one ends or never begins, and what people may ask about their own data."""


class Kind(StrEnum):
    """How a consent was given. One signature can be of several kinds; laws ask for them by name."""

    GENERAL = "general"
    EXPLICIT = "explicit"
    WRITTEN = "written"
    SEPARATE_SENSITIVE = "separate:sensitive"
    SEPARATE_RECIPIENT = "separate:recipient"
    SEPARATE_EXPORT = "separate:export"
    SEPARATE_PUBLISH = "separate:publish"


@dataclass(frozen=True, slots=True)
class Atom:
    """One permission or refusal.

    Args:
        effect: permit or deny.
        purpose: and everything narrower.
        category: of data, and everything narrower.
        recipient: class, and everything narrower.
        jurisdiction: where, and everything within.
        actions: what may (or may not) be done.
        recipient_id: the one actor or organisation meant, or None for the whole class.
        diseases: research on these, and what is narrower, alone; or empty for any.
        commercial: uses for profit alone (true), uses without profit alone (false), or None for both.
        window: only data from this time, or None for all.
        obligations: that a recipient takes on.
        kinds: how it was consented to.

    Raises:
        ConsentError: no action, or an action that is a right and needs no consent.
    """

    effect: Effect
    purpose: PurposeCode
    category: CategoryCode
    recipient: RecipientCode
    jurisdiction: JurisdictionCode
    actions: frozenset[Action]
    recipient_id: str | None = None
    diseases: frozenset[str] = frozenset()
    window: Period | None = None
    obligations: tuple[ObligationCode, ...] = ()
    kinds: frozenset[Kind] = frozenset({Kind.GENERAL})
    commercial: bool | None = None

    def __post_init__(self) -> None:
        if not self.actions or self.actions & RIGHTS:
            raise ConsentError(
                "an atom needs actions on data", mend="name collect, use, disclose, publish, export or train."
            )

    def with_effect(self, effect: Effect) -> Atom:
        """Return the same scope with this effect."""
        return replace(self, effect=effect)

    def for_recipient(self, recipient_id: str | None) -> Atom:
        """Return the same scope for one named recipient; without a name, unchanged."""
        return self if recipient_id is None else replace(self, recipient_id=recipient_id)
