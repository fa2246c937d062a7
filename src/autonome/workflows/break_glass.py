"""Break-glass: open a record in an emergency, with a reason, told to the patient and reviewed by somebody else.

The law of the place decides, as for every request: the purpose is emergency treatment, and consent is not asked for
where a rule lets it be done without. What is different is what follows: the reason stands on the log, the patient is
told at the next look at the timeline, and the act lies in a queue until somebody has reviewed it.

Where the log cannot record (halted, or out of reach), care goes on: a one-time pass takes the log's place, and a
journal on this machine what would have stood there. Nothing is shown before it is on the disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from autonome.access import Allowed, Denied, Permit, Request, decide
from autonome.access.ports import Gate, Within
from autonome.clinical.items import StoredItem
from autonome.kernel import InputError, Instant, Json, SubjectId
from autonome.law import RuleBook
from autonome.ledger import Clock, Draft, EntryKind, Log, Recorded
from autonome.workflows.decide_and_record import Refusal, answer
from autonome.workflows.open_record import Opened, Records, judging
from autonome.workflows.read_thread import read_thread

PURPOSE: Final = "ETREAT"
"""Emergency treatment (HL7 PurposeOfUse)."""

MATTER: Final = SubjectId("break-glass")
"""The institution's own matter on the log: what waits for a review, and what was found."""

LONGEST_REASON: Final = 500
"""Characters."""

WithinT = TypeVar("WithinT", bound=Within)
WithinT_co = TypeVar("WithinT_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A request in an emergency.

    Args:
        request: for the purpose of emergency treatment.
        reason: why, in the words of who asks.
        known_as: name of the person in the institution's own queue: a pseudonym.

    Raises:
        InputError: there is no reason, or an endless one.
    """

    request: Request
    reason: str
    known_as: str

    def __post_init__(self) -> None:
        if not self.reason.strip() or len(self.reason) > LONGEST_REASON or not self.reason.isprintable():
            raise InputError(
                "breaking the glass needs a reason", mend=f"say why, in at most {LONGEST_REASON} characters."
            )

    def use(self, opened: tuple[str, ...], **more: Json) -> dict[str, Json]:
        """The body of the use's entry."""
        return {"opened": list(opened), "emergency": {"reason": self.reason, **more}}

    def queued(self, leaf: str) -> Draft:
        """What waits for a review: it names decision or pass, and nobody."""
        return Draft(EntryKind.INCIDENT, MATTER, {"break_glass": leaf, "person": self.known_as})


def break_glass(  # noqa: PLR0913 - who asks, and what the act works with
    asked: Reasoned, *, gate: Gate[WithinT], records: Records[WithinT], log: Log, rules: RuleBook, clock: Clock
) -> Opened | Refusal:
    """Open what an emergency asks for, with the log at work.

    Args:
        asked: who asks for what, and why.
        gate: of the institution.
        records: that it keeps.
        log: where the review is queued, before anything is read: none is missed.
        rules: packs of law.
        clock: tells now.

    Raises:
        AutonomeError: log or store cannot be relied upon; nothing was read.
    """
    request = asked.request
    permit = answer(request, *gate.admit(request, judging(request, rules, clock)))
    if isinstance(permit, Refusal):
        return permit
    log.append([asked.queued(permit.leaf)])
    granted = tuple(grant.item for grant in permit.grants)
    with gate.under(permit, EntryKind.USE, asked.use(granted)) as within:
        items = records.read(permit, within, granted)
    return Opened(permit, within.recorded, items)


# --- while the log cannot record -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Journalled:
    """What is to be put on the log once it can record again.

    Args:
        subject: whose data.
        known_as: the person, in the institution's own queue.
        at: when it was done.
        token: digest of the pass that it rests on, in hexadecimal digits.
        body: of the entry of the use.
    """

    subject: SubjectId
    known_as: str
    at: Instant
    token: str
    body: Mapping[str, Json]

    def drafts(self) -> tuple[Draft, Draft]:
        """The use, marked as late, and what waits for a review."""
        return (
            Draft(EntryKind.USE, self.subject, self.body),
            Draft(EntryKind.INCIDENT, MATTER, {"break_glass": self.token, "person": self.known_as}),
        )


class Emergencies(Protocol[WithinT_co]):
    """The gate's way out while the log cannot record."""

    def admit(self, asked: Reasoned, decision: Allowed) -> tuple[Recorded, bytes, Journalled]:
        """Use up a pass for a permit, and write into the journal what it is used for; both are on the disk then.

        Returns:
            The decision as it stands on no log yet, the secret of its permit, and the line of the journal.

        Raises:
            PassError: no pass is left, or it was used.
        """

    def under(self, permit: Permit) -> AbstractContextManager[WithinT_co]:
        """A transaction in which it opens its shelves."""


@dataclass(frozen=True, slots=True)
class OpenedLate:
    """What is handed out while the log cannot record.

    Args:
        permit: under which it was read.
        journalled: what will stand on the log.
        items: all that the permit covers.
    """

    permit: Permit
    journalled: Journalled
    items: tuple[StoredItem, ...]


def break_glass_unrecorded(  # noqa: PLR0913 - as above
    asked: Reasoned,
    *,
    emergencies: Emergencies[WithinT],
    records: Records[WithinT],
    log: Log,
    rules: RuleBook,
    clock: Clock,
) -> OpenedLate | Denied:
    """Open what an emergency asks for while the log cannot record; a refusal is on no record then.

    Args:
        asked: who asks for what, and why.
        emergencies: the gate's way out.
        records: that the institution keeps.
        log: read for what it holds; nothing is put on it.
        rules: packs of law.
        clock: tells now.

    Raises:
        AutonomeError: no pass is left, or journal or store cannot be relied upon; nothing was read.
    """
    request = asked.request
    known = read_thread(request.subject, log, clock.now())
    # Of the log's own state nothing is taken for granted: a restriction holds here as it does at the gate.
    decision = decide(
        known.acts, request, rules, clock.now(), known.size, attested=known.attested, restricted=known.restricted
    )
    if isinstance(decision, Denied):
        return decision
    recorded, secret, journalled = emergencies.admit(asked, decision)
    permit = answer(request, decision, recorded, secret)
    assert isinstance(permit, Permit)  # noqa: S101 - for the type checker: it was allowed
    granted = tuple(grant.item for grant in permit.grants)
    with emergencies.under(permit) as within:
        items = records.read(permit, within, granted)
    return OpenedLate(permit, journalled, items)
