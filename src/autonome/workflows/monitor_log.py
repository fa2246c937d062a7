"""Look at somebody else's log once: is it the one that was seen before, and the one that others see?

The order of the steps is the guarantee. What others were shown is asked for first, and the log's own checkpoint after
it: one that is then smaller than what it signed for others was put back, or is kept from us. No step believes what an
earlier one did not establish: keys before the checkpoint, its signature before its size, entries before tiles.

What is remembered changes only when nothing is wrong. The evidence of an alarm is what was shown, as it was shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autonome.kernel import AutonomeError, Instant, Json
from autonome.ledger import (
    GET_A_POLICY,
    AbsentError,
    Checkpoint,
    EntryKind,
    KeyHistory,
    Recorded,
    SignedKeyEvent,
    UnreachableError,
    UntrustedError,
    VerifierKey,
    consistency_proof,
)
from autonome.ledger.errors import EndlessError
from autonome.ledger.gossip import checked
from autonome.ledger.monitoring import Alarm, AlarmKind, Memory, never_sound, observe, silence, without_beginning
from autonome.ledger.publishing import PublicLog
from autonome.ledger.rebuilding import Disagreement, Rebuilt, Shown, rebuild
from autonome.workflows.compare_views import Peer, contradiction, evidence_of


@dataclass(frozen=True, slots=True)
class Watch:
    """What a monitor brings along.

    Args:
        keys: of logs that are trusted; of this log at least one.
        witnesses: whose cosignatures are signs of life.
        quiet: seconds after which a log without a sign of life is silent.
        sweep: seconds after which what was rebuilt before is fetched again.
    """

    keys: tuple[VerifierKey, ...]
    witnesses: tuple[VerifierKey, ...]
    quiet: int
    sweep: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What a monitor remembers of a log.

    Args:
        memory: newest checkpoint that was sound; None at the first time.
        bundles: hash of each full bundle that was rebuilt.
        events: leaf hashes of its public entries, in hexadecimal.
        swept_at: when all of it was rebuilt last.
        begun_at: when this monitor looked first; None where that is not known.
    """

    memory: Memory | None = None
    bundles: tuple[bytes, ...] = ()
    events: tuple[str, ...] = ()
    swept_at: Instant = Instant(0)  # noqa: RUF009 - a frozen value
    begun_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What came of looking.

    Args:
        seen: to be remembered.
        alarms: what somebody must see to.
        notices: what somebody may want to know, a line each.
        answered: whether the log did.
        origin: of the log; empty while it is not known.
    """

    seen: Seen
    alarms: tuple[Alarm, ...]
    notices: tuple[str, ...]
    answered: bool = True
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A line for whoever watches.

    Args:
        what: ``alarm``, ``notice`` or ``sound``.
        log: origin of the log, or its URL while nothing is known of it.
        said: in words.
        kind: of an alarm; else empty.
        evidence: folder of an alarm's evidence; else empty.
    """

    what: str
    log: str
    said: str
    kind: str = ""
    evidence: str = ""

    def __str__(self) -> str:
        """One line."""
        if not self.evidence:
            return f"{self.what} {self.log}: {self.said}"
        return f"ALARM {self.kind} {self.log}: {self.said}; evidence in {self.evidence}"

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        value: dict[str, Json] = {"what": self.what, "log": self.log, "said": self.said}
        if not self.evidence:
            return value
        return value | {"kind": self.kind, "evidence": self.evidence}


@dataclass(slots=True)
class Ended:
    """How it ended.

    Args:
        alarmed: whether there was an alarm.
        answered: whether the log answered the last time.
    """

    alarmed: bool = False
    answered: bool = True


def look(log: PublicLog, peers: Sequence[Peer], seen: Seen, watch: Watch, now: Instant) -> Look:
    """Look at a log once.

    Args:
        log: as it shows itself here.
        peers: who else was shown it.
        seen: what is remembered.
        watch: whom to trust, and what is too long.
        now: the time.

    Raises:
        UntrustedError: no trusted key is one of this log's.
    """
    looking = _Looking(log, seen, watch, now)
    try:
        looking.learn_name()
        others = tuple(looking.others(peers))
        note = log.checkpoint()
        looking.examine(note, others)
    except UnreachableError as error:
        looking.notices.append(f"the log does not answer: {error.message}")
        looking.answered = False
    except EndlessError as error:
        looking.alarms.append(Alarm(AlarmKind.ENDLESS, error.message))
    if looking.seen.memory is not None:
        looking.alarms += silence(looking.seen.memory, now, watch.quiet)
    elif seen.begun_at is not None:
        looking.alarms += never_sound(seen.begun_at, now, watch.quiet)
    return Look(looking.seen, tuple(looking.alarms), tuple(looking.notices), looking.answered, looking.origin)


