"""The keys of a local log on its private side: the one that signs, the one that comes next, and its keyring.

A rotation writes the next key beside the one that holds, then records the event under a checkpoint that the next key
signs, and then puts it into its place. Who is killed in between finds two keys at the next start: the one that signed
the newest checkpoint holds, and the other is taken away.
"""

from __future__ import annotations

from pathlib import Path

from autonome.adapters.durable import PRIVATE_FILE, remove_durably, write_durably
from autonome.adapters.keyring import FileKeyring, open_keyring
from autonome.adapters.keys import Ed25519Signer
from autonome.kernel import sha256_hex
from autonome.ledger import Checkpoint, Entropy, LogError, Note

RESTORE = "keep this directory as it is, restore the newest backup elsewhere, and compare."
"""What to do with a log that disagrees with itself."""

RESTORE_KEY = "put back the key of this state; without one: autonome ledger recover-key."
"""What to do with a log whose key is gone."""

RESTORE_KEYRING = (
    "give the keyring of this log; of a log without a node, AUTONOME_KEYRINGS names the folder of keyrings."
)
"""What to do with a keyring that does not fit."""


def signer_of(directory: Path, private: Path, name: str | None) -> Ed25519Signer:
    """Load the log's key, or make it, once, before anything was signed; the caller holds the log's lock.

    Args:
        directory: of the log.
        private: its private side.
        name: of a new log; None to name it after its key.

    Raises:
        LogError: it is missing or damaged.
    """
    key = private / "key"
    end_rotation(private)
    if not key.exists():
        if (directory / "checkpoint").exists() or (private / "signed").exists():
            raise LogError("the log's private key is missing", where=directory.name, mend=RESTORE_KEY)
        Ed25519Signer.generate(name).save(key)
    return Ed25519Signer.load(key)


def end_rotation(private: Path) -> None:
    """End a rotation that was stopped half way, if one was: before the event was recorded, or after it.

    Args:
        private: the log's private side; the caller holds the log's lock.
    """
    following, signed = private / "key.next", private / "signed"
    if not following.exists():
        return
    try:
        successor = Ed25519Signer.load(following)
    except LogError:  # half written, before its event; or wiped, after it was put into its place
        remove_durably(following)
        return
    if signed.exists() and Note.parse(signed.read_text(encoding="utf-8")).signers([successor.verifier]):
        successor.save(private / "key")
    remove_durably(following)


def next_signer(private: Path, name: str) -> Ed25519Signer:
    """Draw the log's next key, and put it beside the one that holds."""
    successor = Ed25519Signer.generate(name)
    put_beside(private, successor)
    return successor


def put_beside(private: Path, successor: Ed25519Signer) -> None:
    """Put the log's next key beside the one that holds."""
    successor.save(private / "key.next")


def take_over(private: Path, successor: Ed25519Signer) -> None:
    """Put the next key into its place: its event is recorded."""
    successor.save(private / "key")
    remove_durably(private / "key.next")


def signed_name(private: Path) -> str:
    """The name of a log, from what it signed last, whoever has lost its key.

    Raises:
        LogError: nothing was signed.
    """
    signed = private / "signed"
    if not signed.exists():
        raise LogError("nothing was signed by this log", where=private.parent.name, mend=RESTORE)
    return Checkpoint.of_note(signed.read_text(encoding="utf-8")).origin


def keyring_of(private: Path, origin: str, entropy: Entropy, keyrings: Path | None) -> FileKeyring:
    """Open the log's keyring, or make it, once, before anything was sealed; another's is never taken for it.

    Args:
        private: the log's private side.
        origin: of the log.
        entropy: draws keys and nonces.
        keyrings: folder of the keyrings of all logs; None for the private side.

    Raises:
        LogError: it is missing, damaged or another log's.
    """
    place = private / "keyring" if keyrings is None else keyrings / sha256_hex(origin.encode())
    fingerprint = private / "keyring-fingerprint"
    if not fingerprint.exists():
        if any((private / "sealed").rglob("*.json")):
            raise LogError(
                "the payloads of this log lie open: it was written before they were sealed",
                where=private.parent.name,
                mend="begin a new log with --log, and keep this one where nobody else can read it.",
            )
        if (private / "sealed").exists():
            raise LogError("its record of the keyring is missing", where=private.parent.name, mend=RESTORE)
        keyring = open_keyring(place, origin=origin, entropy=entropy, new=True)
        write_durably(fingerprint, keyring.fingerprint, PRIVATE_FILE)
    keyring = open_keyring(place, origin=origin, entropy=entropy, new=False)
    if keyring.fingerprint != fingerprint.read_bytes():
        raise LogError("the keyring is that of another log", where=str(place), mend=RESTORE_KEYRING)
    return keyring
