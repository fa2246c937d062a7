"""A patient's home: what needs attention first, then what there is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from autonome.consent import State
from autonome.web.answering import page
from autonome.web.asking import asker
from autonome.web.site import site
from autonome.workflows.show_timeline import notices

NEWEST = 3
"""Entries of the timeline on this page."""


def show(request: HttpRequest) -> HttpResponse:
    """What happened in an emergency, what is agreed to, and who used data last."""
    desk = site().desk.patient(asker(request))
    lines, answers = desk.timeline(), desk.answers()
    return page(
        request,
        "portal/home.html",
        notices=notices(lines),
        agreed=sum(answer.state is State.GRANTED for answer in answers.values()),
        newest=tuple(reversed(lines))[:NEWEST],
    )
