"""From ``plan.fhir.json`` back to what the plan asks for.

Only Bundles with our own tag are read: other people's recommendations have no consequence in our sense, and to guess
one would be worse than to refuse. What is read must be whole; a task without its parts is an error, never a gentler
advice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autonome.clinical import RecordError
from autonome.consent import Wish
from autonome.evidence.clinical import CostBand, FactorAction
from autonome.evidence.guidance import Action
from autonome.fhir.elements import Element, UnusableError
from autonome.fhir.genomics.actions import (
    DoseAction,
    EthicalAction,
    GuidelineAction,
    MedicineActions,
    MissingAction,
    PlanActions,
    PreventionAction,
    RecordAction,
    WishOn,
)
from autonome.fhir.genomics.codes import FORMAT, PROFILES, TERMS, VALUES
from autonome.fhir.genomics.doses import UNKNOWN
from autonome.fhir.genomics.factors import Need
from autonome.fhir.genomics.readings import (
    codes,
    components,
    concept,
    flag,
    inputs,
    one,
    part,
    part_text,
    text,
    under_ours,
    word,
    word_in,
)
from autonome.fhir.genomics.recommendations import NOT_CHECKABLE
from autonome.kernel import DrugName, StatementId
from autonome.plan.consequence import Consequence
from autonome.plan.ethical_values import Actor, Beyond, Found, Ground, Principle, Rest
from autonome.plan.factors.overall import LedBy
from autonome.plan.factors.values import FactorKind
from autonome.plan.facts.values import FactKind, FactState
from autonome.plan.values import Origin

_Resources = Mapping[str, Element]
"""Address → resource, in the order of the Bundle."""


def read_plan_bundle(document: object, where: str = "plan.fhir.json") -> PlanActions:
    """Read the actions of a plan.

    Args:
        document: a parsed JSON document, as `plan_bundle` makes it.
        where: its name, for the message.

    Returns:
        The actions, in the order of the plan; equal to `actions_of` the plan, with amounts in the Bundle's language.

    Raises:
        RecordError: it is no Bundle of ours, or a part is missing or not readable.
    """
    bundle = Element(document if isinstance(document, dict) else {}, "Bundle")
    try:
        held = _held(bundle)
        tasks = {url: each for url, each in held.items() if _is_recommendation(each)}
        medicines = (_medicine(url, task, held) for url, task in tasks.items() if not task.children("partOf"))
        return PlanActions(tuple(medicines), tuple(_preventions(held)), tuple(_ethics(held)), frozenset(_unasked(held)))
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


def _resources(bundle: Element) -> Iterator[tuple[str, Element]]:
    if not _is_ours(bundle):
        raise UnusableError(f"is no Bundle with the tag {FORMAT}")
    for entry in bundle.children("entry"):
        resource = entry.child("resource")
        if resource:
            yield entry.text("fullUrl"), resource


def _held(bundle: Element) -> _Resources:
    """Every resource by its address; none may stand under the address of another."""
    listed = list(_resources(bundle))
    held = dict(listed)
    if len(held) != len(listed):
        raise UnusableError("two entries have one fullUrl")
    parents = {parent.text("reference") for each in held.values() for parent in each.children("partOf")}
    if parents - set(held):
        raise UnusableError("a task is part of one that is not there")
    return held


def _is_recommendation(resource: Element) -> bool:
    meta = resource.child("meta")
    return meta is not None and f"{PROFILES}medication-recommendation" in meta.texts("profile")


def _medicine(url: str, task: Element, held: _Resources) -> MedicineActions:
    under = [each for each in held.values() if url in [parent.text("reference") for parent in each.children("partOf")]]
    costs, doses = inputs(task, "cost"), inputs(task, "dose-estimate")
    return MedicineActions(
        drug=DrugName(one(task, "ingredient").text("valueString")),
        origin=word(Origin, one(task, "origin")),
        consequence=word(Consequence, one(task, "consequence")),
        sure=flag(task, "sure"),
        conditional=flag(task, "conditional"),
        led_by=word(LedBy, one(task, "led-by")),
        by_genes=word(Consequence, one(task, "by-genes")),
        best_supported=word(Consequence, one(task, "best-supported")),
        by_record=word(Consequence, one(task, "by-record")),
        leading_rule=text(task, "leading-rule"),
        alternatives=tuple(_alternative(each) for each in inputs(task, "alternative")),
        guidelines=tuple(_guideline(each) for each in under if not inputs(each, "rule")),
        record=tuple(_by_record(each) for each in under if inputs(each, "rule")),
        missing=tuple(_missing(task, each) for each in under_ours(task, "missing-fact")),
        cost=word(CostBand, one(task, "cost")) if costs else None,
        dose=_dose(one(task, "dose-estimate"), held) if doses else None,
    )


def _alternative(given: Element) -> tuple[str, Consequence | None]:
    kind = given.child("type")
    name = kind.text("text") if kind else ""
    return name, None if NOT_CHECKABLE in codes(concept(given), VALUES) else word(Consequence, given)


def _guideline(task: Element) -> GuidelineAction:
    actions = inputs(task, "action")
    return GuidelineAction(
        text(task, "source"),
        text(task, "population"),
        word(Consequence, one(task, "consequence")),
        flag(task, "possible"),
        word(Action, actions[0]) if actions else None,
        text(task, "strength"),
        text(task, "amount"),
        tuple(each.text("valueString") for each in inputs(task, "alternative")),
        StatementId(text(task, "statement")) if inputs(task, "statement") else None,
    )


def _by_record(task: Element) -> RecordAction:
    return RecordAction(
        one(task, "rule").text("valueString"),
        word(FactorKind, one(task, "basis")),
        word(FactorAction, one(task, "action")),
        word(Consequence, one(task, "consequence")),
        text(task, "amount"),
        flag(task, "sure"),
        len(inputs(task, "fact")),
    )


def _missing(task: Element, answers: list[str]) -> MissingAction:
    """Four answers in a fixed order."""
    try:
        fact, state, needed, at_worst = answers
        return MissingAction(FactKind(fact), FactState(state), Need(needed) is Need.NEEDED, Consequence(at_worst))
    except ValueError as error:
        raise UnusableError(f"{task.path}.input says {', '.join(answers)} of a missing fact") from error


def _dose(given: Element, held: _Resources) -> DoseAction:
    pointer = given.child("valueReference")
    found = held.get(pointer.text("reference")) if pointer else None
    if found is None:
        raise UnusableError(f"{given.path} leads to no observation of a dose")
    estimated = components(found, "equation")
    dose = DoseAction(
        part_text(found, "equation"),
        part_text(found, "weekly-mg"),
        part_text(found, "daily-mg"),
        part_text(found, "without-genes-mg"),
        tuple(each.text("id") for each in components(found, "dose-input") if UNKNOWN in codes(concept(each), VALUES)),
        tuple(map(_id, components(found, "caution"))),
        tuple(map(_id, components(found, "refusal"))),
    )
    if bool(estimated) is bool(dose.refused) or (estimated and not (dose.weekly_mg and dose.daily_mg)):
        raise UnusableError(f"{found.path} holds neither a whole dose nor a reason against one")
    return dose


def _id(part: Element) -> str:
    """The id of a caution or a refusal, behind its kind and number."""
    return part.text("id").split("-", 2)[-1]


def _preventions(held: _Resources) -> Iterator[PreventionAction]:
    for task in held.values():
        if task.text("resourceType") == "Task" and inputs(task, "prevention"):
            yield PreventionAction(
                one(task, "prevention").text("valueString"),
                flag(task, "certain"),
                flag(task, "relatives"),
                len(inputs(task, "ground")),
            )


def _ethics(held: _Resources) -> Iterator[EthicalAction]:
    for check in held.values():
        code = check.child("code")
        if code is None or "ethical-check" not in codes(code, TERMS):
            continue
        found = check.child("valueCodeableConcept") or check.child("dataAbsentReason")
        who = components(check, "to-do")
        yield EthicalAction(
            word(Principle, part(check, "principle")),
            part_text(check, "check"),
            word_in(Found, found, check.path),
            word(Actor, who[0]) if who else None,
            tuple(Ground(word(Rest, each), concept(each).text("text")) for each in components(check, "rests-on")),
        )


def _unasked(held: _Resources) -> Iterator[WishOn]:
    """Wishes on genes, beside their results, and on advice on prevention."""
    for resource in held.values():
        for given in components(resource, "incidental"):
            yield WishOn(Beyond.GENE, _symbol(resource), _wish(given))
        for given in inputs(resource, "incidental"):
            yield WishOn(Beyond.ADVICE, one(resource, "prevention").text("valueString"), _wish(given))


def _wish(given: Element) -> Wish:
    """The second of two answers: behind the kind of finding."""
    answers = codes(concept(given), VALUES)
    try:
        _, wish = answers
        return Wish(wish)
    except ValueError as error:
        raise UnusableError(f"{given.path} says {', '.join(answers)} of a wish") from error


def _symbol(observation: Element) -> str:
    """The gene, or the position, that the first component names."""
    first, *_ = observation.children("component")
    return concept(first).text("text")
