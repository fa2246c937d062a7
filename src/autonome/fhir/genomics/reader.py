"""From ``plan.fhir.json`` back to what the plan asks for.

Only Bundles with our own tag are read: other people's recommendations have no consequence in our sense, and to guess
one would be worse than to refuse. What is read must be whole; a task without its parts is an error, never a gentler
advice.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TypeVar

from autonome.clinical import RecordError
from autonome.evidence.guidance import Action
from autonome.fhir.elements import Element, UnusableError
from autonome.fhir.genomics.actions import GuidelineAction, MedicineActions
from autonome.fhir.genomics.codes import FORMAT, PROFILES, TERMS, VALUES
from autonome.fhir.genomics.recommendations import NOT_CHECKABLE
from autonome.kernel import DrugName, StatementId
from autonome.plan.consequence import Consequence
from autonome.plan.values import Origin

_Word = TypeVar("_Word", bound=StrEnum)


def read_plan_bundle(document: object, where: str = "plan.fhir.json") -> tuple[MedicineActions, ...]:
    """Read the actions of a plan.

    Args:
        document: a parsed JSON document, as `plan_bundle` makes it.
        where: its name, for the message.

    Returns:
        The actions, in the order of the plan's medicines; equal to `actions_of` the plan.

    Raises:
        RecordError: it is no Bundle of ours, or a part is missing or not readable.
    """
    bundle = Element(document if isinstance(document, dict) else {}, "Bundle")
    try:
        tasks = list(_tasks(bundle))
        return tuple(_medicine(url, task, tasks) for url, task in tasks if not task.children("partOf"))
    except UnusableError as error:
        raise RecordError(
            error.message, where=where, mend="give the plan.fhir.json that autonome plan wrote."
        ) from error


def _is_ours(bundle: Element) -> bool:
    meta = bundle.child("meta")
    tags = meta.children("tag") if meta else ()
    return bundle.text("resourceType") == "Bundle" and (VALUES, FORMAT) in [
        (tag.text("system"), tag.text("code")) for tag in tags
    ]


def _tasks(bundle: Element) -> Iterator[tuple[str, Element]]:
    """Address and content of every medication recommendation of a Bundle of ours."""
    if not _is_ours(bundle):
        raise UnusableError(f"is no Bundle with the tag {FORMAT}")
    for entry in bundle.children("entry"):
        resource = entry.child("resource")
        meta = resource.child("meta") if resource else None
        if resource and meta and f"{PROFILES}medication-recommendation" in meta.texts("profile"):
            yield entry.text("fullUrl"), resource


def _medicine(url: str, task: Element, tasks: list[tuple[str, Element]]) -> MedicineActions:
    under = [other for _, other in tasks if url in [parent.text("reference") for parent in other.children("partOf")]]
    return MedicineActions(
        DrugName(_concept(_one(task, "medicine")).text("text")),
        _word(Origin, _one(task, "origin")),
        _word(Consequence, _one(task, "consequence")),
        _word(Consequence, _one(task, "best-supported")),
        _flag(task, "sure"),
        tuple(_alternative(each) for each in _inputs(task, "alternative")),
        tuple(_guideline(each) for each in under),
    )


def _alternative(given: Element) -> tuple[str, Consequence | None]:
    kind = given.child("type")
    name = kind.text("text") if kind else ""
    return name, None if _code(_concept(given), VALUES) == NOT_CHECKABLE else _word(Consequence, given)


def _guideline(task: Element) -> GuidelineAction:
    actions = _inputs(task, "action")
    return GuidelineAction(
        _text(task, "source"),
        _text(task, "population"),
        _word(Consequence, _one(task, "consequence")),
        _flag(task, "possible"),
        _word(Action, actions[0]) if actions else None,
        _text(task, "strength"),
        _text(task, "amount"),
        tuple(each.text("valueString") for each in _inputs(task, "alternative")),
        StatementId(_text(task, "statement")) if _inputs(task, "statement") else None,
    )


def _inputs(task: Element, code: str) -> list[Element]:
    """Inputs under one of our own terms."""
    kinds = [(given, given.child("type")) for given in task.children("input")]
    return [given for given, kind in kinds if kind and _code(kind, TERMS) == code]


def _one(task: Element, code: str) -> Element:
    found = _inputs(task, code)
    if len(found) != 1:
        raise UnusableError(f"{task.path}.input holds {len(found)} times {code}, not once")
    return found[0]


def _text(task: Element, code: str) -> str:
    """The text of an input that may be absent."""
    return _one(task, code).text("valueString") if _inputs(task, code) else ""


def _flag(task: Element, code: str) -> bool:
    given = _one(task, code)
    value = given.flag("valueBoolean")
    if value is None:
        raise UnusableError(f"{given.path} is neither true nor false")
    return value


def _concept(given: Element) -> Element:
    concept = given.child("valueCodeableConcept")
    if concept is None:
        raise UnusableError(f"{given.path} has no coded value")
    return concept


def _word(words: type[_Word], given: Element) -> _Word:
    code = _code(_concept(given), VALUES)
    try:
        return words(code)
    except ValueError as error:
        raise UnusableError(f"{given.path} says {code!r}, which is no {words.__name__.lower()}") from error


def _code(concept: Element, system: str) -> str:
    """The concept's code in one of our systems, or ""."""
    return next((each.text("code") for each in concept.children("coding") if each.text("system") == system), "")
