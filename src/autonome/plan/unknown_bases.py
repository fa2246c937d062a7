"""Bases that no definition knows, in genes whose answer names them as the reference (DPYD, RYR1).

What such a base does is not known: it may be harmless, or end the enzyme. So no "standard" that rests on it is sure,
and where it stands at a position that every laboratory should test, there is no "standard" at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from autonome.evidence.definitions import GeneDefinition
from autonome.kernel import GeneSymbol, Text
from autonome.pharmacogenomics.calls import GeneCall
from autonome.plan.phrases import as_sentence, join
from autonome.plan.reasons import NEEDS_OPEN_ALLELE, Reading
from autonome.plan.values import Doubt, Uncertainty


def marked(
    readings: tuple[Reading, ...], call: GeneCall | None, definition: GeneDefinition | None
) -> tuple[Reading, ...]:
    """The same readings, those of the data themselves marked by what they cannot say.

    Args:
        readings: of one gene.
        call: they come from.
        definition: of the gene; without one every position counts as one to be tested.
    """
    if call is None or not call.undocumented:
        return readings
    blind = _decisive(call.undocumented, definition)
    return tuple(
        each if each.basis in NEEDS_OPEN_ALLELE else replace(each, unknown_bases=call.undocumented, blind=blind)
        for each in readings
    )


def unknown_base_doubts(genes: Iterable[GeneSymbol], calls: Mapping[GeneSymbol, GeneCall]) -> Iterator[Uncertainty]:
    """A doubt for each gene with such a base, whatever it was taken for."""
    for gene in genes:
        if gene in calls and calls[gene].undocumented:
            yield Uncertainty(Doubt.UNDOCUMENTED_BASE, (gene,), as_sentence(shown(gene, calls[gene].undocumented)))


def shown(gene: GeneSymbol, positions: tuple[str, ...]) -> Text:
    """Such as ``DPYD shows a base at rs3918290 that no definition knows; what it does is not known``."""
    if len(positions) == 1:
        return Text(
            "{gene} shows a base at {position} that no definition knows; what it does is not known",
            gene=gene,
            position=positions[0],
        )
    return Text(
        "{gene} shows bases at {positions} that no definition knows; what they do is not known",
        gene=gene,
        positions=join(positions),
    )


def _decisive(positions: tuple[str, ...], definition: GeneDefinition | None) -> bool:
    if definition is None or definition.must_test is None:
        return True
    asked = {definition.positions[number] for number in definition.must_test}
    return not {name for place in asked for name in (place.rsid, place.name)}.isdisjoint(positions)
