"""What came from partners; a `workflows.exchange_ports.Inbox`: each once, whatever is killed or sent again.

What became of something counts once the record of that has its place on the log: until then it is pending, and who asks
is to ask again. Where the log has set the record aside, what waited waits again, and what did not has not come.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from autonome.adapters.keyring import NONCE_BYTES, FileKeyring
from autonome.adapters.postgres import Connection, ContentionError, DatabaseError
from autonome.adapters.postgres_exchange.notes import opened
from autonome.adapters.postgres_exchange.outbox import empty
from autonome.adapters.postgres_gate.gate import Within
from autonome.adapters.postgres_gate.names import Names
from autonome.adapters.postgres_log import PostgresLog
from autonome.adapters.postgres_log.records import Submitted
from autonome.kernel import Instant, SubjectId
from autonome.ledger import Draft, Entropy
from autonome.sharing import InstitutionId, TransferId
from autonome.sharing.transfers import Transfer
from autonome.workflows.exchange_ports import Came, OvertakenError

CAME: Final = "SELECT exchange_came(%b, %b, %b, %s, %b, %s, %b)"

_CAME: Final = (
    "SELECT number, state, envelope, hash, sender, transfer, floor(extract(epoch FROM came))::bigint "
    "FROM exchange_stands "
)
_HOLDS: Final = """
SELECT EXISTS (SELECT FROM exchange_in i JOIN log_entry e ON e.record = i.record
               WHERE i.person = %b AND i.state = 'received')
