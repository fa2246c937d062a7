"""Permits: what opens a record. No permit, no data.

A permit is minted from two things together: a decision that allows, and the ledger entry in which that very decision
stands. So there is none without a decision on record. It is scoped to subject, actor, purposes and items, and it ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from autonome.access.decisions import Allowed, Decision, Grant
from autonome.access.errors import PermitError
from autonome.access.requests import Request
from autonome.consent import CATEGORIES, PURPOSES, Action
from autonome.kernel import ActorId, Instant, Json, Sha256, SubjectId, canonical_bytes
from autonome.ledger import EntryKind, Recorded

PERMIT_SECONDS = 15 * 60
"""Longest life of a permit, in seconds: long enough for a plan, short enough that a withdrawal soon ends it."""


OPENING: Final = frozenset(
    {Action.COLLECT, Action.USE, Action.DISCLOSE, Action.PUBLISH, Action.EXPORT, Action.TRAIN, Action.PORT}
)
"""Actions that a permit opens data for: to take a consent back, to have data erased or put right, nobody reads them."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to do one thing with some data of one person, for a while.

    Args:
        request: that was allowed.
        decision: that allowed it.
        recorded: the entry in which it stands.
        until: first instant at which it is over.
        secret: what a store asks for besides, that keeps permits of its own; it stands in no record and no message.

    Raises:
        PermitError: the entry does not hold this request and this decision.
    """

    request: Request
    decision: Allowed
    recorded: Recorded
    until: Instant
    secret: bytes = field(default=b"", repr=False, compare=False)

    def __post_init__(self) -> None:
        payload = self.recorded.payload
        stands = canonical_bytes(payload.body) == canonical_bytes(decision_body(self.request, self.decision))
        if payload.kind is not EntryKind.DECISION or payload.subject != self.request.subject or not stands:
            raise PermitError(
                "this decision does not stand on the ledger", mend="obtain permits from decide_and_record alone."
            )

    @property
    def subject(self) -> SubjectId:
        """Whose data."""
        return self.request.subject

    @property
    def actor(self) -> ActorId:
        """Who may."""
        return self.request.actor

    @property
    def purposes(self) -> tuple[str, ...]:
        """For what."""
        return self.request.purposes

    @property
    def action(self) -> Action:
        """What may be done."""
        return self.request.action

    @property
    def grants(self) -> tuple[Grant, ...]:
        """Leaves of the data tree, each with its window."""
        return self.decision.grants

    @property
    def obligations(self) -> tuple[str, ...]:
        """What the holder takes on."""
        return self.decision.obligations

    @property
    def leaf(self) -> Sha256:
        """Leaf hash of the decision's entry, in hexadecimal: what later entries refer to."""
        return Sha256(self.recorded.leaf.hex())

    def covers(self, item: str) -> bool:
        """Whether all of a category may be had (for the windows of its leaves)."""
        granted = {grant.item for grant in self.grants}
        return item in CATEGORIES and granted.issuperset(CATEGORIES.leaves(item))

    def check(
        self, *, subject: SubjectId, items: tuple[str, ...], purpose: str, at: Instant, action: Action | None = None
    ) -> None:
        """Stop who goes beyond the permit.

        Args:
            subject: whose data are about to be used.
            items: categories about to be used.
            purpose: for which.
            at: now.
            action: what is about to be done, where the caller does but one thing.

        Raises:
            PermitError: another subject or action, an item or purpose that is not covered, or too late.
        """
        if self.action not in OPENING or action not in {None, self.action}:
            raise PermitError(f"the permit is to {self.action}, and opens no data for anything else")
        if subject != self.subject:
            raise PermitError("the permit is for another person's data")
        if purpose not in PURPOSES or not any(PURPOSES.covers(held, purpose) for held in self.purposes):
            raise PermitError(f"the permit is not for the purpose {purpose[:60]!r}")
        if not items or not all(self.covers(item) for item in items):
            raise PermitError("the permit does not cover all of these data", mend="ask for them, or do without.")
        if at >= self.until:
            raise PermitError("the permit is over", mend="ask again: consent may have changed.")


def mint(request: Request, decision: Allowed, recorded: Recorded, secret: bytes = b"") -> Permit:
    """Make the permit of a decision that stands on the ledger.

    Args:
        request: that was allowed.
        decision: that allowed it.
        recorded: the entry in which it stands.
        secret: under which a store knows it, or none.

    Raises:
        PermitError: the entry is not that decision's.
    """
    return Permit(request, decision, recorded, end_of(decision), secret)


def end_of(decision: Allowed) -> Instant:
    """First instant at which the permit of a decision is over."""
    longest = Instant(decision.grounds.at.seconds + PERMIT_SECONDS)
    return longest if decision.until is None else min(longest, decision.until)


def decision_body(request: Request, decision: Decision) -> dict[str, Json]:
    """Write the body of a decision's entry."""
    return {"request": request.to_json(), "decision": decision.to_json()}
