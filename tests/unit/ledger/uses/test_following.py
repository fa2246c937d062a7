"""Following another site's log: what is noted is what stands on it, and each lie has its refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from autonome.kernel import Json, Sha256, SubjectId, canonical_bytes
from autonome.ledger import (
    Checkpoint,
    Deed,
    Draft,
    EntryKind,
    FormatError,
    KeyEvent,
    Note,
    ProvenEntry,
    Recorded,
    Role,
    UntrustedError,
    VerificationError,
    VerifierKey,
    consistency_proof,
    root_from_leaves,
)
from autonome.ledger.uses import Followed, NotedUse, Parcel, Source, UseLine, follow
from autonome.ledger.uses.parcels import parcel_to_json, read_parcel
from tests.fakes.ledger import MemoryKeptLog, MemoryLog, SeededSigner

SITE = "site-3.example/autonome"
ANNA = SubjectId("anna")


def line(number: int, node: str = "3") -> UseLine:
    return UseLine(1000 + number, node, number, 1, "9", "FILE_ACCESS", "TOPMed")


def site(lines: int = 5, *, seed: int = 1, name: str = SITE) -> MemoryLog:
    """A log with lines, and a consent among them that nobody else is to see."""
    log = MemoryLog(SeededSigner(name, seed))
    for number in range(1, lines + 1):
        log.append([NotedUse(line(number)).draft(ANNA)])
        if number == 2:
            log.append([Draft(EntryKind.CONSENT, ANNA, {"private": True})])
    return log


def parcel(log: MemoryLog, start: int = 0, end: int | None = None) -> Parcel:
    """What an honest site sends."""
    sent = MemoryLog(log.signer)
    sent.entries = log.entries[:end]
    fresh = sent.entries[start:]
    openings = tuple(each for each in fresh if each.payload.kind is EntryKind.USE)
    return Parcel(sent.checkpoint(), start, tuple(each.entry for each in fresh), openings)


def part(log: MemoryLog, start: int, end: int) -> Parcel:
    """A parcel that ends on the way to the newest checkpoint."""
    leaves = [each.leaf for each in log.entries]
    proof = consistency_proof(
        end, len(leaves), lambda level, at: root_from_leaves(leaves[at << level : (at + 1) << level])
    )
    return replace(parcel(log, start, end), note=log.checkpoint(), proof=proof)


def keys(log: MemoryLog) -> list[VerifierKey]:
    return [log.verifier]


NOTHING = Followed(SITE, "3")


def test_what_an_honest_site_sends_is_noted_with_its_place() -> None:
    log = site()
    now, received = follow(NOTHING, parcel(log), keys(log))
    assert now.tree.size == len(log.entries) == 6
    assert now.note == log.checkpoint()
    assert [each.noted.line for each in received] == [line(number) for number in range(1, 6)]
    assert [each.noted.source for each in received] == [
        Source(SITE, entry.index, Sha256(entry.leaf.hex())) for entry in log.entries if entry.index != 2
    ]
    assert parcel(log).unopened == 1


def test_people_of_another_site_never_stand_among_ours() -> None:
    _, received = follow(NOTHING, parcel(site()), keys(site()))
    assert {each.subject for each in received} == {f"anna@{SITE}"}


def test_following_goes_on_where_it_stopped_and_comes_to_the_same() -> None:
    log = site()
    first, before = follow(NOTHING, parcel(log, 0, 2), keys(log))
    second, after = follow(first, parcel(log, 2), keys(log))
    assert (second, before + after) == follow(NOTHING, parcel(log), keys(log))
    assert follow(second, parcel(log, 6), keys(log)) == (second, ())


def test_a_long_way_is_gone_in_parts_each_checked_under_the_same_checkpoint() -> None:
    log = site()
    known, noted = NOTHING, 0
    for start, end in ((0, 1), (1, 3), (3, 5)):
        known, received = follow(known, part(log, start, end), keys(log))
        noted += len(received)
        assert known.under == 6
    known, received = follow(known, parcel(log, 5), keys(log))
    assert (known, noted + len(received)) == (follow(NOTHING, parcel(log), keys(log))[0], 5)
    assert known.under is None


def test_another_checkpoint_in_the_middle_of_the_way_is_refused() -> None:
    log = site()
    known, _ = follow(NOTHING, part(log, 0, 2), keys(log))
    log.append([NotedUse(line(6)).draft(ANNA)])
    with pytest.raises(VerificationError, match="before it was followed to size 6"):
        follow(known, part(log, 2, 3), keys(log))


def opened(recorded: Recorded, **changes: object) -> Recorded:
    return replace(recorded, payload=replace(recorded.payload, **changes))  # type: ignore[arg-type]  # made wrong


def _other(sent: Parcel) -> Parcel:
    """The same site, told otherwise: what a split view is made of."""
    del sent
    log = MemoryLog(SeededSigner(SITE))
    log.append([NotedUse(line(number)).draft(ANNA) for number in range(11, 17)])
    return parcel(log, 2)


def _third() -> Parcel:
    log = MemoryLog(SeededSigner(SITE))
    log.append([NotedUse(line(1), Source("site-1.example", 1, Sha256("ab" * 32))).draft(ANNA) for _ in range(6)])
    return parcel(log)


def _in_anothers_name() -> Parcel:
    log = MemoryLog(SeededSigner(SITE))
    log.append([NotedUse(line(1, "4")).draft(ANNA)])
    return parcel(log)


def _replayed() -> Parcel:
    """Entries of another log, under this one's name and signature."""
    log = site(name="site-4.example")
    signer = SeededSigner(SITE)
    checkpoint = Checkpoint(SITE, len(log.entries), Checkpoint.of_note(log.checkpoint()).root)
    return replace(parcel(log), note=str(Note(checkpoint.text, (signer.line(checkpoint.text),))))


