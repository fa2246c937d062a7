"""What a log says to its witnesses, and when their answers stop it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from autonome.kernel import SubjectId, canonical_bytes
from autonome.ledger import (
    COSIGNATURE,
    Checkpoint,
    Draft,
    EntryKind,
    FormatError,
    KeyHistory,
    LogError,
    Note,
    Policy,
    UnreachableError,
    UntrustedError,
    parse_policy,
)
from autonome.ledger.cosigned import CosignedCheckpoint
from autonome.ledger.cosigning import (
    Cosigning,
    Reply,
    contradicts,
    conversation,
    first_and_last,
    judge_replies,
    refuse_alone,
)
from autonome.ledger.notes import MAX_SIGNATURES
from autonome.ledger.witnessing import AddCheckpoint, Answer
from tests.fakes.ledger import SET, MemoryKeptLog, SeededSigner

WITNESSES = [SeededSigner(f"w{number}.example", 40 + number, COSIGNATURE) for number in range(4)]
KEYS = [each.verifier for each in WITNESSES]


def log_of(*told: str, signer: SeededSigner | None = None) -> MemoryKeptLog:
    log = MemoryKeptLog(signer)
    log.append([Draft(EntryKind.USE, SubjectId("anna"), {"told": each}) for each in told])
    return log


def policy(threshold: int = 3) -> Policy:
    named = "\n".join(f"witness w{number} {key} http://127.0.0.1:1/" for number, key in enumerate(KEYS))
    return parse_policy(f"{named}\ngroup g {threshold} w0 w1 w2 w3\nquorum g\n".encode())


def talk(log: MemoryKeptLog, answers: Sequence[Answer], known: int = 0) -> tuple[list[int], object]:
    """The old sizes that were sent, and what came of it."""
    size = Checkpoint.of_note(log.checkpoint()).size
    running = conversation(log.checkpoint(), KEYS[0], lambda old: log.prove_growth(old, size), known)
    sent: list[AddCheckpoint] = [next(running)]
    try:
        for answer in answers:
            sent.append(running.send(answer))  # noqa: PERF401 - a generator would swallow the end
    except StopIteration as ended:
        return [each.old for each in sent], ended.value
    return [each.old for each in sent], None


def ok(log: MemoryKeptLog) -> Answer:
    return Answer(200, "text/plain", str(WITNESSES[0].cosign(Note.parse(log.checkpoint()).text)).encode())


def behind(size: int) -> Answer:
    return Answer(409, "text/x.tlog.size", f"{size}\n".encode())


def test_a_witness_is_asked_again_from_where_it_is() -> None:
    log = log_of("a", "b", "c")
    assert talk(log, [behind(2), ok(log)])[0] == [0, 2]
    assert talk(log, [ok(log)], known=3)[0] == [3]
    _, lines = talk(log, [behind(4), ok(log)])
    assert lines == (WITNESSES[0].cosign(Note.parse(log.checkpoint()).text),)


def test_a_witness_that_changes_its_size_each_time_is_not_followed_for_ever() -> None:
    with pytest.raises(UntrustedError, match="another size each time"):
        talk(log_of("a", "b", "c"), [behind(size) for size in (1, 2, 3, 4)])


@pytest.mark.parametrize(("answer", "said"), [(behind(9), "was rolled back"), (behind(2), "another tree of size 2")])
def test_a_witness_that_contradicts_is_told_from_one_that_refuses(answer: Answer, said: str) -> None:
    with pytest.raises(LogError, match=said):
        talk(log_of("a", "b", "c"), [answer], known=2)
    with pytest.raises(LogError, match="another tree of size 2"):
        talk(log_of("a", "b", "c"), [Answer(422, "text/plain", b"")], known=2)
    with pytest.raises(UntrustedError, match="refused"):
        talk(log_of("a", "b", "c"), [Answer(422, "text/plain", b"")])


def keys(log: MemoryKeptLog) -> KeyHistory:
    return KeyHistory.of_keys(log.verifier.name, [log.verifier])


def shown(own: MemoryKeptLog, seen: str) -> str | None:
    at = Checkpoint.of_note(own.checkpoint())
    return contradicts(at, seen, keys(own), lambda old: own.prove_growth(old, at.size))


def test_a_contradiction_is_proven_by_what_the_log_itself_signed() -> None:
    log = log_of("a", "b")
    assert shown(log, log_of("a", "b", "c").checkpoint()) == (
        "the log was rolled back: it ends at size 3, and a witness holds it at size 4"
    )
    for other in (log_of("a", "x"), log_of("x")):
        said = shown(log, other.checkpoint())
        assert said is not None
        assert said.startswith("the log was rewritten: a witness holds another tree of size")


def test_what_the_log_did_not_sign_proves_nothing() -> None:
    log = log_of("a", "b")
    for seen in (
        log_of("a", "b", "c", signer=SeededSigner(seed=77)).checkpoint(),
        log_of("a", "b", "c").checkpoint().replace("\n4\n", "\n9\n"),
        log_of("a").checkpoint(),
        MemoryKeptLog().checkpoint(),
        "nothing of the kind",
    ):
        assert shown(log, seen) is None


CLAIM = LogError("a witness remembers another tree of size 2")
SILENT = UnreachableError("does not answer")


def replies(log: MemoryKeptLog, told: str) -> tuple[Reply, ...]:
    """Of each witness in turn: ``y`` cosigned, ``c`` claims, ``p`` proves, ``-`` does not answer."""
    text, larger = Note.parse(log.checkpoint()).text, log_of("a", "b", "c").checkpoint()
    kinds = {
        "y": lambda each: Reply(each.verifier, (each.cosign(text),)),
        "c": lambda each: Reply(each.verifier, trouble=CLAIM),
        "p": lambda each: Reply(each.verifier, trouble=CLAIM, seen=larger),
        "-": lambda each: Reply(each.verifier, trouble=SILENT),
    }
    return tuple(kinds[kind](witness) for kind, witness in zip(told, WITNESSES, strict=True))


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ("yyyy", "met"),
        ("yyy-", "met"),
        ("yyyc", "met"),  # one witness that lies does not silence an institution
        ("yyyp", "halted"),  # one that proves what it says does
        ("yycc", "halted"),
        ("---c", "halted"),
        ("yy--", "partly"),
        ("y---", "partly"),
        ("----", "alone"),
    ],
)
def test_when_a_log_may_go_on(told: str, outcome: str) -> None:
    log = log_of("a", "b")
    own, answers = Checkpoint.of_note(log.checkpoint()), replies(log, told)

    def judged() -> bool:
        return judge_replies(own, answers, policy(), keys=keys(log), prove=lambda old: log.prove_growth(old, own.size))

    if outcome == "halted":
        with pytest.raises(LogError, match="until witnesses cosign again nothing is signed"):
            judged()
        return
    assert judged() is (outcome == "met")
    cosigning = Cosigning(CosignedCheckpoint(log.checkpoint()), answers, met=outcome == "met")
    assert len(cosigning.doubted) == told.count("c")
    if outcome == "alone":
        with pytest.raises(UnreachableError, match="whether this log was put back cannot be known"):
            refuse_alone(cosigning, policy())
    else:
        refuse_alone(cosigning, policy())


def test_a_policy_without_witnesses_asks_nobody() -> None:
    log = log_of("a")
    nobody = parse_policy(b"quorum none\n")
    refuse_alone(Cosigning(CosignedCheckpoint(log.checkpoint()), (), met=True), nobody)
    with pytest.raises(UnreachableError):
        refuse_alone(Cosigning(CosignedCheckpoint(log.checkpoint()), (), met=False), policy())


def test_of_each_witness_the_first_and_the_last_line_are_kept() -> None:
    text = log_of("a").checkpoint()
    many = [witness.cosign(text, SET + second) for second in range(50) for witness in WITNESSES]
    kept = first_and_last(many)
    assert kept == tuple(each.cosign(text, second) for second in (SET, SET + 49) for each in WITNESSES)
    strangers = [replace(many[0], name=f"s{number}") for number in range(100)]
    assert len(first_and_last(strangers)) == MAX_SIGNATURES


def test_a_kept_checkpoint_is_written_and_read() -> None:
    for kept in (CosignedCheckpoint(log_of("a").checkpoint()), CosignedCheckpoint(log_of("a").checkpoint(), b"token")):
        assert CosignedCheckpoint.read(canonical_bytes(kept.to_json()), where="x") == kept
    for broken in (b"{}", b'{"format":"autonome-cosigned/1","checkpoint":"x","timestamp":null}', b"\xff"):
        with pytest.raises(FormatError, match=r"^(x|the signed note)"):
            CosignedCheckpoint.read(broken, where="x")
