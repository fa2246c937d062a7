"""For a patient: every use and every refusal, why it was answered so, and a receipt of each entry.

That a program has read of an emergency does not tell that the person has: it is marked as seen on the page alone.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from autonome.report.language import Language
from autonome.web.api.operations import JSON
from autonome.web.api.paging import USUAL, After, Limit, Next, part
from autonome.web.api.values import Told
from autonome.web.api.ward import Entry
from autonome.web.asking import asker, language
from autonome.web.desk import PatientDesk
from autonome.web.portal.lines import told_of
from autonome.web.site import site
from autonome.workflows.show_timeline import Line


class LineTold(Told):
    """An entry: codes for programs, and the same in words."""

    entry: int
    at: str
    kind: str
    sort: str
    what: str
    who: str
    why: str
    data: str
    actor: str
    organisation: str
    purposes: list[str]
    items: list[str]
    basis: list[str]
    reasons: list[str]
    emergency: bool


class Timeline(Told):
    """A part of the timeline, the newest first."""

    lines: list[LineTold]
    next: Next


class Section(Told):
    """Lines under a title."""

    title: str
    lines: list[str]


class OneLine(Told):
    """One entry, and why it was answered so."""

    line: LineTold
    headline: str
    why: list[Section]


class Policy(Told):
    """Which log to trust, as ``autonome verify --policy`` takes it."""

    policy: str


def timeline(request: HttpRequest, after: After = None, limit: Limit = USUAL) -> Timeline:
    """Every act, decision and use."""
    desk, said = _desk(request), language(request)
    shown, cursor = part(desk.thread().timeline, lambda line: line.index, after, limit, newest_first=True)
    return Timeline(lines=[_line(desk, each, said) for each in shown], next=cursor)


def entry(request: HttpRequest, entry: Entry) -> OneLine:
    """One entry, and why it was answered so, decided again as of then."""
    desk, said = _desk(request), language(request)
    lines = desk.thread().timeline
    line = next((each for each in lines if each.index == entry), None)
    if line is None:
        raise Http404
    found = desk.told(next((each.index for each in lines if line.decision and each.decision == line.decision), entry))
    why = () if found is None else found.sections
    return OneLine(
        line=_line(desk, line, said),
        headline="" if found is None else said.say(found.headline),
        why=[Section(title=said.say(each.title), lines=[said.say(words) for words in each.lines]) for each in why],
    )


def receipt(request: HttpRequest, entry: Entry) -> HttpResponse:
    """A receipt of an entry of one's own; for anything else, nothing."""
    made = _desk(request).receipt(entry)
    if made is None:
        raise Http404
    return HttpResponse(made, content_type=JSON)


def policy(request: HttpRequest) -> Policy:
    """Which log to trust: what a receipt is verified against."""
    return Policy(policy=_desk(request).policy())


def _desk(request: HttpRequest) -> PatientDesk:
    return site().desk.patient(asker(request))


def _line(desk: PatientDesk, line: Line, said: Language) -> LineTold:
    told = told_of(line, said, desk.subject)
    return LineTold(
        entry=line.index,
        at=str(line.at),
        kind=str(line.kind),
        sort=told.sort,
        what=said.say(told.what),
        who=said.say(told.who),
        why=said.say(told.why),
        data=said.say(told.data),
        actor=line.actor,
        organisation=line.organisation,
        purposes=list(line.purposes),
        items=list(line.items),
        basis=list(line.basis),
        reasons=list(line.reasons),
        emergency=line.emergency is not None,
    )
