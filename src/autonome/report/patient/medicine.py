"""One medicine for the patient: what was found, what it may mean, what to do, how sure. From the plan's codes alone.

The clinician's sentences are not reworded here: what is said follows from the consequence, the effect, the doubts and
the causes of the plan, by the tables of `effects`, `advice` and `doubts`. The line that explains is the one that the
sign comes from; where only a possible result leads there, the text says so before anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from autonome.evidence.guidance import Effect
from autonome.kernel import GeneSymbol, Text
from autonome.plan.consequence import SPOKEN, Consequence, most_cautious
from autonome.plan.medicines.doses import DoseEstimate
from autonome.plan.phrases import join
from autonome.plan.populations import EVERYONE, Fit
from autonome.plan.reasons import Basis, EffectState, GuidanceLine, Interaction, Reading
from autonome.plan.values import Cause, MedicationAdvice, OrderText, Origin
from autonome.report.patient import advice as steps
from autonome.report.patient import doubts as words
from autonome.report.patient import opioids, record_reasons
from autonome.report.patient.effects import HARMFUL, TOO_STRONG, TOO_WEAK, Told, told
from autonome.report.patient.ethics import STOPPING
from autonome.report.patient.for_whom import alike_for, for_whom
from autonome.report.patient.kinds import CAN_WAIT, PURPOSES, Kind, watch_for
from autonome.report.patient.sentences import Plain, ingredient, once
from autonome.report.patient.signs import CALL_OF, Badge, Call, badge

CHANGES_SHOWN = 3
"""Kinds of news that a medicine names; the rest stand in the clinician's plan."""


@dataclass(frozen=True, slots=True)
class MedicineForPatient:
    """One medicine in plain words.

    Args:
        anchor: of its part of the page.
        name: the ingredient, with a capital.
        badge: the sign beside it.
        call: how pressing it is.
        orders: as the record writes it. Untrusted.
        purpose: what it is often used for, or None.
        found: what the body may do with it, and what that may mean.
        depends: for whom, or in which cases, that holds.
        steps: what to do.
        watch: what to watch for until then, or None.
        sure: how sure that is.
        changes: what could change it.
    """

    anchor: str
    name: Text
    badge: Badge
    call: Call
    orders: tuple[OrderText, ...]
    purpose: Text | None
    found: tuple[Text, ...]
    depends: tuple[Text, ...]
    steps: tuple[Text, ...]
    watch: Text | None
    sure: tuple[Text, ...]
    changes: tuple[Text, ...]


def medicine_for_patient(
    anchor: str,
    advice: MedicationAdvice,
    kind: Kind | None,
    *,
    not_at_once: bool = False,
    illnesses: Sequence[str] = (),
) -> MedicineForPatient:
    """Say one medicine in plain words.

    Args:
        anchor: of its part of the page.
        advice: of the plan.
        kind: of the medicine, or None.
        not_at_once: whether it does harm where it is stopped all at once.
        illnesses: that the record names as present, in its words.
    """
    drug, shown = advice.verdict.drug, advice.overall
    return MedicineForPatient(
        anchor,
        ingredient(f"{drug[:1].upper()}{drug[1:]}"),
        badge(
            shown.consequence,
            sure=shown.sure,
            doubted=bool(advice.warnings) and not record_reasons.leads_surely(advice),
            conditional=shown.conditional and shown.consequence in SPOKEN,
        ),
        _advised(advice, kind)[0],
        advice.orders if advice.origin is Origin.CURRENT else (),
        PURPOSES[kind].of(drug=drug) if kind else None,
        once(_found(advice, kind)),
        once(_depends(advice, illnesses)),
        once((*_steps(advice, kind), *([STOPPING.of(drug=drug)] if not_at_once else []))),
        _watch(advice, kind),
        once(_sure(advice)),
        tuple(_changes(advice))[:CHANGES_SHOWN],
    )


