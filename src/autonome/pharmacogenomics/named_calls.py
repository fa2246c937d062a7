"""The answer for a gene whose alleles are whole haplotypes: the best pairs, the others, and what stays open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from autonome.genome import Genotype
from autonome.kernel import GeneSymbol, Text
from autonome.pharmacogenomics.calls import Diplotype, GeneCall, Status
from autonome.pharmacogenomics.matching import CompiledGene, Evidence, ScoredPair, bits, left_open, match, weigh
from autonome.pharmacogenomics.naming import natural
from autonome.pharmacogenomics.phenotyping import Phenotyper

UGT1A1 = GeneSymbol("UGT1A1")
"""rs887829 (*80) and the promoter repeat (*28, *37) are inherited together almost always (Gammal 2016, PMID 26417955):
where one of the two was not assessed, guidance rests on the pair that has both. Of the tied pairs that is the last by
name: the tandem alleles, ``*80+*28`` and ``*80+*37``, share their function and stand behind the others."""

SLCO1B1 = GeneSymbol("SLCO1B1")
"""Guidance for statins may rest on rs4149056 alone where no star alleles fit (Cooper-DeHoff 2022, PMID 35152405)."""

RS4149056 = "rs4149056"
RS4149056_ALLELES = {"T": "*1", "C": "*5"}


def call_named(
    frame: GeneCall, gene: CompiledGene, genotypes: Sequence[Genotype | None], phenotyper: Phenotyper
) -> GeneCall:
    """Answer from matched pairs.

    Args:
        frame: what was looked at.
        gene: compiled.
        genotypes: of the sample, one for each position.
        phenotyper: of the gene.
    """
    evidence = weigh(gene, genotypes)
    if not evidence.copies:
        return frame
    pairs = match(gene, evidence)
    if not pairs:
        return _unmatched(frame, gene, evidence, genotypes, phenotyper)
    best, others, notes = _ranked(pairs, evidence, gene, phenotyper)
    open_alleles, untested, phenotypes = _open(gene, evidence, best, phenotyper)
    certain = len(best) == 1 and not phenotypes and not (notes and _differ(best, others))
    return replace(
        frame,
        status=Status.CALLED if certain else Status.AMBIGUOUS,
        diplotypes=best,
        alternatives=others,
        recommendation_diplotypes=_to_recommend(best, gene, evidence),
        cannot_exclude=open_alleles,
        changes_with=phenotypes,
        untested=untested,
        notes=(*frame.notes, *notes),
    )


def _ranked(
    pairs: Sequence[ScoredPair], evidence: Evidence, gene: CompiledGene, phenotyper: Phenotyper
) -> tuple[tuple[Diplotype, ...], tuple[Diplotype, ...], tuple[str, ...]]:
    """The best, the others, and a sentence where frequency decided between them."""
    phased = len(evidence.blocks) <= 1
    written = [_diplotype(pair, evidence.copies, gene, phenotyper, phased=phased) for pair in pairs]
    best = _by_name(each for each, pair in zip(written, pairs, strict=True) if pair.score == pairs[0].score)
    notes: tuple[str, ...] = ()
    preferred = () if phased else _preferred(gene, {each.label for each in written})
    if preferred:
        best = _by_name(each for each in written if each.label in preferred)
        notes = (Text("The phase is unknown: the pair was chosen by its frequency in populations (ClinPGx)."),)
    return best, _distinct(each for each in written if each not in best), notes


def _preferred(gene: CompiledGene, labels: set[str]) -> set[str]:
    """Pairs that the gene's table prefers, where the pair and all that it is preferred to explain the data."""
    return {
        preferred
        for preferred, over in gene.definition.unphased_priorities
        if preferred in labels and labels.issuperset(over)
    }


def _differ(best: Sequence[Diplotype], others: Sequence[Diplotype]) -> bool:
    return len({each.phenotype for each in (*best, *others)}) > 1


def _to_recommend(best: tuple[Diplotype, ...], gene: CompiledGene, evidence: Evidence) -> tuple[Diplotype, ...]:
    """Of tied pairs, those that do not owe their tie to positions which nobody is expected to test."""
    if gene.definition.gene == UGT1A1:
        return best[-1:]
    missing = ((1 << len(gene.definition.positions)) - 1) & ~evidence.available
    idle = {
        name
        for name, positions in zip(gene.names, gene.defining, strict=True)
        if positions & missing and not positions & missing & gene.weighty
    } - {gene.names[0]}
    return tuple(each for each in best if not idle.intersection(each.alleles)) or best


def _diplotype(pair: ScoredPair, copies: int, gene: CompiledGene, phenotyper: Phenotyper, *, phased: bool) -> Diplotype:
    names = [gene.definition.alleles[bit].name for bit in ((pair.first, pair.second)[:copies])]
    return phenotyper.diplotype(names, phased=phased)


