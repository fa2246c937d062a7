"""Medicines that change what an enzyme does: who, how strongly, for how long, and what follows for the phenotype.

Facts alone: strength by the FDA's table, half-lives by product labels, recovery of the enzyme by its turnover, and
which change of a phenotype is published. `Conversion.use` keeps two kinds apart: CPIC's guidelines describe a method
for CYP2D6, and the plan goes by it; for the other enzymes no method is agreed upon, and the result is only shown.
Which medicine of a patient is in force on which day is decided in `autonome.plan`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from autonome.kernel import DrugName, GeneSymbol

HALF_LIVES_TO_CLEAR = 5
"""Half-lives after which a medicine, or an inactivation, counts as gone: 1/32 is left (pharmacokinetic convention)."""


class Direction(StrEnum):
    """What a medicine does to an enzyme."""

    INHIBITOR = "inhibitor"
    INDUCER = "inducer"


class Strength(StrEnum):
    """How strongly, by the change of exposure of a sensitive substrate (FDA); strongest first."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"


class Use(StrEnum):
    """What a plan may do with a conversion."""

    HEADLINE = "headline"
    """A guideline describes it: the advice goes by it."""
    SHOWN = "shown"
    """Published, not agreed upon: shown beside the advice, which stays with the genotype."""


class Shift(StrEnum):
    """How a phenotype moves where there is no activity score to multiply."""

    POOR = "poor"
    SLOWER = "slower"
    FASTER = "faster"


@dataclass(frozen=True, slots=True)
class EnzymeEffect:
    """One medicine and one enzyme.

    Args:
        drug: that acts on the enzyme.
        gene: of the enzyme.
        direction: inhibitor or inducer.
        strength: of the effect.
        mechanism_based: whether an inhibitor inactivates the enzyme, so that new enzyme has to be made.
        source: title of the source.
    """

    drug: DrugName
    gene: GeneSymbol
    direction: Direction
    strength: Strength
    mechanism_based: bool
    source: str


@dataclass(frozen=True, slots=True)
class Persistence:
    """How long a medicine stays in the body.

    Args:
        hours: elimination half-life of what acts on the enzyme; the upper end where the source gives a range.
        of: the substance that the half-life is of: the medicine, or its metabolite.
        local_forms: whether there are forms (creams, eye drops) that do not reach the liver in effect.
        source: title of the source.
    """

    hours: int
    of: str
    local_forms: bool
    source: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a phenotype becomes.

    Args:
        effect: a factor for the activity score as a decimal string, or a `Shift`.
        use: what a plan may do with it.
        reason: why, in a clause.
        source: title of the source.
    """

    effect: str
    use: Use
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Interactions:
    """All of it.

    Args:
        effects: drug → its effects.
        persistence: drug → how long it stays; every strong or moderate one has an entry.
        turnover_hours: gene → half-life of the enzyme.
        induction_hours: gene → time until induction is full, and until it is gone once the medicine is.
        conversions: gene, direction and strength → what the phenotype becomes.
    """

    effects: Mapping[DrugName, tuple[EnzymeEffect, ...]] = field(default_factory=dict)
    persistence: Mapping[DrugName, Persistence] = field(default_factory=dict)
    turnover_hours: Mapping[GeneSymbol, int] = field(default_factory=dict)
    induction_hours: Mapping[GeneSymbol, int] = field(default_factory=dict)
    conversions: Mapping[tuple[GeneSymbol, Direction, Strength], Conversion] = field(default_factory=dict)

    def conversion(self, effect: EnzymeEffect) -> Conversion | None:
        """What follows from an effect; None for a weak one, which changes no phenotype."""
        return self.conversions.get((effect.gene, effect.direction, effect.strength))

    def onset_hours(self, effect: EnzymeEffect) -> int:
        """Time from the first dose until the effect counts as full: inhibition at once, induction later."""
        return self.induction_hours.get(effect.gene, 0) if effect.direction is Direction.INDUCER else 0

    def washout_hours(self, effect: EnzymeEffect) -> int:
        """Time from the last dose until the enzyme counts as free of the effect.

        Five half-lives of the medicine, or of the enzyme where that takes longer and the inhibition is
        mechanism-based; for an inducer the time in which induction fades is added.
        """
        kept = self.persistence.get(effect.drug)
        half_life = kept.hours if kept else 0
        if effect.mechanism_based:
            half_life = max(half_life, self.turnover_hours.get(effect.gene, 0))
        return HALF_LIVES_TO_CLEAR * half_life + self.onset_hours(effect)


NO_INTERACTIONS = Interactions()
"""Nothing is known to interact."""
