"""What to do, as tasks: one for each medicine, with one for each guideline under it, and one for each missing test.

The medicine's task says what page 1 says, by genes and record together. The tasks under it (``partOf``) say what each
source says, with its action, strength, amount and alternatives, and what each rule on the record says (`factors`). All
have the status and intent that the guide fixes: a proposal that nobody has accepted. A guideline's task that rests on a
merely possible result has no code, so that no search for coded recommendations finds it as certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autonome.clinical import LOINC
from autonome.evidence.drugs import Drug
from autonome.fhir.genomics.actions import is_possible, told_lines
from autonome.fhir.genomics.codes import FOLLOW_UPS, VALUES
from autonome.fhir.genomics.doses import dose_name
from autonome.fhir.genomics.factors import factor_inputs, factor_tasks
from autonome.fhir.genomics.facts import FactNames
from autonome.fhir.genomics.implications import implication_name
from autonome.fhir.genomics.pieces import (
    Piece,
    Pieces,
    coding,
    flagged,
    medicine,
    notes,
    reference,
    resource,
    said,
    stated,
    term,
    to_avoid,
)
from autonome.fhir.genomics.subject import medication_name
from autonome.kernel import DrugName, Json, Text, joined
from autonome.pharmacogenomics.calls import Status
from autonome.plan.consequence import Consequence
from autonome.plan.factor_words import genes_sentence, leading_sentence, record_first
from autonome.plan.factors.overall import LedBy
from autonome.plan.phrases import kind_of_effect, series
from autonome.plan.reasons import GuidanceLine, Interaction
from autonome.plan.values import AlternativeCheck, MedicationAdvice, Origin, Plan, Unassessed

NOT_CHECKABLE = "not-checkable"
"""Answer for an alternative that is a class of medicines, or no ingredient of the bundle."""


def advice_name(number: int) -> str:
    """Local name of a medicine's task."""
    return f"advice-{number}"


def recommendations(
    number: int, advice: MedicationAdvice, drugs: Mapping[DrugName, Drug], facts: FactNames
) -> Iterator[Piece]:
    """The task of one medicine, and those of guidelines and record under it."""
    lines = told_lines(advice.verdict)
    about = medicine(advice.verdict.drug, drugs.get(advice.verdict.drug))
    yield _advice(number, advice, about, facts)
    for at, line in enumerate(lines, 1):
        yield _guideline(number, at, line, about, possible=is_possible(line, lines))
    yield from factor_tasks(advice_name(number), advice.factors, about, facts)


def _advice(number: int, advice: MedicationAdvice, about: Piece, facts: FactNames) -> Piece:
    verdict, shown = advice.verdict, advice.overall
    lead = told_lines(verdict).index(verdict.lead) + 1 if verdict.lead and shown.led_by is not LedBy.RECORD else 0
    return resource(
        "Task",
        advice_name(number),
        "medication-recommendation",
        status="requested",
        intent="proposal",
        code=to_avoid(shown.consequence, possible=not shown.sure),
        description=described(advice),
        focus=reference(medication_name(number)) if advice.origin is Origin.CURRENT else None,
        for_=reference("patient"),
        reasonReference=reference(implication_name(number, lead)) if lead else None,
        note=notes(*advice.because),
        input=[
            {"type": term("medicine"), "valueCodeableConcept": about},
            *said("ingredient", verdict.drug),
            stated("origin", advice.origin),
            stated("consequence", shown.consequence),
            flagged("sure", holds=shown.sure),
            flagged("conditional", holds=shown.conditional),
            stated("led-by", shown.led_by),
            stated("by-genes", verdict.consequence),
            stated("best-supported", verdict.best_supported),
            flagged("sources-differ", holds=verdict.differ),
            *_news(advice),
            *factor_inputs(advice.factors, facts),
            *_dose(number, advice),
        ],
    )


def described(advice: MedicationAdvice) -> Text:
    """What page 1 says first; where the record leads, what guidance on genes asks for behind it, if there is any."""
    by_genes = (genes_sentence(advice), advice.caution)
    if not record_first(advice):
        return joined(*by_genes)
    spoken = advice.verdict.consequence is not Consequence.NO_GUIDANCE
    return joined(leading_sentence(advice), *(by_genes if spoken else ()))


def _dose(number: int, advice: MedicationAdvice) -> Pieces:
    """The observation of a calculated dose, or of why there is none."""
    if advice.dose_estimate is None:
        return ()
    return ({"type": term("dose-estimate"), "valueReference": reference(dose_name(number))},)


