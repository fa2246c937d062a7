"""What came from partners and waits until somebody at the desk says whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autonome.bootstrap.exchange import world_of
from autonome.kernel import ActorId, InputError, SubjectId
from autonome.web.desk.clinic_values import Arrived

if TYPE_CHECKING:
    from autonome.adapters.node import Node


def arrived_at(node: Node, by: ActorId) -> tuple[Arrived, ...]:
    """All that waits, with what partners tell of whom; nothing where the node exchanges with nobody.

    Args:
        node: where it waits.
        by: who is shown it; that stands on the log.
    """
    from autonome.workflows.accept_transfer import look_at, waiting_transfers  # noqa: PLC0415 - ML-KEM

    if node.settings.exchange is None:
        return ()
    world = world_of(node)
    found = [(each.number, look_at(each.number, by, world=world)) for each in waiting_transfers(world=world)]
    return tuple(
        Arrived(
            number,
            str(message.transfer.sender),
            str(message.transfer.id),
            tuple(map(str, message.transfer.items)),
            message.body.identity.name,
            tuple(message.body.identity.numbers),
        )
        for number, message in found
    )


def taken_from(node: Node, number: int, subject: SubjectId | None, by: ActorId) -> str:
    """Decide on what waits, and take it in or refuse it; gives which.

    Raises:
        InputError: nothing waits under this number.
    """
    from autonome.workflows.accept_transfer import accept_transfer  # noqa: PLC0415 - as above

    if node.settings.exchange is None:
        raise InputError(f"nothing waits under {number}", mend="see the list of what came.")
    return str(accept_transfer(number, subject, by, world=world_of(node)).state)
