"""Saying back what a form asks: questions of ours to each form, in plain words. Who errs is helped, and asked again.

What came of it goes into the act of consent (`Comprehension`), as it was. No act holds a yes to what was not
understood: who erred reads why, and tries again as often as they like; a no needs none of it.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from autonome.consent import Comprehension
from autonome.web.answering import page
from autonome.web.portal.consent import form_of
from autonome.web.portal.own import own
from autonome.web.portal.quizzes import quiz_for
from autonome.web.portal.scopes import title_of


def show(request: HttpRequest, form: str) -> HttpResponse:
    """The questions; after an answer, what is right and what helps."""
    desk = own(request)
    found = form_of(request, desk, form)
    asked = quiz_for(found.id)
    given = {each.id: request.POST.get(each.id, "") for each in asked} if request.method == "POST" else {}
    done = bool(given) and all(given.values())
    right = done and all(given[each.id] == each.right.id for each in asked)
    if done:
        desk.understood(found, Comprehension.PASSED if right else Comprehension.FAILED)
    return page(
        request,
        "portal/quiz.html",
        status=400 if given and not done else 200,
        form=found,
        title=title_of(found),
        asked=[(each, given.get(each.id, "")) for each in asked],
        missing=bool(given) and not done,
        done=done,
        right=right,
    )
