"""What Autonome promises everywhere, beside and beyond the law of the place."""

from typing import Final

from autonome.kernel import Instant
from autonome.law.cases import DataClass, Use
from autonome.law.predicates import (
    ASKING,
    OWN_RECORD,
    PROCESSING,
    REFUSING,
    WITHDRAWING,
    All,
    AnyOf,
    UseTouches,
    data,
)
from autonome.law.rules import Check, Pack, Rule, RuleEffect, RuleId

ALWAYS: Final = Instant.parse("0001-01-01")
"""The first instant that can be written: of no time can be asked at which a promise did not hold."""

ENCODED_SINCE: Final = {
    "US": Instant.parse("2003-04-14"),  # 45 CFR 164 (privacy)
    "EEA": Instant.parse("2018-05-25"),  # GDPR Art. 99(2)
    "CN": Instant.parse("2021-11-01"),  # PIPL Art. 74; single statutes are encoded from earlier on
    "ID": Instant.parse("2022-10-17"),  # Law 27/2022 Art. 76
}
"""From when a pack holds a place's law on personal data: of the time before nothing is known, so nothing passes."""


def _before(place: str, since: Instant) -> Rule:
    """Leave to a person what is asked as of a time of which no law of the place is encoded."""
    return Rule(
        id=RuleId(f"PLATFORM-BEFORE/{place}"),
        effect=RuleEffect.FORBID,
        jurisdiction=place,
        article="Autonome platform rule 4",
        since=ALWAYS,
        until=since,
        check=Check.PLATFORM,
        source="a promise of this product",
        when=PROCESSING,
        explanation="No law of this place is encoded for that date.",
        needs_review=True,
    )


PLATFORM: Final = Pack(
    "Autonome, everywhere",
    (
        Rule(
            id=RuleId("PLATFORM-RIGHTS"),
            effect=RuleEffect.PERMIT_BY_LAW,
            jurisdiction="world",
            article="Autonome platform rule 1",
            since=ALWAYS,
            check=Check.PLATFORM,
            source="a promise of this product",
            when=AnyOf((WITHDRAWING, REFUSING, OWN_RECORD, ASKING)),
            explanation=(
                "Taking a consent back, refusing one, reading one's own record and asking for it to be put right are "
                "never forbidden."
            ),
            is_right=True,
            overrides_deny=True,
        ),
        Rule(
            id=RuleId("PLATFORM-UNDERWRITING"),
            effect=RuleEffect.FORBID,
            jurisdiction="world",
            article="Autonome platform rule 2",
            since=ALWAYS,
            check=Check.PLATFORM,
            source="closes the gap that US-GINA-gap names",
            # By purpose alone: what class an asker gives itself changes nothing of what the data are for.
            when=All((data(DataClass.GENETIC), UseTouches(frozenset({Use.UNDERWRITING})))),
            explanation="Nobody gets genetic data to decide on insurance cover or price, also where no law forbids it.",
        ),
        Rule(
            id=RuleId("PLATFORM-EMPLOYMENT"),
            effect=RuleEffect.FORBID,
            jurisdiction="world",
            article="Autonome platform rule 3",
            since=ALWAYS,
            check=Check.PLATFORM,
            source="closes the gap that US-GINA-gap names",
            when=All((data(DataClass.GENETIC), UseTouches(frozenset({Use.EMPLOYMENT})))),
            explanation="Nobody gets genetic data to decide on work, also where no law forbids it.",
        ),
        *(_before(place, since) for place, since in ENCODED_SINCE.items()),
    ),
    {},
)
"""Rights that no rule forbids, and guards that no consent opens."""
