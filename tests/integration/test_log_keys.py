"""The log in a directory through its years: keys rotated, lost and stolen, people erased, backups put back.

Each deed is stopped once at each step that changes the disk, and the log opens and goes on.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autonome.adapters import durable
from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.local_log import LocalLog
from autonome.adapters.local_log_opening import open_local_log, recover_local_log
from autonome.adapters.public_entries import PublicEntries
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import Instant, SubjectId, canonical_bytes
from autonome.ledger import (
    Checkpoint,
    Deed,
    Draft,
    EntryKind,
    ErasedError,
    Erasure,
    KeyEvent,
    LogError,
    Recorded,
    Role,
    Tombstone,
    UntrustedError,
    VerificationError,
    parse_policy,
    read_receipt,
    verify_entries,
    write_policy,
)
from autonome.ledger.tombstones import ERASURES
from autonome.workflows.record_use import receipt_for
from tests.fakes.ledger import SeededSigner
from tests.integration.test_local_log import CountedSystem, PowerFailsError, opened, snapshot

ANNA, BEN = SubjectId("patient-anna"), SubjectId("patient-ben")
ERASURE = Erasure("GDPR Art. 17(1)(b)", Instant(0))
RECOVERY = SeededSigner("recovery.example", 10)


def use(subject: SubjectId = ANNA, **body: int) -> Draft:
    return Draft(EntryKind.USE, subject, body)


def size_of(log: LocalLog) -> int:
    return Checkpoint.of_note(log.checkpoint()).size


def believed(log: LocalLog, entry: Recorded, policy: str) -> bool:
    """Whether a receipt of an entry is believed by who holds a policy."""
    receipt = read_receipt(canonical_bytes(receipt_for([entry], log=log).to_json()))
    return bool(verify_entries(receipt, parse_policy(policy.encode())).entries)


def stopped_everywhere(
    start: Path, place: Path, patch: pytest.MonkeyPatch, deed: Callable[[Path], object], then: Callable[[Path], None]
) -> int:
    """Stop a deed at each step that changes the disk, once; then look at what is left.

    Returns:
        How many steps it has.
    """
    stopped = 0
    while True:
        directory = snapshot(start, place)
        with patch.context() as inner:
            inner.setattr(durable, "os", CountedSystem(stop_at=stopped + 1))
            try:
                deed(directory)
            except PowerFailsError:
                stopped += 1
            else:
                return stopped
        then(directory)


# --- rotation --------------------------------------------------------------------------------------------------------


def test_a_rotated_log_goes_on_and_old_and_new_receipts_are_believed_by_the_first_policy(tmp_path: Path) -> None:
    log = opened(tmp_path / "log")
    (old,) = log.append([use()])
    policy, first = write_policy(log.verifier), log.verifier
    before = receipt_for([old], log=log)
    history = log.rotate()
    assert log.verifier != first
    assert (history.key_at(2), history.key_at(3)) == (first, log.verifier)
    again = opened(tmp_path / "log")
    (new,) = again.append([use()])
    again.rotate()
    assert believed(again, new, policy)
    assert believed(again, old, policy)
    assert verify_entries(before, parse_policy(policy.encode())).log == first
    assert not (tmp_path / "log" / "private" / "key.next").exists()
    with pytest.raises(UntrustedError):
        believed(again, new, write_policy(Ed25519Signer.generate(first.name).verifier))


def test_stopping_a_rotation_at_each_single_step_leaves_a_log_that_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = tmp_path / "start"
    log = opened(start)
    log.append([use()])
    policy = write_policy(log.verifier)

    def then(directory: Path) -> None:
        again = opened(directory)
        (entry,) = again.append([use()])
        assert size_of(again) in {3, 4}, "rotated, or not"
        assert believed(again, entry, policy)
        assert not (directory / "private" / "key.next").exists()

    steps = stopped_everywhere(start, tmp_path / "log", monkeypatch, lambda place: opened(place).rotate(), then)
    assert steps > 20


def test_another_process_sees_that_the_key_was_rotated(tmp_path: Path) -> None:
    one, other = opened(tmp_path / "log"), opened(tmp_path / "log")
    one.append([use()])
    one.rotate()
    other.append([use()])
    assert other.verifier == one.verifier
    assert len(one.entries_of(ANNA)) == 2


def test_the_key_of_before_put_back_is_refused(tmp_path: Path) -> None:
    log = opened(tmp_path / "log")
    log.append([use()])
    key = tmp_path / "log" / "private" / "key"
    old = key.read_bytes()
    log.rotate()
    key.write_bytes(old)
    with pytest.raises(LogError, match="was not signed by its key"):
        opened(tmp_path / "log")


# --- loss, theft -----------------------------------------------------------------------------------------------------


def recovered(directory: Path, recovery: SeededSigner = RECOVERY, until: int | None = None) -> LocalLog:
    return recover_local_log(directory, recovery, clock=SystemClock(), entropy=SystemEntropy(), until=until)


def begun(directory: Path) -> LocalLog:
    log = opened(directory)
    log.begin(RECOVERY)
    log.append([use(), use(BEN)])
    return log


def test_a_log_that_has_lost_its_key_is_continued_by_the_key_for_recovery(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    policy = write_policy(log.verifier)
    (tmp_path / "log" / "private" / "key").unlink()
    with pytest.raises(LogError, match="private key is missing"):
        opened(tmp_path / "log")
    again = recovered(tmp_path / "log")
    (entry,) = again.append([use()])
    assert believed(again, entry, policy)
    assert len(again.entries_of(ANNA)) == 2
    assert opened(tmp_path / "log").verifier == again.verifier


def test_a_stolen_key_is_made_void_from_the_last_good_size_on(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    policy, thief = write_policy(log.verifier), log.verifier
    (entry,) = log.append([use()])
    forged = receipt_for([entry], log=log)
    again = recovered(tmp_path / "log", until=3)
    history = again.key_history()
    assert history.key_at(3) == thief
    with pytest.raises(VerificationError, match=r"no key of the log .* holds at size 4"):
        history.key_at(4)
    assert verify_entries(forged, parse_policy(policy.encode())), "who knows of nothing is deceived"
    assert believed(again, entry, policy), "under the new key the entry stands"


@pytest.mark.parametrize("named", [True, False])
def test_nobody_else_recovers_a_log(tmp_path: Path, *, named: bool) -> None:
    log = begun(tmp_path / "log") if named else opened(tmp_path / "log")
    log.append([use()])
    before = log.checkpoint()
    with pytest.raises(VerificationError, match="not signed by whom it must be" if named else "was named"):
        recovered(tmp_path / "log", SeededSigner("thief.example", 66))
    assert opened(tmp_path / "log").checkpoint() == before
    assert len(opened(tmp_path / "log").append([use()])) == 1


def test_a_recovery_that_is_refused_leaves_the_key_of_a_rotation_that_was_stopped(tmp_path: Path) -> None:
    private = tmp_path / "log" / "private"
    log = opened(tmp_path / "log")
    log.begin(RECOVERY)
    before = (private / "key").read_bytes()
    log.rotate()
    (private / "key").replace(private / "key.next")  # as if killed before the next key was put into its place
    (private / "key").write_bytes(before)
    (private / "key").chmod(0o600)
    with pytest.raises(VerificationError):
        recovered(tmp_path / "log", SeededSigner("thief.example", 66))
    assert len(opened(tmp_path / "log").append([use()])) == 1


def test_stopping_a_recovery_at_each_single_step_leaves_a_log_that_can_be_recovered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = tmp_path / "start"
    policy = write_policy(begun(start).verifier)
    (start / "private" / "key").unlink()

    def then(directory: Path) -> None:
        try:
            log = opened(directory)
        except LogError:
            log = recovered(directory)
        (entry,) = log.append([use()])
        assert believed(log, entry, policy)

    assert stopped_everywhere(start, tmp_path / "log", monkeypatch, recovered, then) > 20


def test_a_log_that_was_closed_signs_nothing_more(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    with pytest.raises(Exception, match="is not changed so"):
        log.change_keys(KeyEvent(Deed.REVOKE, Role.LOG, log.verifier))


# --- logs of before --------------------------------------------------------------------------------------------------


def of_before(directory: Path, monkeypatch: pytest.MonkeyPatch) -> LocalLog:
    """A log as it was written before there were key events: nothing public, and people's entries from index 0 on."""
    from autonome.adapters.log_files import LogFiles  # noqa: PLC0415 - only here

    with monkeypatch.context() as patch:

        def commit(self: LogFiles, frontier: object, appends: object) -> list[object]:
            composed = self.commit_of(frontier, appends)  # type: ignore[arg-type]
            self.grow(frontier, composed)  # type: ignore[arg-type]
            return [tuple(composed.recorded)]

        patch.setattr(LogFiles, "commit", commit)
        opened(directory).append([use(), use(BEN)])
    assert not (directory / "public").exists()
    return opened(directory)


