"""Whether an entry about a medicine counts: by status, intent and dates, never silently."""

from dataclasses import replace

import pytest

from autonome.clinical import (
    Concept,
    DateRange,
    Intent,
    MedicationOrder,
    OrderKind,
    OrderStatus,
    PartialDate,
    Source,
    Standing,
    standing_of,
)
from autonome.kernel import Instant

NOW = Instant.parse("2026-03-01T00:00:00Z")
ACTIVE = MedicationOrder(
    source=Source("Bundle.entry[1]"),
    kind=OrderKind.REQUEST,
    medication=Concept("clopidogrel"),
    status=OrderStatus.ACTIVE,
    intent=Intent.ORDER,
)


def with_(**changes: object) -> MedicationOrder:
    return replace(ACTIVE, **changes)  # type: ignore[arg-type]


INACTIVE = {"draft", "on-hold", "completed", "stopped", "cancelled", "declined", "not-taken", "not-done"}
INACTIVE |= {"entered-in-error"}
CURRENT = {"active", "in-progress", "preparation"}


@pytest.mark.parametrize("status", OrderStatus)
def test_every_status_has_a_standing_and_the_doubtful_ones_count(status: OrderStatus) -> None:
    expected = Standing.INACTIVE if status in INACTIVE else Standing.CURRENT if status in CURRENT else None
    decision = standing_of(with_(status=status), NOW)
    assert decision.standing is (expected or Standing.UNCERTAIN)
    assert decision.reason


@pytest.mark.parametrize("intent", [intent for intent in Intent if intent is not Intent.ORDER])
def test_a_request_that_is_no_order_is_uncertain(intent: Intent) -> None:
    assert standing_of(with_(intent=intent), NOW).standing is Standing.UNCERTAIN
    assert standing_of(with_(intent=intent, status=OrderStatus.STOPPED), NOW).standing is Standing.INACTIVE


def test_a_statement_needs_no_intent() -> None:
    statement = with_(kind=OrderKind.STATEMENT, intent=Intent.NOT_STATED)
    assert standing_of(statement, NOW).standing is Standing.CURRENT


def test_a_period_that_ended_makes_doubt_and_does_not_put_aside() -> None:
    decision = standing_of(with_(period=DateRange(None, PartialDate.of(2025))), NOW)
    assert decision.standing is Standing.UNCERTAIN
    assert decision.reason == "its status is active, but its period ended (2025)"


def test_a_period_to_come_makes_doubt() -> None:
    decision = standing_of(with_(period=DateRange(PartialDate.of(2026, 4))), NOW)
    assert (decision.standing, decision.reason) == (Standing.UNCERTAIN, "its period has not begun (2026-04)")


def test_a_period_that_may_still_run_makes_no_doubt() -> None:
    for period in (DateRange(PartialDate.of(2026)), DateRange(None, PartialDate.of(2026, 3)), DateRange()):
        assert standing_of(with_(period=period), NOW).standing is Standing.CURRENT


def test_a_prohibition_is_no_order() -> None:
    decision = standing_of(with_(forbids=True), NOW)
    assert (decision.standing, decision.reason) == (Standing.INACTIVE, "the entry says not to give it")


def test_a_finished_dispense_may_still_be_taken_and_a_finished_administration_is_over() -> None:
    done = {"status": OrderStatus.COMPLETED, "intent": Intent.NOT_STATED}
    assert standing_of(with_(kind=OrderKind.DISPENSE, **done), NOW).standing is Standing.UNCERTAIN
    assert standing_of(with_(kind=OrderKind.ADMINISTRATION, **done), NOW).standing is Standing.INACTIVE
