"""A node put back from its backup: held to what is remembered of it before anything is served.

1. People whose tombstones are known lose their keys at once, whatever the database says.
2. The database is put back.
3. The node is opened: it asks its own memory and its witnesses whether the log is the newest. One that is older than
   what is remembered is halted: it signs nothing, and nobody opens anything but by break-glass.
4. Where it may sign, the tombstones that the log lacks are recorded anew, and the rows of those people go.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from autonome.adapters.cosigned_files import CosignedFiles, halted
from autonome.adapters.log_keys import keyring_of
from autonome.adapters.node.backup import Backup, put_back, read_backup
from autonome.adapters.node.opening import LOG, NodeWorld, open_node
from autonome.adapters.node.status import node_status
from autonome.adapters.postgres_gate.rights import TOMBSTONES
from autonome.adapters.postgres_log.signing import SigningKey
from autonome.adapters.small_files import read_small
from autonome.kernel import InputError
from autonome.ledger import Checkpoint, LogError, Tombstone
from autonome.ledger.erasure_lists import read_tombstones, write_tombstones


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it.

    Args:
        backup: that was put back.
        known: size of the log that this node signed last, as far as it remembers; None where it does not.
        erased: people on the list of tombstones, none of whom can be read.
        halted: why the log signs nothing now, or None.
    """

    backup: Backup
    known: int | None
    erased: int
    halted: str | None


def restore(folder: Path, directory: Path, world: NodeWorld, tombstones: Path | None = None) -> Restored:
    """Put a node back from a backup.

    Args:
        folder: the backup.
        directory: of the node; its keys are there.
        world: what it works with.
        tombstones: a list that was kept elsewhere, where the node's own is gone.

    Raises:
        AutonomeError: it cannot be put back; says why.
    """
    backup, private = read_backup(folder), directory / LOG
    stones = _listed(directory, tombstones, backup.log)
    if stones and (private / "keyring").is_dir():
        keyring = keyring_of(private, backup.log, world.entropy, None)
        for stone in stones:
            if not keyring.is_destroyed(stone.person):
                keyring.destroy(stone.person)
    note = SigningKey(private, backup.log).remembered()
    known = None if note is None else Checkpoint.of_note(note).size
    put_back(folder, directory, world)
    if known is not None and known > backup.size:
        _compare(directory, world, known)
    with suppress(LogError), open_node(directory, world):
        pass  # a start carries out what the tombstones say
    return Restored(backup, known, len(stones), halted(private))


def _compare(directory: Path, world: NodeWorld, known: int) -> None:
    """Halt a log whose database ends before what this node has signed."""
    private = directory / LOG
    found = node_status(directory, world).checkpoint
    if found is not None and found.size < known:
        CosignedFiles(private, private).halt(
            f"the database was put back at size {found.size}, and this node signed size {known}: "
            f"entries {found.size} to {known - 1} are missing"
        )


def _listed(directory: Path, given: Path | None, log: str) -> tuple[Tombstone, ...]:
    """The tombstones of the node's own list and of the one that was given; both are in the node's list from now on."""
    own = directory / TOMBSTONES
    found: dict[str, Tombstone] = {}
    for path in (own, given):
        if path is not None and path.exists():
            found |= {stone.person: stone for stone in read_tombstones(read_small(path), log, where=str(path))}
        elif path is not None and path == given:
            raise InputError("there is no such list", where=str(path), mend="name what `ledger tombstones` wrote.")
    if given is not None:
        own.write_bytes(write_tombstones(log, list(found.values())))
        own.chmod(0o600)
    return tuple(found.values())
