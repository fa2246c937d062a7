"""A log in a directory: C2SP ``tlog-tiles`` as files, and beside them, for the owner alone, what opens the entries.

::

    DIR/checkpoint                     signed note: origin, size, root
    DIR/tile/0/000.p/5                 hashes          (public: nothing personal)
    DIR/tile/entries/000.p/5           commitments     (public: nothing personal)
    DIR/public/000/000/000             salt and payload of entry 0, which is public, such as a key event
    DIR/cosigned.json                  what witnesses and authorities said last (public); see `cosigned_files`
    DIR/private/                       0700
        key                            0600, the log's private key
        lock                           held by whoever appends
        signed                         the newest checkpoint ever signed
        halted                         there while witnesses contradict the log: nothing is signed
        witnessed                      policy under which a quorum cosigned last; see `witnessed_start`
        sealed/000/000/004             salt and payload of entry 4, sealed under the person's own key
        subjects/<pseudonym>/000000004 entry 4 is about this person
        keyring/                       the people's keys, wrapped; may lie elsewhere, see `keyring`
        erased                         pseudonyms of who was erased; see `erased_people`
        keyring-fingerprint            which keyring this log belongs to

An append is one commit: keys, payloads, tiles and bundles are written first, all durable, then the new checkpoint is
signed and written to ``private/signed``. That is the moment at which the entries are recorded; the public checkpoint
follows. A process that is killed before it leaves files that the next append overwrites; one that is killed after it
leaves a checkpoint that the next opening publishes. What was signed is never signed otherwise.

The first entry of a log is the event that names its first key. A log that was begun before there were key events gets
that event with its next entry: it opens as it is, and its keys have a history from there on.

Opening checks that both checkpoints, the key with its history and the tiles agree, and refuses to go on where they do
not; and it asks of every tombstone whether the key that it names is destroyed, and destroys what came back. What it
cannot see is a whole directory, private side included, that was replaced by an older copy: witnesses can, and are asked
before the first addition of a process (`witnessed_start`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.adapters.durable import folder_of_a_log
from autonome.adapters.keyring import FileKeyring
from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.log_commit import Append
from autonome.adapters.log_files import LogFiles, locked
from autonome.adapters.log_keys import next_signer, take_over
from autonome.adapters.witnessed_start import ask_first
from autonome.kernel import AutonomeError, InputError, SubjectId
from autonome.ledger import (
    Deed,
    Draft,
    EntryKind,
    Erasure,
    Frontier,
    KeyEvent,
    KeyHistory,
    LogError,
    Opening,
    Recorded,
    Role,
    SignedKeyEvent,
    Signer,
    Thread,
    Tombstone,
    VerifierKey,
)
from autonome.ledger.cosigned import earlier_of
from autonome.ledger.earlier import EarlierCheckpoint
from autonome.ledger.key_history import expect_reached
from autonome.ledger.tombstones import ERASURES, outstanding

_ERASURES = Thread(Opening.INSTITUTION, ERASURES)


class LocalLog:
    """A log in a directory, as `ledger.keeping.KeptLog`.

    Args:
        files: of the log; see `open_local_log`.
        keyring: the people's keys.
        alone: add although no witness of the log answers.
    """

    def __init__(self, files: LogFiles, keyring: FileKeyring, *, alone: bool = False) -> None:
        self._files = files
        self._keyring = keyring
        self._erased = files.erased
        self._alone = alone
        self._asked = False

    def start(self) -> None:
        """Check that all parts agree, publish what was signed, and carry out what erasures are outstanding.

        Raises:
            LogError: they do not agree.
        """
        with self._locked():
            self._replay(self._files.recover().size)

    @property
    def verifier(self) -> VerifierKey:
        """The key under which it signs."""
        return self._files.verifier

    def append(self, drafts: Sequence[Draft], *, unchanged_since: int | None = None) -> tuple[Recorded, ...]:
        """Record entries, all or none; they are durable and integrated when this returns."""
        if not drafts:
            return ()
        (answer,) = self.append_each([Append(tuple(drafts), unchanged_since)])
        if isinstance(answer, AutonomeError):
            raise answer
        return answer

    def append_each(self, appends: Sequence[Append]) -> list[tuple[Recorded, ...] | AutonomeError]:
        """Record for several callers under one checkpoint: each all or none, and none stops another.

        Returns:
            For each in turn its entries, or why they cannot be recorded.

        Raises:
            LogError: the log cannot be relied upon; nothing was recorded for anybody.
        """
        with self._adding():
            refused = [self._erased.refused(each) for each in appends]
            going = [each for each, why in zip(appends, refused, strict=True) if why is None]
            answers = iter(self._files.commit(self._files.recover(), going) if going else [])
            return [next(answers) if why is None else why for why in refused]

    def begin(self, recovery: Signer | None = None) -> KeyHistory:
        """Record the log's first key, and the one for recovery."""
        with self._adding():
            frontier = self._files.recover()
            if self._files.keys.events:
                raise InputError(
                    "the log has begun already", where=self._files.directory.name, mend="name another directory."
                )
            self._files.grow(frontier, self._files.commit_of(frontier, [self._files.first_event(recovery)]))
            return self._files.keys

    def change_keys(self, event: KeyEvent, *signers: Signer) -> KeyHistory:
        """Record a key event of another role than the log's own key."""
        if event.role is Role.LOG:
            raise InputError("the log's own key is not changed so", mend="rotate it, or recover the log.")
        with self._adding():
            self._record_keys(self._begun(self._files.recover()), event, (self._files.signer, *signers))
            return self._files.keys

    def rotate(self) -> KeyHistory:
        """Draw a new key for the log, and record it: from that entry on it signs."""
        with self._adding():
            frontier = self._begun(self._files.recover())
            successor = next_signer(self._files.private, self.verifier.name)
            self._hand_over(
                frontier, KeyEvent(Deed.ROTATE, Role.LOG, successor.verifier), self._files.signer, successor
            )
            return self._files.keys

    def recover(self, recovery: Signer, until: int | None = None) -> KeyHistory:
        """Draw a new key for a log whose own is lost or stolen; see `recover_local_log`.

        Args:
            recovery: the key that was named for this at the beginning.
            until: largest size at which what the old key signed still counts; None for all until now.
        """
        with self._adding():
            frontier = self._files.recover(lost=True)
            if not self._files.keys.keys_at(frontier.size, Role.RECOVERY):
                raise LogError(
                    "no key for recovery was named", where=self._files.directory.name, mend="begin another log."
                )
            expect_reached(until, frontier.size)
            successor = next_signer(self._files.private, self.verifier.name)
            event = KeyEvent(Deed.RECOVER, Role.LOG, successor.verifier, until=until)
            self._hand_over(frontier, event, recovery, successor)
            return self._files.keys

    def key_history(self) -> KeyHistory:
        """The log's keys, as its newest tree has them."""
        return self._files.keys_at(self._files.published())

    def entries_of(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read one person's entries, each proven to stand in the tree as it was read."""
        return self._proven(Thread.of_person(subject), kind)

    def institution_entries(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read the institution's own entries about a matter, proven like a person's."""
        return self._proven(Thread(Opening.INSTITUTION, subject), kind)

    def public_entries(self, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read the public entries, proven like a person's."""
        checkpoint = self._files.published()
        entries = [
            each for each in self._files.opened.public.below(checkpoint.size) if kind in {None, each.payload.kind}
        ]
        return self._files.in_tree(entries, checkpoint)

    def checkpoint(self) -> str:
        """Return the newest checkpoint."""
        return self._files.text(self._files.directory / "checkpoint")

    def prove(self, index: int, size: int) -> tuple[bytes, ...]:
        """Prove that an entry stands in the tree of a size."""
        return self._files.prove(index, size)

    def prove_growth(self, older: int, newer: int) -> tuple[bytes, ...]:
        """Prove that the log only grew between two sizes."""
        return self._files.prove_growth(older, newer)

    def seen_earlier(self, entries: Sequence[Recorded], size: int) -> tuple[EarlierCheckpoint, ...]:
        """What others saw of the log before some entries; a `ledger.cosigned.SeenByOthers`."""
        return earlier_of(entries, size, CosignedFiles(self._files.directory).before_each(), self._files.prove_growth)

    def erase(self, subject: SubjectId, erasure: Erasure) -> Recorded:
        """Erase a person: the tombstone is recorded, and then key, salts and payloads are destroyed, for ever."""
        with self._adding():
            frontier = self._files.recover()
            person = self._keyring.pseudonym(Thread.of_person(subject))
            stone = next((each for each in self._stones(frontier.size) if _person(each) == person), None)
            if stone is None:
                closed = self._files.opened.sealed.count(Thread.of_person(subject), frontier.size)
                draft = Tombstone(person, closed, erasure).draft()
                (answer,) = self._files.commit(frontier, [Append((draft,), by_the_log=True)])
                if isinstance(answer, AutonomeError):
                    raise answer
                (stone,) = answer
            self._erased.add([person])
            self._destroy(person, stone.index + 1)
            self._keyring.remember_erasures(len(self._stones(max(frontier.size, stone.index + 1))))
            return stone

    def replay(self, tombstones: Sequence[Tombstone]) -> tuple[Tombstone, ...]:
        """Carry out erasures that a backup, which was put back, does not know of, and record them anew.

        Args:
            tombstones: of this log, from where they were kept.

        Returns:
            Those that were not on the log.
        """
        with self._adding():
            frontier = self._files.recover()
            missing = outstanding(tombstones, {_person(each) for each in self._stones(frontier.size)})
            if missing:
                self._files.commit(frontier, [Append(tuple(each.draft() for each in missing), by_the_log=True)])
                self._replay(frontier.size + len(missing))
            return missing

    @contextmanager
    def _adding(self) -> Iterator[None]:
        """Hold the lock to add something; witnesses are asked once, before, and nobody else waits for them."""
        with folder_of_a_log(self._files.directory):
            if not self._asked:
                ask_first(self, CosignedFiles(self._files.directory), alone=self._alone)
                self._asked = True
            with self._locked():
                yield

    def _locked(self) -> AbstractContextManager[None]:
        return locked(self._files.private)

    def _record_keys(self, frontier: Frontier, event: KeyEvent, signers: Sequence[Signer]) -> None:
        draft = SignedKeyEvent.sign(event, self._files.keys.next_place, *signers).draft()
        self._files.grow(frontier, self._files.commit_of(frontier, [Append((draft,), by_the_log=True)]))

    def _begun(self, frontier: Frontier) -> Frontier:
        """The tree with the log's first key on record."""
        if self._files.keys.events:
            return frontier
        return self._files.grow(frontier, self._files.commit_of(frontier, [self._files.first_event(None)]))

    def _hand_over(self, frontier: Frontier, event: KeyEvent, by: Signer, successor: Ed25519Signer) -> None:
        before, self._files.signer = self._files.signer, successor
        try:
            self._record_keys(frontier, event, (by, successor))
        except AutonomeError:
            self._files.signer = before
            raise
        take_over(self._files.private, successor)

    def _stones(self, size: int) -> tuple[Recorded, ...]:
        return self._files.opened.sealed.of(_ERASURES, size)

    def _replay(self, size: int) -> None:
        """Carry out what is not carried out, or no longer: one was killed half way, a keyring put back, or a part."""
        count = self._files.opened.sealed.markers(_ERASURES, size)
        unknown = count > self._keyring.erasures
        if unknown or count > len(self._erased.all()):
            self._erased.add(map(_person, self._stones(size)))
        for person in sorted(self._erased.all()):
            if unknown or not self._keyring.is_destroyed(person):
                self._destroy(person, size)
        if unknown:
            self._keyring.remember_erasures(count)

    def _destroy(self, person: str, size: int) -> None:
        if not self._keyring.is_destroyed(person):
            self._keyring.destroy(person)
        self._files.opened.sealed.destroy(person, size)

    def _proven(self, thread: Thread, kind: EntryKind | None) -> tuple[Recorded, ...]:
        checkpoint = self._files.published()
        proven = self._files.in_tree(self._files.opened.sealed.of(thread, checkpoint.size), checkpoint)
        return tuple(entry for entry in proven if kind is None or entry.payload.kind is kind)


def _person(stone: Recorded) -> str:
    return Tombstone.read(stone.payload).person
