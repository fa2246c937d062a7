"""Patients' questions that wait, in the database; a `workflows.ask_and_answer.Enquiries`.

The row is written before the question's entry: a kill in between leaves a row too many, which is passed over, and never
a question that nobody sees. It is taken away in the transaction that records the answer: of several who answer at once
one does, and no answer that the person may have read is replaced.
"""

from __future__ import annotations

from typing import Final

from autonome.access.errors import RequestError
from autonome.adapters.postgres_gate.names import Names
from autonome.adapters.postgres_gate.sealed_rows import SealedRows
from autonome.adapters.postgres_log import PostgresLog
from autonome.kernel import Json, SubjectId
from autonome.ledger import Draft, Entropy, EntryKind, Recorded
from autonome.workflows.ask_and_answer import Enquiry, enquiries_in

_USE: Final = b"autonome-questions/1"
"""Names the use of the derived keys."""


class PostgresEnquiries:
    """Questions of a node's patients.

    Args:
        log: on which they stand; its connections are used.
        names: of people.
        entropy: draws nonces.
    """

    def __init__(self, log: PostgresLog, names: Names, *, entropy: Entropy) -> None:
        self._log = log
        self._names = names
        self._rows = SealedRows(log.composer.keyring, entropy=entropy, use=_USE, what="a question")

    def begin(self, enquiry: Enquiry) -> Recorded:
        """Put a question on the list and on the log."""
        number, subject = bytes.fromhex(enquiry.id), enquiry.subject
        sealed = self._rows.seal(subject, number, subject.encode())
        row = [number, self._names.person(subject), self._names.thread(subject), sealed]
        with self._log.connections.transaction() as transaction:
            transaction.execute(
                "INSERT INTO question (number, person, thread, sealed) VALUES (%b, %b, %b, %b)", row, binary=True
            )
        (recorded,) = self._log.append([Draft(EntryKind.USE, subject, enquiry.asked())])
        return recorded

    def close(self, enquiry: Enquiry, body: dict[str, Json]) -> Recorded:
        """Put its answer on the log, and take it off the list: both or neither.

        Raises:
            RequestError: somebody else has answered it meanwhile.
        """
        with self._log.connections.transaction() as transaction:
            submitted = self._log.submit(transaction, [Draft(EntryKind.USE, enquiry.subject, body)])
            number = [bytes.fromhex(enquiry.id)]
            if not transaction.execute("DELETE FROM question WHERE number = %b", number, binary=True).rowcount:
                raise RequestError("somebody else has answered this question meanwhile", mend="see what waits.")
        (recorded,) = self._log.settled(submitted)
        return recorded

    def note(self, enquiry: Enquiry, body: dict[str, Json]) -> Recorded:
        """Put on the log of who asked that something was done with the question."""
        (recorded,) = self._log.append([Draft(EntryKind.USE, enquiry.subject, body)])
        return recorded

    def waiting(self) -> tuple[Enquiry, ...]:
        """Everybody's questions that wait, the oldest first; all their threads are read at once."""
        with self._log.connections.transaction(read_only=True) as transaction:
            rows = transaction.execute("SELECT number, thread, sealed FROM question", binary=True).fetchall()
        opened = (self._subject(bytes(number), bytes(thread), bytes(sealed)) for number, thread, sealed in rows)
        subjects = dict.fromkeys(subject for subject in opened if subject is not None)
        threads = self._log.entries_of_each(subjects)
        asked = (enquiries_in(subject, entries).values() for subject, entries in threads.items())
        found = (each for those in asked for each in those if each.is_open)
        return tuple(sorted(found, key=lambda each: (each.asked_at, each.id)))

    def count(self) -> int:
        """How many questions wait; nobody's are read."""
        with self._log.connections.transaction(read_only=True) as transaction:
            row = transaction.execute("SELECT count(*) FROM question").fetchone()
        return 0 if row is None else int(str(row[0]))

    def of(self, subject: SubjectId) -> tuple[Enquiry, ...]:
        """A person's questions, answered ones too."""
        return tuple(enquiries_in(subject, self._log.entries_of(subject)).values())

    def _subject(self, number: bytes, thread: bytes, sealed: bytes) -> SubjectId | None:
        """Whose a row is; None where the person was erased."""
        plain = self._rows.open(thread, number, sealed)
        return None if plain is None else SubjectId(plain.decode())
