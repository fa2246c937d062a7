"""Break-glass that waits for somebody to look at it, and what was found. Nothing of anybody's record is shown."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from autonome.access.explanation import naming
from autonome.kernel import Text
from autonome.web.answering import page, see
from autonome.web.asking import asker
from autonome.web.site import site
from autonome.web.steward.forms import Finding


def show(request: HttpRequest) -> HttpResponse:
    """The queue, those that wait first."""
    return _queue(request, None)


def close(request: HttpRequest) -> HttpResponse:
    """Record what was found."""
    form = Finding(request.POST)
    if not form.is_valid():
        return _queue(request, form, status=400)
    site().desk.steward(asker(request)).close_review(form.cleaned_data["number"], form.cleaned_data["finding"])
    messages.success(request, Text("The review is closed, and stands on the log."))
    return see("reviews")


def _queue(request: HttpRequest, sent: Finding | None, *, status: int = 200) -> HttpResponse:
    found = site().desk.steward(asker(request)).reviews()
    rows = [(each, naming.data(each.items), _form(each.number, sent)) for each in found]
    return page(request, "steward/reviews.html", rows=rows, status=status)


def _form(number: int, sent: Finding | None) -> Finding:
    if sent is not None and sent.data.get("number") == str(number):
        return sent
    return Finding(initial={"number": number}, auto_id=f"id_{number}_%s")