LIES: dict[str, tuple[Callable[[Parcel], Parcel], str]] = {
    "another history": (_other, "shows another history"),
    "an entry changed": (lambda sent: replace(sent, entries=(b"x" * 48, *sent.entries[1:])), "shows another history"),
    "an entry of another size": (lambda sent: replace(sent, entries=(b"x", *sent.entries[1:])), "not have 48 bytes"),
    "entries left out": (lambda sent: replace(sent, entries=sent.entries[1:]), "shows another history"),
    "nothing, and a larger tree": (lambda sent: replace(sent, entries=()), "do not lead from size 2 to size 6"),
    "more than the checkpoint covers": (
        lambda sent: replace(sent, entries=(*sent.entries, sent.entries[0])), "do not lead from size 2 to size 6",
    ),
    "a part without its proof": (lambda _: replace(part(site(), 2, 4), proof=()), "shows another history"),
    "a part with another proof": (
        lambda _: replace(part(site(), 2, 4), proof=part(site(), 2, 3).proof), "shows another history",
    ),
    "entries again": (lambda sent: replace(sent, start=0), "do not lead from size 2 to size 6"),
    "an older checkpoint": (lambda _: parcel(site(), 0, 1), "went back from size 2 to size 1"),
    "an opening twice": (lambda sent: replace(sent, openings=sent.openings[:1] * 2), "each once and in log order"),
    "openings turned round": (lambda sent: replace(sent, openings=sent.openings[::-1]), "each once and in log order"),
    "the opening of an older entry": (
        lambda sent: replace(sent, openings=parcel(site()).openings[:1]), "each once and in log order",
    ),
    "a salt changed": (
        lambda sent: replace(sent, openings=(replace(sent.openings[0], salt=bytes(32)),)), "does not give what stands",
    ),
    "a line changed": (
        lambda sent: replace(sent, openings=(opened(sent.openings[0], body=NotedUse(line(9)).draft(ANNA).body),)),
        "does not give what stands",
    ),
    "a line of another entry": (
        lambda sent: replace(sent, openings=(replace(sent.openings[0], index=4),)), "does not give what stands",
    ),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused(lie: str) -> None:
    tell, said = LIES[lie]
    log = site()
    known, _ = follow(NOTHING, parcel(log, 0, 2), keys(log))
    with pytest.raises(VerificationError, match=said):
        follow(known, tell(parcel(log, 2)), keys(log))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_third, "no line of that site's own"),
        (_in_anothers_name, "a line in another site's name"),
        (_replayed, "was written for another log"),
    ],
)
def test_a_line_that_is_not_that_sites_own_is_refused(make: Callable[[], Parcel], said: str) -> None:
    with pytest.raises(VerificationError, match=said):
        follow(NOTHING, make(), keys(site()))


