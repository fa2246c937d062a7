"""The log in a directory: it survives a kill at every step, and refuses to go on when its files disagree."""

from __future__ import annotations

import errno
import multiprocessing
import os
import random
import shutil
import signal
import stat
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from autonome.adapters import durable
from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.local_log import LocalLog
from autonome.adapters.local_log_opening import open_local_log
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import InputError, SubjectId
from autonome.ledger import (
    Checkpoint,
    Draft,
    EntryKind,
    LogError,
    VerificationError,
    VerifierKey,
)

ANNA = SubjectId("anna")
BEGUN = 1
KILLS = 50


def opened(directory: Path) -> LocalLog:
    return open_local_log(directory, clock=SystemClock(), entropy=SystemEntropy())


def draft(number: int) -> Draft:
    return Draft(EntryKind.DECISION, ANNA, {"number": number})


def size_of(log: LocalLog) -> int:
    """Entries of people; the log's own first one, which names its key, is not counted."""
    return max(Checkpoint.of_note(log.checkpoint()).size - BEGUN, 0)


def snapshot(directory: Path, place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(directory, place)
    return place


# --- kills ---------------------------------------------------------------------------------------------------------


def append_for_ever(directory: Path, told: Connection) -> None:
    """A child's life: append, then say what was acknowledged."""
    log = opened(directory)
    while True:
        recorded = log.append([draft(number) for number in range(random.choice([1, 1, 3, 7]))])  # noqa: S311 - no secret
        told.send([(entry.index, entry.leaf) for entry in recorded])


def test_a_kill_at_any_moment_loses_nothing_acknowledged_and_tears_nothing(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    opened(directory)
    context = multiprocessing.get_context("fork")
    acknowledged: dict[int, bytes] = {}
    for kill in range(KILLS):
        ours, theirs = context.Pipe(duplex=False)
        child = context.Process(target=append_for_ever, args=(directory, theirs))
        child.start()
        theirs.close()
        if kill % 2:  # on a slow machine, too, half of the children get something done
            acknowledged |= dict(ours.recv())
        time.sleep(random.uniform(0, 0.05))  # noqa: S311 - when the power fails is no secret
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        try:
            while True:
                acknowledged |= dict(ours.recv())
        except EOFError:
            ours.close()
        log = opened(directory)
        held = {entry.index: entry.leaf for entry in log.entries_of(ANNA)}
        assert acknowledged.items() <= held.items()
        assert len(held) == size_of(log)
    assert len(acknowledged) >= KILLS // 2


class PowerFailsError(Exception):
    """The machine stops here."""


class CountedSystem:
    """The part of `os` that `durable` uses; it stops at one of the steps that change the disk."""

    CHANGES = frozenset({"open", "write", "fsync", "replace", "mkdir", "unlink"})

    def __init__(self, stop_at: int, failure: Exception | None = None) -> None:
        self.steps = 0
        self.stop_at = stop_at
        self.failure = failure or PowerFailsError()

    def __getattr__(self, name: str) -> object:
        real = getattr(os, name)
        return self._counted(real) if name in self.CHANGES else real

    def _counted(self, real: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object) -> object:
            self.steps += 1
            if self.steps == self.stop_at:
                raise self.failure
            return real(*arguments)

        return step


@pytest.mark.parametrize(("size", "slow"), [(0, False), (1, False), (1, True), (254, False), (255, False)])
def test_stopping_at_each_single_step_of_an_append_leaves_a_log_that_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, *, slow: bool
) -> None:
    """On a disk that answers at once, and on a slow one, for which flushes wait side by side."""
    monkeypatch.setattr(durable, "SLOW", -1.0 if slow else 3600.0)
    start = tmp_path / "start"
    opened(start).append([Draft(EntryKind.DECISION, SubjectId("ben"), {}) for _ in range(size)])
    shutil.rmtree(start / "private" / "sealed", ignore_errors=True)  # another person's; not needed, and slow to copy
    stopped = 0
    while True:
        directory = snapshot(start, tmp_path / "log")
        log = opened(directory)
        with monkeypatch.context() as patch:
            system = CountedSystem(stop_at=stopped + 1)
            patch.setattr(durable, "os", system)
            try:
                log.append([draft(1000), draft(1001)])
                break
            except PowerFailsError:
                stopped += 1
        again = opened(directory)
        assert size_of(again) in {size, size + 2}, "all of a batch or nothing of it"
        again.append([draft(2000)])
        numbers = [entry.payload.sequence for entry in again.entries_of(ANNA)]
        assert numbers == list(range(size_of(again) - size))
    assert stopped > 20, "an append has many steps"


def test_stopping_at_each_single_step_of_the_making_leaves_a_directory_that_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = 0
    while True:
        directory = tmp_path / f"log-{stopped}"
        with monkeypatch.context() as patch:
            patch.setattr(durable, "os", CountedSystem(stop_at=stopped + 1))
            try:
                opened(directory)
                break
            except PowerFailsError:
                stopped += 1
        assert size_of(opened(directory)) == 0
    assert stopped > 10


# --- what must not be believed ---------------------------------------------------------------------------------------


def test_a_checkpoint_put_back_is_published_anew(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    log = opened(directory)
    log.append([draft(0)])
    old = (directory / "checkpoint").read_bytes()
    log.append([draft(1)])
    (directory / "checkpoint").write_bytes(old)
    assert size_of(opened(directory)) == 2


def test_tiles_put_back_are_a_rollback(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    log = opened(directory)
    log.append([draft(0)])
    old = snapshot(directory / "tile", tmp_path / "tile")
    log.append([draft(1)])
    shutil.rmtree(directory / "tile")
    shutil.copytree(old, directory / "tile")
    with pytest.raises(
        LogError, match=r"log: the log disagrees with itself: it was rolled back: .* size 3\. Mend: keep"
    ):
        opened(directory)


def test_an_older_private_side_is_refused(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    log = opened(directory)
    log.append([draft(0)])
    old = (directory / "private" / "signed").read_bytes()
    log.append([draft(1)])
    (directory / "private" / "signed").write_bytes(old)
    with pytest.raises(LogError, match="published size 3, yet its record of what was signed ends before"):
        opened(directory)


def test_a_rewritten_history_is_refused(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    opened(directory).append([draft(0), draft(1)])
    tile = directory / "tile" / "0" / "000.p" / "3"
    tile.write_bytes(bytes(96))
    with pytest.raises(LogError, match="do not give the root that was signed at size 3"):
        opened(directory)


def test_a_truncated_tile_is_refused(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    opened(directory).append([draft(0), draft(1)])
    tile = directory / "tile" / "0" / "000.p" / "3"
    tile.write_bytes(tile.read_bytes()[:40])
    with pytest.raises(LogError, match="its tiles do not reach"):
        opened(directory)


def test_another_key_is_refused(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    opened(directory).append([draft(0)])
    Ed25519Signer.generate().save(directory / "private" / "key")
    with pytest.raises(LogError, match="was not signed by its key"):
        opened(directory)


@pytest.mark.parametrize(
    ("name", "says"),
    [("key", "private key is missing"), ("signed", "no record of what was signed")],
)
def test_a_missing_private_part_is_refused(tmp_path: Path, name: str, says: str) -> None:
    directory = tmp_path / "log"
    opened(directory).append([draft(0)])
    (directory / "private" / name).unlink()
    with pytest.raises(LogError, match=says):
        opened(directory)


@pytest.mark.parametrize("text", ["", "nonsense", "a\n1\nAAAA\n\n\u2014 a AAAAAAA=\n"])
def test_a_damaged_checkpoint_is_refused(tmp_path: Path, text: str) -> None:
    directory = tmp_path / "log"
    opened(directory).append([draft(0)])
    (directory / "checkpoint").write_text(text)
    with pytest.raises(LogError, match="its checkpoint"):
        opened(directory)


def test_a_damaged_key_is_refused_in_one_line(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    opened(directory)
    (directory / "private" / "key").write_text("PRIVATE+KEY+x+00000000+AAAA\n")
    with pytest.raises(LogError, match=r"^key: the log's private key cannot be read\. Mend: restore it\.$"):
        opened(directory)


def test_a_changed_payload_is_not_read_back(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    log = opened(directory)
    log.append([draft(0), draft(1)])
    sealed = directory / "private" / "sealed" / "000" / "000" / "001"
    data = sealed.read_bytes()
    sealed.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(VerificationError, match="entry 1"):
        opened(directory).entries_of(ANNA)


def test_an_entry_left_out_of_a_timeline_is_a_gap(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    opened(directory).append([draft(0), draft(1), draft(2)])
    (marker,) = (directory / "private" / "subjects").glob("*/000000001")
    marker.unlink()
    with pytest.raises(LogError, match="a gap before entry 2"):
        opened(directory).entries_of(ANNA)


def test_a_lost_payload_is_said(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    opened(directory).append([draft(0)])
    (directory / "private" / "sealed" / "000" / "000" / "001").unlink()
    with pytest.raises(LogError, match="the payload of entry 1 is missing or damaged"):
        opened(directory).entries_of(ANNA)


# --- who may look --------------------------------------------------------------------------------------------------


def test_the_private_side_is_the_owners_alone(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    opened(directory).append([draft(0)])
    assert stat.S_IMODE((directory / "private").stat().st_mode) == 0o700
    for path in (directory / "private").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.parametrize(("name", "mode"), [("private", 0o750), ("private/key", 0o640)])
def test_a_private_side_that_others_may_read_is_refused(tmp_path: Path, name: str, mode: int) -> None:
    directory = tmp_path / "log"
    opened(directory)
    (directory / name).chmod(mode)
    with pytest.raises(InputError, match=r"Mend: chmod"):
        opened(directory)


def test_nothing_personal_stands_on_the_public_side(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    opened(directory).append([Draft(EntryKind.DECISION, SubjectId("patient-anna"), {"purpose": "TREAT"})])
    public = b"".join(
        path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file() and "private" not in path.parts
    )
    assert b"patient-anna" not in public
    assert b"TREAT" not in public
    assert b"autonome-entry/1" in public


def test_a_directory_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"")
    with pytest.raises(InputError, match=r"holds something that is not a log\. Mend: name another with --log\."):
        opened(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


def test_partial_tiles_go_when_their_tile_is_full(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    log = opened(directory)
    log.append([draft(number) for number in range(200)])
    log.append([draft(number) for number in range(100)])
    assert not (directory / "tile" / "0" / "000.p").exists()
    assert (directory / "tile" / "0" / "000").stat().st_size == 8192
    assert (directory / "tile" / "1" / "000.p" / "1").stat().st_size == 32
    assert (directory / "tile" / "entries" / "000").stat().st_size == 256 * 50
    log.prove(0, 200)


def test_a_key_file_reads_back_as_the_same_key(tmp_path: Path) -> None:
    signer = Ed25519Signer.generate()
    signer.save(tmp_path / "key")
    again = Ed25519Signer.load(tmp_path / "key")
    assert again.verifier == signer.verifier == VerifierKey.parse(str(signer.verifier))
    assert again.sign(b"x") == signer.sign(b"x")
    assert (tmp_path / "key").read_text().startswith(f"PRIVATE+KEY+{signer.verifier.name}+{signer.verifier.id.hex()}+")


# --- what a power cut would find -----------------------------------------------------------------------------------


class WatchedSystem:
    """The part of `os` that `durable` uses; it writes down what is done to which file."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []
        self._names: dict[int, str] = {}

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)

    def open(self, path: Path, *arguments: int) -> int:
        descriptor = os.open(path, *arguments)
        self._names[descriptor] = path.name
        return descriptor

    def write(self, descriptor: int, data: memoryview) -> int:
        self.done.append(("write", self._names[descriptor]))
        return os.write(descriptor, data[:7])  # a disk may take less than it was given

    def fsync(self, descriptor: int) -> None:
        self.done.append(("flush", self._names[descriptor]))
        os.fsync(descriptor)

    def replace(self, old: Path, new: Path) -> None:
        self.done.append(("rename", new.name))
        old.replace(new)


def watched(monkeypatch: pytest.MonkeyPatch) -> WatchedSystem:
    system = WatchedSystem()
    monkeypatch.setattr(durable, "os", system)
    return system


def test_a_file_is_flushed_before_it_is_renamed_and_its_directory_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = watched(monkeypatch)
    durable.write_durably(tmp_path / "file", b"0123456789")
    beside = ".file.tmp"
    assert system.done == [
        ("write", beside),
        ("write", beside),
        ("flush", beside),
        ("rename", "file"),
        ("flush", tmp_path.name),
    ]
    assert (tmp_path / "file").read_bytes() == b"0123456789"


def test_payloads_and_tiles_are_on_disk_before_the_checkpoint_is_signed_and_it_before_it_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = opened(tmp_path / "log")
    system = watched(monkeypatch)
    log.append([draft(0)])
    (key,) = (path.name for path in (tmp_path / "log" / "private" / "keyring" / "subjects").iterdir())
    renamed = [name for deed, name in system.done if deed == "rename"]
    assert renamed == ["000", key, "001", "000000001", "2", "2", "signed", "checkpoint"], (
        "the log's first key is public"
    )
    system.done.clear()
    log.append([draft(1)])
    renamed = [name for deed, name in system.done if deed == "rename"]
    assert renamed == ["002", "000000002", "3", "3", "signed", "checkpoint"], "a key is drawn once"


def test_a_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("untouched")
    (tmp_path / ".file.tmp").symlink_to(target)
    durable.write_durably(tmp_path / "file", b"new")
    assert target.read_text() == "untouched"
    assert (tmp_path / "file").read_bytes() == b"new"


@pytest.mark.parametrize("place", ["a file", "below a file", "/proc/no-log", "/dev/null"])
def test_a_place_that_cannot_hold_a_log_is_refused_in_one_line(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("not a log")
    directory = {"a file": tmp_path / "file", "below a file": tmp_path / "file" / "log"}.get(place, Path(place))
    with pytest.raises(InputError) as caught:
        opened(directory)
    said = str(caught.value)
    assert said.startswith(f"{directory}: cannot hold a log (")
    assert said.endswith("Mend: name another folder with --log.")
    assert "\n" not in said


def test_a_full_disk_is_said_in_one_line_and_the_log_goes_on_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = opened(tmp_path / "log")
    with monkeypatch.context() as patch:
        patch.setattr(durable, "os", CountedSystem(3, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))))
        with pytest.raises(InputError, match=r"cannot hold a log \(No space left on device\)"):
            log.append([draft(0)])
    assert size_of(log) == 0
    log.append([draft(0)])
    assert size_of(log) == 1
