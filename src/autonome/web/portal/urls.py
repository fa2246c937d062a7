"""Pages of the patient's side."""

from __future__ import annotations

from typing import Final

from autonome.access.roles import Role
from autonome.web.pages import Page, Shows
from autonome.web.portal import consent, timeline

PATIENT: Final = frozenset({Role.PATIENT})

PAGES: Final = (
    Page("my/choices", consent.show, "consent", PATIENT, Shows.OWN_LOG),
    Page("my/timeline", timeline.show, "timeline", PATIENT, Shows.OWN_LOG),
    Page(
        "my/timeline/<int:index>/receipt",
        timeline.receipt,
        "receipt",
        PATIENT,
        Shows.OWN_LOG,
        sample={"index": "{entry}"},
    ),
)
