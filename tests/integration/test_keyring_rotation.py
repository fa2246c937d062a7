"""Changing the institution's key: everything opens before, after, and wherever it was killed in between."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autonome.adapters.durable import write_all_durably
from autonome.adapters.key_wrapping import KeyWrapping, LocalWrapping
from autonome.adapters.keyring import FileKeyring, open_keyring
from autonome.adapters.keyring_rotation import is_unfinished, rotate
from autonome.adapters.system import SystemEntropy
from autonome.kernel import InputError, SubjectId
from autonome.ledger import ErasedError, FormatError, LogError, Opening, Thread

ORIGIN = "hospital.example/log"
ENTROPY = SystemEntropy()
THREADS = [
    *(Thread.of_person(SubjectId(f"person-{number}")) for number in range(4)),
    Thread(Opening.INSTITUTION, SubjectId("")),
]
GONE = Thread.of_person(SubjectId("gone"))


def keyring(directory: Path, *, new: bool = False, wrapping: KeyWrapping | None = None) -> FileKeyring:
    return open_keyring(directory, origin=ORIGIN, entropy=ENTROPY, new=new, wrapping=wrapping)


def change(directory: Path) -> int:
    return rotate(directory, origin=ORIGIN, entropy=ENTROPY)


@pytest.fixture
def ring(tmp_path: Path) -> tuple[Path, dict[Thread, bytes], bytes]:
    """A keyring with keys in it, one of them destroyed; its keys, and its fingerprint."""
    directory = tmp_path / "keyring"
    made = keyring(directory, new=True)
    keys = {}
    for thread in (*THREADS, GONE):
        keys[thread], files = made.key_for(thread)
        write_all_durably(files)
    made.destroy(made.pseudonym(GONE))
    del keys[GONE]
    return directory, keys, made.fingerprint


def expect_whole(directory: Path, keys: dict[Thread, bytes], fingerprint: bytes) -> None:
    found = keyring(directory)
    assert {thread: found.key_of(thread) for thread in keys} == keys
    assert found.fingerprint == fingerprint
    with pytest.raises(ErasedError):
        found.key_of(GONE)


def test_keys_and_names_stay_and_the_old_key_opens_nothing(ring: tuple[Path, dict[Thread, bytes], bytes]) -> None:
    directory, keys, fingerprint = ring
    before = directory.with_name("before")
    shutil.copytree(directory, before)
    assert change(directory) == len(keys)
    expect_whole(directory, keys, fingerprint)
    assert change(directory) == len(keys)
    expect_whole(directory, keys, fingerprint)
    assert not is_unfinished(directory)
    assert (before / "key").read_text().split()[1] not in (directory / "key").read_text()
    shutil.copy(before / "key", directory / "key")
    for thread in keys:
        with pytest.raises(LogError, match="a key is damaged"):
            keyring(directory).key_of(thread)


def test_nobody_works_with_a_keyring_while_its_key_is_changed(ring: tuple[Path, dict[Thread, bytes], bytes]) -> None:
    directory, keys, fingerprint = ring
    held = keyring(directory)
    with pytest.raises(InputError, match=r"the keyring is in use\. Mend: stop the node"):
        change(directory)
    del held
    assert change(directory) == len(keys)
    expect_whole(directory, keys, fingerprint)


class Killed(BaseException):
    """Nothing below the test catches it."""


def test_a_kill_at_any_step_leaves_all_keys_and_a_change_that_goes_on(
    ring: tuple[Path, dict[Thread, bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, keys, fingerprint = ring
    steps = 0
    while True:
        directory = begun.with_name(f"killed-{steps}")
        shutil.copytree(begun, directory)
        first = (begun / "key").read_text().split()[1]
        with monkeypatch.context() as patch:
            kill_after(patch, steps)
            try:
                change(directory)
            except Killed:
                pass
            else:
                break
        expect_whole(directory, keys, fingerprint)
        if is_unfinished(directory):
            change(directory)
            assert not is_unfinished(directory)
            assert "keyring/2" in (directory / "key").read_text() or first in (directory / "key").read_text()
        expect_whole(directory, keys, fingerprint)
        assert [path.name for path in directory.glob(".key*")] == []
        steps += 1
    assert steps > 30


def kill_after(patch: pytest.MonkeyPatch, steps: int) -> None:
    """Have the first calls of the system go through, and none after them."""
    left = [steps]

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - as the system has it
            if not left[0]:
                raise Killed
            left[0] -= 1
            return call(*given, **named)

        return step

    for name in ("open", "write", "fsync", "replace", "link", "unlink"):
        patch.setattr(os, name, counted(getattr(os, name)))


class KeyService:
    """A key service as a hospital may have one: it wraps and unwraps, and names the version of its key."""

    def __init__(self) -> None:
        self._inside = LocalWrapping({7: ENTROPY.token(32)}, ENTROPY)
        self.open = True

    def wrap(self, key: bytes, about: bytes) -> str:
        return f"service/{self._inside.wrap(key, about)}"

    def unwrap(self, wrapped: str, about: bytes) -> bytes:
        if not self.open or not wrapped.startswith("service/"):
            raise FormatError("the service refuses")
        return self._inside.unwrap(wrapped.removeprefix("service/"), about)

    def is_newest(self, wrapped: str) -> bool:
        return wrapped.startswith("service/7:")


def test_a_key_service_can_wrap_in_place_of_the_file(tmp_path: Path) -> None:
    service = KeyService()
    made = keyring(tmp_path / "ring", new=True, wrapping=service)
    key, files = made.key_for(THREADS[0])
    write_all_durably(files)
    assert keyring(tmp_path / "ring", wrapping=service).key_of(THREADS[0]) == key
    with pytest.raises(LogError, match="a key is damaged"):
        keyring(tmp_path / "ring").key_of(THREADS[0])
    service.open = False
    with pytest.raises(LogError, match="a key is damaged"):
        made.key_of(THREADS[0])
