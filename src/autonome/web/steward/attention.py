"""What a steward has to do now: for the top of their home. Nothing of it is a patient's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest

from autonome.kernel import Text
from autonome.web.asking import asker
from autonome.web.site import site
from autonome.web.steward.keys import shown_keys
from autonome.web.steward.partners import known_partners
from autonome.web.steward.storage import whole
from autonome.web.work.models import State, Work

FAILED = Text("Work in the background that a fault of ours ended in the last days: {count}", count="")
UNSEEN = Text("Break-glass that nobody has looked at yet: {count}", count="")
KEY = Text("Key: {what}: {sign}", what="", sign="")
PARTNER = Text("Partner {partner}: {sign}", partner="", sign="")
DISK = Text("Less is free on this disk than the node takes: a backup beside it would not fit.")


@dataclass(frozen=True, slots=True)
class ToDo:
    """One matter.

    Args:
        words: what it is.
        page: where it is done.
        badge: class of how pressing it is.
    """

    words: Text
    page: str
    badge: str = "warn"


def to_do(request: HttpRequest) -> Iterator[ToDo]:
    """All of it."""
    desk = site().desk.steward(asker(request))
    if waiting := desk.waiting_reviews():
        yield ToDo(UNSEEN.of(count=str(waiting)), "reviews")
    for key in shown_keys(request):
        if key.is_urgent:
            yield ToDo(KEY.of(what=key.label, sign=key.sign), "node-keys", key.badge)
    for each in known_partners(request):
        if each.is_urgent:
            yield ToDo(PARTNER.of(partner=each.known.id, sign=each.sign), "partners", each.badge)
    if failed := Work.objects.filter(state=State.FAILED.value, told="").count():
        yield ToDo(FAILED.of(count=str(failed)), "node-jobs")
    sizes = desk.storage()
    if sizes["free"] < whole(sizes):
        yield ToDo(DISK, "node-storage", "bad")
