"""The words of the ethical assessment, shared by all forms in which it leaves: pages and FHIR."""

from __future__ import annotations

from collections.abc import Mapping

from autonome.consent import Wish
from autonome.kernel import Text
from autonome.plan.ethical_values import Actor, Found, Principle

PRINCIPLES: Mapping[Principle, Text] = {
    Principle.RESPECT: Text("Respect for the patient's decisions"),
    Principle.BENEFICENCE: Text("Doing good"),
    Principle.NON_MALEFICENCE: Text("Doing no harm"),
    Principle.JUSTICE: Text("Fairness"),
}

FOUND: Mapping[Found, Text] = {
    Found.MET: Text("met"),
    Found.ATTENTION: Text("attention"),
    Found.NOT_MET: Text("not met"),
    Found.NOT_ASSESSED: Text("not assessed"),
}

WHO: Mapping[Actor, Text] = {
    Actor.CLINICIAN: Text("the clinician"),
    Actor.COUNSELLOR: Text("a counsellor"),
    Actor.INSTITUTION: Text("the institution"),
    Actor.LABORATORY: Text("the laboratory"),
    Actor.PATIENT: Text("the patient"),
}

WISHES: Mapping[Wish, Text] = {
    Wish.YES: Text("patient wants to be told"),
    Wish.NO: Text("patient does not want to be told"),
    Wish.NOT_NOW: Text("patient does not want to be told now"),
    Wish.NOT_RECORDED: Text("not on record whether the patient wants to be told"),
}
"""Beside what nobody asked about."""
