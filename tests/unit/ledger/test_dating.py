"""Times of others: a quorum's, an authority's, and what they say of a log's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.kernel import Instant, SubjectId
from autonome.ledger import (
    COSIGNATURE,
    Checkpoint,
    Cosigned,
    Draft,
    EntryKind,
    Note,
    ProvenEntry,
    Receipt,
    Timestamp,
    Trust,
    UntrustedError,
    VerificationError,
    parse_policy,
    verify_entries,
)
from autonome.ledger.dating import TOLERANCE, refuse_earlier, refuse_later, stands_alone
from autonome.ledger.notes import LAST_SECOND
from tests.fakes.ledger import SET, MemoryLog, SeededSigner

WITNESSES = [SeededSigner(f"w{number}.example", 40 + number, COSIGNATURE) for number in range(3)]
LOG = MemoryLog()
LOG.append([Draft(EntryKind.USE, SubjectId("anna"), {}) for _ in range(3)])
ENTRY = LOG.entries[2]
NAMED = "\n".join(f"witness w{number} {witness.verifier}" for number, witness in enumerate(WITNESSES))
POLICY = parse_policy(f"log {LOG.verifier}\n{NAMED}\ngroup two 2 w0 w1\nquorum two\n".encode())
NOBODY = parse_policy(f"log {LOG.verifier}\nquorum none\n".encode())


def receipt(*seconds: int | None, timestamp: bytes | None = None) -> Receipt:
    """A receipt, cosigned by each witness in turn so many seconds after the entry was recorded."""
    note = Note.parse(LOG.checkpoint())
    lines = [
        witness.cosign(note.text, SET + after)
        for witness, after in zip(WITNESSES, seconds, strict=False)
        if after is not None
    ]
    proven = ProvenEntry(ENTRY, LOG.prove(ENTRY.index, 3))
    return Receipt((proven,), str(note.with_signatures(lines)), timestamp=timestamp)


class Authority:
    """Reads tokens of one form: the seconds after the entry, and the stamped text."""

    def read(self, token: bytes, stamped: bytes) -> Timestamp:
        seconds, _, text = token.partition(b" ")
        if text != stamped:
            raise VerificationError("the timestamp is of something else")
        return Timestamp(Instant(SET + int(seconds)), "tsa.example")


TEXT = Note.parse(LOG.checkpoint()).text.encode()


def test_the_receipt_says_who_cosigned_when_and_whom_the_quorum_counts() -> None:
    verified = verify_entries(receipt(7, 9, 1), POLICY)
    assert [(each.key.name, each.at.seconds - SET) for each in verified.cosigned] == [
        ("w0.example", 7), ("w1.example", 9), ("w2.example", 1)
    ]  # fmt: skip
    assert [each.key.name for each in verified.counted] == ["w0.example", "w1.example"]
    assert verified.seen_at == Instant(SET + 9), "when the quorum was complete"


def test_a_receipt_that_is_not_yet_cosigned_is_untrusted_and_says_what_to_do() -> None:
    with pytest.raises(UntrustedError, match=r"^the receipt is not yet cosigned: .* Mend: ask for the receipt again"):
        verify_entries(receipt(), POLICY)
    with pytest.raises(UntrustedError, match="not yet cosigned"):
        verify_entries(receipt(None, None, 5), POLICY)
    with pytest.raises(UntrustedError, match="quorum 'two' is not met: 1 of its 2 witnesses cosigned"):
        verify_entries(receipt(5, None, 5), POLICY)


def test_one_slow_clock_moves_nothing_and_a_quorum_of_them_does() -> None:
    assert verify_entries(receipt(-(10**6), 9), POLICY).seen_at == Instant(SET + 9)
    with pytest.raises(VerificationError, match="the time of entry 2 is false"):
        verify_entries(receipt(-TOLERANCE - 2, -TOLERANCE - 1), POLICY)
    assert verify_entries(receipt(-TOLERANCE, -TOLERANCE), POLICY).seen_at == Instant(SET - TOLERANCE)


def test_without_a_quorum_no_witness_says_the_time() -> None:
    assert verify_entries(receipt(-(10**6)), NOBODY).seen_at is None
    assert POLICY.met_at([Cosigned(WITNESSES[0].verifier, Instant(0))]) is None


def test_a_time_that_no_calendar_has_is_refused() -> None:
    with pytest.raises(VerificationError, match="a time that no calendar has"):
        verify_entries(receipt(LAST_SECOND - SET + 1, 9), POLICY)


def test_of_two_times_of_one_witness_the_first_counts() -> None:
    note = Note.parse(LOG.checkpoint())
    lines = [WITNESSES[0].cosign(note.text, seconds) for seconds in (9, 5, 7)]
    assert note.with_signatures(lines).cosignatures([WITNESSES[0].verifier]) == (
        Cosigned(WITNESSES[0].verifier, Instant(5)),
    )


def test_a_timestamp_is_looked_at_by_who_trusts_an_authority_alone() -> None:
    stamped = receipt(timestamp=b"30 " + TEXT)
    verified = verify_entries(stamped, Trust(NOBODY, timestamps=Authority()))
    assert (verified.timestamp, verified.seen_at) == (
        Timestamp(Instant(SET + 30), "tsa.example"), Instant(SET + 30)
    )  # fmt: skip
    assert verify_entries(stamped, NOBODY).timestamp is None
    assert verify_entries(receipt(), Trust(NOBODY, timestamps=Authority())).timestamp is None


def test_a_timestamp_of_something_else_and_one_from_before_are_refused() -> None:
    trust = Trust(NOBODY, timestamps=Authority())
    with pytest.raises(VerificationError, match="of something else"):
        verify_entries(receipt(timestamp=b"30 " + TEXT + b"x"), trust)
    with pytest.raises(VerificationError, match="the time of entry 2 is false"):
        verify_entries(receipt(timestamp=b"-301 " + TEXT), trust)


def test_the_earliest_of_quorum_and_authority_counts() -> None:
    verified = verify_entries(receipt(7, 9, timestamp=b"3 " + TEXT), Trust(POLICY, timestamps=Authority()))
    assert verified.seen_at == Instant(SET + 3)


@pytest.mark.parametrize(("after", "alone"), [(None, True), (0, False), (TOLERANCE, False), (TOLERANCE + 1, True)])
def test_a_time_stands_alone_where_others_saw_it_long_after_or_never(after: int | None, *, alone: bool) -> None:
    assert stands_alone(ENTRY, None if after is None else Instant(SET + after)) is alone


def test_an_entry_that_states_a_time_before_a_tree_that_does_not_hold_it_is_back_dated() -> None:
    smaller = Checkpoint(LOG.verifier.name, 2, bytes(32))
    refuse_earlier([ENTRY], smaller, Instant(SET + TOLERANCE))
    with pytest.raises(VerificationError, match="entry 2 is back-dated"):
        refuse_earlier([ENTRY], smaller, Instant(SET + TOLERANCE + 1))
    refuse_earlier([ENTRY], replace(smaller, size=3), Instant(SET + 10**6))
    refuse_later([ENTRY], Instant(SET))


def test_a_long_chain_of_groups_is_read_without_falling_over() -> None:
    chain = "\n".join(f"group g{number} any {f'g{number - 1}' if number else 'w0'}" for number in range(2000))
    policy = parse_policy(f"log {LOG.verifier}\n{NAMED}\n{chain}\nquorum g1999\n".encode())
    assert policy.is_met_by([WITNESSES[0].verifier])
    assert not policy.is_met_by([WITNESSES[1].verifier])
    assert policy.counted == {WITNESSES[0].verifier}
