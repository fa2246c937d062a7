"""A monitor looks at a log that lies, in each way in which it can lie; and at one that does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from autonome.kernel import Instant
from autonome.ledger import (
    COSIGNATURE,
    Checkpoint,
    Deed,
    EntryKind,
    KeyEvent,
    KeyHistory,
    Note,
    Recorded,
    Role,
    UnreachableError,
    UntrustedError,
)
from autonome.ledger.errors import EndlessError
from autonome.ledger.monitoring import AlarmKind
from autonome.ledger.tiles import Tile
from autonome.workflows.compare_views import Peer
from autonome.workflows.monitor_log import Look, Seen, Watch, look
from tests.fakes.ledger import SET, MemoryKeptLog, SeededSigner
from tests.fakes.public_logs import ShownLog, ShownToOthers, forked, grow, log_of

WITNESS = SeededSigner("w.example", 7, COSIGNATURE)
NOW = Instant(SET)
WATCH = Watch((SeededSigner().verifier,), (WITNESS.verifier,), quiet=1000, sweep=100)


def seen_of(log: MemoryKeptLog) -> Seen:
    return looked(ShownLog(log)).seen


def looked(shown: ShownLog, seen: Seen | None = None, peers: Sequence[Peer] = (), *, after: int = 0) -> Look:
    return look(shown, peers, seen or Seen(), WATCH, Instant(SET + after))


def kinds(found: Look) -> list[AlarmKind]:
    return [alarm.kind for alarm in found.alarms]


def test_a_sound_log_is_followed_as_it_grows_without_an_alarm() -> None:
    log = log_of(3)
    seen = Seen()
    for size in (3, 200, 255, 256, 257, 600, 600):
        grow(log, size - len(log.entries))
        found = looked(ShownLog(log), seen, [ShownToOthers(log)])
        assert (found.alarms, found.notices) == ((), ())
        seen = found.seen
        assert seen.memory is not None
        assert Checkpoint.of_note(seen.memory.note).size == size
    assert len(seen.bundles) == 2


def test_a_rollback_is_told_and_what_was_known_stays_known() -> None:
    log = log_of(9)
    seen = seen_of(log)
    found = looked(ShownLog(forked(log, 5, 0)), seen)
    assert kinds(found) == [AlarmKind.ROLLBACK]
    assert found.seen == seen
    assert found.alarms[0].notes == (log.checkpoint(), forked(log, 5, 0).checkpoint())


@pytest.mark.parametrize("size", [9, 300])
def test_two_roots_of_one_size_are_a_split_view(size: int) -> None:
    log = log_of(size)
    found = looked(ShownLog(forked(log, 5, size - 5)), seen_of(log))
    assert kinds(found) == [AlarmKind.SPLIT_VIEW]


@pytest.mark.parametrize(("size", "parts", "later"), [(9, 5, 12), (300, 5, 600), (600, 599, 601), (512, 300, 700)])
def test_a_history_that_was_rewritten_behind_a_larger_size_is_a_split_view_with_evidence(
    size: int, parts: int, later: int
) -> None:
    log = log_of(size)
    found = looked(ShownLog(forked(log, parts, later - parts)), seen_of(log), after=200)
    assert kinds(found) == [AlarmKind.SPLIT_VIEW]
    evidence = found.alarms[0].evidence
    assert evidence is not None
    evidence.check(log.key_history())


def test_a_rewritten_bundle_that_is_not_fetched_again_is_found_by_its_remembered_hash() -> None:
    log = log_of(300)
    found = looked(ShownLog(forked(log, 5, 395)), seen_of(log), after=1)
    assert AlarmKind.TILES in kinds(found) or AlarmKind.ENTRIES in kinds(found)


@pytest.mark.parametrize("tiles", [True, False])
@pytest.mark.parametrize(("ours", "theirs"), [(12, 9), (9, 12), (9, 9)])
def test_what_others_were_shown_contradicts_what_is_shown_here(ours: int, theirs: int, *, tiles: bool) -> None:
    log = log_of(ours)
    peer = ShownToOthers(forked(log, 5, theirs - 5), tells_tiles=tiles)
    found = looked(ShownLog(log), None, [peer])
    with_evidence = theirs <= ours or tiles
    assert kinds(found) == [AlarmKind.SPLIT_VIEW if with_evidence else AlarmKind.ROLLBACK]
    if with_evidence:
        evidence = found.alarms[0].evidence
        assert evidence is not None
        evidence.check(log.key_history())


def test_a_log_that_is_kept_from_us_is_a_rollback_by_what_others_were_shown() -> None:
    log = log_of(9)
    early = ShownLog(log)
    grow(log, 4)
    assert kinds(looked(early, None, [ShownToOthers(log, tells_tiles=False)])) == [AlarmKind.ROLLBACK]
    assert kinds(looked(early, None, [ShownToOthers(log)])) == [AlarmKind.ROLLBACK], "the trees agree: no split view"


def test_silence_is_told_and_a_cosignature_ends_it() -> None:
    log = log_of(5)
    seen = seen_of(log)
    assert kinds(looked(ShownLog(log), seen, after=1000)) == []
    assert kinds(looked(ShownLog(log), seen, after=1001)) == [AlarmKind.SILENCE]
    alive = ShownLog(log)
    note = Note.parse(alive.note)
    alive.note = str(note.with_signatures([WITNESS.cosign(note.text, SET + 900)]))
    found = looked(alive, seen, after=1001)
    assert found.alarms == ()


def test_a_log_that_does_not_answer_is_noticed_and_at_last_silent() -> None:
    class Gone(ShownLog):
        def checkpoint(self) -> str:
            raise UnreachableError("does not answer")

    gone, seen = Gone(log_of(5)), seen_of(log_of(5))
    found = looked(gone, seen, after=10)
    assert (found.alarms, found.answered, found.notices) == (
        (),
        False,
        ("the log does not answer: does not answer",),
    )
    assert kinds(looked(gone, seen, after=2000)) == [AlarmKind.SILENCE]


def flip(shown: ShownLog, path: str) -> None:
    data = bytearray(shown.files[path])
    data[20] ^= 1
    shown.files[path] = bytes(data)


def withhold(shown: ShownLog, path: str) -> None:
    del shown.files[path]


LIES: dict[str, tuple[Callable[[ShownLog], None], AlarmKind]] = {
    "an entry": (lambda shown: flip(shown, "tile/entries/000"), AlarmKind.ENTRIES),
    "a leaf": (lambda shown: flip(shown, "tile/0/001.p/44"), AlarmKind.ENTRIES),
    "a tile above": (lambda shown: flip(shown, "tile/1/000.p/1"), AlarmKind.TILES),
    "a bundle withheld": (lambda shown: withhold(shown, "tile/entries/000"), AlarmKind.ENTRIES),
    "a tile withheld": (lambda shown: withhold(shown, "tile/0/000"), AlarmKind.TILES),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_changed_or_withheld_is_told_with_what_was_shown(lie: str) -> None:
    shown = ShownLog(log_of(300))
    seen = seen_of(log_of(300))
    change, kind = LIES[lie]
    change(shown)
    found = looked(shown, seen, after=200)
    assert kind in kinds(found)
    assert all(alarm.shown for alarm in found.alarms)
    assert found.seen.bundles == seen.bundles


def test_what_was_changed_long_ago_is_found_by_the_next_sweep() -> None:
    seen = seen_of(log_of(300))
    shown = ShownLog(log_of(300))
    flip(shown, "tile/entries/000")
    assert kinds(looked(shown, seen, after=99)) == [], "not fetched again yet"
    assert AlarmKind.ENTRIES in kinds(looked(shown, seen, after=100))


def test_a_signed_root_that_the_entries_do_not_give_is_told() -> None:
    log = log_of(5)
    shown = ShownLog(log)
    text = Checkpoint(log.verifier.name, 5, bytes(32)).text
    shown.note = str(Note(text, (log.signer.line(text),)))
    assert kinds(looked(shown)) == [AlarmKind.ENTRIES]


def test_a_signed_size_without_end_is_given_up_soon() -> None:
    log = log_of(5)
    shown = ShownLog(log)
    text = Checkpoint(log.verifier.name, 2**62, bytes(32)).text
    shown.note = str(Note(text, (log.signer.line(text),)))
    found = looked(shown)
    assert 0 < len(found.alarms) < 200
    assert found.seen == Seen()


def test_a_log_that_answers_without_end_is_an_alarm() -> None:
    class Endless(ShownLog):
        def tile(self, tile: Tile) -> bytes:
            raise EndlessError(f"no end to it, at {tile.path}")

    found = looked(Endless(log_of(5)), seen_of(log_of(4)))
    assert kinds(found) == [AlarmKind.ENDLESS]
    assert found.answered
    assert found.seen == seen_of(log_of(4)), "nothing of it is remembered"


@pytest.mark.parametrize("note", ["", "no note", "test.example/log\n5\nAAAA\n\n— x AAAA\n"])
def test_what_is_no_checkpoint_is_no_answer_at_first_and_an_alarm_later(note: str) -> None:
    shown = ShownLog(log_of(5))
    shown.note = note
    assert not looked(shown).answered
    assert kinds(looked(shown, seen_of(log_of(5)))) == [AlarmKind.SIGNATURE]


def test_another_key_of_the_same_name_is_an_alarm() -> None:
    other = log_of(5, SeededSigner(seed=99))
    found = looked(ShownLog(other), seen_of(log_of(5)))
    assert set(kinds(found)) == {AlarmKind.KEYS, AlarmKind.SIGNATURE}
    with pytest.raises(UntrustedError, match="no trusted key is one of the log"):
        look(ShownLog(log_of(5, SeededSigner("else.example"))), (), Seen(), WATCH, NOW)


def rotated(log: MemoryKeptLog, seed: int) -> MemoryKeptLog:
    successor = SeededSigner(seed=seed)
    log.change_keys(KeyEvent(Deed.ROTATE, Role.LOG, successor.verifier), successor)
    log.signer = successor
    return log


def test_a_rotation_is_followed_and_told() -> None:
    log = log_of(5)
    seen = seen_of(log)
    found = looked(ShownLog(rotated(log, 2)), seen)
    assert found.alarms == ()
    assert found.notices == (f"key event in entry 5: rotate log {SeededSigner(seed=2).verifier}",)


def test_a_checkpoint_by_a_key_that_was_replaced_is_an_alarm() -> None:
    log = log_of(5)
    seen = seen_of(log)
    old = log.signer
    shown = ShownLog(rotated(log, 2))
    text = Note.parse(shown.note).text
    shown.note = str(Note(text, (old.line(text),)))
    assert kinds(looked(shown, seen)) == [AlarmKind.SIGNATURE]


def test_key_events_that_are_withheld_or_changed_are_alarms() -> None:
    log = rotated(log_of(5), 2)
    seen = seen_of(log)
    withheld = ShownLog(log)
    withheld.events = withheld.events[:1]
    assert AlarmKind.KEYS in kinds(looked(withheld, seen))
    gap = ShownLog(log)
    gap.events = gap.events[1:]
    assert AlarmKind.KEYS in kinds(looked(gap, seen))
    salted = ShownLog(log_of(5))
    salted.events = (replace(salted.events[0], salt=bytes(32)),)
    assert kinds(looked(salted)) == [AlarmKind.KEYS]


def test_a_peer_that_lies_or_is_gone_is_noticed_and_raises_no_alarm() -> None:
    log = log_of(5)
    liar = ShownToOthers(log_of(5, SeededSigner(seed=99)))
    stranger = ShownToOthers(log_of(5, SeededSigner("else.example")))

    class Gone(ShownToOthers):
        def seen(self, origin: str) -> str | None:
            raise UnreachableError(f"does not answer for {origin}")

    found = looked(ShownLog(log), None, [liar, stranger, Gone(log)])
    assert found.alarms == ()
    assert [notice.partition(":")[0] for notice in found.notices] == [
        "peer.example knows nothing of this log",
        "peer.example does not answer",
        "peer.example shows a checkpoint that does not hold",
    ]
    assert KeyHistory.follow(log.verifier.name, log.public_entries()).knows(log.verifier)


def test_a_witness_of_several_logs_is_asked_about_this_one_also_at_the_first_time() -> None:
    log, other = log_of(9), log_of(5, SeededSigner("another.example", 8))

    class Several(ShownToOthers):
        def seen(self, origin: str) -> str | None:
            return other.checkpoint() if origin == "another.example" else super().seen(origin)

    watch = replace(WATCH, keys=(other.verifier, log.verifier))
    peer = Several(forked(log, 5, 4))
    found = look(ShownLog(log), [peer], Seen(), watch, NOW)
    assert (kinds(found), found.notices, found.origin) == ([AlarmKind.SPLIT_VIEW], (), log.verifier.name)


def test_a_log_whose_beginning_is_withheld_from_the_first_look_on_is_an_alarm() -> None:
    log = log_of(5)
    grow(log, 1, EntryKind.KNOWLEDGE)
    for shown_of_two in (0, 1):  # nothing at all, and all but the beginning
        shown = ShownLog(log)
        shown.events = shown.events[len(shown.events) - shown_of_two :]
        found = looked(shown)
        assert (kinds(found), found.seen) == ([AlarmKind.KEYS], Seen())
        assert "entry 0 does not open" in found.alarms[0].said


def test_an_empty_log_has_no_beginning_to_withhold() -> None:
    assert looked(ShownLog(MemoryKeptLog())).alarms == ()


def test_public_entries_of_every_kind_are_watched() -> None:
    log = log_of(5)
    grow(log, 1, EntryKind.KNOWLEDGE)
    seen = seen_of(log)
    assert len(seen.events) == 2
    withheld = ShownLog(log)
    withheld.events = withheld.events[:1]
    assert kinds(looked(withheld, seen)) == [AlarmKind.KEYS]
    changed = ShownLog(log)
    changed.events = (changed.events[0], replace(changed.events[1], salt=bytes(32)))
    assert kinds(looked(changed)) == [AlarmKind.ENTRIES]


def test_a_log_that_never_shows_anything_whole_is_silent_since_the_first_look() -> None:
    class Withholding(ShownLog):
        def public_entries(self, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
            raise UnreachableError(f"answers with status 503 for {kind}")

    shown, first = Withholding(log_of(5)), Seen(begun_at=NOW)
    assert kinds(looked(shown, first, after=1000)) == []
    assert kinds(looked(shown, first, after=1001)) == [AlarmKind.SILENCE]
    assert kinds(looked(ShownLog(log_of(5)), first, after=1001)) == [], "what is sound at last is not silent"
