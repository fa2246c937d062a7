"""What a monitor concludes from what it sees of a log, and what it remembers.

A monitor asks a log for its checkpoint again and again (`workflows.monitor_log`). It goes by what it remembers, never
by what the log says of the past: a tree that shrank, a second root of one size, a proof that is not there, a log that
has gone silent are alarms, each of its own kind. A log in which nothing happens has its checkpoint cosigned anew: a
sign of life is a new tree, or a newer cosignature by a witness whom the monitor knows, for anybody can add a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from autonome.kernel import AutonomeError, Instant
from autonome.ledger.checkpoints import Checkpoint
from autonome.ledger.entries import EntryKind, Recorded
from autonome.ledger.errors import FormatError
from autonome.ledger.gossip import Relation, SplitView, checked, relation
from autonome.ledger.key_events import Deed, SignedKeyEvent
from autonome.ledger.key_history import KeyHistory
from autonome.ledger.notes import Note, VerifierKey
from autonome.ledger.rebuilding import Disagreement


class AlarmKind(StrEnum):
    """What is wrong with a log, as seen from outside."""

    SPLIT_VIEW = "split-view"
    ROLLBACK = "rollback"
    UNPROVEN = "unproven"
    SILENCE = "silence"
    SIGNATURE = "signature"
    ENTRIES = "changed-entries"
    TILES = "changed-tiles"
    KEYS = "keys"
    ENDLESS = "endless"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that somebody must look at.

    Args:
        kind: what it is.
        said: in one line.
        notes: checkpoints that it is about, what was remembered first.
        evidence: of a split view, where there is such that anybody can check.
        shown: tiles and bundles as they were shown, where it is about them.
    """

    kind: AlarmKind
    said: str
    notes: tuple[str, ...] = ()
    evidence: SplitView | None = None
    shown: tuple[Disagreement, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What a monitor knows of a log.

    Args:
        note: newest checkpoint that was found sound.
        alive_at: last sign of life: when that tree was seen first, or was cosigned last.
    """

    note: str
    alive_at: Instant


_ALARMING = {
    Relation.SPLIT_VIEW: (AlarmKind.SPLIT_VIEW, "the log shows two histories: two roots at size {after}"),
    Relation.ROLLBACK: (AlarmKind.ROLLBACK, "the log went back from size {before} to size {after}"),
    Relation.UNPROVEN: (AlarmKind.UNPROVEN, "the log does not prove that it only grew from size {before} to {after}"),
}


def observe(  # noqa: PLR0913 - what is known, what is shown, and by what it is judged; each has its name
    memory: Memory | None,
    note: str,
    at: Instant,
    *,
    keys: KeyHistory,
    proof: Sequence[bytes] | None = None,
    witnesses: Sequence[VerifierKey] = (),
) -> tuple[Memory | None, tuple[Alarm, ...]]:
    """Conclude from a checkpoint that a log shows now.

    Args:
        memory: what was known; None at the first time.
        note: as the log shows it.
        at: now.
        keys: of the log, as far as they are known.
        proof: of consistency from what is remembered; None where the log gives none.
        witnesses: whose cosignatures are signs of life.

    Returns:
        What to remember, which after an alarm is what was remembered before; and the alarms.
    """
    try:
        seen, cosigned = checked(note, keys), Note.parse(note).cosignatures(witnesses)
    except AutonomeError as error:
        return memory, (Alarm(AlarmKind.SIGNATURE, error.message, (note,)),)
    if memory is None:
        return Memory(note, at), ()
    before = Checkpoint.of_note(memory.note)
    found = relation(before, seen, proof)
    if found in _ALARMING:
        kind, words = _ALARMING[found]
        return memory, (Alarm(kind, words.format(before=before.size, after=seen.size), (memory.note, note)),)
    if found is Relation.GROWN:
        return Memory(note, at), ()
    signs = [min(each.at, at) for each in cosigned]  # a time that has not come yet is no sign of life then
    return Memory(note, max([memory.alive_at, *signs])), ()


def silence(memory: Memory, now: Instant, longest: int) -> tuple[Alarm, ...]:
    """Whether a log has been silent for too long.

    Args:
        memory: what is known of it.
        now: the time.
        longest: seconds without a new checkpoint or cosignature.
    """
    quiet = now.seconds - memory.alive_at.seconds
    if quiet <= longest:
        return ()
    return (Alarm(AlarmKind.SILENCE, f"nothing new from the log since {memory.alive_at}", (memory.note,)),)


def never_sound(begun_at: Instant, now: Instant, longest: int) -> tuple[Alarm, ...]:
    """Whether a log that a monitor has never seen sound has been so for too long, whatever it answers meanwhile.

    Args:
        begun_at: when the monitor looked first.
        now: the time.
        longest: seconds that are too long.
    """
    if now.seconds - begun_at.seconds <= longest:
        return ()
    return (Alarm(AlarmKind.SILENCE, f"nothing whole was seen of the log since the first look at {begun_at}"),)


def without_beginning(public: Sequence[Recorded], size: int) -> tuple[Alarm, ...]:
    """Whether entry 0 of a log does not open as the event that names its first key: its keys have no beginning then.

    Who holds back what is published from the first look on is found out by this, for each log of ours begins so.

    Args:
        public: what the log publishes, in log order.
        size: of its tree.
    """
    if not size or (public and _begins(public[0])):
        return ()
    said = "entry 0 does not open as the event that names the log's first key: it is withheld, or the log has none"
    return (Alarm(AlarmKind.KEYS, said),)


def _begins(first: Recorded) -> bool:
    if first.index or first.payload.kind is not EntryKind.KEY:
        return False
    try:
        return SignedKeyEvent.read(first.payload).event.deed is Deed.BEGIN
    except FormatError:
        return False
