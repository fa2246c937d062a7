"""A steward's home: how the node is."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from autonome.kernel import Json, Text
from autonome.web.answering import page
from autonome.web.asking import asker
from autonome.web.site import site
from autonome.web.steward.attention import alarms_in, to_do
from autonome.web.steward.backups import backed_up

LABELS: Final = {
    "node": Text("Institution"),
    "process": Text("Process"),
    "log at": Text("Log is read at"),
    "database": Text("Database"),
    "halted": Text("Log halted"),
    "log size": Text("Entries on the log"),
    "root": Text("Root of the log"),
    "waiting": Text("Entries that wait for the log"),
    "people": Text("People with data here"),
    "permits": Text("Permits that are out"),
    "passes": Text("Passes for emergencies"),
    "journal": Text("Acts in the journal of emergencies"),
    "accounts": Text("Accounts against the log"),
    "exchange": Text("Exchange with partners"),
    "card": Text("Our card for partners"),
    "audit": Text("Audit of the log"),
    "fault": Text("Fault"),
}
"""What `autonome node status` tells, by its names; what is not here keeps its own name."""

NONE: Final = Text("none")
YES, NO = Text("yes"), Text("no")


def show(request: HttpRequest) -> HttpResponse:
    """Its log, its process, its journal."""
    desk, now = site().desk.steward(asker(request)), site().clock.now()
    state = desk.state()
    told = [
        (LABELS.get(name, name), NO if name == "halted" and not value else _said(value))
        for name, value in state.items()
    ]
    alarms = alarms_in(state)
    known, backed = "log size" in state, backed_up(desk, now)
    waits = sorted(to_do(desk, now), key=lambda each: each.badge != "bad")
    unsure = bool(backed.known.fault) or backed.late or backed.keys_late
    return page(
        request,
        "steward/home.html",
        state=told,
        alarms=alarms,
        records=known and not alarms,
        unknown=not known and not alarms,
        backed=backed,
        to_do=waits,
        count=len(alarms) + len(waits) + unsure + (not known and not alarms),
    )


def _said(value: Json) -> str:
    if value is None:
        return NONE
    if isinstance(value, bool):
        return YES if value else NO
    return str(value)
