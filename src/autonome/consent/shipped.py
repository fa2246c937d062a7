"""The forms that Autonome brings along: those of the first days, and the shelf of `consent.forms`.

Each is known by its digest, which a test holds fast: a changed word is a new version, under a new version number. The
wording is Autonome's own; counsel and an ethics committee review it before an institution uses it.
"""

from __future__ import annotations

from typing import Final

from autonome.consent.findings_form import FINDINGS_FORM
from autonome.consent.forms import Shelf
from autonome.consent.treatment_form import TREATMENT, TREATMENT_2

FORMS: Final = Shelf.of((TREATMENT, TREATMENT_2, FINDINGS_FORM))
"""Every shipped form by name. Those of `consent.forms` are read when they are asked for."""

SHIPPED: Final = FORMS.values()
"""All shipped forms; a published one is never changed. To go through them reads them all."""
