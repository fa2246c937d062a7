"""Results that contradict one another: a laboratory's against the file's, or one laboratory line against itself.

All of them are looked up, the most cautious leads, and none of them reassures (`Basis.DISPUTED`).
"""

from __future__ import annotations

from autonome.kernel import Text
from autonome.pharmacogenomics.calls import Diplotype, GeneCall, Status
from autonome.plan.phrases import LABELS_AT_MOST, join, meaning, some


def dispute_of(call: GeneCall | None) -> Text:
    """What contradicts what, and what to do about it, in one sentence; "" where nothing does."""
    if call is None or call.status is not Status.CONFLICTING:
        return Text("")
    if call.alternatives:  # the file's results stand there, the laboratory's among the diplotypes
        return Text(
            "Two {gene} results disagree (laboratory {laboratory}, file {file}); retest.",
            gene=call.gene,
            laboratory=_labels(call.diplotypes),
            file=_labels(call.alternatives),
        )
    listed = join([_label_and_meaning(each) for each in _looked_up(call)])
    return Text(
        "The laboratory's {gene} result contradicts itself ({results}); retest.", gene=call.gene, results=listed
    )


def _label_and_meaning(diplotype: Diplotype) -> Text:
    means = meaning(diplotype.phenotype, diplotype.activity_score)
    return Text("{result} as {meaning}", result=diplotype.label, meaning=means)


def _looked_up(call: GeneCall) -> tuple[Diplotype, ...]:
    return call.recommendation_diplotypes or call.diplotypes


def _labels(diplotypes: tuple[Diplotype, ...]) -> Text:
    return some(tuple(dict.fromkeys(each.label for each in diplotypes)), LABELS_AT_MOST)
