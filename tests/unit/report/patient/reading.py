"""What stands on a page, as a reader meets it."""

from __future__ import annotations

import re

from autonome.plan.values import Plan
from autonome.report.patient.html import render_patient
from tests.unit.plan.small_bundle import POOR
from tests.unit.plan.small_interactions import plan as real_plan
from tests.unit.plan.small_interactions import taken
from tests.unit.report.patient.plans import Wanted, advice, drugs, plan_with
from tests.unit.report.test_plan_html import Elements


def words(plan: Plan) -> str:
    """The text of the page; a space that a link leaves before a full stop is none of it."""
    return re.sub(r" ([.,:?!])", r"\1", Elements(render_patient(plan, drugs())).words)


def one(wanted: Wanted) -> str:
    """The prose on one medicine."""
    page = render_patient(plan_with(advice(wanted)), drugs())
    article = page[page.index('<article class="medicine') : page.index("</article>")]
    return " ".join(re.sub(r"<[^>]+>", "", article).split())


def poor_on_clopidogrel() -> Plan:
    """A CYP2C19 poor metaboliser."""
    return real_plan(taken("clopidogrel"), calls=[POOR])
