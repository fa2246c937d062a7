"""What came from partners and waits until somebody says whose it is: listed, looked at, taken in, or let go.

The list names nobody. Who looks at one is shown what the partner tells of the person; that stands on the log first, in
the thread of the pseudonym, and once it is taken in, on the person's own. What waits when its time is over is refused
and kept no longer, and so is what nobody here can open any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from autonome.access.ports import Within
from autonome.kernel import ActorId, InputError, Instant, Json, SubjectId
from autonome.ledger import Draft, LogError, UntrustedError, VerificationError
from autonome.sharing.messages import KIND, Answer, State, read_parcel
from autonome.sharing.transfers import LIFE_SECONDS, Transfer
from autonome.workflows.exchange_ports import Came, ExchangeWorld
from autonome.workflows.hold_transfer import Message, held
from autonome.workflows.keep_transfer import kept, refused
from autonome.workflows.match_patient import Match
from autonome.workflows.receive_transfer import answer_to

WithinT = TypeVar("WithinT", bound=Within)

MATTER: Final = SubjectId("exchange")
"""What the entries are about that say of no pseudonym."""

SHOWN: Final = "shown"
"""Member of the entry by which somebody was shown what a partner tells of a person."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits; whose it is said to be is not told.

    Args:
        number: in the order of coming.
        transfer: what it says of itself.
        since: when it came.
    """

    number: int
    transfer: Transfer
    since: Instant


def waiting_transfers(*, world: ExchangeWorld[WithinT]) -> Iterator[Waiting]:
    """What waits and can be opened; one after the other is in memory."""
    for number in world.inbox.waiting():
        came = world.inbox.waits(number)
        message = None if came is None else _opened(came, world)
        if came is not None and message is not None:
            yield Waiting(number, message.transfer, came.since)


def look_at(number: int, by: ActorId, *, world: ExchangeWorld[WithinT]) -> Message:
    """Show somebody what a partner tells of a person, so that they can say who it is; recorded before.

    Args:
        number: of what waits.
        by: who is shown it.
        world: what the exchange works with.

    Raises:
        InputError: nothing waits under this number.
    """
    message = _expected(number, world)
    transfer = message.transfer
    said: dict[str, Json] = {SHOWN: transfer.id, "from": transfer.sender, "by": by}
    world.log.append([Draft(KIND, SubjectId(transfer.subject), said)])
    return message


def accept_transfer(number: int, subject: SubjectId | None, by: ActorId, *, world: ExchangeWorld[WithinT]) -> Answer:
    """Take in a transfer that waited, now that somebody says whose it is; one whose time is over is refused.

    Args:
        number: of what waits.
        subject: who is kept here; None for somebody who is new.
        by: who says it: that stands on the log.
        world: what the exchange works with.

    Raises:
        InputError: nothing waits under this number, or the partner means somebody else by the name.
        AutonomeError: as for `receive_transfer`.
    """
    message = _expected(number, world)
    transfer = message.transfer
    if _is_over(transfer, world):
        _let_go(message, world)
        return answer_to(transfer, State.REFUSED, message.sent, world)
    chosen = subject or world.links.newcomer(transfer.sender, transfer.subject)
    more: dict[str, Json] = {"matched_by": by, "shown_to": list(_shown_to(transfer, world))}
    state = kept(message, Match(chosen, new=subject is None), world, more)
    world.inbox.emptied()
    return answer_to(transfer, state, message.sent, world)


def let_go_of_what_waited(*, world: ExchangeWorld[WithinT]) -> int:
    """Refuse what waited until its time was over: nothing of it is kept any longer; gives how many there were."""
    gone = 0
    for number in world.inbox.waiting():
        came = world.inbox.waits(number)
        if came is None:
            continue
        message = _opened(came, world)
        # What this node did not seal, or is damaged, nobody will ever open: it would fill the place of what waits.
        if came.envelope is None or (message is None and _has_waited(came, world)):
            said: dict[str, Json] = {"transfer": came.transfer, "state": str(State.REFUSED), "unopened": True}
            world.inbox.let_go(came, Draft(KIND, MATTER, said))
            gone += 1
        elif message is not None and _is_over(message.transfer, world):
            _let_go(message, world)
            gone += 1
    return gone


def _expected(number: int, world: ExchangeWorld[WithinT]) -> Message:
    came = world.inbox.waits(number)
    message = None if came is None else _opened(came, world)
    if message is None:
        raise InputError(f"nothing waits under {number}", mend="see `autonome share waiting`.")
    return message


def _opened(came: Came, world: ExchangeWorld[WithinT]) -> Message | None:
    """What is in it; None where nobody here opens it, or believes it, any more: of who is no partner now, say."""
    if came.envelope is None:
        return None
    try:
        sender, data = world.post.unseal(came.envelope)
        header, body = read_parcel(data, f"the transfer of {sender}")
        return held(header, body, sender, world, late=True)
    except LogError:  # our own
        raise
    except (InputError, UntrustedError, VerificationError):
        return None


def _has_waited(came: Came, world: ExchangeWorld[WithinT]) -> bool:
    return world.clock.now() >= Instant(came.since.seconds + LIFE_SECONDS)


def _is_over(transfer: Transfer, world: ExchangeWorld[WithinT]) -> bool:
    return world.clock.now() >= transfer.expires


def _let_go(message: Message, world: ExchangeWorld[WithinT]) -> None:
    refused(message, None, world)


def _shown_to(transfer: Transfer, world: ExchangeWorld[WithinT]) -> Iterator[str]:
    """Who was shown it, each once."""
    bodies = [each.payload.body for each in world.log.institution_entries(SubjectId(transfer.subject), KIND)]
    yield from dict.fromkeys(str(body["by"]) for body in bodies if body.get(SHOWN) == transfer.id)
