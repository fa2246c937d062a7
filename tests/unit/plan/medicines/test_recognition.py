"""Which ingredients an order means: what decides, what conflicts, and what is said about the rest."""

import pytest

from autonome.clinical import ATC, RXNORM, SNOMED_CT, Coding, Concept, Ingredient, MedicationOrder, OrderKind, Source
from autonome.plan.medicines.recognition import Outcome, RecognisedBy, Recogniser
from tests.unit.plan.small_drugs import INDEX

RECOGNISER = Recogniser.of(INDEX)


def rx(code: str, display: str = "") -> Coding:
    return Coding(RXNORM, code, display)


def an_order(medication: Concept, *parts: Ingredient) -> MedicationOrder:
    return MedicationOrder(
        source=Source("Bundle.entry[1]"), kind=OrderKind.REQUEST, medication=medication, ingredients=parts
    )


RECOGNISED = {
    "RxNorm ingredient": (Concept("", (rx("32968"),)), ("clopidogrel",), RecognisedBy.RXNORM_INGREDIENT),
    "RxNorm product": (Concept("", (rx("309362"),)), ("clopidogrel",), RecognisedBy.RXNORM_PRODUCT),
    "code with spaces": (Concept("", (rx(" 309362 "),)), ("clopidogrel",), RecognisedBy.RXNORM_PRODUCT),
    "ATC": (Concept("", (Coding(ATC, "b01ac04"),)), ("clopidogrel",), RecognisedBy.ATC),
    "brand": (Concept("Plavix"), ("clopidogrel",), RecognisedBy.NAME),
    "words": (Concept("clopidogrel 75 mg"), ("clopidogrel",), RecognisedBy.WORDS),
    "display of an unread code": (
        Concept("", (Coding(SNOMED_CT, "x", "Clopidogrel"),)),
        ("clopidogrel",),
        RecognisedBy.NAME,
    ),
    "product of several ingredients": (
        Concept("", (rx("1"),)),
        ("aspirin", "clopidogrel"),
        RecognisedBy.RXNORM_PRODUCT,
    ),
    "two codes of one meaning": (
        Concept("", (Coding(ATC, "B01AC04"), rx("32968"))),
        ("clopidogrel",),
        RecognisedBy.RXNORM_INGREDIENT,
    ),
    "a product and one of its parts": (
        Concept("", (rx("32968"), rx("1"))),
        ("clopidogrel", "aspirin"),
        RecognisedBy.RXNORM_INGREDIENT,
    ),
    "words that name more than the code": (
        Concept("clopidogrel / aspirin", (rx("32968"),)),
        ("clopidogrel", "aspirin"),
        RecognisedBy.RXNORM_INGREDIENT,
    ),
    "a code unknown to the bundle beside a known one": (
        Concept("", (rx("999"), Coding(ATC, "B01AC04"))),
        ("clopidogrel",),
        RecognisedBy.ATC,
    ),
    "a code beside words that are not known": (
        Concept("Tylenol 3", (rx("2670"),)),
        ("codeine",),
        RecognisedBy.RXNORM_INGREDIENT,
    ),
}


@pytest.mark.parametrize(("concept", "ingredients", "by"), RECOGNISED.values(), ids=RECOGNISED)
def test_a_medicine_is_recognised(concept: Concept, ingredients: tuple[str, ...], by: RecognisedBy) -> None:
    found = RECOGNISER.recognise(an_order(concept))
    assert (found.outcome, found.ingredients, found.by) == (Outcome.RECOGNISED, ingredients, by)
    assert found.reason


CONFLICTS = {
    "two codes": (
        Concept("", (rx("32968"), Coding(ATC, "B01AA03"))),
        "RxNorm 32968 says clopidogrel; ATC B01AA03 says warfarin",
    ),
    "a code and its own display": (
        Concept("", (rx("32968", "warfarin"),)),
        "RxNorm 32968 says clopidogrel; “warfarin” says warfarin",
    ),
    "a code and the order's words": (
        Concept("Warfarin 5 mg", (rx("309362"),)),
        "RxNorm 309362 says clopidogrel; “Warfarin 5 mg” says warfarin",
    ),
    "two wordings": (
        Concept("warfarin", (Coding(SNOMED_CT, "x", "codeine"),)),
        "“warfarin” says warfarin; “codeine” says codeine",
    ),
    "two products that overlap": (
        Concept("", (rx("1"), Coding(ATC, "B01AC06"), rx("11289"))),
        "RxNorm 1 says aspirin and clopidogrel; ATC B01AC06 says aspirin; RxNorm 11289 says warfarin",
    ),
}


