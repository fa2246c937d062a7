"""Verify the evidence that a log showed two histories, offline: two checkpoints that it signed, and a policy."""

from __future__ import annotations

from dataclasses import dataclass

from autonome.kernel import AutonomeError, Json, read_json
from autonome.ledger import GET_A_POLICY, Checkpoint, FormatError, KeyHistory, UntrustedError, parse_policy
from autonome.ledger.gossip import FORMAT, SplitView
from autonome.workflows.verify_receipt import Evidence


@dataclass(frozen=True, slots=True)
class TwoHistories:
    """What is proven.

    Args:
        one: a checkpoint that the log signed.
        other: another one, which cannot belong to the same history.
    """

    one: Checkpoint
    other: Checkpoint

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        shown: list[Json] = [{"size": each.size, "root": each.root.hex()} for each in (self.one, self.other)]
        return {"proven": "split-view", "log": self.one.origin, "checkpoints": shown}


def is_split_view(data: bytes) -> bool:
    """Whether a file says that it is such evidence; what it holds is not looked at."""
    try:
        value = read_json(data, where="evidence", error=FormatError)
    except FormatError:
        return False
    return isinstance(value, dict) and value.get("format") == FORMAT


def verify_split_view(evidence: Evidence, *, policy: Evidence | None) -> TwoHistories:
    """Verify the evidence of a split view.

    Args:
        evidence: the file.
        policy: names keys of the log, and comes from somebody trusted; None where there is none.

    Raises:
        FormatError: a file is not written as its format says.
        UntrustedError: no key of the policy signed both checkpoints.
        VerificationError: they do not contradict each other.
    """
    if policy is None:
        raise UntrustedError("evidence cannot vouch for itself", where=evidence.where, mend=GET_A_POLICY)
    trusted = parse_policy(policy.data, where=policy.where)
    try:
        split = SplitView.read(evidence.data, where=evidence.where)
        one, other = Checkpoint.of_note(split.one), Checkpoint.of_note(split.other)
        keys = [key for key in trusted.logs if key.name == one.origin]
        split.check(KeyHistory.of_keys(one.origin, keys))
    except AutonomeError as error:
        if error.where:
            raise
        raise type(error)(error.message, where=evidence.where, mend=error.mend) from error
    return TwoHistories(one, other)
