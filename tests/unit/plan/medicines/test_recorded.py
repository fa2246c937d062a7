"""The review of the record's medicines: four groups, none shared, nothing lost."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.clinical import (
    RXNORM,
    AdministrativeSex,
    Coding,
    Concept,
    HealthRecord,
    Intent,
    MedicationOrder,
    OrderKind,
    OrderStatus,
    Patient,
    Source,
    Standing,
)
from autonome.kernel import Instant, SubjectId
from autonome.plan.medicines.recorded import review_medications
from tests.unit.plan.small_drugs import INDEX

NOW = Instant.parse("2026-03-01T00:00:00Z")
PATIENT = Patient(SubjectId("p1"), AdministrativeSex.NOT_STATED, None)


def an_order(text: str, status: OrderStatus = OrderStatus.ACTIVE) -> MedicationOrder:
    return MedicationOrder(
        source=Source("Bundle.entry[1]"),
        kind=OrderKind.REQUEST,
        medication=Concept(text),
        status=status,
        intent=Intent.ORDER,
    )


def test_orders_are_sorted_by_what_is_known_of_them() -> None:
    orders = (
        an_order("clopidogrel"),
        an_order("zinc"),
        an_order("warfarin", OrderStatus.STOPPED),
        an_order("codeine", OrderStatus.UNKNOWN),
        an_order("zinc", OrderStatus.CANCELLED),
    )
    review = review_medications(HealthRecord(patient=PATIENT, items=orders), INDEX, NOW)
    assert [each.order.text for each in review.current] == ["clopidogrel", "codeine"]
    assert [each.order.text for each in review.unrecognised] == ["zinc"]
    assert [(each.order.text, each.standing.reason) for each in review.inactive] == [
        ("warfarin", "it was stopped"),
        ("zinc", "the order was cancelled"),
    ]


def test_current_orders_are_found_by_ingredient() -> None:
    orders = (an_order("clopidogrel and aspirin"), an_order("plavix"))
    review = review_medications(HealthRecord(patient=PATIENT, items=orders), INDEX, NOW)
    assert {name: len(found) for name, found in review.by_ingredient.items()} == {"aspirin": 1, "clopidogrel": 2}


def test_a_code_whose_words_may_take_it_back_counts_and_is_in_doubt() -> None:
    def coded(text: str) -> MedicationOrder:
        return replace(an_order(text), medication=Concept(text, (Coding(RXNORM, "32968"),)))

    orders = (coded("clopidogrel - discontinued"), coded("clopidogrel 75 mg"))
    turned, plain = review_medications(HealthRecord(patient=PATIENT, items=orders), INDEX, NOW).current
    assert (turned.standing.standing, plain.standing.standing) == (Standing.UNCERTAIN, Standing.CURRENT)
    assert turned.standing.reason == "its words hold “discontinued”, which may turn it round"


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            an_order, st.sampled_from(["clopidogrel", "zinc", "", "no codeine"]), st.sampled_from(list(OrderStatus))
        )
    )
)
def test_every_order_is_in_exactly_one_group(orders: list[MedicationOrder]) -> None:
    review = review_medications(HealthRecord(patient=PATIENT, items=tuple(orders)), INDEX, NOW)
    groups = (review.current, review.conflicting, review.unrecognised, review.inactive)
    assert sorted(id(each) for group in groups for each in group) == sorted(id(each) for each in review.orders)
    assert [each.order for each in review.orders] == orders
