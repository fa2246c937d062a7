"""A steward at the node: satisfies `web.desk.StewardDesk`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autonome.access.actors import Listed
from autonome.bootstrap.nodes import node_status
from autonome.bootstrap.session import Session
from autonome.kernel import Json

if TYPE_CHECKING:
    from autonome.web.accounts.accounts import Accounts


@dataclass(frozen=True, slots=True)
class NodeStewardDesk:
    """A steward who is signed in.

    Args:
        session: of who is signed in.
        accounts: of the node.
    """

    session: Session
    accounts: Accounts

    def people(self) -> tuple[Listed, ...]:
        """See `StewardDesk`."""
        return self.accounts.listed()

    def state(self) -> Mapping[str, Json]:
        """See `StewardDesk`."""
        return node_status(self.session.node.directory)
