"""The conditions of one provision to a `Scope`, read for a permission or for a refusal.

Within an element its values are alternatives, and the elements limit each other (R4, Consent.provision).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from autonome.consent import CATEGORIES, PURPOSES, RECIPIENTS, Action, Effect
from autonome.fhir.consent.codes import (
    ACT_REASON,
    ACTION_CODES,
    ACTIONS,
    CONSENT_ACTION,
    DUO,
    NOT_IN_HL7,
    PARTICIPATION,
    PARTIES,
    PURPOSE_CODES,
    RECIPIENT_CODES,
    RECIPIENT_ROLES,
    ROLE_CLASS,
    ROLES,
    WIDER_IN_HL7,
)
from autonome.fhir.consent.data import read_data
from autonome.fhir.consent.limits import read_limits
from autonome.fhir.consent.notes import ANY_RECIPIENT, FEWER, LIFTED, REVIEW, Notes
from autonome.fhir.consent.periods import read_span
from autonome.fhir.consent.pieces import verbatim
from autonome.fhir.consent.scopes import EVERY_ACTION, Recipient, Scope, broadest
from autonome.fhir.elements import Element

Value = TypeVar("Value")

KNOWN = frozenset(
    {
        "id", "extension", "modifierExtension", "type", "period", "actor", "action", "securityLabel", "purpose",
        "class", "code", "dataPeriod", "data", "provision",
    }
)  # fmt: skip
"""Elements of a provision in R4."""

_DUO_PURPOSES = frozenset({"DUO:0000042", "DUO:0000006", "DUO:0000011"})
"""Terms of DUO that name a purpose by themselves; research on one disease needs the disease."""

_HL7_ACTIONS = {code: action for action, codes in ACTIONS.items() for code in codes}


@dataclass(frozen=True, slots=True)
class Read:
    """One alternative: what it means here, or None where that is not known.

    Args:
        place: where it stands.
        said: its code.
        means: our words.
    """

    place: str
    said: str
    means: frozenset[str] | None


def read_scope(provision: Element, effect: Effect, notes: Notes) -> Scope:
    """Read the conditions of a provision.

    Args:
        provision: the element.
        effect: for which they are read.
        notes: take what is not understood.

    Raises:
        UnusableError: an element has not the shape that R4 gives it.
        ConsentError: a date is none.
    """
    purposes, first = _alternatives(_purposes(provision, effect), effect, notes)
    actions, second = _alternatives(_actions(provision), effect, notes)
    recipients, third = _recipients(provision, effect, notes)
    data = read_data(provision, effect, notes)
    unknown = sorted(set(provision.value) - KNOWN)
    for key in unknown:
        notes.add(f"{provision.path}.{key}", key, REVIEW)
    made = Scope(
        purposes=None if purposes is None else broadest(PURPOSES, purposes),
        categories=None if data.categories is None else broadest(CATEGORIES, data.categories),
        recipients=recipients,
        actions=None if actions is None else frozenset(map(Action, actions)),
        span=read_span(provision.child("period")),
        window=read_span(provision.child("dataPeriod")),
        review=first or second or third or data.review or bool(unknown),
    )
    return read_limits(provision, made, effect, notes)


def codings_of(element: Element) -> tuple[tuple[str, str], ...]:
    """System and code of each coding of a CodeableConcept."""
    return tuple((each.text("system"), each.text("code")) for each in element.children("coding"))


def _alternatives(items: Iterable[Read], effect: Effect, notes: Notes) -> tuple[frozenset[str] | None, bool]:
    """What the alternatives come to, and whether a permission needs a review; None for everything."""
    found = list(items)
    known = [each.means for each in found if each.means is not None]
    for each in found:
        if each.means is None:
            notes.add(each.place, each.said, FEWER if known else REVIEW)
    if not found:
        return None, False
    if effect is Effect.DENY and len(known) < len(found):
        for each in found:
            notes.add(each.place, each.said, LIFTED)
        return None, False
    return (frozenset().union(*known), False) if known else (None, True)


def _purposes(provision: Element, effect: Effect) -> Iterator[Read]:
    for each in provision.children("purpose"):
        system, code = each.text("system"), each.text("code")
        means = _purpose(system, code.replace("_", ":") if system == DUO else code)
        if means is not None and effect is Effect.DENY and system == ACT_REASON:
            means |= frozenset(WIDER_IN_HL7.get(code, ()))
        yield Read(each.path, code, means)


def _purpose(system: str, code: str) -> frozenset[str] | None:
    known = (
        (system == ACT_REASON and code not in NOT_IN_HL7)
        or (system == PURPOSE_CODES and code in NOT_IN_HL7)
        or (system == DUO and code in _DUO_PURPOSES)
    )
    return frozenset({PURPOSES.code(code)}) if known and code in PURPOSES else None


def _actions(provision: Element) -> Iterator[Read]:
    for each in provision.children("action"):
        codes = codings_of(each)
        means = {_HL7_ACTIONS[code] for system, code in codes if system == CONSENT_ACTION and code in _HL7_ACTIONS}
        means |= {Action(code) for system, code in codes if system == ACTION_CODES and code in set(EVERY_ACTION)}
        yield Read(each.path, codes[0][1] if codes else each.text("text"), frozenset(means) or None)


def _recipients(provision: Element, effect: Effect, notes: Notes) -> tuple[frozenset[Recipient] | None, bool]:
    """Those who receive. A role that is no recipient's limits the rule in another way, and is no alternative."""
    found: set[Recipient] = set()
    unknown = False
    for actor in provision.children("actor"):
        receives, named = _class(actor), _named(actor)
        if receives is None or named is None:
            role = actor.child("role")
            codes = codings_of(role) if role else ()
            notes.add(actor.path, codes[0][1] if codes else "an actor without a known role or name", REVIEW)
            unknown = True
        else:
            _note_role(actor, notes)
            found.add((receives, named or None))
    if effect is Effect.DENY and unknown:
        for actor in provision.children("actor"):
            notes.add(actor.path, "an actor", LIFTED)
        return None, False
    return frozenset(found) or None, unknown


def _note_role(actor: Element, notes: Notes) -> None:
    """A primary recipient is read as a recipient: whoever comes second is not told apart here."""
    role = actor.child("role")
    if role is not None and (PARTICIPATION, "PRCP") in codings_of(role):
        notes.add(role.path, "PRCP", ANY_RECIPIENT)


def _class(actor: Element) -> str | None:
    """Our class of recipients; None where the role is no recipient's."""
    role = actor.child("role")
    codes = codings_of(role) if role else ()
    for system, code in codes:
        if system == RECIPIENT_CODES and code in RECIPIENTS:
            return RECIPIENTS.code(code)
        if system == ROLE_CLASS and code in ROLES:
            return ROLES[code]
    received = any(system == PARTICIPATION and code in RECIPIENT_ROLES for system, code in codes)
    return "anyone" if received else None


def _named(actor: Element) -> str | None:
    """Who is named; "" for a whole class, None where nobody can tell."""
    reference = actor.child("reference")
    if reference is None:
        return None
    if literal := verbatim(reference, "reference"):
        return None if literal.startswith("#") else literal
    identifier = reference.child("identifier")
    if identifier is None:
        return None
    system, value = identifier.text("system"), verbatim(identifier, "value")
    if system == RECIPIENT_CODES:
        return ""
    return value if system == PARTIES or not system else f"{system}|{value}" if value else None
