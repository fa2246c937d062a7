"""The accounts of a node: what Django needs to know, taken from the node that is open."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autonome.access.actors import Invitation, Listed
from autonome.bootstrap.node_accounts import (
    KEY_FILE,
    accounts_against_log,
    accounts_in,
    accounts_of,
    forget_accounts,
    project_of,
    told_of_mandate,
)
from autonome.bootstrap.nodes import opened_node
from autonome.kernel import ActorId

__all__ = [
    "KEY_FILE",
    "Enrolment",
    "accounts_against_log",
    "accounts_in",
    "accounts_of",
    "enrolling",
    "first_steward",
    "forget_accounts",
    "listed",
    "project_of",
    "source",
    "stewarding",
    "told_of_mandate",
]

if TYPE_CHECKING:
    from autonome.adapters.node import Node
    from autonome.web.accounts.accounts import Accounts
    from autonome.web.accounts.enrolment import Enrolling
    from autonome.web.accounts.second_factor import NewFactor
    from autonome.web.accounts.stewarding import Stewarding


def source() -> str:
    """Where somebody at this terminal comes from, as failures are counted."""
    return f"terminal of user {os.getuid()} on {socket.gethostname()}"


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
