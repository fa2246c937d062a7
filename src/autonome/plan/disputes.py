"""Results that contradict one another: a laboratory's against the file's, or one laboratory line against itself.

All of them are looked up, the most cautious leads, and none of them reassures (`Basis.DISPUTED`).
"""

from __future__ import annotations

from autonome.pharmacogenomics.calls import Diplotype, GeneCall, Status
from autonome.plan.phrases import LABELS_AT_MOST, join, meaning


def dispute_of(call: GeneCall | None) -> str:
    """What contradicts what, and what to do about it, in one sentence; "" where nothing does."""
    if call is None or call.status is not Status.CONFLICTING:
        return ""
    if call.alternatives:  # the file's results stand there, the laboratory's among the diplotypes
        laboratory, file = _labels(call.diplotypes), _labels(call.alternatives)
        return f"Two {call.gene} results disagree (laboratory {laboratory}, file {file}); retest."
    listed = join([f"{each.label} as {meaning(each.phenotype, each.activity_score)}" for each in _looked_up(call)])
    return f"The laboratory's {call.gene} result contradicts itself ({listed}); retest."


def _looked_up(call: GeneCall) -> tuple[Diplotype, ...]:
    return call.recommendation_diplotypes or call.diplotypes


def _labels(diplotypes: tuple[Diplotype, ...]) -> str:
    labels = tuple(dict.fromkeys(each.label for each in diplotypes))
    rest = len(labels) - LABELS_AT_MOST
    return f"{', '.join(labels[:LABELS_AT_MOST])} or {rest} more" if rest > 0 else join(labels, "or")
