"""By which names partners know people; a `workflows.exchange_ports.Links`.

A name belongs to one pair of institutions: two partners cannot find out by names that they know the same person.
"""

from __future__ import annotations

from itertools import count

from autonome.adapters.keyring import FileKeyring
from autonome.adapters.postgres import Connections
from autonome.adapters.postgres_exchange.notes import Notes
from autonome.adapters.postgres_gate.names import Names
from autonome.kernel import SubjectId
from autonome.ledger import Entropy
from autonome.sharing import InstitutionId
from autonome.sharing.transfers import PSEUDONYM_DIGITS, PSEUDONYM_PREFIX
from autonome.workflows.keep_patients import ID_BYTES


class PostgresLinks:
    """Names of people between partners and one node.

    Args:
        connections: of the app.
        keyring: names and seals.
        entropy: draws nonces.
    """

    def __init__(self, connections: Connections, keyring: FileKeyring, *, entropy: Entropy) -> None:
        self._connections = connections
        self._keyring = keyring
        self._names = Names(keyring)
        self._notes = Notes(keyring, entropy=entropy)

    def pseudonym(self, partner: InstitutionId, subject: SubjectId) -> str:
        """The name of a person between a partner and this institution; made where there is none.

        Raises:
            DatabaseError: nobody of that id is kept.
            ErasedError: the person was erased.
        """
        found = self._read("pair", self._pair(partner, subject))
        if found is not None:
            return found[1]
        drawn = self._keyring.name_of("pseudonym", partner, subject).hex()[:PSEUDONYM_DIGITS]
        self.link(partner, PSEUDONYM_PREFIX + drawn, subject)
        return PSEUDONYM_PREFIX + drawn

    def subject(self, partner: InstitutionId, pseudonym: str) -> SubjectId | None:
        """Whose name it is; None where it is nobody's."""
        found = self._read("mark", self._mark(partner, pseudonym))
        return None if found is None else SubjectId(found[0])

    def link(self, partner: InstitutionId, pseudonym: str, subject: SubjectId) -> None:
        """Note whose name it is; noted before, it stays."""
        mark, pair = self._mark(partner, pseudonym), self._pair(partner, subject)
        sealed = self._notes.seal(self._names.thread(subject), mark, [subject, pseudonym])
        with self._connections.transaction() as transaction:
            transaction.execute(
                "SELECT exchange_linked(%b, %b, %b, %b)", [mark, pair, self._names.person(subject), sealed]
            )

    def newcomer(self, partner: InstitutionId, pseudonym: str) -> SubjectId:
        """The id here of somebody whom nobody here knows: the same for the same name, until that person is erased."""
        for turn in count():
            drawn = self._keyring.name_of("newcomer", partner, pseudonym, str(turn))[:ID_BYTES].hex()
            subject = SubjectId(f"p-{drawn}")
            if not self._keyring.is_destroyed(self._names.thread(subject).hex()):
                break
        return subject

    def _mark(self, partner: InstitutionId, pseudonym: str) -> bytes:
        return self._keyring.name_of("exchange-mark", partner, pseudonym)

    def _pair(self, partner: InstitutionId, subject: SubjectId) -> bytes:
        return self._keyring.name_of("exchange-pair", partner, subject)

    def _read(self, column: str, wanted: bytes) -> tuple[str, str] | None:
        statement = {
            "mark": "SELECT mark, thread, sealed FROM exchange_link WHERE mark = %b",
            "pair": "SELECT mark, thread, sealed FROM exchange_link WHERE pair = %b ORDER BY number LIMIT 1",
        }[column]
        with self._connections.transaction(read_only=True) as transaction:
            row = transaction.execute(statement.encode(), [wanted], binary=True).fetchone()
        if row is None:
            return None
        mark, thread, sealed = (bytes(each) for each in row)
        match self._notes.open(thread, mark, sealed):
            case [str(subject), str(pseudonym)]:
                return subject, pseudonym
        return None
