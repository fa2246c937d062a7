"""What the health record, beside the genes, means for a medicine, in plain words: kidneys, age, illnesses, goals.

The words of a rule are a clinician's; here stands only what kind of fact it goes by, and what follows. A fact that is
missing is named as missing, and never passes for a normal one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autonome.evidence.clinical import FactorAction
from autonome.kernel import Text
from autonome.plan.consequence import Consequence
from autonome.plan.factors.overall import LedBy
from autonome.plan.factors.values import FactorKind, FactorLine, FactUsed, MissingFact
from autonome.plan.facts.values import LABELS, FactKind, FactState
from autonome.plan.phrases import join
from autonome.plan.values import MedicationAdvice
from autonome.report.patient.advice import NOBODY, NOT_THE_DOSE
from autonome.report.patient.sentences import Plain, once

KIDNEYS = Plain("the kidneys")
LIVER = Plain("the liver")
WEIGHT = Plain("weight")
PREGNANCY = Plain("pregnancy")

FACTS: Mapping[FactKind, Plain] = {
    FactKind.AGE: Plain("age"),
    FactKind.SEX: Plain("sex"),
    FactKind.WEIGHT: WEIGHT,
    FactKind.HEIGHT: Plain("height"),
    FactKind.BMI: WEIGHT,
    FactKind.EGFR: KIDNEYS,
    FactKind.CREATININE: KIDNEYS,
    FactKind.CREATININE_CLEARANCE: KIDNEYS,
    FactKind.ALT: LIVER,
    FactKind.AST: LIVER,
    FactKind.BILIRUBIN: LIVER,
    FactKind.ALBUMIN: LIVER,
    FactKind.CHILD_PUGH: LIVER,
    FactKind.INR: Plain("the test of blood clotting (INR)"),
    FactKind.LDL_C: Plain("cholesterol"),
    FactKind.POTASSIUM: Plain("a salt in the blood (potassium)"),
    FactKind.QTC: Plain("the heart tracing (ECG)"),
    FactKind.PREGNANCY: PREGNANCY,
    FactKind.PREGNANCY_WEEK: PREGNANCY,
    FactKind.BREASTFEEDING: Plain("breastfeeding"),
    FactKind.SMOKING: Plain("smoking"),
    FactKind.ALCOHOL: Plain("alcohol"),
    FactKind.DIET: Plain("food"),
    FactKind.DIAGNOSES: Plain("illnesses that this program could not read"),
}
"""What a fact is about."""

KINDS: Mapping[FactorKind, Plain] = {
    FactorKind.FACT: Plain("something in it ({words})"),
    FactorKind.CONDITION: Plain("an illness ({words})"),
    FactorKind.ALLERGY: Plain("an allergy ({words})"),
    FactorKind.GOAL: Plain("a goal of yours ({words})"),
    FactorKind.MEDICINE: Plain("another medicine in your record ({words})"),
}
"""What a line goes by, with the record's words, where it is none of `FACTS`."""

UNREAD_ALLERGY = Plain("a note about an allergy that the program could not read for sure ({words})")
"""An entry about an allergy whose words may deny it."""

UNSAID = Plain("something that stands in the plan for your doctor")

_BY_LABEL: Mapping[str, Plain] = {LABELS[kind]: words for kind, words in FACTS.items()}

SURE: Mapping[FactorAction, Plain] = {
    FactorAction.AVOID: Plain("Your health record gives a reason to think again about {drug}: {reasons}."),
    FactorAction.CHANGE_DOSE: Plain("Your health record gives a reason to look at the dose of {drug}: {reasons}."),
    FactorAction.MONITOR: Plain("Your health record gives a reason for extra checks with {drug}: {reasons}."),
    FactorAction.NOTE: Plain("Your doctor should know this about {drug} and your health record: {reasons}."),
}
POSSIBLE: Mapping[FactorAction, Plain] = {
    FactorAction.AVOID: Plain("Your health record may give a reason to think again about {drug}: {reasons}."),
    FactorAction.CHANGE_DOSE: Plain("Your health record may give a reason to look at the dose of {drug}: {reasons}."),
    FactorAction.MONITOR: Plain("Your health record may give a reason for extra checks with {drug}: {reasons}."),
    FactorAction.NOTE: Plain("Your doctor should know this about {drug} and your health record: {reasons}."),
}
"""The same where the record leaves it open."""

MISSING = Plain("This should be known before you take {drug}, and your record does not tell it: {facts}.")
WOULD_HELP = Plain("Your record does not tell enough about this, which matters for {drug}: {facts}.")

RECORD_IS_CLEAR = Plain("Your record is clear on this.")
RECORD_LEAVES_OPEN = Plain("Your record leaves this open.")

NEXT: Mapping[Consequence, tuple[Plain, ...]] = {
    Consequence.AVOID: (
        Plain("Call your doctor or pharmacist today or tomorrow, and talk about {drug}."),
        Plain("Do not stop {drug} on your own."),
    ),
    Consequence.NOT_ASSESSED: (
        Plain("Ask your doctor to check what is missing."),
        Plain("Go on taking {drug} as you were told."),
    ),
}
"""What to do where the record leads to the sign; other signs ask for the same as those of genes."""

