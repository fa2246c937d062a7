"""The accounts of a node: what Django needs to know, taken from the node that is open."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from autonome.access.actors import Invitation, Listed
from autonome.adapters.durable import PRIVATE_FILE, DurableFile, write_once_durably
from autonome.adapters.small_files import read_small
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.nodes import opened_node
from autonome.kernel import ActorId, InputError, SubjectId

if TYPE_CHECKING:
    from autonome.adapters.node import Node
    from autonome.web.accounts.accounts import Accounts
    from autonome.web.accounts.enrolment import Enrolling
    from autonome.web.accounts.second_factor import NewFactor
    from autonome.web.accounts.stewarding import Stewarding
    from autonome.web.project import Project, Served

KEY_FILE: Final = "accounts.key"
"""In the node's private folder: seals second factors, signs cookies; never in a backup of the database."""

KEY_BYTES: Final = 32


def source() -> str:
    """Where somebody at this terminal comes from, as failures are counted."""
    return f"terminal of user {os.getuid()} on {socket.gethostname()}"


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


def first_steward(node: Node, name: str) -> Invitation:
    """Make the first account of a new node, a steward's; gives the code with which its holder enrols.

    Raises:
        InputError: there are accounts already, or the name will not do.
    """
    return accounts_of(node).first_steward(name)


def stewarding(node: Node, steward: ActorId) -> Stewarding:
    """What a steward may do, who has signed in as one."""
    return accounts_of(node).steward(steward)


def listed(node: Node) -> tuple[Listed, ...]:
    """All accounts of the node, by name."""
    return accounts_of(node).listed()


def forget_accounts(node: Node, erased: Callable[[SubjectId], bool]) -> int:
    """The accounts' part of an erasure: those of erased patients say no more whose they were; gives how many."""
    return accounts_of(node).forget_erased(erased)


def accounts_against_log(node: Node) -> tuple[str, ...]:
    """Whatever the accounts say that the log does not, in words (see `web.accounts.auditing`)."""
    from autonome.adapters.node.rights import rights_of  # noqa: PLC0415 - an extra

    erased = rights_of(node.directory, node.log, node.names, SystemEntropy()).is_erased()
    return accounts_of(node).against_log(erased)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Somebody who enrols at this terminal.

    Args:
        accounts: of the node.
        name: of the account.
    """

    accounts: Accounts
    name: str
    _given: list[Enrolling]

    def begin(self, code: str, password: str) -> NewFactor:
        """Check code and password, and draw a secret for the authenticator app."""
        from autonome.web.accounts.enrolment import Enrolling  # noqa: PLC0415 - Django is set up now

        self._given[:] = [Enrolling(self.name, code, password, source())]
        return self.accounts.begin_enrolment(self._given[0])

    def finish(self, secret: str, digits: str) -> tuple[str, ...]:
        """Set them, once the app has shown that it works; gives recovery codes."""
        return self.accounts.finish_enrolment(self._given[0], secret, digits)


@contextmanager
def enrolling(folder: Path, name: str) -> Iterator[Enrolment]:
    """Open a node for somebody who enrols."""
    with opened_node(folder) as node:
        yield Enrolment(accounts_of(node), name, [])


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
