"""Finding a patient by the whole name, number or id, and what can be done for one. It opens nothing of the record.

Whether somebody is kept under an id, and whether anything of theirs is open to who asks, cannot be told from the answer
to a request: both are refused alike, on the record.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from autonome.access.roles import Role
from autonome.kernel import InputError, SubjectId
from autonome.web.answering import download, page
from autonome.web.asking import asker
from autonome.web.clinic import forms
from autonome.web.errors import not_found
from autonome.web.pages import WITH_A_PART
from autonome.web.site import site
from autonome.workflows.keep_patients import LONGEST


def find(request: HttpRequest) -> HttpResponse:
    """Who has this name or number; sent, not asked for by address, so that no history and no log has the name."""
    desk = site().desk.clinic(asker(request))
    form = forms.Finding(request.POST if request.method == "POST" else None)
    found = desk.find(form.cleaned_data["words"]) if form.is_valid() else None
    return page(request, "clinic/patients.html", form=form, found=found)


def show(request: HttpRequest, patient: str) -> HttpResponse:
    """What can be asked for: a plan, a part of the record, an emergency; and what can be taken in."""
    who, subject = asker(request), subject_of(patient)
    return page(
        request,
        "clinic/patient.html",
        subject=subject,
        known=site().desk.clinic(who).known_as(subject),
        purposes=forms.purposes_for(who.role),
        kinds=forms.kinds_of_data(),
        is_clinician=who.role is Role.CLINICIAN,
        sees_a_part=who.role in WITH_A_PART,
    )


def receipt(request: HttpRequest, patient: str, entry: int) -> HttpResponse:
    """A receipt of a decision on what this person asked for, for any laptop to verify."""
    made = site().desk.clinic(asker(request)).receipt(subject_of(patient), entry)
    return not_found(request) if made is None else download(made, f"receipt-{entry}.json", "application/json")


def subject_of(patient: str) -> SubjectId:
    """The id that an address names, whether anybody is kept under it or not.

    Raises:
        InputError: nobody can be called so.
    """
    if not patient or len(patient) > LONGEST or not patient.isprintable() or " " in patient:
        raise InputError("this is no patient's id", mend="find the patient.")
    return SubjectId(patient)
