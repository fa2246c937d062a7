"""The plan page: what to do first, why, and what is not known; and what is done with a plan.

A plan is made anew each time it is looked at, decided on and recorded each time. What a form names is the instant that
it was made for, so that a file that is fetched, or a signature, is of the very plan that was seen: the same bytes, as
long as record, genome and consent are the same.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from autonome.access.roles import Role
from autonome.kernel import InputError, Instant, Sha256, Text
from autonome.web.answering import document, download, page
from autonome.web.asking import asker, language
from autonome.web.clinic.advice import advice_of
from autonome.web.clinic.opening import refused
from autonome.web.clinic.patients import subject_of
from autonome.web.clinic.standing import standing_of
from autonome.web.desk import Refused, SampleNeededError, SeenPlan
from autonome.web.site import site
from autonome.workflows.plan_case import PlanFile

MOST_CONSIDERED: Final = 5
"""Medicines that are considered at once: more is no question of one prescription (our own judgement)."""

LONGEST_SAMPLE: Final = 1000
LONGEST_NAME: Final = 100
SUGGESTED: Final = 12
"""Names that are offered while somebody types."""

NEAREST: Final = 3
"""Names that are offered in place of one that nobody knows."""


def show(request: HttpRequest, patient: str) -> HttpResponse:
    """The plan; with a medicine that is considered, where one was sent."""
    subject, considered = subject_of(patient), considered_in(request)
    who = asker(request)
    desk = site().desk.clinic(who)
    try:
        found = desk.plan(subject, considered, language(request), sample=sample_in(request))
    except SampleNeededError as error:
        return page(request, "clinic/sample.html", subject=subject, samples=error.samples, asked=considered, status=409)
    if isinstance(found, Refused):
        return refused(request, subject, found)
    signs = who.role is Role.CLINICIAN
    about = desk.ingredients(request.POST.get("medicine", "").strip() or (considered or ("",))[-1])
    advice = advice_of(found, about)
    return page(
        request,
        "clinic/plan.html",
        subject=subject,
        known=desk.known_as(subject),
        signs=signs,
        ordered=desk.ordered(subject, found) if signs and advice.missing else (),
        plan=found.made.plan,
        advice=advice,
        standing=standing_of(found.stands),
        unchecked=[(each, desk.medicines(each.order.text, NEAREST)) for each in advice.unchecked],
        asked=considered,
        sample=sample_in(request),
    )


def whole(request: HttpRequest, patient: str) -> HttpResponse:
    """The whole plan, as a page in itself, for paper and for who wants everything."""
    found = _again(request, patient, PlanFile.PAGE)
    return found if isinstance(found, HttpResponse) else document(found.made.page)


def pdf(request: HttpRequest, patient: str) -> HttpResponse:
    """The plan on sheets."""
    found = _again(request, patient, printed=True)
    if isinstance(found, HttpResponse):
        return found
    if not isinstance(found.made.pdf, bytes):
        raise InputError("sheets cannot be set here", mend="print the page.")
    return download(found.made.pdf, "plan.pdf", "application/pdf")


def fhir(request: HttpRequest, patient: str) -> HttpResponse:
    """The plan for another program (FHIR R4)."""
    found = _again(request, patient, PlanFile.FHIR)
    return found if isinstance(found, HttpResponse) else download(
        found.made.fhir, "plan.fhir.json", "application/fhir+json"
    )  # fmt: skip


def sign(request: HttpRequest, patient: str) -> HttpResponse:
    """Sign a plan off."""
    subject, digest = subject_of(patient), request.POST.get("digest", "")
    recorded = site().desk.clinic(asker(request)).sign_off(subject, Sha256(digest))
    done = Text("You signed the plan off: entry {entry} of the log.", entry=str(recorded.index))
    return page(request, "clinic/done.html", subject=subject, done=done, digest=digest)


def order(request: HttpRequest, patient: str) -> HttpResponse:
    """Order a test of a gene that nobody has assessed."""
    subject = subject_of(patient)
    found = site().desk.clinic(asker(request)).order_test(subject, request.POST.get("gene", ""))
    if isinstance(found, Refused):
        return refused(request, subject, found)
    entry = str(found.number)
    if found.earlier:
        done = Text(
            "A test of {gene} waits already: entry {entry} of the log. No second one was ordered.",
            gene=found.gene,
            entry=entry,
        )
    else:
        done = Text(
            "A test of {gene} is ordered: entry {entry} of the log. The laboratory sees it on its list.",
            gene=found.gene,
            entry=entry,
        )
    return page(request, "clinic/done.html", subject=subject, done=done, digest="")


def suggest(request: HttpRequest) -> HttpResponse:
    """Names of medicines that begin so, for the list below the field; it knows of no patient."""
    words = request.POST.get("medicine", "")[:LONGEST_NAME]
    names = site().desk.clinic(asker(request)).medicines(words, SUGGESTED)
    return page(request, "clinic/suggested.html", names=names)


def sample_in(request: HttpRequest) -> str | None:
    """Which of several genomes a form names; None where it names none."""
    return request.POST.get("sample", "")[:LONGEST_SAMPLE] or None


def considered_in(request: HttpRequest) -> tuple[str, ...]:
    """Medicines that a form names, each once, without those that it leaves out.

    Raises:
        InputError: too many, or what is no name.
    """
    sent = (*request.POST.getlist("considered"), request.POST.get("medicine", ""))
    left = {" ".join(each.split()) for each in request.POST.getlist("without")}
    named = dict.fromkeys(" ".join(each.split()) for each in sent if each.strip())
    found = tuple(each for each in named if each not in left)
    if len(found) > MOST_CONSIDERED or any(len(each) > LONGEST_NAME or not each.isprintable() for each in found):
        raise InputError("too many medicines, or no names", mend=f"consider at most {MOST_CONSIDERED} at once.")
    return found


def _again(request: HttpRequest, patient: str, *files: PlanFile, printed: bool = False) -> SeenPlan | HttpResponse:
    """The plan that was seen, made once more."""
    subject, at = subject_of(patient), request.POST.get("as_of", "")
    as_of = Instant.parse(at) if at else site().clock.now()
    if as_of > site().clock.now():
        raise InputError("no plan is made for a time to come", mend="open the plan anew.")
    desk = site().desk.clinic(asker(request))
    found = desk.plan(
        subject, considered_in(request), language(request), as_of=as_of, printed=printed, sample=sample_in(request),
        files=frozenset(files),
    )  # fmt: skip
    return refused(request, subject, found) if isinstance(found, Refused) else found