def explaining(advice: MedicationAdvice) -> GuidanceLine | None:
    """The line behind the sign: the best-supported one where it leads there, else the one that is possible."""
    verdict = advice.verdict
    return verdict.supported if verdict.best_supported is verdict.consequence else verdict.lead


def telling(line: GuidanceLine | None) -> tuple[tuple[Reading, Effect], ...]:
    """The results that are a reason for what is asked, each with its effect."""
    if line is None or line.statement is None:
        return ()
    effects = ((reading, line.statement.implications.get(reading.gene)) for reading in line.readings)
    return tuple(
        (reading, implied.effect)
        for reading, implied in effects
        if implied and reading.basis is not Basis.NO_RESULT and implied.effect in TOO_STRONG | TOO_WEAK
    )


def is_possible_only(advice: MedicationAdvice) -> bool:
    """Whether only a result that is not certain leads to what the genes ask for."""
    return not advice.verdict.sure and advice.verdict.consequence in SPOKEN - {Consequence.STANDARD}


def is_sign_possible_only(advice: MedicationAdvice) -> bool:
    """The same of the sign, which the record may lead to as well."""
    return not advice.overall.sure and advice.consequence in SPOKEN - {Consequence.STANDARD}


def _told(advice: MedicationAdvice, kind: Kind | None) -> tuple[Told, ...]:
    return tuple(told(effect, reading.gene, kind) for reading, effect in telling(explaining(advice)))


def _found(advice: MedicationAdvice, kind: Kind | None) -> Iterator[Text]:
    """What the record and the genes say, first what leads to the sign."""
    if record_reasons.leads(advice):
        yield from record_reasons.told(advice)
    yield from _found_in_genes(advice, kind)
    yield from record_reasons.told(advice)


def _found_in_genes(advice: MedicationAdvice, kind: Kind | None) -> Iterator[Text]:
    verdict = advice.verdict
    drug = verdict.drug
    if is_possible_only(advice):
        yield steps.ONE_POSSIBLE.of(drug=drug)
    yield from _acting(advice)
    explained = _told(advice, kind)
    if verdict.consequence is Consequence.STANDARD:
        yield steps.WITHOUT_EFFECT[Consequence.STANDARD][0].of(drug=drug)
        yield steps.A_LITTLE_DIFFERENT.of() if explained else steps.ONLY_GENES.of()
    elif verdict.consequence in SPOKEN and explained:
        for each in explained:
            yield each.body.of(drug=drug)
            if each.means:
                yield each.means.of(drug=drug)
    else:
        told = steps.WITHOUT_EFFECT[verdict.consequence]
        by_record = verdict.consequence is Consequence.NO_GUIDANCE and record_reasons.leads(advice)
        yield from (each.of(drug=drug) for each in (told[:1] if by_record else told))
    if verdict.best_supported is not verdict.consequence:
        yield steps.LIKELY[verdict.best_supported].of()


def _acting(advice: MedicationAdvice) -> Iterator[Text]:
    """That another medicine, and not the genes alone, is behind a result."""
    line = explaining(advice)
    for reading in line.readings if line else ():
        if reading.acting:
            others = join([*map(str, reading.acting.because)])
            yield words.BECAUSE_OF.of(other=_named(others, reading.acting.because), drug=advice.verdict.drug)


def _named(joined: str, names: Iterable[str]) -> str:
    """One ingredient as such, so that a language can name it; several as they are joined."""
    only = tuple(names)
    return ingredient(only[0]) if len(only) == 1 else joined


def _depends(advice: MedicationAdvice, illnesses: Sequence[str]) -> Iterator[Text]:
    verdict = advice.verdict
    line = explaining(advice)
    if line and verdict.consequence in SPOKEN:
        people = line.population
        if people.fit is Fit.MAY_APPLY and people.code not in EVERYONE:
            yield from for_whom(advice, line, illnesses)
        if line.conditional:
            yield steps.CASES.of()
    if verdict.differ:
        yield steps.DIFFER.of(drug=verdict.drug)
    yield from (_taken(each, verdict.drug) for each in advice.interactions if is_taken(each) and not each.used)


