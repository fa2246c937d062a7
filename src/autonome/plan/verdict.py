"""One medicine for one patient: all sources, side by side, and the one consequence that page 1 shows.

The same function answers for a current medicine, a considered one, a named alternative, and every "what if".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from autonome.evidence.guidance import Statement
from autonome.evidence.lookup import NO_RESULT_KEY
from autonome.kernel import DrugName, GeneSymbol
from autonome.pharmacogenomics.calls import GeneCall
from autonome.plan.amounts import same_figures
from autonome.plan.consequence import SPOKEN, Consequence, most_cautious, most_cautious_voice
from autonome.plan.facts.state import NO_STATE, ClinicalState
from autonome.plan.increases import forbids_or_lowers, raises_dose
from autonome.plan.indications import indications_of
from autonome.plan.matching import gene_sets, guidance_lines, keys_of, line_order
from autonome.plan.perpetrators import Influences
from autonome.plan.populations import INDICATIONS, AgeRange, Fit, population
from autonome.plan.ports import Knowledge
from autonome.plan.readings import readings_of
from autonome.plan.reasons import NEEDS_OPEN_ALLELE, GuidanceLine, Reading, SourceAdvice, Verdict
from autonome.plan.unknown_bases import marked

STRENGTHS = ("Strong", "Moderate", "Optional")
"""CPIC's grades of recommendation, strongest first; other words rank after them."""


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """What guidance is applied to.

    Args:
        calls: by gene; a gene without an entry is not assessed.
        age: from the record, or None where it does not tell.
        influences: medicines that change what the enzymes do.
        clinical: what clinical rules are applied to; no statement is looked up by it.
    """

    calls: Mapping[GeneSymbol, GeneCall]
    age: AgeRange | None = None
    influences: Influences = field(default_factory=dict)
    clinical: ClinicalState = NO_STATE


@dataclass(frozen=True, slots=True)
class Case:
    """One medicine with the possible results of the genes that its guidance looks at.

    Args:
        drug: the ingredient.
        readings: possible results by gene, at least one each.
        age: the patient's.
        knowledge: the bundle.
        influences: medicines other than this one that change its enzymes; what the readings become under them is
            decided in `acting`.
        indications: population code → what the record holds of it.
    """

    drug: DrugName
    readings: Mapping[GeneSymbol, tuple[Reading, ...]]
    age: AgeRange | None
    knowledge: Knowledge
    influences: Influences = field(default_factory=dict)
    indications: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def statements(self) -> Sequence[Statement]:
        """All statements of the bundle for the ingredient."""
        return self.knowledge.guidance.get(self.drug, ())

    def with_readings(self, gene: GeneSymbol, readings: tuple[Reading, ...]) -> Case:
        """The same case, had the gene these results."""
        return replace(self, readings={**self.readings, gene: readings})


def case_of(drug: DrugName, patient: PatientFacts, knowledge: Knowledge) -> Case:
    """Put together what is needed to judge one ingredient for one patient, by genotype.

    A medicine does not change the advice on itself: what guidance says of it was seen under it.
    """
    genes = sorted({gene for statement in knowledge.guidance.get(drug, ()) for gene in statement.lookup})
    readings = {gene: _readings(gene, patient, knowledge) for gene in genes}
    others = {
        gene: tuple(each for each in patient.influences.get(gene, ()) if each.effect.drug != drug) for gene in genes
    }
    influences = {gene: each for gene, each in others.items() if each}
    return Case(drug, readings, patient.age, knowledge, influences, indications_of(patient.clinical))


def _readings(gene: GeneSymbol, patient: PatientFacts, knowledge: Knowledge) -> tuple[Reading, ...]:
    call = patient.calls.get(gene)
    return marked(readings_of(gene, call, knowledge.phenotypes.get(gene)), call, knowledge.definitions.get(gene))


