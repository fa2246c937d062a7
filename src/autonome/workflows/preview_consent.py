"""What would be: who could have what as things stand, and what would stop if an answer were taken back.

The engine that decides in earnest is asked. Nothing is recorded, and nobody's data are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from autonome.access import Decision, Request, decide, read_request
from autonome.access.explanation import Audience, Explanation, account_of, explain
from autonome.access.institutions import Institution
from autonome.access.probes import probes
from autonome.access.requests import FORMAT
from autonome.access.rights import restricted_since
from autonome.access.simulation import Difference, Turn, World, simulate
from autonome.access.what_if import Answered, Change, changed
from autonome.consent import JURISDICTIONS, ActKind, QuestionKey
from autonome.kernel import Instant, Json, canonical_bytes
from autonome.law import RuleBook
from autonome.ledger import EntryKind
from autonome.workflows.read_thread import ReadThread


def what_if(request: Request, thread: ReadThread, rules: RuleBook, now: Instant) -> tuple[Decision, Explanation]:
    """What would be answered to a request now, and why, in words for the person.

    Args:
        request: that nobody has made.
        thread: of the person.
        rules: packs of law.
        now: the time.
    """
    decision = decide(
        thread.acts, request, rules, now, thread.size, attested=thread.attested, restricted=thread.restricted
    )
    account = account_of(request, decision, thread.acts, rules, attested=thread.attested)
    return decision, explain(account, Audience.PATIENT)


def effects_of_withdrawal(
    questions: Iterable[QuestionKey], thread: ReadThread, institution: Institution, rules: RuleBook, now: Instant
) -> tuple[Difference, ...]:
    """What could not be had any more, if answers were taken back now: each request that would be answered otherwise.

    Args:
        questions: whose answers would be taken back.
        thread: of the person.
        institution: where the data are kept; what holds for all that it asks is stated with every request.
        rules: packs of law.
        now: the time.
    """
    before = World(thread.acts, thread.attested, rules, now)
    taken = tuple(Answered(ActKind.WITHDRAW, each, subjects=(thread.subject,)) for each in questions)
    after = changed(before, Change(answers=taken))
    wanted = {each.rpartition("/")[0] for each in questions}
    # Of all places, for answers name places where this institution is not; those are left out again.
    tried = probes([_of_forms(before, wanted)], JURISDICTIONS.leaves("world"))
    requests = (
        replace(each, subject=thread.subject, circumstances=institution.circumstances)
        for each in tried
        if each.jurisdiction == institution.jurisdiction
    )
    return tuple(each for each in simulate(before, after, requests) if each.turn is not Turn.OPENS)


def told_of_entry(index: int, thread: ReadThread, rules: RuleBook) -> Explanation | None:
    """Why a request on record was answered as it was, in words for the person.

    It is decided again, as of the time and the log of then. Where that gives another answer (rules have changed since),
    nothing is told but what the entry holds.

    Args:
        index: place of the decision on the log.
        thread: of the person.
        rules: packs of law.
    """
    entry = next((each for each in thread.entries if each.index == index), None)
    if entry is None or entry.payload.kind is not EntryKind.DECISION:
        return None
    body = entry.payload.body
    match body:
        case {"request": dict(asked), "decision": {"grounds": {"at": str(at), "log_size": int(size)}}}:
            request = read_request(canonical_bytes({"format": FORMAT, **asked}))
            since = restricted_since(_rights_before(size, thread))
            decision = decide(
                thread.acts, request, rules, Instant.parse(at), size, attested=thread.attested, restricted=since
            )
            same = _outcome(decision.to_json()) == _outcome(body["decision"])
            account = account_of(request, decision, thread.acts, rules, attested=thread.attested, entry=index)
            return explain(account, Audience.PATIENT) if same else None
    return None


def _rights_before(size: int, thread: ReadThread) -> Iterator[tuple[int, Mapping[str, Json]]]:
    """Entries about rights that a log of this size holds."""
    for each in thread.entries:
        if each.payload.kind is EntryKind.RIGHT and each.index < size:
            yield each.index, each.payload.body


def _outcome(decision: Json) -> tuple[Json, Json, Json]:
    """What was answered and why; not under which version of the rules."""
    told = decision if isinstance(decision, dict) else {}
    return told.get("effect"), told.get("grants"), told.get("reasons")


def _of_forms(world: World, forms: set[str]) -> World:
    """A world of the acts on some forms alone: what there is to try."""
    return replace(world, acts=tuple(act for act in world.acts if act.template.id in forms))
