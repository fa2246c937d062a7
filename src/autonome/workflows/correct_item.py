"""Correct an item of somebody's record: its next version; or, where the institution does not agree, a note beside it.

The next version and the entry that closes the matter are one transaction: whatever is killed, nothing is put right in a
matter that stays open. The older version stays; with a note, both stand. Who got the item before is listed from the
log: these are to be told. An item that the actor may not see and one that there is not look alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from autonome.access import Request
from autonome.access.errors import RequestError
from autonome.access.ports import Gate, Within
from autonome.access.rights import Deed, Matter, Right, deed, said
from autonome.clinical.items import KeptItem, StoredItem
from autonome.consent import Action
from autonome.fhir.json_text import json_text, parse_json
from autonome.fhir.shelving import items_of
from autonome.kernel import ActorId, Instant, Json, SubjectId
from autonome.ledger import EntryKind, Log, Recorded
from autonome.workflows.answer_rights import RightsWorld, ask
from autonome.workflows.decide_and_record import Refusal, answer
from autonome.workflows.import_record import RecordsToAddTo
from autonome.workflows.open_record import judging, open_record

WithinT = TypeVar("WithinT", bound=Within)

PASSED_ON: Final = frozenset({str(Action.DISCLOSE), str(Action.EXPORT), str(Action.PUBLISH)})
"""Actions after which somebody elsewhere has the data."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be put right.

    Args:
        item: name of the item, such as ``Observation/7``.
        resource: as it should be, a FHIR resource as `parse_json` gave it; None where the institution does not agree.
        why: why it is put right; or, without a resource, what the person says of it.
        evidence: SHA-256 of papers that show it.
    """

    item: str
    resource: Mapping[str, object] | None
    why: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who got the item before it was put right, and is to be told.

    Args:
        organisation: for which it was asked.
        actor: who asked.
        at: when it left.
        entry: place on the log.
    """

    organisation: str
    actor: str
    at: Instant
    entry: int

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {"organisation": self.organisation, "actor": self.actor, "at": str(self.at), "entry": self.entry}


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was done.

    Args:
        recorded: the entry that closes the matter.
        item: that was added: the next version, or the note.
        version: of the item that was put right.
        recipients: who are to be told.
    """

    recorded: Recorded
    item: KeptItem
    version: int
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class Correcting(Generic[WithinT]):
    """What a correction works with.

    Args:
        asks: makes a request for categories and an action, in the name of who acts.
        sees: categories in which the item is looked for.
        log: of the institution.
        world: of rights.
        closing: records a deed that closes a matter, in a transaction; gives what gives the entry once that has ended.
    """

    asks: Callable[[Sequence[str], Action], Request]
    sees: tuple[str, ...]
    log: Log
    world: RightsWorld
    closing: Callable[[WithinT, Matter, dict[str, Json]], Callable[[], Recorded]]


def matter_for(subject: SubjectId, by: ActorId, world: RightsWorld) -> Matter:
    """The matter of a correction that somebody makes unasked: a new one, or what a killed one left open.

    Args:
        subject: whose data.
        by: who corrects.
        world: of rights.
    """
    own = [each for each in world.book.matters(subject) if each.right is Right.CORRECT and not each.is_answered]
    left = next((each for each in own if each.asked_by == by and not each.words), None)
    return left or ask(Right.CORRECT, subject, by, world=world)


def correct_item(  # noqa: PLR0913 - what is put right in which matter, and what the act works with
    matter: Matter,
    correction: Correction,
    by: ActorId,
    *,
    gate: Gate[WithinT],
    records: RecordsToAddTo[WithinT],
    correcting: Correcting[WithinT],
) -> Corrected | Refusal:
    """Put an item right, or note that the person does not agree with it.

    Args:
        matter: of a correction.
        correction: what is to be put right.
        by: who does it.
        gate: of the institution.
        records: that it keeps.
        correcting: what this works with.

    Returns:
        What was done, or the refusal; either is on the log.

    Raises:
        RequestError: there is no such item that the actor may see, or the resource is another one.
    """
    if matter.right is not Right.CORRECT or matter.is_answered:
        raise RequestError("this is no open matter of a correction", mend="see `autonome rights status`.")
    said(correction.why, "the reason")
    world = correcting.world
    found = _found(correction.item, gate, records, correcting)
    if isinstance(found, Refusal):
        return found
    added = _note(found, correction, matter) if correction.resource is None else _next(found, correction)
    request = replace(correcting.asks(sorted(found.item.categories | added.categories), Action.COLLECT), whole=True)
    permit = answer(request, *gate.admit(request, judging(request, world.rules, world.clock)))
    if isinstance(permit, Refusal):
        return permit
    with gate.under(permit, EntryKind.USE, {"corrected": correction.item, "matter": matter.id}) as within:
        there = [each.item for each in records.read(permit, within, request.items)]
        _expect_unchanged(found.item, added, there)
        if added not in there:  # it says so already
            records.add(permit, within, [added])
        # Whoever reads after this transaction gets the next version: of the older ones, all who got one are known here.
        recipients = recipients_of(matter.subject, found.item.categories, correcting.log)
        body = _deed(matter, correction, by, found, recipients)
        closed = correcting.closing(within, matter.after(body), body)
    return Corrected(closed(), added, found.version, recipients)


def _expect_unchanged(found: KeptItem, added: KeptItem, there: Sequence[KeptItem]) -> None:
    """Stop a correction of what nobody looked at: another version came in between.

    Raises:
        RequestError: one did.
    """
    if any(each.name == found.name and each not in {found, added} for each in there):
        raise RequestError("the item has changed since it was looked at", where=found.name[:80], mend="look again.")


def _deed(
    matter: Matter, correction: Correction, by: ActorId, found: StoredItem, recipients: Sequence[Recipient]
) -> dict[str, Json]:
    return deed(
        matter, Deed.DISAGREED if correction.resource is None else Deed.CORRECTED, by, correction.why,
        item=correction.item, version=found.version, evidence=list(correction.evidence),
        tell=[each.to_json() for each in recipients],
    )  # fmt: skip


def recipients_of(subject: SubjectId, categories: frozenset[str], log: Log) -> tuple[Recipient, ...]:
    """Who got data of some categories: from the uses and disclosures that stand on the log, each once, the newest.

    Args:
        subject: whose data.
        categories: any of which will do.
        log: of the institution.
    """
    entries = log.entries_of(subject)
    decisions = {each.leaf.hex(): each.payload.body for each in entries if each.payload.kind is EntryKind.DECISION}
    found: dict[tuple[str, str], Recipient] = {}
    for entry in entries:
        decision = decisions.get(str(entry.payload.body.get("decision")))
        if decision is None or entry.payload.kind not in {EntryKind.USE, EntryKind.DISCLOSURE}:
            continue
        match decision:
            case {
                "request": {"action": str(action), "organisation": str(organisation), "actor": str(actor)},
                "decision": {"grants": list(grants)},
            }:
                left = entry.payload.kind is EntryKind.DISCLOSURE or action in PASSED_ON
                granted = {str(grant.get("item")) for grant in grants if isinstance(grant, Mapping)}
                if left and granted & categories:
                    to = str(entry.payload.body.get("to") or organisation)
                    found[to, actor] = Recipient(to, actor, entry.payload.recorded_at, entry.index)
    return tuple(sorted(found.values(), key=lambda each: each.entry))


def _found(
    name: str,
    gate: Gate[WithinT],
    records: RecordsToAddTo[WithinT],
    correcting: Correcting[WithinT],
) -> StoredItem | Refusal:
    world, request = correcting.world, correcting.asks(correcting.sees, Action.USE)
    opened = open_record(request, gate=gate, records=records, rules=world.rules, clock=world.clock)
    if isinstance(opened, Refusal):
        return opened
    for each in opened.items:
        if each.item.name == name:
            return each
    raise RequestError("there is no such item that you may see", where=name[:80], mend="see `autonome open`.")


def _entry(item: KeptItem) -> dict[str, object]:
    entry = parse_json((item.body or "").encode(), item.name)
    return entry if isinstance(entry, dict) else {}


def _next(found: StoredItem, correction: Correction) -> KeptItem:
    """The item as it should be, on the shelves that it belongs to now.

    Raises:
        RequestError: the resource is another one, or tells nobody's.
        RecordError: it cannot be used.
    """
    entry, resource = _entry(found.item), dict(correction.resource or {})
    old = entry.get("resource")
    if not isinstance(old, Mapping) or any(old.get(key) != resource.get(key) for key in ("resourceType", "id")):
        raise RequestError("the resource is not of the same type and id", where=correction.item[:80])
    if "subject" in old and old.get("subject") != resource.get("subject"):
        raise RequestError("the resource is about somebody else", where=correction.item[:80])
    patient = _patient(resource)
    others = [] if patient is None else [{"resource": {"resourceType": "Patient", "id": patient}}]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [*others, {**entry, "resource": resource}]}
    _, items = items_of(bundle, correction.item)
    return replace(items[-1], name=found.item.name, place=found.item.place)


def _patient(resource: Mapping[str, object]) -> str | None:
    if resource.get("resourceType") == "Patient":
        return None
    for key in ("subject", "patient"):
        match resource.get(key):
            case {"reference": str(reference)} if "/" in reference:
                return reference.rpartition("/")[2]
    raise RequestError("the resource does not say whom it is about", mend="give its subject.")


def _note(found: StoredItem, correction: Correction, matter: Matter) -> KeptItem:
    """What the person says, on the shelves of the item: who sees the one sees the other."""
    name = f"disagreement-{matter.id[:16]}"
    resource = {
        "resourceType": "Communication",
        "id": name,
        "status": "completed",
        "about": [{"reference": found.item.name}],
        "sent": str(matter.asked_at),
        "payload": [{"contentString": correction.why}],
    }
    return KeptItem(found.item.categories, f"Communication/{name}", json_text({"resource": resource}), found.item.at)