@pytest.mark.parametrize(("concept", "reason"), CONFLICTS.values(), ids=CONFLICTS)
def test_a_contradiction_is_reported_and_not_resolved(concept: Concept, reason: str) -> None:
    found = RECOGNISER.recognise(an_order(concept))
    assert (found.outcome, found.ingredients, found.by, found.reason) == (Outcome.CONFLICTING, (), None, reason)


UNRECOGNISED = {
    "nothing": (Concept(), "it gives neither a code nor a name"),
    "unknown words": (Concept("magnesium"), "“magnesium” names no medicine of the knowledge bundle"),
    "SNOMED CT alone": (
        Concept("", (Coding(SNOMED_CT, "x"),)),
        "SNOMED CT x is of a code system that is not read",
    ),
    "unknown RxNorm": (Concept("", (rx("161"),)), "RxNorm 161 is not in the knowledge bundle"),
    "unknown ATC": (Concept("", (Coding(ATC, "N02BE01"),)), "ATC N02BE01 is not in the knowledge bundle"),
    "ATC class": (Concept("", (Coding(ATC, "B01AC"),)), "ATC B01AC is a class, not a substance"),
    "no system": (Concept("", (Coding("", "32968"),)), "code 32968 has no system"),
    "turned round": (
        Concept("allergic to codeine"),
        "“allergic to codeine” names a medicine beside “allergic”, which may turn it round",
    ),
    "a code of one system under another": (
        Concept("", (Coding(ATC, "32968"),)),
        "ATC 32968 is a class, not a substance",
    ),
}


@pytest.mark.parametrize(("concept", "reason"), UNRECOGNISED.values(), ids=UNRECOGNISED)
def test_what_is_not_recognised_says_why(concept: Concept, reason: str) -> None:
    found = RECOGNISER.recognise(an_order(concept))
    assert (found.outcome, found.ingredients, found.reason) == (Outcome.UNRECOGNISED, (), reason)


def test_listed_parts_are_recognised_and_the_unknown_ones_named() -> None:
    parts = (
        Ingredient(Concept("codeine")),
        Ingredient(Concept("acetaminophen")),
        Ingredient(Concept()),
        Ingredient(Concept("aspirin"), active=False),
    )
    found = RECOGNISER.recognise(an_order(Concept("Tylenol 3"), *parts))
    assert (found.outcome, found.ingredients) == (Outcome.RECOGNISED, ("codeine",))
    assert found.unmapped == ("acetaminophen", "an unnamed ingredient")


def test_parts_may_say_less_than_the_product_and_more_but_not_otherwise() -> None:
    product = Concept("", (rx("1"),))
    less = RECOGNISER.recognise(an_order(product, Ingredient(Concept("aspirin"))))
    assert less.ingredients == ("aspirin", "clopidogrel")
    more = RECOGNISER.recognise(an_order(Concept("plavix"), *(Ingredient(Concept(t)) for t in ("aspirin", "plavix"))))
    assert more.ingredients == ("aspirin", "clopidogrel")
    other = RECOGNISER.recognise(an_order(product, Ingredient(Concept("warfarin"))))
    assert (other.outcome, other.ingredients) == (Outcome.CONFLICTING, ())


def test_a_conflict_in_one_part_is_a_conflict_of_the_order() -> None:
    part = Ingredient(Concept("warfarin", (rx("32968"),)))
    assert RECOGNISER.recognise(an_order(Concept("codeine"), part)).outcome is Outcome.CONFLICTING


def test_a_product_of_unknown_parts_gives_every_reason() -> None:
    found = RECOGNISER.recognise(an_order(Concept(), Ingredient(Concept("zinc"))))
    assert (found.outcome, found.unmapped) == (Outcome.UNRECOGNISED, ("zinc",))
    assert found.reason == (
        "it gives neither a code nor a name; ingredient zinc: “zinc” names no medicine of the knowledge bundle"
    )


def test_a_name_asked_for_is_recognised_like_an_order() -> None:
    assert RECOGNISER.recognise_text("Plavix").ingredients == ("clopidogrel",)
