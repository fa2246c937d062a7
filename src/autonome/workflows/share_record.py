"""Share a part of a person's record with a partner: decided, recorded, sealed for it, and only then on its way.

1. The decision: what the partner may get, for what. It stands on the log, allowed or refused.
2. What the transfer says of itself stands on the log as well, so that the partner can hold this institution to it.
3. In one transaction: the entry that says that it leaves, the reading under the permit, and the envelope into the
   outbox. A kill before its end leaves nothing; after it, the node's process goes on (`deliver_shared`).
4. It is brought to the partner, unless consent has moved; the answer stands on the log.

No name of this institution's for the person goes along: a pseudonym of these two does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from autonome.access import Permit, Request
from autonome.access.ports import Within
from autonome.clinical.items import StoredItem
from autonome.consent import Action, ActKind, Authority, ConsentAct, ConsentFile
from autonome.consent.writing import consent_json
from autonome.fhir.passing_on import Origin, origins_of
from autonome.kernel import AutonomeError, Instant, Json, SubjectId, canonical_bytes
from autonome.law import Circumstance, Circumstances, stating
from autonome.ledger import Draft, EntryKind, Recorded
from autonome.sharing import InstitutionId, TransferId
from autonome.sharing.messages import KIND, Header, Place, parcel, release_of
from autonome.sharing.transfers import LIFE_SECONDS, Body, Identity, Item, Transfer
from autonome.workflows.break_glass import Reasoned
from autonome.workflows.decide_and_record import Refusal, answer
from autonome.workflows.exchange_ports import ExchangeWorld, Note, Partner
from autonome.workflows.import_record import IDENTITY
from autonome.workflows.open_record import judging
from autonome.workflows.passed_genomes import GenomeSlice
from autonome.workflows.record_consent import attested_of, consent_history

WithinT = TypeVar("WithinT", bound=Within)

ID_BYTES: Final = 16
"""Of a transfer's id: 128 bits, so that none is drawn twice anywhere."""

NO_ONWARD: Final = "AUTONOME:no-onward-transfer"
"""The obligation not to pass on what came."""


class BoundError(AutonomeError):
    """What is asked for came with the obligation not to pass it on."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What was put on its way.

    Args:
        permit: under which.
        transfer: what it says of itself.
        release: this institution's entry that the partner gets the receipt of.
        disclosure: the entry of its leaving.
        items: how many.
        genomes: how many, at known positions.
    """

    permit: Permit
    transfer: Transfer
    release: Recorded
    disclosure: Recorded
    items: int
    genomes: int = 0


def for_partner(request: Request, partner: Partner) -> Request:
    """A request of one of our people, for a partner to get the data.

    Args:
        request: as the institution makes it, for its own.
        partner: who is to have them.
    """
    return replace(
        request,
        organisation=partner.id,
        recipient=partner.recipient,
        action=Action.DISCLOSE,
        destination=None if partner.jurisdiction == request.jurisdiction else partner.jurisdiction,
    )


def share_record(
    request: Request,
    partner: Partner,
    *,
    world: ExchangeWorld[WithinT],
    in_reply_to: TransferId | None = None,
    emergency: Reasoned | None = None,
) -> Shared | Refusal:
    """Put what a request asks for on its way to a partner, as far as consent and law allow.

    Args:
        request: to disclose to the partner (`for_partner`).
        partner: who gets it.
        world: what the exchange works with.
        in_reply_to: the transfer that this one answers.
        emergency: the same request with the reason, where the glass is broken: the review is queued before anything is
            read.

    Returns:
        What is on its way, or the refusal; either is on the log.

    Raises:
        BoundError: some of it may not be passed on; nothing left.
        AutonomeError: consent was withdrawn meanwhile, it is too large, or log or store cannot be relied upon; nothing
            left.
    """
    request = _with_whence(request, world)
    permit = answer(request, *world.gate.admit(request, judging(request, world.rules, world.clock)))
    if isinstance(permit, Refusal):
        return permit
    if emergency is not None:
        world.log.append([emergency.queued(permit.leaf)])
    transfer = _transfer(permit, partner.id, in_reply_to, world)
    release, receipt = world.released(Draft(KIND, SubjectId(transfer.subject), release_of(transfer)))
    header = Header(transfer, receipt)
    acts = acts_of(permit, world)
    note = Note(permit.subject, transfer, Place.of(release), request, tuple(act.digest for act in acts))
    with world.gate.under(permit, EntryKind.DISCLOSURE, _leaving(transfer, emergency)) as within:
        found = world.records.read(permit, within, transfer.items)
        slices = world.genomes.slices(permit, within, transfer.subject)
        expect_unbound(_origins(found, slices))
        consents, texts = _consents(permit, acts, transfer, world), tuple(each.text for each in slices)
        body = Body(transfer.id, _identity(permit, world), consents, _items(found), texts)
        world.outbox.put(within, note, world.post.seal(partner.id, parcel(header, body.to_bytes())))
    return Shared(permit, transfer, release, within.recorded, len(found), len(slices))


