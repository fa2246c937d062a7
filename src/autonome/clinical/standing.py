"""Whether an entry about a medicine still counts, as of an instant.

Fail-safe: only a status that plainly says so puts a medicine aside, and none is ever dropped. What is unclear counts,
and says that it is unclear, because a warning too many is the smaller harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autonome.clinical.medications import Intent, MedicationOrder, OrderKind, OrderStatus
from autonome.kernel import Instant, Text


class Standing(StrEnum):
    """Whether the patient has the medicine now."""

    CURRENT = "current"
    UNCERTAIN = "uncertain"
    INACTIVE = "inactive"


@dataclass(frozen=True, slots=True)
class StandingDecision:
    """The standing, and why.

    Args:
        standing: the answer.
        reason: a clause for the reader, such as ``the order was stopped``.
    """

    standing: Standing
    reason: str


_BY_STATUS = {
    OrderStatus.ACTIVE: StandingDecision(Standing.CURRENT, Text("the entry is active")),
    OrderStatus.IN_PROGRESS: StandingDecision(Standing.CURRENT, Text("the entry is in progress")),
    OrderStatus.PREPARATION: StandingDecision(Standing.CURRENT, Text("the pharmacy is preparing it")),
    OrderStatus.INTENDED: StandingDecision(Standing.UNCERTAIN, Text("it is intended, not yet taken")),
    OrderStatus.UNKNOWN: StandingDecision(Standing.UNCERTAIN, Text("the record says that the status is unknown")),
    OrderStatus.NOT_STATED: StandingDecision(Standing.UNCERTAIN, Text("the record states no status")),
    OrderStatus.UNRECOGNISED: StandingDecision(Standing.UNCERTAIN, Text("the status is none that the standard knows")),
    OrderStatus.DRAFT: StandingDecision(Standing.INACTIVE, Text("the order is a draft")),
    OrderStatus.ON_HOLD: StandingDecision(Standing.INACTIVE, Text("the order is on hold")),
    OrderStatus.COMPLETED: StandingDecision(Standing.INACTIVE, Text("the entry is completed")),
    OrderStatus.STOPPED: StandingDecision(Standing.INACTIVE, Text("it was stopped")),
    OrderStatus.CANCELLED: StandingDecision(Standing.INACTIVE, Text("the order was cancelled")),
    OrderStatus.DECLINED: StandingDecision(Standing.INACTIVE, Text("the dispense was declined")),
    OrderStatus.NOT_TAKEN: StandingDecision(Standing.INACTIVE, Text("the record says that it is not taken")),
    OrderStatus.NOT_DONE: StandingDecision(Standing.INACTIVE, Text("it was not given")),
    OrderStatus.ENTERED_IN_ERROR: StandingDecision(Standing.INACTIVE, Text("it was entered in error")),
}

_BY_INTENT = {
    Intent.PLAN: Text("the request is a plan, not an order"),
    Intent.PROPOSAL: Text("the request is a proposal, not an order"),
    Intent.OPTION: Text("the request is an option, not an order"),
    Intent.NOT_STATED: Text("the request does not say whether it is an order"),
    Intent.UNRECOGNISED: Text("the intent is none that the standard knows"),
}


def standing_of(order: MedicationOrder, as_of: Instant) -> StandingDecision:
    """Decide whether an entry counts.

    Args:
        order: the entry.
        as_of: the instant that the plan is made for.

    Returns:
        The standing with its reason; ``INACTIVE`` by status or prohibition alone, never by a date.
    """
    if order.forbids:
        return StandingDecision(Standing.INACTIVE, Text("the entry says not to give it"))
    if order.kind is OrderKind.DISPENSE and order.status is OrderStatus.COMPLETED:
        return StandingDecision(Standing.UNCERTAIN, Text("it was handed out; whether it is still taken is not stated"))
    decision = _BY_STATUS[order.status]
    doubt = _doubt(order, as_of) if decision.standing is Standing.CURRENT else Text("")
    return StandingDecision(Standing.UNCERTAIN, doubt) if doubt else decision


def _doubt(order: MedicationOrder, as_of: Instant) -> Text:
    """Why an entry with a live status might not count after all, or ""."""
    if order.kind is OrderKind.REQUEST and order.intent in _BY_INTENT:
        return _BY_INTENT[order.intent]
    start, end = order.period.start, order.period.end
    if end is not None and end.certainly_before(as_of):
        return Text("its status is {status}, but its period ended ({day})", status=order.status.value, day=end)
    if start is not None and start.certainly_after(as_of):
        return Text("its period has not begun ({day})", day=start)
    return Text("")
