"""How far off the equations were, as published, for the patients that this one may be like.

Errors by race are those of other studies than the one that made the equations; a race that is not recorded gets all of
them, because nobody knows which would hold.
"""

from __future__ import annotations

from autonome.kernel import Text
from autonome.plan.medicines.doses import PublishedError
from autonome.plan.warfarin.equation import Equation, Race

IWPC = "International Warfarin Pharmacogenetics Consortium, N Engl J Med 2009;360:753-764, PMID 19228618"
IWPC_URL = "https://doi.org/10.1056/NEJMoa0809329"
LIMDI = "Limdi NA et al., Blood 2010;115:3827-3834, table 2"
LIMDI_URL = "https://pmc.ncbi.nlm.nih.gov/articles/PMC2865873/"
RAMIREZ = "Ramirez AH et al., Pharmacogenomics 2012;13:407-418, table 4, PMID 22329724"
RAMIREZ_URL = "https://pmc.ncbi.nlm.nih.gov/articles/PMC3361510/"

MEAN_ERROR = Text("mean absolute error, mg a week")
WITHIN_FIFTH = Text("patients whose calculated dose lay within 20 % of the dose that they turned out to need, %")


_VALIDATION = {Equation.PHARMACOGENETIC: "8.5", Equation.CLINICAL: "9.9"}
"""Mean absolute error among the 1,009 patients of the validation cohort (table 2)."""

_BY_DOSE = {
    Equation.PHARMACOGENETIC: ("33.0", "54.6", "36.8"),
    Equation.CLINICAL: ("25.9", "53.6", "9.6"),
}
"""Per cent within 20 % in the validation cohort, of those who needed ≤ 21, between, and ≥ 49 mg a week (table 3)."""

_RANGES = (
    Text("validation cohort, of those who turned out to need 21 mg a week or less"),
    Text("validation cohort, of those who turned out to need more than 21 and less than 49 mg a week"),
    Text("validation cohort, of those who turned out to need 49 mg a week or more"),
)

_OTHERS = {
    Race.WHITE: (
        ("9.25", Text("patients recorded as White"), LIMDI, LIMDI_URL),
        ("9.5", Text("European Americans"), RAMIREZ, RAMIREZ_URL),
    ),
    Race.ASIAN: (("7.41", Text("patients recorded as Asian"), LIMDI, LIMDI_URL),),
    Race.BLACK: (
        ("11.63", Text("patients recorded as Black"), LIMDI, LIMDI_URL),
        ("13.8", Text("African Americans"), RAMIREZ, RAMIREZ_URL),
    ),
}
"""Mean absolute errors of the pharmacogenetic equation, mg a week; in `LIMDI` it was fitted anew within each group."""


def errors_of(equation: Equation, race: Race) -> tuple[PublishedError, ...]:
    """Published errors: of the study itself, then of later ones by race.

    Args:
        equation: that was used.
        race: as recorded; missing or mixed gives every group's.
    """
    cohort = PublishedError(
        group=Text("validation cohort, 1,009 patients"),
        measure=MEAN_ERROR,
        figure=_VALIDATION[equation],
        study=IWPC,
        url=IWPC_URL,
    )
    by_dose = (
        PublishedError(group=group, measure=WITHIN_FIFTH, figure=figure, study=IWPC, url=IWPC_URL)
        for group, figure in zip(_RANGES, _BY_DOSE[equation], strict=True)
    )
    return (cohort, *by_dose, *(_by_race(race) if equation is Equation.PHARMACOGENETIC else ()))


def _by_race(race: Race) -> tuple[PublishedError, ...]:
    groups = tuple(_OTHERS) if race is Race.MISSING_OR_MIXED else (race,)
    return tuple(
        PublishedError(group=group, measure=MEAN_ERROR, figure=figure, study=study, url=url)
        for each in groups
        for figure, group, study, url in _OTHERS[each]
    )
