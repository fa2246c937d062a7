"""Verify a receipt, offline: no log, no database, no network; only the receipt, a policy, and perhaps a made file.

Every error names the file that it is about, as the caller calls it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from autonome.access import Reason, told_to_the_person
from autonome.access.support import Manner, read_manner
from autonome.kernel import AutonomeError, Instant, Json, sha256_hex
from autonome.ledger import (
    GET_A_POLICY,
    EntryKind,
    FormatError,
    KeyHistory,
    Recorded,
    Timestamp,
    TimestampReader,
    Trust,
    UntrustedError,
    VerificationError,
    VerifiedEntries,
    parse_policy,
    read_receipt,
    verify_entries,
    whole_receipt,
)
from autonome.ledger.dating import stands_alone


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that somebody gives to be checked, or to check with.

    Args:
        data: its bytes.
        where: what the caller calls it, for messages.
    """

    data: bytes
    where: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """What others than the log say of the checkpoint.

    Args:
        cosigned: name of each witness of the policy that cosigned → when, by its own clock.
        counted: names of those that the quorum counts.
        timestamp: time and name of the authority that stamped it; None where nothing was stamped or checked.
        unchecked: whether the receipt carries a timestamp that was not checked, for no authority is trusted.
        seen_at: the earliest time at which a quorum, or an authority, had seen the tree; None where nobody had.
        log_alone: whether nothing but the log's own clock speaks for the time of what was recorded.
        not_before: when others saw the log without what was recorded; None where nobody did.
    """

    cosigned: Mapping[str, Instant]
    counted: tuple[str, ...]
    timestamp: Timestamp | None
    unchecked: bool
    seen_at: Instant | None
    log_alone: bool
    not_before: Instant | None = None

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        stamp = self.timestamp
        return {
            "cosigned": {name: str(at) for name, at in self.cosigned.items()},
            "counted": list(self.counted),
            "timestamp": None if stamp is None else {"at": str(stamp.at), "authority": stamp.authority},
            "timestamp_unchecked": self.unchecked,
            "seen_at": None if self.seen_at is None else str(self.seen_at),
            "not_before": None if self.not_before is None else str(self.not_before),
            "time_by_log_alone": self.log_alone,
        }


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """What may be relied upon.

    Args:
        log: origin of the log.
        size: of the tree under whose checkpoint the entries stand.
        vouched: what others than the log say of the checkpoint.
        subject: whose data.
        request: who asked for what, for which purpose.
        effect: ``allowed`` or ``denied``.
        rules: ids of the rules that forbade or permitted it.
        decided_at: when the decision was recorded.
        used_at: when the use was recorded, or None.
        made: digests of what went in and came out, or empty.
        entries: indexes on the log.
        reasons: of the decision, as the person and an auditor are told.
        given: name of the receipt's output that the given file is, such as ``plan.html``; None where none was given.
        manners: how each act was done that the permission rests on; empty where the receipt does not say.
    """

    log: str
    size: int
    vouched: Vouched
    subject: str
    request: Mapping[str, Json]
    effect: str
    rules: tuple[str, ...]
    decided_at: Instant
    used_at: Instant | None
    made: Mapping[str, Json]
    entries: tuple[int, ...]
    reasons: tuple[str, ...]
    given: str | None
    manners: tuple[Manner, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "verified": True,
            "kind": "decision",
            "log": self.log,
            "size": self.size,
            "cosigners": list(self.vouched.cosigned),
            "vouched": self.vouched.to_json(),
            "subject": self.subject,
            "request": self.request,
            "effect": self.effect,
            "rules": list(self.rules),
            "decided_at": str(self.decided_at),
            "used_at": None if self.used_at is None else str(self.used_at),
            "made": self.made,
            "entries": list(self.entries),
            "reasons": list(self.reasons),
            "consents": [manner.to_json() for manner in self.manners],
            "plan_matches": None if self.given is None else True,
            "given": self.given,
        }


def verify_receipt(
    receipt: Evidence,
    *,
    policy: Evidence | None,
    plan: Evidence | None = None,
    timestamps: TimestampReader | None = None,
    keys: Sequence[KeyHistory] = (),
) -> VerifiedReceipt:
    """Verify a receipt.

    Args:
        receipt: the receipt file.
        policy: the policy file, from somebody trusted; None where there is none.
        plan: a file that should be one of those the receipt was given for, or None.
        timestamps: checks timestamps against the authorities that somebody trusts; None where none is trusted.
        keys: what is known of logs' keys beside the policy, such as a revocation.

    Raises:
        FormatError: the receipt or the policy is not written as its format says.
        UntrustedError: there is no policy, it does not vouch for the receipt's log, or the receipt is not yet cosigned
            by the quorum that it asks for.
        VerificationError: something does not hold; the message says what.
    """
    opened = read_receipt(receipt.data, where=receipt.where)
    if policy is None:
        raise UntrustedError("a receipt cannot vouch for itself", where=receipt.where, mend=GET_A_POLICY)
    trusted = parse_policy(policy.data, where=policy.where)
    with naming(receipt.where):
        verified = verify_entries(opened, Trust(trusted, tuple(keys), timestamps))
        decision, use = _decision_and_use(verified.entries)
        made = _made(decision, use)
        vouched = vouched_for(verified, (decision,), stamped=opened.timestamp is not None)
        return _facts(verified, vouched, (decision, use), made, None if plan is None else _output_of(made, plan))


