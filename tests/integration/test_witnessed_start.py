"""A witnessed log is compared with its witnesses before a process signs; an unwitnessed one costs and knows nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.ledger import Checkpoint, LogError, UnreachableError
from tests.integration.commands import EXAMPLE, autonome
from tests.integration.test_cosigning import Network


@pytest.fixture
def witnessed(tmp_path: Path) -> Iterator[Network]:
    """A log of size 2, backed up, that has grown to size 3; all four witnesses know."""
    made = Network(tmp_path)
    made.grow("a")
    assert made.cosign()[0] == 0
    shutil.copytree(made.directory, tmp_path / "backup")
    made.grow("b")
    assert made.cosign()[0] == 0
    yield made
    made.end()


def put_back(network: Network) -> None:
    network.directory.rename(network.folder / "ahead")
    shutil.copytree(network.folder / "backup", network.directory)
    network.log = network.opened()


def size(network: Network) -> int:
    return Checkpoint.of_note((network.directory / "checkpoint").read_text()).size


def plan(network: Network) -> subprocess.CompletedProcess[str]:
    return autonome(
        *("plan", EXAMPLE / "patient.vcf", "--record", EXAMPLE / "record.json", "--consent", EXAMPLE / "consent.json"),
        *("--log", network.directory, "--out", network.folder / "plan", "--quiet", "--no-pdf"),
    )


def test_a_log_that_was_put_back_asks_before_it_signs(witnessed: Network) -> None:
    put_back(witnessed)
    ran = plan(witnessed)
    assert (ran.returncode, ran.stderr.count("\n")) == (5, 1), ran.stderr
    assert "the log was rolled back: it ends at size 2, and a witness holds it at size 3" in ran.stderr
    assert size(witnessed) == 2
    assert (witnessed.directory / "private/halted").exists()
    told = autonome("ledger", "audit", witnessed.directory)
    assert (told.returncode, "HALTED: the log was rolled back" in told.stderr) == (5, True), told.stderr
    assert "Sound in itself; this does not show that it is the newest: ask the witnesses." in told.stdout


def test_who_says_to_go_on_alone_does_not_go_past_a_witness_that_answers(
    witnessed: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_back(witnessed)
    monkeypatch.setenv("AUTONOME_WITHOUT_WITNESSES", "1")
    ran = plan(witnessed)
    assert (ran.returncode, size(witnessed)) == (5, 2), ran.stderr


def test_a_log_that_is_the_newest_signs_once_its_witnesses_said_so(witnessed: Network) -> None:
    before = size(witnessed)
    ran = plan(witnessed)
    assert (ran.returncode, size(witnessed) > before) == (0, True), ran.stderr


def test_a_start_without_any_witness_asks_a_human(witnessed: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    witnessed.end()
    ran = plan(witnessed)
    assert (ran.returncode, ran.stderr.count("\n"), size(witnessed)) == (2, 1, 3), ran.stderr
    assert "no witness of the quorum answers" in ran.stderr
    assert "AUTONOME_WITHOUT_WITNESSES=1" in ran.stderr
    monkeypatch.setenv("AUTONOME_WITHOUT_WITNESSES", "1")
    going_on = plan(witnessed)
    assert (going_on.returncode, size(witnessed) > 3) == (0, True), going_on.stderr


@pytest.mark.parametrize("act", ["rotate", "append"])
def test_every_addition_asks_first(witnessed: Network, act: str) -> None:
    put_back(witnessed)
    with pytest.raises(LogError, match="rolled back"):
        witnessed.log.rotate() if act == "rotate" else witnessed.grow("c")
    assert size(witnessed) == 2


def test_a_running_log_does_not_stop_for_silence(witnessed: Network) -> None:
    witnessed.log = witnessed.opened()
    witnessed.grow("asked")
    witnessed.end()
    witnessed.grow("goes on")
    with pytest.raises(UnreachableError, match="cannot be known"):
        witnessed.opened().rotate()


def test_a_log_without_witnesses_loads_nothing_that_asks(tmp_path: Path) -> None:
    said = (
        "import sys; from autonome import bootstrap; from autonome.kernel import SubjectId; from pathlib import Path\n"
        "from autonome.ledger import Draft, EntryKind\n"
        "log = bootstrap.open_log(Path(sys.argv[1]))\n"
        "log.append([Draft(EntryKind.USE, SubjectId('a'), {})])\n"
        "assert not {'httpx', 'autonome.adapters.witnessed_log'} & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", said, str(tmp_path / "log")], check=True)


def test_a_witness_that_knows_a_newer_key_says_that_the_copy_is_old_and_halts_it(witnessed: Network) -> None:
    witnessed.log = witnessed.opened()
    witnessed.log.rotate()
    witnessed.grow("c", "d")
    assert witnessed.cosign()[0] == 0
    put_back(witnessed)
    (witnessed.directory / "private/witnessed").unlink()  # as in a copy from before the first quorum: it signed on
    witnessed.grow("x", "y", "z")
    for ran in (witnessed.cosign("--without-witnesses"), witnessed.cosign()):
        assert ran[0] == 5, ran
        assert "answered and refused this key: it has seen a newer one (at size 6), so this copy is probably" in ran[1]
        assert "Do not use --without-witnesses." in ran[1]
        assert (witnessed.directory / "private/halted").exists()
    witnessed.directory.rename(witnessed.folder / "behind")
    (witnessed.folder / "ahead").rename(witnessed.directory)
    assert witnessed.cosign()[0] == 0


def test_a_policy_that_asks_for_nobody_is_refused(witnessed: Network) -> None:
    witnessed.policy.write_text(f"log {witnessed.log.verifier}\nquorum none\n")
    code, said = witnessed.cosign()
    assert (code, "asks for no witness" in said, "docs/witness.md" in said) == (2, True, True), said


def test_a_log_is_witnessed_from_its_first_quorum_on(tmp_path: Path) -> None:
    network = Network(tmp_path)
    try:
        network.end()
        assert network.cosign("--without-witnesses")[0] == 4
        assert not CosignedFiles(network.directory).witnessed.exists()
        for witness in network.witnesses:
            witness.start()
        assert network.cosign()[0] == 0
        assert CosignedFiles(network.directory).witnessed.read_bytes() == network.policy.read_bytes()
    finally:
        network.end()