def is_taken(interaction: Interaction) -> bool:
    """Whether the other medicine is taken, or was not long ago; else it is one that might be begun."""
    return interaction.state is not EffectState.PLANNED


def _taken(interaction: Interaction, drug: str) -> Text:
    said = words.WEARS_OFF if interaction.state is EffectState.WASHOUT else words.MAY_CHANGE
    return said.of(other=ingredient(interaction.drug), drug=drug)


def _steps(advice: MedicationAdvice, kind: Kind | None) -> Iterator[Text]:
    drug = advice.verdict.drug
    if advice.origin is Origin.CONSIDERED:
        yield from (each.of(drug=drug) for each in steps.NEXT_IF_CONSIDERED[advice.consequence])
        return
    if any(order.doubt for order in advice.orders):
        yield steps.STANDING.of(drug=drug)
    yield from (each.of(drug=drug) for each in _advised(advice, kind)[1])


def _advised(advice: MedicationAdvice, kind: Kind | None) -> tuple[Call, tuple[Plain, ...]]:
    """How pressing a medicine is, and what to do: one choice for the top of the page and for the medicine's part."""
    consequence = advice.consequence
    usual = CALL_OF[consequence], steps.NEXT[consequence]
    if can_stop_breath(advice, kind):
        return Call.TODAY, opioids.NEXT
    if record_reasons.needs_pregnancy(advice) and consequence not in (Consequence.AVOID, Consequence.CHANGE_DOSE):
        return Call.SOON, record_reasons.NEXT_IF_PREGNANCY_IS_NOT_KNOWN
    if is_sign_possible_only(advice):
        return _if_any(Call.SOON, steps.NEXT_IF_POSSIBLE, consequence, usual)
    if is_harmful(advice):
        pressing = record_reasons.is_pressing(advice)
        harmful = _if_any(_IF_HARMFUL.get(consequence, usual[0]), steps.NEXT_IF_HARMFUL, consequence, usual)
        return _if_any(Call.TODAY, record_reasons.NEXT_IF_PRESSING, consequence, harmful) if pressing else harmful
    if record_reasons.leads(advice):
        return _if_any(usual[0], record_reasons.NEXT, consequence, usual)
    return _if_any(Call.SOON, steps.NEXT_IF_IT_CAN_WAIT, consequence, usual) if _can_wait(advice, kind) else usual


_IF_HARMFUL = {Consequence.AVOID: Call.TODAY, Consequence.CHANGE_DOSE: Call.NOW}


def _if_any(
    call: Call,
    table: Mapping[Consequence, tuple[Plain, ...]],
    consequence: Consequence,
    usual: tuple[Call, tuple[Plain, ...]],
) -> tuple[Call, tuple[Plain, ...]]:
    """What the table says, so pressing; the usual where it says nothing."""
    return (call, table[consequence]) if consequence in table else usual


def is_harmful(advice: MedicationAdvice) -> bool:
    """Whether the result can do serious harm, so that the next dose is worth a call."""
    if record_reasons.leads(advice):
        return record_reasons.is_pressing(advice)
    by_genes = any(effect in HARMFUL for _, effect in telling(explaining(advice)))
    return by_genes or record_reasons.is_pressing(advice)


def _can_wait(advice: MedicationAdvice, kind: Kind | None) -> bool:
    """Whether a few days do no harm; never so where the effect is not known."""
    if record_reasons.leads(advice):
        return False
    return kind in CAN_WAIT and bool(telling(explaining(advice))) and not is_harmful(advice)


def can_stop_breath(advice: MedicationAdvice, kind: Kind | None) -> bool:
    """Whether it is an opioid whose next dose is to wait for an answer."""
    return opioids.can_stop_breath(advice, kind, {effect for _, effect in telling(explaining(advice))})


def _watch(advice: MedicationAdvice, kind: Kind | None) -> Text | None:
    """What to watch for with a medicine that is taken; nothing where nothing is asked for."""
    if advice.origin is Origin.CONSIDERED:
        return None
    return opioids.with_baby(_watch_oneself(advice, kind), advice, kind)


