"""Short phrases that several parts of a plan use, so that one thing is said in one way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from autonome.evidence.interactions import Direction, Strength
from autonome.kernel import DrugName, Text, chained, term
from autonome.kernel.texts import TWO_ALTERNATIVES, TWO_CLAUSES, TWO_OF_A_LIST
from autonome.pharmacogenomics.naming import natural
from autonome.plan.reasons import Reading

NAMED_AT_MOST = 6
"""Alleles that one phrase names; the rest are counted. The whole list stands with the gene."""

_EFFECTS: Mapping[tuple[str, str], Text] = {
    (Strength.STRONG, Direction.INHIBITOR): Text("strong inhibitor"),
    (Strength.STRONG, Direction.INDUCER): Text("strong inducer"),
    (Strength.MODERATE, Direction.INHIBITOR): Text("moderate inhibitor"),
    (Strength.MODERATE, Direction.INDUCER): Text("moderate inducer"),
    (Strength.WEAK, Direction.INHIBITOR): Text("weak inhibitor"),
    (Strength.WEAK, Direction.INDUCER): Text("weak inducer"),
}

LABELS_AT_MOST = 3
"""Diplotypes that one phrase names; the rest are counted."""


def join(words: Sequence[str], last: str = "and") -> Text:
    """Such as ``CYP2C9, CYP4F2 and VKORC1``; ``last`` may be "or" as well."""
    if not words:
        return Text("")
    listed, final = series(words[:-1]), words[-1]
    if not listed:
        return series([final])
    if last == "or":
        return Text("{listed} or {last}", listed=listed, last=final)
    return Text("{listed} and {last}", listed=listed, last=final)


def series(words: Iterable[str]) -> Text:
    """Such as ``*4, *5, *6``."""
    return chained(words, TWO_OF_A_LIST)


def clauses(texts: Iterable[str]) -> Text:
    """Clauses of one sentence, with a semicolon between them."""
    return chained(texts, TWO_CLAUSES)


def alternatives(words: Iterable[str]) -> Text:
    """Such as ``*1/*2 or *1/*3 or *1/*4``."""
    return chained(words, TWO_ALTERNATIVES)


def as_sentence(clause: str) -> Text:
    """A clause with a full stop."""
    return Text("{clause}.", clause=clause)


def ingredients(drugs: Iterable[DrugName]) -> tuple[Text, ...]:
    """Ingredients that have a name of their own in other languages."""
    return tuple(map(term, drugs))


def kind_of_effect(strength: str, direction: str) -> Text:
    """What a medicine is to an enzyme, such as ``strong inhibitor``."""
    return _EFFECTS[strength, direction]


def name_alleles(alleles: Sequence[str]) -> Text:
    """Such as ``*4, *5 or *6``; past `NAMED_AT_MOST` the rest are counted."""
    ordered = sorted(alleles, key=natural)
    return some(ordered, NAMED_AT_MOST)


def name_result(reading: Reading) -> Text:
    """A reading's diplotypes, such as ``*1/*2``; past `LABELS_AT_MOST` the rest are counted."""
    labels = reading.label.split(" or ") if reading.label else []
    # A laboratory may state a phenotype alone: then that is the label.
    return some([term(each) if each == reading.phenotype else each for each in labels], LABELS_AT_MOST)


def some(names: Sequence[str], at_most: int) -> Text:
    """One of these names; past a limit the rest are counted."""
    rest = len(names) - at_most
    if rest <= 0:
        return join(names, "or")
    return Text("{listed} or {count} more", listed=series(names[:at_most]), count=rest)


def presence(reading: Reading) -> Text:
    """What would have to be present for an open result, such as ``*4 or *5 is present``.

    Without alleles of its own the result needs two open alleles at once.
    """
    if reading.alleles:
        return Text("{alleles} is present", alleles=name_alleles(reading.via))
    if len(reading.via) > 1:
        return Text("two of {alleles} are present", alleles=name_alleles(reading.via))
    return Text("two such alleles are present")


def meaning_now(reading: Reading) -> Text:
    """What a result means today; where a medicine makes it so, the medicine and what the genotype says."""
    plain = meaning(reading.phenotype, reading.activity_score)
    if reading.acting is None:
        return plain
    return Text(
        "acts as {result}, because of {drugs}; by genotype {genotype}",
        result=plain,
        drugs=join(ingredients(reading.acting.because)),
        genotype=meaning(reading.acting.phenotype, reading.acting.activity_score),
    )


def meaning(phenotype: str, score: str) -> Text:
    """Such as ``Poor Metabolizer, activity score 0.0``."""
    named = term(phenotype) if phenotype else Text("no phenotype in the tables")
    return named if score in ("", "n/a") else Text("{phenotype}, activity score {score}", phenotype=named, score=score)
