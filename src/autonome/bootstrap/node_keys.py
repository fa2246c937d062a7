"""The key under which a node's institution wraps people's keys: changed while nothing has the keyring open."""

from __future__ import annotations

from pathlib import Path

from autonome.adapters.system import SystemEntropy
from autonome.bootstrap.node import node_installed


def rotate_node_key(directory: Path, service: Path | None = None) -> tuple[bool, int]:
    """Change the institution's key of a node, or end a change that was begun.

    Args:
        directory: of the node; its process does not run.
        service: file that names a key service, to go over to it; None to change the key where it is.

    Returns:
        Whether a change that was begun before was ended, and how many keys were wrapped anew.

    Raises:
        InputError: there is no node, or something has its keyring open.
        LogError: the keyring is missing or damaged.
    """
    with node_installed():
        from autonome.adapters.node import read_settings  # noqa: PLC0415 - an extra
        from autonome.adapters.node.opening import LOG  # noqa: PLC0415
    from autonome.adapters.keyring_rotation import adopt, is_unfinished, rotate  # noqa: PLC0415 - once a year

    settings, keyring = read_settings(directory), directory / LOG / "keyring"
    if service is not None:
        return False, adopt(keyring, service, origin=settings.origin, entropy=SystemEntropy())
    begun = is_unfinished(keyring)
    return begun, rotate(keyring, origin=settings.origin, entropy=SystemEntropy())
