"""How far one's own work in the background is. The page asks again by itself where scripts run; else it is reloaded."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from autonome.web.answering import page
from autonome.web.asking import asker
from autonome.web.errors import not_found
from autonome.web.work import orders


def everything(request: HttpRequest) -> HttpResponse:
    """All of it, the newest first."""
    return page(request, "work/all.html", works=orders.all_of(asker(request)))


def one(request: HttpRequest, number: int) -> HttpResponse:
    """One piece; the part that changes alone, where htmx asks for it."""
    found = orders.look(asker(request), number)
    if found is None:
        return not_found(request)
    if not request.headers.get("HX-Request"):
        return page(request, "work/one.html", work=found)
    answer = page(request, "work/progress.html", work=found)
    if found.ended:  # the page around it says what came of it
        answer.headers["HX-Refresh"] = "true"
    return answer
