"""Family: who may answer for the patient, until when, and what relatives may be told.

What a relative wishes is the relative's own: this page says that there can be such wishes, and never which.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from autonome.consent import Ground
from autonome.kernel import Instant, Text
from autonome.web.answering import page
from autonome.web.asking import language
from autonome.web.portal.answers import rows_of
from autonome.web.portal.own import own
from autonome.web.portal.scopes import title_of
from autonome.web.portal.voices import spoken_for
from autonome.web.site import site
from autonome.workflows.speak_for import Held

WISHES: Final = "family-disclosure"
"""The form by which relatives are told."""

GROUNDS: Final = {
    Ground.PARENT: Text("mother or father"),
    Ground.COURT: Text("by a court"),
    Ground.HEALTH_CARE_PROXY: Text("chosen by you, for health care"),
}


def show(request: HttpRequest) -> HttpResponse:
    """Mandates as they stand, coming of age, and one's own wishes about relatives."""
    desk, now = own(request), site().clock.now()
    family, form = desk.family(), desk.form(WISHES, language(request))
    rows = () if form is None else rows_of(form, desk.thread().answers, now)
    said = desk.forms(language(request))
    return page(
        request,
        "portal/family.html",
        spoken=[(one, each) for one in said for each in spoken_for(rows_of(one, desk.thread().answers, now), now)],
        mandates=[(held, GROUNDS.get(held.mandate.ground, ""), _is_over(held, now)) for held in family.mandates],
        family=family,
        minor=family.of_age is not None and now < family.of_age,
        form=form,
        title="" if form is None else title_of(form),
        rows=rows,
    )


def _is_over(held: Held, now: Instant) -> bool:
    return not held.mandate.valid.contains(now)
