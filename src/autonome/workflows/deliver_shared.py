"""Bring to partners what is on its way, and tell them of withdrawals; done by the node's process again and again.

Right before each try it is asked whether consent has moved since it was judged; where it has, it is judged anew, and
what may not be passed on any more is cancelled. Each of it stands on the log: a try after the first, an end, and the
partner's own entry with it. Whatever is killed in between is simply done once more: a partner takes a transfer once.

However much is under way, so much is done at once: a batch of what is due longest, and of a partner that does not
answer one try for all of the batch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from autonome.access import Permit
from autonome.access.ports import Within
from autonome.consent import Action, ActKind, ConsentAct
from autonome.kernel import AutonomeError, Instant, Json, SubjectId
from autonome.ledger import Draft, EntryKind, ErasedError, Recorded, UnreachableError
from autonome.sharing import InstitutionId, RefusedError, TransferId
from autonome.sharing.messages import (
    KIND,
    Answer,
    Header,
    Place,
    State,
    parcel,
    read_answer,
    release_of,
    verify_answer,
)
from autonome.sharing.transfers import LIFE_SECONDS, Body, Identity, Transfer
from autonome.workflows.decide_and_record import answer
from autonome.workflows.exchange_ports import ExchangeWorld, Note, Pauses, Sent, Told
from autonome.workflows.open_record import judging
from autonome.workflows.record_consent import consent_history
from autonome.workflows.share_record import ID_BYTES, as_of, consents_text

WithinT = TypeVar("WithinT", bound=Within)

GRACE = 2
"""Seconds that are left to who put something on its way for bringing it there too."""

FIRST_PAUSE = 30
LONGEST_PAUSE = 3600
"""Seconds until something is tried again: twice as long each time (our own judgement)."""

MOST_AT_ONCE: Final = 64
LARGEST_AT_ONCE: Final = 64 * 1024 * 1024
"""Transfers, and bytes of their envelopes, of one batch: at most 64 a second, each in memory by itself."""

MOST_LOOKED_AT: Final = 256
"""Transfers whose people's consent is looked at together when withdrawals are told of."""

