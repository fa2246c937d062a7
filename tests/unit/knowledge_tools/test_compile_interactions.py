from __future__ import annotations

import pytest
from tools.knowledge.compile_interactions import interactions
from tools.knowledge.tables import Row, TableError

INHIBITOR = {
    "drug": "fluoxetine", "gene": "CYP2D6", "strength": "strong", "mechanism_based": "no", "source": "s",
}  # fmt: skip
HALF_LIFE = {"drug": "fluoxetine", "half_life_hours": "223", "of": "norfluoxetine", "local_forms": "no", "source": "s"}
CONVERSION = {
    "gene": "CYP2D6", "direction": "inhibitor", "strength": "strong", "effect": "0", "use": "headline", "reason": "r",
    "source": "s",
}  # fmt: skip


def tables(**changed: list[Row]) -> dict[str, list[Row]]:
    plain: dict[str, list[Row]] = {
        "inhibitors": [INHIBITOR],
        "inducers": [],
        "persistence": [HALF_LIFE],
        "recovery": [],
        "conversions": [CONVERSION],
    }
    return plain | changed


def compiled(**changed: list[Row]) -> object:
    return interactions(tables(**changed), {"s": "Source"}, ["fluoxetine"])


def test_rows_carry_the_title_of_their_source() -> None:
    assert compiled() == {
        "effects": [["fluoxetine", "CYP2D6", "inhibitor", "strong", False, "Source"]],
        "persistence": {"fluoxetine": [223, "norfluoxetine", False, "Source"]},
        "recovery": [],
        "conversions": [["CYP2D6", "inhibitor", "strong", "0", "headline", "r", "Source"]],
    }


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"inhibitors": [INHIBITOR, INHIBITOR]}, "listed twice"),
        ({"inhibitors": [INHIBITOR | {"drug": "unheard-of"}]}, "no order can name"),
        ({"persistence": []}, "differ in"),
        ({"persistence": [HALF_LIFE, HALF_LIFE | {"drug": "codeine"}]}, "differ in"),
        ({"persistence": [HALF_LIFE | {"half_life_hours": "9.5"}]}, "no number of hours"),
        ({"persistence": [HALF_LIFE | {"half_life_hours": "0"}]}, "no number of hours"),
        ({"conversions": []}, "says nothing of"),
        ({"conversions": [CONVERSION | {"effect": "2"}]}, "neither a shift nor a factor below 1"),
        ({"conversions": [CONVERSION | {"gene": "CYP2C19"}]}, "scores of CYP2D6 alone"),
    ],
)
def test_a_table_that_does_not_hang_together_stops_the_build(changed: dict[str, list[Row]], said: str) -> None:
    with pytest.raises(TableError, match=said):
        compiled(**changed)
