"""What came from partners and waits until somebody at the desk says whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autonome.bootstrap.exchange import world_of
from autonome.kernel import ActorId, InputError, SubjectId
from autonome.web.desk.clinic_values import Arrived, ArrivedUnseen

if TYPE_CHECKING:
    from autonome.adapters.node import Node


def waiting_at(node: Node) -> tuple[ArrivedUnseen, ...]:
    """All that waits, whose is not told; nothing where the node exchanges with nobody."""
    from autonome.workflows.accept_transfer import waiting_transfers  # noqa: PLC0415 - ML-KEM, which no plan needs

    if node.settings.exchange is None:
        return ()
    return tuple(
        ArrivedUnseen(
            each.number,
            str(each.transfer.sender),
            tuple(map(str, each.transfer.items)),
            each.since,
            each.transfer.expires,
        )
        for each in waiting_transfers(world=world_of(node))
    )


def looked_at(node: Node, number: int, by: ActorId) -> Arrived:
    """What a partner tells of whom it is about.

    Args:
        node: where it waits.
        number: of it.
        by: who is shown it; that stands on the log.

    Raises:
        InputError: nothing waits under this number.
    """
    from autonome.workflows.accept_transfer import look_at  # noqa: PLC0415 - as above

    _expect_exchange(node, number)
    message = look_at(number, by, world=world_of(node))
    return Arrived(
        number,
        str(message.transfer.sender),
        str(message.transfer.id),
        tuple(map(str, message.transfer.items)),
        message.body.identity.name,
        tuple(message.body.identity.numbers),
    )


def newcomer_of(node: Node, number: int) -> SubjectId:
    """The id that somebody has here who is new, once what waits is taken in as theirs.

    Raises:
        InputError: nothing waits under this number.
    """
    from autonome.workflows.accept_transfer import waiting_transfers  # noqa: PLC0415 - as above

    _expect_exchange(node, number)
    world = world_of(node)
    found = next((each.transfer for each in waiting_transfers(world=world) if each.number == number), None)
    if found is None:
        raise _nothing(number)
    return world.links.newcomer(found.sender, found.subject)


def taken_from(node: Node, number: int, subject: SubjectId | None, by: ActorId) -> str:
    """Decide on what waits, and take it in or refuse it; gives which.

    Raises:
        InputError: nothing waits under this number.
    """
    from autonome.workflows.accept_transfer import accept_transfer  # noqa: PLC0415 - as above

    _expect_exchange(node, number)
    return str(accept_transfer(number, subject, by, world=world_of(node)).state)


def _expect_exchange(node: Node, number: int) -> None:
    if node.settings.exchange is None:
        raise _nothing(number)


def _nothing(number: int) -> InputError:
    return InputError(f"nothing waits under {number}", mend="see the list of what came.")