@contextmanager
def naming(where: str) -> Iterator[None]:
    """Give errors that name no file the receipt's name."""
    try:
        with whole_receipt(where):
            yield
    except AutonomeError as error:
        if error.where:
            raise
        raise type(error)(error.message, where=where, mend=error.mend) from error


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
        case {"decision": str(leaf), **rest} if isinstance(rest.get("made", {}), Mapping):
            if leaf != decision.leaf.hex() or use.payload.subject != decision.payload.subject:
                raise VerificationError("the use was not made under the decision of this receipt")
            made = rest.get("made")  # what was opened, or taken in, made no file
            return made if isinstance(made, Mapping) else {}
    raise FormatError("the use entry has no body of its kind")


def _output_of(made: Mapping[str, Json], plan: Evidence) -> str:
    """Name of the output whose digest the given file has."""
    outputs = made.get("outputs")
    if not isinstance(outputs, Mapping) or not outputs:
        raise VerificationError("the receipt is not one of a plan: it names no file that was made")
    digest = sha256_hex(plan.data)
    for name, stated in outputs.items():
        if stated == digest:
            return name
    raise VerificationError(
        f"this file is none of those that the receipt was given for ({', '.join(outputs)}): it was changed, "
        "or belongs to another receipt",
        where=plan.where,
    )


def vouched_for(verified: VerifiedEntries, entries: Iterable[Recorded], *, stamped: bool) -> Vouched:
    """Say what others than the log vouch for.

    Args:
        verified: entries and their checkpoint.
        entries: those whose time matters.
        stamped: whether the receipt carries a timestamp.
    """
    dated = list(entries)
    bounds = [verified.not_before(entry) for entry in dated]
    known = [at for at in bounds if at is not None]
    return Vouched(
        cosigned={each.key.name: each.at for each in verified.cosigned},
        counted=tuple(each.key.name for each in verified.counted),
        timestamp=verified.timestamp,
        unchecked=stamped and verified.timestamp is None,
        seen_at=verified.seen_at,
        log_alone=any(stands_alone(entry, verified.seen_at) for entry in dated),
        not_before=min(known) if known and len(known) == len(bounds) else None,
    )


def _facts(
    verified: VerifiedEntries,
    vouched: Vouched,
    entries: tuple[Recorded, Recorded | None],
    made: Mapping[str, Json],
    given: str | None,
) -> VerifiedReceipt:
    decision, use = entries
    request, outcome = _request_and_outcome(decision)
    effect = str(outcome["effect"])
    if use is not None and effect != "allowed":
        raise VerificationError("the receipt shows a use under a decision that refused it")
    return VerifiedReceipt(
        log=verified.checkpoint.origin,
        size=verified.checkpoint.size,
        vouched=vouched,
        subject=decision.payload.subject,
        request=request,
        effect=effect,
        rules=_rules(outcome),
        decided_at=decision.payload.recorded_at,
        used_at=None if use is None else use.payload.recorded_at,
        made=made,
        entries=tuple(entry.index for entry in verified.entries),
        reasons=told_to_the_person(map(Reason.from_json, _reasons(outcome))),
        given=given,
        manners=_manners(outcome),
    )


def _request_and_outcome(decision: Recorded) -> tuple[Mapping[str, Json], Mapping[str, Json]]:
    match decision.payload.body:
        case {"request": Mapping() as request, "decision": Mapping() as outcome}:
            if outcome.get("effect") in {"allowed", "denied"}:
                return request, outcome
    raise FormatError("the decision entry has no body of its kind")


def _reasons(outcome: Mapping[str, Json]) -> list[Json]:
    reasons = outcome.get("reasons")
    return reasons if isinstance(reasons, list) else []


def _manners(outcome: Mapping[str, Json]) -> tuple[Manner, ...]:
    """How each act was done; earlier engines did not write it."""
    acts = outcome.get("rests_on")
    found = map(read_manner, acts) if isinstance(acts, list) else ()
    return tuple(manner for manner in found if manner is not None)


def _rules(outcome: Mapping[str, Json]) -> tuple[str, ...]:
    named = (
        reason["rule"]
        for reason in _reasons(outcome)
        if isinstance(reason, Mapping) and isinstance(reason.get("rule"), str)
    )
    return tuple(dict.fromkeys(str(rule) for rule in named))
