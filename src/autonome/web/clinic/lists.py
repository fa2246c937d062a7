"""Lists of what waits: patients' questions, tests that were ordered, and what came from partners.

A list says how many wait, since when and of what kind. Whose it is and what it says is shown of one at a time, once it
stands on the person's log that it was.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from autonome.access.explanation import naming
from autonome.consent import FORMS
from autonome.consent.forms import ENGLISH, VERSIONS
from autonome.kernel import InputError, Text
from autonome.report.language import Language
from autonome.web.answering import page, see
from autonome.web.asking import asker, language
from autonome.web.clinic.patients import subject_of
from autonome.web.site import site
from autonome.workflows.answer_times import answered_by, is_overdue
from autonome.workflows.ask_and_answer import COUNSELLING, LONGEST


class Answering(forms.Form):
    """An answer to a patient's question."""

    number = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(label=Text("Your answer"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": "5"}))


KINDS = {"form": Text("about a form"), "talk": Text("a talk about results is wanted")}
"""Of questions, as far as it tells nothing of who asks."""

TALK = Text("A talk about results")
OTHER = Text("about something else")


def questions(request: HttpRequest) -> HttpResponse:
    """Questions that wait, the overdue first; what is sent here is an answer to one."""
    desk = site().desk.clinic(asker(request))
    form = Answering(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        desk.answer(form.cleaned_data["number"], form.cleaned_data["words"])
        messages.success(request, Text("The answer is sent: the patient sees it at the next sign-in."))
        return see("waiting-questions")
    if form is not None:
        return _question(request, form.data.get("number", ""), form)
    days, now = site().desk.answer_days, site().clock.now()
    listed = sorted(desk.questions(), key=lambda each: (answered_by(each.since, days), each.since))
    waiting = [
        (each, KINDS.get(each.kind, OTHER), answered_by(each.since, days), is_overdue(each.since, days, now))
        for each in listed
    ]
    return page(request, "clinic/questions.html", waiting=waiting)


def question(request: HttpRequest) -> HttpResponse:
    """One of them, with room for the answer."""
    return _question(request, request.POST.get("number", ""))


def _question(request: HttpRequest, number: str, sent: Answering | None = None) -> HttpResponse:
    """A question, which is read once more where its answer could not be taken: on record each time."""
    found = site().desk.clinic(asker(request)).read_question(number)
    about = about_in_words(found.about, language(request))
    return page(request, "clinic/question.html", each=found, about=about, form=sent or answering(found.id))


def about_in_words(about: str, said: Language) -> str:
    """What a question is about: the words of the form, in the reader's language where it has them."""
    name, _, question = about.partition("/")
    version = next((each for each in reversed(VERSIONS) if each.partition("/")[0] == name), None)
    if version is None:
        return TALK if about == COUNSELLING else ""
    form = FORMS.get(f"{version}/{said.tag}") or FORMS[f"{version}/{ENGLISH}"]
    return next((each.text for each in form.questions if each.id == question), form.text.partition("\n")[0].strip())


def answering(number: str) -> Answering:
    """The form below a question."""
    return Answering(initial={"number": number}, auto_id=f"id_{number}_%s")


def orders(request: HttpRequest) -> HttpResponse:
    """Tests that were ordered; one that is dealt with is taken off."""
    desk = site().desk.clinic(asker(request))
    if request.method == "POST":
        desk.close_order(_number(request))
        messages.success(request, Text("The order is dealt with."))
        return see("orders")
    return page(request, "clinic/orders.html", orders=desk.orders())


def order(request: HttpRequest) -> HttpResponse:
    """One of them: whose test, and of which gene."""
    found = site().desk.clinic(asker(request)).look_at_order(_number(request))
    return page(request, "clinic/order.html", each=found)


def arrived(request: HttpRequest) -> HttpResponse:
    """What came from partners and waits until somebody says whose it is; nobody is named."""
    found = [(each, naming.data(each.items)) for each in site().desk.clinic(asker(request)).waiting()]
    return page(request, "clinic/arrived.html", arrived=found)


def look(request: HttpRequest) -> HttpResponse:
    """One of them: what the partner tells of the person, and who it may be here."""
    number = _number(request)
    desk = site().desk.clinic(asker(request))
    found = desk.look_at(number)
    names = dict.fromkeys((found.name, *found.numbers))
    likely = {each.subject: each for words in names if words for each in desk.find(words)}
    return page(request, "clinic/arrived_one.html", each=found, items=naming.data(found.items), likely=likely.values())


def take(request: HttpRequest) -> HttpResponse:
    """Say whose it is; from there on to the patient, of whom a plan can be made with it."""
    number, desk = _number(request), site().desk.clinic(asker(request))
    patient = (request.POST.get("other", "") or request.POST.get("patient", "")).strip()
    if not patient:
        raise InputError("nobody was named", mend="choose whose it is, or that the person is new here.")
    known = None if patient == NEW else subject_of(patient)
    subject = desk.newcomer(number) if known is None else known
    if desk.take_arrived(number, known) != RECEIVED:
        messages.warning(request, NOT_TAKEN)
        return see("arrived")
    messages.success(request, TAKEN)
    return see("patient", patient=subject)


NEW = "*new*"
"""Of the form: somebody who is not kept here yet; no id is written so."""

RECEIVED = "received"
"""What a partner is answered where it was taken in."""

TAKEN = Text("It is taken in. A plan can be made with it.")
NOT_TAKEN = Text("It is refused: consent here does not cover it, and nothing of it is kept.")


def _number(request: HttpRequest) -> int:
    number = request.POST.get("number", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):  # noqa: PLR2004 - fits the database
        raise InputError("this is no number", mend="choose from the list.")
    return int(number)
