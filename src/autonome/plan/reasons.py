"""The chain of reasons as values: a result, the line from it to a statement, a source's advice, the verdict.

Invariant: a line, and so a verdict, always names the gene results behind it, and the statement or why there is none.
How each is reached stands in `readings`, `matching` and `verdict`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autonome.evidence.guidance import Statement
from autonome.kernel import DrugName, GeneSymbol
from autonome.plan.conditions import is_conditional
from autonome.plan.consequence import Consequence
from autonome.plan.populations import Population


class Basis(StrEnum):
    """What stands behind one possible result of a gene."""

    BEST = "best"
    """It explains the data best."""
    OPEN = "open"
    """An allele at a position without data would have to be present, one that every laboratory should test for."""
    REMOTE = "remote"
    """The same, of an allele that no laboratory is expected to test for."""
    PARTIAL = "partial"
    """No combination of alleles explains the data; one variant alone is looked up, as the gene's guideline allows."""
    DISPUTED = "disputed"
    """One of several results that contradict one another. It can warn, and never reassure."""
    NO_RESULT = "no-result"
    """The gene is not assessed or unmatched: there is no result to look anything up with."""


NEEDS_OPEN_ALLELE = frozenset({Basis.OPEN, Basis.REMOTE})
"""Results that hold only if an allele is present at a position without data."""

MEANINGLESS = frozenset({"", "Indeterminate", "No Result"})
"""Phenotypes that say nothing of what the gene does in this patient."""


class EffectState(StrEnum):
    """Whether a medicine's effect on an enzyme counts on the day of the plan; the first of several orders counts."""

    IN_FORCE = "in-force"
    BUILDING_UP = "building-up"
    """An inducer that was begun lately."""
    UNCERTAIN = "uncertain"
    """Whether it is still taken, or since when it is not, the record does not tell."""
    WASHOUT = "washout"
    """Stopped, and not yet without effect."""
    PLANNED = "planned"
    """Not taken yet."""


@dataclass(frozen=True, slots=True)
class Acting:
    """That a result is not the genotype's own, and why.

    Args:
        phenotype: by genotype.
        activity_score: by genotype: decimal string, lower bound, ``n/a``, or "".
        because: medicines that inhibit or induce the enzyme.
    """

    phenotype: str
    activity_score: str
    because: tuple[DrugName, ...]


