"""Step 1: what a request must be before it can be decided upon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from autonome.access.reasons import Reason, ReasonCode
from autonome.access.requests import Request
from autonome.consent import CATEGORIES, JURISDICTIONS, PURPOSES, RECIPIENTS, Diseases, Taxonomy, is_name, name_of
from autonome.consent.names import ORGANISATION, PERSON, can_be_seen, exact
from autonome.consent.names import canonical as folded
from autonome.kernel import ActorId
from autonome.law import DocumentKind

MAX_LISTED = 64
"""Most items, documents, or pairs of purpose and disease in a request: more than a vocabulary is wide at one level."""


def problems_of(request: Request, diseases: Diseases) -> tuple[Reason, ...]:
    """Say what is missing or unknown; nothing, for a request that can be decided."""
    if request.consent_of_another:  # files were mixed up: of the rest, the place for one, nothing can be relied upon
        return (Reason(ReasonCode.CONSENT_OF_ANOTHER),)
    if _is_without_bounds(request):  # what it lists is not looked at: a reason for each would fill the record
        return (Reason(ReasonCode.EMPTY_REQUEST, detail=f"more than {MAX_LISTED} of one kind"),)
    unjudged = (Reason(ReasonCode.NEEDS_REVIEW, detail=each[:60]) for each in request.review)
    stated = (*_empty(request), *_no_names(request), *_unknown(request), *_unknown_diseases(request, diseases))
    return (*stated, *unjudged)


def canonical(request: Request) -> Request:
    """Write a valid request in our own codes: aliases of other systems become ours, and names have one form.

    Who asks for her or himself stays who she or he is, however the person's id is written.
    """
    own = str(request.actor) == str(request.subject)
    return replace(
        request,
        actor=request.actor if own else ActorId(exact(name_of(request.actor))),
        organisation=folded(name_of(request.organisation)),
        recipient=RECIPIENTS.code(request.recipient),
        purposes=tuple(dict.fromkeys(PURPOSES.code(code) for code in request.purposes)),
        items=tuple(dict.fromkeys(CATEGORIES.code(code) for code in request.items)),
        jurisdiction=JURISDICTIONS.code(request.jurisdiction),
        destination=None if request.destination is None else JURISDICTIONS.code(request.destination),
        subject_jurisdiction=(
            None if request.subject_jurisdiction is None else JURISDICTIONS.code(request.subject_jurisdiction)
        ),
    )


def _is_without_bounds(request: Request) -> bool:
    aims = max(1, len(request.purposes)) * max(1, len(request.diseases))
    return max(aims, len(request.items), len(request.documents), len(request.review)) > MAX_LISTED


def _empty(request: Request) -> Iterator[Reason]:
    named = {
        "items": request.items,
        "purposes": request.purposes,
        "subject": request.subject,
        "actor": request.actor,
        "organisation": request.organisation,
    }
    for name, value in named.items():
        if not value:
            yield Reason(ReasonCode.EMPTY_REQUEST, detail=name)


def _no_names(request: Request) -> Iterator[Reason]:
    """Names that name nobody, or somebody of another kind: a person is no organisation, and the reverse."""
    if _names_nobody(request.organisation, PERSON):
        yield Reason(ReasonCode.UNKNOWN_CODE, detail=f"organisation {request.organisation[:60]!r}")
    if _names_nobody(request.actor, ORGANISATION):
        yield Reason(ReasonCode.UNKNOWN_CODE, detail=f"actor {request.actor[:60]!r}")


@lru_cache(maxsize=1024)  # the same few ask about many people, and each character of a name is looked at
def _names_nobody(name: str, other: str) -> bool:
    return name != "" and (not is_name(name) or name.startswith(other))


def _unknown_diseases(request: Request, diseases: Diseases) -> Iterator[Reason]:
    for code in sorted(request.diseases):
        if code not in diseases:
            yield Reason(ReasonCode.UNKNOWN_DISEASE, detail=repr(code[:60]))


def _unknown(request: Request) -> Iterator[Reason]:
    named = {
        "jurisdiction": request.jurisdiction,
        "destination": request.destination,
        "subject_jurisdiction": request.subject_jurisdiction,
    }
    places = [place for place in named.values() if place is not None]
    asked: list[tuple[Taxonomy[Any], list[str]]] = [
        (PURPOSES, list(request.purposes)),
        (CATEGORIES, list(request.items)),
        (RECIPIENTS, [request.recipient]),
        (JURISDICTIONS, places),
    ]
    for vocabulary, codes in asked:
        for code in codes:
            if code not in vocabulary:
                yield Reason(ReasonCode.UNKNOWN_CODE, detail=f"{vocabulary.name} {code[:60]!r}")
    for document in request.documents:
        if document.kind not in set(DocumentKind):
            yield Reason(ReasonCode.UNKNOWN_CODE, detail=f"document kind {document.kind[:60]!r}")
        if not can_be_seen(document.id):  # a paper that nobody could find is none
            yield Reason(ReasonCode.UNKNOWN_CODE, detail=f"document id {document.id[:60]!r}")
    # Everywhere is no place: no law of a place would be asked.
    for name, place in named.items():
        if place is not None and place in JURISDICTIONS and JURISDICTIONS.covers(place, "world"):
            yield Reason(ReasonCode.UNKNOWN_CODE, detail=f"{name} {place!r} is not one place")