def test_an_opening_of_what_is_no_line_is_refused() -> None:
    log = site()
    sent = replace(parcel(log), openings=(log.entries[2],))
    with pytest.raises(VerificationError, match=r"entry 2 of .* is no line"):
        follow(NOTHING, sent, keys(log))


def test_another_log_or_another_key_is_refused() -> None:
    with pytest.raises(UntrustedError):
        follow(NOTHING, parcel(site(seed=2)), keys(site()))
    with pytest.raises(VerificationError, match=r"checkpoint of 'site-3\.example/autonome' where 'site-1"):
        follow(Followed("site-1.example", "1"), parcel(site()), keys(site()))


def rotating() -> tuple[MemoryKeptLog, SeededSigner, SeededSigner]:
    """A log that has begun, its first key, and the next."""
    log = MemoryKeptLog(SeededSigner(SITE, 1))
    log.begin()
    log.append([NotedUse(line(1)).draft(ANNA)])
    return log, log.signer, SeededSigner(SITE, 2)


def with_keys(log: MemoryKeptLog, start: int) -> Parcel:
    """What an honest site sends whose log has a history of its keys."""
    size = len(log.entries)
    events = tuple(ProvenEntry(each, log.prove(each.index, size)) for each in log.public_entries(EntryKind.KEY))
    return replace(parcel(log, start), keys=events)


def test_a_key_that_was_replaced_is_followed_and_does_not_come_back() -> None:
    log, first, second = rotating()
    known, _ = follow(NOTHING, with_keys(log, 0), [first.verifier])
    log.change_keys(KeyEvent(Deed.ROTATE, Role.LOG, second.verifier), second)
    log.signer = second
    log.append([NotedUse(line(2)).draft(ANNA)])
    after, received = follow(known, with_keys(log, 2), [first.verifier])
    assert [each.noted.line for each in received] == [line(2)]
    log.signer = first  # who stole the old key goes on with it, and tells nobody of the new one
    log.append([NotedUse(line(3)).draft(ANNA)])
    with pytest.raises(VerificationError, match="did not hold then"):
        follow(after, replace(with_keys(log, 4), keys=()), [first.verifier])


def test_a_parcel_comes_back_from_its_wire_form() -> None:
    log, *_ = rotating()
    sent = with_keys(log, 0)
    assert read_parcel(canonical_bytes(parcel_to_json(sent))) == sent


def _wire(**changes: Json) -> bytes:
    log, *_ = rotating()
    return canonical_bytes({**parcel_to_json(with_keys(log, 0)), **changes})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "parcel: is not the JSON that is read here"),
        (b"[]", "parcel: does not have exactly the members"),
        (_wire(more=1), "parcel: does not have exactly the members"),
        (_wire(start=True), "parcel: does not have exactly the members"),
        (_wire(start=-1), "parcel: does not have exactly the members"),
        (_wire(entries=[None, None]), "an entry is not base64"),
        (_wire(entries=["AA==", "AA=="]), "an entry has 1 bytes where 48 are needed"),
        (_wire(entries=[], openings=[]), ""),
        (_wire(entries=[]), "parcel: holds more than a parcel may"),
        (_wire(entries=[""] * 2049), "parcel: holds more than a parcel may"),
        (_wire(keys=[None] * 65), "parcel: holds more than a parcel may"),
        (_wire(proof=[""] * 65), "parcel: holds more than a parcel may"),
        (_wire(proof=[""]), "a hash of the proof has 0 bytes where 32 are needed"),
        (_wire(keys=[None]), "parcel: a key event does not have exactly the members"),
        (_wire(openings=[{"index": 1}]), "parcel: an opening does not have exactly the members"),
        (_wire(openings=[{"index": True, "salt": "", "payload": {}}]), "parcel: an opening does not have exactly"),
        (_wire(openings=[{"index": 1, "salt": "", "payload": {}}]), "a salt has 0 bytes where 32 are needed"),
    ],
)
def test_what_is_no_parcel_is_refused(data: bytes, said: str) -> None:
    if not said:
        assert read_parcel(data).entries == ()
        return
    with pytest.raises(FormatError) as refused:
        read_parcel(data)
    assert str(refused.value).startswith(said)
