"""What the record's allergies mean for one medicine: those to itself, and those to a class that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from autonome.evidence.clinical import AllergyClass, Checked, FactorAction
from autonome.evidence.wording import sentences_on
from autonome.kernel import DrugName, Text, joined, term
from autonome.plan.factors.values import FactorKind, FactorLine, FactUsed
from autonome.plan.facts.allergies import RecordedAllergy
from autonome.plan.facts.state import ClinicalState
from autonome.plan.facts.values import FactState
from autonome.plan.phrases import series

RECORD = "The patient's record"
"""Source of a line that needs no rule: an allergy to the medicine itself."""


def allergy_lines(drug: DrugName, state: ClinicalState) -> Iterator[FactorLine]:
    """Every line that an allergy leads to: one for the medicine itself, else one for each class."""
    for allergy in state.allergies:
        if drug in allergy.drugs:
            yield _of_itself(drug, allergy)
            continue
        for each in allergy.classes:
            if drug in each.members:
                yield _of_class(drug, allergy, each)


def _of_itself(drug: DrugName, allergy: RecordedAllergy) -> FactorLine:
    if not allergy.read:
        text = Text("An entry about allergies names {drug}, in words that could not be read surely.", drug=drug)
    elif allergy.over:
        text = Text("An allergy to {drug} is recorded as no longer there: ask before it is given.", drug=drug)
    elif allergy.intolerance:
        text = Text("The patient did not tolerate {drug}: ask what happened, and how badly.", drug=drug)
    else:
        text = Text("An allergy to {drug} is recorded.", drug=drug)
    return _line(
        "allergy",
        FactorAction.MONITOR if _asks_only(allergy) else FactorAction.AVOID,
        joined(text, _happened(allergy)),
        allergy,
        (RECORD, "AllergyIntolerance", "", Checked.LABEL_READ),
    )


def _of_class(drug: DrugName, allergy: RecordedAllergy, of: AllergyClass) -> FactorLine:
    text = Text("An allergy that concerns {kind} is recorded.", kind=term(of.label))
    if not allergy.read:
        text = Text(
            "An entry about allergies concerns {kind}, in words that could not be read surely.", kind=term(of.label)
        )
    return _line(
        f"allergy-{of.id}",
        FactorAction.MONITOR if _asks_only(allergy) else of.action,
        joined(text, sentences_on(of.text, drug), _happened(allergy)),
        allergy,
        (of.source, of.place, of.url, of.checked),
    )


def _asks_only(allergy: RecordedAllergy) -> bool:
    """Whether a person has to ask, and nothing is ruled out."""
    return allergy.over or allergy.intolerance or allergy.doubtful


def _happened(allergy: RecordedAllergy) -> str:
    if not allergy.read:
        return Text("Read the entry, and ask.")
    if not allergy.reactions:
        return Text("What happened then is not recorded.")
    return Text("What happened: {reactions}.", reactions=series(allergy.reactions))


def _line(
    rule: str, action: FactorAction, text: str, allergy: RecordedAllergy, provenance: tuple[str, str, str, Checked]
) -> FactorLine:
    source, place, url, checked = provenance
    used = _used(allergy)
    return FactorLine(
        rule=rule,
        kind=FactorKind.ALLERGY,
        action=action,
        amount="",
        text=text,
        facts=(used,),
        sure=allergy.sure and allergy.read,
        source=source,
        place=place,
        url=url,
        checked=checked,
    )


def _used(allergy: RecordedAllergy) -> FactUsed:
    if not allergy.read:
        label, state = Text("entry about allergies"), FactState.NOT_USABLE
        why: str = Text("its words could not be read surely")
    else:
        label, state = Text("allergy"), FactState.KNOWN
        why = "" if allergy.sure else Text("the record is not sure of it")
    return FactUsed(label, allergy.text, allergy.date, state, why, (allergy.source,))
