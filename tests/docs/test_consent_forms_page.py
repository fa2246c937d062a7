"""The page for ethics committees against the forms: every form with terms and digest, and what is said of review."""

from __future__ import annotations

from autonome.consent import FORMS, SHIPPED
from autonome.consent.forms import ABOUT, COMMITTEE, UNREVIEWED
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs/consent-forms.md").read_text(encoding="utf-8")


def test_every_form_stands_in_the_table_with_its_terms() -> None:
    for form in SHIPPED:
        terms, name = form.terms, form.name.rpartition("/")[0]
        row = [
            f"`{name}`", ABOUT[form.id], len(form.questions), terms.days_to_think, terms.longest_days or "—",
            terms.after_death or "—",
        ]  # fmt: skip
        assert f"| {' | '.join(map(str, row))} |\n" in PAGE


def test_every_digest_is_the_one_that_is_approved_and_no_other_is_listed() -> None:
    assert [line for line in PAGE.splitlines() if line.startswith("| `") and line.count("|") == 3] == [
        f"| `{form.name}` | `{form.digest}` |" for form in SHIPPED
    ]


def test_the_page_says_who_must_review_and_who_has_not() -> None:
    said = " ".join(PAGE.split())
    assert COMMITTEE in said
    assert UNREVIEWED in said
    codes = {
        disease
        for form in FORMS.values()
        for each in form.questions
        for atom in each.atoms
        for disease in atom.diseases
    }
    assert all(f"`{code}`" in said for code in codes)
