"""What the checks have in common: the plan and what it is held against, and how a statement is put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autonome.evidence.ethics import EthicalFacts
from autonome.kernel import Text
from autonome.plan.ethical_values import Actor, EthicalStatement, Found, Ground, Principle, Rest, Task
from autonome.plan.ethics.consent_basis import ConsentBasis
from autonome.plan.values import Plan


@dataclass(frozen=True, slots=True)
class Case:
    """What is assessed.

    Args:
        plan: with its wishes and incidental findings.
        facts: of the bundle.
        consent: behind the plan, or None where it was made without the gate.
    """

    plan: Plan
    facts: EthicalFacts
    consent: ConsentBasis | None


@dataclass(frozen=True, slots=True)
class Check:
    """One check, that makes statements.

    Args:
        principle: under which it stands.
        id: stable.
    """

    principle: Principle
    id: str

    def met(self, text: Text, rests_on: Iterable[Ground] = ()) -> EthicalStatement:
        """All is as it should be."""
        return EthicalStatement(self.principle, self.id, Found.MET, text, tuple(rests_on))

    def attention(self, text: Text, rests_on: Iterable[Ground], task: Task) -> EthicalStatement:
        """Somebody should look."""
        return EthicalStatement(self.principle, self.id, Found.ATTENTION, text, tuple(rests_on), task)

    def not_met(self, text: Text, rests_on: Iterable[Ground], task: Task) -> EthicalStatement:
        """Something is missing."""
        return EthicalStatement(self.principle, self.id, Found.NOT_MET, text, tuple(rests_on), task)

    def not_assessed(self, text: Text, rests_on: Iterable[Ground], task: Task) -> EthicalStatement:
        """Nobody knows."""
        return EthicalStatement(self.principle, self.id, Found.NOT_ASSESSED, text, tuple(rests_on), task)


def grounds(kind: Rest, ids: Iterable[str]) -> tuple[Ground, ...]:
    """Grounds of one kind, each once, in their order."""
    return tuple(Ground(kind, each) for each in dict.fromkeys(map(str, ids)))


def clinician(what: Text) -> Task:
    """A task of whoever treats the patient."""
    return Task(Actor.CLINICIAN, what)


def institution(what: Text) -> Task:
    """A task of the institution."""
    return Task(Actor.INSTITUTION, what)
