"""A patient's choices: what is agreed to and what is not, form by form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from autonome.consent import QuestionKey
from autonome.web.answering import page
from autonome.web.asking import asker, language
from autonome.web.site import site


def show(request: HttpRequest) -> HttpResponse:
    """Every form that is used here, with what was answered to each of its questions."""
    desk = site().desk.patient(asker(request))
    answers = desk.answers()
    forms = [
        (form, [(question, answers.get(QuestionKey(f"{form.id}/{question.id}"))) for question in form.questions])
        for form in desk.forms(language(request))
    ]
    return page(request, "portal/consent.html", forms=forms)
