"""What came from partners and waits until somebody at the desk says whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autonome.bootstrap.exchange import world_of
from autonome.kernel import ActorId, InputError, SubjectId
from autonome.web.desk.clinic_values import Arrived

if TYPE_CHECKING:
    from autonome.adapters.node import Node


def arrived_at(node: Node) -> tuple[Arrived, ...]:
    """All that waits; nothing where the node exchanges with nobody."""
    from autonome.workflows.receive_transfer import waiting_transfers  # noqa: PLC0415 - ML-KEM, which no plan needs

    if node.settings.exchange is None:
        return ()
    return tuple(
        Arrived(
            number,
            str(message.transfer.sender),
            str(message.transfer.id),
            tuple(map(str, message.transfer.items)),
            message.body.identity.name,
            tuple(message.body.identity.numbers),
        )
        for number, message, _ in waiting_transfers(world=world_of(node))
    )


def taken_from(node: Node, number: int, subject: SubjectId | None, by: ActorId) -> str:
    """Decide on what waits, and take it in or refuse it; gives which.

    Raises:
        InputError: nothing waits under this number.
    """
    from autonome.workflows.receive_transfer import accept_transfer, waiting_transfers  # noqa: PLC0415

    if node.settings.exchange is None:
        raise InputError(f"nothing waits under {number}", mend="see the list of what came.")
    world = world_of(node)
    found = next((each for each in waiting_transfers(world=world) if each[0] == number), None)
    if found is None:
        raise InputError(f"nothing waits under {number}", mend="see the list of what came.")
    return str(accept_transfer(found[2], subject, by, world=world).state)
