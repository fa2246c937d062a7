"""The arithmetic: against values computed by programs of others, against a naive twin, and by its shape."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.plan.warfarin.equation import Cyp2c9, Equation, Factors, Race, Vkorc1, decade_of, weekly_dose

FACTORS = st.builds(
    Factors,
    decade=st.integers(1, 9),
    height_cm=st.decimals(125, 202, places=1),
    weight_kg=st.decimals(30, 238, places=1),
    race=st.sampled_from(Race),
    vkorc1=st.sampled_from(Vkorc1),
    cyp2c9=st.sampled_from(Cyp2c9),
    inducer=st.booleans(),
    amiodarone=st.booleans(),
)

# Written out again from the programs that quote the appendix (docs/adr/0014), as lists in their order and sign:
# 0 constant, 1 age, 2 height, 3 weight, 4-6 VKORC1 A/G, A/A, unknown, 7-12 CYP2C9 1/2 1/3 2/2 2/3 3/3 unknown,
# 13-15 Asian, Black, missing, 16 inducer, 17 amiodarone.
GENETIC = [
    5.6044, -0.2614, 0.0087, 0.0128, -0.8677, -1.6974, -0.4854, -0.5211, -0.9357, -1.0616, -1.9206, -2.3312, -0.2188,
    -0.1092, -0.2760, -0.1032, 1.1816, -0.5503,
]  # fmt: skip
CLINICAL = [4.0376, -0.2546, 0.0118, 0.0134, -0.6752, 0.4060, 0.0443, 1.2799, -0.5695]


def one_hot(value: object, order: tuple[object, ...]) -> list[float]:
    return [float(value is each) for each in order]


def naive(factors: Factors, equation: Equation) -> float:
    """A dot product of a feature vector, in floats, as the others do it."""
    size = [1.0, float(factors.decade), float(factors.height_cm), float(factors.weight_kg)]
    race = one_hot(factors.race, (Race.ASIAN, Race.BLACK, Race.MISSING_OR_MIXED))
    drugs = [float(factors.inducer), float(factors.amiodarone)]
    if equation is Equation.CLINICAL:
        vector, weights = [*size, *race, *drugs], CLINICAL
    else:
        genes = one_hot(factors.vkorc1, (Vkorc1.AG, Vkorc1.AA, Vkorc1.UNKNOWN))
        genes += one_hot(
            factors.cyp2c9,
            (Cyp2c9.S1_S2, Cyp2c9.S1_S3, Cyp2c9.S2_S2, Cyp2c9.S2_S3, Cyp2c9.S3_S3, Cyp2c9.UNKNOWN),
        )
        vector, weights = [*size, *genes, *race, *drugs], GENETIC
    root = sum(weight * each for weight, each in zip(weights, vector, strict=True))
    return max(root, 0.0) ** 2


@given(FACTORS, st.sampled_from(Equation))
def test_it_agrees_with_the_naive_twin(factors: Factors, equation: Equation) -> None:
    assert float(weekly_dose(factors, equation)) == pytest.approx(naive(factors, equation), abs=1e-9)


@pytest.mark.parametrize(
    ("factors", "equation", "root"),
    [
        # reil (healthcare/dosing_protocols/warfarin IWPC): 60 years, 170 cm, 70 kg, G/A, *1/*1, White
        (("6", "170", "70", Race.WHITE, Vkorc1.AG, Cyp2c9.S1_S1, False, False), Equation.PHARMACOGENETIC, "5.5433"),
        # the same, A/A and *3/*3, Asian, on amiodarone: close to the least dose that anyone needs
        (("6", "170", "70", Race.ASIAN, Vkorc1.AA, Cyp2c9.S3_S3, False, True), Equation.PHARMACOGENETIC, "1.7229"),
        # everything unknown
        (("5", "160", "60", Race.MISSING_OR_MIXED, Vkorc1.UNKNOWN, Cyp2c9.UNKNOWN, False, False),
         Equation.PHARMACOGENETIC, "5.6500"),
        # without genes: Black, 180 cm, 90 kg, 47 years, on an inducer
        (("4", "180", "90", Race.BLACK, Vkorc1.GG, Cyp2c9.S1_S1, True, False), Equation.CLINICAL, "8.0351"),
    ],
)  # fmt: skip
def test_sums_written_out_by_hand(
    factors: tuple[str, str, str, Race, Vkorc1, Cyp2c9, bool, bool], equation: Equation, root: str
) -> None:
    decade, height, weight, race, vkorc1, cyp2c9, inducer, amiodarone = factors
    given_ = Factors(
        decade=int(decade),
        height_cm=Decimal(height),
        weight_kg=Decimal(weight),
        race=race,
        vkorc1=vkorc1,
        cyp2c9=cyp2c9,
        inducer=inducer,
        amiodarone=amiodarone,
    )
    assert weekly_dose(given_, equation) == Decimal(root) ** 2


@pytest.mark.parametrize(("age", "decade"), [(18, 1), (19, 1), (20, 2), (59, 5), (60, 6), (89, 8), (90, 9), (104, 9)])
def test_decades_are_completed_ones_and_end_at_ninety(age: int, decade: int) -> None:
    assert decade_of(age) == decade


@given(FACTORS)
def test_more_a_alleles_never_give_a_higher_dose(factors: Factors) -> None:
    doses = [weekly_dose(replace(factors, vkorc1=each)) for each in (Vkorc1.GG, Vkorc1.AG, Vkorc1.AA)]
    assert doses == sorted(doses, reverse=True)


@given(FACTORS)
def test_more_variant_cyp2c9_alleles_never_give_a_higher_dose(factors: Factors) -> None:
    for chain in (
        (Cyp2c9.S1_S1, Cyp2c9.S1_S2, Cyp2c9.S2_S2, Cyp2c9.S2_S3, Cyp2c9.S3_S3),
        (Cyp2c9.S1_S1, Cyp2c9.S1_S3, Cyp2c9.S2_S3, Cyp2c9.S3_S3),
        (Cyp2c9.S1_S2, Cyp2c9.S1_S3),
    ):
        doses = [weekly_dose(replace(factors, cyp2c9=each)) for each in chain]
        assert doses == sorted(doses, reverse=True)


@given(FACTORS, st.sampled_from(Equation))
def test_age_and_amiodarone_never_raise_it_and_size_and_inducers_never_lower_it(
    factors: Factors, equation: Equation
) -> None:
    dose = weekly_dose(factors, equation)
    assert weekly_dose(replace(factors, decade=9), equation) <= dose
    assert weekly_dose(replace(factors, amiodarone=True), equation) <= dose
    assert weekly_dose(replace(factors, inducer=True), equation) >= dose
    assert weekly_dose(replace(factors, weight_kg=Decimal(238)), equation) >= dose
    assert weekly_dose(replace(factors, height_cm=Decimal(202)), equation) >= dose


@given(FACTORS)
def test_the_clinical_equation_does_not_look_at_genes(factors: Factors) -> None:
    other = replace(factors, vkorc1=Vkorc1.AA, cyp2c9=Cyp2c9.S3_S3)
    assert weekly_dose(factors, Equation.CLINICAL) == weekly_dose(other, Equation.CLINICAL)


@given(FACTORS, st.sampled_from(Equation))
def test_no_dose_is_negative_or_beyond_all_reason(factors: Factors, equation: Equation) -> None:
    assert 0 <= weekly_dose(factors, equation) < 200
