"""For those who work with patients: find somebody, ask for a decision, open items, have a plan made, order a test.

A refusal is an answer, on the log like every other: asked for as a decision it is told as one; where data were asked
for it is a problem (403, ``refused``). Somebody who is not kept here is refused as one who said no.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path
from pydantic import Field, StringConstraints

from autonome.kernel import InputError, Instant, Sha256, SubjectId, sha256_hex
from autonome.web.api.operations import JSON
from autonome.web.api.values import LARGEST_NUMBER, Done, Line, Name, PatientId, Sent, Told
from autonome.web.asking import asker, language
from autonome.web.clinic.plans import LONGEST_NAME, MOST_CONSIDERED
from autonome.web.desk import ClinicDesk, Refused, SeenPlan, Stands
from autonome.web.problems import problem
from autonome.web.site import site
from autonome.workflows.open_record import Opened
from autonome.workflows.plan_case import PlanFile

MOST_ITEMS = 60
"""Categories in one question: the tree of data has fewer leaves that somebody would list."""

ENTRIES_OF_AN_ORDER = 2
"""Beside the decision: see `workflows.order_test`."""

Purpose = Literal["TREAT", "HQUALIMP", "PATSFTY", "RECORDMGT"]
Patient = Annotated[PatientId, Path(description="id in the node")]
Entry = Annotated[int, Path(ge=0, le=LARGEST_NUMBER, description="place on the log")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Medicine = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME, pattern=r"^[^\x00-\x1f\x7f]*$")]
At = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]


class Finding(Sent):
    """Whom to find: the whole name or number, or the id; a part finds nobody."""

    words: Line


class Found(Told):
    """Somebody who is kept here."""

    id: str
    name: str
    numbers: list[str]


class AllFound(Told):
    """Who has exactly this name or number."""

    patients: list[Found]


class Asking(Sent):
    """Which data, and what for."""

    purpose: Annotated[Purpose, Field(examples=["TREAT"])]
    items: Annotated[list[Name], Field(min_length=1, max_length=MOST_ITEMS, examples=[["medications", "allergies"]])]


class Ground(Told):
    """On what a decision rests: an answer of the patient's with its entry, or a rule of law."""

    what: str
    entry: int | None


class Standing(Told):
    """A decision that allowed something, as it stands on the log."""

    entry: int | None
    at: str
    purposes: list[str]
    items: list[str]
    withheld: list[str]
    basis: list[Ground]
    until: str | None
    obligations: list[str]


class Decided(Told):
    """A decision; nothing was opened."""

    allowed: bool
    entry: int | None
    told: list[str]
    standing: Standing | None


class Item(Told):
    """An item of the record. Its body is text, as it came: so a decimal keeps its digits."""

    name: str
    kinds: list[str]
    at: str | None
    version: int
    body: str | None


class Genome(Told):
    """A genome that is kept."""

    kind: str
    name: str
    sample: str
    build: str
    rows: int
    lines: list[str] | None


class Record(Told):
    """What was opened, and on what it stands; its receipt is had by the entry."""

    standing: Standing
    items: list[Item]
    genomes: list[Genome]


class Planning(Sent):
    """What the plan shall be about, beside the medicines that are taken."""

    considered: Annotated[
        list[Medicine], Field(max_length=MOST_CONSIDERED, default_factory=list, examples=[["clopidogrel"]])
    ]
    as_of: At | None = None


class Signing(Sent):
    """Which plan is signed off: SHA-256 of its plan.json."""

    digest: Digest


class Ordering(Sent):
    """Which gene shall be tested."""

    gene: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9-]+$", examples=["CYP2C19"])]


class Ordered(Told):
    """A test that was ordered; its number is its entry."""

    number: int
    gene: str
    earlier: bool = Field(description="whether it waited already: then this request ordered nothing")


def find(request: HttpRequest, sent: Finding) -> AllFound:
    """Find somebody by name, number or id; sent, so that no address holds a name."""
    found = _desk(request).find(sent.words)
    people = [Found(id=str(each.subject), name=each.name, numbers=list(each.numbers)) for each in found]
    return AllFound(patients=people)


def decide(request: HttpRequest, patient: Patient, sent: Asking) -> Decided:
    """Ask whether data may be had, and have nothing opened. The decision stands on the log, and on the timeline."""
    found = _desk(request).decide(SubjectId(patient), sent.purpose, sent.items)
    say = language(request).say
    if isinstance(found, Refused):
        told = [say(each) for each in found.told.texts]
        return Decided(allowed=False, entry=found.entry, told=told, standing=None)
    return Decided(allowed=True, entry=found.entry, told=[], standing=standing_of(found))


