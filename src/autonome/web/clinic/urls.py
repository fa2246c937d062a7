"""Pages of those who work with patients."""

from __future__ import annotations

from typing import Final

from autonome.web.clinic import patients
from autonome.web.pages import ON_THE_WARD, Page, Shows

PAGES: Final = (Page("patients", patients.find, "patients", ON_THE_WARD, Shows.DESK, posts=True),)
