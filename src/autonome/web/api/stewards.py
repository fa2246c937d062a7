"""For stewards, and auditors who watch: accounts, the log, the work in the background. Nothing of a patient.

What gives or takes access is done on the pages and by commands, where somebody is asked who they are.
"""

from __future__ import annotations

from typing import Annotated

from django.db.models import Count, Max
from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from autonome.web.accounts.clocks import instant
from autonome.web.accounts.models import LONGEST_NAME
from autonome.web.api.paging import USUAL, Limit, part
from autonome.web.api.values import PLAIN, Told
from autonome.web.asking import asker
from autonome.web.site import site
from autonome.web.work.models import Work

AfterName = Annotated[
    str | None, Query(None, max_length=LONGEST_NAME, pattern=PLAIN, description="the cursor: `next` of the part before")
]


class Held(Told):
    """A role that somebody holds."""

    role: str
    by: str
    since: str


class Account(Told):
    """An account, as stewards see it: whose patient it is, is not told."""

    name: str
    shown: str
    roles: list[Held]
    locked: bool
    enrolled: bool


class Accounts(Told):
    """A part of the list, by name."""

    accounts: list[Account]
    next: str | None = Field(description="cursor of the next part; null where this is the last")


class KeyEvent(Told):
    """A key that began or ended."""

    entry: int
    at: str
    event: str


class LogTold(Told):
    """How the log is: its size, its newest signed checkpoint, who cosigned it, its keys."""

    size: int
    checkpoint: str
    cosigners: list[str]
    policy: str
    keys: list[KeyEvent]


class Job(Told):
    """Work in the background, by kind and state."""

    kind: str
    state: str
    count: int
    newest: str


class Jobs(Told):
    """All of it; whose it is, and what it is about, is not told."""

    jobs: list[Job]


def accounts(request: HttpRequest, after: AfterName = None, limit: Limit = USUAL) -> Accounts:
    """Accounts of the node, by name."""
    shown, cursor = part(site().desk.steward(asker(request)).people(), lambda each: each.name, after, limit)
    told = [
        Account(
            name=each.name,
            shown=each.shown,
            roles=[Held(role=str(role), by=by, since=str(since)) for role, by, since in each.roles],
            locked=each.locked,
            enrolled=each.enrolled,
        )
        for each in shown
    ]
    return Accounts(accounts=told, next=cursor)


def log(request: HttpRequest) -> LogTold:
    """How the log is."""
    found = site().desk.steward(asker(request)).log_health()
    return LogTold(
        size=found.size,
        checkpoint=found.checkpoint,
        cosigners=list(found.cosigners),
        policy=found.policy,
        keys=[KeyEvent(entry=index, at=str(at), event=event) for index, at, event in found.key_events],
    )


def jobs(request: HttpRequest) -> Jobs:
    """Work in the background."""
    asker(request)
    found = Work.objects.values("kind", "state").annotate(count=Count("pk"), newest=Max("changed")).order_by("kind")
    return Jobs(
        jobs=[
            Job(kind=each["kind"], state=each["state"], count=each["count"], newest=str(instant(each["newest"])))
            for each in found
        ]
    )
