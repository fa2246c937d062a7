"""The limits of a provision that R4 has no element for, out of our own extensions; and extensions of others.

R4: who does not know a modifier extension must not rely on what carries it.
"""

from __future__ import annotations

from dataclasses import replace

from autonome.consent import JURISDICTIONS, OBLIGATIONS, Effect, Kind, ObligationCode
from autonome.fhir.consent.codes import KIND, LIMITS, REFUSED
from autonome.fhir.consent.notes import REVIEW, UNUSED, Notes
from autonome.fhir.consent.pieces import verbatim
from autonome.fhir.consent.scopes import Scope
from autonome.fhir.elements import Element


def read_limits(provision: Element, scope: Scope, effect: Effect, notes: Notes) -> Scope:
    """Add the limits to a scope.

    Args:
        provision: the element.
        scope: as its other elements say.
        effect: for which it is read.
        notes: take what is not understood.
    """
    for each in provision.children("modifierExtension"):
        if each.text("url") == LIMITS:
            scope = _limited(each, scope, effect, notes)
        else:
            notes.add(each.path, each.text("url"), REVIEW)
            # It may turn the rule around or lift a condition: a refusal then speaks of everything.
            scope = Scope(span=scope.span) if effect is Effect.DENY else scope.under_review()
    for each in provision.children("extension"):
        url = each.text("url")
        if url == REFUSED:
            scope = _limited(each, scope, effect, notes)
        elif url == KIND and each.text("valueString") in set(Kind):
            scope = replace(scope, kinds=scope.kinds | {Kind(each.text("valueString"))})
        else:
            notes.add(each.path, url, UNUSED)
    return scope


def _limited(extension: Element, scope: Scope, effect: Effect, notes: Notes) -> Scope:
    for part in extension.children("extension"):
        added = _with(part, scope)
        if added is None:
            notes.add(part.path, f"{part.text('url')} {part.text('valueString')}", REVIEW)
            scope = scope if effect is Effect.DENY else scope.under_review()
        else:
            scope = added
    return scope


def _with(part: Element, scope: Scope) -> Scope | None:
    """The scope with one limit more; None where it is not known."""
    name, said = part.text("url"), verbatim(part, "valueString")
    if name == "disease" and said:
        return replace(scope, diseases=scope.diseases | {said})
    if name == "commercial" and part.flag("valueBoolean") is not None:
        return replace(scope, commercial=part.flag("valueBoolean"))
    if name == "jurisdiction" and said in JURISDICTIONS:
        return replace(scope, jurisdiction=JURISDICTIONS.code(said))
    if name == "obligation" and said in OBLIGATIONS:
        return replace(scope, obligations=(*scope.obligations, ObligationCode(said)))
    return None
