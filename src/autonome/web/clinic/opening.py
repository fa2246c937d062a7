"""Opening a part of a record, for a purpose or in an emergency; the answer is on the log before anything is shown."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from autonome.kernel import SubjectId
from autonome.web.answering import page
from autonome.web.asking import asker, language
from autonome.web.clinic import forms
from autonome.web.clinic.lists import about_in_words, answering
from autonome.web.clinic.patients import subject_of
from autonome.web.clinic.shown import shown
from autonome.web.clinic.standing import standing_of
from autonome.web.desk import Refused, SeenRecord
from autonome.web.site import site
from autonome.workflows.open_record import Opened


def record(request: HttpRequest, patient: str) -> HttpResponse:
    """What consent and law open of what was asked for."""
    who, subject = asker(request), subject_of(patient)
    purpose = request.POST.get("purpose", "")
    offered = {code for code, _ in forms.purposes_for(who.role)}
    items = forms.chosen(request.POST.getlist("items"))
    if purpose not in offered or not items:
        return page(request, "clinic/unchosen.html", subject=subject, status=400)
    found = site().desk.clinic(who).open(subject, purpose, items)
    return answered(request, subject, found)


def emergency(request: HttpRequest, patient: str) -> HttpResponse:
    """The warning, and the form with the reason."""
    ticked = forms.chosen(request.GET.getlist("items")) or forms.USUAL  # as they were, for who comes back
    return _emergency(request, subject_of(patient), forms.Reason(), ticked)


def break_glass(request: HttpRequest, patient: str) -> HttpResponse:
    """Open it in an emergency: told to the patient, and reviewed."""
    subject, form = subject_of(patient), forms.Reason(request.POST)
    items = forms.chosen(request.POST.getlist("items"))
    if not form.is_valid() or not items:
        return _emergency(request, subject, form, items, status=400)
    found = site().desk.clinic(asker(request)).break_glass(subject, items, form.cleaned_data["reason"])
    return answered(request, subject, found, broken=True)


def _emergency(
    request: HttpRequest, subject: SubjectId, form: forms.Reason, ticked: tuple[str, ...], *, status: int = 200
) -> HttpResponse:
    known = site().desk.clinic(asker(request)).known_as(subject)
    kinds = forms.kinds_of_data(ticked)
    return page(
        request, "clinic/emergency.html", subject=subject, known=known, form=form, kinds=kinds, status=status
    )  # fmt: skip


def answered(
    request: HttpRequest, subject: SubjectId, found: SeenRecord | Refused, *, broken: bool = False
) -> HttpResponse:
    """What was opened, or the refusal."""
    if isinstance(found, Refused):
        return refused(request, subject, found)
    opened, desk = found.opened, site().desk.clinic(asker(request))
    beside = desk.beside(found)
    return page(
        request,
        "clinic/record.html",
        subject=subject,
        known=desk.known_as(subject) if isinstance(opened, Opened) else None,
        standing=standing_of(found.stands),
        items=shown(opened.items),
        genomes=opened.genomes if isinstance(opened, Opened) else (),
        broken=broken,
        questions=[
            (each, answering(each.id), about_in_words(each.about, language(request))) for each in beside.questions
        ],
        orders=beside.orders,
    )


def refused(request: HttpRequest, subject: SubjectId, found: Refused) -> HttpResponse:
    """A refusal: what follows from the request and the law, and the same for who is not kept here at all.

    It is an answer to a question that the role may ask, and so no 403, which is the door's.
    """
    return page(request, "clinic/refused.html", subject=subject, refused=found)
