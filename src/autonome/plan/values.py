"""The tailored plan as one frozen value: what the report shows and ``plan.json`` holds.

Invariants: every advice names its gene results, its statements and the bundle; every gene that guidance needs and the
sample does not answer is named with the test that would; a medicine that could not be advised on stands in
`Plan.left_out`. No wording for a screen is here: icons, words and colours are the report's.

What leads from a gene's result to a verdict is in `reasons`; the values here are written by `advise` and `make`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from autonome.kernel import DrugName, GeneSymbol, Instant, SampleName, Sha256, StatementId, SubjectId
from autonome.pharmacogenomics.calls import GeneCall
from autonome.plan.consequence import Consequence
from autonome.plan.ethical_values import EthicalStatement, Incidental, RecordedWish
from autonome.plan.factors.overall import LedBy, Overall, overall
from autonome.plan.factors.values import NO_FACTORS, Factors
from autonome.plan.facts.goals import RecordedGoal
from autonome.plan.facts.values import NO_FACTS, ClinicalFacts
from autonome.plan.medicines.doses import DoseAnswer
from autonome.plan.not_understood import ALL_UNDERSTOOD, NotUnderstood
from autonome.plan.prevention.values import PreventionAdvice, PreventionGap
from autonome.plan.reasons import Interaction, Verdict


class Origin(StrEnum):
    """Why a medicine is in the plan."""

    CURRENT = "current"
    CONSIDERED = "considered"


class Doubt(StrEnum):
    """A reason not to be sure of an advice."""

    CONFLICT = "conflict"
    SEVERAL_RESULTS = "several-results"
    OPEN_ALLELES = "open-alleles"
    UNKNOWN_EFFECT = "unknown-effect"
    INCOMPLETE_GENES = "incomplete-genes"
    PARTIAL = "partial"
    INDETERMINATE = "indeterminate"
    PHASE = "phase"
    ASSUMED_REFERENCE = "assumed-reference"
    UNDOCUMENTED_BASE = "undocumented-base"
    REMOTE_ALLELES = "remote-alleles"
    """Not a warning: how much of a gene was read, where alleles that nobody tests for would change the advice."""
    INTERACTION = "interaction"


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """One doubt, said in a sentence.

    Args:
        doubt: its kind.
        genes: whose results raise it.
        text: one sentence.
    """

    doubt: Doubt
    genes: tuple[GeneSymbol, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Unassessed:
    """A gene that guidance needs and this sample does not answer.

    Args:
        gene: HGNC symbol.
        why: one sentence.
        test: what would answer it.
    """

    gene: GeneSymbol
    why: str
    test: str


class Cause(StrEnum):
    """What kind of news would change an advice."""

    TEST = "test"
    CONFLICT = "conflict"
    OPEN_ALLELE = "open-allele"
    REMOTE_ALLELE = "remote-allele"
    PHASE = "phase"
    INTERACTION = "interaction"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that could change the advice, and to what.

    Args:
        cause: its kind.
        gene: whose result it concerns.
        condition: what would have to be found, as a phrase after "if".
        consequence: the most cautious that it could lead to.
    """

    cause: Cause
    gene: GeneSymbol
    condition: str
    consequence: Consequence


class Check(StrEnum):
    """What came of checking a named alternative."""

    CHECKED = "checked"
    NOT_CHECKABLE = "not-checkable"


