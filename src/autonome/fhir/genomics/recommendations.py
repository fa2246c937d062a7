"""What to do, as tasks: one for each medicine, with one for each guideline under it, and one for each missing test.

The medicine's task says what page 1 says; the tasks under it (``partOf``) say what each source says, with its action,
strength, amount and alternatives. All have the status and intent that the guide fixes: a proposal that nobody has
accepted. A guideline's task that rests on a merely possible result has no code, so that no search for coded
recommendations finds it as certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autonome.clinical import LOINC
from autonome.evidence.drugs import Drug
from autonome.fhir.genomics.actions import is_possible, told_lines
from autonome.fhir.genomics.codes import ALTERNATIVE_MEDICATION, FOLLOW_UPS, VALUES
from autonome.fhir.genomics.implications import implication_name
from autonome.fhir.genomics.pieces import (
    Piece,
    Pieces,
    coding,
    medicine,
    notes,
    reference,
    resource,
    said,
    stated,
    term,
)
from autonome.fhir.genomics.subject import medication_name
from autonome.kernel import DrugName, Json
from autonome.pharmacogenomics.calls import Status
from autonome.plan.consequence import Consequence
from autonome.plan.reasons import GuidanceLine, Interaction
from autonome.plan.values import AlternativeCheck, MedicationAdvice, Origin, Plan, Unassessed

NOT_CHECKABLE = "not-checkable"
"""Answer for an alternative that is a class of medicines, or no ingredient of the bundle."""


def advice_name(number: int) -> str:
    """Local name of a medicine's task."""
    return f"advice-{number}"


def recommendations(number: int, advice: MedicationAdvice, drugs: Mapping[DrugName, Drug]) -> Iterator[Piece]:
    """The task of one medicine, and those of the guidelines under it."""
    lines = told_lines(advice.verdict)
    about = medicine(advice.verdict.drug, drugs.get(advice.verdict.drug))
    focus = reference(medication_name(number)) if advice.origin is Origin.CURRENT else None
    yield _advice(number, advice, about, focus)
    for at, line in enumerate(lines, 1):
        yield _guideline(number, at, line, about, possible=is_possible(line, lines))


def _advice(number: int, advice: MedicationAdvice, about: Piece, focus: Piece | None) -> Piece:
    verdict = advice.verdict
    lines = told_lines(verdict)
    lead = lines.index(verdict.lead) + 1 if verdict.lead else 0
    return resource(
        "Task",
        advice_name(number),
        "medication-recommendation",
        status="requested",
        intent="proposal",
        code=_code(verdict.consequence, possible=not verdict.sure),
        description=" ".join(filter(None, [advice.instruction, advice.caution])),
        focus=focus,
        for_=reference("patient"),
        reasonReference=reference(implication_name(number, lead)) if lead else None,
        note=notes(*advice.because),
        input=[
            {"type": term("medicine"), "valueCodeableConcept": about},
            stated("origin", advice.origin),
            stated("consequence", verdict.consequence),
            stated("best-supported", verdict.best_supported),
            {"type": term("sure"), "valueBoolean": verdict.sure},
            {"type": term("sources-differ"), "valueBoolean": verdict.differ},
            *_news(advice),
        ],
    )


def _news(advice: MedicationAdvice) -> Pieces:
    """Doubts, missing genes, other medicines' effects, what would change the advice, and the alternatives, checked."""
    return (
        *(stated("doubt", each.doubt, each.text) for each in advice.uncertainties),
        *(each for missing in advice.unassessed for each in said("not-assessed", f"{missing.gene}: {missing.why}")),
        *map(_interaction, advice.interactions),
        *(stated("would-change", each.consequence, about=f"if {each.condition}") for each in advice.changes),
        *map(_alternative, advice.alternatives),
    )


def _interaction(each: Interaction) -> Piece:
    """Another medicine that changes an enzyme: whether the effect counts today, and whether the advice goes by it."""
    kinds: list[Json] = [coding(VALUES, each.state), coding(VALUES, "used" if each.used else "shown-only")]
    becomes = f"; by genotype {each.by_genotype}, acts as {each.acts_as}" if each.acts_as else ""
    text = f"{each.drug}, {each.strength} {each.direction} of {each.gene}: {each.reason}{becomes}; {each.rule}"
    return {"type": term("interaction"), "valueCodeableConcept": {"coding": kinds, "text": text}}


def _alternative(check: AlternativeCheck) -> Piece:
    facts = (("not certain", check.uncertain), ("taken already", check.taken))
    told = ", ".join(word for word, holds in facts if holds)
    return stated("alternative", check.consequence or NOT_CHECKABLE, told, about=check.name)


def _guideline(number: int, at: int, line: GuidanceLine, about: Piece, *, possible: bool) -> Piece:
    return resource(
        "Task",
        f"{advice_name(number)}-{at}",
        "medication-recommendation",
        partOf=[reference(advice_name(number))],
        status="requested",
        intent="proposal",
        code=None if possible else _code(line.consequence, possible=False),
        description=_description(line, possible=possible),
        for_=reference("patient"),
        reasonReference=reference(implication_name(number, at)),
        input=[
            {"type": term("medicine"), "valueCodeableConcept": about},
            *said("source", line.source),
            *said("population", line.population.code),
            stated("consequence", line.consequence),
            {"type": term("possible"), "valueBoolean": possible},
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


def _description(line: GuidanceLine, *, possible: bool) -> str:
    text = line.statement.text if line.statement else "no advice for this result."
    hedge = "Only if an allele that was not looked at is present: " if line.open else ""
    hedge = hedge or ("By one of several possible results: " if possible else "")
    return f"{hedge}{line.source} ({line.population.label}): {text}"


def _code(consequence: Consequence, *, possible: bool) -> Piece | None:
    """The one answer of LOINC's list that says what we say; see `codes`."""
    if consequence is not Consequence.AVOID:
        return None
    return {"coding": [coding(LOINC, *ALTERNATIVE_MEDICATION)], "text": "Possibly avoid" if possible else "Avoid"}


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
        description=f"{missing.why} What would answer: {missing.test}.",
        for_=reference("patient"),
        input=inputs,
    )
