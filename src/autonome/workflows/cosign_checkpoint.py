"""Have a log's newest checkpoint cosigned and timestamped; find out on the way whether the log is still what it was.

The same act is done at each start, before the log signs anything, and again and again while it runs. A log that its
witnesses contradict is halted: it signs nothing more, in whatever process, until they cosign it again. Witnesses that
do not answer halt nothing: entries are recorded and data leave without them, and the receipt says what it has.
"""

from __future__ import annotations

from dataclasses import replace

from autonome.kernel import AutonomeError
from autonome.ledger import (
    Checkpoint,
    KeptLog,
    KeyHistory,
    LogError,
    Note,
    Policy,
    Receipt,
    UntrustedError,
    VerificationError,
    VerifierKey,
)
from autonome.ledger.cosigned import RESTORE, CosignedCheckpoint, CosignedKeeper, earlier_of
from autonome.ledger.cosigning import (
    Cosigning,
    Prove,
    Witnesses,
    first_and_last,
    judge_replies,
    refuse_alone,
    weigh_refusal,
)
from autonome.ledger.gossip import checked
from autonome.ledger.proofs import verify_consistency
from autonome.ledger.timestamps import TimestampAuthority
from autonome.ledger.witnessing import refuse_rollback
from autonome.workflows.record_use import key_events, receipt_for

MAX_TRIES = 8
"""How often a contradicted log is asked for that grows while it is asked for (our own judgement: each time somebody
else must have had it cosigned within one exchange; a log that was put back grows as well, and must be halted)."""


SPACING = 60
"""Seconds between two checkpoints that are remembered, at least: a fifth of what clocks may differ by (`dating`), so
that a log which is cosigned each second keeps no file for each (our own judgement)."""


def cosign_newest(
    log: KeptLog,
    witnesses: Witnesses,
    policy: Policy,
    keeper: CosignedKeeper,
    *,
    authority: TimestampAuthority | None = None,
) -> Cosigning:
    """Ask the witnesses for the newest checkpoint, and keep what they say beside the log.

    Args:
        log: of this institution.
        witnesses: of it.
        policy: whose quorum counts.
        keeper: of what they say.
        authority: stamps what a quorum cosigned; None for no timestamp.

    Raises:
        LogError: the log's storage was put back or rewritten; it is halted.
    """
    cosigning = _asked_again(log, witnesses, policy, keeper)
    if cosigning.met:
        keeper.resume()
    cosigning = _stamped(cosigning, authority)
    _keep(keeper, cosigning, policy)
    return cosigning


def _asked_again(log: KeptLog, witnesses: Witnesses, policy: Policy, keeper: CosignedKeeper) -> Cosigning:
    """Ask, and again for a log that grew meanwhile: others had it cosigned, and witnesses remember what they sent."""
    left = MAX_TRIES
    while True:
        left, note = left - 1, log.checkpoint()
        try:
            return _asked(note, log, witnesses, policy, keeper.newest())
        except LogError as error:
            if not left or log.checkpoint() == note:
                keeper.halt(error.message)
                raise


def _asked(
    note: str, log: KeptLog, witnesses: Witnesses, policy: Policy, before: CosignedCheckpoint | None
) -> Cosigning:
    """Ask for one checkpoint."""
    own, keys = Checkpoint.of_note(note), log.key_history()

    def prove(size: int) -> tuple[bytes, ...]:
        return log.prove_growth(size, own.size)

    if before is not None:
        _refuse_behind(own, before, keys, prove)
    asked = witnesses.cosign(note, prove, _known(before, policy), key_events(log, own.size))
    replies = tuple(weigh_refusal(own, reply, keys) for reply in asked)
    met = judge_replies(own, replies, policy, keys=keys, prove=prove)
    lines = [line for reply in replies for line in reply.signatures]
    return Cosigning(_joined(before, str(Note.parse(note).with_signatures(lines))), replies, met)


def begin_witnessed(  # noqa: PLR0913 - as for cosigning, and what the operator says
    log: KeptLog,
    witnesses: Witnesses,
    policy: Policy,
    keeper: CosignedKeeper,
    *,
    authority: TimestampAuthority | None = None,
    alone: bool = False,
) -> Cosigning:
    """Ask the witnesses before a log signs anything: to be done at each start of whatever appends to it.

    Args:
        log: of this institution.
        witnesses: of it.
        policy: whose quorum counts.
        keeper: of what they say.
        authority: stamps what a quorum cosigned; None for no timestamp.
        alone: begin although no witness answers; what the operator says, and is told about.

    Raises:
        LogError: the log's storage was put back or rewritten; it is halted.
        UnreachableError: no witness of the quorum answered, and the operator did not say to go on.
    """
    cosigning = cosign_newest(log, witnesses, policy, keeper, authority=authority)
    if not alone:
        refuse_alone(cosigning, policy)
    return cosigning