def open_items(request: HttpRequest, patient: Patient, sent: Asking) -> Any:  # noqa: ANN401 - a record, or a problem
    """Open items for a purpose, as far as consent and law allow: decided, recorded, and only then read."""
    found = _desk(request).open(SubjectId(patient), sent.purpose, sent.items)
    if isinstance(found, Refused):
        return refused(request, found)
    opened = found.opened
    genomes = opened.genomes if isinstance(opened, Opened) else ()
    return Record(
        standing=standing_of(found.stands),
        items=[
            Item(
                name=each.item.name,
                kinds=sorted(each.item.categories),
                at=None if each.item.at is None else str(each.item.at),
                version=each.version,
                body=each.item.body,
            )
            for each in opened.items
        ],
        genomes=[
            Genome(
                kind=each.category,
                name=each.name,
                sample=each.sample,
                build=each.build,
                rows=each.rows,
                lines=None if each.lines is None else list(each.lines),
            )
            for each in genomes
        ],
    )


def receipt(request: HttpRequest, patient: Patient, entry: Entry) -> HttpResponse:
    """A receipt of a decision on what the asker asked for."""
    made = _desk(request).receipt(SubjectId(patient), entry)
    if made is None:
        raise Http404
    return HttpResponse(made, content_type=JSON)


def plan(request: HttpRequest, patient: Patient, sent: Planning) -> HttpResponse:
    """The plan as plan.json; ``Autonome-Plan-Digest`` is its SHA-256, ``Autonome-Decision`` the entry it stands on."""
    found = _plan(request, patient, sent)
    return found if isinstance(found, HttpResponse) else _planned(found, found.made.document, JSON)


def plan_in_fhir(request: HttpRequest, patient: Patient, sent: Planning) -> HttpResponse:
    """The plan as a FHIR R4 bundle, with the same headers."""
    found = _plan(request, patient, sent, PlanFile.FHIR)
    return found if isinstance(found, HttpResponse) else _planned(found, found.made.fhir, "application/fhir+json")


def sign(request: HttpRequest, patient: Patient, sent: Signing) -> Done:
    """Sign a plan off that was made for who signs."""
    return Done(entry=_desk(request).sign_off(SubjectId(patient), Sha256(sent.digest)).index)


def order(request: HttpRequest, patient: Patient, sent: Ordering) -> Any:  # noqa: ANN401 - an order, or a problem
    """Order a test of a gene: an item of the record, and a line of the laboratory's list."""
    found = _desk(request).order_test(SubjectId(patient), sent.gene)
    if isinstance(found, Refused):
        return refused(request, found)
    return Ordered(number=found.number, gene=found.gene, earlier=found.earlier)


def ordered_before(request: HttpRequest, entries: Sequence[int], *, sent: Ordering, **_: Any) -> Ordered | None:  # noqa: ANN401
    """An order that was made: an entry of the record, and one of the list."""
    del request
    return Ordered(number=entries[-1], gene=sent.gene, earlier=False) if len(entries) == ENTRIES_OF_AN_ORDER else None


def refused(request: HttpRequest, found: Refused) -> HttpResponse:
    """A refusal where data were asked for: what follows from the request and the law, nobody's answers."""
    return problem(403, language(request).say(found.told.headline), "refused", entry=found.entry)


def standing_of(stands: Stands) -> Standing:
    """What a decision says."""
    return Standing(
        entry=stands.entry,
        at=str(stands.at),
        purposes=list(stands.purposes),
        items=list(stands.items),
        withheld=[each for each in stands.asked if each not in stands.items],
        basis=[Ground(what=what, entry=entry) for what, entry in stands.basis],
        until=None if stands.until is None else str(stands.until),
        obligations=list(stands.obligations),
    )


def _desk(request: HttpRequest) -> ClinicDesk:
    return site().desk.clinic(asker(request))


def _plan(request: HttpRequest, patient: str, sent: Planning, *files: PlanFile) -> SeenPlan | HttpResponse:
    now = site().clock.now()
    as_of = now if sent.as_of is None else Instant.parse(sent.as_of)
    if as_of > now:
        raise InputError("no plan is made for a time to come", mend="leave as_of out.")
    names = tuple(dict.fromkeys(" ".join(each.split()) for each in sent.considered if each.strip()))
    found = _desk(request).plan(SubjectId(patient), names, language(request), as_of=as_of, files=frozenset(files))
    return refused(request, found) if isinstance(found, Refused) else found


def _planned(seen: SeenPlan, data: bytes, media: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=media)
    answer.headers["Autonome-Plan-Digest"] = str(sha256_hex(seen.made.document))
    answer.headers["Autonome-Decision"] = str(seen.stands.entry)
    return answer
