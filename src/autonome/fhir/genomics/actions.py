"""What a plan asks for, medicine by medicine, as a value that the FHIR form holds whole.

`actions_of` takes it from the plan, `reader.read_plan_bundle` from the Bundle, and both must agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from autonome.evidence.guidance import Action
from autonome.kernel import DrugName, StatementId
from autonome.plan.consequence import Consequence
from autonome.plan.reasons import GuidanceLine, Verdict
from autonome.plan.values import MedicationAdvice, Origin, Plan
from autonome.plan.verdict import applicable


@dataclass(frozen=True, slots=True)
class GuidelineAction:
    """What one source asks for, for one population and one possible combination of results.

    Args:
        source: ``CPIC`` or ``DPWG``.
        population: as the source writes it, or "".
        consequence: what it means for this patient.
        possible: whether the results behind it are merely possible (`is_possible`).
        action: what the statement asks, or None without a statement.
        strength: in the source's words.
        amount: the dose change in words, or "".
        alternatives: that the statement names.
        statement: its id, or None.
    """

    source: str
    population: str
    consequence: Consequence
    possible: bool
    action: Action | None = None
    strength: str = ""
    amount: str = ""
    alternatives: tuple[str, ...] = ()
    statement: StatementId | None = None


@dataclass(frozen=True, slots=True)
class MedicineActions:
    """What the plan says to do about one medicine.

    Args:
        drug: the ingredient.
        origin: current, or considered.
        consequence: the most cautious that can apply.
        best_supported: the same from the best-supported results alone.
        sure: whether every possible result leads to the consequence.
        alternatives: (name, consequence for this patient), None where it could not be checked.
        guidelines: every source's lines, side by side.
    """

    drug: DrugName
    origin: Origin
    consequence: Consequence
    best_supported: Consequence
    sure: bool
    alternatives: tuple[tuple[str, Consequence | None], ...]
    guidelines: tuple[GuidelineAction, ...]


def told_lines(verdict: Verdict) -> tuple[GuidanceLine, ...]:
    """The lines that go out: of populations that the record does not rule out, and without remote alleles.

    The others say nothing about this patient as far as is known; they stand in ``plan.json``.
    """
    return tuple(line for line in applicable(verdict.lines) if not line.remote)


def is_possible(line: GuidanceLine, lines: Sequence[GuidanceLine]) -> bool:
    """Whether other results than those behind a line are as likely, or likelier.

    That is so where an allele that was not looked at would have to be present, and where several results fit equally
    well: results that tie, or what the genotype says beside what a medicine may make of it.
    """
    return line.open or any(
        not other.open and (other.source, other.genes) == (line.source, line.genes) and other.readings != line.readings
        for other in lines
    )


def actions_of(plan: Plan) -> tuple[MedicineActions, ...]:
    """What a plan asks for, in the order of its medicines."""
    return tuple(_medicine(advice) for advice in plan.medicines)


def _medicine(advice: MedicationAdvice) -> MedicineActions:
    verdict = advice.verdict
    lines = told_lines(verdict)
    return MedicineActions(
        verdict.drug,
        advice.origin,
        verdict.consequence,
        verdict.best_supported,
        verdict.sure,
        tuple((check.name, check.consequence) for check in advice.alternatives),
        tuple(_line(line, possible=is_possible(line, lines)) for line in lines),
    )


def _line(line: GuidanceLine, *, possible: bool) -> GuidelineAction:
    bare = GuidelineAction(line.source, line.population.code, line.consequence, possible)
    said = line.statement
    if said is None:
        return bare
    return replace(
        bare,
        action=said.action,
        strength=said.strength,
        amount=said.amount,
        alternatives=said.alternatives,
        statement=said.id,
    )
