"""What a monitor remembers between two looks, and the evidence of its alarms, in a folder.

::

    STATE/lock               held by the one monitor that uses the folder
    STATE/begun              when the first look was
    STATE/seen               what is remembered: newest sound checkpoint, hashes of full bundles, public entries
    STATE/alarms/<kind>-<n>/ one alarm: alarm.json, the checkpoints, tiles as they were shown, evidence of a split view

All of it is public knowledge; that it is whole is what matters. An alarm that is raised again is written once.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autonome.adapters.durable import PUBLIC_FILE, make_directories, write_durably
from autonome.kernel import InputError, Instant, Json, canonical_bytes, read_json, sha256_hex
from autonome.ledger import HASH_BYTES, Checkpoint, FormatError
from autonome.ledger.encoding import decode, encode
from autonome.ledger.monitoring import Alarm, Memory
from autonome.workflows.monitor_log import Seen

FORMAT = "autonome-monitor/1"
"""Names the format of what is remembered, and its version."""

_DIGITS = 16


class MonitorState:
    """A monitor's folder; see `monitor_state`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, now: Instant) -> None:
        """Write down the first look, where there was none: a log that never shows anything whole is silent since."""
        path = self._folder / "begun"
        if not path.exists():
            write_durably(path, f"{now}\n".encode())

    def load(self) -> Seen:
        """Read what is remembered; no checkpoint, at the first time.

        Raises:
            InputError: it is damaged: a monitor that forgets does not go on as if nothing were known.
        """
        path = self._folder / "seen"
        if not path.exists():
            return Seen(begun_at=self._begun())
        try:
            return _seen(read_json(path.read_bytes(), where=str(path), error=FormatError))
        except FormatError as error:
            raise InputError(
                f"what the monitor remembers is damaged: {error.message}",
                where=str(path),
                mend="restore it, or begin anew with another folder.",
            ) from error

    def _begun(self) -> Instant | None:
        path = self._folder / "begun"
        try:
            return Instant.parse(path.read_text(encoding="utf-8", errors="replace").strip()) if path.exists() else None
        except InputError as error:
            mend = "remove the file, or begin anew with another folder."
            raise InputError("does not say when the first look was", where=str(path), mend=mend) from error

    def save(self, seen: Seen) -> None:
        """Remember; it is on the disk when this returns."""
        if seen.memory is None:
            return
        value: dict[str, Json] = {
            "format": FORMAT,
            "note": seen.memory.note,
            "alive_at": str(seen.memory.alive_at),
            "bundles": encode(b"".join(seen.bundles)),
            "events": list(seen.events),
            "swept_at": str(seen.swept_at),
        }
        write_durably(self._folder / "seen", canonical_bytes(value) + b"\n")

    def keep(self, alarm: Alarm, log: str, at: Instant) -> Path:
        """Write the evidence of an alarm, once; gives its folder."""
        digest = sha256_hex(canonical_bytes({"said": alarm.said, "notes": list(alarm.notes)}))
        folder = self._folder / "alarms" / f"{alarm.kind}-{digest[:_DIGITS]}"
        if (folder / "alarm.json").exists():
            return folder
        make_directories(folder)
        for number, note in enumerate(alarm.notes, start=1):
            write_durably(folder / f"checkpoint-{number}", note.encode("utf-8", "replace"))
        for shown in alarm.shown:
            write_durably(folder / shown.tile.path.replace("/", "-"), shown.data)
        if alarm.evidence is not None:
            write_durably(folder / "split-view.json", canonical_bytes(alarm.evidence.to_json()) + b"\n")
        value: dict[str, Json] = {"alarm": str(alarm.kind), "log": log, "said": alarm.said, "at": str(at)}
        write_durably(folder / "alarm.json", canonical_bytes(value) + b"\n")
        return folder


@contextmanager
def monitor_state(folder: Path) -> Iterator[MonitorState]:
    """Open a monitor's folder, alone.

    Raises:
        InputError: it cannot be made or written to, or another monitor uses it.
    """
    try:
        make_directories(folder)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, PUBLIC_FILE)
    except OSError as error:
        raise InputError(
            f"cannot hold a monitor's memory ({error.strerror})", where=str(folder), mend="name another folder."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield MonitorState(folder)
    except BlockingIOError as error:
        raise InputError("another monitor uses this folder", where=str(folder), mend="name another folder.") from error
    finally:
        os.close(lock)


def _seen(value: Json) -> Seen:
    match value:
        case {
            "format": "autonome-monitor/1", "note": str(note), "alive_at": str(alive_at), "bundles": str(bundles),
            "events": list(events), "swept_at": str(swept_at), **rest,
        } if not rest and all(isinstance(event, str) for event in events):  # fmt: skip
            Checkpoint.of_note(note)
            hashes = decode(bundles, what="bundles")
            if len(hashes) % HASH_BYTES == 0:
                cut = tuple(hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES))
                memory = Memory(note, _instant(alive_at))
                return Seen(memory, cut, tuple(str(event) for event in events), _instant(swept_at))
    raise FormatError(f"is not of the form {FORMAT}")


def _instant(text: str) -> Instant:
    try:
        return Instant.parse(text)
    except InputError as error:
        raise FormatError(error.message) from error