def test_a_log_of_before_opens_and_gets_its_first_key_event_with_its_next_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = of_before(tmp_path / "log", monkeypatch)
    policy = write_policy(log.verifier)
    (old,) = log.entries_of(ANNA)
    assert believed(log, old, policy)
    assert log.public_entries() == ()
    (new,) = log.append([use()])
    (event,) = log.public_entries(EntryKind.KEY)
    assert (old.index, event.index, new.index) == (0, 2, 3)
    assert [entry.payload.sequence for entry in opened(tmp_path / "log").entries_of(ANNA)] == [0, 1]
    log.rotate()
    assert believed(log, old, policy)


def test_a_log_of_before_can_be_rotated_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = of_before(tmp_path / "log", monkeypatch)
    policy = write_policy(log.verifier)
    log.rotate()
    assert [event.index for event in log.public_entries(EntryKind.KEY)] == [2, 3]
    assert believed(log, log.entries_of(ANNA)[0], policy)


# --- the public side -------------------------------------------------------------------------------------------------


def test_what_a_killed_writer_published_goes_before_its_index_is_used_for_somebody(tmp_path: Path) -> None:
    log = opened(tmp_path / "log")
    log.append([use()])
    (event,) = log.public_entries()
    stale = PublicEntries(tmp_path / "log").file(Recorded(2, event.salt, event.payload)).path
    stale.write_bytes(b"left over")
    assert len(opened(tmp_path / "log").public_entries()) == 1
    opened(tmp_path / "log").append([use()])
    assert not stale.exists()


