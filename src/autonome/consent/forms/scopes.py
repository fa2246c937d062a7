"""Scopes of the shipped forms: shorthand for atoms that several forms share.

A place here is one area of law. Four atoms, one for each, say what "in the country where the data are kept" says: a
permission for the whole world would let data go from one to another. Nothing goes abroad but by a question of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from autonome.consent.atoms import Action, Atom, Effect, Kind
from autonome.consent.categories import CATEGORIES
from autonome.consent.jurisdictions import JURISDICTIONS
from autonome.consent.obligations import ObligationCode
from autonome.consent.purposes import PURPOSES
from autonome.consent.recipients import RECIPIENTS

PLACES: Final = ("US", "CN", "ID", "EEA")
"""Every area of law that has a rule pack."""

WORLD: Final = ("world",)
"""From one to another too."""

OWN_HOUSE: Final = frozenset({Kind.EXPLICIT, Kind.WRITTEN, Kind.SEPARATE_SENSITIVE})
"""A question of its own, answered and signed by itself, about sensitive data (China: PIPL Art. 29)."""

TO_OTHERS: Final = OWN_HOUSE | {Kind.SEPARATE_RECIPIENT}
"""… about giving them to another institution (PIPL Art. 23)."""

ABROAD: Final = TO_OTHERS | {Kind.SEPARATE_EXPORT}
"""… and to another country (PIPL Art. 39)."""

SHARE: Final = frozenset({Action.USE, Action.DISCLOSE})
"""Passed on, and used there."""

RESEARCH_DUTIES: Final = (
    ObligationCode("AUTONOME:no-onward-transfer"),
    ObligationCode("AUTONOME:no-reidentification"),
    ObligationCode("DUO:0000021"),
)
"""Of every researcher: pass nothing on, look for nobody's name, show the approval of an ethics committee."""

HEALTH_RECORD: Final = (
    "medications", "allergies", "conditions", "laboratory", "vital-signs", "procedures", "imaging",
)  # fmt: skip
"""The health record without those parts that a form asks about by themselves, or not at all."""


def scope(  # noqa: PLR0913 - the parts of an atom
    categories: Iterable[str],
    *,
    purpose: str,
    recipients: Iterable[str],
    actions: frozenset[Action] = SHARE,
    kinds: frozenset[Kind] = TO_OTHERS,
    places: Iterable[str] = PLACES,
    diseases: Iterable[str] = (),
    obligations: tuple[ObligationCode, ...] = (),
    commercial: bool | None = None,
) -> tuple[Atom, ...]:
    """One atom for each category, recipient and place.

    Args:
        categories: of data.
        purpose: of use.
        recipients: classes of them.
        actions: what may be done.
        kinds: how it is consented to.
        places: within each of which, and not from one to another.
        diseases: research on these alone.
        obligations: that come with it.
        commercial: whether for profit, where that matters.
    """
    return tuple(
        Atom(
            effect=Effect.PERMIT,
            purpose=PURPOSES.code(purpose),
            category=CATEGORIES.code(category),
            recipient=RECIPIENTS.code(recipient),
            jurisdiction=JURISDICTIONS.code(place),
            actions=actions,
            kinds=kinds,
            diseases=frozenset(diseases),
            obligations=obligations,
            commercial=commercial,
        )
        for category in categories
        for recipient in recipients
        for place in places
    )


def studies(purpose: str, *categories: str, diseases: Iterable[str] = ()) -> tuple[Atom, ...]:
    """Research without profit, in the place where the data are kept."""
    return scope(
        categories, purpose=purpose, recipients=["non-profit-researcher"], diseases=diseases,
        obligations=RESEARCH_DUTIES, commercial=False,
    )  # fmt: skip


def companies(purpose: str, *categories: str) -> tuple[Atom, ...]:
    """Research by companies, for profit or not, in the place where the data are kept."""
    return scope(categories, purpose=purpose, recipients=["commercial-researcher"], obligations=RESEARCH_DUTIES)


def abroad(purpose: str, *categories: str) -> tuple[Atom, ...]:
    """Sending data to researchers without profit in another country."""
    return scope(
        categories, purpose=purpose, recipients=["non-profit-researcher"], actions=frozenset({Action.EXPORT}),
        kinds=ABROAD, places=WORLD, obligations=RESEARCH_DUTIES, commercial=False,
    )  # fmt: skip


def training(purpose: str, *categories: str) -> tuple[Atom, ...]:
    """Training computer programs, by researchers without profit, in the place where the data are kept."""
    return scope(
        categories, purpose=purpose, recipients=["non-profit-researcher"], actions=frozenset({Action.TRAIN}),
        obligations=RESEARCH_DUTIES, commercial=False,
    )  # fmt: skip
