"""What a plan may say of the consent that it was made by: taken from the permit and from the acts on the log.

The request's digest stands for the permit: the permit's own place on the log is another one each time, and a plan of
the same inputs has the same bytes. The receipt proves the request and the decision on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autonome.access import Permit
from autonome.consent import (
    CATEGORIES,
    RECIPIENTS,
    Attestation,
    ConsentAct,
    Preference,
    Standing,
    State,
    Timing,
    known_at,
    preferences,
)
from autonome.kernel import Instant, Sha256, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentBasis:
    """The consent behind one plan.

    Args:
        request: SHA-256 of the request in canonical JSON.
        recipient: class of recipients to which those who asked belong.
        organisation: for which they asked.
        purposes: for which.
        items: categories of data that were asked for and granted.
        until: first instant at which the permission is over, or None.
        acts: on which it rests, in log order.
        rules: of law on which it rests.
        preferences: what the person wants to be told.
        family: acts in force by which relatives may learn of genetic data.
    """

    request: Sha256
    recipient: str
    organisation: str
    purposes: tuple[str, ...]
    items: tuple[str, ...]
    until: Instant | None
    acts: tuple[ConsentAct, ...]
    rules: tuple[str, ...]
    preferences: tuple[Preference, ...]
    family: tuple[ConsentAct, ...]

    @property
    def all_acts(self) -> tuple[ConsentAct, ...]:
        """Those of the permission, and those in which wishes stand."""
        wishes = (each.act for each in self.preferences if each.act is not None)
        return tuple(dict.fromkeys((*self.acts, *wishes)))


def consent_basis(permit: Permit, acts: Iterable[ConsentAct], attested: Iterable[Attestation] = ()) -> ConsentBasis:
    """Take it from a permit.

    Args:
        permit: under which the plan is made.
        acts: of the person, with their places on the log; those that the decision did not know count for nothing.
        attested: what is on record about who may answer for whom.
    """
    request, grounds = permit.request, permit.decision.grounds
    known = sorted(
        (act for act in acts if act.leaf is not None and act.leaf < grounds.log_size), key=lambda act: act.leaf or 0
    )
    answers = known_at(known, attested, permit.subject, grounds.at, grounds.log_size).answers
    relied_upon = tuple(act for act in known if act.digest in permit.decision.basis)
    digests = {act.digest for act in relied_upon}
    return ConsentBasis(
        request=digest(request.to_json()),
        recipient=request.recipient,
        organisation=request.organisation,
        purposes=request.purposes,
        items=request.items,
        until=permit.decision.until,
        acts=relied_upon,
        rules=tuple(each for each in permit.decision.basis if each not in digests),
        preferences=preferences(answers, grounds.at),
        family=tuple(answer.act for answer in answers.values() if _tells_relatives(answer, grounds.at)),
    )


def _tells_relatives(answer: Standing, at: Instant) -> bool:
    granted = answer.state is State.GRANTED and answer.timing(at) is Timing.IN_FORCE
    return granted and any(
        RECIPIENTS.touches(atom.recipient, "relative") and CATEGORIES.touches(atom.category, "germline")
        for atom in answer.atoms
    )
