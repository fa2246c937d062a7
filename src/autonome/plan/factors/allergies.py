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
    if allergy.over:
        text = Text("An allergy to {drug} is recorded as no longer there: ask before it is given.", drug=drug)
    elif allergy.intolerance:
        text = Text("The patient did not tolerate {drug}: ask what happened, and how badly.", drug=drug)
    else:
        text = Text("An allergy to {drug} is recorded.", drug=drug)
    mild = allergy.over or allergy.intolerance
    return _line(
        "allergy",
        FactorAction.MONITOR if mild else FactorAction.AVOID,
        joined(text, _happened(allergy)),
        allergy,
        (RECORD, "AllergyIntolerance", "", Checked.LABEL_READ),
    )


def _of_class(drug: DrugName, allergy: RecordedAllergy, of: AllergyClass) -> FactorLine:
    mild = allergy.over or allergy.intolerance
    text = Text("An allergy that concerns {kind} is recorded.", kind=term(of.label))
    return _line(
        f"allergy-{of.id}",
        FactorAction.MONITOR if mild else of.action,
        joined(text, sentences_on(of.text, drug), _happened(allergy)),
        allergy,
        (of.source, of.place, of.url, of.checked),
    )


def _happened(allergy: RecordedAllergy) -> str:
    if not allergy.reactions:
        return Text("What happened then is not recorded.")
    return Text("What happened: {reactions}.", reactions=series(allergy.reactions))


def _line(
    rule: str, action: FactorAction, text: str, allergy: RecordedAllergy, provenance: tuple[str, str, str, Checked]
) -> FactorLine:
    why = "" if allergy.sure else Text("the record is not sure of it")
    source, place, url, checked = provenance
    used = FactUsed(Text("allergy"), allergy.text, allergy.date, FactState.KNOWN, why, (allergy.source,))
    return FactorLine(
        rule=rule,
        kind=FactorKind.ALLERGY,
        action=action,
        amount="",
        text=text,
        facts=(used,),
        sure=allergy.sure,
        source=source,
        place=place,
        url=url,
        checked=checked,
    )
