"""Every check, asked of one plan, in the order of the principles."""

from __future__ import annotations

from dataclasses import replace

from autonome.evidence.ethics import EthicalFacts
from autonome.plan.ethics.beneficence import beneficence
from autonome.plan.ethics.consent_basis import ConsentBasis
from autonome.plan.ethics.incidental import incidental_of, recorded_wishes
from autonome.plan.ethics.justice import justice
from autonome.plan.ethics.non_maleficence import non_maleficence
from autonome.plan.ethics.respect import respect
from autonome.plan.ethics.statements import Case
from autonome.plan.ethics.telling import telling
from autonome.plan.values import Plan

PRINCIPLES = (respect, telling, beneficence, non_maleficence, justice)
"""The checks of the four principles; the first two stand under respect for autonomy."""


def assess(plan: Plan, facts: EthicalFacts, consent: ConsentBasis | None) -> Plan:
    """The plan with its ethical assessment, what nobody asked about, and what the patient wants to be told.

    Args:
        plan: complete but for these.
        facts: of the bundle.
        consent: behind the plan, or None where it was made without the gate.
    """
    wishes = recorded_wishes(consent)
    told = replace(plan, wishes=wishes, incidental=incidental_of(plan, facts, wishes))
    case = Case(told, facts, consent)
    return replace(told, ethics=tuple(statement for checks in PRINCIPLES for statement in checks(case)))
