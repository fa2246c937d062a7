"""What the record holds and nobody could read: it stands on page 1 and on the card, or it would pass for *no*.

Diagnoses in unknown words or codes, allergies that no medicine was checked against, and results that are recorded and
cannot be used. What consent does not cover is not here: it was not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autonome.kernel import Text
from autonome.plan.facts.state import ClinicalState
from autonome.plan.facts.values import LABELS, RECORDED, ClinicalFact, FactState


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """What was recorded and not understood. Words of the record are untrusted.

    Args:
        diagnoses: in the record's words.
        findings: results that cannot be used, each with why.
        allergies: that no medicine was checked against, in the record's words.
    """

    diagnoses: tuple[str, ...] = ()
    findings: tuple[Text, ...] = ()
    allergies: tuple[str, ...] = ()

    @property
    def recorded(self) -> tuple[str, ...]:
        """Diagnoses and findings together."""
        return (*self.diagnoses, *self.findings)


ALL_UNDERSTOOD = NotUnderstood()
"""Nothing of the kind."""


def not_understood(state: ClinicalState) -> NotUnderstood:
    """Gather it from the folded record."""
    unusable = (state.facts.of(kind) for kind in RECORDED)
    return NotUnderstood(
        diagnoses=state.unread,
        findings=tuple(_finding(fact) for fact in unusable if fact.state is FactState.NOT_USABLE and fact.sources),
        allergies=tuple(_unchecked(state)),
    )


def _finding(fact: ClinicalFact) -> Text:
    return Text("{fact} ({why})", fact=LABELS[fact.kind], why=fact.why)


def _unchecked(state: ClinicalState) -> Iterator[str]:
    yield from dict.fromkeys(each.text for each in state.allergies if not each.is_known)