_CLOSES: Final = frozenset({ActKind.WITHDRAW, ActKind.DENY})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try.

    Args:
        state: ``tried``, ``waiting``, ``delivered``, ``refused`` or ``cancelled``.
        recorded: the entry that says so, where it has ended.
        answer: of the partner, where there was one.
    """

    state: str
    recorded: Recorded | None = None
    answer: Answer | None = None


def deliver(sent: Sent, *, world: ExchangeWorld[WithinT], first: bool = False) -> Outcome:
    """Try to bring something to its partner.

    Args:
        sent: on its way.
        world: what the exchange works with.
        first: whether its leaving was recorded just now, and nobody has tried yet.

    Raises:
        AutonomeError: log or database cannot be relied upon; it is still on its way.
    """
    transfer = sent.note.transfer
    over = world.clock.now() >= transfer.expires or world.post.partner(transfer.to) is None
    if over or not _may_leave(sent, world, first=first):
        return _ended(sent, "cancelled", {}, world)
    envelope = world.outbox.envelope(sent)
    if envelope is None:
        return _ended_meanwhile(sent, world)
    try:
        given = world.post.deliver(transfer.to, envelope)
    except UnreachableError:
        world.outbox.noted(sent, "tried")
        return Outcome("tried")
    except RefusedError:
        if sent.note.request is None:  # told until it is heard: once its time is over, it is sealed anew
            world.outbox.noted(sent, "tried")
            return Outcome("tried")
        return _ended(sent, "refused", {}, world)
    return _answered(sent, given, world)


def _ended_meanwhile(sent: Sent, world: ExchangeWorld[WithinT]) -> Outcome:
    found = world.outbox.find(sent.note.transfer.id)
    return Outcome("cancelled" if found is None else found.state)


def deliver_due(*, world: ExchangeWorld[WithinT], told: Told = lambda _: None) -> int:
    """Try one batch of what is due; gives how many were tried. What cannot be done now is told, and done later."""
    tried = held = 0
    silent: set[InstitutionId] = set()
    due = world.outbox.due(world.clock.now(), Pauses(GRACE, FIRST_PAUSE, LONGEST_PAUSE), MOST_AT_ONCE)
    if world.outbox.unopened:
        told(f"{world.outbox.unopened} of what is on its way does not open: damaged, or not put there by this node")
    for sent in due:
        held += sent.size
        if tried and held > LARGEST_AT_ONCE:
            break
        tried += 1
        try:
            _try(sent, silent, world)
        except AutonomeError as error:
            told(f"transfer {sent.note.transfer.id}: {error}")
    return tried


def _try(sent: Sent, silent: set[InstitutionId], world: ExchangeWorld[WithinT]) -> None:
    """Deliver one of a batch; what is for a partner that did not answer just now, waits as if it had been tried."""
    to = sent.note.transfer.to
    if to in silent:
        world.outbox.noted(sent, "tried")
    elif deliver(sent, world=world).state == "tried":
        silent.add(to)


def _may_leave(sent: Sent, world: ExchangeWorld[WithinT], *, first: bool) -> bool:
    """Ask whether consent has moved; where it has, judge anew and record what was judged."""
    note = sent.note
    if first and world.outbox.leaves(note.transfer.id):
        return True
    again: dict[str, Json] = {"again": note.transfer.id, "to": note.transfer.to}
    if world.outbox.again(sent, Draft(EntryKind.DISCLOSURE, note.subject, again)):
        return True
    if note.request is None:
        return False
    try:
        return _judged_anew(sent, note, again, world)
    except ErasedError:
        return False


def _judged_anew(sent: Sent, note: Note, again: dict[str, Json], world: ExchangeWorld[WithinT]) -> bool:
    assert note.request is not None  # noqa: S101 - looked at before
    request = note.request
    permit = answer(request, *world.gate.admit(request, judging(request, world.rules, world.clock)))
    if not isinstance(permit, Permit) or not all(permit.covers(item) for item in note.transfer.items):
        return False
    with world.gate.under(permit, EntryKind.DISCLOSURE, again) as within:
        world.outbox.goes_on(within, sent)
    return True


def _answered(sent: Sent, given: bytes, world: ExchangeWorld[WithinT]) -> Outcome:
    """Hold what came back to the partner's log; what does not hold is no answer."""
    transfer, partner = sent.note.transfer, world.post.partner(sent.note.transfer.to)
    try:
        by, data = world.post.unseal(given)
        found = read_answer(data, f"the answer of {transfer.to}")
        if by != transfer.to or found.transfer != transfer.id or partner is None:
            raise RefusedError("the answer is another's, or to another transfer", where=transfer.to)
        if found.state is State.WAITING:
            world.outbox.noted(sent, "waiting")
            return Outcome("waiting", None, found)
        if found.state is State.REFUSED and found.receipt is None:
            return _ended(sent, "refused", {}, world, found)
        theirs = verify_answer(found, transfer, sent.note.release, partner.policy)
    except AutonomeError:
        world.outbox.noted(sent, "tried")
        raise
    state = "delivered" if found.state is State.RECEIVED else "refused"
    return _ended(sent, state, {"theirs": theirs.to_json()}, world, found)


def _ended(
    sent: Sent, state: str, more: dict[str, Json], world: ExchangeWorld[WithinT], found: Answer | None = None
) -> Outcome:
    transfer = sent.note.transfer
    body: dict[str, Json] = {state: transfer.id, "to": transfer.to, **more}
    recorded = world.outbox.ended(sent, state, Draft(EntryKind.DISCLOSURE, sent.note.subject, body))
    return Outcome(state, recorded, found)


# --- withdrawals -----------------------------------------------------------------------------------------------------


