"""What of the ethical assessment concerns the reader: in plain words, and only of results that the page tells.

Most checks ask something of a clinician or an institution, and stand in their page (`TO_THE_CLINICIAN`). Others are
said elsewhere on this page already: what consent does not cover is a limit, what wants a talk has a fold of its own,
what the patient wants to be told is in `wishes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autonome.kernel import Text
from autonome.plan.ethical_values import COUNSELLING, EthicalStatement, Found, Rest
from autonome.plan.values import Plan
from autonome.report.patient.disclosure import told_genes
from autonome.report.patient.sentences import Plain, once

STOPPING_CHECK = "stopping"
STOPPING = Plain("Stopping {drug} all at once can do harm.")

SAID: Mapping[tuple[str, Found], Plain] = {
    ("confirmation", Found.ATTENTION): Plain(
        "Some of your results should be tested again before a step that cannot be taken back."
    ),
    ("ancestry", Found.ATTENTION): Plain(
        "Your test says less for people with roots in some parts of the world: ask your doctor if that is you."
    ),
}
"""By check and what it found: said with what the page did not look at."""

ASKED: Mapping[tuple[str, Found], Plain] = {
    ("confirmation", Found.ATTENTION): Plain("Should my results be tested again before we act on them?"),
    ("cost", Found.ATTENTION): Plain("What would I have to pay for another medicine?"),
    ("cost", Found.NOT_ASSESSED): Plain("What would I have to pay for another medicine?"),
}
"""By check and what it found: questions for the next visit."""

TO_THE_CLINICIAN = frozenset(
    {
        "access", "alternatives", "authority", "consent-scope", "decision", "equation-error", "evidence", "goals",
        "guidance", "language", "missing-facts", "open-results", "signature", "understanding", "who-may-see",
        "withdrawal",
    }
)  # fmt: skip
"""Checks that ask nothing of the patient, or that the page says with each medicine."""

SAID_ELSEWHERE = frozenset({COUNSELLING, "data-left-out", "finding-preferences", "relatives", STOPPING_CHECK})
"""Checks that a part of the page of their own stands for."""


def remarks(plan: Plan) -> tuple[Text, ...]:
    """What was found that the reader should know."""
    return _by(SAID, plan)


def questions(plan: Plan) -> tuple[Text, ...]:
    """What to ask because of it."""
    return _by(ASKED, plan)


def harmful_to_stop(plan: Plan) -> frozenset[str]:
    """Medicines that do harm where they are stopped all at once."""
    found = (each for each in plan.ethics if each.check == STOPPING_CHECK and each.found is Found.ATTENTION)
    return frozenset(ground.id for each in found for ground in each.rests_on if ground.kind is Rest.DRUG)


def _by(table: Mapping[tuple[str, Found], Plain], plan: Plan) -> tuple[Text, ...]:
    found = ((each.check, each.found) for each in _told(plan))
    return once(table[key].of() for key in found if key in table)


def _told(plan: Plan) -> Iterator[EthicalStatement]:
    """Statements that give nothing away of a result which the page holds back."""
    told = told_genes(plan)
    for each in plan.ethics:
        genes = {ground.id for ground in each.rests_on if ground.kind is Rest.GENE}
        if not genes or genes & told:
            yield each
