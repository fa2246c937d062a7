"""Coded findings of a record as facts: smoking, alcohol, diet; and the answers of `pregnancy`.

An answer counts only if its code (LOINC or SNOMED CT), or the whole of its words, is known here: no part of a sentence
is searched for, because *not pregnant* holds *pregnant*. What is not understood is not usable, and says what was
recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from autonome.clinical import (
    LOINC,
    SNOMED_CT,
    Concept,
    Finding,
    FindingKind,
    HealthRecord,
    Quantity,
    Unusable,
    latest_first,
)
from autonome.kernel import Instant, Text
from autonome.plan.facts.ages import MAXIMUM_AGES, MaximumAge
from autonome.plan.facts.measured import staleness
from autonome.plan.facts.values import ClinicalFact, FactKind, FactState

PREGNANT, NOT = "pregnant", "not-pregnant"
CURRENT, FORMER, NEVER = "current", "former", "never"
YES, NO = "yes", "no"
POSSIBLE = "possible"
"""A pregnancy may be there: both answers stay open."""
UNKNOWN = "unknown"
"""The record says that it is not known."""

WORDS: Mapping[FactKind, Mapping[str, str]] = {
    FactKind.PREGNANCY: {
        "LA15173-0": PREGNANT, "LA26683-5": NOT, "LA4489-6": UNKNOWN, "LA33-6": PREGNANT, "LA32-8": NOT,
        "77386006": PREGNANT, "60001007": NOT, "373066001": PREGNANT, "373067005": NOT,
        "146799005": POSSIBLE, "102874004": POSSIBLE, "152231000119106": POSSIBLE, "possible pregnancy": POSSIBLE,
        "pregnant": PREGNANT, "currently pregnant": PREGNANT, "yes": PREGNANT,
        "not pregnant": NOT, "no": NOT, "unknown": UNKNOWN, "positive": PREGNANT, "negative": NOT,
        "怀孕": PREGNANT, "妊娠": PREGNANT, "已怀孕": PREGNANT, "未怀孕": NOT, "未孕": NOT,
        "hamil": PREGNANT, "sedang hamil": PREGNANT, "tidak hamil": NOT,
    },
    FactKind.BREASTFEEDING: {
        "LA29252-6": YES, "LA29253-4": NO, "LA33-6": YES, "LA32-8": NO, "373066001": YES, "373067005": NO,
        "yes": YES, "breastfeeding": YES, "currently breastfeeding": YES, "lactating": YES,
        "no": NO, "not breastfeeding": NO, "not currently breastfeeding": NO, "unknown": UNKNOWN,
    },
    FactKind.SMOKING: {
        "LA18976-3": CURRENT, "LA18977-1": CURRENT, "LA18981-3": CURRENT, "LA18982-1": CURRENT,
        "LA15920-4": FORMER, "LA18978-9": NEVER, "LA18979-7": UNKNOWN, "LA18980-5": UNKNOWN,
        "current every day smoker": CURRENT, "current some day smoker": CURRENT, "current smoker": CURRENT,
        "heavy tobacco smoker": CURRENT, "light tobacco smoker": CURRENT, "smoker": CURRENT,
        "former smoker": FORMER, "ex-smoker": FORMER, "never smoker": NEVER, "never smoked": NEVER,
        "non-smoker": NEVER, "unknown": UNKNOWN,
    },
    FactKind.ALCOHOL: {
        "none": NO, "never": NO, "no": NO, "does not drink alcohol": NO, "abstinent": NO,
        "heavy": "heavy", "heavy drinker": "heavy", "alcohol dependence": "heavy", "unknown": UNKNOWN,
        "social drinker": YES, "yes": YES, "occasional": YES, "moderate": YES,
    },
    FactKind.DIET: {
        "grapefruit": "grapefruit", "drinks grapefruit juice": "grapefruit", "grapefruit juice": "grapefruit",
        "vegan": "vegan", "vegetarian": "vegetarian", "low salt": "low-salt", "low-salt diet": "low-salt",
    },
}  # fmt: skip
"""Kind → code of LOINC or SNOMED CT, or whole words in lower case → our answer.

LOINC: the answers of 82810-3, 63895-7 and 72166-2. SNOMED CT: the pregnancy statuses of the International Patient
Summary 2.0 and of US Core 6.1, and yes and no.
"""

HEAVY_DRINKS_PER_DAY = 4
"""Standard drinks on one day from which alcohol counts as heavy (NIAAA: 4 for women, 5 for men; the lower)."""


def answered_facts(record: HealthRecord, as_of: Instant) -> Iterator[ClinicalFact]:
    """Every coded fact that the record has an entry for, except those of `pregnancy`."""
    for kind in (FactKind.SMOKING, FactKind.ALCOHOL, FactKind.DIET):
        found = latest_first(record, FindingKind(kind.value))
        if found:
            yield answered(kind, found, MAXIMUM_AGES[kind], as_of)


def answered(kind: FactKind, found: Sequence[Finding], maximum: MaximumAge, as_of: Instant) -> ClinicalFact:
    """The fact that findings of one kind make.

    Args:
        kind: of fact.
        found: at least one, the latest first.
        maximum: how old it may be.
        as_of: the instant of the plan.
    """
    past = [each for each in found if each.time is None or not each.time.certainly_after(as_of)] or list(found)
    latest = [each for each in past if each.time == past[0].time]
    answers = tuple(dict.fromkeys(filter(None, (_answer(kind, each) for each in latest))))
    stale = staleness(past[0].time, maximum, as_of)
    state, why = FactState.KNOWN, ""
    if not answers:
        state, why = FactState.NOT_USABLE, Text("“{recorded}” is not understood", recorded=_recorded(past[0]))
    elif answers == (UNKNOWN,):
        state, why, answers = FactState.NOT_USABLE, Text("the record says that it is not known"), ()
    elif len(answers) > 1:
        state, why = FactState.CONFLICTING, Text("entries of one time contradict each other")
    elif stale:
        state, why = FactState.TOO_OLD, stale
    sources = tuple(dict.fromkeys(str(each.source) for each in latest))
    return ClinicalFact(kind=kind, state=state, answers=answers, date=str(past[0].time or ""), sources=sources, why=why)


def _answer(kind: FactKind, finding: Finding) -> str:
    """Our word for an answer, or "" where it is not understood."""
    value = finding.value
    if kind is FactKind.ALCOHOL and isinstance(value, Quantity):
        return NO if value.value == 0 else "heavy" if value.value >= HEAVY_DRINKS_PER_DAY else YES
    known = WORDS[kind]
    if isinstance(value, bool):
        return known.get("yes" if value else "no", "")
    if isinstance(value, str):
        return known.get(_plain(value), "")
    if not isinstance(value, Concept):
        return ""
    coded = {known[each.code] for each in value.codings if each.system in (LOINC, SNOMED_CT) and each.code in known}
    spoken = {known[_plain(text)] for text in value.texts if _plain(text) in known}
    said = coded or spoken
    return said.pop() if len(said) == 1 else ""


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" .").lower()


def _recorded(finding: Finding) -> str:
    value = finding.value
    if isinstance(value, Concept):
        return value.label
    return value.recorded if isinstance(value, Unusable) else str(value)
