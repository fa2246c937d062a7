"""Hold what came from a partner to what the partner's log says of it, and to the limits of what may come.

What the sender decided permits nothing here; it is shown by the receipt in the header, and no body is looked at before
that. Whose it is, and whether it is kept, is decided elsewhere (`keep_transfer`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, TypeVar

from autonome.access.ports import Within
from autonome.clinical.items import KeptItem
from autonome.consent import Action, ConsentFile, read_consent
from autonome.fhir.passing_on import Origin, received
from autonome.kernel import SubjectId
from autonome.sharing import EnvelopeError, InstitutionId, TransferError
from autonome.sharing.messages import Header, Place, verify_header
from autonome.sharing.transfers import Body, Transfer, read_body
from autonome.workflows.exchange_ports import ExchangeWorld
from autonome.workflows.import_genome import PHARMACOGENES

WithinT = TypeVar("WithinT", bound=Within)

EARLY_SECONDS: Final = 300
"""Seconds by which the sender's clock may be ahead of ours (our own judgement; both have NTP)."""

MOST_ACTS: Final = 512
"""Acts of consent, and statements, of one transfer: each is recorded here. A form has twenty questions, and a transfer
rests on few forms (our own judgement)."""


@dataclass(frozen=True, slots=True)
class Message:
    """What came, held to the sender's log.

    Args:
        header: of it.
        body: of it.
        consents: that came along, under the pseudonym.
        sent: where the sender's entry stands.
        hash: of all of it.
    """

    header: Header
    body: Body
    consents: ConsentFile
    sent: Place
    hash: bytes

    @property
    def transfer(self) -> Transfer:
        """What it says of itself."""
        return self.header.transfer


def hash_of(transfer: Transfer, body: bytes) -> bytes:
    """What one id stands for: header and body together."""
    return sha256(bytes.fromhex(transfer.digest) + body).digest()


def held(
    header: Header, body: bytes, sender: InstitutionId, world: ExchangeWorld[WithinT], *, late: bool = False
) -> Message:
    """Hold a transfer to what the sender's log says of it, and read its body.

    Args:
        header: as it came.
        body: as it came.
        sender: who sealed it.
        world: what the exchange works with.
        late: whether its time may be over.

    Raises:
        AutonomeError: something of it does not hold.
    """
    transfer, now, where = header.transfer, world.clock.now(), f"the transfer of {sender}"
    if now.seconds < transfer.created.seconds - EARLY_SECONDS or (now >= transfer.expires and not late):
        raise TransferError("its time is over, or has not come", where=where, mend="send it anew.")
    sent, found = place_of_header(header, world), read_body(body, where)
    if found.transfer != transfer.id:
        raise TransferError("its body is another transfer's", where=where)
    consents = read_consent(found.consents.encode(), where=where, subject=SubjectId(transfer.subject))
    if len(consents.acts) + len(consents.attested) > MOST_ACTS:
        raise TransferError(f"has more than {MOST_ACTS} acts of consent", where=where)
    if transfer.action is not Action.WITHDRAW:
        expect_covered(transfer, items_in(found, transfer, where), where)
        _expect_sound(transfer, found, world)
    return Message(header, found, consents, sent, hash_of(transfer, body))


def place_of_header(header: Header, world: ExchangeWorld[WithinT]) -> Place:
    """Where the sender's entry of a transfer stands, by the receipt in its header.

    Raises:
        EnvelopeError: the sender is no partner here.
        AutonomeError: the receipt does not hold.
    """
    partner = world.post.partner(header.transfer.sender)
    if partner is None:
        raise EnvelopeError("the transfer is from nobody who is a partner here")
    return verify_header(header, partner.policy)


def items_in(body: Body, transfer: Transfer, where: str) -> tuple[KeptItem, ...]:
    """The items of a body as they are kept here; raises as `received`."""
    sender, owed = transfer.sender, transfer.obligations
    return received([(each.name, each.body, Origin(sender, each.version, owed)) for each in body.items], where)


def expect_covered(transfer: Transfer, items: Iterable[KeptItem], where: str) -> None:
    """Stop items on shelves that the sender's decision does not open.

    Raises:
        TransferError: there is one.
    """
    for item in items:
        if not item.categories.issubset(transfer.items):
            raise TransferError("holds data that its decision does not cover", where=where)


def _expect_sound(transfer: Transfer, body: Body, world: ExchangeWorld[WithinT]) -> None:
    """Stop genomes that the sender's decision does not open, or that cannot be read.

    Raises:
        AutonomeError: there is one.
    """
    if body.genomes and PHARMACOGENES not in transfer.items:
        raise TransferError("holds a genome that its decision does not cover", where=transfer.sender)
    world.genomes.check(transfer, body.genomes)