@dataclass(frozen=True, slots=True)
class Interaction:
    """A chain of two links: this medicine changes that enzyme, and the enzyme matters for the medicine advised on.

    Args:
        drug: that changes the enzyme.
        gene: of the enzyme.
        direction: ``inhibitor`` or ``inducer``.
        strength: ``strong`` or ``moderate``.
        state: whether the effect counts today.
        reason: why, in a clause.
        by_genotype: what the genotype says, such as ``Normal Metabolizer, activity score 2.0``, or "".
        acts_as: what it becomes, or "" where nothing changes or there is no result.
        used: whether the advice goes by it; otherwise it is only shown.
        rule: why, in a clause.
        over: day on which the effect is expected to be over, where the last dose is known, else "".
        washout_days: from the last dose until the enzyme counts as free of the effect.
        orders: where the record has the medicine.
        sources: titles of what the strength, the half-life and the conversion rest on.
    """

    drug: DrugName
    gene: GeneSymbol
    direction: str
    strength: str
    state: EffectState
    reason: str
    by_genotype: str
    acts_as: str
    used: bool
    rule: str
    over: str
    washout_days: int
    orders: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One result that a gene may have in this patient.

    Args:
        gene: HGNC symbol.
        basis: what stands behind it.
        alleles: named alleles, for guidance that goes by genotype.
        label: as it is written, such as ``*1/*2``; "" without a result.
        phenotype: such as ``Poor Metabolizer``, or "".
        activity_score: decimal string, ``n/a``, or "".
        phased: whether the data say which alleles lie on one chromosome.
        named: whole results where there are several at once: HLA alleles present and absent.
        via: the open alleles, any of which would lead here.
        keyed: whether the source in question has a key for the result.
        acting: what the genotype says, where a medicine makes the enzyme act otherwise; None where none does.
        unknown_bases: positions that show a base which no definition knows, and that were taken for reference.
        blind: whether one of them is a position that every laboratory should test: then the result cannot reassure.
    """

    gene: GeneSymbol
    basis: Basis
    alleles: tuple[str, ...] = ()
    label: str = ""
    phenotype: str = ""
    activity_score: str = ""
    phased: bool = True
    named: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    keyed: bool = False
    acting: Acting | None = None
    unknown_bases: tuple[str, ...] = ()
    blind: bool = False

    @property
    def determined(self) -> bool:
        """Whether it is a whole result that nothing contradicts, with a known meaning."""
        return self.basis in (Basis.BEST, *NEEDS_OPEN_ALLELE) and self.meaningful and not self.blind

    @property
    def meaningful(self) -> bool:
        """Whether what it does is known, were it right. An indeterminate phenotype is not a normal one.

        Where the tables state no phenotype at all (CYP4F2), the guideline goes by the alleles, and a key is meaning.
        """
        by_alleles = self.keyed and not (self.phenotype or self.activity_score)
        return self.phenotype not in MEANINGLESS or self.activity_score not in ("", "n/a") or by_alleles


@dataclass(frozen=True, slots=True)
class GuidanceLine:
    """One step of the chain: these results, looked up under these keys, lead to this statement.

    Args:
        source: ``CPIC`` or ``DPWG``.
        readings: one per gene that the guideline looks at, in the genes' order.
        statement: what was found, or None: then the source has nothing for these results.
        population: for whom.
        consequence: what it means for this patient.
        reasons: how the results led to the guideline's keys, or why there is no statement.
    """

    source: str
    readings: tuple[Reading, ...]
    statement: Statement | None
    population: Population
    consequence: Consequence
    reasons: tuple[str, ...]

    @property
    def lookup(self) -> tuple[tuple[GeneSymbol, str], ...]:
        """(gene, key) pairs that found the statement; empty when none was found."""
        return tuple(sorted(self.statement.lookup.items())) if self.statement else ()

    @property
    def genes(self) -> tuple[GeneSymbol, ...]:
        """The set of genes that the guideline looks at together."""
        return tuple(reading.gene for reading in self.readings)

    @property
    def open(self) -> bool:
        """Whether the line holds only if an allele that was left open is present."""
        return any(reading.basis in NEEDS_OPEN_ALLELE for reading in self.readings)

    @property
    def remote(self) -> bool:
        """Whether it holds only if an allele is present that no laboratory is expected to test for."""
        return any(reading.basis is Basis.REMOTE for reading in self.readings)

    @property
    def conditional(self) -> bool:
        """Whether the statement gives other advice, or none, under a condition that is not checked."""
        return self.statement is not None and is_conditional(self.statement.text)

    @property
    def undetermined(self) -> tuple[GeneSymbol, ...]:
        """Genes of the line without a result of known meaning."""
        return tuple(reading.gene for reading in self.readings if not reading.determined)


@dataclass(frozen=True, slots=True)
class SourceAdvice:
    """All that one source says about one medicine for this patient.

    Args:
        source: ``CPIC`` or ``DPWG``.
        consequence: the most cautious that can apply.
        best_supported: the same from the best-supported results alone.
        agree: whether every possible result, remote ones aside, leads to the same advice.
        lines: every line, most cautious first.
    """

    source: str
    consequence: Consequence
    best_supported: Consequence
    agree: bool
    lines: tuple[GuidanceLine, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all sources together mean for one medicine.

    Args:
        drug: the ingredient.
        consequence: the most cautious that can apply: the word on page 1.
        best_supported: the same from the best-supported results alone.
        sure: whether every possible result, remote ones aside, leads to the consequence, in the set of genes that
            leads to it.
        differ: whether sources ask for different things, or for different amounts.
        lead: the line that the consequence comes from, or None without guidance.
        supported: the line that `best_supported` comes from.
        sources: in the order of their names.
        indication: what the record holds that the `supported` line is written for, in its words; else empty. Untrusted.
    """

    drug: DrugName
    consequence: Consequence
    best_supported: Consequence
    sure: bool
    differ: bool
    lead: GuidanceLine | None
    supported: GuidanceLine | None
    sources: tuple[SourceAdvice, ...]
    indication: tuple[str, ...] = ()

    @property
    def conditional(self) -> bool:
        """Whether all that leads to the consequence holds under a condition that is not checked."""
        return self.lead is not None and self.lead.conditional

    @property
    def lines(self) -> tuple[GuidanceLine, ...]:
        """Every line of every source."""
        return tuple(line for source in self.sources for line in source.lines)

    @property
    def genes(self) -> tuple[GeneSymbol, ...]:
        """Genes that the guidance looks at, in alphabetical order."""
        return tuple(sorted({reading.gene for line in self.lines for reading in line.readings}))

    @property
    def determined(self) -> frozenset[GeneSymbol]:
        """Genes with a result of known meaning in at least one line that needs no open allele of them."""
        readings = (reading for line in self.lines for reading in line.readings)
        return frozenset(r.gene for r in readings if r.determined and r.basis not in NEEDS_OPEN_ALLELE)
