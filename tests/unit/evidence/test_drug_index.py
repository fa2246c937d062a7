from __future__ import annotations

import pytest

from autonome.kernel import DrugName
from tests.unit.evidence.shipped import bundle


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("32968", ("clopidogrel",)),  # the ingredient
        ("201699", ("amitriptyline",)),  # a branded product
        ("104802", ("amitriptyline",)),  # an oral suspension
    ],
)
def test_rxnorm_codes_of_ingredients_and_products(code: str, names: tuple[str, ...]) -> None:
    assert bundle().drugs.by_rxnorm[code] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("warfarin", ("warfarin",)),
        ("coumadin", ("warfarin",)),
        ("plavix", ("clopidogrel",)),
        ("elavil", ("amitriptyline",)),
        ("percodan", ("aspirin", "oxycodone")),
        ("atripla", ("efavirenz", "tenofovir")),
        ("codeine phosphate", ("codeine",)),
        ("acetylsalicylic acid", ("aspirin",)),
        ("5-fluorouracil", ("fluorouracil",)),
        ("suxamethonium", ("succinylcholine",)),
    ],
)
def test_names_brands_and_combinations(text: str, names: tuple[str, ...]) -> None:
    assert bundle().drugs.by_text[text] == names


def test_atc_codes_of_substances_only() -> None:
    index = bundle().drugs
    assert index.by_atc["B01AC04"] == ("clopidogrel",)
    assert {len(code) for code in index.by_atc} == {7}


def test_every_name_in_the_index_is_a_drug_of_it() -> None:
    index = bundle().drugs
    for table in (index.by_rxnorm, index.by_atc, index.by_text):
        assert {name for names in table.values() for name in names} <= set(index.drugs)
    assert all(name == name.lower() for name in index.by_text)
    assert all(drug == DrugName(drug.lower()) for drug in index.drugs)


def test_every_drug_with_guidance_can_be_recognised() -> None:
    pack = bundle()
    coded = {name for table in (pack.drugs.by_rxnorm, pack.drugs.by_atc) for names in table.values() for name in names}
    assert set(pack.guidance) <= set(pack.drugs.by_text)
    # Toluidine blue has an RxNorm id; nothing with guidance is known by its name alone.
    assert set(pack.guidance) <= coded


def test_alternatives_that_are_single_drugs_are_spelled_as_in_the_index() -> None:
    pack = bundle()
    named = {alternative for drug in pack.guidance for s in pack.statements_for(drug) for alternative in s.alternatives}
    classes = {
        "acetylsalicylic acid/dipyridamole", "aromatase inhibitors", "liposomal amphotericin b",
        "non-thiopurine immunosuppressants", "opioids other than codeine", "opioids other than codeine or tramadol",
        "opioids other than tramadol", "other oral anticoagulants", "other statins",
    }  # fmt: skip
    assert named - set(pack.drugs.drugs) == classes
