"""Lists of what waits: patients' questions, tests that were ordered, and what came from partners."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from autonome.access.explanation import naming
from autonome.kernel import InputError, Text
from autonome.web.answering import page, see
from autonome.web.asking import asker
from autonome.web.clinic.patients import subject_of
from autonome.web.site import site
from autonome.workflows.ask_and_answer import LONGEST


class Answering(forms.Form):
    """An answer to a patient's question."""

    number = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(label=Text("Your answer"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": "5"}))


def questions(request: HttpRequest) -> HttpResponse:
    """Questions that wait, the oldest first; an answer is sent from here."""
    desk = site().desk.clinic(asker(request))
    form = Answering(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        desk.answer(form.cleaned_data["number"], form.cleaned_data["words"])
        messages.success(request, Text("The answer is sent: the patient sees it at the next sign-in."))
        return see("waiting-questions")
    waiting = [(each, _answering(each.id, form)) for each in desk.questions()]
    return page(request, "clinic/questions.html", waiting=waiting)


def _answering(number: str, sent: Answering | None) -> Answering:
    """The form below a question: as it was sent, where that was for this one."""
    if sent is not None and sent.data.get("number") == number:
        return sent
    return Answering(initial={"number": number}, auto_id=f"id_{number}_%s")


def orders(request: HttpRequest) -> HttpResponse:
    """Tests that were ordered; one that is dealt with is taken off."""
    desk = site().desk.clinic(asker(request))
    if request.method == "POST":
        desk.close_order(_number(request))
        messages.success(request, Text("The order is dealt with."))
        return see("orders")
    return page(request, "clinic/orders.html", orders=desk.orders())


def arrived(request: HttpRequest) -> HttpResponse:
    """What came from partners and waits until somebody says whose it is."""
    desk = site().desk.clinic(asker(request))
    if request.method == "POST":
        patient = request.POST.get("patient", "").strip()
        state = desk.take_arrived(_number(request), subject_of(patient) if patient else None)
        messages.info(request, TAKEN if state == "delivered" else NOT_TAKEN)
        return see("arrived")
    return page(request, "clinic/arrived.html", arrived=[(each, naming.data(each.items)) for each in desk.arrived()])


TAKEN = Text("It is taken in.")
NOT_TAKEN = Text("It is refused: consent here does not cover it, and nothing of it is kept.")


def _number(request: HttpRequest) -> int:
    number = request.POST.get("number", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):  # noqa: PLR2004 - fits the database
        raise InputError("this is no number", mend="choose from the list.")
    return int(number)
