"""What if: who could use what, as things stand; asked of the engine that decides in earnest. Nothing is recorded."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from autonome.access import Allowed
from autonome.access.explanation import naming
from autonome.consent import Action
from autonome.web.answering import page
from autonome.web.asking import language
from autonome.web.desk import Imagined
from autonome.web.portal.own import own
from autonome.web.portal.yours import explained, yours

WHO: Final = (
    "care-team", "hospital", "clinic", "pharmacy", "clinical-laboratory", "academic-researcher",
    "commercial-researcher", "health-insurer", "life-insurer", "employer", "law-enforcement", "parent", "sibling",
    "child",
)  # fmt: skip
WHY: Final = (
    "TREAT", "ETREAT", "HPAYMT", "HQUALIMP", "HRESCH", "GRU", "POARCH", "CLINTRCH", "FAMRQT", "UNDERWRITING",
    "EMPLOYMENT", "HMARKT", "LAWENF",
)  # fmt: skip
WHAT: Final = (
    "medications", "pharmacogenes", "germline", "tumour", "family", "conditions", "allergies", "laboratory", "imaging",
    "mental-health", "sexual-health", "hiv", "substance-use", "lifestyle", "demographics", "record",
)  # fmt: skip
DONE: Final = (Action.USE, Action.DISCLOSE, Action.EXPORT, Action.TRAIN, Action.PUBLISH)
"""What can be tried: those of each vocabulary that patients ask about (our own choice)."""


def show(request: HttpRequest) -> HttpResponse:
    """Choose who and what for; and the answer of the engine, with its reasons."""
    desk = own(request)
    given = {name: request.GET.get(name, "") for name in ("who", "why", "what", "done")}
    papers = request.GET.get("papers", "yes" if not any(given.values()) else "") == "yes"
    imagined = _imagined(given, papers=papers)
    decision, answered = (None, None) if imagined is None else desk.what_if(imagined)
    told = explained(answered, language(request))
    return page(
        request,
        "portal/what_if.html",
        given=given,
        papers=papers,
        who=[(code, yours(naming.recipient(code))) for code in WHO],
        why=[(code, yours(naming.purpose(code))) for code in WHY],
        what=[(code, yours(naming.data([code]))) for code in WHAT],
        done=[(str(action), naming.ACTIONS[action]) for action in DONE],
        allowed=isinstance(decision, Allowed),
        told=told,
        reasons=() if told is None else told.sections[1:],  # who asked, and what for, stands in the form
    )


def _imagined(given: dict[str, str], *, papers: bool) -> Imagined | None:
    fits = (
        given["who"] in WHO and given["why"] in WHY and given["what"] in WHAT and given["done"] in set(map(str, DONE))
    )
    if not fits:
        return None
    return Imagined(
        recipient=given["who"],
        purpose=given["why"],
        item=given["what"],
        action=Action(given["done"]),
        papers=papers,
    )
