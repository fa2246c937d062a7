"""What a log remembers of itself and of what others said grows, and no writer makes it smaller in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.log_files import LogFiles
from autonome.adapters.system import SystemEntropy
from autonome.adapters.witness_memory import open_memory
from autonome.kernel import Instant, SubjectId
from autonome.ledger import COSIGNATURE, Checkpoint, Draft, EntryKind, Erasure, Frontier, LogError
from autonome.ledger.cosigned import CosignedCheckpoint
from tests.fakes.ledger import MemoryKeptLog
from tests.integration.log_servers import ANNA, BEN, begun, decision


def grown(size: int) -> str:
    """The checkpoint of one and the same log at a size."""
    log = MemoryKeptLog()
    log.begin()
    log.append([Draft(EntryKind.DECISION, SubjectId("anna"), {"number": number}) for number in range(size - 1)])
    return log.checkpoint()


def test_a_writer_with_an_older_view_of_the_log_signs_nothing(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    log.append([decision(ANNA)])
    files: LogFiles = log._files
    older = files.recover()
    log.append([decision(BEN)])
    before = {path: path.read_bytes() for path in (tmp_path / "log").rglob("*") if path.is_file()}
    commit = files.commit_of(older, [files.first_event(None)])
    with pytest.raises(LogError, match="it is about to grow from size 2, and was signed at size 3"):
        files.grow(older, commit)
    for frontier in (older, Frontier()):
        with pytest.raises(LogError, match=r"it was about to sign size \d after size 3"):
            files._sign(frontier)
    assert {path: path.read_bytes() for path in (tmp_path / "log").rglob("*") if path.is_file()} == before
    log.append([decision(ANNA, 2)])


def test_a_second_tree_of_the_size_that_was_signed_last_is_not_signed(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    log.append([decision(ANNA)])
    other = Frontier().extend([bytes(32), bytes(32)])
    with pytest.raises(LogError, match="it was about to sign size 2 after size 2"):
        log._files._sign(other)


def test_a_cosigned_checkpoint_does_not_take_the_place_of_one_of_a_larger_tree(tmp_path: Path) -> None:
    """Two processes that ask witnesses at once may come to write in either order."""
    (tmp_path / "private").mkdir()
    keeper, other = CosignedFiles(tmp_path), CosignedFiles(tmp_path)
    keeper.keep(CosignedCheckpoint(grown(4)))
    other.keep(CosignedCheckpoint(grown(3)))
    assert [each.newest() for each in (keeper, other)] == [CosignedCheckpoint(grown(4))] * 2
    other.keep(CosignedCheckpoint(grown(5)))
    found = keeper.newest()
    assert found is not None
    assert found.checkpoint.size == 5


def test_a_witness_remembers_no_smaller_tree_than_it_cosigned(tmp_path: Path) -> None:
    key = tmp_path / "key"
    signer = Ed25519Signer.generate("w.example", COSIGNATURE)
    signer.save(key)
    memory = open_memory(tmp_path / "state", key, signer.verifier, SystemEntropy())
    origin = Checkpoint.of_note(grown(3)).origin
    memory.remember(origin, grown(4))
    with pytest.raises(LogError, match="a smaller tree was about to be remembered"):
        memory.remember(origin, grown(3))
    assert memory.notes()[origin] == grown(4)
    memory.remember(origin, grown(4))
    memory.close()


def test_who_is_erased_twice_makes_the_count_of_erasures_no_smaller(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    log.append([decision(ANNA), decision(BEN)])
    counts = []
    for person in (ANNA, BEN, ANNA):
        log.erase(person, Erasure("GDPR Art. 17(1)(b)", Instant(0)))
        counts.append(log._keyring.erasures)
    assert counts == [1, 2, 2]
