"""Matters of people's rights, and erasure, in the database: each change with the entry that says so, or not at all.

An erasure has numbered steps. A kill between any two is gone on with at the next start (`settle`), which does nothing
where there is nothing to do:

1. the decision: an entry of the person's thread, the institution's evidence, and the state ``erased``, in one
   transaction; from here on no permit is out and none is given, and nothing undoes it;
2. the tombstone on the log; with it the thread is closed, and lines of uses leave;
3. the person's key is destroyed, and what it sealed on the log is emptied;
4. the list of tombstones is written anew, in a file that lies in no backup;
5. the account with which the person signed in is forgotten; then the rows of records, genomes, the patient and open
   matters are taken away, and files without a row are swept.

The list is what a restored backup is held to: `settle` replays it before anything is served.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from autonome.access.rights import Matter, matters_of, restricted_since
from autonome.adapters.durable import PRIVATE_FILE, write_durably
from autonome.adapters.keyring import FileKeyring
from autonome.adapters.postgres import Connection
from autonome.adapters.postgres_gate.consents import standing
from autonome.adapters.postgres_gate.gate import Within
from autonome.adapters.postgres_gate.names import Names
from autonome.adapters.postgres_gate.sealed_rows import SealedRows
from autonome.adapters.postgres_log import PostgresLog
from autonome.kernel import AutonomeError, Instant, Json, SubjectId, canonical_bytes, read_json
from autonome.ledger import Draft, Entropy, EntryKind, Erasure, Recorded, Tombstone
from autonome.ledger.erasure_lists import read_tombstones, write_tombstones
from autonome.ledger.tombstones import ERASURES

EVIDENCE = SubjectId("rights")
"""The institution's thread of what it did about people's rights."""

TOMBSTONES = "tombstones.json"
"""Name of the list of tombstones in a node's folder: never in a backup, and never put back from one."""

_USE = b"autonome-rights/1"


