"""Finding a patient: by the whole name or number. It opens nothing of the record."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from autonome.web.answering import page
from autonome.web.asking import asker
from autonome.web.clinic.forms import Finding
from autonome.web.site import site


def find(request: HttpRequest) -> HttpResponse:
    """Who has this name or number; sent, not asked for by address, so that no history and no log has the name."""
    desk = site().desk.clinic(asker(request))
    form = Finding(request.POST if request.method == "POST" else None)
    found = desk.find(form.cleaned_data["words"]) if form.is_valid() else None
    return page(request, "clinic/patients.html", form=form, found=found)
