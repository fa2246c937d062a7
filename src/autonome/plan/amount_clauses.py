"""Clauses of an amount that hold only for carriers of certain alleles, fitted to what the sample shows.

The CPIC warfarin guideline takes 15 to 30 % off for each of four CYP2C9 alleles that dosing algorithms ignore. Where
all four were looked at and none is there, the clause is noise that hides the dose; where one is there, it is named. In
every other case (positions without data, a laboratory's result that does not say what was tested) it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from autonome.kernel import GeneSymbol
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
    found = _LESS_FOR_EACH.search(text)
    call = calls.get(GeneSymbol(found["gene"])) if found else None
    if found is None or call is None:
        return text
    alleles = _ALLELE.findall(found["alleles"])
    carried = [name for name in alleles if name in _carried(call)]
    if not carried and not _excluded(call, alleles):
        return text
    clause = f", less {found['cut']} for {found['gene']}{join(carried)} if it ignores this allele" if carried else ""
    rest = text[found.end() :]
    return f"{text[: found.start()]}{clause}{rest if carried else _RANGE.sub('', rest, count=1)}"


def _carried(call: GeneCall) -> frozenset[str]:
    """Alleles of every result that guidance may be looked up for."""
    every = (*call.diplotypes, *call.recommendation_diplotypes)
    return frozenset(name for diplotype in every for name in diplotype.alleles)


def _excluded(call: GeneCall, alleles: Collection[str]) -> bool:
    """Whether the file looked at all of them; of an outside result nobody knows what was tested."""
    return call.status in _FROM_FILE and call.assessed > 0 and not set(alleles) & set(call.cannot_exclude)