class _Looking:
    """One look, step by step."""

    def __init__(self, log: PublicLog, seen: Seen, watch: Watch, now: Instant) -> None:
        self.seen = seen
        self.alarms: list[Alarm] = []
        self.notices: list[str] = []
        self.answered = True
        self.origin = "" if seen.memory is None else Checkpoint.of_note(seen.memory.note).origin
        self._log, self._watch, self._now = log, watch, now

    def learn_name(self) -> None:
        """Learn, at the first time, which log it is, to ask others about it; nothing else is believed yet."""
        if not self.origin:
            self.origin = _origin(self._log.checkpoint())

    def others(self, peers: Sequence[Peer]) -> Iterator[tuple[Peer, str]]:
        """What peers were shown of this log."""
        for peer in peers:
            try:
                shown = peer.seen(self.origin)
            except UnreachableError as error:
                self.notices.append(f"{peer.name} does not answer: {error.message}")
                continue
            if shown is None:
                self.notices.append(f"{peer.name} knows nothing of this log")
            else:
                yield peer, shown

    def examine(self, note: str, others: Sequence[tuple[Peer, str]]) -> None:
        """Hold a checkpoint against what is remembered, against the tree, and against what others were shown."""
        # 1. Its keys follow from one that is trusted, and from those that were shown before.
        public, keys = self._keys(note)
        # 2. A key that holds signed it; it is neither smaller nor another than what is remembered.
        before = self.seen.memory
        _, alarms = observe(before, note, self._now, keys=keys, witnesses=self._watch.witnesses)
        unsound = [alarm for alarm in alarms if alarm.kind is not AlarmKind.UNPROVEN]
        if unsound:
            self.alarms += unsound
            self._compare(note, None, keys, others)
            return
        # 3. Entries, tiles and root agree.
        rebuilt = self._tree(note)
        # 4. The tree begins with what is remembered.
        memory = self._grown(note, rebuilt, keys)
        # 5. What is published opens what stands there.
        self._openings(public, rebuilt)
        # 6. Others were shown the same.
        self._compare(note, rebuilt, keys, others)
        if not self.alarms:
            swept = self._now if self._sweeps else self.seen.swept_at
            self._tell_new(public)
            leaves = tuple(each.leaf.hex() for each in public)
            self.seen = Seen(memory, rebuilt.bundles, leaves, swept, self.seen.begun_at)

    @property
    def _sweeps(self) -> bool:
        """Whether all is rebuilt this time."""
        return self.seen.memory is None or self._now.seconds - self.seen.swept_at.seconds >= self._watch.sweep

    def _keys(self, note: str) -> tuple[tuple[Recorded, ...], KeyHistory]:
        """All public entries, and the keys that follow from those about keys."""
        origin = self.origin
        trusted = tuple(key for key in self._watch.keys if key.name == origin)
        if not trusted:
            raise UntrustedError(f"no trusted key is one of the log {origin[:80]!r}", mend=GET_A_POLICY)
        known = KeyHistory.of_keys(origin, trusted)
        try:
            public = self._log.public_entries()
            events = [each for each in public if each.payload.kind is EntryKind.KEY]
            history = KeyHistory.follow(origin, events) if events else known
        except (UnreachableError, EndlessError):
            raise
        except AutonomeError as error:
            self.alarms.append(Alarm(AlarmKind.KEYS, f"the log's key events do not hold: {error.message}", (note,)))
            return (), known
        if not any(history.knows(key) for key in trusted):
            self.alarms.append(
                Alarm(AlarmKind.KEYS, "the log's key events do not name the key that is trusted", (note,))
            )
            return (), known
        if tuple(each.leaf.hex() for each in public)[: len(self.seen.events)] != self.seen.events:
            said = "public entries that were shown before are not shown now"
            self.alarms.append(Alarm(AlarmKind.KEYS, said, (note,)))
        return public, history

    def _tree(self, note: str) -> Rebuilt:
        checkpoint = Checkpoint.of_note(note)
        rebuilt = rebuild(self._log.tile, checkpoint.size, () if self._sweeps else self.seen.bundles)
        self.alarms += [_changed(each, note) for each in rebuilt.wrong]
        if rebuilt.root != checkpoint.root and not rebuilt.wrong:
            said = f"the entries do not give the root that was signed at size {checkpoint.size}"
            self.alarms.append(Alarm(AlarmKind.ENTRIES, said, (note,)))
        return rebuilt

    def _grown(self, note: str, rebuilt: Rebuilt, keys: KeyHistory) -> Memory | None:
        before, size = self.seen.memory, Checkpoint.of_note(note).size
        if self.alarms:
            return before
        older = 0 if before is None else Checkpoint.of_note(before.note).size
        try:
            proof = consistency_proof(older, size, rebuilt.node) if 0 < older < size else ()
        except AbsentError as error:
            self.alarms.append(Alarm(AlarmKind.TILES, error.message, (note,)))
            return before
        memory, alarms = observe(before, note, self._now, keys=keys, proof=proof, witnesses=self._watch.witnesses)
        if alarms and before is not None:
            split = evidence_of(before.note, note, rebuilt, keys)
            said = f"the log shows two histories: what stood there at size {older} is not in its tree of size {size}"
            alarms = alarms if split is None else (Alarm(AlarmKind.SPLIT_VIEW, said, (before.note, note), split),)
        self.alarms += alarms
        return memory

    def _openings(self, public: Sequence[Recorded], rebuilt: Rebuilt) -> None:
        if self.alarms:
            return
        self.alarms += without_beginning(public, rebuilt.size)
        for each in public:
            if each.index < rebuilt.size and rebuilt.node(0, each.index) != each.leaf:
                kind = AlarmKind.KEYS if each.payload.kind is EntryKind.KEY else AlarmKind.ENTRIES
                said = f"what is published of entry {each.index} is not what was committed to"
                self.alarms.append(Alarm(kind, said))

    def _compare(
        self, note: str, rebuilt: Rebuilt | None, keys: KeyHistory, others: Sequence[tuple[Peer, str]]
    ) -> None:
        try:
            ours = checked(note, keys)
        except AutonomeError:
            return  # told already: there is nothing of this log to compare
        for peer, shown in others:
            try:
                theirs = checked(shown, keys)
            except AutonomeError as error:
                self.notices.append(f"{peer.name} shows {_doubtful(shown, ours, error)}")
                continue
            self.alarms += contradiction(peer, (note, ours), (shown, theirs), rebuilt, keys)

    def _tell_new(self, public: Sequence[Recorded]) -> None:
        for each in public[len(self.seen.events) :] if self.seen.memory is not None else ():
            if each.payload.kind is EntryKind.KEY:
                deed = SignedKeyEvent.read(each.payload).event
                self.notices.append(f"key event in entry {each.index}: {deed.deed} {deed.role} {deed.key}")


def _origin(note: str) -> str:
    """Of which log a checkpoint is.

    Raises:
        UnreachableError: it is none: there is no log to ask others about.
    """
    try:
        return Checkpoint.of_note(note).origin
    except AutonomeError as error:
        raise UnreachableError(f"it shows no checkpoint: {error.message}") from error


def _doubtful(shown: str, ours: Checkpoint, error: AutonomeError) -> str:
    """What is wrong with a checkpoint that another shows: a newer key than the log's events name points at the log."""
    if isinstance(error, UntrustedError) and Checkpoint.of_note(shown).size > ours.size:
        size = Checkpoint.of_note(shown).size
        return (
            f"size {size}, signed with a newer key than this log shows, which ends at size {ours.size}: "
            "either the log was put back, or others were shown a false one"
        )
    return f"a checkpoint that does not hold: {error.message}"


def _changed(wrong: Disagreement, note: str) -> Alarm:
    kind = AlarmKind.ENTRIES if wrong.shown is Shown.ENTRIES else AlarmKind.TILES
    return Alarm(kind, f"{wrong.tile.path} {wrong.said}", (note,), shown=(wrong,))
