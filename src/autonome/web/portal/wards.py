"""People for whom somebody may act: a list, the way to begin, and how somebody is found who is not on it yet.

The list is no right. A mandate on the person's own thread of the log is, and is looked for on every page.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from autonome.access.errors import DoorError
from autonome.consent import Ground
from autonome.kernel import SubjectId, Text
from autonome.web.answering import page
from autonome.web.asking import asker
from autonome.web.desk import Ward
from autonome.web.site import site

LONGEST: Final = 200
"""Characters of a patient's id."""

GROUNDS: Final = {
    Ground.PARENT: Text("you are the mother or father"),
    Ground.COURT: Text("a court has said so"),
    Ground.HEALTH_CARE_PROXY: Text("you were chosen for health care"),
}

NOBODY: Final = Text("No mandate on record lets you act for anybody of this number. It is put on record at the desk.")


class Finding(forms.Form):
    """Somebody who is not on the list."""

    number = forms.CharField(
        label=Text("Their patient number here"), help_text=Text("The desk can tell it to you."), max_length=LONGEST
    )


def show(request: HttpRequest) -> HttpResponse:
    """All for whom somebody may act, and the search for one more."""
    form = Finding(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ward = SubjectId(form.cleaned_data["number"].strip())
        try:
            site().desk.keep_ward(asker(request), ward)
        except DoorError:
            form.add_error(None, NOBODY)
        else:
            return redirect(place_of(ward))
    wards = [told_of(each) for each in site().desk.wards(asker(request))]
    return page(request, "portal/wards.html", status=400 if form.is_bound else 200, wards=wards, finding=form)


def told_of(ward: Ward) -> tuple[Ward, Text, str]:
    """A ward, why somebody may act for them, and where that begins."""
    return ward, GROUNDS[ward.held.mandate.ground], place_of(ward.subject)


def place_of(ward: SubjectId) -> str:
    """Where acting for somebody begins."""
    return f"/for/{quote(ward, safe='')}/"
