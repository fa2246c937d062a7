"""A part of the record that no form asks about is told apart from one that a person did not agree to."""

from __future__ import annotations

import pytest

from autonome.plan.clinical_limits import CATEGORY_WORDS, clinical_limits, on_a_form, on_no_form
from autonome.plan.facts.state import ClinicalState
from autonome.plan.facts.values import ClinicalFacts
from autonome.report.patient.limits import limits_in_plain_words


@pytest.mark.parametrize(
    ("not_covered", "ids"),
    [
        ((), []),
        (("violence",), ["consent-not-asked"]),
        (("hiv",), ["consent"]),
        (("hiv", "violence"), ["consent", "consent-not-asked"]),
        (("medications",), ["medicines-not-seen", "consent"]),
    ],
)
def test_what_no_form_asks_about_is_no_disagreement(not_covered: tuple[str, ...], ids: list[str]) -> None:
    limits = tuple(clinical_limits(ClinicalState(facts=ClinicalFacts(not_covered=not_covered))))
    assert [each.id for each in limits] == ids
    plain = " ".join(limits_in_plain_words(limits))
    assert ("did not agree" in plain) is ("consent" in ids)
    assert ("No consent form asks" in plain) is ("consent-not-asked" in ids)


def test_every_category_is_on_a_form_or_on_none() -> None:
    assert {*on_a_form(CATEGORY_WORDS), *on_no_form(CATEGORY_WORDS)} == {*CATEGORY_WORDS}
    assert on_no_form(CATEGORY_WORDS) == ("violence",)
