"""The answer for a gene judged by its lowest function, from what was found on its chromosomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from autonome.evidence.definitions import GeneDefinition
from autonome.kernel import Text
from autonome.pharmacogenomics.calls import Diplotype, GeneCall, Status
from autonome.pharmacogenomics.lowest_function import Found
from autonome.pharmacogenomics.naming import combination, label, natural
from autonome.pharmacogenomics.phenotyping import Phenotyper


def call_lowest(frame: GeneCall, found: Found, definition: GeneDefinition, phenotyper: Phenotyper) -> GeneCall:
    """Answer from the variants found.

    Args:
        frame: what was looked at.
        found: the variants, by chromosome or one by one.
        definition: of the gene.
        phenotyper: of the gene.
    """
    reference = definition.reference.name
    if found.components or not found.pairs:
        diplotypes, judged = _by_component(found.components, reference, phenotyper)
    else:
        diplotypes, judged = _by_strand(found, reference, phenotyper)
    names = [known.rsid or known.name for known in definition.positions]
    undocumented = tuple(names[number] for number in found.undocumented)
    notes = [
        Text(
            "{position}: shows a base that no definition knows; named as the reference, its effect unknown.",
            position=name,
        )
        for name in undocumented
    ]
    unknown = {*frame.missing, *undocumented}
    open_alleles, untested, phenotypes = _open(unknown, definition, judged, phenotyper)
    one_answer = len({each.phenotype for each in judged}) == 1 and (found.phased or bool(found.components))
    return replace(
        frame,
        status=Status.CALLED if one_answer and not phenotypes else Status.AMBIGUOUS,
        diplotypes=diplotypes,
        recommendation_diplotypes=judged[:1],
        cannot_exclude=open_alleles,
        changes_with=phenotypes,
        untested=untested,
        undocumented=undocumented,
        notes=(*frame.notes, *notes),
    )


def _by_component(
    components: Sequence[str], reference: str, phenotyper: Phenotyper
) -> tuple[tuple[Diplotype, ...], tuple[Diplotype, ...]]:
    """Unphased: each variant by itself; judged by the two lowest, a homozygous one counting twice."""
    listed = list(Counter(components))
    if len(components) <= 1:
        listed = [reference, *listed]
    lowest = sorted([*components, reference, reference], key=lambda name: (phenotyper.severity(name), natural(name)))
    # Two copies of the reference stand in only where fewer than two variants were found.
    pair = [name for name in lowest if name != reference][:2]
    pair += [reference] * (2 - len(pair))
    judged = phenotyper.diplotype(sorted(pair, key=natural), phased=False)
    parts = tuple(
        Diplotype((name,), name, judged.phenotype, judged.activity_score, judged.lookup_keys, phased=False)
        for name in listed
    )
    return parts, (judged,)


def _by_strand(
    found: Found, reference: str, phenotyper: Phenotyper
) -> tuple[tuple[Diplotype, ...], tuple[Diplotype, ...]]:
    """Phased, fully or in blocks: two chromosomes, each judged by its lowest allele; of several pairs the lowest."""
    diplotypes: list[Diplotype] = []
    judged: list[tuple[float, int, Diplotype]] = []
    for pair in found.pairs:
        lowest = [min(names or (reference,), key=phenotyper.severity) for names in pair]
        meaning = phenotyper.diplotype(lowest, phased=found.phased)
        written = [combination(names) if names else reference for names in pair]
        diplotypes.append(replace(meaning, alleles=tuple(written), label=label(phenotyper.gene, written, reference)))
        judged.append((sum(phenotyper.severity(name)[0] for name in lowest), len(judged), meaning))
    judged.sort(key=lambda each: each[:2])
    return tuple(diplotypes), tuple(meaning for _, _, meaning in judged)


def _open(
    unknown: Collection[str], definition: GeneDefinition, judged: Sequence[Diplotype], phenotyper: Phenotyper
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Variants at positions without a known base, those of them to be tested for, and the phenotypes of one more."""
    labels = [known.rsid or known.name for known in definition.positions]
    weighty = {number for number in range(len(labels)) if definition.weighty >> number & 1}
    carried = {name for part in judged for name in part.alleles}
    found: list[str] = []
    untested: list[str] = []
    for allele in definition.alleles[1:]:
        absent = {number for number in allele.defining if labels[number] in unknown}
        if absent and allele.name not in carried:
            found.append(allele.name)
            untested += [allele.name] if absent & weighty else []
    known = {part.phenotype for part in judged}
    phenotypes = dict.fromkeys(
        phenotyper.phenotype(pair).name for name in found for part in judged for pair in _with(name, part, phenotyper)
    )
    return tuple(found), tuple(untested), tuple(name for name in phenotypes if name not in known)


def _with(name: str, part: Diplotype, phenotyper: Phenotyper) -> Iterator[tuple[str, str]]:
    """A pair of chromosomes with one variant more, on either: it never makes a chromosome better than it was."""
    first, second = part.alleles[0], part.alleles[-1]
    yield min(first, name, key=phenotyper.severity), second
    yield first, min(second, name, key=phenotyper.severity)
