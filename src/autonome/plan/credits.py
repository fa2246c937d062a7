"""Whose knowledge a plan rests on, with the licence and the credit that each asks for, and of which date it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from autonome.evidence.bundle import Source
from autonome.evidence.clinical import ClinicalRules
from autonome.evidence.interactions import Interactions
from autonome.kernel import Instant, Text
from autonome.plan.phrases import clauses, series
from autonome.plan.ports import Knowledge
from autonome.plan.values import KnowledgeSource, MedicationAdvice

_GUIDANCE = re.compile(r"(cpic)(?:-guidance-.*)?$|(dpwg)(?:-.*)?$")
"""Ids of the releases that statements come from."""

_OF_ENZYMES = re.compile(r"turnover of human CYP|full induction", re.IGNORECASE)
"""Titles of sources that every chain of an interaction rests on, and that no row of a chain names."""

_WORD = re.compile(r"[\w-]+")


def knowledge_sources(knowledge: Knowledge, medicines: Sequence[MedicationAdvice]) -> tuple[KnowledgeSource, ...]:
    """Everything that the bundle cites, and whether anything of it is in this plan.

    A source whose title names genes is about these; one of the guidelines' is used with their statements; one of
    interactions where a chain rests on it; one of clinical rules where a line or a cost does; the rest (positions,
    names of medicines, wording) serves every plan.
    """
    lines = [line for advice in medicines for line in advice.verdict.lines]
    told = {line.statement.source.lower() for line in lines if line.statement}
    genes = {reading.gene for line in lines for reading in line.readings}
    chained = {title for advice in medicines for each in advice.interactions for title in each.sources}
    of_interactions = _interaction_titles(knowledge.interactions)
    of_rules, lined = _clinical_titles(knowledge.clinical), frozenset(_rested_upon(medicines))

    def used(source: Source) -> bool:
        guideline = _GUIDANCE.match(source.id)
        if guideline:
            return (guideline[1] or guideline[2]) in told
        if source.title in of_interactions:
            return source.title in chained
        if any(title.startswith(source.title) for title in of_rules):
            return any(title.startswith(source.title) for title in lined)
        if _OF_ENZYMES.search(source.title):
            return bool(chained)
        about = _named(source.title, knowledge)
        return not about or bool(about & genes)

    return tuple(_knowledge_source(source, used=used(source)) for source in knowledge.manifest.sources)


def _knowledge_source(source: Source, *, used: bool) -> KnowledgeSource:
    credit = f"{source.publisher}. {source.citation}" if source.citation else f"{source.publisher}."
    return KnowledgeSource(source.title, source.licence, credit, source.date, source.url, used)


def _interaction_titles(interactions: Interactions) -> frozenset[str]:
    effects = (each for drug in interactions.effects.values() for each in drug)
    return frozenset(
        (
            *(each.source for each in effects),
            *(each.source for each in interactions.persistence.values()),
            *(each.source for each in interactions.conversions.values()),
        )
    )


def _clinical_titles(rules: ClinicalRules) -> frozenset[str]:
    of_rules = (rule.source for each in rules.rules.values() for rule in each)
    return frozenset((*of_rules, *(c.source for c in rules.classes), *(c.source for c in rules.costs.values())))


def _rested_upon(medicines: Iterable[MedicationAdvice]) -> Iterator[str]:
    """Titles that lines and costs of the medicines and of their alternatives rest on; a cost's has its year behind."""
    for advice in medicines:
        for factors in (advice.factors, *(check.factors for check in advice.alternatives)):
            yield from (line.source for line in factors.lines)
            yield factors.cost_source


def _named(title: str, knowledge: Knowledge) -> frozenset[str]:
    """Genes that a title names."""
    return frozenset(_WORD.findall(title)) & {*knowledge.phenotypes, *knowledge.definitions}


@dataclass(frozen=True, slots=True)
class Releases:
    """Of when the knowledge is.

    Args:
        dates: of the definitions, the phenotypes and the statements that were used, in a phrase.
        after: date of the newest source where that is later than the day of the plan, else "".
    """

    dates: Text
    after: str = ""


def releases(knowledge: Knowledge, medicines: Iterable[MedicationAdvice], as_of: Instant) -> Releases:
    """Of when the knowledge is, for a plan of one day."""
    newest = knowledge.manifest.release[:10]
    return Releases(_dates(knowledge, medicines), newest if newest > str(as_of)[:10] else "")


def _dates(knowledge: Knowledge, medicines: Iterable[MedicationAdvice]) -> Text:
    statements = [line.statement for advice in medicines for line in advice.verdict.lines if line.statement]
    definitions = _span(definition.release for definition in knowledge.definitions.values())
    phenotypes = _span(table.release for table in knowledge.phenotypes.values())
    guidance = _span(statement.version for statement in statements)
    return clauses(
        text
        for text, dates in (
            (Text("allele definitions {dates}", dates=definitions), definitions),
            (Text("functions and phenotypes {dates}", dates=phenotypes), phenotypes),
            (Text("guidance used here {dates}", dates=guidance), guidance),
        )
        if dates
    )


def _span(dates: Iterable[str]) -> Text:
    """One date, or the first and last of several."""
    known = sorted({date[:10] for date in dates if date})
    if len(set(known)) > 1:
        return Text("{first} to {last}", first=known[0], last=known[-1])
    return series(known)
