"""Audit a log: everything that can be checked of it by who holds its folder or its copy, without its signing key.

What is sealed and not opened here is checked as far as anybody could: it stands in the tree. Every fault is told; the
audit goes on behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autonome.kernel import AutonomeError, Json
from autonome.ledger import (
    ENTRY_BYTES,
    GET_A_POLICY,
    AbsentError,
    Checkpoint,
    EntryKind,
    ErasedError,
    KeyHistory,
    Note,
    Opening,
    Policy,
    Recorded,
    Thread,
    Tile,
    Tombstone,
    UntrustedError,
    VerificationError,
    VerifierKey,
)
from autonome.ledger.beside import Alarm, FoundRecord
from autonome.ledger.dating import TOLERANCE
from autonome.ledger.publishing import OpenedLog
from autonome.ledger.rebuilding import Rebuilt, rebuild
from autonome.ledger.tiles import TILE_WIDTH, entries_of_bundle
from autonome.workflows.acknowledge_alarms import alarms_of


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found.

    Args:
        origin: of the log.
        size: entries in its newest tree.
        root: of that tree, as the entries make it, in hexadecimal; empty where it was given up.
        signer: key that signed the newest checkpoint; None where none that holds did.
        counts: how many entries are public, opened, closed (no key for them here) and gone (what opened them is).
        threads: how many threads were followed from their first entry to their last.
        faults: what is wrong, in the order in which it was found; nothing where the log is sound.
        alarms: what was put beside it, and is not on it: it is as sound as without, but somebody was there.
        acknowledged: the same, where somebody has looked at it, and the entry that says so.
    """

    origin: str
    size: int
    root: str
    signer: VerifierKey | None
    counts: Mapping[str, int]
    threads: int
    faults: tuple[str, ...]
    alarms: tuple[Alarm, ...] = ()
    acknowledged: Mapping[FoundRecord, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "log": self.origin,
            "size": self.size,
            "root": self.root,
            "signer": None if self.signer is None else str(self.signer),
            "entries": dict(self.counts),
            "threads": self.threads,
            "faults": list(self.faults),
            "alarms": [alarm.to_json() for alarm in self.alarms],
            "acknowledged": [[each.number, index] for each, index in self.acknowledged.items()],
            "sound": not self.faults,
        }


@dataclass(slots=True)
class _Followed:
    """Threads as far as they were followed, and what was wrong."""

    newest: dict[Thread, Recorded] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("public", "opened", "closed", "gone"), 0))
    latest: int = 0
    stones: list[Recorded] = field(default_factory=list)


def audit_log(log: OpenedLog, policy: Policy | None = None) -> Audit:
    """Audit a log.

    Args:
        log: to read from.
        policy: whom to trust; None to go by the log's own account of its keys.

    Raises:
        VerificationError: its checkpoint cannot be read: there is nothing to hold against.
    """
    faults: list[str] = []
    # 1. The newest checkpoint is one (tlog-checkpoint).
    try:
        note = Note.parse(log.checkpoint())
        checkpoint = Checkpoint.parse(note.text)
    except AutonomeError as error:
        raise VerificationError(f"the checkpoint cannot be read: {error.message}") from error
    # 2. The key of the log that holds at that size signed it, and a quorum cosigned, where the policy asks for one.
    signer = _signer(log, note, checkpoint, policy, faults)
    # 3. Entries, tiles and root agree (tlog-tiles).
    rebuilt = rebuild(log.tile, checkpoint.size)
    faults += [f"{each.tile.path} {each.said}" for each in rebuilt.wrong]
    if rebuilt.root != checkpoint.root:
        faults.append(f"the entries do not give the root that was signed at size {checkpoint.size}")
    if not rebuilt.root:
        faults.append("the audit was given up: too much is wrong")
        return Audit(checkpoint.origin, checkpoint.size, "", signer, _Followed().counts, 0, tuple(faults))
    # 4. Each entry has the one size; what is opened is what was committed to, in its place in its thread.
    faults += _bundles(log, checkpoint.size)
    followed = _Followed()
    for index in range(checkpoint.size):
        faults += _entry(log, index, checkpoint.origin, rebuilt, followed)
    # 5. What a tombstone says is erased cannot be opened any more, and nothing else has gone.
    faults += _tombstones(log, followed)
    # 6. Nobody has put anything beside it at which nobody has looked.
    beside = alarms_of(log)
    return Audit(
        checkpoint.origin,
        checkpoint.size,
        rebuilt.root.hex(),
        signer,
        followed.counts,
        len(followed.newest),
        tuple(faults),
        beside.standing,
        beside.acknowledged,
    )


