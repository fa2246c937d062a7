"""The ethical assessment of a plan as values: what was checked, what was found, and what is left to do by whom.

Invariants: a statement names what it rests on, in ids that stand elsewhere in the plan, in the consent file or on the
log; whatever is not simply met says what to do and who does it. There is no score and no verdict on a person: the four
principles are headings under which facts of this one plan stand. How they are found is `autonome.plan.ethics`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autonome.consent import FindingCode, Wish
from autonome.kernel import AutonomeError, GeneSymbol


class Principle(StrEnum):
    """The four principles of Beauchamp and Childress, *Principles of Biomedical Ethics* (8th edition, 2019)."""

    RESPECT = "respect-for-autonomy"
    BENEFICENCE = "beneficence"
    NON_MALEFICENCE = "non-maleficence"
    JUSTICE = "justice"


class Found(StrEnum):
    """What a check found."""

    MET = "met"
    ATTENTION = "attention"
    """Somebody should look, or do something."""
    NOT_MET = "not-met"
    """Something that the plan should have is missing."""
    NOT_ASSESSED = "not-assessed"
    """Nobody knows: what the check needs is not on record. Never the same as met."""


class Rest(StrEnum):
    """What a statement rests on: how its id is to be looked up."""

    REQUEST = "request"
    """SHA-256 of the request, in canonical JSON, that the permit was given for: the receipt's entry holds it."""
    ACT = "act"
    """A consent act, by its id in the person's history."""
    RULE = "rule"
    """A rule of law."""
    CATEGORY = "category"
    """A category of data."""
    FINDING = "finding"
    """A kind of incidental findings."""
    GENE = "gene"
    DRUG = "drug"
    STATEMENT = "statement"
    """A statement of guidance."""
    FACTOR = "factor"
    """A rule on the record."""
    FACT = "fact"
    """A kind of fact of the record."""
    GOAL = "goal"
    """Where the record has a goal."""
    ADVICE = "advice"
    """A rule of prevention."""
    LIMIT = "limit"
    """A limit of the plan."""


class Actor(StrEnum):
    """Who is to do something."""

    CLINICIAN = "clinician"
    COUNSELLOR = "counsellor"
    INSTITUTION = "institution"
    LABORATORY = "laboratory"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True, order=True)
class Ground:
    """One thing that a statement rests on.

    Args:
        kind: how the id is looked up.
        id: of it.
    """

    kind: Rest
    id: str


@dataclass(frozen=True, slots=True)
class Task:
    """What is left to do.

    Args:
        who: does it.
        what: one or two sentences.
    """

    who: Actor
    what: str


@dataclass(frozen=True, slots=True)
class EthicalStatement:
    """One check of one plan.

    Args:
        principle: under which it stands.
        check: its id, stable, such as ``consent-scope``.
        found: what was found.
        text: one or more sentences.
        rests_on: at least one, unless nothing of that kind is there.
        task: what to do, and who; None only where the check is met.

    Raises:
        AutonomeError: something is left open, and nobody is asked to do anything.
    """

    principle: Principle
    check: str
    found: Found
    text: str
    rests_on: tuple[Ground, ...] = ()
    task: Task | None = None

    def __post_init__(self) -> None:
        if (self.task is None) is not (self.found is Found.MET):
            raise AutonomeError(f"the ethical check {self.check} is {self.found}, and its task does not fit that")

    @property
    def presses(self) -> bool:
        """Whether page 1 says it: something is missing, or a result wants a talk before it is told."""
        talk = self.check == COUNSELLING and self.found is Found.ATTENTION
        return self.found is Found.NOT_MET or talk


COUNSELLING = "counselling"
"""Id of the check whose results want a talk."""


class Beyond(StrEnum):
    """What an incidental item is."""

    GENE = "gene"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Incidental:
    """Something in the plan that nobody asked about, and what the patient wants to be told of its kind.

    Args:
        kind: a gene's result, or advice on prevention that rests on one.
        id: gene, or id of the rule.
        genes: whose results it is about.
        finding: the kind of finding that it is.
        wish: what the patient said of that kind.
    """

    kind: Beyond
    id: str
    genes: tuple[GeneSymbol, ...]
    finding: FindingCode
    wish: Wish


@dataclass(frozen=True, slots=True)
class RecordedWish:
    """What the patient wants to be told of one kind of findings.

    Args:
        finding: the kind.
        wish: what stands.
        act: id of the newest act about it, or "".
    """

    finding: FindingCode
    wish: Wish
    act: str = ""
