"""A node's keys, sealed under a passphrase, for a place of their own: never beside a backup of its database.

One file: a line that names the format, a line that says how the key is derived, and the private side of the log (key,
keyring, policies, what witnesses said, the accounts' key), sealed with AES-256-GCM. One-time passes and the journal of
emergencies stay where they are.
"""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from autonome.adapters.durable import PRIVATE_DIRECTORY, PRIVATE_FILE, make_directories, write_durably
from autonome.adapters.keyring import KEY_BYTES, NONCE_BYTES
from autonome.kernel import InputError, Json, canonical_bytes, read_json
from autonome.ledger import Entropy

FORMAT: Final = b"autonome-keys/1\n"

N, R, P = 2**17, 8, 1
"""Cost of scrypt: 128 MiB and some tenths of a second for each guess (OWASP Password Storage Cheat Sheet, 2023)."""

SHORTEST: Final = 16
"""Characters of a passphrase (NIST SP 800-63B-4, section 3.1.1.2: 15 where it stands alone; we ask for one more)."""

_STAYS: Final = frozenset({"passes", "journal", "signed", "cosigned.lock"})
_SALT_BYTES: Final = 16


def back_up_keys(private: Path, target: Path, passphrase: str, entropy: Entropy) -> int:
    """Seal a private side into a file; gives how many files are in it.

    Args:
        private: side of the log.
        target: new file.
        passphrase: of whoever shall be able to open it.
        entropy: draws salt and nonce.

    Raises:
        InputError: something is there already, or the passphrase is too short.
    """
    if target.exists():
        raise InputError("there is something here already", where=str(target), mend="name a new file.")
    if len(passphrase) < SHORTEST:
        raise InputError("the passphrase is too short", mend=f"use at least {SHORTEST} characters.")
    packed, count = io.BytesIO(), 0
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path in sorted(private.rglob("*")):
            name = path.relative_to(private)
            if path.is_file() and name.parts[0] not in _STAYS and not path.name.startswith("."):
                tar.add(path, arcname=str(name), recursive=False)
                count += 1
    salt, nonce = entropy.token(_SALT_BYTES), entropy.token(NONCE_BYTES)
    told: dict[str, Json] = {"kdf": "scrypt", "n": N, "r": R, "p": P, "salt": salt.hex(), "nonce": nonce.hex()}
    head = FORMAT + canonical_bytes(told) + b"\n"
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, packed.getvalue(), head)
    write_durably(target, head + sealed, PRIVATE_FILE)
    return count


def put_back_keys(source: Path, private: Path, passphrase: str) -> int:
    """Put a private side back; gives how many files it has.

    Args:
        source: file of `back_up_keys`.
        private: where it shall be: new, or empty.
        passphrase: that it was sealed under.

    Raises:
        InputError: something is there, the passphrase is wrong, or the file is damaged.
    """
    if private.exists() and any(private.iterdir()):
        raise InputError("there are keys here already", where=str(private), mend="set them aside first.")
    tar = _opened(source.read_bytes(), passphrase, str(source))
    make_directories(private, PRIVATE_DIRECTORY)
    members = [member for member in tar.getmembers() if member.isfile()]
    for member in members:
        target = private / member.name
        held = tar.extractfile(member)
        if held is None or not target.resolve().is_relative_to(private.resolve()):
            raise InputError("holds a file that is none of a node's", where=str(source), mend="use another.")
        make_directories(target.parent, PRIVATE_DIRECTORY)
        write_durably(target, held.read(), PRIVATE_FILE)
    return len(members)


def _opened(data: bytes, passphrase: str, where: str) -> tarfile.TarFile:
    line, _, sealed = data.removeprefix(FORMAT).partition(b"\n")
    if not data.startswith(FORMAT):
        raise InputError("is no backup of keys", where=where, mend="name the file of `node backup-keys`.")
    match read_json(line, where=where):
        case {"kdf": "scrypt", "n": 131072, "r": 8, "p": 1, "salt": str(salt), "nonce": str(nonce)}:
            head = data[: len(data) - len(sealed)]
            key = _key(passphrase, bytes.fromhex(salt))
        case _:
            raise InputError("says a derivation that is not known", where=where, mend="use the version that made it.")
    try:
        packed = AESGCM(key).decrypt(bytes.fromhex(nonce), sealed, head)
    except (InvalidTag, ValueError):
        raise InputError("the passphrase is another, or the file is damaged", where=where, mend="try again.") from None
    return tarfile.open(fileobj=io.BytesIO(packed), mode="r:")


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=N, r=R, p=P).derive(passphrase.encode())