@dataclass(frozen=True, slots=True)
class AlternativeCheck:
    """An alternative that a statement names, checked against the same patient.

    Args:
        name: as the statement names it.
        named_by: sources that name it.
        check: whether the name is an ingredient of the bundle; a class of medicines cannot be checked.
        consequence: the most cautious for this patient by genes and record, or None where it could not be checked.
        uncertain: whether the consequence rests on an open or incomplete result, or on a fact that is not certain.
        taken: whether the patient takes it already.
        statements: ids of the statements that the answer rests on.
        conditional: whether the consequence holds under a condition that is not checked.
        by_genes: what the genes alone ask for, or None where it could not be checked.
        factors: what the record means for it.
        leading: whether the line that leads this advice, or its best-supported one, names it; else only a line for
            other patients, another result or another source does.
        named_for: populations, in words, of the lines that name it; none where one of them is for all patients.
        unrecorded: illnesses, in words, that would forbid it and that the record does not name.
        unseen: the same where consent does not cover diagnoses, so that nobody looked whether it names them.
    """

    name: str
    named_by: tuple[str, ...]
    check: Check
    consequence: Consequence | None
    uncertain: bool
    taken: bool
    statements: tuple[StatementId, ...]
    conditional: bool = False
    by_genes: Consequence | None = None
    factors: Factors = NO_FACTORS
    leading: bool = False
    named_for: tuple[str, ...] = ()
    unrecorded: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderText:
    """A medicine as the record, or the person who asked, writes it. Untrusted: screens escape it.

    Args:
        text: the medicine in their words.
        source: where the record has it, or "".
        dosage: instructions, verbatim.
        doubt: why the order might not count, such as an ended period, or "".
        recognised: what told the ingredient, such as ``RxNorm 32968 says clopidogrel``, or "".
    """

    text: str
    source: str = ""
    dosage: str = ""
    doubt: str = ""
    recognised: str = ""


@dataclass(frozen=True, slots=True)
class MedicationAdvice:
    """What the plan says about one ingredient.

    Args:
        verdict: consequence, sources and lines.
        origin: a current medicine, or one that is considered.
        orders: where the record orders it; empty for a considered one.
        instruction: what to do by the best-supported results, in one line.
        because: why, a sentence per gene.
        caution: what a result that is not excluded would mean instead, where that is more serious; else "".
        uncertainties: reasons not to be sure; empty when there is none.
        unassessed: genes that guidance needs and the sample does not answer.
        changes: what would change the advice.
        alternatives: those that the statements name, each checked.
        pmids: PubMed ids of the statements used, ascending.
        bundle: hash of the knowledge bundle that all of it rests on.
        interactions: other medicines that change an enzyme of this one, used for the advice or only shown.
        dose_estimate: a dose by a published equation, or why there is none; None where no equation is known for it.
        factors: what the record, beside the genes, means for it.
    """

    verdict: Verdict
    origin: Origin
    orders: tuple[OrderText, ...]
    instruction: str
    because: tuple[str, ...]
    caution: str
    uncertainties: tuple[Uncertainty, ...]
    unassessed: tuple[Unassessed, ...]
    changes: tuple[Change, ...]
    alternatives: tuple[AlternativeCheck, ...]
    pmids: tuple[str, ...]
    bundle: Sha256
    interactions: tuple[Interaction, ...] = ()
    dose_estimate: DoseAnswer | None = None
    factors: Factors = NO_FACTORS

    @property
    def overall(self) -> Overall:
        """What page 1 shows: the more cautious of the genes' verdict and the factors of the record."""
        return overall(self.verdict, self.factors)

    @property
    def consequence(self) -> Consequence:
        """The word of page 1; `verdict` keeps what the genes alone ask for."""
        return self.overall.consequence

    @property
    def led_by(self) -> LedBy:
        """Whether the genes, the record, or both lead to the consequence."""
        return self.overall.led_by

    @property
    def uncertain(self) -> bool:
        """Whether anything stands against relying on it; an advice without an answer is never certain."""
        open_here = Consequence.NOT_ASSESSED in (self.consequence, self.verdict.consequence)
        return bool(self.uncertainties) or open_here or any(each.needed for each in self.factors.missing)

    @property
    def warnings(self) -> tuple[Uncertainty, ...]:
        """The doubts that page 1 flags: all but the note on how much of a gene was read."""
        return tuple(each for each in self.uncertainties if each.doubt is not Doubt.REMOTE_ALLELES)

    @property
    def statements(self) -> tuple[StatementId, ...]:
        """Ids of the statements used, ascending."""
        return tuple(sorted({line.statement.id for line in self.verdict.lines if line.statement}))


@dataclass(frozen=True, slots=True)
class GeneLine:
    """One gene in the plan: the call, and which of its alleles were looked at.

    Args:
        call: as it was made; ``not_assessed`` where nothing was given.
        tested: named alleles all of whose positions were looked at.
        untested: named alleles with a position that was not.
        used_for: ingredients of this plan whose guidance looks at the gene.
        release: date of the definitions, or "" where the gene is known by outside results alone.
    """

    call: GeneCall
    tested: tuple[str, ...]
    untested: tuple[str, ...]
    used_for: tuple[DrugName, ...]
    release: str


