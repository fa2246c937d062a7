"""Keep what a partner passed on, or refuse it: decided here, under this institution's law, whatever the sender decided.

The acts of consent that come along are kept as attested by the sender, permit no more than they say, and never what was
refused or taken back here. All of a transfer is kept or nothing. What left the sender later, and came before, is not
put wrong by it, also where both are taken in at the same moment: while one is kept, nothing else is recorded of the
person, or it is looked at once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, TypeVar

from autonome.access import Permit, Request
from autonome.access.errors import BeyondError
from autonome.access.ports import Within
from autonome.consent import Action
from autonome.kernel import ActorId, AutonomeError, InputError, Json, SubjectId
from autonome.law import Circumstance, stating
from autonome.ledger import Draft, EntryKind
from autonome.sharing.messages import KIND, State, receipt_of
from autonome.sharing.transfers import Identity, Transfer
from autonome.workflows.decide_and_record import Refusal, answer
from autonome.workflows.exchange_ports import ExchangeWorld, OvertakenError
from autonome.workflows.hold_transfer import Message, items_in
from autonome.workflows.keep_patients import add_patient
from autonome.workflows.match_patient import Match
from autonome.workflows.open_record import judging
from autonome.workflows.overtaken import genomes_to_keep, items_to_keep, later_than
from autonome.workflows.received_consents import attest

WithinT = TypeVar("WithinT", bound=Within)

NOTHING_MORE: Final[Mapping[str, Json]] = MappingProxyType({})

BEYOND: Final = "beyond"
"""Member of the entry that says why: an item lies here on shelves that the transfer does not open."""

ATTEMPTS: Final = 8
"""How often a transfer is looked at while others record something of the person (our own judgement)."""


class AnotherError(AutonomeError):
    """What came is to be kept of another person than the one whom the partner means: so somebody said before."""


class UnsettledError(AutonomeError):
    """What becomes of a transfer is not on the log yet; the partner is answered when it asks again."""


def kept(
    message: Message, found: Match, world: ExchangeWorld[WithinT], more: Mapping[str, Json] = NOTHING_MORE
) -> State:
    """Decide here, and keep it; gives what became of it.

    Args:
        message: that came.
        found: whose data they are.
        world: what the exchange works with.
        more: what the entry says beside: who said whose it is.

    Raises:
        AnotherError: the partner's name for the person stands for somebody else here; nothing was kept.
        AutonomeError: log or store cannot be relied upon; nothing was kept.
    """
    transfer, subject = message.transfer, found.subject
    _expect_nobody_else(transfer, subject, world)
    attest(message.consents, transfer.sender, subject, world=world)
    request = collecting(transfer, subject, world)
    permit = answer(request, *world.gate.admit(request, judging(request, world.rules, world.clock)))
    if isinstance(permit, Refusal):
        return refused(message, subject, world, more)
    if found.new:
        _enter(subject, message.body.identity, world)
    world.links.link(transfer.sender, transfer.subject, subject)  # before: what is kept is never without it
    _expect_nobody_else(transfer, subject, world)  # two people may say it at once, and the first counts
    try:
        _keep(message, permit, world, more)
    except BeyondError:
        return refused(message, subject, world, {**more, BEYOND: True})
    return State.RECEIVED


def refused(
    message: Message, subject: SubjectId | None, world: ExchangeWorld[WithinT], why: Mapping[str, Json] = NOTHING_MORE
) -> State:
    """Record a refusal; why stands in an entry before, which the sender does not get."""
    transfer, pseudonym = message.transfer, SubjectId(message.transfer.subject)
    told = Draft(KIND, pseudonym, {"transfer": transfer.id, "from": transfer.sender, **why})
    draft = Draft(KIND, pseudonym, receipt_of(transfer, State.REFUSED, message.sent))
    world.inbox.refuse(transfer, message.hash, subject, [told, draft] if why else [draft])
    return State.REFUSED


def _expect_nobody_else(transfer: Transfer, subject: SubjectId, world: ExchangeWorld[WithinT]) -> None:
    known = world.links.subject(transfer.sender, transfer.subject)
    if known not in {None, subject}:
        raise AnotherError(f"{transfer.sender} means {known} by that name", mend="say that it is theirs.")


def _enter(subject: SubjectId, identity: Identity, world: ExchangeWorld[WithinT]) -> None:
    """Take somebody in whom nobody here knows; done before, or at this moment by another transfer, it does nothing."""
    try:
        if not world.patients.known(subject):
            add_patient(world.patients, world.entropy, subject=subject, name=identity.name, numbers=identity.numbers)
    except InputError:
        if not world.patients.known(subject):
            raise


def collecting(transfer: Transfer, subject: SubjectId, world: ExchangeWorld[WithinT]) -> Request:
    """Our own request to take in what a transfer brings: all of it or nothing."""
    institution = world.institution
    asked = institution.asks(subject, ActorId(institution.name), transfer.purpose, transfer.items, Action.COLLECT)
    stated = dict(transfer.stated.to_json()) | dict(asked.circumstances.to_json())
    facts = {str(name): value for name, value in stated.items() if isinstance(value, int)}
    facts |= {Circumstance.NOT_FROM_THE_PERSON: True, Circumstance.FROM_ANOTHER_HANDLER: True}
    return replace(asked, whole=True, circumstances=stating(facts))


def _keep(message: Message, permit: Permit, world: ExchangeWorld[WithinT], more: Mapping[str, Json]) -> None:
    """Keep it; where something was recorded of the person meanwhile, such as a transfer that left later, look again."""
    for _ in range(ATTEMPTS):
        try:
            return _keep_now(message, permit, world, more)
        except OvertakenError:
            continue
    raise UnsettledError("something was recorded of the person at every attempt to keep it", mend="send it again.")


def _keep_now(message: Message, permit: Permit, world: ExchangeWorld[WithinT], more: Mapping[str, Json]) -> None:
    transfer, since = message.transfer, world.inbox.recorded_of(permit.subject)
    items = items_in(message.body, transfer, "a transfer")
    told: dict[str, Json] = {"received": list(transfer.items), "from": transfer.sender, "transfer": transfer.id}
    draft = Draft(KIND, SubjectId(transfer.subject), receipt_of(transfer, State.RECEIVED, message.sent))
    later = later_than(message.sent, permit.subject, world.log)
    genomes = genomes_to_keep(message.body.genomes, later)
    told |= ({"overtaken": True} if later else {}) | ({"genomes": len(genomes)} if genomes else {})
    body: dict[str, Json] = {**told, "items": len(items), "theirs": message.sent.to_json(), **more}
    with (
        world.genomes.staging(permit, transfer, genomes) as add_genomes,
        world.gate.under(permit, EntryKind.USE, body) as within,
    ):
        there = [each.item for each in world.records.read(permit, within, transfer.items)]
        world.records.add(permit, within, items_to_keep(items, there, later))
        add_genomes(within)
        world.inbox.take(within, transfer, message.hash, permit.subject, draft, since=since)
