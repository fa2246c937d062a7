"""The patient as clinical rules see them: facts, and the conditions, allergies and goals that the bundle's words match.

A condition matches by a code of ICD-10, ICD-10-CM or SNOMED CT, or by the whole of its words. A part of a sentence
never states one, because a family history and a denial hold the same words; it can warn (`warning_words`). What matches
nothing is kept apart and shown: a rule may have missed it. What the record takes back never matches; what it is not
sure of, and a code whose words may deny it (`condition_words`), matches as *possible*.

What is not read (`unread`) is neither there nor absent: a code of ICD-10 that means no condition of the bundle is
another illness, whereas words and codes of other systems that nobody knows may mean any of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from autonome.clinical import (
    ICD_10,
    ICD_10_CM,
    SNOMED_CT,
    Allergy,
    Assertion,
    Concept,
    Condition,
    HealthRecord,
)
from autonome.evidence.clinical import NO_CLINICAL_RULES, ClinicalRules, Term
from autonome.evidence.drugs import DrugIndex
from autonome.kernel import Instant, Text
from autonome.plan.facts.allergies import RecordedAllergy, recorded_allergies
from autonome.plan.facts.clinical import facts_of
from autonome.plan.facts.condition_words import Doubt, doubt_in
from autonome.plan.facts.conditions import TAKEN_BACK, UNSURE, began, is_over, is_stated
from autonome.plan.facts.goals import RecordedGoal, recorded_goals
from autonome.plan.facts.kidney_codes import said_of_kidneys
from autonome.plan.facts.pregnancy_codes import is_of_pregnancy, said_of_pregnancy
from autonome.plan.facts.values import NO_FACTS, ClinicalFact, ClinicalFacts, FactKind, FactState
from autonome.plan.facts.warning_words import warned_of
from autonome.plan.phrases import series

__all__ = [
    "ALLERGIES",
    "CONDITIONS",
    "NO_STATE",
    "TAKEN_BACK",
    "ClinicalState",
    "Matched",
    "clinical_state",
    "means",
    "plain_words",
]

CONDITIONS, ALLERGIES = "conditions", "allergies"


@dataclass(frozen=True, slots=True)
class Matched:
    """An entry of the record that means a condition or a goal of the bundle.

    Args:
        text: in the record's words.
        date: when it began or was written, as precise as recorded, or "".
        source: where the record has it.
        sure: whether the record is sure of it.
        why: why not, as a clause, where that is its words; else "".
    """

    text: str
    date: str
    source: str
    sure: bool
    why: str = ""


Matches = Mapping[str, tuple[Matched, ...]]
"""Id of a condition → entries that mean it."""


@dataclass(frozen=True, slots=True)
class ClinicalState:
    """What rules are applied to.

    Args:
        facts: measured and coded ones.
        present: conditions that the patient has.
        ever: those, and those that are over.
        allergies: with what each concerns.
        goals: with what each means.
        unmatched: conditions, in the record's words, that no rule knows.
        rules: of the bundle.
        silent: categories that the record has no entry of, of conditions and allergies.
        taking: ingredient → where the record has it (`plan.companions`).
        unread: diagnoses, in the record's words, of which nobody can say what they mean.
    """

    facts: ClinicalFacts = NO_FACTS
    present: Matches = field(default_factory=dict)
    ever: Matches = field(default_factory=dict)
    allergies: tuple[RecordedAllergy, ...] = ()
    goals: tuple[RecordedGoal, ...] = ()
    unmatched: tuple[str, ...] = ()
    rules: ClinicalRules = NO_CLINICAL_RULES
    silent: frozenset[str] = frozenset()
    taking: Matches = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    @property
    def diagnoses(self) -> ClinicalFact:
        """Whether a condition that was not found is absent: known only where every diagnosis was read."""
        kind = FactKind.DIAGNOSES
        if CONDITIONS in self.facts.not_covered:
            return ClinicalFact(kind=kind, state=FactState.NOT_COVERED)
        if self.unread:
            why = Text("{words} is not understood", words=series(f"“{each}”" for each in self.unread))
            return ClinicalFact(kind=kind, state=FactState.NOT_USABLE, why=why)
        return ClinicalFact(kind=kind, state=FactState.NOT_RECORDED if CONDITIONS in self.silent else FactState.KNOWN)


NO_STATE = ClinicalState()
"""Nothing is recorded, and nothing is known to matter."""


def clinical_state(
    record: HealthRecord, rules: ClinicalRules, drugs: DrugIndex, as_of: Instant, not_covered: Collection[str] = ()
) -> ClinicalState:
    """Fold a record into what clinical rules are applied to.

    Args:
        record: the health record, without what consent does not cover.
        rules: of the bundle.
        drugs: its ingredients and their names.
        as_of: the instant of the plan.
        not_covered: categories of data that consent does not cover.
    """
    counted = [] if CONDITIONS in not_covered else [each for each in record.of(Condition) if is_stated(each)]
    present = [each for each in counted if not is_over(each, as_of)]
    allergies = () if ALLERGIES in not_covered else recorded_allergies(record, rules, drugs, counted)
    ever = _matches(counted, rules.conditions, frozenset({Doubt.DENIED}))
    known = {entry.source for found in ever.values() for entry in found} | {each.source for each in allergies}
    return ClinicalState(
        facts=facts_of(record, as_of, not_covered),
        present=_matches(present, rules.conditions, frozenset({Doubt.DENIED, Doubt.OVER})),
        ever=ever,
        allergies=allergies,
        goals=() if "goals" in not_covered else recorded_goals(record, rules, as_of),
        unmatched=tuple(dict.fromkeys(c.code.label for c in present if not _has_rules(c, known))),
        rules=rules,
        silent=frozenset(_silent(record, not_covered)),
        unread=tuple(dict.fromkeys(c.code.label for c in counted if not _is_read(c, rules, known))),
    )


def _has_rules(condition: Condition, known: Collection[str]) -> bool:
    """Whether a rule may go by it: as a condition of the bundle, or a fact on kidneys, pregnancy, breastfeeding."""
    concept = condition.code
    return str(condition.source) in known or is_of_pregnancy(concept) or bool(said_of_kidneys(concept))


_OPEN = {
    Doubt.DENIED: Text("its words may deny it, or be of somebody else"),
    Doubt.OVER: Text("its words may be of the past"),
}


def _matches(conditions: Collection[Condition], terms: Mapping[str, Term], counts: Collection[Doubt]) -> Matches:
    """What each term is meant by.

    Args:
        conditions: of the record.
        terms: of the bundle.
        counts: doubts that leave an entry possible.
    """
    found: dict[str, tuple[Matched, ...]] = {}
    for condition in conditions:
        for term in terms.values():
            if means(condition.code, term):
                doubt = doubt_in(text for text in condition.code.texts if plain_words(text) not in term.texts)
                entry = _matched(condition, _OPEN[doubt] if doubt in counts else "")
                found[term.id] = (*found.get(term.id, ()), entry)
        for each in sorted(warned_of(condition.code.texts) & terms.keys()):
            if not any(entry.source == str(condition.source) for entry in found.get(each, ())):
                found[each] = (*found.get(each, ()), _matched(condition, WARNED))
    return found


WARNED = Text("its words may mean it")
"""Why an entry is only possible that nothing but a part of its words speaks for."""


def _is_read(condition: Condition, rules: ClinicalRules, known: Collection[str]) -> bool:
    """Whether it is plain which conditions of the bundle a diagnosis means, or that it means none of them."""
    code = condition.code
    of_icd = any(each.system in (ICD_10, ICD_10_CM) and each.code for each in code.codings)
    of_pregnancy = said_of_pregnancy(code) is not None
    return _has_rules(condition, known) or of_icd or of_pregnancy or means(code, rules.others)


def _matched(condition: Condition, doubt: str) -> Matched:
    sure = condition.verification not in UNSURE and not doubt
    return Matched(condition.code.label, str(began(condition) or ""), str(condition.source), sure, doubt)


def means(concept: Concept, term: Term) -> bool:
    """Whether a concept means a term: by a code at or below one of its codes, or by the whole of its words."""
    if any(each.system == SNOMED_CT and each.code in term.snomed for each in concept.codings):
        return True
    codes = [each.code.upper() for each in concept.codings if each.system in (ICD_10, ICD_10_CM)]
    if any(_is_below(code, wanted) for code in codes for wanted in term.icd10):
        return True
    return any(plain_words(text) in term.texts for text in concept.texts)


def _is_below(code: str, wanted: str) -> bool:
    return code.replace(".", "").startswith(wanted.replace(".", ""))


def plain_words(text: str) -> str:
    """Words to compare: lower case, single spaces, no full stop at the end."""
    return " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").lower().split()).strip(" .")


def _silent(record: HealthRecord, not_covered: Collection[str]) -> Iterator[str]:
    if CONDITIONS not in not_covered and not record.of(Condition):
        yield CONDITIONS
    if ALLERGIES not in not_covered and not _has_allergies(record):
        yield ALLERGIES


def _has_allergies(record: HealthRecord) -> bool:
    return any(each.assertion is not Assertion.NO_INFORMATION for each in record.of(Allergy))
