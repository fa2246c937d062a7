"""What an institution's own policy asks of its receipts before partners believe them: cosignatures of its witnesses.

The policy on the card is the node's own. Where it asks for a quorum, an entry counts for a partner once witnesses have
cosigned a tree that holds it: they are asked then, and waited for, before anything leaves. Where they do not answer,
nothing does, and that is said at once.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.adapters.small_files import read_small
from autonome.adapters.witnessed_start import START_SECONDS
from autonome.ledger import KeptLog, Note, UnreachableError, parse_policy
from autonome.ledger.cosigned import CosignedCheckpoint
from autonome.ledger.policies import MAX_POLICY_BYTES, NOBODY


def cosigned_by(log: KeptLog, private: Path) -> Callable[[int], CosignedCheckpoint | None]:
    """What gives, for the place of an entry, a checkpoint that holds it, cosigned as the own policy asks.

    Args:
        log: of the institution.
        private: its private side, where policy and cosignatures lie.

    Returns:
        Gives None where the policy asks for no witness. Raises UnreachableError where they do not cosign now, and
        LogError where they contradict the log.
    """
    path, keeper = private / "policy.txt", CosignedFiles(private, private)

    def cosigned(index: int) -> CosignedCheckpoint | None:
        if not path.exists():
            return None
        policy, kept = parse_policy(read_small(path, MAX_POLICY_BYTES), where=path.name), keeper.newest()
        if policy.quorum == NOBODY:
            return None
        witnesses = policy.witnesses.values()
        if kept and kept.checkpoint.size > index and policy.is_met_by(Note.parse(kept.note).signers(witnesses)):
            return kept
        return _asked(log, keeper, path, index)

    return cosigned


def _asked(log: KeptLog, keeper: CosignedFiles, policy: Path, index: int) -> CosignedCheckpoint:
    from autonome.adapters.witnessed_log import WitnessedLog  # noqa: PLC0415 - only a log with witnesses pays for it

    with closing(WitnessedLog(log, keeper, policy, seconds=START_SECONDS)) as witnessed:
        found = witnessed.cosign()
    if not found.met or found.cosigned.checkpoint.size <= index:
        raise UnreachableError(
            "partners believe no entry without its witnesses, and they do not cosign now",
            where=log.verifier.name,
            mend="try again once they answer, or have a policy that asks for none.",
        )
    return found.cosigned
