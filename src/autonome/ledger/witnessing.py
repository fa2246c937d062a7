"""What a witness does with a checkpoint: cosign it if the log only grew since the last one, else say why not.

Followed: C2SP/C2SP ``tlog-witness.md`` at commit 8d77562, section ``add-checkpoint``, in the order of its text; where
it leaves a case open, the stricter answer is given and said beside it. Both sides are here, as values: the request and
its bytes, the verdict upon it, and how a log reads the answer.

The verdict decides nothing by itself: the caller reads what it remembers, judges, and writes the new memory in one
atomic step, and only then lets the cosignature (`cosign`) out. Two requests that are judged upon the same memory would
roll it back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autonome.kernel import Instant
from autonome.ledger import encoding
from autonome.ledger.checkpoints import MAX_SIZE, Checkpoint
from autonome.ledger.errors import FormatError, LogError, UntrustedError, VerificationError
from autonome.ledger.hashing import EMPTY_ROOT, HASH_BYTES
from autonome.ledger.key_history import KeyHistory
from autonome.ledger.notes import MAX_NOTE_BYTES, TIMESTAMP_BYTES, Note, Signature, VerifierKey, cosigned_message
from autonome.ledger.ports import Signer
from autonome.ledger.proofs import verify_consistency

OK, BAD_REQUEST, FORBIDDEN, NOT_FOUND, CONFLICT, UNPROCESSABLE = 200, 400, 403, 404, 409, 422
"""Status codes of the specification (RFC 9110)."""

SIZE_TYPE = "text/x.tlog.size"
"""Content type of an answer that names the size that the witness remembers."""

TEXT_TYPE = "text/plain; charset=utf-8"

MAX_PROOF_LINES = 63
"""Most proof lines that a client may send."""

MAX_REQUEST_BYTES = MAX_NOTE_BYTES + 64 * 64
"""Largest request read: a note, and proof lines of 45 bytes each."""

_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_SIZE = re.compile(r"(0|[1-9][0-9]{0,18})\n")


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A request to cosign.

    Args:
        old: tree size from which the proof leads.
        proof: hashes, in the order of RFC 6962.
        note: the signed checkpoint.
    """

    old: int
    proof: tuple[bytes, ...]
    note: str

    def body(self) -> bytes:
        """As it is sent."""
        lines = "".join(f"{encoding.encode(item)}\n" for item in self.proof)
        return f"old {self.old}\n{lines}\n{self.note}".encode()

    @classmethod
    def parse(cls, body: bytes) -> AddCheckpoint:
        """Read a request.

        Raises:
            FormatError: not an old size, proof lines, an empty line and a note; or too large.
        """
        if len(body) > MAX_REQUEST_BYTES:
            raise FormatError(f"the request is larger than {MAX_REQUEST_BYTES} bytes")
        try:
            head, blank, note = body.decode("utf-8").partition("\n\n")
        except UnicodeDecodeError as error:
            raise FormatError("the request is not UTF-8 text") from error
        first, *lines = head.split("\n")
        old = _OLD.fullmatch(first)
        if not blank or old is None or int(old[1]) > MAX_SIZE or len(lines) > MAX_PROOF_LINES:
            raise FormatError("the request is not an old size, at most 63 proof lines, an empty line and a checkpoint")
        proof = tuple(encoding.decode(line, what="a proof line", length=HASH_BYTES) for line in lines)
        return cls(int(old[1]), proof, note)


