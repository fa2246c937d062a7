"""Allergies by classes' codes, as diagnoses, in near spellings and in two other languages; and what is not checked."""

from __future__ import annotations

import pytest

from autonome.clinical import ATC, RXNORM, SNOMED_CT, Allergy, Coding, Concept, RecordItem, Source
from autonome.plan.consequence import Consequence
from autonome.plan.not_understood import not_understood
from tests.unit.plan.clinical_records import allergy, condition, factors, record, state


def coded(system: str, code: str) -> Allergy:
    return Allergy(source=Source(f"Allergy {code}"), code=Concept("", (Coding(system, code),)))


@pytest.mark.parametrize(
    "item",
    [
        allergy("Pencillin: anaphylaxis"),
        allergy("PCN"),
        allergy("青霉素过敏"),
        allergy("Alergi penisilin"),
        coded(RXNORM, "70618"),
        coded(ATC, "J01C"),
        coded(SNOMED_CT, "764146007"),
        condition(code="Z88.0"),
        condition("Penicillin allergy"),
    ],
    ids=lambda item: item.code.label,
)
def test_an_allergy_to_a_class_rules_its_members_out(item: RecordItem) -> None:
    assert factors("amoxicillin", item).consequence is Consequence.AVOID
    assert not_understood(state(record([item]))).allergies == ()


@pytest.mark.parametrize(
    "item",
    [
        allergy("无青霉素过敏"),
        allergy("Tidak alergi penisilin"),
        condition("No penicillin allergy"),
        coded(ATC, "J01F"),
        coded(SNOMED_CT, "38341003"),
        condition(code="Z87.0"),
        condition(code="J30.4"),
    ],
    ids=lambda item: item.code.label,
)
def test_what_denies_one_or_is_another_does_not(item: RecordItem) -> None:
    assert factors("amoxicillin", item).consequence is not Consequence.AVOID


def test_what_matches_no_medicine_is_named_as_not_checked() -> None:
    found = not_understood(state(record([allergy("Zzyzx"), condition("Peanut allergy"), condition(code="Z88.9")])))
    assert (found.allergies, found.diagnoses) == (("Zzyzx", "Peanut allergy", "ICD-10 Z88.9"), ())
