"""Passes for break-glass while the log cannot record: made while all is well, each good for one permit.

::

    DIR/log/passes/<digest>    a secret of 32 bytes, 0600; the database knows its digest

Who takes one takes the file away first: no two take the same, and the database refuses one that was used. Only the
minter's login enters new ones: who has the app's makes none.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

import psycopg

from autonome.adapters.durable import PRIVATE_DIRECTORY, PRIVATE_FILE, flush_names, make_directories, write_durably
from autonome.adapters.postgres import Database, Role, connect
from autonome.adapters.postgres.errors import refused
from autonome.kernel import AutonomeError
from autonome.ledger import Entropy

FOLDER: Final = "passes"
BATCH: Final = 32
"""Passes that a start makes sure of (our own judgement: an emergency room's night)."""

SECRET_BYTES: Final = 32


class PassError(AutonomeError):
    """No pass is left for break-glass while the log cannot record."""


def replenish(database: Database, private: Path, entropy: Entropy, *, batch: int = BATCH) -> int:
    """Make as many passes as are missing; gives how many were made.

    Args:
        database: with the minter's login.
        private: side of the node's log, where keys lie.
        entropy: draws secrets.
        batch: how many there shall be.

    Raises:
        DatabaseError: the database cannot be asked, or went away.
    """
    try:
        return _replenish(database, private, entropy, batch)
    except psycopg.Error as error:
        raise refused(error) from None


def _replenish(database: Database, private: Path, entropy: Entropy, batch: int) -> int:
    folder = private / FOLDER
    make_directories(folder, PRIVATE_DIRECTORY)
    with connect(database, Role.MINTER, purpose="passes") as minter:
        rows = minter.execute("SELECT secret FROM emergency_pass WHERE used IS NULL", binary=True).fetchall()
        usable = {bytes(digest).hex() for (digest,) in rows} & {path.name for path in folder.iterdir()}
        for _ in range(batch - len(usable)):
            secret = entropy.token(SECRET_BYTES)
            write_durably(folder / sha256(secret).hexdigest(), secret, PRIVATE_FILE)
            minter.execute("INSERT INTO emergency_pass (secret) VALUES (%b)", [sha256(secret).digest()])
    return max(0, batch - len(usable))


def take(private: Path) -> bytes:
    """Take a pass away from where they lie; nobody else has it then.

    Raises:
        PassError: none is left.
    """
    folder = private / FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        ours = folder / f".{os.getpid()}-{path.name}"
        with suppress(FileNotFoundError):  # somebody else was first
            if path.name.startswith("."):
                continue
            path.rename(ours)
            secret = ours.read_bytes()
            ours.unlink()
            flush_names(folder)
            return secret
    raise PassError(
        "no pass is left for break-glass while the log cannot record",
        where=str(folder),
        mend="let the log record again: `autonome node status` says what stops it.",
    )
