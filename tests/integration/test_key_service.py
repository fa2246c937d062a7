"""Keys of people wrapped at a key service, a process on the loopback: whatever goes wrong with it, nothing opens."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from autonome.adapters import key_service, keyring_rotation
from autonome.adapters.durable import write_all_durably
from autonome.adapters.key_service import KeyServiceError, read_service
from autonome.adapters.keyring import FileKeyring, open_keyring
from autonome.adapters.keyring_rotation import adopt, rotate
from autonome.adapters.system import SystemEntropy
from autonome.kernel import InputError, SubjectId
from autonome.ledger import ErasedError, LogError, Opening, Thread

ORIGIN, ENTROPY, TOKEN = "hospital.example/log", SystemEntropy(), "s.token"
THREADS = [
    *(Thread.of_person(SubjectId(f"person-{number}")) for number in range(3)),
    Thread(Opening.INSTITUTION, SubjectId("")),
]
GONE = Thread.of_person(SubjectId("gone"))


@dataclass
class Transit:
    """The service, what it is told to do, and the file that names it."""

    file: Path
    mode: Path
    token: Path

    def say(self, mode: str) -> None:
        self.mode.write_text(mode)


@pytest.fixture
def transit(tmp_path: Path) -> Iterator[Transit]:
    folder = tmp_path / "service"
    folder.mkdir()
    made = Transit(folder / "service.toml", folder / "mode", folder / "token")
    command = [sys.executable, "-m", "tests.integration.transit_service", TOKEN, str(made.mode)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    assert process.stdout is not None
    port = process.stdout.readline().strip()
    made.token.write_text(f"{TOKEN}\n")
    made.file.write_text(f'url = "http://127.0.0.1:{port}"\nkey = "autonome"\ntoken_file = "{made.token}"\n')
    yield made
    process.kill()
    process.wait(30)
    process.stdout.close()


def keyring(directory: Path, *, new: bool = False) -> FileKeyring:
    return open_keyring(directory, origin=ORIGIN, entropy=ENTROPY, new=new)


def drawn(ring: FileKeyring, *threads: Thread) -> dict[Thread, bytes]:
    keys = {}
    for thread in threads:
        keys[thread], files = ring.key_for(thread)
        write_all_durably(files)
    return keys


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, dict[Thread, bytes]]:
    """A keyring whose own file wraps, and its keys; somebody was erased."""
    directory = tmp_path / "keyring"
    made = keyring(directory, new=True)
    keys = drawn(made, *THREADS, GONE)
    made.destroy(made.pseudonym(GONE))
    del keys[GONE]
    return directory, keys


def wrapped(directory: Path) -> list[str]:
    files = [*(directory / "subjects").iterdir(), directory / "institution"]
    return [path.read_text().split()[1].rpartition(":")[0] for path in files]


def expect_whole(directory: Path, keys: dict[Thread, bytes]) -> None:
    found = keyring(directory)
    assert {thread: found.key_of(thread) for thread in keys} == keys
    with pytest.raises(ErasedError):
        found.key_of(GONE)


def test_a_keyring_goes_over_to_the_service_and_its_key_is_changed_there(
    kept: tuple[Path, dict[Thread, bytes]], transit: Transit
) -> None:
    directory, keys = kept
    before = (directory / "key").read_bytes()
    assert adopt(directory, transit.file, origin=ORIGIN, entropy=ENTROPY) == len(keys)
    assert set(wrapped(directory)) == {"vault:v1", ""}, "each says under which version; a grave says nothing"
    assert before != (directory / "key").read_bytes(), "what wrapped them before is not there any more"
    expect_whole(directory, keys)
    keys |= drawn(keyring(directory), Thread.of_person(SubjectId("new")))
    assert rotate(directory, origin=ORIGIN, entropy=ENTROPY) == len(keys)
    assert set(wrapped(directory)) == {"vault:v2", ""}
    expect_whole(directory, keys)


def test_a_change_that_was_stopped_is_gone_on_with(
    kept: tuple[Path, dict[Thread, bytes]], transit: Transit, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory, keys = kept
    with monkeypatch.context() as patched:
        patched.setattr(keyring_rotation, "write_secrets", None)  # stopped when all is wrapped
        with pytest.raises(TypeError):
            adopt(directory, transit.file, origin=ORIGIN, entropy=ENTROPY)
    expect_whole(directory, keys)
    transit.say("forbidden")
    with pytest.raises(KeyServiceError, match="refuses keys"):
        adopt(directory, transit.file, origin=ORIGIN, entropy=ENTROPY)
    transit.say("")
    assert rotate(directory, origin=ORIGIN, entropy=ENTROPY) == len(keys)
    expect_whole(directory, keys)


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        ("forbidden", r"refuses decrypt \(status 403\)"),
        ("sealed", r"refuses decrypt \(status 503\)"),
        ("silent", r"does not answer \(TimeoutError\)"),
        ("nonsense", "gives an answer that is none"),
    ],
)
def test_whatever_goes_wrong_nothing_opens_and_one_line_says_what(
    kept: tuple[Path, dict[Thread, bytes]], transit: Transit, monkeypatch: pytest.MonkeyPatch, mode: str, told: str
) -> None:
    directory, keys = kept
    adopt(directory, transit.file, origin=ORIGIN, entropy=ENTROPY)
    monkeypatch.setattr(key_service, "PATIENCE", 0.5)
    transit.say(mode)
    with pytest.raises(KeyServiceError, match=told) as caught:
        keyring(directory).key_of(THREADS[0])
    assert "\n" not in str(caught.value)
    assert TOKEN not in str(caught.value)
    with pytest.raises(KeyServiceError):
        keyring(directory).key_for(Thread.of_person(SubjectId("new")))
    assert not (directory / "subjects" / keyring(directory).pseudonym(Thread.of_person(SubjectId("new")))).exists()
    with pytest.raises(ErasedError):
        keyring(directory).key_of(GONE)
    transit.say("")
    expect_whole(directory, keys)


def test_a_key_opens_for_nobody_else_and_is_not_asked_for_again_and_again(
    kept: tuple[Path, dict[Thread, bytes]], transit: Transit
) -> None:
    directory, _ = kept
    adopt(directory, transit.file, origin=ORIGIN, entropy=ENTROPY)
    ring = keyring(directory)
    one, other = (directory / "subjects" / ring.pseudonym(each) for each in THREADS[:2])
    key = ring.key_of(THREADS[0])
    transit.say("forbidden")
    assert ring.key_of(THREADS[0]) == key, "held for some minutes"
    transit.say("")
    other.write_text(one.read_text())
    with pytest.raises(LogError, match="a key is damaged"):
        ring.key_of(THREADS[1])
    ring.destroy(ring.pseudonym(THREADS[0]))
    with pytest.raises(ErasedError):
        ring.key_of(THREADS[0])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("url = 3", "names no key service"),
        ('url = "https://x"', "names no key service"),
        ('url = "https://x"\nkey = "a/b"', "names no key service"),
        ('url = "https://u:p@x"\nkey = "a"', "names no key service"),
        ('url = "https://x"\nkey = "a"\nmore = "b"', "names no key service"),
        ('url = "http://vault.example"\nkey = "a"', "in the clear"),
        ("url =", "cannot be read as TOML"),
    ],
)
def test_a_file_that_names_no_service_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "service.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=told):
        read_service(path)