def _signer(
    log: OpenedLog, note: Note, checkpoint: Checkpoint, policy: Policy | None, faults: list[str]
) -> VerifierKey | None:
    try:
        keys = KeyHistory.follow(checkpoint.origin, log.public_entries(EntryKind.KEY))
        trusted = () if policy is None else tuple(key for key in policy.logs if key.name == checkpoint.origin)
        if policy is not None and not trusted:
            raise UntrustedError(f"the policy does not name the log {checkpoint.origin!r}", mend=GET_A_POLICY)
        if not keys.events:
            keys = KeyHistory.of_keys(checkpoint.origin, trusted)
        elif trusted and not any(keys.knows(key) for key in trusted):
            raise UntrustedError(f"no key of the policy is among the keys of {checkpoint.origin!r}")
        if policy is not None and not policy.is_met_by(
            {each.key for each in note.cosignatures(policy.witnesses.values())}
        ):
            faults.append(f"the quorum {policy.quorum!r} of the policy has not cosigned size {checkpoint.size}")
        return keys.signer_of(note, checkpoint)
    except AutonomeError as error:
        faults.append(error.message)
        return None


def _bundles(log: OpenedLog, size: int) -> Iterator[str]:
    for number in range(-(-size // TILE_WIDTH)):
        tile = Tile(-1, number, min(TILE_WIDTH, size - number * TILE_WIDTH))
        try:
            for place, entry in enumerate(entries_of_bundle(log.tile(tile))):
                if len(entry) != ENTRY_BYTES:
                    yield f"entry {number * TILE_WIDTH + place} has {len(entry)} bytes, not {ENTRY_BYTES}"
        except AutonomeError:
            continue  # told when the tree was rebuilt


def _entry(log: OpenedLog, index: int, origin: str, rebuilt: Rebuilt, followed: _Followed) -> Iterator[str]:
    """What is wrong with one entry."""
    try:
        entry = log.entry(index)
    except (AbsentError, ErasedError):
        followed.counts["gone"] += 1
        return
    except AutonomeError as error:
        yield error.message
        return
    if entry is None:
        followed.counts["closed"] += 1
        return
    followed.counts["public" if entry.payload.kind.opening is Opening.PUBLIC else "opened"] += 1
    if entry.leaf != rebuilt.node(0, index):
        yield f"what opens entry {index} is not what was committed to"
        return
    yield from _in_thread(entry, origin, followed)


def _in_thread(entry: Recorded, origin: str, followed: _Followed) -> Iterator[str]:
    payload, before = entry.payload, followed.newest.get(entry.payload.thread)
    number, link = (0, None) if before is None else (before.payload.sequence + 1, before.leaf.hex())
    if payload.log != origin:
        yield f"entry {entry.index} was written for another log"
    if payload.sequence != number:
        yield f"entry {entry.index} has number {payload.sequence} in its thread, where {number} follows"
    elif payload.previous != link:
        yield f"entry {entry.index} does not follow the one before it in its thread"
    if payload.recorded_at.seconds + TOLERANCE < followed.latest:
        yield f"entry {entry.index} states {payload.recorded_at}, and an earlier entry a later time"
    followed.latest = max(followed.latest, payload.recorded_at.seconds)
    followed.newest[payload.thread] = entry
    if payload.kind is EntryKind.TOMBSTONE:
        followed.stones.append(entry)


def _tombstones(log: OpenedLog, followed: _Followed) -> Iterator[str]:
    closed = 0
    for entry in followed.stones:
        try:
            stone = Tombstone.read(entry.payload)
        except AutonomeError as error:
            yield f"entry {entry.index}: {error.message}"
            continue
        closed += stone.entries
        if log.opens(stone.person):
            yield f"the tombstone in entry {entry.index} says that a person was erased who can still be read"
    if followed.counts["gone"] > closed:
        yield f"what opened {followed.counts['gone']} entries is gone, and tombstones account for {closed}"
