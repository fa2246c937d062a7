"""Partner cards: what an institution says of itself to another one that will share with it."""

from __future__ import annotations

from dataclasses import dataclass

from autonome.ledger import Policy
from autonome.sharing.names import InstitutionId


@dataclass(frozen=True, slots=True)
class Card:
    """An institution, as its partners know it.

    Args:
        id: host name of its own.
        recipient: class of recipients that it belongs to, such as ``clinic``.
        jurisdiction: whose law it works under.
        policy: by which receipts of its log are believed.
    """

    id: InstitutionId
    recipient: str
    jurisdiction: str
    policy: Policy