"""
_STEPS: Final = """
SELECT t.steps, t.steps = 0 OR record_counts(r.id) IS NOT NULL
FROM log_thread t LEFT JOIN log_record r ON r.thread = t.id AND r.step = t.steps - 1 WHERE t.name = %b
"""
"""How much was recorded in a thread, and whether the newest, and with it all, has its place or was set aside."""

LOOKS: Final = 100
PAUSE: Final = 0.05
"""How often it is looked whether the log has come to what was recorded, and seconds between (our own judgement)."""

UNDER_ONE_ID: Final = 8
"""Rows under one id that are looked at: of this node there are at most two (our own judgement)."""

_WAITS: Final = "envelope IS NOT NULL AND state = 'waiting'"


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

    def find(self, sender: InstitutionId, transfer: TransferId, hash_: bytes) -> Came | None:
        """What became of something that came before, or of another under its id; None where there is neither.

        Of others those count that were kept, or wait and open: whoever has the app's login lets anything wait.
        """
        where = "WHERE sender = %b AND transfer = %b AND (hash = %b OR state <> 'refused') ORDER BY hash <> %b LIMIT %s"
        given = [self._sender(sender), bytes.fromhex(transfer), hash_, hash_, UNDER_ONE_ID]
        found = self._all(where, given)
        return next((each for each in found if each.hash == hash_ or each.state != "waiting" or each.envelope), None)

    def holds(self, subject: SubjectId) -> bool:
        """Whether anything that is kept of somebody came from a partner."""
        with self._log.connections.transaction(read_only=True) as transaction:
            row = transaction.execute(_HOLDS, [self._names.person(subject)]).fetchone()
        return row == (True,)

    def waiting(self) -> tuple[int, ...]:
        """The numbers of what waits for somebody to say whose it is, in the order of coming."""
        statement = f"SELECT number FROM exchange_stands WHERE {_WAITS} ORDER BY number"  # noqa: S608 - of our words alone
        with self._log.connections.transaction(read_only=True) as transaction:
            return tuple(int(number) for (number,) in transaction.execute(statement.encode()).fetchall())

    def waits(self, number: int) -> Came | None:
        """What waits under a number; None where nothing does."""
        return self._read(f"WHERE number = %s AND {_WAITS}", [number])

    def waits_of(self, sender: InstitutionId) -> int:
        """How much of a partner's waits."""
        statement = f"SELECT count(*) FROM exchange_stands WHERE {_WAITS} AND sender = %b"  # noqa: S608 - of our words alone
        with self._log.connections.transaction(read_only=True) as transaction:
            (row,) = transaction.execute(statement.encode(), [self._sender(sender)]).fetchall()
        return int(row[0])

    def keep(self, sender: InstitutionId, transfer: TransferId, hash_: bytes, envelope: bytes) -> None:
        """Let something wait; done before, it does nothing."""
        place = self._sender(sender), bytes.fromhex(transfer)
        nonce = self._entropy.token(NONCE_BYTES)
        held = nonce + self._cipher().encrypt(nonce, envelope, b"".join(place))
        try:
            with self._log.connections.transaction() as transaction:
                transaction.execute(CAME, [*place, hash_, "waiting", None, None, held])
        except ContentionError:
            return

    def refuse(self, transfer: Transfer, hash_: bytes, subject: SubjectId | None, drafts: Sequence[Draft]) -> None:
        """Record a refusal, the last entry of which is what is answered; done before, it does nothing."""
        try:
            with self._log.connections.transaction() as transaction:
                submitted = self._log.submit(transaction, drafts)
                self._came(transaction, transfer, hash_, "refused", subject, submitted)
        except ContentionError:
            return
        self._settle(submitted)

    def let_go(self, came: Came, draft: Draft) -> None:
        """Refuse what nobody could open, with the entry that says so; done before, it does nothing."""
        try:
            with self._log.connections.transaction() as transaction:
                submitted = self._log.submit(transaction, [draft])
                written = submitted.records[-1]
                given = [came.sender, bytes.fromhex(came.transfer), came.hash, "refused", None, written, None]
                transaction.execute(CAME, given)
        except ContentionError:
            return
        self._settle(submitted)

    def recorded_of(self, subject: SubjectId) -> int:
        """How much was ever recorded of somebody; all of that stands on the log.

        Raises:
            ContentionError: the log does not come to it.
        """
        for _ in range(LOOKS):
            with self._log.connections.transaction(read_only=True) as transaction:
                row = transaction.execute(_STEPS, [self._names.thread(subject)]).fetchone()
            if row is None or row[1]:
                return 0 if row is None else int(row[0])
            self._log.take_up()
            time.sleep(PAUSE)
        raise ContentionError("what was recorded of somebody does not stand on the log yet", mend="try again later.")

    def take(  # noqa: PLR0913 - see the port
        self,
        within: Within,
        transfer: Transfer,
        hash_: bytes,
        subject: SubjectId,
        draft: Draft,
        *,
        since: int,
    ) -> None:
        """Note that something is kept, with the entry that says so, in the transaction that keeps it.

        Raises:
            OvertakenError: besides what this transaction records, something was of the person since.
            ContentionError: it came before; the transaction must not be committed.
        """
        row = within.connection.execute(_STEPS, [self._names.thread(subject)]).fetchone()
        if row is None or int(row[0]) != since + 1:
            raise OvertakenError("something else was recorded of the person meanwhile", mend="try again.")
        submitted = self._log.submit(within.connection, [draft])
        self._came(within.connection, transfer, hash_, "received", subject, submitted)

    def told(self, transfer: Transfer, hash_: bytes, subject: SubjectId, drafts: Sequence[Draft]) -> None:
        """Note a notice, with the entries that say so; done before, it does nothing."""
        try:
            with self._log.connections.transaction() as transaction:
                submitted = self._log.submit(transaction, drafts)
                self._came(transaction, transfer, hash_, "received", subject, submitted)
        except ContentionError:
            return
        self._settle(submitted)

    def emptied(self) -> None:
        """Keep no envelope of what was kept or refused, once that stands on the log."""
        empty(self._log)

    def _settle(self, submitted: Submitted) -> None:
        self._log.settled(submitted)
        self.emptied()

    def _came(  # noqa: PLR0913, PLR0917 - what came, what becomes of it, and the record that says so
        self,
        transaction: Connection,
        transfer: Transfer,
        hash_: bytes,
        state: str,
        subject: SubjectId | None,
        submitted: Submitted,
    ) -> None:
        person = None if subject is None else self._names.person(subject)
        place = self._sender(transfer.sender), bytes.fromhex(transfer.id)
        transaction.execute(CAME, [*place, hash_, state, person, submitted.records[-1], None])

    def _read(self, where: str, values: list[object]) -> Came | None:
        return next(self._all(where, values), None)

    def _all(self, where: str, values: list[object]) -> Iterator[Came]:
        """One after the other is opened."""
        with self._log.connections.transaction(read_only=True) as transaction:
            rows = transaction.execute(f"{_CAME}{where}".encode(), values, binary=True).fetchall()
        yield from (self._came_from(*row) for row in rows)

    def _came_from(self, *row: Any) -> Came:  # noqa: ANN401 - of the columns of `_CAME`
        number, state, held, hash_, sender, transfer, came = row
        return Came(
            number=int(number),
            state=str(state),
            envelope=held and self._unsealed(bytes(sender) + bytes(transfer), bytes(held)),
            hash=bytes(hash_),
            sender=bytes(sender),
            transfer=TransferId(bytes(transfer).hex()),
            since=Instant(int(came)),
        )

    def _unsealed(self, place: bytes, held: bytes) -> bytes | None:
        """An envelope that waits; None where it is damaged: nobody opens it any more, and it is let go."""
        try:
            return opened(self._cipher(), place, held)
        except DatabaseError:
            return None

    def _cipher(self) -> AESGCM:
        """What seals an envelope that waits: it names who sent it, and whose it is nobody knows yet."""
        return AESGCM(self._keyring.name_of("exchange-waiting"))

    def _sender(self, sender: InstitutionId) -> bytes:
        return self._keyring.name_of("exchange-sender", sender)
