"""What became of each patient of a batch: a line each, as a table, as JSON and as totals.

The table is for a spreadsheet, the JSON for a program; both say the same. The error line is the one that
``autonome plan`` prints for that patient alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from autonome.kernel import Json, canonical_bytes
from autonome.plan.consequence import MOST_CAUTIOUS_FIRST, Consequence

FORMAT = "autonome-batch/1"
"""Names the format and its version."""

COLUMNS = (
    "patient",
    "outcome",
    "exit_code",
    "worst",
    *(consequence.value for consequence in MOST_CAUTIOUS_FIRST),
    "seconds",
    "error",
)
"""Of ``summary.tsv``."""


class Outcome(StrEnum):
    """What became of a patient. The value is what stands in the summary."""

    DONE = "done"
    RESUMED = "resumed"
    """The plan of an earlier run stands: made from the same files, knowledge, engine and instant."""
    REFUSED = "refused"
    """Consent or law refuse; the refusal is on the log."""
    FAILED = "failed"
    """A file cannot be used, or the work was cut short."""
    OPEN = "open"
    """Not begun when the batch was stopped."""


HAS_PLAN = frozenset({Outcome.DONE, Outcome.RESUMED})
"""Outcomes that leave a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One patient of a batch.

    Args:
        patient: folder name.
        outcome: what became of them.
        exit_code: with which ``autonome plan`` would have ended for this patient.
        counts: number of medicines by consequence; empty without a plan.
        error: one line, or "".
        milliseconds: of work on this patient.
    """

    patient: str
    outcome: Outcome
    exit_code: int = 0
    counts: Mapping[Consequence, int] = field(default_factory=dict)
    error: str = ""
    milliseconds: int = 0

    @property
    def worst(self) -> str:
        """The most cautious consequence of the plan; "" without a medicine, or without a plan."""
        return next((each.value for each in MOST_CAUTIOUS_FIRST if self.counts.get(each)), "")

    def to_json(self) -> dict[str, Json]:
        """Write it; counts of every consequence where there is a plan."""
        counts: dict[str, Json] = {each.value: self.counts.get(each, 0) for each in MOST_CAUTIOUS_FIRST}
        return {
            "patient": self.patient,
            "outcome": self.outcome.value,
            "exit_code": self.exit_code,
            "worst": self.worst or None,
            "medicines": counts if self.outcome in HAS_PLAN else None,
            "milliseconds": self.milliseconds,
            "error": self.error or None,
        }


def totals(results: Sequence[Result]) -> dict[Outcome, int]:
    """Number of patients by outcome, every outcome named."""
    found = Counter(result.outcome for result in results)
    return {outcome: found[outcome] for outcome in Outcome}


def summary_table(results: Sequence[Result]) -> bytes:
    """``summary.tsv``: a header line, then one line for each patient in the order of the manifest."""
    return "\n".join(["\t".join(COLUMNS), *map(_line, results), ""]).encode()


def summary_document(results: Sequence[Result], *, as_of: str, engine: str, knowledge: str, seconds: int) -> bytes:
    """``summary.json``: totals, and the same for each patient.

    Args:
        results: in the order of the manifest.
        as_of: the instant of the plans.
        engine: name and version of the program.
        knowledge: hash of the bundle.
        seconds: of the whole run.
    """
    value: dict[str, Json] = {
        "format": FORMAT,
        "as_of": as_of,
        "engine": engine,
        "bundle": knowledge,
        "seconds": seconds,
        "totals": {outcome.value: count for outcome, count in totals(results).items()},
        "patients": [result.to_json() for result in results],
    }
    return canonical_bytes(value) + b"\n"


def _line(result: Result) -> str:
    planned = result.outcome in HAS_PLAN
    counts = [str(result.counts.get(each, 0)) if planned else "" for each in MOST_CAUTIOUS_FIRST]
    seconds = f"{result.milliseconds / 1000:.3f}"
    error = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in result.error)
    cells = [result.patient, result.outcome.value, str(result.exit_code), result.worst, *counts, seconds, error]
    return "\t".join(cells)
