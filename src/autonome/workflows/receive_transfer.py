"""Take in what a partner passes on: held to the partner's log, matched to a person, decided here, and only then kept.

What the sender decided permits nothing here. It is shown by the receipt in the header; the acts of consent that come
along are kept as attested by the sender, permit no more than they say, and never what was refused or taken back here;
then this institution decides for itself, under its own law, and its entry names the sender's.

The same transfer is taken once. Whatever is killed in between leaves nothing, or all, and is answered when it is sent
again. Of a refusal the sender learns that it is one; that an item lies here on shelves beyond the transfer's, which
no later try mends, is a refusal as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from types import MappingProxyType
from typing import Final, TypeVar

from autonome.access import Permit, Request
from autonome.access.errors import BeyondError
from autonome.access.ports import Within
from autonome.clinical.items import KeptItem
from autonome.consent import Action, ConsentFile, read_consent
from autonome.fhir.passing_on import Origin, received
from autonome.kernel import ActorId, AutonomeError, InputError, Json, SubjectId
from autonome.law import Circumstance, stating
from autonome.ledger import Draft, EntryKind, LogError, Recorded, UnreachableError, VerificationError
from autonome.sharing import EnvelopeError, InstitutionId, TransferError
from autonome.sharing.messages import (
    KIND,
    Answer,
    Header,
    Place,
    State,
    read_parcel,
    receipt_of,
    verify_header,
)
from autonome.sharing.transfers import Body, Identity, Transfer, read_body
from autonome.workflows.decide_and_record import Refusal, answer
from autonome.workflows.exchange_ports import PENDING, ExchangeWorld
from autonome.workflows.import_genome import PHARMACOGENES
from autonome.workflows.keep_patients import add_patient
from autonome.workflows.match_patient import Match, match
from autonome.workflows.open_record import judging
from autonome.workflows.overtaken import genomes_to_keep, items_to_keep, later_than
from autonome.workflows.received_consents import CLOSES, attest, take_back

WithinT = TypeVar("WithinT", bound=Within)

NOTHING_MORE: Final[Mapping[str, Json]] = MappingProxyType({})

BEYOND: Final = "beyond"
"""Member of the entry that says why: an item lies here on shelves that the transfer does not open."""

EARLY_SECONDS: Final = 300
"""Seconds by which the sender's clock may be ahead of ours (our own judgement; both have NTP)."""


class AnotherError(AutonomeError):
    """What came is to be kept of another person than the one whom the partner means: so somebody said before."""


MOST_ACTS: Final = 512
"""Acts of consent, and statements, of one transfer: each is recorded here. A form has twenty questions, and a transfer
rests on few forms (our own judgement)."""

MOST_WAITING: Final = 1000
"""Transfers of one partner that wait at once: 4 MiB each at most (our own judgement)."""


class CrowdedError(AutonomeError):
    """So much of a partner's waits already."""


class UnsettledError(AutonomeError):
    """What became of a transfer is not on the log yet; the partner is answered when it asks again."""


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
    came, hash_ = world.inbox.find(sender, transfer.id), _hash(transfer, body)
    if came is not None:
        if came.hash != hash_:
            raise TransferError("its id is that of another transfer", mend="draw a new one.")
        if came.state == PENDING:
            raise UnsettledError("what became of it does not stand on the log yet", mend="send it again.")
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


def _hash(transfer: Transfer, body: bytes) -> bytes:
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
    sent, found = _place(header, world), read_body(body, where)
    if found.transfer != transfer.id:
        raise TransferError("its body is another transfer's", where=where)
    consents = read_consent(found.consents.encode(), where=where, subject=SubjectId(transfer.subject))
    if len(consents.acts) + len(consents.attested) > MOST_ACTS:
        raise TransferError(f"has more than {MOST_ACTS} acts of consent", where=where)
    if transfer.action is not Action.WITHDRAW:
        expect_covered(transfer, _items(found, transfer, where), where)
        _expect_sound(transfer, found, world)
    return Message(header, found, consents, sent, _hash(transfer, body))


def _place(header: Header, world: ExchangeWorld[WithinT]) -> Place:
    partner = world.post.partner(header.transfer.sender)
    if partner is None:
        raise EnvelopeError("the transfer is from nobody who is a partner here")
    return verify_header(header, partner.policy)


def _items(body: Body, transfer: Transfer, where: str) -> tuple[KeptItem, ...]:
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


# --- kept ------------------------------------------------------------------------------------------------------------


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
        return refused(message, subject, world)
    if found.new:
        _enter(subject, message.body.identity, world)
    world.links.link(transfer.sender, transfer.subject, subject)  # before: what is kept is never without it
    _expect_nobody_else(transfer, subject, world)  # two people may say it at once, and the first counts
    try:
        _keep(message, permit, world, more)
    except BeyondError:
        return refused(message, subject, world, {BEYOND: True})
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
    transfer = message.transfer
    items = _items(message.body, transfer, "a transfer")
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
        world.inbox.take(within, transfer, message.hash, permit.subject, draft)


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
        return answer_to(header.transfer, state, _place(header, world), world)
    except (UnreachableError, LogError):  # our own witnesses, or our own log: asked again, it is answered
        raise
    except AutonomeError:  # it was refused because it does not hold
        return Answer(header.transfer.id, State.REFUSED)


def _entry(transfer: Transfer, body: dict[str, Json], world: ExchangeWorld[WithinT]) -> Recorded | None:
    entries: Sequence[Recorded] = world.log.institution_entries(SubjectId(transfer.subject), KIND)
    return next((entry for entry in entries if dict(entry.payload.body) == body), None)
