"""Who used a patient's data: every use and every refusal in plain words, and a receipt of each entry.

Who sees it for the first time after an emergency is shown that at the top; that they were is put on the log.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse

from autonome.web.answering import download, page
from autonome.web.asking import language
from autonome.web.errors import not_found
from autonome.web.portal.actors import actors_of
from autonome.web.portal.folding import fold_of, folded
from autonome.web.portal.lines import SORTS, sort_of, told_of, without_repetition
from autonome.web.portal.own import own
from autonome.web.portal.yours import explained
from autonome.workflows.show_timeline import Line, notices

A_PAGE: Final = 20
"""Lines on a page; one of them can hold several entries that say the same."""


def show(request: HttpRequest) -> HttpResponse:
    """Entries, the newest first: all, or those of one institution or of one kind."""
    desk = own(request)
    lines = desk.thread().timeline
    emergencies = notices(lines)
    desk.seen(emergencies)
    who, what = request.GET.get("who", ""), request.GET.get("what", "")
    told = lines if what else without_repetition(lines)
    chosen = folded(line for line in reversed(told) if _fits(line, who, what))
    number = _number(request.GET.get("page", ""), len(chosen))
    shown = chosen[number * A_PAGE : (number + 1) * A_PAGE]
    actors = actors_of((*emergencies, *(line for lines_ in shown for line in lines_)))
    return page(
        request,
        "portal/timeline.html",
        folds=[fold_of(lines_, language(request), desk.subject, actors) for lines_ in shown],
        notices=[(line, actors.of(line)) for line in emergencies],
        who=who,
        what=what,
        organisations=sorted({line.organisation for line in lines if line.organisation}),
        sorts=tuple(SORTS.items()),
        newer=None if number == 0 else _query(who, what, number - 1),
        older=None if (number + 1) * A_PAGE >= len(chosen) else _query(who, what, number + 1),
    )


def entry(request: HttpRequest, index: int) -> HttpResponse:
    """One entry: what happened, and why it was answered so."""
    desk = own(request)
    line = next((each for each in desk.thread().timeline if each.index == index), None)
    if line is None:
        raise Http404
    actors = actors_of([line])
    told = told_of(line, language(request), desk.subject, actors)
    names = {line.actor: actors.of(line)} if line.actor != desk.subject else {}
    why = explained(desk.told(_decided_at(desk.thread().timeline, line)), language(request), names)
    return page(request, "portal/entry.html", line=told, why=why)


def receipt(request: HttpRequest, index: int) -> HttpResponse:
    """A receipt of one entry, for any laptop to verify."""
    made = own(request).receipt(index)
    if made is None:
        return not_found(request)
    return download(made, f"receipt-{index}.json", "application/json")


def policy(request: HttpRequest) -> HttpResponse:
    """Which log to trust: what a receipt is verified against."""
    return download(own(request).policy().encode(), "trust.txt", "text/plain; charset=utf-8")


def _decided_at(lines: tuple[Line, ...], line: Line) -> int:
    """The entry of the decision under which something was done; of anything else, its own."""
    if not line.decision:
        return line.index
    return next((each.index for each in lines if each.decision == line.decision), line.index)


def _fits(line: Line, who: str, what: str) -> bool:
    return who in {"", line.organisation} and what in {"", sort_of(line)}


def _number(given: str, count: int) -> int:
    """The page that is asked for, counted from 0; the last one for more than there are."""
    asked = int(given) if given.isascii() and given.isdigit() and len(given) < len("1000000") else 0
    return max(0, min(asked, (count - 1) // A_PAGE))


def _query(who: str, what: str, number: int) -> str:
    given = {"who": who, "what": what, "page": str(number)}
    return urlencode({name: value for name, value in given.items() if value})
