"""A recorded stroke or infarction chooses for whom page 1 speaks; it never makes anything milder."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.clinical import RecordItem, Verification
from autonome.kernel import DrugName
from autonome.plan.advise import Wanted, advise
from autonome.plan.indications import indications_of
from autonome.plan.values import MedicationAdvice, Origin
from autonome.plan.verdict import PatientFacts
from tests.unit.pharmacogenomics.samples import BUNDLE
from tests.unit.plan.clinical_records import condition, record, state
from tests.unit.plan.small_bundle import POOR, calls

STROKE, OF_THE_BRAIN = condition("Ischaemic stroke", "I63.9"), condition("Haemorrhagic stroke", "I61.9")
IN_WORDS = condition("Haemorrhagic stroke")
INFARCTION, OLD = condition("NSTEMI", "I21.4"), condition("Old infarction", "I25.2")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (STROKE, {"NVI": ("Ischaemic stroke",)}),
        (OF_THE_BRAIN, {}),
        (IN_WORDS, {}),
        (replace(STROKE, verification=Verification.PROVISIONAL), {}),
        (INFARCTION, {"CVI ACS PCI": ("NSTEMI",)}),
        (OLD, {}),
        (condition("asthma", "J45"), {}),
    ],
)
def test_only_what_the_record_surely_holds_is_an_indication(entry: RecordItem, expected: dict[str, tuple[str]]) -> None:
    assert indications_of(state(record((entry,)))) == expected


def clopidogrel(*items: RecordItem) -> MedicationAdvice:
    patient = PatientFacts(calls(POOR), clinical=state(record(items)))
    return advise(Wanted(DrugName("clopidogrel"), Origin.CURRENT), patient, (), BUNDLE)


def test_after_a_stroke_the_statement_for_strokes_leads_and_prasugrel_is_not_named() -> None:
    verdict = clopidogrel(STROKE).verdict
    assert verdict.lead is not None
    assert verdict.lead.population.code == "NVI"
    assert verdict.indication == ("Ischaemic stroke",)
    assert "prasugrel" not in clopidogrel(STROKE).instruction
    assert not [each.name for each in clopidogrel(STROKE).alternatives if each.leading and each.name == "prasugrel"]


@pytest.mark.parametrize("items", [(), (OF_THE_BRAIN,), (INFARCTION,)])
def test_else_the_stronger_statement_leads(items: tuple[RecordItem, ...]) -> None:
    found = clopidogrel(*items)
    assert "prasugrel" in found.instruction
    assert found.verdict.indication == (("NSTEMI",) if items == (INFARCTION,) else ())


def test_a_stroke_changes_no_consequence_and_takes_no_line_away() -> None:
    with_stroke, without = clopidogrel(STROKE).verdict, clopidogrel().verdict
    assert with_stroke.consequence is without.consequence
    assert with_stroke.lines == without.lines
