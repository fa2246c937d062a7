"""From a plan to ``patient.html``: one self-contained file in plain words, for phone, screen and paper.

Invariants: no script, no request to anywhere (a policy in the page forbids both), and every text of the record is
escaped: by the templates in the markup, by `css_string` in the one place where text enters the style sheet.
"""

from __future__ import annotations

from collections.abc import Mapping

from autonome.evidence.drugs import Drug
from autonome.kernel import DrugName
from autonome.kernel.texts import TWO_OF_A_LIST, TWO_SENTENCES
from autonome.plan.values import Plan
from autonome.report.language import ENGLISH, Language
from autonome.report.patient.glossary import Linker
from autonome.report.patient.page import patient_page
from autonome.report.patient.use import Use, purpose_of
from autonome.report.plan_html import templates


def render_patient(
    plan: Plan, drugs: Mapping[DrugName, Drug], language: Language = ENGLISH, use: Use | None = None
) -> str:
    """The plan for the patient as one HTML document; the same plan gives the same text.

    Args:
        plan: to show.
        drugs: of the bundle, for what a medicine is often used for.
        language: that it is read in.
        use: who used the data, and what for; None where the page is not to say it.
    """
    template = templates().get_template("patient/page.html")
    page = patient_page(plan, drugs)
    return template.render(
        language=language,
        plan=plan,
        page=page,
        use=use,
        purpose=purpose_of(use) if use else None,
        linked=Linker(language.sentence),
        gap=_between(TWO_SENTENCES, language),
        comma=_between(TWO_OF_A_LIST, language),
    )


def _between(template: str, language: Language) -> str:
    """What stands between two sentences, or two words of a list; Chinese wants no space."""
    return language.sentence(template).replace("{one}", "").replace("{other}", "")
