"""Show what stands on a log: to everybody what is public, to who holds the keyring what that opens."""

from __future__ import annotations

from dataclasses import dataclass

from autonome.kernel import Json
from autonome.ledger import AbsentError, Checkpoint, EntryKind, ErasedError, KeyHistory, Opening, Payload
from autonome.ledger.publishing import OpenedLog


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One entry.

    Args:
        index: on the log.
        state: ``public``, ``person``, ``institution``, ``sealed`` (no key for it is here), ``gone`` (erased, or lost).
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
    """

    origin: str
    size: int
    root: str
    entries: tuple[ShownEntry, ...]
    keys: tuple[str, ...]

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "log": self.origin,
            "size": self.size,
            "root": self.root,
            "entries": [entry.to_json() for entry in self.entries],
            "keys": list(self.keys),
        }


def show_log(log: OpenedLog, *, since: int, opened: bool) -> ShownLog:
    """Show a log.

    Args:
        log: to read from.
        since: first entry.
        opened: whether sealed entries are shown in full.
    """
    checkpoint = Checkpoint.of_note(log.checkpoint())
    entries = tuple(_entry(log, index, opened=opened) for index in range(since, checkpoint.size))
    history = KeyHistory.follow(checkpoint.origin, log.public_entries(EntryKind.KEY))
    keys = tuple(
        f"{span.role} {span.key} from {span.since}{'' if span.until is None else f' to {span.until}'}"
        for span in history.spans
    )
    return ShownLog(checkpoint.origin, checkpoint.size, checkpoint.root.hex(), entries, keys)


def _entry(log: OpenedLog, index: int, *, opened: bool) -> ShownEntry:
    try:
        entry = log.entry(index)
    except (AbsentError, ErasedError):
        return ShownEntry(index, "gone")
    if entry is None:
        return ShownEntry(index, "sealed")
    opening = entry.payload.kind.opening
    return ShownEntry(index, str(opening), entry.payload, in_full=opened or opening is Opening.PUBLIC)
