"""Assemble the plan: an advice per ingredient, worst consequence first, and the genes, limits and sources behind it.

The same arguments give the same plan: nothing here reads a clock, and mappings are read in sorted order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from autonome.clinical import FamilyHistory, Goal, HealthRecord
from autonome.kernel import DrugName, Instant, SampleName, Sha256
from autonome.pharmacogenomics.calls import GeneCall
from autonome.plan.advise import advise
from autonome.plan.clinical_limits import CATEGORY_WORDS, clinical_limits
from autonome.plan.companions import companions_of
from autonome.plan.consequence import caution_rank
from autonome.plan.credits import knowledge_sources, releases
from autonome.plan.ethics import ConsentBasis, assess
from autonome.plan.facts.clinical import ClinicalFacts
from autonome.plan.facts.state import clinical_state
from autonome.plan.genes import gene_lines
from autonome.plan.limits import limits_of
from autonome.plan.medicine_list import MedicineList, medicine_list
from autonome.plan.not_understood import not_understood
from autonome.plan.perpetrators import influences_of
from autonome.plan.populations import age_on
from autonome.plan.ports import Knowledge
from autonome.plan.prevention import Person, prevention
from autonome.plan.recorded_conditions import recorded_conditions
from autonome.plan.values import MedicationAdvice, Origin, PatientLabel, Plan, Sources
from autonome.plan.verdict import PatientFacts
from autonome.plan.warfarin import facts_from, warfarin_dose

WARFARIN = DrugName("warfarin")
"""The one medicine with an equation."""

FAMILY, GOALS = "family", "goals"

NOT_ASKED = frozenset(CATEGORY_WORDS)
"""Categories of data that nothing is used of unless somebody says that consent covers them."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a plan must know of its making.

    Args:
        as_of: the instant that the plan is made for.
        engine: name and version of the program, such as ``autonome 0.1.0``.
        sample: the column of the VCF.
        inputs: input's role (``genome``, ``record``, ``consent``, ``outside-calls``) → SHA-256 of its bytes.
        not_covered: categories of data that consent does not cover; all but the birth date and sex by default.
        consent: behind the plan, or None where it is made without the gate.
    """

    as_of: Instant
    engine: str
    sample: SampleName
    inputs: Mapping[str, Sha256]
    not_covered: frozenset[str] = NOT_ASKED
    consent: ConsentBasis | None = None


def make_plan(
    record: HealthRecord,
    considered: Sequence[str],
    calls: Iterable[GeneCall],
    knowledge: Knowledge,
    context: Context,
) -> Plan:
    """Make the tailored plan.

    Args:
        record: the patient's health record.
        considered: names of further medicines to advise on, as given by ``--drug``.
        calls: one per gene that was called.
        knowledge: the bundle.
        context: instant, engine, sample and input hashes.
    """
    by_gene = {call.gene: call for call in sorted(calls, key=lambda call: call.gene)}
    medicines = medicine_list(record, considered, knowledge.drugs, context.as_of)
    asked = tuple(wanted.drug for wanted in medicines.wanted if wanted.origin is Origin.CONSIDERED)
    influences = influences_of(medicines.review, asked, knowledge.interactions, context.as_of)
    covered = _covered(record, context.not_covered)
    state = clinical_state(covered, knowledge.clinical, knowledge.drugs, context.as_of, context.not_covered)
    state = replace(state, taking=companions_of(medicines.review, asked, knowledge.interactions, context.as_of))
    facts = state.facts
    patient = PatientFacts(by_gene, age_on(record.patient.birth_date, context.as_of), influences, state)
    advice = tuple(_dosed(each, patient, covered) for each in _advise_all(medicines, patient, knowledge))
    told, gaps = prevention(_person(patient, facts, covered, medicines), knowledge)
    genes = gene_lines(by_gene, advice, knowledge)
    sources = Sources(
        context.engine, knowledge.hash, knowledge_sources(knowledge, advice), dict(sorted(context.inputs.items()))
    )
    plan = Plan(
        context.as_of,
        _label(record, context.sample),
        advice,
        genes,
        medicines.left_out,
        (
            *limits_of(
                record,
                patient.age,
                advice,
                genes,
                releases(knowledge, advice, context.as_of),
                not_covered=context.not_covered,
            ),
            *clinical_limits(state),
        ),
        sources,
        recorded_conditions(record),
        told,
        gaps,
        facts,
        state.goals,
        not_understood=not_understood(state),
    )
    return assess(plan, knowledge.ethics, context.consent)


def page_order(advice: MedicationAdvice) -> tuple[bool, int, bool, bool, DrugName]:
    """Current medicines before considered ones, worst consequence first, sure before possible, plain before "if"."""
    shown = advice.overall
    return (
        advice.origin is Origin.CONSIDERED,
        caution_rank(shown.consequence),
        not shown.sure,
        shown.conditional,
        advice.verdict.drug,
    )


def _advise_all(medicines: MedicineList, patient: PatientFacts, knowledge: Knowledge) -> tuple[MedicationAdvice, ...]:
    taken = frozenset(wanted.drug for wanted in medicines.wanted if wanted.origin is Origin.CURRENT)
    advice = [advise(wanted, patient, taken, knowledge) for wanted in medicines.wanted]
    return tuple(sorted(advice, key=page_order))


def _dosed(advice: MedicationAdvice, patient: PatientFacts, record: HealthRecord) -> MedicationAdvice:
    """The advice with a dose by a published equation, or why there is none."""
    if advice.verdict.drug != WARFARIN:
        return advice
    taken = advice.origin is Origin.CURRENT
    known = facts_from(record, patient, advice.factors, taken=taken)
    return replace(advice, dose_estimate=warfarin_dose(known))


def _person(patient: PatientFacts, facts: ClinicalFacts, record: HealthRecord, medicines: MedicineList) -> Person:
    drugs = {origin: frozenset(each.drug for each in medicines.wanted if each.origin is origin) for origin in Origin}
    return Person(
        calls=patient.calls,
        facts=facts,
        record=record,
        taking=drugs[Origin.CURRENT],
        considered=drugs[Origin.CONSIDERED],
    )


def _covered(record: HealthRecord, not_covered: frozenset[str]) -> HealthRecord:
    """The record without relatives and goals where consent does not cover them; facts are withheld one by one."""
    kinds = {FAMILY: FamilyHistory, GOALS: Goal}
    withheld = tuple(kind for category, kind in kinds.items() if category in not_covered)
    return replace(record, items=tuple(item for item in record.items if not isinstance(item, withheld)))


def _label(record: HealthRecord, sample: SampleName) -> PatientLabel:
    patient = record.patient
    birth_date = str(patient.birth_date) if patient.birth_date else ""
    return PatientLabel(patient.id, patient.label, birth_date, str(patient.sex), sample)
