"""What the templates show, computed from the plan: no markup here, and no decision about a patient either."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autonome.evidence.clinical import CostBand
from autonome.evidence.guidance import Action, Statement
from autonome.kernel import GeneSymbol, Text, chained, term
from autonome.kernel.texts import TWO_TOGETHER
from autonome.pharmacogenomics.calls import Status
from autonome.plan.clinical_limits import category_words, on_a_form, on_no_form
from autonome.plan.consequence import SPOKEN, Consequence, caution_rank
from autonome.plan.factor_words import genes_sentence, leading_sentence, record_first
from autonome.plan.factors.overall import LedBy
from autonome.plan.factors.tests import used_of
from autonome.plan.factors.values import FactUsed
from autonome.plan.facts.values import LABELS, RECORDED, FactState
from autonome.plan.populations import INDICATIONS
from autonome.plan.reasons import GuidanceLine, SourceAdvice, Verdict
from autonome.plan.values import (
    AlternativeCheck,
    Cause,
    Change,
    Check,
    Doubt,
    GeneLine,
    KnowledgeSource,
    Left,
    LeftOut,
    MedicationAdvice,
    Origin,
    Plan,
    Unassessed,
    Uncertainty,
)
from autonome.plan.verdict import leading_line
from autonome.report.grounds import SourceView, source_view, speaks
from autonome.report.words import Sign, for_whom, sign, strength


@dataclass(frozen=True, slots=True)
class Voice:
    """What one source says to the best-supported results, in a few words, for page 1.

    Args:
        source: its name.
        sign: its consequence.
        strength: of the statement behind it; "" where it says nothing, or the source does not grade it.
        amount: the dose change, or the dose not to exceed, where another line leads page 1 or sources differ in it.
        population: for whom, or "".
    """

    source: str
    sign: Sign
    strength: str
    amount: str
    population: str


@dataclass(frozen=True, slots=True)
class MedicineView:
    """One medicine, for page 1 and for its details.

    Args:
        anchor: of its details.
        name: with a capital.
        advice: as the plan has it.
        sign: of the consequence, by genes and record.
        says: what to do, by whichever leads.
        by_genes: sign of what the genes alone ask for, where the record's sentence stands first, else None.
        genes_say: what they ask for.
        best_supported: sign of what the best-supported results ask for, where that is less, else None.
        for_whom: population that the instruction is for, or "".
        voices: what each source says, in a few words.
        differ: that sources differ, and in what, or "".
        uncertain: whether "not certain" stands beside the sign.
        at_worst: what testing the genes without a result could lead to.
        changes: what would change the advice.
        remote: the same, of alleles that no laboratory is expected to test for.
        checked: alternatives that were checked and that the leading or best-supported line names, mildest first.
        elsewhere: checked ones that other lines alone name, mildest first.
        unchecked: alternatives that could not be.
        sources: those that state something, side by side.
        silent: those that state nothing.
        disputes: results that contradict one another.
        doubts: what else page 1 flags.
        for_condition: whether the instruction depends on what the medicine is given for, or on further risks.
    """

    anchor: str
    name: str
    advice: MedicationAdvice
    sign: Sign
    says: str
    by_genes: Sign | None
    genes_say: str
    best_supported: Sign | None
    for_whom: str
    voices: tuple[Voice, ...]
    differ: str
    uncertain: bool
    at_worst: tuple[tuple[Sign, tuple[GeneSymbol, ...]], ...]
    changes: tuple[Change, ...]
    remote: tuple[Change, ...]
    checked: tuple[AlternativeCheck, ...]
    elsewhere: tuple[AlternativeCheck, ...]
    unchecked: tuple[AlternativeCheck, ...]
    sources: tuple[SourceView, ...]
    silent: tuple[SourceView, ...]
    disputes: tuple[Uncertainty, ...]
    doubts: tuple[Uncertainty, ...]
    for_condition: bool


@dataclass(frozen=True, slots=True)
class MissingGene:
    """A gene without a usable result, and the medicines that wait for it."""

    missing: Unassessed
    medicines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """Everything that the templates need beside the plan itself."""

    current: tuple[MedicineView, ...]
    considered: tuple[MedicineView, ...]
    tally: tuple[tuple[Sign, int], ...]
    missing_genes: tuple[MissingGene, ...]
    not_advised: tuple[LeftOut, ...]
    inactive: tuple[LeftOut, ...]
    genes_used: tuple[GeneLine, ...]
    genes_other: tuple[GeneLine, ...]
    genes_unread: tuple[GeneLine, ...]
    calls: Mapping[GeneSymbol, GeneLine]
    facts: tuple[FactUsed, ...]
    facts_missing: tuple[str, ...]
    not_covered: tuple[str, ...]
    never_asked: tuple[str, ...]
    knowledge_used: tuple[KnowledgeSource, ...]
    knowledge_other: tuple[KnowledgeSource, ...]


def pages_of(plan: Plan) -> Pages:
    """Arrange a plan for reading."""
    views = [_medicine(f"m{number}", advice) for number, advice in enumerate(plan.medicines, start=1)]
    current = tuple(view for view in views if view.advice.origin is Origin.CURRENT)
    other = [line for line in plan.genes if not line.used_for]
    recorded = tuple(plan.facts.of(kind) for kind in RECORDED)
    counted = Counter(view.sign for view in current)
    return Pages(
        current,
        tuple(view for view in views if view.advice.origin is Origin.CONSIDERED),
        tuple(counted.items()),
        _missing(plan.medicines),
        tuple(left for left in plan.left_out if left.why is not Left.INACTIVE),
        tuple(left for left in plan.left_out if left.why is Left.INACTIVE),
        tuple(line for line in plan.genes if line.used_for),
        tuple(line for line in other if _has_data(line)),
        tuple(line for line in other if not _has_data(line)),
        {line.call.gene: line for line in plan.genes},
        tuple(used_of(each) for each in recorded if each.state not in (FactState.NOT_RECORDED, FactState.NOT_COVERED)),
        tuple(LABELS[each.kind] for each in recorded if each.state is FactState.NOT_RECORDED),
        category_words(on_a_form(plan.facts.not_covered)),
        category_words(on_no_form(plan.facts.not_covered)),
        tuple(each for each in plan.sources.knowledge if each.used),
        tuple(each for each in plan.sources.knowledge if not each.used),
    )


def _has_data(line: GeneLine) -> bool:
    return line.call.status is not Status.NOT_ASSESSED or bool(line.call.assumed)


def named(drug: str) -> Text:
    """An ingredient with a capital."""
    return term(drug).with_capital()


def _medicine(anchor: str, advice: MedicationAdvice) -> MedicineView:
    verdict, shown = advice.verdict, advice.overall
    best, by_genes = verdict.best_supported, _by_genes(verdict)
    return MedicineView(
        anchor,
        named(verdict.drug),
        advice,
        sign(shown.consequence, sure=shown.sure, conditional=shown.conditional),
        leading_sentence(advice),
        by_genes if record_first(advice) and verdict.consequence is not Consequence.NO_GUIDANCE else None,
        genes_sentence(advice),
        sign(best) if best is not verdict.consequence else None,
        for_whom(verdict.supported.population) if verdict.supported else "",
        tuple(_voice(each, verdict) for each in verdict.sources),
        _differ(verdict),
        _flagged(advice),
        _at_worst(advice),
        tuple(each for each in advice.changes if each.cause is not Cause.REMOTE_ALLELE),
        tuple(each for each in advice.changes if each.cause is Cause.REMOTE_ALLELE),
        _checked(advice, leading=True),
        _checked(advice, leading=False),
        tuple(each for each in advice.alternatives if each.check is Check.NOT_CHECKABLE),
        tuple(source_view(each) for each in verdict.sources if speaks(each)),
        tuple(source_view(each) for each in verdict.sources if not speaks(each)),
        tuple(each for each in advice.uncertainties if each.doubt is Doubt.CONFLICT),
        tuple(each for each in advice.warnings if each.doubt is not Doubt.CONFLICT),
        shown.conditional or _for_indication(verdict),
    )


def _by_genes(verdict: Verdict) -> Sign:
    return sign(verdict.consequence, sure=verdict.sure, conditional=verdict.conditional)


def _for_indication(verdict: Verdict) -> bool:
    return verdict.supported is not None and verdict.supported.population.code in INDICATIONS


def _checked(advice: MedicationAdvice, *, leading: bool) -> tuple[AlternativeCheck, ...]:
    found = (each for each in advice.alternatives if each.check is Check.CHECKED and each.leading is leading)
    return tuple(sorted(found, key=_mildness))


def _mildness(check: AlternativeCheck) -> tuple[int, bool, bool, int]:
    """What can be given comes first, the certain before the uncertain; what is not known next; what to avoid last.

    Of equals, what goes against a goal of the patient comes later, then what costs more; an unknown cost comes last.
    """
    known = check.consequence in SPOKEN and check.consequence is not Consequence.AVOID
    rank = caution_rank(check.consequence) if check.consequence else 0
    mild = -rank if known else 2 if check.consequence is Consequence.AVOID else 1
    bands = list(CostBand)
    cost = bands.index(check.factors.cost) if check.factors.cost else len(bands)
    return mild, check.uncertain, check.factors.against_goals, cost


def _flagged(advice: MedicationAdvice) -> bool:
    """Whether page 1 says "not certain" beside the sign: where the sign itself does not say so."""
    shown = advice.overall
    needed = any(each.needed for each in advice.factors.missing)
    if shown.led_by is LedBy.RECORD and shown.sure and not needed:
        return False  # what genes leave open stands in a line of its own, and makes an INR no less certain
    said = sign(shown.consequence, sure=shown.sure).possible or shown.consequence is Consequence.NOT_ASSESSED
    genes_open = advice.verdict.consequence is Consequence.NOT_ASSESSED
    return not said and (bool(advice.warnings) or genes_open or needed)


def _at_worst(advice: MedicationAdvice) -> tuple[tuple[Sign, tuple[GeneSymbol, ...]], ...]:
    """What testing the genes without a result could lead to, worst first."""
    found: dict[Consequence, list[GeneSymbol]] = {}
    for change in advice.changes:
        if change.cause is Cause.TEST:
            found.setdefault(change.consequence, []).append(change.gene)
    return tuple((sign(each), tuple(found[each])) for each in sorted(found, key=caution_rank))


def _differ(verdict: Verdict) -> Text:
    """Who differs, and where only the amount does, that."""
    speaking = [each for each in verdict.sources if each.best_supported in SPOKEN]
    if not verdict.differ:
        return Text("")
    who = chained((each.source for each in speaking), TWO_TOGETHER)
    if _differ_in_dose(verdict):
        return Text("{sources} differ in the dose", sources=who)
    return Text("{sources} differ", sources=who)


def _differ_in_dose(verdict: Verdict) -> bool:
    """Whether sources that differ ask for the same, and so for different amounts of it."""
    return verdict.differ and len({s.best_supported for s in verdict.sources if s.best_supported in SPOKEN}) == 1


def _voice(source: SourceAdvice, verdict: Verdict) -> Voice:
    line = _chosen(verdict, source) or leading_line(source)
    # A statement that could not be applied, for want of a result, says nothing here; nor does its strength.
    statement = line.statement if line and source.best_supported in SPOKEN else None
    another = line is not verdict.supported and source.best_supported is Consequence.CHANGE_DOSE
    shown = another or _differ_in_dose(verdict)
    return Voice(
        source.source,
        sign(source.best_supported, conditional=line.conditional if line else False),
        strength(statement.strength) if statement else "",
        _amount(statement) if statement and shown else "",
        for_whom(line.population) if line else "",
    )


def _chosen(verdict: Verdict, source: SourceAdvice) -> GuidanceLine | None:
    """The line that what the record holds chose among those of the source, or None."""
    best = verdict.supported
    return best if verdict.indication and best and best.source == source.source else None


def _amount(statement: Statement) -> str:
    """What the source says of the dose; what it allows of a medicine that it says to avoid begins with "if"."""
    if statement.action is not Action.AVOID or not statement.amount or statement.amount.startswith(("if ", "in ")):
        return statement.amount
    return Text("if used, {amount}", amount=statement.amount)


def _missing(medicines: Iterable[MedicationAdvice]) -> tuple[MissingGene, ...]:
    """Each gene without a usable result once, with the medicines that it concerns."""
    found: dict[GeneSymbol, tuple[Unassessed, list[str]]] = {}
    for advice in medicines:
        for missing in advice.unassessed:
            found.setdefault(missing.gene, (missing, []))[1].append(advice.verdict.drug)
    return tuple(MissingGene(missing, tuple(sorted(set(drugs)))) for _, (missing, drugs) in sorted(found.items()))
