"""How the node runs: its log, what works in the background, and its backups."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, Min
from django.http import HttpRequest, HttpResponse

from autonome.kernel import Text
from autonome.web.answering import page
from autonome.web.asking import asker
from autonome.web.desk.steward import Backups
from autonome.web.site import site
from autonome.web.work.kinds import KINDS
from autonome.web.work.models import State, Work
from autonome.web.work.running import ATTEMPTS

LATEST_SECONDS = 26 * 3600
"""After which a backup is late: one a day, and two hours for making it (our own judgement)."""


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


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What pages tell of backups.

    Args:
        known: the newest.
        late: whether that of the data is.
        keys_late: whether that of the keys is much older than that of the data, or there is none.
    """

    known: Backups
    late: bool
    keys_late: bool


def backed_up(request: HttpRequest) -> BackedUp:
    """The newest backups, and whether something is missing."""
    found, now = site().desk.steward(asker(request)).backups(), site().clock.now()
    data, keys = found.data, found.keys
    return BackedUp(
        found,
        data is None or now.seconds - data.at.seconds > LATEST_SECONDS,
        keys is None or (data is not None and keys.at.seconds < data.at.seconds - LATEST_SECONDS),
    )
