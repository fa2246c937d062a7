"""What a steward may do at the node; nothing of it is a patient's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from autonome.access.actors import Listed
from autonome.kernel import Json


class StewardDesk(Protocol):
    """A node, as its stewards meet it."""

    def people(self) -> tuple[Listed, ...]:
        """All accounts, by name."""

    def state(self) -> Mapping[str, Json]:
        """How the node is: its log, its process, its journal; by name."""
