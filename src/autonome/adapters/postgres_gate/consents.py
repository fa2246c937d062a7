"""What people have consented to, as the log has it; read once for each epoch of a person.

What was read counts as long as the person's epoch has not moved: `gate` has the database hold that up in the very
transaction that records a decision. So nothing needs to be thrown away in time, and no process tells another.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from autonome.access.ports import Stands
from autonome.access.rights import restricted_since
from autonome.adapters.postgres import Connection, Connections
from autonome.adapters.postgres_gate.deciders import Deciders
from autonome.adapters.postgres_gate.names import Names
from autonome.adapters.postgres_log import PostgresLog
from autonome.consent import Attestation, ConsentAct, is_attestation, read_recorded_act, read_recorded_attestation
from autonome.kernel import SubjectId
from autonome.ledger import Checkpoint, EntryKind, LogError, Recorded, Thread

HELD = 4096
"""People whose acts are held in memory (our own judgement: a day's patients of a hospital; some 10 kB each)."""

PAUSE, PATIENCE = 0.01, 10.0
"""Seconds between two looks at the log for acts that were recorded and do not stand there yet, and in all."""


class Consents:
    """What people have consented to.

    Args:
        connections: of the app.
        log: on which consent stands.
        names: of people.
    """

    def __init__(self, connections: Connections, log: PostgresLog, names: Names) -> None:
        self._connections = connections
        self._log = log
        self._names = names
        self._held: OrderedDict[SubjectId, Stands] = OrderedDict()
        self._deciders = Deciders()

    def held(self, subject: SubjectId) -> Stands | None:
        """What stood for a person when it was last asked for; whoever acts on it has the database hold the epoch up."""
        return self._held.get(subject)

    def of(self, subject: SubjectId) -> Stands:
        """What stands for a person; one who is new is taken in.

        Raises:
            LogError: acts that were recorded do not come to stand on the log.
        """
        epoch, state, newest = self._standing(subject)
        held = self._held.get(subject)
        if held is None or held.epoch != epoch:
            self._await(subject, newest)
            held = self._read(subject, epoch, state)
        self._held.pop(subject, None)
        self._held[subject] = held  # asked for last; another thread may have let go of it
        while len(self._held) > HELD:
            self._held.popitem(last=False)
        return held

    def _standing(self, subject: SubjectId) -> tuple[int, str, int | None]:
        name = self._names.person(subject)
        with self._connections.asking() as connection:
            found = standing(connection, name)
        if found is not None:
            return found
        with self._connections.transaction() as transaction:
            # Heads of threads are made by the log alone: to ask for one makes it.
            transaction.execute(
                "SELECT FROM log_heads(%b, %b)",
                [[self._names.thread(subject)], [str(Thread.of_person(subject).opening)]],
            )
            transaction.execute("SELECT person_enter(%b, %b)", [name, self._names.thread(subject)])
            return standing(transaction, name) or (0, "open", None)

    def _await(self, subject: SubjectId, newest: int | None) -> None:
        """Wait until the log tells all that was recorded of a person, up to a record; what was forged is set aside."""
        name, until = self._names.person(subject), time.monotonic() + PATIENCE
        while newest is not None:
            with self._connections.transaction() as transaction:
                if transaction.execute("SELECT person_settled(%b, %s)", [name, newest]).fetchone() == (True,):
                    return
            self._log.take_up()
            if time.monotonic() > until:
                raise LogError("what was recorded of a person does not come to stand on the log", mend="see its state.")
            time.sleep(PAUSE)

    def add(self, subject: SubjectId, epoch: int, recorded: Sequence[Recorded]) -> None:
        """Take over what was recorded just now, where nothing else came between it and what is held.

        Whoever asked for the epoch before, and read the log after, holds some of it already.

        Args:
            subject: of whom.
            epoch: into which the person moved in the transaction that recorded it.
            recorded: all of it, on the log.
        """
        held = self._held.get(subject)
        if held is not None and held.epoch + 1 == epoch:
            there = {act.leaf for act in held.acts} | {each.leaf for each in held.attested}
            acts, attested = _said(subject, [each for each in recorded if each.index not in there])
            self._held[subject] = replace(
                held, acts=held.acts + acts, attested=held.attested + attested, size=recorded[-1].index + 1, epoch=epoch
            )

    def _read(self, subject: SubjectId, epoch: int, state: str) -> Stands:
        entries = self._log.entries_of(subject)
        acts, attested = _said(subject, [each for each in entries if each.payload.kind is EntryKind.CONSENT])
        # Whether data are restricted, the log says: the state in the database whoever has the app's login may change.
        rights = ((each.index, each.payload.body) for each in entries if each.payload.kind is EntryKind.RIGHT)
        size = Checkpoint.of_note(self._log.checkpoint()).size
        return Stands(acts, size, epoch, state, restricted_since(rights), attested, self._deciders.decide)


def _said(subject: SubjectId, entries: Sequence[Recorded]) -> tuple[tuple[ConsentAct, ...], tuple[Attestation, ...]]:
    """Acts and attestations, of entries about consent."""
    bodies = [(each.payload.body, each.index) for each in entries]
    acts = tuple(read_recorded_act(body, subject, at) for body, at in bodies if not is_attestation(body))
    return acts, tuple(read_recorded_attestation(body, subject, at) for body, at in bodies if is_attestation(body))


def standing(transaction: Connection, name: bytes) -> tuple[int, str, int | None] | None:
    """Epoch and state of a person, and the newest record about them; None where nobody of that name was taken in."""
    row = transaction.execute("SELECT epoch, state, newest FROM person_stands(%b)", [name]).fetchone()
    if row is None or row[0] is None:
        return None
    return int(row[0]), str(row[1]), None if row[2] is None else int(row[2])
