"""Names in free text: whole words, the longest first, and never where the words turn them round."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.evidence.drugs import DrugIndex
from autonome.kernel import DrugName
from autonome.plan.medicines.drug_text import DrugText
from tests.unit.plan.small_drugs import INDEX

TEXT = DrugText.of(INDEX)


@pytest.mark.parametrize(
    ("text", "ingredients", "exact"),
    [
        ("clopidogrel", ("clopidogrel",), True),
        ("  Clopidogrel ", ("clopidogrel",), True),
        ("PLAVIX", ("clopidogrel",), True),
        ("asa", ("aspirin",), True),
        ("clopidogrel 75 mg tablet", ("clopidogrel",), False),
        ("Tab. Clopidogrel/Aspirin 75/100", ("clopidogrel", "aspirin"), False),
        ("acetaminophen-codeine 300-30 mg", ("codeine",), False),
        ("codeine, codeine", ("codeine",), False),
        ("valproic acid 500", ("valproic acid",), False),
        ("Tylenol with codeine No. 3", ("codeine",), False),
        ("codeine linctus sugar free", ("codeine",), False),
        ("clopidogrel do not crush", ("clopidogrel",), False),
        ("aspirin 75 mg, stop 7 days before surgery", ("aspirin",), False),
        ("aspirin 75 mg; allergy: nuts", ("aspirin",), False),
        ("warfarin as directed; mother may fetch it", ("warfarin",), False),
    ],
)
def test_known_names_are_found(text: str, ingredients: tuple[str, ...], exact: bool) -> None:  # noqa: FBT001
    found = TEXT.find(text)
    assert (found.ingredients, found.exact, found.reversed_by) == (ingredients, exact, "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "apomorphine 10 mg",
        "clopidogrelum",
        "esclopidogrel",
        "valproic",
        "asa 100",
        "75 mg",
        "codeinefree",
        "氯吡格雷",
    ],
)
def test_what_is_not_a_whole_known_name_is_not_found(text: str) -> None:
    assert TEXT.find(text).ingredients == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("allergic to codeine", "allergic"),
        ("Codeine-free linctus", "free"),
        ("no warfarin", "no"),
        ("do not give clopidogrel", "not"),
        ("aspirin instead of clopidogrel", "instead"),
        ("replaces warfarin 5 mg", "replaces"),
        ("STOP old warfarin", "stop"),
        ("denies warfarin", "denies"),
        ("mother takes warfarin", "mother"),
        ("declined clopidogrel", "declined"),
        ("Warfarin stopped 2019", "stopped"),
        ("clopidogrel - discontinued", "discontinued"),
        ("clopidogrel held for surgery", "held"),
        ("warfarin: not taking", "not taking"),
        ("codeine never taken", "never taken"),
        ("codeine intolerance", "intolerance"),
    ],
)
def test_a_name_that_is_turned_round_is_no_order(text: str, words: str) -> None:
    found = TEXT.find(text)
    assert (found.ingredients, found.reversed_by) == ((), words)


def test_the_longest_name_wins() -> None:
    drugs = DrugIndex(
        {}, {}, {}, {"interferon": (DrugName("interferon"),), "interferon alfa-2b": (DrugName("interferon alfa-2b"),)}
    )
    text = DrugText.of(drugs)
    assert text.find("interferon alfa 2b 5 MU").ingredients == ("interferon alfa-2b",)
    assert text.find("interferon beta").ingredients == ("interferon",)


def test_an_empty_index_finds_nothing() -> None:
    assert DrugText.of(DrugIndex({}, {}, {}, {"": (DrugName("x"),)})).find("- /").ingredients == ()


@settings(deadline=None)
@given(st.text(max_size=40))
def test_a_name_is_found_only_if_its_words_are_there(text: str) -> None:
    for name in TEXT.find(text).ingredients:
        assert any(name in names and phrase.casefold() in text.casefold() for phrase, names in INDEX.by_text.items())
