"""Alternatives that statements name, checked against the same patient by the same function."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from autonome.evidence.drugs import DrugIndex
from autonome.kernel import DrugName
from autonome.plan.acting import as_it_acts
from autonome.plan.consequence import Consequence, most_cautious
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
    consequence = most_cautious(verdict.consequence for verdict in verdicts)
    statements = {line.statement.id for verdict in verdicts for line in verdict.lines if line.statement}
    return AlternativeCheck(
        name,
        named_by,
        Check.CHECKED,
        consequence,
        uncertain=any(_uncertain(verdict) for verdict in verdicts),
        taken=all(ingredient in taken for ingredient in ingredients),
        statements=tuple(sorted(statements)),
        conditional=all(verdict.conditional for verdict in verdicts if verdict.consequence is consequence),
    )


def _uncertain(verdict: Verdict) -> bool:
    """Whether open results or incomplete genes stand behind a verdict that says something."""
    if verdict.consequence in (Consequence.NOT_ASSESSED, Consequence.NO_GUIDANCE):
        return False
    incomplete = any(line.undetermined for line in verdict.lines)
    return incomplete or not all(source.agree for source in verdict.sources)