@pytest.mark.parametrize("data", [b"", b"{}", b'{"format":"autonome-public-entry/1"}'])
def test_a_damaged_opening_is_refused_in_one_line(tmp_path: Path, data: bytes) -> None:
    opened(tmp_path / "log").append([use()])
    (tmp_path / "log" / "public" / "000" / "000" / "000").write_bytes(data)
    with pytest.raises(LogError, match=r"^[^\n]*the published opening of entry 0 is missing or damaged[^\n]*$"):
        opened(tmp_path / "log")


def test_an_opening_of_something_else_is_not_passed_off(tmp_path: Path) -> None:
    log = opened(tmp_path / "log")
    log.append([Draft(EntryKind.TRIAL, SubjectId("NCT1"), {"arms": 2})])
    path = tmp_path / "log" / "public" / "000" / "000" / "001"
    path.write_bytes(path.read_bytes().replace(b'"arms":2', b'"arms":3'))
    with pytest.raises(VerificationError, match="entry 1 is not what the log recorded"):
        opened(tmp_path / "log").public_entries()


def test_nothing_private_stands_on_the_public_side(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    log.append([Draft(EntryKind.VOTE, SubjectId("committee-of-march"), {"yes": 1})])
    log.erase(ANNA, ERASURE)
    for path in (tmp_path / "log").rglob("*"):
        if path.is_file() and "private" not in path.parts:
            for secret in (b"anna", b"ben", b"committee-of-march", b"GDPR", b"tombstone"):
                assert secret not in path.read_bytes(), path


# --- erasing ---------------------------------------------------------------------------------------------------------


def test_erasing_takes_salts_payloads_and_markers_away_and_leaves_the_others(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    sealed = tmp_path / "log" / "private" / "sealed" / "000" / "000"
    held = {path.name for path in sealed.iterdir()}
    log.erase(ANNA, ERASURE)
    assert {path.name for path in sealed.iterdir()} == held - {"001"} | {"003"}
    assert len(list((tmp_path / "log" / "private" / "subjects").iterdir())) == 2, "Ben, and the erasures"
    assert len(log.entries_of(BEN)) == 1
    with pytest.raises(ErasedError, match="was erased"):
        opened(tmp_path / "log").entries_of(ANNA)


def test_stopping_an_erasure_at_each_single_step_erases_all_or_can_be_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = tmp_path / "start"
    begun(start)
    erased = []

    def then(directory: Path) -> None:
        log = opened(directory)
        stones = log.institution_entries(ERASURES)
        erased.append(bool(stones))
        if stones:
            with pytest.raises(ErasedError):
                log.entries_of(ANNA)
            assert not (directory / "private" / "sealed" / "000" / "000" / "001").exists()
        else:
            assert len(log.entries_of(ANNA)) == 1
        log.erase(ANNA, ERASURE)
        assert len(log.institution_entries(ERASURES)) == 1
        assert len(log.entries_of(BEN)) == 1

    assert stopped_everywhere(start, tmp_path / "log", monkeypatch, lambda at: opened(at).erase(ANNA, ERASURE), then)
    assert erased == sorted(erased), "from one step on it is done"
    assert {False, True} == set(erased)


def test_a_keyring_that_was_put_back_brings_nobody_back(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    keyring = tmp_path / "log" / "private" / "keyring"
    shutil.copytree(keyring, tmp_path / "keyring")
    log.append([use(), use(BEN)])
    log.erase(ANNA, ERASURE)
    shutil.rmtree(keyring)
    shutil.copytree(tmp_path / "keyring", keyring)
    with pytest.raises(LogError, match="missing or damaged"):
        opened(tmp_path / "log")  # the evidence key was drawn after the copy: without it nothing tells whom to erase


def test_a_keyring_of_after_the_first_erasure_that_was_put_back_brings_nobody_back(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    log.erase(SubjectId("patient-clara"), ERASURE)
    keyring = tmp_path / "log" / "private" / "keyring"
    shutil.copytree(keyring, tmp_path / "keyring")
    log.erase(ANNA, ERASURE)
    shutil.rmtree(keyring)
    shutil.copytree(tmp_path / "keyring", keyring)
    again = opened(tmp_path / "log")
    with pytest.raises(ErasedError):
        again.entries_of(ANNA)
    assert b"destroyed" in b"".join(path.read_bytes() for path in (keyring / "subjects").iterdir())
    assert len(again.entries_of(BEN)) == 1


def test_a_part_of_a_keyring_that_was_put_back_brings_nobody_back(tmp_path: Path) -> None:
    """The keys alone, without the counter beside them; and what they sealed."""
    log = begun(tmp_path / "log")
    log.append([use(BEN)])
    private = tmp_path / "log" / "private"
    for part in ("keyring/subjects", "sealed"):
        shutil.copytree(private / part, tmp_path / "backup" / part)
    log.erase(ANNA, ERASURE)
    for part in ("keyring/subjects", "sealed"):
        shutil.copytree(tmp_path / "backup" / part, private / part, dirs_exist_ok=True)
    with pytest.raises(ErasedError):
        log.append([use()])  # a process that was running all the while
    again = opened(tmp_path / "log")
    with pytest.raises(ErasedError):
        again.entries_of(ANNA)
    with pytest.raises(ErasedError):
        again.append([use()])
    assert b"destroyed" in b"".join(path.read_bytes() for path in (private / "keyring/subjects").iterdir())
    again.append([use(BEN)])
    assert len(again.entries_of(BEN)) == len(log.entries_of(BEN)) > 1, "nobody else is touched"


def test_who_was_erased_before_there_was_a_list_of_them_is_found_by_the_tombstones(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    keys = tmp_path / "log/private/keyring/subjects"
    shutil.copytree(keys, tmp_path / "keys")
    log.erase(ANNA, ERASURE)
    (tmp_path / "log/private/erased").unlink()
    shutil.copytree(tmp_path / "keys", keys, dirs_exist_ok=True)
    with pytest.raises(ErasedError):
        opened(tmp_path / "log").append([use()])


def test_a_log_that_was_put_back_is_handed_the_tombstones_made_since(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    log.erase(SubjectId("patient-clara"), ERASURE)
    backup = snapshot(tmp_path / "log", tmp_path / "backup")
    log.erase(ANNA, ERASURE)
    stones = [Tombstone.read(each.payload) for each in log.institution_entries(ERASURES)]
    again = opened(backup)
    assert len(again.entries_of(ANNA)) == 1, "a backup knows nothing of what came after"
    assert again.replay(stones) == (stones[1],)
    with pytest.raises(ErasedError):
        again.entries_of(ANNA)
    assert len(again.institution_entries(ERASURES)) == 2
    assert again.replay(stones) == ()


def test_a_log_has_the_name_that_it_is_given(tmp_path: Path) -> None:
    log = open_local_log(
        tmp_path / "log", clock=SystemClock(), entropy=SystemEntropy(), name="hospital.example/autonome"
    )
    log.append([use()])
    log.rotate()
    assert opened(tmp_path / "log").verifier.name == "hospital.example/autonome"
