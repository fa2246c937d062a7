"""Who used a patient's data: every use and every refusal, and a receipt of each entry.

Who sees it for the first time after an emergency is shown that at the top; that they were is put on the log.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from autonome.web.answering import download, page
from autonome.web.asking import asker
from autonome.web.errors import not_found
from autonome.web.site import site
from autonome.workflows.show_timeline import notices


def show(request: HttpRequest) -> HttpResponse:
    """All entries, the newest first."""
    desk = site().desk.patient(asker(request))
    lines = desk.timeline()
    told = notices(lines)
    desk.seen(told)
    return page(request, "portal/timeline.html", lines=tuple(reversed(lines)), notices=told)


def receipt(request: HttpRequest, index: int) -> HttpResponse:
    """A receipt of one entry, for any laptop to verify."""
    made = site().desk.patient(asker(request)).receipt(index)
    if made is None:
        return not_found(request)
    return download(made, f"receipt-{index}.json", "application/json")