NEXT_IF_PREGNANCY_IS_NOT_KNOWN = (
    Plain("Call your doctor or pharmacist before your next dose if you could be pregnant."),
    NOBODY,
    Plain("Do not stop {drug} on your own."),
)
"""What to do where a medicine can harm an unborn child and the record does not tell whether there is one."""

NEXT_IF_PRESSING: Mapping[Consequence, tuple[Plain, ...]] = {
    Consequence.CHANGE_DOSE: (
        Plain("Call your doctor or pharmacist today, before your next dose of {drug}."),
        NOBODY,
        NOT_THE_DOSE,
    ),
}
"""The same where the next dose could do serious harm."""

BLEEDING = frozenset({str(LABELS[FactKind.INR]), "bleeding", "bleeding within the skull"})
"""Labels of facts, and of conditions of the bundle, for which a medicine that thins the blood cannot wait."""

NEXT_DOSES = Plain("A doctor must decide the next doses.")
"""What the card asks for then."""

QUESTION = Plain("Should you check this, as I take {drug}: {facts}?")
CARD = Plain("Health record ({reasons}): {drug} needs care.")


def leads(advice: MedicationAdvice) -> bool:
    """Whether the record, and not the genes, leads to the sign."""
    return advice.led_by is LedBy.RECORD


def is_pressing(advice: MedicationAdvice) -> bool:
    """Whether the record speaks of an allergy, a pregnancy, a bleeding or an INR: the next dose is worth a call."""
    lead = advice.factors.lead
    if lead is None or not lead.sure or lead.action not in (FactorAction.AVOID, FactorAction.CHANGE_DOSE):
        return False
    if is_about_bleeding(lead):
        return True
    return lead.action is FactorAction.AVOID and (lead.kind is FactorKind.ALLERGY or PREGNANCY.of() in _reasons(lead))


def is_about_bleeding(line: FactorLine | None) -> bool:
    """Whether a line goes by a bleeding that is recorded, or by an INR at which one is near."""
    return line is not None and any(each.label in BLEEDING for each in line.facts)


def needs_pregnancy(advice: MedicationAdvice) -> bool:
    """Whether the medicine must not be used without knowing of a pregnancy, and the record does not tell."""
    kinds = (FactKind.PREGNANCY, FactKind.PREGNANCY_WEEK)
    return any(each.needed and each.fact in kinds for each in advice.factors.missing)


def leads_surely(advice: MedicationAdvice) -> bool:
    """Whether the record leads to the sign and leaves nothing open; genes that do make it no less sure."""
    return leads(advice) and advice.overall.sure and not any(each.needed for each in advice.factors.missing)


def told(advice: MedicationAdvice) -> Iterator[Text]:
    """What the record means for the medicine, and what it does not tell though it matters."""
    for line in advice.factors.lines:
        said = (SURE if line.sure else POSSIBLE)[line.action]
        yield said.of(drug=advice.verdict.drug, reasons=join(_reasons(line)))
    needed = missing(advice, needed=True)
    if needed:
        yield MISSING.of(drug=advice.verdict.drug, facts=join(needed))


def missing(advice: MedicationAdvice, *, needed: bool) -> tuple[Text, ...]:
    """Facts that the record does not tell, in plain words; of those not needed, what a page asks for at once."""
    return once(_fact(each) for each in advice.factors.missing if each.needed is needed and (needed or each.asked))


def sure(advice: MedicationAdvice) -> Iterator[Text]:
    """How sure that is."""
    if advice.led_by is not LedBy.GENES and advice.factors.lead:
        yield (RECORD_IS_CLEAR if advice.factors.sure else RECORD_LEAVES_OPEN).of()


def would_help(advice: MedicationAdvice) -> Iterator[Text]:
    """What the record does not tell, though it would help to know it."""
    helpful = missing(advice, needed=False)
    if helpful:
        yield WOULD_HELP.of(drug=advice.verdict.drug, facts=join(helpful))


def card(advice: MedicationAdvice) -> Text | None:
    """What the card says of it, or None."""
    lead = advice.factors.lead
    if lead is None or lead.action is FactorAction.NOTE:
        return None
    return CARD.of(reasons=join(_reasons(lead)), drug=advice.verdict.drug)


def _reasons(line: FactorLine) -> tuple[Text, ...]:
    return once(_reason(fact, line.kind) for fact in line.facts) or (UNSAID.of(),)


def _reason(fact: FactUsed, kind: FactorKind) -> Text:
    if fact.label in _BY_LABEL:
        return _BY_LABEL[fact.label].of()
    words = UNREAD_ALLERGY if kind is FactorKind.ALLERGY and fact.state is FactState.NOT_USABLE else KINDS[kind]
    return words.of(words=fact.value) if fact.value else UNSAID.of()


def _fact(absent: MissingFact) -> Text:
    return FACTS[FactKind(absent.fact)].of() if absent.fact in set(FactKind) else UNSAID.of()
