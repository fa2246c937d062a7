"""A log and its witnesses, all as processes of their own: partial answers, rollback, rewriting, kills."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.adapters.local_log import LocalLog
from autonome.adapters.local_log_opening import open_local_log
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import SubjectId, canonical_bytes
from autonome.ledger import (
    Checkpoint,
    Draft,
    EntryKind,
    LogError,
    Note,
    UntrustedError,
    parse_policy,
    read_receipt,
    verify_entries,
)
from autonome.ledger.witnessing import AddCheckpoint
from autonome.workflows.record_use import receipt_for
from tests.fakes.ledger import SetClock
from tests.integration.commands import AUTONOME, EXAMPLE, autonome
from tests.integration.processes import WitnessProcess, new_witness
from tests.integration.time_authority import Authority, serving


class Network:
    """A log in a directory, and four witnesses."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.directory, self.policy = folder, folder / "log", folder / "policy.txt"
        self.log = self.opened()
        names = range(4)
        self.witnesses = [new_witness(folder / f"w{n}", self.log.verifier, f"w{n}.example") for n in names]
        for witness in self.witnesses:
            witness.start()
        named = "\n".join(f"witness w{n} {each.key} {each.url}" for n, each in enumerate(self.witnesses))
        self.policy.write_text(f"log {self.log.verifier}\n{named}\ngroup g 3 w0 w1 w2 w3\nquorum g\n")

    def opened(self) -> LocalLog:
        return open_local_log(self.directory, clock=SystemClock(), entropy=SystemEntropy())

    def grow(self, *told: str) -> None:
        self.log.append([Draft(EntryKind.DECISION, SubjectId("anna"), {"told": each}) for each in told])

    def cosign(self, *options: object) -> tuple[int, str]:
        ran = autonome("witness", "cosign", self.directory, "--policy", self.policy, "--within", "3", *options)
        return ran.returncode, ran.stdout + ran.stderr

    def kept(self) -> int:
        newest = CosignedFiles(self.directory).newest()
        return -1 if newest is None else newest.checkpoint.size

    def end(self) -> None:
        for each in self.witnesses:
            if each.process is not None:
                each.end(signal.SIGKILL)


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    made = Network(tmp_path)
    yield made
    made.end()


def test_a_receipt_is_worth_more_once_witnesses_have_cosigned(network: Network, tmp_path: Path) -> None:
    network.grow("a", "b")
    entries = network.log.entries_of(SubjectId("anna"))
    policy = parse_policy(network.policy.read_bytes())
    early = receipt_for(entries, log=network.log)
    with pytest.raises(UntrustedError, match="not yet cosigned"):
        verify_entries(early, policy)
    code, said = network.cosign()
    assert (code, "size 3: cosigned by 4 of 4 witnesses; the quorum is met" in said) == (0, True), said
    network.grow("c")
    (tmp_path / "early.json").write_bytes(canonical_bytes(early.to_json()))
    renewed = tmp_path / "renewed.json"
    assert autonome("witness", "receipt", tmp_path / "early.json", "--log", network.directory, "--out", renewed)
    verified = verify_entries(read_receipt(renewed.read_bytes()), policy)
    assert (verified.checkpoint.size, len(verified.counted)) == (3, 4)
    assert verified.entries == entries
    late = receipt_for(network.log.entries_of(SubjectId("anna"))[2:], log=network.log)
    (tmp_path / "late.json").write_bytes(canonical_bytes(late.to_json()))
    told = autonome("witness", "receipt", tmp_path / "late.json", "--log", network.directory, "--out", renewed)
    assert (told.returncode, "have not cosigned these entries yet" in told.stderr) == (4, True)


@pytest.mark.parametrize(
    ("stated", "code", "said"), [("2025-01-01T10:00:00Z", 5, "is back-dated"), (None, 0, "not_before")]
)
def test_a_clock_that_is_set_back_is_told_by_what_witnesses_saw_before(
    network: Network, tmp_path: Path, stated: str | None, code: int, said: str
) -> None:
    network.grow("a")
    assert network.cosign()[0] == 0
    clock = SystemClock() if stated is None else SetClock(stated)
    log = open_local_log(network.directory, clock=clock, entropy=SystemEntropy())
    late = log.append([Draft(EntryKind.DISCLOSURE, SubjectId("anna"), {"told": "b"})])
    assert network.cosign()[0] == 0
    early, renewed = tmp_path / "early.json", tmp_path / "renewed.json"
    early.write_bytes(canonical_bytes(receipt_for(late, log=log).to_json()))
    made = autonome("witness", "receipt", early, "--log", network.directory, "--out", renewed)
    assert made.returncode == 0, made.stderr
    verified = autonome("verify", renewed, "--policy", network.policy, "--json")
    assert (verified.returncode, said in verified.stdout + verified.stderr) == (code, True), verified.stderr
    if not code:
        assert json.loads(verified.stdout)["vouched"]["not_before"] is not None


