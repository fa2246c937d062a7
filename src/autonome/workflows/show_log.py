"""Show what stands on a log: to everybody what is public, to who holds the keyring what that opens."""

from __future__ import annotations

from dataclasses import dataclass

from autonome.kernel import AutonomeError, Json
from autonome.ledger import AbsentError, Checkpoint, EntryKind, ErasedError, KeyHistory, Opening, Payload
from autonome.ledger.beside import Alarm
from autonome.ledger.publishing import OpenedLog
from autonome.workflows.acknowledge_alarms import alarms_of


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One entry.

    Args:
        index: on the log.
        state: ``public``, ``person``, ``institution``, ``sealed`` (no key for it is here), ``gone`` (erased, or lost),
            ``damaged`` (what should open it does not).
        payload: what it commits to; None where it is not opened here.
        in_full: whether subject and body are to be shown, too.
    """

    index: int
    state: str
    payload: Payload | None = None
    in_full: bool = False

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        value: dict[str, Json] = {"index": self.index, "state": self.state}
        if self.payload is None:
            return value
        if self.in_full:
            return value | {"payload": self.payload.to_json()}
        payload = self.payload
        told: dict[str, Json] = {
            "kind": str(payload.kind),
            "sequence": payload.sequence,
            "recorded_at": str(payload.recorded_at),
        }
        return value | told


@dataclass(frozen=True, slots=True)
class ShownLog:
    """A log at its newest checkpoint; nothing is verified (`audit_log`).

    Args:
        origin: of the log.
        size: entries.
        root: in hexadecimal.
        entries: in log order.
        keys: role, key and sizes at which it holds, a line each.
        faults: what could not be shown, a line each: each damaged entry, and the keys where they do not follow.
        alarms: what was put beside the log, and is not on it, and nobody has looked at.
    """

    origin: str
    size: int
    root: str
    entries: tuple[ShownEntry, ...]
    keys: tuple[str, ...]
    faults: tuple[str, ...] = ()
    alarms: tuple[Alarm, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "log": self.origin,
            "size": self.size,
            "root": self.root,
            "entries": [entry.to_json() for entry in self.entries],
            "keys": list(self.keys),
            "faults": list(self.faults),
            "alarms": [alarm.to_json() for alarm in self.alarms],
        }


def show_log(log: OpenedLog, *, since: int, opened: bool) -> ShownLog:
    """Show a log; one entry that cannot be shown hides no other.

    Args:
        log: to read from.
        since: first entry.
        opened: whether sealed entries are shown in full.
    """
    checkpoint = Checkpoint.of_note(log.checkpoint())
    faults: list[str] = []
    entries = tuple(_entry(log, index, faults, opened=opened) for index in range(since, checkpoint.size))
    keys = _keys(log, checkpoint.origin, faults)
    size, root = checkpoint.size, checkpoint.root.hex()
    return ShownLog(checkpoint.origin, size, root, entries, keys, tuple(faults), alarms_of(log).standing)


def _keys(log: OpenedLog, origin: str, faults: list[str]) -> tuple[str, ...]:
    try:
        history = KeyHistory.follow(origin, log.public_entries(EntryKind.KEY))
    except AutonomeError as error:
        faults.append(error.message)
        return ()
    return tuple(
        f"{span.role} {span.key} from {span.since}{'' if span.until is None else f' to {span.until}'}"
        for span in history.spans
    )


def _entry(log: OpenedLog, index: int, faults: list[str], *, opened: bool) -> ShownEntry:
    try:
        entry = log.entry(index)
    except (AbsentError, ErasedError):
        return ShownEntry(index, "gone")
    except AutonomeError as error:
        faults.append(error.message)
        return ShownEntry(index, "damaged")
    if entry is None:
        return ShownEntry(index, "sealed")
    opening = entry.payload.kind.opening
    return ShownEntry(index, str(opening), entry.payload, in_full=opened or opening is Opening.PUBLIC)
