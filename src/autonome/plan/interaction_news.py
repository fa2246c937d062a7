"""What co-medication adds to an advice: what would change with it, and why it is a reason not to be sure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from autonome.evidence.interactions import Use
from autonome.kernel import GeneSymbol, Text
from autonome.plan.acting import POSSIBLE, SURE, spelled, strongest, under
from autonome.plan.perpetrators import Influence
from autonome.plan.phrases import ingredients, join, kind_of_effect
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


def _once_over(genotype: Case, acting: Case, gene: GeneSymbol) -> Iterator[tuple[Text, Case]]:
    """The genotype's own results, once the medicines that convert them are out of the way."""
    used = [i for i in genotype.influences[gene] if i.conversion.use is Use.HEADLINE and i.state in SURE | POSSIBLE]
    plain = genotype.readings[gene]
    if not used or acting.readings[gene] == plain:
        return
    when = join([_over(each) for each in used])
    condition = Text(
        "{when}: {gene} then acts as its genotype says ({meaning})", when=when, gene=gene, meaning=spelled(plain)
    )
    yield condition, acting.with_readings(gene, plain)


def _over(influence: Influence) -> Text:
    drug, days = influence.effect.drug, influence.washout_days
    if influence.over:
        return Text("the effect of {drug} is over, expected from about {day} on", drug=drug, day=influence.over)
    if influence.state is EffectState.IN_FORCE:
        return Text("{drug} is stopped, from about {days} days after the last dose on", drug=drug, days=days)
    return Text("{drug} is no longer taken, from about {days} days after the last dose on", drug=drug, days=days)


def _may_act(genotype: Case, acting: Case, gene: GeneSymbol) -> Iterator[tuple[Text, Case]]:
    """What an effect that no guideline reckons with could make of the results."""
    for each in _shown(genotype, gene):
        then = under(acting, gene, acting.readings[gene], (each,))
        condition = Text(
            "{gene} acts as {meaning} because of {drug}", gene=gene, meaning=spelled(then), drug=each.effect.drug
        )
        yield condition, acting.with_readings(gene, then)


def _once_begun(acting: Case, gene: GeneSymbol) -> Iterator[tuple[Text, Case]]:
    for each in acting.influences[gene]:
        if each.state is EffectState.PLANNED:
            then = under(acting, gene, acting.readings[gene], (each,))
            yield _begun(each, spelled(then)), acting.with_readings(gene, then)


def _begun(influence: Influence, acts_as: Text) -> Text:
    effect = influence.effect
    begun = (
        Text("{drug} is begun on {day}", drug=effect.drug, day=influence.begins)
        if influence.begins
        else Text("{drug} is begun", drug=effect.drug)
    )
    if influence.conversion.use is Use.HEADLINE:
        return Text("{begun}: {gene} then acts as {meaning}", begun=begun, gene=effect.gene, meaning=acts_as)
    return Text("{begun}: {gene} then may act as {meaning}", begun=begun, gene=effect.gene, meaning=acts_as)


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


def _unanswered(case: Case, gene: GeneSymbol) -> Iterator[Text]:
    """A gene without a result stays without one; that a medicine changes its enzyme is said."""
    if any(reading.determined or reading.basis is Basis.DISPUTED for reading in case.readings[gene]):
        return
    for each in case.influences[gene]:
        if each.state in TAKEN:
            yield _changes_the_unknown(each)


def _changes_the_unknown(each: Influence) -> Text:
    gene, named = each.effect.gene, _named(each)
    if each.effect.direction == "inhibitor":
        return Text(
            "{gene} has no usable result, and {medicine}, lowers its activity whatever the genotype: {why}.",
            gene=gene,
            medicine=named,
            why=each.reason,
        )
    return Text(
        "{gene} has no usable result, and {medicine}, raises its activity whatever the genotype: {why}.",
        gene=gene,
        medicine=named,
        why=each.reason,
    )


def _not_certain(case: Case, gene: GeneSymbol) -> Iterator[Text]:
    for each in strongest(case, gene, POSSIBLE):
        yield Text(
            "Whether {drug} inhibits {gene} today is not certain ({why}): both results are judged.",
            drug=each.effect.drug,
            gene=gene,
            why=each.reason,
        )


def _kept(genotype: Case, acting: Case, gene: GeneSymbol) -> Iterator[Text]:
    """Rule 3 of `acting`: the genotype's warning stays beside a milder one."""
    sure = strongest(genotype, gene, SURE)
    if sure and any(r.basis in (Basis.BEST, Basis.DISPUTED) and not r.acting for r in acting.readings[gene]):
        yield Text(
            "The warning by {gene} genotype is kept beside the effect of {drugs}: an inhibitor is no safeguard.",
            gene=gene,
            drugs=join(ingredients(each.effect.drug for each in sure)),
        )


def _only_shown(genotype: Case, acting: Case, gene: GeneSymbol) -> Iterator[Text]:
    present = verdict_on(acting)
    for each in _shown(genotype, gene):
        then = under(acting, gene, acting.readings[gene], (each,))
        if said(verdict_on(acting.with_readings(gene, then))) != said(present):
            yield Text(
                "{medicine}, may make it act as {meaning}. No guideline says how to reckon with that: "
                "the advice goes by the genotype.",
                medicine=_named(each),
                meaning=spelled(then),
            ).with_capital()


def _shown(case: Case, gene: GeneSymbol) -> Iterator[Influence]:
    return (i for i in case.influences[gene] if i.conversion.use is Use.SHOWN and i.state in TAKEN)


def _named(influence: Influence) -> Text:
    effect = influence.effect
    what = kind_of_effect(effect.strength, effect.direction)
    return Text("{drug}, a {kind} of {gene}", drug=effect.drug, kind=what, gene=effect.gene)