def test_asking_witnesses_and_an_authority_leaves_no_connection_open(network: Network, tmp_path: Path) -> None:
    network.grow("a")
    authority = Authority(tmp_path / "time")
    with serving(authority.stamp) as url:
        command = ["witness", "cosign", network.directory, "--policy", network.policy, "--every", "0.2"]
        command += ["--timestamp-url", url, "--timestamp-roots", authority.folder / "root.pem"]
        strict = [sys.executable, "-X", "dev", "-W", "error::ResourceWarning", str(AUTONOME), *map(str, command)]
        with subprocess.Popen(strict, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(12)]  # two rounds
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=30)
    assert "timestamp: there" in "".join(lines)
    assert (process.returncode, errors) == (0, "")


def test_a_quorum_is_stamped_and_the_stamp_is_checked_offline(network: Network, tmp_path: Path) -> None:
    authority, stranger = Authority(tmp_path / "time"), Authority(tmp_path / "stranger")
    plan = autonome(
        *("plan", EXAMPLE / "patient.vcf", "--record", EXAMPLE / "record.json", "--consent", EXAMPLE / "consent.json"),
        *("--log", network.directory, "--out", tmp_path / "plan", "--quiet", "--no-pdf"),
    )
    assert plan.returncode == 0, plan.stderr
    with serving(authority.stamp) as url:
        asked = ("--timestamp-url", url, "--timestamp-roots")
        code, said = network.cosign(*asked, stranger.folder / "root.pem")
        assert (code, "timestamp: no authority that is trusted made" in said) == (0, True), said
        code, said = network.cosign(*asked, authority.folder / "root.pem")
        assert (code, "timestamp: there" in said) == (0, True), said
    renewed = tmp_path / "renewed.json"
    made = autonome("witness", "receipt", tmp_path / "plan/receipt.json", "--log", network.directory, "--out", renewed)
    assert made.returncode == 0, made.stderr
    check = ("verify", renewed, "--policy", network.policy)
    assert "a timestamp is there, and was not checked" in autonome(*check).stdout
    verified = autonome(*check, "--timestamp-roots", authority.folder / "root.pem")
    assert (verified.returncode, "by CN=stamper" in verified.stdout) == (0, True), verified.stderr
    refused = autonome(*check, "--timestamp-roots", stranger.folder / "root.pem")
    assert (refused.returncode, "no authority that is trusted made" in refused.stderr) == (4, True)


def test_witnesses_follow_a_new_key_of_the_log_and_refuse_the_old_one(network: Network) -> None:
    network.grow("a")
    assert network.cosign()[0] == 0
    thief = shutil.copytree(network.directory, network.folder / "stolen")
    network.log.rotate()
    network.grow("b")
    code, said = network.cosign()
    assert (code, "cosigned by 4 of 4" in said) == (0, True), said
    network.witnesses[0].end()
    network.witnesses[0].start()
    network.grow("c")
    code, said = network.cosign()
    assert (code, "cosigned by 4 of 4" in said) == (0, True), said
    (thief / "private/witnessed").unlink()  # or the forger's own process would ask the witnesses, and be told
    forger = open_local_log(thief, clock=SystemClock(), entropy=SystemEntropy())
    forger.append([Draft(EntryKind.USE, SubjectId("anna"), {"told": str(each)}) for each in range(9)])
    answer = network.witnesses[0].post(AddCheckpoint(0, (), forger.checkpoint()).body())
    assert (answer.status_code, "did not hold then" in answer.text) == (403, True)


def test_partial_answers_are_seen_and_kept_until_the_quorum_comes(network: Network) -> None:
    network.grow("a")
    for witness in network.witnesses[2:]:
        witness.end(signal.SIGKILL)
    code, said = network.cosign()
    assert (code, "cosigned by 2 of 4 witnesses; the quorum is NOT met" in said) == (4, True), said
    assert said.count("does not answer") == 2
    assert network.kept() == 2
    network.witnesses[2].start()
    code, said = network.cosign()
    assert (code, "cosigned by 3 of 4" in said) == (0, True), said
    network.witnesses[2].end(signal.SIGKILL)
    network.grow("b")
    assert network.cosign()[0] == 4
    assert network.kept() == 2, "what a quorum cosigned is not given up for less"


