"""The witness's rule, in the order of the specification's text, and how a log reads the answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.kernel import Instant, SubjectId
from autonome.ledger import (
    COSIGNATURE,
    Checkpoint,
    Draft,
    EntryKind,
    FormatError,
    LogError,
    Note,
    UntrustedError,
    VerificationError,
    consistency_proof,
    root_from_leaves,
)
from autonome.ledger.witnessing import (
    BAD_REQUEST,
    CONFLICT,
    FORBIDDEN,
    NOT_FOUND,
    OK,
    SIZE_TYPE,
    UNPROCESSABLE,
    AddCheckpoint,
    Answer,
    Behind,
    KnownLog,
    Verdict,
    cosign,
    judge,
    read_answer,
    refuse_rollback,
)
from tests.fakes.ledger import MemoryLog, SeededSigner

WITNESS = SeededSigner("witness.example", 50, COSIGNATURE)
ORIGIN = "test.example/log"
AT = Instant.parse("2026-03-01T10:00:05Z")


class World:
    """A log, its older checkpoints, and a witness with a memory."""

    def __init__(self, *sizes: int) -> None:
        self.log = MemoryLog()
        self.notes = {0: self.log.checkpoint()}
        for size in sizes:
            self.log.append([Draft(EntryKind.USE, SubjectId("anna"), {}) for _ in range(size - len(self.log.entries))])
            self.notes[size] = self.log.checkpoint()
        self.known = {ORIGIN: KnownLog((self.log.verifier,))}
        self.memory: dict[str, str] = {}

    def proof(self, old: int, new: int) -> tuple[bytes, ...]:
        leaves = [entry.leaf for entry in self.log.entries[:new]]
        return consistency_proof(old, new, lambda level, at: root_from_leaves(leaves[at << level : (at + 1) << level]))

    def request(self, old: int, new: int) -> AddCheckpoint:
        return AddCheckpoint(old, self.proof(old, new) if old else (), self.notes[new])

    def ask(self, request: AddCheckpoint) -> Verdict:
        """What a witness does: judge, remember."""
        verdict = judge(request.body(), self.known, self.memory)
        if verdict.cosign is not None:
            self.memory[ORIGIN] = str(verdict.cosign)
        return verdict

    def remembered(self) -> int:
        return Checkpoint.of_note(self.memory[ORIGIN]).size if self.memory else 0


def test_a_log_that_only_grows_is_cosigned_each_time() -> None:
    world = World(1, 2, 5, 8)
    for old, new in ((0, 0), (0, 1), (1, 2), (2, 2), (2, 5), (5, 8)):
        verdict = world.ask(world.request(old, new))
        assert (verdict.status, world.remembered()) == (OK, new)
        assert verdict.cosign is not None
        line = cosign(verdict.cosign, WITNESS, AT)
        (cosigned,) = verdict.cosign.with_signatures([line]).cosignatures([WITNESS.verifier])
        assert cosigned.at == AT


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_the_rule_is_the_naive_one(remembered: int, old: int, new: int) -> None:
    world = World(*range(1, 10))
    if remembered:
        world.ask(world.request(0, remembered))
    verdict = world.ask(AddCheckpoint(old, world.proof(old, new) if 0 < old <= new else (), world.notes[new]))
    expected = BAD_REQUEST if old > new else CONFLICT if old != remembered else OK
    assert verdict.status == expected
    assert world.remembered() == (new if expected == OK else remembered)
    if expected == CONFLICT:
        assert (verdict.said, verdict.content_type) == (f"{remembered}\n", SIZE_TYPE)


def forged(world: World, size: int, signer: SeededSigner | None = None, origin: str = ORIGIN) -> str:
    text = Checkpoint(origin, size, b"x" * 32).text
    return str(Note(text, ((signer or world.log.signer).line(text),)))


STRANGER = SeededSigner(ORIGIN, 99)
REFUSED: dict[str, tuple[Callable[[World], AddCheckpoint], int]] = {
    "unknown-origin": (
        lambda world: AddCheckpoint(0, (), forged(world, 1, SeededSigner("x.example", 4), "x.example")), NOT_FOUND
    ),
    "unknown-key": (lambda world: AddCheckpoint(2, (), forged(world, 5, STRANGER)), FORBIDDEN),
    "signature-that-does-not-hold": (
        lambda world: AddCheckpoint(2, world.proof(2, 5), world.notes[5].replace("\n5\n", "\n6\n")), FORBIDDEN
    ),
    "old-larger-than-new": (lambda world: AddCheckpoint(5, (), world.notes[2]), BAD_REQUEST),
    "old-not-the-remembered": (lambda world: world.request(1, 5), CONFLICT),
    "old-zero-though-remembered": (lambda world: world.request(0, 5), CONFLICT),
    "proof-of-nothing": (lambda world: AddCheckpoint(2, (), world.notes[5]), UNPROCESSABLE),
    "proof-too-long": (lambda world: AddCheckpoint(2, (*world.proof(2, 5), b"x" * 32), world.notes[5]), UNPROCESSABLE),
    "another-history": (lambda world: AddCheckpoint(2, world.proof(2, 5), forged(world, 5)), UNPROCESSABLE),
    "another-tree-of-the-same-size": (lambda world: AddCheckpoint(2, (), forged(world, 2)), CONFLICT),
    "proof-though-nothing-grew": (lambda world: AddCheckpoint(2, (b"x" * 32,), world.notes[2]), UNPROCESSABLE),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_specification_refuses_is_refused_with_its_status(name: str) -> None:
    make, status = REFUSED[name]
    world = World(1, 2, 5)
    world.ask(world.request(0, 2))
    verdict = world.ask(make(world))
    assert (verdict.status, verdict.cosign, world.remembered()) == (status, None, 2)


def test_a_proof_from_nothing_and_another_empty_tree_are_refused() -> None:
    world = World(1)
    assert world.ask(AddCheckpoint(0, (b"x" * 32,), world.notes[1])).status == UNPROCESSABLE
    assert world.ask(AddCheckpoint(0, (), forged(world, 0))).status == CONFLICT


def test_two_trees_of_one_size_prove_themselves() -> None:
    world = World(1, 2)
    world.ask(world.request(0, 2))
    other = forged(world, 2)
    assert world.ask(AddCheckpoint(2, (), other)).two_faced == (world.notes[2], other)
    assert world.ask(world.request(1, 2)).two_faced is None


def test_a_witness_does_not_keep_what_others_wrote_below() -> None:
    world = World(1)
    noisy = Note.parse(world.notes[1])
    noisy = noisy.with_signatures(SeededSigner(f"n{seed}.example", seed).line(noisy.text) for seed in range(60))
    world.ask(AddCheckpoint(0, (), str(noisy)))
    assert world.memory[ORIGIN] == world.notes[1]


HOSTILE_REQUESTS = {
    "empty": b"",
    "no-old": b"\n\nnote",
    "leading-zero": b"old 01\n\nnote",
    "negative": b"old -1\n\nnote",
    "other-digits": "old \u0661\n\nnote".encode(),
    "huge-number": b"old 99999999999999999999\n\nnote",
    "beyond-63-bits": b"old 9999999999999999999\n\nnote",
    "two-spaces": b"old  1\n\nnote",
    "carriage-return": b"old 1\r\n\r\nnote",
    "proof-not-base64": b"old 1\n????\n\nnote",
    "short-hash": b"old 1\nAAAA\n\nnote",
    "too-many-lines": b"old 1\n" + b"A" * 43 + b"=\n" * 64 + b"\nnote",
    "no-note": b"old 1\n\n",
    "not-utf-8": b"old 1\n\n\xff",
    "too-large": b"old 1\n\n" + b"x" * 400_000,
}


@pytest.mark.parametrize("name", HOSTILE_REQUESTS)
def test_hostile_request_is_a_bad_one(name: str) -> None:
    assert judge(HOSTILE_REQUESTS[name], {}, {}).status == BAD_REQUEST


@given(st.binary(max_size=200))
def test_no_request_makes_a_witness_fall_over(data: bytes) -> None:
    assert judge(b"old 1\n\n" + data, {}, {}).status in {BAD_REQUEST, NOT_FOUND}


@given(st.integers(0, 9), st.integers(0, 9))
def test_a_request_reads_back_as_itself(old: int, new: int) -> None:
    world = World(*range(1, 10))
    request = AddCheckpoint(min(old, new), world.proof(old, new) if 0 < old <= new else (), world.notes[new])
    assert AddCheckpoint.parse(request.body()) == request


# --- the log's side --------------------------------------------------------------------------------------------------


def answered(world: World, request: AddCheckpoint, signer: SeededSigner = WITNESS) -> Answer:
    verdict = world.ask(request)
    body = verdict.said if verdict.cosign is None else str(cosign(verdict.cosign, signer, AT))
    return Answer(verdict.status, verdict.content_type, body.encode())


def test_a_log_takes_the_cosignature_of_a_witness_that_it_knows() -> None:
    world = World(1)
    request = world.request(0, 1)
    signatures = read_answer(request, answered(world, request), [WITNESS.verifier])
    assert isinstance(signatures, tuple)
    note = Note.parse(request.note).with_signatures(signatures)
    assert note.signers([WITNESS.verifier, world.log.verifier]) == (world.log.verifier, WITNESS.verifier)


def test_a_log_that_does_not_know_what_the_witness_remembers_is_told() -> None:
    world = World(1, 2, 5)
    world.ask(world.request(0, 2))
    request = world.request(0, 5)
    assert read_answer(request, answered(world, request), [WITNESS.verifier]) == Behind(2)


def test_a_log_that_was_put_back_is_told_and_refuses_to_go_on() -> None:
    world = World(1, 2, 5)
    world.ask(world.request(0, 5))
    request = world.request(0, 2)
    with pytest.raises(LogError, match="rolled back: it ends at size 2, and others saw it at size 5"):
        read_answer(request, answered(world, request), [WITNESS.verifier])


def test_a_log_that_was_rewritten_is_told_and_refuses_to_go_on() -> None:
    world = World(1, 2)
    world.ask(world.request(0, 2))
    request = AddCheckpoint(2, (), forged(world, 2))
    with pytest.raises(LogError, match="remembers another tree of size 2"):
        read_answer(request, answered(world, request), [WITNESS.verifier])


@pytest.mark.parametrize(
    ("answer", "error", "says"),
    [
        (Answer(403, "text/plain", b"no"), UntrustedError, "status 403"),
        (Answer(409, "text/plain", b"2\n"), UntrustedError, "status 409"),
        (Answer(409, SIZE_TYPE, b"02\n"), FormatError, "no tree size"),
        (Answer(409, SIZE_TYPE, b"2"), FormatError, "no tree size"),
        (Answer(200, "text/plain", b""), FormatError, "no blank line"),
        (Answer(200, "text/plain", b"x" * 300_000), FormatError, "too large"),
        (Answer(200, "text/plain", "\u2014 w AAAAAAA=\n".encode()), UntrustedError, "without a cosignature"),
    ],
)
def test_an_answer_that_is_none_is_refused(answer: Answer, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        read_answer(World(1).request(0, 1), answer, [WITNESS.verifier])


def test_a_cosignature_that_does_not_hold_is_refused() -> None:
    world = World(1)
    request = world.request(0, 1)
    wrong = cosign(Note.parse(world.notes[0]), WITNESS, AT)
    with pytest.raises(VerificationError, match="does not hold"):
        read_answer(request, Answer(200, "text/plain", str(wrong).encode()), [WITNESS.verifier])


def test_a_log_is_refused_when_others_saw_more_of_it() -> None:
    own = Checkpoint(ORIGIN, 5, bytes(32))
    refuse_rollback(own, 5)
    with pytest.raises(LogError, match="until then nothing is signed"):
        refuse_rollback(own, 6)