def _distinct(diplotypes: Iterable[Diplotype]) -> tuple[Diplotype, ...]:
    """Suballeles share a name: each diplotype is listed once."""
    return tuple({each.label: each for each in diplotypes}.values())


def _by_name(diplotypes: Iterable[Diplotype]) -> tuple[Diplotype, ...]:
    """Ties have no order of their own: they are listed by name."""
    return tuple(sorted(_distinct(diplotypes), key=lambda each: sorted(map(natural, each.alleles))))


def _unmatched(
    frame: GeneCall,
    gene: CompiledGene,
    evidence: Evidence,
    genotypes: Sequence[Genotype | None],
    phenotyper: Phenotyper,
) -> GeneCall:
    names = [known.rsid or known.name for known in gene.definition.positions]
    undocumented = tuple(names[number] for number in evidence.undocumented)
    notes = [Text("{position}: shows a base that no definition knows.", position=name) for name in undocumented]
    notes.append(Text("No combination of known alleles explains the genotypes."))
    single = _by_rs4149056(names, genotypes, phenotyper) if frame.gene == SLCO1B1 else ()
    if single:
        notes.append(Text("Guidance rests on rs4149056 alone."))
    return replace(
        frame,
        status=Status.NO_MATCH,
        recommendation_diplotypes=single,
        undocumented=undocumented,
        notes=(*frame.notes, *notes),
    )


def _by_rs4149056(
    names: Sequence[str], genotypes: Sequence[Genotype | None], phenotyper: Phenotyper
) -> tuple[Diplotype, ...]:
    genotype = genotypes[names.index(RS4149056)]
    alleles = [] if genotype is None else [RS4149056_ALLELES.get(base or "") for base in genotype.alleles]
    if len(alleles) != 2 or genotype is None:  # noqa: PLR2004 - two copies of chromosome 12
        return ()
    stars = sorted(star for star in alleles if star is not None)
    written = "/".join(sorted(f"{RS4149056} {base}" for base in genotype.alleles))
    phased = genotype.homozygous
    return (phenotyper.diplotype(stars, phased=phased, written=written),) if len(stars) == len(alleles) else ()


def _open(
    gene: CompiledGene, evidence: Evidence, best: Sequence[Diplotype], phenotyper: Phenotyper
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Alleles that missing positions leave open, those of them to be tested for, and the phenotypes they would bring.

    Alleles of one function bring the same phenotype: partners are tried once for each function, as masks.
    """
    if evidence.available == (1 << len(gene.definition.positions)) - 1:
        return (), (), ()
    taken = {name for diplotype in best for name in diplotype.alleles}
    found: dict[str, None] = {}
    untested: dict[str, None] = {}
    met: dict[tuple[str, ...], None] = {}
    weighty, told = gene.weighty & ~evidence.available, 0
    for bit, beside in left_open(gene, evidence).items():
        if gene.names[bit] in taken:
            continue
        found.setdefault(gene.names[bit], None)
        if gene.defining[bit] & weighty:
            untested.setdefault(gene.names[bit], None)
            told |= gene.defining[bit] & weighty
        own = phenotyper.kind_of[bit]
        for kind, mask in phenotyper.kinds.items():
            if mask & beside:
                met.setdefault((own, kind) if evidence.copies > 1 else (own,), None)
    asked_for = weighty & ~told if gene.definition.must_test is not None else 0
    for bit in _not_looked_for(gene, asked_for):
        # Another position speaks against the allele; the one that decides was not looked at.
        if gene.names[bit] not in taken:
            found.setdefault(gene.names[bit], None)
            untested.setdefault(gene.names[bit], None)
            met.update(dict.fromkeys(_beside_best(phenotyper.kind_of[bit], best, phenotyper, evidence.copies)))
    known = {diplotype.phenotype for diplotype in best}
    phenotypes = dict.fromkeys(phenotyper.of_kinds(kinds).name for kinds in met)
    return tuple(found), tuple(untested), tuple(name for name in phenotypes if name not in known)


def _not_looked_for(gene: CompiledGene, weighty: int) -> Iterator[int]:
    """Alleles that a position which every laboratory should test, and that is missing, tells from the reference."""
    for bit, allele in enumerate(gene.definition.alleles[1:], start=1):
        for number in bits(gene.defining[bit] & weighty):
            if gene.definition.positions[number].ref not in allele.defining[number]:
                yield bit
                break


def _beside_best(
    kind: str, best: Sequence[Diplotype], phenotyper: Phenotyper, copies: int
) -> Iterator[tuple[str, ...]]:
    """The kinds of pairs that one more allele would make with those that were found."""
    if copies == 1:
        yield (kind,)
        return
    for name in dict.fromkeys(name for diplotype in best for name in diplotype.alleles):
        function = phenotyper.function(name)
        yield (kind, function.key if function else "")
