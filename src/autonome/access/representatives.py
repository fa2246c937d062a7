"""Who may act for another person, and what a request says of the person that the record says otherwise.

Only who holds a mandate on record, in force at the time, for the person's requests, may act for another.

That somebody calls herself or himself a representative gives no right. What an institution attested does: the mandate
of a parent, of a guardian or of a proxy (`autonome.consent.attestations`). A mandate for some questions of a form
alone is none for the person's rights. A parent's ends when the person may answer alone, and every mandate with the
person's life; where it is not known when a parent's ends, it does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from autonome.access.reasons import Reason, ReasonCode
from autonome.access.requests import Request
from autonome.consent import PURPOSES, RECIPIENTS, Authority, Birth, Ground, Mandate, Person
from autonome.consent.ages import ages_in, birthday
from autonome.kernel import Instant
from autonome.law import AGES_ASKED, Circumstance, Count

OWN_REQUEST = "PATRQT"
"""Purpose of what people ask for themselves, or have asked for them."""

EMERGENCY = "ETREAT"
"""Purpose of saving a life (HL7 PurposeOfUse)."""

UNPROVEN: Final = Reason(ReasonCode.NEEDS_REVIEW, detail="deceased")
"""What a request states of the person's life or death is not what stands on record."""

TOO_OLD: Final = Reason(ReasonCode.NEEDS_REVIEW, detail="age")
"""A request states an age that, by the birth on record, the person has not come to."""

OTHERWISE_ON_RECORD: Final = frozenset({UNPROVEN, TOO_OLD})
"""What a request says of the person that the record says otherwise."""


def is_mandated(request: Request, person: Person, at: Instant) -> bool:
    """Whether the asker may, by a mandate on record, ask as the person would.

    Args:
        request: as it was made.
        person: on record.
        at: the time asked about.
    """
    if not RECIPIENTS.covers("representative", request.recipient) or str(request.actor) == str(request.subject):
        return False
    if person.died is not None and person.died <= at:
        return False
    return any(each.holder == request.actor and _in_force(each, person, at) for each in person.mandates)


def unproven(request: Request, person: Person, at: Instant) -> Iterator[Reason]:
    """What a request states of the person's life, death or age against the record: then somebody must judge it first.

    A stranger's word that somebody has died opens nothing, and does not leave standing what death would have ended.
    Nobody asks for her or himself after death: who comes with such a request is somebody else. And no life is to be
    saved of who has died: who asks for emergency treatment is mistaken, or the record is. Nor does a word make a child
    older: what the law asks for a child is not spared by an age that the birth on record rules out.

    Args:
        request: as it was made.
        person: on record.
        at: the time asked about.
    """
    has_died = person.died is not None and person.died <= at
    said = request.circumstances
    by_the_dead = has_died and str(request.actor) == str(request.subject)
    otherwise = said.ruled_out(Circumstance.DECEASED) if has_died else said.stated(Circumstance.DECEASED)
    known = (code for code in request.purposes if code in PURPOSES)  # of the others `validation` says what is wrong
    to_save = has_died and any(PURPOSES.covers(EMERGENCY, code) for code in known)
    if by_the_dead or otherwise or to_save:
        yield UNPROVEN
    age, born = said.number(Count.AGE), person.born
    if (
        age is not None
        and born is not None
        and any(_is_younger(born, limit, at) for limit in AGES_ASKED if limit <= age)
    ):
        yield TOO_OLD


def _is_younger(born: Birth, limit: int, at: Instant) -> bool:
    return at < birthday(born.on, limit)


def _in_force(mandate: Mandate, person: Person, at: Instant) -> bool:
    for_requests = not mandate.purposes or any(PURPOSES.covers(wide, OWN_REQUEST) for wide in mandate.purposes)
    if mandate.questions or not for_requests or not mandate.valid.contains(at):
        return False
    return mandate.authority is not Authority.GUARDIAN or _guards(mandate, person, at)


def _guards(mandate: Mandate, person: Person, at: Instant) -> bool:
    """Whether a guardian's mandate still holds at an age: a court can give one for somebody who is of age."""
    born = person.born
    ages = None if born is None else ages_in(born.jurisdiction)
    if born is None or ages is None:
        return mandate.valid.end is not None
    of_age = birthday(born.on, ages.data)
    return at < of_age or (mandate.ground is Ground.COURT and of_age <= mandate.valid.start)
