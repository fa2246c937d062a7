"""Questions to those who treat the patient: asked in their own words, and answered before anything is signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from autonome.kernel import Instant, Text
from autonome.report.language import Language
from autonome.web.answering import page, see
from autonome.web.asking import language
from autonome.web.desk import PatientDesk
from autonome.web.portal.actors import answerers_of
from autonome.web.portal.own import own
from autonome.web.portal.scopes import title_of
from autonome.web.site import site
from autonome.workflows.answer_times import answered_by, is_overdue
from autonome.workflows.ask_and_answer import COUNSELLING, LONGEST, Enquiry

SENT: Final = Text("Your question is sent. The answer will stand on this page.")
A_TALK: Final = Text("A talk about my results")


@dataclass(frozen=True, slots=True)
class Promised:
    """By when a question is answered.

    Args:
        day: by whose end.
        over: whether it is over, and nobody has answered.
    """

    day: Instant
    over: bool


def promised(enquiry: Enquiry) -> Promised:
    """By when the institution says that it answers."""
    days, now = site().desk.answer_days, site().clock.now()
    over = enquiry.is_open and is_overdue(enquiry.asked_at, days, now)
    return Promised(answered_by(enquiry.asked_at, days), over)


def in_words(enquiries: Iterable[Enquiry]) -> tuple[tuple[Enquiry, Promised, str], ...]:
    """Questions, each with the day that was promised and who answered it."""
    listed = tuple(enquiries)
    who = answerers_of(listed)
    return tuple((each, promised(each), who[each.id]) for each in listed)


class Asking(forms.Form):
    """A question."""

    about = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput())
    words = forms.CharField(
        label=Text("Your question"),
        help_text=Text("Write as you would speak. Those who treat you read it, and nobody else."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


def show(request: HttpRequest) -> HttpResponse:
    """What was asked and answered, and a new question."""
    desk = own(request)
    about = request.GET.get("about", "")
    form = Asking(request.POST) if request.method == "POST" else Asking(initial={"about": about})
    if request.method == "POST" and form.is_valid():
        known = about_in_words(desk, form.cleaned_data["about"], language(request)) is not None
        desk.ask(form.cleaned_data["about"] if known else "", form.cleaned_data["words"])
        messages.success(request, SENT)
        return see("questions")
    asked = tuple(
        (each, about_in_words(desk, each.about, language(request)), due, who)
        for each, due, who in in_words(reversed(desk.thread().enquiries))
    )
    return page(
        request,
        "portal/questions.html",
        status=400 if form.is_bound else 200,
        asking=form,
        about=about_in_words(desk, str(form["about"].value() or ""), language(request)),
        asked=asked,
        next=answered_by(site().clock.now(), site().desk.answer_days),
    )


def about_in_words(desk: PatientDesk, about: str, said: Language) -> str | None:
    """What a question is about, as people read it; None for nothing of ours."""
    if about == COUNSELLING:
        return A_TALK
    name, _, question = about.partition("/")
    form = desk.form(name, said) if name else None
    if form is None:
        return None
    return next((each.text for each in form.questions if each.id == question), title_of(form))
