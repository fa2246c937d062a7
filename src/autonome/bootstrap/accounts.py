"""The accounts of a node: what Django needs to know, taken from the node that is open."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from autonome.adapters.durable import PRIVATE_FILE, DurableFile, write_once_durably
from autonome.adapters.small_files import read_small
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import InputError

if TYPE_CHECKING:
    from autonome.adapters.node import Node
    from autonome.web.accounts.accounts import Accounts

KEY_FILE: Final = "accounts.key"
"""In the node's private folder: seals second factors, signs cookies; never in a backup of the database."""

KEY_BYTES: Final = 32


def accounts_of(node: Node) -> Accounts:
    """The accounts of an open node; their tables are made where they are missing."""
    from autonome.adapters.postgres import Role  # noqa: PLC0415 - an extra
    from autonome.web.project import Project, use  # noqa: PLC0415 - loads Django

    parameters = node.database.parameters
    name = node.settings.institution.name
    project = Project(name, parameters[Role.APP], parameters.get(Role.OWNER), _key(node.private), hosts=(name,))
    use(project)  # before any model is imported
    from autonome.web.accounts.accounts import Accounts  # noqa: PLC0415

    return Accounts(project, clock=SystemClock(), entropy=SystemEntropy())


def _key(private: Path) -> bytes:
    """The accounts' key; drawn where there is none."""
    path = private / KEY_FILE
    if not path.exists():
        write_once_durably(
            DurableFile(path, SystemEntropy().token(KEY_BYTES), private=True), SystemEntropy().token(8).hex()
        )
    key = read_small(path, KEY_BYTES)
    if len(key) != KEY_BYTES or path.stat().st_mode & ~PRIVATE_FILE & 0o777 or path.stat().st_uid != os.geteuid():
        raise InputError(
            "is not the accounts' key, or is open to others", where=str(path), mend="restore it, and chmod 600."
        )
    return key
