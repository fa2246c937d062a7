"""R4's Consent read naively: every outcome that some reader could justify, for one request.

Nothing here is shared with the code under test but the vocabularies. Where R4 leaves a choice, every choice is taken:

- a condition that is not understood may hold and may not;
- a provision without a type means the opposite of what is around it, or the same;
- a permission around permissions stands by itself, or is their frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from autonome.consent import CATEGORIES, PURPOSES

Resource = dict[str, Any]

ABOVE_IN_HL7 = {"ELIGDTRM": {"HPAYMT", "COVERAGE"}, "ENROLLM": {"HPAYMT", "COVERAGE"}, "POARCH": {"HRESCH"}}
LABELS = {"GDIS": "genome", "MH": "mental-health", "SUD": "substance-use", "HIV": "hiv"}
PARTS = {"PSY": "mental-health", "VIO": "violence", "SDV": "violence"}
TYPES = {"Condition": "conditions", "AllergyIntolerance": "allergies"}
HIDDEN = {"mental-health", "substance-use", "sexual-health", "hiv", "violence"}
"""Data that may lie in any resource."""

OPPOSITE = {"permit": "deny", "deny": "permit"}


@dataclass(frozen=True)
class Ask:
    """One use of one kind of data, by somebody, on a day."""

    purpose: str
    leaf: str
    who: str
    action: str
    day: str


def outcomes(consent: Resource, ask: Ask) -> set[str | None]:
    """What readers may make of it: permit, deny, or None where it says nothing."""
    rule = consent.get("policyRule", {}).get("coding", [{}])[0].get("code")
    bases = {"OPTIN": ["permit"], "OPTOUT": ["deny"]}.get(rule, ["permit", "deny"])
    found: set[str | None] = set()
    for base, opposite, framed in product(bases, (True, False), (True, False)):
        root = consent.get("provision")
        found |= _of(root, ask, base, opposite=opposite, framed=framed) if root else {None}
    research = consent["scope"]["coding"][0]["code"] == "research" and not PURPOSES.covers("GRU", ask.purpose)
    return found | {None} if research else found


def _of(node: Resource, ask: Ask, around: str, *, opposite: bool, framed: bool) -> set[str | None]:
    effect = node.get("type") or (OPPOSITE[around] if opposite else around)
    holds = _holds(node, ask)
    found: set[str | None] = {None} if False in holds else set()
    if True not in holds:
        return found
    inner = node.get("provision", [])
    is_frame = framed and effect == "permit" and any(each.get("type") == "permit" for each in inner)
    for said in product(*(_of(each, ask, effect, opposite=opposite, framed=framed) for each in inner)):
        if "deny" in said:
            found.add("deny")
        elif "permit" in said:
            found.add("permit")
        else:
            found.add(None if is_frame else effect)
    return found


def _holds(node: Resource, ask: Ask) -> set[bool]:
    """Whether all conditions hold: yes, no, or nobody knows."""
    answers = [
        _any(node.get("purpose"), lambda each: _purpose(each["code"], ask)),
        _any(node.get("action"), lambda each: _action(each["coding"][0]["code"], ask)),
        _actors(node.get("actor"), ask),
        _any(node.get("securityLabel"), lambda each: _label(each["code"], ask)),
        _any(node.get("class"), lambda each: _type(each["code"], ask)),
        _any(node.get("code"), lambda each: _code(each["coding"][0]["code"], ask)),
        {True, False} if node.get("data") or node.get("modifierExtension") else {True},
        _period(node.get("period"), ask),
    ]
    return {all(each) for each in product(*answers)}


def _any(values: list[Resource] | None, meets: Any) -> set[bool]:  # noqa: ANN401 - a function of a value
    return {any(each) for each in product(*map(meets, values))} if values else {True}


def _purpose(code: str, ask: Ask) -> set[bool]:
    if code not in PURPOSES:
        return {True, False}
    return {PURPOSES.covers(code, ask.purpose) or code in ABOVE_IN_HL7.get(ask.purpose, ())}


def _action(code: str, ask: Ask) -> set[bool]:
    if code == "correct":
        return {True, False}
    return {ask.action == ("use" if code == "access" else code)}


def _actors(actors: list[Resource] | None, ask: Ask) -> set[bool]:
    """A custodian's name limits nobody who receives, or everybody: nobody knows."""
    if not actors:
        return {True}
    roles = {each["role"]["coding"][0]["code"] for each in actors}
    if "CST" in roles:
        return {True, False}
    return {ask.who in {each["reference"]["reference"] for each in actors}}


def _label(code: str, ask: Ask) -> set[bool]:
    if code in LABELS:
        return {CATEGORIES.covers(LABELS[code], ask.leaf)}
    if code in PARTS:
        return {True, False} if PARTS[code] == ask.leaf else {False}
    return {True, False}


def _type(code: str, ask: Ask) -> set[bool]:
    if code in TYPES and ask.leaf == TYPES[code]:
        return {True}
    within = {"MedicationRequest": {"medications"}, **{each: set() for each in TYPES}}
    return {True, False} if ask.leaf in HIDDEN | within.get(code, {ask.leaf}) else {False}


def _code(code: str, ask: Ask) -> set[bool]:
    """Our own code, the section of medicines, or a document of any kind."""
    if code in CATEGORIES:
        return {CATEGORIES.covers(code, ask.leaf)}
    return {True, False} if code != "10160-0" or ask.leaf in HIDDEN | {"medications"} else {False}


def _period(period: Resource | None, ask: Ask) -> set[bool]:
    if period is None:
        return {True}
    start, end = period.get("start", "0000"), period.get("end", "9999")
    return {start <= ask.day[: len(start)] and ask.day[: len(end)] <= end}
