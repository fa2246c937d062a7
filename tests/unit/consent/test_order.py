"""An older file cannot undo on the log what was signed after it."""

from __future__ import annotations

from typing import Any

import pytest

from autonome.consent import ActKind, ConsentError, hold_to_order
from autonome.kernel import Instant
from tests.fakes.consents import act

EARLY, NOON, LATE = (Instant.parse(f"2026-0{month}-01") for month in (1, 3, 5))
WITHDRAWN = [act(recorded_at=EARLY), act(ActKind.WITHDRAW, leaf=1, recorded_at=NOON)]


@pytest.mark.parametrize("changes", [{}, {"recipient_id": "x.example"}])
def test_an_older_yes_is_not_put_behind_a_newer_withdrawal(changes: dict[str, Any]) -> None:
    with pytest.raises(ConsentError, match=r"older than what the log holds about 'form/q'. Mend: hand in only newer"):
        hold_to_order(WITHDRAWN, [act(leaf=2, recorded_at=EARLY, **changes)])
    hold_to_order(WITHDRAWN, [act(leaf=2, recorded_at=NOON, **changes), act(leaf=3, recorded_at=LATE, **changes)])


def test_the_order_holds_within_what_is_handed_in_too() -> None:
    with pytest.raises(ConsentError, match="older than"):
        hold_to_order([], [WITHDRAWN[1], WITHDRAWN[0]])


def test_other_questions_have_an_order_of_their_own() -> None:
    hold_to_order(WITHDRAWN, [act(leaf=2, question="other", recorded_at=EARLY)])


def test_what_closes_may_come_late_unless_it_could_end_or_shorten_a_refusal() -> None:
    hold_to_order(WITHDRAWN, [act(ActKind.DENY, leaf=2, recorded_at=EARLY)])
    for kind in (ActKind.DENY, ActKind.WITHDRAW):
        with pytest.raises(ConsentError, match="older than"):
            hold_to_order([act(ActKind.DENY, recorded_at=NOON)], [act(kind, leaf=2, recorded_at=EARLY)])
