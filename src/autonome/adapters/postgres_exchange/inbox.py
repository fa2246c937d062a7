"""What came from partners; a `workflows.exchange_ports.Inbox`: each once, whatever is killed or sent again."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from autonome.adapters.keyring import NONCE_BYTES, FileKeyring
from autonome.adapters.postgres import Connection, ContentionError
from autonome.adapters.postgres_exchange.notes import opened
from autonome.adapters.postgres_gate.gate import Within
from autonome.adapters.postgres_gate.names import Names
from autonome.adapters.postgres_log import PostgresLog
from autonome.kernel import SubjectId
from autonome.ledger import Draft, Entropy
from autonome.sharing import InstitutionId, TransferId
from autonome.sharing.transfers import Transfer
from autonome.workflows.exchange_ports import Came


class PostgresInbox:
    """What one node got.

    Args:
        log: of the node; its connections are used.
        names: of people.
        entropy: draws nonces.
    """

    def __init__(self, log: PostgresLog, names: Names, *, entropy: Entropy) -> None:
        self._log = log
        self._names = names
        self._keyring: FileKeyring = log.composer.keyring
        self._entropy = entropy

    def find(self, sender: InstitutionId, transfer: TransferId) -> Came | None:
        """What became of something that came before; None for what did not."""
        found = self._read(
            "SELECT number, state, envelope, hash, sender, transfer FROM exchange_in "
            "WHERE sender = %b AND transfer = %b",
            [self._sender(sender), bytes.fromhex(transfer)],
        )
        return found[0] if found else None

    def holds(self, subject: SubjectId) -> bool:
        """Whether anything that is kept of somebody came from a partner."""
        with self._log.connections.transaction(read_only=True) as transaction:
            row = transaction.execute(
                "SELECT EXISTS (SELECT FROM exchange_in WHERE person = %b AND state = 'received')",
                [self._names.person(subject)],
            ).fetchone()
        return row == (True,)

    def waiting(self) -> tuple[Came, ...]:
        """What waits for somebody to say whose it is."""
        return self._read(
            "SELECT number, state, envelope, hash, sender, transfer FROM exchange_in "
            "WHERE state = 'waiting' ORDER BY number",
            [],
        )

    def keep(self, sender: InstitutionId, transfer: TransferId, hash_: bytes, envelope: bytes) -> None:
        """Let something wait; done before, it does nothing."""
        place = self._sender(sender), bytes.fromhex(transfer)
        nonce = self._entropy.token(NONCE_BYTES)
        held = nonce + self._cipher().encrypt(nonce, envelope, b"".join(place))
        given = [*place, hash_, "waiting", None, held]
        try:
            with self._log.connections.transaction() as transaction:
                transaction.execute("SELECT exchange_came(%b, %b, %b, %s, %b, %b)", given)
        except ContentionError:
            return

    def refuse(self, transfer: Transfer, hash_: bytes, subject: SubjectId | None, draft: Draft) -> None:
        """Record a refusal; done before, it does nothing."""
        try:
            with self._log.connections.transaction() as transaction:
                submitted = self._log.submit(transaction, [draft])
                self._came(transaction, transfer, hash_, "refused", subject)
        except ContentionError:
            return
        self._log.settled(submitted)

    def take(self, within: Within, transfer: Transfer, hash_: bytes, subject: SubjectId, draft: Draft) -> None:
        """Note that something is kept, with the entry that says so, in the transaction that keeps it.

        Raises:
            ContentionError: it came before; the transaction must not be committed.
        """
        self._log.submit(within.connection, [draft])
        self._came(within.connection, transfer, hash_, "received", subject)

    def told(self, transfer: Transfer, hash_: bytes, subject: SubjectId, drafts: Sequence[Draft]) -> None:
        """Note a notice, with the entries that say so; done before, it does nothing."""
        try:
            with self._log.connections.transaction() as transaction:
                submitted = self._log.submit(transaction, drafts)
                self._came(transaction, transfer, hash_, "received", subject)
        except ContentionError:
            return
        self._log.settled(submitted)

    def _came(
        self, transaction: Connection, transfer: Transfer, hash_: bytes, state: str, subject: SubjectId | None
    ) -> None:
        person = None if subject is None else self._names.person(subject)
        given = [self._sender(transfer.sender), bytes.fromhex(transfer.id), hash_, state, person, None]
        transaction.execute("SELECT exchange_came(%b, %b, %b, %s, %b, %b)", given)

    def _read(self, statement: str, values: list[object]) -> tuple[Came, ...]:
        with self._log.connections.transaction(read_only=True) as transaction:
            rows = transaction.execute(statement.encode(), values, binary=True).fetchall()
        return tuple(
            Came(int(number), str(state), held and opened(self._cipher(), bytes(sender) + bytes(transfer), held), hash_)
            for number, state, held, hash_, sender, transfer in rows
        )

    def _cipher(self) -> AESGCM:
        """What seals an envelope that waits: it names who sent it, and whose it is nobody knows yet."""
        return AESGCM(self._keyring.name_of("exchange-waiting"))

    def _sender(self, sender: InstitutionId) -> bytes:
        return self._keyring.name_of("exchange-sender", sender)
