"""The two genotypes that the equation looks at, read from the calls; and what CPIC adds that it does not look at.

A result that is missing, ambiguous, unmatched or disputed is *unknown* to the equation, which has a term for that;
which of them it was is said. An allele that the equation never saw is not unknown but outside its domain.
"""

from __future__ import annotations

from dataclasses import dataclass

from autonome.kernel import GeneSymbol, Text
from autonome.pharmacogenomics.calls import Diplotype, GeneCall, Status
from autonome.pharmacogenomics.naming import natural
from autonome.plan.disputes import dispute_of
from autonome.plan.warfarin.equation import Cyp2c9, Vkorc1

CYP2C9 = GeneSymbol("CYP2C9")
VKORC1 = GeneSymbol("VKORC1")
CYP4F2 = GeneSymbol("CYP4F2")
RS12777823 = GeneSymbol("rs12777823")

ADDED_BY_CPIC = ("*5", "*6", "*8", "*11")
"""CYP2C9 alleles that lower the dose and that the equation does not know (CPIC warfarin 2017, PMID 28198005)."""

EQUATIONS_OWN = ("*1", "*2", "*3")

_VKORC1 = {"-1639 GG": Vkorc1.GG, "-1639 AG": Vkorc1.AG, "-1639 AA": Vkorc1.AA}
_CYP2C9 = {each.value: each for each in Cyp2c9 if each is not Cyp2c9.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Genotypes:
    """What goes into the equation, and why something does not.

    Args:
        vkorc1: or unknown.
        cyp2c9: or unknown.
        vkorc1_problem: a sentence: why it is unknown, or "".
        cyp2c9_problem: the same.
        foreign: CYP2C9 alleles of this patient that the equation does not know, in order.
        untested: of `ADDED_BY_CPIC`, those that were not, or not certainly, looked for.
    """

    vkorc1: Vkorc1
    cyp2c9: Cyp2c9
    vkorc1_problem: str
    cyp2c9_problem: str
    foreign: tuple[str, ...]
    untested: tuple[str, ...]


def genotypes_of(vkorc1: GeneCall | None, cyp2c9: GeneCall | None) -> Genotypes:
    """Read both calls."""
    first, first_problem = _vkorc1(vkorc1)
    foreign = _foreign(cyp2c9)
    second, second_problem = _cyp2c9(cyp2c9) if not foreign else (Cyp2c9.UNKNOWN, "")
    return Genotypes(first, second, first_problem, second_problem, foreign, _untested(cyp2c9))


def carries(call: GeneCall | None, *alleles: str) -> bool:
    """Whether every result that explains the data best holds one of the alleles; no result: no."""
    found = _results(call)
    return bool(found) and all(set(each.alleles) & set(alleles) for each in found)


def _results(call: GeneCall | None) -> tuple[Diplotype, ...]:
    """Results that explain the data best; none where the gene has no plain answer."""
    if call is None or call.status in (Status.NOT_ASSESSED, Status.NO_MATCH, Status.CONFLICTING):
        return ()
    return call.recommendation_diplotypes or call.diplotypes


def _problem(gene: GeneSymbol, call: GeneCall | None) -> Text:
    if call is not None and call.status is Status.CONFLICTING:
        return Text("The {gene} results contradict each other: {dispute}", gene=gene, dispute=dispute_of(call))
    if call is not None and call.status is Status.NO_MATCH:
        return Text("The data for {gene} fit no known combination of alleles.", gene=gene)
    return Text("{gene} was not assessed.", gene=gene)


def _vkorc1(call: GeneCall | None) -> tuple[Vkorc1, str]:
    found = {_VKORC1.get(each.phenotype) for each in _results(call)}
    if not found:
        return Vkorc1.UNKNOWN, _problem(VKORC1, call)
    (one, *others) = found
    if others or one is None:
        return Vkorc1.UNKNOWN, Text("{gene} has no single result.", gene=VKORC1)
    return one, ""


def _cyp2c9(call: GeneCall | None) -> tuple[Cyp2c9, str]:
    found = {"/".join(sorted(each.alleles, key=natural)) for each in _results(call)}
    if not found or call is None:
        return Cyp2c9.UNKNOWN, _problem(CYP2C9, call)
    if open_ones := [allele for allele in call.untested if allele in EQUATIONS_OWN]:
        unread = ", ".join(open_ones)
        return Cyp2c9.UNKNOWN, Text("CYP2C9 {alleles} could not be looked for everywhere.", alleles=unread)
    known = _CYP2C9.get(found.pop())
    if found or known is None:
        return Cyp2c9.UNKNOWN, Text("{gene} has no single result.", gene=CYP2C9)
    return known, ""


def _foreign(call: GeneCall | None) -> tuple[str, ...]:
    """Alleles outside the equation in any result that may be this patient's, disputed ones included."""
    found = (call.recommendation_diplotypes or call.diplotypes) if call else ()
    return tuple(sorted({a for each in found for a in each.alleles if a not in EQUATIONS_OWN}, key=natural))


def _untested(call: GeneCall | None) -> tuple[str, ...]:
    """A laboratory's result does not say which alleles it looked for, and so counts as not certain."""
    if call is None or call.status in (Status.OUTSIDE, Status.NOT_ASSESSED):
        return ADDED_BY_CPIC
    return tuple(allele for allele in ADDED_BY_CPIC if allele in call.untested)
