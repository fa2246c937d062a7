"""What a screen stands on: read from the decision's own entry, so that screen and log cannot say two things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autonome.access import Permit
from autonome.access.permits import decision_body
from autonome.consent import ConsentAct
from autonome.kernel import Instant, Json
from autonome.ledger import Recorded
from autonome.web.desk.clinic_values import Stands
from autonome.workflows.entry_bodies import elements, members, words


def stands_on(entry: Recorded, acts: Iterable[ConsentAct]) -> Stands:
    """What a decision that allowed something says.

    Args:
        entry: of the decision.
        acts: of the person on the log; those that it rests on are among them.
    """
    placed = {str(act.digest): (str(act.key), act.leaf) for act in acts}
    return _stands(entry.payload.body, entry.index, entry.payload.recorded_at, placed)


def stands_late(permit: Permit) -> Stands:
    """The same of a decision that waits in the journal: it has no entry yet, and an emergency rests on law alone."""
    body = decision_body(permit.request, permit.decision)
    return _stands(body, None, permit.decision.grounds.at, {})


def _stands(
    body: Mapping[str, Json], entry: int | None, at: Instant, acts: Mapping[str, tuple[str, int | None]]
) -> Stands:
    request, decision = members(body.get("request")), members(body.get("decision"))
    until = decision.get("until")
    return Stands(
        entry=entry,
        at=at,
        purposes=words(request.get("purposes")),
        items=tuple(str(members(each).get("item", "")) for each in elements(decision.get("grants"))),
        asked=words(request.get("items")),
        basis=tuple(dict.fromkeys(acts.get(str(each), (str(each), None)) for each in elements(decision.get("basis")))),
        until=Instant.parse(until) if isinstance(until, str) else None,
        obligations=words(decision.get("obligations")),
    )
