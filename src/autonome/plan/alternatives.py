"""Alternatives that statements name, checked against the same patient by the same function; and which may be offered.

Every line that may be this patient's can name one, and all of them are checked and shown. To *offer* one is more: a row
for stroke names what a patient with a stent must not get. `offered` is what the patient's page and the ethical
assessment go by, and nothing else decides it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from autonome.evidence.drugs import DrugIndex
from autonome.kernel import DrugName
from autonome.plan.acting import as_it_acts
from autonome.plan.consequence import Consequence, caution_rank, most_cautious
from autonome.plan.factors.overall import Overall, overall
from autonome.plan.factors.rules import factors_on
from autonome.plan.factors.values import Factors, MissingFact
from autonome.plan.facts.state import CONDITIONS
from autonome.plan.facts.values import FactKind, FactState
from autonome.plan.interaction_news import interaction_changes, interaction_doubts
from autonome.plan.populations import EVERYONE
from autonome.plan.ports import Knowledge
from autonome.plan.reasons import GuidanceLine, Verdict
from autonome.plan.unrecorded import unrecorded_against
from autonome.plan.values import AlternativeCheck, Check, MedicationAdvice
from autonome.plan.verdict import Case, PatientFacts, applicable, case_of, verdict_on

UNCHANGED = frozenset({Consequence.STANDARD, Consequence.NO_GUIDANCE})
"""What checking an alternative may have found for it to be offered: nothing asks for less of it, or for checks."""


@dataclass(slots=True)
class _Naming:
    """By whom, and for whom, one alternative is named."""

    sources: set[str] = field(default_factory=set)
    populations: dict[str, str] = field(default_factory=dict)
    leading: bool = False

    @property
    def for_whom(self) -> tuple[str, ...]:
        """Populations in words; none where a line is for all patients."""
        return () if EVERYONE & set(self.populations) else tuple(self.populations.values())


def offered(advice: MedicationAdvice) -> tuple[AlternativeCheck, ...]:
    """The alternatives that may be held out to this patient instead of the medicine, in the order of the statements.

    Only what the leading or best-supported line names, that is not taken already, and of which genes, record, allergies
    and other medicines leave no doubt: what is to be avoided, changed, watched or not known is never offered.
    """
    return tuple(each for each in advice.alternatives if each.leading and _fits(each))


def _fits(check: AlternativeCheck) -> bool:
    plain = not (check.taken or check.uncertain or check.conditional)
    settled = not any(each.needed or _hides(each) for each in check.factors.missing)
    return check.check is Check.CHECKED and check.consequence in UNCHANGED and plain and settled


def _hides(missing: MissingFact) -> bool:
    """Whether a diagnosis that nobody could read may be the very one for which the alternative is ruled out."""
    unread = missing.fact == FactKind.DIAGNOSES and missing.state is FactState.NOT_USABLE
    return unread and missing.at_worst is Consequence.AVOID


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
    named = _named_by(applicable(verdict.lines), (verdict.lead, verdict.supported))
    return tuple(_checked(name, naming, patient, taken, knowledge) for name, naming in named.items())


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


def _named_by(lines: Iterable[GuidanceLine], leading: Collection[GuidanceLine | None]) -> dict[str, _Naming]:
    named: dict[str, _Naming] = {}
    for line in lines:
        for name in line.statement.alternatives if line.statement else ():
            naming = named.setdefault(name, _Naming())
            naming.sources.add(line.source)
            naming.populations.setdefault(line.population.code, line.population.label)
            naming.leading |= line in leading
    return named


def _checked(
    name: str, naming: _Naming, patient: PatientFacts, taken: Collection[DrugName], knowledge: Knowledge
) -> AlternativeCheck:
    ingredients = ingredients_named(name, knowledge.drugs)
    plain = AlternativeCheck(
        name,
        tuple(sorted(naming.sources)),
        Check.NOT_CHECKABLE,
        None,
        uncertain=False,
        taken=False,
        statements=(),
        leading=naming.leading,
        named_for=naming.for_whom,
    )
    if not ingredients:
        return plain
    cases = [case_of(ingredient, patient, knowledge) for ingredient in ingredients]
    verdicts = [verdict_on(as_it_acts(case)) for case in cases]
    factors = [factors_on(ingredient, patient.clinical) for ingredient in ingredients]
    both = [overall(verdict, each) for verdict, each in zip(verdicts, factors, strict=True)]
    lead = min(both, key=_caution)
    statements = {line.statement.id for verdict in verdicts for line in verdict.lines if line.statement}
    doubted = any(map(_uncertain, verdicts)) or any(map(_changed_by_others, cases))
    against = tuple(dict.fromkeys(e for each in ingredients for e in unrecorded_against(each, patient.clinical)))
    hidden = CONDITIONS in patient.clinical.facts.not_covered
    return replace(
        plain,
        check=Check.CHECKED,
        consequence=lead.consequence,
        uncertain=doubted or not lead.sure,
        taken=all(ingredient in taken for ingredient in ingredients),
        statements=tuple(sorted(statements)),
        conditional=all(each.conditional for each in both if each.consequence is lead.consequence),
        by_genes=most_cautious(verdict.consequence for verdict in verdicts),
        factors=_together(factors),
        unrecorded=() if hidden else against,
        unseen=against if hidden else (),
    )


def _changed_by_others(genotype: Case) -> bool:
    """Whether a medicine that is taken may make it act otherwise than the answer says."""
    acting = as_it_acts(genotype)
    return bool(interaction_doubts(genotype, acting, interaction_changes(genotype, acting)))


def _caution(one: Overall) -> tuple[int, bool]:
    return caution_rank(one.consequence), not one.sure


def _together(factors: Sequence[Factors]) -> Factors:
    """What the record means for all ingredients of an alternative; a cost is known of one ingredient alone."""
    if len(factors) == 1:
        return factors[0]
    lines = sorted((line for each in factors for line in each.lines), key=lambda line: caution_rank(line.consequence))
    facts = (fact for each in factors for fact in each.missing)
    missing = sorted(facts, key=lambda fact: (not fact.needed, not fact.asked))
    return Factors(tuple(lines), tuple(missing), tuple(used for each in factors for used in each.looked_at))


def _uncertain(verdict: Verdict) -> bool:
    """Whether open results or incomplete genes stand behind a verdict that says something."""
    if verdict.consequence in (Consequence.NOT_ASSESSED, Consequence.NO_GUIDANCE):
        return False
    incomplete = any(line.undetermined for line in verdict.lines)
    return incomplete or not all(source.agree for source in verdict.sources)
