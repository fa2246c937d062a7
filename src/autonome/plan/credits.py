"""Whose knowledge a plan rests on, with the licence and the credit that each asks for, and of which date it is."""

from __future__ import annotations

from collections.abc import Iterable

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


def releases(knowledge: Knowledge, medicines: Iterable[MedicationAdvice]) -> str:
    """Dates of the definitions, the phenotypes and the statements that were used, in a phrase."""
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