@dataclass(frozen=True, slots=True)
class KnownLog:
    """A log that a witness watches.

    Args:
        keys: that it trusts for this log.
        history: of the log's keys, as far as it is known; None where the keys hold at every size.
    """

    keys: tuple[VerifierKey, ...]
    history: KeyHistory | None = None

    def signer_of(self, note: Note, checkpoint: Checkpoint) -> VerifierKey:
        """The key that signed, which must hold at that size; raises as `KeyHistory.signer_of` does."""
        return (self.history or KeyHistory.of_keys(checkpoint.origin, self.keys)).signer_of(note, checkpoint)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a witness answers, and what it must remember first.

    Args:
        status: HTTP status code.
        said: body of the answer; of 200 it is the cosignature, which leaves when the memory is on the disk.
        content_type: of the body.
        cosign: the note to remember and to cosign; None where nothing is cosigned.
        two_faced: both notes, where they prove by themselves that the log has two histories.
    """

    status: int
    said: str = ""
    content_type: str = TEXT_TYPE
    cosign: Note | None = field(default=None)
    two_faced: tuple[str, str] | None = None


def judge(body: bytes, logs: Mapping[str, KnownLog], remembered: Mapping[str, str]) -> Verdict:
    """Judge a request.

    Args:
        body: as it came.
        logs: origin → log that is watched.
        remembered: origin → the note that was cosigned last; nothing of a log that never was.

    Returns:
        The verdict; nothing is raised for what a client sends.
    """
    try:
        request = AddCheckpoint.parse(body)
        note = Note.parse(request.note)
        checkpoint = Checkpoint.parse(note.text)
    except FormatError as error:
        return Verdict(BAD_REQUEST, f"{error.message}\n")
    if checkpoint.origin not in logs:
        return Verdict(NOT_FOUND, "this witness does not watch that log\n")
    try:
        key = logs[checkpoint.origin].signer_of(note, checkpoint)
    except (UntrustedError, VerificationError) as error:
        return Verdict(FORBIDDEN, f"{error.message}\n")
    if request.old > checkpoint.size:
        return Verdict(BAD_REQUEST, "the old size is larger than the checkpoint's\n")
    # Signature lines by others are not kept: nobody may fill a witness's memory.
    kept = Note(note.text, tuple(each for each in note.signatures if (each.name, each.key_id) == (key.name, key.id)))
    return _grown(request, kept, checkpoint, remembered.get(checkpoint.origin))


def _grown(request: AddCheckpoint, note: Note, checkpoint: Checkpoint, before: str | None) -> Verdict:
    """The steps that look at the memory."""
    last = Checkpoint(checkpoint.origin, 0, EMPTY_ROOT) if before is None else Checkpoint.of_note(before)
    if request.old != last.size:
        return _conflict(last)
    if checkpoint.size == last.size and checkpoint.root != last.root:
        # A tree of size 0 has one root: who signed another of it is answered so too, though no earlier note proves it.
        return _conflict(last, None if before is None else (before, str(note)))
    if not last.size:
        # From nothing to anything there is nothing to prove; a proof that is sent all the same is none.
        return Verdict(UNPROCESSABLE, "nothing is proven from size 0\n") if request.proof else _accepted(note)
    try:
        verify_consistency(last.size, checkpoint.size, request.proof, last.root, checkpoint.root)
    except VerificationError as error:
        return Verdict(UNPROCESSABLE, f"{error.message}\n")
    return _accepted(note)


def _accepted(note: Note) -> Verdict:
    return Verdict(OK, cosign=note)


def _conflict(last: Checkpoint, two_faced: tuple[str, str] | None = None) -> Verdict:
    return Verdict(CONFLICT, f"{last.size}\n", SIZE_TYPE, two_faced=two_faced)


def cosign(note: Note, signer: Signer, at: Instant) -> Signature:
    """Cosign a checkpoint that was accepted; the cosignature must not leave before the checkpoint is remembered.

    Args:
        note: of the checkpoint.
        signer: of the witness.
        at: time of signing.
    """
    key = signer.verifier
    value = signer.sign(cosigned_message(note.text, at.seconds))
    return Signature(key.name, key.id, at.seconds.to_bytes(TIMESTAMP_BYTES, "big") + value)


@dataclass(frozen=True, slots=True)
class Behind:
    """A witness remembers another size than the log thought: ask again with a proof from there.

    Args:
        size: that the witness remembers.
    """

    size: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness answered.

    Args:
        status: HTTP status code.
        content_type: of the body.
        body: as it came.
    """

    status: int
    content_type: str
    body: bytes


def read_answer(
    request: AddCheckpoint, answer: Answer, witnesses: Sequence[VerifierKey]
) -> tuple[Signature, ...] | Behind:
    """Read a witness's answer, as the log that asked.

    Args:
        request: that was sent.
        answer: that came.
        witnesses: keys of this witness.

    Returns:
        Cosignatures that hold, at least one; or the size that the witness remembers.

    Raises:
        FormatError: it is no answer of this protocol.
        LogError: the witness says that it remembers a larger tree than this log's own, or another one of a size that
            it has passed: if that is so, the log's storage was put back, or rewritten, and it must not sign.
        UntrustedError: the witness refused, or no known key of it cosigned.
        VerificationError: a known key's cosignature does not hold.
    """
    if len(answer.body) > MAX_NOTE_BYTES:
        raise FormatError("the witness's answer is too large")
    said = answer.body.decode("utf-8", "replace")
    if answer.status == CONFLICT and answer.content_type.partition(";")[0].strip() == SIZE_TYPE:
        return _behind(said, request)
    if answer.status == UNPROCESSABLE and request.old:  # our own proof leads to our own trees: it holds another one
        raise _another_tree(request.old, Checkpoint.of_note(request.note).origin)
    if answer.status != OK:
        raise UntrustedError(f"the witness refused (status {answer.status})")
    answered = Note.parse(f"{Note.parse(request.note).text}\n{said}")
    hold = {(key.name, key.id) for key in answered.signers(witnesses)}
    if not hold:
        raise UntrustedError("the witness answered without a cosignature by a known key")
    return tuple(each for each in answered.signatures if (each.name, each.key_id) in hold)


def _behind(said: str, request: AddCheckpoint) -> Behind:
    size, own = _SIZE.fullmatch(said), Checkpoint.of_note(request.note)
    if size is None or int(size[1]) > MAX_SIZE:
        raise FormatError("the witness's answer names no tree size")
    seen = int(size[1])
    refuse_rollback(own, seen)
    if seen == request.old:  # it was asked from there: what it remembers of that size is another tree
        raise _another_tree(seen, own.origin)
    return Behind(seen)


def _another_tree(size: int, origin: str) -> LogError:
    return LogError(
        f"a witness remembers another tree of size {size}: the log was rewritten, or the witness saw another one",
        where=origin,
        mend="compare with what the witness remembers; until then nothing is signed.",
    )


def refuse_rollback(own: Checkpoint, seen: int) -> None:
    """Refuse to go on with a log that is smaller than others saw it: its storage was put back.

    Args:
        own: newest checkpoint of the log's own storage.
        seen: largest size that a witness, a monitor or an anchor remembers.

    Raises:
        LogError: it is.
    """
    if seen > own.size:
        raise LogError(
            f"the log was rolled back: it ends at size {own.size}, and others saw it at size {seen}",
            where=own.origin,
            mend="restore what is missing; until then nothing is signed.",
        )
