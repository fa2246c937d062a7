"""Sharing: what one institution passes on to another of a person, exactly as far as consent and law permit.

Read in this order: `names` (of institutions and transfers), `cards` (what an institution says of itself to partners),
`ports` (what the exchange needs of the outside: to seal, to deliver, to receive). Nothing here opens a record or sends
anything: that is done by workflows, under a permit, and by adapters.
"""

from autonome.sharing.cards import Card
from autonome.sharing.errors import EnvelopeError, RefusedError, TransferError
from autonome.sharing.names import InstitutionId, TransferId
from autonome.sharing.ports import Courier, Opened, Receiver, Sealer

__all__ = [
    "Card",
    "Courier",
    "EnvelopeError",
    "InstitutionId",
    "Opened",
    "Receiver",
    "RefusedError",
    "Sealer",
    "TransferError",
    "TransferId",
]
