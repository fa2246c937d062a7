"""Words of the knowledge bundle that a plan says: whatever of it is a text, and the names that become one.

The bundle is walked as it is loaded, so that a table that is added to it is translated without a change here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from typing import Any

from autonome.consent import CATEGORIES, JURISDICTIONS, OBLIGATIONS, PURPOSES, RECIPIENTS, Taxonomy
from autonome.evidence.bundle import Bundle
from autonome.evidence.guidance import Effect, Statement
from autonome.evidence.wording import phrase_on, sentences_on
from autonome.kernel import Text
from autonome.law import COUNSEL, DOCUMENTS, RULES
from autonome.plan.amount_clauses import for_carriers, has_clause, without_clause
from autonome.plan.headline import expected
from autonome.plan.populations import population
from autonome.report.words import strength

_WORD = re.compile(r"[a-z]{3}")


def texts_of(value: object) -> Iterator[Text]:
    """Every text within a value, its parts included."""
    if isinstance(value, Text):
        yield value
        yield from (inner for put_in in value.values.values() for inner in texts_of(put_in))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (text for field in fields(value) for text in texts_of(getattr(value, field.name)))
    elif isinstance(value, Mapping):
        yield from (text for key, each in value.items() for text in (*texts_of(key), *texts_of(each)))
    elif isinstance(value, (list, tuple, AbstractSet)):
        yield from (text for each in value for text in texts_of(each))


def guidance(bundle: Bundle) -> Iterator[str]:
    """Templates of what statements say, and of what the plan makes of them."""
    for statement in _statements(bundle):
        yield from (text.template for text in texts_of(statement))
        yield from _fitted(statement)
        for implication in statement.implications.values():
            if implication.effect is Effect.NORMAL:
                yield from (text.template for text in texts_of(expected(implication.text)))


def _fitted(statement: Statement) -> Iterator[str]:
    if isinstance(statement.amount, Text) and has_clause(statement.amount.template):
        yield without_clause(statement.amount.template)
        yield for_carriers(statement.amount.template)


def terms(bundle: Bundle) -> Iterator[str]:
    """Reasons, phenotypes, strengths, populations and keys: all that is said and is no sentence on a drug."""
    for part in fields(bundle):
        if part.name not in ("guidance", "manifest"):
            yield from (text.template for text in texts_of(getattr(bundle, part.name)))
    for table in bundle.phenotypes.values():
        yield from (phenotype.name for phenotype in (*table.pairs.values(), *table.named.values()))
    for statement in _statements(bundle):
        yield from (text.template for text in texts_of(population(statement.population, None)))
        yield str(strength(statement.strength))
        yield from (key for key in statement.lookup.values() if _WORD.search(key))


def consent() -> Iterator[str]:
    """What is said of a consent and of a request: data, purposes, recipients, places, obligations."""
    trees: tuple[Taxonomy[Any], ...] = (CATEGORIES, PURPOSES, RECIPIENTS, JURISDICTIONS)
    yield from (each.label for tree in trees for each in tree.terms)
    yield from (each.label for each in OBLIGATIONS.values())


def law() -> Iterator[str]:
    """What a decision says of the law: papers, and rules upon a request; rules upon an event are the institution's."""
    yield COUNSEL
    yield from DOCUMENTS.values()
    yield from (rule.explanation for rule in RULES.rules if rule.upon is None)


def clinical(bundle: Bundle) -> Iterator[str]:
    """What the rules of clinical factors say, drug by drug."""
    rules = bundle.clinical
    for drug, listed in rules.rules.items():
        for rule in listed:
            yield from (text.template for text in texts_of(sentences_on(rule.text, drug)))
            yield phrase_on(rule.amount, drug).template
    for each in rules.classes:
        yield from (each.label, *(text.template for text in texts_of(sentences_on(each.text, each.members[0]))))
    yield from (each.label for each in (*rules.conditions.values(), *rules.goals.values()))


def names(bundle: Bundle) -> Iterator[str]:
    """Ingredients, and the alternatives that statements name."""
    yield from bundle.drugs.drugs
    for statement in _statements(bundle):
        yield from statement.alternatives


def _statements(bundle: Bundle) -> Iterator[Statement]:
    return (statement for drug in bundle.guidance for statement in bundle.guidance[drug])