def renewed_receipt(receipt: Receipt, *, log: KeptLog, cosigned: CosignedCheckpoint, keeper: CosignedKeeper) -> Receipt:
    """Prove the entries of a receipt again, under a checkpoint that has been cosigned since.

    What others saw of the log before the entries goes along: it shows that their times were not dated back.

    Args:
        receipt: as it was handed out.
        log: on which its entries stand.
        cosigned: newest one that is kept.
        keeper: of those before it.

    Raises:
        UntrustedError: the checkpoint does not hold the entries yet.
    """
    entries = [proven.recorded for proven in receipt.entries]
    if entries[-1].index >= cosigned.checkpoint.size:
        raise UntrustedError(
            "witnesses have not cosigned these entries yet", mend="have the newest checkpoint cosigned."
        )
    earlier = earlier_of(entries, cosigned.checkpoint.size, keeper.before, log.prove_growth)
    return receipt_for(entries, log=log, cosigned=cosigned, earlier=earlier)


def _refuse_behind(own: Checkpoint, before: CosignedCheckpoint, keys: KeyHistory, prove: Prove) -> None:
    """Refuse a log that has less, or other keys, than what witnesses cosigned and was kept here.

    What a recovery has made void is not held against the keys, but against the tree.
    """
    seen = before.checkpoint
    refuse_rollback(own, seen.size)
    try:
        if not keys.made_void(Note.parse(before.note), seen):
            checked(before.note, keys)
        elif seen.size:
            verify_consistency(seen.size, own.size, prove(seen.size), seen.root, own.root)
    except (UntrustedError, VerificationError) as error:
        raise LogError(
            "the cosigned checkpoint that is kept beside the log is not one of this log", where=own.origin, mend=RESTORE
        ) from error


def _known(before: CosignedCheckpoint | None, policy: Policy) -> dict[VerifierKey, int]:
    """What each witness cosigned last, as far as it is known: that spares a question."""
    if before is None:
        return {}
    signers = Note.parse(before.note).signers(policy.witnesses.values())
    return dict.fromkeys(signers, before.checkpoint.size)


def _joined(before: CosignedCheckpoint | None, note: str) -> CosignedCheckpoint:
    """The same checkpoint cosigned a second time keeps what it had."""
    if before is None or Note.parse(before.note).text != Note.parse(note).text:
        return CosignedCheckpoint(note)
    lines = (*Note.parse(before.note).signatures, *Note.parse(note).signatures)
    return replace(before, note=str(Note(Note.parse(note).text, first_and_last(lines))))


def _stamped(cosigning: Cosigning, authority: TimestampAuthority | None) -> Cosigning:
    if authority is None or not cosigning.met or cosigning.cosigned.timestamp is not None:
        return cosigning
    try:
        token = authority.stamp(Note.parse(cosigning.cosigned.note).text.encode())
    except AutonomeError as error:
        return replace(cosigning, unstamped=error)
    return replace(cosigning, cosigned=replace(cosigning.cosigned, timestamp=token))


def _keep(keeper: CosignedKeeper, cosigning: Cosigning, policy: Policy) -> None:
    """Keep it, unless nothing came of it, or it would take the place of what is worth more."""
    ours, there = cosigning.cosigned, keeper.newest()
    if not cosigning.met and not any(reply.signatures for reply in cosigning.replies):
        return
    if there is not None and there.checkpoint.size != ours.checkpoint.size:
        complete = policy.is_met_by(Note.parse(there.note).signers(policy.witnesses.values()))
        if there.checkpoint.size > ours.checkpoint.size or (complete and not cosigning.met):
            return
        if complete and _apart(keeper.before(there.checkpoint.size - 1), there, policy):
            keeper.remember(there)
    keeper.keep(ours)


def _apart(last: CosignedCheckpoint | None, next_: CosignedCheckpoint, policy: Policy) -> bool:
    """Whether two cosigned checkpoints lie so far apart in time that the second bounds more than the first."""
    if last is None:
        return True
    one, other = (
        policy.met_at(Note.parse(each.note).cosignatures(policy.witnesses.values(), last=True))
        for each in (last, next_)
    )
    return one is None or other is None or other.seconds - one.seconds >= SPACING
