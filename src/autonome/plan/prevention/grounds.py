"""Whether one requirement of a rule holds for this patient: yes, perhaps, no, or not known; and on which ground.

*Perhaps* is a result that is possible, disputed or partial, or a fact that is too old or contradicted: it can lead to
advice that says so. *Not known* never leads to advice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autonome.clinical import Concept, FindingKind, HealthRecord, latest_first
from autonome.evidence.prevention import Asks, Requirement
from autonome.kernel import DrugName, GeneSymbol, Text, chained, term
from autonome.kernel.texts import TWO_ALTERNATIVES
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.disputes import dispute_of
from autonome.plan.factors.tests import Holds
from autonome.plan.facts.values import LABELS, ClinicalFact, ClinicalFacts, FactKind, FactState
from autonome.plan.ports import Knowledge
from autonome.plan.prevention.family import EARLY_CORONARY, early_coronary
from autonome.plan.prevention.values import Ground, GroundKind
from autonome.plan.readings import readings_of
from autonome.plan.reasons import MEANINGLESS, Basis, Reading


@dataclass(frozen=True, slots=True)
class Answer:
    """How a requirement fares.

    Args:
        holds: the answer.
        ground: what it rests on; None where it does not hold.
        why: a sentence: why it is not known, or not certain; else "".
    """

    holds: Holds
    ground: Ground | None = None
    why: str = ""


NO = Answer(Holds.NO)

WAY_OF_LIFE = Text("work and surroundings")

LIFESTYLE = "lifestyle"
"""The category of consent for work and surroundings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom the rules are asked of.

    Args:
        calls: by gene.
        facts: of the record.
        record: without what consent does not cover.
        taking: current medicines.
        considered: medicines that somebody asks about.
    """

    calls: Mapping[GeneSymbol, GeneCall]
    facts: ClinicalFacts
    record: HealthRecord
    taking: frozenset[DrugName] = frozenset()
    considered: frozenset[DrugName] = frozenset()


def answer(requirement: Requirement, person: Person, knowledge: Knowledge) -> Answer:
    """Ask one requirement of one person."""
    if requirement.asks is Asks.GENE:
        return _gene(requirement, person, knowledge)
    if requirement.asks is Asks.TAKING:
        return _taking(requirement, person)
    if requirement.asks is Asks.FAMILY:
        return _family(requirement, person)
    if requirement.asks is Asks.WORDS:
        return _words(requirement, person)
    return _fact(requirement, person.facts)


def _gene(requirement: Requirement, person: Person, knowledge: Knowledge) -> Answer:
    gene = GeneSymbol(requirement.subjects[0])
    call = person.calls.get(gene)
    readings = readings_of(gene, call, knowledge.phenotypes.get(gene))
    found = [each for each in readings if each.basis not in (Basis.OPEN, Basis.REMOTE)]
    hits = [each for each in found if _matches(each, requirement)]
    if not hits:
        return _without(gene, call, found)
    ground = _gene_ground(gene, hits, requirement)
    if len(hits) == len(found) and all(each.basis is Basis.BEST for each in hits):
        return Answer(Holds.YES, ground)
    return Answer(Holds.PERHAPS, ground, _doubt(gene, call, hits))


def _matches(reading: Reading, requirement: Requirement) -> bool:
    return any(value in requirement.values for value in (reading.phenotype, *reading.named))


def _without(gene: GeneSymbol, call: GeneCall | None, found: list[Reading]) -> Answer:
    """No result asks for it: a plain no, or not known."""
    if call is None or any(each.basis is Basis.NO_RESULT for each in found):
        return Answer(Holds.UNKNOWN, why=_unread(gene, call))
    if any(each.phenotype in MEANINGLESS and not each.named for each in found):
        return Answer(Holds.UNKNOWN, why=Text("What the {gene} result means is not known.", gene=gene))
    if call.status is Status.CONFLICTING:
        return Answer(Holds.UNKNOWN, why=dispute_of(call))
    return NO


def _unread(gene: GeneSymbol, call: GeneCall | None) -> Text:
    if call is not None and call.status is Status.NO_MATCH:
        return Text("The data for {gene} fit no known combination of alleles.", gene=gene)
    if call is not None and call.status is Status.CONFLICTING:
        return Text("The results for {gene} contradict each other.", gene=gene)
    return Text("{gene} was not assessed.", gene=gene)


def _doubt(gene: GeneSymbol, call: GeneCall | None, hits: list[Reading]) -> str:
    if call is not None and call.status is Status.CONFLICTING:
        return dispute_of(call)
    if any(each.basis is Basis.PARTIAL for each in hits):
        return Text("It rests on one variant of {gene}; the whole result fits no known alleles.", gene=gene)
    return Text("{gene} has several possible results, and not all of them ask for this.", gene=gene)


def _gene_ground(gene: GeneSymbol, hits: list[Reading], requirement: Requirement) -> Ground:
    labels = " or ".join(dict.fromkeys(each.label for each in hits if each.label))
    said = dict.fromkeys(value for each in hits for value in (each.phenotype, *each.named) if value)
    meaning = chained((term(each) for each in said if each in requirement.values), TWO_ALTERNATIVES)
    return Ground(kind=GroundKind.GENE, name=gene, value=labels, meaning=meaning)


def _taking(requirement: Requirement, person: Person) -> Answer:
    found = sorted(person.taking & set(requirement.values))
    if not found:
        return NO
    return Answer(Holds.YES, Ground(kind=GroundKind.MEDICINE, name=", ".join(found), value=Text("taken now")))


def _family(requirement: Requirement, person: Person) -> Answer:
    found = early_coronary(person.record) if requirement.subjects == (EARLY_CORONARY,) else ()
    if not found:
        return NO
    first = found[0]
    value = Text("{words}, {age}", words=first.words, age=first.age) if first.age else first.words
    ground = Ground(kind=GroundKind.FAMILY, name=Text("family history"), value=value, source=first.source)
    if first.sure:
        return Answer(Holds.YES, ground)
    return Answer(
        Holds.PERHAPS, ground, Text("The relative's age at that time, or sex, is not recorded exactly enough.")
    )


def _words(requirement: Requirement, person: Person) -> Answer:
    """Whole words in what the record says; a way of life that is not recorded, or not covered, is no ground."""
    if LIFESTYLE in person.facts.not_covered:
        return Answer(
            Holds.UNKNOWN, why=Text("Work and surroundings are not covered by consent, and were not looked at.")
        )
    for kind in requirement.subjects:
        for finding in latest_first(person.record, FindingKind(kind)):
            value = finding.value
            texts = value.texts if isinstance(value, Concept) else (value,) if isinstance(value, str) else ()
            if finding.is_usable and (said := next(_holding(texts, requirement.values), "")):
                ground = Ground(
                    kind=GroundKind.WAY_OF_LIFE,
                    name=WAY_OF_LIFE,
                    value=said,
                    source=str(finding.source),
                    date=str(finding.time or ""),
                )
                return Answer(Holds.PERHAPS, ground, Text("The record's words were matched; ask what the exposure is."))
    return NO


def _holding(texts: tuple[str, ...], wanted: tuple[str, ...]) -> Iterator[str]:
    return (text for text in texts if {word.strip(".,;:()") for word in text.lower().split()} & set(wanted))


def _fact(requirement: Requirement, facts: ClinicalFacts) -> Answer:
    fact = facts.of(FactKind(requirement.subjects[0]))
    if not fact.warns:
        return Answer(Holds.UNKNOWN, why=_why_unknown(fact))
    reached = _reached(requirement, fact)
    if reached is Holds.NO and fact.known:
        return NO
    if reached is Holds.NO:
        return Answer(Holds.UNKNOWN, why=_why_unknown(fact))
    ground = Ground(
        kind=GroundKind.FACT,
        name=LABELS[fact.kind],
        value=fact.shown,
        source=", ".join(fact.sources),
        date=fact.date,
    )
    if reached is Holds.YES and fact.known:
        return Answer(Holds.YES, ground)
    return Answer(Holds.PERHAPS, ground, _why_unsure(fact))


def _reached(requirement: Requirement, fact: ClinicalFact) -> Holds:
    """Whether the value, for what it is, fulfils the requirement."""
    if requirement.at_least is None:
        hits = [each for each in fact.answers if each in requirement.values]
        return Holds.NO if not hits else Holds.YES if len(hits) == len(fact.answers) else Holds.PERHAPS
    span = fact.span
    if span is None or fact.unit != requirement.unit:
        return Holds.NO
    if span.low is not None and span.low >= requirement.at_least:
        return Holds.YES
    below = span.high is not None and (
        span.high < requirement.at_least or (span.high == requirement.at_least and span.below_high)
    )
    return Holds.NO if below else Holds.PERHAPS


_UNKNOWN = {
    FactState.NOT_RECORDED: Text("is not recorded"),
    FactState.NOT_COVERED: Text("is not covered by consent, and was not looked at"),
    FactState.NOT_USABLE: Text("is recorded in a form that cannot be used"),
    FactState.TOO_OLD: Text("was recorded too long ago"),
    FactState.CONFLICTING: Text("is recorded with values that contradict each other"),
    FactState.DOUBTFUL: Text("is recorded with a value that misleads here"),
    FactState.KNOWN: Text("is known"),
}


def _why_unknown(fact: ClinicalFact) -> Text:
    return Text("The fact “{fact}” {why}.", fact=LABELS[fact.kind], why=_UNKNOWN[fact.state])


def _why_unsure(fact: ClinicalFact) -> Text:
    if fact.known:
        return Text("The value of “{fact}” is not exact enough to tell.", fact=LABELS[fact.kind])
    return _why_unknown(fact)
