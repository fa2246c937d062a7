"""The record's values: labels, wordings, and a record that holds items of any kind."""

from dataclasses import FrozenInstanceError, dataclass

import pytest

from autonome.clinical import (
    ATC,
    RXNORM,
    AdministrativeSex,
    Coding,
    Concept,
    HealthRecord,
    Ingredient,
    MedicationOrder,
    OrderKind,
    Patient,
    Source,
)
from autonome.kernel import SubjectId

PATIENT = Patient(SubjectId("p1"), AdministrativeSex.NOT_STATED, None)


def an_order(concept: Concept, *parts: Concept) -> MedicationOrder:
    ingredients = tuple(Ingredient(part) for part in parts)
    return MedicationOrder(
        source=Source("Bundle.entry[1]", "MedicationRequest/m"),
        kind=OrderKind.REQUEST,
        medication=concept,
        ingredients=ingredients,
    )


@pytest.mark.parametrize(
    ("concept", "label"),
    [
        (Concept("own words", (Coding(RXNORM, "1", "display"),)), "own words"),
        (Concept("", (Coding(RXNORM, "1"), Coding(ATC, "2", "display"))), "display"),
        (Concept("", (Coding(RXNORM, "32968"),)), "RxNorm 32968"),
        (Concept("", (Coding("urn:local", "x7"),)), "urn:local x7"),
        (Concept(), ""),
    ],
)
def test_a_concept_is_labelled_by_its_best_words(concept: Concept, label: str) -> None:
    assert concept.label == label
    assert concept.is_empty == (not label)


def test_every_wording_is_kept_once() -> None:
    concept = Concept("a", (Coding(RXNORM, "1", "a"), Coding(ATC, "2", "b"), Coding(ATC, "3")))
    assert concept.texts == ("a", "b")


def test_an_order_without_a_name_is_called_by_its_parts() -> None:
    assert an_order(Concept(), Concept("codeine"), Concept(), Concept("caffeine")).text == "codeine / caffeine"
    assert an_order(Concept("Product"), Concept("codeine")).text == "Product"


def test_a_source_prints_place_and_reference() -> None:
    assert str(an_order(Concept("x")).source) == "Bundle.entry[1] MedicationRequest/m"
    assert str(Source("Bundle.link")) == "Bundle.link"


def test_a_record_holds_items_of_kinds_that_it_does_not_know() -> None:
    @dataclass(frozen=True)
    class Weight:
        source: Source

    order, weight = an_order(Concept("x")), Weight(Source("Bundle.entry[9]"))
    record = HealthRecord(patient=PATIENT, items=(weight, order))
    assert record.medications == (order,)
    assert record.of(Weight) == (weight,)


def test_values_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        PATIENT.label = "somebody"  # type: ignore[misc]
