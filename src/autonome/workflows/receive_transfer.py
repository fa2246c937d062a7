"""Take in what a partner passes on: held to the partner's log, matched to a person, decided here, and only then kept.

It is held to what it has to be in `hold_transfer`, decided on and kept in `keep_transfer`, and answered here.

The same transfer is taken once. Whatever is killed in between leaves nothing, or all, and is answered when it is sent
again. Of a refusal the sender learns that it is one; that an item lies here on shelves beyond the transfer's, which
no later try mends, is a refusal as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from autonome.access.ports import Within
from autonome.consent import Action
from autonome.kernel import AutonomeError, InputError, Json, SubjectId
from autonome.ledger import Draft, EntryKind, LogError, Recorded, UnreachableError, VerificationError
from autonome.sharing import EnvelopeError, InstitutionId, TransferError
from autonome.sharing.messages import KIND, Answer, Header, Place, State, read_parcel, receipt_of
from autonome.sharing.transfers import Transfer
from autonome.workflows.exchange_ports import PENDING, ExchangeWorld
from autonome.workflows.hold_transfer import Message, hash_of, held, place_of_header
from autonome.workflows.keep_transfer import UnsettledError, kept, refused
from autonome.workflows.match_patient import match
from autonome.workflows.received_consents import CLOSES, take_back

WithinT = TypeVar("WithinT", bound=Within)

MOST_WAITING: Final = 1000
"""Transfers of one partner that wait at once: 4 MiB each at most (our own judgement)."""


class CrowdedError(AutonomeError):
    """So much of a partner's waits already."""


def receive_transfer(envelope: bytes, *, world: ExchangeWorld[WithinT]) -> bytes:
    """Take in an envelope that a partner's node brought; a `sharing.Receiver`.

    Args:
        envelope: as it came.
        world: what the exchange works with.

    Returns:
        The answer, sealed for the partner.

    Raises:
        EnvelopeError: it is damaged, for another, or from nobody who is a partner; nothing is on record.
        TransferError: it is no transfer; nothing is on record.
        AutonomeError: log or database cannot be relied upon; nothing was kept.
    """
    sender, data = world.post.unseal(envelope)
    header, body = read_parcel(data, f"the transfer of {sender}")
    found = _taken(sender, header, body, envelope, world)
    return world.post.seal(sender, found.to_bytes())


def _taken(
    sender: InstitutionId, header: Header, body: bytes, envelope: bytes, world: ExchangeWorld[WithinT]
) -> Answer:
    transfer = header.transfer
    if transfer.sender != sender or transfer.to != world.institution.name:
        raise EnvelopeError("the transfer in the envelope is another's, or for another")
    hash_ = hash_of(transfer, body)
    came = world.inbox.find(sender, transfer.id, hash_)
    if came is not None:
        if came.state == PENDING:
            raise UnsettledError("what became of it does not stand on the log yet", mend="send it again.")
        if came.hash != hash_:
            raise TransferError("its id is that of another transfer", mend="draw a new one.")
        return _answered_before(header, State(came.state), world)
    try:
        message = held(header, body, sender, world)
    except LogError:  # our own: nothing can be taken now
        raise
    except (InputError, VerificationError):
        # On record here, and refused there: what is wrong with it is the sender's to find out.
        draft = Draft(KIND, SubjectId(transfer.subject), {"transfer": transfer.id, "from": sender, "invalid": True})
        world.inbox.refuse(transfer, hash_, None, [draft])
        return Answer(transfer.id, State.REFUSED)
    if transfer.action is Action.WITHDRAW:
        return answer_to(transfer, _withdrawn(message, world), message.sent, world)
    found = match(message.transfer, message.body.identity, world=world)
    if found is None:
        if world.inbox.waits_of(sender) >= MOST_WAITING:
            raise CrowdedError(f"{MOST_WAITING} transfers of {sender} wait already", mend="say whose they are.")
        world.inbox.keep(sender, transfer.id, hash_, envelope)
        return Answer(transfer.id, State.WAITING)
    return answer_to(transfer, kept(message, found, world), message.sent, world)


# --- withdrawals -----------------------------------------------------------------------------------------------------


def _withdrawn(message: Message, world: ExchangeWorld[WithinT]) -> State:
    """Record that consents were taken back on which we got data: use that rests on what that partner told ends too."""
    transfer = message.transfer
    draft = Draft(KIND, SubjectId(transfer.subject), receipt_of(transfer, State.RECEIVED, message.sent))
    subject = world.links.subject(transfer.sender, transfer.subject)
    if subject is None or not any(act.kind in CLOSES for act in message.consents.acts):
        return refused(message, None, world)
    take_back(message.consents.acts, transfer.sender, subject, world=world)
    said = Draft(
        EntryKind.USE, subject, {"told": transfer.id, "from": transfer.sender, "theirs": message.sent.to_json()}
    )
    world.inbox.told(transfer, message.hash, subject, [said, draft])
    return State.RECEIVED


# --- answers ---------------------------------------------------------------------------------------------------------


def answer_to(transfer: Transfer, state: State, sent: Place, world: ExchangeWorld[WithinT]) -> Answer:
    """The answer, as the log has it: the same each time.

    Args:
        transfer: that came.
        state: what became of it.
        sent: where the sender's entry stands.
        world: what the exchange works with.

    Raises:
        UnreachableError: witnesses have to cosign it, and do not now.
    """
    if state is State.WAITING:
        return Answer(transfer.id, state)
    recorded = _entry(transfer, receipt_of(transfer, state, sent), world)
    if recorded is None:
        return Answer(transfer.id, state)
    return Answer(transfer.id, state, world.shown(recorded))


def _answered_before(header: Header, state: State, world: ExchangeWorld[WithinT]) -> Answer:
    try:
        return answer_to(header.transfer, state, place_of_header(header, world), world)
    except (UnreachableError, LogError):  # our own witnesses, or our own log: asked again, it is answered
        raise
    except AutonomeError:  # it was refused because it does not hold
        return Answer(header.transfer.id, State.REFUSED)


def _entry(transfer: Transfer, body: dict[str, Json], world: ExchangeWorld[WithinT]) -> Recorded | None:
    entries: Sequence[Recorded] = world.log.institution_entries(SubjectId(transfer.subject), KIND)
    return next((entry for entry in entries if dict(entry.payload.body) == body), None)
