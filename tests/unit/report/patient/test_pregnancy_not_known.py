"""A medicine that harms unborn children, where the record does not tell of a pregnancy: never *go on taking*."""

from __future__ import annotations

from autonome.clinical import AdministrativeSex, PartialDate, RecordItem
from autonome.kernel import Instant, SampleName
from autonome.plan.make import Context, make_plan
from autonome.report.patient.page import patient_page
from tests.unit.pharmacogenomics.samples import BUNDLE
from tests.unit.plan.clinical_records import NOT_PREGNANT, record
from tests.unit.plan.small_plan import order

CONTEXT = Context(Instant.parse("2026-03-01"), "autonome test", SampleName("S1"), {}, not_covered=frozenset())
CALL = "Call your doctor or pharmacist before your next dose if you could be pregnant."


def steps(*items: RecordItem, sex: AdministrativeSex = AdministrativeSex.FEMALE) -> str:
    health = record((order("isotretinoin"), *items), PartialDate.of(1995, 4, 1), sex)
    page = patient_page(make_plan(health, (), (), BUNDLE, CONTEXT), BUNDLE.drugs.drugs)
    return " ".join(step for group in page.groups for each in group.medicines for step in each.steps)


def test_a_woman_who_could_be_pregnant_calls_before_the_next_dose() -> None:
    found = steps()
    assert CALL in found
    assert "Go on taking" not in found


def test_where_there_is_none_nobody_is_called() -> None:
    assert CALL not in steps(NOT_PREGNANT)
    assert CALL not in steps(sex=AdministrativeSex.MALE)
