"""Home of those who work with patients: find somebody; and how much waits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from autonome.access.roles import Role
from autonome.kernel import Text
from autonome.web.answering import page
from autonome.web.asking import asker
from autonome.web.clinic.forms import Finding
from autonome.web.site import site

QUESTIONS = Text("Patients' questions that wait: {count}", count="")
OVERDUE = Text("Patients' questions that wait for longer than was promised: {count}", count="")
ORDERS = Text("Tests that were ordered: {count}", count="")
ARRIVED = Text("From partners, and nobody has said whose it is: {count}", count="")

WHOSE = {
    "waiting-questions": frozenset({Role.CLINICIAN}),
    "orders": frozenset({Role.CLINICIAN, Role.LABORATORY}),
}
"""Lists that not everybody here comes to (`urls`)."""


def show(request: HttpRequest) -> HttpResponse:
    """The search, and what waits for this role."""
    who = asker(request)
    waits = site().desk.clinic(who).waits()
    counts = (
        ("waiting-questions", QUESTIONS, waits.questions),
        ("orders", ORDERS, waits.orders),
        ("arrived", ARRIVED, waits.arrived),
    )
    mine = [each for each in counts if each[2] and who.role in WHOSE.get(each[0], {who.role})]
    waiting = [(name, words.of(count=str(count))) for name, words, count in mine]
    overdue = len(site().desk.overdue_questions()) if who.role in WHOSE["waiting-questions"] and waits.questions else 0
    if overdue:
        waiting.insert(0, ("waiting-questions", OVERDUE.of(count=str(overdue))))
    return page(request, "clinic/home.html", form=Finding(), waiting=waiting)
