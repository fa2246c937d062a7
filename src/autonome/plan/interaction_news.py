"""What co-medication adds to an advice: what would change with it, and why it is a reason not to be sure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from autonome.evidence.interactions import Use
from autonome.kernel import GeneSymbol
from autonome.plan.acting import POSSIBLE, SURE, spelled, strongest, under
from autonome.plan.perpetrators import Influence
from autonome.plan.phrases import join
from autonome.plan.reasons import Basis, EffectState
from autonome.plan.values import Cause, Change, Doubt, Uncertainty
from autonome.plan.verdict import Case, said, verdict_on

TAKEN = SURE | POSSIBLE | {EffectState.BUILDING_UP}


def interaction_changes(genotype: Case, acting: Case) -> tuple[Change, ...]:
    """List what starting, stopping or another judgement of a co-medication could lead to.

    Args:
        genotype: the case before its results were converted.
        acting: the case that the advice goes by.
    """
    present = said(verdict_on(acting))
    possible = [
        (gene, condition, then)
        for gene in sorted(genotype.influences)
        for condition, then in (
            *_once_over(genotype, acting, gene),
            *_may_act(genotype, acting, gene),
            *_once_begun(acting, gene),
        )
    ]
    return tuple(
        Change(Cause.INTERACTION, gene, condition, verdict.consequence)
        for gene, condition, then in possible
        if said(verdict := verdict_on(then)) != present
    )


def _once_over(genotype: Case, acting: Case, gene: GeneSymbol) -> Iterator[tuple[str, Case]]:
    """The genotype's own results, once the medicines that convert them are out of the way."""
    used = [i for i in genotype.influences[gene] if i.conversion.use is Use.HEADLINE and i.state in SURE | POSSIBLE]
    plain = genotype.readings[gene]
    if not used or acting.readings[gene] == plain:
        return
    when = join([_over(each) for each in used])
    yield f"{when}: {gene} then acts as its genotype says ({spelled(plain)})", acting.with_readings(gene, plain)


def _over(influence: Influence) -> str:
    drug, days = influence.effect.drug, influence.washout_days
    if influence.over:
        return f"the effect of {drug} is over, expected from about {influence.over} on"
    if influence.state is EffectState.IN_FORCE:
        return f"{drug} is stopped, from about {days} days after the last dose on"
    return f"{drug} is no longer taken, from about {days} days after the last dose on"


def _may_act(genotype: Case, acting: Case, gene: GeneSymbol) -> Iterator[tuple[str, Case]]:
    """What an effect that no guideline reckons with could make of the results."""
    for each in _shown(genotype, gene):
        then = under(acting, gene, acting.readings[gene], (each,))
        yield f"{gene} acts as {spelled(then)} because of {each.effect.drug}", acting.with_readings(gene, then)


def _once_begun(acting: Case, gene: GeneSymbol) -> Iterator[tuple[str, Case]]:
    for each in acting.influences[gene]:
        if each.state is EffectState.PLANNED:
            then = under(acting, gene, acting.readings[gene], (each,))
            when = f" on {each.begins}" if each.begins else ""
            acts = "acts" if each.conversion.use is Use.HEADLINE else "may act"
            condition = f"{each.effect.drug} is begun{when}: {gene} then {acts} as {spelled(then)}"
            yield condition, acting.with_readings(gene, then)


def interaction_doubts(genotype: Case, acting: Case, changes: Collection[Change]) -> tuple[Uncertainty, ...]:
    """List why co-medication makes an advice less sure.

    Args:
        genotype: the case before its results were converted.
        acting: the case that the advice goes by.
        changes: of `interaction_changes`; where nothing would change, nothing is in doubt.
    """
    telling = {change.gene for change in changes}
    return tuple(
        Uncertainty(Doubt.INTERACTION, (gene,), text)
        for gene in sorted(genotype.influences)
        for text in (
            *_unanswered(genotype, gene),
            *(_not_certain(genotype, gene) if gene in telling else ()),
            *(_kept(genotype, acting, gene) if gene in telling else ()),
            *(_only_shown(genotype, acting, gene)),
        )
    )


def _unanswered(case: Case, gene: GeneSymbol) -> Iterator[str]:
    """A gene without a result stays without one; that a medicine changes its enzyme is said."""
    if any(reading.determined or reading.basis is Basis.DISPUTED for reading in case.readings[gene]):
        return
    for each in case.influences[gene]:
        if each.state in TAKEN:
            does = "lowers" if each.effect.direction == "inhibitor" else "raises"
            yield (
                f"{gene} has no usable result, and {_named(each)}, {does} its activity whatever the genotype: "
                f"{each.reason}."
            )


def _not_certain(case: Case, gene: GeneSymbol) -> Iterator[str]:
    for each in strongest(case, gene, POSSIBLE):
        drug = each.effect.drug
        yield f"Whether {drug} inhibits {gene} today is not certain ({each.reason}): both results are judged."


def _kept(genotype: Case, acting: Case, gene: GeneSymbol) -> Iterator[str]:
    """Rule 3 of `acting`: the genotype's warning stays beside a milder one."""
    sure = strongest(genotype, gene, SURE)
    if sure and any(r.basis in (Basis.BEST, Basis.DISPUTED) and not r.acting for r in acting.readings[gene]):
        drugs = join([each.effect.drug for each in sure])
        yield f"The warning by {gene} genotype is kept beside the effect of {drugs}: an inhibitor is no safeguard."


def _only_shown(genotype: Case, acting: Case, gene: GeneSymbol) -> Iterator[str]:
    present = verdict_on(acting)
    for each in _shown(genotype, gene):
        then = under(acting, gene, acting.readings[gene], (each,))
        if said(verdict_on(acting.with_readings(gene, then))) != said(present):
            acts = spelled(then)
            yield (
                f"{_with_capital(_named(each))}, may make it act as {acts}. No guideline says how to reckon with that: "
                f"the advice goes by the genotype."
            )


def _shown(case: Case, gene: GeneSymbol) -> Iterator[Influence]:
    return (i for i in case.influences[gene] if i.conversion.use is Use.SHOWN and i.state in TAKEN)


def _with_capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _named(influence: Influence) -> str:
    effect = influence.effect
    return f"{effect.drug}, a {effect.strength} {effect.direction} of {effect.gene}"