class PostgresRights:
    """People's rights in one institution's database.

    Args:
        log: on which matters stand; its connections are used.
        names: of people.
        entropy: draws nonces.
        tombstones: file of the list of tombstones.
        sweep: takes away files that no row names; gives how many.
        forget: takes out of the accounts whatever says whose they were, of all patients of whom a question says yes.
    """

    def __init__(  # noqa: PLR0913 - what an erasure reaches
        self,
        log: PostgresLog,
        names: Names,
        *,
        entropy: Entropy,
        tombstones: Path,
        sweep: Callable[[], int] = lambda: 0,
        forget: Callable[[Callable[[SubjectId], bool]], int] = lambda _: 0,
    ) -> None:
        self._log = log
        self._names = names
        self._tombstones = tombstones
        self._sweep = sweep
        self._forget = forget
        self._keyring: FileKeyring = log.composer.keyring
        self._rows = SealedRows(self._keyring, entropy=entropy, use=_USE, what="an open matter")

    def state(self, subject: SubjectId) -> str | None:
        """Of a person's data: ``open``, ``restricted`` or ``erased``; None where nobody of that name is kept."""
        with self._log.connections.transaction(read_only=True) as transaction:
            found = standing(transaction, self._names.person(subject))
        if found is None or found[1] != "erasing":
            return None if found is None else found[1]
        # That somebody is being erased, whoever has the app's login may say: the institution's own evidence decides.
        thread = self._names.thread(subject).hex()
        return "erased" if any(each.payload.body["person"] == thread for each in self.evidence()) else "open"

    def matters(self, subject: SubjectId) -> tuple[Matter, ...]:
        """A person's matters, closed ones too, as the log has them.

        Raises:
            ErasedError: the person was erased.
        """
        bodies = (each.payload.body for each in self._log.entries_of(subject, EntryKind.RIGHT))
        return tuple(matters_of(subject, bodies).values())

    def open_matters(self) -> tuple[Matter, ...]:
        """Everybody's matters that are not closed, by the time when they are due."""
        with self._log.connections.transaction(read_only=True) as transaction:
            rows = transaction.execute("SELECT matter, thread, sealed FROM right_matter_open", binary=True).fetchall()
        found = (self._opened(bytes(matter), bytes(thread), bytes(sealed)) for matter, thread, sealed in rows)
        return tuple(sorted((each for each in found if each), key=lambda each: (each.due, each.id)))

    def record(self, matter: Matter, body: dict[str, Json], becomes: str | None = None) -> Recorded:
        """Put an entry of a matter on the log, and where the matter stands into the database.

        Args:
            matter: as it stands after it; one that is not open leaves the list.
            body: of the entry.
            becomes: state of the person's data, where it changes: permits that are out end with it.
        """
        with self._log.connections.transaction() as transaction:
            submitted = self._log.submit(transaction, [Draft(EntryKind.RIGHT, matter.subject, body)])
            self.noted(transaction, submitted.records, matter)
            if becomes is not None:
                self._move(transaction, matter.subject, submitted.records, becomes)
        (recorded,) = self._log.settled(submitted)
        return recorded

    def closing(self, within: Within, matter: Matter, body: dict[str, Json]) -> Callable[[], Recorded]:
        """Put an entry of a matter on the log in the transaction that does what it says.

        Args:
            within: a transaction about the person of the matter.
            matter: as it stands after it.
            body: of the entry.

        Returns:
            Gives the entry, once that transaction has ended.
        """
        submitted = self._log.submit(within.connection, [Draft(EntryKind.RIGHT, matter.subject, body)])
        self.noted(within.connection, submitted.records, matter)
        return lambda: self._log.settled(submitted)[0]

    def noted(self, transaction: Connection, records: Sequence[int], matter: Matter) -> None:
        """Note where a matter stands, in the transaction that records it."""
        sealed = self._sealed(matter) if matter.is_open else None
        transaction.execute(
            "SELECT matter_stands(%b, %b::bigint[], %b, to_timestamp(%s), %b)",
            [self._names.person(matter.subject), list(records), bytes.fromhex(matter.id), matter.due.seconds, sealed],
        )

    def restricted(self, subject: SubjectId) -> int | None:
        """The leaf of the entry by which a person's data are restricted."""
        entries = self._log.entries_of(subject, EntryKind.RIGHT)
        return restricted_since((each.index, each.payload.body) for each in entries)

    # --- erasing -----------------------------------------------------------------------------------------------------

    def erase(self, matter: Matter, body: dict[str, Json], evidence: dict[str, Json]) -> Recorded:
        """Erase a person; gives the tombstone, also of who was erased before.

        Args:
            matter: in which it was decided, as it stands after that.
            body: of the entry of the decision; its ``ground`` goes onto the tombstone.
            evidence: what the institution keeps; the person's pseudonym is added.

        Raises:
            AutonomeError: log or database cannot be relied upon; what was begun is gone on with at the next start.
        """
        subject = matter.subject
        if self.state(subject) != "erased":
            told = evidence | {"person": self._names.thread(subject).hex()}
            drafts = [Draft(EntryKind.RIGHT, subject, body), Draft(EntryKind.EVIDENCE, EVIDENCE, told)]
            with self._log.connections.transaction() as transaction:
                submitted = self._log.submit(transaction, drafts)
                records = submitted.records[:1]
                self.noted(transaction, records, matter)
                self._move(transaction, subject, records, "erasing")
            self._log.settled(submitted)
        self.settle()
        return self.tombstone(subject)

    def settle(self, *, signing: bool = True) -> int:
        """Carry out what the log, the list of tombstones and interrupted erasures leave to do; at each start.

        Args:
            signing: whether the log may grow; without, keys are destroyed and nothing is recorded.

        Returns:
            How many people's rows were taken away.
        """
        listed = self._listed()
        for stone in listed:
            if not self._keyring.is_destroyed(stone.person):
                self._keyring.destroy(stone.person)
        if not signing:
            return 0
        if listed:
            self._log.replay(listed)
        self._go_on()
        self._write_list()
        with self._log.connections.transaction(read_only=True) as transaction:
            leaving = transaction.execute("SELECT people_to_leave()").fetchone() == (True,)
        if leaving:  # the tables say so until all is done: who is killed in between comes here again
            self._forget(self.is_erased())
        with self._log.connections.transaction() as transaction:
            row = transaction.execute("SELECT people_leave()").fetchone()
        self._sweep()
        return int(row[0]) if row else 0

    def is_erased(self) -> Callable[[SubjectId], bool]:
        """Says of an id whether a tombstone stands on the log for it."""
        stones = {Tombstone.read(stone.payload).person for stone in self._stones()}
        return lambda subject: self._names.thread(subject).hex() in stones

    def tombstone(self, subject: SubjectId) -> Recorded:
        """The tombstone of a person.

        Raises:
            AutonomeError: the person was not erased.
        """
        name = self._names.thread(subject).hex()
        for stone in self._stones():
            if Tombstone.read(stone.payload).person == name:
                return stone
        raise AutonomeError("nobody of that name was erased here", mend="see `autonome rights status`.")

    def evidence(self) -> tuple[Recorded, ...]:
        """What the institution keeps of erasures that it decided."""
        return self._log.institution_entries(EVIDENCE, EntryKind.EVIDENCE)

    def _listed(self) -> tuple[Tombstone, ...]:
        if not self._tombstones.exists():
            return ()
        data = self._tombstones.read_bytes()
        return read_tombstones(data, self._log.composer.origin, where=self._tombstones.name)

    def _go_on(self) -> None:
        """Steps 2 and 3 of erasures that were decided; the matter says whose and on what ground, until it is gone."""
        with self._log.connections.transaction(read_only=True) as transaction:
            begun = {bytes(name) for (name,) in transaction.execute("SELECT erasures_begun()", binary=True)}
        if not begun:
            return
        for entry in self.evidence():
            thread = str(entry.payload.body["person"])
            for matter in self.open_matters():
                person = self._names.person(matter.subject)
                if person in begun and self._names.thread(matter.subject).hex() == thread:
                    self._log.erase(matter.subject, erasure_of(entry))
                    begun.discard(person)

    def _write_list(self) -> None:
        stones = [Tombstone.read(stone.payload) for stone in self._stones()]
        written = write_tombstones(self._log.composer.origin, stones)
        if not self._tombstones.exists() or self._tombstones.read_bytes() != written:
            write_durably(self._tombstones, written, PRIVATE_FILE)

    def _stones(self) -> tuple[Recorded, ...]:
        return self._log.institution_entries(ERASURES, EntryKind.TOMBSTONE)

    def _move(self, transaction: Connection, subject: SubjectId, records: Sequence[int], becomes: str) -> None:
        transaction.execute(
            "SELECT person_moved(%b, %b::bigint[], %s)", [self._names.person(subject), list(records), becomes]
        )

    def _sealed(self, matter: Matter) -> bytes:
        return self._rows.seal(matter.subject, bytes.fromhex(matter.id), canonical_bytes(matter.to_json()))

    def _opened(self, number: bytes, thread: bytes, sealed: bytes) -> Matter | None:
        """A matter; None where its person was erased."""
        plain = self._rows.open(thread, number, sealed)
        if plain is None:
            return None
        found = read_json(plain, where="an open matter")
        return Matter.from_json(found if isinstance(found, dict) else {})


def erasure_of(evidence: Recorded) -> Erasure:
    """What was decided, as the institution's evidence has it."""
    body = evidence.payload.body
    return Erasure(str(body["ground"]), Instant.parse(str(body["decided_at"])))
