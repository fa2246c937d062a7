"""Opening a log in PostgreSQL: it is made once, and belongs to one keyring and one key from then on."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

import psycopg

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.adapters.durable import PRIVATE_DIRECTORY, make_directories
from autonome.adapters.keyring import FileKeyring
from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.log_files import locked
from autonome.adapters.log_keys import RESTORE_KEYRING, keyring_of
from autonome.adapters.postgres import Connections, Database, Role, connect
from autonome.adapters.postgres.errors import refused
from autonome.adapters.postgres_log.asking import PATIENCE
from autonome.adapters.postgres_log.erasing import STONES
from autonome.adapters.postgres_log.log import PostgresLog
from autonome.adapters.postgres_log.reading import KEY_EVENTS, LogTables
from autonome.adapters.postgres_log.records import Composer
from autonome.adapters.postgres_log.rounds import GROWN, ROUND, Round
from autonome.adapters.postgres_log.running import Rounds
from autonome.adapters.postgres_log.sequencer import Follower, Sequencer
from autonome.adapters.postgres_log.signing import SigningKey
from autonome.adapters.postgres_log.tables import TreeTables
from autonome.kernel import InputError
from autonome.ledger import (
    EMPTY_ROOT,
    Checkpoint,
    Clock,
    Deed,
    Entropy,
    KeyEvent,
    LogError,
    Note,
    Signature,
    Signer,
)
from autonome.ledger import Role as KeyRole


def open_postgres_log(  # noqa: PLR0913 - as for a log in a directory, and the database
    database: Database,
    private: Path,
    *,
    clock: Clock,
    entropy: Entropy,
    keyrings: Path | None = None,
    name: str | None = None,
    most: int = 8,
    patience: float = PATIENCE,
) -> PostgresLog:
    """Open the log of a database; make it where there is none. The caller closes it.

    Where the log's key lies in ``private`` and the minter's login is known, this process puts entries on the log;
    else it waits for one that does.

    Args:
        database: migrated.
        private: the node's private side: key and keyring; made where it is missing.
        clock: stamps entries.
        entropy: draws keys, salts and nonces.
        keyrings: folder that holds the keyrings of all logs; None to keep this log's on the private side.
        name: origin of a new log; None to name it after its key.
        most: connections at once.
        patience: seconds that a caller waits for its entries to stand on the log.

    Raises:
        InputError: others may look into the private side.
        LogError: the log disagrees with itself, with its key or with its keyring.
        DatabaseError: the database refuses something.
    """
    _private_side(private)
    with locked(private):
        origin = _origin(database) or _made(database, private, entropy, keyrings, name)
        keyring = keyring_of(private, origin, entropy, keyrings)
    _expect_keyring(database, keyring)
    connections = Connections(database, Role.APP, purpose="log", most=most)
    connections.__enter__()
    composer = Composer(origin, keyring, clock=clock, entropy=entropy)
    tables = LogTables(composer, TreeTables(connections.transaction))
    key = SigningKey(private, origin)
    sequencer = None
    if key.there and Role.MINTER in database.parameters:
        rounds = Rounds(database, composer, key=key, tables=tables)
        sequencer = Sequencer(database, rounds, patience)
    follower = Follower(database, key, patience)
    try:
        seen = CosignedFiles(private, private)
        return PostgresLog(connections, composer, tables=tables, sequencer=sequencer, follower=follower, seen=seen)
    except BaseException:
        if sequencer is not None:
            sequencer.close()
        connections.close()
        raise


def recover_postgres_log(  # noqa: PLR0913 - as for opening, and the two things that a recovery is about
    database: Database,
    private: Path,
    recovery: Signer,
    *,
    clock: Clock,
    entropy: Entropy,
    keyrings: Path | None = None,
    until: int | None = None,
) -> PostgresLog:
    """Give a log whose key is lost or stolen a new one, by the key that was named for this at its beginning.

    Args:
        database: of the log.
        private: as for `open_postgres_log`.
        recovery: that key.
        clock: stamps entries.
        entropy: draws salts and nonces.
        keyrings: as for `open_postgres_log`.
        until: largest size at which what the old key signed still counts; None for all until now.

    Raises:
        LogError: the log disagrees with itself, or no key for recovery was named.
        VerificationError: it is not that key.
    """
    origin = _origin(database)
    if origin is None:
        raise LogError("the database holds no log", mend="begin one.")
    with locked(private), Connections(database, Role.APP, purpose="recovery") as connections:
        composer = Composer(origin, keyring_of(private, origin, entropy, keyrings), clock=clock, entropy=entropy)
        key = SigningKey(private, origin)
        tables = LogTables(composer, TreeTables(connections.transaction))
        rounds = Rounds(database, composer, key=key, tables=tables)
        successor = Ed25519Signer.generate(origin)
        event = KeyEvent(Deed.RECOVER, KeyRole.LOG, successor.verifier, until=until)

        def work(round_: Round, _: object) -> None:
            round_.recover(event, recovery, successor)
            key.put_beside(successor)  # what lies there may be all that is left of a rotation: not before it is allowed

        try:
            rounds.run((), work, stand_in=successor)
        finally:
            rounds.close()
        key.take_over(successor)
    return open_postgres_log(database, private, clock=clock, entropy=entropy, keyrings=keyrings)


def _private_side(private: Path) -> None:
    make_directories(private, PRIVATE_DIRECTORY)
    if private.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise InputError("others may look into the log's private side", where=private.name, mend="chmod 700 it.")


def _ask(database: Database, statement: str) -> Sequence[tuple[object, ...]]:
    with connect(database, Role.APP, purpose="log") as connection:
        try:
            return connection.execute(statement.encode()).fetchall()
        except psycopg.Error as error:
            raise refused(error) from None


def _origin(database: Database) -> str | None:
    rows = _ask(database, "SELECT origin FROM log_identity")
    return str(rows[0][0]) if rows else None


def _expect_keyring(database: Database, keyring: FileKeyring) -> None:
    if _ask(database, "SELECT keyring FROM log_identity") != [(keyring.fingerprint,)]:
        raise LogError("the keyring is not that of the log in the database", mend=RESTORE_KEYRING)


def _made(database: Database, private: Path, entropy: Entropy, keyrings: Path | None, name: str | None) -> str:
    """Make the log: its identity, the threads that it alone adds to, and the checkpoint of the empty tree."""
    path = private / "key"
    if not path.exists():
        Ed25519Signer.generate(name).save(path)
    signer = Ed25519Signer.load(path)
    key = signer.verifier
    keyring = keyring_of(private, key.name, entropy, keyrings)
    text = Checkpoint(key.name, 0, EMPTY_ROOT).text
    note = str(Note(text, (Signature(key.name, key.id, signer.sign(text.encode())),)))
    with connect(database, Role.MINTER, purpose="log") as connection:
        try:
            with connection.transaction():
                connection.execute(ROUND)
                if connection.execute("SELECT FROM log_identity").fetchone() is not None:
                    raise LogError("another process has just made a log in this database", mend="use its keys.")
                connection.execute(
                    "INSERT INTO log_identity (origin, keyring) VALUES (%s, %s)", [key.name, keyring.fingerprint]
                )
                for thread in (KEY_EVENTS, STONES):
                    connection.execute(
                        "INSERT INTO log_thread (name, opening, reserved) VALUES (%s, %s, true)",
                        [bytes.fromhex(keyring.pseudonym(thread)), str(thread.opening)],
                    )
                connection.execute("SELECT log_sign(0, %s, 0, %s)", [note, GROWN])
        except psycopg.Error as error:
            raise refused(error) from None
    return key.name
