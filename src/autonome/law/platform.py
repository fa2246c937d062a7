"""What Autonome promises everywhere, beside and beyond the law of the place."""

from typing import Final

from autonome.kernel import Instant
from autonome.law.cases import DataClass, Use
from autonome.law.predicates import (
    ASKING,
    OWN_RECORD,
    REFUSING,
    WITHDRAWING,
    All,
    AnyOf,
    UseTouches,
    data,
)
from autonome.law.rules import Check, Pack, Rule, RuleEffect, RuleId

_ALWAYS = Instant(0)

PLATFORM: Final = Pack(
    "Autonome, everywhere",
    (
        Rule(
            id=RuleId("PLATFORM-RIGHTS"),
            effect=RuleEffect.PERMIT_BY_LAW,
            jurisdiction="world",
            article="Autonome platform rule 1",
            since=_ALWAYS,
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
            since=_ALWAYS,
            check=Check.PLATFORM,
            source="closes the gap that US-GINA-gap names",
            # By purpose alone: what class an asker gives itself changes nothing of what the data are for.
            when=All((data(DataClass.GENETIC), UseTouches(frozenset({Use.UNDERWRITING})))),
            explanation="No insurer gets genetic data to decide on cover or price, also where no law forbids it.",
        ),
        Rule(
            id=RuleId("PLATFORM-EMPLOYMENT"),
            effect=RuleEffect.FORBID,
            jurisdiction="world",
            article="Autonome platform rule 3",
            since=_ALWAYS,
            check=Check.PLATFORM,
            source="closes the gap that US-GINA-gap names",
            when=All((data(DataClass.GENETIC), UseTouches(frozenset({Use.EMPLOYMENT})))),
            explanation="No employer of any size gets genetic data to decide on work, also where no law forbids it.",
        ),
    ),
    {},
)
"""Rights that no rule forbids, and guards that no consent opens."""
