"""What a patient's home says that waits."""

from __future__ import annotations

import pytest

from autonome.consent import Terms
from autonome.kernel import Instant
from autonome.ledger import EntryKind, Payload, Recorded
from autonome.web.portal.attention import THOUGHT, attention_of
from autonome.workflows.prepare_consent import DAY
from autonome.workflows.read_thread import ReadThread
from tests.fakes.consents import NOW, SUBJECT, atom, template

FORM = template("q", (atom(),), terms=Terms(days_to_think=7))


@pytest.mark.parametrize(("days", "told"), [(6, False), (7, True)])
def test_that_the_time_to_think_is_over_is_told_with_the_form(days: int, told: bool) -> None:  # noqa: FBT001 - a table
    body = {"shown": {"form": "form/1", "language": "en", "text": FORM.text_sha256}}
    entry = Recorded(0, bytes(32), Payload("log", EntryKind.USE, SUBJECT, 0, None, NOW, body))
    now = Instant(NOW.seconds + days * DAY)
    found = list(attention_of(ReadThread(SUBJECT, (entry,), 1, now), (FORM,), now))
    assert [(each.words, each.page, each.about) for each in found] == (
        [(THOUGHT.of(form="A text."), "consent-form", "form")] if told else []
    )