def verdict_on(case: Case) -> Verdict:
    """Apply every statement of the bundle for one ingredient to one patient.

    Returns:
        The verdict; `Consequence.NO_GUIDANCE` where the bundle has no statement for the ingredient.
    """
    sources = tuple(_source_advice(source, case) for source in sorted({s.source for s in case.statements}))
    overall = most_cautious_voice(advice.consequence for advice in sources)
    supported = most_cautious_voice(advice.best_supported for advice in sources)
    lines = _weighing(line for advice in sources for line in advice.lines)
    lead = _lead(lines, overall, case.indications)
    best = _lead(_supported(lines), supported, case.indications)
    sure = overall is not Consequence.NOT_ASSESSED and _sure(lines, lead)
    named = case.indications.get(best.population.code, ()) if best else ()
    return Verdict(case.drug, overall, supported, sure, _differ(sources), lead, best, sources, named)


def applicable(lines: Iterable[GuidanceLine]) -> tuple[GuidanceLine, ...]:
    """Lines whose population the record does not rule out."""
    return tuple(line for line in lines if line.population.fit is not Fit.RULED_OUT)


def _source_advice(source: str, case: Case) -> SourceAdvice:
    statements = [statement for statement in case.statements if statement.source == source]
    groups = []
    for genes in gene_sets(statements):
        of_genes = [statement for statement in statements if set(statement.lookup) == set(genes)]
        readings = {gene: case.readings[gene] for gene in genes}
        groups.append(guidance_lines(of_genes, readings, case.knowledge, case.age))
    return SourceAdvice(
        source,
        _said_by(case, groups),
        _said_by(case, [_supported(group) for group in groups]),
        all(_agree(group) for group in groups),
        tuple(sorted((line for group in groups for line in group), key=line_order)),
    )


def _weighing(lines: Iterable[GuidanceLine]) -> tuple[GuidanceLine, ...]:
    """The lines that page 1 weighs: those that can apply, without those of remote alleles.

    Alleles that no laboratory is expected to test for do not raise the alarm: a laboratory's "*1/*1" leaves them open
    too. What they would change is listed with the advice.
    """
    return tuple(line for line in applicable(lines) if not line.remote)


def _said_by(case: Case, groups: Sequence[Sequence[GuidanceLine]]) -> Consequence:
    """What one source says over all sets of genes.

    A dose increase waits for a gene without a result that could forbid the medicine or ask for less of it: to give
    more of what might have to be avoided is no caution.
    """
    asked = most_cautious_voice(_asked(group) for group in groups)
    if asked is not Consequence.CHANGE_DOSE:
        return asked
    changing = [line.statement for group in groups for line in _weighing(group) if line.consequence is asked]
    if not all(statement and raises_dose(statement) for statement in changing):
        return asked
    return Consequence.NOT_ASSESSED if any(_could_forbid(case, gene) for gene in unanswered(case)) else asked


def unanswered(case: Case) -> tuple[GeneSymbol, ...]:
    """Genes that no possible result is known of."""
    return tuple(gene for gene, readings in case.readings.items() if not any(each.determined for each in readings))


def _could_forbid(case: Case, gene: GeneSymbol) -> bool:
    asked = (s for s in case.statements if s.lookup.get(gene, NO_RESULT_KEY) != NO_RESULT_KEY)
    return any(forbids_or_lowers(statement) and can_be_found(case, gene, statement) for statement in asked)


def can_be_found(case: Case, gene: GeneSymbol, statement: Statement) -> bool:
    """Whether a result of one gene could lead this patient to a statement, by the population and the other genes."""
    if population(statement.population, case.age).fit is Fit.RULED_OUT:
        return False
    others = (other for other in statement.lookup if other != gene)
    return all(_can_be(case, statement.source, other, statement.lookup[other]) for other in others)


def _can_be(case: Case, source: str, gene: GeneSymbol, key: str) -> bool:
    return any(key in keys_of(source, reading, case.knowledge) for reading in case.readings[gene])


def _asked(lines: Iterable[GuidanceLine]) -> Consequence:
    """What the lines of one set of genes ask for: of several possible combinations of results the most cautious.

    A guideline whose populations are all ruled out recommends nothing here.
    """
    said_to = _by_combination(_weighing(lines)).values()
    return most_cautious(said_to) if said_to else Consequence.NO_RECOMMENDATION


