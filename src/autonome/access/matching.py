"""Whether an atom speaks of a request.

A permit matches when each of its values is an ancestor of the requested one, or the same. A deny matches when it is
an ancestor, the same, or a descendant: who refuses a part of what is asked for as one has refused what is asked for.
Data are compared at the leaves, where there are no descendants.
"""

from __future__ import annotations

from autonome.access.requests import Request
from autonome.consent import CATEGORIES, JURISDICTIONS, PURPOSES, RECIPIENTS, Atom


def permits(atom: Atom, request: Request, leaf: str, purpose: str) -> bool:
    """Whether a permitting atom covers one leaf for one purpose."""
    return (
        CATEGORIES.covers(atom.category, leaf)
        and PURPOSES.covers(atom.purpose, purpose)
        and RECIPIENTS.covers(atom.recipient, request.recipient)
        and all(JURISDICTIONS.covers(atom.jurisdiction, place) for place in _places(request))
        and request.action in atom.actions
        and (atom.recipient_id is None or atom.recipient_id in {request.organisation, request.actor})
        and (not atom.diseases or (bool(request.diseases) and request.diseases <= atom.diseases))
    )


def denies(atom: Atom, request: Request, leaf: str) -> bool:
    """Whether a denying atom speaks against one leaf, for any of the purposes."""
    return (
        CATEGORIES.covers(atom.category, leaf)
        and any(PURPOSES.touches(atom.purpose, purpose) for purpose in request.purposes)
        and RECIPIENTS.touches(atom.recipient, request.recipient)
        and any(JURISDICTIONS.touches(atom.jurisdiction, place) for place in _places(request))
        and request.action in atom.actions
        and (atom.recipient_id is None or atom.recipient_id in {request.organisation, request.actor})
        # A refusal about one disease also meets a request that states none: it may be about that one.
        and (not atom.diseases or not request.diseases or bool(request.diseases & atom.diseases))
    )


def _places(request: Request) -> tuple[str, ...]:
    """Where the data are used, and where they go."""
    return (request.jurisdiction,) if request.destination is None else (request.jurisdiction, request.destination)
