"""How much of a gene an answer rests on, where the rest could change the advice and laboratories do not test it either.

Such alleles do not put the answer in doubt (``docs/adr/0009-untested-alleles.md``); that they were not looked at is
said all the same, because "normal" of 7 positions is not "normal" of 83.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autonome.evidence.definitions import GeneDefinition
from autonome.kernel import GeneSymbol, Text
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.consequence import Consequence
from autonome.plan.reasons import MEANINGLESS, Verdict
from autonome.plan.values import Cause, Change, Doubt, Uncertainty

_ANSWERED = frozenset({Status.CALLED, Status.AMBIGUOUS})


def coverage_doubts(
    verdict: Verdict,
    calls: Mapping[GeneSymbol, GeneCall],
    definitions: Mapping[GeneSymbol, GeneDefinition],
    telling: Iterable[Change],
) -> tuple[Uncertainty, ...]:
    """Say of each gene that was read in part how much was read.

    Args:
        verdict: on the medicine.
        calls: all calls of the sample.
        definitions: by gene.
        telling: what would change the advice.
    """
    remote = {change.gene for change in telling if change.cause is Cause.REMOTE_ALLELE}
    return tuple(
        Uncertainty(Doubt.REMOTE_ALLELES, (gene,), rests_on(calls[gene], definitions[gene]))
        for gene in verdict.genes
        if gene in calls and gene in definitions and _read_in_part(calls[gene])
        if gene in remote or (verdict.consequence is Consequence.STANDARD and _unknown(calls[gene]))
    )


def rests_on(call: GeneCall, definition: GeneDefinition) -> Text:
    """Such as ``DPYD rests on the 7 of 83 known positions that were read, ...``.

    A position of which one of two alleles is missing was not read.
    """
    every = [place.rsid or place.name for place in definition.positions]
    unread = {*call.missing, *call.assumed}
    read = sum(name not in unread for name in every)
    asked = definition.must_test or frozenset()
    whole = asked and not any(every[number] in unread for number in asked)
    if whole:
        return Text(
            "{gene} rests on the {read} of {known} known positions that were read, "
            "all that laboratories are asked to test among them.",
            gene=call.gene,
            read=read,
            known=len(every),
        )
    return Text(
        "{gene} rests on the {read} of {known} known positions that were read.",
        gene=call.gene,
        read=read,
        known=len(every),
    )


def _read_in_part(call: GeneCall) -> bool:
    return call.status in _ANSWERED and bool(call.missing) and not call.untested


def _unknown(call: GeneCall) -> bool:
    return bool(MEANINGLESS.intersection(call.changes_with))
