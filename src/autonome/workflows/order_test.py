"""A clinician orders a test that a plan needs: it is on the patient's record, and on a list for the laboratory.

The order itself is an item of the record, collected under a decision like every other; who reads the record later sees
it. The list is the institution's own: it names the gene and, by a pseudonym, the person, and holds nothing else. Who is
shown of a line whom and which gene it is about, is on the person's record before.

Item, entry and line are one transaction: no order stands in a record and on no list. It is held to the list as it was
read: of a test that waits for a person already no second one is ordered, however many ask at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from autonome.access import Request
from autonome.access.ports import Gate, Within
from autonome.clinical.items import KeptItem
from autonome.kernel import ActorId, AutonomeError, InputError, Instant, Json, SubjectId, canonical_bytes
from autonome.law import RuleBook
from autonome.ledger import Checkpoint, Clock, Draft, Entropy, EntryKind, KeptLog, LogMovedError, Recorded
from autonome.workflows.decide_and_record import Refusal, answer
from autonome.workflows.import_record import RecordsToAddTo
from autonome.workflows.open_record import judging

CATEGORY: Final = "laboratory"
"""Of an order: who may see laboratory results may see that one is waited for."""

MATTER: Final = SubjectId("test-orders")
"""The institution's own matter on the log: what was ordered, and what is dealt with."""

LOOKED: Final = "looked"
"""Member of the entry by which somebody is shown whose test is ordered, and of what."""

ID_BYTES: Final = 8

ATTEMPTS: Final = 64
"""How often the list is read anew because somebody added to it meanwhile: then something is wrong."""

WithinT = TypeVar("WithinT", bound=Within)


@dataclass(frozen=True, slots=True)
class Order:
    """A test that was ordered.

    Args:
        number: of its entry on the log.
        at: when.
        gene: that is to be tested.
        by: who ordered it.
        known_as: the person, in the institution's list.
        subject: the person, where they are still kept.
        closed: whether it is dealt with.
        earlier: whether it waited already when it was ordered again: then nothing was ordered.
    """

    number: int
    at: Instant
    gene: str
    by: str
    known_as: str
    subject: SubjectId | None = None
    closed: bool = False
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is ordered.

    Args:
        request: to collect data of `CATEGORY`.
        gene: HGNC symbol.
        known_as: name of the person in the institution's list: a pseudonym.
    """

    request: Request
    gene: str
    known_as: str


def order_test(  # noqa: PLR0913 - what is ordered, and what the act works with
    wanted: Wanted,
    *,
    gate: Gate[WithinT],
    records: RecordsToAddTo[WithinT],
    log: KeptLog,
    rules: RuleBook,
    clock: Clock,
    entropy: Entropy,
) -> Order | Refusal:
    """Order a test.

    Args:
        wanted: what, of whom.
        gate: of the institution.
        records: that it keeps.
        log: on which the list stands.
        rules: packs of law.
        clock: tells now.
        entropy: draws the order's id.

    Returns:
        The order, or the one of the same test that waits already, or the refusal; each is on the log.

    Raises:
        AutonomeError: consent was withdrawn meanwhile, or log or store cannot be relied upon.
    """
    request = wanted.request
    permit = answer(request, *gate.admit(request, judging(request, rules, clock)))
    if isinstance(permit, Refusal):
        return permit
    at, name = clock.now(), f"ServiceRequest/order-{entropy.token(ID_BYTES).hex()}"
    item = KeptItem(frozenset({CATEGORY}), name, _body(wanted, name, at), at)
    line = Draft(EntryKind.STEWARDSHIP, MATTER, _line(wanted))
    for _ in range(ATTEMPTS):
        size = Checkpoint.of_note(log.checkpoint()).size
        earlier = _waiting(wanted, permit.subject, log)
        if earlier is not None:
            return earlier
        try:
            with gate.under(
                permit, EntryKind.USE, {"ordered": wanted.gene}, beside=[line], unchanged_since=size
            ) as within:
                records.add(permit, within, [item])
        except LogMovedError:
            continue
        (listed,) = within.beside
        return Order(listed.index, at, wanted.gene, str(permit.actor), wanted.known_as, permit.subject)
    raise AutonomeError("the list of orders moved during every attempt to add to it", mend="try again later.")


def orders(log: KeptLog, people: Mapping[str, SubjectId]) -> tuple[Order, ...]:
    """Every order, in log order.

    Args:
        log: of the institution.
        people: ids by the names of the list.
    """
    found: dict[int, Order] = {}
    for each in _listed(log, people):
        found[each.number] = each
    return tuple(found.values())


def look_at(order: Order, by: ActorId, *, log: KeptLog) -> Order:
    """Show somebody an order; that they were shown it is on the person's log first.

    Args:
        order: of somebody who is still kept.
        by: who is shown it.
        log: on which the list stands.

    Raises:
        InputError: the person is not kept any more; nothing is shown.
    """
    if order.subject is None:
        raise InputError(f"whom order {order.number} is about is not kept here any more", mend="take it off the list.")
    log.append([Draft(EntryKind.USE, order.subject, {LOOKED: {"order": order.number, "by": str(by)}})])
    return order


def close_order(log: KeptLog, number: int, by: ActorId) -> Recorded:
    """Say that an order is dealt with.

    Raises:
        InputError: no order of this number waits.
    """
    if not any(each.number == number and not each.closed for each in orders(log, {})):
        raise InputError(f"no order {number} waits", mend="see the list of orders.")
    (recorded,) = log.append([Draft(EntryKind.STEWARDSHIP, MATTER, {"closes": number, "by": str(by)})])
    return recorded


def _listed(log: KeptLog, people: Mapping[str, SubjectId]) -> Iterator[Order]:
    found: dict[int, Order] = {}
    for entry in log.institution_entries(MATTER, EntryKind.STEWARDSHIP):
        match dict(entry.payload.body):
            case {"ordered": str(gene), "person": str(known_as), "by": str(by)}:
                at, subject = entry.payload.recorded_at, people.get(known_as)
                found[entry.index] = Order(entry.index, at, gene, by, known_as, subject)
                yield found[entry.index]
            case {"closes": int(number)} if number in found:
                one = found[number]
                yield Order(one.number, one.at, one.gene, one.by, one.known_as, one.subject, closed=True)


def _line(wanted: Wanted) -> dict[str, Json]:
    return {"ordered": wanted.gene, "person": wanted.known_as, "by": str(wanted.request.actor)}


def _waiting(wanted: Wanted, subject: SubjectId, log: KeptLog) -> Order | None:
    """The order of the same test for the same person that waits, where there is one."""
    listed = orders(log, {wanted.known_as: subject})
    same = (each for each in listed if each.known_as == wanted.known_as and each.gene == wanted.gene)
    found = next((each for each in same if not each.closed), None)
    return None if found is None else replace(found, earlier=True)


def _body(wanted: Wanted, name: str, at: Instant) -> str:
    """A ServiceRequest (FHIR R4): what is wanted, in words; a code is for the laboratory's own catalogue."""
    resource: dict[str, Json] = {
        "resourceType": "ServiceRequest",
        "id": name.partition("/")[2],
        "status": "active",
        "intent": "order",
        "code": {"text": f"Genotyping of {wanted.gene}"},
        "subject": {"reference": f"Patient/{wanted.request.subject}"},
        "authoredOn": str(at),
        "requester": {"display": str(wanted.request.actor)},
    }
    return canonical_bytes({"resource": resource}).decode()
