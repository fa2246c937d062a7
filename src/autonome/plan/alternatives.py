"""Alternatives that statements name, checked against the same patient by the same function."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from autonome.evidence.drugs import DrugIndex
from autonome.kernel import DrugName
from autonome.plan.acting import as_it_acts
from autonome.plan.consequence import Consequence, caution_rank, most_cautious
from autonome.plan.factors.overall import Overall, overall
from autonome.plan.factors.rules import factors_on
from autonome.plan.factors.values import Factors
from autonome.plan.ports import Knowledge
from autonome.plan.reasons import GuidanceLine, Verdict
from autonome.plan.values import AlternativeCheck, Check
from autonome.plan.verdict import PatientFacts, applicable, case_of, verdict_on


def alternatives_of(
    verdict: Verdict, patient: PatientFacts, taken: Collection[DrugName], knowledge: Knowledge
) -> tuple[AlternativeCheck, ...]:
    """Check every alternative that an applicable statement names.

    Args:
        verdict: of the medicine in question.
        patient: the same patient.
        taken: ingredients that the patient takes now.
        knowledge: the bundle.

    Returns:
        In the order in which the statements, most cautious first, name them.
    """
    named = _named_by(applicable(verdict.lines))
    return tuple(_checked(name, tuple(sorted(by)), patient, taken, knowledge) for name, by in named.items())


def ingredients_named(name: str, drugs: DrugIndex) -> tuple[DrugName, ...]:
    """Resolve a name to ingredients, or to nothing where it is a class or unknown to the bundle.

    A class stands in the index without any code; such an entry cannot be judged as one medicine.
    """
    key = name.strip().lower()
    drug = drugs.drugs.get(DrugName(key))
    if drug is not None:
        return (drug.name,) if drug.rxnorm or drug.atc else ()
    if key in drugs.by_text:
        return drugs.by_text[key]
    parts = [ingredients_named(part, drugs) for part in key.split("/")] if "/" in key else []
    return tuple(ingredient for part in parts for ingredient in part) if all(parts) else ()


def _named_by(lines: Iterable[GuidanceLine]) -> dict[str, set[str]]:
    named: dict[str, set[str]] = {}
    for line in lines:
        for name in line.statement.alternatives if line.statement else ():
            named.setdefault(name, set()).add(line.source)
    return named


def _checked(
    name: str, named_by: tuple[str, ...], patient: PatientFacts, taken: Collection[DrugName], knowledge: Knowledge
) -> AlternativeCheck:
    ingredients = ingredients_named(name, knowledge.drugs)
    if not ingredients:
        return AlternativeCheck(name, named_by, Check.NOT_CHECKABLE, None, uncertain=False, taken=False, statements=())
    verdicts = [verdict_on(as_it_acts(case_of(ingredient, patient, knowledge))) for ingredient in ingredients]
    factors = [factors_on(ingredient, patient.clinical) for ingredient in ingredients]
    both = [overall(verdict, each) for verdict, each in zip(verdicts, factors, strict=True)]
    lead = min(both, key=_caution)
    statements = {line.statement.id for verdict in verdicts for line in verdict.lines if line.statement}
    return AlternativeCheck(
        name,
        named_by,
        Check.CHECKED,
        lead.consequence,
        uncertain=any(_uncertain(verdict) for verdict in verdicts) or not lead.sure,
        taken=all(ingredient in taken for ingredient in ingredients),
        statements=tuple(sorted(statements)),
        conditional=all(each.conditional for each in both if each.consequence is lead.consequence),
        by_genes=most_cautious(verdict.consequence for verdict in verdicts),
        factors=_together(factors),
    )


def _caution(one: Overall) -> tuple[int, bool]:
    return caution_rank(one.consequence), not one.sure


def _together(factors: Sequence[Factors]) -> Factors:
    """What the record means for all ingredients of an alternative; a cost is known of one ingredient alone."""
    if len(factors) == 1:
        return factors[0]
    lines = sorted((line for each in factors for line in each.lines), key=lambda line: caution_rank(line.consequence))
    missing = sorted((fact for each in factors for fact in each.missing), key=lambda fact: not fact.needed)
    return Factors(tuple(lines), tuple(missing), tuple(used for each in factors for used in each.looked_at))


def _uncertain(verdict: Verdict) -> bool:
    """Whether open results or incomplete genes stand behind a verdict that says something."""
    if verdict.consequence in (Consequence.NOT_ASSESSED, Consequence.NO_GUIDANCE):
        return False
    incomplete = any(line.undetermined for line in verdict.lines)
    return incomplete or not all(source.agree for source in verdict.sources)