def _by_combination(lines: Iterable[GuidanceLine]) -> Mapping[tuple[Reading, ...], Consequence]:
    """What each combination of results is told; populations are voices: a silent one counts only where all are."""
    told: dict[tuple[Reading, ...], list[Consequence]] = {}
    for line in lines:
        told.setdefault(line.readings, []).append(line.consequence)
    return {readings: most_cautious_voice(consequences) for readings, consequences in told.items()}


def _supported(lines: Iterable[GuidanceLine]) -> tuple[GuidanceLine, ...]:
    return tuple(line for line in lines if not line.open)


def _agree(lines: Iterable[GuidanceLine]) -> bool:
    """Whether every combination of results is given the same advice, population by population."""
    advice: dict[tuple[tuple[str, str, tuple[str, ...], bool], ...], set[tuple[str, str, str]]] = {}
    for line in _weighing(lines):
        combination = tuple((each.gene, each.label, each.via, each.acting is not None) for each in line.readings)
        amount = line.statement.amount if line.statement else ""
        advice.setdefault(combination, set()).add((line.population.code, line.consequence, amount))
    return len({frozenset(said) for said in advice.values()}) <= 1


def _differ(sources: Iterable[SourceAdvice]) -> bool:
    """Whether two sources that both state something on the best-supported results differ, be it in the amount."""
    speaking = [leading_line(advice) for advice in sources if advice.best_supported in SPOKEN]
    lines = [line for line in speaking if line is not None]
    if len({line.consequence for line in lines}) > 1:
        return True
    amounts = [line.statement.amount for line in lines if line.statement and line.statement.amount]
    return any(not same_figures(one, other) for one, other in combinations(amounts, 2))


def leading_line(source: SourceAdvice) -> GuidanceLine | None:
    """The line of a source that carries what it says to the best-supported results, or None."""
    lines = (line for line in _supported(applicable(source.lines)) if line.consequence is source.best_supported)
    return min(lines, key=_lead_order, default=None)


def _sure(lines: Sequence[GuidanceLine], lead: GuidanceLine | None) -> bool:
    """Whether every combination of results, in the lead's source and genes, is as serious as the lead.

    "Standard" is never sure beside a base whose effect nobody knows.
    """
    if lead is None:
        return True
    if lead.consequence is Consequence.STANDARD and any(r.unknown_bases for line in lines for r in line.readings):
        return False
    alike = _by_combination(line for line in lines if (line.source, line.genes) == (lead.source, lead.genes))
    return all(told is lead.consequence for told in alike.values())


def _lead(lines: Iterable[GuidanceLine], consequence: Consequence, indications: Collection[str]) -> GuidanceLine | None:
    """The line behind a consequence; of those that differ only in for whom, the one for what is recorded."""
    alike = [line for line in lines if line.consequence is consequence]
    lead = min(alike, key=_lead_order, default=None)
    if lead is None or lead.population.code not in INDICATIONS or lead.population.code in indications:
        return lead
    same = [e for e in alike if (e.source, e.readings) == (lead.source, lead.readings)]
    return min((each for each in same if each.population.code in indications), key=_lead_order, default=lead)


def _lead_order(line: GuidanceLine) -> tuple[int, bool, bool, int, bool, str, str]:
    """Best-supported first, a statement rather than silence, for all rather than some, the stronger, CPIC, by id."""
    grade = line.statement.strength if line.statement else ""
    rank = STRENGTHS.index(grade) if grade in STRENGTHS else len(STRENGTHS)
    sure = line.population.fit is Fit.APPLIES
    return (
        sum(_open_alleles(reading) for reading in line.readings),
        line.statement is None,
        line.conditional,
        rank,
        not sure,
        line.source,
        line.statement.id if line.statement else "",
    )


def _open_alleles(reading: Reading) -> int:
    """How many open alleles a result needs; one without alleles of its own needs two."""
    if reading.basis not in NEEDS_OPEN_ALLELE:
        return 0
    return 1 if reading.alleles else 2


def said(verdict: Verdict) -> frozenset[tuple[str, ...]]:
    """What the sources ask for, population by population, whatever the results behind it: equal sets, equal advice."""
    return frozenset(
        (line.source, line.population.code, line.consequence, line.statement.amount if line.statement else "")
        for line in applicable(verdict.lines)
    )
