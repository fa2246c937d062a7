"""Whose knowledge a plan rests on, with the licence and the credit that each asks for, and of which date it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autonome.kernel import Instant
from autonome.plan.ports import Knowledge
from autonome.plan.values import KnowledgeSource, MedicationAdvice


def knowledge_sources(knowledge: Knowledge) -> tuple[KnowledgeSource, ...]:
    """Everything that the bundle cites."""
    return tuple(
        KnowledgeSource(
            source.title, source.licence, _credit(source.publisher, source.citation), source.date, source.url
        )
        for source in knowledge.manifest.sources
    )


@dataclass(frozen=True, slots=True)
class Releases:
    """Of when the knowledge is.

    Args:
        dates: of the definitions, the phenotypes and the statements that were used, in a phrase.
        after: date of the newest source where that is later than the day of the plan, else "".
    """

    dates: str
    after: str = ""


def releases(knowledge: Knowledge, medicines: Iterable[MedicationAdvice], as_of: Instant) -> Releases:
    """Of when the knowledge is, for a plan of one day."""
    newest = knowledge.manifest.release[:10]
    return Releases(_dates(knowledge, medicines), newest if newest > str(as_of)[:10] else "")


def _dates(knowledge: Knowledge, medicines: Iterable[MedicationAdvice]) -> str:
    statements = [line.statement for advice in medicines for line in advice.verdict.lines if line.statement]
    dates = (
        ("allele definitions", _span(definition.release for definition in knowledge.definitions.values())),
        ("functions and phenotypes", _span(table.release for table in knowledge.phenotypes.values())),
        ("guidance used here", _span(statement.version for statement in statements)),
    )
    return "; ".join(f"{name} {span}" for name, span in dates if span)


def _credit(publisher: str, citation: str) -> str:
    return f"{publisher}. {citation}" if citation else f"{publisher}."


def _span(dates: Iterable[str]) -> str:
    """One date, or the first and last of several."""
    known = sorted({date[:10] for date in dates if date})
    return " to ".join(dict.fromkeys((known[0], known[-1]))) if known else ""
