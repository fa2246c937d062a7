from __future__ import annotations

import pytest
from tools.knowledge.drugs import brand, components, ingredient

KNOWN = {"codeine", "aspirin", "oxycodone", "tramadol", "tenofovir", "methylene blue"}


@pytest.mark.parametrize(
    ("product", "parts"),
    [
        ("Amitriptyline 2 MG/ML Oral Suspension", ["amitriptyline"]),
        ("12 HR Oxycodone Hydrochloride 10 MG Extended Release Oral Tablet [Oxycontin]", ["oxycodone hydrochloride"]),
        (
            "Oxycodone Hydrochloride 5 MG / Aspirin 325 MG Oral Tablet [Percodan]",
            ["oxycodone hydrochloride", "aspirin"],
        ),
        ("24 HR tramadol hydrochloride 100 MG Extended Release Oral Capsule [ConZip]", ["tramadol hydrochloride"]),
    ],
)
def test_components_of_a_product(product: str, parts: list[str]) -> None:
    assert components(product) == parts


@pytest.mark.parametrize(
    ("component", "drug"),
    [
        ("codeine phosphate", "codeine"),
        ("tenofovir disoproxil fumarate", "tenofovir"),
        ("methylene blue", "methylene blue"),
        ("codeinone", ""),
        ("dihydrocodeine", ""),
        ("", ""),
    ],
)
def test_a_component_is_a_known_drug_by_whole_words_only(component: str, drug: str) -> None:
    assert ingredient(component, KNOWN) == drug


def test_the_brand_stands_in_brackets() -> None:
    assert brand("Amitriptyline 75 MG Oral Capsule [Elavil]") == "elavil"
    assert brand("Amitriptyline 75 MG Oral Capsule") == ""
