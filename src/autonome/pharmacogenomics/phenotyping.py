"""What a combination of alleles means: function → phenotype, activity score and lookup keys, from the tables alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autonome.evidence.phenotypes import AlleleFunction, Phenotype, PhenotypeTable
from autonome.kernel import GeneSymbol
from autonome.pharmacogenomics.calls import Diplotype
from autonome.pharmacogenomics.naming import core_name, label

NOTHING = Phenotype("", "", "")
"""No row in the tables: no phenotype is stated."""

_SEVERITY: Mapping[str, int] = {
    "Malignant Hyperthermia associated": 0,
    "No function": 0,
    "Decreased function": 1,
    "Uncertain function": 2,
    "Unknown function": 2,
    "": 2,
    "Normal function": 3,
    "Increased function": 4,
}
"""Order of functions for genes judged by their lowest: what is known to harm first; unknown never hides harm and is
never hidden by normal (Gonsalves 2019, PMID 30499100; Amstutz 2018, PMID 29152729)."""


@dataclass(frozen=True, slots=True)
class Phenotyper:
    """The functions and phenotypes of one gene, with the name of its reference allele.

    Args:
        gene: its symbol.
        reference: name of the reference allele.
        table: None where the bundle has no phenotypes for the gene.
        alleles: all alleles of the gene's definition, in its order.
        kind_of: for each of these alleles the key of its function ("" where unknown).
        kinds: key → mask of the alleles that have it.
    """

    gene: GeneSymbol
    reference: str
    table: PhenotypeTable | None
    alleles: tuple[str, ...] = ()
    kind_of: tuple[str, ...] = field(init=False, repr=False)
    kinds: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        functions = [self.function(name) for name in self.alleles]
        keys = tuple(function.key if function else "" for function in functions)
        masks: dict[str, int] = {}
        for bit, key in enumerate(keys):
            masks[key] = masks.get(key, 0) | 1 << bit
        object.__setattr__(self, "kind_of", keys)
        object.__setattr__(self, "kinds", masks)

    def function(self, allele: str) -> AlleleFunction | None:
        """The function of an allele (of its core allele, where only that is listed)."""
        if self.table is None:
            return None
        return self.table.functions.get(allele) or self.table.functions.get(core_name(allele))

    def phenotype(self, alleles: Sequence[str]) -> Phenotype:
        """The phenotype of one or two alleles."""
        if self.table is None:
            return NOTHING
        named = self.table.named.get("/".join(alleles))
        if named is not None:
            return named
        functions = [self.function(allele) for allele in alleles]
        return self.of_kinds([function.key if function else "" for function in functions])

    def of_kinds(self, keys: Sequence[str]) -> Phenotype:
        """The phenotype of one or two functions, by their keys; an unknown one ("") has none."""
        return self.table.pairs.get(tuple(sorted(keys)), NOTHING) if self.table is not None else NOTHING

    def diplotype(self, alleles: Sequence[str], *, phased: bool, written: str = "") -> Diplotype:
        """Put a combination together with its meaning.

        Args:
            alleles: one or two names.
            phased: whether the data fix which alleles lie together.
            written: the label, where it is not made from the names.
        """
        names = [core_name(allele) for allele in alleles]
        meaning = self.phenotype(alleles)
        text = written or label(self.gene, names, self.reference)
        keys = (meaning.lookup_key,) if meaning.lookup_key else ()
        return Diplotype(tuple(names), text, meaning.name, meaning.activity_score, keys, phased)

    def severity(self, allele: str) -> tuple[float, int]:
        """Sort key: the lowest function first."""
        function = self.function(allele)
        if function is None:
            return (1.0, _SEVERITY[""])
        score = function.activity
        known = score.replace(".", "", 1).isdecimal()
        return (float(score) if known else 1.0, _SEVERITY.get(function.function, _SEVERITY[""]))
