"""The lines of the card about what the record holds and the program could not read."""

from __future__ import annotations

from collections.abc import Iterator

from autonome.kernel import Text
from autonome.plan.not_understood import NotUnderstood
from autonome.plan.phrases import join
from autonome.report.patient.sentences import Plain

ALLERGIES = Plain("Allergies in my record that were not checked: {words}.")
RECORDED = Plain("In my record, and not understood by the program: {words}.")
RESULTS = Plain("Some results in my record could not be used: ask my doctor for the plan.")


def unread_lines(unread: NotUnderstood) -> Iterator[Text]:
    """One line for allergies, one for illnesses, one for results; the words are the record's own."""
    if unread.allergies:
        yield ALLERGIES.of(words=join(unread.allergies))
    if unread.diagnoses:
        yield RECORDED.of(words=join(unread.diagnoses))
    if unread.findings:
        yield RESULTS.of()
