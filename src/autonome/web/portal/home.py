"""A patient's home: what needs attention first, then what there is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from autonome.consent import State, Timing
from autonome.web.answering import page
from autonome.web.asking import asker, language
from autonome.web.portal import wards
from autonome.web.portal.actors import actors_of
from autonome.web.portal.attention import attention_of
from autonome.web.portal.folding import fold_of, folded
from autonome.web.portal.lines import without_repetition
from autonome.web.portal.own import own
from autonome.web.site import site
from autonome.workflows.show_timeline import notices

NEWEST = 3
"""Lines of the timeline on this page: what others did."""


def show(request: HttpRequest) -> HttpResponse:
    """What happened in an emergency, what waits, what is agreed to, and who used data last."""
    desk, now = own(request), site().clock.now()
    thread = desk.thread()
    standing = [each for each in thread.answers.values() if each.timing(now) is Timing.IN_FORCE]
    told = reversed(without_repetition(thread.timeline))
    used = [line for line in told if line.organisation and line.actor != desk.subject]
    emergencies, newest = notices(thread.timeline), folded(used)[:NEWEST]
    actors = actors_of((*emergencies, *(line for lines in newest for line in lines)))
    return page(
        request,
        "portal/home.html",
        notices=[(line, actors.of(line)) for line in emergencies],
        attention=tuple(attention_of(thread, desk.forms(language(request)), now)),
        yes=sum(answer.state is State.GRANTED for answer in standing),
        no=sum(answer.state is State.DENIED for answer in standing),
        wards=[] if desk.acting_for else [wards.told_of(each) for each in site().desk.wards(asker(request))],
        newest=[fold_of(lines, language(request), desk.subject, actors) for lines in newest],
    )
