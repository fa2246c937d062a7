"""A log in a directory is opened, made, or given a new key (`local_log.LocalLog`).

Opening takes what lies in the directory for a log, or for none: what is something else stays as it is.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final

from autonome.adapters.durable import PRIVATE_DIRECTORY, folder_of_a_log, make_directories
from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.local_log import LocalLog
from autonome.adapters.log_files import LogFiles, locked
from autonome.adapters.log_keys import end_rotation, keyring_of, signed_name, signer_of
from autonome.kernel import InputError
from autonome.ledger import Clock, Entropy, Signer

NAME_A_FOLDER: Final = (
    "add --database where the command has it; plan and decide record in a folder: name one with --log."
)
"""What to do where the log of a database was named as one in a folder."""


def open_local_log(  # noqa: PLR0913 - what a log works with, its name, and what the operator says
    directory: Path,
    *,
    clock: Clock,
    entropy: Entropy,
    keyrings: Path | None = None,
    name: str | None = None,
    alone: bool = False,
) -> LocalLog:
    """Open the log of a directory; make it where the directory is not there, or empty.

    Args:
        directory: of the log.
        clock: stamps entries.
        entropy: draws keys, salts and nonces.
        keyrings: folder that holds the keyrings of all logs, each under its log's name; None to keep this log's keyring
            on its private side.
        name: origin of a new log; None to name it after its key.
        alone: add although no witness of the log answers; what the operator says.

    Raises:
        InputError: the directory holds something else, cannot hold a log, or others may look into its private side.
        LogError: the log disagrees with itself.
    """
    with folder_of_a_log(directory):
        private = _private_side(directory)
        with locked(private):
            signer = signer_of(directory, private, name)
            keyring = keyring_of(private, signer.verifier.name, entropy, keyrings)
        files = LogFiles(directory, signer=signer, keyring=keyring, clock=clock, entropy=entropy)
        log = LocalLog(files, keyring, alone=alone)
        log.start()
        return log


def recover_local_log(  # noqa: PLR0913 - as for opening, and the two things that a recovery is about
    directory: Path,
    recovery: Signer,
    *,
    clock: Clock,
    entropy: Entropy,
    keyrings: Path | None = None,
    until: int | None = None,
    alone: bool = False,
) -> LocalLog:
    """Give a log whose key is lost or stolen a new one, by the key that was named for this at its beginning.

    Args:
        directory: of the log.
        recovery: that key.
        clock: stamps entries.
        entropy: draws salts and nonces.
        keyrings: as for `open_local_log`.
        until: largest size at which what the old key signed still counts; None for all until now.
        alone: as for `open_local_log`.

    Raises:
        LogError: the log disagrees with itself, or no key for recovery was named.
        VerificationError: it is not that key.
    """
    with folder_of_a_log(directory):
        private = _private_side(directory)
        with locked(private):
            end_rotation(private)  # whose key is not lost: a recovery that is refused must not write over it
            stand_in = Ed25519Signer.generate(signed_name(private))  # never kept: the log's own key is not here
            keyring = keyring_of(private, stand_in.verifier.name, entropy, keyrings)
        files = LogFiles(directory, signer=stand_in, keyring=keyring, clock=clock, entropy=entropy)
        LocalLog(files, keyring, alone=alone).recover(recovery, until)
    return open_local_log(directory, clock=clock, entropy=entropy, keyrings=keyrings, alone=alone)


def _private_side(directory: Path) -> Path:
    private = directory / "private"
    if (directory / "keyring-fingerprint").exists():
        raise InputError("this is the private side of a log in the database", where=directory.name, mend=NAME_A_FOLDER)
    if not private.is_dir() and directory.is_dir() and any(directory.iterdir()):
        raise InputError(
            "the directory holds something that is not a log", where=directory.name, mend="name another with --log."
        )
    make_directories(directory)
    make_directories(private, PRIVATE_DIRECTORY)
    if private.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise InputError("others may look into the log's private side", where=directory.name, mend="chmod 700 private.")
    return private
