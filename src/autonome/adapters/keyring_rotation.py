"""Changing the institution's key: every person's key is wrapped anew, and the old key destroyed last.

Numbered steps; a kill between any two leaves a keyring that opens everything, and that `rotate` goes on with:

1. nobody else has the keyring open: whoever had might wrap a new person's key under the one that goes;
2. a new generation is drawn and written down beside the old one: from here on it wraps;
3. each key that an older generation has wrapped is wrapped anew, file by file;
4. the old generation is taken out of the file, and its bytes are overwritten.

Where a key service holds the institution's key, step 2 asks it for the next version of its key. To go over to a service
(`adopt`) is the same change: its name is written down in step 2, all is wrapped by it, and in step 4 the file's own
generation is replaced by one that has wrapped nothing.

The keys of people stay what they are, so nothing that is sealed is touched, and an erased person stays erased.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import cast

from autonome.adapters.durable import PRIVATE_FILE, write_durably
from autonome.adapters.key_service import SERVICE, KeyService, TransitWrapping, read_service, service_of
from autonome.adapters.key_wrapping import KEY_BYTES, LocalWrapping
from autonome.adapters.keyring import keyring_with, lock_keyring
from autonome.adapters.keyring_file import forget_old, is_left_over, read_secrets, write_secrets
from autonome.ledger import Entropy


def is_unfinished(directory: Path) -> bool:
    """Whether a change was begun and not ended.

    Args:
        directory: of the keyring.

    Raises:
        LogError: its file is damaged.
    """
    path = directory / "key"
    return is_left_over(path) or len(read_secrets(path).generations) > 1


def rotate(directory: Path, *, origin: str, entropy: Entropy) -> int:
    """Change the institution's key, or end a change that was begun.

    Args:
        directory: of the keyring.
        origin: of its log.
        entropy: draws the new key, and nonces.

    Returns:
        How many keys were wrapped anew.

    Raises:
        InputError: somebody has the keyring open.
        LogError: it is damaged.
    """
    path, lock = directory / "key", lock_keyring(directory, alone=True)
    try:
        if service_of(directory) is not None:
            return _by_service(directory, origin=origin, entropy=entropy, renew=True)
        ended = forget_old(path)
        secrets = read_secrets(path)
        if len(secrets.generations) == 1 and ended:
            return 0  # who was killed had only this left to do
        if len(secrets.generations) == 1:
            drawn = {secrets.newest + 1: entropy.token(KEY_BYTES)}
            secrets = replace(secrets, generations={**secrets.generations, **drawn})
            write_secrets(path, secrets)
        keyring = keyring_with(directory, secrets, origin=origin, entropy=entropy)
        rewrapped = sum(map(keyring.rewrap, keyring.keys()))
        newest = {secrets.newest: secrets.generations[secrets.newest]}
        write_secrets(path, replace(secrets, generations=newest))
        return rewrapped
    finally:
        os.close(lock)


def adopt(directory: Path, service: Path, *, origin: str, entropy: Entropy) -> int:
    """Go over to a key service, or end what was begun of that; gives how many keys were wrapped anew.

    Args:
        directory: of the keyring.
        service: file that names it (`key_service`).
        origin: of its log.
        entropy: draws what takes the place of the old key.

    Raises:
        InputError: somebody has the keyring open, or the file names no service.
        KeyServiceError: the service does not do what it is asked; whatever it has wrapped so far it opens.
        LogError: the keyring is damaged.
    """
    lock = lock_keyring(directory, alone=True)
    try:
        read_service(service)
        write_durably(directory / SERVICE, service.read_bytes(), PRIVATE_FILE)
        return _by_service(directory, origin=origin, entropy=entropy, renew=False)
    finally:
        os.close(lock)


def _by_service(directory: Path, *, origin: str, entropy: Entropy, renew: bool) -> int:
    """Wrap all anew at the service, and see that no key of the file's own opens what it wrapped before."""
    path, service = directory / "key", service_of(directory)
    secrets = read_secrets(path)
    wrapping = TransitWrapping(cast("KeyService", service), LocalWrapping(secrets.generations, entropy))
    if renew:
        wrapping.renew()
    keyring = keyring_with(directory, secrets, origin=origin, entropy=entropy, wrapping=wrapping)
    rewrapped = sum(map(keyring.rewrap, keyring.keys()))
    write_secrets(path, replace(secrets, generations={secrets.newest + 1: entropy.token(KEY_BYTES)}))
    return rewrapped
