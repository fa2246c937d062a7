"""The accounts of an institution, as bootstrap hands them out."""

from __future__ import annotations

from autonome.access.actors import SignedIn
from autonome.ledger import Clock, Entropy
from autonome.web import schema
from autonome.web.accounts import tokens
from autonome.web.project import Project, use


class Accounts:
    """People, their roles and their sessions; satisfies `access.actors.Actors`.

    Args:
        project: what the node says.
        clock: of all that has a time.
        entropy: draws tokens and codes.
    """

    def __init__(self, project: Project, *, clock: Clock, entropy: Entropy) -> None:
        self._project = project
        self._clock = clock
        self._entropy = entropy
        self._use()
        schema.prepare()

    def signed_in(self, token: bytes) -> SignedIn | None:
        """Who a session's token stands for; None where it is unknown or over, or its holder is locked."""
        self._use()
        return tokens.holder(token, self._clock.now())

    def _use(self) -> None:
        use(self._project)