def _transfer(
    permit: Permit, to: InstitutionId, in_reply_to: TransferId | None, world: ExchangeWorld[WithinT]
) -> Transfer:
    now = world.clock.now()
    until = Instant(now.seconds + LIFE_SECONDS)
    return Transfer(
        id=TransferId(world.entropy.token(ID_BYTES).hex()),
        sender=InstitutionId(world.institution.name),
        to=to,
        subject=world.links.pseudonym(to, permit.subject),
        purpose=permit.purposes[0],
        action=permit.action,
        items=tuple(grant.item for grant in permit.grants),
        obligations=permit.obligations,
        created=now,
        expires=until if permit.decision.until is None else min(until, permit.decision.until),
        decision=permit.leaf,
        in_reply_to=in_reply_to,
        stated=_of_this_case(permit.request, world),
    )


def _leaving(transfer: Transfer, emergency: Reasoned | None) -> dict[str, Json]:
    more: dict[str, Json] = {} if emergency is None else {"emergency": {"reason": emergency.reason}}
    return {"shared": list(transfer.items), "to": transfer.to, "transfer": transfer.id, **more}


def _with_whence(request: Request, world: ExchangeWorld[WithinT]) -> Request:
    """The same, which states whether what is kept of the person came from others, where nobody stated it."""
    facts = dict(request.circumstances.to_json())
    facts.setdefault(str(Circumstance.FROM_ANOTHER_HANDLER), world.inbox.holds(request.subject))
    stated = {name: value for name, value in facts.items() if isinstance(value, int)}
    return replace(request, circumstances=stating(stated))


def _of_this_case(request: Request, world: ExchangeWorld[WithinT]) -> Circumstances:
    """What is stated for this request beside what always holds of the institution."""
    always = world.institution.circumstances.to_json()
    stated = request.circumstances.to_json()
    known = {*always, str(Circumstance.FROM_ANOTHER_HANDLER)}  # for the receiver, they are from another
    return stating({name: value for name, value in stated.items() if isinstance(value, int) and name not in known})


def _origins(items: Iterable[StoredItem], slices: Iterable[GenomeSlice]) -> Iterator[Origin]:
    for item in items:
        yield from origins_of(item.item.body or "{}")
    for each in slices:
        yield from each.origins


def expect_unbound(origins: Iterable[Origin]) -> None:
    """Stop what came with the obligation not to pass it on.

    Raises:
        BoundError: some of it did.
    """
    for origin in origins:
        if NO_ONWARD in origin.obligations:
            raise BoundError(
                f"some of this came from {origin.institution} with the obligation not to pass it on",
                mend="ask the patient to have it shared from there.",
            )


def _identity(permit: Permit, world: ExchangeWorld[WithinT]) -> Identity:
    """Numbers, so that the receiver knows whom it is about; the name only where the decision gives who somebody is."""
    known = world.patients.of(permit.subject)
    if known is None:
        return Identity()
    return Identity(known.name if permit.covers(IDENTITY) else "", known.numbers)


def _items(found: Iterable[StoredItem]) -> tuple[Item, ...]:
    return tuple(Item(each.item.name, each.version, each.item.body or "") for each in found)


# --- the acts on which it rests --------------------------------------------------------------------------------------


def acts_of(permit: Permit, world: ExchangeWorld[WithinT]) -> tuple[ConsentAct, ...]:
    """The acts of consent that a decision rests on, and of a question that was renewed those before."""
    history = consent_history(permit.subject, log=world.log)
    basis = set(permit.decision.basis)
    follows = {act.key for act in history if act.digest in basis and act.kind in {ActKind.RENEW, ActKind.SUPERSEDE}}
    return tuple(act for act in history if act.digest in basis or act.key in follows)


def _consents(permit: Permit, acts: Sequence[ConsentAct], transfer: Transfer, world: ExchangeWorld[WithinT]) -> str:
    another = any(act.authority is not Authority.SELF for act in acts)  # who answered for the person, and by what right
    attested = attested_of(permit.subject, log=world.log) if another else ()
    return consents_text(acts, transfer.subject, ConsentFile(SubjectId(transfer.subject), (), "", attested))


def consents_text(acts: Iterable[ConsentAct], pseudonym: str, beside: ConsentFile | None = None) -> str:
    """Acts as a consent file under a pseudonym.

    Args:
        acts: of one person.
        pseudonym: for the person.
        beside: with what is attested of the person, or None.
    """
    named = SubjectId(pseudonym)
    told = tuple(replace(each, subject=named) for each in (beside.attested if beside else ()))
    renamed = tuple(as_of(act, named) for act in acts)
    return canonical_bytes(consent_json(ConsentFile(named, renamed, "", told))).decode()


def as_of(act: ConsentAct, subject: SubjectId) -> ConsentAct:
    """The same act of the same person under another name."""
    actor = type(act.actor)(subject) if str(act.actor) == str(act.subject) else act.actor
    return replace(act, subject=subject, actor=actor)
