"""The card to show: what a doctor, dentist or pharmacist must know, in a line for each medicine.

The field's own words stand on it (``poor metaboliser``) for whoever is shown it, and beside them what they mean: the
card travels alone, and whoever reads it alone must not stop a medicine by it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from autonome.evidence.guidance import Effect
from autonome.kernel import DrugName, Text
from autonome.plan.consequence import Consequence
from autonome.plan.phrases import join
from autonome.plan.reasons import Reading
from autonome.plan.values import MedicationAdvice, Origin
from autonome.report.patient import opioids, record_reasons
from autonome.report.patient.medicine import explaining, is_possible_only, telling
from autonome.report.patient.sentences import Plain, ingredient, once

RESULT_NAMES: Mapping[str, Plain] = {
    "Poor Metabolizer": Plain("poor metaboliser (this gene hardly works)"),
    "Likely Poor Metabolizer": Plain("likely poor metaboliser (this gene likely hardly works)"),
    "Intermediate Metabolizer": Plain("intermediate metaboliser (this gene works less than usual)"),
    "Likely Intermediate Metabolizer": Plain(
        "likely intermediate metaboliser (this gene likely works less than usual)"
    ),
    "Possible Intermediate Metabolizer": Plain(
        "possible intermediate metaboliser (this gene may work less than usual)"
    ),
    "Normal Metabolizer": Plain("normal metaboliser (this gene works as usual)"),
    "Rapid Metabolizer": Plain("rapid metaboliser (this gene works fast)"),
    "Ultrarapid Metabolizer": Plain("ultrarapid metaboliser (this gene works very fast)"),
    "Poor Function": Plain("poor function (this gene hardly works)"),
    "Decreased Function": Plain("decreased function (this gene works less than usual)"),
    "Possible Decreased Function": Plain("possible decreased function (this gene may work less than usual)"),
    "Normal Function": Plain("normal function (this gene works as usual)"),
    "Increased Function": Plain("increased function (this gene works more than usual)"),
    "Malignant Hyperthermia Susceptibility": Plain("risk of malignant hyperthermia (a reaction in operations)"),
    "Deficient": Plain("deficient"),
    "Deficient with CNSHA": Plain("deficient, severe form"),
    "Variable": Plain("variable"),
}
"""Results as professionals call them; others stand as they are written."""

RESULT = Plain("{gene} {result}")
RESULT_WITH = Plain("{gene} {result} while taking {other}")

LINES: Mapping[Effect, Plain] = {
    Effect.HIGHER_EXPOSURE: Plain("{results}: {drug} may build up."),
    Effect.LOWER_EXPOSURE: Plain("{results}: {drug} may not reach its level."),
    Effect.LESS_ACTIVATION: Plain("{results}: {drug} may not work."),
    Effect.MORE_ACTIVATION: Plain("{results}: {drug} may act too strongly."),
    Effect.HYPERSENSITIVITY: Plain("{results}: {drug} may cause a severe allergy."),
    Effect.TOXICITY: Plain("{results}: {drug} may cause serious harm."),
    Effect.REDUCED_RESPONSE: Plain("{results}: {drug} may work less well."),
}
"""By the effect that the results have."""

WITHOUT_EFFECT = Plain("{results}: there is advice on {drug}.")

ASKED: Mapping[Consequence, Plain] = {
    Consequence.AVOID: Plain("Experts advise another medicine."),
    Consequence.CHANGE_DOSE: Plain("Experts advise another dose."),
    Consequence.MONITOR: Plain("Experts advise closer checks."),
}
"""Consequences that stand on the card; the others ask nobody for anything."""

NOT_CERTAIN = Plain("This is not certain, so settle it first.")
IN_SOME_CASES = Plain("This holds only in some cases: a doctor can tell which.")
KEEP = Plain("Do not stop {drug} before a doctor has named what to take instead: ask your doctor or pharmacist.")
NOT_KNOWN = Plain("Not known, though it matters for {drug}: {genes}.")


def card_lines(
    medicines: Iterable[MedicationAdvice], ask_first: Collection[DrugName] = frozenset()
) -> tuple[Text, ...]:
    """The lines of the card, in the order of the plan.

    Args:
        medicines: of the plan.
        ask_first: opioids whose next dose could stop somebody's breath.
    """
    every = tuple(medicines)
    asked = [line for each in every for line in _lines(each, _keep(each, ask_first))]
    return once([*asked, *(line for each in every for line in _unknown(each))])


def _lines(advice: MedicationAdvice, keep: str) -> Iterator[Text]:
    yield from _asked(advice, keep)
    yield from _by_record(advice, keep)


def _asked(advice: MedicationAdvice, keep: str) -> Iterator[Text]:
    verdict = advice.verdict
    line = explaining(advice)
    if line is None or verdict.consequence not in ASKED:
        return
    by_effect: dict[Effect | None, list[Reading]] = {}
    for reading, effect in telling(line):
        by_effect.setdefault(effect, []).append(reading)
    if not by_effect:
        by_effect = {None: list(line.readings)}
    for found, readings in by_effect.items():
        template = LINES[found] if found else WITHOUT_EFFECT
        said = template.of(results=join([_result(each) for each in readings]), drug=verdict.drug)
        uncertain = NOT_CERTAIN.of() if is_possible_only(advice) else ""
        cases = IN_SOME_CASES.of() if line.conditional else ""
        yield said.then(ASKED[verdict.consequence].of(), cases, uncertain, keep)


def _by_record(advice: MedicationAdvice, keep: str) -> Iterator[Text]:
    said, asked = record_reasons.card(advice), ASKED.get(advice.factors.consequence)
    if asked is ASKED[Consequence.CHANGE_DOSE] and record_reasons.is_about_bleeding(advice.factors.lead):
        asked = record_reasons.NEXT_DOSES
    if said and asked:
        yield said.then(asked.of(), "" if advice.factors.sure else NOT_CERTAIN.of(), keep)


def _keep(advice: MedicationAdvice, ask_first: Collection[DrugName]) -> str:
    """What not to do alone: the card may be read without the page, and by the patient."""
    avoided = advice.consequence is Consequence.AVOID and advice.origin is Origin.CURRENT
    if avoided and advice.verdict.drug in ask_first:
        return opioids.ASK_FIRST.of()
    return KEEP.of(drug=advice.verdict.drug) if avoided else ""


def _result(reading: Reading) -> Text:
    name = RESULT_NAMES[reading.phenotype].of() if reading.phenotype in RESULT_NAMES else ""
    shown = name or reading.phenotype or reading.label
    if reading.acting:
        other = join([ingredient(each) for each in reading.acting.because])
        return RESULT_WITH.of(gene=reading.gene, result=shown, other=other)
    return RESULT.of(gene=reading.gene, result=shown)


def _unknown(advice: MedicationAdvice) -> Iterator[Text]:
    if advice.unassessed:
        yield NOT_KNOWN.of(drug=advice.verdict.drug, genes=join([each.gene for each in advice.unassessed]))
