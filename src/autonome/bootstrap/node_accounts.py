"""The accounts of an open node, for whoever has one: made known to Django, and held against log and erasures."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from autonome.adapters.durable import PRIVATE_FILE, DurableFile, write_once_durably
from autonome.adapters.small_files import read_small
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import ActorId, InputError, SubjectId

if TYPE_CHECKING:
    from autonome.adapters.node import Node
    from autonome.web.accounts.accounts import Accounts
    from autonome.web.project import Project, Served

KEY_FILE: Final = "accounts.key"
"""In the node's private folder: seals second factors, signs cookies; never in a backup of the database."""

KEY_BYTES: Final = 32


def accounts_of(node: Node) -> Accounts:
    """The accounts of an open node; their tables are made where they are missing."""
    return accounts_in(node, project_of(node))


def project_of(node: Node, hosts: Iterable[str] = (), served: Served | None = None) -> Project:
    """What a node says to Django.

    Args:
        node: that is open.
        hosts: names under which its pages are served, beside its own.
        served: how; None in a process that serves none.
    """
    from autonome.adapters.postgres import Role as DatabaseRole  # noqa: PLC0415 - an extra
    from autonome.web.project import Project  # noqa: PLC0415 - loads Django

    parameters, name = node.database.parameters, node.settings.institution.name
    return Project(
        name,
        parameters[DatabaseRole.APP],
        parameters.get(DatabaseRole.OWNER),
        _key(node.private),
        hosts=(name, *hosts),
        served=served,
    )


def accounts_in(node: Node, project: Project) -> Accounts:
    """The accounts of an open node, under a project of it."""
    from autonome.web.project import use  # noqa: PLC0415 - loads Django

    use(project)  # before any model is imported
    from autonome.web.accounts.accounts import Accounts  # noqa: PLC0415

    return Accounts(project, node.log, clock=SystemClock(), entropy=SystemEntropy())


def forget_accounts(node: Node, erased: Callable[[SubjectId], bool]) -> int:
    """The accounts' part of an erasure: those of erased patients say no more whose they were; gives how many."""
    accounts = accounts_of(node)
    from autonome.web.accounts import wards  # noqa: PLC0415 - Django is set up now

    wards.forget(erased)
    return accounts.forget_erased(erased)


def told_of_mandate(node: Node, holder: ActorId, ward: SubjectId) -> None:
    """Put a ward onto the list of a holder who has an account here: so they find the ward when they sign in."""
    accounts_of(node)
    from autonome.web.accounts import wards  # noqa: PLC0415 - Django is set up now

    wards.keep(str(holder), ward)


def accounts_against_log(node: Node) -> tuple[str, ...]:
    """Whatever the accounts say that the log does not, in words (see `web.accounts.auditing`)."""
    from autonome.adapters.node.rights import rights_of  # noqa: PLC0415 - an extra

    erased = rights_of(node.directory, node.log, node.names, SystemEntropy()).is_erased()
    return accounts_of(node).against_log(erased)


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