def test_without_any_witness_nothing_begins_unless_the_operator_says_so(network: Network) -> None:
    network.end()
    code, said = network.cosign()
    assert (code, "whether this log was put back cannot be known" in said) == (2, True), said
    code, said = network.cosign("--without-witnesses")
    assert (code, "cosigned by 0 of 4 witnesses; the quorum is NOT met" in said) == (4, True), said
    network.grow("continuity of care: recording goes on")


def test_a_log_that_was_put_back_signs_nothing_more(network: Network, tmp_path: Path) -> None:
    network.grow("a")
    shutil.copytree(network.directory, tmp_path / "backup")
    network.grow("b", "c")
    assert network.cosign()[0] == 0
    ahead = tmp_path / "ahead"
    network.directory.rename(ahead)
    shutil.copytree(tmp_path / "backup", network.directory)
    network.log = network.opened()
    code, said = network.cosign()
    assert (code, said.count("\n")) == (5, 1)
    assert "the log was rolled back: it ends at size 2, and a witness holds it at size 4" in said
    assert "Mend: restore what is missing" in said
    with pytest.raises(LogError, match="the log is halted: the log was rolled back"):
        network.grow("history begins anew")
    with pytest.raises(LogError, match="the log is halted"):
        network.opened().append([Draft(EntryKind.USE, SubjectId("anna"), {})])
    # What was missing is restored: the witnesses cosign, and the log signs again.
    network.directory.rename(tmp_path / "behind")
    ahead.rename(network.directory)
    network.log = network.opened()
    assert network.cosign()[0] == 0
    network.grow("d")


def test_a_log_that_was_put_back_without_its_witnesses_is_told_when_they_are_back(
    network: Network, tmp_path: Path
) -> None:
    """The fork that a log makes of itself is found out, and evidence of it lies at the witnesses."""
    network.grow("a")
    shutil.copytree(network.directory, tmp_path / "backup")
    network.grow("b")
    assert network.cosign()[0] == 0
    shutil.rmtree(network.directory)
    shutil.copytree(tmp_path / "backup", network.directory)
    network.log = network.opened()
    network.grow("another b")
    code, said = network.cosign()
    assert (code, "the log was rewritten: a witness holds another tree of size 3" in said) == (5, True), said
    with pytest.raises(LogError, match="halted"):
        network.grow("c")


def test_a_part_of_the_log_that_was_put_back_is_seen_without_asking_anybody(network: Network, tmp_path: Path) -> None:
    network.grow("a")
    shutil.copytree(network.directory, tmp_path / "backup")
    network.grow("b")
    assert network.cosign()[0] == 0
    kept = (network.directory / "cosigned.json").read_bytes()
    shutil.rmtree(network.directory)
    shutil.copytree(tmp_path / "backup", network.directory)
    (network.directory / "cosigned.json").write_bytes(kept)
    network.end()
    code, said = network.cosign()
    assert (code, "it ends at size 2, and others saw it at size 3" in said) == (5, True), said


def lying(answer: bytes) -> tuple[str, socket.socket]:
    """A server that says the same to everybody."""
    server = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                caller, _ = server.accept()
            except OSError:
                return
            with caller:
                caller.settimeout(5)
                try:
                    caller.recv(65536)
                    caller.sendall(answer)
                    caller.shutdown(socket.SHUT_WR)
                    while caller.recv(65536):
                        pass
                except OSError:
                    continue

    Thread(target=run, daemon=True).start()
    return f"http://127.0.0.1:{server.getsockname()[1]}", server


HEAD = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nConnection: close\r\n\r\n"
LIES = {
    "a-larger-log": (HEAD % (b"409 Conflict", b"text/x.tlog.size") + b"999999\n", "CONTRADICTS"),
    "no-size": (HEAD % (b"409 Conflict", b"text/x.tlog.size") + b"-1\n", "names no tree size"),
    "a-page": (HEAD % (b"200 OK", b"text/html") + b"<html>\n", "a signature line is not"),
    "nothing-signed": (HEAD % (b"200 OK", b"text/plain") + b"\n", ""),
    "no-http": (b"SSH-2.0-x\r\n", "does not answer"),
    "moved": (HEAD % (b"302 Found", b"text/plain") + b"", "refused (status 302)"),
    "without-end": (HEAD % (b"200 OK", b"text/plain") + b"x" * 400_000, "answers more than"),
}


