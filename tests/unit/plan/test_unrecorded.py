"""What would forbid an alternative and stands nowhere in the record is named beside it, and not taken for absent."""

from __future__ import annotations

from collections.abc import Collection

from autonome.clinical import RecordItem
from autonome.kernel import DrugName
from autonome.plan.advise import Wanted, advise
from autonome.plan.consequence import Consequence
from autonome.plan.unrecorded import unrecorded_against
from autonome.plan.values import AlternativeCheck, Origin
from autonome.plan.verdict import PatientFacts
from autonome.report.words import alternative
from tests.unit.pharmacogenomics.samples import BUNDLE
from tests.unit.plan.clinical_records import condition, record, state
from tests.unit.plan.small_bundle import POOR, calls

PRASUGREL = DrugName("prasugrel")


def prasugrel(*items: RecordItem, not_covered: Collection[str] = ()) -> AlternativeCheck:
    patient = PatientFacts(calls(POOR), clinical=state(record(items), not_covered))
    found = advise(Wanted(DrugName("clopidogrel"), Origin.CURRENT), patient, (), BUNDLE).alternatives
    (check,) = (each for each in found if each.name == PRASUGREL)
    return check


def test_what_a_label_forbids_it_with_is_named_where_the_record_is_silent() -> None:
    assert unrecorded_against(PRASUGREL, state(record(())))[0] == "stroke or TIA"
    check = prasugrel()
    assert check.consequence is Consequence.NO_GUIDANCE
    assert alternative(check) == "no reason against it found (not recorded: stroke or TIA, bleeding)"


def test_what_is_recorded_is_not_named_and_the_alternative_is_to_be_avoided() -> None:
    check = prasugrel(condition("Ischaemic stroke", "I63.9"))
    assert "stroke or TIA" not in check.unrecorded
    assert alternative(check).startswith("avoid")
    assert "not recorded" not in alternative(check)


def test_what_nobody_may_look_for_is_not_called_unrecorded() -> None:
    check = prasugrel(condition("Ischaemic stroke", "I63.9"), not_covered=("conditions",))
    assert alternative(check) == "no reason against it found (not looked at: stroke or TIA, bleeding)"
    assert check.unrecorded == ()


def test_a_medicine_that_no_illness_forbids_has_nothing_to_ask_for() -> None:
    assert unrecorded_against(DrugName("unheard-of"), state(record(()))) == ()
