"""How the node runs: its log, what works in the background, and its backups."""

from __future__ import annotations

from django.db.models import Count, Max, Min
from django.http import HttpRequest, HttpResponse

from autonome.kernel import Text
from autonome.web.answering import page
from autonome.web.asking import asker
from autonome.web.site import site
from autonome.web.work.kinds import KINDS
from autonome.web.work.models import State, Work
from autonome.web.work.running import ATTEMPTS


def log(request: HttpRequest) -> HttpResponse:
    """Size, checkpoint, who cosigned it, and the keys."""
    return page(request, "steward/log.html", log=site().desk.steward(asker(request)).log_health())


def jobs(request: HttpRequest) -> HttpResponse:
    """Work in the background by kind and state; whose it is, and what it is about, is not told."""
    asker(request)
    found = (
        Work.objects.values("kind", "state")
        .annotate(count=Count("pk"), newest=Max("changed"), oldest=Min("made"), attempts=Max("attempts"))
        .order_by("kind", "state")
    )
    labels = {name: kind.label for name, kind in KINDS.items()}
    rows = [(labels.get(each["kind"], Text("Other work")), STATES[State(each["state"])], each) for each in found]
    return page(request, "steward/jobs.html", rows=rows, attempts=ATTEMPTS)


STATES = {
    State.WAITING: Text("waits"),
    State.RUNNING: Text("being done"),
    State.DONE: Text("done"),
    State.FAILED: Text("not done"),
}
