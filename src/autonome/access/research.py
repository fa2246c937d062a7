"""Research as a request: a purpose in DUO's terms, put into our own codes."""

from __future__ import annotations

from dataclasses import replace

from autonome.access.requests import Request
from autonome.consent.duo import ResearchPurpose


def asked_for_research(request: Request, purpose: ResearchPurpose) -> Request:
    """Return the request for this research, whatever it was for.

    Args:
        request: who asks for which data of whom.
        purpose: each kind and each disease of it needs a permission.
    """
    return replace(
        request,
        purposes=tuple(sorted(purpose.kinds)),
        diseases=purpose.diseases,
        commercial=purpose.commercial,
        review=purpose.review,
    )
