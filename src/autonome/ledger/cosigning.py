"""Having a checkpoint cosigned: what a log says to each witness, and what it makes of the answers.

A witness's word that the log was larger, or another one, is a claim; it is proven by a checkpoint that the log itself
signed. A proven contradiction stops the log at once. A claim without proof stops it only where no quorum says
otherwise: one lying witness must not silence an institution, and one honest one must not be outvoted by silence.

What is not here: sending (`adapters.ledger_http.witness_client`), and keeping (`cosigned`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from autonome.kernel import AutonomeError
from autonome.ledger.checkpoints import Checkpoint
from autonome.ledger.cosigned import RESTORE, CosignedCheckpoint
from autonome.ledger.errors import FormatError, LogError, UnreachableError, UntrustedError, VerificationError
from autonome.ledger.gossip import checked
from autonome.ledger.key_events import Role
from autonome.ledger.key_history import KeyHistory
from autonome.ledger.notes import MAX_SIGNATURES, Note, Signature, VerifierKey
from autonome.ledger.policies import Policy
from autonome.ledger.proofs import verify_consistency
from autonome.ledger.receipts import ProvenEntry
from autonome.ledger.witnessing import AddCheckpoint, Answer, Behind, read_answer

MAX_TURNS = 4
"""Most requests in one conversation: a witness that names another size each time is not followed for ever."""

ALONE = "to go on without them, say so: --without-witnesses, or AUTONOME_WITHOUT_WITNESSES=1 for a command without it."
"""How an operator goes on while no witness answers."""

NOT_ALONE = "Do not use --without-witnesses."
"""What not to do about a witness that did answer."""

Prove = Callable[[int], tuple[bytes, ...]]
"""Proves that the checkpoint's tree begins with the one of a smaller size."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of asking one witness.

    Args:
        witness: its key.
        signatures: cosignatures that hold; empty where it did not cosign.
        trouble: why it did not.
        seen: where it contradicts the log, or refuses its key, the checkpoint of the log that it shows, if it does.
    """

    witness: VerifierKey
    signatures: tuple[Signature, ...] = ()
    trouble: AutonomeError | None = None
    seen: str | None = None

    @property
    def contradicts(self) -> bool:
        """Whether it claims to remember what this log does not hold."""
        return isinstance(self.trouble, LogError)

    @property
    def silent(self) -> bool:
        """Whether nothing is known of what it remembers."""
        return self.trouble is not None and not self.contradicts


class Witnesses(Protocol):
    """The witnesses of a log, reached somehow."""

    def cosign(
        self, note: str, prove: Prove, known: Mapping[VerifierKey, int], keys: Sequence[ProvenEntry] = ()
    ) -> tuple[Reply, ...]:
        """Ask each to cosign; none keeps the others waiting for ever.

        Args:
            note: signed checkpoint.
            prove: gives proofs of growth to it.
            known: sizes that witnesses cosigned last, as far as they are known here.
            keys: the log's key events, proven under the note; for witnesses who do not know who signed it.

        Returns:
            One reply for each; nothing is raised for what a witness does.
        """


def conversation(
    note: str, witness: VerifierKey, prove: Prove, known: int
) -> Generator[AddCheckpoint, Answer, tuple[Signature, ...]]:
    """What a log says to a witness, one request after the other; answers are sent in.

    Args:
        note: signed checkpoint.
        witness: its key.
        prove: gives proofs of growth to the checkpoint.
        known: size that it cosigned last, as far as that is known here.

    Returns:
        Cosignatures that hold.

    Raises:
        AutonomeError: as for `read_answer`; a witness that remembers another history is a `LogError` here, too.
    """
    old = known
    for _ in range(MAX_TURNS):
        request = AddCheckpoint(old, prove(old), note)
        found = read_answer(request, (yield request), [witness])
        if not isinstance(found, Behind):
            return found
        old = found.size
    raise UntrustedError("the witness remembers another size each time it is asked")


def contradicts(own: Checkpoint, seen: str, keys: KeyHistory, prove: Prove) -> str | None:
    """Whether a checkpoint that a witness shows proves that this log is not what it was.

    Args:
        own: newest checkpoint of the log's storage.
        seen: note that a witness shows.
        keys: of the log.
        prove: the log's own proofs of growth to its newest checkpoint.

    Returns:
        What it proves; None where it proves nothing.
    """
    try:
        shown = checked(seen, keys)
    except (FormatError, UntrustedError, VerificationError):
        return None
    if shown.size > own.size:
        return f"the log was rolled back: it ends at size {own.size}, and a witness holds it at size {shown.size}"
    if not shown.size:
        return None
    try:
        verify_consistency(shown.size, own.size, prove(shown.size), shown.root, own.root)
    except VerificationError:
        return f"the log was rewritten: a witness holds another tree of size {shown.size} that the log signed"
    return None


def weigh_refusal(own: Checkpoint, reply: Reply, keys: KeyHistory) -> Reply:
    """Take a witness that refuses the log's key because it has seen a newer one for what it is: a contradiction.

    What it shows cannot be proven here, for this copy of the log does not know the newer key; so it is a claim. A
    witness that knows older keys alone contradicts nothing: its operator has not told it of the newer one.

    Args:
        own: newest checkpoint of the log's storage.
        reply: of the witness.
        keys: of the log, as its storage has them.

    Returns:
        The reply; its trouble is a `LogError` where the witness cosigned what is signed by a newer key.
    """
    if reply.seen is None or not isinstance(reply.trouble, UntrustedError):
        return reply
    try:
        note = Note.parse(reply.seen)
        shown = Checkpoint.parse(note.text)
        cosigned = bool(note.signers([reply.witness]))
        known = bool(note.signers(span.key for span in keys.spans if span.role is Role.LOG))
    except (FormatError, VerificationError):
        return reply
    if not cosigned or known or shown.origin != own.origin:
        return reply
    said = (
        f"{reply.witness.name} answered and refused this key: it has seen a newer one (at size {shown.size}), so this "
        "copy is probably old"
    )
    return replace(reply, trouble=LogError(said, where=own.origin, mend=f"{RESTORE} {NOT_ALONE}"))


@dataclass(frozen=True, slots=True)
class Cosigning:
    """What came of asking the witnesses.

    Args:
        cosigned: the checkpoint with all cosignatures that it has.
        replies: of each witness.
        met: whether they make the quorum of the policy.
        unstamped: why it has no timestamp although one was asked for; None otherwise.
    """

    cosigned: CosignedCheckpoint
    replies: tuple[Reply, ...]
    met: bool
    unstamped: AutonomeError | None = None

    @property
    def doubted(self) -> tuple[Reply, ...]:
        """Witnesses that contradict the log, and prove nothing."""
        return tuple(reply for reply in self.replies if reply.contradicts)


def judge_replies(own: Checkpoint, replies: Sequence[Reply], policy: Policy, *, keys: KeyHistory, prove: Prove) -> bool:
    """Judge by what the witnesses say whether the log may go on.

    Args:
        own: newest checkpoint of the log's storage.
        replies: of each witness.
        policy: whose quorum counts.
        keys: of the log.
        prove: the log's own proofs of growth.

    Returns:
        Whether a quorum cosigned.

    Raises:
        LogError: the log must not sign: a contradiction is proven, or claimed where no quorum says otherwise.
    """
    for reply in replies:
        proven = None if reply.seen is None else contradicts(own, reply.seen, keys, prove)
        if proven is not None:
            raise LogError(f"{proven} (shown by {reply.witness.name})", where=own.origin, mend=RESTORE)
    if policy.is_met_by([reply.witness for reply in replies if reply.signatures]):
        return True
    for reply in replies:
        if reply.contradicts and reply.trouble is not None:
            said = f"{reply.trouble.message} (says {reply.witness.name}, and no quorum says otherwise)"
            raise LogError(said, where=own.origin, mend=f"{RESTORE} {NOT_ALONE}")
    return False


def refuse_alone(cosigning: Cosigning, policy: Policy) -> None:
    """Refuse to begin where no witness of the quorum said what it remembers.

    Raises:
        UnreachableError: none did.
    """
    counted = policy.counted
    if cosigning.met or any(reply.signatures for reply in cosigning.replies if reply.witness in counted):
        return
    origin = cosigning.cosigned.checkpoint.origin
    for reply in cosigning.replies:
        if reply.witness in counted and isinstance(reply.trouble, UntrustedError):
            raise UnreachableError(
                f"{reply.witness.name} answered and did not cosign ({reply.trouble.message}), and nobody else of the "
                "quorum did: whether this log was put back cannot be known",
                where=origin,
                mend=f"ask its operator why; {ALONE}",
            )
    raise UnreachableError(
        "no witness of the quorum answers: whether this log was put back cannot be known",
        where=origin,
        mend=f"try again when they do; {ALONE}",
    )


def first_and_last(lines: Sequence[Signature]) -> tuple[Signature, ...]:
    """Of each key the first line, which dates the tree, and the last, which is a sign of life; firsts come first.

    Args:
        lines: in the order in which they came; a log that does not grow is cosigned again and again.
    """
    first = {(line.name, line.key_id): line for line in reversed(lines)}
    last = {(line.name, line.key_id): line for line in lines}
    ordered = dict.fromkeys((line.name, line.key_id) for line in lines)
    kept = dict.fromkeys([*(first[key] for key in ordered), *(last[key] for key in ordered)])
    return tuple(kept)[:MAX_SIGNATURES]