def _news(advice: MedicationAdvice) -> Pieces:
    """Doubts, missing genes, other medicines' effects, what would change the advice, and the alternatives, checked."""
    return (
        *(stated("doubt", each.doubt, each.text) for each in advice.uncertainties),
        *(each for missing in advice.unassessed for each in said("not-assessed", _why(missing))),
        *map(_interaction, advice.interactions),
        *(
            stated("would-change", each.consequence, about=Text("if {condition}", condition=each.condition))
            for each in advice.changes
        ),
        *(_alternative(each) for each in advice.alternatives if each.leading),
    )


def _interaction(each: Interaction) -> Piece:
    """Another medicine that changes an enzyme: whether the effect counts today, and whether the advice goes by it."""
    kinds: list[Json] = [coding(VALUES, each.state), coding(VALUES, "used" if each.used else "shown-only")]
    told = Text(
        "{drug}, {kind} of {gene}: {reason}; {rule}",
        drug=each.drug,
        kind=kind_of_effect(each.strength, each.direction),
        gene=each.gene,
        reason=_reason(each),
        rule=each.rule,
    )
    return {"type": term("interaction"), "valueCodeableConcept": {"coding": kinds, "text": told}}


def _reason(each: Interaction) -> str:
    if not each.acts_as:
        return each.reason
    return Text(
        "{reason}; by genotype {genotype}, acts as {result}",
        reason=each.reason,
        genotype=each.by_genotype,
        result=each.acts_as,
    )


def _why(missing: Unassessed) -> Text:
    return Text("{gene}: {why}", gene=missing.gene, why=missing.why)


def _alternative(check: AlternativeCheck) -> Piece:
    facts = ((Text("not certain"), check.uncertain), (Text("taken already"), check.taken))
    told = series(word for word, holds in facts if holds)
    return stated("alternative", check.consequence or NOT_CHECKABLE, told, about=check.name)


def _guideline(number: int, at: int, line: GuidanceLine, about: Piece, *, possible: bool) -> Piece:
    return resource(
        "Task",
        f"{advice_name(number)}-{at}",
        "medication-recommendation",
        partOf=[reference(advice_name(number))],
        status="requested",
        intent="proposal",
        code=None if possible else to_avoid(line.consequence, possible=False),
        description=_description(line, possible=possible),
        for_=reference("patient"),
        reasonReference=reference(implication_name(number, at)),
        input=[
            {"type": term("medicine"), "valueCodeableConcept": about},
            *said("source", line.source),
            *said("population", line.population.code),
            stated("consequence", line.consequence),
            flagged("possible", holds=possible),
            *_statement(line),
        ],
    )


def _statement(line: GuidanceLine) -> Pieces:
    """What the source states, in its own grades; nothing where it is silent."""
    if line.statement is None:
        return ()
    return (
        stated("action", line.statement.action),
        *said("strength", line.statement.strength),
        *said("amount", line.statement.amount),
        *(each for name in line.statement.alternatives for each in said("alternative", name)),
        *said("statement", line.statement.id),
    )


def _description(line: GuidanceLine, *, possible: bool) -> Text:
    said_ = line.statement.text if line.statement else Text("no advice for this result.")
    told = Text("{source} ({population}): {text}", source=line.source, population=line.population.label, text=said_)
    if line.open:
        return Text("Only if an allele that was not looked at is present: {text}", text=told)
    return Text("By one of several possible results: {text}", text=told) if possible else told


def follow_ups(plan: Plan) -> Iterator[Piece]:
    """A task for each gene that guidance needs and the sample does not answer: the test that would."""
    status = {line.call.gene: line.call.status for line in plan.genes}
    missing: dict[str, tuple[Unassessed, list[str]]] = {}
    for advice in plan.medicines:
        for each in advice.unassessed:
            missing.setdefault(each.gene, (each, []))[1].append(advice.verdict.drug)
    for gene in sorted(missing):
        each, waiting = missing[gene]
        yield _follow_up(each, waiting, status.get(each.gene, Status.NOT_ASSESSED))


def _follow_up(missing: Unassessed, waiting: list[str], status: Status) -> Piece:
    """Coded by what kind of test is wanted; a result whose effect nobody knows wants none, and has no code."""
    code = FOLLOW_UPS.get(status)
    inputs: list[Json] = [*said("gene", missing.gene), *(each for drug in waiting for each in said("medicine", drug))]
    return resource(
        "Task",
        f"test-{missing.gene}",
        "followup-recommendation",
        status="requested",
        intent="proposal",
        code={"coding": [coding(LOINC, *code)]} if code else None,
        description=joined(missing.why, Text("What would answer: {test}.", test=missing.test)),
        for_=reference("patient"),
        input=inputs,
    )