def tell_withdrawals(*, world: ExchangeWorld[WithinT], seen: dict[TransferId, int] | None = None) -> int:
    """Tell partners of acts by which consents were taken back that data they hold rest on; gives how many notices.

    Which there are follows from the log and from what was sent: a kill loses none, and each is told once. What was not
    heard within its time is told anew, once the partner is one (again).

    Args:
        world: what the exchange works with.
        seen: where consent stood when each transfer was looked at; kept by who asks again and again, so that only what
            has moved since is opened.
    """
    looked, moved = {} if seen is None else seen, world.outbox.moved()
    wanted = [transfer for transfer, stands in moved.items() if looked.get(transfer) != stands]
    made = 0
    for some in (wanted[at : at + MOST_LOOKED_AT] for at in range(0, len(wanted), MOST_LOOKED_AT)):
        made += _told_of(frozenset(some), world)
        looked |= {transfer: moved[transfer] for transfer in some}
    return made


def _told_of(wanted: Collection[TransferId], world: ExchangeWorld[WithinT]) -> int:
    """Tell of what some transfers rested on; gives how many notices."""
    everything = world.outbox.sent(beside=wanted)
    notices = [each for each in everything if each.note.request is None and each.state != "cancelled"]
    told = {(each.note.transfer.to, act) for each in notices for act in each.note.acts}
    made = 0
    for sent in everything:
        # What was cancelled may have arrived by a try before whose answer was lost: that partner is told as well.
        if sent.note.transfer.id not in wanted or sent.state == "refused" or not sent.note.acts:
            continue
        new = [act for act in _closing(sent, world) if (sent.note.transfer.to, act.digest) not in told]
        if new and world.post.partner(sent.note.transfer.to) is not None:
            told |= {(sent.note.transfer.to, act.digest) for act in new}
            _notice(sent, new, world)
            made += 1
    return made


def _closing(sent: Sent, world: ExchangeWorld[WithinT]) -> Iterator[ConsentAct]:
    """The newest act on each question that a transfer rests on, where it closes it."""
    try:
        history = consent_history(sent.note.subject, log=world.log)
    except ErasedError:
        return
    rested = set(sent.note.acts)
    newest = {act.key: act for act in history}
    for key in dict.fromkeys(act.key for act in history if act.digest in rested):
        broad = newest.get(type(key)(key.partition(">")[0]))
        yield from {act.digest: act for act in (newest[key], broad) if act is not None and act.kind in _CLOSES}.values()


def _notice(sent: Sent, acts: list[ConsentAct], world: ExchangeWorld[WithinT]) -> None:
    earlier, now = sent.note.transfer, world.clock.now()
    transfer = Transfer(
        id=TransferId(world.entropy.token(ID_BYTES).hex()),
        sender=InstitutionId(world.institution.name),
        to=earlier.to,
        subject=earlier.subject,
        purpose=earlier.purpose,
        action=Action.WITHDRAW,
        items=(),
        obligations=(),
        created=now,
        expires=Instant(now.seconds + LIFE_SECONDS),
        decision=earlier.decision,
        in_reply_to=earlier.id,
    )
    subject = sent.note.subject
    release, receipt = world.released(Draft(KIND, SubjectId(transfer.subject), release_of(transfer)))
    header = Header(transfer, receipt)
    named = [as_of(act, SubjectId(transfer.subject)) for act in acts]
    body = Body(transfer.id, Identity(), consents_text(named, transfer.subject), ())
    envelope = world.post.seal(transfer.to, parcel(header, body.to_bytes()))
    note = Note(subject, transfer, Place.of(release), None, tuple(act.digest for act in acts))
    said: dict[str, Json] = {"told": [act.kind for act in acts], "to": transfer.to, "transfer": transfer.id}
    world.outbox.tell(note, Draft(EntryKind.DISCLOSURE, subject, said), envelope)
