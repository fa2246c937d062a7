"""Clauses of an amount that hold only for carriers of certain alleles, fitted to what the sample shows.

The CPIC warfarin guideline takes 15 to 30 % off for each of four CYP2C9 alleles that dosing algorithms ignore. Where
all four were looked at and none is there, the clause is noise that hides the dose; where one is there, it is named. In
every other case (positions without data, a laboratory's result that does not say what was tested) it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from autonome.kernel import GeneSymbol, Text, term
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.phrases import join

_LESS_FOR_EACH = re.compile(
    r", less (?P<cut>[^,;]+?) for each (?P<gene>[A-Z0-9]+)(?P<alleles>\*\d+(?:(?:, | or )\*\d+)*) allele "
    r"that it ignores"
)
_RANGE = re.compile(r" \((?P<two>[^)]*) with two variant alleles\)")
_ALLELE = re.compile(r"\*\d+")
_FROM_FILE = frozenset({Status.CALLED, Status.AMBIGUOUS})


def fitted(text: str, calls: Mapping[GeneSymbol, GeneCall]) -> str:
    """The text with its clauses about single alleles as they concern this patient.

    Args:
        text: an amount, or an instruction made of it.
        calls: all calls of the sample.
    """
    if not isinstance(text, Text) or not text.values:
        return _fitted(text, calls) if _LESS_FOR_EACH.search(text) else text
    values = {name: fitted(value, calls) for name, value in text.values.items()}
    if all(values[name] == value for name, value in text.values.items()):
        return text
    said = Text(text.template, **values)
    return said.with_capital() if text[:1].isupper() else said


def _fitted(amount: str, calls: Mapping[GeneSymbol, GeneCall]) -> str:
    found = _LESS_FOR_EACH.search(amount)
    call = calls.get(GeneSymbol(found["gene"])) if found else None
    if found is None or call is None:
        return amount
    alleles = _ALLELE.findall(found["alleles"])
    carried = [name for name in alleles if name in _carried(call)]
    template = amount.template if isinstance(amount, Text) else amount
    if carried:
        said = Text(for_carriers(template), alleles=Text("{gene}{alleles}", gene=call.gene, alleles=join(carried)))
    elif _excluded(call, alleles):
        said = term(without_clause(template))
    else:
        return amount
    return said.with_capital() if amount[:1].isupper() else said


def has_clause(amount: str) -> bool:
    """Whether an amount has such a clause; then both its other forms are translated too."""
    return _LESS_FOR_EACH.search(amount) is not None


def without_clause(amount: str) -> str:
    """The amount for a patient who carries none of the alleles."""
    return _RANGE.sub("", _LESS_FOR_EACH.sub("", amount, count=1), count=1)


def for_carriers(amount: str) -> str:
    """The amount for carriers, a template with the alleles to put in."""
    return _LESS_FOR_EACH.sub(r", less \g<cut> for {alleles} if it ignores this allele", amount, count=1)


def _carried(call: GeneCall) -> frozenset[str]:
    """Alleles of every result that guidance may be looked up for."""
    every = (*call.diplotypes, *call.recommendation_diplotypes)
    return frozenset(name for diplotype in every for name in diplotype.alleles)


def _excluded(call: GeneCall, alleles: Collection[str]) -> bool:
    """Whether the file looked at all of them; of an outside result nobody knows what was tested."""
    return call.status in _FROM_FILE and call.assessed > 0 and not set(alleles) & set(call.cannot_exclude)
