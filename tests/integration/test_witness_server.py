"""A witness as a process of its own: the specification's answers over real HTTP, kills, hostile requests."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from autonome.kernel import SubjectId, sha256_hex
from autonome.ledger import Checkpoint, Draft, EntryKind, KeyHistory, Note, write_policy
from autonome.ledger.gossip import SplitView
from autonome.ledger.witnessing import MAX_REQUEST_BYTES, AddCheckpoint
from tests.fakes.ledger import MemoryKeptLog, SeededSigner
from tests.integration.commands import autonome
from tests.integration.processes import WitnessProcess, new_witness

ORIGIN = "test.example/log"


def grow(log: MemoryKeptLog, *told: str) -> int:
    """Record entries; the size of the log."""
    log.append([Draft(EntryKind.USE, SubjectId("anna"), {"told": each}) for each in told])
    return len(log.entries)


def request(log: MemoryKeptLog, old: int) -> bytes:
    size = len(log.entries)
    return AddCheckpoint(old, log.prove_growth(old, size) if 0 < old <= size else (), log.checkpoint()).body()


@pytest.fixture
def log() -> MemoryKeptLog:
    return MemoryKeptLog()


@pytest.fixture
def witness(tmp_path: Path, log: MemoryKeptLog) -> Iterator[WitnessProcess]:
    running = new_witness(tmp_path / "w", log.verifier).start()
    yield running
    if running.process is not None:
        running.end(signal.SIGKILL)


def cosigned(witness: WitnessProcess, log: MemoryKeptLog, response: httpx.Response) -> bool:
    note = Note.parse(f"{Note.parse(log.checkpoint()).text}\n{response.text}")
    return response.status_code == 200 and note.signers([witness.key]) == (witness.key,)


def seen(witness: WitnessProcess, origin: str = ORIGIN) -> httpx.Response:
    return httpx.get(f"{witness.url}/checkpoint/{sha256_hex(origin.encode())}")


def test_a_log_that_grows_is_cosigned_and_what_was_cosigned_can_be_read(
    witness: WitnessProcess, log: MemoryKeptLog
) -> None:
    assert seen(witness).status_code == 404
    old = 0
    for told in ("a", "b", "c"):
        size = grow(log, told)
        assert cosigned(witness, log, witness.post(request(log, old)))
        old = size
    latest = seen(witness).text
    assert Checkpoint.of_note(latest) == Checkpoint.of_note(log.checkpoint())
    assert Note.parse(latest).signers([witness.key, log.verifier]) == (log.verifier, witness.key)
    assert cosigned(witness, log, witness.post(request(log, old))), "the same again is cosigned anew"


def test_it_ends_at_sigterm_and_remembers_when_it_starts_again(witness: WitnessProcess, log: MemoryKeptLog) -> None:
    size = grow(log, "a", "b")
    witness.post(request(log, 0))
    assert witness.end(signal.SIGTERM) == 0
    witness.start()
    assert Checkpoint.of_note(seen(witness).text).size == size
    answer = witness.post(request(log, 0))
    assert (answer.status_code, answer.text, answer.headers["content-type"]) == (409, f"{size}\n", "text/x.tlog.size")
    assert witness.end(signal.SIGINT) == 0


STRANGER = SeededSigner(ORIGIN, 99)


def by_stranger(log: MemoryKeptLog) -> bytes:
    text = Note.parse(log.checkpoint()).text
    return AddCheckpoint(0, (), str(Note(text, (STRANGER.line(text),)))).body()


REFUSED: dict[str, tuple[Callable[[MemoryKeptLog], bytes], int]] = {
    "empty": (lambda _: b"", 400),
    "not-utf-8": (lambda log: request(log, 0).replace(b"old 0", b"old \xff"), 400),
    "no-old-line": (lambda log: log.checkpoint().encode(), 400),
    "leading-zero": (lambda log: request(log, 0).replace(b"old 0", b"old 00"), 400),
    "negative-size": (lambda log: request(log, 0).replace(b"old 0", b"old -1"), 400),
    "carriage-returns": (lambda log: request(log, 0).replace(b"\n", b"\r\n"), 400),
    "64-proof-lines": (lambda log: request(log, 0).replace(b"old 0\n", b"old 0\n" + b"A" * 43 + b"=\n") * 64, 400),
    "old-larger-than-new": (lambda log: request(log, 9), 400),
    "another-origin": (lambda log: request(log, 0).replace(ORIGIN.encode(), b"other.example"), 404),
    "a-strangers-signature": (by_stranger, 403),
    "a-changed-root": (lambda log: request(log, 0).replace(b"\n3\n", b"\n2\n"), 403),
    "proof-from-nothing": (lambda log: request(log, 0).replace(b"old 0\n", b"old 0\n" + b"A" * 43 + b"=\n"), 422),
    "old-too-large": (lambda log: request(log, 3), 409),
    "larger-than-read": (lambda _: b"x" * (MAX_REQUEST_BYTES + 1), 413),
}


def test_hostile_requests_are_refused_each_in_one_line(witness: WitnessProcess, log: MemoryKeptLog) -> None:
    grow(log, "a", "b")
    for name, (body, status) in REFUSED.items():
        answer = witness.post(body(log))
        assert (name, answer.status_code, answer.text.count("\n")) == (name, status, 1)
    for method, path, status in (
        ("GET", "/add-checkpoint", 405),
        ("GET", "/metadata", 404),
        ("POST", "/checkpoint/x", 405),
        ("GET", "/checkpoint/../../../key", 404),
        ("GET", "/" + "x" * 600, 414),
    ):
        answer = httpx.request(method, witness.url + path)
        assert (path[:30], answer.status_code, answer.text.count("\n") <= 1) == (path[:30], status, True)
    assert seen(witness).status_code == 404, "nothing of it is remembered"
    assert cosigned(witness, log, witness.post(request(log, 0))), "and it goes on"


def test_a_body_without_a_length_is_cut_off(witness: WitnessProcess) -> None:
    answer = httpx.post(f"{witness.url}/add-checkpoint", content=(b"x" * 10_000 for _ in range(100)))
    assert answer.status_code == 413


def test_a_request_that_stops_half_way_holds_nobody_up(witness: WitnessProcess, log: MemoryKeptLog) -> None:
    grow(log, "a")
    host, _, port = witness.listen.rpartition(":")
    with socket.create_connection((host, int(port))) as slow:
        slow.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nold 0")
        assert cosigned(witness, log, witness.post(request(log, 0)))


def test_of_two_forks_that_come_at_once_one_is_cosigned(witness: WitnessProcess) -> None:
    forks = [MemoryKeptLog() for _ in range(8)]
    for number, fork in enumerate(forks):
        grow(fork, "a", f"fork {number}")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda fork: witness.post(request(fork, 0)), forks))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 7]
    winner = next(fork for fork, answer in zip(forks, answers, strict=True) if answer.status_code == 200)
    assert Checkpoint.of_note(seen(witness).text) == Checkpoint.of_note(winner.checkpoint())


def test_two_histories_leave_evidence_that_anybody_can_check(
    witness: WitnessProcess, log: MemoryKeptLog, tmp_path: Path
) -> None:
    other = MemoryKeptLog()
    size, _ = grow(log, "a", "everybody"), grow(other, "a", "one alone")
    place = f"{witness.url}/evidence/{sha256_hex(ORIGIN.encode())}"
    witness.post(request(log, 0))
    assert httpx.get(place).status_code == 404
    assert witness.post(request(other, size)).status_code == 409
    split = SplitView.read(httpx.get(place).content)
    split.check(KeyHistory.of_keys(ORIGIN, [log.verifier]))
    (tmp_path / "evidence.json").write_bytes(httpx.get(place).content)
    (tmp_path / "policy.txt").write_text(write_policy(log.verifier))
    told = autonome("verify", tmp_path / "evidence.json", "--policy", tmp_path / "policy.txt")
    assert (told.returncode, told.stdout.startswith(f"Proven: the log {ORIGIN} showed two histories")) == (0, True)
    assert autonome("verify", tmp_path / "evidence.json").returncode == 4


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_witness_killed_around_its_write_answers_the_log_that_asks_again(
    tmp_path: Path, log: MemoryKeptLog, moment: str
) -> None:
    """The state goes forward, or stays; never back, and the log comes through either way."""
    witness = new_witness(tmp_path / "w", log.verifier).start()
    try:
        old = grow(log, "a")
        witness.post(request(log, 0))
        witness.end()
        witness.environment = {"PYTHONPATH": str(killing(tmp_path, moment))}
        witness.start()
        size = grow(log, "b", "c")
        with pytest.raises(httpx.TransportError):
            witness.post(request(log, old))
        assert witness.process is not None
        assert witness.process.wait(30) == -signal.SIGKILL
        witness.forget()
        witness.environment = {}
        witness.start()
        remembered = Checkpoint.of_note(seen(witness).text).size
        assert remembered == (old if moment == "before" else size)
        assert cosigned(witness, log, witness.post(request(log, remembered)))
    finally:
        witness.end(signal.SIGKILL)


def killing(tmp_path: Path, moment: str) -> Path:
    """A folder that makes a Python process kill itself before, or after, a note has come into its place."""
    folder = tmp_path / "killing"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import os, signal\n"
        "replace = os.replace\n"
        "def deadly(source, target):\n"
        f"    if {moment == 'after'}:\n"
        "        replace(source, target)\n"
        "    if os.path.basename(os.path.dirname(target)) == 'logs':\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    replace(source, target)\n"
        "os.replace = deadly\n"
    )
    return folder


def test_a_witness_that_would_forget_does_not_start(tmp_path: Path, log: MemoryKeptLog) -> None:
    witness = new_witness(tmp_path / "w", log.verifier).start()
    grow(log, "a")
    witness.post(request(log, 0))
    state = tmp_path / "w" / "state"
    common = ("witness", "serve", "--log", log.verifier, "--listen", "127.0.0.1:0")
    busy = autonome(*common, "--key", tmp_path / "w" / "key", "--state", state)
    assert busy.stderr.endswith("another witness works with this folder. Mend: end that process first.\n")
    witness.end()
    elsewhere = autonome(*common, "--key", tmp_path / "w" / "key", "--state", tmp_path / "other")
    assert (elsewhere.returncode, "has cosigned with another memory" in elsewhere.stderr) == (5, True)
    stranger = new_witness(tmp_path / "v", log.verifier)
    taken = autonome(*common, "--key", stranger.folder / "key", "--state", state)
    assert (taken.returncode, "is another witness's" in taken.stderr) == (5, True)
    (note,) = (state / "logs").iterdir()
    note.write_text(note.read_text().replace("\n2\n", "\n1\n"))
    damaged = autonome(*common, "--key", tmp_path / "w" / "key", "--state", state)
    assert (damaged.returncode, "is damaged" in damaged.stderr) == (5, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("serve", "--log", "nonsense", "--key", "key", "--state", "s"), "there is no such file"),
        (("serve", "--log", "a+b+c", "--key", "key", "--state", "s"), "a verifier key"),
        (("serve", "--log", "LOG", "--key", "none", "--state", "s"), "there is no such key"),
        (("serve", "--log", "LOG", "--key", "key", "--state", "key/s"), "cannot hold what a witness remembers"),
        (("serve", "--log", "LOG", "--key", "key", "--state", "s", "--listen", "nowhere"), "no address to listen on"),
        (("key", "key", "--name", "again.example"), "there is a key already"),
        (("key", "new", "--name", "two words"), "a key name is empty, or holds a space"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(
    tmp_path: Path, log: MemoryKeptLog, arguments: tuple[str, ...], said: str
) -> None:
    autonome("witness", "key", "key", "--name", "w.example", cwd=tmp_path)
    named = [str(log.verifier) if each == "LOG" else each for each in arguments]
    ran = autonome("witness", *named, cwd=tmp_path)
    assert (ran.returncode, said in ran.stderr, ran.stderr.count("\n")) == (2, True, 1), ran.stderr


def test_a_policy_names_the_logs_to_watch(tmp_path: Path, log: MemoryKeptLog) -> None:
    policy = tmp_path / "policy.txt"
    policy.write_text(f"log {log.verifier}\nlog {SeededSigner('other.example', 7).verifier}\nquorum none\n")
    witness = new_witness(tmp_path / "w", policy).start()
    try:
        grow(log, "a")
        assert cosigned(witness, log, witness.post(request(log, 0)))
        assert seen(witness, "other.example").status_code == 404
    finally:
        witness.end()