def _watch_oneself(advice: MedicationAdvice, kind: Kind | None) -> Text | None:
    asked = advice.verdict.consequence in SPOKEN - {Consequence.STANDARD}
    if record_reasons.is_about_bleeding(advice.factors.lead) or can_stop_breath(advice, kind):
        return watch_for(kind).too_strong.of(drug=advice.verdict.drug)
    if not asked:
        return None
    own = [each.watch for each in _told(advice, kind) if each.watch]
    effects = {effect for _, effect in telling(explaining(advice))}
    usual = watch_for(kind)
    general = usual.too_strong if effects & TOO_STRONG else usual.too_weak if effects & TOO_WEAK else None
    found = own[0] if own else general
    return found.of(drug=advice.verdict.drug) if found else None


def _sure(advice: MedicationAdvice) -> Iterator[Text]:
    yield from record_reasons.sure(advice)
    yield from _sure_by_genes(advice)
    yield from record_reasons.would_help(advice)


def _sure_by_genes(advice: MedicationAdvice) -> Iterator[Text]:
    verdict = advice.verdict
    kinds = dict.fromkeys(each.doubt for each in advice.uncertainties)
    if verdict.consequence is Consequence.NO_GUIDANCE:
        return
    if verdict.consequence is Consequence.NOT_ASSESSED:
        yield words.NOT_KNOWN.of()
    elif is_clear(advice):
        yield words.CLEAR.of(drug=verdict.drug)
        yield from _strength(advice)
    elif verdict.consequence in SPOKEN or advice.warnings:
        yield words.NOT_CERTAIN.of()
    yield from (words.DOUBTS[each].of(drug=verdict.drug) for each in kinds)


def is_clear(advice: MedicationAdvice) -> bool:
    """Whether a guideline speaks, every possible result leads to what it says, and no doubt stands against it."""
    return advice.verdict.consequence in SPOKEN and advice.verdict.sure and not advice.warnings


def _strength(advice: MedicationAdvice) -> Iterator[Text]:
    line = explaining(advice)
    if line is None:
        return
    alike = (line,) if advice.verdict.indication else alike_for(advice, line)
    grades = {each.statement.strength for each in alike if each.statement}
    if len(grades) > 1 and grades <= words.STRENGTHS.keys():
        yield words.STRENGTHS_DIFFER.of(drug=advice.verdict.drug)
    elif line.statement and line.statement.strength in words.STRENGTHS:
        yield words.STRENGTHS[line.statement.strength].of()


def _changes(advice: MedicationAdvice) -> Iterator[Text]:
    """What could change it, the kinds of news in the order of the plan; a rare allele is no news to wait for."""
    settled = is_clear(advice)
    begun = [each.drug for each in advice.interactions if not is_taken(each)]
    by_cause: dict[Cause, dict[GeneSymbol, Consequence]] = {}
    for each in advice.changes:
        worst = most_cautious([each.consequence, *by_cause.get(each.cause, {}).values()])
        by_cause.setdefault(each.cause, {})[each.gene] = worst
    for cause, genes in by_cause.items():
        if cause is Cause.REMOTE_ALLELE or (cause is Cause.INTERACTION and begun):
            continue
        if settled and cause is not Cause.INTERACTION:  # it would change a detail that is not told here
            continue
        said = (words.CHANGES if len(genes) == 1 else words.CHANGES_OF_SEVERAL)[cause]
        worst = most_cautious(genes.values())
        at_worst = words.AT_WORST[worst].of() if cause is Cause.TEST and worst in words.AT_WORST else ""
        yield said.of(genes=join(tuple(genes))).then(at_worst)
    if isinstance(advice.dose_estimate, DoseEstimate):
        yield words.DOSE_WORKED_OUT.of(drug=advice.verdict.drug)
    yield from (words.IF_STARTED.of(other=ingredient(other), drug=advice.verdict.drug) for other in begun[:1])
