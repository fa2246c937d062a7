"""Having a log cosigned: what is kept, what is not given up, and when the log is halted and goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from autonome.kernel import Instant, SubjectId, canonical_bytes
from autonome.ledger import (
    COSIGNATURE,
    Checkpoint,
    Deed,
    Draft,
    EntryKind,
    KeyEvent,
    LogError,
    Note,
    Policy,
    ProvenEntry,
    Role,
    UnreachableError,
    UntrustedError,
    VerifierKey,
    parse_policy,
    read_receipt,
    verify_entries,
)
from autonome.ledger.cosigned import CosignedCheckpoint
from autonome.ledger.cosigning import Prove, Reply
from autonome.ledger.earlier import EarlierCheckpoint
from autonome.workflows.cosign_checkpoint import SPACING, begin_witnessed, cosign_newest, renewed_receipt
from autonome.workflows.record_use import receipt_for
from tests.fakes.ledger import SET, MemoryKeptLog, SeededSigner

WITNESSES = [SeededSigner(f"w{number}.example", 40 + number, COSIGNATURE) for number in range(3)]
ANNA = SubjectId("anna")


def policy(log: MemoryKeptLog) -> Policy:
    named = "\n".join(f"witness w{number} {each.verifier}" for number, each in enumerate(WITNESSES))
    return parse_policy(f"log {log.verifier}\n{named}\ngroup g 2 w0 w1 w2\nquorum g\n".encode())


@dataclass
class Told:
    """Witnesses of whom so many cosign, at their time."""

    cosigners: int
    seconds: int = SET + 5
    asked: list[Mapping[VerifierKey, int]] = field(default_factory=list)
    contradiction: str | None = None

    def cosign(
        self,
        note: str,
        prove: Prove,  # noqa: ARG002 - the port has it
        known: Mapping[VerifierKey, int],
        keys: Sequence[ProvenEntry] = (),  # noqa: ARG002
    ) -> tuple[Reply, ...]:
        self.asked.append(known)
        text = Note.parse(note).text
        if self.contradiction is not None:
            return (Reply(WITNESSES[0].verifier, trouble=LogError("larger"), seen=self.contradiction),)
        silent = UnreachableError("does not answer")
        return tuple(
            Reply(each.verifier, (each.cosign(text, self.seconds),))
            if number < self.cosigners
            else Reply(each.verifier, trouble=silent)
            for number, each in enumerate(WITNESSES)
        )


class Kept:
    """A keeper in memory."""

    def __init__(self) -> None:
        self.cosigned: CosignedCheckpoint | None = None
        self.halted = ""
        self.remembered: dict[int, CosignedCheckpoint] = {}

    def newest(self) -> CosignedCheckpoint | None:
        return self.cosigned

    def keep(self, cosigned: CosignedCheckpoint) -> None:
        self.cosigned = cosigned

    def remember(self, cosigned: CosignedCheckpoint) -> None:
        self.remembered[cosigned.checkpoint.size] = cosigned

    def before(self, index: int) -> CosignedCheckpoint | None:
        size = max((size for size in self.remembered if size <= index), default=None)
        return None if size is None else self.remembered[size]

    def halt(self, reason: str) -> None:
        self.halted = reason

    def resume(self) -> None:
        self.halted = ""

    @property
    def size(self) -> int:
        return -1 if self.cosigned is None else self.cosigned.checkpoint.size


class Stamper:
    """An authority that stamps, or does not."""

    def __init__(self, *, works: bool) -> None:
        self.works = works
        self.asked = 0

    def stamp(self, message: bytes) -> bytes:
        self.asked += 1
        if not self.works:
            raise UnreachableError("does not answer")
        return b"token over " + message


def grow(log: MemoryKeptLog, told: str = "x") -> None:
    log.append([Draft(EntryKind.DECISION, ANNA, {"told": told})])


@pytest.fixture
def log() -> MemoryKeptLog:
    made = MemoryKeptLog()
    grow(made)
    return made


def test_a_quorum_is_not_given_up_for_less_and_less_is_better_than_nothing(log: MemoryKeptLog) -> None:
    keeper, trusted = Kept(), policy(log)
    assert not cosign_newest(log, Told(0), trusted, keeper).met
    assert keeper.size == -1
    assert not cosign_newest(log, Told(1), trusted, keeper).met
    assert keeper.size == 2
    assert cosign_newest(log, Told(2), trusted, keeper).met
    grow(log)
    assert not cosign_newest(log, Told(1), trusted, keeper).met
    assert keeper.size == 2, "what a quorum cosigned stays"
    assert cosign_newest(log, Told(3), trusted, keeper).met
    assert keeper.size == 3


def test_a_log_that_does_not_grow_keeps_the_first_time_and_the_newest(log: MemoryKeptLog) -> None:
    keeper, trusted = Kept(), policy(log)
    for second in range(10):
        witnesses = Told(3, SET + second)
        cosign_newest(log, witnesses, trusted, keeper)
    assert witnesses.asked == [{each.verifier: 2 for each in WITNESSES}], "they are asked from where they were"
    assert keeper.cosigned is not None
    note = Note.parse(keeper.cosigned.note)
    assert len(note.signatures) == 1 + 2 * len(WITNESSES)
    assert {each.at.seconds for each in note.cosignatures(trusted.witnesses.values())} == {SET}


def test_a_contradiction_halts_and_a_quorum_lets_the_log_go_on(log: MemoryKeptLog) -> None:
    keeper, trusted = Kept(), policy(log)
    ahead = MemoryKeptLog()
    for _ in range(3):
        grow(ahead)
    for act in (cosign_newest, begin_witnessed):
        with pytest.raises(LogError, match="was rolled back: it ends at size 2, and a witness holds it at size 4"):
            act(log, Told(0, contradiction=ahead.checkpoint()), trusted, keeper)
        assert keeper.halted
    cosign_newest(log, Told(1), trusted, keeper)
    assert keeper.halted, "one is no quorum"
    cosign_newest(log, Told(2), trusted, keeper)
    assert not keeper.halted


def test_a_log_that_grew_and_was_cosigned_meanwhile_is_not_halted(log: MemoryKeptLog) -> None:
    """Two processes have one log cosigned: witnesses remember what the other one sent."""
    keeper, trusted = Kept(), policy(log)

    class Meanwhile(Told):
        def cosign(
            self,
            note: str,
            prove: Prove,
            known: Mapping[VerifierKey, int],
            keys: Sequence[ProvenEntry] = (),
        ) -> tuple[Reply, ...]:
            if not self.asked:
                grow(log)
                cosign_newest(log, Told(3), trusted, keeper)
                self.asked.append(known)
                return (Reply(WITNESSES[0].verifier, trouble=LogError("larger"), seen=log.checkpoint()),)
            return super().cosign(note, prove, known, keys)

    cosigning = cosign_newest(log, Meanwhile(2), trusted, keeper)
    assert (cosigning.met, cosigning.cosigned.checkpoint.size, keeper.size, keeper.halted) == (True, 3, 3, "")


def test_a_log_that_was_put_back_is_halted_though_it_goes_on_growing(log: MemoryKeptLog) -> None:
    keeper, ahead = Kept(), MemoryKeptLog()
    for _ in range(99):
        grow(ahead)

    class Growing(Told):
        def cosign(
            self, note: str, prove: Prove, known: Mapping[VerifierKey, int], keys: Sequence[ProvenEntry] = ()
        ) -> tuple[Reply, ...]:
            grow(log)
            return super().cosign(note, prove, known, keys)

    with pytest.raises(LogError, match="was rolled back"):
        cosign_newest(log, Growing(0, contradiction=ahead.checkpoint()), policy(log), keeper)
    assert keeper.halted


def test_what_is_kept_here_is_enough_to_see_that_the_log_went_back(log: MemoryKeptLog) -> None:
    keeper, trusted, asked = Kept(), policy(log), Told(3)
    grow(log)
    cosign_newest(log, asked, trusted, keeper)
    older = MemoryKeptLog()
    grow(older)
    with pytest.raises(LogError, match="it ends at size 2, and others saw it at size 3"):
        cosign_newest(older, asked, trusted, keeper)
    assert (len(asked.asked), bool(keeper.halted)) == (1, True)
    keeper.cosigned = CosignedCheckpoint(MemoryKeptLog(SeededSigner(seed=8)).checkpoint())
    with pytest.raises(LogError, match="is not one of this log"):
        cosign_newest(log, asked, trusted, keeper)


def test_at_a_start_silence_is_refused_unless_the_operator_says_so(log: MemoryKeptLog) -> None:
    keeper, trusted = Kept(), policy(log)
    with pytest.raises(UnreachableError, match="--without-witnesses"):
        begin_witnessed(log, Told(0), trusted, keeper)
    assert not keeper.halted, "nothing is known, so nothing is halted"
    assert not begin_witnessed(log, Told(0), trusted, keeper, alone=True).met
    assert not begin_witnessed(log, Told(1), trusted, keeper).met
    assert not cosign_newest(log, Told(0), trusted, keeper).met, "a log that runs goes on"


def test_only_what_a_quorum_cosigned_is_stamped_once_and_a_stamp_that_fails_is_said(log: MemoryKeptLog) -> None:
    keeper, trusted, stamper = Kept(), policy(log), Stamper(works=True)
    assert cosign_newest(log, Told(1), trusted, keeper, authority=stamper).cosigned.timestamp is None
    failed = cosign_newest(log, Told(2), trusted, keeper, authority=Stamper(works=False))
    assert isinstance(failed.unstamped, UnreachableError)
    for _ in range(2):
        done = cosign_newest(log, Told(2), trusted, keeper, authority=stamper)
    assert (stamper.asked, done.unstamped) == (1, None)
    assert keeper.cosigned is not None
    assert keeper.cosigned.timestamp == b"token over " + Note.parse(log.checkpoint()).text.encode()


def test_a_receipt_is_renewed_under_what_was_cosigned(log: MemoryKeptLog) -> None:
    keeper, trusted = Kept(), policy(log)
    early = receipt_for(log.entries_of(ANNA), log=log)
    cosign_newest(log, Told(2), trusted, keeper)
    grow(log)
    assert keeper.cosigned is not None
    renewed = renewed_receipt(early, log=log, cosigned=keeper.cosigned, keeper=keeper)
    assert verify_entries(renewed, trusted).entries == tuple(each.recorded for each in early.entries)
    late = receipt_for(log.entries_of(ANNA)[1:], log=log)
    with pytest.raises(UntrustedError, match="have not cosigned these entries yet"):
        renewed_receipt(late, log=log, cosigned=keeper.cosigned, keeper=keeper)


def test_what_a_larger_tree_replaces_is_remembered_and_goes_along_with_what_came_after_it(log: MemoryKeptLog) -> None:
    keeper, trusted = Kept(), policy(log)
    for after in (5, 6, 5 + SPACING):
        cosign_newest(log, Told(2, SET + after), trusted, keeper)
        grow(log)
    cosign_newest(log, Told(2, SET + 3600), trusted, keeper)
    assert list(keeper.remembered) == [2, 4], "one that follows another within the spacing bounds nothing more"
    assert keeper.cosigned is not None
    receipt = receipt_for(log.entries_of(ANNA), log=log)
    renewed = renewed_receipt(receipt, log=log, cosigned=keeper.cosigned, keeper=keeper)
    assert [Checkpoint.of_note(each.note).size for each in renewed.earlier] == [2, 4]
    verified = verify_entries(read_receipt(canonical_bytes(renewed.to_json())), trusted)
    bounds = [verified.not_before(entry) for entry in verified.entries]
    assert bounds == [None, Instant(SET + 5), Instant(SET + 5), Instant(SET + 5 + SPACING)]


def test_less_than_a_quorum_bounds_nothing_and_is_not_remembered(log: MemoryKeptLog) -> None:
    keeper, trusted = Kept(), policy(log)
    cosign_newest(log, Told(1), trusted, keeper)
    grow(log)
    cosign_newest(log, Told(2), trusted, keeper)
    assert keeper.remembered == {}


RECOVERY, SECOND = SeededSigner("recovery.example", 50), SeededSigner(seed=51)


def recovered(keeper: Kept) -> tuple[MemoryKeptLog, Policy]:
    """A log of which all from size 3 on was made void, after a quorum had cosigned it at sizes 2 and 3; its policy."""
    log = MemoryKeptLog()
    log.begin(RECOVERY)
    trusted = policy(log)
    for turn in range(3):
        grow(log)
        cosign_newest(log, Told(3, SET + turn * SPACING), trusted, keeper)
    log.change_keys(KeyEvent(Deed.RECOVER, Role.LOG, SECOND.verifier, until=2), RECOVERY, SECOND)
    log.signer = SECOND
    grow(log)
    return log, trusted


def test_what_a_recovery_made_void_is_no_contradiction_where_the_tree_holds_it() -> None:
    keeper = Kept()
    log, trusted = recovered(keeper)
    assert cosign_newest(log, Told(3, SET + 3600), trusted, keeper).met
    assert (keeper.size, keeper.halted) == (len(log.entries), "")


def test_what_a_recovery_made_void_is_one_where_the_tree_does_not_hold_it() -> None:
    keeper = Kept()
    log, trusted = recovered(keeper)
    other = MemoryKeptLog()
    other.begin(RECOVERY)
    for told in "abc":
        grow(other, told)
    keeper.cosigned = CosignedCheckpoint(other.checkpoint())
    with pytest.raises(LogError, match="is not one of this log"):
        cosign_newest(log, Told(3), trusted, keeper)
    assert keeper.halted


def test_what_an_old_key_signs_after_the_recovery_is_never_one_of_this_log() -> None:
    keeper = Kept()
    log, trusted = recovered(keeper)
    log.signer = SeededSigner()
    keeper.cosigned = CosignedCheckpoint(log.checkpoint())
    log.signer = SECOND
    with pytest.raises(LogError, match="is not one of this log"):
        cosign_newest(log, Told(3), trusted, keeper)


def test_a_receipt_leaves_out_what_is_void_and_bounds_nothing_by_it() -> None:
    keeper = Kept()
    log, trusted = recovered(keeper)
    cosign_newest(log, Told(3, SET + 3600), trusted, keeper)
    assert keeper.cosigned is not None
    assert 4 in keeper.remembered, "which is void"
    entries = log.entries_of(ANNA)[-1:]
    renewed = renewed_receipt(receipt_for(entries, log=log), log=log, cosigned=keeper.cosigned, keeper=keeper)
    assert renewed.earlier == ()
    void = keeper.remembered[4]
    carried = replace(renewed, earlier=(EarlierCheckpoint(void.note, None, log.prove_growth(4, len(log.entries))),))
    verified = verify_entries(carried, trusted)
    assert (verified.entries, verified.not_before(entries[0])) == (entries, None)