@pytest.mark.parametrize("name", LIES)
def test_one_witness_that_lies_is_told_and_stops_nobody(network: Network, name: str) -> None:
    answer, said = LIES[name]
    url, server = lying(answer)
    network.witnesses[3].end(signal.SIGKILL)
    network.policy.write_text(network.policy.read_text().replace(network.witnesses[3].url, url))
    network.grow("a")
    code, told = network.cosign()
    server.close()
    assert (code, "cosigned by 3 of 4" in told, said in told) == (0, True, True), told


def test_a_witness_that_takes_a_call_and_says_nothing_keeps_nobody_waiting(network: Network) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{server.getsockname()[1]}"
    network.witnesses[3].end(signal.SIGKILL)
    network.policy.write_text(network.policy.read_text().replace(network.witnesses[3].url, url))
    network.grow("a")
    begun = time.monotonic()
    assert network.cosign()[0] == 0
    assert time.monotonic() - begun < 20
    server.close()


def test_witnesses_killed_again_and_again_and_started_follow_the_log(network: Network) -> None:
    for number in range(6):
        network.grow(f"round {number}")
        victim: WitnessProcess = network.witnesses[number % 4]
        victim.end(signal.SIGKILL)
        assert network.cosign()[0] == 0
        victim.start()
    assert network.cosign()[0] == 0
    assert network.kept() == Checkpoint.parse(Note.parse(network.log.checkpoint()).text).size


def test_rounds_go_on_until_the_process_is_told_to_end(network: Network) -> None:
    command = [str(AUTONOME), "witness", "cosign", str(network.directory), "--policy", str(network.policy)]
    running = subprocess.Popen([*command, "--every", "0.2"], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    assert "the quorum is met" in running.stdout.readline()
    network.grow("a")
    while "size 2: cosigned by 4 of 4" not in (line := running.stdout.readline()):
        assert line
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=30)
    assert running.returncode == 0


def test_a_receipt_shows_from_the_beginning_what_others_saw_before_its_entries(
    network: Network, tmp_path: Path
) -> None:
    network.grow("a")
    assert network.cosign()[0] == 0
    network.grow("b")
    plan = autonome(
        *("plan", EXAMPLE / "patient.vcf", "--record", EXAMPLE / "record.json", "--consent", EXAMPLE / "consent.json"),
        *("--log", network.directory, "--out", tmp_path / "plan", "--quiet", "--no-pdf"),
    )
    assert plan.returncode == 0, plan.stderr
    asked = ("decide", "--consent", EXAMPLE / "consent.json", "--request", EXAMPLE / "treatment-request.json")
    decided = autonome(*asked, "--log", network.directory, "--receipt", tmp_path / "decided.json")
    assert decided.returncode == 0, decided.stderr
    shown = read_receipt(autonome("ledger", "receipt", network.directory, "2").stdout.encode())
    assert [Checkpoint.of_note(each.note).size for each in shown.earlier] == [2]
    (tmp_path / "alone.txt").write_text(f"log {network.log.verifier}\nquorum none\n")
    for name in ("plan/receipt.json", "decided.json"):
        receipt = read_receipt((tmp_path / name).read_bytes())
        sizes = [Checkpoint.of_note(each.note).size for each in receipt.earlier]
        assert sizes, name
        assert set(sizes) <= set(range(2, receipt.entries[-1].recorded.index + 1)), name
        assert autonome("verify", tmp_path / name, "--policy", tmp_path / "alone.txt").returncode == 0
        value = json.loads((tmp_path / name).read_bytes())
        value["earlier"][0]["proof"] = value["earlier"][0]["proof"][:-1]
        (tmp_path / "cut.json").write_text(json.dumps(value))
        refused = autonome("verify", tmp_path / "cut.json", "--policy", tmp_path / "alone.txt")
        assert refused.returncode == 5, (name, refused)


def test_damage_to_what_witnesses_said_costs_a_receipt_no_more_than_that(network: Network) -> None:
    network.grow("a")
    assert network.cosign()[0] == 0
    recorded = network.log.append([Draft(EntryKind.DECISION, SubjectId("anna"), {"told": "b"})])
    assert len(receipt_for(recorded, log=network.log).earlier) == 1
    (network.directory / "cosigned.json").write_text("{}")
    assert receipt_for(recorded, log=network.log).earlier == ()
