"""The forms that Autonome brings along, in English, Chinese and Indonesian.

Read in this order:

1. `form`: a `Form` says once what each question means, and words it once in each language.
2. `scopes`: what several forms mean alike: research without profit, companies, abroad; and why a place is not the
   world.
3. One module for each form, with its exact texts: `treatment`, `care_sharing`, `research_broad`, `research_tiered`,
   `research_disease`, `biobank`, `trial_contact`, `family_disclosure`, `findings`. Older versions, in English alone,
   are in `consent.treatment_form` and `consent.findings_form`.
4. `shelf`: all of them by name, read when asked for; so this package itself imports none.

The wording is Autonome's own, in all three languages. No translator has reviewed it (`UNREVIEWED`); counsel and an
ethics committee must review a form before an institution uses it (`COMMITTEE`). A published form is never changed: its
digest is what people signed.
"""

from typing import Final

from autonome.consent.forms.languages import CHINESE, ENGLISH, INDONESIAN, LANGUAGES
from autonome.consent.forms.shelf import ABOUT, VERSIONS, Shelf, read_form

UNREVIEWED: Final = "The translations are Autonome's own and were not reviewed by a translator."
"""Said wherever forms are listed, and of every form that is not in English."""

COMMITTEE: Final = "Counsel and an ethics committee must review a form before it is used."
"""Said wherever forms are listed or shown."""

__all__ = [
    "ABOUT",
    "CHINESE",
    "COMMITTEE",
    "ENGLISH",
    "INDONESIAN",
    "LANGUAGES",
    "UNREVIEWED",
    "VERSIONS",
    "Shelf",
    "read_form",
]
