"""A case as the patient's enzymes act today: which converted results the advice on a medicine goes by.

1. Where a guideline describes the conversion and the medicine is in force, converted results replace the genotype's.
2. Where it is not certain, or wearing off, both are possible.
3. A conversion never makes advice milder: where the genotype's results ask for more caution, both stay.
4. Where no guideline describes it, the genotype's results stay; what the conversion would lead to is shown beside them.

The reasons stand in ``docs/adr/0008-phenoconversion.md``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from autonome.evidence.interactions import Strength, Use
from autonome.kernel import GeneSymbol, Text
from autonome.plan.consequence import Consequence, caution_rank
from autonome.plan.perpetrators import Influence
from autonome.plan.phenoconversion import converted, distinct
from autonome.plan.phrases import join, meaning
from autonome.plan.reasons import Basis, EffectState, Interaction, Reading
from autonome.plan.verdict import Case, verdict_on

SURE = frozenset({EffectState.IN_FORCE})
POSSIBLE = frozenset({EffectState.UNCERTAIN, EffectState.WASHOUT})
WARNINGS = frozenset({Consequence.AVOID, Consequence.CHANGE_DOSE, Consequence.MONITOR})

Readings = tuple[Reading, ...]


def as_it_acts(case: Case) -> Case:
    """The case with the results that advice is looked up for.

    Args:
        case: by genotype, as `verdict.case_of` makes it.

    Returns:
        The same case where no medicine changes one of its enzymes by a method that a guideline describes.
    """
    changed = {gene: acting_readings(case, gene, case.readings[gene]) for gene in case.influences}
    acting = replace(case, readings={**case.readings, **changed})
    if acting.readings == case.readings or not _is_milder(acting, case):
        return acting
    both = {gene: distinct((*changed[gene], *case.readings[gene])) for gene in changed}  # rule 3
    return replace(case, readings={**case.readings, **both})


def acting_readings(case: Case, gene: GeneSymbol, readings: Readings) -> Readings:
    """Rules 1 and 2, for any results of a gene of the case."""
    sure, possible = (strongest(case, gene, states) for states in (SURE, POSSIBLE))
    now = under(case, gene, readings, sure) if sure else readings
    if not possible or (sure and _rank(sure) <= _rank(possible)):
        return now
    return distinct((*under(case, gene, readings, possible), *now))


def under(case: Case, gene: GeneSymbol, readings: Readings, influences: Collection[Influence]) -> Readings:
    """Results of a gene under effects of one kind and strength."""
    first, *_ = influences
    drugs = tuple(each.effect.drug for each in influences)
    return converted(readings, first.conversion.effect, drugs, case.knowledge.phenotypes.get(gene))


def strongest(
    case: Case, gene: GeneSymbol, states: Collection[EffectState], use: Use = Use.HEADLINE
) -> tuple[Influence, ...]:
    """The strongest effects on a gene that are in one of the states; of several of one strength all.

    Two moderate inhibitors are not one strong: the published method counts the strongest alone.
    """
    found = [i for i in case.influences.get(gene, ()) if i.state in states and i.conversion.use is use]
    best = min(map(_strength, found), default=0)
    return tuple(each for each in found if _strength(each) == best)


def interactions_of(genotype: Case) -> tuple[Interaction, ...]:
    """Every chain from a medicine over an enzyme to the medicine of the case.

    Args:
        genotype: the case before its results were converted.
    """
    return tuple(
        _interaction(genotype, each) for gene in sorted(genotype.influences) for each in genotype.influences[gene]
    )


def spelled(readings: Iterable[Reading]) -> Text:
    """What the best-supported results mean, such as ``Normal Metabolizer, activity score 2.0``; "" without one."""
    best = (each for each in readings if each.basis in (Basis.BEST, Basis.DISPUTED) and each.meaningful)
    return join(tuple(dict.fromkeys(meaning(each.phenotype, each.activity_score) for each in best)), "or")


def _interaction(case: Case, influence: Influence) -> Interaction:
    gene, effect = influence.effect.gene, influence.effect
    plain = case.readings[gene]
    changed = under(case, gene, plain, (influence,))
    used = influence.conversion.use is Use.HEADLINE and influence.state in SURE | POSSIBLE
    return Interaction(
        effect.drug,
        gene,
        effect.direction,
        effect.strength,
        influence.state,
        influence.reason,
        by_genotype=spelled(plain),
        acts_as=spelled(changed) if changed != plain else "",
        used=used and changed != plain,
        rule=influence.conversion.reason,
        over=influence.over,
        washout_days=influence.washout_days,
        orders=influence.orders,
        sources=tuple(_sources(case, influence)),
    )


def _sources(case: Case, influence: Influence) -> Iterator[str]:
    kept = case.knowledge.interactions.persistence.get(influence.effect.drug)
    yield from dict.fromkeys((influence.effect.source, *([kept.source] if kept else []), influence.conversion.source))


def _is_milder(acting: Case, genotype: Case) -> bool:
    asked = verdict_on(genotype).consequence
    return asked in WARNINGS and caution_rank(asked) < caution_rank(verdict_on(acting).consequence)


def _strength(influence: Influence) -> int:
    return list(Strength).index(influence.effect.strength)


def _rank(influences: Collection[Influence]) -> int:
    return min(map(_strength, influences))