class Left(StrEnum):
    """Why a medicine was left out of the advice."""

    CONFLICTING = "conflicting"
    """Its codes or words contradict one another."""
    UNRECOGNISED = "unrecognised"
    """The bundle does not know it."""
    UNREADABLE = "unreadable"
    """The entry of the record could not be used."""
    INACTIVE = "inactive"
    """Stopped, on hold, planned only, or forbidden."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A medicine that no advice was made for.

    Args:
        order: as the record, or the person who asked, writes it.
        origin: an order of the record, or a medicine that was asked about.
        why: the kind.
        detail: one sentence.
    """

    order: OrderText
    origin: Origin
    why: Left
    detail: str


@dataclass(frozen=True, slots=True)
class Limit:
    """Something that the plan does not do or cannot know.

    Args:
        id: stable, such as ``co-medication``.
        text: one or two sentences.
    """

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class RecordedCondition:
    """A condition as the record writes it; shown, and not used. Untrusted: screens escape it.

    Args:
        text: in the record's words.
        source: where the record has it.
        status: ``resolved``, ``provisional`` and the like; "" where it is plainly there, or nothing was said.
    """

    text: str
    source: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class PatientLabel:
    """Whom the plan is about, as the record says. Untrusted text: screens escape it."""

    subject: SubjectId
    name: str
    birth_date: str
    sex: str
    sample: SampleName


@dataclass(frozen=True, slots=True)
class KnowledgeSource:
    """A body of knowledge that the plan rests on.

    Args:
        name: such as ``CPIC``.
        licence: SPDX id or name.
        credit: the sentence that the licence asks for.
        release: its date or version.
        url: where it can be found.
        used: whether anything of it is in the plan, or serves every plan.
    """

    name: str
    licence: str
    credit: str
    release: str
    url: str
    used: bool = True


@dataclass(frozen=True, slots=True)
class Sources:
    """What the plan was made from; the same sources and instant give the same bytes.

    Args:
        engine: name and version of the program.
        bundle: SHA-256 of the knowledge bundle.
        knowledge: bodies of knowledge inside the bundle.
        inputs: input's role (``genome``, ``record``, ``consent``, ``outside-calls``) → SHA-256 of its bytes.
    """

    engine: str
    bundle: Sha256
    knowledge: tuple[KnowledgeSource, ...]
    inputs: Mapping[str, Sha256]


@dataclass(frozen=True, slots=True)
class Plan:
    """The tailored plan.

    Args:
        as_of: the instant that it was made for.
        patient: whom it is about.
        medicines: advice by ingredient, worst consequence first.
        genes: in alphabetical order.
        left_out: medicines without advice.
        limits: what the plan does not do or cannot know.
        sources: what it was made from.
        conditions: of the record, for the reader; which of them rules go by stands with the medicines.
        prevention: what follows before any medicine is chosen, certain first.
        prevention_gaps: what such advice would need to know, those that matter now first.
        facts: of the record, that advice may go by.
        goals: of the patient, used or not.
        ethics: the ethical assessment, by principle.
        incidental: what nobody asked about, each with what the patient wants to be told of its kind.
        wishes: what the patient wants to be told, kind by kind.
        not_understood: what the record holds and nobody could read.
    """

    as_of: Instant
    patient: PatientLabel
    medicines: tuple[MedicationAdvice, ...]
    genes: tuple[GeneLine, ...]
    left_out: tuple[LeftOut, ...]
    limits: tuple[Limit, ...]
    sources: Sources
    conditions: tuple[RecordedCondition, ...] = ()
    prevention: tuple[PreventionAdvice, ...] = ()
    prevention_gaps: tuple[PreventionGap, ...] = ()
    facts: ClinicalFacts = NO_FACTS
    goals: tuple[RecordedGoal, ...] = ()
    ethics: tuple[EthicalStatement, ...] = ()
    incidental: tuple[Incidental, ...] = ()
    wishes: tuple[RecordedWish, ...] = ()
    not_understood: NotUnderstood = ALL_UNDERSTOOD
