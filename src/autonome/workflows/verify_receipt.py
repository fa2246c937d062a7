"""Verify a receipt, offline: no log, no database, no network; only the receipt, a policy, and perhaps the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autonome.kernel import Instant, Json, sha256_hex
from autonome.ledger import (
    GET_A_POLICY,
    EntryKind,
    FormatError,
    Recorded,
    UntrustedError,
    VerificationError,
    VerifiedEntries,
    parse_policy,
    read_receipt,
    verify_entries,
)

PLAN = "plan.json"
"""Name of the plan among the outputs of a use."""


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """What may be relied upon.

    Args:
        log: origin of the log.
        size: of the tree under whose checkpoint the entries stand.
        cosigners: names of the witnesses that cosigned it.
        subject: whose data.
        request: who asked for what, for which purpose.
        effect: ``allowed`` or ``denied``.
        rules: ids of the rules that forbade or permitted it.
        decided_at: when the decision was recorded.
        used_at: when the use was recorded, or None.
        made: digests of what went in and came out, or empty.
        entries: indexes on the log.
        plan_matches: whether the given plan is the one of the receipt; None where none was given.
    """

    log: str
    size: int
    cosigners: tuple[str, ...]
    subject: str
    request: Mapping[str, Json]
    effect: str
    rules: tuple[str, ...]
    decided_at: Instant
    used_at: Instant | None
    made: Mapping[str, Json]
    entries: tuple[int, ...]
    plan_matches: bool | None

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "verified": True,
            "log": self.log,
            "size": self.size,
            "cosigners": list(self.cosigners),
            "subject": self.subject,
            "request": self.request,
            "effect": self.effect,
            "rules": list(self.rules),
            "decided_at": str(self.decided_at),
            "used_at": None if self.used_at is None else str(self.used_at),
            "made": self.made,
            "entries": list(self.entries),
            "plan_matches": self.plan_matches,
        }


def verify_receipt(receipt: bytes, *, policy: bytes | None, plan: bytes | None = None) -> VerifiedReceipt:
    """Verify a receipt.

    Args:
        receipt: bytes of the receipt file.
        policy: bytes of the policy file, from somebody trusted; None where there is none.
        plan: bytes of a plan that should be the receipt's, or None.

    Raises:
        FormatError: the receipt or the policy is not written as its format says.
        UntrustedError: there is no policy, or it does not vouch for the receipt's log.
        VerificationError: something does not hold; the message says what.
    """
    opened = read_receipt(receipt, where="receipt")
    if policy is None:
        raise UntrustedError("a receipt cannot vouch for itself", where="receipt", mend=GET_A_POLICY)
    verified = verify_entries(opened, parse_policy(policy))
    decision, use = _decision_and_use(verified.entries)
    made = _made(decision, use)
    return _facts(verified, decision, use, made, None if plan is None else _expect_plan(made, plan))


def _decision_and_use(entries: tuple[Recorded, ...]) -> tuple[Recorded, Recorded | None]:
    kinds = [entry.payload.kind for entry in entries]
    if kinds not in ([EntryKind.DECISION], [EntryKind.DECISION, EntryKind.USE]):
        raise VerificationError("the receipt does not hold one decision and at most one use after it")
    return entries[0], entries[1] if len(entries) > 1 else None


def _made(decision: Recorded, use: Recorded | None) -> Mapping[str, Json]:
    """What the use says it made; the use must be of this person and under this decision."""
    if use is None:
        return {}
    match use.payload.body:
        case {"decision": str(leaf), "made": Mapping() as made}:
            if leaf != decision.leaf.hex() or use.payload.subject != decision.payload.subject:
                raise VerificationError("the use was not made under the decision of this receipt")
            return made
    raise FormatError("the use entry has no body of its kind", where="receipt")


def _expect_plan(made: Mapping[str, Json], plan: bytes) -> bool:
    outputs = made.get("outputs")
    stated = outputs.get(PLAN) if isinstance(outputs, Mapping) else None
    if stated is None:
        raise VerificationError("the receipt is not one of a plan: its use names no plan.json")
    if stated != sha256_hex(plan):
        raise VerificationError("the plan is not the one that the receipt was given for: its digest is another")
    return True


def _facts(
    verified: VerifiedEntries,
    decision: Recorded,
    use: Recorded | None,
    made: Mapping[str, Json],
    plan_matches: bool | None,  # noqa: FBT001 - private, one caller
) -> VerifiedReceipt:
    request, outcome = _request_and_outcome(decision)
    effect = str(outcome["effect"])
    if use is not None and effect != "allowed":
        raise VerificationError("the receipt shows a use under a decision that refused it")
    return VerifiedReceipt(
        log=verified.checkpoint.origin,
        size=verified.checkpoint.size,
        cosigners=tuple(key.name for key in verified.cosigners),
        subject=decision.payload.subject,
        request=request,
        effect=effect,
        rules=_rules(outcome),
        decided_at=decision.payload.recorded_at,
        used_at=None if use is None else use.payload.recorded_at,
        made=made,
        entries=tuple(entry.index for entry in verified.entries),
        plan_matches=plan_matches,
    )


def _request_and_outcome(decision: Recorded) -> tuple[Mapping[str, Json], Mapping[str, Json]]:
    match decision.payload.body:
        case {"request": Mapping() as request, "decision": Mapping() as outcome}:
            if outcome.get("effect") in {"allowed", "denied"}:
                return request, outcome
    raise FormatError("the decision entry has no body of its kind", where="receipt")


def _rules(outcome: Mapping[str, Json]) -> tuple[str, ...]:
    reasons = outcome.get("reasons")
    named = (
        reason["rule"]
        for reason in (reasons if isinstance(reasons, list) else [])
        if isinstance(reason, Mapping) and isinstance(reason.get("rule"), str)
    )
    return tuple(dict.fromkeys(str(rule) for rule in named))
