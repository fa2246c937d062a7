"""A patient's plan in plain words: a door before it, so that nobody meets a sensitive result unprepared; then the page.

The page is made anew each time, decided and recorded like every use, and keeps to what the person wants to be told.
A talk is offered before it and on it; *not now* is an answer, and nobody is asked twice for it.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from autonome.consent import Preference, Wish, preferences
from autonome.kernel import InputError, Text
from autonome.web.answering import document, page
from autonome.web.asking import language
from autonome.web.desk import SampleNeededError
from autonome.web.portal.own import own
from autonome.web.portal.scopes import FOUND
from autonome.web.portal.yours import explained
from autonome.web.site import site
from autonome.workflows.ask_and_answer import COUNSELLING
from autonome.workflows.make_plan import RefusedPlan

WISHES: Final = {
    Wish.YES: Text("tell me"),
    Wish.NO: Text("do not tell me"),
    Wish.NOT_NOW: Text("not now"),
    Wish.NOT_RECORDED: Text("not answered"),
}
SIGNS: Final = {Wish.YES: "good", Wish.NO: "bad"}

_HEADER: Final = '<header class="top">'
_HEAD_END: Final = "</head>"
"""Of the page: the bar stands between its skip link and its own head."""


def door(request: HttpRequest) -> HttpResponse:
    """What the page will tell, what it will leave out, and the offer of a talk; nothing is opened here."""
    desk = own(request)
    thread = desk.thread()
    talks = tuple(each for each in thread.enquiries if each.about == COUNSELLING)
    wishes = [_wish(each) for each in preferences(thread.answers, site().clock.now())]
    return page(request, "portal/plan.html", wishes=wishes, talks=talks, counselling=COUNSELLING)


def show(request: HttpRequest) -> HttpResponse:
    """The page that is written for the patient, within reach of a talk."""
    desk, said = own(request), language(request)
    try:
        made = desk.plan(said)
    except InputError as error:
        # who treats the person chooses: a sample's name tells a patient nothing
        several = isinstance(error, SampleNeededError)
        return page(request, "portal/no_plan.html", refused=False, told=None, several=several)
    if isinstance(made, RefusedPlan):
        told = explained(desk.told(made.refusal.recorded.index), said)
        return page(request, "portal/no_plan.html", refused=True, told=told)
    bar = render_to_string("portal/bar.html", {"language": said, "counselling": COUNSELLING}, request=request)
    style = render_to_string("portal/bar_style.html")
    html = made.for_patient.replace(_HEAD_END, f"{style}{_HEAD_END}", 1)
    return document(html.replace(_HEADER, bar + _HEADER, 1))


def _wish(preference: Preference) -> tuple[Text, Text, str]:
    """A kind of finding, what was said of it, and the class of its badge."""
    return FOUND[preference.finding], WISHES[preference.wish], SIGNS.get(preference.wish, "open")
